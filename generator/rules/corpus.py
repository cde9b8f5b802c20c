"""All documents of a repository as rules see them: by path, by folder, by id."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from generator.manifests.schemas import Sources
from generator.times import read_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from generator.manifests.reading import Manifest
    from generator.source import Document

NO_SOURCES = Sources()
SUBMISSION_FILE = "submission.yaml"
STATUS_FILE = "status.yaml"
REPORT_FILE = "report.yaml"
_PERFORMANCE = ("results", "performance")
_CONFORMANCE = ("results", "conformance")
_REPORTS = ("ConformanceReport", "gateway-api-conformance/v1", "hamlet-conformance/v1", "smi-conformance/v1")
_MESHES = ("results", "registry", "meshes")
_LABS = ("results", "registry", "labs")
_FOLDER_DEPTH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A submission's folder. `submission`, `results` and `status` hold only documents of sound structure.

    `files` names all its documents, broken ones included; `complete` says that none is broken.
    """

    name: str
    path: str
    submission: Document | None
    results: tuple[Document, ...]
    status: Document | None
    files: frozenset[str]
    complete: bool

    @property
    def head(self) -> Document | None:
        """The document that says who submitted it, and when."""
        return self.submission


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFolder:
    """The folder of a conformance report. `reports` are its sound reports, `status` is its status file if that is sound.

    `files` names all its documents, broken ones included; `complete` says that none is broken.
    """

    name: str
    suite: str
    path: str
    reports: tuple[Document, ...]
    status: Document | None
    files: frozenset[str]
    complete: bool

    @property
    def report(self) -> Document | None:
        """The one report, None where there is none or more than one."""
        return self.reports[0] if len(self.reports) == 1 else None

    @property
    def head(self) -> Document | None:
        """The document that says who submitted it, and when: the report; an unmodified one says less."""
        return self.report


AnyFolder = Folder | ReportFolder
"""What somebody submitted: a folder of performance results, or of a conformance report."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PatternFolder:
    """The folder of a pattern. `pattern` holds only a document of sound structure; `manifests` are all, by path in the folder."""

    name: str
    path: str
    pattern: Document | None
    manifests: Mapping[str, Manifest]
    has_pattern: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Corpus:
    """Everything that was parsed. Accessors give only documents of sound structure, except where they say otherwise.

    `root` is the repository's folder, None in memory. `today` is the day of the check, None where age is not judged.
    `documents` holds everything that parsed, by path, sound or not.
    """

    documents: Mapping[str, Document]
    unsound: frozenset[str]
    folders_by_name: Mapping[str, Folder]
    report_folders: tuple[ReportFolder, ...]
    meshes: Mapping[str, Document]
    labs: Mapping[str, Document]
    mesh_ids: frozenset[str]
    lab_ids: frozenset[str]
    initiatives: Document | None
    aliases: Document | None
    claims: Document | None
    disputes: tuple[Document, ...] = ()
    redactions: Document | None = None
    patterns: tuple[PatternFolder, ...] = ()
    sources: Sources = NO_SOURCES
    root: Path | None = None
    today: date | None = None

    def of_kind(self, kind: str) -> tuple[Document, ...]:
        """The documents of that kind and of sound structure, by path."""
        return tuple(each for each in self.documents.values() if each.kind == kind and each.path not in self.unsound)

    @property
    def folders(self) -> tuple[Folder, ...]:
        """The submissions' folders, by name."""
        return tuple(self.folders_by_name.values())

    @property
    def all_folders(self) -> tuple[AnyFolder, ...]:
        """The folders of submissions, then those of conformance reports."""
        return (*self.folders, *self.report_folders)

    @property
    def folders_by_day(self) -> tuple[Folder, ...]:
        """The submissions' folders, the first submitted first and those of no known day last, so that of two equal results the later is found fault with."""
        return tuple(sorted(self.folders, key=lambda each: (_day_of(each.submission) or "~", each.path)))

    @property
    def reports_by_day(self) -> tuple[ReportFolder, ...]:
        """The folders of conformance reports, the first submitted first, so that of two equal ones the later is found fault with."""
        return tuple(sorted(self.report_folders, key=lambda each: (_day_of(each.report), each.path)))

    def sound(self, document: Document) -> bool:
        """Whether the document has the structure that its kind's schema asks for."""
        return document.path not in self.unsound

    def of(self, kind: str) -> tuple[Document, ...]:
        """The sound documents of a kind, by path."""
        return tuple(each for each in self.documents.values() if each.kind == kind and self.sound(each))

    def folder(self, document: Document) -> Folder | None:
        """The submission's folder that the document stands in, or None."""
        return self.folders_by_name.get(folder_name(document.path) or "")

    def submitted(self, document: Document) -> date | None:
        """The day on which the document's submission or report says it was submitted; None where that cannot be read.

        A pattern is brought up to date with every version, so that no rule is softened for it.
        """
        name = folder_name(document.path)
        if name is not None:
            path = "/".join((*_PERFORMANCE, name, SUBMISSION_FILE))
        else:
            path = f"{report_place(document.path)}/{REPORT_FILE}"
        said = self.documents.get(path)
        found = said.data.get("submitted") if said and isinstance(said.data, dict) else None
        return read_date(found) if isinstance(found, str) else None


def _day_of(report: Document | None) -> str:
    found = report.data.get("submitted") if report is not None and isinstance(report.data, dict) else None
    return found if isinstance(found, str) else ""


def folder_name(path: str) -> str | None:
    """The name of the submission's folder that a path lies in, or None."""
    parts = PurePosixPath(path).parts
    return parts[2] if len(parts) > _FOLDER_DEPTH and parts[:2] == _PERFORMANCE else None


