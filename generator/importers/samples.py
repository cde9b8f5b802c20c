"""Raw latencies of a log of any length, kept in bounded memory."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import numpy as np

from generator.distribution import Distribution, Form
from generator.distribution.intervals import Moments, of_intervals

MOST = 500_000
"""So many different latencies are kept apart; beyond, they share steps of `1 / 2**_BITS` of their size."""
_BITS = 11


class Samples:
    """Latencies in ns, added one by one. Sum, squares and extremes stay exact however many there are."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._counts: Counter[int] = Counter()
        self._coarse = False
        self._total, self._squares = 0, 0
        self._min: int | None = None
        self._max = 0

    def __len__(self) -> int:
        """How many were added."""
        return self._counts.total()

    def add(self, latency_ns: int) -> None:
        """Count one latency of zero or more."""
        self._counts[_step(latency_ns)[0] if self._coarse else latency_ns] += 1
        self._total += latency_ns
        self._squares += latency_ns * latency_ns
        self._min = latency_ns if self._min is None else min(self._min, latency_ns)
        self._max = max(self._max, latency_ns)
        if not self._coarse and len(self._counts) > self._most:
            self._widen()

    def _widen(self) -> None:
        apart, self._counts, self._coarse = self._counts, Counter(), True
        for value, count in apart.items():
            self._counts[_step(value)[0]] += count

    def distribution(self) -> Distribution | None:
        """All that was added: samples, or a histogram with steps of 0.1 % at most; None where there are none."""
        if self._min is None:
            return None
        lower = np.array(sorted(self._counts), dtype=np.int64)
        counts = np.array([self._counts[value] for value in lower.tolist()], dtype=np.int64)
        ends = [_step(value)[1] for value in lower.tolist()] if self._coarse else lower
        return of_intervals(
            np.maximum(lower, self._min),
            np.minimum(np.array(ends, dtype=np.int64), self._max),
            counts,
            form=Form.HISTOGRAM if self._coarse else Form.SAMPLES,
            moments=Moments(
                total_ns=Fraction(self._total),
                squares_ns2=Fraction(self._squares),
                min_ns=self._min,
                max_ns=self._max,
            ),
        )


def _step(value: int) -> tuple[int, int]:
    """First and last ns of the step that holds a latency."""
    shift = max(0, value.bit_length() - _BITS)
    first = value >> shift << shift
    return first, first + (1 << shift) - 1
