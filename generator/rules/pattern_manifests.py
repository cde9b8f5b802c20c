"""MR610, MR612 to MR618 and MR624: what is wrong with the objects of manifests; `generator.manifests` finds it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from generator import schema
from generator.finding import Hit, Severity
from generator.manifests.values import Check
from generator.rules.access import strings
from generator.rules.engine import corpus_rule
from generator.rules.pattern_fields import keys
from generator.rules.privacy import credential
from generator.rules.surveys import surveys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.manifests.reading import Manifest
    from generator.manifests.values import Fault
    from generator.rules.corpus import Corpus
    from generator.source import Document

SINCE = "2026-11-25"
_ALONE = frozenset({Check.IDENTITY, Check.DUPLICATE, Check.WEIGHTS, Check.IMAGE, Check.SECRET})
"""The checks that a manifest is held to by itself."""


def _told(
    corpus: Corpus, *checks: Check, severity: Severity = Severity.ERROR, hint: str = ""
) -> Iterator[tuple[Document, Hit]]:
    """The faults of these checks and this severity in the manifests of all patterns; `hint` stands where a fault has none.

    What depends on the releases or the notes of a pattern is not judged where the pattern itself is broken or missing.
    """
    for folder in corpus.patterns:
        for survey in surveys(folder, corpus.sources).values():
            for fault in survey.faults:
                if fault.check in checks and fault.severity is severity and (folder.pattern or fault.check in _ALONE):
                    yield fault.document, _hit(fault, hint)


def _hit(fault: Fault, hint: str) -> Hit:
    # Without `related`: the runner knows documents by path, and a manifest holds several. Messages name the other place.
    return Hit(pointer=fault.pointer, message=fault.message, hint=fault.hint or hint, at_key=fault.at_key)


@corpus_rule("MR610", "malformed-object", severity=Severity.ERROR, since=SINCE)
def malformed_object(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """An object of a manifest cannot be told from others.

    What it finds
    -------------
    An object without `apiVersion`, `kind` or `metadata.name`, or with a name or namespace that Kubernetes refuses; objects hidden in a
    `List`; and the same object twice in one file.

    Why it matters
    --------------
    Kubernetes refuses the first, and of two objects with one name the second silently replaces the first.

    Wrong
    -----
    ```yaml
    apiVersion: v1
    kind: Service
    metadata: {name: Reviews_v1}
    ```

    Right
    -----
    ```yaml
    apiVersion: v1
    kind: Service
    metadata: {name: reviews-v1}
    ```
    """
    for document, hit in _told(corpus, Check.IDENTITY, Check.DUPLICATE, hint="write one as Kubernetes expects it"):
        known = schema.BY_NAME.get(document.kind or "")
        if known is None:
            yield document, hit
        else:
            message = f"a document of kind {known.name} does not belong here, it stands at {known.example}"
            yield document, Hit(pointer=("kind",), message=message, hint="move the file, or correct its `kind`")


@corpus_rule("MR612", "invalid-object", severity=Severity.ERROR, since=SINCE)
def invalid_object(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """An object of a manifest is not what its kind's schema asks for.

    What it finds
    -------------
    A field that the kind does not have, a field that is missing, or a value of another type or form. Kubernetes' own kinds are checked for
    every release that `prerequisites.kubernetes` names; those of Istio, the Gateway API and SMI with the schemas that the tool has or
    finds installed. `--crd-dir FOLDER` brings the definitions of others.

    Why it matters
    --------------
    The API server refuses the object, or drops the field and applies the rest, which is worse.

    Wrong
    -----
    ```yaml
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: reviews}
    spec: {replica: 3, selector: {matchLabels: {app: reviews}}, template: {metadata: {labels: {app: reviews}}}}
    ```

    Right
    -----
    ```yaml
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: reviews}
    spec: {replicas: 3, selector: {matchLabels: {app: reviews}}, template: {metadata: {labels: {app: reviews}}}}
    ```
    """
    yield from _told(corpus, Check.SCHEMA)


@corpus_rule("MR613", "removed-api", severity=Severity.ERROR, since=SINCE)
def removed_api(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A release of Kubernetes that the pattern is for does not serve an API of its manifests.

    What it finds
    -------------
    An `apiVersion` and `kind` of Kubernetes itself that one of the releases of `prerequisites.kubernetes` does not serve: removed, not there
    yet, or misspelt.

    Why it matters
    --------------
    On that release the manifest cannot be applied at all.

    Wrong
    -----
    ```yaml
    apiVersion: policy/v1beta1
    kind: PodDisruptionBudget
    ```

    Right
    -----
    ```yaml
    apiVersion: policy/v1
    kind: PodDisruptionBudget
    ```
    """
    yield from _told(corpus, Check.SERVED)


