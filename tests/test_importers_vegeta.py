from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from generator.importers import merging, vegeta
from generator.importers.common import ImportedRun, ImportRefused, RawFile
from tests.importer_samples import FOLDER, raw, raw_text

REPORT, BUCKETS, HIST, HDRPLOT, RESULTS, CSV = (
    raw(f"synthetic-vegeta-{name}").text()
    for name in ("report.json", "buckets.json", "hist.txt", "hdrplot.txt", "results.json", "results.csv")
)
PRIVATE = ("shop", "internal", "10.68", "c2VjcmV0", "dial tcp", "envoy", "U2Vy")


def run(name: str) -> ImportedRun:
    return vegeta.gather(raw(f"synthetic-vegeta-{name}")).runs[0]


def of(text: str) -> ImportedRun:
    return vegeta.gather(raw_text("changed.txt", text)).runs[0]


def changed(change: Callable[[dict[str, Any]], object], text: str = REPORT) -> ImportedRun:
    document = json.loads(text)
    change(document)
    return of(json.dumps(document))


def test_a_report_is_read_field_by_field() -> None:
    found = run("report.json")
    assert (found.min_ms, found.average_ms, found.max_ms) == (Decimal("1.5"), 4, 41)
    assert found.percentiles_ms == {"50": 3, "90": 7, "95": 9, "99": 20}
    assert (found.requests, found.duration_seconds) == (1000, Decimal("9.99"))
    assert found.actual_qps == Decimal("100.1001001001001")
    assert (found.start_time, found.end_time) == ("2001-02-03T04:05:06Z", "2001-02-03T04:05:16Z")
    assert (found.population, found.coordinated_omission) == ("all", "uncorrected")


def test_errors_are_what_vegeta_counts_as_no_success() -> None:
    assert run("report.json").errors == {"no answer": 5, "503": 15}
    assert run("buckets.json").errors == {}


def test_percentiles_of_a_sketch_have_bounds_in_every_form() -> None:
    report, plot = run("report.json"), run("hdrplot.txt")
    assert (report.bounds_ms["50"], report.bounds_ms["99"]) == ((Decimal("1.5"), 7), (9, 41))
    assert report.bounds_ms.keys() == report.percentiles_ms.keys()
    # The table has a row at p75, which the report has not.
    assert (report.bounds_ms["90"], plot.bounds_ms["90"]) == ((3, 9), (Decimal("4.999999"), Decimal("9.000001")))


def test_bounds_of_exact_buckets_hold_the_sketch_s_value_too() -> None:
    found = run("buckets.json")
    assert found.bounds_ms["50"] == (Decimal("1.5"), Decimal("4.999999"))
    for key, (low, high) in found.bounds_ms.items():
        assert low <= found.percentiles_ms[key] <= (high or 0)


def test_whether_the_loop_was_open_is_not_said() -> None:
    assert run("report.json").facts == {}


def test_ranks_of_the_sketch_are_taken_to_be_off() -> None:
    spread = run("report.json").distribution
    assert spread is not None
    median, tail = spread.quantile(Fraction("0.5")), spread.quantile(Fraction("0.99"))
    assert (median.low_ns, median.high_ns) == (1_500_000, 7_000_000)
    assert (tail.low_ns, tail.high_ns) == (9_000_000, 41_000_000)
    sure = spread.quantile(Fraction("0.8"))
    assert (sure.low_ns, sure.high_ns) == (3_000_000, 7_000_000)


def test_an_old_report_has_no_minimum_and_fewer_percentiles() -> None:
    def old(document: dict[str, Any]) -> None:
        for key in ("min", "90th"):
            document["latencies"].pop(key)
        document.pop("throughput")

    found = changed(old)
    assert (found.min_ms, found.percentiles_ms) == (None, {"50": 3, "95": 9, "99": 20})


def test_buckets_of_a_report_are_its_distribution() -> None:
    spread = run("buckets.json").distribution
    assert spread is not None
    assert list(zip(spread.lower_ns.tolist(), spread.upper_ns.tolist(), spread.counts.tolist(), strict=True)) == [
        (1_500_000, 4_999_999, 900),
        (5_000_000, 9_999_999, 80),
        (10_000_000, 41_000_000, 20),
    ]


def test_what_lies_below_the_first_edge_is_counted_in_the_last_bucket() -> None:
    spread = changed(lambda document: document.update(buckets={"5000000": 80, "10000000": 920}), BUCKETS).distribution
    assert spread is not None
    assert (spread.lower_ns[0], spread.upper_ns[0], spread.counts[0]) == (1_500_000, 41_000_000, 920)


def test_a_histogram_gives_bounds_and_nothing_else() -> None:
    found = run("hist.txt")
    assert (found.requests, found.errors, found.actual_qps, found.max_ms) == (1000, None, None, None)
    assert found.bounds_ms["50"] == (2, Decimal("4.499999"))
    assert found.bounds_ms["99"] == (Decimal("4.5"), Decimal("999.999999"))


