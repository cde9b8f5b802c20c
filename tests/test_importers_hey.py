from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from generator.importers import hey, hey_csv
from generator.importers.common import ImportedRun, ImportRefused, RawFile
from tests.importer_samples import entries, planned, raw, raw_text

TEXT = raw("synthetic-hey.txt").text()
CSV = raw("synthetic-hey.csv").text()
HEADER = CSV.partition("\n")[0]
NO_ERRORS = TEXT[: TEXT.index("Error distribution")].replace("100.5000", "100.0000")
FAILED = """
Summary:
  Total:\t0.0030 secs
  Slowest:\t0.0000 secs
  Fastest:\t0.0000 secs
  Average:\t NaN secs
  Requests/sec:\t6684.7780


Response time histogram:


Latency distribution:

Details (average, fastest, slowest):
  DNS+dialup:\t NaN secs, 0.0000 secs, 0.0000 secs
  DNS-lookup:\t NaN secs, 0.0000 secs, 0.0000 secs
  req write:\t NaN secs, 0.0000 secs, 0.0000 secs
  resp wait:\t NaN secs, 0.0000 secs, 0.0000 secs
  resp read:\t NaN secs, 0.0000 secs, 0.0000 secs

Status code distribution:

Error distribution:
  [20]\tGet "http://shop.example:8080/": dial tcp 10.1.2.3:8080: connect: connection refused

"""


def run(text: str) -> ImportedRun:
    return hey.gather(raw_text("hey.txt", text)).runs[0]


def test_seconds_become_milliseconds() -> None:
    found = run(TEXT)
    assert (found.min_ms, found.average_ms, found.max_ms) == (1, 6, 101)
    assert found.percentiles_ms == {"10": 2, "25": 3, "50": 4, "75": 5, "90": 8, "95": 15, "99": 48}
    assert (found.duration_seconds, found.coordinated_omission, found.population) == (10, "uncorrected", "answered")
    assert found.facts == {"loop": "closed", "payload_bytes": "512"}


def test_a_percentile_is_known_to_half_a_digit() -> None:
    found = run(TEXT)
    assert (found.bounds_ms["50"], found.bounds_ms["99"]) == (
        (Decimal("3.95"), Decimal("4.05")),
        (Decimal("47.95"), Decimal("48.05")),
    )
    fast = run(TEXT.replace("10% in 0.0020", "10% in 0.0012"))
    assert fast.bounds_ms["10"] == (Decimal("1.15"), Decimal("1.25"))
    assert found.bounds_ms.keys() == found.percentiles_ms.keys()


def test_errors_are_bad_answers_and_requests_without_one() -> None:
    found = run(TEXT)
    assert found.errors == {"503": 20, "connection refused": 3, "context deadline exceeded": 2}
    assert found.requests == 1005


def test_the_rate_is_that_of_answers_and_hey_s_own_is_said() -> None:
    found = run(TEXT)
    assert found.actual_qps == 100
    assert found.notes == ("hey counts the 5 requests without an answer in its own rate of 100.5000 requests/s.",)
    assert run(NO_ERRORS).actual_qps == 100
    assert (run(NO_ERRORS).errors, run(NO_ERRORS).notes) == ({"503": 20}, ())


def test_percentiles_and_bins_together_give_the_distribution() -> None:
    found = run(TEXT).distribution
    assert found is not None
    assert (found.count, found.mean_ns) == (1000, 6_000_000)
    assert found.upper_ns.tolist()[:4] == [1_050_000, 2_050_000, 3_050_000, 4_050_000]
    assert found.counts.tolist()[:4] == [1, 100, 150, 250]
    assert (found.upper_ns.tolist()[-1], found.counts.tolist()[-1]) == (101_050_000, 1)
    # hey's p99 of a thousand is the 991st.
    p99 = found.quantile(Fraction("0.991"))
    assert p99.low_ns <= 48_000_000 <= (p99.high_ns or 0)


def test_a_total_failure_has_errors_and_no_latencies() -> None:
    found = run(FAILED)
    assert (found.requests, found.errors, found.actual_qps) == (20, {"connection refused": 20}, None)
    assert (found.min_ms, found.average_ms, found.max_ms, found.distribution) == (None, None, None, None)
    assert found.percentiles_ms == {}


def test_targets_do_not_reach_the_evidence() -> None:
    found = hey.gather(raw_text("hey.txt", TEXT))
    source = found.runs[0].source
    assert found.notes == ("hey.txt: removed from the evidence: details of errors",)
    for secret in (b"shop.example", b"10.1.2.3", b"cart"):
        assert secret not in source.content
    assert hey.gather(source).runs[0].errors == run(TEXT).errors


