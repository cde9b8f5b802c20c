"""Lines over an axis of numbers, and percentile spectra, as native points at x and y."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, isclose, isinf, log, log2
from typing import TYPE_CHECKING

from generator.figures.draw import SIGN_OF
from generator.slides import looks
from generator.slides.bars import WHISKERS, number
from generator.slides.labels import step, tick_format
from generator.slides.values import Axis, Drawing, Form, Number, Plot, Series

if TYPE_CHECKING:
    from generator.figures import Figure

PLACES = ("connections", "offered_rps", "replicas", "achieved_rps")
"""Columns that hold the places of an axis."""
DOUBLINGS = 64
"""Up to so many times the least value the steps of a logarithmic axis are doublings, else powers of ten."""
LEAST_LOG = 10
"""A range of less than so many times is drawn from zero: a logarithmic axis would hardly differ, and its ticks would be odd."""
FEW = 12
"""Up to so many points of a spectrum carry marks: they are percentiles that were reported."""
LOG = ", log axis"
TICKS = '"1 in "#,##0'
OF_TAIL = "slowest requests, log axis (1 in 10 is p90, 1 in 100 is p99)"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Point:
    variant: str
    panel: str
    x: float
    value: Number
    low: Number
    high: Number
    hollow: bool


def points(figure: Figure) -> Drawing | None:
    """The figure's lines; None where its columns are not those of the line form."""
    found = _points(figure.columns)
    if not found:
        return None
    panels = list(dict.fromkeys(point.panel for point in found))[:3]
    variants = list(dict.fromkeys(point.variant for point in found))
    style = looks.named(figure)
    across = _across(figure, [point.x for point in found])
    scales = _scales(figure, panels, found)
    several, shared = len(panels) > 1, any(scale.bare for scale in scales)
    plots = tuple(
        Plot(
            form=Form.POINTS,
            series=tuple(
                _series(name, style, [each for each in found if (each.variant, each.panel) == (name, panel)])
                for name in variants
            ),
            value=scales[at],
            across=_neighbour(across, at, len(panels)) if shared else across,
            heading=panel if shared else "",
            legend="" if several else "r",
        )
        for at, panel in enumerate(panels)
    )
    drawn = [replace(plot, series=tuple(each for each in plot.series if each.values)) for plot in plots]
    key = tuple(_key(style.get(name, looks.Look()), name) for name in variants) if several else ()
    return Drawing(
        plots=tuple(drawn), key=key, remarks=(WHISKERS,) if any(point.low is not None for point in found) else ()
    )