def test_hdrplot_keeps_vegeta_s_own_percentiles() -> None:
    found = run("hdrplot.txt")
    assert found.percentiles_ms == {"50": 3, "75": 5, "90": 7, "95": 9, "99": 20, "99.9": 40}
    assert (found.requests, found.min_ms, found.max_ms, found.average_ms) == (10_000, Decimal("1.5"), 41, None)
    assert found.bounds_ms["90"] == (Decimal("4.999999"), Decimal("9.000001"))


@pytest.mark.parametrize("name", ["results.json", "results.csv"])
def test_raw_results_give_exact_latencies(name: str) -> None:
    found = run(name)
    assert (found.min_ms, found.average_ms, found.max_ms) == (Decimal("0.0005"), Decimal("1.500125"), 3)
    assert found.distribution is not None
    assert found.distribution.upper_ns.tolist() == [500, 1_000_000, 2_000_000, 3_000_000]
    assert (found.requests, found.errors) == (4, {"no answer": 1, "503": 1})
    assert (found.actual_qps, found.duration_seconds) == (Decimal("2.667"), Decimal("1.5"))
    assert (found.start_time, found.end_time) == ("2001-02-03T04:05:06Z", "2001-02-03T04:05:07.5Z")


def test_the_oldest_csv_has_six_columns() -> None:
    assert of("".join(f"{','.join(row.split(',')[:5])},\n" for row in CSV.splitlines())).requests == 4


def test_results_of_one_attack_need_not_be_in_order() -> None:
    assert of("\n".join(reversed(RESULTS.splitlines()))).start_time == "2001-02-03T04:05:06Z"


@pytest.mark.parametrize("name", ["report.json", "results.json", "results.csv"])
def test_evidence_names_no_system(name: str) -> None:
    found = vegeta.gather(raw(f"synthetic-vegeta-{name}"))
    source = found.runs[0].source
    assert [word for word in PRIVATE if word in source.content.decode()] == []
    assert source.original_sha256 == raw(f"synthetic-vegeta-{name}").sha256
    assert "removed from the evidence" in found.notes[-1]
    again = vegeta.gather(source).runs[0]
    assert (again.source, again.distribution) == (source, run(name).distribution)
    assert vegeta.recognises(source.head())


def test_what_holds_nothing_private_stays_as_it_is() -> None:
    assert run("buckets.json").source == raw("synthetic-vegeta-buckets.json")


@pytest.mark.parametrize("name", ["results.json", "results.csv"])
def test_large_results_stay_as_they_are(name: str) -> None:
    large = RawFile(path=name, file=FOLDER / f"synthetic-vegeta-{name}")
    found = vegeta.gather(large)
    assert found.runs[0].source is large
    assert "publish one without them" in found.notes[-1]


def test_results_of_several_generators_merge_exactly() -> None:
    other = of(RESULTS.replace('"latency":3000000', '"latency":4000000'))
    merged = merging.merge("both", [run("results.json"), other])
    assert (merged.requests, merged.max_ms, merged.merge_method) == (8, 4, "histogram_merge")
    assert merged.percentiles_ms["50"] == 1


def test_percentiles_of_merged_reports_lie_between_theirs() -> None:
    def slower(document: dict[str, Any]) -> None:
        document["latencies"].update({"50th": 3_100_000, "max": 61_000_000})

    merged = merging.merge("both", [run("report.json"), changed(slower)])
    assert merged.merge_method == "percentile_bounds"
    # Spread evenly between the percentiles beside them, both would be higher.
    assert merged.percentiles_ms["50"] == Decimal("3.1")
    assert merged.percentiles_ms["99"] == 20
    for key, (low, high) in merged.bounds_ms.items():
        assert low <= merged.percentiles_ms[key] <= (high or merged.percentiles_ms[key])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda d: d.update(rate=200), "200 requests/s for 9.99 s is not 1000 requests"),
        (lambda d: d.update(duration=999), "9990000000 ns from earliest to latest, duration says 999 ns"),
        (lambda d: d["latencies"].update(mean=0), "of 0 ns on average are not the total of 4000000000 ns"),
        (lambda d: d["status_codes"].update({"200": 1}), "status_codes hold 31 requests, requests says 1000"),
        (lambda d: d.update(success=1), "success is 1, but 980 of 1000"),
        (lambda d: d["latencies"].update({"99th": 5_000_000}), "99th .5000000 ns. is below 95th"),
        (lambda d: d["latencies"].update(max=5_000_000), "max .5000000 ns. is below 99th"),
        (lambda d: d["latencies"].update(min=-1), "not a number from 0"),
        (lambda d: d["latencies"].update(total=4 * 10**12, mean=4 * 10**9), "mean .4000000000 ns. lies outside"),
        (lambda d: d.update(requests=0), "no request"),
        (lambda d: d.update(end="2001-02-03T04:05:10Z"), "end lies before latest"),
        (lambda d: d.update(earliest="noon"), "no RFC 3339 time"),
        (lambda d: d.update(buckets={"0": 999}), "the buckets hold 999 of 1000"),
        (lambda d: d.update(buckets={"5": 500, "05": 500}), "no whole number of nanoseconds"),
        (lambda d: d.update(buckets={"1ms": 1000}), "no whole number of nanoseconds"),
        (lambda d: d.update(status_codes={"²": 1000}), "a key is no status code"),
        (lambda d: d.pop("latencies"), "latencies is no object"),
        (lambda d: d.pop("duration"), "duration is missing"),
    ],
)
def test_a_contradiction_is_refused(change: Callable[[dict[str, Any]], object], reason: str) -> None:
    with pytest.raises(ImportRefused, match=reason):
        changed(change)


