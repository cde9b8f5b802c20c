"""Short ids of results: stable, unlike each other, and settled by who came first."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from generator.short_ids import LENGTH, distinct, short_ids
from tests import synthetic

ADDRESSES = st.lists(st.text("abc-/", min_size=1, max_size=6), unique=True, max_size=40)


def test_an_id_is_the_same_for_ever() -> None:
    """Links that people have sent hold these; a change of this text breaks them."""
    assert distinct(["livewyer-2024/v3-istio-pod-32"]) == {"livewyer-2024/v3-istio-pod-32": "xq743er5"}


def test_an_id_depends_on_no_other_result() -> None:
    first = synthetic.submission([synthetic.run("a"), synthetic.run("b")], name="first")
    more = synthetic.submission([synthetic.run("c"), synthetic.run("d")], name="before-first")
    before, after = short_ids(synthetic.catalogue(first)), short_ids(synthetic.catalogue(first, more))
    assert {name: after[name] for name in before} == before
    assert len(after) == 4


@given(ADDRESSES)
def test_no_two_results_share_an_id_and_ids_fit_into_an_address(addresses: list[str]) -> None:
    found = distinct(addresses, length=1)
    assert list(found) == addresses
    assert len(set(found.values())) == len(addresses)
    assert all(re.fullmatch("[a-z2-7]+", short) for short in found.values())


@given(ADDRESSES, ADDRESSES)
def test_results_that_come_later_change_no_id(addresses: list[str], later: list[str]) -> None:
    both = [*addresses, *(each for each in later if each not in addresses)]
    before, after = distinct(addresses, length=1), distinct(both, length=1)
    assert {name: after[name] for name in before} == before


def test_where_two_ids_meet_the_one_that_was_submitted_first_keeps_it() -> None:
    made = distinct([f"s/r-{number}" for number in range(60)], length=1)
    assert {len(short) for short in made.values()} == {1, 2}  # so they did meet
    assert len(made["s/r-0"]) == 1
    early = replace(synthetic.submission([synthetic.run("a")], name="z-early"), submitted=date(2020, 1, 1))
    late = replace(synthetic.submission([synthetic.run("a")], name="a-late"), submitted=date(2026, 1, 1))
    assert list(short_ids(synthetic.catalogue(late, early))) == ["z-early/a", "a-late/a"]


def test_ten_thousand_results_have_ids_of_one_length() -> None:
    found = distinct(f"synthetic-{number // 100}/run-{number % 100}" for number in range(10_000))
    assert {len(short) for short in found.values()} == {LENGTH}
