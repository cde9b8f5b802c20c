"""Pages of the registry: labs, meshes, and the indexes of groups and submissions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from generator import addresses
from generator.conformance.words import columns
from generator.model import Lab, Mesh, MeshKind, Purpose, Result, Submission
from generator.numbers import plural
from generator.pages import charts, rows
from generator.pages.conformance_files import badge
from generator.pages.index import Index, end_of_support
from generator.pages.patterns import PORTABLE, usable_by
from generator.pages.rendering import LISTS, joined, linker, outward, page, render
from generator.suite import TITLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from generator.compare.values import ComparisonGroup, Variant
    from generator.conformance.values import Outcome
    from generator.page import Page

NEWEST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """A mesh's variant in a group that is young enough for "at a glance"."""

    group: ComparisonGroup
    variant: Variant
    newest: date
    end_of_support: date | None


def labs_page(index: Index) -> Page:
    """Which labs there are."""
    body = render("labs.html", addresses.LABS, index=index)
    return page(
        addresses.LABS,
        body,
        title="Labs",
        description="Where results were measured: CNCF labs, clouds and own labs.",
        section="Labs",
        search="Where results were measured: CNCF labs, clouds and own labs.",
    )


def lab_page(index: Index, lab: Lab) -> Page:
    """What a lab is, and what ran there."""
    path = addresses.lab_path(lab.id)
    results = index.by_lab.get(lab.id, ())
    submissions = [each for each in index.catalogue.submissions.values() if each.lab == lab.id]
    body = render(
        "lab.html",
        path,
        lab=lab,
        index=index,
        results=results,
        submissions=submissions,
        demonstrations=sum(len(each.results) for each in submissions if each.purpose is Purpose.DEMONSTRATION),
        newest=NEWEST,
        table=rows.table(index, results[:NEWEST], linker(path), "Results, newest first"),
        outward=outward,
    )
    return page(
        path,
        body,
        title=lab.name,
        description=f"{lab.name}, run by {lab.owner}: {plural(len(results), 'result')}.",
        section="Labs",
        source=lab.origin.path,
        search=f"Lab run by {lab.owner}: {plural(len(results), 'result')}.",
    )


def meshes_page(index: Index) -> Page:
    """Which meshes there are, those with results first."""
    ordered = sorted(
        index.catalogue.meshes.values(),
        key=lambda mesh: (mesh.id not in index.by_mesh and mesh.id not in index.survey.by_mesh, mesh.name.lower()),
    )
    measured = {
        mesh.id: [each for each in index.by_mesh.get(mesh.id, ()) if _measures(index, each)] for mesh in ordered
    }
    body = render(
        "meshes.html",
        addresses.MESHES,
        index=index,
        meshes=ordered,
        measured=measured,
        newest={mesh: _newest_version(results) for mesh, results in measured.items()},
        reports={m.id: sum(map(len, index.survey.by_mesh.get(m.id, {}).values())) for m in ordered},
    )
    return page(
        addresses.MESHES,
        body,
        title="Meshes",
        description="Every mesh of the registry, with what is known about it.",
        section="Meshes",
        search="Every mesh of the registry, with its newest version measured.",
    )


def _measures(index: Index, result: Result) -> bool:
    return index.submission(result).purpose is not Purpose.DEMONSTRATION


def newest_version(index: Index, mesh: Mesh) -> str | None:
    """The version in the newest result that stands and reports one."""
    return _newest_version(index.by_mesh.get(mesh.id, ()))


def _newest_version(results: Sequence[Result]) -> str | None:
    versions = (result.subject.version for result in results if result.state.ranks)
    return next((version for version in versions if version is not None), None)


def mesh_page(index: Index, mesh: Mesh) -> Page:
    """Everything that is known about a mesh."""
    path = addresses.mesh_path(mesh.id)
    results = index.by_mesh.get(mesh.id, ())
    version = newest_version(index, mesh)
    groups = index.groups_of(results)
    reports = index.survey.by_mesh.get(mesh.id, {})
    body = render(
        "mesh.html",
        path,
        index=index,
        mesh=mesh,
        results=results,
        version=version,
        versions=_versions(mesh, results),
        glances=glances(index, mesh),
        latest=latest(groups, mesh),
        demonstrated=any(group.demonstration and group.baseline is not None for group in groups),
        groups=groups[:NEWEST],
        all_groups=len(groups),
        submissions=[index.catalogue.submissions[name] for name in dict.fromkeys(each.submission for each in results)],
        newest=NEWEST,
        table=rows.table(index, results[:NEWEST], linker(path), "Results, newest first"),
        suites=TITLES,
        columns=columns,
        reports=reports,
        badges={suite: badge(index, mesh.id, suite)[0] for suite in reports},
        over_time=joined(charts.linked(each, path) for each in index.charts.of_mesh(mesh.id)),
        trends=[
            charts.linked(each, path, anchor=trend.id)
            for trend in index.trends
            if trend.mesh == mesh.id
            for each in index.charts.of(trend.id)
        ],
        usable=usable_by(index, mesh),
        portable=PORTABLE,
        claims=[claim for claim in index.catalogue.claims if claim.mesh == mesh.id],
        outward=outward,
    )
    told = numbers_of(results, reports)
    seen = f"newest version measured: {version}" if version else "no version was reported"
    return page(
        path,
        body,
        title=mesh.name,
        description=mesh.description or f"Results of {mesh.name}.",
        section="Meshes",
        source=mesh.origin.path,
        search=f"{told}; {seen}." if results else f"{told}.",
        hide=LISTS,
        image=_image(index, mesh, latest(groups, mesh)),
    )


