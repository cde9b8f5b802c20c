from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path, PurePosixPath

import pytest

from generator import importers
from generator.importers.common import ImportRefused
from generator.importers.prometheus import joined, read_answer
from generator.importers.queries import COMPONENTS, NAMES, listed
from generator.importers.reduction import Reduced, reduced
from generator.load import load
from tests.importer_samples import FOLDER, entries, planned, raw, raw_text

CPU, MEMORY, RUN = "synthetic-prometheus-cpu.json", "synthetic-prometheus-memory.json", "synthetic-run.yaml"
NOON = 1795608000
"""2026-11-25T12:00:00Z, where the synthetic run begins; it ends four minutes and a second later."""
GUIDE = Path(__file__).parent.parent / "docs" / "guides" / "importing.md"


def submission(tmp_path: Path, *more: str, **options: object) -> Path:
    """A submission with the synthetic run, and with runs made of it by replacing texts ("before=after")."""
    into = tmp_path / "results" / "performance" / "mine"
    files = [FOLDER / RUN]
    for at, change in enumerate(more):
        text = (FOLDER / RUN).read_text(encoding="utf-8").replace("id: run\n", f"id: run-{at}\n")
        for pair in change.split(";"):
            before, after = pair.split("=")
            assert before in text
            text = text.replace(before, after)
        files.append(tmp_path / f"run-{at}.yaml")
        files[-1].write_text(text, encoding="utf-8")
    importers.write(importers.plan("smp", files, into, None, importers.ImportOptions(**options)))  # type: ignore[arg-type]
    return into


def plan(into: Path, *names: str | Path, **options: object) -> importers.ImportPlan:
    files = [name if isinstance(name, Path) else FOLDER / name for name in names or (CPU, MEMORY)]
    return importers.plan_resources(files, into, importers.ResourceOptions(**options))  # type: ignore[arg-type]


def series(query: str, values: list[list[object]], **labels: str) -> dict[str, object]:
    names = {"container": "istio-proxy", "namespace": "shop", "pod": "a", **labels}
    return {"metric": {"query": query, **names}, "values": values}


def answer(*found: object, **more: object) -> str:
    return json.dumps({"status": "success", "data": {"resultType": "matrix", "result": list(found)}, **more})


def use(*found: object) -> Reduced | str:
    """What the one component of these series used in the four minutes from noon."""
    (one,) = joined([read_answer(raw_text("x.json", answer(*found)))])
    return reduced(one, Decimal(NOON), Decimal(NOON + 240))


def steady(
    text: str, *, first: int = 0, last: int = 240, step: int = 30, without: tuple[int, ...] = ()
) -> list[list[object]]:
    return [[NOON + at, text] for at in range(first, last + 1, step) if at not in without]


def test_the_run_gets_its_resources_field_by_field(tmp_path: Path) -> None:
    found = plan(submission(tmp_path))
    assert found.refusals == ()
    (entry,) = entries(found, "smp.yaml")
    # CPU of the pods from 12:01:30 on: 0.12 + 0.05 … 0.22 + 0.05 cores; memory from 12:00:30 on, MB of 10^6 bytes
    assert entry["measurement"]["resources"] == [
        {
            "component": "istio-proxy (2 pods)",
            "role": "sidecar",
            "cpu_mcores": 220,
            "mem_mb": 92.25,
            "statistic": "average",
        },
        {"component": "istio-proxy (2 pods)", "role": "sidecar", "cpu_mcores": 270, "mem_mb": 94, "statistic": "max"},
        {
            "component": "discovery (1 pod)",
            "role": "control-plane",
            "cpu_mcores": 10,
            "mem_mb": 120,
            "statistic": "average",
        },
        {
            "component": "discovery (1 pod)",
            "role": "control-plane",
            "cpu_mcores": 10,
            "mem_mb": 120,
            "statistic": "max",
        },
        {
            "component": "node total (2 nodes)",
            "role": "node",
            "cpu_mcores": 2000,
            "mem_mb": 3000,
            "statistic": "average",
        },
        {"component": "node total (2 nodes)", "role": "node", "cpu_mcores": 2000, "mem_mb": 3000, "statistic": "max"},
    ]
    assert found.table.rows[0] == ("run", "istio-proxy (2 pods)", "sidecar", "average", "220", "92.25", "6 / 8")


