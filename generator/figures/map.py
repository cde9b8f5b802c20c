"""The map of patterns as a figure: what must be there first at the left, what builds on it to the right.

All relations of all patterns do not fit into one picture that can be read from the back of a room: the page's map is 1,200 px wide, with
12 px text. The figure draws every relation that says more than that two patterns go well together, and tells what it leaves out. Its columns
are the ranks of what requires and specializes (a longest path, as in `generator.layout`), its rows the barycentres.
"""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator.figures.draw import coloured, label, note, spread
from generator.figures.figure import Figure
from generator.figures.matrix import NEUTRAL
from generator.figures.rows import LINE_PX
from generator.model import Relation
from generator.numbers import listed, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from generator.model import Pattern

Edge = tuple[str, str, Relation]
"""One pattern, another, and what the one does to the other."""

DIRECTED = (Relation.REQUIRES, Relation.SPECIALIZES)
LOOKS = {
    Relation.REQUIRES: ("#0072B2", "solid", "—"),
    Relation.SPECIALIZES: ("#009E73", "dash", "– –"),
    Relation.ALTERNATIVE_TO: ("#B87400", "dot", "· · ·"),
    Relation.CONFLICTS_WITH: ("#CC3311", "dot", "· · ·"),
}
"""Colour, dash and sign of the relations that are drawn; those of one dash have other colours."""
HEADS = ("needed first", "builds on it", "then, or instead")
_X = (0.26, 0.40, 0.76)
"""Where the columns' dots stand, as a share of the plot's width: names end before the first, and begin behind the others."""
_CHARACTERS = (25, 34, 22)
_ROW_PX = 25
_LINES = 0.75
"""What each line after the first adds to the height of a name, in rows."""
_ABOVE_PX, _BELOW_PX = 58, 12
_NARROW_CHARACTERS = 40
_STEPS = 16
_CLEAR = 0.009
"""How far from a dot a line ends, as a share of the plot's width."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A pattern on the map: its column, its row (a multiple of rows from the top) and its name's lines."""

    pattern: Pattern
    column: int
    row: float
    lines: tuple[str, ...]


def for_map(patterns: Sequence[Pattern]) -> Figure:
    """The map of these patterns, which are those that are listed, by number."""
    edges = _edges(patterns)
    figure = Figure(
        id="map",
        kind="map",
        title=_finding(patterns, edges),
        subtitle=_subtitle(patterns, edges),
        source=f"the catalogue of Service Mesh Patterns, {plural(len(patterns), 'pattern')}",
        alt="Lines from each pattern to those that it requires, specializes or can replace. The table below says the same.",
    )
    if not edges:
        return replace(figure, missing="No pattern requires, specializes or replaces another one yet.")
    return _drawn(figure, patterns, edges)


def _edges(patterns: Sequence[Pattern]) -> list[Edge]:
    """The relations that are drawn: all but those that only complement, a mutual one once."""
    listed_ids = {each.id for each in patterns}
    found: list[Edge] = []
    for one in patterns:
        for related in one.related:
            mirrored = (related.pattern, one.id, related.relation)
            told = related.relation in LOOKS and related.pattern in listed_ids and related.pattern != one.id
            if told and not (related.relation.mutual and mirrored in found):
                found.append((one.id, related.pattern, related.relation))
    return found


def _finding(patterns: Sequence[Pattern], edges: Sequence[Edge]) -> str:
    """Which pattern most others require."""
    required = [other for _, other, relation in edges if relation is Relation.REQUIRES]
    most = max(map(required.count, required), default=0)
    if most < 2:
        building = {one for one, _, relation in edges if relation in DIRECTED}
        return f"{len(building)} of {plural(len(patterns), 'pattern')} {'requires' if len(building) == 1 else 'require'} or {'specializes' if len(building) == 1 else 'specialize'} another one"
    names = [short(each) for each in patterns if required.count(each.id) == most]
    verb, each = ("is", "") if len(names) == 1 else ("are", " each")
    return f"{listed(names)} {verb} required by {most} of {plural(len(patterns), 'pattern')}{each}, more than any other"


