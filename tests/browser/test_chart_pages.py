"""A chart's own page: its link, its picture in other sizes, its pin."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visits

pytestmark = pytest.mark.browser
PathOf = Callable[[str], str]


def png_size(content: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", content[16:24])
    return width, height


@pytest.mark.parametrize("size", ["1920x1080", "1200x630", "1080x1080"])
@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_browser_makes_a_picture_of_any_size(visits: Visits, path_of: PathOf, size: str, look: str) -> None:
    with visits() as visit:
        page = visit.open(path_of("chart")).page
        form = page.locator("form.mr-picture")
        form.locator("[name=size]").select_option(size)
        form.locator("[name=look]").select_option(look)
        with page.expect_download() as made:
            form.locator("button").click()
        file = made.value
        content = Path(file.path()).read_bytes()
        wanted = tuple(map(int, size.split("x")))
        assert all(abs(found - each) <= 1 for found, each in zip(png_size(content), wanted, strict=True))
        assert file.suggested_filename == f"{Path(path_of('chart')).name}-{size}-{look}.png"
        expect(form.locator("[role=status]")).to_have_text("Made.")
        assert visit.violations == []
        assert visit.foreign == []


def test_a_picture_as_svg_holds_its_words(visits: Visits, path_of: PathOf) -> None:
    with visits() as visit:
        page = visit.open(path_of("chart")).page
        page.locator("form.mr-picture [name=format]").select_option("svg")
        with page.expect_download() as made:
            page.locator("form.mr-picture button").click()
        drawn = Path(made.value.path()).read_text(encoding="utf-8")
        assert "Source: LiveWyer" in drawn
        assert "/c/" in drawn


def test_a_chart_that_cannot_be_loaded_is_said(visits: Visits, path_of: PathOf) -> None:
    with visits() as visit:
        page = visit.page
        page.route("**/charts/*--throughput.json", lambda route: route.abort())
        visit.open(path_of("chart"))
        page.locator("form.mr-picture button").click()
        expect(page.locator(".mr-picture__status")).to_contain_text("could not be made")
        expect(page.locator("form.mr-picture button")).to_be_enabled()


def test_a_pin_leads_to_the_chart_as_of_now_and_back(visits: Visits, path_of: PathOf) -> None:
    with visits() as visit:
        page = visit.open(path_of("pinned-chart")).page
        page.locator(".mr-banner--pinned a").click()
        expect(page).to_have_url(visit.address + path_of("chart"))
        page.get_by_role("link", name="as of").click()
        expect(page).to_have_url(visit.address + path_of("pinned-chart"))


def test_the_list_of_charts_is_narrowed_and_the_address_keeps_how(visits: Visits) -> None:
    with visits() as visit:
        page = visit.open("charts/").page
        status, items = page.locator("[data-filters] [role=status]"), page.locator("[data-filtered] li:visible")
        everything = items.count()
        expect(status).to_have_text(f"All {everything} charts.")
        page.locator("select[data-filter=about]").select_option("overhead")
        fewer = items.count()
        assert 0 < fewer < everything
        expect(status).to_have_text(f"{fewer} of {everything} charts.")
        assert set(items.evaluate_all("all => all.map((each) => each.dataset.about)")) == {"overhead"}
        assert "about=overhead" in page.url
        page.reload()
        expect(status).to_have_text(f"{fewer} of {everything} charts.")
        page.locator("[data-search]").fill("no chart has these words")
        expect(status).to_contain_text("No chart matches")
        page.locator("[data-reset]").click()
        assert items.count() == everything
        assert (visit.complaints, visit.violations) == ([], [])


def test_a_short_address_leads_to_the_chart(visits: Visits, path_of: PathOf) -> None:
    digits = path_of("chart").split("-k1--")[0].rpartition("-")[2]
    with visits() as visit:
        visit.open(f"c/{digits}-throughput/")
        expect(visit.page).to_have_url(visit.address + path_of("chart"))


def test_a_page_s_chart_leads_to_its_own_page(visits: Visits, path_of: PathOf) -> None:
    with visits() as visit:
        page = visit.open(path_of("group")).page
        page.get_by_role("link", name="link, picture, slide").first.click()
        expect(page.locator("h1")).to_be_visible()
        assert "/charts/" in page.url