def test_a_certificate_s_names_do_not_reach_the_errors() -> None:
    text = TEXT.replace(
        "dial tcp 10.1.2.3:8080: connect: connection refused",
        "x509: certificate is valid for a.example, not shop.example",
    )
    assert (run(text).errors or {})["TLS not established"] == 3
    assert b"a.example" not in run(text).source.content


def test_latencies_below_the_step_are_not_reported_as_zero() -> None:
    text = TEXT.replace("Fastest:\t0.0010", "Fastest:\t0.0000").replace("10% in 0.0020", "10% in 0.0000")
    for edge in range(10):
        text = text.replace(f"  0.{10 * edge + 1:03d} [", f"  0.{round(10.1 * edge):03d} [")
    found = run(text)
    assert found.min_ms is None
    assert hey.gather(raw_text("hey.csv", CSV.replace("0.0003,", "0.0000,"))).runs[0].min_ms is None
    assert "10" not in {**found.percentiles_ms, **found.bounds_ms}
    assert "Latencies below hey's step of 0.1 ms are not reported." in found.notes


def test_few_answers_have_fewer_percentiles_with_ranks_of_their_own() -> None:
    assert hey._ranks(1000) == {10: 101, 25: 251, 50: 501, 75: 751, 90: 901, 95: 951, 99: 991}
    assert hey._ranks(4) == {10: 2, 25: 3, 50: 4}
    assert hey._ranks(7) == {10: 2, 25: 3, 50: 5, 75: 7}
    assert hey._ranks(1) == {}


def test_lines_of_percentiles_that_there_are_not_are_left_aside() -> None:
    text = NO_ERRORS.replace("  99% in 0.0480 secs", "  99% in 0.0480 secs\n  0% in 0.0000 secs")
    assert run(text).percentiles_ms == run(TEXT).percentiles_ms


def test_what_hey_did_not_keep_is_said() -> None:
    text = re.sub(r"% in \S+ secs", "% in 0.0020 secs", NO_ERRORS)
    text = text.replace("[940]", "[999940]").replace("[200]\t980", "[200]\t999980")
    text = text.replace("Requests/sec:\t100.0000", "Requests/sec:\t150000.0000")
    found = run(text)
    assert (found.requests, found.average_ms, found.errors) == (1_500_000, None, None)
    assert "kept the latencies of the first 1000000 answers only" in found.notes[-1]
    assert found.distribution is not None
    assert found.distribution.count == 1_000_000


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("Requests/sec:\t100.5000", "Requests/sec:\t101.5000", "is not 1005 requests"),
        ("Total:\t10.0000 secs", "Total:\t9.0000 secs", "is not 1005 requests"),
        ("[940]", "[941]", "the histogram holds 1001 requests, 1000 were answered"),
        ("99% in 0.0480", "99% in 0.0140", "p99 .* is below p95"),
        ("99% in 0.0480", "99% in 0.1480", "the slowest .* is below p99"),
        ("99% in 0.0480", "99% in 0.0180", "histogram and the percentiles contradict each other"),
        ("10% in 0.0020", "10% in 0.0002", "p10 .* is below the fastest"),
        ("Average:\t0.0060", "Average:\t0.1060", "the slowest .* is below the average"),
        ("Slowest:\t0.1010", "Slowest:\t0.2010", "ends at 11 ms, by the fastest and the slowest request at 21 ms"),
        ("  99% in 0.0480 secs\n", "", "p99 of 1000 answers is missing"),
        ("  99% in 0.0480 secs\n", "  99% in 0.0480 secs\n  98% in 0.0480 secs\n", "prints no p98|is below p99"),
        ("99% in 0.0480 secs", "99% in 0.0480 days", "only 6 of these lines"),
        ("0.011 [940]", "0.011 <940>", "only 10 of these lines"),
        ("Requests/sec:\t100.5000", "Requests/sec:\tNaN", "is no number"),
        ("Fastest:\t0.0010", "Fastest:\t-0.0010", "is no duration"),
        ("  Slowest:\t0.1010 secs\n", "", "`Slowest:` is missing"),
        ("Latency distribution:", "Latencies:", "`Latency distribution:` is missing"),
        ("  0.101 [1]", "  0.101 [0]\t|\n  0.101 [1]", "has 12 bins, hey's have 11"),
    ],
)
def test_a_contradiction_is_refused(before: str, after: str, reason: str) -> None:
    assert before in TEXT
    with pytest.raises(ImportRefused, match=reason):
        run(TEXT.replace(before, after, 1))


