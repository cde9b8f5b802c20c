"""A chart with its words as a slide: what stands on it, and what its speaker's notes say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.charts.brief import brief, kept_end, sentences
from generator.charts.picture import source_line, source_within
from generator.slides import bars, over, points, table
from generator.slides.form import (
    FOOT,
    FOOT_PT,
    SUBTITLE,
    SUBTITLE_LINES,
    TEXT_PT,
    TITLE,
    TITLE_PT,
    clauses,
    cut,
    fits,
)
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
    *("Solid:", "One run each.", "Runs are not merged", "Band:", "Dashed:"),
    *("A row is", "A mark is", "Small marks:", "Marks:", "Rows stand in the order"),
)
"""Beginnings of a subtitle's sentences that explain the page's drawing; a slide's is another."""


def slide(entry: Entry, site_url: str) -> Slide:
    """The slide of a chart; of one without enough data what is missing."""
    chart, figure = entry.chart, entry.chart.figure
    drawing = drawn(figure) if figure.missing is None else Drawing(text=(figure.missing,))
    return Slide(
        title=cut(figure.title, TITLE[2], 2, TITLE_PT, bold=True),
        subtitle=_subtitle(figure, drawing, entry.remarks),
        drawing=drawing,
        foot=(
            cut(source_within(chart, lambda text: fits(text, FOOT[2], 1, FOOT_PT)), FOOT[2], 1, FOOT_PT),
            site_url + entry.short,
        ),
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
    own = [each for each in sentences(figure.subtitle) if not (drawing.plots and each.startswith(_OF_PAGES))]
    head = " ".join((*remarks, *drawing.remarks))
    said = brief(
        " ".join(own),
        figure.title,
        lambda text: fits(f"{head} {text}", SUBTITLE[2], SUBTITLE_LINES, TEXT_PT),
    )
    start, end = kept_end(said)
    return clauses(f"{head} {start}", SUBTITLE[2], SUBTITLE_LINES, TEXT_PT, end)


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
