from __future__ import annotations

import io
import json
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.importers import json_stream
from generator.importers.common import ImportRefused
from generator.importers.json_stream import Member, members
from generator.importers.json_values import LENIENT

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=20,
)


def read(text: str | bytes, **options: object) -> list[Member]:
    content = text if isinstance(text, bytes) else text.encode()
    return list(members(io.BytesIO(content), "a.json", lists={"items"}, within={"in"}, **options))  # type: ignore[arg-type]


def test_items_come_one_by_one_and_other_members_whole() -> None:
    assert read('{"a": [1, 2], "items": [3, {"b": "c"}], "d": null}') == [
        (("a",), [1, 2]),
        (("items", 0), 3),
        (("items", 1), {"b": "c"}),
        (("d",), None),
    ]


def test_members_of_the_named_object_are_its_own() -> None:
    assert read('{"in": {"items": [1], "in": {"x": 1}}, "items": {"y": 1}}') == [
        (("in", "items", 0), 1),
        (("in", "in"), {"x": 1}),
        (("items",), {"y": 1}),
    ]


def test_an_empty_object_and_an_empty_list_have_no_members() -> None:
    assert read("{}") == read(' {"items" : [ ] } \n') == []


@given(st.lists(VALUES, max_size=6), st.integers(1, 9), st.sampled_from([None, 1]))
def test_every_size_of_window_yields_the_same(items: list[object], chunk: int, indent: int | None) -> None:
    text = json.dumps({"items": items, "z": items}, indent=indent, ensure_ascii=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_stream, "CHUNK", chunk)
        found = read(text.encode("utf-8", "surrogatepass")) if not _lone(text) else None
    assert found is None or found == [*((("items", place), each) for place, each in enumerate(items)), (("z",), items)]


def _lone(text: str) -> bool:
    return re.search("[\ud800-\udfff]", text) is not None


def test_a_number_at_the_end_of_a_window_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "CHUNK", 12)
    assert read('{"items": [123, 456]}') == [(("items", 0), 123), (("items", 1), 456)]


NUMBERS = [
    "0",
    "-0",
    "7",
    "123",
    "1.5",
    "-0.25",
    "10.0",
    "1e3",
    "2E-4",
    "1.5e+10",
    "-12.75E2",
    "1e22",
    "9007199254740992",
    "0.1",
]


@pytest.mark.parametrize("number", [float, Decimal])
def test_numbers_are_read_whole_wherever_the_window_ends(
    number: type[float | Decimal], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f'{{"a": 1.5, "items": [{", ".join(NUMBERS)}], "b": [{",".join(NUMBERS)}], "c": 2.5e-3}}'
    for size in range(1, len(text) + 2):
        monkeypatch.setattr(json_stream, "CHUNK", size)
        found = dict(read(text, decoder=LENIENT) if number is Decimal else read(text))
        assert (found["a",], found["c",]) == (number("1.5"), number("2.5e-3"))
        assert [found["items", place] for place in range(len(NUMBERS))] == found["b",] == list(map(number, NUMBERS))


@pytest.mark.parametrize("rest", [".", "e", "e+", "1.", ".x", "exx", "e+x", ".]]]]", "e+]]]]"])
def test_a_number_that_never_goes_on_is_refused_wherever_the_window_ends(
    rest: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in (f'{{"items": [1{rest}', f'{{"items": [1{rest}, 2]}}'):
        for size in range(1, len(text) + 1):
            monkeypatch.setattr(json_stream, "CHUNK", size)
            with pytest.raises(ImportRefused, match="not JSON"):
                read(text, decoder=LENIENT)


def test_the_decoder_says_what_values_become() -> None:
    text = '{"items": [1.20, NaN], "a": Infinity}'
    assert read(text, decoder=LENIENT) == [(("items", 0), Decimal("1.20")), (("items", 1), None), (("a",), None)]
    assert str(read(text, decoder=LENIENT)[0][1]) == "1.20"
    with pytest.raises(ImportRefused, match="the key 'b' stands twice in an object"):
        read('{"items": [{"b": 1, "b": 2}]}', decoder=LENIENT)


def test_every_beginning_of_an_object_is_refused() -> None:
    text = '{"a": 123, "items": [12, {"b": 1.5}], "c": null}'
    for end in range(len(text)):
        with pytest.raises(ImportRefused):
            read(text[:end])


def test_what_is_dropped_is_null_wherever_the_window_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    text = '{"items": [{"x": [{"no": [1, 2]}, {"yes": 1}]}, {"no": [3]}]}'
    for chunk in range(1, len(text)):
        monkeypatch.setattr(json_stream, "CHUNK", chunk)
        found = [value for _, value in read(text, drop=re.compile(r'\{"no": \[[^\]]*+\]\}'))]
        assert found == [{"x": [None, {"yes": 1}]}, None]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "found the end"),
        ("[1]", "expected an object"),
        ('{"a": 1', "found the end: is the file cut off"),
        ('{"a"', "is the file cut off"),
        ('{"a": ', "cut off"),
        ('{"items": [1', "cut off"),
        ('{"items": [1,', "cut off"),
        ('{"items": ["a', "Unterminated string"),
        ('{"items": [1,]}', "a comma before ]"),
        ('{"a": 1,}', "a comma before }"),
        ('{"a": 1 "b": 2}', "a comma or }"),
        ('{"items": [1 2]}', "a comma or ]"),
        ('{"a": NaN}', "NaN is no number"),
        ('{"items": [-Infinity]}', "-Infinity is no number"),
        ('{"a": 1, "a": 2}', "stands twice"),
        ("{1: 2}", "a key in double quotes"),
        ('{"a": ' + "1" * 5000 + "}", "integer string conversion"),
        ('{"a": 1} x', "expected the end"),
        ('{"a": 1}{"a": 1}', "expected the end"),
        ('{"items": [' + "[" * 100_000, "too many levels"),
        ('{"a": ' + '{"a": ' * 100_000, "too many levels"),
        ("{" + ",".join(f'"{key}": 1' for key in range(2000)) + "}", "more than 1000 keys"),
        (b'{"a": "\xff"}', "not UTF-8"),
        (b'{"a": "\xe2\x82', "not UTF-8"),
    ],
)
def test_what_is_no_json_is_refused(text: str | bytes, reason: str) -> None:
    with pytest.raises(ImportRefused, match=re.escape(reason)):
        read(text)


def test_a_value_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "LONGEST", 1000)
    monkeypatch.setattr(json_stream, "CHUNK", 100)
    assert read('{"items": ["' + "a" * 900 + '"]}')
    with pytest.raises(ImportRefused, match="more than 1000 characters"):
        read('{"items": ["' + "a" * 3000 + '"]}')


def test_all_that_is_kept_has_a_bound_and_the_items_of_lists_have_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "LONGEST", 30)
    monkeypatch.setattr(json_stream, "CHUNK", 8)
    assert len(read('{"items": [' + ", ".join(['"123456789"'] * 20) + "]}")) == 20
    for text in ('{"a": "123456789", "b": "123456789", "items": []}', '{"a": "123456789", "in": {"b": "123456789"}}'):
        with pytest.raises(ImportRefused, match="more than 30 characters beside"):
            read(text)


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert read(b'\xef\xbb\xbf{"a": 1}') == [(("a",), 1)]
