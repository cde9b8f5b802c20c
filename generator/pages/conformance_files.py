"""Files of conformance: the data of all reports, the suites, and a badge for each mesh and suite."""

from __future__ import annotations

import json
from dataclasses import asdict
from html import escape
from typing import TYPE_CHECKING

from generator import addresses
from generator.conformance.values import Count, Standing, profile_of
from generator.conformance.worst import counts_of, failed, worst
from generator.model import CaseStatus
from generator.page import Asset
from generator.pages import wording
from generator.pages.conformance import label
from generator.suite import TITLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.conformance.values import GroupOutcome, Outcome
    from generator.pages.index import Index

Row = dict[str, object]
_GREY, _GREEN, _AMBER, _RED = "#5b6168", "#1b6e3c", "#8a5200", "#b3261e"
_SHIELDS = {_GREY: "lightgrey", _GREEN: "brightgreen", _AMBER: "yellow", _RED: "red"}
_STATUSES = tuple(str(status).replace("-", "_") for status in CaseStatus)
_CHARACTER_PX = 6.2
_CACHE_SECONDS = 86_400


def conformance_files(index: Index) -> Iterator[Asset]:
    """Everything of conformance that is neither a page nor a table."""
    yield Asset(path=addresses.CONFORMANCE_DATA, content=_json(reports_json(index)))
    for name, matrix in index.survey.matrices.items():
        yield Asset(path=f"data/suites/{name}.json", content=_json(asdict(matrix.suite)))
    for mesh, suites in index.survey.by_mesh.items():
        for suite in suites:
            yield from badge_files(index, mesh, suite)


def _json(content: object) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def reports_json(index: Index) -> Mapping[str, object]:
    """All reports by id, for scripts and for the page that compares two; `version` is that of this form."""
    return {
        "version": 1,
        "as_of": index.today.isoformat(),
        "words": dict(wording.CASE_STATES),
        "reports": {name: _report(index, outcome) for name, outcome in index.survey.outcomes.items()},
    }


def _report(index: Index, outcome: Outcome) -> Row:
    report = outcome.report
    return {
        **_head(index, outcome),
        "label": label(index, outcome),
        "page": addresses.report_path(report.id),
        "commit": report.harness.commit,
        **_about(outcome),
        "declared": None if report.declared is None else list(report.declared),
        "stands": outcome.published,
        "groups": [{**_group(group), **_said(outcome, group.id)} for group in outcome.groups],
    }


def _head(index: Index, outcome: Outcome) -> Row:
    report = outcome.report
    return {
        "report": report.id,
        "suite": report.suite,
        "suite_version": report.suite_version,
        "mesh": report.mesh,
        "mesh_name": index.catalogue.meshes[report.mesh].name,
        "version": report.version,
        "channel": report.channel,
        "mode": report.mode,
        "date": report.date.text if report.date else None,
        "state": str(report.state),
        "standing": str(outcome.standing),
        "evidence_level": index.trust.reports[report.id].level.value,
        "source_uri": report.provenance.source_uri if report.provenance else None,
    }


def _group(group: GroupOutcome) -> Row:
    return {
        "group": group.id,
        "profile": profile_of(group.id),
        "title": group.title,
        "core": _count(group.core),
        "extended": _count(group.extended),
        "counts_fit_suite": group.fits,
        "cases": {case.id: case.status and str(case.status) for case in group.cases},
        "features": {feature.id: str(feature.state) for feature in group.features},
    }


def _count(count: Count | None) -> Row | None:
    if count is None:
        return None
    return {**_tally(count), "expected": count.expected, "result": count.result, "words": wording.level_of(count)}


def _tally(count: Count) -> Row:
    """How many cases have each status; None is not reported."""
    return {name: count.of(status) for name, status in zip(_STATUSES, CaseStatus, strict=True)}


def report_rows(index: Index, outcomes: Iterable[Outcome]) -> list[Row]:
    """A row for each level of each profile, or each specification, of each report; what was reported beside what was counted."""
    return [
        {**_head(index, outcome), **_about(outcome), "group": group.id, **row}
        for outcome in outcomes
        for group in outcome.groups
        for row in _levels(outcome, group)
    ]


def _levels(outcome: Outcome, group: GroupOutcome) -> Iterator[Row]:
    said = _said(outcome, group.id)
    levels = [(name, count) for name, count in (("core", group.core), ("extended", group.extended)) if count]
    for name, count in levels or [("core", Count(tally={}, complete=False))]:
        fits = {"counts_fit_suite": group.fits, "expected_cases": count.expected, "reported_result": count.result}
        yield {"level": name, **_tally(count), **fits, **said}


def _about(outcome: Outcome) -> Row:
    report = outcome.report
    return {
        "harness_commit": report.harness.commit,
        "kubernetes_version": report.kubernetes_version,
        "measured_by": report.provenance.measured_by if report.provenance else None,
        "relationship": str(report.disclosure.relationship) if report.disclosure else None,
        "license": report.license,
        "reported_percentage": report.reported.passing_percentage if report.reported else None,
        "reported_cases_passed": report.reported.cases_passed if report.reported else None,
    }


