"""From Fortio's form to a run of Fortio or wrk2: which requests it is of, their distribution, and what the form says about the conditions."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import isqrt
from typing import TYPE_CHECKING

from generator.distribution import Distribution, from_buckets
from generator.importers.common import ImportedRun, ImportRefused, RawFile, milliseconds, nanoseconds, possible
from generator.importers.fortio_form import FortioForm
from generator.importers.fortio_histogram import Latencies, Rows
from generator.importers.quantiles import QUANTILES, moments, percentile_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NIGHTHAWK = "nighthawk"
OWN = "Fortio: linear interpolation within the bucket that holds the request at rank p n"
_NS = 10**9
_THOUSAND = Decimal(1000)
_OK = frozenset({"418", "OK", "SERVING"})
"""What counts as success besides 2xx: fhttp's `codeIsOK`, the runners of TCP, UDP and gRPC."""
_SOCKET_ERROR = "-1"
_KIND = re.compile(r"[A-Za-z][A-Za-z /-]{0,62}", re.ASCII)
_HDR_STEPS = 1000
"""HdrHistogram with three significant digits, as in wrk2: a value stands for all within so small a part of it."""
_SMP = ("50", "90", "99")
_SHORT = Decimal("0.8")
"""A run that ended before this share of the requested time was interrupted."""
_TRANSPORTS = {"TCP": "TCP", "UDP": "UDP"}
Interval = tuple[int, int, int]


def maker(form: FortioForm) -> str:
    """Who measured: buckets are Fortio's own, ticks from 0 on Nighthawk's, other ticks those of wrk2 as Meshery writes them."""
    if form.latencies.rows is Rows.BUCKETS:
        return "fortio"
    return "wrk2" if form.latencies.first_percent else NIGHTHAWK


def run(form: FortioForm, source: RawFile, label: str) -> ImportedRun:
    """The run of a form that Fortio wrote, or Meshery for wrk2. Its percentiles are Fortio's where they are of all that is published, else computed of the buckets.

    Raises:
        ImportRefused: failed requests are no part of all, or a percentile lies outside its bucket.
    """
    tool, failed = maker(form), form.errors.count if form.errors else 0
    with possible(form.path):
        spread = _successful(form) if failed else _whole(form)
    plain = ImportedRun(
        label=label,
        source=source,
        tool=tool,
        tool_version=form.version,
        start_time=form.start_time,
        end_time=form.end_time,
        actual_qps=form.actual_qps,
        requests=form.latencies.count,
        errors=_errors(form, tool),
        duration_seconds=form.duration_s,
        coordinated_omission="uncorrected" if tool == "fortio" else "unknown",
        population=_population(form, tool),
        distribution=spread,
        facts=_facts(form, tool),
        notes=_notes(form, tool, failed),
    )
    if spread is None:
        return plain
    own = form.latencies.percentiles_s
    if tool == "fortio" and not failed and all(key in own for key in _SMP):
        return _with_own(plain, form, spread)
    values, bounds = percentile_table(spread)
    described = replace(plain, percentiles_ms=values, bounds_ms=bounds, quantile_method=QUANTILES)
    return replace(described, **moments(spread)) if failed else _with_moments(described, form.latencies)


def _with_moments(plain: ImportedRun, found: Latencies) -> ImportedRun:
    return replace(
        plain,
        min_ms=_ms(found.min_s),
        average_ms=_ms(found.mean_s),
        max_ms=_ms(found.max_s),
        stdev_ms=_ms(found.stdev_s),
    )


def _with_own(plain: ImportedRun, form: FortioForm, spread: Distribution) -> ImportedRun:
    """Fortio's percentiles, each with the ends of its bucket as bounds.

    Raises:
        ImportRefused: one lies outside.
    """
    bounds: dict[str, tuple[Decimal, Decimal | None]] = {}
    for key, value in form.latencies.percentiles_s.items():
        found = spread.quantile(Fraction(key) / 100)
        low, high = found.low_ns, found.low_ns if found.high_ns is None else found.high_ns
        if not low - form.epsilon_ns <= nanoseconds(value, _NS) <= high + form.epsilon_ns:
            raise ImportRefused(
                f"{form.path}: p{key} is {value} s, the bucket of that request goes from {low / _NS} to {high / _NS} s"
            )
        if low != high:
            bounds[key] = milliseconds(low), milliseconds(high)
    values = {key: value * _THOUSAND for key, value in form.latencies.percentiles_s.items()}
    described = replace(plain, percentiles_ms=values, bounds_ms=bounds, quantile_method=OWN)
    return _with_moments(described, form.latencies)


