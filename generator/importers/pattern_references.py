"""`$(#ref.services.<id>.<field>)` and `$(#ref.vars.<name>)` of old pattern files: followed where the file holds what they lead to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.characters import quoted
from generator.importers.pattern_keys import key
from generator.importers.pattern_objects import Unclear
from generator.rules.access import strings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.finding import Pointer

_ANY = re.compile(r"\$\(#[^()]*\)")
_PARTS = re.compile(r"\[([^\]]*)\]|([^.\[\]]+)")
_DEEPEST, _MOST, _LONGEST, _LARGEST = 8, 1_000, 65_536, 262_144
"""References that lead to references, those of a file, characters of a text that they give, values and characters of all that
they give: a file must not grow without end."""
_LONGEST_REFERENCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A reference that leads nowhere, and why."""

    text: str
    reason: str


@dataclass(slots=True)
class References:
    """Follows the references of one file; `vars_used` and `followed` are what it has met so far.

    `given` counts the values and the characters of what they led to.
    """

    root: Mapping[str, object]
    vars_used: set[str] = field(default_factory=set)
    followed: int = 0
    given: int = 0
    _whole: dict[int, Mapping[str, object]] = field(default_factory=dict)

    def written_out(self, value: object, pointer: Pointer) -> object:
        """The value with each reference replaced by what it leads to.

        Raises:
            Unclear: one leads nowhere.
        """
        return self._written(value, pointer, 0)

    def _written(self, value: object, pointer: Pointer, depth: int) -> object:
        if depth:
            self._count(value, pointer)
        match value:
            case str():
                return self._text(value, pointer, depth)
            case list():
                own = depth == 0  # what a reference leads to has its place elsewhere
                return [self._written(each, (*pointer, at) if own else pointer, depth) for at, each in enumerate(value)]
            case dict():
                own = depth == 0
                return {
                    name: self._written(each, (*pointer, name) if own else pointer, depth)
                    for name, each in value.items()
                }
            case _:
                return value

    def _count(self, value: object, pointer: Pointer) -> None:
        self.given += 1 + (len(value) if isinstance(value, str) else 0)
        if self.given > _LARGEST:
            raise Unclear(pointer, f"the file's references give more than {_LARGEST:,} values and characters together")

    def broken(self, value: object, pointer: Pointer) -> Iterator[tuple[Pointer, Broken]]:
        """The references within the value that lead nowhere."""
        for within, text in strings(value):
            for match in _ANY.finditer(text):
                found = self._value(match[0])
                if isinstance(found, Broken):
                    yield (*pointer, *within), found

    def _text(self, text: str, pointer: Pointer, depth: int) -> object:
        if (whole := _ANY.fullmatch(text.strip())) is not None:
            return self._found(whole[0], pointer, depth)
        made = _ANY.sub(lambda match: self._inside(match[0], pointer, depth), text)
        if made != text and len(made) > _LONGEST:
            raise Unclear(
                pointer, f"its references give a text of {len(made):,} characters, at most {_LONGEST:,} are written"
            )
        return made

    def _inside(self, text: str, pointer: Pointer, depth: int) -> str:
        found = self._found(text, pointer, depth)
        if isinstance(found, str):
            return found
        raise Unclear(pointer, f"the reference {quoted(text)} within a text leads to something that is no text")

    def _found(self, text: str, pointer: Pointer, depth: int) -> object:
        found = Broken(text=text, reason="leads back to itself") if depth == _DEEPEST else self._value(text)
        if isinstance(found, Broken):
            raise Unclear(pointer, f"the reference {quoted(found.text)} {found.reason}")
        self.followed += 1
        if self.followed > _MOST:
            raise Unclear(pointer, f"the file has more than {_MOST} references to follow")
        return self._written(found, pointer, depth + 1)

    def _value(self, text: str) -> object:
        """What a reference leads to, or that it leads nowhere."""
        if len(text) > _LONGEST_REFERENCE:
            reason = f"has {len(text):,} characters, at most {_LONGEST_REFERENCE} are followed"
            return Broken(text=text, reason=reason)
        inner = text[3:-1]
        if not inner.startswith("ref."):
            return Broken(text=text, reason="is none that a file can answer")
        parts = [one or other for one, other in _PARTS.findall(inner.removeprefix("ref."))]
        match parts:
            case ["vars", *rest] if rest:
                self.vars_used.add(rest[0])
                return self._walk(self.root.get("vars"), rest, text, "the file has no such variable")
            case ["services", *rest] if rest:
                return self._of_service(rest, text)
            case _:
                return Broken(text=text, reason="names neither a service nor a variable")

    def _of_service(self, parts: list[str], text: str) -> object:
        services = self.root.get("services")
        for length in range(len(parts), 0, -1):  # ids of services may hold dots without being in brackets
            name = ".".join(parts[:length])
            if isinstance(services, dict) and name in services:
                return self._walk(services[name], parts[length:], text, f"leads to a field that {name} does not have")
        return Broken(text=text, reason="leads to a service that the file does not have")

    def _walk(self, value: object, parts: list[str], text: str, otherwise: str) -> object:
        for part in parts:
            value = self._step(value, part)
            if value is None:
                return Broken(text=text, reason=otherwise)
        return Broken(text=text, reason=otherwise) if value is None else value

    def _step(self, value: object, part: str) -> object:
        if isinstance(value, dict):
            return value[part] if part in value else self._by_whole_key(value).get(part)
        if isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            return value[int(part)]
        return None

    def _by_whole_key(self, value: Mapping[str, object]) -> Mapping[str, object]:
        """The mapping by its keys as Kubernetes knows them; kept, as many references may lead into it."""
        if (known := self._whole.get(id(value))) is not None:  # the root holds it, so that its id stays its own
            return known
        made: dict[str, object] = {}
        for name, each in value.items():
            made.setdefault(key(name), each)
        self._whole[id(value)] = made
        return made
