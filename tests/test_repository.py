"""The real results of this repository: what was published stays as it was published."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from generator.load import Loaded, load
from generator.model import Loop, MeshKind, Omission, Relationship, Result, State, Submission

ROOT = Path(__file__).parent.parent
RAW = "https://raw.githubusercontent.com/livewyer-ops/poc-servicemesh2024/b3f60e778c07337822efb6890d996ec6af8377ce/"


@cache
def loaded() -> Loaded:
    return load(ROOT)


def result(address: str) -> Result:
    return next(each for each in loaded().catalogue.results if each.address == address)


def submission(name: str) -> Submission:
    return loaded().catalogue.submissions[name]


def test_nothing_in_the_repository_has_a_finding_but_what_published_reports_are_known_to_lack() -> None:
    """Reports stay as they were published; what is odd in them is found and shown, and nothing else may be."""
    found = [(each.rule.code, each.location.path.split("/")[3]) for each in loaded().findings]
    assert found == [
        ("MR512", "buoyant-enterprise-for-linkerd-enterprise-2-18-v1-3-0-standard"),
        ("MR511", "cilium-main-v1-3-0-experimental"),
        ("MR512", "cilium-v1-16-0-v1-1-0-experimental"),
        ("MR511", "istio-pull-46148-4c436290f2"),
        ("MR506", "smi-kuma-v0-7-2020-10-14"),
        ("MR506", "smi-linkerd-v2-9-2-2020-10-14"),
        ("MR506", "smi-open-service-mesh-v0-6-0-2020-10-14"),
        ("MR506", "smi-traefik-mesh-v1-4-1-2020-10-14"),
    ]
    assert not loaded().has_errors


def test_every_campaign_has_all_its_runs() -> None:
    assert Counter((each.submission, each.campaign) for each in loaded().catalogue.results) == {
        ("envoy-two-cores-2026", "2026-11-26"): 90,
        ("istio-tools-2020", "2020-08-12"): 82,
        ("livewyer-2024", "v3-2024-04"): 24,
        ("livewyer-2024", "v4-2024-05"): 24,
        ("livewyer-2024", "v5-2024-05"): 30,
    }


def test_only_the_runs_that_their_authors_call_failed_are_disputed() -> None:
    disputed = {each.address: each for each in loaded().catalogue.results if each.state is State.DISPUTED}
    assert set(disputed) == {"livewyer-2024/v3-baseline-vm-128", "livewyer-2024/v3-cilium-vm-128"}
    assert all("memory leak" in each.history[-1].reason for each in disputed.values())


@pytest.mark.parametrize(
    ("mesh", "rate", "p50", "p90", "p99", "p999"),
    [
        ("baseline", 157.4456, 201.7, 241.0, 289.1, 338.9),
        ("istio", 120.2747, 264.1, 326.7, 387.2, 435.0),
        ("linkerd", 146.7921, 216.4, 256.5, 305.9, 354.8),
        ("cilium", 119.9334, 264.6, 321.0, 384.3, 450.0),
    ],
)
def test_values_are_those_of_the_authors_report(  # the table for 32 connections in docs/test-report.md of the source
    mesh: str, rate: float, p50: float, p90: float, p99: float, p999: float
) -> None:
    found = result(f"livewyer-2024/v3-{mesh}-pod-32")
    percentiles = found.latencies.percentiles
    assert found.achieved_rps == rate
    assert [percentiles[key] for key in ("50", "90", "99", "99.9")] == [p50, p90, p99, p999]


def test_microseconds_of_the_runner_s_table_are_milliseconds() -> None:
    found = result("istio-tools-2020/none-mtls-baseline-1000-16-ff93ac4f")
    assert dict(found.latencies.percentiles) == {"50": 0.316, "90": 0.421, "99": 0.547}


def test_a_run_s_errors_are_counted_or_not_reported() -> None:
    reported = [each for each in submission("livewyer-2024").results if each.measurement.errors]
    assert {each.id: dict(each.measurement.errors or {}) for each in reported} == {
        "v3-cilium-pod-64": {"connection error": 1},
        "v4-baseline-vm-128-300000": {"timeout": 1},
    }
    assert {each.measurement.errors for each in submission("istio-tools-2020").results} == {None}


def test_every_run_leads_to_its_evidence() -> None:
    for each in submission("livewyer-2024").results:
        (evidence,) = each.measurement.evidence
        assert evidence.uri is not None
        assert evidence.uri.startswith(RAW)
        assert len(evidence.sha256 or "") == 64
    hashes = {each.measurement.evidence[0].sha256 for each in submission("livewyer-2024").results}
    assert len(hashes) == 78


def test_what_livewyer_s_runs_were_made_with_is_declared() -> None:
    found = result("livewyer-2024/v3-cilium-vm-64")
    assert (found.test.load_generator, found.test.connections, found.test.offered_rps) == ("oha", 64, None)
    assert (found.test.workload.loop, found.test.workload.offered) == (Loop.CLOSED, "full-load")
    assert found.measurement.coordinated_omission is Omission.UNCORRECTED
    assert found.subject.brings == {"cni": "Cilium 1.15.1"}
    assert sum(node.count for node in found.environment.nodes) == 4
    assert {node.mem_mb for node in found.environment.nodes} == {4295}
    assert found.start_time is not None
    assert (found.start_time.precision, found.start_time.zoned) == ("minute", False)


def test_april_s_and_may_s_nodes_are_told_apart() -> None:
    nodes = {
        each.campaign: {node.type for node in each.environment.nodes} for each in submission("livewyer-2024").results
    }
    assert nodes == {"v3-2024-04": {"c5.large"}, "v4-2024-05": {"c5.large"}, "v5-2024-05": {"c5.xlarge"}}


def test_what_istio_s_table_does_not_say_is_not_reported() -> None:
    for each in submission("istio-tools-2020").results:
        assert (each.subject.version, each.test.load_generator, each.measurement.requests) == (None, None, None)
        assert (each.environment.kubernetes_version, each.environment.nodes) == (None, ())
        assert each.test.workload.loop is Loop.OPEN
        assert len(each.measurement.resources) == 3


def test_istio_s_baselines_are_one_and_keep_their_label() -> None:
    baselines = [each for each in submission("istio-tools-2020").results if each.subject.baseline]
    assert len(baselines) == 24
    assert {each.mesh_config.id for each in baselines} == {"baseline"}
    assert all("label" in (each.smp["labels"] or {}) for each in baselines)  # type: ignore[operator]


def test_who_measured_is_told_apart_by_their_interest() -> None:
    assert submission("livewyer-2024").disclosure.relationship is Relationship.INDEPENDENT
    assert submission("istio-tools-2020").disclosure.relationship is Relationship.VENDOR


def test_every_mesh_of_smp_is_registered_and_the_baseline_is_none() -> None:
    meshes = loaded().catalogue.meshes
    assert len({mesh.smp_type for mesh in meshes.values() if mesh.smp_type}) == 12
    assert [mesh.id for mesh in meshes.values() if mesh.kind is MeshKind.NONE] == ["no-mesh"]


def test_every_fact_of_an_initiative_has_its_date_and_source() -> None:
    initiatives = {each.id: each for each in loaded().catalogue.initiatives}
    assert {"smi", "smp", "hamlet", "patterns", "distributed-performance"} <= set(initiatives)
    assert all(
        each.facts and all(fact.source.startswith("https://") for fact in each.facts) for each in initiatives.values()
    )
    assert initiatives["smi"].state == "archived"


def test_the_cncf_s_lab_is_known_as_closed() -> None:
    assert loaded().catalogue.labs["cncf-community-infrastructure-lab"].closed == "2025-12-31"
