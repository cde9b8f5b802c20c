"""Validators that ajv compiled to JavaScript -> the JSON Schema they were compiled from, read as text: no JavaScript runs.

ajv writes one function a part of the schema. A function holds, as literals, every error that it can raise (the keyword, and what the
keyword demands), and calls the functions of its parts with the place that they look at. Errors and calls together are the schema again,
but for properties that may hold anything: they leave no trace, and none of the packages read here has one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.manifests.values import Node

_TEXT = r'"(?:[^"\\]|\\.)*"'
_EXPORT = re.compile(r"export const validate=(validate\d+);")
_IMPORT = re.compile(r'import\{validate as (validate\d+)\}from"([^"]+)"')
_BESIDE = re.compile(r"\./([A-Za-z0-9]+)\.js")
_LIST = re.compile(rf"(schema\d+_enum)=(\[(?:{_TEXT}|[^\]\"])*\])")
_FUNCTION = re.compile(r"(?:^|(?<=[;}\n\"]))function (validate\d+)\(data,")
_TRACE = re.compile(
    rf"(?P<same>validate\d+)\(data,\{{instancePath,"
    rf'|(?P<part>validate\d+)\(data(?:\.\w+|\[[^\]]*\]),\{{instancePath:instancePath\+"/(?P<name>[^"]*)"(?P<index>\+i\d+)?(?P<key>\+key\d+)?'
    rf'|schemaPath:"#/(?P<keyword>\w+)",keyword:"\w+",params:\{{(?P<params>(?:{_TEXT}|[^}}\"])*)\}}'
)
_PARAMETER = re.compile(rf"(\w+):({_TEXT}|[\w.+-]+)")
_BRANCHES = ("anyOf", "oneOf", "not")
_DEMANDS: Mapping[str, str] = {
    "type": "type",
    "pattern": "pattern",
    "required": "missingProperty",
    "enum": "allowedValues",
}
_LEFT_OUT = frozenset({"format"})
_DEEPEST = 40
_NOWHERE: Mapping[str, Node] = MappingProxyType({})


class NotCompiled(ValueError):  # noqa: N818 -- says what a text is not
    """A text is no validator as ajv compiles them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One file of validators: the functions' texts by name, what is imported, and the lists of allowed values."""

    entry: str
    functions: Mapping[str, str]
    imports: Mapping[str, str]
    lists: Mapping[str, list[object]]


def read_module(text: str) -> Module:
    """Take a file apart. Raises `NotCompiled` where it exports no validator."""
    if (entry := _EXPORT.search(text)) is None:
        raise NotCompiled("the file exports no validator")
    starts = list(_FUNCTION.finditer(text))
    ends = [*(each.start() for each in starts[1:]), len(text)][: len(starts)]
    return Module(
        entry=entry[1],
        functions={each[1]: text[each.end() : end] for each, end in zip(starts, ends, strict=True)},
        imports=dict(_IMPORT.findall(text)),
        lists={name: json.loads(values) for name, values in _LIST.findall(text)},
    )


def schema_of(name: str, load: Callable[[str], str], elsewhere: Mapping[str, Node] = _NOWHERE) -> Node:
    """The schema of the validator in the file `name`, mappings closed. Raises `NotCompiled`.

    `load` gives a file's text; `elsewhere` the schemas of files of other packages by name, what it lacks may hold anything.
    """
    return _closed(_Reader(load, elsewhere, {}).node(name, None, closed=True, depth=0))