def test_everything_else_of_the_file_stays(tmp_path: Path) -> None:
    into = submission(tmp_path, "12:0=14:0")
    before = (into / "smp.yaml").read_text(encoding="utf-8").splitlines()
    importers.write(plan(into))
    after = iter((into / "smp.yaml").read_text(encoding="utf-8").splitlines())
    assert all(line in after for line in before)


def test_the_evidence_is_a_copy_without_names(tmp_path: Path) -> None:
    into = submission(tmp_path)
    found = plan(into)
    importers.write(found)
    (entry,) = entries(found, "smp.yaml")
    _, cpu, memory = entry["measurement"]["evidence"]  # type: ignore[misc]
    assert (cpu["tool"], cpu["original_sha256"]) == ("prometheus", raw(CPU).sha256)
    assert memory["original_sha256"] == raw(MEMORY).sha256
    for each in (cpu, memory):
        text = (into / each["path"]).read_text(encoding="utf-8")
        assert (len(text), text.count('"metric"')) == (each["bytes"], 5)
        assert not re.search(r"shop|istiod|10\.0|istio-system", text)
    copy = json.loads((into / cpu["path"]).read_bytes())["data"]["result"]
    assert copy[0]["values"] == json.loads(raw(CPU).content)["data"]["result"][0]["values"]
    assert copy[0]["metric"] == {"query": "sidecar-cpu", "container": "istio-proxy", "namespace": "5", "pod": "5"}


def test_the_copy_gives_the_same_numbers_as_the_original(tmp_path: Path) -> None:
    into = submission(tmp_path)
    importers.write(plan(into))
    again = plan(into, *sorted(into.glob("evidence/prometheus-*.json")))
    assert again.refusals == ()
    assert again.table.rows == plan(into).table.rows


def test_the_check_finds_nothing_in_what_was_written(tmp_path: Path) -> None:
    into = submission(tmp_path)
    importers.write(plan(into, skip_first=30))
    findings = [each for each in load(tmp_path).findings if each.location.path.endswith("smp.yaml")]
    assert [each.message for each in findings if each.severity.name == "ERROR"] == []


def test_a_second_import_writes_the_same_bytes(tmp_path: Path) -> None:
    into = submission(tmp_path)
    first = plan(into)
    importers.write(first)
    assert plan(into).files_to_write == first.files_to_write
    assert plan(into).refusals == ()


def test_times_left_out_are_noted_once(tmp_path: Path) -> None:
    into = submission(tmp_path, note="Made at night.")
    importers.write(plan(into, skip_first=30, skip_last=60.5))
    found = plan(into, skip_first=60, replace=True)
    (entry,) = entries(found, "smp.yaml")
    said = "Made at night. CPU and memory leave out the first 60 s and the last 0 s of the run."
    assert entry["measurement"]["note"] == said
    # from 12:02:01 on: 0.18, 0.20 and 0.22 … of the first pod are left
    assert entry["measurement"]["resources"][0]["cpu_mcores"] == 240  # type: ignore[index]
    importers.write(found)
    (entry,) = entries(plan(into, replace=True), "smp.yaml")
    assert entry["measurement"]["note"] == "Made at night."


def test_other_resources_are_not_lost(tmp_path: Path) -> None:
    into = submission(tmp_path)
    importers.write(plan(into))
    refused = plan(into, CPU)
    assert refused.refusals == ("run has other resources already: give all files at once and say --replace",)
    found = plan(into, CPU, replace=True)
    assert any("is named by no run any more: remove it" in note for note in found.notes)
    (entry,) = entries(found, "smp.yaml")
    assert entry["measurement"]["resources"][0] == {  # type: ignore[index]
        "component": "istio-proxy (2 pods)", "role": "sidecar", "cpu_mcores": 220, "statistic": "average",
    }  # fmt: skip


def test_a_published_submission_is_not_changed(tmp_path: Path) -> None:
    into = submission(tmp_path)
    (into / "status.yaml").write_text("kind: status/v1\n", encoding="utf-8")
    found = plan(into)
    assert "a published submission is not changed" in found.refusals[0]
    with pytest.raises(ImportRefused):
        importers.write(found)


@pytest.mark.parametrize("change", ["# a comment\n", "  \n"])
def test_a_results_file_that_a_person_changed_is_not_rewritten(tmp_path: Path, change: str) -> None:
    into = submission(tmp_path)
    file = into / "smp.yaml"
    file.write_text(file.read_text(encoding="utf-8") + change, encoding="utf-8")
    assert "smp.yaml: is not as an importer writes it" in plan(into).refusals[0]


