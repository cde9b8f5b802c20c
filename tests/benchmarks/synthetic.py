"""Synthetic submissions for the bench: invented numbers, named so, never under results/."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import yaml

RESULTS_PER_SUBMISSION = 100
MESHES = (("no-mesh", None), ("istio", "1.22.0"), ("linkerd", "2.14.9"), ("cilium", "1.15.1"))
CONNECTIONS = (8, 16, 32, 64, 128)


def write_repository(root: Path, results: int, registry: Path) -> tuple[Path, ...]:
    """Write a repository with that many synthetic results, one file each; return the results' files.

    `registry` is the real results/registry, linked by copying.
    """
    rng = random.Random(20261122)  # reproducible input, not a secret
    for source in sorted(registry.rglob("*.yaml")):
        target = root / "results" / "registry" / source.relative_to(registry)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    lab = min((registry / "labs").glob("*.yaml")).stem
    files: list[Path] = []
    for start in range(0, results, RESULTS_PER_SUBMISSION):
        number = start // RESULTS_PER_SUBMISSION
        folder = root / "results" / "performance" / f"synthetic-{number:04d}"
        folder.mkdir(parents=True)
        (folder / "submission.yaml").write_text(_yaml(_submission(number, lab)))
        for index in range(min(RESULTS_PER_SUBMISSION, results - start)):
            path = folder / f"run-{index:03d}.yaml"
            path.write_text(_yaml({"kind": "performance-results/v1", "results": [_result(index, rng)]}))
            files.append(path)
    return tuple(files)


def _submission(number: int, lab: str) -> dict[str, object]:
    """A complete synthetic submission."""
    return {
        "kind": "performance-submission/v1",
        "id": f"synthetic-{number:04d}",
        "title": f"Synthetic submission {number} for the bench",
        "submitted": "2026-11-22",
        "purpose": "measurement",
        "submitter": {"name": "The bench"},
        "disclosure": {"relationship": "independent", "note": "synthetic numbers"},
        "lab": lab,
        "license": "CC-BY-4.0",
        "provenance": {"measured_by": "nobody: synthetic", "transcribed": False},
        "campaign": f"synthetic-{number:04d}",
        "description": "Synthetic numbers that measure the generator's speed.",
        "reproduce": "make bench",
        "environment_configs": [
            {
                "id": "cluster",
                "kubernetes_version": "1.30.1",
                "nodes": [{"type": "synthetic", "cores": 4, "mem_mb": 16000}],
            }
        ],
        "environment_conditions": {"cluster": {"cni": "synthetic", "region": "nowhere"}},
        "mesh_configs": [_mesh_config(mesh, version) for mesh, version in MESHES],
        "subjects": {
            mesh: {
                "mesh": mesh,
                "version": version,
                "mode": None,
                "baseline": mesh == "no-mesh",
                "features": {"encryption": "none" if mesh == "no-mesh" else "mtls"},
            }
            for mesh, version in MESHES
        },
        "test_configs": [
            {
                "id": f"open-{connections}",
                "clients": [
                    {
                        "internal": True,
                        "load_generator": "nighthawk",
                        "protocol": "HTTP",
                        "connections": connections,
                        "rps": 1000,
                        "endpoint_urls": ["http://synthetic.example"],
                    }
                ],
                "duration": "60s",
            }
            for connections in CONNECTIONS
        ],
        "workload_conditions": {
            f"open-{connections}": {
                "application": "synthetic",
                "protocol": "HTTP/1.1",
                "tls": "none",
                "keep_alive": True,
                "loop": "open",
                "offered": "rate",
                "stop": {"seconds": 60},
                "load_placement": "pod in the cluster",
            }
            for connections in CONNECTIONS
        },
    }


def _mesh_config(mesh: str, version: str | None) -> dict[str, object]:
    """An SMP message; the baseline has no mesh type."""
    types = {"istio": "ISTIO", "linkerd": "LINKERD", "cilium": "CILIUM_SERVICE_MESH"}
    if version is None:
        return {"id": mesh}
    return {"id": mesh, "mesh_type": {"type": types[mesh], "version": version}, "mtls_enabled": True}


def _result(index: int, rng: random.Random) -> dict[str, object]:
    """One synthetic result of about 1.7 KB."""
    p50 = round(rng.uniform(2, 4), 3)
    steps = sorted(round(p50 * factor, 3) for factor in (1.2, 1.5, 1.8, 2.4, 3.1, 4.0))
    p75, p90, p95, p99, p999, slowest = steps
    mesh, _version = MESHES[index % len(MESHES)]
    connections = CONNECTIONS[(index // len(MESHES)) % len(CONNECTIONS)]
    return {
        "id": f"run-{index:03d}",
        "result": {
            "start_time": "2026-11-20T10:00:00Z",
            "end_time": "2026-11-20T10:01:00Z",
            "latencies_ms": {
                "min": 0.5,
                "average": round(p50 * 1.1, 3),
                "p50": p50,
                "p90": p90,
                "p99": p99,
                "max": slowest,
            },
            "actual_qps": 1000.0,
            "test_id": f"open-{connections}",
            "mesh_config_id": mesh,
            "env_id": "cluster",
        },
        "measurement": {
            "requests": 60000,
            "errors": {},
            "repeat": 1,
            "duration_seconds": 60,
            "coordinated_omission": "corrected",
            "quantile_method": "synthetic",
            "percentiles_ms": {"75": p75, "95": p95, "99.9": p999},
            "resources": [
                {"component": f"synthetic proxy {number}", "role": "sidecar", "cpu_mcores": 250.0, "mem_mb": 60.0}
                for number in range(6)
            ],
            "evidence": [
                {
                    "uri": f"https://synthetic.example/runs/{index}/{number}.json",
                    "sha256": hashlib.sha256(f"{index}-{number}".encode()).hexdigest(),
                    "bytes": 4096,
                    "tool": "nighthawk",
                }
                for number in range(3)
            ],
        },
    }


def _yaml(document: object) -> str:
    """The document as a person would write it."""
    return yaml.safe_dump(document, sort_keys=False, width=120)
