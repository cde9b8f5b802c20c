"""Meshery's SMI results in their dialects: read by name, never computed with, refused where they contradict themselves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator import importers
from generator.importers import ImportPlan, ReportOptions
from generator.load import load
from generator.suite import suite
from tests.importer_samples import TextLoader

NAME = "smi-open-service-mesh-v1-2-0-2023-01-02"
SUITE = Path("results/conformance/smi")
ALL = ("traffic-access", "traffic-split", "traffic-spec")


def detail(name: str, **changes: object) -> dict[str, object]:
    """What Meshery's server says of a specification that passed; None leaves a field out."""
    api = "v1alpha3" if name == "traffic-access" else "v1alpha4"
    plain = {
        "smi_specification": name,
        "smi_version": f"v0.6.0/{api}",
        "time": "2m11.256912594s",
        "assertions": "7",
        "result": "All test passed",
        "capability": "FULL",
        "status": "PASSED",
    }
    return {key: value for key, value in {**plain, **changes}.items() if value is not None}


def failed(name: str, reason: str | None, /, **changes: object) -> dict[str, object]:
    return detail(name, **{"capability": "HALF", "status": "FAILED", "reason": reason, "result": None} | changes)


def run(*details: object, **changes: object) -> dict[str, object]:
    plain = {
        "id": "0dd368be-0000-4000-8000-000000000000",
        "date": "2023-01-02T03:04:05Z",
        "mesh_name": "Open Service Mesh",
        "mesh_version": "v1.2.0",
        "cases_passed": "24",
        "passing_percentage": "100.00",
        "status": "completed",
        "more_details": list(details) or [detail(name) for name in ALL],
    }
    return {key: value for key, value in {**plain, **changes}.items() if value is not None}


def planned(root: Path, content: object, **options: object) -> ImportPlan:
    for name in ("kuma", "open-service-mesh"):
        mesh = root / f"results/registry/meshes/{name}.yaml"
        mesh.parent.mkdir(parents=True, exist_ok=True)
        mesh.write_text(f"kind: mesh/v1\nid: {name}\n", encoding="utf-8")
    file = root / "synthetic.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return importers.plan_reports("smi", [file], root, None, ReportOptions(**options))  # type: ignore[arg-type]


def records(plan: ImportPlan) -> dict[str, Any]:
    assert plan.refusals == ()
    files = {path: content for path, content in plan.files_to_write.items() if path.name == "report.yaml"}
    return {path.parts[0]: yaml.load(content, TextLoader) for path, content in files.items()}  # noqa: S506  # safe


def record(plan: ImportPlan) -> dict[str, Any]:
    [found] = records(plan).values()
    assert isinstance(found, dict)
    return found


def statuses(plan: ImportPlan, group: str) -> list[str]:
    newest = suite("smi").at("v0.6.0")
    assert newest is not None
    names = {case.id for case in newest.cases if case.group == group}
    return [case["status"] for case in record(plan)["cases"] if case["id"] in names]


def test_a_result_becomes_a_record(tmp_path: Path) -> None:
    found = record(planned(tmp_path, run()))
    assert (found["id"], found["mesh"], found["version"]) == (NAME, "open-service-mesh", "v1.2.0")
    assert found["specification_version"] == "v0.6.0"
    assert found["reported"] == {"cases_passed": 24, "passing_percentage": 100}
    assert found["submitter"] == {"name": "TODO"}
    access = next(each for each in found["specifications"] if each["id"] == "traffic-access")
    assert access["api_version"] == "v1alpha3"
    assert (access["capability"], access["result"], access["assertions"]) == ("full", "passed", 7)
    assert access["duration_seconds"] == 131.256912594
    assert len(found["cases"]) == 24
    assert {case["status"] for case in found["cases"]} == {"passed"}


