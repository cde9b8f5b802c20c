"""What an old pattern file or a Meshery design holds, as values; which API a kind belongs to, and which target an API."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from generator.importers.common import ImportRefused

if TYPE_CHECKING:
    from generator.finding import Pointer
    from generator.importers.common import RawFile
    from generator.source import Document

API_VERSION = re.compile(r"(?:[a-z0-9.-]+/)?v[0-9]+(?:(?:alpha|beta)[0-9]+)?", re.ASCII)
KIND = re.compile(r"[A-Z][A-Za-z0-9]*", re.ASCII)
ABSTRACT = re.compile(r"Application|WASMFilter|[A-Za-z0-9]+(?:Mesh|Addon)(?:\.[A-Za-z0-9]+)?", re.ASCII)
"""Types that Meshery's server turned into an installation; no object of Kubernetes says the same. `Mesh` alone is a kind of Kuma."""

_CORE: Mapping[str, tuple[str, ...]] = {
    "admissionregistration.k8s.io/v1": ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"),
    "apiextensions.k8s.io/v1": ("CustomResourceDefinition",),
    "apiregistration.k8s.io/v1": ("APIService",),
    "apps/v1": ("ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"),
    "autoscaling/v2": ("HorizontalPodAutoscaler",),
    "batch/v1": ("CronJob", "Job"),
    "coordination.k8s.io/v1": ("Lease",),
    "networking.k8s.io/v1": ("Ingress", "IngressClass", "NetworkPolicy"),
    "policy/v1": ("PodDisruptionBudget",),
    "rbac.authorization.k8s.io/v1": ("ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"),
    "scheduling.k8s.io/v1": ("PriorityClass",),
    "storage.k8s.io/v1": ("CSIDriver", "StorageClass", "VolumeAttachment"),
    "v1": (
        *("ConfigMap", "Endpoints", "LimitRange", "Namespace", "Node", "PersistentVolume", "PersistentVolumeClaim"),
        *("Pod", "ReplicationController", "ResourceQuota", "Secret", "Service", "ServiceAccount"),
    ),
}
_ISTIO: Mapping[str, tuple[str, ...]] = {
    "extensions.istio.io/v1alpha1": ("WasmPlugin",),
    "networking.istio.io/v1": (
        *("DestinationRule", "Gateway", "ServiceEntry", "Sidecar", "VirtualService", "WorkloadEntry", "WorkloadGroup"),
    ),
    "networking.istio.io/v1alpha3": ("EnvoyFilter",),
    "networking.istio.io/v1beta1": ("ProxyConfig",),
    "security.istio.io/v1": ("AuthorizationPolicy", "PeerAuthentication", "RequestAuthentication"),
    "telemetry.istio.io/v1": ("Telemetry",),
}
CORE_API = {kind: api for api, kinds in _CORE.items() for kind in kinds}
ISTIO_API = {kind: api for api, kinds in _ISTIO.items() for kind in kinds}
"""The newest stable version of each kind, for files that name only the kind and whose it is."""
CLUSTER_WIDE = frozenset(
    {
        *("APIService", "CSIDriver", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition", "IngressClass"),
        *("MutatingWebhookConfiguration", "Namespace", "Node", "PersistentVolume", "PriorityClass", "StorageClass"),
        *("ValidatingWebhookConfiguration", "VolumeAttachment"),
    }
)
"""Kinds of Kubernetes that lie in no namespace."""
WITHOUT_SPEC = frozenset(
    {
        *("CSIDriver", "ClusterRole", "ClusterRoleBinding", "ConfigMap", "ControllerRevision", "Endpoints"),
        *("MutatingWebhookConfiguration", "PriorityClass", "Role", "RoleBinding", "Secret", "ServiceAccount"),
        *("StorageClass", "ValidatingWebhookConfiguration"),
    }
)
_MESHES = (
    ("cilium", "cilium.io"),
    ("consul", "consul.hashicorp.com"),
    ("istio", "istio.io"),
    ("kuma", "kuma.io"),
    ("linkerd", "linkerd.io"),
)
_PORTABLE = (
    ("gateway-api", "gateway.networking.k8s.io"),
    ("gateway-api", "gateway.networking.x-k8s.io"),
    ("smi", "smi-spec.io"),
)


class Unclear(Exception):  # noqa: N818  # it states what happened, not a fault of the tool
    """A service or component that has no manifest, with its place and the reason."""

    def __init__(self, pointer: Pointer, reason: str, *, at_key: bool = False) -> None:
        super().__init__(reason)
        self.pointer = pointer
        self.reason = reason
        self.at_key = at_key


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundObject:
    """An object of Kubernetes: the id that others call it by, what it depends on by such ids, and where it stood."""

    id: str
    body: Mapping[str, object]
    place: str
    needs: tuple[str, ...] = ()

    @property
    def api_version(self) -> str:
        """Group and version."""
        return str(self.body["apiVersion"])

    @property
    def kind(self) -> str:
        """Its kind."""
        return str(self.body["kind"])

    @property
    def name(self) -> str:
        """Its name."""
        return str(_metadata(self.body)["name"])

    @property
    def namespace(self) -> str | None:
        """Its namespace, None where the file says none."""
        found = _metadata(self.body).get("namespace")
        return None if found is None else str(found)

    @property
    def called(self) -> str:
        """Kind, namespace and name, as messages show it."""
        return f"{self.kind} {'' if self.namespace is None else f'{self.namespace}/'}{self.name}"


def _metadata(body: Mapping[str, object]) -> Mapping[str, object]:
    found = body.get("metadata")
    return found if isinstance(found, Mapping) else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFile:
    """What one file holds; `edges` lead from one id to another, with a word on what they are."""

    raw: RawFile
    name: str | None
    said: Mapping[str, str]
    objects: tuple[FoundObject, ...]
    edges: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]
    left_out: tuple[str, ...]


