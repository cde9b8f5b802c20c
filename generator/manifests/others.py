"""What objects of SMI, Linkerd, Consul and Kubernetes itself refer to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from generator import wording
from generator.characters import quoted
from generator.manifests import hosts
from generator.manifests.gateway_api import reference
from generator.manifests.istio import port_of, weights
from generator.manifests.objects import LINKERD_POLICY, Objects, refer, together
from generator.manifests.selectors import matching, selects_pods, workload
from generator.manifests.values import Check, Fault, Thing, at, entries, mapping_at, text_at

if TYPE_CHECKING:
    from generator.finding import Pointer

_SPECS = ("specs.smi-spec.io",)
_AUTHENTICATIONS: dict[str, tuple[str, ...]] = {
    "MeshTLSAuthentication": (LINKERD_POLICY,),
    "NetworkAuthentication": (LINKERD_POLICY,),
    "ServiceAccount": ("",),
}
_IDENTITY = re.compile(
    r"(?P<name>[a-z0-9-]+)\.(?P<namespace>[a-z0-9-]+)\.serviceaccount\.identity\.[a-z0-9.-]+", re.ASCII
)
_SCALED = frozenset({"Deployment", "StatefulSet", "ReplicaSet"})
_CONTENTS = ("data", "binaryData", "stringData")
_VOLUMES: Mapping[str, tuple[str, str]] = {"configMap": ("ConfigMap", "name"), "secret": ("Secret", "secretName")}
"""The kind behind a volume, and the field that names it."""
_MADE = frozenset({"kube-root-ca.crt"})
"""ConfigMaps that Kubernetes puts into every namespace."""
_RBAC = "rbac.authorization.k8s.io"
_ROLES = frozenset({"admin", "cluster-admin", "edit", "view"})
"""ClusterRoles that Kubernetes brings, besides those that begin with `system:`."""
_MOST_CANDIDATES = 200
"""Pods whose ports a hint names."""


def traffic_split(thing: Thing, objects: Objects) -> Iterator[Fault]:
    """The Services of a split, and the route groups that select its traffic."""
    yield from hosts.refer_to_host(thing, objects, ("spec", "service"))
    for pointer, _ in entries(thing.body, "spec", "backends"):
        yield from hosts.refer_to_host(thing, objects, (*pointer, "service"))
    for pointer, each in entries(thing.body, "spec", "matches"):
        name = at(each, "name")
        yield from refer(thing, objects, (*pointer, "name"), "HTTPRouteGroup", name, thing.namespace, _SPECS)


def traffic_target(thing: Thing, objects: Objects) -> Iterator[Fault]:
    """The identities and routes of a TrafficTarget; v1alpha1 has no `spec`."""
    outer: Pointer = () if thing.version == "v1alpha1" else ("spec",)
    rules = "specs" if thing.version == "v1alpha1" else "rules"
    identities = [(*outer, "destination"), *(each for each, _ in entries(thing.body, *outer, "sources"))]
    for pointer in identities:
        if text_at(thing.body, *pointer, "kind") == "ServiceAccount":
            yield from _account(thing, objects, pointer)
    for pointer, each in entries(thing.body, *outer, rules):
        kind, name = text_at(each, "kind"), text_at(each, "name")
        if kind is not None:
            yield from refer(thing, objects, (*pointer, "name"), kind, name, thing.namespace, _SPECS)
            yield from _matches(thing, objects, pointer)


def _account(thing: Thing, objects: Objects, pointer: Pointer) -> Iterator[Fault]:
    name, namespace = text_at(thing.body, *pointer, "name"), text_at(thing.body, *pointer, "namespace")
    if name != "default":
        yield from refer(
            thing, objects, (*pointer, "name"), "ServiceAccount", name, namespace or thing.namespace, ("",)
        )


def _matches(thing: Thing, objects: Objects, pointer: Pointer) -> Iterator[Fault]:
    """The routes of a group that a rule names."""
    kind, name = text_at(thing.body, *pointer, "kind") or "", text_at(thing.body, *pointer, "name") or ""
    group = objects.named(kind, name, thing.namespace, *_SPECS)
    wanted = entries(thing.body, *pointer, "matches")
    if group is None or not wanted:
        return
    listed = entries(group.body, "matches") + entries(group.body, "spec", "matches")
    known = [called for _, each in listed if (called := text_at(each, "name"))]
    for place, match in wanted:
        if match not in known:
            message = f"{wording.object_named(kind, name)} has no match {quoted(str(match))}"
            hint = f"it has {wording.choice(known)}" if known else ""
            yield Fault(check=Check.REFERENCE, document=thing.document, pointer=place, message=message, hint=hint)


def linkerd_server(thing: Thing, objects: Objects) -> Iterator[Fault]:
    """The pods of a Linkerd Server."""
    yield from selects_pods(thing, objects, ("spec", "podSelector"), plain=False)


def linkerd_authorization(thing: Thing, objects: Objects) -> Iterator[Fault]:
    """What a Linkerd AuthorizationPolicy is for, and the authentications that it asks for."""
    yield from reference(thing, objects, ("spec", "targetRef"), (LINKERD_POLICY, "Server"))
    for pointer, each in entries(thing.body, "spec", "requiredAuthenticationRefs"):
        kind, name = text_at(each, "kind"), text_at(each, "name")
        if kind in _AUTHENTICATIONS and not (kind == "ServiceAccount" and name == "default"):
            namespace = text_at(each, "namespace") or thing.namespace
            yield from refer(thing, objects, (*pointer, "name"), kind, name, namespace, _AUTHENTICATIONS[kind])


def linkerd_identities(thing: Thing, objects: Objects) -> Iterator[Fault]:
    """The ServiceAccounts of a MeshTLSAuthentication, named as objects or as identities in full."""
    for pointer, each in entries(thing.body, "spec", "identityRefs"):
        if text_at(each, "kind") == "ServiceAccount":
            yield from _account(thing, objects, pointer)
    for pointer, text in entries(thing.body, "spec", "identities"):
        match = _IDENTITY.fullmatch(str(text))
        if match is not None and match["name"] != "default":
            yield from refer(thing, objects, pointer, "ServiceAccount", match["name"], match["namespace"], ("",))


def linkerd_rate_limit(thing: Thing, objects: Objects) -> Iterator[Fault]:
    """The Server of a HTTPLocalRateLimitPolicy."""
    yield from reference(thing, objects, ("spec", "targetRef"), (LINKERD_POLICY, "Server"))


def consul_splitter(thing: Thing, objects: Objects) -> Iterator[Fault]:
    """The weights of a Consul ServiceSplitter, which must add up to 100, and the Services among which it splits."""
    yield from weights(thing, ("spec", "splits"))
    for pointer, each in entries(thing.body, "spec", "splits"):
        if text_at(each, "service") and text_at(each, "namespace") is None:
            yield from hosts.refer_to_host(thing, objects, (*pointer, "service"))


def service(thing: Thing, objects: Objects) -> Iterator[Fault]:
    """The pods behind a Service; one without a selector, or an ExternalName, has its endpoints from elsewhere."""
    if text_at(thing.body, "spec", "type") != "ExternalName":
        yield from selects_pods(thing, objects, ("spec", "selector"), plain=True)
        yield from _target_ports(thing, objects)


def _target_ports(thing: Thing, objects: Objects) -> Iterator[Fault]:
    """A `targetPort` by name that no container behind the Service has."""
    wanted = hosts.selector(thing)
    behind = matching(objects, thing.namespace, wanted) if wanted else set()
    if not behind or behind & objects.listening(None):  # a container may listen on ports that it does not declare
        return
    for pointer, port in entries(thing.body, "spec", "ports"):
        target, own = at(port, "targetPort"), text_at(port, "name") or ""
        named_alike = objects.listening(own) & objects.external  # which may list the Service's own names of ports
        if isinstance(target, str) and not behind & (objects.listening(target) | named_alike):
            message = f"no container behind the Service has a port named {quoted(target)}"
            some = sorted(behind)[:_MOST_CANDIDATES]
            known = sorted({name for each in some for name in objects.pods[each].port_names or ()})
            hint = f"they have {wording.choice(known)}" if known else "name the container's port"
            place = (*pointer, "targetPort")
            yield Fault(check=Check.PORT, document=thing.document, pointer=place, message=message, hint=hint)


def ingress(thing: Thing, objects: Objects) -> Iterator[Fault]:
    """The Services behind an Ingress, and their ports."""
    yield from _backend(thing, objects, ("spec", "defaultBackend"))
    for rule, _ in entries(thing.body, "spec", "rules"):
        for path, _ in entries(thing.body, *rule, "http", "paths"):
            yield from _backend(thing, objects, (*path, "backend"))


def _backend(thing: Thing, objects: Objects, pointer: Pointer) -> Iterator[Fault]:
    place: Pointer = (*pointer, "service", "name")
    name = text_at(thing.body, *place)
    yield from refer(thing, objects, place, "Service", name, thing.namespace, ("",))
    found = objects.named("Service", name, thing.namespace, "") if name else None
    if found is not None:
        yield from port_of(thing, found, (*pointer, "service", "port", "number"))
        yield from _port_named(thing, found, (*pointer, "service", "port", "name"))


def _port_named(thing: Thing, found: Thing, pointer: Pointer) -> Iterator[Fault]:
    """A port by a name that the Service does not have."""
    wanted, ports = text_at(thing.body, *pointer), entries(found.body, "spec", "ports")
    known = [name for _, port in ports if (name := text_at(port, "name"))]
    if wanted is None or wanted in known or not ports:
        return
    message = f"{wording.object_named('Service', found.name)} has no port named {quoted(wanted)}"
    hint = f"it has {wording.choice(known)}" if known else "its ports have no names: write the number"
    yield Fault(check=Check.PORT, document=thing.document, pointer=pointer, message=message, hint=hint)


def pods(thing: Thing, objects: Objects) -> Iterator[Fault]:
    """The selector of a workload, and the ServiceAccount, ConfigMaps and keys of Secrets of its pods."""
    yield from workload(thing, objects)
    template = objects.template_of(thing)
    if template is None or template.template is None:
        return
    spec: Pointer = (*template.template, "spec")
    account = at(template.spec, "serviceAccountName")
    if account != "default":
        yield from refer(
            thing, objects, (*spec, "serviceAccountName"), "ServiceAccount", account, thing.namespace, ("",)
        )
    for pointer, volume in entries(template.spec, "volumes"):
        if at(volume, "configMap", "optional") is not True and (name := at(volume, "configMap", "name")) not in _MADE:
            place = (*spec, *pointer, "configMap", "name")
            yield from refer(thing, objects, place, "ConfigMap", name, thing.namespace, ("",))
        for field, (kind, named) in _VOLUMES.items():
            yield from _items(thing, objects, (*spec, *pointer, field), kind, named)
        for source, _ in entries(thing.body, *spec, *pointer, "projected", "sources"):
            for field, (kind, _) in _VOLUMES.items():
                yield from _items(thing, objects, (*source, field), kind, "name")
    for boxes in ("containers", "initContainers"):
        for box, _ in entries(thing.body, *spec, boxes):
            yield from _environment(thing, objects, box)


def _environment(thing: Thing, objects: Objects, box: Pointer) -> Iterator[Fault]:
    """The ConfigMaps and Secrets from which a container has its variables."""
    for pointer, source in entries(thing.body, *box, "envFrom"):
        for key, kind in (("configMapRef", "ConfigMap"), ("secretRef", "Secret")):
            if at(source, key, "optional") is not True:
                place = (*pointer, key, "name")
                yield from refer(thing, objects, place, kind, at(source, key, "name"), thing.namespace, ("",))
    for pointer, _ in entries(thing.body, *box, "env"):
        for key, kind in (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")):
            source = at(thing.body, *(place := (*pointer, "valueFrom", key)))
            if at(source, "optional") is not True:
                yield from _key(thing, objects, (*place, "key"), kind, at(source, "name"))


def _items(thing: Thing, objects: Objects, pointer: Pointer, kind: str, named: str) -> Iterator[Fault]:
    """The keys that a volume takes of a ConfigMap or Secret."""
    source = at(thing.body, *pointer)
    if at(source, "optional") is not True:
        for place, _ in entries(thing.body, *pointer, "items"):
            yield from _key(thing, objects, (*place, "key"), kind, at(source, named))


def _key(thing: Thing, objects: Objects, pointer: Pointer, kind: str, name: object) -> Iterator[Fault]:
    """A key that a ConfigMap or Secret of the manifests does not have; one without content gets it from elsewhere."""
    key = text_at(thing.body, *pointer)
    meant = [each for each in objects.of(kind, "") if each.name == name and together(each.namespace, thing.namespace)]
    held = [{str(one) for field in _CONTENTS for one in mapping_at(each.body, field)} for each in meant]
    if key is None or not held or not all(held) or any(key in each for each in held):
        return
    message = f"{wording.object_named(kind, str(name))} has no key {quoted(key)}"
    hint = f"it has {wording.choice(sorted(set[str]().union(*held)))}"
    yield Fault(check=Check.REFERENCE, document=thing.document, pointer=pointer, message=message, hint=hint)


def autoscaler(thing: Thing, objects: Objects) -> Iterator[Fault]:
    """The workload that a HorizontalPodAutoscaler scales."""
    target = mapping_at(thing.body, "spec", "scaleTargetRef")
    kind = text_at(target, "kind")
    if kind in _SCALED:
        place: Pointer = ("spec", "scaleTargetRef", "name")
        yield from refer(thing, objects, place, kind, target.get("name"), thing.namespace, ("apps",))


def network_policy(thing: Thing, objects: Objects) -> Iterator[Fault]:
    """The pods that a NetworkPolicy is for."""
    yield from selects_pods(thing, objects, ("spec", "podSelector"), plain=False)


def cilium_policy(thing: Thing, objects: Objects) -> Iterator[Fault]:
    """The pods that a CiliumNetworkPolicy is for; its labels may carry a source, `k8s:app`."""
    labels = mapping_at(thing.body, "spec", "endpointSelector", "matchLabels")
    if not any(":" in str(key) or "/" in str(key) for key in labels):
        yield from selects_pods(thing, objects, ("spec", "endpointSelector"), plain=False)


def role_binding(thing: Thing, objects: Objects) -> Iterator[Fault]:
    """The role that a binding gives, and the ServiceAccounts that get it."""
    kind, name = text_at(thing.body, "roleRef", "kind"), text_at(thing.body, "roleRef", "name") or ""
    if kind == "Role" or (kind == "ClusterRole" and name not in _ROLES and not name.startswith("system:")):
        namespace = thing.namespace if kind == "Role" else None
        yield from refer(thing, objects, ("roleRef", "name"), kind, name, namespace, (_RBAC,))
    for pointer, each in entries(thing.body, "subjects"):
        if text_at(each, "kind") == "ServiceAccount":
            yield from _account(thing, objects, pointer)
