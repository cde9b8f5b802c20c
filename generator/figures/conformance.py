"""Conformance over time: the share of core and extended cases that passed, by version of the suite."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator import versions
from generator.conformance.values import Standing
from generator.figures.draw import SIGN_OF, coloured, label, marker, note
from generator.figures.figure import Figure
from generator.figures.words import RELATIONS
from generator.model import CaseStatus
from generator.numbers import listed, plural, three
from generator.suite import suite

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.conformance.values import Count, Outcome
    from generator.model import ConformanceReport, Mesh

LEVELS = ("core", "extended")
_MARKS = {"core": "circle", "extended": "diamond"}
_DASHES = {"core": "solid", "extended": "dash"}
HEIGHT = 280
_CAVEAT = (
    "Shares of the cases counted, skipped ones among them; which cases those are differs from version to version, so a line is no "
    "measure of progress."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """The newest report of one minor version, with the counts of its HTTP profile."""

    edition: str
    outcome: Outcome
    counts: Mapping[str, Count | None]


def for_conformance(mesh: Mesh, line: Sequence[Outcome], title: str) -> Figure:
    """The step lines of a mesh's reports of the Gateway API (`line`, newest first). Gaps are versions without a report."""
    points = _points(line)
    figure = Figure(
        id="gateway-api-over-time",
        kind="conformance",
        title=f"{mesh.name}: {_finding(points)}",
        subtitle=f"The newest report of each minor version, HTTP profile; of several channels the one in which least passed. {_CAVEAT}",
        source=_source(points, title),
        alt=f"Step lines of the share of core and extended cases passed by {mesh.name}, by version. The table below holds the values.",
    )
    if len(points) < 2:
        return replace(figure, missing="A line over versions needs reports of two versions; there is one at most.")
    return _drawn(figure, mesh, points)


def _source(points: Sequence[Point], title: str) -> str:
    """Who ran the suite, in which relation to the makers, as far as the reports say."""
    people = dict.fromkeys(_person(point.outcome.report) for point in points)
    return f"{title} reports published here" + (f", run by {', '.join(people)}" if people else "")


def _person(report: ConformanceReport) -> str:
    # Without a provenance there is only what the implementation calls its organisation, often in lower case.
    maker = (
        f"“{report.implementation.organization}”, as the report says" if report.implementation else "somebody not named"
    )
    name = report.provenance.measured_by if report.provenance else maker
    return f"{name} ({RELATIONS[report.disclosure.relationship] if report.disclosure else 'relation not reported'})"


def _points(line: Sequence[Outcome]) -> list[Point]:
    """One point a minor version, oldest first: the newest report that stands and has counts, of several channels the worst."""
    found: dict[str, list[Point]] = defaultdict(list)
    for outcome in line:
        edition, group = versions.minor(outcome.report.suite_version or ""), outcome.profile("HTTP")
        stands = outcome.published and outcome.standing not in (Standing.HISTORIC, Standing.UNKNOWN)
        if edition and stands and group and group.core and group.core.share is not None:
            counts = {"core": group.core, "extended": group.extended}
            found[edition].append(Point(edition=edition, outcome=outcome, counts=counts))
    chosen = [_worst(points) for points in found.values()]
    return sorted(chosen, key=lambda point: versions.order(point.edition))


def _worst(points: Sequence[Point]) -> Point:
    """Of the points of the newest version of the mesh, the one with the least that passed; a level without counts is not worse."""
    newest = versions.order(points[0].outcome.report.version)
    alike = [point for point in points if versions.order(point.outcome.report.version) == newest]
    return min(alike, key=lambda point: [_share(count) for count in point.counts.values()])


def _share(count: Count | None) -> float:
    return 1.0 if count is None or count.share is None else count.share


def _finding(points: Sequence[Point]) -> str:
    """What became of the cases that were counted, no more than that: `no case failed, some were skipped in v1.5`."""
    if not points:
        return "no counts reported"
    span = points[0].edition if len(points) == 1 else f"{points[0].edition} to {points[-1].edition}"
    reported = f"{plural(len(points), 'version')} reported, {span}"
    failed, skipped = (_where(points, status) for status in (CaseStatus.FAILED, CaseStatus.NOT_RUN))
    if failed:
        return f"cases failed in {listed(failed)} ({reported})"
    if skipped:
        return f"no case failed, some were skipped in {listed(skipped)} ({reported})"
    silent = any(count and not count.complete for point in points for count in point.counts.values())
    return f"every case that was counted passed ({reported}{', not all counts' if silent else ''})"


