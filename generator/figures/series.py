"""The line form: latency, throughput or resources against connections, offered rate or replicas, a line each variant."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from generator.compare.headlines import whom, without
from generator.compare.series import axis_value
from generator.compare.values import ComparisonGroup, Series, Summary, Variant
from generator.compare.variants import Identity, identity
from generator.figures import words
from generator.figures.draw import PERCENTILES
from generator.figures.figure import Figure
from generator.figures.knee import knee
from generator.figures.lines import Grid, Line, Point, Scale, axis_title, axis_word
from generator.numbers import amount, exact, listed, span

Of = Callable[[Variant], Summary | None]
Panels = Mapping[str, tuple[Scale, Of]]
"""What a figure shows: each panel's name, its y axis, and what is drawn of each variant."""


def _percentile(name: str) -> Of:
    return lambda variant: variant.latency.get(name)


_MS = Scale(title="latency (ms)", unit="ms", log=True)
_RPS = Scale(title="achieved rate (requests/s)", unit="requests/s")
_MCPU = Scale(title="total proxy CPU (mCPU)", unit="mCPU")
_MB = Scale(title="proxy memory (MB)", unit="MB")
LATENCY: Panels = {f"p{name}": (_MS, _percentile(name)) for name in PERCENTILES}
THROUGHPUT: Panels = {"achieved rate": (_RPS, lambda one: one.throughput)}
RESOURCES: Panels = {
    "proxy CPU": (_MCPU, lambda one: one.proxies.cpu_mcores),
    "proxy memory": (_MB, lambda one: one.proxies.mem_mb),
}
_TAILS = {"ms": "_ms", "requests/s": "_rps", "mCPU": "_mcores", "MB": "_mb"}
"""How the names of columns end by unit."""


def for_series(series: Series) -> tuple[Figure, ...]:
    """Latency against the series' axis and against the achieved rate; where throughput leads, throughput first; resources if reported."""
    leading = (_figure(series, "throughput", THROUGHPUT),) if _saturates(series) else ()
    return (*leading, _figure(series, "latency", LATENCY), *knee(series), *_resources(series))


def _saturates(series: Series) -> bool:
    return all(group.leads == "throughput" for group in series.groups)


def _resources(series: Series) -> tuple[Figure, ...]:
    """CPU and memory of the data plane, each with its own y axis; nothing where no run reports them."""
    lines = _lines(series, RESOURCES)
    reported = any(line.points["proxy CPU"] for line in lines)
    total = "The CPU is that of all proxies together, not per 1,000 requests/s." if reported else ""
    silent = [line.variant.label for line in lines if not any(line.points.values()) and not line.variant.is_baseline]
    if not any(point for line in lines for point in line.points.values()):
        return ()
    unknown = f"Not reported: {listed(silent)}." if silent else ""
    return (_figure(series, "resources", RESOURCES, total, unknown),)


def _figure(series: Series, name: str, panels: Panels, *more: str) -> Figure:
    lines = _lines(series, panels)
    drawn = {panel: scale for panel, (scale, _) in panels.items() if any(line.points[panel] for line in lines)}
    places = {point.x for line in lines for panel in drawn for point in line.points[panel]}
    figure = _worded(series, name, _title(series, drawn, lines) or series.title, *more, left_out(series))
    if len(places) < 2:
        return replace(figure, missing=f"Fewer than two places have a value to draw: {axis_title(series)}.")
    grid = Grid(
        series=series,
        lines=[line for line in lines if any(line.points[panel] for panel in drawn)],
        panels=drawn,
    )
    return replace(
        figure,
        plotly={"data": grid.traces(), "layout": grid.wide()},
        narrow=grid.narrow(),
        columns=_columns(grid),
        height=grid.height,
        narrow_height=grid.narrow_height,
    )


def _lines(series: Series, panels: Panels) -> tuple[Line, ...]:
    """A line for each subject: a variant's id may differ from group to group, what it is does not."""
    order = {identity(variant.subject): variant for group in series.groups for variant in group.variants}
    return tuple(
        Line(variant=variant, points={panel: _points(series, subject, of) for panel, (_, of) in panels.items()})
        for subject, variant in order.items()
    )


