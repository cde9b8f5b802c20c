"""Objections to published results, what is answered and decided, and removals of private data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from generator.finding import Location
from generator.model.common import Relationship, State

Day = date
"""The type, where a field has its name."""


class Outcome(StrEnum):
    """What a curator decided of an objection."""

    UPHELD = "upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    """Its author took it back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeEvidence:
    """Something that bears out a claim or an answer, at an https address."""

    title: str
    uri: str
    sha256: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Objector:
    """Who objects, and the relation to the makers of what was measured or tested."""

    name: str
    affiliation: str | None
    github: str | None
    relationship: Relationship


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer; `role` is owner, author, maintainer, other, or None where it was not said."""

    date: date
    by: str
    role: str | None
    text: str
    evidence: tuple[DisputeEvidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A curator's decision; `state` is what the results are from then on, where it is upheld.

    `results` and `reports` are what it is upheld for, None where that is everything that the dispute is about.
    """

    date: date
    by: str
    outcome: Outcome
    state: State | None
    reason: str
    results: tuple[str, ...] | None
    reports: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """An objection; or a statement, which stands beside what it is about, as the right of reply has it, and asks for no change.

    `results` are addresses of results or ids of submissions, `reports` ids of conformance reports.
    """

    id: str
    date: date
    is_statement: bool
    author: Objector
    results: tuple[str, ...]
    reports: tuple[str, ...]
    claim: str
    evidence: tuple[DisputeEvidence, ...]
    replies: tuple[Reply, ...]
    decision: Decision | None
    origin: Location

    @property
    def is_open(self) -> bool:
        """Whether there is something to decide, and nobody has yet."""
        return self.decision is None and not self.is_statement

    @property
    def newest(self) -> Day:
        """The day on which something was said last."""
        return max(
            [self.date, *(reply.date for reply in self.replies), *([self.decision.date] if self.decision else [])]
        )

    def concerns(self, name: str) -> bool:
        """Whether it is about that result, about the submission of it or a result of that submission, or about that report."""
        if name in self.reports or self.is_about(name):
            return True
        return "/" not in name and any(each.partition("/")[0] == name for each in self.results)

    def is_about(self, address: str) -> bool:
        """Whether a result (submission/result) is one of those it is about."""
        return address in self.results or address.partition("/")[0] in self.results


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """Private data that was removed from the file at `path`; `sha256` is None where the whole file was."""

    date: date
    path: str
    removed_sha256: str
    sha256: str | None
    by: str
    reason: str
