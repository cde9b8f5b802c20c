"""One run: fresh sidecars, a warm-up that is thrown away, then all generators from one moment on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from lab import process
from lab.network import GENERATOR, SERVER_ADDRESS
from lab.plan import CONNECTIONS, STAGGER_MS, WARM_UP_SECONDS, Run
from lab.servers import NGINX_PORT, OUTBOUND_PORT, counters, sidecars
from lab.summary import rows

if TYPE_CHECKING:
    from pathlib import Path

_LEAD_SECONDS = 1.0
"""From the start of the waiting generators to the moment at which they begin."""
_LATE_SECONDS = 15
"""A generator that is this much late is ended; its run stays, with what was written."""
_SAMPLE_SECONDS = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Lab:
    """What stands while runs are made."""

    folder: Path
    envoy: str
    nginx: subprocess.Popen[bytes]


def measure(lab: Lab, run: Run, seconds: float, into: Path) -> dict[str, Any]:
    """Make one run and write its folder; times, loads and exit codes as they are in its times.json."""
    into.mkdir()
    with sidecars(lab.folder, run.variant, lab.envoy) as envoys:
        _load(run, WARM_UP_SECONDS, None, {})
        load_average = os.getloadavg()[0]
        before = {name: counters(lab.folder, name) for name in envoys}
        watched = {name: envoy.pid for name, envoy in envoys.items()}
        watched |= {f"nginx-{kind}": pid for kind, pid in zip(("master", "worker"), _nginx(lab), strict=True)}
        times, used = _load(run, seconds, into, watched)
        counted = {name: _difference(before[name], counters(lab.folder, name)) for name in envoys}
    times = {"run": run.name, "variant": run.variant, "rate": run.rate, "repeat": run.repeat, **times}
    times["load_average_before"] = round(load_average, 2)
    _write(into / "times.json", times)
    _write(into / "resources.json", {**used, "envoy_counters": counted, "envoy_counters_before": before})
    return times


def _nginx(lab: Lab) -> tuple[int, int]:
    return lab.nginx.pid, process.children(lab.nginx.pid)[0]


def _difference(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    return {name: value - before.get(name, 0) for name, value in after.items()}


def _load(
    run: Run, seconds: float, into: Path | None, watched: dict[str, int]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Offer the load from every generator; without a folder its output is dropped."""
    moment = time.time() + _LEAD_SECONDS
    started: list[subprocess.Popen[bytes]] = []
    try:
        for number, namespace in enumerate(GENERATOR, start=1):
            command = _h2load(run, seconds, None if into is None else into / f"generator-{number}.tsv")
            # One millisecond apart: the connections of one generator open STAGGER_MS apart, those of the others in between.
            waiting = [sys.executable, "-m", "lab.start_at", f"{moment + (number - 1) / 1000:.6f}", *command]
            with open(os.devnull if into is None else into / f"generator-{number}.txt", "wb") as output:  # noqa: PTH123
                started.append(process.start(namespace, waiting, output))
        watched = watched | {f"h2load-{number}": each.pid for number, each in enumerate(started, start=1)}
        time.sleep(max(0.0, moment - time.time() - 0.02))
        used = _watch(watched, started, deadline=moment + seconds + _LATE_SECONDS)
    finally:
        process.stop(started)
    times = {
        "scheduled": _utc(moment),
        "seconds_declared": seconds,
        "requests_per_generator": _requests(run, seconds),
        "exit_codes": [each.returncode for each in started],
        "generators": [] if into is None else [_generator(log) for log in sorted(into.glob("generator-*.tsv"))],
        "command": _h2load(run, seconds, None),
    }
    return times, used


def _generator(log: Path) -> dict[str, Any]:
    """When a generator's first request started and its last one ended, by its log."""
    logged = list(rows(log))
    begin, end = min((row[0] for row in logged), default=None), max((row[0] + row[2] for row in logged), default=None)
    moments = {"start_time": begin, "end_time": end}
    return {
        "name": log.stem,
        "requests": len(logged),
        **{name: None if at is None else _utc(at / 1e6) for name, at in moments.items()},
    }


def _utc(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _requests(run: Run, seconds: float) -> int:
    return round(run.rate_per_connection * seconds) * CONNECTIONS


def _h2load(run: Run, seconds: float, log: Path | None) -> list[str]:
    """The generator's command; what it is told to ask is the same in every variant, only where it connects to differs."""
    door = f"{SERVER_ADDRESS}:{NGINX_PORT}" if run.variant == "baseline" else f"127.0.0.1:{OUTBOUND_PORT}"
    load = [
        "-n",
        str(_requests(run, seconds)),
        "-c",
        str(CONNECTIONS),
        "-t",
        "1",
        "--rps",
        f"{run.rate_per_connection:g}",
    ]
    stagger = ["-r", "1", "--rate-period", f"{STAGGER_MS}ms"]
    kept = [] if log is None else [f"--log-file={log}"]
    return ["h2load", "--h1", *load, *stagger, *kept, f"--connect-to={door}", "http://app.lab/payload"]


def _watch(watched: dict[str, int], started: list[subprocess.Popen[bytes]], deadline: float) -> dict[str, Any]:
    """CPU time and memory of the watched processes until the generators have ended."""
    first_machine, begin = process.machine_time(), time.monotonic()
    samples = {name: [(begin, use)] for name, pid in watched.items() if (use := process.use(pid)) is not None}
    while any(each.poll() is None for each in started) and time.time() < deadline:
        time.sleep(_SAMPLE_SECONDS)
        for name, taken in samples.items():
            # A generator that has ended but was not waited for has no memory left.
            if (use := process.use(watched[name])) is not None and use.memory_bytes > 0:
                taken.append((time.monotonic(), use))
    machine, elapsed = process.machine_time(), time.monotonic() - begin
    return {
        "seconds": round(elapsed, 3),
        "resources": [_resource(name, taken) for name, taken in samples.items()],
        "machine": {
            "busy_mcores": round((machine.busy - first_machine.busy) / elapsed * 1000, 1),
            "stolen_mcores": round((machine.stolen - first_machine.stolen) / elapsed * 1000, 1),
        },
    }


def _resource(name: str, taken: list[tuple[float, process.Use]]) -> dict[str, Any]:
    """One of a result's `resources`: CPU between the first and the last sample, and the mean of the resident memory."""
    (begin, first), (end, last) = taken[0], taken[-1]
    seconds = end - begin
    return {
        "component": name,
        "role": _role(name),
        "cpu_mcores": round((last.cpu_seconds - first.cpu_seconds) / seconds * 1000, 1) if seconds else None,
        "mem_mb": round(sum(use.memory_bytes for _moment, use in taken) / len(taken) / 1e6, 2),
        "statistic": "average",
    }


def _role(name: str) -> str:
    match name.partition("-")[0]:
        case "envoy":
            return "sidecar"
        case "nginx":
            return "application"
        case _:
            return "load-generator"


def _write(file: Path, value: dict[str, Any]) -> None:
    file.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
