"""The explorer: filters, search, sorting, columns and choice, all in the address; and its lists without a script."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit, Visits

pytestmark = pytest.mark.browser
PathOf = Callable[[str], str]
EXPLORER = "performance/"
FACETS = {"Mesh", "Version", "Lab", "Submission", "Generator", "Protocol", "Flags"}


def opened(visit: Visit, query: str = "") -> Page:
    page = visit.open(EXPLORER + query).page
    page.wait_for_selector(".mr-explorer[data-ready]")
    return page


def status(page: Page) -> Locator:
    return page.locator(".mr-explorer__status")


def rows(page: Page) -> Locator:
    return page.locator(".mr-explorer__table tbody tr")


def facet(page: Page, title: str) -> Locator:
    return page.locator("details.mr-facet").filter(has=page.locator("summary", has_text=title)).first


def choose(page: Page, title: str, value: str) -> None:
    box = facet(page, title)
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    box.locator("label").filter(has=page.get_by_text(value, exact=True)).locator("input").click()


def column(page: Page, name: str) -> list[str]:
    at = page.locator(".mr-explorer__table thead th").evaluate_all(
        "(all, name) => all.findIndex(th => th.querySelector(`[data-sort='${name}']`))", name
    )
    assert at >= 0
    return page.locator(f".mr-explorer__table tbody tr > :nth-child({at + 1})").all_inner_texts()


def table_of(site: Path) -> dict[str, list[str | float | None]]:
    """The explorer's data as columns of plain values."""
    file = json.loads((site / "data/explorer.json").read_text(encoding="utf-8"))
    return {each["name"]: list(values(each)) for each in file["columns"]}


def values(each: dict[str, list[object]]) -> list[object]:
    if "data" in each:
        return each["data"]
    if each["kind"] == "list":
        return [None if code < 0 else [each["values"][at] for at in each["sets"][code]] for code in each["codes"]]
    return [None if code < 0 else each["values"][code] for code in each["codes"]]


def test_filters_are_offered_for_what_people_ask(visits: Visits) -> None:
    with visits() as visit:
        summaries = set(opened(visit).locator("details.mr-facet > summary").all_inner_texts())
        assert summaries >= FACETS


def test_a_mesh_can_be_chosen(visits: Visits, site: Path) -> None:
    expected = Counter(table_of(site)["mesh"])["Linkerd"]
    assert expected
    with visits() as visit:
        page = opened(visit)
        choose(page, "Mesh", "Linkerd")
        expect(status(page)).to_contain_text(f"{expected} of 250 results")
        assert rows(page).count() == expected
        assert {text.split()[0] for text in column(page, "label")} == {"Linkerd"}
        choose(page, "Mesh", "Cilium Service Mesh")
        assert {text.split()[0] for text in column(page, "label")} == {"Linkerd", "Cilium"}


def test_search_and_filter_narrow_together(visits: Visits, site: Path) -> None:
    with visits() as visit:
        page = opened(visit)
        page.get_by_label("Search results").fill("istio ambient")
        expect(status(page)).to_have_text(re.compile(r"^\d+ of 250 results\.$"))
        assert all("ambient" in text for text in column(page, "label"))
        many = rows(page).count()
        choose(page, "Year", "2024")
        expect(rows(page)).to_have_count(many)
        expect(facet(page, "Year").locator("label", has_text="2020")).to_be_hidden()  # no such run is left
        page.get_by_label("Search results").fill("istio ambient nobody")
        expect(status(page)).to_contain_text("nothing matches")
        expect(rows(page)).to_have_count(1)
        page.get_by_role("button", name="Reset").click()
        expect(status(page)).to_contain_text("250 results")
        assert 0 < many < 100


def test_a_column_is_sorted_up_down_and_not_at_all(visits: Visits) -> None:
    with visits() as visit:
        page = opened(visit)
        before = column(page, "label")
        head = page.locator("[data-sort=p99_ms]")

        def shown() -> list[float]:
            return [float(text.replace(",", "")) for text in column(page, "p99_ms") if text[0].isdigit()]

        head.click()
        expect(page.locator("th[aria-sort=ascending] [data-sort=p99_ms]")).to_be_visible()
        assert shown() == sorted(shown())
        head.click()
        expect(page.locator("th[aria-sort=descending] [data-sort=p99_ms]")).to_be_visible()
        assert shown() == sorted(shown(), reverse=True)
        head.click()
        expect(page.locator("th[aria-sort]")).to_have_count(0)
        assert column(page, "label") == before


