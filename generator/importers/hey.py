"""hey: its summary and its CSV (rakyll/hey, requester/report.go and requester/print.go, 0.1.4).

All times are seconds with four decimals. hey works in a closed loop and measures from when a request was sent. Its latencies are of
the requests that got an answer, whatever its status; requests without one stand in the error distribution, count in `Requests/sec`, and
are not in the CSV at all. hey keeps the latencies of the first million answers only, while its average divides the sum of all by those.

A percentile p is the sample at index ceil(p n / 100) of the sorted ones, counted from 0, and each of them at least one above the
percentile before it; where there is none, `0% in 0.0000 secs` stands. The eleven bins end at equal distances, the first at the fastest
request. Both are exact in their ranks, and so together give the distribution.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING

from generator.distribution import Distribution, from_cumulative
from generator.importers import hey_csv
from generator.importers.common import Gathered, ImportedRun, ImportRefused, RawFile, milliseconds, possible
from generator.importers.printed import (
    Printed,
    check_ladder,
    check_rate,
    duration,
    one_match,
    rate,
    refuse_unit,
    rounding_bounds,
)
from generator.importers.private import Cleaned, clean_text, without_private

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

KEPT = 1_000_000
"""So many latencies hey keeps."""
_TIME = re.compile(r"^  (Total|Slowest|Fastest|Average):\t *(\S+) secs$", re.MULTILINE)
_RATE = re.compile(r"^  Requests/sec:\t *(\S+)$", re.MULTILINE)
_DATA = re.compile(r"^  Total data:\t(\d{1,18}) bytes\n  Size/request:\t(\d{1,15}) bytes$", re.MULTILINE | re.ASCII)
_BIN = re.compile(r"^  (\d{1,9}\.\d{3}) \[(\d{1,15})\]\t\|[^\n]*$", re.MULTILINE | re.ASCII)
_PERCENTILE = re.compile(r"^  (\d{1,2})% in (\d{1,9}\.\d{4}) secs$", re.MULTILINE | re.ASCII)
_STATUS = re.compile(r"^  \[(\d{1,3})\]\t(\d{1,15}) responses$", re.MULTILINE | re.ASCII)
_ERROR = re.compile(r"^(  \[(\d{1,15})\]\t)(\S.*)$", re.MULTILINE | re.ASCII)
_SECTIONS = (
    "Summary:",
    "Response time histogram:",
    "Latency distribution:",
    "Details (average, fastest, slowest):",
    "Status code distribution:",
)
_ERRORS = "Error distribution:"
_PERCENTS = (10, 25, 50, 75, 90, 95, 99)
_DIGIT_NS = 100_000
_BIN_DIGIT_NS = 1_000_000
_LONGEST_KIND = 64
_QUANTILES = "hey: the sample at index ceil(p n), counted from 0, of the sorted answered requests"


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A summary; latencies are None where nothing was answered. `bins` are (edge in ns, count)."""

    total: Printed
    rate: Decimal
    slowest: Printed
    fastest: Printed
    average: Printed | None
    bins: tuple[tuple[int, int], ...]
    percentiles: Mapping[int, Printed]
    statuses: Mapping[str, int]
    errors: Mapping[str, int]
    body_bytes: int | None

    @property
    def answered(self) -> int:
        """Answers with a latency."""
        return sum(count for _, count in self.bins)

    @property
    def sent(self) -> int:
        """Requests that hey counted, by its rate where it kept only the first of them."""
        return round(self.rate * self.total.seconds) if self.is_cut else self.answered + sum(self.errors.values())

    @property
    def is_cut(self) -> bool:
        """Whether there were more answers than hey keeps."""
        return self.answered == KEPT and (
            sum(self.statuses.values()) > KEPT or self.rate * self.total.seconds > self.answered * Decimal("1.001")
        )


def recognises(head: str) -> str | None:
    """Why this is the beginning of hey's summary or CSV, None where it is neither."""
    if reason := hey_csv.recognises(head):
        return reason
    is_hey = head.lstrip().startswith("Summary:") and "\n  resp wait:\t" in head and "\n  DNS-lookup:\t" in head
    return "has the sections of hey's summary, `resp wait` among its details" if is_hey else None


def gather(raw: RawFile, latency_unit: str | None = None) -> Gathered:
    """The one run of a summary, or of a CSV of any length.

    Raises:
        ImportRefused: it is neither, is cut off, or contradicts itself.
    """
    refuse_unit(raw, latency_unit, "hey")
    if hey_csv.recognises(raw.head()):
        return hey_csv.gather(raw)
    text = raw.text()
    found = _summary(text, raw.path)
    _check(found, raw.path)
    source, removed = without_private(raw, _clean(text))
    return Gathered(runs=(_run(found, source),), notes=removed)


