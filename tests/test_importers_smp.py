from __future__ import annotations

from decimal import Decimal

import pytest

from generator.importers import smp
from generator.importers.common import ImportedRun, ImportRefused
from tests.importer_samples import raw, raw_text

CLIENT = "clients: [{protocol: %s, connections: 2}]\n"


def run(name: str, unit: str | None = None) -> ImportedRun:
    return smp.gather(raw(name), unit).runs[0]


@pytest.mark.parametrize("name", ["synthetic-camel.json", "synthetic-v010.yaml"])
def test_every_spelling_of_a_result_reads_as_the_specification_s(name: str) -> None:
    ours, other = run("synthetic-snake.yaml"), run(name)
    fields = ("start_time", "end_time", "min_ms", "average_ms", "max_ms", "percentiles_ms", "actual_qps", "smp")
    assert [getattr(other, field) for field in fields] == [getattr(ours, field) for field in fields]
    assert ours.percentiles_ms == {"50": Decimal("2.25"), "90": Decimal("3.5"), "99": Decimal("7.75")}


def test_meshery_s_export_is_in_seconds_and_its_placeholders_are_dropped() -> None:
    found = smp.gather(raw("synthetic-meshery.json"))
    assert found.runs[0].min_ms == Decimal("311.269901")
    assert found.runs[0].percentiles_ms["99"] == Decimal("1191.08")
    assert found.runs[0].smp == {"id": "synthetic-meshery"}
    assert "stand as TODO" in found.notes[0]


def test_meshery_s_export_is_not_taken_as_milliseconds() -> None:
    with pytest.raises(ImportRefused, match="contradicts"):
        smp.gather(raw("synthetic-meshery.json"), "ms")


@pytest.mark.parametrize("name", ["synthetic-draft.yaml", "synthetic-sample.yaml"])
def test_latencies_of_the_draft_need_a_unit(name: str) -> None:
    with pytest.raises(ImportRefused, match="--latency-unit s or --latency-unit ms"):
        smp.gather(raw(name))


def test_latencies_of_the_draft_follow_the_unit() -> None:
    assert run("synthetic-sample.yaml", "s").percentiles_ms["99"] == Decimal(55)
    assert run("synthetic-sample.yaml", "ms").percentiles_ms["99"] == Decimal("0.055")


@pytest.mark.parametrize(
    ("latencies", "reason"),
    [
        ("{p50: 0.2, max: 0.9}", "may be seconds"),
        ("{p50: 1.5, max: 12.123456789}", "may be seconds"),
        ("{p50: 0.04, max: 12}", "may be seconds"),
    ],
)
def test_values_that_look_like_seconds_need_a_unit(latencies: str, reason: str) -> None:
    with pytest.raises(ImportRefused, match=reason):
        smp.gather(raw_text("odd.yaml", f"smp_version: v0.6.1\nlatencies_ms: {latencies}\n"))


def test_the_draft_is_taken_apart_into_four_messages() -> None:
    found = smp.gather(raw("synthetic-draft.yaml"), "s")
    assert found.configs.environments == (
        {
            "id": "synthetic-draft-env",
            "smp_version": "v0.6.1",
            "kubernetes_version": "v1.16.8",
            "nodes": [{"type": "small", "cores": 2, "mem_mb": 4096}] * 2,
            "individual_workloads": [{"name": "productpage", "count": 1, "cpu_mcores": 30, "mem_mb": 40}],
        },
    )
    assert found.configs.meshes[0]["sidecar"] == {"count": 6, "cpu_mcores": 100, "mem_mb": 200}
    assert found.configs.meshes[0]["mtls_enabled"] is False
    assert found.configs.tests[0]["clients"] == [
        {
            "internal": False,
            "protocol": "HTTP",
            "connections": 2,
            "rps": 10,
            "endpoint_urls": ["http://example.org/productpage"],
        }
    ]
    assert found.runs[0].smp["test_id"] == "synthetic-draft-test"


def test_an_offset_is_turned_into_utc() -> None:
    assert run("synthetic-sample.yaml", "s").start_time == "2001-02-02T22:35:06Z"


def test_config_messages_are_read_with_their_numbers_as_texts_and_enums_by_number_or_name() -> None:
    configs = smp.gather(raw("synthetic-configs.json")).configs
    assert configs.tests[0]["clients"][0] == {  # type: ignore[index]
        "internal": True,
        "protocol": "HTTP",
        "connections": 8,
        "rps": 1000,
        "endpoint_urls": ["http://example.org"],
    }
    assert configs.tests[0]["id"] == "load-test"
    assert configs.meshes[0]["mesh_type"] == {"type": "ISTIO", "version": "1.20"}
    assert configs.environments[0]["nodes"] == [{"type": "small", "cores": 2, "mem_mb": 4096}]


def test_meshery_s_test_file_gives_a_test_and_a_mesh() -> None:
    configs = smp.gather(raw("synthetic-meshery-test.yaml")).configs
    assert configs.tests[0]["id"] == "synthetic-meshery-test"
    assert configs.tests[0]["clients"][0]["protocol"] == "HTTP"  # type: ignore[index]
    assert configs.meshes[0]["mesh_type"] == {"type": "ISTIO"}


