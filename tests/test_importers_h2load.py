from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import importers
from generator.importers import h2load
from generator.importers.common import ImportedRun, ImportRefused, RawFile
from tests.importer_samples import entries, planned, raw, raw_text

TEXT = raw("synthetic-h2load.txt").text()
TIMED = raw("synthetic-h2load-timed.txt").text()
LOG = raw("synthetic-h2load.tsv").text()
START = 1_795_377_756_000_000


def run(text: str) -> ImportedRun:
    return h2load.gather(raw_text("h2load.txt", text)).runs[0]


def test_the_summary_has_moments_and_no_percentiles() -> None:
    found = run(TEXT)
    assert (found.min_ms, found.average_ms, found.max_ms, found.stdev_ms) == (
        Decimal("0.079"),
        Decimal("1.55"),
        Decimal("63.32"),
        Decimal("3.96"),
    )
    assert (found.percentiles_ms, found.quantile_method, found.distribution) == ({}, None, None)
    assert (found.actual_qps, found.duration_seconds, found.population) == (495, 2, "answered")


def test_failed_requests_are_counted_by_their_kind() -> None:
    found = run(TEXT)
    assert found.errors == {"4xx": 10, "5xx": 20, "no answer": 6, "timeout": 4}
    assert found.requests == 1000


def test_conditions_are_those_that_the_summary_names() -> None:
    assert run(TEXT).facts == {"connections": "5", "protocol": "HTTP/2", "requests": "1000", "loop": "closed"}
    assert run(TIMED).facts == {"connections": "2", "protocol": "HTTP/1.1", "seconds": "3", "loop": "closed"}


def test_a_run_that_paces_its_connections_is_read() -> None:
    paced = "3 total client(s). Up to 1 client(s) will be created every 3ms 500 total requests"
    assert run(TEXT.replace("3 total client(s). 500 total requests", paced)).facts["requests"] == "1000"


def test_warm_up_is_left_out_of_the_duration_and_said() -> None:
    found = run(TIMED)
    assert (found.duration_seconds, found.actual_qps) == (3, Decimal("1.33"))
    assert found.notes == ("1 s of warm-up came before and are left out.",)


def test_where_nothing_was_answered_latencies_are_not_reported() -> None:
    text = TEXT.replace(
        "995 started, 992 done, 960 succeeded, 40 failed, 10 errored",
        "0 started, 0 done, 0 succeeded, 1000 failed, 1000 errored",
    )
    text = text.replace("940 2xx, 20 3xx, 10 4xx, 20 5xx", "0 2xx, 0 3xx, 0 4xx, 0 5xx").replace(
        "495.00 req/s", "0.00 req/s"
    )
    found = run(text)
    assert (found.min_ms, found.average_ms, found.max_ms, found.actual_qps) == (None, None, None, None)
    assert found.errors == {"no answer": 996, "timeout": 4}


def test_extremes_of_a_sample_are_said_to_be_such() -> None:
    text = TIMED.replace(
        "4 total, 4 started, 4 done, 3 succeeded, 1 failed",
        "3000000 total, 3000000 started, 3000000 done, 3000000 succeeded, 0 failed",
    )
    found = run(text.replace("1.33 req/s", "1000000.00 req/s"))
    assert "a sample of 1000000 requests at most" in found.notes[1]


