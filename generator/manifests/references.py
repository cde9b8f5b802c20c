"""What every kind of object asks of the others of its target: one literal table, and its run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from generator.manifests import gateway_api, istio, others
from generator.manifests.objects import GATEWAY_API, ISTIO_NETWORKING, LINKERD_POLICY, Objects, Relations

if TYPE_CHECKING:
    from generator.manifests.values import Fault

RELATIONS: Mapping[tuple[str, str], Relations] = MappingProxyType(
    {
        ("", "Pod"): others.pods,
        ("", "Service"): others.service,
        ("access.smi-spec.io", "TrafficTarget"): others.traffic_target,
        ("apps", "DaemonSet"): others.pods,
        ("apps", "Deployment"): others.pods,
        ("apps", "ReplicaSet"): others.pods,
        ("apps", "StatefulSet"): others.pods,
        ("autoscaling", "HorizontalPodAutoscaler"): others.autoscaler,
        ("batch", "CronJob"): others.pods,
        ("batch", "Job"): others.pods,
        ("cilium.io", "CiliumNetworkPolicy"): others.cilium_policy,
        ("consul.hashicorp.com", "ServiceSplitter"): others.consul_splitter,
        ("extensions.istio.io", "WasmPlugin"): istio.by_selector,
        (GATEWAY_API, "BackendTLSPolicy"): gateway_api.policy,
        (GATEWAY_API, "GRPCRoute"): gateway_api.route,
        (GATEWAY_API, "Gateway"): gateway_api.gateway,
        (GATEWAY_API, "HTTPRoute"): gateway_api.route,
        (GATEWAY_API, "TCPRoute"): gateway_api.route,
        (GATEWAY_API, "TLSRoute"): gateway_api.route,
        (GATEWAY_API, "UDPRoute"): gateway_api.route,
        ("gateway.networking.x-k8s.io", "XBackendTrafficPolicy"): gateway_api.policy,
        (ISTIO_NETWORKING, "DestinationRule"): istio.destination_rule,
        (ISTIO_NETWORKING, "EnvoyFilter"): istio.by_workload_selector,
        (ISTIO_NETWORKING, "Gateway"): istio.gateway,
        (ISTIO_NETWORKING, "ServiceEntry"): istio.by_workload_selector,
        (ISTIO_NETWORKING, "Sidecar"): istio.by_workload_selector,
        (ISTIO_NETWORKING, "VirtualService"): istio.virtual_service,
        ("networking.k8s.io", "Ingress"): others.ingress,
        ("networking.k8s.io", "NetworkPolicy"): others.network_policy,
        (LINKERD_POLICY, "AuthorizationPolicy"): others.linkerd_authorization,
        (LINKERD_POLICY, "HTTPLocalRateLimitPolicy"): others.linkerd_rate_limit,
        (LINKERD_POLICY, "HTTPRoute"): gateway_api.route,
        (LINKERD_POLICY, "MeshTLSAuthentication"): others.linkerd_identities,
        (LINKERD_POLICY, "Server"): others.linkerd_server,
        ("rbac.authorization.k8s.io", "ClusterRoleBinding"): others.role_binding,
        ("rbac.authorization.k8s.io", "RoleBinding"): others.role_binding,
        ("security.istio.io", "AuthorizationPolicy"): istio.authorization,
        ("security.istio.io", "PeerAuthentication"): istio.by_selector,
        ("security.istio.io", "RequestAuthentication"): istio.by_selector,
        ("split.smi-spec.io", "TrafficSplit"): others.traffic_split,
        ("telemetry.istio.io", "Telemetry"): istio.by_selector,
    }
)
"""By group and kind."""


def references(objects: Objects) -> Iterator[Fault]:
    """What the objects of a target ask of each other and do not find."""
    for thing in objects.things:
        if (relations := RELATIONS.get((thing.group, thing.kind))) is not None:
            yield from relations(thing, objects)
