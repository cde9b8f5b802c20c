"""Lines over categories: versions of a mesh, versions of a suite, and the generators of a distributed run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from generator.slides import looks
from generator.slides.bars import SHADES, WHISKERS, number
from generator.slides.labels import label_format, tick_format
from generator.slides.values import Axis, Drawing, Form, Number, Plot, Series

if TYPE_CHECKING:
    from generator.figures import Figure

MARKERS = ("circle", "diamond", "square")
FEW = 6
"""Up to so many generators are bars."""
MERGED = "merged"
_LABELLED = 5
"""Up to so many categories of one line have room for numbers."""


def trend(figure: Figure) -> Drawing | None:
    """The differences to each campaign's own baseline by version; None where the columns are not those of a trend."""
    columns = figure.columns
    value = next((name for name in columns if name.startswith(("overhead_", "difference_"))), None)
    if value is None or not {"version", "campaign"} <= set(columns):
        return None
    low, high = (next((name for name in columns if name.startswith(start)), value) for start in ("low", "high"))
    steps = list(zip(columns["version"], columns["campaign"], strict=True))
    places = list(dict.fromkeys(steps))
    names = [str(each) for each in columns.get("percentile", ["difference"] * len(steps))]
    rows = {(step, name): at for at, (step, name) in enumerate(zip(steps, names, strict=True))}
    told = list(dict.fromkeys(names))
    colour = next((each["line"]["color"] for each in looks.traces(figure)), looks.NEUTRAL)
    base = _opaque(figure, colour)
    series = tuple(
        _step(name, at, base, [rows.get((place, name)) for place in places], (figure, value, low, high), many=len(told))
        for at, name in enumerate(told)
    )
    every = [end for one in series for line in (one.values, one.low, one.high) for end in line if end is not None]
    plot = Plot(
        form=Form.LINES,
        categories=tuple(_version(place, places) for place in places),
        series=series,
        value=Axis(
            title=looks.axis_title(figure, "yaxis"),
            low=0.0 if min(every, default=0.0) >= 0 else None,
            high=0.0 if max(every, default=0.0) < 0 else None,
            form=tick_format(every),
        ),
        across=Axis(title=looks.axis_title(figure, "xaxis")),
        legend="t" if len(told) > 1 else "",
    )
    bounded = any(end is not None for one in series for end in one.low)
    return Drawing(plots=(plot,), remarks=(WHISKERS,) if bounded else ())


def _opaque(figure: Figure, colour: str) -> str:
    """The colour of the marks: that of the line is pale."""
    marks = (trace.get("marker", {}).get("color", "") for trace in looks.traces(figure))
    return next(
        (each for each in marks if isinstance(each, str) and each.startswith("#")),
        colour if colour.startswith("#") else looks.NEUTRAL,
    )


def _version(place: tuple[object, object], places: Sequence[tuple[object, object]]) -> str:
    """The version; with its campaign where it was measured in several."""
    again = [version for version, _ in places].count(place[0]) > 1
    return f"{place[0]} ({place[1]})" if again else str(place[0])


def _step(
    name: str, at: int, colour: str, rows: Sequence[int | None], where: tuple[Figure, str, str, str], *, many: int
) -> Series:
    figure, *names = where
    value, low, high = (
        tuple(None if row is None else number(figure.columns[column][row]) for row in rows) for column in names
    )
    own = looks.mixed(colour, SHADES.get(many, (0.0,) * many)[at])
    return Series(
        name=name,
        values=value,
        low=low,
        high=high,
        colours=(own,),
        key=own,
        marker=MARKERS[at % len(MARKERS)],
        dash="sysDash",
        width_pt=1.5,
        forms=_forms(value) if many == 1 and len(rows) <= _LABELLED else (),
    )


def _forms(values: Sequence[Number]) -> tuple[str, ...]:
    return tuple("General" if each is None else label_format(each, plus=True) for each in values)


