"""MR201 to MR206 and MR217: what a file names must exist, be unique, and be named like its file."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from generator.finding import Hit, Severity
from generator.rules.access import (
    ALIASES,
    DISPUTE,
    GATEWAY_REPORT,
    HAMLET_REPORT,
    INITIATIVES,
    LAB,
    MESH,
    PATTERN,
    RAW_REPORT,
    REPORTS,
    SMI_REPORT,
    SUBMISSION,
    by_id,
    mapping,
    near,
    runs,
    sequence,
    text,
)
from generator.rules.engine import corpus_rule, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.finding import Pointer
    from generator.rules.corpus import Corpus
    from generator.source import Document

SINCE = "2026-11-22"
_CONFIGS = (
    ("test_id", "test_configs", "test config"),
    ("mesh_config_id", "mesh_configs", "mesh config"),
    ("env_id", "environment_configs", "environment config"),
)
_CONDITIONS = (
    ("mesh_configs", "subjects", "mesh config"),
    ("test_configs", "workload_conditions", "test config"),
    ("environment_configs", "environment_conditions", "environment config"),
)
_ID = re.compile(r"[a-z0-9-]{1,64}")
_ID_LISTS = {
    SUBMISSION: (("environment_configs", "id"), ("mesh_configs", "id"), ("test_configs", "id")),
    MESH: (("modes", "id"), ("releases", "version")),
    INITIATIVES: (("initiatives", "id"),),
    ALIASES: (("aliases", "from"),),
    GATEWAY_REPORT: (("profiles", "name"),),
    RAW_REPORT: (("profiles", "name"),),
    HAMLET_REPORT: (("cases", "id"),),
    SMI_REPORT: (("cases", "id"), ("specifications", "id")),
}


@corpus_rule("MR201", "missing-submission", severity=Severity.ERROR, since=SINCE)
def missing_submission(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """Results or a status file stand in a folder without `submission.yaml`.

    What it finds
    -------------
    A folder of `results/performance/` that holds results or a status file and no `submission.yaml`.

    Why it matters
    --------------
    The submission says who measured what, where and under which licence, and holds the configs that results refer to.
    Numbers without it cannot be read, compared or published.

    Wrong
    -----
    ```yaml
    # results/performance/acme-2026/results.yaml, alone in its folder
    kind: performance-results/v1
    ```

    Right
    -----
    ```yaml
    # results/performance/acme-2026/submission.yaml beside it
    kind: performance-submission/v1
    id: acme-2026
    ```
    """
    for folder in corpus.folders:
        if "submission.yaml" in folder.files:
            continue
        for document in (*folder.results, *_some(folder.status)):
            message = f"the folder {quoted(folder.name)} has no submission.yaml, expected one beside this file"
            hint = f"run `mesh-results new submission {folder.name}`, or move the file to the folder it belongs to"
            yield document, Hit(pointer=("kind",), message=message, hint=hint)


def _some(document: Document | None) -> tuple[Document, ...]:
    return () if document is None else (document,)


@corpus_rule("MR202", "unknown-config", severity=Severity.ERROR, since=SINCE)
def unknown_config(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A result names a config that its submission does not hold.

    What it finds
    -------------
    A `test_id`, `mesh_config_id` or `env_id` of a result that is the id of no entry of `test_configs`, `mesh_configs` or
    `environment_configs` in the `submission.yaml` of its folder.

    Why it matters
    --------------
    A result joins four messages of the Service Mesh Performance specification by these ids. Without one of them nobody can
    tell what was measured, where, or under which load, and the result cannot be compared with any other.

    Wrong
    -----
    ```yaml
    mesh_config_id: istio-sidcar
    ```

    Right
    -----
    ```yaml
    mesh_config_id: istio-sidecar      # an id of mesh_configs in submission.yaml
    ```
    """
    for folder in corpus.folders:
        if folder.submission is None:
            continue
        known = {field: by_id(folder.submission, configs) for field, configs, _ in _CONFIGS}
        for document in folder.results:
            for hit in _unknown_configs(document, known):
                yield document, hit


