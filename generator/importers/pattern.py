"""`--match`: what the parts of a path or of a label mean.

A pattern is matched against as many of the last segments of a path as it has itself, whole segments only.

* `{part}` stands for one or more characters that are neither `/` nor the characters beside it in the pattern: in
  `{connections}-{requests}.txt` the connections hold no `-`.
* `{part+}` may hold those too: `{payload}_{telemetry+}_{mode}` reads `1024_none_mtls_both` in one way only.
* `…`, `...` and `*` stand for anything within a segment, nothing included.
* Everything else stands for itself.

A name that can be read in two ways is refused with both, and so is one that can't be read at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from generator.importers.common import ImportRefused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TOKENS = re.compile(r"\{([a-z][a-z0-9_]*)(\+?)\}|(…|\.\.\.|\*)|([^{}…*])", re.DOTALL)
_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_MAX_NAME = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A literal character, a named part or anything (`name` "" with `literal` None); `barred` can't occur in a part."""

    name: str = ""
    literal: str | None = None
    barred: str = "/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A compiled pattern; `segments` is how many last segments of a path it reads."""

    text: str
    tokens: tuple[Token, ...]
    segments: int

    def read(self, label: str) -> Mapping[str, str]:
        """The parts of a path or label.

        Raises:
            ImportRefused: the pattern does not fit, or fits in two ways.
        """
        tail = "/".join(label.replace("\\", "/").split("/")[-self.segments :])[-_MAX_NAME:]
        found = list(_first_two(_readings(self.tokens, tail)))
        if not found:
            raise ImportRefused(f"{label}: does not match {self.text!r} (a part that holds its neighbours: {{part+}})")
        if len(found) > 1:
            ways = " or ".join(", ".join(f"{name}={value}" for name, value in way.items()) for way in found)
            raise ImportRefused(f"{label}: {self.text!r} can be read in two ways: {ways}")
        return found[0]


def compile_pattern(text: str) -> Pattern:
    """The pattern of that text.

    Raises:
        ImportRefused: braces that don't form `{part}`, a name used twice, or two parts side by side.
    """
    tokens = [_token(found) for found in _TOKENS.finditer(text)]
    names = [token.name for token in tokens if token.name]
    if "".join(found.group() for found in _TOKENS.finditer(text)) != text:
        raise ImportRefused(f"--match {text!r}: a part is written {{name}} in lower-case letters, digits and _")
    if len(set(names)) < len(names):
        raise ImportRefused(f"--match {text!r}: a part stands in it twice")
    if any(left.literal is None and right.literal is None for left, right in pairwise(tokens)):
        raise ImportRefused(f"--match {text!r}: nothing stands between two parts, so their border is unknown")
    return Pattern(text=text, tokens=_with_bars(tokens, text), segments=text.count("/") + 1)


def fill(template: str, parts: Mapping[str, str], option: str) -> str:
    """The template with each `{part}` replaced by its value.

    Raises:
        ImportRefused: it names a part that the pattern does not have.
    """
    unknown = sorted({name for name in _PLACE.findall(template) if name not in parts})
    if unknown:
        known = ", ".join(sorted(parts)) or "none"
        raise ImportRefused(f"{option} {template!r}: no part named {', '.join(unknown)}; parts are: {known}")
    return _PLACE.sub(lambda found: parts[found.group(1)], template)


def rename(value: str, rules: tuple[tuple[str, str], ...]) -> str:
    """The value by the first rule that fits; one `*` in a rule stands for anything and comes back in its result."""
    for before, after in rules:
        head, star, tail = before.partition("*")
        if not star and value == before:
            return after
        if star and len(value) >= len(head) + len(tail) and value.startswith(head) and value.endswith(tail):
            return after.replace("*", value[len(head) : len(value) - len(tail)])
    return value


def _token(found: re.Match[str]) -> Token:
    name, plus, anything, literal = found.groups()
    if name:
        return Token(name=name, barred="/" if plus else "")
    return Token() if anything else Token(literal=literal)


def _with_bars(tokens: list[Token], text: str) -> tuple[Token, ...]:
    plus = set(re.findall(r"\{([a-z][a-z0-9_]*)\+\}", text))
    padded = [Token(), *tokens, Token()]
    return tuple(
        Token(
            name=token.name, literal=token.literal, barred="/" + ("" if token.name in plus else _beside(before, after))
        )
        if token.name
        else token
        for before, token, after in zip(padded, tokens, padded[2:], strict=False)
    )


def _beside(before: Token, after: Token) -> str:
    return (before.literal or "") + (after.literal or "")


def _readings(tokens: tuple[Token, ...], text: str) -> Iterator[dict[str, str]]:
    """Every way to read the text. Dead ends are remembered, so that the work stays below tokens times length squared."""
    dead: set[tuple[int, int]] = set()

    def walk(index: int, at: int) -> Iterator[dict[str, str]]:
        if index == len(tokens):
            if at == len(text):
                yield {}
            return
        found = False
        for end in _ends(tokens[index], text, at):
            if (index + 1, end) in dead:
                continue
            for rest in walk(index + 1, end):
                found = True
                yield {tokens[index].name: text[at:end], **rest} if tokens[index].name else rest
        if not found:
            dead.add((index, at))

    return walk(0, 0)


def _ends(token: Token, text: str, at: int) -> Iterator[int]:
    if token.literal is not None:
        if text.startswith(token.literal, at):
            yield at + len(token.literal)
        return
    if not token.name:
        yield at
    for end in range(at, len(text)):
        if text[end] in token.barred:
            return
        yield end + 1


def _first_two(readings: Iterator[dict[str, str]]) -> Iterator[dict[str, str]]:
    """The first reading and the first one that differs from it."""
    first = next(readings, None)
    if first is None:
        return
    yield first
    second = next((reading for reading in readings if reading != first), None)
    if second is not None:
        yield second
