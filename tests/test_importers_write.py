from __future__ import annotations

import hashlib
from dataclasses import fields
from pathlib import Path, PurePosixPath

import pytest

from generator import importers
from generator.finding import Severity
from generator.load import load
from tests.importer_samples import FOLDER, entries, planned, written

OHA = "synthetic-oha-1.4.txt"
MATCH = "{tool}-oha-{version+}.txt"
GUIDE = Path(__file__).parent.parent / "docs" / "guides" / "importing.md"


def oha(into: Path, **options: object) -> importers.ImportPlan:
    return planned("oha", (OHA,), into, MATCH, **options)


def test_a_plan_writes_nothing(tmp_path: Path) -> None:
    oha(tmp_path / "mine")
    assert list(tmp_path.iterdir()) == []


def test_the_table_shows_what_will_be_written(tmp_path: Path) -> None:
    plan = oha(tmp_path / "mine", id="{tool}-{version}", mesh_config="mesh", test_id="test", env="env")
    assert plan.table.rows[0][:9] == ("synthetic-1-4", "mesh", "test", "env", "100", "200.2", "300.3", "400.4", "5")


def test_ids_that_nobody_gave_are_todo(tmp_path: Path) -> None:
    result = entries(oha(tmp_path / "mine"), "oha.yaml")[0]["result"]
    assert [result[key] for key in ("test_id", "mesh_config_id", "env_id")] == ["TODO"] * 3


def test_the_raw_file_is_copied_as_evidence_with_its_hash(tmp_path: Path) -> None:
    plan = oha(tmp_path / "mine")
    importers.write(plan)
    evidence = entries(plan, "oha.yaml")[0]["measurement"]["evidence"][0]  # type: ignore[index]
    content = (tmp_path / "mine" / evidence["path"]).read_bytes()
    assert content == (FOLDER / OHA).read_bytes()
    assert (evidence["sha256"], evidence["bytes"]) == (hashlib.sha256(content).hexdigest(), len(content))


def test_published_evidence_is_named_and_not_copied(tmp_path: Path) -> None:
    plan = oha(tmp_path / "mine", evidence_uri="https://example.org/{tool}/{file}")
    evidence = entries(plan, "oha.yaml")[0]["measurement"]["evidence"][0]  # type: ignore[index]
    assert evidence["uri"] == f"https://example.org/synthetic/{OHA}"
    assert not [path for path in plan.files_to_write if path.parts[0] == "evidence"]


@pytest.mark.parametrize(
    "options", [{"evidence_uri": "https://example.org/{file}"}, {"hash_only": True}], ids=["uri", "hash-only"]
)
def test_evidence_that_is_not_copied_has_hash_and_size_of_the_file_that_there_is(
    tmp_path: Path, options: dict[str, object]
) -> None:
    name = "synthetic-fortio.json"
    content = (FOLDER / name).read_bytes()
    (copied,) = entries(planned("fortio", (name,), tmp_path / "mine"), "fortio.yaml")
    (kept,) = entries(planned("fortio", (name,), tmp_path / "mine", **options), "fortio.yaml")
    (clean,), (evidence,) = (each["measurement"]["evidence"] for each in (copied, kept))  # type: ignore[misc]
    original = hashlib.sha256(content).hexdigest()
    assert (evidence["sha256"], evidence["bytes"]) == (original, len(content))
    assert "original_sha256" not in evidence
    assert clean["original_sha256"] == original
    assert clean["sha256"] != original
    assert clean["bytes"] != len(content)


def test_a_new_submission_gets_its_template(tmp_path: Path) -> None:
    plan = oha(tmp_path / "mine", test_id="test", mesh_config="baseline", env="env")
    document = written(plan, "submission.yaml")
    assert document["id"] == "mine"
    assert list(document["subjects"]) == ["baseline"]  # type: ignore[call-overload]
    assert document["test_configs"][0]["clients"][0]["load_generator"] == "oha"  # type: ignore[index]
    assert document["workload_conditions"]["test"]["stop"] == {"requests": 1000}  # type: ignore[index]


def test_a_submission_that_exists_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "submission.yaml").write_text("submitted: TODO\n", encoding="utf-8")
    plan = oha(tmp_path)
    assert not plan.refusals
    assert "submission.yaml" not in {path.as_posix() for path in plan.files_to_write}


