"""Times and durations as submissions write them, read without guessing what was not written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_TIME = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2})"
    r"(?:T(?P<hour>\d{2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.(?P<fraction>\d{1,9}))?(?P<zone>Z)?)?)?)?)?",
    re.ASCII,
)
_FIELDS = ("year", "month", "day", "hour", "minute", "second")
_STEP = {"day": timedelta(days=1), "minute": timedelta(minutes=1), "second": timedelta(seconds=1)}
_DURATION_PART = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)", re.ASCII)
_UNIT_SECONDS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_ANY_ZONE = timedelta(hours=14)
_LONGEST_DURATION_TEXT = 64


def today() -> date:
    """The current day in UTC: no submission may be ahead of it, and nothing that is published depends on it."""
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """All instants that a written time may mean: from `earliest` up to `latest`, both in UTC.

    Where the zone is unknown (`zoned` False) both are the local time as if it were UTC. `precision` is one of "second",
    "minute", "day", "month" and "year".
    """

    earliest: datetime
    latest: datetime
    precision: str
    zoned: bool

    def in_any_zone(self) -> Span:
        """The span with its ends moved apart by the widest offset from UTC (14 h), where the zone is unknown."""
        if self.zoned:
            return self
        first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
        return Span(
            earliest=max(self.earliest, first + _ANY_ZONE) - _ANY_ZONE,
            latest=min(self.latest, last - _ANY_ZONE) + _ANY_ZONE,
            precision=self.precision,
            zoned=True,
        )


def read_time(text: str) -> Span | None:
    """The instants meant by an RFC 3339 time with Z, or by a coarser one; None where `text` is neither.

    Coarser forms: YYYY, YYYY-MM, YYYY-MM-DD, YYYY-MM-DDThh:mm and YYYY-MM-DDThh:mm:ss, without zone.
    """
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    known = [int(match[name]) for name in _FIELDS if match[name] is not None]
    precision = {1: "year", 2: "month", 3: "day", 5: "minute", 6: "second"}[len(known)]
    try:
        start = datetime(*(known + [1, 1][len(known) - 1 :] if len(known) < 3 else known), tzinfo=UTC)  # type: ignore[arg-type,misc]
        end = _end(start, precision)
    except (ValueError, OverflowError):
        return None
    return _with_fraction(start, end, precision, match["fraction"], zoned=match["zone"] is not None)


def _end(start: datetime, precision: str) -> datetime:
    match precision:
        case "year":
            return start.replace(year=start.year + 1)
        case "month":
            return start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
        case _:
            return start + _STEP[precision]


def _with_fraction(start: datetime, end: datetime, precision: str, fraction: str | None, *, zoned: bool) -> Span:
    if fraction is not None:
        start = end = start + timedelta(microseconds=int(fraction.ljust(9, "0")[:6]))
    return Span(earliest=start, latest=end, precision=precision, zoned=zoned)


def read_instant(text: str) -> datetime | None:
    """The instant of a time that is written to the second; None where `text` is coarser, or no time."""
    found = read_time(text)
    return found.earliest if found is not None and found.precision == "second" else None


def read_date(text: str) -> date | None:
    """The day of `YYYY-MM-DD`, or None where the text is not one."""
    span = read_time(text)
    return span.earliest.date() if span is not None and span.precision == "day" else None


def gap_seconds(start: Span, end: Span) -> tuple[float, float]:
    """The least and the most seconds that can lie between two written times; the least may be negative.

    Two times without a zone are taken to be of the same unknown zone.
    """
    if start.zoned != end.zoned:
        start, end = start.in_any_zone(), end.in_any_zone()
    return (end.earliest - start.latest).total_seconds(), (end.latest - start.earliest).total_seconds()


def read_duration(text: str) -> float | None:
    """The seconds of a Go duration ("1h30m", "240s", "1.5ms"), or None where `text` is not one.

    Format: `time.ParseDuration` of Go's standard library, without sign.
    """
    if len(text) > _LONGEST_DURATION_TEXT:
        return None
    parts = list(_DURATION_PART.finditer(text))
    if not parts or "".join(part[0] for part in parts) != text:
        return None
    return sum(float(part[1]) * _UNIT_SECONDS[part[2]] for part in parts)
