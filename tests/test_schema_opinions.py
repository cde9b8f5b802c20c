"""The `jsonschema` package as a second opinion: two implementations agree on which documents follow our schemas."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import jsonschema_rs
import pytest
from referencing import Registry

from generator import schema
from generator.source import parse

CORPUS = Path(__file__).parent / "corpus"
# `format` asserts nothing to jsonschema, so that days which no calendar has are ours alone to refuse.
DOCUMENTS = sorted(path for path in CORPUS.rglob("*.yaml") if "MR115-impossible-date" not in path.parts)


@pytest.mark.parametrize("kind", sorted(schema.BY_NAME))
def test_a_schema_is_one_of_draft_2020_12(kind: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema.load(kind))
    assert jsonschema_rs.meta.is_valid(schema.load(kind))


def test_both_accept_and_refuse_the_same_documents_of_the_corpus() -> None:
    opinions: dict[Path, tuple[bool, bool]] = {}
    for path in DOCUMENTS:
        document = parse(path.name, path.read_bytes()).document
        if document is None or document.kind not in schema.BY_NAME:
            continue
        other = jsonschema.Draft202012Validator(schema.load(document.kind), registry=Registry())
        opinions[path] = (schema.validator(document.kind).is_valid(document.data), other.is_valid(document.data))
    assert {first for first, _ in opinions.values()} == {True, False}
    assert [path for path, (first, second) in opinions.items() if first != second] == []
