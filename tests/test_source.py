"""Reading: values as YAML 1.2's core schema has them, the place of every key and value, and no exception on any bytes."""

from __future__ import annotations

import hashlib
import io
import json
import re
import unicodedata
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from generator.characters import FORBIDDEN, described, likeness, quoted, visible
from generator.finding import Finding, Location, Severity
from generator.rules import by_code
from generator.source import Document, parse, read
from generator.syntax_rules import SYNTAX_ERROR, SYNTAX_RULES
from generator.tree import JSON_LIMITS, RESERVED_KEYS, YAML_LIMITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from generator.finding import Pointer, Rule
    from generator.source import Parsed


def document(text: str, path: str = "x.yaml") -> Document:
    parsed = parse(path, text.encode())
    assert parsed.findings == ()
    assert parsed.document is not None
    return parsed.document


def found(text: str | bytes, path: str = "x.yaml") -> list[str]:
    parsed = parse(path, text if isinstance(text, bytes) else text.encode())
    assert (parsed.document is None) == bool(parsed.findings)
    return [short(finding) for finding in parsed.findings]


def short(finding: Finding) -> str:
    return f"{finding.rule.code} {finding.location.line}:{finding.location.column}"


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "yes",
        "on",
        "off",
        "y",
        "1:30",
        "190:20:30",
        "2021-01-01",
        "2021-13-45",
        "2024-04-10T13:26",
        "1_000",
        "1.2.3",
        "v1.20",
        "0b11",
        "+0x1F",
        "0X1F",
        "1e",
        "e5",
        ".",
        "+",
        "inf",
        "nan",
        "NaN",
        "Infinity",
        "tRUE",
        "nULL",
        "=",
        "\u0661\u0662",
        "1 000",
    ],
)
def test_a_text_of_the_core_schema_stays_text(text: str) -> None:
    assert document(f"value: {text}").data == {"value": text}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("Null", None),
        ("true", True),
        ("FALSE", False),
        ("0", 0),
        ("-0", 0),
        ("+12", 12),
        ("0o17", 15),
        ("0x1F", 31),
        ("9007199254740992", 2**53),
        ("-9007199254740992", -(2**53)),
        ("1.20", 1.2),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("12e03", 12000.0),
        ("-1.5E-2", -0.015),
        ("0.0", 0.0),
        ("0e9", 0.0),
        ("999999999999999.0", 999999999999999.0),
    ],
)
def test_a_plain_scalar_has_the_value_of_the_core_schema(text: str, value: object) -> None:
    data = document(f"value: {text}").data
    assert isinstance(data, dict)
    assert data == {"value": value}
    assert type(data["value"]) is type(value)


@pytest.mark.parametrize("quote", ['"', "'"])
def test_a_quoted_scalar_is_text(quote: str) -> None:
    assert document(f"version: {quote}1.20{quote}").data == {"version": "1.20"}


@pytest.mark.parametrize(
    "text", [".inf", "-.INF", "+.Inf", ".nan", ".NaN", "1e400", "-1e400", "1e-400", "1e15", "9007199254740993"]
)
@pytest.mark.parametrize("path", ["x.yaml", "x.json"])
def test_a_number_that_cannot_be_kept_is_refused(text: str, path: str) -> None:
    if path == "x.json":
        text = {".inf": "Infinity", "-.INF": "-Infinity", "+.Inf": "Infinity", ".nan": "NaN", ".NaN": "NaN"}.get(
            text, text
        )
    assert found(f'{{"value": {text}}}', path) == ["MR020 1:11"]


@pytest.mark.parametrize("text", ["017", "-017", "007.5", "00", "0123456", "01e3"])
def test_a_number_that_would_lose_its_leading_zero_is_refused(text: str) -> None:
    assert found(f"value: {text}") == ["MR021 1:8"]


@pytest.mark.parametrize("path", ["x.yaml", "x.json"])
def test_the_text_of_a_number_is_kept(path: str) -> None:
    read_ = document('{"version": 1.20, "text": "1.20", "list": [1e3, true, null], "none": null}', path)
    assert read_.raw(("version",)) == "1.20"
    assert read_.raw(("list", 0)) == "1e3"
    for pointer in (
        ("text",),
        ("list", 1),
        ("list", 2),
        ("none",),
        ("list",),
        ("nowhere",),
        ("version", "nowhere"),
        (),
    ):
        assert read_.raw(pointer) is None


TEXT = """\
# a comment
kind: mesh/v1
a: {x: 1.20, "y 😀": [no, [], {}]}
empty:
list:
- 1
-   b: |
      two
      lines
"""


