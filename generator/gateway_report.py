"""The Gateway API's own reports, unmodified, in the form of our records: nothing is judged and nothing is filled in.

Source of the form: ConformanceReport of conformance/apis in kubernetes-sigs/gateway-api, every version of it (v1alpha1, v1).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from generator.characters import slug

if TYPE_CHECKING:
    from generator.source import Document

KIND = "ConformanceReport"
_DATE = re.compile(
    r"(?P<whole>\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2})(?:\.\d+)?(?P<zone>[Zz]|[+-]\d{2}:\d{2})", re.ASCII
)


def normalised(document: Document) -> Mapping[str, object]:
    """The report with our field names: `mesh`, `version`, `implementation`, `gateway_api_version`, `profiles` and so on.

    Numbers that stand for versions are read as they were written (1.20 is "1.20"), dates become UTC, what is empty or null is
    left out. `mesh` is the project's name as an id. The document must follow the schema of its kind.
    """
    data = _map(document.data)
    implementation = _map(data.get("implementation"))
    found: dict[str, object] = {
        "mesh": slug(str(implementation.get("project", ""))),
        "version": _text(document, data, "implementation", "version"),
        "date": utc(str(data.get("date", ""))),
        "implementation": _filled(
            {key: implementation.get(key) for key in ("organization", "project", "url", "contact")}
        ),
        "gateway_api_version": _text(document, data, "gatewayAPIVersion"),
        "channel": data.get("gatewayAPIChannel"),
        "mode": data.get("mode"),
        "profiles": [_profile(_map(each)) for each in _list(data.get("profiles"))],
        "provisional_tests": data.get("succeededProvisionalTests"),
    }
    return _filled(found)


def utc(text: str) -> str | None:
    """An RFC 3339 time with any offset, to the second and in UTC; None where the text is none."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    zone = "+00:00" if found["zone"] in "Zz" else found["zone"]
    try:
        moment = datetime.fromisoformat(found["whole"].replace(" ", "T").upper() + zone)
        return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat()}Z"  # strftime drops zeros of early years
    except (ValueError, OverflowError):
        return None


def _profile(entry: Mapping[str, object]) -> Mapping[str, object]:
    return _filled(
        {
            "name": entry.get("name"),
            "summary": entry.get("summary"),
            "core": _level(_map(entry.get("core"))),
            "extended": _level(_map(entry.get("extended"))),
        }
    )


def _level(entry: Mapping[str, object]) -> Mapping[str, object]:
    # One published report spells its counts in lower case.
    counts = {key.lower(): value for key, value in _map(entry.get("statistics")).items()}
    return _filled(
        {
            "result": entry.get("result"),
            "passed": counts.get("passed"),
            "failed": counts.get("failed"),
            "skipped": counts.get("skipped"),
            "failed_tests": entry.get("failedTests"),
            "skipped_tests": entry.get("skippedTests"),
            "supported_features": entry.get("supportedFeatures"),
            "unsupported_features": entry.get("unsupportedFeatures"),
        }
    )


def _text(document: Document, data: Mapping[str, object], *keys: str) -> str | None:
    value: object = data
    for key in keys:
        value = _map(value).get(key)
    if value is None or isinstance(value, str):
        return value
    return document.raw(keys) or str(value)


def _filled(entry: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in entry.items() if value is not None and value not in ("", [], {})}


def _map(found: object) -> Mapping[str, object]:
    return found if isinstance(found, dict) else {}


def _list(found: object) -> Sequence[object]:
    return found if isinstance(found, list) else ()
