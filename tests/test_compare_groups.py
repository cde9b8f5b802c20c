import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from generator.compare import compare
from generator.compare.colours import luminance, shaded
from generator.compare.resources import cpu_mcores, mem_mb
from generator.compare.values import ComparisonGroup, Variant
from generator.model import Purpose, Resource, Result, State, Stop, Subject, Submission
from tests.synthetic import (
    MTLS,
    PLAINTEXT,
    WORKLOAD,
    catalogue,
    full_load,
    mesh,
    repeats,
    run,
    subject,
    submission,
)

ALPHA, BETA, GAMMA = subject("alpha", mode="sidecar"), subject("beta"), subject("gamma")


def only(*members: Result | Submission) -> ComparisonGroup:
    (group,) = compare(catalogue(*members)).groups.values()
    return group


def by_label(group: ComparisonGroup) -> dict[str, Variant]:
    return {one.label: one for one in group.variants}


def spread(middle: float, runs: int = 6, step: float = 0.1) -> list[float]:
    return [middle + step * (at - runs / 2) for at in range(runs)]


def test_results_under_one_key_are_one_group_and_others_are_not() -> None:
    found = compare(catalogue(run("a"), run("b", ALPHA), run("c", ALPHA, connections=64)))
    assert len(found.groups) == 2
    assert found.group_of["synthetic/a"] == found.group_of["synthetic/b"] != found.group_of["synthetic/c"]


def test_two_campaigns_never_share_a_baseline() -> None:
    found = compare(catalogue(run("a"), run("b", ALPHA, campaign="synthetic-2")))
    assert found.group_of["synthetic/a"] != found.group_of["synthetic/b"]
    lonely = found.groups[found.group_of["synthetic/b"]]
    assert lonely.no_overhead_because == "No baseline was measured under these conditions."
    assert lonely.variants[0].overhead == {}


def test_two_submissions_of_one_campaign_share_a_group_and_two_measurers_do_not() -> None:
    one, other = submission([run("a")], name="one"), submission([run("b", ALPHA)], name="two")
    assert [member.id for member in only(one, other).submissions] == ["one", "two"]
    assert (
        len(compare(catalogue(one, replace(other, provenance=replace(other.provenance, measured_by="Else")))).groups)
        == 2
    )


def test_what_a_mesh_brings_along_is_shown_and_does_not_split() -> None:
    group = only(run("a"), run("b", subject("gamma", brings={"cni": "Gamma CNI"})))
    assert by_label(group)["Gamma 1.0.0"].differs == (("CNI", "Gamma CNI"),)


def test_equal_subjects_of_two_mesh_configs_are_one_variant() -> None:
    two = run("b", ALPHA)
    other = replace(two, id="c", mesh_config=replace(two.mesh_config, id="again", subject=replace(ALPHA, note="again")))
    assert [len(one.results) for one in only(run("a"), two, other).variants] == [1, 2]


@pytest.mark.parametrize("other", [
    replace(ALPHA, version="1.1.0"), replace(ALPHA, mode="ambient"), replace(ALPHA, configuration="tuned"),
    replace(ALPHA, features=replace(MTLS, telemetry=None)), replace(ALPHA, proxy_limits="1 CPU"), replace(ALPHA, profile="small"),
    replace(ALPHA, brings={"cni": "own"}), replace(ALPHA, version=None),
])  # fmt: skip
def test_subjects_that_differ_are_variants_with_names_and_ids_of_their_own(other: Subject) -> None:
    group = only(run("a"), run("b", ALPHA), run("c", other))
    assert len(group.variants) == 3
    assert len({one.label for one in group.variants}) == len({one.id for one in group.variants}) == 3


def test_a_name_tells_only_the_settings_in_which_namesakes_differ() -> None:
    group = only(run("b", ALPHA), run("c", replace(ALPHA, features=replace(MTLS, telemetry=None))))
    assert sorted(by_label(group)) == [
        "Alpha 1.0.0 (sidecar) [telemetry none]",
        "Alpha 1.0.0 (sidecar) [telemetry not reported]",
    ]


