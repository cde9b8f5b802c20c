"""The registry: meshes, labs, initiatives and claims of support."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from generator.finding import Location
from generator.model.common import Link


class MeshKind(StrEnum):
    """What a registry entry is: a mesh, a data plane, or no mesh at all (the baseline)."""

    MESH = "mesh"
    DATA_PLANE = "data-plane"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A released version of a mesh; `end_of_support` is None where it is not known."""

    version: str
    end_of_support: date | None = None
    date: date | None = None  # after the other date: from here on the name is the field's
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeshMode:
    """A way a mesh can be run (sidecar, ambient …); `shade` in [-1, 1] darkens or lightens the mesh's colour."""

    id: str
    title: str
    shade: float
    marker: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mesh:
    """An entry of the mesh registry; `colour` is #rrggbb."""

    id: str
    name: str
    kind: MeshKind
    smp_type: str | None
    source_model: str | None
    colour: str
    description: str
    modes: tuple[MeshMode, ...]
    releases: tuple[Release, ...]
    smi_claims: tuple[str, ...]
    gateway_api_claims: tuple[str, ...]
    contacts: tuple[str, ...]
    links: tuple[Link, ...]
    origin: Location

    def mode(self, mode_id: str | None) -> MeshMode | None:
        """The mode of that id, or None."""
        return next((mode for mode in self.modes if mode.id == mode_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lab:
    """An entry of the lab registry; `access` is cncf-lab, cloud, own, or None where it was not reported.

    `working_group` says that the Service Mesh Working Group measures there.
    """

    id: str
    name: str
    owner: str
    access: str | None
    location: str | None
    hardware: tuple[str, ...]
    opened: str | None
    closed: str | None
    description: str
    links: tuple[Link, ...]
    origin: Location
    working_group: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeFact:
    """One dated, sourced fact; `date` may be coarse ("2023", "2023-10")."""

    date: str
    fact: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Initiative:
    """An initiative or abstraction of the working group; `state` is active, archived, dormant or unconfirmed."""

    id: str
    name: str
    state: str
    summary: str
    facts: tuple[InitiativeFact, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A claim of support, which is no test result; `verified` is code, documentation or reported.

    `subject` is mesh, extension, tool or announcement; `claimed` is False where its makers say that they do not support it.
    """

    suite: str
    mesh: str | None
    implementation: str
    subject: str
    claimed: bool
    versions: str | None
    api: str
    api_versions: tuple[str, ...]
    group: str | None
    claim: str
    date: str | None
    source: str
    verified: str
    note: str | None
