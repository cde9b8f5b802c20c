"""The published JSON Schemas (draft 2020-12): one a kind of document, read from the package and never from the network."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, NoReturn, cast

import jsonschema_rs

from generator.times import read_time

if TYPE_CHECKING:
    from generator.finding import Pointer

Node = Mapping[str, object]
"""A schema, or a part of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of document: its name as `kind:` says it, and the place of such files in the repository."""

    name: str
    place: str
    example: str

    @property
    def file(self) -> str:
        """The published file's name, below /schemas/."""
        return f"{self.name.replace('/', '.')}.schema.json"

    def stands_at(self, path: str) -> bool:
        """Whether a document of this kind may stand at that path (relative to the repository, with slashes)."""
        return re.fullmatch(self.place, path) is not None


_FILE = r"[^/]+\.(yaml|json)"
KINDS: tuple[Kind, ...] = (
    Kind(
        name="ConformanceReport",
        place=rf"results/conformance/gateway-api/[^/]+/(?!(report|status)\.){_FILE}",
        example="results/conformance/gateway-api/<report>/<its own name>.yaml",
    ),
    Kind(name="aliases/v1", place=r"results/registry/aliases\.yaml", example="results/registry/aliases.yaml"),
    Kind(
        name="chart-pin/v1",
        place=r"results/pins/[^/]+\.json",
        example="results/pins/<chart>-<hash>.json",
    ),
    Kind(name="claims/v1", place=r"results/registry/claims\.yaml", example="results/registry/claims.yaml"),
    Kind(name="dispute/v1", place=r"results/disputes/[^/]+\.yaml", example="results/disputes/<id>.yaml"),
    Kind(
        name="gateway-api-conformance/v1",
        place=r"results/conformance/gateway-api/[^/]+/report\.yaml",
        example="results/conformance/gateway-api/<report>/report.yaml",
    ),
    Kind(
        name="hamlet-conformance/v1",
        place=r"results/conformance/hamlet/[^/]+/report\.yaml",
        example="results/conformance/hamlet/<report>/report.yaml",
    ),
    Kind(
        name="initiatives/v1", place=r"results/registry/initiatives\.yaml", example="results/registry/initiatives.yaml"
    ),
    Kind(name="lab/v1", place=rf"results/registry/labs/{_FILE}", example="results/registry/labs/<id>.yaml"),
    Kind(name="mesh/v1", place=rf"results/registry/meshes/{_FILE}", example="results/registry/meshes/<id>.yaml"),
    Kind(name="pattern/v1", place=r"patterns/[^/]+/pattern\.yaml", example="patterns/<pattern>/pattern.yaml"),
    Kind(
        name="performance-results/v1",
        place=rf"results/performance/[^/]+/(?!(submission|status)\.){_FILE}",
        example="results/performance/<submission>/results.yaml",
    ),
    Kind(
        name="performance-submission/v1",
        place=r"results/performance/[^/]+/submission\.yaml",
        example="results/performance/<submission>/submission.yaml",
    ),
    Kind(name="redactions/v1", place=r"results/redactions\.yaml", example="results/redactions.yaml"),
    Kind(
        name="smi-conformance/v1",
        place=r"results/conformance/smi/[^/]+/report\.yaml",
        example="results/conformance/smi/<report>/report.yaml",
    ),
    Kind(
        name="status/v1",
        place=r"results/(performance|conformance/[^/]+)/[^/]+/status\.yaml",
        example="results/performance/<submission>/status.yaml",
    ),
)
BY_NAME: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in KINDS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A documented field. `path` is dotted, with `[]` for the entries of a list and `{}` for those of a map.

    `types` are JSON Schema's names without "null"; `nullable` says whether null may stand for "not reported".
    """

    path: str
    title: str
    description: str
    types: tuple[str, ...]
    nullable: bool
    required: bool
    values: tuple[str, ...]
    examples: tuple[object, ...]
    pattern: str | None
    minimum: float | None
    maximum: float | None
    longest: int | None


def content(kind: Kind) -> bytes:
    """The bytes of the schema as it is published."""
    return files("generator").joinpath("schemas", kind.file).read_bytes()


@cache
def load(name: str) -> Node:
    """The schema of that kind; KeyError where there is none."""
    return cast("Node", json.loads(content(BY_NAME[name])))


@cache
def validator(name: str) -> jsonschema_rs.Draft202012Validator:
    """The validator of that kind, built once; it asserts formats and resolves nothing outside the schema."""
    return _made(load(name))


def _made(schema: Node) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(
        dict(schema), validate_formats=True, formats={"coarse-time": _is_time}, retriever=_refuse
    )


@cache
def explainer(name: str) -> jsonschema_rs.Draft202012Validator:
    """The validator of that kind without what it says of keys: each error on a key would hold a copy of the whole mapping.

    Ten thousand malformed keys took 25 GB.
    """
    return _made(_without_key_schemas(load(name)))


@cache
def key_validator(name: str, position: tuple[str, ...]) -> jsonschema_rs.Draft202012Validator:
    """The validator of a mapping's keys, which stand at that place of the schema; it takes a mapping of one key."""
    whole = load(name)
    return _made({"$defs": whole.get("$defs", {}), "propertyNames": resolve(whole, position)["propertyNames"]})


