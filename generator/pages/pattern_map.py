"""The map of patterns: a column for each area, a line for each relation, and the same as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from generator import addresses
from generator.charts.catalogues import PATTERNS
from generator.layout import wrapped
from generator.model import Relation
from generator.numbers import plural
from generator.pages import charts
from generator.pages.diagram import attributes_of, px, tip
from generator.pages.patterns import AREAS, in_order, written_up
from generator.pages.rendering import LISTS, joined, linker, page, render
from generator.ways import Rectangle

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from generator.page import Page
    from generator.pages.index import Index

Edge = tuple[str, str, Relation]
"""One pattern, another, and what the one does to the other."""

_WIDTH_PX = 142
_WRAP = 20
_LINE_PX = 14
_GAP_PX = (54, 10)
_HEAD_PX = 34
_EDGE_PX = 8
_DIRECTED = (Relation.REQUIRES, Relation.SPECIALIZES)
"""Relations whose line has a tip; the others read the same from both ends."""


def map_page(index: Index) -> Page:
    """All patterns and what each does to the others."""
    patterns = in_order(index)
    link = linker(addresses.PATTERN_MAP)
    shown = {each.id for each in patterns}
    edges = [(each, related) for each in patterns for related in each.related if related.pattern in shown]
    picture = relations(
        {area: [(each.id, each.title) for each in patterns if each.area == area] for area in AREAS},
        [(each.id, related.pattern, related.relation) for each, related in edges],
        heads={area: f"{area}. {title}" for area, title in AREAS.items()},
        links={each.id: link(addresses.pattern_path(each.id)) for each in patterns},
        ideas=shown - {each.id for each in written_up(patterns)},
    )
    occurring = {related.relation for _, related in edges}
    body = render(
        "pattern-map.html",
        addresses.PATTERN_MAP,
        index=index,
        picture=picture,
        chart=joined(
            charts.away(each, addresses.PATTERN_MAP, "What comes first, without all that only complements, as a chart")
            for each in index.charts.of(PATTERNS)
            if each.home == addresses.PATTERN_MAP
        ),
        edges=edges,
        key=[(each, line(each, "M1 7H43")) for each in Relation if each in occurring],
    )
    return page(
        addresses.PATTERN_MAP,
        body,
        title="Map of patterns",
        description=f"{plural(len(patterns), 'pattern')} by area, and what each does to the others.",
        section="Patterns",
        search="All patterns by area, and which requires, complements or replaces which.",
        hide=LISTS,
    )


def relations(
    columns: Mapping[str, Sequence[tuple[str, str]]],
    edges: Sequence[Edge],
    *,
    heads: Mapping[str, str],
    links: Mapping[str, str],
    ideas: Collection[str],
) -> Markup:
    """All patterns (id and title) in a column for each area, and a curve for each relation; the boxes are links.

    `ideas` are those that are not written up.
    """
    places = _places(columns)
    # The last column's own relations bend beyond it.
    width = 2 * _EDGE_PX + len(columns) * (_WIDTH_PX + _GAP_PX[0])
    height = max((place.y + place.height for place in places.values()), default=_HEAD_PX) + 2 * _EDGE_PX
    size = f'viewBox="0 0 {width} {px(height)}" width="{width}" height="{px(height)}"'
    parts = [
        (
            f'<svg class="mr-diagram mr-diagram--map" {size} role="group" '
            'aria-label="Map of patterns; the table below says the same" xmlns="http://www.w3.org/2000/svg">'
        ),
        tip("map-tip"),
        *(_relation(places, edge) for edge in _drawn(edges)),
        *(_column(heads[area], at) for at, area in enumerate(columns)),
        *(
            _chip(title, places[name], (name, links[name]), idea=name in ideas)
            for members in columns.values()
            for name, title in members
        ),
        "</svg>",
    ]
    # Every text in it is escaped where it is written.
    return Markup("\n".join(parts))  # noqa: S704


def line(relation: Relation, path: str, data: str = "") -> Markup:
    """A path drawn as one kind of relation."""
    end = ' marker-end="url(#map-tip)"' if relation in _DIRECTED else ""
    # A relation's words are ours, and the path and the data were escaped by who calls.
    return Markup(f'<path class="mr-diagram__relation mr-diagram__relation--{relation}"{data} d="{path}"{end}/>')  # noqa: S704


def _drawn(edges: Sequence[Edge]) -> Iterator[Edge]:
    """The most telling relations last, so that they lie on top; one line where both ends say the same of each other."""
    seen = set()
    for one, other, relation in sorted(edges, key=lambda edge: edge[2] is not Relation.COMPLEMENTS):
        if relation in _DIRECTED or (other, one, relation) not in seen:
            seen.add((one, other, relation))
            yield (one, other, relation)


def _places(columns: Mapping[str, Sequence[tuple[str, str]]]) -> dict[str, Rectangle]:
    """Where each pattern stands: as tall as its title needs, below those before it."""
    found = {}
    for at, members in enumerate(columns.values()):
        y = float(_HEAD_PX)
        for name, title in members:
            height = max(len(wrapped(title, _WRAP)), 2) * _LINE_PX + 12
            found[name] = Rectangle(x=_left(at), y=y, width=_WIDTH_PX, height=height)
            y += height + _GAP_PX[1]
    return found


def _left(column: int) -> int:
    return _EDGE_PX + column * (_WIDTH_PX + _GAP_PX[0])


def _column(head: str, at: int) -> str:
    return f'<text class="mr-diagram__group-name" x="{_left(at)}" y="18">{escape(head)}</text>'


def _chip(title: str, place: Rectangle, target: tuple[str, str], *, idea: bool) -> str:
    lines = wrapped(title, _WRAP)
    x, y = place.middle
    first = y - (len(lines) - 1) * _LINE_PX / 2 + 4
    spans = "".join(
        f'<tspan x="{px(x)}" y="{px(first + at * _LINE_PX)}">{escape(each)}</tspan>' for at, each in enumerate(lines)
    )
    name, href = target
    style = " mr-diagram__chip--idea" if idea else ""
    return (
        f'<a class="mr-diagram__chip{style}" href="{escape(href)}" data-pattern="{escape(name)}">'
        f"<title>{escape(title)}{' (not written up)' if idea else ''}</title>"
        f'<rect class="mr-diagram__shape" {attributes_of(place)} rx="6"/><text>{spans}</text></a>'
    )


def _relation(places: Mapping[str, Rectangle], edge: Edge) -> str:
    one, other, relation = edge
    start, end = places[one], places[other]
    (start_x, start_y), (end_x, end_y) = start.middle, end.middle
    if start.x == end.x:
        # The farther apart, the wider: arcs of one column then lie within each other.
        out = into = start.x + start.width
        bends = (out + min(16 + abs(end_y - start_y) / 12, 66),) * 2
    else:
        forward = end_x > start_x
        out, into = (start.x + start.width, end.x) if forward else (start.x, end.x + end.width)
        bends = ((out + into) / 2,) * 2
    path = f"M{px(out)} {px(start_y)}C{px(bends[0])} {px(start_y)} {px(bends[1])} {px(end_y)} {px(into)} {px(end_y)}"
    return line(relation, path, f' data-from="{escape(one)}" data-to="{escape(other)}"')
