"""CPU and memory by role: what is summed for which mode, and that what is missing is never zero. None of it was measured."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from generator import tables
from generator.compare import compare, resources
from generator.compare.values import ComparisonGroup, Use, Variant
from generator.figures import for_group
from generator.figures.figure import Figure
from generator.model import Node, Resource, Result, Subject
from generator.pages import compose
from tests.synthetic import ENVIRONMENT, FULL_LOAD, MTLS, catalogue, mesh, run, subject, submission, whole

MESHES = (*(mesh(name) for name in ("Beta", "Gamma")), mesh("Alpha", modes=("sidecar", "ambient", "ebpf", "other")))
LAYER_4 = replace(MTLS, l7_processing=False)
VAGUE = replace(MTLS, l7_processing=None)


def part(role: str, cpu: float | None = 100.0, mem: float | None = 50.0, statistic: str = "average") -> Resource:
    return Resource(component=f"{role} {cpu}", role=role, cpu_mcores=cpu, mem_mb=mem, statistic=statistic)


def alpha(mode: str | None, features: object = MTLS) -> Subject:
    return subject("alpha", mode=mode, features=features)  # type: ignore[arg-type]


def grouped(*members: Result) -> ComparisonGroup:
    (group,) = compare(catalogue(*members, meshes=(*MESHES, NO_MESH))).groups.values()
    return group


NO_MESH = next(one for one in catalogue().meshes.values() if one.id == "no-mesh")


def only(what: Subject, *parts: Resource, achieved_rps: float = 500.0) -> Variant:
    (variant,) = grouped(run("a", what, resources=parts, achieved_rps=achieved_rps, offered_rps=500.0)).variants
    return variant


def medians(use: Use) -> tuple[float | None, ...]:
    return tuple(None if one is None else one.median for one in (use.cpu_mcores, use.cpu_per_1000_rps, use.mem_mb))


@pytest.mark.parametrize(("mode", "features", "roles", "missing"), [
    ("sidecar", MTLS, ("sidecar",), ()),
    ("ambient", MTLS, ("node-proxy", "waypoint"), ()),
    ("ambient", LAYER_4, ("node-proxy",), ()),
    ("ambient", MTLS, ("node-proxy",), ("waypoint",)),
    ("ambient", VAGUE, ("node-proxy",), ("waypoint",)),
    ("ambient", MTLS, ("waypoint",), ("node-proxy",)),
    ("ebpf", MTLS, ("node-proxy",), ()),
    ("ebpf", MTLS, ("sidecar",), ("node-proxy",)),
    ("other", MTLS, ("waypoint",), ()),
    (None, MTLS, ("sidecar", "node-proxy"), ()),
])  # fmt: skip
def test_what_makes_a_data_plane_follows_from_the_mode(
    mode: str | None, features: object, roles: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    proxies = only(alpha(mode, features), *(part(role) for role in (*roles, "gateway", "control-plane"))).proxies
    assert (proxies.roles, proxies.missing) == (roles, missing)
    number = float(len(roles))
    assert medians(proxies) == ((None,) * 3 if missing else (100 * number, 200 * number, 50 * number))


def test_every_role_stands_by_itself_and_gateways_enter_no_sum() -> None:
    parts = (
        part("sidecar"),
        part("sidecar", 150.0),
        part("gateway", 10.0),
        part("control-plane", 40.0),
        part("node", 900.0),
    )
    uses = only(alpha("sidecar"), *parts, part("application", 5_000.0), part("load-generator", 5_000.0)).uses
    assert {name: medians(use)[0] for name, use in uses.items()} == {
        "sidecar": 250.0, "data-plane": 250.0, "gateway": 10.0, "control-plane": 40.0, "mesh": 290.0, "node": 900.0,
    }  # fmt: skip
    assert medians(uses["control-plane"]) == (40.0, 80.0, 50.0)


def test_without_its_control_plane_a_mesh_has_no_whole() -> None:
    uses = only(alpha("sidecar"), part("sidecar")).uses
    assert (uses["mesh"].missing, medians(uses["mesh"])) == (("control-plane",), (None, None, None))
    assert "control-plane" not in uses


def test_of_an_unknown_mode_a_control_plane_alone_is_no_mesh() -> None:
    assert set(only(alpha(None), part("control-plane")).uses) == {"control-plane"}


def test_a_component_whose_memory_is_not_reported_leaves_no_sum_of_memory() -> None:
    assert medians(only(alpha("sidecar"), part("sidecar"), part("sidecar", mem=None)).proxies) == (200.0, 400.0, None)


def test_runs_that_report_less_do_not_count_for_the_sum() -> None:
    what = alpha("ambient")
    (variant,) = grouped(
        run("a", what, resources=(part("node-proxy"), part("waypoint"))),
        run("b", what, resources=(part("node-proxy"),)),
    ).variants
    assert variant.proxies.cpu_mcores is not None
    assert variant.proxies.cpu_mcores.values == (200.0,)


def test_an_average_and_a_maximum_within_a_sum_give_no_value_and_say_so() -> None:
    uses = only(alpha("ambient"), part("node-proxy"), part("waypoint", statistic="max")).uses
    assert uses["data-plane"].mixed
    assert medians(uses["data-plane"]) == (None, None, None)
    assert (uses["waypoint"].statistic, uses["waypoint"].mixed) == ("max", False)


@pytest.mark.parametrize(
    ("rate", "unit", "shown"),
    [
        (10.0, "mCPU at 10 requests/s", 200.0),
        (999.0, "mCPU at 999 requests/s", 200.0),
        (1000.0, "mCPU per 1,000 requests/s", 200.0),
        (2000.0, "mCPU per 1,000 requests/s", 100.0),
    ],
)
def test_cpu_is_never_scaled_up_to_a_rate_that_nobody_offered(rate: float, unit: str, shown: float) -> None:
    one = run("a", alpha("sidecar"), resources=(part("sidecar", 200.0),), offered_rps=rate, achieved_rps=rate)
    group = grouped(one)
    read, said = resources.cpu_scale(group)
    summary = read(group.variants[0].proxies)
    assert said == unit
    assert summary is not None
    assert summary.median == pytest.approx(shown)
    (chart,) = (figure for figure in for_group(group) if figure.id == "resources")
    assert unit in chart.title


def test_under_full_load_cpu_is_that_for_1000_requests() -> None:
    one = run("a", alpha("sidecar"), resources=(part("sidecar"),), workload=FULL_LOAD, offered_rps=None)
    assert resources.cpu_scale(grouped(one))[1] == "mCPU per 1,000 requests/s"


def test_nothing_reported_is_no_use_at_all() -> None:
    assert only(alpha("sidecar")).uses == {}


NODES = (part("node", 1_000.0, 4_000.0), part("node", 2_000.0, 6_000.0), part("node", 3_000.0, 8_000.0))


def headrooms(*parts: Resource, nodes: tuple[Node, ...] = ENVIRONMENT.nodes) -> tuple[float | None, float | None]:
    one = run("a", alpha("sidecar"), resources=parts, environment=replace(ENVIRONMENT, nodes=nodes))
    use = grouped(one).variants[0].uses.get("node") or Use(roles=())
    return use.cpu_headroom and use.cpu_headroom.median, use.mem_headroom and use.mem_headroom.median


def test_headroom_is_one_less_the_share_of_the_capacity_that_is_used() -> None:
    assert headrooms(*NODES) == (pytest.approx(1 - 6 / 12), pytest.approx(1 - 18_000 / 48_000))


@pytest.mark.parametrize(("parts", "nodes"), [
    (NODES[:2], ENVIRONMENT.nodes), ((*NODES[:2], part("node", None, None)), ENVIRONMENT.nodes), ((), ENVIRONMENT.nodes), (NODES, ()),
    (NODES, (Node(type=None, cores=None, mem_mb=None, count=3),)),
    (NODES, (Node(type="a", cores=4, mem_mb=16_000, count=2), Node(type="b", cores=None, mem_mb=None))),
])  # fmt: skip
def test_headroom_needs_the_use_and_the_capacity_of_every_node(
    parts: tuple[Resource, ...], nodes: tuple[Node, ...]
) -> None:
    assert headrooms(*parts, nodes=nodes) == (None, None)


def test_a_baseline_has_nodes_and_nothing_else() -> None:
    idle = (part("sidecar"), part("control-plane"), part("node", 700.0))
    for marked in (True, False):
        assert list(only(subject(baseline=marked), *idle).uses) == ["node"]


def compared(*, baseline_statistic: str = "average") -> ComparisonGroup:
    """A baseline, sidecars, ambient without its waypoint, and eBPF with its nodes: two runs each, at 500 requests/s."""
    parts = (
        (subject(), (part("node", 700.0, statistic=baseline_statistic),)),
        (alpha("sidecar"), (part("sidecar", 200.0), part("control-plane", 40.0), part("node", 1_000.0))),
        (alpha("ambient"), (part("node-proxy", 80.0), part("node", 900.0))),
        (alpha("ebpf"), (part("node-proxy", 60.0), part("gateway", 5.0))),
        (subject("beta"), ()),
    )
    return grouped(*(
        run(f"{at}-{again}", what, resources=found, achieved_rps=500.0, offered_rps=500.0)
        for at, (what, found) in enumerate(parts) for again in range(2)
    ))  # fmt: skip


def test_what_the_nodes_use_above_the_baseline_holds_all_that_a_mode_costs() -> None:
    group = compared()
    by_label = {
        one.label: resources.nodes_above(one, group.baseline) for one in group.variants if one is not group.baseline
    }
    sidecar = by_label["Alpha 1.0.0 (sidecar)"]
    assert sidecar is not None
    assert (sidecar.absolute, sidecar.low) == (600.0, None)
    assert by_label["Alpha 1.0.0 (ebpf)"] is None
    assert resources.nodes_above(group.variants[1], None) is None


def test_maxima_of_nodes_are_not_set_against_averages() -> None:
    group = compared(baseline_statistic="max")
    assert all(resources.nodes_above(one, group.baseline) is None for one in group.variants[1:])


def test_the_resources_of_a_group_are_tidy_csv() -> None:
    rows = list(csv.DictReader(io.StringIO(tables.resources_csv(compared()).decode())))
    ambient = {row["part"]: row for row in rows if row["label"] == "Alpha 1.0.0 (ambient)"}
    assert list(ambient) == ["node-proxy", "data-plane", "mesh", "node"]
    assert (ambient["data-plane"]["roles"], ambient["data-plane"]["missing"]) == ("node-proxy", "waypoint")
    assert (ambient["data-plane"]["cpu_mcores"], ambient["node-proxy"]["cpu_mcores"]) == ("", "80.0")
    assert ambient["node"]["cpu_per_1000_rps_mcores"] == "1800.0"
    assert not [row for row in rows if row["label"] == "Beta 1.0.0"]
    assert tables.resources_table(compared())["missing"].tolist()[0] is None


def drawn(name: str) -> Figure:
    return next(figure for figure in for_group(compared()) if figure.id == name)


def test_a_chart_of_proxies_says_what_is_summed_and_who_is_silent() -> None:
    figure = drawn("resources")
    assert "Summed: node proxies with Alpha 1.0.0 (ebpf); sidecars with Alpha 1.0.0 (sidecar)." in figure.subtitle
    assert "Not reported: Alpha 1.0.0 (ambient), Beta 1.0.0." in figure.subtitle
    assert set(figure.columns["variant"]) == {"Alpha 1.0.0 (sidecar)", "Alpha 1.0.0 (ebpf)"}


def test_nodes_are_a_chart_of_their_own_with_the_baseline_in_it() -> None:
    assert list(drawn("nodes").columns["variant"][:1]) == ["No mesh"]
    assert drawn("nodes").title == (
        "500 rps, pod, 32 connections: CPU of all nodes 700 mCPU at 500 requests/s without a mesh, 900 to 1,000 with Alpha"
    )


def body(path: str, *members: Result) -> str:
    loaded = catalogue(whole(submission(members)), meshes=(*MESHES, NO_MESH))
    composition = compose(loaded, compare(loaded), "https://results.example/")
    return next(str(page.body) for page in composition.pages if page.path.startswith(path))


def cells(html: str, start: str, label: str) -> list[str]:
    """The cells of the row that begins with the label, in the table of that caption."""
    table = html[html.index(f'<caption id="{start}"') :].partition("</table>")[0]
    row = table[table.index(label) :].partition("</tr>")[0]
    return [cell.partition(">")[2].partition("</td>")[0] for cell in row.split("<td")[1:]]


def test_the_page_of_a_group_shows_each_part_and_calls_the_missing_not_reported() -> None:
    html = body("performance/groups/synthetic", *compared().results)
    assert cells(html, "resources-by-role-table", "(sidecar)")[:4] == [
        'data plane<br><span class="mr-unit">sidecars</span>', "400", "200", "50",
    ]  # fmt: skip
    assert cells(html, "resources-by-role-table", "(ambient)")[:2] == ["node proxies", "160"]
    assert "node proxies; not reported: waypoints" in html
    assert cells(html, "resources-by-role-table", "Beta")[1:4] == ["not reported"] * 3
    assert '<a href="resources.csv" download>' in html


def test_the_page_of_a_group_gives_the_ingredients_of_meshmark_where_their_inputs_exist() -> None:
    html = body(
        "performance/groups/synthetic",
        run("n", resources=NODES),
        run("a", alpha("sidecar"), p99=11.0, resources=(part("sidecar", 200.0), *NODES)),
    )
    assert cells(html, "meshmark-table", "(sidecar)") == [
        "+10", "+10", "0", "200", "50", "not reported", "not reported", "50", "62.5",
    ]  # fmt: skip
    assert cells(html, "meshmark-table", "No mesh") == [*["baseline"] * 3, *["not applicable"] * 4, "50", "62.5"]


def test_a_group_that_reports_no_resources_has_no_such_table() -> None:
    html = body("performance/groups/synthetic", run("n"), run("a", alpha("sidecar")))
    assert "resources-by-role" not in html
    assert "resources.csv" not in html
    assert "Proxy CPU and memory: not reported by any run that counts." in html


def test_the_meshmark_page_counts_the_comparisons_that_report_each_ingredient() -> None:
    html = body("performance/meshmark/", *compared().results, run("x", connections=64))
    assert "in how many of 2 comparisons" in html
    assert cells(html, "ingredients", "latency overhead")[-1] == "1"
    assert cells(html, "ingredients", "data plane CPU")[-1] == "1"
    assert cells(html, "ingredients", "CPU headroom")[-1] == "not reported"
    assert cells(html, "ingredients", "bandwidth headroom")[-1] == "not reported"
