"""vegeta's raw results: the JSON lines and the CSV of `vegeta encode` (tsenart/vegeta, lib/results.go), read as a stream.

A line a request: its attack, number, status code (0 without an answer), when it was sent, and its latency in nanoseconds. The CSV has
no head; its columns are time in ns since 1970, code, latency, bytes out and in, error, body, attack, number, and since vegeta 12.8
method, URL and headers. The oldest had only the first six.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from generator.importers.common import Gathered, ImportedRun, ImportRefused, RawFile
from generator.importers.instants import epoch_ns, utc
from generator.importers.json_values import LONGEST_NS, fields, first_object, lines, parsed, per
from generator.importers.quantiles import described
from generator.importers.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Mapping

_KEYS = frozenset({"code", "timestamp", "latency", "bytes_in", "bytes_out"})
_CSV = re.compile(r"\d{16,19},\d{1,3},\d{1,17},\d{1,17},\d{1,17},")
_COLUMNS = (6, 9, 12)
_NUMBER = re.compile(r"\d{1,19}", re.ASCII)
_REMOVED = "names of attacks, URLs, headers, bodies and texts of errors were removed from the evidence"
_PUBLISH = "the file names URLs, and may hold headers and bodies: import and publish one without them"


def is_json(text: str) -> bool:
    """Whether the first line is a result."""
    return first_object(text).keys() >= _KEYS or text.startswith('{"attack":')


def is_csv(text: str) -> bool:
    """Whether the first line is a row of results."""
    return _CSV.match(text) is not None


def errors(statuses: Mapping[str, int]) -> dict[str, int]:
    """The requests that vegeta does not count as successes: status codes other than 200 to 399."""
    bad = sorted((int(code), count) for code, count in statuses.items() if not 200 <= int(code) < 400 and count)
    return {str(code) if code else "no answer": count for code, count in bad}


@dataclass(slots=True, kw_only=True)
class _Results:
    """What is kept of the results while they stream past."""

    latencies: Tally = field(default_factory=lambda: Tally(unit_ns=1))
    statuses: Counter[str] = field(default_factory=Counter)
    attack: str | None = None
    highest: int = -1
    earliest: int | None = None
    latest: int = 0
    end: int = 0

    def add(self, result: _Result, where: str) -> None:
        """Take in one result.

        Raises:
            ImportRefused: it belongs to another attack than those before it.
        """
        if self.attack not in (None, result.attack):
            raise ImportRefused(f"{where}: results of a second attack: encode each attack into a file of its own")
        self.attack = result.attack
        self.latencies.add_one(result.latency)
        self.statuses[str(result.code)] += 1
        self.highest = max(self.highest, result.seq)
        self.earliest = result.sent if self.earliest is None else min(self.earliest, result.sent)
        self.latest = max(self.latest, result.sent)
        self.end = max(self.end, result.sent + result.latency)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Result:
    """One request; times in ns. `seq` is -1 where there is none."""

    sent: int
    code: int
    latency: int
    bytes_out: int
    bytes_in: int
    attack: str
    seq: int


def from_json(raw: RawFile) -> Gathered:
    """The one run of `vegeta encode -to json`.

    Raises:
        ImportRefused: a line is no result, or results do not fit together.
    """
    found, kept = _Results(), []
    for where, line in lines(raw):
        try:
            result = _of_json(line.decode(), where)
        except UnicodeDecodeError:
            raise ImportRefused(f"{where}: not UTF-8") from None
        found.add(result, where)
        if not raw.file:
            kept.append(_json_line(result))
    return _gathered(found, "".join(kept), raw)


def _of_json(line: str, where: str) -> _Result:
    row = fields(parsed(line, where), where)
    seq = row.values.get("seq")
    found = _Result(
        sent=epoch_ns(row.text("timestamp"), row.at("timestamp")),
        code=row.whole("code"),
        latency=row.whole("latency"),
        bytes_out=row.whole("bytes_out"),
        bytes_in=row.whole("bytes_in"),
        attack=row.text("attack"),
        seq=-1 if seq is None else row.whole("seq"),
    )
    return _plausible(found, where)


def _plausible(result: _Result, where: str) -> _Result:
    if result.latency > LONGEST_NS or result.code > 999:
        raise ImportRefused(f"{where}: status {result.code} after {result.latency} ns is no result of vegeta")
    return result


def _json_line(result: _Result) -> str:
    bare = {"code": result.code, "timestamp": _exact(result.sent), "latency": result.latency}
    counted = {} if result.seq < 0 else {"seq": result.seq}
    return json.dumps({**counted, **bare, "bytes_out": result.bytes_out, "bytes_in": result.bytes_in}) + "\n"


def _exact(instant_ns: int) -> str:
    """The instant to the nanosecond."""
    seconds = utc(instant_ns // 10**9 * 10**9) or "1970-01-01T00:00:00Z"
    return f"{seconds.removesuffix('Z')}.{instant_ns % 10**9:09}Z"


def from_csv(raw: RawFile) -> Gathered:
    """The one run of `vegeta encode -to csv`.

    Raises:
        ImportRefused: a row is no result, or results do not fit together.
    """
    found, kept = _Results(), io.StringIO()
    writer = csv.writer(kept, lineterminator="\n")
    columns = 0
    for row, where in _rows(raw):
        if columns not in (0, len(row)):
            raise ImportRefused(f"{where}: {len(row)} columns after rows of {columns}: is the file cut off?")
        columns = len(row)
        result = _of_csv(row, where)
        found.add(result, where)
        if not raw.file:
            writer.writerow(_csv_row(result, len(row)))
    return _gathered(found, kept.getvalue(), raw)


def _rows(raw: RawFile) -> Iterator[tuple[list[str], str]]:
    reader = csv.reader((line.decode() for _, line in lines(raw)), strict=True, skipinitialspace=True)
    try:
        for row in reader:
            yield row, f"{raw.path}:{reader.line_num}"
    except (csv.Error, UnicodeDecodeError) as error:
        raise ImportRefused(
            f"{raw.path}:{reader.line_num}: not vegeta's CSV, or cut off ({error}); vegeta encode -to json may be read"
        ) from None


def _of_csv(row: list[str], where: str) -> _Result:
    if len(row) not in _COLUMNS:
        raise ImportRefused(f"{where}: {len(row)} columns, expected 12, 9 or 6: is the file cut off?")
    counted = [*row[:5], *([row[8]] if len(row) > 8 else [])]
    if not all(map(_NUMBER.fullmatch, counted)):
        raise ImportRefused(f"{where}: time, code, latency, bytes and number must be whole numbers of zero or more")
    sent, code, took, bytes_out, bytes_in, *seq = map(int, counted)
    attack = row[7] if len(row) > 8 else ""
    found = _Result(
        sent=sent,
        code=code,
        latency=took,
        bytes_out=bytes_out,
        bytes_in=bytes_in,
        attack=attack,
        seq=seq[0] if seq else -1,
    )
    return _plausible(found, where)


def _csv_row(result: _Result, columns: int) -> list[object]:
    numbers = [result.sent, result.code, result.latency, result.bytes_out, result.bytes_in]
    return [*numbers, ""] if columns == 6 else [*numbers, "", "", "", result.seq, *([""] * (columns - 9))]


def _gathered(found: _Results, cleaned: str, raw: RawFile) -> Gathered:
    spread, requests = found.latencies.distribution(), found.latencies.count
    if spread is None or found.earliest is None:
        raise ImportRefused(f"{raw.path}: no result in it")
    if 0 <= found.highest < requests - 1:
        raise ImportRefused(
            f"{raw.path}: {requests} results, but their numbers end at {found.highest}: is one attack in it twice?"
        )
    seconds = Decimal(found.latest - found.earliest) / 10**9
    source = raw if raw.file or cleaned.encode() == raw.content else raw.cleaned(cleaned.encode())
    run = ImportedRun(
        label=raw.path,
        source=source,
        tool="vegeta",
        start_time=utc(found.earliest),
        end_time=utc(found.end),
        **described(spread),
        actual_qps=per(requests, seconds) if seconds else None,
        requests=requests,
        errors=errors(found.statuses),
        duration_seconds=seconds or None,
        coordinated_omission="uncorrected",
        population="all",
    )
    said = _PUBLISH if raw.file else _REMOVED if source is not raw else ""
    return Gathered(runs=(run,), notes=(f"{raw.path}: {said}",) if said else ())
