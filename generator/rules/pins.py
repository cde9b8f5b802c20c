"""MR731 to MR733: pinned charts are what the command `pin` wrote, hold nothing but a figure, and draw what is here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator import pin_form
from generator.finding import Hit, Severity
from generator.rules.access import PIN, mapping, runs, sequence, text
from generator.rules.engine import corpus_rule, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from generator.rules.corpus import Corpus
    from generator.source import Document

SINCE = "2026-11-26"
_ANEW = "pin the chart anew: `mesh-results pin CHART`"


@rule("MR731", "pin-altered", severity=Severity.ERROR, since=SINCE, kinds=(PIN,))
def pin_altered(document: Document) -> Iterator[Hit]:
    """A pinned chart is not what its hash and its name say.

    What it finds
    -------------
    A file of `results/pins/` whose `hash` is not that of its content, or whose name is not `<chart>-<hash>.json`.

    Why it matters
    --------------
    The address of a pinned chart ends in its hash, and decks link to it. If the content could change under it, a slide would
    say today what it did not say when it was shown.

    Wrong
    -----
    The title was mended by hand:

    ```yaml
    hash: 95a39e83e165
    title: "p99: 3.1 ms with one (mended)"
    ```

    Right
    -----
    As `mesh-results pin CHART` writes it; a chart that has changed is pinned again, under a hash of its own.

    ```yaml
    hash: 95a39e83e165
    title: "p99: 3.1 ms with one"
    ```
    """
    entry = mapping(document.data)
    found, said = pin_form.content_hash(entry), text(entry, "hash") or ""
    if found != said:
        message = f"the hash is {quoted(said)}, expected {quoted(found)}, which follows from the content"
        yield Hit(
            pointer=("hash",), message=message, hint="undo the change, or pin the chart anew: `mesh-results pin CHART`"
        )
        return
    name = document.path.rpartition("/")[2]
    expected = f"{text(entry, 'chart')}-{said}.json"
    if name != expected:
        yield Hit(
            pointer=("chart",),
            message=f"the file is named {quoted(name)}, expected {quoted(expected)}",
            hint="rename it",
        )


@rule("MR732", "pin-holds-no-figure", severity=Severity.ERROR, since=SINCE, kinds=(PIN,))
def pin_holds_no_figure(document: Document) -> Iterator[Hit]:
    """A pinned chart holds what no figure of this site does.

    What it finds
    -------------
    A `form` that is no JSON, is nested too deep, lacks one of its parts, or holds a trace, a part of the layout, an address or markup
    that the figures of this site do not have.

    Why it matters
    --------------
    A pin is drawn as it stands, for ever. A picture of another host, a link in a label or a foreign kind of trace would show readers
    something that nobody measured, or lead them away.

    Wrong
    -----
    ```yaml
    form: ['{"columns":{},"data":[],"layout":{"images":[{"source":"https://x.example"}]},"narrow":{},"shown":{}}']
    ```

    Right
    -----
    The form that `mesh-results pin CHART` writes.

    ```yaml
    form: ['{"columns":{},"data":[],"layout":{"margin":{"b":40,"l":80,"r":20,"t":20}},"narrow":{},"shown":{}}']
    ```
    """
    parts = [each for each in sequence(document.data, "form") if isinstance(each, str)]
    try:
        pin_form.form_of(parts)
    except pin_form.FormError as error:
        message = f"the form {error}, expected what the command pin writes"
        yield Hit(pointer=("form",), message=message, hint=_ANEW)


@corpus_rule("MR733", "pin-of-nothing", severity=Severity.ERROR, since="2026-11-27")
def pin_of_nothing(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A pinned chart draws what is not here.

    What it finds
    -------------
    A `results` of a pin that names no result, conformance report or pattern of this repository, and a `meshes` that names no mesh of the
    registry.

    Why it matters
    --------------
    From these names the page of a pin says whose numbers it shows, and which of them are disputed or stand no longer. A pin that
    names others would go on showing numbers that were taken back.

    Wrong
    -----
    ```yaml
    results: [livewyer-2024/v9-istio]           # no such result
    ```

    Right
    -----
    ```yaml
    results: [livewyer-2024/v4-istio-sidecar-pod-32-300000]
    ```
    """
    pins = corpus.of(PIN)
    known, broken = (_drawable(corpus), _broken(corpus)) if pins else ((), ())
    for document in pins:
        for place, name in enumerate(sequence(document.data, "results")):
            if name not in known and str(name).partition("/")[0] not in broken:
                message = f"the pin draws {quoted(str(name))}, expected a result, report or pattern of this repository"
                yield document, Hit(pointer=("results", place), message=message, hint=_ANEW)
        for place, name in enumerate(sequence(document.data, "meshes")):
            if name not in corpus.mesh_ids:
                message = f"the pin draws the mesh {quoted(str(name))}, expected one of the registry"
                yield document, Hit(pointer=("meshes", place), message=message, hint=_ANEW)


def _drawable(corpus: Corpus) -> Collection[str]:
    """What a chart may draw: addresses of results, ids of reports and patterns."""
    results = (f"{folder.name}/{run.id}" for folder in corpus.folders for each in folder.results for run in runs(each))
    return {*results, *(each.name for each in corpus.report_folders), *(each.name for each in corpus.patterns)}


def _broken(corpus: Corpus) -> Collection[str]:
    """The submissions with a broken file, whose results are not all known."""
    return {each.name for each in corpus.folders if not each.complete}
