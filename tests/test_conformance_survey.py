"""How old reports are, in which order they stand, which is the newest, and what may be compared; all synthetic."""

from __future__ import annotations

import importlib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from generator.conformance import difference
from generator.conformance.difference import why_extended_not_comparable, why_not_comparable
from generator.conformance.values import FeatureState, Standing
from generator.model import State
from generator.suite import NAMES, suite
from tests import synthetic
from tests.conformance_samples import NAMED, PORT, QUERY, UNTESTED, declaring, outcome, state, surveyed

if TYPE_CHECKING:
    from generator.model import ConformanceReport


# ---- age


@pytest.mark.parametrize(
    ("api", "standing"),
    [
        ("v1.6.1", Standing.CURRENT),
        ("v1.5.0", Standing.CURRENT),
        ("v1.4.1", Standing.BEHIND),
        ("v1.3.0", Standing.STALE),
        ("v0.8.0", Standing.STALE),
        ("v1.7.0", Standing.CURRENT),
        ("v1.9.0", Standing.CURRENT),
        ("v1.10.0", Standing.UNKNOWN),
        ("v1.11.4", Standing.UNKNOWN),
        ("v11.4.0", Standing.UNKNOWN),
        ("v9.0.0", Standing.UNKNOWN),
        ("v0.9.0", Standing.UNKNOWN),
    ],
)
def test_a_gateway_api_report_ages_with_the_minor_releases(api: str, standing: Standing) -> None:
    assert [each.version for each in suite("gateway-api").versions[:3]] == ["v1.6.0", "v1.5.0", "v1.4.0"]
    assert outcome(synthetic.gateway_report(api=api)).standing is standing
    assert outcome(synthetic.gateway_report(api=api, ran=None)).standing is standing


@pytest.mark.parametrize(("api", "young"), [("v1.6.1", Standing.CURRENT), ("4c436290f2", Standing.UNKNOWN), ("v11.4.0", Standing.UNKNOWN)])  # fmt: skip
def test_whatever_it_tests_a_report_older_than_two_years_is_stale(api: str, young: Standing) -> None:
    made = outcome(synthetic.gateway_report(api=api, ran="2024-11-24"))
    assert (made.standing, made.standing_reason) == (Standing.STALE, "older than two years")
    assert outcome(synthetic.gateway_report(api=api, ran="2024-11-25")).standing is young


@pytest.mark.parametrize("ran", ["2026-10-01", None])
def test_a_version_that_is_none_known_is_never_current(ran: str | None) -> None:
    made = outcome(synthetic.gateway_report(api="4c436290f2", ran=ran))
    assert (made.standing, made.standing_reason) == (
        Standing.UNKNOWN,
        "the version of the API that it tests is none that is known",
    )


@pytest.mark.parametrize("make", [synthetic.smi_report, synthetic.hamlet_report])
def test_reports_of_the_other_suites_age_by_their_day(make: object) -> None:
    assert callable(make)
    for ran, standing in (("2026-10-01", Standing.CURRENT), ("2020-10-14", Standing.STALE), (None, Standing.UNKNOWN)):
        assert outcome(make(ran=ran)).standing is standing


def test_a_historic_report_is_historic_however_young() -> None:
    for made in (synthetic.smi_report(historic=True), synthetic.gateway_report(api="v1.6.0", historic=True)):
        assert outcome(made).standing is Standing.HISTORIC


# ---- order


def ordered(*reports: ConformanceReport) -> list[str]:
    suites = surveyed(*reports).by_mesh["alpha"]
    return [each.report.id for line in suites.values() for each in line]


def versions_of(*versions: str) -> list[str]:
    made = [synthetic.gateway_report(f"r-{at}", version=version) for at, version in enumerate(versions)]
    names = {each.id: each.version for each in made}
    return [names[each] for each in ordered(*made)]


def test_a_mesh_s_reports_stand_newest_first_and_numbers_sort_as_numbers() -> None:
    assert versions_of("v1.9.0", "v1.10.0", "1.2", "1.20") == ["1.20", "v1.10.0", "v1.9.0", "1.2"]
    assert versions_of("1.20.0-pre.2", "1.20.0", "1.20.0-pre.10", "1.19") == [
        "1.20.0",
        "1.20.0-pre.10",
        "1.20.0-pre.2",
        "1.19",
    ]


def test_a_branch_stands_behind_every_release() -> None:
    assert versions_of("main", "0.0.1", "https://example.org/pull/1") == ["0.0.1", "main", "https://example.org/pull/1"]


