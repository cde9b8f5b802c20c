"""The content of a pinned chart: its form for the chart library as text in pieces, its hash, and what may stand in it.

A pin is a document like any other, with a closed schema. The library's form has no such schema; so it is kept as compact JSON, cut into
pieces that the reader's limit for texts allows, and is judged here: a pin may hold nothing that the figures of this package do not.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PIECE = 2000
"""Characters of a piece."""
DIGITS = 12
"""Hex digits of a pin's hash."""
DEEPEST = 16
_TWO = 2
_LARGEST_PX = 20_000
_LARGEST = 1e15
"""A number as large is no place, size or value of a figure; times in milliseconds are far below."""
PARTS = ("data", "layout", "narrow", "columns", "shown")
TRACES = ("bar", "scatter")
_OUTSIDE_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_MARKUP = re.compile(r'<(?!(?:br|/?b|/?i|/span|span style="color:#[0-9a-f]{6}")>)')
_LAYOUT = re.compile(
    r"[xy]axis\d*|annotations|shapes|margin|height|width|showlegend|legend|hovermode|hoverdistance|barmode|bargap|bargroupgap|title|font"
)
_TEXTS = re.compile(
    r"align|anchor|categoryorder|color|dash|exponentformat|family|fill|fillcolor|hoverinfo|hovermode|layer|legendgroup|mode|name|orientation|path"
    r"|rangemode|shape|symbol|text|textposition|type|[xy](?:anchor|axis|ref|sizemode)"
)
_NUMBERS = re.compile(
    r"[blrt]|bargap|bargroupgap|height|hoverdistance|nticks|opacity|size|thickness|tickangle|ticklabelstandoff|width|[xy][01]?|[xy](?:anchor|shift)"
)
_SWITCHES = re.compile(
    r"cliponaxis|connectgaps|fixedrange|separatethousands|showarrow|showgrid|showlegend|showline|showticklabels|symmetric|zeroline"
)
_LISTS = re.compile(
    r"array|arrayminus|base|categoryarray|color|domain|hovertext|range|size|symbol|ticktext|tickvals|width|[xy]"
)
_PAIRS = frozenset(("domain", "range"))
_MAPPINGS = re.compile(r"error_[xy]|font|legend|line|margin|marker|title|[xy]axis\d*")
_NOTES = frozenset(("annotations", "shapes"))
_PIXELS = frozenset(("b", "height", "l", "r", "size", "t", "width", "xshift", "yshift"))
_EDGES = frozenset("lrtb")
_LENGTHS = frozenset(("height", "size", "width", *_EDGES))
_AXIS = re.compile(r"[xy]axis\d*")
_COLOURS = frozenset(("color", "fillcolor"))
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}|rgba?\([0-9., ]{1,40}\)|transparent")
_MOST_NOTES = 1000
_FORBIDDEN = re.compile(r"source|images|updatemenus|sliders|.*src|href|uri|url|.*template.*", re.IGNORECASE)


class FormError(ValueError):
    """The form cannot be used; the message says why, in half a sentence."""