@dataclass(slots=True)
class Told:
    """What is said about a file while it is read, each with its place."""

    document: Document
    notes: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    assumed: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """Types without an API version, with the one that is taken and the places."""

    def at(self, pointer: Pointer, *, at_key: bool = False) -> str:
        """The place as file:line:column."""
        place = self.document.locate(pointer, at_key=at_key)
        return f"{place.path}:{place.line}:{place.column}"

    def note(self, pointer: Pointer, message: str, *, at_key: bool = False) -> None:
        """Something that a person should know."""
        self.notes.append(f"{self.at(pointer, at_key=at_key)}: {message}")

    def refuse(self, unclear: Unclear, what: str) -> None:
        """A service or component that gets no manifest."""
        self.left_out.append(
            f"{self.at(unclear.pointer, at_key=unclear.at_key)}: {what} has no manifest: {unclear.reason}"
        )


def group_of(api_version: str) -> str:
    """The group of an API version; "" is the core group."""
    return api_version.rpartition("/")[0]


def target_of(path: str, objects: Sequence[FoundObject]) -> str:
    """The target whose manifests these are: a mesh before a portable API before plain Kubernetes.

    Raises:
        ImportRefused: kinds of two meshes, or of two portable APIs without a mesh.
    """
    groups = {group_of(each.api_version) for each in objects}
    for kinds in (_MESHES, _PORTABLE):
        found = sorted({name for name, suffix in kinds for group in groups if _is_of(group, suffix)})
        if len(found) > 1:
            raise ImportRefused(f"{path}: kinds of {' and '.join(found)}; say which it is for: --set target={found[0]}")
        if found:
            return found[0]
    return "kubernetes"


def model_of(group: str) -> str:
    """The mesh or API that a group belongs to; "kubernetes" for its own, else the group."""
    found = (name for name, suffix in (*_MESHES, *_PORTABLE) if _is_of(group, suffix))
    return next(found, "kubernetes" if group in {group_of(api) for api in _CORE} else group)


def _is_of(group: str, suffix: str) -> bool:
    return group == suffix or group.endswith(f".{suffix}")


def in_order(objects: Sequence[FoundObject]) -> tuple[tuple[FoundObject, ...], tuple[str, ...]]:
    """The objects, each after those it depends on, else as they stood; the ids of those that depend on each other in a circle."""
    there = {each.id for each in objects}
    missing = [(set(each.needs) & there) - {each.id} for each in objects]
    needed_by: dict[str, list[int]] = {}
    for at, ids in enumerate(missing):
        for needed in ids:
            needed_by.setdefault(needed, []).append(at)
    ready = [at for at, ids in enumerate(missing) if not ids]  # in order, hence a heap
    done: dict[int, FoundObject] = {}
    while ready:
        at = heappop(ready)
        done[at] = objects[at]
        for waiting in needed_by.pop(objects[at].id, ()):
            missing[waiting].discard(objects[at].id)
            if not missing[waiting]:
                heappush(ready, waiting)
    left = [each for at, each in enumerate(objects) if at not in done]
    return (*done.values(), *left), tuple(each.id for each in left)


def counted(places: Iterable[str], most: int = 5) -> str:
    """Places one after the other, many of them cut."""
    listed = list(places)
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return f"{', '.join(listed[:most])}{more}"
