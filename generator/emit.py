"""Canonical YAML: our key order, one way to write each value, readable in a review.

Strings are plain where YAML 1.2's core schema and YAML 1.1 readers alike see a string, otherwise in double quotes as
JSON writes them; a mapping or list without nesting stands on one line where it fits, a `OneLine` whatever its length.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

_WIDTH = 120
_PLAIN = re.compile(r"[A-Za-z0-9/][A-Za-z0-9 _./+()=%&@~:'…-]*")
_SPECIAL = re.compile(r"(?i)true|false|null|yes|no|on|off|y|n|nan|inf")
_NUMBER = re.compile(
    r"[-+]?(0[xo][0-9a-f_]+|0b[01_]+|[0-9][0-9_]*(\.[0-9_]*)?(e[-+]?[0-9]+)?|\.[0-9_]+(e[-+]?[0-9]+)?"
    r"|[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?)",
    re.IGNORECASE,
)
_MOMENT = re.compile(r"\d{4}-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z?)?)?")


@dataclass(frozen=True, slots=True)
class OneLine:
    """A mapping or list that stands on one line, however long: rows of a table, columns of numbers."""

    value: Mapping[str, object] | Sequence[object]


def emit(document: Mapping[str, object]) -> str:
    """The document as YAML text that ends in a line break. Keys keep their order; values that are None are left out."""
    return "".join(f"{line}\n" for line in _block(document, 0))


def scalar(value: object) -> str:
    """A scalar as it stands in the file."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal():
            return _decimal(value)
        case float():
            return _decimal(Decimal(repr(value)))
        case str():
            return _string(value)
        case _:
            raise TypeError(f"no scalar: {type(value).__name__}")


def _decimal(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _string(text: str) -> str:
    return text if _is_plain(text) else json.dumps(text, ensure_ascii=False)


def _is_plain(text: str) -> bool:
    if _MOMENT.fullmatch(text):
        return True
    unsafe = ": " in text or " #" in text or text.endswith((":", " ")) or not _PLAIN.fullmatch(text)
    return not (unsafe or _SPECIAL.fullmatch(text) or _NUMBER.fullmatch(text))


def _block(value: Mapping[str, object], indent: int) -> list[str]:
    pairs = [(key, item) for key, item in value.items() if item is not None]
    return list(chain.from_iterable(_pair(key, item, indent) for key, item in pairs))


def _pair(key: str, item: object, indent: int) -> list[str]:
    head = f"{' ' * indent}{_string(key)}:"
    if isinstance(item, str) and "\n" in item:
        return [f"{head} |", *(f"{' ' * (indent + 2)}{line}".rstrip() for line in item.rstrip("\n").split("\n"))]
    flow = _flow(item)
    if flow is not None and (isinstance(item, OneLine) or _is_scalar(item) or len(head) + 1 + len(flow) <= _WIDTH):
        return [f"{head} {flow}"]
    if isinstance(item, Mapping):
        return [head, *_block(item, indent + 2)]
    if isinstance(item, Sequence):
        return [head, *chain.from_iterable(_entry(entry, indent + 2) for entry in item)]
    raise TypeError(f"no value: {type(item).__name__}")


def _entry(entry: object, indent: int) -> list[str]:
    flow = _flow(entry)
    if flow is not None and (isinstance(entry, OneLine) or _is_scalar(entry) or indent + 2 + len(flow) <= _WIDTH):
        return [f"{' ' * indent}- {flow}"]
    if not isinstance(entry, Mapping):
        raise TypeError("a list in a list does not occur in our documents")
    lines = _block(entry, indent + 2)
    return [f"{' ' * indent}- {lines[0].lstrip()}", *lines[1:]]


def _is_scalar(value: object) -> bool:
    return value is None or isinstance(value, bool | int | float | Decimal | str)


def _flow(value: object) -> str | None:
    """The value on one line; None where it holds nested collections or text of several lines, unless it is a `OneLine`."""
    if isinstance(value, OneLine):
        return _one_line(value.value)
    if isinstance(value, Mapping):
        items = [(key, item) for key, item in value.items() if item is not None]
        if not all(_is_flow_scalar(item) for _, item in items):
            return None
        return "{" + ", ".join(f"{_string(key)}: {scalar(item)}" for key, item in items) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(scalar(item) for item in value) + "]" if all(map(_is_flow_scalar, value)) else None
    return scalar(value)


def _one_line(value: object) -> str:
    if isinstance(value, Mapping):
        known = ((key, item) for key, item in value.items() if item is not None)
        return "{" + ", ".join(f"{_string(key)}: {_one_line(item)}" for key, item in known) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(_one_line, value)) + "]"
    return scalar(value)


def _is_flow_scalar(value: object) -> bool:
    return _is_scalar(value) and not (isinstance(value, str) and "\n" in value)
