"""The deck that a reader gathers: added under a chart, kept, ordered by keyboard, and turned into a command."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visits

pytestmark = pytest.mark.browser
PathOf = Callable[[str], str]


def test_charts_are_gathered_on_one_page_and_ordered_on_another(visits: Visits, path_of: PathOf) -> None:
    with visits() as visit:
        page = visit.open(path_of("group")).page
        buttons = page.locator("figcaption button[data-deck]")
        expect(buttons.first).to_be_visible()
        names = [buttons.nth(at).get_attribute("data-deck") or "" for at in range(2)]
        for at in range(2):
            buttons.nth(at).focus()
            page.keyboard.press("Enter")
        expect(buttons.first).to_have_text("In the deck: take out")
        page.get_by_role("link", name="2 charts in the deck").first.click()
        expect(page.locator("[data-deck-command]")).to_have_text(f"mesh-results deck {names[0]} {names[1]}")
        page.get_by_role("button", name="Down").first.press("Enter")
        expect(page.locator("[data-deck-command]")).to_have_text(f"mesh-results deck {names[1]} {names[0]}")
        expect(page.locator("[data-deck-status]")).to_contain_text("Now slide 2 of 2")
        assert page.evaluate("document.activeElement.closest('li').dataset.id") == names[0]
        slides = page.get_by_role("link", name="Slide: ")
        expect(slides).to_have_count(0)  # this site was built without decks
        page.evaluate("document.querySelector('[data-deck-list]').dataset.slides = ''")
        page.get_by_role("button", name="Up").last.press("Enter")
        expect(slides).to_have_count(2)
        assert [each.get_attribute("href") for each in slides.all()] == [
            f"{visit.address}charts/{each}.pptx" for each in names
        ]
        page.get_by_role("button", name="Down").first.press("Enter")
        page.get_by_role("button", name="Take out").first.press("Enter")
        expect(page.locator("[data-deck-list] li")).to_have_count(1)
        page.reload()
        expect(page.locator("[data-deck-command]")).to_have_text(f"mesh-results deck {names[0]}")
        assert visit.violations == []
        assert visit.foreign == []


def test_without_storage_the_deck_works_and_says_that_it_is_lost(visits: Visits, path_of: PathOf) -> None:
    with visits() as visit:
        visit.page.add_init_script(
            "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } });"
        )
        page = visit.open(path_of("chart")).page
        page.locator("button[data-deck]").click()
        expect(page.locator("[data-deck-list] li")).to_have_count(1)
        expect(page.locator("[data-deck-forgets]")).to_be_visible()


def test_a_demonstration_offers_no_deck(visits: Visits) -> None:
    with visits() as visit:
        page = visit.open("charts/distributed--run/").page
        expect(page.locator("[data-deck-list]")).to_be_visible()
        expect(page.locator("button[data-deck]")).to_have_count(0)


def test_a_pinned_chart_stands_in_the_command_with_its_hash(visits: Visits, path_of: PathOf) -> None:
    with visits() as visit:
        path = path_of("pinned-chart")
        page = visit.open(path).page
        page.locator("button[data-deck]").click()
        expect(page.locator("[data-deck-command]")).to_have_text(
            f"mesh-results deck {path.removeprefix('charts/').rstrip('/')}"
        )
