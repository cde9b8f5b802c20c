"""Rows of the published tables of performance: results, groups and what was found in them, submissions and their history.

What is published of one group stands in `tables`, rows of conformance and of patterns stand beside their pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator import tables
from generator.columns.runs import FURTHER

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from generator.compare.values import Comparison, ComparisonGroup
    from generator.model import Catalogue, ConformanceReport, Result, StatusEvent, Submission

Row = dict[str, object]


def results(catalogue: Catalogue, comparison: Comparison, frame: pd.DataFrame) -> dict[str, list[object]]:
    """The columns of all results by name, in the order of `frame`, which is the explorer's table."""
    groups = comparison.groups.values()
    reasons = {one.result.address: one.reason for group in groups for one in group.excluded}
    variants = {run.address: one.id for group in groups for one in group.variants for run in one.results}
    by_address = {run.address: run for run in catalogue.results}
    rows: list[Row] = []
    for address in frame["address"]:
        run = by_address[address]
        counted: Row = {"reason": reasons.get(address), "variant": variants.get(address)}
        rows.append(counted | _further(run) | {"license": catalogue.submissions[run.submission].license})
    return tables.values_of(frame) | {each.name: [row[each.name] for row in rows] for each in FURTHER}


def _further(run: Result) -> Row:
    measured = run.measurement
    return {
        **tables.run_cells(run),
        "ended": tables.started(run.end_time),
        "campaign": run.campaign,
        "stdev_ms": measured.stdev_ms,
        "omission": measured.coordinated_omission.value,
        "population": measured.population,
        "quantile_method": measured.quantile_method,
        "generator_version": run.test.load_generator_version,
        "environment_config": run.environment.id,
        "mesh_config": run.mesh_config.id,
        "test_config": run.test.id,
        "evidence": len(measured.evidence),
    }


def percentiles(catalogue: Catalogue) -> Iterator[Row]:
    """A row for each percentile of each result that was reported, be it as a value or as a range."""
    for run in catalogue.results:
        known, bounds = run.latencies.percentiles, run.measurement.bounds_ms
        for name in sorted({*known, *bounds}, key=float):
            low, high = bounds.get(name, (None, None))
            yield {
                "address": run.address,
                "percentile": float(name),
                "latency_ms": known.get(name),
                "low_ms": low,
                "high_ms": high,
            }


def groups(comparison: Comparison) -> Iterator[Row]:
    """A row for each comparison group, with its key."""
    for group in comparison.groups.values():
        yield {
            "group": group.id,
            "title": group.title,
            "headline": group.headline,
            "conditions": group.conditions,
            "leads": group.leads,
            "demonstration": group.demonstration,
            "runs": len(group.results),
            "counted": len(group.results) - len(group.excluded),
            "variants": len(group.variants),
            "baseline": group.baseline and group.baseline.id,
            "no_overhead_because": group.no_overhead_because,
            "submissions": " ".join(submission.id for submission in group.submissions),
            "key_version": group.key.version,
            **{f"key_{field.name}": field.value for field in group.key.fields},
        }


def variants(comparison: Comparison) -> Iterator[Row]:
    """A row for each variant of each group."""
    for group in comparison.groups.values():
        yield from (_within(group, tables.variant_row(one)) for one in group.variants)


def tests(comparison: Comparison) -> Iterator[Row]:
    """A row for each test of each group."""
    for group in comparison.groups.values():
        yield from (_within(group, row) for row in tables.test_rows(group))


def resources(comparison: Comparison) -> Iterator[Row]:
    """A row for each role or sum that a variant of a group reports."""
    for group in comparison.groups.values():
        yield from (_within(group, row) for row in tables.resource_rows(group))


def _within(group: ComparisonGroup, row: Row) -> Row:
    return {"group": group.id, **row}


def submissions(catalogue: Catalogue) -> Iterator[Row]:
    """A row for each submission of performance results."""
    for each in catalogue.submissions.values():
        lab = catalogue.labs[each.lab]
        yield {
            "submission": each.id,
            "title": each.title,
            "submitted": each.submitted,
            "purpose": str(each.purpose),
            "submitter": each.submitter.name,
            "organization": each.submitter.organization,
            "relationship": str(each.disclosure.relationship),
            "sponsor": each.disclosure.sponsor,
            "lab": lab.id,
            "lab_name": lab.name,
            "lab_access": lab.access,
            "license": each.license,
            "measured_by": each.provenance.measured_by,
            "source_uri": each.provenance.source_uri,
            "transcribed": each.provenance.transcribed,
            "campaign": each.campaign,
            "results": len(each.results),
            "file": each.origin.path,
        }


def status_events(catalogue: Catalogue) -> Iterator[Row]:
    """A row for each status event of each submission and report, oldest first within each."""
    for submission in catalogue.submissions.values():
        yield from (_event("performance", submission, event) for event in submission.history)
    for report in catalogue.reports.values():
        yield from (_event(report.suite, report, event) for event in report.history)


def _event(initiative: str, about: Submission | ConformanceReport, event: StatusEvent) -> Row:
    return {
        "initiative": initiative,
        "submission": about.id,
        "date": event.date,
        "state": str(event.state),
        "by": event.by,
        "reason": event.reason,
        "results": None if event.results is None else " ".join(event.results),
        "replaced_by": event.replaced_by,
        "dispute": event.dispute,
    }


def disputes(catalogue: Catalogue) -> Iterator[Row]:
    """A row for each dispute, with what was decided."""
    for each in catalogue.disputes.values():
        decision = each.decision
        yield {
            "dispute": each.id,
            "date": each.date,
            "author": each.author.name,
            "affiliation": each.author.affiliation,
            "relationship": str(each.author.relationship),
            "results": " ".join(each.results) or None,
            "reports": " ".join(each.reports) or None,
            "claim": each.claim,
            "replies": len(each.replies),
            "outcome": decision and str(decision.outcome),
            "decided": decision and decision.date,
            "decided_by": decision and decision.by,
            "state": decision and decision.state and str(decision.state),
            "reason": decision and decision.reason,
            "statement": each.is_statement,
        }
