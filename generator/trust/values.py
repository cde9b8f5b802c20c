"""The values that say how far numbers can be relied on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class EvidenceLevel(StrEnum):
    """What stands behind a result, the least first. The values are stable: they stand in addresses and files."""

    SELF_REPORTED = "self-reported"
    BUNDLE_COMPLETE = "bundle-complete"
    REPRODUCED = "reproduced"
    WORKING_GROUP = "working-group"


LEVELS: Mapping[EvidenceLevel, str] = {
    EvidenceLevel.SELF_REPORTED: "self-reported",
    EvidenceLevel.BUNDLE_COMPLETE: "bundle complete",
    EvidenceLevel.REPRODUCED: "reproduced by another organisation",
    EvidenceLevel.WORKING_GROUP: "run by the working group",
}
"""The levels in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A level above self-reported: `because` says what it rests on, `missing` what it lacks; it holds where nothing is missing."""

    level: EvidenceLevel
    because: str
    missing: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether the level is reached."""
        return not self.missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Every level with its reasons. The levels do not build on each other: each says something of its own."""

    steps: tuple[Step, ...]

    @property
    def level(self) -> EvidenceLevel:
        """The highest level that holds."""
        held = [step.level for step in self.steps if step.holds]
        return held[-1] if held else EvidenceLevel.SELF_REPORTED

    @property
    def upcoming(self) -> Step | None:
        """The lowest level that does not hold, None where all hold."""
        return next((step for step in self.steps if not step.holds), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A quantity ("p50", "p99", "throughput") in both measurements: the median over the runs that count, and how many those are."""

    quantity: str
    unit: str
    original: float
    original_runs: int
    again: float
    again_runs: int

    @property
    def relative(self) -> float | None:
        """The difference over the original; None where that is zero."""
        return (self.again - self.original) / self.original if self.original else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduction:
    """One variant under one set of conditions, measured by one organisation and again by another.

    `original` and `again` are the addresses of the runs that count on either side; `submission` is the one that measured again.
    """

    reproduced: str
    submission: str
    original: tuple[str, ...]
    again: tuple[str, ...]
    amounts: tuple[Amount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """A declaration that nothing in its submission bears out: entry `index` of `reproduces`, and why."""

    submission: str
    index: int
    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """The assessments of all results (by address) and reports (by id), and all reproductions in the order of submissions."""

    results: Mapping[str, Assessment]
    reports: Mapping[str, Assessment]
    reproductions: tuple[Reproduction, ...]
    by_address: Mapping[str, tuple[Reproduction, ...]]
    """Those in which a result takes part, as original or again, by its address."""

    def of_result(self, address: str) -> tuple[Reproduction, ...]:
        """The reproductions of a result by others."""
        return tuple(each for each in self.by_address.get(address, ()) if address in each.original)

    def by_submission(self, name: str) -> tuple[Reproduction, ...]:
        """What a submission reproduces of others."""
        return tuple(each for each in self.reproductions if each.submission == name)

    def of_submission(self, name: str) -> tuple[Reproduction, ...]:
        """What others reproduced of a submission."""
        return tuple(each for each in self.reproductions if each.reproduced == name)
