"""The scripts behind the workflows, run as a workflow runs them: by make, with what GitHub says in the environment."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NEEDED = ("Makefile", "package.json", "package-lock.json", "pyproject.toml", ".ci", ".github/actions", "requirements")
WRAPPER = """\
#!/bin/sh
echo "$@" >>"$CALLS"
case " $* " in
  *" --base "*) echo "synthetic finding"; exit "${{CODE:-0}}" ;;
esac
PYTHONPATH={root} exec {python} -m generator "$@"
"""
"""The command: real, but for what compares two commits, whose outcome a test says by CODE."""


class Place:
    """A folder for the tool, one for a repository with its origin, and what the command was called with."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tool = folder / "tool"
        for name in NEEDED:
            source, target = ROOT / name, self.tool / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
        command = self.tool / ".venv/bin/mesh-results"
        command.parent.mkdir(parents=True)
        command.write_text(WRAPPER.format(root=ROOT, python=sys.executable), encoding="utf-8")
        command.chmod(0o755)
        (self.tool / "node_modules").mkdir()
        later = time.time() + 5  # make would prepare them again if they were older than the requirements
        for at, name in enumerate((".venv/made", ".venv/site.ready", "node_modules/.ready")):
            (self.tool / name).touch()
            os.utime(self.tool / name, (later + at, later + at))
        self.calls = folder / "calls.txt"
        self.repo = folder / "repo"
        self.origin = folder / "origin.git"
        self.git("init", "--quiet", "--bare", "--initial-branch=main", str(self.origin), at=folder)
        self.git("clone", "--quiet", str(self.origin), str(self.repo), at=folder)
        self.git("switch", "--quiet", "--create", "main")
        self.first = self.commit({"README.md": "synthetic", "results/registry/keep.md": "x"})
        self.git("push", "--quiet", "origin", "main")

    def git(self, *words: str, at: Path | None = None) -> str:
        options = (
            "-c",
            "user.name=Synthetic",
            "-c",
            "user.email=synthetic@example.org",
            "-c",
            "protocol.file.allow=always",
        )
        done = subprocess.run(
            ["git", *options, *words], cwd=at or self.repo, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def commit(self, files: Mapping[str, str]) -> str:
        for name, text in files.items():
            (self.repo / name).parent.mkdir(parents=True, exist_ok=True)
            (self.repo / name).write_text(text, encoding="utf-8")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "synthetic")
        return self.git("rev-parse", "HEAD")

    def make(self, target: str, at: Path | None = None, **said: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "CALLS": str(self.calls), **said}
        command = ["make", "--no-print-directory", target]
        return subprocess.run(
            command, cwd=at or self.tool, env=environment, capture_output=True, text=True, check=False
        )

    def called(self) -> list[str]:
        return self.calls.read_text(encoding="utf-8").splitlines() if self.calls.is_file() else []


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def merged(place: Place, files: Mapping[str, str]) -> tuple[str, str, str]:
    """A pull request with those files as GitHub checks it out, main having moved on: main when the event came, main now, head."""
    place.git("switch", "--quiet", "--create", "topic")
    head = place.commit(files)
    place.git("switch", "--quiet", "main")
    now = place.commit({"results/performance/other/run.yaml": "published meanwhile"})
    place.git("merge", "--quiet", "--no-ff", "--message", "merge", head)
    return place.first, now, head


def pull_request(place: Place, files: Mapping[str, str], **said: str) -> subprocess.CompletedProcess[str]:
    base, _, head = merged(place, files)
    return place.make("pull-request", REPO="../repo", BASE=base, HEAD=head, **said)


def test_what_others_published_meanwhile_is_not_this_pull_request_s(place: Place) -> None:
    base, now, head = merged(place, {"results/performance/mine/run.yaml": "x"})
    done = place.make("pull-request", REPO="../repo", BASE=base, HEAD=head)
    assert done.returncode == 0, done.stderr
    assert place.called() == [f"check --repo ../repo --base {now}"]
    assert "1 files of results and patterns and 0 others" in done.stdout


def test_a_merge_that_is_not_github_s_own_moves_no_base(place: Place) -> None:
    base, _, _ = merged(place, {"results/performance/mine/run.yaml": "x"})
    place.make("pull-request", REPO="../repo", BASE=base, HEAD="0" * 40)
    assert place.called() == [f"check --repo ../repo --base {base}"]


