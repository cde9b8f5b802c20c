"""k6: its end-of-test summaries, and by way of `k6_raw` the points of `--out json`.

Three forms of the summary are read: the object that `handleSummary` gets (metrics by name, with `values`), `--summary-export` (the same
without `values` and without a duration), and the machine-readable summary of k6 1.5 and later (grafana/k6-summary: a list of
metrics, rates with `matches` and `total`). Times are milliseconds in all of them, whatever unit the terminal shows.

`http_req_duration` is of all requests, failed ones too. Percentiles interpolate between neighbours at rank 1 + p (n - 1); which there
are depends on `--summary-trend-stats`. Thresholds say what a test wanted, and are not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from generator.distribution import Distribution, from_percentiles
from generator.importers import k6_raw
from generator.importers.common import (
    NS_IN_MS,
    Gathered,
    ImportedRun,
    ImportRefused,
    RawFile,
    agree,
    nanoseconds,
    possible,
)
from generator.importers.durations import go_seconds
from generator.importers.instants import epoch_ns, utc
from generator.importers.json_values import STAMP, Fields, fields, numbers, parsed, per, words, written

if TYPE_CHECKING:
    from collections.abc import Mapping

_DURATION = "http_req_duration"
_TOLERANCE = Decimal("0.01")
_QUANTILES = "k6: linear interpolation between neighbours at rank 1 + p (n - 1), all requests"
_PERCENTILE = re.compile(r"p\((\d{1,2}(?:\.\d{1,6})?)\)")
_OPEN = frozenset({"constant-arrival-rate", "ramping-arrival-rate"})
_CLOSED = frozenset({"constant-vus", "externally-controlled", "per-vu-iterations", "ramping-vus", "shared-iterations"})
_BUILT_IN = re.compile(
    r"(?:checks|data_received|data_sent|dropped_iterations|group_duration|grpc_req_duration|iteration_duration|iterations|vus|"
    r"vus_max|http_req(?:s|_blocked|_connecting|_duration|_failed|_receiving|_sending|_tls_handshaking|_waiting))"
    r"(?:\{ ?expected_response:true ?\})?"
)
_METRIC = re.compile(r'"(?:http_req_\w{1,40}|http_reqs|iteration_duration)"\s{0,40}:\s{0,40}\{')
_ROOT = {"version": re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4}){0,2}")}
_METADATA = {
    "generatedAt": STAMP,
    "k6Version": re.compile(r"v?[0-9]{1,4}(?:\.[0-9]{1,4}){1,2}(?:-(?:rc|alpha|beta)\.?[0-9]{1,3})?"),
}
_CONFIG = {"execution": re.compile("local|cloud")}
_METRIC_WORDS = {
    "name": _BUILT_IN,
    "type": re.compile("counter|gauge|rate|trend"),
    "contains": re.compile("default|time|data"),
}
_TIME = re.compile(r"(?:[0-9]{1,10}(?:\.[0-9]{1,9})?(?:ns|us|µs|ms|s|m|h|d)){1,6}|[0-9]{1,10}")
_SCENARIO = {
    "executor": re.compile(
        "shared-iterations|per-vu-iterations|(?:constant|ramping)-(?:vus|arrival-rate)|externally-controlled"
    ),
    "timeUnit": _TIME,
    "duration": _TIME,
}
"""The texts of a summary that are k6's own words."""
_REMOVED = (
    "custom metrics, tags, groups, checks, thresholds, setup data and the script's name were removed from the evidence"
)


def recognises(head: str) -> str | None:
    """Why it is k6's output, if it is."""
    if k6_raw.is_point(head):
        return "lines of JSON with a metric and a Metric or a Point, as k6 --out json writes"
    if not head.lstrip().startswith("{"):
        return None
    if '"k6Version"' in head and '"metadata"' in head:
        return "JSON with metadata.k6Version, k6's machine-readable summary"
    if '"metrics"' in head and _METRIC.search(head):
        return "JSON with metrics named http_req_…, k6's summary"
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Summary:
    """What all three forms hold: the values of each metric by name."""

    metrics: Mapping[str, Fields]
    seconds: Decimal | None = None
    version: str | None = None
    ended_ns: int | None = None
    scenarios: Mapping[str, object] | None = None


