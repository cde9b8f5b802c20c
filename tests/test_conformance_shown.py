"""What two reviews found shown as more, or as less, than a report says: each fault as a test; all reports are synthetic."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from generator import addresses
from generator.model import CaseStatus, State
from generator.pages.conformance import sentence
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
    heads,
    matrix_rows,
    of_report,
    outcome,
    seen,
    table,
    text_of,
    with_features,
)
from tests.sites import elements

if TYPE_CHECKING:
    from generator.model import ConformanceReport
    from generator.page import Composition
    from tests.sites import Element

HAMLET = "conformance/hamlet/"
MESH = "meshes/alpha/"


def row_of(composition: Composition, name: str, path: str = GATEWAY) -> dict[str, str]:
    """What stands in the row of a report, by the head of the column."""
    shown = cells(matrix_rows(composition, path)[name])
    return dict(zip(heads(composition, path), shown, strict=True))


def cases_of(composition: Composition, name: str) -> dict[str, str]:
    """What a report's page says of each case: a case of two levels is there twice, so the last one counts."""
    found = [each for each in elements(of_report(composition, name)) if each.name == "table"]
    rows = [row for each in found if "cases-" in str(captions(each)) for row in each.walk() if row.name == "tr"]
    return {row[0]: row[1] for row in map(cells, rows) if row[0] != "case"}


def captions(of: Element) -> list[str]:
    return [str(each.attributes.get("id")) for each in of.walk() if each.name == "caption"]


def state_of(row: Element, at: int) -> str:
    """The state as which a cell is drawn."""
    (mark,) = (
        each
        for each in [row.children[at], *row.children[at].walk()][1:]
        if "mr-case" in str(each.attributes.get("class"))
    )
    return str(mark.attributes["class"]).rpartition("--")[2]


# ---- counts that are missing, and names that do not fit


def test_a_report_without_counts_shows_no_case_as_passed() -> None:
    bare = synthetic.profile(synthetic.level(None, None, None), synthetic.level(None, None, None, supported=[QUERY]))
    made = composed(synthetic.gateway_report("bare", bare))
    assert row_of(made, "bare")["HTTP core"] == "success as reported, counts not reported"
    assert len(cases_of(made, "bare")) == 14
    assert set(cases_of(made, "bare").values()) == {"not reported", "not claimed"}
    assert {each["status"] for each in table(made, "conformance-cases")} == {"", "not-claimed"}
    rows = table(made, "conformance-reports")
    assert [(each["passed"], each["failed"], each["not_run"]) for each in rows] == [("", "", "")] * 2


@pytest.mark.parametrize(
    "core",
    [
        synthetic.level(None, None, None, failed_tests=["MeshBasic"], skipped_tests=["Synthetic"], result="failure"),
        synthetic.level(9, 1, 1, failed_tests=["MeshBasic"], skipped_tests=["Synthetic"], result="failure"),
        synthetic.level(5, 1, 1, failed_tests=["MeshBasic"], skipped_tests=["Synthetic"], result="failure"),
    ],
)
@pytest.mark.parametrize("api", ["v1.4.0", "v0.7.1", "4c436290f2"])
def test_what_a_report_names_as_failed_or_skipped_stands_on_its_page_and_in_the_table(
    core: synthetic.Level, api: str
) -> None:
    made = composed(synthetic.gateway_report("odd", synthetic.profile(core), api=api))
    shown = cases_of(made, "odd")
    assert (shown["MeshBasic"], shown["Synthetic"]) == ("failed", "not run")
    told = {each["case"]: (each["level"], each["status"]) for each in table(made, "conformance-cases")}
    assert (told["MeshBasic"], told["Synthetic"]) == (("core", "failed"), ("core", "not-run"))


def test_a_result_that_the_counts_contradict_stands_in_the_row_the_page_the_sentence_and_the_table() -> None:
    report = synthetic.gateway_report("odd", synthetic.profile(synthetic.level(7, result="failure")))
    made, said = composed(report), "7 of 7 (reported: failure)"
    assert row_of(made, "odd")["HTTP core"] == said
    assert state_of(matrix_rows(made)["odd"], 1) == "failed"
    assert of_report(made, "odd").count(said) == 1
    assert sentence(outcome(report)) == f"Gateway API mesh v1.4.0: MESH-HTTP core {said}."
    assert next(each.search for each in made.pages if each.path == addresses.report_path("odd")) == sentence(
        outcome(report)
    )
    (row,) = table(made, "conformance-reports")
    assert (row["passed"], row["reported_result"]) == ("7", "failure")


def test_a_result_that_fits_is_not_repeated() -> None:
    assert sentence(outcome(with_features("plain", QUERY))).endswith("MESH-HTTP core 7 of 7, extended 1 of 1.")


# ---- statuses of their own


