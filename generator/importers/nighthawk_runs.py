"""What instances of Nighthawk measured, as runs: each proved by its options, and what must be said beside its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from generator.importers.common import ImportedRun, ImportRefused, RawFile
from generator.importers.instants import utc
from generator.importers.nighthawk_options import Options, seconds
from generator.importers.nighthawk_results import Result
from generator.importers.quantiles import BASIC, PERCENTILES, described

_NS = Decimal(10**9)
_SATURATED = Decimal("0.98")
"""Below this share of the requests that the rate asks for, the rate was not reached."""
_FASTER = Decimal("1.2")
_START = 5
"""Requests of a worker that may come above its rate: a burst, or its warm-up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """What one instance reported as "global", how many workers have results of their own, and the options of all instances."""

    label: str
    path: str
    result: Result
    listed: int
    options: Options

    @property
    def place(self) -> str:
        """Where it stands: the file and, of several, which of them."""
        return self.path if self.label == self.path else f"{self.path}: {self.label}"

    @property
    def workers(self) -> int:
        """How many workers it had; one alone has no result of its own."""
        return self.listed or self.options.concurrency or 1

    @property
    def offered(self) -> Decimal | None:
        """How many requests the rate asks for in the time that the instance worked."""
        if self.options.rate is None or self.result.duration_ns is None:
            return None
        return Decimal(self.options.rate * self.workers * self.result.duration_ns) / _NS

    def run(self, source: RawFile, tool_version: str | None, *, several: bool) -> ImportedRun:
        """The run; among several instances with the usual percentiles alone.

        Raises:
            ImportRefused: no request finished, or the options say something else.
        """
        distribution = self.result.distribution
        if distribution is None:
            raise ImportRefused(f"{self.place}: no request finished, so there is no latency")
        self._check()
        sent = self.result.count if self.result.requests is None else self.result.requests
        start_ns, duration_ns = self.result.start_ns, self.result.duration_ns
        ended = start_ns is not None and duration_ns is not None
        return ImportedRun(
            label=self.label,
            source=source,
            tool="nighthawk",
            tool_version=tool_version,
            start_time=None if start_ns is None else utc(start_ns, digits=9),
            end_time=utc((start_ns or 0) + (duration_ns or 0), digits=9) if ended else None,
            **described(distribution, keys=BASIC if several else PERCENTILES),
            actual_qps=None if duration_ns is None else round(sent * _NS / duration_ns, 3),
            requests=sent if self.result.requests is None else sent + self.result.unsent,
            errors=self.result.errors,
            duration_seconds=None if duration_ns is None else Decimal(seconds(duration_ns)),
            # Latencies count from when a request was sent, in the open loop too.
            coordinated_omission="uncorrected",
            population="all",
            facts=self.options.facts(self.workers, self.result.body_bytes),
            notes=self._notes(several=several),
        )

    def _check(self) -> None:
        declared, offered = self.options.concurrency, self.offered
        if declared is not None and self.workers != declared:
            raise ImportRefused(
                f"{self.place}: {self.listed} workers have results, options.concurrency is {declared}: is the file changed?"
            )
        if offered is not None and self.result.count > offered * _FASTER + self.workers * _START:
            raise ImportRefused(
                f"{self.place}: {self.result.count} requests finished, the rate asks for {offered:.6g} in that time"
            )

    def _notes(self, *, several: bool) -> tuple[str, ...]:
        """Of several instances without numbers, so that a distributed run says each once."""
        found, offered = self.result, self.offered
        notes = []
        if found.blocked:
            times = "" if several else f" {found.blocked} times"
            notes.append(f"the closed loop was blocked{times}: latencies are skewed")
        if found.overflowed:
            skipped = "requests" if several else f"{found.overflowed} requests"
            notes.append(f"saturated: {skipped} were skipped since the connection pool was full")
        elif found.requests is not None and offered is not None and found.requests < offered * _SATURATED:
            number = "" if several else f" ({found.requests} of {offered:.0f})"
            notes.append(f"saturated: fewer requests were sent than the rate asks for{number}")
        return tuple(notes)