def test_percentiles_of_a_version_that_has_them_are_read_by_their_columns() -> None:
    text = TEXT.replace(
        "     min         max         mean         sd        +/- sd",
        "     min         max         median      p95     mean         sd        +/- sd",
    )
    found = run(
        text.replace(
            "time for request:       79us     63.32ms ", "request         :       79us     63.32ms   1.00ms  9.00ms "
        )
    )
    assert found.percentiles_ms == {"50": 1, "95": 9}
    assert found.bounds_ms["95"] == (Decimal("8.995"), Decimal("9.005"))
    assert found.average_ms == Decimal("1.55")


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("495.00 req/s", "499.00 req/s", "is not 982 to 992 requests"),
        ("finished in 2.00s", "finished in 2.00ms", "is not 982 to 992 requests"),
        ("960 succeeded", "900 succeeded", "do not add up"),
        ("10 errored", "41 errored", "do not add up"),
        ("79us     63.32ms", "79ms     63.32ms", "the mean .* is below the least"),
        ("63.32ms      1.55ms", "63.32us      1.55ms", "the greatest .* is below the mean"),
        ("1.55ms      3.96ms", "NaN      3.96ms", "is no duration"),
        ("1.55ms      3.96ms", "3.96ms", "4 columns in the line of the requests, the line above names 5"),
        ("status codes:", "status:", "`status codes: …` is missing"),
        ("finished in", "ended in", "`finished in …, … req/s` is missing: is the output cut off"),
        ("time for request:", "time for requests:", "`time for request:` is missing"),
    ],
)
def test_a_contradiction_is_refused(before: str, after: str, reason: str) -> None:
    assert before in TEXT
    with pytest.raises(ImportRefused, match=reason):
        run(TEXT.replace(before, after, 1))


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("finished in 4.00s", "finished in 3.00s", "before 1 s of warm-up and 3 s of main duration were over"),
        ("1.33 req/s", "1.00 req/s", "is not 4 requests"),
        (
            "Warm-up started",
            "spawning thread #1: 2 total client(s). Timing-based test with 1s of warm-up time and 4s of main duration",
            "different durations",
        ),
    ],
)
def test_a_contradiction_of_a_timed_run_is_refused(before: str, after: str, reason: str) -> None:
    assert before in TIMED
    with pytest.raises(ImportRefused, match=reason):
        run(TIMED.replace(before, after, 1))


def test_two_outputs_in_a_file_are_refused() -> None:
    with pytest.raises(ImportRefused, match="stands 2 times"):
        run(TEXT + TEXT)


def test_a_log_s_first_column_is_the_start_and_the_last_the_duration() -> None:
    found = run(LOG)
    assert (found.start_time, found.end_time) == ("2026-11-22T20:02:36Z", "2026-11-22T20:02:38.504Z")
    assert (found.duration_seconds, found.requests, found.actual_qps) == (Decimal("2.504"), 4, Decimal("1.60"))


def test_a_log_s_latencies_are_cut_to_microseconds() -> None:
    found = run(LOG)
    assert (found.min_ms, found.average_ms, found.max_ms) == (Decimal("0.1"), Decimal("1.5"), 4)
    assert found.distribution is not None
    assert found.distribution.lower_ns.tolist() == [100_000, 900_000, 1_000_000, 4_000_000]
    assert found.distribution.upper_ns.tolist() == [100_999, 900_999, 1_000_999, 4_000_999]
    assert found.bounds_ms["99"] == (4, Decimal("4.000999"))
    assert found.percentiles_ms["99"] == 4


def test_streams_that_failed_are_errors_without_a_latency() -> None:
    found = run(LOG.replace("\t200\t4000\n", "\t-1\t4000\n"))
    assert (found.errors, found.requests, found.max_ms) == ({"503": 1, "no answer": 1}, 4, 1)
    assert found.distribution is not None
    assert found.distribution.count == 3


def test_a_log_without_failures_does_not_say_that_there_were_none() -> None:
    found = run(LOG.replace("\t503\t", "\t200\t"))
    assert found.errors is None
    assert "requests that were lost with their connection" in found.notes[0]


def test_more_columns_change_nothing() -> None:
    wide = LOG.replace("\n", "\tmore\t7\n")
    assert run(wide).distribution == run(LOG).distribution


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_more_columns_do_not_reach_the_evidence(end: str) -> None:
    rows = "".join(f"{row}\thttp://shop/\tsecret{end}" for row in LOG.splitlines())
    found = h2load.gather(raw_text("a.log", rows))
    assert found.runs[0].source.content.decode() == LOG
    assert found.notes == ("a.log: removed from the evidence: further columns",)
    below = h2load.gather(raw_text("a.log", rows + TIMED))
    assert b"secret" not in below.runs[0].source.content


