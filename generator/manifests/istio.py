"""What Istio's objects refer to: hosts, subsets, gateways, workloads; and the weights of their routes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator import wording
from generator.characters import quoted
from generator.manifests import hosts
from generator.manifests.objects import GATEWAY_API, ISTIO_NETWORKING, UNDEFINED, Objects, certificate, refer, wildcards
from generator.manifests.selectors import matching, selects_pods
from generator.manifests.values import Check, Fault, Thing, at, entries, mapping_at, text_at

if TYPE_CHECKING:
    from generator.finding import Pointer

_ALL = 100
_PRINCIPAL = re.compile(r"[a-z0-9.-]+/ns/(?P<namespace>[a-z0-9-]+)/sa/(?P<name>[a-z0-9.-]+)", re.ASCII)
_PROTOCOLS = ("http", "tls", "tcp")
_INSTALLED = frozenset(
    {"ingressgateway", "egressgateway", "eastwestgateway", "istio-ingressgateway", "istio-egressgateway"}
)
"""Values of labels of gateways that come with Istio's own installation."""
_GROUPS: dict[str, tuple[str, ...]] = {
    "Gateway": (GATEWAY_API,),
    "GatewayClass": (GATEWAY_API,),
    "Service": ("",),
    "ServiceEntry": (ISTIO_NETWORKING,),
}


def virtual_service(thing: Thing, objects: Objects) -> Iterator[Fault]:
    """Hosts, gateways, destinations, subsets, ports and weights of a VirtualService."""
    gateways = [each for _, each in entries(thing.body, "spec", "gateways")]
    if not gateways or "mesh" in gateways:
        for pointer, _ in entries(thing.body, "spec", "hosts"):
            yield from hosts.refer_to_host(thing, objects, pointer)
    yield from _gateways(thing, objects, ("spec", "gateways"))
    for protocol in _PROTOCOLS:
        for route, body in entries(thing.body, "spec", protocol):
            for match, _ in entries(body, "match"):
                yield from _gateways(thing, objects, (*route, *match, "gateways"))
            yield from _routes(thing, objects, route)


def _routes(thing: Thing, objects: Objects, route: Pointer) -> Iterator[Fault]:
    for pointer in _destinations(thing, route):
        yield from _destination(thing, objects, (*pointer, "destination"))
    if text_at(thing.body, *route, "mirror", "host") is not None:
        yield from _destination(thing, objects, (*route, "mirror"))
    name = text_at(thing.body, *route, "delegate", "name")
    namespace = text_at(thing.body, *route, "delegate", "namespace") or thing.namespace
    place = (*route, "delegate", "name")
    yield from refer(thing, objects, place, "VirtualService", name, namespace, (ISTIO_NETWORKING,))
    yield from weights(thing, (*route, "route"))


def _destinations(thing: Thing, route: Pointer) -> Iterator[Pointer]:
    for key in ("route", "mirrors"):
        for pointer, _ in entries(thing.body, *route, key):
            yield pointer


def weights(thing: Thing, pointer: Pointer) -> Iterator[Fault]:
    """Weights of several destinations that do not add up to 100; one destination gets everything whatever its weight."""
    routes = entries(thing.body, *pointer)
    given = [at(each, "weight") for _, each in routes]
    numbers = [each if isinstance(each, int) else 0 for each in given]
    if len(routes) < 2 or all(each is None for each in given) or sum(numbers) == _ALL:
        return
    message = f"the weights add up to {sum(numbers)}, expected {_ALL}"
    hint = "write each destination's share in percent"
    yield Fault(check=Check.WEIGHTS, document=thing.document, pointer=pointer, message=message, hint=hint, at_key=True)


def _gateways(thing: Thing, objects: Objects, pointer: Pointer) -> Iterator[Fault]:
    for place, called in entries(thing.body, *pointer):
        if not isinstance(called, str) or called == "mesh":
            continue
        namespace, slash, name = called.rpartition("/")
        wanted = namespace if slash and namespace != "." else thing.namespace
        yield from refer(thing, objects, place, "Gateway", name, wanted, (ISTIO_NETWORKING,))


def _destination(thing: Thing, objects: Objects, pointer: Pointer) -> Iterator[Fault]:
    text = text_at(thing.body, *pointer, "host")
    if text is None:
        return
    yield from hosts.refer_to_host(thing, objects, (*pointer, "host"))
    host = hosts.host_of(text, thing.namespace)
    yield from _subset(thing, objects, pointer, host)
    service = hosts.service(objects, host)
    if service is not None:
        yield from port_of(thing, service, (*pointer, "port", "number"))


def port_of(thing: Thing, service: Thing, pointer: Pointer) -> Iterator[Fault]:
    """A port that the Service does not have."""
    number, known = at(thing.body, *pointer), [each for each, _ in hosts.ports(service)]
    if not isinstance(number, int) or number in known or not known:
        return
    named = wording.object_named("Service", service.name)
    message = f"{named} has no port {number}, expected {wording.choice([str(each) for each in known])}"
    yield Fault(
        check=Check.PORT,
        document=thing.document,
        pointer=pointer,
        message=message,
        related=((service.document, ("spec", "ports")),),
    )


