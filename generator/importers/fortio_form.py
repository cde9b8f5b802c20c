"""Results in Fortio's form, whoever wrote them: Fortio itself, Nighthawk's transform, and Meshery for wrk2.

Fortio's own (fortio/fortio, periodic/periodic.go and stats/stats.go): latencies in seconds in buckets ]Start, End], empty ones left out,
`Percent` the share at or below End, `ActualDuration` in nanoseconds, a count `ActualQPS` times that. Others keep the form but not the meaning:

* Nighthawk (output_formatter_impl.cc): rows of HdrHistogram's percentile iterator, `Percent` is the tick that was asked for, from 0 on,
  numbers are texts.
* Meshery's wrk2 (layer5io/gowrk2, api/gowrk2.go): rows of percentiles as well, from above 0, their counts cumulative; the histogram lacks
  what wrk2 sent while it calibrated. In its first year the counts were those of the rows, and latencies in milliseconds.
* Meshery's Nighthawk (layer5io/getnighthawk, pkg/client/transform.go): `ActualDuration` in seconds, ticks cut to 0 and 100.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from generator.importers.common import ImportRefused, agree
from generator.importers.durations import go_seconds
from generator.importers.fortio_histogram import EPSILON, RESOLUTION_S, Latencies, Rows, read_latencies, scaled
from generator.importers.fortio_values import FortioFields, as_fields
from generator.importers.instants import run_ns, utc

_NS = 10**9
_UNIT_TOLERANCE = Decimal("0.2")
"""How far a duration may be from what count and rate, or the request, say of it."""
_OWN_TOLERANCE = Decimal("0.01")
"""The same where Fortio computed the rate from that very duration."""
_LONGEST = 366 * 86_400
"""No run takes longer, in seconds."""
_EXACTLY = re.compile(r"exactly (\d{1,15}) calls(?:, interrupted after (\d{1,15}))?", re.ASCII)
_ENDLESS = ("", "until stop")
_OLD_WRK2 = (
    "rows of wrk2 whose counts are not cumulative, as Meshery wrote them in 2019: their latencies may be milliseconds or seconds; "
    "say --latency-unit ms or --latency-unit s"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FortioForm:
    """One run in Fortio's form, checked, its units brought to seconds and nanoseconds. What was not said is None.

    `offered` is "rate" or "full-load", `rate` requests/s over all threads; `seconds` or `calls` the declared end, `interrupted_after`
    calls an earlier one. `threads` are Fortio's goroutines, for gRPC all streams of all connections. `latencies` are those of all
    requests, `errors` those of the failed ones among them.
    """

    path: str
    run_type: str
    version: str | None
    start_ns: int | None
    duration_ns: int
    actual_qps: Decimal
    latencies: Latencies
    errors: Latencies | None
    ret_codes: Mapping[str, int] | None
    offered: str | None
    rate: Decimal | None
    seconds: Decimal | None
    calls: int | None
    interrupted_after: int | None
    threads: int | None
    streams: int | None
    http2: bool | None
    http10: bool | None
    encrypted: bool | None
    keep_alive: bool | None
    body_bytes: int | None
    epsilon_ns: int

    @property
    def start_time(self) -> str | None:
        """When it began, in UTC to the nanosecond."""
        return None if self.start_ns is None else utc(self.start_ns, digits=9)

    @property
    def end_time(self) -> str | None:
        """When it ended, likewise."""
        return None if self.start_ns is None else utc(self.start_ns + self.duration_ns, digits=9)

    @property
    def duration_s(self) -> Decimal:
        """How long it took, in seconds."""
        return Decimal(self.duration_ns) / _NS


def read(document: object, path: str, latency_unit: str | None = None) -> FortioForm:
    """The run. `latency_unit` is what the person says ("s" or "ms"), for the one variant that leaves it open.

    Raises:
        ImportRefused: it is not of this form, holds no request, contradicts itself, or needs a word from the person.
    """
    fields = as_fields(document, path)
    histogram = fields.inner("DurationHistogram")
    if histogram is None:
        raise ImportRefused(f"{path}: not Fortio's JSON (no `DurationHistogram` in it)")
    if fields.flag("error") or fields.flag("Error"):
        raise ImportRefused(f"{path}: Fortio says that the run failed: {fields.text('message')[:200]}")
    latencies = read_latencies(histogram, required=True)
    unit = _unit(latencies, latency_unit, path)
    failed = fields.inner("ErrorsDurationHistogram")
    errors = read_latencies(failed, required=False) if failed else None
    if errors and (errors.rows is not latencies.rows or errors.count > latencies.count):
        raise ImportRefused(f"{path}: ErrorsDurationHistogram is no part of DurationHistogram")
    offered, rate = _offered(fields)
    seconds, calls, interrupted = _stop(fields)
    actual_qps = fields.needed("ActualQPS")
    form = FortioForm(
        path=path,
        run_type=fields.text("RunType"),
        version=_version(fields.text("Version")),
        start_ns=_start(fields),
        duration_ns=_duration(fields, latencies.count, actual_qps, seconds),
        actual_qps=actual_qps,
        latencies=scaled(latencies, unit),
        errors=errors,
        ret_codes=_ret_codes(fields),
        offered=offered,
        rate=rate,
        seconds=seconds,
        calls=calls,
        interrupted_after=interrupted,
        threads=fields.whole("NumThreads") if fields.number("NumThreads") else None,
        streams=fields.whole("Streams") if fields.number("Streams") else None,
        http2=fields.flag("H2"),
        http10=fields.flag("HTTP10"),
        encrypted=_encrypted(fields),
        keep_alive=None if (off := fields.flag("DisableKeepAlive")) is None else not off,
        body_bytes=_body(fields),
        epsilon_ns=max(1, int((fields.number("Resolution") or RESOLUTION_S) * EPSILON * _NS)),
    )
    _check(form)
    return form


def first_percent(document: Mapping[str, object]) -> Decimal | None:
    """The `Percent` of the first row, where there is one: 0 in Nighthawk's, above it in every other. Never raises."""
    histogram = document.get("DurationHistogram")
    data = histogram.get("Data") if isinstance(histogram, Mapping) else None
    row = data[0] if isinstance(data, list) and data else None
    percent = row.get("Percent") if isinstance(row, Mapping) else None
    return Decimal(percent) if isinstance(percent, int | float | Decimal) and not isinstance(percent, bool) else None


