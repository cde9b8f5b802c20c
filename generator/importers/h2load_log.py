"""h2load's log (`--log-file`): a row for each request of the main duration, in the order in which they ended.

    1795377756050578 <tab> 200 <tab> 223

Columns: start in us since 1970, status (-1 where the stream failed), us from then until the end of the answer, both cut to whole us;
more may follow. Requests of the warm-up have no row, nor have those that were lost with their connection. h2load appends to a
log that is there, so a log may hold two runs; the pause between them tells. The summary that h2load printed may stand below the rows.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from generator.importers.common import Gathered, ImportedRun, ImportRefused
from generator.importers.instants import utc
from generator.importers.private import Cleaned, clean_text, without_private
from generator.importers.quantiles import described
from generator.importers.tally import Tally, chunks, line_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from generator.importers.common import RawFile
    from generator.importers.h2load import Summary

KEPT = 1_000_000
"""Of so many requests at most the summary's latencies are."""
NO_ANSWER, TIMEOUT = "no answer", "timeout"
"""What requests without an answer are called among the errors."""
_ROW = re.compile(rb"(?:[1-9]\d{15}\t(?:-1|\d{1,3})\t\d{1,11}(?:\t[^\t\n]{0,80}){0,20}\n)++")
_FIRST = re.compile(r"[1-9]\d{15}\t(?:-1|\d{1,3})\t\d{1,11}(?:\t[^\t\r\n]{0,80}){0,20}\r?\n", re.ASCII)
_MORE = re.compile(rb"^([^\t\n]+\t[^\t\n]+\t[^\t\n]+)\t[^\n]*", re.MULTILINE)
_SUMMARY = b"starting benchmark..."
_LONGEST_SUMMARY = 1024 * 1024
_US = 1_000_000
_NS_IN_US = 1000
_PAUSE_US = 5 * _US
_PAUSE_SHARE = 0.1
"""Two runs lie in one log where nothing was under way for longer than this, and for longer than this share of the time."""
_LOST = "h2load's log has no row for requests that were lost with their connection, so that it does not say how many failed so."


