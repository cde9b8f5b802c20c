"""The merge of a thousand synthetic Nighthawk instances against one pass of ijson over the same file."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

INSTANCES = 1_000
WORKERS = 4
ROWS = 112
"""Rows that a percentile table of some 100,000 requests has."""
SEEN = 60_000
"""What the rate of all workers asks for in the minute that an instance works."""
_STATISTICS = (
    "benchmark_http_client.latency_2xx",
    "benchmark_http_client.queue_to_connect",
    "benchmark_http_client.request_to_response",
    "sequencer.blocking",
    "sequencer.callback",
)
IJSON_ALONE = """
import sys
import ijson
with open(sys.argv[1], "rb") as file:
    seen = sum(1 for _ in ijson.items(file, "results.item", use_float=True))
assert seen == int(sys.argv[2]), seen
"""
"""The peer: every item of the file built and dropped, nothing merged."""


def write_nighthawk(path: Path) -> int:
    """A synthetic output of many instances as the sink concatenates them; how many results it has."""
    chance = random.Random(1_000)
    with path.open("w", encoding="utf-8") as file:
        file.write('{"timestamp": "2026-11-01T10:00:00Z", "options": ')
        json.dump(_options(), file)
        file.write(', "results": [')
        for index, result in enumerate(_results(chance)):
            file.write(", " if index else "")
            json.dump(result, file, indent=1)
        file.write('], "version": {"version": {"major_number": 1, "minor_number": 33, "patch": 0}}}\n')
    return INSTANCES * (WORKERS + 1)


def _options() -> dict[str, object]:
    return {
        "requests_per_second": 250,
        "connections": 10,
        "duration": "60s",
        "concurrency": str(WORKERS),
        "open_loop": True,
        "protocol": "HTTP1",
        "uri": "http://synthetic.example/",
    }


def _results(chance: random.Random) -> Iterator[dict[str, object]]:
    for _ in range(INSTANCES):
        start = f"2026-11-01T10:00:00.{chance.randrange(10**9):09d}Z"
        yield from (_result(f"worker_{worker}", SEEN // WORKERS, start, chance) for worker in range(WORKERS))
        yield _result("global", SEEN, start, chance)


def _result(name: str, seen: int, start: str, chance: random.Random) -> dict[str, object]:
    return {
        "name": name,
        "statistics": [_statistic(each, seen, chance) for each in _STATISTICS],
        "counters": [
            {"name": "benchmark.http_2xx", "value": str(seen)},
            {"name": "upstream_rq_total", "value": str(seen)},
            *({"name": f"upstream_cx_synthetic_{number}", "value": str(number + 1)} for number in range(23)),
        ],
        "execution_duration": "60s",
        "execution_start": start,
    }


def _statistic(name: str, seen: int, chance: random.Random) -> dict[str, object]:
    values = sorted(chance.lognormvariate(14.5, 0.4) for _ in range(ROWS))
    counts = [seen * (row + 1) // ROWS for row in range(ROWS)]
    return {
        "id": name,
        "count": str(seen),
        "mean": _seconds(sum(values) / ROWS),
        "pstdev": _seconds(1e6),
        "min": _seconds(values[0]),
        "max": _seconds(values[-1]),
        "percentiles": [
            {"percentile": count / seen, "count": str(count), "duration": _seconds(value)}
            for value, count in zip(values, counts, strict=True)
        ],
    }


def _seconds(nanoseconds: float) -> str:
    return f"{round(nanoseconds) / 1e9:.9f}s"
