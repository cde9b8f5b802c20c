"""MR220, MR222 and MR224: names that every system takes, and names and colours that no reader mixes up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.characters import described, foreign, likeness
from generator.discover import RESERVED_BY_THE_SITE, RESERVED_BY_WINDOWS
from generator.finding import Hit, Severity
from generator.rules.access import LAB, MESH, RESULTS, SUBMISSION, mapping, runs, text
from generator.rules.engine import corpus_rule, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules.corpus import Corpus
    from generator.source import Document


@rule("MR220", "id-is-no-name", severity=Severity.ERROR, since="2026-11-22", kinds=(RESULTS,))
def id_is_no_name(document: Document) -> Iterator[Hit]:
    """A result's id can't be the name of a folder.

    What it finds
    -------------
    An `id` of a result that begins with a hyphen, that Windows keeps for a device, such as `con`, `nul` or `com1`, or that is `index`, the
    name of a folder's own page.

    Why it matters
    --------------
    The id is the last part of the result's address and a folder of the site. Commands take a name with a hyphen in front for an
    option, and a copy of the site could not be unpacked on Windows.

    Wrong
    -----
    ```yaml
    results:
      - id: -istio-c32
    ```

    Right
    -----
    ```yaml
    results:
      - id: istio-c32
    ```
    """
    for run in runs(document):
        if run.id in RESERVED_BY_WINDOWS:
            message = f"the id {quoted(run.id)} is reserved by Windows, expected another"
        elif run.id == RESERVED_BY_THE_SITE:
            message = f"the id {quoted(run.id)} is the name of a folder's own page, expected another"
        elif run.id.startswith("-"):
            message = f"the id {quoted(run.id)} begins with a hyphen, expected a letter or a digit"
        else:
            continue
        yield Hit(pointer=run.at("id"), message=message, hint="rename the result, for example to what was measured")


@corpus_rule("MR222", "name-taken", severity=Severity.ERROR, since="2026-11-26")
def name_taken(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """Two meshes or two labs of the registry have names that a reader can't tell apart.

    What it finds
    -------------
    A `name` of a mesh that another mesh's name reads like, and the same of labs: capitals, spaces and signs make no difference,
    nor do accents, nor characters that look alike, such as a capital I and a small L, or a zero and an O. And a name with a letter
    that is none of the Latin ones, such as a Cyrillic A.

    Why it matters
    --------------
    Tables, charts and slides show the name and not the id. Results of one mesh under the name of another would be taken for those
    of the other.

    Wrong
    -----
    ```yaml
    id: my-mesh
    name: lstio                     # results/registry/meshes/istio.yaml has "Istio"
    ```

    Right
    -----
    ```yaml
    id: my-mesh
    name: My Mesh
    ```
    """
    for kind, title in ((MESH, "mesh"), (LAB, "lab")):
        first: dict[str, Document] = {}
        for document in corpus.of(kind):
            name = text(document.data, "name") or ""
            if (letter := foreign(name)) is not None:
                message = f"the name {quoted(name)} holds {described(letter)}, expected Latin letters, which nobody takes for others"
                yield document, Hit(pointer=("name",), message=message, hint="write the name in Latin letters")
            other = first.setdefault(likeness(name) or name, document)
            if other is not document:
                taken = quoted(text(other.data, "name") or "")
                message = f"the name {quoted(name)} reads like {taken} of another {title}, expected one that nobody takes for it"
                hint = "give the newer of the two entries another name"
                yield document, Hit(pointer=("name",), message=message, hint=hint, related=((other.path, ("name",)),))


@corpus_rule("MR224", "colour-taken", severity=Severity.WARNING, since="2026-11-27")
def colour_taken(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """Two meshes that are measured here have the same colour.

    What it finds
    -------------
    A `colour` of a mesh that another mesh has too, where there are performance results of both.

    Why it matters
    --------------
    A mesh has one colour in every chart, and a reader tells meshes apart by it. With one colour for two, the one is read as the other.

    Wrong
    -----
    ```yaml
    id: my-mesh
    colour: "#D55E00"                # Istio's
    ```

    Right
    -----
    ```yaml
    id: my-mesh
    colour: "#7A5195"
    ```
    """
    configs = (each for document in corpus.of(SUBMISSION) for each in mapping(document.data, "subjects").values())
    measured = {text(each, "mesh") for each in configs}
    first: dict[str, Document] = {}
    for name in sorted(measured & corpus.meshes.keys(), key=str):
        document = corpus.meshes[str(name)]
        colour = text(document.data, "colour") or ""
        other = first.setdefault(colour.casefold(), document)
        if other is not document:
            message = f"the colour {quoted(colour)} is that of {quoted(text(other.data, 'name') or '')} too, expected one of its own"
            hint = "give the newer of the two entries a colour that is told from those of all others"
            yield document, Hit(pointer=("colour",), message=message, hint=hint, related=((other.path, ("colour",)),))
