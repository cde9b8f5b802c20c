"""Diagrams as inline SVG: drawn at build, themed by the style sheet, with a text equivalent beside them.

Every text is escaped where it is written; colours and strokes are classes, so that both palettes and print work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from generator.layout import LINE_PX, Arrow, Box, Sizes, lay_out
from generator.ways import Rectangle, label_place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.layout import Curve, Layout
    from generator.model import Topology

_SIZES = Sizes(room_px=360)
"""What is wider than a phone leads downward, where that is narrower."""
_SKETCH = Sizes(node_px=60, head_px=13)
_SKETCH_SCALE = 0.45
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
    laid = lay_out(boxes, arrows, _SIZES)
    width, height = round(laid.width), round(laid.height)
    parts = [
        (
            f'<svg class="mr-diagram" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="{role}" '
            f'aria-labelledby="{name}-title {name}-desc" xmlns="http://www.w3.org/2000/svg">'
        ),
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>',
        tip(f"{name}-tip"),
        *(_frame(place) for place in laid.groups.values()),
        *(_curve(curve, name, dashed=dash) for curve, dash in zip(laid.curves, dashed, strict=True)),
        *(_name(each, place) for each, place in laid.groups.items()),
        *(_box(box, laid, kinds.get(box.id, "service"), (links or {}).get(box.id)) for box in boxes),
        *(_label(arrow.label, curve) for arrow, curve in zip(arrows, laid.curves, strict=True) if arrow.label),
        "</svg>",
    ]
    # Every text in it is escaped above and below.
    return Markup("\n".join(parts))  # noqa: S704


def sketch(
    boxes: Sequence[Box], arrows: Sequence[Arrow], *, name: str, kinds: Mapping[str, str], dashed: Sequence[bool]
) -> Markup:
    """A small graph without words, for a card that says in words what it is of; hidden from screen readers."""
    groups = {group: str(at) for at, group in enumerate(dict.fromkeys(box.group for box in boxes if box.group))}
    bare = [Box(id=box.id, label="", group=groups[box.group] if box.group else None) for box in boxes]
    laid = lay_out(bare, [Arrow(start=each.start, end=each.end) for each in arrows], _SKETCH)
    width, height = round(laid.width), round(laid.height)
    parts = [
        (
            f'<svg class="mr-diagram mr-diagram--sketch" viewBox="0 0 {width} {height}" '
            f'width="{px(width * _SKETCH_SCALE)}" height="{px(height * _SKETCH_SCALE)}" aria-hidden="true" '
            'xmlns="http://www.w3.org/2000/svg">'
        ),
        tip(f"{name}-tip"),
        *(_frame(place) for place in laid.groups.values()),
        *(_curve(curve, name, dashed=dash) for curve, dash in zip(laid.curves, dashed, strict=True)),
        *(_shape(laid.boxes[box.id], kinds.get(box.id, "service"), "") for box in bare),
        "</svg>",
    ]
    # There is no text in it, and the kinds are the model's.
    return Markup("\n".join(parts))  # noqa: S704


def tip(name: str) -> str:
    """The head of arrows, to be used by its id."""
    return (
        f'<defs><marker id="{name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" '
        'orient="auto-start-reverse"><path class="mr-diagram__tip" d="M0 1 9 5 0 9z"/></marker></defs>'
    )


def _frame(place: Rectangle) -> str:
    return f'<rect class="mr-diagram__group" {attributes_of(place)} rx="10"/>'


def _name(name: str, place: Rectangle) -> str:
    return f'<text class="mr-diagram__group-name" x="{px(place.x + 12)}" y="{px(place.y + 15)}">{escape(name)}</text>'


def attributes_of(place: Rectangle) -> str:
    """A rectangle's place and size as the attributes of an element."""
    return f'x="{px(place.x)}" y="{px(place.y)}" width="{px(place.width)}" height="{px(place.height)}"'


def _box(box: Box, laid: Layout, kind: str, href: str | None) -> str:
    place, lines = laid.boxes[box.id], laid.lines[box.id]
    x, y = place.middle
    first = y - (len(lines) - 1) * LINE_PX / 2 + 4.5
    spans = "".join(
        f'<tspan x="{px(x)}" y="{px(first + at * LINE_PX)}">{escape(line)}</tspan>' for at, line in enumerate(lines)
    )
    drawn = _shape(place, kind, f"<text>{spans}</text>")
    # The lines of a label follow each other without a space: the title is what is read out.
    return f'<a href="{escape(href)}"><title>{escape(box.label)}</title>{drawn}</a>' if href else drawn


def _shape(place: Rectangle, kind: str, text: str) -> str:
    shape = f'<rect class="mr-diagram__shape" {attributes_of(place)} rx="{_ROUND.get(kind, 6)}"/>'
    second = _second(place) if kind in ("external", "store") else ""
    return f'<g class="mr-diagram__box mr-diagram__box--{kind}">{shape}{second}{text}</g>'


def _second(place: Rectangle) -> str:
    """A line within the edge, by which what lies outside the mesh is told apart without colour."""
    inner = Rectangle(x=place.x + 4, y=place.y + 4, width=place.width - 8, height=place.height - 8)
    return f'<rect class="mr-diagram__inner" {attributes_of(inner)} rx="2"/>'


def _curve(curve: Curve, name: str, *, dashed: bool) -> str:
    start, one, two, end = (f"{px(x)} {px(y)}" for x, y in curve.points)
    style = " mr-diagram__arrow--dashed" if dashed else ""
    return f'<path class="mr-diagram__arrow{style}" d="M{start}C{one} {two} {end}" marker-end="url(#{name}-tip)"/>'


def _label(text: str, curve: Curve) -> str:
    if curve.label is None:
        return ""
    x, y = curve.label
    room = label_place(text, (x, y))
    # The room is that of wide letters; of most texts a tenth at each end is free, and the line shows there.
    behind = Rectangle(x=room.x + room.width / 10, y=room.y + 2, width=room.width * 0.8, height=room.height - 4)
    back = f'<rect class="mr-diagram__back" {attributes_of(behind)}/>'
    return f'{back}<text class="mr-diagram__label" x="{px(x)}" y="{px(y + 4)}">{escape(text)}</text>'


def px(value: float) -> str:
    """A length in px, with a tenth at most."""
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
