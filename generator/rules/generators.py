"""MR322 to MR325: what a distributed run says of its percentiles fits its bounds, its generators and the times they worked."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from generator.alignment import LOOSE, Span, align, span_of
from generator.finding import Hit, Severity
from generator.rules.access import RESULTS, Run, mapping, number, runs, sequence, shown, text
from generator.rules.engine import rule
from generator.times import read_instant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.finding import Pointer
    from generator.source import Document

SINCE = "2026-11-22"
_SMP = {"50": "p50", "90": "p90", "99": "p99"}
_ROUNDING = 0.001
_DEFINITIONS = 0.02
"""How far tools' definitions of a quantile may put a percentile beside the samples that it is of."""


@rule("MR322", "percentile-outside-its-bounds", severity=Severity.ERROR, since=SINCE, kinds=(RESULTS,))
def percentile_outside_its_bounds(document: Document) -> Iterator[Hit]:
    """A percentile does not lie between its bounds.

    What it finds
    -------------
    An entry of `bounds_ms` whose percentile is not in the result, is less than the lower or more than the upper bound, or whose
    lower bound is above the upper one.

    Why it matters
    --------------
    The bounds say how far the percentile of a coarse histogram, or of several generators, is known; where they are wide the
    percentile is shown as a range and not ranked. Bounds that do not hold the value they are of are those of another run, or of
    another unit.

    Wrong
    -----
    ```yaml
    latencies_ms: {p99: 35.8}
    bounds_ms: {"99": [0.0352, 0.0363]}
    ```

    Right
    -----
    ```yaml
    latencies_ms: {p99: 35.8}
    bounds_ms: {"99": [35.2, 36.3]}
    ```
    """
    for run in runs(document):
        for key in mapping(run.measurement, "bounds_ms"):
            pair = sequence(run.measurement, "bounds_ms", key)
            low, high = (number(pair[0]), number(pair[1])) if len(pair) == 2 else (None, None)
            message = _outside(key, _percentile(run.result, run.measurement, key), low, high)
            if message:
                hint = "compute the bounds from the same distribution as the percentile, both in ms"
                yield Hit(pointer=run.at("measurement", "bounds_ms", key), message=message, hint=hint)


def _outside(key: str, value: float | None, low: float | None, high: float | None) -> str | None:
    least = low or 0.0
    if high is not None and least > high:
        return f"the bounds of p{key} are {shown(least)} and {shown(high)} ms, expected the lower one first"
    if value is None:
        return f"bounds are given for p{key}, expected the percentile itself beside them"
    if value < least * (1 - _ROUNDING) or (high is not None and value > high * (1 + _ROUNDING)):
        most = "more" if high is None else f"{shown(high)} ms"
        return f"p{key} is {shown(value)} ms, expected from {shown(least)} ms to {most}"
    return None


def _percentile(smp: object, further: object, key: str) -> float | None:
    """The percentile of a result or a generator, wherever it stands."""
    own = number(smp, "latencies_ms", _SMP[key]) if key in _SMP else None
    return number(further, "percentiles_ms", key) if own is None else own


@rule("MR323", "percentile-outside-generators", severity=Severity.ERROR, since=SINCE, kinds=(RESULTS,))
def percentile_outside_generators(document: Document) -> Iterator[Hit]:
    """A percentile of a distributed run lies beside those of all its generators.

    What it finds
    -------------
    A run with several `generators`, all of which give a percentile that the run gives too, where the run's is more than 2 % below
    the least or above the greatest of them. Where the run gives bounds (`bounds_ms`), that they lie there as a whole: the
    percentile of a merge is a point between bounds, and of a coarse one it may lie beside those that the tools printed.

    Why it matters
    --------------
    Whatever the generators' shares, the percentile of all requests together lies between the least and the greatest of theirs.
    One that does not is of other requests, or in another unit.

    Wrong
    -----
    ```yaml
    latencies_ms: {p99: 60}
    generators: [{name: a, latencies_ms: {p99: 20}}, {name: b, latencies_ms: {p99: 55}}]
    ```

    Right
    -----
    ```yaml
    latencies_ms: {p99: 35.8}
    generators: [{name: a, latencies_ms: {p99: 20}}, {name: b, latencies_ms: {p99: 55}}]
    ```
    """
    for run in runs(document):
        for place, key, value, theirs in _shared(run):
            low, high = _bounds(run, key, value)
            if high < min(theirs) * (1 - _DEFINITIONS) or low > max(theirs) * (1 + _DEFINITIONS):
                least, most = shown(min(theirs)), shown(max(theirs))
                message = f"p{key} is {shown(value)} ms, expected from {least} to {most} ms, as its generators measured"
                hint = "merge the generators' distributions with `mesh-results import --merge`; never write a percentile of other requests"
                yield Hit(pointer=place, message=message, hint=hint)