def test_overhead_is_the_difference_of_medians_at_the_same_percentile() -> None:
    group = only(*repeats("a", None, [10, 12, 11]), *repeats("b", ALPHA, [15, 14]))
    gap = by_label(group)["Alpha 1.0.0 (sidecar)"].overhead
    assert gap["99"].absolute == pytest.approx(3.5)
    assert gap["99"].relative == pytest.approx(3.5 / 11)
    assert gap["50"].absolute == pytest.approx(1.75)
    assert (gap["99"].low, gap["99"].detectable) == (None, None)
    assert group.baseline is not None
    assert group.baseline.overhead == {}


def test_the_only_variant_without_a_mesh_is_the_baseline_unmarked() -> None:
    group = only(run("a", subject(baseline=False)), run("b", ALPHA))
    assert group.baseline is group.variants[0]
    assert group.baseline.is_baseline


def test_a_marked_baseline_goes_before_one_without_a_mesh() -> None:
    group = only(run("a", subject(baseline=False)), run("b", replace(ALPHA, baseline=True)), run("c", BETA))
    assert group.baseline is not None
    assert group.baseline.label == "Alpha 1.0.0 (sidecar)"
    assert set(by_label(group)["No mesh"].overhead) == {"50", "90", "99"}


def test_two_marked_baselines_give_no_overhead() -> None:
    group = only(run("a"), run("b", replace(ALPHA, baseline=True)), run("c", BETA))
    assert group.baseline is None
    assert group.no_overhead_because == (
        "There is more than one baseline under these conditions: No mesh and Alpha 1.0.0 (sidecar)."
    )
    assert all(not one.overhead for one in group.variants)


@pytest.mark.parametrize("state", [State.DISPUTED, State.WITHDRAWN, State.SUPERSEDED, State.INVALID])
def test_a_result_in_a_state_that_does_not_rank_is_listed_with_its_reason(state: State) -> None:
    group = only(run("a"), run("b", ALPHA), run("c", ALPHA, state=state, p99=99.0))
    assert by_label(group)["Alpha 1.0.0 (sidecar)"].latency["99"].values == (10.0,)
    (excluded,) = group.excluded
    assert (excluded.result.id, excluded.label) == ("c", "Alpha 1.0.0 (sidecar)")
    assert excluded.reason.lower().startswith(state.value)


def test_a_disputed_baseline_leaves_no_overhead_and_says_so() -> None:
    group = only(run("a", state=State.DISPUTED), run("b", ALPHA))
    assert group.no_overhead_because == "The baseline's run does not count here (disputed)."


def test_a_group_of_excluded_results_alone_still_stands() -> None:
    group = only(run("a", state=State.WITHDRAWN))
    assert group.variants == ()
    assert [one.result.id for one in group.excluded] == ["a"]


def test_a_percentile_with_few_samples_is_not_compared() -> None:
    group = only(run("a"), run("b", ALPHA, requests=500), run("c", ALPHA, p99=20.0))
    latency = by_label(group)["Alpha 1.0.0 (sidecar)"].latency
    assert len(latency["50"].values) == 2
    assert latency["99"].values == (20.0,)


def test_throughput_leads_at_full_load_and_latency_at_a_rate() -> None:
    assert only(full_load("a", rps=150)).leads == "throughput"
    assert only(run("a")).leads == "latency"


def test_a_verdict_needs_five_runs_a_side() -> None:
    few = only(*repeats("a", None, spread(10, 6)), *repeats("b", ALPHA, spread(20, 4)))
    many = only(*repeats("a", None, spread(10, 6)), *repeats("b", ALPHA, spread(20, 5)))
    assert few.variants[1].overhead["99"].detectable is None
    assert many.variants[1].overhead["99"].detectable is True


