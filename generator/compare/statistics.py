"""Statistics over runs, the unit of replication: medians, order-statistic intervals, Mann-Whitney with Holm's correction.

Sources: order-statistic interval of the median and its coverage, David and Nagaraja, Order Statistics, section 7.1; interval
of a shift by inverting the Mann-Whitney test, Hollander and Wolfe, Nonparametric Statistical Methods, section 4.3; Holm,
A simple sequentially rejective multiple test procedure (1979). SciPy is imported only where runs are too many to count.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from generator.compare.values import Difference, Summary

VERDICT_RUNS = 5
"""Fewer runs on either side: no interval and no verdict."""
LEVEL = 0.05
_MOST_COUNTED = 24
"""Up to so many runs on both sides together, all arrangements are counted."""

Pair = tuple[Sequence[float], Sequence[float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a test says: its corrected p, and whether a difference is detectable.

    `detectable` is None where even the most extreme outcome could not have passed: too few runs for this many comparisons.
    """

    p_value: float
    detectable: bool | None


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
    rank, below = 1, 0.5**number
    while 2 * (wider := below + math.comb(number, rank) * 0.5**number) <= LEVEL:
        rank, below = rank + 1, wider
    return ordered[rank - 1], ordered[number - rank], 1 - 2 * below


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

    `comparisons` is how many tests the verdict's family holds: the bounds hold for all of them at once (Bonferroni), so that
    bounds that exclude zero never meet a verdict of no difference.
    """
    absolute = variant.median - baseline.median
    relative = absolute / baseline.median if baseline.median > 0 else None
    if not enough(variant, baseline):
        return Difference(absolute=absolute, relative=relative)
    low, high, coverage = shift_interval(variant.values, baseline.values, LEVEL / comparisons)
    return Difference(
        absolute=absolute,
        relative=relative,
        low=min(low, absolute),  # the interval's own centre is another estimate of the shift
        high=max(high, absolute),
        coverage=coverage,
        detectable=verdict.detectable if verdict else None,
        p_value=verdict.p_value if verdict else None,
    )


def shift_interval(one: Sequence[float], other: Sequence[float], level: float) -> tuple[float, float, float]:
    """The interval of the shift from `other` to `one`: (low, high, actual coverage), by inverting the Mann-Whitney test.

    Its coverage is at least 1 - `level`, or that of all pairwise differences where so few runs cannot reach it.
    """
    gaps = sorted(left - right for left in one for right in other)
    ways, total = _arrangements(len(one), len(other)), math.comb(len(one) + len(other), len(one))
    rank, below = 1, ways[0]
    while 2 * (below + ways[rank]) <= level * total:
        below += ways[rank]
        rank += 1
    return gaps[rank - 1], gaps[len(gaps) - rank], 1 - 2 * below / total


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
    corrected = holm(raw)
    return tuple(
        Verdict(p_value=p, detectable=True if p <= LEVEL else _found_nothing(pairs[at], raw, at))
        for at, p in enumerate(corrected)
    )


def _found_nothing(pair: Pair, raw: Sequence[float], at: int) -> bool | None:
    """False where the test could have found a difference among the others' outcomes, None where it could not."""
    extreme = [*raw[:at], smallest_p(*pair), *raw[at + 1 :]]
    return False if holm(extreme)[at] <= LEVEL else None


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
    sums = _rank_sums(tuple(sorted(ranks)), len(one))
    distance = _from_the_middle(sum(ranks[: len(one)]), ranks, len(one))
    return sum(ways for total, ways in sums if _from_the_middle(total, ranks, len(one)) >= distance) / _all_ways(sums)


def smallest_p(one: Sequence[float], other: Sequence[float]) -> float:
    """The least p that samples of these sizes with these values, ties among them, could have had."""
    pooled, size = sorted(chain(one, other)), len(one)
    return min(mann_whitney(pooled[:size], pooled[size:]), mann_whitney(pooled[-size:], pooled[:-size]))


def _by_scipy(one: Sequence[float], other: Sequence[float]) -> float:
    from scipy import stats  # noqa: PLC0415  # a second to import; most repositories never need it

    return 1.0 if len({*one, *other}) == 1 else float(stats.mannwhitneyu(one, other).pvalue)


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
def _rank_sums(ranks: tuple[int, ...], size: int) -> tuple[tuple[int, int], ...]:
    """Each sum that `size` of the ranks can have, with the number of ways (the shift algorithm of Streitberg and Röhmel, 1986)."""
    ways: list[Counter[int]] = [Counter({0: 1}), *(Counter[int]() for _ in range(size))]
    for rank in ranks:
        for taken in range(size, 0, -1):
            for total, number in ways[taken - 1].items():
                ways[taken][total + rank] += number
    return tuple(ways[size].items())


def _all_ways(sums: Sequence[tuple[int, int]]) -> int:
    return sum(number for _, number in sums)
