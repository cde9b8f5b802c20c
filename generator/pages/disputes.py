"""The pages of disputes: who objects to what, what was answered, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from generator import addresses
from generator.model import State
from generator.pages.conformance import label
from generator.pages.rendering import outward, page, paragraphs, render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.model import Dispute, StatusEvent
    from generator.page import Page
    from generator.pages.index import Index


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A status event that calls results disputed, with the page and the title of what it is about."""

    title: str
    path: str
    event: StatusEvent


def disputes_page(index: Index) -> Page:
    """Every dispute, open ones first, and every removal of private data."""
    disputes = sorted(index.catalogue.disputes.values(), key=lambda each: each.newest, reverse=True)
    body = render(
        "disputes.html",
        addresses.DISPUTES,
        index=index,
        disputes=sorted(disputes, key=lambda each: not each.is_open),
        about=partial(_about, index),
        recorded=sorted(_recorded(index), key=lambda each: each.event.date, reverse=True),
        redactions=sorted(index.catalogue.redactions, key=lambda each: each.date, reverse=True),
    )
    return page(
        addresses.DISPUTES,
        body,
        title="Disputes",
        description="Who objects to which results, what was decided, and what was removed after publication.",
        section="Working group",
        search="Objections to results and reports, their decisions, and private data that was removed.",
    )


def _recorded(index: Index) -> Iterator[Recorded]:
    for submission in index.catalogue.submissions.values():
        for event in filter(_is_disputed, submission.history):
            yield Recorded(title=submission.title, path=addresses.submission_path(submission.id), event=event)
    for outcome in index.survey.outcomes.values():
        for event in filter(_is_disputed, outcome.report.history):
            path = addresses.report_path(outcome.report.id)
            yield Recorded(title=label(index, outcome), path=path, event=event)


def _is_disputed(event: StatusEvent) -> bool:
    return event.state is State.DISPUTED


def dispute_pages(index: Index) -> Iterator[Page]:
    """A page for each dispute, decided ones too: an objection stays visible."""
    for dispute in index.catalogue.disputes.values():
        yield _page(index, dispute)


def _page(index: Index, dispute: Dispute) -> Page:
    path, what = addresses.dispute_path(dispute.id), "A statement" if dispute.is_statement else "An objection"
    body = render(
        "dispute.html",
        path,
        index=index,
        dispute=dispute,
        about=_about(index, dispute),
        claim=paragraphs(dispute.claim),
        outward=outward,
    )
    return page(
        path,
        body,
        title=f"{'Statement' if dispute.is_statement else 'Dispute'} {dispute.id}",
        description=f"{what} of {dispute.date.isoformat()}, its answers and what was decided.",
        section="Working group",
        kind="dispute",
        source=dispute.origin.path,
        search=f"{what} on {len(dispute.results) + len(dispute.reports)} results or reports, its answers and what was decided.",
    )


def _about(index: Index, dispute: Dispute) -> list[tuple[str, str]]:
    """What it is about: each by its name in words, with the path of its page."""
    results = [_result(index, each) if "/" in each else _submission(index, each) for each in dispute.results]
    outcomes = [index.survey.outcomes[each] for each in dispute.reports]
    return [*results, *((label(index, each), addresses.report_path(each.report.id)) for each in outcomes)]


def _submission(index: Index, name: str) -> tuple[str, str]:
    return index.catalogue.submissions[name].title, addresses.submission_path(name)


def _result(index: Index, address: str) -> tuple[str, str]:
    found = index.result(address)
    title = index.catalogue.submissions[found.submission].title
    return f"{title}: {index.label(found)}, run {found.id}", addresses.result_path(address)
