"""Histograms in Fortio's form: what their rows are, and how many samples stand behind each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from generator.importers.common import ImportRefused

if TYPE_CHECKING:
    from generator.importers.fortio_values import FortioFields

RESOLUTION_S = Decimal("0.001")
"""The width of Fortio's finest buckets where `-r` says nothing else."""
EPSILON = Decimal("0.0001")
"""So much of a resolution above a bucket's end still falls into it (stats.go, `record`)."""
SLACK_S = RESOLUTION_S * EPSILON
_DIGITS = Decimal("0.001")
"""HdrHistogram with three digits shows a latency up to so much too large."""
_SHARE_TOLERANCE = Decimal("0.001")
"""In percent points; both sides are printed with sixteen digits."""
_NANOSECOND = Decimal("1e-9")


class Rows(Enum):
    """What the rows of `Data` are: buckets of a fixed grid, or percentiles with the number of samples since the row before."""

    BUCKETS = "buckets"
    TICKS = "ticks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """So many samples in ]`start_s`, `end_s`], in seconds."""

    start_s: Decimal
    end_s: Decimal
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Latencies:
    """A histogram in seconds. `count` is the tool's; `held` what the buckets hold, less where wrk2 left its calibration out.

    `first_percent` is that of the first row: 0 where Nighthawk wrote it. `cumulative` tells that the counts were so, and are differences here.
    """

    count: int
    buckets: tuple[Bucket, ...] = ()
    rows: Rows = Rows.BUCKETS
    cumulative: bool = False
    first_percent: Decimal | None = None
    min_s: Decimal | None = None
    max_s: Decimal | None = None
    mean_s: Decimal | None = None
    stdev_s: Decimal | None = None
    percentiles_s: Mapping[str, Decimal]

    @property
    def held(self) -> int:
        """How many samples the buckets hold."""
        return sum(bucket.count for bucket in self.buckets)


def read_latencies(fields: FortioFields, *, required: bool) -> Latencies:
    """A histogram. One without a request is refused where it is `required`.

    Raises:
        ImportRefused: its counts, shares, rows or moments contradict each other.
    """
    count = fields.whole("Count")
    rows = fields.rows("Data")
    if not count and not required and not rows:
        return Latencies(count=0, percentiles_s={})
    if not count or not rows:
        raise ImportRefused(f"{fields.where}: Count is {count} with {len(rows)} rows in Data: there is no request")
    counts, percents = [row.whole("Count") for row in rows], [row.needed("Percent") for row in rows]
    edges = [(row.needed("Start"), row.needed("End")) for row in rows]
    # gowrk2 starts at zero, Fortio at its minimum; Nighthawk's first tick is that of 0 %.
    kind, each, cumulative = _counted(counts, percents, count, fields.where, ticks=not (percents[0] and edges[0][0]))
    buckets = tuple(
        Bucket(start_s=start, end_s=end, count=number) for (start, end), number in zip(edges, each, strict=True)
    )
    found = Latencies(
        count=count,
        buckets=buckets,
        rows=kind,
        cumulative=cumulative,
        first_percent=percents[0],
        min_s=fields.number("Min"),
        max_s=fields.number("Max"),
        mean_s=fields.number("Avg"),
        stdev_s=fields.number("StdDev"),
        percentiles_s=_percentiles(fields),
    )
    _check_order(found, fields.where)
    _check_moments(found, fields.number("Sum"), fields.where)
    return found


def _counted(
    counts: Sequence[int], percents: Sequence[Decimal], total: int, where: str, *, ticks: bool
) -> tuple[Rows, Sequence[int], bool]:
    """What the rows are, the samples of each, and whether the counts were cumulative; `ticks` is whether they can be such.

    Raises:
        ImportRefused: counts and shares fit none of the known forms.
    """
    if any(after < before for before, after in pairwise(percents)):
        raise ImportRefused(f"{where}: the Percent of its rows falls")
    held = sum(counts)
    shares = [Decimal(100 * reached) / total for reached in accumulate(counts)]
    # A bucket of Fortio's is never empty, so that its share is above 0: 0 is Nighthawk's first tick.
    if (
        percents[0]
        and held == total
        and all(abs(p - s) <= _SHARE_TOLERANCE for p, s in zip(percents, shares, strict=True))
    ):
        return Rows.BUCKETS, counts, False
    if ticks and held > total >= counts[-1] and _rising(counts) and _are_ticks(percents, counts):
        return Rows.TICKS, [after - before for before, after in pairwise([0, *counts])], True
    if (
        ticks
        and held <= total
        and (held == total or percents[0] > 0)
        and _are_ticks(percents, list(accumulate(counts)))
    ):
        return Rows.TICKS, counts, False
    if held != total:
        raise ImportRefused(f"{where}: the rows hold {held} requests, Count is {total}")
    row = next((i for i, (p, s) in enumerate(zip(percents, shares, strict=True)) if abs(p - s) > _SHARE_TOLERANCE), 0)
    raise ImportRefused(
        f"{where}: row {row} says that {percents[row]} % are at or below its End, the counts say {shares[row]:.6g} %"
    )


def _rising(counts: Sequence[int]) -> bool:
    return all(after >= before for before, after in pairwise(counts))


def _are_ticks(percents: Sequence[Decimal], reached: Sequence[int]) -> bool:
    """Whether every row reaches the share it is named after, and the last one reaches all."""
    if percents[-1] != 100 or not reached[-1]:
        return False
    # The value at rank p n: at least p n samples, less one where a tool rounds the rank down.
    return all(count + 1 >= percent * reached[-1] / 100 for percent, count in zip(percents, reached, strict=True))


def _percentiles(fields: FortioFields) -> dict[str, Decimal]:
    found = {
        format(row.needed("Percentile").normalize(), "f"): row.needed("Value") for row in fields.rows("Percentiles")
    }
    ordered = sorted(found, key=Decimal)
    for lower, upper in pairwise(ordered):
        if found[upper] < found[lower]:
            raise ImportRefused(f"{fields.where}: p{upper} ({found[upper]} s) is below p{lower} ({found[lower]} s)")
    return {key: found[key] for key in ordered if 0 < Decimal(key) < 100}


def _check_order(found: Latencies, where: str) -> None:
    """Buckets in ascending order.

    Raises:
        ImportRefused: they are not.
    """
    for place, bucket in enumerate(found.buckets):
        if bucket.start_s > bucket.end_s + SLACK_S:
            raise ImportRefused(f"{where}: row {place} ends at {bucket.end_s} s, before it starts")
    for place, (before, after) in enumerate(pairwise(found.buckets), 1):
        if after.start_s + SLACK_S < before.end_s or after.end_s < before.end_s:
            raise ImportRefused(f"{where}: row {place} starts below the end of the one before ({before.end_s} s)")


def _check_moments(found: Latencies, total: Decimal | None, where: str) -> None:
    """Extremes and mean about the buckets, the sum of all `total` where it is said.

    Raises:
        ImportRefused: they are elsewhere.
    """
    ladder = [("Min", found.min_s), ("Avg", found.mean_s), ("Max", found.max_s)]
    rising = [
        *pairwise((name, value) for name, value in ladder if value is not None),
        (("Min", found.min_s), ("the first End", found.buckets[0].end_s)),
        (("the last Start", found.buckets[-1].start_s), ("Max", found.max_s)),
    ]
    for (lower, below), (upper, above) in rising:
        if below is not None and above is not None and above * (1 + _DIGITS) + SLACK_S < below:
            raise ImportRefused(f"{where}: {upper} ({above} s) is below {lower} ({below} s)")
    # Nighthawk's transform and gowrk2 write no sum, or a wrong one.
    if found.rows is Rows.BUCKETS and total is not None and found.mean_s is not None:
        computed = found.mean_s * found.count
        if abs(total - computed) > max(_NANOSECOND, computed * Decimal("1e-6")):
            raise ImportRefused(f"{where}: Sum is {total} s, Count times Avg {computed.normalize():f} s")


def scaled(found: Latencies, unit: Decimal) -> Latencies:
    """The histogram with its values multiplied by a unit in seconds."""
    if unit == 1:
        return found

    def scale(value: Decimal | None) -> Decimal | None:
        return None if value is None else value * unit

    return replace(
        found,
        buckets=tuple(replace(each, start_s=each.start_s * unit, end_s=each.end_s * unit) for each in found.buckets),
        min_s=scale(found.min_s),
        max_s=scale(found.max_s),
        mean_s=scale(found.mean_s),
        stdev_s=scale(found.stdev_s),
        percentiles_s={key: value * unit for key, value in found.percentiles_s.items()},
    )