def test_bounds_that_exclude_zero_never_meet_no_detectable_difference() -> None:
    rng = random.Random(3)
    seen = set()
    for shift in (0.0, 0.6, 1.2, 2.5):
        for _ in range(15):
            runs = [run(f"a{at}", p99=rng.gauss(20, 1)) for at in range(8)]
            runs += [
                run(f"{what.mesh}{at}", what, p99=rng.gauss(20 + shift, 1)) for what in (ALPHA, BETA) for at in range(8)
            ]
            for one in only(*runs).variants[1:]:
                gap = one.overhead["99"]
                assert gap.low is not None
                assert gap.high is not None
                seen.add(gap.detectable)
                assert gap.detectable is not False or gap.low <= 0 <= gap.high
    assert seen == {True, False}


def ranks(*members: Sequence[Result]) -> dict[str, int | None]:
    return {one.label: one.rank for one in only(*(result for runs in members for result in runs)).variants}


def test_variants_that_do_the_same_are_ranked_and_what_no_test_tells_apart_shares_a_place() -> None:
    found = ranks(
        repeats("n", None, spread(10, 8)),
        repeats("a", ALPHA, spread(20, 8)),
        repeats("b", BETA, spread(20.05, 8)),
        repeats("c", GAMMA, spread(30, 8)),
    )
    assert found == {"No mesh": None, "Alpha 1.0.0 (sidecar)": 1, "Beta 1.0.0": 1, "Gamma 1.0.0": 3}


def test_at_full_load_the_greater_throughput_ranks_first() -> None:
    runs = [full_load(f"a{at}", ALPHA, rps=100 + at) for at in range(6)]
    runs += [full_load(f"b{at}", BETA, rps=140 + at) for at in range(6)]
    assert ranks(runs) == {"Alpha 1.0.0 (sidecar)": 2, "Beta 1.0.0": 1}


def test_a_plaintext_variant_is_not_ranked_against_an_encrypted_one() -> None:
    plain = replace(BETA, features=PLAINTEXT)
    assert set(ranks(repeats("a", ALPHA, spread(20, 8)), repeats("b", plain, spread(10, 8))).values()) == {None}


def test_unknown_features_equal_nothing() -> None:
    vague = replace(MTLS, access_log=None)
    found = ranks(
        repeats("a", replace(ALPHA, features=vague), spread(20, 8)),
        repeats("b", replace(BETA, features=vague), spread(10, 8)),
    )
    assert set(found.values()) == {None}


def test_fewer_than_five_runs_are_not_ranked() -> None:
    assert set(ranks(repeats("a", ALPHA, spread(20, 4)), repeats("b", BETA, spread(10, 8))).values()) == {None}


def test_excluded_runs_do_not_make_five() -> None:
    disputed = [replace(one, state=State.DISPUTED) for one in repeats("x", ALPHA, [20.0])]
    found = ranks([*repeats("a", ALPHA, spread(20, 4)), *disputed], repeats("b", BETA, spread(10, 8)))
    assert set(found.values()) == {None}


def test_too_few_runs_for_the_comparisons_among_peers_give_no_places() -> None:
    modes = [replace(ALPHA, configuration=f"c{at}") for at in range(5)]  # ten pairs of five runs: 10 * 2/252 > 0.05
    assert set(ranks(*(repeats(f"r{at}", what, spread(20 + 5 * at, 5)) for at, what in enumerate(modes))).values()) == {
        None
    }


def test_all_tests_of_a_group_are_one_family() -> None:
    plain = replace(GAMMA, features=PLAINTEXT)
    group = only(
        *repeats("n", None, spread(10)), *repeats("a", ALPHA, spread(12)), *repeats("b", BETA, spread(15)),
        *repeats("c", plain, spread(15)), *repeats("d", subject("gamma", version="2"), spread(15, 4)),
    )  # fmt: skip
    tested = [(one.variant, one.reference, one.quantity) for one in group.contrasts]
    against = [
        (name, "no-mesh", at)
        for name in ("alpha-1-0-0-sidecar", "beta-1-0-0", "gamma-1-0-0")
        for at in ("50", "90", "99")
    ]
    assert tested == [*against, ("alpha-1-0-0-sidecar", "beta-1-0-0", "99")]
    least = 2 / 924 * len(tested)
    assert min(one.difference.p_value or 0 for one in group.contrasts) == pytest.approx(least)
    assert by_label(group)["Beta 1.0.0"].overhead["99"] is group.contrasts[5].difference


