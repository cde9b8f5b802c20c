"""Whether the generators of a run worked at the same time, and what may be added up if they did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

ALIGNED = 0.95
"""From this overlap on generators count as concurrent."""
LOOSE = 0.8
"""Below this overlap rates are not added; between the two it is said beside the sum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """When one generator worked, in seconds on a common clock, and how many requests it finished, None where it does not say."""

    start: float
    seconds: float
    requests: int | None

    @property
    def end(self) -> float:
        """When it stopped."""
        return self.start + self.seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """`overlap` is the time in which all worked, as a share of the time in which any did, from 0 to 1.

    `summed_rps` adds each generator's own rate, None below `LOOSE`; `conservative_rps` is all requests over the whole time. Both
    are None unless every generator says how many requests it finished.
    """

    overlap: float
    summed_rps: float | None
    conservative_rps: float | None

    @property
    def aligned(self) -> bool:
        """Whether the overlap leaves no doubt."""
        return self.overlap >= ALIGNED


def span_of(
    start: datetime | None,
    end: datetime | None,
    seconds: float | None,
    *,
    requests: int | None = None,
    clock_offset_ms: float | None = None,
) -> Span | None:
    """When a generator worked, its clock's known offset taken off; None unless its start and how long are known to the second.

    Without `seconds` it worked until its end. All generators of a run write their times in one zone, known or not.
    """
    if start is None or (seconds is None and end is None):
        return None
    lasted = (end - start).total_seconds() if seconds is None and end is not None else seconds
    if not lasted or lasted <= 0:
        return None
    return Span(start=start.timestamp() - (clock_offset_ms or 0.0) / 1000, seconds=lasted, requests=requests)


def align(spans: Sequence[Span]) -> Alignment:
    """How far the generators overlapped. A skew of their clocks shifts starts, not latencies.

    Raises:
        ValueError: there are none, or one took no time.
    """
    if not spans or any(each.seconds <= 0 for each in spans):
        raise ValueError("a generator without a duration cannot be aligned")
    first, last = min(each.start for each in spans), max(each.end for each in spans)
    shared = min(each.end for each in spans) - max(each.start for each in spans)
    overlap = max(0.0, shared / (last - first))
    known = [(each.requests, each.seconds) for each in spans if each.requests is not None]
    if len(known) < len(spans):
        return Alignment(overlap=overlap, summed_rps=None, conservative_rps=None)
    return Alignment(
        overlap=overlap,
        summed_rps=sum(requests / seconds for requests, seconds in known) if overlap >= LOOSE else None,
        conservative_rps=sum(requests for requests, _ in known) / (last - first),
    )
