"""The percentile spectrum and the cumulative distribution of one result. Plain and cheap: there may be 10,000 of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf, isinf
from typing import TYPE_CHECKING

from generator.compare.distributions import bounded, distribution_of, missing_share, percentile_of
from generator.distribution import drawn_ranks, spectrum
from generator.figures import words
from generator.figures.draw import label, log_range, pale, round_ticks
from generator.figures.figure import Figure
from generator.numbers import plural, three

if TYPE_CHECKING:
    from generator.compare.values import Flag
    from generator.distribution import Distribution, Spectrum
    from generator.model import Result

SAMPLES = 10
"""A point is solid while at least so many samples lie beyond it."""
TICKS = ((1.0, "0"), (2.0, "50"), (10.0, "90"), (100.0, "99"), (1e3, "99.9"), (1e4, "99.99"), (1e5, "99.999"), (1e6, "99.9999"))  # fmt: skip
TOLD = (10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.9, 99.99, 99.999)
"""The percentiles of a table under a drawn distribution."""
HEIGHT = 320
NEUTRAL = "#757575"
LONG_TAIL = 30
"""A latency axis is logarithmic where its greatest value is more than so many times the least median."""
BEYOND = 1.06
"""An axis from zero ends at so many times the greatest value on it."""
_VISIBLE = 1.004
"""A band narrower than this ratio is thinner than the line in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Points of a spectrum: percentiles in percent, and for each its latency and that one's bounds in ms.

    `high_ms` is infinite where nothing bounds it. `steps` where the points are those of a whole distribution.
    """

    percentiles: Sequence[float]
    low_ms: Sequence[float]
    value_ms: Sequence[float]
    high_ms: Sequence[float]
    requests: int | None
    steps: bool = False

    def __len__(self) -> int:
        return len(self.percentiles)

    @property
    def xs(self) -> list[float]:
        """The places on the axis of 1/(1-p); the slowest of n requests stands at n."""
        most = float(self.requests or 1)
        return [100 / (100 - each) if each < 100 else most for each in self.percentiles]

    @property
    def solid(self) -> int:
        """How many of the first points have enough samples beyond them; none where the number of requests is unknown."""
        requests = self.requests or 0
        return sum(1 for each in self.percentiles if requests * (100 - each) / 100 >= SAMPLES - 1e-6)

    @property
    def banded(self) -> bool:
        """Whether the bounds stand so far apart that it can be seen."""
        return any(high > low * _VISIBLE for low, high in zip(self.low_ms, self.high_ms, strict=True))

    @property
    def top_ms(self) -> float:
        """The greatest latency that is drawn."""
        return max(*self.value_ms, *(each for each in self.high_ms if not isinf(each)))

    def rows(self) -> list[tuple[float, float, float, float]]:
        """Percentile, lower bound, latency and upper bound of each point."""
        return list(zip(self.percentiles, self.low_ms, self.value_ms, self.high_ms, strict=True))

    def told(self) -> Places:
        """The points at or just above the usual percentiles, and the last one."""
        found = [next((at for at, each in enumerate(self.percentiles) if each >= told), None) for told in TOLD]
        rows = [self.rows()[at] for at in dict.fromkeys([*(at for at in found if at is not None), len(self) - 1])]
        return replace(
            self,
            percentiles=[float(f"{row[0]:.6g}") for row in rows],
            low_ms=[row[1] for row in rows],
            value_ms=[row[2] for row in rows],
            high_ms=[row[3] for row in rows],
        )


def for_result(result: Result, flags: Sequence[Flag] = (), colour: str = NEUTRAL) -> tuple[Figure, ...]:
    """The latency distribution of one run as far as it was reported; `colour` is its mesh's.

    The percentile spectrum comes first; the cumulative distribution follows where the whole distribution is known.
    """
    reported, whole = reported_places(result), _whole_places(result)
    places = reported if whole is None else whole[1]
    figure = _worded(result, flags, banded=places.banded)
    if len(places) < 2:
        return (replace(figure, missing="Fewer than two latency percentiles were reported for this run."),)
    drawn = _drawn(figure, places, reported if whole else None, colour)
    return (drawn,) if whole is None else (drawn, _cumulative(whole[1], figure, colour))


def reported_places(result: Result) -> Places:
    """The reported percentiles with their bounds."""
    named = sorted((float(name), name) for name in result.latencies.percentiles)
    known = [(number, name) for number, name in named if number < 100]
    values = [result.latencies.percentiles[name] for _, name in known]
    bounds = [_bounds(result, name) for _, name in known]
    return Places(
        percentiles=[number for number, _ in known],
        low_ms=[low for low, _ in bounds],
        value_ms=values,
        high_ms=[high for _, high in bounds],
        requests=result.measurement.requests,
    )


def _bounds(result: Result, name: str) -> tuple[float, float]:
    value = result.latencies.percentiles[name]
    low, high = result.measurement.bounds_ms.get(name, (value, value))
    return low, inf if high is None else high


def _whole_places(result: Result) -> tuple[Distribution, Places] | None:
    """The distribution and its points, where it says more than the percentiles that were reported."""
    if result.measurement.distribution is None:
        return None
    found = distribution_of(result)
    if found is None:
        return None
    places = places_of(found, spectrum(found, drawn_ranks(found), float(missing_share(result))))
    reported = reported_places(result)
    own = bool(result.measurement.bounds_ms)
    return (found, places) if own or len(reported) < 2 or _is_fine(places, reported) else None


def places_of(distribution: Distribution, drawn: Spectrum) -> Places:
    """The points of a spectrum of that distribution."""
    number = distribution.count
    return Places(
        percentiles=[float(f"{100 * rank / number:.9g}") for rank in drawn.ranks],
        low_ms=drawn.low_ms,
        value_ms=drawn.value_ms,
        high_ms=drawn.high_ms,
        requests=number,
        steps=True,
    )


def _is_fine(places: Places, reported: Places) -> bool:
    """Whether every interval from the first reported percentile to the last is narrower than a tenth of its latency."""
    first, last = reported.percentiles[0], reported.percentiles[-1]
    return all(high - low <= high / 10 for at, low, _, high in places.rows() if first <= at <= last)


def _worded(result: Result, flags: Sequence[Flag], *, banded: bool) -> Figure:
    told = [f"p{name} {said}" for name in ("50", "99", "99.9") if (said := percentile_of(result, name))]
    title = f"Latency percentiles: {', '.join(told)}" if told else "Latency percentiles"
    requests, generators = result.measurement.requests, len(result.measurement.generators)
    behind = "number of requests not reported" if requests is None else plural(requests, "request")
    weak = [flag.label for flag in flags if flag.excludes]
    whose = f" of {generators} generators" if generators > 1 else ""
    parts = [
        f"One run{whose}, {behind}; solid while at least ten samples stand behind a point, dashed beyond.",
        "Band: between the bounds." if banded else "",
        f"Not ranked: {', '.join(weak)}." if weak else "",
    ]
    return Figure(
        id="percentiles",
        kind="spectrum",
        title=title,
        subtitle=" ".join(part for part in parts if part),
        source=words.months([result.start_time]),
        alt=f"{title}. The values stand in the table below.",
    )


def _drawn(figure: Figure, places: Places, reported: Places | None, colour: str) -> Figure:
    points = [marks(replace(reported, requests=places.requests), colour)] if reported else []
    bands = band(places, colour, places.top_ms * 4) if places.banded and places.steps else []
    return replace(
        figure,
        plotly={"data": [*bands, *lines(places, colour), *points], "layout": spectrum_layout([places])},
        narrow={"height": HEIGHT},
        columns=_columns(places),
        shown=_columns(places.told()) if places.steps else {},
        height=HEIGHT,
        narrow_height=HEIGHT,
    )


def _columns(places: Places) -> dict[str, Sequence[object]]:
    return {
        "percentile": places.percentiles,
        "latency_low_ms": places.low_ms,
        "latency_ms": places.value_ms,
        "latency_high_ms": [None if isinf(each) else each for each in places.high_ms],
    }


def lines(places: Places, colour: str, width: float = 2) -> list[dict[str, object]]:
    """The spectrum's line: solid, then dashed from the last solid point on, so that it has no gap."""
    solid = places.solid
    parts = [("solid", 0, solid), ("dash", max(solid - 1, 0), len(places))]
    return [
        _line(places, colour, dash, slice(start, end), width)
        for dash, start, end in parts
        if end - start > (1 if dash == "dash" and solid else 0)
    ]


