"""Latency against the rate that was achieved: where a line turns up, the system is saturated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from generator.compare.flags import LEAST_OF_OFFERED, SATURATION, counts_at
from generator.compare.series import axis_value
from generator.compare.statistics import summarise
from generator.compare.values import ComparisonGroup, FlagKind, Series, Summary
from generator.compare.variants import Identity, identity
from generator.figures import words
from generator.figures.draw import PERCENTILES
from generator.figures.figure import Figure
from generator.figures.lines import Grid, Line, Point, Scale
from generator.model import Loop, Result
from generator.numbers import amount, exact, listed, percent

_MS = Scale(title="latency (ms)", unit="ms", log=True)
AXIS = "achieved rate (requests/s)"
SATURATED = (FlagKind.SATURATED, FlagKind.BELOW_OFFERED)


def knee(series: Series) -> tuple[Figure, ...]:
    """Latency against achieved rate for a series along the offered rate; nothing for another one, or where too few rates are known.

    Runs below 95 % of the offered rate count in no comparison. Here they are what is looked for, and so
    they are drawn with the others; a point is hollow where half of its runs or more are saturated.
    """
    if series.axis != "offered_rps":
        return ()
    lines = _lines(series)
    if len({point.x for line in lines for points in line.points.values() for point in points}) < 2:
        return ()
    drawn = {f"p{name}": _MS for name in PERCENTILES if any(line.points[f"p{name}"] for line in lines)}
    grid = Grid(series=series, lines=lines, panels=drawn, measured=AXIS)
    figure = _worded(series, lines)
    return (
        replace(
            figure,
            plotly={"data": grid.traces(), "layout": grid.wide()},
            narrow=grid.narrow(),
            columns=_columns(lines, list(drawn)),
            height=grid.height,
            narrow_height=grid.narrow_height,
        ),
    )


def _lines(series: Series) -> list[Line]:
    variants = {identity(one.subject): one for group in series.groups for one in group.variants}
    found = [
        Line(variant=one, points={f"p{name}": _points(series, who, name) for name in PERCENTILES})
        for who, one in variants.items()
    ]
    return [line for line in found if any(line.points.values())]


def _points(series: Series, who: Identity, name: str) -> tuple[Point, ...]:
    found = [point for group in series.groups if (point := _point(series, group, who, name)) is not None]
    return tuple(found)


def _point(series: Series, group: ComparisonGroup, who: Identity, name: str) -> Point | None:
    """The medians of the runs that count and of those that only the rate keeps out: by outcome none is left out."""
    counted = next((one.results for one in group.variants if identity(one.subject) == who), ())
    runs = (*counted, *_slowed(group, who))
    known = [run for run in runs if run.achieved_rps and counts_at(run, name) and name in run.latencies.percentiles]
    rate = summarise([run.achieved_rps for run in known if run.achieved_rps])
    latency = summarise([run.latencies.percentiles[name] for run in known])
    offered = axis_value(group, series.axis)
    if rate is None or latency is None or not offered:
        return None
    saturated = sum(_is_saturated(group, run) for run in known)
    return Point(
        x=rate.median, summary=latency, hollow=saturated * 2 >= len(known), at=_place(rate, offered, saturated)
    )


def _slowed(group: ComparisonGroup, who: Identity) -> tuple[Result, ...]:
    """The variant's runs that count nowhere since they stayed below the offered rate, and for no other reason."""
    return tuple(
        each.result
        for each in group.excluded
        if identity(each.result.subject) == who
        and all(flag.kind is FlagKind.BELOW_OFFERED for flag in group.flags[each.result.address] if flag.excludes)
    )


def _is_saturated(group: ComparisonGroup, run: Result) -> bool:
    return any(flag.kind in SATURATED for flag in group.flags.get(run.address, ()))


def _place(rate: Summary, offered: float, saturated: int) -> str:
    number = len(rate.values)
    some = f", {saturated} of {number} runs saturated" if saturated else ""
    tail = ", saturated" if saturated == number else some
    return f"{amount(rate.median, 'requests/s')} achieved of {exact(offered)} offered{tail}"


def _worded(series: Series, lines: Sequence[Line]) -> Figure:
    counted = [run for group in series.groups for run in group.results]
    submissions = {one.id: one for group in series.groups for one in group.submissions}
    title = words.headed(series.head, _finding(lines))
    return Figure(
        id="knee",
        kind="lines",
        title=title,
        subtitle=f"Medians of all runs at each offered rate{_slow(series)}. {_hollow(series, lines)}{words.under(series)}",
        source=words.source(list(submissions.values()), counted),
        alt=f"Line chart against the achieved rate. {title}. The values stand in the table below.",
    )


def _slow(series: Series) -> str:
    """That runs are drawn which count nowhere else, where there are any."""
    who = {identity(each.result.subject) for group in series.groups for each in group.excluded}
    if not any(_slowed(group, one) for group in series.groups for one in who):
        return ""
    return f", with those that achieved less than {percent(LEAST_OF_OFFERED)} of it and so count in no comparison"


def _hollow(series: Series, lines: Sequence[Line]) -> str:
    """What hollow marks say, where there are any."""
    if not any(point.hollow for line in lines for points in line.points.values() for point in points):
        return ""
    share = _saturation(series)
    return f"Hollow: half of the runs or more are saturated, that is, achieved less than {percent(share)} of the offered rate. "


def _saturation(series: Series) -> float:
    """The share of the offered rate below which a run is flagged; the loop is one condition of the series."""
    closed = all(run.test.workload.loop is Loop.CLOSED for group in series.groups for run in group.results)
    return LEAST_OF_OFFERED if closed else SATURATION


def _finding(lines: Sequence[Line]) -> str:
    """Who was saturated, and from which rate on; else that nobody was."""
    first: dict[str, float] = {}
    for line in lines:
        hollow = [point.x for points in line.points.values() for point in points if point.hollow]
        if hollow:
            first[line.variant.label] = min(hollow)
    if not first:
        return "Latency against achieved rate, no variant was saturated"
    told = [f"{name} at {amount(rate, 'requests/s')}" for name, rate in first.items()]
    return f"Latency against achieved rate; saturated: {listed(told)}"


def _columns(lines: Sequence[Line], panels: Sequence[str]) -> Mapping[str, Sequence[object]]:
    cells = [(line.variant, panel, point) for line in lines for panel in panels for point in line.points[panel]]
    return {
        "variant": [one.label for one, _, _ in cells],
        "quantity": [panel for _, panel, _ in cells],
        "achieved_rps": [point.x for _, _, point in cells],
        "runs": [len(point.summary.values) for _, _, point in cells],
        "median_ms": [point.summary.median for _, _, point in cells],
        "low_ms": [point.summary.low for _, _, point in cells],
        "high_ms": [point.summary.high for _, _, point in cells],
        "saturated": ["yes" if point.hollow else "no" for _, _, point in cells],
    }
