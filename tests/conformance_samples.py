"""Synthetic conformance reports, what is made of them, and what a reader sees of it; for the tests of conformance."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from generator import addresses
from generator.compare import compare
from generator.conformance import survey
from generator.conformance.outcomes import groups
from generator.conformance.values import Count, FeatureState, Survey
from generator.model import CaseStatus
from generator.pages import compose
from generator.pages.wording import count_of
from tests import synthetic
from tests.sites import Element, elements

if TYPE_CHECKING:
    from generator.conformance.values import GroupOutcome, Outcome
    from generator.model import Claim, ConformanceReport, Mesh
    from generator.page import Composition

SITE = "https://results.example/site/"
GATEWAY = "conformance/gateway-api/"
SMI = "conformance/smi/"
TODAY = date(2026, 11, 25)
QUERY, PORT, NAMED = (
    "MeshHTTPRouteQueryParamMatching",
    "MeshHTTPRouteRedirectPort",
    "MeshHTTPRouteNamedRouteRule",
)
"""Three features of v1.4.0, each with one case."""
UNTESTED = "MeshConsumerRoute"
"""A feature of v1.4.0 without a case."""


def surveyed(*reports: ConformanceReport, today: date = TODAY) -> Survey:
    return survey(synthetic.catalogue(*reports), today)


def outcome(report: ConformanceReport, today: date = TODAY) -> Outcome:
    return surveyed(report, today=today).outcomes[report.id]


def http(report: ConformanceReport) -> GroupOutcome:
    (found,) = (group for group in groups(report) if group.id in {"MESH", "MESH-HTTP"})
    return found


def declaring(*supported: str, passed: int | None = None, **level: object) -> ConformanceReport:
    """A report for v1.4.0 with seven core cases and one extended case for each declared feature."""
    counted = len(supported) if passed is None else passed
    extended = synthetic.level(counted, supported=supported, **level)  # type: ignore[arg-type]
    return synthetic.gateway_report("alpha", synthetic.profile(extended=extended))


def counted(passed: int | None, failed: int | None, skipped: int | None, result: str | None = None) -> Count:
    pairs = ((CaseStatus.PASSED, passed), (CaseStatus.FAILED, failed), (CaseStatus.NOT_RUN, skipped))
    tally = {status: number for status, number in pairs if number is not None}
    return Count(tally=tally, complete=len(tally) == len(pairs), result=result)


def words(group: GroupOutcome) -> str:
    assert group.core is not None
    return count_of(group.core)


def of_core(core: synthetic.Level, *, api: str | None = "v1.4.0", **extended: object) -> GroupOutcome:
    """The HTTP profile of a report with that core level, and an extended one where something is said of it."""
    level = synthetic.level(**extended) if extended else None  # type: ignore[arg-type]
    return http(synthetic.gateway_report("alpha", synthetic.profile(core, level), api=api))  # type: ignore[arg-type]


def told(group: GroupOutcome, *names: str) -> list[tuple[str, str | None, str | None]]:
    """What is said of the cases of these names: id, level and status, each as often as it is shown."""
    return [(case.id, case.level, case.status and str(case.status)) for case in group.cases if case.id in names]


def statuses(group: GroupOutcome) -> Counter[str | None]:
    return Counter(case.status and str(case.status) for case in group.cases)


def state(report: ConformanceReport, feature: str) -> FeatureState:
    return next(each.state for each in http(report).features if each.id == feature)


# ---- composed


def composed(
    *members: ConformanceReport | Claim, meshes: tuple[Mesh, ...] = synthetic.MESHES, today: date | None = None
) -> Composition:
    made = synthetic.catalogue(*members, meshes=meshes)
    return compose(made, compare(made), SITE, today=today)


def body(composition: Composition, path: str) -> list[Element]:
    return elements(next(str(each.body) for each in composition.pages if each.path == path))


def matrix_rows(composition: Composition, path: str = GATEWAY) -> dict[str, Element]:
    """The rows of a matrix by the id of their report; a report with two rows fails."""
    found = [each for each in body(composition, path) if each.name == "tr" and "data-report" in each.attributes]
    by_id = {str(each.attributes["data-report"]): each for each in found}
    assert len(by_id) == len(found)
    return by_id


def cells(row: Element) -> list[str]:
    """What a reader sees in the cells of a row, without the words that only say where one is."""
    return [seen(each) for each in row.children if each.name in {"th", "td"}]


def seen(element: Element) -> str:
    """Its text on a wide screen: that of narrow ones repeats other cells."""
    return " ".join(_shown(element).split())


def _shown(element: Element) -> str:
    if {"mr-visually-hidden", "mr-narrow"}.intersection(str(element.attributes.get("class")).split()):
        return ""
    return "".join(each if isinstance(each, str) else _shown(each) for each in element.content)


def of_report(composition: Composition, name: str) -> str:
    """The page of a report."""
    return next(str(each.body) for each in composition.pages if each.path == addresses.report_path(name))


def text_of(composition: Composition, path: str) -> str:
    """All that stands in a page."""
    return " ".join("".join(elements(f"<div>{page.body}</div>")[0].texts()) for page in composition.pages if page.path == path)  # fmt: skip


def heads(composition: Composition, path: str = GATEWAY, at: int = 0) -> list[str]:
    tables = [each for each in body(composition, path) if each.name == "thead"]
    return [each.all_text() for each in tables[at].walk() if each.name == "th"]


def feature_cells(composition: Composition, feature: str, path: str = GATEWAY) -> dict[str, str]:
    """What a matrix says of a feature, by the id of the report."""
    (row,) = (each for each in body(composition, path) if each.attributes.get("data-feature") == feature)
    return {str(each.attributes["data-report"]): seen(each) for each in row.children if each.name == "td"}


def with_features(name: str, *supported: str, unsupported: tuple[str, ...] = (), **fields: object) -> ConformanceReport:
    level = synthetic.level(len(supported), supported=supported, unsupported=unsupported)
    return synthetic.gateway_report(name, synthetic.profile(extended=level), **fields)  # type: ignore[arg-type]


def table(composition: Composition, name: str) -> list[dict[str, str]]:
    (content,) = (each.content for each in composition.assets if each.path == f"data/{name}.csv")
    return list(csv.DictReader(content.decode().splitlines()))
