"""A document's data with the place of every key and value, grown in one pass; the guards that both formats share stand here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from generator.characters import FORBIDDEN, described, quoted
from generator.finding import Finding, Location, Pointer, Rule, json_pointer
from generator.syntax_rules import (
    DUPLICATE_KEY,
    FORBIDDEN_CHARACTER,
    RESERVED_KEY,
    TEXT_TOO_LONG,
    TOO_DEEP,
    TOO_MANY_FINDINGS,
    TOO_MANY_VALUES,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.scalars import Refused, Scalar

MOST_FINDINGS = 50
"""Findings a file."""
RESERVED_KEYS = frozenset({"<<", "__proto__", "constructor", "prototype"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a format's documents may hold: bytes, values, entries of one list or mapping, levels, characters of a text and of a key."""

    size_bytes: int
    values: int
    entries: int = 10_000
    depth: int = 32
    text: int = 4096
    key: int = 320
    """A label of Kubernetes takes 253 + 1 + 63."""


YAML_LIMITS = Limits(size_bytes=256 * 1024, values=20_000)
JSON_LIMITS = Limits(size_bytes=2 * 1024 * 1024, values=200_000)


class Mark(NamedTuple):
    """A place in a text, counted from 1; columns in Unicode code points."""

    line: int
    column: int


class Place(NamedTuple):
    """Where a value and its key stand, and the places of what it holds."""

    value: Mark
    key: Mark | None
    within: dict[str, Place] | list[Place] | None
    raw: str | None
    """A number's text as written: `1.20` of the value 1.2."""


class Stop(Exception):  # noqa: N818 -- control flow of the readers, no error of the program
    """Ends the reading of a document; the fault has been recorded."""


@dataclass(slots=True)
class Faults:
    """Collects the findings of one file; raises `Stop` at the 50th."""

    path: str
    findings: list[Finding] = field(default_factory=list)

    def add(self, rule: Rule, mark: Mark, message: str, hint: str = "", pointer: Pointer = ()) -> None:
        """Record a fault; raises `Stop` where the file has had enough of them."""
        if len(self.findings) == MOST_FINDINGS - 1:
            rule, hint = TOO_MANY_FINDINGS, "mend the faults above and check again"
            message = f"found {MOST_FINDINGS - 1} faults before this place, reading stopped here"
        place = Location(path=self.path, line=mark.line, column=mark.column, pointer=json_pointer(pointer))
        self.findings.append(Finding(rule=rule, location=place, severity=rule.severity, message=message, hint=hint))
        if rule is TOO_MANY_FINDINGS:
            raise Stop

    def stop(self, rule: Rule, mark: Mark, message: str, hint: str = "", pointer: Pointer = ()) -> Stop:
        """Record a fault after which nothing can be read, and return what to raise."""
        self.add(rule, mark, message, hint, pointer)
        return Stop()


Container = dict[str, object] | list[object]


class _Open(NamedTuple):
    container: Container
    places: dict[str, Place] | list[Place]
    at: str | int | None
    """Its key or index in what holds it."""


