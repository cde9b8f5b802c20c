"""JSON of load generators: whole, line by line, or member by member, with every number as it was written."""

from __future__ import annotations

import codecs
import json
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, BinaryIO

from generator.importers.common import ImportRefused, exact, nanoseconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from generator.importers.common import RawFile

MAX_VALUE = 8 * 1024 * 1024
"""The longest line, and the longest single value of a stream, in bytes or characters."""
LARGEST = 10**24
"""No number of a load generator is larger, and none has a digit further behind the point."""
MOST = 2**53 - 1
"""No count is larger: every tool that reads JSON agrees about whole numbers up to here."""
LONGEST_NS = 10**16
"""No latency is longer: 116 days."""
_CHUNK = 256 * 1024
_SPACE = " \t\r\n"


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
        return None if value is None else _number(value, self.at(key))

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
        raise ImportRefused(f"{where} is {value}, longer than 116 days: is the unit another?")
    return found


def per(amount: Decimal | int, by: Decimal) -> Decimal:
    """A rate, or a time from a rate, to three decimals; `by` is not zero."""
    return Decimal(round(Fraction(amount) / Fraction(by) * 1000)) / 1000


def _number(value: object, where: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ImportRefused(f"{where} is no number")
    # Checked before any arithmetic: 1e999999 would become a number of a million digits.
    if not 0 <= value <= LARGEST or (isinstance(value, Decimal) and value and value.adjusted() < -30):
        raise ImportRefused(f"{where} is not a number from 0 to {Decimal(LARGEST):.0e}")
    return Decimal(value)


def parsed(text: str, where: str) -> object:
    """A JSON text; NaN and infinities, which some tools write, are None.

    Raises:
        ImportRefused: it is no JSON, or a key stands twice in an object.
    """
    try:
        return _DECODER.decode(text)
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


def members(stream: BinaryIO, where: str, each: Mapping[str, Callable[[object, str], None]]) -> dict[str, object]:
    """The members of an object that is read piece by piece.

    Every element of an array whose key `each` holds goes to the function there with its place, and is not kept.

    Raises:
        ImportRefused: it is no object, is cut off, or a single value is longer than `MAX_VALUE`.
    """
    reader = _Reader(stream, where)
    found: dict[str, object] = {}
    kept = 0
    reader.expect("{")
    while not reader.skip("}"):
        key = reader.value()
        if not isinstance(key, str) or key in found:
            raise ImportRefused(f"{where}: not JSON (the key {key!r} is no text or stands twice)")
        reader.expect(":")
        if key in each and reader.skip("["):
            found[key] = reader.elements(each[key], f"{where}: {key}")
        else:
            found[key] = reader.value()
            kept += reader.length
        if kept > MAX_VALUE:
            raise ImportRefused(f"{where}: more than {MAX_VALUE} characters beside {', '.join(each)}")
        reader.separated("}")
    reader.end()
    return found


class _Reader:
    """A window over a stream of JSON: parsed values leave it, so that it stays short."""

    def __init__(self, stream: BinaryIO, where: str) -> None:
        self._stream, self._where = stream, where
        self._decode = codecs.getincrementaldecoder("utf-8-sig")()
        self._window, self._at, self._ended = "", 0, False
        self.length = 0
        """Of the value that was read last, in characters."""

    def expect(self, mark: str) -> None:
        if not self.skip(mark):
            raise ImportRefused(f"{self._where}: not JSON, or cut off (expected {mark!r})")

    def skip(self, mark: str) -> bool:
        """Whether the next character is the mark, which is then behind."""
        if self._next() != mark:
            return False
        self._at += 1
        return True

    def separated(self, closing: str) -> None:
        """A comma, or the closing mark, which stays ahead."""
        if self._next() != closing:
            self.expect(",")

    def elements(self, each: Callable[[object, str], None], where: str) -> int:
        """Hand on all elements up to the end of the array; how many there were."""
        count = 0
        while not self.skip("]"):
            each(self.value(), f"{where}[{count}]")
            self.separated("]")
            count += 1
        return count

    def value(self) -> object:
        self._next()
        while True:
            try:
                found, end = _DECODER.raw_decode(self._window, self._at)
                fault = "it is too long"
            except RecursionError as error:
                raise ImportRefused(f"{self._where}: not JSON ({error})") from None
            except ValueError as error:
                found, end, fault = None, None, str(error)
            # A value that reaches the window's end may go on behind it: 12 of 123.
            if end is not None and (end < len(self._window) or self._ended):
                self.length, self._at = end - self._at, end
                return found
            if self._ended or len(self._window) - self._at > MAX_VALUE:
                raise ImportRefused(f"{self._where}: not JSON, or cut off ({fault})")
            self._more()

    def end(self) -> None:
        if self._next():
            raise ImportRefused(f"{self._where}: more than one JSON value: give each output a file of its own")

    def _next(self) -> str:
        while True:
            while self._at < len(self._window) and self._window[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._window) or self._ended:
                return self._window[self._at : self._at + 1]
            self._more()

    def _more(self) -> None:
        """Twice as much of a value that is not complete, so that parsing it again stays linear."""
        kept = self._window[self._at :]
        chunk = self._stream.read(max(_CHUNK, len(kept)))
        try:
            text = self._decode.decode(chunk, final=not chunk)
        except UnicodeDecodeError:
            raise ImportRefused(f"{self._where}: not UTF-8") from None
        self._window, self._at, self._ended = kept + text, 0, not chunk


def _unrepeated(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise ValueError(f"the key {twice!r} stands twice in an object")
    return found


_DECODER = json.JSONDecoder(parse_float=exact, parse_constant=lambda _: None, object_pairs_hook=_unrepeated)
