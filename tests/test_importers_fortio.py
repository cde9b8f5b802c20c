from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.importers import fortio
from generator.importers.common import HEAD_BYTES, Gathered, ImportedRun, ImportRefused
from generator.importers.fortio_form import read
from generator.importers.fortio_histogram import Rows
from generator.importers.merging import merge
from generator.importers.private import is_harmless
from tests.importer_samples import entries, planned, raw, raw_text

if TYPE_CHECKING:
    from pathlib import Path

FORMS = ("", "-errors", "-grpc", "-tcp", "-wrk2", "-nighthawk")


def name_of(form: str) -> str:
    """The fixture of a form; Nighthawk's own bears the name of the tool that claims it."""
    return "synthetic-nighthawk-form.json" if form == "-nighthawk" else f"synthetic-fortio{form}.json"


PRIVATE = ("shop", "jane", "secret", "10.1.2", "8080", "Bearer", "c2VjcmV0")


def document(form: str = "") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(raw(name_of(form)).text())
    return found


def gathered(changed: dict[str, Any], unit: str | None = None) -> Gathered:
    return fortio.gather(raw_text("changed.json", json.dumps(changed)), unit)


def run(form: str = "") -> ImportedRun:
    return fortio.gather(raw(name_of(form))).runs[0]


def histogram(rows: list[tuple[float, float, int]]) -> dict[str, Any]:
    """A histogram of Fortio's own of rows (Start, End, Count), without what is not needed."""
    total, reached, data = sum(count for _, _, count in rows), 0, []
    for start, end, count in rows:
        reached += count
        data.append({"Start": start, "End": end, "Percent": 100 * reached / total, "Count": count})
    return {"Count": total, "Min": rows[0][0], "Max": rows[-1][1], "Data": data, "Percentiles": None}


def test_seconds_become_milliseconds() -> None:
    found = run()
    assert (found.min_ms, found.average_ms, found.max_ms) == (Decimal("0.4"), Decimal("2.8"), Decimal("22.5"))
    assert found.stdev_ms == 3


def test_percentiles_are_fortio_s_own_with_the_ends_of_their_buckets() -> None:
    found = run()
    assert found.percentiles_ms == {
        "50": Decimal("1.6"),
        "75": Decimal("4.25"),
        "90": Decimal(5),
        "99": Decimal(12),
        "99.9": Decimal("22.25"),
    }
    assert found.bounds_ms["50"] == (1, 2)
    assert found.bounds_ms["99.9"] == (20, Decimal("22.5"))
    assert found.quantile_method is not None
    assert found.quantile_method.startswith("Fortio: linear interpolation")


def test_buckets_are_the_distribution() -> None:
    spread = run().distribution
    assert spread is not None
    assert spread.lower_ns.tolist() == [400_000, 1_000_000, 4_000_000, 11_000_000, 20_000_000]
    assert spread.upper_ns.tolist() == [1_000_000, 2_000_000, 5_000_000, 12_000_000, 22_500_000]
    assert spread.counts.tolist() == [40, 100, 40, 18, 2]


def test_times_are_utc_and_the_end_is_that_of_the_measured_duration() -> None:
    found = run()
    assert found.start_time == "2001-02-02T22:35:06.123456789Z"
    assert found.end_time == "2001-02-02T22:35:16.123456789Z"
    assert found.duration_seconds == 10


def test_a_run_without_an_error_says_so_and_is_of_successful_requests() -> None:
    found = run()
    assert (found.errors, found.population, found.requests, found.actual_qps) == ({}, "successful", 200, 20)
    assert (found.tool, found.tool_version, found.coordinated_omission) == ("fortio", "1.69.1", "uncorrected")


def test_conditions_are_what_the_output_says() -> None:
    assert run().facts == {
        "connections": "4",
        "rate": "20",
        "seconds": "10",
        "loop": "closed",
        "offered": "rate",
        "protocol": "HTTP/1.1",
        "keep_alive": "true",
        "payload_bytes": "1024",
    }


def test_failed_requests_are_taken_out_bucket_by_bucket() -> None:
    found = run("-errors")
    assert found.distribution is not None
    assert found.distribution.counts.tolist() == [30, 100, 40, 8, 2]
    assert (found.requests, found.errors, found.population) == (200, {"503": 15, "socket error": 5}, "successful")


