"""MR317 to MR321: counts of requests, errors and samples agree with each other and with the stop condition."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from generator.finding import Hit, Severity
from generator.rules.access import RESULTS, Joined, Run, joined_runs, number, runs, sequence, shown
from generator.rules.engine import corpus_rule, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.finding import Pointer
    from generator.rules.corpus import Corpus
    from generator.source import Document

SINCE = "2026-11-22"
_COUNT_SLACK = 0.01


@rule("MR317", "more-errors-than-requests", severity=Severity.ERROR, since=SINCE, kinds=(RESULTS,))
def more_errors_than_requests(document: Document) -> Iterator[Hit]:
    """More requests failed than were made.

    What it finds
    -------------
    A run whose errors of all kinds are more than its requests.

    Why it matters
    --------------
    The share of failed requests decides whether a result is ranked. Mostly `requests` counts the successful ones only; here it is
    all that were made.

    Wrong
    -----
    ```yaml
    measurement: {requests: 120, errors: {timeout: 180}}
    ```

    Right
    -----
    ```yaml
    measurement: {requests: 300, errors: {timeout: 180}}
    ```
    """
    for run in runs(document):
        if run.requests and run.errors is not None and run.errors > run.requests:
            message = f"errors are {shown(run.errors)} in all, expected at most the {shown(run.requests)} requests"
            hint = "write as requests all that were made, the failed ones included"
            related = ((document.path, run.at("measurement", "requests")),)
            pointer = run.at("measurement", "errors")
            yield Hit(pointer=pointer, message=message, hint=hint, at_key=True, related=related)


@rule("MR318", "broken-distribution", severity=Severity.ERROR, since=SINCE, kinds=(RESULTS,))
def broken_distribution(document: Document) -> Iterator[Hit]:
    """A latency distribution contradicts itself or the number of requests.

    What it finds
    -------------
    A `distribution` with another number of counts or of lower bounds than of upper bounds, with bounds that do not rise, with a lower
    bound above its upper one, or whose counts add up to more than 1 % more than the requests of the run, or to more than 1 %
    less than its successful ones, where errors are reported. Intervals that have lower bounds of their own may overlap: their
    bounds must not fall.

    Why it matters
    --------------
    Quantiles are computed from the distribution, and those of distributed runs are merged from it. Some tools write running
    totals where counts are wanted: then it holds many more samples than there were requests. Where it holds fewer, a part of
    the requests is missing, and every quantile is shifted.

    Wrong
    -----
    ```yaml
    requests: 100
    distribution: {upper_ms: [1, 2, 5], counts: [60, 95, 100]}      # running totals
    ```

    Right
    -----
    ```yaml
    requests: 100
    distribution: {upper_ms: [1, 2, 5], counts: [60, 35, 5]}
    ```
    """
    for run in runs(document):
        bounds = [number(bound) for bound in sequence(run.measurement, "distribution", "upper_ms")]
        counts = [number(count) or 0.0 for count in sequence(run.measurement, "distribution", "counts")]
        if len(bounds) != len(counts):
            message = f"{len(counts)} counts stand beside {len(bounds)} upper bounds, expected one count for each bound"
            yield _distribution(run, ("counts",), message, "write one count for each interval, zero where it is empty")
            continue
        lower = [number(bound) for bound in sequence(run.measurement, "distribution", "lower_ms")]
        if lower and len(lower) != len(bounds):
            message = f"{len(lower)} lower bounds stand beside {len(bounds)} upper bounds, expected one for each"
            yield _distribution(run, ("lower_ms",), message, "write a lower bound for each interval, or none at all")
            continue
        yield from _falling(run, "upper", bounds, equal=bool(lower))
        yield from _falling(run, "lower", lower, equal=True)
        yield from _turned_round(run, lower, bounds)
        yield from _miscounted(run, sum(counts))


def _falling(run: Run, side: str, bounds: list[float | None], *, equal: bool) -> Iterator[Hit]:
    for index, (below, above) in enumerate(itertools.pairwise(bounds), start=1):
        if below is not None and above is not None and (above < below or (above == below and not equal)):
            message = f"the {side} bound {shown(above)} ms follows {shown(below)} ms, expected rising bounds"
            hint = f"sort the intervals with their counts by {side} bound"
            yield _distribution(run, (f"{side}_ms", index), message, hint)
            return


def _turned_round(run: Run, lower: list[float | None], upper: list[float | None]) -> Iterator[Hit]:
    for index, (low, high) in enumerate(zip(lower, upper, strict=False)):
        if low is not None and high is not None and low > high:
            message = f"the lower bound {shown(low)} ms is above its upper one, expected at most {shown(high)} ms"
            yield _distribution(run, ("lower_ms", index), message, "swap the two, or correct the wrong one")
            return


def _miscounted(run: Run, samples: float) -> Iterator[Hit]:
    requests, errors = run.requests, run.errors
    if requests and samples > requests * (1 + _COUNT_SLACK):
        message = f"the counts add up to {shown(samples)}, expected at most the {shown(requests)} requests"
        yield _distribution(run, ("counts",), message, "write the count of each interval, not the running total")
    elif requests and errors is not None and 0 < samples < (requests - errors) * (1 - _COUNT_SLACK):
        successes = shown(requests - errors)
        message = f"the counts add up to {shown(samples)}, expected at least the {successes} successful requests"
        hint = "compare every count, and the number of requests and errors, with the raw output"
        yield _distribution(run, ("counts",), message, hint)


def _distribution(run: Run, keys: Pointer, message: str, hint: str) -> Hit:
    return Hit(pointer=run.at("measurement", "distribution", *keys), message=message, hint=hint)


@rule("MR319", "generators-do-not-add-up", severity=Severity.ERROR, since=SINCE, kinds=(RESULTS,))
def generators_do_not_add_up(document: Document) -> Iterator[Hit]:
    """The generators of a distributed run made another number of requests than the run.

    What it finds
    -------------
    A run whose `requests` differ by more than 1 % from the sum of the requests of its `generators`, where all of them are
    reported, and one that lists more generators than it says there were (`generators_expected`).

    Why it matters
    --------------
    Percentiles of several generators are merged by the weight of their requests. A generator that is missing, or listed
    twice, shifts every one of them.

    Wrong
    -----
    ```yaml
    requests: 3000
    generators: [{name: a, requests: 1000}, {name: b, requests: 1000}]
    ```

    Right
    -----
    ```yaml
    requests: 2000
    generators: [{name: a, requests: 1000}, {name: b, requests: 1000}]
    ```
    """
    for run in runs(document):
        yield from _too_many(document, run)
        counts = [number(generator, "requests") for generator in sequence(run.measurement, "generators")]
        total = sum(count for count in counts if count is not None)
        if not counts or None in counts or not run.requests or abs(total - run.requests) <= _COUNT_SLACK * run.requests:
            continue
        message = (
            f"requests are {shown(run.requests)}, expected {shown(total)}, the sum of its {len(counts)} generators"
        )
        hint = "list every generator once, and write as requests the total of all"
        related = ((document.path, run.at("measurement", "generators")),)
        yield Hit(pointer=run.at("measurement", "requests"), message=message, hint=hint, related=related)


def _too_many(document: Document, run: Run) -> Iterator[Hit]:
    listed, expected = len(sequence(run.measurement, "generators")), number(run.measurement, "generators_expected")
    if expected is not None and listed > expected:
        message = f"{listed} generators are listed, expected at most {shown(expected)}"
        related = ((document.path, run.at("measurement", "generators")),)
        hint = "write how many generators were started, or remove what is listed twice"
        yield Hit(pointer=run.at("measurement", "generators_expected"), message=message, hint=hint, related=related)


@corpus_rule("MR320", "requests-beyond-stop", severity=Severity.ERROR, since=SINCE)
def requests_beyond_stop(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A run made more requests than its stop condition allows.

    What it finds
    -------------
    A run with more than 1 % more `requests` than the `stop.requests` of its workload conditions.

    Why it matters
    --------------
    The declared stop condition is part of what makes results comparable. A run that went on belongs to another test config.

    Wrong
    -----
    ```yaml
    # workload conditions: stop: {requests: 10000}
    measurement: {requests: 300000}
    ```

    Right
    -----
    ```yaml
    # workload conditions: stop: {requests: 300000}
    measurement: {requests: 300000}
    ```
    """
    for joined in joined_runs(corpus):
        made, wanted = joined.run.requests, _wanted(joined)
        if made and wanted and made > wanted * (1 + _COUNT_SLACK):
            message = (
                f"requests are {shown(made)}, expected at most {shown(wanted)}, the stop condition of its test config"
            )
            yield joined.document, _stop(joined, message, "name the test config that ran, or mend its stop condition")


