"""A figure's columns as a native table: for figures that are tables, and for those whose form has no native chart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from generator.figures.headings import heading, is_exact
from generator.numbers import NOT_REPORTED, exact, plural, three
from generator.slides.bars import number
from generator.slides.form import BODY, LINE, POINTS, cut, fits, width
from generator.slides.values import Drawing, Table

if TYPE_CHECKING:
    from generator.figures import Figure

MOST_ROWS = 13
SIZES = (18, 16, 14)
"""The largest with which a table fits is taken; with the last one columns or rows are left out."""
MARGIN_IN = 0.035
"""Above and below a cell's text."""
PAD_IN = 0.2
"""What a column is wider than its text."""
_WIDEST = 4.2
_NARROWEST = 0.8
PASSED, PARTLY, FAILED, UNKNOWN = "#CDE8DF", "#FBF0C0", "#F8D5C4", "#EEEEEE"
"""The fills of states, apart for the colour-blind too; the word in the cell says the same."""
_COUNT = re.compile(r"(\d+) of (\d+)\b(.*)")
_WORDS = (
    (
        UNKNOWN,
        re.compile(r"|[–—-]|(?:not|no|unknown|stale|unsupported|skipped|declared|claimed|historic|version not)\b.*"),
    ),
    (PARTLY, re.compile(r"(?:partly|partial|some)\b.*")),
    (PASSED, re.compile(r"(?:passed|supported|conformant|all|yes|full)\b.*")),
)


def table(figure: Figure) -> Drawing:
    """The first rows and columns of the figure's values, and how many more there are."""
    return _laid_out(figure.columns, {})


def matrix(figure: Figure) -> Drawing:
    """A table of states: each cell beside the first column is filled by its state, which its word says too."""
    cells = list(figure.columns.values())[1:]
    fills = {
        (row, column): found
        for column, texts in enumerate(cells, 1)
        for row, text in enumerate(texts)
        if (found := _state(str(text if text is not None else ""))) is not None
    }
    return _laid_out(figure.columns, fills)


def _state(text: str) -> str | None:
    """The fill of a state in words, or of a count: `6 of 7, 1 skipped`. What was only declared or not run is not known."""
    said = text.strip().lower()
    if "failed" in said:
        return FAILED
    counted = _COUNT.match(said)
    if counted:
        return PASSED if counted[1] == counted[2] and "," not in counted[3] else PARTLY
    return next((fill for fill, words in _WORDS if words.fullmatch(said)), None)


def _laid_out(columns: Mapping[str, Sequence[object]], fills: Mapping[tuple[int, int], str]) -> Drawing:
    heads = [_head(name) for name in columns]
    cells = [_texts(name, texts) for name, texts in columns.items()]
    count = max(map(len, cells), default=0)
    shown = min(count, MOST_ROWS)
    cells = [texts[:shown] for texts in cells]
    size, widths, deep = _plan(heads, cells)
    kept = _kept(widths)
    shown = min(shown, _rows(size, deep))
    inside = [width_ - PAD_IN for width_ in widths]
    laid = Table(
        head=tuple(cut(heads[at], inside[at], 1, size, bold=True) for at in range(kept)),
        rows=tuple(tuple(cut(cells[at][row], inside[at], deep, size) for at in range(kept)) for row in range(shown)),
        widths=tuple(_stretched(widths[:kept])),
        size_pt=size,
        deep=deep,
        numbers=frozenset(at for at, texts in enumerate(columns.values()) if at < kept and _is_number(texts)),
        fills={place: fill for place, fill in fills.items() if place[0] < shown and place[1] < kept},
    )
    left = (
        plural(count - shown, "more row") if count > shown else "",
        plural(len(heads) - kept, "more column") if len(heads) > kept else "",
    )
    said = " and ".join(text for text in left if text)
    return Drawing(table=laid, remarks=(f"{said} on the chart’s page.",) if said else ())


def _head(name: str) -> str:
    title, unit = heading(name)
    return f"{title} ({unit})" if unit and unit != title else title


def _is_number(texts: Sequence[object]) -> bool:
    return any(each is not None for each in texts) and all(each is None or number(each) is not None for each in texts)


def _texts(name: str, texts: Sequence[object]) -> list[str]:
    return [_text(name, each) for each in texts]


def _text(name: str, cell: object) -> str:
    value = number(cell)
    if value is not None and value == value and abs(value) != float("inf"):  # noqa: PLR0124 - not a number differs from itself
        return exact(value) if is_exact(name) else three(value)
    return NOT_REPORTED if cell is None or value is not None else str(cell)


def row_in(size_pt: float, deep: int = 1) -> float:
    """The height of a row with so many lines of that size."""
    return deep * size_pt * LINE / POINTS + 2 * MARGIN_IN


def _rows(size_pt: int, deep: int) -> int:
    """How many rows a slide has room for, beside the head."""
    return int((BODY[3] - row_in(size_pt)) / row_in(size_pt, deep) + 1e-6)


def _plan(heads: Sequence[str], cells: Sequence[Sequence[str]]) -> tuple[int, list[float], int]:
    """The largest type with which all fits, the columns' widths, and the lines of a row: two where that lets the first column be broken."""
    rows = max(map(len, cells), default=0)
    for size in SIZES:
        natural = [_natural(head, texts, size) for head, texts in zip(heads, cells, strict=True)]
        if rows <= _rows(size, 1) and sum(natural) <= BODY[2]:
            return size, natural, 1
        first = BODY[2] - sum(natural[1:])
        broken = first >= _WIDEST and all(fits(text, first - PAD_IN, 2, size) for text in cells[0])
        if broken and rows <= _rows(size, 2):
            return size, [first, *natural[1:]], 2
    size = SIZES[-1]
    return size, _widths(heads, cells, size), 1


def _natural(head: str, texts: Sequence[str], size: int) -> float:
    longest = max([width(head, size, bold=True), *(width(text, size) for text in texts)])
    return max(longest + PAD_IN + 0.05, _NARROWEST)


def _widths(heads: Sequence[str], cells: Sequence[Sequence[str]], size: int) -> list[float]:
    natural = [_natural(head, texts, size) for head, texts in zip(heads, cells, strict=True)]
    return natural if sum(natural) <= BODY[2] else [min(each, _WIDEST) for each in natural]


def _kept(widths: Sequence[float]) -> int:
    """How many of the columns fit; at least one."""
    total, kept = 0.0, 0
    for each in widths:
        total += each
        if total > BODY[2] + 1e-6:
            break
        kept += 1
    return max(kept, 1)


def _stretched(widths: Sequence[float]) -> list[float]:
    """The widths with what is left of the slide shared out, at most by half of each."""
    share = min(BODY[2] / sum(widths), 1.5)
    return [each * share for each in widths]
