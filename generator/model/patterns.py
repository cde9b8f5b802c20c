"""Patterns as frozen values: prose, topology, manifests with what was checked of them, and what they need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from generator.finding import Location


class PatternStatus(StrEnum):
    """How far a pattern has come."""

    PROPOSED = "proposed"
    DRAFT = "draft"
    ACCEPTED = "accepted"
    DEPRECATED = "deprecated"
    WITHDRAWN = "withdrawn"


class Support(StrEnum):
    """How a mesh can do a pattern."""

    NATIVE = "native"
    PARTIAL = "partial"
    VIA_EXTENSION = "via-extension"
    NONE = "none"


class Relation(StrEnum):
    """What one pattern does to another."""

    REQUIRES = "requires"
    COMPLEMENTS = "complements"
    ALTERNATIVE_TO = "alternative-to"
    SPECIALIZES = "specializes"
    CONFLICTS_WITH = "conflicts-with"

    @property
    def mutual(self) -> bool:
        """Whether it holds the other way round too."""
        return self in (Relation.ALTERNATIVE_TO, Relation.CONFLICTS_WITH)

    @property
    def words(self) -> str:
        """What stands between the names of two patterns."""
        return "is an alternative to" if self is Relation.ALTERNATIVE_TO else self.replace("-", " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """A relation of a pattern to another one, by its id."""

    pattern: str
    relation: Relation
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TopologyNode:
    """A box; `node` is client, gateway, service, proxy, control-plane, external or store."""

    id: str
    label: str
    node: str
    group: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TopologyEdge:
    """An arrow between two boxes by their ids; `style` is solid or dashed."""

    start: str
    end: str
    label: str | None
    protocol: str | None
    style: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Topology:
    """Who talks to whom; `description` says it in words."""

    description: str
    nodes: tuple[TopologyNode, ...]
    edges: tuple[TopologyEdge, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedObject:
    """An object of a manifest. `schema` names what it was checked against, None where no schema is known."""

    api_version: str
    kind: str
    name: str
    namespace: str | None
    schema: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestFile:
    """A manifest as it was submitted; `path` is relative to the pattern's folder."""

    path: str
    text: str
    objects: tuple[CheckedObject, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKind:
    """A kind of object."""

    api_version: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """Who tried the manifests on a real cluster, when and how."""

    by: str
    date: date
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternImplementation:
    """A pattern on one mesh, or by one portable API (`target` gateway-api, smi or kubernetes).

    `contexts` are the clusters that all of its manifests are applied to; () is the one that kubectl is set to.
    """

    target: str
    support: Support
    min_version: str | None
    max_tested_version: str | None
    api: tuple[ApiKind, ...]
    manifests: tuple[ManifestFile, ...]
    contexts: tuple[str, ...]
    one_by_one: bool
    notes: str | None
    verified: Verified | None

    @property
    def joinable(self) -> bool:
        """Whether the files can be applied as one: an object in two of them is for two clusters, and the later would win."""
        names = [
            {(each.api_version.rpartition("/")[0], each.kind, each.namespace, each.name) for each in file.objects}
            for file in self.manifests
        ]
        return not self.one_by_one and sum(map(len, names)) == len(set().union(*names))


@dataclass(frozen=True, slots=True, kw_only=True)
class NeededConformance:
    """A capability that a pattern needs, and the cases of a suite that test it."""

    suite: str
    capability: str
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredCost:
    """A result of this site that shows what a pattern costs, or is an example of it."""

    result: str
    claim: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A setting of the manifests; `default` is its value there."""

    name: str
    type: str
    default: str | None
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A source to read on."""

    title: str
    uri: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternVersion:
    """One version of a pattern."""

    version: str
    date: date
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """An entry of the catalogue. `kubernetes` are the oldest and the newest minor version its manifests are for."""

    id: str
    number: int
    title: str
    aliases: tuple[str, ...]
    area: str
    category: str
    status: PatternStatus
    superseded_by: str | None
    version: str
    summary: str
    problem: str | None
    context: str | None
    forces: tuple[str, ...]
    solution: str | None
    benefits: tuple[str, ...]
    liabilities: tuple[str, ...]
    when_to_use: tuple[str, ...]
    when_not_to_use: tuple[str, ...]
    roles: tuple[str, ...]
    related: tuple[Related, ...]
    topology: Topology | None
    implementations: tuple[PatternImplementation, ...]
    kubernetes: tuple[str, str] | None
    conformance: tuple[NeededConformance, ...]
    performance: tuple[MeasuredCost, ...]
    parameters: tuple[Parameter, ...]
    verification: tuple[str, ...]
    references: tuple[Reference, ...]
    known_uses: tuple[str, ...]
    caveats: tuple[str, ...]
    maintainers: tuple[str, ...]
    history: tuple[PatternVersion, ...]
    license: str
    tags: tuple[str, ...]
    origin: Location

    @property
    def listed(self) -> bool:
        """Whether it stands in the catalogue and on its map."""
        return self.status is not PatternStatus.WITHDRAWN

    @property
    def written_up(self) -> bool:
        """Whether it is more than an idea or a draft."""
        return self.status in (PatternStatus.ACCEPTED, PatternStatus.DEPRECATED)

    @property
    def newest(self) -> date:
        """The day of its last change."""
        return self.history[-1].date
