"""What the importers of JSON share: numbers within bounds, lines, instants and durations."""

from __future__ import annotations

from decimal import Decimal

import pytest

from generator.distribution import from_buckets
from generator.importers import instants, json_values
from generator.importers.common import ImportRefused
from generator.importers.durations import go_seconds
from generator.importers.json_values import fields, first_object, lines, parsed, per, written
from tests.importer_samples import raw_text


def test_a_line_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_values, "MAX_VALUE", 20)
    with pytest.raises(ImportRefused, match="a line of more than 20 bytes"):
        list(lines(raw_text("a.json", "{}\n" + " " * 30)))


def test_lines_have_their_numbers_and_empty_ones_are_left_out() -> None:
    assert list(lines(raw_text("a.txt", "\ufeffone\n\ntwo"))) == [("a.txt:1", b"one\n"), ("a.txt:3", b"two")]


@pytest.mark.parametrize("text", ["-1", "1e999999", "1e-999999", '"1"', "true", "[]", str(10**25)])
def test_a_number_out_of_bounds_is_refused(text: str) -> None:
    with pytest.raises(ImportRefused, match="value"):
        fields(parsed(f'{{"value": {text}}}', "a.json"), "a.json").number("value")


def test_null_and_nan_are_no_number_and_no_fault() -> None:
    found = fields(parsed('{"a": null, "b": NaN, "c": Infinity}', "a.json"), "a.json")
    assert [found.number(key) for key in "abcd"] == [None] * 4


@pytest.mark.parametrize("text", ["1.5", str(2**53), "1e20"])
def test_a_count_is_whole_and_countable(text: str) -> None:
    found = fields(parsed(f'{{"value": {text}}}', "a.json"), "a.json")
    with pytest.raises(ImportRefused, match="expected a whole number"):
        found.whole("value")


def test_a_latency_has_a_unit_and_an_end() -> None:
    found = fields(parsed('{"a": 1.5, "b": 1e15}', "a.json"), "a.json")
    assert (found.latency("a", 1_000_000), found.latency("c")) == (1_500_000, None)
    with pytest.raises(ImportRefused, match="longer than 104 days"):
        found.latency("b", 1000)


def test_numbers_keep_their_spelling() -> None:
    text = '{"a":[1.20,null,true],"b":"x"}'
    assert written(parsed(text, "a.json")) == text


def test_a_rate_has_three_decimals_however_large_it_is() -> None:
    assert per(1, Decimal(3)) == Decimal("0.333")
    assert per(2, Decimal("1e-30")) == Decimal(2) * 10**30


@pytest.mark.parametrize("head", ["", "[1]", "{", '{"a": 1} x', "{" * 100_000])
def test_a_head_without_an_object_has_none(head: str) -> None:
    assert first_object(head) == {}


@pytest.mark.parametrize(
    ("text", "instant", "utc"),
    [
        ("1970-01-01T00:00:01Z", 10**9, "1970-01-01T00:00:01Z"),
        ("1970-01-01t01:00:01.000000001+01:00", 10**9 + 1, "1970-01-01T00:00:01Z"),
        ("1970-01-01T00:00:00.0012z", 1_200_000, "1970-01-01T00:00:00.0012Z"),
    ],
)
def test_an_instant_is_told_to_the_nanosecond_and_stated_to_the_microsecond(text: str, instant: int, utc: str) -> None:
    assert instants.epoch_ns(text, "a") == instant
    assert instants.utc(instant) == utc


@pytest.mark.parametrize(
    "text", ["", "1970-01-01", "1970-01-01T00:00:00", "1970-02-30T00:00:00Z", "1970-01-01T25:00:00Z", "x" * 1000]
)
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(ImportRefused, match="no RFC 3339 time"):
        instants.epoch_ns(text, "a")


@pytest.mark.parametrize("instant", [-1, 10**21])
def test_an_instant_that_no_result_can_state_is_none(instant: int) -> None:
    assert instants.utc(instant) is None


@pytest.mark.parametrize(("digits", "utc"), [(0, "01Z"), (1, "01Z"), (3, "01.012Z"), (9, "01.012003004Z")])
def test_an_instant_is_cut_to_the_digits_asked_for(digits: int, utc: str) -> None:
    assert instants.utc(1_012_003_004, digits) == f"1970-01-01T00:00:{utc}"


@pytest.mark.parametrize("text", ["1970-12-31T23:59:59Z", "2201-01-01T00:00:00Z", "1971-01-01T00:00:00+01:00"])
def test_no_run_is_of_a_clock_that_was_not_set(text: str) -> None:
    assert instants.run_ns("1971-01-01T00:00:00Z", "a") == 31_536_000 * 10**9
    assert instants.run_ns("2200-12-31T23:59:59Z", "a") == (instants.epoch_ns("2201-01-01T00:00:00Z", "a") - 10**9)
    with pytest.raises(ImportRefused, match="from 1971 to 2200"):
        instants.run_ns(text, "a")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1m0.5s", "60.5"), ("1h", "3600"), ("1.5ms", "0.0015"), ("2us3ns", "0.000002003"), ("0s", "0")],
)
def test_a_duration_of_go_is_exact(text: str, seconds: str) -> None:
    assert go_seconds(text) == Decimal(seconds)
    assert go_seconds("7\u00b5s") == go_seconds("7\u03bcs") == go_seconds("7us")


@pytest.mark.parametrize("text", ["", "s", "1", "1 s", "-1s", "1s ", "1x", "1s" * 50, None, 5])
def test_what_is_no_duration_of_go_has_no_seconds(text: object) -> None:
    assert go_seconds(text) is None


def test_the_longest_latency_has_room_for_half_a_digit_in_a_distribution() -> None:
    assert from_buckets([(0, json_values.LONGEST_NS + 10**9, 1)]).count == 1
