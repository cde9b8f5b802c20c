"""What other publishers of conformance got wrong, each as a test that fails where we do the same; all reports are synthetic."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from generator import addresses
from generator.gateway_report import normalised
from generator.model import State
from generator.source import parse
from generator.suite import TITLES
from tests import synthetic
from tests.conformance_samples import (
    GATEWAY,
    PORT,
    QUERY,
    SMI,
    body,
    cells,
    composed,
    feature_cells,
    heads,
    matrix_rows,
    of_report,
    seen,
    table,
    text_of,
    with_features,
)
from tests.sites import elements

if TYPE_CHECKING:
    from generator.model import Claim, ConformanceReport

# ---- the Gateway API's site (reference/conformance.md, section 3.4)


def test_standard_and_experimental_of_one_version_both_stay() -> None:
    """Its key lacks the channel: of cilium v1.20.0's two reports one was lost."""
    made = composed(
        synthetic.gateway_report("alpha-experimental", version="v1.20.0", api="v1.6.1", channel="experimental"),
        synthetic.gateway_report("alpha-standard", version="v1.20.0", api="v1.6.1", channel="standard"),
    )
    rows = matrix_rows(made)
    assert set(rows) == {"alpha-experimental", "alpha-standard"}
    assert [("standard" in cells(rows[name])) for name in sorted(rows)] == [False, True]
    assert {each["report"] for each in table(made, "conformance-reports")} == set(rows)


@pytest.mark.parametrize("field", ["mode", "version", "date", "suite_version"])
def test_reports_that_differ_in_one_thing_alone_both_stay(field: str) -> None:
    """And nothing else of a row may fold two reports into one either, not even where nothing differs at all."""
    one = synthetic.gateway_report("one")
    other = {"mode": "ambient", "version": "2.0", "date": synthetic.at("2026-10-02"), "suite_version": "v1.4.1"}
    made = composed(one, replace(one, id="two", **{field: other[field]}), replace(one, id="three"))  # type: ignore[arg-type]
    assert set(matrix_rows(made)) == {"one", "two", "three"}


def test_two_reports_of_one_organisation_never_share_feature_ticks() -> None:
    """Ticks were written by the organisation's place, which two reports share."""
    made = composed(
        with_features("one", QUERY, unsupported=(PORT,), version="1.0"),
        with_features("two", PORT, unsupported=(QUERY,), version="2.0"),
    )
    assert feature_cells(made, QUERY) == {"one": "passed", "two": "not claimed"}
    assert feature_cells(made, PORT) == {"one": "not claimed", "two": "passed"}


def test_the_grpc_profile_is_shown_with_all_its_levels() -> None:
    """MESH-GRPC was never shown."""
    grpc = synthetic.profile(synthetic.level(2), synthetic.level(1, skipped=2, result="partial"), name="MESH-GRPC")
    made = composed(synthetic.gateway_report("alpha", synthetic.profile(), grpc))
    shown = dict(zip(heads(made), cells(matrix_rows(made)["alpha"]), strict=True))
    assert (shown["gRPC core"], shown["gRPC extended"]) == ("2 of 2", "1 of 3, 2 skipped")
    rows = [each for each in table(made, "conformance-reports") if each["group"] == "MESH-GRPC"]
    assert [(each["level"], each["passed"], each["not_run"]) for each in rows] == [
        ("core", "2", "0"),
        ("extended", "1", "2"),
    ]


def test_v1_10_stands_above_v1_9() -> None:
    """Versions were sorted as texts."""
    made = composed(
        synthetic.gateway_report("nine", version="v1.9.0"),
        synthetic.gateway_report("ten", version="v1.10.0"),
        synthetic.gateway_report("api-nine", api="v1.9.0"),
    )
    assert list(matrix_rows(made)) == ["api-nine", "ten", "nine"]


def test_a_version_that_cannot_be_stands_below_all_others_with_a_word() -> None:
    made = composed(synthetic.gateway_report("odd", api="v11.4.0"), synthetic.gateway_report("old", api="v1.1.0"))
    assert list(matrix_rows(made)) == ["old", "odd"]
    assert "the newest tests v1.1" in text_of(made, GATEWAY)
    assert cells(matrix_rows(made)["odd"])[-1] == "age not known"
    newest = next(each for each in body(made, "conformance/") if each.name == "tbody")
    assert [each.attributes["data-report"] for each in newest.children] == ["old"]
    assert "Age not known" in of_report(made, "odd")


def test_an_undeclared_feature_is_no_failure() -> None:
    """A cross stood for all of: denied, not reported, not yet invented."""
    made = composed(with_features("one", QUERY, version="1.0"), with_features("two", PORT, unsupported=(QUERY,)))
    assert feature_cells(made, PORT) == {"one": "not reported", "two": "passed"}
    assert feature_cells(made, QUERY) == {"one": "passed", "two": "not claimed"}
    states = {str(each.attributes.get("class")) for each in body(made, GATEWAY) if each.name == "a"}
    assert not any("failed" in each for each in states)


