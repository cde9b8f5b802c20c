"""Samples within a run -> one number: summed over the replicas at each instant, then the average and the greatest of these sums.

The greatest sum is what the component as a whole used at one time; the sum of each replica's maximum would be more than that.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from generator.importers.queries import CPU, WINDOW_SECONDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.importers.prometheus import Key, Use

_UNIT = {CPU: (Decimal(1000), Decimal("0.001")), "memory": (Decimal("0.000001"), Decimal("0.000001"))}
"""Cores as mCPU and bytes as MB of 10^6 bytes, with their last digit."""
_LEAST_SHARE = Decimal("0.5")
_LEAST_SAMPLES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduced:
    """What a component used during a run, in mCPU or MB; `replicas` are those seen, `samples` the instants that count."""

    average: Decimal
    greatest: Decimal
    replicas: frozenset[Key]
    samples: int
    notes: tuple[str, ...] = ()


def reduced(use: Use, begin: Decimal, end: Decimal) -> Reduced | str:
    """The use between two Unix times, or why there is no number.

    A rate looks back: CPU counts from `WINDOW_SECONDS` after the beginning, so that nothing before the run is in it. An instant at which
    a replica that runs before and after it has no sample does not count, since its sum would be too small.
    """
    first = begin + WINDOW_SECONDS if use.quantity == CPU else begin
    if first >= end:
        return "has no time left in the run"
    instants = use.instants[bisect_left(use.instants, first) : bisect_right(use.instants, end)]
    if not instants:
        return "has no samples within the run"
    if len(instants) < _LEAST_SAMPLES:
        return "has a single sample within the run"
    step = min(later - earlier for earlier, later in pairwise(instants))
    if instants[0] > first + step or instants[-1] < end - step:
        return "does not cover the whole run"
    sums = _sums(use, instants)
    if len(sums) < _LEAST_SAMPLES or len(sums) < _LEAST_SHARE * ((end - first) / step):
        return "has samples for less than half of the run"
    factor, digit = _UNIT[use.quantity]
    return Reduced(
        average=(sum(sums.values(), Decimal(0)) / len(sums) * factor).quantize(digit, ROUND_HALF_EVEN),
        greatest=(max(sums.values()) * factor).quantize(digit, ROUND_HALF_EVEN),
        replicas=frozenset(key for key, samples in use.samples.items() if any(at in samples for at in instants)),
        samples=len(sums),
        notes=_notes(len(instants) - len(sums), (first, *sums, end), step),
    )


def _sums(use: Use, instants: Sequence[Decimal]) -> dict[Decimal, Decimal]:
    """The sum over the replicas at each instant where none of those that run is missing."""
    found = {}
    for at in instants:
        running = [use.samples[key] for key, (first, last) in use.lives.items() if first <= at <= last]
        if all(at in values for values in running):
            found[at] = sum((values[at] for values in running), Decimal(0))
    return found


def _notes(incomplete: int, instants: Sequence[Decimal], step: Decimal) -> tuple[str, ...]:
    longest = max(later - earlier for earlier, later in pairwise(instants))
    gap = (
        [f"has a gap of {longest.normalize():f} s, more than twice its step of {step.normalize():f} s"]
        if longest > 2 * step
        else []
    )
    left_out = [f"lacks a replica's sample at {incomplete} instants, left out"] if incomplete else []
    return (*gap, *left_out)
