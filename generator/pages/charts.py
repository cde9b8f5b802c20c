"""A figure's markup, its table and its files."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from generator import addresses, tables
from generator.figures.headings import heading, is_exact
from generator.links import relative
from generator.numbers import NOT_REPORTED, exact, three
from generator.page import Asset

if TYPE_CHECKING:
    from generator.charts import Chart
    from generator.figures import Figure

_NUMBER = ' class="mr-num"'
NO_INTERVAL = "too few runs"
_OF_INTERVALS = ("low", "high", "coverage", "detectable")
"""Beginnings of columns that hold the ends of an interval or a verdict, which fewer than five runs do not give."""

Columns = Mapping[str, Sequence[object]]


def chart(
    figure: Figure, path: str, base: str, *, anchor: str | None = None, order: int = 3, tabled: bool = True
) -> Markup:
    """The figure on the page at `path`: its words, its plot or what is missing, and its table.

    Its files lie at `base` with the endings .json and .csv. `order` is that of its heading; `tabled` is False where the page has a
    table of its own that holds the values. Plain string assembly: there is one for each result.
    """
    return _figure(figure, anchor or figure.id, relative(path, base), order=order, tabled=tabled)


def linked(chart: Chart, path: str, *, anchor: str | None = None, order: int = 3, tabled: bool = True) -> Markup:
    """A chart that has a page of its own, as the page at `path` shows it, with a link there; without its table where not `tabled`."""
    name = anchor or chart.figure.id
    own = f'<a href="{relative(path, addresses.chart_path(chart.id))}">{"link, picture" if chart.demonstration else "link, picture, slide"}</a>'
    into = deck_button(chart, chart.id)
    more = f"{own} {into}" if into else own
    return _figure(chart.figure, name, relative(path, f"charts/{chart.id}"), order=order, tabled=tabled, more=more)


def away(chart: Chart, path: str, said: str = "As a chart") -> Markup:
    """A line that leads to a chart's page and files, for a page that shows the same in a form of its own, behind the words `said`; empty where nothing is drawn."""
    if not chart.drawn:
        return Markup()
    files = relative(path, f"charts/{chart.id}")
    return Markup(
        '<p class="mr-chart-line">{}: <a href="{}">link, picture, slide</a> · <a href="{}.csv" download>CSV</a> · '
        '<a href="{}.json">JSON</a> {}</p>\n'
    ).format(said, relative(path, addresses.chart_path(chart.id)), files, files, deck_button(chart, chart.id))


def deck_button(chart: Chart, name: str) -> Markup:
    """The button that puts the chart into the reader's deck under that name; none for what no deck takes."""
    if chart.demonstration or not chart.drawn:
        return Markup()
    return Markup(
        '<button type="button" class="mr-button" data-deck="{}" data-deck-title="{}" hidden>Add to deck</button>'
    ).format(name, chart.figure.title)


def alone(chart: Chart, path: str, base: str) -> Markup:
    """A chart on a page that says its title and source around it; its files lie at `base`."""
    return _figure(chart.figure, chart.figure.id, relative(path, base), order=0)


def _figure(figure: Figure, name: str, files: str, *, order: int, tabled: bool = True, more: str = "") -> Markup:
    """The markup; without an order the plot and the table alone."""
    head = f"<h{order}>{escape(figure.title)}</h{order}>\n" if order else ""
    subtitle = f'<p class="mr-chart__subtitle">{escape(figure.subtitle)}</p>\n'
    source = f"Source: {escape(figure.source)}" if figure.source else ""
    ends = f" · {more}" if more else ""
    if figure.missing is not None:
        plot, caption, table = f'<p class="mr-missing">{escape(figure.missing)}</p>', source, ""
    else:
        plot = _plot(figure, files)
        links = f'<a href="{files}.csv" download>CSV</a> · <a href="{files}.json">JSON</a>'
        caption = f"{source} · {links}{ends}" if source else f"{links}{ends}"
        values = data_table(f"{name}-table", figure.title, figure.shown or figure.columns) if tabled else None
        table = "" if values is None else _folded(values)
    # Every text is escaped above.
    return Markup(  # noqa: S704
        f'<figure class="mr-chart" id="{escape(name)}">\n{head}{subtitle if order else ""}{plot}\n'
        f"{f'<figcaption>{caption}</figcaption>' if order else ''}\n{table}</figure>\n"
    )


def _plot(figure: Figure, files: str) -> str:
    return (
        f'<div class="mr-chart__plot" data-figure="{files}.json" data-height="{figure.height}" '
        f'data-narrow-height="{figure.narrow_height}" role="img" aria-label="{escape(figure.alt)}"></div>'
    )


def _folded(table: Markup) -> str:
    return f'<details class="mr-chart__table"><summary>Table</summary>\n{table}\n</details>\n'


def chart_files(figure: Figure, base: str) -> tuple[Asset, ...]:
    """The figure's files; none where there was too little to draw."""
    if figure.missing is not None:
        return ()
    return (
        Asset(path=f"{base}.json", content=figure.json()),
        Asset(path=f"{base}.csv", content=tables.columns_to_csv(figure.columns)),
    )


def data_table(identifier: str, caption: str, columns: Columns) -> Markup:
    """A native table of columns of equal length, by name; measured numbers to three significant digits (the files hold all)."""
    shown = {name: cells for name, cells in columns.items() if not _repeats(name, columns)}
    made = [_column(name, cells) for name, cells in shown.items()]
    body = "</tr>\n<tr>".join(map("".join, zip(*(cells for _, cells in made), strict=True)))
    # Every part is escaped where it is made.
    return Markup(  # noqa: S704
        f'<div class="mr-table-wrap" role="region" aria-labelledby="{escape(identifier)}" tabindex="0">'
        f'<table class="mr-table"><caption id="{escape(identifier)}">{escape(caption)}</caption>'
        f"<thead><tr>{''.join(head for head, _ in made)}</tr></thead>\n<tbody><tr>{body}</tr></tbody></table></div>"
    )


def _repeats(name: str, columns: Columns) -> bool:
    """Whether a column of bounds says nothing more than that of the values."""
    value = name.replace("_low_", "_").replace("_high_", "_")
    return value != name and columns[name] == columns.get(value)


def _column(name: str, cells: Sequence[object]) -> tuple[str, list[str]]:
    """The head and the cells of a column."""
    title, unit = heading(name)
    none = NO_INTERVAL if name.startswith(_OF_INTERVALS) else NOT_REPORTED
    number = all(each is None or isinstance(each, int | float) for each in cells)
    tail = f' <span class="mr-unit">{unit}</span>' if unit else ""
    head = f'<th scope="col"{_NUMBER if number else ""}>{escape(title)}{tail}</th>'
    if not number:
        return head, [f"<td>{escape(str(each))}</td>" if each is not None else _missing("", none) for each in cells]
    word = exact if is_exact(name) else three
    return head, [_number(each, word, none) for each in cells]


def _number(value: object, word: Callable[[float], str], none: str) -> str:
    if not isinstance(value, int | float) or math.isnan(value):
        return _missing("mr-num ", none)
    return f"<td{_NUMBER}>{word(value)}</td>"


def _missing(classes: str, none: str) -> str:
    return f'<td class="{classes}mr-none">{none}</td>'
