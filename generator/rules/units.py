"""MR304, MR327 and MR328: the marks that another unit leaves in a field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.finding import Hit, Severity
from generator.rules.access import RESULTS, SUBMISSION, Joined, Run, joined_runs, mapping, number, runs, sequence, shown
from generator.rules.engine import corpus_rule, rule
from generator.rules.ladders import ladders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.finding import Pointer
    from generator.rules.corpus import Corpus
    from generator.source import Document

SINCE = "2026-11-22"
_DRAIN_SECONDS = 60
"""How long load generators wait for the last answers, at most."""
_MIDDLE = ("average", "p50")
_CREDIBLE = (("mem_mb", 256, 64_000_000, " MB"), ("cores", 0.05, 4096, ""))
"""Of a node: the field, the least and the most that a machine has, the unit."""


@corpus_rule("MR304", "seconds-as-milliseconds", severity=Severity.ERROR, since=SINCE)
def seconds_as_milliseconds(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """Latencies in a field of milliseconds are in seconds.

    What it finds
    -------------
    One of three marks. The first: minimum or maximum is written with seven to nine decimals and the maximum is below 10. A
    clock that counts nanoseconds gives nine decimals in seconds, but no more than six in milliseconds. The second: under
    closed-loop full load each connection always waits for one answer, so that the average latency is the connections
    divided by the achieved rate; here it is a thousandth of that. The third: the percentiles of `latencies_ms` and
    `percentiles_ms` contradict each other, and fit once those of one of the two are multiplied by 1000.

    Why it matters
    --------------
    Meshery's exporter of SMP results writes Fortio's seconds under `latencies_ms`, and so does the example in the repository
    of the specification. Published as they are, such results look a thousand times quicker than all others.

    Wrong
    -----
    ```yaml
    latencies_ms: {min: 0.311269901, p50: 0.38382, max: 1.228156924}
    ```

    Right
    -----
    ```yaml
    latencies_ms: {min: 311.269901, p50: 383.82, max: 1228.156924}
    ```
    """
    told: set[tuple[str, Pointer]] = set()
    for joined in joined_runs(corpus):
        reason = _nanosecond_decimals(joined.document, joined.run) or thousandth_of_expected(joined)
        if reason is not None:
            pointer = joined.run.at("result", "latencies_ms")
            told.add((joined.document.path, pointer))
            yield joined.document, _seconds(pointer, reason)
    for document in corpus.of(RESULTS):
        for ladder in ladders(document):
            if ladder.in_seconds is not None and (document.path, ladder.in_seconds) not in told:
                yield document, _seconds(ladder.in_seconds, _misfit(ladder.in_seconds))


def _misfit(pointer: Pointer) -> str:
    other = "percentiles_ms" if pointer[-1] == "latencies_ms" else "latencies_ms"
    return f"the percentiles of {pointer[-1]} fit those of {other} only once multiplied by 1000, expected milliseconds in both"


def _seconds(pointer: Pointer, reason: str) -> Hit:
    hint = "multiply every latency here by 1000, or import the raw output of the load generator again"
    return Hit(pointer=pointer, message=reason, hint=hint, at_key=True)


def _nanosecond_decimals(document: Document, run: Run) -> str | None:
    most = number(run.result, "latencies_ms", "max")
    if most is None or most >= 10:
        return None
    for key in ("max", "min"):
        written = document.raw(run.at("result", "latencies_ms", key)) or ""
        if 7 <= len(written.partition(".")[2]) <= 9 and written.replace(".", "").isdecimal():
            return f"{key} is {written}, which is seconds with nanoseconds, expected milliseconds"
    return None


def thousandth_of_expected(joined: Joined) -> str | None:
    """What is said where the average latency is a thousandth of what Little's law asks for; None elsewhere."""
    expected, average = full_load_latency_ms(joined), number(joined.run.result, "latencies_ms", "average")
    if expected is None or average is None or not 0.5 <= average * 1000 / expected <= 2:
        return None
    return (
        f"the average is {shown(average)}, expected about {shown(expected)} ms: {shown(joined.connections or 0)} "
        f"connections at {shown(number(joined.run.result, 'actual_qps') or 0)} requests/s"
    )


