"""What was submitted before a day, by the dates in the documents: for a repository whose history begins later."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from generator.model import State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from generator.model import Catalogue, ConformanceReport, Dispute, StatusEvent, Submission


def as_of(catalogue: Catalogue, day: date) -> Catalogue:
    """The catalogue without what is dated that day or later; states are those of the events before.

    Registry, claims, initiatives and patterns bear no date of their own and stay.
    """
    return replace(
        catalogue,
        submissions={
            name: _submission(each, day) for name, each in catalogue.submissions.items() if each.submitted < day
        },
        reports={
            name: _report(each, day) for name, each in catalogue.reports.items() if _dated(each) < day.isoformat()
        },
        disputes={name: _dispute(each, day) for name, each in catalogue.disputes.items() if each.date < day},
        pins=tuple(each for each in catalogue.pins if each.pinned < day),
    )


def _dated(report: ConformanceReport) -> str:
    """The day of its submission, of its run where that is not said; one without either has always been there."""
    if report.submitted is not None:
        return report.submitted.isoformat()
    return "" if report.date is None else report.date.at.date().isoformat()


def _submission(submission: Submission, day: date) -> Submission:
    events = _before(submission.history, day)
    results = tuple(
        replace(each, history=_before(each.history, day), state=_state(_before(each.history, day)))
        for each in submission.results
    )
    return replace(submission, history=events, results=results)


def _report(report: ConformanceReport, day: date) -> ConformanceReport:
    events = _before(report.history, day)
    return replace(report, history=events, state=_state(events))


def _before(events: Iterable[StatusEvent], day: date) -> tuple[StatusEvent, ...]:
    return tuple(each for each in events if each.date < day)


def _state(events: tuple[StatusEvent, ...]) -> State:
    return events[-1].state if events else State.PUBLISHED


def _dispute(dispute: Dispute, day: date) -> Dispute:
    decision = dispute.decision if dispute.decision is not None and dispute.decision.date < day else None
    return replace(dispute, replies=tuple(each for each in dispute.replies if each.date < day), decision=decision)
