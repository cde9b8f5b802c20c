"""Statistics over runs, the unit of replication: medians, order-statistic intervals, Mann-Whitney with Holm's correction.

Sources: order-statistic interval of the median and its coverage, David and Nagaraja, Order Statistics, section 7.1; interval
of a shift by inverting the Mann-Whitney test, Hollander and Wolfe, Nonparametric Statistical Methods, section 4.3; Holm,
A simple sequentially rejective multiple test procedure (1979); probability of superiority, Vargha and Delaney, A critique and
improvement of the CL common language effect size statistics (2000). SciPy is imported only where runs are too many to count.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, chain
from statistics import NormalDist

from generator.compare.values import Difference, Summary

VERDICT_RUNS = 5
"""Fewer runs on either side: no interval and no verdict."""
LEVEL = 0.05
_MOST_COUNTED = 24
"""Up to so many runs on both sides together, all arrangements are counted."""
_MOST_ARRANGED = 2_500
"""Up to so many pairs of runs an interval is exact; counting the arrangements grows with the cube of the runs."""
_MOST_GAPS = 250_000
"""Above so many pairs of runs there is no interval: their differences would not fit."""

Pair = tuple[Sequence[float], Sequence[float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a test says: its corrected p, and whether a difference is detectable.

    `smallest_p` is the corrected p that the most extreme outcome of the pair would have had. `detectable` is None where even
    that could not have passed: too few runs for this many comparisons. `level` is the one at which Holm's procedure tested the
    pair, or at which it stopped before it.
    """

    p_value: float
    smallest_p: float
    level: float

    @property
    def detectable(self) -> bool | None:
        """Whether the test found a difference; None where it could have found none."""
        if self.p_value <= LEVEL:
            return True
        return False if self.smallest_p <= LEVEL else None


def median(values: Sequence[float]) -> float:
    """The middle of the values, the mean of both middles where their number is even; ValueError without any."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values, no median")
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def median_interval(values: Sequence[float]) -> tuple[float, float, float]:
    """The narrowest symmetric order-statistic interval of the median with coverage >= 95 %: (low, high, coverage).

    Where none reaches 95 % (five runs), the least and the greatest value with the coverage they have (93.75 %).
    """
    ordered, number = sorted(values), len(values)
    total = 2**number  # whole numbers: from some thousand runs on a single arrangement's share is below the least float
    rank, below, ways = 1, 1, number
    while 2 * (below + ways) / total <= LEVEL:
        below, rank = below + ways, rank + 1
        ways = ways * (number - rank + 1) // rank
    return ordered[rank - 1], ordered[number - rank], 1 - 2 * below / total


def summarise(values: Sequence[float]) -> Summary | None:
    """The runs' values with their median and, from five runs, its interval; None without values."""
    if not values:
        return None
    if len(values) < VERDICT_RUNS:
        return Summary(values=tuple(values), median=median(values))
    low, high, coverage = median_interval(values)
    return Summary(values=tuple(values), median=median(values), low=low, high=high, coverage=coverage)


def enough(one: Summary, other: Summary) -> bool:
    """Whether both sides have the runs that a verdict needs."""
    return min(len(one.values), len(other.values)) >= VERDICT_RUNS


def difference(
    variant: Summary, baseline: Summary, *, comparisons: int = 1, verdict: Verdict | None = None
) -> Difference:
    """The variant's median less the baseline's, with bounds where both sides have five runs.

    The bounds are those of the level at which the pair was tested, so that they exclude zero just where the difference is
    detectable; tied values can part the two, and then there is no verdict. Without a test they hold for all `comparisons` of
    the group at once (Bonferroni). No bounds above `_MOST_GAPS` pairs of runs.
    """
    absolute = variant.median - baseline.median
    relative = absolute / baseline.median if baseline.median > 0 else None
    if not enough(variant, baseline):
        return Difference(absolute=absolute, relative=relative)
    gap = Difference(
        absolute=absolute,
        relative=relative,
        superiority=superiority(variant.values, baseline.values),
        detectable=None if verdict is None else verdict.detectable,
        p_value=None if verdict is None else verdict.p_value,
        smallest_p=None if verdict is None else verdict.smallest_p,
    )
    if len(variant.values) * len(baseline.values) > _MOST_GAPS:
        return gap
    level = verdict.level if verdict else LEVEL / comparisons
    low, high, coverage = shift_interval(variant.values, baseline.values, level)
    low, high = min(low, absolute), max(high, absolute)  # the interval's own centre is another estimate of the shift
    agree = gap.detectable == (low > 0 or high < 0)
    return replace(gap, low=low, high=high, coverage=coverage, detectable=gap.detectable if agree else None)