def test_the_version_of_the_api_goes_before_that_of_the_mesh_and_the_day_last() -> None:
    made = (
        synthetic.gateway_report("old-api", api="v1.5.0", version="9.0"),
        synthetic.gateway_report("new-api", api="v1.6.1", version="1.0"),
        synthetic.gateway_report("new-api-later", api="v1.6.0", version="1.0", ran="2026-11-01"),
        synthetic.gateway_report("new-mesh", api="v1.6.0", version="1.1", ran="2025-11-01"),
    )
    assert ordered(*made) == ["new-mesh", "new-api-later", "new-api", "old-api"]


def test_the_tenth_minor_release_will_stand_before_the_ninth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.import_module("generator.conformance.survey"), "AHEAD", 9)
    made = (synthetic.gateway_report("nine", api="v1.9.0"), synthetic.gateway_report("ten", api="v1.10.0"))
    assert ordered(*made) == ["ten", "nine"]
    assert [edition.name for edition in surveyed(*made).matrices["gateway-api"].editions] == ["v1.10", "v1.9"]


@pytest.mark.parametrize("odd", ["v11.4.0", "v1.40.0", "4c436290f2", "main"])
def test_a_version_of_the_api_that_cannot_be_never_leads(odd: str) -> None:
    """One typing error, v11.4.0, and the report led its mesh and the matrix for good."""
    made = surveyed(
        synthetic.gateway_report("odd", api=odd, version="9.0"), synthetic.gateway_report("new", api="v1.1.0")
    )
    assert [each.report.id for each in made.by_mesh["alpha"]["gateway-api"]] == ["new", "odd"]
    assert [edition.outcomes[0].report.id for edition in made.matrices["gateway-api"].editions] == ["new", "odd"]
    assert [each.report.id for each in made.newest("alpha", "gateway-api")] == ["new"]
    assert made.outcomes["odd"].standing is Standing.UNKNOWN


@pytest.mark.parametrize("name", NAMES)
def test_editions_stand_newest_first_and_hold_every_report_once(name: str) -> None:
    apis = {"gateway-api": ["v1.6.0", "v1.5.1", "v11.4.0", "v1.5.0", "abcdef1"], "smi": ["v0.10.0", "v0.6.0", None], "hamlet": ["v1alpha1", "v1alpha2"]}  # fmt: skip
    made = [synthetic.report(f"r-{at}", name, api) for at, api in enumerate(apis[name])]
    matrix = surveyed(*made).matrices[name]
    expected = {"gateway-api": ["v1.6", "v1.5", "v11.4", "abcdef1"], "smi": ["v0.10.0", "v0.6.0", ""], "hamlet": ["v1alpha2", "v1alpha1"]}  # fmt: skip
    assert [edition.name for edition in matrix.editions] == expected[name]
    assert sorted(each.report.id for each in matrix.outcomes) == sorted(each.id for each in made)


# ---- the newest and the one before


@pytest.mark.parametrize("lost", [State.WITHDRAWN, State.DISPUTED, State.SUPERSEDED, State.INVALID])
def test_a_report_that_does_not_stand_is_never_the_newest(lost: State) -> None:
    made = surveyed(
        synthetic.gateway_report("new", api="v1.6.0", state=lost), synthetic.gateway_report("old", api="v1.5.0")
    )
    assert [each.report.id for each in made.newest("alpha", "gateway-api")] == ["old"]
    assert surveyed(synthetic.gateway_report("new", state=lost)).newest("alpha", "gateway-api") == ()


def test_a_corrected_report_stands_and_a_historic_one_is_never_the_newest() -> None:
    assert surveyed(synthetic.gateway_report("new", state=State.CORRECTED)).newest("alpha", "gateway-api")
    assert surveyed(synthetic.smi_report(historic=True)).newest("alpha", "smi") == ()
    assert surveyed().newest("alpha", "smi") == ()


def test_the_newest_are_all_channels_and_modes_of_the_newest_version_and_of_each_the_newest() -> None:
    made = surveyed(
        synthetic.gateway_report("standard", api="v1.6.1"),
        synthetic.gateway_report("standard-before", api="v1.6.0", ran="2026-09-01"),
        synthetic.gateway_report("experimental", api="v1.6.0", channel="experimental"),
        synthetic.gateway_report("ambient", api="v1.6.0", mode="ambient"),
        synthetic.gateway_report("older-mesh", api="v1.6.1", version="0.9.0", mode="old"),
        synthetic.gateway_report("older-api", api="v1.5.0", version="1.0.0", channel=None),
    )
    assert {each.report.id for each in made.newest("alpha", "gateway-api")} == {"standard", "experimental", "ambient"}


