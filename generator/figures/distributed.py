"""A distributed run: when its generators worked, and what each measured beside the merged value with its bounds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf, isinf, log10
from typing import TYPE_CHECKING, cast

from generator.compare.alignment import alignment_of, span_of
from generator.compare.distributions import Bounded, percentile_of
from generator.compare.flags import is_range
from generator.figures import words
from generator.figures.draw import CHARACTER_PX, PERCENTILES, SHAPES, SIGNS, label, note, pale, spans_apart
from generator.figures.figure import Figure
from generator.figures.rows import WIDE_PX
from generator.figures.spectrum import BEYOND, NEUTRAL, latency_axis
from generator.numbers import amount, percent, plural, span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.alignment import Span
    from generator.model import Generator, Result

NAMED = 30
"""More rows than this carry no names: the table does."""
ABOVE_PX = 34
BELOW_PX = 62
SEEN_PX = 3
"""A band that is narrower is hidden by the line in it."""
_NAME = 18
_NARROW_NAME = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What is drawn: the generators in their order, when each worked (none where one does not say), and its percentiles."""

    result: Result
    colour: str
    spans: tuple[Span, ...]
    percentiles: tuple[str, ...]

    @property
    def generators(self) -> tuple[Generator, ...]:
        return self.result.measurement.generators

    @property
    def start(self) -> float:
        return min(each.start for each in self.spans)

    @property
    def time_px(self) -> int:
        """Height of the time line, 0 without one."""
        return _rows_px(len(self.generators), (22, 17, 2)) if self.spans else 0

    @property
    def spread_px(self) -> int:
        """Height of the rows of percentiles, 0 without them."""
        return _rows_px(len(self.generators), (34, 22, 3)) if self.percentiles else 0

    @property
    def panels(self) -> tuple[int, ...]:
        return tuple(height for height in (self.time_px, self.spread_px) if height)

    def height(self, above_px: int) -> int:
        return sum(above_px + height + BELOW_PX for height in self.panels)

    def value(self, generator: Generator, name: str) -> float | None:
        return generator.latencies.percentiles.get(name) if generator.latencies else None

    @property
    def axis(self) -> dict[str, object]:
        """The axis of the latencies."""
        medians = [value for each in self.generators if (value := self.value(each, self.percentiles[0])) is not None]
        return latency_axis(self.values, min(medians))

    @property
    def values(self) -> list[float]:
        """All latencies that are drawn, bounds included."""
        found = [value for each in self.generators for name in self.percentiles if (value := self.value(each, name))]
        bounds = [end for name in self.percentiles for end in self.merged(name)]
        return [*found, *(end for end in bounds if not isinf(end))]

    def merged(self, name: str) -> tuple[float, float]:
        """The ends of the band of a merged percentile, the upper one infinite where nothing bounds it."""
        value = self.result.latencies.percentiles.get(name)
        if value is None:
            return (0.0, 0.0)
        low, high = self.result.measurement.bounds_ms.get(name, (value, value))
        return low, inf if high is None else high

    def band(self, name: str) -> tuple[float, float] | None:
        """The ends of what is drawn between the bounds of a merged percentile, None where these are one value or unknown."""
        low, high = self.merged(name)
        if high <= low:
            return None
        return low, max(self.values) * BEYOND if isinf(high) else high

    def band_px(self, ends: tuple[float, float]) -> float:
        """How wide a band is on a page."""
        axis = self.axis
        start, end = cast("tuple[float, float]", axis["range"])
        low, high = map(log10, ends) if "type" in axis and min(ends) > 0 else ends
        return (high - low) / (end - start) * WIDE_PX


def _rows_px(count: int, sizes: tuple[int, int, int]) -> int:
    roomy, tight, least = sizes
    return max(count * (roomy if count <= 12 else tight if count <= NAMED else least), 60)


