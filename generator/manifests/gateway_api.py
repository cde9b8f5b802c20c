"""What routes of the Gateway API, and Linkerd's own HTTPRoute, refer to: parents, backends, grants."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator import wording
from generator.manifests import hosts
from generator.manifests.istio import port_of
from generator.manifests.objects import GATEWAY_API, ISTIO_NETWORKING, LINKERD_POLICY, Objects, certificate, refer
from generator.manifests.values import Check, Fault, Thing, at, entries, text_at

if TYPE_CHECKING:
    from generator.finding import Pointer

_KNOWN = frozenset(
    {
        ("", "Service"),
        (GATEWAY_API, "Gateway"),
        (GATEWAY_API, "GRPCRoute"),
        (GATEWAY_API, "HTTPRoute"),
        (GATEWAY_API, "ListenerSet"),
        (ISTIO_NETWORKING, "ServiceEntry"),
        (LINKERD_POLICY, "EgressNetwork"),
        (LINKERD_POLICY, "HTTPRoute"),
        (LINKERD_POLICY, "Server"),
    }
)
"""What a reference may name and the manifests must then define; other kinds are a mesh's own."""


def route(thing: Thing, objects: Objects) -> Iterator[Fault]:
    """The parents of a route, and the backends of its rules and mirrors."""
    for pointer, parent in entries(thing.body, "spec", "parentRefs"):
        if text_at(parent, "kind") == "Service" and at(parent, "group") is None:
            yield _without_group(thing, pointer)
        yield from reference(thing, objects, pointer, (thing.group, "Gateway"))
        yield from _section(thing, objects, pointer)
    for rule, body in entries(thing.body, "spec", "rules"):
        for backend, _ in entries(body, "backendRefs"):
            yield from _backend(thing, objects, (*rule, *backend))
            yield from _mirrors(thing, objects, (*rule, *backend))
        yield from _mirrors(thing, objects, rule)


def _mirrors(thing: Thing, objects: Objects, pointer: Pointer) -> Iterator[Fault]:
    for place, each in entries(thing.body, *pointer, "filters"):
        if text_at(each, "type") == "RequestMirror":
            yield from _backend(thing, objects, (*place, "requestMirror", "backendRef"))


def _without_group(thing: Thing, pointer: Pointer) -> Fault:
    message = f"a parent of the kind Service needs its group; left out, it is {wording.name(GATEWAY_API)}"
    hint = 'write `group: ""` beside `kind: Service`'
    place = (*pointer, "kind")
    return Fault(check=Check.REFERENCE, document=thing.document, pointer=place, message=message, hint=hint)


def gateway(thing: Thing, objects: Objects) -> Iterator[Fault]:
    """The Secrets of a Gateway's listeners."""
    for listener, _ in entries(thing.body, "spec", "listeners"):
        for pointer, each in entries(thing.body, *listener, "tls", "certificateRefs"):
            if (text_at(each, "kind") or "Secret") == "Secret":
                namespace = text_at(each, "namespace") or thing.namespace
                yield from certificate(thing, objects, (*pointer, "name"), namespace)


def _backend(thing: Thing, objects: Objects, pointer: Pointer) -> Iterator[Fault]:
    yield from reference(thing, objects, pointer, ("", "Service"))
    yield from _grant(thing, objects, pointer)


def reference(thing: Thing, objects: Objects, pointer: Pointer, otherwise: tuple[str, str]) -> Iterator[Fault]:
    """The object that a reference (group, kind, namespace, name, port) names; `otherwise` is group and kind where it gives none."""
    body = at(thing.body, *pointer)
    group, kind = text_at(body, "group"), text_at(body, "kind") or otherwise[1]
    group = _group(group, kind, otherwise)
    if (group, kind) not in _KNOWN:
        return
    namespace = text_at(body, "namespace") or thing.namespace
    name = text_at(body, "name")
    yield from refer(thing, objects, (*pointer, "name"), kind, name, namespace, (group,))
    found = objects.named(kind, name, namespace, group) if name else None
    if found is not None and kind == "Service":
        yield from port_of(thing, found, (*pointer, "port"))


def _group(written: str | None, kind: str, otherwise: tuple[str, str]) -> str:
    """The group of a reference that may leave it out: `core` and "" are the same to Linkerd."""
    if written is None:
        return (
            ""
            if kind == "Service" and otherwise[1] == "Service"
            else GATEWAY_API
            if kind == "Gateway"
            else otherwise[0]
        )
    return "" if written == "core" else written


def _section(thing: Thing, objects: Objects, pointer: Pointer) -> Iterator[Fault]:
    """A listener of a Gateway, or a port's name of a Service, that the parent does not have."""
    body = at(thing.body, *pointer)
    section, kind = text_at(body, "sectionName"), text_at(body, "kind") or "Gateway"
    parent = objects.named(
        kind, text_at(body, "name") or "", text_at(body, "namespace") or thing.namespace, "", GATEWAY_API
    )
    if section is None or parent is None or kind not in {"Gateway", "Service"}:
        return
    known = [name for _, each in entries(parent.body, "spec", "listeners") if (name := text_at(each, "name"))]
    if kind == "Service":
        known = [name for _, name in hosts.ports(parent) if name]
    if section not in known:
        part = "listener" if kind == "Gateway" else "port named"
        named = wording.object_named(kind, parent.name)
        message = f"{named} has no {part} {wording.name(section)}"
        hint = f"it has {wording.choice(known)}" if known else ""
        place = (*pointer, "sectionName")
        yield Fault(check=Check.REFERENCE, document=thing.document, pointer=place, message=message, hint=hint)


def _grant(thing: Thing, objects: Objects, pointer: Pointer) -> Iterator[Fault]:
    """A backend of another namespace needs a ReferenceGrant there."""
    namespace = text_at(thing.body, *pointer, "namespace")
    if namespace is None or thing.namespace in {None, namespace} or thing.group != GATEWAY_API:
        return
    if any(_grants(each, thing, namespace) for each in objects.of("ReferenceGrant", GATEWAY_API)):
        return
    message = (
        f'a backend of the namespace "{namespace}" needs a ReferenceGrant there, which none of the manifests defines'
    )
    hint = f"add a ReferenceGrant that lets {thing.kind} of {wording.name(str(thing.namespace))} refer to Service"
    place = (*pointer, "namespace")
    yield Fault(check=Check.REFERENCE, document=thing.document, pointer=place, message=message, hint=hint)


def _grants(grant: Thing, thing: Thing, namespace: str) -> bool:
    return grant.namespace in {None, namespace} and any(
        text_at(each, "kind") == thing.kind and text_at(each, "namespace") == thing.namespace
        for _, each in entries(grant.body, "spec", "from")
    )


def policy(thing: Thing, objects: Objects) -> Iterator[Fault]:
    """What a policy of the Gateway API is attached to (BackendTLSPolicy, XBackendTrafficPolicy)."""
    for pointer, _ in entries(thing.body, "spec", "targetRefs"):
        yield from reference(thing, objects, pointer, ("", "Service"))
