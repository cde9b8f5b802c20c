"""Of a mesh's newest reports, one for each channel and mode, the one that a badge or a chart speaks of: that in which least passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.model import CaseStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.conformance.values import Count, Outcome


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """The report that is farthest from every case passed, the first of several alike; ValueError without any."""
    return max(outcomes, key=_shortfall)


def _shortfall(outcome: Outcome) -> tuple[bool, float]:
    """How far a report is from every case passed; one in which a case failed is behind all others."""
    counts = counts_of(outcome)
    return (any(map(failed, counts)), max((1 - (count.share or 0.0) for count in counts), default=1.0))


def failed(count: Count) -> bool:
    """Whether a case failed, or the result that was reported says so."""
    return count.status is CaseStatus.FAILED or bool(count.of(CaseStatus.FAILED))


def counts_of(outcome: Outcome) -> list[Count]:
    """The counts of all levels of a report."""
    return [count for group in outcome.groups for count in (group.core, group.extended) if count is not None]
