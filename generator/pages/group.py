"""The page of a comparison group: under the same conditions, how do the meshes differ, and how sure are we?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator import addresses, tables
from generator.compare.headlines import unit_of
from generator.compare.overheads import THROUGHPUT, quantity
from generator.compare.variants import features_in_words
from generator.compare.wording import no_verdict, told
from generator.figures import Figure, for_group, for_series, for_trend
from generator.page import Asset, Page
from generator.pages import charts, rows
from generator.pages.registry import meshes_of
from generator.pages.rendering import joined, linker, page, render
from generator.pages.resources import is_bare, reports_resources, resource_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from markupsafe import Markup

    from generator.compare.values import ComparisonGroup, Contrast, Difference, Series, Variant
    from generator.pages.index import Index


INTERVAL_RUNS = 5
"""From so many runs on a median has an interval."""


def group_page(index: Index, group: ComparisonGroup, drawn: Sequence[Figure], along: Sequence[Markup]) -> Page:
    """The page of a group: its figures, the one it leads with first, and the charts of the series it belongs to."""
    path = addresses.group_path(group.id)
    # The conditions stand above the charts once.
    shown = [replace(each, subtitle=each.subtitle.removesuffix(group.conditions).rstrip()) for each in drawn]
    main, others = shown[0], shown[1:]
    excluded = {exclusion.result.address for exclusion in group.excluded}
    body = render(
        "group.html",
        path,
        index=index,
        group=group,
        main=charts.chart(main, path, chart_base(group.id, main), order=2),
        others=joined(charts.chart(each, path, chart_base(group.id, each)) for each in others),
        along=along,
        tests=[_tested(group, each) for each in group.contrasts],
        resources=resource_rows(group),
        bare={variant.id for variant in group.variants if is_bare(variant)},
        features={variant.id: features_in_words(variant.subject.features) for variant in group.variants},
        runs=runs_table(index, group, path),
        downloads=[figure for figure in drawn if figure.missing is None],
        measured=measured(group),
        ranked=any(variant.rank is not None for variant in group.variants),
        intervals=any(len(variant.results) >= INTERVAL_RUNS for variant in group.variants),
        has_resources=any(variant.proxies.cpu_per_1000_rps or variant.proxies.mem_mb for variant in group.variants),
        counted=len(group.results) - len(excluded),
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
    )


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


def measured(group: ComparisonGroup) -> tuple[date, date] | None:
    """The days of the first and the last run of known date."""
    days = [result.start_time.at.date() for result in group.results if result.start_time is not None]
    return (min(days), max(days)) if days else None


def chart_base(owner: str, figure: Figure) -> str:
    """The path of a chart's files, without their ending."""
    return f"charts/{owner}--{figure.id}"


def group_files(group: ComparisonGroup, drawn: Iterable[Figure]) -> tuple[Asset, ...]:
    """The files of the group's charts and its tables as CSV."""
    path = addresses.group_path(group.id)
    made = tuple(file for figure in drawn for file in charts.chart_files(figure, chart_base(group.id, figure)))
    return (
        *made,
        Asset(path=f"{path}variants.csv", content=tables.variants_csv(group)),
        Asset(path=f"{path}runs.csv", content=tables.runs_csv(group)),
        *([Asset(path=f"{path}tests.csv", content=tables.tests_csv(group))] if group.contrasts else []),
        *(
            [Asset(path=f"{path}resources.csv", content=tables.resources_csv(group))]
            if reports_resources(group)
            else []
        ),
    )


def group_pages(index: Index) -> tuple[tuple[Page, ...], tuple[Asset, ...]]:
    """All groups' pages and files, and the files of all series and trends."""
    series = {each.id: for_series(each) for each in index.comparison.series}
    # Links of all groups' pages are alike, so that the charts of a series are written once.
    charted = {each.id: _series_charts(each, series[each.id]) for each in index.comparison.series}
    trends = {each.id: for_trend(each) for each in index.trends}
    charted |= {name: _trend_chart(name, figure) for name, figure in trends.items()}
    made = [_of_group(index, charted, group) for group in index.comparison.groups.values()]
    several = [(name, figure) for name, figures in series.items() for figure in figures] + list(trends.items())
    shared = (file for name, figure in several for file in charts.chart_files(figure, chart_base(name, figure)))
    return tuple(page for page, _ in made), (*(file for _, files in made for file in files), *shared)


def _trend_chart(name: str, figure: Figure) -> Markup:
    return charts.chart(figure, addresses.group_path("any"), chart_base(name, figure), anchor=f"{name}-{figure.id}")


def _of_group(index: Index, charted: Mapping[str, Markup], group: ComparisonGroup) -> tuple[Page, tuple[Asset, ...]]:
    drawn = for_group(group)
    along = [charted[each.id] for each in index.series.get(group.id, ())]
    along += [charted[each.id] for each in index.trends if group.id in {step.group.id for step in each.steps}]
    return group_page(index, group, drawn, along), group_files(group, drawn)


def _series_charts(series: Series, figures: Iterable[Figure]) -> Markup:
    path = addresses.group_path("any")
    return joined(
        charts.chart(each, path, chart_base(series.id, each), anchor=f"{series.id}-{each.id}") for each in figures
    )