def pieces(form: Mapping[str, object]) -> list[str]:
    """The form as compact JSON, in pieces; its keys stay in their order, which is that of a table's columns."""
    text = json.dumps(form, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return [text[at : at + PIECE] for at in range(0, len(text), PIECE)]


def form_of(parts: Sequence[str]) -> dict[str, object]:
    """The form of the pieces.

    Raises:
        FormError: they are no JSON, or hold what no figure of this package does.
    """
    text = "".join(parts)
    if _depth(text) > DEEPEST:
        raise FormError(f"is nested deeper than {DEEPEST} levels")
    try:
        form = json.loads(text, parse_constant=_refuse)
    except ValueError as error:
        raise FormError("is no JSON") from error
    if not isinstance(form, dict) or set(form) != set(PARTS):
        raise FormError(f"does not hold just {', '.join(PARTS)}")
    fault = next(_faults(form), None)
    if fault is not None:
        raise FormError(fault)
    return form


def content_hash(document: Mapping[str, object]) -> str:
    """The hash of what a pin shows: of all its fields but its kind, its day and the hash itself."""
    shown = {name: value for name, value in document.items() if name not in ("kind", "pinned", "hash")}
    text = json.dumps(shown, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def _depth(text: str) -> int:
    depth = deepest = 0
    for sign in _OUTSIDE_TEXT.sub("", text):
        if sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth -= 1
    return deepest


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _faults(form: Mapping[str, object]) -> Iterator[str]:
    data, layout, narrow = form["data"], form["layout"], form["narrow"]
    if not isinstance(data, list) or not all(isinstance(trace, dict) for trace in data):
        yield "has no list of traces"
        return
    yield from (
        f"holds a trace that is none of {', '.join(TRACES)}" for trace in data if trace.get("type") not in TRACES
    )
    for part in (layout, narrow):
        if not isinstance(part, dict):
            yield "has no layout"
            return
        yield from (f"has {name} in its layout" for name in part if not _LAYOUT.fullmatch(name))
        yield from _misplaced(part, dict)
    for trace in data:
        yield from _misplaced(trace, str)
    for name, columns in (("columns", form["columns"]), ("shown", form["shown"])):
        if not _is_table(columns):
            yield f"has no {name} of equal length"
            return
    yield from _unsafe([data, layout, narrow])
    for part in (*data, layout, narrow):
        yield from _strange(part)
    margin = layout.get("margin") if isinstance(layout, dict) else None
    if not isinstance(margin, dict) or not margin.keys() >= _EDGES:
        yield "has no margin on four sides"
    if (
        isinstance(layout, dict)
        and layout.get("showlegend")
        and not all(_has_key(trace) for trace in data if "name" in trace)
    ):
        yield "has a name in its legend without a line's colour"


def _misplaced(part: Mapping[str, object], kind: type) -> Iterator[str]:
    """Axes that are of another kind than they are there: a trace names its own, and a layout describes them."""
    axes = ((name, value) for name, value in part.items() if _AXIS.fullmatch(name))
    yield from (f"holds {name} in a way that no figure does" for name, value in axes if not isinstance(value, kind))


def _has_key(trace: Mapping[str, object]) -> bool:
    line = trace.get("line")
    return isinstance(trace["name"], str) and isinstance(line, dict) and isinstance(line.get("color"), str)


def _strange(part: Mapping[str, object]) -> Iterator[str]:
    """Names that no figure of this package has, or whose values are of another kind; what draws a form relies on both."""
    for name, value in part.items():
        if not _is_of_its_kind(name, value):
            yield f"holds {name[:40]} in a way that no figure does"
        elif isinstance(value, dict):
            yield from _strange(value)
        elif name in _NOTES and isinstance(value, list):
            for each in value:
                yield from _strange(each)


def _is_of_its_kind(name: str, value: object) -> bool:
    match value:
        case bool():
            return _SWITCHES.fullmatch(name) is not None
        case int() | float():
            return _is_number_of_its_kind(name, value)
        case str():
            return _TEXTS.fullmatch(name) is not None and (name not in _COLOURS or _COLOUR.fullmatch(value) is not None)
        case dict():
            return _MAPPINGS.fullmatch(name) is not None
        case list():
            return _is_list_of_its_kind(name, value)
    return False


def _is_number_of_its_kind(name: str, value: float) -> bool:
    if name in _LENGTHS and value < 0:
        return False
    return _NUMBERS.fullmatch(name) is not None and abs(value) <= (_LARGEST_PX if name in _PIXELS else _LARGEST)


def _is_list_of_its_kind(name: str, value: Sequence[object]) -> bool:
    if name in _NOTES:
        return len(value) <= _MOST_NOTES and all(isinstance(each, dict) for each in value)
    if name == "symbol":
        return bool(value) and all(isinstance(each, str) for each in value)
    if name in _COLOURS:
        return all(isinstance(each, str) and _COLOUR.fullmatch(each) for each in value)
    if name in _PAIRS and (len(value) != _TWO or not all(isinstance(each, int | float) for each in value)):
        return False
    return _LISTS.fullmatch(name) is not None and not any(isinstance(each, dict | list | bool) for each in value)


def _is_table(columns: object) -> bool:
    if not isinstance(columns, dict) or not all(isinstance(column, list) for column in columns.values()):
        return False
    return len({len(column) for column in columns.values()}) <= 1


def _unsafe(part: object) -> Iterator[str]:
    """Texts and names that could lead a reader's browser elsewhere; the library reads a small HTML in texts."""
    if isinstance(part, dict):
        for name, value in part.items():
            if _FORBIDDEN.fullmatch(name):
                yield f"holds {name}"
            yield from _unsafe(value)
    elif isinstance(part, list):
        for value in part:
            yield from _unsafe(value)
    elif isinstance(part, str) and _MARKUP.search(part):
        yield "holds a text with markup other than line breaks, bold, italic and a colour"
