"""Every trap that is known to hang, crash or deceive a reader of YAML or JSON ends as a finding, soon and in little memory."""

from __future__ import annotations

import codecs
import json
import os
import random
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.hostile_runner import Outcome, check

if TYPE_CHECKING:
    from collections.abc import Callable

CORPUS = Path(__file__).parent / "corpus" / "hostile"
LABS = Path("results/registry/labs")
HEAD = b"kind: lab/v1\n"


def _keys() -> list[bytes]:
    return [b"k%d" % number for number in range(28_000)]


def _lists(count: int) -> bytes:
    return b"[" + b",".join([b"[" + b"1," * 999 + b"1]"] * count) + b"]"


def _results() -> bytes:
    fields = ",".join(f'"nam{number}": {number}' for number in range(10))
    return ('{"kind": "performance-results/v1", "results": [' + ",".join([f"{{{fields}}}"] * 4_000) + "]}").encode()


def _indented(levels: int) -> bytes:
    return b"".join(b" " * level + b"a:\n" for level in range(levels))


COMMITTED = {
    "alias-bomb.yaml": "MR014 2:4",
    "bare-tag.yaml": "MR015 2:7",
    "binary-tag.yaml": "MR015 2:7",
    "bool-tag.yaml": "MR015 2:7",
    "comment.json": "MR010 1:20",
    "constructor-key.json": "MR019 1:20",
    "duplicate-key.json": "MR017 4:3",
    "duplicate-key.yaml": "MR017 3:1",
    "empty-int-tag.yaml": "MR015 2:8",
    "escaped-bidi.yaml": "MR009 2:7",
    "escaped-isolate.json": "MR009 1:28",
    "escaped-null.yaml": "MR009 2:7",
    "escaped-surrogate.json": "MR009 1:28",
    "escaped-surrogate.yaml": "MR010 2:10",
    "exponent-to-infinity.json": "MR020 1:29",
    "exponent-to-infinity.yaml": "MR020 2:8",
    "exponent-to-zero.yaml": "MR020 2:8",
    "infinity.yaml": "MR020 2:8",
    "leading-zero.yaml": "MR021 2:9",
    "line-feed-after-id.yaml": "MR105 2:5",
    "list-key.yaml": "MR018 2:1",
    "mapping-key.yaml": "MR018 2:3",
    "merge-bomb.yaml": "MR014 1:4",
    "merge-key-without-alias.yaml": "MR019 2:1",
    "minus-infinity.json": "MR020 1:29",
    "not-a-number.json": "MR020 1:29",
    "not-a-number.yaml": "MR020 2:8",
    "null-key.yaml": "MR018 2:1",
    "number-key.yaml": "MR018 2:10",
    "only-a-comment.yaml": "MR022 1:1",
    "proto-key.yaml": "MR019 2:10",
    "python-object.yaml": "MR015 2:7",
    "recursive-alias.yaml": "MR014 2:8",
    "tab-indentation.yaml": "MR010 3:1",
    "tag-directive.yaml": "MR015 1:1",
    "timestamp-tag.yaml": "MR015 2:9",
    "trailing-comma.json": "MR010 1:19",
    "two-documents.yaml": "MR016 2:1",
    "unclosed-quote.yaml": "MR010 2:7",
    "whole-number-beyond-2-to-53.yaml": "MR020 2:8",
    "workflow-command.yaml": "MR113 1:7",
    "yaml-directive.yaml": "MR015 1:1",
}
"""The files of the corpus, each with a code and a place that the report must hold."""