@pytest.mark.parametrize(
    ("pointer", "value", "key"),
    [
        ((), (2, 1), (2, 1)),
        (("kind",), (2, 7), (2, 1)),
        (("a",), (3, 4), (3, 1)),
        (("a", "x"), (3, 8), (3, 5)),
        (("a", "y 😀"), (3, 21), (3, 14)),
        (("a", "y 😀", 0), (3, 22), (3, 22)),
        (("a", "y 😀", 1), (3, 26), (3, 26)),
        (("a", "y 😀", 2), (3, 30), (3, 30)),
        (("empty",), (4, 7), (4, 1)),
        (("list",), (6, 1), (5, 1)),
        (("list", 0), (6, 3), (6, 3)),
        (("list", 1), (7, 5), (7, 5)),
        (("list", 1, "b"), (7, 8), (7, 5)),
    ],
)
def test_every_key_and_value_has_its_place(pointer: Pointer, value: tuple[int, int], key: tuple[int, int]) -> None:
    read_ = document(TEXT)
    at_value, at_key = read_.locate(pointer), read_.locate(pointer, at_key=True)
    assert (at_value.line, at_value.column) == value
    assert (at_key.line, at_key.column) == key


def test_what_does_not_exist_is_placed_at_its_nearest_ancestor() -> None:
    read_ = document(TEXT)
    assert read_.locate(("list", 1, "missing", 3)) == Location(
        path="x.yaml", line=7, column=5, pointer="/list/1/missing/3"
    )
    assert read_.locate(("list", 9), at_key=True) == Location(path="x.yaml", line=5, column=1, pointer="/list/9")
    assert read_.locate(("list", -1)).line == 6
    assert read_.locate(("kind", "x")).column == 7


def test_windows_line_ends_do_not_move_places() -> None:
    parsed = parse("x.yaml", b"kind: a\r\nlist:\r\n  - 1\r\n  - .inf\r\n")
    assert [short(finding) for finding in parsed.findings] == ["MR020 4:5"]


def test_a_document_knows_kind_size_and_hash() -> None:
    read_ = document("kind: mesh/v1\n")
    assert (read_.kind, read_.size_bytes) == ("mesh/v1", 14)
    assert read_.sha256 == hashlib.sha256(b"kind: mesh/v1\n").hexdigest()
    assert document("kind: 3\n").kind is None
    assert document("- kind\n").kind is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["MR022 1:1"]),
        ("---\n...\n", ["MR022 1:1"]),
        ("null", ["MR022 1:1"]),
        ("a: 1\n---\nb: 2\n", ["MR016 2:1"]),
        ("a: &x 1\nb: *x\n", ["MR014 1:4"]),
        ("a: *x\n", ["MR014 1:4"]),
        ("a: !!str 1\nb: !x {}\nc: ! []\n", ["MR015 1:4", "MR015 2:4", "MR015 3:4"]),
        ("%YAML 1.2\n---\na: 1\n", ["MR015 1:1"]),
        ("a: 1\nb: {c: 1, c: 2}\na: 2\n", ["MR017 2:11", "MR017 3:1"]),
        (
            "1: a\n1.5: a\ntrue: a\nnull: a\n.inf: a\n",
            ["MR018 1:1", "MR018 2:1", "MR018 3:1", "MR018 4:1", "MR018 5:1"],
        ),
        ("no: a\n2024-01-01: b\n'1': c\n", []),
        ("? [a]\n: 1\n", ["MR018 1:3"]),
        ("{a: {b: 1}: 2}", ["MR010 1:11"]),
        ("<<: {a: 1}\nprototype: 1\n", ["MR019 1:1", "MR019 2:1"]),
        ("a: 'x", ["MR010 1:4"]),
        ('a: "x\nb: {c: "y"}\n', ["MR010 1:4"]),
        ('a: "x\n  y"\nb: c: d\n', ["MR010 3:5"]),
        ("a: b: c", ["MR010 1:5"]),
        ("\ta: 1", ["MR010 1:1"]),
        ("- 1\n- @at\n", ["MR010 2:3"]),
        ('a: "\\q"\n', ["MR010 1:5"]),
        ("a: " + "x" * 4096, []),
        ("a: " + "x" * 4097, ["MR013 1:4"]),
        ("x" * 320 + ": 1", []),
        ('"' + "x" * 321 + '": 1', ["MR013 1:1"]),
        ("[" * 32 + "]" * 32, []),
        ("[" * 33 + "]" * 33, ["MR011 1:33"]),
        ('a: "\\u202e"\n"\\0": 1\n', ["MR009 1:4", "MR009 2:1"]),
        ("a: \u202e\nb: \u200b\n", ["MR009 1:4", "MR009 2:4"]),
        ("a: x\u2028b: y", ["MR009 1:5"]),
        ("a: x\rb: y", ["MR009 1:5"]),
        ("a: x\r\n\rb: y", ["MR009 2:1"]),
        ("a: 😀 Käthe 日本 ½ \u00a0.", []),
    ],
)
def test_a_fault_of_yaml_is_found_at_its_place(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" \n", ["MR022 1:1"]),
        ("null", ["MR022 1:1"]),
        ("[1, 2]\n", []),
        ("3", []),
        ('"text"', []),
        ("[1 2]", ["MR010 1:4"]),
        ("[1,]", ["MR010 1:4"]),
        ("[,]", ["MR010 1:2"]),
        ("[1}", ["MR010 1:3"]),
        ('{"a": 1]', ["MR010 1:8"]),
        ("]", ["MR010 1:1"]),
        ("[1", ["MR010 1:3"]),
        ('{"a"\n:\n1,\n"b":.5}', ["MR010 4:5"]),
        ('{"a" 1}', ["MR010 1:2"]),
        ('{"a": }', ["MR010 1:7"]),
        ("{a: 1}", ["MR010 1:2"]),
        ("{1: 1}", ["MR010 1:2"]),
        ("[01]", ["MR010 1:2"]),
        ("[1.]", ["MR010 1:2"]),
        ("[+1]", ["MR010 1:2"]),
        ("[-]", ["MR010 1:2"]),
        ("[1e]", ["MR010 1:2"]),
        ("[0x1F]", ["MR010 1:2"]),
        ("[\u0661]", ["MR010 1:2"]),
        ("[truely]", ["MR010 1:2"]),
        ("[1] [2]", ["MR010 1:5"]),
        ('["a\nb"]', ["MR010 1:2"]),
        ('["a\tb"]', ["MR010 1:4"]),
        ('["\\x"]', ["MR010 1:3"]),
        ('["\\ud83d\\ude00"]', []),
        ('["\\ud83d"]', ["MR009 1:2"]),
        ('{"a": 1, "a": 2}', ["MR017 1:10"]),
        ('{"__proto__": 1}', ["MR019 1:2"]),
        ("[" * 33, ["MR011 1:33"]),
        ("// comment", ["MR010 1:1"]),
    ],
)
def test_a_fault_of_json_is_found_at_its_place(text: str, expected: list[str]) -> None:
    assert found(text, "x.json") == expected


