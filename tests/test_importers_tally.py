from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.distribution import Form, from_samples
from generator.importers import tally as tally_module
from generator.importers.common import ImportRefused, RawFile
from generator.importers.json_values import LONGEST_NS
from generator.importers.quantiles import percentile_table
from generator.importers.tally import CHUNK_BYTES, Tally, chunks

VALUES = st.lists(st.integers(1, 2**37), min_size=1, max_size=40)


@given(VALUES, st.integers(0, 40))
def test_parts_add_up_to_the_samples(values: list[int], cut: int) -> None:
    tally = Tally(unit_ns=1)
    tally.add(np.array(values[:cut], dtype=np.int64))
    tally.add(np.array(values[cut:], dtype=np.int64))
    assert tally.distribution() == from_samples(values)
    assert (tally.count, tally.most) == (len(values), max(values))


@given(VALUES)
def test_many_different_values_share_narrow_steps_and_keep_their_sums(values: list[int]) -> None:
    tally = Tally(unit_ns=1000, above_ns=999, most_values=1)
    for value in values:
        tally.add(np.array([value], dtype=np.int64))
    found, exact = tally.distribution(), from_samples([value * 1000 for value in values])
    assert found is not None
    assert (found.count, found.moments) == (len(values), exact.moments)
    for value in values:
        holds = (found.lower_ns <= value * 1000) & (found.upper_ns >= value * 1000)
        assert holds.any()
    if found.form is Form.HISTOGRAM:
        assert (found.upper_ns - found.lower_ns <= found.lower_ns // 1000 + 1000).all()


def test_a_least_value_that_was_rounded_to_zero_is_not_known() -> None:
    tally = Tally(unit_ns=100, below_ns=50, above_ns=50)
    tally.add(np.array([0, 3], dtype=np.int64))
    found = tally.distribution()
    assert found is not None
    assert (found.moments.min_ns, found.lower_ns.tolist(), found.upper_ns.tolist()) == (None, [0, 250], [50, 350])


def test_nothing_added_is_no_distribution() -> None:
    assert Tally(unit_ns=1).distribution() is None


def test_pieces_of_a_file_are_whole_lines() -> None:
    content = b"".join(b"%d\r\n" % number for number in range(900_000))
    found = list(chunks(RawFile(path="log", content=content)))
    assert len(found) == len(content) // CHUNK_BYTES + 1
    assert all(piece.endswith(b"\n") for piece in found)
    assert b"".join(found) == content.replace(b"\r\n", b"\n")


def test_a_last_line_without_an_end_is_refused() -> None:
    with pytest.raises(ImportRefused, match="is the file cut off"):
        list(chunks(RawFile(path="log", content=b"1\n2")))


def test_a_percentile_is_never_beyond_the_extremes_that_are_published() -> None:
    values, bounds = percentile_table(from_samples([300_000] * 100, resolution_ns=100_000))
    assert {float(value) for value in values.values()} == {0.3}
    assert [float(each or 0) for each in bounds["99"]] == [0.25, 0.35]


def filled(values: list[int], most: int) -> Tally:
    tally = Tally(unit_ns=1, most_values=most)
    for value in values:
        tally.add_one(value)
    return tally


@given(st.lists(st.integers(0, LONGEST_NS), min_size=1, max_size=60), st.integers(1, 80))
def test_samples_keep_their_moments_and_bound_every_quantile(values: list[int], most: int) -> None:
    found = filled(values, most).distribution()
    assert found is not None
    assert (found.count, found.mean_ns) == (len(values), Fraction(sum(values), len(values)))
    assert (found.moments.min_ns, found.moments.max_ns) == (min(values), max(values))
    assert found.variance_ns2 == Fraction(sum(each**2 for each in values), len(values)) - found.mean_ns**2
    for rank, value in enumerate(sorted(values), start=1):
        quantile = found.quantile(Fraction(rank, len(values)))
        assert quantile.high_ns is not None
        assert quantile.low_ns <= value <= quantile.high_ns
        assert quantile.high_ns - quantile.low_ns <= value / 1024


def test_few_different_samples_stay_exact_and_many_become_a_histogram() -> None:
    exact, coarse = filled([5, 5, 7], 2).distribution(), filled([5, 5_000_001, 7], 2).distribution()
    assert exact is not None
    assert (exact.form, exact.upper_ns.tolist(), exact.counts.tolist()) == (Form.SAMPLES, [5, 7], [2, 1])
    assert coarse is not None
    assert (coarse.form, coarse.lower_ns.tolist()[:2]) == (Form.HISTOGRAM, [5, 7])


def test_single_values_that_wait_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally_module, "_AT_ONCE", 2)
    tally = filled([3, 9, 1], 10)
    tally.add(np.array([4], dtype=np.int64))
    assert (tally.count, tally.most) == (4, 9)
    assert tally.distribution() == from_samples([1, 3, 4, 9])


def test_an_exact_least_value_of_zero_is_known() -> None:
    found = filled([0, 3], 10).distribution()
    assert found is not None
    assert found.moments.min_ns == 0
