"""oha: its text and its JSON (hatoo/oha, src/printer.rs and src/result_data.rs).

Both report latencies of the requests that got an answer, whatever its status; requests without one stand in the error
distribution and count in `Requests/sec`. Percentiles are the sample at rank p·n of the sorted raw samples; the histogram
has eleven bounds at equal distances, the first the minimum and the last the maximum. JSON is always in seconds, text in the unit
that it prints. Whether latencies were corrected for coordinated omission (`--latency-correction`) is not recorded.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING

from generator.distribution import Distribution, from_buckets
from generator.importers.common import (
    Gathered,
    ImportedRun,
    ImportRefused,
    RawFile,
    agree,
    nanoseconds,
    number,
    possible,
)
from generator.importers.json_values import bounded, parsed
from generator.importers.private import clean_json, clean_text, without_private

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_THOUSAND = Decimal(1000)
_ROUNDING = Decimal("0.001")
"""How far rate, count and duration may disagree: all are printed with four decimals."""

_LAST_DIGIT = Decimal("0.0001")

_UNIT = r"(10 )?(ns|us|µs|ms|s|secs?|seconds?|min|minutes?|hr|hours?)"
_SECONDS = {
    "ns": Decimal("1e-9"),
    "us": Decimal("1e-6"),
    "µs": Decimal("1e-6"),
    "ms": Decimal("1e-3"),
    "s": Decimal(1),
    "min": Decimal(60),
    "hr": Decimal(3600),
}
_DEADLINE = "aborted due to deadline"
_QUANTILES = "oha: rank in the sorted raw samples of answered requests (requests without an answer left out)"

_SUMMARY = re.compile(rf"^\s+(Total|Slowest|Fastest|Average):\s+(\S+) {_UNIT}\s*$", re.MULTILINE)
_RATE = re.compile(r"^\s+Requests/sec:\s+(\S+)\s*$", re.MULTILINE)
_BIN = re.compile(rf"^\s+([0-9.]+)(?: {_UNIT})? \[([0-9]{{1,15}})\]\s*\|", re.MULTILINE)
_PERCENTILE = re.compile(rf"^\s+([0-9.]+)%(?:ile)? in (\S+) {_UNIT}\s*$", re.MULTILINE)
_STATUS = re.compile(r"^\s+\[(\d{3})\] (\d{1,15}) responses\s*$", re.MULTILINE)
_CODE = re.compile(r"\d{3}", re.ASCII)
_ERROR = re.compile(r"^\s+\[(\d{1,15})\] (\S.*?)\s*$", re.MULTILINE)
_STARTED = re.compile(r"^(Started|Finished) at (\d{4}-\d{2}-\d{2})-(\d{2})-(\d{2})\s*$", re.MULTILINE)
_STYLE = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What both forms hold, in seconds; a value that is None was NaN or absent."""

    total: Decimal
    rate: Decimal
    slowest: Decimal | None
    fastest: Decimal | None
    average: Decimal | None
    percentiles: Mapping[str, Decimal]
    bins: tuple[tuple[Decimal, int], ...]
    statuses: Mapping[str, int]
    errors: Mapping[str, int]
    start_time: str | None = None
    end_time: str | None = None
    absent: tuple[str, ...] = ()
    """Names of the values that stand in the output as NaN or null."""


def recognises(head: str) -> str | None:
    """Why it is oha's output, if it is."""
    if head.lstrip().startswith("{"):
        said = '"summary"' in head and '"requestsPerSec"' in head and '"latencyPercentiles"' in head
        return "JSON with summary.requestsPerSec and latencyPercentiles, as oha writes" if said else None
    plain = _STYLE.sub("", head)
    parts = ("Requests/sec:", "Response time distribution:", "Status code distribution:")
    if all(part in plain for part in parts):
        return "a summary with a response time distribution and a status code distribution, as oha prints"
    return None


