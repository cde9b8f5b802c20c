"""The published tables and their columns, literally: what a download holds, and what each of its columns means."""

from generator.columns import conformance, groups, patterns, records, runs
from generator.columns.column import UNITS, Column, Kind, Table

TABLES: tuple[Table, ...] = (
    Table(
        name="results",
        title="Results",
        row="a run as it was submitted, whether it counts in a comparison or not",
        key=("address",),
        columns=runs.RESULTS,
        old="data/results.csv",
    ),
    Table(
        name="percentiles",
        title="Percentiles",
        row="a percentile of a result, with all that were submitted",
        key=("address", "percentile"),
        columns=runs.PERCENTILES,
    ),
    Table(
        name="groups",
        title="Comparison groups",
        row="a set of results under the same conditions, with the conditions that it holds equal",
        key=("group",),
        columns=groups.GROUPS,
    ),
    Table(
        name="variants",
        title="Variants",
        row="a mesh in one version, mode and configuration within a group: medians, intervals and overheads of its runs",
        key=("group", "variant"),
        columns=(groups.GROUP, *groups.VARIANTS),
    ),
    Table(
        name="tests",
        title="Tests",
        row="a statistical test between two variants of a group",
        key=("group", "variant", "reference", "quantity"),
        columns=(groups.GROUP, *groups.TESTS),
    ),
    Table(
        name="resources",
        title="Resources",
        row="CPU and memory of a variant by role or sum of roles",
        key=("group", "variant", "part"),
        columns=(groups.GROUP, *groups.RESOURCES),
    ),
    Table(
        name="submissions",
        title="Submissions",
        row="a submission of performance results: who measured, where, in whose interest, under which license",
        key=("submission",),
        columns=records.SUBMISSIONS,
    ),
    Table(
        name="status-events",
        title="Status events",
        row="a correction, decided dispute, replacement or withdrawal of a submission or a report",
        key=(),
        columns=records.STATUS_EVENTS,
    ),
    Table(
        name="disputes",
        title="Disputes",
        row="an objection to published results or reports, and what was decided",
        key=("dispute",),
        columns=records.DISPUTES,
    ),
    Table(
        name="conformance-reports",
        title="Conformance reports",
        row="a level of a profile, or a specification, of a report: the cases by what became of them",
        key=("report", "group", "level"),
        columns=conformance.REPORTS,
        old="data/conformance-reports.csv",
    ),
    Table(
        name="conformance-cases",
        title="Conformance cases",
        row="a case that a report names, or that follows from its counts",
        key=("report", "group", "case"),
        columns=conformance.CASES,
        old="data/conformance-cases.csv",
    ),
    Table(
        name="conformance-features",
        title="Conformance features",
        row="a feature of a profile in a report: declared, tested, or neither",
        key=("report", "group", "feature"),
        columns=conformance.FEATURES,
        old="data/conformance-features.csv",
    ),
    Table(
        name="conformance-claims",
        title="Claims of support",
        row="a claim that something supports an API, which is no test result",
        key=(),
        columns=conformance.CLAIMS,
        old="data/conformance-claims.csv",
    ),
    Table(
        name="patterns",
        title="Patterns",
        row="a target of a pattern: a mesh, or a portable API",
        key=("pattern", "target"),
        columns=patterns.PATTERNS,
        old="data/patterns.csv",
    ),
)
"""Every published table. Within version 1 columns are only added, at the end, and none changes its name, type, unit or meaning."""

BY_NAME = {table.name: table for table in TABLES}

__all__ = ["BY_NAME", "TABLES", "UNITS", "Column", "Kind", "Table"]
