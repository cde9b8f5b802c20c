"""What differs between two reports, and whether their counts may be compared at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.conformance.values import FeatureState, profile_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.conformance.values import GroupOutcome, Outcome
    from generator.model import CaseStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A case or feature that is not the same in both; None where one of them says nothing of it."""

    group: str
    id: str
    before: CaseStatus | FeatureState | None
    after: CaseStatus | FeatureState | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What is not the same in two reports.

    `obstacle` says why their counts of core cases may not be compared, `extended_obstacle` the same of extended cases; None
    where they may.
    """

    before: Outcome
    after: Outcome
    obstacle: str | None
    extended_obstacle: str | None
    features: tuple[Change, ...]
    cases: tuple[Change, ...]

    @property
    def speaks(self) -> bool:
        """Whether both reports name a case or a feature at all."""
        return all(_features(each) or _cases(each) for each in (self.before, self.after))

    @property
    def changed(self) -> tuple[Change, ...]:
        """What both reports speak of, and not in the same way."""
        return tuple(
            each for each in (*self.features, *self.cases) if each.before is not None and each.after is not None
        )

    @property
    def gone(self) -> tuple[Change, ...]:
        """What only the first speaks of."""
        return tuple(each for each in (*self.features, *self.cases) if each.after is None)

    @property
    def new(self) -> tuple[Change, ...]:
        """What only the second speaks of."""
        return tuple(each for each in (*self.features, *self.cases) if each.before is None)


def why_not_comparable(one: Outcome, other: Outcome) -> str | None:
    """Why counts of core cases of the two may not be compared; None where they may.

    Counts mean the same only where the same cases were run: both reports name the commit of their tests, and it is one.
    """
    reports = (one.report, other.report)
    if reports[0].suite != reports[1].suite:
        return "they are reports of different suites"
    if any(report.historic for report in reports):
        return "a report that is kept as history only is compared with nothing"
    if not (one.published and other.published):
        return "one of the reports does not stand"
    if set(reports[0].declared or ()) != set(reports[1].declared or ()):
        return "the meshes claim different specifications, so different cases count"
    return _commits_differ(reports[0].harness.commit, reports[1].harness.commit)


def _commits_differ(one: str | None, other: str | None) -> str | None:
    if one is None or other is None:
        silent = "one of the reports does not name" if one or other else "neither report names"
        return f"{silent} the commit of the tests that ran, so nobody can tell whether they ran the same cases"
    short, long = sorted((one, other), key=len)
    return None if long.startswith(short) else "they ran the tests of different commits"


def why_extended_not_comparable(one: Outcome, other: Outcome) -> str | None:
    """Why counts of extended cases may not be compared: which of them run is decided by the features declared."""
    if (obstacle := why_not_comparable(one, other)) is not None:
        return obstacle
    return None if _declared(one) == _declared(other) else "the features declared differ, so different cases ran"


def _declared(outcome: Outcome) -> set[tuple[str, str]]:
    return {(name, each.id) for name, group in _by_profile(outcome).items() for each in group.features if each.declared}


def difference(before: Outcome, after: Outcome) -> Difference:
    """What changed from one report to the other, by group and name."""
    return Difference(
        before=before,
        after=after,
        obstacle=why_not_comparable(before, after),
        extended_obstacle=why_extended_not_comparable(before, after),
        features=tuple(_changes(_features(before), _features(after))),
        cases=tuple(_changes(_cases(before), _cases(after))),
    )


def _features(outcome: Outcome) -> Mapping[tuple[str, str], FeatureState]:
    return {
        (name, feature.id): feature.state
        for name, group in _by_profile(outcome).items()
        for feature in group.features
        if feature.state is not FeatureState.NOT_REPORTED
    }


def _cases(outcome: Outcome) -> Mapping[tuple[str, str], CaseStatus]:
    return {
        (name, case.id): case.status
        for name, group in _by_profile(outcome).items()
        for case in group.cases
        if case.status is not None
    }


def _by_profile(outcome: Outcome) -> Mapping[str, GroupOutcome]:
    """The groups by what they test; where a report has both names of the HTTP profile, the newer one is it."""
    ordered = sorted(outcome.groups, key=lambda group: group.id)
    found = {profile_of(group.id): group for group in ordered}
    twice = {group.id: group for group in ordered if found[profile_of(group.id)] is not group}
    return {**found, **twice}


_OPEN = frozenset({FeatureState.UNTESTED, FeatureState.UNKNOWN})
"""Declared in both, and tested in neither as far as known: that is no difference."""


def _changes(
    before: Mapping[tuple[str, str], CaseStatus] | Mapping[tuple[str, str], FeatureState],
    after: Mapping[tuple[str, str], CaseStatus] | Mapping[tuple[str, str], FeatureState],
) -> Iterable[Change]:
    for group, name in sorted({*before, *after}):
        one, other = before.get((group, name)), after.get((group, name))
        if one != other and not _OPEN.issuperset((one, other)):
            yield Change(group=group, id=name, before=one, after=other)
