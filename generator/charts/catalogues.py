"""The charts of what is no measurement: a suite's matrix, and the map of patterns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator import addresses
from generator.charts.chart import Chart
from generator.conformance.values import Standing
from generator.figures.map import for_map
from generator.figures.matrix import for_matrix, standing
from generator.numbers import listed, plural
from generator.suite import TITLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from generator.conformance.values import Outcome, Survey
    from generator.model import Mesh, Pattern

PATTERNS = "patterns"
OF_MAP = "What a pattern requires should be there before it; a relation is its author’s judgement, and no measurement."
_OLD = {
    Standing.BEHIND: "One edition behind",
    Standing.STALE: "Stale",
    Standing.UNKNOWN: "Of a version that is not known",
}


def suite_owner(name: str) -> str:
    """What stands before the two dashes in the id of a suite's matrix."""
    return f"conformance-{name}"


def of_suites(survey: Survey, meshes: Mapping[str, Mesh]) -> Iterator[Chart]:
    """The matrix of each suite, also of one without a report that stands."""
    for name, title in TITLES.items():
        shown = standing(survey, name)
        figure = for_matrix(survey, name, meshes)
        yield Chart(
            id=f"{suite_owner(name)}--{figure.id}",
            figure=figure,
            finding=figure.missing or _finding(shown),
            caveats=(*_ages(shown, meshes), *survey.matrices[name].suite.limits),
            home=addresses.suite_path(name),
            home_title=f"{title} conformance",
            section="Conformance",
            measured=ran(shown),
            results=tuple(each.report.id for each in shown),
            meshes=tuple(each.report.mesh for each in shown),
        )


def _finding(shown: Sequence[Outcome]) -> str:
    current = sum(each.standing is Standing.CURRENT for each in shown)
    return f"Each mesh stands with its newest report; {current} of {plural(len(shown), 'report')} {'is' if current == 1 else 'are'} current."


def _ages(shown: Sequence[Outcome], meshes: Mapping[str, Mesh]) -> Iterator[str]:
    """Which reports are no longer current, a sentence for each way of being old."""
    for age, said in _OLD.items():
        names = [meshes[each.report.mesh].name for each in shown if each.standing is age]
        if names:
            yield f"{said}: the {'report' if len(names) == 1 else 'reports'} of {listed(names)}."


def ran(line: Iterable[Outcome]) -> tuple[date, date] | None:
    """The days of the first and the last report of known date that stands."""
    days = [each.report.date.at.date() for each in line if each.published and each.report.date is not None]
    return (min(days), max(days)) if days else None


def of_patterns(patterns: Iterable[Pattern]) -> Chart:
    """The map of the patterns that are listed; `measured` are the days on which the first and the last of them changed."""
    shown = sorted((each for each in patterns if each.listed), key=lambda each: each.number)
    figure = for_map(shown)
    days = [each.newest for each in shown]
    return Chart(
        id=f"{PATTERNS}--{figure.id}",
        figure=figure,
        finding=figure.missing or OF_MAP,
        caveats=(),
        home=addresses.PATTERN_MAP,
        home_title="Map of patterns",
        section="Patterns",
        measured=(min(days), max(days)) if days else None,
        results=tuple(each.id for each in shown),
        meshes=(),
    )
