"""From imported conformance reports to files: one folder a report, and what a person sees of it first.

A report's record holds what the suite reported; what only a person can know comes from `--set`, else it is the scalar TODO.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from generator.characters import slug
from generator.emit import emit
from generator.importers.common import TODO, ImportRefused, RawFile, facts_said
from generator.importers.pattern import fill
from generator.importers.standing import REPORT_FILE, is_there, standing, unregistered
from generator.importers.write import ImportPlan, Table
from generator.rules.shape import UNFINISHED, departures
from generator.rules.structure import BY_KEYWORD
from generator.scaffold import fault_of_id
from generator.source import Document, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from generator.rules.shape import Departure

FOLDER = PurePosixPath("results/conformance")
FACTS = (
    "disclosure.note",
    "disclosure.relationship",
    "disclosure.sponsor",
    "environment",
    "harness.commit",
    "harness.name",
    "harness.note",
    "harness.uri",
    "harness.version",
    "kubernetes_version",
    "lab",
    "license",
    "mesh",
    "note",
    "provenance.measured_by",
    "provenance.source_uri",
    "provenance.transcribed",
    "reproduce",
    "specification_version",
    "submitted",
    "submitter.github",
    "submitter.name",
    "submitter.organization",
)
"""What `--set FIELD=VALUE` may give: the fields of a record that a suite does not report."""

_HEADER = "# yaml-language-server: $schema=../../../../generator/schemas/{kind}.v1.schema.json\n"
_LONGEST_ID = 64
_EVIDENCE_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}", re.ASCII)
_BESIDE = ("specification_version", "harness", "kubernetes_version", "environment", "lab", "reproduce", "note")
"""What a person may add to the fields that a suite reports."""
_MAPPINGS = ("submitter", "disclosure", "provenance", "harness")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOptions:
    """What a person says about reports; `facts` are `FIELD=VALUE`, each FIELD one of `FACTS`.

    `declared` names the specifications that a mesh claims, separated by commas. `evidence_uri` is a template with the parts
    `{file}`, `{id}`, `{mesh}` and `{version}`. `commit` is that of the checkout.
    """

    facts: tuple[str, ...] = ()
    declared: str | None = None
    evidence_uri: str | None = None
    commit: str | None = None

    def said(self) -> dict[str, str]:
        """The facts by field; `ImportRefused` as of `facts_said`."""
        return facts_said(self.facts, FACTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundReport:
    """A report that a raw file holds. `fields` is its record without id and metadata; `stem` is what its id is made of.

    `content` is what becomes evidence: the raw file itself, or what is left of it without private data and other results.
    `published` is metadata that is known without the person.
    """

    raw: RawFile
    kind: str
    tool: str
    stem: tuple[str, ...]
    fields: Mapping[str, object]
    content: bytes
    cells: tuple[str, ...]
    published: Mapping[str, object] = field(default_factory=dict)
    evidence: Mapping[str, object] | None = None
    notes: tuple[str, ...] = ()

    @property
    def day(self) -> str | None:
        """The day of the run, where it is known."""
        date = str(self.fields.get("date", ""))
        return date[:10] if re.match(r"\d{4}-\d{2}-\d{2}", date) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A report with its id and its files, by path below the suite's folder."""

    id: str
    report: FoundReport
    files: Mapping[PurePosixPath, bytes]


def document(path: str, content: bytes, kind: str) -> Document:
    """The document of a kind in a file, if it follows the kind's schema.

    Raises:
        ImportRefused: with the place and the reason of the first fault in the file.
    """
    found = parsed(path, content)
    for fault in departures(kind, found.data):
        raise ImportRefused(_fault(found, fault))
    return found


def parsed(path: str, content: bytes) -> Document:
    """The document in a file, whatever its kind.

    Raises:
        ImportRefused: with the place and the reason of the first syntax finding.
    """
    outcome = parse(path, content)
    if outcome.document is None:
        first = outcome.findings[0]
        raise ImportRefused(f"{path}:{first.location.line}:{first.location.column}: {first.message}")
    return outcome.document


def _fault(found: Document, fault: Departure) -> str:
    hit = BY_KEYWORD[fault.keyword].explain(found, fault)
    place = found.locate(hit.pointer, at_key=hit.at_key)
    return f"{place.path}:{place.line}:{place.column}: {hit.message}" + (f"; {hit.hint}" if hit.hint else "")


def identifier(parts: Iterable[str | None]) -> str:
    """An id made of the parts that there are; a long one is cut and ends in eight digits of its SHA-256."""
    whole = "-".join(filter(None, (slug(part) for part in parts if part)))
    if len(whole) <= _LONGEST_ID:
        return whole
    mark = RawFile(path="", content=whole.encode()).sha256[:8]
    return f"{whole[: _LONGEST_ID - 9].rstrip('-')}-{mark}"


def identified(
    reports: Sequence[FoundReport], taken: Callable[[str], bool] = lambda _: False
) -> tuple[Mapping[str, FoundReport], tuple[str, ...]]:
    """The reports by their ids, and why others have none.

    Those that would share an id, or whose id is taken, get the day of the run as well; where that does not tell them apart the
    later one is refused.
    """
    shared = Counter(identifier(each.stem) for each in reports)
    found: dict[str, FoundReport] = {}
    refusals: list[str] = []
    for report in reports:
        name = identifier(report.stem)
        if shared[name] > 1 or taken(name):
            name = identifier((*report.stem, report.day))
        if (other := found.setdefault(name, report)) is not report:
            refusals.append(
                f"{report.raw.path}: its report would have the id {name!r}, as that of {other.raw.path}; "
                "import one of them --into a folder of its own"
            )
    return found, tuple(refusals)


