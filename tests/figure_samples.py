"""Synthetic groups, series and results to draw; none of these numbers was measured."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from generator.compare.resources import uses
from generator.compare.values import ComparabilityKey, ComparisonGroup, Difference, Flag, Series, Summary, Use, Variant
from generator.finding import Location
from generator.model import (
    Disclosure,
    Environment,
    Features,
    Histogram,
    Latencies,
    Loop,
    Measurement,
    Mesh,
    MeshConfig,
    MeshKind,
    Moment,
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

PLACE = Location(path="results/performance/synthetic/results.yaml")
APRIL = Moment(text="2024-04-10", at=datetime(2024, 4, 10, tzinfo=UTC), precision="day", zoned=False)
COLOURS = ("#757575", "#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C510A", "#5E4FA2", "#444444")
MARKERS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star", "hexagon", "triangle-down", "circle")


def mesh(name: str, colour: str) -> Mesh:
    kind = MeshKind.NONE if name == "No mesh" else MeshKind.MESH
    return Mesh(
        id=name.lower().replace(" ", "-"), name=name, kind=kind, smp_type=None, source_model="open", colour=colour,
        description="", modes=(), releases=(), smi_claims=(), gateway_api_claims=(), contacts=(), links=(), origin=PLACE,
    )  # fmt: skip


def subject(name: str) -> Subject:
    return Subject(
        mesh=name.lower().replace(" ", "-"), version=None, mode=None, configuration=None, baseline=name == "No mesh",
        features=Features(), profile=None, proxy_limits=None, brings={}, note=None,
    )  # fmt: skip


def result(
    name: str = "run",
    *,
    mesh_name: str = "No mesh",
    percentiles: dict[str, float] | None = None,
    requests: int | None = 300_000,
    connections: int = 32,
    offered_rps: float | None = None,
    achieved_rps: float | None = 157.0,
    resources: tuple[Resource, ...] = (),
    distribution: Histogram | None = None,
) -> Result:
    shown = (
        {"50": 201.7, "90": 241.0, "99": 289.1, "99.9": 338.9, "99.99": 382.1} if percentiles is None else percentiles
    )
    workload = Workload(
        loop=Loop.CLOSED, offered="full-load" if offered_rps is None else "rate", stop=Stop(requests=requests)
    )
    test = TestConfig(
        id="pod", name=None, load_generator="oha", load_generator_version=None, connections=connections,
        offered_rps=offered_rps, workload=workload, smp={}, origin=PLACE,
    )  # fmt: skip
    measurement = Measurement(
        requests=requests, errors={}, repeat=None, campaign=None, duration_seconds=None,
        coordinated_omission=Omission.UNKNOWN, quantile_method=None, distribution=distribution, resources=resources,
        generators=(), evidence=(), note=None,
    )  # fmt: skip
    environment = Environment(id="e", kubernetes_version=None, nodes=(), conditions={}, smp={}, origin=PLACE)
    return Result(
        id=name, submission="synthetic", start_time=APRIL, end_time=None, achieved_rps=achieved_rps,
        latencies=Latencies(min_ms=None, average_ms=None, max_ms=None, percentiles=shown), environment=environment,
        test=test, mesh_config=MeshConfig(id=mesh_name, subject=subject(mesh_name), smp={}, origin=PLACE),
        measurement=measurement, campaign="synthetic", state=State.PUBLISHED, history=(), smp={}, origin=PLACE,
    )  # fmt: skip


def summary(*values: float) -> Summary:
    ordered = sorted(values)
    middle = ordered[len(ordered) // 2]
    if len(values) < 5:
        return Summary(values=values, median=middle)
    return Summary(values=values, median=middle, low=ordered[0], high=ordered[-1], coverage=0.9375)


def scaled(values: tuple[float, ...], factor: float) -> Summary:
    return summary(*(value * factor for value in values))


def variant(
    name: str,
    index: int,
    p50: tuple[float, ...],
    *,
    base: float | None = None,
    rps: float = 157.0,
    cpu: float | None = None,
    mem: float | None = None,
    runs: tuple[Result, ...] = (),
    detectable: bool | None = None,
) -> Variant:
    """p90 is 1.2 times, p99 1.43 times p50; `base` is the baseline's p50, for the overhead."""
    plain = name.partition(" ")[0] if name != "No mesh" else name
    factors = {"50": 1.0, "90": 1.2, "99": 1.43}
    latency = {key: scaled(p50, factor) for key, factor in factors.items()}
    overhead = {}
    if base is not None:
        overhead = {key: _difference(latency[key], base * factors[key], detectable=detectable) for key in factors}
    return Variant(
        id=name.lower().replace(" ", "-"), mesh=mesh(plain, COLOURS[index]), subject=replace(subject(plain), configuration=name),
        label=name, colour=COLOURS[index], marker=MARKERS[index],
        results=runs or tuple(result(f"{index}-{run}", mesh_name=plain) for run, _ in enumerate(p50)),
        latency=latency, throughput=summary(*(rps * p50[0] / value for value in p50)),
        uses=uses(runs) if runs else {} if cpu is None and mem is None else {"data-plane": Use(
            roles=("sidecar",), statistic="average", cpu_mcores=None if cpu is None else scaled((cpu,), rps / 1000),
            cpu_per_1000_rps=None if cpu is None else summary(cpu), mem_mb=None if mem is None else summary(mem),
        )},
        overhead=overhead, throughput_difference=None if base is None else Difference(absolute=rps - 157, relative=(rps - 157) / 157),
        rank=None, differs=(),
    )  # fmt: skip


