"""The pages of charts: one chart alone and large, with its finding, its source, its date and everything to take it elsewhere."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator import addresses, tables
from generator.charts.picture import picture, short_address, source_line
from generator.page import Asset
from generator.pages import charts
from generator.pages.rendering import page, render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.charts import Chart
    from generator.page import Page
    from generator.pages.index import Index


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """The charts of one page, as the list of all charts shows them."""

    title: str
    path: str
    section: str
    charts: tuple[Chart, ...]


def chart_pages(index: Index) -> Iterator[Page]:
    """A page for each chart, also for one that has too little to draw: a link to it must not rot when a result is withdrawn."""
    for chart in index.charts.all:
        yield chart_page(index, chart)


def chart_page(index: Index, chart: Chart) -> Page:
    """The chart as of now."""
    path = addresses.chart_path(chart.id)
    body = render(
        "chart.html",
        path,
        index=index,
        chart=chart,
        figure=charts.alone(chart, path, f"charts/{chart.id}"),
        permalink=index.site_url + path,
        short=index.site_url + short_address(chart.id),
        source=source_line(chart),
    )
    return page(
        path,
        body,
        title=chart.figure.title,
        description=f"{chart.finding} {chart.figure.subtitle}",
        section=chart.section,
        kind="chart",
        toc=(),
    )


def charts_page(index: Index) -> Page:
    """All charts by the page that they stand on."""
    found = [
        Owned(
            title=first.home_title,
            path=first.home,
            section=first.section,
            charts=tuple(each for each in line if each.drawn),
        )
        for line in index.charts.by_owner.values()
        for first in line[:1]
    ]
    body = render("charts.html", addresses.CHARTS, index=index, owners=[each for each in found if each.charts])
    return page(
        addresses.CHARTS,
        body,
        title="Charts",
        description="Every chart with its permanent address, its picture, its slide and its data.",
        section="Charts and data",
        search="Every chart with its permanent address, its picture for a deck, its slide and its data.",
    )


def chart_assets(index: Index) -> Iterator[Asset]:
    """The data of each chart that is drawn: as JSON, which the browser draws from, and as CSV."""
    for chart in index.charts.all:
        if chart.drawn:
            yield Asset(path=addresses.chart_file(chart.id, "json"), content=chart_json(index, chart))
            yield Asset(path=addresses.chart_file(chart.id, "csv"), content=tables.columns_to_csv(chart.figure.columns))


def chart_json(index: Index, chart: Chart) -> bytes:
    """The chart's words, its values by column, and its form for Plotly: page, narrow page and picture; keys sorted."""
    figure, short = chart.figure, index.site_url + short_address(chart.id)
    content = {
        **figure.plotly,
        "narrow": figure.narrow,
        "picture": picture(chart, short),
        "columns": figure.columns,
        "about": {
            "id": chart.id,
            "title": figure.title,
            "subtitle": figure.subtitle,
            "finding": chart.finding,
            "caveats": chart.caveats,
            "source": figure.source,
            "measured": None if chart.measured is None else [day.isoformat() for day in chart.measured],
            "permalink": index.site_url + addresses.chart_path(chart.id),
            "short": short,
            "results": chart.results,
            "demonstration": chart.demonstration,
        },
    }
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
