"""A distribution as it was published, in ms: back to mass in intervals."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from generator.distribution.building import from_buckets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.distribution.intervals import Distribution, Whole

_NS = 1_000_000
_MOST_NS = 9e18
"""So many nanoseconds fit into 64 bits; a longer latency is 285 years."""
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

    Raises:
        ValueError: there are no samples or too many, the arrays differ in length, or an interval ends before it begins.
    """
    if sum(map(float, counts)) > _MOST_SAMPLES:
        raise ValueError("more samples than can be counted")
    least, most = _ns(min_ms), _ns(max_ms)
    upper = _whole(upper_ms)
    lower = np.concatenate(([min(least or 0, *upper[:1])], upper[:-1])) if lower_ms is None else _whole(lower_ms)
    return from_buckets(
        list(zip(lower.tolist(), upper.tolist(), counts, strict=True)),
        min_ns=least,
        max_ns=most,
        mean_ns=None if mean_ms is None else Fraction(mean_ms) * _NS,
        stdev_ns=None if stdev_ms is None else Fraction(stdev_ms) * _NS,
    )


def _whole(values_ms: Sequence[float]) -> Whole:
    return np.rint(np.minimum(np.asarray(values_ms, dtype=np.float64) * _NS, _MOST_NS)).astype(np.int64)


def _ns(value_ms: float | None) -> int | None:
    return None if value_ms is None else round(min(value_ms * _NS, _MOST_NS))
