"""Conformance in a browser: filters and differences in the address, everything without scripts, states in words."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import sites
from tests.browser.conftest import Visit, Visits, until

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = pytest.mark.browser
PathOf = Callable[[str], str]
MATRIX, COMPARE = "conformance/gateway-api/", "conformance/compare/"
EXPERIMENTAL, STANDARD = "cilium-v1-20-0-v1-6-1-experimental", "cilium-v1-20-0-v1-6-1-standard"
BEFORE = "cilium-v1-20-0-pre-2-v1-5-1-experimental"
SIGN = """all => all.map((each) => {
  const sign = getComputedStyle(each, "::before");
  const shape = [sign.clipPath, sign.borderTopStyle, sign.borderRadius, sign.backgroundImage, sign.width, sign.height];
  return [each.textContent, [...shape, sign.backgroundColor === "rgba(0, 0, 0, 0)"].join()];
})"""
"""The shape that stands before a state's word, whatever its colour."""
TABLED = (
    "conformance",
    "matrix",
    "suite-smi",
    "suite-hamlet",
    "cases",
    "report",
    "historic-report",
    "mesh",
    "abstraction",
)


def reports(site: Path) -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = json.loads((site / "data/conformance.json").read_text(encoding="utf-8"))[
        "reports"
    ]
    return {name: each for name, each in found.items() if each["suite"] == "gateway-api"}


def opened(visit: Visit, query: str = "") -> Page:
    page = visit.open(MATRIX + query).page
    expect(page.locator("[data-matrix-filters]")).to_be_visible()
    return page


def shown(page: Page) -> set[str]:
    """The reports whose rows a reader sees."""
    rows = page.locator("tr[data-report]")
    names = rows.evaluate_all("all => all.filter(e => e.checkVisibility()).map(e => e.dataset.report)")
    assert len(names) == len(set(names))
    return set(names)


def choose(page: Page, name: str, value: str) -> None:
    page.locator(f"select[data-filter={name}]").select_option(value)


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query, keep_blank_values=True)


def status(page: Page) -> Locator:
    return page.locator("[data-matrix-filters] [role=status]")


# ---- filters


def test_without_a_question_every_report_is_shown(visits: Visits, site: Path) -> None:
    with visits() as visit:
        page = opened(visit)
        assert shown(page) == set(reports(site))
        expect(status(page)).to_have_text(f"All {len(reports(site))} reports.")
        assert asked(page) == {}
        assert visit.complaints == []
        assert visit.violations == []


@pytest.mark.parametrize(
    ("name", "value", "fits"),
    [
        ("mesh", "linkerd", lambda each: each["mesh"] == "linkerd"),
        ("channel", "standard", lambda each: each["channel"] == "standard"),
        ("channel", "", lambda each: each["channel"] is None),
        ("edition", "v1.3", lambda each: str(each["suite_version"]).startswith("v1.3.")),
    ],
)
def test_a_filter_hides_the_others_says_so_and_comes_back_by_its_address(
    visits: Visits, site: Path, name: str, value: str, fits: Callable[[Mapping[str, str]], bool]
) -> None:
    expected = {each for each, report in reports(site).items() if fits(report)}
    assert 0 < len(expected) < len(reports(site))
    with visits() as visit:
        page = opened(visit)
        choose(page, name, value)
        assert shown(page) == expected
        expect(status(page)).to_have_text(f"{len(expected)} of {len(reports(site))} reports.")
        assert asked(page) == {name: [value]}
        again = opened(visit, f"?{urlsplit(page.url).query}")
        assert shown(again) == expected
        expect(again.locator(f"select[data-filter={name}]")).to_have_value(value)


def test_filters_narrow_together_and_reset_opens_them_all(visits: Visits, site: Path) -> None:
    with visits() as visit:
        page = opened(visit)
        choose(page, "mesh", "cilium")
        choose(page, "edition", "v1.6")
        assert shown(page) == {EXPERIMENTAL, STANDARD}
        choose(page, "channel", "standard")
        assert shown(page) == {STANDARD}
        assert asked(page) == {"edition": ["v1.6"], "channel": ["standard"], "mesh": ["cilium"]}
        page.locator("[data-matrix-reset]").click()
        assert shown(page) == set(reports(site))
        assert asked(page) == {}


