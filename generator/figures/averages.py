"""How far averages of the generators' percentiles are off, over many distributed runs: every run a dot."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from generator.compare.flags import PERCENTILES
from generator.compare.statistics import median
from generator.compare.values import Summary
from generator.figures import words
from generator.figures.draw import SHAPES
from generator.figures.figure import Figure
from generator.figures.panels import one_panel
from generator.figures.rows import Mark, Panel, Row
from generator.figures.spectrum import NEUTRAL
from generator.numbers import plural, signed, three

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.compare.distributions import Average
    from generator.model import Result

Run = tuple["Result", tuple["Average", ...]]
"""A distributed run and its averages."""


def for_averages(runs: Sequence[Run]) -> Figure:
    """The error of averages against the merged value, in percent of it; ranges are left out, since they are no value to miss."""
    cells = list(_cells(runs))
    title = _finding(cells)
    figure = Figure(
        id="averages",
        kind="rows",
        title=title,
        subtitle=f"{_marks(cells)} Zero is the merged value at the same percentile.{_ranges(runs)}",
        source=words.months([run.start_time for run, _ in runs]),
        alt=f"Chart of the errors of averages. {title}. The values stand in the table below.",
    )
    if not cells:
        return replace(figure, missing="No distributed run reports the percentiles of its generators.")
    names = list(dict.fromkeys((name, way) for _, name, way, _ in cells))
    rows = tuple(_row(name, way, [each for each in cells if each[1:3] == (name, way)]) for name, way in names)
    return one_panel(figure, Panel(rows=rows, title="error of the average (%)"), _columns(cells))


Cell = tuple[str, str, str, float]
"""Address, percentile, kind of average, and its error in percent."""


def _cells(runs: Sequence[Run]) -> Iterator[Cell]:
    for name in PERCENTILES:
        for way in ("plain", "by requests"):
            for run, averages in runs:
                found = next((each for each in averages if each.percentile == name and not each.is_range), None)
                error = None if found is None else found.plain_error if way == "plain" else found.weighted_error
                if error is not None:
                    yield run.address, name, way, error * 100


def _row(name: str, way: str, cells: Sequence[Cell]) -> Row:
    errors = [error for *_, error in cells]
    mark = Mark(
        symbol=SHAPES[name],
        summary=Summary(values=tuple(errors), median=median(errors)),
        hover=f"<b>p{name}, {way} average</b><br>median error {signed(median(errors), '%')}",
        run_hover=tuple(f"{address}<br>{signed(error, '%')}" for address, *_, error in cells),
    )
    return Row(name=f"p{name}, {way}", colour=NEUTRAL, marks=(mark,), end=_span(errors))


def _span(errors: Sequence[float]) -> str:
    low, high = signed(min(errors)), signed(max(errors), "%")
    return high if len(errors) == 1 else f"{low} to {high}"


def _finding(cells: Sequence[Cell]) -> str:
    """The worst errors to either side, over all percentiles and ways to average: none is picked."""
    if not cells:
        return "Averages of percentiles against merged values"
    number = plural(len({address for address, *_ in cells}), "run")
    ends = (min(cells, key=lambda each: each[-1]), max(cells, key=lambda each: each[-1]))
    told = [_side(name, error) for (_, name, _, error), sign in zip(ends, (-1, 1), strict=True) if error * sign > 0]
    if not told:
        return f"Averages of the generators’ percentiles meet the merged value ({number})"
    return f"Averages of the generators’ percentiles lie up to {' and '.join(told)} the merged value ({number})"


def _side(name: str, error: float) -> str:
    return f"{three(abs(error))} % {'below' if error < 0 else 'above'} (p{name})"


def _marks(cells: Sequence[Cell]) -> str:
    several = len({address for address, *_ in cells}) > 1
    ways = {way for _, _, way, _ in cells}
    rows = "A row is a percentile and how it was averaged" + (
        ": plainly, or weighted by each generator’s requests." if len(ways) > 1 else "."
    )
    return f"{rows} {'Small marks: one distributed run each; large: their median.' if several else 'A mark is a distributed run.'}"


def _ranges(runs: Sequence[Run]) -> str:
    """How many values are left out, since their merged value is known as a range only."""
    number = sum(each.is_range for _, averages in runs for each in averages if each.percentile in PERCENTILES)
    return f" Left out: {plural(number, 'percentile')} whose merged value is known as a range only." if number else ""


def _columns(cells: Sequence[Cell]) -> dict[str, list[object]]:
    return {
        "run": [address for address, *_ in cells],
        "percentile": [f"p{name}" for _, name, _, _ in cells],
        "average": [way for _, _, way, _ in cells],
        "error_percent": [error for *_, error in cells],
    }