def _unit(latencies: Latencies, said: str | None, path: str) -> Decimal:
    """Seconds in one unit of the latencies.

    Raises:
        ImportRefused: it is open and nobody said it, or it is not open.
    """
    is_open = latencies.rows is Rows.TICKS and not latencies.cumulative and bool(latencies.first_percent)
    if said is not None and not is_open:
        raise ImportRefused(f"{path}: --latency-unit does not apply, this form is in seconds")
    if is_open and said not in ("s", "ms"):
        raise ImportRefused(f"{path}: {_OLD_WRK2}")
    return Decimal("0.001") if said == "ms" else Decimal(1)


def _offered(fields: FortioFields) -> tuple[str | None, Decimal | None]:
    said = fields.text("RequestedQPS")
    if said == "max":
        return "full-load", None
    return ("rate", fields.needed("RequestedQPS")) if said else (None, None)


def _stop(fields: FortioFields) -> tuple[Decimal | None, int | None, int | None]:
    """The declared end in seconds or in calls, and after how many calls it was interrupted."""
    said = fields.text("RequestedDuration")
    if found := _EXACTLY.fullmatch(said):
        return None, int(found[1]), int(found[2]) if found[2] else None
    if said in _ENDLESS:
        return None, None, None
    seconds = go_seconds(said)
    if seconds is None:
        raise ImportRefused(
            f"{fields.at('RequestedDuration')} is {said[:40]!r}, expected `1m30s` or `exactly 100 calls`"
        )
    return seconds, None, None


def _duration(fields: FortioFields, count: int, actual_qps: Decimal, requested: Decimal | None) -> int:
    """The duration in ns, its unit told by what else is said of it."""
    written = fields.needed("ActualDuration")
    expected = [("Count / ActualQPS", count / actual_qps)] if actual_qps else []
    expected += [("RequestedDuration", requested)] if requested else []
    for _, seconds in expected:
        for per_second in (_NS, 1):
            if 0 < written / per_second < _LONGEST and agree(written / per_second, seconds, _UNIT_TOLERANCE):
                return int(written * _NS / per_second)
    others = " and ".join(f"{name} {seconds:.6g} s" for name, seconds in expected) or "nothing else to tell its unit by"
    raise ImportRefused(
        f"{fields.at('ActualDuration')} is {written}, {others}: neither nanoseconds nor seconds fit within 20 %"
    )


def _start(fields: FortioFields) -> int | None:
    """The start in ns since 1970; None where none was written, or Go's zero time."""
    said = fields.text("StartTime")
    return None if not said or said.startswith("0001-") else run_ns(said, fields.at("StartTime"))


def _version(said: str) -> str | None:
    """The version where it is one; a library that Fortio is built into says `dev`."""
    return said if re.match(r"v?\d{1,9}\.\d", said) and len(said) <= 40 else None


def _ret_codes(fields: FortioFields) -> Mapping[str, int] | None:
    found = fields.inner("RetCodes")
    return None if found is None else {code: found.whole(code) for code in found.values}


def _encrypted(fields: FortioFields) -> bool | None:
    url = (fields.text("URL") or fields.text("Destination")).lower()
    return url.startswith("https://") if url.startswith(("http://", "https://")) else None


def _body(fields: FortioFields) -> int | None:
    """The size of every response's body, where all have one: `Sizes` counts the headers that `HeaderSizes` counts alone."""
    sizes, headers = fields.inner("Sizes"), fields.inner("HeaderSizes")
    if sizes is None or headers is None:
        return None
    ends = [(each.number("Min"), each.number("Max")) for each in (sizes, headers)]
    (whole, largest), (head, longest) = ends
    if whole is None or head is None or whole != largest or head != longest or whole < head:
        return None
    return int(whole - head)


def _check(form: FortioForm) -> None:
    """Latencies, counts and duration proved by each other.

    Raises:
        ImportRefused: with the first contradiction and both numbers.
    """
    found, seconds = form.latencies, form.duration_s
    slowest = max(found.buckets[-1].end_s, found.max_s or Decimal(0))
    if slowest > seconds * (1 + _OWN_TOLERANCE):
        raise ImportRefused(f"{form.path}: the slowest request took {slowest} s, the whole run {seconds} s")
    if found.rows is Rows.TICKS:
        return
    if not agree(form.actual_qps * seconds, Decimal(found.count), _OWN_TOLERANCE):
        raise ImportRefused(f"{form.path}: {form.actual_qps} requests/s for {seconds} s is not {found.count} requests")
    # A thread sends one request at a time.
    busy, possible = (found.mean_s or 0) * found.count, (form.threads or 0) * seconds
    if possible and busy > possible * (1 + _OWN_TOLERANCE):
        raise ImportRefused(
            f"{form.path}: {found.count} requests of {found.mean_s} s need {busy:.6g} s, {form.threads} threads had {possible:.6g} s"
        )
    codes = sum(form.ret_codes.values()) if form.ret_codes else found.count
    if codes != found.count:
        raise ImportRefused(f"{form.path}: RetCodes add up to {codes}, Count is {found.count}")
