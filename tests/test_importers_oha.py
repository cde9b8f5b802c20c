from __future__ import annotations

from decimal import Decimal

import pytest

from generator.importers import oha
from generator.importers.common import ImportedRun, ImportRefused
from tests.importer_samples import raw, raw_text

TEXT = raw("synthetic-oha-1.4.txt").text()


def run(name: str) -> ImportedRun:
    return oha.gather(raw(name)).runs[0]


def test_seconds_become_milliseconds_without_binary_noise() -> None:
    found = run("synthetic-oha-1.4.txt")
    assert (found.min_ms, found.average_ms, found.max_ms) == (Decimal("100.4"), Decimal(300), Decimal(1100))
    assert found.percentiles_ms == {
        "10": Decimal("110.1"),
        "50": Decimal("200.2"),
        "90": Decimal("300.3"),
        "99": Decimal("400.4"),
        "99.9": Decimal("500.5"),
        "99.99": Decimal(1100),
    }


def test_errors_are_bad_answers_and_requests_without_answer() -> None:
    found = run("synthetic-oha-1.4.txt")
    assert found.errors == {"503": 3, "timeout": 2}
    assert found.requests == 1000


def test_start_and_end_keep_the_minute_and_gain_no_zone() -> None:
    found = run("synthetic-oha-1.4.txt")
    assert (found.start_time, found.end_time) == ("2001-02-03T04:05", "2001-02-03T04:06")


def test_ends_of_the_histogram_are_minimum_and_maximum() -> None:
    spread = run("synthetic-oha-1.4.txt").distribution
    assert spread is not None
    assert (spread.upper_ns[0], spread.upper_ns[-1]) == (100_400_000, 1_100_000_000)
    assert spread.counts.tolist() == [1, 499, 400, 90, 7, 0, 0, 0, 0, 0, 1]


def test_json_and_text_of_one_run_agree() -> None:
    text, document = run("synthetic-oha-1.4.txt"), run("synthetic-oha.json")
    assert (text.min_ms, text.max_ms, text.errors, text.requests) == (
        document.min_ms,
        document.max_ms,
        document.errors,
        document.requests,
    )
    assert {**text.percentiles_ms, "99.99": None} == {**document.percentiles_ms, "99.99": None}
    assert "99.99" not in document.percentiles_ms


def test_bins_of_json_are_ordered_by_number_and_not_by_text() -> None:
    spread = run("synthetic-oha.json").distribution
    assert spread is not None
    assert spread.upper_ns.tolist() == [100_400_000, 600_200_000, 1_100_000_000]


def test_unit_of_the_text_is_the_printed_one() -> None:
    found = run("synthetic-oha-ms.txt")
    assert (found.min_ms, found.percentiles_ms["99"], found.duration_seconds) == (Decimal(1), Decimal(2), Decimal(5))


def test_sections_for_some_answers_only_are_left_aside() -> None:
    spread = run("synthetic-oha-ms.txt").distribution
    assert spread is not None
    assert spread.counts.tolist() == [1, 999, 0]


def test_requests_cut_off_by_the_deadline_are_no_errors() -> None:
    found = run("synthetic-oha-ms.txt")
    assert (found.errors, found.requests) == ({}, 1000)
    assert "2 requests were under way" in found.notes[0]


