"""Catalogue and comparison -> every chart that has an address of its own, in one order for pages, pictures, slides and pins."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator import addresses
from generator.charts.catalogues import of_patterns, of_suites, ran
from generator.charts.chart import Chart
from generator.charts.distributed import FEWEST_RUNS, distributed_runs, example
from generator.compare.colours import look, styles
from generator.compare.distributions import averages_of
from generator.compare.trends import trends_of
from generator.conformance import survey
from generator.figures import for_averages, for_conformance, for_generators, for_group, for_series, for_trend, words
from generator.model import MeshKind, Purpose
from generator.numbers import plural
from generator.suite import TITLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from generator.compare.trends import Trend
    from generator.compare.values import Comparison, ComparisonGroup, Series, Variant
    from generator.conformance.values import Outcome, Survey
    from generator.figures import Figure
    from generator.model import Catalogue, Mesh, Result

PERFORMANCE = "Performance"
OF_SERIES = "The lines join comparison groups that differ in one condition only; a line carries no verdict."
OF_TREND = "Each version stands against the baseline of its own campaign; the line between campaigns is no measurement."
OF_CONFORMANCE = (
    "Each step is the newest report of one minor version of the suite; a gap is a version without a report."
)
OF_RUN = (
    "The merged percentiles come from the samples of all generators together, with the bounds that their reports allow."
)
OF_AVERAGES = (
    "Averages of the generators’ percentiles are not the percentiles of the run; this is how far they miss it."
)
DISTRIBUTED = "distributed"
_JUDGED = {"latency": ("latency", "overhead", "spectra"), "throughput": ("throughput",)}
"""The charts of a group that show what its verdicts are about, by what leads in it."""
_MOST_VERDICTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Charts:
    """All charts in the order of their owners: groups, series, trends, meshes, distributed runs, suites, and the patterns.

    `by_owner` holds them by what stands before the two dashes of their id, `trends` and `survey` what some are drawn from.
    """

    by_owner: Mapping[str, tuple[Chart, ...]]
    trends: tuple[Trend, ...]
    survey: Survey

    @property
    def all(self) -> tuple[Chart, ...]:
        """Every chart, those without enough data among them."""
        return tuple(chart for charts in self.by_owner.values() for chart in charts)

    def of(self, owner: str) -> tuple[Chart, ...]:
        """The charts of a group, series, trend or suite, its main one first; none where it has none."""
        return self.by_owner.get(owner, ())

    def of_mesh(self, mesh: str) -> tuple[Chart, ...]:
        """The charts of a mesh's page: its id may be the word that a suite, the patterns or the distributed runs are named with."""
        return tuple(each for each in self.of(mesh) if each.home == addresses.mesh_path(mesh))

    def find(self, chart_id: str) -> Chart | None:
        """The chart of that id, or None."""
        return next((each for each in self.of(chart_id.rpartition("--")[0]) if each.id == chart_id), None)


def gather(catalogue: Catalogue, comparison: Comparison, today: date) -> Charts:
    """Every chart of what was submitted; `today` is the day by which the age of conformance reports is judged."""
    surveyed, trends = survey(catalogue, today), trends_of(tuple(comparison.groups.values()))
    found: dict[str, list[Chart]] = defaultdict(list)
    for owner, chart in _all(catalogue, comparison, surveyed, trends):
        found[owner].append(chart)
    return Charts(by_owner={owner: tuple(charts) for owner, charts in found.items()}, trends=trends, survey=surveyed)


def _all(
    catalogue: Catalogue, comparison: Comparison, surveyed: Survey, trends: Sequence[Trend]
) -> Iterator[tuple[str, Chart]]:
    for group in comparison.groups.values():
        yield from ((group.id, _of_group(group, figure)) for figure in for_group(group))
    for series in comparison.series:
        yield from ((series.id, _of_series(series, figure)) for figure in for_series(series))
    yield from ((trend.id, _of_trend(trend, catalogue.meshes[trend.mesh])) for trend in trends)
    for mesh in catalogue.meshes.values():
        yield from ((mesh.id, chart) for chart in _of_mesh(mesh, surveyed.by_mesh.get(mesh.id, {})))
    yield from ((DISTRIBUTED, chart) for chart in _of_distributed(catalogue, comparison))
    of_all = (*of_suites(surveyed, catalogue.meshes), of_patterns(catalogue.patterns.values()))
    yield from ((chart.id.rpartition("--")[0], chart) for chart in of_all)


def _of_group(group: ComparisonGroup, figure: Figure) -> Chart:
    counted = [result for variant in group.variants for result in variant.results]
    return Chart(
        id=f"{group.id}--{figure.id}",
        figure=figure,
        finding=_finding(group, figure),
        caveats=tuple(each.text for each in group.sentences if each.kind == "caveat"),
        home=addresses.group_path(group.id),
        home_title=group.title,
        section=PERFORMANCE,
        measured=measured(counted),
        results=tuple(result.address for result in counted),
        meshes=_meshes(group.variants),
        demonstration=group.demonstration,
    )