def gather(raw: RawFile, latency_unit: str | None = None) -> Gathered:
    """The one run of an oha output, text or JSON, told by its content.

    Raises:
        ImportRefused: it is neither, its numbers contradict each other, or a unit is given (oha's output has its own).
    """
    if latency_unit is not None:
        raise ImportRefused(f"{raw.path}: --latency-unit does not apply, oha's output names its unit")
    is_json = raw.text().lstrip().startswith(("{", "["))
    # Read as it is published: an error's kind names what could not be reached, and stands in the results too.
    cleaned = clean_json(raw.text()) if is_json else clean_text(raw.text())
    source, removed = without_private(raw, cleaned)
    output = _from_json(cleaned.text, raw.path) if is_json else _from_text(cleaned.text, raw.path)
    _check(output, raw.path)
    left_out = (f"{raw.path}: {', '.join(output.absent)}: no number in the output, left out",) if output.absent else ()
    return Gathered(runs=(_run(output, source),), notes=(*left_out, *removed))


def _run(output: Output, raw: RawFile) -> ImportedRun:
    aborted = output.errors.get(_DEADLINE, 0)
    answered = sum(output.statuses.values())
    failed = {kind: count for kind, count in output.errors.items() if kind != _DEADLINE}
    bad = {code: count for code, count in output.statuses.items() if int(code) >= 400}
    requests = answered + sum(failed.values())
    return ImportedRun(
        label=raw.path,
        source=raw,
        tool="oha",
        start_time=output.start_time,
        end_time=output.end_time,
        min_ms=_ms(output.fastest),
        average_ms=_ms(output.average),
        max_ms=_ms(output.slowest),
        percentiles_ms={key: value * _THOUSAND for key, value in output.percentiles.items()},
        actual_qps=output.rate,
        requests=requests,
        errors={**bad, **failed},
        duration_seconds=output.total,
        coordinated_omission="unknown",
        quantile_method=_QUANTILES,
        population="answered",
        distribution=_distribution(output, raw.path),
        facts={"requests": str(requests)} if not aborted else {},
        notes=_notes(aborted),
    )


def _notes(aborted: int) -> tuple[str, ...]:
    if not aborted:
        return ()
    return (f"{aborted} requests were under way at the deadline; oha counts them in its rate, not as failures",)


def _ms(seconds: Decimal | None) -> Decimal | None:
    return None if seconds is None else seconds * _THOUSAND


def _distribution(output: Output, path: str) -> Distribution | None:
    """The bins with their ends exact: the text rounds them to milliseconds, but they are the minimum and the maximum."""
    if not output.bins or output.fastest is None or output.slowest is None or not any(n for _, n in output.bins):
        return None
    bounds = [nanoseconds(edge, 10**9) for edge, _ in output.bins]
    bounds[0], bounds[-1] = nanoseconds(output.fastest, 10**9), nanoseconds(output.slowest, 10**9)
    # Bounds that the rounding made equal, or turned round, fall together in the one above.
    rising = list(accumulate(bounds, max))
    edges = zip([rising[0], *rising], rising, (count for _, count in output.bins), strict=False)
    with possible(path):
        return from_buckets(list(edges), min_ns=rising[0], max_ns=rising[-1])


def _check(output: Output, path: str) -> None:
    """Units and counts proved by each other.

    Raises:
        ImportRefused: with the first contradiction.
    """
    answered = sum(output.statuses.values())
    sent = answered + sum(output.errors.values())
    if output.total <= 0 or not sent:
        raise ImportRefused(
            f"{path}: no request in {output.total} s (`Status code distribution:` is missing or empty): is it cut off?"
        )
    if not agree(output.rate * output.total, Decimal(sent), _ROUNDING):
        raise ImportRefused(f"{path}: {output.rate} requests/s for {output.total} s is not {sent} requests")
    if output.bins and sum(count for _, count in output.bins) != answered:
        raise ImportRefused(f"{path}: the histogram does not hold the {answered} answered requests")
    if output.slowest is not None and output.slowest > output.total:
        raise ImportRefused(f"{path}: the slowest request took longer than the run")
    _check_edges(output, path)
    _check_order(output, path)


