"""Whether a mesh has what a pattern needs: the cases of a suite, as its newest report shows them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from generator.conformance.values import Standing
from generator.model import CaseStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.conformance.values import Outcome, Survey
    from generator.model import NeededConformance


class Met(StrEnum):
    """Whether a need is met, as far as the reports tell."""

    SATISFIED = "satisfied"
    UNSATISFIED = "unsatisfied"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a mesh's newest reports say of the cases that a pattern needs.

    `outcome` is the report that decides, None where none stands. `cases` holds the status of each case there, None where it
    does not tell. `versions` are all versions of the mesh whose reports stand and show every case passed, newest first; what is
    kept as history was never verified and is none of them.
    """

    met: Met
    outcome: Outcome | None
    cases: Mapping[str, CaseStatus | None]
    versions: tuple[str, ...]


_FAILING = (CaseStatus.FAILED, CaseStatus.VERSION_NOT_SERVED, CaseStatus.PARTIAL, CaseStatus.NOT_CLAIMED)
"""What shows that a mesh lacks a case, worst first; one that was not run shows nothing."""
_DECIDES = (Met.UNSATISFIED, Met.SATISFIED, Met.UNKNOWN)


def need(survey: Survey, mesh: str, needed: NeededConformance) -> Need:
    """Whether the newest reports of a mesh show that every case passed.

    Of several channels or modes one that lacks a case decides; else one in which all passed.
    """
    newest = survey.newest(mesh, needed.suite)
    judged = sorted(((_met(each, needed.cases), each) for each in newest), key=lambda pair: _DECIDES.index(pair[0]))
    line = survey.by_mesh.get(mesh, {}).get(needed.suite, ())
    standing = (each for each in line if each.published and each.standing is not Standing.HISTORIC)
    passed = (each for each in standing if _met(each, needed.cases) is Met.SATISFIED)
    versions = tuple(dict.fromkeys(each.report.version for each in passed))
    if not judged:
        return Need(met=Met.UNKNOWN, outcome=None, cases=dict.fromkeys(needed.cases), versions=versions)
    met, outcome = judged[0]
    return Need(met=met, outcome=outcome, cases=_statuses(outcome, needed.cases), versions=versions)


def _met(outcome: Outcome, cases: Iterable[str]) -> Met:
    statuses = set(_statuses(outcome, cases).values())
    if statuses == {CaseStatus.PASSED}:
        return Met.SATISFIED
    return Met.UNKNOWN if statuses.isdisjoint(_FAILING) else Met.UNSATISFIED


def _statuses(outcome: Outcome, cases: Iterable[str]) -> Mapping[str, CaseStatus | None]:
    """The status of each case in any of the report's profiles; the worst where it stands in several."""
    found: dict[str, list[CaseStatus | None]] = {name: [] for name in cases}
    for group in outcome.groups:
        for case in group.cases:
            if case.id in found:
                found[case.id].append(case.status)
    return {name: _worst(statuses) for name, statuses in found.items()}


def _worst(statuses: list[CaseStatus | None]) -> CaseStatus | None:
    decided = next((status for status in (*_FAILING, CaseStatus.NOT_RUN) if status in statuses), None)
    return decided or (CaseStatus.PASSED if statuses and None not in statuses else None)