def test_a_part_of_an_output_and_two_in_one_are_refused() -> None:
    with pytest.raises(ImportRefused, match="is the output cut off"):
        run(TEXT[: TEXT.index("Status code")])
    with pytest.raises(ImportRefused, match="no answer and no error: is the output cut off"):
        run(FAILED[: FAILED.index("Error")])
    with pytest.raises(ImportRefused, match="stands 2 times"):
        run(TEXT + TEXT)


def test_rows_are_latencies_with_the_digit_that_rounding_hides() -> None:
    found = hey.gather(raw("synthetic-hey.csv")).runs[0]
    assert found.distribution is not None
    assert found.distribution.counts.tolist() == [2, 1, 1]
    assert found.distribution.lower_ns.tolist() == [250_000, 450_000, 1_150_000]
    assert found.distribution.upper_ns.tolist() == [350_000, 550_000, 1_250_000]
    assert (found.min_ms, found.average_ms, found.max_ms) == (Decimal("0.3"), Decimal("0.575"), Decimal("1.2"))
    assert found.bounds_ms["99"] == (Decimal("1.15"), Decimal("1.25"))
    assert found.percentiles_ms["99"] == Decimal("1.2")


def test_rows_give_order_and_duration_but_no_time_of_day() -> None:
    found = hey.gather(raw("synthetic-hey.csv")).runs[0]
    assert (found.duration_seconds, found.actual_qps) == (Decimal("0.9992"), Decimal("4.0032"))
    assert (found.start_time, found.end_time, found.requests) == (None, None, 4)


def test_requests_without_an_answer_are_not_in_the_rows_and_not_none() -> None:
    found = hey.gather(raw("synthetic-hey.csv")).runs[0]
    assert found.errors == {"503": 1}
    assert "does not say how many failed so" in found.notes[0]
    good = hey.gather(raw_text("hey.csv", CSV.replace(",503,", ",200,"))).runs[0]
    assert good.errors is None


def test_old_rows_without_status_and_offset_are_read() -> None:
    old = "".join(f"{line.rsplit(',', 2)[0]}\n" for line in CSV.splitlines())
    found = hey.gather(raw_text("hey.csv", old)).runs[0]
    assert (found.requests, found.duration_seconds, found.actual_qps, found.errors) == (4, None, None, None)


def test_a_large_file_gives_what_a_small_one_gives(tmp_path: Path) -> None:
    rows = CSV.partition("\n")[2]
    path = tmp_path / "hey.csv"
    path.write_text(f"{HEADER}\n{rows * 30_000}", encoding="utf-8")
    found = hey.gather(RawFile(path="hey.csv", file=path)).runs[0]
    assert found.requests == 120_000
    assert found.errors == {"503": 30_000}
    assert found.average_ms == Decimal("0.575")


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("0.0012,", "-0.0012,", "no row with 8 columns"),
        ("0.0012,", "NaN,", "no row with 8 columns"),
        ("0.0012,", "0.001,", "no row with 8 columns"),
        (",503,", ",", "no row with 8 columns"),
        ("0.9990\n", "0.9990", "the last line has no end"),
        ("0.9990\n", "0.9990\n\n", "'' is no row"),
        ("0.9990\n", f"0.9990\n{HEADER}\n", "'response-time,DNS"),
    ],
)
def test_a_broken_row_is_refused(before: str, after: str, reason: str) -> None:
    assert before in CSV
    with pytest.raises(ImportRefused, match=reason):
        hey.gather(raw_text("hey.csv", CSV.replace(before, after, 1)))


def test_a_header_alone_is_refused() -> None:
    with pytest.raises(ImportRefused, match="no request was answered"):
        hey.gather(raw_text("hey.csv", f"{HEADER}\n"))


def test_only_hey_claims_its_output() -> None:
    assert hey.recognises(TEXT) == "has the sections of hey's summary, `resp wait` among its details"
    assert hey.recognises(CSV) == "has the columns of hey's CSV"
    assert hey_csv.recognises(CSV.replace("\n", "\r\n")) == "has the columns of hey's CSV"
    for other in ("synthetic-oha-1.4.txt", "synthetic-oha-ms.txt", "synthetic-istio.csv", "synthetic-h2load.tsv"):
        assert hey.recognises(raw(other).head()) is None


def test_hey_is_imported_by_the_command_s_plan(tmp_path: Path) -> None:
    plan = planned("hey", ("synthetic-hey.txt", "synthetic-hey.csv"), tmp_path / "mine", id="{file}")
    assert plan.refusals == ()
    assert [each["measurement"]["requests"] for each in entries(plan, "hey.yaml")] == [1005, 4]
