from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.compare import compare
from generator.compare.values import ComparisonGroup
from generator.model import Loop, MeshKind, Node, Result, State, Stop, Subject
from tests.synthetic import ENVIRONMENT, MESHES, MTLS, WORKLOAD, catalogue, full_load, mesh, repeats, run, subject

ALPHA, BETA, GAMMA = subject("alpha", mode="sidecar"), subject("beta"), subject("gamma")


def only(*results: Result) -> ComparisonGroup:
    (group,) = compare(catalogue(*results)).groups.values()
    return group


def said(group: ComparisonGroup, kind: str | None = None) -> list[str]:
    return [one.text for one in group.sentences if kind in (None, one.kind)]


def spread(middle: float, runs: int = 8, step: float = 0.1) -> list[float]:
    return [middle + step * (at - runs / 2) for at in range(runs)]


def three_at_full_load() -> list[Result]:
    return [
        full_load("n", rps=157.4), full_load("a", ALPHA, rps=105.2), full_load("b", BETA, rps=148.1),
        full_load("c", GAMMA, rps=119.0),
    ]  # fmt: skip


def test_the_headline_of_a_full_load() -> None:
    assert only(*three_at_full_load()).headline == (
        "Full load from a pod, 32 connections: 157 requests/s without a mesh, 105 to 148 with one"
    )


def test_the_headline_tells_that_it_was_one_run_where_that_fits() -> None:
    assert only(full_load("b", BETA, rps=119)).headline == (
        "Full load from a pod, 32 connections: 119 requests/s with Beta 1.0.0, one run"
    )
    assert only(
        run("n", p99=3.2, connections=1), run("b", subject("beta", version="2"), p99=4, connections=1)
    ).headline == ("1,000 rps from a pod, 1 connection: p99 3.2 ms without a mesh, 4 with Beta 2, one run each")


def test_the_headline_at_a_rate_is_about_p99() -> None:
    assert only(
        run("n", p99=3.21), run("a", ALPHA, p99=5.12), run("b", replace(ALPHA, mode="ambient"), p99=4.4)
    ).headline == ("1,000 rps from a pod, 32 connections: p99 3.21 ms without a mesh, 4.4 to 5.12 with Alpha")


def test_medians_of_several_runs_are_called_medians() -> None:
    group = only(*repeats("n", None, [3, 4]), *repeats("a", ALPHA, [8, 9]), *repeats("b", BETA, [6, 7]))
    assert group.headline == "1,000 rps, pod, 32 connections: median p99 3.5 ms without a mesh, 6.5 to 8.5 with one"


def test_without_a_baseline_two_variants_are_named_by_what_tells_them_apart() -> None:
    group = only(full_load("a", ALPHA, rps=237), full_load("b", replace(ALPHA, mode="ambient"), rps=265))
    assert "265 requests/s with Alpha ambient, 237 sidecar" in group.headline


def test_a_single_detectable_difference_is_its_interval() -> None:
    group = only(*repeats("n", None, spread(10)), *repeats("b", BETA, spread(12)))
    assert group.headline == "1,000 rps from a pod, 32 connections: Beta 1.0.0 adds 1.6 to 2.4 ms at p99, 8 runs each"
    assert said(group, "verdict") == [
        (
            "Beta 1.0.0: slower by 1.6 to 2.4 ms at p99 (12 against 9.95 ms without a mesh, medians of 8 runs each; "
            "so in 100 % of the pairs of runs, corrected p < 0.001)."
        )
    ]


def test_a_lower_throughput_is_said_to_be_less() -> None:
    runs = [full_load(f"n{at}", rps=150 + at / 10) for at in range(6)] + [
        full_load(f"b{at}", BETA, rps=120 + at / 10) for at in range(6)
    ]
    group = only(*runs)
    assert "Beta 1.0.0 carries 29.7 to 30.3 requests/s less than without a mesh" in group.headline
    assert said(group, "verdict") == [
        (
            "Beta 1.0.0: lower by 29.7 to 30.3 requests/s in throughput (120 against 150 requests/s without a mesh, medians of 6 runs "
            "each; so in 100 % of the pairs of runs, p = 0.00216)."
        )
    ]


def test_a_variant_that_is_faster_or_carries_more_is_said_to() -> None:
    faster = only(*repeats("n", None, spread(10)), *repeats("b", BETA, spread(8)))
    assert said(faster, "verdict")[0].startswith("Beta 1.0.0: faster by 1.6 to 2.4 ms at p99 (")
    runs = [full_load(f"n{at}", rps=150 + at / 10) for at in range(6)]
    runs += [full_load(f"b{at}", BETA, rps=170 + at / 10) for at in range(6)]
    assert said(only(*runs), "verdict")[0].startswith(
        "Beta 1.0.0: higher by 19.7 to 20.3 requests/s in throughput (170 against 150 requests/s without a mesh"
    )


