"""The JSON of Fortio and of those who write its form: numbers as they were written, be they numbers or texts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, DecimalException

from generator.importers.common import ImportRefused, RawFile, exact, number

_LARGEST = 10**18
"""No count and no duration in ns is larger."""
_SMALLEST_EXPONENT = -30


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """An object of the JSON, and where it stands, for messages."""

    values: Mapping[str, object]
    where: str

    def at(self, key: str) -> str:
        """The place of a field, in words."""
        return f"{self.where}: {key}"

    def number(self, key: str) -> Decimal | None:
        """A number from 0 to 10^18, also written as a text; None where it is absent or null.

        Raises:
            ImportRefused: it is none.
        """
        value = self.values.get(key)
        return None if value is None else _number(value, self.at(key))

    def needed(self, key: str) -> Decimal:
        """A number that must be there.

        Raises:
            ImportRefused: it is not, or is none.
        """
        value = self.number(key)
        if value is None:
            raise ImportRefused(f"{self.at(key)} is missing: is the file cut off or changed?")
        return value

    def whole(self, key: str) -> int:
        """A whole number that must be there.

        Raises:
            ImportRefused: it is not, or is none.
        """
        value = self.needed(key)
        if value != int(value):
            raise ImportRefused(f"{self.at(key)} is {value}, expected a whole number")
        return int(value)

    def flag(self, key: str) -> bool | None:
        """True or false; None where neither is said."""
        value = self.values.get(key)
        return value if isinstance(value, bool) else None

    def text(self, key: str) -> str:
        """A text, and a number as it is written; empty where there is neither."""
        value = self.values.get(key)
        return str(value) if isinstance(value, str | int | float | Decimal) and not isinstance(value, bool) else ""

    def fields(self, key: str) -> Fields | None:
        """The object under a key; None where it is absent or null.

        Raises:
            ImportRefused: there is something else.
        """
        value = self.values.get(key)
        return None if value is None else as_fields(value, self.at(key))

    def rows(self, key: str) -> tuple[Fields, ...]:
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


def as_fields(value: object, where: str) -> Fields:
    """The object.

    Raises:
        ImportRefused: it is none.
    """
    if not isinstance(value, Mapping):
        raise ImportRefused(f"{where} is no object")
    return Fields(values=value, where=where)


def _number(value: object, where: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise ImportRefused(f"{where} is no number")
    found = number(str(value), where)
    # Before any arithmetic: 1e999999 would become a number of a million digits.
    if found > _LARGEST or (found and found.adjusted() < _SMALLEST_EXPONENT):
        raise ImportRefused(f"{where} is {found.normalize():.3e}, expected at most {Decimal(_LARGEST):.0e}")
    return +found


def read_json(raw: RawFile) -> object:
    """The document of a file, its numbers as `int` and `Decimal`.

    Raises:
        ImportRefused: it is no JSON, holds NaN, or a key stands twice in an object.
    """
    try:
        return parsed(raw.text())
    except (ValueError, RecursionError, DecimalException) as error:
        reason = "a number is out of all bounds" if isinstance(error, DecimalException) else error
        raise ImportRefused(f"{raw.path}: not JSON ({reason})") from None


def parsed(text: str) -> object:
    """A JSON text.

    Raises:
        ValueError: it is none, holds NaN, or a key stands twice in an object.
        RecursionError: it is nested too deeply.
        DecimalException: a number is out of all bounds.
    """
    return json.loads(text, parse_float=exact, parse_constant=_constant, object_pairs_hook=_without_repetition)


def _constant(name: str) -> object:
    raise ValueError(f"{name} is no number of JSON")


def _without_repetition(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise ValueError(f"the key {twice!r} stands twice in an object")
    return found


def written(value: object) -> str:
    """A value as compact JSON, its numbers as they were; for values built anew, which are shallow."""
    match value:
        case dict():
            return "{" + ",".join(f"{json.dumps(key)}:{written(item)}" for key, item in value.items()) + "}"
        case list():
            return "[" + ",".join(map(written, value)) + "]"
        case Decimal():
            return str(value)
        case _:
            return json.dumps(value)
