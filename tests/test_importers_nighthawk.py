from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.importers import nighthawk, nighthawk_yaml, oha
from generator.importers.common import ImportedRun, ImportRefused, RawFile
from generator.importers.fortio_form import read
from generator.importers.fortio_histogram import Rows
from generator.importers.merging import merge
from tests.importer_samples import entries, planned, raw, raw_text

ONE = "synthetic-nighthawk.json"
TWO = "synthetic-nighthawk-instances.json"
FORTIO = "synthetic-nighthawk-fortio.json"
YAML = "synthetic-nighthawk.yaml"
TEXT, INSTANCES, IN_FORM = (raw(name).text() for name in (ONE, TWO, FORTIO))


def run(name: str) -> ImportedRun:
    return nighthawk.gather(raw(name)).runs[0]


def changed(text: str, before: str, after: str) -> RawFile:
    assert before in text
    return raw_text("changed.json", text.replace(before, after, 1))


def test_percentiles_come_from_the_counts_and_not_from_the_ticks() -> None:
    # 19 of 20 requests took up to 4.000099 ms, in the row of the tick 0.9: p90 is the 18th, p99 the 20th.
    found = run(ONE)
    assert found.percentiles_ms == {"50": Decimal("1.75"), "90": Decimal("3.625062"), "99": Decimal("7.00005")}
    assert found.bounds_ms == {
        "50": (Decimal(1), Decimal(2)),
        "90": (Decimal(3), Decimal("4.000099")),
        "99": (Decimal("4.000099"), Decimal(10)),
    }


def test_the_distribution_is_that_of_the_rows() -> None:
    spread = run(ONE).distribution
    assert spread is not None
    assert spread.upper_ns.tolist() == [1_000_000, 2_000_000, 3_000_000, 4_000_099, 10_000_000]
    assert spread.counts.tolist() == [2, 10, 3, 4, 1]


def test_moments_are_those_that_nighthawk_wrote() -> None:
    found = run(ONE)
    assert (found.min_ms, found.average_ms, found.max_ms, found.stdev_ms) == (
        Decimal(1),
        Decimal("2.9"),
        Decimal(10),
        Decimal(2),
    )


def test_counts_rate_times_and_version() -> None:
    found = run(ONE)
    assert (found.requests, found.errors, found.actual_qps, found.duration_seconds) == (20, {"5xx": 2}, 10, 2)
    assert (found.start_time, found.end_time) == ("2026-08-01T10:00:00.5Z", "2026-08-01T10:00:02.5Z")
    assert (found.tool, found.tool_version, found.population, found.coordinated_omission) == (
        "nighthawk",
        "0.5.0",
        "all",
        "uncorrected",
    )


def test_requests_without_a_connection_are_requests_and_no_part_of_the_rate() -> None:
    document = json.loads(TEXT)
    document["results"][-1]["counters"] = [
        {"name": "upstream_rq_total", "value": "2"},
        {"name": "benchmark.http_2xx", "value": "2"},
        {"name": "benchmark.pool_connection_failure", "value": "18"},
    ]
    (found,) = nighthawk.gather(raw_text("a.json", json.dumps(document))).runs
    assert (found.requests, found.errors, found.actual_qps) == (20, {"pool_connection_failure": 18}, 1)
    assert found.distribution is not None
    assert found.distribution.count == found.requests


def test_rate_and_connections_of_a_worker_are_multiplied() -> None:
    assert run(ONE).facts == {
        "connections": "6",
        "rate": "10",
        "offered": "rate",
        "seconds": "2",
        "loop": "open",
        "protocol": "HTTP/2",
        "keep_alive": "true",
        "payload_bytes": "128",
    }


def test_yaml_and_json_of_one_run_agree() -> None:
    fields = ("percentiles_ms", "distribution", "errors", "facts", "start_time", "tool_version", "requests")
    assert [getattr(run(YAML), field) for field in fields] == [getattr(run(ONE), field) for field in fields]


