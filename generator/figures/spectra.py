"""The whole distributions of a group's variants: every run a line of its own, none of them merged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import log10
from typing import TYPE_CHECKING

from generator.compare.distributions import distribution_of
from generator.distribution import drawn_ranks, spectrum
from generator.figures import words
from generator.figures.draw import SIGN_OF, STRONG, label, marker, note, pale, spread
from generator.figures.figure import Figure
from generator.figures.rows import LINE_PX
from generator.figures.spectrum import SAMPLES, Places, lines, marks, places_of, reported_places, spectrum_layout
from generator.numbers import plural, span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.compare.values import ComparisonGroup, Variant
    from generator.model import Result

SATURATED = "Under full load latency follows from saturation: read throughput first."
LEADS = "99"
"""The percentile by which a variant's middle run is chosen."""
FEWEST = 5
"""So many percentiles say more of a distribution than the three that other charts show."""
PALE_RUNS = 20
"""So many runs of a variant are drawn beside its middle one."""
PLOT_PX = 300
ABOVE_PX = 12
BELOW_PX = 58
DIRECT = 6
NAME = 20
ROW_PX = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Curves:
    """A variant's middle run and its others, as far as their distributions are known."""

    variant: Variant
    middle: Places
    run: Result
    others: tuple[Places, ...]


def spectra(group: ComparisonGroup) -> tuple[Figure, ...]:
    """The spectra of all variants together; nothing where fewer than two runs have a distribution."""
    found = [curves for one in group.variants[:STRONG] if (curves := _curves(one)) is not None]
    if sum(1 + len(curves.others) for curves in found) < 2:
        return ()
    return (_drawn(group, found),)