def _unknown_configs(document: Document, known: Mapping[str, Mapping[str, object]]) -> Iterator[Hit]:
    for run in runs(document):
        for field, configs, title in _CONFIGS:
            name = text(run.result, field)
            if name is not None and name not in known[field]:
                message = f"no {title} has the id {quoted(name)}, expected an id of {configs} in submission.yaml"
                hint = near(name, known[field], f"add the {title} to {configs}")
                yield Hit(pointer=run.at("result", field), message=message, hint=hint)


@rule("MR203", "missing-conditions", severity=Severity.ERROR, since=SINCE, kinds=(SUBMISSION,))
def missing_conditions(document: Document) -> Iterator[Hit]:
    """A mesh config has no subject, or a test config has no workload conditions.

    What it finds
    -------------
    An entry of `mesh_configs` whose id is no key of `subjects`, or an entry of `test_configs` whose id is no key of
    `workload_conditions`.

    Why it matters
    --------------
    SMP's messages cannot say in which mode a mesh ran, what it did for its cost, whether load was offered at a rate or as fast
    as answers came, or which protocol a client saw. Only results that agree in this are compared.

    Wrong
    -----
    ```yaml
    mesh_configs:
      - id: istio-sidecar
    subjects: {}
    ```

    Right
    -----
    ```yaml
    mesh_configs:
      - id: istio-sidecar
    subjects:
      istio-sidecar: {mesh: istio, version: "1.20.3", mode: sidecar}
    ```
    """
    for configs, conditions, title in _CONDITIONS[:2]:
        known = mapping(document.data, conditions)
        for index, entry in enumerate(sequence(document.data, configs)):
            name = text(entry, "id") or ""
            if name not in known:
                message = f"the {title} {quoted(name)} has no entry in {conditions}, expected one under its id"
                hint = f"add the key {name} to {conditions}; what was not measured is left out there"
                yield Hit(pointer=(configs, index, "id"), message=message, hint=hint)


@rule("MR204", "orphaned-conditions", severity=Severity.ERROR, since=SINCE, kinds=(SUBMISSION,))
def orphaned_conditions(document: Document) -> Iterator[Hit]:
    """Conditions stand under a key that is no config's id.

    What it finds
    -------------
    A key of `subjects`, `workload_conditions` or `environment_conditions` that is the id of no mesh config, test config or
    environment config of the submission.

    Why it matters
    --------------
    What stands there would be dropped without a word: the config it was meant for appears as "not reported".

    Wrong
    -----
    ```yaml
    environment_configs: [{id: eks-c5-large}]
    environment_conditions:
      eks-c5large: {cni: Amazon VPC CNI}
    ```

    Right
    -----
    ```yaml
    environment_configs: [{id: eks-c5-large}]
    environment_conditions:
      eks-c5-large: {cni: Amazon VPC CNI}
    ```
    """
    for configs, conditions, title in _CONDITIONS:
        known = by_id(document, configs)
        for key in mapping(document.data, conditions):
            if key not in known:
                message = f"{conditions} has the key {quoted(key)}, expected the id of one of the {title}s"
                hint = near(key, known, f"add the {title}, or remove the key")
                yield Hit(pointer=(conditions, key), message=message, hint=hint, at_key=True)