def _where(points: Sequence[Point], status: CaseStatus) -> list[str]:
    counts = ((point.edition, count) for point in points for count in point.counts.values())
    return list(dict.fromkeys(edition for edition, count in counts if count and count.of(status)))


def _drawn(figure: Figure, mesh: Mesh, points: Sequence[Point]) -> Figure:
    editions = _editions(points)
    by_edition = {point.edition: point for point in points}
    layout = {
        "height": HEIGHT,
        "margin": {"l": 8, "r": 16, "t": 34, "b": 62},
        "hovermode": "closest",
        "showlegend": False,
        "annotations": _key(mesh),
        "xaxis": {
            "type": "category",
            "categoryorder": "array",
            "categoryarray": editions,
            "range": [-0.4, len(editions) - 0.6],
            "title": {"text": "version of the Gateway API"},
            "fixedrange": True,
            "showgrid": False,
        },
        "yaxis": {
            "range": [0, 108],
            "title": {"text": "passed in %"},
            "fixedrange": True,
            "zeroline": True,
        },
    }
    traces = [_trace(mesh, level, editions, by_edition) for level in LEVELS]
    return replace(
        figure,
        plotly={"data": traces, "layout": layout},
        narrow={"margin": {"l": 8, "r": 8, "t": 34, "b": 62}, "height": HEIGHT},
        columns=_columns(points),
        height=HEIGHT,
        narrow_height=HEIGHT,
    )


def _key(mesh: Mesh) -> list[dict[str, object]]:
    """What the two lines are, above the plot."""
    signs = (f"{coloured(mesh.colour, SIGN_OF[_MARKS[level]])} {level}" for level in LEVELS)
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 8}
    return [note(f"{'   '.join(signs)} (dashed)", **place)]


def _editions(points: Sequence[Point]) -> list[str]:
    """The minor versions from the first to the last that was reported, those without a report between them included."""
    known = {versions.minor(each.version) or "" for each in suite("gateway-api").versions}
    known |= {point.edition for point in points}
    first, last = (versions.order(points[at].edition) for at in (0, -1))
    return sorted((each for each in known if each and first <= versions.order(each) <= last), key=versions.order)


def _trace(mesh: Mesh, level: str, editions: Sequence[str], by_edition: Mapping[str, Point]) -> Mapping[str, object]:
    counts = [by_edition[each].counts[level] if each in by_edition else None for each in editions]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": level,
        "x": list(editions),
        "y": [None if count is None or count.share is None else count.share * 100 for count in counts],
        "connectgaps": False,
        "line": {"color": mesh.colour, "width": 2, "shape": "hv", "dash": _DASHES[level]},
        "marker": {"symbol": marker(_MARKS[level]), "size": 15 if level == "core" else 8, "color": mesh.colour},
        "hovertext": [_hover(level, each, by_edition.get(each)) for each in editions],
        "hoverinfo": "text",
    }


def _hover(level: str, edition: str, point: Point | None) -> str:
    count = None if point is None else point.counts[level]
    if point is None or count is None or count.share is None:
        return ""
    version = label(point.outcome.report.version)
    return f"<b>{label(edition)}</b>, {version}: {count.passed} of {count.total} {level} cases ({three(count.share * 100)} %)"


def _columns(points: Sequence[Point]) -> Mapping[str, Sequence[object]]:
    columns: dict[str, list[object]] = {
        "edition": [point.edition for point in points],
        "version": [point.outcome.report.version for point in points],
        "report": [point.outcome.report.id for point in points],
    }
    for level in LEVELS:
        counts = [point.counts[level] for point in points]
        columns[f"{level} passed"] = [None if count is None else count.passed for count in counts]
        columns[f"{level} counted"] = [None if count is None else count.total for count in counts]
    return columns
