"""vegeta: `report -type=json`, `-type=hist[…]` and `-type=hdrplot`, and by way of `vegeta_raw` what `encode` writes.

Latencies and durations of the JSON are nanoseconds. They are of all requests, those without an answer too (status code 0), from when a
request was sent. `rate` is requests over the time between the first and the last request sent, `throughput` only those that succeeded,
over the time until the last answer. Percentiles come from a t-digest of compression 100, in old versions from a stream summary.
Whether the load was a constant rate or, with `-rate=0`, a closed loop, is not in any of the outputs. (tsenart/vegeta, lib/metrics.go,
lib/reporters.go, lib/histogram.go)
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import isqrt
from types import MappingProxyType
from typing import TYPE_CHECKING

from generator.distribution import Distribution, from_buckets, from_percentiles
from generator.importers import vegeta_raw
from generator.importers.common import (
    NS_IN_MS,
    Gathered,
    ImportedRun,
    ImportRefused,
    RawFile,
    agree,
    milliseconds,
    nanoseconds,
    number,
    possible,
)
from generator.importers.durations import go_seconds
from generator.importers.instants import epoch_ns, utc
from generator.importers.json_values import MOST, Fields, fields, latency, numbers, parsed, written
from generator.importers.quantiles import QUANTILES, described

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_SECOND = 10**9
_TOLERANCE = Decimal("0.001")
_QUANTILES = "vegeta: t-digest of compression 100, all requests"
_SKETCH = "vegeta: t-digest of compression 100, all requests; between its rows spread evenly"
_PERCENTILE = re.compile(r"(\d{1,2})th")
_HDR_HEAD = re.compile(r"\s*Value\(ms\)\s+Percentile\s+TotalCount\s+1/\(1-Percentile\)\s*")
_HDR_ROW = re.compile(r"\s*(\d{1,15}\.\d{1,9})\s+([01]\.\d{1,9})\s+(\d{1,15})\s+(\d{1,15}\.\d{1,9})\s*", re.ASCII)
_HIST_HEAD = re.compile(r"Bucket\s+#\s+%\s+Histogram\s*")
_HIST_ROW = re.compile(
    r"\[(\S{1,40}),\s+(\S{1,40})\]\s+(\d{1,15})\s+(?:\d{1,3}\.\d{1,2}|NaN)%\s*#*\s*",
    re.ASCII,
)
_TIMES = ("earliest", "latest", "end")
_NUMBERS = ("duration", "wait", "requests", "rate", "throughput", "success")
_REMOVED = "the texts of errors, which name hosts and addresses, and unknown fields were removed from the evidence"


def recognises(head: str) -> str | None:
    """Why it is vegeta's output, if it is."""
    text = head.lstrip()
    if vegeta_raw.is_json(text):
        return "lines of JSON with code, timestamp, latency, bytes_in and bytes_out, as vegeta encode writes"
    if vegeta_raw.is_csv(text):
        return "CSV of a time in ns, a status code and a latency in ns, as vegeta encode -to csv writes"
    if text.startswith("{") and all(f'"{key}"' in text for key in ("latencies", "bytes_in", "bytes_out", "99th")):
        return "JSON with latencies.99th, bytes_in and bytes_out, vegeta's report"
    first = text.partition("\n")[0]
    if len(first) < 200 and _HDR_HEAD.fullmatch(first):
        return "a table headed Value(ms), vegeta's hdrplot"
    return "a table headed Bucket # % Histogram, vegeta's histogram" if _HIST_HEAD.fullmatch(first[:200]) else None


