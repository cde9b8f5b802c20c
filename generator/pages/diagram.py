"""Diagrams as inline SVG: drawn at build, themed by the style sheet, with a text equivalent beside them.

Every text is escaped where it is written; colours and strokes are classes, so that both palettes and print work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from generator.layout import LINE_PX, Arrow, Box, Rectangle, label_place, lay_out, wrapped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.layout import Curve, Layout
    from generator.model import Topology

_CHIP = (156, 40)
_CHIP_GAP = (44, 10)
_HEAD_PX = 34
_ROUND = {"client": 18, "external": 4, "service": 6, "gateway": 6, "proxy": 6, "control-plane": 6, "store": 6}


def svg(
    boxes: Sequence[Box],
    arrows: Sequence[Arrow],
    *,
    title: str,
    description: str,
    name: str,
    kinds: Mapping[str, str],
    dashed: Sequence[bool],
    links: Mapping[str, str] | None = None,
) -> Markup:
    """The diagram of a small graph. `kinds` gives each box its class; `name` makes ids unique in the page."""
    # Within an image nothing can be reached, so that one with links is a group.
    role = "group" if links else "img"
    laid = lay_out(boxes, arrows)
    width, height = round(laid.width), round(laid.height)
    parts = [
        (
            f'<svg class="mr-diagram" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="{role}" '
            f'aria-labelledby="{name}-title {name}-desc" xmlns="http://www.w3.org/2000/svg">'
        ),
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>',
        (
            f'<defs><marker id="{name}-tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" '
            'orient="auto-start-reverse"><path class="mr-diagram__tip" d="M0 1 9 5 0 9z"/></marker></defs>'
        ),
        *(_group(each, place) for each, place in laid.groups.items()),
        *(_curve(curve, name, dashed=dash) for curve, dash in zip(laid.curves, dashed, strict=True)),
        *(_box(box, laid, kinds.get(box.id, "service"), (links or {}).get(box.id)) for box in boxes),
        *(_label(arrow.label, curve) for arrow, curve in zip(arrows, laid.curves, strict=True) if arrow.label),
        "</svg>",
    ]
    # Every text in it is escaped above and below.
    return Markup("\n".join(parts))  # noqa: S704


def _group(name: str, place: Rectangle) -> str:
    return (
        f'<rect class="mr-diagram__group" {_rectangle(place)} rx="10"/>'
        f'<text class="mr-diagram__group-name" x="{_px(place.x + 12)}" y="{_px(place.y + 15)}">{escape(name)}</text>'
    )


def _rectangle(place: Rectangle) -> str:
    return f'x="{_px(place.x)}" y="{_px(place.y)}" width="{_px(place.width)}" height="{_px(place.height)}"'


def _box(box: Box, laid: Layout, kind: str, href: str | None) -> str:
    place, lines = laid.boxes[box.id], laid.lines[box.id]
    x, y = place.middle
    first = y - (len(lines) - 1) * LINE_PX / 2 + 4.5
    spans = "".join(
        f'<tspan x="{_px(x)}" y="{_px(first + at * LINE_PX)}">{escape(line)}</tspan>' for at, line in enumerate(lines)
    )
    shape = f'<rect class="mr-diagram__shape" {_rectangle(place)} rx="{_ROUND.get(kind, 6)}"/>'
    second = _second(place) if kind in ("external", "store") else ""
    drawn = f'<g class="mr-diagram__box mr-diagram__box--{kind}">{shape}{second}<text>{spans}</text></g>'
    return f'<a href="{escape(href)}">{drawn}</a>' if href else drawn


def _second(place: Rectangle) -> str:
    """A line within the edge, by which what lies outside the mesh is told apart without colour."""
    inner = (
        f'x="{_px(place.x + 4)}" y="{_px(place.y + 4)}" width="{_px(place.width - 8)}" height="{_px(place.height - 8)}"'
    )
    return f'<rect class="mr-diagram__inner" {inner} rx="2"/>'


def _curve(curve: Curve, name: str, *, dashed: bool) -> str:
    start, one, two, end = (f"{_px(x)} {_px(y)}" for x, y in curve.points)
    style = " mr-diagram__arrow--dashed" if dashed else ""
    return f'<path class="mr-diagram__arrow{style}" d="M{start}C{one} {two} {end}" marker-end="url(#{name}-tip)"/>'


def _label(text: str, curve: Curve) -> str:
    if curve.label is None:
        return ""
    x, y = curve.label
    room = label_place(text, (x, y))
    # The room is that of wide letters; of most texts a tenth at each end is free, and the line shows there.
    behind = Rectangle(x=room.x + room.width / 10, y=room.y + 2, width=room.width * 0.8, height=room.height - 4)
    back = f'<rect class="mr-diagram__back" {_rectangle(behind)}/>'
    return f'{back}<text class="mr-diagram__label" x="{_px(x)}" y="{_px(y + 4)}">{escape(text)}</text>'


def _px(value: float) -> str:
    return f"{round(value, 1):g}"


def mermaid(topology: Topology) -> str:
    """A topology as the text of a Mermaid flowchart, to copy into other documents."""
    lines = ["flowchart LR"]
    for group in dict.fromkeys(node.group for node in topology.nodes):
        members = [f'  {_word(node.id)}["{_plain(node.label)}"]' for node in topology.nodes if node.group == group]
        lines += (
            members if group is None else [f'  subgraph "{_plain(group)}"', *(f"  {each}" for each in members), "  end"]
        )
    for edge in topology.edges:
        arrow = "-.->" if edge.style == "dashed" else "-->"
        label = f'|"{_plain(edge.label or edge.protocol or "")}"|' if edge.label or edge.protocol else ""
        lines.append(f"  {_word(edge.start)} {arrow}{label} {_word(edge.end)}")
    return "\n".join(lines) + "\n"


def _word(name: str) -> str:
    """An id that is no word of Mermaid's."""
    return f"n_{name.replace('-', '_')}"


