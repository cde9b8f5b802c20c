from __future__ import annotations

from pathlib import Path

import pytest

from generator import prepare, site, timings
from generator.page import Composition
from generator.timings import STAGES, Timings
from tests.sites import small_repository


def test_a_stage_in_parts_is_added_up_and_stages_stand_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 0.25, 1.0, 1.5, 2.0, 2.125])
    monkeypatch.setattr(timings, "perf_counter", lambda: next(clock))
    measured = Timings()
    for name in ("write", "read", "write"):
        with measured.stage(name):
            pass
    assert measured.lines() == ("read: 0.500 s", "write: 0.375 s")


def test_the_process_of_mkdocs_hands_the_seconds_of_every_stage_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(prepare.PICTURES, "none")
    root = small_repository(tmp_path / "synthetic")
    built = site.build(root, tmp_path / "site", quiet=True)
    measured = built.timings
    assert tuple(stage for stage in STAGES if stage in measured.seconds) == STAGES
    assert all(seconds > 0 for seconds in measured.seconds.values())
    assert built.notes == ("no pictures of charts: they were not asked for",)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site", "synthetic"]


def test_nothing_is_handed_over_where_nobody_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(site.TOLD, raising=False)
    nothing = Composition(pages=(), assets=())
    site.hand_over(prepare.Prepared(composition=nothing, epoch=0, timings=Timings({"read": 1.0})))
    assert list(tmp_path.iterdir()) == []