def _said(outcome: Outcome, group: str) -> Row:
    """What an SMI report says of a specification by itself; empty for other reports."""
    found = next((each for each in outcome.report.specifications if each.id == group), None)
    if found is None:
        return {}
    return {
        "reported_result": found.result,
        "reported_capability": found.capability,
        "reported_api_version": found.api_version,
        "reported_assertions": found.assertions,
        "duration_seconds": found.duration_seconds,
        "reported_reason": found.reason,
    }


def case_rows(outcomes: Iterable[Outcome]) -> list[Row]:
    """A row for each case that a report names or that follows from its counts."""
    return [
        {
            "report": outcome.report.id,
            "group": group.id,
            "case": case.id,
            "level": case.level,
            "status": case.status and str(case.status),
            "derived_from_counts": case.derived,
            "reason": case.reason,
        }
        for outcome in outcomes
        for group in outcome.groups
        for case in group.cases
    ]


def feature_rows(outcomes: Iterable[Outcome]) -> list[Row]:
    """A row for each feature of each profile: what was declared, and what was tested of it."""
    return [
        {
            "report": outcome.report.id,
            "group": group.id,
            "feature": feature.id,
            "declared": feature.declared,
            "state": str(feature.state),
        }
        for outcome in outcomes
        for group in outcome.groups
        for feature in group.features
    ]


def claim_rows(index: Index) -> list[Row]:
    """A row for each claim of support."""
    return [{**asdict(claim), "api_versions": " ".join(claim.api_versions)} for claim in index.catalogue.claims]


def badge_files(index: Index, mesh: str, suite: str) -> Iterator[Asset]:
    """The badge of a mesh for a suite, as a picture and as the JSON that badge services read."""
    name, (message, colour) = TITLES[suite], badge(index, mesh, suite)
    yield Asset(path=addresses.badge_path(mesh, suite), content=_svg(name, message, colour).encode())
    endpoint = {
        "schemaVersion": 1,
        "label": name,
        "message": message,
        "color": _SHIELDS[colour],
        "cacheSeconds": _CACHE_SECONDS,
    }
    yield Asset(path=addresses.badge_path(mesh, suite, "json"), content=_json(endpoint))


def badge(index: Index, mesh: str, suite: str) -> tuple[str, str]:
    """What a badge says, always with version and date, and its colour. Of several channels or modes it is the worst."""
    newest = index.survey.newest(mesh, suite)
    if not newest:
        line = index.survey.by_mesh[mesh][suite]
        history = next((each for each in line if each.published), None)
        return ("no published report" if history is None else f"historic, unverified: {_made(history)}", _GREY)
    outcome = worst(newest)
    said = "; ".join(filter(None, (_counted(group) for group in outcome.groups))) or "no counts"
    stale = f"{wording.STANDINGS[outcome.standing]}: " if outcome.standing is not Standing.CURRENT else ""
    return f"{stale}{said} · {_made(outcome)}", _colour(outcome)


def _made(outcome: Outcome) -> str:
    report = outcome.report
    when = wording.machine_date(report.date) if report.date else "date not reported"
    mode = report.mode if report.mode not in (None, "default") else None
    about = " ".join(
        filter(None, (report.suite_version and f"API {wording.version(report.suite_version)}", report.channel, mode))
    )
    return " · ".join(filter(None, (wording.version(report.version), about, when)))


def _counted(group: GroupOutcome) -> str:
    """A profile or specification as short as a badge needs it: `HTTP core 7/7, extended 6/7`."""
    if not group.id.startswith("MESH"):
        return f"{group.title} {_fraction(group.core)}" if group.core and group.core.total else ""
    told = [(name, count) for name, count in (("core", group.core), ("extended", group.extended)) if count]
    said = ", ".join(f"{name} {_fraction(count)}" for name, count in told)
    return f"{profile_of(group.id)} {said}" if told else ""


def _fraction(count: Count) -> str:
    if count.total is None:
        return f"{count.result}, no counts" if count.result else "no counts"
    served = f" ({unserved} of another API version)" if (unserved := count.of(CaseStatus.VERSION_NOT_SERVED)) else ""
    failed = f" ({count.result} reported)" if count.disagrees else ""
    return f"{count.passed}/{count.total}{served}{failed}"


def _colour(outcome: Outcome) -> str:
    if outcome.standing in (Standing.STALE, Standing.HISTORIC):
        return _GREY
    counts = [count for count in counts_of(outcome) if count.total != 0]
    if any(map(failed, counts)):
        return _RED
    sure = all(count.complete and not count.disagrees for count in counts)
    green = {count.status for count in counts} == {CaseStatus.PASSED} and sure and outcome.standing is Standing.CURRENT
    return _GREEN if green else _AMBER


def _svg(name: str, message: str, colour: str) -> str:
    left, right = (round(len(text) * _CHARACTER_PX + 14) for text in (name, message))
    title = escape(f"{name}: {message}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" aria-label="{title}">'
        f"<title>{title}</title>"
        f'<rect width="{left + right}" height="20" rx="3" fill="#33373d"/>'
        f'<path d="M{left} 0h{right - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-{right - 3}z" fill="{colour}"/>'
        '<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11" text-anchor="middle">'
        f'<text x="{left / 2:g}" y="14" textLength="{left - 14}">{escape(name)}</text>'
        f'<text x="{left + right / 2:g}" y="14" textLength="{right - 14}">{escape(message)}</text></g></svg>\n'
    )
