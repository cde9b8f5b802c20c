import math
import random
import statistics as standard
import subprocess
import sys
from collections import Counter
from itertools import combinations, permutations
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.compare import statistics

finite = st.floats(min_value=0.001, max_value=1e6)


@given(st.lists(finite, min_size=1, max_size=30))
def test_median_is_the_middle(values: list[float]) -> None:
    assert statistics.median(values) == pytest.approx(standard.median(values))


def test_no_values_have_no_median() -> None:
    with pytest.raises(ValueError, match="no values"):
        statistics.median([])
    assert statistics.summarise([]) is None


@pytest.mark.parametrize(("runs", "low", "high", "coverage"), [
    (5, 1, 5, 0.9375), (6, 1, 6, 0.96875), (8, 1, 8, 0.9921875), (9, 2, 8, 0.9609375), (12, 3, 10, 0.96142578125),
])  # fmt: skip
def test_median_interval_has_its_actual_coverage(runs: int, low: int, high: int, coverage: float) -> None:
    values = [float(value) for value in range(1, runs + 1)]
    random.Random(1).shuffle(values)  # an order, not a secret
    assert statistics.median_interval(values) == (low, high, pytest.approx(coverage))


@pytest.mark.parametrize("runs", [1, 2, 3, 4])
def test_fewer_than_five_runs_have_no_interval(runs: int) -> None:
    summary = statistics.summarise([1.0, 2.0, 3.0, 4.0][:runs])
    assert summary is not None
    assert (summary.low, summary.high, summary.coverage) == (None, None, None)


@given(st.lists(finite, min_size=5, max_size=40))
def test_the_interval_holds_the_median(values: list[float]) -> None:
    low, high, coverage = statistics.median_interval(values)
    assert low <= statistics.median(values) <= high
    assert coverage >= 0.95 or len(values) == 5


@pytest.mark.parametrize(("one", "other"), [(1, 4), (2, 3), (5, 5), (6, 4)])
def test_arrangements_count_every_order_of_two_samples(one: int, other: int) -> None:
    places = range(one + other)
    counted = Counter(
        sum(left > right for left in chosen for right in places if right not in chosen)
        for chosen in combinations(places, one)
    )
    assert statistics._arrangements(one, other) == tuple(counted[u] for u in range(one * other + 1))


@pytest.mark.parametrize("shift", [0.0, 0.4, 2.5])
def test_the_shift_interval_excludes_zero_exactly_where_the_test_rejects(shift: float) -> None:
    rng = random.Random(7)
    for _ in range(60):
        one, other = [rng.gauss(shift, 1) for _ in range(7)], [rng.gauss(0, 1) for _ in range(6)]
        low, high, _ = statistics.shift_interval(one, other, 0.05)
        assert (not low <= 0 <= high) == (statistics.mann_whitney(one, other) <= 0.05)


def test_mann_whitney_with_ties_equals_counting_all_arrangements() -> None:
    one, other = [1.0, 2.0, 2.0, 5.0], [2.0, 3.0, 5.0, 5.0]
    pooled = one + other

    def distance(chosen: tuple[int, ...]) -> float:
        rest = [pooled[at] for at in range(8) if at not in chosen]
        return abs(sum((pooled[at] > y) + 0.5 * (pooled[at] == y) for at in chosen for y in rest) - 8)

    seen = distance((0, 1, 2, 3))
    expected = sum(distance(chosen) >= seen - 1e-9 for chosen in combinations(range(8), 4)) / comb(8, 4)
    assert statistics.mann_whitney(one, other) == pytest.approx(expected)


def test_equal_samples_have_p_one() -> None:
    assert statistics.mann_whitney([3.0] * 5, [3.0] * 6) == 1.0


def test_the_smallest_p_of_five_against_five() -> None:
    assert statistics.smallest_p([1, 3, 5, 7, 9], [2, 4, 6, 8, 10]) == pytest.approx(2 / 252)


def test_holm_steps_down_and_never_decreases() -> None:
    assert statistics.holm([0.01, 0.04, 0.03]) == pytest.approx((0.03, 0.06, 0.06))
    assert statistics.holm([0.5, 0.9]) == (1.0, 1.0)


def test_holm_does_not_depend_on_the_order_of_the_tests() -> None:
    p_values = [0.2, 0.001, 0.03, 0.03]
    expected = dict(zip(p_values, statistics.holm(p_values), strict=True))
    for order in permutations(p_values):
        assert statistics.holm(order) == tuple(expected[p] for p in order)