PROTO = {
    "casespassed": "24",
    "passpercent": "100.00",
    "date": "2023-01-02T03:04:05Z",
    "mesh": {"type": "OPEN_SERVICE_MESH", "version": "v1.2.0"},
    "details": [
        {
            "smispec": name,
            "specversion": "v0.6.0/" + ("v1alpha3" if name == "traffic-access" else "v1alpha4"),
            "assertion": "7",
            "duration": "131.256912594s",
            "result": {"message": "All test passed"},
            "capability": "FULL",
            "status": "PASSED",
        }
        for name in ALL
    ],
}
OLDER = {
    "meshery_id": "secret",
    "datetime": "2023-01-02T03:04:05Z",
    "servicemesh": "Open Service Mesh",
    "servicemeshversion": "v1.2.0",
    "cases_passed": 24,
    "passing_percentage": "100%",
    "specifications": [
        {("duration" if key == "time" else key): value for key, value in detail(name).items()} for name in ALL
    ],
}
CAMEL = {
    "meshName": "Open Service Mesh",
    "meshVersion": "v1.2.0",
    "date": "2023-01-02T03:04:05Z",
    "casesPassed": "24",
    "passingPercentage": "100",
    "moreDetails": [
        {
            "smiSpecification" if key == "smi_specification" else "smiVersion" if key == "smi_version" else key: value
            for key, value in detail(name).items()
        }
        for name in ALL
    ],
}


def as_numbers(found: dict[str, Any]) -> dict[str, Any]:
    """The proto's enums as numbers, and its mesh too (10 is OPEN_SERVICE_MESH)."""
    details = [{**each, "capability": 0, "status": 0} for each in found["details"]]
    return {**found, "mesh": {**found["mesh"], "type": 10}, "details": details}


@pytest.mark.parametrize(
    "content", [PROTO, as_numbers(PROTO), OLDER, CAMEL], ids=["proto", "numbers", "older", "camel"]
)
def test_every_dialect_says_the_same(content: dict[str, Any], tmp_path: Path) -> None:
    def comparable(found: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in found.items() if key != "evidence"}

    assert comparable(record(planned(tmp_path, content))) == comparable(record(planned(tmp_path, run())))


def test_yaml_is_read_as_well_and_a_version_keeps_its_spelling(tmp_path: Path) -> None:
    file = tmp_path / "synthetic.yaml"
    text = json.dumps(run()).replace('"v1.2.0"', "1.20")
    file.write_text(text, encoding="utf-8")
    plan = importers.plan_reports("smi", [file], tmp_path, None, ReportOptions())
    assert record(plan)["version"] == "1.20"


def test_cells_go_by_name_and_not_by_position(tmp_path: Path) -> None:
    order = [failed("traffic-split", "failed in step 4-install"), detail("traffic-spec"), detail("traffic-access")]
    plan = planned(tmp_path, run(*order))
    assert [statuses(plan, name).count("passed") for name in ALL] == [7, 3, 6]
    assert statuses(plan, "traffic-split")[3:] == ["failed"] + ["not-run"] * 7


def test_a_version_that_is_not_served_is_no_failure(tmp_path: Path) -> None:
    message = 'no matches for kind "TrafficSplit" in version "split.smi-spec.io/v1alpha4"'
    split = failed("traffic-split", "failed in step 4-install", result=message)
    plan = planned(tmp_path, run(detail("traffic-access"), split, detail("traffic-spec")))
    assert statuses(plan, "traffic-split")[3] == "version-not-served"
    case = next(case for case in record(plan)["cases"] if case["id"] == "TS-1.2.4")
    assert case["reason"] == f"failed in step 4-install: {message}"


@pytest.mark.parametrize("reason", ["timed out", "install failed after 3 s", "failed in step install", None])
@pytest.mark.parametrize("capability", ["HALF", "NONE"])
def test_a_failure_without_a_step_does_not_count_as_passed(reason: str | None, capability: str, tmp_path: Path) -> None:
    access = failed("traffic-access", reason, capability=capability)
    plan = planned(tmp_path, run(access, detail("traffic-split"), detail("traffic-spec")))
    assert [statuses(plan, name) for name in ALL] == [[], ["passed"] * 11, ["passed"] * 6]
    [note] = plan.notes
    assert note.endswith(
        ": cases are left out, for they can't be named: traffic-access: the reason names no step; "
        "the other specifications list all of theirs"
    )


def test_where_no_specification_names_its_cases_there_are_none(tmp_path: Path) -> None:
    plan = planned(tmp_path, run(*(failed(name, "timed out") for name in ALL)))
    assert "cases" not in record(plan)
    assert plan.table.rows[0][-2] == "not named"
    reasons = "; ".join(f"{name}: the reason names no step" for name in ALL)
    assert plan.notes[0].endswith(f": cases are left out, for they can't be named: {reasons}")