def test_a_difference_carries_its_effect_size_from_five_runs_on() -> None:
    group = only(*repeats("n", None, spread(10, 5)), *repeats("a", ALPHA, spread(10.25, 5)))
    gap = by_label(group)["Alpha 1.0.0 (sidecar)"].overhead["99"]
    assert gap.superiority == pytest.approx(22 / 25)
    few = only(*repeats("n", None, spread(10, 4)), *repeats("a", ALPHA, spread(10.25, 4)))
    assert few.variants[1].overhead["99"].superiority is None
    assert few.contrasts == ()


def test_demonstrations_stand_apart() -> None:
    shown = submission([run("a")], name="shown", purpose=Purpose.DEMONSTRATION)
    found = compare(catalogue(shown, run("b", ALPHA)))
    assert sorted(group.demonstration for group in found.groups.values()) == [False, True]


PROXIES = (
    Resource(component="client", role="sidecar", cpu_mcores=200.0, mem_mb=60.0, statistic="average"),
    Resource(component="server", role="sidecar", cpu_mcores=300.0, mem_mb=70.0, statistic="average"),
    Resource(component="gateway", role="gateway", cpu_mcores=50.0, mem_mb=90.0, statistic="average"),
    Resource(component="control", role="control-plane", cpu_mcores=500.0, mem_mb=900.0, statistic="average"),
)


def test_averages_count_where_maxima_stand_beside_them() -> None:
    peaks = tuple(replace(part, cpu_mcores=900.0, mem_mb=900.0, statistic="max") for part in PROXIES)
    both = only(run("a", ALPHA, achieved_rps=1000.0, resources=(*peaks, *PROXIES))).variants[0]
    alone = only(run("a", ALPHA, achieved_rps=1000.0, resources=PROXIES)).variants[0]
    assert both.proxies.cpu_mcores == alone.proxies.cpu_mcores is not None
    assert both.proxies.mem_mb == alone.proxies.mem_mb is not None


def test_an_average_is_not_added_to_another_s_maximum() -> None:
    mixed = (PROXIES[0], replace(PROXIES[1], statistic="max"))
    result = run("a", ALPHA, resources=mixed)
    assert (cpu_mcores(result), mem_mb(result)) == (None, None)


def test_resources_are_those_of_the_data_plane() -> None:
    one = only(run("a", ALPHA, achieved_rps=1000.0, resources=PROXIES)).variants[0]
    assert one.proxies.cpu_mcores is not None
    assert one.proxies.cpu_mcores.median == 500.0
    assert one.proxies.cpu_per_1000_rps is not None
    assert one.proxies.cpu_per_1000_rps.median == 500.0
    assert one.proxies.mem_mb is not None
    assert one.proxies.mem_mb.median == 130.0


@pytest.mark.parametrize("marked", [True, False])
def test_proxies_that_stand_beside_a_baseline_are_no_cost_of_it(marked: bool) -> None:  # noqa: FBT001
    base = only(run("a", subject(baseline=marked), resources=PROXIES), run("b", ALPHA, resources=PROXIES)).variants[0]
    assert base.is_baseline
    assert (base.proxies.cpu_mcores, base.proxies.cpu_per_1000_rps, base.proxies.mem_mb) == (None, None, None)
    assert base.results[0].measurement.resources == PROXIES


def test_a_proxy_whose_cpu_is_not_reported_leaves_no_sum() -> None:
    one = only(run("a", ALPHA, resources=(PROXIES[0], replace(PROXIES[1], cpu_mcores=None)))).variants[0]
    assert one.proxies.cpu_mcores is None
    assert one.proxies.mem_mb is not None


def test_averages_and_maxima_are_not_replicates() -> None:
    peak = tuple(replace(part, statistic="max") for part in PROXIES)
    one = only(run("a", ALPHA, resources=PROXIES), run("b", ALPHA, resources=peak)).variants[0]
    assert (one.proxies.cpu_mcores, one.proxies.mem_mb) == (None, None)


