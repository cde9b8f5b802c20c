"""One table in three forms, from the same values: CSV, JSON and Parquet. Same values, same bytes.

`Values` are a table's columns by name, of one length; None is missing. JSON has an array for each column, so that a file names a
column once: records of ten thousand results would take three times as much.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from generator.columns import Column, Kind, Table
from generator.dictionary import meaning_of
from generator.tables import columns_to_csv

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped] # it has no stubs

Values = Mapping[str, Sequence[object]]
Row = Mapping[str, object]

ENDINGS = ("csv", "json", "parquet")
MEDIA_TYPES = {"csv": "text/csv", "json": "application/json", "parquet": "application/vnd.apache.parquet"}


def values_of(table: Table, rows: Sequence[Row]) -> dict[str, list[object]]:
    """The rows as columns, every column of the table in its order.

    Raises:
        ValueError: a row holds what is no column of the table, so that it would be lost in silence.
    """
    known = frozenset(table.names)
    for row in rows:
        if not known.issuperset(row):
            raise ValueError(f"{table.name} has no column {', '.join(sorted(set(row) - known))}")
    return {name: [row.get(name) for row in rows] for name in table.names}


def as_csv(values: Values) -> bytes:
    """UTF-8 CSV that no spreadsheet takes for formulas: see `tables.to_csv`."""
    return columns_to_csv(values)


def as_json(values: Values) -> bytes:
    """An object of arrays, a line for each column; missing is null, days are YYYY-MM-DD."""
    lines = (f"{_json(name)}:{_json(list(each))}" for name, each in values.items())
    return ("{" + ",\n".join(lines) + "}\n").encode()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_day)


def _day(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} in a published table")


def as_parquet(table: Table, values: Values, about: Mapping[str, str]) -> bytes:
    """Parquet with each column's type, meaning and unit; `about` stands in the file's metadata.

    Nothing in it tells when or where it was written: the writer names itself with its version, which the lock fixes.
    """
    import pyarrow as pa  # noqa: PLC0415 - no table is written as Parquet but in a build
    from pyarrow import parquet  # noqa: PLC0415

    schema = pa.schema([_field(column) for column in table.columns], metadata=dict(about))
    arrays = [pa.array(values[field.name], type=field.type) for field in schema]
    content = BytesIO()
    parquet.write_table(
        pa.Table.from_arrays(arrays, schema=schema),
        content,
        version="2.6",
        data_page_version="1.0",
        compression="zstd",
        row_group_size=1 << 20,
    )
    return content.getvalue()


def _field(column: Column) -> pa.Field:
    import pyarrow as pa  # noqa: PLC0415

    types = {
        Kind.TEXT: pa.string(),
        Kind.WHOLE: pa.int64(),
        Kind.NUMBER: pa.float64(),
        Kind.TRUTH: pa.bool_(),
        Kind.DAY: pa.date32(),
    }
    told = {"description": meaning_of(column), "unit": column.unit}
    return pa.field(column.name, types[column.kind], metadata={name: text for name, text in told.items() if text})
