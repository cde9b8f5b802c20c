"""What a plain scalar says: YAML 1.2's core schema (section 10.3.2), of which JSON's scalars are a part.

A text that the core schema takes for text stays text: `no`, `1:30`, `1_000` and dates are not what YAML 1.1 makes of them.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.characters import quoted
from generator.syntax_rules import AMBIGUOUS_NUMBER, NUMBER_OUT_OF_RANGE

if TYPE_CHECKING:
    from generator.finding import Rule

Scalar = str | float | bool | None
"""What a scalar can be; int is among float's cases."""

INTEGER_LIMIT = 2**53
"""Beyond it, either way, JavaScript and other readers of JSON change whole numbers."""
FLOAT_LIMIT = 1e15

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_DECIMAL = re.compile(r"[-+]?(?P<whole>[0-9]*)(?P<fraction>\.[0-9]*)?(?P<exponent>[eE][-+]?[0-9]+)?", re.ASCII)
_BASED = re.compile(r"0o(?P<octal>[0-7]+)|0x(?P<hex>[0-9a-fA-F]+)", re.ASCII)
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_LONGEST_INTEGER = 18
"""Digits; int() of more is no use, and of very many is slow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A scalar that has no value here, and why."""

    rule: Rule
    message: str
    hint: str


def plain(text: str) -> Scalar | Refused:
    """The value of an unquoted scalar."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    if _NOT_FINITE.fullmatch(text):
        return out_of_range(text)
    if based := _BASED.fullmatch(text):
        return _integer(text, based["octal"] or based["hex"], 8 if based["octal"] else 16)
    return number(text)


def number(text: str) -> str | float | Refused:
    """The value of a decimal number, or the text itself where it is none; `1.`, `.5` and `+1` are numbers."""
    match = _DECIMAL.fullmatch(text)
    if match is None or not (match["whole"] or len(match["fraction"] or "") > 1):
        return text
    if len(match["whole"]) > 1 and match["whole"].startswith("0"):
        return _ambiguous(text)
    if match["fraction"] is None and match["exponent"] is None:
        return _integer(text, text, 10)
    return _float(text)


def _integer(text: str, digits: str, base: int) -> int | Refused:
    if len(digits.lstrip("+-0")) > _LONGEST_INTEGER:
        return out_of_range(text)
    value = int(digits, base)
    return value if abs(value) <= INTEGER_LIMIT else out_of_range(text)


def _float(text: str) -> float | Refused:
    value = float(text)
    vanished = value == 0 and re.search("[1-9]", re.split("[eE]", text)[0]) is not None
    kept = math.isfinite(value) and abs(value) < FLOAT_LIMIT and not vanished
    return value if kept else out_of_range(text)


def out_of_range(text: str) -> Refused:
    """The refusal of a number that is not finite or cannot be kept."""
    return Refused(
        rule=NUMBER_OUT_OF_RANGE,
        message=f"found {_bare(text)}, expected a finite number within 2^53 (whole numbers) or below 1e15 (others)",
        hint="leave it out or write null if it was not measured; put it in quotes if it is a name and not an amount",
    )


def _ambiguous(text: str) -> Refused:
    return Refused(
        rule=AMBIGUOUS_NUMBER,
        message=f"found {_bare(text)}, whose leading zero would be lost, expected a number without it or a text in quotes",
        hint=f"write {quoted(text)} if it is a name or a version; leave out the leading zero if it is an amount",
    )


def _bare(text: str) -> str:
    return quoted(text)[1:-1]