GENERATED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "100,000 nested lists": ("yaml", lambda: b"[" * 100_000, "MR011 1:33"),
    "60,000 nested mappings": ("yaml", lambda: b"{a: " * 60_000, "MR011 1:129"),
    "100,000 nested block lists": ("yaml", lambda: b"- " * 100_000, "MR011 1:65"),
    "100,000 nested complex keys": ("yaml", lambda: b"? " * 100_000, "MR018 1:3"),
    "10,000 levels by indentation": ("yaml", lambda: _indented(500), "MR011 33:33"),
    "900 nested lists that close": ("yaml", lambda: b"[" * 900 + b"]" * 900, "MR011 1:33"),
    "1,000,000 nested lists in JSON": ("json", lambda: b"[" * 1_000_000, "MR011 1:33"),
    "nested mappings in JSON": ("json", lambda: b'{"a":' * 300_000, "MR011 1:161"),
    "a text of 50 MB": ("yaml", lambda: HEAD + b"name: " + b"x" * 50_000_000, "MR007 1:1"),
    "a text of 200 kB": ("yaml", lambda: HEAD + b"name: " + b"x" * 200_000, "MR013 2:7"),
    "a key of 200 kB": ("yaml", lambda: HEAD + b"? " + b"x" * 200_000 + b"\n: 1\n", "MR013 2:3"),
    "a text of 2 MB in JSON": ("json", lambda: b'{"kind": "' + b"x" * 2_000_000 + b'"}', "MR013 1:10"),
    "an unclosed text of 2 MB in JSON": ("json", lambda: b'{"kind": "' + b"\\u0041" * 300_000, "MR010 1:10"),
    "a JSON file of 3 MB": ("json", lambda: b"[" + b"1," * 1_500_000 + b"1]", "MR007 1:1"),
    "1,000,000 numbers in JSON": ("json", lambda: b"[" + b"1," * 1_000_000 + b"1]", "MR012 1:20002"),
    "250,000 numbers in lists in JSON": ("json", lambda: _lists(250), "MR012 1:399999"),
    "a flow list of 100,000 numbers": ("yaml", lambda: b"[" + b"1," * 100_000 + b"1]", "MR012 1:20002"),
    "lists of 50,000 numbers": ("yaml", lambda: _lists(50), "MR012 1:39999"),
    "a flow mapping of 28,000 keys": ("yaml", lambda: b"{" + b",".join(_keys()) + b"}", "MR012 1:58898"),
    "a block mapping of 28,000 keys": ("yaml", lambda: b":\n".join(_keys()), "MR012 10001:8"),
    "9,000 wrong items": ("yaml", lambda: HEAD + b"hardware: [" + b"1," * 9_000 + b"1]\n", "MR110 2:12"),
    "9,000 unknown fields": ("yaml", lambda: HEAD + b":\n".join(_keys()[:9_000]) + b":\n", "MR102 2:1"),
    "40,000 unknown fields in JSON": ("json", _results, "MR102 1:49"),
    "20,000 duplicate keys": ("yaml", lambda: b"a: 1\n" * 20_000, "MR023 51:1"),
    "200,000 exclamation marks": ("yaml", lambda: HEAD + b"name: " + b"!" * 200_000, "MR015 2:7"),
    "250,000 comments": ("yaml", lambda: b"#\n" * 125_000, "MR022 1:1"),
    "250,000 blank lines": ("yaml", lambda: b"\n" * 250_000, "MR022 1:1"),
    "a base-60 number of 60,000 groups": ("yaml", lambda: HEAD + b"cores: 1" + b":59" * 60_000, "MR013 2:8"),
    "a whole number of 200,000 digits": ("yaml", lambda: HEAD + b"cores: " + b"9" * 200_000, "MR020 2:8"),
    "a whole number of 1,000,000 digits in JSON": ("json", lambda: b"[" + b"9" * 1_000_000 + b"]", "MR020 1:2"),
    "a fraction of 1,000,000 digits in JSON": ("json", lambda: b"[0." + b"0" * 1_000_000 + b"1]", "MR020 1:2"),
    "a hexadecimal number of 200,000 digits": ("yaml", lambda: HEAD + b"cores: 0x" + b"f" * 200_000, "MR020 2:8"),
    "an octal number of 200,000 digits": ("yaml", lambda: HEAD + b"cores: 0o" + b"7" * 200_000, "MR020 2:8"),
    "UTF-16 with its byte order mark": ("yaml", lambda: "kind: lab/v1".encode("utf-16"), "MR008 1:1"),
    "UTF-16 without a byte order mark": ("yaml", lambda: "kind: lab/v1".encode("utf-16-le"), "MR009 1:2"),
    "UTF-32 with its byte order mark": ("json", lambda: codecs.BOM_UTF32_LE + b"{\0\0\0", "MR008 1:1"),
    "UTF-8 with a byte order mark": ("yaml", lambda: b"\xef\xbb\xbf" + HEAD, "MR008 1:1"),
    "UTF-8 with a byte order mark, JSON": ("json", lambda: b'\xef\xbb\xbf{"kind": "lab/v1"}', "MR008 1:1"),
    "Latin-1": ("yaml", lambda: HEAD + "name: Käthe\n".encode("latin-1"), "MR008 2:8"),
    "a surrogate in UTF-8": ("yaml", lambda: HEAD + b"name: \xed\xa0\x80\n", "MR008 2:7"),
    "an overlong slash": ("yaml", lambda: HEAD + b"name: \xc0\xaf\n", "MR008 2:7"),
    "bidirectional override": ("yaml", lambda: HEAD + "name: a\u202eb\n".encode(), "MR009 2:8"),
    "bidirectional override in a comment": ("yaml", lambda: HEAD + "# a\u202eb\n".encode(), "MR009 2:4"),
    "line separator": ("yaml", lambda: HEAD + "name: a\u2028owner: b\n".encode(), "MR009 2:8"),
    "paragraph separator": ("json", '{"kind": "a\u2029b"}'.encode, "MR009 1:12"),
    "next line": ("yaml", lambda: HEAD + "name: a\u0085owner: b\n".encode(), "MR009 2:8"),
    "lone carriage return": ("yaml", lambda: HEAD + b"name: a\rowner: b\n", "MR009 2:8"),
    "terminal sequence": ("yaml", lambda: HEAD + b"name: \x1b[2J\n", "MR009 2:7"),
    "100,000 NUL": ("yaml", lambda: b"\x00" * 100_000, "MR023 1:50"),
    "random bytes": ("yaml", lambda: random.Random(20261122).randbytes(200_000), "MR008 1:1"),
    "nothing": ("yaml", lambda: b"", "MR022 1:1"),
    "nothing, JSON": ("json", lambda: b" \n", "MR022 1:1"),
}
"""What is too large, or not text, to be committed: name, format, content, and a code and place that the report must hold."""


