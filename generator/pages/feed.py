"""The feed (Atom, RFC 4287): what is new, corrected, disputed, replaced or withdrawn, by document and event, from the catalogue alone.

An entry's id is made of what never changes: a document's id, and the place of an event in its history, which only grows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

from generator import addresses
from generator.citation import SITE
from generator.conformance.values import Standing
from generator.model import Purpose, State, Submission
from generator.numbers import listed, plural
from generator.page import Asset
from generator.pages import wording
from generator.pages.citing import AUTHORS, recorded
from generator.pages.conformance import label
from generator.pages.index import newest_date
from generator.pages.patterns import written_up

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.conformance.values import Outcome
    from generator.model import ConformanceReport, Pattern, StatusEvent
    from generator.pages.index import Index

ENTRIES = 100
"""So many entries at most, the newest: a reader who comes seldom finds the rest on the pages."""
_YEAR = 2026
"""A year in which the site's host was whoever's it is: RFC 4151 wants one in a tag."""
_NO_CHARACTER = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped."""
_NAMED = 8
"""Patterns or results that an entry names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of the feed, in plain texts.

    `document` and `event` tell it apart for ever; the document's own entry has no event. `place` is the event's in the history.
    `link` is the address of a page, with its fragment.
    """

    document: str
    event: str | None = None
    place: int = 0
    title: str
    published: date
    updated: date
    link: str
    author: str
    summary: str
    terms: tuple[str, ...]

    @property
    def name(self) -> str:
        """What the entry's id ends with."""
        return f"{self.document}/{self.event}" if self.event else self.document


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark:
    """What tells an event from others of its document, and its place in the history of today."""

    event: str
    place: int


def feed_file(index: Index) -> Asset:
    """The feed."""
    return Asset(path=addresses.FEED, content=_atom(index, entries(index)).encode())


def entries(index: Index) -> Sequence[Entry]:
    """The newest entries, the newest first."""
    found = [*_of_submissions(index), *_of_reports(index), *_of_disputes(index), *_of_patterns(index)]
    return sorted(found, key=lambda each: (-each.updated.toordinal(), each.document, -each.place))[:ENTRIES]


def _of_submissions(index: Index) -> Iterator[Entry]:
    for submission in index.catalogue.submissions.values():
        shown = submission.purpose is Purpose.DEMONSTRATION
        about = f"{'Demonstration: ' if shown else ''}{submission.title}"
        terms = ("performance", *(("demonstration",) if shown else ()))
        path, name = addresses.submission_path(submission.id), f"performance/{submission.id}"
        yield _published(
            name, about, submission.submitted, submission, path, _submission_words(index, submission), terms
        )
        for mark, event in _marked(submission.history):
            words = (_scope(event, about), _results(event))
            yield _changed(name, mark, event, words, f"{path}#history", terms)


def _submission_words(index: Index, submission: Submission) -> str:
    ranks = " It was made to show the method and ranks no mesh." if submission.purpose is Purpose.DEMONSTRATION else ""
    return (
        f"{plural(len(submission.results), 'result')} measured by {wording.inline(submission.provenance.measured_by)}, "
        f"{wording.RELATIONSHIPS[submission.disclosure.relationship]}, in {index.lab(submission).name}.{ranks}"
    )


def _scope(event: StatusEvent, about: str) -> str:
    """What the event is about: all of the submission, or some results of it."""
    return about if event.results is None else f"{plural(len(event.results), 'result')} of {about}"


def _results(event: StatusEvent) -> str:
    if event.results is None:
        return "All results."
    more = len(event.results) - _NAMED
    return f"{listed([*event.results[:_NAMED], *([f'{more} more'] if more > 0 else [])])}."


def _of_reports(index: Index) -> Iterator[Entry]:
    for outcome in index.survey.outcomes.values():
        report = outcome.report
        day = report.submitted or (report.date.at.date() if report.date else None)
        about = _report_title(index, outcome)
        path, name = addresses.report_path(report.id), f"conformance/{report.id}"
        if day is not None:
            yield _published(name, about, day, report, path, _report_words(outcome), ("conformance", report.suite))
        for mark, event in _marked(report.history):
            words = (about, "The report.")
            yield _changed(name, mark, event, words, f"{path}#history", ("conformance", report.suite))


def _report_title(index: Index, outcome: Outcome) -> str:
    history = f" ({wording.STANDINGS[outcome.standing]})" if outcome.standing is Standing.HISTORIC else ""
    return f"Conformance: {label(index, outcome)}{history}"


def _report_words(outcome: Outcome) -> str:
    report = outcome.report
    told = "; ".join(filter(None, (wording.group_in_words(group) for group in outcome.groups))) or "no counts reported"
    ran = f" Ran {wording.moment(report.date)}." if report.date else ""
    history = f" {report.historic.reason}" if report.historic else ""
    return f"{told}.{ran}{history}"


def _of_patterns(index: Index) -> Iterator[Entry]:
    """An entry a day: many patterns are written up at once."""
    days: dict[date, list[tuple[Pattern, str]]] = defaultdict(list)
    for pattern in written_up(tuple(index.catalogue.patterns.values())):
        for version in pattern.history:
            days[version.date].append((pattern, version.version))
    for day, several in days.items():
        yield _pattern_entry(day, several)


