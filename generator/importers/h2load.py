"""h2load: its summary, its log, or a log with its summary below it (nghttp2/nghttp2, src/h2load.cc, 1.52).

h2load measures in a closed loop, from when a request was sent. The summary has the least, the greatest, the mean latency and its
deviation, of at most a million sampled requests that were answered, and no percentiles: those need the log, whose rows are raw.
`finished in` includes the warm-up of a timed run, while the rate is that of its main duration; it counts all answers, whatever their
status. `failed` are answers with a status from 400 on and requests without an answer, of which `errored` are the latter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from generator.importers import h2load_log
from generator.importers.common import Gathered, ImportedRun, ImportRefused, RawFile
from generator.importers.h2load_log import KEPT, NO_ANSWER, TIMEOUT
from generator.importers.printed import (
    Printed,
    check_ladder,
    check_rate,
    duration,
    one_match,
    plain_key,
    rate,
    refuse_unit,
    rounding_bounds,
    seen,
    total,
)
from generator.importers.private import clean_text, without_private

if TYPE_CHECKING:
    from collections.abc import Mapping

BEGINNING = "starting benchmark..."
_FINISHED = re.compile(r"^finished in (\S+), (\S+) req/s, \S+$", re.MULTILINE)
_REQUESTS = re.compile(
    r"^requests: (\d{1,15}) total, (\d{1,15}) started, (\d{1,15}) done, (\d{1,15}) succeeded, (\d{1,15}) failed, "
    r"(\d{1,15}) errored(?:, (\d{1,15}) timeout)?$",
    re.MULTILINE | re.ASCII,
)
_STATUSES = re.compile(
    r"^status codes: (\d{1,15}) 2xx, (\d{1,15}) 3xx, (\d{1,15}) 4xx, (\d{1,15}) 5xx$", re.MULTILINE | re.ASCII
)
_THREAD = re.compile(
    r"^spawning thread #\d{1,6}: (\d{1,9}) (?:total client|concurrent client)[^\n]*$", re.MULTILINE | re.ASCII
)
_THREAD_REQUESTS = re.compile(r"\b(\d{1,15}) total requests$", re.ASCII)
_TIMED = re.compile(r"\b(\d{1,9})s of warm-up time and (\d{1,9})s of main duration", re.ASCII)
_PROTOCOL = re.compile(r"^Application protocol: (\S+)$", re.MULTILINE)
_PROTOCOLS = {"http/1.1": "HTTP/1.1", "h2c": "HTTP/2", "h2c-16": "HTTP/2", "h2": "HTTP/2", "h3": "HTTP/3"}
_HEADER = re.compile(r"^ +min +max +.*$", re.MULTILINE)
_LATENCIES = re.compile(r"^(?:time for request|request) *: +(\S.*)$", re.MULTILINE)
_COLUMNS = {"min": "min", "max": "max", "mean": "mean", "sd": "sd", "median": "50"}
_PERCENTILE = re.compile(r"p\d{1,2}(?:\.\d{1,6})?", re.ASCII)
_QUANTILES = "h2load: percentiles of its summary, of at most a million sampled requests"


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A summary; `latencies` by column, {} where nothing was answered. `seconds` of a timed run are its main duration."""

    seconds: Decimal
    rate: Decimal
    done: int
    succeeded: int
    failed: int
    errors: Mapping[str, int]
    latencies: Mapping[str, Printed]
    facts: Mapping[str, str]
    warm_up: int


def recognises(head: str) -> str | None:
    """Why this is the beginning of h2load's summary or log, None where it is neither."""
    if reason := h2load_log.recognises(head):
        return reason
    begins = head.lstrip().startswith(BEGINNING) and "\nspawning thread #0: " in head
    return "begins with `starting benchmark...` and h2load's threads" if begins else None


def gather(raw: RawFile, latency_unit: str | None = None) -> Gathered:
    """The one run of a summary, or of a log of any length.

    Raises:
        ImportRefused: it is neither, is cut off, contradicts itself, or holds more than one run.
    """
    refuse_unit(raw, latency_unit, "h2load")
    if h2load_log.recognises(raw.head()):
        log, below = h2load_log.read(raw)
        return h2load_log.gathered(raw, log, below, summary(below, raw.path) if below else None)
    text = raw.text()
    found = summary(text, raw.path)
    source, removed = without_private(raw, clean_text(text))
    return Gathered(runs=(_run(found, source),), notes=removed)


def summary(text: str, path: str) -> Summary:
    """What a summary says.

    Raises:
        ImportRefused: a line is missing or stands twice, or they contradict each other.
    """
    finished = one_match(_FINISHED, text, "the line `finished in …, … req/s`", path)
    requests = one_match(_REQUESTS, text, "the line `requests: …`", path)
    statuses = one_match(_STATUSES, text, "the line `status codes: …`", path)
    _, _, done, succeeded, failed, errored = map(int, requests.groups()[:6])
    timed = _timed(text, path)
    took = duration(finished[1], path)
    main = Printed(ns=timed[1] * 10**9, digit_ns=0) if timed else took
    found = Summary(
        seconds=main.seconds,
        rate=rate(finished[2], path),
        done=done,
        succeeded=succeeded,
        failed=failed,
        errors=_errors(failed, errored, int(requests[7] or 0), statuses),
        latencies=_latencies(text, path) if done else {},
        facts=_facts(text, timed),
        warm_up=timed[0] if timed else 0,
    )
    _check(found, took, errored, path)
    check_rate(found.rate, max(done - errored, 0), done, main, path)
    return found


