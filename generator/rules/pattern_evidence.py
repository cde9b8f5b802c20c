"""MR619, MR620 and MR625: the conformance cases and the results that a pattern names exist, and hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.finding import Hint, Hit, Severity
from generator.rules.access import GONE, PATTERN, mapping, near, runs, sequence, states, text
from generator.rules.engine import corpus_rule, quoted, rule
from generator.rules.pattern_fields import PORTABLE, implementations, sound
from generator.suite import suite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules.access import Run
    from generator.rules.corpus import Corpus, Folder
    from generator.source import Document

SINCE = "2026-11-25"


@rule("MR619", "unknown-prerequisite", severity=Severity.ERROR, since=SINCE, kinds=(PATTERN,))
def unknown_prerequisite(document: Document) -> Iterator[Hit]:
    """A pattern needs a conformance case that its suite never had.

    What it finds
    -------------
    An entry of `cases` in `prerequisites.conformance` that is a case of no version of the suite.

    Why it matters
    --------------
    The page of the pattern shows for each mesh whether it passes what the pattern needs. A case that nobody can run would stay
    unknown for ever.

    Wrong
    -----
    ```yaml
    conformance: [{suite: gateway-api, capability: Split traffic by weight, cases: [HTTPRouteWeights]}]
    ```

    Right
    -----
    ```yaml
    conformance: [{suite: gateway-api, capability: Split traffic by weight, cases: [MeshHTTPRouteWeight]}]
    ```
    """
    for index, entry in enumerate(sequence(document.data, "prerequisites", "conformance")):
        name = text(entry, "suite") or ""
        known = {case.id for version in suite(name).versions for case in version.cases}
        for place, case in enumerate(sequence(entry, "cases")):
            if isinstance(case, str) and case not in known:
                message = f"no version of the suite {name} has the case {quoted(case)}, expected one of its cases"
                hint = near(case, known, "leave it out, and say in the capability what is needed")
                pointer = ("prerequisites", "conformance", index, "cases", place)
                yield Hit(pointer=pointer, message=message, hint=hint)


@corpus_rule("MR620", "unknown-result", severity=Severity.ERROR, since=SINCE)
def unknown_result(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A measurement that a pattern cites does not exist, or is of another mesh.

    What it finds
    -------------
    A `result` of `performance` that is no `submission/result` of this repository, or whose mesh is neither a target of the pattern nor
    the baseline without a mesh. Where the pattern has a portable target, or none, every mesh will do.

    Why it matters
    --------------
    The page leads from what a pattern costs to the measurement of it. It must not lead to nothing, or to what somebody else measured.

    Wrong
    -----
    ```yaml
    performance: [{result: livewyer-2024/v3-istio-pod-23}]
    ```

    Right
    -----
    ```yaml
    performance: [{result: livewyer-2024/v3-istio-pod-32}]
    ```
    """
    for _, pattern in sound(corpus):
        for index, entry in enumerate(sequence(pattern.data, "performance")):
            fault = _fault(corpus, pattern, text(entry, "result") or "")
            if fault is not None:
                message, hint = fault
                yield pattern, Hit(pointer=("performance", index, "result"), message=message, hint=hint)


def _fault(corpus: Corpus, pattern: Document, address: str) -> tuple[str, Hint] | None:
    """Message and hint where the result at the address cannot be cited."""
    name, _, wanted = address.partition("/")
    folder = corpus.folders_by_name.get(name)
    if folder is None:
        message = f"there is no submission {quoted(name)}, expected the address of a result, submission/result"
        return message, near(name, corpus.folders_by_name, "submit the result first, or leave it out")
    measured = {run.id: run for document in folder.results for run in runs(document)}
    if wanted not in measured:
        message = f"the submission {quoted(name)} has no result {quoted(wanted)}, expected one of its results"
        # A broken file of the submission may hold it.
        return (message, near(wanted, measured, "leave it out")) if folder.complete else None
    return _fault_of_mesh(corpus, pattern, folder, measured[wanted])


@corpus_rule("MR625", "cited-result-withdrawn", severity=Severity.WARNING, since=SINCE)
def cited_result_withdrawn(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A measurement that a pattern cites does not hold any more.

    What it finds
    -------------
    A `result` of `performance` whose last status event says superseded, withdrawn or invalid. It is a warning: who withdraws a result
    cannot change the patterns of others, and must not be kept from it by them.

    Why it matters
    --------------
    What a pattern costs would be told by numbers that were taken back.

    Wrong
    -----
    ```yaml
    performance: [{result: livewyer-2024/v3-istio-pod-32}]      # withdrawn in its status.yaml
    ```

    Right
    -----
    ```yaml
    performance: [{result: livewyer-2024/v4-istio-sidecar-pod-32-300000}]
    ```
    """
    for _, pattern in sound(corpus):
        for index, entry in enumerate(sequence(pattern.data, "performance")):
            address = text(entry, "result") or ""
            name, _, wanted = address.partition("/")
            folder = corpus.folders_by_name.get(name)
            state = None if folder is None else states(corpus, folder.name).get(wanted)
            if state in GONE:
                message = f"the result {quoted(address)} is {state}, expected one that holds"
                hint = "cite the result that replaced it, or leave it out"
                yield pattern, Hit(pointer=("performance", index, "result"), message=message, hint=hint)


def _fault_of_mesh(corpus: Corpus, pattern: Document, folder: Folder, run: Run) -> tuple[str, Hint] | None:
    targets = {each.target for each in implementations(pattern)}
    if folder.submission is None or not targets or targets & PORTABLE:
        return None
    config = text(run.result, "mesh_config_id") or ""
    mesh = text(mapping(folder.submission.data, "subjects", config), "mesh")
    known = corpus.meshes.get(mesh or "")
    if mesh is None or mesh in targets or known is None or text(known.data, "mesh_kind") == "none":
        return None
    message = f"the result is of the mesh {quoted(mesh)}, expected a target of the pattern or the baseline"
    return message, f"cite a result of {', '.join(sorted(targets)[:8])}, or add an implementation for {mesh}"
