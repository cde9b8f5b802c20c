"""The words in which faults of documents and of manifests are told."""

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
_LONGEST_NAME = 60
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


def choice(values: Sequence[str], most: int | None = _MOST_NAMES) -> str:
    """Values as an alternative, at most so many of them shown: "a, b or c"."""
    shown = list(values[:most])
    if len(shown) < len(values):
        return f"{', '.join(shown)} or {len(values) - len(shown)} others"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"


def listed(values: Sequence[str]) -> str:
    """Names as a sum: "`a`, `b` and `c`"."""
    named = [name(each) for each in values]
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"


def name(text: str) -> str:
    """A field's name as a message shows it."""
    return f"`{printable(text)}`"


def printable(text: str) -> str:
    """A field's name from a file, cut and with what cannot be seen made visible."""
    return bounded(visible(text), _LONGEST_NAME)


def place(pointer: Pointer, whole: str) -> str:
    """A pointer in words: `field`, entry 3 of `list`, or what the `whole` is called."""
    match pointer:
        case ():
            return whole
        case (*outer, int(index)):
            return f"entry {index + 1} of {place(tuple(outer), whole)}"
        case _:
            return name(str(pointer[-1]))


def nearest(text: str, known: Sequence[str]) -> tuple[str, ...]:
    """The known names that `text` may have been meant to be, nearest first; case and separators do not count."""
    folded = {_folded(each): each for each in known[:_MOST_CANDIDATES]}
    return tuple(folded[each] for each in get_close_matches(_folded(text[:80]), list(folded), n=3, cutoff=0.7))


def _folded(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def object_named(kind: str, called: str, namespace: str | None = None) -> str:
    """An object as messages name it: `Service "reviews" in the namespace "shop"`."""
    where = f" in the namespace {quoted(namespace)}" if namespace else ""
    return f"{bounded(visible(kind), 60)} {quoted(called)}{where}"
