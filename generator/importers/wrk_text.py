"""What wrk and wrk2 print alike (wg/wrk and giltene/wrk2, src/wrk.c and src/units.c).

Durations are printed with two decimals in us, ms, s or m, and in minutes as soon as they reach 51 s. Lines about errors stand there
only where there were some. Both keep the whole of `connections / threads` connections in each thread, so fewer than asked where
that leaves a rest. `requests` counts the answers, whatever their status; statuses from 400 on stand as "Non-2xx or 3xx responses".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict

from generator.importers.common import ImportRefused
from generator.importers.printed import Printed, check_ladder, check_rate, duration, one_match, plain_key, rate, seen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HEADING = "  Latency Distribution"
_RUNNING = re.compile(r"^Running (\d{1,9})([smh]) test @ ", re.MULTILINE | re.ASCII)
_LOAD = re.compile(r"^  (\d{1,9}) threads and (\d{1,9}) connections$", re.MULTILINE | re.ASCII)
_LATENCY = re.compile(r"^    Latency +(\S+) +(\S+) +(\S+) +\S+$", re.MULTILINE)
_REQUESTS = re.compile(r"^  (\d{1,15}) requests in (\S+), \S+B read$", re.MULTILINE | re.ASCII)
_SOCKET = re.compile(
    r"^  Socket errors: connect (\d{1,15}), read (\d{1,15}), write (\d{1,15}), timeout (\d{1,15})$",
    re.MULTILINE | re.ASCII,
)
_STATUS = re.compile(r"^  Non-2xx or 3xx responses: (\d{1,15})$", re.MULTILINE | re.ASCII)
_RATE = re.compile(r"^Requests/sec: +(\S+)$", re.MULTILINE)
_REFUSED = re.compile(r"^unable to connect to \S+ (.*)$", re.MULTILINE)
_NEAR_SECOND = Decimal("0.3")
"""A run lasts longer than it was told to by less than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """The common lines; latencies are None where no request was measured. `facts` are those of `ImportedRun`."""

    average: Printed | None
    stdev: Printed | None
    most: Printed | None
    requests: int
    took: Printed
    rate: Decimal
    socket_errors: Mapping[str, int]
    bad_answers: int
    facts: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def errors(self) -> dict[str, int]:
        """Those that happened; {} where there were none, since both tools would have said so."""
        return seen({**self.socket_errors, "non-2xx or 3xx": self.bad_answers})

    @property
    def seconds(self) -> Decimal:
        """How long it took: as printed, or requests by their rate where minutes are printed, in steps of 0.6 s."""
        if self.took.digit_ns < 10**8 or not self.rate:
            return self.took.seconds
        return (self.requests / self.rate).quantize(Decimal("0.01"))


def common_lines(text: str, path: str) -> Output:
    """The lines that wrk and wrk2 print alike.

    Raises:
        ImportRefused: one is missing or stands twice, or they contradict each other.
    """
    _refuse_unconnected(text, path)
    running = one_match(_RUNNING, text, "the line `Running … test @ …`", path)
    threads, connections = map(int, one_match(_LOAD, text, "the line `… threads and … connections`", path).groups())
    latency = one_match(_LATENCY, text, "the line `Latency` below `Thread Stats`", path)
    requests = one_match(_REQUESTS, text, "the line `… requests in …`", path)
    socket, status = _SOCKET.search(text), _STATUS.search(text)
    found = Output(
        **_latencies(latency, int(requests[1]), path),
        requests=int(requests[1]),
        took=duration(requests[2], path),
        rate=rate(one_match(_RATE, text, "the line `Requests/sec:`", path)[1], path),
        socket_errors=dict(zip(("connect", "read", "write", "timeout"), map(int, socket.groups()), strict=True))
        if socket
        else {},
        bad_answers=int(status[1]) if status else 0,
    )
    check_rate(found.rate, found.requests, found.requests, found.took, path)
    if found.bad_answers > found.requests:
        raise ImportRefused(f"{path}: {found.bad_answers} bad answers among {found.requests} requests")
    check_ladder([("the average", found.average), ("the maximum", found.most), ("the run", found.took)], path)
    return _with_facts(found, running, threads, connections, path)


def percentile_rows(lines: Sequence[str], row: re.Pattern[str], path: str) -> dict[str, Printed]:
    """The percentiles below the heading, by their keys; 100 % is the maximum and left out.

    Raises:
        ImportRefused: there is none, or a line is none.
    """
    found = [row.match(line) for line in lines]
    if not found or None in found or any(each and not Decimal(each[1]) for each in found):
        raise ImportRefused(f"{path}: lines below `{HEADING.strip()}` that are no percentiles")
    return {plain_key(each[1]): duration(each[2], path) for each in found if each and Decimal(each[1]) < 100}


def _refuse_unconnected(text: str, path: str) -> None:
    refused = _REFUSED.search(text)
    if refused:
        raise ImportRefused(
            f"{path}: nothing was measured, the generator could not connect to its target: {refused[1]}; "
            "look whether the target was up, and run it again"
        )


class _Latencies(TypedDict):
    average: Printed | None
    stdev: Printed | None
    most: Printed | None


def _latencies(found: re.Match[str], requests: int, path: str) -> _Latencies:
    if not requests or "nan" in f"{found[1]}{found[2]}{found[3]}":
        return _Latencies(average=None, stdev=None, most=None)
    average, stdev, most = (duration(text, path) for text in found.groups())
    return _Latencies(average=average, stdev=stdev, most=most)


def _with_facts(found: Output, running: re.Match[str], threads: int, connections: int, path: str) -> Output:
    if not 0 < threads <= connections:
        raise ImportRefused(f"{path}: {connections} connections for {threads} threads")
    opened = connections // threads * threads
    notes = (
        (f"{opened} of the {connections} connections were opened, the same number in each of {threads} threads.",)
        if opened < connections
        else ()
    )
    declared = _declared(running, found)
    facts = {"connections": str(opened), "protocol": "HTTP/1.1", **({"seconds": declared} if declared else {})}
    return replace(found, facts=facts, notes=notes)


def _declared(running: re.Match[str], found: Output) -> str | None:
    """The seconds that the run was told to last; printed in minutes, they are rounded, and follow from how long it lasted."""
    if running[2] == "s":
        return str(int(running[1]))
    near = round(found.seconds)
    sure = abs(found.seconds - near) <= _NEAR_SECOND and found.took.digit_ns >= 10**8 and found.rate
    return str(near) if sure else None
