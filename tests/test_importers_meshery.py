from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import importers
from generator.importers import fortio, meshery, smp
from generator.importers.common import Gathered, ImportRefused
from tests.importer_samples import entries, planned, raw, raw_text, written

if TYPE_CHECKING:
    from pathlib import Path

RESULTS = ("synthetic-meshery-page.json", "synthetic-meshery-new.json", "synthetic-meshery-list.json")
PRIVATE = (
    "shop",
    "jane",
    "secret",
    "10.1.2",
    "192.168",
    "node-1",
    "istiod",
    "user",
    "User",
    'ff"',
    "Load Test",
    "981173106",
)


def document(name: str = "synthetic-meshery-page.json") -> Any:
    return json.loads(raw(name).text())


def gathered(changed: object) -> Gathered:
    return meshery.gather(raw_text("changed.json", json.dumps(changed)))


def test_a_page_holds_many_runs_each_with_a_name_of_its_own() -> None:
    found = meshery.gather(raw("synthetic-meshery-page.json")).runs
    assert [each.label for each in found] == [
        "synthetic-meshery-page.json/istio-981173106000",
        "synthetic-meshery-page.json/load-test",
        "synthetic-meshery-page.json/load-test-2",
    ]
    assert [each.tool for each in found] == ["fortio", "wrk2", "nighthawk"]


def test_the_mesh_is_the_id_of_a_mesh_config_where_there_is_one() -> None:
    found = meshery.gather(raw("synthetic-meshery-page.json")).runs
    assert [each.smp.get("mesh_config_id") for each in found] == ["istio", "istio", None]


@pytest.mark.parametrize("mesh", [None, "", "None", "no mesh", 3])
def test_no_mesh_is_no_mesh_config(mesh: object) -> None:
    changed = document("synthetic-meshery-new.json") | {"mesh": mesh}
    assert "mesh_config_id" not in gathered(changed).runs[0].smp


def test_an_old_result_is_fortio_s_without_a_histogram_of_errors() -> None:
    found = meshery.gather(raw("synthetic-meshery-page.json")).runs[0]
    assert (found.requests, found.errors, found.population) == (200, {}, "all")
    assert (found.percentiles_ms["99"], found.tool_version) == (Decimal(12), None)
    assert found.facts == {
        "connections": "4",
        "seconds": "10",
        "loop": "closed",
        "offered": "full-load",
        "payload_bytes": "1024",
    }


def test_the_start_is_the_generator_s_since_meshery_drops_the_zone() -> None:
    assert meshery.gather(raw("synthetic-meshery-page.json")).runs[0].start_time == "2001-02-02T22:35:06.123456789Z"


def test_nighthawk_s_duration_in_seconds_and_its_ticks_are_read() -> None:
    found = meshery.gather(raw("synthetic-meshery-page.json")).runs[2]
    assert (found.duration_seconds, found.requests, found.errors) == (4, 48, None)
    assert found.bounds_ms["90"] == (70, 80)
    assert found.facts == {"connections": "12", "rate": "12", "seconds": "4", "offered": "rate"}
    assert found.notes == ("failed requests are not in this form of Nighthawk's output",)


def test_old_and_new_spellings_are_one() -> None:
    ours = fortio.gather(raw("synthetic-fortio.json")).runs[0]
    found = meshery.gather(raw("synthetic-meshery-new.json")).runs[0]
    fields = ("percentiles_ms", "bounds_ms", "distribution", "facts", "errors", "start_time", "tool_version")
    assert [getattr(found, field) for field in fields] == [getattr(ours, field) for field in fields]
    assert found.smp == {"id": "linkerd-981173106001", "mesh_config_id": "linkerd"}


def test_a_wrapped_list_and_an_answer_are_read_as_the_object_is() -> None:
    listed = document("synthetic-meshery-list.json")
    inner = listed[0] | {"runner_results": listed[0]["runner_results"][0]}
    shapes = (listed, inner, [inner], {"result": inner, "status": "success"}, {"results": [inner]}, {"result": listed})
    runs = [gathered(shape).runs for shape in shapes]
    assert {len(found) for found in runs} == {1}
    assert {found[0].distribution for found in runs} == {runs[0][0].distribution}