def gather(raw: RawFile, latency_unit: str | None = None) -> Gathered:
    """The one run of a report, or of raw results.

    Raises:
        ImportRefused: it is none, its numbers contradict each other, or a unit is given (each output has its own).
    """
    if latency_unit is not None:
        raise ImportRefused(f"{raw.path}: --latency-unit does not apply, vegeta's outputs have units of their own")
    head = raw.head().lstrip()
    if vegeta_raw.is_json(head):
        return vegeta_raw.from_json(raw)
    if vegeta_raw.is_csv(head):
        return vegeta_raw.from_csv(raw)
    text = raw.text().strip()
    if text.startswith("{"):
        return _from_report(fields(parsed(text, raw.path), raw.path), raw)
    found = text.splitlines() or [""]
    if _HDR_HEAD.fullmatch(found[0][:200]):
        return _from_hdrplot(found[1:], raw)
    if _HIST_HEAD.fullmatch(found[0][:200]):
        return _from_histogram(found[1:], raw)
    raise ImportRefused(
        f"{raw.path}: not vegeta's output: expected report -type=json, hist[…] or hdrplot, or encode; "
        "make a binary result readable by vegeta encode -to json"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Latencies:
    """The latencies of a report in ns."""

    mean: int
    max: int
    min: int | None
    percentiles: Mapping[str, int]


def _from_report(report: Fields, raw: RawFile) -> Gathered:
    requests = report.whole("requests")
    statuses = report.counts("status_codes")
    _check_counts(report, requests, statuses)
    found = _latencies(report, requests)
    duration = latency(report.needed("duration"), report.at("duration"))
    times = {key: epoch_ns(report.text(key), report.at(key)) for key in _TIMES}
    rate = report.needed("rate")
    _check_times(report, times, duration, requests, rate)
    evidence, cleaned = _evidence(report, raw)
    with possible(raw.path):
        spread = _buckets(report, found, requests) or _of_percentiles(found, requests)
    run = ImportedRun(
        label=raw.path,
        source=evidence,
        tool="vegeta",
        start_time=utc(times["earliest"]),
        end_time=utc(times["end"]),
        min_ms=None if found.min is None else milliseconds(found.min),
        average_ms=milliseconds(found.mean),
        max_ms=milliseconds(found.max),
        percentiles_ms={key: milliseconds(value) for key, value in found.percentiles.items()},
        bounds_ms=_bounds(spread, found.percentiles),
        actual_qps=rate if duration else None,
        requests=requests,
        errors=vegeta_raw.errors(statuses),
        duration_seconds=Decimal(duration) / _SECOND if duration else None,
        coordinated_omission="uncorrected",
        quantile_method=_QUANTILES,
        population="all",
        distribution=spread,
    )
    return Gathered(runs=(run,), notes=tuple(f"{raw.path}: {note}" for note in cleaned))


def _check_counts(report: Fields, requests: int, statuses: Mapping[str, int]) -> None:
    if not requests:
        raise ImportRefused(f"{report.where}: no request in it")
    if not all(re.fullmatch(r"\d{1,3}", code, re.ASCII) for code in statuses):
        raise ImportRefused(f"{report.at('status_codes')}: a key is no status code")
    if sum(statuses.values()) != requests:
        raise ImportRefused(
            f"{report.where}: status_codes hold {sum(statuses.values())} requests, requests says {requests}"
        )
    share = report.number("success")
    good = requests - sum(vegeta_raw.errors(statuses).values())
    if share is not None and abs(share * requests - good) > max(Decimal("0.5"), requests * Decimal("1e-9")):
        raise ImportRefused(f"{report.where}: success is {share}, but {good} of {requests} have a status of 200 to 399")


def _latencies(report: Fields, requests: int) -> _Latencies:
    """The latencies, proved by their sum.

    Raises:
        ImportRefused: the sum is not that of the mean, or percentiles fall.
    """
    said = report.fields("latencies")
    mean = latency(said.needed("mean"), said.at("mean"))
    total = said.number("total")
    if (
        total is not None
        and not agree(Decimal(mean) * requests, total, _TOLERANCE)
        and abs(total / requests - mean) > 1
    ):
        raise ImportRefused(
            f"{report.where}: {requests} requests of {mean} ns on average are not the total of {total} ns; was the report closed?"
        )
    percentiles = {
        match[1]: value
        for key in said.values
        if (match := _PERCENTILE.fullmatch(key)) and (value := said.latency(key)) is not None
    }
    found = _Latencies(
        mean=mean,
        max=latency(said.needed("max"), said.at("max")),
        min=said.latency("min"),
        percentiles=dict(sorted(percentiles.items(), key=lambda pair: int(pair[0]))),
    )
    ladder = [
        ("min", found.min),
        *((f"{key}th", value) for key, value in found.percentiles.items()),
        ("max", found.max),
    ]
    known = [(name, value) for name, value in ladder if value is not None]
    for (low, below), (high, above) in pairwise(known):
        if above < below:
            raise ImportRefused(f"{said.where}: {high} ({above} ns) is below {low} ({below} ns)")
    if not (found.min or 0) <= mean <= found.max:
        raise ImportRefused(f"{said.where}: mean ({mean} ns) lies outside min and max")
    return found


def _check_times(report: Fields, times: Mapping[str, int], duration: int, requests: int, rate: Decimal) -> None:
    between = times["latest"] - times["earliest"]
    if abs(between - duration) > NS_IN_MS:
        raise ImportRefused(f"{report.where}: {between} ns from earliest to latest, duration says {duration} ns")
    if times["end"] < times["latest"]:
        raise ImportRefused(f"{report.where}: end lies before latest")
    if duration and not agree(rate * duration / _SECOND, Decimal(requests), _TOLERANCE):
        seconds = Decimal(duration) / _SECOND
        raise ImportRefused(f"{report.where}: {rate} requests/s for {seconds} s is not {requests} requests")


def _of_percentiles(found: _Latencies, requests: int) -> Distribution:
    return from_percentiles(
        {Fraction(key) / 100: value for key, value in found.percentiles.items()},
        requests,
        rank_error=_rank_error,
        min_ns=found.min,
        max_ns=found.max,
        mean_ns=Fraction(found.mean),
    )


def _bounds(spread: Distribution, percentiles: Mapping[str, int]) -> dict[str, tuple[Decimal, Decimal | None]]:
    """How far each percentile of the sketch is known; exact buckets may put it elsewhere than the sketch, whose value counts too."""
    bounds: dict[str, tuple[Decimal, Decimal | None]] = {}
    for key, value in percentiles.items():
        found = spread.quantile(Fraction(key) / 100)
        low, high = min(found.low_ns, value), max(found.high_ns or value, value)
        if low < high:
            bounds[key] = milliseconds(low), milliseconds(high)
    return bounds


def _rank_error(share: Fraction) -> Fraction:
    """How far the rank of a t-digest's estimate may be off: two centroids, each of at most pi sqrt(q (1 - q)) / 100 of all samples.

    The width follows from the scale function of influxdata/tdigest, delta (asin(2 q - 1) + pi / 2) / pi with delta = 100.
    """
    root = Fraction(isqrt(int(share * (1 - share) * 10**12)) + 1, 10**6)
    return 2 * root * Fraction(22, 7) / 100


def _buckets(report: Fields, found: _Latencies, requests: int) -> Distribution | None:
    """The histogram that stands in the report where buckets were asked for: the count of each, by its lower end in ns.

    Raises:
        ImportRefused: it holds another number of requests.
    """
    counts = report.counts("buckets")
    if not counts:
        return None
    if not all(re.fullmatch(r"0|[1-9]\d{0,15}", key, re.ASCII) for key in counts):
        raise ImportRefused(f"{report.at('buckets')}: a key is no whole number of nanoseconds")
    rows = sorted((int(key), count) for key, count in counts.items())
    if sum(counts.values()) != requests:
        raise ImportRefused(f"{report.where}: the buckets hold {sum(counts.values())} of {requests} requests")
    spread = _intervals(rows, found.max)
    return from_buckets(spread, min_ns=found.min, max_ns=found.max, mean_ns=Fraction(found.mean))


def _intervals(rows: Sequence[tuple[int, int]], most: int) -> list[tuple[int, int, int]]:
    """Buckets as intervals; what lies below the first edge is counted in the last bucket, which has no upper end."""
    edges = [edge for edge, _ in rows]
    inner = [(low, high - 1, count) for (low, count), high in zip(rows, edges[1:], strict=False)]
    return [*inner, (edges[-1] if edges[0] == 0 else 0, max(most, edges[-1]), rows[-1][1])]


def _from_histogram(rows: Sequence[str], raw: RawFile) -> Gathered:
    """The text of `report -type=hist[…]`: counts alone, so that rate, times and errors are not reported."""
    buckets = [_bucket(row, f"{raw.path}:{index}") for index, row in enumerate(rows, start=2)]
    for (_, high, _), (low, _, _) in pairwise(buckets):
        if high != low:
            raise ImportRefused(f"{raw.path}: a bucket ends at {high} ns and the next one starts at {low} ns")
    if sum(count for _, _, count in buckets) > MOST:
        raise ImportRefused(f"{raw.path}: more requests than can be counted")
    if not buckets or buckets[-1][1] is not None:
        raise ImportRefused(f"{raw.path}: the last bucket does not end at +Inf: is the file cut off?")
    if buckets[-1][2]:
        raise ImportRefused(
            f"{raw.path}: {buckets[-1][2]} requests above {buckets[-1][0]} ns have no upper bound: "
            "add an edge above the slowest request, or import report -type=json"
        )
    inner = [(low, high - 1, count) for low, high, count in buckets if high is not None]
    return _counted(raw, lambda: from_buckets(inner), QUANTILES)


def _bucket(row: str, where: str) -> tuple[int, int | None, int]:
    match = _HIST_ROW.fullmatch(row) if len(row) < 400 else None
    if match is None:
        raise ImportRefused(f"{where}: no row of vegeta's histogram: {row[:60]!r}")
    return _span(match[1], where), None if match[2] == "+Inf" else _span(match[2], where), int(match[3])


def _span(text: str, where: str) -> int:
    """A Go duration such as 1m2.5s in ns."""
    seconds = go_seconds(text)
    if seconds is None:
        raise ImportRefused(f"{where}: {text!r} is no duration")
    return nanoseconds(seconds, _SECOND)


def _from_hdrplot(rows: Sequence[str], raw: RawFile) -> Gathered:
    """The text of `report -type=hdrplot`: quantiles of the t-digest; the counts are computed from them and the requests."""
    found = [_hdr_row(row, f"{raw.path}:{index}") for index, row in enumerate(rows, start=2)]
    if not found or found[-1][1] != 1:
        raise ImportRefused(f"{raw.path}: the last row is not that of percentile 1: is the file cut off?")
    requests = found[-1][2]
    for value, share, count in found:
        if abs(share * requests - count) > max(Decimal(1), requests * Decimal("1e-6")):
            raise ImportRefused(f"{raw.path}: {count} of {requests} requests at {value} ms are not the share {share}")
    for (below, _, _), (above, _, _) in pairwise(found):
        if above < below:
            raise ImportRefused(f"{raw.path}: latencies of the rows fall from {below} to {above} ms")
    latencies = {share: latency(value, raw.path, NS_IN_MS) for value, share, _ in found}
    shares = {Fraction(share): value for share, value in latencies.items() if 0 < share < 1}
    said = {f"{(share * 100).normalize():f}": milliseconds(value) for share, value in latencies.items()}
    return _counted(
        raw,
        lambda: from_percentiles(
            shares,
            requests,
            rank_error=_rank_error,
            resolution_ns=2,
            min_ns=latencies.get(Decimal(0)),
            max_ns=latencies[Decimal(1)],
        ),
        _SKETCH,
        said,
    )


def _hdr_row(row: str, where: str) -> tuple[Decimal, Decimal, int]:
    match = _HDR_ROW.fullmatch(row) if len(row) < 200 else None
    if match is None:
        raise ImportRefused(f"{where}: no row of vegeta's hdrplot: {row[:60]!r}")
    return number(match[1], where), number(match[2], where).normalize(), int(match[3])


def _counted(
    raw: RawFile, build: Callable[[], Distribution], method: str, said: Mapping[str, Decimal] = MappingProxyType({})
) -> Gathered:
    """A run of which only the distribution is known; percentiles that vegeta itself `said` stay its own."""
    with possible(raw.path):
        spread = build()
    run = ImportedRun(
        label=raw.path,
        source=raw,
        tool="vegeta",
        **described(spread),
        requests=spread.count,
        coordinated_omission="uncorrected",
        population="all",
    )
    percentiles = {key: said.get(key, value) for key, value in run.percentiles_ms.items()}
    run = replace(run, percentiles_ms=percentiles, quantile_method=method)
    return Gathered(
        runs=(run,), notes=(f"{raw.path}: only latencies are in it; report -type=json says rate and errors too",)
    )


def _evidence(report: Fields, raw: RawFile) -> tuple[RawFile, tuple[str, ...]]:
    kept = {
        **{key: numbers(report.values.get(key)) for key in ("latencies", "bytes_in", "bytes_out")},
        **{key: report.text(key) for key in _TIMES},
        **{key: value for key, value in numbers(report.values).items() if key in _NUMBERS},
        "status_codes": numbers(report.values.get("status_codes")),
        **({"buckets": numbers(report.values["buckets"])} if report.values.get("buckets") else {}),
        "errors": [],
    }
    if kept == report.values:
        return raw, ()
    return raw.cleaned(f"{written(kept)}\n".encode()), (_REMOVED,)
