"""CPU and memory of a run's components, measured by the submitter's own means: JSON in the form that a result has."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

from generator.importers.common import ComponentUse, ImportRefused, read
from generator.importers.json_values import bounded, parsed

_TEXTS = ("component", "role")
_KNOWN = {*_TEXTS, "statistic", "cpu_mcores", "mem_mb"}


def components(path: str) -> tuple[ComponentUse, ...]:
    """The components of a file that holds a list of them, or an object with such a list in `resources`.

    Raises:
        ImportRefused: the file can't be read, or an entry has another field, lacks a name, or a number that is none.
    """
    (raw,) = read([Path(path)])
    found = parsed(raw.text(), path)
    entries = found.get("resources") if isinstance(found, dict) else found
    if not isinstance(entries, list) or not entries:
        raise ImportRefused(f"{path}: a list of components was expected, or an object with one in `resources`")
    return _unrepeated([_component(entry, f"{path}: resources[{at}]") for at, entry in enumerate(entries)], path)


def _unrepeated(found: list[ComponentUse], path: str) -> tuple[ComponentUse, ...]:
    """What would be summed twice is refused: a component has each statistic once."""
    seen: set[tuple[str, str, str]] = set()
    for at, use in enumerate(found):
        key = (use.component, use.role, use.statistic)
        if key in seen:
            raise ImportRefused(
                f"{path}: resources[{at}]: the {use.statistic} of {use.component} ({use.role}) stands there already"
            )
        seen.add(key)
    return tuple(found)


def _component(entry: object, where: str) -> ComponentUse:
    if not isinstance(entry, dict) or any(not isinstance(entry.get(key), str) for key in _TEXTS):
        raise ImportRefused(f"{where}: an object with `component` and `role` was expected")
    unknown = sorted(set(entry) - _KNOWN)
    if unknown:
        raise ImportRefused(f"{where}: unknown field {json.dumps(unknown[0])}, expected {', '.join(sorted(_KNOWN))}")
    return ComponentUse(
        component=entry["component"],
        role=entry["role"],
        statistic=str(entry.get("statistic") or "average"),
        cpu_mcores=_amount(entry.get("cpu_mcores"), f"{where}: cpu_mcores"),
        mem_mb=_amount(entry.get("mem_mb"), f"{where}: mem_mb"),
    )


def _amount(value: object, where: str) -> Decimal | None:
    return None if value is None else bounded(value, where)
