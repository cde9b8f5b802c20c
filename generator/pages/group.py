"""The page of a comparison group: under the same conditions, how do the meshes differ, and how sure are we?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator import addresses, tables
from generator.compare.headlines import unit_of
from generator.compare.overheads import THROUGHPUT, quantity
from generator.compare.resources import cpu_scale
from generator.compare.variants import features_in_words
from generator.compare.wording import no_verdict, told
from generator.page import Asset, Page
from generator.pages import charts, citing, compare, rows, trust
from generator.pages.registry import meshes_of
from generator.pages.rendering import NAVIGATION, joined, linker, page, render
from generator.pages.resources import is_bare, reports_resources, resource_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from generator.charts import Chart
    from generator.compare.values import ComparisonGroup, Contrast, Difference, Variant
    from generator.pages.index import Index


INTERVAL_RUNS = 5
"""From so many runs on a median has an interval."""


def group_page(index: Index, group: ComparisonGroup, along: Sequence[Markup]) -> Page:
    """The page of a group: its figures, the one it leads with first, and the charts of the series it belongs to."""
    path = addresses.group_path(group.id)
    # The conditions stand above the charts once.
    main, *others = (_without_conditions(each, group) for each in index.charts.of(group.id))
    excluded = {exclusion.result.address for exclusion in group.excluded}
    body = render(
        "group.html",
        path,
        index=index,
        group=group,
        addresses_of=[result.address for result in group.results],
        main=charts.linked(main, path, order=2),
        others=joined(charts.linked(each, path) for each in others),
        along=along,
        tests=[_tested(group, each) for each in group.contrasts],
        resources=resource_rows(group),
        bare={variant.id for variant in group.variants if is_bare(variant)},
        features={variant.id: features_in_words(variant.subject.features) for variant in group.variants},
        runs=runs_table(index, group, path),
        downloads=[each for each in index.charts.of(group.id) if each.drawn],
        measured=main.measured,
        totals=trust.totals(trust.level_counts(index, group.results)),
        ranked=any(variant.rank is not None for variant in group.variants),
        several=any(len(variant.results) > 1 for variant in group.variants),
        intervals=any(len(variant.results) >= INTERVAL_RUNS for variant in group.variants),
        cpu_of=cpu_scale(group)[0],
        cpu_unit=cpu_scale(group)[1],
        has_resources=any(variant.proxies.cpu_per_1000_rps or variant.proxies.mem_mb for variant in group.variants),
        counted=len(group.results) - len(excluded),
        side_by_side=compare.preset(index, group),
        takes_all=compare.takes_all(group),
        cite=citing.shown(citing.of_group(index, group)),
    )
    return page(
        path,
        body,
        title=group.title,
        description=group.headline,
        section="Performance",
        kind="group",
        source=group.submissions[0].origin.path if len(group.submissions) == 1 else None,
        search=f"{meshes_of(group)}. {group.headline}. {group.conditions}",
        image=index.image(main),
        hide=(NAVIGATION,),
    )


def _without_conditions(chart: Chart, group: ComparisonGroup) -> Chart:
    subtitle = chart.figure.subtitle.removesuffix(group.conditions).rstrip()
    return replace(chart, figure=replace(chart.figure, subtitle=subtitle))


@dataclass(frozen=True, slots=True, kw_only=True)
class TestRow:
    """A test as its table shows it; `verdict` in words."""

    variant: Variant
    reference: Variant
    quantity: str
    unit: str
    runs: tuple[int, int]
    gap: Difference
    verdict: str


def _tested(group: ComparisonGroup, contrast: Contrast) -> TestRow:
    by_id = {variant.id: variant for variant in group.variants}
    name, gap = contrast.quantity, contrast.difference
    sides = by_id[contrast.variant], by_id[contrast.reference]
    counts = [0 if (summary := quantity(side, name)) is None else len(summary.values) for side in sides]
    return TestRow(
        variant=sides[0],
        reference=sides[1],
        quantity=name if name == THROUGHPUT else f"p{name}",
        unit=unit_of(name),
        runs=(counts[0], counts[1]),
        gap=gap,
        verdict=no_verdict(gap) if gap.detectable is None else told(gap, name),
    )


def runs_table(index: Index, group: ComparisonGroup, path: str) -> Markup:
    """Every run that counts, by variant."""
    counted = [result for variant in group.variants for result in variant.results]
    return rows.table(
        index, counted, linker(path), "Every run that counts", identifier="runs-table", columns=rows.WITHOUT_GROUP
    )


def group_files(index: Index, group: ComparisonGroup) -> tuple[Asset, ...]:
    """The group's tables as CSV."""
    path = addresses.group_path(group.id)
    return (
        Asset(path=f"{path}variants.csv", content=tables.variants_csv(group)),
        Asset(path=f"{path}runs.csv", content=tables.runs_csv(group, index.trust)),
        *([Asset(path=f"{path}tests.csv", content=tables.tests_csv(group))] if group.contrasts else []),
        *(
            [Asset(path=f"{path}resources.csv", content=tables.resources_csv(group))]
            if reports_resources(group)
            else []
        ),
    )


def group_pages(index: Index) -> tuple[tuple[Page, ...], tuple[Asset, ...]]:
    """All groups' pages and files."""
    # Links of all groups' pages are alike, so that the charts of a series are written once.
    several = [*(each.id for each in index.comparison.series), *(each.id for each in index.trends)]
    shared = {name: _of_several(index, name) for name in several}
    made = [_of_group(index, shared, group) for group in index.comparison.groups.values()]
    return tuple(page for page, _ in made), tuple(file for _, files in made for file in files)


def _of_several(index: Index, owner: str) -> Markup:
    """The charts of a series or trend, as every page of its groups shows them."""
    path = addresses.group_path("any")
    return joined(charts.linked(each, path, anchor=f"{owner}-{each.figure.id}") for each in index.charts.of(owner))


def _of_group(index: Index, shared: Mapping[str, Markup], group: ComparisonGroup) -> tuple[Page, tuple[Asset, ...]]:
    along = [shared[each.id] for each in index.series.get(group.id, ())]
    along += [shared[each.id] for each in index.trends if group.id in {step.group.id for step in each.steps}]
    return group_page(index, group, along), group_files(index, group)