def _pattern_entry(day: date, several: Sequence[tuple[Pattern, str]]) -> Entry:
    (first, version), more = several[0], len(several) - _NAMED
    named = [f"{pattern.title} {number}" for pattern, number in several[:_NAMED]]
    alone = len(several) == 1
    return Entry(
        document=f"patterns/{day}",
        title=f"Pattern: {first.title} {version}" if alone else f"{len(several)} patterns, new or changed",
        published=day,
        updated=day,
        link=addresses.pattern_path(first.id) if alone else addresses.PATTERNS,
        author=AUTHORS,
        summary=first.summary if alone else f"{'; '.join(named)}{f'; and {more} more' if more > 0 else ''}.",
        terms=("pattern",),
    )


def _published(
    name: str,
    about: str,
    day: date,
    document: Submission | ConformanceReport,
    path: str,
    words: str,
    terms: tuple[str, ...],
) -> Entry:
    """A document's own entry, which says what its page says that it is recorded as today."""
    states = "; ".join(_recorded(document))
    submitter = document.submitter.name if document.submitter else AUTHORS
    return Entry(
        document=name,
        title=f"New: {about}{f' ({states})' if states else ''}",
        published=day,
        updated=max((day, *(event.date for event in document.history))),
        link=path,
        author=submitter,
        summary=f"{words}{f' Recorded as {states}.' if states else ''}",
        terms=(*terms, *_states(document)),
    )


def _recorded(document: Submission | ConformanceReport) -> list[str]:
    if isinstance(document, Submission):
        return recorded(document)
    return [f"{wording.STATES[event.state].lower()} on {event.date}" for event in document.history[-1:]]


def _states(document: Submission | ConformanceReport) -> list[str]:
    """The state that all of the document is in, so that a reader can filter by it; several where its results differ."""
    if isinstance(document, Submission):
        return sorted({str(each.state) for each in document.results} or {str(State.PUBLISHED)})
    return [str(document.state)]


def _changed(
    document: str, mark: _Mark, event: StatusEvent, words: tuple[str, str], link: str, terms: tuple[str, ...]
) -> Entry:
    """An event's entry; `words` are what the event is about, in the title and in a sentence."""
    replaced = f" Replaced by {event.replaced_by}." if event.replaced_by else ""
    return Entry(
        document=document,
        event=mark.event,
        place=mark.place,
        title=f"{wording.STATES[event.state]}: {words[0]}",
        published=event.date,
        updated=event.date,
        link=link,
        author=event.by,
        summary=f"{words[1]} {event.reason}{replaced}",
        terms=(*terms, str(event.state)),
    )


def _marked(history: Sequence[StatusEvent]) -> Iterator[tuple[_Mark, StatusEvent]]:
    """Events of the status file by their number there, which only grows; decisions, which come in between, by their dispute."""
    written = 0
    for place, event in enumerate(history, start=1):
        written += event.dispute is None
        name = str(written) if event.dispute is None else f"dispute-{event.dispute}"
        yield _Mark(event=name, place=place), event


def _of_disputes(index: Index) -> Iterator[Entry]:
    """An entry for each objection, which says what was decided; the decision's events have entries of their own."""
    for dispute in index.catalogue.disputes.values():
        decision = dispute.decision
        standing = (
            ("stated" if dispute.is_statement else "open")
            if decision is None
            else f"{decision.outcome} on {decision.date}"
        )
        decided = f" {str(decision.outcome).capitalize()}: {decision.reason}" if decision else ""
        author = ", ".join(filter(None, (dispute.author.name, dispute.author.affiliation)))
        about = listed([*dispute.results[:_NAMED], *dispute.reports[:_NAMED]])
        yield Entry(
            document=f"disputes/{dispute.id}",
            title=f"Statement about {about}{f' ({standing})' if decision else ''}"
            if dispute.is_statement
            else f"Dispute about {about} ({standing})",
            published=dispute.date,
            updated=dispute.newest,
            link=addresses.dispute_path(dispute.id),
            author=author,
            summary=f"{author}, {wording.RELATIONSHIPS[dispute.author.relationship]}: {dispute.claim}{decided}",
            terms=("dispute", standing.partition(" ")[0]),
        )


def _atom(index: Index, shown: Sequence[Entry]) -> str:
    address = index.site_url
    updated = max((each.updated for each in shown), default=newest_date(index.catalogue))
    head = (
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
        _text("id", address + addresses.FEED),
        _text("title", SITE),
        _text("subtitle", "What is new, corrected, disputed, replaced or withdrawn."),
        _text("updated", _moment(updated)),
        f"<author>{_text('name', AUTHORS)}</author>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(address + addresses.FEED)}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(address)}/>',
        '<generator uri="https://github.com/service-mesh-wg/mesh-results">mesh-results</generator>',
    )
    return "\n".join((*head, *(_entry(address, each) for each in shown), "</feed>", ""))


def _entry(address: str, entry: Entry) -> str:
    parts = (
        "<entry>",
        _text("id", tag(address, entry.name)),
        _text("title", entry.title),
        _text("published", _moment(entry.published)),
        _text("updated", _moment(entry.updated)),
        f"<author>{_text('name', entry.author)}</author>",
        f'<link rel="alternate" type="text/html" href={quoteattr(address + entry.link)}/>',
        *(f"<category term={quoteattr(term)}/>" for term in entry.terms),
        _text("summary", entry.summary),
        "</entry>",
    )
    return "\n".join(parts)


def tag(address: str, name: str) -> str:
    """The tag URI (RFC 4151) of an entry: of the site's host and path, and what never changes about the entry."""
    site = urlsplit(address)
    return f"tag:{site.hostname},{_YEAR}:{site.path}{name}"


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _text(name: str, text: str) -> str:
    return f"<{name}>{escape(_NO_CHARACTER.sub('', ' '.join(text.split())))}</{name}>"
