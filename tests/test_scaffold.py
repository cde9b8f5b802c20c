from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
import yaml

from generator import scaffold
from generator.load import load
from tests.importer_samples import TextLoader


def text_of(kind: str) -> str:
    return "".join(content.decode() for content in scaffold.new(kind, "mine").values())


@pytest.mark.parametrize("kind", scaffold.KINDS)
def test_a_template_is_a_document_with_an_editor_s_line_and_todos(kind: str) -> None:
    for content in scaffold.new(kind, "mine").values():
        text = content.decode()
        assert text.startswith("# yaml-language-server: $schema=../../../generator/schemas/")
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
        ("lab", "results/registry/labs/mine.yaml"),
        ("mesh", "results/registry/meshes/mine.yaml"),
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
@pytest.mark.parametrize("kind", ["lab", "mesh", "submission"])
def test_an_id_that_yaml_would_read_as_something_else_is_quoted(kind: str, identifier: str) -> None:
    first = next(iter(scaffold.new(kind, identifier).values()))
    assert f'\nid: "{identifier}"\n'.encode() in first


@pytest.mark.parametrize("kind", ["performance-submission", "performance-submission/v1", "submission/v1"])
def test_a_kind_may_be_called_as_in_the_documents(kind: str) -> None:
    assert scaffold.new(kind, "mine") == scaffold.new("submission", "mine")


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
    with pytest.raises(scaffold.ScaffoldRefused, match="lab, mesh, status, submission"):
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