def _subset(thing: Thing, objects: Objects, pointer: Pointer, host: hosts.Host) -> Iterator[Fault]:
    subset = text_at(thing.body, *pointer, "subset")
    if subset is None:
        return
    rules = list(_rules_for(objects, host))
    known = [name for each in rules for name in _subsets(each)]
    if subset in known or (not rules and objects.says(subset)):
        return
    message = f"refers to the subset {quoted(subset)} of {quoted(host.text)}, which no DestinationRule of the manifests defines"
    hint = f"its subsets are {wording.choice(known)}" if known else "add a DestinationRule with this subset"
    place = (*pointer, "subset")
    yield Fault(check=Check.REFERENCE, document=thing.document, pointer=place, message=message, hint=hint)


def _rules_for(objects: Objects, host: hosts.Host) -> Iterator[Thing]:
    written = (host.text, host.name or "", "*", *wildcards(host.text))
    rules = {id(each): each for key in written for each in objects.rules.get(key, ())}
    for each in rules.values():
        text = text_at(each.body, "spec", "host")
        if text and (host.means(hosts.host_of(text, each.namespace)) or hosts.covers(text, host.text)):
            yield each


def _subsets(rule: Thing) -> list[str]:
    return [name for _, each in entries(rule.body, "spec", "subsets") if (name := text_at(each, "name"))]


def destination_rule(thing: Thing, objects: Objects) -> Iterator[Fault]:
    """The host of a DestinationRule, and that each subset's labels are those of some pod."""
    yield from hosts.refer_to_host(thing, objects, ("spec", "host"))
    text = text_at(thing.body, "spec", "host")
    if text is None or (service := hosts.service(objects, hosts.host_of(text, thing.namespace))) is None:
        return
    behind = matching(objects, service.namespace, hosts.selector(service))
    for pointer, subset in entries(thing.body, "spec", "subsets"):
        labels = mapping_at(subset, "labels")
        if behind and labels and not behind & matching(objects, service.namespace, labels):
            shown = ", ".join(f"{key}: {value}" for key, value in labels.items())
            named = wording.object_named("Service", service.name)
            message = f"the subset selects {quoted(shown, 100)}, which no pod behind {named} has"
            place = (*pointer, "labels")
            yield Fault(check=Check.SELECTOR, document=thing.document, pointer=place, message=message)


def gateway(thing: Thing, objects: Objects) -> Iterator[Fault]:
    """The workload that an Istio Gateway configures, unless it is one that Istio's installation brings."""
    for server, _ in entries(thing.body, "spec", "servers"):
        # The Secret is in the namespace of the gateway's pods, whichever that is.
        yield from certificate(thing, objects, (*server, "tls", "credentialName"), None)
    if not _INSTALLED & {str(each) for each in mapping_at(thing.body, "spec", "selector").values()}:
        yield from selects_pods(thing, objects, ("spec", "selector"), plain=True)


def by_selector(thing: Thing, objects: Objects) -> Iterator[Fault]:
    """The workloads of a policy: by `selector.matchLabels`, or the objects that `targetRef` and `targetRefs` name."""
    yield from selects_pods(thing, objects, ("spec", "selector", "matchLabels"), plain=True)
    single: list[Pointer] = [("spec", "targetRef")]
    for pointer in [*single, *(each for each, _ in entries(thing.body, "spec", "targetRefs"))]:
        kind = text_at(thing.body, *pointer, "kind")
        if kind in _GROUPS:
            name = at(thing.body, *pointer, "name")
            yield from refer(thing, objects, (*pointer, "name"), kind, name, thing.namespace, _GROUPS[kind])


def authorization(thing: Thing, objects: Objects) -> Iterator[Fault]:
    """The workloads of an AuthorizationPolicy, and the ServiceAccounts that its principals name in full."""
    yield from by_selector(thing, objects)
    for rule, body in entries(thing.body, "spec", "rules"):
        for source, _ in entries(body, "from"):
            for pointer, text in entries(thing.body, *rule, *source, "source", "principals"):
                match = _PRINCIPAL.fullmatch(str(text))
                if match is not None and match["name"] != "default":
                    yield from refer(
                        thing, objects, pointer, "ServiceAccount", match["name"], match["namespace"], ("",)
                    )


def by_workload_selector(thing: Thing, objects: Objects) -> Iterator[Fault]:
    """The workloads of a Sidecar, EnvoyFilter or ServiceEntry."""
    yield from selects_pods(thing, objects, ("spec", "workloadSelector", "labels"), plain=True)
    if thing.kind == "Sidecar":
        for egress, _ in entries(thing.body, "spec", "egress"):
            for pointer, text in entries(thing.body, *egress, "hosts"):
                yield from _egress_host(thing, objects, pointer, text)


def _egress_host(thing: Thing, objects: Objects, pointer: Pointer, text: object) -> Iterator[Fault]:
    """A host that a Sidecar lets out, as `namespace/host`; only one that names a Service of the manifests' own namespaces can be told."""
    namespace, slash, host = str(text).partition("/")
    if not slash or host.startswith("*") or namespace in {"*", "~"}:
        return
    own = thing.namespace if namespace == "." else namespace
    if own in objects.namespaces and not hosts.known(objects, hosts.host_of(host, own)):
        message = f"refers to the host {quoted(host)}, which none of the manifests defines"
        yield Fault(check=Check.REFERENCE, document=thing.document, pointer=pointer, message=message, hint=UNDEFINED)
