"""The layout of the line form: panels side by side, below each other on a narrow screen.

Panels that show one quantity share one y axis; a panel of another quantity has its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log10
from typing import TYPE_CHECKING

from generator.figures import words
from generator.figures.draw import (
    CHARACTER_PX,
    SIGN_OF,
    coloured,
    label,
    log_range,
    log_ticks,
    marker,
    note,
    pale,
    round_ticks,
    spread,
    strength,
)
from generator.figures.rows import LINE_PX, WIDE_PX
from generator.numbers import exact, three

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.compare.values import Series, Summary, Variant

DIRECT = 6
"""Up to so many lines carry their names at their ends, where these fit; more get a legend."""
PLOT_PX = 280
NARROW_PLOT_PX = 190
NARROW_INNER_PX = 270
"""What a phone leaves of its width beside the numbers and the title of a y axis."""
ABOVE_PX = 34
BELOW_PX = 62
LEGEND_ROW_PX = 24
GAP = 0.05
"""Share of the width between two panels of one y axis."""
AXIS_PX = 72
"""Room for the numbers and the title of a y axis between two panels."""
NAME = 26
"""Characters in a line of a name behind a line's end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A variant's value at one place of the axis; `hollow` where it is saturated, `at` what a reader is told of the place."""

    x: float
    summary: Summary
    hollow: bool = False
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One variant through all groups, for each panel by name its points in the axis' order."""

    variant: Variant
    points: Mapping[str, tuple[Point, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A y axis: what it shows in `title`, in which unit, and whether it is logarithmic; else it starts at zero."""

    title: str
    unit: str
    log: bool = False


def axis_title(series: Series) -> str:
    """The axis' title as it stands on axes, which are titled in lower case."""
    return f"{series.axis_title[:1].lower()}{series.axis_title[1:]}"


def axis_word(series: Series) -> str:
    """What the axis counts, behind a number."""
    return {"connections": "connections", "offered_rps": "requests/s offered", "replicas": "replicas"}[series.axis]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Panels by name, each with its y axis, side by side; below each other on a narrow screen.

    The x axis is that of the series, or `measured`: a quantity of the runs, with its unit, and round ticks.
    """

    series: Series
    lines: Sequence[Line]
    panels: Mapping[str, Scale]
    measured: str | None = None

    @property
    def shared(self) -> bool:
        """Whether all panels have one y axis."""
        return len(set(self.panels.values())) == 1

    @property
    def last(self) -> str:
        """The panel at the right, behind which the lines' names stand."""
        return list(self.panels)[-1]

    @property
    def direct(self) -> bool:
        """Whether the lines carry their names: all reach the last panel, and neither height nor width is short."""
        reach = all(line.points[self.last] for line in self.lines)
        high = sum(_name_px(line.variant) for line in self.lines)
        wide = self.shared or self._panel_px(self._label_px()) >= len(self._x_title()) * CHARACTER_PX
        return reach and wide and len(self.lines) <= DIRECT and high <= PLOT_PX

    def _panel_px(self, right: float) -> float:
        """The width of a panel that has a y axis of its own, beside names of the width `right`."""
        return (WIDE_PX - right) / len(self.panels) - AXIS_PX

    @property
    def legend_px(self) -> int:
        """Room for a legend of one name a row."""
        return 16 + LEGEND_ROW_PX * len(self.lines)

    @property
    def height(self) -> int:
        """Wide, in px."""
        return ABOVE_PX + PLOT_PX + BELOW_PX + (0 if self.direct else self.legend_px)

    @property
    def narrow_height(self) -> int:
        """Narrow, in px: the panels below each other, then the legend."""
        return len(self.panels) * (ABOVE_PX + NARROW_PLOT_PX + BELOW_PX) + self.legend_px

    @property
    def xs(self) -> list[float]:
        """All places of the axis."""
        return sorted({point.x for line in self.lines for panel in self.panels for point in line.points[panel]})

    def ys(self, scale: Scale) -> list[float]:
        """All values of the panels with that y axis, runs and bounds included."""
        names = [name for name, own in self.panels.items() if own == scale]
        summaries = [point.summary for line in self.lines for name in names for point in line.points[name]]
        bounds = [bound for each in summaries for bound in (each.low, each.high) if bound is not None]
        return [value for each in summaries for value in (each.median, *each.values)] + bounds

    def traces(self) -> list[dict[str, object]]:
        """For each panel and line: its runs, then its medians."""
        return [
            trace
            for at, panel in enumerate(self.panels)
            for index, line in enumerate(self.lines)
            if line.points[panel]
            for trace in self._line(index, line, panel, _suffix(at))
        ]

    def _line(self, index: int, line: Line, panel: str, suffix: str) -> list[dict[str, object]]:
        axes = {"type": "scatter", "xaxis": f"x{suffix}", "yaxis": f"y{suffix}", "legendgroup": str(index)}
        points = line.points[panel]
        # Dots of runs would fill a hollow mark.
        several = [point for point in points if len(point.summary.values) > 1 and not point.hollow]
        runs = [(point.x, value) for point in several for value in point.summary.values]
        medians = {
            **axes,
            "mode": "lines+markers",
            "name": label(line.variant.label),
            "showlegend": panel == next(name for name in self.panels if line.points[name]),
            "x": [point.x for point in points],
            "y": [point.summary.median for point in points],
            "opacity": strength(index),
            "line": {"color": line.variant.colour, "width": 2},
            "marker": {**_symbols(line, points), "color": line.variant.colour},
            "hovertext": [self._hover(line, panel, point) for point in points],
            "hoverinfo": "text",
            **self._intervals(line, points),
        }
        dots = {
            **axes,
            "mode": "markers",
            "showlegend": False,
            "x": [x for x, _ in runs],
            "y": [value for _, value in runs],
            "marker": {"symbol": "circle", "size": 6, "color": pale(line.variant.colour, 0.6), "line": {"width": 0}},
            "hoverinfo": "skip",
        }
        return [dots, medians] if runs else [medians]

    def _intervals(self, line: Line, points: Sequence[Point]) -> dict[str, object]:
        if all(point.summary.low is None for point in points):
            return {}
        sums = [point.summary for point in points]
        bars = {
            "type": "data",
            "symmetric": False,
            "array": [0 if each.high is None else each.high - each.median for each in sums],
            "arrayminus": [0 if each.low is None else each.median - each.low for each in sums],
            "color": line.variant.colour,
            "thickness": 1.5,
            "width": 0,
        }
        return {"error_y": bars}

    def _hover(self, line: Line, panel: str, point: Point) -> str:
        at = point.at or f"{exact(point.x)} {axis_word(self.series)}"
        return f"<b>{label(line.variant.label)}</b><br>{at}: {panel} {words.interval(point.summary, self.panels[panel].unit)}"

    def wide(self) -> dict[str, object]:
        """The layout, panels side by side."""
        right = self._label_px() if self.direct else 12
        gap = GAP if self.shared else AXIS_PX / (WIDE_PX - AXIS_PX - right)
        length = WIDE_PX - AXIS_PX - right
        width = (1 - gap * (len(self.panels) - 1)) / len(self.panels)
        layout: dict[str, object] = {
            "height": self.height,
            "margin": {"l": 8, "r": right, "t": ABOVE_PX, "b": self.height - ABOVE_PX - PLOT_PX},
            "hovermode": "closest",
            "showlegend": not self.direct,
            "legend": {"orientation": "v", "x": 0, "xanchor": "left", "y": -58 / PLOT_PX, "yanchor": "top"},
            "annotations": [*self._heads(), *(self._ends() if self.direct else [])],
        }
        for at, scale in enumerate(self.panels.values()):
            start = at * (width + gap)
            layout[f"xaxis{_suffix(at)}"] = {**self._x_axis(at, length * width), "domain": [start, start + width]}
            layout[f"yaxis{_suffix(at)}"] = self._y_axis(at, scale)
        return layout

    def narrow(self) -> dict[str, object]:
        """What a narrow screen changes: panels below each other, a legend at the foot."""
        inner = self.narrow_height - ABOVE_PX - BELOW_PX - self.legend_px
        layout: dict[str, object] = {
            "height": self.narrow_height,
            "margin": {"l": 8, "r": 16, "t": ABOVE_PX, "b": BELOW_PX + self.legend_px},
            "showlegend": True,
            "legend": {"orientation": "v", "x": 0, "xanchor": "left", "y": -58 / inner, "yanchor": "top"},
            "annotations": self._heads(),
        }
        step = (NARROW_PLOT_PX + ABOVE_PX + BELOW_PX) / inner
        for at, scale in enumerate(self.panels.values()):
            top = 1 - at * step
            layout[f"xaxis{_suffix(at)}"] = {
                "domain": [0, 1],
                "title": {"text": self._x_title()},
                **self._x_ticks(NARROW_INNER_PX),
            }
            layout[f"yaxis{_suffix(at)}"] = {
                "domain": [max(top - NARROW_PLOT_PX / inner, 0), top],
                "showticklabels": True,
                "title": {"text": _y_title(scale)},
            }
        return layout

    def _x_axis(self, at: int, length_px: float) -> dict[str, object]:
        low, high = log_range(self.xs)
        return {
            "type": "log",
            "range": [low, high],
            "title": {"text": self._x_title() if not self.shared or at == len(self.panels) // 2 else ""},
            "anchor": f"y{_suffix(at)}",
            "fixedrange": True,
            "zeroline": False,
            **self._x_ticks(length_px),
        }

    def _x_ticks(self, length_px: float) -> dict[str, object]:
        low, high = (10**end for end in log_range(self.xs))
        if self.measured is None:
            # These ticks end where the values do, and the axis a little beyond.
            inner = length_px * log10(max(self.xs) / min(self.xs)) / log10(high / low)
            ticks = log_ticks(self.xs, inner, _tick_px)
        else:
            ticks = round_ticks(low, high, length_px, _tick_px)
        return {"tickvals": ticks, "ticktext": [exact(x) for x in ticks]}

    def _x_title(self) -> str:
        return f"{label(self.measured or axis_title(self.series))}, log axis"

    def _y_axis(self, at: int, scale: Scale) -> dict[str, object]:
        axis: dict[str, object] = {"fixedrange": True, "anchor": f"x{_suffix(at)}", "zeroline": not scale.log}
        ys = self.ys(scale)
        if scale.log:
            ticks = round_ticks(min(ys), max(ys))
            axis |= {"type": "log", "range": list(log_range(ys, 0.08))}
            axis |= {"tickvals": ticks, "ticktext": [three(tick) for tick in ticks]}
        else:
            axis |= {"range": [0, _top(ys)], "separatethousands": True}
        titled = at == 0 or not self.shared
        return {**axis, **({"title": {"text": _y_title(scale)}} if titled else {"showticklabels": False})}

    def _heads(self) -> list[dict[str, object]]:
        if len(self.panels) == 1 or not self.shared:
            return []
        place = {"x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom", "yshift": 6}
        return [
            note(f"<b>{panel}</b>", xref=f"x{_suffix(at)} domain", yref=f"y{_suffix(at)} domain", **place)
            for at, panel in enumerate(self.panels)
        ]

    def _label_px(self) -> int:
        return 40 + int(max(_wrapped(line.variant.label)[1] for line in self.lines) * CHARACTER_PX)

    def _ends(self) -> list[dict[str, object]]:
        """The lines' names at the right of the last panel, moved apart where their ends lie close."""
        suffix = _suffix(len(self.panels) - 1)
        named = [(line, line.points[self.last][-1]) for line in self.lines]
        heights = [self._y_px(point.summary.median) for _, point in named]
        sizes = [_name_px(line.variant) for line, _ in named]
        axes = {
            "xref": f"x{suffix} domain",
            "x": 1,
            "xanchor": "left",
            "yref": f"y{suffix} domain",
            "yanchor": "middle",
            "align": "left",
        }
        return [
            note(_signed(line.variant), y=place / PLOT_PX, xshift=8, **axes)
            for (line, _), place in zip(named, spread(heights, sizes, PLOT_PX), strict=True)
        ]

    def _y_px(self, value: float) -> float:
        scale = self.panels[self.last]
        ys = self.ys(scale)
        if not scale.log:
            return value / _top(ys) * PLOT_PX
        low, high = log_range(ys, 0.08)
        return (log10(value) - low) / (high - low) * PLOT_PX


def _tick_px(value: float) -> float:
    """What the number of a tick takes, with a gap."""
    return len(exact(value)) * CHARACTER_PX + 8


def _symbols(line: Line, points: Sequence[Point]) -> dict[str, object]:
    symbol = marker(line.variant.marker)
    if not any(point.hollow for point in points):
        return {"symbol": symbol, "size": 9}
    return {
        "symbol": [f"{symbol}-open" if point.hollow else symbol for point in points],
        "size": [12 if point.hollow else 9 for point in points],
        "line": {"width": [2 if point.hollow else 1 for point in points]},
    }


def _y_title(scale: Scale) -> str:
    return f"{scale.title}, log axis" if scale.log else scale.title


def _top(ys: Sequence[float]) -> float:
    """The end of an axis from zero."""
    return max(ys) * 1.1 or 1.0


def _wrapped(text: str) -> tuple[str, int]:
    """A name in short lines, and its longest line's length."""
    shown = label(text, NAME)
    return shown, min(max(len(line) for line in shown.split("<br>")), NAME)


def _name_px(variant: Variant) -> int:
    """The height of a name at a line's end."""
    return 4 + LINE_PX * (_wrapped(variant.label)[0].count("<br>") + 1)


def _signed(variant: Variant) -> str:
    """The name behind its marker in the variant's colour; the text itself has the ink's contrast."""
    return f"{coloured(variant.colour, SIGN_OF[marker(variant.marker)])} {_wrapped(variant.label)[0]}"


def _suffix(at: int) -> str:
    return "" if at == 0 else str(at + 1)