def test_rows_out_of_order_change_nothing() -> None:
    rows = LOG.splitlines(keepends=True)
    assert run("".join(reversed(rows))).start_time == run(LOG).start_time
    assert run("".join(reversed(rows))).duration_seconds == run(LOG).duration_seconds


def test_a_summary_below_its_log_says_errors_and_conditions() -> None:
    found = run(LOG + TIMED)
    assert (found.errors, found.actual_qps, found.facts) == ({"503": 1}, Decimal("1.33"), run(TIMED).facts)
    assert found.notes == run(TIMED).notes
    assert found.distribution == run(LOG).distribution
    assert found.source.original_sha256 is None
    good = (LOG + TIMED).replace("\t503\t", "\t200\t").replace("3 succeeded, 1 failed", "4 succeeded, 0 failed")
    assert run(good.replace("3 2xx, 0 3xx, 0 4xx, 1 5xx", "4 2xx, 0 3xx, 0 4xx, 0 5xx")).errors == {}


def test_what_is_private_below_a_log_does_not_reach_the_evidence() -> None:
    found = h2load.gather(raw_text("log.txt", LOG + TIMED.replace("Warm-up started", "http://shop.example/ 10.1.2.3")))
    content = found.runs[0].source.content.decode()
    assert content.startswith(LOG)
    assert "shop.example" not in content
    assert found.notes == ("log.txt: removed from the evidence: IP addresses, URLs",)


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("4 done, 3 succeeded", "3 done, 2 succeeded", "4 rows, 3 requests done|is not 3 requests"),
        ("100us      4.00ms", "100us      5.00ms", "the slowest request took 4 ms, 5 ms by the summary"),
    ],
)
def test_a_summary_of_another_run_is_refused(before: str, after: str, reason: str) -> None:
    assert before in TIMED
    with pytest.raises(ImportRefused, match=reason):
        run(LOG + TIMED.replace(before, after))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (LOG[:-1], "the last line has no end: is the file cut off"),
        (LOG + "1795377758500000\t200\t-5\n", "is no row of h2load's log"),
        (LOG + "1795377758500000\t200\tNaN\n", "is no row of h2load's log"),
        (LOG + "1795377758\t200\t5\n", "'1795377758.t200.t5' is no row"),
        (LOG + "\n", "'' is no row"),
        (LOG + "1795377758500000 200 5\n", "is no row of h2load's log"),
        (LOG + "1795377758500000\t200\n", "is no row of h2load's log"),
        (LOG + "x" * 10_000_000, "a line of more than 4096 bytes"),
        ("1795377758500000\t-1\t5\n", "no request in it was answered"),
    ],
)
def test_a_broken_log_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ImportRefused, match=reason):
        run(text)


def test_two_runs_in_one_log_are_refused() -> None:
    later = "".join(f"{START + 20_000_000 + each}\t200\t100\n" for each in range(10))
    with pytest.raises(
        ImportRefused, match=r"nothing was under way for 17\.5 s from 2026-11-22T20:02:38\.504Z on: two runs"
    ):
        run(LOG + later)


def test_a_pause_while_a_request_is_under_way_is_none() -> None:
    slow = f"{START}\t200\t20000000\n"
    later = "".join(f"{START + 20_000_000 + each}\t200\t100\n" for each in range(10))
    assert run(LOG + slow + later).requests == 15


def log(path: Path, start: int, rows: int, latency: int) -> None:
    chance = random.Random(latency)
    lines = (f"{start + 1000 * each}\t200\t{latency + chance.randrange(100)}\n" for each in range(rows))
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(lines), encoding="utf-8")


def test_a_large_log_gives_what_a_small_one_gives(tmp_path: Path) -> None:
    path = tmp_path / "log.tsv"
    log(path, START, 250_000, 500)
    assert path.stat().st_size > 5_000_000
    large = h2load.gather(RawFile(path="log.tsv", file=path)).runs[0]
    small = h2load.gather(RawFile(path="log.tsv", content=path.read_bytes())).runs[0]
    assert (large.distribution, large.percentiles_ms) == (small.distribution, small.percentiles_ms)
    assert (large.requests, large.duration_seconds) == (250_000, small.duration_seconds)


