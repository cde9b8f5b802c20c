from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from generator.importers import k6, merging
from generator.importers.common import Gathered, ImportedRun, ImportRefused, RawFile
from tests.importer_samples import FOLDER, raw, raw_text

SUMMARY, EXPORT, MACHINE, POINTS = (
    raw(f"synthetic-k6-{name}.json").text() for name in ("summary", "export", "machine", "points")
)
PRIVATE = ("shop", "internal", "token", "secret", "/ada", "checkout", "threshold")


def run(name: str) -> ImportedRun:
    return k6.gather(raw(f"synthetic-k6-{name}.json")).runs[0]


def changed(change: Callable[[dict[str, Any]], object], text: str = SUMMARY) -> Gathered:
    document = json.loads(text)
    change(document)
    return k6.gather(raw_text("changed.json", json.dumps(document)))


def values(document: dict[str, Any], name: str = "http_req_duration") -> dict[str, Any]:
    found: dict[str, Any] = document["metrics"][name]["values"]
    return found


def test_the_object_of_handle_summary_is_read_field_by_field() -> None:
    found = run("summary")
    assert (found.min_ms, found.average_ms, found.max_ms) == (Decimal("1.25"), Decimal("4.5"), Decimal("40.125"))
    assert found.percentiles_ms == {"50": 4, "90": Decimal("8.5"), "99": Decimal("20.0625"), "99.9": 39}
    assert (found.requests, found.actual_qps, found.duration_seconds) == (1000, 100, 10)
    assert found.errors == {"failed": 20}
    assert (found.population, found.tool_version, found.coordinated_omission) == ("all", None, "uncorrected")


def test_the_unit_of_the_terminal_changes_nothing() -> None:
    def in_microseconds(document: dict[str, Any]) -> None:
        document["options"]["summaryTimeUnit"] = "us"

    assert changed(in_microseconds).runs[0].max_ms == Decimal("40.125")


def test_an_arrival_rate_is_open_and_a_rate_of_requests_where_each_iteration_makes_one() -> None:
    assert run("summary").facts == {"loop": "open", "offered": "rate", "rate": "100", "seconds": "10"}

    def two_a_turn(document: dict[str, Any]) -> None:
        values(document, "iterations")["count"] = 500

    assert changed(two_a_turn).runs[0].facts == {"loop": "open", "seconds": "10"}


def test_other_executors_are_closed_and_a_mixture_is_neither() -> None:
    def users(document: dict[str, Any]) -> None:
        document["options"]["scenarios"] = {"a": {"executor": "constant-vus", "vus": 2, "duration": "1m30s"}}

    def both(document: dict[str, Any]) -> None:
        users(document)
        document["options"]["scenarios"]["b"] = {"executor": "ramping-arrival-rate"}

    assert changed(users).runs[0].facts == {"loop": "closed", "seconds": "90"}
    assert changed(both).runs[0].facts == {}
    assert run("export").facts == {}


def test_dropped_iterations_are_said_in_the_run() -> None:
    assert run("summary").notes == (
        "5 iterations were dropped: k6 could not keep up with the offered rate (saturated)",
    )
    assert run("export").notes == ()


def test_an_export_has_no_duration_but_that_of_its_rate() -> None:
    found = run("export")
    assert (found.duration_seconds, found.actual_qps, found.errors) == (10, 100, {})
    assert found.percentiles_ms == {"50": 4, "90": Decimal("8.5"), "95": 11}


def test_the_machine_readable_summary_has_version_and_time() -> None:
    found = run("machine")
    assert (found.tool_version, found.start_time, found.end_time) == (
        "1.5.0",
        "2001-02-03T04:05:06.5Z",
        "2001-02-03T04:05:16.5Z",
    )
    assert (found.requests, found.actual_qps, found.errors) == (1000, 100, {"failed": 20})