@pytest.mark.parametrize("name", ["submission.yaml", "status.yaml"])
def test_a_published_submission_is_not_touched(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("kind: any\nsubmitted: 2001-02-03\n", encoding="utf-8")
    plan = oha(tmp_path)
    assert "a published submission is not changed" in plan.refusals[0]
    assert "--into results/performance/NEW-ID" in plan.refusals[0]
    assert ("TODO" in plan.refusals[0]) == (name == "submission.yaml")
    with pytest.raises(importers.ImportRefused):
        importers.write(plan)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_submission_of_a_day_to_come_is_still_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "981158400")
    (tmp_path / "submission.yaml").write_text("submitted: 2001-02-04\n", encoding="utf-8")
    assert oha(tmp_path).refusals == ()
    (tmp_path / "submission.yaml").write_text("submitted: '2001-02-03'\n", encoding="utf-8")
    assert len(oha(tmp_path).refusals) == 1


def test_a_file_that_would_be_replaced_is_said(tmp_path: Path) -> None:
    importers.write(oha(tmp_path / "mine"))
    assert oha(tmp_path / "mine").notes == ()
    changed = oha(tmp_path / "mine", note="again")
    assert [note for note in changed.notes if note.endswith("oha.yaml is replaced")] == list(changed.notes)


def test_runs_that_are_there_are_not_lost(tmp_path: Path) -> None:
    into = tmp_path / "mine"
    importers.write(oha(into, id="first"))
    before = (into / "oha.yaml").read_bytes()
    plan = oha(into, id="second")
    assert plan.refusals == (
        f"{into / 'oha.yaml'} is there and would lose first; say --output NAME for a file beside it, or --replace",
    )
    assert plan.notes == ()
    with pytest.raises(importers.ImportRefused):
        importers.write(plan)
    assert (into / "oha.yaml").read_bytes() == before
    assert oha(into, id="second", output="second.yaml").refusals == ()
    assert oha(into, id="second", replace=True).refusals == ()


def test_a_results_file_that_nobody_can_read_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "oha.yaml").write_text("results: [", encoding="utf-8")
    assert "would lose its content" in oha(tmp_path).refusals[0]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"id": "{nothing}"}, "no part named nothing"),
        ({"id": "…"}, "is no id"),
        ({"output": "../x.yaml"}, "--output"),
        ({"output": "status.yaml"}, "--output"),
        ({"maps": ("a",)}, "FIELD:BEFORE=AFTER"),
        ({"omission": "maybe"}, "--omission"),
        ({"repeat": "{tool}"}, "a whole number"),
        ({"latency_unit": "ms"}, "names its unit"),
    ],
)
def test_options_that_mean_nothing_are_refused(tmp_path: Path, options: dict[str, object], reason: str) -> None:
    plan = oha(tmp_path / "mine", **options)
    assert reason in " ".join(plan.refusals)
    assert not (tmp_path / "mine").exists()


def test_every_reason_is_said_and_not_the_first_only(tmp_path: Path) -> None:
    plan = planned("oha", (OHA, "synthetic-oha.json", "synthetic-istio.csv"), tmp_path / "mine", "{a}-b-{c}.txt")
    assert len(plan.refusals) == 3


def test_two_runs_with_one_id_are_refused(tmp_path: Path) -> None:
    plan = planned("oha", (OHA, "synthetic-oha.json"), tmp_path / "mine", id="one")
    assert "two runs would have the id 'one'" in plan.refusals[0]


def test_a_part_that_contradicts_the_tool_is_refused(tmp_path: Path) -> None:
    plan = planned("oha", (OHA,), tmp_path / "mine", "synthetic-oha-{requests}.4.txt")
    assert "requests is 1 by the name, 1000 by oha" in plan.refusals[0]


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    plan = importers.plan("oha", [tmp_path / "none.txt"], tmp_path / "mine")
    assert "no such file" in plan.refusals[0]


@pytest.mark.parametrize(("path", "reason"), [("-", "standard input is not read"), ("/dev/null", "not a plain file")])
def test_what_is_no_file_is_called_so(tmp_path: Path, path: str, reason: str) -> None:
    assert reason in importers.plan("oha", [Path(path)], tmp_path / "mine").refusals[0]


