from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.importers.common import RawFile
from generator.importers.private import Words, clean_cells, clean_json, clean_text, clean_tree, without_private
from generator.rules.privacy import credential

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Running 5s test @ http://shop.example:8080/a?b=c", "Running 5s test @ http://removed"),
        ('Get "http://10.2.3.4:80/": EOF', 'Get "http://removed": EOF'),
        ("dial tcp 10.2.3.4:80: connection refused", "dial tcp removed:80: connection refused"),
        ("dial tcp [fd00::2]:80: refused", "dial tcp [removed]:80: refused"),
        ("lookup httpbin.default: no such host", "lookup removed: no such host"),
        ("to httpbin.default.svc.cluster.local:8000", "to removed:8000"),
        ("from shop.example:8443", "from removed:8443"),
        ("on ip-10-0-1-5.ec2.internal", "on removed"),
        ("Host: box7", "Host: removed"),
        ("Server Hostname:        box7", "Server Hostname:        removed"),
        ("User: jane", "User: removed"),
        ("-H 'Authorization: Basic amFuZTpzZWNyZXQ=' -c 5", "-H 'Authorization: removed' -c 5"),
        ("Cookie: session=1; other=2", "Cookie: removed"),
        ("sent Bearer abc.def", "sent removed"),
        ("sent Bearer abcdefghijklmnopqrstu.vw to it", "sent removed to it"),
        ("--cert /etc/tls/client.pem --key C:\\keys\\a.key", "--cert removed --key removed"),
        ("read " + "/home/" + "jane/run.txt", "read removed"),
        ("by jane.doe@example.org", "by removed"),
        ("key -----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY----- end", "key removed end"),
    ],
)
def test_private_data_leaves_a_text(before: str, after: str) -> None:
    found = clean_text(before)
    assert (found.text, bool(found.removed)) == (after, True)


@pytest.mark.parametrize(
    "text",
    [
        "at 127.0.0.1:8080 and 0.0.0.0",
        "version 1.2.3, 12.5ms, 99.9%, 1.5s",
        "2009-02-13T23:31:31.567Z and 12:34:56",
        "Requests/sec: 100.0000",
        "Thread Stats   Avg      Stdev     Max   +/- Stdev",
        "benchmark_http_client.request_to_response: 5",
    ],
)
def test_what_is_not_private_stays(text: str) -> None:
    assert clean_text(text) == type(clean_text(""))(text=text)


def test_json_keeps_its_numbers_and_its_form() -> None:
    text = '{"URL": "http://x/",  "a": [1, 2.50, 1e-3], "Labels":"to http://y b", "uri": ""}\n'
    found = clean_json(text)
    assert found.text == '{"URL": "removed",  "a": [1, 2.50, 1e-3], "Labels":"to http://removed b", "uri": ""}\n'
    assert found.removed == ("URLs", "values of url")


def test_every_text_below_a_private_key_goes_and_its_numbers_stay() -> None:
    found = clean_json('{"request_headers": [{"key": "X", "n": 1.50}], "b": "kept"}')
    assert found.text == '{"request_headers": [{"key": "removed", "n": 1.50}], "b": "kept"}'


def test_keys_of_json_are_cleaned_as_texts() -> None:
    assert clean_json('{"errors": {"dial 10.1.2.3:80": 4}}').text == '{"errors": {"dial removed:80": 4}}'


def test_escapes_hide_nothing() -> None:
    assert clean_json(r'{"e": "a\n10.1.2.3 http:\/\/x.example\/y"}').text == r'{"e": "a\nremoved http://removed"}'


def test_further_keys_of_a_tool_are_private() -> None:
    assert clean_json('{"Name": "a", "b": "c"}', {"name"}).text == '{"Name": "removed", "b": "c"}'


def test_several_documents_of_json_are_cleaned_alike() -> None:
    assert clean_json('{"url":"a"}\n{"url":"b"}\n').text == '{"url":"removed"}\n{"url":"removed"}\n'


def test_a_tree_is_cleaned_below_its_private_keys_and_elsewhere() -> None:
    before = {
        "headers": [{"header": {"key": "A", "value": "5"}}],
        "uri": ["x", None, ""],
        "e": {"at 10.1.2.3": "http://x/"},
        "size": "5",
    }
    after = {
        "headers": [{"header": {"key": "removed", "value": "removed"}}],
        "uri": ["removed", None, ""],
        "e": {"at removed": "http://removed"},
        "size": "5",
    }
    assert clean_tree(before) == (after, ("IP addresses", "URLs", "values of key", "values of uri", "values of value"))


WORDS = Words(known=re.compile("[0-9]+|GET"), names=("id",))


def test_of_a_tool_whose_words_are_known_every_other_text_goes() -> None:
    document = {"id": "a", "b": ["GET", "get", {"id": "10.1.2.3"}, "c"], "n": "5", "removed": "removed", "Id": ["x"]}
    after = {
        "id": "a",
        "b": ["GET", "removed", {"id": "removed"}, "removed"],
        "n": "5",
        "removed": "removed",
        "Id": ["removed"],
    }
    assert json.loads(clean_json(json.dumps(document), words=WORDS).text) == after
    assert clean_tree(document, words=WORDS)[0] == after


def test_the_cleaned_file_keeps_the_hash_of_the_original() -> None:
    raw = RawFile(path="a.txt", content=b"@ http://x/")
    source, notes = without_private(raw, clean_text("@ http://x/"))
    assert (source.content, source.original_sha256) == (b"@ http://removed", raw.sha256)
    assert notes == ("a.txt: removed from the evidence: URLs",)


def test_a_file_without_private_data_stays_itself() -> None:
    raw = RawFile(path="a.txt", content=b"nothing")
    assert without_private(raw, clean_text("nothing")) == (raw, ())


@given(VALUES)
def test_cleaned_json_is_json_of_the_same_shape(value: object) -> None:
    assert type(json.loads(clean_json(json.dumps(value)).text)) is type(value)


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean_text(text).text
    assert clean_text(once).text == once


@pytest.mark.parametrize(
    "secret", ["Bearer 2c1f0a9e5d7b4c83", "ghp_" + "a" * 36, "x-api-key: 0123456789", "ftp://u:pw@h"]
)
def test_what_the_check_refuses_is_gone(secret: str) -> None:
    assert credential(secret) is not None
    assert credential(clean_text(f"a {secret} b").text) is None


@pytest.mark.parametrize(
    "part", ["a.", "1:", "http", "/", "-", " ", "a@", "x.pem", "1.1.1.1", "bearer ", '"', '\\"', "{", "- "]
)
def test_every_pattern_reads_on_from_where_it_failed(part: str) -> None:
    text = part * (200_000 // len(part))  # what is quadratic in it does not come to an end
    for clean in (clean_text, clean_json):
        assert clean(text).text != ""


def test_cells_of_a_table_are_cleaned_one_by_one() -> None:
    found = clean_cells('a,http://x/,5.5\n"by jane@example.org",10.1.2.3,1\n')
    assert found.text == 'a,http://removed,5.5\n"by removed",removed,1\n'
    assert found.removed == ("IP addresses", "URLs", "e-mail addresses")
