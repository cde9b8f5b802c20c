"""The two looks that all figures share; a figure itself carries data colours and no others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
FONT_PX = 14


def _axis(grid: str, line: str, ink: str) -> dict[str, object]:
    return {
        "gridcolor": grid,
        "gridwidth": 1,
        "linecolor": line,
        "zerolinecolor": line,
        "zerolinewidth": 1,
        "tickcolor": line,
        "tickfont": {"color": ink, "size": FONT_PX},
        "title": {"font": {"color": ink, "size": FONT_PX + 1}, "standoff": 12},
        "automargin": True,
    }


def _template(ink: str, grid: str, line: str, paper: str) -> dict[str, object]:
    axis = _axis(grid, line, ink)
    layout = {
        "font": {"family": FONT, "size": FONT_PX, "color": ink},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "xaxis": axis,
        "yaxis": axis,
        "annotationdefaults": {
            "font": {"color": ink, "size": FONT_PX},
            "showarrow": False,
            "bgcolor": paper,
            "borderpad": 0,
        },
        "shapedefaults": {"line": {"color": ink, "width": 1}},
        "hoverlabel": {
            "align": "left",
            "bgcolor": paper,
            "bordercolor": line,
            "font": {"color": ink, "family": FONT, "size": FONT_PX},
        },
        "legend": {"font": {"color": ink, "size": FONT_PX}, "bgcolor": "rgba(0,0,0,0)"},
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": line, "activecolor": ink},
    }
    # The rim keeps a marker apart from its own line and from the marker that it overlaps.
    return {
        "layout": layout,
        "data": {"scatter": [{"type": "scatter", "marker": {"line": {"color": paper, "width": 1}}}]},
    }


TEMPLATES: Mapping[str, Mapping[str, object]] = {
    "light": _template("#212121", "#e6e6e6", "#9e9e9e", "#ffffff"),
    "dark": _template("#e6e8ee", "#343741", "#7b7f8c", "#1e2129"),
}
"""Plotly templates by palette: "light" and "dark"; both draw on a transparent ground."""


def template_json() -> bytes:
    """`TEMPLATES` as the file charts/template.json."""
    return json.dumps(TEMPLATES, sort_keys=True, separators=(",", ":")).encode()