def for_generators(result: Result, colour: str = NEUTRAL) -> Figure | None:
    """The generators of a distributed run on a time line, and their percentiles; None for a run of one."""
    generators = result.measurement.generators
    if len(generators) < 2:
        return None
    spans = tuple(span for each in generators if (span := span_of(each)) is not None)
    known = [name for name in PERCENTILES if any(each.latencies and name in each.latencies.percentiles for each in generators)]  # fmt: skip
    run = _Run(
        result=result,
        colour=colour,
        spans=spans if len(spans) == len(generators) else (),
        percentiles=tuple(known),
    )
    figure = _worded(run)
    if not run.panels:
        return replace(figure, missing="The generators report neither when they worked nor their percentiles.")
    return _drawn(run, figure)


def _worded(run: _Run) -> Figure:
    title = _finding(run)
    return Figure(
        id="generators",
        kind="distributed",
        title=title,
        subtitle=_subtitle(run),
        source=words.months([run.result.start_time]),
        alt=f"Chart of the generators of a distributed run. {title}. The values stand in the table below.",
    )


def _finding(run: _Run) -> str:
    many = plural(len(run.generators), "generator")
    if not run.percentiles:
        return f"{many} on a time line"
    last = run.percentiles[-1]
    theirs = [value for each in run.generators if (value := run.value(each, last)) is not None]
    merged = percentile_of(run.result, last)
    return f"{many}, p{last} {span(theirs, 'ms')}" + (f", merged {merged}" if merged else "")


def _subtitle(run: _Run) -> str:
    alignment = alignment_of(run.result)
    together = (
        "When each worked is not reported."
        if alignment is None
        else f"All worked at the same time for {percent(alignment.overlap)} of the run."
    )
    marks = f"Marks: percentiles of each generator; {_bounds(run)}." if run.percentiles else ""
    few = "" if len(run.generators) <= NAMED else "Rows stand in the order of the table."
    return " ".join(part for part in (together, marks, few) if part)


def _bounds(run: _Run) -> str:
    """What lines and bands say; that bounds are closer than a line is thick, where no band could be seen."""
    bands = [run.band(name) for name in run.percentiles]
    seen = [band for band in bands if band is not None and run.band_px(band) >= SEEN_PX]
    thin = sum(band is not None for band in bands) - len(seen)
    if not any(bands):
        return "lines: the merged values"
    if not seen:
        return "lines: the merged values, whose bounds lie closer than a line is thick"
    return (
        f"lines: the merged values; bands: between their bounds{', where these are wider than a line' if thin else ''}"
    )


def _drawn(run: _Run, figure: Figure) -> Figure:
    height, narrow_height = run.height(ABOVE_PX), run.height(ABOVE_PX + 17)
    wide, narrow = _layout(run, height, ABOVE_PX, narrow=False), _layout(run, narrow_height, ABOVE_PX + 17, narrow=True)
    return replace(
        figure,
        plotly={"data": [*_bars(run), *_spread(run)], "layout": wide},
        narrow=narrow,
        columns=_columns(run),
        height=height,
        narrow_height=narrow_height,
    )


def _layout(run: _Run, height: int, above: int, *, narrow: bool) -> dict[str, object]:
    inner = height - above - BELOW_PX
    layout: dict[str, object] = {
        "height": height,
        "margin": {"l": 8, "r": 16, "t": above, "b": BELOW_PX},
        "hovermode": "closest",
        "showlegend": False,
        "bargap": 0.35 if len(run.generators) <= NAMED else 0.0,
        "annotations": [*_overlap_note(run, narrow=narrow), *_merged_notes(run, narrow=narrow)],
        "shapes": [*_together(run), *_merged_shapes(run)],
    }
    if run.spans:
        layout["xaxis"] = _time_axis(run, narrow=narrow)
        layout["yaxis"] = {**_rows(run, "x", narrow=narrow), "domain": [1 - run.time_px / inner, 1]}
    if run.percentiles:
        layout["xaxis2"] = {**run.axis, "anchor": "y2", "nticks": 5 if narrow else 8, "tickangle": 0}
        layout["yaxis2"] = {**_rows(run, "x2", narrow=narrow), "domain": [0, run.spread_px / inner]}
    return layout