def test_a_failure_keeps_its_cases_beside_one_that_has_none(tmp_path: Path) -> None:
    content = run(failed("traffic-access", "boom"), failed("traffic-split", "failed in step 2-x"))
    plan = planned(tmp_path, content, declared="traffic-access,traffic-split")
    assert statuses(plan, "traffic-access") == []
    assert statuses(plan, "traffic-split") == ["passed", "failed"] + ["not-run"] * 9
    assert statuses(plan, "traffic-spec") == ["not-claimed"] * 6


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": "failed in step 12-x"}, "there is no step 12, the suite has 7"),
        ({"reason": "failed in step 0-x"}, "there is no step 0"),
        ({"capability": None, "status": None}, "neither a result nor a capability was reported"),
        ({"status": "PASSED", "capability": "HALF"}, "passed with half of the capability"),
    ],
)
def test_cases_that_can_t_be_named_are_left_out(changes: dict[str, object], said: str, tmp_path: Path) -> None:
    access = failed("traffic-access", "x", **changes)
    plan = planned(tmp_path, run(access, detail("traffic-split"), detail("traffic-spec")))
    assert [len(statuses(plan, name)) for name in ALL] == [0, 11, 6]
    assert f"traffic-access: {said}" in plan.notes[0]


def test_a_specification_that_is_not_in_the_result_is_not_made_up(tmp_path: Path) -> None:
    plan = planned(tmp_path, run(detail("traffic-split")))
    assert [len(statuses(plan, name)) for name in ALL] == [0, 11, 0]
    assert "traffic-access: not in the result" in plan.notes[0]
    assert "traffic-spec: not in the result" in plan.notes[0]


def test_what_a_mesh_does_not_claim_is_not_claimed(tmp_path: Path) -> None:
    content = run(detail("traffic-split"), failed("traffic-access", "boom", capability="NONE"))
    plan = planned(tmp_path, content, declared="traffic-split")
    assert record(plan)["declared"] == ["traffic-split"]
    assert [set(statuses(plan, name)) for name in ALL] == [{"not-claimed"}, {"passed"}, {"not-claimed"}]


@pytest.mark.parametrize("declared", ["traffic-metrics", "traffic-split,traffic-split", ""])
def test_a_claim_that_is_none_is_refused(declared: str, tmp_path: Path) -> None:
    assert "--declared" in planned(tmp_path, run(), declared=declared).refusals[0]


@pytest.mark.parametrize("version", [None, "v1alpha1"])
def test_without_a_version_of_the_specification_no_case_is_named(version: str | None, tmp_path: Path) -> None:
    content = run(*(detail(name, smi_version=version) for name in ALL))
    plan = planned(tmp_path, content)
    found = record(plan)
    assert not {"cases", "specification_version"} & found.keys()
    assert found["specifications"][0].get("api_version") == version
    assert "--set specification_version=VERSION" in plan.notes[0]
    assert len(record(planned(tmp_path, content, facts=("specification_version=v0.6.0",)))["cases"]) == 24
    assert (
        "no suite is known for version v0.1.0"
        in planned(tmp_path, content, facts=("specification_version=v0.1.0",)).notes[0]
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [("49.6", 49.6), ("49.6%", 49.6), ("50%", 50), (" 50 % ", 50), (47.8, 47.8), ("0", 0), ("", None), (None, None)],
)
def test_percentages_are_text_or_numbers_and_kept_as_reported(
    said: object, expected: float | None, tmp_path: Path
) -> None:
    reported = record(planned(tmp_path, run(passing_percentage=said)))["reported"]
    assert reported.get("passing_percentage") == expected


