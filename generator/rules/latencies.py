"""MR301 to MR309 but MR304: latencies, and the marks that an exporter's placeholders leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.finding import Hit, Severity
from generator.rules.access import (
    RESULTS,
    SUBMISSION,
    document_strings,
    joined_runs,
    number,
    runs,
    sequence,
    shown,
)
from generator.rules.engine import corpus_rule, quoted, rule
from generator.rules.ladders import Ladder, Reading, ladders, readings, steady_ladders
from generator.rules.units import full_load_latency_ms, thousandth_of_expected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.finding import Pointer
    from generator.rules.corpus import Corpus
    from generator.source import Document

SINCE = "2026-11-22"
# What Meshery's "download SMP result" writes in place of what it does not know.
_PLACEHOLDERS = frozenset({"test_smp_version", "test_test_id", "test_meshconfigID", "test_envID", "test_details"})
_PROTO_TIMES = frozenset({"0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z"})
_COMPARED = frozenset({"50", "90", "99"})
_LOWEST_CREDIBLE_P50_MS = 0.05
_BEHIND_COMPARED = 10
_BEHIND_OTHERS = 1
_SLACK = 1e-9
_POSITIVE = (
    ("result", "actual_qps", " requests/s"),
    ("measurement", "requests", ""),
    ("measurement", "duration_seconds", " s"),
)
_POSITIVE_PARTS = (
    ("environment_configs", "nodes", (("cores", ""), ("mem_mb", " MB"))),
    ("test_configs", "clients", (("connections", ""), ("rps", " requests/s"))),
)


@rule("MR301", "unordered-percentiles", severity=Severity.ERROR, since=SINCE, kinds=(RESULTS,))
def unordered_percentiles(document: Document) -> Iterator[Hit]:
    """A percentile is below a lower one.

    What it finds
    -------------
    A percentile whose latency is smaller than that of a lower percentile of the same run, in `latencies_ms` and
    `percentiles_ms` taken together, and within each generator of a distributed run.

    Why it matters
    --------------
    Nine of ten requests cannot have been quicker than half of them were. The values were mixed up, or come from two runs.

    Wrong
    -----
    ```yaml
    latencies_ms: {p50: 14.8, p90: 12.1}
    ```

    Right
    -----
    ```yaml
    latencies_ms: {p50: 12.1, p90: 14.8}
    ```
    """
    for ladder in steady_ladders(document):
        for below, above in zip(ladder.steps, ladder.steps[1:], strict=False):
            if above.value_ms < below.value_ms and above.percentile > below.percentile:
                message = (
                    f"p{above.key} ({shown(above.value_ms)} ms) is below p{below.key} ({shown(below.value_ms)} ms), "
                    f"expected at least {shown(below.value_ms)} ms"
                )
                hint = "look both up in the raw output; one of them belongs to another percentile or another run"
                yield Hit(pointer=above.pointer, message=message, hint=hint, related=((document.path, below.pointer),))


@rule("MR302", "latency-outside-range", severity=Severity.ERROR, since=SINCE, kinds=(RESULTS,))
def latency_outside_range(document: Document) -> Iterator[Hit]:
    """A percentile or the average lies below the minimum or above the maximum.

    What it finds
    -------------
    A percentile or average of a run that is smaller than its `min` or larger than its `max`, and a `min` above `max`.

    Why it matters
    --------------
    No request was quicker than the quickest. Often the values have two units, or the percentiles are of all requests and
    the extremes of the successful ones only.

    Wrong
    -----
    ```yaml
    latencies_ms: {min: 0.0674, p50: 201.7, max: 5.2126}       # min and max in seconds
    ```

    Right
    -----
    ```yaml
    latencies_ms: {min: 67.4, p50: 201.7, max: 5212.6}
    ```
    """
    for ladder in steady_ladders(document):
        for inner in (*ladder.steps, *([ladder.average] if ladder.average else ()), *_if_reversed(ladder)):
            for outer, sign, side in ((ladder.least, 1, "below min"), (ladder.most, -1, "above max")):
                if outer is not None and outer is not inner and sign * inner.value_ms < sign * outer.value_ms:
                    message = (
                        f"{inner.name} ({shown(inner.value_ms)} ms) is {side} ({shown(outer.value_ms)} ms), "
                        f"expected at {'least' if sign > 0 else 'most'} {shown(outer.value_ms)} ms"
                    )
                    hint = "compare the units of both with the raw output, and whether both are of the same requests"
                    related = ((document.path, outer.pointer),)
                    yield Hit(pointer=inner.pointer, message=message, hint=hint, related=related)
                    break


def _if_reversed(ladder: Ladder) -> tuple[Reading, ...]:
    """The maximum itself, judged against the minimum, where nothing lies between them that would show it."""
    return () if ladder.most is None or ladder.steps or ladder.average else (ladder.most,)


@rule("MR303", "contradictory-percentile", severity=Severity.ERROR, since=SINCE, kinds=(RESULTS,))
def contradictory_percentile(document: Document) -> Iterator[Hit]:
    """The same percentile is given twice with two values.

    What it finds
    -------------
    A percentile that stands in `latencies_ms` and in `percentiles_ms` with different values.

    Why it matters
    --------------
    Only one of them can be the percentile. Which one a chart draws would be chance.

    Wrong
    -----
    ```yaml
    latencies_ms: {p99: 289.1}
    percentiles_ms: {"99": 255.6}
    ```

    Right
    -----
    ```yaml
    latencies_ms: {p99: 289.1}
    percentiles_ms: {"95": 255.6}
    ```
    """
    for ladder in steady_ladders(document):
        for first, second in zip(ladder.steps, ladder.steps[1:], strict=False):
            if first.percentile == second.percentile and first.value_ms != second.value_ms:
                message = (
                    f"p{second.key} is {shown(second.value_ms)} ms here and {shown(first.value_ms)} ms elsewhere, "
                    "expected one value"
                )
                hint = "keep the value of the raw output; p50, p90 and p99 belong in latencies_ms only"
                yield Hit(pointer=second.pointer, message=message, hint=hint, related=((document.path, first.pointer),))


@rule("MR305", "implausibly-low-latency", severity=Severity.WARNING, since=SINCE, kinds=(RESULTS,))
def implausibly_low_latency(document: Document) -> Iterator[Hit]:
    """Half of the requests were answered within 0.05 ms.

    What it finds
    -------------
    A `p50` below 0.05 ms.

    Why it matters
    --------------
    A request over a network with a proxy in its path takes longer than that. Mostly the latencies are in seconds, or the
    connections were refused at once and what was measured is the refusal.

    Wrong
    -----
    ```yaml
    latencies_ms: {p50: 0.0226, p99: 0.055}
    ```

    Right
    -----
    ```yaml
    latencies_ms: {p50: 22.6, p99: 55}
    ```
    """
    for ladder in steady_ladders(document):
        for step in ladder.steps:
            if step.key == "50" and step.value_ms < _LOWEST_CREDIBLE_P50_MS:
                least = f"{_LOWEST_CREDIBLE_P50_MS} ms for an answer over a network"
                message = f"p50 is {shown(step.value_ms)} ms, expected at least {least}"
                hint = "check the unit against the raw output, and whether the requests were answered at all"
                yield Hit(pointer=step.pointer, message=message, hint=hint)


@rule("MR306", "placeholder-value", severity=Severity.ERROR, since=SINCE, kinds=(RESULTS,))
def placeholder_value(document: Document) -> Iterator[Hit]:
    """A value is a placeholder of Meshery's exporter.

    What it finds
    -------------
    One of the texts that Meshery writes into every exported SMP result (`test_smp_version`, `test_details`, `test_test_id`,
    `test_meshconfigID`, `test_envID`), or a start or end at the zero of a clock.

    Why it matters
    --------------
    The placeholder stands where a fact should: nobody can tell which mesh, test or environment it was. Such an export also has
    its latencies in seconds.

    Wrong
    -----
    ```yaml
    smp_version: test_smp_version
    ```

    Right
    -----
    ```yaml
    smp_version: v0.6.1
    ```
    """
    for pointer, value in document_strings(document):
        if len(pointer) > 3 and pointer[2] == "result" and _is_placeholder(pointer, value):
            message = f"{pointer[-1]} is the placeholder {quoted(value)}, expected a value of this run"
            hint = "write what ran, or leave it out; import such an export with `mesh-results import smp`"
            yield Hit(pointer=pointer, message=message, hint=hint)


def _is_placeholder(pointer: Pointer, value: str) -> bool:
    return value in _PLACEHOLDERS or (value in _PROTO_TIMES and pointer[-1] in {"start_time", "end_time"})


@rule("MR307", "zero-value", severity=Severity.ERROR, since=SINCE, kinds=(RESULTS, SUBMISSION))
def zero_value(document: Document) -> Iterator[Hit]:
    """A value that cannot be zero is zero.

    What it finds
    -------------
    A latency, achieved rate, number of requests or duration of a run that is zero, and zero cores, memory, connections or offered
    rate of a submission.

    Why it matters
    --------------
    Protocol Buffers write zero for what was never set, so a zero tells nothing. Drawn in a chart it is the best value of all. What
    was not measured is left out and shown as "not reported".

    Wrong
    -----
    ```yaml
    latencies_ms: {p50: 12.1, p99: 0}
    ```

    Right
    -----
    ```yaml
    latencies_ms: {p50: 12.1}
    ```
    """
    for _, found in readings(document):
        for reading in found:
            if reading.value_ms <= 0:
                yield _zero(reading.pointer, reading.name, reading.value_ms, " ms")
    for run in runs(document):
        for message, name, unit in _POSITIVE:
            value = number(run.entry, message, name)
            if value is not None and value <= 0:
                yield _zero(run.at(message, name), name, value, unit)
    yield from _zero_parts(document)


def _zero_parts(document: Document) -> Iterator[Hit]:
    for configs, entries, fields in _POSITIVE_PARTS:
        for index, config in enumerate(sequence(document.data, configs)):
            for place, entry in enumerate(sequence(config, entries)):
                for name, unit in fields:
                    value = number(entry, name)
                    if value is not None and value <= 0:
                        yield _zero((configs, index, entries, place, name), name, value, unit)


def _zero(pointer: Pointer, name: str, value: float, unit: str) -> Hit:
    message = f"{name} is {shown(value)}{unit}, expected a value above zero"
    return Hit(pointer=pointer, message=message, hint="leave out what was not measured, or write what was")


@rule("MR308", "few-requests", severity=Severity.WARNING, since=SINCE, kinds=(RESULTS,))
def few_requests(document: Document) -> Iterator[Hit]:
    """Too few requests stand behind a percentile.

    What it finds
    -------------
    A p50, p90 or p99 with fewer than ten slower requests, and any other percentile with less than one: behind p99 of 600
    requests stand six.

    Why it matters
    --------------
    With so few requests the percentile says which of them happened to be slow, and comes out differently in the next
    run. The site marks it and leaves it out of rankings.

    Wrong
    -----
    ```yaml
    measurement: {requests: 600, percentiles_ms: {"99.9": 80.2}}
    ```

    Right
    -----
    ```yaml
    measurement: {requests: 60000, percentiles_ms: {"99.9": 80.2}}
    ```
    """
    for ladder in ladders(document):
        requests = ladder.requests
        if not requests:
            continue
        for step in ladder.steps:
            wanted = _BEHIND_COMPARED if step.key in _COMPARED else _BEHIND_OTHERS
            behind = requests * (100 - step.percentile) / 100
            if behind < wanted - _SLACK * requests and step.percentile < 100:
                message = (
                    f"p{step.key} rests on {shown(behind)} of {shown(requests)} requests, expected at least {wanted} "
                    "slower than it"
                )
                hint = f"leave p{step.key} out, or run at least {shown(wanted * requests / behind)} requests"
                yield Hit(pointer=step.pointer, message=message, hint=hint)


@corpus_rule("MR309", "latency-does-not-fit-rate", severity=Severity.WARNING, since=SINCE)
def latency_does_not_fit_rate(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """Average latency, achieved rate and connections do not fit each other.

    What it finds
    -------------
    A run in a closed loop at full load over HTTP/1.1 whose average latency is less than half or more than twice the
    connections divided by the achieved rate.

    Why it matters
    --------------
    In a closed loop every connection always waits for one answer, so the three numbers follow from each other (Little's
    law). Where they do not, one of them is wrong: a unit, a count of connections per worker, or a rate that counts refused
    requests.

    Wrong
    -----
    ```yaml
    # 32 connections
    latencies_ms: {average: 203.2}
    actual_qps: 1574.456
    ```

    Right
    -----
    ```yaml
    # 32 connections: 32 / 157.4456 per second = 203.2 ms
    latencies_ms: {average: 203.2}
    actual_qps: 157.4456
    ```
    """
    for joined in joined_runs(corpus):
        expected, average = full_load_latency_ms(joined), number(joined.run.result, "latencies_ms", "average")
        if expected is None or not average or thousandth_of_expected(joined) or 0.5 <= average / expected <= 2:
            continue
        message = (
            f"the average is {shown(average)} ms, expected about {shown(expected)} ms: {shown(joined.connections or 0)} "
            f"connections at {shown(number(joined.run.result, 'actual_qps') or 0)} requests/s in a closed loop"
        )
        hint = "check the unit, whether connections are a total over all workers, and whether requests failed at once"
        pointer = joined.run.at("result", "latencies_ms", "average")
        yield joined.document, Hit(pointer=pointer, message=message, hint=hint, related=(joined.test_place,))
