"""Catalogue -> survey: every report once in its suite's matrix and once with its mesh."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from generator import suite, versions
from generator.conformance import outcomes
from generator.conformance.values import Edition, Matrix, Outcome, Standing, Survey

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from generator.model import Catalogue, ConformanceReport

CURRENT_EDITIONS = 2
"""A Gateway API report is current in the newest two minor releases, and one behind in the third (the rule of its own site)."""
OLDEST = timedelta(days=730)
AHEAD = 3
"""So many minor releases after the newest known one are believed: a typing error must not lead the matrix."""


def survey(catalogue: Catalogue, today: date) -> Survey:
    """What all reports say; `today` is the day by which their age is judged."""
    made = [_outcome(report, today) for report in catalogue.reports.values()]
    by_mesh: dict[str, dict[str, list[Outcome]]] = defaultdict(lambda: defaultdict(list))
    for outcome in _newest_first(made):
        by_mesh[outcome.report.mesh][outcome.report.suite].append(outcome)
    return Survey(
        matrices={name: _matrix(name, made) for name in suite.NAMES},
        by_mesh={mesh: {name: tuple(of) for name, of in suites.items()} for mesh, suites in sorted(by_mesh.items())},
        outcomes={outcome.report.id: outcome for outcome in made},
    )


def _outcome(report: ConformanceReport, today: date) -> Outcome:
    standing, reason = _standing(report, today)
    return Outcome(report=report, groups=outcomes.groups(report), standing=standing, standing_reason=reason)


def _standing(report: ConformanceReport, today: date) -> tuple[Standing, str]:
    if report.historic is not None:
        return Standing.HISTORIC, "kept as history, never verified"
    old = report.date is not None and today - report.date.at.date() > OLDEST
    if report.suite == "gateway-api":
        return _of_edition(_editions_behind(report), old=old)
    if report.date is None:
        return Standing.UNKNOWN, "the day on which it ran was not reported"
    return (Standing.STALE, "older than two years") if old else (Standing.CURRENT, "not older than two years")


def _of_edition(behind: int | None, *, old: bool) -> tuple[Standing, str]:
    """How current a Gateway API report is, with so many newer minor releases of the API."""
    if behind is not None and behind > CURRENT_EDITIONS:
        return Standing.STALE, f"{behind} minor releases of the API came after the one it tests"
    if old:
        return Standing.STALE, "older than two years"
    if behind is None:
        return Standing.UNKNOWN, "the version of the API that it tests is none that is known"
    if behind == CURRENT_EDITIONS:
        return Standing.BEHIND, "two minor releases of the API came after the one it tests"
    return Standing.CURRENT, "it tests one of the newest two minor releases of the API"


def _editions_behind(report: ConformanceReport) -> int | None:
    """How many newer minor releases of the Gateway API there are; None where its own is none that could be released by now."""
    minor = versions.minor(report.suite_version or "")
    if minor is None or not _plausible(minor):
        return None
    return sum(versions.order(each) > versions.order(minor) for each in _released())


@cache
def _released() -> tuple[str, ...]:
    """The minor releases of the Gateway API that the suite knows, oldest first."""
    found = {versions.minor(each.version) for each in suite.suite("gateway-api").versions}
    return tuple(sorted((each for each in found if each), key=versions.order))


def _plausible(minor: str) -> bool:
    """Whether a minor release is known, or follows the newest known one closely: the copy of the suite may be behind."""
    major, number = map(int, minor.removeprefix("v").split("."))
    newest = tuple(map(int, _released()[-1].removeprefix("v").split(".")))
    return minor in _released() or (major == newest[0] and newest[1] < number <= newest[1] + AHEAD)


def _newest_first(made: Iterable[Outcome]) -> list[Outcome]:
    """By the version of the specification (its minor release), of the mesh, the day; channels and modes by name."""
    ordered = sorted(made, key=lambda each: (each.report.channel or "", each.report.mode or "", each.report.id))
    return sorted(ordered, key=_age, reverse=True)


def _age(outcome: Outcome) -> tuple[object, ...]:
    report = outcome.report
    edition = edition_of(report)
    day = report.date.at.toordinal() if report.date else 0
    return (
        _edition_order(report.suite, edition),
        versions.order(report.version),
        day,
        versions.order(report.suite_version),
    )


def _edition_order(name: str, edition: str) -> tuple[bool, versions.Order]:
    """What editions are sorted by: one that is not known never leads."""
    known = name != "gateway-api" or (versions.minor(edition) == edition and _plausible(edition))
    return (known, versions.order(edition))


def _matrix(name: str, made: Iterable[Outcome]) -> Matrix:
    found: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in made:
        if outcome.report.suite == name:
            found[edition_of(outcome.report)].append(outcome)
    names = sorted(found, key=lambda each: _edition_order(name, each), reverse=True)
    return Matrix(suite=suite.suite(name), editions=tuple(_edition(name, each, found[each]) for each in names))


def edition_of(report: ConformanceReport) -> str:
    """The minor release that a report tests ("v1.4"); the version itself where it has none, "" where it was not reported."""
    version = report.suite_version or ""
    return versions.minor(version) or version if report.suite == "gateway-api" else version


def _edition(name: str, edition: str, made: Sequence[Outcome]) -> Edition:
    ordered = sorted(_newest_first(made), key=lambda each: each.report.mesh)
    seen = dict.fromkeys(group.id for outcome in ordered for group in outcome.groups)
    known = [group.id for version in suite.suite(name).versions for group in version.groups]
    place = {group: at for at, group in enumerate(dict.fromkeys(known))}
    groups = sorted(seen, key=lambda each: (place.get(each, len(place)), each))
    return Edition(name=edition, outcomes=tuple(ordered), groups=tuple(groups))
