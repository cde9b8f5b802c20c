"""What a run publishes of a distribution: its usual percentiles with their bounds, and its moments, in ms."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import isqrt
from typing import TypedDict

from generator.distribution import Distribution, Quantile
from generator.importers.common import milliseconds

PERCENTILES = ("50", "75", "90", "95", "99", "99.9", "99.99")
"""The percentiles that are computed of a distribution, where enough samples stand behind them."""
QUANTILES = "mass in intervals: the sample at rank ceil(p n), spread evenly within its interval"
BASIC = ("50", "90", "99")
"""The percentiles that SMP has."""
_TAIL_SAMPLES = 10
"""Fewer samples above a percentile do not carry it."""
_SHARES = {key: Fraction(key) / 100 for key in PERCENTILES}


def percentile_table(
    found: Distribution, missing: Fraction = Fraction(0), keys: Sequence[str] = PERCENTILES
) -> tuple[dict[str, Decimal], dict[str, tuple[Decimal, Decimal | None]]]:
    """The values and the bounds of `keys` in ms; those with fewer than ten samples above them are left out.

    p50, p90 and p99, which SMP has, are always there. A value that its interval puts beyond the known extremes is that extreme;
    its bounds stay.
    """
    count = found.count
    carried = [key for key in keys if key in BASIC or count * (1 - _SHARES[key]) >= _TAIL_SAMPLES]
    quantiles = {key: found.quantile(_SHARES[key], missing) for key in carried}
    values = {key: milliseconds(_between_extremes(each.value_ns, found)) for key, each in quantiles.items()}
    return values, {key: _bounds(each) for key, each in quantiles.items() if each.low_ns != each.high_ns}


def _between_extremes(value_ns: int, found: Distribution) -> int:
    """The value, no lower than the least and no higher than the greatest latency that the tool gives."""
    least, most = found.moments.min_ns, found.moments.max_ns
    return max(least or 0, value_ns if most is None else min(value_ns, most))


def _bounds(quantile: Quantile) -> tuple[Decimal, Decimal | None]:
    return milliseconds(quantile.low_ns), None if quantile.high_ns is None else milliseconds(quantile.high_ns)


class Moments(TypedDict):
    """Extremes, mean and standard deviation of a run in ms, by the names of its fields."""

    min_ms: Decimal | None
    average_ms: Decimal | None
    max_ms: Decimal | None
    stdev_ms: Decimal | None


def moments(found: Distribution) -> Moments:
    """The moments of a distribution, mean and deviation to the nanosecond; None where a tool did not say them."""
    known, mean, variance = found.moments, found.mean_ns, found.variance_ns2
    return Moments(
        min_ms=None if known.min_ns is None else milliseconds(known.min_ns),
        average_ms=None if mean is None else milliseconds(round(mean)),
        max_ms=None if known.max_ns is None else milliseconds(known.max_ns),
        # Rounded means and deviations can leave a variance a little below zero.
        stdev_ms=None if variance is None else milliseconds(isqrt(max(0, round(variance)))),
    )


class Described(Moments):
    """All that a run publishes of a distribution, by the names of its fields."""

    percentiles_ms: dict[str, Decimal]
    bounds_ms: dict[str, tuple[Decimal, Decimal | None]]
    quantile_method: str
    distribution: Distribution


def described(found: Distribution, missing: Fraction = Fraction(0), keys: Sequence[str] = PERCENTILES) -> Described:
    """Moments, percentiles and bounds of a distribution, and itself."""
    values, bounds = percentile_table(found, missing, keys)
    return Described(
        **moments(found), percentiles_ms=values, bounds_ms=bounds, quantile_method=QUANTILES, distribution=found
    )
