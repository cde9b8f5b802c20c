"""API versions that Kubernetes removed or deprecated (kubernetes.io, deprecated API migration guide), as far as schemas do not tell."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Replaced(NamedTuple):
    """Since which release of Kubernetes, and what to use instead."""

    since: str
    instead: str


Key = tuple[str, str, str]
"""Group, version and kind."""

_APPS = ("DaemonSet", "Deployment", "ReplicaSet", "StatefulSet")
_RBAC = ("ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding")
_WEBHOOKS = ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")
_FLOW = ("FlowSchema", "PriorityLevelConfiguration")

REMOVED: Mapping[Key, Replaced] = MappingProxyType(
    {
        **{("apps", each, kind): Replaced("1.16", "apps/v1") for each in ("v1beta1", "v1beta2") for kind in _APPS},
        **{("extensions", "v1beta1", kind): Replaced("1.16", "apps/v1") for kind in _APPS},
        ("extensions", "v1beta1", "Ingress"): Replaced("1.22", "networking.k8s.io/v1"),
        ("extensions", "v1beta1", "NetworkPolicy"): Replaced("1.16", "networking.k8s.io/v1"),
        ("extensions", "v1beta1", "PodSecurityPolicy"): Replaced("1.16", "Pod Security admission"),
        ("networking.k8s.io", "v1beta1", "Ingress"): Replaced("1.22", "networking.k8s.io/v1"),
        ("networking.k8s.io", "v1beta1", "IngressClass"): Replaced("1.22", "networking.k8s.io/v1"),
        **{
            ("rbac.authorization.k8s.io", "v1beta1", kind): Replaced("1.22", "rbac.authorization.k8s.io/v1")
            for kind in _RBAC
        },
        **{
            ("admissionregistration.k8s.io", "v1beta1", kind): Replaced("1.22", "admissionregistration.k8s.io/v1")
            for kind in _WEBHOOKS
        },
        ("apiextensions.k8s.io", "v1beta1", "CustomResourceDefinition"): Replaced("1.22", "apiextensions.k8s.io/v1"),
        ("batch", "v1beta1", "CronJob"): Replaced("1.25", "batch/v1"),
        ("discovery.k8s.io", "v1beta1", "EndpointSlice"): Replaced("1.25", "discovery.k8s.io/v1"),
        ("policy", "v1beta1", "PodDisruptionBudget"): Replaced("1.25", "policy/v1"),
        ("policy", "v1beta1", "PodSecurityPolicy"): Replaced("1.25", "Pod Security admission"),
        ("autoscaling", "v2beta1", "HorizontalPodAutoscaler"): Replaced("1.25", "autoscaling/v2"),
        ("autoscaling", "v2beta2", "HorizontalPodAutoscaler"): Replaced("1.26", "autoscaling/v2"),
        **{
            ("flowcontrol.apiserver.k8s.io", version, kind): Replaced(since, "flowcontrol.apiserver.k8s.io/v1")
            for version, since in (("v1beta1", "1.26"), ("v1beta2", "1.29"), ("v1beta3", "1.32"))
            for kind in _FLOW
        },
    }
)
"""No longer served."""

DEPRECATED: Mapping[Key, Replaced] = MappingProxyType(
    {
        ("", "v1", "ComponentStatus"): Replaced("1.19", "the health endpoints of the components"),
        ("", "v1", "Endpoints"): Replaced("1.33", "EndpointSlice of discovery.k8s.io/v1"),
    }
)
"""Still served."""