def test_one_pass_lists_all_faults() -> None:
    text = "1: a\nb: .inf\nc: 017\nd: !t x\nb: 2\n<<: 3\n"
    assert found(text) == ["MR018 1:1", "MR020 2:4", "MR021 3:4", "MR015 4:4", "MR017 5:1", "MR019 6:1"]


def test_reading_stops_at_the_fiftieth_fault() -> None:
    findings = parse("x.yaml", b"a: 1\n" * 1000).findings
    assert len(findings) == 50
    assert short(findings[-1]) == "MR023 51:1"
    assert {finding.rule.code for finding in findings[:-1]} == {"MR017"}


def test_a_hostile_value_does_not_fill_a_message() -> None:
    [finding] = parse("x.yaml", b'"' + b"\\e" * 4000 + b"\n").findings
    assert len(finding.message) <= 300
    [finding] = parse("x.yaml", b"- !" + b"x" * 4000 + b" 1\n").findings
    assert len(finding.message) <= 300
    long = Finding(
        rule=SYNTAX_ERROR, location=Location(path="x"), severity=Severity.ERROR, message="x" * 301, hint="y" * 999
    )
    assert (len(long.message), len(long.hint)) == (300, 300)


def test_a_finding_names_the_pointer() -> None:
    [finding] = parse("x.yaml", b"a/b:\n  - 1\n  - c~: .inf\n").findings
    assert finding.location.pointer == "/a~1b/1/c~0"


@given(st.binary(max_size=400), st.sampled_from(["x.yaml", "x.json"]))
@example(b"\xff\xfea", "x.yaml")
@example(b"? - : -", "x.yaml")
@example(b'{"a":', "x.json")
def test_any_bytes_become_a_document_or_findings(content: bytes, path: str) -> None:
    whole(parse(path, content))


@given(st.text(alphabet=" \n\t:-?[]{},&*!|>'\"%@`#ab01.e~<=\\u\r", max_size=120), st.sampled_from(["x.yaml", "x.json"]))
@settings(max_examples=400)
def test_any_text_of_syntax_becomes_a_document_or_findings(text: str, path: str) -> None:
    whole(parse(path, text.encode()))


