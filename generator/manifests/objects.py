"""The objects of one target, found by what they are called."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from generator import wording
from generator.manifests.values import Check, Fault, Thing, entries, mapping_at, text_at

if TYPE_CHECKING:
    from generator.finding import Pointer
    from generator.source import Document

GATEWAY_API = "gateway.networking.k8s.io"
ISTIO_NETWORKING = "networking.istio.io"
LINKERD_POLICY = "policy.linkerd.io"
_API_VERSION = re.compile(r"(?:(?P<group>[a-z0-9.-]+)/)?(?P<version>v[0-9][a-z0-9]*)", re.ASCII)
_KIND = re.compile(r"[A-Z][A-Za-z0-9]*", re.ASCII)
_TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
    "DaemonSet": ("spec", "template"),
    "Deployment": ("spec", "template"),
    "Job": ("spec", "template"),
    "Pod": (),
    "ReplicaSet": ("spec", "template"),
    "ReplicationController": ("spec", "template"),
    "StatefulSet": ("spec", "template"),
}
"""Where kinds that run containers hold the pod that they make."""
_MOST_LABELS = 130
"""Parts of a host; a longer one is no host."""
_WORKLOAD_GROUPS = frozenset({"", "apps", "batch"})
_ENDPOINTS: Mapping[tuple[str, str], tuple[str, ...]] = {
    (ISTIO_NETWORKING, "WorkloadEntry"): ("spec", "labels"),
    (ISTIO_NETWORKING, "WorkloadGroup"): ("spec", "metadata", "labels"),
    ("workload.linkerd.io", "ExternalWorkload"): ("metadata", "labels"),
}
"""Where kinds that stand for workloads outside the cluster hold the labels that Services select."""


def identify(document: Document) -> Thing | Fault:
    """What an object is called, or the fault that it has no name by which it could be."""
    body = document.data
    if not isinstance(body, dict):
        message = f"found {wording.found(body)}, expected an object that begins with `apiVersion:`"
        return Fault(check=Check.IDENTITY, document=document, pointer=(), message=message)
    for path, form, hint in (
        (("apiVersion",), _API_VERSION, "write the group and version: `apiVersion: apps/v1`"),
        (("kind",), _KIND, "write the kind: `kind: Deployment`"),
        (("metadata", "name"), None, "give the object a name in `metadata`"),
    ):
        if (missing := _unnamed(document, path, form, hint)) is not None:
            return missing
    match = _API_VERSION.fullmatch(body["apiVersion"])
    return Thing(
        document=document,
        group=(match["group"] or "") if match else "",
        version=match["version"] if match else "",
        kind=body["kind"],
        namespace=text_at(body, "metadata", "namespace") or None,
        name=body["metadata"]["name"],
    )


def _unnamed(document: Document, path: Pointer, form: re.Pattern[str] | None, hint: str) -> Fault | None:
    called = text_at(document.data, *path)
    if called and (form is None or form.fullmatch(called)):
        return None
    field_name = f"`{'.'.join(map(str, path))}`"
    message = (
        f"{field_name} is missing" if called is None else f"{field_name} is {wording.found(called)}, which is none"
    )
    pointer = path if called is not None else ()
    return Fault(check=Check.IDENTITY, document=document, pointer=pointer, message=message, hint=hint)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pods:
    """What Services select: a pod template, or a workload outside the cluster, whose `template` is None.

    `thing` is the object that holds it, `labelled` points to its labels.
    """

    thing: Thing
    template: Pointer | None
    labelled: Pointer

    @property
    def labels(self) -> Mapping[str, object]:
        """The labels that the pods get."""
        return mapping_at(self.thing.body, *self.labelled)

    @property
    def spec(self) -> Mapping[str, object]:
        """What the pods run; empty outside the cluster."""
        return {} if self.template is None else mapping_at(self.thing.body, *self.template, "spec")

    @property
    def port_names(self) -> frozenset[str] | None:
        """The names of the ports that are open for as long as the pods run; None where no port is declared, which tells nothing."""
        if self.template is None:
            numbers = (mapping_at(self.thing.body, "spec", *each, "ports") for each in ((), ("template",)))
            ports = [port for _, port in entries(self.thing.body, "spec", "ports")]
            named = {str(name) for each in numbers for name in each}
        else:
            ports = [port for box in self._serving() for _, port in entries(box, "ports")]
            named = set()
        if not ports and not named:
            return None
        return frozenset(named | {name for port in ports if (name := text_at(port, "name"))})

    def _serving(self) -> Iterator[object]:
        """The containers, and those that start before them and stay: Kubernetes' own kind of sidecar."""
        for _, box in entries(self.spec, "containers"):
            yield box
        for _, box in entries(self.spec, "initContainers"):
            if text_at(box, "restartPolicy") == "Always":
                yield box


def _pods_of(thing: Thing) -> Pods | None:
    if thing.group in _WORKLOAD_GROUPS and (template := _TEMPLATES.get(thing.kind)) is not None:
        return Pods(thing=thing, template=template, labelled=(*template, "metadata", "labels"))
    labelled = _ENDPOINTS.get((thing.group, thing.kind))
    return None if labelled is None else Pods(thing=thing, template=None, labelled=labelled)