LOW, HIGH, MIXED = [1.0, 2.0, 3.0, 4.0, 5.0], [11.0, 12.0, 13.0, 14.0, 15.0], [1.5, 2.5, 3.5, 4.5, 5.5]


def test_a_clear_difference_is_detectable() -> None:
    (verdict,) = statistics.verdicts([(HIGH, LOW)])
    assert verdict.detectable is True
    assert verdict.p_value == pytest.approx(2 / 252)


def test_no_difference_is_said_only_where_one_could_have_been_found() -> None:
    (verdict,) = statistics.verdicts([(MIXED, LOW)])
    assert verdict.detectable is False


def test_too_many_comparisons_for_the_runs_give_no_verdict() -> None:
    verdicts = statistics.verdicts([(MIXED, LOW)] * 7)
    assert {verdict.detectable for verdict in verdicts} == {None}


def test_five_against_five_over_fifteen_pairs_are_too_few_runs_however_far_apart() -> None:
    samples = [[100.0 * variant + run for run in range(5)] for variant in range(6)]
    found = statistics.verdicts(list(combinations(samples, 2)))
    assert len(found) == 15
    assert {verdict.detectable for verdict in found} == {None}
    assert [verdict.smallest_p for verdict in found] == pytest.approx([15 * 2 / 252] * 15)


@pytest.mark.parametrize(("comparisons", "runs"), [(1, 5), (6, 5), (7, 6), (15, 6), (23, 6), (24, 7), (85, 7), (86, 8)])
def test_how_many_runs_could_tell_is_computed(comparisons: int, runs: int) -> None:
    assert statistics.runs_needed(comparisons) == runs
    samples = [float(run) for run in range(runs)], [100.0 + run for run in range(runs)]
    assert {verdict.detectable for verdict in statistics.verdicts([samples] * comparisons)} == {True}
    if runs > statistics.VERDICT_RUNS:
        fewer = samples[0][1:], samples[1][1:]
        assert {verdict.detectable for verdict in statistics.verdicts([fewer] * comparisons)} == {None}


def test_the_least_p_within_reach_depends_on_the_other_outcomes() -> None:
    many = [float(run) for run in range(10)], [100.0 + run for run in range(10)]
    few, *others = statistics.verdicts([(MIXED, LOW), *[many] * 8])
    assert few.smallest_p == pytest.approx(2 / 252)  # the eight others passed before it
    assert few.detectable is False
    assert all(other.detectable for other in others)


def test_superiority_is_the_share_of_pairs_that_are_greater_ties_half() -> None:
    assert statistics.superiority(HIGH, LOW) == 1
    assert statistics.superiority(LOW, HIGH) == 0
    assert statistics.superiority([1.0, 2.0], [1.0, 3.0, 0.0]) == pytest.approx((1.5 + 2) / 6)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=12), st.lists(st.integers(0, 9), min_size=1, max_size=12))
def test_superiority_counts_pairs_and_turns_round(one: list[int], other: list[int]) -> None:
    pairs = [(left > right) + (left == right) / 2 for left in one for right in other]
    assert statistics.superiority(one, other) == pytest.approx(sum(pairs) / len(pairs))
    assert statistics.superiority(one, other) + statistics.superiority(other, one) == pytest.approx(1)


@pytest.mark.parametrize("runs", [5, 6, 7, 8])
def test_of_all_arrangements_of_equal_samples_at_most_one_in_twenty_is_called_different(runs: int) -> None:
    places = range(2 * runs)
    p_values = (
        statistics.mann_whitney([float(at) for at in chosen], [float(at) for at in places if at not in chosen])
        for chosen in combinations(places, runs)
    )
    share = sum(p <= statistics.LEVEL for p in p_values) / comb(2 * runs, runs)
    assert 0.02 < share <= 0.05


@pytest.mark.parametrize("runs", [13, 40, 60])
def test_the_interval_and_the_test_agree_for_many_runs(runs: int) -> None:
    rng, seen = random.Random(5), set()
    for shift in [at * 1.6 / math.sqrt(runs) / 10 for at in range(30)]:
        one, other = [rng.gauss(shift, 1) for _ in range(runs)], [rng.gauss(0, 1) for _ in range(runs)]
        low, high, _ = statistics.shift_interval(one, other, 0.05)
        seen.add(low > 0 or high < 0)
        assert (low > 0 or high < 0) == (statistics.mann_whitney(one, other) <= 0.05)
    assert seen == {True, False}


