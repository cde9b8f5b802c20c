"""The row form as native bars: a cluster each variant, a bar each percentile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor
from typing import TYPE_CHECKING

from generator.compare.statistics import median
from generator.numbers import exact, plural
from generator.slides import looks
from generator.slides.labels import label_format, step, tick_format
from generator.slides.values import Axis, Drawing, Form, Number, Plot, Series

if TYPE_CHECKING:
    from generator.figures import Figure

MOST_ROWS = 11
"""So many clusters have room for names of 18 points."""
ALL_LABELLED = 4
"""Up to so many clusters of three bars each bar has room for its number; of more the last of each cluster has one."""
_ROOM = 0.12
"""The share of its range by which an axis reaches below the least value, for that one's label."""
SHADES = {1: (0.0,), 2: (0.45, 0.0), 3: (0.65, 0.35, 0.0)}
"""The share of white in the colours of a cluster's bars."""
WHISKERS = "Whiskers: interval of the median."
NUMBERS = "Bars and numbers: medians; whiskers: their intervals."
HATCHED = {
    "overhead": "Hatched: no detectable difference.",
    "throughput": "Hatched: saturated, less than the offered rate.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    """One value of a row; `name` is its percentile or quantity."""

    row: str
    name: str
    value: Number
    low: Number
    high: Number


def bars(figure: Figure) -> Drawing | None:
    """The figure's rows as bars; None where its columns are not those of the row form."""
    if {"average", "percentile", "error_percent"} <= set(figure.columns):
        return _averages(figure)
    cells = _cells(figure.columns)
    if not cells:
        return None
    everyone = list(dict.fromkeys(cell.row for cell in cells))
    shown = everyone[:MOST_ROWS]
    names = list(dict.fromkeys(cell.name for cell in cells))
    apart = "quantity" in figure.columns and len(names) > 1
    panels = [[name] for name in names] if apart else [names]
    plots = tuple(
        _plot(figure, cells, shown, panel, "" if at == 0 else str(at + 1), narrow=apart)
        for at, panel in enumerate(panels[:3])
    )
    return Drawing(plots=plots, remarks=tuple(_remarks(figure, plots, len(everyone) - len(shown))))


def _cells(columns: Mapping[str, Sequence[object]]) -> list[_Cell]:
    by = next((name for name in ("percentile", "quantity") if name in columns), None)
    names = [_first(columns, *start) for start in (("median", "overhead_"), ("low",), ("high",))]
    if "variant" not in columns or by is None or names[0] is None:
        return []
    value, low, high = (columns[name] if name else [None] * len(columns["variant"]) for name in names)
    rows = zip(columns["variant"], columns[by], value, low, high, strict=True)
    return [
        _Cell(row=str(row), name=str(name), value=number(at), low=number(least), high=number(most))
        for row, name, at, least, most in rows
    ]


def _first(columns: Mapping[str, Sequence[object]], *starts: str) -> str | None:
    return next((name for name in columns if name.startswith(starts)), None)


def number(value: object) -> Number:
    """A cell as a number; None where it holds none."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _plot(
    figure: Figure, cells: Sequence[_Cell], rows: Sequence[str], names: Sequence[str], suffix: str, *, narrow: bool
) -> Plot:
    found = {(cell.row, cell.name): cell for cell in cells}
    drawn = [[found.get((row, name)) for row in rows] for name in names]
    values = [cell.value for line in drawn for cell in line if cell and cell.value is not None]
    style = looks.rows(figure, suffix)
    sole = looks.axis_title(figure, f"xaxis{suffix}") if len(names) == 1 else ""
    series = tuple(
        replace(each, name=sole or each.name)
        for each in (_series(figure, names, at, line, style, len(rows)) for at, line in enumerate(drawn))
    )
    ends = [end for line in drawn for cell in line if cell for end in (cell.low, cell.high) if end is not None]
    return Plot(
        form=Form.BARS,
        categories=tuple(rows),
        series=series,
        value=_axis(_title(figure, names, suffix), values, ends, narrow=narrow),
        legend="t" if len(names) > 1 else "",
        names=not suffix,
    )


def _axis(title: str, values: Sequence[float], ends: Sequence[float], *, narrow: bool = False) -> Axis:
    """From zero, or from below the least value so that a label has room there.

    It ends by itself where there are no intervals: PowerPoint does not look at these.
    """
    least, most = min([*values, *ends, 0.0]), max([*values, *ends, 0.0])
    if most == least:
        return Axis(title=title, low=0.0)
    unit = step(most - least, 3 if narrow else 6)
    low = floor((least - _ROOM * (most - least)) / unit) * unit if least < 0 else 0.0
    high = ceil(most / unit - 1e-9) * unit if ends else None
    return Axis(
        title=title,
        low=low,
        high=high,
        form=tick_format([unit * 5]),
        unit=unit if narrow or ends or least < 0 else None,
    )


def _title(figure: Figure, names: Sequence[str], suffix: str) -> str:
    title = looks.axis_title(figure, f"xaxis{suffix}") or names[0]
    rate = looks.offered(figure)
    return title if rate is None else f"{title}; offered: {exact(rate)}"


def _series(
    figure: Figure,
    names: Sequence[str],
    at: int,
    line: Sequence[_Cell | None],
    style: Mapping[int, looks.Look],
    rows: int,
) -> Series:
    shade = SHADES[len(names)][at] if len(names) in SHADES else 0.6 * (1 - at / (len(names) - 1))
    own = [style.get(row, looks.Look()) for row in range(len(line))]
    labelled = at == len(names) - 1 or (rows <= ALL_LABELLED and len(names) in SHADES)
    # A row that lacks a percentile has fewer marks than there are names, so marks are counted within the row.
    return Series(
        name=names[at],
        values=tuple(None if cell is None else cell.value for cell in line),
        low=tuple(None if cell is None else cell.low for cell in line),
        high=tuple(None if cell is None else cell.high for cell in line),
        colours=tuple(looks.mixed(each.colour, shade) for each in own),
        key=looks.mixed(looks.INK, shade),
        hollow=_hollow(figure, names[at], own, line),
        forms=tuple(_form(figure, cell) for cell in line) if labelled else (),
    )


def _hollow(figure: Figure, name: str, own: Sequence[looks.Look], line: Sequence[_Cell | None]) -> tuple[bool, ...]:
    if "detectable" in figure.columns:
        columns = figure.columns
        told = dict(
            zip(zip(columns["variant"], columns["percentile"], strict=True), columns["detectable"], strict=True)
        )
        return tuple(cell is not None and told.get((cell.row, name)) is False for cell in line)
    return tuple(any(each.hollow) for each in own)


def _form(figure: Figure, cell: _Cell | None) -> str:
    return "General" if cell is None or cell.value is None else label_format(cell.value, plus=figure.id == "overhead")


def _remarks(figure: Figure, plots: Sequence[Plot], left: int) -> list[str]:
    every = [series for plot in plots for series in plot.series]
    bounded = any(end is not None for series in every for end in (*series.low, *series.high))
    hatched = HATCHED.get(figure.id, "Hatched: see the notes.") if any(any(each.hollow) for each in every) else ""
    more = f"{plural(left, 'more row')} on the chart’s page." if left > 0 else ""
    return [text for text in (NUMBERS if bounded else "", hatched, more) if text]


def _averages(figure: Figure) -> Drawing:
    """For each percentile and kind of average the median error of all runs; whiskers reach from the least to the greatest."""
    columns = figure.columns
    errors: dict[tuple[str, str], list[float]] = {}
    for name, way, error in zip(columns["percentile"], columns["average"], columns["error_percent"], strict=True):
        value = number(error)
        if value is not None:
            errors.setdefault((str(name), str(way)), []).append(value)
    names, ways = (list(dict.fromkeys(key[at] for key in errors)) for at in (0, 1))
    series = tuple(
        _average(way, at / max(len(ways), 1), [errors.get((name, way), []) for name in names])
        for at, way in enumerate(ways)
    )
    every = [error for found in errors.values() for error in found]
    plot = Plot(
        form=Form.BARS,
        categories=tuple(names),
        series=series,
        value=_axis(looks.axis_title(figure, "xaxis"), every, every),
        legend="t" if len(ways) > 1 else "",
    )
    return Drawing(plots=(plot,), remarks=("Bars and numbers: median of all runs; whiskers: least and greatest.",))


def _average(way: str, white: float, errors: Sequence[Sequence[float]]) -> Series:
    middles = [median(list(each)) if each else None for each in errors]
    return Series(
        name=f"{way} average",
        values=tuple(middles),
        low=tuple(min(each) if each else None for each in errors),
        high=tuple(max(each) if each else None for each in errors),
        colours=(looks.mixed(looks.NEUTRAL, white),),
        key=looks.mixed(looks.NEUTRAL, white),
        forms=tuple("General" if each is None else label_format(each, plus=True) for each in middles),
    )
