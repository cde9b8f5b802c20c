"""The published schemas: documented, closed, self-contained, and in step with the model."""

from __future__ import annotations

import dataclasses
import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import model, schema
from generator.rules import shape, structure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

BASE = "https://service-mesh-wg.github.io/mesh-results/schemas/"
KINDS = [kind.name for kind in schema.KINDS]
SUBMISSION, RESULTS = "performance-submission/v1", "performance-results/v1"


def parts(node: object) -> Iterator[Mapping[str, object]]:
    """Every mapping inside a schema."""
    if isinstance(node, dict):
        yield node
        for inner in node.values():
            yield from parts(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from parts(inner)


def objects(name: str) -> Iterator[Mapping[str, object]]:
    return (part for part in parts(schema.load(name)) if isinstance(part.get("properties"), dict) and "type" in part)


def fields_of(kind: str, *path: str) -> set[str]:
    node = schema.resolve(schema.load(kind), path)
    return set(shape.field_names(schema.merged(schema.load(kind), node)))


def test_every_schema_file_belongs_to_a_kind_and_every_kind_has_one() -> None:
    published = {
        entry.name for entry in files("generator").joinpath("schemas").iterdir() if entry.name.endswith(".json")
    }
    assert published == {kind.file for kind in schema.KINDS}
    assert [kind.name for kind in schema.KINDS] == sorted(KINDS)


@pytest.mark.parametrize("name", KINDS)
def test_a_schema_is_valid_and_says_where_it_is_published(name: str) -> None:
    found = schema.load(name)
    jsonschema_rs.meta.validate(dict(found))
    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert found["$id"] == BASE + schema.BY_NAME[name].file
    assert schema.resolve(found, ("properties", "kind"))["const"] == name


@pytest.mark.parametrize("name", KINDS)
def test_every_field_has_a_title_and_a_sentence(name: str) -> None:
    fields = list(schema.fields(name))
    undocumented = [
        field.path for field in fields if not field.title or not re.fullmatch(r".+[.;]?.*\.", field.description)
    ]
    assert fields
    assert undocumented == []


@pytest.mark.parametrize("name", KINDS)
def test_every_number_says_its_unit_or_what_it_counts(name: str) -> None:
    units = re.compile(
        r"\b(in (ms|MB|millicores|bytes|seconds|percent)|(Requests|bytes) .*per second|per second|[Nn]umber of|Instances|"
        r"many seconds|[Cc]ores|Connections|Worker threads|Requests|requests|repetition|from -1 to 1|ascending|in CSS pixels)",
    )
    unclear = [
        field.path
        for field in schema.fields(name)
        if {"number", "integer"} & set(field.types) and not units.search(field.description)
    ]
    assert unclear == []


@pytest.mark.parametrize("name", KINDS)
def test_every_object_is_closed_and_requires_only_fields_that_it_has(name: str) -> None:
    for part in objects(name):
        assert part["additionalProperties"] is False, part.get("title")
        assert set(part.get("required", [])) <= set(part["properties"]), part.get("title")  # type: ignore[call-overload]


@pytest.mark.parametrize("name", KINDS)
def test_every_text_list_and_map_is_bounded(name: str) -> None:
    for part in parts(schema.load(name)):
        types = schema.types_of(part) if isinstance(part.get("type"), str | list) else ()
        if "string" in types and "enum" not in part and "const" not in part:
            assert "maxLength" in part or "pattern" in part, part
        if "array" in types:
            assert "maxItems" in part, part
        if "object" in types and "properties" not in part:
            assert "maxProperties" in part, part


@pytest.mark.parametrize("name", KINDS)
def test_a_schema_refers_to_nothing_outside_itself_and_has_no_unions(name: str) -> None:
    for part in parts(schema.load(name)):
        assert str(part.get("$ref", "#/")).startswith("#/")
        assert not {"anyOf", "oneOf", "allOf", "not", "uniqueItems", "unevaluatedProperties"} & set(part)


@pytest.mark.parametrize("name", KINDS)
def test_every_definition_is_used(name: str) -> None:
    found = schema.load(name)
    used = {str(part["$ref"]).removeprefix("#/$defs/") for part in parts(found) if "$ref" in part}
    assert set(found.get("$defs", {})) == used  # type: ignore[call-overload]


@pytest.mark.parametrize("name", KINDS)
def test_every_example_is_valid(name: str) -> None:
    found = schema.load(name)
    for part in parts(found):
        for example in part.get("examples", []):  # type: ignore[attr-defined]
            validator = jsonschema_rs.Draft202012Validator({**part, "$defs": found.get("$defs", {})})
            assert validator.is_valid(example), (part.get("title"), example)


@pytest.mark.parametrize("name", KINDS)
def test_every_keyword_that_refuses_something_has_a_rule(name: str) -> None:
    silent = {
        "$defs", "$id", "$ref", "$schema", "description", "examples", "title",
        "items", "properties",
    }  # fmt: skip
    keywords = {key for part in schema_nodes(schema.load(name)) for key in part} - silent
    assert keywords <= set(structure.BY_KEYWORD)


def schema_nodes(node: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """Every schema inside a schema: like `parts`, without the maps that only hold schemas."""
    yield node
    for keyword in ("items", "additionalProperties", "propertyNames"):
        if isinstance(inner := node.get(keyword), dict):
            yield from schema_nodes(inner)
    for keyword in ("properties", "$defs"):
        for inner in node.get(keyword, {}).values():  # type: ignore[attr-defined]
            yield from schema_nodes(inner)


# What a message holds and the model holds elsewhere, or does not repeat because `smp` keeps the message as submitted.
DRIFT: Mapping[type, tuple[str, tuple[str, ...], dict[str, str], set[str], set[str]]] = {
    # type: (kind, path, renamed {schema: model}, only in the schema, only in the model)
    model.Submission: (
        SUBMISSION, (), {"environment_configs": "environments", "test_configs": "tests"},
        {"kind", "environment_conditions", "subjects", "workload_conditions"}, {"results", "history", "origin"},
    ),
    model.Submitter: (SUBMISSION, ("properties", "submitter"), {}, set(), set()),
    model.Disclosure: (SUBMISSION, ("properties", "disclosure"), {}, set(), set()),
    model.Provenance: (SUBMISSION, ("properties", "provenance"), {}, set(), set()),
    model.Subject: (SUBMISSION, ("$defs", "subject"), {}, set(), set()),
    model.Features: (SUBMISSION, ("$defs", "features"), {}, set(), set()),
    model.Stop: (SUBMISSION, ("$defs", "stop"), {}, set(), set()),
    model.Node: (SUBMISSION, ("$defs", "node"), {}, set(), {"count"}),
    model.Workload: (SUBMISSION, ("$defs", "workload_condition"), {}, {"load_generator_version"}, set()),
    model.Environment: (
        SUBMISSION, ("$defs", "environment_config"), {},
        {"smp_version", "labels", "individual_workloads", "traffic_metadata"}, {"conditions", "smp", "origin"},
    ),
    model.Measurement: (RESULTS, ("$defs", "measurement"), {}, {"percentiles_ms"}, set()),
    model.Resource: (RESULTS, ("$defs", "resource"), {}, set(), set()),
    model.Histogram: (RESULTS, ("$defs", "distribution"), {}, set(), set()),
    model.Generator: (
        RESULTS, ("$defs", "generator"), {"latencies_ms": "latencies", "actual_qps": "achieved_rps"},
        {"percentiles_ms"}, set(),
    ),
    model.Evidence: (RESULTS, ("$defs", "evidence"), {"bytes": "size_bytes"}, set(), set()),
    model.StatusEvent: ("status/v1", ("$defs", "event"), {}, set(), {"dispute"}),
    model.Mesh: ("mesh/v1", (), {"mesh_kind": "kind"}, {"kind"}, {"origin"}),
    model.MeshMode: ("mesh/v1", ("$defs", "mode"), {}, set(), set()),
    model.Release: ("mesh/v1", ("$defs", "release"), {}, set(), set()),
    model.Link: ("mesh/v1", ("$defs", "link"), {}, set(), set()),
    model.Lab: ("lab/v1", (), {}, {"kind"}, {"origin"}),
    model.Initiative: ("initiatives/v1", ("$defs", "initiative"), {}, set(), set()),
    model.InitiativeFact: ("initiatives/v1", ("$defs", "fact"), {}, set(), set()),
}  # fmt: skip


@pytest.mark.parametrize("value", DRIFT, ids=lambda value: value.__name__)
def test_the_fields_of_the_model_and_of_the_schema_are_the_same(value: type) -> None:
    kind, path, renamed, only_schema, only_model = DRIFT[value]
    written = {renamed.get(name, name) for name in fields_of(kind, *path) - only_schema}
    assert written == {field.name for field in dataclasses.fields(value)} - only_model


def test_the_enumerations_of_the_model_and_of_the_schemas_are_the_same() -> None:
    fields = {(kind, field.path): field.values for kind in KINDS for field in schema.fields(kind)}
    assert set(fields[SUBMISSION, "purpose"]) == {each.value for each in model.Purpose}
    assert set(fields[SUBMISSION, "disclosure.relationship"]) == {each.value for each in model.Relationship}
    assert set(fields[SUBMISSION, "workload_conditions{}.loop"]) == {each.value for each in model.Loop}
    omission = fields[RESULTS, "results[].measurement.coordinated_omission"]
    assert set(omission) == {each.value for each in model.Omission}
    assert set(fields["mesh/v1", "mesh_kind"]) == {each.value for each in model.MeshKind}
    assert set(fields["status/v1", "events[].state"]) == {each.value for each in model.State} - {"published"}
    assert fields["mesh/v1", "smp_type"] == fields[SUBMISSION, "mesh_configs[].mesh_type.type"]


# The messages of service_mesh_performance.proto and service_mesh.proto, v0.6.1, with the specification's field names.
SMP_MESSAGES = {
    "environment_config": "smp_version id labels kubernetes_version nodes individual_workloads traffic_metadata",
    "node": "type cores mem_mb",
    "individual_workload": "name count cpu_mcores mem_mb",
    "traffic_metadata": "load_balance_name load_balance_ip host_endpoint prometheus_url http_headers user_agent "
    "ping_health_endpoint",
    "mesh_config": "smp_version id labels ingress_gateway sidecar mesh_telemetry mesh_policy mesh_control_plane "
    "mesh_policy_enabled mesh_telemetry_enabled mtls_enabled proxy_concurrency mesh_build proxy_build exp_group_uuid "
    "exp_uuid profile mesh_type application_metadata",
    "proxy_use": "count cpu_mcores mem_mb rps bps",
    "mesh_telemetry": "count cpu_mcores mem_mb rps",
    "mesh_policy": "count cpu_mcores mem_mb rps cache_hit_rate",
    "mesh_control_plane": "count cpu_mcores mem_mb endpoints services sidecars virtual_services destination_rules "
    "lds_latency_ms cds_latency_ms",
    "service_mesh": "type version labels annotations",
    "application_metadata": "application_name application_version helmchart_name helmchart_version cnabspec_version "
    "compose_version cluster_name k8s_version_supported application_protocol",
    "test_config": "smp_version id name labels clients duration",
    "client": "internal load_generator protocol connections rps headers cookies body content_type endpoint_urls "
    "ssl_certificate additional_options",
}


@pytest.mark.parametrize("message", SMP_MESSAGES)
def test_smp_messages_of_a_submission_are_complete(message: str) -> None:
    assert fields_of(SUBMISSION, "$defs", message) == set(SMP_MESSAGES[message].split())


def test_smp_result_is_complete() -> None:
    expected = (
        "smp_version id labels start_time end_time latencies_ms actual_qps details_uri test_id mesh_config_id env_id"
    )
    assert fields_of(RESULTS, "$defs", "performance_test_result") == set(expected.split())
    assert fields_of(RESULTS, "$defs", "latency") == {"min", "average", "p50", "p90", "p99", "max"}


def test_fields_are_listed_outer_before_inner_with_lists_and_maps_marked() -> None:
    paths = [field.path for field in schema.fields(RESULTS)]
    assert paths[:3] == ["kind", "results", "results[].id"]
    assert "results[].measurement.generators[].latencies_ms.p99" in paths
    assert "subjects{}.features.encryption" in [field.path for field in schema.fields(SUBMISSION)]


def test_what_a_reader_needs_to_trust_a_number_is_mandatory() -> None:
    fields = {field.path: field for field in schema.fields(SUBMISSION)}
    for name in (
        "disclosure",
        "disclosure.relationship",
        "lab",
        "license",
        "provenance",
        "provenance.measured_by",
        "purpose",
        "reproduce",
        "submitted",
        "submitter.name",
    ):
        assert fields[name].required, name
        assert not fields[name].nullable, name


def test_a_field_says_whether_it_is_required_and_may_be_null() -> None:
    fields = {field.path: field for field in schema.fields(SUBMISSION)}
    assert fields["title"].required
    assert not fields["title"].nullable
    assert fields["title"].longest == 120
    assert fields["subjects{}.version"].nullable
    assert not fields["subjects{}.version"].required
    assert fields["workload_conditions{}.tls"].values == ("none", "TLS 1.2", "TLS 1.3", "TLS", "mTLS")


@pytest.mark.parametrize(
    ("kind", "path", "expected"),
    [
        ("mesh/v1", "results/registry/meshes/istio.yaml", True),
        ("mesh/v1", "results/registry/meshes/deep/istio.yaml", False),
        (RESULTS, "results/performance/a/v3.yaml", True),
        (RESULTS, "results/performance/a/v3.json", True),
        (RESULTS, "results/performance/a/status.yaml", False),
        (SUBMISSION, "results/performance/a/submission.yaml", True),
        (SUBMISSION, "results/performance/submission.yaml", False),
    ],
)
def test_a_kind_knows_its_place(kind: str, path: str, *, expected: bool) -> None:
    assert schema.BY_NAME[kind].stands_at(path) is expected


def test_the_validator_fetches_nothing() -> None:
    with pytest.raises(LookupError, match="outside itself"):
        schema._refuse("https://example.org/other.schema.json")
    with pytest.raises(Exception, match="outside itself"):
        jsonschema_rs.Draft202012Validator({"$ref": "https://example.org/x.json"}, retriever=schema._refuse)


@pytest.mark.parametrize(
    ("key", "expected"),
    [("50", True), ("99.9", True), ("0.5", True), ("99.609375", True), ("0", False), ("100", False), ("99.90", False),
     ("p99", False), ("05", False), ("50.", False), ("50\n", False)],
)  # fmt: skip
def test_percentiles_are_written_in_one_way(key: str, *, expected: bool) -> None:
    names = schema.resolve(schema.load(RESULTS), ("$defs", "percentiles", "propertyNames"))
    assert jsonschema_rs.Draft202012Validator(dict(names)).is_valid(key) is expected


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
                    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)))  # fmt: skip
def test_no_content_makes_the_validator_raise(content: object) -> None:
    json.dumps([error.message for error in schema.validator(RESULTS).iter_errors(content)])
