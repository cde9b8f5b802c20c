"""Conformance reports: what was reported, profile by profile and case by case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from generator.finding import Location
from generator.model.common import Disclosure, Evidence, Moment, Provenance, State, StatusEvent, Submitter


class CaseStatus(StrEnum):
    """What became of a case of a conformance suite."""

    PASSED = "passed"
    PARTIAL = "partial"
    FAILED = "failed"
    NOT_RUN = "not-run"
    NOT_CLAIMED = "not-claimed"
    VERSION_NOT_SERVED = "version-not-served"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case of a suite and what became of it."""

    id: str
    status: CaseStatus
    reason: str | None = None
    duration_seconds: float | None = None


def is_mesh_profile(name: str) -> bool:
    """Whether a profile of the Gateway API tests a mesh, and no gateway."""
    return name == "MESH" or name.startswith("MESH-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """The core or extended cases of a profile as reported: `result` is success, partial or failure; None is not reported."""

    result: str | None
    passed: int | None
    failed: int | None
    skipped: int | None
    failed_tests: tuple[str, ...]
    skipped_tests: tuple[str, ...]
    supported_features: tuple[str, ...] = ()
    unsupported_features: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A profile of a Gateway API report; a level that was not reported is None."""

    name: str
    summary: str | None
    core: Level | None
    extended: Level | None

    @property
    def is_mesh(self) -> bool:
        """Whether it tests a mesh, and no gateway."""
        return is_mesh_profile(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Specification:
    """What an SMI report says of one specification; `capability` is full, half or none, `result` passed or failed."""

    id: str
    api_version: str | None
    capability: str | None
    result: str | None
    assertions: int | None
    duration_seconds: float | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedFigures:
    """Totals as they were reported; `passing_percentage` runs from 0 to 100."""

    cases_passed: int | None
    passing_percentage: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Implementation:
    """What was tested, in the words of a Gateway API report; `url` may lack its scheme."""

    organization: str
    project: str
    url: str | None
    contact: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Harness:
    """What ran the cases. Counts of two reports may be compared only where the commit is known and the same."""

    name: str | None = None
    version: str | None = None
    commit: str | None = None
    uri: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Historic:
    """Why a report is history only, and what contradicts itself in it."""

    reason: str
    inconsistencies: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConformanceReport:
    """A run of a conformance suite against one version of a mesh.

    `suite` is smi, gateway-api or hamlet; `suite_version` is the version of its specification (of the API), None where it was
    not reported. `cases` is empty where the report does not name them. A Gateway API report that was submitted unmodified has no
    submitter, disclosure, license or provenance.
    """

    id: str
    suite: str
    suite_version: str | None
    mesh: str
    version: str
    submitted: date | None
    date: Moment | None  # after the other date: from here on the name is the field's
    submitter: Submitter | None
    disclosure: Disclosure | None
    license: str | None
    provenance: Provenance | None
    channel: str | None
    mode: str | None
    role: str | None
    implementation: Implementation | None
    harness: Harness
    kubernetes_version: str | None
    environment: str | None
    lab: str | None
    profiles: tuple[Profile, ...]
    provisional_tests: tuple[str, ...]
    specifications: tuple[Specification, ...]
    declared: tuple[str, ...] | None
    cases: tuple[Case, ...]
    reported: ReportedFigures | None
    historic: Historic | None
    evidence: tuple[Evidence, ...]
    reproduce: str | None
    note: str | None
    state: State
    history: tuple[StatusEvent, ...]
    origin: Location

    @property
    def mesh_profiles(self) -> tuple[Profile, ...]:
        """The profiles that test a mesh."""
        return tuple(profile for profile in self.profiles if profile.is_mesh)