def _image(index: Index, mesh: Mesh, newest: tuple[ComparisonGroup, date] | None) -> str | None:
    """The picture of the mesh's newest comparison, else of its conformance."""
    line = index.charts.of(newest[0].id) if newest else index.charts.of_mesh(mesh.id)
    return index.image(line[0]) if line else None


def numbers_of(results: Sequence[Result], reports: Mapping[str, Sequence[Outcome]]) -> str:
    """How much is known of a mesh: `24 results, 7 conformance reports`."""
    found = sum(len(line) for line in reports.values())
    told = [plural(len(results), "result")] if results else []
    told += [plural(found, "conformance report")] if found else []
    return ", ".join(told) or "No result yet"


def glances(index: Index, mesh: Mesh) -> tuple[Glance, ...]:
    """The mesh's overheads that may be shown at a glance: neither demonstrations nor older than two years."""
    if mesh.kind is MeshKind.NONE:
        return ()
    found = (
        (group, variant)
        for group in index.groups_of(index.by_mesh.get(mesh.id, ()))
        for variant in group.variants
        if variant.mesh.id == mesh.id and (variant.overhead or variant.throughput_difference)
    )
    return tuple(_glance(group, variant) for group, variant in found if fresh(index, group))


def latest(groups: Iterable[ComparisonGroup], mesh: Mesh) -> tuple[ComparisonGroup, date] | None:
    """The newest comparison of the mesh with a baseline, with the day of its last run; no demonstration."""
    dated = [
        (group, max(days))
        for group in groups
        if group.baseline is not None
        and not group.demonstration
        and (
            days := [
                run.start_time.at.date()
                for one in group.variants
                if one.mesh.id == mesh.id
                for run in one.results
                if run.start_time
            ]
        )
    ]
    return max(dated, key=lambda each: each[1], default=None)


def fresh(index: Index, group: ComparisonGroup) -> bool:
    """Whether a group may stand in headlines: no demonstration, and nothing old in what it compares."""
    counted = [result for variant in group.variants for result in variant.results]
    return bool(counted) and not group.demonstration and all(index.stale(result) is None for result in counted)


def _glance(group: ComparisonGroup, variant: Variant) -> Glance:
    days = [result.start_time.at.date() for result in variant.results if result.start_time is not None]
    return Glance(
        group=group, variant=variant, newest=min(days), end_of_support=end_of_support(variant.mesh, variant.results[0])
    )


def _versions(mesh: Mesh, results: Iterable[Result]) -> list[tuple[str, Mapping[str, object]]]:
    """Versions of the registry and of the results, newest release first, those without a date last."""
    counts: dict[str, int] = {}
    for result in results:
        if result.subject.version is not None:
            counts[result.subject.version] = counts.get(result.subject.version, 0) + 1
    known = {release.version: release for release in mesh.releases}
    dated = sorted(known.values(), key=lambda release: release.date or date.min, reverse=True)
    names = dict.fromkeys([release.version for release in dated] + sorted(counts))
    return [(name, {"release": known.get(name), "results": counts.get(name, 0)}) for name in names]


def groups_page(index: Index) -> Page:
    """All comparisons by campaign, the newest first."""
    groups = index.comparison.groups.values()
    body = render("groups.html", "performance/groups/", campaigns=campaigns(groups), meshes_of=meshes_of)
    return page(
        "performance/groups/",
        body,
        title="Comparisons",
        description=f"{plural(len(groups), 'comparison')}, each of runs under equal conditions.",
        section="Performance",
        search="All comparisons of meshes under equal conditions.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """The comparisons of one campaign in the order of their conditions; `newest` is its last run's day, if known."""

    name: str
    newest: date | None
    submissions: tuple[Submission, ...]
    groups: tuple[ComparisonGroup, ...]


def campaigns(groups: Iterable[ComparisonGroup]) -> list[Campaign]:
    """The campaigns by their newest run, those of unknown date last."""
    found: dict[str, list[ComparisonGroup]] = {}
    for group in groups:
        found.setdefault(group.key.value("campaign"), []).append(group)
    made = [_campaign(name, of_campaign) for name, of_campaign in found.items()]
    return sorted(made, key=lambda each: (-(each.newest or date.min).toordinal(), each.name))


def _campaign(name: str, groups: Iterable[ComparisonGroup]) -> Campaign:
    ordered = sorted(groups, key=lambda group: (group.demonstration, _natural(group.title)))
    days = [run.start_time.at.date() for group in ordered for run in group.results if run.start_time is not None]
    return Campaign(
        name=name,
        newest=max(days, default=None),
        submissions=tuple({one.id: one for group in ordered for one in group.submissions}.values()),
        groups=tuple(ordered),
    )


def _natural(title: str) -> list[tuple[int, str]]:
    """The title's parts so that numbers sort as numbers: 2, 16, 128; 1,000."""
    parts = re.split(r"(\d[\d,]*)", title)
    return [(int(part.replace(",", "")), "") if part[:1].isdecimal() else (0, part) for part in parts]


def meshes_of(group: ComparisonGroup) -> str:
    """The names of what the group compares: `Cilium, Istio, Linkerd`."""
    names = sorted({variant.mesh.name for variant in group.variants if not variant.is_baseline}, key=str.lower)
    return ", ".join(names) or "No mesh"


def submissions_page(index: Index) -> Page:
    """All submissions, newest first."""
    ordered = sorted(index.catalogue.submissions.values(), key=lambda each: (-each.submitted.toordinal(), each.id))
    body = render("submissions.html", addresses.SUBMISSIONS, index=index, submissions=ordered)
    return page(
        addresses.SUBMISSIONS,
        body,
        title="Submissions",
        description="Who measured what, and when it was submitted.",
        section="Performance",
        search="All submissions of performance results.",
    )
