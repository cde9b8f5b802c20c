"""What a report says of each case and feature, read with the suite of its version."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from generator.conformance.values import CaseOutcome, Count, FeatureOutcome, FeatureState, GroupOutcome
from generator.model import CaseStatus
from generator.suite import suite

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.model import Case, ConformanceReport, Level, Profile
    from generator.suite import SuiteCase, SuiteGroup, SuiteVersion

SPECIFICATIONS = {
    "traffic-access": "Traffic access",
    "traffic-split": "Traffic split",
    "traffic-spec": "Traffic specs",
}


def groups(report: ConformanceReport) -> tuple[GroupOutcome, ...]:
    """A report's profiles (that of HTTP first) or its specifications in the suite's order."""
    version = suite(report.suite).at(report.suite_version)
    if report.suite == "gateway-api":
        ordered = sorted(report.mesh_profiles, key=lambda profile: (profile.name == "MESH-GRPC", profile.name))
        return tuple(_profile(profile, version) for profile in ordered)
    if version is None:
        return tuple(_bare(each.id) for each in report.specifications)
    by_id = {case.id: case for case in report.cases}
    return tuple(_listed(group, by_id) for group in version.groups)


def _bare(name: str) -> GroupOutcome:
    """A specification of a report whose suite is not known: nothing can be counted."""
    title = SPECIFICATIONS.get(name, name)
    return GroupOutcome(id=name, title=title, core=None, extended=None, fits=None, named=False, cases=(), features=())


def _listed(group: SuiteGroup, by_id: Mapping[str, Case]) -> GroupOutcome:
    """A group of a suite whose reports list every case, or none where nobody said what became of them."""
    cases = tuple(_case(each, by_id.get(each.id)) for each in group.cases)
    named = any(case.status is not None for case in cases)
    tally = Counter(case.status for case in cases if case.status is not None)
    return GroupOutcome(
        id=group.id,
        title=SPECIFICATIONS.get(group.id, group.title),
        core=Count(tally=dict(tally), complete=True, expected=len(cases)) if named else None,
        extended=None,
        fits=True if named else None,
        named=named,
        cases=cases,
        features=(),
    )


def _case(case: SuiteCase, found: Case | None) -> CaseOutcome:
    return _outcome(case, None if found is None else found.status, None if found is None else found.reason)


def _outcome(
    case: SuiteCase, status: CaseStatus | None, reason: str | None = None, *, derived: bool = False
) -> CaseOutcome:
    return CaseOutcome(
        id=case.id,
        title=case.title,
        asserts=case.asserts,
        weakness=case.weakness,
        level=case.level,
        features=case.features,
        status=status,
        reason=reason,
        derived=derived,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """A level of a profile read with its suite: `cases` are the suite's, `claimed` the ids of those that ran."""

    name: str
    level: Level
    count: Count
    cases: tuple[SuiteCase, ...]
    claimed: frozenset[str]

    @property
    def misfits(self) -> bool:
        """Whether other cases were counted than the suite has."""
        return self.count.expected is not None and self.count.total not in (None, self.count.expected)

    @property
    def leaves_one(self) -> bool:
        """Whether one reading is left: counts that fit, and every case that did not pass named once among those that ran."""
        names = (*self.level.failed_tests, *self.level.skipped_tests)
        counted = (self.level.failed, self.level.skipped)
        told = (len(self.level.failed_tests), len(self.level.skipped_tests))
        fits = self.count.total is not None and self.count.total == self.count.expected
        return fits and counted == told and len(set(names)) == len(names) and self.claimed.issuperset(names)

    def outcomes(self) -> Iterator[CaseOutcome]:
        """The cases of the suite, unless others were counted, and then those that the report names beside them."""
        told = {
            **dict.fromkeys(self.level.skipped_tests, CaseStatus.NOT_RUN),
            **dict.fromkeys(self.level.failed_tests, CaseStatus.FAILED),
        }
        for case in () if self.misfits else self.cases:
            yield self._of(case, told.pop(case.id, None))
        for name, status in told.items():
            yield _told(name, self.name, status)

    def _of(self, case: SuiteCase, told: CaseStatus | None) -> CaseOutcome:
        if told is not None:
            return _outcome(case, told)
        if case.id not in self.claimed:
            return _outcome(case, CaseStatus.NOT_CLAIMED)
        return _outcome(case, CaseStatus.PASSED if self.leaves_one else None, derived=self.leaves_one)


def _told(name: str, level: str, status: CaseStatus) -> CaseOutcome:
    """A case that the report names and its suite does not have at that level; what it asserts is taken from another version."""
    known = _known_cases().get(name)
    return CaseOutcome(
        id=name,
        title=known.title if known else None,
        asserts=known.asserts if known else None,
        weakness=known.weakness if known else None,
        level=level,
        features=known.features if known else (),
        status=status,
        reason=None,
        derived=False,
    )


