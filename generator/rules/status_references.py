"""MR213 and MR214: what a status file names must exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.finding import Hit, Severity
from generator.rules.access import inside, near, runs, sequence, text
from generator.rules.corpus import Folder
from generator.rules.engine import corpus_rule, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules.corpus import AnyFolder, Corpus, ReportFolder
    from generator.source import Document

SINCE = "2026-11-22"


@corpus_rule("MR213", "unknown-status-result", severity=Severity.ERROR, since=SINCE)
def unknown_status_result(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A status event names a result that its submission does not have.

    What it finds
    -------------
    An id in the `results` of an event of `status.yaml` that is no result of the files in the same folder. A conformance report has
    no results with ids: its events say `results: all`.

    Why it matters
    --------------
    A dispute or withdrawal that misses its result leaves the result standing as if nothing had been said about it.

    Wrong
    -----
    ```yaml
    events:
      - {date: 2026-12-01, state: disputed, by: Acme, reason: pods restarted, results: [istio-c23]}
    ```

    Right
    -----
    ```yaml
    events:
      - {date: 2026-12-01, state: disputed, by: Acme, reason: pods restarted, results: [istio-c32]}
    ```
    """
    for folder in corpus.folders:
        # A broken file of the folder may hold the id: only a folder that was read whole can say that it is missing.
        if folder.status is not None and folder.complete:
            for hit in _unknown_status_results(folder, folder.status):
                yield folder.status, hit
    for report in corpus.report_folders:
        if report.status is not None:
            for hit in _results_of_a_report(report.status):
                yield report.status, hit


def _results_of_a_report(status: Document) -> Iterator[Hit]:
    for index, event in enumerate(sequence(status.data, "events")):
        if found := sequence(event, "results"):
            message = f'results names {", ".join(map(quoted, found[:4]))}, expected "all" in the status of a report'
            hint = "write `results: all`; a report is corrected, disputed or withdrawn as a whole"
            yield Hit(pointer=("events", index, "results"), message=message, hint=hint)


def _unknown_status_results(folder: Folder, status: Document) -> Iterator[Hit]:
    known = {run.id for document in folder.results for run in runs(document)}
    for index, event in enumerate(sequence(status.data, "events")):
        for place, name in enumerate(sequence(event, "results")):
            if isinstance(name, str) and name not in known:
                message = f"the event names the result {quoted(name)}, expected a result of this submission"
                hint = near(name, known, "write `results: all` to mean all of them")
                yield Hit(pointer=("events", index, "results", place), message=message, hint=hint)


@corpus_rule("MR214", "unknown-replacement", severity=Severity.ERROR, since=SINCE)
def unknown_replacement(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """What replaces a result or a report does not exist, or is the same again.

    What it finds
    -------------
    A `replaced_by` of a status event that is neither the id of another submission nor `submission/result` with a result of
    that submission; in the status of a conformance report, one that is not the id of another report, of whichever suite.

    Why it matters
    --------------
    The page of a superseded result stays for ever and sends its readers on; it must not send them to nothing.

    Wrong
    -----
    ```yaml
    replaced_by: livewyer-2025       # no such folder
    ```

    Right
    -----
    ```yaml
    replaced_by: livewyer-2024/v4-istio-sidecar-pod-32-300000
    ```
    """
    for folder in corpus.all_folders:
        if folder.status is not None:
            for hit in _unknown_replacements(corpus, folder, folder.status):
                yield folder.status, hit


def _unknown_replacements(corpus: Corpus, folder: AnyFolder, status: Document) -> Iterator[Hit]:
    expected = "another submission or one of its results" if isinstance(folder, Folder) else "another report"
    for index, event in enumerate(sequence(status.data, "events")):
        name = text(event, "replaced_by")
        if name is None:
            continue
        known, certain = _replacements(corpus, folder, event, name.partition("/")[0])
        if certain and name not in known:
            message = f"replaced_by is {quoted(name)}, expected {expected}"
            hint = near(name, known, "submit what replaces it first")
            yield Hit(pointer=("events", index, "replaced_by"), message=message, hint=hint)


def _replacements(corpus: Corpus, folder: AnyFolder, event: object, wanted: str) -> tuple[frozenset[str], bool]:
    """What may replace the event's results, and whether that is all: results of a broken file are not known."""
    if not isinstance(folder, Folder):
        return _reports(corpus, folder), True
    submissions = {other.name for other in corpus.folders if "submission.yaml" in other.files}
    target = next((other for other in corpus.folders if other.name == wanted), None)
    found = {run.id for document in (target.results if target else ()) for run in runs(document)}
    if wanted == folder.name:
        found -= found if inside(event, "results") == "all" else set(map(str, sequence(event, "results")))
    known = (submissions - {folder.name}) | {f"{wanted}/{name}" for name in found}
    return frozenset(known), target is None or target.complete


def _reports(corpus: Corpus, folder: ReportFolder) -> frozenset[str]:
    """The ids of the other reports, broken ones among them."""
    return frozenset(each.name for each in corpus.report_folders if each.files != {"status.yaml"}) - {folder.name}
