"""YAML as Nighthawk writes it, event by event, with every scalar as its text: what is a number is for its reader to say.

`write_block` writes what was read as Nighthawk does, so that the evidence holds nothing that the reader did not see.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import yaml
from yaml._yaml import CParser
from yaml.events import AliasEvent, DocumentStartEvent, MappingStartEvent, NodeEvent, ScalarEvent

from generator.importers.common import ImportRefused

if TYPE_CHECKING:
    from generator.importers.json_stream import Member

_LONGEST = 4 * 1024 * 1024
"""Characters; YAML takes twenty times as long as JSON."""
_DEEPEST = 64
_LONGEST_KEY = 100
_NULL = frozenset({"", "~", "null"})
_BARE = re.compile(r"-?[A-Za-z0-9_](?:[A-Za-z0-9_./:+-]*[A-Za-z0-9_./+-])?", re.ASCII)
_BEYOND_ASCII = re.compile(r"[^ -~]")


def read_tree(text: str, path: str) -> dict[str, object]:
    """The mapping at the root.

    Raises:
        ImportRefused: it is no YAML, no mapping, has anchors, tags or several documents, or is too long or too deep.
    """
    if len(text) > _LONGEST:
        raise ImportRefused(
            f"{path}: {len(text)} characters of YAML, at most {_LONGEST} are read: import Nighthawk's JSON"
        )
    root = _read(text, path)
    if not isinstance(root, dict):
        raise ImportRefused(f"{path}: neither a JSON object nor a YAML mapping")
    return root


def members(root: dict[str, object]) -> Iterator[Member]:
    """The members of the mapping at the root, in the form of `json_stream.members`."""
    for key, value in root.items():
        if key == "output" and isinstance(value, dict):
            yield from ((("output", *inner), each) for inner, each in _items(value))
        else:
            yield from _items({key: value})


def write_block(root: object) -> str:
    """A tree in block style, to the byte as Nighthawk writes it where it wrote it; whatever else stood in the file is not there."""
    return "".join(f"{line}\n" for line in _lines(root))


def _lines(value: object) -> Iterator[str]:
    match value:
        case dict() if value:
            for key, item in value.items():
                if isinstance(item, dict | list):
                    yield f"{_scalar(key)}:"
                    yield from (f"  {line}" for line in _lines(item))
                else:
                    yield f"{_scalar(key)}: {_scalar(item)}"
        case list() if value:
            for item in value:
                yield from (f"{'  ' if place else '- '}{line}" for place, line in enumerate(_lines(item)))
        case dict() | list():
            yield str(value)
        case _:
            yield _scalar(value)


def _scalar(value: object) -> str:
    """A text as the reader reads it again; in quotation marks where it is no word and no number."""
    if value is None:
        return "null"
    text = str(value)
    if _BARE.fullmatch(text) and text not in _NULL:
        return text
    return _BEYOND_ASCII.sub(lambda found: f"\\U{ord(found[0]):08X}", json.dumps(text, ensure_ascii=False))


def _items(mapping: dict[str, object]) -> Iterator[Member]:
    for key, value in mapping.items():
        if key == "results" and isinstance(value, list):
            yield from (((key, place), each) for place, each in enumerate(value))
        else:
            yield (key,), value


def _read(text: str, path: str) -> object:
    parser, tree, documents = CParser(text), _Tree(path), 0
    try:
        while (event := parser.get_event()) is not None:
            documents += isinstance(event, DocumentStartEvent)
            if documents > 1:
                raise ImportRefused(f"{path}: more than one YAML document: give each output a file of its own")
            if isinstance(event, NodeEvent):
                tree.begin(event)
            elif type(event).__name__ in ("MappingEndEvent", "SequenceEndEvent"):
                tree.stack.pop()
    except (yaml.YAMLError, ValueError) as error:
        raise ImportRefused(f"{path}: not YAML: {' '.join(str(error).split())[:200]}") from None
    return tree.root


class _Tree:
    """Values as they grow; a mapping that waits for a value has its key in `keys`."""

    def __init__(self, path: str) -> None:
        self.root: object = None
        self.stack: list[dict[str, object] | list[object]] = []
        self._keys: list[str | None] = []
        self._path = path

    def begin(self, event: NodeEvent) -> None:
        """A scalar, or the beginning of a mapping or a list."""
        if isinstance(event, AliasEvent) or event.anchor is not None or getattr(event, "tag", None):
            raise ImportRefused(f"{self._path}: YAML with anchors, aliases or tags, which Nighthawk does not write")
        if isinstance(event, ScalarEvent):
            self._attach(None if not event.style and event.value in _NULL else event.value)
            return
        if len(self.stack) == _DEEPEST:
            raise ImportRefused(f"{self._path}: more than {_DEEPEST} levels")
        value: dict[str, object] | list[object] = {} if isinstance(event, MappingStartEvent) else []
        self._attach(value)
        self.stack.append(value)
        self._keys[len(self.stack) - 1 :] = [None]

    def _attach(self, value: object) -> None:
        if not self.stack:
            self.root = value
            return
        container, place = self.stack[-1], len(self.stack) - 1
        if isinstance(container, list):
            container.append(value)
        elif (key := self._keys[place]) is not None:
            container[key], self._keys[place] = value, None
        elif isinstance(value, str) and len(value) > _LONGEST_KEY:
            raise ImportRefused(f"{self._path}: the key {value[:80]!r} is longer than {_LONGEST_KEY} characters")
        elif not isinstance(value, str) or value in container:
            raise ImportRefused(f"{self._path}: the key {str(value)[:80]!r} is no text or stands twice")
        else:
            self._keys[place] = value