def test_hamlet_s_partial_and_not_run_cases_are_shown_as_what_they_are() -> None:
    odd = {"H-01": "partial", "H-02": "partial", "H-03": "not-run", "H-04": "failed"}
    made, said = composed(synthetic.hamlet_report(odd=odd)), "10 of 14, 2 partial, 1 failed, 1 not run"
    assert row_of(made, "alpha-hamlet", HAMLET)["cases"] == said
    assert said in text_of(made, MESH)
    assert said in of_report(made, "alpha-hamlet")
    shown = cases_of(made, "alpha-hamlet")
    assert {name: shown[name] for name in odd} == {name: status.replace("-", " ") for name, status in odd.items()}
    (row,) = table(made, "conformance-reports")
    names = ("passed", "partial", "failed", "not_run", "not_claimed", "version_not_served")
    assert [row[each] for each in names] == ["10", "2", "1", "1", "0", "0"]


def test_a_version_that_is_not_served_is_named_and_lowers_no_share() -> None:
    made = composed(synthetic.smi_report(odd={"TS-1.1.1": "version-not-served", "TA": "not-claimed"}))
    row, said = row_of(made, "alpha-smi", SMI), "10 of 11, 1 version not served"
    assert (row["traffic-split"], row["traffic-access"]) == (said, "7 not claimed")
    assert row["passed of the cases that apply %"] == "100"
    assert said in text_of(made, MESH)
    assert "Badge: Traffic split 10/11 (1 of another API version); Traffic specs 6/6" in str(
        next(each.body for each in made.pages if each.path == MESH)
    )
    assert cases_of(made, "alpha-smi")["TS-1.1.1"] == "version not served"
    split = next(each for each in table(made, "conformance-reports") if each["group"] == "traffic-split")
    assert (split["passed"], split["version_not_served"], split["failed"]) == ("10", "1", "0")


def test_nothing_served_is_no_share_at_all() -> None:
    made = composed(synthetic.smi_report(odd={"T": "version-not-served", "TA": "version-not-served", "TS": "version-not-served", "TSC": "version-not-served"}))  # fmt: skip
    row = row_of(made, "alpha-smi", SMI)
    assert row["traffic-split"] == "0 of 11, 11 version not served"
    assert row["passed of the cases that apply %"] != "0"


def test_every_status_has_a_column_of_its_own_and_every_level_a_row() -> None:
    grpc = synthetic.profile(synthetic.level(2), name="MESH-GRPC")
    extended = synthetic.level(1, supported=[QUERY])
    made = composed(synthetic.gateway_report("alpha", synthetic.profile(extended=extended), grpc))
    rows = table(made, "conformance-reports")
    assert [(each["group"], each["level"]) for each in rows] == [
        ("MESH-HTTP", "core"),
        ("MESH-HTTP", "extended"),
        ("MESH-GRPC", "core"),
    ]
    assert {str(status).replace("-", "_") for status in CaseStatus} <= set(rows[0])


# ---- the day of the build, and versions that nobody knows


def test_age_is_judged_by_the_day_of_the_build() -> None:
    """The newest day in the catalogue was taken for today: without new reports, none ever aged."""
    reports = (synthetic.gateway_report("new", api="v1.6.0"), synthetic.smi_report(), synthetic.hamlet_report())
    for today, expected in ((None, "current"), (date(2026, 11, 25), "current"), (date(2029, 11, 25), "stale")):
        made = composed(*reports, today=today)
        told = json.loads(next(each.content for each in made.assets if each.path == addresses.CONFORMANCE_DATA))
        assert {each["standing"] for each in told["reports"].values()} == {expected}
        assert told["as_of"] == str(today or date(2026, 11, 22))
        shown = [row_of(made, each.id, addresses.suite_path(each.suite))["report is"] for each in reports]
        assert shown == [expected] * 3


def test_a_build_of_an_old_commit_never_judges_by_a_day_before_the_newest_report() -> None:
    made = composed(synthetic.gateway_report("new", api="v1.6.0"), today=date(2020, 1, 1))
    told = json.loads(next(each.content for each in made.assets if each.path == addresses.CONFORMANCE_DATA))
    assert told["as_of"] == "2026-11-22"


def test_the_overview_shows_every_channel_and_mode_of_the_newest_version() -> None:
    made = composed(
        synthetic.gateway_report("experimental", api="v1.6.0", channel="experimental"),
        synthetic.gateway_report("standard", api="v1.6.0"),
        synthetic.gateway_report("ambient", api="v1.6.0", mode="ambient"),
        synthetic.gateway_report("old", api="v1.5.0", mode="old"),
    )
    assert set(matrix_rows(made, "conformance/")) == {"experimental", "standard", "ambient"}


# ---- two reports side by side


def at_commit(report: ConformanceReport) -> ConformanceReport:
    return replace(report, harness=replace(report.harness, commit="6cd1558a9e"))


def changes_of(composition: Composition, name: str) -> str:
    return of_report(composition, name).partition('id="changes"')[2].partition('id="line"')[0]


