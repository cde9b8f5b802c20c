"""`mesh-results import gateway-api`: reports of the Gateway API's conformance suite, as they were written.

Source of the form: ConformanceReport of conformance/apis in kubernetes-sigs/gateway-api, v1alpha1 and v1. A report that departs from it
is refused with the place; nothing in it is mended.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from generator import versions
from generator.gateway_report import KIND, normalised
from generator.importers.common import ImportRefused, RawFile
from generator.importers.reports import FoundReport, ReportOptions, document
from generator.model import is_mesh_profile

if TYPE_CHECKING:
    from generator.source import Document

SUITE = "gateway-api"
TOOL = "Gateway API conformance suite"
HEAD = ("mesh", "version", "Gateway API", "channel", "mode", "mesh profiles")


def gather(raw: RawFile, options: ReportOptions) -> tuple[FoundReport, ...]:
    """The one report of a file.

    Raises:
        ImportRefused: it is no report of this suite, departs from its schema, or has no profile of a mesh.
    """
    return (report(raw, document(raw.path, raw.content, KIND), options.said().get("mesh")),)


def report(raw: RawFile, found: Document, mesh: str | None = None) -> FoundReport:
    """The report of a document that follows the schema; `mesh` is its id where the person says it.

    Raises:
        ImportRefused: it has no profile of a mesh, or its project's name holds nothing that an id could be made of.
    """
    fields = dict(normalised(found))
    names = profile_names(found.data)
    if not any(map(is_mesh_profile, names)):
        raise ImportRefused(f"{raw.path}: no profile of a mesh (MESH or MESH-…), it has {', '.join(names)}")
    fields = {"mesh": "", **fields} | ({"mesh": mesh} if mesh else {})
    if not fields["mesh"]:
        raise ImportRefused(f"{raw.path}: no id can be made of the project's name; say --set mesh=ID")
    return made(raw, fields, _date_note(raw, found.data, fields))


def made(raw: RawFile, fields: Mapping[str, object], notes: Sequence[str] = ()) -> FoundReport:
    """The report with these fields of our record."""
    mode = fields.get("mode")
    said = [str(fields.get(key, "")) for key in ("mesh", "version", "gateway_api_version", "channel")]
    return FoundReport(
        raw=raw,
        kind=f"{SUITE}-conformance/v1",
        tool=TOOL,
        stem=(*said, "" if mode in (None, "default") else str(mode)),
        fields=fields,
        content=raw.content,
        cells=(*said, str(mode or ""), _profiles(fields)),
        notes=(*notes, *_version_notes(raw, fields)),
    )


def profile_names(data: object) -> tuple[str, ...]:
    """The names of a report's profiles, as far as it has any."""
    profiles = data.get("profiles") if isinstance(data, Mapping) else None
    listed = profiles if isinstance(profiles, list) else []
    return tuple(str(each["name"]) for each in listed if isinstance(each, Mapping) and "name" in each)


def _profiles(fields: Mapping[str, object]) -> str:
    """The mesh profiles with the result of each level: `MESH-HTTP success/partial`."""
    profiles = fields["profiles"]
    listed = [each for each in profiles if is_mesh_profile(str(each["name"]))] if isinstance(profiles, list) else []
    return ", ".join(f"{each['name']} {'/'.join(_results(each))}".rstrip() for each in listed)


def _results(profile: Mapping[str, object]) -> tuple[str, ...]:
    levels = (profile.get(level) for level in ("core", "extended"))
    return tuple(str(each["result"]) for each in levels if isinstance(each, Mapping) and "result" in each)


def _version_notes(raw: RawFile, fields: Mapping[str, object]) -> tuple[str, ...]:
    named = (("version", "the version"), ("gateway_api_version", "the version of the Gateway API"))
    odd = ((what, str(fields[key])) for key, what in named if not versions.is_release(str(fields[key])))
    return tuple(
        f"{raw.path}: {what}, {value}, is no release (a branch, a commit or an address); kept as reported"
        for what, value in odd
    )


def _date_note(raw: RawFile, data: object, fields: Mapping[str, object]) -> tuple[str, ...]:
    said = data.get("date") if isinstance(data, Mapping) else None
    return () if "date" in fields else (f"{raw.path}: the date {said!r} is no RFC 3339 time with a zone; left out",)
