"""Submissions of performance results: SMP's messages, and what they cannot carry.

Field names of SMP's messages follow the specification (service_mesh_performance.proto, v0.6.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from generator.finding import Location
from generator.model.common import Disclosure, Evidence, Moment, Provenance, State, StatusEvent, Submitter


class Purpose(StrEnum):
    """Why something was run; a demonstration never reaches home, headlines or summaries."""

    MEASUREMENT = "measurement"
    DEMONSTRATION = "demonstration"


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
    """Counts of requests in intervals: `counts[i]` samples lie from `lower_ms[i]` to `upper_ms[i]`.

    `lower_ms` is None where each interval begins at the upper bound before it, the first at the minimum. Intervals with lower
    bounds of their own may overlap.
    """

    upper_ms: tuple[float, ...]
    counts: tuple[int, ...]
    lower_ms: tuple[float, ...] | None = None


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
    """One generator of a distributed run; `errors` as of a run, `clock_offset_ms` how far its clock was ahead of the others'."""

    name: str
    requests: int | None
    start_time: Moment | None
    end_time: Moment | None
    latencies: Latencies | None
    errors: Mapping[str, int] | None = None
    achieved_rps: float | None = None
    duration_seconds: float | None = None
    clock_offset_ms: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """What SMP's result cannot hold.

    `errors` maps a code or kind to a count; None is not reported, {} is none seen. `population` says which requests the
    percentiles are of: "all", "answered" or "successful". `bounds_ms` holds the least and the greatest value that a percentile can have,
    by the keys of the percentiles, the greatest None where nothing bounds it; `merge_method` how the percentiles of several
    generators became one. `generators_expected` is how many were started, None where nobody said.
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
    generators_expected: int | None = None
    bounds_ms: Mapping[str, tuple[float, float | None]] = field(default_factory=dict)
    merge_method: str | None = None
    stdev_ms: float | None = None
    evidence: tuple[Evidence, ...]
    note: str | None


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
class Submission:
    """A folder of results/performance, its results in the order of their files.

    `reproduces` names results of others (`submission/result`, or a submission for all of its results) that were measured again here.
    """

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
    reproduces: tuple[str, ...] = ()
