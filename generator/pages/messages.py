"""SMP's messages, complete, as definition tables: every field of the published schema, reported or not.

Plain string assembly: a result page shows four of these, and there are many result pages. A table is made once for each
config, whatever the number of results that refer to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

from markupsafe import Markup, escape

from generator import schema
from generator.compare.values import NOT_APPLICABLE
from generator.numbers import NOT_REPORTED, exact
from generator.pages.rendering import outward

UNITS: Mapping[str, str] = {
    "cpu_mcores": "millicores",
    "mem_mb": "MB",
    "rps": "requests/s",
    "bps": "bytes/s",
    "actual_qps": "requests/s",
    "cache_hit_rate": "%",
    "lds_latency_ms": "ms",
    "cds_latency_ms": "ms",
    "payload_bytes": "bytes",
    "seconds": "s",
    "duration_seconds": "s",
}
_FREE = frozenset({"note", "labels", "annotations"})
"""Remarks, not measurements: where there is none, nothing is missing."""
FEW = 3
"""So many fields that were not reported stand among the others."""
_END = "</dd></div>"
_OMITTED = frozenset({"id", "nodes"})
"""The id stands in the heading; nodes are folded by `wording.nodes`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A field of a message: its title, key, unit, and the fields within it. `listed` where its value is a list.

    `head` is the escaped beginning of its row, up to its value, with the titles of the fields around it.
    """

    title: str
    key: str
    unit: str
    head: str
    inner: tuple[Shape, ...]
    listed: bool


@cache
def shape(kind: str, *path: str) -> tuple[Shape, ...]:
    """The fields at a path of keys in the schema of that kind; "[]" steps into the entries of a list, any other key into a map."""
    root = schema.load(kind)
    node = schema.merged(root, root)
    for key in path:
        child = schema.child_of(node, 0 if key == "[]" else key)
        if child is None:
            raise KeyError(key)
        node = schema.merged(root, child)
    return _inner(root, node, "", "")


def _inner(root: schema.Node, node: schema.Node, unit: str, before: str) -> tuple[Shape, ...]:
    properties = node.get("properties")
    if not isinstance(properties, Mapping):
        return ()
    return tuple(_shape(root, str(key), child, unit, before) for key, child in properties.items())


def _shape(root: schema.Node, key: str, child: schema.Node, unit: str, before: str) -> Shape:
    there = schema.merged(root, child)
    entries = schema.child_of(there, 0)
    own = "ms" if key == "latencies_ms" else UNITS.get(key, unit)
    held = there if entries is None else schema.merged(root, entries)
    title = str(there.get("title", key))
    return Shape(
        title=title,
        key=key,
        unit=own,
        head=_head(f"{before}{title}", key),
        inner=_inner(root, held, own, f"{before}{title}: "),
        listed=entries is not None,
    )


def rows(fields: Iterable[Shape], values: object, absent: frozenset[str] = frozenset()) -> Markup:
    """The rows of a definition table for a message: a mapping, or a value whose attributes have the fields' names.

    `absent` names the fields that cannot apply here; what has no value otherwise is "not reported".
    """
    # Every part below is escaped where it is made.
    return Markup("".join(_rows(fields, values, absent)))  # noqa: S704


def row(title: str, value: object, key: str = "") -> Markup:
    """One row; a value that is not Markup is worded and escaped."""
    return Markup(f"{_head(title, key)}{_worded(value, '')}{_END}")  # noqa: S704 - escaped in both


def table(*parts: Markup) -> Markup:
    """The definition table of those rows; what was not reported follows folded, if it is more than a few rows."""
    every = [f"{each}{_END}" for each in "".join(parts).split(_END) if each]
    silent = [each for each in every if each.endswith(_SILENT)]
    if len(silent) <= FEW:
        return Markup(f'<dl class="mr-facts">{"".join(every)}</dl>')  # noqa: S704 - its rows are escaped
    told = "".join(each for each in every if not each.endswith(_SILENT))
    head = f'<dl class="mr-facts">{told}</dl>' if told else ""
    return Markup(  # noqa: S704 - its rows are escaped
        f'{head}<details class="mr-quiet"><summary>{len(silent)} fields not reported</summary>'
        f'<dl class="mr-facts">{"".join(silent)}</dl></details>'
    )


def _rows(fields: Iterable[Shape], values: object, absent: frozenset[str]) -> Iterator[str]:
    read = values.get if isinstance(values, Mapping) else partial(_attribute, values)
    for field in fields:
        if field.key in _OMITTED:
            continue
        value = read(field.key)
        if value is None or (not value and isinstance(value, Mapping | list | tuple)):
            yield f"{field.head}{_none(_absent(field.key, absent))}{_END}"
        elif not field.inner:
            yield f"{field.head}{_worded(value, field.unit)}{_END}"
        else:
            yield from _nested(field, value, absent)


def _nested(field: Shape, value: object, absent: frozenset[str]) -> Iterator[str]:
    """The rows of a message within a message; of several, each begins with a row that numbers it."""
    entries = value if field.listed and isinstance(value, Sequence) else (value,)
    for number, entry in enumerate(entries, start=1):
        if len(entries) > 1:
            yield f"{field.head}{number} of {len(entries)}{_END}"
        yield from _rows(field.inner, entry, absent)


def _attribute(values: object, key: str) -> object:
    return getattr(values, key, None)


def _absent(key: str, absent: frozenset[str]) -> str:
    if key in _FREE:
        return "none"
    return NOT_APPLICABLE if key in absent else NOT_REPORTED


def _head(title: str, key: str) -> str:
    field = f" <code>{escape(key)}</code>" if key else ""
    return f"<div><dt>{escape(title)}{field}</dt><dd>"


def _none(words: str) -> str:
    return f'<span class="mr-none">{words}</span>'


_SILENT = f"{_none(NOT_REPORTED)}{_END}"


def _worded(value: object, unit: str) -> str:
    match value:
        case Markup():
            return str(value)
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return _measured(exact(value), unit)
        case Mapping():
            return "<br>".join(f"{escape(key)}: {_worded(each, '')}" for key, each in value.items())
        case list() | tuple():
            return "<br>".join(_worded(each, unit) for each in value)
        case _:
            return _text(NOT_REPORTED if value is None else str(value))


def _measured(number: str, unit: str) -> str:
    return f'{number} <span class="mr-unit">{unit}</span>' if unit else number


def _text(text: str) -> str:
    if text in (NOT_REPORTED, NOT_APPLICABLE):
        return _none(text)
    return str(outward(text) if text.startswith("https://") and " " not in text else escape(text))
