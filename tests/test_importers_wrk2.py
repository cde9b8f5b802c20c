from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from generator import importers
from generator.importers import wrk2
from generator.importers.common import ImportedRun, ImportRefused
from tests.importer_samples import FOLDER, entries, planned, raw, raw_text

TEXT = raw("synthetic-wrk2.txt").text()
BARE = TEXT[: TEXT.index("  Latency Distribution")] + TEXT[TEXT.index("  2000 requests") :]


def run(text: str) -> ImportedRun:
    return wrk2.gather(raw_text("wrk2.txt", text)).runs[0]


def test_percentiles_are_the_printed_ones_of_the_corrected_block() -> None:
    found = run(TEXT)
    assert found.percentiles_ms == {
        "50": 1,
        "75": Decimal("1.3"),
        "90": Decimal("2.5"),
        "99": 8,
        "99.9": Decimal("12.295"),
    }
    assert (found.coordinated_omission, found.population) == ("corrected", "answered")


def test_extremes_are_the_ends_of_their_buckets() -> None:
    found = run(TEXT)
    assert (found.min_ms, found.average_ms, found.stdev_ms, found.max_ms) == (
        Decimal("0.1"),
        Decimal("1.5"),
        2,
        Decimal("12.295"),
    )


def test_a_minimum_in_a_wide_bucket_is_its_lowest_value() -> None:
    text = TEXT.replace("       0.100     0.000000            2", "       8.007     0.000000            2")
    for value in ("1.000", "1.300", "2.501", "7.999"):
        text = text.replace(f"       {value}     0.", "       9.007     0.")
    text = text.replace("50.000%    1.00ms", "50.000%    9.01ms").replace(
        "Mean    =        1.500", "Mean    =        9.000"
    )
    text = text.replace("75.000%    1.30ms", "75.000%    9.01ms").replace("90.000%    2.50ms", "90.000%    9.01ms")
    text = text.replace("99.000%    8.00ms", "99.000%    9.01ms")
    assert run(text).min_ms == Decimal("8.004")


def test_the_spectrum_gives_the_samples_between_its_rows() -> None:
    found = run(TEXT).distribution
    assert found is not None
    assert found.counts.tolist() == [2, 498, 250, 150, 91, 9]
    assert found.upper_ns.tolist() == [100_500, 1_000_500, 1_300_500, 2_501_500, 7_999_500, 12_295_500]
    assert found.lower_ns.tolist() == [99_500, 99_500, 999_500, 1_299_500, 2_500_500, 7_998_500]
    assert (found.mean_ns, found.moments.max_ns) == (1_500_000, 12_295_000)


def test_requests_are_those_after_the_calibration_and_that_is_said() -> None:
    found = run(TEXT)
    assert (found.requests, found.actual_qps, found.duration_seconds) == (1000, 100, None)
    assert "2000 answers in 20 s in all; latencies are of the 1000 after" in found.notes[0]
    short = run(TEXT.replace("  2000 requests in 20.00s", "  1000 requests in 10.00s"))
    assert (short.notes, short.duration_seconds) == ((), 10)


def test_facts_are_those_of_a_constant_rate() -> None:
    assert run(TEXT).facts == {
        "connections": "8",
        "protocol": "HTTP/1.1",
        "seconds": "20",
        "loop": "open",
        "offered": "rate",
    }


def test_the_block_without_correction_is_left_aside_and_said() -> None:
    notes = wrk2.gather(raw_text("wrk2.txt", TEXT)).notes
    assert notes[0] == "wrk2.txt: also has a spectrum without correction for coordinated omission, which is left aside"
    assert notes[1] == "wrk2.txt: removed from the evidence: URLs"


def test_without_latency_there_is_no_distribution() -> None:
    found = run(BARE)
    assert (found.distribution, found.percentiles_ms, found.requests) == (None, {}, 2000)
    assert (found.average_ms, found.max_ms) == (Decimal("1.5"), Decimal("12.29"))


def test_errors_of_the_whole_run_do_not_stand_beside_the_measured_requests() -> None:
    lines = "  Socket errors: connect 1, read 2, write 0, timeout 3\n  Non-2xx or 3xx responses: 4\nRequests/sec"
    errors = {"connect": 1, "read": 2, "timeout": 3, "non-2xx or 3xx": 4}
    found = run(TEXT.replace("Requests/sec", lines))
    assert (found.errors, found.requests) == (None, 1000)
    assert found.notes[1] == (
        "In all there were 10 errors (connect: 1, read: 2, timeout: 3, non-2xx or 3xx: 4); how many came after the calibration is "
        "not known, and errors are not reported."
    )
    whole = run(TEXT.replace("Requests/sec", lines).replace("  2000 requests in 20.00s", "  1000 requests in 10.00s"))
    assert (whole.errors, whole.requests, whole.notes) == (errors, 1006, ())
    assert run(TEXT).errors == {}


