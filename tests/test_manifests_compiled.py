"""A validator that ajv compiled is read back into its schema; the files here are synthetic, in ajv's form."""

from __future__ import annotations

import pytest

from generator.manifests.compiled import NotCompiled, schema_of
from tests.fixtures.manifests.samples import FIXTURES


def load(name: str) -> str:
    return (FIXTURES / "compiled" / f"{name}.js").read_text(encoding="utf-8")


ITEM = {
    "type": "object",
    "oneOf": [
        {"not": {"anyOf": [{"required": ["one"]}, {"required": ["two"]}]}},
        {"required": ["one"]},
        {"required": ["two"]},
    ],
    "properties": {"one": {"type": "string", "enum": ["A", "B]"]}, "two/x": {"type": "string", "enum": ["A", "B]"]}},
    "additionalProperties": False,
}


def test_errors_and_calls_are_the_schema_again() -> None:
    assert schema_of("Example", load) == {
        "type": "object",
        "required": ["list"],
        "properties": {
            "list": {"type": "array", "maxItems": 16, "items": ITEM},
            "map": {
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "required": ["flag"],
                    "properties": {"flag": {"type": "boolean"}, "name": {"pattern": '^[a-z]{1,3}\\"}$'}},
                    "additionalProperties": False,
                },
            },
            "count": {"type": "integer", "maximum": 1_000_000, "minimum": 255},
            "metadata": {},
        },
        "additionalProperties": False,
    }


def test_branches_of_unions_are_not_closed() -> None:
    item = ITEM["oneOf"]
    assert "additionalProperties" not in str(item)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "exports no validator"),
        ("export const validate=validate0;", "calls validate0, which it does not hold"),
        (
            "export const validate=validate0;function validate0(data,{}){validate0(data,{instancePath,x})}",
            "refers to itself",
        ),
        (
            'export const validate=validate0;function validate0(data,{}){x={instancePath,schemaPath:"#/maxItems",keyword:"maxItems",params:{}}}',
            "says nothing of what it demands",
        ),
    ],
)
def test_what_is_no_compiled_validator_is_refused(text: str, why: str) -> None:
    with pytest.raises(NotCompiled, match=why):
        schema_of("Any", lambda _: text)