def shift_interval(one: Sequence[float], other: Sequence[float], level: float) -> tuple[float, float, float]:
    """The interval of the shift from `other` to `one`: (low, high, actual coverage), by inverting the Mann-Whitney test.

    Its coverage is at least 1 - `level`, or that of all pairwise differences where so few runs cannot reach it.
    """
    gaps = sorted(left - right for left in one for right in other)
    if len(gaps) > _MOST_ARRANGED:
        return _by_normal(gaps, len(one), len(other), level)
    ways, total = _arrangements(len(one), len(other)), math.comb(len(one) + len(other), len(one))
    rank, below = 1, ways[0]
    while 2 * (below + ways[rank]) <= level * total:
        below += ways[rank]
        rank += 1
    return gaps[rank - 1], gaps[len(gaps) - rank], 1 - 2 * below / total


def _by_normal(gaps: Sequence[float], one: int, other: int, level: float) -> tuple[float, float, float]:
    """The same by the normal approximation of U with its continuity correction, whose coverage is the one that was asked for."""
    spread = math.sqrt(one * other * (one + other + 1) / 12)
    rank = max(1, math.floor((len(gaps) + 1) / 2 - NormalDist().inv_cdf(1 - level / 2) * spread))
    return gaps[rank - 1], gaps[len(gaps) - rank], 1 - level


@lru_cache(maxsize=256)
def _arrangements(one: int, other: int) -> tuple[int, ...]:
    """In how many arrangements of two samples of these sizes U is 0, 1, … one*other: a Gaussian binomial's coefficients."""
    ways = [1] + [0] * (one * other)
    for size in range(1, one + 1):
        for at in range(one * other, other + size - 1, -1):
            ways[at] -= ways[at - other - size]
        for at in range(size, one * other + 1):
            ways[at] += ways[at - size]
    return tuple(ways)