def gather(raw: RawFile, latency_unit: str | None = None) -> Gathered:
    """The one run of a summary or of a log of points.

    Raises:
        ImportRefused: it is none, its numbers contradict each other, or a unit is given (k6 writes milliseconds).
    """
    if latency_unit not in (None, "ms"):
        raise ImportRefused(f"{raw.path}: --latency-unit {latency_unit} does not apply, k6 writes milliseconds")
    if k6_raw.is_point(raw.head()):
        return k6_raw.gather(raw)
    root = fields(parsed(raw.text(), raw.path), f"{raw.path}: not k6's output: the JSON")
    summary = _new(root) if "results" in root.values else _old(root)
    if _DURATION not in summary.metrics:
        raise ImportRefused(
            f"{raw.path}: no {_DURATION}: not k6's summary, or a test without HTTP requests, whose other metrics are not read"
        )
    evidence, cleaned = _evidence(root, raw)
    run, notes = _run(summary, evidence)
    return Gathered(runs=(run,), notes=tuple(f"{raw.path}: {note}" for note in (*notes, *cleaned)))


def _old(root: Fields) -> _Summary:
    """The object of `handleSummary`, or that of `--summary-export`, whose metrics are flat."""
    metrics = root.fields("metrics")
    found = {name: metrics.fields(name) for name in metrics.values if isinstance(metrics.values[name], dict)}
    state = root.values.get("state")
    milliseconds = fields(state, root.at("state")).number("testRunDurationMs") if state is not None else None
    return _Summary(
        metrics={name: item.fields("values") if "values" in item.values else item for name, item in found.items()},
        seconds=None if milliseconds is None else milliseconds / 1000,
        scenarios=_scenarios(root),
    )


def _new(root: Fields) -> _Summary:
    """The machine-readable summary."""
    listed = root.fields("results").values.get("metrics")
    if not isinstance(listed, list):
        raise ImportRefused(f"{root.at('results')}: metrics is no list")
    found = [fields(item, f"{root.at('results')}: metrics[{index}]") for index, item in enumerate(listed)]
    metadata, config = root.fields("metadata"), root.fields("config")
    ended = metadata.text("generatedAt")
    return _Summary(
        metrics={item.text("name"): item.fields("values") for item in found},
        seconds=config.number("duration"),
        version=metadata.text("k6Version") or None,
        ended_ns=epoch_ns(ended, metadata.at("generatedAt")) if ended else None,
        scenarios=_scenarios(root),
    )


def _scenarios(root: Fields) -> Mapping[str, object] | None:
    """The scenarios, which a script may put beside the summary: at the root, in `options` or in `config`."""
    places = (root.values, root.values.get("options"), root.values.get("config"))
    found = [
        place["scenarios"] for place in places if isinstance(place, dict) and isinstance(place.get("scenarios"), dict)
    ]
    return found[0] if found else None


def _run(summary: _Summary, source: RawFile) -> tuple[ImportedRun, tuple[str, ...]]:
    trend, where = summary.metrics[_DURATION], source.path
    requests = _requests(summary, where)
    seconds, rate = _rate(summary, requests, where)
    percentiles = _percentiles(trend)
    _check(trend, percentiles, seconds)
    notes = _notes(summary)
    with possible(where):
        spread = _distribution(trend, percentiles, requests)
    run = ImportedRun(
        label=where,
        source=source,
        tool="k6",
        tool_version=summary.version,
        start_time=_start(summary, seconds),
        end_time=None if summary.ended_ns is None else utc(summary.ended_ns),
        min_ms=trend.number("min"),
        average_ms=trend.number("avg"),
        max_ms=trend.number("max"),
        percentiles_ms=percentiles,
        actual_qps=rate,
        requests=requests,
        errors=_errors(summary, requests),
        duration_seconds=seconds,
        coordinated_omission="uncorrected",
        quantile_method=_QUANTILES,
        population="all",
        distribution=spread,
        facts=_facts(summary, requests, where),
        notes=notes,
    )
    return run, notes


def _start(summary: _Summary, seconds: Decimal | None) -> str | None:
    if summary.ended_ns is None or seconds is None:
        return None
    return utc(summary.ended_ns - nanoseconds(seconds, 10**9))


