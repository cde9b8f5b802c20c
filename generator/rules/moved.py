"""MR223: an address that has moved is not one that a page still has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator import addresses, suite
from generator.finding import Hit, Severity
from generator.rules.access import PIN, runs, sequence, text
from generator.rules.engine import corpus_rule, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules.corpus import Corpus
    from generator.source import Document


_LONGEST_PART = 200


@corpus_rule("MR223", "address-in-use", severity=Severity.ERROR, since="2026-11-27")
def address_in_use(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A page stands at an address that is said to have moved.

    What it finds
    -------------
    A `from` of `results/registry/aliases.yaml` that is the address of a submission, a result, a list of results, a report, a mesh, a lab, a
    dispute, a pattern, a pinned chart, a hand-written page or one of the site's own, or that lies in a folder of its files, such as
    `/assets/`. The addresses of comparisons and charts follow from results: the build finds those.

    Why it matters
    --------------
    The site can't hold a page and what leads away from it at one address, and a published page never leaves its own.

    Wrong
    -----
    ```yaml
    aliases:
      - {from: /meshes/istio/, to: /meshes/linkerd/}       # Istio has its page there
    ```

    Right
    -----
    ```yaml
    aliases:
      - {from: /meshes/istio-mesh/, to: /meshes/istio/}
    ```
    """
    if corpus.aliases is None or not (entries := sequence(corpus.aliases.data, "aliases")):
        return
    taken = frozenset((*addresses.LISTS, *_pages(corpus)))
    for index, entry in enumerate(entries):
        path = (text(entry, "from") or "").lstrip("/")
        if path in taken or path.startswith(addresses.KEPT) or _is_written(corpus, path):
            message = f"a page or file of the site has the address {quoted(f'/{path}')}, expected one that is free"
            hint = "take the entry out if it is new; an address that has moved on before is kept, so what is new there needs another name"
            yield corpus.aliases, Hit(pointer=("aliases", index, "from"), message=message, hint=hint)


def _pages(corpus: Corpus) -> Iterator[str]:
    """The addresses that follow from the names of what was submitted."""
    yield from map(addresses.submission_path, corpus.folders_by_name)
    for folder in corpus.folders:
        for document in folder.results:
            yield from (addresses.result_path(f"{folder.name}/{run.id}") for run in runs(document))
    yield from (addresses.report_path(each.name) for each in corpus.report_folders)
    yield from map(addresses.suite_path, suite.NAMES)
    yield from map(addresses.cases_path, suite.NAMES)
    yield from map(addresses.mesh_path, corpus.mesh_ids)
    yield from map(addresses.lab_path, corpus.lab_ids)
    yield from (addresses.dispute_path(text(each.data, "id") or "") for each in corpus.disputes)
    yield from (addresses.pattern_path(each.name) for each in corpus.patterns)
    for pin in corpus.of(PIN):
        yield addresses.pin_path(text(pin.data, "chart") or "", text(pin.data, "hash") or "")


def _is_written(corpus: Corpus, path: str) -> bool:
    """Whether a page written by hand stands there."""
    if corpus.root is None:
        return False
    if any(len(part) > _LONGEST_PART for part in path.split("/")):
        return False  # no file system has such a name, and asking for it fails
    source = corpus.root / "docs" / path.rstrip("/")
    return source.with_name(f"{source.name}.md").is_file() or (source / "index.md").is_file()