def test_a_results_file_of_a_form_that_nobody_writes_is_not_rewritten(tmp_path: Path) -> None:
    into = submission(tmp_path)
    file = into / "smp.yaml"
    text = file.read_text(encoding="utf-8").replace("coordinated_omission: unknown", "note: [[1], {a: null}]")
    file.write_text(text, encoding="utf-8")
    assert "is not as an importer writes it" in plan(into).refusals[0]


def test_a_changed_file_without_a_covered_run_is_left_alone(tmp_path: Path) -> None:
    into = submission(tmp_path)
    other = (into / "smp.yaml").read_text(encoding="utf-8").replace("12:0", "18:0").replace("id: run", "id: late")
    (into / "by-hand.yaml").write_text(other + "# mine\n", encoding="utf-8")
    found = plan(into)
    assert found.refusals == ()
    assert PurePosixPath("by-hand.yaml") not in found.files_to_write
    assert "late: sidecar-cpu istio-proxy has no samples within the run" in found.notes


@pytest.mark.parametrize(
    "change",
    ["T12:00:00Z=T12:00:00", "start_time: 2026-11-25T12:00:00Z\n=", "end_time: 2026-11-25T12:04:01Z\n="],
)
def test_runs_without_sure_times_are_left_out(tmp_path: Path, change: str) -> None:
    into = submission(tmp_path, change)
    found = plan(into)
    assert [row[0] for row in found.table.rows] == ["run"] * 6
    assert any(note.startswith("run-0: no start_time and end_time to the second") for note in found.notes)


def test_runs_that_overlap_are_told_apart_by_the_person(tmp_path: Path) -> None:
    into = submission(tmp_path, "mesh_config_id: istio=mesh_config_id: linkerd")
    assert "the runs run and run-0 overlap in time" in plan(into).refusals[0]
    found = plan(into, mesh_config="lin*")
    assert {row[0] for row in found.table.rows} == {"run-0"}
    assert {row[0] for row in plan(into, id="run").table.rows} == {"run"}
    assert plan(into, test_id="none").refusals[0].endswith("with a zone")


def test_runs_of_two_environments_can_t_be_of_one_prometheus(tmp_path: Path) -> None:
    into = submission(tmp_path, "env_id: cluster=env_id: other")
    assert "runs of the environments cluster, other" in plan(into).refusals[0]
    assert {row[0] for row in plan(into, env="other").table.rows} == {"run-0"}


def test_a_run_outside_the_samples_says_where_they_are(tmp_path: Path) -> None:
    refusal = plan(submission(tmp_path), CPU, skip_first=300).refusals[0]
    assert "sidecar-cpu istio-proxy has no time left in the run" in refusal
    assert "the samples reach from 2026-11-25T11:59:30Z to 2026-11-25T12:04:30Z" in refusal


def test_no_series_is_said_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "waypoint-cpu.json").write_text(answer(), encoding="utf-8")
    found = plan(submission(tmp_path), CPU, tmp_path / "waypoint-cpu.json")
    assert any("no series: nothing of this kind ran" in note for note in found.notes)
    assert not [row for row in found.table.rows if row[2] == "waypoint"]


def test_the_greatest_sum_is_not_the_sum_of_maxima() -> None:
    one = series("sidecar-memory", [[NOON + at, str(value)] for at, value in ((0, 10e6), (120, 90e6), (240, 10e6))])
    two = series(
        "sidecar-memory", [[NOON + at, str(value)] for at, value in ((0, 80e6), (120, 10e6), (240, 80e6))], pod="b"
    )
    found = use(one, two)
    assert isinstance(found, Reduced)
    assert (found.average, found.greatest) == (Decimal("93.333333"), Decimal(100))


def test_cpu_counts_from_a_window_after_the_start() -> None:
    found = use(series("sidecar-cpu", [*steady("9", last=59), *steady("0.25", first=60)]))
    assert isinstance(found, Reduced)
    assert (found.average, found.greatest, found.samples) == (Decimal(250), Decimal(250), 7)


def test_an_instant_without_a_replica_that_runs_does_not_count() -> None:
    found = use(
        series("sidecar-memory", steady("1000000")),
        series("sidecar-memory", steady("2000000", without=(120,)), pod="b"),
    )
    assert isinstance(found, Reduced)
    assert (found.average, found.samples) == (Decimal(3), 8)
    assert found.notes == ("lacks a replica's sample at 1 instants, left out",)