def _rows(run: _Run, anchor: str, *, narrow: bool) -> dict[str, object]:
    generators, most = run.generators, _NARROW_NAME if narrow else _NAME
    named = len(generators) <= NAMED
    return {
        "range": [len(generators) - 0.5, -0.5],
        "anchor": anchor,
        "tickvals": list(range(len(generators))) if named else [],
        "ticktext": [label(_short(each.name, most)) for each in generators] if named else [],
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "ticklabelstandoff": 6,
    }


def _short(name: str, most: int) -> str:
    """The end of a long name: generators of a run are told apart there."""
    return name if len(name) <= most else f"…{name[-most:]}"


def _time_axis(run: _Run, *, narrow: bool) -> dict[str, object]:
    end = max(each.end for each in run.spans) - run.start
    return {
        "title": {"text": "time since the first start (s)"},
        "range": [0, end * 1.02],
        "nticks": 5 if narrow else 8,
        "tickangle": 0,
        "anchor": "y",
        "zeroline": True,
        "fixedrange": True,
        "separatethousands": True,
        "exponentformat": "none",
    }


def _bars(run: _Run) -> list[dict[str, object]]:
    if not run.spans:
        return []
    return [
        {
            "type": "bar",
            "orientation": "h",
            "base": [each.start - run.start for each in run.spans],
            "x": [each.seconds for each in run.spans],
            "y": list(range(len(run.spans))),
            "marker": {"color": pale(run.colour, 0.75), "line": {"width": 0}},
            "hovertext": [_worked(run, at) for at in range(len(run.spans))],
            "hoverinfo": "text",
            "textposition": "none",
            "showlegend": False,
        }
    ]


def _worked(run: _Run, at: int) -> str:
    each, generator = run.spans[at], run.generators[at]
    start = f"started after {amount(each.start - run.start, 's')}, worked for {amount(each.seconds, 's')}"
    requests = "" if generator.requests is None else f"<br>{plural(generator.requests, 'request')}"
    return f"<b>{label(generator.name)}</b><br>{start}{requests}"


def _together(run: _Run) -> list[dict[str, object]]:
    """The time in which all worked."""
    if not run.spans:
        return []
    first, last = max(each.start for each in run.spans), min(each.end for each in run.spans)
    if first >= last:
        return []
    return [_box("x", (first - run.start, last - run.start), "y domain", pale(run.colour, 0.12))]


def _box(xref: str, ends: tuple[float, float], yref: str, colour: str) -> dict[str, object]:
    place = {"xref": xref, "x0": ends[0], "x1": ends[1], "yref": yref, "y0": 0, "y1": 1}
    return {"type": "rect", **place, "fillcolor": colour, "line": {"width": 0}, "layer": "below"}


def _overlap_note(run: _Run, *, narrow: bool) -> list[dict[str, object]]:
    alignment = alignment_of(run.result) if run.spans else None
    if alignment is None:
        return []
    text = f"shaded: all at work, {percent(alignment.overlap)}"
    return [_head(text if narrow else f"{text} of the time", "y domain")]


def _head(text: str, yref: str) -> dict[str, object]:
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": yref, "y": 1, "yanchor": "bottom", "yshift": 5}
    return note(text, align="left", **place)


def _spread(run: _Run) -> list[dict[str, object]]:
    """For each generator a pale line through its percentiles; the marks of all in one trace a percentile."""
    if not run.percentiles:
        return []
    axes = {"type": "scatter", "xaxis": "x2", "yaxis": "y2", "showlegend": False}
    xs: list[float | None] = []
    ys: list[float | None] = []
    for at, each in enumerate(run.generators):
        known = [value for name in run.percentiles if (value := run.value(each, name)) is not None]
        if len(known) > 1:
            xs += [min(known), max(known), None]
            ys += [at, at, None]
    thread = {
        **axes, "mode": "lines", "x": xs, "y": ys, "line": {"color": pale(run.colour, 0.4), "width": 3},
        "connectgaps": False, "hoverinfo": "skip",
    }  # fmt: skip
    return [thread, *({**axes, **_marks(run, name)} for name in run.percentiles)]


