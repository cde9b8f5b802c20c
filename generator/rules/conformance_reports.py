"""MR501, MR511, MR513, MR515 and MR516: a report as a whole: its folder, its version, its date, and no other like it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator import versions
from generator.finding import Hit, Severity
from generator.gateway_report import utc
from generator.model import is_mesh_profile
from generator.rules.access import GONE, RAW_REPORT, sequence, text
from generator.rules.engine import corpus_rule, quoted, rule
from generator.rules.policy import version_fault
from generator.rules.reports import (
    ALL_REPORTS,
    GATEWAY_REPORTS,
    levels,
    listed_cases,
    place,
    record,
    suite_of,
    version_field,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules.corpus import Corpus, ReportFolder
    from generator.source import Document

SINCE = "2026-11-22"  # no report was published before these rules, so that none is ever softened


@corpus_rule("MR501", "one-report-a-folder", severity=Severity.ERROR, since=SINCE)
def one_report_a_folder(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A folder of a conformance report holds none, or more than one.

    What it finds
    -------------
    A folder of `results/conformance/<suite>/` whose documents hold no report, or two and more: `report.yaml` beside a report of the Gateway
    API's own form, or two of those.

    Why it matters
    --------------
    A report has one address, made of its folder's name, and one status. Two in a folder would share both, and one of them
    would not be shown.

    Wrong
    -----
    ```yaml
    # results/conformance/gateway-api/acme-1-2/: standard-1.2.0-default-report.yaml and experimental-1.2.0-default-report.yaml
    kind: ConformanceReport
    ```

    Right
    -----
    ```yaml
    # results/conformance/gateway-api/acme-1-2-standard/standard-1.2.0-default-report.yaml, the other in acme-1-2-experimental/
    kind: ConformanceReport
    ```
    """
    for folder in corpus.report_folders:
        if not folder.complete:  # a broken file of the folder may be the report
            continue
        for report in folder.reports[1:]:
            message = f"the folder {quoted(folder.name)} holds {len(folder.reports)} reports, expected one"
            hint = "give each report a folder of its own, and name the folder after it"
            related = ((folder.reports[0].path, ("kind",)),)
            yield report, Hit(pointer=("kind",), message=message, hint=hint, related=related)
        if folder.status is not None and not folder.reports:
            message = f"the folder {quoted(folder.name)} holds no report, expected one beside this file"
            hint = f"run `mesh-results new {folder.suite}-report {folder.name}`, or move the file to the report it belongs to"
            yield folder.status, Hit(pointer=("kind",), message=message, hint=hint)


@rule("MR511", "version-is-no-release", severity=Severity.WARNING, since=SINCE, kinds=ALL_REPORTS)
def version_is_no_release(document: Document) -> Iterator[Hit]:
    """A report tested what is no release.

    What it finds
    -------------
    A `version` of the tested mesh (`implementation.version` of an unmodified report) that is a branch, a pull request, a commit, or
    another name that has no place in the order of releases.

    Why it matters
    --------------
    The report stays, but it belongs to no release: a mesh's history leaves it out, and nobody can see whether a later release
    does better.

    Wrong
    -----
    ```yaml
    version: main
    ```

    Right
    -----
    ```yaml
    version: "1.20.3"
    ```
    """
    found = text(record(document), "version") or ""
    fault = version_fault(found.strip()) or (None if versions.is_release(found) else "is no release")
    if fault is not None:
        message = f"version is {quoted(found)}, which {fault}, expected a release"
        hint = "write the release if somebody recorded it; what was reported so stays, outside the order of versions"
        yield Hit(pointer=place(document, "version"), message=message, hint=hint)


