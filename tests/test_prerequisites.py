"""Whether a mesh has what a pattern needs: no more is claimed than the reports that stand show; all reports are synthetic."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from generator.conformance import survey
from generator.conformance.prerequisites import Met, Need, need
from generator.model import CaseStatus, State
from tests import synthetic
from tests.pattern_samples import needed

if TYPE_CHECKING:
    from generator.model import ConformanceReport, NeededConformance

WEIGHT, SPLIT = "MeshHTTPRouteWeight", "MeshTrafficSplit"


def judged(what: NeededConformance, *reports: ConformanceReport, mesh: str = "alpha") -> Need:
    return need(survey(synthetic.catalogue(*reports), date(2026, 11, 25)), mesh, what)


def gateway(name: str, *failed: str, **fields: object) -> ConformanceReport:
    """A Gateway API report in which all core cases passed but these."""
    core = synthetic.level(7 - len(failed), len(failed), failed_tests=failed, result="failure" if failed else "success")
    return synthetic.gateway_report(name, synthetic.profile(core), **fields)  # type: ignore[arg-type]


def test_every_case_passed_satisfies_a_need() -> None:
    found = judged(needed("TS-1.1.1", "TA-1.1.1"), synthetic.smi_report())
    assert found.met is Met.SATISFIED
    assert found.outcome is not None
    assert found.outcome.report.id == "alpha-smi"
    assert set(found.cases.values()) == {CaseStatus.PASSED}


@pytest.mark.parametrize("status", ["failed", "partial", "not-claimed", "version-not-served"])
def test_one_case_of_two_that_a_mesh_lacks_leaves_it_unsatisfied(status: str) -> None:
    found = judged(needed("TS-1.1.1", "TA-1.1.1"), synthetic.smi_report(odd={"TA-1.1.1": status}))
    assert found.met is Met.UNSATISFIED
    assert found.cases == {"TS-1.1.1": CaseStatus.PASSED, "TA-1.1.1": CaseStatus(status)}


def test_a_case_that_was_not_run_shows_nothing_and_is_named() -> None:
    found = judged(needed("TS-1.1.1", "TA-1.1.1"), synthetic.smi_report(odd={"TA-1.1.1": "not-run"}))
    assert found.met is Met.UNKNOWN
    assert found.cases == {"TS-1.1.1": CaseStatus.PASSED, "TA-1.1.1": CaseStatus.NOT_RUN}


def test_without_a_report_nothing_is_known() -> None:
    found = judged(needed("TS-1.1.1"), synthetic.smi_report(mesh_id="beta"), gateway("alpha"))
    assert (found.met, found.outcome, dict(found.cases), found.versions) == (Met.UNKNOWN, None, {"TS-1.1.1": None}, ())


def test_a_case_that_a_report_does_not_tell_of_is_unknown_and_not_failed() -> None:
    found = judged(needed("TS-1.1.1", "TS-9.9.9"), synthetic.smi_report())
    assert found.met is Met.UNKNOWN
    assert found.outcome is not None
    assert found.cases == {"TS-1.1.1": CaseStatus.PASSED, "TS-9.9.9": None}


def test_a_failure_is_told_even_where_another_case_is_unknown() -> None:
    odd = {"TS-1.1.1": "failed"}
    assert judged(needed("TS-1.1.1", "TS-9.9.9"), synthetic.smi_report(odd=odd)).met is Met.UNSATISFIED


@pytest.mark.parametrize("state", [State.DISPUTED, State.SUPERSEDED, State.WITHDRAWN, State.INVALID])
def test_a_report_that_does_not_stand_shows_nothing(state: State) -> None:
    found = judged(needed("TS-1.1.1"), synthetic.smi_report(state=state))
    assert (found.met, found.outcome, found.versions) == (Met.UNKNOWN, None, ())


def test_what_is_kept_as_history_satisfies_nothing_and_names_no_version() -> None:
    found = judged(needed("TS-1.1.1"), synthetic.smi_report(historic=True))
    assert (found.met, found.outcome, found.versions) == (Met.UNKNOWN, None, ())


def test_the_newest_report_decides_and_older_versions_that_passed_are_named() -> None:
    reports = [
        synthetic.smi_report("old", version="1.0.0"),
        synthetic.smi_report("middle", version="1.9.0"),
        synthetic.smi_report("new", {"TS": "failed"}, version="1.10.0"),
        synthetic.smi_report("relic", version="1.11.0", historic=True),
    ]
    found = judged(needed("TS-1.1.1"), *reports)
    assert found.outcome is not None
    assert (found.met, found.outcome.report.id, found.versions) == (Met.UNSATISFIED, "new", ("1.9.0", "1.0.0"))


def test_of_several_channels_or_modes_one_that_fails_decides() -> None:
    for setting in ({"channel": "experimental"}, {"mode": "ambient"}):
        reports = [gateway("one", WEIGHT, **setting), gateway("two", channel="standard")]
        found = judged(needed(WEIGHT, SPLIT, suite="gateway-api"), *reports)
        assert found.outcome is not None
        assert (found.met, found.outcome.report.id) == (Met.UNSATISFIED, "one")


def test_of_several_channels_one_that_does_not_tell_leaves_it_to_the_other() -> None:
    silent = synthetic.gateway_report(
        "one", synthetic.profile(synthetic.level(None, None, None)), channel="experimental"
    )
    found = judged(needed(WEIGHT, SPLIT, suite="gateway-api"), silent, gateway("two", channel="standard"))
    assert found.outcome is not None
    assert (found.met, found.outcome.report.id) == (Met.SATISFIED, "two")


def test_a_case_of_two_profiles_must_pass_in_both() -> None:
    failing = synthetic.level(1, 1, failed_tests=["MeshBasic"], result="failure")
    grpc = synthetic.profile(failing, name="MESH-GRPC")
    found = judged(needed("MeshBasic", suite="gateway-api"), synthetic.gateway_report("two", synthetic.profile(), grpc))
    assert found.met is Met.UNSATISFIED
