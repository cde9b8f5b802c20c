"""What pages say of how far numbers can be relied on: levels, who reproduced whom, which events still hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.pages.rendering import render

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markupsafe import Markup

    from generator.model import Result, StatusEvent, Submission
    from generator.pages.index import Index
    from generator.trust import Assessment, EvidenceLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelCount:
    """How many results have a level for the same reasons; `missing` is what they lack for the lowest level that does not hold."""

    level: EvidenceLevel
    count: int
    upcoming: EvidenceLevel | None
    missing: tuple[str, ...]


def levels(index: Index, assessment: Assessment, path: str) -> Markup:
    """The levels of a result or report with their reasons, for the page at `path`. Thousands of results have the same."""
    key = (assessment, path.count("/"))
    if key not in index.levels:
        index.levels[key] = render("levels.html", path, index=index, assessment=assessment)
    return index.levels[key]


def level_counts(index: Index, results: Iterable[Result]) -> tuple[LevelCount, ...]:
    """The levels of these results, the most frequent first, each with what is missing for more."""
    found = Counter(index.trust.results[each.address] for each in results)
    ordered = sorted(found.items(), key=lambda pair: (-pair[1], pair[0].level, str(pair[0].steps)))
    return tuple(_count(assessment, count) for assessment, count in ordered)


def _count(assessment: Assessment, count: int) -> LevelCount:
    upcoming = assessment.upcoming
    return LevelCount(
        level=assessment.level,
        count=count,
        upcoming=upcoming.level if upcoming else None,
        missing=upcoming.missing if upcoming else (),
    )


def totals(counted: Sequence[LevelCount]) -> tuple[tuple[EvidenceLevel, int], ...]:
    """How many results have each level, the most frequent first."""
    found: Counter[EvidenceLevel] = Counter()
    for each in counted:
        found[each.level] += each.count
    return tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def standing_events(submission: Submission) -> tuple[tuple[StatusEvent, int], ...]:
    """The events that decide the state of at least one result, in their order, each with the number of those results."""
    found = Counter(result.history[-1] for result in submission.results if result.history)
    return tuple(sorted(found.items(), key=lambda pair: pair[0].date))
