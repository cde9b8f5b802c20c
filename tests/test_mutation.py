"""The count of mutants that survive: what it takes for worse. The mutants themselves are tried by `make mutate`."""

from __future__ import annotations

import json
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.mutation import __main__ as mutation

ROOT = Path(__file__).parent.parent
BASELINE = json.loads(mutation.BASELINE.read_text(encoding="utf-8"))


def test_more_survivors_and_a_module_that_is_left_out_are_worse() -> None:
    before = {"a.py": 2, "b.py": 1}
    assert mutation.worse(before, {"a.py": 2, "b.py": 0}) == []
    assert mutation.worse(before, {"a.py": 3, "b.py": 1}) == ["a.py: 3 survive, at most 2 did before"]
    assert mutation.worse(before, {"a.py": 2}) == ["b.py: no longer looked at"]
    assert mutation.worse({}, {"a.py": 1}) == ["a.py: 1 survive, at most 0 did before"]


def test_survivors_are_counted_and_a_mutant_that_was_not_tried_is_no_success(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mutation, "MUTANTS", tmp_path)
    record = tmp_path / "generator/synthetic.py.meta"
    record.parent.mkdir()
    record.write_text(json.dumps({"exit_code_by_key": {"a": 0, "b": 1, "c": 33, "d": 1}}), encoding="utf-8")
    assert mutation.counts([record]) == {"generator/synthetic.py": 2}
    record.write_text(json.dumps({"exit_code_by_key": {"a": 0, "b": None}}), encoding="utf-8")
    with pytest.raises(ValueError, match="not every mutant was tried"):
        mutation.counts([record])


def test_the_baseline_holds_just_the_modules_that_are_changed() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    assert sorted(BASELINE) == sorted(settings["only_mutate"])
    assert all((ROOT / each).is_file() for each in BASELINE)
    assert all((ROOT / each).is_file() for each in settings["pytest_add_cli_args_test_selection"])
    assert not [each for each in BASELINE if fnmatch(each, "*test*")]