def test_logs_of_three_generators_at_once_are_one_run(tmp_path: Path) -> None:
    """As a lab makes them: a folder a run, in it a log for each generator."""
    for variant, latency in (("plaintext", 500), ("mtls", 900)):
        for generator in (1, 2, 3):
            path = tmp_path / f"run-{variant}-900-01" / f"generator-{generator}.tsv"
            log(path, START + 20_000 * generator, 5000, latency * (10 if generator == 3 else 1))
    options = importers.ImportOptions(
        merge="{variant}-{rate}-{repeat}",
        generator="generator-{generator}",
        id="{variant}-{rate}-{repeat}",
        mesh_config="{variant}",
        test_id="rate-{rate}",
        env="lab",
        generators=3,
    )
    match = "run-{variant}-{rate}-{repeat}/generator-{generator}.tsv"
    plan = importers.plan("h2load", sorted(tmp_path.glob("run-*/*.tsv")), tmp_path / "mine", match, options)
    assert plan.refusals == ()
    assert [row[:5] for row in plan.table.rows] == [
        ("mtls-900-01", "mtls", "rate-900", "lab", plan.table.rows[0][4]),
        ("plaintext-900-01", "plaintext", "rate-900", "lab", plan.table.rows[1][4]),
    ]
    first = entries(plan, "h2load.yaml")[0]
    measurement = first["measurement"]
    assert first["result"]["start_time"] == "2026-11-22T20:02:36.02Z"
    assert 2900 < float(str(first["result"]["actual_qps"])) < 3000
    assert (measurement["repeat"], measurement["requests"], measurement["merge_method"]) == (
        1,
        15_000,
        "histogram_merge",
    )
    assert [each["name"] for each in measurement["generators"]] == ["generator-1", "generator-2", "generator-3"]  # type: ignore[attr-defined]
    # A third of the requests took ten times as long, so that p99 is theirs and p50 is not.
    assert 0.9 <= float(str(first["result"]["latencies_ms"]["p50"])) <= 1.0  # type: ignore[index]
    assert 9 <= float(str(first["result"]["latencies_ms"]["p99"])) <= 9.1  # type: ignore[index]
    assert len(measurement["evidence"]) == 3  # type: ignore[arg-type]


def test_generators_that_hardly_overlap_are_refused(tmp_path: Path) -> None:
    for generator in (1, 2):
        log(tmp_path / f"generator-{generator}.tsv", START + 4_000_000 * generator, 5000, 500)
    options = importers.ImportOptions(merge="run", id="run")
    plan = importers.plan("h2load", sorted(tmp_path.glob("*.tsv")), tmp_path / "mine", None, options)
    assert "the generators overlap for" in plan.refusals[0]


@given(st.integers(0, len(TEXT)), st.text(alphabet=" .0123456789%us\n\t", max_size=3))
def test_whatever_is_broken_is_read_or_refused(place: int, put: str) -> None:
    both = LOG + TIMED
    for text in (
        TEXT[:place] + put + TEXT[place + len(put) :],
        TEXT[:place],
        both[:place],
        LOG[:place] + put + LOG[place:],
    ):
        try:
            run(text)
        except ImportRefused:
            continue


def test_only_h2load_claims_its_output() -> None:
    assert h2load.recognises(TEXT) == "begins with `starting benchmark...` and h2load's threads"
    assert h2load.recognises(LOG) == "has rows of a start in us, a status and a duration, as h2load logs them"
    for other in ("synthetic-hey.csv", "synthetic-hey.txt", "synthetic-wrk.txt", "synthetic-istio.csv"):
        assert h2load.recognises(raw(other).head()) is None


def test_h2load_is_imported_by_the_command_s_plan(tmp_path: Path) -> None:
    plan = planned("h2load", ("synthetic-h2load.txt", "synthetic-h2load.tsv"), tmp_path / "mine", id="{file}")
    assert plan.refusals == ()
    assert [each["measurement"]["requests"] for each in entries(plan, "h2load.yaml")] == [1000, 4]