def test_percentiles_bound_where_the_requests_lie() -> None:
    spread = run("summary").distribution
    assert spread is not None
    assert spread.counts.tolist() == [500, 400, 90, 9, 1]
    assert spread.upper_ns.tolist() == [4_000_001, 8_500_001, 20_062_501, 39_000_001, 40_125_001]


def test_without_a_maximum_there_is_no_distribution() -> None:
    assert changed(lambda document: values(document).pop("max")).runs[0].distribution is None


def test_requests_that_nobody_judged_leave_errors_open() -> None:
    found = changed(lambda document: values(document, "http_req_failed").update(fails=480, rate=0.04)).runs[0]
    assert found.errors is None
    assert "only 500 of 1000 requests were judged" in found.notes[-1]
    assert changed(lambda document: document["metrics"].pop("http_req_failed")).runs[0].errors is None


def test_points_give_exact_latencies() -> None:
    found = run("points")
    assert (found.min_ms, found.average_ms, found.max_ms) == (Decimal("0.125"), Decimal("15.21875"), Decimal("30.25"))
    assert found.percentiles_ms["50"] == 10
    assert found.distribution is not None
    assert found.distribution.upper_ns.tolist() == [125_000, 10_000_000, 20_500_000, 30_250_000]


def test_points_say_when_how_many_and_what_failed() -> None:
    found = run("points")
    assert (found.start_time, found.end_time) == ("2001-02-03T04:05:06Z", "2001-02-03T04:05:08Z")
    assert (found.requests, found.actual_qps, found.duration_seconds) == (4, 2, 2)
    assert found.errors == {"503": 1, "k6 error 1212": 1}
    assert found.facts == {"protocol": "HTTP/2"}
    assert found.notes == ("3 iterations were dropped: k6 could not keep up with the offered rate (saturated)",)


def test_points_without_judgement_leave_errors_open() -> None:
    text = "".join(f"{line}\n" for line in POINTS.splitlines() if "http_req_failed" not in line)
    found = k6.gather(raw_text("points.json", text)).runs[0]
    assert found.errors is None
    assert "only 0 of 4 requests were judged" in found.notes[-1]


def test_several_protocols_are_none() -> None:
    text = POINTS.replace("HTTP/2.0", "HTTP/1.1", 2)
    assert k6.gather(raw_text("points.json", text)).runs[0].facts == {}


def test_a_large_log_stays_as_it_is() -> None:
    large = RawFile(path="large.json", file=FOLDER / "synthetic-k6-points.json")
    found = k6.gather(large)
    assert found.runs[0].source is large
    assert "publish one without them" in found.notes[-1]


@pytest.mark.parametrize("name", ["summary", "export", "machine", "points"])
def test_evidence_names_nothing_of_the_script(name: str) -> None:
    found = k6.gather(raw(f"synthetic-k6-{name}.json"))
    source = found.runs[0].source
    assert [word for word in PRIVATE if word in source.content.decode()] == []
    assert source.original_sha256 == raw(f"synthetic-k6-{name}.json").sha256
    assert "removed from the evidence" in found.notes[-1]
    again = k6.gather(source).runs[0]
    assert (again.source, again.facts, again.percentiles_ms) == (source, run(name).facts, run(name).percentiles_ms)
    assert k6.recognises(source.head())


