"""What no rule can judge of a change, and who is to be told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.changes.contents import KINDS
from generator.changes.texts import inert, listed, section
from generator.model import Relationship
from generator.numbers import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.changes.values import Beside, Changes, Entered
    from generator.model import Submitter

REPLY_DAYS = 14


def notes(found: Changes, beside: Beside) -> Iterator[str]:
    """Two sections of Markdown: what a curator has to look at, what weighs most first, and whom it is about."""
    yield section("For a curator", [*_of_what_stands(found, beside), *_of_disputes(found), *_of_what_is_new(found)])
    told = [
        *(f"{inert(mesh.name)}: {_contacts(mesh.contacts)}" for mesh in found.meshes.values()),
        *(f"{inert(name)}, submitted by {_submitter(each)}" for name, each in found.owners.items()),
    ]
    if told:
        yield f"## Whom it is about\n\nTell them. {_days(found)}\n\n{listed(told)}"


def _of_what_stands(found: Changes, beside: Beside) -> Iterator[str]:
    """What becomes of what is published."""
    yield from (
        f"the pin {inert(f'{each.chart}/{each.hash}')} holds something else than its chart shows now: is it of an older day, or forged?"
        for each in found.pins
        if each.hash in beside.unlike
    )
    yield from (
        f"{inert(each.title)} says something else than was published: only private data may go"
        for each in found.altered
    )
    yield from (f"{inert(each.path)} loses private data: was it that, and was it all?" for each in found.redactions)
    yield from (
        f"{kind} {inert(name)} is removed: "
        f"{'is it used nowhere?' if kind in KINDS else 'only a recorded removal of private data may do that'}"
        for kind, name in found.removed
    )
    yield from (f"{inert(each.title)} changes its state: is that its submitter's, or decided?" for each in found.moved)
    yield from (_of_an_entry(each) for each in found.registry if not each.added)


def _of_disputes(found: Changes) -> Iterator[str]:
    yield from (
        f"{inert(now.id)} is decided {plural((now.decision.date - now.date).days, 'day')} after {now.date.isoformat()}, the day that the "
        f"objection says: by a curator without an interest, and did those concerned have their {REPLY_DAYS} days?"
        for was, now in found.disputes
        if now.decision is not None and not now.is_statement and (was is None or was.decision is None)
    )
    yield from (
        f"{inert(now.id)} is a statement, on which nobody decides: is it by those whom the result concerns, and no objection?"
        for was, now in found.disputes
        if now.is_statement and was is None
    )
    yield from (f"{inert(now.id)} waits for a decision" for _, now in found.disputes if now.is_open)


def _of_what_is_new(found: Changes) -> Iterator[str]:
    entered = {each.name for each in found.registry if each.kind == "lab" and each.added}
    for each in found.submissions:
        if each.provenance.by_working_group:
            yield f"{inert(each.title)} says that the working group ran it: did it?"
        if each.disclosure.relationship is Relationship.VENDOR:
            yield f"{inert(each.title)} is by a maker of what it measures: read its disclosure"
        if each.lab not in entered:
            yield f"{inert(each.title)} names the lab {inert(each.lab)}, which others registered: was it measured there?"
    yield from (_of_an_entry(each) for each in found.registry if each.added)


def _of_an_entry(each: Entered) -> str:
    said = "added" if each.added else "changed"
    return f"{each.kind} {inert(each.name)} of the registry is {said}: is that a fair description?"


def _contacts(contacts: Sequence[str]) -> str:
    return (
        ", ".join(inert(each) for each in contacts)
        or "the registry names no contact: ask at the project, and propose one"
    )


def _days(found: Changes) -> str:
    """What those who are told can do, and in which time."""
    if any(now.is_open for _, now in found.disputes):
        return f"They have {REPLY_DAYS} days to reply before a decision."
    if found.submissions or found.reports:
        return f"They have {REPLY_DAYS} days to reply; what they say stays beside the numbers."
    return "They may have a statement recorded beside the results."


def _submitter(each: Submitter) -> str:
    said = (each.name, each.organization, f"@{each.github}" if each.github else None)
    return ", ".join(inert(part) for part in said if part)
