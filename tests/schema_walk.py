"""Every place for a text in the documents of a kind, found by walking its schema, and documents with a text at one of them.

    for field in fields(path, document): placed(document, field, "text")

A place is a value or a key of a map. `positions` finds the same places in the schema's file by another way, so that a schema that
grows a construct which the walker does not know fails a test.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from generator.schema import child_of, load, merged, types_of

Pointer = tuple[str | int, ...]
KEY = "key"
VALUE = "value"
_SEALING = ("enum", "const", "pattern", "format")
_CHILDREN = ("items", "additionalProperties", "propertyNames")
_SILENT = frozenset(
    {"$schema", "$id", "$ref", "$defs", "title", "description", "examples", "type", "required", "default", "deprecated"}
)
_LIMITS = frozenset(
    {
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "minProperties",
        "maxProperties",
        "uniqueItems",
    }
)
_TOKENS = (
    "=",
    "+",
    "-",
    "@",
    "<",
    ">",
    "'",
    '"',
    "&",
    "`",
    "|",
    "](",
    "{{",
    "%0A",
    "\\",
    "//",
    "..",
    "::",
    ",",
    ";",
    "(",
    ")",
    " ",
    "#",
    "*",
    "_",
    "$",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A place for a text: where it stands, as a value or as a key, how long it may be, and whether it is listed or patterned."""

    file: str
    kind: str
    pointer: Pointer
    """Of the value, or of the map that gets the key."""
    role: str
    position: Pointer
    """Where the schema says so."""
    node: Mapping[str, Any]

    @property
    def name(self) -> str:
        return next(str(each) for each in reversed(self.pointer) if isinstance(each, str))

    @property
    def longest(self) -> int:
        return int(self.node.get("maxLength", 4096))

    @property
    def sealed(self) -> bool:
        return any(key in self.node for key in _SEALING)


def fields(file: str, document: Mapping[str, Any]) -> Iterator[Field]:
    """Every place, in the document as it is or as its schema would let it grow."""
    kind = str(document["kind"])
    whole = load(kind)
    for pointer, role, position, node in _places(whole, whole, document, (), ()):
        yield Field(file=file, kind=kind, pointer=pointer, role=role, position=position, node=node)


Place = tuple[Pointer, str, Pointer, Mapping[str, Any]]


def _places(whole: Any, node: Any, present: Any, pointer: Pointer, position: Pointer) -> Iterator[Place]:
    here, at = merged(whole, node), _target(node, position)
    kinds = types_of(here)
    if _is_text(here):
        yield pointer, VALUE, position, here
    if "array" in kinds and "items" in here:
        first = present[0] if isinstance(present, list) and present else None
        yield from _places(whole, here["items"], first, (*pointer, 0), (*at, "items"))
    if "object" in kinds:
        inner = present if isinstance(present, dict) else {}
        yield from _places_in_map(whole, here, inner, pointer, at)
        for name, child in here.get("properties", {}).items():
            yield from _places(whole, child, inner.get(name), (*pointer, name), (*at, "properties", name))


def _places_in_map(whole: Any, node: Any, present: Mapping[str, Any], pointer: Pointer, at: Pointer) -> Iterator[Place]:
    child = node.get("additionalProperties")
    if not isinstance(child, dict):
        return
    keys = node.get("propertyNames")
    where = (*at, "propertyNames") if isinstance(keys, dict) else (*at, "additionalProperties", KEY)
    yield pointer, KEY, where, merged(whole, keys) if isinstance(keys, dict) else {}
    names = [name for name in present if name not in node.get("properties", {})]
    for name in names or [_a_key(whole, node)]:
        yield from _places(whole, child, present.get(name), (*pointer, name), (*at, "additionalProperties"))


def _a_key(whole: Any, node: Any) -> str:
    keys = merged(whole, node.get("propertyNames", {}))
    return str((keys.get("enum") or keys.get("examples") or ["synthetic"])[0])


def _is_text(node: Mapping[str, Any]) -> bool:
    listed = [*node.get("enum", ()), *((node["const"],) if "const" in node else ())]
    return "string" in types_of(node) or any(isinstance(each, str) for each in listed)


