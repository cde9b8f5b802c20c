from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from generator.importers import wrk, wrk2
from generator.importers.common import ImportedRun, ImportRefused
from tests.importer_samples import entries, planned, raw, raw_text

TEXT = raw("synthetic-wrk.txt").text()
SCRIPT = raw("synthetic-wrk-script.txt").text()
PLAIN = TEXT[: TEXT.index("  Latency Distribution")] + TEXT[TEXT.index("  10000 requests") :]
NOTHING = """Running 1s test @ http://127.0.0.1:8080/
  1 threads and 1 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     0.00us    0.00us   0.00us    -nan%
    Req/Sec     0.00      0.00     0.00      -nan%
  0 requests in 1.00s, 0.00B read
  Socket errors: connect 0, read 900, write 0, timeout 0
Requests/sec:      0.00
Transfer/sec:       0.00B
"""


def run(text: str) -> ImportedRun:
    return wrk.gather(raw_text("wrk.txt", text)).runs[0]


def test_every_line_of_the_text_is_read() -> None:
    found = run(TEXT)
    assert (found.average_ms, found.stdev_ms, found.max_ms, found.min_ms) == (2, 3, 40, None)
    assert found.percentiles_ms == {"50": Decimal("0.9"), "75": Decimal("1.5"), "90": 4, "99": 20}
    assert (found.actual_qps, found.duration_seconds) == (1000, 10)
    assert found.errors == {"read": 7, "timeout": 2, "non-2xx or 3xx": 30}
    assert (found.tool, found.population, found.coordinated_omission) == ("wrk", "answered", "corrected")


def test_requests_without_an_answer_are_requests_and_late_ones_were_answered() -> None:
    assert run(TEXT).requests == 10_007


def test_connections_are_those_that_the_threads_open() -> None:
    found = run(TEXT)
    assert found.facts == {"connections": "9", "protocol": "HTTP/1.1", "seconds": "10", "loop": "closed"}
    assert "9 of the 10 connections were opened" in found.notes[1]


def test_added_samples_are_said_and_no_distribution_is_made_of_them() -> None:
    found = run(TEXT)
    assert found.distribution is None
    assert "more samples than there were requests" in found.notes[0]


def test_without_latency_there_are_no_percentiles() -> None:
    found = run(PLAIN)
    assert (found.percentiles_ms, found.quantile_method, found.average_ms) == ({}, None, 2)


def test_no_line_about_errors_says_that_there_were_none() -> None:
    assert run(SCRIPT).errors == {}


def test_where_nothing_was_answered_latencies_are_not_reported() -> None:
    found = run(NOTHING)
    assert (found.average_ms, found.max_ms, found.actual_qps, found.percentiles_ms) == (None, None, None, {})
    assert (found.requests, found.errors) == (900, {"read": 900})


def test_the_line_of_our_script_is_finer() -> None:
    found = run(SCRIPT)
    assert (found.min_ms, found.average_ms, found.max_ms) == (Decimal("0.08"), Decimal("2.00125"), Decimal("40.001"))
    assert found.stdev_ms == Decimal("3.0005")
    assert found.percentiles_ms == {
        "50": Decimal("0.901"),
        "90": Decimal("4.001"),
        "99": Decimal("20.001"),
        "99.9": Decimal("30.001"),
    }
    assert (found.duration_seconds, found.facts["seconds"]) == (Decimal("120.1"), "120")


def test_minutes_are_too_coarse_and_the_duration_follows_from_the_rate() -> None:
    found = run(SCRIPT[: SCRIPT.index("{")])
    assert (found.duration_seconds, found.facts["seconds"]) == (Decimal("120.10"), "120")


def test_a_declared_time_that_rounding_hides_is_not_guessed() -> None:
    text = SCRIPT[: SCRIPT.index("{")].replace("in 2.00m", "in 1.51m")
    assert "seconds" not in run(text.replace("1000.00", "1328.54")).facts
    assert run(text.replace("in 1.51m", "in 1.50m").replace("1000.00", "1332.96")).facts["seconds"] == "90"


@pytest.mark.parametrize("line", ["done", "{}", '{"latency": 1}', "{latency_us", '["latency_us"]'])
def test_lines_of_other_scripts_are_left_aside(line: str) -> None:
    assert run(f"{TEXT}{line}\n").percentiles_ms == run(TEXT).percentiles_ms


