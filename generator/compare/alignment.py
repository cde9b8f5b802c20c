"""Whether the generators of a distributed run worked at the same time."""

from __future__ import annotations

from generator.alignment import Alignment, Span, align
from generator.model import Generator, Result


def alignment_of(result: Result) -> Alignment | None:
    """How far the generators overlapped; None for a run of one, and where one does not say when it worked."""
    generators = result.measurement.generators
    spans = [span for each in generators if (span := span_of(each)) is not None]
    return align(spans) if len(spans) == len(generators) > 1 else None


def span_of(generator: Generator) -> Span | None:
    """When the generator worked, its clock's known offset taken off; None unless that is known to the second."""
    start, end = generator.start_time, generator.end_time
    if start is None or start.precision != "second":
        return None
    seconds = generator.duration_seconds
    if seconds is None and end is not None and end.precision == "second":
        seconds = (end.at - start.at).total_seconds()
    if not seconds or seconds <= 0:
        return None
    at = start.at.timestamp() - (generator.clock_offset_ms or 0.0) / 1000
    return Span(start=at, seconds=seconds, requests=generator.requests)
