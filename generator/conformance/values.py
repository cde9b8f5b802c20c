"""What conformance reports say, as frozen values; statuses are enums until the template."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from generator import versions
from generator.model import CaseStatus, ConformanceReport
from generator.suite import Suite


class FeatureState(StrEnum):
    """What a report tells of a feature: the tested states, then what was only said."""

    PASSED = "passed"
    PARTIAL = "partial"
    FAILED = "failed"
    NOT_RUN = "not-run"
    NOT_CLAIMED = "not-claimed"
    UNTESTED = "declared-untested"
    """Declared, and the suite of that version has no case for it."""
    UNKNOWN = "declared-unknown"
    """Declared, and the report does not tell whether and how it was tested."""
    NOT_REPORTED = "not-reported"
    """Neither declared nor denied."""


class Standing(StrEnum):
    """How current a report is."""

    CURRENT = "current"
    UNKNOWN = "unknown"
    """The version of the API that it tests is not known."""
    BEHIND = "behind"
    STALE = "stale"
    HISTORIC = "historic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Cases of one level or specification by what became of them.

    `tally` holds the counts that were reported or follow from the cases; `complete` says that none is missing. `expected` is how
    many cases the suite of that version has there, None where it is not known. `result` (success, partial, failure) is as
    reported.
    """

    tally: Mapping[CaseStatus, int]
    complete: bool
    expected: int | None = None
    result: str | None = None

    def of(self, status: CaseStatus) -> int | None:
        """How many cases have that status, None where it was not reported."""
        return self.tally.get(status, 0 if self.complete else None)

    @property
    def passed(self) -> int | None:
        """How many cases passed."""
        return self.of(CaseStatus.PASSED)

    @property
    def total(self) -> int | None:
        """How many cases were counted, without those that the mesh does not claim; None where a count is missing."""
        if not self.complete:
            return None
        return sum(count for status, count in self.tally.items() if status is not CaseStatus.NOT_CLAIMED)

    @property
    def share(self) -> float | None:
        """The passed (0..1) among the cases that apply: claimed, and of an API version that is served."""
        if self.total is None or self.passed is None:
            return None
        apply = self.total - (self.of(CaseStatus.VERSION_NOT_SERVED) or 0)
        return self.passed / apply if apply else None

    @property
    def status(self) -> CaseStatus | None:
        """The one status of all its cases; of several partial where one passed, else failed or not run. Without counts the result's."""
        kinds = [each for each, count in self.tally.items() if count and each is not CaseStatus.NOT_CLAIMED]
        if not self.complete:
            return _RESULTS.get(self.result or "")
        if len(kinds) < 2:
            found = kinds[0] if kinds else CaseStatus.NOT_CLAIMED if self.tally.get(CaseStatus.NOT_CLAIMED) else None
        elif CaseStatus.PASSED in kinds:
            found = CaseStatus.PARTIAL
        else:
            found = CaseStatus.FAILED if CaseStatus.FAILED in kinds else CaseStatus.NOT_RUN
        return CaseStatus.FAILED if self.disagrees and self.result == "failure" else found

    @property
    def disagrees(self) -> bool:
        """Whether the result that was reported contradicts the counts."""
        failed, skipped = (self.of(each) or 0 for each in (CaseStatus.FAILED, CaseStatus.NOT_RUN))
        if not self.complete or self.result is None:
            return False
        counted = "failure" if failed else "partial" if skipped else "success"
        return counted != self.result


_RESULTS = {"success": CaseStatus.PASSED, "partial": CaseStatus.PARTIAL, "failure": CaseStatus.FAILED}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOutcome:
    """What became of a case; `status` is None where the report does not tell.

    `derived` says that the report gave counts alone, and that the suite of that version makes only one reading of them possible.
    """

    id: str
    title: str | None
    asserts: str | None
    weakness: str | None
    level: str | None
    features: tuple[str, ...]
    status: CaseStatus | None
    reason: str | None
    derived: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureOutcome:
    """What a report says of a feature; `declared` is None where it says nothing."""

    id: str
    title: str | None
    declared: bool | None
    state: FeatureState


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupOutcome:
    """One profile or specification of a report.

    `core` and `extended` are None where the report has no such level. `fits` says whether the counts are those of the suite at
    that version, None where that cannot be told; `named` says that the status of every case is known. `cases` are those of the suite
    where the counts do not contradict it, and those that the report names.
    """

    id: str
    title: str
    core: Count | None
    extended: Count | None
    fits: bool | None
    named: bool
    cases: tuple[CaseOutcome, ...]
    features: tuple[FeatureOutcome, ...]


