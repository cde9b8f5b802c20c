"""Disputes and redactions -> values, and what a decision does to the history of what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator import model
from generator.construct.fields import day, entries, required_text, texts
from generator.rules.access import mapping, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from generator.source import Document


def dispute(document: Document) -> model.Dispute:
    """An objection with what was answered and decided."""
    entry = mapping(document.data)
    decision = mapping(entry, "decision")
    return model.Dispute(
        id=required_text(entry, "id"),
        date=day(entry, "date"),
        is_statement=entry.get("statement") is True,
        author=_author(mapping(entry, "author")),
        results=texts(entry, "results"),
        reports=texts(entry, "reports"),
        claim=required_text(entry, "claim"),
        evidence=entries(entry, "evidence", _evidence),
        replies=entries(entry, "replies", _reply),
        decision=_decision(decision) if decision else None,
        origin=document.locate(()),
    )


def redactions(document: Document) -> tuple[model.Redaction, ...]:
    """The removals of private data in the file's order."""
    return entries(mapping(document.data), "redactions", _redaction)


def _author(entry: Mapping[str, object]) -> model.Objector:
    return model.Objector(
        name=required_text(entry, "name"),
        affiliation=text(entry, "affiliation"),
        github=text(entry, "github"),
        relationship=model.Relationship(required_text(entry, "relationship")),
    )


def _evidence(entry: Mapping[str, object]) -> model.DisputeEvidence:
    return model.DisputeEvidence(
        title=required_text(entry, "title"), uri=required_text(entry, "uri"), sha256=text(entry, "sha256")
    )


def _reply(entry: Mapping[str, object]) -> model.Reply:
    return model.Reply(
        date=day(entry, "date"),
        by=required_text(entry, "by"),
        role=text(entry, "role"),
        text=required_text(entry, "text"),
        evidence=entries(entry, "evidence", _evidence),
    )


def _decision(entry: Mapping[str, object]) -> model.Decision:
    state = text(entry, "state")
    return model.Decision(
        date=day(entry, "date"),
        by=required_text(entry, "by"),
        outcome=model.Outcome(required_text(entry, "outcome")),
        state=None if state is None else model.State(state),
        reason=required_text(entry, "reason"),
        results=texts(entry, "results") if "results" in entry else None,
        reports=texts(entry, "reports") if "reports" in entry else None,
    )


def _redaction(entry: Mapping[str, object]) -> model.Redaction:
    return model.Redaction(
        date=day(entry, "date"),
        path=required_text(entry, "path"),
        removed_sha256=required_text(entry, "removed_sha256"),
        sha256=text(entry, "sha256"),
        by=required_text(entry, "by"),
        reason=required_text(entry, "reason"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """The decisions that uphold a dispute, as events: of submissions and of conformance reports, by id."""

    submissions: Mapping[str, Sequence[model.StatusEvent]] = field(default_factory=dict)
    reports: Mapping[str, Sequence[model.StatusEvent]] = field(default_factory=dict)


def verdicts(disputes: Iterable[model.Dispute]) -> Verdicts:
    """What upheld disputes add to histories, so that a decision takes the one way by which results leave rankings: their state."""
    submissions: dict[str, list[model.StatusEvent]] = {}
    reports: dict[str, list[model.StatusEvent]] = {}
    for each in disputes:
        decision = each.decision
        if decision is None or decision.outcome is not model.Outcome.UPHELD:
            continue
        for name, results in _by_submission(each.results if decision.results is None else decision.results).items():
            submissions.setdefault(name, []).append(_event(each, decision, results))
        for name in each.reports if decision.reports is None else decision.reports:
            reports.setdefault(name, []).append(_event(each, decision, None))
    return Verdicts(submissions=submissions, reports=reports)


def _by_submission(addresses: Sequence[str]) -> Mapping[str, tuple[str, ...] | None]:
    """The results by submission; None where all of them are meant."""
    found: dict[str, tuple[str, ...] | None] = {}
    for address in addresses:
        name, _, result = address.partition("/")
        known = found.get(name, ())
        found[name] = None if not result or known is None else (*known, result)
    return found


def _event(dispute: model.Dispute, decision: model.Decision, results: tuple[str, ...] | None) -> model.StatusEvent:
    return model.StatusEvent(
        date=decision.date,
        state=decision.state or model.State.DISPUTED,
        by=decision.by,
        reason=decision.reason,
        results=results,
        replaced_by=None,
        dispute=dispute.id,
    )


def with_verdicts(
    history: Sequence[model.StatusEvent], decided: Sequence[model.StatusEvent]
) -> tuple[model.StatusEvent, ...]:
    """A history with decisions at their dates, after what was written into the status file on the same day."""
    return tuple(sorted((*history, *decided), key=lambda event: event.date))
