from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from generator.importers import ghz, merging
from generator.importers.common import Gathered, ImportedRun, ImportRefused, RawFile
from tests.importer_samples import FOLDER, raw, raw_text

FULL, BARE = raw("synthetic-ghz.json").text(), raw("synthetic-ghz-bare.json").text()
PRIVATE = ("shop", "internal", "10.68", "ada", "Bearer", "card", "dial tcp")


def changed(**fields: Any) -> RawFile:
    return raw_text("changed.json", json.dumps(json.loads(FULL) | fields))


def bare(**fields: Any) -> Gathered:
    return ghz.gather(raw_text("bare.json", json.dumps(json.loads(BARE) | fields)))


def run() -> ImportedRun:
    return ghz.gather(raw("synthetic-ghz.json")).runs[0]


def test_details_give_the_latencies_of_the_calls_that_succeeded() -> None:
    found = run()
    assert (found.min_ms, found.average_ms, found.max_ms) == (1, 5, 9)
    assert found.percentiles_ms == {"50": 5, "90": 9, "99": 9}
    assert found.population == "successful"
    assert found.distribution is not None
    assert found.distribution.upper_ns.tolist() == [value * 1_000_000 for value in range(1, 10)]


def test_count_rate_duration_and_errors_are_of_all_calls() -> None:
    found = run()
    assert (found.requests, found.actual_qps, found.duration_seconds) == (10, 5, 2)
    assert found.errors == {"Unavailable": 1}
    assert found.coordinated_omission == "uncorrected"


def test_start_and_end_are_those_of_the_calls_in_utc() -> None:
    found = run()
    assert (found.start_time, found.end_time) == ("2001-02-03T03:05:06Z", "2001-02-03T03:05:07.9Z")


def test_options_say_the_conditions() -> None:
    assert run().facts == {
        "protocol": "gRPC",
        "connections": "2",
        "rate": "5",
        "loop": "open",
        "offered": "rate",
        "requests": "10",
    }
    assert run().notes == ("4 workers share 2 connections",)


def test_without_async_the_loop_is_closed_and_a_duration_is_the_stop() -> None:
    options = {"duration": 30_000_000_000, "total": 2147483647, "concurrency": 50}
    found = ghz.gather(changed(options=options)).runs[0]
    assert found.facts == {"protocol": "gRPC", "loop": "closed", "offered": "full-load", "seconds": "30"}


def test_a_schedule_has_no_rate() -> None:
    found = ghz.gather(changed(options={"rps": 5, "load-schedule": "step", "skipFirst": 3})).runs[0]
    assert found.facts == {"protocol": "gRPC", "loop": "closed"}
    assert found.notes == ("the first 3 results were skipped as warm-up",)


def test_without_details_the_report_s_own_numbers_count() -> None:
    found = bare().runs[0]
    assert (found.min_ms, found.average_ms, found.max_ms) == (1, None, 9)
    assert found.percentiles_ms == {"10": 1, "25": 3, "50": 5, "75": 7, "90": 9, "95": 9, "99": 9}
    assert found.quantile_method is not None
    assert found.quantile_method.startswith("ghz: ")
    assert "0 of 10 results stand in details" in found.notes[0]
    assert found.distribution is not None
    assert (found.distribution.count, found.distribution.upper_ns.max()) == (9, 9_000_000)
    assert (found.start_time, found.end_time) == ("2001-02-03T03:05:06Z", "2001-02-03T03:05:08Z")


def test_the_average_of_all_is_used_where_none_failed() -> None:
    found = bare(errorDistribution={}, statusCodeDistribution={"OK": 10}, histogram=None).runs[0]
    assert found.average_ms == Decimal("5.6")
    assert found.distribution is not None
    assert found.distribution.mean_ns == 5_600_000


def test_the_kept_million_weighs_as_many_as_were_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ghz, "_KEPT", 10)
    found = ghz.gather(changed(count=20, rps=10, statusCodeDistribution={"OK": 19, "Unavailable": 1})).runs[0]
    assert "ghz kept the first 10 of 20 results" in found.notes[0]
    assert (found.requests, found.percentiles_ms["95"]) == (20, 9)
    assert found.distribution is not None
    assert found.distribution.count == 9


def test_a_run_in_which_all_failed_has_no_latencies() -> None:
    failed = {"errorDistribution": {"x": 10}, "statusCodeDistribution": {"Unavailable": 10}}
    found = bare(**failed, latencyDistribution=None, histogram=None, fastest=0, slowest=0).runs[0]
    assert (found.min_ms, found.average_ms, found.max_ms, found.percentiles_ms) == (None, None, None, {})
    assert found.distribution is None


