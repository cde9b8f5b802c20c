"""Hosts as Istio's objects write them -> the Service or ServiceEntry that they mean.

A short name is a Service of the object's own namespace; `name.namespace` and the full name with `.svc.<domain>` are Services as well;
anything else is a host of a ServiceEntry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.manifests.objects import Objects, together, undefined, wildcards
from generator.manifests.values import Fault, Thing, at, entries, mapping_at, text_at

_SERVICE = re.compile(
    r"(?P<name>[a-z]([-a-z0-9]*[a-z0-9])?)(\.(?P<namespace>[a-z0-9-]+)(\.svc(\.[a-z0-9.-]+)?)?)?", re.ASCII
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A host taken apart: the Service's name and namespace where it can mean one; `full` where it says `.svc`."""

    text: str
    name: str | None
    namespace: str | None
    full: bool

    def means(self, other: Host) -> bool:
        """Whether both are the same host, one of them written in another form perhaps."""
        if self.text == other.text:
            return True
        return self.name is not None and self.name == other.name and together(self.namespace, other.namespace)


def host_of(text: str, namespace: str | None) -> Host:
    """Take a host apart; `namespace` is that of the object which names it."""
    match = _SERVICE.fullmatch(text)
    if match is None:
        return Host(text=text, name=None, namespace=None, full=False)
    return Host(
        text=text,
        name=match["name"],
        namespace=match["namespace"] or namespace,
        full=".svc" in text[len(match["name"]) :],
    )


def covers(pattern: str, host: str) -> bool:
    """Whether a host of a ServiceEntry, which may begin with `*.`, stands for the host."""
    return pattern in {host, "*"} or (pattern.startswith("*.") and host.endswith(pattern[1:]))


def service(objects: Objects, host: Host) -> Thing | None:
    """The Service that the host means, where the manifests define it."""
    return None if host.name is None else objects.named("Service", host.name, host.namespace, "")


def entry(objects: Objects, host: Host) -> Thing | None:
    """The ServiceEntry whose hosts hold the host."""
    known = objects.entry_hosts
    names = (host.text, "*", *wildcards(host.text), f"above {host.text}")
    return next((known[each] for each in names if each in known), None)


def known(objects: Objects, host: Host) -> bool:
    """Whether the manifests define the host or the notes name it."""
    if host.text.startswith("*") and _wildcard(objects, host):
        return True
    names = [host.text, *([host.name] if host.name else [])]
    return service(objects, host) is not None or entry(objects, host) is not None or objects.says(*names)


def _wildcard(objects: Objects, host: Host) -> bool:
    """`*` and `*.local` stand for whatever there is; `*.shop.svc.cluster.local` for the Services of a namespace."""
    match = re.fullmatch(r"\*\.(?P<namespace>[a-z0-9-]+)\.svc(\..+)?", host.text)
    if match is None:
        return host.text in {"*", "*.local", "*.svc.cluster.local"}
    return any(together(each.namespace, match["namespace"]) for each in objects.of("Service", ""))


def refer_to_host(thing: Thing, objects: Objects, pointer: tuple[str | int, ...]) -> Iterator[Fault]:
    """The fault of a host that nothing defines."""
    text = text_at(thing.body, *pointer)
    if not text or known(objects, (host := host_of(text, thing.namespace))):
        return
    if host.name is not None and (host.full or "." not in text or host.text.count(".") == 1):
        yield undefined(thing, pointer, "Service", host.name, host.namespace)
    else:
        yield undefined(thing, pointer, "ServiceEntry for", text, None)


def ports(thing: Thing) -> tuple[tuple[int, str | None], ...]:
    """The ports of a Service or ServiceEntry, each with its name."""
    listed = entries(thing.body, "spec", "ports")
    numbers = ((at(each, key), text_at(each, "name")) for _, each in listed for key in ("port", "number"))
    return tuple((number, name) for number, name in numbers if isinstance(number, int))


def selector(thing: Thing) -> dict[str, str]:
    """The labels that a Service selects its pods by."""
    return {str(key): str(value) for key, value in mapping_at(thing.body, "spec", "selector").items()}
