"""The JSON of Fortio and of those who write its form: its numbers may be texts, and most of its members may be absent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from generator.importers.common import ImportRefused, number
from generator.importers.json_values import Fields

_LARGEST = 10**18
"""No count and no duration in ns is larger."""
_SMALLEST_EXPONENT = -30


@dataclass(frozen=True, slots=True, kw_only=True)
class FortioFields(Fields):
    """An object of the JSON, and where it stands, for messages."""

    def number(self, key: str) -> Decimal | None:
        """A number from 0 to 10^18, also written as a text; None where it is absent or null.

        Raises:
            ImportRefused: it is none.
        """
        value = self.values.get(key)
        return None if value is None else _number(value, self.at(key))

    def flag(self, key: str) -> bool | None:
        """True or false; None where neither is said."""
        value = self.values.get(key)
        return value if isinstance(value, bool) else None

    def text(self, key: str) -> str:
        """A text, and a number as it is written; empty where there is neither."""
        value = self.values.get(key)
        return str(value) if isinstance(value, str | int | float | Decimal) and not isinstance(value, bool) else ""

    def inner(self, key: str) -> FortioFields | None:
        """The object under a key; None where it is absent or null.

        Raises:
            ImportRefused: there is something else.
        """
        value = self.values.get(key)
        return None if value is None else as_fields(value, self.at(key))

    def rows(self, key: str) -> tuple[FortioFields, ...]:
        """The objects of a list; none where it is absent or null.

        Raises:
            ImportRefused: there is something else.
        """
        value = self.values.get(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            raise ImportRefused(f"{self.at(key)} is no list")
        return tuple(as_fields(each, f"{self.at(key)}[{place}]") for place, each in enumerate(value))


def as_fields(value: object, where: str) -> FortioFields:
    """The object.

    Raises:
        ImportRefused: it is none.
    """
    if not isinstance(value, Mapping):
        raise ImportRefused(f"{where} is no object")
    return FortioFields(values=value, where=where)


def _number(value: object, where: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise ImportRefused(f"{where} is no number")
    found = number(str(value), where)
    # Before any arithmetic: 1e999999 would become a number of a million digits.
    if found > _LARGEST or (found and found.adjusted() < _SMALLEST_EXPONENT):
        raise ImportRefused(f"{where} is {found.normalize():.3e}, expected at most {Decimal(_LARGEST):.0e}")
    return +found
