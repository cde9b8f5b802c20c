"""Processes of the lab: started inside a namespace, measured by /proc, ended by their ids."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_GRACE_SECONDS = 5
REAL_TIME = 1
"""Real-time priority (SCHED_RR) of everything that is measured or measures. A request passes five processes; where each has to wait for
other work of the machine to yield a core, that work is what would be measured."""


def call(*command: str) -> str:
    """Run a command to its end; its output. Raises CalledProcessError."""
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)  # noqa: S603 - no shell
    return done.stdout


def start(namespace: str, command: list[str], output: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start a command in a namespace. `chrt` and `ip netns exec` become the command, so that the process id is the command's own."""
    whole = ["chrt", "--rr", str(REAL_TIME), "ip", "netns", "exec", namespace, *command]
    return subprocess.Popen(whole, stdin=subprocess.DEVNULL, stdout=output, stderr=output)  # noqa: S603 - no shell


def stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """End processes, gently first."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """CPU time so far in seconds, and resident memory in bytes."""

    cpu_seconds: float
    memory_bytes: int


def use(pid: int) -> Use | None:
    """What a process has used; None once it has ended."""
    try:
        # The name, in parentheses, may hold blanks: the numbers follow the last parenthesis.
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    user, system, pages = int(fields[11]), int(fields[12]), int(fields[21])
    return Use(cpu_seconds=(user + system) / _TICKS, memory_bytes=pages * _PAGE)


def children(pid: int) -> tuple[int, ...]:
    """The direct children of a process, for a server that works in a child."""
    return tuple(int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split())


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineTime:
    """CPU time of the whole machine so far, in seconds over all cores."""

    busy: float
    stolen: float
    """Time in which another guest of the hypervisor had the core."""


def machine_time() -> MachineTime:
    """From the first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal."""
    first = Path("/proc/stat").read_text(encoding="ascii").partition("\n")[0]
    user, nice, system, _idle, _iowait, irq, softirq, steal = (int(field) / _TICKS for field in first.split()[1:9])
    return MachineTime(busy=user + nice + system + irq + softirq, stolen=steal)