def test_mean_of_the_successful_is_that_of_the_sums() -> None:
    # (200 · 2.8 ms - 20 · 6 ms) / 180
    assert run("-errors").average_ms == Decimal("2.444444")


def test_an_extreme_that_a_failed_request_may_have_is_not_reported() -> None:
    found = run("-errors")
    assert (found.min_ms, found.max_ms) == (None, Decimal("22.5"))


def test_percentiles_of_the_successful_are_computed() -> None:
    found = run("-errors")
    assert found.quantile_method is not None
    assert found.quantile_method.startswith("mass in intervals")
    assert found.bounds_ms["99"] == (20, Decimal("22.5"))


def test_full_load_until_a_number_of_calls() -> None:
    facts = run("-errors").facts
    assert (facts["offered"], facts["requests"]) == ("full-load", "200")
    assert not facts.keys() & {"rate", "seconds"}


def test_streams_of_grpc_share_a_connection() -> None:
    found = run("-grpc")
    assert (found.facts["connections"], found.facts["protocol"]) == ("2", "gRPC")
    assert (found.errors, "seconds" in found.facts, "keep_alive" in found.facts) == ({}, False, False)


def test_other_answers_of_a_grpc_health_check_are_errors() -> None:
    changed = document("-grpc")
    changed["RetCodes"] = {"SERVING": 160, "NOT_SERVING": 30, "ERROR": 10}
    del changed["ErrorsDurationHistogram"]
    found = gathered(changed).runs[0]
    assert (found.errors, found.population) == ({"ERROR": 10, "error": 30}, "all")


def test_errors_of_tcp_lose_the_addresses_they_name() -> None:
    found = run("-tcp")
    assert found.errors == {"connection refused": 1, "i/o timeout": 2}
    assert found.facts["protocol"] == "TCP"


def test_udp_is_read_as_tcp_is() -> None:
    found = gathered(document("-tcp") | {"RunType": "UDP", "RetCodes": {"OK": 197, "timeout": 3}}).runs[0]
    assert (found.facts["protocol"], found.errors) == ("UDP", {"timeout": 3})


def test_a_run_of_failures_alone_has_no_latencies() -> None:
    changed = document() | {"RetCodes": {"-1": 200}}
    changed["ErrorsDurationHistogram"] = changed["DurationHistogram"]
    found = gathered(changed).runs[0]
    assert (found.percentiles_ms, found.average_ms, found.distribution) == ({}, None, None)
    assert found.errors == {"socket error": 200}
    assert "every request failed" in found.notes[0]


def test_without_a_histogram_of_errors_percentiles_are_of_all() -> None:
    changed = document() | {"RetCodes": {"200": 190, "302": 8, "418": 2}}
    del changed["ErrorsDurationHistogram"]
    found = gathered(changed).runs[0]
    assert (found.population, found.errors) == ("all", {"302": 8})


def test_without_codes_the_histogram_of_errors_counts() -> None:
    changed = document("-errors")
    del changed["RetCodes"]
    assert gathered(changed).runs[0].errors == {"error": 20}
    assert gathered(document() | {"RetCodes": None}).runs[0].errors == {}


def test_what_is_reported_nowhere_is_none() -> None:
    changed = document() | {"RetCodes": None, "ErrorsDurationHistogram": None, "StartTime": None, "Version": "dev"}
    found = gathered(changed).runs[0]
    assert (found.errors, found.start_time, found.end_time, found.tool_version) == (None, None, None, None)


@pytest.mark.parametrize(
    ("said", "protocol"),
    [
        ({"H2": True}, "HTTP/2"),
        ({"H2": True, "URL": "https://shop.example"}, None),
        ({"HTTP10": True}, None),
        ({"HTTP10": None, "H2": None}, None),
    ],
)
def test_only_a_sure_protocol_is_named(said: dict[str, object], protocol: str | None) -> None:
    assert gathered(document() | said).runs[0].facts.get("protocol") == protocol


def test_bodies_of_several_sizes_are_no_payload() -> None:
    changed = document()
    changed["Sizes"]["Max"] = 2000
    assert "payload_bytes" not in gathered(changed).runs[0].facts