def test_no_detectable_difference_in_throughput_says_between_which_bounds() -> None:
    runs = [full_load(f"n{at}", rps=150 + at) for at in range(6)]
    runs += [full_load(f"b{at}", BETA, rps=150.5 + at) for at in range(6)]
    assert said(only(*runs), "verdict") == [
        (
            "Beta 1.0.0: no detectable difference in throughput (153 against 153 requests/s without a mesh, medians of 6 runs each; "
            "between −2.5 and +3.5 requests/s, p = 0.699)."
        )
    ]


def test_no_detectable_difference_is_a_verdict_only_with_runs_to_find_one() -> None:
    enough = only(*repeats("n", None, spread(10)), *repeats("b", BETA, spread(10.02)))
    assert "no detectable difference at p99" in enough.headline
    assert said(enough, "verdict")[0].startswith("Beta 1.0.0: no detectable difference at p99")
    few = only(*repeats("n", None, spread(10, 4)), *repeats("b", BETA, spread(10.02, 4)))
    assert said(few, "verdict") == []
    assert "detectable" not in few.headline


def test_too_many_comparisons_for_the_runs_are_said_to_be_that() -> None:
    modes = [
        replace(ALPHA, configuration=f"c{at}") for at in range(3)
    ]  # nine tests against the baseline, three among them
    group = only(
        *repeats("n", None, spread(10, 5)),
        *(one for at, what in enumerate(modes) for one in repeats(f"r{at}", what, spread(10.02, 5))),
    )
    assert said(group, "verdict") == []
    findings = said(group, "finding")
    assert sum("too few runs for this many comparisons, no verdict" in text for text in findings) == 4
    assert findings[3] == (
        "The 12 tests of this comparison are one family: the least p within reach of its runs is 0.0952; "
        "6 runs of each variant could tell."
    )
    assert findings[-1] == (
        "Alpha 1.0.0 (sidecar, c0), Alpha 1.0.0 (sidecar, c1) and Alpha 1.0.0 (sidecar, c2) do the same and get no place: "
        "too few runs for this many comparisons, no verdict."
    )


def test_values_that_are_all_tied_are_named_as_the_reason_and_not_the_runs() -> None:
    group = only(*repeats("n", None, [10.0] * 8), *repeats("b", BETA, [10.0] * 8))
    assert said(group, "verdict") == []
    assert any(text.endswith("is 1, since values are tied.") for text in said(group, "finding"))


def test_one_run_each_is_no_verdict() -> None:
    group = only(full_load("n", rps=157), full_load("b", BETA, rps=119))
    assert said(group, "finding") == [
        "One run each: no verdict.",
        "Beta 1.0.0: 119 against 157 requests/s without a mesh.",
    ]
    assert said(group, "verdict") == []


def test_unequal_numbers_of_runs_are_both_said() -> None:
    group = only(*repeats("n", None, [3, 4, 5]), *repeats("b", BETA, [8, 9]))
    assert said(group, "finding") == [
        "Medians of 2 to 3 runs each: no verdict.",
        "Beta 1.0.0: p99 8.5 against 4 ms without a mesh.",
    ]


def test_too_few_runs_beside_enough_are_said_with_their_variant() -> None:
    group = only(*repeats("n", None, spread(10)), *repeats("a", ALPHA, spread(20)), *repeats("b", BETA, [8, 9]))
    assert said(group, "finding") == [
        "Beta 1.0.0: p99 8.5 against 9.95 ms without a mesh, medians of 2 and 8 runs; not a verdict."
    ]
    assert [text.partition(":")[0] for text in said(group, "verdict")] == ["Alpha 1.0.0 (sidecar)"]


def test_why_variants_are_not_ranked_names_each_feature_once() -> None:
    bare = replace(GAMMA, features=replace(MTLS, access_log=None))
    group = only(run("a", ALPHA), run("b", replace(BETA, features=replace(MTLS, access_log="full"))), run("c", bare))
    assert "Not all variants are ranked against each other: they differ in access log." in said(group)


def test_the_extremes_of_three_variants_are_named_and_not_ranked() -> None:
    assert (
        "Throughput was lowest with Alpha 1.0.0 (sidecar), 105 requests/s, and highest with Beta 1.0.0, 148 requests/s: "
        "seen, not ranked."
    ) in said(only(*three_at_full_load()))


