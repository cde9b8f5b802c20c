"""Exporters: a pattern of the catalogue -> a plan of the files that another program reads.

    plan = exporters.plan("meshery", root, "retries", "istio", into)
    exporters.write(plan)

`plan` computes everything and touches nothing; `write` is the importers' one step with an effect.
"""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING

from generator.exporters import meshery
from generator.importers.existing import replaced
from generator.importers.write import ImportPlan, Table, write
from generator.load import load

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from generator.model import Pattern, PatternImplementation

__all__ = ["FORMATS", "ExportRefused", "plan", "write"]

FORMATS: Mapping[str, Callable[[Pattern, PatternImplementation], Mapping[PurePosixPath, bytes]]] = MappingProxyType(
    {"meshery": meshery.files}
)
"""The formats by the name that the command takes: each gives the files of one implementation."""


class ExportRefused(Exception):  # noqa: N818  # it states what happened, not a fault of the tool
    """A pattern that can't be exported; the message says why and what to do."""


def plan(form: str, root: Path, identifier: str, target: str | None, into: Path) -> ImportPlan:
    """What exporting the pattern of that id would write into a folder: of one target, or of each that has manifests.

    Raises:
        ExportRefused: there is no such pattern or target, or the pattern has errors or no manifests.
        KeyError: the format is none of `FORMATS`.
    """
    pattern = _pattern(root, identifier)
    chosen = _chosen(pattern, target)
    files = {path: content for each in chosen for path, content in FORMATS[form](pattern, each).items()}
    rows = tuple((pattern.id, each.target, str(sum(len(file.objects) for file in each.manifests))) for each in chosen)
    return ImportPlan(
        into=into,
        table=Table(head=("pattern", "target", "objects"), rows=rows),
        files_to_write=files,
        notes=(
            *dict.fromkeys(note for each in chosen for note in meshery.notes(pattern, each)),
            *replaced(into, files),
        ),
    )


def _pattern(root: Path, identifier: str) -> Pattern:
    if not (root / "patterns" / identifier / "pattern.yaml").is_file():
        names = sorted(each.parent.name for each in (root / "patterns").glob("*/pattern.yaml"))
        near = get_close_matches(identifier, names, n=1)
        raise ExportRefused(f"there is no pattern {identifier}{f', perhaps {near[0]}' if near else ''}")
    found = load(root).catalogue.patterns.get(identifier)
    if found is None:
        raise ExportRefused(
            f"the pattern {identifier} has errors: `mesh-results check patterns/{identifier}` says which"
        )
    return found


def _chosen(pattern: Pattern, target: str | None) -> Sequence[PatternImplementation]:
    there = [each for each in pattern.implementations if each.manifests]
    named = ", ".join(each.target for each in there)
    if not there:
        raise ExportRefused(f"the pattern {pattern.id} has no manifests")
    chosen = [each for each in there if target in (None, each.target)]
    if not chosen:
        raise ExportRefused(f"the pattern {pattern.id} has no manifests for {target}, it has them for {named}")
    return chosen
