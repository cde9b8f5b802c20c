"""MR310 to MR316: times, durations and rates of a run agree with each other and with its test config."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from generator.finding import Hit, Severity
from generator.rules.access import RESULTS, Joined, Run, joined_runs, mapping, number, runs, sequence, shown, text
from generator.rules.engine import corpus_rule, quoted, rule
from generator.times import gap_seconds, read_duration, read_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.finding import Pointer
    from generator.rules.corpus import Corpus
    from generator.source import Document

SINCE = "2026-11-22"
_CLOCK_SLACK = 0.02
_DECLARED_SLACK = 0.10
_SLACK_SECONDS = 5.0
_RATE_SLACK = 0.10
_ABOVE_OFFERED = 0.05
_SHARE_OF_OFFERED = 0.95
_SHARE_OF_ERRORS = 0.01


@rule("MR310", "end-before-start", severity=Severity.ERROR, since=SINCE, kinds=(RESULTS,))
def end_before_start(document: Document) -> Iterator[Hit]:
    """A run, or one of its generators, ends before it starts.

    What it finds
    -------------
    An `end_time` that lies before its `start_time`, whatever the precision of both allows.

    Why it matters
    --------------
    The two times say when a result is from and how far the generators of a distributed run overlapped. Mostly they were swapped,
    or one of them is in another time zone.

    Wrong
    -----
    ```yaml
    start_time: 2026-05-04T13:57:00Z
    end_time: 2026-05-04T13:26:00Z
    ```

    Right
    -----
    ```yaml
    start_time: 2026-05-04T13:26:00Z
    end_time: 2026-05-04T13:57:00Z
    ```
    """
    for run in runs(document):
        timed: list[tuple[object, Pointer]] = [(run.result, run.at("result"))]
        for index, generator in enumerate(sequence(run.measurement, "generators")):
            timed.append((generator, run.at("measurement", "generators", index)))
        for entry, place in timed:
            start_text, end_text = text(entry, "start_time") or "", text(entry, "end_time") or ""
            start, end = read_time(start_text), read_time(end_text)
            if start is None or end is None or gap_seconds(start, end)[1] >= 0:
                continue
            message = f"the end is {quoted(end_text)}, expected a time after the start, {quoted(start_text)}"
            hint = "swap the two if they are swapped; write both in UTC with Z, or both without a zone"
            related = ((document.path, (*place, "start_time")),)
            yield Hit(pointer=(*place, "end_time"), message=message, hint=hint, related=related)


@rule("MR311", "duration-disagrees-with-times", severity=Severity.ERROR, since=SINCE, kinds=(RESULTS,))
def duration_disagrees_with_times(document: Document) -> Iterator[Hit]:
    """The measured duration does not fit between start and end.

    What it finds
    -------------
    A `duration_seconds` that differs by more than 5 s and more than 2 % from every duration that `start_time` and `end_time` allow: two
    times to the minute, half an hour apart, allow 29 to 31 minutes.

    Why it matters
    --------------
    Rates are computed from the duration. Where it contradicts the times, it is of another run or in another unit.

    Wrong
    -----
    ```yaml
    start_time: 2026-05-04T13:26
    end_time: 2026-05-04T13:57
    duration_seconds: 31             # minutes
    ```

    Right
    -----
    ```yaml
    start_time: 2026-05-04T13:26
    end_time: 2026-05-04T13:57
    duration_seconds: 1905.42
    ```
    """
    for run in runs(document):
        measured, between = number(run.measurement, "duration_seconds"), run.between_times
        if measured is None or measured <= 0 or between is None or between[1] < 0:
            continue
        if _outside(measured, between, _CLOCK_SLACK):
            message = f"duration_seconds is {shown(measured)}, expected {_range(between)} by start_time and end_time"
            hint = "look up in the raw output how long the load ran and when, and mind the unit"
            related = ((document.path, run.at("result", "start_time")), (document.path, run.at("result", "end_time")))
            pointer = run.at("measurement", "duration_seconds")
            yield Hit(pointer=pointer, message=message, hint=hint, related=related)


def _outside(value: float, bounds: tuple[float, float], slack: float) -> bool:
    margin = max(_SLACK_SECONDS, slack * value)
    return value < bounds[0] - margin or value > bounds[1] + margin


def _range(bounds: tuple[float, float]) -> str:
    low, high = max(bounds[0], 0.0), bounds[1]
    return f"about {shown(low)} s" if low == high else f"{shown(low)} to {shown(high)} s"


@corpus_rule("MR312", "duration-disagrees-with-test", severity=Severity.ERROR, since=SINCE)
def duration_disagrees_with_test(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A run took another time than its test config declares.

    What it finds
    -------------
    A run whose duration (`duration_seconds`, or start to end) differs by more than 10 % and more than 5 s from the `duration` of its
    test config, or from the seconds of its stop condition where there is no duration.

    Why it matters
    --------------
    Results are compared where the declared stop condition is the same. A run that ended after 30 of 240 seconds failed, was
    stopped, or belongs to another test config.

    Wrong
    -----
    ```yaml
    # test config: duration: 240s
    measurement: {duration_seconds: 30.2}
    ```

    Right
    -----
    ```yaml
    # test config: duration: 240s
    measurement: {duration_seconds: 240.1}
    ```
    """
    for joined in joined_runs(corpus):
        declared, took = declared_seconds(joined), joined.run.duration
        if declared is None or took is None or took[1] <= 0 or not _outside(declared, took, _DECLARED_SLACK):
            continue
        message = f"the run took {_range(took)}, expected about {shown(declared)} s as its test config declares"
        hint = "name the test config that ran; a run that ended early is left out, or gets a config of its own"
        pointer = _duration_place(joined.run)
        yield joined.document, Hit(pointer=pointer, message=message, hint=hint, related=(joined.test_place,))