@corpus_rule("MR513", "same-run-twice", severity=Severity.WARNING, since=SINCE)
def same_run_twice(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """Two reports are of one run.

    What it finds
    -------------
    Two reports of one suite with the same mesh, version, version of the suite, channel, mode, role and date, and the same counts or cases. Of
    a Gateway API report only the mesh profiles count, in whichever of the two forms it has. A report that was superseded, withdrawn or
    found invalid is not compared, nor one whose date is not reported.

    Why it matters
    --------------
    A run that is published twice counts twice: in the number of reports of a mesh, and in its history.

    Wrong
    -----
    ```yaml
    # results/conformance/smi/acme-1-2/report.yaml, and the same in results/conformance/smi/acme-1-2-again/report.yaml
    date: 2026-11-20T10:00:00Z
    ```

    Right
    -----
    ```yaml
    # results/conformance/smi/acme-1-2/report.yaml alone, or the other one of another run
    date: 2026-11-21T09:30:00Z
    ```
    """
    first: dict[object, tuple[str, Document]] = {}
    for folder in corpus.reports_by_day:
        report = folder.report
        key = None if report is None or _is_gone(folder) else _run_of(report)
        if report is None or key is None:
            continue
        name, other = first.setdefault(key, (folder.name, report))
        if other is not report:
            message = f"versions, date and counts are those of the report {quoted(name)}, expected another run"
            hint = "remove one of the two; a report that corrects a published one supersedes it in its status.yaml"
            yield report, Hit(pointer=("date",), message=message, hint=hint, related=((other.path, ("date",)),))


def _is_gone(folder: ReportFolder) -> bool:
    events = sequence(folder.status.data, "events") if folder.status is not None else ()
    return bool(events) and text(events[-1], "state") in GONE


def _run_of(document: Document) -> object:
    """What two reports of the same run have in common; None where the day is not known."""
    entry = record(document)
    if (when := text(entry, "date")) is None:
        return None
    version = (text(entry, "version") or "").removeprefix("v")
    said = (text(entry, field) for field in (version_field(document), "mesh", "channel", "mode", "role"))
    return (suite_of(document).id, version, utc(when) or when, *said, _counts(document))


def _counts(document: Document) -> object:
    named = [
        ("profile", each.profile, each.name, *map(each.count, ("passed", "failed", "skipped")))
        for each in levels(document)
        if is_mesh_profile(each.profile)
    ]
    listed = [("case", each.id, each.status) for each in listed_cases(document)]
    entries = sequence(document.data, "specifications")
    specifications = [
        ("specification", *(text(each, field) for field in ("id", "capability", "result"))) for each in entries
    ]
    return frozenset((*named, *listed, *specifications))


@rule("MR515", "unreadable-date", severity=Severity.ERROR, since=SINCE, kinds=(RAW_REPORT,))
def unreadable_date(document: Document) -> Iterator[Hit]:
    """The date of an unmodified report is no time.

    What it finds
    -------------
    A `date` of a report of the Gateway API's own form that is no RFC 3339 time with a zone.

    Why it matters
    --------------
    The suite writes the time of the run. Where it cannot be read the file was edited, and the report has no place among those
    of its mesh.

    Wrong
    -----
    ```yaml
    date: 20/11/2026
    ```

    Right
    -----
    ```yaml
    date: "2026-11-20T10:00:00Z"
    ```
    """
    found = text(document.data, "date") or ""
    if utc(found) is None:
        message = f"date is {quoted(found)}, expected an RFC 3339 time with a zone, such as 2026-11-20T10:00:00Z"
        hint = "restore the file as the suite wrote it, or write report.yaml of kind gateway-api-conformance/v1 by hand"
        yield Hit(pointer=("date",), message=message, hint=hint)


@rule("MR516", "unknown-api-version", severity=Severity.WARNING, since=SINCE, kinds=GATEWAY_REPORTS)
def unknown_api_version(document: Document) -> Iterator[Hit]:
    """The version of the Gateway API is none that is known.

    What it finds
    -------------
    A `gateway_api_version` that is neither a commit nor of a minor release that the site's copy of the suite has.

    Why it matters
    --------------
    The newest version leads the matrix and earns a badge. A typing error such as `v11.4.0` must not; and where the version is right and
    new, the copy of the suite is behind.

    Wrong
    -----
    ```yaml
    gateway_api_version: v11.4.0
    ```

    Right
    -----
    ```yaml
    gateway_api_version: v1.4.0
    ```
    """
    found = text(record(document), "gateway_api_version") or ""
    suite = suite_of(document)
    if suite.at(found) is None and not versions.is_commit(found):
        minors = sorted({versions.minor(each.version) or "" for each in suite.versions}, key=versions.order)
        message = f"the version is {quoted(found)}, expected a release of {minors[0]} to {minors[-1]}, or a commit"
        hint = (
            "look up the version in the raw output, or ask a curator to add its cases to the site's copy of the suite"
        )
        yield Hit(pointer=place(document, "gateway_api_version"), message=message, hint=hint)
