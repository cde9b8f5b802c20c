"""What came out, in a table: for the eye, and for the choice of rates. The published numbers are computed by `mesh-results import`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One run; latencies in ms, of all requests of all generators together."""

    variant: str
    rate: int
    requests: int
    errors: int
    achieved: float
    """Finished requests per second, from the first start to the last end."""
    p50: float
    p99: float
    highest: float


def outcome(folder: Path) -> Outcome:
    """Read the logs of a run; raises SystemExit where they are empty."""
    times = json.loads((folder / "times.json").read_text(encoding="utf-8"))
    logged = [row for log in sorted(folder.glob("generator-*.tsv")) for row in rows(log)]
    if not logged:
        raise SystemExit(f"run: no request was logged in {folder}; its generator-1.txt says why")
    taken = sorted(row[2] for row in logged)
    span = max(start + length for start, _status, length in logged) - min(start for start, _status, _length in logged)
    return Outcome(
        variant=times["variant"],
        rate=times["rate"],
        requests=len(logged),
        errors=sum(status != 200 for _start, status, _length in logged),
        achieved=len(logged) / span * 1e6,
        p50=_quantile(taken, 50),
        p99=_quantile(taken, 99),
        highest=taken[-1] / 1000,
    )


def rows(log: Path) -> Iterator[tuple[int, int, int]]:
    """A generator's log: start in microseconds since the epoch, status (-1 where there was no answer), microseconds taken."""
    with log.open(encoding="ascii") as lines:
        for line in lines:
            start, status, taken, *_more = line.split("\t")
            yield int(start), int(status), int(taken)


def _quantile(taken: list[int], percent: int) -> float:
    """The lowest latency that at least `percent` of a hundred requests do not exceed, in ms."""
    return taken[-(-len(taken) * percent // 100) - 1] / 1000


def table(outcomes: list[Outcome]) -> str:
    """Medians over the runs of each variant and rate."""
    lines = ["variant      offered  runs  achieved  errors   p50 ms   p99 ms   max ms"]
    for variant, rate in dict.fromkeys(
        (each.variant, each.rate) for each in sorted(outcomes, key=lambda one: one.rate)
    ):
        runs = [each for each in outcomes if (each.variant, each.rate) == (variant, rate)]
        p50, p99, highest = (median(getattr(each, name) for each in runs) for name in ("p50", "p99", "highest"))
        achieved, errors = median(each.achieved for each in runs), sum(each.errors for each in runs)
        lines.append(
            f"{variant:<11} {rate:>8} {len(runs):>5} {achieved:>9.1f} {errors:>7} {p50:>8.3f} {p99:>8.3f} {highest:>8.2f}"
        )
    return "\n".join(lines) + "\n"