def test_a_base_that_is_no_commit_is_refused_and_run_by_nobody(place: Place) -> None:
    trap = place.folder / "trap"
    for text in (f"$(shell touch {trap})", f"$(touch {trap})", f"`touch {trap}`", "main", "--upload-pack=x", "f" * 40):
        done = place.make("pull-request", REPO="../repo", BASE=text)
        assert done.returncode != 0
    assert not trap.exists()
    assert place.called() == []


def test_findings_in_data_alone_refuse_the_pull_request(place: Place) -> None:
    done = pull_request(place, {"results/performance/mine/run.yaml": "x", "patterns/mine/pattern.yaml": "x"}, CODE="1")
    assert done.returncode != 0
    assert "synthetic finding" in done.stdout


def test_a_crash_of_the_tool_is_not_green(place: Place) -> None:
    assert pull_request(place, {"results/performance/mine/run.yaml": "x"}, CODE="2").returncode != 0


@pytest.mark.parametrize(
    "other", ["generator/rules/values.py", "results.py", ".github/workflows/check.yml", "patterns.md"]
)
def test_data_that_comes_with_its_own_tool_is_left_to_a_maintainer(place: Place, other: str) -> None:
    done = pull_request(place, {"results/performance/mine/run.yaml": "x", other: "x"}, CODE="1")
    assert done.returncode == 0
    assert "::warning title=tool and data in one pull request::" in done.stdout
    assert "synthetic finding" in done.stdout


def test_a_crash_of_the_tool_is_not_green_beside_other_files(place: Place) -> None:
    done = pull_request(place, {"results/performance/mine/run.yaml": "x", "patterns.md": "x"}, CODE="2")
    assert done.returncode != 0
    assert "found the above" not in done.stdout


def test_a_submodule_that_asks_to_be_ignored_is_counted(place: Place) -> None:
    base, _, _ = merged(place, {".gitmodules": '[submodule "x"]\n path = results/x\n url = ./x\n ignore = all\n'})
    place.git("update-index", "--add", "--cacheinfo", f"160000,{base},results/x")
    place.git("commit", "--quiet", "--message", "submodule")
    done = place.make("pull-request", REPO="../repo", BASE=base)
    assert "nothing to check here" not in done.stdout
    assert place.called() == [f"check --repo ../repo --base {base}"]


def test_a_pull_request_without_data_has_nothing_to_check(place: Place) -> None:
    done = pull_request(place, {"generator/rules/values.py": "x"}, CODE="1")
    assert done.returncode == 0
    assert place.called() == []


def test_a_file_s_name_gives_no_order_to_the_runner(place: Place) -> None:
    done = pull_request(place, {"results/performance/mine/run.yaml": "x", "::error::x": "x", "##[error]x": "x"})
    assert [line for line in done.stdout.splitlines() if line.startswith("::")] == [
        line for line in done.stdout.splitlines() if line.startswith("::warning title=tool and data")
    ]
    assert "##[" not in done.stdout


def test_the_summary_goes_where_the_run_shows_it(place: Place) -> None:
    base, now, head = merged(place, {"results/performance/mine/run.yaml": "x"})
    shown = place.folder / "summary.md"
    done = place.make("summary", REPO="../repo", BASE=base, HEAD=head, GITHUB_STEP_SUMMARY=str(shown))
    assert done.returncode == 0, done.stderr
    assert place.called() == [f"summary --repo ../repo --base {now}"]
    assert shown.read_text(encoding="utf-8") == "synthetic finding\n"


def tip(place: Place, commit: str, **said: str) -> tuple[int, str]:
    """The code, and whether it may be published."""
    output = place.folder / "output.txt"
    output.unlink(missing_ok=True)
    shutil.copytree(place.tool / ".ci", place.repo / ".ci", dirs_exist_ok=True)
    shutil.copy(place.tool / "Makefile", place.repo)
    done = place.make("tip", at=place.repo, COMMIT=commit, GITHUB_OUTPUT=str(output), **said)
    return done.returncode, output.read_text(encoding="utf-8").strip() if output.is_file() else ""


def test_the_newest_commit_of_main_is_published(place: Place) -> None:
    assert tip(place, place.first) == (0, "publish=true")


def test_an_older_commit_is_not_published_over_a_newer_one(place: Place) -> None:
    place.commit({"README.md": "newer"})
    place.git("push", "--quiet", "origin", "main")
    assert tip(place, place.first) == (0, "publish=false")


def test_an_older_commit_is_published_where_a_rollback_asks_for_it(place: Place) -> None:
    place.commit({"README.md": "newer"})
    place.git("push", "--quiet", "origin", "main")
    assert tip(place, place.first, ROLLBACK="true") == (0, "publish=true")