@cache
def _known_cases() -> Mapping[str, SuiteCase]:
    """Every case of the Gateway API's suite by its id, as the newest version has it."""
    found: dict[str, SuiteCase] = {}
    for version in suite("gateway-api").versions:
        for case in version.cases:
            found.setdefault(case.id, case)
    return found


def _profile(profile: Profile, version: SuiteVersion | None) -> GroupOutcome:
    group = version.group(profile.name) if version is not None and version.complete else None
    levels = {name: level for name, level in (("core", profile.core), ("extended", profile.extended)) if level}
    readings = {name: _reading(name, level, group) for name, level in levels.items()}
    spoken = [each for name, each in readings.items() if not _silent(levels[name])]
    cases = tuple(case for each in readings.values() for case in each.outcomes())
    return GroupOutcome(
        id=profile.name,
        title=group.title if group else profile.name,
        core=readings["core"].count if "core" in readings else None,
        extended=readings["extended"].count if readings.get("extended") in spoken else None,
        fits=_fits(spoken),
        named=group is not None and bool(spoken) and all(each.leaves_one for each in spoken),
        cases=cases,
        features=_features(group, profile, cases, misfits="extended" in readings and readings["extended"].misfits),
    )


def _silent(level: Level) -> bool:
    """Whether a level only declares features: no case of it was counted, and no result given."""
    counted = (level.passed, level.failed, level.skipped)
    return level.result is None and not any(counted) and not level.failed_tests and not level.skipped_tests


def _reading(name: str, level: Level, group: SuiteGroup | None) -> _Reading:
    cases = group.level(name) if group else ()
    claimed = frozenset(case.id for case in cases if set(level.supported_features).issuperset(case.features))
    counts = ((CaseStatus.PASSED, level.passed), (CaseStatus.FAILED, level.failed), (CaseStatus.NOT_RUN, level.skipped))
    count = Count(
        tally={status: number for status, number in counts if number is not None},
        complete=all(number is not None for _, number in counts),
        expected=None if group is None else len(claimed),
        result=level.result,
    )
    return _Reading(name=name, level=level, count=count, cases=cases, claimed=claimed)


def _fits(readings: Sequence[_Reading]) -> bool | None:
    """Whether all counts are as many as the suite has cases; None where one of them, or the suite, is not known."""
    if any(each.misfits for each in readings):
        return False
    known = [each.count for each in readings]
    return True if known and all(count.total is not None and count.expected is not None for count in known) else None


def _features(
    group: SuiteGroup | None, profile: Profile, cases: Sequence[CaseOutcome], *, misfits: bool
) -> tuple[FeatureOutcome, ...]:
    """Every feature that the suite of that version or the report knows, declared apart from tested."""
    level = profile.extended
    supported, unsupported = (level.supported_features, level.unsupported_features) if level else ((), ())
    if not supported and not unsupported:
        return ()
    known = [feature.id for feature in group.features] if group else []
    titles = suite("gateway-api").feature_titles
    sure = group is not None and not misfits
    return tuple(
        FeatureOutcome(
            id=name,
            title=titles.get(name),
            declared=True if name in supported else False if name in unsupported else None,
            state=_feature(name, supported, unsupported, cases, sure=sure),
        )
        for name in dict.fromkeys((*known, *sorted((*supported, *unsupported))))
    )


def _feature(
    name: str, supported: Sequence[str], unsupported: Sequence[str], cases: Sequence[CaseOutcome], *, sure: bool
) -> FeatureState:
    """The state of a feature; `sure` says that the cases are those of the suite, so that one without a case has no test."""
    if name in unsupported:
        return FeatureState.NOT_CLAIMED
    if name not in supported:
        return FeatureState.NOT_REPORTED
    statuses = [case.status for case in cases if name in case.features]
    if not statuses:
        return FeatureState.UNTESTED if sure else FeatureState.UNKNOWN
    return _joint([status for status in statuses if status is not CaseStatus.NOT_CLAIMED])


def _joint(statuses: Sequence[CaseStatus | None]) -> FeatureState:
    """The state of a feature whose cases have these statuses; a failed case decides also where others are not known."""
    if CaseStatus.FAILED in statuses:
        return FeatureState.PARTIAL if CaseStatus.PASSED in statuses else FeatureState.FAILED
    if not statuses or None in statuses:
        return FeatureState.UNKNOWN
    kinds = set(statuses)
    return FeatureState(str(statuses[0])) if len(kinds) == 1 else FeatureState.PARTIAL
