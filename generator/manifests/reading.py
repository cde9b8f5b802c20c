"""A manifest's bytes -> its objects, each a document with the places of its keys and values in the file.

The guards are those of every other document, in the same one pass over libyaml's events; only that a file may hold several documents.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.characters import visible
from generator.finding import in_order
from generator.source import check_characters, content_of, decoded, document_of, empty, too_large
from generator.syntax_rules import SYNTAX_ERROR
from generator.tree import YAML_LIMITS, Faults, Mark, Stop, Tree
from generator.yaml_reader import read_trees

if TYPE_CHECKING:
    from pathlib import Path, PurePosixPath

    from generator.finding import Finding
    from generator.source import Document

_CONFLICT = re.compile(r"^(<{7}|>{7}|\|{7})(?=[ \r]|$)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What became of a file: its text and its objects in their order, or the findings that refuse it."""

    path: str
    documents: tuple[Document, ...]
    text: str
    findings: tuple[Finding, ...]


def read_manifest(path: str, content: bytes) -> Manifest:
    """Read a manifest of any number of documents; empty ones are left out. A fault in one of them refuses the file."""
    faults = Faults(path)
    trees: list[Tree] = []
    with suppress(Stop):
        trees = _trees(content, faults)
    if faults.findings:
        return Manifest(path=path, documents=(), text="", findings=in_order(faults.findings))
    documents = (document_of(path, content, each, each.place) for each in trees if each.place is not None)
    return Manifest(path=path, documents=tuple(documents), text=content.decode(), findings=())


def read(root: Path, relative: PurePosixPath) -> Manifest:
    """Read the manifest at a path below `root`, if it is a plain file there; nothing is followed out of the repository."""
    path = visible(str(relative))
    faults = Faults(path)
    try:
        return read_manifest(path, content_of(root, relative, faults))
    except Stop:
        return Manifest(path=path, documents=(), text="", findings=in_order(faults.findings))


def _trees(content: bytes, faults: Faults) -> list[Tree]:
    if len(content) > YAML_LIMITS.size_bytes:
        raise too_large(faults, len(content), YAML_LIMITS)
    text = decoded(content, faults)
    check_characters(text, faults)
    _check_conflicts(text, faults)
    trees = [each for each in read_trees(text, faults, YAML_LIMITS) if each.root is not None]
    if not trees and not faults.findings:
        raise empty(faults)
    return trees


def _check_conflicts(text: str, faults: Faults) -> None:
    if (match := _CONFLICT.search(text)) is not None:
        place = Mark(text.count("\n", 0, match.start()) + 1, 1)
        message = f"found the marker {match[1]} of a merge conflict, expected the merged text"
        raise faults.stop(
            SYNTAX_ERROR, place, message, "decide between the two sides and remove the lines of the markers"
        )
