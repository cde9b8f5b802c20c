"""What a column of a published table is: its name with the unit, its meaning, its type, and the schema field that it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What stands in a column: text, a whole number, a number, a truth value or a day; any may be missing."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    TRUTH = "true or false"
    DAY = "day"


UNITS = {
    "ms": "ms",
    "rps": "requests/s",
    "mcores": "millicores",
    "mb": "MB",
    "s": "s",
    "seconds": "s",
    "percentage": "%",
    "relative": "share of the baseline’s median",
    "coverage": "share",
    "share": "share",
    "superiority": "share of pairs",
}
"""The unit that the last word of a column's name stands for. MB is 10^6 bytes, a millicore a thousandth of a CPU core."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a published table.

    `sources` are fields of published schemas ("performance-results/v1 results[].result.actual_qps"); without one it is computed.
    An empty `meaning` says what the first field's description says.
    """

    name: str
    kind: Kind
    meaning: str = ""
    sources: tuple[str, ...] = ()

    @property
    def unit(self) -> str:
        """The unit of its numbers, empty where they have none."""
        numeric = self.kind in (Kind.NUMBER, Kind.WHOLE)
        return UNITS.get(self.name.rpartition("_")[2], "") if numeric else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A published table: `row` says what one row is, `key` names the columns that together tell rows apart.

    `old` is the address of its CSV before there were versions; addresses never change.
    """

    name: str
    title: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    old: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names in their order."""
        return tuple(column.name for column in self.columns)


def text(name: str, meaning: str = "", *sources: str) -> Column:
    """A column of texts."""
    return Column(name=name, kind=Kind.TEXT, meaning=meaning, sources=sources)


def whole(name: str, meaning: str = "", *sources: str) -> Column:
    """A column of whole numbers."""
    return Column(name=name, kind=Kind.WHOLE, meaning=meaning, sources=sources)


def number(name: str, meaning: str = "", *sources: str) -> Column:
    """A column of numbers, whose unit is the last word of its name."""
    return Column(name=name, kind=Kind.NUMBER, meaning=meaning, sources=sources)


def truth(name: str, meaning: str = "", *sources: str) -> Column:
    """A column of truth values."""
    return Column(name=name, kind=Kind.TRUTH, meaning=meaning, sources=sources)


def day(name: str, meaning: str = "", *sources: str) -> Column:
    """A column of days."""
    return Column(name=name, kind=Kind.DAY, meaning=meaning, sources=sources)