def within_limits(outcome: Outcome) -> list[str]:
    """Assert what holds for every trap, and return the report as codes and places."""
    assert outcome.code == 1, (outcome.code, outcome.stdout[:2000], outcome.stderr[:2000])
    assert "Traceback" not in outcome.stdout + outcome.stderr
    assert outcome.stderr == ""
    assert outcome.cpu_seconds < 5
    assert outcome.peak_mb < 300
    findings = json.loads(outcome.stdout)["findings"]
    assert len(findings) <= 50
    assert all(len(finding["message"]) <= 300 for finding in findings)
    return [f"{finding['code']} {finding['line']}:{finding['column']}" for finding in findings]


def test_every_committed_trap_has_its_expectation() -> None:
    assert sorted(file.name for file in CORPUS.iterdir()) == sorted(COMMITTED)


@pytest.mark.parametrize("name", COMMITTED)
def test_a_committed_trap_ends_as_a_finding(name: str, tmp_path: Path) -> None:
    trap = tmp_path / LABS / f"trap{Path(name).suffix}"
    trap.parent.mkdir(parents=True)
    shutil.copyfile(CORPUS / name, trap)
    assert COMMITTED[name] in within_limits(check(tmp_path))


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_trap_ends_as_a_finding(name: str, tmp_path: Path) -> None:
    suffix, content, expected = GENERATED[name]
    trap = tmp_path / LABS / f"trap.{suffix}"
    trap.parent.mkdir(parents=True)
    trap.write_bytes(content())
    assert expected in within_limits(check(tmp_path))


def _link_to_a_file(folder: Path) -> None:
    (folder / "trap.yaml").symlink_to("/etc/passwd")


def _link_to_a_folder(folder: Path) -> None:
    (folder / "trap").symlink_to("/etc", target_is_directory=True)


def _link_to_itself(folder: Path) -> None:
    (folder / "trap.yaml").symlink_to("trap.yaml")


def _pipe(folder: Path) -> None:
    os.mkfifo(folder / "trap.yaml")


def _folder_named_as_a_document(folder: Path) -> None:
    (folder / "con").mkdir()


def _command_in_a_name(folder: Path) -> None:
    (folder / "trap\n::error::pwned.yaml").write_bytes(HEAD)


def _name_that_is_not_utf8(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/trap-\xff.yaml")).write_bytes(HEAD)


def _names_that_collide(folder: Path) -> None:
    (folder / "Trap.yaml").write_bytes(b"")
    (folder / "trap.yaml").write_bytes(b"")


def _submodule(folder: Path) -> None:
    (folder / ".git").write_text("gitdir: ../../../.git/modules/trap\n")


ON_DISK: dict[str, tuple[Callable[[Path], None], str]] = {
    "link to a file": (_link_to_a_file, "MR002"),
    "link to a folder": (_link_to_a_folder, "MR002"),
    "link to itself": (_link_to_itself, "MR002"),
    "pipe": (_pipe, "MR001"),
    "reserved name": (_folder_named_as_a_document, "MR004"),
    "workflow command in a name": (_command_in_a_name, "MR004"),
    "name that is not UTF-8": (_name_that_is_not_utf8, "MR004"),
    "names that collide": (_names_that_collide, "MR005"),
    "submodule": (_submodule, "MR004"),
}


@pytest.mark.parametrize("name", ON_DISK)
def test_a_trap_of_the_file_system_ends_as_a_finding(name: str, tmp_path: Path) -> None:
    folder = tmp_path / LABS
    folder.mkdir(parents=True)
    make, code = ON_DISK[name]
    make(folder)
    assert f"{code} 1:1" in within_limits(check(tmp_path))


@pytest.mark.parametrize("form", ["text", "github", "json", "sarif"])
def test_no_report_lets_a_name_or_a_value_write_a_line_of_its_own(form: str, tmp_path: Path) -> None:
    folder = tmp_path / LABS
    folder.mkdir(parents=True)
    _command_in_a_name(folder)
    _name_that_is_not_utf8(folder)
    (folder / "trap.yaml").write_bytes(b'a: 1\n"a\\n::error::pwned %0A::error::pwned\\e[2J": 1\n500: 2\n')
    outcome = check(tmp_path, form=form)
    assert outcome.code == 1
    lines = outcome.stdout.splitlines()
    assert not any(line.startswith("::error::") for line in lines)
    assert "\x1b" not in outcome.stdout
    assert "%0A::error::pwned" not in outcome.stdout or form != "github"
    assert sum(line.startswith("::") for line in lines) == (4 if form == "github" else 0)