def _requests(summary: _Summary, where: str) -> int:
    """How many requests there were.

    Raises:
        ImportRefused: nobody says, there were none, or two counts differ.
    """
    counter, trend = summary.metrics.get("http_reqs"), summary.metrics[_DURATION]
    if counter is None:
        raise ImportRefused(f"{where}: no http_reqs beside {_DURATION}: how many requests there were is not said")
    requests = counter.whole("count")
    if not requests:
        raise ImportRefused(f"{where}: http_reqs counts no request")
    if trend.number("count") not in (None, requests):
        raise ImportRefused(f"{where}: {_DURATION} holds {trend.number('count')} samples, http_reqs {requests}")
    return requests


def _rate(summary: _Summary, requests: int, where: str) -> tuple[Decimal | None, Decimal | None]:
    """Duration in s and requests/s, one from the other where only one is said.

    Raises:
        ImportRefused: both are, and contradict each other.
    """
    rate, seconds = summary.metrics["http_reqs"].number("rate") or None, summary.seconds or None
    if rate and seconds and not agree(rate * seconds, Decimal(requests), _TOLERANCE):
        raise ImportRefused(f"{where}: {rate} requests/s for {seconds} s is not {requests} requests")
    if rate and not seconds:
        return per(requests, rate), rate
    if seconds and not rate:
        return seconds, per(requests, seconds)
    return seconds, rate


def _percentiles(trend: Fields) -> dict[str, Decimal]:
    """The percentiles by name: `med` is the 50th, `p(99.9)` is "99.9"."""
    found: dict[str, Decimal] = {}
    for key in trend.values:
        match = _PERCENTILE.fullmatch(key)
        share = Decimal(match[1]) if match else Decimal(50) if key == "med" else None
        value = trend.number(key) if share else None
        if value is not None:
            found.setdefault(f"{share.normalize():f}" if share else "", value)
    return dict(sorted(found.items(), key=lambda pair: Decimal(pair[0])))


def _check(trend: Fields, percentiles: Mapping[str, Decimal], seconds: Decimal | None) -> None:
    """What must rise does, and nothing takes longer than the run.

    Raises:
        ImportRefused: with the first contradiction.
    """
    ends = trend.number("min"), trend.number("max")
    ladder = [("min", ends[0]), *((f"p({key})", value) for key, value in percentiles.items()), ("max", ends[1])]
    known = [(name, value) for name, value in ladder if value is not None]
    for (low, below), (high, above) in pairwise(known):
        # Interpolation in floating point may differ in the last digit.
        if above < below and not agree(above, below, Decimal("1e-9")):
            raise ImportRefused(f"{trend.where}: {high} ({above} ms) is below {low} ({below} ms)")
    if seconds and known and known[-1][1] > seconds * 1000 * (1 + _TOLERANCE):
        raise ImportRefused(f"{trend.where}: {known[-1][1]} ms is longer than the run ({seconds} s)")
    mean = trend.number("avg")
    if mean is not None and (
        (ends[0] is not None and mean < ends[0] * (1 - _TOLERANCE)) or (ends[1] or mean) < mean * (1 - _TOLERANCE)
    ):
        raise ImportRefused(f"{trend.where}: avg ({mean} ms) lies outside min and max")


def _errors(summary: _Summary, requests: int) -> Mapping[str, int] | None:
    """The failed requests; None where a script's callback kept some requests from being judged.

    k6's rate counts what is true of a request, that it failed: `passes`, and `matches`, are the failed ones.

    Raises:
        ImportRefused: the counts contradict the rate.
    """
    failed = summary.metrics.get("http_req_failed")
    if failed is None:
        return None
    share = failed.number("rate" if "rate" in failed.values else "value")
    if "matches" in failed.values:
        count, total = failed.whole("matches"), failed.whole("total")
    else:
        count = failed.whole("passes")
        total = count + failed.whole("fails")
    if share is not None and abs(share * total - count) > max(Decimal(1), total * Decimal("0.001")):
        raise ImportRefused(f"{failed.where}: {count} of {total} requests failed, but the rate is {share}")
    if total != requests:
        return None
    return {"failed": count} if count else {}


def _distribution(trend: Fields, percentiles: Mapping[str, Decimal], requests: int) -> Distribution | None:
    """What min, percentiles and max leave of where the requests lie; None without a maximum."""
    ends = trend.latency("min", NS_IN_MS), trend.latency("max", NS_IN_MS)
    mean = trend.number("avg")
    if ends[1] is None:
        return None
    known = {Fraction(key) / 100: min(nanoseconds(value, NS_IN_MS), ends[1]) for key, value in percentiles.items()}
    return from_percentiles(
        known,
        requests,
        resolution_ns=2,
        min_ns=ends[0],
        max_ns=ends[1],
        mean_ns=None if mean is None else Fraction(mean) * NS_IN_MS,
    )


