"""Home: what is this, is it current, and what do the results say?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator.charts.brief import brief
from generator.conformance.values import Standing
from generator.model import Mesh, MeshKind, Purpose, StatusEvent, Submission
from generator.pages import charts, wording
from generator.pages.conformance import label
from generator.pages.index import OLDEST_DAYS, Index, end_of_support
from generator.pages.initiatives import SURROUNDINGS
from generator.pages.patterns import in_order, written_up
from generator.pages.registry import fresh
from generator.pages.rendering import page, render

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from markupsafe import Markup

    from generator.charts import Chart
    from generator.compare.values import ComparisonGroup
    from generator.conformance.values import Outcome
    from generator.page import Page

TELLING = 3
SUBTITLE_CHARACTERS = 420
NEWEST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """A comparison with its chart, and the days from which the browser reckons its age."""

    group: ComparisonGroup
    oldest: date
    newest: date
    end_of_support: date | None
    chart: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What home counts: demonstrations are left out, and the runs of those counted by themselves."""

    results: int
    meshes: int
    labs: int
    newest: date | None
    demonstrations: int


def home_page(index: Index) -> Page:
    """The page at the site's root."""
    chosen, patterns = telling(index), in_order(index)
    old = archive(index, chosen)
    complete = len(written_up(patterns))
    body = render(
        "home.html",
        "",
        index=index,
        initiatives=[each for each in index.catalogue.initiatives if each.id not in SURROUNDINGS],
        counts=counts(index),
        why_no_headline=_why_no_headline(index, counts(index)),
        headlines=[_headline(index, group) for group in chosen],
        archive=[_headline(index, group) for group in old],
        drawn=TELLING - len(chosen),
        submissions=newest_submissions(index),
        corrections=corrections(index),
        newest_reports=newest_reports(index),
        label=label,
        meshes=measured_meshes(index),
        oldest_days=OLDEST_DAYS,
        written_up=complete,
        ideas=len(patterns) - complete,
    )
    return page(
        "",
        body,
        title="Service mesh results",
        description="Measured performance of service meshes, compared only where the conditions are equal.",
        section=None,
        search="What this site is, its newest results and the working group behind it.",
        image=_image(index, (*chosen, *old)),
    )


def _image(index: Index, groups: Sequence[ComparisonGroup]) -> str | None:
    """The picture of the first comparison that the page shows."""
    return index.image_of(next(iter(groups), None))


def measurements(index: Index) -> tuple[Submission, ...]:
    """The submissions that were made to be compared, newest first."""
    found = [each for each in index.catalogue.submissions.values() if each.purpose is Purpose.MEASUREMENT]
    return tuple(sorted(found, key=lambda each: (-each.submitted.toordinal(), each.id)))


def counts(index: Index) -> Counts:
    """How much was measured, without demonstrations and the baseline."""
    submissions = measurements(index)
    results = [result for submission in submissions for result in submission.results]
    meshes = {result.subject.mesh for result in results if index.mesh(result).kind is not MeshKind.NONE}
    days = [result.start_time.at.date() for result in results if result.start_time is not None and result.state.ranks]
    return Counts(
        results=len(results),
        meshes=len(meshes),
        labs=len({submission.lab for submission in submissions}),
        newest=max(days, default=None),
        demonstrations=len(index.results) - len(results),
    )


def telling(index: Index) -> tuple[ComparisonGroup, ...]:
    """The comparisons that say most: against a baseline, young, with the most meshes and runs, from different submissions."""
    fit = [group for group in index.comparison.groups.values() if group.baseline is not None and _says(index, group)]
    ordered = sorted(fit, key=_weight)
    seen: set[tuple[str, ...]] = set()
    first: list[ComparisonGroup] = []
    rest: list[ComparisonGroup] = []
    for group in ordered:
        names = tuple(submission.id for submission in group.submissions)
        (rest if names in seen else first).append(group)
        seen.add(names)
    return tuple((*first, *rest)[:TELLING])


