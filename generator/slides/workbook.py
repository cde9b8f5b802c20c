"""The workbook inside a chart, which opens under “Edit data”: what the chart draws, and the figure's values in full."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

import xlsxwriter  # type: ignore[import-untyped]

from generator.slides.grid import SHEET, VALUES_SHEET

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

    from generator.slides.grid import Grid

EPOCH = datetime(1980, 1, 1, tzinfo=UTC)
"""The day that files inside a deck bear: the first one that a ZIP archive can hold."""
_LONGEST = 32_000
"""A cell holds 32,767 characters."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_INERT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": False,
}


def workbook(grid: Grid, columns: Mapping[str, Sequence[object]]) -> bytes:
    """An xlsx file with both sheets: the same bytes for the same values. Every text is a text, also after it was edited."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, dict(_INERT))
    book.set_properties({"created": EPOCH.replace(tzinfo=None)})
    quoted = book.add_format({"quote_prefix": True})
    chart = book.add_worksheet(SHEET)
    for place, column in enumerate(grid.columns):
        _write(chart, place, column.head, column.cells, quoted)
    values = book.add_worksheet(VALUES_SHEET)
    for place, (head, cells) in enumerate(columns.items()):
        _write(values, place, head, cells, quoted)
    book.close()
    return stream.getvalue()


def _write(sheet: Worksheet, column: int, head: str, cells: Sequence[object], quoted: Format) -> None:
    for row, cell in enumerate((head, *cells)):
        match cell:
            case bool():
                sheet.write_boolean(row, column, cell)
            case int() | float() if math.isfinite(cell):
                sheet.write_number(row, column, cell)
            case str():
                text = cell[:_LONGEST]
                sheet.write_string(row, column, text, quoted if text.startswith(_FORMULA) else None)
            case _:
                continue
