"""What Nighthawk writes in Fortio's form, also through layer5io/getnighthawk (envoyproxy/nighthawk, source/client/output_formatter_impl.cc).

The form is Fortio's, the meaning is not: each row of Data is one of the percentile iterator, `Percent` the tick that was asked for and
not the share, which is computed from the counts; counts may be texts. `ActualDuration` is in ns, in a version of getnighthawk in seconds,
and `Sum` may be 0. `RetCodes` has the answers 2xx alone, so that errors are not reported. `RequestedQPS` and `NumThreads` are those of
all workers. Made from the merged output of several instances it has the latencies of the first and the duration of the last of them, and
is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

from generator.distribution import Distribution, from_cumulative
from generator.importers.common import Gathered, ImportedRun, ImportRefused, RawFile, agree, exact
from generator.importers.common import nanoseconds as rounded
from generator.importers.nighthawk_options import seconds, utc
from generator.importers.nighthawk_results import instant, nanoseconds, whole
from generator.importers.private import clean_json, without_private
from generator.importers.quantiles import QUANTILES, moments, percentile_table

_NS = 10**9
_LATER = Decimal(1_000_000)
"""A number above it is ns and not seconds: no run takes eleven days."""
_TOLERANCE = Decimal("0.2")
_ROUNDING = Decimal("0.001")
_SATURATED = Decimal("0.98")
_HALF = Decimal("0.55")
"""Of two instances without workers of their own, half of what was requested remains; of more, less."""
_LONGEST_S = 10**9
_MOST_ROWS = 10_000
_FIRST_ROW = re.compile(r'"Data"\s{0,4}:\s{0,4}\[\s{0,40}\{([^{}]{0,400})\}')
_FIRST_TICK = re.compile(r'"Percent"\s{0,4}:\s{0,4}0(?:\.0{1,20})?\s{0,40}(?:,|$)')
_VERSION = re.compile(r"\d{1,9}(?:\.\d{1,9}){1,2}", re.ASCII)


def recognises(head: str) -> bool:
    """Whether the beginning of a JSON file is this form: its first row is the tick 0, which Fortio's own never is."""
    _, found, histogram = head.partition('"DurationHistogram"')
    first = _FIRST_ROW.search(histogram) if found and '"runner_results"' not in head else None
    return first is not None and _FIRST_TICK.search(first[1]) is not None


def gather(raw: RawFile) -> Gathered:
    """The one run of the file.

    Raises:
        ImportRefused: it is not of this form, contradicts itself, or was made of several instances.
    """
    document = _parsed(raw)
    histogram = _object(document.get("DurationHistogram"), f"{raw.path}: DurationHistogram")
    distribution = _distribution(histogram, f"{raw.path}: DurationHistogram")
    rate = _number(document.get("ActualQPS"), f"{raw.path}: ActualQPS")
    requested = document.get("RequestedDuration")
    limit_ns = None if requested is None else nanoseconds(requested, f"{raw.path}: RequestedDuration")
    duration_ns = _duration(document, distribution.count, rate, limit_ns, raw.path)
    offered = _number(document.get("RequestedQPS"), f"{raw.path}: RequestedQPS")
    requests = int((rate * duration_ns / _NS).to_integral_value())
    _check(rate, offered, requests, distribution.count, raw.path)
    source, notes = without_private(raw, clean_json(raw.text()))
    values, bounds = percentile_table(distribution)
    start_ns = _start(document, raw.path)
    saturated = (f"saturated: {rate:.6g} requests/s were sent, the rate asks for {offered:.6g}",)
    run = ImportedRun(
        label=raw.path,
        source=source,
        tool="nighthawk",
        tool_version=_version(document),
        start_time=None if start_ns is None else utc(start_ns),
        end_time=None if start_ns is None else utc(start_ns + duration_ns),
        **moments(distribution),
        percentiles_ms=values,
        bounds_ms=bounds,
        actual_qps=round(rate, 3),
        requests=requests,
        duration_seconds=Decimal(seconds(duration_ns)),
        coordinated_omission="uncorrected",
        quantile_method=QUANTILES,
        population="all",
        distribution=distribution,
        facts=_facts(document, offered, limit_ns, raw.path),
        notes=saturated if rate < offered * _SATURATED else (),
    )
    return Gathered(
        runs=(run,), notes=(f"{raw.path}: errors are not in Fortio's form of Nighthawk: not reported", *notes)
    )


def _parsed(raw: RawFile) -> Mapping[str, object]:
    try:
        document = json.loads(raw.text(), parse_float=exact, parse_constant=_refused)
    except (ValueError, RecursionError) as error:
        raise ImportRefused(f"{raw.path}: not JSON ({error})") from None
    return _object(document, raw.path)


