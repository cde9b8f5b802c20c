"""Results side by side: chosen in the explorer, named in the address, compared only where they may be."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit, Visits

pytestmark = pytest.mark.browser
COMPARE = "performance/compare/"
POD = "v3-2024-04-productpage-pod-32-"
NEXT_CAMPAIGN = "v4-2024-05-productpage-pod-32-"
DISPUTED = "v3-2024-04-productpage-vm-128-"
AT_RATE = "2020-08-12-echo-server-pod-1000-rps-16-"
MANY = "2026-11-26-static-file-1500-"
Json = dict[str, Any]
Of = Callable[[str], Json]


@pytest.fixture(scope="module")
def group_of(site: Path) -> Of:
    """The file of the comparison whose id begins so."""

    def found(start: str) -> Json:
        content: Json = json.loads(min(site.glob(f"performance/groups/{start}*/group.json")).read_text("utf-8"))
        return content

    return found


def link(results: Iterable[Mapping[str, str]]) -> str:
    return "?r=" + ".".join(each["id"] for each in results)


def opened(visit: Visit, query: str = "") -> Page:
    page = visit.open(COMPARE + query).page
    page.wait_for_selector(".mr-compare-results[data-ready]")
    return page


def columns(page: Page) -> list[str]:
    """The addresses of the results side by side."""
    return page.locator(".mr-compare-results__table thead .mr-compare-results__run").all_inner_texts()


def row(page: Page, title: str) -> Locator:
    return page.locator(".mr-compare-results__table tbody tr").filter(
        has=page.locator("th[scope=row]", has_text=re.compile(rf"^{re.escape(title)}\b"))
    )


def banner(page: Page) -> Locator:
    return page.get_by_label("Whether these may be compared")


def charts(page: Page) -> Locator:
    return page.locator(".mr-compare-results .mr-chart__plot")


def drawn(page: Page) -> list[str]:
    """The titles of the charts, all of them drawn."""
    for place in page.locator("[data-spectra]").all():
        place.scroll_into_view_if_needed()
        expect(place).to_have_attribute("data-spectra", "done")
    for plot in charts(page).all():
        plot.scroll_into_view_if_needed()
        expect(plot).to_have_attribute("data-state", "ready")
    return page.locator(".mr-compare-results .mr-chart > h2").all_inner_texts()


def test_results_chosen_in_the_explorer_stand_side_by_side_and_the_way_back_keeps_them(visits: Visits) -> None:
    with visits() as visit:
        page = visit.open("performance/?words=livewyer").page
        page.wait_for_selector(".mr-explorer[data-ready]")
        picks = page.locator("input[data-pick]")
        names = [str(picks.nth(at).get_attribute("data-pick")) for at in (0, 3)]
        picks.nth(0).click()
        said = page.locator(".mr-explorer__chosen [role=status]")
        expect(said).to_contain_text("1 of at most 8 chosen.")
        expect(page.get_by_text("Choose another to compare with")).to_be_visible()
        picks.nth(3).focus()
        page.keyboard.press("Space")
        page.get_by_label("Search results").fill("linkerd")  # a filter that hides them keeps them chosen
        expect(page.locator(f"input[data-pick='{names[0]}']")).to_have_count(0)
        page.get_by_role("link", name="Compare 2 results").click()
        page.wait_for_selector(".mr-compare-results[data-ready='2']")
        assert columns(page) == names
        assert re.fullmatch(r"r=[a-z2-7]{8}\.[a-z2-7]{8}", urlsplit(page.url).query)
        page.get_by_role("link", name="Choose others in the explorer").click()
        page.wait_for_selector(".mr-explorer[data-ready]")
        expect(said).to_contain_text("2 of at most 8 chosen.")
        page.get_by_role("button", name="Show only these").click()
        assert [each.get_attribute("data-pick") for each in page.locator("input[data-pick]").all()] == names
        assert visit.complaints == []


def test_no_more_than_eight_are_chosen_and_that_is_said(visits: Visits) -> None:
    with visits() as visit:
        page = visit.open("performance/").page
        page.wait_for_selector(".mr-explorer[data-ready]")
        for at in range(8):
            page.locator("input[data-pick]").nth(at).click()
        expect(page.locator(".mr-explorer__chosen [role=status]")).to_contain_text("no more fit side by side")
        expect(page.locator("input[data-pick]").nth(8)).to_be_disabled()
        page.locator("input[data-pick]").nth(90).scroll_into_view_if_needed()
        expect(page.get_by_role("link", name="Compare 8 results")).to_be_in_viewport()  # the bar stays above the rows


def test_results_of_one_comparison_have_charts_and_its_own_finding(visits: Visits, group_of: Of) -> None:
    group = group_of(POD)
    with visits() as visit:
        page = opened(visit, link(group["results"]))
        expect(banner(page)).to_contain_text("Comparable: All 4 runs stand under the same conditions.")
        expect(banner(page)).to_contain_text(group["headline"])
        assert banner(page).get_by_role("link").get_attribute("href") == f"../groups/{group['id']}/"
        titles = drawn(page)
        assert [title.partition(" of these runs")[0] for title in titles] == [
            "Achieved rate", "p99", "Percentile spectra",
        ]  # throughput leads under full load  # fmt: skip
        expect(page.locator("#compared-latency .mr-chart__subtitle")).to_contain_text("Under full load latency follows")
        assert "differs" in row(page, "Mesh").inner_text()
        expect(row(page, "Campaign")).to_have_count(0)
        expect(row(page, "p99 over the comparison")).to_have_count(1)
        cells = row(page, "p99 ms").locator("td").all_inner_texts()
        at = [field["name"] for field in group["fields"]].index("p99")
        assert cells == [each["cells"][at] for each in group["results"]]
        assert (visit.complaints, visit.violations, visit.foreign) == ([], [], [])


def test_results_of_two_comparisons_have_no_chart_no_overhead_and_no_verdict(visits: Visits, group_of: Of) -> None:
    one, other = group_of(POD), group_of(NEXT_CAMPAIGN)
    with visits() as visit:
        page = opened(visit, link([*one["results"][:2], other["results"][0]]))
        expect(banner(page)).to_contain_text(
            "Not comparable: The results stand in 2 comparisons, which differ in Campaign."
        )
        expect(banner(page)).to_contain_text("may have changed unseen between two campaigns")
        expect(banner(page)).to_contain_text("no overhead, no verdict and no chart")
        expect(banner(page).locator("li").first).to_contain_text("Results 1 and 2: ")
        expect(banner(page)).not_to_contain_text(one["headline"])
        expect(charts(page)).to_have_count(0)
        expect(row(page, "p99 over the comparison")).to_have_count(0)
        assert row(page, "Campaign").locator("td").all_inner_texts() == [
            each["key"][0]["value"] for each in (one, one, other)
        ]
        assert page.locator(".mr-compare-results__section").first.inner_text() == "Conditions that differ"
        assert not [url for url in visit.requests if "plotly" in url or "percentiles.json" in url]
        page.get_by_role("button", name="Remove result 3").click()
        expect(banner(page)).to_contain_text("Comparable: Both runs")
        assert len(drawn(page)) == 3


def test_many_fields_that_differ_are_all_named(visits: Visits, group_of: Of) -> None:
    one, other = group_of(POD), group_of(AT_RATE)
    differ = [
        mine["title"] for mine, theirs in zip(one["key"], other["key"], strict=True) if mine["value"] != theirs["value"]
    ]
    with visits() as visit:
        page = opened(visit, link([one["results"][0], other["results"][0]]))
        for title in differ:
            expect(banner(page)).to_contain_text(title)
            expect(row(page, title).first).to_contain_text("differs")
        assert len(differ) > 10


def test_unknown_ids_are_said_by_name_and_stay_until_they_are_left_out(visits: Visits, group_of: Of) -> None:
    known = group_of(POD)["results"][0]
    with visits() as visit:
        page = opened(visit, f"?r={known['id']}.zzzzzzzz.%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
        said = page.locator("[data-problem=unknown]")
        expect(said).to_contain_text("“zzzzzzzz” and “<img src=x onerror=alert(1)>”")
        assert columns(page) == [known["address"]]
        expect(page.locator(".mr-compare-results img")).to_have_count(0)
        page.reload()
        expect(said).to_contain_text("zzzzzzzz")
        page.get_by_role("button", name="Leave out of the link").click()
        expect(said).to_have_count(0)
        assert urlsplit(page.url).query == f"r={known['id']}"
        assert visit.complaints == []


def test_of_more_than_eight_the_others_are_named_and_move_up(visits: Visits, group_of: Of) -> None:
    ten = group_of(MANY)["results"][:10]
    with visits() as visit:
        page = opened(visit, link(ten))
        assert columns(page) == [each["address"] for each in ten[:8]]
        expect(page.locator("[data-problem=over]")).to_contain_text(f"{ten[8]['address']}, {ten[9]['address']}")
        page.get_by_role("button", name="Remove result 1,").click()
        expect(page.locator("[data-problem=over] a")).to_have_count(1)
        assert columns(page) == [each["address"] for each in ten[1:9]]


def test_a_result_that_does_not_stand_is_shown_with_its_state_and_not_drawn(visits: Visits, group_of: Of) -> None:
    results = group_of(DISPUTED)["results"]
    disputed = [each for each in results if each["state"] == "disputed"]
    with visits() as visit:
        page = opened(visit, link(results))
        assert [each["address"] for each in results] == columns(page)
        assert page.locator("thead .mr-state--disputed").count() == len(disputed) == 2
        expect(page.get_by_label("Status of result 1")).to_contain_text("Recorded as disputed on")
        expect(banner(page)).to_contain_text("In no chart, rank or overhead: results 1 (disputed) and 2 (disputed).")
        drawn(page)
        expect(page.locator("#compared-throughput .mr-chart__subtitle")).to_contain_text("Not drawn: 1 ")
        assert page.locator("#compared-latency .ytick text").all_text_contents() == [
            "3 Istio 1.20.3 (sidecar)",
            "4 Linkerd 2.14.9",
        ]


def test_a_result_is_added_and_removed_and_the_change_is_said(visits: Visits, group_of: Of) -> None:
    results = group_of(POD)["results"]
    with visits() as visit:
        page = opened(visit, link(results[:1]))
        expect(banner(page)).to_contain_text("One result is chosen")
        expect(charts(page)).to_have_count(0)
        page.get_by_label("Another run under the same conditions").select_option(results[2]["id"])
        page.get_by_role("button", name="Add", exact=True).click()
        status = page.locator(".mr-compare-results__status")
        expect(status).to_have_text(f"{results[2]['address']} added. 2 results side by side.")
        assert columns(page) == [results[0]["address"], results[2]["address"]]
        page.get_by_role("button", name="Remove result 1,").press("Enter")
        expect(status).to_have_text(f"{results[0]['address']} removed. 1 result.")
        expect(status).to_be_focused()
        assert urlsplit(page.url).query == f"r={results[2]['id']}"
        page.get_by_role("button", name="Remove result 1,").click()
        expect(status).to_contain_text("No result is chosen yet.")
        assert urlsplit(page.url).query == ""


def test_the_link_is_copied_and_shows_the_same_elsewhere(visits: Visits, group_of: Of) -> None:
    results = group_of(AT_RATE)["results"][:3]
    with visits(permissions=["clipboard-read", "clipboard-write"]) as visit, visits("dark", 390) as other:
        page = opened(visit, "?r=" + ".".join(each["address"] for each in results))
        page.get_by_role("button", name="Copy link").click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        copied = str(page.evaluate("navigator.clipboard.readText()"))
        assert copied == page.url
        assert len(urlsplit(copied).query) == 2 + 3 * 8 + 2
        assert columns(opened(other, "?" + urlsplit(copied).query)) == [each["address"] for each in results]


@pytest.mark.parametrize("start", [POD, MANY])
def test_a_groups_page_leads_to_its_runs(visits: Visits, group_of: Of, start: str) -> None:
    with visits() as visit:
        page = visit.open(f"performance/groups/{group_of(start)['id']}/").page
        page.get_by_role(
            "link", name=re.compile("^Compare (these runs|one run of each variant).* side by side$")
        ).click()
        page.wait_for_selector(".mr-compare-results[data-ready]")
        expect(banner(page)).to_contain_text("Comparable")
        labels = page.locator(".mr-compare-results__table thead .mr-mesh").all_inner_texts()
        assert len(labels) == len(set(labels)) > 1


def test_without_a_script_the_page_leads_to_the_comparisons(visits: Visits) -> None:
    with visits(java_script_enabled=False) as visit:
        page = visit.open(COMPARE).page
        expect(page.get_by_text("Putting results side by side needs JavaScript.")).to_be_visible()
        page.get_by_role("link", name="comparison’s page").click()
        assert urlsplit(page.url).path.endswith("/performance/groups/")


def test_a_comparison_that_does_not_load_is_said(visits: Visits, group_of: Of) -> None:
    one, other = group_of(POD), group_of(AT_RATE)
    with visits() as visit:
        visit.page.route(f"**/groups/{other['id']}/group.json", lambda route: route.fulfill(status=404))
        page = opened(visit, link([one["results"][0], other["results"][0]]))
        expect(page.locator("[data-problem=failed]")).to_contain_text(other["results"][0]["address"])
        assert columns(page) == [one["results"][0]["address"]]


def test_an_open_dispute_is_told_once_for_all_results_that_it_is_about(visits: Visits, group_of: Of) -> None:
    group = group_of(POD)
    said = {
        "head": "Objection",
        "words": "by a synthetic objector",
        "more": "Its page",
        "page": "../disputes/synthetic/",
        "open": True,
    }
    results = group["results"][:3]
    for each in results[:2]:
        each["objections"] = [said]
    with visits() as visit:
        visit.page.route("**/group.json", lambda route: route.fulfill(json=group))
        page = opened(visit, link(results))
        told = page.get_by_label("Dispute about results 1 and 2")
        expect(told).to_have_text("Results 1 and 2: Objection by a synthetic objector Its page")
        assert urlsplit(told.get_by_role("link").evaluate("each => each.href")).path.endswith("/disputes/synthetic/")
        expect(page.locator(".mr-compare-results aside")).to_have_count(2)


def test_no_text_of_a_submission_becomes_markup(visits: Visits, group_of: Of) -> None:
    group = group_of(POD)
    evil = "<img src=x onerror=window.evil=1><b>%{x}</b>"
    for each in group["results"]:
        each.update(label=evil, submission=evil, source=evil, event={"words": evil, "replaced_by": None})
        each["objections"] = [{"head": evil, "words": evil, "more": evil, "page": "../disputes/x/", "open": True}]
        each["cells"] = [evil if isinstance(cell, str) else {"why": evil} for cell in each["cells"]]
        each["flags"] = [{"kind": "full-load", "label": evil, "sentence": evil, "excludes": False}]
    group["headline"] = group["title"] = group["conditions"] = evil
    for field in group["key"]:
        field.update(title=evil, value=evil)
    with visits() as visit:
        visit.page.route("**/group.json", lambda route: route.fulfill(json=group))
        page = opened(visit, link(group["results"]))
        drawn(page)
        expect(page.locator(".mr-compare-results__table")).to_contain_text("<img src=x")
        expect(page.locator(".mr-compare-results :is(img, td b, .js-plotly-plot b)")).to_have_count(0)
        assert page.locator("#compared-latency .ytick text").first.text_content().startswith("1 <img src=x")  # type: ignore[union-attr]
        assert page.evaluate("window.evil") is None
        assert visit.violations == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_the_page_meets_axe_and_the_table_scrolls_within_its_region(
    visits: Visits, group_of: Of, scheme: str, width: int
) -> None:
    apart = [*group_of(POD)["results"], *group_of(AT_RATE)["results"][:4]]
    for query in (link(group_of(DISPUTED)["results"]), link(apart), ""):
        with ExitStack() as stack:
            visit = stack.enter_context(visits(scheme, width, axe=True))
            page = opened(visit, query)
            drawn(page)
            for fold in page.locator(".mr-compare-results details").all():
                fold.locator("summary").click()
            found = page.evaluate("axe.run('.md-content', {resultTypes: ['violations']})")["violations"]
            assert [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found] == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            if query:
                region = page.get_by_role("region", name="Results side by side")
                assert region.evaluate("(each) => each.scrollWidth > each.clientWidth") == (
                    width == 390 or query == link(apart)
                )
                heads = page.locator(".mr-compare-results__table tbody th[scope=row]")
                region.evaluate("(each) => { each.scrollLeft = 400; }")
                # a row's head stays while its values move
                left = [each.evaluate("(each) => each.getBoundingClientRect().left") for each in (region, heads.first)]
                assert left[0] == pytest.approx(left[1], abs=1)
                assert region.evaluate("(each) => each.scrollLeft") > 0 or region.evaluate(
                    "(each) => each.scrollWidth == each.clientWidth"
                )


def test_eight_results_are_a_first_view_within_the_budget(visits: Visits, group_of: Of) -> None:
    """250 KB without charts, 600 KB with them; of 10,000 results the list alone would take another 70."""
    more_results = 70_000
    apart = [*group_of(POD)["results"], *group_of(AT_RATE)["results"][:4]]
    for query, most in ((link(apart), 250_000), (link(group_of(MANY)["results"][:8]), 600_000)):
        with visits() as visit:
            opened(visit, query).wait_for_load_state("networkidle")
            assert visit.transferred < most - more_results
