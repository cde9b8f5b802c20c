"""Words for what became of cases, the same on pages, in pictures and on slides. Plain text, escaped where it is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.model import CaseStatus
from generator.numbers import NOT_REPORTED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.conformance.values import Count, Outcome

_OTHERS = (
    CaseStatus.PARTIAL,
    CaseStatus.FAILED,
    CaseStatus.NOT_RUN,
    CaseStatus.VERSION_NOT_SERVED,
    CaseStatus.NOT_CLAIMED,
)
_COMMIT = re.compile(r"[0-9a-f]{40}")
CASE_STATES = {
    "passed": "passed",
    "partial": "partial",
    "failed": "failed",
    "not-run": "not run",
    "not-claimed": "not claimed",
    "version-not-served": "version not served",
    "declared-untested": "declared, no test",
    "declared-unknown": "declared",
    "not-reported": "not reported",
}
STANDINGS = {
    "current": "current",
    "unknown": "age not known",
    "behind": "one edition behind",
    "stale": "stale",
    "historic": "historic, unverified",
}


def version(text: str | None) -> str:
    """A version as tables show it: a commit by its first digits, an address without its scheme."""
    if text is None:
        return NOT_REPORTED
    return text[:12] if _COMMIT.fullmatch(text) else text.removeprefix("https://")


def count_of(count: Count, *, skipped: str = CASE_STATES[CaseStatus.NOT_RUN]) -> str:
    """How many of how many cases passed, and what became of the others: `6 of 7, 1 skipped`; a result that disagrees beside it."""
    if not count.complete:
        return f"{count.result} as reported, counts not reported" if count.result else NOT_REPORTED
    words = {**CASE_STATES, CaseStatus.NOT_RUN: skipped}
    others = [f", {count.tally[each]} {words[each]}" for each in _OTHERS if count.tally.get(each)]
    said = f" (reported: {count.result})" if count.disagrees else ""
    passed = f"{count.passed} of {count.total}" if count.total else ""
    return f"{passed}{''.join(others)}{said}".removeprefix(", ") or "no case counted"


def level_of(count: Count) -> str:
    """`count_of` in the words of the Gateway API, which says skipped."""
    return count_of(count, skipped="skipped")


def columns(outcomes: Sequence[Outcome]) -> tuple[tuple[str, str], ...]:
    """The levels that one of the reports has: HTTP first, core before extended, then the other profiles by name."""
    found = {column for outcome in outcomes for column in outcome.columns}
    return tuple(sorted(found, key=lambda column: (column[0] != "HTTP", column)))