def whole(parsed: Parsed) -> None:
    assert (parsed.document is None) == bool(parsed.findings)
    assert len(parsed.findings) <= 50
    for finding in parsed.findings:
        assert finding.location.line >= 1
        assert finding.location.column >= 1
        assert finding.message
        assert finding.message == visible(finding.message)
    if parsed.document is not None:
        json.dumps(parsed.document.data, allow_nan=False).encode()


VISIBLE = st.characters(exclude_categories=("Cc", "Cf", "Co", "Cs", "Zl", "Zp", "Cn")).filter(
    lambda character: not FORBIDDEN.match(character)
)
TEXTS = st.text(VISIBLE, max_size=12)
KEYS = TEXTS.filter(lambda key: key not in RESERVED_KEYS)
NUMBERS = st.integers(-(2**53), 2**53) | st.floats(-9e14, 9e14).filter(lambda value: value == 0 or abs(value) > 1e-300)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def pointers(value: object, outer: Pointer = ()) -> Iterator[tuple[Pointer, object]]:
    yield outer, value
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in children:
        yield from pointers(inner, (*outer, key))


def starts_at(text: str, mark: Location, value: object) -> bool:
    rest = "\n".join(text.split("\n")[mark.line - 1 :])[mark.column - 1 :]
    if isinstance(value, dict | list):
        return rest.startswith("{" if isinstance(value, dict) else "[")
    return bool(json.JSONDecoder().raw_decode(rest)[0] == value)


@given(
    st.dictionaries(KEYS, VALUES, max_size=5),
    st.sampled_from([json.dumps, partial(json.dumps, indent=0), partial(json.dumps, indent=2, ensure_ascii=False)]),
)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_every_value_of_any_json_is_read_back_and_found_at_its_place(
    value: object, dump: Callable[[object], str]
) -> None:
    text = dump(value)
    read_ = document(text, "x.json")
    assert read_.data == value
    for pointer, expected in pointers(value):
        assert starts_at(text, read_.locate(pointer), expected)
        if pointer and isinstance(pointer[-1], str):
            assert starts_at(text, read_.locate(pointer, at_key=True), pointer[-1])


@given(
    st.dictionaries(KEYS, VALUES, max_size=5),
    st.sampled_from([partial(yaml.safe_dump, default_flow_style=flow) for flow in (True, False)]),
)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_every_value_of_any_yaml_is_read_back_and_found_at_its_place(value: object, dump: Callable[..., str]) -> None:
    text = dump(value, default_style='"', allow_unicode=True, sort_keys=False)
    # Written with quotes, numbers get tags, which are refused; so they are read as text here, and every scalar is one.
    text = re.sub(r"!!(int|float|bool|null) ", "", text)
    read_ = document(text)
    lines = text.split("\n")
    for pointer, _ in pointers(read_.data):
        if pointer and isinstance(pointer[-1], str):
            mark = read_.locate(pointer, at_key=True)
            assert lines[mark.line - 1][mark.column - 1] in '"?'
        mark = read_.locate(pointer)
        assert lines[mark.line - 1][mark.column - 1] in '"?-{['
    assert read_.data == as_texts(value)


