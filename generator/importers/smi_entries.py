"""Meshery's SMI results in the dialects there are, read by name and never by position.

* the JSON of conformance.proto: numbers as text, enums as names or numbers;
* the snake case of Meshery's server and its adapters, older spellings included (`servicemesh`, `specifications`, `duration`);
* the camel case of today's meshery/schemas.

Case and separators of a key do not count, so one literal table knows them all.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import TYPE_CHECKING

from generator.characters import slug
from generator.gateway_report import utc
from generator.importers.common import ImportRefused
from generator.importers.smp_fields import MESH_TYPES, plain
from generator.times import read_duration, read_time

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.finding import Pointer
    from generator.source import Document

RUN: Mapping[str, str] = MappingProxyType(
    {
        "casespassed": "cases_passed",
        "conformancecapability": "capability",
        "date": "date",
        "datetime": "date",
        "details": "details",
        "id": "id",
        "kubernetesversion": "kubernetes_version",
        "mesh": "mesh",
        "meshname": "mesh",
        "meshversion": "version",
        "moredetails": "details",
        "passingpercentage": "percentage",
        "passpercent": "percentage",
        "servicemesh": "mesh",
        "servicemeshversion": "version",
        "specifications": "details",
        "status": "status",
    }
)
"""The fields of a run by their folded spelling."""
DETAIL: Mapping[str, str] = MappingProxyType(
    {
        "assertion": "assertions",
        "assertions": "assertions",
        "capability": "capability",
        "conformancecapability": "capability",
        "duration": "duration",
        "error": "error",
        "message": "message",
        "reason": "reason",
        "result": "result",
        "smispec": "specification",
        "smispecification": "specification",
        "smiversion": "api",
        "specification": "specification",
        "specversion": "api",
        "status": "status",
        "time": "duration",
    }
)
"""The fields of one specification's result by their folded spelling."""
HIDDEN = frozenset({"createdby", "email", "mesheryid", "owner", "userid", "username", "user"})
"""Fields that say who ran the suite with which account: they are not published."""

SPECIFICATIONS: Mapping[str, str] = MappingProxyType(
    {
        "trafficaccess": "traffic-access",
        "trafficaccesscontrol": "traffic-access",
        "trafficspec": "traffic-spec",
        "trafficspecs": "traffic-spec",
        "trafficsplit": "traffic-split",
    }
)
_MESHES: Mapping[str, str] = MappingProxyType(
    {
        "aws-app-mesh": "app-mesh",
        "consul-connect": "consul",
        "linkerd-1-x": "linkerd",
        "linkerd-2-x": "linkerd",
        "linkerd2": "linkerd",
        "maesh": "traefik-mesh",
        "nginx": "nginx-service-mesh",
        "nsm": "network-service-mesh",
        "osm": "open-service-mesh",
        "tanzu": "tanzu-service-mesh",
        "traefik": "traefik-mesh",
    }
)
"""Names that meshes had in results, and their ids in the registry; any other name is made an id as it is."""

