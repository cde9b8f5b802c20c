"""Which distributed run stands for all of them, and what averages of its percentiles are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.compare.distributions import Average, averages_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from generator.model import Result

FEWEST_RUNS = 5
"""From so many distributed runs on the errors of averages are drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """The run that the page explains with, and what averages of its percentiles are."""

    result: Result
    averages: tuple[Average, ...]


def distributed_runs(results: Iterable[Result]) -> list[Result]:
    """The runs of several generators that stand, in the order given."""
    return [each for each in results if len(each.measurement.generators) > 1 and each.state.ranks]


def example(runs: Sequence[Result]) -> Example | None:
    """Of the newest day's runs with the most generators the one that averages miss by most; None without a run."""
    if not runs:
        return None
    chosen = max(runs, key=_telling)
    return Example(result=chosen, averages=averages_of(chosen))


def _telling(result: Result) -> tuple[int, int, float, str]:
    """What is known as a range only is no value to miss."""
    day = 0 if result.start_time is None else result.start_time.at.toordinal()
    found = averages_of(result)
    missed = abs(found[-1].plain_error) if found and not found[-1].is_range else 0.0
    return day, len(result.measurement.generators), missed, result.address