def as_texts(value: object) -> object:
    if isinstance(value, dict):
        return {key: as_texts(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_texts(inner) for inner in value]
    if isinstance(value, str):
        return value
    return str(yaml.SafeDumper(io.StringIO()).represent_data(value).value)


@pytest.mark.parametrize("rule", SYNTAX_RULES, ids=lambda rule: rule.code)
def test_the_examples_of_a_rule_of_reading_are_true(rule: Rule) -> None:
    assert by_code(rule.code) is rule
    page = rule.documentation
    headings = re.findall(r"^(.+)\n-+$", re.sub(r"```.*?```", "", page, flags=re.DOTALL), re.MULTILINE)
    assert headings == ["What it finds", "Why it matters", "Wrong", "Right"]
    wrong, right = page.split("\nWrong\n")[1].split("\nRight\n")
    for text in re.findall(r"```yaml\n(.*?)```", wrong, re.DOTALL):
        assert rule.code in {line.split()[0] for line in found(text)}
    for text in re.findall(r"```yaml\n(.*?)```", right, re.DOTALL):
        assert found(text) == []


def test_the_codes_of_reading_run_without_a_gap() -> None:
    assert [rule.code for rule in SYNTAX_RULES] == [f"MR{number:03}" for number in range(1, len(SYNTAX_RULES) + 1)]
    assert len({rule.slug for rule in SYNTAX_RULES}) == len(SYNTAX_RULES)


def test_the_pages_name_the_limits() -> None:
    pages = {rule.code: " ".join(rule.documentation.split()) for rule in SYNTAX_RULES}
    assert f"{YAML_LIMITS.size_bytes // 1024} KiB" in pages["MR007"]
    assert f"{JSON_LIMITS.size_bytes // 1024**2} MiB" in pages["MR007"]
    assert f"{YAML_LIMITS.depth} levels" in pages["MR011"]
    assert f"{YAML_LIMITS.values:,} values in a YAML file, or {JSON_LIMITS.values:,} in a JSON file" in pages["MR012"]
    assert f"{YAML_LIMITS.entries:,} entries" in pages["MR012"]
    assert f"{YAML_LIMITS.text:,} characters, or a key of more than {YAML_LIMITS.key}" in pages["MR013"]


def test_the_literal_class_of_forbidden_characters_is_unicodes() -> None:
    refused = {character for character in map(chr, range(0x110000)) if FORBIDDEN.match(character)}
    by_category = {
        character
        for character in map(chr, range(0x110000))
        if unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"} and character not in "\t\n"
    }
    assert by_category <= refused
    assigned = {character for character in refused - by_category if unicodedata.category(character) != "Cn"}
    unseen = (
        *range(0xFE00, 0xFE10),
        *range(0xE0100, 0xE01F0),
        0x34F,
        0x115F,
        0x1160,
        0x17B4,
        0x17B5,
        0x180B,
        0x180C,
        0x180D,
        0x180F,
    )
    assert assigned == {chr(each) for each in (*unseen, 0x2800, 0x3164, 0xFFA0)}, (
        "fillers, selectors and the blank Braille pattern"
    )


def test_text_is_shown_visibly() -> None:
    assert visible("a\nb\x1b[2J\u202e\udc80é😀") == "a\\nb\\x1b[2J\\u202e\\udc80é😀"
    assert quoted("x" * 100) == f'"{"x" * 59}…"'
    assert described("\u202e") == "U+202E RIGHT-TO-LEFT OVERRIDE"
    assert described("\x00") == "U+0000 NULL"


def test_a_file_is_read_below_its_root_only(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "outside.yaml").write_text("kind: a\n")
    (root / "inside.yaml").write_text("kind: a\n")
    (root / "link").symlink_to(tmp_path, target_is_directory=True)
    (root / "link.yaml").symlink_to("inside.yaml")
    (root / "folder.yaml").mkdir()
    assert read(root, PurePosixPath("inside.yaml")).document is not None
    for path, code in {
        "../outside.yaml": "MR003",
        "/etc/hostname": "MR003",
        "link/outside.yaml": "MR002",
        "link.yaml": "MR002",
        "folder.yaml": "MR001",
        "nowhere.yaml": "MR001",
        "nul\0.yaml": "MR001",
    }.items():
        parsed = read(root, PurePosixPath(path))
        assert parsed.document is None
        assert [finding.rule.code for finding in parsed.findings] == [code]


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "large.json").open("wb") as file:
        file.truncate(10**12)
    [finding] = read(tmp_path, PurePosixPath("large.json")).findings
    assert finding.rule.code == "MR007"
    assert "1,000,000,000,000 bytes" in finding.message


@pytest.mark.parametrize(
    "other",
    [
        "ISTIO",
        "lstio",
        "1stio",
        "|stio",
        "Ist1o",
        "Istl0",
        " I-s.t_i o! ",
        "\uff29stio",
        "\u0406st\u0456\u043e",
        "\u0399stio",
        "\u0131stio",
    ],
)
def test_names_that_look_alike_are_alike(other: str) -> None:
    assert likeness(other) == likeness("Istio")


@pytest.mark.parametrize(("one", "other"), [("Istio", "Istio 2"), ("Kuma", "Kurna"), ("a", "b")])
def test_names_that_differ_are_not_alike(one: str, other: str) -> None:
    assert likeness(one) != likeness(other)


def test_letters_of_other_scripts_read_like_the_latin_ones() -> None:
    cyrillic = "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0455\u0458\u0501\u04bb\u0432\u043a\u043c\u043d\u0442"
    greek = "\u03b1\u03b5\u03bf\u03c1\u03c5\u03c7\u03b9\u03ba\u03bd\u03c4\u03b2\u03b7"
    assert likeness(cyrillic) == likeness("aeopcyxisjdhbkmht")
    assert likeness(greek) == likeness("aeopyxikvtbn")
    assert likeness("\u0261") == likeness("g")
