"""The catalogue of patterns: cards with filters, and a page for each pattern."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator import addresses
from generator.conformance.prerequisites import Met, Need, need
from generator.conformance.values import Standing
from generator.model import MeshKind, Relation, State, Support
from generator.numbers import listed, plural
from generator.pages.diagram import mermaid
from generator.pages.pattern_pictures import card_picture, neighbours, topology
from generator.pages.rendering import LISTS, coded, outward, page, paragraphs, render
from generator.suite import TITLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.model import ManifestFile, Mesh, NeededConformance, Pattern, PatternImplementation, Related
    from generator.page import Page
    from generator.pages.index import Index

AREAS: Mapping[str, str] = {
    "I": "It’s a mesh out there",
    "II": "Initialization and deployment",
    "III": "Configuration",
    "IV": "Operation",
    "V": "Performance, testing, debugging",
    "VI": "Employing standards",
}
"""The areas of the working group's list."""
PORTABLE: Mapping[str, str] = {"gateway-api": "Gateway API", "smi": "SMI", "kubernetes": "Kubernetes"}
"""Targets that are no mesh: APIs by which every mesh can be told the same."""


_CURRENT = (Standing.CURRENT, Standing.BEHIND)
"""Reports that a summary may rest on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many objects of manifests were checked against a schema, and how many could not be."""

    checked: int
    unchecked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MeshNeeds:
    """What a mesh's reports say of each capability that a pattern needs, in the pattern's order."""

    mesh: Mesh
    needs: tuple[Need, ...]

    @property
    def satisfied(self) -> bool:
        """Whether all of them are met, by reports that are not stale."""
        return all(
            each.met is Met.SATISFIED and each.outcome is not None and each.outcome.standing in _CURRENT
            for each in self.needs
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteNeeds:
    """The capabilities of one suite that a pattern needs, and what is known of each mesh; `rows` is empty where no report stands.

    `untested` are the meshes that the pattern has something for and no report of the suite tells of.
    """

    suite: str
    needed: tuple[NeededConformance, ...]
    rows: tuple[MeshNeeds, ...]
    untested: tuple[Mesh, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Usable:
    """A pattern that a mesh can do: by manifests of its own, or by a portable API whose cases it passes or fails."""

    mesh: Mesh
    pattern: Pattern
    implementation: PatternImplementation
    need: Need | None

    @property
    def anchor(self) -> str:
        """The target whose place on the pattern's page is the mesh's; a page without tabs says nothing of meshes it does not name."""
        return self.mesh.id if manifests_of(self.pattern) else self.implementation.target


def pattern_pages(index: Index) -> Iterator[Page]:
    """The catalogue, and a page for each pattern."""
    yield catalogue_page(index)
    yield from (pattern_page(index, pattern) for pattern in index.catalogue.patterns.values())


def catalogue_page(index: Index) -> Page:
    """Which pattern solves my problem on my mesh?"""
    patterns = in_order(index)
    complete = written_up(patterns)
    reach = {each.id: targets(index, each) for each in patterns}
    body = render(
        "patterns.html",
        addresses.PATTERNS,
        index=index,
        complete=complete,
        others=[each for each in patterns if each not in complete],
        areas=AREAS,
        filters=filters(index, patterns, reach),
        attributes={each.id: attributes(index, each, reach[each.id]) for each in patterns},
        pictures={each.id: card_picture(each) for each in complete},
        targets={each.id: [target_name(index, one.target) for one in possible(each)] for each in patterns},
        tallies={each.id: tally(manifests_of(each)) for each in patterns},
    )
    described = f"{plural(len(complete), 'pattern')} written up and reviewed, and {plural(len(patterns) - len(complete), 'idea')}"
    return page(
        addresses.PATTERNS,
        body,
        title="Patterns",
        description=f"The Service Mesh Patterns catalogue: {described}.",
        section="Patterns",
        search="Deployment models and best practices of service meshes, with manifests and evidence.",
        hide=LISTS,
    )


def in_order(index: Index) -> list[Pattern]:
    """The patterns by number, without those withdrawn."""
    return sorted((each for each in index.catalogue.patterns.values() if each.listed), key=lambda each: each.number)


def written_up(patterns: Sequence[Pattern]) -> list[Pattern]:
    """Those of the patterns that are more than an idea or a draft."""
    return [each for each in patterns if each.written_up]


def targets(index: Index, pattern: Pattern) -> list[str]:
    """The meshes and APIs that can do a pattern: those it names, and the meshes that list it on their page."""
    named = [one.target for one in possible(pattern)]
    meshes = (mesh for mesh in index.catalogue.meshes.values() if mesh.kind is not MeshKind.NONE)
    return list(dict.fromkeys((*named, *(mesh.id for mesh in meshes if usable(index, mesh, pattern)))))


def filters(
    index: Index, patterns: Sequence[Pattern], reach: Mapping[str, Sequence[str]]
) -> Mapping[str, list[tuple[str, str]]]:
    """The facets of the catalogue with the values that occur, each with its words; `reach` are the `targets` of each pattern."""
    reached = {target for each in patterns for target in reach[each.id]}
    kinds = {api.kind for each in patterns for one in each.implementations for api in one.api}
    return {
        "category": [(each, each.replace("-", " ")) for each in sorted({each.category for each in patterns})],
        "area": [
            (area, f"{area}: {title}") for area, title in AREAS.items() if any(each.area == area for each in patterns)
        ],
        "target": sorted(((each, target_name(index, each)) for each in reached), key=lambda pair: pair[1].lower()),
        "api": [(each, each) for each in sorted(kinds)],
        "status": [(each, each) for each in sorted({str(each.status) for each in patterns})],
        "evidence": [
            ("manifests", "every manifest checked"),
            ("conformance", "needs met by a report"),
            ("performance", "with measured results"),
        ],
    }


def attributes(index: Index, pattern: Pattern, reach: Sequence[str]) -> Mapping[str, str]:
    """What a card is filtered by: the words of each facet, separated by spaces, and the text that is searched."""
    kinds = {api.kind for one in pattern.implementations for api in one.api}
    names = [target_name(index, target) for target in reach]
    words = (
        *(f"no. {pattern.number}", pattern.title, *pattern.aliases, pattern.summary, *pattern.tags, pattern.category),
        *(*names, *sorted(kinds), *pattern.roles, pattern.problem or "", pattern.solution or ""),
    )
    return {
        "category": pattern.category,
        "area": pattern.area,
        "target": " ".join(reach),
        "api": " ".join(sorted(kinds)),
        "status": str(pattern.status),
        "evidence": " ".join(evidence(index, pattern)),
        "text": " ".join(" ".join(words).lower().split()),
    }


def evidence(index: Index, pattern: Pattern) -> list[str]:
    """Which kinds of evidence stand behind a pattern."""
    met = any(row.satisfied for suite in needs(index, pattern) for row in suite.rows)
    count = tally(manifests_of(pattern))
    results = (index.records.get(each.result) for each in pattern.performance)
    found = {
        "manifests": count.checked > 0 and not count.unchecked,
        "conformance": met,
        "performance": any(each is not None and State(str(each["state"])).ranks for each in results),
    }
    return [name for name, there in found.items() if there]


def possible(pattern: Pattern) -> list[PatternImplementation]:
    """The targets that can do a pattern, in its order."""
    return [one for one in pattern.implementations if one.support is not Support.NONE]


def tally(files: Sequence[ManifestFile]) -> Tally:
    """How many objects of manifests were checked."""
    objects = [each for file in files for each in file.objects]
    checked = sum(each.schema is not None for each in objects)
    return Tally(checked=checked, unchecked=len(objects) - checked)


def manifests_of(pattern: Pattern) -> tuple[ManifestFile, ...]:
    """The manifests of all targets of a pattern."""
    return tuple(file for one in pattern.implementations for file in one.manifests)


def target_name(index: Index, target: str) -> str:
    """The name of a mesh or of a portable API."""
    mesh = index.catalogue.meshes.get(target)
    return PORTABLE.get(target, target) if mesh is None else mesh.name


def needs(index: Index, pattern: Pattern) -> tuple[SuiteNeeds, ...]:
    """What the reports of each mesh say of what a pattern needs, by suite: a mesh needs the cases of one of them."""
    suites = dict.fromkeys(needed.suite for needed in pattern.conformance)
    return tuple(_suite_needs(index, pattern, suite) for suite in suites)


def _suite_needs(index: Index, pattern: Pattern, suite: str) -> SuiteNeeds:
    """The needs of one suite, for the meshes with a report of it that stands."""
    needed = tuple(each for each in pattern.conformance if each.suite == suite)
    meshes = [mesh for mesh in index.catalogue.meshes.values() if index.survey.newest(mesh.id, suite)]
    rows = (MeshNeeds(mesh=mesh, needs=tuple(need(index.survey, mesh.id, each) for each in needed)) for mesh in meshes)
    targets = (index.catalogue.meshes.get(one.target) for one in pattern.implementations)
    return SuiteNeeds(
        suite=suite,
        needed=needed,
        rows=tuple(sorted(rows, key=lambda row: row.mesh.name.lower())),
        untested=tuple(mesh for mesh in targets if mesh is not None and mesh not in meshes),
    )


def usable_by(index: Index, mesh: Mesh) -> tuple[Usable, ...]:
    """The patterns that a mesh can do, by number; by its own manifests where there are any, else by a portable API."""
    return tuple(found for pattern in in_order(index) if (found := usable(index, mesh, pattern)) is not None)


def usable(index: Index, mesh: Mesh, pattern: Pattern) -> Usable | None:
    """How a mesh can do a pattern; None where neither manifests nor a report tell of it."""
    needed: dict[str, list[Need]] = {}
    for each in pattern.conformance:
        needed.setdefault(each.suite, []).append(need(index.survey, mesh.id, each))
    weakest = {suite: min(found, key=lambda each: _WEAKEST.index(each.met)) for suite, found in needed.items()}
    told = {suite: each for suite, each in weakest.items() if each.outcome is not None}
    own = next((one for one in possible(pattern) if one.target == mesh.id), None)
    if own is not None:
        return Usable(
            mesh=mesh, pattern=pattern, implementation=own, need=next(iter((*told.values(), *weakest.values())), None)
        )
    portable = next((one for one in possible(pattern) if one.target in told), None)
    return Usable(mesh=mesh, pattern=pattern, implementation=portable, need=told[portable.target]) if portable else None


_WEAKEST = (Met.UNSATISFIED, Met.UNKNOWN, Met.SATISFIED)
"""What one need that is not met, or not known to be, makes of several."""


def pattern_page(index: Index, pattern: Pattern) -> Page:
    """What is it, when not, how on my mesh, does it work there?"""
    path = addresses.pattern_path(pattern.id)
    suites = needs(index, pattern)
    named = by_kind(pattern)
    told = relations_of(index, pattern)
    body = render(
        "pattern.html",
        path,
        index=index,
        pattern=pattern,
        area=AREAS[pattern.area],
        picture=topology(pattern),
        source=mermaid(pattern.topology) if pattern.topology else "",
        prose={name: paragraphs(text, coded) for name in _PROSE if (text := getattr(pattern, name))},
        names={one.target: target_name(index, one.target) for one in pattern.implementations},
        aliases=[each for each in pattern.aliases if each.casefold() != pattern.title.casefold()],
        implementations=named,
        on_meshes=[one for one in named if one.target not in PORTABLE and one.support is not Support.NONE],
        by_apis=[one for one in named if one.target in PORTABLE and one.support is not Support.NONE],
        not_on=[one for one in named if one.support is Support.NONE],
        instead=instead(index, pattern),
        opened={one.target: opened(one) for one in named if one.manifests},
        notes={one.target: paragraphs(one.notes, coded) for one in pattern.implementations if one.notes},
        tallies={one.target: tally(one.manifests) for one in pattern.implementations},
        addresses_of={
            one.target: index.site_url + addresses.manifests_path(pattern.id, one.target)
            for one in pattern.implementations
        },
        needs=suites,
        suites=TITLES,
        satisfied=list(dict.fromkeys(row.mesh.name for suite in suites for row in suite.rows if row.satisfied)),
        measured=[(each, index.records.get(each.result)) for each in pattern.performance],
        relations=told,
        neighbours=neighbours(index, pattern, told, path),
        outward=outward,
    )
    return page(
        path,
        body,
        title=pattern.title,
        description=pattern.summary,
        section="Patterns",
        source=pattern.origin.path,
        search=f"{pattern.summary} {_where(index, pattern)}".strip(),
    )


_PROSE = ("problem", "context", "solution")


def _where(index: Index, pattern: Pattern) -> str:
    names = [target_name(index, one.target) for one in pattern.implementations if one.manifests]
    return f"With manifests for {listed(names)}." if names else ""


def by_kind(pattern: Pattern) -> list[PatternImplementation]:
    """The targets of a pattern: meshes in its order, then the portable APIs, of which Kubernetes is the last."""
    order = [*PORTABLE]
    return sorted(pattern.implementations, key=lambda one: order.index(one.target) if one.target in order else -1)


def opened(one: PatternImplementation) -> ManifestFile:
    """The manifest that is open at first: that of the mesh's own kind, not the workload that it is shown with; of steps the first."""
    kinds = {api.kind for api in one.api}
    own = (file for file in one.manifests if one.joinable and any(each.kind in kinds for each in file.objects))
    return next(own, one.manifests[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """What a reader who looks for a target without manifests is told; `anchored` where another place has the target's anchor.

    `usable` is what the target can do it by, None where nothing tells of it.
    """

    target: str
    name: str
    anchored: bool
    usable: Usable | None


def instead(index: Index, pattern: Pattern) -> list[Instead]:
    """What to say of each mesh and API that has no tab where others have one."""
    tabs = {one.target for one in pattern.implementations if one.manifests}
    if not tabs:
        return []
    named = {one.target for one in pattern.implementations}
    meshes = [mesh for mesh in index.catalogue.meshes.values() if mesh.kind is not MeshKind.NONE]
    found = {mesh.id: (mesh.name, usable(index, mesh, pattern)) for mesh in meshes}
    found |= {target: (f"the {name}" if "API" in name else name, None) for target, name in PORTABLE.items()}
    return [
        Instead(target=target, name=name, anchored=target in named, usable=way)
        for target, (name, way) in found.items()
        if target not in tabs
    ]


def relations_of(index: Index, pattern: Pattern) -> list[tuple[str, Related, bool]]:
    """Each neighbour of a pattern once, with the strongest relation that either says, and whether the neighbour says it."""
    own = [(each.pattern, each, False) for each in pattern.related]
    others = [
        (other.id, each, True)
        for other in in_order(index)
        for each in other.related
        if each.pattern == pattern.id and other.id != pattern.id
    ]
    strongest: dict[str, tuple[str, Related, bool]] = {}
    for told in sorted((*own, *others), key=lambda told: _STRENGTH.index(told[1].relation)):
        strongest.setdefault(told[0], told)
    return [strongest[name] for name in dict.fromkeys(told[0] for told in (*own, *others))]


_STRENGTH = (
    Relation.REQUIRES,
    Relation.CONFLICTS_WITH,
    Relation.SPECIALIZES,
    Relation.ALTERNATIVE_TO,
    Relation.COMPLEMENTS,
)
