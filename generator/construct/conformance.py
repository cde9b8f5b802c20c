"""Conformance reports -> values, those of the Gateway API's own form among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from generator import model
from generator.construct.disputes import with_verdicts
from generator.construct.fields import (
    day,
    disclosure,
    entries,
    evidence,
    history_of,
    moment,
    provenance,
    required_text,
    submitter,
    texts,
    whole,
)
from generator.rules.access import RAW_REPORT, mapping, number, text
from generator.rules.reports import record, version_field

if TYPE_CHECKING:
    from datetime import date

    from generator.rules.corpus import ReportFolder
    from generator.source import Document


def report(folder: ReportFolder, decided: Sequence[model.StatusEvent] = ()) -> model.ConformanceReport:
    """The report of a folder with its history, `decided` upon disputes among it.

    The folder must hold one report, complete and without errors.
    """
    if (document := folder.report) is None:
        raise ValueError(f"{folder.path} has no usable report")
    unmodified = document.kind == RAW_REPORT
    entry = record(document)
    history = with_verdicts(history_of(folder.status), decided)
    return model.ConformanceReport(
        id=folder.name,
        suite=folder.suite,
        suite_version=text(entry, version_field(document)),
        mesh=required_text(entry, "mesh"),
        version=required_text(entry, "version"),
        submitted=_submitted(entry),
        date=moment(entry, "date"),
        submitter=submitter(mapping(entry, "submitter")) if "submitter" in entry else None,
        disclosure=disclosure(mapping(entry, "disclosure")) if "disclosure" in entry else None,
        license=text(entry, "license"),
        provenance=provenance(mapping(entry, "provenance")) if "provenance" in entry else None,
        channel=text(entry, "channel"),
        mode=text(entry, "mode"),
        role=text(entry, "role"),
        implementation=_implementation(mapping(entry, "implementation")),
        harness=_harness(mapping(entry, "harness")),
        kubernetes_version=text(entry, "kubernetes_version"),
        environment=text(entry, "environment"),
        lab=text(entry, "lab"),
        profiles=entries(entry, "profiles", _profile),
        provisional_tests=texts(entry, "provisional_tests"),
        specifications=entries(entry, "specifications", _specification),
        declared=texts(entry, "declared") if "declared" in entry else None,
        cases=entries(entry, "cases", _case),
        reported=_reported(mapping(entry, "reported")),
        historic=_historic(mapping(entry, "historic")),
        evidence=(_itself(document, folder),) if unmodified else entries(entry, "evidence", evidence),
        reproduce=text(entry, "reproduce"),
        note=text(entry, "note"),
        state=history[-1].state if history else model.State.PUBLISHED,
        history=history,
        origin=document.locate(()),
    )


def _submitted(entry: Mapping[str, object]) -> date | None:
    return day(entry, "submitted") if "submitted" in entry else None


def _itself(document: Document, folder: ReportFolder) -> model.Evidence:
    """An unmodified report is its own evidence."""
    return model.Evidence(
        path=document.path.removeprefix(f"{folder.path}/"),
        uri=None,
        sha256=document.sha256,
        size_bytes=document.size_bytes,
        tool="Gateway API conformance suite",
        tool_version=None,
    )


def _implementation(entry: Mapping[str, object]) -> model.Implementation | None:
    if not entry:
        return None
    return model.Implementation(
        organization=required_text(entry, "organization"),
        project=required_text(entry, "project"),
        url=text(entry, "url"),
        contact=texts(entry, "contact"),
    )


def _harness(entry: Mapping[str, object]) -> model.Harness:
    return model.Harness(
        name=text(entry, "name"),
        version=text(entry, "version"),
        commit=text(entry, "commit"),
        uri=text(entry, "uri"),
        note=text(entry, "note"),
    )


def _profile(entry: Mapping[str, object]) -> model.Profile:
    return model.Profile(
        name=required_text(entry, "name"),
        summary=text(entry, "summary"),
        core=_level(mapping(entry, "core")),
        extended=_level(mapping(entry, "extended")),
    )


def _level(entry: Mapping[str, object]) -> model.Level | None:
    if not entry:
        return None
    return model.Level(
        result=text(entry, "result"),
        passed=whole(entry, "passed"),
        failed=whole(entry, "failed"),
        skipped=whole(entry, "skipped"),
        failed_tests=texts(entry, "failed_tests"),
        skipped_tests=texts(entry, "skipped_tests"),
        supported_features=texts(entry, "supported_features"),
        unsupported_features=texts(entry, "unsupported_features"),
    )


def _specification(entry: Mapping[str, object]) -> model.Specification:
    return model.Specification(
        id=required_text(entry, "id"),
        api_version=text(entry, "api_version"),
        capability=text(entry, "capability"),
        result=text(entry, "result"),
        assertions=whole(entry, "assertions"),
        duration_seconds=number(entry, "duration_seconds"),
        reason=text(entry, "reason"),
    )


def _case(entry: Mapping[str, object]) -> model.Case:
    return model.Case(
        id=required_text(entry, "id"),
        status=model.CaseStatus(required_text(entry, "status")),
        reason=text(entry, "reason"),
        duration_seconds=number(entry, "duration_seconds"),
    )


def _reported(entry: Mapping[str, object]) -> model.ReportedFigures | None:
    if not entry:
        return None
    return model.ReportedFigures(
        cases_passed=whole(entry, "cases_passed"), passing_percentage=number(entry, "passing_percentage")
    )


def _historic(entry: Mapping[str, object]) -> model.Historic | None:
    if not entry:
        return None
    return model.Historic(reason=required_text(entry, "reason"), inconsistencies=texts(entry, "inconsistencies"))