@pytest.mark.parametrize("tool", importers.TOOLS)
def test_an_empty_file_is_called_empty(tmp_path: Path, tool: str) -> None:
    (tmp_path / "empty.yaml").write_text(" \n", encoding="utf-8")
    plan = importers.plan(tool, [tmp_path / "empty.yaml"], tmp_path / "mine")
    assert plan.refusals == (f"{tmp_path / 'empty.yaml'}: the file is empty",)


def test_a_folder_that_windows_can_t_have_is_refused(tmp_path: Path) -> None:
    assert "Windows" in oha(tmp_path / "con").refusals[0]


def test_a_part_named_repeat_numbers_the_runs(tmp_path: Path) -> None:
    plan = planned("oha", (OHA,), tmp_path / "mine", "synthetic-oha-{repeat}.4.txt")
    assert entries(plan, "oha.yaml")[0]["measurement"]["repeat"] == 1
    padded = planned("oha", (OHA,), tmp_path / "mine", repeat="010")
    assert entries(padded, "oha.yaml")[0]["measurement"]["repeat"] == 10


def test_labels_of_a_table_give_ids_and_configs(tmp_path: Path) -> None:
    plan = planned(
        "istio-csv",
        ("synthetic-istio.csv",),
        tmp_path / "mine",
        "{sweep}_qps_{rate}_c_{connections}_{payload}_{telemetry+}_{mode}",
        id="{telemetry}-{mode}",
        test_id="rate-{rate}",
        mesh_config="{telemetry}-{mode}",
        maps=("mesh-config:*-baseline=baseline", "mesh-config:*-both=istio-*"),
    )
    assert [row[:3] for row in plan.table.rows] == [
        ("none-mtls-baseline", "baseline", "rate-10"),
        ("none-mtls-both", "istio-none-mtls", "rate-10"),
    ]
    client = written(plan, "submission.yaml")["test_configs"][0]["clients"][0]  # type: ignore[index]
    assert (client["connections"], client["rps"]) == (4, 10)


def test_meshery_s_export_says_what_a_person_must_add(tmp_path: Path) -> None:
    plan = planned("smp", ("synthetic-meshery.json",), tmp_path / "mine")
    result = entries(plan, "smp.yaml")[0]["result"]
    assert [result[key] for key in ("test_id", "mesh_config_id", "env_id")] == ["TODO"] * 3
    assert "details_uri" not in result
    assert result["latencies_ms"] == {
        "min": 311.269901,
        "average": 472.57,
        "p50": 383.82,
        "p90": 887.5,
        "p99": 1191.08,
        "max": 1228.156924,
    }


def test_configs_go_into_a_new_submission_with_the_runs_that_name_them(tmp_path: Path) -> None:
    plan = planned("smp", ("synthetic-snake.yaml", "synthetic-configs.json"), tmp_path / "mine")
    document = written(plan, "submission.yaml")
    assert [config["id"] for config in document["test_configs"]] == ["load-test"]  # type: ignore[attr-defined]
    assert entries(plan, "smp.yaml")[0]["result"]["test_id"] == "load-test"
    assert document["mesh_configs"][0]["mesh_type"] == {"type": "ISTIO", "version": "1.20"}  # type: ignore[index]


def test_configs_that_find_no_place_in_a_submission_are_printed_to_paste(tmp_path: Path) -> None:
    (tmp_path / "submission.yaml").write_text("submitted: TODO\n", encoding="utf-8")
    plan = planned("smp", ("synthetic-configs.json",), tmp_path)
    assert "it has no list environment_configs; it is not edited" in plan.refusals[0]
    assert "mesh_configs:\n  - id: mesh\n" in plan.to_paste
    assert "test_configs:\n  - id: load-test\n" in plan.to_paste


def test_configs_go_into_a_submission_that_exists(tmp_path: Path) -> None:
    into = tmp_path / "mine"
    importers.write(oha(into, test_id="load-test", mesh_config="baseline", env="env"))
    before = (into / "submission.yaml").read_text(encoding="utf-8")
    plan = planned("smp", ("synthetic-configs.json",), into)
    assert plan.refusals == ()
    document = written(plan, "submission.yaml")
    assert [each["id"] for each in document["mesh_configs"]] == ["baseline", "mesh"]  # type: ignore[attr-defined]
    assert document["mesh_configs"][1]["mesh_type"] == {"type": "ISTIO", "version": "1.20"}  # type: ignore[index]
    assert list(document["subjects"]) == ["baseline", "mesh"]  # type: ignore[call-overload]
    assert "submission.yaml: mesh_configs: mesh: not there becomes added" in plan.notes
    comments = [line for line in before.splitlines() if line.startswith("#")]
    content = plan.files_to_write[PurePosixPath("submission.yaml")].decode()
    assert [line for line in content.splitlines() if line.startswith("#")] == comments
    importers.write(plan)
    assert planned("smp", ("synthetic-configs.json",), into).files_to_write == {}