def test_numbers_as_texts_are_numbers() -> None:
    changed = document()
    spread = changed["DurationHistogram"]
    spread["Count"] = "200"
    for row in spread["Data"]:
        row["Count"] = str(row["Count"])
    changed |= {"RequestedQPS": 20, "RetCodes": {"200": "200"}, "ActualQPS": "20"}
    found, ours = gathered(changed).runs[0], run()
    assert (found.percentiles_ms, found.facts, found.errors) == (ours.percentiles_ms, ours.facts, ours.errors)


def test_a_duration_in_seconds_is_told_by_count_and_rate() -> None:
    assert gathered(document() | {"ActualDuration": 10.0}).runs[0].duration_seconds == 10


def test_a_duration_may_be_told_by_the_request() -> None:
    changed = document("-nighthawk") | {"ActualQPS": 0}
    assert read(changed, "x").duration_ns == 4_000_000_000


@pytest.mark.parametrize(("said", "seconds"), [("1m0.5s", "60.5"), ("1h", "3600"), ("10000ms", "10"), ("10s", "10")])
def test_durations_of_go_are_read(said: str, seconds: str) -> None:
    assert gathered(document() | {"RequestedDuration": said}).runs[0].facts["seconds"] == seconds


def test_an_interrupted_run_says_so() -> None:
    changed = document() | {"RequestedDuration": "exactly 500 calls, interrupted after 200"}
    assert gathered(changed).runs[0].notes == ("interrupted after 200 of 500 calls",)
    assert gathered(document() | {"RequestedDuration": "1m"}).runs[0].notes == ("ended after 10 of 60 s",)


def test_percentiles_that_fortio_was_not_asked_for_are_computed() -> None:
    changed = document()
    changed["DurationHistogram"]["Percentiles"] = [{"Percentile": 90, "Value": 0.005}]
    found = gathered(changed).runs[0]
    assert found.percentiles_ms.keys() == {"50", "75", "90", "95", "99"}
    assert (found.bounds_ms["50"], found.average_ms) == ((1, 2), Decimal("2.8"))


def test_cumulative_counts_of_wrk2_are_differences() -> None:
    form = read(document("-wrk2"), "x")
    assert (form.latencies.rows, form.latencies.cumulative) == (Rows.TICKS, True)
    assert [each.count for each in form.latencies.buckets] == [1, 4, 5, 5, 3, 2, 0]


def test_wrk2_in_this_form_is_wrk2() -> None:
    found = run("-wrk2")
    assert (found.tool, found.requests, found.errors, found.population) == ("wrk2", 22, None, "answered")
    assert found.notes == ("percentiles are of 20 of 22 requests: wrk2 leaves out those of its calibration",)
    assert (found.start_time, found.coordinated_omission) == (None, "unknown")
    assert found.facts == {"rate": "11", "seconds": "2", "offered": "rate"}


def test_the_request_at_a_row_s_rank_has_the_row_s_value() -> None:
    found = run("-wrk2")
    assert found.bounds_ms["50"] == (Decimal("79.92"), Decimal(80))
    assert (found.bounds_ms["99"][1], found.max_ms) == (Decimal("240.768"), Decimal("240.768"))


def test_cumulative_counts_above_the_count_are_refused() -> None:
    changed = document("-wrk2")
    changed["DurationHistogram"]["Count"] = 19
    with pytest.raises(ImportRefused, match="rows hold 89 requests, Count is 19"):
        gathered(changed)


def old_wrk2() -> dict[str, Any]:
    changed = document("-wrk2")
    before = 0
    for row in changed["DurationHistogram"]["Data"]:
        row["Count"], before = row["Count"] - before, row["Count"]
    return changed


def test_wrk2_of_2019_needs_a_unit() -> None:
    with pytest.raises(ImportRefused, match="--latency-unit ms or --latency-unit s"):
        gathered(old_wrk2())
    ours = run("-wrk2")
    assert gathered(old_wrk2(), "s").runs[0].bounds_ms == ours.bounds_ms
    assert gathered(old_wrk2(), "ms").runs[0].max_ms == Decimal("0.240768")


def test_a_unit_for_what_has_its_own_is_refused() -> None:
    with pytest.raises(ImportRefused, match="does not apply"):
        gathered(document(), "ms")


def test_nighthawk_s_form_is_read_but_not_by_this_importer() -> None:
    form = read(document("-nighthawk"), "x")
    assert (form.latencies.rows, form.latencies.cumulative, form.latencies.first_percent) == (Rows.TICKS, False, 0)
    assert (form.duration_ns, form.rate, form.latencies.count) == (4_000_000_000, 12, 48)
    with pytest.raises(ImportRefused, match="import nighthawk"):
        run("-nighthawk")