def _subtitle(patterns: Sequence[Pattern], edges: Sequence[Edge]) -> str:
    drawn = {name for one, other, _ in edges for name in (one, other)}
    counts = [f"{sum(edge[2] is each for edge in edges)} “{each.words}”" for each in LOOKS if any(edge[2] is each for edge in edges)]  # fmt: skip
    complements = sum(related.relation is Relation.COMPLEMENTS for each in patterns for related in each.related)
    ideas = any(not each.written_up for each in patterns if each.id in drawn)
    return " ".join(
        (
            f"Drawn: {listed(counts)}, among {plural(len(drawn), 'pattern')}.",
            f"Left out: {complements} times “{Relation.COMPLEMENTS.words}”, and {plural(len(patterns) - len(drawn), 'pattern')} without another relation.",
            *(["Hollow: proposed or a draft."] if ideas else []),
        )
    )


def short(pattern: Pattern) -> str:
    """A name that fits into a picture: the words of the id, written as in the title."""
    written = {word.lower(): word for word in re.findall(r"\w+", pattern.title)}
    text = ""
    for word in pattern.id.split("-"):
        bound = f"{text.rpartition(' ')[2]}-{word}".lower() in pattern.title.lower()
        text += ("-" if bound else " ") * bool(text) + written.get(word, word)
    return text[:1].upper() + text[1:]


def _columns(names: Sequence[str], edges: Sequence[Edge]) -> dict[str, int]:
    """The column of each pattern that is drawn: the longest path to what it needs; without one the last column.

    What would come behind the last column stays in it, and so does what goes round in a circle.
    """
    needs = {name: [other for one, other, relation in edges if one == name and relation in DIRECTED] for name in names}
    needed = {other for others in needs.values() for other in others}
    found = {name: 0 if name in needed or needs[name] else len(_X) - 1 for name in names}
    for _ in _X:
        for name, others in needs.items():
            if others:
                found[name] = min(max(found[other] for other in others) + 1, len(_X) - 1)
    return found


def _nodes(patterns: Sequence[Pattern], edges: Sequence[Edge]) -> dict[str, Node]:
    """Every pattern that is drawn with its place; rows follow what they are joined to."""
    drawn = {name for one, other, _ in edges for name in (one, other)}
    known = {each.id: each for each in patterns if each.id in drawn}
    columns = _columns(list(known), edges)
    lines = {name: tuple(textwrap.wrap(short(each), _CHARACTERS[columns[name]])) for name, each in known.items()}
    sizes = {name: 1 + _LINES * (len(lines[name]) - 1) for name in known}
    members = [[name for name in known if columns[name] == at] for at in range(len(_X))]
    length = max(sum(sizes[name] for name in column) for column in members)
    rows: dict[str, float] = {}
    for at in (0, *(1, 0) * 8, 1, 2):
        rows |= _spread(members[at], rows, sizes, edges, length, first=not rows)
    return {
        name: Node(pattern=each, column=columns[name], row=rows[name], lines=lines[name])
        for name, each in known.items()
    }


def _spread(
    names: Sequence[str],
    rows: Mapping[str, float],
    sizes: Mapping[str, float],
    edges: Sequence[Edge],
    length: float,
    *,
    first: bool,
) -> dict[str, float]:
    """A column's rows, each as near as may be to the mean of what it is joined to in other columns; at first as given."""
    wishes = [float(at) if first else _wish(name, names, rows, edges, length) for at, name in enumerate(names)]
    return dict(zip(names, spread(wishes, [sizes[name] for name in names], length), strict=True))


def _wish(name: str, beside: Sequence[str], rows: Mapping[str, float], edges: Sequence[Edge], length: float) -> float:
    ends = [other if one == name else one for one, other, _ in edges if name in (one, other)]
    found = [rows[end] for end in ends if end in rows and end not in beside]
    return sum(found) / len(found) if found else length


