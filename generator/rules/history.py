"""MR708 to MR711: dates are in order, and a status says what it must."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from generator.finding import Hit, Severity
from generator.rules.access import STATUS, runs, sequence, text
from generator.rules.corpus import Folder, PatternFolder, report_place
from generator.rules.engine import STRUCTURE, corpus_rule, quoted, rule
from generator.rules.reports import record
from generator.times import read_date, read_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.finding import Pointer
    from generator.rules.corpus import AnyFolder, Corpus
    from generator.source import Document

SINCE = "2026-11-22"
_ANY_ZONE = timedelta(days=1)


@corpus_rule("MR708", "future-date", severity=Severity.ERROR, since=SINCE)
def future_date(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A date lies in the future.

    What it finds
    -------------
    A `submitted`, a status event's `date`, a conformance report's `date`, a run's `start_time` or `end_time`, or a `date` of a pattern's
    history or verification, of a dispute, its replies and its decision, or of a redaction more than a day after the day of the check. The day allows for every time zone.

    Why it matters
    --------------
    The newest results lead the home page. A wrong year keeps one there for a year.

    Wrong
    -----
    ```yaml
    submitted: 2062-11-22
    ```

    Right
    -----
    ```yaml
    submitted: 2026-11-22
    ```
    """
    if corpus.today is None:
        return
    latest = corpus.today + _ANY_ZONE
    of_folders = (each for folder in (*corpus.all_folders, *corpus.patterns) for each in _dates(folder))
    for document, pointer, written in (*of_folders, *_dates_of_disputes(corpus)):
        span = read_time(written)
        # The last day and year that there are have no end that could be counted with, and so are no time; they lie in the future.
        beyond = span is None and written[:4].isdecimal() and int(written[:4]) > latest.year
        if beyond or (span is not None and span.earliest.date() > latest):
            # Without the day of the check, so that the same file gives the same report tomorrow.
            found = text(document.data, *pointer) or written
            message = f"{pointer[-1]} is {quoted(found)}, which lies in the future, expected a day that has been"
            yield document, Hit(pointer=pointer, message=message, hint="mend the date; the year is often the fault")


def _dates(folder: AnyFolder | PatternFolder) -> Iterator[tuple[Document, Pointer, str]]:
    if isinstance(folder, PatternFolder):
        yield from _dates_of_pattern(folder)
        return
    if folder.head is not None:
        for field in ("submitted", "date"):
            yield folder.head, (field,), text(record(folder.head), field) or ""
    if folder.status is not None:
        for index, event in enumerate(sequence(folder.status.data, "events")):
            yield folder.status, ("events", index, "date"), text(event, "date") or ""
    for document in folder.results if isinstance(folder, Folder) else ():
        for run in runs(document):
            for field in ("start_time", "end_time"):
                yield document, run.at("result", field), text(run.result, field) or ""


def _dates_of_disputes(corpus: Corpus) -> Iterator[tuple[Document, Pointer, str]]:
    lists = [(document, "replies") for document in corpus.disputes]
    for document, field in [*lists, *([(corpus.redactions, "redactions")] if corpus.redactions else [])]:
        places: list[Pointer] = [(field, index, "date") for index, _ in enumerate(sequence(document.data, field))]
        for pointer in (("date",), *places, ("decision", "date")):
            yield document, pointer, text(document.data, *pointer) or ""


def _dates_of_pattern(folder: PatternFolder) -> Iterator[tuple[Document, Pointer, str]]:
    if (pattern := folder.pattern) is None:
        return
    for index, entry in enumerate(sequence(pattern.data, "history")):
        yield pattern, ("history", index, "date"), text(entry, "date") or ""
    for index, entry in enumerate(sequence(pattern.data, "implementations")):
        yield pattern, ("implementations", index, "verified", "date"), text(entry, "verified", "date") or ""


