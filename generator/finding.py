"""Findings as plain values: they know neither a format nor a file system."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

Pointer = tuple[str | int, ...]
"""The keys that lead to a place in a document: `("results", 0, "id")`; `()` is its root."""


Hint = str | Callable[[], str]
"""What to do, or what finds it out: near names cost milliseconds, and a hostile file can ask for a million of them."""

MOST_SHOWN = 50
"""Findings of one file that a report shows; the counts are always of all."""

MESSAGE_LIMIT = 300
"""Characters of a message or a hint; a hostile value must not fill a report."""


class Severity(StrEnum):
    """How much a finding weighs: an error refuses the submission, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Location:
    """A place in a file; line and column count from 1, columns in Unicode code points."""

    path: str
    line: int = 1
    column: int = 1
    pointer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a finding is an instance of.

    `since` is the day it became an error: documents submitted before that day get a warning.
    `requires` names the codes whose findings on the same document silence this rule.
    """

    code: str
    slug: str
    summary: str
    severity: Severity
    since: date
    requires: tuple[str, ...] = ()
    documentation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """What a rule yields: a pointer into its document; the runner finds line and column.

    `at_key` points at the mapping's key and not at its value.
    """

    pointer: Pointer
    message: str
    hint: Hint = ""
    at_key: bool = False
    related: tuple[tuple[str, Pointer], ...] = ()
    """Other places, each as (path of a document, pointer)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to mend, with its place. The message says what was found and what was expected.

    Message and hint are cut at `MESSAGE_LIMIT` characters. What no report shows may lack its hint.
    """

    rule: Rule
    location: Location
    severity: Severity
    message: str
    hint: str = ""
    related: tuple[Location, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", bounded(self.message))
        object.__setattr__(self, "hint", bounded(self.hint))

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Path, line, column, code, message: the one order of all reports."""
        place = self.location
        return (place.path, place.line, place.column, self.rule.code, self.message)


def bounded(text: str, limit: int = MESSAGE_LIMIT) -> str:
    """The text, or its beginning and an ellipsis where it is longer than `limit` characters."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def in_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings by path, line, column and code."""
    return tuple(sorted(findings, key=lambda finding: finding.sort_key))


def parted(findings: Sequence[Finding]) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The findings of one file that a report shows, in order and errors rather than warnings, and those that it leaves out."""
    weighed = sorted(in_order(findings), key=lambda finding: finding.severity is Severity.WARNING)
    return in_order(weighed[:MOST_SHOWN]), tuple(weighed[MOST_SHOWN:])


def json_pointer(pointer: Pointer) -> str:
    """The pointer as RFC 6901 writes it."""
    return "".join(f"/{str(key).replace('~', '~0').replace('/', '~1')}" for key in pointer)