def _drawn(figure: Figure, patterns: Sequence[Pattern], edges: Sequence[Edge]) -> Figure:
    nodes = _nodes(patterns, edges)
    titles = {each.id: each.title for each in patterns}
    bottom = max(node.row + _high(node) / 2 for node in nodes.values())
    height = round(_ABOVE_PX + bottom * _ROW_PX + _BELOW_PX)
    blocks, told = _blocks(patterns, edges), _told(edges)
    narrow_height = round(12 + sum(LINE_PX * (block.count("<br>") + 1) + 10 for block in blocks))
    axis = {"fixedrange": True, "showgrid": False, "zeroline": False, "showticklabels": False}
    return replace(
        figure,
        plotly={
            "data": [
                *(_lines(relation, edges, nodes) for relation in _occurring(edges)),
                *_tips(edges, nodes),
                _dots(nodes, edges, titles),
            ],
            "layout": {
                "height": height,
                "margin": {"l": 8, "r": 8, "t": _ABOVE_PX, "b": _BELOW_PX},
                "hovermode": "closest",
                "showlegend": False,
                "xaxis": {"range": [0, 1], **axis},
                "yaxis": {"range": [bottom, 0], **axis},
                "annotations": [*_key(edges), *_heads(nodes), *(_name(node) for node in nodes.values())],
            },
        },
        # No plot of three columns of names fits a phone: the lines lie outside, and the same is said in words.
        narrow={
            "height": narrow_height,
            "margin": {"l": 8, "r": 8, "t": 4, "b": 8},
            "xaxis": {"range": [2, 3]},
            "annotations": _stacked(blocks),
        },
        columns={
            "pattern": [titles[one] for one, _, _ in told],
            "relation": [relation.words for _, _, relation in told],
            "other pattern": [titles[other] for _, other, _ in told],
        },
        height=height,
        narrow_height=narrow_height,
    )


def _told(edges: Sequence[Edge]) -> list[Edge]:
    """The relations as a table tells them: by kind, what most patterns are related to first, as the title speaks of it."""
    kinds, counts = list(LOOKS), Counter((other, relation) for _, other, relation in edges)
    return sorted(edges, key=lambda edge: (kinds.index(edge[2]), -counts[edge[1:]], edge[1]))


def _occurring(edges: Sequence[Edge]) -> list[Relation]:
    return [each for each in LOOKS if any(relation is each for _, _, relation in edges)]


def _high(node: Node) -> float:
    return 1 + _LINES * (len(node.lines) - 1)


def _lines(relation: Relation, edges: Sequence[Edge], nodes: Mapping[str, Node]) -> Mapping[str, object]:
    """All lines of one relation, with a gap between two."""
    colour, dash, _ = LOOKS[relation]
    xs: list[float | None] = []
    ys: list[float | None] = []
    for one, other, each in edges:
        if each is relation:
            points = _curve(nodes[one], nodes[other])
            xs += [*(x for x, _ in points), None]
            ys += [*(y for _, y in points), None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": xs,
        "y": ys,
        "line": {"color": colour, "width": 2, "dash": dash},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _curve(one: Node, other: Node) -> list[tuple[float, float]]:
    """Points of a cubic curve, level at both ends; within a column it bends into the room between the columns."""
    start, end = _X[one.column], _X[other.column]
    if start == end:
        side = 1 if one.column == 0 else -1
        start = end = start + side * _CLEAR
        middle = (start + side * (0.02 + 0.006 * abs(one.row - other.row)),) * 2
    else:
        side = 1 if start < end else -1
        start, end = start + side * _CLEAR, end - side * _CLEAR
        middle = ((start + end) / 2,) * 2
    shares = [step / _STEPS for step in range(_STEPS + 1)]
    xs = (_cubic(at, start, *middle, end) for at in shares)
    ys = (_cubic(at, one.row, one.row, other.row, other.row) for at in shares)
    return [(round(x, 4), round(y, 3)) for x, y in zip(xs, ys, strict=True)]


def _cubic(at: float, first: float, second: float, third: float, last: float) -> float:
    left = 1 - at
    return left**3 * first + 3 * left**2 * at * second + 3 * left * at**2 * third + at**3 * last


def _tips(edges: Sequence[Edge], nodes: Mapping[str, Node]) -> list[Mapping[str, object]]:
    """The ends of directed lines within a column; elsewhere what is needed stands to the left."""
    found = [
        (nodes[other], LOOKS[relation][0])
        for one, other, relation in edges
        if relation in DIRECTED and nodes[one].column == nodes[other].column
    ]
    if not found:
        return []
    tips = {
        "type": "scatter",
        "mode": "markers",
        "x": [_X[end.column] - _CLEAR for end, _ in found],
        "y": [round(end.row, 3) for end, _ in found],
        "marker": {"symbol": "triangle-right", "size": 11, "color": [colour for _, colour in found]},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    return [tips]


def _dots(nodes: Mapping[str, Node], edges: Sequence[Edge], titles: Mapping[str, str]) -> Mapping[str, object]:
    placed = list(nodes.values())
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [_X[node.column] for node in placed],
        "y": [round(node.row, 3) for node in placed],
        "marker": {
            "symbol": ["circle" if node.pattern.written_up else "circle-open" for node in placed],
            "size": 10,
            "color": NEUTRAL,
            "line": {"width": [1 if node.pattern.written_up else 2 for node in placed]},
        },
        "hovertext": [_hover(node.pattern, edges, titles) for node in placed],
        "hoverinfo": "text",
        "showlegend": False,
    }


def _hover(pattern: Pattern, edges: Iterable[Edge], titles: Mapping[str, str]) -> str:
    own = [f"{relation.words} {titles[other]}" for one, other, relation in edges if one == pattern.id]
    others = [f"{titles[one]} {relation.words} it" for one, other, relation in edges if other == pattern.id]
    return "<br>".join((f"<b>{label(pattern.title)}</b>", *map(label, (*own, *others))))


def _name(node: Node) -> dict[str, object]:
    left = node.column == 0
    at = {"x": _X[node.column], "y": round(node.row, 3), "xref": "x", "yref": "y", "yanchor": "middle"}
    side = (
        {"xanchor": "right", "xshift": -9, "align": "right"}
        if left
        else {"xanchor": "left", "xshift": 9, "align": "left"}
    )
    return note("<br>".join(map(label, node.lines)), **at, **side)


def _key(edges: Sequence[Edge]) -> list[dict[str, object]]:
    """What the lines mean, above the heads."""
    signs = (
        f"{coloured(LOOKS[each][0], f'<b>{LOOKS[each][2]}</b>')} {label(each.words)}" for each in _occurring(edges)
    )
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 32}
    return [note("     ".join(signs), **place)]