def _bounds(run: Run, key: str, value: float) -> tuple[float, float]:
    """The bounds of the run's percentile, itself where there are none; bounds that do not hold it are MR322's."""
    pair = sequence(run.measurement, "bounds_ms", key)
    if len(pair) != 2:
        return value, value
    low, high = number(pair[0]), number(pair[1])
    return min(low or 0.0, value), math.inf if high is None else max(high, value)


def _shared(run: Run) -> Iterator[tuple[Pointer, str, float, list[float]]]:
    """The run's percentiles that every one of its several generators has too, with theirs."""
    generators = sequence(run.measurement, "generators")
    places: dict[str, Pointer] = {key: run.at("result", "latencies_ms", name) for key, name in _SMP.items()}
    further = mapping(run.measurement, "percentiles_ms")
    places.update({key: run.at("measurement", "percentiles_ms", key) for key in further})
    for key, place in places.items():
        value = _percentile(run.result, run.measurement, key)
        theirs = [_percentile(each, each, key) for each in generators]
        known = [each for each in theirs if each is not None]
        if value is not None and len(known) == len(theirs) > 1:
            yield place, key, value, known


@rule("MR324", "generators-without-merge-method", severity=Severity.ERROR, since=SINCE, kinds=(RESULTS,))
def generators_without_merge_method(document: Document) -> Iterator[Hit]:
    """Several generators stand beside percentiles, and how these were merged is not said.

    What it finds
    -------------
    A run with two or more `generators` and percentiles of its own, without `merge_method`, or with `single`.

    Why it matters
    --------------
    An average of percentiles looks like a percentile and is none: with one slow generator among twenty it can miss the true p99 by
    70 %. A reader must see that distributions were merged, and how exact the outcome is.

    Wrong
    -----
    ```yaml
    generators: [{name: a}, {name: b}]
    ```

    Right
    -----
    ```yaml
    generators: [{name: a}, {name: b}]
    merge_method: histogram_merge
    ```
    """
    for run in runs(document):
        listed = len(sequence(run.measurement, "generators"))
        own = any(_percentile(run.result, run.measurement, key) is not None for key in _SMP)
        method = text(run.measurement, "merge_method")
        if listed < 2 or not own or method not in (None, "single"):
            continue
        said = "is missing" if method is None else "is single"
        message = f"merge_method {said} beside {listed} generators, expected how their distributions were merged"
        hint = "merge their distributions with `mesh-results import --merge`, which writes the method"
        yield Hit(pointer=run.at("measurement", "generators"), message=message, hint=hint, at_key=True)


@rule("MR325", "rates-of-generators-apart", severity=Severity.ERROR, since=SINCE, kinds=(RESULTS,))
def rates_of_generators_apart(document: Document) -> Iterator[Hit]:
    """The rates of generators that hardly worked at the same time were added up.

    What it finds
    -------------
    A distributed run with an `actual_qps`, whose generators all say when they worked, and did so together for less than 80 % of the
    whole time.

    Why it matters
    --------------
    The sum of rates is the load on the mesh only while all generators are at work. Generators that came one after the other never
    made that load, and their latencies are those of a smaller one.

    Wrong
    -----
    ```yaml
    actual_qps: 2000
    generators:
      - {name: a, start_time: 2026-11-01T10:00:00Z, end_time: 2026-11-01T10:01:00Z}
      - {name: b, start_time: 2026-11-01T10:01:00Z, end_time: 2026-11-01T10:02:00Z}
    ```

    Right
    -----
    ```yaml
    actual_qps: 2000
    generators:
      - {name: a, start_time: 2026-11-01T10:00:00Z, end_time: 2026-11-01T10:01:00Z}
      - {name: b, start_time: 2026-11-01T10:00:00Z, end_time: 2026-11-01T10:01:00Z}
    ```
    """
    for run in runs(document):
        generators = [mapping(each) for each in sequence(run.measurement, "generators")]
        spans = [span for each in generators if (span := _span(each)) is not None]
        if len(spans) < 2 or len(spans) < len(generators) or number(run.result, "actual_qps") is None:
            continue
        overlap = align(spans).overlap
        if overlap < LOOSE:
            message = f"its {len(spans)} generators worked together for {overlap * 100:.0f} % of the time, expected at least 80 %"
            hint = "submit them as runs of their own, or start them at the same moment; correct the times if they are wrong"
            related = ((document.path, run.at("measurement", "generators")),)
            yield Hit(pointer=run.at("result", "actual_qps"), message=message, hint=hint, related=related)


def _span(generator: Mapping[str, object]) -> Span | None:
    start, end = (read_instant(text(generator, key) or "") for key in ("start_time", "end_time"))
    seconds, offset = number(generator, "duration_seconds"), number(generator, "clock_offset_ms")
    return span_of(start, end, seconds, clock_offset_ms=offset)
