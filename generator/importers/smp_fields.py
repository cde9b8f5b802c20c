"""SMP's messages in all the spellings that were ever written, brought into the specification's own.

Names: the specification's snake_case, protojson's camelCase, those of v0.1.0 (`smps_version`, `actual_QPS`, `cpu_mCores`) and of
the draft before it. Values: enums as names, as prefixed names or as numbers, 64-bit integers as strings. What an enum's number
means changed after v0.1.0, where HTTP was 0; that version is known by its key `smps_version`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from generator.importers.common import ImportRefused

Fields = Mapping[str, object]
Read = Callable[[object, str], object]

PROTOCOLS = ("", "HTTP", "TCP", "UDP", "GRPC")
MESH_TYPES = (
    "",
    "APP_MESH",
    "CONSUL",
    "ISTIO",
    "KUMA",
    "LINKERD",
    "TRAEFIK_MESH",
    "OCTARINE",
    "NETWORK_SERVICE_MESH",
    "TANZU",
    "OPEN_SERVICE_MESH",
    "NGINX_SERVICE_MESH",
    "CILIUM_SERVICE_MESH",
)
APPLICATION_PROTOCOLS = ("", "HTTP", "HTTPS")
_MAX_INTEGER = 2**53
_DECIMAL = re.compile(r"\+?(\d{1,18}(\.\d{0,30})?|\.\d{1,30})([eE][-+]?\d{1,2})?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message's fields in the specification's order, and names they had elsewhere (old -> of the specification)."""

    name: str
    fields: Mapping[str, Read]
    former: Mapping[str, str] = field(default_factory=dict)

    def knows(self, value: object) -> frozenset[str]:
        """The fields of this message that an object holds, whatever their spelling."""
        names = {self._canonical(str(key)) for key in value} if isinstance(value, Mapping) else set()
        return frozenset(name for name in names if name)

    def read(self, value: object, where: str) -> dict[str, object]:
        """The object in the specification's names, order and types; null and unset fields left out.

        Raises:
            ImportRefused: a field is unknown or written twice, or a value has another type.
        """
        if not isinstance(value, Mapping):
            raise ImportRefused(f"{where}: {self.name} is no mapping")
        found: dict[str, object] = {}
        for key, item in value.items():
            name = self._canonical(str(key))
            if name is None:
                raise ImportRefused(f"{where}: {key!r} is no field of SMP's {self.name}")
            if name in found:
                raise ImportRefused(f"{where}: {name} is written twice in {self.name}")
            found[name] = None if item is None else self.fields[name](item, f"{where}: {name}")
        return {name: found[name] for name in self.fields if found.get(name) is not None}

    def _canonical(self, key: str) -> str | None:
        bare = plain(key)
        return next(
            (name for name in self.fields if plain(name) == bare),
            next((name for old, name in self.former.items() if plain(old) == bare), None),
        )


def plain(key: str) -> str:
    """A key without case and separators: latenciesMs and latencies_ms are one."""
    return re.sub(r"[^a-z0-9]", "", key.lower())


def text(value: object, where: str) -> str | None:
    """A string; "" is proto3's unset."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ImportRefused(f"{where}: {value!r} is no text")
    return str(value) or None


def flag(value: object, where: str) -> bool:
    """A boolean."""
    if not isinstance(value, bool):
        raise ImportRefused(f"{where}: {value!r} is neither true nor false")
    return value


def whole(value: object, where: str) -> int | None:
    """An integer, also written as a string; 0 is proto3's unset.

    Raises:
        ImportRefused: it is none, is negative or exceeds 2^53.
    """
    number = decimal(value, where)
    if number != number.to_integral_value() or number > _MAX_INTEGER:
        raise ImportRefused(f"{where}: {value!r} is no whole number")
    return int(number) or None


def decimal(value: object, where: str) -> Decimal:
    """A finite number of zero or more, also written as a string."""
    spelled = value if isinstance(value, str) else repr(value)
    if isinstance(value, bool) or not _DECIMAL.fullmatch(spelled):
        raise ImportRefused(f"{where}: {value!r} is no number of zero or more")
    return Decimal(spelled)


def rate(value: object, where: str) -> Decimal | None:
    """A number; 0 is proto3's unset."""
    return decimal(value, where) or None


def labels(value: object, where: str) -> dict[str, str] | None:
    """A map of texts."""
    if not isinstance(value, Mapping):
        raise ImportRefused(f"{where}: no mapping")
    return {str(key): str(text(item, f"{where}.{key}") or "") for key, item in value.items()} or None


def texts(value: object, where: str) -> list[str] | None:
    """A list of texts, or a single one."""
    items = value if isinstance(value, list) else [value]
    return [found for item in items if (found := text(item, where))] or None


def enum(names: tuple[str, ...], prefix: str) -> Read:
    """A reader of an enum: its number, its name in any case, with or without the type's prefix; 0 is unset."""

    def read(value: object, where: str) -> str | None:
        if isinstance(value, int) and not isinstance(value, bool):
            if value >= len(names):
                raise ImportRefused(f"{where}: {value} is no {prefix.lower()} of SMP")
            return names[value] or None
        bare = plain(str(value)).removeprefix(plain(prefix))
        if bare in ("invalid", "invalidmesh", ""):
            return None
        found = next((name for name in names if name and plain(name) in (bare, f"{bare}servicemesh")), None)
        if found is None:
            raise ImportRefused(f"{where}: {value!r} is no {prefix.lower()} of SMP, which has {', '.join(names[1:])}")
        return found

    return read


