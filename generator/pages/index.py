"""What the pages look things up in: made once for a composition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from generator import addresses
from generator.charts import gather
from generator.compare.colours import Look, Style, look, styles
from generator.model import Purpose
from generator.short_ids import short_ids
from generator.trust import assess

if TYPE_CHECKING:
    from markupsafe import Markup

    from generator.charts import Chart, Charts
    from generator.compare.trends import Trend
    from generator.compare.values import Comparison, ComparisonGroup, Flag, Series, Variant
    from generator.conformance.values import Survey
    from generator.finding import Location
    from generator.model import (
        Catalogue,
        ConformanceReport,
        Dispute,
        Lab,
        Mesh,
        Redaction,
        Result,
        StatusEvent,
        Submission,
    )
    from generator.pictures import Picture
    from generator.trust import Assessment, Trust

NOT_ASKED = "they were not asked for"
OLDEST_DAYS = 730
"""An older result leaves headlines and "at a glance"."""
PAGE_ROWS = 500
"""Rows on a page of a complete list."""
_UNKNOWN_TIME = datetime.min.replace(tzinfo=UTC)

Cell = object
Record = Mapping[str, Cell]
"""One row of the explorer's table, by column name; None or NaN is not reported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """What is made before the pages are: charts, their pictures by the path of their files without ending, and decks by theirs.

    `why_no_pictures` says in half a sentence why there are none; empty where there are.
    """

    charts: Charts
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    why_no_pictures: str = NOT_ASKED
    decks: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """The catalogue and its comparison, with what leads from one of their values to another.

    Results stand newest first. `today` is the day of the build (of the commit), or the newest in the catalogue where that
    is later: the same input makes the same site, and the browser reckons ages anew.
    """

    catalogue: Catalogue
    comparison: Comparison
    site_url: str
    repository: str
    today: date
    records: Mapping[str, Record]
    results: tuple[Result, ...]
    by_mesh: Mapping[str, tuple[Result, ...]]
    by_lab: Mapping[str, tuple[Result, ...]]
    by_submission: Mapping[str, tuple[Result, ...]]
    variants: Mapping[str, Variant]
    series: Mapping[str, tuple[Series, ...]]
    ready: Ready
    short_ids: Mapping[str, str]
    styles: Mapping[Look, Style]
    trust: Trust
    guides: frozenset[str] = frozenset()
    """The hand-written guides that there are, by the names of their files: no page links to another."""
    cells: dict[str, str] = field(default_factory=dict)
    """A memo of `rows`: what a result's row holds besides links, by address."""
    levels: dict[tuple[Assessment, int], Markup] = field(default_factory=dict)
    """A memo of `trust`: levels with their reasons, by depth of the page."""
    by_address: Mapping[str, Result] = field(default_factory=dict)

    @property
    def charts(self) -> Charts:
        """Every chart that has an address."""
        return self.ready.charts

    @property
    def survey(self) -> Survey:
        """What all conformance reports say."""
        return self.charts.survey

    @property
    def trends(self) -> tuple[Trend, ...]:
        """What meshes cost over their versions."""
        return self.charts.trends

    def disputes(self, *names: str) -> tuple[Dispute, ...]:
        """The disputes about any of these: results (submission/result), submissions or conformance reports; open ones first."""
        every = self.catalogue.disputes.values()
        found = [each for each in every if any(each.concerns(name) for name in names)] if every else []
        return tuple(sorted(found, key=lambda each: not each.is_open))

    def redactions(self, origin: Location) -> tuple[Redaction, ...]:
        """The removals of private data from the folder of a submission, or of a report, newest first."""
        folder = f"{PurePosixPath(origin.path).parent}/"
        found = [each for each in self.catalogue.redactions if each.path.startswith(folder)]
        return tuple(sorted(found, key=lambda each: each.date, reverse=True))

    def image(self, chart: Chart | None) -> str | None:
        """The path of the chart's picture for link previews; None without one, and for a demonstration, which reaches none."""
        if chart is None or chart.demonstration or addresses.chart_base(chart.id) not in self.ready.pictures:
            return None
        return f"{addresses.chart_base(chart.id)}.png"

    def image_of(self, group: ComparisonGroup | None) -> str | None:
        """The picture of a group's main chart, for the previews of pages about its runs; None as for `image`."""
        return None if group is None else self.image(self.charts.of(group.id)[0])

    def submission(self, result: Result) -> Submission:
        """The submission that a result stands in."""
        return self.catalogue.submissions[result.submission]

    def result(self, address: str) -> Result:
        """The result at an address."""
        return self.by_address[address]

    def lab(self, submission: Submission) -> Lab:
        """The lab that a submission was measured in."""
        return self.catalogue.labs[submission.lab]

    def mesh(self, result: Result) -> Mesh:
        """The mesh of a result."""
        return self.catalogue.meshes[result.subject.mesh]

    def label(self, result: Result) -> str:
        """What was measured: the variant's label, also for a result that no variant counts."""
        variant = self.variants.get(result.address)
        return str(self.records[result.address]["label"]) if variant is None else variant.label

    def style(self, result: Result) -> Style:
        """The colour and marker of what was measured."""
        return self.styles[look(result.subject)]

    def group(self, result: Result) -> ComparisonGroup | None:
        """The comparison group of a result."""
        group_id = self.comparison.group_of.get(result.address)
        return None if group_id is None else self.comparison.groups[group_id]

    def flags(self, result: Result) -> tuple[Flag, ...]:
        """A result's flags, worst first."""
        return self.comparison.flags.get(result.address, ())

    def groups_of(self, results: Iterable[Result]) -> tuple[ComparisonGroup, ...]:
        """The groups that the results stand in, newest result first."""
        ids = dict.fromkeys(self.comparison.group_of.get(result.address, "") for result in results)
        return tuple(self.comparison.groups[group_id] for group_id in ids if group_id)

    def replacement(self, event: StatusEvent) -> str | None:
        """The address of what takes a result's place, None where nothing published does."""
        name = event.replaced_by or ""
        if name in self.catalogue.submissions:
            return addresses.submission_path(name)
        return addresses.result_path(name) if name in self.records else None

    def stale(self, result: Result) -> str | None:
        """Why a result is too old to stand in a headline, None where it isn't."""
        if result.start_time is None:
            return "its date was not reported"
        if (self.today - result.start_time.at.date()).days > OLDEST_DAYS:
            return "older than two years"
        ended = end_of_support(self.mesh(result), result)
        return "its version is past its end of support" if ended is not None and ended < self.today else None


