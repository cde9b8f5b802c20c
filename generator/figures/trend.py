"""Over versions: what a mesh adds to each campaign's own baseline, in the order of its versions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from generator.figures import words
from generator.figures.draw import PERCENTILES, SHAPES, SIGNS, label, note, pale
from generator.figures.figure import Figure
from generator.numbers import plural, signed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.compare.trends import Step, Trend
    from generator.compare.values import Difference
    from generator.model import Submission

HEIGHT = 340
_APART = 0.14
"""Between the marks of two percentiles at one version, in versions."""


def for_trend(trend: Trend) -> Figure:
    """p50, p90 and p99 over the baseline, with their intervals, by version."""
    title = _finding(trend)
    figure = Figure(
        id="trend",
        kind="trend",
        title=title,
        subtitle="Each version against the baseline of its own campaign; only the campaign differs, everything else is equal. Lines join "
        f"one campaign to the next and are no measurement. {trend.conditions}",
        source=words.source(_submissions(trend), [run for step in trend.steps for run in step.variant.results]),
        alt=f"Chart of the overhead by version. {title}. The values stand in the table below.",
    )
    layout = _layout(trend)
    return replace(
        figure,
        plotly={"data": [trace for name in PERCENTILES for trace in _traces(trend, name)], "layout": layout},
        narrow={"height": HEIGHT},
        columns=_columns(trend),
        height=HEIGHT,
        narrow_height=HEIGHT,
    )


def _submissions(trend: Trend) -> list[Submission]:
    return list({one.id: one for step in trend.steps for one in step.group.submissions}.values())


def _finding(trend: Trend) -> str:
    """The first and the last version's overhead at the highest percentile that both have."""
    first, last = trend.steps[0], trend.steps[-1]
    shared = [name for name in PERCENTILES if name in first.variant.overhead and name in last.variant.overhead]
    if not shared:
        return f"{trend.label}: overhead by version"
    told = [f"{_said(step.variant.overhead[shared[-1]])} with {step.version}" for step in (first, last)]
    return f"{trend.label}, overhead at p{shared[-1]}: {', '.join(told)}"


def _said(value: Difference) -> str:
    return "no detectable difference" if value.detectable is False else signed(value.absolute, "ms")


def _traces(trend: Trend, name: str) -> list[dict[str, object]]:
    """The marks of a percentile, hollow where no difference was detected, and the pale line that joins them."""
    shift = (PERCENTILES.index(name) - 1) * _APART
    known = [(at + shift, step, value) for at, step in enumerate(trend.steps) if (value := step.variant.overhead.get(name))]  # fmt: skip
    if not known:
        return []
    colour = trend.steps[-1].variant.colour
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": [x for x, _, _ in known],
            "y": [value.absolute for _, _, value in known],
            "line": {"color": pale(colour, 0.35), "width": 2},
            "marker": {
                "symbol": [f"{SHAPES[name]}{'-open' if value.detectable is False else ''}" for _, _, value in known],
                "size": 11,
                "color": colour,
                "line": {"width": 2 if any(value.detectable is False for _, _, value in known) else 1},
            },
            "error_y": _intervals([value for _, _, value in known], colour),
            "hovertext": [_hover(step, name, value) for _, step, value in known],
            "hoverinfo": "text",
            "showlegend": False,
        }
    ]


def _intervals(values: Sequence[Difference], colour: str) -> dict[str, object]:
    return {
        "type": "data",
        "symmetric": False,
        "array": [0 if each.high is None else each.high - each.absolute for each in values],
        "arrayminus": [0 if each.low is None else each.absolute - each.low for each in values],
        "color": colour,
        "thickness": 1.5,
        "width": 0,
    }


def _hover(step: Step, name: str, value: Difference) -> str:
    bounds = "" if value.low is None or value.high is None else f"<br>{signed(value.low)} to {signed(value.high, 'ms')}"
    runs = plural(len(step.variant.results), "run")
    return (
        f"<b>{label(step.variant.label)}</b><br>p{name} {words.difference(value, 'ms')}{bounds}<br>"
        f"{runs}, campaign {label(step.campaign)}"
    )


def _layout(trend: Trend) -> dict[str, object]:
    shown = [name for name in PERCENTILES if any(name in step.variant.overhead for step in trend.steps)]
    key = "   ".join(f"{SIGNS[f'p{name}']} p{name}" for name in shown)
    bars = any(value.low is not None for step in trend.steps for value in step.variant.overhead.values())
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 4}
    return {
        "height": HEIGHT,
        "margin": {"l": 8, "r": 16, "t": 36, "b": 76},
        "hovermode": "closest",
        "showlegend": False,
        "annotations": [note(f"{key}{' · thin bar: interval' if bars else ''}", align="left", **place)],
        "xaxis": {
            "title": {"text": "version, in the order of releases"},
            "range": [-0.5, len(trend.steps) - 0.5],
            "tickvals": list(range(len(trend.steps))),
            "ticktext": _ticks(trend),
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        "yaxis": {
            "title": {"text": "added latency (ms)"},
            "rangemode": "tozero",
            "zeroline": True,
            "separatethousands": True,
            "exponentformat": "none",
            "fixedrange": True,
        },
    }


def _ticks(trend: Trend) -> list[str]:
    """The versions, those measured in several campaigns with the campaign."""
    names = [step.version for step in trend.steps]
    return [
        label(step.version) + (f"<br>{label(step.campaign)}" if names.count(step.version) > 1 else "")
        for step in trend.steps
    ]


def _columns(trend: Trend) -> dict[str, Sequence[object]]:
    cells = [
        (step, name, step.variant.overhead[name])
        for step in trend.steps
        for name in PERCENTILES
        if name in step.variant.overhead
    ]
    return {
        "version": [step.version for step, _, _ in cells],
        "campaign": [step.campaign for step, _, _ in cells],
        "group": [step.group.id for step, _, _ in cells],
        "runs": [len(step.variant.results) for step, _, _ in cells],
        "percentile": [f"p{name}" for _, name, _ in cells],
        "overhead_ms": [value.absolute for _, _, value in cells],
        "low_ms": [value.low for _, _, value in cells],
        "high_ms": [value.high for _, _, value in cells],
    }
