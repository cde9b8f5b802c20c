"""Runs a command in a child process and says what it cost; itself run as a script, in a process of its own.

A child's peak memory counts from the process it was forked from, so that pytest, large as it is by then, must not be its parent.

    python tests/hostile_runner.py SECONDS COMMAND… -> {"code": 1, "stdout": …, "stderr": …, "cpu_seconds": …, "peak_mb": …}
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
PATIENCE_SECONDS = 60
"""After which a child counts as hanging; of the time allowed only its own processor time is asserted, for cores are shared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a child ended; memory in 10^6 bytes."""

    code: int
    stdout: str
    stderr: str
    cpu_seconds: float
    peak_mb: float


def check(root: Path, *arguments: str, form: str = "json") -> Outcome:
    """`check` on the repository at `root`, in a child process."""
    return measured([sys.executable, "-m", "generator", "check", "--repo", str(root), "--format", form, *arguments])


def measured(command: list[str]) -> Outcome:
    """The command's outcome; it runs in the repository of this project."""
    runner = [sys.executable, __file__, str(PATIENCE_SECONDS), *command]
    finished = subprocess.run(runner, capture_output=True, check=True, cwd=REPOSITORY)
    return Outcome(**json.loads(finished.stdout))


def _run(patience_seconds: float, command: list[str]) -> dict[str, object]:
    with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr)
        timer = threading.Timer(patience_seconds, child.kill)
        timer.start()
        _, status, usage = os.wait4(child.pid, 0)
        timer.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        stdout.seek(0)
        stderr.seek(0)
        return {
            "code": child.returncode,
            "stdout": stdout.read().decode(),
            "stderr": stderr.read().decode(),
            "cpu_seconds": usage.ru_utime + usage.ru_stime,
            "peak_mb": usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6,
        }


if __name__ == "__main__":
    json.dump(_run(float(sys.argv[1]), sys.argv[2:]), sys.stdout)
