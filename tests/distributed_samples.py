"""A synthetic submission of distributed runs, merged as an import merges them; no measurement of anything."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import yaml

from generator import distribution
from generator.distribution import Distribution
from generator.importers.quantiles import moments, percentile_table

SUBMISSION = "synthetic-distributed"
VARIANTS: Mapping[str, float] = {"baseline": 1.0, "istio-sidecar": 2.1, "istio-next": 1.8}
"""Mesh configuration to how many times as slow it is."""
FACTORS = (1.0, 1.12, 2.6)
"""How many times as slow each generator's requests are; the last one stands far away."""
START = datetime(2026, 11, 20, 10, tzinfo=UTC)
SECONDS = 60
RATES = (150, 300, 450)
PER_FILE = 10


def samples(seed: int, factor: float, count: int) -> Distribution:
    """Log-normal latencies around 1 ms with a tail, to the microsecond."""
    draw = random.Random(seed)
    tail = [10 if draw.random() < 0.004 else 1 for _ in range(count)]
    return distribution.from_samples(
        [round(draw.lognormvariate(0, 0.35) * factor * each * 1000) * 1000 for each in tail], resolution_ns=1000
    )


def result(
    name: str,
    config: str,
    rate: int,
    *,
    repeat: int = 1,
    start: datetime = START,
    factors: Sequence[float] = FACTORS,
    achieved: float = 1.0,
    expected: int | None = None,
    late_seconds: float = 0.05,
    campaign: str | None = None,
) -> dict[str, object]:
    """One distributed run as a document; generator n starts n times `late_seconds` after the first."""
    count = round(rate * SECONDS * achieved / len(factors))
    parts = [
        samples(hash_of(name) + at, VARIANTS[config] * factor * (1 + rate / 800), count)
        for at, factor in enumerate(factors)
    ]
    joined = distribution.merge(parts)
    values, bounds = percentile_table(joined, missing_share(len(factors), expected))
    digest = joined.digest()
    known = moments(joined)
    further = {key: value for key, value in values.items() if key not in ("50", "90", "99")}
    return {
        "id": name,
        "result": {
            "smp_version": "v0.6.1",
            "start_time": stamp(start),
            "end_time": stamp(start + timedelta(seconds=SECONDS + late_seconds * (len(factors) - 1))),
            "latencies_ms": latencies(joined),
            "actual_qps": float(count * len(factors) / SECONDS),
            "test_id": f"rate-{rate}",
            "mesh_config_id": config,
            "env_id": "three-nodes",
        },
        "measurement": {
            "requests": count * len(factors),
            "errors": {},
            "repeat": repeat,
            **({"campaign": campaign} if campaign else {}),
            "duration_seconds": SECONDS + late_seconds * (len(factors) - 1),
            "coordinated_omission": "corrected",
            "quantile_method": "mass in intervals",
            "population": "all",
            "percentiles_ms": {key: plain(value) for key, value in further.items()},
            "bounds_ms": {key: [plain(each) for each in pair] for key, pair in bounds.items()},
            "stdev_ms": plain(known["stdev_ms"]),
            "merge_method": joined.method,
            "distribution": {
                "lower_ms": [each / 1e6 for each in digest.lower_ns.tolist()],
                "upper_ms": [each / 1e6 for each in digest.upper_ns.tolist()],
                "counts": digest.counts.tolist(),
            },
            "generators": [
                generator(at, part, start + timedelta(seconds=late_seconds * at)) for at, part in enumerate(parts)
            ],
            **({"generators_expected": expected} if expected else {}),
        },
    }


def hash_of(name: str) -> int:
    """A seed that is the same in every process."""
    return int.from_bytes(name.encode()[-6:], "big")


def missing_share(received: int, expected: int | None) -> Fraction:
    return Fraction(expected - received, expected) if expected else Fraction(0)


def generator(at: int, part: Distribution, start: datetime) -> dict[str, object]:
    return {
        "name": f"pod-{at + 1}",
        "requests": part.count,
        "errors": {},
        "actual_qps": round(part.count / SECONDS, 3),
        "start_time": stamp(start),
        "end_time": stamp(start + timedelta(seconds=SECONDS)),
        "duration_seconds": SECONDS,
        "latencies_ms": latencies(part),
    }


def latencies(part: Distribution) -> dict[str, object]:
    values, known = percentile_table(part)[0], moments(part)
    named = {"min": known["min_ms"], "average": known["average_ms"], "max": known["max_ms"]}
    return {name: plain(value) for name, value in named.items()} | {f"p{key}": plain(values[key]) for key in ("50", "90", "99")}  # fmt: skip


def plain(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def results(
    repeats: int = 5, configs: Sequence[str] = ("baseline", "istio-sidecar"), campaign: str | None = None
) -> list[dict[str, object]]:
    """Every variant at every rate; Istio does not keep up with the greatest one."""
    made, at = [], START
    for repeat in range(1, repeats + 1):
        for rate in RATES:
            for config in configs:
                short = 0.9 if (config, rate) == ("istio-sidecar", RATES[-1]) else 1.0
                name = f"{campaign or 'run'}-{config}-{rate}-{repeat:02}"
                made.append(result(name, config, rate, repeat=repeat, start=at, achieved=short, campaign=campaign))
                at += timedelta(seconds=2 * SECONDS)
    return made


def write(folder: Path, example: Path, made: Sequence[Mapping[str, object]], *, purpose: str = "measurement") -> None:
    """The submission below `folder` (results/performance), after the example's; JSON is YAML."""
    target = folder / SUBMISSION
    target.mkdir(parents=True)
    base = yaml.safe_load((example / "submission.yaml").read_text(encoding="utf-8"))
    test, workload = base["test_configs"][0], base["workload_conditions"]["rate-1000"]
    istio, subject = base["mesh_configs"][1], base["subjects"]["istio-sidecar"]
    base |= {
        "id": SUBMISSION,
        "title": "Synthetic distributed runs",
        "submitted": "2026-11-22",
        "purpose": purpose,
        "campaign": "autumn",
        "test_configs": [
            {**test, "id": f"rate-{rate}", "name": f"{rate} requests/s", "duration": "60s",
             "clients": [{**test["clients"][0], "rps": rate}]}
            for rate in RATES
        ],
        "workload_conditions": {f"rate-{rate}": {**workload, "stop": {"seconds": SECONDS}} for rate in RATES},
        "mesh_configs": [
            base["mesh_configs"][0],
            istio,
            {**istio, "id": "istio-next", "mesh_type": {"type": "ISTIO", "version": "1.25.0"}},
        ],
        "subjects": {**base["subjects"], "istio-next": {**subject, "version": "1.25.0"}},
    }  # fmt: skip
    (target / "submission.yaml").write_text(json.dumps(base, default=str, indent=1), encoding="utf-8")
    for first in range(0, len(made), PER_FILE):
        document = {"kind": "performance-results/v1", "results": list(made[first : first + PER_FILE])}
        (target / f"results-{first:03}.yaml").write_text(json.dumps(document, indent=1), encoding="utf-8")