def test_columns_of_features_follow_the_mesh(visits: Visits) -> None:
    with visits() as visit:
        page = opened(visit, "?mesh=istio")
        meshes = page.locator(":is(th, td)[data-report]").evaluate_all(
            "all => all.filter(e => !e.hidden).map(e => e.dataset.mesh)"
        )
        assert meshes
        assert set(meshes) == {"istio"}


def test_a_feature_opens_its_tables_and_hides_the_other_rows(visits: Visits) -> None:
    with visits() as visit:
        page = opened(visit)
        choose(page, "feature", "MeshHTTPRouteRewritePath")
        rows = page.locator("tr[data-feature]").evaluate_all(
            "all => all.filter(e => e.checkVisibility()).map(e => e.dataset.feature)"
        )
        assert len(rows) > 2
        assert set(rows) == {"MeshHTTPRouteRewritePath"}
        empty = page.locator("section[data-edition]").evaluate_all(
            "all => all.filter(e => e.checkVisibility() && ![...e.querySelectorAll('tr[data-feature]')].some(r => r.checkVisibility())).map(e => e.dataset.edition)"
        )
        assert empty == []


def test_an_old_link_to_what_is_no_longer_there_shows_everything(visits: Visits, site: Path) -> None:
    with visits() as visit:
        page = opened(visit, "?mesh=nobody&edition=%3Cimg%20src=x%3E&channel=standard")
        assert shown(page) == {name for name, each in reports(site).items() if each["channel"] == "standard"}
        for facet, kept in (("mesh", "*"), ("edition", "*"), ("channel", "standard")):
            expect(page.locator(f"select[data-filter={facet}]")).to_have_value(kept)
        choose(page, "channel", "*")
        assert shown(page) == set(reports(site))
        assert asked(page) == {}
        assert page.locator("img[src=x]").count() == 0
        assert visit.complaints == []


