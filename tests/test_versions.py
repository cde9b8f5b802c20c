"""The order of versions, as meshes, API releases and Kubernetes write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.versions import is_commit, is_release, minor, order

RELEASES = st.lists(st.integers(min_value=0, max_value=10**6), min_size=2, max_size=4)


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("v1.9", "v1.10"),
        ("1.9.12", "1.10.0"),
        ("v1.20.0-pre.2", "v1.20.0"),
        ("v1.20.0-pre.2", "v1.20.0-pre.10"),
        ("1.20.0-alpha.1", "1.20.0-beta.0"),
        ("1.20.0-1a", "1.20.0"),
        ("1.0.0-5", "1.0.0"),
        ("1.0.0-5", "1.0.0-10"),
        ("1.0.0-5", "1.0.0-alpha"),
        ("v0.9", "1.0.0-5"),
        ("v1.1.0-rc1", "v1.1.0"),
        ("1.20rc1", "1.20"),
        ("1.19.3", "v1.20"),
        ("0.0.0-preview", "2.4.1"),
        ("version-2.17.3", "enterprise-2.18"),
        ("edge-24.2.1", "edge-24.11.8"),
        ("v1alpha1", "v1alpha2"),
        ("v1alpha2", "v1beta1"),
        ("v1alpha10", "v1beta1"),
        ("v1beta2", "v1"),
        ("v1", "v2alpha1"),
        ("main", "0.0.1"),
        ("https://github.com/istio/istio/pull/46148", "0.0.0-preview"),
        (None, "v1alpha1"),
    ],
)
def test_the_older_stands_before_the_newer(older: str | None, newer: str) -> None:
    assert order(older) < order(newer)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.28", "1.28.0"),
        ("v1.28", "1.28"),
        ("enterprise-2.18", "version-2.18"),
        ("v1", "v1.0.0"),
        ("1.2.3+build.5", "1.2.3"),
    ],
)
def test_zeros_a_v_a_word_and_the_build_make_no_difference(one: str, other: str) -> None:
    assert order(one) == order(other)


def test_numbers_that_end_with_a_zero_keep_it() -> None:
    assert order("1.20") != order("1.2")
    assert order("v1.20") < order("v1.21") < order("v1.200")


@pytest.mark.parametrize("version", ["1.28", "v1.20.0-pre.2", "enterprise-2.18", "version-2.18", "v1alpha2", "v1", "2"])
def test_a_release_is_one(version: str) -> None:
    assert is_release(version)


@pytest.mark.parametrize(
    "version",
    [
        "",
        "main",
        "latest",
        "PR 46148",
        "PR-46148",
        "pull/46148",
        "6cd1558a9e",
        "https://example.org/1.2",
        "1.x",
        "9" * 20,
    ],
)
def test_what_is_no_release_is_none(version: str) -> None:
    assert not is_release(version)


def test_a_number_behind_a_hyphen_is_a_pre_release_of_its_minor_release() -> None:
    assert is_release("1.0.0-5")
    assert minor("v1.4.0-5") == "v1.4"


@pytest.mark.parametrize("version", ["6cd1558a9e", "6cd1558", "1234567", "a" * 40, "0" * 64])
def test_a_commit_is_one_and_no_release(version: str) -> None:
    assert is_commit(version)
    assert not is_release(version)


@pytest.mark.parametrize(
    "version", ["", "6cd155", "a" * 65, "6CD1558A9E", "v6cd1558", "6cd1558\n", "main", "v1.4.0", "１２３４５６７"]
)
def test_what_is_no_commit_is_none(version: str) -> None:
    assert not is_commit(version)


def test_branches_stand_last_where_the_newest_stands_first() -> None:
    found = sorted(["main", "v1.9", "v1.10", "PR 46148", "v1.10.0-pre.1"], key=order, reverse=True)
    assert found[:3] == ["v1.10", "v1.10.0-pre.1", "v1.9"]
    assert set(found[3:]) == {"main", "PR 46148"}


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("v1.4.0", "v1.4"),
        ("v1.4.0-rc.1", "v1.4"),
        ("1.28", "v1.28"),
        ("v0.7.1", "v0.7"),
        ("v1alpha2", None),
        ("main", None),
        ("v1", None),
        ("enterprise-2.18", None),
    ],
)
def test_a_version_belongs_to_its_minor_release(version: str, expected: str | None) -> None:
    assert minor(version) == expected


VERSIONS = st.text(max_size=60) | st.from_regex(r"v?[0-9]{1,30}(\.[0-9]{0,30}){0,4}[-.+a-z0-9]{0,20}", fullmatch=True)


@given(st.lists(VERSIONS, max_size=6))
def test_any_texts_can_be_ordered(texts: list[str]) -> None:
    ordered = sorted(texts, key=order)
    releases = [is_release(text) for text in ordered]
    assert releases == sorted(releases)


def test_thousands_of_digits_are_no_number() -> None:
    assert not is_release("9" * 5000)
    assert not is_release(f"v1.{'9' * 5000}")
    assert order("1.0-pre" + "9" * 5000) < order("1.0")


@given(RELEASES, RELEASES)
def test_releases_are_ordered_as_their_numbers(one: list[int], other: list[int]) -> None:
    length = max(len(one), len(other))
    padded = [numbers + [0] * (length - len(numbers)) for numbers in (one, other)]
    written = [".".join(map(str, numbers)) for numbers in (one, other)]
    assert (order(written[0]) < order(f"v{written[1]}")) == (padded[0] < padded[1])
    assert (order(written[0]) == order(f"v{written[1]}")) == (padded[0] == padded[1])