def _marks(run: _Run, name: str) -> dict[str, object]:
    known = [(at, each, value) for at, each in enumerate(run.generators) if (value := run.value(each, name)) is not None]  # fmt: skip
    roomy = len(run.generators) <= NAMED
    return {
        "mode": "markers",
        "x": [value for _, _, value in known],
        "y": [at for at, _, _ in known],
        "marker": {"symbol": SHAPES[name], "size": 11 if roomy else 5, "color": run.colour},
        "hovertext": [f"<b>{label(each.name)}</b><br>p{name} {amount(value, 'ms')}" for _, each, value in known],
        "hoverinfo": "text",
    }


def _merged_shapes(run: _Run) -> list[dict[str, object]]:
    """The band between the bounds of each merged percentile, and its value as a line where it is more than a range."""
    drawn: list[dict[str, object]] = []
    for name in run.percentiles:
        value = run.result.latencies.percentiles.get(name)
        if value is None:
            continue
        band = run.band(name)
        if band is not None and run.band_px(band) >= SEEN_PX:
            edge = {"color": run.colour, "width": 1}
            drawn.append({**_box("x2", band, "y2 domain", pale(run.colour, 0.3)), "line": edge})
        if not is_range(run.result, name):
            place = {"xref": "x2", "x0": value, "x1": value, "yref": "y2 domain", "y0": 0, "y1": 1}
            drawn.append({"type": "line", **place, "line": {"width": 1.5}, "layer": "below"})
    return drawn


def _merged_notes(run: _Run, *, narrow: bool) -> list[dict[str, object]]:
    """The merged values over their lines where they stand apart, else in one line over the rows."""
    told = {name: said for name in run.percentiles if (said := percentile_of(run.result, name)) is not None}
    if not told:
        return []
    ends = [run.merged(name) for name in told]
    places = [low if isinf(high) else (low + high) / 2 for low, high in ends]
    axis = run.axis
    texts = [f"{SIGNS[f'p{name}']} p{name} {said.value} ms" for name, said in told.items()]
    widest = max(map(len, texts)) * CHARACTER_PX + 28
    top = max(run.values) * BEYOND
    if not narrow and "type" not in axis and spans_apart([place / top * WIDE_PX for place in places], widest):
        return [
            note(text, xref="x2", x=place, xanchor="center", yref="y2 domain", y=1, yanchor="bottom", yshift=5)
            for text, place in zip(texts, places, strict=True)
        ]
    return [_head(_one_line(told, narrow=narrow), "y2 domain")]


def _one_line(told: dict[str, Bounded], *, narrow: bool) -> str:
    parts = [f"{SIGNS[f'p{name}']} p{name} {said.value}" for name, said in told.items()]
    return f"merged, in ms:<br>{' '.join(parts)}" if narrow else f"merged, in ms: {'   '.join(parts)}"


def _columns(run: _Run) -> dict[str, Sequence[object]]:
    silent: list[object] = [None] * len(run.generators)
    return {
        "generator": [each.name for each in run.generators],
        "requests": [each.requests for each in run.generators],
        "errors": [None if each.errors is None else sum(each.errors.values()) for each in run.generators],
        "achieved_rps": [each.achieved_rps for each in run.generators],
        "start_s": [round(each.start - run.start, 6) for each in run.spans] or silent,
        "duration_s": [each.seconds for each in run.spans] or silent,
        **{f"p{name}_ms": [run.value(each, name) for each in run.generators] for name in run.percentiles},
    }
