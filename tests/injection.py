"""Hostile texts, and a repository that holds one at every place where the check lets one stand."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from generator import pin_form
from generator.charts import gather, pins
from generator.compare import compare
from generator.finding import Finding, Severity
from generator.load import load
from generator.source import parse
from tests import schema_walk, sites
from tests.schema_walk import KEY, Field

DOCUMENTS = (
    "patterns/example/pattern.yaml",
    "results/performance/example/submission.yaml",
    "results/performance/example/results.yaml",
    "results/performance/example/status.yaml",
    "results/registry/meshes/istio.yaml",
    "results/registry/labs/lab-one.yaml",
    "results/registry/initiatives.yaml",
    "results/registry/aliases.yaml",
    "results/registry/claims.yaml",
    "results/conformance/gateway-api/example-gateway/report.yaml",
    "results/conformance/gateway-api/example-unmodified/standard-1.20-default-report.yaml",
    "results/conformance/hamlet/example-hamlet/report.yaml",
    "results/conformance/smi/example-smi/report.yaml",
)
"""A document of every kind, below `tests/corpus/base`; a pin is made, since its name and hash follow from what it holds."""
PIN = "results/pins/pin.json"
"""Stands for the path of the pin."""
DISPUTE = {
    "kind": "dispute/v1",
    "id": "example-dispute",
    "date": "2026-11-25",
    "author": {
        "name": "Synthetic Objector",
        "affiliation": "Synthetic University",
        "relationship": "vendor",
        "github": "synthetic",
    },
    "results": ["example/istio-1"],
    "reports": ["example-smi"],
    "claim": "A synthetic claim.",
    "evidence": [{"title": "Synthetic", "uri": "https://example.org/synthetic"}],
    "replies": [{"date": "2026-11-25", "by": "Synthetic Author", "role": "owner", "text": "A synthetic answer."}],
    "decision": {
        "date": "2026-11-25",
        "by": "curators",
        "outcome": "rejected",
        "state": None,
        "reason": "A synthetic reason.",
    },
}
REDACTIONS = {
    "kind": "redactions/v1",
    "redactions": [
        {
            "date": "2026-11-24",
            "path": "results/performance/example/evidence/gone.txt",
            "removed_sha256": "304fa81c7f69176b8b07e4de836f041b8880bcb4aaa3aa29d97d7905438e5d19",
            "by": "curators",
            "reason": "A synthetic host name.",
        }
    ],
}
MADE = {"results/disputes/example-dispute.yaml": DISPUTE, "results/redactions.yaml": REDACTIONS}
"""Documents that the base has none of: a dispute would take its results out of the examples of other rules."""
EVIL_HOST = "example.org"
"""The host of hostile addresses that are https, and so let through."""


def evil(number: int, longest: int) -> str:
    """A text that begins as a formula does, leaves an attribute and an element, and runs; distinct by its number."""
    short = f"=1+'\"><img src=x onerror=EVIL={number}>{{{{7*7}}}}"
    long = (
        f"{short}</title></textarea></script><script>EVIL={number}</script>[a](javascript:EVIL={number}) &lt;script&gt; "
        f"**b** `c` @ada ::error::%0A]]> https://evil.example/{number}"
    )
    tiny = f"=<b>EVIL={number}"
    return next(each for each in (long, short, tiny, tiny[:longest]) if len(each) <= longest)


def evil_address(number: int) -> tuple[str, ...]:
    """Addresses that are https and hostile all the same."""
    return (
        f"https://{EVIL_HOST}/?a='\"><img src=x onerror=EVIL={number}>",
        f"https://{EVIL_HOST}/{number}?a=%22%3E&b='EVIL={number}'",
    )


def refused_addresses(number: int) -> tuple[str, ...]:
    """Addresses that may stand nowhere."""
    return (
        f"javascript:EVIL={number}",
        f"JaVa\tScript:EVIL={number}",
        f" javascript:EVIL={number}",
        f"data:text/html,<script>EVIL={number}</script>",
        f"vbscript:EVIL={number}",
        f"http://example.org/{number}",
        f"file:///etc/passwd?{number}",
        "https://good.example\\@evil.example/",
        "https://user:word@evil.example/",
        "https://user@evil.example/",
        "https:evil.example",
        "https:/evil.example",
        "https://",
        "https:///evil.example/",
        "//evil.example/",
        "\\\\evil.example\\a",
        "https://evil.example/\u202egnp.exe",
        "https://evil.example/a\nb",
        "https://evil.example:port/",
    )


@cache
def originals() -> Mapping[str, dict[str, Any]]:
    """The documents by path, as data that lets hostile texts go far: no demonstration, nothing that moved."""
    read = {path: parse(path, (sites.BASE / path).read_bytes()).document for path in DOCUMENTS}
    texts: dict[str, Any] = {path: copy.deepcopy(document.data) for path, document in read.items() if document}
    texts["results/registry/aliases.yaml"]["aliases"] = []
    texts["results/performance/example/submission.yaml"]["purpose"] = "measurement"
    return {**texts, **copy.deepcopy(MADE), PIN: _pin()}


def _pin() -> dict[str, Any]:
    catalogue, day = load(sites.BASE).catalogue, date(2026, 11, 26)
    chart = next(each for each in gather(catalogue, compare(catalogue), day).all if each.drawn)
    return {**pins.document(chart, day), "demonstration": False}


@cache
def all_fields() -> tuple[Field, ...]:
    """Every place for a text in them."""
    return tuple(field for path, document in originals().items() for field in schema_walk.fields(path, document))


class Bench:
    """A repository on which one document after another is tried."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.documents = dict(originals())
        self.written: dict[str, Path] = {}
        for path in self.documents:
            self.write(path, self.documents[path])
        assert [each for each in load(root).findings if each.severity is Severity.ERROR] == []

    def write(self, path: str, document: Mapping[str, Any]) -> None:
        """Put the document in its place, a pin under the name that its content asks for."""
        if path in self.written:
            self.written[path].unlink()
        place, content = path, json.dumps(document, ensure_ascii=False).encode()
        if path == PIN:
            named = document["hash"] != originals()[PIN]["hash"]
            sealed = document if named else {**document, "hash": pin_form.content_hash(document)}
            place, content = pins.file(sealed)
            place = "".join(each if each.isalnum() or each in "/.-" else "_" for each in place)
        file = self.root / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        self.written[path] = file

    def findings(self, field: Field, text: str) -> tuple[Finding, ...]:
        """What the check says of the text at its place; the repository stays as it was."""
        before = self.documents[field.file]
        self.write(field.file, schema_walk.placed(before, field, text))
        found = load(self.root).findings
        self.write(field.file, before)
        return found

    def accepts(self, field: Field, text: str) -> bool:
        """Whether the check lets the text pass at its place."""
        return not any(each.severity is Severity.ERROR for each in self.findings(field, text))

    def keep(self, field: Field, text: str) -> None:
        """Let the text stand there."""
        self.documents[field.file] = schema_walk.placed(self.documents[field.file], field, text)
        self.write(field.file, self.documents[field.file])


