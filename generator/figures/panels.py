"""From rows to a figure: one panel, or two beside each other that stand below each other on a narrow screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from generator.figures.draw import CHARACTER_PX, SIGNS, label, note, spans_apart
from generator.figures.rows import (
    BELOW_PX,
    LINE_PX,
    NARROW_PX,
    Panel,
    above_px,
    end_notes,
    key_note,
    more_lines,
    name_notes,
    plot_px,
    row_axis,
    rows_px,
    scale,
    traces,
    value_axis,
)

if TYPE_CHECKING:
    from generator.figures.figure import Figure

Columns = Mapping[str, Sequence[object]]
Notes = list[dict[str, object]]
GAP = 0.06
"""Share of the width between two panels beside each other."""


def one_panel(figure: Figure, panel: Panel, columns: Columns) -> Figure:
    """The words of `figure` with the drawing of that panel."""
    rows, px = panel.rows, plot_px(panel.rows)
    inner = px * (1 - panel.column(px))
    heads = _heads(panel, inner)
    key = _lines(_key([panel], heads=bool(heads)), inner)
    narrow_key, up = _lines(_key([panel], heads=False), NARROW_PX), _up_px([panel])
    wide: dict[str, object] = {
        "xaxis": {**value_axis(panel, inner, 7), "domain": [0, 1 - panel.column(px)]},
        "yaxis": row_axis(rows),
        "annotations": [*end_notes(panel), *heads, *key_note(key)],
        "shapes": _line(panel),
    }
    narrow: dict[str, object] = {
        "xaxis": {**scale(panel, NARROW_PX, 5), "domain": [0, 1]},
        "yaxis": {"showticklabels": False},
        "annotations": [*name_notes(panel), *key_note(narrow_key, up)],
    }
    above = max(above_px(len(key)), above_px(1) if panel.head else 0)
    return _sized(figure, [panel], columns, (wide, above), (narrow, above_px(len(narrow_key)) + up))


def two_panels(figure: Figure, left: Panel, right: Panel, columns: Columns) -> Figure:
    """The words of `figure` with two panels over the same rows. `right` has the suffix "2"."""
    rows = left.rows
    half = (1 - GAP) / 2
    px = plot_px(rows) * half
    ends = half * (1 - left.column(px)), 1 - half * right.column(px)
    key = _lines(_key([left, right], heads=True), px)
    narrow_key, up = _lines(_key([left, right], heads=True), NARROW_PX), _up_px([left, right])
    wide: dict[str, object] = {
        "xaxis": {**value_axis(left, px, 4), "domain": [0, ends[0]]},
        "xaxis2": {**value_axis(right, px, 4), "domain": [1 - half, ends[1]], "anchor": "y2"},
        "yaxis": row_axis(rows),
        "yaxis2": {**row_axis(rows), "anchor": "x2", "showticklabels": False},
        "annotations": [*end_notes(left, half), *end_notes(right), *key_note(key)],
    }
    between = (BELOW_PX + 8) / (2 * rows_px([left, right], narrow=True) + BELOW_PX + 8)
    narrow: dict[str, object] = {
        "xaxis": {"domain": [0, 1]},
        "xaxis2": {"domain": [0, 1]},
        "yaxis": {"showticklabels": False, "domain": [0.5 + between / 2, 1]},
        "yaxis2": {"domain": [0, 0.5 - between / 2]},
        "annotations": [*name_notes(left), *name_notes(right), *key_note(narrow_key, up)],
    }
    above = max(above_px(len(key)), above_px(1) if left.head or right.head else 0)
    return _sized(figure, [left, right], columns, (wide, above), (narrow, above_px(len(narrow_key)) + up))


def _up_px(panels: Sequence[Panel]) -> int:
    """How far the first row's name stands above the plot where it takes several lines."""
    return LINE_PX * more_lines(panels) // 2


def _sized(
    figure: Figure,
    panels: Sequence[Panel],
    columns: Columns,
    wide: tuple[dict[str, object], int],
    narrow: tuple[dict[str, object], int],
) -> Figure:
    height = wide[1] + rows_px(panels, narrow=False) + BELOW_PX
    tall = len(panels) * rows_px(panels, narrow=True) + (len(panels) - 1) * (BELOW_PX + 8)
    narrow_height = narrow[1] + tall + BELOW_PX
    layout = {**wide[0], "height": height, "margin": _margin(wide[1]), "hovermode": "closest", "showlegend": False}
    return replace(
        figure,
        plotly={"data": [trace for panel in panels for trace in traces(panel)], "layout": layout},
        narrow={**narrow[0], "height": narrow_height, "margin": _margin(narrow[1])},
        columns=columns,
        height=height,
        narrow_height=narrow_height,
    )


def _margin(above: int) -> dict[str, int]:
    return {"l": 8, "r": 12, "t": above, "b": BELOW_PX - 6}


def _heads(panel: Panel, px: float) -> Notes:
    """The percentiles' names over the first row's marks, where they stand apart; else nothing, and the key says it."""
    first = panel.rows[0]
    names = [mark.name for mark in first.marks]
    if len(names) < 2 or not all(names):
        return []
    places = [panel.place(mark.summary.median) for mark in first.marks]
    if not spans_apart([place * px for place in places], 34):
        return []
    low, high = panel.range
    axes = {"xref": "x", "yref": "y", "yanchor": "bottom", "y": 0, "yshift": 9}
    return [note(name, x=low + place * (high - low), **axes) for name, place in zip(names, places, strict=True)]


def _key(panels: Sequence[Panel], *, heads: bool) -> list[str]:
    """What the marks mean, as far as the figure has such marks; `heads`: the percentiles are named elsewhere."""
    marks = [mark for panel in panels for row in panel.rows for mark in row.marks]
    names = dict.fromkeys(mark.name for mark in marks if mark.name)
    shapes = "   ".join(f"{SIGNS[name]} {name}" for name in names)
    runs = "pale: each run" if any(len(mark.summary.values) > 1 for mark in marks) else ""
    bars = "thin bar: interval" if any(mark.summary.low is not None for mark in marks) else ""
    lines = [f"dotted: {label(panel.line[1])}" for panel in panels if panel.line is not None]
    return [text for text in ("" if heads else shapes, runs, bars, *lines) if text]


def _lines(parts: Sequence[str], px: float) -> list[str]:
    """The parts of a key in as few lines as hold them."""
    lines: list[str] = []
    for part in parts:
        longer = f"{lines[-1]} · {part}" if lines else part
        if lines and len(longer) * CHARACTER_PX <= px:
            lines[-1] = longer
        else:
            lines.append(part)
    return lines


def _line(panel: Panel) -> list[dict[str, object]]:
    if panel.line is None:
        return []
    place = {"xref": f"x{panel.suffix}", "x0": panel.line[0], "x1": panel.line[0], "yref": "paper", "y0": 0, "y1": 1}
    return [{"type": "line", **place, "line": {"dash": "dot", "width": 1.5}, "layer": "below"}]
