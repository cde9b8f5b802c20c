"""The percentile spectrum of one result. Plain and cheap: it is drawn once for each of 10,000 pages."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING

from generator.figures import words
from generator.figures.draw import pale
from generator.figures.figure import Figure
from generator.numbers import amount, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.compare.values import Flag
    from generator.model import Histogram, Result

SAMPLES = 10
"""A point is solid while at least so many samples lie at or beyond it."""
TICKS = ((2.0, "50"), (10.0, "90"), (100.0, "99"), (1e3, "99.9"), (1e4, "99.99"), (1e5, "99.999"), (1e6, "99.9999"))
POINTS = 200
"""A histogram of more intervals is thinned to about so many points."""
HEIGHT = 320
NEUTRAL = "#757575"

Place = tuple[float, float, float]
"""Percentile in percent, lower and upper bound of its latency in ms (equal where the value is known)."""


def for_result(result: Result, flags: Sequence[Flag] = (), colour: str = NEUTRAL) -> tuple[Figure, ...]:
    """The latency distribution of one run as far as it was reported; `colour` is its mesh's."""
    places = _places(result)
    figure = _worded(result, flags)
    if len(places) < 2:
        return (replace(figure, missing="Fewer than two latency percentiles were reported for this run."),)
    return (_drawn(figure, result, places, colour),)


def _places(result: Result) -> list[Place]:
    """The reported percentiles, or the histogram where it says more: where its intervals are narrow, or nothing else is there."""
    named = sorted((float(name), value) for name, value in result.latencies.percentiles.items())
    reported = [(name, value, value) for name, value in named if name < 100]
    histogram = result.measurement.distribution
    if histogram is None:
        return reported
    binned = _from_histogram(histogram)
    return binned if len(reported) < 2 or _is_fine(binned, reported) else reported


def _is_fine(binned: Sequence[Place], reported: Sequence[Place]) -> bool:
    """Whether every interval from the first reported percentile on is narrower than a tenth of its latency."""
    return all(high - low <= high / 10 for name, low, high in binned if name >= reported[0][0])


def _from_histogram(histogram: Histogram) -> list[Place]:
    total = sum(histogram.counts)
    below = list(accumulate(histogram.counts))
    lower = (0.0, *histogram.upper_ms[:-1])
    places = [
        (100 * count / total, low, high)
        for count, low, high, own in zip(below, lower, histogram.upper_ms, histogram.counts, strict=True)
        if own and count < total
    ]
    return places[:: max(1, len(places) // POINTS)]


def _worded(result: Result, flags: Sequence[Flag]) -> Figure:
    told_ms = result.latencies.percentiles
    told = [f"p{name} {amount(told_ms[name], 'ms')}" for name in ("50", "99", "99.9") if name in told_ms]
    title = f"Latency percentiles: {', '.join(told)}" if told else "Latency percentiles"
    requests = result.measurement.requests
    behind = "number of requests not reported" if requests is None else plural(requests, "request")
    weak = [flag.label for flag in flags if flag.excludes]
    return Figure(
        id="percentiles",
        kind="spectrum",
        title=title,
        subtitle=f"One run, {behind}; solid while at least ten samples stand behind a point, dashed beyond."
        + (f" Not ranked: {', '.join(weak)}." if weak else ""),
        source=words.months([result.start_time]),
        alt=f"{title}. The values stand in the table below.",
    )


def _drawn(figure: Figure, result: Result, places: Sequence[Place], colour: str) -> Figure:
    solid = _solid(places, result.measurement.requests)
    # The dashed part starts at the last solid point, so that the line has no gap.
    parts = [("solid", places[:solid]), ("dash", places[max(solid - 1, 0) :])]
    traces = [_line(part, colour, dash) for dash, part in parts if len(part) > (1 if dash == "dash" and solid else 0)]
    bands = _band(places, colour) if any(low != high for _, low, high in places) else []
    return replace(
        figure,
        plotly={"data": [*bands, *traces], "layout": _layout(places)},
        narrow={"height": HEIGHT},
        columns={
            "percentile": [name for name, _, _ in places],
            "latency_low_ms": [low for _, low, _ in places],
            "latency_ms": [high for _, _, high in places],
        },
        height=HEIGHT,
        narrow_height=HEIGHT,
    )


def _solid(places: Sequence[Place], requests: int | None) -> int:
    """How many points have enough samples beyond them; none where the number of requests is unknown."""
    if requests is None:
        return 0
    return sum(1 for name, _, _ in places if requests * (100 - name) / 100 >= SAMPLES)


def _x(percentile: float) -> float:
    return 100 / (100 - percentile)


def _line(places: Sequence[Place], colour: str, dash: str) -> dict[str, object]:
    few = len(places) <= 30
    return {
        "type": "scatter",
        "mode": "lines+markers" if few else "lines",
        "x": [_x(name) for name, _, _ in places],
        "y": [high for _, _, high in places],
        "line": {"color": colour, "width": 2, "dash": dash},
        "marker": {"size": 8, "color": colour, "symbol": "circle" if dash == "solid" else "circle-open"},
        "text": [f"{name:.6g}" for name, _, _ in places],
        "hovertemplate": "p%{text}: %{y:,.3~r} ms<extra></extra>",
        "showlegend": False,
    }


def _band(places: Sequence[Place], colour: str) -> list[dict[str, object]]:
    xs = [_x(name) for name, _, _ in places]
    edge = {"type": "scatter", "mode": "lines", "x": xs, "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
    lower = {**edge, "y": [low for _, low, _ in places]}
    upper = {**edge, "y": [high for _, _, high in places], "fill": "tonexty", "fillcolor": pale(colour, 0.18)}
    return [lower, upper]


def _layout(places: Sequence[Place]) -> dict[str, object]:
    end = max(_x(name) for name, _, _ in places)
    ticks = [(place, text) for place, text in TICKS if place <= end * 1.5]
    top = max(high for _, _, high in places)
    return {
        "height": HEIGHT,
        "margin": {"l": 8, "r": 16, "t": 12, "b": 56},
        "hovermode": "closest",
        "showlegend": False,
        "xaxis": {
            "type": "log",
            "title": {"text": "percentile (log axis of 1/(1-p))"},
            "tickvals": [place for place, _ in ticks],
            "ticktext": [text for _, text in ticks],
            "fixedrange": True,
            "zeroline": False,
        },
        "yaxis": {
            "title": {"text": "latency (ms)"},
            "range": [0, top * 1.06],
            "separatethousands": True,
            "exponentformat": "none",
            "fixedrange": True,
        },
    }