def _heads(nodes: Mapping[str, Node]) -> list[dict[str, object]]:
    filled = sorted({node.column for node in nodes.values()})
    place = {"xref": "x", "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 6}
    return [
        note(
            f"<b>{HEADS[at]}</b>",
            x=_X[at],
            xanchor="left" if at else "right",
            xshift=9 if at else -9,
            **place,
        )
        for at in filled
    ]


def _blocks(patterns: Sequence[Pattern], edges: Sequence[Edge]) -> list[str]:
    """The same in words: each pattern that others need with those, most first, then pairs that can replace each other."""
    names = {each.id: short(each) for each in patterns}
    wanted = {other: [edge for edge in edges if edge[1] == other and edge[2] in DIRECTED] for _, other, _ in edges}
    ordered = sorted((other for other in wanted if wanted[other]), key=lambda other: -len(wanted[other]))
    said = [f"{names[other]}: {_dependents(wanted[other], names)}." for other in ordered]
    said += [f"{names[one]}: {relation.words} {names[other]}." for one, other, relation in edges if relation.mutual]
    return [_block(text) for text in said]


def _dependents(edges: Sequence[Edge], names: Mapping[str, str]) -> str:
    found = {"required by": Relation.REQUIRES, "specialized by": Relation.SPECIALIZES}
    return "; ".join(
        f"{word} {listed([names[one] for one, _, each in edges if each is relation])}"
        for word, relation in found.items()
        if any(each is relation for *_, each in edges)
    )


def _block(text: str) -> str:
    lines = textwrap.wrap(text, _NARROW_CHARACTERS, break_long_words=True)
    head, colon, rest = lines[0].partition(":")
    return "<br>".join((f"<b>{label(head)}</b>{colon}{label(rest)}", *map(label, lines[1:])))


def _stacked(blocks: Sequence[str]) -> list[dict[str, object]]:
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "top", "align": "left"}
    found, down = [], 0
    for block in blocks:
        found.append(note(block, yshift=-down, **place))
        down += LINE_PX * (block.count("<br>") + 1) + 10
    return found
