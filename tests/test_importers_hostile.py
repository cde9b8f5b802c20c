"""What is odd or broken anywhere in an output of a load generator is read or refused with its file, never a crash."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import importers
from generator.importers.common import ImportRefused
from generator.importers.recognise import Tool
from tests.importer_samples import FOLDER, raw, raw_text

ODD = (
    "null",
    "[]",
    "{}",
    "-1",
    "0",
    "1e400",
    "1e-400",
    "NaN",
    '"x"',
    '""',
    "true",
    "9" * 40,
    "9007199254740992",
    "9500000000000000",
    "[[{}]]",
)
NAMES = sorted(
    path.name
    for path in FOLDER.glob("synthetic-*.json")
    if path.name != "synthetic-meshery.json"
    and any(tool.recognises(raw(path.name).head()) for tool in importers.TOOLS.values())
)
"""The outputs of load generators; what completes a submission has tests of its own."""
TEXTS = sorted(
    path.name
    for path in FOLDER.glob("synthetic-*")
    if path.suffix != ".json" and any(tool.recognises(raw(path.name).head()) for tool in importers.TOOLS.values())
)
_OPEN_UNITS = {"smp", "meshery", "fortio"}
"""Tools of which some forms leave the unit of latencies open."""
_MARK = "THE-ODD-VALUE"


def tool_of(name: str) -> Tool:
    return next(tool for tool in importers.TOOLS.values() if tool.recognises(raw(name).head()))


def places(value: Any) -> Iterator[tuple[str | int, ...]]:
    """The paths of everything below a value; of a list only the first two elements and the last."""
    keys = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    for key in keys if isinstance(value, dict) else sorted({*keys[:2], *keys[-1:]}):
        yield (key,)
        yield from ((key, *path) for path in places(value[key]))


def with_odd(document: Any, path: tuple[str | int, ...], odd: str) -> str:
    changed = json.loads(json.dumps(document))
    parent = changed
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = _MARK
    return json.dumps(changed).replace(f'"{_MARK}"', odd)


def documents(name: str) -> tuple[list[Any], bool]:
    """The JSON of a file, and whether it is one value a line."""
    text = raw(name).text()
    try:
        return [json.loads(text)], False
    except ValueError:
        return [json.loads(line) for line in text.splitlines()], True


def outcome(tool: Tool, text: str) -> str:
    """The refusal, or the path where there was none and every number is one."""
    try:
        runs = tool.gather(raw_text("odd.json", text)).runs
    except ImportRefused as refused:
        return str(refused)
    numbers = [value for run in runs for value in (run.min_ms, run.actual_qps, *run.percentiles_ms.values())]
    return "odd.json" if all(value is None or value.is_finite() for value in numbers) else "no number"


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", NAMES)
def test_an_odd_value_anywhere_is_read_or_refused(name: str, odd: str) -> None:
    tool = tool_of(name)
    values, is_log = documents(name)
    for index, document in enumerate(values[:5] if is_log else values):
        for path in places(document):
            lines = [json.dumps(value) for value in values]
            lines[index] = with_odd(document, path, odd)
            assert "odd.json" in outcome(tool, "\n".join(lines)), path


@pytest.mark.parametrize("name", TEXTS)
@settings(max_examples=60)
@given(place=st.floats(0, 1), put=st.text(alphabet=" .0123456789%[]{}:,smu\n\t-#", max_size=3))
def test_a_text_that_is_broken_anywhere_is_read_or_refused(name: str, place: float, put: str) -> None:
    tool, text = tool_of(name), raw(name).text()
    at = round(place * len(text))
    for broken in (text[:at] + put + text[at + len(put) :], text[:at] + put + text[at:], text[:at]):
        assert "odd.json" in outcome(tool, broken)


def test_every_text_of_a_tool_is_broken_here() -> None:
    assert {"h2load", "hey", "istio-csv", "nighthawk", "oha", "vegeta", "wrk", "wrk2"} <= {
        tool_of(name).name for name in TEXTS
    }


@pytest.mark.parametrize("name", [*NAMES, *TEXTS])
def test_a_unit_that_an_output_has_itself_is_not_taken_from_a_person(name: str) -> None:
    tool = tool_of(name)
    if tool.name not in _OPEN_UNITS:
        with pytest.raises(ImportRefused, match=r"--latency-unit .*does not apply"):
            tool.gather(raw(name), "s")
