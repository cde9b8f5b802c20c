"""The page that puts up to eight results side by side, whichever these are, and says first whether they may be compared."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from generator import addresses
from generator.figures.spectra import middle_run
from generator.page import Asset
from generator.pages.rendering import LISTS, page, render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.compare.values import ComparisonGroup
    from generator.page import Page
    from generator.pages.index import Index

FORMAT = "mesh-results-compare/1"
MOST = 8
"""So many results stand side by side; the explorer lets people choose no more."""
OFFERED = 8
"""So many comparisons the page offers to begin with."""


def compare_page(index: Index) -> Page:
    """The page; a script fills it from the address."""
    groups = [group for group in index.groups_of(index.results) if not group.demonstration]
    body = render(
        "compare.html",
        addresses.COMPARE,
        most=MOST,
        offered=[(group, preset(index, group)) for group in groups[:OFFERED]],
        total=len(index.comparison.groups),
    )
    return page(
        addresses.COMPARE,
        body,
        title="Compare results",
        description="Up to eight results side by side, with the conditions in which they differ first.",
        section="Performance",
        hide=LISTS,
        search="Put up to eight performance results side by side, with the conditions in which they differ first.",
    )


def preset(index: Index, group: ComparisonGroup) -> str | None:
    """The address at which the group's runs stand side by side: all that count, or one of each variant where these are too many.

    None for fewer than two, and for more variants than fit.
    """
    every = [result for variant in group.variants for result in variant.results]
    chosen = every if len(every) <= MOST else [middle_run(variant.results) for variant in group.variants]
    if not 1 < len(chosen) <= MOST:
        return None
    return addresses.compare_query(index.short_ids[result.address] for result in chosen)


def takes_all(group: ComparisonGroup) -> bool:
    """Whether all runs of the group that count fit side by side."""
    return sum(len(variant.results) for variant in group.variants) <= MOST


def compare_files(index: Index) -> tuple[Asset, ...]:
    """Which results there are, for the page's script: short ids, addresses and groups, column by column.

    The form, "mesh-results-compare/1", is described in assets/compare.js. About nine bytes a result, compressed.
    """
    results = sorted(index.results, key=lambda each: each.address)
    submissions = sorted(index.catalogue.submissions)
    groups = sorted(index.comparison.groups)
    content = {
        "format": FORMAT,
        "submissions": submissions,
        "groups": groups,
        "id": [index.short_ids[each.address] for each in results],
        "submission": _codes([each.submission for each in results], submissions),
        "result": [each.id for each in results],
        "group": _codes([index.comparison.group_of[each.address] for each in results], groups),
    }
    return (Asset(path=addresses.COMPARE_DATA, content=json.dumps(content, separators=(",", ":")).encode()),)


def _codes(values: Sequence[str], known: Sequence[str]) -> list[int]:
    places = {name: at for at, name in enumerate(known)}
    return [places[value] for value in values]