@pytest.mark.parametrize(
    ("version", "number", "protocol"),
    [
        ("smp_version: v0.6.1", 1, "HTTP"),
        ("smp_version: v0.6.1", 4, "GRPC"),
        ("smps_version: v0.1.0", 0, "HTTP"),
        ("smps_version: v0.1.0", 1, "TCP"),
        ("smps_version: v0.1.0", 3, "GRPC"),
    ],
)
def test_a_protocol_s_number_is_read_by_the_enum_of_its_version(version: str, number: int, protocol: str) -> None:
    found = smp.gather(raw_text("test.yaml", f"{version}\n" + CLIENT % number))
    assert found.configs.tests[0]["clients"][0]["protocol"] == protocol  # type: ignore[index]


def test_a_protocol_s_number_without_a_version_is_refused() -> None:
    with pytest.raises(ImportRefused, match="write its name"):
        smp.gather(raw_text("test.yaml", CLIENT % 1))


def test_zero_is_unset_as_in_proto3() -> None:
    found = smp.gather(raw_text("a.yaml", "smp_version: v0.6.1\nlatencies_ms: {min: 0, p50: 5}\nactual_qps: 0\n"))
    assert (found.runs[0].min_ms, found.runs[0].actual_qps) == (None, None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("smp_version: v1\nlatencies_ms: {p95: 3}\n", "'p95' is no field"),
        ("latencies_ms: {p50: 3}\nactual_qps: fast\n", "is no number"),
        ("latencies_ms: {p50: -3}\n", "is no number"),
        ("latencies_ms: {p50: .nan}\n", "line 1: found .nan"),
        ("latenciesMs: {p50: 3}\nlatencies_ms: {p50: 3}\n", "written twice"),
        ("latencies_ms: {p50: 3}\nstart_time: yesterday\n", "is no time"),
        ("latencies_ms: {p50: 3}\nstart_time: 2001-02-30T00:00:00+01:00\n", "is no time"),
        ("DurationHistogram: {}\n", "not an SMP message"),
        ("runner_results: {}\n", "not an SMP message"),
        ("id: x\n", "no SMP message"),
        ("- 1\n", "not a mapping"),
        ("a: [\n", "line"),
        ("a: &x 1\nb: *x\n", "line"),
        ("smp_version: v1\nclients: [{protocol: 9}]\n", "9 is no protocol"),
        ("smp_version: v1\nclients: [{protocol: carrier pigeon}]\n", "is no protocol"),
        ("smp_version: v1\nclients: 1\n", "no list"),
        ("client: {latencies_ms: {p50: 3}}\nenv: {node_count: 100000, node: {cores: 1}}\n", "at most 1000"),
        ("client: {latencies_ms: {p50: 3}}\nenv: {}\nweather: fine\n", "no field of the draft"),
    ],
)
def test_what_has_no_clear_meaning_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ImportRefused, match=reason):
        smp.gather(raw_text("odd.yaml", text), "ms")


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(ImportRefused, match="one of s, ms, us, ns"):
        smp.gather(raw("synthetic-snake.yaml"), "minutes")


def test_a_number_where_a_text_belongs_keeps_its_spelling() -> None:
    mesh = "id: 1.10\nmesh_type: {type: 3, version: 1.20}\nlabels: {build: 7.0, hex: 0x1F}\n"
    found = smp.gather(raw_text("mesh.yaml", mesh)).configs.meshes[0]
    assert found["id"] == "1-10"
    assert found["mesh_type"] == {"type": "ISTIO", "version": "1.20"}
    assert found["labels"] == {"build": "7.0", "hex": "0x1F"}
    cluster = '{"kubernetes_version": 1.30, "nodes": [{"type": "small", "cores": 2.0}]}'
    environment = smp.gather(raw_text("cluster.json", cluster)).configs.environments[0]
    assert environment["kubernetes_version"] == "1.30"
    assert environment["nodes"] == [{"type": "small", "cores": 2}]


@pytest.mark.parametrize(
    ("spelling", "value"), [(".5", "0.5"), ("2.", "2"), ("+3", "3"), ("1e1", "10"), ("2.50", "2.50"), ("'4'", "4")]
)
def test_every_spelling_of_a_number_is_a_latency(spelling: str, value: str) -> None:
    found = smp.gather(raw_text("a.yaml", f"latencies_ms: {{p50: {spelling}, max: 70}}\n"), "ms").runs[0]
    assert found.percentiles_ms["50"] == Decimal(value)


@pytest.mark.parametrize(
    ("latencies", "reason"),
    [
        ("{p50: 5, p90: 4}", r"p90 \(4 ms\) is below p50 \(5 ms\)"),
        ("{p50: 50, max: 40}", r"max \(40 ms\) is below p50 \(50 ms\)"),
        ("{min: 6, p99: 5}", r"p99 \(5 ms\) is below min \(6 ms\)"),
    ],
)
def test_latencies_of_no_possible_run_are_refused(latencies: str, reason: str) -> None:
    with pytest.raises(ImportRefused, match=reason):
        smp.gather(raw_text("a.yaml", f"latencies_ms: {latencies}\n"))


def test_a_zero_that_is_left_out_is_said() -> None:
    found = smp.gather(raw_text("a.yaml", "latencies_ms: {min: 0, p50: 5}\nactual_qps: 0.0\n"))
    assert found.notes == ("a.yaml: min, actual_qps: 0 is SMP's unset, left out as not reported",)


def test_a_timestamp_of_go_is_read() -> None:
    text = "latencies_ms: {p50: 3}\nstart_time: {seconds: 981173106, nanos: 500000000}\n"
    assert smp.gather(raw_text("a.yaml", text)).runs[0].start_time == "2001-02-03T04:05:06.5Z"