def nested(message: Message) -> Read:
    """A reader of a message within a message; one with no set field is unset."""
    return lambda value, where: message.read(value, where) or None


def repeated(message: Message) -> Read:
    """A reader of a list of messages."""

    def read(value: object, where: str) -> list[dict[str, object]] | None:
        if not isinstance(value, list):
            raise ImportRefused(f"{where}: no list")
        return [message.read(item, f"{where}[{index}]") for index, item in enumerate(value)] or None

    return read


def entries(value: object, where: str) -> int | None:
    """A count, or the list of what is counted (the draft's `services`)."""
    return len(value) or None if isinstance(value, list) else whole(value, where)


def _message(name: str, fields: dict[str, Read], former: dict[str, str] | None = None) -> Message:
    return Message(name=name, fields=MappingProxyType(fields), former=MappingProxyType(former or {}))


def _counts(name: str, *more: str) -> Message:
    return _message(name, dict.fromkeys(("count", "cpu_mcores", "mem_mb", *more), whole))


_VERSION = {"smps_version": "smp_version"}
LATENCY = _message("Latency", dict.fromkeys(("min", "average", "p50", "p90", "p99", "max"), rate))
RESULT = _message(
    "PerformanceTestResult",
    {
        "smp_version": text,
        "id": text,
        "labels": labels,
        "start_time": lambda value, _: value,
        "end_time": lambda value, _: value,
        "latencies_ms": nested(LATENCY),
        "actual_qps": rate,
        "details_uri": text,
        "test_id": text,
        "mesh_config_id": text,
        "env_id": text,
    },
    _VERSION,
)
CLIENT = _message(
    "PerformanceTestConfig client",
    {
        "internal": flag,
        "load_generator": text,
        "protocol": enum(PROTOCOLS, "PROTOCOL"),
        "connections": whole,
        "rps": whole,
        "headers": labels,
        "cookies": labels,
        "body": text,
        "content_type": text,
        "endpoint_urls": texts,
        "ssl_certificate": text,
        "additional_options": text,
    },
    {"endpoint_url": "endpoint_urls"},
)
TEST = _message(
    "PerformanceTestConfig",
    {
        "smp_version": text,
        "id": text,
        "name": text,
        "labels": labels,
        "clients": repeated(CLIENT),
        "duration": text,
    },
    _VERSION,
)
NODE = _message("Node", {"type": text, "cores": whole, "mem_mb": whole})
WORKLOAD = _message("IndividualWorkload", {"name": text, "count": whole, "cpu_mcores": whole, "mem_mb": whole})
TRAFFIC = _message(
    "TrafficMetadata",
    dict.fromkeys(
        (
            "load_balance_name",
            "load_balance_ip",
            "host_endpoint",
            "prometheus_url",
            "http_headers",
            "user_agent",
            "ping_health_endpoint",
        ),
        text,
    ),
)
ENVIRONMENT = _message(
    "EnvironmentConfig",
    {
        "smp_version": text,
        "id": text,
        "labels": labels,
        "kubernetes_version": text,
        "nodes": repeated(NODE),
        "individual_workloads": repeated(WORKLOAD),
        "traffic_metadata": nested(TRAFFIC),
    },
    _VERSION | {"kubernetes": "kubernetes_version"},
)
PROXY = _counts("proxy", "rps", "bps")
TELEMETRY = _counts("MeshTelemetry", "rps")
POLICY = _counts("MeshPolicy", "rps", "cache_hit_rate")
CONTROL_PLANE = _message(
    "MeshControlPlane",
    {
        **dict.fromkeys(("count", "cpu_mcores", "mem_mb", "endpoints"), whole),
        "services": entries,
        **dict.fromkeys(
            ("sidecars", "virtual_services", "destination_rules", "lds_latency_ms", "cds_latency_ms"), whole
        ),
    },
)
SERVICE_MESH = _message(
    "ServiceMesh",
    {"type": enum(MESH_TYPES, "MESH_TYPE"), "version": text, "labels": labels, "annotations": labels},
)
APPLICATION = _message(
    "ApplicationMetadata",
    {
        **dict.fromkeys(
            (
                "application_name",
                "application_version",
                "helmchart_name",
                "helmchart_version",
                "cnabspec_version",
                "compose_version",
                "cluster_name",
                "k8s_version_supported",
            ),
            text,
        ),
        "application_protocol": enum(APPLICATION_PROTOCOLS, "APPLICATION_PROTOCOL"),
    },
)
MESH = _message(
    "ServiceMeshConfig",
    {
        "smp_version": text,
        "id": text,
        "labels": labels,
        "ingress_gateway": nested(PROXY),
        "sidecar": nested(PROXY),
        "mesh_telemetry": nested(TELEMETRY),
        "mesh_policy": nested(POLICY),
        "mesh_control_plane": nested(CONTROL_PLANE),
        "mesh_policy_enabled": flag,
        "mesh_telemetry_enabled": flag,
        "mtls_enabled": flag,
        "proxy_concurrency": whole,
        "mesh_build": text,
        "proxy_build": text,
        "exp_group_uuid": text,
        "exp_uuid": text,
        "profile": text,
        "mesh_type": nested(SERVICE_MESH),
        "application_metadata": nested(APPLICATION),
    },
    _VERSION | {"sidecars": "sidecar"},
)