def test_a_response_of_the_service_is_read_as_its_output() -> None:
    wrapped = json.dumps({"output": json.loads(TEXT), "execution_id": "a"})
    assert nighthawk.gather(raw_text("a.json", wrapped)).runs[0].distribution == run(ONE).distribution


def test_json_with_a_comma_too_many_is_read() -> None:
    found = nighthawk.gather(changed(TEXT, '"uri": "http://shop.internal:8080/cart"', '"labels2": "Nighthawk",'))
    assert found.runs[0].percentiles_ms == run(ONE).percentiles_ms


def test_a_run_without_minimum_has_it_within_its_first_bucket() -> None:
    document = json.loads(TEXT)
    for each in document["results"]:
        for statistic in each["statistics"]:
            statistic.pop("min", None)
            statistic.pop("max", None)
    found = nighthawk.gather(raw_text("old.json", json.dumps(document))).runs[0]
    assert found.distribution is not None
    assert (found.min_ms, found.distribution.lower_ns[0]) == (None, 999_900)


def test_order_of_keys_changes_nothing() -> None:
    # Statistics that are not used are recognised by the order of their keys; in another one they are read and left.
    turned = json.dumps(json.loads(TEXT), sort_keys=True)
    assert nighthawk.gather(raw_text("a.json", turned)).runs[0].distribution == run(ONE).distribution


def test_numbers_may_be_numbers() -> None:
    document = json.loads(TEXT)
    for each in document["results"]:
        for counter in each["counters"]:
            counter["value"] = int(counter["value"])
    assert nighthawk.gather(raw_text("a.json", json.dumps(document))).runs[0].errors == {"5xx": 2}


YAML_TEXT = raw(YAML).text()
URI = "  uri: http://shop.internal:8080/cart\n"
OPTIONS = YAML_TEXT[: YAML_TEXT.index("results:")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            OPTIONS,
            "options: {request_options: {request_headers: [{header: {key: x-tenant, value: plainsecret}}]}, uri: plainsecret}\n",
        ),
        (URI, '  "u\\x72i": plainsecret\n'),
        (URI, "  ? uri\n  : plainsecret\n"),
        (URI, "  headers:\n  - plainsecret\n"),
        (URI, '  headers:\n    - "authorization: plainsecret"\n'),
        (URI, "  uri: |\n    a\n    plainsecret\n"),
        (URI, "  # plainsecret\n"),
        (URI, "  labels2: [plainsecret, 'it''s plainsecret']\n"),
        (URI, "  execution: plainsecret\n"),
    ],
)
def test_yaml_hides_nothing_private_however_it_is_written(before: str, after: str) -> None:
    given = changed(YAML_TEXT, before, after)
    (made,) = nighthawk.gather(given).runs
    evidence = made.source
    assert b"plainsecret" not in evidence.content
    assert evidence.original_sha256 == given.sha256
    (again,) = nighthawk.gather(evidence).runs
    assert again.source == evidence
    assert replace(again, source=made.source) == made


def test_yaml_as_nighthawk_writes_it_stays_but_for_what_is_private() -> None:
    expected = YAML_TEXT.replace("http://shop.internal:8080/cart", "removed")
    expected = expected.replace("Authorization", "removed").replace("Bearer abcdefghijklmnop", "removed")
    assert nighthawk.gather(raw(YAML)).runs[0].source.content.decode() == expected


TREES = st.recursive(
    st.none() | st.text(st.characters(codec="utf-8"), max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=9), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.just("a"), TREES, min_size=1))
def test_what_is_written_in_block_style_is_read_again(tree: dict[str, object]) -> None:
    assert nighthawk_yaml.read_tree(nighthawk_yaml.write_block(tree), "a.yaml") == tree