@dataclass(frozen=True, slots=True, kw_only=True)
class Evil:
    """The repository that holds every text that was let through, by number, and its site; and what was said of the others."""

    root: Path
    site: Path
    accepted: Mapping[int, tuple[Field, str]]
    refused: tuple[Field, ...]
    findings: tuple[Finding, ...] = field(default=())

    def values(self) -> Mapping[int, str]:
        return {number: text for number, (_, text) in self.accepted.items()}


def tries(number: int, field: Field) -> tuple[str, ...]:
    """The hostile texts for a place, worst first."""
    if field.role == KEY and not field.sealed:
        return (evil(number, field.longest), f"=EVIL={number}")
    if field.kind == "aliases/v1":
        return ()  # its addresses have to lead to pages, which the build alone knows and refuses by name
    if field.sealed:
        start = str((field.node.get("examples") or ["synthetic"])[0])
        return tuple(dict.fromkeys(each for each in (schema_walk.nastiest(field.node, start),) if each != start))
    return (evil(number, field.longest), *evil_address(number))


def poison(folder: Path) -> Evil:
    """A small repository with a hostile text wherever one is let through, and its site."""
    root = sites.small_repository(folder / "repository")
    bench = Bench(root)
    accepted: dict[int, tuple[Field, str]] = {}
    refused: list[Field] = []
    findings: list[Finding] = []
    for number, place in enumerate(all_fields(), 1000):
        for text in tries(number, place):
            found = bench.findings(place, text)
            if not any(each.severity is Severity.ERROR for each in found):
                bench.keep(place, text)
                accepted[number] = (place, text)
                break
            findings += found
        else:
            refused.append(place)
    _poison_manifests(root)
    assert not load(root).has_errors
    site = sites.built(root, folder / "site", {"MESH_RESULTS_PICTURES": ""})
    return Evil(
        root=root, site=site, accepted=accepted, refused=tuple(refused), findings=tuple(dict.fromkeys(findings))
    )


def _poison_manifests(root: Path) -> None:
    """Texts in the objects of a pattern's manifests: they are published as files, and as code on its page."""
    file = root / "patterns/example/kubernetes/workload.yaml"
    text = file.read_text(encoding="utf-8").replace(
        "  namespace: shop\nspec:\n  selector:\n    app",
        f"  namespace: shop\n  annotations: {{note: {json.dumps(evil(1, 4096))}}}\nspec:\n  selector:\n    app",
        1,
    )
    assert "EVIL=1" in text
    file.write_text(f"# {evil(2, 4096)}\n{text}", encoding="utf-8")
