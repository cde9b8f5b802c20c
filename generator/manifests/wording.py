"""The words in which faults of manifests are told."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from generator.characters import quoted, visible
from generator.finding import Pointer, bounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_TYPES: Mapping[str, str] = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "object": "a mapping",
    "string": "text",
}
_MOST_NAMES = 12
_MOST_CANDIDATES = 200


def found(value: object) -> str:
    """A value that was found: "the text "soon"", "a list"."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case str():
            return f"the text {quoted(value)}"
        case int() | float():
            return f"the number {value}"
        case list():
            return "a list"
        case _:
            return "a mapping"


def types(names: Iterable[str]) -> str:
    """JSON Schema's types without null: "a whole number or text"."""
    words = [_TYPES[each] for each in names if each in _TYPES]
    return choice(words) if words else "another value"


def choice(values: Sequence[str]) -> str:
    """Values as an alternative, many of them cut: "a, b or c"."""
    shown = list(values[:_MOST_NAMES])
    if len(values) > _MOST_NAMES:
        return f"{', '.join(shown)} or {len(values) - _MOST_NAMES} others"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"


def listed(values: Sequence[str]) -> str:
    """Names as a sum: "`a`, `b` and `c`"."""
    named = [name(each) for each in values]
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"


def name(text: str) -> str:
    """A field's name as a message shows it."""
    return f"`{bounded(visible(text), 60)}`"


def place(pointer: Pointer) -> str:
    """A pointer in words: `field`, entry 3 of `list`, or the object."""
    match pointer:
        case ():
            return "the object"
        case (*outer, int(index)):
            return f"entry {index + 1} of {place(tuple(outer))}"
        case _:
            return name(str(pointer[-1]))


def near(text: str, known: Sequence[str]) -> str | None:
    """The known name that was probably meant; case and separators do not count."""
    folded = {_folded(each): each for each in known[:_MOST_CANDIDATES]}
    matches = get_close_matches(_folded(text[:80]), list(folded), n=1, cutoff=0.7)
    return folded[matches[0]] if matches else None


def _folded(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def object_named(kind: str, called: str, namespace: str | None = None) -> str:
    """An object as messages name it: `Service "reviews" in the namespace "shop"`."""
    where = f" in the namespace {quoted(namespace)}" if namespace else ""
    return f"{bounded(visible(kind), 60)} {quoted(called)}{where}"
