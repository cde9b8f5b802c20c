"""Where a document departs from its schema, and the words in which that is said."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, cast

import jsonschema_rs

from generator import schema, wording
from generator.finding import MOST_SHOWN
from generator.rules.access import strings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.finding import Pointer

_TYPE_WORDS: Mapping[str, str] = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
    "number": "a number",
    "object": "a mapping",
    "string": "text",
}
_PLAIN = re.compile(r"(?!(?:true|false|null)$)[A-Za-z/][A-Za-z0-9 ._/-]*|\d{4}-\d{2}[-0-9T:Z]*")
DOCUMENT = "the document"
"""What a whole document is called in a message."""
_UNFINISHED = re.compile(r"TODO\b")
UNFINISHED = "unfinished"
NUMBER_FOR_TEXT = "number for text"
_ABOUT_ONE_VALUE = ("type", NUMBER_FOR_TEXT, "enum", "const", "minLength", "maxLength", "pattern", "format")


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """One departure. `keyword` is JSON Schema's, or one of ours; `node` describes the value, or the missing field.

    `name` is the field that is missing or unknown, or the key that is malformed; `limit` is what the keyword demands.
    """

    pointer: Pointer
    keyword: str
    node: schema.Node
    found: object
    limit: object
    name: str = ""

    @property
    def place(self) -> str:
        """The value in words: `field`, entry 3 of `list`, or the document."""
        return wording.place(self.pointer, DOCUMENT)


# Twenty times what a report shows of a file; to word each of 40,000 would take seconds.
_MOST = 1_000


def departures(kind: str, content: object) -> tuple[Departure, ...]:
    """Every departure of a document's content from its kind's schema, at most one for each value and `_MOST` in all."""
    unfinished = {pointer: text for pointer, text in strings(content) if _UNFINISHED.match(text)}
    whole = schema.load(kind)
    left = [
        Departure(pointer=pointer, keyword=UNFINISHED, node=schema.describe(whole, pointer), found=text, limit=None)
        for pointer, text in unfinished.items()
    ]
    validator = schema.validator(kind)
    if validator.is_valid(content):
        return tuple(left)
    found = (_of_error(whole, error) for error in schema.explainer(kind).iter_errors(content))
    errors = list(islice(chain(chain.from_iterable(found), _of_keys(kind, content)), _MOST))
    return (*left, *_one_each(_without_misspelt(errors), set(unfinished)))


def _of_keys(kind: str, content: object) -> Iterator[Departure]:
    """The departures of keys, each judged in a mapping of its own."""
    whole = schema.load(kind)
    for pointer, position, mapping in schema.keyed(kind, content):
        for name in mapping:
            for error in schema.key_validator(kind, position).iter_errors({name: None}):
                yield from _of_error(whole, error, pointer)


def _of_error(whole: schema.Node, error: jsonschema_rs.ValidationError, outer: Pointer = ()) -> Iterator[Departure]:
    pointer: Pointer = (*outer, *error.instance_path)
    node = schema.describe(whole, pointer)
    keyword, limit = error.kind.name, error.kind.value
    match error.kind:
        case jsonschema_rs.ValidationErrorKind.Required(property=name):
            there = schema.describe(whole, (*pointer, name))
            yield Departure(pointer=pointer, keyword=keyword, node=there, found=None, limit=limit, name=name)
        case jsonschema_rs.ValidationErrorKind.AdditionalProperties(unexpected=names):
            for name in names:
                yield Departure(
                    pointer=(*pointer, name), keyword=keyword, node=node, found=error.instance, limit=limit, name=name
                )
        case jsonschema_rs.ValidationErrorKind.PropertyNames(error=inner):
            name = str(inner.instance)
            keys = schema.merged(whole, cast("schema.Node", node.get("propertyNames", {})))
            yield Departure(
                pointer=(*pointer, name), keyword=keyword, node=keys, found=name, limit=inner.kind.name, name=name
            )
        case jsonschema_rs.ValidationErrorKind.Pattern():
            form = described(schema.resolve(whole, error.schema_path[:-1]))
            yield Departure(pointer=pointer, keyword=keyword, node=node, found=error.instance, limit=form)
        case _:
            number = isinstance(error.instance, int | float) and not isinstance(error.instance, bool)
            quote = keyword == "type" and number and "string" in schema.types_of(node)
            yield Departure(
                pointer=pointer,
                keyword=NUMBER_FOR_TEXT if quote else keyword,
                node=node,
                found=error.instance,
                limit=limit,
            )


def _without_misspelt(found: Sequence[Departure]) -> Iterator[Departure]:
    """A missing field whose misspelling is reported beside it is not reported as well."""
    lacking = {each.pointer for each in found if each.keyword == "required"}
    unknown = [each for each in found if each.keyword == "additionalProperties" and each.pointer[:-1] in lacking]
    asked = dict.fromkeys((each.name, field_names(each.node)) for each in unknown)
    near = {(name, fields): wording.nearest(name, fields) for name, fields in islice(asked, MOST_SHOWN)}
    meant = {(each.pointer[:-1], near.get((each.name, field_names(each.node)), ())[:1]) for each in unknown}
    for each in found:
        if each.keyword != "required" or (each.pointer, (each.name,)) not in meant:
            yield each


def _one_each(found: Iterator[Departure], unfinished: set[Pointer]) -> Iterator[Departure]:
    first: dict[Pointer, int] = {}
    kept: list[Departure] = []
    for each in found:
        if each.pointer in unfinished:
            continue
        if each.keyword not in _ABOUT_ONE_VALUE:
            kept.append(each)
        elif each.pointer not in first:
            first[each.pointer] = len(kept)
            kept.append(each)
        elif _weight(each) < _weight(kept[first[each.pointer]]):
            kept[first[each.pointer]] = each
    yield from kept


def _weight(departure: Departure) -> int:
    return _ABOUT_ONE_VALUE.index(departure.keyword)


def field_names(node: schema.Node) -> tuple[str, ...]:
    """The fields that a mapping may have."""
    return tuple(cast("Mapping[str, object]", node.get("properties", {})))


def expected(node: schema.Node) -> str:
    """The types that a value may have, in words: "a number", "text or a list"."""
    words = [_TYPE_WORDS[each] for each in schema.types_of(node) if each != "null"]
    return " or ".join(words) if words else "another value"


def described(node: schema.Node) -> str:
    """What the schema says of a field, as a part of a sentence."""
    text = str(node.get("description", "")).rstrip(".")
    return text[:1].lower() + text[1:] if text.partition(" ")[0][1:].islower() else text


def example(node: schema.Node) -> str | None:
    """The schema's first example as YAML on one line."""
    examples = cast("list[object]", node.get("examples", []))
    if not examples:
        return None
    first = examples[0]
    if isinstance(first, str) and _PLAIN.fullmatch(first):
        return first
    return json.dumps(first, ensure_ascii=False)
