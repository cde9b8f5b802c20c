"""Which files are documents, and which names are refused."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

import pytest

from generator.discover import Discovery, discover
from generator.finding import in_order


def repository(root: Path, *files: str) -> Discovery:
    for file in files:
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("kind: synthetic/v1\n")
    return discover(root)


def said(discovery: Discovery) -> dict[str, str]:
    return {finding.location.path: finding.rule.code for finding in discovery.findings}


def test_documents_are_yaml_and_json_in_order_without_attachments(tmp_path: Path) -> None:
    found = repository(
        tmp_path,
        "results/registry/meshes/b.yaml",
        "results/registry/meshes/a.json",
        "results/registry/README.md",
        "results/performance/x/submission.yaml",
        "results/performance/x/evidence/deep/run.yaml",
        "results/performance/x/evidence/run.txt",
        "results/performance/x/reproduce/values.yaml",
        "results/performance/x/reproduce/run.sh",
        "docs/page.yaml",
        "results/.hidden/x.yaml",
        "results/.gitkeep",
        "results/performance/.DS_Store",
    )
    assert found.findings == ()
    assert found.paths == tuple(
        map(
            PurePosixPath,
            (
                "results/performance/x/submission.yaml",
                "results/registry/meshes/a.json",
                "results/registry/meshes/b.yaml",
            ),
        )
    )


def test_a_pattern_is_a_document_and_what_lies_in_the_folders_of_its_targets_are_manifests(tmp_path: Path) -> None:
    found = repository(
        tmp_path,
        "patterns/README.md",
        "patterns/retry/pattern.yaml",
        "patterns/retry/smi/split.yaml",
        "patterns/retry/istio/gateway.yaml",
    )
    assert found.findings == ()
    assert found.paths == (PurePosixPath("patterns/retry/pattern.yaml"),)
    assert list(map(str, found.manifests)) == ["patterns/retry/istio/gateway.yaml", "patterns/retry/smi/split.yaml"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("retry/pattern.yml", 'rename it to "pattern.yaml"'),
        ("retry/istio/gateway.YAML", 'rename it to "gateway.yaml"'),
        ("retry/istio/gateway.json", "keep manifests as <target>/<name>.yaml"),
        ("retry/istio/more/gateway.yaml", "keep manifests as <target>/<name>.yaml"),
        ("retry/istio/apply.sh", "keep manifests as <target>/<name>.yaml"),
    ],
)
def test_a_stray_file_of_a_pattern_is_told_where_it_belongs(tmp_path: Path, name: str, hint: str) -> None:
    (finding,) = repository(tmp_path, f"patterns/{name}").findings
    assert (finding.location.path, finding.rule.code) == (f"patterns/{name}", "MR006")
    assert finding.hint.startswith(hint)


def test_a_folder_without_results_holds_no_documents(tmp_path: Path) -> None:
    assert discover(tmp_path) == ((), (), ())


@pytest.mark.parametrize(
    "name",
    [
        "a b.yaml",
        "ä.yaml",
        "a\u0308.yaml",
        "\u0430.yaml",
        "a\n.yaml",
        "a\u202e.yaml",
        "-a.yaml",
        "_a.yaml",
        "a.",
        "con.yaml",
        "NUL",
        "lpt9.txt",
        "a" * 101 + ".yaml",
        "a:b.yaml",
        "a\\b.yaml",
        "a%0A.yaml",
        "a'.yaml",
        ".gitmodules",
        ".git",
    ],
)
def test_a_name_that_does_not_travel_is_refused_and_not_read(name: str, tmp_path: Path) -> None:
    found = repository(tmp_path, f"results/performance/x/{name}")
    assert found.paths == ()
    assert [finding.rule.code for finding in found.findings] == ["MR004"]
    assert "\n" not in found.findings[0].location.path
    assert repository(tmp_path / "evidence", f"results/performance/x/evidence/{name}").findings != ()


@pytest.mark.parametrize(
    "name", ["a.yaml", "A-1_b+c=d,e@f.yaml", "0.yaml", "a" * 95 + ".yaml", "console.yaml", "com10.yaml"]
)
def test_a_name_that_travels_is_read(name: str, tmp_path: Path) -> None:
    found = repository(tmp_path, f"results/performance/x/{name}")
    assert found.findings == ()
    assert len(found.paths) == 1


def test_the_hint_names_a_name_that_is_accepted(tmp_path: Path) -> None:
    [finding] = repository(tmp_path, "results/performance/x/ Käthe's run (1).yaml").findings
    assert finding.hint == 'rename it, for example to "Kathe-s-run-1-.yaml"'


@pytest.mark.parametrize(
    ("one", "other"), [("Run.yaml", "run.yaml"), ("strasse.md", "straße.md"), ("\u00e4.md", "a\u0308.md")]
)
def test_names_that_are_one_on_other_systems_are_refused(one: str, other: str, tmp_path: Path) -> None:
    found = repository(tmp_path, f"results/performance/x/{one}", f"results/performance/x/{other}")
    collisions = [finding for finding in found.findings if finding.rule.code == "MR005"]
    assert len(collisions) == 1
    assert len(collisions[0].related) == 1


def test_equal_names_in_different_folders_do_not_collide(tmp_path: Path) -> None:
    assert repository(tmp_path, "results/performance/x/run.yaml", "results/performance/y/Run.yaml").findings == ()


def test_folders_collide_too(tmp_path: Path) -> None:
    found = repository(tmp_path, "results/performance/X/a.yaml", "results/performance/x/b.yaml")
    assert said(found) == {"results/performance/x": "MR005"}


def test_links_are_reported_and_never_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.yaml").write_text("kind: a\n")
    root = tmp_path / "root"
    repository(root, "results/performance/x/a.yaml")
    (root / "results/performance/x/b.yaml").symlink_to("a.yaml")
    (root / "results/performance/y").symlink_to(tmp_path / "outside", target_is_directory=True)
    (root / "results/performance/dangling").symlink_to("nowhere")
    (root / "patterns").symlink_to(tmp_path / "outside", target_is_directory=True)
    found = discover(root)
    assert found.paths == (PurePosixPath("results/performance/x/a.yaml"),)
    assert said(found) == dict.fromkeys(
        ("patterns", "results/performance/dangling", "results/performance/x/b.yaml", "results/performance/y"), "MR002"
    )


@pytest.mark.parametrize("name", ["submission.yml", "a.YAML", "run.txt", "Makefile", "a.toml"])
def test_a_file_that_would_never_be_read_is_reported(name: str, tmp_path: Path) -> None:
    assert said(repository(tmp_path, f"results/performance/x/{name}")) == {f"results/performance/x/{name}": "MR006"}


def test_a_name_that_is_not_utf8_is_shown_with_escapes(tmp_path: Path) -> None:
    folder = tmp_path / "results"
    folder.mkdir()
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff.yaml")).write_bytes(b"")
    [finding] = discover(tmp_path).findings
    assert finding.location.path == "results/\\udcff.yaml"


def test_findings_come_in_order(tmp_path: Path) -> None:
    found = repository(tmp_path, *(f"results/{folder}/{name}" for folder in "cab" for name in ("z z", "a a", "m.txt")))
    assert found.findings == in_order(found.findings)
    assert len(found.findings) == 9


@pytest.mark.parametrize("name", ["evidence", "reproduce"])
def test_a_submission_may_be_called_like_a_folder_of_attachments(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "results/performance" / name
    (folder / "evidence").mkdir(parents=True)
    for path in ("submission.yaml", "evidence/raw.yaml"):
        (folder / path).write_text("a: 1\n", encoding="utf-8")
    assert [str(path) for path in discover(tmp_path).paths] == [f"results/performance/{name}/submission.yaml"]
