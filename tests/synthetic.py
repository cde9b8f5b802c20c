"""Builders of synthetic catalogues for tests: invented numbers, named so, never under results/."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from generator.finding import Location
from generator.model import (
    Catalogue,
    Disclosure,
    Environment,
    Features,
    Lab,
    Latencies,
    Loop,
    Measurement,
    Mesh,
    MeshConfig,
    MeshKind,
    MeshMode,
    Node,
    Omission,
    Provenance,
    Purpose,
    Relationship,
    Resource,
    Result,
    State,
    Stop,
    Subject,
    Submission,
    Submitter,
    TestConfig,
    Workload,
)

PLACE = Location(path="results/performance/synthetic/synthetic.yaml")
NOTHING = Features(
    encryption="none", peer_authentication="none", l7_processing=False, telemetry="none", access_log="none"
)
MTLS = Features(encryption="mtls", peer_authentication="mtls", l7_processing=True, telemetry="none", access_log="none")
PLAINTEXT = replace(MTLS, encryption="none", peer_authentication="none")


def mesh(name: str, *, kind: MeshKind = MeshKind.MESH, colour: str = "#0072B2", modes: Sequence[str] = ()) -> Mesh:
    declared = tuple(MeshMode(id=one, title=one.capitalize(), shade=0.0, marker="circle") for one in modes)
    return Mesh(
        id=name.lower().replace(" ", "-"), name=name, kind=kind, smp_type=None, source_model=None, colour=colour,
        description="synthetic", modes=declared, releases=(), smi_claims=(), gateway_api_claims=(), contacts=(), links=(), origin=PLACE,
    )  # fmt: skip


MESHES = (
    mesh("No mesh", kind=MeshKind.NONE, colour="#757575"),
    mesh("Alpha", colour="#D55E00", modes=("sidecar", "ambient")),
    mesh("Beta"),
    mesh("Gamma", colour="#009E73"),
)


def subject(
    mesh_id: str = "no-mesh",
    *,
    version: str | None = "1.0.0",
    mode: str | None = None,
    configuration: str | None = None,
    features: Features | None = None,
    brings: Mapping[str, str] | None = None,
    baseline: bool | None = None,
) -> Subject:
    plain = mesh_id == "no-mesh"
    return Subject(
        mesh=mesh_id, version=None if plain else version, mode=mode, configuration=configuration,
        baseline=plain if baseline is None else baseline, features=features or (NOTHING if plain else MTLS),
        profile=None, proxy_limits=None, brings=brings or {}, note=None,
    )  # fmt: skip


WORKLOAD = Workload(
    application="synthetic shop", protocol="HTTP/1.1", tls="none", keep_alive=True, loop=Loop.OPEN, offered="rate",
    stop=Stop(seconds=600), load_placement="pod in the cluster",
)  # fmt: skip
FULL_LOAD = replace(WORKLOAD, loop=Loop.CLOSED, offered="full-load", stop=Stop(requests=300_000))
ENVIRONMENT = Environment(
    id="cluster", kubernetes_version="1.30.1", nodes=(Node(type="synthetic.large", cores=4, mem_mb=16_000, count=3),),
    conditions={"cni": "synthetic CNI", "cloud": None}, smp={}, origin=PLACE,
)  # fmt: skip


def run(
    name: str,
    what: Subject | None = None,
    *,
    p99: float | None = 10.0,
    achieved_rps: float | None = 1000.0,
    workload: Workload = WORKLOAD,
    offered_rps: float | None = 1000.0,
    connections: int | None = 32,
    generator: tuple[str | None, str | None] = ("oha", "1.4.0"),
    environment: Environment = ENVIRONMENT,
    campaign: str = "synthetic-1",
    requests: int | None = 600_000,
    errors: Mapping[str, int] | None = None,
    errors_reported: bool = True,
    duration_seconds: float | None = 600.0,
    omission: Omission = Omission.CORRECTED,
    population: str | None = "all",
    resources: tuple[Resource, ...] = (),
    state: State = State.PUBLISHED,
    submission: str = "synthetic",
    percentiles: Mapping[str, float] | None = None,
    smp: Mapping[str, object] | None = None,
) -> Result:
    """One run; p50 and p90 follow from `p99` where `percentiles` is not given."""
    described = what or subject()
    shown = {} if p99 is None else {"50": p99 / 2, "90": p99 * 0.8, "99": p99}
    test = TestConfig(
        id="test", name=None, load_generator=generator[0], load_generator_version=generator[1], connections=connections,
        offered_rps=offered_rps, workload=workload, smp=smp or {}, origin=PLACE,
    )  # fmt: skip
    measurement = Measurement(
        requests=requests, errors=dict(errors or {}) if errors_reported else None, repeat=None, campaign=None,
        duration_seconds=duration_seconds, coordinated_omission=omission, quantile_method="synthetic", population=population, distribution=None,
        resources=resources, generators=(), evidence=(), note=None,
    )  # fmt: skip
    return Result(
        id=name, submission=submission, start_time=None, end_time=None, achieved_rps=achieved_rps,
        latencies=Latencies(min_ms=None, average_ms=None, max_ms=None, percentiles=shown if percentiles is None else percentiles),
        environment=environment, test=test, mesh_config=MeshConfig(id=described.mesh, subject=described, smp={}, origin=PLACE),
        measurement=measurement, campaign=campaign, state=state, history=(), smp={}, origin=PLACE,
    )  # fmt: skip


def full_load(
    name: str, what: Subject | None = None, *, rps: float, connections: int = 32, campaign: str = "synthetic-1"
) -> Result:
    """A run of a closed loop at full load."""
    return run(
        name, what, p99=connections / rps * 1400, achieved_rps=rps, workload=FULL_LOAD, offered_rps=None,
        connections=connections, requests=300_000, duration_seconds=None, campaign=campaign,
    )  # fmt: skip


def repeats(name: str, what: Subject | None, values: Sequence[float]) -> list[Result]:
    """Runs that differ in their p99 alone."""
    return [run(f"{name}-{at}", what, p99=value) for at, value in enumerate(values)]


def submission(
    results: Sequence[Result], *, name: str = "synthetic", purpose: Purpose = Purpose.MEASUREMENT, measured_by: str = "Synthetic Lab",
    lab: str = "synthetic-lab",
) -> Submission:  # fmt: skip
    return Submission(
        id=name, title="Synthetic submission", submitted=date(2026, 11, 22), purpose=purpose,
        submitter=Submitter(name="Nobody", organization=None, github=None),
        disclosure=Disclosure(relationship=Relationship.INDEPENDENT, sponsor=None, note=None), lab=lab, license="CC-BY-4.0",
        provenance=Provenance(measured_by=measured_by, source_uri=None, transcribed=False), campaign="synthetic-1", description="",
        reproduce="", environments=(), tests=(), mesh_configs=(), results=tuple(replace(one, submission=name) for one in results),
        history=(), origin=PLACE,
    )  # fmt: skip


def catalogue(*members: Submission | Result, meshes: Sequence[Mesh] = MESHES) -> Catalogue:
    """A catalogue of these submissions; loose results form one of their own."""
    loose = [one for one in members if isinstance(one, Result)]
    submissions = [one for one in members if isinstance(one, Submission)] + ([submission(loose)] if loose else [])
    lab = Lab(
        id="synthetic-lab", name="Synthetic lab", owner="Nobody", access="own", location=None, hardware=(), opened=None,
        closed=None, description="", links=(), origin=PLACE,
    )  # fmt: skip
    return Catalogue(
        meshes={one.id: one for one in meshes}, labs={lab.id: lab}, initiatives=(),
        submissions={one.id: one for one in sorted(submissions, key=lambda one: one.id)},
    )  # fmt: skip
