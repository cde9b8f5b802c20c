"""What changed, as values. All texts are as submitted, not escaped."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from generator.compare.values import Comparison, ComparisonGroup
from generator.model import (
    Catalogue,
    ConformanceReport,
    Dispute,
    Mesh,
    Pattern,
    Pin,
    Redaction,
    StatusEvent,
    Submission,
    Submitter,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What was submitted at one time, with its comparison. `aliases` are addresses that moved: (old, new)."""

    catalogue: Catalogue
    comparison: Comparison
    aliases: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Something that was there before and has changed its state: its new events, and how many results they are about.

    `path` is the page of the submission or report, `title` what a reader calls it; `results` is 0 for a report.
    """

    path: str
    title: str
    events: tuple[StatusEvent, ...]
    results: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Regrouped:
    """A comparison group whose runs or sentences changed; None where there was, or is, no such group."""

    before: ComparisonGroup | None
    after: ComparisonGroup | None

    @property
    def group(self) -> ComparisonGroup:
        """The group as it is now, as it was where it is gone."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a change of no group")
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """An entry of the registry that is new or differs: `mesh`, `lab`, `initiative`, `claim` or `moved address`, its id, and what was and is in each field.

    `fields` are (field, before, after) in words, empty where there was or is nothing; of a new entry all that it says.
    """

    kind: str
    name: str
    added: bool
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Altered:
    """Something published that says something else now: its page, what a reader calls it, and (place, before, after) of each value."""

    path: str
    title: str
    values: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a reviewer is to know of a pull request beside what it publishes: all are paths, but `unlike`.

    `broken` are files with errors: what they belong to is left out, and said to be so instead of removed. `unlike` are the hashes of new
    pins that hold something else than their charts show now. `gone` are files that are there no longer. `redacted` are the bytes of redacted files
    before and after. `attached` are the bytes of new raw outputs and steps, `unnamed` those among them that no
    result names; `others` are changed files that are no submitted data.
    """

    broken: Collection[str] = ()
    unlike: Collection[str] = ()
    gone: Collection[str] = ()
    redacted: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    attached: Mapping[str, int] = field(default_factory=dict)
    unnamed: Collection[str] = ()
    others: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Everything that differs, each in the order of ids. `removed` are ids of what is there no longer, with their kind.

    `meshes` are those that new results, reports, states, disputes and changed entries are about: their makers are to be told, at the
    contacts that the registry named before and names now. `owners` submitted what new or answered disputes are about, by the id of
    the submission or report. `levels` has for each new submission how many of its results have which
    evidence level, in words.
    """

    submissions: tuple[Submission, ...]
    moved: tuple[Moved, ...]
    altered: tuple[Altered, ...]
    groups: tuple[Regrouped, ...]
    reports: tuple[ConformanceReport, ...]
    patterns: tuple[tuple[Pattern | None, Pattern], ...]
    disputes: tuple[tuple[Dispute | None, Dispute], ...]
    pins: tuple[Pin, ...]
    registry: tuple[Entered, ...]
    redactions: tuple[Redaction, ...]
    removed: tuple[tuple[str, str], ...]
    meshes: Mapping[str, Mesh]
    owners: Mapping[str, Submitter]
    levels: Mapping[str, Mapping[str, int]]

    @property
    def any(self) -> bool:
        """Whether something of what is published changed."""
        fields = (
            self.submissions,
            self.moved,
            self.altered,
            self.redactions,
            self.groups,
            self.reports,
            self.patterns,
            self.disputes,
            self.pins,
        )
        return any((*fields, self.registry, self.removed))
