"""Durations as programs in Go write and read them: 1m30s, 2.5ms."""

from __future__ import annotations

import re
from decimal import Decimal

_LONGEST_TEXT = 64
_SECONDS = {
    "h": Decimal(3600),
    "m": Decimal(60),
    "s": Decimal(1),
    "ms": Decimal("1e-3"),
    "us": Decimal("1e-6"),
    "µs": Decimal("1e-6"),  # the micro sign
    "μs": Decimal("1e-6"),  # the Greek letter, which Go reads as well
    "ns": Decimal("1e-9"),
}
_PART = re.compile(rf"(\d{{1,12}}(?:\.\d{{1,9}})?)({'|'.join(sorted(_SECONDS, key=len, reverse=True))})", re.ASCII)


def go_seconds(text: object) -> Decimal | None:
    """A duration of Go's `time.ParseDuration` without sign, in seconds, exactly; None for anything else."""
    parts = list(_PART.finditer(text)) if isinstance(text, str) and len(text) < _LONGEST_TEXT else []
    if not parts or "".join(part[0] for part in parts) != text:
        return None
    return sum((Decimal(part[1]) * _SECONDS[part[2]] for part in parts), Decimal(0))