@pytest.mark.parametrize(
    ("changed", "made"),
    [
        (document("-nighthawk"), True),
        (document(), False),
        (document("-wrk2"), False),
        (document() | {"Labels": "Nighthawk against Fortio"}, False),
        ({"Labels": "Nighthawk ", "DurationHistogram": {"Data": []}}, True),
        ({"Labels": "", "DurationHistogram": {"Count": "3"}}, True),
        ({"RequestedQPS": 5, "DurationHistogram": {"Data": None}}, True),
        ({"RequestedQPS": "5", "DurationHistogram": {"Data": None, "Count": 3}}, False),
        ({"Labels": "Nighthawk"}, False),
        ({"DurationHistogram": {"Data": [1]}}, False),
    ],
)
def test_nighthawk_is_told_by_its_first_tick(changed: dict[str, Any], made: bool) -> None:  # noqa: FBT001
    assert fortio.made_by_nighthawk(changed) is made


@pytest.mark.parametrize(("form", "claimed"), [(form, form != "-nighthawk") for form in FORMS])
def test_a_result_is_recognised_unless_nighthawk_made_it(form: str, claimed: bool) -> None:  # noqa: FBT001
    head = raw(name_of(form)).head()
    assert (fortio.recognises(head) is not None) is claimed
    assert fortio.recognises_nighthawk(head) is not claimed


@pytest.mark.parametrize(("form", "claimed"), [("", True), ("-wrk2", True), ("-nighthawk", False)])
def test_the_beginning_of_a_long_result_is_enough(form: str, claimed: bool) -> None:  # noqa: FBT001
    text = json.dumps(document(form) | {"Payload": "x" * HEAD_BYTES})
    assert (fortio.recognises(text[:HEAD_BYTES]) is not None) is claimed
    assert fortio.recognises_nighthawk(text[:HEAD_BYTES]) is not claimed


@pytest.mark.parametrize(
    "head",
    [
        "",
        "{",
        "[]",
        '{"a": "DurationHistogram"}',
        '{"results": [{"DurationHistogram": {}, "ActualQPS": 1}]}',
        '{"runner_results": {"DurationHistogram": {}, "ActualQPS": 1}}',
        '{"DurationHistogram": {}, "ActualQPS":',
        '{"DurationHistogram": ' * 3000,
    ],
)
def test_what_is_no_result_of_fortio_is_not_claimed(head: str) -> None:
    assert fortio.recognises(head) is None
    assert not fortio.recognises_nighthawk(head)


@pytest.mark.parametrize("form", FORMS[:5])
def test_nothing_private_reaches_the_evidence(form: str) -> None:
    found = run(form)
    text = found.source.content.decode()
    assert [word for word in PRIVATE if word in text] == []
    assert found.source.original_sha256 == raw(name_of(form)).sha256


@pytest.mark.parametrize("form", FORMS[:5])
def test_evidence_is_imported_as_the_original_was(form: str) -> None:
    ours = run(form)
    (again,) = fortio.gather(ours.source).runs
    assert replace(again, source=ours.source, label=ours.label) == ours
    assert again.source.content == ours.source.content


def test_what_was_left_out_is_named() -> None:
    (note,) = fortio.gather(raw("synthetic-fortio.json")).notes
    assert note == (
        "synthetic-fortio.json: left out of the evidence: Labels, AccessLoggerInfo, ID, IPCountMap, CACert, URL, UserCredentials"
    )


@pytest.mark.parametrize(
    "said", ["shop.prod.internal", "shop.example.org:8080", "ip-10-1-2-3", "fe80::1", "host: shop", "x10.1.2.3y"]
)
def test_a_word_that_names_a_machine_is_not_harmless(said: str) -> None:
    assert not is_harmless(said)
    assert gathered(document() | {"Version": said}).runs[0].source.content.find(said.encode()) == -1


@pytest.mark.parametrize("said", ["2001-02-02 22:35:06.123456789 +0000", "exactly 500 calls", "1m30s", "v1.69.5", ""])
def test_a_word_of_the_tool_is_harmless(said: str) -> None:
    assert is_harmless(said)


