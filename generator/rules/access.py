"""Typed ways into documents whose structure is sound."""

from __future__ import annotations

import difflib
import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, cast

from generator.times import gap_seconds, read_time

if TYPE_CHECKING:
    from generator.finding import Hint, Pointer
    from generator.rules.corpus import Corpus, Folder
    from generator.source import Document
    from generator.times import Span

SUBMISSION = "performance-submission/v1"
RESULTS = "performance-results/v1"
STATUS = "status/v1"
MESH = "mesh/v1"
LAB = "lab/v1"
INITIATIVES = "initiatives/v1"
ALIASES = "aliases/v1"
CLAIMS = "claims/v1"
PIN = "chart-pin/v1"
DISPUTE = "dispute/v1"
REDACTIONS = "redactions/v1"
PATTERN = "pattern/v1"
SMI_REPORT = "smi-conformance/v1"
GATEWAY_REPORT = "gateway-api-conformance/v1"
HAMLET_REPORT = "hamlet-conformance/v1"
RAW_REPORT = "ConformanceReport"
PERFORMANCE = (SUBMISSION, RESULTS, STATUS)
REPORTS = (GATEWAY_REPORT, HAMLET_REPORT, SMI_REPORT)
"""Conformance reports in our own form; `RAW_REPORT` is the Gateway API's own."""
REGISTRY = (MESH, LAB, INITIATIVES, ALIASES, CLAIMS)

GONE = frozenset({"invalid", "superseded", "withdrawn"})
"""States of a result or report that no longer stands."""
KEPT = 2048
"""Documents of which what several rules ask for is kept."""

_EMPTY: Mapping[str, object] = {}
_MOST_LIKELY = 40
"""With so many known names a near one is looked for."""


def inside(value: object, *keys: str | int) -> object:
    """What stands at the end of the keys, or None where one of them does not exist.

    The reader makes dicts and lists and nothing else; testing for the abstract classes takes five times as long.
    """
    for key in keys:
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and isinstance(key, int) and key < len(value):
            value = value[key]
        else:
            return None
    return value


def mapping(value: object, *keys: str | int) -> Mapping[str, object]:
    """The mapping there, empty where there is none."""
    found = inside(value, *keys)
    return found if isinstance(found, dict) else _EMPTY


def sequence(value: object, *keys: str | int) -> Sequence[object]:
    """The list there, empty where there is none."""
    found = inside(value, *keys)
    return found if isinstance(found, list) else ()


def text(value: object, *keys: str | int) -> str | None:
    """The text there, None where there is none."""
    found = inside(value, *keys)
    return found if isinstance(found, str) else None


def number(value: object, *keys: str | int) -> float | None:
    """The number there, None where there is none; truth values are no numbers."""
    found = inside(value, *keys)
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None


def strings(value: object, pointer: Pointer = ()) -> list[tuple[Pointer, str]]:
    """Every text of a document with its place, in the document's order."""
    found: list[tuple[Pointer, str]] = []
    _collect(value, pointer, found)
    return found


@lru_cache(maxsize=1)
def document_strings(document: Document) -> Sequence[tuple[Pointer, str]]:
    """Every text of the document with its place; kept until another one is asked for, as its rules run one after the other."""
    return strings(document.data)


def _collect(value: object, pointer: Pointer, found: list[tuple[Pointer, str]]) -> None:
    if isinstance(value, str):
        found.append((pointer, value))
        return
    if isinstance(value, dict):
        entries: Iterable[tuple[str | int, object]] = value.items()
    else:
        entries = enumerate(value) if isinstance(value, list) else ()
    for key, child in entries:
        # Most values are numbers: not calling for them takes half the time.
        if isinstance(child, str | dict | list):
            _collect(child, (*pointer, key), found)


def total(test: Mapping[str, object], field: str) -> float | None:
    """What all clients of a test config have together; None where one of them does not say."""
    values = [number(client, field) for client in sequence(test, "clients")]
    known = [value for value in values if value is not None]
    return sum(known) if known and len(known) == len(values) else None


def shown(value: float) -> str:
    """A number as a message shows it: as written where it is short, without an exponent."""
    return f"{value:.0f}" if abs(value) >= 1e6 else f"{value:.6g}"


def near(name: str, known: Iterable[str], otherwise: str) -> Hint:
    """A hint: the known names nearest to `name`, or the first of them where none is near, and what else to do."""
    return partial(_near, name, known, otherwise)


