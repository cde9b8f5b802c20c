"""MR218, MR407 and MR408: what a submission says to reproduce was measured by others, under the same conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.finding import Hit, Severity
from generator.rules.access import SUBMISSION, inside, near, runs, sequence, text
from generator.rules.engine import corpus_rule, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules.corpus import Corpus
    from generator.source import Document

SINCE = "2026-11-22"


@corpus_rule("MR218", "unknown-reproduced-result", severity=Severity.ERROR, since=SINCE)
def unknown_reproduced_result(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A submission says to reproduce what does not exist, or itself.

    What it finds
    -------------
    An entry of a submission's `reproduces` that is neither the id of another submission nor `submission/result` with a result of
    one.

    Why it matters
    --------------
    A reproduction is shown on the page of what was reproduced. One that leads to nothing is shown nowhere, and runs of one's own
    are repeats: they belong into one submission, or into another campaign.

    Wrong
    -----
    ```yaml
    reproduces: [livewyer-2024/v4-istio-sidecar]      # no such result
    ```

    Right
    -----
    ```yaml
    reproduces: [livewyer-2024/v4-istio-sidecar-pod-32-300000]
    ```
    """
    for document, index, name in _declared(corpus):
        known, certain = _known(corpus, document, name)
        if certain and name not in known:
            message = f"reproduces names {quoted(name)}, expected another submission or one of its results"
            hint = near(name, known, "write the address of the result's page: submission/result")
            yield document, Hit(pointer=("reproduces", index), message=message, hint=hint)


def _declared(corpus: Corpus) -> Iterator[tuple[Document, int, str]]:
    for document in corpus.of(SUBMISSION):
        for index, name in enumerate(sequence(document.data, "reproduces")):
            if isinstance(name, str):
                yield document, index, name


def _known(corpus: Corpus, document: Document, name: str) -> tuple[frozenset[str], bool]:
    """What may be reproduced, and whether that is all: results of a broken file are not known."""
    own, wanted = text(document.data, "id"), name.partition("/")[0]
    others = {each.name for each in corpus.folders if "submission.yaml" in each.files} - {own}
    target = next((each for each in corpus.folders if each.name == wanted), None)
    found = () if target is None or wanted == own else target.results
    known = others | {f"{wanted}/{run.id}" for each in found for run in runs(each)}
    return frozenset(known), target is None or target.complete


@corpus_rule("MR407", "reproduced-by-the-same", severity=Severity.ERROR, since=SINCE)
def reproduced_by_the_same(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A submission says to reproduce what the same organisation measured.

    What it finds
    -------------
    An entry of `reproduces` that names a submission with the same `provenance.measured_by`, or whose submitter's organization is
    the same; that of a submitter who only transcribed the numbers does not count.

    Why it matters
    --------------
    A result that somebody else measured again is worth more than one that its author repeated: the same scripts on the same
    machines repeat the same mistakes. A repetition of one's own is a further campaign, and the site shows it as that.

    Wrong
    -----
    ```yaml
    provenance: {measured_by: LiveWyer, transcribed: false}
    reproduces: [livewyer-2024]
    ```

    Right
    -----
    ```yaml
    provenance: {measured_by: Example University, transcribed: false}
    reproduces: [livewyer-2024]
    ```
    """
    by_name = {text(each.data, "id"): each for each in corpus.of(SUBMISSION)}
    for document, index, name in _declared(corpus):
        other = by_name.get(name.partition("/")[0])
        if other is None or other is document:
            continue
        both = sorted(_organisations(document) & _organisations(other))
        if both:
            message = f"{quoted(name)} was measured by {quoted(both[0])} as well, expected another organisation"
            hint = "remove the entry; runs of one's own that were made again are another campaign"
            related = ((other.path, ("provenance", "measured_by")),)
            yield document, Hit(pointer=("reproduces", index), message=message, hint=hint, related=related)


def _organisations(document: Document) -> frozenset[str]:
    """As `trust.reproductions.organisations` reads them from values; a test holds the two together."""
    names = [text(document.data, "provenance", "measured_by")]
    if inside(document.data, "provenance", "transcribed") is not True:
        names.append(text(document.data, "submitter", "organization"))
    return frozenset(" ".join(name.casefold().split()).removeprefix("the ") for name in names if name)


@corpus_rule("MR408", "reproduced-under-other-conditions", severity=Severity.ERROR, since=SINCE)
def reproduced_under_other_conditions(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:  # noqa: ARG001 - see below
    """A submission says to reproduce a result, and none of its own is of the same variant under the same conditions.

    What it finds
    -------------
    An entry of `reproduces` for which the submission holds no result of the same mesh, version, mode, configuration and features,
    with an equal comparability key. The campaign, the lab, and region and zone of the environment may differ. As between any two
    campaigns a condition that is not reported equals nothing.

    Why it matters
    --------------
    “Reproduced by another organisation” is the strongest thing that can be said of a number. It would mean nothing if a run on
    other machines, or of another load, counted as the same experiment; such a run is worth publishing as a result of its own.

    Wrong
    -----
    ```yaml
    reproduces: [livewyer-2024/v4-istio-sidecar-pod-32-300000]   # 32 connections; here were 64
    ```

    Right
    -----
    ```yaml
    reproduces: [livewyer-2024/v4-istio-sidecar-pod-64-300000]
    ```
    """
    # The comparability key is made of values, which are built when the rules are through: the loader finds this one.
    yield from ()