def report_place(path: str) -> str | None:
    """The folder of the conformance report that a path lies in, or None."""
    parts = PurePosixPath(path).parts
    return "/".join(parts[:4]) if len(parts) > _FOLDER_DEPTH + 1 and parts[:2] == _CONFORMANCE else None


def pattern_name(path: str) -> str | None:
    """The name of the pattern's folder that a path lies in, or None."""
    parts = PurePosixPath(path).parts
    return parts[1] if len(parts) > 2 and parts[0] == "patterns" else None


def gather(
    paths: Iterable[str],
    documents: Sequence[Document],
    unsound: frozenset[str],
    *,
    manifests: Sequence[Manifest] = (),
    sources: Sources = NO_SOURCES,
    root: Path | None = None,
    today: date | None = None,
) -> Corpus:
    """The corpus of these documents. `paths` are all files that were found, parsed or not; `unsound` are paths too."""
    ordered = {each.path: each for each in sorted(documents, key=lambda each: each.path)}
    usable = {path: each for path, each in ordered.items() if path not in unsound}
    found = sorted(set(paths) | set(ordered))
    return Corpus(
        documents=ordered,
        unsound=unsound,
        folders_by_name=_folders(found, usable),
        report_folders=_report_folders(found, usable),
        meshes=_by_id(usable, "mesh/v1"),
        labs=_by_id(usable, "lab/v1"),
        mesh_ids=_stems(found, _MESHES),
        lab_ids=_stems(found, _LABS),
        initiatives=_only(usable, "initiatives/v1"),
        aliases=_only(usable, "aliases/v1"),
        claims=_only(usable, "claims/v1"),
        disputes=tuple(each for each in usable.values() if each.kind == "dispute/v1"),
        redactions=_only(usable, "redactions/v1"),
        patterns=_patterns(found, usable, manifests),
        sources=sources,
        root=root,
        today=today,
    )


def _folders(paths: Sequence[str], usable: Mapping[str, Document]) -> Mapping[str, Folder]:
    return {name: _folder(name, members, usable) for name, members in _members(paths, folder_name)}


def _report_folders(paths: Sequence[str], usable: Mapping[str, Document]) -> tuple[ReportFolder, ...]:
    return tuple(_report_folder(place, members, usable) for place, members in _members(paths, report_place))


def _members(paths: Iterable[str], place_of: Callable[[str], str | None]) -> list[tuple[str, list[str]]]:
    """The paths by what `place_of` says of them, in order; those of which it says nothing are left out."""
    members: dict[str, list[str]] = {}
    for path in paths:
        if (place := place_of(path)) is not None:
            members.setdefault(place, []).append(path)
    return sorted(members.items())


def _report_folder(place: str, paths: Sequence[str], usable: Mapping[str, Document]) -> ReportFolder:
    found = [usable[path] for path in paths if path in usable]
    return ReportFolder(
        name=PurePosixPath(place).name,
        suite=PurePosixPath(place).parent.name,
        path=place,
        reports=tuple(each for each in found if each.kind in _REPORTS),
        status=next((each for each in found if each.kind == "status/v1"), None),
        files=frozenset(path.removeprefix(f"{place}/") for path in paths),
        complete=len(found) == len(paths),
    )


def _folder(name: str, paths: Sequence[str], usable: Mapping[str, Document]) -> Folder:
    place = "/".join((*_PERFORMANCE, name))
    found = [usable[path] for path in paths if path in usable]
    return Folder(
        name=name,
        path=place,
        submission=next((each for each in found if each.kind == "performance-submission/v1"), None),
        results=tuple(each for each in found if each.kind == "performance-results/v1"),
        status=next((each for each in found if each.kind == "status/v1"), None),
        files=frozenset(path.removeprefix(f"{place}/") for path in paths),
        complete=len(found) == len(paths),
    )


def _patterns(
    paths: Sequence[str], usable: Mapping[str, Document], manifests: Sequence[Manifest]
) -> tuple[PatternFolder, ...]:
    own: dict[str | None, list[Manifest]] = {}
    for each in manifests:
        own.setdefault(pattern_name(each.path), []).append(each)
    members = _members([*paths, *(each.path for each in manifests)], pattern_name)
    return tuple(_pattern(name, inside, usable, own.get(name, ())) for name, inside in members)


def _pattern(
    name: str, inside: Sequence[str], usable: Mapping[str, Document], manifests: Sequence[Manifest]
) -> PatternFolder:
    place, file = f"patterns/{name}", f"patterns/{name}/pattern.yaml"
    own = {each.path.removeprefix(f"{place}/"): each for each in manifests}
    found = usable.get(file)
    pattern = found if found is not None and found.kind == "pattern/v1" else None
    return PatternFolder(name=name, path=place, pattern=pattern, manifests=own, has_pattern=file in inside)


def _by_id(usable: Mapping[str, Document], kind: str) -> Mapping[str, Document]:
    found = [
        (str(each.data["id"]), each) for each in usable.values() if each.kind == kind and isinstance(each.data, dict)
    ]
    return dict(sorted(found, key=lambda pair: pair[0]))


def _stems(paths: Iterable[str], folder: tuple[str, ...]) -> frozenset[str]:
    found = (PurePosixPath(path) for path in paths)
    return frozenset(path.stem for path in found if path.parts[:-1] == folder)


def _only(usable: Mapping[str, Document], kind: str) -> Document | None:
    return next((each for each in usable.values() if each.kind == kind), None)
