"""Where the boxes and arrows of a small directed graph lie: layers from left to right, groups kept together, the same every time.

Ranks are longest paths (arrows that would close a circle are left out of them), the order within a rank follows the
places of what leads there (barycentre), as in Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system
structures", 1981; for at most 25 nodes one pass does.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

CHARACTER_PX = 7.3
"""Width of an average character at 13 px."""
LINE_PX = 17
NODE_WIDTH_PX = 132
WRAP = 16
"""Characters in a line of a node's label."""
GAP_X_PX = (56, 200)
"""Room between two ranks: at least so much, and up to so much where a label needs it."""
GAP_Y_PX = 30
PAD_PX = 16
HEAD_PX = 22
"""Room for a group's name above its nodes."""
CLEAR_PX = 5
"""Room that a line keeps from the boxes that it is not of."""
_LABEL_HEIGHT_PX = 18
_TRIES = 500
"""Ways that are tried for all arrows of a picture; when they are used up, an arrow goes straight."""
_ASIDE_PX = (0, *(sign * far for far in (30, 60, 90, 120, 160, 210, 270, 340, 420) for sign in (-1, 1)))
_DEPTHS_PX = (44, 84, 130, 190, 260, 340)
_LIFTS_PX = (0.0, -14.0, 14.0, -28.0, 28.0, -42.0, 42.0)

Points = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]
"""A cubic Bézier curve, in px."""
Edges = tuple[float, float, float, float]
"""Left, top, right and bottom of a place in px: plain numbers, as they are compared some hundred thousand times."""


def _weights(parts: Iterable[float]) -> tuple[tuple[float, float, float, float], ...]:
    """Bernstein's polynomials of the third degree at some parts of a curve."""
    return tuple(((1 - at) ** 3, 3 * (1 - at) ** 2 * at, 3 * (1 - at) * at**2, at**3) for at in parts)