def _ms(seconds: Decimal | None) -> Decimal | None:
    return None if seconds is None else seconds * _THOUSAND


def _ns(seconds: Decimal | None) -> int | None:
    return None if seconds is None else nanoseconds(seconds, _NS)


def _exact_ns(seconds: Decimal | None) -> Fraction | None:
    return None if seconds is None else Fraction(seconds) * _NS


def _whole(form: FortioForm) -> Distribution:
    found = form.latencies
    intervals = _buckets(found) if found.rows is Rows.BUCKETS else _ticks(found)
    return from_buckets(
        intervals,
        min_ns=_ns(found.min_s),
        max_ns=_ns(found.max_s),
        mean_ns=_exact_ns(found.mean_s),
        stdev_ns=_exact_ns(found.stdev_s),
    )


def _buckets(found: Latencies) -> list[Interval]:
    """The buckets in ns; the one sample that Fortio's epsilon put below its own value keeps both ends."""
    edges = [(nanoseconds(each.start_s, _NS), nanoseconds(each.end_s, _NS), each.count) for each in found.buckets]
    return [(min(start, end), max(start, end), count) for start, end, count in edges]


def _ticks(found: Latencies) -> list[Interval]:
    """Rows of percentiles in ns: one sample at each row's value, the others between it and the row before."""
    intervals: list[Interval] = []
    before = _ns(found.min_s) or 0
    for each in found.buckets:
        end = nanoseconds(each.end_s, _NS)
        if each.count:
            intervals += [(min(before, end), end, each.count - 1), (end - end // _HDR_STEPS, end, 1)]
        before = end
    return [each for each in intervals if each[2]]


def _successful(form: FortioForm) -> Distribution | None:
    """The requests without the failed ones, bucket by bucket; None where all failed.

    Extremes that a failed request may have are not known of the others.

    Raises:
        ImportRefused: the failed ones are no part of all.
    """
    every, failed = form.latencies, form.errors
    if failed is None or failed.count == every.count:
        return None
    left = _without(_buckets(every), _buckets(failed), form)
    mean, variance = _difference(every, failed)
    return from_buckets(
        [each for each in left if each[2]],
        min_ns=_ns(every.min_s) if (failed.min_s or 0) > (every.min_s or 0) else None,
        max_ns=_ns(every.max_s) if failed.max_s is not None and every.max_s and failed.max_s < every.max_s else None,
        mean_ns=mean,
        stdev_ns=None if variance is None else Fraction(isqrt(max(0, round(variance)))),
    )


def _without(every: Sequence[Interval], failed: Sequence[Interval], form: FortioForm) -> list[Interval]:
    ends, counts = [end for _, end, _ in every], [count for _, _, count in every]
    for place, (low, high, count) in enumerate(failed):
        # The first row starts at a latency and the last one ends at one; all other ends are of the grid that both share.
        if place:
            found = bisect_right(ends, low)
        else:
            found = bisect_left(ends, high - (form.epsilon_ns if len(failed) == 1 else 0))
        if found == len(ends) or counts[found] < count:
            raise ImportRefused(
                f"{form.path}: {count} failed requests of {low / _NS} to {high / _NS} s are not in DurationHistogram"
            )
        counts[found] -= count
    return [(low, high, count) for (low, high, _), count in zip(every, counts, strict=True)]


def _difference(every: Latencies, failed: Latencies) -> tuple[Fraction | None, Fraction | None]:
    """Mean in ns and variance in ns² of the requests that did not fail, from the sums of both."""
    number = every.count - failed.count
    means, deviations = ([_exact_ns(getattr(each, name)) for each in (every, failed)] for name in ("mean_s", "stdev_s"))
    if means[0] is None or means[1] is None:
        return None, None
    mean = (means[0] * every.count - means[1] * failed.count) / number
    if deviations[0] is None or deviations[1] is None:
        return mean, None
    squares = [
        (deviation**2 + each**2) * part.count
        for deviation, each, part in zip(deviations, means, (every, failed), strict=True)
        if deviation is not None and each is not None
    ]
    return mean, (squares[0] - squares[1]) / number - mean * mean


def is_success(code: str) -> bool:
    """Whether Fortio counts a return code as success."""
    return code in _OK or (code.isdecimal() and len(code) == 3 and code.startswith("2"))


def kind(code: str) -> str:
    """A code or kind of error without addresses: Go's errors name both ends before the last colon."""
    if code == _SOCKET_ERROR:
        return "socket error"
    last = code.rsplit(": ", 1)[-1]
    return last if code.isdecimal() or _KIND.fullmatch(last) else "error"


def _errors(form: FortioForm, tool: str) -> Mapping[str, int] | None:
    """Failed requests by code; Meshery's form of wrk2 has no codes.

    Raises:
        ImportRefused: codes and histogram count failed requests differently.
    """
    if tool != "fortio":
        return None
    if form.ret_codes is None:
        failed = form.errors.count if form.errors else None
        return None if failed is None else ({"error": failed} if failed else {})
    found: Counter[str] = Counter()
    for code, count in form.ret_codes.items():
        if count and not is_success(code):
            found[kind(code)] += count
    if form.errors and found.total() != form.errors.count:
        raise ImportRefused(
            f"{form.path}: RetCodes have {found.total()} failed requests, ErrorsDurationHistogram {form.errors.count}"
        )
    return dict(sorted(found.items()))


def _population(form: FortioForm, tool: str) -> str:
    if tool == "wrk2":
        return "answered"
    return "all" if form.errors is None else "successful"


def _facts(form: FortioForm, tool: str) -> dict[str, str]:
    said = {
        "connections": _connections(form, tool),
        "rate": form.rate,
        "requests": form.calls,
        "seconds": form.seconds,
        "loop": "closed" if tool == "fortio" else None,
        "offered": form.offered,
        "protocol": _protocol(form, tool),
        "keep_alive": None if form.keep_alive is None else str(form.keep_alive).lower(),
        "payload_bytes": form.body_bytes if tool == "fortio" and not (form.errors and form.errors.count) else None,
    }
    return {
        name: format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)
        for name, value in said.items()
        if value is not None
    }


def _connections(form: FortioForm, tool: str) -> int | None:
    """Threads have a connection each, gRPC's streams share one; Meshery tells wrk2's threads, not its connections."""
    if form.threads is None or tool == "wrk2":
        return None
    return -(-form.threads // (form.streams or 1))


def _protocol(form: FortioForm, tool: str) -> str | None:
    """What is sure: `H2` over TLS is an attempt, and the first versions do not say which client they used."""
    if tool != "fortio":
        return None
    if form.run_type.startswith("GRPC"):
        return "gRPC"
    if form.run_type != "HTTP":
        return _TRANSPORTS.get(form.run_type)
    if form.http2:
        return "HTTP/2" if form.encrypted is False else None
    return "HTTP/1.1" if form.http10 is False else None


def _notes(form: FortioForm, tool: str, failed: int) -> tuple[str, ...]:
    said: list[str] = []
    if form.interrupted_after is not None:
        said.append(f"interrupted after {form.interrupted_after} of {form.calls} calls")
    if form.seconds is not None and form.duration_s < form.seconds * _SHORT:
        said.append(f"ended after {form.duration_s:.6g} of {form.seconds.normalize():f} s")
    if failed and failed == form.latencies.count:
        said.append("every request failed: there are no latencies of successful ones")
    if tool == "wrk2" and form.latencies.held < form.latencies.count:
        said.append(
            f"percentiles are of {form.latencies.held} of {form.latencies.count} requests: wrk2 leaves out those of its calibration"
        )
    return tuple(said)