def _facts(summary: _Summary, requests: int, where: str) -> dict[str, str]:
    """What the scenarios say; a rate of iterations is one of requests where each iteration makes one."""
    scenarios = [item for item in (summary.scenarios or {}).values() if isinstance(item, dict)]
    executors = {str(item.get("executor")) for item in scenarios}
    if not executors:
        return {}
    loop = "open" if executors <= _OPEN else "closed" if executors <= _CLOSED else None
    facts = {} if loop is None else {"loop": loop}
    iterations = summary.metrics.get("iterations")
    single = iterations is not None and iterations.number("count") == requests
    if executors == {"constant-arrival-rate"} and len(scenarios) == 1 and single:
        rate, unit = (
            Fields(values=scenarios[0], where=f"{where}: scenarios").number("rate"),
            go_seconds(scenarios[0].get("timeUnit", "1s")),
        )
        facts |= {"offered": "rate"} | ({"rate": f"{(rate / unit).normalize():f}"} if rate and unit else {})
    seconds = go_seconds(scenarios[0].get("duration")) if len(scenarios) == 1 else None
    return facts | ({"seconds": f"{seconds.normalize():f}"} if seconds else {})


def _notes(summary: _Summary) -> tuple[str, ...]:
    dropped = summary.metrics.get("dropped_iterations")
    count = dropped.number("count") if dropped else None
    failed, requests = summary.metrics.get("http_req_failed"), summary.metrics["http_reqs"].number("count")
    judged = failed is not None and _judged(failed) not in (None, requests)
    return (
        *([k6_raw.DROPPED.format(f"{count:f}")] if count else []),
        *(
            [f"only {_judged(failed)} of {requests} requests were judged: errors are not reported"]
            if failed and judged
            else []
        ),
    )


def _judged(failed: Fields) -> Decimal | None:
    if "total" in failed.values:
        return failed.number("total")
    return failed.needed("passes") + failed.needed("fails")


def _evidence(root: Fields, raw: RawFile) -> tuple[RawFile, tuple[str, ...]]:
    """The summary with k6's own metrics and what is known of the run, without what the script's author named."""
    new = "results" in root.values
    listed = root.fields("results").values.get("metrics") if new else root.values.get("metrics")
    kept: dict[str, object] = {}
    if new:
        metadata, config = root.fields("metadata"), root.fields("config")
        items = [_bare(item) for item in listed if _is_built_in(item)] if isinstance(listed, list) else []
        kept = {
            **words(root.values, _ROOT),
            "metadata": words(metadata.values, _METADATA),
            "config": {**words(config.values, _CONFIG), **numbers(config.values)},
            "results": {"metrics": items},
        }
    elif isinstance(listed, dict):
        state = numbers(root.values.get("state"))
        named = {name: _bare(item) for name, item in listed.items() if _BUILT_IN.fullmatch(name)}
        kept = {"metrics": named, **({"state": state} if state else {})}
    scenarios = _bare_scenarios(_scenarios(root) or {})
    kept |= {"scenarios": scenarios} if scenarios else {}
    cleaned = f"{written(kept)}\n".encode()
    return (raw, ()) if cleaned == raw.content else (raw.cleaned(cleaned), (_REMOVED,))


def _is_built_in(item: object) -> bool:
    return isinstance(item, dict) and _BUILT_IN.fullmatch(str(item.get("name"))[:64]) is not None


def _bare(item: object) -> dict[str, object]:
    if not isinstance(item, dict):
        return {}
    nested = {"values": numbers(item["values"])} if isinstance(item.get("values"), dict) else {}
    return {**words(item, _METRIC_WORDS), **numbers(item), **nested}


def _bare_scenarios(scenarios: Mapping[str, object]) -> dict[str, object]:
    """The scenarios by number instead of by the name that they were given."""
    found = [item for item in scenarios.values() if isinstance(item, dict)]
    return {
        f"scenario-{index}": {
            **numbers(item),
            **words(item, _SCENARIO),
        }
        for index, item in enumerate(found)
    }
