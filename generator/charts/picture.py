"""A chart as a picture for a slide: its words, source, date and short address stand inside it.

The form is 16:9 and drawn for a room: at 1920x1080 the smallest text has 24 pixels or more, and lines twice their width on the page.
It is a change of the figure's layout, so that the build's pictures and those that a reader's browser makes are of one form.
"""

from __future__ import annotations

import re
import textwrap
from math import ceil
from typing import TYPE_CHECKING, Any, cast

from generator import addresses
from generator.charts.pins import chart_of
from generator.figures import TEMPLATES
from generator.figures.draw import label, note

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.charts.chart import Chart
    from generator.charts.gather import Charts
    from generator.figures.figure import Plain
    from generator.model import Pin

HEIGHT = 540
"""The form's least height in CSS pixels, 16:9; drawn at twice that."""
PIXELS = (1920, 1080)
EDGE = 24
_TITLE_PX, _TEXT_PX, _LINE = 21, 14, 1.3
_TITLE_CHARACTERS, _TEXT_CHARACTERS = 80, 122
_TITLE_LINES, _TEXT_LINES = 2, 3
_AXIS = re.compile(r"[xy]axis[0-9]*")


def picture(chart: Chart, address: str) -> Plain:
    """What replaces parts of the figure's layout in its picture, merged one level deep.

    Args:
        chart: one that has something to draw.
        address: the whole address that the picture names.
    """
    figure = chart.figure
    layout = cast("Mapping[str, Any]", figure.plotly["layout"])
    title = _lines(figure.title, _TITLE_CHARACTERS, _TITLE_LINES)
    below = _lines(figure.subtitle, _TEXT_CHARACTERS, _TEXT_LINES)
    foot = [*_lines(source_line(chart), _TEXT_CHARACTERS, 2), address]
    head_px = EDGE + _height(title, _TITLE_PX) + _height(below, _TEXT_PX) + EDGE / 2
    foot_px = _height(foot, _TEXT_PX) + EDGE / 2
    margin: Mapping[str, float] = layout["margin"]
    height = ceil(max(HEIGHT, figure.height + head_px + foot_px) / 9) * 9
    ground = margin["b"]
    return {
        "width": height // 9 * 16,
        "height": height,
        "margin": {"t": margin["t"] + head_px, "b": ground + foot_px, "l": EDGE, "r": margin["r"] + EDGE},
        "title": {
            "text": f"<b>{'<br>'.join(title)}</b>",
            "font": {"size": _TITLE_PX},
            "subtitle": {"text": "<br>".join(below), "font": {"size": _TEXT_PX}},
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"t": EDGE, "l": EDGE},
            "automargin": False,
        },
        # The left margin grows with the labels; the right one is known.
        "annotations": [
            *layout.get("annotations", ()),
            note(
                "<br>".join(foot),
                x=1,
                xref="paper",
                xanchor="right",
                xshift=margin["r"],
                align="right",
                y=0,
                yref="paper",
                yanchor="top",
                yshift=-ground,
            ),
        ],
        **{name: {"automargin": False} for name in layout if _AXIS.fullmatch(name) and name.startswith("x")},
    }


def drawable(chart: Chart, address: str) -> Plain:
    """The whole picture as the chart library takes it: {"data", "layout"}, in light colours on white ground."""
    figure, template = chart.figure, TEMPLATES["light"]
    layout = merged(cast("Plain", figure.plotly["layout"]), picture(chart, address))
    return {"data": figure.plotly["data"], "layout": {**layout, "template": template, "paper_bgcolor": "#ffffff"}}


def forms(charts: Charts, pins: Iterable[Pin], site_url: str) -> dict[str, Plain]:
    """Every picture of a site, of the charts as they are now and as they were pinned, by the path of its file without ending."""
    now = {
        addresses.chart_base(each.id): drawable(each, site_url + short_address(each.id))
        for each in charts.all
        if each.drawn
    }
    kept = {
        addresses.pin_base(pin.chart, pin.hash): drawable(
            chart_of(pin), f"{site_url}{short_address(pin.chart)}{pin.hash}/"
        )
        for pin in pins
    }
    return {**now, **kept}


def source_line(chart: Chart) -> str:
    """Where the numbers are from, and of which day the newest is."""
    said = f"Source: {chart.figure.source}" if chart.figure.source else ""
    day = "" if chart.measured is None else f"newest data of {chart.measured[1]}"
    shown = "Demonstration of the method, no ranking of meshes. " if chart.demonstration else ""
    return shown + "; ".join(part for part in (said, day) if part)


def merged(layout: Plain, changes: Plain) -> dict[str, object]:
    """A layout with changes: objects are merged one level deep, everything else is replaced."""
    found = dict(layout)
    for name, value in changes.items():
        old = found.get(name)
        found[name] = {**old, **value} if isinstance(old, dict) and isinstance(value, dict) else value
    return found


def short_address(chart_id: str) -> str:
    """The chart's short address within the site, which leads to its page: `c/bca1c5a0-latency/`.

    The eight digits are those of the owner's key; an owner without any stands with its name.
    """
    owner, _, figure = chart_id.rpartition("--")
    found = re.fullmatch(r".*-([0-9a-f]{8})-k[0-9]+", owner)
    return f"{addresses.SHORT}{found[1] if found else owner}-{figure}/"


def _lines(text: str, characters: int, most: int) -> list[str]:
    """The text, escaped for Plotly, in at most so many lines; what is cut ends in an ellipsis."""
    found = textwrap.wrap(text, characters, break_long_words=True, max_lines=most, placeholder=" …")
    return [label(line) for line in found]


def _height(lines: list[str], size_px: float) -> float:
    return len(lines) * size_px * _LINE
