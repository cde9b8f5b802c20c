"""The catalogue: everything valid that was submitted, as frozen values.

A value that was not measured is None ("not reported"). Units stand in the names; memory in MB is 10^6 bytes.
Field names of SMP's messages follow the specification (service_mesh_performance.proto, v0.6.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from generator.finding import Location


class Purpose(StrEnum):
    """Why something was run; a demonstration never reaches home, headlines or summaries."""

    MEASUREMENT = "measurement"
    DEMONSTRATION = "demonstration"


class Relationship(StrEnum):
    """The submitter's relation to the makers of what was measured."""

    INDEPENDENT = "independent"
    VENDOR = "vendor"
    USER = "user"


class State(StrEnum):
    """Where a published result stands; the last event that names the result decides."""

    PUBLISHED = "published"
    CORRECTED = "corrected"
    DISPUTED = "disputed"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    INVALID = "invalid"

    @property
    def ranks(self) -> bool:
        """Whether a result in this state may stand in charts, rankings and summaries."""
        return self in (State.PUBLISHED, State.CORRECTED)


class MeshKind(StrEnum):
    """What a registry entry is: a mesh, a data plane, or no mesh at all (the baseline)."""

    MESH = "mesh"
    DATA_PLANE = "data-plane"
    NONE = "none"


class Loop(StrEnum):
    """How load is offered: at a rate of its own (open), or as fast as answers come back (closed)."""

    OPEN = "open"
    CLOSED = "closed"