def _check_order(output: Output, path: str) -> None:
    values = [value for _, value in sorted(output.percentiles.items(), key=lambda item: Decimal(item[0]))]
    if values != sorted(values):
        raise ImportRefused(f"{path}: percentiles are not in ascending order")
    inner = [*values, *([] if output.average is None else [output.average])]
    if output.slowest is not None and inner and max(inner) > output.slowest * (1 + _ROUNDING):
        raise ImportRefused(f"{path}: {max(inner)} s is slower than the slowest request ({output.slowest} s)")
    if output.fastest is not None and inner and min(inner) < output.fastest * (1 - _ROUNDING) - _LAST_DIGIT:
        raise ImportRefused(f"{path}: {min(inner)} s is faster than the fastest request ({output.fastest} s)")


def _check_edges(output: Output, path: str) -> None:
    if not output.bins or output.fastest is None or output.slowest is None:
        return
    width = (output.slowest - output.fastest) / 10 + _ROUNDING
    for edge, extreme, name in (
        (output.bins[0][0], output.fastest, "fastest"),
        (output.bins[-1][0], output.slowest, "slowest"),
    ):
        if abs(edge - extreme) > min(width, max(_ROUNDING * extreme, Decimal("0.0006"))):
            raise ImportRefused(f"{path}: the histogram ends at {edge} s, the {name} request took {extreme} s")


def _from_text(text: str, path: str) -> Output:
    plain = _STYLE.sub("", text)
    body, _, tail = plain.partition("Status code distribution:")
    summary = {found[1]: _seconds(found[2], found[3], found[4], path) for found in _SUMMARY.finditer(body)}
    rates = _RATE.findall(body)
    if len(rates) > 1 or plain.count("Status code distribution:") > 1:
        raise ImportRefused(f"{path}: more than one oha output in a file: give each a file of its own")
    if "Total" not in summary or not rates:
        raise ImportRefused(
            f"{path}: not oha's output (no `Total:` or no `Requests/sec:`), or its beginning is missing"
        )
    statuses, _, errors = tail.partition("Error distribution:")
    answers = _counted(_STATUS.findall(statuses))
    distribution, histogram = (_all_requests(body, what, path, answers) for what in ("distribution", "histogram"))
    unmeasured = (f"p{_key(found[1])}" for found in _PERCENTILE.finditer(distribution) if found[2] == "NaN")
    moments = {found[1]: f"{found[2]}T{found[3]}:{found[4]}" for found in _STARTED.finditer(plain)}
    return Output(
        total=_present(summary["Total"], "Total", path),
        rate=bounded(number(rates[0], f"{path}: Requests/sec"), f"{path}: Requests/sec"),
        slowest=summary.get("Slowest"),
        fastest=summary.get("Fastest"),
        average=summary.get("Average"),
        percentiles=_percentiles(distribution, path),
        bins=_bins(histogram, path),
        statuses=answers,
        errors=_counted((kind, count) for count, kind in _ERROR.findall(errors)),
        start_time=moments.get("Started"),
        end_time=moments.get("Finished"),
        absent=(*(name for name, value in summary.items() if value is None), *unmeasured),
    )


def _all_requests(body: str, what: str, path: str, answers: Mapping[str, int]) -> str:
    """The section about all requests; with --stats-success-breakdown others follow, with a word in parentheses."""
    found = re.search(rf"^Response time {what}:\n(.*?)\n\s*\n", body + "\n\n", re.MULTILINE | re.DOTALL)
    section = found[1] if found else ""
    if f"Response time {what}:" in body and answers and not section.strip():
        raise ImportRefused(f"{path}: nothing can be read below `Response time {what}:`; are there empty lines in it?")
    return f"\n{section}\n"


def _check_lines(section: str, read: int, path: str) -> None:
    """A line that nobody reads is a form of oha that this importer does not know."""
    lines = [line for line in section.splitlines() if line.strip()]
    if read < sum("NaN" not in line for line in lines):
        raise ImportRefused(f"{path}: only {read} of these lines can be read: {lines[0].strip()!r} and what follows it")