def without_repetition(reports: Iterable[FoundReport]) -> tuple[FoundReport, ...]:
    """The reports, each once: one that says the same as another is the same."""
    found: list[FoundReport] = []
    for report in reports:
        if not any(report.fields == other.fields and report.kind == other.kind for other in found):
            found.append(report)
    return tuple(found)


def placed(name: str, report: FoundReport, options: ReportOptions) -> Placed:
    """The report with its files.

    Raises:
        ImportRefused: the id is none, or the record would not follow its schema.
    """
    if fault := fault_of_id(name):
        raise ImportRefused(f"{report.raw.path}: {fault}")
    evidence, copies = _evidence(name, report, options)
    record = _record(name, replace(report, evidence=evidence), options.said())
    content = text(record).encode()
    _check(report, content)
    files = {PurePosixPath(name, REPORT_FILE): content}
    return Placed(id=name, report=report, files={**files, **copies})


def text(record: Mapping[str, object]) -> str:
    """A record as the file that is published."""
    return _HEADER.format(kind=str(record["kind"]).removesuffix("/v1")) + emit(record)


def _check(report: FoundReport, content: bytes) -> None:
    """Refuse a record that its own schema would not take: that is a form of the report which our records can't hold."""
    found = parsed(REPORT_FILE, content)
    for fault in departures(report.kind, found.data):
        if fault.keyword != UNFINISHED:
            hit = BY_KEYWORD[fault.keyword].explain(found, fault)
            raise ImportRefused(f"{report.raw.path}: can't be a record: {hit.message}")


def _record(name: str, report: FoundReport, said: Mapping[str, str]) -> dict[str, object]:
    metadata = {**_unknown(), **report.published}
    fields = {**dict.fromkeys(_BESIDE), **report.fields}
    ordered = (*report.fields, *(key for key in _BESIDE if key not in report.fields))
    return {
        "kind": report.kind,
        "id": name,
        **{key: _with_facts(value, key, said) for key, value in metadata.items()},
        **{key: _with_facts(fields[key], key, said) for key in ordered},
        "evidence": None if report.evidence is None else [report.evidence],
    }


def _unknown() -> dict[str, object]:
    return {
        "submitted": TODO,
        "submitter": {"name": TODO},
        "disclosure": {"relationship": TODO},
        "license": TODO,
        "provenance": {"measured_by": TODO, "transcribed": TODO},
    }


def _with_facts(value: object, key: str, said: Mapping[str, str]) -> object:
    """The value with what the person says in its place, or within it."""
    if key not in _MAPPINGS:
        return said.get(key, value)
    within = {name.partition(".")[2]: _typed(name, told) for name, told in said.items() if name.startswith(f"{key}.")}
    there = value if isinstance(value, dict) else {}
    return {**there, **within} or None


def _typed(name: str, told: str) -> object:
    return {"true": True, "false": False}.get(told, told) if name == "provenance.transcribed" else told


def _evidence(
    name: str, report: FoundReport, options: ReportOptions
) -> tuple[Mapping[str, object], dict[PurePosixPath, bytes]]:
    """Where the raw report is kept, and the copy where it is kept here."""
    if report.evidence is not None:
        return report.evidence, {}
    raw = report.raw
    if options.evidence_uri:
        parts = {
            "file": raw.name,
            "id": name,
            "mesh": str(report.fields["mesh"]),
            "version": str(report.fields["version"]),
        }
        uri = fill(options.evidence_uri, parts, "--evidence-uri")
        return {"uri": uri, "sha256": raw.sha256, "bytes": len(raw.content), "tool": report.tool}, {}
    copy = RawFile(path=raw.path, content=report.content)
    path = PurePosixPath("evidence", evidence_name(raw.name))
    entry = {"path": str(path), "sha256": copy.sha256, "bytes": len(copy.content), "tool": report.tool}
    if copy.content != raw.content:
        entry["original_sha256"] = raw.sha256
    return entry, {PurePosixPath(name) / path: copy.content}


def evidence_name(name: str) -> str:
    """The file's own name, or a tame one where its own can't be published."""
    if _EVIDENCE_NAME.fullmatch(name) and not name.endswith("."):
        return name
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name, flags=re.ASCII).strip(".-")[:100].strip(".-") or "report"


def plan(
    root: Path,
    suite: str,
    found: Sequence[Placed],
    head: tuple[str, ...],
    notes: Sequence[str] = (),
    refusals: Sequence[str] = (),
) -> ImportPlan:
    """What writing these reports would do: what is there already with the same content is left out, with a note."""
    folder = root / FOLDER / suite
    new = [each for each in found if not is_there(folder, each.files)]
    against = [reason for each in new if (reason := standing(folder, each.id, each.files))]
    same = [f"{folder / each.id} is there already with the same content" for each in found if each not in new]
    rows = tuple((each.id, *each.report.cells, each.report.raw.path) for each in new)
    return ImportPlan(
        into=folder,
        table=Table(head=("id", *head, "from"), rows=rows),
        files_to_write={path: content for each in new for path, content in each.files.items()},
        notes=(*notes, *(note for each in found for note in each.report.notes), *_unregistered(root, new), *same),
        refusals=tuple(dict.fromkeys((*refusals, *against))),
    )


def _unregistered(root: Path, new: Sequence[Placed]) -> tuple[str, ...]:
    """A note on each mesh that is not in the registry, once for every file that names it."""
    said = ((each.report.raw.path, unregistered(root, str(each.report.fields["mesh"]))) for each in new)
    return tuple(dict.fromkeys(f"{path}: {reason}" for path, reason in said if reason))
