"""wrk2: its text with the detailed percentile spectrum (giltene/wrk2, src/wrk.c and src/hdr_histogram.c, at 44a94c1).

wrk2 sends at a constant rate and measures each latency from when the request should have been sent, so what it records is corrected
for coordinated omission. With `-U` a second spectrum follows, of latencies from when they were sent; it is left aside. After about
10 s each thread empties its histogram (`Thread calibration`): the spectrum holds what came after that, `Total count` samples, while
requests, errors and the rate are of the whole run. How many of the errors came after the calibration is not printed: beside the
measured requests they are not reported, but for a run that had none at all.

A row of the spectrum says that so many samples are at or below a value, which is the highest of its bucket in an HdrHistogram by us
with three digits; `Max` is the lowest of the highest bucket. The percentile of a row is the step of the iterator and not the rank, so
only values and counts are read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from generator.distribution import Distribution, from_cumulative
from generator.importers.common import Gathered, ImportedRun, ImportRefused, RawFile, milliseconds, possible
from generator.importers.printed import (
    Printed,
    check_ladder,
    duration,
    one_match,
    refuse_unit,
    within_max,
)
from generator.importers.private import clean_text, without_private
from generator.importers.wrk_text import HEADING, Output, common_lines, percentile_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

_MARKS = (
    (re.compile(r"^  Thread calibration: mean lat\.: ", re.MULTILINE), "has the line `Thread calibration`"),
    (
        re.compile(r"^  Latency Distribution \(HdrHistogram - ", re.MULTILINE),
        "has a `Latency Distribution (HdrHistogram`",
    ),
)
_CORRECTED = f"{HEADING} (HdrHistogram - Recorded Latency)\n"
_UNCORRECTED = f"{HEADING} (HdrHistogram - Uncorrected Latency"
_SPECTRUM = "  Detailed Percentile spectrum:\n"
_PERCENTILE = re.compile(r"^ {0,8}(\d{1,3}\.\d{3})% *(\S+)$", re.ASCII)
_ROW = re.compile(r"^ *(\d{1,12}\.\d{3}) +([01]\.\d{6}) +(\d{1,15}) +\S+$", re.ASCII)
_MEAN = re.compile(r"^#\[Mean += +(\S+), StdDeviation += +(\S+)\]$", re.MULTILINE)
_MAX = re.compile(r"^#\[Max += +(\S+), Total count += +(\d{1,15})\]$", re.MULTILINE | re.ASCII)
_BUCKETS = re.compile(r"^#\[Buckets += +\d{1,9}, SubBuckets += +(\d{1,6})\]$", re.MULTILINE | re.ASCII)
_US = 1_000
_CALIBRATED = (
    "wrk2 had {0} answers in {1:f} s in all; latencies are of the {2} after it had calibrated itself, and requests are those. "
    "The rate is of the whole run."
)
_ERRORS = (
    "In all there were {0} errors ({1}); how many came after the calibration is not known, and errors are not reported."
)
_QUANTILES = "wrk2: HdrHistogram by us with 3 digits, the highest value of the bucket that holds rank p n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spectrum:
    """One block: percentiles as they are printed, rows as (ns, samples at or below it), and the lines below them."""

    percentiles: Mapping[str, Printed]
    rows: tuple[tuple[int, int], ...]
    mean: Printed
    stdev: Printed
    most: Printed
    count: int
    sub_buckets: int

    @property
    def carried(self) -> dict[str, Printed]:
        """The percentiles with a slower request; wrk2 prints the maximum for those that have none."""
        return {
            key: value
            for key, value in self.percentiles.items()
            if self.count * (1 - Fraction(key) / 100) >= 1 or key in ("50", "90", "99")
        }

    @property
    def most_ns(self) -> int:
        """The highest value of the bucket of the slowest request."""
        return self.rows[-1][0]

    @property
    def distribution(self) -> Distribution:
        """The samples between the rows.

        Raises:
            ValueError: values or counts fall.
        """
        return from_cumulative(
            self.rows,
            resolution_ns=_US,
            min_ns=self.least_ns,
            max_ns=self.most_ns,
            mean_ns=Fraction(self.mean.ns),
            stdev_ns=Fraction(self.stdev.ns),
        )

    @property
    def least_ns(self) -> int:
        """The lowest value of the bucket of the fastest request, of which the first row has the highest."""
        microseconds = self.rows[0][0] // _US
        shift = max(0, microseconds.bit_length() - (self.sub_buckets.bit_length() - 1))
        return (microseconds >> shift << shift) * _US


def recognises(head: str) -> str | None:
    """Why this is the beginning of wrk2's output, None where it is not.

    A run of less than 10 s without `--latency` can't be told from wrk's.
    """
    return next((reason for mark, reason in _MARKS if "Thread Stats" in head and mark.search(head)), None)


def gather(raw: RawFile, latency_unit: str | None = None) -> Gathered:
    """The one run of a wrk2 output.

    Raises:
        ImportRefused: it is none, is cut off, contradicts itself, or says that nothing was measured.
    """
    refuse_unit(raw, latency_unit, "wrk2")
    text = raw.text()
    output = common_lines(text, raw.path)
    if recognises(text) is None:
        raise ImportRefused(
            f"{raw.path}: neither `Thread calibration` nor a spectrum in it: wrk's output, or one of less than 10 s without "
            "--latency; run wrk2 with --latency"
        )
    spectrum = _spectrum(text, raw.path)
    if spectrum and spectrum.count > output.requests:
        raise ImportRefused(f"{raw.path}: Total count is {spectrum.count} for {output.requests} requests")
    if spectrum and sum(output.errors.values()) > spectrum.count + sum(output.socket_errors.values()):
        raise ImportRefused(
            f"{raw.path}: {sum(output.errors.values())} errors in the whole run, more than the {spectrum.count} requests that "
            "were measured after the calibration: run it for longer, or find out why requests fail"
        )
    source, removed = without_private(raw, clean_text(text))
    notes = (_both(raw.path),) if _UNCORRECTED in text else ()
    return Gathered(runs=(_run(output, spectrum, source),), notes=(*notes, *removed))


def _both(path: str) -> str:
    return f"{path}: also has a spectrum without correction for coordinated omission, which is left aside"


def _run(output: Output, spectrum: Spectrum | None, source: RawFile) -> ImportedRun:
    lost = sum(output.socket_errors.values())
    run = ImportedRun(
        label=source.path,
        source=source,
        tool="wrk2",
        average_ms=output.average.ms if output.average else None,
        max_ms=output.most.ms if output.most else None,
        stdev_ms=output.stdev.ms if output.stdev else None,
        actual_qps=output.rate or None,
        requests=output.requests + lost,
        errors=output.errors,
        duration_seconds=output.seconds,
        coordinated_omission="corrected",
        population="answered",
        facts={**output.facts, "loop": "open", "offered": "rate"},
        notes=output.notes,
    )
    return run if spectrum is None else _measured(run, output, spectrum)


def _measured(run: ImportedRun, output: Output, spectrum: Spectrum) -> ImportedRun:
    """The run by its spectrum; its requests are those that were measured, so that they belong to the distribution."""
    is_whole = spectrum.count == output.requests
    return replace(
        run,
        min_ms=milliseconds(spectrum.least_ns) if spectrum.least_ns else None,
        average_ms=spectrum.mean.ms,
        max_ms=milliseconds(spectrum.most_ns),
        stdev_ms=spectrum.stdev.ms,
        percentiles_ms=within_max(spectrum.carried, Printed(ns=spectrum.most_ns, digit_ns=_US)),
        requests=run.requests if is_whole else spectrum.count,
        errors=output.errors if is_whole or not output.errors else None,
        # How long that took is not printed.
        duration_seconds=output.seconds if is_whole else None,
        quantile_method=_QUANTILES,
        distribution=spectrum.distribution,
        notes=run.notes if is_whole else (*run.notes, *_calibrated(output, spectrum)),
    )


def _calibrated(output: Output, spectrum: Spectrum) -> tuple[str, ...]:
    """What there was in the whole run, and that only a part of it was measured."""
    said = _CALIBRATED.format(output.requests, output.seconds.normalize(), spectrum.count)
    kinds = ", ".join(f"{kind}: {count}" for kind, count in output.errors.items())
    return (said, *([_ERRORS.format(sum(output.errors.values()), kinds)] if output.errors else []))


def _spectrum(text: str, path: str) -> Spectrum | None:
    """The corrected block, None where wrk2 ran without `--latency` or measured nothing.

    Raises:
        ImportRefused: it is cut off, or contradicts itself.
    """
    _, heading, rest = text.partition(_CORRECTED)
    if not heading:
        return None
    block, dashes, _ = rest.partition(f"\n{'-' * 58}\n")
    if not dashes or _SPECTRUM not in block:
        raise ImportRefused(f"{path}: the spectrum has no end: is the output cut off?")
    head, _, body = block.partition(_SPECTRUM)
    most = one_match(_MAX, body, "the line `#[Max …, Total count …]`", path)
    if int(most[2]) == 0:
        return None
    mean = one_match(_MEAN, body, "the line `#[Mean …, StdDeviation …]`", path)
    found = Spectrum(
        percentiles=percentile_rows([line for line in head.split("\n") if line.strip()], _PERCENTILE, path),
        rows=_rows(body, path),
        mean=duration(f"{mean[1]}ms", path),
        stdev=duration(f"{mean[2]}ms", path),
        most=duration(f"{most[1]}ms", path),
        count=int(most[2]),
        sub_buckets=int(one_match(_BUCKETS, body, "the line `#[Buckets …, SubBuckets …]`", path)[1]),
    )
    _check(found, path)
    return found


def _rows(body: str, path: str) -> tuple[tuple[int, int], ...]:
    lines = [line for line in body.split("\n") if line.strip() and not line.startswith("#[")]
    if not lines or lines[0].split() != ["Value", "Percentile", "TotalCount", "1/(1-Percentile)"]:
        raise ImportRefused(f"{path}: the spectrum does not begin with Value, Percentile, TotalCount, 1/(1-Percentile)")
    found = [_ROW.match(line) for line in lines[1:]]
    if not found or None in found:
        raise ImportRefused(f"{path}: rows of the spectrum that are not a value, a percentile and two numbers")
    return tuple((duration(f"{row[1]}ms", path).ns, int(row[3])) for row in found if row)


def _check(found: Spectrum, path: str) -> None:
    if found.rows[-1][1] != found.count:
        raise ImportRefused(f"{path}: the spectrum ends with {found.rows[-1][1]} samples, Total count is {found.count}")
    bucket = found.most_ns // (found.sub_buckets // 2 or 1) + _US
    if not found.most_ns - bucket <= found.most.ns <= found.most_ns:
        raise ImportRefused(f"{path}: the spectrum ends at {milliseconds(found.most_ns)} ms, Max is {found.most.ms} ms")
    least, most = Printed(ns=found.least_ns, digit_ns=_US), Printed(ns=found.most_ns, digit_ns=_US)
    check_ladder([("the minimum", least), ("the mean", found.mean), ("the maximum", most)], path)
    with possible(f"{path}: the spectrum contradicts itself"):
        distribution = found.distribution
    for key, value in found.percentiles.items():
        _check_percentile(key, value, distribution, path)


def _check_percentile(key: str, value: Printed, distribution: Distribution, path: str) -> None:
    """Whether a percentile is one of the spectrum; wrk2 rounds the rank, so one sample less is allowed."""
    share, one = Fraction(key) / 100, Fraction(1, distribution.count)
    low = distribution.quantile(max(share - one, one)).low_ns - value.digit_ns
    high = distribution.quantile(share).high_ns
    if value.ns < low or (high is not None and value.ns > high + value.digit_ns):
        raise ImportRefused(
            f"{path}: p{key} is {value.ms.normalize():f} ms, by the spectrum from {milliseconds(max(low, 0)).normalize():f} ms "
            f"to {milliseconds(high or 0).normalize():f} ms"
        )
