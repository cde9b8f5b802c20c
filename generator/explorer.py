"""The explorer's columns and its data file, columnar and dictionary-encoded.

The format, "mesh-results-explorer/1", is described where it is read: assets/explorer.js. Rows keep the frame's order,
newest first. 10,000 results take about half a megabyte, a third of that compressed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator import trust
from generator.compare.values import Flag, FlagKind
from generator.compare.variants import SPELLINGS
from generator.trust import EvidenceLevel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

FORMAT = "mesh-results-explorer/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the explorer.

    `source` is the frame's column where that has another name, `ids` the frame's column whose values stand for this
    one's in addresses. kind: "text" (a value that repeats), "list" (several values in a cell), "number", "plain" (hardly repeats).
    `signed` numbers are differences, shown with their plus.
    """

    name: str
    title: str
    kind: str = "text"
    unit: str | None = None
    shown: bool = False
    facet: bool = False
    source: str | None = None
    ids: str | None = None
    signed: bool = False


COLUMNS: tuple[Column, ...] = (
    Column(name="label", title="Mesh and version", shown=True),
    Column(name="mesh", title="Mesh", facet=True, source="mesh_name", ids="mesh"),
    Column(name="version", title="Version", facet=True),
    Column(name="mode", title="Mode"),
    Column(name="configuration", title="Configuration"),
    Column(name="encryption", title="Encryption", facet=True, source="encryption_name", ids="encryption"),
    Column(name="lab", title="Lab", facet=True, source="lab_name", ids="lab"),
    Column(name="lab_access", title="Kind of lab", facet=True, source="access_name", ids="access_id"),
    Column(name="submission", title="Submission", facet=True),
    Column(name="result", title="Result", kind="plain"),
    Column(name="generator", title="Generator", facet=True),
    Column(name="protocol", title="Protocol", facet=True),
    Column(name="tls", title="TLS of the client"),
    Column(name="loop", title="Loop", facet=True),
    Column(name="year", title="Year", facet=True),
    Column(name="date", title="Date", shown=True),
    Column(name="achieved_rps", title="Achieved", kind="number", unit="requests/s", shown=True),
    Column(name="connections", title="Connections", kind="number", shown=True),
    Column(name="p50_ms", title="p50", kind="number", unit="ms", shown=True),
    Column(name="p90_ms", title="p90", kind="number", unit="ms", shown=True),
    Column(name="p99_ms", title="p99", kind="number", unit="ms", shown=True),
    Column(name="p99_overhead_ms", title="Overhead at p99", kind="number", unit="ms", shown=True, signed=True),
    Column(name="offered_rps", title="Offered", kind="number", unit="requests/s", shown=True),
    Column(name="proxy_cpu_mcores", title="Proxy CPU", kind="number", unit="mCPU", shown=True),
    Column(name="proxy_memory_mb", title="Proxy memory", kind="number", unit="MB"),
    Column(name="purpose", title="Purpose", facet=True),
    Column(name="state", title="State", facet=True),
    Column(name="relationship", title="Who measured", facet=True, source="relationship_name", ids="relationship"),
    Column(name="evidence_level", title="Evidence", facet=True, source="evidence_name", ids="evidence_level"),
    Column(name="flags", title="Flags", kind="list", shown=True, facet=True),
    Column(name="measured_by", title="Measured by", shown=True, source="measured_by_name"),
    Column(name="group_title", title="Group", shown=True, ids="group"),
)
"""All columns in their order, numbers early for narrow screens; those that a frame lacks are left out of its file."""
FULL_LOAD = "full load"
"""Stands for the offered rate of a run that offered as much as it could."""

REASONS = {"p99_overhead_ms": "no_overhead", "proxy_cpu_mcores": "no_proxy", "proxy_memory_mb": "no_proxy"}
"""Columns of numbers, and the frame's columns that say why there is none."""

ACCESS = {"cncf-lab": "CNCF lab", "cloud": "public cloud", "own": "own lab", None: "not reported"}
RELATIONSHIPS = {"independent": "independent", "vendor": "maker", "user": "user"}
"""The measurer's relation to the makers, as short as a row needs it."""
LEVELS = {**trust.LEVELS, EvidenceLevel.REPRODUCED: "reproduced by others"}

Cells = dict[str, list[object]]


def explorer_json(
    frame: pd.DataFrame,
    *,
    flags: Mapping[str, Sequence[Flag]] | None = None,
    looks: Mapping[str, tuple[str, str]] | None = None,
    labs: Mapping[str, str] | None = None,
) -> bytes:
    """The data file of the frame of `tables.explorer_table`, whose order is kept: give it newest first, demonstrations last.

    `flags` are those of every result by address, `looks` colour and marker by variant label, `labs` the labs' names by
    id. None and NaN are "not reported"; a text in a column of numbers says why there is none. KeyError without a column
    `address` or a result's flags.
    """
    cells: Cells = {str(name): _plain(frame[name]) for name in frame.columns}
    cells |= _derived(cells, labs or {})
    columns = [_encode(column, cells) for column in COLUMNS if (column.source or column.name) in cells]
    if flags is not None:
        columns = [_with_flags(each, cells, flags) if each["name"] == "flags" else each for each in columns]
    columns = [_with_looks(each, looks) if looks and each["name"] == "label" else each for each in columns]
    content = {"format": FORMAT, "rows": len(frame), "columns": columns}
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def _derived(cells: Cells, labs: Mapping[str, str]) -> Cells:
    """What the explorer shows and the table does not hold."""
    addresses = [str(address).partition("/") for address in cells["address"]]
    made: Cells = {"submission": [one for one, _, _ in addresses], "result": [one for _, _, one in addresses]}
    if "lab" in cells:
        made["lab_name"] = [labs.get(str(lab), lab) for lab in cells["lab"]]
    if "encryption" in cells:
        made["encryption_name"] = [SPELLINGS.get(str(value), value) for value in cells["encryption"]]
    made |= _trusted(cells)
    if "date" in cells:
        made["year"] = [None if _missing(value) else str(value)[:4] for value in cells["date"]]
    if "offered" in cells and "offered_rps" in cells:
        pairs = zip(cells["offered_rps"], cells["offered"], strict=True)
        made["offered_rps"] = [FULL_LOAD if offered == "full-load" else rate for rate, offered in pairs]
    if "demonstration" in cells:
        made["purpose"] = ["demonstration" if shown else "measurement" for shown in cells["demonstration"]]
    for number, reason in REASONS.items():
        if number in cells and reason in cells:
            pairs = zip(cells[number], cells[reason], strict=True)
            made[number] = [why if _missing(value) else value for value, why in pairs]
    return made


