"""ghz: the JSON of `-O json` and `-O pretty` (bojand/ghz, runner/reporter.go).

All durations are whole nanoseconds, only the marks of the histogram are seconds. ghz keeps the first 1,000,000 results as `details`;
percentiles, histogram, fastest and slowest are of those among them that succeeded, while count, rate and `average` are of all
requests. A percentile is the sample at rank ceil(p n). The `timestamp` of a detail is when the call ended.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from generator.distribution import Distribution, from_buckets, from_percentiles
from generator.importers.common import Gathered, ImportedRun, ImportRefused, RawFile, agree, milliseconds, possible
from generator.importers.instants import epoch_ns, utc
from generator.importers.json_stream import members
from generator.importers.json_values import LENIENT, STAMP, Fields, fields, latency, numbers, words, written
from generator.importers.quantiles import described
from generator.importers.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_KEPT = 1_000_000
"""So many results ghz keeps; what comes later counts, but has no latency in its report."""
_STATUSES = 100
_TOLERANCE = Decimal("0.001")
_SECOND = 10**9
_QUANTILES = "ghz: the sample at rank ceil(p n) of the successful calls that it kept"
_REPORT = ("count", "total", "average", "fastest", "slowest", "rps")
_SCHEDULES = ("load-schedule", "concurrency-schedule")
_SCHEDULE = re.compile("const|step|line")
_CODE = re.compile(r"[A-Z][A-Za-z]{1,19}|Code\([0-9]{1,10}\)")
_SAID = {"date": STAMP, "endReason": re.compile("normal|timeout|cancel|terminate")}
"""The texts of a report that are ghz's own words."""
_OPTIONS = (
    *("total", "async", "rps", "qps", "load-start", "load-end", "load-step", "load-step-duration"),
    *("load-max-duration", "concurrency", "concurrency-start", "concurrency-end"),
    *(
        "concurrency-step",
        "concurrency-step-duration",
        "concurrency-max-duration",
        "connections",
        "duration",
        "timeout",
    ),
    *("dial-timeout", "keepalive", "enable-compression", "skipTLS", "insecure", "binary", "CPUs", "skipFirst"),
)
_REMOVED = "host, call, proto files, TLS files, metadata, data, tags and texts of errors were removed from the evidence"


def recognises(head: str) -> str | None:
    """Why it is ghz's report, if it is."""
    said = all(f'"{key}"' in head for key in ("rps", "fastest", "slowest", "statusCodeDistribution", "options"))
    if head.lstrip().startswith("{") and said and '"summary"' not in head:
        return "JSON with rps, fastest, slowest, statusCodeDistribution and options, as ghz writes"
    return None


@dataclass(slots=True, kw_only=True)
class _Details:
    """What is kept of the details while they stream past."""

    latencies: Tally = field(default_factory=lambda: Tally(unit_ns=1))
    statuses: Counter[str] = field(default_factory=Counter)
    count: int = 0
    start_ns: int | None = None
    end_ns: int = 0

    def add(self, value: object, where: str) -> None:
        """Take in one detail.

        Raises:
            ImportRefused: it has no latency, status and time.
        """
        detail = fields(value, where)
        took = latency(detail.needed("latency"), detail.at("latency"))
        ended = epoch_ns(detail.text("timestamp"), detail.at("timestamp"))
        self.count += 1
        self.statuses[detail.text("status")[:80]] += 1
        if len(self.statuses) > _STATUSES:
            raise ImportRefused(f"{where}: more than {_STATUSES} different statuses, gRPC has 17")
        self.start_ns = ended - took if self.start_ns is None else min(self.start_ns, ended - took)
        self.end_ns = max(self.end_ns, ended)
        if not detail.text("error"):
            self.latencies.add_one(took)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Latencies:
    """Latencies of the successful calls as the report has them, in ns; None and empty where none succeeded."""

    average: int | None
    fastest: int | None
    slowest: int | None
    percentiles: Mapping[str, int]
    marks: tuple[tuple[int, int], ...]


