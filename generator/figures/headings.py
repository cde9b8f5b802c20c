"""What a reader calls a figure's columns, whose names carry their unit at the end."""

from __future__ import annotations

_UNITS = (
    ("_per_1000_rps", "mCPU per 1,000 requests/s"),
    ("_percent", "%"),
    ("_mcores", "mCPU"),
    ("_mcpu", "mCPU"),
    ("_rps", "requests/s"),
    ("_bytes", "bytes"),
    ("_mb", "MB"),
    ("_ms", "ms"),
    ("_s", "s"),
)
_EXACT = frozenset({"percentile", "runs", "requests", "connections", "replicas", "offered_rps"})
"""Columns of counts, percentiles and conditions; all others are measured."""


def heading(column: str) -> tuple[str, str]:
    """A column's name as a reader calls it, and its unit: `p50_ms` is ("p50", "ms")."""
    for ending, unit in _UNITS:
        if column.endswith(ending):
            return column.removesuffix(ending).replace("_", " ") or unit, unit
    return column.replace("_", " "), ""


def is_exact(column: str) -> bool:
    """Whether the column holds counts, percentiles or conditions, which are shown as they are."""
    return column in _EXACT
