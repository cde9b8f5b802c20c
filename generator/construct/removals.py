"""Raw outputs as they are after private data was removed from them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator import model


def last_redactions(redactions: Sequence[model.Redaction]) -> Mapping[str, model.Redaction]:
    """The last removal of each file, by path: what is left of it."""
    return {each.path: each for each in redactions}


def without_private_data(submission: model.Submission, removed: Mapping[str, model.Redaction]) -> model.Submission:
    """The submission with what is left of its raw outputs; the very same where nothing was removed."""
    folder = PurePosixPath(submission.origin.path).parent
    if not any(PurePosixPath(path).is_relative_to(folder) for path in removed):
        return submission
    results = tuple(
        replace(each, measurement=replace(each.measurement, evidence=_left(each.measurement.evidence, folder, removed)))
        for each in submission.results
    )
    return replace(submission, results=results)


def report_without_private_data(
    report: model.ConformanceReport, removed: Mapping[str, model.Redaction]
) -> model.ConformanceReport:
    """The report with what is left of its raw outputs."""
    return replace(report, evidence=_left(report.evidence, PurePosixPath(report.origin.path).parent, removed))


def _left(
    evidence: Sequence[model.Evidence], folder: PurePosixPath, removed: Mapping[str, model.Redaction]
) -> tuple[model.Evidence, ...]:
    return tuple(_one(each, removed.get(str(folder / (each.path or "")))) for each in evidence)


def _one(evidence: model.Evidence, removal: model.Redaction | None) -> model.Evidence:
    """What was published stays named by its hash; a file that is gone has no address any more."""
    if removal is None:
        return evidence
    return replace(
        evidence,
        path=None if removal.sha256 is None else evidence.path,
        sha256=removal.sha256,
        size_bytes=None,
        original_sha256=evidence.original_sha256 or evidence.sha256 or removal.removed_sha256,
    )
