"""Everything that the results make of a site, in the order of the navigation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator import addresses, tables
from generator.explorer import explorer_json
from generator.figures import template_json
from generator.page import Asset, Composition, Page
from generator.pages.chart import chart_assets, chart_pages, charts_page, short_addresses
from generator.pages.compare import compare_files, compare_page
from generator.pages.compared import group_files as compared_files
from generator.pages.conformance import conformance_pages, report_pages
from generator.pages.conformance_files import conformance_files
from generator.pages.dataset import Dataset, make_dataset
from generator.pages.dataset_page import dataset_page
from generator.pages.disputes import dispute_pages, disputes_page
from generator.pages.distributed import distributed_page
from generator.pages.editors import schema_catalog
from generator.pages.explorer import explorer_page
from generator.pages.feed import feed_file
from generator.pages.group import group_pages
from generator.pages.home import home_page
from generator.pages.index import Index, Ready, Record, in_the_explorer, make_index
from generator.pages.initiatives import abstraction_pages, working_group_page
from generator.pages.lists import list_pages
from generator.pages.meshmark import meshmark_page
from generator.pages.pattern_files import pattern_files
from generator.pages.pattern_map import map_page
from generator.pages.patterns import pattern_pages
from generator.pages.reference import rule_pages, rules_page, schema_files, schema_pages, schemas_page
from generator.pages.registry import (
    groups_page,
    lab_page,
    labs_page,
    mesh_page,
    meshes_page,
    submissions_page,
)
from generator.pages.result import result_page, shared
from generator.pages.submission import submission_page
from generator.pages.submit import submit_page
from generator.trust import assess

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping
    from datetime import date

    import pandas as pd

    from generator.compare.values import Comparison
    from generator.model import Catalogue, Submission


def compose(
    catalogue: Catalogue,
    comparison: Comparison,
    site_url: str,
    repository: str = addresses.REPOSITORY,
    today: date | None = None,
    guides: frozenset[str] = frozenset(),
    ready: Ready | None = None,
) -> Composition:
    """All pages and files that the catalogue makes.

    Args:
        catalogue: everything valid that was submitted.
        comparison: what `compare.compare` made of it.
        site_url: where the site will stand, for citations; it ends in a slash.
        repository: where files of the repository can be seen, without a slash at its end.
        today: the day of the build, by which age is judged; the newest day in the catalogue where it is later or nothing is given.
        ready: charts and pictures, where they are made already.
        guides: the hand-written guides that the site will have, by the names of their files without ending.
    """
    trust = assess(catalogue)
    table = tables.explorer_table(catalogue, comparison, trust).set_index("address", drop=False)
    frame = table.loc[[result.address for result in in_the_explorer(catalogue)]]
    records = {str(row["address"]): _record(row) for row in frame.to_dict("records")}
    index = make_index(catalogue, comparison, records, site_url, repository, today, guides, ready, trust=trust)
    of_groups, group_files = group_pages(index)
    of_results, result_files = _details(index)
    dataset = make_dataset(index, frame)
    fixed = _fixed(index, dataset)
    files = (
        Asset(path="charts/template.json", content=template_json()),
        *_explorer_files(index, frame),
        *compare_files(index),
        *(file for group in comparison.groups.values() for file in compared_files(index, group)),
        *dataset.files,
        feed_file(index),
        *schema_files(),
        schema_catalog(site_url),
        *conformance_files(index),
        *chart_assets(index),
        *(Asset(path=path, content=content) for path, content in index.ready.decks.items()),
        *pattern_files(index),
        *group_files,
        *result_files,
    )
    return Composition(
        pages=(
            *fixed,
            *of_groups,
            *list_pages(index),
            *report_pages(index),
            *chart_pages(index),
            *dispute_pages(index),
            *of_results,
        ),
        assets=files,
        redirects=tuple(short_addresses(index)),
    )


def _record(row: Mapping[Hashable, object]) -> Record:
    return {str(name): value for name, value in row.items()}


def _explorer_files(index: Index, frame: pd.DataFrame) -> Iterator[Asset]:
    """What the explorer's script loads."""
    looks = {index.label(result): (index.style(result).colour, index.style(result).marker) for result in index.results}
    labs = {name: lab.name for name, lab in index.catalogue.labs.items()}
    data = explorer_json(frame, flags=index.comparison.flags, looks=looks, labs=labs)
    yield Asset(path=addresses.EXPLORER_DATA, content=data)


def _fixed(index: Index, dataset: Dataset) -> Iterator[Page]:
    """The pages that people navigate, in the order of the navigation."""
    yield home_page(index)
    yield explorer_page(index)
    yield groups_page(index)
    yield compare_page(index)
    yield submissions_page(index)
    yield distributed_page(index)
    yield meshmark_page(index)
    yield from conformance_pages(index)
    yield from pattern_pages(index)
    yield map_page(index)
    yield meshes_page(index)
    yield from (mesh_page(index, mesh) for mesh in index.catalogue.meshes.values())
    yield labs_page(index)
    yield from (lab_page(index, lab) for lab in index.catalogue.labs.values())
    yield charts_page(index)
    yield dataset_page(index, dataset)
    yield working_group_page(index)
    yield from abstraction_pages(index)
    yield disputes_page(index)
    yield submit_page(index.guides)
    yield rules_page()
    yield from rule_pages()
    yield schemas_page(index.site_url)
    yield from schema_pages()


def _details(index: Index) -> tuple[list[Page], list[Asset]]:
    """The pages of submissions and results, and the files beside them."""
    made = [_of_submission(index, submission) for submission in index.catalogue.submissions.values()]
    return [page for pages, _ in made for page in pages], [file for _, files in made for file in files]


def _of_submission(index: Index, submission: Submission) -> tuple[list[Page], list[Asset]]:
    common = shared(index, submission)
    made = [result_page(index, result, common) for result in submission.results]
    pages = [submission_page(index, submission, common), *(page for page, _ in made)]
    return pages, [file for _, files in made for file in files]