def profile_of(name: str) -> str:
    """What a profile tests, in a word: that of HTTP routes was called MESH before it was called MESH-HTTP."""
    return {"MESH": "HTTP", "MESH-HTTP": "HTTP", "MESH-GRPC": "gRPC"}.get(name, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A report with what it says. `standing_reason` is half a sentence."""

    report: ConformanceReport
    groups: tuple[GroupOutcome, ...]
    standing: Standing
    standing_reason: str

    def group(self, name: str) -> GroupOutcome | None:
        """The group of that id, or None."""
        return next((group for group in self.groups if group.id == name), None)

    @property
    def published(self) -> bool:
        """Whether the report stands: neither disputed, superseded, withdrawn nor invalid."""
        return self.report.state.ranks

    def profile(self, word: str) -> GroupOutcome | None:
        """The profile that tests that (HTTP, gRPC …), by its newer name where a report has both; None where it has none."""
        found = [group for group in self.groups if profile_of(group.id) == word]
        return max(found, key=lambda group: group.id, default=None)

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """The levels of its profiles, each as (what it tests, core or extended)."""
        levels = ((group, level) for group in self.groups for level in ("core", "extended"))
        return tuple((profile_of(group.id), level) for group, level in levels if getattr(group, level) is not None)

    @property
    def total(self) -> Count:
        """All cases of all groups whose cases are known together, as the suites of SMI and Hamlet count them."""
        counts = [count for group in self.groups for count in (group.core, group.extended) if count is not None]
        tally: Counter[CaseStatus] = Counter()
        for count in counts:
            tally.update(count.tally)
        return Count(tally=dict(tally), complete=bool(counts) and all(count.complete for count in counts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The reports of one minor version of a specification, by mesh and newest version; "" where it was not reported."""

    name: str
    outcomes: tuple[Outcome, ...]
    groups: tuple[str, ...]
    """The profiles or specifications that one of the reports has, in the suite's order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """All reports of a suite, its editions newest first."""

    suite: Suite
    editions: tuple[Edition, ...]

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Every report of the suite."""
        return tuple(outcome for edition in self.editions for outcome in edition.outcomes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """All reports: by suite as a matrix, by mesh and suite newest first, by id."""

    matrices: Mapping[str, Matrix]
    by_mesh: Mapping[str, Mapping[str, tuple[Outcome, ...]]]
    outcomes: Mapping[str, Outcome]

    def newest(self, mesh: str, suite: str) -> tuple[Outcome, ...]:
        """The newest reports of a mesh that stand and are no history: of one version, one for each channel and mode; () if none."""
        line = self.by_mesh.get(mesh, {}).get(suite, ())
        standing = [each for each in line if each.published and each.standing is not Standing.HISTORIC]
        alike = [each for each in standing if _edition(each) == _edition(standing[0])]
        found: dict[tuple[str | None, ...], Outcome] = {}
        for each in alike:
            found.setdefault(_setting(each), each)
        return tuple(found.values())

    def previous(self, outcome: Outcome) -> Outcome | None:
        """The report of the same mesh, suite, channel and mode that stands and comes before this one; None where there is none."""
        line = self.by_mesh[outcome.report.mesh][outcome.report.suite]
        older = line[line.index(outcome) + 1 :]
        return next((each for each in older if each.published and _setting(each) == _setting(outcome)), None)


def _setting(outcome: Outcome) -> tuple[str | None, ...]:
    return (outcome.report.channel, outcome.report.mode, outcome.report.role)


def _edition(outcome: Outcome) -> tuple[object, ...]:
    """What the newest reports have in common: the minor release of the API, and the version of the mesh."""
    report = outcome.report
    return (
        versions.minor(report.suite_version or "") or report.suite_version,
        versions.order(report.version),
        report.version if not versions.is_release(report.version) else "",
    )