def test_private_options_are_removed_from_the_evidence() -> None:
    for name in (ONE, YAML):
        found = nighthawk.gather(raw(name))
        content = found.runs[0].source.content.decode()
        assert not [each for each in ("shop", "8080", "cart", "abcdefghijklmnop") if each in content]
        assert found.runs[0].source.original_sha256 == raw(name).sha256
        assert "removed from the evidence: values of key, values of uri" in found.notes[0]


def test_the_cleaned_evidence_is_imported_as_the_original() -> None:
    for name in (ONE, YAML, FORTIO):
        again = nighthawk.gather(RawFile(path=name, content=run(name).source.content)).runs[0]
        assert (again.distribution, again.facts) == (run(name).distribution, run(name).facts)


def test_every_global_is_a_generator_and_workers_are_none() -> None:
    found = run(TWO)
    assert [each.label for each in found.generators] == ["instance-1", "instance-2"]
    assert (found.requests, found.errors, found.actual_qps, found.merge_method) == (
        40,
        {"5xx": 4},
        20,
        "interval_merge",
    )
    assert (found.facts["connections"], found.facts["rate"], found.facts["loop"]) == ("6", "20", "closed")
    assert (found.min_ms, found.max_ms, found.average_ms) == (1, 20, Decimal("3.95"))


def test_the_merge_begins_with_the_first_and_ends_with_the_last_instance() -> None:
    found = run(TWO)
    assert (found.start_time, found.end_time) == ("2026-08-01T10:00:00.5Z", "2026-08-01T10:00:02.52Z")


def test_merged_percentiles_lie_within_their_bounds() -> None:
    # Of 40 the 36th: 35 are at or below 10 ms at best, the 20 ms row holds the rest.
    assert run(TWO).bounds_ms["90"] == (Decimal(3), Decimal(20))


def test_instances_of_several_workers_are_merged_by_their_globals() -> None:
    document = json.loads(TEXT)
    others = json.loads(TEXT)["results"]
    others[-1]["execution_start"] = "2026-08-01T10:00:00.51Z"
    document["results"] += others
    found = nighthawk.gather(raw_text("a.json", json.dumps(document))).runs[0]
    assert (found.requests, len(found.generators), found.facts["connections"]) == (40, 2, "12")


def test_files_of_instances_are_merged_as_one_file_of_them_is() -> None:
    document = json.loads(INSTANCES)
    apart = []
    for number, each in enumerate(document["output"]["results"]):
        one = {**document["output"], "results": [each]}
        apart += nighthawk.gather(raw_text(f"{number}.json", json.dumps(one))).runs
    assert merge("both", apart).distribution == run(TWO).distribution


def test_an_instance_that_did_not_report_widens_the_bounds(tmp_path: Path) -> None:
    plan = planned("nighthawk", (TWO,), tmp_path / "mine", generators=3)
    measurement = entries(plan, "nighthawk.yaml")[0]["measurement"]
    assert measurement["generators_expected"] == 3
    assert measurement["bounds_ms"]["99"][1] is None  # type: ignore[index,call-overload]


def test_the_plan_names_every_instance(tmp_path: Path) -> None:
    found = entries(planned("nighthawk", (TWO,), tmp_path / "mine"), "nighthawk.yaml")[0]["measurement"]["generators"]
    assert [each["name"] for each in found] == ["instance-1", "instance-2"]  # type: ignore[attr-defined]


def test_fortio_form_has_the_same_rows() -> None:
    found = run(FORTIO)
    assert found.distribution == run(ONE).distribution
    assert (found.requests, found.errors, found.actual_qps, found.duration_seconds) == (21, None, Decimal("10.5"), 2)
    assert found.facts == {"rate": "10", "offered": "rate", "connections": "6", "seconds": "2"}