def test_what_is_no_commit_of_main_is_never_published(place: Place) -> None:
    place.git("switch", "--quiet", "--create", "topic")
    foreign = place.commit({"README.md": "of a fork"})
    for commit in (foreign, "0" * 40, "main", f"{place.first} "):
        code, said = tip(place, commit, ROLLBACK="true")
        assert code != 0
        assert said == ""


def test_the_hash_of_the_manifest_is_handed_on(place: Place) -> None:
    (place.tool / "site").mkdir()
    output = place.folder / "output.txt"
    assert place.make("manifest", GITHUB_OUTPUT=str(output)).returncode != 0
    (place.tool / "site/build.json").write_bytes(b"{}\n")
    assert place.make("manifest", GITHUB_OUTPUT=str(output)).returncode == 0
    expected = "ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356"
    assert output.read_text(encoding="utf-8") == f"digest=sha256:{expected}\n"


FAKE_GH = """\
#!/bin/sh
echo "gh $*" >>"$CALLS"
case "$1 $2" in
  "pr list") echo "${OPEN:-0}" ;;
esac
"""


def propose(place: Place, change: str, **said: str) -> subprocess.CompletedProcess[str]:
    """Open a pull request with that patch."""
    shutil.copytree(place.tool / ".ci", place.repo / ".ci")
    shutil.copy(place.tool / "Makefile", place.repo)
    (place.repo / "proposal").mkdir()
    (place.repo / "proposal/reports.patch").write_text(change, encoding="utf-8")
    (place.repo / "proposal/body.md").write_text("synthetic", encoding="utf-8")
    programs = place.folder / "bin"
    programs.mkdir()
    (programs / "gh").write_text(FAKE_GH, encoding="utf-8")
    (programs / "gh").chmod(0o755)
    return place.make("propose", at=place.repo, PATH=f"{programs}:{os.environ['PATH']}", **said)


def added(path: str, mode: str = "100644", text: str = "synthetic") -> str:
    return f"diff --git a/{path} b/{path}\nnew file mode {mode}\nindex 0000000..1111111\n--- /dev/null\n+++ b/{path}\n@@ -0,0 +1 @@\n+{text}\n"


REPORT = "results/conformance/gateway-api/synthetic/report.yaml"


@pytest.mark.parametrize(("number", "verb"), [("0", "create"), ("1", "edit")])
def test_new_reports_become_a_pull_request_or_bring_the_open_one_up_to_date(
    place: Place, number: str, verb: str
) -> None:
    done = propose(place, added(REPORT), OPEN=number)
    assert done.returncode == 0, done.stderr
    assert place.git("show", "refresh/gateway-api:" + REPORT, at=place.origin) == "synthetic"
    assert "Signed-off-by: github-actions[bot]" in place.git(
        "log", "-1", "--format=%b", "refresh/gateway-api", at=place.origin
    )
    assert [call.split()[1:3] for call in place.called()] == [["auth", "setup-git"], ["pr", "list"], ["pr", verb]]


@pytest.mark.parametrize(
    "change",
    [
        added("generator/rules/values.py"),
        added(REPORT) + added(".github/workflows/check.yml"),
        added(REPORT, "100755"),
        added(REPORT, "120000", "/etc/passwd"),
        added("results/conformance/gateway-api/../../../x.yaml"),
        added(REPORT)
        + added('"results/conformance/gateway-api/a\\n:000000 100644 x A results/conformance/gateway-api/z"')
        + added(".github/workflows/check.yml"),
        "--- a/README.md\n+++ b/README.md\n@@ -1 +1 @@\n-synthetic\n\\ No newline at end of file\n+other\n\\ No newline at end of file\n",
        "",
    ],
    ids=["tool", "workflow", "executable", "link", "outside", "newline", "changed", "empty"],
)
def test_a_patch_that_does_more_than_add_reports_is_pushed_by_nobody(place: Place, change: str) -> None:
    assert propose(place, change).returncode != 0
    assert place.git("for-each-ref", "--format=%(refname)", at=place.origin) == "refs/heads/main"
    assert [call for call in place.called() if call.startswith("gh pr")] == []


