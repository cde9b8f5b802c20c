"""The whole distributions of a group's variants: every run a line of its own, none of them merged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from math import isinf, log10
from typing import TYPE_CHECKING

from generator.compare.distributions import distribution_of, missing_share
from generator.compare.flags import is_range
from generator.distribution import drawn_ranks, spectrum
from generator.figures import words
from generator.figures.draw import SIGN_OF, STRONG, coloured, label, marker, note, pale, spread
from generator.figures.figure import Figure
from generator.figures.rows import LINE_PX
from generator.figures.spectrum import SAMPLES, Places, band, lines, marks, places_of, reported_places, spectrum_layout
from generator.numbers import count, listed, plural, span

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
NAMED = 6
"""So many variants that are not drawn are named."""
PLOT_PX = 300
ABOVE_PX = 12
BELOW_PX = 58
DIRECT = 6
NAME = 20
LEGEND_NAME = 34
MORE_PX = 26
"""What a further line of a name adds to the legend."""
ROW_PX = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Curves:
    """A variant's middle run and its others, as far as their distributions are known; the bounds of the others are not kept."""

    variant: Variant
    middle: Places
    run: Result
    others: tuple[Places, ...]


def spectra(group: ComparisonGroup) -> tuple[Figure, ...]:
    """The spectra of all variants together; nothing where fewer than two runs have a distribution."""
    known = (curves for one in group.variants if (curves := _curves(one)) is not None)
    found = list(islice(known, STRONG))
    if sum(1 + len(curves.others) for curves in found) < 2:
        return ()
    return (_drawn(group, found),)


def _curves(variant: Variant) -> Curves | None:
    known = [(run, places) for run in variant.results if (places := _places(run)) is not None]
    if not known:
        return None
    run, middle = _middle(known)
    others = [replace(each, low_ms=each.value_ms, high_ms=each.value_ms) for one, each in known if one is not run]
    whole = _places(run, changes=True) or middle
    return Curves(variant=variant, middle=whole, run=run, others=tuple(others[:PALE_RUNS]))


def _middle(known: Sequence[tuple[Result, Places]]) -> tuple[Result, Places]:
    """Of the runs that report the leading percentile the middle one; of runs without it the first."""
    chosen = middle_run([run for run, _ in known])
    return next(pair for pair in known if pair[0] is chosen)


def middle_run(runs: Sequence[Result]) -> Result:
    """The run with the middle p99, of an even number the lower; the first where none reports it."""
    leading = [(value, run) for run in runs if (value := run.latencies.percentiles.get(LEADS)) is not None]
    ordered = sorted(leading, key=lambda each: (each[0], each[1].address))
    return ordered[(len(ordered) - 1) // 2][1] if ordered else runs[0]


def _places(run: Result, *, changes: bool = False) -> Places | None:
    """The run's distribution at even steps of the axis, or its percentiles where these are many.

    With `changes` also where a bound changes, as a band needs it.
    """
    found = distribution_of(run)
    reported = reported_places(run)
    if found is not None and run.measurement.bounds_ms:
        ranks = drawn_ranks(found, changes=changes)
        return places_of(found, spectrum(found, ranks, float(missing_share(run))))
    return reported if len(reported) >= FEWEST else None


def _drawn(group: ComparisonGroup, found: Sequence[Curves]) -> Figure:
    figure = _worded(group, found)
    every = [places for curves in found for places in (curves.middle, *curves.others)]
    axes = spectrum_layout(every)
    ceiling = max(places.top_ms for places in every) * 4
    direct = len(found) <= DIRECT and sum(_name_px(each.variant) for each in found) <= PLOT_PX
    rows_px = sum(ROW_PX + MORE_PX * _legend_name(each.variant).count("<br>") for each in found)
    legend_px, narrow_legend_px = 0 if direct else 8 + rows_px, 8 + rows_px
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
        plotly={"data": [trace for each in found for trace in _traces(each, ceiling)], "layout": layout},
        narrow=narrow,
        columns=_columns(found),
        shown=_columns(found, tabled=True),
        height=height,
        narrow_height=narrow_height,
    )


def _traces(curves: Curves, ceiling: float) -> list[dict[str, object]]:
    """The other runs pale below the middle one and its band, whose reported percentiles carry the variant's mark."""
    colour, sign = curves.variant.colour, marker(curves.variant.marker)
    name = _legend_name(curves.variant)
    thin = [
        {
            "type": "scatter", "mode": "lines", "x": places.xs, "y": list(places.value_ms), "showlegend": False,
            "line": {"color": pale(colour, 0.28), "width": 1}, "hoverinfo": "skip", "legendgroup": curves.variant.id,
        }
        for places in curves.others
    ]  # fmt: skip
    solid = [
        {
            **{key: trace[key] for key in ("type", "x", "y", "line", "error_y") if key in trace},
            "mode": "lines", "hoverinfo": "skip", "name": name, "showlegend": at == 0, "legendgroup": curves.variant.id,
        }
        for at, trace in enumerate(lines(curves.middle, colour, 2.5))
    ]  # fmt: skip
    reported = replace(reported_places(curves.run), requests=curves.middle.requests)
    bounds = band(curves.middle, colour, ceiling) if curves.middle.banded and curves.middle.steps else []
    return [
        *thin,
        *({**trace, "legendgroup": curves.variant.id} for trace in bounds),
        *solid,
        {
            **marks(reported, colour, sign, f"<b>{label(curves.variant.label)}</b><br>"),
            "legendgroup": curves.variant.id,
        },
    ]