def _clean(text: str) -> Cleaned:
    """The text with the kinds of errors in place of their texts, which name targets."""
    body, heading, errors = text.rpartition(_ERRORS)
    kinds = _ERROR.sub(lambda line: f"{line[1]}{_kind(line[3])}", errors) if heading else errors
    cleaned = clean_text(f"{body}{heading}{kinds}")
    told = ("details of errors",) if kinds != errors else ()
    return Cleaned(text=cleaned.text, removed=(*cleaned.removed, *told))


def _kind(error: str) -> str:
    """What Go says last about an error: `connection refused` of a text that names method, URL and address."""
    if "x509" in error or "tls:" in error:
        return "TLS not established"
    last = error.rpartition(": ")[2].partition(" (")[0]
    return clean_text(last).text[:_LONGEST_KIND].strip() or "error"


def _summary(text: str, path: str) -> Summary:
    for section in _SECTIONS:
        one_match(re.compile(f"^{re.escape(section)}$", re.MULTILINE), text, f"`{section}`", path)
    body, _, tail = text.partition(_SECTIONS[-1])
    statuses, _, errors = tail.partition(_ERRORS)
    times = {line[1]: line[2] for line in _TIME.finditer(body)}
    lacking = [name for name in ("Total", "Slowest", "Fastest", "Average") if name not in times]
    if lacking:
        raise ImportRefused(f"{path}: `{lacking[0]}:` is missing: not hey's summary, or a part of one")
    data = _DATA.search(body)
    answers = _counted((line[1], line[2]) for line in _STATUS.finditer(statuses))
    return Summary(
        total=_seconds(times["Total"], path),
        rate=rate(one_match(_RATE, body, "`Requests/sec:`", path)[1], path),
        slowest=_seconds(times["Slowest"], path),
        fastest=_seconds(times["Fastest"], path),
        average=None if times["Average"] == "NaN" else _seconds(times["Average"], path),
        bins=_bins(body, path),
        percentiles=_percentiles(body, path),
        statuses=answers,
        errors=_counted((_kind(line[3]), line[2]) for line in _ERROR.finditer(errors)),
        body_bytes=int(data[2]) if data and int(data[1]) == int(data[2]) * sum(answers.values()) else None,
    )


def _seconds(text: str, path: str) -> Printed:
    return duration(f"{text}s", path)


def _section(body: str, place: int) -> str:
    """What stands between a heading and the next one."""
    return body.partition(f"\n{_SECTIONS[place]}\n")[2].partition(f"\n{_SECTIONS[place + 1]}\n")[0]


def _bins(body: str, path: str) -> tuple[tuple[int, int], ...]:
    section = _section(body, 1)
    found = _BIN.findall(section)
    _all_read(section, len(found), path)
    return tuple((duration(f"{edge}s", path).ns, int(count)) for edge, count in found)


def _percentiles(body: str, path: str) -> dict[int, Printed]:
    section = _section(body, 2)
    found = _PERCENTILE.findall(section)
    _all_read(section, len(found), path)
    return {int(percent): _seconds(value, path) for percent, value in found if int(percent)}


def _all_read(section: str, read: int, path: str) -> None:
    lines = [line for line in section.split("\n") if line.strip()]
    if len(lines) != read:
        raise ImportRefused(
            f"{path}: only {read} of these lines can be read: {lines[0].strip()[:60]!r} and what follows it"
        )


def _counted(pairs: Iterable[tuple[str, str]]) -> dict[str, int]:
    counter: Counter[str] = Counter()
    for key, count in pairs:
        counter[key] += int(count)
    return dict(sorted(counter.items()))


def _check(found: Summary, path: str) -> None:
    """Counts, times and ranks proved by each other.

    Raises:
        ImportRefused: with the first contradiction.
    """
    answers, failed = sum(found.statuses.values()), sum(found.errors.values())
    if not answers + failed:
        raise ImportRefused(f"{path}: no answer and no error: is the output cut off?")
    if not found.is_cut:
        check_rate(found.rate, answers + failed, answers + failed, found.total, path)
        if found.answered != answers:
            raise ImportRefused(f"{path}: the histogram holds {found.answered} requests, {answers} were answered")
    if not found.answered:
        return
    check_ladder(
        [
            ("the fastest", found.fastest),
            *((f"p{percent}", value) for percent, value in found.percentiles.items()),
            ("the slowest", found.slowest),
            ("the run", found.total),
        ],
        path,
    )
    if found.average and not found.is_cut:
        check_ladder(
            [("the fastest", found.fastest), ("the average", found.average), ("the slowest", found.slowest)], path
        )
    _check_edges(found, path)
    ranks = _ranks(found.answered)
    if lacking := sorted(ranks.keys() - found.percentiles.keys()):
        raise ImportRefused(f"{path}: p{lacking[0]} of {found.answered} answers is missing: is the output cut off?")
    if more := sorted(found.percentiles.keys() - ranks.keys()):
        raise ImportRefused(f"{path}: hey prints no p{more[0]} of {found.answered} answers")


