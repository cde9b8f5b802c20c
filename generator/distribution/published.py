"""A distribution as it was published, in ms: back to mass in intervals."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from generator.distribution.building import LARGEST, from_buckets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.distribution.intervals import Distribution, Whole

_NS = 1_000_000
_MOST_SAMPLES = 2.0**53


def from_published(
    upper_ms: Sequence[float],
    counts: Sequence[int],
    lower_ms: Sequence[float] | None = None,
    *,
    min_ms: float | None = None,
    max_ms: float | None = None,
    mean_ms: float | None = None,
    stdev_ms: float | None = None,
) -> Distribution:
    """The intervals of a published histogram; without `lower_ms` each begins where the one before it ends, the first at the minimum.

    Intervals with lower bounds are taken as they are: they hold the half digit by which a printed minimum or maximum may be off.
    Without them the last one ends at the maximum.

    Raises:
        ValueError: there are no samples or too many, the arrays differ in length, or an interval ends before it begins.
    """
    if sum(map(float, counts)) > _MOST_SAMPLES:
        raise ValueError("more samples than can be counted")
    least, most = _ns(min_ms), _ns(max_ms)
    upper = _whole(upper_ms)
    lower = np.concatenate(([min(least or 0, *upper[:1])], upper[:-1])) if lower_ms is None else _whole(lower_ms)
    made = from_buckets(
        list(zip(lower.tolist(), upper.tolist(), counts, strict=True)),
        max_ns=most if lower_ms is None else None,
        mean_ns=None if mean_ms is None else Fraction(mean_ms) * _NS,
        stdev_ns=None if stdev_ms is None else Fraction(stdev_ms) * _NS,
    )
    return replace(made, moments=replace(made.moments, min_ns=least, max_ns=most))


def _whole(values_ms: Sequence[float]) -> Whole:
    return np.rint(np.minimum(np.asarray(values_ms, dtype=np.float64) * _NS, LARGEST)).astype(np.int64)


def _ns(value_ms: float | None) -> int | None:
    return None if value_ms is None else round(min(value_ms * _NS, LARGEST))