@dataclass(frozen=True, kw_only=True, eq=False)  # no slots: cached properties
class Objects:
    """All objects of one target, and the names of those that are said to exist outside its files."""

    things: tuple[Thing, ...]
    outside: frozenset[str] = field(default=frozenset())

    @cached_property
    def _by_kind(self) -> Mapping[str, Sequence[Thing]]:
        kinds: dict[str, list[Thing]] = {}
        for each in self.things:
            kinds.setdefault(each.kind, []).append(each)
        return kinds

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, str], Sequence[Thing]]:
        named: dict[tuple[str, str], list[Thing]] = {}
        for each in self.things:
            named.setdefault((each.kind, each.name), []).append(each)
        return named

    @cached_property
    def entry_hosts(self) -> Mapping[str, Thing]:
        """The hosts of ServiceEntries, as they are written, and every domain above them with `*.` in front."""
        hosts: dict[str, Thing] = {}
        for each in self.of("ServiceEntry", ISTIO_NETWORKING):
            for _, host in entries(each.body, "spec", "hosts"):
                if isinstance(host, str):
                    hosts.setdefault(host, each)
                    for domain in wildcards(host):
                        hosts.setdefault(f"above {domain}", each)
        return hosts

    @cached_property
    def pods(self) -> tuple[Pods, ...]:
        """Everything that Services and policies select."""
        return tuple(pods for each in self.things if (pods := _pods_of(each)) is not None)

    @cached_property
    def _made_by(self) -> Mapping[int, Pods]:
        return {id(each.thing): each for each in self.pods if each.template is not None}

    @cached_property
    def _placed(self) -> Mapping[str | None, set[int]]:
        placed: dict[str | None, set[int]] = {}
        for index, each in enumerate(self.pods):
            placed.setdefault(each.thing.namespace, set()).add(index)
        return placed

    @cached_property
    def _everywhere(self) -> set[int]:
        return set(range(len(self.pods)))

    @cached_property
    def external(self) -> set[int]:
        """The places in `pods` of the workloads outside the cluster."""
        return {index for index, each in enumerate(self.pods) if each.template is None}

    @cached_property
    def _labelled(self) -> Mapping[tuple[str, str], set[int]]:
        labelled: dict[tuple[str, str], set[int]] = {}
        for index, each in enumerate(self.pods):
            for key, value in each.labels.items():
                labelled.setdefault((str(key), str(value)), set()).add(index)
        return labelled

    @cached_property
    def _keyed(self) -> Mapping[str, set[int]]:
        keyed: dict[str, set[int]] = {}
        for index, each in enumerate(self.pods):
            for key in each.labels:
                keyed.setdefault(str(key), set()).add(index)
        return keyed

    @cached_property
    def _ports(self) -> Mapping[str | None, set[int]]:
        named: dict[str | None, set[int]] = {}
        for index, each in enumerate(self.pods):
            names = each.port_names
            for name in [None] if names is None else names:
                named.setdefault(name, set()).add(index)
        return named

    @cached_property
    def namespaces(self) -> frozenset[str | None]:
        """The namespaces in which the objects are."""
        return frozenset(each.namespace for each in self.things)

    @cached_property
    def rules(self) -> Mapping[str, Sequence[Thing]]:
        """The DestinationRules by the host as it is written, and by its first part."""
        found: dict[str, list[Thing]] = {}
        for each in self.of("DestinationRule", ISTIO_NETWORKING):
            text = text_at(each.body, "spec", "host") or ""
            for key in {text} if text.startswith("*") else {text, text.partition(".")[0]}:
                found.setdefault(key, []).append(each)
        return found

    @cached_property
    def certificates(self) -> Mapping[str, Sequence[Thing]]:
        """The Certificates of cert-manager by the Secret that each makes."""
        made: dict[str, list[Thing]] = {}
        for each in self.of("Certificate", "cert-manager.io"):
            if (secret := text_at(each.body, "spec", "secretName")) is not None:
                made.setdefault(secret, []).append(each)
        return made

    def template_of(self, thing: Thing) -> Pods | None:
        """The pods that a workload makes."""
        return self._made_by.get(id(thing))

    def within(self, namespace: str | None) -> tuple[set[int], ...]:
        """The places in `pods` of those that can be in the namespace: in sets without a common place."""
        if namespace is None:
            return (self._everywhere,)
        return (self._placed.get(namespace, set()), self._placed.get(None, set()))

    def labelled(self, key: str, value: object) -> set[int]:
        """The places in `pods` of those that have the label."""
        return self._labelled.get((key, str(value)), set())

    def keyed(self, key: str) -> set[int]:
        """The places in `pods` of those that have a label with the key."""
        return self._keyed.get(key, set())

    def listening(self, port: str | None) -> set[int]:
        """The places in `pods` of those that name the port; None for those that declare no port at all."""
        return self._ports.get(port, set())

    def of(self, kind: str, *groups: str) -> tuple[Thing, ...]:
        """The objects of a kind, of these groups where any are named."""
        return tuple(each for each in self._by_kind.get(kind, ()) if not groups or each.group in groups)

    def named(self, kind: str, name: str, namespace: str | None, *groups: str) -> Thing | None:
        """The object of that name; one without a namespace may end up in any."""
        for each in self._by_name.get((kind, name), ()):
            if (not groups or each.group in groups) and together(each.namespace, namespace):
                return each
        return None

    def says(self, *names: str) -> bool:
        """Whether one of the names is said to exist outside the files."""
        return any(each in self.outside for each in names)

    def says_all(self, names: Iterable[str]) -> bool:
        """Whether each of the names is said to exist outside the files."""
        return all(each in self.outside for each in names)