def _refused(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _distribution(histogram: Mapping[str, object], where: str) -> Distribution:
    """The rows as cumulative counts; the first one holds the minimum."""
    data, count = histogram.get("Data"), whole(histogram.get("Count"), f"{where}: Count")
    if not isinstance(data, list) or not 0 < len(data) <= _MOST_ROWS:
        raise ImportRefused(f"{where}: Data is no list of 1 to {_MOST_ROWS} rows")
    rows = [_object(row, f"{where}: Data[{place}]") for place, row in enumerate(data)]
    counts = [whole(row.get("Count"), f"{where}: Data[{place}].Count") for place, row in enumerate(rows)]
    ends = [_ns(row.get("End"), f"{where}: Data[{place}].End") for place, row in enumerate(rows)]
    if sum(counts) != count:
        raise ImportRefused(f"{where}: the rows hold {sum(counts)} requests, Count is {count}")
    least, most, mean, stdev = (
        None if histogram.get(name) is None else _ns(histogram[name], f"{where}: {name}")
        for name in ("Min", "Max", "Avg", "StdDev")
    )
    if most is not None and not agree(Decimal(most), Decimal(ends[-1]), _ROUNDING):
        raise ImportRefused(f"{where}: Max is {most} ns, the last row ends at {ends[-1]} ns")
    if least is not None and least > ends[0]:
        raise ImportRefused(f"{where}: Min is {least} ns, the first row ends at {ends[0]} ns")
    if mean is not None and not (least or 0) <= mean <= max(ends[-1], most or 0):
        raise ImportRefused(f"{where}: Avg is {mean} ns, outside of Min and Max")
    try:
        return from_cumulative(
            list(zip(ends, accumulate(counts), strict=True)),
            min_ns=least,
            max_ns=max(ends[-1], most or 0),
            mean_ns=None if mean is None else Fraction(mean),
            stdev_ns=None if stdev is None else Fraction(stdev),
        )
    except ValueError as error:
        raise ImportRefused(f"{where}: {error}") from None


def _duration(document: Mapping[str, object], count: int, rate: Decimal, limit_ns: int | None, path: str) -> int:
    """The duration in ns, its unit told by its size and proved by what else is said of it."""
    written = _number(document.get("ActualDuration"), f"{path}: ActualDuration")
    duration_ns = int(written) if written > _LATER else int(written * _NS)
    told = [("Count / ActualQPS", count / rate)] if rate else []
    told += [("RequestedDuration", Decimal(limit_ns) / _NS)] if limit_ns else []
    if duration_ns and any(agree(Decimal(duration_ns) / _NS, expected, _TOLERANCE) for _, expected in told):
        return duration_ns
    others = ", ".join(f"{name} {expected:.6g} s" for name, expected in told) or "nothing else tells its unit"
    raise ImportRefused(f"{path}: ActualDuration is {written}, {others}: no unit fits within 20 %")


def _check(rate: Decimal, offered: Decimal, requests: int, count: int, path: str) -> None:
    if rate < offered * _HALF:
        raise ImportRefused(
            f"{path}: {rate:.6g} of {offered:.6g} requests/s: made of the merged output of several instances, whose latencies it "
            "loses, or saturated below half of the rate; import Nighthawk's JSON"
        )
    if count > requests * (1 + _TOLERANCE) + 1:
        raise ImportRefused(f"{path}: latencies of {count} requests, rate and duration make {requests}")


def _facts(document: Mapping[str, object], offered: Decimal, limit_ns: int | None, path: str) -> dict[str, str]:
    threads = document.get("NumThreads")
    facts = {"rate": f"{offered.normalize():f}", "offered": "rate"} if offered else {}
    if threads is not None and whole(threads, f"{path}: NumThreads"):
        facts["connections"] = str(threads)
    return facts if limit_ns is None else {**facts, "seconds": seconds(limit_ns)}


def _start(document: Mapping[str, object], path: str) -> int | None:
    written = document.get("StartTime")
    return None if written is None else instant(written, f"{path}: StartTime")


def _version(document: Mapping[str, object]) -> str | None:
    written = document.get("Version")
    return written if isinstance(written, str) and _VERSION.fullmatch(written) else None


def _ns(value: object, where: str) -> int:
    return rounded(_number(value, where), _NS)


def _number(value: object, where: str) -> Decimal:
    """A finite number of zero or more, also as text.

    Raises:
        ImportRefused: it is none.
    """
    if isinstance(value, str) and re.fullmatch(r"\d{1,18}(?:\.\d{1,18})?", value, re.ASCII):
        value = Decimal(value)
    # Compared before any arithmetic: 1e999999 would become a number of a million digits.
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not 0 <= value <= _LONGEST_S * _NS:
        raise ImportRefused(f"{where} is {str(value)[:40]!r}, expected a number of zero or more")
    return Decimal(value)


def _object(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ImportRefused(f"{where} is no object")
    return value
