"""Numbers as load generators print them: rounded, with a unit behind, and proved by each other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from generator.importers.common import ImportRefused, RawFile, milliseconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SECOND_NS = 10**9
_UNITS_NS = {
    "ns": 1,
    "us": 1_000,
    "µs": 1_000,
    "ms": 1_000_000,
    "s": SECOND_NS,
    "m": 60 * SECOND_NS,
    "h": 3600 * SECOND_NS,
}
_DURATION = re.compile(r"(\d{1,15})(?:\.(\d{1,9}))?(ns|us|µs|ms|s|m|h)", re.ASCII)
_NUMBER = re.compile(r"\d{1,15}(?:\.\d{1,9})?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A duration in whole ns, and its last printed digit: the true one lies within half a digit to either side."""

    ns: int
    digit_ns: int

    @property
    def half_ns(self) -> int:
        """How far the true value may lie from the printed one."""
        return self.digit_ns // 2

    @property
    def ms(self) -> Decimal:
        """In milliseconds."""
        return milliseconds(self.ns)

    @property
    def seconds(self) -> Decimal:
        """In seconds."""
        return Decimal(self.ns) / SECOND_NS


def duration(text: str, where: str) -> Printed:
    """What a text such as `8.16ms` means; units are ns, us, ms, s, m and h.

    Raises:
        ImportRefused: it is no duration.
    """
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ImportRefused(f"{where}: {text[:40]!r} is no duration with one of the units us, ms, s, m, h")
    digits, unit = found[2] or "", _UNITS_NS[found[3]]
    digit = max(1, unit // 10 ** len(digits))
    return Printed(ns=int(Decimal(f"{found[1]}.{digits or 0}") * unit), digit_ns=digit)


def rate(text: str, where: str) -> Decimal:
    """A rate as it is printed.

    Raises:
        ImportRefused: it is no plain number.
    """
    if not _NUMBER.fullmatch(text):
        raise ImportRefused(f"{where}: {text[:40]!r} is no number of requests/s")
    return Decimal(text)


def check_rate(said: Decimal, least: int, most: int, took: Printed, path: str) -> None:
    """Whether the printed rate can be that of `least` to `most` requests in the printed time, as both are rounded.

    Raises:
        ImportRefused: it can't.
    """
    digit = Decimal(1).scaleb(int(said.as_tuple().exponent)) / 2
    shortest = Decimal(max(took.ns - took.half_ns, 1)) / SECOND_NS
    longest = Decimal(took.ns + took.half_ns) / SECOND_NS
    if not least / longest - digit <= said <= most / shortest + digit:
        count = f"{least}" if least == most else f"{least} to {most}"
        raise ImportRefused(f"{path}: {said} requests/s for {took.seconds.normalize():f} s is not {count} requests")


def check_ladder(steps: Sequence[tuple[str, Printed | None]], path: str) -> None:
    """Whether latencies that must not fall don't, beyond what rounding explains.

    Raises:
        ImportRefused: one does; with both.
    """
    known = [(name, value) for name, value in steps if value is not None]
    for (lower, below), (upper, above) in pairwise(known):
        if above.ns + above.half_ns < below.ns - below.half_ns:
            raise ImportRefused(
                f"{path}: {upper} ({above.ms.normalize():f} ms) is below {lower} ({below.ms.normalize():f} ms)"
            )


def within_max(percentiles: Mapping[str, Printed], most: Printed | None) -> dict[str, Decimal]:
    """Percentiles in ms; one that rounding put above the maximum is the maximum. Those that were rounded to 0 are left out."""
    ceiling = None if most is None else most.ns
    return {
        key: milliseconds(value.ns if ceiling is None else min(value.ns, ceiling))
        for key, value in percentiles.items()
        if value.ns > 0
    }


def rounding_bounds(percentiles: Mapping[str, Printed]) -> dict[str, tuple[Decimal, Decimal | None]]:
    """What each printed percentile stands for in ms, half a digit to either side; those that were rounded to 0 are left out."""
    return {
        key: (milliseconds(max(value.ns - value.half_ns, 0)), milliseconds(value.ns + value.half_ns))
        for key, value in percentiles.items()
        if value.ns > 0 and value.half_ns
    }


def plain_key(percent: str) -> str:
    """`99.900` as `99.9`."""
    return percent.rstrip("0").rstrip(".") if "." in percent else str(int(percent))


def one_match(pattern: re.Pattern[str], text: str, what: str, path: str) -> re.Match[str]:
    """The only place where the pattern fits.

    Raises:
        ImportRefused: there is none, or more than one.
    """
    found = [*pattern.finditer(text)]
    if not found:
        raise ImportRefused(f"{path}: {what} is missing: is the output cut off?")
    if len(found) > 1:
        raise ImportRefused(f"{path}: {what} stands {len(found)} times: give each output a file of its own")
    return found[0]


def refuse_unit(raw: RawFile, latency_unit: str | None, tool: str) -> None:
    """Refuse `--latency-unit`, which these outputs do not need.

    Raises:
        ImportRefused: it is given.
    """
    if latency_unit is not None:
        raise ImportRefused(f"{raw.path}: --latency-unit does not apply, the unit of {tool}'s output is known")


def seen(errors: Mapping[str, int]) -> dict[str, int]:
    """The errors that happened."""
    return {kind: count for kind, count in errors.items() if count}


def total(counts: Iterable[str]) -> int:
    """Printed counts added up."""
    return sum(map(int, counts))