def test_extremes_that_read_the_same_are_named_together() -> None:
    group = only(full_load("a", ALPHA, rps=119.93), full_load("b", BETA, rps=146.8), full_load("c", GAMMA, rps=120.27))
    assert any("lowest with Alpha 1.0.0 (sidecar) and Gamma 1.0.0, 120 requests/s" in text for text in said(group))


def test_full_load_carries_its_caveat_and_a_rate_does_not() -> None:
    assert any("consequence of saturation" in text for text in said(only(*three_at_full_load()), "caveat"))
    assert not any("saturation" in text for text in said(only(run("n"), run("a", ALPHA))))


def test_what_a_variant_buys_is_said_with_what_is_not_reported() -> None:
    group = only(run("n"), run("b", replace(BETA, features=replace(MTLS, access_log=None))))
    assert (
        "Beta 1.0.0 provides: encryption mTLS, peer authentication mTLS, layer 7 processing yes, telemetry none; "
        "not reported: access log."
    ) in said(group)


def test_why_variants_are_not_ranked_is_said() -> None:
    group = only(run("a", ALPHA), run("b", replace(BETA, features=replace(MTLS, encryption="none", telemetry=None))))
    assert (
        "Not all variants are ranked against each other: they differ in encryption; telemetry not reported for all."
        in said(group)
    )


def test_what_differs_what_is_excluded_and_what_is_flagged_is_said() -> None:
    group = only(
        run("n", errors_reported=False), run("c", subject("gamma", brings={"cni": "Gamma CNI"})), run("x", ALPHA, state=State.DISPUTED)
    )  # fmt: skip
    caveats = said(group, "caveat")
    assert "Gamma 1.0.0 brings along its own CNI (Gamma CNI): a condition that is not the same for all." in caveats
    assert "1 run does not count: disputed." in caveats
    assert "Errors are not reported for 1 of 2 runs." in caveats


def test_ranks_are_said_as_places() -> None:
    group = only(*repeats("a", ALPHA, spread(20)), *repeats("b", BETA, spread(10)))
    assert (
        "By p99, among variants that do the same: 1. Beta 1.0.0 and 2. Alpha 1.0.0 (sidecar); what no test tells apart shares a place."
    ) in said(group, "verdict")


def test_what_a_test_tells_of_two_variants_is_said_without_a_baseline() -> None:
    group = only(*repeats("a", ALPHA, spread(20)), *repeats("b", BETA, spread(10)))
    assert said(group, "verdict")[0] == (
        "Alpha 1.0.0 (sidecar) against Beta 1.0.0: slower by 9.7 to 10.3 ms at p99 "
        "(so in 100 % of the pairs of runs, p < 0.001)."
    )


def test_many_tests_among_variants_stand_in_the_table_and_not_in_sentences() -> None:
    modes = [replace(ALPHA, configuration=f"c{at}") for at in range(4)]
    group = only(*(one for at, what in enumerate(modes) for one in repeats(f"r{at}", what, spread(10 + 5 * at))))
    assert len(group.contrasts) == 6
    assert [text[:10] for text in said(group, "verdict")] == ["By p99, am"]


def test_peers_that_no_test_tells_apart_are_said_to_be_that() -> None:
    group = only(*repeats("a", ALPHA, spread(20)), *repeats("b", BETA, spread(20.02)))
    assert "By p99, no test tells apart Alpha 1.0.0 (sidecar) and Beta 1.0.0, which do the same." in said(
        group, "verdict"
    )


def test_conditions_are_plain_words() -> None:
    assert only(full_load("n", rps=150)).conditions == (
        "Synthetic shop, load from a pod in the cluster; HTTP/1.1, no TLS at the client, 32 connections; closed loop at full load, "
        "300,000 requests a run; Kubernetes 1.30.1, 3 × synthetic.large."
    )


def test_conditions_that_nobody_reported_are_named() -> None:
    bare = replace(
        WORKLOAD, application=None, protocol=None, loop=None, stop=None, load_placement=None, offered=None, tls=None
    )
    environment = replace(ENVIRONMENT, kubernetes_version=None, nodes=())
    group = only(
        run("n", workload=bare, offered_rps=None, connections=None, generator=(None, None), environment=environment)
    )
    assert group.conditions == (
        "Not reported: application, where the load came from, protocol, connections, when a run stops, load generator, "
        "Kubernetes version, nodes, where it ran, loop, offered rate."
    )
    assert group.headline == "Load: p99 10 ms without a mesh, no mesh to compare with, one run"


def test_titles_say_the_workload_and_the_campaign() -> None:
    assert only(full_load("n", rps=150)).title == (
        "Synthetic shop at full load from a pod, 32 connections, 300,000 requests (synthetic-1)"
    )


