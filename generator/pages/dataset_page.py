"""The page of the data: what there is to take away, in which forms, and what every column means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from generator import addresses, dictionary
from generator.columns import Column
from generator.pages import citing
from generator.pages.dataset import PROMISE, Dataset
from generator.pages.index import newest_date
from generator.pages.reference import kind_path
from generator.pages.rendering import page, render
from generator.pages.snippets import examples
from generator.schema import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.page import Page
    from generator.pages.index import Index

GUIDE = "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A field of a schema that a column holds or is made of, with the place of its description."""

    kind: str
    field: str
    path: str


def dataset_page(index: Index, dataset: Dataset) -> Page:
    """The page of all published tables."""
    path = addresses.DATA
    body = render(
        "dataset.html",
        path,
        index=index,
        dataset=dataset,
        as_of=newest_date(index.catalogue),
        license=citing.LICENSE,
        promise=PROMISE,
        cite=citing.shown(citing.of_data(index)),
        examples=examples(index.site_url + addresses.DATA_VERSION),
        guide=GUIDE if GUIDE in index.guides else None,
        meaning=dictionary.meaning_of,
        values=dictionary.values_of,
        sources=sources,
        suites=list(index.survey.matrices),
    )
    return page(
        path,
        body,
        title="Data",
        description="Every result, comparison, conformance report and pattern as CSV, JSON and Parquet, with a data dictionary.",
        section="Charts and data",
        search="Download all results, comparisons, conformance reports and patterns as CSV, JSON and Parquet; "
        "what every column means; SMP messages; feed; how to cite.",
    )


def sources(column: Column) -> Iterator[Source]:
    """Where the fields that a column comes from are described."""
    for source in column.sources:
        kind, _, field = source.partition(" ")
        yield Source(kind=kind, field=field, path=f"{kind_path(BY_NAME[kind])}#{quote(field)}")
