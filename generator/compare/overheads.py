"""What a variant adds to the group's baseline, and the places among variants that do the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from generator.compare import statistics
from generator.compare.flags import PERCENTILES
from generator.compare.statistics import Verdict
from generator.compare.values import Difference, Summary, Variant
from generator.compare.variants import does_the_same

THROUGHPUT = "throughput"
LATENCY = "latency"
RANKING_PERCENTILE = "99"


def with_overhead(variants: Sequence[Variant], baseline: Variant | None, leads: str) -> tuple[Variant, ...]:
    """The variants with their differences from the baseline; unchanged without one.

    Tests are made for what leads alone: under full load latency follows from throughput, and at an offered rate the throughput is
    given. All tests of a group are one family under Holm's correction.
    """
    if baseline is None:
        return tuple(variants)
    others = [one for one in variants if one is not baseline]
    tested = _Family.over(others, baseline, PERCENTILES if leads == LATENCY else (THROUGHPUT,))
    return tuple(one if one is baseline else _compared(one, baseline, tested) for one in variants)


@dataclass(frozen=True, slots=True)
class _Family:
    """The verdicts of all tests of a group, by variant and quantity."""

    verdicts: Mapping[tuple[str, str], Verdict]

    @classmethod
    def over(cls, others: Sequence[Variant], baseline: Variant, quantities: Sequence[str]) -> _Family:
        pairs: dict[tuple[str, str], statistics.Pair] = {}
        for one in others:
            for name in quantities:
                mine, theirs = quantity(one, name), quantity(baseline, name)
                if mine and theirs and statistics.enough(mine, theirs):
                    pairs[one.id, name] = (mine.values, theirs.values)
        return cls(dict(zip(pairs, statistics.verdicts(tuple(pairs.values())), strict=True)))

    def difference(self, one: Variant, baseline: Variant, name: str) -> Difference | None:
        mine, theirs = quantity(one, name), quantity(baseline, name)
        if mine is None or theirs is None:
            return None
        verdict = self.verdicts.get((one.id, name))
        return statistics.difference(mine, theirs, comparisons=max(1, len(self.verdicts)), verdict=verdict)


def quantity(variant: Variant, name: str) -> Summary | None:
    """The variant's summary of a percentile ("50", "90", "99") or of "throughput"."""
    return variant.throughput if name == THROUGHPUT else variant.latency.get(name)


def difference_of(variant: Variant, name: str) -> Difference | None:
    """The variant's difference from the baseline in throughput or at a percentile."""
    return variant.throughput_difference if name == THROUGHPUT else variant.overhead.get(name)


def _compared(one: Variant, baseline: Variant, tested: _Family) -> Variant:
    overhead = {name: tested.difference(one, baseline, name) for name in PERCENTILES}
    return replace(
        one,
        overhead={name: difference for name, difference in overhead.items() if difference is not None},
        throughput_difference=tested.difference(one, baseline, THROUGHPUT),
    )


def with_ranks(variants: Sequence[Variant], baseline: Variant | None, leads: str) -> tuple[Variant, ...]:
    """The variants with their places among those that do the same, by what leads (p99 or throughput).

    A place is one more than the number of peers that are detectably better: what no test tells apart shares a place. No place
    with fewer than five runs, without a peer, or where runs are too few for the comparisons among the peers.
    """
    name = THROUGHPUT if leads == THROUGHPUT else RANKING_PERCENTILE
    ranks: dict[str, int] = {}
    for peers in _peers([one for one in variants if one is not baseline and not one.is_baseline], name):
        ranks |= _places(peers, name)
    return tuple(replace(one, rank=ranks[one.id]) if one.id in ranks else one for one in variants)


def _peers(variants: Sequence[Variant], name: str) -> list[list[Variant]]:
    classes: list[list[Variant]] = []
    for one in variants:
        summary = quantity(one, name)
        if summary is None or not statistics.enough(summary, summary) or not _complete(one):
            continue
        home = next(
            (peers for peers in classes if does_the_same(peers[0].subject.features, one.subject.features)), None
        )
        if home is None:
            classes.append([one])
        else:
            home.append(one)
    return [peers for peers in classes if len(peers) > 1]


def _complete(variant: Variant) -> bool:
    return does_the_same(variant.subject.features, variant.subject.features)


def _places(peers: Sequence[Variant], name: str) -> dict[str, int]:
    summaries = {one.id: summary for one in peers if (summary := quantity(one, name)) is not None}
    pairs = list(combinations(summaries, 2))
    found = statistics.verdicts([(summaries[one].values, summaries[other].values) for one, other in pairs])
    if any(verdict.detectable is None for verdict in found):
        return {}
    places = dict.fromkeys(summaries, 1)
    for (one, other), verdict in zip(pairs, found, strict=True):
        if verdict.detectable:
            places[_worse(one, other, summaries, name)] += 1
    return places


def _worse(one: str, other: str, summaries: Mapping[str, Summary], name: str) -> str:
    # medians could meet where the test still tells; the sign of most pairs cannot contradict it
    greater = statistics.mostly_greater(summaries[one].values, summaries[other].values)
    return one if greater == (name != THROUGHPUT) else other