def _without_key_schemas(node: Node) -> dict[str, object]:
    kept = {key: value for key, value in node.items() if key != "propertyNames"}
    for key, value in kept.items():
        if key in {"properties", "$defs"}:
            named = cast("Mapping[str, Node]", value)
            kept[key] = {name: _without_key_schemas(child) for name, child in named.items()}
        elif key in {"items", "additionalProperties"} and isinstance(value, dict):
            kept[key] = _without_key_schemas(value)
    return kept


def keyed(name: str, content: object) -> Iterator[tuple[Pointer, tuple[str, ...], Mapping[str, object]]]:
    """Every mapping of a document of that kind whose keys have a schema: its place, that of its schema, and the mapping itself."""
    yield from _keyed(load(name), (), content, ())


def _keyed(
    whole: Node, position: tuple[str, ...], content: object, pointer: Pointer
) -> Iterator[tuple[Pointer, tuple[str, ...], Mapping[str, object]]]:
    node = resolve(whole, position)
    while isinstance(reference := node.get("$ref"), str):
        position = tuple(reference.removeprefix("#/").split("/"))
        node = resolve(whole, position)
    if isinstance(content, list) and isinstance(node.get("items"), dict):
        for index, entry in enumerate(content):
            yield from _keyed(whole, (*position, "items"), entry, (*pointer, index))
    elif isinstance(content, dict):
        if "propertyNames" in node:
            yield pointer, position, content
        known = cast("Node", node.get("properties", {}))
        for key, value in content.items():
            if not isinstance(value, dict | list):
                continue
            if key in known:
                yield from _keyed(whole, (*position, "properties", key), value, (*pointer, key))
            elif isinstance(node.get("additionalProperties"), dict):
                yield from _keyed(whole, (*position, "additionalProperties"), value, (*pointer, key))


def _is_time(text: str) -> bool:
    return read_time(text) is not None


def _refuse(uri: str) -> NoReturn:
    raise LookupError(f"the schema refers to {uri}, outside itself")


def resolve(schema: Node, path: Sequence[str | int]) -> Node:
    """The part of the schema at a path of keys ("$defs", "node", …)."""
    node: object = schema
    for key in path:
        node = node[key] if isinstance(node, list) and isinstance(key, int) else cast("Node", node)[str(key)]
    return cast("Node", node)


def merged(schema: Node, node: Node) -> Node:
    """The node with what its `$ref` names; its own title, description and examples win."""
    if not isinstance(reference := node.get("$ref"), str):
        return node
    return {**merged(schema, resolve(schema, reference.removeprefix("#/").split("/"))), **node}


def describe(schema: Node, pointer: Pointer) -> Node:
    """What the schema says of the place in a document; {} where it says nothing."""
    node = merged(schema, schema)
    for key in pointer:
        child = child_of(node, key)
        if child is None:
            return {}
        node = merged(schema, child)
    return node


def child_of(node: Node, key: str | int) -> Node | None:
    """The schema of an entry of a list, a field of a mapping, or a value of a map; None where there is none."""
    if isinstance(key, int):
        found = node.get("items")
    else:
        found = cast("Node", node.get("properties", {})).get(key, node.get("additionalProperties"))
    return cast("Node", found) if isinstance(found, dict) else None


def types_of(node: Node) -> tuple[str, ...]:
    """The types that a node allows, null included; () where it allows any."""
    match node.get("type"):
        case str() as one:
            return (one,)
        case list() as several:
            return tuple(str(each) for each in several)
        case _:
            return ()


def fields(name: str) -> Iterator[Field]:
    """Every field of the documents of that kind, outer before inner, in the schema's order."""
    schema = load(name)
    yield from _fields(schema, schema, "")


def _fields(schema: Node, node: Node, path: str) -> Iterator[Field]:
    required = cast("list[str]", node.get("required", []))
    for key, child in cast("Mapping[str, Node]", node.get("properties", {})).items():
        there = merged(schema, child)
        inner = f"{path}.{key}" if path else key
        yield _field(inner, there, required=key in required)
        yield from _inner_fields(schema, there, inner)


def _inner_fields(schema: Node, node: Node, path: str) -> Iterator[Field]:
    yield from _fields(schema, node, path)
    for keyword, mark in (("items", "[]"), ("additionalProperties", "{}")):
        if isinstance(child := node.get(keyword), dict):
            yield from _inner_fields(schema, merged(schema, child), path + mark)


def _field(path: str, node: Node, *, required: bool) -> Field:
    types = types_of(node)
    return Field(
        path=path,
        title=str(node.get("title", "")),
        description=str(node.get("description", "")),
        types=tuple(each for each in types if each != "null"),
        nullable="null" in types,
        required=required,
        values=allowed_values(node),
        examples=tuple(cast("list[object]", node.get("examples", []))),
        pattern=cast("str | None", node.get("pattern")),
        minimum=cast("float | None", node.get("minimum", node.get("exclusiveMinimum"))),
        maximum=cast("float | None", node.get("maximum")),
        longest=cast("int | None", node.get("maxLength")),
    )


def allowed_values(node: Node) -> tuple[str, ...]:
    """The listed values of a node, without null; () where it has no list."""
    if "const" in node:
        return (str(node["const"]),)
    return tuple(str(each) for each in cast("list[object]", node.get("enum", [])) if each is not None)
