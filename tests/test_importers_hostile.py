"""An odd value anywhere in a JSON output is read or refused, never a crash."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

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
_MARK = "THE-ODD-VALUE"


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
    tool = next(tool for tool in importers.TOOLS.values() if tool.recognises(raw(name).head()))
    values, is_log = documents(name)
    for index, document in enumerate(values[:5] if is_log else values):
        for path in places(document):
            lines = [json.dumps(value) for value in values]
            lines[index] = with_odd(document, path, odd)
            assert "odd.json" in outcome(tool, "\n".join(lines)), path
