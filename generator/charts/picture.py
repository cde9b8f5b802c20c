"""A chart as a picture for a slide: its words, source, date and short address stand inside it.

The form is 16:9 and drawn for a room: at 1920x1080 the smallest text has 24 pixels or more (a tall chart's 20), and lines twice their
width on the page. It is a change of the figure's layout, so that the build's pictures and those that a reader's browser makes are of one
form. All that it places stands so many pixels from an edge of the picture or of the plot, never a share of it: another width or height, from
960x540 up, changes the plot alone.
"""

from __future__ import annotations

import math
import re
import textwrap
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from generator import addresses
from generator.charts.brief import brief, kept_end
from generator.charts.pins import chart_of
from generator.figures import TEMPLATES
from generator.figures.draw import CHARACTER_PX, SIGN_OF, coloured, label, note
from generator.layout import wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from generator.charts.chart import Chart
    from generator.charts.gather import Charts
    from generator.figures.figure import Figure, Plain
    from generator.model import Pin

WIDTH, HEIGHT = 960, 540
"""The form's least size in CSS pixels; drawn at twice that."""
PIXELS = (1920, 1080)
EDGE = 24
_TITLE_PX, _TEXT_PX, _LINE = 21, 14, 1.3
_TITLE_CHARACTERS, _TEXT_CHARACTERS = 66, 114
"""What fits into a line of 960 pixels in a wide font."""
_TITLE_LINES, _TEXT_LINES = 2, 4
_AXIS = re.compile(r"[xy]axis[0-9]*")
_TITLE_CHARACTER_PX = 8.4
"""Width of an average character of an axis' title."""
_LEGEND_ROW_PX, _LEGEND_TOP_PX, _LEGEND_COLUMNS = 24, 62, 3
_BLANK = "\u00a0" * 4
_BOUND = re.compile(r"(?<=[0-9]) (?=[A-Za-z%])")
"""The blank between a number and its unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """The lines of text around the plot, escaped, for a picture of that width."""

    title: tuple[str, ...]
    below: tuple[str, ...]
    foot: tuple[str, ...]

    @property
    def head_px(self) -> float:
        """Plotly puts a subtitle of one line lower than the first of several, so that it takes the room of two."""
        return EDGE + _height(self.title, _TITLE_PX) + max(_height(self.below, _TEXT_PX), 2 * _TEXT_PX * _LINE) + 8

    @property
    def foot_px(self) -> float:
        """Down to the picture's edge."""
        return _height(self.foot, _TEXT_PX) + 16


def picture(chart: Chart, address: str) -> Plain:
    """What replaces parts of the figure's layout in its picture, merged one level deep.

    Args:
        chart: one that has something to draw.
        address: the whole address that the picture names.
    """
    figure = chart.figure
    layout = cast("Mapping[str, Any]", figure.plotly["layout"])
    names = _named(cast("Sequence[Mapping[str, Any]]", figure.plotly["data"]), layout)
    margin: Mapping[str, float] = layout["margin"]
    ground = _LEGEND_TOP_PX + _LEGEND_ROW_PX * _rows(names) + 8 if names else margin["b"]
    plot_px = figure.height - margin["b"] + ground - _spare(figure, margin)
    height = _high(plot_px, _words(chart, address, WIDTH))
    words = _words(chart, address, round(height * WIDTH / HEIGHT))
    above, below = margin["t"] + words.head_px, ground + words.foot_px
    return {
        "width": round(height * WIDTH / HEIGHT),
        "height": height,
        "margin": {"t": above, "b": below, "l": EDGE, "r": margin["r"] + EDGE},
        "title": _title(words),
        "showlegend": False,
        # The left margin grows with the labels; the right one is known.
        "annotations": [*layout.get("annotations", ()), *_key(names), _foot(words, margin["r"], ground)],
        **{name: {"automargin": False} for name in layout if _AXIS.fullmatch(name) and name.startswith("x")},
        **{
            name: _apart(layout[name], height - above - below)
            for name in layout
            if _AXIS.fullmatch(name) and _leftmost(name, layout)
        },
    }


def _words(chart: Chart, address: str, width: int) -> _Words:
    wider = width / WIDTH
    characters = round(_TEXT_CHARACTERS * wider)
    return _Words(
        title=_lines(chart.figure.title, round(_TITLE_CHARACTERS * wider), _TITLE_LINES),
        below=_below(chart.figure, characters),
        foot=(
            *_lines(source_within(chart, partial(_fits, characters=characters, most=2)), characters, 2),
            label(address),
        ),
    )


def _below(figure: Figure, characters: int) -> tuple[str, ...]:
    """The subtitle; of a long one whole parts are left out, and never what was not reported."""
    said = brief(figure.subtitle, figure.title, lambda text: _fits(text, characters))
    start, end = kept_end(said)
    if _fits(said, characters) or not end:
        return _lines(said, characters, _TEXT_LINES)
    last = _lines(end, characters, 2)
    return (*_lines(start, characters, _TEXT_LINES - len(last)), *last)


def _high(plot_px: float, words: _Words) -> int:
    return math.ceil(max(HEIGHT, plot_px + words.head_px + words.foot_px) / 9) * 9  # so that the width is whole too


def _spare(figure: Figure, margin: Mapping[str, float]) -> float:
    """What a chart of rows can do without: two lines of a name need seven eighths of a row. The others' height is what they need."""
    return (figure.height - margin["t"] - margin["b"]) / 8 if figure.kind == "rows" else 0.0


