"""Every case of tests/corpus says exactly what is expected, through the library and through the command, in every format.

A case is `pass-*` or `fail-*` in a folder `<CODE>-<slug>`: a single document, which takes the place of the document of its kind in a
copy of the small valid repository corpus/base, or a folder that is laid over such a copy (`<name>.absent` removes `<name>`). A case
that fails has its report beside it, `fail-*.expected`: write it with UPDATE_EXPECTED=1, and read it before it is committed.
"""

from __future__ import annotations

import gc
import json
import os
import re
import shutil
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from generator import cli, manifest_report, rules
from generator.cli.review import next_step
from generator.finding import Severity
from generator.load import Loaded, load
from generator.report import as_text

if TYPE_CHECKING:
    from collections.abc import Iterator

CORPUS = Path(__file__).parent / "corpus"
BASE = CORPUS / "base"
TODAY = date(2026, 11, 25)
"""A day on which nothing in the corpus lies in the future but what is meant to."""
PLACES = {
    "ConformanceReport": "results/conformance/gateway-api/example-unmodified/standard-1.20-default-report.yaml",
    "aliases/v1": "results/registry/aliases.yaml",
    "claims/v1": "results/registry/claims.yaml",
    "dispute/v1": "results/disputes/example-dispute.yaml",
    "gateway-api-conformance/v1": "results/conformance/gateway-api/example-gateway/report.yaml",
    "hamlet-conformance/v1": "results/conformance/hamlet/example-hamlet/report.yaml",
    "initiatives/v1": "results/registry/initiatives.yaml",
    "lab/v1": "results/registry/labs/lab-one.yaml",
    "mesh/v1": "results/registry/meshes/istio.yaml",
    "pattern/v1": "patterns/example/pattern.yaml",
    "performance-results/v1": "results/performance/example/results.yaml",
    "performance-submission/v1": "results/performance/example/submission.yaml",
    "redactions/v1": "results/redactions.yaml",
    "smi-conformance/v1": "results/conformance/smi/example-smi/report.yaml",
    "status/v1": "results/performance/example/status.yaml",
}
FOLDERS = sorted(folder for folder in CORPUS.iterdir() if folder.name.startswith("MR"))
CASES = [case for folder in FOLDERS for case in sorted(folder.iterdir()) if case.suffix != ".expected"]
FAILING = [case for case in CASES if case.name.startswith("fail-")]


def named(case: Path) -> str:
    return f"{case.parent.name}/{case.name}"


def lay_over(case: Path, root: Path) -> None:
    """Turn the copy of the base at `root` into the case's repository."""
    if case.is_dir():
        shutil.copytree(case, root, dirs_exist_ok=True)
        for absent in list(root.rglob("*.absent")):
            absent.unlink()
            absent.with_suffix("").unlink()
        return
    kind = re.search(r"^kind: (\S+)$", case.read_text(encoding="utf-8"), re.MULTILINE)
    assert kind is not None, f"{named(case)} has no kind on a line of its own; make it a folder"
    place = root / PLACES[kind[1]]
    place.parent.mkdir(exist_ok=True)
    shutil.copyfile(case, place)


