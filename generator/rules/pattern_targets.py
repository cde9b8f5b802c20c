"""MR606 to MR609 and MR611: what a pattern says of its implementations agrees with the registry and with its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator import versions
from generator.finding import Hint, Hit, Severity
from generator.manifests.core import GROUPS
from generator.rules.access import PATTERN, near, sequence, text
from generator.rules.engine import corpus_rule, quoted, rule
from generator.rules.pattern_fields import PORTABLE, Implementation, implementations, sound
from generator.rules.surveys import surveys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.finding import Pointer
    from generator.manifests.survey import Survey
    from generator.rules.corpus import Corpus, PatternFolder
    from generator.source import Document

SINCE = "2026-11-25"


@corpus_rule("MR606", "unknown-target", severity=Severity.ERROR, since=SINCE)
def unknown_target(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """An implementation is for a mesh that the registry does not know, or for one that has an implementation already.

    What it finds
    -------------
    A `target` that is no mesh of the registry and none of gateway-api, smi and kubernetes, and one that occurs twice.

    Why it matters
    --------------
    The page of a mesh lists the patterns that it can do. The target says also in which folder the manifests stand, so that two
    implementations of one target could not be told apart.

    Wrong
    -----
    ```yaml
    implementations: [{target: Istio, support: native}]
    ```

    Right
    -----
    ```yaml
    implementations: [{target: istio, support: native}]      # results/registry/meshes/istio.yaml
    ```
    """
    none = {name for name, mesh in corpus.meshes.items() if text(mesh.data, "mesh_kind") == "none"}
    known = (corpus.mesh_ids - none) | PORTABLE
    for _, pattern in sound(corpus):
        first: dict[str, Pointer] = {}
        for each in implementations(pattern):
            pointer = each.at("target")
            if each.target not in known:
                message = f"the target is {quoted(each.target)}, expected a mesh of the registry, gateway-api, smi or kubernetes"
                hint = near(each.target, known, "add the mesh as results/registry/meshes/<id>.yaml")
                yield pattern, Hit(pointer=pointer, message=message, hint=hint)
            elif (other := first.setdefault(each.target, pointer)) != pointer:
                message = f"the target {quoted(each.target)} occurs a second time, expected it once"
                hint = "make one implementation of the two; the notes can tell variants apart"
                yield pattern, Hit(pointer=pointer, message=message, hint=hint, related=((pattern.path, other),))


@rule("MR607", "version-range", severity=Severity.ERROR, since=SINCE, kinds=(PATTERN,))
def version_range(document: Document) -> Iterator[Hit]:
    """A range of versions is none.

    What it finds
    -------------
    A `min_version` or `max_tested_version` that is no release, and a `min_version` above the `max_tested_version`, or above the `max_version`
    of Kubernetes.

    Why it matters
    --------------
    Operators look there whether the manifests are for the release that they run, and the manifests are checked against every
    release of Kubernetes in the range: against none, where it is empty.

    Wrong
    -----
    ```yaml
    kubernetes: {min_version: "1.34", max_version: "1.29"}
    ```

    Right
    -----
    ```yaml
    kubernetes: {min_version: "1.29", max_version: "1.34"}
    ```
    """
    for each in implementations(document):
        unread = [field for field in ("min_version", "max_tested_version") if _is_no_release(each, field)]
        for field in unread:
            message = f"{field} is {quoted(text(each.entry, field) or '')}, expected a release"
            yield Hit(pointer=each.at(field), message=message, hint='write a release such as "1.24", or leave it out')
        if not unread:
            yield from _empty_range(document, each.at(), "max_tested_version")
    yield from _empty_range(document, ("prerequisites", "kubernetes"), "max_version")


def _is_no_release(each: Implementation, field: str) -> bool:
    found = text(each.entry, field)
    return found is not None and not versions.is_release(found)


def _empty_range(document: Document, pointer: Pointer, upper: str) -> Iterator[Hit]:
    low, high = text(document.data, *pointer, "min_version"), text(document.data, *pointer, upper)
    # 1.24 as the newest tested release stands for all of its patch releases.
    if low is None or high is None or low.startswith(f"{high}.") or versions.order(low) <= versions.order(high):
        return
    message = f"min_version is {quoted(low)}, expected at most the {upper} {quoted(high)}"
    yield Hit(
        pointer=(*pointer, "min_version"), message=message, hint="exchange the two, or mend the one that is wrong"
    )


@corpus_rule("MR608", "missing-manifest", severity=Severity.ERROR, since=SINCE)
def missing_manifest(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A manifest that a pattern lists is not there, or not where it belongs.

    What it finds
    -------------
    An entry of `manifests` for which there is no file in the pattern's folder, that is not in the folder of its target, or that is
    listed a second time.

    Why it matters
    --------------
    Readers apply the manifests in the order of the list. The folder says which mesh a file is for, and in which company its
    references are checked.

    Wrong
    -----
    ```yaml
    implementations: [{target: istio, support: native, manifests: [smi/route.yaml]}]
    ```

    Right
    -----
    ```yaml
    implementations: [{target: istio, support: native, manifests: [istio/route.yaml]}]
    ```
    """
    for folder, pattern in sound(corpus):
        for each in implementations(pattern):
            paths = [path for _, path in each.manifests]
            for place, (pointer, path) in enumerate(each.manifests):
                fault = _fault_of_path(folder, each, path, again=path in paths[:place])
                if fault is not None:
                    message, hint = fault
                    yield pattern, Hit(pointer=pointer, message=message, hint=hint)