class Omission(StrEnum):
    """Whether latencies were corrected for coordinated omission."""

    CORRECTED = "corrected"
    UNCORRECTED = "uncorrected"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A time as it was reported: `text` as submitted, `at` in UTC where the zone is known, `precision` in words.

    `precision` is one of "second", "minute", "day", "month", "year"; `zoned` is False where the zone is unknown.
    """

    text: str
    at: datetime
    precision: str
    zoned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A released version of a mesh; `end_of_support` is None where it is not known."""

    version: str
    end_of_support: date | None = None
    date: date | None = None  # after the other date: from here on the name is the field's
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A named https address."""

    title: str
    uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeshMode:
    """A way a mesh can be run (sidecar, ambient …); `shade` in [-1, 1] darkens or lightens the mesh's colour."""

    id: str
    title: str
    shade: float
    marker: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mesh:
    """An entry of the mesh registry; `colour` is #rrggbb."""

    id: str
    name: str
    kind: MeshKind
    smp_type: str | None
    source_model: str | None
    colour: str
    description: str
    modes: tuple[MeshMode, ...]
    releases: tuple[Release, ...]
    smi_claims: tuple[str, ...]
    gateway_api_claims: tuple[str, ...]
    contacts: tuple[str, ...]
    links: tuple[Link, ...]
    origin: Location

    def mode(self, mode_id: str | None) -> MeshMode | None:
        """The mode of that id, or None."""
        return next((mode for mode in self.modes if mode.id == mode_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lab:
    """An entry of the lab registry; `access` is cncf-lab, cloud, own, or None where it was not reported."""

    id: str
    name: str
    owner: str
    access: str | None
    location: str | None
    hardware: tuple[str, ...]
    opened: str | None
    closed: str | None
    description: str
    links: tuple[Link, ...]
    origin: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeFact:
    """One dated, sourced fact; `date` may be coarse ("2023", "2023-10")."""

    date: str
    fact: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Initiative:
    """An initiative or abstraction of the working group; `state` is active, archived, dormant or unconfirmed."""

    id: str
    name: str
    state: str
    summary: str
    facts: tuple[InitiativeFact, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A kind of cluster node; `count` is how many of it there were."""

    type: str | None
    cores: int | None
    mem_mb: int | None
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """SMP's EnvironmentConfig with the conditions that it cannot carry. `smp` is the message as submitted."""

    id: str
    kubernetes_version: str | None
    nodes: tuple[Node, ...]
    conditions: Mapping[str, str | None]
    smp: Mapping[str, object]
    origin: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """The declared stop condition: after so many requests, or after so many seconds."""

    requests: int | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """What SMP's test config cannot carry: how load is offered, to what, and when it ends.

    `offered` is "rate" (SMP's `rps` holds it) or "full-load"; None is not reported.
    """

    application: str | None = None
    application_version: str | None = None
    replicas: int | None = None
    protocol: str | None = None
    tls: str | None = None
    payload_bytes: int | None = None
    keep_alive: bool | None = None
    compression: bool | None = None
    loop: Loop | None = None
    offered: str | None = None
    stop: Stop | None = None
    load_placement: str | None = None
    warm_up: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TestConfig:
    """SMP's PerformanceTestConfig with the workload's conditions.

    `connections` and `offered_rps` are totals over all clients; `load_generator` names every one of several.
    """

    id: str
    name: str | None
    load_generator: str | None
    load_generator_version: str | None
    connections: int | None
    offered_rps: float | None
    workload: Workload
    smp: Mapping[str, object]
    origin: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What a variant does for its cost; None is not reported, and unknown equals nothing.

    encryption: "mtls", "wireguard", "ipsec", "none" …; peer_authentication, telemetry, access_log: a short word
    or "none"; l7_processing: whether requests pass an HTTP proxy.
    """

    encryption: str | None = None
    peer_authentication: str | None = None
    l7_processing: bool | None = None
    telemetry: str | None = None
    access_log: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What was measured: a mesh of the registry in one version, mode and configuration."""

    mesh: str
    version: str | None
    mode: str | None
    configuration: str | None
    baseline: bool
    features: Features
    profile: str | None
    proxy_limits: str | None
    brings: Mapping[str, str]
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeshConfig:
    """SMP's ServiceMeshConfig and its subject."""

    id: str
    subject: Subject
    smp: Mapping[str, object]
    origin: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Latencies:
    """Latencies in ms. `percentiles` has the keys "50", "90", "99", "99.9" … as submitted; absent is not reported."""

    min_ms: float | None
    average_ms: float | None
    max_ms: float | None
    percentiles: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """Counts of requests in intervals: `counts[i]` samples lie above the bound before and at or below `upper_ms[i]`."""

    upper_ms: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """CPU and memory of one component during the run.

    role: "sidecar", "node-proxy", "waypoint", "gateway", "control-plane", "node"; `statistic` is how the samples were
    reduced ("average", "max").
    """

    component: str
    role: str
    cpu_mcores: float | None
    mem_mb: float | None
    statistic: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Generator:
    """One generator of a distributed run."""

    name: str
    requests: int | None
    start_time: Moment | None
    end_time: Moment | None
    latencies: Latencies | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A raw output: in the repository (`path`, relative to the submission) or elsewhere (`uri`)."""

    path: str | None
    uri: str | None
    sha256: str | None
    size_bytes: int | None
    tool: str | None
    tool_version: str | None
    original_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """What SMP's result cannot hold.

    `errors` maps a code or kind to a count; None is not reported, {} is none seen. `population` says which requests the
    percentiles are of: "all", "answered" or "successful".
    """

    requests: int | None
    errors: Mapping[str, int] | None
    repeat: int | None
    campaign: str | None
    duration_seconds: float | None
    coordinated_omission: Omission
    quantile_method: str | None
    population: str | None = None
    distribution: Histogram | None
    resources: tuple[Resource, ...]
    generators: tuple[Generator, ...]
    evidence: tuple[Evidence, ...]
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusEvent:
    """One line of a submission's history; `results` is None where it means all of them."""

    date: date
    state: State
    by: str
    reason: str
    results: tuple[str, ...] | None
    replaced_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One run, joined to its four SMP messages. `state` and `history` come from the submission's status file."""

    id: str
    submission: str
    start_time: Moment | None
    end_time: Moment | None
    achieved_rps: float | None
    latencies: Latencies
    environment: Environment
    test: TestConfig
    mesh_config: MeshConfig
    measurement: Measurement
    campaign: str
    state: State
    history: tuple[StatusEvent, ...]
    smp: Mapping[str, object]
    origin: Location

    @property
    def address(self) -> str:
        """`<submission>/<result>`, unique in the catalogue."""
        return f"{self.submission}/{self.id}"

    @property
    def subject(self) -> Subject:
        """What was measured."""
        return self.mesh_config.subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """The submitter's interests."""

    relationship: Relationship
    sponsor: str | None
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitter:
    """Who opened the pull request."""

    name: str
    organization: str | None
    github: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Who measured, and where the numbers come from when they were published elsewhere first."""

    measured_by: str
    source_uri: str | None
    transcribed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A folder of results/performance, its results in the order of their files."""

    id: str
    title: str
    submitted: date
    purpose: Purpose
    submitter: Submitter
    disclosure: Disclosure
    lab: str
    license: str
    provenance: Provenance
    campaign: str
    description: str
    reproduce: str
    environments: tuple[Environment, ...]
    tests: tuple[TestConfig, ...]
    mesh_configs: tuple[MeshConfig, ...]
    results: tuple[Result, ...]
    history: tuple[StatusEvent, ...]
    origin: Location


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A claim of support, which is no test result; `verified` is code, documentation or reported.

    `subject` is mesh, extension, tool or announcement; `claimed` is False where its makers say that they do not support it.
    """

    suite: str
    mesh: str | None
    implementation: str
    subject: str
    claimed: bool
    versions: str | None
    api: str
    api_versions: tuple[str, ...]
    group: str | None
    claim: str
    date: str | None
    source: str
    verified: str
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Everything valid, in the order of ids."""

    meshes: Mapping[str, Mesh]
    labs: Mapping[str, Lab]
    initiatives: tuple[Initiative, ...]
    submissions: Mapping[str, Submission]
    reports: Mapping[str, ConformanceReport]
    claims: tuple[Claim, ...]

    @property
    def results(self) -> tuple[Result, ...]:
        """All results by submission and place in its files."""
        return tuple(result for submission in self.submissions.values() for result in submission.results)
