"""A pattern's manifests as a Meshery design with the catalogue's metadata beside it, since a design has no place for them.

Source of the forms: schemas/constructs/v1beta1/{design,component} and v1alpha1/catalog_data in meshery/schemas. All ids follow from the
pattern, so that the same pattern gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, UUID, uuid5

from generator.importers.pattern_designs import SCHEMA_VERSION
from generator.importers.pattern_objects import CLUSTER_WIDE, group_of, model_of
from generator.manifests.reading import read_manifest
from generator.report import HELP_BASE
from generator.yaml_writer import write_object

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.model import Pattern, PatternImplementation

_TYPES: Mapping[str, str] = {
    "deployment": "Deployment",
    "foundational": "Deployment",
    "interoperability": "Workloads",
    "observability": "Observability",
    "performance": "Troubleshooting",
    "resiliency": "Resiliency",
    "scaling": "Scaling",
    "security": "Security",
    "traffic-management": "Traffic-management",
    "troubleshooting": "Troubleshooting",
    "workloads": "Workloads",
}
"""Our categories as Meshery's eight types; three of ours have no type of their own there."""
_INEXACT = frozenset({"foundational", "interoperability", "performance"})
_NO_CAVEATS = "None stated."
_MODEL_VERSION = "v1.0.0"


def files(pattern: Pattern, implementation: PatternImplementation) -> dict[PurePosixPath, bytes]:
    """The designs of one target, each with its metadata for the catalogue, in a folder named after pattern and target."""
    made: dict[PurePosixPath, bytes] = {}
    for each in designs(pattern, implementation):
        folder = PurePosixPath(each.folder)
        metadata = json.dumps(catalog_data(pattern, implementation), ensure_ascii=False, indent=2)
        made[folder / "catalog_data.json"] = f"{metadata}\n".encode()
        made[folder / "design.yml"] = write_object(each.document).encode()
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """A design with the name of its folder."""

    folder: str
    document: Mapping[str, object]


def designs(pattern: Pattern, implementation: PatternImplementation) -> tuple[Design, ...]:
    """One design; one for each file where the files are not applied as one."""
    whole = f"{pattern.id}-{implementation.target}"
    if implementation.joinable:
        return (Design(folder=whole, document=design(pattern, implementation)),)
    made = []
    for file in implementation.manifests:
        part = replace(implementation, manifests=(file,))
        stem = PurePosixPath(file.path).stem
        made.append(Design(folder=f"{whole}-{stem}", document=design(pattern, part, f"/{stem}")))
    return tuple(made)


def _called(body: Mapping[str, object]) -> tuple[str, str, str, str]:
    """API version, kind, namespace and name."""
    metadata = body.get("metadata")
    named = metadata if isinstance(metadata, Mapping) else {}
    kind = str(body["kind"])
    return str(body["apiVersion"]), kind, str(named.get("namespace", "")), str(named.get("name", kind))


def notes(pattern: Pattern, implementation: PatternImplementation) -> tuple[str, ...]:
    """What a reader of the designs should know."""
    made: list[str] = []
    if pattern.category in _INEXACT:
        made.append(f"Meshery has no type for the category {pattern.category}; {_TYPES[pattern.category]} is nearest")
    if not implementation.joinable:
        made.append(
            f"{implementation.target}: its files are not for one cluster at one time, so each becomes a design of its own"
        )
    return tuple(made)


def address(pattern: Pattern) -> str:
    """Where the pattern is published."""
    return f"{HELP_BASE}patterns/{pattern.id}/"


def design(pattern: Pattern, implementation: PatternImplementation, part: str = "") -> dict[str, object]:
    """The design of one target, or of a `part` of it; each object of its manifests is a component, in their order."""
    own = uuid5(NAMESPACE_URL, f"{address(pattern)}#{implementation.target}{part}")
    return {
        "id": str(own),
        "name": f"{pattern.title} ({implementation.target}{part})",
        "schemaVersion": SCHEMA_VERSION,
        "version": pattern.version,
        "metadata": {"resolvedAliases": {}, "source": address(pattern)},
        "components": [_component(own, pattern, body) for body in objects(implementation)],
        "relationships": [],
    }


def objects(implementation: PatternImplementation) -> Iterator[Mapping[str, object]]:
    """The objects of its manifests, in the order of the files."""
    for file in implementation.manifests:
        for document in read_manifest(file.path, file.text.encode()).documents:
            if isinstance(document.data, Mapping):
                yield document.data


def catalog_data(pattern: Pattern, implementation: PatternImplementation) -> dict[str, object]:
    """What Meshery's catalogue says of a design."""
    told = (pattern.summary, pattern.problem, pattern.solution)
    caveats = (*pattern.caveats, *filter(None, [implementation.notes]))
    return {
        "compatibility": ["kubernetes"],
        "pattern_info": "\n\n".join(each.strip() for each in told if each),
        "pattern_caveats": "\n\n".join(each.strip() for each in caveats) or _NO_CAVEATS,
        "type": _TYPES[pattern.category],
        "published_version": pattern.version,
    }


def _component(own: UUID, pattern: Pattern, body: Mapping[str, object]) -> dict[str, object]:
    api, kind, namespace, name = _called(body)
    model = model_of(group_of(api))
    return {
        "id": str(uuid5(own, f"{api}/{kind}/{namespace}/{name}")),
        "schemaVersion": "components.meshery.io/v1beta1",
        "version": _MODEL_VERSION,
        "displayName": name,
        "description": f"{kind} of the pattern {pattern.title}",
        "format": "JSON",
        "model": _model(model, whole=True),
        "modelReference": _model(model, whole=False),
        "status": "enabled",
        "metadata": {
            "genealogy": "",
            "isAnnotation": False,
            "isNamespaced": kind not in CLUSTER_WIDE,
            "published": False,
            "instanceDetails": {},
            "configurationUISchema": "",
        },
        "configuration": dict(body),
        "component": {"kind": kind, "version": api, "schema": ""},
    }


def _model(name: str, *, whole: bool) -> dict[str, object]:
    """The model of Meshery's registry that a component is of: whole, or as a reference."""
    head: dict[str, object] = {
        "id": str(uuid5(NAMESPACE_URL, f"{HELP_BASE}models/{name}")),
        "name": name,
        "displayName": name,
        "version": _MODEL_VERSION,
        "model": {"version": _MODEL_VERSION},
        "registrant": {"kind": "github"},
    }
    if not whole:
        return head
    return {
        **head,
        "schemaVersion": "models.meshery.io/v1beta1",
        "description": "",
        "status": "enabled",
        "category": {"name": "Uncategorized"},
        "subCategory": "Uncategorized",
        "metadata": {},
        "components": [],
        "relationships": [],
    }
