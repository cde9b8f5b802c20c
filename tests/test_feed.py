"""The feed: RFC 4287's elements, stable ids, dates from documents alone, and the states that the pages show."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import links
from generator.compare import compare
from generator.model import (
    Catalogue,
    Decision,
    Dispute,
    Objector,
    Outcome,
    Pattern,
    Purpose,
    Relationship,
    Result,
    State,
    StatusEvent,
    Submission,
)
from generator.page import Composition, file_of
from generator.pages import compose, feed
from tests import pattern_samples, synthetic
from tests.sites import elements

ADDRESS = "https://results.example/site/"
ATOM = "{http://www.w3.org/2005/Atom}"


def composed(*members: object) -> Composition:
    made: Catalogue = synthetic.catalogue(*members)  # type: ignore[arg-type]
    return compose(made, compare(made), ADDRESS)


def submission(name: str = "synthetic", *events: StatusEvent, **fields: object) -> Submission:
    made = synthetic.whole(synthetic.submission([synthetic.run("a"), synthetic.run("b")], name=name))
    results = tuple(with_history(result, events) for result in made.results)
    return replace(made, history=events, results=results, **fields)  # type: ignore[arg-type]


def with_history(result: Result, events: Sequence[StatusEvent]) -> Result:
    """The result with the events that are about it, as the loader gives it."""
    own = tuple(event for event in events if event.results is None or result.id in event.results)
    return replace(result, history=own, state=own[-1].state if own else result.state)


def root_of(composition: Composition) -> ET.Element:
    content = next(asset.content for asset in composition.assets if asset.path == "feed.xml")
    return ET.fromstring(content)  # noqa: S314 - our own


def entries(composition: Composition) -> list[ET.Element]:
    return root_of(composition).findall(f"{ATOM}entry")


def text(element: ET.Element, name: str) -> str:
    return str(element.findtext(f"{ATOM}{name}"))


def titles(composition: Composition) -> list[str]:
    return [text(each, "title") for each in entries(composition)]


def validated(root: ET.Element) -> None:
    """What RFC 4287 requires of a feed and of each entry (sections 4.1.1 and 4.1.2)."""
    assert root.tag == f"{ATOM}feed"
    for one in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(one.findall(f"{ATOM}{name}")) == 1, name
            assert text(one, name).strip()
        for name in ("updated", "published"):
            for each in one.findall(f"{ATOM}{name}"):
                assert re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", str(each.text))
                datetime.fromisoformat(str(each.text))
        assert re.match(r"(?:https|tag):", text(one, "id"))
        assert [each.findtext(f"{ATOM}name") for each in one.findall(f"{ATOM}author")] != []
        kinds = [each.get("rel") for each in one.findall(f"{ATOM}link")]
        assert len(set(kinds)) == len(kinds)
        assert "alternate" in kinds
    ids = [text(each, "id") for each in root.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    (own,) = (each.get("href") for each in root.findall(f"{ATOM}link") if each.get("rel") == "self")
    assert text(root, "id") == own == f"{ADDRESS}feed.xml"
    days = [text(each, "updated") for each in root.findall(f"{ATOM}entry")]
    assert days == sorted(days, reverse=True)
    if days:
        assert text(root, "updated") == days[0]


def test_the_real_repository_makes_a_valid_feed_whose_links_lead_somewhere() -> None:
    from generator.load import load  # noqa: PLC0415 - only this test reads the real results

    made = load(Path(__file__).parent.parent).catalogue
    composition = compose(made, compare(made), ADDRESS)
    root = root_of(composition)
    validated(root)
    pages = {page.path: set(links.ids(str(page.body))) for page in composition.pages}
    for each in entries(composition):
        href = next(str(link.get("href")) for link in each.findall(f"{ATOM}link"))
        assert href.startswith(ADDRESS)
        path, _, fragment = href.removeprefix(ADDRESS).partition("#")
        assert path in pages
        assert not fragment or fragment in pages[path]
    assert len(entries(composition)) >= len(made.submissions) + len(made.reports)


def test_a_site_without_anything_has_a_valid_feed() -> None:
    validated(root_of(composed()))
    assert entries(composed()) == []


@pytest.mark.parametrize(
    "state", [State.CORRECTED, State.DISPUTED, State.SUPERSEDED, State.WITHDRAWN, State.INVALID], ids=str
)
def test_a_submission_says_what_its_page_says_of_it(state: State) -> None:
    made = composed(submission("synthetic", synthetic.event(state, "2026-11-25")))
    validated(root_of(made))
    event, own = entries(made)
    said = str(state).capitalize()
    assert text(event, "title") == f"{said}: Synthetic submission"
    assert text(event, "summary") == "All results. A synthetic reason."
    assert text(event, "author/" + ATOM + "name") == "Synthetic curator"
    assert text(own, "title") == f"New: Synthetic submission ({state} on 2026-11-25)"
    assert (text(own, "published"), text(own, "updated")) == ("2026-11-22T00:00:00Z", "2026-11-25T00:00:00Z")
    page = next(page for page in made.pages if page.path == "performance/submissions/synthetic/")
    banner = next(each.all_text() for each in elements(str(page.body)) if each.name == "aside")
    assert f"ecorded as {state}" in banner
    for each in (event, own):
        assert str(state) in [category.get("term") for category in each.findall(f"{ATOM}category")]


def test_an_event_about_some_results_names_them_and_leaves_the_submission_as_it_is() -> None:
    event = replace(synthetic.event(State.DISPUTED), results=("a",), replaced_by="synthetic/b")
    made = composed(submission("synthetic", event))
    assert titles(made) == [
        "Disputed: 1 result of Synthetic submission",
        "New: Synthetic submission (1 of 2 results disputed on 2026-11-25)",
    ]
    assert text(entries(made)[0], "summary") == "a. A synthetic reason. Replaced by synthetic/b."


def test_many_results_are_counted() -> None:
    event = replace(synthetic.event(State.DISPUTED), results=tuple(f"r{at}" for at in range(30)))
    assert "r7 and 22 more." in text(entries(composed(submission("synthetic", event)))[0], "summary")


def test_a_later_event_changes_no_earlier_id() -> None:
    first, second = synthetic.event(State.DISPUTED, "2026-11-24"), synthetic.event(State.WITHDRAWN, "2026-11-25")
    before = {text(each, "id") for each in entries(composed(submission("synthetic", first)))}
    after = [text(each, "id") for each in entries(composed(submission("synthetic", first, second)))]
    assert before < set(after)
    assert after[0] == "tag:results.example,2026:/site/performance/synthetic/2"


def dispute(outcome: Outcome | None = None, day: str = "2026-11-24", *, is_statement: bool = False) -> Dispute:
    decision = outcome and Decision(
        date=date.fromisoformat(day), by="Synthetic curator", outcome=outcome, state=None, reason="A synthetic decision.",
        results=None, reports=None,
    )  # fmt: skip
    author = Objector(name="Nobody", affiliation="Alpha's makers", github=None, relationship=Relationship.VENDOR)
    return Dispute(
        id="wrong-clock", date=date(2026, 11, 23), author=author, results=("synthetic/a",), reports=(), claim="The clock was wrong.",
        is_statement=is_statement, evidence=(), replies=(), decision=decision, origin=synthetic.PLACE,
    )  # fmt: skip


def disputed(*events: StatusEvent, outcome: Outcome | None = None, is_statement: bool = False) -> Composition:
    made = replace(
        synthetic.catalogue(submission("synthetic", *events)),
        disputes={"wrong-clock": dispute(outcome, is_statement=is_statement)},
    )
    return compose(made, compare(made), ADDRESS)


def test_an_objection_has_an_entry_at_once_and_says_what_was_decided() -> None:
    (entry, _) = entries(disputed())
    assert text(entry, "title") == "Dispute about synthetic/a (open)"
    assert text(entry, "summary").startswith(
        "Nobody, Alpha's makers, a maker of what was measured: The clock was wrong."
    )
    assert text(entry, "id").endswith("/disputes/wrong-clock")
    made = disputed(outcome=Outcome.REJECTED)
    validated(root_of(made))
    (entry, own) = entries(made)
    assert text(entry, "title") == "Dispute about synthetic/a (rejected on 2026-11-24)"
    assert (text(entry, "published"), text(entry, "updated")) == ("2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z")
    assert text(own, "title") == "New: Synthetic submission", "a rejected objection changes no state"
    (entry, _) = entries(disputed(is_statement=True))
    assert text(entry, "title") == "Statement about synthetic/a"
    (entry, _) = entries(disputed(is_statement=True, outcome=Outcome.WITHDRAWN))
    assert text(entry, "title") == "Statement about synthetic/a (withdrawn on 2026-11-24)"


def test_a_decision_that_comes_in_between_changes_no_id() -> None:
    first, second = synthetic.event(State.CORRECTED, "2026-11-23"), synthetic.event(State.WITHDRAWN, "2026-11-25")
    decided = replace(synthetic.event(State.DISPUTED, "2026-11-24"), dispute="wrong-clock", results=("a",))
    before = {text(each, "id") for each in entries(disputed(first, second))}
    after = {text(each, "id") for each in entries(disputed(first, decided, second, outcome=Outcome.UPHELD))}
    assert {each.removeprefix("tag:results.example,2026:/site/") for each in after - before} == {
        "performance/synthetic/dispute-wrong-clock"
    }
    assert before < after


def test_two_events_of_one_day_are_two_entries() -> None:
    twice = [synthetic.event(State.DISPUTED), synthetic.event(State.WITHDRAWN)]
    made = composed(submission("synthetic", *twice))
    validated(root_of(made))
    assert len(entries(made)) == 3


def test_a_demonstration_is_named_as_one_in_each_of_its_entries() -> None:
    shown = submission("synthetic", synthetic.event(State.CORRECTED), purpose=Purpose.DEMONSTRATION)
    assert all("Demonstration: Synthetic submission" in title for title in titles(composed(shown)))
    assert "ranks no mesh" in text(entries(composed(shown))[1], "summary")


def test_a_report_has_an_entry_and_one_that_is_history_says_so() -> None:
    made = composed(
        synthetic.gateway_report("now"),
        synthetic.smi_report("then", historic=True),
        synthetic.hamlet_report("gone", state=State.WITHDRAWN),
    )
    validated(root_of(made))
    assert any(title.startswith("New: Conformance: Alpha 1.0.0, Gateway API v1.4.0") for title in titles(made))
    assert any("(historic, unverified)" in title for title in titles(made))
    assert sum("withdrawn" in title.lower() for title in titles(made)) == 2


def test_a_report_that_was_submitted_as_its_suite_wrote_it_has_the_day_of_its_run() -> None:
    unmodified = synthetic.gateway_report("plain", submitted=None, submitter=None, ran="2026-10-01")
    (entry,) = entries(composed(unmodified))
    assert text(entry, "updated") == "2026-10-01T00:00:00Z"
    assert entries(composed(synthetic.gateway_report("undated", submitted=None, submitter=None, ran=None))) == []


def test_patterns_of_one_day_are_one_entry() -> None:
    many: list[Pattern] = [pattern_samples.pattern(f"p-{at}", number=at) for at in range(12)]
    made = composed(*many)
    validated(root_of(made))
    (entry,) = entries(made)
    assert text(entry, "title") == "12 patterns, new or changed"
    assert text(entry, "summary").endswith("and 4 more.")


def test_there_are_at_most_a_hundred_the_newest() -> None:
    many = [submission(f"s-{at:03}", submitted=date.fromordinal(739_000 + at)) for at in range(105)]
    found = entries(composed(*many))
    assert len(found) == feed.ENTRIES == 100
    assert text(found[0], "id").endswith("/s-104")
    assert text(found[-1], "id").endswith("/s-005")


def test_the_day_of_the_build_changes_nothing() -> None:
    made: Catalogue = synthetic.catalogue(submission())
    first, second = (compose(made, compare(made), ADDRESS, today=day) for day in (None, date(2030, 1, 1)))
    assert ET.tostring(root_of(first)) == ET.tostring(root_of(second))


HOSTILE = "]]></title><script>alert(1)</script> & \"quoted\" 'too' \u0001\ufffe"


def test_a_hostile_text_stays_text() -> None:
    event = replace(synthetic.event(State.WITHDRAWN), by=HOSTILE, reason=HOSTILE)
    root = root_of(composed(submission("synthetic", event, title=HOSTILE)))
    validated(root)
    assert not [each for each in root.iter() if "script" in each.tag]
    shown = "]]></title><script>alert(1)</script> & \"quoted\" 'too'"
    assert shown in text(root.findall(f"{ATOM}entry")[0], "title")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_any_text_gives_xml_that_parses(hostile: str) -> None:
    made = feed._text("title", hostile)
    assert ET.fromstring(made).tag == "title"  # noqa: S314 - our own


def test_ids_follow_the_address_of_the_site() -> None:
    assert feed.tag("https://a.example/b/", "x/1") == "tag:a.example,2026:/b/x/1"
    assert feed.tag("http://127.0.0.1:8000/", "x") == "tag:127.0.0.1,2026:/x"


@pytest.mark.xdist_group("injection")
def test_every_page_of_a_site_tells_readers_where_its_feed_is(small_site: Path) -> None:
    """Relative, so that it is found below any path; the page for missing ones is at no depth, so from the root."""
    pages = sorted(small_site.rglob("*.html"))
    assert len(pages) > 100
    for page in pages:
        html = page.read_text(encoding="utf-8")
        if 'http-equiv="refresh"' in html:
            continue
        (href,) = (
            str(each.attributes["href"])
            for each in elements(html)
            if each.name == "link" and each.attributes.get("type") == "application/atom+xml"
        )
        if page.name == "404.html":
            assert urlsplit(href).path == "/mesh-results/feed.xml"
        else:
            assert (page.parent / href).resolve() == (small_site / "feed.xml").resolve()


def test_pages_link_to_the_feed() -> None:
    made = composed(submission())
    for path in ("", "data/"):
        page = next(page for page in made.pages if page.path == path)
        found = {str(each.attributes.get("href")) for each in elements(str(page.body)) if each.name == "a"}
        assert links.relative(path, "feed.xml") in found
    assert file_of("data/") == "data/index.html"