def test_nan_is_no_measurement() -> None:
    values = steady("1000000", without=(90,))
    values.insert(3, [NOON + 90, "NaN"])
    found = use(series("sidecar-memory", values))
    assert isinstance(found, Reduced)
    assert (found.average, found.samples) == (Decimal(1), 8)
    text = answer(series("sidecar-memory", values))
    assert "1 samples are NaN, left out" in read_answer(raw_text("x.json", text)).notes[0]


def test_a_replica_that_starts_or_ends_within_the_run_counts_while_it_runs() -> None:
    found = use(
        series("sidecar-memory", steady("1000000")),
        series("sidecar-memory", steady("1000000", first=120), pod="b"),
    )
    assert isinstance(found, Reduced)
    assert (found.greatest, len(found.replicas), found.notes) == (Decimal(2), 2, ())
    assert found.average == Decimal("1.555556")  # 4 instants of one, 5 of two


def test_a_gap_longer_than_two_steps_is_said() -> None:
    found = use(series("sidecar-memory", steady("1000000", without=(90, 120))))
    assert isinstance(found, Reduced)
    assert found.notes == ("has a gap of 90 s, more than twice its step of 30 s",)
    found = use(series("sidecar-memory", steady("1000000", without=(90,))))
    assert isinstance(found, Reduced)
    assert found.notes == ()


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (steady("1", first=60), "does not cover the whole run"),
        (steady("1", last=180), "does not cover the whole run"),
        (steady("1", last=0), "has a single sample within the run"),
        (steady("1", first=300, last=600), "has no samples within the run"),
        (steady("1", without=(60, 90, 120, 150, 180, 210)), "has samples for less than half of the run"),
    ],
)
def test_a_run_that_is_not_covered_has_no_number(values: list[list[object]], reason: str) -> None:
    assert use(series("sidecar-memory", values)) == reason


def test_files_of_several_hours_are_one_series(tmp_path: Path) -> None:
    parts = [
        answer(series("sidecar-memory", steady("1000000", first=first, last=last)))
        for first, last in ((0, 120), (120, 240))
    ]
    (one,) = joined([read_answer(raw_text("x.json", part)) for part in parts])
    assert len(one.instants) == 9
    other = answer(series("sidecar-memory", steady("2000000", first=120)))
    with pytest.raises(ImportRefused, match="two series of one pod differ"):
        joined([read_answer(raw_text("x.json", text)) for text in (parts[0], other)])


def test_a_pod_that_answers_two_queries_is_refused() -> None:
    text = answer(series("waypoint-memory", steady("1")), series("gateway-memory", steady("1")))
    with pytest.raises(ImportRefused, match="the same pod answers waypoint and gateway"):
        joined([read_answer(raw_text("x.json", text))])