def test_counts_of_extended_cases_compare_only_with_the_same_features_declared() -> None:
    old, same, other = (
        at_commit(with_features(name, *supported, version=version))
        for name, version, supported in (
            ("old", "1.0", (QUERY,)),
            ("same", "2.0", (QUERY,)),
            ("other", "3.0", (QUERY, PORT)),
        )
    )
    made = composed(old, same, other)
    assert "declare the same features, so their counts may be compared" in changes_of(made, "same")
    assert "counts of core cases may be compared; those of extended cases not, since the features declared differ" in (
        changes_of(made, "other")
    )


def test_the_report_before_is_one_that_stands() -> None:
    made = composed(
        at_commit(synthetic.gateway_report("new", version="3.0")),
        at_commit(synthetic.gateway_report("gone", version="2.0", state=State.WITHDRAWN)),
        at_commit(synthetic.gateway_report("old", version="1.0")),
    )
    assert 'href="../old/"' in changes_of(made, "new")
    assert 'href="../gone/"' not in changes_of(made, "new")
    assert "Counts may not be compared: one of the reports does not stand." in changes_of(made, "gone")


def test_both_names_of_a_profile_in_one_report_make_no_change() -> None:
    failing = synthetic.profile(synthetic.level(6, 1, failed_tests=["MeshBasic"], result="failure"), name="MESH")
    made = composed(
        synthetic.gateway_report("both", failing, synthetic.profile(), version="2.0"),
        synthetic.gateway_report("alone", version="1.0"),
    )
    assert "Of the features and cases that both speak of, none differs." in changes_of(made, "both")
    assert row_of(made, "both")["HTTP core"] == "7 of 7"


def test_reports_that_name_nothing_are_not_said_to_agree() -> None:
    made = composed(
        synthetic.smi_report("old", cases=(), version="1.0"), synthetic.smi_report("new", cases=(), version="2.0")
    )
    assert "names neither a case nor a feature, so nothing can be set side by side" in changes_of(made, "new")
    assert "none differs" not in changes_of(made, "new")


# ---- what leads to what


@pytest.mark.parametrize("name", TITLES)
def test_every_suite_has_its_filters_and_every_row_what_they_ask_for(name: str) -> None:
    made = composed(
        with_features("g-1", QUERY), synthetic.gateway_report("g-2", mesh_id="beta", channel=None),  # type: ignore[arg-type]
        synthetic.smi_report("s-1"), synthetic.smi_report("s-2", mesh_id="beta"),
        synthetic.hamlet_report("h-1"), synthetic.hamlet_report("h-2", mesh_id="beta", api="v1alpha1"),
    )  # fmt: skip
    path = addresses.suite_path(name)
    (controls,) = (each for each in body(made, path) if "data-matrix-filters" in each.attributes)
    facets = {str(each.attributes["data-filter"]): {option.attributes["value"] for option in each.children} for each in controls.walk() if each.name == "select"}  # fmt: skip
    assert "mesh" in facets
    (matrix,) = (each for each in body(made, path) if "data-matrix" in each.attributes)
    rows = [each for each in matrix.walk() if each.name == "tr" and "data-report" in each.attributes]
    assert len(rows) == 2
    for facet in {"mesh", "channel"} & set(facets):
        assert {each.attributes[f"data-{facet}"] for each in rows} == facets[facet] - {"*"}


def test_a_cell_says_by_itself_what_it_is_about() -> None:
    """Links were heard as a list of "7 of 7"."""
    made = composed(synthetic.gateway_report("alpha"), synthetic.smi_report(), synthetic.hamlet_report())
    links = {
        path: next(
            each.all_text() for each in matrix_rows(made, path)[name].walk() if "mr-case" in str(each.attributes)
        )
        for path, name in ((GATEWAY, "alpha"), (SMI, "alpha-smi"), (HAMLET, "alpha-hamlet"))
    }
    assert links == {
        GATEWAY: "Alpha 1.0.0, API v1.4.0, standard, MESH-HTTP core: 7 of 7",
        SMI: "Alpha 1.0.0, Traffic access: 7 of 7",
        HAMLET: "Alpha 1.0.0, Federation: 14 of 14",
    }


def test_the_anchor_of_what_is_no_release_never_depends_on_other_reports() -> None:
    """It was numbered, so a link led elsewhere once another report came."""

    def anchor(*others: str) -> str:
        made = composed(*(synthetic.gateway_report(f"r-{at}", api=api) for at, api in enumerate(("v1-x", *others))))
        section = next(each for each in body(made, GATEWAY) if each.attributes.get("data-edition") == "v1-x")
        return next(str(each.attributes["id"]) for each in section.walk() if each.name == "h2")

    assert re.fullmatch("version-v1-x-[0-9a-f]{8}", anchor())
    assert anchor() == anchor("v1.x", "v1 x", "V1-X")


def test_a_row_says_of_which_version_it_is_where_the_mesh_is_the_page_s() -> None:
    made = composed(synthetic.gateway_report("alpha", version="1.10.0"))
    (row,) = matrix_rows(made, MESH).values()
    assert seen(row.children[0]) == "1.10.0"
