"""k6's `--out json`: a line for every metric and every point (grafana/k6, output/json), read as a stream.

A request gives a point of `http_reqs`, one of `http_req_duration` in milliseconds and, where the script's callback judges it, one of
`http_req_failed`, which is 1 for a failed one. The time of a point is when the request ended. What ran before and after the first and
last request is not in the log, so that its duration is a little shorter than the summary's.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from generator.importers.common import NS_IN_MS, Gathered, ImportedRun, ImportRefused, RawFile
from generator.importers.instants import epoch_ns, utc
from generator.importers.json_values import (
    STAMP,
    Fields,
    fields,
    first_object,
    latency,
    lines,
    parsed,
    per,
    words,
    written,
)
from generator.importers.quantiles import described
from generator.importers.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.distribution import Distribution

DROPPED = "{} iterations were dropped: k6 could not keep up with the offered rate (saturated)"
_READ = ("dropped_iterations", "http_req_duration", "http_req_failed", "http_reqs")
_MARKS = tuple(f'"{name}"'.encode() for name in _READ)
_TAGS = ("error_code", "expected_response", "method", "proto", "status")
_TAG = re.compile(r"[A-Z]{1,16}|[0-9]{0,5}|true|false|HTTP/[0-9](?:\.[0-9])?")
_PROTOCOLS = {
    "HTTP/1.1": "HTTP/1.1",
    "HTTP/2.0": "HTTP/2",
    "HTTP/2": "HTTP/2",
    "HTTP/3.0": "HTTP/3",
    "HTTP/3": "HTTP/3",
}
_REMOVED = (
    "points of other metrics and all tags but protocol, method, status and error code were removed from the evidence"
)
_PUBLISH = "the file names URLs and the tags of the script: import and publish one without them"


def is_point(head: str) -> bool:
    """Whether the first line is one of k6's: a metric, or a point of one."""
    first = first_object(head)
    return {"type", "metric", "data"} <= first.keys() and first["type"] in ("Metric", "Point")


@dataclass(slots=True, kw_only=True)
class _Log:
    """What is kept of the points while they stream past."""

    latencies: Tally = field(default_factory=lambda: Tally(unit_ns=1))
    requests: int = 0
    judged: int = 0
    dropped: Decimal = Decimal(0)
    errors: Counter[str] = field(default_factory=Counter)
    protocols: set[str | None] = field(default_factory=set)
    start_ns: int | None = None
    end_ns: int = 0

    def add(self, metric: str, point: Fields) -> None:
        """Take in a point of one of `_READ`.

        Raises:
            ImportRefused: its value or time is none.
        """
        value = point.needed("value")
        match metric:
            case "http_req_duration":
                self._request(latency(value, point.where, NS_IN_MS), point)
            case "http_req_failed":
                self.judged += 1
                if value:
                    self.errors[_kind(_tags(point))] += 1
            case "http_reqs":
                self.requests += int(value)
            case _:
                self.dropped += value

    def _request(self, took_ns: int, point: Fields) -> None:
        ended = epoch_ns(point.text("time"), point.at("time"))
        self.latencies.add_one(took_ns)
        self.start_ns = ended - took_ns if self.start_ns is None else min(self.start_ns, ended - took_ns)
        self.end_ns = max(self.end_ns, ended)
        protocol = _tags(point).get("proto")
        # Without an answer there is no protocol.
        if isinstance(protocol, str) and protocol:
            self.protocols.add(_PROTOCOLS.get(protocol))


def _tags(point: Fields) -> Mapping[str, object]:
    tags = point.values.get("tags")
    return tags if isinstance(tags, dict) else {}


def _kind(tags: Mapping[str, object]) -> str:
    """The status of a failed answer; k6's error code where there was none."""
    status, code = str(tags.get("status", ""))[:3], str(tags.get("error_code", ""))[:5]
    if re.fullmatch(r"[1-9]\d\d", status, re.ASCII):
        return status
    return f"k6 error {code}" if re.fullmatch(r"\d{4,5}", code, re.ASCII) else "no answer"


def gather(raw: RawFile) -> Gathered:
    """The one run of a log.

    Raises:
        ImportRefused: a line is no point, there is no request, or requests and their durations differ in number.
    """
    log = _Log()
    kept: list[bytes] = []
    for metric, line, where in _points(raw):
        point = fields(line.values.get("data"), f"{where}: data")
        log.add(metric, point)
        if not raw.file:
            kept.append(_bare(metric, point))
    spread = log.latencies.distribution()
    if spread is None or log.start_ns is None:
        raise ImportRefused(f"{raw.path}: no point of http_req_duration: no HTTP request in it")
    if log.requests != log.latencies.count:
        raise ImportRefused(
            f"{raw.path}: {log.requests} requests by http_reqs, {log.latencies.count} by http_req_duration: is it cut off?"
        )
    cleaned = b"".join(kept)
    source = raw if raw.file or cleaned == raw.content else raw.cleaned(cleaned)
    run = _run(log, spread, log.start_ns, source)
    said = _PUBLISH if raw.file else _REMOVED if source is not raw else ""
    return Gathered(runs=(run,), notes=tuple(f"{raw.path}: {note}" for note in (*run.notes, said) if note))


def _points(raw: RawFile) -> Iterator[tuple[str, Fields, str]]:
    """The points of the metrics that are read; other lines are not parsed but for their ends."""
    for where, line in lines(raw):
        text = line.strip()
        if not (text.startswith(b"{") and text.endswith(b"}")):
            raise ImportRefused(f"{where}: not a line of k6's JSON: is the file cut off?")
        if not any(mark in text for mark in _MARKS):
            continue
        try:
            found = fields(parsed(text.decode(), where), where)
        except UnicodeDecodeError:
            raise ImportRefused(f"{where}: not UTF-8") from None
        metric = found.text("metric")
        if metric in _READ and found.text("type") == "Point":
            yield metric, found, where


def _run(log: _Log, spread: Distribution, start_ns: int, source: RawFile) -> ImportedRun:
    seconds = Decimal(log.end_ns - start_ns) / 10**9
    everyone = log.judged == log.requests
    protocol = next(iter(log.protocols)) if len(log.protocols) == 1 else None
    notes = (
        *([DROPPED.format(f"{log.dropped:f}")] if log.dropped else []),
        *([] if everyone else [f"only {log.judged} of {log.requests} requests were judged: errors are not reported"]),
    )
    return ImportedRun(
        label=source.path,
        source=source,
        tool="k6",
        start_time=utc(start_ns),
        end_time=utc(log.end_ns),
        **described(spread),
        actual_qps=per(log.requests, seconds) if seconds else None,
        requests=log.requests,
        errors=dict(sorted(log.errors.items())) if everyone else None,
        duration_seconds=seconds,
        coordinated_omission="uncorrected",
        population="all",
        facts={"protocol": protocol} if protocol else {},
        notes=notes,
    )


def _bare(metric: str, point: Fields) -> bytes:
    """The line of a point without tags that a script or its author named."""
    tags = words(_tags(point), dict.fromkeys(_TAGS, _TAG))
    data = {**words(point.values, {"time": STAMP}), "value": point.number("value"), "tags": tags}
    return f"{written({'metric': metric, 'type': 'Point', 'data': data})}\n".encode()