def test_logs_of_several_generators_merge() -> None:
    other = k6.gather(raw_text("other.json", POINTS.replace('"value":0.125,', '"value":0.25,'))).runs[0]
    merged = merging.merge("both", [run("points"), other])
    assert (merged.requests, merged.actual_qps, merged.errors) == (8, 4, {"503": 2, "k6 error 1212": 2})


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda d: values(d, "http_reqs").update(rate=50), "50 requests/s for 10 s is not 1000 requests"),
        (lambda d: d["state"].update(testRunDurationMs=10), "for 0.01 s is not 1000 requests"),
        (lambda d: values(d).update(count=999), "holds 999 samples, http_reqs 1000"),
        (lambda d: values(d, "http_reqs").update(count=0), "counts no request"),
        (lambda d: values(d, "http_reqs").update(count=1.5), "expected a whole number"),
        (lambda d: values(d).update(med=9), r"p\(90\) .8.5 ms. is below p\(50\) .9 ms."),
        (lambda d: values(d).update(max=30), r"max .30 ms. is below p\(99.9\)"),
        (lambda d: values(d).update(max=10**7), "longer than the run"),
        (lambda d: values(d).update(avg=0.5), "lies outside min and max"),
        (lambda d: values(d).update(avg=90), "lies outside min and max"),
        (lambda d: values(d).update(min=-1), "not a number from 0"),
        (lambda d: values(d).update({"p(90)": "8"}), "is no number"),
        (lambda d: values(d, "http_req_failed").update(rate=0.5), "20 of 1000 requests failed, but the rate is 0.5"),
        (lambda d: d["metrics"].pop("http_reqs"), "no http_reqs"),
        (lambda d: d["metrics"].pop("http_req_duration"), "no http_req_duration"),
        (lambda d: d.pop("metrics"), "metrics is no object"),
        (lambda d: d.update(results=[]), "results is no object"),
        (lambda d: d.update(state=1), "state is no object"),
    ],
)
def test_a_contradiction_is_refused(change: Callable[[dict[str, Any]], object], reason: str) -> None:
    with pytest.raises(ImportRefused, match=reason):
        changed(change)


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ('"value":10,', '"value":-10,', "not a number from 0"),
        ('"value":10,', '"value":"fast",', "is no number"),
        ('"value":10,', '"value":1e999999,', "not a number from 0"),
        ('"time":"2001-02-03T04:05:06.010000000Z","value":10,', '"time":"noon","value":10,', "no RFC 3339 time"),
        ('"metric":"http_req_duration","type":"Point"', '"metric":"renamed","type":"Point"', "4 requests by http_reqs, 3 by"),
        ('"data":{"time":"2001-02-03T04:05:08Z","value":3', '"date":{"time":"2001-02-03T04:05:08Z","value":3', "data is no object"),
    ],
)  # fmt: skip
def test_a_wrong_point_is_refused(before: str, after: str, reason: str) -> None:
    assert before in POINTS
    with pytest.raises(ImportRefused, match=reason):
        k6.gather(raw_text("changed.json", POINTS.replace(before, after, 1)))


def test_a_log_that_was_cut_off_is_refused() -> None:
    with pytest.raises(ImportRefused, match=r"cut\.json:19: not a line of k6's JSON"):
        k6.gather(raw_text("cut.json", POINTS.rstrip()[:-4]))


def test_a_log_without_requests_is_refused() -> None:
    with pytest.raises(ImportRefused, match="no HTTP request in it"):
        k6.gather(raw_text("empty.json", POINTS.splitlines()[0]))


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", "{" * 100_000, '{"metrics": {"http_req_duration": 1}}', "\x00", '{"results": {}}']
)
def test_what_is_no_output_of_k6_is_refused(content: str) -> None:
    with pytest.raises(ImportRefused):
        k6.gather(raw_text("odd.json", content))


def test_a_unit_from_the_person_is_refused_unless_it_is_k6_s() -> None:
    assert k6.gather(raw("synthetic-k6-export.json"), "ms").runs
    with pytest.raises(ImportRefused, match="writes milliseconds"):
        k6.gather(raw("synthetic-k6-export.json"), "s")


def test_a_tiny_rate_is_no_fault_of_ours() -> None:
    found = changed(lambda document: values_of_export(document).update(rate=1e-20), EXPORT).runs[0]
    assert found.duration_seconds == Decimal(10) ** 23


def values_of_export(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["metrics"]["http_reqs"]
    return found


def test_only_k6_s_outputs_are_recognised() -> None:
    assert "machine-readable" in str(k6.recognises(MACHINE))
    assert "out json" in str(k6.recognises(POINTS[:3000]))
    assert k6.recognises('{"metrics": {"latency": {}}}') is None
    assert k6.recognises('{"type": "Point"}') is None
    assert k6.recognises("http_req_duration") is None
