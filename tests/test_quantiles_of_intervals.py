from __future__ import annotations

from fractions import Fraction
from itertools import accumulate

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from generator.distribution import from_cumulative
from generator.importers.common import ImportedRun, RawFile
from generator.importers.merging import merge

ROWS = st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 5)), min_size=1, max_size=20)


@given(ROWS, st.fractions(Fraction(1, 1000), 1))
def test_a_quantile_of_intervals_side_by_side_is_that_of_the_general_way(
    rows: list[tuple[int, int]], share: Fraction
) -> None:
    values = sorted(value for value, _ in rows)
    counts = list(accumulate(count for _, count in rows))
    assume(counts[-1] > 0)
    spread = from_cumulative(list(zip(values, counts, strict=True)), min_ns=0)
    rank = spread._rank(share)
    low, high = spread._at(spread.lower_ns, rank), spread._at(spread.upper_ns, rank)
    found = spread.quantile(share)
    assert spread.disjoint
    assert (found.low_ns, found.high_ns, found.value_ns) == (low, high, spread._spread(rank, low, high))


def test_a_merge_begins_and_ends_by_time_and_not_by_text() -> None:
    runs = [
        ImportedRun(
            label=str(number),
            source=RawFile(path="a"),
            tool="x",
            start_time=f"2026-08-01T10:00:00{fraction}Z",
            end_time=f"2026-08-01T10:00:09{fraction}Z",
            distribution=from_cumulative([(5, number)], min_ns=1, max_ns=5),
        )
        for number, fraction in ((1, ".5"), (2, ".52"), (3, ""))
    ]
    found = merge("all", runs)
    assert (found.start_time, found.end_time) == ("2026-08-01T10:00:00Z", "2026-08-01T10:00:09.52Z")


def test_rows_with_a_negative_latency_are_refused() -> None:
    with pytest.raises(ValueError, match="a negative latency"):
        from_cumulative([(-1, 4), (5, 6)], max_ns=9)