@pytest.mark.parametrize(
    ("text", "before", "after", "reason"),
    [
        (HIST, "[1s,     +Inf]   0 ", "[1s,     +Inf]   7 ", "7 requests above 1000000000 ns have no upper bound"),
        (HIST, "[2ms,    4.5ms]", "[3ms,    4.5ms]", "ends at 2000000 ns and the next one starts at 3000000 ns"),
        (HIST, "[1s,     +Inf]   0    0.00%", "", "does not end at .Inf"),
        (HIST, "[0s,     2ms] ", "[0s,     2weeks] ", "'2weeks' is no duration"),
        (HIST, "100  10.00%", "-10  10.00%", "no row of vegeta's histogram"),
        (HDRPLOT, "3.000000 ", "9.000000 ", "fall from 9.000000 to 5.000000 ms"),
        (HDRPLOT, "41.000000  1.000000    10000       10000000.000000", "", "not that of percentile 1"),
        (HDRPLOT, "7500 ", "7000 ", "7000 of 10000 requests at 5.000000 ms are not the share 0.75"),
        (HDRPLOT, "7500 ", "many ", "no row of vegeta's hdrplot"),
        (RESULTS, '"latency":1000000', '"latency":-1', "not a number from 0"),
        (RESULTS, '"latency":1000000', '"latency":10000000000000001', "expected a whole number up to"),
        (RESULTS, '"code":503', '"code":"503"', "code is no number"),
        (RESULTS, '"seq":3', '"seq":2', "numbers end at 2"),
        (RESULTS, '"attack":"shop-attack","seq":3', '"attack":"other","seq":3', "results of a second attack"),
        (RESULTS, '"2001-02-03T04:05:07Z"', '"2001-02-30T04:05:07Z"', "no RFC 3339 time"),
        (CSV, ",3000000,", ",10000000000000001,", "no result of vegeta"),
        (CSV, ",3000000,", ",-3,", "must be whole numbers"),
        (CSV, ",2,GET,", ",2,GET,more,", "13 columns after rows of 12"),
        (CSV, ",0,GET,", ",0,GET,more,", "13 columns, expected 12, 9 or 6"),
        (CSV, '"Get', '"Get"x', "not vegeta's CSV"),
    ],
)
def test_a_wrong_row_is_refused(text: str, before: str, after: str, reason: str) -> None:
    assert before in text
    with pytest.raises(ImportRefused, match=reason):
        of(text.replace(before, after, 1))


@pytest.mark.parametrize("text", [RESULTS, CSV])
def test_results_that_were_cut_off_are_refused(text: str) -> None:
    with pytest.raises(ImportRefused):
        of(text.rstrip()[:-60])


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "{}", "{" * 100_000, "\x00", "Requests      [total, rate]", "Bucket # % Histogram\n", '{"attack":'],
)
def test_what_is_no_output_of_vegeta_is_refused(content: str) -> None:
    with pytest.raises(ImportRefused):
        of(content)


def test_a_binary_result_is_refused_with_the_way_out() -> None:
    with pytest.raises(ImportRefused, match="vegeta encode -to json"):
        of("no such thing")


def test_a_unit_from_the_person_is_refused() -> None:
    with pytest.raises(ImportRefused, match="units of their own"):
        vegeta.gather(raw("synthetic-vegeta-report.json"), "ns")


def test_only_vegeta_s_outputs_are_recognised() -> None:
    assert all(map(vegeta.recognises, (REPORT, BUCKETS, HIST, HDRPLOT, RESULTS, CSV)))
    assert vegeta.recognises("Value     Percentile   TotalCount 1/(1-Percentile)\n") is None
    assert vegeta.recognises('{"latencies": {"99th": 1}}') is None
    assert vegeta.recognises("1795377756050578\t200\t223\n") is None
