"""The axes of a chart and the place of its plot area, as DrawingML."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from generator.slides.form import LINE, POINTS, TEXT_PT, lines, width
from generator.slides.values import Form

if TYPE_CHECKING:
    from generator.slides.values import Axis, Plot

EMU_PT = 12700
QUOTED = {'"': "&quot;"}
CATEGORY_ID, VALUE_ID = 1001, 1002
IDS = f'<c:axId val="{CATEGORY_ID}"/><c:axId val="{VALUE_ID}"/>'
TEXT = '<a:schemeClr val="tx1"/>'
"""The deck's own colour of text, so that a template restyles it."""
_GRID = '<a:schemeClr val="bg1"><a:lumMod val="85000"/></a:schemeClr>'
_AXIS = '<a:schemeClr val="bg1"><a:lumMod val="50000"/></a:schemeClr>'
TICKS_IN, TITLE_IN, HEADING_IN, LEGEND_IN = 0.4, 0.38, 0.45, 0.45
"""The height of a line of ticks, of an axis' title, of a heading and of a legend above."""
_GAP = 0.12
_MOST_NAMES = 12
"""So many names of categories stand beside each other below a plot."""
_SHORT, _NAMES = 0.3, 0.42
"""The share of a frame that names take without being broken, and the greatest that they may take."""
_PAD = 0.3
"""Between names and plot area, with what a renderer's type is wider than ours."""


def solid(colour: str) -> str:
    """A fill of #rrggbb."""
    return f'<a:solidFill><a:srgbClr val="{colour[1:].upper()}"/></a:solidFill>'


def line_of(colour: str, points: float, dash: str = "solid") -> str:
    """A line of that colour and width."""
    return f'<a:ln w="{round(points * EMU_PT)}" cap="rnd">{solid(colour)}<a:prstDash val="{dash}"/><a:round/></a:ln>'


def text_of(points: float, *, turned: bool = False) -> str:
    """The type of a chart's part."""
    body = '<a:bodyPr rot="-5400000" vert="horz"/>' if turned else "<a:bodyPr/>"
    return f'<c:txPr>{body}<a:lstStyle/><a:p><a:pPr>{_type(points)}</a:pPr><a:endParaRPr lang="en-GB"/></a:p></c:txPr>'


def _type(points: float, *, bold: bool = False) -> str:
    return f'<a:defRPr sz="{round(points * 100)}" b="{1 if bold else 0}"><a:solidFill>{TEXT}</a:solidFill></a:defRPr>'


def rich(text: str, *, bold: bool = False, turned: bool = False) -> str:
    """A title's text."""
    body = '<a:bodyPr rot="-5400000" vert="horz"/>' if turned else "<a:bodyPr/>"
    run = f'<a:r><a:rPr lang="en-GB" sz="{TEXT_PT * 100}" b="{1 if bold else 0}"/><a:t>{escape(text)}</a:t></a:r>'
    return (
        f"<c:tx><c:rich>{body}<a:lstStyle/><a:p><a:pPr>{_type(TEXT_PT, bold=bold)}</a:pPr>{run}</a:p></c:rich></c:tx>"
    )


def plot_area(plot: Plot, size: tuple[float, float]) -> str:
    """Where the plot area stands in a frame of that width and height (inches), so that plots beside each other align."""
    wide, high = size
    left, right, top, bottom = _margins(plot, wide, high)
    shares = (left / wide, top / high, (wide - left - right) / wide, (high - top - bottom) / high)
    places = "".join(f'<c:{name} val="{share:.5f}"/>' for name, share in zip("xywh", shares, strict=True))
    return (
        '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f"{places}</c:manualLayout></c:layout>"
    )


def value_share(plot: Plot, size: tuple[float, float]) -> float:
    """The share of a bar plot's frame that 1 of its values' unit takes; 0 where its axis has no fixed ends."""
    axis = plot.value
    if axis.low is None or axis.high is None:
        return 0.0
    left, right, _, _ = _margins(plot, *size)
    return (size[0] - left - right) / size[0] / (axis.high - axis.low)


def _margins(plot: Plot, wide: float, high: float) -> tuple[float, float, float, float]:
    top = _GAP + (LEGEND_IN if plot.legend == "t" else 0) + (HEADING_IN if plot.heading else 0)
    if plot.form is Form.BARS:
        bottom = TICKS_IN + _title_in(plot.value, wide)
        left, right = names_in(plot, wide, high - top - bottom), _label_in(plot) + _GAP
        return left, right, top, bottom
    turned = _title_in(plot.value, high - top - TICKS_IN - TITLE_IN)
    left = _GAP if plot.value.bare else max(_tick_in(plot), 0.5) + turned + _GAP
    right = _legend_in(plot, wide)
    return left, right, top, TICKS_IN + _title_in(plot.across, wide - left - right)


def _title_in(axis: Axis, length: float) -> float:
    """The height of an axis' title along that length."""
    return 0.05 + TITLE_IN * len(lines(axis.title, length, TEXT_PT)) if axis.title else 0.05


