"""The targets of the fuzzers, briefly under Hypothesis, and with everything that a fuzzer ever found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.importers.common import HEAD_BYTES
from tests.fuzz import targets
from tests.fuzz.targets import TARGETS, seeds

FOUND = Path(__file__).parent / "fuzz/found"
EXAMPLES = {"check": 60, "compose": 25, "import": 150, "read": 200}
MARKS = b"\x00\n\r\t \"'{}[]:,#&*!|>%@`-=<0123456789eE.~\\/\xff\xe2\x80\xae"


@st.composite
def mutated(draw: st.DrawFn, name: str) -> bytes:
    """A seed in which some bytes are others, gone or more; or any bytes at all."""
    content = bytearray(draw(st.sampled_from(seeds(name))))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(content)))
        width = draw(st.integers(0, 3))
        put = draw(st.binary(max_size=3) | st.sampled_from([MARKS[each : each + 1] for each in range(len(MARKS))]))
        content[at : at + width] = put
    return bytes(content) if draw(st.integers(0, 9)) else draw(st.binary(max_size=64))


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_any_bytes_are_read_checked_composed_or_refused(name: str) -> None:
    @settings(max_examples=EXAMPLES[name], database=None)
    @given(mutated(name))
    def holds(data: bytes) -> None:
        TARGETS[name](data)

    holds()


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_the_seeds_hold(name: str) -> None:
    assert len(seeds(name)) > 10
    for seed in seeds(name)[:: 1 if name in {"import", "read"} else 12]:
        TARGETS[name](seed)


@pytest.mark.parametrize("file", sorted(FOUND.glob("*/*")), ids=lambda file: f"{file.parent.name}/{file.name}")
def test_what_a_fuzzer_found_stays_mended(file: Path) -> None:
    TARGETS[file.parent.name](file.read_bytes())


def test_a_target_raises_where_something_does_not_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """A target that lets everything pass would find nothing."""
    monkeypatch.setattr(targets, "parse", lambda _path, _content: json.loads("x"))
    for name in ("read", "check", "compose"):
        with pytest.raises(ValueError, match="Expecting value"):
            TARGETS[name](b"\x00kind: lab/v1")
    monkeypatch.setattr(targets.importers, "plan", lambda *_arguments: json.loads("x"))
    with pytest.raises(ValueError, match="Expecting value"):
        TARGETS["import"](b"\x00{}")
    assert HEAD_BYTES > 1000