def _points(series: Series, subject: Identity, of: Of) -> tuple[Point, ...]:
    found = []
    for group in series.groups:
        variant = next((one for one in group.variants if identity(one.subject) == subject), None)
        summary = None if variant is None else of(variant)
        place = axis_value(group, series.axis)
        if summary is not None and place:
            found.append(Point(x=place, summary=summary))
    return tuple(found)


def left_out(series: Series) -> str:
    """Which variants stand at some places of the axis and not at others, and why; empty where none is missing.

    What stands nowhere, since it was withdrawn or is disputed, gets no name in a chart; the pages of the groups have it.
    """
    names: dict[str, None] = {}
    for group in series.groups:
        names |= dict.fromkeys(variant.label for variant in group.variants)
        names |= dict.fromkeys(each.label for each in group.excluded if each.result.state.ranks)
    sentences = []
    for group in series.groups:
        counted = {variant.label for variant in group.variants}
        by_reason: dict[str, list[str]] = {}
        for name in names:
            if name not in counted:
                by_reason.setdefault(_why(group, name), []).append(name)
        place = axis_value(group, series.axis)
        if by_reason and place:
            parts = "; ".join(f"{listed(absent)} ({why})" for why, absent in by_reason.items())
            sentences.append(f"Not drawn at {exact(place)} {axis_word(series)}: {parts}.")
    return " ".join(sentences)


def _why(group: ComparisonGroup, name: str) -> str:
    """The labels of the flags that keep the variant's runs out, or that there is no run."""
    runs = [each.result.address for each in group.excluded if each.label == name]
    flags = [flag.label for address in runs for flag in group.flags.get(address, ()) if flag.excludes]
    return ", ".join(dict.fromkeys(flags)) or ("not ranked" if runs else "no run")


def _worded(series: Series, name: str, title: str, *more: str) -> Figure:
    by_id = {one.id: one for group in series.groups for one in group.submissions}
    counted = [run for group in series.groups for one in group.variants for run in one.results]
    everyone = [variant for group in series.groups for variant in group.variants]
    return Figure(
        id=name,
        kind="lines",
        title=title,
        subtitle=" ".join(
            [*([words.runs(everyone)] if everyone else []), *(text for text in more if text), words.under(series)]
        ),
        source=words.source(list(by_id.values()), counted),
        alt=f"Line chart against {axis_title(series)}. {title}. The values stand in the table below.",
    )


def _title(series: Series, drawn: Mapping[str, Scale], lines: Sequence[Line]) -> str:
    """The values at the largest place of the axis, the baseline's apart: of the highest percentile, else of the first panel."""
    if not drawn:
        return ""
    panel = list(drawn)[-1 if _MS in drawn.values() else 0]
    unit = drawn[panel].unit
    last = [(line, line.points[panel][-1]) for line in lines if line.points[panel]]
    end = max(point.x for _, point in last)
    ends = [(line, point.summary.median) for line, point in last if point.x == end]
    base = next(((line.variant, value) for line, value in ends if line.variant.is_baseline), None)
    beside = [line.variant for line, _ in ends if not line.variant.is_baseline]
    others = [value for line, value in ends if not line.variant.is_baseline]
    parts = [] if base is None else [f"{amount(base[1], unit)} {without(base[0])}"]
    parts += (
        [f"{span(others, '' if parts else unit).rstrip()} with {whom(beside, None if base is None else base[0])}"]
        if others
        else []
    )
    what = panel if drawn[panel] == _MS else f"{panel[:1].upper()}{panel[1:]}"
    return words.headed(series.head, f"{what} at {exact(end)} {axis_word(series)} {', '.join(parts)}")


def _columns(grid: Grid) -> dict[str, list[object]]:
    """One row a point; the unit stands in the columns' names, or with the quantity where the panels differ in it."""
    cells = [
        (line.variant.label, panel if grid.shared else scale.title, point)
        for line in grid.lines
        for panel, scale in grid.panels.items()
        for point in line.points[panel]
    ]
    tail = _TAILS[grid.panels[grid.last].unit] if grid.shared else ""
    return {
        "variant": [name for name, _, _ in cells],
        grid.series.axis: [point.x for _, _, point in cells],
        "quantity": [quantity for _, quantity, _ in cells],
        "runs": [len(point.summary.values) for _, _, point in cells],
        f"median{tail}": [point.summary.median for _, _, point in cells],
        f"low{tail}": [point.summary.low for _, _, point in cells],
        f"high{tail}": [point.summary.high for _, _, point in cells],
    }
