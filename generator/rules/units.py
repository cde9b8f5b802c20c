"""MR304: the marks that seconds leave in a field of milliseconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.finding import Hit, Severity
from generator.rules.access import RESULTS, Joined, Run, joined_runs, number, shown
from generator.rules.engine import corpus_rule
from generator.rules.ladders import ladders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.finding import Pointer
    from generator.rules.corpus import Corpus
    from generator.source import Document

SINCE = "2026-11-22"


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
