"""What manifests that are published must be besides valid: names that Kubernetes takes, pinned images, no secrets, current APIs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from generator import wording
from generator.characters import quoted
from generator.finding import Severity
from generator.manifests import core
from generator.manifests.core import Span, minor_of
from generator.manifests.objects import Objects
from generator.manifests.served import DEPRECATED
from generator.manifests.values import Check, Fault, Thing, at, entries, mapping_at, text_at
from generator.versions import order

if TYPE_CHECKING:
    from generator.finding import Pointer

_LABEL_1035 = (re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?", re.ASCII), 63, "begin with a letter")
_LABEL = (re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?", re.ASCII), 63, "begin and end with a letter or digit")
_SUBDOMAIN = (
    re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*", re.ASCII),
    253,
    "begin and end with a letter or digit",
)
_FORMS = {"Service": _LABEL_1035, "Namespace": _LABEL}
_RBAC = "rbac.authorization.k8s.io"
_IMAGE = re.compile(
    r"(?P<name>[^\s@:]+(?::[0-9]+/[^\s@:]+)?)(?::(?P<tag>[\w][\w.-]{0,127}))?(?P<digest>@sha256:[0-9a-f]{64})?",
    re.ASCII,
)
_INJECTED = "inject.istio.io/templates"
_CURRENT: Mapping[str, str] = {
    "extensions.istio.io": "v1alpha1",
    "networking.istio.io": "v1",
    "security.istio.io": "v1",
    "telemetry.istio.io": "v1",
}
_STILL_OLD = frozenset({"EnvoyFilter", "ProxyConfig"})
"""Kinds of Istio that have no v1."""
_GATEWAY_V1: Mapping[str, str] = {
    "BackendTLSPolicy": "1.4",
    "Gateway": "1.0",
    "GatewayClass": "1.0",
    "GRPCRoute": "1.1",
    "HTTPRoute": "1.0",
}
"""Since which release of the Gateway API a kind has its v1."""


def names(thing: Thing) -> Iterator[Fault]:
    """A name that Kubernetes refuses."""
    form, longest, rule = _FORMS.get(thing.kind, _SUBDOMAIN) if thing.group == "" else _SUBDOMAIN
    path: Pointer = ("metadata", "name")
    if thing.group != _RBAC and (len(thing.name) > longest or form.fullmatch(thing.name) is None):
        dots = "" if form is not _SUBDOMAIN[0] else " and dots"
        message = f"the name {quoted(thing.name)} is none that Kubernetes takes"
        hint = f"use at most {longest} lower-case letters, digits, hyphens{dots}; {rule}"
        yield Fault(check=Check.IDENTITY, document=thing.document, pointer=path, message=message, hint=hint)
    if thing.namespace is not None and (len(thing.namespace) > 63 or _LABEL[0].fullmatch(thing.namespace) is None):
        message = f"the namespace {quoted(thing.namespace)} is none that Kubernetes takes"
        path = ("metadata", "namespace")
        yield Fault(check=Check.IDENTITY, document=thing.document, pointer=path, message=message)
    if thing.kind.endswith("List") and entries(thing.body, "items"):
        message = f"{wording.name(thing.kind)} hides objects within a list, where they are not checked"
        hint = "write each as a document of its own, with --- between them"
        yield Fault(check=Check.IDENTITY, document=thing.document, pointer=("kind",), message=message, hint=hint)


def duplicates(things: Sequence[Thing]) -> Iterator[Fault]:
    """Two objects of one group, kind, namespace and name: the second replaces the first.

    In two files they may be meant for two clusters, which only a person can tell.
    """
    first: dict[tuple[str, str, str | None, str], Thing] = {}
    for each in things:
        key = (each.group, each.kind, each.namespace, each.name)
        if (earlier := first.setdefault(key, each)) is not each:
            place = earlier.document.locate(("metadata", "name"))
            named = wording.object_named(each.kind, each.name, each.namespace)
            yield Fault(
                check=Check.DUPLICATE,
                document=each.document,
                pointer=("metadata", "name"),
                message=f"{named} stands in the manifests twice, first at {place.path}:{place.line}",
                hint="remove or rename one of the two",
                severity=Severity.ERROR if place.path == each.document.path else Severity.WARNING,
                related=((earlier.document, ("metadata", "name")),),
            )


def images(objects: Objects) -> Iterator[Fault]:
    """Containers whose image is not pinned to a version."""
    for pods in objects.pods:
        if pods.template is None:
            continue
        injected = _INJECTED in mapping_at(pods.thing.body, *pods.template, "metadata", "annotations")
        for key in ("containers", "initContainers"):
            for pointer, box in entries(pods.spec, key):
                image = text_at(box, "image")
                if image is not None and not (image == "auto" and injected):
                    yield from _unpinned(pods.thing, (*pods.template, "spec", *pointer, "image"), image)


def _unpinned(thing: Thing, pointer: Pointer, image: str) -> Iterator[Fault]:
    match = _IMAGE.fullmatch(image)
    if match is not None and (match["digest"] or (match["tag"] or "latest") != "latest"):
        return
    why = (
        "is no image's name"
        if match is None
        else "names no version"
        if match["tag"] is None
        else "is whatever is newest"
    )
    message = f"the image {quoted(image)} {why}"
    hint = "pin the image to a version that exists, or to a digest"
    yield Fault(check=Check.IMAGE, document=thing.document, pointer=pointer, message=message, hint=hint)


def secrets(thing: Thing) -> Iterator[Fault]:
    """A Secret with its content."""
    if thing.kind == "Secret" and thing.group == "":
        for key in ("data", "stringData"):
            if mapping_at(thing.body, key):
                message = "a Secret with its content would be published"
                hint = "leave the Secret out, and say in the notes how to make it"
                yield Fault(
                    check=Check.SECRET, document=thing.document, pointer=(key,), message=message, hint=hint, at_key=True
                )


def older_apis(thing: Thing, span: Span) -> Iterator[Fault]:
    """A version of an API that a newer one has replaced: a hint where it is still served."""
    newer = _newer(thing)
    old, known = DEPRECATED.get((thing.group, thing.version, thing.kind)), core.releases(span)
    if newer is not None:
        message = f"{wording.name(thing.api_version)} is an older version of this API"
        hint = f"write {newer}"
    elif old is not None and known and known[-1] >= (minor_of(old.since) or (0, 0)):
        message = f"{wording.name(thing.api_version)} {thing.kind} is deprecated since Kubernetes {old.since}"
        hint = f"use {old.instead}"
    else:
        return
    yield Fault(
        check=Check.OLDER_API,
        document=thing.document,
        pointer=("apiVersion",),
        message=message,
        hint=hint,
        severity=Severity.WARNING,
    )


def _newer(thing: Thing) -> str | None:
    current = _CURRENT.get(thing.group)
    if current is not None and thing.kind not in _STILL_OLD and order(thing.version) < order(current):
        return f"{thing.group}/{current}"
    if thing.group == "gateway.networking.k8s.io" and thing.version != "v1" and thing.kind in _GATEWAY_V1:
        return f"{thing.group}/v1 (since Gateway API {_GATEWAY_V1[thing.kind]})"
    return None


def wasm_images(thing: Thing) -> Iterator[Fault]:
    """A WasmPlugin whose image is not pinned."""
    url = text_at(thing.body, "spec", "url")
    if (
        thing.kind == "WasmPlugin"
        and url is not None
        and url.startswith("oci://")
        and at(thing.body, "spec", "sha256") is None
    ):
        yield from _unpinned(thing, ("spec", "url"), url.removeprefix("oci://"))
