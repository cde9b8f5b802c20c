"""`mesh-results import smi`: Meshery's results of the SMI conformance suite, one, a list, or a page of them.

Percentages are kept as reported and never computed with. What contradicts itself is refused; what was not reported stays away.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from generator.importers import smi_entries as entries
from generator.importers import smi_specifications as specifications
from generator.importers.common import ImportRefused, RawFile
from generator.importers.reports import FoundReport, ReportOptions, parsed
from generator.importers.smi_cases import cases
from generator.importers.smp_fields import plain
from generator.suite import suite

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.finding import Pointer
    from generator.importers.smi_entries import Entry
    from generator.importers.smi_specifications import Specification
    from generator.source import Document

SUITE = "smi"
HEAD = ("mesh", "version", "SMI", "date", "reported %", "cases")
_TOOL = "Meshery"
_UNFINISHED = frozenset({"1", "connecting", "deleting", "deploying", "inprogress", "installing", "running"})
_CRASHED = frozenset({"2", "crashed"})


def gather(raw: RawFile, options: ReportOptions) -> tuple[FoundReport, ...]:
    """The results of a file.

    Raises:
        ImportRefused: it holds none, or one that can't be represented.
    """
    document = parsed(raw.path, raw.content)
    runs, notes = _runs(document)
    if not runs:
        raise ImportRefused(f"{raw.path}: it holds no result")
    read = [entries.entry(document, place, run, entries.RUN) for place, run in runs]
    first, *rest = [_report(raw, run, options, alone=len(runs) == 1) for run in read]
    return (replace(first, notes=(*notes, *first.notes)), *rest)


def _runs(document: Document) -> tuple[Sequence[tuple[Pointer, object]], tuple[str, ...]]:
    """The results with their places, and what is to be said of the page they stand on."""
    root = document.data
    if isinstance(root, list):
        return [((at,), run) for at, run in enumerate(root)], ()
    if not isinstance(root, dict) or "results" not in root:
        return [((), root)], ()
    listed = root["results"]
    runs = listed if isinstance(listed, list) else []
    total = next((value for key, value in root.items() if plain(key) == "totalcount"), None)
    short = isinstance(total, int | str) and str(total) != str(len(runs))
    said = (
        f"{document.path}: a page of {len(runs)} results, {total} in all; the other pages have to be imported as well"
    )
    return [(("results", at), run) for at, run in enumerate(runs)], (said,) if short else ()


def _report(raw: RawFile, run: Entry, options: ReportOptions, *, alone: bool) -> FoundReport:
    said = options.said()
    name, version = entries.mesh(run)
    mesh = said.get("mesh") or entries.mesh_id(name or "")
    if not mesh or version is None:
        raise ImportRefused(f"{run.where()}: the result names no {'version of the mesh' if mesh else 'mesh'}")
    found = specifications.read(run)
    fields, notes = _fields(run, found, options)
    kept = {"mesh": mesh, "version": version, **{key: value for key, value in fields.items() if value is not None}}
    hidden = (*run.hidden, *(key for each in found for key in each.entry.hidden))
    return FoundReport(
        raw=raw,
        kind=f"{SUITE}-conformance/v1",
        tool=_TOOL,
        stem=(SUITE, mesh, version, str(kept.get("date", ""))[:10]),
        fields=kept,
        content=raw.content if alone and not hidden else entries.published(run),
        cells=_cells(kept),
        notes=(
            *_run_notes(run, name, mesh),
            *notes,
            *(note for each in found for note in specifications.omitted(each)),
            *_left_out(run, found, hidden),
        ),
    )


def _fields(
    run: Entry, found: Sequence[Specification], options: ReportOptions
) -> tuple[Mapping[str, object], tuple[str, ...]]:
    """The record's fields but mesh and version, and what is to be said of them."""
    version = specifications.version(run, found, options.said().get("specification_version"))
    declared = _declared(options)
    known = suite(SUITE).at(version)
    named, unnamed = cases(known, {each.id: each.outcome for each in found}, declared) if known else ((), ())
    without = (
        _without_cases(named, unnamed)
        if known
        else f"cases are left out, for they can't be named: {_no_suite(version)}"
    )
    fields = {
        "date": entries.date(run),
        "specification_version": version,
        "declared": declared,
        "specifications": [each.fields() for each in found],
        "cases": list(named) or None,
        "reported": _reported(run),
        "kubernetes_version": run.text("kubernetes_version"),
    }
    return fields, (f"{run.where()}: {without}",) if without else ()


