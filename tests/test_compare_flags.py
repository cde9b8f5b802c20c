from dataclasses import replace
from datetime import date

import pytest

from generator.compare.flags import counts_at, flags_of, samples_of
from generator.compare.values import Flag, FlagKind
from generator.model import Generator, Omission, Purpose, Result, State, StatusEvent
from tests.synthetic import FULL_LOAD, WORKLOAD, at, run, subject, submission


def flags(result: Result, purpose: Purpose = Purpose.MEASUREMENT) -> dict[FlagKind, Flag]:
    return {flag.kind: flag for flag in flags_of(result, submission([], purpose=purpose))}


def test_a_complete_run_has_no_flag() -> None:
    assert flags(run("a")) == {}


@pytest.mark.parametrize(("state", "excludes"), [
    (State.DISPUTED, True), (State.WITHDRAWN, True), (State.SUPERSEDED, True), (State.INVALID, True), (State.CORRECTED, False),
])  # fmt: skip
def test_a_state_is_flagged_and_all_but_corrected_exclude(state: State, *, excludes: bool) -> None:
    assert flags(run("a", state=state))[FlagKind.STATE].excludes is excludes


def test_the_state_tells_its_last_event() -> None:
    events = tuple(
        StatusEvent(
            date=date(2026, 1, day), state=State.DISPUTED, by="Somebody", reason=reason, results=names, replaced_by=None
        )
        for day, reason, names in ((1, "First.", None), (2, "Second.", ("a",)), (3, "Of another.", ("b",)))
    )
    flag = flags(replace(run("a", state=State.DISPUTED), history=events))[FlagKind.STATE]
    assert flag.sentence == "Disputed since 2026-01-02, by Somebody: Second."


def test_errors_above_one_per_cent_exclude() -> None:
    flag = flags(run("a", requests=10_000, errors={"500": 60, "timeout": 41}))[FlagKind.ERRORS_HIGH]
    assert flag.excludes
    assert flag.sentence == "101 errors in 10,000 requests (1.01 %), more than 1 %."


def test_errors_of_one_per_cent_are_seen_and_count() -> None:
    found = flags(run("a", requests=10_000, errors={"500": 100}))
    assert FlagKind.ERRORS_HIGH not in found
    assert not found[FlagKind.ERRORS_SEEN].excludes


def test_no_errors_and_errors_not_reported_differ() -> None:
    assert FlagKind.ERRORS_NOT_REPORTED not in flags(run("a", errors={}))
    assert not flags(run("a", errors_reported=False))[FlagKind.ERRORS_NOT_REPORTED].excludes


def test_an_unknown_error_rate_flags_but_does_not_exclude() -> None:
    result = run("a", requests=None, achieved_rps=None, errors={"500": 10_000})
    assert not any(flag.excludes for flag in flags(result).values())
    assert "not reported" in flags(result)[FlagKind.ERRORS_SEEN].sentence


def test_below_95_per_cent_of_the_offered_rate_excludes() -> None:
    flag = flags(run("a", achieved_rps=949.0))[FlagKind.BELOW_OFFERED]
    assert flag.excludes
    assert flag.sentence == "Achieved 949 of 1,000 requests/s offered (94.9 %), less than 95 %."
    assert FlagKind.BELOW_OFFERED not in flags(run("a", achieved_rps=950.0))


def test_nearly_the_offered_rate_is_close_to_saturation() -> None:
    assert not flags(run("a", achieved_rps=970.0))[FlagKind.SATURATED].excludes
    assert FlagKind.SATURATED not in flags(run("a", achieved_rps=980.0))


def test_full_load_is_never_below_its_offered_rate() -> None:
    found = flags(run("a", workload=FULL_LOAD, achieved_rps=10.0, offered_rps=1000.0))
    assert FlagKind.BELOW_OFFERED not in found
    assert FlagKind.FULL_LOAD in found


@pytest.mark.parametrize(("requests", "kind"), [
    (999, FlagKind.FEW_SAMPLES), (1_000, FlagKind.THIN_SAMPLES), (9_999, FlagKind.THIN_SAMPLES), (10_000, None),
])  # fmt: skip
def test_ten_samples_beyond_a_percentile_compare_and_a_hundred_are_firm(requests: int, kind: FlagKind | None) -> None:
    found = set(flags(run("a", requests=requests, percentiles={"99": 3.0})))
    assert found == ({kind} if kind else set())
    assert counts_at(run("a", requests=requests), "99") is (kind is not FlagKind.FEW_SAMPLES)


def test_few_samples_behind_p99_leave_p50_compared() -> None:
    result = run("a", requests=500)
    assert not flags(result)[FlagKind.FEW_SAMPLES].excludes
    assert (counts_at(result, "50"), counts_at(result, "99")) == (True, False)
    assert "5 beyond p99, fewer than 10: not compared" in flags(result)[FlagKind.FEW_SAMPLES].sentence


