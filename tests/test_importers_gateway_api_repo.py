"""The new reports of a checkout: every file counted, none followed out of it, none written over."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from generator import importers
from generator.importers import ImportPlan, ReportOptions
from tests.importer_samples import TextLoader
from tests.test_importers_gateway_api import NAME, REPORT, SUITE

COMMIT = "4564255ac2c35d582249b3cdf261bdf51c8bca32"
PATH = "conformance/reports/v1.4/synthetic/1.20-default-report.yaml"


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795564800")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "gateway-api"
    put(folder, PATH, REPORT)
    put(folder, "conformance/reports/v1.4/README.md", "text")
    put(folder, "conformance/reports/v1.4/gateway/report.yaml", REPORT.replace("MESH-HTTP", "GATEWAY-TLS"))
    put(tmp_path, "results/registry/meshes/synthetic-mesh.yaml", "kind: mesh/v1\nid: synthetic-mesh\n")
    return folder


def put(folder: Path, path: str, text: str) -> Path:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text, encoding="utf-8")
    return folder / path


def planned(folder: Path, root: Path, commit: str | None = COMMIT, *facts: str) -> ImportPlan:
    return importers.plan_reports("gateway-api-repo", [folder], root, None, ReportOptions(commit=commit, facts=facts))


def counts(plan: ImportPlan) -> dict[str, int]:
    looked_at = plan.summary.partition(";")[0].partition("(")[0]
    found = {name: int(number) for number, name in re.findall(r"(\d+) (\w+)", looked_at)}
    assert sum(found[name] for name in ("without", "known", "changed", "new", "refused")) == found["files"]
    return found


def test_a_new_report_needs_nobody_to_fill_anything_in(checkout: Path, tmp_path: Path) -> None:
    plan = planned(checkout, tmp_path)
    assert (plan.refusals, plan.left_out, plan.into) == ((), (), tmp_path / SUITE)
    [content] = plan.files_to_write.values()
    assert b"TODO" not in content
    found = yaml.load(content, TextLoader)  # noqa: S506  # a safe loader without timestamps
    uri = f"https://github.com/kubernetes-sigs/gateway-api/blob/{COMMIT}/{PATH}"
    assert found["submitted"] == "2026-11-25"
    assert found["submitter"] == {"name": "The mesh-results authors"}
    assert found["disclosure"] == {
        "relationship": "vendor",
        "note": "Run and published by the implementation's makers in the Gateway API's repository; "
        "brought here by others, who have no part in it.",
    }
    assert found["license"] == "Apache-2.0"
    assert found["provenance"] == {"measured_by": "synthetic", "source_uri": uri, "transcribed": True}
    assert found["evidence"][0]["uri"] == uri
    assert found["evidence"][0]["bytes"] == len(REPORT)


def test_the_day_may_be_said(checkout: Path, tmp_path: Path) -> None:
    [content] = planned(checkout, tmp_path, COMMIT, "submitted=2026-01-02").files_to_write.values()
    assert b"submitted: 2026-01-02\n" in content


def test_every_file_is_counted(checkout: Path, tmp_path: Path) -> None:
    put(checkout, "conformance/reports/v1.4/logs.txt", "text")
    (checkout / "conformance/reports/v1.4.0").symlink_to("v1.4")
    (checkout / "conformance/reports/v1.4/link.yaml").symlink_to("gateway/report.yaml")
    plan = planned(checkout, tmp_path)
    assert plan.summary == (
        "2 files looked at: 1 without a mesh profile, 0 known, 0 changed, 1 new, 0 refused; "
        "not looked at: 2 symbolic links, 1 files that are neither .yaml nor .md"
    )


def test_the_second_import_finds_nothing_new(checkout: Path, tmp_path: Path) -> None:
    importers.write(planned(checkout, tmp_path))
    plan = planned(checkout, tmp_path, "0" * 40)
    assert (plan.files_to_write, plan.refusals, plan.left_out) == ({}, (), ())
    assert counts(plan)["known"] == 1


def test_a_published_report_that_changed_is_said_and_not_written(checkout: Path, tmp_path: Path) -> None:
    importers.write(planned(checkout, tmp_path))
    file = put(checkout, PATH, REPORT.replace("Passed: 7", "Passed: 6"))
    plan = planned(checkout, tmp_path)
    assert plan.notes == (f"{file}: changed since it was published; a correction supersedes it",)
    assert (plan.files_to_write, counts(plan)["changed"]) == ({}, 1)


def test_a_transcribed_report_without_a_hash_is_known(checkout: Path, tmp_path: Path) -> None:
    importers.write(planned(checkout, tmp_path))
    file = tmp_path / SUITE / NAME / "report.yaml"
    file.write_text(re.sub(r"    (sha256|bytes): .*\n", "", file.read_text()), encoding="utf-8")
    put(checkout, PATH, REPORT.replace("Passed: 7", "Passed: 6"))
    plan = planned(checkout, tmp_path)
    assert counts(plan)["known"] == 1
    assert "1 of the known without a hash, so they may have changed" in plan.summary


def test_an_unmodified_report_in_its_folder_is_known(checkout: Path, tmp_path: Path) -> None:
    put(tmp_path, f"{SUITE}/mine/its-own-name.yaml", REPORT)
    assert counts(planned(checkout, tmp_path))["known"] == 1


def test_a_refused_file_does_not_keep_the_others_out(checkout: Path, tmp_path: Path) -> None:
    pasted = put(checkout, "conformance/reports/v1.4/a/pasted.yaml", f"<Right>{REPORT}")
    without = put(checkout, "conformance/reports/v1.4/b/none.yaml", REPORT.partition("profiles:")[0])
    broken = put(checkout, "conformance/reports/v1.4/c/broken.yaml", "a: [")
    plan = planned(checkout, tmp_path)
    assert [each.partition(":")[0] for each in plan.left_out] == [str(pasted), str(without), str(broken)]
    assert (counts(plan)["new"], counts(plan)["refused"]) == (1, 3)
    importers.write(plan)
    assert (tmp_path / SUITE / NAME / "report.yaml").is_file()


def test_an_id_that_is_taken_gets_the_day_of_the_run(checkout: Path, tmp_path: Path) -> None:
    importers.write(planned(checkout, tmp_path))
    put(checkout, "conformance/reports/v1.4/other/report.yaml", REPORT.replace("Passed: 7", "Passed: 6"))
    plan = planned(checkout, tmp_path)
    assert [path.as_posix() for path in plan.files_to_write] == [f"{NAME}-2025-10-27/report.yaml"]
    importers.write(plan)
    put(checkout, "conformance/reports/v1.4/third/report.yaml", REPORT.replace("Passed: 7", "Passed: 5"))
    again = planned(checkout, tmp_path)
    assert "a published report is not changed" in again.left_out[0]
    assert (
        f'/provenance/source_uri is "https://github.com/kubernetes-sigs/gateway-api/blob/{COMMIT[:4]}'
        in again.left_out[0]
    )
    assert (again.files_to_write, counts(again)["refused"]) == ({}, 1)


def test_two_that_no_day_tells_apart_are_refused_one_by_one(checkout: Path, tmp_path: Path) -> None:
    put(checkout, "conformance/reports/v1.4/z/report.yaml", REPORT.replace("Passed: 7", "Passed: 6"))
    plan = planned(checkout, tmp_path)
    assert (counts(plan)["new"], counts(plan)["refused"]) == (1, 1)


def git(folder: Path, *words: str) -> str:
    command = ["git", "-C", str(folder), "-c", "user.name=x", "-c", "user.email=x@example.org", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def commit(checkout: Path) -> str:
    git(checkout, "init", "-q")
    git(checkout, "add", ".")
    git(checkout, "commit", "-q", "-m", "synthetic")
    return git(checkout, "rev-parse", "HEAD")


def test_the_commit_is_that_of_the_checkout(checkout: Path, tmp_path: Path) -> None:
    head = commit(checkout)
    [content] = planned(checkout, tmp_path, None).files_to_write.values()
    assert f"/blob/{head}/" in content.decode()


def test_a_folder_within_another_checkout_has_no_commit_of_its_own(checkout: Path, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "synthetic")
    assert "git names no commit of this folder; say --commit" in planned(checkout, tmp_path, None).refusals[0]
    assert counts(planned(checkout, tmp_path))["new"] == 1


@pytest.mark.parametrize("said", [None, COMMIT])
def test_what_no_commit_holds_is_refused(said: str | None, checkout: Path, tmp_path: Path) -> None:
    committed = put(checkout, "conformance/reports/v1.4/a/as committed.yaml", REPORT.replace("1.20", "1.21"))
    put(checkout, ".gitignore", "ignored.yaml\n")
    commit(checkout)
    names = ("a/ignored.yaml", "b/ä.yaml", "c/staged.yaml")
    added = [
        put(checkout, f"conformance/reports/v1.4/{name}", REPORT.replace("1.20", f"1.20.{at}"))
        for at, name in enumerate(names)
    ]
    changed = put(checkout, PATH, REPORT.replace("Passed: 7", "Passed: 6"))
    put(checkout, "conformance/reports/v1.4/gateway/report.yaml", REPORT.replace("MESH-HTTP", "GATEWAY-HTTP"))
    git(checkout, "add", str(added[2]))
    plan = planned(checkout, tmp_path, said)
    reason = "git status says that no commit holds it like this"
    assert [each.partition(reason)[::2] for each in plan.left_out] == [
        (f"{file}: ", ", so that its address would lead to something else; commit or restore it")
        for file in (*added, changed)
    ]
    assert [row[-1] for row in plan.table.rows] == [str(committed)]
    assert (counts(plan)["refused"], counts(plan)["new"], counts(plan)["without"]) == (4, 1, 1)


def test_looking_at_a_checkout_leaves_its_index_alone(checkout: Path, tmp_path: Path) -> None:
    commit(checkout)
    (checkout / PATH).touch()
    before = (checkout / ".git/index").stat().st_mtime_ns
    assert counts(planned(checkout, tmp_path, None))["new"] == 1
    assert (checkout / ".git/index").stat().st_mtime_ns == before


ACME = REPORT.replace("project: Synthetic Mesh", "project: acmemesh")


def test_a_mesh_that_is_not_in_the_registry_is_refused(checkout: Path, tmp_path: Path) -> None:
    file = put(checkout, "conformance/reports/v1.4/acme/report.yaml", ACME)
    plan = planned(checkout, tmp_path)
    assert plan.left_out == (
        f"{file}: the mesh acmemesh is not in the registry: add results/registry/meshes/acmemesh.yaml, or say --set mesh=…",
    )
    assert (counts(plan)["new"], counts(plan)["refused"], plan.notes) == (1, 1, ())
    put(tmp_path, "results/registry/meshes/acmemesh.yaml", "kind: mesh/v1\nid: acmemesh\n")
    assert counts(planned(checkout, tmp_path))["new"] == 2


def test_one_mesh_may_be_said_where_all_new_reports_are_of_one(checkout: Path, tmp_path: Path) -> None:
    put(checkout, "conformance/reports/v1.4/acme/report.yaml", ACME)
    plan = planned(checkout, tmp_path, COMMIT, "mesh=synthetic-mesh")
    assert "the new reports are of Synthetic Mesh, acmemesh, and not all of one mesh" in plan.refusals[0]
    importers.write(planned(checkout, tmp_path))
    [row] = planned(checkout, tmp_path, COMMIT, "mesh=synthetic-mesh").table.rows
    assert row[:2] == (f"{NAME}-2025-10-27", "synthetic-mesh")
    assert counts(planned(checkout, tmp_path, COMMIT, "mesh=../x"))["refused"] == 1


@pytest.mark.parametrize("commit", ["main", "../../x", "ABCDEF0"])
def test_a_commit_that_is_none_is_refused(commit: str, checkout: Path, tmp_path: Path) -> None:
    assert "lower-case hexadecimal digits" in planned(checkout, tmp_path, commit).refusals[0]


def test_a_folder_that_is_no_checkout_is_refused(tmp_path: Path, checkout: Path) -> None:
    assert "conformance/reports/ is missing" in planned(tmp_path, tmp_path).refusals[0]
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / "conformance").symlink_to(checkout / "conformance")
    assert "conformance/reports/ is missing" in planned(linked, tmp_path).refusals[0]


def test_the_order_is_the_same_every_time(checkout: Path, tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        put(checkout, f"conformance/reports/v1.4/{name}/report.yaml", REPORT.replace("1.20", f"1.20.0-{name}"))
    rows = [row[0] for row in planned(checkout, tmp_path).table.rows]
    assert rows == [f"synthetic-mesh-1-20-0-{name}-v1-4-0-experimental" for name in "abc"] + [NAME]