class Tree:
    """Grows the data and its places; a reader calls its methods in the order of the text.

    `commented` holds the lines with something before a comment, counted from 0; `cut` the texts that a comment ends, with it.
    """

    def __init__(self, faults: Faults, limits: Limits) -> None:
        self.faults = faults
        self.root: object = None
        self.place: Place | None = None
        self.commented: Mapping[int, str] = {}
        self.cut: list[tuple[Pointer, str]] = []
        self._limits = limits
        self._values = 0
        self._stack: list[_Open] = []
        self._key: str | None = None
        self._key_mark: Mark | None = None

    @property
    def complete(self) -> bool:
        """Whether the root has ended."""
        return self.place is not None and not self._stack

    @property
    def wants_key(self) -> bool:
        """Whether the next scalar is a key of a mapping."""
        return self._key is None and bool(self._stack) and type(self._stack[-1].container) is dict

    @property
    def in_mapping(self) -> bool:
        """Whether the innermost open container is a mapping."""
        return bool(self._stack) and type(self._stack[-1].container) is dict

    @property
    def pointer(self) -> Pointer:
        """Where the reader stands: the keys to the value that comes next, or to the mapping whose key comes next."""
        outer = tuple(opened.at for opened in self._stack if opened.at is not None)
        return outer if (at := self._at()) is None else (*outer, at)

    def _at(self) -> str | int | None:
        if not self._stack:
            return None
        container = self._stack[-1].container
        return len(container) if isinstance(container, list) else self._key

    def open_mapping(self, mark: Mark) -> None:
        """A mapping begins."""
        self._open({}, {}, mark)

    def open_list(self, mark: Mark) -> None:
        """A list begins."""
        self._open([], [], mark)

    def close(self) -> None:
        """The innermost mapping or list ends."""
        self._stack.pop()

    def _open(self, container: Container, places: dict[str, Place] | list[Place], mark: Mark) -> None:
        if len(self._stack) == self._limits.depth:
            message = f"found more than {self._limits.depth} levels of mappings and lists within each other"
            raise self.faults.stop(TOO_DEEP, mark, message, "flatten the document", self.pointer)
        at = self._at()
        self._attach(container, Place(mark, self._key_mark, places, None))
        self._stack.append(_Open(container, places, at))

    def key(self, text: str, mark: Mark) -> None:
        """A key of the innermost mapping."""
        opened = self._stack[-1]
        if text in opened.container:
            first = opened.places[text].key if isinstance(opened.places, dict) else None
            message = f"key {quoted(text)} stands here again, expected it once in a mapping (first on line {(first or mark).line})"
            self.faults.add(DUPLICATE_KEY, mark, message, "remove or rename one of the two", (*self.pointer, text))
        if text in RESERVED_KEYS:
            hint = "write every key where it belongs, without merging" if text == "<<" else "choose another name for it"
            message = f"found the key {quoted(text)}, which other programs do not take as data"
            self.faults.add(RESERVED_KEY, mark, message, hint, (*self.pointer, text))
        if len(text) > self._limits.key or FORBIDDEN.search(text):
            self._check_text(text, mark, self._limits.key)
        self._key, self._key_mark = text, mark

    def text(self, text: str, mark: Mark) -> None:
        """A scalar that is a text."""
        if len(text) > self._limits.text or FORBIDDEN.search(text):
            self._check_text(text, mark, self._limits.text)
        self._attach(text, Place(mark, self._key_mark, None, None))

    def scalar(self, value: Scalar, mark: Mark, raw: str | None = None) -> None:
        """A scalar that is no text; `raw` is a number's text as written."""
        self._attach(value, Place(mark, self._key_mark, None, raw))

    def refused(self, why: Refused, mark: Mark) -> None:
        """A scalar without a value."""
        self.faults.add(why.rule, mark, why.message, why.hint, self.pointer)
        self.scalar(None, mark)

    def _check_text(self, text: str, mark: Mark, limit: int) -> None:
        if len(text) > limit:
            message = f"found {len(text):,} characters, expected at most {limit:,}: {quoted(text)}"
            self.faults.add(TEXT_TOO_LONG, mark, message, "shorten it, or keep it as a file in evidence/", self.pointer)
        if match := FORBIDDEN.search(text):
            message = f"text {quoted(text)} holds {described(match[0])}, expected visible characters only"
            self.faults.add(FORBIDDEN_CHARACTER, mark, message, "remove the character", self.pointer)

    def _attach(self, value: object, place: Place) -> None:
        self._values += 1
        if self._values > self._limits.values:
            raise self._too_many(f"{self._limits.values:,} values in one document", place)
        if not self._stack:
            self.root, self.place = value, place
            return
        container, places, _ = self._stack[-1]
        if len(container) == self._limits.entries:
            raise self._too_many(f"{self._limits.entries:,} entries in one list or mapping", place)
        if isinstance(container, list) and isinstance(places, list):
            container.append(value)
            places.append(place)
        elif isinstance(container, dict) and isinstance(places, dict) and self._key is not None:
            container[self._key], places[self._key] = value, place
            self._key = self._key_mark = None

    def _too_many(self, limit: str, place: Place) -> Stop:
        hint = "split the document, or keep raw measurements as a file in evidence/"
        return self.faults.stop(TOO_MANY_VALUES, place.value, f"found more than {limit}", hint, self.pointer)
