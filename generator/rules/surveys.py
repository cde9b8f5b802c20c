"""What the manifests of patterns say of themselves: worked out once, for the rules and for the pages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from generator.manifests.core import Span
from generator.manifests.objects import names_in
from generator.manifests.survey import Survey, survey
from generator.rules.access import KEPT, mapping, sequence, text

if TYPE_CHECKING:
    from generator.manifests.reading import Manifest
    from generator.manifests.schemas import Sources
    from generator.rules.corpus import PatternFolder

EVERY_RELEASE = Span(minimum=None, maximum=None)


@lru_cache(maxsize=KEPT)
def surveys(folder: PatternFolder, sources: Sources) -> Mapping[str, Survey]:
    """The survey of each target's manifests by the name of its folder, for the Kubernetes releases that the pattern names."""
    span, notes = _span(folder), _notes(folder)
    found: dict[str, list[Manifest]] = {}
    for path, manifest in folder.manifests.items():
        found.setdefault(path.partition("/")[0], []).append(manifest)
    return {
        target: survey(files, sources, span, names_in(notes.get(target))) for target, files in sorted(found.items())
    }


def _span(folder: PatternFolder) -> Span:
    if folder.pattern is None:
        return EVERY_RELEASE
    asked = mapping(folder.pattern.data, "prerequisites", "kubernetes")
    return Span(minimum=text(asked, "min_version"), maximum=text(asked, "max_version"))


def _notes(folder: PatternFolder) -> Mapping[str, str | None]:
    entries = sequence(folder.pattern.data, "implementations") if folder.pattern else ()
    return {text(each, "target") or "": text(each, "notes") for each in entries}