def _target(node: Mapping[str, Any], position: Pointer) -> Pointer:
    """The place of what a `$ref` names, or the node's own."""
    reference = node.get("$ref")
    return tuple(reference.removeprefix("#/").split("/")) if isinstance(reference, str) else position


@cache
def positions(kind: str) -> frozenset[Pointer]:
    """Where the schema's file describes a text, found in the file as it stands.

    Raises:
        AssertionError: it uses a keyword that the walker does not follow.
    """
    whole = load(kind)
    return frozenset(_described(whole, whole, ()))


def _described(whole: Any, node: Mapping[str, Any], at: Pointer) -> Iterator[Pointer]:
    known = {*_SILENT, *_LIMITS, *_SEALING, *_CHILDREN, "properties"}
    assert set(node) <= known, (
        f"{set(node) - known} at {'/'.join(map(str, at))}: teach tests/schema_walk.py to follow it"
    )
    children = {
        **{("properties", name): child for name, child in node.get("properties", {}).items()},
        **{(name,): node[name] for name in _CHILDREN if isinstance(node.get(name), dict)},
    }
    for step, child in children.items():
        if _is_text(merged(whole, child)):
            yield (*at, *step)
        yield from _described(whole, child, (*at, *step))
    if isinstance(node.get("additionalProperties"), dict) and "propertyNames" not in node:
        yield (*at, "additionalProperties", KEY)
    for name, child in node.get("$defs", {}).items():
        yield from _described(whole, child, (*at, "$defs", name))


def grown(whole: Any, node: Any) -> Any:
    """The smallest value of a schema."""
    node = merged(whole, node)
    if node.get("enum"):
        return node["enum"][0]
    kinds = types_of(node)
    if "object" in kinds:
        return {name: grown(whole, node["properties"][name]) for name in node.get("required", ())}
    if "array" in kinds and "string" not in kinds:
        return [grown(whole, node["items"])]
    return node["examples"][0] if node.get("examples") else {"string": "text", "boolean": True}.get(kinds[0], 1)


def placed(document: Mapping[str, Any], field: Field, text: str) -> dict[str, Any]:
    """A copy of the document with the text at its place, and what the schema needs around it."""
    whole = load(field.kind)
    made = copy.deepcopy(dict(document))
    if field.role == VALUE:
        return _put(whole, made, field.pointer, text)
    node, here = whole, made
    for step in field.pointer:
        here = here.get(step) if isinstance(here, dict) else here[step] if isinstance(here, list) and here else None
        node = merged(whole, node)["items"] if isinstance(step, int) else child_of(merged(whole, node), step)
    entries = [value for name, value in (here or {}).items() if name not in merged(whole, node).get("properties", {})]
    value = copy.deepcopy(entries[0]) if entries else grown(whole, merged(whole, node)["additionalProperties"])
    return _put(whole, made, (*field.pointer, text), value)


def _put(whole: Any, made: Any, pointer: Pointer, value: Any) -> Any:
    node, here = whole, made
    for at, step in enumerate(pointer):
        node = merged(whole, node)["items"] if isinstance(step, int) else child_of(merged(whole, node), step)
        empty = (isinstance(here, list) and not here) or (isinstance(here, dict) and here.get(step) in (None, [], {}))
        if isinstance(here, list) and empty:
            here.append(None)
        if at == len(pointer) - 1:
            here[step] = value
        elif empty:
            here[step] = grown(whole, node)
        here = here[step]
    return made


def nastiest(node: Mapping[str, Any], start: str) -> str:
    """The text with as many signs of other languages in it as the pattern of its place lets through; formulas begin with the first."""
    pattern, longest = node.get("pattern"), int(node.get("maxLength", 4096))
    if pattern is None or "format" in node or "enum" in node or "const" in node:
        return start

    def fits(text: str) -> bool:
        return len(text) <= longest and re.search(pattern, text) is not None

    text = start
    for token in reversed(_TOKENS):
        half = len(text) // 2
        tries = (token + text, text[:half] + token + text[half:], text + token)
        text = next((each for each in tries if fits(each)), text)
    return text
