"""wrk: its text, with and without `--latency`, and the line of JSON of our script for `done` (wg/wrk, src/wrk.c and src/stats.c).

wrk measures in a closed loop. Before it prints, it adds samples to its histogram: for each latency of at least twice the time that a
request takes on average (connections times duration by requests) those that requests would have had which the answer held back.
So its mean, deviation and percentiles are corrected for coordinated omission by a model, and of more samples than there were
requests; how many more is not printed. A distribution that could be merged can't be made of that, so there is none.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from generator.importers import wrk2
from generator.importers.common import Gathered, ImportedRun, ImportRefused, RawFile, nanoseconds, number
from generator.importers.json_values import LENIENT
from generator.importers.printed import Printed, check_ladder, plain_key, refuse_unit, within_max
from generator.importers.private import clean_text, without_private
from generator.importers.wrk_text import HEADING, Output, common_lines, percentile_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

_HEAD = re.compile(r"^Running \d{1,9}[smh] test @ ", re.MULTILINE | re.ASCII)
_UNCONNECTED = re.compile(r"unable to connect to \S{1,300} [A-Z]")
_ROW = re.compile(r"^ {2,8}(\d{1,3}(?:\.\d{1,9})?)% +(\S+)$", re.ASCII)
_KEY = re.compile(r"p(\d{1,2}(?:\.\d{1,6})?)", re.ASCII)
_MOST_JSON = 64 * 1024
_MOST_US = 86_400_000_000
_QUANTILES = (
    "wrk: rank in a histogram by us, to which wrk adds modelled samples for requests that slow answers held back"
)
_NOTE = (
    "wrk corrects for coordinated omission by a model: it adds samples for the requests that slow answers held back, so its "
    "mean and percentiles are of more samples than there were requests."
)


def recognises(head: str) -> str | None:
    """Why this is the beginning of wrk's output, None where it is not; wrk2's is not wrk's."""
    if wrk2.recognises(head):
        return None
    if _HEAD.search(head) and "Thread Stats" in head:
        return "begins with `Running … test @`, and has `Thread Stats`"
    return "says that wrk could not connect" if _UNCONNECTED.match(head.lstrip()) else None


def gather(raw: RawFile, latency_unit: str | None = None) -> Gathered:
    """The one run of a wrk output.

    Raises:
        ImportRefused: it is none, is cut off, contradicts itself, or says that nothing was measured.
    """
    refuse_unit(raw, latency_unit, "wrk")
    text = raw.text()
    if reason := wrk2.recognises(text):
        raise ImportRefused(f"{raw.path}: the output of wrk2 ({reason}): mesh-results import wrk2 {raw.path}")
    output = common_lines(text, raw.path)
    percentiles = _percentiles(text, raw.path)
    check_ladder([*((f"p{key}", value) for key, value in percentiles.items()), ("the maximum", output.most)], raw.path)
    source, removed = without_private(raw, clean_text(text))
    run = _run(output, percentiles, source)
    exact = _script_line(text, raw.path)
    if exact is not None:
        run = _with_script(run, output, percentiles, exact, raw.path)
    return Gathered(runs=(run,), notes=removed)


def _run(output: Output, percentiles: Mapping[str, Printed], source: RawFile) -> ImportedRun:
    # A time-out was answered, and so is a request; the other socket errors are requests without an answer.
    lost = sum(count for kind, count in output.socket_errors.items() if kind != "timeout")
    return ImportedRun(
        label=source.path,
        source=source,
        tool="wrk",
        average_ms=output.average.ms if output.average else None,
        max_ms=output.most.ms if output.most else None,
        stdev_ms=output.stdev.ms if output.stdev else None,
        percentiles_ms=within_max(percentiles, output.most) if output.most else {},
        actual_qps=output.rate or None,
        requests=output.requests + lost,
        errors=output.errors,
        duration_seconds=output.seconds,
        coordinated_omission="corrected",
        quantile_method=_QUANTILES if percentiles else None,
        population="answered",
        facts={**output.facts, "loop": "closed"},
        notes=(_NOTE, *output.notes),
    )


