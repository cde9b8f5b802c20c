"""CPU and memory by role and in sums that are alike for every mode; what is missing leaves no sum, and is never zero.

Modes put the same work in different places: beside each pod (sidecar), on each node with waypoints behind it (ambient), or into
the kernel with a proxy on each node (eBPF). What is summed follows from the mode and stands with the sum. The kernel's own work
counts for no proxy; only the nodes' total holds it. SMP's `ServiceMeshConfig` has `cpu_mcores` and `mem_mb` too, but of a
configuration that several runs share and not of a run: they are shown with each result and enter no sum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from generator.compare import statistics
from generator.compare.values import ComparisonGroup, Difference, Summary, Use, Variant
from generator.model import Node, Resource, Result, Subject
from generator.numbers import exact

SIDECAR, NODE_PROXY, WAYPOINT, GATEWAY = "sidecar", "node-proxy", "waypoint", "gateway"
CONTROL_PLANE, NODE = "control-plane", "node"
DATA_PLANE = (SIDECAR, NODE_PROXY, WAYPOINT)
"""Roles of proxies that stand in the path of every request; a gateway may or may not, and is shown apart."""
PROXIES, MESH = "data-plane", "mesh"
"""The sums: all proxies in the path; these and the control plane."""
TITLES = {
    SIDECAR: "sidecars",
    NODE_PROXY: "node proxies",
    WAYPOINT: "waypoints",
    PROXIES: "data plane",
    GATEWAY: "gateways",
    CONTROL_PLANE: "control plane",
    MESH: "data plane and control plane",
    NODE: "nodes",
}
"""What each role and each sum is called, in the order they are shown."""
_OF_MODE = {"sidecar": (SIDECAR,), "ambient": (NODE_PROXY, WAYPOINT), "ebpf": (NODE_PROXY,)}
_LAYER_7_ONLY = WAYPOINT
_SCALE_RPS = 1000

Field = Callable[[Resource], float | None]
Read = Callable[[Result], float | None]


def needed(subject: Subject, name: str) -> tuple[str, ...]:
    """The roles that a sum must have of that subject, or the role itself; empty where its mode is not known to this site.

    A waypoint is needed unless it is reported that HTTP is not processed.
    """
    if name not in (PROXIES, MESH):
        return (name,)
    roles = _OF_MODE.get(subject.mode or "", ())
    if subject.features.l7_processing is False:
        roles = tuple(role for role in roles if role != _LAYER_7_ONLY)
    return (*roles, CONTROL_PLANE) if name == MESH else roles


def parts(run: Result, name: str) -> tuple[Resource, ...]:
    """The run's components in that role or sum; none where one that is needed is not reported.

    A baseline has nodes and nothing else: what stands beside it, installed and not in the path, is no cost of it.
    """
    if run.subject.baseline and name != NODE:
        return ()
    roles = _summable(name)
    found = _once([one for one in run.measurement.resources if one.role in roles])
    there = {one.role for one in found}
    carried = name != MESH or bool(there & set(DATA_PLANE))
    return found if carried and there.issuperset(needed(run.subject, name)) else ()


def _once(found: Sequence[Resource]) -> tuple[Resource, ...]:
    """Each component once: its average, where every component has one beside a maximum; else all as they are."""
    averages = tuple(each for each in found if each.statistic == "average")
    named = [{(each.component, each.role) for each in some} for some in (averages, found)]
    return averages if named[0] == named[1] else tuple(found)


def _summable(name: str) -> tuple[str, ...]:
    return {PROXIES: DATA_PLANE, MESH: (*DATA_PLANE, CONTROL_PLANE)}.get(name, (name,))


def _total(run: Result, name: str, field: Field) -> float | None:
    found = parts(run, name)
    known = [value for part in found if (value := field(part)) is not None]
    # an average and another's maximum have no sum
    return sum(known) if len(known) == len(found) and len({part.statistic for part in found}) == 1 else None


def cpu_mcores(run: Result, name: str = PROXIES) -> float | None:
    """CPU of a run's role or sum in mCPU; None where that of a component is not reported."""
    return _total(run, name, lambda part: part.cpu_mcores)


def mem_mb(run: Result, name: str = PROXIES) -> float | None:
    """Memory of a run's role or sum in MB; None where that of a component is not reported."""
    return _total(run, name, lambda part: part.mem_mb)


def cpu_per_1000_rps(run: Result, name: str = PROXIES) -> float | None:
    """CPU of a run's role or sum in mCPU per 1,000 requests/s achieved."""
    cpu = cpu_mcores(run, name)
    return None if cpu is None or not run.achieved_rps else cpu / run.achieved_rps * _SCALE_RPS