def end_of_support(mesh: Mesh, result: Result) -> date | None:
    """The day on which support for the result's version ended or ends, None where it is not known."""
    versions = (release for release in mesh.releases if release.version == result.subject.version)
    return next((release.end_of_support for release in versions), None)


def make_index(  # noqa: PLR0913 - what pages look things up in comes from everywhere
    catalogue: Catalogue,
    comparison: Comparison,
    records: Mapping[str, Record],
    site_url: str,
    repository: str,
    today: date | None = None,
    guides: frozenset[str] = frozenset(),
    ready: Ready | None = None,
    *,
    trust: Trust | None = None,
) -> Index:
    """The index over a catalogue; `records` holds the explorer's rows by result address, `today` is the day of the build.

    Charts are gathered here where nothing is ready.
    """
    day = day_of(catalogue, today)
    results = newest_first(catalogue.results)
    return Index(
        catalogue=catalogue,
        comparison=comparison,
        site_url=site_url,
        repository=repository,
        today=day,
        records=records,
        results=results,
        by_mesh=_collected((result.subject.mesh, result) for result in results),
        by_lab=_collected((catalogue.submissions[result.submission].lab, result) for result in results),
        by_submission=_collected((result.submission, result) for result in results),
        variants=_variants(comparison.groups.values()),
        series=_series(comparison),
        ready=ready or Ready(charts=gather(catalogue, comparison, day)),
        short_ids=short_ids(catalogue),
        styles=styles((result.subject for result in results), catalogue.meshes),
        trust=trust or assess(catalogue),
        guides=guides,
        by_address={result.address: result for result in results},
    )


def day_of(catalogue: Catalogue, today: date | None) -> date:
    """The day by which age is judged: that of the build, or the newest in the catalogue where that is later."""
    return max(newest_date(catalogue), today or date.min)


def newest_date(catalogue: Catalogue) -> date:
    """The newest day on which something was submitted or changed its state; the epoch where there is nothing."""
    published: tuple[Submission | ConformanceReport, ...] = (
        *catalogue.submissions.values(),
        *catalogue.reports.values(),
    )
    days = [each.submitted for each in published if each.submitted is not None]
    days += [event.date for each in published for event in each.history]
    # A report that was submitted as its suite wrote it tells no other day than that of the run.
    days += [
        each.date.at.date() for each in catalogue.reports.values() if each.submitted is None and each.date is not None
    ]
    return max(days, default=date(1970, 1, 1))


def newest_first(results: Iterable[Result]) -> tuple[Result, ...]:
    """The results by their start, the newest first, those of unknown date last."""
    return tuple(sorted(results, key=_age))


def in_the_explorer(catalogue: Catalogue) -> tuple[Result, ...]:
    """All results, newest first; those of demonstrations come last, since they measure no mesh."""
    shown = {each.id for each in catalogue.submissions.values() if each.purpose is Purpose.DEMONSTRATION}
    return tuple(sorted(newest_first(catalogue.results), key=lambda result: result.submission in shown))


def _age(result: Result) -> tuple[float, str]:
    when = _UNKNOWN_TIME if result.start_time is None else result.start_time.at
    return (-(when - _UNKNOWN_TIME).total_seconds(), result.address)


def _collected(pairs: Iterable[tuple[str, Result]]) -> dict[str, tuple[Result, ...]]:
    found: dict[str, list[Result]] = defaultdict(list)
    for key, result in pairs:
        found[key].append(result)
    return {key: tuple(found[key]) for key in sorted(found)}


def _variants(groups: Iterable[ComparisonGroup]) -> dict[str, Variant]:
    return {result.address: variant for group in groups for variant in group.variants for result in variant.results}


def _series(comparison: Comparison) -> dict[str, tuple[Series, ...]]:
    found: dict[str, list[Series]] = defaultdict(list)
    for series in comparison.series:
        for group in series.groups:
            found[group.id].append(series)
    return {group_id: tuple(of_group) for group_id, of_group in found.items()}