def measured_by(name: object, relationship: object) -> str:
    """Who measured, with the relation to the makers: `LiveWyer (independent)`."""
    return f"{name} ({RELATIONSHIPS[str(relationship)]})"


def _trusted(cells: Cells) -> Cells:
    """Who measured, in what kind of lab, and the evidence level, in words."""
    made: Cells = {}
    if "measured_by" in cells and "relationship" in cells:
        people = zip(cells["measured_by"], cells["relationship"], strict=True)
        made["measured_by_name"] = [measured_by(*pair) for pair in people]
        made["relationship_name"] = [RELATIONSHIPS[str(value)] for value in cells["relationship"]]
    if "lab_access" in cells:
        made["access_name"] = [ACCESS[None if _missing(value) else str(value)] for value in cells["lab_access"]]
        made["access_id"] = [value or "not-reported" for value in cells["lab_access"]]
    if "evidence_level" in cells:
        made["evidence_name"] = [LEVELS[EvidenceLevel(str(value))] for value in cells["evidence_level"]]
    return made


def _encode(column: Column, cells: Cells) -> dict[str, object]:
    values = cells[column.source or column.name]
    head: dict[str, object] = {
        "name": column.name,
        "title": column.title,
        "unit": column.unit,
        "kind": column.kind,
        "shown": column.shown,
        "facet": column.facet,
        "signed": column.signed,
    }
    match column.kind:
        case "number":
            return {**head, "data": [_number(value) for value in values]}
        case "plain":
            return {**head, "data": [None if _missing(value) else str(value) for value in values]}
        case "list":
            return {**head, **_sets([_members(value) for value in values])}
    return {**head, **_dictionary(values, cells.get(column.ids) if column.ids else None)}


def _with_flags(column: dict[str, object], cells: Cells, flags: Mapping[str, Sequence[Flag]]) -> dict[str, object]:
    """The column with the flags' own labels; the ids are their kinds, a state's its word."""
    of_row = [flags[str(address)] for address in cells["address"]]
    known = {_flag_id(flag): flag for row in of_row for flag in row}
    encoded = _sets([[_flag_id(flag) for flag in row] for row in of_row])
    ids = list(known)
    return {
        **column,
        **encoded,
        "ids": ids,
        "values": [known[one].label for one in ids],
        "excludes": [known[one].excludes for one in ids],
    }


def _flag_id(flag: Flag) -> str:
    return flag.label if flag.kind is FlagKind.STATE else flag.kind.value


def _with_looks(column: dict[str, object], looks: Mapping[str, tuple[str, str]]) -> dict[str, object]:
    values = column["values"]
    shown = [looks.get(str(label), ("", "")) for label in values] if isinstance(values, list) else []
    return {**column, "colours": [colour for colour, _ in shown], "markers": [marker for _, marker in shown]}


def _plain(column: pd.Series[Any]) -> list[object]:
    """The column's values with None for every way in which pandas says missing."""
    return list(column.astype("object").where(column.notna(), None))


def _missing(value: object) -> bool:
    return value is None or value == ""


def _number(value: object) -> float | str | None:
    if _missing(value):
        return None
    if isinstance(value, str):
        return value
    number = float(str(value))
    return int(number) if number.is_integer() else float(f"{number:.6g}")


def _dictionary(values: Sequence[object], ids: Sequence[object] | None) -> dict[str, object]:
    """Values in order of first sight. With ids, two values of one text but two ids stay two."""
    places: dict[tuple[str, str], int] = {}
    codes = []
    for at, value in enumerate(values):
        if _missing(value):
            codes.append(-1)
            continue
        text = str(value)
        name = text if ids is None or _missing(ids[at]) else str(ids[at])
        codes.append(places.setdefault((text, name), len(places)))
    encoded: dict[str, object] = {"values": [text for text, _ in places], "codes": codes}
    if ids is not None:
        encoded["ids"] = [name for _, name in places]
    return encoded


def _sets(values: Sequence[Sequence[str]]) -> dict[str, object]:
    places: dict[str, int] = {}
    sets: dict[tuple[int, ...], int] = {}
    codes = []
    for texts in values:
        members = tuple(places.setdefault(text, len(places)) for text in texts)
        codes.append(sets.setdefault(members, len(sets)))
    return {"values": list(places), "sets": [list(members) for members in sets], "codes": codes}


def _members(value: object) -> list[str]:
    return [] if _missing(value) else str(value).split()