def test_omission_and_version_are_not_guessed() -> None:
    found = run("synthetic-oha.json")
    assert (found.coordinated_omission, found.tool_version) == ("unknown", None)


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("Requests/sec:\t100.0000", "Requests/sec:\t101.0000", "is not 1000 requests"),
        ("Total:\t10.0000 secs", "Total:\t10.0000 ms", "is not 1000 requests"),
        ("0.300 [400]", "0.300 [401]", "histogram does not hold"),
        ("99.00% in 0.4004", "99.00% in 0.2004", "not in ascending order"),
        ("Slowest:\t1.1000", "Slowest:\t0.9000", "histogram ends at"),
        ("Slowest:\t1.1000", "Slowest:\t11.000", "longer than the run"),
        ("  Total:\t10.0000 secs\n", "", "not oha's output"),
        ("99.99% in 1.1000", "99.99% in 1.2000", "slower than the slowest request"),
        ("10.00% in 0.1101", "10.00% in 0.0901", "faster than the fastest request"),
        ("Average:\t0.3000", "Average:\t1.3000", "slower than the slowest request"),
        ("50.00% in 0.2002 secs", "50.00% in 0.2002 fortnights", "only 5 of these lines"),
        ("0.300 [400] |", "0.300 <400> |", "only 10 of these lines"),
        ("Response time distribution:\n", "Response time distribution:\n\n\n", "nothing can be read below"),
        ("0.3000 secs", "-0.3000 secs", "not a finite number"),
        ("0.300 [400]", "9999999999999 [400]", "a latency or count is beyond"),
        ("0.3000 secs", "1e999999 secs", "not a number from 0"),
        ("0.300 [400]", f"0.300 [{'4' * 5000}]", "only 10 of these lines"),
    ],
)
def test_a_contradiction_is_refused(before: str, after: str, reason: str) -> None:
    assert before in TEXT
    with pytest.raises(ImportRefused, match=reason):
        oha.gather(raw_text("changed.txt", TEXT.replace(before, after, 1)))


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"summary": 1}', "{" * 100_000, "Summary:\n", "\x00"])
def test_what_is_no_output_of_oha_is_refused(content: str) -> None:
    with pytest.raises(ImportRefused):
        oha.gather(raw_text("odd.txt", content))


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_of_windows_change_nothing(ends: str) -> None:
    ours = run("synthetic-oha-1.4.txt")
    theirs = oha.gather(raw_text("windows.txt", TEXT.replace("\n", ends))).runs[0]
    fields = ("percentiles_ms", "distribution", "errors", "start_time", "max_ms")
    assert [getattr(theirs, field) for field in fields] == [getattr(ours, field) for field in fields]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (TEXT[: TEXT.index("Status code")], "is it cut off"),
        (TEXT + TEXT, "more than one oha output"),
        (TEXT[TEXT.index("Response time distribution") :], "its beginning is missing"),
        ("[1, 2]", "not oha's JSON"),
        ('{"summary": {"total": 1, "total": 2}}', "'total' stands twice"),
    ],
)
def test_a_refusal_names_the_cause(content: str, reason: str) -> None:
    with pytest.raises(ImportRefused, match=reason):
        oha.gather(raw_text("odd.txt", content))


def test_a_percentile_of_json_above_the_slowest_is_refused() -> None:
    text = raw("synthetic-oha.json").text().replace('"p99": 0.4004', '"p99": 1.4004').replace("0.5005", "1.5005")
    with pytest.raises(ImportRefused, match="slower than the slowest"):
        oha.gather(raw_text("odd.json", text))


def test_a_value_that_is_no_number_is_left_out_and_said() -> None:
    assert oha.gather(raw("synthetic-oha.json")).notes == (
        "synthetic-oha.json: p99.99: no number in the output, left out",
    )
    text = TEXT.replace("99.99% in 1.1000", "99.99% in NaN").replace("Average:\t0.3000", "Average:\tNaN")
    assert oha.gather(raw_text("nan.txt", text)).notes == (
        "nan.txt: Average, p99.99: no number in the output, left out",
    )


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(ImportRefused, match="not UTF-8"):
        oha.gather(type(raw("synthetic-oha.json"))(path="odd.txt", content=b"Summary:\n\xff"))


def test_a_unit_from_the_person_is_refused() -> None:
    with pytest.raises(ImportRefused, match="names its unit"):
        oha.gather(raw("synthetic-oha.json"), "ms")


def test_what_an_error_failed_at_reaches_neither_evidence_nor_results() -> None:
    for name in ("synthetic-oha-1.4.txt", "synthetic-oha.json"):
        text = raw(name).text()
        before = "[2] timeout" if name.endswith("txt") else '"timeout"'
        found = oha.gather(raw_text(name, text.replace(before, before.replace("timeout", "connect to 10.1.2.3:80"))))
        assert found.runs[0].errors == {"503": 3, "connect to removed:80": 2}
        assert b"10.1.2.3" not in found.runs[0].source.content
        assert found.notes[-1] == f"{name}: removed from the evidence: IP addresses"
        assert oha.gather(raw(name)).runs[0].source == raw(name)


def test_a_status_that_is_none_is_refused() -> None:
    text = raw("synthetic-oha.json").text().replace('"503": 3', '"x": 3')
    with pytest.raises(ImportRefused, match="'x' is no status of three digits"):
        oha.gather(raw_text("a.json", text))