def test_a_shared_address_shows_the_same_after_a_reload(visits: Visits) -> None:
    with visits() as visit, visits("dark", 390) as other:
        page = opened(visit)
        choose(page, "Mesh", "Istio")
        page.get_by_label("Search results").fill("livewyer")
        page.wait_for_url("**words=livewyer*")
        page.locator("[data-sort=p50_ms]").click()
        rows(page).first.locator("input[data-pick]").click()
        url, seen = page.url, column(page, "p50_ms")
        assert len(urlsplit(url).query) < 200
        assert {"mesh", "words", "sort", "pick"} <= set(parse_qs(urlsplit(url).query))
        page.reload()
        page.wait_for_selector(".mr-explorer[data-ready]")
        assert column(page, "p50_ms") == seen
        assert column(opened(other, "?" + urlsplit(url).query), "p50_ms") == seen
        expect(other.page.get_by_label("Search results")).to_have_value("livewyer")


def test_the_way_back_leads_to_the_same_view(visits: Visits) -> None:
    with visits() as visit:
        page = opened(visit)
        choose(page, "Mesh", "Linkerd")
        page.locator("[data-sort=p99_ms]").click()
        url, seen = page.url, column(page, "p99_ms")
        rows(page).first.locator("th a").click()
        page.wait_for_url("**/performance/results/**")
        expect(page.locator("h1")).to_be_visible()
        page.go_back()
        page.wait_for_selector(".mr-explorer[data-ready]")
        assert page.url == url
        assert column(page, "p99_ms") == seen
        page.go_forward()
        page.wait_for_url("**/performance/results/**")


def test_columns_are_chosen_and_kept_in_the_address(visits: Visits) -> None:
    with visits() as visit:
        page = opened(visit)
        choose(page, "Columns", "Lab")
        assert set(column(page, "lab")) >= {"LiveWyer on AWS, us-east-1"}
        choose(page, "Columns", "p50 ms")
        assert page.locator("[data-sort=p50_ms]").count() == 0
        page.reload()
        page.wait_for_selector(".mr-explorer[data-ready]")
        assert page.locator("[data-sort=lab]").count() == 1
        assert page.locator("[data-sort=p50_ms]").count() == 0


def test_an_address_with_nonsense_shows_everything(visits: Visits) -> None:
    with visits() as visit:
        page = opened(visit, "?mesh=nobody&sort=__proto__&columns=constructor.x&page=-3&pick=<script>&q=")
        expect(status(page)).to_contain_text("250 results")
        assert rows(page).count() == 100
        assert visit.complaints == []


def test_pages_of_rows_can_be_turned(visits: Visits) -> None:
    with visits() as visit:
        page = opened(visit)
        expect(status(page)).to_contain_text("Rows 1 to 100 of 250 results")
        page.get_by_role("button", name="Next").click()
        expect(status(page)).to_contain_text("Rows 101 to 200")
        assert rows(page).count() == 100
        assert parse_qs(urlsplit(page.url).query)["page"] == ["2"]


def test_the_view_can_be_downloaded(visits: Visits) -> None:
    with visits() as visit:
        page = opened(visit)
        choose(page, "Mesh", "Linkerd")
        many = rows(page).count()
        with page.expect_download() as download:
            page.get_by_role("button", name="Download").click()
        text = Path(download.value.path()).read_text(encoding="utf-8")
        assert len(text.splitlines()) == many + 1
        assert text.splitlines()[0].endswith("address")


def many(site: Path, number: int) -> tuple[dict[str, object], Counter[str]]:
    """The real list, repeated to so many rows; and how many rows each mesh has."""
    file = json.loads((site / "data/explorer.json").read_text(encoding="utf-8"))
    times = range(number)
    for each in file["columns"]:
        key = "data" if "data" in each else "codes"
        each[key] = [each[key][at % file["rows"]] for at in times]
    meshes = next(values(each) for each in file["columns"] if each["name"] == "mesh")
    return {**file, "rows": number}, Counter(map(str, meshes))


def test_ten_thousand_rows_are_filtered_sorted_and_paged(visits: Visits, site: Path) -> None:
    table, meshes = many(site, 10_000)
    with visits() as visit:
        visit.page.route("**/data/explorer.json", lambda route: route.fulfill(json=table))
        page = opened(visit)
        expect(status(page)).to_contain_text("Rows 1 to 100 of 10,000 results")
        choose(page, "Mesh", "Linkerd")
        expect(status(page)).to_contain_text(f"of {meshes['Linkerd']:,} of 10,000 results")
        page.locator("[data-sort=p99_ms]").click()
        page.locator("[data-sort=p99_ms]").click()
        shown = [float(text.replace(",", "")) for text in column(page, "p99_ms")]
        assert shown == sorted(shown, reverse=True)
        assert rows(page).count() == 100
        page.get_by_label("Search results").fill("nothing like this")
        expect(status(page)).to_contain_text("nothing matches")


