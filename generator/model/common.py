"""What submissions of every kind have in common: who, when, where from, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Relationship(StrEnum):
    """The submitter's relation to the makers of what was measured."""

    INDEPENDENT = "independent"
    VENDOR = "vendor"
    USER = "user"


class State(StrEnum):
    """Where a published result stands; the last event that names the result decides."""

    PUBLISHED = "published"
    CORRECTED = "corrected"
    DISPUTED = "disputed"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    INVALID = "invalid"

    @property
    def ranks(self) -> bool:
        """Whether a result in this state may stand in charts, rankings and summaries."""
        return self in (State.PUBLISHED, State.CORRECTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A time as it was reported: `text` as submitted, `at` in UTC where the zone is known, `precision` in words.

    `precision` is one of "second", "minute", "day", "month", "year"; `zoned` is False where the zone is unknown.
    """

    text: str
    at: datetime
    precision: str
    zoned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A named https address."""

    title: str
    uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A raw output: in the repository (`path`, relative to the submission) or elsewhere (`uri`)."""

    path: str | None
    uri: str | None
    sha256: str | None
    size_bytes: int | None
    tool: str | None
    tool_version: str | None
    original_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusEvent:
    """One line of a submission's history; `results` is None where it means all of them.

    `dispute` names the dispute whose decision it is; None where it stands in a status file.
    """

    date: date
    state: State
    by: str
    reason: str
    results: tuple[str, ...] | None
    replaced_by: str | None
    dispute: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """The submitter's interests."""

    relationship: Relationship
    sponsor: str | None
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitter:
    """Who opened the pull request."""

    name: str
    organization: str | None
    github: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Who measured, and where the numbers come from when they were published elsewhere first."""

    measured_by: str
    source_uri: str | None
    transcribed: bool

    @property
    def by_working_group(self) -> bool:
        """Whether it says that the Service Mesh Working Group measured."""
        name = " ".join(self.measured_by.casefold().split())
        return name.removeprefix("the ").removeprefix("cncf ") == "service mesh working group"
