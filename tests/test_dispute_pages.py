"""A dispute is shown at once, wherever what it is about is shown; only its decision changes what counts."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from generator import addresses
from generator.compare import compare
from generator.load import load
from generator.model import Outcome
from generator.page import Composition
from generator.pages import compose
from generator.pages.wording import OUTCOMES
from tests import synthetic
from tests.histories import clone

SITE = "https://results.example/"
OPEN = """kind: dispute/v1
id: objection
date: 2026-11-25
author: {name: Synthetic Objector, affiliation: Synthetic University, relationship: vendor}
results: [example/istio-1]
reports: [example-smi]
claim: Telemetry was off in the synthetic baseline.
evidence: [{title: A synthetic log, uri: "https://example.org/log"}]
replies: [{date: 2026-11-25, by: Synthetic Owner, role: owner, text: It was on.}]
"""
DECIDED = "decision: {date: 2026-11-25, by: curators, outcome: %s, %sreason: The log shows it.}\n"


def site(folder: Path, decision: str = "") -> Composition:
    made = clone(folder)
    made.write("results/disputes/objection.yaml", OPEN + decision)
    loaded = load(made.root, today=date(2026, 11, 26))
    assert not loaded.has_errors, loaded.findings
    return compose(loaded.catalogue, compare(loaded.catalogue), SITE, today=date(2026, 11, 26))


def bodies(made: Composition) -> dict[str, str]:
    return {each.path: str(each.body) for each in made.pages}


@pytest.mark.parametrize(
    "path",
    [
        addresses.result_path("example/istio-1"),
        addresses.submission_path("example"),
        addresses.report_path("example-smi"),
        addresses.dispute_path("objection"),
    ],
)
def test_an_open_dispute_is_shown_with_who_objects_and_what_was_answered(tmp_path: Path, path: str) -> None:
    body = bodies(site(tmp_path))[path]
    for text in ("Synthetic Objector", "Synthetic University", "a maker of what was measured", "Telemetry was off"):
        assert text in body
    if path != addresses.dispute_path("objection"):
        assert "The objection, 1 answer, no decision yet" in body
        assert "disputes/objection/" in body


def test_its_group_and_its_charts_show_it_and_other_results_do_not(tmp_path: Path) -> None:
    found = bodies(site(tmp_path))
    groups = [body for path, body in found.items() if path.startswith("performance/groups/") and "istio-1" in body]
    charts = [path for path, body in found.items() if path.startswith("charts/") and "Telemetry was off" in body]
    assert groups
    assert all("Telemetry was off" in each for each in groups)
    assert charts
    assert "Telemetry was off" not in found[addresses.result_path("example/baseline-1")]


def test_the_page_that_compares_is_told_of_it_and_of_its_decision(tmp_path: Path) -> None:
    made = site(tmp_path, DECIDED % ("rejected", ""))
    files = [json.loads(each.content) for each in made.assets if each.path.endswith("/group.json")]
    told = {each["address"]: each["objections"] for group in files for each in group["results"]}
    (one,) = told["example/istio-1"]
    assert one["head"] == "Objection, rejected"
    assert one["page"] == "../../disputes/objection/"
    assert not one["open"]
    assert "Telemetry was off" in one["words"]
    assert "Decided on 25 November 2026 by curators: The log shows it." in one["words"]
    assert told["example/baseline-1"] == []


def test_its_page_has_the_claim_its_evidence_and_every_answer(tmp_path: Path) -> None:
    body = bodies(site(tmp_path))[addresses.dispute_path("objection")]
    for text in (
        "https://example.org/log",
        "A synthetic log",
        "Synthetic Owner",
        "It was on.",
        "nobody has decided yet",
    ):
        assert text in body


def test_only_an_upheld_dispute_takes_a_result_out(tmp_path: Path) -> None:
    taken = {
        "": True,
        DECIDED % ("rejected", ""): True,
        DECIDED % ("withdrawn", ""): True,
        "statement: true\n": True,
        DECIDED % ("upheld", "state: invalid, "): False,
    }
    for number, (decision, drawn) in enumerate(taken.items()):
        made = site(tmp_path / str(number), decision)
        charts = [each for each in made.assets if each.path.endswith("--latency.json")]
        assert charts
        assert any(b"example/istio-1" in each.content for each in charts) is drawn, decision


def test_a_decided_dispute_stays_and_says_what_was_decided(tmp_path: Path) -> None:
    body = bodies(site(tmp_path, DECIDED % ("rejected", "")))[addresses.result_path("example/istio-1")]
    assert "Objection, rejected" in body
    assert "The log shows it." in body


def test_a_statement_stands_beside_what_it_is_about_and_calls_nothing_disputed(tmp_path: Path) -> None:
    made = site(tmp_path, "statement: true\n")
    body = bodies(made)[addresses.result_path("example/istio-1")]
    banner = body.partition('aria-label="Dispute">')[2].partition("</aside>")[0]
    assert banner.startswith("<strong>Statement</strong> by Synthetic Objector")
    assert "Telemetry was off in the synthetic baseline." in banner
    assert "The statement, 1 answer" in banner
    assert "Decided" not in banner
    own = bodies(made)[addresses.dispute_path("objection")]
    assert "it asks for no change" in own
    assert "<dt>Statement by</dt>" in own
    assert "Objection" not in own
    assert "A statement, 1 answer" in bodies(made)[addresses.DISPUTES]
    taken_back = bodies(site(tmp_path / "again", "statement: true\n" + DECIDED % ("withdrawn", "")))
    assert "Statement, withdrawn by its author" in taken_back[addresses.result_path("example/istio-1")]


def test_what_was_redacted_stands_with_its_hashes_on_the_page_of_its_submission_and_in_the_list(tmp_path: Path) -> None:
    made = clone(tmp_path)
    was, now = (
        "1" * 64,
        sha256((made.root / "results/performance/example/evidence/baseline.txt").read_bytes()).hexdigest(),
    )
    made.write(
        "results/redactions.yaml",
        "kind: redactions/v1\nredactions:\n"
        "  - {date: 2026-11-25, path: results/performance/example/evidence/baseline.txt, "
        f"removed_sha256: '{was}', sha256: '{now}', by: curators, reason: Synthetic host names.}}\n",
    )
    loaded = load(made.root, today=date(2026, 11, 26))
    assert not loaded.has_errors, loaded.findings
    found = bodies(compose(loaded.catalogue, compare(loaded.catalogue), SITE, today=date(2026, 11, 26)))
    told = [path for path, body in found.items() if "Synthetic host names." in body]
    assert sorted(told) == [addresses.DISPUTES, addresses.submission_path("example")]
    for path in told:
        assert was in found[path]
        assert now in found[path]


def test_the_list_of_disputes_says_how_each_stands_and_that_there_is_none(tmp_path: Path) -> None:
    stands = {
        "": "Open, 1 answer",
        DECIDED % ("upheld", "state: invalid, "): "Upheld, 25 November 2026",
    }
    for number, (decision, standing) in enumerate(stands.items()):
        body = bodies(site(tmp_path / str(number), decision))[addresses.DISPUTES]
        assert standing in body
        assert "Nothing has been removed" in body
    none = synthetic.catalogue()
    body = bodies(compose(none, compare(none), SITE))[addresses.DISPUTES]
    assert "Nobody has objected by a dispute yet." in body
    assert "No result or report is recorded as disputed." in body


def test_the_list_has_what_a_status_records_as_disputed_by_whom_and_why(tmp_path: Path) -> None:
    made = clone(tmp_path)
    event = "  - {date: 2026-11-25, state: disputed, by: Synthetic Owner, reason: pods restarted, results: [istio-1]}\n"
    made.append("results/performance/example/status.yaml", event)
    loaded = load(made.root, today=date(2026, 11, 26))
    body = bodies(compose(loaded.catalogue, compare(loaded.catalogue), SITE))[addresses.DISPUTES]
    table = body.partition('id="recorded-table"')[2].partition("</table>")[0]
    for text in ("Synthetic Owner", "pods restarted", "istio-1", "performance/submissions/example/"):
        assert text in table
    assert "corrected" not in table


def test_every_outcome_has_a_word() -> None:
    assert set(OUTCOMES) == {each.value for each in Outcome}