def test_pedantic_form_has_numbers_for_texts_and_texts_for_numbers() -> None:
    document = json.loads(IN_FORM)
    document["RequestedQPS"] = "10"
    histogram = document["DurationHistogram"]
    histogram["Count"] = int(histogram["Count"])
    for row in histogram["Data"]:
        row["Count"] = int(row["Count"])
    found = nighthawk.gather(raw_text("a.json", json.dumps(document))).runs[0]
    assert (found.distribution, found.facts) == (run(FORTIO).distribution, run(FORTIO).facts)


def test_ticks_that_are_as_good_as_shares_are_no_buckets_of_fortio() -> None:
    document = json.loads(IN_FORM)
    histogram = document["DurationHistogram"]
    histogram["Data"] = [histogram["Data"][place] for place in (0, 1, -1)]
    for row, count in zip(histogram["Data"], (1, 499_999, 500_000), strict=True):
        row["Count"] = str(count)
    document |= {"ActualQPS": 500_000.0, "RequestedQPS": 500_000}
    histogram["Count"] = "1000000"
    found = nighthawk.gather(raw_text("a.json", json.dumps(document))).runs[0]
    assert (found.tool, found.requests) == ("nighthawk", 1_000_000)
    assert read(document, "a.json").latencies.rows is Rows.TICKS


def test_getnighthawk_has_seconds_no_sum_and_ticks_of_0_and_100() -> None:
    document = json.loads(IN_FORM)
    document["ActualDuration"], document["DurationHistogram"]["Sum"] = 2.0, 0
    document["DurationHistogram"]["Data"][0]["Start"] = 0
    for row in document["DurationHistogram"]["Data"][1:]:
        row["Percent"] = 0 if row["Percent"] < 100 else 100
    found = nighthawk.gather(raw_text("a.json", json.dumps(document))).runs[0]
    assert (found.distribution, found.duration_seconds) == (run(FORTIO).distribution, 2)


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (
            '"count": "12",\n     "id": "benchmark_http_client.request_to_response"',
            '"count": "11",\n     "id": "benchmark_http_client.request_to_response"',
            "global counts 20 requests, its 2 workers 19 together",
        ),
        ('"value": "20"', '"value": "19"', "latencies of 20 requests, upstream_rq_total is 19"),
        ('"concurrency": "2"', '"concurrency": "3"', "2 workers have results, options.concurrency is 3"),
        ('"concurrency": "2"', '"concurrency": "0"', "expected 1 to 100000 or auto"),
        ('"execution_duration": "2s"', '"execution_duration": "2"', None),
        ('"open_loop": true', '"open_loop": 5', "expected true or false"),
        ('"duration": "2s"', '"duration": "-2s"', "expected a duration"),
        ('"name": "worker_0"', '"name": 7', "without a name"),
        ('"options": {', '"options": [], "x": {', "options are no object"),
        ('"results": [', '"results": [], "x": [', "no result named"),
        ('"timestamp"', '"error_detail": {"code": 2, "message": "no route"}, "timestamp"', "no route"),
        ('"timestamp"', '"options": {}, "timestamp"', "stands twice"),
        ('"uri": "http', '"uri": NaN, "a": "http', "not JSON"),
    ],
)
def test_a_contradiction_is_refused(before: str, after: str, reason: str | None) -> None:
    if reason is None:  # of a worker no duration is read
        assert nighthawk.gather(changed(TEXT, before, after)).runs
        return
    with pytest.raises(ImportRefused, match=reason):
        nighthawk.gather(changed(TEXT, before, after))


