"""Complete static lists of results by mesh, by lab and by submission, in pages: they need no script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator import addresses
from generator.numbers import plural
from generator.pages import rows
from generator.pages.index import PAGE_ROWS, Index
from generator.pages.rendering import LISTS, linker, page, render

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.model import Result
    from generator.page import Page


def list_pages(index: Index) -> Iterator[Page]:
    """All lists; a submission has one only where its own page can't hold all its results."""
    meshes = {name: mesh.name for name, mesh in index.catalogue.meshes.items()}
    labs = {name: lab.name for name, lab in index.catalogue.labs.items()}
    titles = {name: submission.title for name, submission in index.catalogue.submissions.items()}
    large = {name: results for name, results in index.by_submission.items() if len(results) > PAGE_ROWS}
    yield from _of_kind(index, "mesh", index.by_mesh, meshes)
    yield from _of_kind(index, "lab", index.by_lab, labs)
    yield from _of_kind(index, "submission", large, titles)


def _of_kind(
    index: Index, kind: str, found: Mapping[str, Sequence[Result]], titles: Mapping[str, str]
) -> Iterator[Page]:
    for name, results in found.items():
        last = -(-len(results) // PAGE_ROWS)
        for number in range(1, last + 1):
            yield _list_page(index, kind, name, titles[name], results, number, last)


def _list_page(
    index: Index, kind: str, name: str, title: str, results: Sequence[Result], number: int, last: int
) -> Page:
    path = addresses.list_path(kind, name, number)
    shown = results[(number - 1) * PAGE_ROWS : number * PAGE_ROWS]
    heading = f"All results: {title}" + (f", page {number} of {last}" if last > 1 else "")
    body = render(
        "list.html",
        path,
        kind=kind,
        name=name,
        heading=heading,
        total=len(results),
        number=number,
        last=last,
        table=rows.table(index, shown, linker(path), "Results, newest first"),
    )
    description = f"{plural(len(results), 'result')}: the complete list, newest first."
    return page(path, body, title=heading, description=description, section="Performance", kind="list", hide=LISTS)
