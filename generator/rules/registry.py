"""MR207 to MR212: what a submission or report says about meshes and labs agrees with the registry and with itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.finding import Hit, Severity
from generator.rules.access import RAW_REPORT, REPORTS, SUBMISSION, by_id, inside, mapping, near, sequence, text
from generator.rules.engine import corpus_rule, quoted, rule
from generator.rules.reports import ALL_REPORTS, place, record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.finding import Pointer
    from generator.rules.corpus import Corpus
    from generator.source import Document

SINCE = "2026-11-22"
_NO_REGISTRY = "this repository has no registry: copy the folder results/registry of mesh-results into it, and add what is your own"


@corpus_rule("MR207", "unknown-mesh", severity=Severity.ERROR, since=SINCE)
def unknown_mesh(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A submission, a report or a claim names a mesh that the registry does not know.

    What it finds
    -------------
    A `mesh` of a submission's `subjects`, of a conformance report or of a claim for which there is no file
    `results/registry/meshes/<id>.yaml`. An unmodified report of the Gateway API names its mesh as `implementation.project`; its
    id is that name in lower-case letters with hyphens between its words.

    Why it matters
    --------------
    A mesh has one name, one colour and one page on the whole site. Free names would split one mesh into several, and names
    that only look alike could stand in for another mesh.

    Wrong
    -----
    ```yaml
    subjects:
      sidecar: {mesh: Istio}
    ```

    Right
    -----
    ```yaml
    subjects:
      sidecar: {mesh: istio}         # results/registry/meshes/istio.yaml
    ```
    """
    for document, pointer, mesh in _meshes(corpus):
        if mesh not in corpus.mesh_ids:
            message = f"the mesh {quoted(mesh)} is not in the registry, expected the name of a file of its meshes"
            hint = near(
                mesh, corpus.mesh_ids - _without_a_mesh(corpus), "begin an entry with `mesh-results new mesh ID`"
            )
            if not corpus.mesh_ids:
                hint = _NO_REGISTRY
            if document.kind == RAW_REPORT:  # its words are not ours to change
                project = quoted(text(document.data, *pointer) or "")
                message = f"the project {project} gives the mesh {quoted(mesh)}, expected a mesh of the registry"
                hint = "add the mesh to the registry under that id, or write a report.yaml that names another"
            yield document, Hit(pointer=pointer, message=message, hint=hint)


def _without_a_mesh(corpus: Corpus) -> frozenset[str]:
    """The entries of baselines, which nobody means who misspells a mesh."""
    kinds = ((name, text(each.data, "mesh_kind")) for name, each in corpus.meshes.items())
    return frozenset(name for name, kind in kinds if kind == "none")


def _meshes(corpus: Corpus) -> Iterator[tuple[Document, Pointer, str]]:
    """Every mesh that something names, with its place."""
    for document in corpus.of(SUBMISSION):
        for name, subject in mapping(document.data, "subjects").items():
            yield document, ("subjects", name, "mesh"), text(subject, "mesh") or ""
    for document in (each for kind in ALL_REPORTS for each in corpus.of(kind)):
        yield document, place(document, "mesh"), text(record(document), "mesh") or ""
    if corpus.claims is not None:
        for index, claim in enumerate(sequence(corpus.claims.data, "claims")):
            if (mesh := text(claim, "mesh")) is not None:
                yield corpus.claims, ("claims", index, "mesh"), mesh