@corpus_rule("MR709", "submitted-before-the-end", severity=Severity.ERROR, since=SINCE, requires=(*STRUCTURE, "MR708"))
def submitted_before_the_end(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A run ended after its submission was made.

    What it finds
    -------------
    A run whose `end_time`, or `start_time` where there is no end, or a conformance report whose `date` lies more than a day after
    the `submitted` of its submission or report. A time without zone may mean any zone.

    Why it matters
    --------------
    Which rules a submission must keep is decided by its `submitted` date, and published results are not changed: a run that is
    newer belongs in a submission of its own.

    Wrong
    -----
    ```yaml
    # submission.yaml: submitted: 2026-11-22
    end_time: 2026-11-29T10:00:00Z
    ```

    Right
    -----
    ```yaml
    # submission.yaml: submitted: 2026-11-29
    end_time: 2026-11-29T10:00:00Z
    ```
    """
    for folder in corpus.all_folders:
        submitted, place = _day_of_submission(folder)
        if submitted is None or place is None:
            continue
        for document, pointer, written in _lasts(folder):
            span = read_time(written)
            if span is not None and span.earliest.date() > submitted + _ANY_ZONE:
                message = (
                    f"{pointer[-1]} is {quoted(written)}, expected no day after submitted, {submitted.isoformat()}"
                )
                hint = "mend the wrong one of the two dates, or make a submission of its own for newer runs"
                yield document, Hit(pointer=pointer, message=message, hint=hint, related=(place,))


def _lasts(folder: AnyFolder) -> Iterator[tuple[Document, Pointer, str]]:
    if not isinstance(folder, Folder):
        if folder.report is not None:
            yield folder.report, ("date",), text(record(folder.report), "date") or ""
        return
    for document in folder.results:
        for run in runs(document):
            field = "end_time" if text(run.result, "end_time") is not None else "start_time"
            yield document, run.at("result", field), text(run.result, field) or ""


@corpus_rule("MR710", "events-out-of-order", severity=Severity.ERROR, since=SINCE)
def events_out_of_order(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """Status events are not in the order of their dates.

    What it finds
    -------------
    An event of `status.yaml` with an earlier date than the event before it, or than the day on which the submission or the report
    was made; and a dispute with an earlier date than that of what it is about.

    Why it matters
    --------------
    The file is a history that only grows at its end, and the last event that names a result decides where it stands. An event
    put in between would change what was said later.

    Wrong
    -----
    ```yaml
    events:
      - {date: 2026-12-20, state: disputed, by: Acme, reason: pods restarted, results: all}
      - {date: 2026-12-02, state: corrected, by: Acme, reason: limits raised, results: all}
    ```

    Right
    -----
    ```yaml
    events:
      - {date: 2026-12-02, state: disputed, by: Acme, reason: pods restarted, results: all}
      - {date: 2026-12-20, state: corrected, by: Acme, reason: limits raised, results: all}
    ```
    """
    for folder in corpus.all_folders:
        if folder.status is None:
            continue
        before, place = _day_of_submission(folder)
        for index, event in enumerate(sequence(folder.status.data, "events")):
            day = read_date(text(event, "date") or "")
            if day is None:
                continue
            if before is not None and day < before:
                message = f"the event is dated {day.isoformat()}, expected {before.isoformat()} or later"
                hint = "add new events at the end, each with the day on which it was added"
                related = () if place is None else (place,)
                yield folder.status, Hit(pointer=("events", index, "date"), message=message, hint=hint, related=related)
            else:
                before, place = day, (folder.status.path, ("events", index, "date"))

    yield from _disputes_before(corpus)


def _disputes_before(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """Disputes that were raised before what they are about was there: their decision would stand before its publication."""
    submitted = {folder.name: _day_of_submission(folder) for folder in corpus.all_folders}
    for document in corpus.disputes:
        day = read_date(text(document.data, "date") or "")
        named = [*sequence(document.data, "results"), *sequence(document.data, "reports")]
        for name in dict.fromkeys(str(each).partition("/")[0] for each in named):
            since, place = submitted.get(name, (None, None))
            if day is not None and since is not None and day < since - _ANY_ZONE:
                message = f"the dispute is dated {day.isoformat()}, expected {since.isoformat()} or later, when {quoted(name)} was submitted"
                related = () if place is None else (place,)
                hint = "write the day of the pull request that brings the dispute"
                yield document, Hit(pointer=("date",), message=message, hint=hint, related=related)
                break


def _day_of_submission(folder: AnyFolder) -> tuple[date | None, tuple[str, Pointer] | None]:
    """The day that is written as `submitted`, and its place; an unmodified report says none."""
    written = None if folder.head is None else text(folder.head.data, "submitted")
    if folder.head is None or written is None:
        return None, None
    return read_date(written), (folder.head.path, ("submitted",))


@rule("MR711", "missing-replacement", severity=Severity.ERROR, since=SINCE, kinds=(STATUS,))
def missing_replacement(document: Document) -> Iterator[Hit]:
    """A superseded result or report does not say by what.

    What it finds
    -------------
    An event with the state `superseded` without `replaced_by`, or an event with another state than `superseded` or `corrected`
    that has one.

    Why it matters
    --------------
    A superseded result keeps its page, which sends readers on to what took its place. Withdrawn and invalid results have no
    successor: what was measured anew is another result.

    Wrong
    -----
    ```yaml
    - {date: 2026-12-02, state: superseded, by: Acme, reason: measured again, results: all}
    ```

    Right
    -----
    ```yaml
    - {date: 2026-12-02, state: superseded, by: Acme, reason: measured again, results: all, replaced_by: acme-2026-b}
    ```
    """
    for index, event in enumerate(sequence(document.data, "events")):
        state, replacement = text(event, "state") or "", text(event, "replaced_by")
        if state == "superseded" and replacement is None:
            message = 'the state is "superseded" without replaced_by, expected what took its place'
            successor = "<report>" if report_place(document.path) else "<submission>` or `<submission>/<result>"
            hint = f"add `replaced_by: {successor}`, or write `state: withdrawn`"
            yield Hit(pointer=("events", index, "state"), message=message, hint=hint)
        elif replacement is not None and state not in ("corrected", "superseded"):
            message = f'replaced_by stands beside the state {quoted(state)}, expected it with "superseded"'
            hint = "write `state: superseded`, or leave replaced_by out"
            yield Hit(pointer=("events", index, "replaced_by"), message=message, hint=hint)