def without(one: Variant, field: str) -> Variant:
    """The variant, of whose proxies that is not reported."""
    return replace(one, uses={name: replace(use, **{field: None}) for name, use in one.uses.items()})


def _difference(value: Summary, base: float, *, detectable: bool | None) -> Difference:
    gap = value.median - base
    if value.low is None or value.high is None:
        return Difference(absolute=gap, relative=gap / base, detectable=detectable)
    return Difference(
        absolute=gap, relative=gap / base, low=value.low - base, high=value.high - base, detectable=detectable
    )


def submission() -> Submission:
    return Submission(
        id="synthetic", title="Synthetic", submitted=date(2026, 11, 22), purpose=Purpose.MEASUREMENT,
        submitter=Submitter(name="Nobody", organization=None, github=None),
        disclosure=Disclosure(relationship=Relationship.INDEPENDENT, sponsor=None, note=None), lab="lab-one",
        license="CC-BY-4.0", provenance=Provenance(measured_by="Synthetic Lab", source_uri=None, transcribed=False),
        campaign="synthetic", description="", reproduce="", environments=(), tests=(), mesh_configs=(), results=(),
        history=(), origin=PLACE,
    )  # fmt: skip


def group(
    variants: tuple[Variant, ...],
    *,
    leads: str = "latency",
    flags: dict[str, tuple[Flag, ...]] | None = None,
    because: str | None = None,
) -> ComparisonGroup:
    baseline = next((one for one in variants if one.is_baseline), None)
    return ComparisonGroup(
        id="synthetic-0a1b2c3d", key=ComparabilityKey(version=1, fields=()), title="Synthetic",
        conditions="bookinfo productpage from a pod, HTTP/1.1, 32 connections, closed loop, 300,000 requests.",
        leads=leads, submissions=(submission(),), variants=variants, excluded=(), baseline=baseline,
        no_overhead_because=because, head="32 connections", headline="The headline of the group", sentences=(), flags=flags or {},
        demonstration=False,
    )  # fmt: skip


def four(factor: float = 1.0, extra: tuple[float, ...] = ()) -> tuple[Variant, ...]:
    """A baseline and three meshes, one run each, or as many as `extra` adds (relative to the first)."""

    def runs(first: float) -> tuple[float, ...]:
        return (first * factor, *(first * factor * more for more in extra))

    return (
        variant("No mesh", 0, runs(202)),
        variant("Cilium 1.15.1 (eBPF)", 3, runs(265), base=202 * factor, rps=119, cpu=None, mem=None),
        variant("Istio 1.20.3 (sidecar)", 1, runs(264), base=202 * factor, rps=120, cpu=1430, mem=108.8),
        variant("Linkerd 2.14.9", 2, runs(217), base=202 * factor, rps=147, cpu=620, mem=38.2),
    )


def many(count: int) -> tuple[Variant, ...]:
    """A baseline and so many configurations with long names."""
    others = tuple(
        variant(
            f"Istio (sidecar, v2-stats-nologging-nullvm-{at})",
            1 + at % 9,
            (3.0 + at / 3,),
            base=2.0,
            cpu=200 + 10 * at,
            mem=50 + at,
        )
        for at in range(count)
    )
    return (variant("No mesh", 0, (2.0,)), *others)


def series(variants: tuple[tuple[Variant, ...], ...], *, leads: str = "latency", axis: str = "connections") -> Series:
    """Groups at 2, 4, 8, 16 … of the axis."""
    groups = []
    for at, members in enumerate(variants):
        place = 2 * 2**at
        placed = tuple(replace(one, results=tuple(_at(run, axis, place) for run in one.results)) for one in members)
        groups.append(group(placed, leads=leads))
    title = {"connections": "Connections", "offered_rps": "Offered rate (requests/s)", "replicas": "Replicas"}[axis]
    return Series(
        id="synthetic-0a1b2c3d",
        axis=axis,
        axis_title=title,
        head="From a pod",
        title="Synthetic series",
        groups=tuple(groups),
    )


def _at(run: Result, axis: str, place: int) -> Result:
    if axis == "replicas":
        return replace(run, test=replace(run.test, workload=replace(run.test.workload, replicas=place)))
    if axis == "connections":
        return replace(run, test=replace(run.test, connections=place))
    return replace(
        run,
        test=replace(run.test, offered_rps=float(place), workload=replace(run.test.workload, offered="rate")),
    )