def wildcards(host: str) -> Iterator[str]:
    """The wildcards that stand for a host: `*.b.c` and `*.c` of `a.b.c`."""
    parts = host.split(".")[:_MOST_LABELS]
    return (f"*.{'.'.join(parts[at:])}" for at in range(1, len(parts)))


def together(one: str | None, other: str | None) -> bool:
    """Whether two namespaces can be the same; one that a manifest leaves out can be any."""
    return one is None or other is None or one == other


UNDEFINED = 'add it to the manifests, or say in the notes that it exists, by kind and name: "the Service reviews"'
"""What to do about a reference that leads to nothing."""
Relations = Callable[[Thing, Objects], Iterator[Fault]]
"""What an object's kind asks of the others."""


def undefined(
    thing: Thing, pointer: Pointer, kind: str, name: str, namespace: str | None, *, check: Check = Check.REFERENCE
) -> Fault:
    """The fault of a reference that leads to nothing."""
    message = f"refers to {wording.object_named(kind, name, namespace)}, which none of the manifests defines"
    return Fault(check=check, document=thing.document, pointer=pointer, message=message, hint=UNDEFINED)


def refer(
    thing: Thing,
    objects: Objects,
    pointer: Pointer,
    kind: str,
    name: object,
    namespace: str | None,
    groups: Sequence[str],
) -> Iterator[Fault]:
    """The fault of a name that neither the manifests nor the notes know; nothing where there is no name, which schemas tell."""
    if not isinstance(name, str) or objects.named(kind, name, namespace, *groups) or objects.says(name):
        return
    yield undefined(thing, pointer, kind, name, namespace)


def certificate(thing: Thing, objects: Objects, pointer: Pointer, namespace: str | None) -> Iterator[Fault]:
    """A Secret with a certificate: manifests hold none, so a Certificate of cert-manager makes it, or the notes say that it exists."""
    name = text_at(thing.body, *pointer)
    if name is None or objects.says(name) or objects.named("Secret", name, namespace, ""):
        return
    if any(together(each.namespace, namespace) for each in objects.certificates.get(name, ())):
        return
    message = f"refers to Secret {wording.name(name)}, which nothing in the manifests makes"
    hint = "say in the notes that it exists and how to make it"
    yield Fault(check=Check.REFERENCE, document=thing.document, pointer=pointer, message=message, hint=hint)


NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.*-]*[A-Za-z0-9])?")
_MOST_WORDS = 4_000
_WORDS = re.compile(rf"{NAME.pattern}|[^\sA-Za-z0-9]")
_NOUN = re.compile(
    "(?:account|clusterrole|configmap|daemonset|deployment|egressnetwork|gateway|grpcroute|host|httproute|httproutegroup|label|listenerset"
    "|meshtlsauthentication|namespace|networkauthentication|pod|replicaset|role|secret|server|service|serviceaccount|serviceentry"
    "|statefulset|subset|tcproute|virtualservice|workload)s?",
    re.IGNORECASE,
)
"""After which notes write names: "the Services reviews and ratings", "the pods of checkout", "the label app: reviews"."""
_BETWEEN = frozenset({"(", "`", "a", "called", "named", "of", "the"})
_PLAIN = re.compile("and|are|as|at|be|by|exists?|for|from|has|have|in|is|must|no|not|of|on|or|that|to|which|with")
_JOINTS = frozenset({",", "/", "and", "or", ":", "=", "`", ")"})


def names_in(notes: str | None) -> frozenset[str]:
    """The names in a pattern's notes, lower-case: what an author says there exists outside the manifests.

    A name stands after a noun such as Service or label, stands in backticks, or has a hyphen, dot or digit. Other words are prose.
    """
    found: set[str] = set()
    naming = listed = ticked = False
    for match in islice(_WORDS.finditer((notes or "")[:65_536]), _MOST_WORDS):
        word = match[0]
        ticked ^= word == "`"
        if _NOUN.fullmatch(word):
            naming, listed = True, False
        elif naming and word.lower() in _BETWEEN:
            continue
        elif listed and word in _JOINTS:
            naming = True
        elif NAME.fullmatch(word) and word == word.lower() and not _PLAIN.fullmatch(word):
            if naming or ticked or not word.isalpha():
                found.add(word)
            naming, listed = False, naming
        else:
            naming = listed = False
    return frozenset(found)