def verdicts(pairs: Sequence[Pair]) -> tuple[Verdict, ...]:
    """One verdict for each pair of samples, all of them one family under Holm's correction."""
    raw = [mann_whitney(*pair) for pair in pairs]
    corrected, family = holm(raw), _Family.of(raw)
    return tuple(
        Verdict(p_value=p, smallest_p=family.attainable(smallest_p(*pair)), level=family.level(own))
        for pair, own, p in zip(pairs, raw, corrected, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Family:
    """The p-values of a family in their order, and what Holm's procedure had reached before each."""

    ordered: tuple[float, ...]
    reached: tuple[float, ...]
    """`reached[k]`: the greatest corrected p of the first k."""

    @classmethod
    def of(cls, raw: Sequence[float]) -> _Family:
        ordered = sorted(raw)
        steps = (p * (len(ordered) - place) for place, p in enumerate(ordered))
        return cls(tuple(ordered), tuple(accumulate(chain((0.0,), steps), max)))

    def attainable(self, smallest: float) -> float:
        """The corrected p that a pair's `smallest` p would have had among the others' outcomes."""
        place = bisect_left(self.ordered, smallest)
        return min(1.0, max(self.reached[place], smallest * (len(self.ordered) - place)))

    def level(self, own: float) -> float:
        """The level at which the procedure tested that p, or at which it stopped before it."""
        passed = bisect_right(self.reached, LEVEL) - 1
        return LEVEL / (len(self.ordered) - min(bisect_left(self.ordered, own), passed))


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Holm's corrected p-values, in the order given."""
    corrected, least = [1.0] * len(p_values), 0.0
    for place, at in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        least = max(least, min(1.0, p_values[at] * (len(p_values) - place)))
        corrected[at] = least
    return tuple(corrected)


def mann_whitney(one: Sequence[float], other: Sequence[float]) -> float:
    """The two-sided p of the Mann-Whitney test: over all arrangements of the ranks, ties among them; SciPy's for many runs."""
    if len(one) + len(other) > _MOST_COUNTED:
        return _by_scipy(one, other)
    ranks = _doubled_ranks([*one, *other])
    return _tails(tuple(sorted(ranks)), len(one))[_from_the_middle(sum(ranks[: len(one)]), ranks, len(one))]


def smallest_p(one: Sequence[float], other: Sequence[float]) -> float:
    """The least p that samples of these sizes with these values, ties among them, could have had."""
    pooled, size = sorted(chain(one, other)), len(one)
    return min(mann_whitney(pooled[:size], pooled[size:]), mann_whitney(pooled[-size:], pooled[:-size]))


def runs_needed(comparisons: int) -> int:
    """The fewest runs of each variant, at least five, with which any one of so many tests could pass without the others."""
    runs = VERDICT_RUNS
    while 2 * comparisons > LEVEL * math.comb(2 * runs, runs):
        runs += 1
    return runs


def superiority(one: Sequence[float], other: Sequence[float]) -> float:
    """The effect size of the Mann-Whitney test: the share (0..1) of pairs of runs whose value in `one` is the greater.

    Ties count half, so that 0.5 is no tendency. It is U over the number of pairs, Vargha and Delaney's A; Cliff's delta is 2 A - 1.
    """
    size, doubled = len(one), sum(_doubled_ranks([*one, *other])[: len(one)])
    return (doubled / 2 - size * (size + 1) / 2) / (size * len(other))


def _by_scipy(one: Sequence[float], other: Sequence[float]) -> float:
    from scipy import stats  # noqa: PLC0415  # a second to import; most repositories never need it

    different = len({*one, *other})
    if different == 1:
        return 1.0
    # exact as long as the interval is, so that the two agree; SciPy's exact test knows no ties
    counted = len(one) * len(other) <= _MOST_ARRANGED and different == len(one) + len(other)
    return float(stats.mannwhitneyu(one, other, method="exact" if counted else "asymptotic").pvalue)


def _doubled_ranks(values: Sequence[float]) -> list[int]:
    """Twice the rank of each value, tied values sharing their mean rank: whole numbers."""
    first: dict[float, int] = {}
    last: dict[float, int] = {}
    for place, value in enumerate(sorted(values), start=1):
        first.setdefault(value, place)
        last[value] = place
    return [first[value] + last[value] for value in values]


def _from_the_middle(rank_sum: int, ranks: Sequence[int], size: int) -> int:
    return abs(rank_sum * len(ranks) - size * sum(ranks))


@lru_cache(maxsize=256)
def _tails(ranks: tuple[int, ...], size: int) -> dict[int, float]:
    """The p of each distance from the middle that the sum of `size` of the ranks can have.

    Counted by the shift algorithm of Streitberg and Röhmel (1986).
    """
    ways: list[Counter[int]] = [Counter({0: 1}), *(Counter[int]() for _ in range(size))]
    for rank in ranks:
        for taken in range(size, 0, -1):
            for total, number in ways[taken - 1].items():
                ways[taken][total + rank] += number
    by_distance: Counter[int] = Counter()
    for total, number in ways[size].items():
        by_distance[_from_the_middle(total, ranks, size)] += number
    distances = sorted(by_distance, reverse=True)
    tails = accumulate(by_distance[distance] for distance in distances)
    return {distance: ways_out / by_distance.total() for distance, ways_out in zip(distances, tails, strict=True)}
