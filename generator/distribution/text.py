"""The percentile table that HdrHistogram's plotter reads: value, percentile, cumulative count, 1/(1-percentile)."""

from __future__ import annotations

import math
from itertools import accumulate

from generator.distribution.intervals import Distribution

_MS = 1e6


def hgrm(distribution: Distribution) -> str:
    """One row for each interval, its upper end in ms; the highest row has percentile 1 and no last column's number but `inf`.

    Values are upper bounds: each row says that so many samples are at or below it.
    """
    ends = sorted(zip(distribution.upper_ns.tolist(), distribution.counts.tolist(), strict=True))
    total = distribution.count
    lines = ["       Value     Percentile TotalCount 1/(1-Percentile)", ""]
    for (value, _), reached in zip(ends, accumulate(count for _, count in ends), strict=True):
        left = f"{total / (total - reached):14.2f}" if reached < total else "           inf"
        lines.append(f"{value / _MS:12.6f} {reached / total:14.12f} {reached:10d} {left}")
    mean, variance = distribution.mean_ns, distribution.variance_ns2
    if mean is not None and variance is not None:
        deviation = math.sqrt(max(float(variance), 0.0)) / _MS
        lines.append(f"#[Mean    = {float(mean) / _MS:12.6f}, StdDeviation   = {deviation:12.6f}]")
    lines.append(f"#[Max     = {ends[-1][0] / _MS:12.6f}, Total count    = {total:12d}]")
    return "".join(f"{line}\n" for line in lines)