def _curves(variant: Variant) -> Curves | None:
    known = [(run, places) for run in variant.results if (places := _places(run)) is not None]
    if not known:
        return None
    ordered = sorted(known, key=lambda pair: (pair[0].latencies.percentiles.get(LEADS, 0.0), pair[0].address))
    run, middle = ordered[(len(ordered) - 1) // 2]
    others = tuple(places for each, places in known if each is not run)
    return Curves(variant=variant, middle=middle, run=run, others=others[:PALE_RUNS])


def _places(run: Result) -> Places | None:
    """The run's distribution at even steps of the axis, or its percentiles where these are many."""
    found = distribution_of(run)
    reported = reported_places(run)
    if found is not None and run.measurement.bounds_ms:
        return places_of(found, spectrum(found, drawn_ranks(found, changes=False)))
    return reported if len(reported) >= FEWEST else None


def _drawn(group: ComparisonGroup, found: Sequence[Curves]) -> Figure:
    figure = _worded(group, found)
    every = [places for curves in found for places in (curves.middle, *curves.others)]
    axes = spectrum_layout(every)
    direct = len(found) <= DIRECT and sum(_name_px(each.variant) for each in found) <= PLOT_PX
    legend_px = 0 if direct else 8 + ROW_PX * len(found)
    narrow_legend_px = 8 + ROW_PX * len(found)
    height, narrow_height = (ABOVE_PX + PLOT_PX + BELOW_PX + each for each in (legend_px, narrow_legend_px))
    layout = {
        **axes,
        "height": height,
        "margin": {"l": 8, "r": _right_px(found) if direct else 16, "t": ABOVE_PX, "b": BELOW_PX + legend_px},
        "showlegend": not direct,
        "legend": {"orientation": "v", "x": 0, "xanchor": "left", "y": -BELOW_PX / PLOT_PX, "yanchor": "top"},
        "annotations": _ends(found, axes) if direct else [],
    }
    narrow = {
        "height": narrow_height,
        "margin": {"l": 8, "r": 16, "t": ABOVE_PX, "b": BELOW_PX + narrow_legend_px},
        "showlegend": True,
        "annotations": [],
    }
    return replace(
        figure,
        plotly={"data": [trace for each in found for trace in _traces(each)], "layout": layout},
        narrow=narrow,
        columns=_columns(found),
        shown=_columns(found, tabled=True),
        height=height,
        narrow_height=narrow_height,
    )


def _traces(curves: Curves) -> list[dict[str, object]]:
    """The other runs pale below the middle one, whose reported percentiles carry the variant's mark."""
    colour, sign = curves.variant.colour, marker(curves.variant.marker)
    name = label(f"{SIGN_OF[sign]} {curves.variant.label}")
    thin = [
        {
            "type": "scatter", "mode": "lines", "x": places.xs, "y": list(places.value_ms), "showlegend": False,
            "line": {"color": pale(colour, 0.28), "width": 1}, "hoverinfo": "skip", "legendgroup": curves.variant.id,
        }
        for places in curves.others
    ]  # fmt: skip
    solid = [
        {
            **{key: trace[key] for key in ("type", "x", "y", "line")},
            "mode": "lines", "hoverinfo": "skip", "name": name, "showlegend": at == 0, "legendgroup": curves.variant.id,
        }
        for at, trace in enumerate(lines(curves.middle, colour, 2.5))
    ]  # fmt: skip
    reported = replace(reported_places(curves.run), requests=curves.middle.requests)
    return [
        *thin,
        *solid,
        {
            **marks(reported, colour, sign, f"<b>{label(curves.variant.label)}</b><br>"),
            "legendgroup": curves.variant.id,
        },
    ]


def _worded(group: ComparisonGroup, found: Sequence[Curves]) -> Figure:
    many = any(each.others for each in found)
    runs = (
        f"Solid: each variant’s run with the middle p{LEADS} (of an even number the lower); pale: its other runs. Runs are not merged."
        if many
        else "One run each."
    )
    title = _finding(found)
    return Figure(
        id="spectra",
        kind="spectrum",
        title=title,
        subtitle=f"{runs} Dashed where fewer than ten samples stand behind a point. "
        f"{f'{SATURATED} ' if group.leads == 'throughput' else ''}{group.conditions}",
        source=words.source(group.submissions, [run for one in group.variants for run in one.results]),
        alt=f"Percentile spectra by variant. {title}. The values stand in the table below.",
    )


def _finding(found: Sequence[Curves]) -> str:
    """The span of the highest percentile that the middle runs of all variants carry."""
    for name in ("99.9", "99", "90", "50"):
        if all(name in each.run.latencies.percentiles and _carries(each, name) for each in found):
            values = [each.run.latencies.percentiles[name] for each in found]
            return f"Whole distributions: p{name} {span(values, 'ms')}"
    return f"Whole distributions of {plural(len(found), 'variant')}"


def _carries(curves: Curves, name: str) -> bool:
    requests = curves.middle.requests
    return requests is None or requests * (100 - float(name)) / 100 >= SAMPLES - 1e-6


def _columns(found: Sequence[Curves], *, tabled: bool = False) -> dict[str, Sequence[object]]:
    cells = [
        (each.variant.label, each.run.address, at, value)
        for each in found
        for at, _, value, _ in (each.middle.told() if tabled else each.middle).rows()
    ]
    return {
        "variant": [name for name, *_ in cells],
        "run": [address for _, address, *_ in cells],
        "percentile": [at for _, _, at, _ in cells],
        "latency_ms": [value for *_, value in cells],
    }


def _name_px(variant: Variant) -> int:
    return 4 + LINE_PX * (label(variant.label, NAME).count("<br>") + 1)


def _right_px(found: Sequence[Curves]) -> int:
    longest = max(len(line) for each in found for line in label(each.variant.label, NAME).split("<br>"))
    return 36 + int(min(longest, NAME) * 7.8)


def _ends(found: Sequence[Curves], axes: dict[str, object]) -> list[dict[str, object]]:
    """The variants' names behind the ends of their lines, moved apart where they are close."""
    heights = [_y_px(each.middle.value_ms[-1], axes["yaxis"]) for each in found]
    places = spread(heights, [_name_px(each.variant) for each in found], PLOT_PX)
    axis = {"xref": "x domain", "x": 1, "xanchor": "left", "xshift": 6, "yref": "y domain", "yanchor": "middle"}
    return [
        note(_signed(each.variant), y=place / PLOT_PX, align="left", **axis)
        for each, place in zip(found, places, strict=True)
    ]


def _y_px(value: float, axis: object) -> float:
    if not isinstance(axis, dict):
        return 0.0
    low, high = axis["range"]
    place = log10(value) if axis.get("type") == "log" else value
    return float((place - low) / (high - low) * PLOT_PX)


def _signed(variant: Variant) -> str:
    return f'<span style="color:{variant.colour}">{SIGN_OF[marker(variant.marker)]}</span> {label(variant.label, NAME)}'