def _timed(text: str, path: str) -> tuple[int, int] | None:
    """Warm-up and main duration of a timed run, in seconds."""
    found = {(int(one[1]), int(one[2])) for one in _TIMED.finditer(text)}
    if len(found) > 1:
        raise ImportRefused(f"{path}: threads of different durations: give each output a file of its own")
    return found.pop() if found else None


def _errors(failed: int, errored: int, timeout: int, statuses: re.Match[str]) -> dict[str, int]:
    """The failed requests by kind; time-outs are a part of the errored ones."""
    timeout = min(timeout, errored)
    bad = {"4xx": int(statuses[3]), "5xx": int(statuses[4])}
    other = max(0, failed - errored - sum(bad.values()))
    return seen({**bad, NO_ANSWER: errored - timeout, TIMEOUT: timeout, "other status": other})


def _latencies(text: str, path: str) -> dict[str, Printed]:
    """The row of the requests by the columns above it: min, max, mean, sd, and percentiles where a version has them."""
    header = one_match(_HEADER, text, "the line `min max mean sd +/- sd`", path)[0].replace("+/- sd", "").split()
    cells = one_match(_LATENCIES, text, "the line `time for request:`", path)[1].split()
    if len(cells) != len(header) + 1 or not {"min", "max", "mean", "sd"} <= set(header):
        raise ImportRefused(
            f"{path}: {len(cells)} columns in the line of the requests, the line above names {len(header) + 1}"
        )
    named = {_column(name): duration(cell, path) for name, cell in zip(header, cells, strict=False)}
    return {name: value for name, value in named.items() if name}


def _column(name: str) -> str:
    """What a column holds: `min`, `max`, `mean`, `sd`, or a percentile as its number; empty where it is none of them."""
    return _COLUMNS.get(name, plain_key(name[1:]) if _PERCENTILE.fullmatch(name) else "")


def _facts(text: str, timed: tuple[int, int] | None) -> dict[str, str]:
    threads = list(_THREAD.finditer(text))
    requests = [found[1] for line in threads if (found := _THREAD_REQUESTS.search(line[0]))]
    protocol = _PROTOCOL.search(text)
    stop = {"seconds": str(timed[1])} if timed else {"requests": str(total(requests))} if requests else {}
    known = {
        "connections": str(total(line[1] for line in threads)) if threads else None,
        "protocol": _PROTOCOLS.get(protocol[1]) if protocol else None,
        **stop,
        "loop": "closed",
    }
    return {name: value for name, value in known.items() if value}


def _check(found: Summary, took: Printed, errored: int, path: str) -> None:
    if found.succeeded + found.failed < found.done or errored > found.failed or found.succeeded > found.done:
        raise ImportRefused(
            f"{path}: {found.done} requests done, {found.succeeded} succeeded, {found.failed} failed, {errored} errored do not add up"
        )
    if took.seconds + Decimal(took.half_ns) / 10**9 < found.seconds + found.warm_up:
        raise ImportRefused(
            f"{path}: finished in {took.seconds.normalize():f} s, before {found.warm_up} s of warm-up and {found.seconds} s of "
            "main duration were over"
        )
    ladder = [found.latencies.get(name) for name in ("min", "mean", "max")]
    check_ladder(list(zip(("the least", "the mean", "the greatest"), ladder, strict=True)), path)
    percentiles = sorted((name for name in found.latencies if name[0].isdigit()), key=Decimal)
    check_ladder(
        [(name, found.latencies[name]) for name in ("min", *percentiles, "max") if name in found.latencies], path
    )


def notes(found: Summary) -> tuple[str, ...]:
    """What is to be said beside the numbers."""
    warm = (f"{found.warm_up} s of warm-up came before and are left out.",) if found.warm_up else ()
    kept = f"h2load's summary is of a sample of {KEPT} requests at most, so that its extremes may miss some."
    return (*warm, *((kept,) if found.done > KEPT else ()))


def _run(found: Summary, source: RawFile) -> ImportedRun:
    latencies = found.latencies
    percentiles = {name: value for name, value in latencies.items() if name[0].isdigit()}
    return ImportedRun(
        label=source.path,
        source=source,
        tool="h2load",
        min_ms=latencies["min"].ms if latencies else None,
        average_ms=latencies["mean"].ms if latencies else None,
        max_ms=latencies["max"].ms if latencies else None,
        stdev_ms=latencies["sd"].ms if latencies else None,
        percentiles_ms={name: value.ms for name, value in percentiles.items()},
        bounds_ms=rounding_bounds(percentiles),
        actual_qps=found.rate or None,
        requests=found.succeeded + found.failed,
        errors=found.errors,
        duration_seconds=found.seconds,
        coordinated_omission="uncorrected",
        quantile_method=_QUANTILES if percentiles else None,
        population="answered",
        facts=found.facts,
        notes=notes(found),
    )
