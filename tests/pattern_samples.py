"""Builders of synthetic patterns for tests: as files of a repository, and as values. Nobody has ever applied one of them."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from generator.finding import Location
from generator.model import (
    NeededConformance,
    Pattern,
    PatternImplementation,
    PatternStatus,
    PatternVersion,
    Support,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FULL, NEWER, OLDER, IDEA, DRAFT, WRONG, EVIL = (
    "sample-full", "sample-newer", "sample-older", "sample-idea", "sample-draft", "sample-wrong", "sample-evil",
)  # fmt: skip
HOSTILE = "\"'></title></svg><script>EVIL=1</script><img src=x onerror=EVIL=2>{{ 7*7 }}&lt;script&gt;"
SHORT = "</text><script>EVIL=3</script>&\"'"
"""Hostile, and short enough for a label."""
TRAILING = (
    "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: second, namespace: shop}\ndata:\n  kept: |+\n    line  \n\n"
)
"""A manifest whose last blank lines and spaces belong to a value."""
MANIFESTS: Mapping[str, str] = {
    "istio/first.yaml": (
        "# synthetic\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n---\n"
        "apiVersion: synthetic.example.org/v1\nkind: Unheard\nmetadata:\n  name: unheard\n  namespace: shop\n"
    ),
    "istio/second.yaml": TRAILING,
    "kubernetes/map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: portable\n  namespace: shop\ndata: {a: b}",
}


def document(name: str, number: int, **fields: object) -> dict[str, Any]:
    """The least that a pattern.yaml must hold."""
    return {
        "kind": "pattern/v1",
        "id": name,
        "number": number,
        "title": f"Title of {name}",
        "area": "III",
        "category": "resiliency",
        "status": "proposed",
        "version": "0.1.0",
        "summary": f"Summary of {name}.",
        "history": [{"version": "0.1.0", "date": "2026-11-01", "change": f"First words of {name}."}],
        "license": "CC-BY-4.0",
        **fields,
    }


def prose(of: str) -> dict[str, Any]:
    """The parts that a complete pattern has, each with text of its own."""
    return {
        "problem": f"Problem of {of}.\n\nSecond paragraph of the problem of {of}.\n",
        "context": f"Context of {of}.",
        "forces": [f"First force of {of}.", f"Second force of {of}."],
        "solution": f"Solution of {of}.",
        "consequences": {"benefits": [f"Benefit of {of}."], "liabilities": [f"Liability of {of}."]},
        "when_to_use": [f"Fitting use of {of}."],
        "when_not_to_use": [f"Harmful use of {of}."],
        "topology": {
            "description": f"Description of the topology of {of}.",
            "nodes": [
                {"id": "a", "label": "box alpha", "node": "client"},
                {"id": "b", "label": "box beta", "node": "service", "group": "pod gamma"},
            ],
            "edges": [
                {"from": "a", "to": "b", "label": "edge delta", "protocol": "gRPC"},
                {"from": "b", "to": "a", "label": "edge epsilon", "style": "dashed"},
            ],
        },
        "verification": [f"Check of {of}."],
        "references": [{"title": f"Source of {of}", "uri": "https://example.org/source", "type": "article"}],
    }


def full() -> dict[str, Any]:
    """A pattern with something in every field."""
    history = [
        {"version": "1.0.0", "date": "2026-11-01", "change": "First synthetic version."},
        {"version": "1.1.0", "date": "2026-11-20", "change": "Second synthetic version."},
    ]
    istio = {
        "target": "istio",
        "support": "native",
        "min_version": "1.20",
        "max_tested_version": "1.24",
        "api": [{"api_version": "synthetic.example.org/v1", "kind": "Unheard"}],
        "manifests": ["istio/first.yaml", "istio/second.yaml"],
        "notes": "Note on Istio.",
        "verified": {"by": "Synthetic Tester", "date": "2026-11-15", "how": "On a synthetic cluster."},
    }
    portable = {"target": "kubernetes", "support": "partial", "manifests": ["kubernetes/map.yaml"]}
    without = {"target": "other", "support": "none", "notes": "Note on why the other mesh cannot."}
    needs = [
        {"suite": "gateway-api", "capability": "weights", "cases": ["MeshHTTPRouteWeight"]},
        {"suite": "smi", "capability": "splitting", "cases": ["TS-1.1.1"]},
    ]
    return document(
        FULL, 101, **prose("full"), status="accepted", version="1.1.0", history=history,
        aliases=["Alias of full"], roles=["service-owner"], tags=["synthetic-tag"],
        related=[
            {"pattern": NEWER, "relation": "requires", "note": "Reason of the relation."},
            {"pattern": IDEA, "relation": "complements"},
        ],
        implementations=[istio, portable, without],
        prerequisites={"kubernetes": {"min_version": "1.29", "max_version": "1.34"}, "conformance": needs},
        performance=[{"result": "example/baseline-1", "claim": "Claim of the cost."}],
        parameters=[{"name": "attempts", "type": "number", "default": "2", "meaning": "Meaning of attempts."}],
        known_uses=["Known use of full."], caveats=["Caveat of full."], maintainers=["synthetic-keeper"],
    )  # fmt: skip


def hostile() -> dict[str, Any]:
    """A pattern that tries to break out of its page wherever it may say what it likes."""
    topology = {
        "description": HOSTILE,
        "nodes": [
            {"id": "a", "label": SHORT, "node": "client", "group": SHORT},
            {"id": "b", "label": SHORT, "node": "store"},
        ],
        "edges": [{"from": "a", "to": "b", "label": SHORT, "protocol": SHORT[:30]}],
    }
    made = {**prose("evil"), "topology": topology}
    made |= dict.fromkeys(("problem", "context", "solution"), HOSTILE)
    made |= {name: [HOSTILE] for name in ("forces", "when_to_use", "when_not_to_use", "verification")}
    made["references"] = [{"title": HOSTILE, "uri": "https://example.org/?a=%22%3E&b=1", "type": "article"}]
    implementation = {
        "target": "kubernetes",
        "support": "native",
        "manifests": ["kubernetes/evil.yaml"],
        "notes": HOSTILE,
    }
    return document(
        EVIL, 107, **made, status="accepted", title=f"Evil {HOSTILE}"[:120], summary=HOSTILE, aliases=[HOSTILE],
        version="1.0.0", history=[{"version": "1.0.0", "date": "2026-11-01", "change": HOSTILE}],
        implementations=[implementation], known_uses=[HOSTILE], caveats=[HOSTILE],
        related=[{"pattern": FULL, "relation": "complements", "note": HOSTILE}],
        parameters=[{"name": SHORT, "type": SHORT, "default": SHORT, "meaning": HOSTILE}],
        prerequisites={"conformance": [{"suite": "smi", "capability": HOSTILE, "cases": ["TS-1.1.1"]}]},
    )  # fmt: skip


def evil_manifest() -> str:
    """A manifest that holds markup in a comment and in a value."""
    named = json.dumps(HOSTILE)
    return f"# {HOSTILE}\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: evil, namespace: shop}}\ndata:\n  evil: {named}\n"


def documents() -> dict[str, dict[str, Any]]:
    """One pattern of each status, one with everything and a hostile one, by id."""
    complete = {"version": "1.0.0", "history": [{"version": "1.0.0", "date": "2026-11-01", "change": "First."}]}
    made = (
        full(),
        document(NEWER, 102, **prose("newer"), **complete, status="accepted", area="II", category="foundational"),
        document(OLDER, 103, **prose("older"), **complete, status="deprecated", superseded_by=NEWER),
        document(IDEA, 104, area="VI", related=[{"pattern": FULL, "relation": "specializes", "note": "Idea's reason."}]),
        document(DRAFT, 105, status="draft", problem="Problem of draft.", category="security"),
        document(WRONG, 106, **prose("wrong"), **complete, status="withdrawn", implementations=[
            {"target": "kubernetes", "support": "native", "manifests": ["kubernetes/wrong.yaml"]},
        ]),
        hostile(),
    )  # fmt: skip
    return {str(each["id"]): each for each in made}


def write(root: Path) -> None:
    """These patterns alone with their manifests, and a mesh that nobody has tested, as files of a repository."""
    shutil.rmtree(root / "patterns", ignore_errors=True)
    manifests = {
        **{f"{FULL}/{path}": text for path, text in MANIFESTS.items()},
        f"{EVIL}/kubernetes/evil.yaml": evil_manifest(),
        f"{WRONG}/kubernetes/wrong.yaml": MANIFESTS["kubernetes/map.yaml"],
    }
    files = {f"{name}/pattern.yaml": json.dumps(each) for name, each in documents().items()}
    for path, text in {**files, **manifests}.items():
        file = root / "patterns" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    meshes = root / "results/registry/meshes"
    other = (meshes / "istio.yaml").read_text(encoding="utf-8").replace("id: istio", "id: other")
    (meshes / "other.yaml").write_text(other.replace("name: Istio", "name: Other mesh"), encoding="utf-8")


def pattern(name: str = "one", **fields: object) -> Pattern:
    """A complete pattern that says as little as one can."""
    plain = Pattern(
        id=name, number=1, title=f"Title of {name}", aliases=(), area="III", category="resiliency", status=PatternStatus.ACCEPTED,
        superseded_by=None, version="1.0.0", summary=f"Summary of {name}.", problem=None, context=None, forces=(), solution=None,
        benefits=(), liabilities=(), when_to_use=(), when_not_to_use=(), roles=(), related=(), topology=None, implementations=(),
        kubernetes=None, conformance=(), performance=(), parameters=(), verification=(), references=(), known_uses=(), caveats=(),
        maintainers=(), history=(PatternVersion(version="1.0.0", date=date(2026, 11, 1), change="First."),), license="CC-BY-4.0",
        tags=(), origin=Location(path=f"patterns/{name}/pattern.yaml"),
    )  # fmt: skip
    return replace(plain, **fields)  # type: ignore[arg-type]


def implementation(target: str, **fields: object) -> PatternImplementation:
    plain = PatternImplementation(
        target=target, support=Support.NATIVE, min_version=None, max_tested_version=None, api=(), manifests=(), contexts=(), one_by_one=False, notes=None, verified=None
    )  # fmt: skip
    return replace(plain, **fields)  # type: ignore[arg-type]


def needed(*cases: str, suite: str = "smi") -> NeededConformance:
    return NeededConformance(suite=suite, capability="synthetic", cases=cases)
