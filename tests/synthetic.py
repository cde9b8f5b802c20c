"""Builders of synthetic catalogues for tests: invented numbers, named so, never under results/."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from generator.finding import Location
from generator.model import (
    Case,
    CaseStatus,
    Catalogue,
    Claim,
    ConformanceReport,
    Disclosure,
    Environment,
    Features,
    Generator,
    Harness,
    Histogram,
    Historic,
    Implementation,
    Lab,
    Latencies,
    Level,
    Loop,
    Measurement,
    Mesh,
    MeshConfig,
    MeshKind,
    MeshMode,
    Moment,
    Node,
    Omission,
    Pattern,
    Profile,
    Provenance,
    Purpose,
    Relationship,
    ReportedFigures,
    Resource,
    Result,
    Specification,
    State,
    StatusEvent,
    Stop,
    Subject,
    Submission,
    Submitter,
    TestConfig,
    Workload,
)
from generator.suite import suite as suite_of

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
    distribution: Histogram | None = None,
    bounds_ms: Mapping[str, tuple[float, float | None]] | None = None,
    generators: Sequence[Generator] = (),
    expected: int | None = None,
    merge_method: str | None = None,
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
        duration_seconds=duration_seconds, coordinated_omission=omission, quantile_method="synthetic", population=population, distribution=distribution,
        resources=resources, generators=tuple(generators), generators_expected=expected, bounds_ms=bounds_ms or {}, merge_method=merge_method,
        evidence=(), note=None,
    )  # fmt: skip
    return Result(
        id=name, submission=submission, start_time=None, end_time=None, achieved_rps=achieved_rps,
        latencies=Latencies(min_ms=None, average_ms=None, max_ms=None, percentiles=shown if percentiles is None else percentiles),
        environment=environment, test=test, mesh_config=MeshConfig(id=described.mesh, subject=described, smp={}, origin=PLACE),
        measurement=measurement, campaign=campaign, state=state, history=(), smp={}, origin=PLACE,
    )  # fmt: skip


def generator(
    name: str, p99: float | None = 10.0, *, after: float | None = 0.0, seconds: float = 60.0, requests: int | None = 10_000,
) -> Generator:  # fmt: skip
    """One generator of a distributed run, at work from `after` seconds past noon on; p50 and p90 follow from `p99`."""
    at_noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    start = None if after is None else at_noon + timedelta(seconds=after)
    shown = {} if p99 is None else {"50": p99 / 2, "90": p99 * 0.8, "99": p99}
    return Generator(
        name=name, requests=requests, errors={}, achieved_rps=None if requests is None else requests / seconds,
        start_time=None if start is None else Moment(text=start.isoformat(), at=start, precision="second", zoned=True), end_time=None,
        duration_seconds=seconds, latencies=Latencies(min_ms=None, average_ms=None, max_ms=None, percentiles=shown) if shown else None,
    )  # fmt: skip


def distributed(name: str = "distributed", what: Subject | None = None, **fields: object) -> Result:
    """Three generators of equal load, one of them slow; merged p99 between theirs."""
    three = [generator("a", 4.0), generator("b", 5.0, after=0.5), generator("c", 20.0, after=1.0)]
    plain: dict[str, object] = {
        "generators": three, "percentiles": {"50": 3.0, "90": 12.0, "99": 18.0}, "requests": 30_000, "duration_seconds": 61.0,
        "bounds_ms": {"50": (2.9, 3.1), "90": (11.6, 12.3), "99": (17.9, 18.5)}, "merge_method": "interval_merge", "expected": 3,
        "distribution": Histogram(
            lower_ms=(1.0, 2.9, 4.0, 11.6, 14.0, 17.9, 18.0), upper_ms=(3.0, 3.1, 12.0, 12.3, 18.0, 18.5, 40.0),
            counts=(14_950, 50, 11_950, 100, 2_600, 100, 250),
        ),
    }  # fmt: skip
    return run(name, what, **{**plain, **fields})  # type: ignore[arg-type]


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


def whole(submission: Submission) -> Submission:
    """The submission with the configs that its results name."""
    by_id: dict[str, dict[str, object]] = {"environments": {}, "tests": {}, "mesh_configs": {}}
    for each in submission.results:
        by_id["environments"][each.environment.id] = each.environment
        by_id["tests"][each.test.id] = each.test
        by_id["mesh_configs"][each.mesh_config.id] = each.mesh_config
    return replace(submission, **{name: tuple(found.values()) for name, found in by_id.items()})  # type: ignore[arg-type]


def level(
    passed: int | None = 7, failed: int | None = 0, skipped: int | None = 0, *, result: str | None = "success",
    failed_tests: Sequence[str] = (), skipped_tests: Sequence[str] = (), supported: Sequence[str] = (), unsupported: Sequence[str] = (),
) -> Level:  # fmt: skip
    return Level(
        result=result, passed=passed, failed=failed, skipped=skipped, failed_tests=tuple(failed_tests), skipped_tests=tuple(skipped_tests),
        supported_features=tuple(supported), unsupported_features=tuple(unsupported),
    )  # fmt: skip


def profile(core: Level | None = None, extended: Level | None = None, *, name: str = "MESH-HTTP") -> Profile:
    return Profile(name=name, summary=None, core=level() if core is None else core, extended=extended)


def at(day: str) -> Moment:
    """That day, or that second of a day, in UTC."""
    precision = "day" if len(day) == 10 else "second"
    return Moment(text=day, at=datetime.fromisoformat(day).replace(tzinfo=UTC), precision=precision, zoned=True)


def event(state: State, day: str = "2026-11-25") -> StatusEvent:
    return StatusEvent(
        date=date.fromisoformat(day), state=state, by="Synthetic curator", reason="A synthetic reason.", results=None, replaced_by=None
    )  # fmt: skip


def report(
    name: str, suite: str, suite_version: str | None, *, mesh_id: str = "alpha", version: str = "1.0.0", ran: str | None = "2026-10-01",
    state: State = State.PUBLISHED, historic: bool = False, commit: str | None = None, **fields: object,
) -> ConformanceReport:  # fmt: skip
    """A report that says nothing but which suite it is of; the builders below say the rest."""
    made = ConformanceReport(
        id=name, suite=suite, suite_version=suite_version, mesh=mesh_id, version=version, submitted=date(2026, 11, 22),
        date=None if ran is None else at(ran), submitter=Submitter(name="Nobody", organization=None, github=None),
        disclosure=Disclosure(relationship=Relationship.INDEPENDENT, sponsor=None, note=None), license="CC-BY-4.0",
        provenance=Provenance(measured_by="Synthetic Lab", source_uri=None, transcribed=False), channel=None, mode=None, role=None,
        implementation=None, harness=Harness(commit=commit), kubernetes_version=None, environment=None, lab=None, profiles=(),
        provisional_tests=(), specifications=(), declared=None, cases=(), reported=None,
        historic=Historic(reason="A synthetic relic.", inconsistencies=("Nothing fits.",)) if historic else None, evidence=(), reproduce=None,
        note=None, state=state, history=() if state is State.PUBLISHED else (event(state),),
        origin=Location(path=f"results/conformance/{suite}/{name}/report.yaml"),
    )  # fmt: skip
    return replace(made, **fields)  # type: ignore[arg-type]


def gateway_report(
    name: str = "alpha-gateway", *profiles: Profile, api: str = "v1.4.0", channel: str | None = "standard", mode: str | None = "default",
    **fields: object,
) -> ConformanceReport:  # fmt: skip
    """A Gateway API report; one profile of HTTP with seven core cases where none is given."""
    made = Implementation(organization="synthetic", project="synthetic", url=None, contact=())
    return report(
        name, "gateway-api", api, channel=channel, mode=mode, implementation=made, profiles=profiles or (profile(),), **fields
    )  # type: ignore[arg-type]  # fmt: skip


def cases(suite: str, version: str, odd: Mapping[str, str] | None = None, *, reason: str | None = None) -> tuple[Case, ...]:  # fmt: skip
    """Every case of a suite, passed but for the odd ones: a case's id, or the start of several, to its status."""
    found = suite_of(suite).at(version)
    statuses = {} if odd is None else dict(odd)
    names = [case.id for case in found.cases] if found else []
    chosen = {each: statuses.get(each, statuses.get(each.partition("-")[0], "passed")) for each in names}
    return tuple(Case(id=each, status=CaseStatus(chosen[each]), reason=reason) for each in names)


