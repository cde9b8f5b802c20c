"""Every kind of page, light and dark, wide and narrow: nothing breaks, nothing calls elsewhere, everybody can read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import KINDS, Visits

pytestmark = pytest.mark.browser
PathOf = Callable[[str], str]
ALL_KINDS = (*KINDS, "missing")
WITH_CHARTS = (
    "home",
    "group",
    "group-at-rate",
    "result",
    "disputed-result",
    "distributed",
    "mesh",
    "chart",
    "pinned-chart",
)
CHART_PAGE_BYTES = 600_000
OTHER_PAGE_BYTES = 250_000
AXE_RUN = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.filter((each) => ["serious", "critical"].includes(each.impact)).flatMap((each) =>
    each.nodes.slice(0, 3).map((node) => each.id + ": " + node.target.join(" ") + ": " + node.failureSummary.slice(0, 300)));
}"""


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ALL_KINDS)
def test_a_page_works(visits: Visits, root_address: str, path_of: PathOf, kind: str, scheme: str, width: int) -> None:
    below_a_path = kind == "missing" or (scheme == "light") == (
        width == 1280
    )  # a page for missing ones knows its site's path
    with visits(scheme, width, **({} if below_a_path else {"at": root_address})) as visit:
        visit.open(path_of(kind))
        charts = visit.draw_all()
        page = visit.page
        expect(page.locator("h1").first).to_be_visible()
        assert page.locator("body").get_attribute("data-md-color-scheme") == (
            "slate" if scheme == "dark" else "default"
        )
        assert page.locator('.mr-chart__plot[data-state="ready"]').count() == charts
        assert [each for each in visit.complaints if not (kind == "missing" and "404" in each)] == []
        assert visit.violations == []
        assert visit.foreign == []
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


ONE_OF_A_TEMPLATE = (
    "home",
    "explorer",
    "group",
    "result",
    "distributed",
    "submission",
    "mesh",
    "lab",
    "working-group",
    "rule",
    "schema",
    "guide",
    "charts",
    "data",
    "chart",
    "pinned-chart",
    "conformance",
    "matrix",
    "suite-smi",
    "suite-hamlet",
    "cases",
    "compare-reports",
    "report",
    "historic-report",
    "missing",
)
SEEN = [(kind, "light", 1280) for kind in ONE_OF_A_TEMPLATE] + [
    (kind, "dark", 390)
    for kind in (
        "home",
        "explorer",
        "group",
        "result",
        "distributed",
        "data",
        "schema",
        "mesh",
        "matrix",
        "report",
        "compare-reports",
        "suite-smi",
    )
]


@pytest.mark.parametrize(("kind", "scheme", "width"), SEEN)
def test_a_page_has_no_serious_fault_of_access(
    visits: Visits, path_of: PathOf, kind: str, scheme: str, width: int
) -> None:
    with visits(scheme, width, axe=True) as visit:
        visit.open(path_of(kind)).draw_all()
        if kind == "explorer":
            visit.page.wait_for_selector(".mr-explorer[data-ready]")
        if kind == "compare-reports":
            visit.page.wait_for_selector("[data-compare-output] table")
        assert visit.page.evaluate(AXE_RUN) == []


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_the_first_view_of_a_page_is_small(visits: Visits, path_of: PathOf, kind: str) -> None:
    with visits() as visit:
        visit.open(path_of(kind)).page.wait_for_load_state("networkidle")
        assert visit.transferred <= (CHART_PAGE_BYTES if kind in WITH_CHARTS else OTHER_PAGE_BYTES)
        assert kind in WITH_CHARTS or not [url for url in visit.requests if "plotly" in url]


@pytest.mark.parametrize("path", ["patterns/", "pattern-map/", "patterns/service-mesh-planes/"])
def test_the_drawings_of_patterns_are_small(visits: Visits, path: str) -> None:
    with visits() as visit:
        visit.open(path).page.wait_for_load_state("networkidle")
        assert visit.transferred <= OTHER_PAGE_BYTES


