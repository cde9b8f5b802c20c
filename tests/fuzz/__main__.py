"""Run every target, or those that are named, under Atheris: `python -m tests.fuzz [--seconds N] [TARGET…]`.

The seconds are shared. What is found is saved in .fuzz/crashes, named, and makes the command leave with 1; a file that is put into
tests/fuzz/found/TARGET is tried by the tests for ever after.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from tests.fuzz.targets import LARGEST_SEED, TARGETS, seeds

PLACE = Path(".fuzz")
PATIENCE_SECONDS = 30
"""For one input; a slower one counts as a hang."""
MEMORY_MB = 2_000


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    parser.add_argument("--seconds", type=int, default=60)
    asked = parser.parse_args()
    names = asked.targets or sorted(TARGETS)
    if unknown := set(names) - set(TARGETS):
        parser.error(f"there is no target {', '.join(sorted(unknown))}, expected {', '.join(sorted(TARGETS))}")
    share = max(5, asked.seconds // len(names))
    return max([fuzz(name, share) for name in names])


def fuzz(name: str, seconds: int) -> int:
    """Fuzz one target; 1 where something was found."""
    corpus, crashes = PLACE / "corpus" / name, PLACE / "crashes"
    for folder in (corpus, crashes):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(name)):
        (corpus / f"seed-{number:04}").write_bytes(seed)
    before = set(crashes.iterdir())
    options = (
        f"-max_total_time={seconds}",
        f"-timeout={PATIENCE_SECONDS}",
        f"-rss_limit_mb={MEMORY_MB}",
        f"-max_len={2 * LARGEST_SEED}",
        f"-artifact_prefix={crashes}/{name}-",
        "-len_control=0",
        "-print_final_stats=1",
    )
    done = subprocess.run([sys.executable, "-m", "tests.fuzz.harness", name, *options, str(corpus)], check=False)
    found = sorted(set(crashes.iterdir()) - before)
    for each in found:
        print(f"{name}: found {each}; once mended, move it to tests/fuzz/found/{name}/")  # noqa: T201
    print(f"{name}: {'nothing found' if done.returncode == 0 else 'FAILED'} in {seconds} s")  # noqa: T201
    return int(done.returncode != 0)


if __name__ == "__main__":
    sys.exit(main())
