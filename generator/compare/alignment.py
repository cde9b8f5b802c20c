"""Whether the generators of a distributed run worked at the same time."""

from __future__ import annotations

from datetime import datetime

from generator import alignment
from generator.alignment import Alignment, Span, align
from generator.model import Generator, Moment, Result


def alignment_of(result: Result) -> Alignment | None:
    """How far the generators overlapped; None for a run of one, and where one does not say when it worked."""
    generators = result.measurement.generators
    spans = [span for each in generators if (span := span_of(each)) is not None]
    return align(spans) if len(spans) == len(generators) > 1 else None


def span_of(generator: Generator) -> Span | None:
    """When the generator worked; None unless that is known to the second."""
    return alignment.span_of(
        _instant(generator.start_time),
        _instant(generator.end_time),
        generator.duration_seconds,
        requests=generator.requests,
        clock_offset_ms=generator.clock_offset_ms,
    )


def _instant(moment: Moment | None) -> datetime | None:
    return moment.at if moment is not None and moment.precision == "second" else None