def test_a_list_of_several_wrapped_runs_is_several_runs() -> None:
    changed = document("synthetic-meshery-list.json")
    changed[0]["runner_results"] *= 2
    assert [each.smp["id"] for each in gathered(changed).runs] == ["no-mesh-981173106002", "no-mesh-981173106002-2"]


def test_a_result_without_a_name_is_named_by_its_file() -> None:
    changed = document("synthetic-meshery-new.json") | {"name": None}
    assert gathered(changed).runs[0].smp["id"] == "changed"


def test_another_generator_than_the_form_s_is_said() -> None:
    changed = document("synthetic-meshery-new.json")
    changed["runnerResults"]["load-generator"] = "wrk2"
    found = gathered(changed).runs[0]
    assert found.notes == ("Meshery names wrk2 as load generator, the form is that of fortio",)
    assert found.tool == "fortio"


def test_the_cluster_is_told_and_not_written() -> None:
    notes = meshery.gather(raw("synthetic-meshery-page.json")).notes
    assert notes[1:] == (
        "synthetic-meshery-page.json: results[0]: Kubernetes v1.22.5, as Meshery saw it",
        "synthetic-meshery-page.json: results[0]: Meshery saw Istio in the cluster (pilot:1.9.8); its version belongs to the mesh config",
    )


@pytest.mark.parametrize("name", RESULTS)
def test_nothing_private_reaches_the_evidence(name: str) -> None:
    found = meshery.gather(raw(name)).runs[0]
    text = found.source.content.decode()
    assert [word for word in PRIVATE if word in text] == []
    assert found.source.original_sha256 == raw(name).sha256


@pytest.mark.parametrize("name", RESULTS)
def test_evidence_is_imported_as_the_original_was(name: str) -> None:
    ours = meshery.gather(raw(name)).runs
    again = meshery.gather(ours[0].source)
    fields = ("tool", "percentiles_ms", "distribution", "facts", "errors", "start_time", "duration_seconds")
    assert [[getattr(each, field) for field in fields] for each in again.runs] == [
        [getattr(each, field) for field in fields] for each in ours
    ]
    assert again.runs[0].source.content == ours[0].source.content


def test_the_export_is_read_by_the_importer_of_smp() -> None:
    assert meshery.gather(raw("synthetic-meshery.json")) == smp.gather(raw("synthetic-meshery.json"))


@pytest.mark.parametrize("name", ["synthetic-snake.yaml", "synthetic-meshery-test.yaml", "synthetic-camel.json"])
def test_other_files_of_smp_are_refused(name: str) -> None:
    with pytest.raises(ImportRefused, match="import smp"):
        meshery.gather(raw(name))


def test_fortio_s_own_result_is_refused_with_its_importer() -> None:
    with pytest.raises(ImportRefused, match="import fortio"):
        meshery.gather(raw("synthetic-fortio.json"))


def test_every_result_that_contradicts_itself_is_named() -> None:
    changed = document()
    changed["results"][0]["runner_results"]["RetCodes"] = {"200": 1}
    changed["results"][2]["runner_results"]["ActualDuration"] = 77
    with pytest.raises(ImportRefused) as refused:
        gathered(changed)
    first, second = str(refused.value).split("\n")
    assert first == "changed.json: results[0]: RetCodes add up to 1, Count is 200"
    assert second.startswith("changed.json: results[2]: ActualDuration is 77")


def test_more_reasons_than_five_are_counted() -> None:
    changed = [document("synthetic-meshery-new.json") | {"runnerResults": {}}] * 7
    with pytest.raises(ImportRefused, match="and 2 more"):
        gathered(changed)


