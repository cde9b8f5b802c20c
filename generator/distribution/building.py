"""Distributions from what tools print: samples, cumulative rows, buckets, and bare percentiles.

`resolution_ns` is the last printed digit: a printed value stands for all that round to it, half a digit to either side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

import numpy as np

from generator.distribution.intervals import Distribution, Form, Moments, Whole, of_intervals

LARGEST = 2**53 - 1
"""The largest latency (ns) or count that is taken: 104 days, and what JSON's numbers hold exactly."""
_BEYOND = f"a latency or count is beyond {LARGEST}"


def whole(numbers: Sequence[int] | Sequence[Sequence[int]] | Whole) -> Whole:
    """Latencies in ns and counts as an array.

    Raises:
        ValueError: one is beyond `LARGEST`, where sums would no longer be exact.
    """
    try:
        found = np.asarray(numbers, dtype=np.int64)
    except OverflowError:
        raise ValueError(_BEYOND) from None
    if found.size and int(found.max()) > LARGEST:
        raise ValueError(_BEYOND)
    return found


def from_samples(samples_ns: Sequence[int] | Whole, resolution_ns: int = 0) -> Distribution:
    """Raw latencies in ns, in any order; the moments are those of the printed values.

    Raises:
        ValueError: there are none, or one is negative.
    """
    values, counts = np.unique(whole(samples_ns), return_counts=True)
    half = resolution_ns // 2
    exact = [(int(value), int(count)) for value, count in zip(values, counts, strict=True)]
    return of_intervals(
        np.where(values >= 0, np.maximum(values - half, 0), values),
        values + half,
        counts.astype(np.int64),
        form=Form.SAMPLES,
        moments=Moments(
            total_ns=Fraction(sum(value * count for value, count in exact)),
            squares_ns2=Fraction(sum(value * value * count for value, count in exact)),
            min_ns=exact[0][0] if exact else None,
            max_ns=exact[-1][0] if exact else None,
        ),
    )


def from_buckets(
    buckets: Sequence[tuple[int, int, int]],
    *,
    min_ns: int | None = None,
    max_ns: int | None = None,
    mean_ns: Fraction | None = None,
    stdev_ns: Fraction | None = None,
) -> Distribution:
    """Buckets as (lower ns, upper ns, count); the extremes, where the tool gives them, narrow the buckets that hold them.

    Raises:
        ValueError: no sample, or an end or count is impossible.
    """
    lower, upper, counts = whole(buckets).reshape(-1, 3).T
    if (lower > upper).any():
        raise ValueError("a bucket's ends are the wrong way round")
    return of_intervals(
        np.minimum(np.maximum(lower, min_ns or 0), upper),
        upper if max_ns is None else np.maximum(np.minimum(upper, max_ns), lower),
        counts,
        form=Form.HISTOGRAM,
        moments=Moments.stated(int(counts.sum()), mean_ns, stdev_ns, min_ns, max_ns),
    )


def from_cumulative(
    rows: Sequence[tuple[int, int]],
    *,
    resolution_ns: int = 0,
    min_ns: int | None = None,
    max_ns: int | None = None,
    mean_ns: Fraction | None = None,
    stdev_ns: Fraction | None = None,
) -> Distribution:
    """Rows of a percentile table as (latency ns, samples at or below it), as HdrHistogram's iterator gives them.

    Raises:
        ValueError: no sample, values or counts fall, or a latency is negative.
    """
    values, reached = whole(rows).reshape(-1, 2).T
    if (values[1:] < values[:-1]).any():
        raise ValueError("latencies of the rows fall")
    if (reached[1:] < reached[:-1]).any():
        raise ValueError("cumulative counts fall")
    if (values[:1] < 0).any():
        raise ValueError("a negative latency")
    half = resolution_ns // 2
    below, counts = values.copy(), reached.copy()
    below[1:], counts[1:] = values[:-1], reached[1:] - reached[:-1]
    below[:1] = min_ns or 0
    held = counts > 0
    counts, lower, upper = counts[held], np.minimum(below, values)[held] - half, values[held] + half
    lower = np.maximum(lower, 0)
    if max_ns is not None:
        upper = np.maximum(np.minimum(upper, max_ns + half), lower)
    stated = Moments.stated(int(counts.sum()), mean_ns, stdev_ns, min_ns, max_ns)
    return of_intervals(lower, upper, counts, form=Form.HISTOGRAM, moments=stated)


def from_percentiles(
    percentiles_ns: Mapping[Fraction, int],
    count: int,
    *,
    resolution_ns: int = 0,
    rank_error: Callable[[Fraction], Fraction] | Fraction = Fraction(0),
    min_ns: int | None = None,
    max_ns: int | None = None,
    mean_ns: Fraction | None = None,
    stdev_ns: Fraction | None = None,
) -> Distribution:
    """Bare percentiles, by share in (0, 1): all that is known of a sample is between which of them its rank lies.

    Tools define quantiles differently (rank, interpolation between neighbours), so a value is only taken to lie between the
    samples at ranks floor(p n) and ceil(p n) + 1, and further apart by `rank_error` of all samples where the tool estimates: one
    share for all percentiles, or what gives it for each, as the error of a sketch depends on where it is asked.
    What lies above the highest percentile has no upper bound without a maximum: the distribution then needs one.

    Raises:
        ValueError: no sample, no maximum, or values fall.
    """
    if max_ns is None:
        raise ValueError("percentiles without a maximum leave the slowest requests without a bound")
    ordered = sorted(percentiles_ns.items())
    ladder = [min_ns or 0, *(value for _, value in ordered), max_ns]
    if any(after + resolution_ns < before for before, after in pairwise(ladder)):
        raise ValueError("percentiles fall")
    known = [
        (floor((share - error) * count), ceil((share + error) * count) + 1, value)
        for share, value in ordered
        for error in (rank_error(share) if callable(rank_error) else rank_error,)
    ]
    half = resolution_ns // 2
    least, most = max((min_ns or 0) - half, 0), max_ns + half
    cuts = sorted({0, count, *(min(max(cut, 0), count) for below, above, _ in known for cut in (below, above - 1))})
    pieces = [
        (
            max((value - half for _, above, value in known if above <= start + 1), default=least),
            min((value + half for below, _, value in known if below >= end), default=most),
            end - start,
        )
        for start, end in pairwise(cuts)
    ]
    lower, upper, sizes = (whole(each) for each in zip(*pieces, strict=True))
    return of_intervals(
        np.clip(lower, least, most),
        np.clip(upper, least, most),
        sizes,
        form=Form.PERCENTILES,
        moments=Moments.stated(count, mean_ns, stdev_ns, min_ns, max_ns),
    )
