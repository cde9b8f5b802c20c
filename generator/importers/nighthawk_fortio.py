"""What Nighthawk writes in Fortio's form, also through layer5io/getnighthawk (envoyproxy/nighthawk, source/client/output_formatter_impl.cc).

`fortio_form` reads the form; here is what it means. Each row of Data is one of the percentile iterator, `Percent` the tick that was asked
for and not the share, which is computed from the counts. `RetCodes` has the answers 2xx alone, so that errors are not reported.
`RequestedQPS` and `NumThreads` are those of all workers. Made from the merged output of several instances it has the latencies of the
first and the duration of the last of them, and is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING

from generator.distribution import Distribution, from_cumulative
from generator.importers.common import Gathered, ImportedRun, ImportRefused, RawFile, agree, nanoseconds, possible
from generator.importers.fortio_evidence import left_out, published
from generator.importers.fortio_form import read
from generator.importers.json_values import STRICT, parsed, written
from generator.importers.quantiles import described

if TYPE_CHECKING:
    from generator.importers.fortio_form import FortioForm
    from generator.importers.fortio_histogram import Latencies

_NAME = "Nighthawk"
"""What it writes before its labels."""
_NS = 10**9
_TOLERANCE = Decimal("0.2")
_ROUNDING = Decimal("0.001")
_SATURATED = Decimal("0.98")
_HALF = Decimal("0.55")
"""Of two instances without workers of their own, half of what was requested remains; of more, less."""
_MOST_ROWS = 10_000
_NO_ERRORS = "failed requests are not in this form of Nighthawk's output"


def gather(raw: RawFile) -> Gathered:
    """The one run of the file.

    Raises:
        ImportRefused: it is not of this form, contradicts itself, or was made of several instances.
    """
    document = parsed(raw.text(), raw.path, STRICT)
    form = read(document, raw.path)
    source, notes = _published(raw, document) if isinstance(document, Mapping) else (raw, ())
    made = run(form, source, raw.path)
    return Gathered(
        runs=(made,), notes=(f"{raw.path}: errors are not in Fortio's form of Nighthawk: not reported", *notes)
    )


def _published(raw: RawFile, document: Mapping[str, object]) -> tuple[RawFile, tuple[str, ...]]:
    """The file as evidence, with what may stay of Fortio's; of the labels the word by which the form is known."""
    label = document.get("Labels")
    named = isinstance(label, str) and label.strip().lower().startswith(_NAME.lower())
    kept, removed = published({**document, "Labels": ""})
    if isinstance(label, str) and label.strip() not in ("", _NAME):
        removed = ("Labels", *removed)
    if not removed:
        return raw, ()
    source = raw.cleaned(f"{written({'Labels': _NAME, **kept} if named else kept)}\n".encode())
    return source, (left_out(raw.path, removed),)


def run(form: FortioForm, source: RawFile, label: str) -> ImportedRun:
    """The run of a form that Nighthawk wrote.

    Raises:
        ImportRefused: it contradicts itself, or was made of several instances.
    """
    distribution = _distribution(form.latencies, f"{form.path}: DurationHistogram")
    requests = int((form.actual_qps * form.duration_ns / _NS).to_integral_value())
    _check(form, requests)
    return ImportedRun(
        label=label,
        source=source,
        tool="nighthawk",
        tool_version=form.version,
        start_time=form.start_time,
        end_time=form.end_time,
        **described(distribution),
        actual_qps=round(form.actual_qps, 3),
        requests=requests,
        duration_seconds=form.duration_s,
        coordinated_omission="uncorrected",
        population="all",
        facts=_facts(form),
        notes=(_NO_ERRORS, *_saturated(form)),
    )


def _distribution(found: Latencies, where: str) -> Distribution:
    """The rows as cumulative counts; the first one holds the minimum."""
    if len(found.buckets) > _MOST_ROWS:
        raise ImportRefused(f"{where}: Data is no list of 1 to {_MOST_ROWS} rows")
    ends = [nanoseconds(each.end_s, _NS) for each in found.buckets]
    least, most = (None if each is None else nanoseconds(each, _NS) for each in (found.min_s, found.max_s))
    if most is not None and not agree(Decimal(most), Decimal(ends[-1]), _ROUNDING):
        raise ImportRefused(f"{where}: Max is {most} ns, the last row ends at {ends[-1]} ns")
    with possible(where):
        return from_cumulative(
            list(zip(ends, accumulate(each.count for each in found.buckets), strict=True)),
            min_ns=least,
            max_ns=max(ends[-1], most or 0),
            mean_ns=_exact_ns(found.mean_s),
            stdev_ns=_exact_ns(found.stdev_s),
        )


def _exact_ns(seconds: Decimal | None) -> Fraction | None:
    return None if seconds is None else Fraction(nanoseconds(seconds, _NS))


def _check(form: FortioForm, requests: int) -> None:
    offered = form.rate or Decimal(0)
    if form.actual_qps < offered * _HALF:
        raise ImportRefused(
            f"{form.path}: {form.actual_qps:.6g} of {offered:.6g} requests/s: made of the merged output of several instances, whose "
            "latencies it loses, or saturated below half of the rate; import Nighthawk's JSON"
        )
    count = form.latencies.count
    if count > requests * (1 + _TOLERANCE) + 1:
        raise ImportRefused(f"{form.path}: latencies of {count} requests, rate and duration make {requests}")


def _saturated(form: FortioForm) -> tuple[str, ...]:
    if not form.rate or form.actual_qps >= form.rate * _SATURATED:
        return ()
    return (f"saturated: {form.actual_qps:.6g} requests/s were sent, the rate asks for {form.rate:.6g}",)


def _facts(form: FortioForm) -> dict[str, str]:
    said = {
        "rate": f"{form.rate.normalize():f}" if form.rate else None,
        "offered": "rate" if form.rate else None,
        "connections": form.threads,
        "seconds": None if form.seconds is None else f"{form.seconds.normalize():f}",
    }
    return {name: str(value) for name, value in said.items() if value is not None}