@pytest.mark.parametrize(
    "text",
    [
        '{"runner_results": null}',
        '{"runner_results": []}',
        '{"runner_results": 1}',
        '{"runner_results": [null]}',
        '{"results": [], "page": "runner"}',
        '{"results": [3], "x": "runner_results"}',
        '["runner_results"]',
        '"runner_results"',
        '{"runner_results": ' * 500 + "1" + "}" * 500,
        '{"result": ' * 900 + '{"runner_results": {}}' + "}" * 900,
        '{"runner_results": {"DurationHistogram": ' + "[" * 100_000,
        '{"runner_results": 1e99999999999999999999}',
        "runner_results: {}",
        "",
        "\x00",
    ],
)
def test_what_is_no_result_is_refused(text: str) -> None:
    with pytest.raises(ImportRefused):
        meshery.gather(raw_text("odd.json", text))


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=5,
)


@given(
    key=st.sampled_from(
        ["kubernetes", "detected-meshes", "load-generator", "name", "mesh", "runner_results", "user_id"]
    ),
    value=JUNK,
    inside=st.booleans(),
)
def test_odd_values_are_read_or_refused_and_never_crash(key: str, value: object, *, inside: bool) -> None:
    changed = document()
    place = changed["results"][0]["runner_results"] if inside else changed["results"][0]
    place[key] = value
    try:
        found = gathered(changed)
    except ImportRefused:
        return
    meshery.gather(found.runs[0].source)


@pytest.mark.parametrize(
    ("name", "claimed"),
    [
        *((name, True) for name in RESULTS),
        ("synthetic-meshery.json", True),
        ("synthetic-meshery-test.yaml", False),
        ("synthetic-snake.yaml", False),
        ("synthetic-fortio.json", False),
        ("synthetic-fortio-wrk2.json", False),
        ("synthetic-oha.json", False),
    ],
)
def test_results_and_the_export_are_recognised(name: str, claimed: bool) -> None:  # noqa: FBT001
    head = raw(name).head()
    assert (meshery.recognises(head) is not None) is claimed
    if claimed:
        assert fortio.recognises(head) is None


def test_the_command_writes_one_evidence_for_a_page(tmp_path: Path) -> None:
    plan = planned("meshery", ("synthetic-meshery-page.json",), tmp_path / "my-meshery", test_id="t", env="e")
    assert plan.refusals == ()
    found = entries(plan, "meshery.yaml")
    assert [entry["result"]["mesh_config_id"] for entry in found] == ["istio", "istio", "TODO"]
    assert len([path for path in plan.files_to_write if path.parts[0] == "evidence"]) == 1
    configs = written(plan, "submission.yaml")["mesh_configs"]
    assert [config["id"] for config in configs] == ["istio"]  # type: ignore[attr-defined]


def test_the_pattern_reads_the_names_of_the_results(tmp_path: Path) -> None:
    plan = planned(
        "meshery",
        ("synthetic-meshery-page.json",),
        tmp_path / "m",
        match="synthetic-meshery-page.json/{run}",
        id="x-{run}",
    )
    assert [entry["id"] for entry in entries(plan, "meshery.yaml")] == [
        "x-istio-981173106000",
        "x-load-test",
        "x-load-test-2",
    ]


def test_results_of_several_pages_are_merged_by_what_their_labels_say(tmp_path: Path) -> None:
    for place, pod in enumerate(("east", "west")):
        changed = document("synthetic-meshery-new.json")
        changed["name"] = "Evening"
        changed["runnerResults"]["DurationHistogram"]["Max"] -= place / 10**6
        (tmp_path / f"istio-{pod}.json").write_text(json.dumps(changed))
    plan = importers.plan(
        "meshery",
        sorted(tmp_path.glob("*.json")),
        tmp_path / "mine",
        "{mesh}-{pod}.json/{name}",
        importers.ImportOptions(merge="{mesh}-{name}", generator="{pod}", id="{mesh}-{name}"),
    )
    assert plan.refusals == ()
    (entry,) = entries(plan, "meshery.yaml")
    assert entry["id"] == "istio-evening"
    assert [each["name"] for each in entry["measurement"]["generators"]] == ["east", "west"]  # type: ignore[attr-defined]
