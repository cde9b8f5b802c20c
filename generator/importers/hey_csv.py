"""hey's CSV (`-o csv`): a row for each answered request, in the order in which they came in; no absolute time.

Columns: response-time, DNS+dialup, DNS, Request-write, Response-delay, Response-read, and since 0.1.1 status-code and offset. Times are
seconds with four decimals; offset is when the request began, since some moment before the first. Requests without an answer leave no
row, and of the answers the first million only have one.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

import numpy as np

from generator.importers.common import Gathered, ImportedRun, ImportRefused, RawFile
from generator.importers.quantiles import described
from generator.importers.tally import Tally, chunks, line_of

_OLD = "response-time,DNS+dialup,DNS,Request-write,Response-delay,Response-read"
_NEW = f"{_OLD},status-code,offset"
_TIME = rb"\d{1,6}\.\d{4}"
_ROWS = {
    _OLD: re.compile(rb"(?:%b(?:,%b){5}\n)++" % (_TIME, _TIME)),
    _NEW: re.compile(rb"(?:%b(?:,%b){5},[1-9]\d\d,%b\n)++" % (_TIME, _TIME, _TIME)),
}
_STEP_NS = 100_000
_STEPS_A_SECOND = 10_000
_KEPT = 1_000_000
_LOST = "hey's CSV has no row for a request without an answer, so that it does not say how many failed so."
_CUT = "hey writes the first 1000000 answers only: there may have been more."


def recognises(head: str) -> str | None:
    """Why this is the beginning of hey's CSV, None where it is not."""
    return "has the columns of hey's CSV" if head.partition("\n")[0].rstrip("\r") in _ROWS else None


def gather(raw: RawFile) -> Gathered:
    """The one run of a CSV.

    Raises:
        ImportRefused: a line is none of hey's, the last one is cut off, or there is none.
    """
    columns = raw.head().partition("\n")[0].rstrip("\r")
    tally = Tally(unit_ns=_STEP_NS, below_ns=_STEP_NS // 2, above_ns=_STEP_NS // 2)
    statuses: Counter[str] = Counter()
    starts, ends = [], []
    for number, chunk in enumerate(chunks(raw)):
        rows = _rows(chunk.partition(b"\n")[2] if number == 0 else chunk, columns, raw.path)
        tally.add(rows[:, 0])
        if columns == _NEW and len(rows):
            found, counts = np.unique(rows[:, 6], return_counts=True)
            statuses.update(dict(zip(map(str, found.tolist()), counts.tolist(), strict=True)))
            starts.append(int(rows[:, 7].min()))
            ends.append(int((rows[:, 7] + rows[:, 0]).max()))
    seconds = Decimal(max(ends) - min(starts)) / _STEPS_A_SECOND if ends else None
    return Gathered(runs=(_run(raw, tally, statuses, seconds),))


def _rows(chunk: bytes, columns: str, path: str) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """The rows as whole steps of 0.1 ms, the status as it is.

    Raises:
        ImportRefused: a line is not of that form.
    """
    width = columns.count(",") + 1
    found = _ROWS[columns].match(chunk)
    good = found.end() if found else 0
    if good < len(chunk):
        raise ImportRefused(f"{path}: {line_of(chunk, good)!r} is no row with {width} columns as hey writes them")
    plain = chunk.replace(b".", b"").replace(b",", b" ")
    return np.fromstring(plain, dtype=np.int64, sep=" ").reshape(-1, width)


def _run(raw: RawFile, tally: Tally, statuses: Counter[str], seconds: Decimal | None) -> ImportedRun:
    found = tally.distribution()
    if found is None:
        raise ImportRefused(f"{raw.path}: no row: no request was answered; hey's summary says why")
    bad = {code: count for code, count in sorted(statuses.items()) if int(code) >= 400}
    return ImportedRun(
        label=raw.path,
        source=raw,
        tool="hey",
        **described(found),
        actual_qps=(found.count / seconds).quantize(Decimal("0.0001")) if seconds else None,
        requests=found.count,
        errors=bad or None,
        duration_seconds=seconds or None,
        coordinated_omission="uncorrected",
        population="answered",
        facts={"loop": "closed"},
        notes=(_LOST, *([_CUT] if found.count == _KEPT else ())),
    )
