"""The command: ./run [measure | sweep | clean]."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from lab import facts
from lab.checks import check
from lab.measure import Lab, measure
from lab.network import network, remove
from lab.plan import CONNECTIONS, GENERATORS, STAGGER_MS, WARM_UP_SECONDS, schedule
from lab.process import REAL_TIME
from lab.servers import PAYLOAD_BYTES, nginx
from lab.summary import outcome, table

if TYPE_CHECKING:
    from types import FrameType

RATES = (900, 1500, 2100)
SWEEP_RATES = (900, 2100, 3300, 4500, 6900, 9600, 12000, 15000)


def main() -> None:
    """Run what the command line asks for."""
    asked = _arguments()
    if asked.what == "clean":
        remove()
        return
    envoy = facts.require()
    output = asked.output.resolve()
    try:
        output.mkdir(parents=True)
    except FileExistsError:
        raise SystemExit(f"run: {output} exists already; name another folder with --output") from None
    signal.signal(signal.SIGTERM, _end)
    with tempfile.TemporaryDirectory(prefix="mesh-lab-") as name, network(), nginx(Path(name)) as server:
        lab = Lab(folder=Path(name), envoy=envoy, nginx=server)
        _write(output / "checks.json", check(lab.folder, envoy))
        _write(output / "plan.json", _plan(asked, envoy))
        _measure_all(lab, asked, output)
    _write_summary(output)


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(143)  # through every `finally`, so that nothing is left behind


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run", description=__doc__)
    parser.add_argument("what", nargs="?", choices=("measure", "sweep", "clean"), default="measure")
    parser.add_argument(
        "--output", type=Path, help="new folder for the raw outputs (default: one below /tmp, named at the end)"
    )
    parser.add_argument("--rates", type=int, nargs="+", help="requests/s of all generators together")
    parser.add_argument("--repeats", type=int, help="runs of each variant and rate (default: 10, for a sweep 1)")
    parser.add_argument("--seconds", type=float, help="length of a run (default: 12, for a sweep 5)")
    parser.add_argument("--seed", type=int, default=20261126, help="of the order of the runs (default: %(default)s)")
    asked = parser.parse_args()
    sweep = asked.what == "sweep"
    asked.output = asked.output or Path(tempfile.gettempdir()) / f"mesh-lab-output-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    asked.rates = tuple(asked.rates or (SWEEP_RATES if sweep else RATES))
    asked.repeats = asked.repeats or (1 if sweep else 10)
    asked.seconds = asked.seconds or (5 if sweep else 12)
    if odd := [rate for rate in asked.rates if rate % (GENERATORS * CONNECTIONS) or rate <= 0]:
        parser.error(f"--rates: found {odd[0]}, expected multiples of {GENERATORS * CONNECTIONS}")
    return asked


def _plan(asked: argparse.Namespace, envoy: str) -> dict[str, object]:
    return {
        "what": asked.what,
        "rates": list(asked.rates),
        "repeats": asked.repeats,
        "seconds": asked.seconds,
        "seed": asked.seed,
        "generators": GENERATORS,
        "connections_per_generator": CONNECTIONS,
        "stagger_ms": STAGGER_MS,
        "warm_up_seconds": WARM_UP_SECONDS,
        "payload_bytes": PAYLOAD_BYTES,
        "real_time_priority": REAL_TIME,
        "order": [run.name for run in schedule(asked.rates, asked.repeats, asked.seed)],
        "versions": facts.versions(envoy),
        "machine": facts.machine(),
    }


def _measure_all(lab: Lab, asked: argparse.Namespace, output: Path) -> None:
    runs = schedule(asked.rates, asked.repeats, asked.seed)
    for number, run in enumerate(runs, start=1):
        times = measure(lab, run, asked.seconds, output / run.name)
        load, codes = times["load_average_before"], times["exit_codes"]
        sys.stdout.write(f"{number}/{len(runs)} {run.name} load {load} exit {codes}\n")
        sys.stdout.flush()


def _write_summary(output: Path) -> None:
    text = table([outcome(folder) for folder in sorted(output.glob("run-*"))])
    (output / "summary.txt").write_text(text, encoding="utf-8")
    sys.stdout.write(f"{text}written to {output}\n")


def _write(file: Path, value: dict[str, object]) -> None:
    file.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    os.umask(0o022)
    main()
