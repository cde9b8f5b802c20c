"""What people fill in on GitHub, who has to look, and the hook: whether GitHub and pre-commit take them."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.cli import run

ROOT = Path(__file__).parent.parent
GITHUB = ROOT / ".github"
FORMS = sorted(path for path in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")
ATTRIBUTES = {
    "checkboxes": {"label", "description", "options"},
    "dropdown": {"label", "description", "multiple", "options", "default"},
    "input": {"label", "description", "placeholder", "value"},
    "markdown": {"value"},
    "textarea": {"label", "description", "placeholder", "value", "render"},
}
"""What each part of a form may say. Source: GitHub's "Syntax for GitHub's form schema"."""


def read(path: Path) -> Mapping[str, Any]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def test_there_is_a_form_for_each_of_these() -> None:
    names = " ".join(read(path)["name"] for path in FORMS)
    assert [word for word in ("Dispute", "fault", "pattern", "mesh", "lab") if word not in names] == []


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_is_one_that_github_takes(path: Path) -> None:
    form = read(path)
    assert (
        {"name", "description", "body"}
        <= form.keys()
        <= {"name", "description", "body", "title", "labels", "assignees"}
    )
    parts = form["body"]
    assert any(part["type"] != "markdown" for part in parts)
    for part in parts:
        assert part.keys() <= {"type", "id", "attributes", "validations"}
        said = part["attributes"]
        assert said.keys() <= ATTRIBUTES[part["type"]]
        assert all(text for text in said.values())
        assert ("value" if part["type"] == "markdown" else "label") in said
        assert part.get("validations", {}).keys() <= {"required"}
    ids = [part["id"] for part in parts if part["type"] != "markdown"]
    labels = [part["attributes"]["label"] for part in parts if part["type"] != "markdown"]
    assert len(set(ids)) == len(ids)
    assert len(set(labels)) == len(labels)
    assert [each for each in ids if not re.fullmatch(r"[A-Za-z0-9_-]+", each)] == []


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_choices_are_texts_and_differ(path: Path) -> None:
    for part in read(path)["body"]:
        options = part["attributes"].get("options", [])
        if part["type"] == "dropdown":
            assert len(set(options)) == len(options) > 1
            assert all(isinstance(each, str) for each in options)  # YAML would make a truth value of "Yes"
        elif part["type"] == "checkboxes":
            assert [each for each in options if not each.keys() <= {"label", "required"}] == []


def test_a_dispute_asks_what_its_file_needs() -> None:
    ids = {part.get("id") for part in read(GITHUB / "ISSUE_TEMPLATE/1-dispute.yml")["body"]}
    assert {"address", "claim", "evidence", "relationship", "affiliation"} <= ids


def test_vulnerabilities_and_submissions_are_sent_elsewhere() -> None:
    config = read(GITHUB / "ISSUE_TEMPLATE/config.yml")
    assert config.keys() == {"blank_issues_enabled", "contact_links"}
    assert all(link.keys() == {"name", "url", "about"} for link in config["contact_links"])
    assert any("/security/advisories/new" in link["url"] for link in config["contact_links"])


def test_a_pull_request_is_asked_what_no_rule_can_see() -> None:
    text = (GITHUB / "PULL_REQUEST_TEMPLATE.md").read_text(encoding="utf-8").lower()
    asked = ("permission", "interests", "whole set", "tuned", "maintainers", "privacy", "signed off")
    assert [word for word in asked if word not in text] == []


def owners(path: str) -> list[str]:
    """Who owns a path: the last line that fits. Only what our file uses of the form is known here."""
    found: list[str] = []
    for line in (GITHUB / "CODEOWNERS").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pattern, *names = line.split()
            assert pattern == "*" or re.fullmatch(r"/(?:[a-z]+/)+", pattern)
            if pattern == "*" or f"/{path}".startswith(pattern):
                found = names
    return found


def test_everything_that_is_no_data_has_an_owner() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    data = ("patterns/", "results/performance/", "results/conformance/", "results/disputes/")
    for path in filter(None, listed.split("\0")):
        assert bool(owners(path)) is not path.startswith(data), path
    assert owners("results/registry/meshes/istio.yaml")
    assert owners("results.py")


def hook() -> Mapping[str, Any]:
    (found,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    return dict(found)


def test_the_hook_is_one_that_pre_commit_takes() -> None:
    found = hook()
    assert found["id"] == "mesh-results-check"
    assert found.keys() <= {"id", "name", "description", "entry", "language", "always_run", "pass_filenames"}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert found["language"] == "python"
    assert found["entry"].split()[0] in project["scripts"]


def test_the_hook_runs_before_a_commit_that_only_removes_files() -> None:
    """pre-commit names the files that were added or changed and skips a hook that none of them is for; a removal is what matters most."""
    found = hook()
    assert found["always_run"] is True
    assert found["pass_filenames"] is False


def test_the_entry_of_the_hook_sees_raw_output_that_was_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """pre-commit runs the entry at the root of the repository, with the names of changed files unless they are not to be passed."""
    found = hook()
    raw = Path("results/performance/example/evidence/baseline.txt")
    shutil.copytree(ROOT / "tests/corpus/base", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    arguments = [*found["entry"].split()[1:], *([] if found["pass_filenames"] is False else [str(raw)])]
    assert run(arguments) == 0
    capsys.readouterr()
    raw.write_bytes(raw.read_bytes() + b"x")
    assert run(arguments) == 1
    assert "MR216" in capsys.readouterr().out
