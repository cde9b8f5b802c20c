"""The pages of charts: one chart alone and large, with its finding, its source, its date and everything to take it elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from markupsafe import escape

from generator import addresses, tables
from generator.charts.gather import PERFORMANCE
from generator.charts.picture import picture, short_address, source_line
from generator.charts.pins import Left, chart_of, hash_of, left
from generator.numbers import listed
from generator.page import Asset
from generator.pages import charts
from generator.pages.rendering import LISTS, page, render

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.charts import Chart
    from generator.model import Pin
    from generator.page import Page
    from generator.pages.index import Index

SIZES = (
    ("1920x1080", "slide, 1920 × 1080"),
    ("1280x720", "small slide, 1280 × 720"),
    ("1200x630", "link preview, 1200 × 630"),
    ("1080x1080", "square, 1080 × 1080"),
    ("2560x1440", "large slide, 2560 × 1440"),
)
"""Pixels of the pictures that the browser makes, and what a reader calls them."""


ABOUT: Mapping[str, str] = MappingProxyType(
    {
        "latency": "latency",
        "throughput": "achieved rate",
        "overhead": "overhead",
        "spectra": "percentile spectrum",
        "resources": "CPU and memory",
        "control-plane": "CPU and memory",
        "nodes": "CPU and memory",
        "knee": "saturation",
        "trend": "over versions",
        "gateway-api-over-time": "conformance",
        "matrix": "conformance",
        "generators": "distributed runs",
        "averages": "distributed runs",
        "map": "patterns",
    }
)
"""What a chart is about, by its figure's id: a facet of the list of charts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """The charts of one page, as the list of all charts shows them."""

    title: str
    path: str
    charts: tuple[Chart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a page of a chart shows: the chart, where the page and its files stand, and the pin where it is one.

    `files` are the endings of the files there are. `current` says whether the pin shows what the chart shows today, None where nothing is drawn
    today or there is no such chart any more; `same_values` that the two hold the same numbers of the same things. `left` are those of its results that stand no longer. `owner` is the chart whose page and section it belongs to:
    of a pin the one of today, since its own words are of another day, None where there is none any more.
    """

    chart: Chart
    path: str
    base: str
    short: str
    files: tuple[str, ...]
    owner: Chart | None
    pin: Pin | None = None
    current: bool | None = None
    same_values: bool = False
    left: tuple[Left, ...] = ()


def chart_pages(index: Index) -> Iterator[Page]:
    """A page for each chart, also for one that has too little to draw, since a link to it must not rot; and one for each pin."""
    for shown in _all(index):
        yield _page(index, shown)


def _all(index: Index) -> Iterator[Shown]:
    for chart in index.charts.all:
        yield Shown(
            chart=chart,
            path=addresses.chart_path(chart.id),
            base=(base := addresses.chart_base(chart.id)),
            short=short_address(chart.id),
            files=_files(index, chart, base),
            owner=chart,
        )
    for pin in index.catalogue.pins:
        yield _pinned(index, pin)


def _pinned(index: Index, pin: Pin) -> Shown:
    chart, base = chart_of(pin), addresses.pin_base(pin.chart, pin.hash)
    now = index.charts.find(pin.chart)
    return Shown(
        chart=chart,
        path=addresses.pin_path(pin.chart, pin.hash),
        base=base,
        short=f"{short_address(pin.chart)}{pin.hash}/",
        files=_files(index, chart, base),
        owner=now,
        pin=pin,
        current=None if now is None or not now.drawn else hash_of(now) == pin.hash,
        same_values=now is not None and now.drawn and _values(now) == _values(chart),
        left=left(pin, index.catalogue),
    )


def _values(chart: Chart) -> Mapping[str, list[object]]:
    return {name: list(cells) for name, cells in chart.figure.columns.items()}


def _files(index: Index, chart: Chart, base: str) -> tuple[str, ...]:
    if not chart.drawn:
        return ()
    drawn = ("png", "svg") if base in index.ready.pictures else ()
    return ("json", "csv", *drawn, *(("pptx",) if f"{base}.pptx" in index.ready.decks else ()))


def _page(index: Index, shown: Shown) -> Page:
    chart, figure = shown.chart, shown.chart.figure
    permalink, image = index.site_url + shown.path, f"{shown.base}.png"
    drawn = "png" in shown.files
    body = render(
        "chart.html",
        shown.path,
        index=index,
        shown=shown,
        chart=chart,
        figure=charts.alone(chart, shown.path, shown.base),
        into_deck=charts.deck_button(chart, f"{chart.id}/{shown.pin.hash}" if shown.pin else chart.id),
        permalink=permalink,
        short=index.site_url + shown.short,
        source=source_line(chart),
        sizes=SIZES,
        pins=[each for each in index.catalogue.pins if each.chart == chart.id and each is not shown.pin],
        embed=_embed(index.site_url + image, permalink, f"{figure.title}. {figure.subtitle}") if drawn else None,
    )
    gone = [f"{each.name} ({each.state})" for each in shown.left]
    lead = f"Holds what stands no longer: {listed(gone)}. " if gone else ""
    dated = f" As of {shown.pin.pinned.isoformat()}." if shown.pin else ""
    return page(
        shown.path,
        body,
        title=figure.title,
        description=f"{lead}{chart.finding}{dated} {figure.subtitle}".strip(),
        section=PERFORMANCE if shown.owner is None else shown.owner.section,
        kind="chart",
        toc=(),
        hide=LISTS,
        image=image if drawn and not chart.demonstration and not shown.left else None,
    )


def _embed(image: str, permalink: str, alt: str) -> tuple[tuple[str, str], ...]:
    """The picture with a link to its page, for other pages: in HTML and in Markdown. Both are shown as text."""
    html = f'<a href="{escape(permalink)}"><img src="{escape(image)}" alt="{escape(alt)}" width="960" height="540"></a>'
    plain = alt.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace("<", "&lt;")
    return (("HTML", html), ("Markdown", f"[![{plain}]({image})]({permalink})"))


def charts_page(index: Index) -> Page:
    """All charts by the page that they stand on."""
    found = [
        Owned(title=line[0].home_title, path=line[0].home, charts=tuple(each for each in line if each.drawn))
        for line in sorted(index.charts.by_owner.values(), key=_in_order)
    ]
    body = render(
        "charts.html",
        addresses.CHARTS,
        index=index,
        owners=[each for each in found if each.charts],
        filters=_filters(index, [chart for each in found for chart in each.charts]),
        about=ABOUT,
        made_as=_made_as,
        names=lambda chart: " ".join(index.catalogue.meshes[mesh].name for mesh in chart.meshes),
        pins=index.catalogue.pins,
    )
    return page(
        addresses.CHARTS,
        body,
        title="Charts",
        description="Every chart with its permanent address, its picture, its slide and its data.",
        section="Charts and data",
        search="Every chart with its permanent address, its picture for a deck, its slide and its data.",
    )


def _in_order(line: Sequence[Chart]) -> tuple[bool, bool, int, list[tuple[int, str]]]:
    """Comparisons first, the newest campaign before the others, and by the numbers in their names; then demonstrations and other pages' charts."""
    first = line[0]
    newest = max((each.measured[1].toordinal() for each in line if each.measured), default=0)
    performance = first.section == PERFORMANCE
    words = re.findall(r"([0-9]+)|([^0-9]+)", first.id if performance else "")
    return (
        not performance,
        first.demonstration,
        -newest if performance else 0,
        [(int(number or 0), word) for number, word in words],
    )


def _filters(index: Index, drawn: Sequence[Chart]) -> Mapping[str, list[tuple[str, str]]]:
    """What the list can be narrowed to: by facet its values with their words."""
    about = {ABOUT[chart.figure.id] for chart in drawn}
    meshes = {mesh: index.catalogue.meshes[mesh].name for chart in drawn for mesh in chart.meshes}
    purposes = {_made_as(chart) for chart in drawn}
    return {
        "about": sorted((word.replace(" ", "-"), word) for word in about),
        "mesh": sorted(meshes.items(), key=lambda each: each[1].lower()),
        "purpose": sorted((each, f"as a {each}") for each in purposes),
    }


def _made_as(chart: Chart) -> str:
    return "demonstration" if chart.demonstration else "result"


def chart_assets(index: Index) -> Iterator[Asset]:
    """The files of each chart and pin: its data as JSON, which the browser draws from, and as CSV; its pictures where they are made."""
    for shown in _all(index):
        chart, picture_ = shown.chart, index.ready.pictures.get(shown.base)
        if chart.drawn:
            yield Asset(path=f"{shown.base}.json", content=chart_json(index, shown))
            yield Asset(path=f"{shown.base}.csv", content=tables.columns_to_csv(chart.figure.columns))
        if picture_ is not None:
            yield Asset(path=f"{shown.base}.png", content=picture_.png)
            yield Asset(path=f"{shown.base}.svg", content=picture_.svg)


def chart_json(index: Index, shown: Shown) -> bytes:
    """The chart's words, its values by column, and its form for Plotly: page, narrow page and picture; keys sorted."""
    chart, figure = shown.chart, shown.chart.figure
    content = {
        **figure.plotly,
        "narrow": figure.narrow,
        "picture": picture(chart, index.site_url + shown.short),
        "columns": figure.columns,
        "about": {
            "id": chart.id,
            "title": figure.title,
            "subtitle": figure.subtitle,
            "finding": chart.finding,
            "caveats": chart.caveats,
            "source": figure.source,
            "measured": None if chart.measured is None else [day.isoformat() for day in chart.measured],
            "permalink": index.site_url + shown.path,
            "short": index.site_url + shown.short,
            "results": chart.results,
            "demonstration": chart.demonstration,
            "pinned": None if shown.pin is None else shown.pin.pinned.isoformat(),
            "left": {each.name: each.state for each in shown.left},
            "disputes": [each.id for each in index.disputes(*chart.results) if each.is_open],
        },
    }
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def short_addresses(index: Index) -> Iterator[tuple[str, str]]:
    """Each chart's and pin's short address with the path of its page."""
    return ((shown.short, shown.path) for shown in _all(index))