def test_the_report_before_is_of_the_same_mesh_suite_channel_mode_and_role_and_stands() -> None:
    made = surveyed(
        synthetic.gateway_report("new", api="v1.6.0"),
        synthetic.gateway_report("gone", api="v1.5.0", version="2.0.0", state=State.WITHDRAWN),
        synthetic.gateway_report("other-channel", api="v1.5.0", channel="experimental"),
        synthetic.gateway_report("other-mode", api="v1.5.0", mode="ambient"),
        synthetic.gateway_report("before", api="v1.4.0"),
        synthetic.gateway_report("other-mesh", api="v1.5.0", mesh_id="beta"),
        synthetic.smi_report(),
        synthetic.hamlet_report("owner", version="2.0.0"),
        synthetic.hamlet_report("consumer", role="consumer"),
    )
    names = {name: before.report.id for name, one in made.outcomes.items() if (before := made.previous(one))}
    assert names == {"new": "before", "gone": "before"}


# ---- comparing two


def obstacle(one: ConformanceReport, other: ConformanceReport) -> str:
    made = surveyed(one, other).outcomes
    assert why_not_comparable(made[one.id], made[other.id]) == why_not_comparable(made[other.id], made[one.id])
    return why_not_comparable(made[one.id], made[other.id]) or ""


def of_extended(one: ConformanceReport, other: ConformanceReport) -> str:
    made = surveyed(one, other).outcomes
    found = {why_extended_not_comparable(made[a], made[b]) for a, b in ((one.id, other.id), (other.id, one.id))}
    assert len(found) == 1
    return found.pop() or ""


def at_commit(name: str, *supported: str, **fields: object) -> ConformanceReport:
    made = declaring(*supported)
    return replace(made, id=name, harness=replace(made.harness, commit="6cd1558a9e"), **fields)  # type: ignore[arg-type]


def test_counts_are_comparable_only_where_both_ran_the_tests_of_one_commit() -> None:
    one = synthetic.gateway_report("one", commit="6cd1558a9e")
    assert obstacle(one, synthetic.gateway_report("two", commit="6cd1558a9e")) == ""
    assert obstacle(one, synthetic.gateway_report("two", commit="6cd1558a9e7c0f")) == ""
    assert "different commits" in obstacle(one, synthetic.gateway_report("two", commit="6cd1558a9f7c0f"))


def test_unknown_tests_equal_nothing_not_even_each_other() -> None:
    known, one, two = (synthetic.gateway_report(name) for name in ("known", "one", "two"))
    known = replace(known, harness=replace(known.harness, commit="6cd1558a9e"))
    assert "neither report names the commit" in obstacle(one, two)
    assert "one of the reports does not name" in obstacle(known, two)


def test_history_and_other_suites_are_compared_with_nothing() -> None:
    one = synthetic.gateway_report("one", commit="6cd1558a9e")
    assert "history" in obstacle(one, synthetic.gateway_report("two", commit="6cd1558a9e", historic=True))
    assert "different suites" in obstacle(one, synthetic.hamlet_report(commit="6cd1558a9e"))


@pytest.mark.parametrize("lost", [State.WITHDRAWN, State.DISPUTED, State.SUPERSEDED, State.INVALID])
def test_a_report_that_does_not_stand_is_compared_with_nothing(lost: State) -> None:
    gone = at_commit("two", state=lost, history=(synthetic.event(lost),))
    assert obstacle(at_commit("one"), gone) == "one of the reports does not stand"
    assert obstacle(at_commit("one"), replace(gone, state=State.CORRECTED)) == ""


def test_counts_of_meshes_that_claim_different_specifications_do_not_compare() -> None:
    one, two = (
        synthetic.smi_report(name, declared=declared, commit="6cd1558a9e")
        for name, declared in (("one", ("traffic-split",)), ("two", ("traffic-split", "traffic-access")))
    )
    assert obstacle(one, two) == "the meshes claim different specifications, so different cases count"
    assert obstacle(one, replace(one, id="three", declared=("traffic-split", "traffic-split"))) == ""


