"""Raw latencies by the million: counted by value, in arrays, in memory that does not grow with the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from generator.distribution import Distribution, Form
from generator.distribution.intervals import Moments, of_intervals
from generator.importers.common import ImportRefused

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from generator.importers.common import RawFile

    Whole = NDArray[np.int64]

MOST_VALUES = 500_000
"""So many different latencies are kept apart; beyond, they share steps of at most a thousandth of their size."""
CHUNK_BYTES = 4 * 1024 * 1024
_LONGEST_LINE = 4096
_BITS = 11
_AT_ONCE = 65_536
"""Single latencies wait for so many others, since a sorted array takes many as fast as one."""
_NARROW = 2**40
"""Sums of a chunk of smaller values fit into 64 bits."""


@dataclass(slots=True, kw_only=True)
class Tally:
    """Latencies in a tool's unit of `unit_ns`; a value v stands for all from v - `below` to v + `above` ns."""

    unit_ns: int
    below_ns: int = 0
    above_ns: int = 0
    most_values: int = MOST_VALUES
    _first: Whole = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    _counts: Whole = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    _shift: bool = False
    _total: int = 0
    _squares: int = 0
    _least: int | None = None
    _most: int = 0
    _waiting: list[int] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many were added."""
        return int(self._counts.sum()) + len(self._waiting)

    @property
    def most(self) -> int:
        """The greatest, in the tool's unit; 0 where there is none."""
        return max(self._most, *self._waiting, 0)

    def add_one(self, value: int) -> None:
        """Count a value of zero or more."""
        self._waiting.append(value)
        if len(self._waiting) >= _AT_ONCE:
            self._take()

    def _take(self) -> None:
        self.add(np.array(self._waiting, dtype=np.int64))
        self._waiting.clear()

    def add(self, values: Whole) -> None:
        """Count values of zero or more."""
        if not values.size:
            return
        found, counts = np.unique(values, return_counts=True)
        if found[-1] < _NARROW:
            self._total += int(values.sum())
            self._squares += _sum_of_squares(values)
        else:
            plain = values.tolist()
            self._total += sum(plain)
            self._squares += sum(value * value for value in plain)
        self._least = int(found[0]) if self._least is None else min(self._least, int(found[0]))
        self._most = max(self._most, int(found[-1]))
        self._join(found, counts.astype(np.int64))
        if not self._shift and len(self._first) > self.most_values:
            self._shift = True
            self._join(self._first[:0], self._counts[:0])

    def _join(self, values: Whole, counts: Whole) -> None:
        both = np.concatenate((self._first, values))
        first = _steps(both)[0] if self._shift else both
        self._first, place = np.unique(first, return_inverse=True)
        # Sums of counts are exact as floating-point numbers below 2**53.
        self._counts = np.bincount(place, weights=np.concatenate((self._counts, counts))).astype(np.int64)

    def distribution(self) -> Distribution | None:
        """All that was added: samples, or a histogram with steps of 0.1 % at most; None where there are none."""
        self._take()
        if self._least is None:
            return None
        is_exact = not (self.below_ns or self.above_ns)
        last = np.minimum(_steps(self._first)[1], self._most) if self._shift else self._first
        return of_intervals(
            np.maximum(np.maximum(self._first, self._least) * self.unit_ns - self.below_ns, 0),
            last * self.unit_ns + self.above_ns,
            self._counts,
            form=Form.HISTOGRAM if self._shift else Form.SAMPLES,
            moments=Moments(
                total_ns=Fraction(self._total * self.unit_ns),
                squares_ns2=Fraction(self._squares * self.unit_ns**2),
                # What was rounded to 0 is below the tool's unit, and not known.
                min_ns=self._least * self.unit_ns if self._least or is_exact else None,
                max_ns=self._most * self.unit_ns,
            ),
        )


def _sum_of_squares(values: Whole) -> int:
    """Exact, though a square may be beyond 64 bits: values below `_NARROW`, in no more than a chunk of lines."""
    high, low = values >> 20, values & 0xFFFFF
    return (int((high * high).sum()) << 40) + (int((high * low).sum()) << 21) + int((low * low).sum())


def _steps(values: Whole) -> tuple[Whole, Whole]:
    """First and last value of the step that holds each."""
    _, bits = np.frexp(values.astype(np.float64))
    shift = np.maximum(bits.astype(np.int64) - _BITS, 0)
    first = values >> shift << shift
    return first, first + (np.int64(1) << shift) - 1


def chunks(raw: RawFile) -> Iterator[bytes]:
    """The file in pieces of whole lines, each ended by a line feed.

    Raises:
        ImportRefused: the last line has no end, or a line is far too long.
    """
    rest = b""
    with raw.stream() as stream:
        while piece := stream.read(CHUNK_BYTES):
            whole, feed, rest = (rest + piece.replace(b"\r\n", b"\n")).rpartition(b"\n")
            if len(rest) > _LONGEST_LINE:
                raise ImportRefused(f"{raw.path}: a line of more than {_LONGEST_LINE} bytes, no log of this tool")
            if feed:
                yield whole + feed
    if rest:
        raise ImportRefused(f"{raw.path}: the last line has no end: is the file cut off?")


def line_of(chunk: bytes, bad: int) -> str:
    """The line that holds the byte at that place, short enough to be shown."""
    start = chunk.rfind(b"\n", 0, bad) + 1
    return chunk[start : chunk.find(b"\n", bad)][:60].decode("utf-8", "replace")
