"""MR221, MR712 and MR725: what a dispute names exists, its answers and its decision follow each other, and no party decides."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.characters import likeness
from generator.finding import Hit, Severity
from generator.rules.access import DISPUTE, inside, mapping, near, runs, sequence, text
from generator.rules.engine import corpus_rule, quoted, rule
from generator.times import read_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.finding import Pointer
    from generator.rules.corpus import Corpus
    from generator.source import Document

SINCE = "2026-11-26"
_OBJECTOR = "who raised the dispute"
_SIDES = ("author", "maintainer", "owner")
_FORMS = frozenset(
    map(
        likeness,
        [
            "ag",
            "bv",
            "co",
            "company",
            "corp",
            "corporation",
            "gmbh",
            "inc",
            "incorporated",
            "limited",
            "llc",
            "ltd",
            "plc",
            "sa",
            "the",
        ],
    )
)
_GROUPS = ("service mesh working group", "cncf service mesh working group")


@corpus_rule("MR221", "unknown-disputed-result", severity=Severity.ERROR, since=SINCE)
def unknown_disputed_result(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A dispute is about nothing that is published here.

    What it finds
    -------------
    A `results` of a dispute, or of its decision, that is neither the id of a submission nor `submission/result` with a result of
    that submission; a `reports` that is not the id of a conformance report; a dispute that names neither; and a decision
    that names what the dispute is not about.

    Why it matters
    --------------
    The dispute is shown on the pages of what it names, and a decision takes just that out of charts and rankings. One that misses its
    result leaves it standing as if nobody had objected.

    Wrong
    -----
    ```yaml
    results: [livewyer-2024/v4-istio]       # no such result
    ```

    Right
    -----
    ```yaml
    results: [livewyer-2024/v4-istio-sidecar-pod-32-300000]
    ```
    """
    for document in corpus.disputes:
        if not sequence(document.data, "results") and not sequence(document.data, "reports"):
            message = "the dispute names neither results nor reports, expected what it is about"
            hint = "write `results: [<submission>/<result>]`, `results: [<submission>]` or `reports: [<report>]`"
            yield document, Hit(pointer=("id",), message=message, hint=hint)
        for hit in (*_unknown(corpus, document), *_beyond(document)):
            yield document, hit


def _unknown(corpus: Corpus, document: Document) -> Iterator[Hit]:
    reports = frozenset(each.name for each in corpus.report_folders)
    for place, name in enumerate(sequence(document.data, "reports")):
        if name not in reports:
            message = f"the dispute names the report {quoted(name)}, expected a conformance report of this repository"
            hint = near(str(name), reports, "write the name of the report's folder")
            yield Hit(pointer=("reports", place), message=message, hint=hint)
    for place, name in enumerate(sequence(document.data, "results")):
        known, certain = _results(corpus, str(name))
        if certain and name not in known:
            message = f"the dispute names {quoted(name)}, expected a submission or one of its results"
            hint = near(str(name), known, "write the submission's id, a slash and the result's id")
            yield Hit(pointer=("results", place), message=message, hint=hint)


def _results(corpus: Corpus, address: str) -> tuple[frozenset[str], bool]:
    """What may be named, and whether that is all: the results of a broken file are not known."""
    name = address.partition("/")[0]
    folder = corpus.folders_by_name.get(name)
    found = {f"{name}/{run.id}" for document in (folder.results if folder else ()) for run in runs(document)}
    return frozenset(found | set(corpus.folders_by_name)), folder is None or folder.complete


def _beyond(document: Document) -> Iterator[Hit]:
    """What a decision names without the dispute being about it."""
    for field in ("results", "reports"):
        about = frozenset(map(str, sequence(document.data, field)))
        for place, name in enumerate(sequence(document.data, "decision", field)):
            if name not in about and str(name).partition("/")[0] not in about:
                message = f"the decision names {quoted(name)}, expected something that the dispute is about"
                hint = near(str(name), about, "leave the field out to decide on everything that the dispute names")
                yield Hit(pointer=("decision", field, place), message=message, hint=hint)