def _title(words: _Words) -> Plain:
    return {
        "text": f"<b>{'<br>'.join(words.title)}</b>",
        "font": {"size": _TITLE_PX},
        "subtitle": {"text": "<br>".join(words.below), "font": {"size": _TEXT_PX}},
        "x": 0,
        "xref": "container",
        "xanchor": "left",
        "y": 1,
        "yref": "container",
        "yanchor": "top",
        # Of several lines Plotly moves the first up, by the height of a capital for each.
        "pad": {"t": EDGE + 0.7 * _TITLE_PX * (len(words.title) - 1), "l": EDGE},
        "automargin": False,
    }


def _foot(words: _Words, right: float, ground: float) -> dict[str, object]:
    at = {"xref": "paper", "x": 1, "xanchor": "right", "xshift": right, "yref": "paper", "y": 0, "yanchor": "top"}
    return note("<br>".join(words.foot), align="right", yshift=-ground, **at)


def _leftmost(name: str, layout: Mapping[str, Any]) -> bool:
    """Whether an axis carries its labels at the plot's left edge."""
    if not name.startswith("y") or layout[name].get("showticklabels") is False:
        return False
    across = layout.get(f"xaxis{str(layout[name].get('anchor', 'x')).removeprefix('x')}", {})
    start: float = across.get("domain", (0, 1))[0]
    return start == 0


def _apart(axis: Mapping[str, Any], plot_px: float) -> Plain:
    """What keeps an axis' labels off the picture's edge: Plotly's margin grows to just hold them, so they get a blank before them.

    A title that is longer than its axis gets several lines.
    """
    title = axis.get("title", {})
    if title.get("text"):
        low, high = axis.get("domain", (0, 1))
        lines = wrapped(title["text"], max(int(plot_px * (high - low) / _TITLE_CHARACTER_PX), 8))
        return {"title": {**title, "text": "<br>".join((_BLANK, *lines))}}
    if "ticktext" in axis:
        return {"ticktext": [_BLANK + str(text).replace("<br>", f"<br>{_BLANK}") for text in axis["ticktext"]]}
    return {"tickprefix": _BLANK}


def _named(data: Sequence[Mapping[str, Any]], layout: Mapping[str, Any]) -> list[str]:
    """The names in the figure's legend, each behind its mark; none without a legend."""
    if not layout.get("showlegend"):
        return []
    return [_marked(trace) for trace in data if "name" in trace and trace.get("showlegend", True)]


def _marked(trace: Mapping[str, Any]) -> str:
    """A name behind its mark in the line's colour; names that bring their mark along keep it."""
    name, colour = str(trace["name"]).replace("-<br>", "-").replace("<br>", " "), trace["line"]["color"]
    symbol = trace.get("marker", {}).get("symbol", "circle")
    first = symbol if isinstance(symbol, str) else symbol[0]
    sign = SIGN_OF.get(first.removesuffix("-open"), "")
    if name[:1] in SIGN_OF.values():
        sign, name = name[0], name[1:].strip()
    return f"{coloured(colour, sign)} {name}"


def _across(names: Sequence[str]) -> int:
    """How many names stand beside each other."""
    longest = max((len(re.sub(r"<[^>]*>", "", name)) for name in names), default=0)
    return max(1, min(_LEGEND_COLUMNS, int((WIDTH - 4 * EDGE) / (longest * CHARACTER_PX + EDGE))))


def _rows(names: Sequence[str]) -> int:
    return math.ceil(len(names) / _across(names))


def _key(names: Sequence[str]) -> list[dict[str, object]]:
    """The names below the plot, in columns: a legend would stand at a share of the plot's height."""
    rows = _rows(names)
    place = {"xref": "paper", "xanchor": "left", "yref": "paper", "y": 0, "yanchor": "top"}
    return [
        note(name, x=at // rows / _across(names), yshift=-(_LEGEND_TOP_PX + at % rows * _LEGEND_ROW_PX), **place)
        for at, name in enumerate(names)
    ]


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


def source_within(chart: Chart, fits: Callable[[str], bool]) -> str:
    """The source line, of one that does not fit less of the people: the days at its end stay."""
    whole = source_line(chart)
    if fits(whole):
        return whole
    at = min((place for sign in ("; submitted ", "; newest data of ") if (place := whole.find(sign)) > 0), default=0)
    people, days = whole[:at].split(" "), whole[at:]
    shorter = (f"{' '.join(people[:kept]).rstrip(' ,;(')} …{days}" for kept in range(len(people) - 1, 0, -1))
    return next(filter(fits, shorter), whole)


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


def _lines(text: str, characters: int, most: int) -> tuple[str, ...]:
    """The text, escaped for Plotly, in at most so many lines of even length; what is cut ends in an ellipsis."""
    found = _split(text, characters)
    if len(found) > most:
        found = tuple(textwrap.wrap(_bound(text), characters, max_lines=most, placeholder=" …"))
    return tuple(label(line) for line in found)


def _fits(text: str, characters: int, most: int = _TEXT_LINES) -> bool:
    return len(textwrap.wrap(_bound(text), characters)) <= most


def _split(text: str, characters: int) -> tuple[str, ...]:
    return tuple(wrapped(_bound(text), characters)) if text else ()


def _bound(text: str) -> str:
    return _BOUND.sub("\u00a0", text)


def _height(lines: Sequence[str], size_px: float) -> float:
    return len(lines) * size_px * _LINE