def full_load_latency_ms(joined: Joined) -> float | None:
    """Little's law: in a closed loop at full load the mean latency is connections over rate; None elsewhere.

    Holds with one request at a time on a connection, so not for HTTP/2, HTTP/3 and gRPC, which share connections.
    """
    rate, connections = number(joined.run.result, "actual_qps"), joined.connections
    closed = joined.workload.get("loop") == "closed" and joined.workload.get("offered") == "full-load"
    closed = closed and joined.offered_rps is None
    if not closed or joined.workload.get("protocol") != "HTTP/1.1" or not rate or not connections:
        return None
    return connections / rate * 1000


@rule("MR327", "latency-beyond-the-run", severity=Severity.ERROR, since="2026-11-27", kinds=(RESULTS,))
def latency_beyond_the_run(document: Document) -> Iterator[Hit]:
    """A latency is longer than the run.

    What it finds
    -------------
    An average or median latency that is longer than the run took, and any latency that is longer by more than 60 seconds, for which load
    generators wait for the last answers.

    Why it matters
    --------------
    A request begins and ends within its run. Longer ones are in another unit, mostly microseconds in a field of milliseconds, or are from
    another run.

    Wrong
    -----
    ```yaml
    latencies_ms: {average: 2453, p50: 1010, max: 174719}      # microseconds
    measurement: {duration_seconds: 16}
    ```

    Right
    -----
    ```yaml
    latencies_ms: {average: 2.453, p50: 1.01, max: 174.719}
    measurement: {duration_seconds: 16}
    ```
    """
    for run in runs(document):
        seconds = run.duration[1] if run.duration is not None else 0
        if seconds <= 0:
            continue
        latencies = {key: number(run.result, "latencies_ms", key) for key in mapping(run.result, "latencies_ms")}
        allowed = {key: seconds if key in _MIDDLE else seconds + _DRAIN_SECONDS for key in latencies}
        beyond = [key for key, value in latencies.items() if value is not None and value > 1000 * allowed[key]]
        if beyond:
            key, value = beyond[0], latencies[beyond[0]]
            message = f"{key} is {shown(value or 0)} ms, and the run took {shown(seconds)} s, expected a latency within the run"
            hint = "divide by 1000 what is in microseconds, or take latencies and duration from the same run"
            yield Hit(pointer=run.at("result", "latencies_ms", key), message=message, hint=hint)


@rule("MR328", "implausible-node", severity=Severity.WARNING, since="2026-11-27", kinds=(SUBMISSION,))
def implausible_node(document: Document) -> Iterator[Hit]:
    """A node has a size that no machine has.

    What it finds
    -------------
    A node of an environment with less than 256 MB of memory or more than 64 TB, or with less than a twentieth of a core or more than 4,096.

    Why it matters
    --------------
    Readers judge a number by the machine it was measured on. Such a size is in another unit: GB in a field of MB, or thousandths of a core.

    Wrong
    -----
    ```yaml
    nodes: [{cores: 4, mem_mb: 16}]          # 16 GB
    ```

    Right
    -----
    ```yaml
    nodes: [{cores: 4, mem_mb: 16384}]
    ```
    """
    for index, config in enumerate(sequence(document.data, "environment_configs")):
        for place, node in enumerate(sequence(config, "nodes")):
            for field, least, most, unit in _CREDIBLE:
                value = number(node, field)
                if value is not None and not least <= value <= most:
                    message = f"{field} is {shown(value)}{unit}, expected what a machine has: {shown(least)} to {shown(most)}{unit}"
                    hint = "check the unit: cores are whole ones, memory is in MB"
                    yield Hit(pointer=("environment_configs", index, "nodes", place, field), message=message, hint=hint)