@pytest.mark.parametrize(
    ("words", "capability", "result"),
    [
        (("Full", "Passing"), "full", "passed"),
        (("Partial", "Failing"), "half", "failed"),
        (("None", "failed"), "none", "failed"),
        (("1", "1"), "half", "failed"),
        ((2, 1), "none", "failed"),
    ],
)
def test_every_spelling_of_the_outcome_is_known(
    words: tuple[object, object], capability: str, result: str, tmp_path: Path
) -> None:
    access = detail("traffic-access", capability=words[0], status=words[1], result=None)
    [found] = record(planned(tmp_path, run(access)))["specifications"]
    assert (found["capability"], found["result"]) == (capability, result)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2020-10-14T20:14:48+05:30", "2020-10-14T14:44:48Z"),
        ("2020-10-14 20:14:48.123 +0530 IST m=+0.01", "2020-10-14T14:44:48Z"),
        ("2020-10-14 20:14:48.123456789 -0730 -0730", "2020-10-15T03:44:48Z"),
        ("2020-10-14 20:14:48 +0000 UTC", "2020-10-14T20:14:48Z"),
        ("2020-10-14", "2020-10-14"),
        ("0001-01-01 00:00:00 +0000 UTC", None),
        (None, None),
    ],
)
def test_times_become_utc(said: str | None, expected: str | None, tmp_path: Path) -> None:
    plan = planned(tmp_path, run(date=said))
    found = record(plan)
    assert found.get("date") == expected
    undated = [
        note for note in plan.notes if "the date of the run was not reported, so that the record has none" in note
    ]
    assert bool(undated) == (expected is None)
    assert found["id"].removeprefix("smi-open-service-mesh-v1-2-0").strip("-") == (expected or "")[:10]


@pytest.mark.parametrize(
    ("name", "mesh"),
    [
        ("OSM", "open-service-mesh"),
        ("Nginx", "nginx-service-mesh"),
        ("Nginx Service Mesh", "nginx-service-mesh"),
        ("NGINX_SERVICE_MESH", "nginx-service-mesh"),
        ("Linkerd 1.x", "linkerd"),
        ("Traefik Mesh", "traefik-mesh"),
        ("Kuma", "kuma"),
        ("Some Mesh", "some-mesh"),
    ],
)
def test_a_mesh_is_known_by_its_names(name: str, mesh: str, tmp_path: Path) -> None:
    plan = planned(tmp_path, run(mesh_name=name))
    assert record(plan)["mesh"] == mesh
    renamed = name.lower().replace(" ", "-").replace("_", "-").replace(".", "-") != mesh
    assert [note for note in plan.notes if "is taken for the mesh" in note] == [
        f"{tmp_path / 'synthetic.json'}:1:93: {name!r} is taken for the mesh {mesh}"
    ] * renamed


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (run(detail("traffic-access", status="FAILED")), "the capability is full, but the run failed"),
        (run(detail("traffic-access", capability="NONE")), "the capability is none, but the run passed"),
        (run(detail("traffic-access", result="Passed", status="Failing")), "the result is passed, the status failed"),
        (run(detail("traffic-access"), detail("Traffic Access")), "traffic-access stands twice"),
        (run(detail("traffic-metrics")), "'traffic-metrics', expected traffic-access, traffic-split or traffic-spec"),
        (run(detail("traffic-access", smi_specification=None)), "it is not said of which specification this is"),
        (run(detail("traffic-access", capability="most")), "capability is 'most', expected FULL, HALF or NONE"),
        (run(detail("traffic-access", time="two minutes")), "time is 'two minutes', expected a duration"),
        (run(detail("traffic-access", assertions="7.5")), "assertions is '7.5', which is no whole number"),
        (run(detail("traffic-access", smi_version="latest")), "smi_version is 'latest'"),
        (run(detail("traffic-access"), detail("traffic-split", smi_version="v0.5.0/v1alpha3")), "v0.5.0, v0.6.0"),
        (run(passing_percentage="n/a"), "passing_percentage is 'n/a', which is no number"),
        (run(passing_percentage="-1"), "which is no number"),
        (run(cases_passed="10/24"), "which is no whole number"),
        (run(date="last week"), "date is 'last week', which is no time"),
        (run(mesh_name=None), "the result names no mesh"),
        (run(mesh_version=""), "the result names no version of the mesh"),
        (run(status="running"), "the run had not ended"),
        (run(status="CRASHED"), "the run crashed, so that what it says of its cases can't be trusted"),
        (run(status=2), "the run crashed"),
        (run(servicemesh="x"), "mesh_name and servicemesh say the same"),
        (run(more_details=[]), "the result lists no specification"),
        (run(mesh_name=["x"]), "mesh_name is neither text nor a number"),
        ({"page": 0, "results": []}, "it holds no result"),
        ([], "it holds no result"),
        ([1], "no mapping"),
        ("{", "synthetic.json:1:"),
    ],
)
def test_what_can_t_be_represented_is_refused_with_the_reason(content: object, said: str, tmp_path: Path) -> None:
    plan = planned(tmp_path, content)
    assert said in plan.refusals[0]
    assert plan.refusals[0].startswith(f"{tmp_path / 'synthetic.json'}:")
    assert not plan.files_to_write


