from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

import pytest
import yaml

from generator import scaffold, schema
from generator.load import load
from generator.scaffold_patterns import existing
from generator.suite import NAMES, suite
from generator.tree import YAML_LIMITS
from tests.importer_samples import TextLoader


def text_of(kind: str) -> str:
    return "".join(content.decode() for content in scaffold.new(kind, "mine").values())


@pytest.mark.parametrize("kind", scaffold.KINDS)
def test_a_template_is_a_document_with_an_editor_s_line_and_todos(kind: str) -> None:
    for content in scaffold.new(kind, "mine").values():
        text = content.decode()
        assert re.match(r"# yaml-language-server: \$schema=(\.\./){2,4}generator/schemas/", text)
        assert "TODO" in text
        document = yaml.load(text, TextLoader)  # noqa: S506  # a safe loader without timestamps
        assert document["kind"].endswith("/v1")


@pytest.mark.parametrize("kind", scaffold.KINDS)
def test_the_check_refuses_a_template_for_its_todos_and_for_no_unknown_field(kind: str, tmp_path: Path) -> None:
    scaffold.write(tmp_path, scaffold.new(kind, "mine"))
    findings = load(tmp_path).findings
    assert findings
    assert [
        finding.message for finding in findings if "unknown" in finding.message and "field" in finding.message
    ] == []


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("dispute", "results/disputes/mine.yaml"),
        ("gateway-api-report", "results/conformance/gateway-api/mine/report.yaml"),
        ("hamlet-report", "results/conformance/hamlet/mine/report.yaml"),
        ("lab", "results/registry/labs/mine.yaml"),
        ("mesh", "results/registry/meshes/mine.yaml"),
        ("pattern", "patterns/mine/pattern.yaml"),
        ("smi-report", "results/conformance/smi/mine/report.yaml"),
        ("status", "results/performance/mine/status.yaml"),
        ("submission", "results/performance/mine/submission.yaml"),
    ],
)
def test_a_template_stands_where_its_kind_stands(kind: str, path: str) -> None:
    assert PurePosixPath(path) in scaffold.new(kind, "mine")


def test_a_file_that_exists_is_left_as_it_is(tmp_path: Path) -> None:
    files = scaffold.new("lab", "mine")
    (path,) = scaffold.write(tmp_path, files)
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(scaffold.ScaffoldRefused, match="exists"):
        scaffold.write(tmp_path, files)
    assert path.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("identifier", ["", "Mine", "../mine", "a_b", "-a", "a" * 65])
def test_an_id_that_is_none_is_refused(identifier: str) -> None:
    with pytest.raises(scaffold.ScaffoldRefused, match="is no id"):
        scaffold.new("lab", identifier)


@pytest.mark.parametrize("identifier", ["con", "aux", "com1"])
def test_a_name_that_windows_reserves_is_refused(identifier: str) -> None:
    with pytest.raises(scaffold.ScaffoldRefused, match="Windows"):
        scaffold.new("lab", identifier)


@pytest.mark.parametrize("identifier", ["null", "true", "2024", "1e3"])
@pytest.mark.parametrize(
    "kind", ["gateway-api-report", "hamlet-report", "lab", "mesh", "pattern", "smi-report", "submission"]
)
def test_an_id_that_yaml_would_read_as_something_else_is_quoted(kind: str, identifier: str) -> None:
    first = next(iter(scaffold.new(kind, identifier).values()))
    assert f'\nid: "{identifier}"\n'.encode() in first


@pytest.mark.parametrize("kind", ["performance-submission", "performance-submission/v1", "submission/v1"])
def test_a_kind_may_be_called_as_in_the_documents(kind: str) -> None:
    assert scaffold.new(kind, "mine") == scaffold.new("submission", "mine")


@pytest.mark.parametrize("name", NAMES)
def test_a_kind_of_report_may_be_called_as_in_the_documents(name: str) -> None:
    made = scaffold.new(f"{name}-report", "mine")
    assert scaffold.new(f"{name}-conformance", "mine") == made
    assert scaffold.new(f"{name}-conformance/v1", "mine") == made


@pytest.mark.parametrize("name", ["hamlet", "smi"])
def test_a_report_s_template_lists_every_case_of_the_newest_suite(name: str) -> None:
    document = yaml.load(text_of(f"{name}-report"), TextLoader)  # noqa: S506  # a safe loader without timestamps
    newest = suite(name).versions[0]
    assert [case["id"] for case in document["cases"]] == [case.id for case in newest.cases]
    assert {case["status"] for case in document["cases"]} == {"TODO"}
    assert newest.version in (document.get("api_version"), document.get("specification_version"))


@pytest.mark.parametrize("name", NAMES)
def test_a_report_s_template_holds_every_field_of_its_schema(name: str) -> None:
    document = yaml.load(text_of(f"{name}-report"), TextLoader)  # noqa: S506  # a safe loader without timestamps
    fields = set(schema.load(f"{name}-conformance/v1")["properties"])  # type: ignore[call-overload]
    # What few reports have is documented on the schema's page.
    assert (
        fields - set(document)
        == {"historic", "lab", "note"}
        | {
            "gateway-api": {"provisional_tests"},
            "hamlet": set(),
            "smi": {"reported"},
        }[name]
    )


def test_a_status_goes_to_the_conformance_report_of_that_id(tmp_path: Path) -> None:
    (tmp_path / "results/conformance/smi/mine").mkdir(parents=True)
    (written,) = scaffold.write(tmp_path, scaffold.new("status", "mine", tmp_path))
    assert written == tmp_path / "results/conformance/smi/mine/status.yaml"
    assert written.read_text().startswith("# yaml-language-server: $schema=")


