"""A JSON document of any size, read member by member and item by item, so that memory holds one of them at a time.

Values are decoded by the standard library's scanner over a window of the text. It is fast because nothing looks at single
characters here; a value that the window cuts off is decoded again from its beginning once the window has grown to twice its size.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Collection, Iterator
from typing import BinaryIO, NoReturn

from generator.importers.common import ImportRefused
from generator.importers.json_values import no_number

CHUNK = 512 * 1024
"""Bytes that are read at a time."""
LONGEST = 4 * 1024 * 1024
"""The most characters of one value: even an item of nothing but brackets then stays below 200 MB."""
MOST_KEYS = 1000
"""The most members of an object that is not read as one value."""
Member = tuple[tuple[str | int, ...], object]
"""The keys down to a value, the last one its place where it is an item of a list, and the value."""
_NUMBER_GOES_ON = ("", ".", "e", "E")
_SHORTEST_REST = 3
"""Behind a number `e+1` at the most is needed to tell whether it goes on."""
_SHOWN = 20
_SPACE = re.compile(r"[ \t\n\r]*")


class NoJson(ImportRefused):
    """The text is no JSON, or not one that is read here."""


_DECODER = json.JSONDecoder(parse_constant=no_number)


def members(
    stream: BinaryIO,
    path: str,
    *,
    lists: Collection[str],
    within: Collection[str] = (),
    drop: re.Pattern[str] | None = None,
    decoder: json.JSONDecoder = _DECODER,
) -> Iterator[Member]:
    """The members of the object at the root, each as its keys and its value, in the order of the file.

    A list whose key is in `lists` yields its items one by one, each with its place behind that key; the members of an object at the
    root whose key is in `within` are yielded as those of the root are. Objects that `drop` matches as a whole are read as null without
    being decoded, which is several times as fast; what stands in them is not checked. The `decoder` says what numbers become, and
    whether values may have NaN or a key twice; where none is given numbers with a fraction are floats, NaN is refused and only the
    keys of the members must differ.

    Raises:
        NoJson: it is no JSON object, is cut off, a key of its members stands twice, a value is refused by the decoder, is longer than
            `LONGEST` or too deep, all beside the lists is longer than that, or there is anything behind its end.
    """
    window = _Window(stream, path, drop, decoder)
    window.expect("{", "an object")
    yield from _members(window, (), lists, within)
    window.end()


def _members(
    window: _Window, above: tuple[str, ...], lists: Collection[str], within: Collection[str]
) -> Iterator[Member]:
    seen: set[str] = set()
    while not window.closes("}", first=not seen):
        key = window.key()
        if key in seen:
            window.refuse(f"the key {key[:80]!r} stands twice in an object")
        seen.add(key)
        if len(seen) > MOST_KEYS:
            window.refuse(f"more than {MOST_KEYS} keys in an object")
        keys, begins = (*above, key), window.peek()
        if key in lists and begins == "[":
            window.expect("[", "a list")
            place = 0
            while not window.closes("]", first=not place):
                yield (*keys, place), window.value()
                place += 1
        elif not above and key in within and begins == "{":
            window.expect("{", "an object")
            yield from _members(window, keys, lists, ())
        else:
            yield keys, window.kept()


class _Window:
    """The part of the text that is in memory, and how far it has been read."""

    def __init__(self, stream: BinaryIO, path: str, drop: re.Pattern[str] | None, decoder: json.JSONDecoder) -> None:
        self._stream, self._path, self._drop, self._decode = stream, path, drop, decoder.raw_decode
        self._kept = self._length = 0
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("strict")
        self._text, self._at, self._ended = "", 0, False

    def refuse(self, what: str, at: int | None = None) -> NoReturn:
        place = self._at if at is None else at
        near = self._text[max(0, place - _SHOWN) : place + _SHOWN]
        raise NoJson(f"{self._path}: not JSON near {near!r}: {what}")

    def peek(self) -> str:
        """The next character that is no white space; empty at the end."""
        while True:
            found = _SPACE.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text) or not self._grow():
                return self._text[self._at : self._at + 1]

    def expect(self, mark: str, what: str) -> None:
        found = self.peek()
        if found != mark:
            self.refuse(f"found {found or 'the end: is the file cut off?'}, expected {what}")
        self._at += 1

    def closes(self, mark: str, *, first: bool) -> bool:
        """Whether the list or object ends here; else stands at the next value, behind the comma."""
        if self.peek() == mark:
            self._at += 1
            return True
        if not first:
            self.expect(",", f"a comma or {mark}")
            if self.peek() == mark:
                self.refuse(f"a comma before {mark}")
        return False

    def key(self) -> str:
        if self.peek() != '"':
            self.expect('"', "a key in double quotes")
        key = self.kept()
        self.expect(":", "a colon")
        return str(key)

    def kept(self) -> object:
        """A value that the caller may keep: all of them together are no longer than a single one may be."""
        value = self.value()
        self._kept += self._length
        if self._kept > LONGEST:
            self.refuse(f"more than {LONGEST} characters beside its long list")
        return value

    def value(self) -> object:
        self.peek()
        while True:
            fault, place = "a value is cut off", None
            try:
                value, end = self._decode(self._text, self._at)
                if self._ended or self._is_whole(end):
                    self._length, self._at = end - self._at, end
                    return value
            except json.JSONDecodeError as error:
                fault, place = error.msg, error.pos
            except ValueError as error:  # no more text makes good what the decoder refuses
                self.refuse(str(error))
            except RecursionError:
                self.refuse("too many levels")
            if len(self._text) - self._at > LONGEST:
                self.refuse(f"a value of more than {LONGEST} characters, or one that never ends ({fault})")
            if not self._grow():
                self.refuse(f"{fault}: is the file cut off?", place)

    def _is_whole(self, end: int) -> bool:
        """Whether a value that ends there can't go on behind the window: 12 of 123, or 1 of 1.5 where "1." is all there is yet."""
        return self._text[end : end + 1] not in _NUMBER_GOES_ON or len(self._text) - end >= _SHORTEST_REST

    def end(self) -> None:
        if found := self.peek():
            self.refuse(f"found {found}, expected the end of the file")

    def _grow(self) -> bool:
        """Twice as much text ahead, so that decoding a value anew stays linear; False where there is no more."""
        if self._ended:
            return False
        ahead = len(self._text) - self._at
        chunk = self._stream.read(max(CHUNK, min(ahead, LONGEST - ahead)))
        self._ended = not chunk
        try:
            text = self._decoder.decode(chunk, final=self._ended)
        except UnicodeDecodeError as error:
            raise NoJson(f"{self._path}: not UTF-8 ({error.reason})") from None
        text = self._text[self._at :] + text
        self._text, self._at = self._drop.sub("null", text) if self._drop else text, 0
        return True