def conformance(figure: Figure) -> Drawing | None:
    """The shares of cases passed by version of the suite, with a gap where nothing was reported."""
    columns = figure.columns
    levels = [name.removesuffix(" passed") for name in columns if name.endswith(" passed")]
    if "edition" not in columns or not levels:
        return None
    first = next(iter(looks.traces(figure)), {})
    places = [str(each) for each in first.get("x", columns["edition"])]
    rows = {str(edition): at for at, edition in enumerate(columns["edition"])}
    colour = str(first.get("line", {}).get("color", looks.NEUTRAL))
    series = tuple(
        Series(
            name=level,
            values=tuple(_share(figure, level, rows.get(place)) for place in places),
            colours=(looks.mixed(colour, 0.0 if at == 0 else 0.4),),
            key=looks.mixed(colour, 0.0 if at == 0 else 0.4),
            marker=MARKERS[at % len(MARKERS)],
            dash="solid" if at == 0 else "sysDash",
        )
        for at, level in enumerate(levels)
    )
    plot = Plot(
        form=Form.LINES,
        categories=tuple(places),
        series=series,
        value=Axis(title="passed in %", low=0.0, high=100.0, form="0"),
        across=Axis(title=looks.axis_title(figure, "xaxis")),
        legend="t",
    )
    return Drawing(plots=(plot,))


def _share(figure: Figure, level: str, row: int | None) -> Number:
    if row is None:
        return None
    passed, counted = (number(figure.columns[f"{level} {what}"][row]) for what in ("passed", "counted"))
    return None if passed is None or not counted else passed / counted * 100


def distributed(figure: Figure) -> Drawing | None:
    """Each generator's percentiles and the merged ones; as bars, or where they are many as marks over their numbers."""
    columns = figure.columns
    names = [name for name in columns if name.startswith("p") and name.endswith("_ms")]
    if "generator" not in columns or not names:
        return None
    merged = _merged(figure, len(names))
    theirs = [str(each) for each in columns["generator"]]
    few = len(theirs) <= FEW
    categories = [
        *([MERGED] if merged and few else []),
        *(theirs if few else [f"{at + 1}" for at in range(len(theirs))]),
    ]
    colour = next(
        (
            each
            for trace in looks.traces(figure)
            if isinstance(each := trace.get("marker", {}).get("color"), str) and each.startswith("#")
        ),
        looks.NEUTRAL,
    )
    series: list[Series] = []
    for at, name in enumerate(names):
        own = tuple(number(cell) for cell in columns[name])
        shade = looks.mixed(colour, SHADES[len(names)][at])
        said = name.removesuffix("_ms")
        first = (merged[at],) if merged and few else ()
        values = (*first, *own)
        labelled = few and (at == len(names) - 1 or len(categories) <= 4)
        series.append(
            Series(
                name=said,
                values=values,
                colours=(shade,),
                key=shade,
                marker=MARKERS[at % len(MARKERS)],
                width_pt=2.25 if few else 0,
                forms=tuple("General" if each is None else label_format(each) for each in values) if labelled else (),
            )
        )
        if merged and not few:
            line = (merged[at],) * len(theirs)
            series.append(
                Series(
                    name=f"{said} {MERGED}",
                    values=line,
                    colours=(looks.INK,),
                    key=looks.INK,
                    width_pt=1.5,
                    listed=False,
                )
            )
    every = [value for each in series for value in each.values if value is not None]
    latency = Axis(title="latency (ms)", low=0.0, form=tick_format(every))
    plot = Plot(
        form=Form.BARS if few else Form.LINES,
        categories=tuple(categories),
        series=tuple(series),
        value=latency,
        across=Axis(title="" if few else "generator, in the order of the table"),
        legend="t",
    )
    known = f"{f'“{MERGED}”' if few else 'Lines'}: all generators together." if merged else ""
    return Drawing(plots=(plot,), remarks=(known,) if known else ())


def _merged(figure: Figure, many: int) -> list[float]:
    """The merged percentiles, drawn as lines across the rows; none unless each has a value that is more than a range."""
    lines = [shape for shape in looks.layout(figure).get("shapes", ()) if shape.get("type") == "line"]
    return [float(line["x0"]) for line in lines] if len(lines) == many else []
