"""Fortio's JSON (fortio/fortio): runs over HTTP, gRPC, TCP and UDP, and what Meshery makes of wrk2 in the same form.

Its percentiles interpolate within buckets, which are 1 ms wide where `-r` says nothing else: those of latencies below are hardly measured,
and their bounds say so. `DurationHistogram` holds all requests; where `ErrorsDurationHistogram` is given, the failed ones are taken out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.importers.common import Gathered, ImportRefused, RawFile
from generator.importers.fortio_evidence import left_out, published
from generator.importers.fortio_form import first_percent, read
from generator.importers.fortio_runs import run
from generator.importers.json_values import STRICT, parsed, written

_MESHERY = ("runner_results", "runnerResults")
_FIRST_PERCENT = re.compile(r'"Percent"\s{0,8}:\s{0,8}([0-9.]{1,20})', re.ASCII)


def gather(raw: RawFile, latency_unit: str | None = None) -> Gathered:
    """The one run of a result. `latency_unit` applies to Meshery's results of wrk2 from 2019 alone.

    Raises:
        ImportRefused: it is not Fortio's, made by Nighthawk, wrapped by Meshery, or contradicts itself.
    """
    document = parsed(raw.text(), raw.path, STRICT)
    if not isinstance(document, Mapping) or any(key in document for key in (*_MESHERY, "results", "result")):
        raise ImportRefused(
            f"{raw.path}: not one result of Fortio; what Meshery wrote is read by `mesh-results import meshery`"
        )
    if made_by_nighthawk(document):
        raise ImportRefused(f"{raw.path}: Nighthawk wrote this in Fortio's form; say `mesh-results import nighthawk`")
    form = read(document, raw.path, latency_unit)
    kept, removed = published(document)
    if not removed:
        return Gathered(runs=(run(form, raw, raw.path),))
    source = raw.cleaned(f"{written(kept)}\n".encode())
    return Gathered(runs=(run(form, source, raw.path),), notes=(left_out(raw.path, removed),))


def made_by_nighthawk(document: Mapping[str, object]) -> bool:
    """Whether Nighthawk wrote a document in Fortio's form.

    Its first row is the tick of the 0th percentile, but holds a request, which in Fortio's own has a share above 0. Where there are no rows,
    it is told by its label, or by a count or rate of the other type: Nighthawk writes counts as texts and the rate as a number.
    """
    first = first_percent(document)
    if first is not None:
        return not first
    histogram = document.get("DurationHistogram")
    if not isinstance(histogram, Mapping):
        return False
    label = document.get("Labels")
    named = isinstance(label, str) and label.strip().lower().startswith("nighthawk")
    rate = document.get("RequestedQPS")
    return named or isinstance(histogram.get("Count"), str) or (rate is not None and not isinstance(rate, str))


def recognises(head: str) -> str | None:
    """Why the beginning of a file is Fortio's JSON; None for Meshery's results and what Nighthawk made."""
    return "Fortio's JSON: a DurationHistogram with buckets" if _by_nighthawk(head) is False else None


def recognises_nighthawk(head: str) -> bool:
    """Whether the beginning of a file is of Nighthawk in Fortio's form; for its importer to claim what this one leaves."""
    return _by_nighthawk(head) is True


def _by_nighthawk(head: str) -> bool | None:
    """Whether Nighthawk made the file; None where it is not of Fortio's form, or is wrapped by Meshery."""
    if not head.lstrip("\ufeff \t\r\n").startswith("{") or '"DurationHistogram"' not in head:
        return None
    if any(f'"{key}"' in head for key in _MESHERY):
        return None
    document = _complete(head)
    if document is None:
        return _cut_by_nighthawk(head) if '"ActualQPS"' in head else None
    return made_by_nighthawk(document) if {"DurationHistogram", "ActualQPS"} <= document.keys() else None


def _complete(head: str) -> Mapping[str, object] | None:
    """The document where the head is all of the file."""
    try:
        document: object = STRICT.decode(head.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, Mapping) else None


def _cut_by_nighthawk(head: str) -> bool | None:
    """The same from the first share alone; None where the head ends before it."""
    _, _, histogram = head.partition('"DurationHistogram"')
    first = _FIRST_PERCENT.search(histogram)
    return None if first is None else not first[1].strip("0.")
