"""Distributions: bounds that hold the truth, a merge that does not depend on its order, digests that keep what they say."""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from fractions import Fraction
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import distribution
from generator.alignment import Span, align
from generator.distribution import Distribution, Form, drawn_ranks, from_published, from_samples, merge, spectrum

SHARES = [Fraction(text) / 100 for text in ("0.1", "25", "50", "90", "99", "99.9", "100")]
TOOL_SHARES = [Fraction(text) / 100 for text in ("50", "90", "99")]

samples = st.lists(st.integers(0, 10**6), min_size=1, max_size=40)


def truth(values: list[int], share: Fraction) -> int:
    """inf{x: F(x) >= p} of the samples themselves."""
    return sorted(values)[max(1, math.ceil(share * len(values))) - 1]


def hdr(values: list[int], ticks: int) -> Distribution:
    """As HdrHistogram's percentile iterator writes them: values rounded up to a grid, cumulative counts at some of them."""
    grid = [value // 100 * 100 + 99 for value in values]
    grid.sort()
    edges = sorted({grid[-(-tick * len(grid) // ticks) - 1] for tick in range(1, ticks + 1)})
    rows = [(edge, bisect_right(grid, edge)) for edge in edges]
    return distribution.from_cumulative(rows, min_ns=min(values), max_ns=max(grid))


def fortio(values: list[int], width: int) -> Distribution:
    """Buckets ]start, end] of a fixed width, the outermost ones ending at the extremes."""
    counts: dict[int, int] = {}
    for value in values:
        place = max(0, math.ceil(value / width) - 1)
        counts[place] = counts.get(place, 0) + 1
    rows = [(place * width, (place + 1) * width, count) for place, count in sorted(counts.items())]
    return distribution.from_buckets(rows, min_ns=min(values), max_ns=max(values))


def bare(values: list[int]) -> Distribution:
    known = {share: truth(values, share) for share in TOOL_SHARES}
    return distribution.from_percentiles(known, len(values), min_ns=min(values), max_ns=max(values))


def interpolated(values: list[int]) -> Distribution:
    """Percentiles between the neighbours of a rank, as k6 and NumPy compute them."""
    ordered = sorted(values)

    def between(share: Fraction) -> int:
        place = share * (len(ordered) - 1)
        low = math.floor(place)
        high = min(low + 1, len(ordered) - 1)
        return round(ordered[low] + (ordered[high] - ordered[low]) * (place - low))

    return distribution.from_percentiles(
        {share: between(share) for share in TOOL_SHARES},
        len(values),
        resolution_ns=2,
        min_ns=ordered[0],
        max_ns=ordered[-1],
    )


def rounded(values: list[int]) -> Distribution:
    """Samples as printed with a last digit of 1,000 ns."""
    return distribution.from_samples([round(value / 1000) * 1000 for value in values], resolution_ns=1000)


FORMS = {
    "samples": distribution.from_samples,
    "rounded": rounded,
    "coarse hdr": lambda values: hdr(values, 3),
    "fine hdr": lambda values: hdr(values, 100),
    "fortio": lambda values: fortio(values, 1000),
    "wide fortio": lambda values: fortio(values, 250_000),
    "percentiles": bare,
    "interpolated": interpolated,
}
any_form = st.sampled_from(sorted(FORMS))
generators = st.lists(st.tuples(any_form, samples), min_size=1, max_size=4)


@given(generators)
def test_the_true_quantile_of_all_samples_lies_within_the_bounds(parts: list[tuple[str, list[int]]]) -> None:
    joined = merge(FORMS[form](values) for form, values in parts)
    pooled = [value for _, values in parts for value in values]
    assert joined.count == len(pooled)
    for share in SHARES:
        found = joined.quantile(share)
        assert found.high_ns is not None
        assert found.low_ns <= truth(pooled, share) <= found.high_ns
        assert found.low_ns <= found.value_ns <= found.high_ns


@given(generators, st.randoms(use_true_random=False))
def test_a_merge_is_associative_and_commutative_to_the_bit(
    parts: list[tuple[str, list[int]]], shuffled: random.Random
) -> None:
    found = [FORMS[form](values) for form, values in parts]
    at_once = merge(found)
    shuffled.shuffle(found)
    one_by_one = reduce(lambda left, right: merge([left, right]), found)
    assert one_by_one == at_once
    assert hash(one_by_one) == hash(at_once)
    assert [one_by_one.quantile(share) for share in SHARES] == [at_once.quantile(share) for share in SHARES]


@given(st.lists(samples, min_size=1, max_size=5))
def test_counts_extremes_mean_and_variance_are_exact(parts: list[list[int]]) -> None:
    joined, pooled = merge(map(distribution.from_samples, parts)), [value for part in parts for value in part]
    mean = Fraction(sum(pooled), len(pooled))
    assert joined.count == len(pooled)
    assert (joined.moments.min_ns, joined.moments.max_ns) == (min(pooled), max(pooled))
    assert joined.mean_ns == mean
    assert joined.variance_ns2 == sum((value - mean) ** 2 for value in pooled) / len(pooled)


@given(generators, st.integers(24, 60))
def test_a_digest_is_short_and_never_says_more_than_what_it_is_of(
    parts: list[tuple[str, list[int]]], limit: int
) -> None:
    whole = merge(FORMS[form](values) for form, values in parts)
    short = whole.digest(limit)
    assert len(short.counts) <= limit
    assert (short.count, short.moments, short.parts) == (whole.count, whole.moments, whole.parts)
    for share in SHARES:
        wide, narrow = short.quantile(share), whole.quantile(share)
        assert wide.low_ns <= narrow.low_ns
        assert wide.high_ns is not None
        assert narrow.high_ns is not None
        assert wide.high_ns >= narrow.high_ns


def test_a_digest_keeps_the_bounds_of_the_usual_percentiles() -> None:
    chance = random.Random(5)
    whole = distribution.from_samples([round(chance.lognormvariate(14, 1)) for _ in range(20_000)])
    short = whole.digest()
    assert len(whole.counts) > 10_000
    assert len(short.counts) <= 200
    usual = [Fraction(text) / 100 for text in ("50", "75", "90", "95", "99", "99.9", "99.99")]
    assert [short.quantile(share) for share in usual] == [whole.quantile(share) for share in usual]


@given(st.lists(samples, min_size=2, max_size=5), st.integers(1, 4))
def test_bounds_for_missing_generators_hold_whatever_those_measured(parts: list[list[int]], lost: int) -> None:
    received, absent = parts[:-lost] or parts[:1], parts[-lost:] if len(parts) > lost else parts[1:]
    pooled = [value for part in [*received, *absent] for value in part]
    missing = Fraction(sum(map(len, absent)), len(pooled))
    known = merge(map(distribution.from_samples, received))
    for share in SHARES:
        found = known.quantile(share, missing)
        assert found.low_ns <= truth(pooled, share) <= (math.inf if found.high_ns is None else found.high_ns)


def experiment() -> list[list[int]]:
    """Synthetic: twenty generators, one of them ten times as slow, with unequal shares of the requests."""
    chance = random.Random(20)
    sizes = [chance.randint(8_000, 16_000) for _ in range(20)]
    return [
        [round(chance.lognormvariate(14.5, 0.35)) * (10 if place == 7 else 1) for _ in range(size)]
        for place, size in enumerate(sizes)
    ]


def test_averages_of_percentiles_are_far_from_the_truth_and_the_merge_is_not() -> None:
    parts = experiment()
    pooled = sorted(value for part in parts for value in part)
    p99 = pooled[math.ceil(Fraction(99, 100) * len(pooled)) - 1]
    own = [truth(part, Fraction(99, 100)) for part in parts]
    plain = sum(own) / len(own)
    weighted = sum(value * len(part) for value, part in zip(own, parts, strict=True)) / len(pooled)
    assert plain < 0.4 * p99
    assert weighted < 0.45 * p99
    fine = merge(hdr(part, 1000) for part in parts).quantile(Fraction(99, 100))
    coarse = merge(fortio(part, 10**6) for part in parts).quantile(Fraction(99, 100))
    bounds = merge(bare(part) for part in parts).quantile(Fraction(99, 100))
    assert abs(fine.value_ns - p99) <= 0.03 * p99
    assert not fine.is_range
    assert abs(coarse.value_ns - p99) <= 10**6
    assert bounds.is_range
    assert bounds.high_ns is not None
    assert min(own) <= bounds.low_ns <= p99 <= bounds.high_ns


def test_the_method_says_how_the_quantiles_came_about() -> None:
    values = list(range(0, 100_000, 100))
    halves = [values[::2], values[1::2]]
    assert fortio(values, 1000).method == "single"
    assert (
        merge(fortio(half, 1000) for half in [[0, *values], [0, *values[:-1], values[-1]]]).method == "histogram_merge"
    )
    assert merge([fortio(halves[0], 1000), fortio(halves[1], 700)]).method == "interval_merge"
    assert merge([fortio(halves[0], 1000), bare(halves[1])]).method == "percentile_bounds"
    assert merge([bare(values), bare(values)]).form is Form.PERCENTILES


def test_a_table_without_a_mean_leaves_the_merged_mean_unknown() -> None:
    known = distribution.from_samples([1, 2, 3])
    unknown = distribution.from_cumulative([(5, 2)])
    joined = merge([known, unknown])
    assert (joined.mean_ns, joined.variance_ns2, joined.moments.min_ns) == (None, None, None)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: merge([]), "nothing to merge"),
        (lambda: distribution.from_samples([]), "no samples"),
        (lambda: distribution.from_samples([-1]), "negative"),
        (lambda: distribution.from_buckets([(5, 1, 2)]), "wrong way"),
        (lambda: distribution.from_buckets([(1, 5, -2)]), "negative"),
        (lambda: distribution.from_buckets([(1, 5, 0)]), "no samples"),
        (lambda: distribution.from_cumulative([(5, 1), (4, 2)]), "latencies of the rows fall"),
        (lambda: distribution.from_cumulative([(5, 3), (6, 2)]), "counts fall"),
        (lambda: distribution.from_percentiles({Fraction(1, 2): 5}, 10), "without a maximum"),
        (lambda: distribution.from_percentiles({Fraction(1, 2): 5}, 10, max_ns=4), "percentiles fall"),
        (lambda: distribution.from_samples([1]).quantile(Fraction(0)), "no quantile"),
        (lambda: distribution.from_samples([1]).quantile(Fraction(1, 2), Fraction(1)), "no quantile"),
        (lambda: align([]), "without a duration"),
        (lambda: align([Span(start=0, seconds=0, requests=1)]), "without a duration"),
    ],
)
def test_what_cannot_be_is_refused(make: object, message: str) -> None:
    assert callable(make)
    with pytest.raises(ValueError, match=message):
        make()


def test_rates_are_added_only_where_generators_worked_at_the_same_time() -> None:
    together = align([Span(start=0, seconds=100, requests=1000), Span(start=2, seconds=100, requests=2000)])
    assert together.overlap == pytest.approx(98 / 102)
    assert together.aligned
    assert together.summed_rps == pytest.approx(30)
    assert together.conservative_rps == pytest.approx(3000 / 102)
    loose = align([Span(start=0, seconds=100, requests=1000), Span(start=10, seconds=100, requests=1000)])
    assert (loose.aligned, loose.summed_rps is None) == (False, False)
    apart = align([Span(start=0, seconds=100, requests=1000), Span(start=60, seconds=100, requests=1000)])
    assert apart.summed_rps is None
    silent = align([Span(start=0, seconds=100, requests=1000), Span(start=2, seconds=100, requests=None)])
    assert (silent.aligned, silent.summed_rps, silent.conservative_rps) == (True, None, None)
    after = align([Span(start=0, seconds=10, requests=1), Span(start=60, seconds=10, requests=1)])
    assert after.overlap == 0


def test_the_plotters_table_holds_every_interval_and_the_moments() -> None:
    found = distribution.from_buckets(
        [(0, 10**6, 90), (10**6, 2 * 10**6, 10)], mean_ns=Fraction(10**6), stdev_ns=Fraction(0)
    )
    assert distribution.hgrm(found).splitlines() == [
        "       Value     Percentile TotalCount 1/(1-Percentile)",
        "",
        "    1.000000 0.900000000000         90          10.00",
        "    2.000000 1.000000000000        100            inf",
        "#[Mean    =     1.000000, StdDeviation   =     0.000000]",
        "#[Max     =     2.000000, Total count    =          100]",
    ]


def rank_bounds(
    found: Distribution, ranks: list[int], missing: Fraction = Fraction(0)
) -> list[tuple[int, float | None]]:
    quantiles = [found.quantile(Fraction(rank, found.count), missing) for rank in ranks]
    return [(each.low_ns, math.inf if each.high_ns is None else each.high_ns) for each in quantiles]


@pytest.mark.parametrize("missing", [Fraction(0), Fraction(1, 4)])
def test_a_spectrum_has_the_bounds_and_values_of_each_quantile(missing: Fraction) -> None:
    draw = random.Random(7)
    parts = [from_samples([round(draw.lognormvariate(13, 0.4)) for _ in range(700)], 2000) for _ in range(3)]
    found = merge(parts).digest()
    ranks = drawn_ranks(found)
    drawn = spectrum(found, ranks, float(missing))
    for rank, low, value, high, (least, most) in zip(
        ranks, drawn.low_ms, drawn.value_ms, drawn.high_ms, rank_bounds(found, ranks, missing), strict=True
    ):
        assert low == pytest.approx(least / 1e6, rel=1e-5)
        assert high == pytest.approx(most / 1e6, rel=1e-5)
        assert value == pytest.approx(found.quantile(Fraction(rank, found.count)).value_ns / 1e6, rel=1e-4)


def test_a_drawing_has_the_first_and_the_last_sample_and_the_tenth_from_the_end() -> None:
    found = from_samples(list(range(1000, 2000)))
    ranks = drawn_ranks(found, changes=False)
    assert {1, 990, 1000} <= set(ranks)
    assert ranks == sorted(set(ranks))
    assert len(ranks) < 100


def test_a_published_histogram_begins_at_the_minimum_and_keeps_own_lower_bounds() -> None:
    plain = from_published((1.0, 2.0), (3, 4), min_ms=0.25, max_ms=1.75)
    assert (plain.lower_ns.tolist(), plain.upper_ns.tolist()) == ([250_000, 1_000_000], [1_000_000, 1_750_000])
    own = from_published((0.9, 1.3), (3, 4), (0.2, 0.4))
    assert own.lower_ns.tolist() == [200_000, 400_000]


def test_published_bounds_are_not_narrowed_by_a_printed_minimum_or_maximum() -> None:
    made = from_samples([1_000_000, 2_000_000, 3_000_000], resolution_ns=1_000_000)
    lower, upper = ([each / 1e6 for each in ends.tolist()] for ends in (made.lower_ns, made.upper_ns))
    read = from_published(upper, made.counts.tolist(), lower, min_ms=1.0, max_ms=3.0)
    assert (read.lower_ns.tolist(), read.upper_ns.tolist()) == (made.lower_ns.tolist(), made.upper_ns.tolist())
    assert (read.moments.min_ns, read.moments.max_ns) == (1_000_000, 3_000_000)


@pytest.mark.parametrize(
    ("upper", "counts", "lower"),
    [
        ((1.0, 2.0), (0, 0), None),
        ((1.0, 2.0), (1,), None),
        ((1.0, 2.0), (1, 1), (0.5,)),
        ((1.0,), (1,), (3.0,)),
        ((1e300, 1e301), (2**53, 2**53), None),
    ],
)
def test_what_is_no_histogram_is_refused(upper: tuple[float, ...], counts: tuple[int, ...], lower: tuple[float, ...] | None) -> None:  # fmt: skip
    with pytest.raises(ValueError, match=r"sample|shorter|longer|ends"):
        from_published(upper, counts, lower)


def test_a_latency_beyond_all_measure_is_no_overflow() -> None:
    assert from_published((1.0, 1e300), (3, 1)).upper_ns.tolist()[-1] > 0