def test_more_errors_than_measured_requests_are_refused() -> None:
    with pytest.raises(ImportRefused, match="1500 errors in the whole run, more than the 1000 requests"):
        run(TEXT.replace("Requests/sec", "  Non-2xx or 3xx responses: 1500\nRequests/sec"))


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("2.501     0.900000          900", "2.501     0.900000          740", "cumulative counts fall"),
        ("2.501     0.900000          900", "1.200     0.900000          900", "latencies of the rows fall"),
        (
            "12.295     1.000000         1000",
            "12.295     1.000000          999",
            "ends with 999 samples, Total count is 1000",
        ),
        ("#[Max     =       12.288", "#[Max     =       11.288", "ends at 12.295 ms, Max is 11.288 ms"),
        ("99.000%    8.00ms", "99.000%    9.50us", "p99 is 0.0095 ms, by the spectrum from"),
        ("90.000%    2.50ms", "90.000%    3.50ms", "p90 is 3.5 ms, by the spectrum from"),
        ("#[Mean    =        1.500", "#[Mean    =       13.500", "the maximum .* is below the mean"),
        ("#[Mean    =        1.500", "#[Mean    =         -nan", "is no duration"),
        ("2.501     0.900000", "2.501     zero", "rows of the spectrum"),
        ("       Value   Percentile   TotalCount", "       Value   Percentile   Count", "does not begin with Value"),
        ("Total count    =         1000]\n#[Buckets", "Total count    =         1000\n#[Buckets", "is missing"),
        ("  2000 requests in 20.00s", "  900 requests in 9.00s", "Total count is 1000 for 900 requests"),
        ("Requests/sec:    100.00", "Requests/sec:    120.00", "is not 2000 requests"),
        ("50.000%    1.00ms", "50.000    1.00ms", "no percentiles"),
        (" 50.000%    1.00ms", "  0.000%    1.00ms", "no percentiles"),
    ],
)
def test_a_contradiction_is_refused(before: str, after: str, reason: str) -> None:
    assert before in TEXT
    with pytest.raises(ImportRefused, match=reason):
        run(TEXT.replace(before, after, 1))


def test_an_output_that_is_cut_off_is_refused() -> None:
    with pytest.raises(ImportRefused, match="is missing: is the output cut off"):
        run(TEXT[: TEXT.index("#[Mean")])
    cut = TEXT[: TEXT.index("#[Mean")] + TEXT[TEXT.index("  2000 requests") :]
    with pytest.raises(ImportRefused, match="the spectrum has no end"):
        run(cut)


def test_wrk_s_output_is_refused() -> None:
    with pytest.raises(ImportRefused, match="run wrk2 with --latency"):
        wrk2.gather(raw("synthetic-wrk.txt"))


def test_only_wrk2_claims_its_output() -> None:
    assert wrk2.recognises(TEXT) == "has the line `Thread calibration`"
    without = "\n".join(line for line in TEXT.split("\n") if "calibration" not in line)
    assert wrk2.recognises(without) == "has a `Latency Distribution (HdrHistogram`"
    assert wrk2.recognises("Thread calibration") is None


def test_two_generators_merge_by_the_samples_that_each_measured(tmp_path: Path) -> None:
    text = re.sub(r"(?m)^( +\S+ +\S+ +)(\d+)( +\S+)$", lambda row: f"{row[1]}{3 * int(row[2])}{row[3]}", TEXT)
    text = text.replace("Total count    =         1000", "Total count    =         3000")
    other = tmp_path / "other.txt"
    other.write_text(text.replace("  2000 requests in 20.00s", "  4000 requests in 40.00s"), encoding="utf-8")
    options = importers.ImportOptions(merge="run", id="run")
    plan = importers.plan("wrk2", [FOLDER / "synthetic-wrk2.txt", other], tmp_path / "mine", None, options)
    assert plan.refusals == ()
    measurement = entries(plan, "wrk2.yaml")[0]["measurement"]
    assert measurement["requests"] == 4000
    assert sum(measurement["distribution"]["counts"]) == 4000  # type: ignore[index]
    assert [each["requests"] for each in measurement["generators"]] == [3000, 1000]  # type: ignore[index, attr-defined]


def test_the_quantile_of_the_distribution_holds_the_printed_percentile() -> None:
    found = run(TEXT)
    assert found.distribution is not None
    quantile = found.distribution.quantile(Fraction("0.99"))
    assert quantile.low_ns <= 8_000_000 <= (quantile.high_ns or 0) + 10_000


def test_wrk2_is_imported_by_the_command_s_plan(tmp_path: Path) -> None:
    plan = planned("wrk2", ("synthetic-wrk2.txt",), tmp_path / "mine")
    assert plan.refusals == ()
    assert entries(plan, "wrk2.yaml")[0]["result"]["latencies_ms"]["p99"] == 8  # type: ignore[index]
