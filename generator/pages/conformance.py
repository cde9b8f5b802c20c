"""Pages of conformance: the suites' matrices, their cases, every report, and the difference of any two."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator import addresses
from generator.characters import slug
from generator.charts.catalogues import suite_owner
from generator.conformance import difference
from generator.conformance.values import Standing
from generator.conformance.words import columns
from generator.numbers import plural
from generator.pages import charts, trust, wording
from generator.pages.rendering import LISTS, joined, outward, page, paragraphs, render
from generator.suite import TITLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.conformance.values import Edition, FeatureOutcome, Matrix, Outcome
    from generator.model import Claim
    from generator.page import Page
    from generator.pages.index import Index

SMI_KINDS = ("TrafficTarget", "HTTPRouteGroup", "TCPRoute", "UDPRoute", "TrafficSplit", "TrafficMetrics")
"""The kinds of SMI's APIs, in the order of the specification."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureRow:
    """A feature of an edition, with what each report of it says; None where a report does not know the feature."""

    id: str
    title: str | None
    cells: tuple[FeatureOutcome | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureTable:
    """The features of one profile in one edition: a row a feature, a column a report."""

    group: str
    outcomes: tuple[Outcome, ...]
    rows: tuple[FeatureRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """What one implementation claims of SMI in some of its versions, by kind."""

    implementation: str
    mesh: str | None
    versions: str | None
    claims: Mapping[str, tuple[Claim, ...]]


def conformance_pages(index: Index) -> Iterator[Page]:
    """The pages that people navigate."""
    yield conformance_page(index)
    for name in TITLES:
        yield suite_page(index, name)
    yield compare_page(index)
    for name in TITLES:
        yield cases_page(index, name)


def report_pages(index: Index) -> Iterator[Page]:
    """A page for each report."""
    return (report_page(index, outcome) for outcome in index.survey.outcomes.values())


def conformance_page(index: Index) -> Page:
    """Which suites there are, and what the newest reports say."""
    body = render(
        "conformance.html",
        addresses.CONFORMANCE,
        index=index,
        suites=TITLES,
        newest=newest_of_meshes(index),
        columns=columns,
        outward=outward,
    )
    reports = len(index.survey.outcomes)
    return page(
        addresses.CONFORMANCE,
        body,
        title="Conformance",
        description=f"Which mesh in which version does what the specification says: {plural(reports, 'report')}.",
        section="Conformance",
        search="Which mesh in which version does what the Gateway API, SMI and Hamlet say.",
        hide=LISTS,
    )


def newest_of_meshes(index: Index) -> tuple[Outcome, ...]:
    """The newest Gateway API reports of each mesh that has one, by mesh; several where they differ in channel or mode."""
    found = [each for mesh in index.survey.by_mesh for each in index.survey.newest(mesh, "gateway-api")]
    return tuple(sorted(found, key=lambda each: index.catalogue.meshes[each.report.mesh].name.lower()))


def suite_page(index: Index, name: str) -> Page:
    """A suite's matrix: mesh by version by profile, specification or feature."""
    path = addresses.suite_path(name)
    matrix = index.survey.matrices[name]
    body = render(
        f"conformance-{name}.html",
        path,
        index=index,
        matrix=matrix,
        meshes=len({outcome.report.mesh for outcome in matrix.outcomes}),
        columns=columns,
        anchors=anchors(matrix),
        chart=joined(charts.away(each, path) for each in index.charts.of(suite_owner(name)) if each.home == path),
        tables={edition.name: feature_tables(edition) for edition in matrix.editions},
        claims=[claim for claim in index.catalogue.claims if claim.suite == name],
        claim_rows=claim_rows(index.catalogue.claims),
        kinds=[kind for kind in SMI_KINDS if any(claim.api == kind for claim in index.catalogue.claims)],
        unnamed=[claim for claim in index.catalogue.claims if claim.suite == "smi" and claim.api not in SMI_KINDS],
        filters=filters(index, matrix),
        abstractions={initiative.id for initiative in index.catalogue.initiatives},
        outward=outward,
    )
    title = f"{TITLES[name]} conformance"
    return page(
        path,
        body,
        title=title,
        description=f"{title}: {plural(len(matrix.outcomes), 'report')} by mesh, version and {_unit(name)}.",
        section="Conformance",
        source=f"generator/suites/{name}.yaml",
        search=f"{plural(len(matrix.outcomes), 'report')} of {TITLES[name]} conformance by mesh and version.",
        hide=LISTS,
    )


def anchors(matrix: Matrix) -> Mapping[str, str]:
    """An element's id for each edition by its name. An unmodified report may name any text as the version of the API."""
    return {edition.name: _anchor(edition.name) for edition in matrix.editions}


def _anchor(name: str) -> str:
    """A release as it is; what is none with eight digits of its hash, so that its address never depends on others."""
    plain = slug(name)
    return (
        plain if re.fullmatch(r"v[0-9.]+", name) else f"version-{plain}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    )


def _unit(name: str) -> str:
    return {"gateway-api": "feature", "smi": "API", "hamlet": "case"}[name]


def feature_tables(edition: Edition) -> tuple[FeatureTable, ...]:
    """The features of an edition's profiles; a profile for which no report declares any is left out."""
    made = (_feature_table(edition, group) for group in edition.groups)
    return tuple(table for table in made if table.rows)


def _feature_table(edition: Edition, group: str) -> FeatureTable:
    found = [(each, part.features) for each in edition.outcomes if (part := each.group(group)) and part.features]
    by_name = [{feature.id: feature for feature in features} for _, features in found]
    names = sorted({name for features in by_name for name in features}, key=_mesh_first)
    return FeatureTable(
        group=group,
        outcomes=tuple(each for each, _ in found),
        rows=tuple(_feature_row(name, [features.get(name) for features in by_name]) for name in names),
    )


def _mesh_first(name: str) -> tuple[bool, str]:
    """The order of features: those that a mesh alone can have before those of routes in general."""
    return (not name.startswith("Mesh"), name)


def _feature_row(name: str, cells: Sequence[FeatureOutcome | None]) -> FeatureRow:
    return FeatureRow(id=name, title=next((cell.title for cell in cells if cell), None), cells=tuple(cells))


def claim_rows(claims: Sequence[Claim]) -> tuple[ClaimRow, ...]:
    """SMI claims of meshes and tools by implementation and version, in the registry's order."""
    found: dict[tuple[str, str | None, str | None], list[Claim]] = {}
    for claim in claims:
        if claim.suite == "smi" and claim.api in SMI_KINDS:
            found.setdefault((claim.implementation, claim.mesh, claim.versions), []).append(claim)
    return tuple(
        ClaimRow(
            implementation=implementation,
            mesh=mesh,
            versions=versions,
            claims={kind: tuple(claim for claim in of_row if claim.api == kind) for kind in SMI_KINDS},
        )
        for (implementation, mesh, versions), of_row in found.items()
    )


def filters(index: Index, matrix: Matrix) -> Mapping[str, list[tuple[str, str]]]:
    """What a matrix can be filtered by: for each facet its values and their titles."""
    outcomes = matrix.outcomes
    meshes = {outcome.report.mesh for outcome in outcomes}
    channels = sorted({outcome.report.channel or "" for outcome in outcomes})
    features = {feature.id for outcome in outcomes for group in outcome.groups for feature in group.features}
    return {
        "edition": [(edition.name, wording.edition(edition.name)) for edition in matrix.editions],
        "channel": [(channel, channel or "not reported") for channel in channels],
        "mesh": sorted(
            ((mesh, index.catalogue.meshes[mesh].name) for mesh in meshes), key=lambda each: each[1].lower()
        ),
        "feature": [(name, name) for name in sorted(features, key=_mesh_first)],
    }


def cases_page(index: Index, name: str) -> Page:
    """The cases of a suite: what each asserts, and what it cannot show."""
    path = addresses.cases_path(name)
    suite = index.survey.matrices[name].suite
    body = render("conformance-cases.html", path, suite=suite, short=TITLES[name], outward=outward)
    return page(
        path,
        body,
        title=f"{TITLES[name]} cases",
        description=f"What each case of the {TITLES[name]} suite asserts, by version, and what it cannot show.",
        section="Conformance",
        source=f"generator/suites/{name}.yaml",
        search=f"What each case of the {TITLES[name]} suite asserts, and what it cannot show.",
    )


def compare_page(index: Index) -> Page:
    """The difference of any two reports."""
    body = render("conformance-compare.html", addresses.COMPARE_REPORTS, index=index, suites=TITLES, label=label)
    return page(
        addresses.COMPARE_REPORTS,
        body,
        title="Compare two reports",
        description="What differs between any two conformance reports, and whether their counts may be compared.",
        section="Conformance",
        search="What differs between any two conformance reports.",
    )


def label(index: Index, outcome: Outcome) -> str:
    """A report in words: `Istio 1.28, Gateway API v1.4.0, experimental`."""
    report = outcome.report
    about = " ".join(
        filter(
            None,
            (
                TITLES[report.suite].removesuffix(" mesh"),
                report.suite_version and wording.version(report.suite_version),
            ),
        )
    )
    parts = [subject(index, outcome), about, report.channel, report.role]
    parts += [report.mode] if report.mode not in (None, "default") else []
    return ", ".join(part for part in parts if part)


def subject(index: Index, outcome: Outcome) -> str:
    """What was tested: the mesh and its version."""
    return f"{index.catalogue.meshes[outcome.report.mesh].name} {wording.version(outcome.report.version)}"


def report_page(index: Index, outcome: Outcome) -> Page:
    """What passed, what failed, what was only declared?"""
    report, path = outcome.report, addresses.report_path(outcome.report.id)
    before = index.survey.previous(outcome)
    line = index.survey.by_mesh[report.mesh][report.suite]
    body = render(
        "report.html",
        path,
        index=index,
        outcome=outcome,
        report=report,
        mesh=index.catalogue.meshes[report.mesh],
        label=label,
        subject=subject(index, outcome),
        suite_title=TITLES[report.suite],
        suite=index.survey.matrices[report.suite].suite,
        before=None if before is None else difference(before, outcome),
        line=line,
        shares=shares(outcome),
        reproduce=paragraphs(report.reproduce) if report.reproduce else None,
        folder=folder_of(report.provenance.source_uri if report.provenance else None),
        note=paragraphs(report.note) if report.note else None,
        lab=index.catalogue.labs.get(report.lab or ""),
        link_of=_address_of,
        levels=trust.levels(index, index.trust.reports[report.id], path),
        outward=outward,
    )
    finding = sentence(outcome)
    return page(
        path,
        body,
        title=f"{subject(index, outcome)}: {TITLES[report.suite]} conformance",
        description=finding,
        section="Conformance",
        kind="conformance-report",
        source=report.origin.path,
        search=finding,
    )


def sentence(outcome: Outcome) -> str:
    """What a report says, in one sentence for links and search."""
    report = outcome.report
    about = f"{TITLES[report.suite]}{f' {report.suite_version}' if report.suite_version else ''}"
    if outcome.standing is Standing.HISTORIC:
        return f"{about}: historic report, never verified."
    parts = [wording.group_in_words(group) for group in outcome.groups]
    return f"{about}: {'; '.join(part for part in parts if part) or 'no case can be named'}."


def shares(outcome: Outcome) -> tuple[float | None, float | None]:
    """The share of passed cases as it was reported and as the cases give it, both in percent."""
    reported = outcome.report.reported.passing_percentage if outcome.report.reported else None
    total = outcome.total
    counted = bool(outcome.report.cases) and total.share is not None
    return reported, total.share * 100 if counted and total.share is not None else None


def folder_of(source: str | None) -> str | None:
    """The folder of the Gateway API's repository that a report was first published in; None where it was elsewhere."""
    if source is None or not source.startswith("https://github.com/kubernetes-sigs/gateway-api/blob/"):
        return None
    return source.replace("/blob/", "/tree/", 1).rpartition("/")[0]


def _address_of(url: str | None) -> str | None:
    """The https address that a report's own address means: many are written without their scheme."""
    if url is None or url.startswith("https://"):
        return url
    return None if ":" in url.split("/")[0] or "." not in url.split("/")[0] else f"https://{url}"
