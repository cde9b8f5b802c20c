"""The guide to submitting is done here word for word, in a clone that pushes to a fork."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import yaml

from generator.importers import TOOLS

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "docs/guides/submitting.md"
FENCE = re.compile(r"```(?P<language>\w+)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<text>.*?)```", re.DOTALL)
MAKE = """\
#!/bin/sh
test "$*" = site && mkdir -p .venv/bin && printf '#!/bin/sh\\nPYTHONPATH={root} exec {python} -m generator "$@"\\n' >.venv/bin/mesh-results &&
chmod +x .venv/bin/mesh-results
"""
"""In the place of `make site`, which needs the network: it leaves the command where that does."""


@cache
def blocks() -> tuple[re.Match[str], ...]:
    return tuple(FENCE.finditer(GUIDE.read_text(encoding="utf-8")))


def steps() -> list[tuple[str, str, str]]:
    """What a reader does, in order: ("run", command, output shown), or ("write", path, text)."""
    found = []
    for block in blocks():
        if block["language"] == "console":
            for command, shown in re.findall(r"^\$ ((?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)", block["text"], re.MULTILINE):
                found.append(("run", command, shown))
        elif (block["title"] or "").startswith("results/"):
            found.append(("write", block["title"], block["text"]))
    return found


class Reader:
    """Someone with a shell, a fork and a name."""

    def __init__(self, folder: Path) -> None:
        programs = folder / "bin"
        programs.mkdir(parents=True)
        (programs / "make").write_text(MAKE.format(root=ROOT, python=sys.executable), encoding="utf-8")
        (programs / "make").chmod(0o755)
        self.fork = folder / "fork.git"
        subprocess.run(["git", "clone", "--quiet", "--bare", str(ROOT), str(self.fork)], check=True)
        self.git("update-ref", "refs/heads/main", self.git("rev-parse", "HEAD"))
        self.git("symbolic-ref", "HEAD", "refs/heads/main")
        self.folder = folder
        self.environment = {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "HOME": str(folder),
            "LC_ALL": "C.UTF-8",
            "GIT_CONFIG_COUNT": "3",
            "GIT_CONFIG_KEY_0": f"url.{self.fork}.insteadOf",
            "GIT_CONFIG_VALUE_0": "https://github.com/YOU/mesh-results",
            "GIT_CONFIG_KEY_1": "user.name",
            "GIT_CONFIG_VALUE_1": "Ada Example",
            "GIT_CONFIG_KEY_2": "user.email",
            "GIT_CONFIG_VALUE_2": "ada@example.org",
        }

    def git(self, *words: str) -> str:
        command = ["git", "-C", str(self.fork), *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    def run(self, command: str) -> tuple[int, str]:
        """The code and all output. The shell's folder and variables stay for the next command."""
        state = f"{shlex.quote(str(self.folder / 'state'))}"
        script = f'{command}\ncode=$?\nexport -p >{state}\necho cd "$(printf %q "$PWD")" >>{state}\nexit $code'
        before = (self.folder / "state").read_text(encoding="utf-8") if (self.folder / "state").is_file() else ""
        done = subprocess.run(
            ["bash", "-c", f"{before}\n{script}"],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout


def shows(shown: str, output: str) -> bool:
    """Whether the lines of the guide stand together in the output; a line of `…` leaves some out."""
    place = 0
    for part in re.split(r"^…\n", shown, flags=re.MULTILINE):
        place = output.find(part, place)
        if place < 0:
            return False
        place += len(part)
    return True


def test_whoever_follows_the_guide_has_a_pull_request_to_open(tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    codes = []
    for kind, what, text in steps():
        if kind == "write":
            place = tmp_path / "mesh-results" / what
            assert place.is_file(), f"{what} is completed before there is one"
            place.write_text(text, encoding="utf-8")
            continue
        code, output = reader.run(what)
        assert shows(text, output), f"$ {what}\n{output}"
        codes.append((what.split()[:2], code))
    assert [words for words, code in codes if code] == [["mesh-results", "check"]]  # the one that shows each TODO
    files = reader.git("diff", "--name-only", "main", "my-first-result").splitlines()
    assert files == [
        "results/performance/my-first-result/evidence/synthetic-fortio-d1f02373.json",
        "results/performance/my-first-result/fortio.yaml",
        "results/performance/my-first-result/submission.yaml",
        "results/registry/labs/my-lab.yaml",
    ]
    assert "Signed-off-by: Ada Example <ada@example.org>" in reader.git("log", "-1", "--format=%B", "my-first-result")


def test_the_commands_of_the_guide_are_these() -> None:
    words = [" ".join(what.split()[:2]) for kind, what, _ in steps() if kind == "run"]
    expected = (
        "git clone",
        "make site",
        "mesh-results import",
        "mesh-results new",
        "mesh-results check",
        "git commit",
        "git push",
    )
    assert [each for each in expected if each not in words] == []


def test_the_guide_counts_the_tools_that_are_read() -> None:
    assert len(TOOLS) == 13
    assert "[Thirteen tools]" in GUIDE.read_text(encoding="utf-8")


@pytest.mark.parametrize("title", [".github/workflows/results.yml", ".pre-commit-config.yaml"])
def test_what_other_repositories_copy_names_what_there_is(title: str) -> None:
    (text,) = [block["text"] for block in blocks() if block["title"] == title]
    loaded = yaml.safe_load(text)
    if "jobs" in loaded:
        checkout, check = loaded["jobs"]["check"]["steps"]
        assert check["uses"].split("@")[0] == "service-mesh-wg/mesh-results/.github/actions/check"
        inputs = yaml.safe_load((ROOT / ".github/actions/check/action.yml").read_text(encoding="utf-8"))["inputs"]
        assert check["with"].keys() <= inputs.keys()
        assert checkout["uses"] in (ROOT / ".github/workflows/check.yml").read_text(encoding="utf-8")
    else:
        (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
        assert loaded["repos"][0]["hooks"] == [{"id": hook["id"]}]
