import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (157.4456, "157"), (0.9, "0.9"), (3.363, "3.36"), (12_345.0, "12,300"), (1_234_567.0, "1,230,000"), (0.0, "0"),
        (-0.0, "0"), (9.995, "10"), (999.5, "1,000"), (0.000123456, "0.000123"), (2.0, "2"), (-1.5, "−1.5"), (0.125, "0.125"),
        (1.005, "1.01"), (1e21, "1,000,000,000,000,000,000,000"), (1e-9, "0.000000001"), (None, "not reported"),
        (math.nan, "not reported"),
    ],
)  # fmt: skip
def test_three_significant_figures_without_trailing_noise(value: float | None, text: str) -> None:
    assert numbers.three(value) == text


def test_an_infinite_value_is_a_bug() -> None:
    with pytest.raises(ValueError, match="infinite"):
        numbers.three(math.inf)


@given(st.floats(min_value=1e-6, max_value=1e12))
def test_what_is_shown_is_within_half_a_unit_of_the_third_figure(value: float) -> None:
    shown = Decimal(numbers.three(value).replace(",", ""))
    assert abs(shown - Decimal(repr(value))) <= Decimal(5).scaleb(Decimal(repr(value)).adjusted() - 3)


def test_a_count_keeps_all_its_digits() -> None:
    assert numbers.count(300_123) == "300,123"
    assert numbers.count(None) == "not reported"


@pytest.mark.parametrize(("value", "text"), [(1000.0, "1,000"), (1234.5, "1,234.5"), (0.25, "0.25"), (240.0, "240")])
def test_a_declared_number_stays_as_declared(value: float, text: str) -> None:
    assert numbers.exact(value) == text


def test_a_range_whose_ends_read_the_same_is_one_number() -> None:
    assert numbers.span([119.93, 120.27], "requests/s") == "120 requests/s"
    assert numbers.span([1.3, 0.9], "ms") == "0.9 to 1.3 ms"
    assert numbers.span([], "ms") == "not reported"


def test_signs_units_and_shares() -> None:
    assert numbers.signed(1.234, "ms") == "+1.23 ms"
    assert numbers.signed(-0.3, "ms") == "−0.3 ms"
    assert numbers.signed(0, "ms") == "0 ms"
    assert numbers.signed(None, "ms") == "not reported"
    assert numbers.percent(0.125) == "12.5 %"
    assert numbers.amount(None, "ms") == "not reported"


def test_nouns_and_lists() -> None:
    assert numbers.plural(1, "run") == "1 run"
    assert numbers.plural(1200, "request") == "1,200 requests"
    assert numbers.plural(2, "mesh", "meshes") == "2 meshes"
    assert numbers.listed(["a"]) == "a"
    assert numbers.listed(["a", "b", "c"]) == "a, b and c"
    assert numbers.listed([]) == ""


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (105.2, 148.0, "105 to 148"),
        (1499.8, 1500.1, "1,499.8 to 1,500.1"),
        (1500.0, 1500.0, "1,500"),
        (1500.0, 1500.0001, "1,500"),
        (-0.16, 0.06, "−0.16 to 0.06"),
    ],
)
def test_the_ends_of_an_interval_are_told_apart(low: float, high: float, told: str) -> None:
    assert numbers.between(low, high) == told


def test_an_interval_of_differences_keeps_its_signs() -> None:
    assert numbers.between(-0.16, 0.06, plus=True) == "−0.16 to +0.06"
    assert numbers.between(0, 2, plus=True) == "0 to +2"


def test_a_median_reads_as_one_within_its_interval() -> None:
    assert numbers.inside(1497.6, 1497.5, 1497.7) == "1,497.6"
    assert numbers.inside(3.0649, 1.62, 29.1) == "3.06"