def _line(places: Places, colour: str, dash: str, part: slice, width: float) -> dict[str, object]:
    drawn: dict[str, object] = {
        "type": "scatter",
        "mode": "lines" if places.steps else "lines+markers",
        "x": places.xs[part],
        "y": list(places.value_ms[part]),
        "line": {"color": colour, "width": width, "dash": dash},
        "showlegend": False,
    }
    if places.steps:
        # Numbers alone, so that a template may stand for hundreds of texts.
        names = [f"{each:.6g}" for each in places.percentiles[part]]
        return {**drawn, "text": names, "hovertemplate": "p%{text}: %{y:,.3~r} ms<extra></extra>"}
    marker = {"size": 8, "color": colour, "symbol": "circle" if dash == "solid" else "circle-open"}
    texts = {"hovertext": [_hover(row) for row in places.rows()[part]], "hoverinfo": "text"}
    return {**drawn, **texts, "marker": marker, **_bars(places, part, colour)}


def _bars(places: Places, part: slice, colour: str) -> dict[str, object]:
    """The bounds of single percentiles as bars: what lies between two of them is not known."""
    rows = places.rows()[part]
    if not places.banded:
        return {}
    top = places.top_ms * 4
    return {
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [min(high, top) - value for _, _, value, high in rows],
            "arrayminus": [value - low for _, low, value, _ in rows],
            "color": colour,
            "thickness": 1.5,
            "width": 0,
        }
    }


