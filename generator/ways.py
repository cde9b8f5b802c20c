"""Ways for arrows between boxes: curves that pass behind no box where one is found, and places for their labels beside boxes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

CHARACTER_PX = 7.3
"""Width of an average character at 13 px."""
CLEAR_PX = 5
"""Room that a line keeps from the boxes that it is not of."""
_LABEL_HEIGHT_PX = 18
_LABEL_GAP_PX = 3
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


def bounds(inner: Sequence[Rectangle]) -> Rectangle:
    """The smallest rectangle that holds all of some."""
    left, top = min(each.x for each in inner), min(each.y for each in inner)
    right, bottom = max(each.x + each.width for each in inner), max(each.y + each.height for each in inner)
    return Rectangle(x=left, y=top, width=right - left, height=bottom - top)


def swept(points: Points) -> Rectangle:
    """What a curve covers, but for less than a px between two samples."""
    return bounds(
        [Rectangle(x=x, y=y, width=0, height=0) for x, y in (points[0], *_spots(points, _SAMPLES), points[-1])]
    )


def label_px(text: str) -> float:
    """How wide a label is, in px, its letters taken as wide ones."""
    return len(text) * CHARACTER_PX * 0.92 + 6


def clearest(ways: Iterator[Points], others: Sequence[Edges], frame: Edges | None = None) -> tuple[Points, int]:
    """The first of the ways that passes behind no box and stays in the frame, and how many were tried.

    Where there is none, the one that passes behind fewest boxes, and of those one that stays in the frame.
    """
    best, tried = next(ways), 1
    fewest, leaves = _crossed(best, others, len(others)), _leaves(best, frame)
    while (fewest or leaves) and (points := next(ways, None)):
        tried += 1
        outside = _leaves(points, frame)
        crossed = _crossed(points, others, fewest + 1)
        if (crossed, outside) < (fewest, leaves):
            best, fewest, leaves = points, crossed, outside
    return best, tried


def _leaves(points: Points, frame: Edges | None) -> bool:
    """Whether a curve leaves a frame."""
    if frame is None:
        return False
    left, top, right, bottom = frame
    return any(not (left <= x <= right and top <= y <= bottom) for x, y in _spots(points, _SAMPLES))


def _crossed(points: Points, others: Sequence[Edges], most: int) -> int:
    """How many boxes a curve would pass behind, which would look like a line to or from them; counted up to `most`."""
    near = _meeting(others, _hull(points))
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


def edges_of(place: Rectangle, gap: float = 0) -> Edges:
    """The edges of a place, moved outward by a gap in px."""
    return _widened((place.x, place.y, place.x + place.width, place.y + place.height), gap)


def _widened(edges: Edges, gap: float) -> Edges:
    left, top, right, bottom = edges
    return (left - gap, top - gap, right + gap, bottom + gap)


def _hull(points: Points) -> Edges:
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points
    return (min(x0, x1, x2, x3), min(y0, y1, y2, y3), max(x0, x1, x2, x3), max(y0, y1, y2, y3))


def _spots(points: Points, weights: Sequence[tuple[float, float, float, float]]) -> list[tuple[float, float]]:
    """Points on a curve, by the weights of its four points."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points
    return [(a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3) for a, b, c, d in weights]


def possible_ways(start: Rectangle, end: Rectangle, steps: int, shift: float) -> Iterator[Points]:
    """The ways between two boxes, the straightest first: forward from side to side, in a rank from edge to edge, back below both.

    The others go round what may stand between: above or below, within a rank beside.
    """
    (start_x, start_y), (end_x, end_y) = start.middle, end.middle
    if start == end:
        right = start.x + start.width
        yield ((right, start_y - 8), (right + 46, start_y - 30), (right + 46, start_y + 30), (right, start_y + 8))
        return
    if steps > 0:
        # Arrows leave where they lead to and arrive where they come from, as far as the edge has room beside the shifted ones.
        room = max(start.height / 2 - 20, 0)
        aim = min(max((end_y - start_y) * 0.15, -room), room)
        out, into = (start.x + start.width, start_y + aim + shift), (end.x, end_y - aim + shift)
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


def place_label(text: str, points: Points, taken: list[Edges]) -> tuple[float, float]:
    """The place on the curve where the label meets neither a box nor another label; its middle where there is none."""
    spots = _spots(points, _LABEL_PARTS)
    half, tall = label_px(text) / 2, _LABEL_HEIGHT_PX / 2
    left, top, right, bottom = _hull(points)
    lifted = max(_LIFTS_PX)
    near = _meeting(taken, (left - half, top - tall - lifted, right + half, bottom + tall + lifted))
    for lift in _LIFTS_PX:
        for x, y in spots:
            place = (x - half, y + lift - tall, x + half, y + lift + tall)
            if not _meeting(near, place):
                taken.append(_widened(place, _LABEL_GAP_PX))
                return (x, y + lift)
    return spots[0]


def label_place(text: str, middle: tuple[float, float]) -> Rectangle:
    """What the label of an arrow covers in px, by its text and its middle."""
    width = label_px(text)
    return Rectangle(x=middle[0] - width / 2, y=middle[1] - _LABEL_HEIGHT_PX / 2, width=width, height=_LABEL_HEIGHT_PX)
