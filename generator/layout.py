"""Where the boxes and arrows of a small directed graph lie: in layers, groups kept together, the same every time.

Layers follow each other from left to right, or downward where that would be too wide: then all is placed as if from left
to right, with the nodes' width and height exchanged, and turned at the end.

Ranks are longest paths (arrows that would close a circle are left out of them), the order within a rank follows the
places of what leads there (barycentre), as in Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system
structures", 1981; for at most 25 nodes one pass does.
"""

from __future__ import annotations

import textwrap
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import ceil, inf

from generator.ways import (
    CLEAR_PX,
    Points,
    Rectangle,
    bounds,
    clearest,
    edges_of,
    label_place,
    label_px,
    place_label,
    possible_ways,
    swept,
)

LINE_PX = 17
WRAP = 17
"""Characters in a line of a node's label."""
_TRIES = 500
"""Ways that are tried for all arrows of a picture; when they are used up, an arrow goes straight."""
GAP_X_PX = (56, 200)
"""Room between two ranks: at least so much, and up to so much where a label needs it."""
GAP_DOWN_PX = (66, 140)
"""Room between two ranks that follow each other downward: for a label and a group's name, and more for arrows that lead far aside."""
GAP_Y_PX = (30, 24)
"""Room between two nodes of a rank: above each other, beside each other."""
PAD_PX = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How wide a node is, the room for a group's name above its nodes, and the width from which layers go downward, in px."""

    node_px: float = 120
    head_px: float = 22
    room_px: float = inf


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


def lay_out(boxes: Sequence[Box], arrows: Sequence[Arrow], sizes: Sizes = Sizes()) -> Layout:
    """Place the boxes and arrows. Ids must be unique and arrows lead between boxes that exist."""
    laid = _laid(boxes, arrows, sizes, down=False)
    if laid.width <= sizes.room_px:
        return laid
    return min(laid, _laid(boxes, arrows, sizes, down=True), key=lambda each: each.width)


def _laid(boxes: Sequence[Box], arrows: Sequence[Arrow], sizes: Sizes, *, down: bool) -> Layout:
    ranks = _ranks([box.id for box in boxes], arrows)
    lines = {box.id: wrapped(box.label) for box in boxes}
    height = max(len(each) for each in lines.values()) * LINE_PX + 20
    rows = _rows(boxes, arrows, ranks, 0.25 if down else 0.5)
    length, breadth = (height, sizes.node_px) if down else (sizes.node_px, height)
    pitch = breadth + GAP_Y_PX[down]
    starts = _levels(arrows, ranks, rows, (length, pitch)) if down else _columns(arrows, ranks, length)
    placed = {
        box.id: Rectangle(x=starts[ranks[box.id]], y=rows[box.id] * pitch, width=length, height=breadth)
        for box in boxes
    }
    ways = _ways(boxes, arrows, placed, ranks)
    if down:
        placed = {name: _turned(each) for name, each in placed.items()}
        ways = [((y0, x0), (y1, x1), (y2, x2), (y3, x3)) for (x0, y0), (x1, y1), (x2, y2), (x3, y3) in ways]
    groups = _widened(_groups(boxes, placed, sizes.head_px), boxes, placed, list(zip(arrows, ways, strict=True)))
    heads = [Rectangle(x=at.x + 12, y=at.y, width=label_px(name), height=sizes.head_px) for name, at in groups.items()]
    curves = _labelled(arrows, ways, [*placed.values(), *heads])
    labels = ((arrow.label, curve.label) for arrow, curve in zip(arrows, curves, strict=True))
    frame = _frame(
        [*placed.values(), *groups.values(), *(swept(each.points) for each in curves)],
        [*heads, *(label_place(text, at) for text, at in labels if text and at)],
    )
    return Layout(
        width=frame.width,
        height=frame.height,
        boxes={name: _moved(each, -frame.x, -frame.y) for name, each in placed.items()},
        lines=lines,
        groups={name: _moved(each, -frame.x, -frame.y) for name, each in groups.items()},
        curves=tuple(_shifted(each, -frame.x, -frame.y) for each in curves),
    )


def _all(ranks: Mapping[str, int]) -> range:
    return range(max(ranks.values()) + 1)


def _turned(one: Rectangle) -> Rectangle:
    return Rectangle(x=one.y, y=one.x, width=one.height, height=one.width)


def _frame(shapes: Sequence[Rectangle], letters: Sequence[Rectangle]) -> Rectangle:
    """What holds all shapes with room around them, and the letters, which may use up that room."""
    around = [Rectangle(x=each.x - PAD_PX, y=each.y - PAD_PX, width=each.width + 2 * PAD_PX, height=each.height + 2 * PAD_PX) for each in shapes]  # fmt: skip
    return bounds([*around, *letters])


def wrapped(label: str, width: int = WRAP) -> tuple[str, ...]:
    """A label in as few lines of at most so many characters as it needs, and those as even as they can be."""
    lines = textwrap.wrap(label, width, break_long_words=True) or [label]
    if len(lines) == 1:
        return (lines[0],)
    longest = min(max(map(len, label.split())), width)
    # A wider line never needs more lines, so that the least width is found by halving.
    widths = range(longest, width)
    at = bisect_left(widths, True, key=lambda each: len(textwrap.wrap(label, each)) <= len(lines))
    return tuple(textwrap.wrap(label, widths[at]) if at < len(widths) else lines)


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


