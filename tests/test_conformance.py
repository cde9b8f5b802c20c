"""What a report says, and no more: cases, counts, features, age and order; all reports here are synthetic."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.conformance.outcomes import groups
from generator.conformance.values import Count, FeatureState
from generator.model import Case, CaseStatus
from generator.pages.wording import count_of, group_in_words, level_of
from generator.suite import suite
from tests import synthetic
from tests.conformance_samples import (
    NAMED,
    PORT,
    QUERY,
    UNTESTED,
    counted,
    declaring,
    http,
    of_core,
    outcome,
    state,
    statuses,
    told,
    words,
)

# ---- cases of the Gateway API


def test_counts_that_fit_the_suite_name_every_case() -> None:
    group = http(declaring(QUERY, PORT))
    assert (group.fits, group.named) == (True, True)
    assert statuses(group) == {"passed": 9, "not-claimed": 5}
    assert all(case.derived for case in group.cases if case.status is CaseStatus.PASSED)
    assert not any(case.derived for case in group.cases if case.status is CaseStatus.NOT_CLAIMED)


def test_a_patch_release_is_read_with_the_suite_of_its_minor_release() -> None:
    assert http(replace(declaring(QUERY), suite_version="v1.4.1")).named


@pytest.mark.parametrize(
    "core", [synthetic.level(8), synthetic.level(6), synthetic.level(6, failed=2, failed_tests=["MeshBasic", "MeshTrafficSplit"])]
)  # fmt: skip
def test_counts_that_do_not_fit_name_no_case_that_the_report_does_not_name(core: synthetic.Level) -> None:
    group = http(synthetic.gateway_report("alpha", synthetic.profile(core)))
    assert (group.fits, group.named) == (False, False)
    assert [(case.id, case.status) for case in group.cases] == [(each, CaseStatus.FAILED) for each in core.failed_tests]


def test_extended_counts_that_do_not_fit_name_no_extended_case_and_take_nothing_from_core() -> None:
    group = http(declaring(QUERY, PORT, passed=3))
    assert (group.fits, group.named) == (False, False)
    assert [(case.level, case.status) for case in group.cases] == [("core", CaseStatus.PASSED)] * 7


def test_the_commit_of_the_tests_changes_nothing_of_what_the_counts_tell() -> None:
    made = declaring(QUERY)
    assert http(replace(made, harness=replace(made.harness, commit="6cd1558a9e"))) == http(made)


def test_a_suite_that_is_not_verified_names_no_case() -> None:
    made = synthetic.gateway_report("alpha", synthetic.profile(synthetic.level(3), name="MESH"), api="v0.7.1")
    assert suite("gateway-api").at("v0.7.1") is not None
    assert (http(made).fits, http(made).named, http(made).cases) == (None, False, ())


@pytest.mark.parametrize("api", ["v9.9.9", "4c436290f2", None])
def test_a_suite_that_is_not_known_names_only_what_the_report_names(api: str | None) -> None:
    core = synthetic.level(5, skipped=1, skipped_tests=["MeshBasic"], result="partial")
    group = http(synthetic.gateway_report("alpha", synthetic.profile(core), api=api))  # type: ignore[arg-type]
    assert (group.fits, group.named) == (None, False)
    assert [(case.id, case.status) for case in group.cases] == [("MeshBasic", CaseStatus.NOT_RUN)]
    assert group.cases[0].asserts is not None  # as another version of the suite describes it
    assert group.core is not None
    assert (group.core.total, group.core.expected) == (6, None)


def test_named_failures_and_skips_are_told_apart_from_what_passed() -> None:
    core = synthetic.level(
        5, 1, 1, failed_tests=["MeshTrafficSplit"], skipped_tests=["MeshHTTPRouteMatching"], result="failure"
    )
    found = {case.id: case for case in http(synthetic.gateway_report("alpha", synthetic.profile(core))).cases}
    assert found["MeshTrafficSplit"].status is CaseStatus.FAILED
    assert found["MeshHTTPRouteMatching"].status is CaseStatus.NOT_RUN
    assert found["MeshBasic"].status is CaseStatus.PASSED
    assert not found["MeshTrafficSplit"].derived


def test_a_failure_without_a_name_leaves_every_other_case_open() -> None:
    group = http(synthetic.gateway_report("alpha", synthetic.profile(synthetic.level(6, failed=1))))
    assert statuses(group) == {None: 7}


@pytest.mark.parametrize("core", [(None, None, None), (7, None, None), (7, 0, None), (None, 0, 0)])
@pytest.mark.parametrize("result", ["success", "partial", "failure", None])
def test_a_level_without_all_counts_never_yields_a_case_that_passed(
    core: tuple[int | None, int | None, int | None], result: str | None
) -> None:
    """A report without statistics was read as one in which every case passed."""
    group = of_core(synthetic.level(*core, result=result))
    assert group.core is not None
    assert (group.core.total, group.core.share, group.fits, group.named) == (None, None, None, False)
    assert statuses(group) == {None: 7}
    assert group.core.status == {"success": "passed", "partial": "partial", "failure": "failed", None: None}[result]
    said = f"{result} as reported, counts not reported" if result else "not reported"
    assert (level_of(group.core), count_of(group.core)) == (said, said)


def test_a_level_without_counts_leaves_the_other_one_as_it_is() -> None:
    group = of_core(synthetic.level(), passed=None, failed=None, skipped=None, supported=[QUERY])
    assert statuses(group) == {"passed": 7, None: 1, "not-claimed": 6}
    assert next(each.state for each in group.features if each.id == QUERY) is FeatureState.UNKNOWN


@pytest.mark.parametrize("kind", ["failed", "skipped"])
def test_a_case_that_the_report_names_is_shown_whatever_else_is_odd(kind: str) -> None:
    """Named failures vanished where the counts did not fit, or the suite did not know the name."""
    status = {"failed": "failed", "skipped": "not-run"}[kind]

    def naming(passed: int | None, odd: int | None, *names: str) -> dict[str, object]:
        return {"passed": passed, kind: odd, f"{kind}_tests": names}

    without = of_core(synthetic.level(None, None, None, **{f"{kind}_tests": ["MeshBasic"]}))  # type: ignore[arg-type]
    assert told(without, "MeshBasic") == [("MeshBasic", "core", status)]
    unknown = of_core(synthetic.level(**naming(6, 1, "SyntheticCase")))  # type: ignore[arg-type]
    assert told(unknown, "SyntheticCase") == [("SyntheticCase", "core", status)]
    assert statuses(unknown) == {status: 1, None: 7}
    twice = of_core(synthetic.level(**naming(5, 2, "MeshBasic", "MeshBasic")))  # type: ignore[arg-type]
    assert told(twice, "MeshBasic") == [("MeshBasic", "core", status)]
    assert statuses(twice) == {status: 1, None: 6}
    elsewhere = of_core(synthetic.level(), **naming(0, 1, "MeshBasic"), supported=[QUERY])
    assert told(elsewhere, "MeshBasic") == [("MeshBasic", "core", "passed"), ("MeshBasic", "extended", status)]
    undeclared = of_core(synthetic.level(), **naming(0, 1, "MeshHTTPRouteRedirectPort"), supported=[QUERY])
    assert told(undeclared, "MeshHTTPRouteRedirectPort") == [("MeshHTTPRouteRedirectPort", "extended", status)]
    assert told(undeclared, "MeshHTTPRouteQueryParamMatching") == [
        ("MeshHTTPRouteQueryParamMatching", "extended", None)
    ]


def test_a_case_named_as_failed_and_as_skipped_failed() -> None:
    core = synthetic.level(5, 1, 1, failed_tests=["MeshBasic"], skipped_tests=["MeshBasic"])
    assert told(of_core(core), "MeshBasic") == [("MeshBasic", "core", "failed")]


NAMES_OF_CASES = st.lists(st.sampled_from(["MeshBasic", "MeshTrafficSplit", "MeshHTTPRouteRedirectPort", "Synthetic"]))


@given(
    st.none() | st.integers(0, 9), st.none() | st.integers(0, 3), st.none() | st.integers(0, 3), NAMES_OF_CASES,
    NAMES_OF_CASES, st.sampled_from(["v1.4.0", "v0.7.1", "4c436290f2", None]),
)  # fmt: skip
def test_no_named_case_vanishes_and_none_is_made_to_pass_by_guessing(
    passed: int | None, failed: int | None, skipped: int | None, fell: list[str], left: list[str], api: str | None
) -> None:
    group = of_core(synthetic.level(passed, failed, skipped, failed_tests=fell, skipped_tests=left), api=api)
    found = {case.id: case.status for case in group.cases}
    assert {name: found[name] for name in fell} == dict.fromkeys(fell, CaseStatus.FAILED)
    assert {name for name in left if found[name] is CaseStatus.NOT_RUN} == {*left} - {*fell}
    assert statuses(group)["passed"] in {0, passed}


def test_a_profile_without_extended_cases_has_no_extended_count() -> None:
    assert http(synthetic.gateway_report("alpha")).extended is None
    silent = synthetic.level(None, None, None, result=None)
    assert http(synthetic.gateway_report("alpha", synthetic.profile(extended=silent))).extended is None


def test_profiles_stand_http_first_and_gateways_are_left_out() -> None:
    names = ("MESH-GRPC", "GATEWAY-HTTP", "MESH-HTTP")
    made = synthetic.gateway_report("alpha", *(synthetic.profile(name=name) for name in names))
    assert [group.id for group in groups(made)] == ["MESH-HTTP", "MESH-GRPC"]


# ---- features: declared apart from tested


def test_a_declared_feature_whose_cases_passed_passed() -> None:
    assert state(declaring(QUERY, PORT), QUERY) is FeatureState.PASSED


def test_a_declared_feature_whose_case_was_skipped_was_not_run() -> None:
    made = declaring(QUERY, PORT, passed=1, skipped=1, skipped_tests=["MeshHTTPRouteRedirectPort"], result="partial")
    assert (state(made, PORT), state(made, QUERY)) == (FeatureState.NOT_RUN, FeatureState.PASSED)


def test_a_declared_feature_whose_case_failed_failed() -> None:
    made = declaring(QUERY, PORT, passed=1, failed=1, failed_tests=["MeshHTTPRouteRedirectPort"], result="failure")
    assert state(made, PORT) is FeatureState.FAILED


def test_a_denied_feature_is_not_claimed_and_one_that_nobody_names_not_reported() -> None:
    made = declaring(QUERY, unsupported=[PORT])
    assert (state(made, PORT), state(made, NAMED)) == (FeatureState.NOT_CLAIMED, FeatureState.NOT_REPORTED)
    declared = {each.id: each.declared for each in http(made).features}
    assert (declared[QUERY], declared[PORT], declared[NAMED]) == (True, False, None)


def test_a_declared_feature_without_a_case_is_not_tested() -> None:
    assert state(declaring(QUERY, UNTESTED, passed=1), UNTESTED) is FeatureState.UNTESTED


def test_of_tests_that_nobody_knows_a_declared_feature_is_only_declared() -> None:
    made = declaring(QUERY, passed=5)
    assert http(made).fits is False
    assert state(made, QUERY) is FeatureState.UNKNOWN


def test_a_feature_that_the_suite_does_not_know_is_kept() -> None:
    assert state(declaring(QUERY, "SyntheticFeature", passed=1), "SyntheticFeature") is FeatureState.UNTESTED


def test_a_feature_of_several_cases_is_partial_where_one_was_skipped() -> None:
    several = "HTTPRouteResponseHeaderModification"
    extended = synthetic.level(1, skipped=1, skipped_tests=["MeshConsumerRoute"], supported=[several, UNTESTED])
    made = synthetic.gateway_report("alpha", synthetic.profile(synthetic.level(2), extended), api="v1.3.0")
    assert http(made).named
    assert (state(made, several), state(made, UNTESTED)) == (FeatureState.PARTIAL, FeatureState.NOT_RUN)


def test_a_report_that_declares_nothing_has_no_features() -> None:
    assert http(synthetic.gateway_report("alpha")).features == ()


# ---- SMI and Hamlet


def test_an_smi_report_has_every_case_in_the_suite_s_order_whatever_its_own() -> None:
    plain = synthetic.smi_report(odd={"TSC-1.2.4": "failed", "TSC-1.2.5": "not-run", "TSC-1.2.6": "not-run"})
    turned = replace(plain, cases=tuple(reversed(plain.cases)), specifications=tuple(reversed(plain.specifications)))
    assert groups(plain) == groups(turned)
    assert [group.id for group in groups(plain)] == ["traffic-access", "traffic-split", "traffic-spec"]
    assert [words(group) for group in groups(plain)] == ["7 of 7", "11 of 11", "3 of 6, 1 failed, 2 not run"]


def test_what_is_not_claimed_is_not_counted() -> None:
    made = outcome(synthetic.smi_report(odd={"TA": "not-claimed", "TSC": "not-claimed"}))
    assert [words(group) for group in made.groups] == ["7 not claimed", "11 of 11", "6 not claimed"]
    assert [group.core and group.core.status for group in made.groups] == ["not-claimed", "passed", "not-claimed"]
    assert (made.total.total, made.total.share) == (11, 1)


def test_a_version_that_is_not_served_is_no_failure_and_stays_outside_the_share() -> None:
    """It was shown as not run, and counted against the mesh."""
    served = outcome(synthetic.smi_report(odd={"TS": "passed", "TS-1.1.1": "version-not-served"}))
    (split,) = (group for group in served.groups if group.id == "traffic-split")
    assert split.core is not None
    assert (split.core.of(CaseStatus.FAILED), split.core.of(CaseStatus.NOT_RUN)) == (0, 0)
    assert (split.core.share, split.core.status, words(split)) == (1, "partial", "10 of 11, 1 version not served")
    assert (served.total.total, served.total.share) == (24, 1)
    (none,) = (
        group for group in groups(synthetic.smi_report(odd={"TS": "version-not-served"})) if group.id == "traffic-split"
    )
    assert none.core is not None
    assert (none.core.share, none.core.status) == (None, "version-not-served")
    assert words(none) == "0 of 11, 11 version not served"


def test_an_smi_report_without_cases_keeps_what_it_says_of_its_specifications() -> None:
    made = outcome(synthetic.smi_report(cases=()))
    assert [(group.id, group.named, group.core) for group in made.groups] == [
        ("traffic-access", False, None),
        ("traffic-split", False, None),
        ("traffic-spec", False, None),
    ]
    assert (made.total.total, made.total.share) == (None, None)


def test_an_smi_report_without_a_suite_version_has_a_group_for_each_specification() -> None:
    made = synthetic.smi_report(suite_version=None, cases=())
    assert [(group.id, group.title, group.core, group.cases) for group in groups(made)] == [
        ("traffic-access", "Traffic access", None, ()),
        ("traffic-split", "Traffic split", None, ()),
        ("traffic-spec", "Traffic specs", None, ()),
    ]


def test_a_hamlet_report_is_read_with_the_cases_of_its_version() -> None:
    for api, expected in (("v1alpha1", 12), ("v1alpha2", 14)):
        (group,) = groups(synthetic.hamlet_report(api=api, odd={"H-05": "failed"}))
        assert group.core is not None
        assert (group.core.total, group.core.passed, group.core.of(CaseStatus.FAILED)) == (expected, expected - 1, 1)


def test_partial_and_not_run_cases_of_hamlet_are_counted_as_what_they_are() -> None:
    """Both were counted as failed."""
    odd = {"H-01": "partial", "H-02": "partial", "H-03": "not-run", "H-04": "failed"}
    (group,) = groups(synthetic.hamlet_report(odd=odd))
    assert group.core is not None
    assert [group.core.of(CaseStatus(each)) for each in ("passed", "partial", "failed", "not-run")] == [10, 2, 1, 1]
    assert (
        words(group) == group_in_words(group).removeprefix("Federation ") == "10 of 14, 2 partial, 1 failed, 1 not run"
    )
    (half,) = groups(synthetic.hamlet_report(odd={"H": "partial"}))
    assert half.core is not None
    assert (half.core.status, half.core.share, words(half)) == ("partial", 0, "0 of 14, 14 partial")


def test_a_case_carries_its_reason() -> None:
    made = synthetic.hamlet_report(cases=(Case(id="H-01", status=CaseStatus.FAILED, reason="Why."),))
    (group,) = groups(made)
    assert (group.cases[0].reason, group.cases[1].status) == ("Why.", None)


# ---- counts


@pytest.mark.parametrize(
    ("counts", "status", "said"),
    [
        ((7, 0, 0), CaseStatus.PASSED, "7 of 7"),
        ((6, 0, 1), CaseStatus.PARTIAL, "6 of 7, 1 skipped"),
        ((6, 1, 0), CaseStatus.PARTIAL, "6 of 7, 1 failed"),
        ((0, 7, 0), CaseStatus.FAILED, "0 of 7, 7 failed"),
        ((0, 6, 1), CaseStatus.FAILED, "0 of 7, 6 failed, 1 skipped"),
        ((0, 0, 7), CaseStatus.NOT_RUN, "0 of 7, 7 skipped"),
        ((0, 0, 0), None, "no case counted"),
        ((None, None, None), None, "not reported"),
        ((7, 0, None), None, "not reported"),
        ((None, 0, 0), None, "not reported"),
    ],
)
def test_a_count_is_worded_and_judged(
    counts: tuple[int | None, int | None, int | None], status: CaseStatus | None, said: str
) -> None:
    made = counted(*counts)
    assert (made.status, level_of(made)) == (status, said)
    assert (made.total is None) == (None in counts)


@pytest.mark.parametrize(
    ("counts", "result", "status", "said"),
    [
        ((7, 0, 0), "success", CaseStatus.PASSED, "7 of 7"),
        ((7, 0, 0), "partial", CaseStatus.PASSED, "7 of 7 (reported: partial)"),
        ((7, 0, 0), "failure", CaseStatus.FAILED, "7 of 7 (reported: failure)"),
        ((6, 0, 1), "partial", CaseStatus.PARTIAL, "6 of 7, 1 skipped"),
        ((6, 0, 1), "success", CaseStatus.PARTIAL, "6 of 7, 1 skipped (reported: success)"),
        ((6, 1, 0), "failure", CaseStatus.PARTIAL, "6 of 7, 1 failed"),
        ((6, 1, 0), "success", CaseStatus.PARTIAL, "6 of 7, 1 failed (reported: success)"),
        ((None, None, None), "failure", CaseStatus.FAILED, "failure as reported, counts not reported"),
    ],
)
def test_a_result_that_the_counts_contradict_stands_beside_them(
    counts: tuple[int | None, int | None, int | None], result: str, status: CaseStatus, said: str
) -> None:
    """A report that says failure was shown as passed."""
    made = counted(*counts, result=result)
    assert (made.status, level_of(made), made.disagrees) == (status, said, "(reported" in said)


COUNTS = st.one_of(st.none(), st.integers(min_value=0, max_value=99))


@given(COUNTS, COUNTS, COUNTS)
def test_a_missing_count_is_never_taken_for_one(passed: int | None, failed: int | None, skipped: int | None) -> None:
    made = counted(passed, failed, skipped)
    if None in (passed, failed, skipped):
        assert (made.total, made.share, made.status) == (None, None, None)
    elif made.total:
        assert made.share == (passed or 0) / made.total
        assert (made.status is CaseStatus.PASSED) == (passed == made.total)


@given(st.dictionaries(st.sampled_from(CaseStatus), st.integers(min_value=0, max_value=20)))
def test_nothing_is_held_against_a_mesh_that_it_does_not_claim_or_serve(tally: dict[CaseStatus, int]) -> None:
    made = Count(tally=tally, complete=True)
    apart = {CaseStatus.NOT_CLAIMED, CaseStatus.VERSION_NOT_SERVED}
    bare = Count(tally={status: count for status, count in tally.items() if status not in apart}, complete=True)
    assert made.share == bare.share
    assert made.total == sum(count for status, count in tally.items() if status is not CaseStatus.NOT_CLAIMED)
    assert (made.status is CaseStatus.PASSED) == (0 < (made.total or 0) == made.passed)


def test_a_total_over_groups_is_unknown_where_one_of_them_is() -> None:
    known, unknown = synthetic.profile(), synthetic.profile(synthetic.level(None), name="MESH-GRPC")
    assert outcome(synthetic.gateway_report("alpha", known, unknown)).total.total is None
    assert outcome(synthetic.gateway_report("alpha", known)).total.total == 7
