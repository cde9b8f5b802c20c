"""All tests of a group as one family: what a variant adds to the baseline, and the places among variants that do the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from generator.compare import statistics
from generator.compare.flags import PERCENTILES
from generator.compare.values import Contrast, Difference, Summary, Variant
from generator.compare.variants import does_the_same

THROUGHPUT = "throughput"
LATENCY = "latency"
RANKING_PERCENTILE = "99"

Pair = tuple[Variant, Variant, str]
"""A variant, what it is tested against, and the quantity."""


def compared(
    variants: Sequence[Variant], baseline: Variant | None, leads: str
) -> tuple[tuple[Variant, ...], tuple[Contrast, ...]]:
    """The variants with their differences from the baseline and their places, and every test that was made.

    Tests are made for what leads alone: under full load latency follows from throughput, and at an offered rate the throughput is
    given. Against the baseline every percentile is tested; variants that do the same are tested against each other at what
    ranks them (p99 or throughput). All tests of a group are one family under Holm's correction.
    """
    by_label = sorted(variants, key=lambda one: one.label)
    others = [one for one in by_label if one is not baseline]
    classes = peers_of(by_label, baseline, leads)
    contrasts = _contrasts((*_against(baseline, others, leads), *_among(classes, leads)))
    ranks = _places(classes, contrasts, leads)
    measured = (one if baseline is None or one is baseline else _measured(one, baseline, contrasts) for one in variants)
    return tuple(replace(one, rank=ranks.get(one.id)) for one in measured), contrasts


def ranking_quantity(leads: str) -> str:
    """What variants are ranked by: "throughput", or the percentile "99"."""
    return THROUGHPUT if leads == THROUGHPUT else RANKING_PERCENTILE


def quantity(variant: Variant, name: str) -> Summary | None:
    """The variant's summary of a percentile ("50", "90", "99") or of "throughput"."""
    return variant.throughput if name == THROUGHPUT else variant.latency.get(name)


def difference_of(variant: Variant, name: str) -> Difference | None:
    """The variant's difference from the baseline in throughput or at a percentile."""
    return variant.throughput_difference if name == THROUGHPUT else variant.overhead.get(name)


def _against(baseline: Variant | None, others: Sequence[Variant], leads: str) -> Iterator[Pair]:
    if baseline is not None:
        yield from ((one, baseline, name) for one in others for name in _tested(leads))


def _tested(leads: str) -> Sequence[str]:
    return PERCENTILES if leads == LATENCY else (THROUGHPUT,)


def _among(classes: Sequence[Sequence[Variant]], leads: str) -> Iterator[Pair]:
    for peers in classes:
        yield from ((one, other, ranking_quantity(leads)) for one, other in combinations(peers, 2))


def _contrasts(pairs: Iterable[Pair]) -> tuple[Contrast, ...]:
    """A test of each pair that has runs enough, all of them one family."""
    tested = [(pair, samples) for pair in pairs if (samples := _samples(pair)) is not None]
    found = statistics.verdicts([(mine.values, theirs.values) for _, (mine, theirs) in tested])
    return tuple(
        Contrast(
            variant=one.id,
            reference=other.id,
            quantity=name,
            difference=statistics.difference(*samples, verdict=verdict),
        )
        for ((one, other, name), samples), verdict in zip(tested, found, strict=True)
    )


def _samples(pair: Pair) -> tuple[Summary, Summary] | None:
    """Both sides' runs, None where either has too few."""
    one, other, name = pair
    mine, theirs = quantity(one, name), quantity(other, name)
    return (mine, theirs) if mine and theirs and statistics.enough(mine, theirs) else None


def _measured(one: Variant, baseline: Variant, contrasts: Sequence[Contrast]) -> Variant:
    """The variant with its differences from the baseline, also in what is not tested."""
    gaps = {
        each.quantity: each.difference for each in contrasts if (each.variant, each.reference) == (one.id, baseline.id)
    }
    for name in (*PERCENTILES, THROUGHPUT):
        mine, theirs = quantity(one, name), quantity(baseline, name)
        if name not in gaps and mine is not None and theirs is not None:
            gaps[name] = statistics.difference(mine, theirs, comparisons=max(1, len(contrasts)))
    overhead = {name: gaps[name] for name in PERCENTILES if name in gaps}
    return replace(one, overhead=overhead, throughput_difference=gaps.get(THROUGHPUT))


def peers_of(variants: Sequence[Variant], baseline: Variant | None, leads: str) -> list[list[Variant]]:
    """The variants that are tested against each other, by what they do: it is reported in full and equal, and runs are enough."""
    classes: list[list[Variant]] = []
    for one in variants:
        summary = quantity(one, ranking_quantity(leads))
        if one is baseline or one.is_baseline or summary is None or not statistics.enough(summary, summary):
            continue
        for peers in classes:
            if does_the_same(peers[0].subject.features, one.subject.features):
                peers.append(one)
                break
        else:
            classes.append([one])
    return [peers for peers in classes if len(peers) > 1]


def _places(classes: Sequence[Sequence[Variant]], contrasts: Sequence[Contrast], leads: str) -> Mapping[str, int]:
    """The places among those that do the same, by what leads.

    A place is one more than the number of peers that are detectably better: what no test tells apart shares a place. No place
    where one of the tests among the peers has no verdict.
    """
    places: dict[str, int] = {}
    for peers in classes:
        own = among(peers, contrasts)
        if all(each.difference.detectable is not None for each in own):
            worse = [_worse(each, leads) for each in own if each.difference.detectable]
            places |= {one.id: 1 + worse.count(one.id) for one in peers}
    return places


def among(peers: Sequence[Variant], contrasts: Sequence[Contrast]) -> tuple[Contrast, ...]:
    """The tests of these variants against each other."""
    ids = {one.id for one in peers}
    return tuple(each for each in contrasts if each.variant in ids and each.reference in ids)


def _worse(contrast: Contrast, leads: str) -> str:
    # medians could meet where the test still tells; the sign of most pairs cannot contradict it
    greater = (contrast.difference.superiority or 0.0) > 0.5
    return contrast.variant if greater == (leads != THROUGHPUT) else contrast.reference