def gather(raw: RawFile, latency_unit: str | None = None) -> Gathered:
    """The one run of a report.

    Raises:
        ImportRefused: it is none, its numbers contradict each other, or a unit is given (ghz writes nanoseconds).
    """
    if latency_unit not in (None, "ns"):
        raise ImportRefused(f"{raw.path}: --latency-unit {latency_unit} does not apply, ghz writes nanoseconds")
    details = _Details()
    values = _members(raw, details.add)
    if isinstance(values.get("details"), list | dict):
        raise ImportRefused(f"{raw.path}: details is neither a list nor null")
    report = Fields(values=values, where=raw.path)
    if missing := [key for key in ("count", "total", "rps", "statusCodeDistribution") if key not in values]:
        raise ImportRefused(f"{raw.path}: not ghz's report (no {', '.join(missing)}), or it is cut off")
    run, notes = _run(report, details, raw)
    return Gathered(runs=(run,), notes=notes)


def _members(raw: RawFile, each: Callable[[object, str], None]) -> dict[str, object]:
    """The members of the report; every detail goes to `each` with its place and is not kept."""
    values: dict[str, object] = {}
    with raw.stream() as stream:
        for keys, value in members(stream, raw.path, lists={"details"}, decoder=LENIENT):
            match keys:
                case (str(key),):
                    values[key] = value
                case _:
                    each(value, f"{raw.path}: details[{keys[-1]}]")
    return values


def _run(report: Fields, details: _Details, raw: RawFile) -> tuple[ImportedRun, tuple[str, ...]]:
    statuses = _statuses(report, details)
    requests, total_ns = report.whole("count"), latency(report.needed("total"), report.at("total"))
    rate = report.needed("rps")
    _check_rate(report, requests, rate, total_ns)
    errors = {name: count for name, count in sorted(statuses.items()) if name != "OK"}
    start, end = _times(report, details, total_ns)
    options = (
        Fields(values={}, where=report.at("options")) if "options" not in report.values else report.fields("options")
    )
    notes = (*_kept_notes(requests, details), *_run_notes(report, options))
    evidence, cleaned = _evidence(report, options, raw)
    run = ImportedRun(
        label=raw.path,
        source=evidence,
        tool="ghz",
        start_time=start,
        end_time=end,
        actual_qps=rate,
        requests=requests,
        errors=errors,
        duration_seconds=Decimal(total_ns) / _SECOND,
        coordinated_omission="uncorrected",
        facts=_facts(options),
        notes=notes,
    )
    found = _with_latencies(run, report, details, sum(errors.values()))
    return found, (*(f"{raw.path}: {note}" for note in (*notes, *cleaned)),)


def _statuses(report: Fields, details: _Details) -> dict[str, int]:
    """The calls by status, proved by the count, the texts of errors and the details.

    Raises:
        ImportRefused: they do not add up.
    """
    statuses = report.counts("statusCodeDistribution")
    requests, failed = report.whole("count"), sum(count for name, count in statuses.items() if name != "OK")
    if not requests:
        raise ImportRefused(f"{report.where}: no request in it")
    if sum(statuses.values()) != requests:
        raise ImportRefused(
            f"{report.where}: statusCodeDistribution holds {sum(statuses.values())} calls, count says {requests}"
        )
    said = sum(report.counts("errorDistribution").values())
    if said != failed:
        raise ImportRefused(
            f"{report.where}: errorDistribution holds {said} calls, {failed} have a status other than OK"
        )
    if details.count > requests:
        raise ImportRefused(f"{report.where}: {details.count} details, but count says {requests}")
    if details.count == requests and dict(details.statuses) != {name: n for name, n in statuses.items() if n}:
        raise ImportRefused(f"{report.where}: the details' statuses are not those of statusCodeDistribution")
    return statuses


def _check_rate(report: Fields, requests: int, rate: Decimal, total_ns: int) -> None:
    seconds = Decimal(total_ns) / _SECOND
    if not agree(rate * seconds, Decimal(requests), _TOLERANCE):
        raise ImportRefused(f"{report.where}: {rate} requests/s for {seconds} s is not {requests} requests")