def test_a_gateway_s_feature_declared_for_a_mesh_is_not_ticked_as_tested() -> None:
    """kubernetes-sigs/gateway-api 3581: features of gateways were ticked for meshes that no mesh test had tried."""
    declared = ("HTTPRouteMethodMatching", "HTTPRouteResponseHeaderModification")
    core, extended = synthetic.level(2), synthetic.level(1, supported=declared)
    made = composed(synthetic.gateway_report("alpha", synthetic.profile(core, extended), api="v1.3.0"))
    assert feature_cells(made, "HTTPRouteMethodMatching") == {"alpha": "declared, no test"}
    assert feature_cells(made, "HTTPRouteResponseHeaderModification") == {"alpha": "passed"}
    (told,) = (each for each in table(made, "conformance-features") if each["feature"] == "HTTPRouteMethodMatching")
    assert (told["declared"], told["state"]) == ("True", "declared-untested")


def test_a_version_1_20_is_not_1_2() -> None:
    """An unquoted 1.20 was read as a number."""
    text = (
        b"apiVersion: gateway.networking.k8s.io/v1\nkind: ConformanceReport\ndate: '2026-10-01T00:00:00Z'\ngatewayAPIVersion: 1.10\n"
        b"implementation: {organization: synthetic, project: alpha, version: 1.20}\nprofiles: [{name: MESH-HTTP, core: {result: success}}]\n"
    )
    document = parse("report.yaml", text).document
    assert document is not None
    found = normalised(document)
    assert (found["version"], found["gateway_api_version"]) == ("1.20", "1.10")


def test_every_cell_of_a_row_that_says_something_leads_to_its_report() -> None:
    """Rows led nowhere."""
    made = composed(*(synthetic.gateway_report(name, mesh_id=name) for name in ("alpha", "beta")))
    for name, row in matrix_rows(made).items():
        links = [str(each.attributes["href"]) for each in row.walk() if each.name == "a"]
        assert len(links) > 1
        assert set(links) == {f"../reports/{name}/"}


def test_day_channel_mode_and_version_of_the_api_are_columns() -> None:
    """Neither day nor channel was shown."""
    made = composed(synthetic.gateway_report("alpha", api="v1.4.1", mode="ambient", channel="experimental"))
    shown = dict(zip(heads(made), cells(matrix_rows(made)["alpha"]), strict=True))
    assert (shown["API version"], shown["channel"], shown["mode"]) == ("v1.4.1", "experimental", "ambient")
    assert (shown["ran"], shown["report is"]) == ("1 October 2026", "one edition behind")


def test_a_version_with_a_single_report_has_its_section() -> None:
    """A version was shown from three projects on; below that it was absent without a word."""
    made = composed(synthetic.gateway_report("alpha", api="v1.6.0"), synthetic.gateway_report("beta", api="v1.1.0"))
    sections = [each.attributes["data-edition"] for each in body(made, GATEWAY) if each.name == "section"]
    assert sections == ["v1.6", "v1.1"]


def test_every_state_is_told_in_words() -> None:
    """Emoji stood alone."""
    extended = synthetic.level(1, skipped=1, skipped_tests=["MeshHTTPRouteRedirectPort"], supported=[QUERY, PORT])
    made = composed(
        synthetic.gateway_report("alpha", synthetic.profile(synthetic.level(6, 1), extended)), synthetic.smi_report()
    )
    for page in made.pages:
        if page.path.startswith("conformance/"):
            marks = [
                each for each in elements(str(page.body)) if "mr-case" in str(each.attributes.get("class")).split()
            ]
            assert all(re.search("[a-z0-9]", each.all_text()) for each in marks), page.path


# ---- Meshery's dashboard (section 2.4)


@pytest.mark.parametrize("turned", [False, True])
def test_cells_stand_under_their_own_head_whatever_the_order_of_the_report(turned: bool) -> None:  # noqa: FBT001
    """Linkerd's record was ordered split, spec, access, and its values stood under the wrong heads."""
    told = {"traffic-split": "half", "traffic-spec": "full", "traffic-access": "none"}
    made = [synthetic.specification(name, capability=capability) for name, capability in told.items()]
    one = synthetic.smi_report(cases=(), specifications=tuple(reversed(made) if turned else made), historic=True)
    composition = composed(one)
    row = matrix_rows(composition, SMI)["alpha-smi"]
    shown = dict(zip(heads(composition, SMI), cells(row), strict=True))
    assert {name: shown[name].partition(" ")[0] for name in told} == told


