"""A plot as DrawingML's chart (ECMA-376, part 1, 21.2): native, with its colours, labels and intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from generator.slides import axes_xml
from generator.slides.axes_xml import TEXT, line_of, rich, solid, text_of
from generator.slides.form import TEXT_PT
from generator.slides.values import Form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.slides.grid import Grid, Placed
    from generator.slides.values import Number, Plot, Series

_NAMESPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_SYMBOLS = {
    "circle": "circle",
    "cross": "plus",
    "diamond": "diamond",
    "square": "square",
    "star": "star",
    "triangle-down": "triangle",
    "triangle-up": "triangle",
    "x": "x",
}
"""Markers of the registry by DrawingML's name; the others become circles."""
_STROKES = frozenset({"plus", "star", "x"})
"""Markers without an area."""
_MARKER_PT = 10
_WHISKER_PT = 1.5


def chart_xml(plot: Plot, grid: Grid, size: tuple[float, float]) -> bytes:
    """The part's XML, without the reference to its workbook.

    Args:
        plot: what is drawn.
        grid: the worksheet that its references name.
        size: width and height of its frame in inches, by which the plot area is laid out.
    """
    heading = f'<c:title>{rich(plot.heading, bold=True)}<c:overlay val="0"/></c:title>' if plot.heading else ""
    share = axes_xml.value_share(plot, size) if plot.form is Form.BARS else 0.0
    drawn = {Form.BARS: _bars, Form.LINES: _lines, Form.POINTS: _points}[plot.form](plot, grid, share)
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<c:chartSpace {_NAMESPACES}>'
        '<c:date1904 val="0"/><c:roundedCorners val="0"/>'
        f'<c:chart>{heading}<c:autoTitleDeleted val="{0 if heading else 1}"/>'
        f"<c:plotArea>{axes_xml.plot_area(plot, size)}{drawn}{axes_xml.axes(plot)}</c:plotArea>"
        f'{_legend(plot)}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"{text_of(TEXT_PT)}</c:chartSpace>"
    ).encode()


def _bars(plot: Plot, grid: Grid, share: float) -> str:
    series = "".join(_bar(plot, grid, at, placed, share) for at, placed in enumerate(grid.placed))
    return (
        '<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>'
        f'{series}<c:gapWidth val="45"/><c:overlap val="0"/>{axes_xml.IDS}</c:barChart>'
    )


def _bar(plot: Plot, grid: Grid, at: int, placed: Placed, share: float) -> str:
    series = placed.series
    points = "".join(
        f'<c:dPt><c:idx val="{point}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>{_area(series, point)}</c:dPt>'
        for point, value in enumerate(series.values)
        if value is not None
    )
    return (
        f"<c:ser>{_named(grid, at, placed)}<c:spPr>{solid(series.key)}{line_of(series.key, 1)}</c:spPr>"
        f'<c:invertIfNegative val="0"/>{points}{_labels(series, "outEnd", share)}{_whiskers(grid, placed, None)}'
        f"{_categories(plot, grid)}<c:val>{_numbers(grid, placed.values)}</c:val></c:ser>"
    )


def _area(series: Series, point: int) -> str:
    """A bar's colour; hatched where it is hollow, so that it stays a bar and its colour stays known."""
    colour = series.colour(point)
    fill = (
        f'<a:pattFill prst="wdUpDiag"><a:fgClr><a:srgbClr val="{colour[1:].upper()}"/></a:fgClr>'
        '<a:bgClr><a:schemeClr val="bg1"/></a:bgClr></a:pattFill>'
        if series.is_hollow(point)
        else solid(colour)
    )
    return f"<c:spPr>{fill}{line_of(colour, 1)}</c:spPr>"


def _lines(plot: Plot, grid: Grid, _: float) -> str:
    series = "".join(
        f"<c:ser>{_stroked(grid, at, placed)}{_labels(placed.series, 't')}{_whiskers(grid, placed, 'y')}"
        f'{_categories(plot, grid)}<c:val>{_numbers(grid, placed.values)}</c:val><c:smooth val="0"/></c:ser>'
        for at, placed in enumerate(grid.placed)
    )
    return (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}<c:marker val="1"/>'
        f"{axes_xml.IDS}</c:lineChart>"
    )


def _points(_plot: Plot, grid: Grid, _: float) -> str:
    series = "".join(
        f"<c:ser>{_stroked(grid, at, placed)}{_whiskers(grid, placed, 'y')}"
        f"<c:xVal>{_numbers(grid, placed.xs or 0)}</c:xVal><c:yVal>{_numbers(grid, placed.values)}</c:yVal>"
        '<c:smooth val="0"/></c:ser>'
        for at, placed in enumerate(grid.placed)
    )
    return f'<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>{series}{axes_xml.IDS}</c:scatterChart>'


