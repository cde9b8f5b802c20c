"""What the page that compares says of each result: the file of a comparison group, "mesh-results-group/1".

Its form is described where it is read: assets/compare.js. Numbers are words already, written by the one formatter, so that they read
as on the result's own page; only what charts draw stands as numbers beside them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator import addresses
from generator.compare.distributions import Bounded, percentile_of
from generator.compare.flags import PERCENTILES, counts_at
from generator.compare.overheads import LATENCY
from generator.compare.variants import features_in_words, mode_title
from generator.figures import words
from generator.links import relative
from generator.model import MeshKind, Purpose, State
from generator.numbers import NOT_REPORTED, count, exact, signed, three
from generator.page import Asset
from generator.pages import wording

if TYPE_CHECKING:
    from generator.compare.values import ComparisonGroup
    from generator.model import Dispute, Result
    from generator.pages.index import Index

FORMAT = "mesh-results-group/1"
SHAPED = 5
"""So many percentiles, or a histogram, say more of a distribution than the three that are always shown."""


@dataclass(frozen=True, slots=True)
class Why:
    """Why a cell holds no value, in words."""

    words: str


Cell = str | Bounded | Why | None
"""A value in words, a latency with its bounds, the reason why there is no value, or None: not reported."""


@dataclass(frozen=True, slots=True)
class Field:
    """A row of the table. `section` is "subject", "numbers" or "source"; `optional` rows are left out where no result has a value."""

    name: str
    title: str
    section: str
    read: Callable[[Index, Result], Cell]
    unit: str = ""
    optional: bool = False


def _subject(read: Callable[[Index, Result], Cell]) -> Callable[[Index, Result], Cell]:
    """The same for a mesh; where there is none, nothing of it applies."""
    return lambda index, result: (
        Why("not applicable") if index.mesh(result).kind is MeshKind.NONE else read(index, result)
    )


def _feature(name: str) -> Callable[[Index, Result], Cell]:
    return lambda _, result: dict(features_in_words(result.subject.features))[name]


def _brings(_: Index, result: Result) -> Cell:
    brought = [f"{_condition(name)}: {value}" for name, value in sorted(result.subject.brings.items())]
    return "; ".join(brought) or Why("nothing declared")


def _condition(name: str) -> str:
    return {"cni": "CNI"}.get(name, name.replace("_", " "))


def _offered(_: Index, result: Result) -> Cell:
    if result.test.workload.offered == "full-load":
        return Why("full load")
    return None if result.test.offered_rps is None else exact(result.test.offered_rps)


def _percentile(name: str) -> Callable[[Index, Result], Cell]:
    return lambda _, result: percentile_of(result, name)


def _record(name: str, reason: str = "", *, plus: bool = False) -> Callable[[Index, Result], Cell]:
    """A number of the explorer's table, or the reason that stands there for none."""

    def read(index: Index, result: Result) -> Cell:
        record = index.records[result.address]
        value, why = record.get(name), record.get(reason)
        if isinstance(why, str) and why:
            return Why(why)
        number = None if value is None or value != value else float(str(value))  # noqa: PLR0124 - NaN differs from itself
        return None if number is None else (signed(number) if plus else three(number))

    return read


def _errors(_: Index, result: Result) -> Cell:
    said = wording.errors(result)
    return None if said == NOT_REPORTED else said


def _requests(_: Index, result: Result) -> Cell:
    return None if result.measurement.requests is None else count(result.measurement.requests)


def _took(_: Index, result: Result) -> Cell:
    seconds = result.measurement.duration_seconds
    return None if seconds is None else three(seconds)


def _measured(_: Index, result: Result) -> Cell:
    return None if result.start_time is None else wording.moment(result.start_time)


def _lab(index: Index, result: Result) -> str:
    lab = index.lab(index.submission(result))
    return f"{lab.name} ({wording.ACCESS[lab.access]})"


