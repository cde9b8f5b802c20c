"""The data's page and citations: what is copied is what is shown, and every download can be had."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visits

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("performance/results/livewyer-2024/v3-istio-pod-32/", ("cite-text", "cite-bibtex")),
        ("performance/submissions/livewyer-2024/", ("cite-text", "cite-bibtex")),
        ("data/", ("cite-text", "cite-bibtex", "example-pandas", "example-duckdb")),
    ],
)
def test_a_copy_is_what_stands_there(visits: Visits, path: str, names: tuple[str, ...]) -> None:
    with visits(permissions=["clipboard-read", "clipboard-write"]) as visit:
        page = visit.open(path).page
        page.locator("details.mr-cite > summary").click()
        for name in names:
            button = page.locator(f'button[data-copy-from="#{name}"]')
            button.click()
            expect(button).to_have_text("Copied")
            copied = str(page.evaluate("navigator.clipboard.readText()"))
            assert copied == page.locator(f"#{name}").text_content()
            assert len(copied) > 80
        assert visit.violations == []


def test_every_download_of_the_page_can_be_had(visits: Visits) -> None:
    with visits() as visit:
        page = visit.open("data/").page
        sizes = page.evaluate(
            """() => Promise.all(Array.from(document.querySelectorAll('article a[download]'), async (link) => {
                const answer = await fetch(link.href);
                return [link.getAttribute('href'), answer.ok ? (await answer.arrayBuffer()).byteLength : -1];
            }))"""
        )
        assert len(sizes) > 45
        assert [name for name, size in sizes if size <= 0] == []


def test_a_description_of_columns_opens_where_a_link_leads_to_it(visits: Visits) -> None:
    with visits() as visit:
        page = visit.open("performance/").page
        page.get_by_role("link", name="What its columns mean").click()
        page.wait_for_url("**/data/#table-results")
        expect(page.locator("#table-results")).to_be_in_viewport()