def test_a_refusal_stands_at_its_line_and_column(tmp_path: Path) -> None:
    text = json.dumps(run(passing_percentage="most"), indent=1)
    line = next(at for at, each in enumerate(text.splitlines(), start=1) if "most" in each)
    assert planned(tmp_path, text).refusals[0].startswith(f"{tmp_path / 'synthetic.json'}:{line}:24: ")


def test_several_results_are_several_reports(tmp_path: Path) -> None:
    content = [run(), run(mesh_name="Kuma")]
    names = list(records(planned(tmp_path, content)))
    assert names == [NAME, "smi-kuma-v1-2-0-2023-01-02"]
    assert list(records(planned(tmp_path, [*content, run()]))) == names
    same_day = planned(tmp_path, [run(), run(cases_passed="23")])
    assert "would have the id" in same_day.refusals[0]


@pytest.mark.parametrize(("size", "total"), [("page_size", "total_count"), ("pageSize", "totalCount")])
def test_a_page_is_read_and_what_it_lacks_is_said(size: str, total: str, tmp_path: Path) -> None:
    page = {"page": 0, size: 10, "results": [run()]}
    assert planned(tmp_path, {**page, total: 1}).notes == ()
    plan = planned(tmp_path, {**page, total: 3})
    assert "a page of 1 results, 3 in all" in plan.notes[0]
    assert list(records(plan)) == [NAME]


def test_who_ran_the_suite_is_left_out_of_record_and_evidence(tmp_path: Path) -> None:
    hidden = run(meshery_id="secret-1", user_id="secret-2")
    plan = planned(tmp_path, hidden)
    assert not [path for path, content in plan.files_to_write.items() if b"secret" in content]
    assert "meshery_id, user_id: left out, also of the evidence" in plan.notes[0]
    [evidence] = record(plan)["evidence"]
    assert evidence["sha256"] != evidence["original_sha256"]
    [open_evidence] = record(planned(tmp_path, run()))["evidence"]
    assert "original_sha256" not in open_evidence


def test_the_evidence_of_a_report_holds_no_other_report(tmp_path: Path) -> None:
    plan = planned(tmp_path, [run(), run(mesh_name="Kuma")])
    copies = {
        path.parts[0]: json.loads(content) for path, content in plan.files_to_write.items() if "evidence" in path.parts
    }
    assert {name: copy["mesh_name"] for name, copy in copies.items()} == {
        NAME: "Open Service Mesh",
        "smi-kuma-v1-2-0-2023-01-02": "Kuma",
    }


def test_unknown_fields_and_a_capability_of_the_whole_run_are_said(tmp_path: Path) -> None:
    notes = planned(tmp_path, run(previous_versions=[], conformance_capability="Full")).notes
    assert "previous_versions: not known here, left out" in notes[0]
    assert "a capability of the whole run (Full) has no place in a record" in notes[1]


def test_a_mesh_that_is_not_in_the_registry_is_said_and_not_refused(tmp_path: Path) -> None:
    plan = planned(tmp_path, run(mesh_name="acmemesh"))
    said = "the mesh acmemesh is not in the registry: add results/registry/meshes/acmemesh.yaml, or say --set mesh=…"
    assert (plan.notes, plan.refusals) == ((f"{tmp_path / 'synthetic.json'}: {said}",), ())
    assert planned(tmp_path, run(mesh_name="acmemesh"), facts=("mesh=kuma",)).notes[1:] == ()


def test_what_differs_from_the_published_report_is_said(tmp_path: Path) -> None:
    importers.write(planned(tmp_path, run()))
    [refusal] = planned(tmp_path, run(cases_passed="23")).refusals
    assert (
        "this one says something else: /reported/cases_passed is 24 there and 23 here, /evidence/0/sha256 is "
        in refusal
    )