def _near(name: str, known: Iterable[str], otherwise: str) -> str:
    names = sorted(known)
    # A comparison takes microseconds, and a submission may have thousands of names: a few of like length are enough.
    likely = heapq.nsmallest(_MOST_LIKELY, names, key=lambda each: (each[:1] != name[:1], abs(len(each) - len(name))))
    close = difflib.get_close_matches(name, likely, n=3, cutoff=0.6)
    if close:
        return f"did you mean {' or '.join(close)}? Otherwise {otherwise}"
    if not names:
        return otherwise
    return f"known are {', '.join(names[:8])}{' …' if len(names) > 8 else ''}; otherwise {otherwise}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One entry of a results document with its place."""

    index: int
    entry: Mapping[str, object]
    result: Mapping[str, object]
    """SMP's PerformanceTestResult."""
    measurement: Mapping[str, object]
    """What SMP's result cannot hold."""

    @property
    def id(self) -> str:
        """The result's id; empty where it has none."""
        return text(self.entry, "id") or ""

    def at(self, *keys: str | int) -> Pointer:
        """The pointer to something of this result."""
        return ("results", self.index, *keys)

    @property
    def requests(self) -> float | None:
        """Requests made, None where not reported."""
        return number(self.measurement, "requests")

    @property
    def errors(self) -> float | None:
        """Errors of all kinds, None where not reported."""
        found = self.measurement.get("errors")
        if not isinstance(found, dict):
            return None
        return sum(number(count) or 0.0 for count in found.values())

    @property
    def start(self) -> Span | None:
        """When it began."""
        return read_time(text(self.result, "start_time") or "")

    @property
    def end(self) -> Span | None:
        """When it ended."""
        return read_time(text(self.result, "end_time") or "")

    @property
    def between_times(self) -> tuple[float, float] | None:
        """The least and the most seconds between start and end, as far as the two times tell."""
        start, end = self.start, self.end
        return None if start is None or end is None else gap_seconds(start, end)

    @property
    def duration(self) -> tuple[float, float] | None:
        """The least and the most seconds that the run took: as measured, else from its two times."""
        measured = number(self.measurement, "duration_seconds")
        return self.between_times if measured is None else (measured, measured)


@lru_cache(maxsize=KEPT)
def runs(document: Document) -> tuple[Run, ...]:
    """The results of a results document."""
    entries = enumerate(sequence(document.data, "results"))
    return tuple(
        Run(
            index=index,
            entry=mapping(entry),
            result=mapping(entry, "result"),
            measurement=mapping(entry, "measurement"),
        )
        for index, entry in entries
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A run with the configs of its submission that it names; empty mappings where one does not resolve."""

    document: Document
    run: Run
    submission: Document
    test: Mapping[str, object]
    workload: Mapping[str, object]
    mesh_config: Mapping[str, object]
    subject: Mapping[str, object]

    @property
    def connections(self) -> float | None:
        """Connections of all clients of the test config together, None where one does not say."""
        return total(self.test, "connections")

    @property
    def offered_rps(self) -> float | None:
        """The rate that all clients together were told to offer, in requests/s; None where one does not say."""
        return total(self.test, "rps")

    @property
    def test_place(self) -> tuple[str, Pointer]:
        """Where the test config stands, as a related place."""
        return (self.submission.path, ("test_configs", _index(self.submission, "test_configs", self.test)))


def _index(submission: Document, field: str, config: Mapping[str, object]) -> int:
    entries = sequence(submission.data, field)
    return next((place for place, entry in enumerate(entries) if entry is config), 0)


def by_id(submission: Document, field: str) -> Mapping[str, Mapping[str, object]]:
    """The configs of one of the submission's lists by their id; the first of equal ones."""
    found: dict[str, Mapping[str, object]] = {}
    for entry in sequence(submission.data, field):
        found.setdefault(text(entry, "id") or "", mapping(entry))
    return found


@lru_cache(maxsize=1)
def joined_runs(corpus: Corpus) -> tuple[Joined, ...]:
    """Every run whose submission is sound, with its configs, by folder and file."""
    folders = (folder for folder in corpus.folders if folder.submission is not None)
    return tuple(joined for folder in folders for joined in _joined(folder, cast("Document", folder.submission)))


def _joined(folder: Folder, submission: Document) -> Iterator[Joined]:
    tests, meshes = by_id(submission, "test_configs"), by_id(submission, "mesh_configs")
    for document in folder.results:
        for run in runs(document):
            test_id, mesh_id = text(run.result, "test_id") or "", text(run.result, "mesh_config_id") or ""
            yield Joined(
                document=document,
                run=run,
                submission=submission,
                test=tests.get(test_id, _EMPTY),
                workload=mapping(submission.data, "workload_conditions", test_id),
                mesh_config=meshes.get(mesh_id, _EMPTY),
                subject=mapping(submission.data, "subjects", mesh_id),
            )


@lru_cache(maxsize=KEPT)
def states(corpus: Corpus, name: str) -> Mapping[str, str]:
    """The state of each result of a submission of which an event or an upheld dispute says one, by the result's id; the last one said."""
    folder = corpus.folders_by_name[name]
    said = [
        (
            text(event, "date") or "",
            text(event, "state"),
            None if text(event, "results") == "all" else sequence(event, "results"),
        )
        for event in (sequence(folder.status.data, "events") if folder.status is not None else ())
    ]
    for dispute in corpus.disputes:
        decision = mapping(dispute.data, "decision")
        names = [str(each) for each in sequence(decision, "results") or sequence(dispute.data, "results")]
        own = [each.partition("/")[2] for each in names if each.partition("/")[0] == name]
        if decision.get("outcome") == "upheld" and own:
            said.append((text(decision, "date") or "", text(decision, "state"), None if "" in own else own))
    ids = [run.id for document in folder.results for run in runs(document)]
    found: dict[str, str] = {}
    for _, state, results in sorted(said, key=lambda each: each[0]):
        found.update((str(name), state or "") for name in (ids if results is None else results))
    return found
