"""All documents of a repository as rules see them: by path, by folder, by id."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from generator.times import read_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from generator.source import Document

SUBMISSION_FILE = "submission.yaml"
STATUS_FILE = "status.yaml"
_PERFORMANCE = ("results", "performance")
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Corpus:
    """Everything that was parsed. Accessors give only documents of sound structure, except where they say otherwise.

    `root` is the repository's folder, None in memory. `today` is the day of the check, None where age is not judged.
    `documents` holds everything that parsed, by path, sound or not.
    """

    documents: Mapping[str, Document]
    unsound: frozenset[str]
    folders_by_name: Mapping[str, Folder]
    meshes: Mapping[str, Document]
    labs: Mapping[str, Document]
    mesh_ids: frozenset[str]
    lab_ids: frozenset[str]
    initiatives: Document | None
    aliases: Document | None
    root: Path | None = None
    today: date | None = None

    @property
    def folders(self) -> tuple[Folder, ...]:
        """The submissions' folders, by name."""
        return tuple(self.folders_by_name.values())

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
        """The day on which the document's submission says it was submitted; None where that cannot be read."""
        name = folder_name(document.path)
        submission = self.documents.get("/".join((*_PERFORMANCE, name, SUBMISSION_FILE))) if name else None
        found = submission.data.get("submitted") if submission and isinstance(submission.data, dict) else None
        return read_date(found) if isinstance(found, str) else None


def folder_name(path: str) -> str | None:
    """The name of the submission's folder that a path lies in, or None."""
    parts = PurePosixPath(path).parts
    return parts[2] if len(parts) > _FOLDER_DEPTH and parts[:2] == _PERFORMANCE else None


def gather(
    paths: Iterable[str],
    documents: Sequence[Document],
    unsound: frozenset[str],
    *,
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
        meshes=_by_id(usable, "mesh/v1"),
        labs=_by_id(usable, "lab/v1"),
        mesh_ids=_stems(found, _MESHES),
        lab_ids=_stems(found, _LABS),
        initiatives=_only(usable, "initiatives/v1"),
        aliases=_only(usable, "aliases/v1"),
        root=root,
        today=today,
    )


def _folders(paths: Sequence[str], usable: Mapping[str, Document]) -> Mapping[str, Folder]:
    members: dict[str, list[str]] = {}
    for path in paths:
        if (name := folder_name(path)) is not None:
            members.setdefault(name, []).append(path)
    return {name: _folder(name, members[name], usable) for name in sorted(members)}


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