def test_filters_that_no_report_fits_say_so_and_how_to_leave(visits: Visits, site: Path) -> None:
    """An empty page stood there without a word."""
    made = reports(site).values()
    meshes = {each["mesh"] for each in made}
    with_v1_6 = {each["mesh"] for each in made if str(each["suite_version"]).startswith("v1.6.")}
    absent = min(meshes - with_v1_6)
    with visits() as visit:
        page = opened(visit, f"?edition=v1.6&mesh={absent}")
        assert shown(page) == set()
        expect(status(page)).to_have_text("No report fits all of these filters: set one of them to all, or reset them.")
        assert asked(page) == {"edition": ["v1.6"], "mesh": [absent]}
        page.locator("[data-matrix-reset]").click()
        assert shown(page) == set(reports(site))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a synthetic site with reports of all suites, two of Hamlet."""
    folder = tmp_path_factory.mktemp("small")
    root = sites.small_repository(folder / "repository")
    reports = root / "results/conformance/hamlet"
    shutil.copytree(reports / "example-hamlet", reports / "second")
    text = (reports / "second/report.yaml").read_text(encoding="utf-8")
    for old, new in (("example-hamlet", "second"), ("v1alpha2", "v1alpha1")):
        assert old in text
        text = text.replace(old, new)
    text = re.sub(r"  - \{id: H-1[23].*\n", "", text)  # these two came with v1alpha2
    (reports / "second/report.yaml").write_text(text, encoding="utf-8")
    with sites.served(sites.built(root, folder / "site")) as address:
        yield address


@pytest.mark.parametrize(
    ("facet", "value", "left"),
    [("edition", "v1alpha2", {"example-hamlet"}), ("edition", "v1alpha1", {"second"})],
)
def test_hamlet_s_reports_are_filtered_without_sections(
    visits: Visits, small: str, facet: str, value: str, left: set[str]
) -> None:
    with visits(at=small) as visit:
        page = visit.open("conformance/hamlet/").page
        assert shown(page) == {"example-hamlet", "second"}
        expect(status(page)).to_have_text("All 2 reports.")
        choose(page, facet, value)
        assert shown(page) == left
        expect(status(page)).to_have_text("1 of 2 reports.")
        assert asked(page) == {facet: [value]}
        assert visit.complaints == []


def test_controls_can_be_used_with_the_keyboard_and_have_names(visits: Visits) -> None:
    with visits() as visit:
        page = opened(visit)
        for title in ("API version", "Channel", "Mesh", "Feature"):
            expect(page.get_by_role("combobox", name=title, exact=True)).to_be_visible()
        box = page.get_by_role("combobox", name="Channel", exact=True)
        box.focus()
        page.keyboard.type("standard")
        expect(status(page)).to_contain_text(" of ")
        assert asked(page) == {"channel": ["standard"]}


# ---- two reports


def test_the_difference_of_two_reports_is_in_the_address(visits: Visits) -> None:
    with visits() as visit:
        page = visit.open(f"{COMPARE}?a={BEFORE}&b={EXPERIMENTAL}").page
        output = page.locator("[data-compare-output]")
        expect(output.locator("aside")).to_contain_text("Counts may not be compared: neither report names the commit")
        changed = output.locator("table", has=page.locator("#differences"))
        row = changed.locator("tr", has_text=re.compile("MeshHTTPRouteMatching"))
        expect(row.locator("td")).to_have_text(["not run", "passed"])
        expect(output.locator("p").first.locator("a").first).to_have_attribute("href", re.compile(f"{BEFORE}/$"))
        page.locator("[data-compare-swap]").click()
        expect(row.locator("td")).to_have_text(["passed", "not run"])
        assert asked(page) == {"a": [EXPERIMENTAL], "b": [BEFORE]}
        page.reload()
        expect(row.locator("td")).to_have_text(["passed", "not run"])
        assert visit.complaints == []
        assert visit.violations == []


def test_two_reports_of_one_commit_may_be_compared(visits: Visits) -> None:
    pair = "a=linkerd-version-2-18-v1-3-0-standard&b=buoyant-enterprise-for-linkerd-enterprise-2-18-v1-3-0-standard"
    with visits() as visit:
        output = visit.open(f"{COMPARE}?{pair}").page.locator("[data-compare-output]")
        words = output.locator("aside")
        expect(words).to_be_visible()
        expect(words).to_contain_text(
            re.compile("Both ran the tests of one commit|one of the reports does not name the commit")
        )


def test_reports_of_two_suites_are_not_set_against_each_other(visits: Visits) -> None:
    with visits() as visit:
        page = visit.open(f"{COMPARE}?a={STANDARD}&b=smi-linkerd-v2-9-2-2020-10-14").page
        output = page.locator("[data-compare-output]")
        expect(output.locator("aside")).to_contain_text("different suites")
        assert output.locator("table").count() == 0


def test_a_report_against_itself_asks_for_another(visits: Visits) -> None:
    with visits() as visit:
        page = visit.open(f"{COMPARE}?a={STANDARD}&b={STANDARD}").page
        expect(page.locator("[data-compare-output] .mr-missing")).to_have_text("Choose two different reports.")


def test_every_report_can_be_chosen(visits: Visits, site: Path) -> None:
    with visits() as visit:
        page = visit.open(COMPARE).page
        expect(page.locator("form[data-compare]")).to_be_visible()
        everything = json.loads((site / "data/conformance.json").read_text(encoding="utf-8"))["reports"]
        for name in "ab":
            values = page.locator(f"select[name={name}] option").evaluate_all("all => all.map(e => e.value)")
            assert sorted(values) == sorted(everything)


def test_a_report_s_page_leads_to_its_difference(visits: Visits) -> None:
    with visits() as visit:
        page = visit.open(f"conformance/reports/{EXPERIMENTAL}/").page
        page.locator("#changes ~ p a[href*='?a=']").first.click()
        page.wait_for_url("**/conformance/compare/?a=*&b=*")
        until(lambda: page.locator("[data-compare-output] aside").count() == 1)
        assert asked(page) == {"a": [BEFORE], "b": [EXPERIMENTAL]}


# ---- without scripts


def test_without_scripts_every_report_is_there_and_no_control(visits: Visits, site: Path) -> None:
    with visits(java_script_enabled=False) as visit:
        page = visit.open(MATRIX).page
        assert page.locator("tr[data-report]").count() == len(reports(site))
        for row in page.locator("tr[data-report]").all():
            expect(row).to_be_visible()
        expect(page.locator("[data-matrix-filters]")).to_be_hidden()
        page.locator("summary", has_text="Features of MESH-HTTP in v1.4").click()
        expect(page.locator("#v1-4-mesh-http-features")).to_be_visible()


def test_without_scripts_the_choice_of_two_says_what_to_do_instead(visits: Visits, site: Path) -> None:
    with visits(java_script_enabled=False) as visit:
        page = visit.open(COMPARE).page
        expect(page.locator("form[data-compare]")).to_be_hidden()
        expect(page.locator("noscript p, p.mr-missing").first).to_contain_text("needs JavaScript")
        links = page.locator("#reports ~ ul a[href^='../reports/']")
        assert links.count() == len(json.loads((site / "data/conformance.json").read_text(encoding="utf-8"))["reports"])


# ---- for everybody


@pytest.mark.parametrize("kind", TABLED)
def test_every_table_head_has_a_scope_and_every_state_a_word(visits: Visits, path_of: PathOf, kind: str) -> None:
    with visits() as visit:
        page = visit.open(path_of(kind)).page
        tables = page.locator("article table.mr-table")
        assert kind == "abstraction" or tables.count()
        assert page.locator("article table.mr-table th:not([scope=col]):not([scope=row])").count() == 0
        assert page.locator("article table.mr-table:not(:has(caption))").count() == 0
        states = page.locator("article :is(.mr-case, .mr-standing, .mr-state)")
        words = states.evaluate_all("all => all.map(e => e.textContent.trim())")
        assert kind in {"cases", "abstraction", "suite-hamlet"} or words
        assert [each for each in words if not re.search("[a-z0-9]", each)] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_states_differ_in_more_than_their_colour(visits: Visits, path_of: PathOf, scheme: str) -> None:
    """A sign stands before the word, another one for each state."""
    with visits(scheme) as visit:
        page = visit.open(path_of("conformance")).page
        signs = page.locator("#states + dl .mr-case").evaluate_all(SIGN)
        words, looks = zip(*signs, strict=True)
        assert len(set(words)) == len(words) == 9
        declared = {look for word, look in signs if word.startswith("declared")}
        assert len(declared) == 1
        assert len(set(looks)) == 8


def test_the_chart_of_a_mesh_over_versions_has_its_table(visits: Visits, path_of: PathOf) -> None:
    with visits() as visit:
        visit.open(path_of("mesh")).draw_all()
        figure = visit.page.locator("figure#gateway-api-over-time")
        expect(figure.locator(".mr-chart__plot")).to_have_attribute("data-state", "ready")
        figure.locator("summary").first.click()
        expect(figure.locator("table").first).to_contain_text("v1.4")
        assert visit.complaints == []


def test_a_historic_report_says_so_before_anything_else(visits: Visits, path_of: PathOf) -> None:
    with visits() as visit:
        page = visit.open(path_of("historic-report")).page
        banner = page.locator("article .mr-banner").first
        expect(banner).to_contain_text("Historic, unverified")
        above = page.evaluate(
            "() => document.querySelector('.mr-banner').compareDocumentPosition(document.querySelector('article dl')) & 4"
        )
        assert above == 4


def test_search_finds_a_report(visits: Visits) -> None:
    with visits() as visit:
        page = visit.open().page
        page.locator(".md-search__input").click()
        page.keyboard.type("Cilium v1.20.0 conformance")
        hit = page.locator(f".md-search-result__link[href*='{STANDARD}']").first
        hit.click()
        page.wait_for_url(f"**/conformance/reports/{STANDARD}/*")
        expect(page.locator("h1")).to_contain_text("v1.20.0: Gateway API mesh conformance")
