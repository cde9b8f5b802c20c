from __future__ import annotations

from decimal import Decimal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.characters import FORBIDDEN
from generator.emit import emit, scalar
from generator.source import parse
from tests.importer_samples import TextLoader

PRINTABLE = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Zl", "Zp")), max_size=200).filter(
    lambda text: not FORBIDDEN.search(text)
)
SCALARS = st.one_of(PRINTABLE, st.booleans(), st.integers(-(2**40), 2**40))
KEYS = st.from_regex(r"[A-Za-z][A-Za-z0-9_.-]{0,20}", fullmatch=True)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(SCALARS, max_size=4),
        st.lists(st.dictionaries(KEYS, inner, min_size=1, max_size=3), max_size=3),
        st.dictionaries(KEYS, inner, max_size=4),
    ),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=5))
def test_what_is_emitted_reads_back_the_same_by_a_reader_of_yaml_1_1(document: dict[str, object]) -> None:
    assert yaml.load(emit(document), TextLoader) == document  # noqa: S506  # a safe loader without timestamps


@given(st.dictionaries(KEYS, PRINTABLE, min_size=1, max_size=5))
def test_text_reads_back_the_same_by_our_own_reader(document: dict[str, str]) -> None:
    parsed = parse("a.yaml", emit(document).encode())
    if parsed.document is not None:  # our reader refuses some characters, whatever their quotes
        assert parsed.document.data == document


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("241.0"), "241"),
        (Decimal("0.00010"), "0.0001"),
        (Decimal("1E+3"), "1000"),
        (0.1, "0.1"),
        (True, "true"),
        (None, "null"),
        ("1.20", '"1.20"'),
        ("1.20.3", "1.20.3"),
        ("no", '"no"'),
        ("017", '"017"'),
        ("1:30", '"1:30"'),
        ("1e3", '"1e3"'),
        ("12e34567", '"12e34567"'),
        ("55a30004", "55a30004"),
        ("0x1f", '"0x1f"'),
        ("2024", '"2024"'),
        ("2024-04-10T13:26", "2024-04-10T13:26"),
        ("", '""'),
        ("a: b", '"a: b"'),
        ("a #b", '"a #b"'),
        ("http://a/b?c=d", '"http://a/b?c=d"'),
        ("TODO", "TODO"),
    ],
)
def test_a_scalar_is_written_in_one_way(value: object, text: str) -> None:
    assert scalar(value) == text


def test_keys_keep_their_order_and_absent_values_are_left_out() -> None:
    assert emit({"b": 1, "a": None, "c": {"z": 1, "y": None}}) == "b: 1\nc: {z: 1}\n"


def test_text_of_several_lines_is_a_block() -> None:
    assert emit({"a": "one\n\ntwo\n"}) == "a: |\n  one\n\n  two\n"


def test_a_list_in_a_list_is_a_fault_of_ours() -> None:
    with pytest.raises(TypeError):
        emit({"a": [[{"b": [1]}]]})