@dataclass(slots=True, kw_only=True)
class Log:
    """What the rows add up to, in us."""

    tally: Tally = field(default_factory=lambda: Tally(unit_ns=_NS_IN_US, above_ns=999))
    statuses: Counter[str] = field(default_factory=Counter)
    start: int | None = None
    end: int = 0
    pause: int = 0
    before_pause: int = 0

    def add(self, rows: NDArray[np.int64]) -> None:
        """Count rows of start, status and duration."""
        starts, ends = rows[:, 0], rows[:, 0] + rows[:, 2]
        self._find_pause(starts, ends)
        self.start = int(starts.min()) if self.start is None else min(self.start, int(starts.min()))
        self.end = max(self.end, int(ends.max()))
        self.tally.add(rows[rows[:, 1] != -1, 2])
        found, counts = np.unique(rows[:, 1], return_counts=True)
        for status, count in zip(found.tolist(), counts.tolist(), strict=True):
            self.statuses[NO_ANSWER if status == -1 else str(status)] += count

    def _find_pause(self, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> None:
        """The longest time in which nothing was under way, as far as the order of the rows shows it."""
        reached = np.maximum.accumulate(np.concatenate(([self.end or int(starts[0])], ends)))
        pauses = starts - reached[:-1]
        longest = int(pauses.argmax())
        if pauses[longest] > self.pause:
            self.pause, self.before_pause = int(pauses[longest]), int(reached[longest])

    @property
    def requests(self) -> int:
        """Rows in all."""
        return self.statuses.total()

    @property
    def seconds(self) -> Decimal:
        """From the first start to the last end."""
        return Decimal(self.end - (self.start or 0)) / _US


def recognises(head: str) -> str | None:
    """Why this is the beginning of h2load's log, None where it is not."""
    return "has rows of a start in us, a status and a duration, as h2load logs them" if _FIRST.match(head) else None


def read(raw: RawFile) -> tuple[Log, str]:
    """The rows, and the text of the summary below them, which may be empty.

    Raises:
        ImportRefused: a line is no row, the last one is cut off, or the log holds two runs.
    """
    log, below = Log(), b""
    for chunk in chunks(raw):
        rows, mark, rest = (b"", b"", chunk) if below else chunk.partition(_SUMMARY)
        below += mark + rest
        if len(below) > _LONGEST_SUMMARY:
            raise ImportRefused(
                f"{raw.path}: more than {_LONGEST_SUMMARY} bytes below `{_SUMMARY.decode()}`, no summary"
            )
        if rows:
            log.add(_numbers(rows, raw.path))
    if log.pause > max(_PAUSE_US, _PAUSE_SHARE * float(log.seconds) * _US):
        raise ImportRefused(
            f"{raw.path}: nothing was under way for {log.pause / _US:.1f} s from {utc(log.before_pause * _NS_IN_US)} on: two runs? h2load "
            "appends to a log that is there; give each run a log of its own"
        )
    return log, below.decode("utf-8", "replace")


def _numbers(chunk: bytes, path: str) -> NDArray[np.int64]:
    found = _ROW.match(chunk)
    good = found.end() if found else 0
    if good < len(chunk):
        raise ImportRefused(
            f"{path}: {line_of(chunk, good)!r} is no row of h2load's log (start in us, status, us, with tabs between)"
        )
    return np.fromstring(_three_columns(chunk), dtype=np.int64, sep=" ").reshape(-1, 3)


def _three_columns(rows: bytes) -> bytes:
    return rows if rows.count(b"\t") == 2 * rows.count(b"\n") else _MORE.sub(rb"\1", rows)


def gathered(raw: RawFile, log: Log, text: str, below: Summary | None) -> Gathered:
    """The run of a log, with what its summary (`below`, printed as `text`) adds where it stands there.

    Raises:
        ImportRefused: no request was answered, or the summary is of another run.
    """
    source, removed = _published(raw, text)
    run = _run(source, log)
    return Gathered(runs=(run if below is None else _with_summary(run, log, below),), notes=removed)


def _published(raw: RawFile, below: str) -> tuple[RawFile, tuple[str, ...]]:
    """The file as evidence: the three columns that are known, and the summary below them without private data.

    A large file is not copied, so that nothing of it is published here.
    """
    if raw.file:
        return raw, ()
    cleaned = clean_text(below)
    rows = raw.content.partition(_SUMMARY)[0].replace(b"\r\n", b"\n")
    known = _three_columns(rows)
    columns = () if known == rows else ("further columns",)
    return without_private(raw, Cleaned(text=known.decode() + cleaned.text, removed=(*columns, *cleaned.removed)))


def _run(raw: RawFile, log: Log) -> ImportedRun:
    found = log.tally.distribution()
    if found is None or log.start is None:
        raise ImportRefused(f"{raw.path}: no request in it was answered; h2load's summary says why")
    silent = {NO_ANSWER: log.statuses[NO_ANSWER]} if log.statuses[NO_ANSWER] else {}
    return ImportedRun(
        label=raw.path,
        source=raw,
        tool="h2load",
        start_time=utc(log.start * _NS_IN_US),
        end_time=utc(log.end * _NS_IN_US),
        **described(found),
        actual_qps=(found.count / log.seconds).quantize(Decimal("0.01")) if log.seconds else None,
        requests=log.requests,
        errors={**_bad_answers(log), **silent} or None,
        duration_seconds=log.seconds or None,
        coordinated_omission="uncorrected",
        population="answered",
        facts={"loop": "closed"},
        notes=(_LOST,),
    )


def _with_summary(run: ImportedRun, log: Log, below: Summary) -> ImportedRun:
    """The run with errors, rate and conditions by the summary, once both have proved to be of one run."""
    if below.done != log.requests:
        raise ImportRefused(f"{run.label}: {log.requests} rows, {below.done} requests done by the summary below them")
    most = below.latencies.get("max")
    if (
        most
        and run.max_ms is not None
        and below.done <= KEPT
        and abs(most.ns - log.tally.most * _NS_IN_US) > most.half_ns + 1000
    ):
        raise ImportRefused(f"{run.label}: the slowest request took {run.max_ms} ms, {most.ms} ms by the summary below")
    return replace(
        run,
        actual_qps=below.rate,
        requests=below.succeeded + below.failed,
        errors=_detailed(log, below),
        facts=below.facts,
        notes=(f"{below.warm_up} s of warm-up came before and are left out.",) if below.warm_up else (),
    )


def _detailed(log: Log, below: Summary) -> dict[str, int]:
    """Bad answers by their status, as the rows have it, and requests without an answer, as the summary has them."""
    silent = {kind: below.errors[kind] for kind in (NO_ANSWER, TIMEOUT) if kind in below.errors}
    return {**_bad_answers(log), **silent}


def _bad_answers(log: Log) -> dict[str, int]:
    return {
        status: count for status, count in sorted(log.statuses.items()) if status != NO_ANSWER and int(status) >= 400
    }