@dataclass(frozen=True, slots=True)
class _Reader:
    load: Callable[[str], str]
    elsewhere: Mapping[str, Node]
    modules: dict[str, Module]

    def node(self, file: str, function: str | None, *, closed: bool, depth: int) -> dict[str, object]:
        """What a function demands; `closed` says whether the mappings within are to be closed, it is the caller's to close the node."""
        module = self._module(file)
        function = function or module.entry
        if depth > _DEEPEST:
            raise NotCompiled(f"{file} refers to itself")
        if (source := module.imports.get(function)) is not None:
            if (beside := _BESIDE.fullmatch(source)) is None:
                return dict(self.elsewhere.get(source.rpartition("/")[2].removesuffix(".js"), {}))
            return self.node(beside[1], None, closed=closed, depth=depth + 1)
        if function not in module.functions:
            raise NotCompiled(f"{file} calls {function}, which it does not hold")
        return self._grown(file, module, function, closed=closed, depth=depth + 1)

    def _module(self, file: str) -> Module:
        if file not in self.modules:
            self.modules[file] = read_module(self.load(file))
        return self.modules[file]

    def _grown(self, file: str, module: Module, function: str, *, closed: bool, depth: int) -> dict[str, object]:
        node: dict[str, object] = {}
        pending: list[str] = []
        for trace in _TRACE.finditer(module.functions[function]):
            keyword = trace["keyword"]
            if trace["same"]:
                pending.append(trace["same"])
            elif trace["part"]:
                part = self.node(file, trace["part"], closed=closed, depth=depth)
                _attach(node, trace, _closed(part) if closed else part)
            elif keyword in _BRANCHES:
                _branch(node, keyword, [self.node(file, each, closed=False, depth=depth) for each in pending])
                pending.clear()
            elif keyword not in _LEFT_OUT:
                _demand(node, keyword, dict(_PARAMETER.findall(trace["params"])), module)
        for each in pending:
            _merge(node, self.node(file, each, closed=closed, depth=depth))
        return node


def _closed(node: dict[str, object]) -> dict[str, object]:
    return {"additionalProperties": False, **node} if "properties" in node else node


def _attach(node: dict[str, object], trace: re.Match[str], part: dict[str, object]) -> None:
    if trace["index"]:
        node["items"] = part
    elif trace["key"]:
        node["additionalProperties"] = part
    else:
        name = trace["name"].replace("~1", "/").replace("~0", "~")
        properties = node.setdefault("properties", {})
        if isinstance(properties, dict):
            properties[name] = part


def _branch(node: dict[str, object], keyword: str, parts: list[dict[str, object]]) -> None:
    node[keyword] = parts[0] if keyword == "not" and parts else parts


def _demand(node: dict[str, object], keyword: str, parameters: Mapping[str, str], module: Module) -> None:
    written = parameters.get(_DEMANDS.get(keyword, "limit"))
    if written is None:
        raise NotCompiled(f"the keyword {keyword} says nothing of what it demands")
    value = module.lists[written] if written in module.lists else _value(written)
    if keyword == "required":
        required = node.setdefault("required", [])
        if isinstance(required, list):
            required.append(value)
    else:
        node[keyword] = value


def _value(written: str) -> object:
    if written.startswith('"'):
        return json.loads(written)
    number = float(int(written, 16)) if written.startswith("0x") else float(written)
    return int(number) if number.is_integer() else number


def _merge(node: dict[str, object], part: dict[str, object]) -> None:
    """Join what `allOf` and `$ref` add to a node; a mapping's fields must lie in one place to be closed."""
    for keyword, value in part.items():
        mine = node.get(keyword)
        if isinstance(mine, dict) and isinstance(value, dict) and keyword == "properties":
            node[keyword] = {**value, **mine}
        elif isinstance(mine, list) and isinstance(value, list) and keyword == "required":
            node[keyword] = sorted({*map(str, mine), *map(str, value)})
        elif mine is None:
            node[keyword] = value
        elif mine != value:
            parts = node.setdefault("allOf", [])
            if isinstance(parts, list):
                parts.append({keyword: value})


def fields(node: Node) -> Iterator[str]:
    """The names of all fields at any depth, for tests and for telling packages apart."""
    for keyword in ("properties",):
        inner = node.get(keyword)
        if isinstance(inner, Mapping):
            for name, child in inner.items():
                yield str(name)
                yield from fields(child)
    for keyword in ("items", "additionalProperties"):
        if isinstance(child := node.get(keyword), Mapping):
            yield from fields(child)