_SAMPLES = _weights(at / 32 for at in range(1, 32))
_LABEL_PARTS = _weights((0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82))


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A node to place, by its id; `group` is the name of what it lies in, or None."""

    id: str
    label: str
    group: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """An arrow between two boxes, by their ids."""

    start: str
    end: str
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectangle:
    """A place in px; x and y are its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return (self.x + self.width / 2, self.y + self.height / 2)

    def meets(self, other: Rectangle, gap: float = 0) -> bool:
        """Whether the two overlap, or are nearer than `gap`."""
        return (
            self.x < other.x + other.width + gap
            and other.x < self.x + self.width + gap
            and self.y < other.y + other.height + gap
            and other.y < self.y + self.height + gap
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A curve by its four points, and where its label's centre lies."""

    points: Points
    label: tuple[float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Everything placed: boxes by id, groups by name, curves in the order of the arrows."""

    width: float
    height: float
    boxes: Mapping[str, Rectangle]
    lines: Mapping[str, tuple[str, ...]]
    groups: Mapping[str, Rectangle]
    curves: tuple[Curve, ...]


def lay_out(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> Layout:
    """Place the boxes and arrows. Ids must be unique and arrows lead between boxes that exist."""
    ranks = _ranks([box.id for box in boxes], arrows)
    lines = {box.id: wrapped(box.label) for box in boxes}
    rows = _rows(boxes, arrows, ranks)
    height = max(len(each) for each in lines.values()) * LINE_PX + 20
    columns = _columns(arrows, ranks)
    placed = {
        box.id: Rectangle(
            x=columns[ranks[box.id]], y=rows[box.id] * (height + GAP_Y_PX), width=NODE_WIDTH_PX, height=height
        )
        for box in boxes
    }
    groups = _groups(boxes, placed)
    curves = _curves(arrows, placed, ranks, list(_heads(groups)))
    frame = _frame(
        [*placed.values(), *groups.values(), *(_hull(each.points) for each in curves)], _letters(arrows, curves, groups)
    )
    return Layout(
        width=frame.width,
        height=frame.height,
        boxes={name: _moved(each, -frame.x, -frame.y) for name, each in placed.items()},
        lines=lines,
        groups={name: _moved(each, -frame.x, -frame.y) for name, each in groups.items()},
        curves=tuple(_shifted(each, -frame.x, -frame.y) for each in curves),
    )


def _frame(shapes: Sequence[Rectangle], letters: Sequence[Rectangle]) -> Rectangle:
    """What holds all shapes with room around them, and the letters, which may use up that room."""
    around = [Rectangle(x=each.x - PAD_PX, y=each.y - PAD_PX, width=each.width + 2 * PAD_PX, height=each.height + 2 * PAD_PX) for each in shapes]  # fmt: skip
    return _bounds([*around, *letters])


def _bounds(inner: Sequence[Rectangle]) -> Rectangle:
    left, top = min(each.x for each in inner), min(each.y for each in inner)
    right, bottom = max(each.x + each.width for each in inner), max(each.y + each.height for each in inner)
    return Rectangle(x=left, y=top, width=right - left, height=bottom - top)


def _hull(points: Points) -> Rectangle:
    """What surely holds a curve: the rectangle around its four points."""
    return _bounds([Rectangle(x=x, y=y, width=0, height=0) for x, y in points])


def _letters(arrows: Sequence[Arrow], curves: Sequence[Curve], groups: Mapping[str, Rectangle]) -> list[Rectangle]:
    """Where the names of groups and the labels of arrows stand: both may be longer than what they are of."""
    labels = ((arrow.label, curve.label) for arrow, curve in zip(arrows, curves, strict=True))
    return [*_heads(groups), *(label_place(text, at) for text, at in labels if text and at)]


def _heads(groups: Mapping[str, Rectangle]) -> Iterator[Rectangle]:
    """Where the names of groups stand."""
    return (Rectangle(x=at.x + 12, y=at.y, width=_label_px(name), height=HEAD_PX) for name, at in groups.items())


def wrapped(label: str, width: int = WRAP) -> tuple[str, ...]:
    """A label in lines of at most so many characters."""
    return tuple(textwrap.wrap(label, width, break_long_words=True) or [label])


def _ranks(names: Sequence[str], arrows: Sequence[Arrow]) -> Mapping[str, int]:
    """The longest path to each node without the arrows that lead back."""
    after = _forward(names, arrows)
    ranks = dict.fromkeys(names, 0)
    for _ in names:
        for start, ends in after.items():
            for end in ends:
                ranks[end] = max(ranks[end], ranks[start] + 1)
    return ranks


def _forward(names: Sequence[str], arrows: Sequence[Arrow]) -> Mapping[str, list[str]]:
    """The arrows by their start, without those that a walk in the nodes' order finds to close a circle."""
    ends: dict[str, list[str]] = {name: [] for name in names}
    for arrow in arrows:
        if arrow.end not in ends[arrow.start] and arrow.start != arrow.end:
            ends[arrow.start].append(arrow.end)
    kept: dict[str, list[str]] = {name: [] for name in names}
    state: dict[str, str] = {}

    def visit(name: str) -> None:
        state[name] = "open"
        for end in ends[name]:
            if state.get(end) == "open":
                continue
            kept[name].append(end)
            if end not in state:
                visit(end)
        state[name] = "done"

    for name in names:
        if name not in state:
            visit(name)
    return kept


def _rows(boxes: Sequence[Box], arrows: Sequence[Arrow], ranks: Mapping[str, int]) -> Mapping[str, float]:
    """The row of each box: groups one after the other, each as near to what leads to it as the rows above allow."""
    rows: dict[str, float] = {}
    free: dict[int, float] = {}
    for members in _blocks(boxes, ranks):
        span = range(min(ranks[box.id] for box in members), max(ranks[box.id] for box in members) + 1)
        named = members[0].group is not None
        height = max(sum(ranks[box.id] == rank for box in members) for rank in span)
        wanted = [
            rows[arrow.start] for arrow in arrows for box in members if arrow.end == box.id and arrow.start in rows
        ]
        wish = sum(wanted) / len(wanted) - (height - 1) / 2 if wanted else 0.0
        top = max([wish, 0.0] + [free.get(rank, 0.0) for rank in span])
        top = round(top * 2) / 2
        for rank in span:
            inside = sorted((box for box in members if ranks[box.id] == rank), key=lambda box: _pull(box, arrows, rows))
            shift = (height - len(inside)) / 2
            for at, box in enumerate(inside):
                rows[box.id] = top + shift + at
            free[rank] = top + height + (0.55 if named else 0.0)
    return rows


def _pull(box: Box, arrows: Sequence[Arrow], rows: Mapping[str, float]) -> float:
    """The mean row of what is connected with a box and already has one."""
    others = [arrow.start for arrow in arrows if arrow.end == box.id] + [
        arrow.end for arrow in arrows if arrow.start == box.id
    ]
    known = [rows[other] for other in others if other in rows]
    return sum(known) / len(known) if known else 0.0


def _blocks(boxes: Sequence[Box], ranks: Mapping[str, int]) -> list[list[Box]]:
    """Groups and single boxes by their first rank, those of one rank in the given order."""
    found: dict[str, list[Box]] = {}
    for box in boxes:
        found.setdefault(f"group {box.group}" if box.group else f"box {box.id}", []).append(box)
    return sorted(found.values(), key=lambda members: min(ranks[box.id] for box in members))


def _columns(arrows: Sequence[Arrow], ranks: Mapping[str, int]) -> Mapping[int, float]:
    """Where each rank begins: the room before it is as wide as the labels of the arrows that cross it alone."""
    found, x = {}, 0.0
    for rank in range(max(ranks.values()) + 1):
        found[rank] = x
        crossing = [
            arrow.label or "" for arrow in arrows if ranks[arrow.start] == rank and ranks[arrow.end] == rank + 1
        ]
        widest = max((_label_px(text) for text in crossing), default=0.0)
        x += NODE_WIDTH_PX + min(max(widest + 34, GAP_X_PX[0]), GAP_X_PX[1])
    return found


def _label_px(text: str) -> float:
    return len(text) * CHARACTER_PX * 0.92 + 6


def _groups(boxes: Sequence[Box], placed: Mapping[str, Rectangle]) -> dict[str, Rectangle]:
    names = dict.fromkeys(box.group for box in boxes if box.group)
    return {name: _around([placed[box.id] for box in boxes if box.group == name]) for name in names if name}


def _around(inner: Sequence[Rectangle]) -> Rectangle:
    all_of = _bounds(inner)
    return Rectangle(
        x=all_of.x - 14, y=all_of.y - HEAD_PX, width=all_of.width + 28, height=all_of.height + HEAD_PX + 12
    )


def _moved(one: Rectangle, right: float, down: float) -> Rectangle:
    return Rectangle(x=one.x + right, y=one.y + down, width=one.width, height=one.height)


def _shifted(curve: Curve, right: float, down: float) -> Curve:
    first, second, third, last = ((x + right, y + down) for x, y in curve.points)
    label = (curve.label[0] + right, curve.label[1] + down) if curve.label else None
    return Curve(points=(first, second, third, last), label=label)


def _curves(
    arrows: Sequence[Arrow], placed: Mapping[str, Rectangle], ranks: Mapping[str, int], heads: Sequence[Rectangle]
) -> tuple[Curve, ...]:
    edges = {name: _edges(place, CLEAR_PX) for name, place in placed.items()}
    tries, drawn = _TRIES, []
    for at, arrow in enumerate(arrows):
        twins = [each for each, other in enumerate(arrows) if {other.start, other.end} == {arrow.start, arrow.end}]
        # However many there are, they begin and end at the edges of their boxes.
        step = min(16, 34 / max(len(twins) - 1, 1))
        shift = (twins.index(at) - (len(twins) - 1) / 2) * step
        others = [place for name, place in edges.items() if name not in (arrow.start, arrow.end)]
        ways = _ways(placed[arrow.start], placed[arrow.end], ranks[arrow.end] - ranks[arrow.start], shift)
        points, tried = _clearest(islice(ways, max(tries, 1)), others)
        tries -= tried
        drawn.append(points)
    taken = [_edges(each) for each in (*placed.values(), *heads)]
    return tuple(
        Curve(points=points, label=_label(arrow.label, points, taken) if arrow.label else None)
        for arrow, points in zip(arrows, drawn, strict=True)
    )


def _clearest(ways: Iterator[Points], others: Sequence[Edges]) -> tuple[Points, int]:
    """The first of the ways that passes behind no box, else the one that passes behind fewest, and how many were tried."""
    best, tried = next(ways), 1
    fewest = _crossed(best, others, len(others))
    while fewest and (points := next(ways, None)):
        tried += 1
        crossed = _crossed(points, others, fewest)
        if crossed < fewest:
            best, fewest = points, crossed
    return best, tried


def _crossed(points: Points, others: Sequence[Edges], most: int) -> int:
    """How many boxes a curve would pass behind, which would look like a line to or from them; counted up to `most`."""
    near = _meeting(others, _hull_edges(points))
    spots = _spots(points, _SAMPLES) if near else ()
    found = 0
    for left, top, right, bottom in near:
        if any(left < x < right and top < y < bottom for x, y in spots):
            found += 1
            if found == most:
                break
    return found


def _meeting(places: Sequence[Edges], hull: Edges) -> list[Edges]:
    """Those of the places that overlap a hull."""
    left, top, right, bottom = hull
    return [each for each in places if each[0] < right and left < each[2] and each[1] < bottom and top < each[3]]


def _edges(place: Rectangle, gap: float = 0) -> Edges:
    return (place.x - gap, place.y - gap, place.x + place.width + gap, place.y + place.height + gap)


def _hull_edges(points: Points) -> Edges:
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points
    return (min(x0, x1, x2, x3), min(y0, y1, y2, y3), max(x0, x1, x2, x3), max(y0, y1, y2, y3))


def _spots(points: Points, weights: Sequence[tuple[float, float, float, float]]) -> list[tuple[float, float]]:
    """Points on a curve, by the weights of its four points."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points
    return [(a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3) for a, b, c, d in weights]


def _ways(start: Rectangle, end: Rectangle, steps: int, shift: float) -> Iterator[Points]:
    """The ways between two boxes, the straightest first: forward from side to side, in a rank from edge to edge, back below both.

    The others go round what may stand between: above or below, within a rank beside.
    """
    (start_x, start_y), (end_x, end_y) = start.middle, end.middle
    if start == end:
        right = start.x + start.width
        yield ((right, start_y - 8), (right + 46, start_y - 30), (right + 46, start_y + 30), (right, start_y + 8))
        return
    if steps > 0:
        out, into = (start.x + start.width, start_y + shift), (end.x, end_y + shift)
        bend = max((into[0] - out[0]) / 2, 30)
        for reach in (bend, 60.0) if steps > 1 else (bend,):
            for aside in _ASIDE_PX:
                yield (out, (out[0] + reach, out[1] + aside), (into[0] - reach, into[1] + aside), into)
        return
    if steps == 0:
        down = 1 if end_y > start_y else -1
        out, into = (start_x + shift, start_y + down * start.height / 2), (end_x + shift, end_y - down * end.height / 2)
        bend = (into[1] - out[1]) / 3
        for aside in _ASIDE_PX:
            yield (out, (out[0] + aside, out[1] + bend), (into[0] + aside, into[1] - bend), into)
        return
    low, high = max(start.y + start.height, end.y + end.height), min(start.y, end.y)
    for depth in _DEPTHS_PX:
        out, into = (start_x, start.y + start.height), (end_x, end.y + end.height)
        yield (out, (out[0], low + depth), (into[0], low + depth), into)
        out, into = (start_x, start.y), (end_x, end.y)
        yield (out, (out[0], high - depth), (into[0], high - depth), into)


def _label(text: str, points: Points, taken: list[Edges]) -> tuple[float, float]:
    """The place on the curve where the label meets neither a box nor another label; its middle where there is none."""
    spots = _spots(points, _LABEL_PARTS)
    half, tall = _label_px(text) / 2, _LABEL_HEIGHT_PX / 2
    left, top, right, bottom = _hull_edges(points)
    lifted = max(_LIFTS_PX)
    near = _meeting(taken, (left - half, top - tall - lifted, right + half, bottom + tall + lifted))
    for lift in _LIFTS_PX:
        for x, y in spots:
            place = (x - half, y + lift - tall, x + half, y + lift + tall)
            if not _meeting(near, place):
                taken.append(place)
                return (x, y + lift)
    return spots[0]


def label_place(text: str, middle: tuple[float, float]) -> Rectangle:
    """What the label of an arrow covers in px, by its text and its middle."""
    width = _label_px(text)
    return Rectangle(x=middle[0] - width / 2, y=middle[1] - _LABEL_HEIGHT_PX / 2, width=width, height=_LABEL_HEIGHT_PX)