def test_ztunnel_is_called_so_whatever_its_container_is_called(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(answer(series("ztunnel-memory", steady("5000000"), pod="ztunnel-1")), encoding="utf-8")
    row = plan(submission(tmp_path), file).table.rows[0]
    assert row[1:4] == ("ztunnel (1 pod)", "node-proxy", "average")


@pytest.mark.parametrize("name", ["sidecar-memory.json", "sidecar-memory-2.json", "sidecar-memory.noon.json"])
def test_the_file_s_name_says_the_query_where_the_label_is_missing(name: str) -> None:
    found = series("sidecar-memory", steady("1"))
    del found["metric"]["query"]  # type: ignore[attr-defined]
    (one,) = read_answer(raw_text(name, answer(found))).series
    assert (one.component.name, one.quantity) == ("sidecar", "memory")


def broken(change: dict[str, object]) -> str:
    return answer({**series("sidecar-memory", steady("1")), **change})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not valid JSON"),
        ('{"status":"error","errorType":"bad_data","error":"parse error"}', "(parse error), expected status success"),
        ('{"status":"success","data":{"resultType":"vector","result":[]}}', "a vector, expected a matrix"),
        ('{"status":"success","data":[]}', "data: found no object"),
        ('{"status":"success","data":{"resultType":"matrix","result":{}}}', "result is no list"),
        (answer(1), "series 1: found no object"),
        (broken({"metric": {}}), "neither its label query nor the file's name"),
        (broken({"metric": {"query": "up"}}), "neither its label query nor the file's name"),
        (broken({"metric": {"query": "sidecar-memory", "container": "app", "pod": "a", "namespace": "b"}}), "'app' is none of sidecar"),
        (broken({"metric": {"query": "sidecar-memory", "container": "istio-proxy", "namespace": "b"}}), "has no label pod"),
        (broken({"metric": {"query": "node-memory"}}), "has no label instance"),
        (broken({"histograms": [[1, {}]]}), "holds histograms"),
        (broken({"values": [[1, 2]]}), "expected a sample"),
        (broken({"values": [[True, "2"]]}), "expected a sample"),
        (broken({"values": [["1", "2"]]}), "expected a sample"),
        (broken({"values": [5]}), "expected a sample"),
        (broken({"values": [[2, "1"], [2, "1"]]}), "is no later Unix time"),
        (broken({"values": [[-1, "1"]]}), "is no later Unix time"),
        (broken({"values": [[1795608000000, "1"]]}), "is no later Unix time"),
        (broken({"values": [[1, "-1"]]}), "no number of zero or more"),
        (broken({"values": [[1, "+Inf"]]}), "no number of zero or more"),
        (broken({"values": [[1, "1e999"]]}), "too much for memory"),
        (broken({"values": [[1, "1e999999"]]}), "no number of zero or more"),
        (broken({"values": [[1, "1\\n"]]}), "no number of zero or more"),
        (broken({"values": [[1, "1_0"]]}), "no number of zero or more"),
        (broken({"values": [[1, "many"]]}), "no number of zero or more"),
        (broken({"values": {}}), "values is no list"),
    ],
)  # fmt: skip
def test_broken_answers_are_refused(text: str, reason: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        read_answer(raw_text("x.json", text))
    assert str(refused.value).startswith("x.json: ")
    assert reason in str(refused.value)


def test_a_file_called_after_another_query_is_refused() -> None:
    with pytest.raises(ImportRefused, match="answers sidecar-memory, but the file is called sidecar-cpu"):
        read_answer(raw_text("sidecar-cpu.json", broken({})))


def test_warnings_of_prometheus_are_passed_on() -> None:
    text = answer(series("sidecar-memory", steady("1")), warnings=["partial response"])
    assert read_answer(raw_text("x.json", text)).notes == ("x.json: Prometheus warns: partial response",)


def test_a_submission_without_results_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    assert "none of its results is meant" in plan(tmp_path / "mine").refusals[0]
    (tmp_path / "mine" / "a.yaml").write_text("results: [", encoding="utf-8")
    assert "no results can be read from it" in plan(tmp_path / "mine").refusals[0]


def test_many_runs_over_many_samples_stay_quick(tmp_path: Path) -> None:
    values = [[NOON + at, "1000000"] for at in range(20_000)]
    (one,) = joined(
        [read_answer(raw_text("x.json", answer(*(series("sidecar-memory", values, pod=str(pod)) for pod in range(5)))))]
    )
    found = [reduced(one, Decimal(NOON + at), Decimal(NOON + at + 10)) for at in range(10_000)]
    assert {each.greatest for each in found if isinstance(each, Reduced)} == {Decimal(5)}


def test_components_are_told_apart_and_have_roles_of_the_schema() -> None:
    schema = json.loads(
        (Path(__file__).parent.parent / "generator/schemas/performance-results.v1.schema.json").read_bytes()
    )
    roles = schema["$defs"]["resource"]["properties"]["role"]["enum"]
    assert {each.role for each in COMPONENTS} <= set(roles)
    assert len({each.name for each in COMPONENTS}) == len(COMPONENTS)
    assert len(NAMES) == 2 * len(COMPONENTS)
    for component in COMPONENTS:
        assert all(name in component.cpu and name in component.memory for name in component.containers)


def test_the_guide_shows_exactly_the_queries() -> None:
    (block,) = re.findall(r"```promql\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert block == listed()


def test_a_plan_writes_nothing(tmp_path: Path) -> None:
    into = submission(tmp_path)
    before = {path: path.read_bytes() for path in into.rglob("*") if path.is_file()}
    plan(into)
    assert {path: path.read_bytes() for path in into.rglob("*") if path.is_file()} == before


def test_fixtures_have_the_form_that_smp_imports(tmp_path: Path) -> None:
    assert planned("smp", (RUN,), tmp_path / "mine").refusals == ()
