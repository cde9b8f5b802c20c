"""Instants as load generators write them, to the nanosecond, and as results state them, in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache

from generator.importers.common import ImportRefused

_SECOND = 10**9
_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)
_LAST = 253_402_300_799
"""The end of the year 9999."""
_EARLIEST_RUN_NS, _LATEST_RUN_NS = 31_536_000 * _SECOND, 7_289_654_400 * _SECOND
"""1971 and 2201: in 1970 only a clock that was not set is, and nothing is measured in the far future."""


def epoch_ns(text: str, where: str) -> int:
    """An RFC 3339 time with a zone, in ns since 1970.

    Raises:
        ImportRefused: it is none.
    """
    found = _read(text)
    if found is None:
        raise ImportRefused(f"{where}: {text[:40]!r} is no RFC 3339 time with a zone")
    return found


def run_ns(text: str, where: str) -> int:
    """The same of a run, which none of these tools measured before 1971 or will after 2200.

    Raises:
        ImportRefused: it is none.
    """
    found = _read(text)
    if found is None or not _EARLIEST_RUN_NS <= found < _LATEST_RUN_NS:
        raise ImportRefused(f"{where} is {text[:40]!r}, expected a time with a zone (RFC 3339) from 1971 to 2200")
    return found


def _read(text: str) -> int | None:
    found = _TIME.fullmatch(text)
    seconds = _seconds(f"{found[1]}T{found[2]}{found[4].upper()}") if found else None
    return None if found is None or seconds is None else seconds * _SECOND + int((found[3] or "").ljust(9, "0"))


@lru_cache(maxsize=1024)
def _seconds(text: str) -> int | None:
    try:
        return int(datetime.fromisoformat(text).timestamp())
    except (ValueError, OverflowError):
        return None


def utc(instant_ns: int, digits: int = 6) -> str | None:
    """The instant as RFC 3339 in UTC, as `start_time` and `end_time` have it, cut to so many digits; None before 1970."""
    if not 0 <= instant_ns // _SECOND <= _LAST:
        return None
    moment = datetime.fromtimestamp(instant_ns // _SECOND, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    fraction = f"{instant_ns % _SECOND:09}"[:digits].rstrip("0")
    return f"{moment}.{fraction}Z" if fraction else f"{moment}Z"