def test_configs_are_shown_before_they_are_written(tmp_path: Path) -> None:
    plan = planned("smp", ("synthetic-configs.json",), tmp_path / "mine")
    assert plan.table.rows == ()
    assert [row[:2] for row in plan.configs.rows] == [
        ("environment", "env"),
        ("mesh config", "mesh"),
        ("test config", "load-test"),
    ]


def test_the_mesh_beside_meshery_s_test_gives_way_to_its_own_message(tmp_path: Path) -> None:
    (tmp_path / "mesh.yaml").write_text("id: mine\nmesh_type: {type: ISTIO, version: 1.20}\n", encoding="utf-8")
    files = [FOLDER / "synthetic-meshery-test.yaml", tmp_path / "mesh.yaml"]
    plan = importers.plan("smp", files, tmp_path / "mine")
    assert [config["id"] for config in written(plan, "submission.yaml")["mesh_configs"]] == ["mine"]  # type: ignore[attr-defined]
    assert plan.notes == ("mesh config synthetic-meshery-test-mesh says only ISTIO, as mine does: left out",)
    alone = importers.plan("smp", files[:1], tmp_path / "mine")
    assert [row[0] for row in alone.configs.rows] == ["mesh config", "test config"]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    assert oha(tmp_path / "mine").files_to_write == oha(tmp_path / "mine").files_to_write


def test_results_follow_their_schema(tmp_path: Path) -> None:
    into = tmp_path / "results" / "performance" / "mine"
    importers.write(oha(into, test_id="test", mesh_config="mesh", env="env", omission="uncorrected"))
    found = load(tmp_path).findings
    here = [finding for finding in found if finding.location.path.endswith("oha.yaml")]
    assert [(finding.severity, finding.rule.slug) for finding in here] == [(Severity.WARNING, "few-requests")]
    assert [finding for finding in found if finding.location.path.endswith("submission.yaml")]


def test_every_option_is_in_the_guide() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    names = {field.name.replace("_", "-").replace("maps", "map") for field in fields(importers.ImportOptions)}
    assert {name for name in names if f"`--{name}`" not in guide} == set()
    assert {tool for tool in importers.TOOLS if f"| `{tool}` |" not in guide} == set()


def test_what_runs_name_and_a_submission_lacks_is_added_to_it(tmp_path: Path) -> None:
    folder = tmp_path / "synthetic"
    first = planned("oha", ("synthetic-oha-1.4.txt",), folder, test_id="one", mesh_config="a", env="lab")
    importers.write(first)
    before = (folder / "submission.yaml").read_text()
    second = planned("oha", ("synthetic-oha.json",), folder, test_id="two", mesh_config="a", env="lab", output="b.yaml")
    assert second.refusals == ()
    after = written(second, "submission.yaml")
    assert [each["id"] for each in after["test_configs"]] == ["one", "two"]  # type: ignore[index, attr-defined]
    assert set(after["workload_conditions"]) == {"one", "two"}  # type: ignore[call-overload]
    assert [each["id"] for each in after["mesh_configs"]] == ["a"]  # type: ignore[index, attr-defined]
    importers.write(second)
    now = (folder / "submission.yaml").read_text()
    assert [line for line in before.splitlines() if line not in now.splitlines()] == []


def test_a_test_config_holds_what_all_of_its_runs_say_alike(tmp_path: Path) -> None:
    plan = planned("auto", ("synthetic-hey.txt", "synthetic-wrk.txt"), tmp_path / "synthetic", test_id="one")
    (config,) = written(plan, "submission.yaml")["test_configs"]  # type: ignore[misc]
    assert config["clients"][0]["load_generator"] == "TODO"
    alone = planned("auto", ("synthetic-hey.txt",), tmp_path / "synthetic", test_id="one")
    (config,) = written(alone, "submission.yaml")["test_configs"]  # type: ignore[misc]
    assert config["clients"][0]["load_generator"] == "hey"
