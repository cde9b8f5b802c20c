"""The evidence level of every result and report, with what it rests on and what it lacks.

Nobody declares a level: each follows from what was submitted. `check` holds every hash against the file that it names (MR215, MR216), so
that a hash in the catalogue is one that fits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from generator.model import MeshKind
from generator.numbers import listed, plural
from generator.trust.reproductions import reproductions
from generator.trust.values import Assessment, EvidenceLevel, Reproduction, Step, Trust

if TYPE_CHECKING:
    from generator.model import Catalogue, ConformanceReport, Environment, Evidence, Lab, Provenance, Result, Submission

NO_CONTAINERS = "none"
"""The container runtime of an environment that has no Kubernetes, whose version nobody can miss."""


def assess(catalogue: Catalogue) -> Trust:
    """Every result and report of the catalogue with its level."""
    found, _ = reproductions(catalogue)
    again = _again(catalogue, found)
    results = {
        result.address: _of_result(catalogue, submission, result, again)
        for submission in catalogue.submissions.values()
        for result in submission.results
    }
    reports = {name: _of_report(catalogue, report) for name, report in catalogue.reports.items()}
    return Trust(results=results, reports=reports, reproductions=found, by_address=_by_address(found))


def _by_address(found: Sequence[Reproduction]) -> Mapping[str, tuple[Reproduction, ...]]:
    members: dict[str, tuple[Reproduction, ...]] = {}
    for each in found:
        for address in (*each.original, *each.again):
            members[address] = (*members.get(address, ()), each)
    return members


def _again(catalogue: Catalogue, found: Sequence[Reproduction]) -> Mapping[str, str]:
    """Who reproduced a result, in words, by the result's address."""
    names: dict[str, dict[str, None]] = {}
    for each in found:
        who = catalogue.submissions[each.submission].provenance.measured_by
        for address in each.original:
            names.setdefault(address, {})[who] = None
    return {address: listed(list(people)) for address, people in names.items()}


def _of_result(catalogue: Catalogue, submission: Submission, result: Result, again: Mapping[str, str]) -> Assessment:
    lab = catalogue.labs[submission.lab]
    lacks = tuple(lacking(result, submission, bare=catalogue.meshes[result.subject.mesh].kind is MeshKind.NONE))
    complete = "raw output with its hash, environment, versions and steps are all there"
    return Assessment(
        steps=(
            Step(level=EvidenceLevel.BUNDLE_COMPLETE, because=complete, missing=lacks),
            _reproduced(again.get(result.address)),
            _by_the_group(submission.provenance, lab),
        )
    )


def _reproduced(who: str | None) -> Step:
    because = "" if who is None else f"measured again under the same conditions by {who}"
    missing = ("a submission of another organisation that measured the same under the same conditions",)
    return Step(level=EvidenceLevel.REPRODUCED, because=because, missing=missing if who is None else ())


def _by_the_group(provenance: Provenance | None, lab: Lab | None) -> Step:
    missing = []
    if provenance is None or not provenance.by_working_group or provenance.transcribed:
        missing.append("a run by the group itself")
    if lab is None or not lab.working_group:
        missing.append("a lab in which it measures")
    because = "the working group ran it in a lab where it measures" if not missing else ""
    return Step(level=EvidenceLevel.WORKING_GROUP, because=because, missing=tuple(missing))


def lacking(result: Result, submission: Submission, *, bare: bool) -> Iterator[str]:
    """What a result lacks of a complete bundle; `bare` says that no mesh was measured, so that none has a version."""
    yield from raw_output(result.measurement.evidence)
    yield from _surroundings(result.environment)
    if result.subject.version is None and not bare:
        yield "the version of the mesh"
    if result.test.load_generator is None:
        yield "the load generator"
    elif result.test.load_generator_version is None:
        yield "the version of the load generator"
    if result.test.workload.application is None:
        yield "the application"
    elif result.test.workload.application_version is None:
        yield "the version of the application"
    if not submission.reproduce.strip():
        yield "how to reproduce it"


def raw_output(evidence: Sequence[Evidence]) -> Iterator[str]:
    """What is missing of the raw outputs: all of them, the files themselves, or their hashes."""
    if not evidence:
        yield "the raw output"
        return
    hidden = sum(each.path is None and each.uri is None for each in evidence)
    unhashed = sum(each.sha256 is None for each in evidence)
    many = plural(len(evidence), "raw output")
    if hidden:
        yield f"the file itself of {_of(hidden, len(evidence), many)}, of which only the hash is published"
    if unhashed:
        yield f"the SHA-256 of {_of(unhashed, len(evidence), many)}"


def _of(part: int, total: int, many: str) -> str:
    if part < total:
        return f"{part} of {many}"
    return "the raw output" if total == 1 else f"all {many}"


def _surroundings(environment: Environment) -> Iterator[str]:
    if not environment.nodes or any(node.cores is None or node.mem_mb is None for node in environment.nodes):
        yield "the nodes with their cores and memory"
    contained = environment.conditions.get("container_runtime") != NO_CONTAINERS
    if environment.kubernetes_version is None and contained:
        yield "the version of Kubernetes"


def _of_report(catalogue: Catalogue, report: ConformanceReport) -> Assessment:
    lab = None if report.lab is None else catalogue.labs.get(report.lab)
    complete = "raw output, versions, the commit of the tests and steps are all there"
    missing = tuple(_report_lacks(report))
    return Assessment(
        steps=(
            Step(level=EvidenceLevel.BUNDLE_COMPLETE, because=complete, missing=missing),
            _by_the_group(report.provenance, lab),
        )
    )


def _report_lacks(report: ConformanceReport) -> Iterator[str]:
    if report.provenance is not None:  # as its suite wrote it, a report is its own raw output
        yield from raw_output(report.evidence)
    if report.suite_version is None:
        yield "the version of the suite"
    if report.harness.commit is None:
        yield "the commit of the tests"
    if report.kubernetes_version is None:
        yield "the version of Kubernetes"
    if not (report.reproduce or "").strip():
        yield "how to reproduce it"
