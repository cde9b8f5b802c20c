"""Columns of conformance: reports by profile and level, cases, features, and claims of support."""

from __future__ import annotations

from generator.columns.column import Column, number, text, truth, whole
from generator.columns.runs import EVIDENCE_LEVEL, STATE

SMI, HAMLET = "smi-conformance/v1 ", "hamlet-conformance/v1 "
GATEWAY, UNMODIFIED = "gateway-api-conformance/v1 ", "ConformanceReport "
CLAIM = "claims/v1 claims[]."


def _all(path: str) -> tuple[str, ...]:
    """The field of that path in each kind of report that is ours."""
    return tuple(f"{kind}{path}" for kind in (SMI, GATEWAY, HAMLET))


def _levels(*fields: str) -> tuple[str, ...]:
    return tuple(f"{GATEWAY}profiles[].{level}.{field}" for field in fields for level in ("core", "extended"))


REPORT = text("report", "Identifier of the report. Its page is conformance/reports/<report>/.", *_all("id"))
GROUP = text("group", "The profile of the Gateway API, or the specification, that the row is about.", f"{GATEWAY}profiles[].name", f"{SMI}specifications[].id")  # fmt: skip
_CASES = (f"{SMI}cases[].status", f"{HAMLET}cases[].status")

REPORTS: tuple[Column, ...] = (
    REPORT,
    text("suite", "The suite that ran: smi, gateway-api or hamlet."),
    text("suite_version", "Version of the specification that the suite tests.", f"{SMI}specification_version", f"{GATEWAY}gateway_api_version", f"{HAMLET}api_version", f"{UNMODIFIED}gatewayAPIVersion"),
    text("mesh", "", *_all("mesh")),
    text("mesh_name", "What the mesh is called.", "mesh/v1 name"),
    text("version", "", *_all("version"), f"{UNMODIFIED}implementation.version"),
    text("channel", "", f"{GATEWAY}channel", f"{UNMODIFIED}gatewayAPIChannel"),
    text("mode", "", f"{GATEWAY}mode", f"{UNMODIFIED}mode"),
    text("date", "", *_all("date"), f"{UNMODIFIED}date"),
    text("state", "Where the report stands: published, or the state that its last status event gave it.", STATE),
    text("standing", "How current the report is: current, unknown, behind, stale or historic."),
    EVIDENCE_LEVEL,
    text("source_uri", "", *_all("provenance.source_uri")),
    text("harness_commit", "", *_all("harness.commit")),
    text("kubernetes_version", "", *_all("kubernetes_version")),
    text("measured_by", "", *_all("provenance.measured_by")),
    text("relationship", "", *_all("disclosure.relationship")),
    text("license", "", *_all("license")),
    number("reported_percentage", "Share of cases passed as the report says it; shares on the site are counted anew.", f"{SMI}reported.passing_percentage"),
    whole("reported_cases_passed", "", f"{SMI}reported.cases_passed"),
    GROUP,
    text("level", "Level of the cases: core or extended."),
    whole("passed", "Cases that passed.", *_levels("passed"), *_CASES),
    whole("partial", "Cases that passed in part.", *_CASES),
    whole("failed", "Cases that failed.", *_levels("failed", "failed_tests"), *_CASES),
    whole("not_run", "Cases that were skipped or not reached.", *_levels("skipped", "skipped_tests"), *_CASES),
    whole("not_claimed", "Cases that test what the mesh does not claim.", *_CASES),
    whole("version_not_served", "Cases that ask for another version of the API than the mesh serves.", *_CASES),
    truth("counts_fit_suite", "Whether the counts are those of the suite at that version; empty where that is not known."),
    whole("expected_cases", "How many cases the suite has there at that version."),
    text("reported_result", "What the report says of the level or specification.", *_levels("result"), f"{SMI}specifications[].result"),
    text("reported_capability", "", f"{SMI}specifications[].capability"),
    text("reported_api_version", "", f"{SMI}specifications[].api_version"),
    whole("reported_assertions", "", f"{SMI}specifications[].assertions"),
    number("duration_seconds", "", f"{SMI}specifications[].duration_seconds"),
    text("reported_reason", "", f"{SMI}specifications[].reason"),
)  # fmt: skip

CASES: tuple[Column, ...] = (
    REPORT,
    GROUP,
    text("case", "Identifier of the case in its suite.", f"{SMI}cases[].id", f"{HAMLET}cases[].id"),
    text("level", "Level of the case: core or extended."),
    text("status", "What became of it: passed, partial, failed, not-run, not-claimed or version-not-served.", *_CASES),
    truth("derived_from_counts", "Whether the status follows from the report’s counts, which name only what did not pass."),
    text("reason", "", f"{SMI}cases[].reason", f"{HAMLET}cases[].reason"),
)  # fmt: skip

FEATURES: tuple[Column, ...] = (
    REPORT,
    GROUP,
    text("feature", "Name of the feature in its suite."),
    truth("declared", "Whether the mesh declares that it has the feature; empty where the report does not tell.", f"{GATEWAY}profiles[].extended.supported_features", f"{GATEWAY}profiles[].extended.unsupported_features"),
    text("state", "What is known of the feature: a case’s status, declared-untested, declared-unknown or not-reported."),
)  # fmt: skip

CLAIMS: tuple[Column, ...] = (
    text("suite", "", f"{CLAIM}suite"),
    text("mesh", "", f"{CLAIM}mesh"),
    text("implementation", "", f"{CLAIM}implementation"),
    text("subject", "", f"{CLAIM}subject"),
    truth("claimed", "", f"{CLAIM}claimed"),
    text("versions", "", f"{CLAIM}versions"),
    text("api", "", f"{CLAIM}api"),
    text("api_versions", "Versions of that API which are served, separated by spaces.", f"{CLAIM}api_versions"),
    text("group", "", f"{CLAIM}group"),
    text("claim", "", f"{CLAIM}claim"),
    text("date", "", f"{CLAIM}date"),
    text("source", "", f"{CLAIM}source"),
    text("verified", "", f"{CLAIM}verified"),
    text("note", "", f"{CLAIM}note"),
)