def declared_seconds(joined: Joined) -> float | None:
    """The seconds after which the test config ends a run: SMP's duration, else its stop condition."""
    duration = text(joined.test, "duration")
    return number(joined.workload, "stop", "seconds") if duration is None else read_duration(duration)


def _duration_place(run: Run) -> Pointer:
    measured = number(run.measurement, "duration_seconds") is not None
    return run.at("measurement", "duration_seconds") if measured else run.at("result", "end_time")


@rule("MR313", "implausible-rate", severity=Severity.ERROR, since=SINCE, kinds=(RESULTS,))
def implausible_rate(document: Document) -> Iterator[Hit]:
    """The achieved rate is not requests over duration.

    What it finds
    -------------
    An `actual_qps` that lies more than 10 % outside of requests divided by duration. Both counts are allowed, with and without the
    requests that failed, and so is every duration that the precision of start and end allows.

    Why it matters
    --------------
    The achieved rate is the headline of a throughput comparison, and the three numbers check each other: one of them is from
    another run, or of one worker only.

    Wrong
    -----
    ```yaml
    actual_qps: 19.68                # of one of eight workers
    measurement: {requests: 300000, duration_seconds: 1905.42}
    ```

    Right
    -----
    ```yaml
    actual_qps: 157.4456
    measurement: {requests: 300000, duration_seconds: 1905.42}
    ```
    """
    for run in runs(document):
        rate, bounds = number(run.result, "actual_qps"), _rates(run)
        if rate is None or rate <= 0 or bounds is None:
            continue
        low, high = bounds
        if rate < low * (1 - _RATE_SLACK) or rate > high * (1 + _RATE_SLACK):
            told = f"about {_rounded(low)}" if high - low < 0.01 * low else f"{_rounded(low)} to {_rounded(high)}"
            message = f"actual_qps is {shown(rate)}, expected {told} requests/s: requests divided by duration"
            hint = "take rate, requests and duration from the same summary, each as the total over all workers"
            related = ((document.path, run.at("measurement", "requests")),)
            yield Hit(pointer=run.at("result", "actual_qps"), message=message, hint=hint, related=related)


def _rates(run: Run) -> tuple[float, float] | None:
    """The least and the greatest rate in requests/s that requests, errors and duration allow."""
    if not run.requests or run.duration is None or run.duration[1] <= 0:
        return None
    shortest, longest = run.duration
    answered = max(run.requests - (run.errors or 0.0), 0.0)
    return answered / longest, run.requests / shortest if shortest > 0 else math.inf


def _rounded(value: float) -> str:
    return "any higher rate" if math.isinf(value) else shown(float(f"{value:.4g}"))