HEADLINE = TEXT[TEXT.rindex('"id": "benchmark_http_client.request_to_response"') :]


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ('"duration": "0.003s"', '"duration": "0.0015s"', "latencies of the rows fall"),
        ('"count": "15"', '"count": "11"', "cumulative counts fall"),
        ('"count": "15"', '"count": "-15"', "expected a whole number"),
        ('"count": "15"', '"count": 15.5', "expected a whole number"),
        ('"duration": "0.003s"', '"duration": "NaN"', "expected a duration"),
        ('"duration": "0.003s"', '"duration": "3ms"', "expected a duration"),
        ('"duration": "0.003s"', '"duration": 0.003', "expected a duration"),
        ('"duration": "0.003s"', '"raw_value": 3', "a row without"),
        ('"percentile": 0.75', '"percentile": 0.995', "Circllhist"),
        ('"min": "0.001s"', '"min": "0.0011s"', "the minimum is 1100000 ns, the first row 1000000 ns"),
        ('"max": "0.010s"', '"max": "0.011s"', "the maximum is 11000000 ns, the last row 10000000 ns"),
        ('"mean": "0.0029s"', '"mean": "0.0129s"', "the mean of 12900000 ns lies outside"),
        ('"execution_duration": "2s"', '"execution_duration": "0s"', "execution_duration of 0 s"),
        ('"execution_duration": "2s"', '"execution_duration": "0.0000001s"', "rate asks for"),
        ('"execution_start": "2026', '"execution_start": "20260', "RFC 3339"),
        ('"raw_min": "128"', '"raw_min": "NaN"', None),
    ],
)
def test_a_contradiction_in_global_is_refused(before: str, after: str, reason: str | None) -> None:
    assert before in HEADLINE
    text = TEXT.replace(HEADLINE, HEADLINE.replace(before, after, 1))
    if reason is None:
        assert "payload_bytes" not in nighthawk.gather(raw_text("a.json", text)).runs[0].facts
        return
    with pytest.raises(ImportRefused, match=reason):
        nighthawk.gather(raw_text("a.json", text))


def test_workers_prove_the_count_of_global() -> None:
    document = json.loads(TEXT)
    document["results"].pop(0)
    with pytest.raises(ImportRefused, match="global counts 20 requests, its 1 workers 8 together"):
        nighthawk.gather(raw_text("a.json", json.dumps(document)))


def test_workers_without_global_are_a_file_cut_off() -> None:
    document = json.loads(TEXT)
    document["results"].pop()
    with pytest.raises(ImportRefused, match="no global behind them"):
        nighthawk.gather(raw_text("a.json", json.dumps(document)))


def test_an_instance_that_stands_twice_is_refused() -> None:
    document = json.loads(INSTANCES)
    document["output"]["results"][1] = document["output"]["results"][0]
    with pytest.raises(ImportRefused, match="two generators have the same requests and latencies"):
        nighthawk.gather(raw_text("a.json", json.dumps(document)))


def test_instances_that_did_not_work_together_are_refused() -> None:
    with pytest.raises(ImportRefused, match="overlap for 0"):
        nighthawk.gather(changed(INSTANCES, "2026-08-01T10:00:00.520Z", "2026-08-01T11:00:00.520Z"))


def test_no_finished_request_is_no_run() -> None:
    document = json.loads(INSTANCES)
    for statistic in document["output"]["results"][1]["statistics"]:
        statistic["count"] = "0"
    with pytest.raises(ImportRefused, match="instance-2: no request finished"):
        nighthawk.gather(raw_text("a.json", json.dumps(document)))


def test_stalls_and_overflow_are_said() -> None:
    document = json.loads(TEXT)
    last = document["results"][-1]
    last["statistics"][3]["count"] = "7"
    last["counters"].append({"name": "benchmark.pool_overflow", "value": "3"})
    assert nighthawk.gather(raw_text("a.json", json.dumps(document))).runs[0].notes == (
        "the closed loop was blocked 7 times: latencies are skewed",
        "saturated: 3 requests were skipped since the connection pool was full",
    )


def test_a_rate_that_was_not_reached_is_said() -> None:
    found = nighthawk.gather(changed(TEXT, '"requests_per_second": 5', '"requests_per_second": 6')).runs[0]
    assert found.notes == ("saturated: fewer requests were sent than the rate asks for (20 of 24)",)


