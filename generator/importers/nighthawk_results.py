"""One result of Nighthawk's Output, of a worker or "global": its latencies, counters and times.

envoyproxy/nighthawk, api/client/output.proto and source/client/output_collector_impl.cc; its JSON is protojson: 64-bit numbers are
texts, durations such as "0.000180007s". Latencies are counted in an HdrHistogram from 1 ns to 60 s with four digits. A row of its
iterator has the highest latency of its bucket, how many samples are at or below it, and as `percentile` the tick that was asked for,
which is not the share of those samples: the shares are computed from the counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from operator import itemgetter
from typing import Any, NoReturn

from generator.distribution import Distribution, from_cumulative
from generator.importers.common import ImportRefused, possible
from generator.importers.instants import run_ns

HEADLINE = "benchmark_http_client.request_to_response"
"""From the start of a request to the end of its response; resets and failures of the pool are in it."""
_BLOCKING = "sequencer.blocking"
_BODIES = "benchmark_http_client.response_body_size"
_NO_CONNECTION = "pool_connection_failure"
_FAILURES = {
    "4xx": "benchmark.http_4xx",
    "5xx": "benchmark.http_5xx",
    _NO_CONNECTION: "benchmark.pool_connection_failure",
    "stream_resets": "benchmark.stream_resets",
    "xxx": "benchmark.http_xxx",
}
_COUNTERS = ("upstream_rq_total", "benchmark.http_2xx", "benchmark.pool_overflow", *_FAILURES.values())
_NS = 10**9
_RESOLUTION = 10_000
"""A bucket of the histogram is at most one part in so many of its value wide."""
_MOST_ROWS = 10_000
_LONGEST_S = 10**9
_DURATION = re.compile(r"(\d{1,10})(?:\.(\d{1,9}))?s", re.ASCII)
_DURATIONS = re.compile(r"(?:\d{1,10}(?:\.\d{1,9})?s)*+", re.ASCII)
_COUNT = re.compile(r"\d{1,18}", re.ASCII)
_COUNTS = re.compile(r"\d{1,18}(?:,\d{1,18})*+", re.ASCII)
_CIRCLLHIST = (0.995, "0.995")
"""A quantile that Nighthawk asks a Circllhist for and that is none of an HdrHistogram's ticks, which halve what is left to 1."""
_row: Callable[[Any], tuple[object, ...]] = itemgetter("percentile", "duration", "count")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One entry of `results`, checked. `requests` are those that were sent, None where no counter says it.

    `unsent` are those that got no connection: `upstream_rq_total` does not count them, while latencies and errors hold them.
    `body_bytes` is the size of every response's body where all have one. `blocked` and `overflowed` count stalls of the closed loop and
    requests that were skipped since the connection pool was full.
    """

    name: str
    count: int
    distribution: Distribution | None
    requests: int | None
    errors: Mapping[str, int] | None
    duration_ns: int | None
    start_ns: int | None
    blocked: int
    overflowed: int
    body_bytes: int | None

    @property
    def unsent(self) -> int:
        """How many requests got no connection."""
        return (self.errors or {}).get(_NO_CONNECTION, 0)


def read(value: object, where: str) -> Result:
    """The result; of a worker only its count and its name are read, since "global" holds the same requests.

    Raises:
        ImportRefused: it is none, has no latencies of requests, or contradicts itself.
    """
    entry = _mapping(value, where)
    name = entry.get("name")
    if not isinstance(name, str):
        raise ImportRefused(f"{where}: a result without a name")
    listed = (item for item in _list(entry.get("statistics"), where) if item is not None)
    statistics = {str(each.get("id")): each for each in (_mapping(item, where) for item in listed)}
    headline = statistics.get(HEADLINE)
    if headline is None:
        raise ImportRefused(f"{where}: no statistic {HEADLINE}: not the output of Nighthawk's HTTP client, or cut off")
    count = whole(headline.get("count"), f"{where}: count of {HEADLINE}")
    if name != "global":
        return Result(
            name=name,
            count=count,
            distribution=None,
            requests=None,
            errors=None,
            duration_ns=None,
            start_ns=None,
            blocked=0,
            overflowed=0,
            body_bytes=None,
        )
    counters = _counters(entry, where)
    found = Result(
        name=name,
        count=count,
        distribution=latencies(headline, count, f"{where}: {HEADLINE}") if count else None,
        requests=counters.get("upstream_rq_total"),
        errors=_errors(counters),
        duration_ns=_optional(entry.get("execution_duration"), nanoseconds, f"{where}: execution_duration"),
        start_ns=_optional(entry.get("execution_start"), instant, f"{where}: execution_start"),
        blocked=_samples(statistics.get(_BLOCKING), where),
        overflowed=counters.get("benchmark.pool_overflow", 0),
        body_bytes=_body_bytes(statistics.get(_BODIES), where),
    )
    _check(found, counters, where)
    return found


def latencies(statistic: Mapping[str, object], count: int, where: str) -> Distribution:
    """The distribution of a statistic's rows.

    Raises:
        ImportRefused: rows are missing or fall, their counts do not end at the statistic's, or its extremes lie elsewhere.
    """
    listed = _list(statistic.get("percentiles"), where)
    if not 0 < len(listed) <= _MOST_ROWS:
        raise ImportRefused(f"{where}: {len(listed)} rows of percentiles, expected 1 to {_MOST_ROWS}")
    try:
        ticks, durations, counts = zip(*map(_row, listed), strict=True)
        if any(each in ticks for each in _CIRCLLHIST):
            raise ImportRefused(f"{where}: quantiles of a Circllhist, whose counts are estimates: not supported")
        rows = list(dict(zip(_durations(durations, where), _counts(counts, where), strict=True)).items())
    except (KeyError, TypeError, ValueError):
        raise ImportRefused(f"{where}: a row without a percentile, a count or a duration") from None
    if rows[-1][1] != count:
        raise ImportRefused(f"{where}: the rows end at {rows[-1][1]} samples, its count is {count}")
    mean, stdev, least, most = (
        _optional(statistic.get(name), nanoseconds, f"{where}: {name}") for name in ("mean", "pstdev", "min", "max")
    )
    _check_extremes(rows, mean, least, most, where)
    if least is None:
        # Up to 2019 no minimum was written; the first row is the top of the bucket that holds it.
        rows.insert(0, (rows[0][0] - rows[0][0] // _RESOLUTION, 0))
    with possible(where):
        return from_cumulative(
            rows,
            min_ns=least,
            max_ns=rows[-1][0] if most is None else most,
            mean_ns=None if mean is None else Fraction(mean),
            stdev_ns=None if stdev is None else Fraction(stdev),
        )


def _check_extremes(
    rows: list[tuple[int, int]], mean: int | None, least: int | None, most: int | None, where: str
) -> None:
    first, last = rows[0][0], rows[-1][0]
    if least is not None and least > first:
        raise ImportRefused(f"{where}: the minimum is {least} ns, the first row {first} ns")
    if most is not None and abs(most - last) > last // _RESOLUTION + 1:
        raise ImportRefused(f"{where}: the maximum is {most} ns, the last row {last} ns")
    if mean is not None and not (least or 0) <= mean <= max(last, most or 0):
        raise ImportRefused(f"{where}: the mean of {mean} ns lies outside {least or 0} to {last} ns")


def nanoseconds(value: object, where: str) -> int:
    """A duration such as "0.000180007s" in whole ns.

    Raises:
        ImportRefused: it is none, negative or endless.
    """
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if found is None or int(found[1]) > _LONGEST_S:
        _refuse(where, value, 'a duration such as "0.25s"')
    return int(found[1] + (found[2] or "").ljust(9, "0"))


def whole(value: object, where: str) -> int:
    """A count, as number or as text.

    Raises:
        ImportRefused: it is none.
    """
    if isinstance(value, bool) or not _COUNT.fullmatch(str(value)):
        _refuse(where, value, "a whole number")
    return int(str(value))


def instant(value: object, where: str) -> int:
    """A time in RFC 3339 as ns since 1970.

    Raises:
        ImportRefused: it is none.
    """
    if not isinstance(value, str):
        _refuse(where, value, "a time with its zone (RFC 3339)")
    return run_ns(value, where)


def _durations(values: tuple[object, ...], where: str) -> list[int]:
    """All durations of a table at once: one pattern for all is ten times as fast as one for each."""
    text = "".join(map(str, values))
    if not _DURATIONS.fullmatch(text):
        return [nanoseconds(each, where) for each in values]
    return [int(whole + fraction.ljust(9, "0")) for whole, fraction in _DURATION.findall(text)]


def _counts(values: tuple[object, ...], where: str) -> list[int]:
    text = ",".join(map(str, values))
    if not _COUNTS.fullmatch(text):
        return [whole(each, where) for each in values]
    return list(map(int, text.split(",")))


def _counters(entry: Mapping[str, object], where: str) -> dict[str, int]:
    """The counters that are used here."""
    counters = [_mapping(item, where) for item in _list(entry.get("counters", []), where)]
    values = {str(counter.get("name")): counter.get("value") for counter in counters}
    return {name: whole(values[name], f"{where}: counter {name}") for name in _COUNTERS if name in values}


def _errors(counters: Mapping[str, int]) -> dict[str, int] | None:
    """Failures by the names of their counters, which are left out where they are zero; None where there are no counters."""
    return {kind: counters[name] for kind, name in _FAILURES.items() if counters.get(name)} if counters else None


def _samples(statistic: Mapping[str, object] | None, where: str) -> int:
    return 0 if statistic is None else whole(statistic.get("count"), f"{where}: {statistic.get('id')}")


def _body_bytes(statistic: Mapping[str, object] | None, where: str) -> int | None:
    """The least size where it is the greatest too; an empty statistic has the largest number there is as its least."""
    if statistic is None or not _samples(statistic, where) or statistic.get("raw_min") is None:
        return None
    least, most = (statistic.get(name) for name in ("raw_min", "raw_max"))
    return whole(least, f"{where}: raw_min") if str(least) == str(most) else None


def _check(found: Result, counters: Mapping[str, int], where: str) -> None:
    if found.duration_ns == 0:
        raise ImportRefused(f"{where}: an execution_duration of 0 s")
    failures = sum(counters.get(f"benchmark.{name}", 0) for name in ("pool_overflow", "pool_connection_failure"))
    if found.requests is not None and found.count > found.requests + failures:
        raise ImportRefused(
            f"{where}: latencies of {found.count} requests, upstream_rq_total is {found.requests} (and {failures} never sent)"
        )


def _optional(value: object, read: Callable[[object, str], int], where: str) -> int | None:
    return None if value is None else read(value, where)


def _mapping(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        _refuse(where, value, "an object")
    return value


def _list(value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        _refuse(where, value, "a list")
    return value


def _refuse(where: str, value: object, expected: str) -> NoReturn:
    raise ImportRefused(f"{where}: found {str(value)[:80]!r}, expected {expected}")