CAPABILITIES: Mapping[str, str] = MappingProxyType(
    {"0": "full", "1": "half", "2": "none", "full": "full", "half": "half", "none": "none", "partial": "half"}
)
RESULTS: Mapping[str, str] = MappingProxyType(
    {
        "0": "passed",
        "1": "failed",
        "fail": "failed",
        "failed": "failed",
        "failing": "failed",
        "pass": "passed",
        "passed": "passed",
        "passing": "passed",
    }
)
_GO_TIME = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2}) (?P<time>\d{2}:\d{2}:\d{2})(?:\.\d+)? (?P<zone>[+-]\d{4})(?: [A-Z+-][A-Za-z0-9+-]*)?(?: m=[+-][0-9.]+)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A mapping of the file with its fields by our names: `keys` leads to what they are called in the file."""

    document: Document
    pointer: Pointer
    content: Mapping[str, object]
    keys: Mapping[str, str]
    unknown: tuple[str, ...]
    hidden: tuple[str, ...]

    def where(self, name: str = "") -> str:
        """The place of a field, or of the entry: `file:line:column`."""
        place = self.document.locate((*self.pointer, self.keys[name]) if name in self.keys else self.pointer)
        return f"{place.path}:{place.line}:{place.column}"

    def value(self, name: str) -> object:
        """What the field holds; None where it is missing."""
        return self.content.get(self.keys[name]) if name in self.keys else None

    def text(self, name: str) -> str | None:
        """The field's text on one line, a number as it was written; None where it is missing or empty.

        Raises:
            ImportRefused: it holds a list, a mapping or a truth value.
        """
        value = self.value(name)
        if value is None or isinstance(value, str):
            return " ".join((value or "").split()) or None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ImportRefused(f"{self.where(name)}: {self.keys[name]} is neither text nor a number")
        return self.document.raw((*self.pointer, self.keys[name])) or str(value)

    def word(self, name: str, words: Mapping[str, str], meant: str) -> str | None:
        """The field's word in our spelling.

        Raises:
            ImportRefused: it is none of the words.
        """
        said = self.text(name)
        if said is not None and plain(said) not in words:
            raise ImportRefused(f"{self.where(name)}: {self.keys[name]} is {said!r}, expected {meant}")
        return None if said is None else words[plain(said)]

    def number(self, name: str, *, whole: bool = False) -> Decimal | None:
        """The field's number of zero or more, also written as text, with or without a percent sign.

        Raises:
            ImportRefused: it is none, or has a fraction where it must be whole.
        """
        said = self.text(name)
        if said is None:
            return None
        try:
            found = Decimal(said if whole else said.removesuffix("%").strip())
        except InvalidOperation:
            found = Decimal("NaN")
        if not found.is_finite() or found < 0 or (whole and found != found.to_integral_value()):
            raise ImportRefused(
                f"{self.where(name)}: {self.keys[name]} is {said!r}, which is no {'whole ' * whole}number"
            )
        return found


def entry(document: Document, pointer: Pointer, content: object, names: Mapping[str, str]) -> Entry:
    """The mapping at a place, its fields under our names.

    Raises:
        ImportRefused: it is no mapping, or two keys are spellings of one field.
    """
    place = document.locate(pointer)
    if not isinstance(content, dict):
        raise ImportRefused(f"{place.path}:{place.line}:{place.column}: no mapping")
    keys: dict[str, str] = {}
    for key in content:
        name = names.get(plain(key))
        if name in keys:
            raise ImportRefused(f"{place.path}:{place.line}:{place.column}: {keys[name]} and {key} say the same")
        if name is not None:
            keys[name] = key
    other = [key for key in content if plain(key) not in names]
    return Entry(
        document=document,
        pointer=pointer,
        content=content,
        keys=keys,
        unknown=tuple(key for key in other if plain(key) not in HIDDEN),
        hidden=tuple(key for key in other if plain(key) in HIDDEN),
    )


def mesh(run: Entry) -> tuple[str | None, str | None]:
    """The mesh's name and version: in fields of their own, or in the message of the proto.

    Raises:
        ImportRefused: the message names its type by a number that there is not.
    """
    if not isinstance(run.value("mesh"), dict):
        return run.text("mesh"), run.text("version")
    message = entry(run.document, (*run.pointer, run.keys["mesh"]), run.value("mesh"), _MESH_FIELDS)
    kind = message.text("type")
    if kind is not None and kind.isdecimal():
        if not 0 < int(kind) < len(MESH_TYPES):
            raise ImportRefused(f"{message.where('type')}: there is no type of mesh with the number {kind}")
        kind = MESH_TYPES[int(kind)]
    return message.text("name") or kind, message.text("version") or run.text("version")


_MESH_FIELDS = {"name": "name", "type": "type", "version": "version"}


def mesh_id(name: str) -> str:
    """The id of the mesh with that name in a result."""
    return _MESHES.get(slug(name), slug(name))


def is_renamed(name: str | None, mesh: str) -> bool:
    """Whether the id is not just another spelling of the name."""
    return name is not None and slug(name) != mesh


def published(run: Entry) -> bytes:
    """The result alone as JSON, without the fields that are not published."""
    return (json.dumps(_without_hidden(run.content), ensure_ascii=False, indent=2) + "\n").encode()


def _without_hidden(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_hidden(item) for key, item in value.items() if plain(key) not in HIDDEN}
    return [_without_hidden(item) for item in value] if isinstance(value, list) else value


def date(run: Entry) -> str | None:
    """When the run was, in UTC: from RFC 3339, from what Go prints of a time, or coarser as it stands.

    Raises:
        ImportRefused: it is none of these.
    """
    said = run.text("date")
    if said is None or said.startswith("0001-01-01"):  # Go's time that nobody set
        return None
    found = utc(said) or _go_time(said) or (said if read_time(said) else None)
    if found is None:
        raise ImportRefused(f"{run.where('date')}: {run.keys['date']} is {said!r}, which is no time")
    return found


def _go_time(said: str) -> str | None:
    """What `time.Now().String()` prints of a time, in UTC and to the second."""
    found = _GO_TIME.fullmatch(said)
    if found is None:
        return None
    sign = -1 if found["zone"].startswith("-") else 1
    offset = timedelta(hours=int(found["zone"][1:3]), minutes=int(found["zone"][3:]))
    try:
        local = datetime.fromisoformat(f"{found['day']}T{found['time']}").replace(tzinfo=timezone(sign * offset))
        return local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        return None


def seconds(detail: Entry) -> float | None:
    """How long a specification took, from a Go duration.

    Raises:
        ImportRefused: it is none.
    """
    said = detail.text("duration")
    found = None if said is None else read_duration(said)
    if said is not None and found is None:
        raise ImportRefused(
            f"{detail.where('duration')}: {detail.keys['duration']} is {said!r}, expected a duration such as 2m11.2s"
        )
    return None if found is None else round(found, 9)
