"""The rules of conformance reports at their edges; what each says about a whole file stands in tests/corpus."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from generator.finding import Finding, Pointer
from generator.load import load
from generator.rules import reports
from generator.rules.access import RAW_REPORT, inside
from generator.source import Document, parse

BASE = Path(__file__).parent / "corpus" / "base"
TODAY = date(2026, 11, 25)
SMI = "results/conformance/smi/example-smi/report.yaml"
GATEWAY = "results/conformance/gateway-api/example-gateway/report.yaml"
UNMODIFIED = "results/conformance/gateway-api/example-unmodified/standard-1.20-default-report.yaml"
HAMLET = "results/conformance/hamlet/example-hamlet/report.yaml"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BASE, tmp_path / "repository"))


def edit(root: Path, path: str, *changes: tuple[str, str]) -> None:
    text = (root / path).read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    (root / path).write_text(text, encoding="utf-8")


def findings(root: Path) -> tuple[Finding, ...]:
    return load(root, today=TODAY).findings


def codes(root: Path) -> list[str]:
    return [finding.rule.code for finding in findings(root)]


def document(path: str) -> Document:
    found = parse(path, (BASE / path).read_bytes()).document
    assert found is not None
    return found


# The fields of a report, whichever form it has


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (("mesh",), "istio"),
        (("version",), 1.2),
        (("gateway_api_version",), "v1.4.0"),
        (("channel",), "standard"),
        (("profiles", 0, "core", "passed"), 7),
        (("profiles", 0, "extended", "skipped_tests", 0), "MeshHTTPRouteRedirectPort"),
        (("profiles", 0, "extended", "supported_features", 1), "MeshHTTPRouteRedirectPort"),
        (("profiles", 1, "name"), "GATEWAY-HTTP"),
    ],
)
def test_a_place_of_the_record_is_one_of_the_unmodified_report(keys: Pointer, expected: object) -> None:
    unmodified = document(UNMODIFIED)
    assert inside(unmodified.data, *reports.place(unmodified, *keys)) == expected


def test_a_place_of_our_own_reports_is_the_same() -> None:
    assert reports.place(document(GATEWAY), "profiles", 0, "core", "passed") == ("profiles", 0, "core", "passed")


def test_counts_in_lower_case_have_their_place_too() -> None:
    text = (BASE / UNMODIFIED).read_text(encoding="utf-8").replace("Passed: 7", "passed: 7")
    found = parse("a.yaml", text.encode()).document
    assert found is not None
    assert reports.place(found, "profiles", 0, "core", "passed") == ("profiles", 0, "core", "statistics", "passed")
    assert reports.place(found, "profiles", 0, "core", "failed") == ("profiles", 0, "core", "statistics", "Failed")


def test_an_unmodified_report_and_ours_of_the_same_run_are_one_run(repository: Path) -> None:
    ours = reports.record(document(UNMODIFIED))
    edit(repository, GATEWAY, ("2026-11-20T11:00:00Z", str(ours["date"])), ('"1.24.1"', "v1.20"))
    edit(repository, GATEWAY, ("channel: experimental", "channel: standard"))
    edit(
        repository,
        GATEWAY,
        (
            "{result: partial, passed: 6, failed: 0, skipped: 1, skipped_tests: [MeshTrafficSplit]}",
            "{result: success, passed: 7, failed: 0, skipped: 0}",
        ),
    )
    edit(
        repository,
        GATEWAY,
        (
            "result: success\n      passed: 2\n      failed: 0\n      skipped: 0",
            "result: partial\n      passed: 1\n      failed: 0\n      skipped: 1",
        ),
    )
    (found,) = findings(repository)
    assert (found.rule.code, found.location.path) == ("MR513", GATEWAY)
    assert [each.path for each in found.related] == [UNMODIFIED]


# Versions of suites


def test_no_suite_is_read_where_there_is_no_report(tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path / "r", ignore=shutil.ignore_patterns("conformance", "patterns"))
    program = (
        "import sys; from pathlib import Path; from generator.load import load; from generator.suite import suite\n"
        "assert not load(Path(sys.argv[1])).findings; print(suite.cache_info().currsize)"
    )
    for root, read in ((tmp_path / "r", "0\n"), (BASE, "3\n")):
        done = subprocess.run([sys.executable, "-c", program, str(root)], capture_output=True, text=True, check=True)
        assert done.stdout == read


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("v1.4.1", []),
        ("v1.6.0", []),
        ("v1.3.0", ["MR512", "MR512"]),
        ("v9.9.9", ["MR516", "MR516"]),
        ("6cd1558a9e", []),
    ],
)
def test_counts_are_held_against_the_suite_of_the_version_only(
    repository: Path, version: str, expected: list[str]
) -> None:
    edit(repository, GATEWAY, ("gateway_api_version: v1.4.0", f"gateway_api_version: {version}"))
    edit(repository, UNMODIFIED, ("gatewayAPIVersion: v1.4.0", f"gatewayAPIVersion: {version}"))
    assert codes(repository) == expected


def test_a_count_that_is_not_reported_is_not_held_against_the_suite(repository: Path) -> None:
    edit(repository, GATEWAY, ("gateway_api_version: v1.4.0", "gateway_api_version: v1.3.0"))
    edit(repository, GATEWAY, ("passed: 6, failed: 0", "passed: 6"))
    assert codes(repository) == []


# Totals


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("58.33", []),
        ("58.3", []),
        ("58", []),
        ("58.333333", []),
        ("58.32", ["MR506"]),
        ("58.330", ["MR506"]),  # three digits claim more than 58.33
        ("58.4", ["MR506"]),
        ("59", ["MR506"]),
        ("0x3a", []),
        ("5.8e1", []),
        ("0e-9999999999", ["MR506"]),
        ("0", ["MR506"]),
        ("null", []),
    ],
)
def test_a_share_is_compared_at_the_precision_that_was_reported(
    repository: Path, written: str, expected: list[str]
) -> None:
    edit(repository, SMI, ("passing_percentage: 58.33", f"passing_percentage: {written}"))
    assert codes(repository) == expected


@pytest.mark.parametrize(
    ("counted", "written", "expected"),
    [
        ("14", "58.33", []),
        ("14", "58", []),
        ("14", "82.4", []),  # of the 17 that are claimed
        ("14", "49.6", ["MR506"]),
        ("25", "null", ["MR506"]),
        ("25", "49.6", ["MR506"]),  # one mistake, one finding
        ("0", "0", ["MR506"]),  # beside a capability that is full
        ("24", "100", ["MR506"]),
        ("null", "100", ["MR506"]),
        ("null", "49.6", []),
        ("14", "null", []),
    ],
)
def test_two_totals_without_cases_are_held_against_the_number_of_cases(
    repository: Path, counted: str, written: str, expected: list[str]
) -> None:
    without_cases(repository, "TA", "TS", "TSC")
    edit(repository, SMI, ("cases_passed: 14", f"cases_passed: {counted}"), ("58.33", written))
    assert codes(repository) == expected


@pytest.mark.parametrize(
    ("counted", "written", "expected"),
    [
        ("10", "50", []),
        ("10", "49.6", ["MR506"]),  # 10 of 20 is 50.0, of 21 is 47.6
        ("10", "47.6", []),
        ("10", "47.8", ["MR506"]),
        ("10", "0", ["MR506", "MR506"]),
        ("0", "0.4", ["MR506", "MR506"]),
        ("10", "0.4", []),
        ("10", "101", ["MR506"]),
        ("10", "0e-9999999999", ["MR506", "MR506"]),
        ("null", "49.6", []),
        ("10", "null", []),
    ],
)
def test_two_totals_without_a_version_are_held_against_every_number_of_cases(
    repository: Path, counted: str, written: str, expected: list[str]
) -> None:
    without_cases(repository, "TA", "TS", "TSC")
    edit(repository, SMI, ("specification_version: v0.6.0\n", ""))
    edit(repository, SMI, ("cases_passed: 14", f"cases_passed: {counted}"), ("58.33", written))
    assert codes(repository) == expected


def test_all_cases_of_what_is_claimed_need_not_be_all_capabilities(repository: Path) -> None:
    without_cases(repository, "TA", "TS", "TSC")
    edit(repository, SMI, ("cases_passed: 14, passing_percentage: 58.33", "cases_passed: 17, passing_percentage: 100"))
    (found,) = findings(repository)
    assert 'passing_percentage is 100 and the capability of traffic-spec is "half"' in found.message
    edit(repository, SMI, ("capability: half, result: failed", "capability: full, result: passed"))
    assert codes(repository) == []


def test_of_some_specifications_the_total_lies_between_what_is_listed_and_all(repository: Path) -> None:
    without_cases(repository, "TSC")
    edit(repository, SMI, ("cases_passed: 14, passing_percentage: 58.33", "cases_passed: 18, passing_percentage: 75"))
    (found,) = findings(repository)
    assert "cases_passed is 18, expected 11 to 17 of 24 cases" in found.message


@pytest.mark.parametrize(
    ("core", "expected"),
    [
        ("{result: success}", []),
        ("{result: success, passed: 7}", []),
        ("{result: success, failed_tests: [MeshBasic]}", ["MR507"]),
        ("{result: partial}", []),
        ("{result: partial, skipped: 0}", ["MR507"]),
        ("{result: partial, skipped: 1}", []),
        ("{result: partial, failed: 1, skipped: 1}", ["MR507"]),
        ("{result: failure}", []),
        ("{result: failure, failed: 0}", ["MR507"]),
        ("{result: failure, failed: 1, skipped: 2}", []),
        ("{failed: 1}", []),
        ("{result: failure, failed: 1, failed_tests: []}", ["MR508"]),
        ("{result: failure, failed_tests: [MeshBasic], skipped_tests: [MeshBasic]}", ["MR508"]),
    ],
)
def test_what_was_not_reported_contradicts_nothing(repository: Path, core: str, expected: list[str]) -> None:
    before = "{result: partial, passed: 6, failed: 0, skipped: 1, skipped_tests: [MeshTrafficSplit]}"
    edit(repository, GATEWAY, (before, core))
    assert codes(repository) == expected


# Cases


def test_an_unknown_case_is_one_finding_for_one_mistake(repository: Path) -> None:
    edit(repository, SMI, ("{id: TS-1.2.5, ", "{id: TS-1.2.55, "))
    assert codes(repository) == ["MR502"]


@pytest.mark.parametrize(
    ("status", "expected"),
    [("failed", True), ("not-run", True), ("version-not-served", True), ("partial", False), ("passed", False)],
)
def test_what_ends_a_run_is_what_did_not_pass(repository: Path, status: str, *, expected: bool) -> None:
    edit(repository, SMI, ("{id: TS-1.1.1, status: passed}", f"{{id: TS-1.1.1, status: {status}}}"))
    assert codes(repository).count("MR504") == (10 if expected else 0)


def test_a_case_of_another_group_may_pass_after_the_end(repository: Path) -> None:
    edit(repository, SMI, ("{id: TS-1.2.11, status: passed}", "{id: TS-1.2.11, status: failed}"))
    assert "MR504" not in codes(repository)


@pytest.mark.parametrize("day", ["2026-11-25", "2026-11-21"])
def test_no_report_is_so_old_that_an_unknown_case_is_only_warned(repository: Path, day: str) -> None:
    edit(repository, SMI, ("{id: TS-1.2.11, ", "{id: TS-1.2.12, "), ("submitted: 2026-11-25", f"submitted: {day}"))
    assert [each.severity.value for each in findings(repository)] == ["error"]


def without_cases(root: Path, *starts: str) -> None:
    """Take the cases away whose ids start so."""
    lines = (root / SMI).read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(tuple(f"  - {{id: {start}-" for start in starts))]
    (root / SMI).write_text("".join(kept).replace("cases:\nreported", "cases: []\nreported"), encoding="utf-8")


@pytest.mark.parametrize(
    "starts", [("TA",), ("TS",), ("TSC",), ("TA", "TS"), ("TA", "TSC"), ("TS", "TSC"), ("TA", "TS", "TSC")]
)
def test_the_cases_of_a_specification_may_all_be_left_out(repository: Path, starts: tuple[str, ...]) -> None:
    without_cases(repository, *starts)
    assert codes(repository) == []


def test_each_specification_of_which_some_cases_are_listed_is_found(repository: Path) -> None:
    without_cases(repository, "TA")
    edit(repository, SMI, ("  - {id: TS-1.2.11, status: passed}\n", ""), ("  - {id: TSC-1.2.6, status: not-run}\n", ""))
    assert codes(repository) == ["MR503", "MR503"]


def test_a_name_that_nobody_knows_is_found_once_and_gets_a_near_one(repository: Path) -> None:
    names = ", ".join(f"MeshHTTPRouteRewritePath{number}" for number in range(30))
    edit(repository, GATEWAY, ("unsupported_features: [MeshConsumerRoute]", f"unsupported_features: [{names}]"))
    edit(repository, GATEWAY, ("[MeshTrafficSplit]", "[MeshTrafficSpilt]"))
    edit(repository, GATEWAY, ("skipped: 1, skipped_tests: [", "skipped: 2, skipped_tests: [MeshTrafficSpilt, "))
    found = findings(repository)
    assert [each.rule.code for each in found] == ["MR512", *["MR510"] * 31]
    assert sum("did you mean" in each.hint for each in found) == 31


# Folders


def test_a_broken_report_is_not_a_missing_one(repository: Path) -> None:
    status = "kind: status/v1\nevents:\n  - {date: 2026-11-25, state: disputed, by: A, reason: B, results: all}\n"
    (repository / Path(SMI).parent / "status.yaml").write_text(status, encoding="utf-8")
    assert codes(repository) == []
    edit(repository, SMI, ("license: CC-BY-4.0\n", ""))
    assert codes(repository) == ["MR101"]
    (repository / SMI).unlink()
    assert codes(repository) == ["MR501"]


def test_a_second_report_keeps_both_out_of_the_catalogue(repository: Path) -> None:
    shutil.copy(repository / UNMODIFIED, (repository / UNMODIFIED).with_name("second.yaml"))
    loaded = load(repository, today=TODAY)
    assert [each.rule.code for each in loaded.findings] == ["MR501"]
    assert "example-unmodified" not in loaded.catalogue.reports


@pytest.mark.parametrize("state", ["superseded", "withdrawn", "invalid", "disputed"])
def test_of_two_equal_reports_the_later_is_found_and_one_that_is_gone_is_not_compared(
    repository: Path, state: str
) -> None:
    copy = (repository / SMI).parent.with_name("a-copy")
    shutil.copytree((repository / SMI).parent, copy)
    edit(repository, f"{copy.relative_to(repository)}/report.yaml", ("id: example-smi", "id: a-copy"))
    edit(repository, SMI, ("submitted: 2026-11-25", "submitted: 2026-11-23"))
    (found,) = findings(repository)
    assert (found.rule.code, found.location.path) == ("MR513", "results/conformance/smi/a-copy/report.yaml")
    more = ", replaced_by: a-copy" if state == "superseded" else ""
    event = f"{{date: 2026-11-25, state: {state}, by: A, reason: B, results: all{more}}}"
    status = f"kind: status/v1\nevents:\n  - {event}\n"
    (repository / Path(SMI).parent / "status.yaml").write_text(status, encoding="utf-8")
    assert codes(repository) == (["MR513"] if state == "disputed" else [])


def test_the_version_of_an_unmodified_report_is_never_empty(repository: Path) -> None:
    for before in ("  version: 1.20", "gatewayAPIVersion: v1.4.0"):
        edit(repository, UNMODIFIED, (before, before.partition(":")[0] + ': ""'))
    assert codes(repository) == ["MR108", "MR108"]


def test_every_kind_of_report_has_a_suite_and_its_version() -> None:
    found = {path: document(path) for path in (SMI, GATEWAY, UNMODIFIED, HAMLET)}
    assert {each.kind for each in found.values()} == set(reports.ALL_REPORTS)
    for each in found.values():
        version = reports.suite_version(each)
        assert version is not None
        assert version.version == reports.record(each)[reports.version_field(each)]
    assert found[UNMODIFIED].kind == RAW_REPORT