FIELDS = (
    Field("mesh", "Mesh", "subject", lambda index, result: index.mesh(result).name),
    Field("version", "Version", "subject", _subject(lambda _, result: result.subject.version)),
    Field("mode", "Mode", "subject", _subject(lambda index, result: mode_title(result.subject, index.mesh(result)))),
    Field("configuration", "Configuration", "subject", lambda _, result: result.subject.configuration, optional=True),
    Field("profile", "Profile", "subject", lambda _, result: result.subject.profile, optional=True),
    Field("proxy_limits", "Limits of the proxies", "subject", lambda _, result: result.subject.proxy_limits, optional=True),
    Field("encryption", "Encryption", "subject", _feature("encryption")),
    Field("peer_authentication", "Peer authentication", "subject", _feature("peer authentication")),
    Field("l7_processing", "Layer 7 processing", "subject", _feature("layer 7 processing")),
    Field("telemetry", "Telemetry", "subject", _feature("telemetry")),
    Field("access_log", "Access log", "subject", _feature("access log")),
    Field("brings", "Brings along", "subject", _brings),
    Field("offered", "Offered rate", "numbers", _offered, "requests/s"),
    Field("achieved", "Achieved rate", "numbers", _record("achieved_rps"), "requests/s"),
    Field("p50", "p50", "numbers", _percentile("50"), "ms"),
    Field("p90", "p90", "numbers", _percentile("90"), "ms"),
    Field("p99", "p99", "numbers", _percentile("99"), "ms"),
    Field("p99.9", "p99.9", "numbers", _percentile("99.9"), "ms", optional=True),
    Field("overhead", "p99 over the comparison’s baseline", "numbers", _record("p99_overhead_ms", "no_overhead", plus=True), "ms"),
    Field("errors", "Errors", "numbers", _errors),
    Field("requests", "Requests", "numbers", _requests),
    Field("took", "Took", "numbers", _took, "s", optional=True),
    Field("proxy_cpu", "Proxy CPU", "numbers", _record("proxy_cpu_mcores", "no_proxy"), "mCPU"),
    Field("proxy_memory", "Proxy memory", "numbers", _record("proxy_memory_mb", "no_proxy"), "MB"),
    Field("measured", "Measured", "source", _measured),
    Field("lab", "Lab", "source", _lab),
    Field("measured_by", "Measured by", "source", lambda index, result: index.submission(result).provenance.measured_by),
    Field("relation", "Who is", "source", lambda index, result: wording.RELATIONSHIPS[index.submission(result).disclosure.relationship]),
    Field("sponsor", "Sponsor", "source", lambda index, result: index.submission(result).disclosure.sponsor, optional=True),
    Field("submitted", "Submitted", "source", lambda index, result: wording.day(index.submission(result).submitted)),
    Field("evidence_level", "Evidence level", "source", lambda index, result: wording.LEVELS[index.trust.results[result.address].level]),
    Field("evidence", "Raw output", "source", lambda _, result: wording.raw_output(result.measurement.evidence)),
    Field("license", "Licence", "source", lambda index, result: index.submission(result).license),
)  # fmt: skip
"""The table's rows in their order; what must be equal for a comparison comes from the key."""


def group_files(index: Index, group: ComparisonGroup) -> tuple[Asset, ...]:
    """The file of a group, as the page that compares loads it."""
    content = {
        "format": FORMAT,
        "id": group.id,
        "title": group.title,
        "headline": group.headline,
        "conditions": group.conditions,
        "leads": group.leads,
        "demonstration": group.demonstration,
        "caveats": [each.text for each in group.sentences if each.kind == "caveat"],
        "key": [{"name": field.name, "title": field.title, "value": field.value} for field in group.key.fields],
        "fields": [
            {"name": each.name, "title": each.title, "section": each.section, "unit": each.unit, "optional": each.optional}
            for each in FIELDS
        ],
        "results": [_result(index, group, each) for each in sorted(group.results, key=lambda each: each.address)],
    }  # fmt: skip
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return (Asset(path=addresses.group_file(group.id), content=text.encode()),)


def _result(index: Index, group: ComparisonGroup, result: Result) -> dict[str, object]:
    style, submission = index.style(result), index.submission(result)
    counts = result.address in index.variants
    return {
        "id": index.short_ids[result.address],
        "address": result.address,
        "label": index.label(result),
        "colour": style.colour,
        "marker": style.marker,
        "submission": submission.title,
        "source": words.source((submission,), (result,)),
        "demonstration": submission.purpose is Purpose.DEMONSTRATION,
        "state": result.state.value,
        "event": _event(index, result),
        "objections": [_objection(each) for each in index.disputes(result.address)],
        "flags": [
            {"kind": flag.kind.value, "label": flag.label, "sentence": flag.sentence, "excludes": flag.excludes}
            for flag in index.flags(result)
        ],
        "counts": counts,
        "points": _points(result) if counts else {},
        "rate": result.achieved_rps if counts else None,
        "offered": result.test.offered_rps if group.leads == LATENCY else None,
        "spectrum": counts and _has_spectrum(result),
        "cells": [_cell(each.read(index, result)) for each in FIELDS],
    }


def _cell(value: Cell) -> str | dict[str, str] | None:
    if isinstance(value, Why):
        return {"why": value.words}
    if isinstance(value, Bounded):
        return {"value": value.value, "bounds": value.bounds} if value.bounds else value.value
    return value


def _event(index: Index, result: Result) -> dict[str, str | None] | None:
    """What took the result out of its published state, in words; None while it stands as submitted."""
    if result.state is State.PUBLISHED or not result.history:
        return None
    event = result.history[-1]
    said = f"Recorded as {wording.STATES[event.state].lower()} on {wording.day(event.date)}, by {wording.inline(event.by)}: {event.reason}"
    place = index.replacement(event)
    return {"words": said, "replaced_by": None if place is None else relative(addresses.COMPARE, place)}


def _objection(dispute: Dispute) -> dict[str, str | bool]:
    head, said, more = wording.objection(dispute)
    place = relative(addresses.COMPARE, addresses.dispute_path(dispute.id))
    return {"head": head, "words": said, "more": more, "page": place, "open": dispute.is_open}


def _points(result: Result) -> dict[str, list[float | None]]:
    """The percentiles that a chart may draw, with their bounds, in ms: those that a comparison counts."""
    known = result.latencies.percentiles
    drawn = [name for name in PERCENTILES if name in known and counts_at(result, name)]
    return {name: [known[name], *result.measurement.bounds_ms.get(name, ())] for name in drawn}


def _has_spectrum(result: Result) -> bool:
    measured = result.measurement
    return (
        measured.distribution is not None or sum(float(name) < 100 for name in result.latencies.percentiles) >= SHAPED
    )