def test_a_head_takes_no_version_from_the_first_row() -> None:
    """The API's version stood in the head and was the first row's."""
    made = composed(
        *(
            synthetic.smi_report(name, cases=(), specifications=(synthetic.specification(api_version=version),))
            for name, version in (("one", "v1alpha2"), ("two", "v1alpha4"))
        )
    )
    assert not any("v1alpha" in each for each in heads(made, SMI))
    rows = matrix_rows(made, SMI)
    assert ["v1alpha2" in rows["one"].all_text(), "v1alpha4" in rows["two"].all_text()] == [True, True]


def test_older_versions_of_a_mesh_are_viewable() -> None:
    """meshery.io 576: the API held several versions and the page showed one."""
    made = composed(*(synthetic.smi_report(f"v{at}", version=f"v0.{at}.0") for at in range(9, 12)))
    assert list(matrix_rows(made, SMI)) == ["v11", "v10", "v9"]
    paths = {each.path for each in made.pages}
    assert {addresses.report_path(f"v{at}") for at in range(9, 12)} <= paths


def test_a_mesh_is_one_however_its_reports_spell_it() -> None:
    """Linkerd and linkerd were two rows of newest versions; here the registry's id alone counts."""
    one = synthetic.gateway_report("one")
    spelled = replace(one, id="two", implementation=replace(one.implementation, project="ALPHA"))  # type: ignore[type-var]
    made = composed(one, spelled)
    newest = next(each for each in body(made, "conformance/") if each.name == "table")
    rows = [seen(each) for each in newest.walk() if each.name == "th" and "Alpha" in seen(each)]
    assert [each.startswith("Alpha 1.0.0") for each in rows] == [True]
    assert {each["mesh"] for each in table(made, "conformance-reports")} == {"alpha"}


def test_a_row_of_history_says_that_it_is_one_and_never_looks_verified() -> None:
    """Rows of history were grey question marks."""
    relic = synthetic.smi_report(
        "relic", cases=(), suite_version=None, historic=True, ran="2020-10-14", percentage=49.6
    )
    made = composed(relic, synthetic.smi_report("young"))
    row = matrix_rows(made, SMI)["relic"]
    assert "historic, unverified" in cells(row)
    assert all(cells(row))
    assert "49.6" in cells(row)
    page = next(str(each.body) for each in made.pages if each.path == "conformance/reports/relic/")
    assert page.index("Historic, unverified") < page.index("<dl")


def test_a_reported_percentage_stands_beside_what_the_cases_give() -> None:
    """49.6 % of 24 cases is no number of cases."""
    made = composed(synthetic.smi_report("odd", {"TSC": "failed"}, percentage=49.6))
    shown = dict(zip(heads(made, SMI), cells(matrix_rows(made, SMI)["odd"]), strict=True))
    assert [shown["passed as reported %"], shown["passed of the cases that apply %"]] == ["49.6", "75"]
    silent = composed(synthetic.smi_report("silent", cases=()))
    shown = dict(zip(heads(silent, SMI), cells(matrix_rows(silent, SMI)["silent"]), strict=True))
    names = ("passed as reported %", "passed of the cases that apply %")
    assert [shown[each] for each in names] == ["not reported", "cases not named"]


# ---- rows and pages as a whole


def everything() -> tuple[ConformanceReport | Claim, ...]:
    return (
        with_features("gateway", QUERY, api="v1.6.0"),
        synthetic.gateway_report("commit", api="4c436290f2", ran=None, channel=None, mode=None),  # type: ignore[arg-type]
        synthetic.gateway_report("bare", synthetic.profile(synthetic.level(None, None, None)), mesh_id="beta"),
        synthetic.gateway_report("gone", mesh_id="gamma", state=State.WITHDRAWN),
        synthetic.smi_report("smi"),
        synthetic.smi_report("relic", mesh_id="beta", cases=(), suite_version=None, historic=True, ran=None),
        synthetic.hamlet_report("hamlet", mesh_id="beta"),
        synthetic.claim(),
    )


def test_no_report_of_any_kind_is_lost() -> None:
    members = everything()
    made, reports = composed(*members), [each for each in members if isinstance(each, type(members[0]))]
    paths = {each.path: str(each.body) for each in made.pages}
    told = json.loads(next(each.content for each in made.assets if each.path == addresses.CONFORMANCE_DATA))
    for each in reports:
        assert each.id in matrix_rows(made, addresses.suite_path(each.suite))
        assert addresses.report_path(each.id) in paths
        assert f'href="../../conformance/reports/{each.id}/"' in paths[addresses.mesh_path(each.mesh)]
        assert f'href="../reports/{each.id}/"' in paths[addresses.COMPARE_REPORTS]
        assert each.id in told["reports"]
        assert any(row["report"] == each.id for row in table(made, "conformance-reports"))


