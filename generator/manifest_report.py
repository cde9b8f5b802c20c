"""How many objects of manifests were checked against which schema, and how many could not be and why: never silently green."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from generator.characters import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.load import ManifestCheck

_MOST_GROUPS = 12


def as_text(checks: Sequence[ManifestCheck]) -> str:
    """The lines for people; nothing where there are no manifests."""
    if not checks:
        return ""
    checked = [each for each in checks if each.schema is not None]
    known = Counter(_family(each.schema or "") for each in checked)
    against = f" ({', '.join(f'{count} {name}' for name, count in known.most_common())})" if known else ""
    left = len(checks) - len(checked)
    objects = "1 object" if len(checks) == 1 else f"{len(checks)} objects"
    first = f"{objects} of manifests: {len(checked)} checked{against}; {left} not checked"
    return "".join(f"{visible(line)}\n" for line in (first, *_reasons(checks)))


def _reasons(checks: Sequence[ManifestCheck]) -> list[str]:
    """A line for each reason; where it is about a group of an API, with all groups for which it holds."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for each in checks:
        if each.schema is None:
            group = each.api_version.rpartition("/")[0]
            before, named, after = each.reason.partition(f" of {group}") if group else (each.reason, "", "")
            found.setdefault((before, after), Counter())[group if named else ""] += 1
    return [_reason(before, after, groups) for (before, after), groups in sorted(found.items())]


def _reason(before: str, after: str, groups: Counter[str]) -> str:
    if set(groups) == {""}:
        return f"  {groups['']} not checked: {before}"
    listed = [f"{name} ({count})" for name, count in groups.most_common(_MOST_GROUPS)]
    more = f" and {len(groups) - _MOST_GROUPS} more groups" if len(groups) > _MOST_GROUPS else ""
    return f"  {groups.total()} not checked: {before} of {', '.join(listed)}{more}{after}"


def _family(schema: str) -> str:
    """The name of a schema without the API's group and version and without its source: Kubernetes 1.29 to 1.34, Istio, SMI."""
    words = schema.partition(" (")[0].split()
    return (
        "CRD files" if schema.startswith("CRD file ") else " ".join(word for word in words if "/" not in word) or schema
    )


def as_object(checks: Sequence[ManifestCheck]) -> dict[str, object]:
    """The same counts for machines: by the full name of the schema, and by the reason."""
    known = Counter(each.schema for each in checks if each.schema is not None)
    unknown = Counter(each.reason for each in checks if each.schema is None)
    return {
        "objects": len(checks),
        "checked": known.total(),
        "not_checked": unknown.total(),
        "schemas": [{"schema": visible(name), "objects": count} for name, count in sorted(known.items())],
        "reasons": [{"reason": visible(name), "objects": count} for name, count in sorted(unknown.items())],
    }


def added(report: str, form: str, checks: Sequence[ManifestCheck]) -> str:
    """A report of `check` with these counts, in the forms that have a place for them: text and JSON."""
    if not checks or form not in ("json", "text"):
        return report
    if form == "text":
        return report + as_text(checks)
    whole = {**json.loads(report), "manifests": as_object(checks)}
    return json.dumps(whole, ensure_ascii=False, allow_nan=False, indent=2) + "\n"
