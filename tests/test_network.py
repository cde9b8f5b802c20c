"""The network is never asked: check and build run where every attempt to reach another machine ends them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sites import BASE, PROJECT

GUARD = """
import os
import sys

def guard(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        raise PermissionError(f"the network was asked: {event}{arguments}")
    if event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        raise PermissionError(f"the network was asked: {event}{arguments[1:]}")

sys.addaudithook(guard)
with open(os.environ["GUARDED"], "a") as log:
    log.write(f"{os.getpid()}\\n")
"""


def guarded(folder: Path, *arguments: str) -> tuple[subprocess.CompletedProcess[str], int]:
    """What a Python without network says, and how many processes were without."""
    (folder / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    log = folder / "guarded.txt"
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(folder), str(PROJECT))),
        "GUARDED": str(log),
        "NO_MKDOCS_2_WARNING": "1",
    }
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return done, len(set(log.read_text(encoding="utf-8").split()))


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.create_connection(('192.0.2.1', 443), 1)",
        "socket.getaddrinfo('results.example', 443)",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
    ],
)
def test_the_guard_ends_what_asks_the_network(attempt: str, tmp_path: Path) -> None:
    done, _ = guarded(tmp_path, "-c", f"import socket; {attempt}")
    assert done.returncode == 1
    assert "the network was asked" in done.stderr


def test_a_check_asks_no_network(tmp_path: Path) -> None:
    done, processes = guarded(tmp_path, "-m", "generator", "check", "--repo", str(BASE))
    assert done.returncode == 0, done.stdout + done.stderr
    assert processes == 1


def test_a_build_asks_no_network_in_any_of_its_processes(tmp_path: Path) -> None:
    target = tmp_path / "site"
    done, processes = guarded(
        tmp_path, "-m", "generator", "build", "--no-pictures", "--repo", str(PROJECT), "--destination", str(target)
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert processes >= 2
    assert (target / "index.html").is_file()
