"""What the forms share: colours, labels, ticks, annotations, rows.

Plotly reads a small HTML in every text it shows, and %{…} in templates: all text from outside passes `label`, and hover
texts are whole texts, never templates.
"""

from __future__ import annotations

import html
import math
import textwrap
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SIGN_OF = {
    "circle": "●",
    "cross": "✚",
    "diamond": "◆",
    "hexagon": "⬢",
    "pentagon": "⬟",
    "square": "■",
    "star": "★",
    "triangle-down": "▼",
    "triangle-up": "▲",
    "x": "✖",
}
"""The markers of the registry, and the character that stands for each in a text."""
PERCENTILES = ("50", "90", "99")
SHAPES = {"50": "circle", "90": "diamond", "99": "square"}
"""The percentiles' marks, the same in every chart; elsewhere a mark has its variant's shape."""
SIGNS = {"p50": "●", "p90": "◆", "p99": "■"}
STRONG = 8
"""So many series are drawn in full; the others are pale."""
_DIGITS = ((1, 2, 5), (1, 3), (1,))
"""Digits of ticks on a log axis, the finest first; each has even steps."""
CHARACTER_PX = 7.8
"""Width of an average character at 14 px."""


@lru_cache(4096)
def label(text: str, width: int | None = None) -> str:
    """Text as Plotly shows it literally, broken to `width` characters a line where that is given."""
    lines = [text] if width is None else textwrap.wrap(text, width, break_long_words=True) or [text]
    return "<br>".join(html.escape(line, quote=False) for line in lines)


def pale(colour: str, alpha: float) -> str:
    """`#rrggbb` as rgba with that opacity."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha:g})"


def coloured(colour: str, text: str) -> str:
    """Text in that colour, within an annotation; `text` is shown as it stands. In small letters: no pin takes other markup."""
    return f'<span style="color:{colour.lower()}">{text}</span>'


def marker(name: str) -> str:
    """The registry's marker, a circle for one that Plotly would not know."""
    return name if name in SIGN_OF else "circle"


def strength(index: int) -> float:
    """Opacity of the series at that place."""
    return 1.0 if index < STRONG else 0.6


def note(text: str, **place: object) -> dict[str, object]:
    """An annotation without arrow; `text` is shown as it stands (escape it with `label`)."""
    return {"text": text, "showarrow": False, **place}


def padded(top: float, characters: int, plot_px: float) -> float:
    """The end of an axis from zero so that a text of so many characters fits behind a mark at `top`."""
    room = min((characters * CHARACTER_PX + 14) / plot_px, 0.6)
    return top / (1 - room)


Room = float | Callable[[float], float]
"""What a tick's text takes of an axis, in px: every one the same, or each by its value."""


def _room(text_px: Room, one: float, other: float) -> float:
    """How far two ticks must be apart."""
    return (text_px(one) + text_px(other)) / 2 if callable(text_px) else text_px


def log_ticks(values: Iterable[float], length_px: float, text_px: Room = 40) -> list[float]:
    """Those of `values` that can carry a tick on a log axis of that length without touching the next."""
    points = sorted({value for value in values if value > 0})
    if len(points) < 2:
        return points
    scale = length_px / math.log10(points[-1] / points[0])
    kept = [points[-1]]
    for point in reversed(points[:-1]):
        if math.log10(kept[-1] / point) * scale >= _room(text_px, kept[-1], point):
            kept.append(point)
    return kept[::-1]


def round_ticks(low: float, high: float, length_px: float = 260, text_px: Room = 22) -> list[float]:
    """Round ticks for a log axis from one positive value to another, none closer than `text_px` to the next.

    1, 2 and 5 times powers of ten, where these would touch 1 and 3 times them, else powers alone: always in even steps.
    Finer ones where fewer than two lie on the axis.
    """
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    schemes = [[digit * 10.0**power for power in powers for digit in digits] for digits in _DIGITS]
    known = [inside for steps in schemes if len(inside := [step for step in steps if low <= step <= high]) > 1]
    if not known:
        return _apart(fine_ticks(low, high), low, high, length_px, text_px)
    fitting = (inside for inside in known if _clear(inside, low, high, length_px, text_px))
    return next(fitting, None) or _apart(known[-1], low, high, length_px, text_px)


def _apart(ticks: list[float], low: float, high: float, length_px: float, text_px: Room) -> list[float]:
    """Every tick, every second, every third …: the first that leaves room for their texts; the last alone where none does."""
    thinned = (ticks[::-step][::-1] for step in range(1, len(ticks)))
    return next((kept for kept in thinned if _clear(kept, low, high, length_px, text_px)), ticks[-1:])


def _clear(ticks: Sequence[float], low: float, high: float, length_px: float, text_px: Room) -> bool:
    """Whether no two neighbours touch on that log axis."""
    if high <= low:
        return True
    decade_px = length_px / math.log10(high / low)
    return all(math.log10(b / a) * decade_px >= _room(text_px, a, b) for a, b in pairwise(ticks))


def fine_ticks(low: float, high: float) -> list[float]:
    """Evenly spaced round ticks for a log axis that spans less than a decade's step."""
    span = (high - low) / 4 or high / 4
    power = 10.0 ** math.floor(math.log10(span))
    step = next(digit * power for digit in (1, 2, 5, 10) if digit * power >= span)
    first = math.ceil(low / step)
    return [place * step for place in range(first, math.floor(high / step) + 1)] or [low]


def log_range(values: Sequence[float], pad: float = 0.06) -> tuple[float, float]:
    """The range of a log axis (exponents of ten) around positive values."""
    low, high = math.log10(min(values)), math.log10(max(values))
    room = (high - low) * pad or 0.1
    return low - room, high + room


def spread(places: Sequence[float], sizes: Sequence[float], length: float) -> list[float]:
    """Centres of texts of those heights, each as near to its place as may be, in order, within 0 to `length`.

    Texts that are together higher than `length` run over its end.
    """
    order = sorted(range(len(places)), key=lambda index: places[index])
    moved = list(places)
    for low, high in pairwise(order):
        moved[high] = max(moved[high], moved[low] + (sizes[low] + sizes[high]) / 2)
    shift = (sum(moved) - sum(places)) / max(len(places), 1)
    moved = [place - shift for place in moved]
    ceiling = length
    for index in reversed(order):
        moved[index] = min(moved[index], ceiling - sizes[index] / 2)
        ceiling = moved[index] - sizes[index] / 2
    floor = 0.0
    for index in order:
        moved[index] = max(moved[index], floor + sizes[index] / 2)
        floor = moved[index] + sizes[index] / 2
    return moved


def spans_apart(places: Sequence[float], gap: float) -> bool:
    """Whether all neighbours among the places stand at least `gap` apart."""
    ordered = sorted(places)
    return all(after - before >= gap for before, after in pairwise(ordered))
