"""The data dictionary: what each published column means, from the registry of columns and the published schemas."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from generator import schema
from generator.columns import Column


def meaning_of(column: Column) -> str:
    """What the column means: the schema's own words where it holds one of its fields as it is.

    Raises:
        KeyError: the schema has no field that the column names.
    """
    described = [field_of(source).description for source in column.sources]
    return column.meaning or described[0]


def values_of(column: Column) -> tuple[str, ...]:
    """The values that the column can have, where the schema lists them; empty where it holds no one field as it is."""
    if column.meaning or not column.sources:
        return ()
    return field_of(column.sources[0]).values


def field_of(source: str) -> schema.Field:
    """The schema's field that a source names; KeyError where there is none."""
    kind, _, path = source.partition(" ")
    return _fields(kind)[path]


@cache
def _fields(kind: str) -> Mapping[str, schema.Field]:
    return {field.path: field for field in schema.fields(kind)}


def entry(column: Column) -> Mapping[str, object]:
    """The column's entry in the index of the data."""
    return {
        "name": column.name,
        "type": str(column.kind),
        "unit": column.unit or None,
        "meaning": meaning_of(column),
        "values": list(values_of(column)) or None,
        "sources": list(column.sources),
    }
