"""Over versions: what a mesh costs against each campaign's own baseline, in the order of its versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator.compare.overheads import THROUGHPUT
from generator.figures import words
from generator.figures.draw import PERCENTILES, SHAPES, SIGNS, label, note, pale
from generator.figures.figure import Figure
from generator.numbers import listed, plural, signed, three

if TYPE_CHECKING:
    from generator.compare.trends import Step, Trend
    from generator.compare.values import Difference, Variant
    from generator.model import Submission

HEIGHT = 340
_APART = 0.14
"""Between the marks of two percentiles at one version, in versions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """What is drawn: its quantities, the words for the title and the y axis, and its unit, also as columns call it."""

    names: Sequence[str]
    what: str
    axis: str
    unit: str
    suffix: str


_LATENCY = _Form(names=PERCENTILES, what="overhead", axis="added latency (ms)", unit="ms", suffix="ms")
_THROUGHPUT = _Form(
    names=(THROUGHPUT,),
    what="throughput against the baseline",
    axis="change from no mesh (requests/s)",
    unit="requests/s",
    suffix="rps",
)


def _form(trend: Trend) -> _Form:
    return _THROUGHPUT if trend.leads == THROUGHPUT else _LATENCY


def _at(name: str) -> str:
    return "throughput" if name == THROUGHPUT else f"p{name}"


def for_trend(trend: Trend) -> Figure:
    """p50, p90 and p99 over the baseline, under full load the throughput against it, with intervals, by version."""
    title = _finding(trend)
    campaigns = list(dict.fromkeys(step.campaign for step in trend.steps))
    figure = Figure(
        id="trend",
        kind="trend",
        title=title,
        subtitle=f"{words.runs(_compared(trend))} Each version against the baseline of its own campaign ({listed(campaigns)}); nothing else that was reported differs."
        f"{_baselines(trend)} Lines join one campaign to the next and are no measurement. {trend.conditions}",
        source=words.source(_submissions(trend), [run for step in trend.steps for run in step.variant.results]),
        alt=f"Chart of the {_form(trend).what} by version. {title}. The values stand in the table below.",
    )
    layout = _layout(trend)
    return replace(
        figure,
        plotly={"data": [trace for name in _form(trend).names for trace in _traces(trend, name)], "layout": layout},
        narrow={"height": HEIGHT},
        columns=_columns(trend),
        height=HEIGHT,
        narrow_height=HEIGHT,
    )


def _compared(trend: Trend) -> list[Variant]:
    return [one for step in trend.steps for one in (step.variant, step.group.baseline) if one is not None]


def _baselines(trend: Trend) -> str:
    """The baseline's own throughput in each campaign: where that moved, so did the difference. Empty unless throughput leads."""
    if _form(trend) is not _THROUGHPUT:
        return ""
    found = [(step, each) for step in trend.steps if (each := step.group.baseline and step.group.baseline.throughput)]
    told = [f"{three(each.median)} ({step.campaign})" for step, each in found]
    return f" Without a mesh: {listed(told)} requests/s." if told else ""


def _submissions(trend: Trend) -> list[Submission]:
    return list({one.id: one for step in trend.steps for one in step.group.submissions}.values())


def _finding(trend: Trend) -> str:
    """The first and the last version's difference at the highest percentile that both have, or in throughput."""
    form, first, last = _form(trend), trend.steps[0], trend.steps[-1]
    shared = [name for name in form.names if name in first.differences and name in last.differences]
    if not shared:
        return words.headed(_under(trend), f"{form.what} by version")
    before, after = (step.differences[shared[-1]] for step in (first, last))
    unit = "" if before.detectable is not False else form.unit
    told = f"{_said(before, form.unit)} ({first.version}), {_said(after, unit)} ({last.version})"
    at = f" at p{shared[-1]}" if form is _LATENCY else ""
    return words.headed(_under(trend), f"{form.what}{at} {told}")


def _under(trend: Trend) -> str:
    """What the trend is of, and under which conditions: the mesh has several."""
    head = trend.steps[0].group.head
    return f"{trend.label}, {head[:1].lower()}{head[1:]}" if head else trend.label


def _said(value: Difference, unit: str) -> str:
    return "no detectable difference" if value.detectable is False else signed(value.absolute, unit)


def _traces(trend: Trend, name: str) -> list[dict[str, object]]:
    """The marks of a percentile, hollow where no difference was detected, and the pale line that joins them."""
    form = _form(trend)
    shift = (form.names.index(name) - len(form.names) // 2) * _APART
    shape = SHAPES.get(name, "circle")
    known = [(at + shift, step, value) for at, step in enumerate(trend.steps) if (value := step.differences.get(name))]
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
                "symbol": [f"{shape}{'-open' if value.detectable is False else ''}" for _, _, value in known],
                "size": 11,
                "color": colour,
                "line": {"width": 2 if any(value.detectable is False for _, _, value in known) else 1},
            },
            "error_y": _intervals([value for _, _, value in known], colour),
            "hovertext": [_hover(step, name, value, form.unit) for _, step, value in known],
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


def _hover(step: Step, name: str, value: Difference, unit: str) -> str:
    bounds = "" if value.low is None or value.high is None else f"<br>{signed(value.low)} to {signed(value.high, unit)}"
    runs = plural(len(step.variant.results), "run")
    return (
        f"<b>{label(step.variant.label)}</b><br>{_at(name)} {words.difference(value, unit)}{bounds}<br>"
        f"{runs}, campaign {label(step.campaign)}"
    )


def _layout(trend: Trend) -> dict[str, object]:
    form = _form(trend)
    shown = [name for name in form.names if any(name in step.differences for step in trend.steps)]
    key = "   ".join(f"{SIGNS.get(_at(name), '●')} {_at(name)}" for name in shown)
    bars = any(value.low is not None for step in trend.steps for value in step.differences.values())
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
            "title": {"text": form.axis},
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
    form = _form(trend)
    cells = [
        (step, name, step.differences[name]) for step in trend.steps for name in form.names if name in step.differences
    ]
    percentiles = {"percentile": [f"p{name}" for _, name, _ in cells]} if form is _LATENCY else {}
    return {
        "version": [step.version for step, _, _ in cells],
        "campaign": [step.campaign for step, _, _ in cells],
        "group": [step.group.id for step, _, _ in cells],
        "runs": [len(step.variant.results) for step, _, _ in cells],
        **percentiles,
        f"{'overhead' if form is _LATENCY else 'difference'}_{form.suffix}": [value.absolute for _, _, value in cells],
        f"low_{form.suffix}": [value.low for _, _, value in cells],
        f"high_{form.suffix}": [value.high for _, _, value in cells],
    }
