"""A results file with something new in the measurement of its runs, byte for byte as the importer would have written it.

Only a file that comes out the same when it is written anew is taken: what a person changed in it (a comment, an order, quotes) would be lost.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from generator.importers.common import ImportRefused
from generator.importers.write import results_file
from generator.source import parse

if TYPE_CHECKING:
    from pathlib import Path

    from generator.finding import Pointer
    from generator.source import Document

_AFTER = ("generators", "generators_expected", "evidence", "note")
"""What follows `resources` in a measurement."""
NOTE = "CPU and memory leave out the first {first} s and the last {last} s of the run."
"""What the note of a run says of times left out; an earlier such sentence gives way."""
_NOTE = re.compile(r"[ ]?CPU and memory leave out the first [0-9.]{1,20} s and the last [0-9.]{1,20} s of the run\.")
Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsFile:
    """A results file: its entries with every number as it is written, and whether it can be written anew."""

    name: str
    entries: tuple[Fields, ...]
    is_ours: bool


def read_results(into: Path) -> tuple[ResultsFile, ...]:
    """The results files of a submission, in the order of their names.

    Raises:
        ImportRefused: one can't be read.
    """
    found = sorted(each for each in into.glob("*.yaml") if each.name not in ("submission.yaml", "status.yaml"))
    return tuple(_read(path) for path in found)


def _read(path: Path) -> ResultsFile:
    if path.is_symlink() or not path.is_file():
        raise ImportRefused(f"{path}: not a plain file")
    content = path.read_bytes()
    document = parse(path.as_posix(), content).document
    data = _as_written(document.data, (), document) if document else None
    entries = data.get("results") if isinstance(data, dict) else None
    if (
        not isinstance(data, dict)
        or not isinstance(entries, list)
        or not all(isinstance(each, dict) for each in entries)
    ):
        raise ImportRefused(f"{path}: no results can be read from it; `mesh-results check` says why")
    return ResultsFile(
        name=path.name, entries=tuple(entries), is_ours=not _has_list_in_list(data) and results_file(data) == content
    )


def _has_list_in_list(value: object) -> bool:
    """Whether there is what no importer writes, and the writer does not take."""
    if isinstance(value, dict):
        return any(map(_has_list_in_list, value.values()))
    return isinstance(value, list) and any(isinstance(each, list) or _has_list_in_list(each) for each in value)


def _as_written(value: object, at: Pointer, document: Document) -> object:
    match value:
        case dict():
            return {key: _as_written(item, (*at, key), document) for key, item in value.items()}
        case list():
            return [_as_written(item, (*at, index), document) for index, item in enumerate(value)]
        case float():
            return Decimal(document.raw(at) or repr(value))
        case _:
            return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """What a run gets: its resources, the evidence that takes the place of what the same tool gave before, and a `NOTE`."""

    resources: Sequence[Fields]
    evidence: Sequence[Fields]
    note: str | None = None


def rewritten(file: ResultsFile, additions: Mapping[str, Addition], tool: str) -> bytes:
    """The file with these additions to the runs of these ids.

    Raises:
        ImportRefused: the file is not as an importer wrote it.
    """
    if not file.is_ours:
        raise ImportRefused(
            f"{file.name}: is not as an importer writes it (a comment, an order or quotes of your own, which would be "
            "lost); import its raw files anew first, or write the resources by hand"
        )
    entries = [
        {**entry, "measurement": _measured(entry, found, tool)}
        if (found := additions.get(str(entry.get("id"))))
        else entry
        for entry in file.entries
    ]
    return results_file({"kind": "performance-results/v1", "results": entries})


def _measured(entry: Fields, addition: Addition, tool: str) -> Fields:
    there = entry.get("measurement")
    measurement = dict(there) if isinstance(there, dict) else {}
    others = [each for each in evidence_of(entry) if each.get("tool") != tool]
    after = {key: measurement[key] for key in _AFTER if key in measurement}
    after["evidence"] = [*others, *addition.evidence]
    after["note"] = _noted(after.get("note"), addition.note)
    before = {key: value for key, value in measurement.items() if key not in ("resources", *_AFTER)}
    return {
        **before,
        "resources": list(addition.resources),
        **{key: after[key] for key in _AFTER if after.get(key) is not None},
    }


def _noted(there: object, note: str | None) -> str | None:
    kept = _NOTE.sub("", there).strip() if isinstance(there, str) else ""
    return " ".join(filter(None, (kept, note))) or None


def evidence_of(entry: Fields) -> list[Fields]:
    """The evidence that a run names."""
    measurement = entry.get("measurement")
    given = measurement.get("evidence") if isinstance(measurement, dict) else None
    return [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []
