"""Change the modules that stand between a stranger's file and everything else, one spot at a time, and run their tests on each.

`python -m tests.mutation [--update]`. What is changed and which tests run is said in pyproject.toml (`tool.mutmut`). A mutant that no
test notices survives; more of a module's than `survivors.json` says leave with 1. `--update` writes what was counted.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

BASELINE = Path(__file__).parent / "survivors.json"
MUTANTS = Path("mutants")
SURVIVED, UNTESTED = 0, 33
"""What mutmut writes down for a mutant with which all tests passed, and for one that no test reaches."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("--update", action="store_true", help="write the counts as the new baseline")
    asked = parser.parse_args()
    shutil.rmtree(MUTANTS, ignore_errors=True)
    log = Path(".mutation/log.txt")
    with log.open("wb") as told:
        done = subprocess.run([sys.executable, "-m", "mutmut", "run"], stdout=told, stderr=told, check=False)
    counted = counts(sorted(MUTANTS.rglob("*.py.meta")))
    if done.returncode or not counted:
        print(f"mutation: the run failed with {done.returncode}; {log} says why")  # noqa: T201
        return 2
    if asked.update:
        BASELINE.write_text(json.dumps(counted, indent=2) + "\n", encoding="utf-8")
    faults = worse(json.loads(BASELINE.read_text(encoding="utf-8")), counted)
    for module, survivors in counted.items():
        print(f"mutation: {module}: {survivors} survive")  # noqa: T201
    for fault in faults:
        print(f"mutation: {fault}; `mutmut results` and `mutmut show` name them")  # noqa: T201
    return int(bool(faults))


def counts(records: Iterable[Path]) -> dict[str, int]:
    """Survivors by module, those that no test reaches among them.

    Raises:
        ValueError: a mutant was not tried.
    """
    found = {}
    for record in records:
        ends = json.loads(record.read_text(encoding="utf-8"))["exit_code_by_key"]
        if None in ends.values():
            raise ValueError(f"{record}: not every mutant was tried")
        if ends:
            module = record.relative_to(MUTANTS).as_posix().removesuffix(".meta")
            found[module] = sum(end in (SURVIVED, UNTESTED) for end in ends.values())
    return found


def worse(before: Mapping[str, int], now: Mapping[str, int]) -> list[str]:
    """What got worse: more survivors in a module, or a module that is not looked at."""
    more = [
        f"{module}: {count} survive, at most {before.get(module, 0)} did before"
        for module, count in now.items()
        if count > before.get(module, 0)
    ]
    return [*more, *(f"{module}: no longer looked at" for module in before if module not in now)]


if __name__ == "__main__":
    sys.exit(main())
