"""Reports of the Gateway API's suite: kept as they were written, refused with the place where they can't be."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from generator import importers
from generator.importers import ImportPlan, ReportOptions
from generator.importers.reports import identifier
from tests.importer_samples import TextLoader

REPORT = """\
apiVersion: gateway.networking.k8s.io/v1
date: "2025-10-27T22:42:18+02:00"
gatewayAPIChannel: experimental
gatewayAPIVersion: v1.4.0
implementation:
  contact:
  - '@synthetic/maintainers'
  organization: synthetic
  project: Synthetic Mesh
  url: mesh.example.org
  version: 1.20
kind: ConformanceReport
mode: default
profiles:
- core:
    result: success
    statistics:
      Failed: 0
      Passed: 7
      Skipped: 0
  extended:
    result: partial
    skippedTests:
    - MeshConsumerRoute
    statistics:
      Failed: 0
      Passed: 6
      Skipped: 1
    supportedFeatures:
    - MeshConsumerRoute
    unsupportedFeatures:
    - MeshClusterIPMatching
  name: MESH-HTTP
  summary: Core tests succeeded.
- core:
    result: success
    statistics:
      Failed: 0
      Passed: 33
      Skipped: 0
  name: GATEWAY-HTTP
"""
SUITE = Path("results/conformance/gateway-api")
NAME = "synthetic-mesh-1-20-v1-4-0-experimental"


def report(folder: Path, text: str = REPORT, name: str = "synthetic-report.yaml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def planned(root: Path, *files: Path, report_id: str | None = None, **options: object) -> ImportPlan:
    return importers.plan_reports("gateway-api", files, root, report_id, ReportOptions(**options))  # type: ignore[arg-type]


def record(plan: ImportPlan, name: str = NAME) -> dict[str, object]:
    assert plan.refusals == ()
    [content] = [content for path, content in plan.files_to_write.items() if path.as_posix() == f"{name}/report.yaml"]
    found = yaml.load(content, TextLoader)  # noqa: S506  # a safe loader without timestamps
    assert isinstance(found, dict)
    return found


def changed(old: str, new: str) -> str:
    assert REPORT.count(old) == 1
    return REPORT.replace(old, new)


def test_a_plan_writes_nothing_and_shows_each_report(tmp_path: Path) -> None:
    file = report(tmp_path)
    plan = planned(tmp_path, file)
    cells = ("synthetic-mesh", "1.20", "v1.4.0", "experimental", "default", "MESH-HTTP success/partial")
    assert plan.table.rows == ((NAME, *cells, str(file)),)
    assert plan.into == tmp_path / SUITE
    assert sorted(tmp_path.iterdir()) == [file]


def test_a_report_becomes_a_record_with_todo_for_what_nobody_said(tmp_path: Path) -> None:
    found = record(planned(tmp_path, report(tmp_path)))
    assert found["id"] == NAME
    assert (found["version"], found["mesh"], found["mode"]) == ("1.20", "synthetic-mesh", "default")
    assert found["date"] == "2025-10-27T20:42:18Z"
    assert (found["submitted"], found["license"]) == ("TODO", "TODO")
    assert found["submitter"] == {"name": "TODO"}
    assert found["disclosure"] == {"relationship": "TODO"}
    assert found["provenance"] == {"measured_by": "TODO", "transcribed": "TODO"}
    assert "harness" not in found
    mesh, gateway = found["profiles"]  # type: ignore[misc]
    assert mesh["extended"]["skipped_tests"] == ["MeshConsumerRoute"]
    assert gateway == {"name": "GATEWAY-HTTP", "core": {"result": "success", "passed": 33, "failed": 0, "skipped": 0}}


def test_an_address_without_a_scheme_stays_as_it_was_reported(tmp_path: Path) -> None:
    assert record(planned(tmp_path, report(tmp_path)))["implementation"]["url"] == "mesh.example.org"  # type: ignore[index]


def test_the_raw_file_is_copied_unmodified_with_its_hash(tmp_path: Path) -> None:
    file = report(tmp_path)
    plan = planned(tmp_path, file)
    importers.write(plan)
    [evidence] = record(plan)["evidence"]  # type: ignore[misc]
    content = (tmp_path / SUITE / NAME / evidence["path"]).read_bytes()
    assert content == file.read_bytes()
    assert evidence == {
        "path": "evidence/synthetic-report.yaml",
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "tool": "Gateway API conformance suite",
    }


def test_a_published_raw_file_is_named_and_not_copied(tmp_path: Path) -> None:
    plan = planned(tmp_path, report(tmp_path), evidence_uri="https://example.org/{mesh}/{version}/{file}")
    [evidence] = record(plan)["evidence"]  # type: ignore[misc]
    assert evidence["uri"] == "https://example.org/synthetic-mesh/1.20/synthetic-report.yaml"
    assert len(plan.files_to_write) == 1


def test_a_name_that_can_t_be_published_is_tamed(tmp_path: Path) -> None:
    plan = planned(tmp_path, report(tmp_path, name="my report+1.yaml"))
    assert record(plan)["evidence"][0]["path"] == "evidence/my-report-1.yaml"  # type: ignore[index]


def test_what_a_person_says_stands_in_the_record(tmp_path: Path) -> None:
    facts = (
        "submitter.name=Ada Example",
        "disclosure.relationship=vendor",
        "provenance.transcribed=false",
        "license=Apache-2.0",
        "submitted=2026-11-25",
        "harness.commit=6cd1558a9e",
        "kubernetes_version=1.31",
    )
    found = record(planned(tmp_path, report(tmp_path), facts=facts))
    assert found["submitter"] == {"name": "Ada Example"}
    assert found["disclosure"] == {"relationship": "vendor"}
    assert found["provenance"] == {"measured_by": "TODO", "transcribed": False}
    assert (found["license"], found["submitted"]) == ("Apache-2.0", "2026-11-25")
    assert (found["harness"], found["kubernetes_version"]) == ({"commit": "6cd1558a9e"}, "1.31")


def test_the_mesh_s_id_may_be_said(tmp_path: Path) -> None:
    found = record(planned(tmp_path, report(tmp_path), facts=("mesh=other",)), "other-1-20-v1-4-0-experimental")
    assert found["mesh"] == "other"
    assert found["implementation"]["project"] == "Synthetic Mesh"  # type: ignore[index]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (("profiles=none",), "--set 'profiles=none': written FIELD=VALUE"),
        (("license",), "--set 'license': written FIELD=VALUE"),
        (("license=",), "--set 'license=': written FIELD=VALUE"),
        (("license=MIT", "license=Apache-2.0"), "license is said twice"),
        (("disclosure.relationship=friend",), 'the text "friend", expected independent, vendor or user'),
        (("specification_version=v0.6.0",), "`specification_version` is not a field"),
    ],
)
def test_a_fact_that_is_none_is_refused(facts: tuple[str, ...], said: str, tmp_path: Path) -> None:
    [refusal] = planned(tmp_path, report(tmp_path), facts=facts).refusals
    assert said in refusal


@pytest.mark.parametrize("group", ["gateway.networking.k8s.io", "gateway.networking.x-k8s.io"])
def test_the_oldest_form_has_neither_channel_nor_mode(group: str, tmp_path: Path) -> None:
    text = changed("gateway.networking.k8s.io/v1", f"{group}/v1alpha1").replace("gatewayAPIChannel: experimental\n", "")
    found = record(
        planned(tmp_path, report(tmp_path, text.replace("mode: default\n", ""))), "synthetic-mesh-1-20-v1-4-0"
    )
    assert not {"channel", "mode"} & found.keys()


def test_json_is_read_as_well(tmp_path: Path) -> None:
    text = """{"apiVersion": "gateway.networking.k8s.io/v1", "kind": "ConformanceReport", "date": "2025-01-01T00:00:00Z",
      "gatewayAPIVersion": "v1.4.0", "implementation": {"organization": "s", "project": "s", "version": "1"},
      "profiles": [{"name": "MESH", "core": {"result": "success"}}]}"""
    assert record(planned(tmp_path, report(tmp_path, text, "report.json")), "s-1-v1-4-0")["profiles"] == [
        {"name": "MESH", "core": {"result": "success"}}
    ]


def test_counts_in_lower_case_are_counts(tmp_path: Path) -> None:
    text = changed("      Passed: 7\n", "      passed: 7\n")
    assert record(planned(tmp_path, report(tmp_path, text)))["profiles"][0]["core"]["passed"] == 7  # type: ignore[index]


@pytest.mark.parametrize("statistics", ["    statistics: {}\n", ""])
def test_counts_that_are_missing_stay_absent(statistics: str, tmp_path: Path) -> None:
    text = changed("    statistics:\n      Failed: 0\n      Passed: 7\n      Skipped: 0\n", statistics)
    assert record(planned(tmp_path, report(tmp_path, text)))["profiles"][0]["core"] == {"result": "success"}  # type: ignore[index]


def test_a_branch_as_version_is_kept_and_said(tmp_path: Path) -> None:
    plan = planned(tmp_path, report(tmp_path, changed("version: 1.20", "version: main")))
    assert record(plan, "synthetic-mesh-main-v1-4-0-experimental")["version"] == "main"
    assert "the version, main, is no release (a branch, a commit or an address)" in plan.notes[0]


def test_a_date_that_is_none_is_left_out_and_said(tmp_path: Path) -> None:
    plan = planned(tmp_path, report(tmp_path, changed("2025-10-27T22:42:18+02:00", "yesterday")))
    assert "date" not in record(plan)
    assert "the date 'yesterday' is no RFC 3339 time" in plan.notes[0]


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        (
            REPORT.replace("apiVersion:", "<Right>apiVersion:"),
            "1:1",
            "`<Right>apiVersion` is not a field of the document",
        ),
        (REPORT.partition("profiles:")[0], "1:1", "`profiles` is missing"),
        (changed("Passed: 7", "Passed: seven"), "19:15", 'the text "seven", a whole number was expected'),
        (changed("kind: ConformanceReport", "kind: Report"), "12:7", "expected ConformanceReport"),
        (changed("kind: ConformanceReport", "kind: ConformanceReport\nkind: x"), "13:1", "kind"),
        ("just a text\n", "1:1", "a mapping was expected"),
    ],
)
def test_a_report_that_departs_from_its_form_is_refused_at_its_place(
    text: str, place: str, said: str, tmp_path: Path
) -> None:
    file = report(tmp_path, text)
    plan = planned(tmp_path, file)
    assert plan.refusals[0].startswith(f"{file}:{place}: ")
    assert said in plan.refusals[0]
    assert not plan.files_to_write


def test_a_report_without_a_mesh_is_refused_with_what_it_has(tmp_path: Path) -> None:
    plan = planned(tmp_path, report(tmp_path, changed("name: MESH-HTTP", "name: GATEWAY-TLS")))
    assert "no profile of a mesh (MESH or MESH-…), it has GATEWAY-TLS, GATEWAY-HTTP" in plan.refusals[0]


def test_what_our_record_can_t_hold_is_refused_and_not_bent(tmp_path: Path) -> None:
    plan = planned(tmp_path, report(tmp_path, changed("gatewayAPIVersion: v1.4.0", "gatewayAPIVersion: main")))
    assert "can't be a record: `gateway_api_version` is the text" in plan.refusals[0]


def test_the_same_report_again_changes_nothing_and_says_so(tmp_path: Path) -> None:
    file = report(tmp_path)
    importers.write(planned(tmp_path, file))
    plan = planned(tmp_path, file)
    assert (plan.refusals, plan.files_to_write, plan.table.rows) == ((), {}, ())
    assert plan.notes[-1] == f"{tmp_path / SUITE / NAME} is there already with the same content"


def test_another_report_does_not_replace_a_published_one(tmp_path: Path) -> None:
    importers.write(planned(tmp_path, report(tmp_path)))
    plan = planned(tmp_path, report(tmp_path, changed("Passed: 7", "Passed: 6")))
    assert (
        "a published report is not changed, and this one says something else: /profiles/0/core/passed is 7 there and 6 here, "
        '/evidence/0/sha256 is "'
    ) in plan.refusals[0]
    assert "evidence/synthetic-report.yaml has other bytes; import it --into another ID" in plan.refusals[0]
    with pytest.raises(importers.ImportRefused):
        importers.write(plan)


def test_a_folder_with_another_document_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / SUITE / NAME
    folder.mkdir(parents=True)
    (folder / "as-submitted.yaml").write_text(REPORT, encoding="utf-8")
    [refusal] = planned(tmp_path, report(tmp_path)).refusals
    assert (
        "a published report is not changed, and this one says something else: as-submitted.yaml is there as well;"
        in refusal
    )


def test_what_differs_is_said_shortened_and_the_rest_counted(tmp_path: Path) -> None:
    importers.write(planned(tmp_path, report(tmp_path)))
    facts = ("submitted=2026-11-25", f"note={'long ' * 40}", "license=MIT", "lab=mine", "environment=other")
    [refusal] = planned(tmp_path, report(tmp_path), facts=facts).refusals
    said = '/submitted is "TODO" there and "2026-11-25" here, /license is "TODO" there and "MIT" here, '
    assert said in refusal
    assert ", 2 more fields differ; import it" in refusal
    [refusal] = planned(tmp_path, report(tmp_path), facts=facts[1:2]).refusals
    assert f'/note is missing there and "{("long " * 12)[:58]}… here; import it' in refusal


def test_what_only_a_person_knows_comes_last_of_what_differs(tmp_path: Path) -> None:
    facts = ("submitted=2026-11-25", "license=MIT", "note=mine", "lab=mine")
    importers.write(planned(tmp_path, report(tmp_path), facts=facts))
    [refusal] = planned(tmp_path, report(tmp_path, changed("Passed: 7", "Passed: 6"))).refusals
    assert (
        "this one says something else: /profiles/0/core/passed is 7 there and 6 here, /evidence/0/sha256 is " in refusal
    )
    assert '/submitted is "2026-11-25" there and "TODO" here, 3 more fields differ; evidence/' in refusal


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# a comment\n{0}", "report.yaml there is written in another way (comments, order or quotes)"),
        ("a: [", "report.yaml there can't be read"),
        (None, "report.yaml is no plain file"),
    ],
)
def test_a_record_that_can_t_be_compared_is_said(text: str | None, said: str, tmp_path: Path) -> None:
    importers.write(planned(tmp_path, report(tmp_path)))
    record_ = tmp_path / SUITE / NAME / "report.yaml"
    content = record_.read_text()
    record_.unlink()
    if text is None:
        record_.mkdir()
    else:
        record_.write_text(text.replace("{0}", content), encoding="utf-8")
    assert f"this one says something else: {said}; import it" in planned(tmp_path, report(tmp_path)).refusals[0]


@pytest.mark.parametrize("linked", ["report.yaml", ""])
def test_a_symbolic_link_is_no_report(linked: str, tmp_path: Path) -> None:
    importers.write(planned(tmp_path, report(tmp_path)))
    place = tmp_path / SUITE / NAME / linked
    place.rename(tmp_path / "elsewhere")
    place.symlink_to(tmp_path / "elsewhere")
    said = "report.yaml is a symbolic link; " if linked else "its folder is a symbolic link; import it"
    other = report(tmp_path, changed("Passed: 7", "Passed: 6"))
    assert f"this one says something else: {said}" in planned(tmp_path, other).refusals[0]


def test_a_mesh_that_is_not_in_the_registry_is_said(tmp_path: Path) -> None:
    file = report(tmp_path)
    said = "is not in the registry: add results/registry/meshes/synthetic-mesh.yaml, or say --set mesh=…"
    plan = planned(tmp_path, file)
    assert (plan.notes, plan.refusals) == ((f"{file}: the mesh synthetic-mesh {said}",), ())
    mesh = tmp_path / "results/registry/meshes/synthetic-mesh.yaml"
    mesh.parent.mkdir(parents=True)
    mesh.write_text("kind: mesh/v1\n", encoding="utf-8")
    assert planned(tmp_path, file).notes == ()
    assert "the mesh other is not in the registry" in planned(tmp_path, file, facts=("mesh=other",)).notes[0]


def test_an_id_of_another_suite_is_taken(tmp_path: Path) -> None:
    (tmp_path / "results/conformance/smi" / NAME).mkdir(parents=True)
    assert "ids are unique over all suites" in planned(tmp_path, report(tmp_path)).refusals[0]


def test_one_report_may_be_given_its_id(tmp_path: Path) -> None:
    assert record(planned(tmp_path, report(tmp_path), report_id="mine"), "mine")["id"] == "mine"
    assert "is no id" in planned(tmp_path, report(tmp_path), report_id="Mine").refusals[0]
    files = report(tmp_path), report(tmp_path, changed("Passed: 7", "Passed: 6"), "b.yaml")
    assert "a folder holds one report and the files hold 2" in planned(tmp_path, *files, report_id="mine").refusals[0]


def test_reports_that_would_share_an_id_are_told_apart_by_their_day(tmp_path: Path) -> None:
    other = report(tmp_path, changed("2025-10-27T22:42:18", "2025-10-28T22:42:18"), "b.yaml")
    plan = planned(tmp_path, report(tmp_path), other)
    assert [row[0] for row in plan.table.rows] == [f"{NAME}-2025-10-27", f"{NAME}-2025-10-28"]
    same_day = report(tmp_path, changed("Passed: 7", "Passed: 6"), "b.yaml")
    assert "would have the id" in planned(tmp_path, report(tmp_path), same_day).refusals[0]
    assert planned(tmp_path, report(tmp_path), report(tmp_path, name="copy.yaml")).refusals == ()


def test_a_mode_that_is_not_the_default_is_part_of_the_id(tmp_path: Path) -> None:
    plan = planned(tmp_path, report(tmp_path, changed("mode: default", "mode: ambient")))
    assert plan.table.rows[0][0] == f"{NAME}-ambient"


def test_a_long_id_is_cut_and_stays_its_own() -> None:
    parts = ("istio", "https://github.com/istio/istio/pull/1", "4c436290f2bfeaeaf0b1a367449e16de3e0addc4")
    first, second = identifier(parts), identifier((*parts, "x"))
    assert len(first) <= 64
    assert first[:40] == second[:40]
    assert first != second
    assert identifier(("istio", "1.28", "v1.4.0", None, "")) == "istio-1-28-v1-4-0"


def test_one_file_that_is_refused_keeps_all_out(tmp_path: Path) -> None:
    plan = planned(tmp_path, report(tmp_path), tmp_path / "missing.yaml", tmp_path)
    assert [refusal.partition(": ")[2] for refusal in plan.refusals] == ["no such file", "not a plain file"]


def test_every_fact_has_its_place_in_a_schema() -> None:
    from generator import schema  # noqa: PLC0415 - used here alone

    def names(fields: Mapping[str, object], before: str = "") -> set[str]:
        inner = {name: field.get("properties") for name, field in fields.items() if isinstance(field, dict)}
        return {f"{before}{name}" for name in fields} | {
            each for name, held in inner.items() if isinstance(held, dict) for each in names(held, f"{before}{name}.")
        }

    known = set()
    for kind in ("gateway-api-conformance/v1", "smi-conformance/v1"):
        whole = schema.load(kind)
        harness = whole["$defs"]["harness"]["properties"]  # type: ignore[index, call-overload]
        known |= names(whole["properties"]) | {f"harness.{name}" for name in harness}  # type: ignore[arg-type]
    assert set(importers.FACTS) <= known
    assert list(importers.FACTS) == sorted(importers.FACTS)
