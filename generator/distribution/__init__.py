"""Latency distributions as mass in intervals: one representation for all tools, one merge, and every quantile with its bounds.

    runs = [from_cumulative(rows, ...), from_buckets(buckets, ...), from_samples(latencies_ns)]
    p99 = merge(runs).quantile(Fraction("0.99"))
    p99.low_ns, p99.value_ns, p99.high_ns

Latencies are whole nanoseconds: every tool's unit is a multiple of them, sums of them are exact, and so a merge is the same to the
bit in whatever order, and on however many machines, it was made.
"""

from __future__ import annotations

from generator.distribution.building import from_buckets, from_cumulative, from_percentiles, from_samples
from generator.distribution.intervals import WIDE, Distribution, Form, Moments, Quantile, merge
from generator.distribution.published import from_published
from generator.distribution.spectrum import Spectrum, drawn_ranks, spectrum
from generator.distribution.text import hgrm

__all__ = [
    "WIDE",
    "Distribution",
    "Form",
    "Moments",
    "Quantile",
    "Spectrum",
    "drawn_ranks",
    "from_buckets",
    "from_cumulative",
    "from_percentiles",
    "from_published",
    "from_samples",
    "hgrm",
    "merge",
    "spectrum",
]