def test_a_derived_number_of_requests_is_called_derived() -> None:
    result = run("a", requests=None, achieved_rps=10.0, offered_rps=10.0, duration_seconds=240.0)
    assert "derived from the achieved rate and the duration" in flags(result)[FlagKind.THIN_SAMPLES].sentence


def test_requests_are_derived_from_the_declared_seconds_where_none_were_measured() -> None:
    samples = samples_of(run("a", requests=None, duration_seconds=None))
    assert samples is not None
    assert (samples.count, samples.derived) == (600_000, True)


def test_an_unknown_number_of_requests_is_flagged_and_compared() -> None:
    result = run("a", requests=None, duration_seconds=None, workload=replace(WORKLOAD, stop=None))
    assert FlagKind.SAMPLES_NOT_REPORTED in flags(result)
    assert counts_at(result, "99")


def test_less_than_a_minute_is_a_short_run() -> None:
    assert FlagKind.SHORT_RUN in flags(run("a", duration_seconds=59.0))
    assert FlagKind.SHORT_RUN not in flags(run("a", duration_seconds=60.0))


def test_a_baseline_needs_no_version_and_a_mesh_does() -> None:
    assert FlagKind.VERSION_NOT_REPORTED not in flags(run("a"))
    assert FlagKind.VERSION_NOT_REPORTED in flags(run("a", subject("alpha", version=None)))


def test_unknown_omission_and_demonstrations_are_flagged() -> None:
    assert set(flags(run("a", omission=Omission.UNKNOWN), Purpose.DEMONSTRATION)) == {
        FlagKind.OMISSION_UNKNOWN,
        FlagKind.DEMONSTRATION,
    }


def test_what_excludes_stands_first() -> None:
    result = run("a", errors_reported=False, achieved_rps=100.0, state=State.CORRECTED, omission=Omission.UNKNOWN)
    kinds = [flag.kind for flag in flags_of(result, submission([]))]
    assert kinds == [FlagKind.BELOW_OFFERED, FlagKind.STATE, FlagKind.ERRORS_NOT_REPORTED, FlagKind.OMISSION_UNKNOWN]


def distributed(*seconds: tuple[int, int], expected: int | None = None) -> Result:
    """A run of generators that each worked from one second of a minute to another."""
    base = run("a")
    generators = tuple(
        Generator(
            name=f"generator-{place}",
            requests=300_000,
            start_time=at(f"2026-11-01T10:00:{start:02d}"),
            end_time=at(f"2026-11-01T10:00:{end:02d}"),
            latencies=None,
        )
        for place, (start, end) in enumerate(seconds)
    )
    return replace(base, measurement=replace(base.measurement, generators=generators, generators_expected=expected))


@pytest.mark.parametrize(
    ("starts", "kinds", "excludes"),
    [((0, 1), set(), []), ((0, 3), {FlagKind.LITTLE_OVERLAP}, [False]), ((0, 20), {FlagKind.LITTLE_OVERLAP}, [True])],
)
def test_generators_that_hardly_worked_together_are_flagged_and_then_excluded(
    starts: tuple[int, int], kinds: set[FlagKind], excludes: list[bool]
) -> None:
    found = flags(distributed(*((start, start + 39) for start in starts)))
    assert set(found) == kinds
    assert [flag.excludes for flag in found.values()] == excludes


def test_a_generators_clock_is_put_right_before_it_is_aligned() -> None:
    result = distributed((0, 30), (20, 50))
    late = replace(result.measurement.generators[1], clock_offset_ms=20_000.0)
    generators = (result.measurement.generators[0], late)
    assert not flags(replace(result, measurement=replace(result.measurement, generators=generators)))


def test_generators_that_did_not_report_are_counted() -> None:
    flag = flags(distributed((0, 30), (0, 30), expected=5))[FlagKind.GENERATORS_MISSING]
    assert flag.sentence == "3 of 5 generators did not report; percentiles have wider bounds."
    assert not flag.excludes
    assert FlagKind.GENERATORS_MISSING not in flags(distributed((0, 30), (0, 30), expected=2))


@pytest.mark.parametrize(
    ("bounds", "words"),
    [((10.0, 11.0), None), ((10.0, 11.1), "between 10 and 11.1 ms"), ((10.0, None), "at least 10 ms"), ((0.0, 1.0), "between 0 and 1 ms")],
)  # fmt: skip
def test_a_percentile_with_wide_bounds_is_a_range_and_not_compared(
    bounds: tuple[float, float | None], words: str | None
) -> None:
    base = run("a")
    result = replace(base, measurement=replace(base.measurement, bounds_ms={"99": bounds}))
    found = flags(result)
    assert counts_at(result, "50")
    assert counts_at(result, "99") is (words is None)
    sentences = [flag.sentence for flag in found.values()]
    assert sentences == ([f"Known as a range only: p99 {words}; not compared."] if words else [])