def test_no_cell_of_a_matrix_is_empty() -> None:
    made = composed(*everything())
    for name in TITLES:
        for report, row in matrix_rows(made, addresses.suite_path(name)).items():
            assert all(cells(row)), report


def test_a_withdrawn_report_keeps_its_row_with_its_state_and_leaves_the_newest() -> None:
    made = composed(synthetic.gateway_report("gone", state=State.WITHDRAWN))
    assert "withdrawn" in cells(matrix_rows(made)["gone"])[0]
    assert "No Gateway API report is published yet" in " ".join(each.text for each in body(made, "conformance/"))
    page = next(str(each.body) for each in made.pages if each.path == "conformance/reports/gone/")
    assert page.index("Recorded as withdrawn") < page.index("<dl")


def test_tests_that_are_not_those_of_the_release_are_named_in_the_row_and_on_the_page() -> None:
    made = composed(synthetic.gateway_report("odd", synthetic.profile(synthetic.level(8))))
    assert "not those of the release" in cells(matrix_rows(made)["odd"])
    page = next(str(each.body) for each in made.pages if each.path == "conformance/reports/odd/")
    assert "MESH-HTTP counts 8 core cases where the suite at v1.4.0 has 7" in page


def test_a_report_s_page_names_what_changed_since_the_one_before_and_whether_counts_compare() -> None:
    made = composed(with_features("old", QUERY, api="v1.4.0"), with_features("new", PORT, api="v1.5.0"))
    page = next(str(each.body) for each in made.pages if each.path == "conformance/reports/new/")
    assert "Counts may not be compared: neither report names the commit" in page
    assert '<a href="../old/">' in page
    assert 'href="../../compare/?a=old&amp;b=new"' in page


def test_a_site_without_any_report_says_so_and_has_all_pages() -> None:
    made = composed()
    paths = {each.path for each in made.pages}
    assert {addresses.suite_path(name) for name in TITLES} <= paths
    assert "No report is published yet." in " ".join(each.text for each in body(made, GATEWAY))
    assert (
        json.loads(next(each.content for each in made.assets if each.path == addresses.CONFORMANCE_DATA))["reports"]
        == {}
    )


def test_every_case_of_every_suite_is_described() -> None:
    made = composed()
    for name in TITLES:
        page = " ".join(each.all_text() for each in body(made, addresses.cases_path(name)) if each.name == "table")
        matrix = json.loads(next(each.content for each in made.assets if each.path == f"data/suites/{name}.json"))
        cases = {case["id"]: case for version in matrix["versions"] for group in version["groups"] for case in group["cases"]}  # fmt: skip
        assert cases
        assert [each for each, case in cases.items() if each not in page or " ".join(case["asserts"].split()) not in page] == []  # fmt: skip


def test_a_claim_stands_on_the_suite_s_page_and_the_mesh_s_and_is_no_result() -> None:
    made = composed(synthetic.claim("TrafficSplit", api_versions=("v1alpha2", "v1alpha4")))
    told = next(each for each in body(made, SMI) if each.name == "table")
    assert "v1alpha2, v1alpha4" in told.all_text()
    assert matrix_rows(made, SMI) == {}
    mesh = " ".join(each.all_text() for each in body(made, "meshes/alpha/") if each.name == "table")
    assert "A synthetic claim." in mesh
    assert "somebody says so" in mesh


def test_whatever_text_a_report_names_as_version_of_the_api_its_section_has_an_id_of_its_own() -> None:
    """An unmodified report takes any text there; one that passes the check must not break the build."""
    odd = ("v1.4.0", "v1.x", "v1-x", "limits", "more", "R&D <b>", "", None, "4c436290f2")
    made = composed(*(synthetic.gateway_report(f"r-{at}", api=api) for at, api in enumerate(odd)))  # type: ignore[arg-type]
    ids = [str(each.attributes["id"]) for each in body(made, GATEWAY) if "id" in each.attributes]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch("[a-z0-9-]+", each) for each in ids)
    assert set(matrix_rows(made)) == {f"r-{at}" for at in range(len(odd))}


def test_a_table_without_rows_has_its_columns_and_they_do_not_depend_on_the_reports() -> None:
    empty, filled = (
        {
            each.path: each.content.decode().splitlines()
            for each in composed(*reports).assets
            if each.path.endswith(".csv")
        }
        for reports in ((), (synthetic.smi_report(),))
    )
    for name in addresses.CONFORMANCE_FILES:
        path = f"data/{name}.csv"
        assert len(empty[path]) == 1, path
        assert empty[path][0] == filled[path][0]
    assert len(filled["data/conformance-cases.csv"]) > 1
    assert empty["data/conformance-features.csv"] == ["report,group,feature,declared,state"]