@pytest.fixture
def repository(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    shutil.copytree(BASE, root)
    lay_over(request.param, root)
    return root


@pytest.fixture(autouse=True)
def _collect_garbage() -> Iterator[None]:
    """`check` turns the collector off, for its own process."""
    yield
    gc.enable()


def report(root: Path, form: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = cli.run(["check", "--format", form, "--repo", str(root)])
    printed = capsys.readouterr()
    assert printed.err == ""
    return code, printed.out


def expected_of(case: Path, loaded: Loaded) -> str:
    file = case.with_suffix(".expected")
    if os.environ.get("UPDATE_EXPECTED"):
        file.write_text(as_text(loaded.findings), encoding="utf-8")
    return file.read_text(encoding="utf-8")


def test_the_base_has_nothing_to_mend() -> None:
    loaded = load(BASE, today=TODAY)
    assert loaded.findings == ()
    assert [result.address for result in loaded.catalogue.results] == ["example/baseline-1", "example/istio-1"]
    reports = ["example-gateway", "example-hamlet", "example-smi", "example-unmodified"]
    assert list(loaded.catalogue.reports) == reports
    assert len(loaded.catalogue.claims) == 1
    assert [(each.id, each.status.value) for each in loaded.catalogue.patterns.values()] == [
        ("example", "accepted"),
        ("example-idea", "proposed"),
    ]


@pytest.mark.parametrize("repository", [case for case in CASES if case not in FAILING], ids=named, indirect=True)
def test_a_case_that_passes_has_no_finding(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert as_text(load(repository, today=TODAY).findings) == "no errors and no warnings\n"
    assert report(repository, "text", capsys)[0] == cli.CLEAN


@pytest.mark.parametrize(
    ("repository", "case"), [(case, case) for case in FAILING], ids=map(named, FAILING), indirect=["repository"]
)
def test_a_case_that_fails_says_exactly_what_is_expected(
    repository: Path, case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    loaded = load(repository, today=TODAY)
    expected = expected_of(case, loaded)
    assert as_text(loaded.findings) == expected
    code, printed = report(repository, "text", capsys)
    counted = manifest_report.as_text(loaded.manifests)
    advice = next_step(loaded, None, repository)
    assert bool(advice) is loaded.has_errors
    assert printed == f"{expected.removesuffix(chr(10))} in {loaded.files} files\n{counted}{advice}"
    assert code == (cli.FINDINGS if loaded.has_errors else cli.CLEAN)


@pytest.mark.parametrize(
    ("repository", "case"), [(case, case) for case in FAILING], ids=map(named, FAILING), indirect=["repository"]
)
def test_every_format_says_the_same(repository: Path, case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    places = [
        (each.location.path, each.location.line, each.location.column, each.rule.code, each.severity.value)
        for each in load(repository, today=TODAY).findings
    ]
    assert from_json(report(repository, "json", capsys)[1]) == places
    assert from_github(report(repository, "github", capsys)[1]) == places
    assert from_sarif(report(repository, "sarif", capsys)[1]) == places


Place = tuple[str, int, int, str, str]


def from_json(text: str) -> list[Place]:
    return [
        (each["path"], each["line"], each["column"], each["code"], each["severity"])
        for each in json.loads(text)["findings"]
    ]


def from_github(text: str) -> list[Place]:
    commands = re.findall(
        r"^::(error|warning) file=(.*?),line=(\d+),col=(\d+),title=(MR\d{3}) .*?::", text, re.MULTILINE
    )
    return [(unquote(path), int(line), int(column), code, severity) for severity, path, line, column, code in commands]


def from_sarif(text: str) -> list[Place]:
    return [_sarif_place(each) for each in json.loads(text)["runs"][0]["results"]]


def _sarif_place(result: dict[str, object]) -> Place:
    (location,) = result["locations"]  # type: ignore[misc]
    physical = location["physicalLocation"]  # type: ignore[has-type]
    region, address = physical["region"], unquote(physical["artifactLocation"]["uri"])
    return (address, region["startLine"], region["startColumn"], str(result["ruleId"]), str(result["level"]))


@pytest.mark.parametrize("repository", FAILING, ids=named, indirect=True)
def test_a_submission_report_or_pattern_with_an_error_is_not_in_the_catalogue(repository: Path) -> None:
    loaded = load(repository, today=TODAY)
    wrong = {each.location.path for each in loaded.findings if each.severity is Severity.ERROR}
    for submission in loaded.catalogue.submissions.values():
        assert not any(path.startswith(f"results/performance/{submission.id}/") for path in wrong)
        assert submission.lab in loaded.catalogue.labs
        assert {each.subject.mesh for each in submission.mesh_configs} <= set(loaded.catalogue.meshes)
    for report in loaded.catalogue.reports.values():
        assert not any(path.startswith(f"results/conformance/{report.suite}/{report.id}/") for path in wrong)
        assert report.mesh in loaded.catalogue.meshes
    for pattern in loaded.catalogue.patterns.values():
        assert not any(path.startswith(f"patterns/{pattern.id}/") for path in wrong)


def test_every_folder_is_named_after_a_rule() -> None:
    known = {f"{rule.code}-{rule.slug}" for rule in rules.ALL}
    assert {folder.name for folder in FOLDERS} <= known


def test_every_rule_that_judges_documents_has_a_case_that_passes_and_one_that_fails() -> None:
    kinds = Counter((case.parent.name, case.name.partition("-")[0]) for case in CASES)
    wanted = [f"{each.rule.code}-{each.rule.slug}" for each in rules.RULES]
    missing = [f"{name}/{outcome}-*" for name in wanted for outcome in ("pass", "fail") if not kinds[name, outcome]]
    assert missing == []


@pytest.mark.parametrize("case", FAILING, ids=named)
def test_a_case_that_fails_shows_its_own_rule(case: Path) -> None:
    expected = case.with_suffix(".expected").read_text(encoding="utf-8")
    assert f" {case.parent.name.partition('-')[0]} " in expected


def test_no_expected_report_is_left_without_a_case() -> None:
    left = [
        file for folder in FOLDERS for file in folder.glob("*.expected") if not list(folder.glob(f"{file.stem}*[!.]"))
    ]
    orphans = [named(file) for file in left if not any(case.stem == file.stem and case in FAILING for case in CASES)]
    assert orphans == []