def test_several_instances_say_it_once_and_without_numbers() -> None:
    found = nighthawk.gather(changed(INSTANCES, '"requests_per_second": 10', '"requests_per_second": 12')).runs[0]
    assert found.notes == ("saturated: fewer requests were sent than the rate asks for",)


def test_without_counters_errors_are_not_reported() -> None:
    document = json.loads(TEXT)
    document["results"][-1]["counters"] = []
    found = nighthawk.gather(raw_text("a.json", json.dumps(document))).runs[0]
    assert (found.errors, found.requests) == (None, 20)


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ('"ActualDuration": 2000000000', '"ActualDuration": 2000000', "nor seconds fit within 20 %"),
        ('"ActualQPS": 10.5', '"ActualQPS": 5.4', "made of the merged output of several instances"),
        ('"Count": "20"', '"Count": "21"', "the rows hold 20 requests, Count is 21"),
        ('"Max": 0.01', '"Max": 0.02', "the last row ends at"),
        ('"Min": 0.001', '"Min": 0.002', "the first End .* is below Min"),
        ('"Avg": 0.0029', '"Avg": 0.29', "is below Avg"),
        ('"End": 0.003', '"End": 0.0015', "row 2 ends at 0.0015 s, before it starts"),
        ('"End": 0.003', '"End": -0.003', "not a finite number of zero or more"),
        ('"End": 0.003', '"End": 1e999999', "expected at most"),
        ('"End": 0.003', '"End": NaN', "not JSON"),
        ('"RequestedDuration": "2s"', '"RequestedDuration": "2"', "expected `1m30s`"),
        ('"StartTime": "2026', '"StartTime": "x', "RFC 3339"),
    ],
)
def test_a_contradiction_in_fortio_form_is_refused(before: str, after: str, reason: str) -> None:
    with pytest.raises(ImportRefused, match=reason):
        nighthawk.gather(changed(IN_FORM, before, after))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("global.benchmark_http_client.request_to_response.samples: 3\n", "dotted output"),
        ("Nighthawk - A layer 7 protocol benchmarking tool.\n\nx (3 samples)\n", "output for people"),
        ('# TYPE nighthawk_bar counter\nnighthawk_bar{scope="global"} 2\n', "Prometheus"),
        ("adjusting_stage_results {\n  nighthawk_service_output {\n", "adaptive load"),
    ],
)
def test_other_forms_are_known_and_refused_with_the_way_out(text: str, reason: str) -> None:
    assert reason.rsplit(maxsplit=1)[-1] in str(nighthawk.recognises(text))
    with pytest.raises(ImportRefused, match=f"{reason}.*import its JSON"):
        nighthawk.gather(raw_text("a.txt", text))


@pytest.mark.parametrize("name", [ONE, TWO, FORTIO, YAML])
def test_its_own_files_are_recognised(name: str) -> None:
    assert "Nighthawk" in str(nighthawk.recognises(raw(name).head()))
    assert "Nighthawk" in str(nighthawk.recognises(raw(name).text()[:2000]))


@pytest.mark.parametrize("name", ["synthetic-oha-1.4.txt", "synthetic-oha.json"])
def test_files_of_others_are_not_recognised(name: str) -> None:
    assert nighthawk.recognises(raw(name).head()) is None
    assert oha.gather(raw(name))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        '{"DurationHistogram": {"Count": 5, "Data": [{"Start": 0.1, "End": 0.2, "Percent": 40, "Count": 2}]}}',
        "options: {}\nresults: []\n",
        "Running 5s test @ http://127.0.0.1:8080\n",
    ],
)
def test_what_is_not_clearly_its_own_is_not_recognised(text: str) -> None:
    assert nighthawk.recognises(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"results": [' + "[" * 100_000,
        '{"results": [1]}',
        '{"results": [null]}',
        '{"results": {}}',
        '{"results": [{"name": "global", "statistics": 5}]}',
        '{"results": [{"name": "global", "statistics": [{"id": []}]}]}',
        '{"results": [{"name": "global", "statistics": [5]}]}',
        '{"output": null}',
        '{"output": {"output": {"results": []}}}',
        "results: &a [*a]\n",
        "results: !!python/object:os.system\n",
        "results:\n- name: global\n---\na: b\n",
        "- " * 10_000,
        "a: b: c",
        "? [a]\n: b\n",
        "results:\n" + "- a: b\n" * 700_000,
        "\x00",
        "options:\n\tx: 1",
    ],
)
def test_what_is_no_output_is_refused(text: str) -> None:
    with pytest.raises(ImportRefused):
        nighthawk.gather(raw_text("odd.txt", text))