@pytest.mark.parametrize("name", ["synthetic-ghz.json", "synthetic-ghz-bare.json"])
def test_evidence_names_no_system_and_no_person(name: str) -> None:
    found = ghz.gather(raw(name))
    source = found.runs[0].source
    assert [word for word in PRIVATE if word in source.content.decode()] == []
    assert source.original_sha256 == raw(name).sha256
    assert "removed from the evidence" in found.notes[-1]
    again = ghz.gather(source)
    assert (again.runs[0].source, again.runs[0].percentiles_ms) == (source, found.runs[0].percentiles_ms)


def test_a_large_file_is_read_as_a_stream_and_stays_as_it_is() -> None:
    large = RawFile(path="large.json", file=FOLDER / "synthetic-ghz.json")
    found = ghz.gather(large)
    assert found.runs[0].source is large
    assert "publish one without them" in found.notes[-1]
    assert found.runs[0].percentiles_ms == run().percentiles_ms


def test_reports_of_several_generators_merge() -> None:
    other = ghz.gather(changed(details=None)).runs[0]
    merged = merging.merge("both", [run(), other])
    assert (merged.requests, merged.distribution and merged.distribution.count) == (20, 18)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"rps": 6}, "6 requests/s for 2 s is not 10 requests"),
        ({"total": 2_000_000}, "for 0.002 s is not 10 requests"),
        ({"statusCodeDistribution": {"OK": 9}}, "statusCodeDistribution holds 9 calls, count says 10"),
        ({"errorDistribution": {}}, "errorDistribution holds 0 calls, 1 have a status other than OK"),
        ({"statusCodeDistribution": {"OK": 9, "Internal": 1}}, "details' statuses are not"),
        ({"count": 0}, "no request"),
        ({"count": 5, "rps": 2.5, "statusCodeDistribution": {"OK": 4, "Internal": 1}}, "10 details, but count says 5"),
        ({"latencyDistribution": [{"percentage": 50, "latency": 8_000_000}]}, "p50 is 8000000 ns by latencyDistribution"),
        ({"latencyDistribution": [{"percentage": 50, "latency": 10_000_000}]}, "slowest .9000000 ns. is below p50"),
        ({"latencyDistribution": 7}, "latencyDistribution is no list"),
        ({"details": {}}, "neither a list nor null"),
        ({"details": [{"latency": 1}]}, "no RFC 3339 time"),
        ({"details": [{"latency": -1, "timestamp": "2001-02-03T04:05:06Z"}]}, "not a number from 0"),
        ({"details": [{"latency": 10**17, "timestamp": "2001-02-03T04:05:06Z"}]}, "longer than 104 days"),
        ({"fastest": "NaN"}, "fastest is no number"),
        ({"options": 1}, "options is no object"),
        ({"date": "yesterday", "details": None}, "no RFC 3339 time"),
        ({"details": None, "histogram": [{"mark": 0.009, "count": 8}]}, "the histogram holds 8 calls, 9 succeeded"),
        ({"details": None, "histogram": [{"mark": 0.009, "count": 9}, {"mark": 0.001, "count": 0}]}, "marks of the histogram"),
    ],
)  # fmt: skip
def test_a_contradiction_is_refused(fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(ImportRefused, match=reason):
        ghz.gather(changed(**fields))


def test_a_unit_from_the_person_is_refused_unless_it_is_ghz_s() -> None:
    assert ghz.gather(raw("synthetic-ghz.json"), "ns").runs
    with pytest.raises(ImportRefused, match="writes nanoseconds"):
        ghz.gather(raw("synthetic-ghz.json"), "ms")


@pytest.mark.parametrize("step", range(0, len(FULL), 97))
def test_a_report_that_was_cut_off_is_refused(step: int) -> None:
    with pytest.raises(ImportRefused):
        ghz.gather(raw_text("cut.json", FULL[:step]))


def test_more_statuses_than_there_can_be_are_refused() -> None:
    row = {"latency": 1, "timestamp": "2001-02-03T04:05:06Z"}
    with pytest.raises(ImportRefused, match="different statuses"):
        ghz.gather(changed(details=[{**row, "status": str(number)} for number in range(200)]))


def test_only_ghz_s_report_is_recognised() -> None:
    assert ghz.recognises(FULL)
    assert ghz.recognises(BARE[:1500])
    assert ghz.recognises('{"summary": {"rps": 1, "fastest": 2, "slowest": 3}, "statusCodeDistribution": {}}') is None
    assert ghz.recognises("") is None