def _rows(boxes: Sequence[Box], arrows: Sequence[Arrow], ranks: Mapping[str, int], apart: float) -> Mapping[str, float]:
    """The row of each box: groups one after the other, each as near to what leads to it as the rows above allow.

    Rows are multiples of `apart`, the room in rows that a group keeps below itself.
    """
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
        top = ceil(round(top / apart, 6)) * apart
        for rank in span:
            inside = sorted((box for box in members if ranks[box.id] == rank), key=lambda box: _pull(box, arrows, rows))
            shift = (height - len(inside)) / 2
            for at, box in enumerate(inside):
                rows[box.id] = top + shift + at
            free[rank] = top + height + (apart if named else 0.0)
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


def _columns(arrows: Sequence[Arrow], ranks: Mapping[str, int], length: float) -> list[float]:
    """Where each rank begins: the room before it is as wide as the labels of the arrows that cross it alone."""
    found, x = [], 0.0
    for rank in _all(ranks):
        found.append(x)
        crossing = [
            arrow.label or "" for arrow in arrows if ranks[arrow.start] == rank and ranks[arrow.end] == rank + 1
        ]
        widest = max((label_px(text) for text in crossing), default=0.0)
        x += length + min(max(widest + 34, GAP_X_PX[0]), GAP_X_PX[1])
    return found


def _levels(
    arrows: Sequence[Arrow], ranks: Mapping[str, int], rows: Mapping[str, float], size: tuple[float, float]
) -> list[float]:
    """Where each rank begins going downward: the room before it grows with how far aside the arrows from the last rank lead.

    `size` is the length of a node along this way and the distance of two rows across it, in px.
    """
    found, y = [], 0.0
    for rank in _all(ranks):
        found.append(y)
        crossing = [each for each in arrows if ranks[each.start] == rank and ranks[each.end] == rank + 1]
        aside = max((abs(rows[each.start] - rows[each.end]) * size[1] for each in crossing), default=0.0)
        y += size[0] + min(max(40 + aside / 4, GAP_DOWN_PX[0]), GAP_DOWN_PX[1])
    return found


def _groups(boxes: Sequence[Box], placed: Mapping[str, Rectangle], head_px: float) -> dict[str, Rectangle]:
    names = dict.fromkeys(box.group for box in boxes if box.group)
    return {name: _around([placed[box.id] for box in boxes if box.group == name], head_px) for name in names if name}


def _around(inner: Sequence[Rectangle], head_px: float) -> Rectangle:
    all_of = bounds(inner)
    return Rectangle(
        x=all_of.x - 14, y=all_of.y - head_px, width=all_of.width + 28, height=all_of.height + head_px + 12
    )


def _moved(one: Rectangle, right: float, down: float) -> Rectangle:
    return Rectangle(x=one.x + right, y=one.y + down, width=one.width, height=one.height)


def _shifted(curve: Curve, right: float, down: float) -> Curve:
    first, second, third, last = ((x + right, y + down) for x, y in curve.points)
    label = (curve.label[0] + right, curve.label[1] + down) if curve.label else None
    return Curve(points=(first, second, third, last), label=label)


def _widened(
    groups: dict[str, Rectangle],
    boxes: Sequence[Box],
    placed: Mapping[str, Rectangle],
    ways: Sequence[tuple[Arrow, Points]],
) -> dict[str, Rectangle]:
    """The groups' frames, each with the arrows between its own boxes where it then meets neither a box nor a frame of others."""
    group_of = {box.id: box.group for box in boxes}
    for name, frame in groups.items():
        inner = [_padded(swept(way)) for arrow, way in ways if group_of[arrow.start] == name == group_of[arrow.end]]
        wider = bounds([frame, *inner])
        others = [place for box, place in placed.items() if group_of[box] != name]
        others += [other for each, other in groups.items() if each != name]
        if not any(wider.meets(other) for other in others):
            groups = {**groups, name: wider}
    return groups


def _padded(place: Rectangle) -> Rectangle:
    return Rectangle(x=place.x - 6, y=place.y, width=place.width + 12, height=place.height)


def _ways(
    boxes: Sequence[Box], arrows: Sequence[Arrow], placed: Mapping[str, Rectangle], ranks: Mapping[str, int]
) -> list[Points]:
    """A way for each arrow, clear of all boxes where one is found, and within the frame of the group that both ends are in."""
    frames = {name: edges_of(place) for name, place in _groups(boxes, placed, 14).items()}
    group_of = {box.id: box.group for box in boxes}
    edges = {name: edges_of(place, CLEAR_PX) for name, place in placed.items()}
    left, found = _TRIES, []
    for at, arrow in enumerate(arrows):
        twins = [each for each, other in enumerate(arrows) if {other.start, other.end} == {arrow.start, arrow.end}]
        # However many there are, they begin and end at the edges of their boxes.
        step = min(16, 34 / max(len(twins) - 1, 1))
        shift = (twins.index(at) - (len(twins) - 1) / 2) * step
        others = [place for name, place in edges.items() if name not in (arrow.start, arrow.end)]
        possible = possible_ways(placed[arrow.start], placed[arrow.end], ranks[arrow.end] - ranks[arrow.start], shift)
        common = group_of[arrow.start] if group_of[arrow.start] == group_of[arrow.end] else None
        points, tried = clearest(islice(possible, max(left, 1)), others, frames[common] if common else None)
        left -= tried
        found.append(points)
    return found


def _labelled(arrows: Sequence[Arrow], ways: Sequence[Points], full: Sequence[Rectangle]) -> list[Curve]:
    """The curves with the places of their labels, beside what is full already and beside each other."""
    tips = (Rectangle(x=x - 4, y=y - 6, width=8, height=12) for _, _, _, (x, y) in ways)
    taken = [edges_of(each) for each in (*full, *tips)]
    return [
        Curve(points=points, label=place_label(arrow.label, points, taken) if arrow.label else None)
        for arrow, points in zip(arrows, ways, strict=True)
    ]