def test_six_comparisons_of_five_runs_still_give_a_verdict() -> None:
    assert {one.detectable for one in statistics.verdicts([(MIXED, LOW)] * 6)} == {False}


def test_values_so_tied_that_nothing_could_differ_give_no_verdict() -> None:
    (verdict,) = statistics.verdicts([([3.0] * 5, [3.0] * 5)])
    assert verdict.detectable is None


def test_a_difference_of_medians_is_bounded_and_within_its_bounds() -> None:
    one, other = statistics.summarise(HIGH), statistics.summarise(LOW)
    assert one
    assert other
    gap = statistics.difference(one, other)
    assert (gap.absolute, gap.relative) == (10.0, pytest.approx(10 / 3))
    assert gap.low is not None
    assert gap.high is not None
    assert gap.low <= gap.absolute <= gap.high
    assert gap.coverage is not None
    assert gap.coverage >= 0.95


def test_a_difference_with_four_runs_on_one_side_is_not_bounded() -> None:
    one, other = statistics.summarise(HIGH[:4]), statistics.summarise(LOW)
    assert one
    assert other
    gap = statistics.difference(one, other)
    assert (gap.low, gap.high, gap.detectable, gap.p_value) == (None, None, None, None)


def test_scipy_is_not_imported_where_no_group_has_five_runs() -> None:
    code = (
        "import sys; from tests.synthetic import *; from generator.compare import compare; "
        "compare(catalogue(run('a'), run('b', subject('alpha')))); sys.exit('scipy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_counting_arrangements_agrees_with_scipy_and_goes_over_to_it_for_many_runs() -> None:
    rng = random.Random(11)
    few = [rng.gauss(0.8, 1) for _ in range(7)], [rng.gauss(0, 1) for _ in range(6)]
    assert statistics.mann_whitney(*few) == pytest.approx(statistics._by_scipy(*few))
    many = [rng.gauss(0.8, 1) for _ in range(20)], [rng.gauss(0, 1) for _ in range(20)]
    assert statistics.mann_whitney(*many) == statistics._by_scipy(*many)


@pytest.mark.parametrize("runs", [1_080, 5_000, 10_000])
def test_an_interval_of_thousands_of_runs_holds_the_median(runs: int) -> None:
    low, high, coverage = statistics.median_interval([float(value) for value in range(runs)])
    assert low < (runs - 1) / 2 < high
    assert 0.95 <= coverage < 0.96


def test_the_normal_approximation_agrees_with_the_count_where_both_can_be_had() -> None:
    rng = random.Random(20261122)
    one, other = ([rng.gauss(shift, 1) for _ in range(50)] for shift in (1, 0))
    exact = statistics.shift_interval(one, other, 0.05)
    near = statistics.shift_interval([*one, 50.0], other, 0.05)
    assert near[:2] == pytest.approx(exact[:2], abs=0.1)


def test_so_many_runs_that_their_differences_do_not_fit_get_no_interval() -> None:
    many = statistics.summarise([float(value) for value in range(600)])
    assert many is not None
    gap = statistics.difference(many, many)
    assert (gap.absolute, gap.low, gap.high) == (0.0, None, None)


@given(
    st.lists(
        st.tuples(st.integers(5, 9), st.floats(0, 4), st.integers(0, 2**32)),
        min_size=1,
        max_size=6,
    )
)
def test_a_difference_is_detectable_just_where_its_interval_excludes_zero(
    family: list[tuple[int, float, int]],
) -> None:
    pairs = []
    for runs, shift, seed in family:
        rng = random.Random(seed)
        pairs.append(([rng.gauss(shift, 1) for _ in range(runs)], [rng.gauss(0, 1) for _ in range(runs)]))
    for (one, other), verdict in zip(pairs, statistics.verdicts(pairs), strict=True):
        left, right = statistics.summarise(one), statistics.summarise(other)
        assert left is not None
        assert right is not None
        gap = statistics.difference(left, right, verdict=verdict)
        assert gap.low is not None
        assert gap.high is not None
        assert bool(gap.detectable) == (gap.low > 0 or gap.high < 0)
        assert gap.detectable == verdict.detectable