def test_reports_that_are_new_upstream_become_a_proposal(place: Place) -> None:
    """With the conformance suite's own reports, all known but for a synthetic one."""
    copies = ("registry", "conformance/gateway-api")
    for name in copies:
        shutil.copytree(ROOT / "results" / name, place.tool / "results" / name, dirs_exist_ok=True)
    (place.tool / ".gitignore").write_text("/.venv/\n/node_modules/\n/upstream/\n/proposal/\n", encoding="utf-8")
    for words in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message", "synthetic")):
        place.git(*words, at=place.tool)
    upstream = place.tool / "upstream"
    reports = upstream / "conformance/reports/v1.6.1/synthetic"
    reports.mkdir(parents=True)
    sample = next((ROOT / "results/conformance/gateway-api").glob("istio-1-30-1*/report.yaml"))
    (reports / "report.yaml").write_text(UPSTREAM_REPORT, encoding="utf-8")
    assert sample.is_file()
    for words in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message", "synthetic")):
        place.git(*words, at=upstream)
    output = place.folder / "output.txt"
    done = place.make("reports", UPSTREAM="upstream", GITHUB_OUTPUT=str(output))
    assert done.returncode == 0, done.stdout + done.stderr
    assert output.read_text(encoding="utf-8") == "found=true\n"
    patch = (place.tool / "proposal/reports.patch").read_text(encoding="utf-8")
    assert patch.count("diff --git ") == 1
    assert "+kind: gateway-api-conformance/v1" in patch
    assert "    1 files looked at:" in (place.tool / "proposal/body.md").read_text(encoding="utf-8")
    shutil.rmtree(upstream / ".git")
    shutil.rmtree(reports)


UPSTREAM_REPORT = """\
apiVersion: gateway.networking.k8s.io/v1
date: "2026-10-01T00:00:00Z"
gatewayAPIChannel: standard
gatewayAPIVersion: v1.6.1
implementation:
  contact: ["@synthetic"]
  organization: istio
  project: istio
  url: https://istio.io/
  version: 9.9.9
kind: ConformanceReport
mode: default
profiles:
- core:
    result: partial
    skippedTests: [MeshBasic]
    statistics: {Failed: 0, Passed: 1, Skipped: 1}
  name: MESH-HTTP
  summary: Synthetic.
"""


def action(place: Place, results: str = ".", workspace: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The step of the action, as the runner starts it."""
    folder = place.tool / ".github/actions/check"
    environment = {
        "PATH": os.environ["PATH"],
        "CALLS": str(place.calls),
        "GITHUB_ACTION_PATH": str(folder),
        "GITHUB_WORKSPACE": str(workspace or place.repo),
        "GITHUB_ACTIONS": "true",
        "RESULTS": results,
        "BASE": "",
    }
    command = ["bash", "-c", 'bash "$GITHUB_ACTION_PATH/run"']
    return subprocess.run(command, cwd=place.repo, env=environment, capture_output=True, text=True, check=False)


def test_the_action_checks_the_repository_that_uses_it(place: Place) -> None:
    shutil.copytree(ROOT / "tests/corpus/base", place.repo, dirs_exist_ok=True)
    done = action(place)
    assert done.returncode == 0, done.stdout + done.stderr
    assert place.called() == [f"check --repo {place.repo}"]


def test_the_action_finds_faults_and_writes_annotations(place: Place) -> None:
    shutil.copytree(ROOT / "tests/corpus/base", place.repo / "data", dirs_exist_ok=True)
    (place.repo / "data/results/registry/meshes/x.yaml").write_text("kind: mesh/v1\nid: y\n", encoding="utf-8")
    done = action(place, "data")
    assert done.returncode != 0
    assert "::error " in done.stdout


@pytest.mark.parametrize("results", ["..", "/etc", "missing", "link", "; touch trap", "$(touch trap)", "-P"])
def test_the_action_stays_within_the_workspace(place: Place, results: str) -> None:
    (place.repo / "link").symlink_to(place.folder)
    done = action(place, results)
    assert done.returncode == 2
    assert "the input path" in done.stderr
    assert not list(place.folder.rglob("trap"))
    assert place.called() == []


def test_the_action_compares_with_the_base_that_is_given(place: Place) -> None:
    place.commit({"results/performance/mine/run.yaml": "x"})
    folder = place.tool / ".github/actions/check"
    environment = {
        "PATH": os.environ["PATH"],
        "CALLS": str(place.calls),
        "GITHUB_WORKSPACE": str(place.repo),
        "BASE": place.first,
        "CODE": "1",
    }
    done = subprocess.run(["bash", str(folder / "run")], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert place.called() == [f"check --repo {place.repo} --base {place.first}"]