def _neighbour(axis: Axis, at: int, many: int) -> Axis:
    """The axis of one of several panels: its title stands under the middle one, short where they are narrow."""
    title = axis.title.replace(LOG, ", log") if many > 2 else axis.title
    return replace(axis, title=title, silent=at != many // 2)


def _key(look: looks.Look, name: str) -> tuple[str, str, str]:
    return look.colour, SIGN_OF.get(look.marker, SIGN_OF["circle"]), name


def _points(columns: Mapping[str, Sequence[object]]) -> list[_Point]:
    place = next((name for name in PLACES if name in columns), None)
    names = [next((name for name in columns if name.startswith(start)), None) for start in ("median", "low", "high")]
    if place is None or names[0] is None or not {"variant", "quantity"} <= set(columns):
        return []
    silent: Sequence[object] = [None] * len(columns[place])
    value, low, high = (columns[name] if name else silent for name in names)
    flags = columns.get("saturated", silent)
    rows = zip(columns["variant"], columns["quantity"], columns[place], value, low, high, flags, strict=True)
    return [
        _Point(
            variant=str(who),
            panel=str(panel),
            x=x,
            value=number(at),
            low=number(least),
            high=number(most),
            hollow=flag == "yes",
        )
        for who, panel, place_, at, least, most, flag in rows
        if (x := number(place_)) is not None
    ]


def _series(name: str, style: Mapping[str, looks.Look], found: Sequence[_Point]) -> Series:
    look = style.get(name, looks.Look())
    return Series(
        name=name,
        xs=tuple(point.x for point in found),
        values=tuple(point.value for point in found),
        low=tuple(point.low for point in found),
        high=tuple(point.high for point in found),
        colours=(look.colour,),
        key=look.colour,
        hollow=tuple(point.hollow for point in found),
        marker=look.marker,
    )


def _across(figure: Figure, xs: Sequence[float]) -> Axis:
    title = next((text for name in ("xaxis", "xaxis2", "xaxis3") if (text := looks.axis_title(figure, name))), "")
    axis = scaled(Axis(title=title), xs, logarithmic=looks.is_log(figure, "xaxis"), steps=True)
    return axis if axis.base else replace(axis, low=0.0)


def _scales(figure: Figure, panels: Sequence[str], found: Sequence[_Point]) -> list[Axis]:
    """The y axis of each panel; panels of one quantity share it, and its title stands at the first."""
    names = [f"yaxis{'' if at == 0 else at + 1}" for at in range(len(panels))]
    titles = [looks.axis_title(figure, name) for name in names]
    shared = len(panels) > 1 and not any(titles[1:])
    axes = []
    for at, (name, panel) in enumerate(zip(names, panels, strict=True)):
        ends = [end for each in found if shared or each.panel == panel for end in (each.value, each.low, each.high)]
        axis = scaled(Axis(title=titles[at] or titles[0]), ends, logarithmic=looks.is_log(figure, name))
        axes.append(replace(axis, bare=shared and at > 0))
    return axes


def scaled(axis: Axis, values: Iterable[Number], *, logarithmic: bool, steps: bool = False) -> Axis:
    """The axis over those values: logarithmic where asked for and where the range asks for it too, else from zero.

    With `steps` an axis is also logarithmic where each value is a doubling of the least: these are its ticks then.
    """
    known = sorted({value for value in values if value is not None and value > 0})
    if not known:
        return replace(axis, low=0.0)
    low, high = known[0], known[-1]
    doubled = steps and len(known) > 1 and all(_is_doubled(each / low) for each in known)
    if not logarithmic or not (doubled or high >= low * LEAST_LOG):
        unit = step(high, 6)
        return replace(axis, low=0.0, high=ceil(high * 1.02 / unit) * unit, form=tick_format([unit * 5]))
    base = 2 if high <= low * DOUBLINGS and (doubled or not steps) else 10
    least = low if doubled else float(base) ** floor(log(low, base) + 1e-9)
    # Beyond the last value, so that its mark is whole.
    most = high * 1.1 if doubled else max(high * 1.1, least * base)
    form = "General" if least < 1 else "#,##0"
    return replace(axis, title=f"{axis.title}{LOG}", base=base, low=least, high=most, form=form)


def _is_doubled(ratio: float) -> bool:
    return isclose(log2(ratio), round(log2(ratio)), abs_tol=1e-9)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Curve:
    variant: str
    xs: tuple[float, ...]
    low: tuple[Number, ...]
    value: tuple[Number, ...]
    high: tuple[Number, ...]
    colour: str
    weak: int

    @property
    def banded(self) -> bool:
        """Whether the bounds stand so far apart that it can be seen."""
        pairs = zip(self.low, self.high, strict=True)
        return any(low is not None and high is not None and high > low * 1.004 for low, high in pairs)


def spectrum(figure: Figure) -> Drawing | None:
    """The variants' spectra over one request in so many; None where the columns are not those of a spectrum."""
    curves = _curves(figure)
    if not curves:
        return None
    ends = [end for each in curves for line in (each.low, each.value, each.high) for end in line]
    values = scaled(Axis(title=looks.axis_title(figure, "yaxis")), ends, logarithmic=looks.is_log(figure, "yaxis"))
    top = max(x for each in curves for x in each.xs)
    plot = Plot(
        form=Form.POINTS,
        series=tuple(series for each in curves for series in _lines(each)),
        value=values,
        across=Axis(title=OF_TAIL, base=10, low=1.0, high=max(top * 1.1, 10.0), form=TICKS),
        legend="r" if len(curves) > 1 else "",
    )
    remarks = ["Of each variant the run with the middle p99." if "run" in figure.columns else ""]
    remarks += ["Thin: bounds." if any(each.banded for each in curves) else ""]
    remarks += ["Dashed: fewer than ten samples behind a point." if any(each.weak for each in curves) else ""]
    return Drawing(plots=(plot,), remarks=tuple(text for text in remarks if text))


def _curves(figure: Figure) -> list[_Curve]:
    columns = figure.columns
    if not {"percentile", "latency_low_ms", "latency_ms", "latency_high_ms"} <= set(columns):
        return []
    size = len(columns["percentile"])
    names = [str(name) for name in columns.get("variant", ["latency"] * size)]
    dashes = list(looks.dashed(figure))
    return [
        _curve(
            columns,
            name,
            [at for at in range(size) if names[at] == name],
            dashes[place] if place < len(dashes) else (looks.NEUTRAL, 0),
        )
        for place, name in enumerate(dict.fromkeys(names))
    ]


def _curve(columns: Mapping[str, Sequence[object]], name: str, rows: Sequence[int], look: tuple[str, int]) -> _Curve:
    """The slowest request of all stands twice as far out as the last percentile below 100."""
    shares = [number(columns["percentile"][at]) or 0.0 for at in rows]
    below = [100 / (100 - share) for share in shares if share < 100]
    ends = [*below, *[max(below, default=1.0) * 2] * (len(shares) - len(below))]
    low, value, high = (
        tuple(_finite(columns[f"latency_{kind}ms"][at]) for at in rows) for kind in ("low_", "", "high_")
    )
    return _Curve(
        variant=name, xs=tuple(ends), low=low, value=value, high=high, colour=look[0], weak=min(look[1], len(rows))
    )


def _finite(cell: object) -> Number:
    value = number(cell)
    return None if value is None or isinf(value) else value


def _lines(curve: _Curve) -> list[Series]:
    """The line, solid and then dashed from its last solid point on, and thin lines along the bounds."""
    size = len(curve.xs)
    solid = size - curve.weak + (1 if 0 < curve.weak < size else 0)
    parts = [("solid", 0, solid), ("sysDash", max(solid - 1, 0), size)]
    drawn = [
        Series(
            name=curve.variant if start == 0 else f"{curve.variant}, few samples",
            xs=curve.xs[start:end],
            values=curve.value[start:end],
            colours=(curve.colour,),
            key=curve.colour,
            dash=dash,
            marker="circle" if size <= FEW else None,
            width_pt=3,
            listed=start == 0,
        )
        for dash, start, end in parts
        if end - start > (1 if start else 0) and not (dash == "sysDash" and not curve.weak)
    ]
    if not curve.banded:
        return drawn
    bounds = (("least", curve.low), ("greatest", curve.high))
    return drawn + [
        Series(
            name=f"{curve.variant}, {what}", xs=curve.xs, values=ends, colours=(looks.mixed(curve.colour, 0.45),),
            key=curve.colour, width_pt=0.75, listed=False,
        )
        for what, ends in bounds
    ]  # fmt: skip
