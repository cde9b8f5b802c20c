"""From rows to a figure: one panel, or two beside each other that stand below each other on a narrow screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from generator.figures.draw import SIGNS, label, note, spans_apart
from generator.figures.rows import (
    BELOW_PX,
    NARROW_PX,
    Panel,
    Row,
    above_px,
    end_notes,
    key_note,
    name_notes,
    plot_px,
    row_axis,
    rows_px,
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
    heads = _heads(panel, px)
    key, narrow_key = _key(rows, heads=bool(heads)), _key(rows, heads=False)
    wide: dict[str, object] = {
        "xaxis": value_axis(panel, px, 7),
        "yaxis": row_axis(rows),
        "annotations": [*end_notes(panel), *heads, *key_note([" · ".join(key)] if key else []), *_line_note(panel, px)],
        "shapes": _line(panel),
    }
    narrow: dict[str, object] = {
        "xaxis": {"range": panel.range(NARROW_PX), "nticks": 5},
        "yaxis": {"showticklabels": False},
        "annotations": [*end_notes(panel), *name_notes(panel), *key_note(narrow_key), *_line_note(panel, NARROW_PX)],
    }
    above = max(above_px(1 if key else 0), above_px(1) if panel.line else 0)
    narrow_above = max(above_px(len(narrow_key)), above_px(1) if panel.line else 0)
    return _sized(figure, [panel], columns, (wide, above), (narrow, narrow_above))


def two_panels(figure: Figure, left: Panel, right: Panel, columns: Columns) -> Figure:
    """The words of `figure` with two panels over the same rows. `right` has the suffix "2"."""
    rows = left.rows
    key = _key((*left.rows, *right.rows), heads=True)
    px = plot_px(rows) * (1 - GAP) / 2
    wide: dict[str, object] = {
        "xaxis": {**value_axis(left, px, 4), "domain": [0, 0.5 - GAP / 2]},
        "xaxis2": {**value_axis(right, px, 4), "domain": [0.5 + GAP / 2, 1], "anchor": "y2"},
        "yaxis": row_axis(rows),
        "yaxis2": {**row_axis(rows), "anchor": "x2", "showticklabels": False},
        "annotations": [*end_notes(left), *end_notes(right), *key_note(key)],
    }
    between = (BELOW_PX + 8) / (2 * rows_px(rows, narrow=True) + BELOW_PX + 8)
    narrow: dict[str, object] = {
        "xaxis": {"range": left.range(NARROW_PX), "domain": [0, 1]},
        "xaxis2": {"range": right.range(NARROW_PX), "domain": [0, 1]},
        "yaxis": {"showticklabels": False, "domain": [0.5 + between / 2, 1]},
        "yaxis2": {"domain": [0, 0.5 - between / 2]},
        "annotations": [
            *end_notes(left), *end_notes(right), *name_notes(left), *name_notes(right), *key_note(key),
        ],
    }  # fmt: skip
    above = above_px(len(key))
    return _sized(figure, [left, right], columns, (wide, above), (narrow, above))


def _sized(
    figure: Figure,
    panels: Sequence[Panel],
    columns: Columns,
    wide: tuple[dict[str, object], int],
    narrow: tuple[dict[str, object], int],
) -> Figure:
    rows = panels[0].rows
    height = wide[1] + rows_px(rows, narrow=False) + BELOW_PX
    tall = len(panels) * rows_px(rows, narrow=True) + (len(panels) - 1) * (BELOW_PX + 8)
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
    low, high = panel.range(px)
    places = [mark.summary.median for mark in first.marks]
    if not spans_apart([(place - low) / (high - low) * px for place in places], 34):
        return []
    axes = {"xref": "x", "yref": "y", "yanchor": "bottom", "y": 0, "yshift": 9}
    return [note(name, x=place, **axes) for name, place in zip(names, places, strict=True)]


def _key(rows: Sequence[Row], *, heads: bool) -> list[str]:
    """What the marks mean, as far as the figure has such marks; `heads`: the percentiles are named elsewhere."""
    marks = [mark for row in rows for mark in row.marks]
    names = dict.fromkeys(mark.name for mark in marks if mark.name)
    shapes = "   ".join(f"{SIGNS[name]} {name}" for name in names)
    runs = "pale: each run" if any(len(mark.summary.values) > 1 for mark in marks) else ""
    bars = "thin bar: interval" if any(mark.summary.low is not None for mark in marks) else ""
    more = " · ".join(text for text in (runs, bars) if text)
    return [text for text in ("" if heads else shapes, more) if text]


def _line(panel: Panel) -> list[dict[str, object]]:
    if panel.line is None:
        return []
    place = {"xref": f"x{panel.suffix}", "x0": panel.line[0], "x1": panel.line[0], "yref": "paper", "y0": 0, "y1": 1}
    return [{"type": "line", **place, "line": {"dash": "dot", "width": 1.5}, "layer": "below"}]


def _line_note(panel: Panel, px: float) -> Notes:
    if panel.line is None:
        return []
    low, high = panel.range(px)
    side = "left" if panel.line[0] < (low + high) / 2 else "right"
    place = {"xref": f"x{panel.suffix}", "x": panel.line[0], "xanchor": side, "yref": "paper", "y": 1}
    return [note(label(panel.line[1]), **place, yanchor="bottom", yshift=4)]
