"""The formats of a report: golden files, and what no submitted text can do to them."""

from __future__ import annotations

import json
import os
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import generator
from generator.finding import Finding, Location, Rule, Severity
from generator.report import (
    HELP_BASE,
    MOST_IN_ALL,
    REPORTS,
    as_github,
    as_json,
    as_sarif,
    as_text,
    closing,
    help_address,
)

GOLDEN = Path(__file__).parent / "golden" / "reports"
SUFFIX = {"github": "txt", "json": "json", "sarif": "sarif", "text": "txt"}


def rule(code: str, slug: str, severity: Severity) -> Rule:
    return Rule(
        code=code,
        slug=slug,
        summary="A synthetic rule.",
        severity=severity,
        since=date(2026, 11, 22),
        documentation="A synthetic rule.\n\nWhat it finds\n-------------\nNothing.",
    )


UNORDERED = rule("MR901", "synthetic-order", Severity.ERROR)
RATE = rule("MR902", "synthetic-rate", Severity.WARNING)

FINDINGS = (
    Finding(
        rule=UNORDERED,
        location=Location(path="results/performance/example/results.yaml", line=12, column=9, pointer="/results/0/p90"),
        severity=Severity.ERROR,
        message="p90 (12.1 ms) is below p50 (14.8 ms), expected percentiles in order",
        hint="compare with the raw output: 100 % of tools write them in order",
        related=(Location(path="results/performance/example/submission.yaml", line=3, column=1, pointer="/id"),),
    ),
    Finding(
        rule=RATE,
        location=Location(path="results/performance/näher, dran/100%:1.yaml", line=2, column=1),
        severity=Severity.WARNING,
        message='found "a\n::error::b %0A", expected 😀 or "\u202e"',
    ),
    Finding(
        rule=UNORDERED,
        location=Location(path="z\n::error file=x::pwned\x1b[2J", line=1, column=1),
        severity=Severity.ERROR,
        message="found a name with a line end",
        hint="rename it",
    ),
)


