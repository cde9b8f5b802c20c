"""What a path of the repository belongs to, as those see it who review a change."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import PurePosixPath

STATUS = "status.yaml"
REDACTIONS = "results/redactions.yaml"
ALIASES = "results/registry/aliases.yaml"


class Area(Enum):
    """The kinds of things that a change can touch."""

    SUBMISSION = "a submission"
    REPORT = "a conformance report"
    PATTERN = "a pattern"
    ENTRY = "an entry of the registry"
    REGISTRY = "a list of the registry"
    DISPUTE = "a dispute"
    REDACTIONS = "the list of redactions"
    PIN = "a pinned chart"
    OTHER = "no submitted data"

    @property
    def is_data(self) -> bool:
        """Whether it is published as it is, and not the repository's own."""
        return self not in (Area.ENTRY, Area.REGISTRY, Area.OTHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The area of a path, and the folder that belongs to one submission, report or pattern; else the path itself."""

    area: Area
    folder: str


def place_of(path: str) -> Place:
    """Where a path belongs; whatever stands at none of the places of documents is no submitted data."""
    parts = PurePosixPath(path).parts
    match parts:
        case ("results", "performance", _, _, *_):
            return Place(area=Area.SUBMISSION, folder="/".join(parts[:3]))
        case ("results", "conformance", _, _, _, *_):
            return Place(area=Area.REPORT, folder="/".join(parts[:4]))
        case ("patterns", _, _, *_):
            return Place(area=Area.PATTERN, folder="/".join(parts[:2]))
    return Place(area=_area_of_file(parts), folder=path)


def _area_of_file(parts: tuple[str, ...]) -> Area:
    match parts:
        case ("results", "registry", "meshes" | "labs", _):
            return Area.ENTRY
        case ("results", "registry", *_):
            return Area.REGISTRY
        case ("results", "disputes", _):
            return Area.DISPUTE
        case ("results", "redactions.yaml"):
            return Area.REDACTIONS
        case ("results", "pins", *_):
            return Area.PIN
    return Area.OTHER


def grows(path: str) -> bool:
    """Whether a file is a record that only grows: a status, a dispute, the list of redactions."""
    place = place_of(path)
    if place.area in (Area.SUBMISSION, Area.REPORT):
        return path == f"{place.folder}/{STATUS}"
    return place.area in (Area.DISPUTE, Area.REDACTIONS)


def is_fixed(path: str) -> bool:
    """Whether a file never changes once it is published."""
    return place_of(path).area in (Area.SUBMISSION, Area.REPORT, Area.PIN) and not grows(path)