def _plain(text: str) -> str:
    return " ".join(text.replace('"', "'").splitlines())


def relations(
    columns: Mapping[str, Sequence[tuple[str, str]]],
    edges: Sequence[tuple[str, str, str]],
    *,
    heads: Mapping[str, str],
    links: Mapping[str, str],
) -> Markup:
    """All patterns in a column for each area, with a curve for each relation (from, to, relation); boxes are links."""
    places = {
        name: Rectangle(
            x=8 + at * (_CHIP[0] + _CHIP_GAP[0]),
            y=_HEAD_PX + row * (_CHIP[1] + _CHIP_GAP[1]),
            width=_CHIP[0],
            height=_CHIP[1],
        )
        for at, members in enumerate(columns.values())
        for row, (name, _) in enumerate(members)
    }
    width = 16 + len(columns) * _CHIP[0] + (len(columns) - 1) * _CHIP_GAP[0]
    height = max(place.y + place.height for place in places.values()) + 16 if places else _HEAD_PX
    parts = [
        (
            f'<svg class="mr-diagram mr-diagram--map" viewBox="0 0 {width} {round(height)}" width="{width}" height="{round(height)}" '
            'role="group" aria-label="Map of patterns; the table below says the same" xmlns="http://www.w3.org/2000/svg">'
        ),
        *(_relation(places[start], places[end], (start, end, relation)) for start, end, relation in edges),
        *(_column(heads[area], at) for at, area in enumerate(columns)),
        *(_chip(title, places[name], name, links[name]) for members in columns.values() for name, title in members),
        "</svg>",
    ]
    # Every text in it is escaped where it is written.
    return Markup("\n".join(parts))  # noqa: S704


def _column(head: str, at: int) -> str:
    return f'<text class="mr-diagram__group-name" x="{8 + at * (_CHIP[0] + _CHIP_GAP[0])}" y="18">{escape(head)}</text>'


def _chip(title: str, place: Rectangle, name: str, href: str) -> str:
    lines = wrapped(title, 21)[:2]
    x, y = place.middle
    first = y - (len(lines) - 1) * 7 + 4
    spans = "".join(
        f'<tspan x="{_px(x)}" y="{_px(first + at * 14)}">{escape(line)}</tspan>' for at, line in enumerate(lines)
    )
    shape = f'<rect class="mr-diagram__shape" {_rectangle(place)} rx="6"/>'
    return f'<a class="mr-diagram__chip" href="{escape(href)}" data-pattern="{escape(name)}">{shape}<text>{spans}</text></a>'


def _relation(start: Rectangle, end: Rectangle, relation: tuple[str, str, str]) -> str:
    (start_x, start_y), (end_x, end_y) = start.middle, end.middle
    if abs(start_x - end_x) < 1:
        right = start.x + start.width
        path = f"M{_px(right)} {_px(start_y)}C{_px(right + 44)} {_px(start_y)} {_px(right + 44)} {_px(end_y)} {_px(right)} {_px(end_y)}"
    else:
        forward = end_x > start_x
        out = start.x + start.width if forward else start.x
        into = end.x if forward else end.x + end.width
        bend = (into - out) / 2
        path = f"M{_px(out)} {_px(start_y)}C{_px(out + bend)} {_px(start_y)} {_px(into - bend)} {_px(end_y)} {_px(into)} {_px(end_y)}"
    one, other, kind = relation
    return (
        f'<path class="mr-diagram__relation mr-diagram__relation--{kind}" data-from="{escape(one)}" '
        f'data-to="{escape(other)}" d="{path}"/>'
    )
