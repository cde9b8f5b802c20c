"""How often the comparison is wrong, and what it can find: measured on simulated groups, and told in the guide.

A share of r rounds has a standard error of at most sqrt(0.05 * 0.95 / r) where the truth is 5 %; what is allowed for it is said.
"""

from __future__ import annotations

import math
import re
from functools import cache
from pathlib import Path

import pytest

from generator.compare.overheads import THROUGHPUT
from generator.compare.statistics import runs_needed
from tests.simulation import NOISE, Setting, share

GUIDE = Path(__file__).parent.parent / "docs/guides/comparison.md"
SEED = 20261122
ROUNDS = 400
EQUAL = (
    Setting(meshes=1, runs=5),
    Setting(meshes=1, runs=8, leads=THROUGHPUT),
    Setting(meshes=2, runs=6, resolution_ms=0.1),
    Setting(meshes=3, runs=8),
    Setting(meshes=4, runs=6, leads=THROUGHPUT),
    Setting(meshes=5, runs=7),
)
"""Groups in which nothing differs (A/A): 1 to 5 meshes, 1 to 25 tests."""
POWER = [(meshes, runs) for meshes in (1, 3) for runs in (5, 6, 8, 10, 12)]
EFFECTS = (1, 2, 3)
POWER_ROUNDS = 200


def allowed(rounds: int) -> float:
    """5 % and twice its standard error over so many rounds."""
    return 0.05 + 2 * math.sqrt(0.05 * 0.95 / rounds)


@cache
def false_differences(setting: Setting) -> float:
    return share(setting, ROUNDS, SEED, "any")


@pytest.mark.parametrize("setting", EQUAL, ids=lambda one: f"{one.meshes}-{one.runs}-{one.leads}")
def test_among_equal_variants_a_group_claims_any_difference_in_at_most_one_of_twenty(setting: Setting) -> None:
    assert false_differences(setting) <= allowed(ROUNDS)


def test_over_all_groups_of_equal_variants_false_differences_are_at_most_five_per_cent() -> None:
    assert 0 < sum(false_differences(setting) for setting in EQUAL) / len(EQUAL) <= 0.05


def test_without_the_correction_the_same_groups_would_claim_many() -> None:
    assert share(EQUAL[3], ROUNDS, SEED, "any uncorrected") > 0.2


def test_runs_that_share_one_installation_are_told_apart_falsely() -> None:
    """What the guide warns of: noise that all runs of a variant share looks like a difference, and no test can know."""
    assert share(Setting(meshes=1, runs=8, setup=NOISE["50"]), ROUNDS, SEED, "any") > 0.25


@cache
def found(meshes: int, runs: int, effect: float) -> float:
    return share(Setting(meshes=meshes, runs=runs, effect=effect), POWER_ROUNDS, SEED, "found")


def test_what_the_comparison_can_find_grows_with_runs_and_with_the_difference() -> None:
    assert [found(3, 5, effect) for effect in EFFECTS] == [0, 0, 0]  # twelve tests: too few runs
    assert 0.6 < found(1, 8, 2) < 0.85
    assert 0.25 < found(3, 8, 2) < 0.5
    assert found(3, 12, 3) > 0.9
    for meshes, runs in POWER:
        assert found(meshes, runs, 1) <= found(meshes, runs, 2) <= found(meshes, runs, 3)


def test_the_guide_reports_what_was_found() -> None:
    rows = re.findall(
        r"^\| (\d+) \| (\d+) \| (\d+) % \| (\d+) % \| (\d+) % \|$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE
    )
    told = [tuple(int(cell) for cell in row) for row in rows]
    assert told == [
        (meshes, runs, *(round(100 * found(meshes, runs, effect)) for effect in EFFECTS)) for meshes, runs in POWER
    ]


def test_the_guide_reports_how_often_equal_variants_were_told_apart() -> None:
    text = " ".join(GUIDE.read_text(encoding="utf-8").split())
    shares = [100 * false_differences(setting) for setting in EQUAL]
    assert f"between {min(shares):.1f} % and {max(shares):.1f} % of the groups" in text
    assert f"{round(100 * share(EQUAL[3], ROUNDS, SEED, 'any uncorrected'))} % without the correction" in text
    setup = share(Setting(meshes=1, runs=8, setup=NOISE["50"]), ROUNDS, SEED, "any")
    assert f"in {round(100 * setup)} % of the groups" in text


def test_the_guide_tells_how_many_runs_so_many_tests_need() -> None:
    rows = re.findall(
        r"^\| (?:up to )?(\d+)(?: to (\d+))? \| (\d+) \|$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE
    )
    told = [(int(last or first), int(runs)) for first, last, runs in rows]
    assert len(told) == 4
    for tests, runs in told:
        assert (runs_needed(tests), runs_needed(tests + 1)) == (runs, runs + 1)


MOVED = (
    Setting(meshes=1, runs=5, effect=2),
    Setting(meshes=1, runs=8, effect=4),
    Setting(meshes=1, runs=12, effect=1, leads=THROUGHPUT),
    Setting(meshes=3, runs=6, effect=2),
    Setting(meshes=3, runs=9, effect=4, leads=THROUGHPUT),
)
INTERVAL_ROUNDS = 300


@cache
def held(setting: Setting) -> float:
    return share(setting, INTERVAL_ROUNDS, SEED, "holds")


@pytest.mark.parametrize("setting", MOVED, ids=lambda one: f"{one.meshes}-{one.runs}-{one.leads}")
def test_the_interval_of_an_overhead_holds_the_true_one(setting: Setting) -> None:
    """At least in 95 % of the groups, less twice the standard error."""
    assert held(setting) >= 0.95 - 2 * math.sqrt(0.05 * 0.95 / INTERVAL_ROUNDS)


def test_the_guide_reports_how_often_an_interval_held() -> None:
    text = " ".join(GUIDE.read_text(encoding="utf-8").split())
    shares = [100 * held(setting) for setting in MOVED]
    assert f"held the true one in {min(shares):.1f} % to {max(shares):.1f} % of the groups" in text
