"""The table of security requirements is whole, and every test and file that it names is there."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs/contributing/security.md"
COUNT = 21


def rows(text: str) -> Mapping[str, tuple[str, str]]:
    """Requirement and what holds it, by number."""
    return {number: (what, by) for number, what, by in re.findall(r"^\| (R\d+) \| (.+?) \| (.+) \|$", text, re.MULTILINE)}  # fmt: skip


@cache
def table() -> Mapping[str, tuple[str, str]]:
    return rows(PAGE.read_text(encoding="utf-8"))


def named(by: str) -> list[str]:
    """Files, folders and tests (`file::function`) that a cell names."""
    return [each for each in re.findall(r"`([^`]+)`", by) if "/" in each]


@cache
def functions(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def missing(name: str) -> bool:
    path, _, function = name.partition("::")
    place = ROOT / path
    if path.endswith("/"):
        return not any(place.glob("*"))
    return not place.is_file() or bool(function and (function not in functions(path)))


def test_every_requirement_stands_in_its_order() -> None:
    assert list(table()) == [f"R{number}" for number in range(1, COUNT + 1)]


@pytest.mark.parametrize("number", [f"R{number}" for number in range(1, COUNT + 1)])
def test_a_requirement_names_what_holds_it_and_all_of_it_is_there(number: str) -> None:
    names = named(table()[number][1])
    assert names
    assert [name for name in names if missing(name)] == []


def test_what_is_not_there_is_noticed() -> None:
    gone = ("tests/test_states.py::test_of_nothing", "tests/absent.py::test_x", "tests/corpus/MR000-nothing/", "tests/absent.py")  # fmt: skip
    assert all(missing(name) for name in gone)
    assert rows("| R1 | a | `tests/a.py` |\n| R3 | b | c |\n") == {"R1": ("a", "`tests/a.py`"), "R3": ("b", "c")}


def test_what_a_table_calls_a_test_is_one() -> None:
    tests = [name for _, by in table().values() for name in named(by) if "::" in name]
    assert len(tests) > 40
    assert [name for name in tests if not name.partition("::")[2].startswith("test_")] == []