def test_a_word_that_may_be_an_address_is_left_out() -> None:
    changed = document() | {"Version": "10.1.2.3", "load-generator": "jane@example.org", "RunType": "HTTP at shop/"}
    assert [word for word in PRIVATE if word in gathered(changed).runs[0].source.content.decode()] == []


def test_a_failed_request_at_the_end_of_a_bucket_is_found() -> None:
    # Fortio counts up to 100 ns above an end of the grid into the bucket below.
    changed = document("-errors")
    changed["ErrorsDurationHistogram"] = histogram([(0.00200005, 0.00200005, 20)])
    spread = gathered(changed).runs[0].distribution
    assert spread is not None
    assert spread.counts.tolist() == [40, 80, 40, 18, 2]


def test_several_generators_merge_into_one_run() -> None:
    first = replace(run(), label="a")
    changed = document() | {"StartTime": "2001-02-02T22:35:06.2Z", "Labels": "b"}
    second = replace(gathered(changed).runs[0], label="b")
    found = merge("both", [first, second])
    assert found.distribution is not None
    assert (found.requests, found.merge_method, found.distribution.count) == (400, "histogram_merge", 400)
    assert found.facts["connections"] == "8"


def change(at: str, value: object, form: str = "") -> dict[str, Any]:
    """The document with a value at a path such as `DurationHistogram.Data.0.Count`."""
    changed = document(form)
    place: Any = changed
    *above, last = at.split(".")
    for key in above:
        place = place[int(key)] if key.isdecimal() else place[key]
    place[int(last) if last.isdecimal() else last] = value
    return changed


@pytest.mark.parametrize(
    ("at", "value", "reason"),
    [
        ("DurationHistogram", None, "no `DurationHistogram`"),
        ("DurationHistogram", [], "is no object"),
        ("DurationHistogram.Count", 201, "rows hold 200 requests, Count is 201"),
        ("DurationHistogram.Count", 0, "there is no request"),
        ("DurationHistogram.Count", 200.5, "expected a whole number"),
        ("DurationHistogram.Count", True, "is no number"),
        ("DurationHistogram.Data", None, "there is no request"),
        ("DurationHistogram.Data", {}, "is no list"),
        ("DurationHistogram.Data.1.Count", 101, "rows hold 201 requests, Count is 200"),
        ("DurationHistogram.Data.1.Count", -1, "zero or more"),
        ("DurationHistogram.Data.1.Percent", 69, "row 1 says that 69 % .* the counts say 70 %"),
        ("DurationHistogram.Data.1.Percent", 95, "Percent of its rows falls"),
        ("DurationHistogram.Data.1.End", 0.0005, "row 1 ends at 0.0005 s, before it starts"),
        ("DurationHistogram.Data.1.Start", 0.0005, "row 1 starts below the end of the one before"),
        ("DurationHistogram.Data.1.End", 1e999, "not JSON"),
        ("DurationHistogram.Data.1.End", "1e999999", "expected at most"),
        ("DurationHistogram.Min", 0.002, "the first End .* is below Min"),
        ("DurationHistogram.Max", 0.001, "is below"),
        ("DurationHistogram.Avg", 0.0001, r"Avg \(0.0001 s\) is below Min \(0.0004 s\)"),
        ("DurationHistogram.Sum", 0.6, "Sum is 0.6 s, Count times Avg 0.56"),
        ("DurationHistogram.Percentiles.3.Value", 0.004, "p99 .* is below p90"),
        (
            "DurationHistogram.Percentiles.0.Value",
            0.003,
            "p50 is 0.003 s, the bucket of that request goes from 0.001 to 0.002",
        ),
        ("ActualDuration", 10_000, "neither nanoseconds nor seconds"),
        ("ActualDuration", 10_000_000, "neither nanoseconds nor seconds"),
        ("ActualDuration", 0, "neither nanoseconds nor seconds"),
        ("ActualDuration", None, "is missing"),
        ("ActualDuration", 10_500_000_000, "20 requests/s for 10.5 s is not 200 requests"),
        ("ActualQPS", 10, "10 requests/s for 10 s is not 200"),
        ("ActualQPS", None, "is missing"),
        ("RequestedQPS", "fast", "is not a number"),
        ("RequestedDuration", "for ever", "expected `1m30s`"),
        ("StartTime", "yesterday", "expected a time with a zone"),
        ("StartTime", "2001-02-30T00:00:00Z", "expected a time with a zone"),
        ("StartTime", "9999-12-31T23:59:59Z", "expected a time with a zone"),
        ("NumThreads", 0.5, "expected a whole number"),
        ("RetCodes", {"200": 199}, "RetCodes add up to 199, Count is 200"),
        ("RetCodes", {"200": 199, "503": 1}, "RetCodes have 1 failed requests, ErrorsDurationHistogram 0"),
        ("RetCodes", [], "is no object"),
        ("error", True, "Fortio says that the run failed"),
        ("results", [], "not one result of Fortio"),
        ("runner_results", {}, "import meshery"),
    ],
)
def test_a_contradiction_is_refused(at: str, value: object, reason: str) -> None:
    changed = change(at, value)
    with pytest.raises(ImportRefused, match=reason):
        gathered(changed)