def _check_edges(found: Summary, path: str) -> None:
    if len(found.bins) != len(_edges(found)):
        raise ImportRefused(f"{path}: the histogram has {len(found.bins)} bins, hey's have {len(_edges(found))}")
    for (printed, _), edge in zip(found.bins, _edges(found), strict=True):
        if abs(printed - edge) > (_BIN_DIGIT_NS + _DIGIT_NS) // 2:
            raise ImportRefused(
                f"{path}: a bin of the histogram ends at {milliseconds(printed)} ms, by the fastest and the slowest request at "
                f"{milliseconds(edge).normalize():f} ms"
            )


def _edges(found: Summary) -> list[int]:
    """The upper ends of the bins in ns, to the digit of the fastest and the slowest request."""
    width = found.slowest.ns - found.fastest.ns
    return [found.fastest.ns + width * step // 10 for step in range(11)]


def _ranks(count: int) -> dict[int, int]:
    """Of each percentile that hey prints of so many answers the rank, counted from 1."""
    found: dict[int, int] = {}
    index = -1
    for percent in _PERCENTS:
        index = max(index + 1, -(-percent * count // 100))
        if index < count:
            found[percent] = index + 1
    return found


def _distribution(found: Summary, path: str) -> Distribution:
    """Percentiles and bins, each a latency with the number of samples at or below it, as rows of one table."""
    ranks = _ranks(found.answered)
    rows = [(ranks[percent], value.ns) for percent, value in found.percentiles.items()]
    rows += zip(accumulate(count for _, count in found.bins), _edges(found), strict=True)
    rising: list[tuple[int, int]] = []
    for rank, value in sorted(rows):
        before = rising[-1][0] if rising else 0
        if value + 2 * _DIGIT_NS < before:
            raise ImportRefused(
                f"{path}: the histogram and the percentiles contradict each other: {rank} requests took up to "
                f"{milliseconds(value).normalize():f} ms, and fewer up to {milliseconds(before).normalize():f} ms"
            )
        rising.append((max(value, before), rank))
    with possible(path):
        return from_cumulative(
            rising,
            resolution_ns=_DIGIT_NS,
            min_ns=found.fastest.ns or None,
            max_ns=found.slowest.ns,
            mean_ns=None if found.average is None or found.is_cut else Fraction(found.average.ns),
        )


def _run(found: Summary, source: RawFile) -> ImportedRun:
    failed = sum(found.errors.values())
    bad = {code: count for code, count in found.statuses.items() if int(code) >= 400}
    facts = {"loop": "closed", **({"payload_bytes": str(found.body_bytes)} if found.body_bytes else {})}
    run = ImportedRun(
        label=source.path,
        source=source,
        tool="hey",
        actual_qps=found.rate if not failed else _answered_rate(found),
        requests=found.sent,
        errors=None if found.is_cut else {**bad, **found.errors},
        duration_seconds=found.total.seconds,
        coordinated_omission="uncorrected",
        population="answered",
        facts=facts,
        notes=_notes(found, failed),
    )
    return _with_latencies(run, found) if found.answered else run


def _answered_rate(found: Summary) -> Decimal | None:
    answered = found.sent - sum(found.errors.values())
    return (answered / found.total.seconds).quantize(Decimal("0.0001")) if answered and found.total.ns else None


def _notes(found: Summary, failed: int) -> tuple[str, ...]:
    counted = f"hey counts the {failed} requests without an answer in its own rate of {found.rate} requests/s."
    fast = f"Latencies below hey's step of {milliseconds(_DIGIT_NS)} ms are not reported."
    cut = (
        f"hey kept the latencies of the first {KEPT} answers only; those of the rest, their statuses and the average of all "
        "are not known."
    )
    is_fast = found.answered and not all(value.ns for value in (found.fastest, *found.percentiles.values()))
    return (*([counted] if failed else ()), *([fast] if is_fast else ()), *([cut] if found.is_cut else ()))


def _with_latencies(run: ImportedRun, found: Summary) -> ImportedRun:
    average = None if found.is_cut else found.average
    percentiles = {str(percent): value for percent, value in found.percentiles.items()}
    return replace(
        run,
        min_ms=_ms(found.fastest),
        average_ms=_ms(average) if average else None,
        max_ms=_ms(found.slowest),
        percentiles_ms={key: value.ms for key, value in percentiles.items() if value.ns},
        bounds_ms=rounding_bounds(percentiles),
        quantile_method=_QUANTILES,
        distribution=_distribution(found, run.source.path),
    )


def _ms(value: Printed) -> Decimal | None:
    return value.ms if value.ns else None