def _stroked(grid: Grid, at: int, placed: Placed) -> str:
    """Name, line and marks of a series that is a line."""
    series = placed.series
    line = line_of(series.colour(0), series.width_pt, series.dash) if series.width_pt else "<a:ln><a:noFill/></a:ln>"
    hollow = "".join(
        f'<c:dPt><c:idx val="{point}"/>{_marker(series, hollow=True)}<c:bubble3D val="0"/><c:spPr>{line}</c:spPr></c:dPt>'
        for point in range(len(series.values))
        if series.is_hollow(point)
    )
    return f"{_named(grid, at, placed)}<c:spPr>{line}</c:spPr>{_marker(series)}{hollow}"


def _marker(series: Series, *, hollow: bool = False) -> str:
    if series.marker is None:
        return '<c:marker><c:symbol val="none"/></c:marker>'
    symbol = _SYMBOLS.get(series.marker, "circle")
    colour = series.colour(0)
    fill = '<a:solidFill><a:schemeClr val="bg1"/></a:solidFill>' if hollow else solid(colour)
    area = "<a:noFill/>" if symbol in _STROKES else fill
    look = f"<c:spPr>{area}{line_of(colour, 2)}</c:spPr>"
    return f'<c:marker><c:symbol val="{symbol}"/><c:size val="{_MARKER_PT}"/>{look}</c:marker>'


def _named(grid: Grid, at: int, placed: Placed) -> str:
    name = escape(placed.series.name)
    cache = f'<c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{name}</c:v></c:pt></c:strCache>'
    head = grid.head(placed.values)
    return f'<c:idx val="{at}"/><c:order val="{at}"/><c:tx><c:strRef><c:f>{head}</c:f>{cache}</c:strRef></c:tx>'


def _labels(series: Series, place: str, share: float = 0.0) -> str:
    """Labels that show the value, each in its own format, beyond its whisker. `share`: of the frame's width for 1 of the values' unit."""
    if not series.forms:
        return ""
    shown = (
        f'<c:dLblPos val="{place}"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
    )
    look = f"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{text_of(TEXT_PT)}{shown}"
    each = "".join(
        f'<c:dLbl><c:idx val="{at}"/>{_moved(series, at, share)}{_format(form)}{look}</c:dLbl>'
        for at, form in enumerate(series.forms)
        if series.values[at] is not None
    )
    return f"<c:dLbls>{each}{_format(series.forms[0])}{look}</c:dLbls>"


def _moved(series: Series, at: int, share: float) -> str:
    """A label's place, moved by as much as the whisker reaches beyond the bar's end."""
    value = series.values[at] or 0.0
    ends = series.low if value < 0 else series.high
    end = ends[at] if ends else None
    if not share or end is None or end == value:
        return ""
    return (
        f'<c:layout><c:manualLayout><c:x val="{(end - value) * share:.5f}"/><c:y val="0"/></c:manualLayout></c:layout>'
    )


def _format(form: str) -> str:
    return f'<c:numFmt formatCode="{escape(form, axes_xml.QUOTED)}" sourceLinked="0"/>'


def _whiskers(grid: Grid, placed: Placed, direction: str | None) -> str:
    """The intervals as error bars with a cap; bars have one direction and so name none."""
    if placed.below is None or placed.above is None:
        return ""
    which = f'<c:errDir val="{direction}"/>' if direction else ""
    return (
        f'<c:errBars>{which}<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
        f"<c:plus>{_numbers(grid, placed.above)}</c:plus><c:minus>{_numbers(grid, placed.below)}</c:minus>"
        f'<c:spPr><a:ln w="{round(_WHISKER_PT * axes_xml.EMU_PT)}"><a:solidFill>{TEXT}</a:solidFill></a:ln></c:spPr></c:errBars>'
    )


def _categories(plot: Plot, grid: Grid) -> str:
    points = "".join(f'<c:pt idx="{at}"><c:v>{escape(name)}</c:v></c:pt>' for at, name in enumerate(plot.categories))
    cache = f'<c:strCache><c:ptCount val="{len(plot.categories)}"/>{points}</c:strCache>'
    return f"<c:cat><c:strRef><c:f>{grid.cells(0)}</c:f>{cache}</c:strRef></c:cat>"


def _numbers(grid: Grid, column: int) -> str:
    cells: Sequence[Number] = grid.columns[column].numbers
    points = "".join(
        f'<c:pt idx="{at}"><c:v>{value!r}</c:v></c:pt>' for at, value in enumerate(cells) if value is not None
    )
    cache = f'<c:numCache><c:formatCode>General</c:formatCode><c:ptCount val="{grid.size}"/>{points}</c:numCache>'
    return f"<c:numRef><c:f>{grid.cells(column)}</c:f>{cache}</c:numRef>"


def _legend(plot: Plot) -> str:
    if not plot.legend:
        return ""
    gone = "".join(
        f'<c:legendEntry><c:idx val="{at}"/><c:delete val="1"/></c:legendEntry>'
        for at, series in enumerate(plot.series)
        if not series.listed
    )
    return f'<c:legend><c:legendPos val="{plot.legend}"/>{gone}<c:overlay val="0"/>{text_of(TEXT_PT)}</c:legend>'