@corpus_rule("MR208", "unknown-mode", severity=Severity.ERROR, since=SINCE)
def unknown_mode(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A subject names a mode that its mesh's registry entry does not have.

    What it finds
    -------------
    A `mode` of `subjects` that is none of the `modes` of the mesh in the registry.

    Why it matters
    --------------
    The mode separates what is compared: Istio with sidecars and Istio ambient are two variants with a shade and a marker
    each. A mode that nobody knows becomes a third.

    Wrong
    -----
    ```yaml
    subjects:
      sidecar: {mesh: istio, mode: side-car}
    ```

    Right
    -----
    ```yaml
    subjects:
      sidecar: {mesh: istio, mode: sidecar}
    ```
    """
    for document in corpus.of(SUBMISSION):
        for name, subject in mapping(document.data, "subjects").items():
            entry = corpus.meshes.get(text(subject, "mesh") or "")
            mode = text(subject, "mode")
            if entry is None or mode is None:
                continue
            known = {text(one, "id") or "" for one in sequence(entry.data, "modes")}
            if mode not in known:
                mesh = quoted(text(subject, "mesh") or "")
                message = f"the mode {quoted(mode)} is not in the registry, expected one of the modes of {mesh}"
                hint = near(mode, known, f"add the mode to modes in {entry.path}")
                place = (entry.path, ("modes",))
                yield document, Hit(pointer=("subjects", name, "mode"), message=message, hint=hint, related=(place,))


@corpus_rule("MR209", "unknown-lab", severity=Severity.ERROR, since=SINCE)
def unknown_lab(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A submission or a report names a lab that the registry does not know.

    What it finds
    -------------
    A `lab` of a submission or of a conformance report for which there is no file `results/registry/labs/<id>.yaml`.

    Why it matters
    --------------
    Results of a CNCF lab are labelled as such, and only results of one lab are compared. The registry says who runs a lab, what
    stands in it and how others can get access.

    Wrong
    -----
    ```yaml
    lab: our cluster
    ```

    Right
    -----
    ```yaml
    lab: aws-us-east-1-livewyer      # results/registry/labs/aws-us-east-1-livewyer.yaml
    ```
    """
    for document in (each for kind in (SUBMISSION, *REPORTS) for each in corpus.of(kind)):
        lab = text(document.data, "lab")
        if lab is not None and lab not in corpus.lab_ids:
            message = f"the lab {quoted(lab)} is not in the registry, expected the name of a file of its labs"
            hint = near(lab, corpus.lab_ids, "begin an entry with `mesh-results new lab ID`")
            if not corpus.lab_ids and not corpus.mesh_ids:
                hint = _NO_REGISTRY
            yield document, Hit(pointer=("lab",), message=message, hint=hint)


@corpus_rule("MR210", "mesh-type-disagrees", severity=Severity.ERROR, since=SINCE)
def mesh_type_disagrees(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """SMP's mesh type is another mesh than the subject's.

    What it finds
    -------------
    A `mesh_type.type` of a mesh config that differs from the `smp_type` of the mesh which its subject names.

    Why it matters
    --------------
    One of the two is wrong, and the result would be charted under the wrong mesh.

    Wrong
    -----
    ```yaml
    mesh_configs: [{id: sidecar, mesh_type: {type: LINKERD}}]
    subjects: {sidecar: {mesh: istio}}
    ```

    Right
    -----
    ```yaml
    mesh_configs: [{id: sidecar, mesh_type: {type: ISTIO}}]
    subjects: {sidecar: {mesh: istio}}
    ```
    """
    for document in corpus.of(SUBMISSION):
        for index, config, subject in _subjects(document):
            entry = corpus.meshes.get(text(subject, "mesh") or "")
            found = text(config, "mesh_type", "type")
            expected = None if entry is None else text(entry.data, "smp_type")
            if entry is None or found is None or found == expected:
                continue
            mesh = quoted(text(subject, "mesh") or "")
            told = f"expected {expected}" if expected else "expected no type, which the registry does not give it"
            message = f"mesh_type is {quoted(found)} and its subject is {mesh}, {told}"
            hint = (
                f"write `type: {expected}`, or name the other mesh in subjects" if expected else "leave mesh_type out"
            )
            pointer = ("mesh_configs", index, "mesh_type", "type")
            yield document, Hit(pointer=pointer, message=message, hint=hint, related=((entry.path, ("smp_type",)),))


@rule("MR211", "version-disagrees", severity=Severity.ERROR, since=SINCE, kinds=(SUBMISSION,))
def version_disagrees(document: Document) -> Iterator[Hit]:
    """SMP's mesh config and its subject give two versions.

    What it finds
    -------------
    A `mesh_type.version` that differs from the `version` of the config's subject, or whose subject has none. A leading `v` makes
    no difference.

    Why it matters
    --------------
    The subject's version names the variant in every table and chart, SMP's is what other tools read. They must say the same.

    Wrong
    -----
    ```yaml
    mesh_configs: [{id: sidecar, mesh_type: {type: ISTIO, version: "1.20.3"}}]
    subjects: {sidecar: {mesh: istio, version: "1.22.0"}}
    ```

    Right
    -----
    ```yaml
    mesh_configs: [{id: sidecar, mesh_type: {type: ISTIO, version: "1.20.3"}}]
    subjects: {sidecar: {mesh: istio, version: "1.20.3"}}
    ```
    """
    for index, config, subject in _subjects(document):
        smp, own = text(config, "mesh_type", "version"), text(subject, "version")
        if smp is not None and (own is None or smp.removeprefix("v") != own.removeprefix("v")):
            found = "not reported" if own is None else quoted(own)
            message = f"the subject's version is {found}, expected {quoted(smp)} as in its mesh config"
            related = (document.path, ("mesh_configs", index, "mesh_type", "version"))
            pointer = ("subjects", text(config, "id") or "", "version")
            hint = "write the version that ran in both places"
            yield Hit(pointer=pointer, message=message, hint=hint, related=(related,))


@rule("MR212", "encryption-disagrees", severity=Severity.ERROR, since=SINCE, kinds=(SUBMISSION,))
def encryption_disagrees(document: Document) -> Iterator[Hit]:
    """SMP's `mtls_enabled` contradicts what the subject says about encryption.

    What it finds
    -------------
    `mtls_enabled: true` with a subject that neither encrypts nor authenticates its peers, or `mtls_enabled: false` with a
    subject whose `encryption` is `mtls`.

    Why it matters
    --------------
    Encryption costs time and CPU. Variants are ranked against each other only where they do the same, so this decides
    whom a result is compared with.

    Wrong
    -----
    ```yaml
    mesh_configs: [{id: sidecar, mtls_enabled: true}]
    subjects: {sidecar: {mesh: istio, features: {encryption: none}}}
    ```

    Right
    -----
    ```yaml
    mesh_configs: [{id: sidecar, mtls_enabled: true}]
    subjects: {sidecar: {mesh: istio, features: {encryption: mtls, peer_authentication: mtls}}}
    ```
    """
    for index, config, subject in _subjects(document):
        enabled, encryption = inside(config, "mtls_enabled"), text(subject, "features", "encryption")
        if not isinstance(enabled, bool) or encryption is None or not _contradicts(subject, encryption, on=enabled):
            continue
        written = "true" if enabled else "false"
        expected = "mtls, or a peer authentication" if enabled else "another encryption than mtls, or none"
        message = f"encryption is {quoted(encryption)} and mtls_enabled is {written}, expected {expected}"
        related = (document.path, ("mesh_configs", index, "mtls_enabled"))
        pointer = ("subjects", text(config, "id") or "", "features", "encryption")
        hint = "look up what was in force during the run and write it in both places"
        yield Hit(pointer=pointer, message=message, hint=hint, related=(related,))


def _contradicts(subject: Mapping[str, object], encryption: str, *, on: bool) -> bool:
    if not on:
        return encryption == "mtls"
    # Some meshes authenticate peers with TLS certificates beside the data path: that is mutual TLS without encryption.
    return encryption == "none" and text(subject, "features", "peer_authentication") in (None, "none")


def _subjects(document: Document) -> Iterator[tuple[int, Mapping[str, object], Mapping[str, object]]]:
    subjects = mapping(document.data, "subjects")
    first = by_id(document, "mesh_configs")
    for index, entry in enumerate(sequence(document.data, "mesh_configs")):
        name = text(entry, "id") or ""
        if first[name] is entry and name in subjects:
            yield index, mapping(entry), mapping(subjects, name)
