"""CustomResourceDefinitions that the user names -> strict JSON Schemas, so that kinds of which no package has schemas can be checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.characters import visible
from generator.manifests.metadata import METADATA, whole
from generator.manifests.values import Found, Node, Schema, at, entries, mapping_at, text_at
from generator.tree import Faults, Limits, Stop, Tree
from generator.yaml_reader import read_trees

if TYPE_CHECKING:
    from pathlib import Path

    from generator.finding import Finding

LIMITS = Limits(size_bytes=8 * 1024 * 1024, values=400_000, depth=96, text=65_536, key=512)
"""Definitions are the user's own files and far larger than manifests; still nothing may hang or crash."""
_COPIED = ("required", "pattern", "minimum", "maximum", "multipleOf", "uniqueItems", "enum")
_COUNTS = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")
_DEEPEST = 90
_OPEN = "x-kubernetes-preserve-unknown-fields"
_EMBEDDED: Node = {"apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": {"type": "object"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One served version of a kind: its schema, and the file it was read from."""

    group: str
    version: str
    kind: str
    file: str
    schema: Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """What the files of a folder define, in their order, and why some of them could not be read."""

    found: tuple[Definition, ...] = ()
    findings: tuple[Finding, ...] = ()

    def find(self, group: str, version: str, kind: str) -> Found | None:
        """The schema of a kind; None where no file defines it."""
        for each in self.found:
            if (each.group, each.version, each.kind) == (group, version, kind):
                return Found(name=f"CRD file {each.file}", schema=each.schema)
        return None


NO_DEFINITIONS = Definitions()


def read_definitions(folder: Path) -> Definitions:
    """Read every `.yaml`, `.yml` and `.json` file below the folder, by name; links are not followed."""
    files = sorted(each for each in folder.rglob("*") if each.suffix in {".yaml", ".yml", ".json"} and _plain(each))
    read = [_read(visible(str(file.relative_to(folder))), file.read_bytes()) for file in files]
    return Definitions(
        found=tuple(each for one in read for each in one.found),
        findings=tuple(each for one in read for each in one.findings),
    )


def _plain(file: Path) -> bool:
    return file.is_file() and not file.is_symlink() and file.stat().st_size <= LIMITS.size_bytes


def _read(name: str, content: bytes) -> Definitions:
    faults = Faults(name)
    trees: list[Tree] = []
    with suppress(Stop):
        trees = read_trees(content.decode("utf-8", "replace"), faults, LIMITS)
    found = (each for tree in trees for each in definitions(name, tree.root))
    return Definitions(found=tuple(found), findings=tuple(faults.findings))


def definitions(file: str, body: object) -> Iterator[Definition]:
    """The served versions that a CustomResourceDefinition defines, or that each one in a List does; nothing for any other object."""
    if text_at(body, "kind") in {"List", "CustomResourceDefinitionList"}:
        for _, each in entries(body, "items"):
            yield from definitions(file, each)
    group, kind = text_at(body, "spec", "group"), text_at(body, "spec", "names", "kind")
    if text_at(body, "kind") != "CustomResourceDefinition" or group is None or kind is None:
        return
    for version, schema in _versions(body):
        strict = whole(_strict(schema), f"{group}/{version}", kind)
        yield Definition(group=group, version=version, kind=kind, file=file, schema=Schema(strict))


def _versions(body: object) -> Iterator[tuple[str, Node]]:
    shared = mapping_at(body, "spec", "validation", "openAPIV3Schema")
    listed = entries(body, "spec", "versions")
    if not listed and (only := text_at(body, "spec", "version")) and shared:
        yield only, shared
    for _, each in listed:
        name, schema = text_at(each, "name"), mapping_at(each, "schema", "openAPIV3Schema") or shared
        if name is not None and schema and at(each, "served") is not False:
            yield name, schema


def _strict(node: object, *, closed: bool = True, depth: int = 0) -> dict[str, object]:
    """A part of an openAPIV3Schema as JSON Schema; `closed` where fields that it does not name are refused."""
    if not isinstance(node, Mapping) or depth > _DEEPEST:
        return {}
    made: dict[str, object] = {key: node[key] for key in _COPIED if key in node}
    made |= {key: node[key] for key in _COUNTS if isinstance(node.get(key), int)}
    made |= _exclusive(node) | _type(node) | _parts_of(node, closed=closed, depth=depth + 1)
    if node.get("nullable") is True and isinstance(made.get("enum"), list):
        made["enum"] = [*node["enum"], None]
    return made


def _exclusive(node: Node) -> dict[str, object]:
    """OpenAPI 3.0 says by a flag that a limit is exclusive."""
    return {
        flag: node[limit]
        for flag, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum"))
        if node.get(flag) is True and limit in node
    }


def _type(node: Node) -> dict[str, object]:
    kinds: list[object] = [node["type"]] if isinstance(node.get("type"), str) else []
    if node.get("x-kubernetes-int-or-string") is True:
        kinds = ["integer", "string"]
    if kinds and node.get("nullable") is True:
        kinds.append("null")
    return {"type": kinds} if kinds else {}


def _parts_of(node: Node, *, closed: bool, depth: int) -> dict[str, object]:
    made: dict[str, object] = {}
    if isinstance(node.get("items"), Mapping):
        made["items"] = _strict(node["items"], closed=closed, depth=depth)
    for keyword in ("allOf", "anyOf", "oneOf"):
        if node.get("x-kubernetes-int-or-string") is not True and entries(node, keyword):
            made[keyword] = [_strict(each, closed=False, depth=depth) for _, each in entries(node, keyword)]
    if isinstance(node.get("not"), Mapping):
        made["not"] = _strict(node["not"], closed=False, depth=depth)
    return made | _fields(node, closed=closed, depth=depth)


def _fields(node: Node, *, closed: bool, depth: int) -> dict[str, object]:
    named = mapping_at(node, "properties")
    embedded = _EMBEDDED if node.get("x-kubernetes-embedded-resource") is True else {}
    fields = {**embedded, **{str(key): _strict(each, closed=closed, depth=depth) for key, each in named.items()}}
    if embedded:
        fields["metadata"] = METADATA
    made: dict[str, object] = {"properties": fields} if fields else {}
    rest = node.get("additionalProperties")
    if isinstance(rest, Mapping):
        made["additionalProperties"] = _strict(rest, closed=closed, depth=depth)
    elif closed and node.get("type") == "object" and rest is not True and node.get(_OPEN) is not True:
        made["additionalProperties"] = False
    return made