def test_a_type_of_mesh_that_there_is_not_is_refused(tmp_path: Path) -> None:
    content = {**PROTO, "mesh": {"type": 99, "version": "1"}}
    assert "there is no type of mesh with the number 99" in planned(tmp_path, content).refusals[0]


def test_an_error_of_the_proto_becomes_the_reason(tmp_path: Path) -> None:
    error = {"error": {"code": "11", "shortDescription": "failed in step 2-install", "severity": "ERROR"}}
    broken = {**PROTO["details"][0], "capability": "NONE", "status": "FAILED", "result": error}  # type: ignore[index, dict-item]
    plan = planned(tmp_path, {**PROTO, "details": [broken, *PROTO["details"][1:]]})  # type: ignore[index]
    assert statuses(plan, "traffic-access")[:3] == ["passed", "failed", "not-run"]


ERROR = {
    "code": "11",
    "severity": "ERROR",
    "shortDescription": "failed in step 2-install",
    "longDescription": "the long one",
    "probableCause": "the cause",
    "suggestedRemediation": "try again",
}


@pytest.mark.parametrize(
    ("oneof", "reason"),
    [
        ({"error": ERROR}, "failed in step 2-install; the long one; the cause; 11"),
        ({"result": {"error": ERROR}}, "failed in step 2-install; the long one; the cause; 11"),
        ({"message": "failed in step 2-install"}, "failed in step 2-install"),
        ({"result": {"message": "failed in step 2-install"}}, "failed in step 2-install"),
        ({"error": "failed in step 2-install"}, "failed in step 2-install"),
        ({"result": "failed in step 2-install", "reason": "failed in step 2-install"}, "failed in step 2-install"),
        ({"message": "failed in step 2-install", "reason": " failed in  step 2-install"}, "failed in step 2-install"),
    ],
)
def test_the_reason_stands_once_wherever_the_oneof_was_written(
    oneof: dict[str, object], reason: str, tmp_path: Path
) -> None:
    first: dict[str, object] = {key: value for key, value in PROTO["details"][0].items() if key != "result"}  # type: ignore[index, attr-defined]
    broken = {**first, "capability": "NONE", "status": "FAILED", **oneof}
    plan = planned(tmp_path, {**PROTO, "details": [broken, *PROTO["details"][1:]]})  # type: ignore[index]
    assert record(plan)["specifications"][0]["reason"] == reason
    assert statuses(plan, "traffic-access")[:3] == ["passed", "failed", "not-run"]
    assert plan.notes == ()


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (("capability",), ["no capability was reported; the proto's JSON leaves FULL out"]),
        (("status",), ["no status was reported; the proto's JSON leaves PASSED out"]),
        (("capability", "status"), ["no capability was reported", "no status was reported"]),
        ((), []),
    ],
)
def test_what_the_proto_may_leave_out_is_said_and_not_made_up(
    missing: tuple[str, ...], said: list[str], tmp_path: Path
) -> None:
    first = {key: value for key, value in PROTO["details"][0].items() if key not in missing}  # type: ignore[index, attr-defined]
    plan = planned(tmp_path, {**PROTO, "details": [first, *PROTO["details"][1:]]})  # type: ignore[index]
    notes = [note for note in plan.notes if "the proto's JSON" in note]
    assert [f": traffic-access: {text}" in note for text, note in zip(said, notes, strict=True)] == [True] * len(said)
    names = {"capability": "capability", "status": "result"}
    assert not {names[each] for each in missing} & record(plan)["specifications"][0].keys()


def test_another_dialect_leaves_nothing_out(tmp_path: Path) -> None:
    assert planned(tmp_path, run(*(detail(name, capability=None) for name in ALL))).notes == ()


def test_a_record_that_was_written_passes_its_schema(tmp_path: Path) -> None:
    facts = (
        "submitted=2026-11-25",
        "submitter.name=Ada",
        "disclosure.relationship=user",
        "license=CC-BY-4.0",
        "provenance.measured_by=Ada",
        "provenance.transcribed=false",
    )
    plan = planned(tmp_path, run(), facts=facts)
    importers.write(plan)
    findings = load(tmp_path, [SUITE / NAME]).findings
    assert [finding.message for finding in findings if finding.rule.code.startswith(("MR0", "MR1"))] == []