def _fault_of_path(folder: PatternFolder, each: Implementation, path: str, *, again: bool) -> tuple[str, Hint] | None:
    if not path.startswith(f"{each.target}/"):
        message = f"the manifest {quoted(path)} is not in the folder of its target, expected {each.target}/<name>.yaml"
        return message, f"move the file to {folder.path}/{each.target}/, or list it with the target that it is for"
    if path not in folder.manifests:
        near_by = [known for known in folder.manifests if known.startswith(f"{each.target}/")]
        message = f"there is no manifest {quoted(path)}, expected the file {folder.path}/{path}"
        return message, near(path, near_by, "add the file, or remove the entry")
    if again:
        return f"the manifest {quoted(path)} is listed a second time, expected it once", "remove one of the two"
    return None


@corpus_rule("MR609", "orphaned-manifest", severity=Severity.ERROR, since=SINCE)
def orphaned_manifest(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A manifest is listed by no pattern.

    What it finds
    -------------
    A file in a pattern's folder that no implementation lists in `manifests`, or a manifest in a folder without `pattern.yaml`.

    Why it matters
    --------------
    It would not be published, and who applies the pattern would miss what it holds.

    Wrong
    -----
    ```yaml
    # patterns/retries/istio/ holds retries.yaml and namespace.yaml
    manifests: [istio/retries.yaml]
    ```

    Right
    -----
    ```yaml
    # patterns/retries/istio/ holds retries.yaml and namespace.yaml
    manifests: [istio/namespace.yaml, istio/retries.yaml]
    ```
    """
    for folder in corpus.patterns:
        if folder.pattern is None and folder.has_pattern:  # a broken pattern may list them
            continue
        entries = implementations(folder.pattern) if folder.pattern is not None else []
        listed = {path for each in entries for _, path in each.manifests}
        for path, manifest in folder.manifests.items():
            if path in listed or not manifest.documents:
                continue
            message = f"the pattern lists no manifest {quoted(path)}, expected it in `manifests` of an implementation"
            hint = f"add `- {path}` to the implementation of {path.partition('/')[0]}, or remove the file"
            if folder.pattern is None:
                message = f"the folder {quoted(folder.name)} has no pattern.yaml, expected one that lists this file"
                hint = f"add {folder.path}/pattern.yaml, or move the file to the pattern that it belongs to"
            yield manifest.documents[0], Hit(pointer=(), message=message, hint=hint)


@corpus_rule("MR611", "undeclared-api", severity=Severity.ERROR, since=SINCE)
def undeclared_api(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """The APIs that an implementation declares are not those that its manifests use.

    What it finds
    -------------
    A kind of a mesh or of a portable API that the manifests of a target use and its `api` does not list, one that it lists and they
    do not use, and one of Kubernetes' own, which are left out.

    Why it matters
    --------------
    `api` tells operators which definitions must be installed before they apply the manifests.

    Wrong
    -----
    ```yaml
    # the manifests hold a VirtualService of networking.istio.io/v1
    api: [{api_version: networking.istio.io/v1beta1, kind: VirtualService}]
    ```

    Right
    -----
    ```yaml
    api: [{api_version: networking.istio.io/v1, kind: VirtualService}]
    ```
    """
    for folder, pattern in sound(corpus):
        told = surveys(folder, corpus.sources)
        for each in implementations(pattern):
            survey = told.get(each.target)
            used = {(version, kind) for version, kind in survey.kinds if not _is_core(version)} if survey else set()
            for hit in _undeclared(each, used):
                yield pattern, hit
            if survey is None or _is_whole(folder, each.target, survey):
                for hit in _unused(each, used):
                    yield pattern, hit


def _is_core(api_version: str) -> bool:
    return (api_version.rpartition("/")[0]) in GROUPS


def _is_whole(folder: PatternFolder, target: str, survey: Survey) -> bool:
    """Whether every object could be read and named: one that could not may be the one that is missed."""
    held = (each.documents for path, each in folder.manifests.items() if path.startswith(f"{target}/"))
    return not survey.findings and sum(map(len, held)) == len(survey.things)


def _declared(each: Implementation) -> list[tuple[str, str]]:
    return [(text(entry, "api_version") or "", text(entry, "kind") or "") for entry in sequence(each.entry, "api")]


def _undeclared(each: Implementation, used: set[tuple[str, str]]) -> Iterator[Hit]:
    declared = _declared(each)
    for version, kind in sorted(used - set(declared)):
        message = f"the manifests use {kind} of {version}, expected it in `api`"
        hint = f"add `- {{api_version: {version}, kind: {kind}}}`"
        place = each.at("api") if declared else each.at("target")
        yield Hit(pointer=place, message=message, hint=hint, at_key=bool(declared))


def _unused(each: Implementation, used: set[tuple[str, str]]) -> Iterator[Hit]:
    for index, (version, kind) in enumerate(_declared(each)):
        if _is_core(version):
            message = (
                f"{kind} of {quoted(version)} is a kind of Kubernetes itself, expected only kinds that are installed"
            )
            yield Hit(pointer=each.at("api", index), message=message, hint="remove the entry")
        elif (version, kind) not in used:
            message = f"no manifest uses {kind} of {quoted(version)}, expected only kinds that they use"
            hint = "remove the entry, or write the version that the manifests use"
            yield Hit(pointer=each.at("api", index), message=message, hint=hint)
