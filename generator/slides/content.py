"""A chart with its words as a slide: what stands on it, and what its speaker's notes say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.charts.picture import source_line
from generator.slides import bars, over, points, table
from generator.slides.form import FOOT, FOOT_PT, SUBTITLE, TEXT_PT, TITLE, TITLE_PT, clauses, cut
from generator.slides.values import Drawing, Slide

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from generator.figures import Figure
    from generator.slides.entries import Entry

FORMS: Mapping[str, Callable[[Figure], Drawing | None]] = {
    "conformance": over.conformance,
    "distributed": over.distributed,
    "lines": points.points,
    "map": table.table,
    "matrix": table.matrix,
    "rows": bars.bars,
    "spectrum": points.spectrum,
    "trend": over.trend,
}
"""The native form of each kind of figure; a kind that is not here becomes a table of its values."""
_OF_PAGES = (
    (re.compile(r"^(?:Solid:|One run each\.).*? stand behind a point\. "), ""),
    (re.compile(r"^Every dot is a distributed run; zero"), "Zero"),
    (re.compile(r"Marks: percentiles of each generator; lines: the merged values, with their bounds as bands\. ?"), ""),
    (re.compile(r"Rows stand in the order of the table\."), ""),
)
"""What of a subtitle explains the page's drawing, and what a slide, whose drawing is another, says there."""


def slide(entry: Entry, site_url: str) -> Slide:
    """The slide of a chart; of one without enough data what is missing."""
    chart, figure = entry.chart, entry.chart.figure
    drawing = drawn(figure) if figure.missing is None else Drawing(text=(figure.missing,))
    return Slide(
        title=cut(figure.title, TITLE[2], 2, TITLE_PT, bold=True),
        subtitle=_subtitle(figure, drawing, entry.remarks),
        drawing=drawing,
        foot=(cut(source_line(chart), FOOT[2], 1, FOOT_PT), site_url + entry.short),
        notes=notes(entry, site_url),
        columns=figure.columns if figure.missing is None else {},
    )


def drawn(figure: Figure) -> Drawing:
    """The figure in its native form; a table where its kind has none, or its columns are not the ones that the form needs."""
    form = FORMS.get(figure.kind)
    found = None if form is None else form(figure)
    return found or table.table(figure)


def _subtitle(figure: Figure, drawing: Drawing, remarks: Sequence[str]) -> str:
    """What a reader of the drawing needs, then as many of the conditions as there is room for."""
    conditions = figure.subtitle
    for pattern, instead in _OF_PAGES if drawing.plots else ():
        conditions = pattern.sub(instead, conditions)
    return clauses(" ".join((*remarks, *drawing.remarks, conditions)), SUBTITLE[2], 2, TEXT_PT)


def notes(entry: Entry, site_url: str) -> str:
    """Everything that a speaker may be asked: finding, conditions, caveats, source, addresses."""
    chart, figure = entry.chart, entry.chart.figure
    parts = [
        figure.title,
        chart.finding,
        *entry.remarks,
        f"Conditions: {figure.subtitle}",
        *(f"Caveat: {caveat}" for caveat in chart.caveats),
        _runs(figure),
        source_line(chart),
        f"Permanent link: {site_url}{entry.path}",
        f"Shown with its results: {site_url}{chart.home}",
        *([f"Results: {', '.join(chart.results)}"] if chart.results else []),
    ]
    return "\n".join(part for part in parts if part)


def _runs(figure: Figure) -> str:
    """How many runs stand behind each value, by row."""
    columns = figure.columns
    name = next((each for each in ("variant", "version") if each in columns), None)
    if name is None or "runs" not in columns:
        return ""
    counts: dict[str, set[object]] = {}
    for row, runs in zip(columns[name], columns["runs"], strict=True):
        counts.setdefault(str(row), set()).add(runs)
    told = (
        f"{row} {' to '.join(dict.fromkeys(str(each) for each in sorted(found, key=str)))}"
        for row, found in counts.items()
    )
    return f"Runs behind each value: {'; '.join(told)}."
