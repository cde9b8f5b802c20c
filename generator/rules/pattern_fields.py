"""Typed ways into patterns whose structure is sound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.rules.access import mapping, sequence, text

if TYPE_CHECKING:
    from generator.finding import Pointer
    from generator.rules.corpus import Corpus, PatternFolder
    from generator.source import Document

PORTABLE = frozenset({"gateway-api", "kubernetes", "smi"})
"""The targets that are no mesh: manifests that hold for every mesh which passes the cases needed."""
FREE_FORM = frozenset(
    {"annotations", "binaryData", "data", "labels", "matchLabels", "nodeSelector", "pluginConfig", "stringData"}
    | {"typed_config", "value"}
)
"""What of a manifest holds keys of the author's own: there a space may be meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Implementation:
    """An implementation of a pattern with its place in the list."""

    index: int
    entry: Mapping[str, object]

    @property
    def target(self) -> str:
        """The mesh or the portable API that it is for."""
        return text(self.entry, "target") or ""

    @property
    def manifests(self) -> list[tuple[Pointer, str]]:
        """The files that it lists, each with its place."""
        listed = enumerate(sequence(self.entry, "manifests"))
        return [(self.at("manifests", place), path) for place, path in listed if isinstance(path, str)]

    def at(self, *keys: str | int) -> Pointer:
        """The pointer to something of this implementation."""
        return ("implementations", self.index, *keys)


def implementations(pattern: Document) -> list[Implementation]:
    """The implementations of a pattern, in its order."""
    entries = enumerate(sequence(pattern.data, "implementations"))
    return [Implementation(index=index, entry=mapping(entry)) for index, entry in entries]


def sound(corpus: Corpus) -> Iterator[tuple[PatternFolder, Document]]:
    """The folders with a pattern of sound structure, each with it, by name."""
    for folder in corpus.patterns:
        if folder.pattern is not None:
            yield folder, folder.pattern


def keys(value: object, pointer: Pointer = (), *, free: bool = False) -> Iterator[tuple[Pointer, bool]]:
    """The places of all keys, each with whether it is the author's own."""
    if isinstance(value, list):
        for index, each in enumerate(value):
            yield from keys(each, (*pointer, index), free=free)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield (*pointer, key), free
            yield from keys(each, (*pointer, key), free=free or key in FREE_FORM)
