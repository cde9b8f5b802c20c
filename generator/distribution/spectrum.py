"""Many quantiles of a distribution at once, to be drawn: one sort instead of a search for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from generator.distribution.intervals import Distribution, Whole

    Real = NDArray[np.float64]

_STEPS = 24
"""Ranks within each decade of 1/(1-p)."""
_MOST_CHANGES = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Spectrum:
    """The sample of each rank (from 1), in ms: it lies from `low_ms` to `high_ms`; all of one length, rising.

    `high_ms` is infinite where nothing bounds it.
    """

    ranks: list[int]
    low_ms: list[float]
    value_ms: list[float]
    high_ms: list[float]


def spectrum(distribution: Distribution, ranks: Sequence[int], missing: float = 0.0) -> Spectrum:
    """The samples of those rising ranks; `missing` is the share of all requests whose generators did not report.

    Bounds and values are those of `Distribution.quantile` at each rank's share.
    """
    wanted, number = np.asarray(ranks, dtype=np.int64), distribution.count
    below, above = _apart(wanted, number, missing)
    low = np.where(below > 0, _at(distribution.lower_ns, distribution.counts, np.maximum(below, 1)), 0)
    known = _at(distribution.upper_ns, distribution.counts, np.minimum(above, number)).astype(np.float64)
    high = np.where(above > number, np.inf, known)
    value = np.clip(_evenly(distribution, wanted), low, high)
    return Spectrum(
        ranks=wanted.tolist(), low_ms=_ms(low), value_ms=_ms(value), high_ms=_ms(np.maximum.accumulate(high))
    )


def drawn_ranks(distribution: Distribution, *, changes: bool = True) -> list[int]:
    """The ranks that a drawing needs: even steps of log(1/(1-p)), and with `changes` those before a bound changes.

    The latter are left out where they are too many to be seen.
    """
    number = distribution.count
    steps = int(np.ceil(np.log10(max(number, 2)) * _STEPS))
    grid = number - np.rint(number ** (1 - np.arange(steps + 1) / steps)).astype(np.int64)
    ends = (
        [np.cumsum(distribution.counts[np.argsort(each, kind="stable")]) for each in _ends(distribution)]
        if changes and len(distribution.counts) <= _MOST_CHANGES
        else []
    )
    ranks = np.unique(np.concatenate([grid, *ends, [1, max(number - 10, 1), number]]))
    return [rank for rank in ranks.tolist() if 0 < rank <= number]


def _ends(distribution: Distribution) -> tuple[Whole, Whole]:
    return distribution.lower_ns, distribution.upper_ns


def _apart(ranks: Whole, number: int, missing: float) -> tuple[Whole, Whole]:
    """The ranks of what was received between which those of the whole lie; 0 and more than `number` are beyond its ends."""
    if not missing:
        return ranks, ranks
    shares = ranks / number
    below, above = (shares - missing) / (1 - missing), shares / (1 - missing)
    return tuple(np.ceil(each * number - 1e-9).astype(np.int64) for each in (below, above))  # type: ignore[return-value]


def _at(ends: Whole, counts: Whole, ranks: Whole) -> Whole:
    order = np.argsort(ends, kind="stable")
    places: Whole = ends[order][np.searchsorted(np.cumsum(counts[order]), ranks)]
    return places


def _evenly(distribution: Distribution, ranks: Whole) -> Real:
    """The latencies below which the mass, spread evenly over its intervals, reaches the middle of each rank."""
    lower, upper, counts = distribution.lower_ns, distribution.upper_ns, distribution.counts.astype(np.float64)
    edges = np.unique(np.concatenate((lower, upper)))
    point = lower == upper
    density = np.where(point, 0.0, counts / np.maximum(upper - lower, 1))
    slopes = np.cumsum(_sums(edges, lower, density) - _sums(edges, upper, density))
    reached = np.concatenate(([0.0], np.cumsum(slopes[:-1] * np.diff(edges))))
    jumps = np.cumsum(_sums(edges, lower, np.where(point, counts, 0.0)))
    before = reached + np.concatenate(([0.0], jumps[:-1]))
    mass = np.maximum.accumulate(np.column_stack((before, reached + jumps)).ravel())
    reaching: Real = np.interp(ranks - 0.5, mass, np.repeat(edges, 2).astype(np.float64))
    return reaching


def _sums(edges: Whole, places: Whole, weights: Real) -> Real:
    sums: Real = np.bincount(np.searchsorted(edges, places), weights=weights, minlength=len(edges)).astype(np.float64)
    return sums


def _ms(values_ns: Whole | Real) -> list[float]:
    return [float(f"{value / 1e6:.6g}") for value in values_ns.tolist()]
