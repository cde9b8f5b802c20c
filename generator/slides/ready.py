"""Decks of charts: those that somebody chooses, and those that the site has ready."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pptx
import xlsxwriter  # type: ignore[import-untyped]

from generator import addresses
from generator.charts import Chart
from generator.numbers import listed
from generator.page import Asset
from generator.slides.content import slide
from generator.slides.deck import built
from generator.slides.entries import Entry, of_chart

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.charts import Charts
    from generator.model import Catalogue

PACKAGE = Path(__file__).parent.parent
_MADE_BY = ("slides/*.py", "charts/*.py", "figures/*.py", "numbers.py", "addresses.py")
"""The code that a slide's bytes depend on, besides what its chart holds."""


class DeckRefused(Exception):  # noqa: N818  # it states what happened, not a fault of the tool
    """No deck is made of these charts; the message says why, and names them."""


def deck(charts: Sequence[Chart | Entry], site_url: str, *, title: str) -> bytes:
    """A PowerPoint file with a slide for each chart, in the order given; of one without enough data a slide that says what is missing.

    Args:
        charts: what is shown, as of now or as it was pinned.
        site_url: where the site stands, with a slash at its end, for the permanent links.
        title: of the document, as its properties say it.

    Raises:
        DeckRefused: demonstrations are among the charts, or there is none at all.
    """
    entries = _entries(charts)
    shown = [entry.chart.id for entry in entries if entry.chart.demonstration]
    if shown:
        raise DeckRefused(f"demonstrations rank no mesh and stand in no deck: {listed(shown)}")
    if not entries:
        raise DeckRefused("a deck needs a chart")
    days = [entry.chart.measured[1] for entry in entries if entry.chart.measured is not None]
    changed = datetime.combine(max(days), time(), UTC) if days else None
    return built([slide(entry, site_url) for entry in entries], title, changed)


def _entries(charts: Sequence[Chart | Entry]) -> list[Entry]:
    return [each if isinstance(each, Entry) else of_chart(each) for each in charts]


def of_group(charts: Charts, group_id: str) -> tuple[Chart, ...]:
    """The charts of a comparison group or series that a deck shows: those that are drawn, and no demonstration."""
    return tuple(chart for chart in charts.of(group_id) if _shown(chart))


def of_mesh(charts: Charts, mesh_id: str) -> tuple[Chart, ...]:
    """What a deck shows of a mesh: the charts of its own page, then of each group and series with it the leading one.

    The groups with the newest data come first.
    """
    page = addresses.mesh_path(mesh_id)
    own = [chart for chart in charts.all if chart.home == page]
    first = [line[0] for line in charts.by_owner.values() if line]
    leading = [chart for chart in first if mesh_id in chart.meshes and chart.home != page]
    newest = sorted(leading, key=lambda chart: chart.measured[1] if chart.measured else date.min, reverse=True)
    return tuple(chart for chart in (*own, *newest) if _shown(chart))


def _shown(chart: Chart) -> bool:
    return chart.drawn and not chart.demonstration


def files(charts: Charts, catalogue: Catalogue, site_url: str) -> Iterator[Asset]:
    """Every deck that the site has ready, as `plans` says them."""
    for path, chosen, title in plans(charts, catalogue):
        yield Asset(path=path, content=deck(chosen, site_url, title=title))


def plans(charts: Charts, catalogue: Catalogue) -> Iterator[tuple[str, tuple[Entry, ...], str]]:
    """Path, charts with their remarks, and title of each deck that the site has ready: one slide a chart, one deck a group, one a mesh."""
    for path, chosen, title in _plans(charts, catalogue):
        yield path, tuple(of_chart(chart, catalogue.disputes.values()) for chart in chosen), title


def _plans(charts: Charts, catalogue: Catalogue) -> Iterator[tuple[str, tuple[Chart, ...], str]]:
    for chart in charts.all:
        if _shown(chart):
            yield f"{addresses.chart_base(chart.id)}.pptx", (chart,), chart.figure.title
    for owner, line in charts.by_owner.items():
        chosen = of_group(charts, owner)
        if chosen and chosen[0].home == addresses.group_path(owner):
            yield addresses.group_deck(owner), chosen, line[0].home_title
    for mesh in catalogue.meshes.values():
        chosen = of_mesh(charts, mesh.id)
        if chosen:
            yield addresses.mesh_deck(mesh.id), chosen, mesh.name


@cache
def way() -> str:
    """A digest of the code that makes a slide of a chart: what another version of it made is made again."""
    files = sorted(each for name in _MADE_BY for each in PACKAGE.glob(name))
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.relative_to(PACKAGE).as_posix()}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def key(charts: Sequence[Chart | Entry], site_url: str, title: str) -> str:
    """A digest of everything that the bytes of `deck` depend on: decks with equal keys are equal."""
    said = [_said(entry) for entry in _entries(charts)]
    made = (way(), pptx.__version__, xlsxwriter.__version__)
    content = json.dumps((made, site_url, title, said), sort_keys=True, separators=(",", ":"), default=list)
    return hashlib.sha256(content.encode()).hexdigest()


def _said(entry: Entry) -> list[object]:
    chart, figure = entry.chart, entry.chart.figure
    return [
        [entry.path, entry.short, entry.remarks],
        [chart.id, chart.finding, chart.caveats, chart.home, chart.results, str(chart.measured)],
        [figure.id, figure.kind, figure.title, figure.subtitle, figure.source, figure.missing],
        figure.plotly,
        list(figure.columns.items()),
    ]