def test_latencies_that_do_not_fit_into_the_threads_time_are_refused() -> None:
    changed = document()
    changed["DurationHistogram"] = histogram([(0.2, 0.3, 200)]) | {"Avg": 0.28}
    with pytest.raises(ImportRefused, match=r"200 requests of 0\.28 s need 56\.00 s, 4 threads had 40 s"):
        gathered(changed)


def test_a_latency_longer_than_the_run_is_refused() -> None:
    changed = document()
    changed["DurationHistogram"] = histogram([(0.4, 1, 100), (11, 12, 100)])
    with pytest.raises(ImportRefused, match="slowest request took 12 s, the whole run 10 s"):
        gathered(changed)


def test_failed_requests_that_are_not_among_all_are_refused() -> None:
    changed = document("-errors")
    changed["ErrorsDurationHistogram"] = histogram([(0.021, 0.022, 20)])
    with pytest.raises(ImportRefused, match=r"20 failed requests of 0\.021 to 0\.022 s are not in DurationHistogram"):
        gathered(changed)


def test_more_failed_requests_than_all_are_refused() -> None:
    changed = document("-errors")
    changed["ErrorsDurationHistogram"] = histogram([(0.0004, 0.0005, 201)])
    with pytest.raises(ImportRefused, match="is no part of DurationHistogram"):
        gathered(changed)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "Ended after 10s : 200 calls",
        "[" * 100_000,
        '{"a": 1, "a": 2}',
        '{"a": NaN}',
        '{"a": 1e99999999999999999999}',
        '{"a": ' + "1" * 5000 + "}",
        "{}{}",
        raw("synthetic-fortio.json").text()[:-200],
    ],
)
def test_what_is_no_result_is_refused(text: str) -> None:
    with pytest.raises(ImportRefused):
        fortio.gather(raw_text("odd.json", text))


PATHS = [
    "DurationHistogram.Data.0.Count",
    "DurationHistogram.Data.4.End",
    "DurationHistogram.Data.0.Percent",
    "DurationHistogram.Data.0",
    "DurationHistogram.Percentiles.0",
    "DurationHistogram.Percentiles.0.Percentile",
    "DurationHistogram.StdDev",
    "ErrorsDurationHistogram.Data.0.Count",
    "ErrorsDurationHistogram.Min",
    "ErrorsDurationHistogram.Avg",
    "ErrorsDurationHistogram",
    "ActualDuration",
    "ActualQPS",
    "RequestedDuration",
    "StartTime",
    "NumThreads",
    "Resolution",
    "RetCodes",
    "Sizes",
    "URL",
    "RunType",
    "Version",
]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=4,
)


@given(at=st.sampled_from(PATHS), value=JUNK)
def test_odd_values_are_read_or_refused_and_never_crash(at: str, value: object) -> None:
    try:
        found = gathered(change(at, deepcopy(value), "-errors"))
    except ImportRefused:
        return
    fortio.gather(found.runs[0].source)


def test_the_command_writes_results_and_a_submission(tmp_path: Path) -> None:
    plan = planned("fortio", ("synthetic-fortio.json",), tmp_path / "my-fortio")
    assert plan.refusals == ()
    (entry,) = entries(plan, "fortio.yaml")
    assert entry["result"]["latencies_ms"] == {"min": 0.4, "average": 2.8, "p50": 1.6, "p90": 5, "p99": 12, "max": 22.5}
    assert entry["measurement"]["bounds_ms"]["50"] == [1, 2]  # type: ignore[index]
    assert entry["measurement"]["evidence"][0]["original_sha256"] == raw("synthetic-fortio.json").sha256  # type: ignore[index]
