"""An object against one schema -> faults, with places and in our own words."""

from __future__ import annotations

import json
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, NoReturn, cast

import jsonschema_rs
from jsonschema_rs import ValidationErrorKind as Kind

from generator import wording
from generator.characters import quoted
from generator.manifests.values import Check, Fault, Node, Schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.finding import Pointer
    from generator.manifests.values import Thing

MOST_FAULTS = 50
"""Faults told of one object."""
FORM = "x-form"
"""What a schema of ours says of a pattern, in words."""
_LIMITS: Mapping[str, str] = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} entries",
    "maxItems": "at most {} entries",
    "minProperties": "at least {} fields",
    "maxProperties": "at most {} fields",
    "multipleOf": "a multiple of {}",
}


def faults(thing: Thing, schema: Schema) -> tuple[Fault, ...]:
    """Every departure of the object from the schema, at most `MOST_FAULTS`. Raises ValueError where the schema is none."""
    validator = _validator(schema)
    body = thing.document.data
    if validator.is_valid(body):
        return ()
    each = chain.from_iterable(_of(thing, schema.node, error) for error in validator.iter_errors(body))
    return tuple(_without_misspelt(list(islice(each, MOST_FAULTS))))


@lru_cache(maxsize=256)
def _validator(schema: Schema) -> jsonschema_rs.Draft202012Validator:
    options = jsonschema_rs.RegexOptions()  # RE2's kind, as Kubernetes has: no backtracking
    return jsonschema_rs.Draft202012Validator(dict(schema.node), retriever=_refuse, pattern_options=options)


def _refuse(uri: str) -> NoReturn:
    raise LookupError(f"the schema refers to {uri}, outside itself")


def _of(thing: Thing, schema: Node, error: jsonschema_rs.ValidationError) -> Iterator[Fault]:
    pointer: Pointer = tuple(error.instance_path)
    node = _node(schema, error.schema_path[:-1])
    match error.kind:
        case Kind.AdditionalProperties(unexpected=names) | Kind.UnevaluatedProperties(unexpected=names):
            for each in names:
                yield _unknown(thing, (*pointer, each), tuple(_mapping(node, "properties")))
        case Kind.Required(property=missing):
            message = f"{wording.name(missing)} is missing in {wording.place(pointer, 'the object')}"
            yield _fault(thing, pointer, message, _asked(node, missing), at_key=bool(pointer))
        case Kind.AnyOf() | Kind.OneOfNotValid() | Kind.OneOfMultipleValid():
            yield _union(thing, pointer, node, error)
        case _:
            expected = _expected(error, node)
            yield _fault(thing, pointer, f"{_subject(pointer)} {wording.found(error.instance)}, expected {expected}")


def _subject(pointer: Pointer) -> str:
    return f"{wording.place(pointer, 'the object')} is"


def _fault(thing: Thing, pointer: Pointer, message: str, hint: str = "", *, at_key: bool = False) -> Fault:
    return Fault(
        check=Check.SCHEMA, document=thing.document, pointer=pointer, message=message, hint=hint, at_key=at_key
    )


def _unknown(thing: Thing, pointer: Pointer, known: Sequence[str]) -> Fault:
    called, outer = str(pointer[-1]), wording.place(pointer[:-1], "the object")
    message = f"{wording.name(called)} is no field of {outer}"
    if meant := wording.nearest(called, known):
        return _fault(thing, pointer, message, f"write `{meant[0]}`", at_key=True)
    hint = f"its fields are {wording.choice(sorted(known)).replace(' or ', ' and ')}" if known else "it has no fields"
    return _fault(thing, pointer, message, hint, at_key=True)


def _asked(node: Node, missing: str) -> str:
    kinds = _types(_mapping(node, "properties").get(missing))
    return f"add {wording.name(missing)} ({wording.types(kinds)})" if kinds else f"add {wording.name(missing)}"


def _union(thing: Thing, pointer: Pointer, node: Node, error: jsonschema_rs.ValidationError) -> Fault:
    body = error.instance
    fields = list(dict.fromkeys(_alternatives(node.get("oneOf", node.get("anyOf")))))
    held = [each for each in fields if isinstance(body, dict) and each in body]
    if fields and isinstance(body, dict):
        found = wording.listed(held) if held else "none of them"
        many = "at most one" if held else "one"
        message = f"{wording.place(pointer, 'the object')} holds {found}, expected {many} of {wording.listed(fields)}"
        return _fault(thing, pointer, message, "keep one of them" if held else "add one of them", at_key=bool(pointer))
    kinds = [each for branch in _branches(node) for each in _types(branch)]
    message = f"{_subject(pointer)} {wording.found(body)}, expected {wording.types(dict.fromkeys(kinds))}"
    return _fault(thing, pointer, message)


def _branches(node: Node) -> list[object]:
    branches = node.get("anyOf", node.get("oneOf"))
    return branches if isinstance(branches, list) else []


def _alternatives(branch: object) -> Iterator[str]:
    """The fields that the branches of a union ask for."""
    if isinstance(branch, list):
        for each in branch:
            yield from _alternatives(each)
    elif isinstance(branch, dict):
        required = branch.get("required")
        yield from required if isinstance(required, list) else ()
        for keyword in ("not", "anyOf", "oneOf"):
            yield from _alternatives(branch.get(keyword))


def _expected(error: jsonschema_rs.ValidationError, node: Node) -> str:
    keyword, limit = error.kind.name, error.kind.value
    match keyword:
        case "type":
            return wording.types(limit if isinstance(limit, list) else [str(limit)])
        case "enum" | "const":
            values = limit if keyword == "enum" and isinstance(limit, list) else [limit]
            return wording.choice([_shown(each) for each in values if each is not None] or ["null"])
        case "pattern":
            return str(node.get(FORM, f"a text of the form {quoted(str(limit), 120)[1:-1]}"))
        case "uniqueItems":
            return "entries that all differ"
        case "not":
            return "a value that the schema does not exclude"
        case _:
            return _LIMITS.get(keyword, "another value").format(limit)


def _shown(value: object) -> str:
    return value if isinstance(value, str) and value else json.dumps(value)


def _node(schema: Node, path: Sequence[str | int]) -> Node:
    node: object = schema
    for key in path:
        if isinstance(node, list):
            node = node[int(key)]
        elif isinstance(node, dict):
            node = node.get(str(key))
    return cast("Node", node) if isinstance(node, dict) else {}


def _mapping(node: Node, key: str) -> Node:
    inner = node.get(key)
    return cast("Node", inner) if isinstance(inner, dict) else {}


def _types(node: object) -> list[str]:
    kind = node.get("type") if isinstance(node, dict) else None
    return [str(each) for each in kind] if isinstance(kind, list) else [] if kind is None else [str(kind)]


def _without_misspelt(told: Sequence[Fault]) -> Iterator[Fault]:
    """A missing field whose misspelling is told beside it is not told as well."""
    meant = {(each.pointer[:-1], each.hint.removeprefix("write ")) for each in told if each.hint.startswith("write ")}
    for each in told:
        if (each.pointer, each.message.partition(" is missing in ")[0]) not in meant:
            yield each