def _why_no_headline(index: Index, counts: Counts) -> str:
    """Why no comparison is told first, for a site without one."""
    if not index.results:
        return "nothing was submitted yet"
    groups = [each for each in index.comparison.groups.values() if not each.demonstration]
    if not any(each.baseline is not None and len(each.variants) > 1 for each in groups):
        return "a headline compares with a baseline under the same conditions, and no comparison holds both yet"
    newest = "but for demonstrations the newest run" if counts.demonstrations else "the newest run"
    when = f", and {newest} is from {wording.month(counts.newest)}" if counts.newest else ""
    return f"a result older than two years, of a version past its end of support, or of unknown date leaves this place{when}"


def _says(index: Index, group: ComparisonGroup) -> bool:
    return len(group.variants) > 1 and fresh(index, group)


def _weight(group: ComparisonGroup) -> tuple[int, int, int, str]:
    verdicts = sum(1 for sentence in group.sentences if sentence.kind == "verdict")
    meshes = len({variant.mesh.id for variant in group.variants})
    runs = sum(len(variant.results) for variant in group.variants)
    return (-verdicts, -meshes, -runs, group.id)


def _headline(index: Index, group: ComparisonGroup) -> Headline:
    results = [result for variant in group.variants for result in variant.results]
    ends = [day for result in results if (day := end_of_support(index.mesh(result), result)) is not None]
    chart = charts.linked(_short(index.charts.of(group.id)[0]), "", anchor=f"headline-{group.id}")
    days = _days(group)
    return Headline(
        group=group, oldest=min(days), newest=max(days), end_of_support=min(ends, default=None), chart=chart
    )


def _short(chart: Chart) -> Chart:
    """The chart with as much of its subtitle as a glance takes; the comparison, a link below, has all of it."""
    figure = chart.figure
    said = brief(figure.subtitle, figure.title, lambda text: len(text) <= SUBTITLE_CHARACTERS)
    return replace(chart, figure=replace(figure, subtitle=said))


def archive(index: Index, chosen: Sequence[ComparisonGroup]) -> tuple[ComparisonGroup, ...]:
    """Comparisons against a baseline that are no headline, one a campaign, the most telling first."""
    fit = [group for group in index.comparison.groups.values() if group.baseline and not group.demonstration]
    told = [group for group in fit if len(group.variants) > 1 and _days(group)]
    best = sorted((group for group in told if group not in chosen), key=_weight)
    firsts = {group.key.value("campaign"): group for group in reversed(best)}
    return tuple(sorted(firsts.values(), key=_weight)[:NEWEST])


def _days(group: ComparisonGroup) -> list[date]:
    return [each.start_time.at.date() for variant in group.variants for each in variant.results if each.start_time]


def newest_submissions(index: Index) -> tuple[Submission, ...]:
    """What was submitted last."""
    return measurements(index)[:NEWEST]


def newest_reports(index: Index) -> list[Outcome]:
    """The conformance reports that ran last, of those that are no history."""
    dated = [(each.report.date.at, each) for each in index.survey.outcomes.values() if each.report.date]
    fit = [(at, each) for at, each in dated if each.published and each.standing is not Standing.HISTORIC]
    return [each for _, each in sorted(fit, key=lambda pair: (pair[0], pair[1].report.id), reverse=True)[:TELLING]]


def corrections(index: Index) -> list[tuple[Submission, StatusEvent]]:
    """The newest status events: what was corrected, disputed, replaced or withdrawn, and why."""
    found = [(submission, event) for submission in measurements(index) for event in submission.history]
    return sorted(found, key=lambda each: (-each[1].date.toordinal(), each[0].id))[:NEWEST]


def measured_meshes(index: Index) -> Sequence[Mesh]:
    """The meshes that somebody measured, by name."""
    names = {result.subject.mesh for submission in measurements(index) for result in submission.results}
    found = [mesh for name, mesh in index.catalogue.meshes.items() if name in names and mesh.kind is not MeshKind.NONE]
    return sorted(found, key=lambda mesh: mesh.name.lower())
