"""The row form: a row each variant, marks on one line, runs as small pale marks, a text in a column behind the plot."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.figures.draw import CHARACTER_PX, label, log_range, note, pale, round_ticks, strength
from generator.numbers import three

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.compare.values import Summary

ROW_PX = 50
NARROW_ROW_PX = 66
LINE_PX = 17
WIDE_LABEL = 26
ONE_RUN = "one run"
"""The heading of a column whose numbers are of one run each; beside a name it goes without saying."""
NARROW_LABEL = 42
WIDE_PX = 690
NARROW_PX = 308
BELOW_PX = 62
BELOW = 0.22
"""How far below its row, in rows, several runs lie: on the row the line and the interval would cover them."""
LOG_FROM = 20
"""An axis is logarithmic where its greatest value is more than so many times the least: the marks would meet at zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One quantity of a row: where it stands, how it looks and what it says when pointed at.

    `name` is what the key calls it ("p99"), empty where the axis says it. Hover texts are escaped already.
    """

    symbol: str
    summary: Summary
    hover: str
    run_hover: tuple[str, ...]
    name: str = ""
    hollow: bool = False
    hollow_runs: frozenset[float] = frozenset()

    @property
    def ends(self) -> tuple[float, float]:
        """The smallest and largest x that is drawn."""
        drawn = [self.summary.median, *self.summary.values]
        drawn += [bound for bound in (self.summary.low, self.summary.high) if bound is not None]
        return min(drawn), max(drawn)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A variant's row; `end` is its text in the column behind the plot, unescaped."""

    name: str
    colour: str
    marks: tuple[Mark, ...]
    end: str = ""

    @property
    def ends(self) -> tuple[float, float]:
        """The smallest and largest x that is drawn; a row without marks lies at zero."""
        ends = [mark.ends for mark in self.marks] or [(0.0, 0.0)]
        return min(low for low, _ in ends), max(high for _, high in ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One x axis over the rows.

    `suffix` is Plotly's number of the axes: "" or "2"; `head` stands over the texts behind the rows; `line` is a vertical line
    of reference with its text; `log` makes the axis logarithmic.
    """

    rows: tuple[Row, ...]
    title: str
    suffix: str = ""
    head: str = ""
    line: tuple[float, str] | None = None
    log: bool = False

    @property
    def floor(self) -> float:
        """The smallest x, zero where nothing is negative."""
        return min(0.0, *(row.ends[0] for row in self.rows))

    @property
    def top(self) -> float:
        """The largest x, zero where nothing is positive."""
        reference = 0.0 if self.line is None else self.line[0]
        return max(0.0, reference, *(row.ends[1] for row in self.rows))

    @property
    def range(self) -> list[float]:
        """The axis from its floor to its largest value; exponents of ten where it is logarithmic."""
        if self.log:
            return list(log_range([end for row in self.rows for end in row.ends]))
        low = self.floor
        span = (self.top - low) or 1.0
        return [low - (0.04 * span if low < 0 else 0), low + 1.03 * span]

    def place(self, value: float) -> float:
        """Where a value stands on the axis, as a share of its length."""
        low, high = self.range
        return ((math.log10(value) if self.log else value) - low) / (high - low)

    def column(self, px: float) -> float:
        """The share of a width that the texts behind the rows take."""
        longest = max(len(row.end) for row in self.rows)
        return min((max(longest, len(self.head)) * CHARACTER_PX + 22) / px, 0.5) if longest else 0.0


def spans_decades(rows: Sequence[Row]) -> bool:
    """Whether the rows' values, all of them positive, lie too far apart for an axis from zero."""
    low, high = min(row.ends[0] for row in rows), max(row.ends[1] for row in rows)
    return 0 < low * LOG_FROM < high


def traces(panel: Panel) -> list[dict[str, object]]:
    """The panel's traces, row by row: line, runs, medians."""
    drawn: list[dict[str, object]] = []
    for index, row in enumerate(panel.rows):
        if row.marks:
            drawn += _row_traces(index, row, panel.suffix)
    return drawn


def _row_traces(index: int, row: Row, suffix: str) -> list[dict[str, object]]:
    common = {"type": "scatter", "xaxis": f"x{suffix}", "yaxis": f"y{suffix}", "showlegend": False, "cliponaxis": False}
    line = [_line(index, row)] if len(row.marks) > 1 else []
    return [{**common, **trace} for trace in (*line, _runs(index, row), _medians(index, row))]


def _line(index: int, row: Row) -> dict[str, object]:
    medians = [mark.summary.median for mark in row.marks]
    return {
        "mode": "lines",
        "x": [min(medians), max(medians)],
        "y": [index, index],
        "line": {"color": pale(row.colour, 0.4 * strength(index)), "width": 3},
        "hoverinfo": "skip",
    }


def _runs(index: int, row: Row) -> dict[str, object]:
    points = [point for mark in row.marks for point in _run_points(mark)]
    return {
        "mode": "markers",
        "x": [value for _, value, _ in points],
        "y": [index + (BELOW if len(mark.run_hover) > 1 else 0) for mark, _, _ in points],
        "marker": {
            "symbol": [_symbol(mark.symbol, hollow=value in mark.hollow_runs) for mark, value, _ in points],
            "size": 7,
            "color": pale(row.colour, 0.75),
            "line": {"width": 0},
        },
        "hovertext": [hover for _, _, hover in points],
        "hoverinfo": "text",
    }


def _run_points(mark: Mark) -> list[tuple[Mark, float, str]]:
    return [(mark, value, hover) for value, hover in zip(mark.summary.values, mark.run_hover, strict=True)]


def _medians(index: int, row: Row) -> dict[str, object]:
    trace: dict[str, object] = {
        "mode": "markers",
        "x": [mark.summary.median for mark in row.marks],
        "y": [index] * len(row.marks),
        "marker": {
            "symbol": [_symbol(mark.symbol, hollow=mark.hollow) for mark in row.marks],
            "size": 13,
            "color": row.colour,
            "opacity": strength(index),
            **({"line": {"width": 2}} if any(mark.hollow for mark in row.marks) else {}),
        },
        "hovertext": [mark.hover for mark in row.marks],
        "hoverinfo": "text",
    }
    if any(mark.summary.low is not None for mark in row.marks):
        trace["error_x"] = _interval(row)
    return trace


def _interval(row: Row) -> dict[str, object]:
    summaries = [mark.summary for mark in row.marks]
    return {
        "type": "data",
        "symmetric": False,
        "array": [0 if each.high is None else each.high - each.median for each in summaries],
        "arrayminus": [0 if each.low is None else each.median - each.low for each in summaries],
        "color": row.colour,
        "thickness": 1.5,
        "width": 0,
    }


def _symbol(symbol: str, *, hollow: bool) -> str:
    return f"{symbol}-open" if hollow else symbol


def row_axis(rows: Sequence[Row]) -> dict[str, object]:
    """The y axis: the first row on top, names at the left."""
    return {
        "range": [len(rows) - 0.5, -0.5],
        "tickvals": list(range(len(rows))),
        "ticktext": [label(row.name, WIDE_LABEL) for row in rows],
        "ticklabelstandoff": 14,
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }


def value_axis(panel: Panel, plot_px: float, ticks: int) -> dict[str, object]:
    """The x axis of a panel."""
    return {
        "title": {"text": f"{panel.title}, log axis" if panel.log else panel.title},
        "tickangle": 0,
        "separatethousands": True,
        "exponentformat": "none",
        "fixedrange": True,
        **scale(panel, plot_px, ticks),
    }


def scale(panel: Panel, plot_px: float, ticks: int) -> dict[str, object]:
    """What of an axis follows from the plot's width."""
    if not panel.log:
        return {"range": panel.range, "nticks": ticks, "zeroline": True}
    low, high = (10**end for end in panel.range)
    places = round_ticks(low, high, plot_px, 44)
    return {
        "type": "log",
        "range": panel.range,
        "tickvals": places,
        "ticktext": [three(place) for place in places],
        "zeroline": False,
    }


def end_notes(panel: Panel, right: float = 1) -> list[dict[str, object]]:
    """The texts behind the rows, in a column that ends at that share of the width, with its heading."""
    place = {"xref": "paper", "x": right, "xanchor": "right"}
    texts = [
        note(label(row.end), **place, y=index, yref=f"y{panel.suffix}")
        for index, row in enumerate(panel.rows)
        if row.end
    ]
    if not (texts and panel.head):
        return texts
    return [*texts, note(label(panel.head), **place, yref="paper", y=1, yanchor="bottom", yshift=4)]


def name_notes(panel: Panel) -> list[dict[str, object]]:
    """The rows' names and texts above the rows, for narrow screens."""
    axes = {"xref": "paper", "x": 0, "xanchor": "left", "yref": f"y{panel.suffix}", "yanchor": "bottom"}
    return [
        note(_narrow_name(panel, row), y=index, yshift=12, align="left", **axes) for index, row in enumerate(panel.rows)
    ]


def _narrow_name(panel: Panel, row: Row) -> str:
    """A row's name with its text: `Istio: median p99 3.06 ms`, on lines of their own where one is too short for both."""
    head = "" if panel.head == ONE_RUN else panel.head
    told = f"{head} {row.end}".strip() if row.marks and row.end else row.end
    if not told:
        return label(row.name, NARROW_LABEL)
    both = f"{row.name}: {told}"
    return label(both) if len(both) <= NARROW_LABEL else f"{label(f'{row.name}:', NARROW_LABEL)}<br>{label(told)}"


def key_note(lines: Sequence[str], up_px: int = 0) -> list[dict[str, object]]:
    """What the marks mean, above the plot and so far above it."""
    if not lines:
        return []
    place = {
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
        "yshift": 4 + up_px,
    }
    return [note("<br>".join(lines), align="left", **place)]


def plot_px(rows: Sequence[Row]) -> float:
    """The width that row names leave for the plot in the wide form."""
    longest = max(min(len(row.name), WIDE_LABEL) for row in rows)
    return WIDE_PX - longest * CHARACTER_PX


def above_px(lines: int) -> int:
    """The margin above a plot with so many lines of key."""
    return 10 + LINE_PX * lines + (8 if lines else 0)


def rows_px(panels: Sequence[Panel], *, narrow: bool) -> int:
    """The height of the plot over the rows of those panels, which are the same rows."""
    rows = panels[0].rows
    if not narrow:
        lines = max(label(row.name, WIDE_LABEL).count("<br>") + 1 for row in rows)
        return max((ROW_PX + LINE_PX * max(lines - 2, 0)) * len(rows), 80)
    return (NARROW_ROW_PX + LINE_PX * more_lines(panels)) * len(rows)


def more_lines(panels: Sequence[Panel]) -> int:
    """How many lines beside its first the longest name takes on a narrow screen."""
    return max(_narrow_name(panel, row).count("<br>") for panel in panels for row in panel.rows)