def names_in(plot: Plot, wide: float, high: float) -> float:
    """The width of the names at the left of bars: one line for short ones, else as many as their cluster has room for."""
    if not plot.names:
        return _GAP
    widest = max((width(name, TEXT_PT) for name in plot.categories), default=0.0)
    room = max(int(high / max(len(plot.categories), 1) / (TEXT_PT * LINE / POINTS)), 1)
    steps = [share * wide for share in (_SHORT, 0.33, 0.36, _NAMES)]
    fitting = (
        each for each in steps if all(len(lines(name, each, TEXT_PT)) <= min(room, 2) for name in plot.categories)
    )
    return min(next(fitting, _NAMES * wide), widest) + _PAD


def _label_in(plot: Plot) -> float:
    """Room for a label behind the longest bar."""
    labelled = any(series.forms for series in plot.series)
    return width("+88,888" if _top(plot) >= 1000 else "+88.88", TEXT_PT) if labelled else 0.3


def _top(plot: Plot) -> float:
    return max((abs(value) for series in plot.series for value in series.values if value is not None), default=0.0)


def _tick_in(plot: Plot) -> float:
    """The width of the longest tick: of those below ten some have decimals."""
    top = max(_top(plot), plot.value.high or 0.0)
    return width(f"−{top:,.0f}" if top >= 10 else "−8.88", TEXT_PT)


def _legend_in(plot: Plot, wide: float) -> float:
    if plot.legend != "r":
        return 0.35
    longest = max((width(series.name, TEXT_PT) for series in plot.series if series.listed), default=0.0)
    return min(longest + 0.75, wide * _NAMES)


def axes(plot: Plot) -> str:
    """Both axes."""
    if plot.form is Form.POINTS:
        foot = "min" if plot.value.base else "autoZero"
        across = _value_axis(plot.across, CATEGORY_ID, VALUE_ID, "b", grid=False, crosses=foot)
    else:
        across = _category_axis(plot)
    side = "b" if plot.form is Form.BARS else "l"
    # Categories run downward, so the axis of values crosses at their greatest to stand below them.
    crosses = "max" if plot.form is Form.BARS else "min" if plot.across.base else "autoZero"
    return across + _value_axis(plot.value, VALUE_ID, CATEGORY_ID, side, crosses=crosses, between=_between(plot))


def _between(plot: Plot) -> str:
    return "midCat" if plot.form is Form.POINTS else "between"


def _category_axis(plot: Plot) -> str:
    bars = plot.form is Form.BARS
    turn, side, place = ("maxMin", "l", "low") if bars else ("minMax", "b", "low")
    if not plot.names:
        place = "none"
    # Left alone, PowerPoint drops the names of every other bar where they are close.
    skip = 1 if bars else ceil(len(plot.categories) / _MOST_NAMES)
    return (
        f'<c:catAx><c:axId val="{CATEGORY_ID}"/><c:scaling><c:orientation val="{turn}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{side}"/>{_title(plot.across, side)}<c:numFmt formatCode="General" sourceLinked="0"/>'
        f'<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="{place}"/>{_line(_AXIS)}'
        f'{text_of(TEXT_PT)}<c:crossAx val="{VALUE_ID}"/><c:crosses val="autoZero"/><c:auto val="0"/>'
        '<c:lblAlgn val="ctr"/><c:lblOffset val="100"/>'
        f'<c:tickLblSkip val="{skip}"/><c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def _value_axis(
    axis: Axis,
    own: int,
    other: int,
    side: str,
    *,
    grid: bool = True,
    crosses: str = "autoZero",
    between: str = "midCat",
) -> str:
    ends = "".join(
        f'<c:{name} val="{value!r}"/>' for name, value in (("max", axis.high), ("min", axis.low)) if value is not None
    )
    base = f'<c:logBase val="{axis.base}"/>' if axis.base else ""
    lines_ = f"<c:majorGridlines>{_line(_GRID)}</c:majorGridlines>" if grid else ""
    title = "" if axis.bare else _title(axis, side)
    place = "none" if axis.bare else "nextTo" if crosses == "max" else "low"
    unit = axis.unit or axis.base
    major = f'<c:majorUnit val="{unit!r}"/>' if unit else ""
    return (
        f'<c:valAx><c:axId val="{own}"/><c:scaling>{base}<c:orientation val="minMax"/>{ends}</c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{side}"/>{lines_}{title}'
        f'<c:numFmt formatCode="{escape(axis.form, QUOTED)}" sourceLinked="0"/><c:majorTickMark val="out"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="{place}"/>{_line(_AXIS)}{text_of(TEXT_PT)}'
        f'<c:crossAx val="{other}"/><c:crosses val="{crosses}"/><c:crossBetween val="{between}"/>{major}</c:valAx>'
    )


def _title(axis: Axis, side: str) -> str:
    if not axis.title or axis.silent:
        return ""
    return f'<c:title>{rich(axis.title, turned=side == "l")}<c:overlay val="0"/></c:title>'


def _line(colour: str) -> str:
    return f'<c:spPr><a:ln w="9525"><a:solidFill>{colour}</a:solidFill></a:ln></c:spPr>'