@corpus_rule("MR321", "fewer-requests-than-stop", severity=Severity.WARNING, since=SINCE)
def fewer_requests_than_stop(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A run ended before its stop condition.

    What it finds
    -------------
    A run with more than 1 % fewer `requests` than the `stop.requests` of its workload conditions.

    Why it matters
    --------------
    The run was cut short, or failed on the way. It stands beside complete runs as if it were one.

    Wrong
    -----
    ```yaml
    # workload conditions: stop: {requests: 300000}
    measurement: {requests: 187201}
    ```

    Right
    -----
    ```yaml
    # workload conditions: stop: {requests: 300000}
    measurement: {requests: 300000}
    ```
    """
    for joined in joined_runs(corpus):
        made, wanted = joined.run.requests, _wanted(joined)
        if made and wanted and made < wanted * (1 - _COUNT_SLACK):
            message = f"requests are {shown(made)}, expected {shown(wanted)}, the stop condition of its test config"
            yield joined.document, _stop(joined, message, "run it again to the end, or say in its note why it ended")


def _wanted(joined: Joined) -> float | None:
    return number(joined.workload, "stop", "requests")


def _stop(joined: Joined, message: str, hint: str) -> Hit:
    pointer = joined.run.at("measurement", "requests")
    return Hit(pointer=pointer, message=message, hint=hint, related=(joined.test_place,))