@rule("MR712", "unsound-decision", severity=Severity.ERROR, since=SINCE, kinds=(DISPUTE,))
def unsound_decision(document: Document) -> Iterator[Hit]:
    """An answer or a decision does not follow what came before it.

    What it finds
    -------------
    A dispute whose replies are not in the order of their dates, or lie before the objection; a decision that lies before any of them; one that
    upholds the objection without a `state`, or has a `state` or names results without upholding it; and one about a statement, which only
    its author may take back.

    Why it matters
    --------------
    Readers weigh who said what when. What a decision means for a result must not be left to be guessed: `disputed` where it may be right,
    `invalid` where it is known to be wrong.

    Wrong
    -----
    ```yaml
    decision: {date: 2026-12-06, by: curators, outcome: upheld, reason: the log shows it}
    ```

    Right
    -----
    ```yaml
    decision: {date: 2026-12-06, by: curators, outcome: upheld, state: invalid, reason: the log shows it}
    ```
    """
    yield from _out_of_order(document)
    decision = mapping(document.data, "decision")
    upheld, state = decision.get("outcome") == "upheld", text(decision, "state")
    if decision and upheld and state is None:
        message = 'the outcome is "upheld" without a state, expected what the results are from then on'
        hint = "add `state: invalid` where they are known to be wrong, or `state: disputed`"
        yield Hit(pointer=("decision", "outcome"), message=message, hint=hint)
    if decision and decision.get("outcome") != "withdrawn" and inside(document.data, "statement") is True:
        message = f"a statement is {quoted(decision.get('outcome'))}, expected no decision: it asks for no change"
        hint = "take the decision out; who objects to the result brings a dispute of their own"
        yield Hit(pointer=("decision", "outcome"), message=message, hint=hint)
    for field in () if upheld else ("state", "results", "reports"):
        if inside(decision, field) is not None:
            message = f"{field} stands beside the outcome {quoted(decision.get('outcome'))}, expected it with upheld"
            yield Hit(
                pointer=("decision", field), message=message, hint=f"leave {field} out, or write `outcome: upheld`"
            )


def _out_of_order(document: Document) -> Iterator[Hit]:
    places: list[Pointer] = [("date",)]
    places += [("replies", index, "date") for index, _ in enumerate(sequence(document.data, "replies"))]
    before = None
    for pointer in (*places, ("decision", "date")):
        day = read_date(text(document.data, *pointer) or "")
        if day is not None and before is not None and day < before:
            message = f"the date is {day.isoformat()}, expected {before.isoformat()} or later"
            hint = "add answers at the end, each with the day on which it was given, the decision last"
            yield Hit(pointer=pointer, message=message, hint=hint)
        before = max(filter(None, (before, day)), default=None)


@corpus_rule("MR725", "decided-by-a-party", severity=Severity.ERROR, since="2026-11-27")
def decided_by_a_party(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """Somebody decides a dispute of their own.

    What it finds
    -------------
    A `decision` whose `by` is the name or the organisation of who measured or submitted what is disputed, of who raised the dispute, or
    of an owner, author or maintainer who replied, alone or within other words, with or without `Inc`, `Ltd` and the like. What the working group itself
    measured is decided by its curators. Who raised a dispute may take it back: `outcome: withdrawn`.

    Why it matters
    --------------
    A decision changes the state of others' results, or clears one's own. A curator who stands on neither side makes it.

    Wrong
    -----
    ```yaml
    # the results were measured by Acme
    decision: {date: 2026-12-20, by: Acme, outcome: rejected, reason: we are right}
    ```

    Right
    -----
    ```yaml
    decision: {date: 2026-12-20, by: Jane Doe, outcome: rejected, reason: the log shows a warm-up}
    ```
    """
    for document in corpus.disputes:
        by, outcome = text(document.data, "decision", "by"), text(document.data, "decision", "outcome")
        if by is None:
            continue
        for side, name in _parties(corpus, document):
            if _holds(by, name) and not (side == _OBJECTOR and outcome == "withdrawn"):
                message = f"the decision is by {quoted(by)}, {side}, expected a curator who is no party to it"
                hint = "let a curator without an interest decide; write a reply for what a party says"
                yield document, Hit(pointer=("decision", "by"), message=message, hint=hint)
                break


def _holds(by: str, name: str) -> bool:
    """Whether `by` names somebody: all words of the name stand in it one after the other, without the form of a company."""
    said, wanted = _words(by), _words(name)
    return bool(wanted) and any(said[at : at + len(wanted)] == wanted for at in range(len(said)))


def _words(name: str) -> list[str]:
    words = (likeness(each) for each in re.split(r"[\s,;()/]+", name))
    return [each for each in words if each and each not in _FORMS]


def _parties(corpus: Corpus, document: Document) -> Iterator[tuple[str, str]]:
    """The sides of a dispute in words, each with a name or an organisation."""
    for field in ("name", "affiliation"):
        if name := text(document.data, "author", field):
            yield _OBJECTOR, name
    replies = (each for each in sequence(document.data, "replies") if text(each, "role") in _SIDES)
    yield from (("who replied", text(reply, "by") or "") for reply in replies)
    about = {str(name).partition("/")[0] for name in sequence(document.data, "results")}
    heads = [each.head for each in corpus.folders if each.name in about]
    reports = {str(name) for name in sequence(document.data, "reports")}
    heads += [each.head for each in corpus.report_folders if each.name in reports]
    for head in heads:
        data = head.data if head else None
        measured_by = text(data, "provenance", "measured_by") or ""
        if _words(measured_by) not in [_words(each) for each in _GROUPS]:
            yield "who measured what is disputed", measured_by
        for field in ("name", "organization"):
            yield "who submitted what is disputed", text(data, "submitter", field) or ""
