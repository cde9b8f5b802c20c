"""MR409: no run is counted twice."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from generator.finding import Hit, Severity
from generator.rules.access import GONE, inside, mapping, runs, sequence, states, text
from generator.rules.engine import corpus_rule, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules.access import Run
    from generator.rules.corpus import Corpus
    from generator.source import Document

_APART = frozenset(("campaign", "evidence", "note", "repeat"))
"""What a measurement says besides what was measured."""
_TIMES_AND_NUMBERS = ("actual_qps", "end_time", "latencies_ms", "start_time")
_NAMES = ("original_sha256", "sha256", "uri")


@corpus_rule("MR409", "counted-twice", severity=Severity.ERROR, since="2026-11-27")
def counted_twice(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """Two results are of one run.

    What it finds
    -------------
    Two results, of one submission or of two, with the same times, latencies, throughput and all else that was measured, from the same raw
    output: by its path, its `uri`, its `sha256` or its `original_sha256`. Several results may come from one file, each with numbers of its own.
    A result that was superseded, withdrawn or found invalid, by its status or by a decision, is not compared.

    Why it matters
    --------------
    Medians, their bounds and every verdict rest on the number of runs. One run that is there five times looks like five that agree to the last
    digit.

    Wrong
    -----
    ```yaml
    results:
      - id: istio-1  # of run-1.txt
      - id: istio-2  # of run-1.txt
    ```

    Right
    -----
    ```yaml
    results:
      - id: istio-1  # of run-1.txt
      - id: istio-2  # of run-2.txt
    ```
    """
    first: dict[tuple[str, str], tuple[Document, Run, str]] = {}
    for here in _standing(corpus):
        document, run, _ = here
        others = [first.setdefault(key, here) for key in _keys(run, document.path.rpartition("/")[0])]
        twin = next((each for each in others if each is not here), None)
        if twin is not None:
            message = f"the result {quoted(run.id)} has the raw output and the numbers of {quoted(twin[2])}, expected a run of its own"
            hint = (
                "take one of the two out; a submission that corrects a published one supersedes it in its status.yaml"
            )
            related = ((twin[0].path, twin[1].at("id")),)
            yield document, Hit(pointer=run.at("id"), message=message, hint=hint, related=related)


def _standing(corpus: Corpus) -> Iterator[tuple[Document, Run, str]]:
    """The runs that stand, with their documents and addresses, those of the first submission first."""
    for folder in corpus.folders_by_day:
        said = states(corpus, folder.name)
        for document in folder.results:
            yield from (
                (document, run, f"{folder.name}/{run.id}") for run in runs(document) if said.get(run.id) not in GONE
            )


def _keys(run: Run, place: str) -> Iterator[tuple[str, str]]:
    """All that a run measured, and when, with each name of a raw output that it comes from; nothing of one without latencies and requests."""
    if not mapping(run.result, "latencies_ms") and run.requests is None:
        return
    measured = {name: value for name, value in run.measurement.items() if name not in _APART}
    numbers = json.dumps([measured, *(inside(run.result, name) for name in _TIMES_AND_NUMBERS)], sort_keys=True)
    for entry in sequence(run.measurement, "evidence"):
        path = text(entry, "path")
        names = {f"{place}/{path}" if path else None, *(text(entry, each) for each in _NAMES)}
        yield from ((name, numbers) for name in sorted(filter(None, names)))