def _times(report: Fields, details: _Details, total_ns: int) -> tuple[str | None, str | None]:
    """Start and end: of the calls where all stand in the report, else from its date, which is when it was made."""
    if details.count == report.whole("count") and details.start_ns is not None:
        return utc(details.start_ns), utc(details.end_ns)
    if not report.text("date"):
        return None, None
    end = epoch_ns(report.text("date"), report.at("date"))
    return utc((end - total_ns) // _SECOND * _SECOND), utc(end)


def _kept_notes(requests: int, details: _Details) -> tuple[str, ...]:
    if details.count == requests:
        return ()
    if details.count == _KEPT:
        return (
            f"ghz kept the first {_KEPT} of {requests} results: percentiles, fastest, slowest and histogram are of those",
        )
    return (
        f"{details.count} of {requests} results stand in details: the report's own percentiles and histogram are used",
    )


def _run_notes(report: Fields, options: Fields) -> tuple[str, ...]:
    reason, skipped = report.text("endReason"), options.number("skipFirst")
    workers, connections = options.number("concurrency"), options.number("connections")
    return (
        *([f"ghz ended early: {reason}"] if reason in ("cancel", "timeout") else []),
        *([f"the first {skipped} results were skipped as warm-up"] if skipped else []),
        *([f"{workers} workers share {connections} connections"] if workers and connections else []),
    )


def _facts(options: Fields) -> dict[str, str]:
    """The conditions that the options say; a load that changes during the run has no rate."""
    constant = options.text("load-schedule") in ("", "const")
    rate = (options.number("rps") or options.number("qps")) if constant else None
    seconds, total = options.number("duration"), options.number("total")
    known = {
        "protocol": "gRPC",
        "connections": _whole(options.number("connections")),
        "rate": _whole(rate),
        "loop": ("open" if options.values.get("async") is True else "closed") if options.values else None,
        "offered": ("rate" if rate else "full-load") if constant and options.values else None,
        # With a duration the total is only an upper limit that ghz sets itself.
        "seconds": f"{(seconds / _SECOND).normalize():f}" if seconds else None,
        "requests": None if seconds else _whole(total),
    }
    return {key: value for key, value in known.items() if value is not None}


def _whole(value: Decimal | None) -> str | None:
    return f"{value:f}" if value else None


def _with_latencies(run: ImportedRun, report: Fields, details: _Details, failed: int) -> ImportedRun:
    """The run with its latencies: of every successful call, or as the report sums them up."""
    said = _latencies(report, failed)
    spread = details.latencies.distribution() if details.count == run.requests else None
    if spread is not None:
        _check_against(spread, said, report.where)
        return replace(run, **described(spread), population="successful")
    return replace(
        run,
        min_ms=None if said.fastest is None else milliseconds(said.fastest),
        average_ms=None if said.average is None else milliseconds(said.average),
        max_ms=None if said.slowest is None else milliseconds(said.slowest),
        percentiles_ms={key: milliseconds(value) for key, value in said.percentiles.items()},
        quantile_method=_QUANTILES,
        population="successful",
        distribution=_distribution(run, said, details, failed),
    )


def _latencies(report: Fields, failed: int) -> _Latencies:
    """What the report says of successful calls.

    Raises:
        ImportRefused: percentiles fall, or lie outside fastest and slowest.
    """
    rows = _rows(report, "latencyDistribution")
    pairs = [(row.whole("percentage"), latency(row.needed("latency"), row.at("latency"))) for row in rows]
    # A percentile of less than a nanosecond is left empty: percentage 0.
    percentiles = {str(percentage): value for percentage, value in sorted(pairs) if percentage}
    fastest, slowest = report.latency("fastest") or None, report.latency("slowest") or None
    ladder = [("fastest", fastest), *((f"p{key}", value) for key, value in percentiles.items()), ("slowest", slowest)]
    known = [(name, value) for name, value in ladder if value is not None]
    for (low, below), (high, above) in pairwise(known):
        if above < below:
            raise ImportRefused(f"{report.where}: {high} ({above} ns) is below {low} ({below} ns)")
    marks = [
        (latency(row.needed("mark"), row.at("mark"), _SECOND), row.whole("count")) for row in _rows(report, "histogram")
    ]
    return _Latencies(
        # The average is of all calls, failed ones too: it is that of the successful ones only where none failed.
        average=report.latency("average") if not failed else None,
        fastest=fastest,
        slowest=slowest,
        percentiles=percentiles,
        marks=tuple(marks),
    )


def _rows(report: Fields, key: str) -> list[Fields]:
    value = report.values.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise ImportRefused(f"{report.at(key)} is no list")
    return [fields(row, f"{report.at(key)}[{index}]") for index, row in enumerate(value)]


def _check_against(spread: Distribution, said: _Latencies, where: str) -> None:
    """The report's own percentiles against those of its details, to the rank above and the cut of its floating point."""
    for key, value in said.percentiles.items():
        share = Fraction(key) / 100
        low, high = spread.quantile(share), spread.quantile(min(Fraction(1), share + Fraction(1, spread.count)))
        least, most = low.low_ns * (1 - _TOLERANCE) - 1, (high.high_ns or high.value_ns) * (1 + _TOLERANCE) + 1
        if not least <= value <= most:
            raise ImportRefused(f"{where}: p{key} is {value} ns by latencyDistribution, {low.value_ns} ns by details")


def _distribution(run: ImportedRun, said: _Latencies, details: _Details, failed: int) -> Distribution | None:
    """The histogram, else the percentiles, of the successful calls that were kept.

    Raises:
        ImportRefused: the histogram does not hold as many.
    """
    if said.fastest is None or said.slowest is None:
        return None
    kept = _kept(run, details, failed)
    if not said.marks:
        with possible(run.label):
            return None if kept is None else _of_percentiles(said, kept)
    held = sum(count for _, count in said.marks)
    if held > (run.requests or 0) or (kept is not None and held != kept):
        raise ImportRefused(f"{run.label}: the histogram holds {held} calls, {kept or run.requests} succeeded")
    edges = [said.fastest, *(mark for mark, _ in said.marks)]
    if any(after < before - 1 for before, after in pairwise(edges)):
        raise ImportRefused(f"{run.label}: marks of the histogram fall")
    # Marks are floating-point seconds: a nanosecond to either side.
    buckets = [
        (max(min(low, high) - 1, 0), high + 1, count)
        for (low, high), (_, count) in zip(pairwise(edges), said.marks, strict=True)
    ]
    mean = None if said.average is None else Fraction(said.average)
    with possible(run.label):
        return from_buckets(buckets, min_ns=said.fastest, max_ns=said.slowest, mean_ns=mean) if held else None


def _kept(run: ImportedRun, details: _Details, failed: int) -> int | None:
    """How many successful calls the report sums up; None where details that would say it were taken out."""
    if details.count == _KEPT:
        return details.latencies.count
    return (run.requests or 0) - failed if (run.requests or 0) <= _KEPT else None


def _of_percentiles(said: _Latencies, kept: int) -> Distribution | None:
    if not said.percentiles or not kept:
        return None
    return from_percentiles(
        {Fraction(key) / 100: value for key, value in said.percentiles.items()},
        kept,
        resolution_ns=2,
        min_ns=said.fastest,
        max_ns=said.slowest,
        mean_ns=None if said.average is None else Fraction(said.average),
    )


def _evidence(report: Fields, options: Fields, raw: RawFile) -> tuple[RawFile, tuple[str, ...]]:
    """The report without what names systems, people or data; details stay with time, latency and status."""
    if raw.file:
        return raw, (
            "the file names the host and the call, and may hold metadata: import and publish one without them",
        )
    details: list[object] = []
    _members(raw, lambda value, where: details.append(_bare(fields(value, where))))
    kept: dict[str, object] = {
        **words(report.values, _SAID),
        **{key: value for key, value in numbers(report.values).items() if key in _REPORT},
        "options": {key: value for key, value in numbers(options.values).items() if key in _OPTIONS}
        | words(options.values, dict.fromkeys(_SCHEDULES, _SCHEDULE)),
        "errorDistribution": {"removed": count} if (count := sum(report.counts("errorDistribution").values())) else {},
        "statusCodeDistribution": numbers(report.values.get("statusCodeDistribution")),
        **{key: [numbers(row.values) for row in _rows(report, key)] for key in ("latencyDistribution", "histogram")},
        "details": details,
    }
    cleaned = f"{written(kept)}\n".encode()
    return (raw, ()) if cleaned == raw.content else (raw.cleaned(cleaned), (_REMOVED,))


def _bare(detail: Fields) -> dict[str, object]:
    kept: dict[str, object] = {
        **words(detail.values, {"timestamp": STAMP}),
        "latency": detail.number("latency"),
        **words(detail.values, {"status": _CODE}),
    }
    return {**kept, "error": "removed"} if detail.text("error") else kept
