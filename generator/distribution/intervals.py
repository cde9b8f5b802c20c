"""The representation and its algebra.

A distribution is a multiset of intervals: so many samples lie somewhere between a lower and an upper latency, both included. This
is an interval-censored sample (Turnbull, "The empirical distribution function with arbitrarily grouped, censored and truncated
data", 1976). All mass at the left ends gives the lower bound of every quantile, all at the right ends the upper one; both are tight
with nothing else known. Merging adds multisets, so it is associative and commutative.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
Whole = NDArray[np.int64]

KEPT_PERCENTILES = tuple(Fraction(text) / 100 for text in ("50", "75", "90", "95", "99", "99.9", "99.99"))
"""Quantiles whose bounds a digest keeps exactly."""
DIGEST_INTERVALS = 200
WIDE = Fraction(11, 10)
"""Where the upper bound is more than so many times the lower one, a quantile is a range and no point."""


class Form(IntEnum):
    """What the tool gave, the coarsest last; a merge has the coarsest form of its parts."""

    SAMPLES = 0
    HISTOGRAM = 1
    PERCENTILES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantile:
    """The sample at rank ceil(p n), in ns: it lies from `low_ns` to `high_ns`; `value_ns` spreads the mass of intervals evenly.

    `high_ns` is None where nothing bounds it from above.
    """

    value_ns: int
    low_ns: int
    high_ns: int | None

    @property
    def is_range(self) -> bool:
        """Whether the bounds are too wide for a point in a ranking."""
        return self.high_ns is None or self.high_ns > self.low_ns * WIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """What is known besides the intervals, each None where one tool did not say it.

    `total_ns` and `squares_ns2` are the sums of the samples and of their squares, as the tools' means and deviations give them.
    """

    total_ns: Fraction | None = None
    squares_ns2: Fraction | None = None
    min_ns: int | None = None
    max_ns: int | None = None

    @classmethod
    def stated(
        cls, count: int, mean_ns: Fraction | None, stdev_ns: Fraction | None, min_ns: int | None, max_ns: int | None
    ) -> Moments:
        """The moments of so many samples with that mean and standard deviation (of the population)."""
        squares = None if mean_ns is None or stdev_ns is None else (stdev_ns**2 + mean_ns**2) * count
        total = None if mean_ns is None else mean_ns * count
        return cls(total_ns=total, squares_ns2=squares, min_ns=min_ns, max_ns=max_ns)

    @classmethod
    def joined(cls, parts: Sequence[Moments]) -> Moments:
        """Those of all samples together."""
        return cls(
            total_ns=_all([each.total_ns for each in parts], _sum),
            squares_ns2=_all([each.squares_ns2 for each in parts], _sum),
            min_ns=_all([each.min_ns for each in parts], min),
            max_ns=_all([each.max_ns for each in parts], max),
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Distribution:
    """`counts[i]` samples lie in [`lower_ns[i]`, `upper_ns[i]`]; sorted, no interval twice, all arrays of one length.

    A count may be 0: a tool's empty bin. `parts` is how many generators were merged.
    """

    lower_ns: Whole
    upper_ns: Whole
    counts: Whole
    form: Form
    moments: Moments
    parts: int = 1

    def __eq__(self, other: object) -> bool:
        """Whether both hold the same masses and the same moments, to the bit."""
        return isinstance(other, Distribution) and self._key() == other._key()

    def __hash__(self) -> int:
        """By the same as equality."""
        return hash(self._key())

    def _key(self) -> tuple[object, ...]:
        arrays = (self.lower_ns.tobytes(), self.upper_ns.tobytes(), self.counts.tobytes())
        return (*arrays, self.form, self.moments, self.parts)

    @property
    def count(self) -> int:
        """How many samples there are."""
        return int(self.counts.sum())

    @property
    def mean_ns(self) -> Fraction | None:
        """The arithmetic mean."""
        total = self.moments.total_ns
        return None if total is None else total / self.count

    @property
    def variance_ns2(self) -> Fraction | None:
        """The population's variance, sum of squares over n less the square of the mean (Chan, Golub and LeVeque, 1979)."""
        mean, squares = self.mean_ns, self.moments.squares_ns2
        return None if mean is None or squares is None else squares / self.count - mean * mean

    @property
    def disjoint(self) -> bool:
        """Whether the intervals lie side by side, as those of a common grid do."""
        return bool((self.lower_ns[1:] >= self.upper_ns[:-1]).all())

    @property
    def method(self) -> str:
        """How its quantiles come about, in the words of the published field `merge_method`."""
        if self.parts == 1:
            return "single"
        if self.form is Form.PERCENTILES:
            return "percentile_bounds"
        return "histogram_merge" if self.disjoint else "interval_merge"

    def quantile(self, share: Fraction, missing: Fraction = Fraction(0)) -> Quantile:
        """The quantile of `share` in (0, 1]; `missing` is the share of all requests whose generators did not report.

        The quantile of the whole lies between those of what was received at (p - w) / (1 - w) and p / (1 - w), since the whole's
        distribution function is (1 - w) G + w H with H anywhere between 0 and 1.

        Raises:
            ValueError: a share is out of its bounds.
        """
        if not 0 < share <= 1 or not 0 <= missing < 1:
            raise ValueError(f"shares {share} and {missing} are no quantile")
        if not missing and self.disjoint:
            return self._single(share)
        middle = self._rank(share)
        least, most = self._at(self.lower_ns, middle), self._at(self.upper_ns, middle)
        value = self._spread(middle, least, most)
        if not missing:
            return Quantile(value_ns=value, low_ns=least, high_ns=most)
        low = self._at(self.lower_ns, self._rank((share - missing) / (1 - missing))) if share > missing else 0
        above = share / (1 - missing)
        high = self._at(self.upper_ns, self._rank(above)) if above <= 1 else None
        return Quantile(value_ns=value, low_ns=low, high_ns=high)

    def _rank(self, share: Fraction) -> int:
        product = share * self.count
        return max(1, -(-product.numerator // product.denominator))

    def _single(self, share: Fraction) -> Quantile:
        """The quantile where one interval alone can hold the rank; what `_spread` finds by halving, in one step."""
        reached = self.counts.cumsum()
        rank = max(1, -(-share.numerator * int(reached[-1]) // share.denominator))
        place = int(reached.searchsorted(rank))
        low, high, held = int(self.lower_ns[place]), int(self.upper_ns[place]), int(self.counts[place])
        twice_within = 2 * (rank - int(reached[place]) + held) - 1
        return Quantile(value_ns=low - (-twice_within * (high - low) // (2 * held)), low_ns=low, high_ns=high)

    def _at(self, ends: Whole, rank: int) -> int:
        """The value of that rank where all mass lies at these ends of its intervals."""
        return int(self._values(ends, [rank])[0])

    def _values(self, ends: Whole, ranks: Sequence[int]) -> Whole:
        """The same for many ranks, with one sorting for all."""
        order = np.argsort(ends, kind="stable")
        return ends[order[np.searchsorted(np.cumsum(self.counts[order]), ranks)]]

    def _spread(self, rank: int, low: int, high: int) -> int:
        """The least latency below which the mass, spread evenly over its intervals, reaches the middle of that rank."""
        near = (self.upper_ns >= low) & (self.lower_ns <= high)
        below = int(self.counts[self.upper_ns < low].sum())
        lower, upper, counts = self.lower_ns[near], self.upper_ns[near], self.counts[near].astype(np.float64)
        width = np.maximum(upper - lower, 1)
        while low < high:
            middle = (low + high) // 2
            # A point's mass is there in full at the point itself.
            shares = np.where(upper == lower, middle >= lower, np.clip((middle - lower) / width, 0.0, 1.0))
            if below + float((counts * shares).sum()) >= rank - 0.5:
                high = middle
            else:
                low = middle + 1
        return low

    def digest(self, limit: int = DIGEST_INTERVALS) -> Distribution:
        """The same in at most `limit` intervals whose ends both rise: no bound gets narrower, those of the usual percentiles stay.

        The sample of each rank lies between the lower and the upper latency of that rank. Ranks are cut where either changes or, where
        that makes too many intervals, densely at both ends. What is short enough and disjoint is returned unchanged.
        """
        if self.disjoint and len(self.counts) <= limit:
            return self
        ends = self._changes()
        if len(ends) > limit:
            ends = self._cuts(limit)
        first = [1, *(end + 1 for end in ends[:-1])]
        lower, upper = self._values(self.lower_ns, first), self._values(self.upper_ns, ends)
        sizes = np.array([end - start for start, end in pairwise([0, *ends])], dtype=np.int64)
        return of_intervals(lower, upper, sizes, form=self.form, moments=self.moments, parts=self.parts)

    def _changes(self) -> list[int]:
        """The last ranks before the lower or the upper latency of a rank changes."""
        counted = [np.cumsum(self.counts[np.argsort(ends, kind="stable")]) for ends in (self.lower_ns, self.upper_ns)]
        return [rank for rank in np.unique(np.concatenate(counted)).tolist() if rank]

    def _cuts(self, limit: int) -> list[int]:
        """The last ranks of the pieces: the kept percentiles by themselves, the rest at even steps and at those of log(1/(1-p))."""
        number = self.count
        alone = {self._rank(share) for share in KEPT_PERCENTILES}
        # A kept rank takes two pieces: itself, and what its cut leaves of another.
        steps = max(2, (limit - 2 * len(alone)) // 2)
        tail = {number - round(number ** (step / steps)) for step in range(steps + 1)}
        body = {round(number * step / steps) for step in range(1, steps)}
        return sorted({*tail, *body, *alone, *(rank - 1 for rank in alone), number} - {0, -1})


def merge(parts: Iterable[Distribution]) -> Distribution:
    """All samples of several distributions together; the order does not matter.

    Raises:
        ValueError: there are none.
    """
    found = tuple(parts)
    if not found:
        raise ValueError("nothing to merge")
    if len(found) == 1:
        return found[0]
    lower, upper, counts = (
        np.concatenate([arrays[place] for arrays in ((each.lower_ns, each.upper_ns, each.counts) for each in found)])
        for place in range(3)
    )
    return of_intervals(
        lower,
        upper,
        counts,
        form=max(each.form for each in found),
        moments=Moments.joined([each.moments for each in found]),
        parts=sum(each.parts for each in found),
    )


def _sum(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0))


def _all(values: Sequence[T | None], reduce: Callable[[list[T]], T]) -> T | None:
    """The values reduced to one where all are known."""
    known = [value for value in values if value is not None]
    return reduce(known) if len(known) == len(values) else None


def of_intervals(
    lower: Whole, upper: Whole, counts: Whole, *, form: Form, moments: Moments, parts: int = 1
) -> Distribution:
    """A distribution of these intervals in any order; equal ones become one.

    Raises:
        ValueError: no sample, a negative count or latency, or a lower end above its upper one.
    """
    if (counts < 0).any() or (lower < 0).any() or (lower > upper).any():
        raise ValueError("an interval with a negative count or latency, or with its ends the wrong way round")
    if not counts.any():
        raise ValueError("no samples")
    order = np.lexsort((upper, lower))
    lower, upper, counts = lower[order], upper[order], counts[order]
    first = np.flatnonzero(np.concatenate(([True], (lower[1:] != lower[:-1]) | (upper[1:] != upper[:-1]))))
    return Distribution(
        lower_ns=lower[first],
        upper_ns=upper[first],
        counts=np.add.reduceat(counts, first),
        form=form,
        moments=moments,
        parts=parts,
    )