def test_the_target_does_not_reach_the_evidence() -> None:
    found = wrk.gather(raw_text("wrk.txt", TEXT))
    source = found.runs[0].source
    assert b"shop.example" not in source.content
    assert b"ada" not in source.content
    assert source.original_sha256 == raw("synthetic-wrk.txt").sha256
    assert found.notes == ("wrk.txt: removed from the evidence: URLs",)
    assert wrk.gather(source).runs[0].percentiles_ms == run(TEXT).percentiles_ms


def test_a_generator_that_could_not_connect_is_refused_with_its_reason() -> None:
    with pytest.raises(ImportRefused, match="could not connect to its target: Connection refused") as refused:
        run("unable to connect to shop.example:8080 Connection refused\n")
    assert "shop.example" not in str(refused.value)


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("Requests/sec:   1000.00", "Requests/sec:   1001.00", "is not 10000 requests"),
        ("in 10.00s", "in 10.00ms", "below the maximum|is not 10000 requests"),
        ("90%    4.00ms", "90%    1.40ms", r"p90 \(1.4 ms\) is below p75 \(1.5 ms\)"),
        ("99%   20.00ms", "99%   41.00ms", "the maximum .* is below p99"),
        ("99%   20.00ms", "99%   -1.00ms", "is no duration"),
        ("99%   20.00ms", "99%  20.00parsec", "is no duration"),
        ("99%   20.00ms", "99   20.00ms", "no percentiles"),
        ("Latency     2.00ms", "Latency    42.00ms", "the maximum .* is below the average"),
        ("responses: 30", "responses: 30000", "30000 bad answers among 10000 requests"),
        ("Requests/sec:   1000.00\n", "", "`Requests/sec:` is missing: is the output cut off"),
        ("  10000 requests", "  ten requests", "`… requests in …` is missing"),
        ("Requests/sec:   1000.00", "Requests/sec:   NaN", "is no number of requests/s"),
        ("3 threads and 10", "3 threads and 2", "2 connections for 3 threads"),
        ("  10000 requests in 10.00s", "  10000 requests in 0.00s", "below the maximum|is not 10000"),
    ],
)
def test_a_contradiction_is_refused(before: str, after: str, reason: str) -> None:
    assert before in TEXT
    with pytest.raises(ImportRefused, match=reason):
        run(TEXT.replace(before, after, 1))


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ('"requests":120100', '"requests":120101', "120101 requests by the script, 120100 by wrk"),
        ('"max":40001', '"max":41001', "max is 41.001 ms by the script and 40 ms by wrk"),
        ('"mean":2001.25', '"mean":2.00125', "mean is"),
        ('"p90":4001', '"p90":800', "p90 .* is below p50"),
        ('"duration_us":120100000', '"duration_us":60000000', "duration is"),
        ('"min":80', '"min":"80"', "no number"),
        ('"min":80', '"min":-80', "zero or more"),
        ('"min":80', '"min":1e30', "more than a day"),
        ('"min":80', '"min":80,', "no JSON"),
        ('"latency_us":{', '"latency_us":[{', "no JSON"),
    ],
)
def test_a_contradiction_of_the_script_is_refused(before: str, after: str, reason: str) -> None:
    assert before in SCRIPT
    with pytest.raises(ImportRefused, match=reason):
        run(SCRIPT.replace(before, after, 1))


def test_two_outputs_in_a_file_are_refused() -> None:
    with pytest.raises(ImportRefused, match="stands 2 times: give each output a file of its own"):
        run(TEXT + TEXT)


def test_wrk2_s_output_is_sent_to_its_importer() -> None:
    with pytest.raises(ImportRefused, match="mesh-results import wrk2"):
        wrk.gather(raw("synthetic-wrk2.txt"))


def test_only_wrk_claims_its_output() -> None:
    assert wrk.recognises(TEXT) == "begins with `Running … test @`, and has `Thread Stats`"
    assert wrk.recognises("unable to connect to 127.0.0.1:1 Connection refused\n") == "says that wrk could not connect"
    assert wrk.recognises(raw("synthetic-wrk2.txt").head()) is None
    assert wrk.recognises("") is None
    assert wrk2.recognises(TEXT) is None


def test_wrk_is_imported_by_the_command_s_plan(tmp_path: Path) -> None:
    plan = planned("wrk", ("synthetic-wrk.txt",), tmp_path / "mine")
    assert plan.refusals == ()
    measurement = entries(plan, "wrk.yaml")[0]["measurement"]
    assert measurement["coordinated_omission"] == "corrected"
    assert "original_sha256" in measurement["evidence"][0]  # type: ignore[index]
