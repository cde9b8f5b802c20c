"""The loader: what it leaves out, what it joins, and how documents become values of the model."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import model
from generator.construct import performance
from generator.discover import discover
from generator.finding import Pointer, Severity
from generator.load import Loaded, catalogue, load
from generator.rules import RULES
from generator.rules.access import total
from generator.rules.engine import run
from generator.rules.structure import structure
from generator.source import parse

BASE = Path(__file__).parent / "corpus" / "base"
TODAY = date(2026, 11, 25)
SUBMISSION = "results/performance/example/submission.yaml"
RESULTS = "results/performance/example/results.yaml"
STATUS = "results/performance/example/status.yaml"
ISTIO = "results/registry/meshes/istio.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BASE, tmp_path / "repository"))


def change(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def codes(loaded: Loaded) -> list[str]:
    return [finding.rule.code for finding in loaded.findings]


def second_submission(root: Path) -> None:
    """A copy of the example under another name."""
    shutil.copytree(root / "results/performance/example", root / "results/performance/second")
    change(root, "results/performance/second/submission.yaml", "id: example", "id: second")
    for rate in ("1000", "999.5"):  # of other runs
        change(
            root,
            "results/performance/second/results.yaml",
            f"actual_qps: {rate}\n",
            f"actual_qps: {float(rate) + 0.1}\n",
        )


def test_a_result_is_joined_to_its_configs() -> None:
    first, second = load(BASE, today=TODAY).catalogue.results
    assert first.address == "example/baseline-1"
    assert (first.environment.id, first.test.id, first.mesh_config.id) == ("three-nodes", "rate-1000", "baseline")
    assert first.subject.baseline
    assert second.subject == model.Subject(
        mesh="istio",
        version="1.24.1",
        mode="sidecar",
        configuration=None,
        baseline=False,
        features=model.Features(
            encryption="mtls", peer_authentication="mtls", l7_processing=True, telemetry=None, access_log="none"
        ),
        profile=None,
        proxy_limits=None,
        brings={},
        note=None,
    )
    assert (first.campaign, first.achieved_rps, first.smp["actual_qps"]) == ("first", 1000.0, 1000)


def test_percentiles_of_both_places_are_joined_in_the_order_of_numbers() -> None:
    latencies = load(BASE, today=TODAY).catalogue.results[0].latencies
    assert (latencies.min_ms, latencies.average_ms, latencies.max_ms) == (0.2, 0.6, 12.5)
    assert list(latencies.percentiles.items()) == [("50", 0.5), ("75", 0.7), ("90", 0.9), ("99", 1.6), ("99.9", 4.2)]


def test_equal_nodes_are_folded() -> None:
    (environment,) = load(BASE, today=TODAY).catalogue.submissions["example"].environments
    assert environment.nodes == (
        model.Node(type="example.large", cores=4, mem_mb=16000, count=2),
        model.Node(type="example.small", cores=2, mem_mb=8000, count=1),
    )


def test_conditions_that_were_not_reported_are_none() -> None:
    (environment,) = load(BASE, today=TODAY).catalogue.submissions["example"].environments
    assert environment.conditions["cni"] == "Example CNI 1.0"
    assert environment.conditions["region"] is None
    assert environment.conditions["kernel"] is None


def test_the_test_config_takes_its_client_and_its_conditions() -> None:
    test = load(BASE, today=TODAY).catalogue.results[0].test
    assert (test.load_generator, test.load_generator_version) == ("fortio", "1.69.1")
    assert (test.connections, test.offered_rps) == (16, 1000.0)
    assert test.workload.loop is model.Loop.OPEN
    assert test.workload.stop == model.Stop(seconds=60.0)
    assert test.workload.warm_up is None


def test_errors_that_were_not_reported_differ_from_none_seen(root: Path) -> None:
    change(root, RESULTS, "errors: {}", "errors: null")
    first, second = load(root, today=TODAY).catalogue.results
    assert first.measurement.errors is None
    assert second.measurement.errors == {"503": 2}
    assert load(BASE, today=TODAY).catalogue.results[0].measurement.errors == {}


@pytest.mark.parametrize(
    ("written", "at", "precision", "zoned"),
    [
        ("2026-11-01T10:00:00.250Z", datetime(2026, 11, 1, 10, 0, 0, 250000, tzinfo=UTC), "second", True),
        ("2026-11-01T10:00:00", datetime(2026, 11, 1, 10, tzinfo=UTC), "second", False),
        ("2026-11-01T10:00", datetime(2026, 11, 1, 10, tzinfo=UTC), "minute", False),
        ("2026-11", datetime(2026, 11, 1, tzinfo=UTC), "month", False),
    ],
)
def test_a_time_keeps_what_was_written_and_how_fine(
    root: Path, written: str, at: datetime, precision: str, *, zoned: bool
) -> None:
    change(root, RESULTS, "start_time: 2026-11-01T10:00:00Z", f"start_time: {written}")
    change(root, RESULTS, "      end_time: 2026-11-01T10:01:00Z\n", "")
    (first, _) = load(root, today=TODAY).catalogue.results
    assert first.start_time == model.Moment(text=written, at=at, precision=precision, zoned=zoned)
    assert first.end_time is None


def test_the_last_event_that_names_a_result_decides_its_state(root: Path) -> None:
    event = "  - {{date: 2026-11-23, state: {}, by: A, reason: B, results: {}}}\n"
    with (root / STATUS).open("a", encoding="utf-8") as status:
        status.write(event.format("disputed", "all") + event.format("corrected", "[baseline-1]"))
    loaded = load(root, today=TODAY)
    first, second = loaded.catalogue.results
    assert (first.state, [each.state for each in first.history]) == (
        model.State.CORRECTED,
        [model.State.DISPUTED, model.State.CORRECTED],
    )
    assert (second.state, len(second.history)) == (model.State.DISPUTED, 2)
    assert len(loaded.catalogue.submissions["example"].history) == 3


def test_without_a_status_file_results_are_published(root: Path) -> None:
    (root / STATUS).unlink()
    assert {each.state for each in load(root, today=TODAY).catalogue.results} == {model.State.PUBLISHED}


def test_a_value_remembers_its_place() -> None:
    submission = load(BASE, today=TODAY).catalogue.submissions["example"]
    place = submission.results[1].origin
    assert (place.path, place.line, place.column, place.pointer) == (RESULTS, 27, 5, "/results/1")
    assert submission.mesh_configs[1].origin.pointer == "/mesh_configs/1"


@pytest.mark.parametrize("path", [SUBMISSION, RESULTS, STATUS])
@pytest.mark.parametrize("fault", ["unknown: field\n", "tab:\t[\n"], ids=["structure", "syntax"])
def test_an_error_in_any_file_leaves_the_whole_submission_out_and_no_other(root: Path, path: str, fault: str) -> None:
    second_submission(root)
    with (root / path).open("a", encoding="utf-8") as file:
        file.write(fault)
    loaded = load(root, today=TODAY)
    assert loaded.has_errors
    assert {each.location.path for each in loaded.findings} == {path}
    assert list(loaded.catalogue.submissions) == ["second"]


def test_a_warning_leaves_nothing_out(root: Path) -> None:
    change(root, RESULTS, "actual_qps: 1000", "actual_qps: 800")
    change(root, RESULTS, "requests: 60000", "requests: 48000")
    loaded = load(root, today=TODAY)
    assert {each.severity for each in loaded.findings} == {Severity.WARNING}
    assert list(loaded.catalogue.submissions) == ["example"]


def test_a_broken_mesh_takes_the_submissions_that_name_it_along_with_one_finding(root: Path) -> None:
    change(root, ISTIO, "name: Istio\n", "")
    loaded = load(root, today=TODAY)
    assert codes(loaded) == ["MR101"]
    assert list(loaded.catalogue.meshes) == ["no-mesh"]
    assert loaded.catalogue.submissions == {}


def test_a_misplaced_document_is_in_no_catalogue(root: Path) -> None:
    (root / ISTIO).rename(root / "results/performance/example/istio.yaml")
    loaded = load(root, today=TODAY)
    assert "MR114" in codes(loaded)
    assert "istio" not in loaded.catalogue.meshes
    assert loaded.catalogue.submissions == {}


def test_findings_are_reported_only_for_the_paths_asked_for(root: Path) -> None:
    change(root, RESULTS, "test_id: rate-1000", "test_id: rate-2000")
    change(root, ISTIO, "name: Istio\n", "")
    everything = load(root, today=TODAY)
    assert {each.location.path for each in everything.findings} == {RESULTS, ISTIO}
    part = load(root, [Path("results/performance")], today=TODAY)
    assert {each.location.path for each in part.findings} == {RESULTS}
    assert part.files == 3
    assert load(root, [root / ISTIO], today=TODAY).files == 1
    assert load(root, [Path(SUBMISSION)], today=TODAY).findings == ()


def test_a_path_outside_the_repository_is_refused(root: Path) -> None:
    with pytest.raises(ValueError, match="is not in"):
        load(root, [Path("../elsewhere")])
    with pytest.raises(ValueError, match="is not in"):
        load(root, [root.parent / "elsewhere"])


def test_references_resolve_against_the_whole_repository_when_one_file_is_asked_for(root: Path) -> None:
    assert load(root, [Path(RESULTS)], today=TODAY).findings == ()


def test_the_registry_is_constructed() -> None:
    loaded = load(BASE, today=TODAY)
    istio = loaded.catalogue.meshes["istio"]
    assert (istio.kind, istio.smp_type, istio.colour) == (model.MeshKind.MESH, "ISTIO", "#D55E00")
    assert istio.mode("ambient") == model.MeshMode(id="ambient", title="Ambient", shade=0.35, marker="diamond")
    assert istio.releases == (
        model.Release(version="1.24.1", date=date(2024, 11, 28), end_of_support=None, source="https://istio.io/"),
    )
    assert loaded.catalogue.meshes["no-mesh"].kind is model.MeshKind.NONE
    assert loaded.catalogue.labs["lab-one"].hardware == ("3 synthetic machines",)
    (initiative,) = loaded.catalogue.initiatives
    assert initiative.facts[0].date == "2020-12"
    assert loaded.aliases == (("/performance/groups/old-00000000/", "/performance/groups/new-11111111/"),)


def test_a_json_document_loads_as_its_yaml_does(root: Path) -> None:
    (root / "results/performance/example/more.json").write_text(
        """{"kind": "performance-results/v1", "results": [{"id": "json-1", "result": {"test_id": "rate-1000",
        "mesh_config_id": "baseline", "env_id": "three-nodes"}, "measurement": {"requests": 1}}]}""",
        encoding="utf-8",
    )
    results = load(root, today=TODAY).catalogue.results
    assert [each.id for each in results if each.id == "json-1"] == ["json-1"]


def test_an_empty_repository_has_an_empty_catalogue(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    loaded = load(tmp_path)
    assert (loaded.files, loaded.findings, dict(loaded.catalogue.submissions)) == (0, (), {})


def test_loading_imports_nothing_that_is_slow() -> None:
    slow = "pandas scipy plotly mkdocs jinja2 numpy jsonschema referencing markdown"
    program = f"import sys, generator.load; print([name for name in {slow.split()!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


BASE_FILES = {
    str(path): parse(path.name, (BASE / path).read_bytes()).document.data  # type: ignore[union-attr]
    for path in discover(BASE).paths
}
VALUES: tuple[object, ...] = (
    None,
    True,
    -1,
    0,
    1.5,
    10**9,
    "",
    "x",
    "TODO",
    "2026-02-30",
    "no-mesh",
    [],
    [None],
    ["x"],
    {},
    {"x": "x"},
)


def pointers(value: object, pointer: Pointer = ()) -> list[Pointer]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [pointer, *(found for key, inner in items for found in pointers(inner, (*pointer, key)))]


def replaced(value: object, pointer: Pointer, new: object) -> object:
    """The value with another one at the pointer, or without what stands there where `new` is Ellipsis."""
    if not pointer:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)  # type: ignore[call-overload]
    if len(pointer) == 1 and new is ...:
        del copy[pointer[0]]
    else:
        copy[pointer[0]] = replaced(copy[pointer[0]], pointer[1:], new)
    return copy


PLACES = [(path, pointer) for path, content in BASE_FILES.items() for pointer in pointers(content) if pointer]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from((*VALUES, ...))), min_size=1, max_size=2))
def test_no_changed_value_makes_a_rule_or_the_construction_crash(
    changes: list[tuple[tuple[str, Pointer], object]],
) -> None:
    contents = dict(BASE_FILES)
    for (path, pointer), new in changes:
        with contextlib.suppress(
            KeyError, IndexError, TypeError
        ):  # the first change may have removed the second's place
            contents[path] = replaced(contents[path], pointer, new)
    files = [parse(path, json.dumps(content).encode()) for path, content in contents.items()]
    checked = run(files, RULES, structure, root=BASE, today=TODAY)
    assert catalogue(checked, checked.findings).meshes.keys() <= {"istio", "no-mesh", "x"}


def test_several_clients_count_together() -> None:
    clients: list[object] = [
        {"load_generator": "nighthawk", "connections": 32, "rps": 1000},
        {"load_generator": "nighthawk", "connections": 16, "rps": 500},
    ]
    assert total({"clients": clients}, "connections") == 48
    assert total({"clients": [*clients, {"connections": 4}]}, "rps") is None
    assert performance._generators(clients) == "nighthawk"
    assert performance._generators([*clients, {"load_generator": "fortio"}]) == "fortio + nighthawk"
    assert performance._generators([*clients, {}]) is None