def test_counts_of_extended_cases_compare_only_where_the_same_features_are_declared() -> None:
    """Which of them ran is decided by the features, not by the commit alone."""
    both = at_commit("both", QUERY, PORT)
    assert of_extended(both, at_commit("turned", PORT, QUERY)) == ""
    assert of_extended(both, at_commit("one", QUERY)) == "the features declared differ, so different cases ran"
    assert obstacle(both, at_commit("one", QUERY)) == ""
    assert "commit" in of_extended(both, replace(declaring(QUERY, PORT), id="silent"))
    (plain,) = both.profiles
    denied = replace(both, id="denied", profiles=(replace(plain, extended=synthetic.level(2, supported=[QUERY, PORT], unsupported=[NAMED])),))  # fmt: skip
    assert of_extended(both, denied) == ""
    made = surveyed(both, at_commit("one", QUERY)).outcomes
    found = difference(made["both"], made["one"])
    assert (found.obstacle, found.extended_obstacle) == (None, "the features declared differ, so different cases ran")


def test_a_difference_names_what_changed_what_is_gone_and_what_is_new() -> None:
    before = declaring(QUERY, PORT, unsupported=[NAMED])
    after = replace(declaring(QUERY, NAMED, passed=1, skipped=1, skipped_tests=["MeshHTTPRouteNamedRule"]), id="beta")
    made = surveyed(before, after).outcomes
    found = difference(made["alpha"], made["beta"])
    assert [(each.id, each.before, each.after) for each in found.features] == [
        (NAMED, FeatureState.NOT_CLAIMED, FeatureState.NOT_RUN),
        (PORT, FeatureState.PASSED, None),
    ]
    changed = {each.id: (str(each.before), str(each.after)) for each in found.cases}
    assert changed == {
        "MeshHTTPRouteNamedRule": ("not-claimed", "not-run"),
        "MeshHTTPRouteRedirectPort": ("passed", "not-claimed"),
    }
    assert [each.id for each in found.changed] == [NAMED, *sorted(changed)]
    assert [each.id for each in found.gone] == [PORT]
    assert found.new == ()
    assert difference(made["alpha"], made["alpha"]).changed == ()


def test_the_profile_s_old_name_is_no_difference() -> None:
    extended = synthetic.level(1, supported=[QUERY])
    old, new = (
        synthetic.gateway_report(name, synthetic.profile(extended=extended, name=profile))
        for name, profile in (("old", "MESH"), ("new", "MESH-HTTP"))
    )
    made = surveyed(old, new).outcomes
    found = difference(made["old"], made["new"])
    assert {each.group for each in (*found.features, *found.cases)} == {"HTTP"}
    assert [(each.id, each.before, each.after) for each in found.changed] == [
        (QUERY, FeatureState.UNKNOWN, FeatureState.PASSED)
    ]


def test_both_names_of_a_profile_in_one_report_make_no_change_that_is_none() -> None:
    """The cases of the one were set against those of the other."""
    extended = synthetic.level(1, skipped=1, skipped_tests=["MeshHTTPRouteRedirectPort"], supported=[QUERY, PORT])
    names = ("MESH", "MESH-HTTP")
    odd = synthetic.profile(synthetic.level(6, failed=1, failed_tests=["MeshBasic"]), name="MESH")
    both, turned = (
        synthetic.gateway_report(name, *made)
        for name, made in (
            ("both", (odd, synthetic.profile(extended=extended))),
            ("turned", (synthetic.profile(extended=extended), odd)),
        )
    )
    alone = synthetic.gateway_report("alone", synthetic.profile(extended=extended))
    made = surveyed(both, turned, alone).outcomes
    for one, other in (("both", "turned"), ("turned", "both"), ("both", "both")):
        found = difference(made[one], made[other])
        assert (found.features, found.cases) == ((), ())
    found = difference(made["both"], made["alone"])
    assert (found.changed, found.new) == ((), ())
    assert {each.group for each in found.gone} == {names[0]}
    profile = made["both"].profile("HTTP")
    assert profile is not None
    assert profile.id == names[1]


def test_a_feature_that_is_only_declared_in_both_has_not_changed() -> None:
    """ "Declared, no test" against "declared" looked like a change of the mesh."""
    one = declaring(QUERY, UNTESTED, passed=1)
    two = replace(declaring(QUERY, UNTESTED, passed=5), id="two")
    assert (state(one, UNTESTED), state(two, UNTESTED)) == (FeatureState.UNTESTED, FeatureState.UNKNOWN)
    made = surveyed(one, two).outcomes
    assert [each.id for each in difference(made["alpha"], made["two"]).features] == [QUERY]


def test_reports_that_name_nothing_are_said_to_name_nothing() -> None:
    silent = [synthetic.smi_report(name, cases=()) for name in ("one", "two")]
    made = surveyed(*silent, synthetic.smi_report("named")).outcomes
    assert not difference(made["one"], made["two"]).speaks
    assert not difference(made["named"], made["two"]).speaks
    assert difference(made["named"], made["named"]).speaks
