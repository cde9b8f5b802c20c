"""The worksheet of a plot: which column holds what, so that the chart's XML and the workbook name the same cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.slides.values import Form, Number, Plot, Series

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SHEET = "Chart"
VALUES_SHEET = "Values"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the worksheet, its head in the first row."""

    head: str
    cells: tuple[str | Number, ...]

    @property
    def numbers(self) -> tuple[Number, ...]:
        """The cells that are numbers."""
        return tuple(cell if not isinstance(cell, str) else None for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A series with the places of its columns, counted from 0; None where it has no such column."""

    series: Series
    values: int
    xs: int | None
    below: int | None
    above: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The columns of the worksheet, and where each series stands in them."""

    columns: tuple[Column, ...]
    placed: tuple[Placed, ...]

    @property
    def size(self) -> int:
        """How many rows every reference covers: LibreOffice loses series that are shorter than one behind them."""
        return max((len(column.cells) for column in self.columns), default=1)

    def cells(self, column: int) -> str:
        """The reference of a column's cells below its head."""
        name = letters(column)
        return f"{SHEET}!${name}$2:${name}${self.size + 1}"

    def head(self, column: int) -> str:
        """The reference of a column's head."""
        return f"{SHEET}!${letters(column)}$1"


def letters(column: int) -> str:
    """The name of a column, counted from 0: A, B … Z, AA."""
    found = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found


def grid(plot: Plot) -> Grid:
    """Categories first, then the series' values side by side, as a spreadsheet wants a chart's range; intervals behind them.

    Points have their x beside their y, since each series has its own.
    """
    columns: list[Column] = []
    if plot.form is not Form.POINTS:
        columns.append(Column(head="", cells=plot.categories))
    values, xs = [], []
    for series in plot.series:
        if plot.form is Form.POINTS:
            columns.append(Column(head=plot.across.title, cells=series.xs))
        xs.append(len(columns) - 1 if plot.form is Form.POINTS else None)
        values.append(len(columns))
        columns.append(Column(head=series.name, cells=series.values))
    placed = []
    for series, value, x in zip(plot.series, values, xs, strict=True):
        ends = list(_intervals(series))
        places = [len(columns), len(columns) + 1] if ends else [None, None]
        columns += ends
        placed.append(Placed(series=series, values=value, xs=x, below=places[0], above=places[1]))
    return Grid(columns=tuple(columns), placed=tuple(placed))


def _intervals(series: Series) -> Iterator[Column]:
    """How far an interval reaches below and above the value, as error bars want it; nothing where no point has one."""
    if all(end is None for end in (*series.low, *series.high)):
        return
    yield Column(head=f"{series.name}: interval below", cells=_apart(series.values, series.low))
    yield Column(head=f"{series.name}: interval above", cells=_apart(series.high, series.values))


def _apart(high: Sequence[Number], low: Sequence[Number]) -> tuple[Number, ...]:
    return tuple(None if more is None or less is None else more - less for more, less in zip(high, low, strict=True))