def marks(reported: Places, colour: str, symbol: str = "circle", whose: str = "") -> dict[str, object]:
    """The reported percentiles as marks on the line; open where few samples stand behind. `whose` is in front of what they say."""
    solid = reported.solid
    return {
        "type": "scatter",
        "mode": "markers",
        "x": reported.xs,
        "y": list(reported.value_ms),
        "marker": {
            "size": 8,
            "color": colour,
            "symbol": [symbol if at < solid else f"{symbol}-open" for at in range(len(reported))],
        },
        "hovertext": [f"{whose}{_hover(row)}" for row in reported.rows()],
        "hoverinfo": "text",
        "showlegend": False,
    }


def _hover(row: tuple[float, float, float, float]) -> str:
    return label(f"p{row[0]:.6g}: {_said(row)}")


def _said(row: tuple[float, float, float, float]) -> str:
    _, low, value, high = row
    return str(bounded(value, low, None if isinf(high) else high))


def band(places: Places, colour: str, ceiling: float) -> list[dict[str, object]]:
    """Between the bounds, as the steps that they are: those of a point hold from the one before it on."""
    xs = [1.0, *places.xs]
    edge = {"type": "scatter", "mode": "lines", "x": xs, "line": {"width": 0, "shape": "vh"}, "hoverinfo": "skip", "showlegend": False}  # fmt: skip
    low, high = places.low_ms, [min(each, ceiling) for each in places.high_ms]
    lower = {**edge, "y": [low[0], *low]}
    upper = {**edge, "y": [high[0], *high], "fill": "tonexty", "fillcolor": pale(colour, 0.18)}
    return [lower, upper]


def spectrum_layout(every: Sequence[Places]) -> dict[str, object]:
    """The axes of spectra drawn together."""
    end = max(max(places.xs) for places in every)
    start = min(min(places.xs) for places in every)
    ticks = [(place, text) for place, text in TICKS if place <= end * 1.5]
    return {
        "height": HEIGHT,
        "margin": {"l": 8, "r": 16, "t": 12, "b": 56},
        "hovermode": "closest",
        "showlegend": False,
        "xaxis": {
            "type": "log",
            "range": list(log_range([min(start, 2.0), max(end, 10.0)], 0.045)),
            "title": {"text": "percentile (log axis of 1/(1-p))"},
            "tickvals": [place for place, _ in ticks],
            "ticktext": [text for _, text in ticks],
            "fixedrange": True,
            "zeroline": False,
        },
        "yaxis": latency_axis([value for places in every for value in _values(places)], min(map(_half, every))),
    }