def _percentiles(text: str, path: str) -> dict[str, Printed]:
    """The rows below the heading; {} where wrk ran without `--latency`."""
    _, heading, rest = text.partition(f"{HEADING}\n")
    if not heading:
        return {}
    return percentile_rows(rest.partition(" requests in ")[0].split("\n")[:-1], _ROW, path)


def _script_line(text: str, path: str) -> Mapping[str, object] | None:
    """The line of JSON that our script prints below wrk's own lines, if it did; other lines of scripts are left aside."""
    tail = text.partition("Transfer/sec:")[2].split("\n")
    lines = [line for line in tail if line.startswith("{") and '"latency_us"' in line and len(line) <= _MOST_JSON]
    if not lines:
        return None
    if len(lines) > 1:
        raise ImportRefused(f"{path}: {len(lines)} lines of a script with `latency_us`, expected one")
    try:
        found: object = LENIENT.decode(lines[0])
    except (ValueError, RecursionError) as error:
        raise ImportRefused(f"{path}: the line of the script is no JSON ({error})") from None
    if not isinstance(found, dict) or not isinstance(found.get("latency_us"), dict):
        raise ImportRefused(f"{path}: `latency_us` in the line of the script is no object")
    return found


def _with_script(
    run: ImportedRun, output: Output, printed: Mapping[str, Printed], line: Mapping[str, object], path: str
) -> ImportedRun:
    """The run with the finer numbers of the script, where they agree with wrk's own."""
    if line.get("requests") != output.requests:
        raise ImportRefused(f"{path}: {line.get('requests')} requests by the script, {output.requests} by wrk")
    us = _script_latencies(line, path)
    exact = {plain_key(found[1]): value for key, value in us.items() if (found := _KEY.fullmatch(key))}
    ordered = {f"p{key}": exact[key] for key in sorted(exact, key=Decimal)}
    ladder = {"min": us.get("min"), **ordered, "max": us.get("max")}
    check_ladder(list(ladder.items()), path)
    said = {"mean": output.average, "max": output.most, **{f"p{key}": value for key, value in printed.items()}}
    for name, value in {**us, **ordered}.items():
        _check_agreement(name, value, said.get(name), path)
    took = _script_duration(line, output, path)
    if output.most is None:
        return replace(run, duration_seconds=took)
    return replace(
        run,
        min_ms=us["min"].ms if "min" in us else None,
        average_ms=us["mean"].ms if "mean" in us else run.average_ms,
        max_ms=us["max"].ms if "max" in us else run.max_ms,
        stdev_ms=us["stdev"].ms if "stdev" in us else run.stdev_ms,
        percentiles_ms={**run.percentiles_ms, **within_max(exact, us.get("max"))},
        quantile_method=_QUANTILES,
        duration_seconds=took,
    )


def _script_latencies(line: Mapping[str, object], path: str) -> dict[str, Printed]:
    """The latencies in us that are numbers."""
    latencies = line["latency_us"]
    found = latencies.items() if isinstance(latencies, dict) else ()
    return {key: _microseconds(value, f"{path}: latency_us.{key}") for key, value in found if value is not None}


def _microseconds(value: object, where: str) -> Printed:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ImportRefused(f"{where}: no number")
    known = number(str(value), where)
    if known > _MOST_US:
        raise ImportRefused(f"{where}: {known} us are more than a day")
    digits = max(0, -int(known.as_tuple().exponent))
    return Printed(ns=nanoseconds(known, 1000), digit_ns=max(1, 1000 // 10**digits) if digits < 4 else 1)


def _check_agreement(name: str, exact: Printed, said: Printed | None, path: str) -> None:
    if said is not None and abs(exact.ns - said.ns) > said.half_ns + exact.digit_ns:
        raise ImportRefused(
            f"{path}: {name} is {exact.ms.normalize():f} ms by the script and {said.ms.normalize():f} ms by wrk"
        )


def _script_duration(line: Mapping[str, object], output: Output, path: str) -> Decimal:
    if line.get("duration_us") is None:
        return output.seconds
    took = _microseconds(line["duration_us"], f"{path}: duration_us")
    _check_agreement("duration", took, output.took, path)
    return took.seconds