def test_without_its_list_the_static_table_stays(visits: Visits) -> None:
    with visits() as visit:
        visit.page.route("**/data/explorer.json", lambda route: route.fulfill(status=500))
        page = visit.open(EXPLORER).page
        expect(page.locator(".mr-explorer__controls .mr-missing")).to_contain_text("did not load")
        assert rows(page).count() == 100


def test_without_scripts_the_newest_rows_and_complete_lists_are_there(visits: Visits) -> None:
    with visits(java_script_enabled=False) as visit:
        page = visit.open(EXPLORER).page
        assert rows(page).count() == 100
        expect(rows(page).first).to_be_visible()
        expect(page.locator(".mr-explorer__status a").first).to_be_visible()
        for way in ("by-mesh", "by-lab"):
            visit.open(EXPLORER)
            lists = page.eval_on_selector_all(
                f"article a[href*='{way}/']", "all => all.map(a => a.getAttribute('href'))"
            )
            assert len(listed(visit, sorted(set(lists)))) == 250


def listed(visit: Visit, lists: list[str]) -> set[str]:
    """The results that the lists link to."""
    found: set[str] = set()
    for path in lists:
        page = visit.open(EXPLORER + path).page
        links = page.eval_on_selector_all("article tbody th a", "all => all.map(a => a.href)")
        assert links
        found.update(links)
    return found


def test_everything_works_with_the_keyboard_alone(visits: Visits) -> None:
    with visits() as visit:
        page = opened(visit)
        page.get_by_label("Search results").focus()
        reached = set()
        for _ in range(60):
            page.keyboard.press("Tab")
            reached.add(
                page.evaluate("document.activeElement.dataset.sort || document.activeElement.textContent.trim()")
            )
            if page.evaluate("document.activeElement.dataset.sort") == "p99_ms":
                break
        assert reached >= {"Mesh", "Columns", "label", "p99_ms"}
        page.keyboard.press("Enter")
        expect(page.locator("th[aria-sort=ascending] [data-sort=p99_ms]")).to_be_focused()
        facet(page, "Mesh").locator("summary").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        expect(facet(page, "Mesh").locator("summary")).to_have_text("Mesh (1)")
        page.keyboard.press("Escape")
        expect(facet(page, "Mesh").locator("summary")).to_be_focused()
        assert facet(page, "Mesh").get_attribute("open") is None


def test_focus_can_be_seen(visits: Visits) -> None:
    with visits() as visit:
        page = opened(visit)
        page.get_by_label("Search results").focus()
        for _ in range(3):
            page.keyboard.press("Tab")
        outline = page.evaluate(
            "(s => s.outlineStyle + ' ' + s.outlineWidth + ' ' + s.boxShadow)(getComputedStyle(document.activeElement))"
        )
        assert not outline.startswith("none") or not outline.endswith("none")


def test_results_of_two_comparisons_are_said_not_to_be_comparable(visits: Visits) -> None:
    base = "?pick=livewyer-2024/v3-istio-pod-32&pick=livewyer-2024/v3-baseline-pod-32"
    with visits() as visit:
        page = opened(visit, base)
        together = page.locator(".mr-explorer__together")
        expect(together).to_contain_text("All in one comparison:")
        expect(together.locator("a[href*='groups/v3-2024-04-productpage-pod-32-connections']")).to_be_visible()
        opened(visit, f"{base}&pick=livewyer-2024/v3-istio-pod-64")
        expect(together).to_have_text("Not comparable with each other: from 2 comparisons.")


def test_the_caption_says_the_order_and_differences_have_their_sign(visits: Visits) -> None:
    with visits() as visit:
        page = opened(visit, "?sort=-p99_overhead_ms")
        expect(page.locator("caption").first).to_have_text("Results, by Overhead at p99, highest first")
        assert column(page, "p99_overhead_ms")[0].startswith("+")
        opened(visit)
        expect(page.locator("caption").first).to_have_text("Results, newest first, demonstrations last")


def test_a_phone_shows_a_number_of_each_row_and_folds_the_filters(visits: Visits) -> None:
    with visits("light", 390) as visit:
        page = opened(visit)
        expect(page.locator(".mr-facets")).to_be_hidden()
        box = page.locator("[data-sort=achieved_rps]").bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 390
        page.locator("details.mr-filters > summary").click()
        choose(page, "Mesh", "Linkerd")
        expect(page.locator("details.mr-filters > summary")).to_have_text("Filters and columns (1)")