@pytest.mark.parametrize("form", REPORTS)
@pytest.mark.parametrize(("name", "findings", "files"), [("some", FINDINGS, 5), ("none", (), 1)])
def test_a_report_is_as_the_golden_file_says(
    form: str, name: str, findings: tuple[Finding, ...], files: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.report.__version__", "0.0.0")
    report = REPORTS[form](findings, files)
    golden = GOLDEN / f"{form}-{name}.{SUFFIX[form]}"
    if os.environ.get("UPDATE_EXPECTED"):
        golden.write_bytes(report.encode())
    assert report == golden.read_bytes().decode()


@pytest.mark.parametrize(
    ("errors", "warnings", "files", "expected"),
    [
        (0, 0, 3, "no errors and no warnings in 3 files"),
        (1, 0, 1, "1 error and no warnings in 1 file"),
        (0, 1, 2, "no errors and 1 warning in 2 files"),
        (2, 3, None, "2 errors and 3 warnings"),
    ],
)
def test_the_closing_line_counts(errors: int, warnings: int, files: int | None, expected: str) -> None:
    assert closing((FINDINGS[0],) * errors + (FINDINGS[1],) * warnings, files) == expected


def many(path: str, errors: int, warnings: int) -> list[Finding]:
    rules = [RATE] * warnings + [UNORDERED] * errors
    return [
        Finding(rule=rule, location=Location(path=path, line=line), severity=rule.severity, message="synthetic")
        for line, rule in enumerate(rules, 1)
    ]


SOME_LEFT_OUT = [*many("a.yaml", 51, 60), *many("b.yaml", 2, 48), *many("c,\n.yaml", 0, 51)]


def test_fifty_findings_of_a_file_are_shown_errors_first_and_the_rest_has_a_line_of_its_own() -> None:
    lines = as_text(SOME_LEFT_OUT, 3).splitlines()
    assert [line for line in lines if line.endswith("not shown")] == [
        "a.yaml: 1 more error and 60 more warnings in this file are not shown",
        "c,\\n.yaml: 1 more warning in this file is not shown",
    ]
    assert sum(line.startswith("a.yaml:") and " error MR901 " in line for line in lines) == 50
    assert lines.index("a.yaml: 1 more error and 60 more warnings in this file are not shown") == 50 + 1
    assert lines[-1] == "53 errors and 159 warnings in 3 files"


def test_of_findings_of_one_rule_in_a_row_the_last_says_where_to_read_on() -> None:
    lines = as_text([*many("a.yaml", 3, 1), *many("b.yaml", 2, 0)]).splitlines()
    helps = [at for at, line in enumerate(lines) if line.startswith("    help: ")]
    assert helps == [1, 7]
    assert [lines[at].rstrip("/")[-5:] for at in helps] == [RATE.code, UNORDERED.code]


def test_what_is_not_shown_is_counted_in_every_format() -> None:
    left = [{"path": "a.yaml", "errors": 1, "warnings": 60}, {"path": "c,\\n.yaml", "errors": 0, "warnings": 1}]
    told = json.loads(as_json(SOME_LEFT_OUT, 3))
    assert (told["errors"], told["warnings"], len(told["findings"]), told["not_shown"]) == (53, 159, 150, left)
    (run,) = json.loads(as_sarif(SOME_LEFT_OUT, 3))["runs"]
    assert len(run["results"]) == 150
    assert run["properties"] == {"files": 3, "errors": 53, "warnings": 159, "notShown": left}
    commands = as_github(SOME_LEFT_OUT, 3).splitlines()
    assert [line for line in commands if line.startswith("::notice")] == [
        "::notice file=a.yaml::a.yaml: 1 more error and 60 more warnings in this file are not shown",
        "::notice file=c%2C\\n.yaml::c,\\n.yaml: 1 more warning in this file is not shown",
    ]
    assert commands[-1] == "53 errors and 159 warnings in 3 files"


def test_a_report_shows_some_thousand_findings_and_counts_those_of_all_other_files() -> None:
    findings = [each for number in range(100) for each in many(f"{number:03}.yaml", 30, 1)]
    shown = MOST_IN_ALL // 31 + 1
    left = (100 - shown) * 30, 100 - shown
    sentence = f"{left[0]} more errors and {left[1]} more warnings in {100 - shown} other files are not shown"
    text = as_text(findings, 100).splitlines()
    assert text[-2:] == [sentence, "3000 errors and 100 warnings in 100 files"]
    assert sum(" MR90" in line for line in text) == shown * 31
    commands = as_github(findings, 100).splitlines()
    assert commands[-2] == f"::notice::{sentence}"
    told = json.loads(as_json(findings, 100))
    assert (told["errors"], len(told["findings"])) == (3000, shown * 31)
    assert told["not_shown"] == [{"path": None, "errors": left[0], "warnings": left[1], "files": 100 - shown}]


def test_text_without_a_number_of_files_says_none() -> None:
    assert as_text(()) == "no errors and no warnings\n"


def test_sarif_tells_viewers_how_columns_count_and_where_help_is() -> None:
    [run] = json.loads(as_sarif(FINDINGS, 5))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["tool"]["driver"]["semanticVersion"] == generator.__version__
    assert [each["id"] for each in rules] == ["MR901", "MR902"]
    assert [each["helpUri"] for each in rules] == [f"{HELP_BASE}rules/MR901/", f"{HELP_BASE}rules/MR902/"]
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [each.rule.code for each in FINDINGS]
    for result in run["results"]:
        for location in (*result["locations"], *result.get("relatedLocations", [])):
            assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", location["physicalLocation"]["artifactLocation"]["uri"])


def test_sarif_makes_no_link_of_submitted_text() -> None:
    message = 'found "[click](https://example.org/evil)"'
    finding = Finding(rule=RATE, location=Location(path="x"), severity=Severity.WARNING, message=message, hint="[a](b)")
    assert "](" not in as_sarif([finding], 1)


ANY = st.text(st.characters(exclude_categories=()), max_size=40) | st.sampled_from(
    ["\n::error::x", "%0A::error::x", "a,line=9::b", "\r\n"]
)


@given(path=ANY, message=ANY, hint=ANY, pointer=ANY)
def test_no_text_can_break_a_report(path: str, message: str, hint: str, pointer: str) -> None:
    place = Location(path=path, line=1, column=2, pointer=pointer)
    finding = Finding(
        rule=RATE, location=place, severity=Severity.WARNING, message=message, hint=hint, related=(place,)
    )
    for form in REPORTS.values():
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ud800-\udfff]", form([finding], 1))
    assert len(as_text([finding], 1).split("\n")) == 5 + bool(finding.hint)
    assert len(as_github([finding], 1).split("\n")) == 3
    assert json.loads(as_json([finding], 1))["findings"][0]["line"] == 1
    assert json.loads(as_sarif([finding], 1))["runs"][0]["results"][0]["ruleId"] == "MR902"


@given(path=ANY, message=ANY)
def test_a_github_command_keeps_its_properties_apart(path: str, message: str) -> None:
    finding = Finding(rule=RATE, location=Location(path=path), severity=Severity.WARNING, message=message)
    command = as_github([finding], 1).split("\n")[0]
    match = re.fullmatch(r"::warning file=([^,:]*),line=1,col=1,title=MR902 synthetic-rate::(.*)", command)
    assert match is not None
    for value in match.groups():
        assert re.search(r"%(?!25|0A|0D|3A|2C)", value) is None


def test_the_help_address_is_the_rules_page() -> None:
    assert help_address(RATE) == "https://service-mesh-wg.github.io/mesh-results/rules/MR902/"