def _percentiles(section: str, path: str) -> dict[str, Decimal]:
    _check_lines(section, len(_PERCENTILE.findall(section)), path)
    values = {_key(found[1]): _seconds(found[2], found[3], found[4], path) for found in _PERCENTILE.finditer(section)}
    return {key: value for key, value in values.items() if value is not None}


def _bins(section: str, path: str) -> tuple[tuple[Decimal, int], ...]:
    _check_lines(section, len(_BIN.findall(section)), path)
    # Up to 1.4 the bounds stand without a unit and are seconds.
    rows = [(_seconds(found[1], found[2], found[3] or "secs", path), int(found[4])) for found in _BIN.finditer(section)]
    return tuple((edge, count) for edge, count in rows if edge is not None)


def _counted(pairs: Iterable[tuple[str, str]]) -> dict[str, int]:
    counter: Counter[str] = Counter()
    for key, count in pairs:
        counter[key] += int(count)
    return dict(counter)


def _key(percent: str) -> str:
    return percent.rstrip("0").rstrip(".") if "." in percent else percent


def _seconds(text: str, ten: str | None, unit: str, path: str) -> Decimal | None:
    if text == "NaN":
        return None
    short = {"sec": "s", "secs": "s", "second": "s", "seconds": "s", "minute": "min", "minutes": "min"}
    known = short.get(unit, {"hour": "hr", "hours": "hr"}.get(unit, unit))
    return bounded(number(text, path), path) * _SECONDS[known] * (10 if ten else 1)


def _present(value: Decimal | None, name: str, path: str) -> Decimal:
    if value is None:
        raise ImportRefused(f"{path}: {name} is not a number")
    return value


def _from_json(text: str, path: str) -> Output:
    root = _object(parsed(text, path), "", path)
    summary = _object(root.get("summary"), "summary", path)
    latencies = _object(root.get("latencyPercentiles"), "latencyPercentiles", path)
    percentiles = _numbers(latencies, "latencyPercentiles", path)
    edges = _numbers(root.get("responseTimeHistogram"), "responseTimeHistogram", path)
    return Output(
        total=_present(_field(summary, "total", path), "summary.total", path),
        rate=_present(_field(summary, "requestsPerSec", path), "summary.requestsPerSec", path),
        slowest=_field(summary, "slowest", path),
        fastest=_field(summary, "fastest", path),
        average=_field(summary, "average", path),
        percentiles={key.removeprefix("p"): value for key, value in percentiles.items()},
        bins=tuple(sorted((bounded(number(edge, path), path), int(count)) for edge, count in edges.items())),
        statuses=_statuses(root.get("statusCodeDistribution"), path),
        errors=_counts(root.get("errorDistribution"), "errorDistribution", path),
        absent=(*_absent(summary, ("slowest", "fastest", "average")), *_absent(latencies, latencies)),
    )


def _absent(values: Mapping[str, object], names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in names if values.get(name) is None)


def _object(value: object, name: str, path: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ImportRefused(f"{path}: not oha's JSON ({name or 'the root'} is no object)")
    return value


def _numbers(value: object, name: str, path: str) -> dict[str, Decimal]:
    found = {key: _field({key: item}, key, path) for key, item in _object(value, name, path).items()}
    return {key: item for key, item in found.items() if item is not None}


def _statuses(value: object, path: str) -> dict[str, int]:
    found = _counts(value, "statusCodeDistribution", path)
    if odd := next((code for code in found if not _CODE.fullmatch(code)), None):
        raise ImportRefused(f"{path}: statusCodeDistribution: {odd[:40]!r} is no status of three digits")
    return found


def _counts(value: object, name: str, path: str) -> dict[str, int]:
    return {key: int(count) for key, count in _numbers(value, name, path).items()}


def _field(values: Mapping[str, object], key: str, path: str) -> Decimal | None:
    value = values.get(key)
    if value is None:
        return None
    return bounded(value, f"{path}: {key}")