@corpus_rule("MR314", "rate-above-offered", severity=Severity.ERROR, since=SINCE)
def rate_above_offered(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """The achieved rate is above the offered one.

    What it finds
    -------------
    An `actual_qps` more than 5 % above the `rps` of its test config. Where the number of requests is known, the scatter of random
    arrivals (three standard deviations) is allowed on top.

    Why it matters
    --------------
    Nothing answers requests that were not made. Mostly `rps` is the rate of one worker or connection, or the result belongs to
    another test config, and then it is compared with the wrong runs.

    Wrong
    -----
    ```yaml
    # clients: [{rps: 250}], with four workers
    actual_qps: 999.8
    ```

    Right
    -----
    ```yaml
    # clients: [{rps: 1000}]
    actual_qps: 999.8
    ```
    """
    for joined in joined_runs(corpus):
        rate, offered = number(joined.run.result, "actual_qps"), joined.offered_rps
        if rate is None or not offered or offered < 0:
            continue
        scatter = 3 / math.sqrt(joined.run.requests) if joined.run.requests and joined.run.requests > 0 else 0.0
        if rate > offered * (1 + _ABOVE_OFFERED + scatter):
            message = f"actual_qps is {shown(rate)}, expected at most the {shown(offered)} requests/s that were offered"
            hint = "write the rate of all workers together as rps, or name the test config that ran"
            pointer = joined.run.at("result", "actual_qps")
            yield joined.document, Hit(pointer=pointer, message=message, hint=hint, related=(joined.test_place,))


@corpus_rule("MR315", "below-offered", severity=Severity.WARNING, since=SINCE)
def below_offered(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """The achieved rate is below 95 % of the offered one.

    What it finds
    -------------
    An `actual_qps` below 95 % of the `rps` of its test config, where the load is offered at a rate.

    Why it matters
    --------------
    The mesh, the application or the generator was saturated. Latencies are then those of a queue, not those of the offered
    rate; the site marks the result and leaves it out of rankings.

    Wrong
    -----
    ```yaml
    # clients: [{rps: 1000}]
    actual_qps: 612.4
    ```

    Right
    -----
    ```yaml
    # clients: [{rps: 500}], a rate that could be kept
    actual_qps: 499.9
    ```
    """
    for joined in joined_runs(corpus):
        rate, offered = number(joined.run.result, "actual_qps"), joined.offered_rps
        if rate is None or not offered or joined.workload.get("offered") == "full-load":
            continue
        if 0 < rate < _SHARE_OF_OFFERED * offered:
            share = f"{100 * rate / offered:.1f} % of the {shown(offered)} requests/s offered"
            message = f"actual_qps is {shown(rate)}, {share}, expected at least 95 %"
            hint = "measure at a rate that can be kept; to measure saturation, offer full load"
            pointer = joined.run.at("result", "actual_qps")
            yield joined.document, Hit(pointer=pointer, message=message, hint=hint, related=(joined.test_place,))


@rule("MR316", "high-error-rate", severity=Severity.WARNING, since=SINCE, kinds=(RESULTS,))
def high_error_rate(document: Document) -> Iterator[Hit]:
    """More than 1 % of the requests failed.

    What it finds
    -------------
    A run whose errors of all kinds are more than 1 % of its requests.

    Why it matters
    --------------
    An error is often answered sooner than a request: a run in which every connection is refused looks quickest of all. The site
    marks the result and leaves it out of rankings.

    Wrong
    -----
    ```yaml
    measurement: {requests: 300, errors: {"connection error": 300}}
    ```

    Right
    -----
    ```yaml
    measurement: {requests: 300000, errors: {"connection error": 1}}
    ```
    """
    for run in runs(document):
        if not run.requests or run.errors is None or not _SHARE_OF_ERRORS * run.requests < run.errors <= run.requests:
            continue
        counts = mapping(run.measurement, "errors")
        kinds = ", ".join(f"{quoted(kind)} {shown(number(counts, kind) or 0)}" for kind in list(counts)[:3])
        share = (
            f"{shown(run.errors)} of {shown(run.requests)} requests failed ({100 * run.errors / run.requests:.3g} %: "
        )
        message = f"{share}{kinds}), expected at most 1 %"
        hint = "find out what failed and measure again; a failed run may be published, but is not ranked"
        yield Hit(pointer=run.at("measurement", "errors"), message=message, hint=hint, at_key=True)