@pytest.mark.parametrize(
    "kind",
    [
        "home",
        "group",
        "result",
        "distributed",
        "explorer",
        "mesh",
        "matrix",
        "suite-smi",
        "suite-hamlet",
        "report",
        "data",
    ],
)
def test_the_outline_is_headings_in_order(visits: Visits, path_of: PathOf, kind: str) -> None:
    with visits() as visit:
        visit.open(path_of(kind))
        levels = [
            int(name[1])
            for name in visit.page.eval_on_selector_all("article :is(h1,h2,h3,h4)", "all => all.map(e => e.tagName)")
        ]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_palette_changes_and_stays(visits: Visits, path_of: PathOf) -> None:
    with visits("light") as visit:
        page = visit.open(path_of("group")).page
        page.locator("form[data-md-component=palette] label:not([hidden])").click()
        assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
        visit.open(path_of("mesh"))
        assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"


def test_search_finds_the_group_of_a_result(visits: Visits, path_of: PathOf) -> None:
    with visits() as visit:
        words = visit.open(path_of("group")).page.locator("h1").inner_text()
        page = visit.open(path_of("result")).page
        page.locator(".md-search__input").click()
        page.keyboard.type(re.sub(r"[^\w ]", "", words.partition("(")[0])[:80])
        hit = page.locator(f".md-search-result__link[href*='{Path(path_of('group')).name}']").first
        hit.click()
        page.wait_for_url(f"**/{path_of('group')}*")
        expect(page.locator("h1")).to_be_visible()
        assert visit.complaints == []


def test_search_holds_no_single_result(visits: Visits, site: Path) -> None:
    index = (site / "search/search_index.json").read_text(encoding="utf-8")
    assert '"location":"performance/groups/' in index
    assert "performance/results/" not in index


def test_a_result_leads_to_its_evidence_and_its_file(visits: Visits, path_of: PathOf) -> None:
    with visits() as visit:
        page = visit.open(path_of("result")).page
        edit = page.locator("a[rel=edit], a.md-content__button").first.get_attribute("href") or ""
        assert edit.endswith("/edit/main/results/performance/livewyer-2024/v3-pod.yaml")
        assert page.locator("article a[href^='https://raw.githubusercontent.com/livewyer-ops/']").count() > 0
        others = "article a[href^='http']:not([href^='https://github.com/service-mesh-wg/'])"
        assert page.locator(others).count() > 0
        assert page.locator(f"{others}:not([rel~=noopener][rel~=nofollow])").count() == 0


def test_a_disputed_result_says_so_first(visits: Visits, path_of: PathOf) -> None:
    with visits() as visit:
        banner = visit.open(path_of("disputed-result")).page.locator(".mr-banner")
        expect(banner).to_contain_text("Recorded as disputed")
        expect(banner).to_contain_text("memory leak")


def test_print_shows_the_numbers_behind_a_chart(visits: Visits, path_of: PathOf) -> None:
    with visits() as visit:
        visit.open(path_of("group")).draw_all()
        page = visit.page
        page.emulate_media(media="print")
        for name in (".md-header", ".md-sidebar", ".md-footer__inner"):
            assert page.locator(name).first.is_hidden()
        tables = page.locator("article .mr-table")
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        assert [at for at in range(tables.count()) if not tables.nth(at).is_visible()] == []


def test_without_scripts_a_group_has_its_tables(visits: Visits, path_of: PathOf) -> None:
    with visits(java_script_enabled=False) as visit:
        page = visit.open(path_of("group")).page
        expect(page.locator("#variants-table")).to_be_visible()
        expect(page.locator("#runs-table")).to_be_visible()
        figure = page.locator("figure.mr-chart").first
        figure.locator("summary").click()
        expect(figure.locator("table")).to_be_visible()
