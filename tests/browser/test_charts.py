"""Charts: drawn when they come into view, in the colours of the palette, in the form of the width."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visits, until

pytestmark = pytest.mark.browser
PathOf = Callable[[str], str]
INK = "e => getComputedStyle(e.querySelector('.xtick text, .ytick text')).fill"


def ready(plot: Locator) -> Locator:
    plot.scroll_into_view_if_needed()
    expect(plot).to_have_attribute("data-state", "ready")
    return plot


def test_a_chart_is_loaded_when_it_comes_into_view(visits: Visits, path_of: PathOf) -> None:
    with visits() as visit:
        page = visit.open(path_of("group")).page
        plots = page.locator(".mr-chart__plot")
        ready(plots.first)
        assert plots.last.get_attribute("data-state") is None
        name = Path(plots.last.get_attribute("data-figure") or "").name
        assert not [url for url in visit.requests if url.endswith(name)]
        ready(plots.last)
        assert len([url for url in visit.requests if url.endswith(name)]) == 1
        assert len([url for url in visit.requests if "plotly" in url]) == 1


@pytest.mark.parametrize("kind", ["group", "group-at-rate", "result"])
def test_a_chart_shows_every_trace_of_its_figure(visits: Visits, path_of: PathOf, site: Path, kind: str) -> None:
    with visits() as visit:
        page = visit.open(path_of(kind)).page
        assert visit.draw_all() > 0
        for plot in page.locator(".mr-chart__plot").all():
            assert plot.locator("svg.main-svg").count() >= 1
            file = site / Path(path_of(kind)) / (plot.get_attribute("data-figure") or "")
            figure = json.loads(file.resolve().read_text(encoding="utf-8"))
            assert plot.evaluate("e => e.data.length") == len(figure["data"])
            drawn = plot.locator(".trace").count()
            assert drawn >= len([each for each in figure["data"] if each.get("visible", True) is True])
            assert plot.locator("svg.main-svg[role=img]").first.get_attribute("aria-label")


def test_a_chart_takes_the_colours_of_the_palette(visits: Visits, path_of: PathOf) -> None:
    with visits("light") as visit:
        page = visit.open(path_of("group")).page
        plot = ready(page.locator(".mr-chart__plot").first)
        before = plot.evaluate(INK)
        points = plot.evaluate("e => JSON.stringify(e.data.map(trace => trace.marker && trace.marker.color))")
        page.locator("form[data-md-component=palette] label:not([hidden])").click()
        until(lambda: plot.evaluate(INK) != before)
        assert points == plot.evaluate("e => JSON.stringify(e.data.map(trace => trace.marker && trace.marker.color))")
        assert visit.violations == []


def test_a_chart_takes_the_form_of_its_width(visits: Visits, path_of: PathOf) -> None:
    with visits() as visit:
        page = visit.open(path_of("group")).page
        plot = ready(page.locator(".mr-chart__plot").first)
        page.set_viewport_size({"width": 390, "height": 800})
        height = int(plot.get_attribute("data-narrow-height") or "0")
        until(lambda: plot.evaluate("e => e.layout.height") == height)
        assert plot.evaluate("e => e.querySelector('svg.main-svg').getBoundingClientRect().width <= e.clientWidth")


def test_a_chart_that_does_not_load_leaves_its_table(visits: Visits, path_of: PathOf) -> None:
    with visits() as visit:
        visit.page.route("**/charts/*--throughput.json", lambda route: route.abort())
        figure = visit.open(path_of("group")).page.locator("figure.mr-chart").first
        expect(figure.locator(".mr-missing")).to_contain_text("could not be drawn")
        expect(figure.locator("table")).to_be_visible()


def test_a_chart_s_text_is_no_markup(visits: Visits, path_of: PathOf, site: Path) -> None:
    """What Plotly would make of a label's markup: a link survives its own guard, so that labels are escaped before."""
    with visits() as visit:
        page = visit.open(path_of("group")).page
        visit.draw_all()
        assert page.locator(".mr-chart__plot svg a").count() == 0


def test_old_results_leave_the_headlines(visits: Visits) -> None:
    seen = {}
    for year in ("2024-06-01", "2031-01-01"):
        with visits() as visit:
            visit.page.clock.set_fixed_time(f"{year}T00:00:00Z")
            page = visit.open().page
            page.wait_for_load_state("networkidle")
            seen[year] = page.locator("[data-max-age]:not([data-when-old]):visible").count()
            ages = page.locator("time.mr-age").first.inner_text()
            assert "ago" in ages or "today" in ages
            if seen[year] == 0:
                expect(page.locator("#findings ~ .mr-missing, #findings ~ * .mr-missing").first).to_be_visible()
    assert seen["2031-01-01"] == 0