def _without_cases(named: Sequence[object], unnamed: Sequence[str]) -> str:
    """Which specifications list no case, and why; a specification lists all of its cases or none."""
    if not unnamed:
        return ""
    rest = "; the other specifications list all of theirs" if named else ""
    return f"cases are left out, for they can't be named: {'; '.join(unnamed)}{rest}"


def _no_suite(version: str | None) -> str:
    if version is None:
        return (
            "the version of the specification was not reported; where you know it, --set specification_version=VERSION"
        )
    return f"no suite is known for version {version} of the specification"


def _declared(options: ReportOptions) -> list[str] | None:
    if options.declared is None:
        return None
    named = [each.strip() for each in options.declared.split(",")]
    known = sorted(set(entries.SPECIFICATIONS.values()))
    if wrong := [each for each in named if each not in known or named.count(each) > 1]:
        raise ImportRefused(f"--declared {options.declared!r}: {wrong[0]!r} is none, or twice, of {', '.join(known)}")
    return [each for each in known if each in named]


def _reported(run: Entry) -> Mapping[str, object] | None:
    passed, percentage = run.number("cases_passed", whole=True), run.number("percentage")
    found = {"cases_passed": None if passed is None else int(passed), "passing_percentage": percentage}
    return {key: value for key, value in found.items() if value is not None} or None


def _cells(fields: Mapping[str, object]) -> tuple[str, ...]:
    reported, named = fields.get("reported"), fields.get("cases")
    percentage = reported.get("passing_percentage", "") if isinstance(reported, dict) else ""
    cells = (fields.get(key, "") for key in ("mesh", "version", "specification_version", "date"))
    return (*map(str, cells), str(percentage), f"{len(named)}" if isinstance(named, list) else "not named")


def _run_notes(run: Entry, name: str | None, mesh: str) -> tuple[str, ...]:
    """What is to be said of the run's state and its mesh.

    Raises:
        ImportRefused: the run had not ended, or crashed.
    """
    state = run.text("status")
    if state is not None and plain(state) in _UNFINISHED:
        raise ImportRefused(f"{run.where('status')}: the run had not ended, its status is {state!r}")
    if state is not None and plain(state) in _CRASHED:
        raise ImportRefused(
            f"{run.where('status')}: the run crashed, so that what it says of its cases can't be trusted"
        )
    renamed = (f"{run.where('mesh')}: {name!r} is taken for the mesh {mesh}",)
    undated = (f"{run.where('date')}: the date of the run was not reported, so that the record has none",)
    return (renamed if entries.is_renamed(name, mesh) else ()) + (() if entries.date(run) else undated)


def _left_out(run: Entry, found: Sequence[Specification], hidden: Sequence[str]) -> tuple[str, ...]:
    notes: list[str] = []
    if hidden:
        named = ", ".join(sorted(set(hidden)))
        notes.append(f"{run.where()}: {named}: left out, also of the evidence, for it says who ran the suite")
    if unknown := sorted({*run.unknown, *(key for each in found for key in each.entry.unknown)}):
        notes.append(f"{run.where()}: {', '.join(unknown)}: not known here, left out")
    if said := run.text("capability"):
        notes.append(
            f"{run.where('capability')}: a capability of the whole run ({said}) has no place in a record, left out"
        )
    return tuple(notes)
