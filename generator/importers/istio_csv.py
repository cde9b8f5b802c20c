"""The table of Istio's benchmark runner (istio/tools, perf/benchmark/runner/fortio.py).

One row a run. Latencies are whole microseconds, CPU milli-CPU, memory MiB. Not in it: how many requests were sent, errors, the
mean, minimum and maximum, and which generator drove the load (Fortio or Nighthawk). The runner leaves out rows with more than 10 %
errors before it writes the table, so that nothing can be said about errors below that.
"""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from generator.importers.common import (
    MIB_IN_MB,
    ComponentUse,
    Gathered,
    ImportedRun,
    ImportRefused,
    RawFile,
    number,
)
from generator.importers.private import clean_cells, without_private

if TYPE_CHECKING:
    from collections.abc import Mapping

_THOUSAND = Decimal(1000)
_BYTE = Decimal("0.000001")
_REQUIRED = ("StartTime", "ActualDuration", "Labels", "NumThreads", "ActualQPS")
_PERCENTILE = re.compile(r"p(\d{2})(\d*)")
_USE = re.compile(r"(cpu_mili|mem_Mi|mem_MB)_(avg|max)_(.+)")
_STATISTICS = {"avg": "average", "max": "max"}
_LABEL_RATE = re.compile(r"(?:^|_)qps_(\d+)_c_(\d+)(?:_|$)")


def recognises(head: str) -> str | None:
    """Why it is the runner's table, if it is."""
    columns = head.partition("\n")[0].strip().split(",")
    return "CSV with the columns of Istio's runner" if set(_REQUIRED) <= set(columns) else None


def gather(raw: RawFile, latency_unit: str | None = None) -> Gathered:
    """The rows of the table; `label` of a run is its column `Labels`.

    Raises:
        ImportRefused: it is another table, a value is no number, or a label contradicts its row.
    """
    if latency_unit not in (None, "us"):
        raise ImportRefused(f"{raw.path}: --latency-unit {latency_unit} does not apply, the runner writes microseconds")
    cleaned = clean_cells(raw.text())
    source, removed = without_private(raw, cleaned)
    rows = list(csv.DictReader(cleaned.text.splitlines()))
    columns = rows[0].keys() if rows else ()
    missing = [column for column in _REQUIRED if column not in columns]
    if missing:
        raise ImportRefused(f"{raw.path}: not the table of Istio's runner (no column {', '.join(missing)})")
    runs = tuple(_run(row, line, source) for line, row in enumerate(rows, start=2))
    absent = sum(_is_nan(text) for row in rows for text in row.values())
    notes = (f"{raw.path}: NaN stands in {absent} cells, left out",) if absent else ()
    return Gathered(runs=runs, notes=(*notes, *removed))


def _is_nan(text: str | None) -> bool:
    return isinstance(text, str) and text.lower() == "nan"


def _run(row: Mapping[str, str | None], line: int, raw: RawFile) -> ImportedRun:
    where = f"{raw.path}:{line}"
    values = {key: value for key, value in row.items() if value}
    absent = [column for column in _REQUIRED if column not in values]
    if absent or None in row:
        raise ImportRefused(f"{where}: the row has not the columns of its head")
    _check_label(values, where)
    return ImportedRun(
        label=values["Labels"],
        source=raw,
        tool="istio-tools runner",
        start_time=values["StartTime"],
        percentiles_ms=_percentiles(values, where),
        actual_qps=number(values["ActualQPS"], where),
        duration_seconds=number(values["ActualDuration"], where),
        coordinated_omission="unknown",
        resources=_uses(values, where),
        facts={"connections": values["NumThreads"]},
        smp={"labels": {"label": values["Labels"]}},
    )


def _check_label(values: Mapping[str, str], where: str) -> None:
    """The runner writes rate and connections into the label too; both are checked, so that a shifted column shows."""
    found = _LABEL_RATE.search(values["Labels"])
    if found and found[2] != values["NumThreads"]:
        raise ImportRefused(f"{where}: the label says {found[2]} connections, the row {values['NumThreads']}")
    if found and number(values["ActualQPS"], where) > Decimal(found[1]) * Decimal("1.05"):
        raise ImportRefused(f"{where}: {values['ActualQPS']} requests/s, more than the label's {found[1]}")


def _percentiles(values: Mapping[str, str], where: str) -> dict[str, Decimal]:
    """p50 -> "50", p999 -> "99.9"; in ms."""
    found = {_PERCENTILE.fullmatch(column): text for column, text in values.items()}
    keys = {(f"{match[1]}.{match[2]}" if match[2] else match[1]): text for match, text in found.items() if match}
    if not keys:
        raise ImportRefused(f"{where}: no percentile")
    latencies = {key: number(text, where) for key, text in sorted(keys.items(), key=lambda item: Decimal(item[0]))}
    if any("." in text for text in keys.values()) or list(latencies.values()) != sorted(latencies.values()):
        raise ImportRefused(f"{where}: latencies are not whole microseconds in ascending order")
    return {key: value / _THOUSAND for key, value in latencies.items()}


def _uses(values: Mapping[str, str], where: str) -> tuple[ComponentUse, ...]:
    found: dict[tuple[str, str], dict[str, Decimal]] = {}
    for column, text in values.items():
        match = _USE.fullmatch(column)
        if match is None or _is_nan(text):
            continue
        amounts = found.setdefault((match[3], _STATISTICS[match[2]]), {})
        amounts[match[1]] = number(text, where)
    return tuple(_use(component, statistic, amounts) for (component, statistic), amounts in sorted(found.items()))


def _use(component: str, statistic: str, amounts: Mapping[str, Decimal]) -> ComponentUse:
    mib = amounts.get("mem_Mi")
    return ComponentUse(
        component=component.replace("_", "-"),
        role=_role(component),
        statistic=statistic,
        cpu_mcores=amounts.get("cpu_mili"),
        mem_mb=amounts.get("mem_MB") if mib is None else (mib * MIB_IN_MB).quantize(_BYTE),
    )


def _role(component: str) -> str:
    if "ingress" in component:
        return "gateway"
    return "control-plane" if any(word in component for word in ("mixer", "pilot", "istiod")) else "sidecar"
