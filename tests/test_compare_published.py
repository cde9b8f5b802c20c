"""The comparison of what is published: facts that design section 6 demands of LiveWyer's and Istio's runs."""

from functools import cache
from pathlib import Path

from generator.compare import compare
from generator.compare.values import Comparison, ComparisonGroup
from generator.load import load
from generator.model import Catalogue

ROOT = Path(__file__).parent.parent


@cache
def published() -> tuple[Catalogue, Comparison]:
    catalogue = load(ROOT).catalogue
    return catalogue, compare(catalogue)


def group_of(result: str) -> ComparisonGroup:
    _, comparison = published()
    return comparison.groups[comparison.group_of[result]]


def of_submission(name: str) -> list[ComparisonGroup]:
    return [group for group in published()[1].groups.values() if any(one.id == name for one in group.submissions)]


def test_every_result_stands_in_exactly_one_group() -> None:
    catalogue, comparison = published()
    addresses = [result.address for group in comparison.groups.values() for result in group.results]
    assert sorted(addresses) == sorted(result.address for result in catalogue.results)


def test_v3_pod_runs_at_32_connections_and_300_000_requests_are_one_group() -> None:
    group = group_of("livewyer-2024/v3-baseline-pod-32")
    assert {result.id for result in group.results} == {
        f"v3-{mesh}-pod-32" for mesh in ("baseline", "istio", "linkerd", "cilium")
    }
    assert group.key.value("stop") == "300,000 requests"
    assert group.headline == "Full load from a pod, 32 connections: 157 requests/s without a mesh, 120 to 147 with one"
    assert group.id.startswith("v3-2024-04-productpage-pod-32-connections-")


def test_baselines_of_april_and_may_never_share_a_group() -> None:
    campaigns = [
        {result.campaign for result in group.results}
        for group in of_submission("livewyer-2024")
        if group.baseline is not None
    ]
    assert {frozenset(one) for one in campaigns} == {frozenset({"v3-2024-04"}), frozenset({"v4-2024-05"})}


def test_cilium_stands_beside_the_others_and_its_cni_is_shown() -> None:
    group = group_of("livewyer-2024/v3-cilium-pod-32")
    (cilium,) = [one for one in group.variants if one.mesh.id == "cilium"]
    assert cilium.differs == (("CNI", "Cilium 1.15.1"),)
    assert cilium.overhead["99"].absolute > 0


def test_the_disputed_runs_are_excluded_and_leave_no_overhead() -> None:
    group = group_of("livewyer-2024/v3-baseline-vm-128")
    assert {one.result.id for one in group.excluded} == {"v3-baseline-vm-128", "v3-cilium-vm-128"}
    assert all("memory leak" in one.reason for one in group.excluded)
    assert group.baseline is None
    assert all(not one.overhead for one in group.variants)


def test_throughput_leads_in_all_groups_of_livewyer_and_latency_in_istios() -> None:
    assert {group.leads for group in of_submission("livewyer-2024")} == {"throughput"}
    assert {group.leads for group in of_submission("istio-tools-2020")} == {"latency"}
    assert all(any("saturation" in one.text for one in group.sentences) for group in of_submission("livewyer-2024"))


def test_v5_has_no_baseline_and_says_so() -> None:
    groups = [group for group in of_submission("livewyer-2024") if group.id.startswith("v5")]
    assert len(groups) == 15
    assert {group.no_overhead_because for group in groups} == {"No baseline was measured under these conditions."}


def test_ten_and_three_hundred_thousand_requests_are_two_groups() -> None:
    stops = {group.key.value("stop") for group in of_submission("livewyer-2024") if group.id.startswith("v4")}
    assert stops == {"10,000 requests", "300,000 requests"}


def test_istios_two_baseline_sweeps_are_one_baseline() -> None:
    groups = of_submission("istio-tools-2020")
    assert len(groups) == 11
    assert all(group.baseline is not None and len(group.baseline.results) >= 2 for group in groups)


def test_no_group_claims_a_verdict_or_a_rank_with_fewer_than_five_runs() -> None:
    for group in published()[1].groups.values():
        if max((len(one.results) for one in group.variants), default=0) < 5:
            assert all(one.rank is None for one in group.variants)
            assert not [one for one in group.sentences if one.kind == "verdict"]


def test_the_lab_with_two_cores_has_ten_runs_of_each_and_verdicts_and_stays_a_demonstration() -> None:
    groups = [group for group in published()[1].groups.values() if "static-file" in group.id]
    assert len(groups) == 3
    for group in groups:
        assert [len(one.results) for one in group.variants] == [10, 10, 10]
        assert group.demonstration
        verdicts = [one.text for one in group.sentences if one.kind == "verdict"]
        assert len(verdicts) == 2
        assert all("slower by" in text for text in verdicts)


def test_requests_that_istio_did_not_report_are_called_derived() -> None:
    flags = [flag for found in published()[1].flags.values() for flag in found if flag.kind.value == "thin-samples"]
    assert flags
    assert all(
        "derived from the achieved rate and the duration" in flag.sentence for flag in flags if "2,400" in flag.sentence
    )


def test_titles_and_ids_are_unique_and_short() -> None:
    groups = published()[1].groups.values()
    assert len({group.title for group in groups}) == len(groups)
    assert all(len(group.id) <= 80 for group in groups)
    assert all(len(group.headline) <= 90 for group in groups)


def test_series_follow_connections_rates_and_replicas() -> None:
    axes = [one.axis for one in published()[1].series]
    assert {axis: axes.count(axis) for axis in set(axes)} == {"connections": 10, "offered_rps": 2, "replicas": 3}