def _legend_name(variant: Variant) -> str:
    """A name behind its mark, in lines that a phone holds."""
    return label(f"{SIGN_OF[marker(variant.marker)]} {variant.label}", LEGEND_NAME)


def _worded(group: ComparisonGroup, found: Sequence[Curves]) -> Figure:
    title = words.headed(group.head, _finding(found))
    banded = any(each.middle.banded for each in found)
    dashed = any(each.middle.solid < len(each.middle) for each in found)
    return Figure(
        id="spectra",
        kind="spectrum",
        title=title,
        subtitle=f"{_drawn_runs(group, found)}{' Band: between the bounds.' if banded else ''}{' Dashed: fewer than ten samples behind a point.' if dashed else ''} "
        f"{f'{SATURATED} ' if group.leads == 'throughput' else ''}{' '.join(_of_group(group))}",
        source=words.source(group.submissions, [run for one in group.variants for run in one.results]),
        alt=f"Percentile spectra by variant. {title}. The values stand in the table below.",
    )


def _of_group(group: ComparisonGroup) -> list[str]:
    parts = (words.unranked(group), words.left_out(group), words.drawn(group), group.conditions)
    return [text for text in parts if text]


def _drawn_runs(group: ComparisonGroup, found: Sequence[Curves]) -> str:
    """What is drawn of each variant, how many of the runs that count these are, and which variants are left out."""
    drawn, total = sum(1 + len(each.others) for each in found), sum(len(one.results) for one in group.variants)
    what = (
        f"Solid: each variant’s run with the middle p{LEADS} (of an even number the lower); pale: its others. Runs are not merged."
        if drawn > len(found)
        else "One run each."
    )
    number = "" if drawn == total else f" {count(drawn)} of {plural(total, 'run')} are drawn."
    return f"{what}{_unled(found)}{number}{_left_out(group, found)}"


def _unled(found: Sequence[Curves]) -> str:
    unled = [each.variant for each in found if each.others and LEADS not in each.run.latencies.percentiles]
    return f" No run reports p{LEADS}, so the first is solid: {_names(unled)}." if unled else ""


def _left_out(group: ComparisonGroup, found: Sequence[Curves]) -> str:
    """The variants that are not drawn: those without a distribution, and those after as many as can be told apart."""
    shown = [each.variant.id for each in found]
    last = [one.id for one in group.variants].index(shown[-1]) if len(found) == STRONG else len(group.variants)
    bare = [one for one in group.variants[:last] if one.id not in shown]
    told = (("without a distribution", bare), (f"after the first {STRONG}", group.variants[last + 1 :]))
    return "".join(f" Not drawn, {why}: {_names(those)}." for why, those in told if those)


def _names(variants: Sequence[Variant]) -> str:
    names = [one.label for one in variants[:NAMED]]
    more = len(variants) - len(names)
    return listed([*names, f"{more} more"] if more else names)


def _finding(found: Sequence[Curves]) -> str:
    """The span of the highest percentile that the middle runs of all variants carry, and know as a point."""
    for name in ("99.9", "99", "90", "50"):
        if all(_carries(each, name) and not is_range(each.run, name) for each in found):
            values = [each.run.latencies.percentiles[name] for each in found]
            return f"Whole distributions of {plural(len(found), 'variant')}, p{name} {span(values, 'ms')}"
    return f"Whole distributions of {plural(len(found), 'variant')}"


def _carries(curves: Curves, name: str) -> bool:
    requests = curves.middle.requests
    if name not in curves.run.latencies.percentiles:
        return False
    return requests is None or requests * (100 - float(name)) / 100 >= SAMPLES - 1e-6


def _columns(found: Sequence[Curves], *, tabled: bool = False) -> dict[str, Sequence[object]]:
    cells = [
        (each.variant.label, each.run.address, *row)
        for each in found
        for row in (each.middle.told() if tabled else each.middle).rows()
    ]
    return {
        "variant": [name for name, *_ in cells],
        "run": [address for _, address, *_ in cells],
        "percentile": [at for _, _, at, *_ in cells],
        "latency_low_ms": [low for *_, low, _, _ in cells],
        "latency_ms": [value for *_, value, _ in cells],
        "latency_high_ms": [None if isinf(high) else high for *_, high in cells],
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
    return f"{coloured(variant.colour, SIGN_OF[marker(variant.marker)])} {label(variant.label, NAME)}"