def test_a_variant_looks_the_same_in_every_group() -> None:
    tuned = replace(ALPHA, configuration="tuned")
    found = compare(catalogue(run("a", ALPHA), run("b", tuned), run("c", tuned, connections=64)))
    looks = {(one.label, one.colour, one.marker) for group in found.groups.values() for one in group.variants}
    assert len(looks) == 2
    assert {colour for label, colour, _ in looks if "tuned" not in label} == {"#d55e00"}


@pytest.mark.parametrize("shade", [-1.0, -0.5, 0.5, 1.0])
@pytest.mark.parametrize("colour", ["#D55E00", "#0072B2", "#009E73", "#757575"])
def test_a_shade_stands_on_white_and_on_the_dark_background(colour: str, shade: float) -> None:
    light = luminance(shaded(colour, shade))
    assert 1.05 / (light + 0.05) >= 2.95
    assert (light + 0.05) / (luminance("#1e2129") + 0.05) >= 2.95


def test_series_hold_groups_that_differ_in_one_axis_alone() -> None:
    runs = [run(f"c{connections}", ALPHA, connections=connections) for connections in (64, 2, 16)]
    runs += [run(f"r{rate}", ALPHA, connections=16, offered_rps=rate, achieved_rps=rate) for rate in (10.0, 100.0)]
    runs += [run("both", ALPHA, connections=8, offered_rps=77.0, achieved_rps=77.0)]
    found = compare(catalogue(*runs)).series
    axes = {
        one.axis: [group.key.value(field) for group in one.groups]
        for one, field in zip(found, ("connections", "offered"), strict=True)
    }
    assert axes["connections"] == ["2", "16", "64"]
    assert axes["offered_rps"] == ["10 requests/s", "100 requests/s", "1,000 requests/s"]


def stopping(rate: float, requests: int) -> Result:
    """A run at a rate that stops after so many requests."""
    workload = replace(WORKLOAD, stop=Stop(requests=requests))
    return run(f"r{rate:.0f}", ALPHA, offered_rps=rate, achieved_rps=rate, workload=workload, requests=requests)


def test_requests_that_take_the_same_time_at_their_rates_are_one_series() -> None:
    (found,) = compare(catalogue(stopping(100, 6_000), stopping(200, 12_000), stopping(400, 9_999))).series
    assert [group.key.value("offered") for group in found.groups] == ["100 requests/s", "200 requests/s"]
    assert ", 60 s of requests, 100 to 200 requests/s" in found.title
    assert found.id == compare(catalogue(stopping(100, 6_000), stopping(200, 12_000))).series[0].id


def test_series_never_cross_campaigns() -> None:
    assert compare(catalogue(run("a", connections=1), run("b", connections=2, campaign="synthetic-2"))).series == ()


def test_the_order_of_results_does_not_change_a_group() -> None:
    runs = [run("a"), run("b", ALPHA), run("c", BETA), run("d", GAMMA)]
    one, other = only(*runs), only(*runs[::-1])
    assert (one.id, one.headline, [v.id for v in one.variants]) == (
        other.id,
        other.headline,
        [v.id for v in other.variants],
    )


def test_ten_thousand_results_fall_into_their_groups() -> None:
    subjects = [None, ALPHA, BETA, GAMMA]
    members = [
        submission(
            [run(f"r{at}", subjects[at % 4], connections=1 + at // 4, campaign=f"c{number}") for at in range(100)],
            name=f"synthetic-{number}",
        )
        for number in range(100)
    ]
    loaded = catalogue(*members)
    found = compare(loaded)
    assert len(found.groups) == 2500


def test_a_mesh_of_no_registered_mode_keeps_its_mode_in_the_name() -> None:
    odd = mesh("Odd")
    found = compare(catalogue(run("a", subject("odd", mode="hybrid")), meshes=[odd]))
    assert [one.label for group in found.groups.values() for one in group.variants] == ["Odd 1.0.0 (hybrid)"]


def test_a_version_with_and_without_its_v_is_one_variant() -> None:
    group = only(run("n"), run("a", replace(ALPHA, version="1.2.3")), run("b", replace(ALPHA, version="v1.2.3")))
    assert [len(one.results) for one in group.variants] == [1, 2]
