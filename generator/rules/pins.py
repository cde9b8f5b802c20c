"""MR731 and MR732: pinned charts are what the command `pin` wrote, and hold nothing but a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator import pin_form
from generator.finding import Hit, Severity
from generator.rules.access import PIN, mapping, sequence, text
from generator.rules.engine import quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.source import Document

SINCE = "2026-11-26"


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
    form: ['{"columns":{},"data":[],"layout":{},"narrow":{},"shown":{}}']
    ```
    """
    parts = [each for each in sequence(document.data, "form") if isinstance(each, str)]
    try:
        pin_form.form_of(parts)
    except pin_form.FormError as error:
        message = f"the form {error}, expected what the command pin writes"
        yield Hit(pointer=("form",), message=message, hint="pin the chart anew: `mesh-results pin CHART`")