def test_a_template_names_the_schema_beside_it_or_where_there_is_none_the_published_one(tmp_path: Path) -> None:
    for name in ("ours", "theirs"):
        (tmp_path / name / "results").mkdir(parents=True)
    (tmp_path / "ours/generator/schemas").mkdir(parents=True)
    first = "# yaml-language-server: $schema="
    heads = {}
    for name in ("ours", "theirs"):
        (written,) = scaffold.write(tmp_path / name, scaffold.new("lab", "mine"))
        heads[name], rest = written.read_text().split("\n", 1)
        assert rest.startswith("kind: lab/v1\n")
    assert heads["ours"] == f"{first}../../../generator/schemas/lab.v1.schema.json"
    assert heads["theirs"] == f"{first}https://service-mesh-wg.github.io/mesh-results/schemas/lab.v1.schema.json"
    assert PurePosixPath("results/performance/other/status.yaml") in scaffold.new("status", "other", tmp_path)


def test_an_id_that_two_have_gets_no_status(tmp_path: Path) -> None:
    (tmp_path / "results/conformance/smi/mine").mkdir(parents=True)
    (tmp_path / "results/performance/mine").mkdir(parents=True)
    with pytest.raises(scaffold.ScaffoldRefused, match="write its status by hand"):
        scaffold.new("status", "mine", tmp_path)


def test_only_what_is_missing_of_a_submission_is_written(tmp_path: Path) -> None:
    files = scaffold.new("submission", "mine")
    folder = tmp_path / "results/performance/mine"
    folder.mkdir(parents=True)
    (folder / "oha.yaml").write_text("imported", encoding="utf-8")
    assert scaffold.write(tmp_path, files) == (folder / "submission.yaml",)
    assert sorted(path.name for path in folder.iterdir()) == ["oha.yaml", "submission.yaml"]
    (folder / "oha.yaml").unlink()
    assert scaffold.write(tmp_path, files) == (folder / "results.yaml",)
    with pytest.raises(scaffold.ScaffoldRefused, match=r"submission\.yaml exists"):
        scaffold.write(tmp_path, files)


def test_an_unknown_kind_is_refused_with_the_known_ones() -> None:
    with pytest.raises(scaffold.ScaffoldRefused, match="hamlet-report, lab, mesh, pattern, smi-report, status"):
        scaffold.new("cluster", "mine")


@pytest.mark.parametrize(
    "word",
    [
        "environment_conditions",
        "subjects",
        "workload_conditions",
        "disclosure",
        "reproduce",
        "quantile_method",
        "evidence",
    ],
)
def test_the_submission_s_template_names_what_a_person_must_say(word: str) -> None:
    assert f"{word}:" in text_of("submission")


def pattern_template() -> dict[str, object]:
    found = yaml.load(text_of("pattern"), TextLoader)  # noqa: S506  # a safe loader without timestamps
    assert isinstance(found, dict)
    return found


def test_a_pattern_s_template_holds_every_field_of_its_schema() -> None:
    fields = set(schema.load("pattern/v1")["properties"])  # type: ignore[call-overload]
    assert fields - set(pattern_template()) == {"superseded_by"}  # for deprecated patterns; a comment names it
    assert "superseded_by" in text_of("pattern")
    assert set(pattern_template()["implementations"][0]) == {  # type: ignore[index]
        *("target", "support", "min_version", "api", "manifests", "contexts", "one_by_one", "notes", "verified")
    }


def test_a_pattern_s_template_explains_its_first_folder_of_manifests() -> None:
    text = text_of("pattern").replace("\n  # ", " ")
    assert "a folder `istio` with a file `istio/retries.yaml`" in text
    assert "then write target: istio and manifests: [istio/retries.yaml]" in text


def test_a_pattern_gets_a_number_that_none_had(tmp_path: Path) -> None:
    assert pattern_template()["number"] == 1
    for name, text in (("a", "number: 7"), ("b", "number: 12\nstatus: withdrawn"), ("c", "number: TODO"), ("d", "[")):
        folder = tmp_path / "patterns" / name
        folder.mkdir(parents=True)
        (folder / "pattern.yaml").write_text(f"kind: pattern/v1\n{text}\n")
    (written,) = scaffold.write(tmp_path, scaffold.new("pattern", "mine", tmp_path))
    assert "\nnumber: 13\n" in written.read_text()
    with pytest.raises(scaffold.ScaffoldRefused, match="exists"):
        scaffold.write(tmp_path, scaffold.new("pattern", "mine", tmp_path))


def test_what_the_check_refuses_as_a_pattern_has_no_number(tmp_path: Path) -> None:
    patterns = tmp_path / "patterns"
    (patterns / "a").mkdir(parents=True)
    (patterns / "a/pattern.yaml").write_text("kind: pattern/v1\nnumber: 7\n")
    (patterns / "b/pattern.yaml").mkdir(parents=True)
    (patterns / "c").mkdir()
    (patterns / "c/pattern.yaml").write_text(f"kind: pattern/v1\nnumber: 90\n#{'x' * YAML_LIMITS.size_bytes}\n")
    (patterns / "d").symlink_to(patterns / "a")
    assert [folder.name for folder, _ in existing(tmp_path)] == ["a"]
    (written,) = scaffold.write(tmp_path, scaffold.new("pattern", "mine", tmp_path))
    assert "\nnumber: 8\n" in written.read_text()


def test_the_check_finds_nothing_in_a_pattern_s_template_but_its_todos(tmp_path: Path) -> None:
    scaffold.write(tmp_path, scaffold.new("pattern", "mine", tmp_path))
    assert [each.message for each in load(tmp_path).findings if "TODO" not in each.message] == []
