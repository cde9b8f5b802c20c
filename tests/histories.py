"""Real histories of git for tests: small repositories of synthetic results, with authors and dates that are fixed."""

from __future__ import annotations

import os
import shutil
import subprocess
import zlib
from dataclasses import dataclass
from pathlib import Path

BASE = Path(__file__).parent / "corpus/base"
AUTHOR = ("Ada Synthetic", "ada@example.org")
SIGNED = f"\n\nSigned-off-by: {AUTHOR[0]} <{AUTHOR[1]}>"
EXAMPLE = "results/performance/example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clone:
    """A work tree of git; `root` is the folder that holds results/."""

    root: Path

    def git(self, *arguments: str, given: bytes | None = None, **environment: str) -> str:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        fixed = {
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": AUTHOR[0],
            "GIT_AUTHOR_EMAIL": AUTHOR[1],
            "GIT_AUTHOR_DATE": "2026-11-24T10:00:00Z",
            "GIT_COMMITTER_NAME": "Curator Synthetic",
            "GIT_COMMITTER_EMAIL": "curator@example.org",
            "GIT_COMMITTER_DATE": "2026-11-24T10:00:00Z",
        }
        command = ["git", "-C", str(self.root), "-c", "core.hooksPath=/dev/null", *arguments]
        done = subprocess.run(
            command, input=given, capture_output=True, check=False, env={**kept, **fixed, **environment}
        )
        assert done.returncode == 0, (arguments, done.stderr)
        return os.fsdecode(done.stdout).strip()

    def commit(self, message: str = f"Change something{SIGNED}", **environment: str) -> str:
        """Commit everything that is there."""
        self.git("add", "--all", "--force")
        self.git("commit", "--quiet", "--allow-empty", "-m", message, **environment)
        return self.git("rev-parse", "HEAD")

    def write(self, path: str, content: str | bytes) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def append(self, path: str, text: str) -> None:
        self.write(path, (self.root / path).read_text(encoding="utf-8") + text)

    def replace(self, path: str, old: str, new: str) -> None:
        text = (self.root / path).read_text(encoding="utf-8")
        assert old in text
        self.write(path, text.replace(old, new))

    def index(self, mode: str, path: str, content: bytes = b"synthetic\n") -> None:
        """Put an entry of that mode into the index, whatever the disk can hold; a submodule's object is a commit."""
        given = self.git("hash-object", "-w", "--stdin", given=content)
        name = self.git("rev-parse", "HEAD") if mode == "160000" else given
        self.git("update-index", "--add", "--cacheinfo", f"{mode},{name},{path}")

    def commit_index(self, message: str = f"Change something{SIGNED}") -> str:
        self.git("commit", "--quiet", "-m", message)
        return self.git("rev-parse", "HEAD")


def clone(folder: Path) -> Clone:
    """A repository on a branch `topic` with one commit, which the branch `main` holds too; the base of the rules' examples."""
    root = folder / "repository"
    shutil.copytree(BASE, root)
    made = Clone(root=root)
    made.write("generator/code.py", "print('synthetic')\n")
    made.git("init", "--quiet", "--initial-branch", "main")
    made.commit("Publish")
    made.git("switch", "--quiet", "--create", "topic")
    return made


def new_submission(made: Clone, name: str = "fresh") -> str:
    """Add a submission that is a copy of the example under another name; its folder."""
    folder = f"results/performance/{name}"
    shutil.copytree(made.root / EXAMPLE, made.root / folder)
    (made.root / folder / "status.yaml").unlink()
    made.replace(f"{folder}/submission.yaml", "id: example", f"id: {name}")
    for rate in (1000, 999.5):  # of other runs
        made.replace(
            f"{folder}/results.yaml",
            f"actual_qps: {rate}\n",
            f"actual_qps: {rate + zlib.crc32(name.encode()) % 9973 / 10_000:.4f}\n",
        )
    return folder