def cpu_scale(group: ComparisonGroup) -> tuple[Callable[[Use], Summary | None], str]:
    """What charts and tables show of a group's CPU, and its unit: for 1,000 requests/s, but as measured where fewer were offered.

    What a proxy takes when it is idle weighs more the fewer requests there are: scaled up, it would be a number that nobody
    measured.
    """
    rate = group.offered_rps
    if rate is not None and rate < _SCALE_RPS:
        return (lambda use: use.cpu_mcores), f"mCPU at {exact(rate)} requests/s"
    return (lambda use: use.cpu_per_1000_rps), "mCPU per 1,000 requests/s"


def cpu_headroom(run: Result) -> float | None:
    """The share (0..1) of the nodes' CPU that is left, 1 - used / capacity: the one term of MeshMark that is defined.

    None unless the capacity of every node and the use of every node are reported.
    """
    return _headroom(run, cpu_mcores(run, NODE), lambda node: None if node.cores is None else node.cores * 1000)


def mem_headroom(run: Result) -> float | None:
    """The share (0..1) of the nodes' memory that is left, as `cpu_headroom`."""
    return _headroom(run, mem_mb(run, NODE), lambda node: node.mem_mb)


def _headroom(run: Result, used: float | None, capacity: Callable[[Node], float | None]) -> float | None:
    nodes = run.environment.nodes
    each = [(capacity(node), node.count) for node in nodes]
    total = sum(size * count for size, count in each if size is not None)
    complete = len(parts(run, NODE)) == sum(node.count for node in nodes) and all(size is not None for size, _ in each)
    return 1 - used / total if used is not None and complete and total else None


def uses(runs: Sequence[Result]) -> Mapping[str, Use]:
    """What the runs of a variant report, by role and sum in the order of `TITLES`; a sum that lacks a role has no values."""
    return {name: use for name in TITLES if (use := _use(runs, name)) is not None}


def _use(runs: Sequence[Result], name: str) -> Use | None:
    idle = name != NODE and all(run.subject.baseline for run in runs)
    roles = {part.role for run in runs for part in run.measurement.resources} & set(_summable(name))
    lacking = {role for run in runs for role in needed(run.subject, name)} - roles
    if idle or not roles or (name == MESH and not lacking and not roles & set(DATA_PLANE)):
        return None
    reported = {part.statistic for run in runs for part in parts(run, name)}
    # an average and a maximum are not replicates of one quantity
    counted = runs if len(reported) == 1 else ()
    return Use(
        roles=tuple(role for role in TITLES if role in roles),
        missing=tuple(role for role in TITLES if role in lacking),
        statistic=next(iter(reported)) if len(reported) == 1 else None,
        mixed=len(reported) > 1,
        cpu_mcores=_summary(counted, lambda run: cpu_mcores(run, name)),
        cpu_per_1000_rps=_summary(counted, lambda run: cpu_per_1000_rps(run, name)),
        mem_mb=_summary(counted, lambda run: mem_mb(run, name)),
        cpu_headroom=_summary(counted, cpu_headroom) if name == NODE else None,
        mem_headroom=_summary(counted, mem_headroom) if name == NODE else None,
    )


def _summary(runs: Iterable[Result], read: Read) -> Summary | None:
    return statistics.summarise([value for run in runs if (value := read(run)) is not None])


def nodes_above(variant: Variant, baseline: Variant | None, comparisons: int = 1) -> Difference | None:
    """What the nodes' CPU is above the baseline's, in mCPU per 1,000 requests/s: all that the mesh costs, the kernel's work included.

    None where either does not report it in the same statistic. `comparisons` is over how many its interval holds at once.
    """
    mine, base = variant.uses.get(NODE), None if baseline is None else baseline.uses.get(NODE)
    if mine is None or base is None or mine.statistic != base.statistic:
        return None
    if mine.cpu_per_1000_rps is None or base.cpu_per_1000_rps is None:
        return None
    return statistics.difference(mine.cpu_per_1000_rps, base.cpu_per_1000_rps, comparisons=comparisons)


def in_words(use: Use) -> str:
    """What is summed and what is missing: `sidecars`, `node proxies; not reported: waypoints`."""
    summed = " + ".join(TITLES[role] for role in use.roles)
    missing = ", ".join(TITLES[role] for role in use.missing)
    return f"{summed}; not reported: {missing}" if missing else summed
