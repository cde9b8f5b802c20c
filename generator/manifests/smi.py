"""SMI's kinds: our own JSON Schemas, written from the specification, for every version of every kind.

The specification is archived, and its versions differ: v1alpha1 and v1alpha2 of some kinds have no `spec`, a split's weight was once a
quantity. No registry has schemas of it, and the published CustomResourceDefinitions leave unknown fields alone.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, cast

from generator.manifests.metadata import whole
from generator.manifests.values import Found, Missing, Node, Schema, mapping_at

if TYPE_CHECKING:
    from collections.abc import Iterator

GROUPS: tuple[str, ...] = ("access.smi-spec.io", "specs.smi-spec.io", "split.smi-spec.io")
"""The groups of the specification that people write objects of; metrics.smi-spec.io is read-only."""


@cache
def _definitions(group: str) -> Node:
    content = files("generator").joinpath("manifests", "smi", f"{group}.json").read_bytes()
    return cast("Node", json.loads(content))


@cache
def find(group: str, api: str, kind: str) -> Found | Missing | None:
    """The schema of a kind, why there is none, or None for a group of somebody else."""
    if group not in GROUPS:
        return None
    definitions = mapping_at(_definitions(group), "$defs")
    if (node := definitions.get(f"{kind}.{api}")) is None:
        return Missing(reason=f"the SMI specification has no {kind} of {group}/{api}")
    schema = whole(cast("Node", node), f"{group}/{api}", kind)
    return Found(name=f"SMI {group}/{api} (this tool's schema)", schema=Schema({**schema, "$defs": definitions}))


def kinds() -> Iterator[tuple[str, str, str]]:
    """Every kind that has a schema, as (group, version, kind)."""
    for group in GROUPS:
        for name in sorted(mapping_at(_definitions(group), "$defs")):
            kind, dot, api = name.partition(".")
            if dot:
                yield group, api, kind