def test_titles_that_meet_are_told_apart_by_what_differs() -> None:
    tuned = replace(WORKLOAD, warm_up="60 s")
    titles = {group.title for group in compare(catalogue(run("a"), run("b", workload=tuned))).groups.values()}
    assert titles == {
        "Synthetic shop at 1,000 requests/s from a pod, 32 connections, 600 s (synthetic-1); warm-up: not reported",
        "Synthetic shop at 1,000 requests/s from a pod, 32 connections, 600 s (synthetic-1); warm-up: 60 s",
    }


def test_a_group_id_reads_like_its_title() -> None:
    assert only(full_load("n", rps=150)).id.startswith("synthetic-1-synthetic-shop-pod-32-connections-")
    assert only(run("n")).id.startswith("synthetic-1-synthetic-shop-pod-1000-rps-32-connections-")


def test_a_group_without_a_counting_run_says_so() -> None:
    assert only(run("n", state=State.DISPUTED)).headline == "1,000 rps from a pod, 32 connections: no run that counts"


def test_a_group_whose_runs_report_nothing_says_so() -> None:
    assert only(run("n", p99=None, achieved_rps=None)).headline.endswith("no rate or latency reported")


@pytest.mark.parametrize(
    "names", [[], ["alpha"], ["alpha", "beta"], ["alpha", "beta", "gamma"], ["none", "alpha"], ["none"]]
)
@given(
    name=st.text(min_size=1, max_size=80),
    configuration=st.text(min_size=1, max_size=64),
    loop=st.sampled_from(Loop),
    values=st.lists(st.floats(min_value=1e-3, max_value=1e9), min_size=4, max_size=4),
)
@settings(max_examples=30, deadline=None)
def test_every_headline_fits(
    names: Sequence[str], name: str, configuration: str, loop: Loop, values: list[float]
) -> None:
    meshes = [
        replace(mesh(one), name=name if one != "none" else "No mesh") for one in ("none", "alpha", "beta", "gamma")
    ]
    workload = replace(
        WORKLOAD,
        loop=loop,
        offered="full-load" if loop is Loop.CLOSED else "rate",
        load_placement=name,
        stop=Stop(requests=1),
    )
    environment = replace(ENVIRONMENT, nodes=(Node(type=name, cores=None, mem_mb=None),))
    runs = [
        run(
            one,
            _subject(one, configuration),
            p99=value,
            achieved_rps=value,
            offered_rps=value,
            workload=workload,
            environment=environment,
        )
        for one, value in zip(names, values, strict=False)
    ]
    for group in compare(catalogue(*runs, meshes=meshes)).groups.values():
        assert 0 < len(group.headline) <= 90
        assert group.headline != "No finding that fits a title"


def _subject(name: str, configuration: str) -> Subject:
    return subject(name, configuration=configuration, baseline=name == "none")


def skewed(name: str, what: Subject | None, middle: float) -> list[Result]:
    """Synthetic: runs whose p50 is steady and whose p99 is noise."""
    tails = (9.0, 30.0, 12.0, 55.0, 10.0, 80.0, 11.0, 20.0)
    return [
        run(f"{name}-{at}", what, percentiles={"50": middle + at / 100, "90": middle * 2 + at / 100, "99": tail})
        for at, tail in enumerate(tails)
    ]


def test_a_difference_in_the_middle_is_said_where_the_tail_shows_none() -> None:
    group = only(*skewed("n", None, 1.0), *skewed("b", BETA, 2.0))
    assert "Beta 1.0.0 adds 0.96 to 1.04 ms at p50, no detectable difference at p99" in group.headline
    (sentence,) = said(group, "verdict")
    assert sentence.startswith("Beta 1.0.0: no detectable difference at p99 (")
    assert sentence.endswith("; slower by 0.96 to 1.04 ms at p50; slower by 1.96 to 2.04 ms at p90.")


def test_what_several_add_in_the_middle_is_said_of_each_of_them() -> None:
    several = [*skewed("n", None, 1.0), *skewed("a", ALPHA, 2.0), *skewed("b", BETA, 3.0)]
    assert "each of 2 meshes adds 0.96 to 2.04 ms at p50, no detectable difference at p99" in only(*several).headline
    modes = [*several[:16], *skewed("b", replace(ALPHA, mode="ambient"), 3.0)]
    assert "Alpha adds 0.96 to 2.04 ms at p50" in only(*modes).headline
    mixed = [*several, *skewed("e", subject("envoy"), 2.5)]
    (group,) = compare(catalogue(*mixed, meshes=(*MESHES, mesh("Envoy", kind=MeshKind.DATA_PLANE)))).groups.values()
    assert "others add 0.95 to 2.05 ms at p50" in group.headline