def _half(places: Places) -> float:
    """The median, or the least point above it."""
    return next((value for at, _, value, _ in places.rows() if at >= 50), places.value_ms[-1])


def _values(places: Places) -> list[float]:
    bounds = [each for each in (*places.low_ms, *places.high_ms) if not isinf(each)] if places.banded else []
    return [*places.value_ms, *bounds]


def latency_axis(values: Sequence[float], least_median: float) -> dict[str, object]:
    """From zero, or logarithmic where the slowest would leave no height for the others."""
    positive = [value for value in values if value > 0] or [1.0]
    if max(positive) <= max(least_median, min(positive)) * LONG_TAIL:
        return {
            "title": {"text": "latency (ms)"},
            "range": [0, max(positive) * BEYOND],
            "separatethousands": True,
            "exponentformat": "none",
            "fixedrange": True,
        }
    return {"title": {"text": "latency (ms), log axis"}, "fixedrange": True, **_logarithmic(positive, 250)}


def _logarithmic(values: Sequence[float], length_px: float, text_px: float = 22) -> dict[str, object]:
    ticks = round_ticks(min(values), max(values), length_px, text_px)
    return {
        "type": "log",
        "range": list(log_range(values, 0.04)),
        "tickvals": ticks,
        "ticktext": [three(tick) for tick in ticks],
        "zeroline": False,
    }


def _cumulative(places: Places, spectrum_figure: Figure, colour: str) -> Figure:
    """The share of requests by their latency: body and modes, where the spectrum shows the tail."""
    rows = [row for row in places.rows() if row[2] > 0]
    half, most = (next((row for row in rows if row[0] >= share), rows[-1]) for share in (50, 90))
    title = f"Cumulative distribution: half within {_said(half)}, nine in ten within {_said(most)}"
    values = [row[2] for row in rows]
    axis = {"title": {"text": "latency (ms), log axis"}, "fixedrange": True, **_logarithmic(values, 600, 44)}
    layout = {
        **spectrum_layout([places]),
        "xaxis": axis,
        "yaxis": {
            "title": {"text": "requests (%)"},
            "range": [0, 103],
            "tickvals": [0, 25, 50, 75, 90, 100],
            "fixedrange": True,
        },
    }
    line = {
        "type": "scatter",
        "mode": "lines",
        "x": values,
        "y": [row[0] for row in rows],
        "line": {"color": colour, "width": 2},
        "hovertemplate": "%{y:.4~g} % within %{x:,.3~r} ms<extra></extra>",
        "showlegend": False,
    }
    bands = _between(places, values, colour) if places.banded else []
    return replace(
        spectrum_figure,
        id="distribution",
        kind="cumulative",
        title=title,
        subtitle="The share of requests that were answered within each latency."
        + (" Band: between the bounds." if bands else ""),
        alt=f"{title}. The values stand in the table below.",
        plotly={"data": [*bands, line], "layout": layout},
        narrow={"height": HEIGHT, "xaxis": _logarithmic(values, 260, 44)},
        columns=_columns(places),
        shown=_columns(places.told()),
        height=HEIGHT,
        narrow_height=HEIGHT,
    )


def _between(places: Places, drawn: Sequence[float], colour: str) -> list[dict[str, object]]:
    """Between all mass at the left ends and all at the right ends, within the axis."""
    floor, ceiling = min(drawn), max(drawn)
    edge = {"type": "scatter", "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
    left = _stairs([min(max(each, floor), ceiling) for each in places.low_ms], places.percentiles)
    right = _stairs([min(max(each, floor), ceiling) for each in places.high_ms], places.percentiles)
    return [
        {**edge, "x": left[0], "y": left[1]},
        {**edge, "x": right[0], "y": right[1], "fill": "tonexty", "fillcolor": pale(colour, 0.18)},
    ]


def _stairs(values: Sequence[float], shares: Sequence[float]) -> tuple[list[float], list[float]]:
    """A distribution function whose mass stands at those values, from zero up, with a corner at each."""
    corners = [(values[0], 0.0), (values[0], shares[0])]
    for (_, below), (value, above) in pairwise(zip(values, shares, strict=True)):
        corners += [(value, below), (value, above)]
    return [value for value, _ in corners], [share for _, share in corners]
