"""The catalogue of patterns in a browser, on a site of synthetic ones: filters, no script needed, nothing runs, all can use it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests import pattern_samples, sites
from tests.browser.conftest import Visit, Visits, until
from tests.pattern_samples import DRAFT, EVIL, FULL, IDEA, NEWER, OLDER, WRONG

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.browser
ALL = {FULL, NEWER, OLDER, IDEA, DRAFT, EVIL}
PATHS = (
    "patterns/",
    "pattern-map/",
    f"patterns/{FULL}/",
    f"patterns/{IDEA}/",
    f"patterns/{WRONG}/",
    f"patterns/{EVIL}/",
    "meshes/istio/",
)
CUT = """() => [...document.querySelectorAll("svg.mr-diagram")].flatMap((svg) => {
  const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
  return [...svg.querySelectorAll("text, path, rect")].filter((each) => !each.closest("defs")).map((each) => each.getBBox())
    .filter((box) => box.width && (box.x < -1 || box.y < -1 || box.x + box.width > width + 1 || box.y + box.height > height + 1))
    .map((box) => [box.x, box.y, box.width, box.height, width, height].map(Math.round).join(" "));
})"""
"""What of a diagram lies outside of its picture."""
AXE_RUN = """async () => {
  const found = await axe.run("article", { resultTypes: ["violations"] });
  return found.violations.map((each) => each.id + ": " + each.nodes.map((node) => node.html.slice(0, 160)).join(" | "));
}"""


@pytest.fixture(scope="session")
def pattern_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("patterns")
    root = sites.small_repository(folder / "repository")
    pattern_samples.write(root)
    return sites.built(root, folder / "site")


@pytest.fixture(scope="session")
def pattern_visits(visits: Visits, pattern_site: Path) -> Iterator[Callable[..., AbstractContextManager[Visit]]]:
    with sites.served(pattern_site, "/mesh-results/") as address:
        yield partial(visits, at=address)


def opened(visit: Visit, query: str = "") -> Page:
    page = visit.open(f"patterns/{query}").page
    expect(page.locator("[data-filters]")).to_be_visible()
    return page


def shown(page: Page) -> set[str]:
    """The patterns that a reader sees."""
    return set(
        page.locator("[data-filtered] [data-pattern]").evaluate_all(
            "all => all.filter((each) => each.checkVisibility()).map((each) => each.dataset.pattern)"
        )
    )


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query, keep_blank_values=True)


def says(page: Page, text: str) -> None:
    expect(page.locator("[data-filters] [role=status]")).to_have_text(text)


# ---- filters


def test_without_a_question_every_pattern_is_shown(pattern_visits: Visits) -> None:
    with pattern_visits() as visit:
        page = opened(visit)
        assert shown(page) == ALL
        says(page, f"All {len(ALL)} patterns.")
        assert asked(page) == {}
        assert (visit.complaints, visit.violations, visit.foreign) == ([], [], [])


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("category", "security", {DRAFT}),
        ("area", "VI", {IDEA}),
        ("target", "istio", {FULL}),
        ("target", "kubernetes", {FULL, EVIL}),
        ("status", "deprecated", {OLDER}),
        ("evidence", "performance", {FULL}),
    ],
)
def test_a_filter_hides_the_others_and_survives_a_reload_and_a_link(
    pattern_visits: Visits, name: str, value: str, expected: set[str]
) -> None:
    with pattern_visits() as visit:
        page = opened(visit)
        page.locator(f"select[data-filter={name}]").select_option(value)
        assert shown(page) == expected
        says(page, f"{len(expected)} of {len(ALL)} patterns.")
        assert asked(page) == {name: [value]}
        page.reload()
        assert shown(page) == expected
        assert shown(opened(visit, f"?{name}={value}")) == expected
        expect(page.locator(f"select[data-filter={name}]")).to_have_value(value)


def test_filters_and_search_narrow_together_and_reset_opens_them_all(pattern_visits: Visits) -> None:
    with pattern_visits() as visit:
        page = opened(visit)
        page.locator("[data-search]").fill("TITLE sample")
        assert shown(page) == ALL - {EVIL}
        page.locator("select[data-filter=status]").select_option("accepted")
        assert shown(page) == {FULL, NEWER}
        page.locator("[data-search]").fill("alias of full")
        assert shown(page) == {FULL}
        until(lambda: asked(page) == {"status": ["accepted"], "words": ["alias of full"]})
        page.reload()
        assert shown(page) == {FULL}
        expect(page.locator("[data-search]")).to_have_value("alias of full")
        expect(page.locator(".md-search__output")).to_be_hidden()
        page.locator("[data-search]").fill("no such words")
        assert shown(page) == set()
        says(page, "No pattern matches “no such words” and fits the filters. Reset shows all.")
        page.locator("[data-reset]").click()
        assert shown(page) == ALL
        until(lambda: asked(page) == {})


def test_a_link_to_what_is_no_longer_there_opens_that_filter(pattern_visits: Visits) -> None:
    with pattern_visits() as visit:
        page = opened(visit, "?target=gone&area=%3Cscript%3E&status=proposed")
        assert shown(page) == {IDEA}
        expect(page.locator("select[data-filter=target]")).to_have_value("*")
        assert asked(page) == {"status": ["proposed"]}
        assert visit.complaints == []


def test_a_list_that_a_filter_empties_goes_with_its_heading_and_comes_back(pattern_visits: Visits) -> None:
    with pattern_visits() as visit:
        page = opened(visit, "?status=accepted")
        expect(page.locator("#complete")).to_be_visible()
        expect(page.locator("#ideas")).to_be_hidden()
        page.locator("select[data-filter=status]").select_option("draft")
        expect(page.locator("#complete")).to_be_hidden()
        expect(page.locator("#ideas")).to_be_visible()
        page.locator("[data-reset]").click()
        expect(page.locator("#complete")).to_be_visible()


def test_the_link_to_the_proposed_patterns_opens_the_filters_that_hide_them(pattern_visits: Visits) -> None:
    with pattern_visits(width=390) as visit:
        page = opened(visit, "?status=accepted&words=title")
        page.locator("article p a[href='#ideas']").click()
        expect(page.locator("#ideas")).to_be_in_viewport()
        assert shown(page) == ALL
        assert asked(page) == {}
        page.locator("select[data-filter=status]").select_option("proposed")
        page.locator("article p a[href='#ideas']").click()
        assert asked(page) == {"status": ["proposed"]}


def test_a_pattern_in_the_map_shows_its_own_relations(pattern_visits: Visits) -> None:
    with pattern_visits() as visit:
        page = visit.open("pattern-map/").page
        lit = page.locator("[data-from][data-shown]")
        expect(lit).to_have_count(0)
        page.locator(f"a[data-pattern={NEWER}]").focus()
        expect(lit).to_have_count(1)
        page.locator(f"a[data-pattern={FULL}]").focus()
        expect(lit).to_have_count(4)
        partners = page.locator("a[data-pattern][data-shown]")
        assert FULL in {each.get_attribute("data-pattern") for each in partners.all()}
        expect(partners).to_have_count(4)
        page.locator(f"a[data-pattern={DRAFT}]").focus()
        expect(lit).to_have_count(0)


# ---- tabs by mesh


def test_a_link_to_a_mesh_opens_its_tab_also_from_outside_and_by_keyboard_again(pattern_visits: Visits) -> None:
    with pattern_visits() as visit:
        page = visit.open(f"patterns/{FULL}/").page
        istio, portable = page.locator("#file-istio-1"), page.locator("#file-kubernetes-1")
        expect(istio).to_be_visible()
        page.locator("dd a", has_text="Kubernetes").click()
        expect(portable).to_be_visible()
        expect(page.locator("label", has_text="Kubernetes")).to_be_in_viewport()
        page.locator("label", has_text="Istio").click()
        expect(istio).to_be_visible()
        assert urlsplit(page.url).fragment == "on-istio"
        page.locator("dd a", has_text="Kubernetes").click()
        expect(portable).to_be_visible()
        page.locator("#on-kubernetes").press("ArrowLeft")
        expect(istio).to_be_visible()
        page.locator("dd a", has_text="Kubernetes").click()
        expect(portable).to_be_visible()
        assert (visit.complaints, visit.violations) == ([], [])
    with pattern_visits() as visit:
        page = visit.open(f"patterns/{FULL}/#on-kubernetes").page
        expect(page.locator("#file-kubernetes-1")).to_be_visible()
        expect(page.locator("label", has_text="Kubernetes")).to_be_in_viewport()


def test_the_mesh_last_chosen_is_open_on_other_patterns_unless_the_address_names_one(pattern_visits: Visits) -> None:
    with pattern_visits() as visit:
        page = visit.open(f"patterns/{FULL}/").page
        page.locator("label", has_text="Kubernetes").click()
        page = visit.open(f"patterns/{IDEA}/").open(f"patterns/{EVIL}/").open(f"patterns/{FULL}/").page
        expect(page.locator("#file-kubernetes-1")).to_be_visible()
        assert urlsplit(page.url).fragment == ""
        page = visit.open().open(f"patterns/{FULL}/#on-istio").page
        expect(page.locator("#file-istio-1")).to_be_visible()
        page.evaluate("localStorage.setItem('mesh-results.target', '<b>gone')")
        page = visit.open().open(f"patterns/{FULL}/").page
        expect(page.locator("#file-istio-1")).to_be_visible()
        assert (visit.complaints, visit.violations) == ([], [])


def kept(page: Page) -> object:
    return page.evaluate("localStorage.getItem('mesh-results.target')")


def test_a_tab_by_keyboard_is_remembered_and_in_the_address_and_going_back_changes_nothing(
    pattern_visits: Visits,
) -> None:
    with pattern_visits() as visit:
        page = visit.open(f"patterns/{FULL}/").page
        page.locator("#on-istio").press("ArrowRight")
        expect(page.locator("#file-kubernetes-1")).to_be_visible()
        assert (urlsplit(page.url).fragment, kept(page)) == ("on-kubernetes", "on-kubernetes")
        page.locator("label", has_text="Istio").click()
        page = visit.open(f"patterns/{EVIL}/").page
        page.evaluate("localStorage.setItem('mesh-results.target', 'on-kubernetes')")
        page.go_back()
        expect(page.locator("#file-istio-1")).to_be_visible()
        assert (urlsplit(page.url).fragment, kept(page)) == ("on-istio", "on-kubernetes")
        page.locator("dd a", has_text="Kubernetes").click()
        page.locator("dd a", has_text="Istio").click()
        page.go_back()
        expect(page.locator("#file-kubernetes-1")).to_be_visible()
        assert kept(page) == "on-istio"


def test_the_tabs_show_where_the_keyboard_is(pattern_visits: Visits) -> None:
    with pattern_visits() as visit:
        page = visit.open(f"patterns/{FULL}/").page
        labels = page.locator(".tabbed-labels")
        expect(labels).to_have_css("outline-style", "none")
        page.locator("#on-istio").press("ArrowRight")
        expect(labels).to_have_css("outline-style", "solid")
        expect(page.get_by_role("radiogroup", name="Manifests by mesh or API")).to_be_visible()


def test_a_mesh_without_a_tab_is_told_so_by_address_and_where_it_was_chosen_before(pattern_visits: Visits) -> None:
    with pattern_visits() as visit:
        page = visit.open(f"patterns/{FULL}/#on-gateway-api").page
        sentence = page.get_by_text("No manifests for the Gateway API here.")
        expect(sentence).to_be_in_viewport()
        expect(page.locator("#file-istio-1")).to_be_visible()
        page = visit.open(f"patterns/{EVIL}/").page
        expect(page.get_by_text("No manifests for the Gateway API here.")).to_be_visible()
        page = visit.open(f"patterns/{FULL}/").page
        expect(sentence).to_be_visible()
        page.locator("label", has_text="Kubernetes").click()
        expect(sentence).to_be_hidden()
        page.evaluate("document.querySelector('[data-instead=on-smi]').dataset.opens = 'on-istio'")
        page.evaluate("location.hash = '#on-smi'")
        expect(page.locator("#file-istio-1")).to_be_visible()
        assert (visit.complaints, visit.violations) == ([], [])


def test_a_filter_of_an_address_is_meant_whatever_its_case_and_dropped_where_none_is_called_so(
    pattern_visits: Visits,
) -> None:
    with pattern_visits() as visit:
        page = opened(visit, "?target=Istio")
        assert shown(page) == {FULL}
        assert asked(page) == {"target": ["istio"]}
        page = opened(visit, "?target=gone&status=proposed")
        says(page, f"No target is called “gone”. 1 of {len(ALL)} patterns.")
        assert asked(page) == {"status": ["proposed"]}


# ---- without scripts


def test_everything_is_in_the_pages_without_scripts(pattern_visits: Visits) -> None:
    with pattern_visits(java_script_enabled=False) as visit:
        page = visit.open("patterns/?status=proposed").page
        for name in ALL:
            expect(page.locator(f"[data-pattern={name}]")).to_be_visible()
        expect(page.locator("[data-filters]")).to_be_hidden()
        page = visit.open(f"patterns/{FULL}/").page
        expect(page.locator("button:visible", has_text="Copy")).to_have_count(0)
        expect(page.locator("#file-istio-1")).to_be_visible()
        expect(page.locator("#file-kubernetes-1")).to_be_hidden()
        page.locator("label", has_text="Kubernetes").click()
        expect(page.locator("#file-kubernetes-1")).to_be_visible()
        expect(page.locator("svg.mr-diagram").first).to_be_visible()


def test_the_files_behind_a_download_are_the_committed_ones(pattern_visits: Visits) -> None:
    with pattern_visits() as visit:
        page = visit.open(f"patterns/{FULL}/").page
        with page.expect_download() as waiting:
            page.locator("a[download]:visible").click()
        content = Path(waiting.value.path()).read_bytes()
        assert waiting.value.suggested_filename == f"{FULL}-istio.yaml"
        for path, text in pattern_samples.MANIFESTS.items():
            assert (text.removeprefix("---\n").encode() in content) == path.startswith("istio/")


# ---- for everybody


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing_and_nothing_sticks_out(pattern_visits: Visits, path: str, width: int, scheme: str) -> None:
    with pattern_visits(scheme, width, axe=True, bypass_csp=True) as visit:
        page = visit.open(path).page
        sizes = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert sizes[0] <= sizes[1]
        assert page.evaluate(CUT) == []
        assert page.evaluate(AXE_RUN) == []
        assert visit.complaints == []


def test_nothing_that_was_submitted_runs_even_without_the_policy(pattern_visits: Visits) -> None:
    with pattern_visits(bypass_csp=True) as visit:
        for path in (f"patterns/{EVIL}/", "patterns/", "pattern-map/", f"patterns/{FULL}/"):
            page = visit.open(path).page
            seen = page.evaluate("[typeof EVIL, document.querySelectorAll('article img, article svg script').length]")
            assert seen == ["undefined", 0], path
        page = opened(visit, "?words=%3Cimg+src%3Dx+onerror%3DEVIL%3D9%3E")
        assert page.evaluate("typeof EVIL") == "undefined"
        assert (visit.complaints, visit.foreign) == ([], [])