def _finding(group: ComparisonGroup, figure: Figure) -> str:
    """The group's verdicts, on a chart of what they are about; without one what was seen, which says that it is none."""
    verdicts = [each.text for each in group.sentences if each.kind == "verdict"]
    if verdicts and figure.id not in _JUDGED[group.leads]:
        return f"No verdict is given on this quantity. {words.runs(group.variants)}"
    if verdicts:
        more = len(verdicts) - _MOST_VERDICTS
        rest = [f"The page of the comparison has {plural(more, 'more verdict')}."] if more > 0 else []
        return " ".join([*verdicts[:_MOST_VERDICTS], *rest])
    return next((each.text for each in group.sentences if each.kind == "finding"), "No run of this group counts.")


def _meshes(variants: Iterable[Variant]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.mesh.id for each in variants if each.mesh.kind is not MeshKind.NONE))


def _of_series(series: Series, figure: Figure) -> Chart:
    everyone = [variant for group in series.groups for variant in group.variants]
    counted = [result for variant in everyone for result in variant.results]
    first = series.groups[0]
    return Chart(
        id=f"{series.id}--{figure.id}",
        figure=figure,
        finding=OF_SERIES,
        caveats=tuple(
            dict.fromkeys(each.text for group in series.groups for each in group.sentences if each.kind == "caveat")
        ),
        home=addresses.group_path(first.id),
        home_title=first.title,
        section=PERFORMANCE,
        measured=measured(counted),
        results=tuple(result.address for result in counted),
        meshes=_meshes(everyone),
        demonstration=any(group.demonstration for group in series.groups),
    )


def _of_trend(trend: Trend, mesh: Mesh) -> Chart:
    counted = [result for step in trend.steps for result in step.variant.results]
    figure = for_trend(trend)
    return Chart(
        id=f"{trend.id}--{figure.id}",
        figure=figure,
        finding=f"{words.runs([step.variant for step in trend.steps])} {OF_TREND}",
        caveats=(),
        home=addresses.mesh_path(mesh.id),
        home_title=mesh.name,
        section="Meshes",
        measured=measured(counted),
        results=tuple(result.address for result in counted),
        meshes=(mesh.id,),
    )


def _of_mesh(mesh: Mesh, lines: Mapping[str, Sequence[Outcome]]) -> Iterator[Chart]:
    for suite, line in lines.items():
        if suite != "gateway-api":
            continue
        figure = for_conformance(mesh, line, TITLES[suite])
        yield Chart(
            id=f"{mesh.id}--{figure.id}",
            figure=figure,
            finding=OF_CONFORMANCE,
            caveats=(),
            home=addresses.mesh_path(mesh.id),
            home_title=mesh.name,
            section="Conformance",
            measured=ran(line),
            results=tuple(each.report.id for each in line if each.published),
            meshes=(mesh.id,),
        )


def _of_distributed(catalogue: Catalogue, comparison: Comparison) -> Iterator[Chart]:
    runs = distributed_runs(catalogue.results)
    chosen = example(runs)
    if chosen is not None:
        colours = styles((each.subject for each in catalogue.results), catalogue.meshes)
        figure = for_generators(chosen.result, colours[look(chosen.result.subject)].colour)
        if figure is not None:
            named = _named(figure, chosen.result, comparison.groups[comparison.group_of[chosen.result.address]])
            yield _of_runs(catalogue, "run", named, [chosen.result], OF_RUN)
    everyone = [(each, found) for each in runs if (found := averages_of(each))]
    if len(everyone) >= FEWEST_RUNS:
        yield _of_runs(catalogue, "averages", for_averages(everyone), [each for each, _ in everyone], OF_AVERAGES)


def _named(figure: Figure, result: Result, group: ComparisonGroup) -> Figure:
    """The figure of a run, as it stands alone: with what ran, under which conditions."""
    own = next((one.label for one in group.variants if result in one.results), "")
    head = ", ".join(part for part in (own, group.head) if part)
    return replace(
        figure,
        title=words.headed(head, figure.title),
        subtitle=f"{figure.subtitle} One run of campaign {result.campaign}. {group.conditions}",
    )


def _of_runs(catalogue: Catalogue, name: str, figure: Figure, runs: Sequence[Result], finding: str) -> Chart:
    submissions = [catalogue.submissions[name] for name in dict.fromkeys(each.submission for each in runs)]
    return Chart(
        id=f"{DISTRIBUTED}--{name}",
        figure=replace(figure, source=words.source(submissions, runs)),
        finding=finding,
        caveats=(),
        home=addresses.DISTRIBUTED,
        home_title="Distributed analysis",
        section=PERFORMANCE,
        measured=measured(runs),
        results=tuple(run.address for run in runs),
        meshes=tuple(dict.fromkeys(run.subject.mesh for run in runs if not run.subject.baseline)),
        demonstration=any(each.purpose is Purpose.DEMONSTRATION for each in submissions),
    )


def measured(results: Iterable[Result]) -> tuple[date, date] | None:
    """The days of the first and the last run of known date."""
    days = [result.start_time.at.date() for result in results if result.start_time is not None]
    return (min(days), max(days)) if days else None