@given(st.integers(0, len(TEXT) - 3))
def test_a_truncated_file_is_refused(length: int) -> None:
    with pytest.raises(ImportRefused):
        nighthawk.gather(raw_text("cut.json", TEXT[:length]))


@given(st.integers(0, len(TEXT) - 1), st.characters(codec="utf-8"))
def test_a_changed_character_is_read_or_refused(place: int, character: str) -> None:
    text = TEXT[:place] + character + TEXT[place + 1 :]
    try:
        found = nighthawk.gather(raw_text("changed.json", text))
    except ImportRefused:
        return
    assert found.runs[0].distribution is not None


def test_a_unit_from_the_person_is_refused() -> None:
    with pytest.raises(ImportRefused, match="names its unit"):
        nighthawk.gather(raw(ONE), "ms")


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(ImportRefused, match="not UTF-8"):
        nighthawk.gather(RawFile(path="a.json", content=b'{"results": ["\xff"]}'))


def test_a_large_file_is_read_from_the_disk_and_stays_there(tmp_path: Path) -> None:
    document = json.loads(INSTANCES)
    first, second = document["output"]["results"]
    document["output"]["results"] = [
        {**each, "execution_start": f"2026-08-01T10:00:00.{500_000 + number}Z"}
        for number in range(400)
        for each in (first if number % 2 else second,)
    ]
    path = tmp_path / "large.json"
    path.write_text(json.dumps(document, indent=4), encoding="utf-8")
    found = nighthawk.gather(RawFile(path="large.json", file=path))
    assert (found.runs[0].requests, len(found.runs[0].generators)) == (8000, 400)
    assert found.runs[0].source.file == path
    assert "look at them before you publish it" in found.notes[0]


@pytest.mark.parametrize("label", ["Nighthawk", "nighthawk shop secret"])
def test_labels_do_not_reach_the_evidence_of_fortio_s_form(label: str) -> None:
    document = json.loads(IN_FORM)
    document["Labels"] = label
    (made,) = nighthawk.gather(raw_text("a.json", json.dumps(document))).runs
    kept = json.loads(made.source.content)
    assert (kept["Labels"], kept["URL"]) == ("Nighthawk", "http://removed")
    assert kept["DurationHistogram"] == document["DurationHistogram"]
    (again,) = nighthawk.gather(made.source).runs
    assert replace(again, source=made.source) == made
    assert again.source == made.source


def test_what_no_form_of_fortio_has_does_not_reach_the_evidence() -> None:
    document = {**json.loads(IN_FORM), "Payload": "secret", "Other": {"a": "secret"}}
    found = nighthawk.gather(raw_text("a.json", json.dumps(document)))
    assert b"secret" not in found.runs[0].source.content
    assert found.notes[1] == "a.json: left out of the evidence: URL, Payload, Other"


def test_labels_and_texts_that_are_no_words_of_nighthawk_do_not_reach_the_evidence() -> None:
    given = changed(TEXT, '"options": {', '"options": {"labels": ["secret"], "latency_response_header_name": "secret",')
    (made,) = nighthawk.gather(given).runs
    assert b"secret" not in made.source.content
    (again,) = nighthawk.gather(made.source).runs
    assert replace(again, source=made.source) == made
