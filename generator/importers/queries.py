"""The questions that Prometheus is asked about CPU and memory, so that sidecars, node proxies and eBPF are counted alike.

Each query writes its own name into the label `query` of what it answers, by which `resources` knows an answer again. The metrics are
cAdvisor's (kubelet, `/metrics/cadvisor`) and, of whole nodes, those of Prometheus' node exporter.
"""

from __future__ import annotations

from dataclasses import dataclass

WINDOW_SECONDS = 60
"""How far the rate of a counter looks back."""
LABEL = "query"
CPU, MEMORY = "cpu", "memory"
_APART = "consul|istio-system|kube-system|kuma-system|linkerd"
"""Namespaces of control planes: their own proxies are part of them and no sidecars of an application."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One kind of component: its role, the containers that it runs in, and both queries; CPU in cores, memory in bytes.

    `title` is what it is called where its containers' names don't say it. `counted` are the labels that tell one replica from another,
    `replica` is its word. Nodes have no containers.
    """

    name: str
    role: str
    containers: tuple[str, ...]
    cpu: str
    memory: str
    title: str | None = None
    counted: tuple[str, ...] = ("namespace", "pod")
    replica: str = "pod"


def _component(
    name: str, role: str, containers: tuple[str, ...], where: str = "", title: str | None = None
) -> Component:
    """A component that runs in containers; `where` are further matchers of labels, with a comma before each."""
    chosen = f'container=~"{"|".join(containers)}"{where}'
    by = "sum by (namespace, pod, container)"
    return Component(
        name=name,
        role=role,
        containers=containers,
        cpu=_named(f"{name}-{CPU}", f"{by} (rate(container_cpu_usage_seconds_total{{{chosen}}}[{WINDOW_SECONDS}s]))"),
        memory=_named(f"{name}-{MEMORY}", f"{by} (container_memory_working_set_bytes{{{chosen}}})"),
        title=title,
    )


def _named(name: str, expression: str) -> str:
    return f'label_replace({expression}, "{LABEL}", "{name}", "", "")'


_SIDECARS = ("consul-dataplane", "envoy-sidecar", "istio-proxy", "kuma-sidecar", "linkerd-proxy")
_GATEWAYS = ("istio-proxy", "kuma-gateway")
_CONTROL = (
    *("cilium-operator", "consul", "control-plane", "destination", "discovery", "identity", "linkerd-proxy", "policy"),
    *("proxy-injector", "sidecar-injector", "sp-validator"),
)

COMPONENTS = (
    _component("sidecar", "sidecar", _SIDECARS, f',namespace!~"{_APART}",pod!~".*(gateway|waypoint).*|ztunnel-.*"'),
    # Istio's chart calls the container of ztunnel istio-proxy.
    _component("ztunnel", "node-proxy", ("istio-proxy", "ztunnel"), ',pod=~"ztunnel-.*"', "ztunnel"),
    _component("cilium", "node-proxy", ("cilium-agent", "cilium-envoy")),
    _component("waypoint", "waypoint", ("istio-proxy",), ',pod=~".*waypoint.*"'),
    _component("gateway", "gateway", _GATEWAYS, ',pod=~".*gateway.*",pod!~".*waypoint.*"'),
    _component("control-plane", "control-plane", _CONTROL, f',namespace=~"{_APART}"'),
    Component(
        name="node",
        role="node",
        containers=(),
        cpu=_named(
            f"node-{CPU}",
            f'sum by (instance) (rate(node_cpu_seconds_total{{mode!~"idle|iowait|steal"}}[{WINDOW_SECONDS}s]))',
        ),
        memory=_named(
            f"node-{MEMORY}", "sum by (instance) (node_memory_MemTotal_bytes - node_memory_MemAvailable_bytes)"
        ),
        title="node total",
        counted=("instance",),
        replica="node",
    ),
)
"""All that is asked for, in the order in which it is written."""

NAMES = {f"{each.name}-{quantity}": (each, quantity) for each in COMPONENTS for quantity in (CPU, MEMORY)}
"""The queries' names: component and quantity."""


def listed() -> str:
    """Every query on a line, below a comment with its name."""
    return "".join(
        f"# {each.name}-{quantity}\n{each.cpu if quantity == CPU else each.memory}\n"
        for each in COMPONENTS
        for quantity in (CPU, MEMORY)
    )
