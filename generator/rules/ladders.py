"""The latencies of a results document, wherever they stand, in the order of their percentiles."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from generator.rules.access import KEPT, mapping, number, runs, sequence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.finding import Pointer
    from generator.source import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One latency in ms with its place; `percentile` in 0..100, or -1 for min, average and max."""

    percentile: float
    key: str
    value_ms: float
    pointer: Pointer

    @property
    def name(self) -> str:
        """What people call it: p99, average."""
        return f"p{self.key}" if self.percentile >= 0 else self.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The latencies of one run or one of its generators, percentiles in rising order; `requests` stand behind them."""

    requests: float | None
    least: Reading | None
    average: Reading | None
    most: Reading | None
    steps: tuple[Reading, ...]
    in_seconds: Pointer | None
    """The one of its two mappings that is in seconds, as far as the other shows it."""


@lru_cache(maxsize=KEPT)
def ladders(document: Document) -> tuple[Ladder, ...]:
    """The latencies of every run, and those of its generators, zero and negative ones left out."""
    return tuple(_ladders(document))


def _ladders(document: Document) -> Iterator[Ladder]:
    for requests, found in readings(document):
        known = [reading for reading in found if reading.value_ms > 0]
        named = {reading.key: reading for reading in known if reading.percentile < 0}
        steps = sorted((one for one in known if one.percentile >= 0), key=lambda step: step.percentile)
        yield Ladder(
            requests=requests,
            least=named.get("min"),
            average=named.get("average"),
            most=named.get("max"),
            steps=tuple(steps),
            in_seconds=_in_seconds(known),
        )


def steady_ladders(document: Document) -> Iterator[Ladder]:
    """The ladders with one unit: a mixed one contradicts itself all over, and MR304 says why."""
    return (ladder for ladder in ladders(document) if ladder.in_seconds is None)


def _in_seconds(known: Sequence[Reading]) -> Pointer | None:
    """The mapping whose percentiles fit those of the other mapping once they are multiplied by 1000, and do not as they are.

    A factor of ten has to lie between the two ranges, so that one mistyped percentile is not taken for a unit.
    """
    blocks: dict[Pointer, list[Reading]] = {}
    for reading in known:
        if reading.percentile >= 0:
            blocks.setdefault(reading.pointer[:-1], []).append(reading)
    if len(blocks) != 2:
        return None
    (low, below), (_, above) = sorted(blocks.items(), key=lambda block: block[1][0].value_ms)
    apart = max(one.value_ms for one in below) * 10 < min(one.value_ms for one in above)
    if not apart or _rises([*below, *above]):
        return None
    scaled = (replace(one, value_ms=one.value_ms * 1000) for one in below)
    return low if _rises([*scaled, *above]) else None


def _rises(steps: Sequence[Reading]) -> bool:
    values = [step.value_ms for step in sorted(steps, key=lambda step: step.percentile)]
    return all(below <= above for below, above in itertools.pairwise(values))


def readings(document: Document) -> Iterator[tuple[float | None, list[Reading]]]:
    """The latencies of every run and of its generators as they were written, with the requests behind them."""
    for run in runs(document):
        own = _of(run.result, run.at("result"), "latencies_ms")
        yield run.requests, own + _of(run.measurement, run.at("measurement"), "percentiles_ms")
        for index, generator in enumerate(sequence(run.measurement, "generators")):
            place = run.at("measurement", "generators", index)
            both = _of(generator, place, "latencies_ms") + _of(generator, place, "percentiles_ms")
            yield number(generator, "requests"), both


def _of(value: object, place: Pointer, field: str) -> list[Reading]:
    latencies = mapping(value, field)
    found = (_reading(latencies, key, (*place, field)) for key in latencies)
    return [reading for reading in found if reading is not None]


def _reading(latencies: Mapping[str, object], key: str, place: Pointer) -> Reading | None:
    value, percentile = number(latencies, key), _percentile(key)
    if value is None or percentile is None:
        return None
    name = f"{percentile:.10g}" if percentile >= 0 else key
    return Reading(percentile=percentile, key=name, value_ms=value, pointer=(*place, key))


def _percentile(key: str) -> float | None:
    """The percentile that a key of latencies_ms ("p90") or percentiles_ms ("99.9") names; -1 for min, average, max."""
    if key in {"min", "average", "max"}:
        return -1.0
    try:
        return float(key.removeprefix("p"))
    except ValueError:
        return None
