"""Manifests hold several documents; their places are those of the file."""

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from generator.manifests.reading import read_manifest
from generator.source import parse
from generator.yaml_reader import MOST_DOCUMENTS

TWO = b"""# synthetic
kind: First
a: {b: 1}
---
# between

kind: Second
list:
  - x
--- {kind: Third}
"""


def refusals(content: bytes) -> list[str]:
    manifest = read_manifest("synthetic.yaml", content)
    assert manifest.documents == ()
    return [
        f"{each.rule.code} {each.location.line}:{each.location.column} {each.message}" for each in manifest.findings
    ]


def test_every_document_keeps_the_lines_of_the_file() -> None:
    first, second, third = read_manifest("synthetic.yaml", TWO).documents
    assert (first.data, third.data) == ({"kind": "First", "a": {"b": 1}}, {"kind": "Third"})
    assert (first.locate(("a", "b")).line, first.locate(("a", "b")).column) == (3, 8)
    assert (second.locate(("list", 0)).line, second.locate(("list", 0)).column) == (9, 5)
    assert (third.locate(("kind",)).line, third.locate(("kind",)).column) == (10, 12)


def test_all_documents_carry_the_size_and_hash_of_the_file() -> None:
    whole = parse("synthetic.yaml", b"kind: Alone\n").document
    alone = read_manifest("synthetic.yaml", b"kind: Alone\n").documents[0]
    assert whole is not None
    assert (alone.sha256, alone.size_bytes) == (whole.sha256, whole.size_bytes)
    assert {(each.sha256, each.size_bytes) for each in read_manifest("synthetic.yaml", TWO).documents} == {
        (read_manifest("synthetic.yaml", TWO).documents[0].sha256, len(TWO))
    }


@pytest.mark.parametrize(
    "content",
    [
        b"---\n---\nkind: A\n---\n# nothing\n---\n",
        b"kind: A\n...\n---\n",
        b"\n\n---\nkind: A\n",
        b"kind: A\n---\nnull\n",
    ],
)
def test_empty_documents_are_left_out(content: bytes) -> None:
    assert [each.data for each in read_manifest("synthetic.yaml", content).documents] == [{"kind": "A"}]


def test_a_line_of_dashes_within_a_block_text_separates_as_yaml_says() -> None:
    content = b"script: |\n  one\n  --- two\n  ----\nlast: 1\n"
    assert [each.data for each in read_manifest("a.yaml", content).documents] == [
        {"script": "one\n--- two\n----\n", "last": 1}
    ]


def test_windows_line_ends_separate_too() -> None:
    documents = read_manifest("a.yaml", b"kind: A\r\n---\r\nkind: B\r\n").documents
    assert [each.data for each in documents] == [{"kind": "A"}, {"kind": "B"}]
    assert documents[1].locate(("kind",)).line == 3


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            b"kind: A\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> main\n",
            "MR010 2:1 found the marker <<<<<<< of a merge conflict",
        ),
        (b"kind: A\n---\na: 1\n>>>>>>> main\n", "MR010 4:1 found the marker >>>>>>> of a merge conflict"),
        (b"kind: A\n---\nkind: B\nkind: C\n", 'MR017 4:1 key "kind" stands here again'),
        (b"kind: A\n---\na: &x 1\n", "MR014 3:4 found the anchor"),
        (b"kind: A\n---\na: *x\n", "MR014 3:4 found the alias"),
        (b"kind: A\n---\na: !!python/object:os.system x\n", "MR015 3:4 found the tag"),
        (b"kind: A\n---\na:\n\tb: 1\n", "MR010 4:1 not valid YAML: found character that cannot start any token"),
        (b"kind: A\n---\na: [1\n---\nb: 1\n", "MR010 4:1 not valid YAML"),
        (b"\xef\xbb\xbfkind: A\n", "MR008 1:1 found the byte order mark"),
        (b"kind: \xff\n", "MR008 1:7 found the byte 0xFF"),
        (b"kind: A\n---\na: \xe2\x80\xae\n", "MR009 3:4 found U+202E"),
        (b"", "MR022 1:1 found no data"),
        (b"# nothing\n---\n---\n", "MR022 1:1 found no data"),
        (b"kind: A\n" * 40_000, "MR007 1:1 found 320,000 bytes"),
        (b"---\na: 1\n" * (MOST_DOCUMENTS + 1), f"MR012 201:1 found more than {MOST_DOCUMENTS} documents in one file"),
        (b"a: 1\n---\n" + b"[" * 60, "MR011 3:33 found more than 32 levels"),
    ],
)
def test_a_fault_refuses_the_file_at_its_place(content: bytes, expected: str) -> None:
    assert any(each.startswith(expected) for each in refusals(content)), refusals(content)


def test_the_hint_at_a_tab_names_it() -> None:
    finding = read_manifest("a.yaml", b"a:\n\tb: 1\n").findings[0]
    assert "tabs" in finding.hint


HOSTILE = {
    "deep": b"[" * 100_000,
    "deep after a document": b"a: 1\n---\n" + b"{a: " * 60_000,
    "alias bomb": b"a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c,*c]\n",
    "only separators": b"---\n" * 60_000,
    "separators and values": b"---\na\n" * 40_000,
    "blank lines before each document": (b"\n" * 5_000 + b"---\na: b # c\n") * 49,
    "large": b"a" * 10_000_000,
    "dashes": b"-" * 250_000,
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_end_soon(content: bytes) -> None:
    start = time.process_time()
    read_manifest("hostile.yaml", content)
    assert time.process_time() - start < 2


@given(st.binary(max_size=300))
@example(b"---")
@example(b"--- >\n---\n")
def test_no_bytes_raise(content: bytes) -> None:
    manifest = read_manifest("any.yaml", content)
    assert bool(manifest.documents) != bool(manifest.findings)


KEYS = st.text("abcxyz", min_size=1, max_size=5)
VALUES = st.recursive(
    st.integers(-999, 999) | st.text("abc -:#'\"\n", max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4), min_size=1, max_size=5))
def test_several_documents_read_as_each_alone_does(bodies: list[dict[str, object]]) -> None:
    texts = [yaml.safe_dump(body) for body in bodies]
    documents = read_manifest("any.yaml", "---\n".join(texts).encode()).documents
    assert [each.data for each in documents] == [parse("one.yaml", text.encode()).document.data for text in texts]  # type: ignore[union-attr]
    line = 1
    for document, text in zip(documents, texts, strict=True):
        assert document.positions.root.value.line == line
        line += text.count("\n") + 1
