"""The latency distribution of a run, its percentiles with their bounds, and what averages of its generators' would be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from generator.compare.flags import PERCENTILES
from generator.distribution import WIDE, Distribution, from_published
from generator.model import Result
from generator.numbers import three


def distribution_of(result: Result) -> Distribution | None:
    """The published histogram as mass in intervals; None where there is none, or none that makes sense."""
    histogram, known = result.measurement.distribution, result.latencies
    if histogram is None:
        return None
    try:
        return from_published(
            histogram.upper_ms,
            histogram.counts,
            histogram.lower_ms,
            min_ms=known.min_ms,
            max_ms=known.max_ms,
            mean_ms=known.average_ms,
            stdev_ms=result.measurement.stdev_ms,
        )
    except ValueError:
        # Documents that are older than the rule about it may hold what is no histogram.
        return None


def missing_share(result: Result) -> Fraction:
    """The share of the generators that did not report, and so of the requests where each had an equal share; 0 where none lack."""
    expected, received = result.measurement.generators_expected or 0, len(result.measurement.generators)
    return Fraction(expected - received, expected) if expected > received else Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounded:
    """A latency in ms between bounds, in words: `value` is a number, or a range where the bounds are wide.

    `bounds` are empty where they read as the value does, or where it is a range already.
    """

    value: str
    bounds: str = ""

    def __str__(self) -> str:
        """`18.2 ms (17.9 to 18.5)`, `20 to 55 ms`."""
        return f"{self.value} ms ({self.bounds})" if self.bounds else f"{self.value} ms"


def bounded(value: float, low: float, high: float | None) -> Bounded:
    """The words for a latency that lies from `low` to `high`, None where nothing bounds it; all in ms."""
    if high is None:
        return Bounded(value=f"at least {three(low)}")
    if high > low * float(WIDE) * (1 + 1e-9):
        return Bounded(value=f"{three(low)} to {three(high)}")
    said = three(value)
    return Bounded(value=said, bounds="" if said == three(low) == three(high) else f"{three(low)} to {three(high)}")


def percentile_of(result: Result, name: str) -> Bounded | None:
    """The words for a percentile ("99") of a run; None where it is not reported."""
    value = result.latencies.percentiles.get(name)
    return None if value is None else bounded(value, *result.measurement.bounds_ms.get(name, (value, value)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Average:
    """What averages of the generators' values of one percentile give, beside the merged value; all in ms.

    `low` and `high` are the bounds of the merged value where they are known, `high` None where nothing bounds it. `weighted` is
    the average by requests, None where one generator does not say how many it made.
    """

    percentile: str
    values: tuple[float, ...]
    merged: float
    low: float
    high: float | None
    plain: float
    weighted: float | None

    @property
    def plain_error(self) -> float:
        """How far the plain average is off, as a share of the merged value."""
        return self.plain / self.merged - 1

    @property
    def weighted_error(self) -> float | None:
        """How far the average by requests is off, as a share of the merged value."""
        return None if self.weighted is None else self.weighted / self.merged - 1

    @property
    def is_range(self) -> bool:
        """Whether the merged value is known as a range only."""
        return self.high is None or self.high > self.low * float(WIDE)

    @property
    def plain_is_possible(self) -> bool:
        """Whether the plain average lies within the bounds."""
        return self.low <= self.plain and (self.high is None or self.plain <= self.high)


def averages_of(result: Result) -> tuple[Average, ...]:
    """An Average for each of the compared percentiles that the run and all of its several generators report."""
    return tuple(_averages(result)) if len(result.measurement.generators) > 1 else ()


def _averages(result: Result) -> Iterator[Average]:
    generators = result.measurement.generators
    requests = [each.requests for each in generators if each.requests]
    for name in PERCENTILES:
        merged = result.latencies.percentiles.get(name)
        found = [each.latencies.percentiles.get(name) if each.latencies else None for each in generators]
        values = tuple(value for value in found if value is not None)
        if not merged or len(values) < len(generators):
            continue
        low, high = result.measurement.bounds_ms.get(name, (merged, merged))
        weighted = sum(value * count for value, count in zip(values, requests, strict=False)) / max(sum(requests), 1)
        yield Average(
            percentile=name,
            values=values,
            merged=merged,
            low=low,
            high=high,
            plain=sum(values) / len(values),
            weighted=weighted if len(requests) == len(values) else None,
        )