def specification(name: str = "traffic-split", **fields: object) -> Specification:
    plain = Specification(
        id=name, api_version=None, capability=None, result=None, assertions=None, duration_seconds=None, reason=None
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


SMI_SPECIFICATIONS = tuple(map(specification, ("traffic-access", "traffic-split", "traffic-spec")))


def smi_report(
    name: str = "alpha-smi", odd: Mapping[str, str] | None = None, *, percentage: float | None = None, **fields: object
) -> ConformanceReport:
    """An SMI report of every case; `odd` as in `cases`, by the suite's prefixes TA, TS and TSC too."""
    reported = None if percentage is None else ReportedFigures(cases_passed=None, passing_percentage=percentage)
    plain = {"cases": cases("smi", "v0.6.0", odd), "specifications": SMI_SPECIFICATIONS, "reported": reported}
    return report(name, "smi", **{"suite_version": "v0.6.0", **plain, **fields})  # type: ignore[arg-type]


def hamlet_report(
    name: str = "alpha-hamlet", odd: Mapping[str, str] | None = None, *, api: str = "v1alpha2", **fields: object
) -> ConformanceReport:
    """A Hamlet report of every case."""
    plain = {"cases": cases("hamlet", api, odd), "role": "owner"}
    return report(name, "hamlet", api, **{**plain, **fields})  # type: ignore[arg-type]


def claim(api: str = "TrafficSplit", *, mesh_id: str | None = "alpha", suite: str = "smi", **fields: object) -> Claim:
    plain = Claim(
        suite=suite, mesh=mesh_id, implementation="Alpha", subject="mesh", claimed=True, versions=None, api=api, api_versions=("v1alpha2",), group=None,
        claim="A synthetic claim.", date=None, source="https://example.org/claim", verified="reported", note=None,
    )  # fmt: skip
    return replace(plain, **fields)  # type: ignore[arg-type]


def catalogue(
    *members: Submission | Result | ConformanceReport | Claim | Pattern, meshes: Sequence[Mesh] = MESHES
) -> Catalogue:
    """A catalogue of these submissions, reports, claims and patterns; loose results form a submission of their own."""
    loose = [one for one in members if isinstance(one, Result)]
    submissions = [one for one in members if isinstance(one, Submission)] + ([submission(loose)] if loose else [])
    reports = [one for one in members if isinstance(one, ConformanceReport)]
    lab = Lab(
        id="synthetic-lab", name="Synthetic lab", owner="Nobody", access="own", location=None, hardware=(), opened=None,
        closed=None, description="", links=(), origin=PLACE,
    )  # fmt: skip
    return Catalogue(
        meshes={one.id: one for one in meshes}, labs={lab.id: lab}, initiatives=(),
        submissions={one.id: one for one in sorted(submissions, key=lambda one: one.id)},
        reports={one.id: one for one in sorted(reports, key=lambda one: one.id)},
        claims=tuple(one for one in members if isinstance(one, Claim)),
        patterns={one.id: one for one in members if isinstance(one, Pattern)},
    )  # fmt: skip
