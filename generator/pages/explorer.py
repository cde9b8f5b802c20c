"""The explorer: what is there for my case? The newest rows as a native table; a script of the site takes over from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator import addresses
from generator.model import Purpose
from generator.pages import rows
from generator.pages.index import in_the_explorer
from generator.pages.rendering import LISTS, linker, page, render

if TYPE_CHECKING:
    from generator.page import Page
    from generator.pages.index import Index

NEWEST = 100


def explorer_page(index: Index) -> Page:
    """The page of all results."""
    path = addresses.EXPLORER
    newest = in_the_explorer(index.catalogue)[:NEWEST]
    body = render(
        "explorer.html",
        path,
        index=index,
        shown=len(newest),
        total=len(index.results),
        demonstrations=any(each.purpose is Purpose.DEMONSTRATION for each in index.catalogue.submissions.values()),
        head=rows.head(),
        rows=rows.rows(index, newest, linker(path)),
        groups=len(index.comparison.groups),
    )
    return page(
        path,
        body,
        title="Performance",
        description="Every performance result, to be sorted, filtered, compared and downloaded.",
        section="Performance",
        hide=LISTS,
        search="Every performance result: filter by mesh, version, lab, load generator, protocol and flags.",
    )