@corpus_rule("MR205", "duplicate-id", severity=Severity.ERROR, since=SINCE)
def duplicate_id(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """An id is used twice where it must be unique.

    What it finds
    -------------
    Two results of one submission with the same id, in one file or in two; two configs of one list; two cases, specifications or
    profiles of one conformance report; two reports with the same id in two suites; two modes or releases of a mesh; two
    initiatives; two aliases of the same address.

    Why it matters
    --------------
    A result's address is made of its submission's and its own id, a report's of its id alone. With two of the same id one would
    silently take the other's place, and a reference could mean either.

    Wrong
    -----
    ```yaml
    results:
      - id: istio-c32
      - id: istio-c32
    ```

    Right
    -----
    ```yaml
    results:
      - id: istio-c32-run-1
      - id: istio-c32-run-2
    ```
    """
    for folder in corpus.folders:
        places = [(document, run.at("id"), run.id) for document in folder.results for run in runs(document)]
        yield from _repeated(places, "result", f"the submission {quoted(folder.name)}")
    named = [
        (report, _name_at(report), folder.name) for folder in corpus.reports_by_day for report in folder.reports[:1]
    ]
    yield from _repeated(named, "report", "results/conformance")
    for kind, lists in sorted(_ID_LISTS.items()):
        for document in corpus.of(kind):
            for field, key in lists:
                yield from _repeated(_listed(document, field, key), key, field)


def _name_at(report: Document) -> Pointer:
    """Where a report says its name; an unmodified one is named by its folder alone."""
    return ("kind",) if report.kind == RAW_REPORT else ("id",)


def _listed(document: Document, field: str, key: str) -> list[tuple[Document, Pointer, str]]:
    entries = enumerate(sequence(document.data, field))
    return [(document, (field, index, key), text(entry, key) or "") for index, entry in entries]


def _repeated(places: list[tuple[Document, Pointer, str]], title: str, scope: str) -> Iterator[tuple[Document, Hit]]:
    first: dict[str, tuple[str, Pointer]] = {}
    for document, pointer, name in places:
        if name in first:
            message = f"the {title} {quoted(name)} occurs a second time in {scope}, expected it once"
            hint = "give one of the two another name, or remove it where it is the same twice"
            yield document, Hit(pointer=pointer, message=message, hint=hint, related=(first[name],))
        else:
            first[name] = (document.path, pointer)


@rule(
    "MR206",
    "id-is-not-the-name",
    severity=Severity.ERROR,
    since=SINCE,
    kinds=(DISPUTE, LAB, MESH, PATTERN, SUBMISSION, RAW_REPORT, *REPORTS),
)
def id_is_not_the_name(document: Document) -> Iterator[Hit]:
    """A document's id differs from the name of its folder or file.

    What it finds
    -------------
    A submission, a conformance report or a pattern whose `id` is not the name of its folder, or a mesh or lab of the registry or a
    dispute whose `id` is not the name of its file. An unmodified report of the Gateway API has no `id`: there the name of the folder must be one.

    Why it matters
    --------------
    Addresses of the site are made from ids, and people find the file by the address. Two names for one thing end in links that
    lead nowhere, and in two entries for one mesh.

    Wrong
    -----
    ```yaml
    # results/registry/labs/acme-lab.yaml
    id: acme
    ```

    Right
    -----
    ```yaml
    # results/registry/labs/acme-lab.yaml
    id: acme-lab
    ```
    """
    path = PurePosixPath(document.path)
    if document.kind == RAW_REPORT:
        yield from _unfit_name(path.parent.name)
        return
    in_file = document.kind in (DISPUTE, LAB, MESH)
    place, expected = ("file", path.stem) if in_file else ("folder", path.parent.name)
    found = text(document.data, "id") or ""
    if found != expected:
        message = f"the id is {quoted(found)}, expected {quoted(expected)}, the name of its {place}"
        rename = f"rename the {place} to {found}{'' if place == 'folder' else path.suffix}"
        possible = _ID.fullmatch(expected) is not None
        yield Hit(pointer=("id",), message=message, hint=f"write `id: {expected}`, or {rename}" if possible else rename)


def _unfit_name(name: str) -> Iterator[Hit]:
    if _ID.fullmatch(name) is None:
        message = f"the folder is named {quoted(name)}, expected an id: at most 64 of a-z, 0-9 and -"
        yield Hit(pointer=("kind",), message=message, hint="rename the folder: its name is the report's id")


@corpus_rule("MR217", "submission-without-results", severity=Severity.ERROR, since=SINCE)
def submission_without_results(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A submission has no results.

    What it finds
    -------------
    A folder of `results/performance/` with a `submission.yaml` and no file of results beside it.

    Why it matters
    --------------
    A submission describes measurements; without one it would be published as a page that shows none. Mostly the results stand in
    another folder, or were never added.

    Wrong
    -----
    ```yaml
    # results/performance/acme-2026/submission.yaml, alone in its folder
    kind: performance-submission/v1
    ```

    Right
    -----
    ```yaml
    # results/performance/acme-2026/results.yaml beside it
    kind: performance-results/v1
    ```
    """
    for folder in corpus.folders:
        if folder.submission is not None and folder.complete and not folder.results:
            message = f"the folder {quoted(folder.name)} holds no results, expected a results file beside this one"
            hint = "import the output of the load generator with `mesh-results import`, or write results.yaml by hand"
            yield folder.submission, Hit(pointer=("kind",), message=message, hint=hint)
