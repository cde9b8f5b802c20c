"""Istio's and the Gateway API's kinds: the validators of the npm packages `@kubernetes-models/…`, read as text by `compiled`.

Both packages are made from the projects' own definitions (Istio's CustomResourceDefinitions, the Gateway API's Go types of both channels).
What they do not carry is added here: unknown fields fail, durations have their form, one field that the package lost is given back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from generator.manifests.compiled import NotCompiled, schema_of
from generator.manifests.metadata import LABEL_SELECTOR, whole
from generator.manifests.validation import FORM
from generator.manifests.values import Found, Missing, Node, Schema, mapping_at, text_at

if TYPE_CHECKING:
    from pathlib import Path

_SAFE = re.compile(r"[A-Za-z][A-Za-z0-9]{0,99}")
_API = re.compile(r"v[0-9]+(?:(?:alpha|beta)[0-9]+)?", re.ASCII)
_RELEASE = re.compile(r"/istio/istio/([0-9]+\.[0-9]+\.[0-9]+)/manifests/charts/base/files/")
_LARGEST_BYTES = 1024 * 1024
DURATION: Node = {
    "pattern": r"^([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$",
    FORM: "a duration such as 2s, 500ms or 1m30s",
}
_DURATIONS = frozenset(
    {
        *("backoff", "baseEjectionTime", "connectTimeout", "duration", "exponentialDelay", "fixedDelay", "idleTimeout"),
        *(
            "interval",
            "maxAge",
            "maxConnectionDuration",
            "perTryTimeout",
            "reportingInterval",
            "time",
            "timeout",
            "ttl",
        ),
        "warmupDurationSecs",
    }
)
"""Fields of Istio that hold a google.protobuf.Duration and are plain texts in its CustomResourceDefinitions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """An npm package: its name, what it is a model of, and the file that holds a kind's validator."""

    name: str
    subject: str
    file: Callable[[str, str, str], str]
    adjust: Callable[[str, object], object]


def _title(text: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[.-]", text))


def _istio_file(group: str, api: str, kind: str) -> str:
    return f"{_title(group)}{_title(api)}{kind}"


def _gateway_file(group: str, api: str, kind: str) -> str:
    return f"IoK8sSigsGatewayApiApis{'x' if group.endswith('x-k8s.io') else ''}{_title(api)}{kind}"


def _with_durations(name: str, node: object) -> object:
    """Give the durations their form; `name` is the field that the node describes."""
    if isinstance(node, list):
        return [_with_durations("", each) for each in node]
    if not isinstance(node, dict):
        return node
    if node.get("type") == "string" and name in _DURATIONS and "pattern" not in node:
        return {**node, **DURATION}
    properties = {key: _with_durations(key, each) for key, each in mapping_at(node, "properties").items()}
    rest = {key: _with_durations("", each) for key, each in node.items() if key != "properties"}
    return {**rest, "properties": properties} if properties else rest


def _with_description(kind: str, node: object) -> object:
    """Give the spec's `description` back: the package's maker takes the field for the prose of the schema."""
    spec = mapping_at(node, "properties", "spec")
    if kind not in {"GatewayClass", "XMesh"} or not isinstance(node, dict):
        return node
    fields = {**mapping_at(spec, "properties"), "description": {"type": "string", "maxLength": 64}}
    return {**node, "properties": {**mapping_at(node, "properties"), "spec": {**spec, "properties": fields}}}


_ELSEWHERE: Mapping[str, Node] = {"IoK8sApimachineryPkgApisMetaV1LabelSelector": LABEL_SELECTOR}
"""What the packages take from a third one; metadata is set by `whole`, the rest belongs to the status."""
_ISTIO = Package(name="@kubernetes-models/istio", subject="Istio", file=_istio_file, adjust=_with_durations)
_GATEWAY = Package(
    name="@kubernetes-models/gateway-api", subject="Gateway API", file=_gateway_file, adjust=_with_description
)
PACKAGES: Mapping[str, Package] = MappingProxyType(
    {
        "extensions.istio.io": _ISTIO,
        "gateway.networking.k8s.io": _GATEWAY,
        "gateway.networking.x-k8s.io": _GATEWAY,
        "networking.istio.io": _ISTIO,
        "security.istio.io": _ISTIO,
        "telemetry.istio.io": _ISTIO,
    }
)
"""The package of each API group. `install.istio.io` has none: its schema says nothing of what stands in `spec`."""


def find(node_modules: Path | None, group: str, api: str, kind: str) -> Found | Missing | None:
    """The schema of a kind of these groups, why there is none, or None for a group of somebody else."""
    package = PACKAGES.get(group)
    if package is None:
        return None
    place = None if node_modules is None else node_modules / package.name
    if place is None or not (place / "package.json").is_file():
        return Missing(reason=f"install the npm package {package.name}")
    if _SAFE.fullmatch(kind) is None or _API.fullmatch(api) is None:
        return Missing(reason=f"{_called(place)} has no such kind")
    return _found(place, package.name, group, api, kind)


@lru_cache(maxsize=256)
def _found(place: Path, package: str, group: str, api: str, kind: str) -> Found | Missing:
    maker = PACKAGES[group]
    file = maker.file(group, api, kind)
    if not (place / "_schemas" / f"{file}.js").is_file():
        return Missing(reason=f"{_called(place)} has no {kind} of {group}/{api}")
    try:
        node = schema_of(file, lambda name: _text(place / "_schemas" / f"{name}.js"), _ELSEWHERE)
    except NotCompiled as error:
        return Missing(reason=f"{package} cannot be read: {error}")
    adjusted = maker.adjust(kind, node)
    schema = Schema(whole(cast("Node", adjusted), f"{group}/{api}", kind))
    return Found(name=f"{maker.subject} {group}/{api} ({_called(place)})", schema=schema)


def _text(file: Path) -> str:
    if not file.is_file() or file.stat().st_size > _LARGEST_BYTES:
        raise NotCompiled(f"{file.name} is missing or too large")
    return file.read_text(encoding="utf-8")


@lru_cache(maxsize=16)
def _called(place: Path) -> str:
    """The package with its version and, where it tells, the release that it was made from."""
    about = json.loads((place / "package.json").read_bytes())
    name = f"{text_at(about, 'name')} {text_at(about, 'version')}"
    release = _RELEASE.search(json.dumps(mapping_at(about, "crd-generate")))
    return f"{name}, Istio {release[1]}" if release else name
