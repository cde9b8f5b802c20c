"""JSON of load generators, whole or line by line, with every number as it was written; `json_stream` reads it member by member."""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NoReturn

from generator.distribution.building import LARGEST as LARGEST_NS
from generator.importers.common import ImportRefused, exact, nanoseconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.importers.common import RawFile

MAX_VALUE = 8 * 1024 * 1024
"""The longest line, in bytes."""
LARGEST = 10**24
"""No number of a load generator is larger, and none has a digit further behind the point."""
MOST = 2**53 - 1
"""No count is larger: every tool that reads JSON agrees about whole numbers up to here."""
_DAY_NS = 86_400 * 10**9
LONGEST_NS = LARGEST_NS // _DAY_NS * _DAY_NS
"""No latency is longer: the whole days that a distribution takes, so that half a printed digit above it is still one."""


STAMP = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?", re.ASCII)
"""A time as tools write it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """An object of a tool's output; what can't be read is refused with `where` and the key.

    Every number is finite, not negative and at most `LARGEST`; null and absent are None.
    """

    values: Mapping[str, object]
    where: str

    def at(self, key: str) -> str:
        """The place of a field in words."""
        return f"{self.where}: {key}"

    def fields(self, key: str) -> Fields:
        """The object under a key.

        Raises:
            ImportRefused: there is none.
        """
        return fields(self.values.get(key), self.at(key))

    def number(self, key: str) -> Decimal | None:
        """The number under a key.

        Raises:
            ImportRefused: it is none, negative, or out of all bounds.
        """
        value = self.values.get(key)
        return None if value is None else bounded(value, self.at(key))

    def needed(self, key: str) -> Decimal:
        """The number that must be there.

        Raises:
            ImportRefused: it is not.
        """
        value = self.number(key)
        if value is None:
            raise ImportRefused(f"{self.at(key)} is missing: is the file cut off or changed?")
        return value

    def whole(self, key: str) -> int:
        """The whole number that must be there.

        Raises:
            ImportRefused: it is not, has a fraction, or is larger than `MOST`.
        """
        written = self.values.get(key)
        if type(written) is int and 0 <= written <= MOST:  # the way of every line of a log
            return written
        value = self.needed(key)
        if value != int(value) or value > MOST:
            raise ImportRefused(f"{self.at(key)} is {value}, expected a whole number up to {MOST}")
        return int(value)

    def latency(self, key: str, unit_ns: int = 1) -> int | None:
        """A latency in a unit of so many ns, as whole ns.

        Raises:
            ImportRefused: it is no number, negative or impossibly long.
        """
        value = self.number(key)
        return None if value is None else latency(value, self.at(key), unit_ns)

    def text(self, key: str) -> str:
        """The text under a key; empty where there is none."""
        value = self.values.get(key)
        return value if isinstance(value, str) else ""

    def counts(self, key: str) -> dict[str, int]:
        """The whole numbers of the object under a key; empty where it is null or absent.

        Raises:
            ImportRefused: one is none.
        """
        if self.values.get(key) is None:
            return {}
        found = self.fields(key)
        return {name: found.whole(name) for name in found.values}


def fields(value: object, where: str) -> Fields:
    """The object.

    Raises:
        ImportRefused: the value is none.
    """
    if not isinstance(value, dict):
        raise ImportRefused(f"{where} is no object")
    return Fields(values=value, where=where)


def latency(value: Decimal, where: str, unit_ns: int = 1) -> int:
    """A number in a unit of so many ns as whole ns.

    Raises:
        ImportRefused: it is impossibly long.
    """
    found = nanoseconds(value, unit_ns)
    if found > LONGEST_NS:
        raise ImportRefused(f"{where} is {value}, longer than {LONGEST_NS // _DAY_NS} days: is the unit another?")
    return found


def per(amount: Decimal | int, by: Decimal) -> Decimal:
    """A rate, or a time from a rate, to three decimals; `by` is not zero."""
    return Decimal(round(Fraction(amount) / Fraction(by) * 1000)) / 1000


def bounded(value: object, where: str) -> Decimal:
    """A number of JSON from 0 to `LARGEST`.

    Raises:
        ImportRefused: it is none, negative, or out of all bounds.
    """
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ImportRefused(f"{where} is no number")
    # Checked before any arithmetic: 1e999999 would become a number of a million digits.
    if not 0 <= value <= LARGEST or (isinstance(value, Decimal) and value and value.adjusted() < -30):
        raise ImportRefused(f"{where} is not a number from 0 to {Decimal(LARGEST):.0e}")
    return Decimal(value)


def no_number(name: str) -> NoReturn:
    """For decoders that refuse NaN and infinities.

    Raises:
        ValueError: always.
    """
    raise ValueError(f"{name} is no number of JSON")


def _unrepeated(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise ValueError(f"the key {twice!r} stands twice in an object")
    return found


STRICT = json.JSONDecoder(parse_float=exact, parse_constant=no_number, object_pairs_hook=_unrepeated)
"""Numbers with a fraction are `Decimal`; NaN, infinities and a key that stands twice are refused with a ValueError."""
LENIENT = json.JSONDecoder(parse_float=exact, parse_constant=lambda _: None, object_pairs_hook=_unrepeated)
"""The same, but NaN and infinities, which some tools write, are None."""


def parsed(text: str, where: str, decoder: json.JSONDecoder = LENIENT) -> object:
    """A JSON text.

    Raises:
        ImportRefused: it is no JSON, or the decoder refuses a value in it.
    """
    try:
        return decoder.decode(text)
    except (ValueError, RecursionError) as error:
        raise ImportRefused(f"{where}: not JSON ({error})") from None


def written(value: object) -> str:
    """A value as compact JSON with its numbers as they were; only for values built anew, which are shallow."""
    match value:
        case dict():
            return "{" + ",".join(f"{json.dumps(key)}:{written(item)}" for key, item in value.items()) + "}"
        case list():
            return "[" + ",".join(map(written, value)) + "]"
        case Decimal():
            return str(value)
        case _:
            return json.dumps(value)


def numbers(value: object) -> dict[str, object]:
    """The members of an object that are numbers, booleans or null; {} for what is no object."""
    if not isinstance(value, dict):
        return {}
    return {key: item for key, item in value.items() if item is None or isinstance(item, int | Decimal)}


def words(value: object, known: Mapping[str, re.Pattern[str]]) -> dict[str, object]:
    """The members of an object that are texts as a tool itself writes them under these keys; {} for what is no object."""
    if not isinstance(value, dict):
        return {}
    found = {key: value.get(key) for key in known}
    return {key: text for key, text in found.items() if isinstance(text, str) and known[key].fullmatch(text)}


def first_object(head: str) -> Mapping[str, object]:
    """The object in the first line of a file's head; {} where there is none."""
    line = head.lstrip().partition("\n")[0]
    if not line.startswith("{"):
        return {}
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def lines(raw: RawFile) -> Iterator[tuple[str, bytes]]:
    """The lines of a file that are not empty, each with its place `path:line`.

    Raises:
        ImportRefused: one is longer than `MAX_VALUE`.
    """
    with raw.stream() as stream:
        number = 0
        while line := stream.readline(MAX_VALUE + 1):
            number += 1
            if len(line) > MAX_VALUE:
                raise ImportRefused(f"{raw.path}:{number}: a line of more than {MAX_VALUE} bytes")
            plain = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
            if plain.strip():
                yield f"{raw.path}:{number}", plain