@corpus_rule("MR614", "older-api", severity=Severity.WARNING, since=SINCE)
def older_api(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A manifest uses an older version of an API.

    What it finds
    -------------
    A version that is still served and that a newer one has replaced, such as `networking.istio.io/v1beta1`, or a kind that Kubernetes
    has deprecated.

    Why it matters
    --------------
    Manifests are copied for years. One that begins with an old version will stop to work without its readers having changed anything.

    Wrong
    -----
    ```yaml
    apiVersion: networking.istio.io/v1beta1
    kind: VirtualService
    ```

    Right
    -----
    ```yaml
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    ```
    """
    yield from _told(corpus, Check.OLDER_API, severity=Severity.WARNING)


@corpus_rule("MR615", "dangling-reference", severity=Severity.ERROR, since=SINCE)
def dangling_reference(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """An object refers to another that neither the manifests nor the notes know.

    What it finds
    -------------
    The name of a Service, subset, ServiceAccount, Gateway or other object that none of the target's manifests defines and that the `notes` of
    the implementation do not name (after the word for it, as in “the Service reviews”, or in backticks); labels that select no pod template; a port that the Service does not have; and a key that a ConfigMap or Secret of the manifests does not
    have. Where a file of the target cannot be read, nothing is said.

    Why it matters
    --------------
    Applied as they are, such manifests do nothing, and no error says so: requests get a 503, or pass by the policy.

    Wrong
    -----
    ```yaml
    # no manifest defines the Service reviews-v2
    backends: [{service: reviews-v1, weight: 90}, {service: reviews-v2, weight: 10}]
    ```

    Right
    -----
    ```yaml
    # the notes: The Services reviews-v1 and reviews-v2 exist, each with its pods.
    backends: [{service: reviews-v1, weight: 90}, {service: reviews-v2, weight: 10}]
    ```
    """
    hint = "define it in the manifests of this target, or say in the notes that it exists"
    yield from _told(corpus, Check.REFERENCE, Check.SELECTOR, Check.PORT, hint=hint)


@corpus_rule("MR616", "weights", severity=Severity.ERROR, since=SINCE)
def weights(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """The weights of a split do not add up to 100.

    What it finds
    -------------
    Several destinations of an Istio VirtualService or of a Consul ServiceSplitter whose weights do not add up to 100. The weights of the
    Gateway API and of SMI are relative, and any sum will do.

    Why it matters
    --------------
    Consul refuses such a splitter. Istio takes the weights as relative ones, so that a share is not what the reader takes it for.

    Wrong
    -----
    ```yaml
    route: [{destination: {host: reviews-v1}, weight: 90}, {destination: {host: reviews-v2}, weight: 1}]
    ```

    Right
    -----
    ```yaml
    route: [{destination: {host: reviews-v1}, weight: 99}, {destination: {host: reviews-v2}, weight: 1}]
    ```
    """
    yield from _told(corpus, Check.WEIGHTS)


@corpus_rule("MR617", "unpinned-image", severity=Severity.ERROR, since=SINCE)
def unpinned_image(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """An image is not pinned to a version.

    What it finds
    -------------
    An `image` of a container, or an `oci://` address of a WasmPlugin, without a tag, with the tag `latest`, or with a text that is no
    image's name. A digest pins as well as a tag.

    Why it matters
    --------------
    What the pattern was verified with is not what its readers get next year.

    Wrong
    -----
    ```yaml
    image: ghcr.io/stefanprodan/podinfo:latest
    ```

    Right
    -----
    ```yaml
    image: ghcr.io/stefanprodan/podinfo:6.7.1
    ```
    """
    yield from _told(corpus, Check.IMAGE)


@corpus_rule("MR618", "secret-in-a-manifest", severity=Severity.ERROR, since=SINCE)
def secret_in_a_manifest(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A manifest holds a secret.

    What it finds
    -------------
    A Secret with its content, and a private key, token, password or other credential in any text, key or comment of a manifest.

    Why it matters
    --------------
    Manifests are published and copied, and the repository's history keeps them. A secret in one is lost from the moment it was
    pushed, and an example of one gets used by those who copy it.

    Wrong
    -----
    ```yaml
    kind: Secret
    stringData: {token: 2c1f0a9e5d7b4c83}
    ```

    Right
    -----
    ```yaml
    # the notes: The Secret reviews-token exists; make it with `kubectl create secret generic reviews-token …`.
    secretName: reviews-token
    ```
    """
    yield from _told(corpus, Check.SECRET)
    for folder in corpus.patterns:
        for manifest in folder.manifests.values():
            yield from _credentials(manifest)


def _credentials(manifest: Manifest) -> Iterator[tuple[Document, Hit]]:
    hint = "remove it; it would be published, and must be taken for known from now on"
    commented = True
    for document in manifest.documents:
        for pointer, value in strings(document.data):
            if (what := credential(value)) is not None:
                commented = False
                yield document, Hit(pointer=pointer, message=f"the text holds {what}, expected none", hint=hint)
        for pointer, _ in keys(document.data):
            if (what := credential(str(pointer[-1]))) is not None:
                commented = False
                yield (
                    document,
                    Hit(pointer=pointer, message=f"a key holds {what}, expected none", hint=hint, at_key=True),
                )
    # A credential that stands in none of the values and keys stands in a comment.
    if commented and manifest.documents and (what := credential(manifest.text)) is not None:
        message = f"a comment of the file holds {what}, expected none"
        yield manifest.documents[0], Hit(pointer=(), message=message, hint=hint)


@corpus_rule("MR624", "object-in-two-files", severity=Severity.WARNING, since=SINCE)
def object_in_two_files(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """Two manifests of one target define the same object.

    What it finds
    -------------
    An object of the same kind, namespace and name in two files of one target.

    Why it matters
    --------------
    The file that is applied later replaces what the earlier one said. Where the two are meant for two clusters there is
    nothing to mend: this is a warning, because only a person can tell.

    Wrong
    -----
    ```yaml
    # istio/route.yaml and istio/canary.yaml
    kind: VirtualService
    metadata: {name: reviews}
    ```

    Right
    -----
    ```yaml
    # istio/route.yaml alone
    kind: VirtualService
    metadata: {name: reviews}
    ```
    """
    for document, hit in _told(corpus, Check.DUPLICATE, severity=Severity.WARNING):
        hint = f"{hit.hint}; where they are meant for two clusters, leave them as they are"
        yield document, replace(hit, hint=hint)
