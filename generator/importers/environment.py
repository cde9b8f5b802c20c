"""What a cluster says of itself: `kubectl get nodes -o json` and `kubectl version -o json` as one environment.

Only what is named here is taken, so that no name, UID, address, machine id, provider id or annotation of a node gets further. The labels
and the units of quantities are those that Kubernetes documents (well-known labels; `resource.Quantity`).
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from generator.characters import FORBIDDEN
from generator.importers.cluster_json import inner, items, mapping, parsed
from generator.importers.common import SMP_VERSION, TODO, Configs, ImportRefused, read
from generator.importers.existing import published, today
from generator.importers.submission import submission
from generator.importers.write import ImportPlan, Table, config_table, refused_plan
from generator.scaffold import fault_of_id
from generator.source import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from generator.importers.common import RawFile

_TYPE = ("node.kubernetes.io/instance-type", "beta.kubernetes.io/instance-type")
_REGION = ("topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region")
_ZONE = ("topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone")
_SERVICES = (
    ("cloud.google.com/gke-nodepool", "gce", "Google Cloud GKE"),
    ("eks.amazonaws.com/nodegroup", "aws", "AWS EKS"),
    ("kubernetes.azure.com/cluster", "azure", "Azure AKS"),
)
"""Labels that only a cloud's own Kubernetes service puts on its nodes, with the scheme of their provider ids."""
_CLOUDS = {
    "aws": "AWS",
    "azure": "Azure",
    "digitalocean": "DigitalOcean",
    "gce": "Google Cloud",
    "hcloud": "Hetzner Cloud",
    "ibm": "IBM Cloud",
    "kind": "kind",
    "linode": "Linode",
    "openstack": "OpenStack",
    "vsphere": "vSphere",
}
"""Schemes of provider ids (`<scheme>://<id>`)."""
_RUNTIME = re.compile(r"([a-z][a-z0-9-]{0,30})://([\w.+~-]{1,100})", re.ASCII)
_QUANTITY = re.compile(r"(\d{1,18}(?:\.\d{0,9})?)(?:(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)|[eE]([+-]?\d{1,2}))?", re.ASCII)
_FACTORS = {"m": Decimal("0.001"), "k": Decimal(10**3)} | {
    **{letter: Decimal(1000) ** power for power, letter in enumerate("MGTPE", start=2)},
    **{f"{letter}i": Decimal(1024) ** power for power, letter in enumerate("KMGTPE", start=1)},
}
_MB = Decimal(10**6)
_MOST_NODES = 1000
_LONGEST = 200
# Narrower than private's: kernels have versions such as 5.15.90.1-microsoft-standard.
_NUMBERS = re.compile(r"(?<![\w.-])\d{1,3}(?:\.\d{1,3}){3}(?![\w.-])", re.ASCII)
_CNI = re.compile(r"[A-Z][A-Za-z]{1,30}IsUp", re.ASCII)
_LEFT_OUT = (
    "left out: names, UIDs, addresses, machine ids, provider ids, images, annotations and all labels of the nodes but their type, region "
    "and zone; the file itself is not copied"
)


_NEW_ID = "cluster"


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentOptions:
    """`env` is the id of the environment; without it that of the submission's only one, or "cluster"."""

    env: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """SMP's EnvironmentConfig without its id, what it can't carry (`conditions`), and what the person should know."""

    config: Mapping[str, object] = field(default_factory=dict)
    conditions: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def plan_environment(files: Sequence[Path], into: Path, options: EnvironmentOptions | None = None) -> ImportPlan:
    """What completing that submission with the cluster of these files would write."""
    try:
        cluster = gather(read(files))
        identifier = _identifier(into, (options or EnvironmentOptions()).env)
        configs = Configs(environments=({"id": identifier, **cluster.config, "conditions": cluster.conditions},))
        standing = published(into, today())
        done = submission(into, (), configs)
    except ImportRefused as refused:
        return refused_plan(into, (*published(into, today()), str(refused)), refused.to_paste)
    return ImportPlan(
        into=into,
        table=Table(head=("place", "before", "after"), rows=done.changes),
        files_to_write=done.files,
        configs=config_table(configs),
        notes=(*cluster.notes, *done.notes),
        refusals=standing,
        summary="" if done.files else "the submission says all of this already; nothing is written",
    )


def _identifier(into: Path, said: str | None) -> str:
    if said is not None:
        if fault := fault_of_id(said):
            raise ImportRefused(f"--env: {fault}")
        return said
    file = into / "submission.yaml"
    document = parse(file.as_posix(), file.read_bytes()).document if file.is_file() else None
    configs = document.data.get("environment_configs") if document and isinstance(document.data, dict) else None
    there = [str(each.get("id")) for each in configs if isinstance(each, dict)] if isinstance(configs, list) else []
    if len(there) > 1:
        raise ImportRefused(
            f"{file} has the environments {', '.join(there)}: say by --env which of them this cluster is"
        )
    return there[0] if there and there[0] != TODO else _NEW_ID


def gather(raws: Sequence[RawFile]) -> Cluster:
    """The cluster of these files: the nodes, the version, or both.

    Raises:
        ImportRefused: a file is neither, says no version of a server, or there are two of one kind.
    """
    found = [_read(raw) for raw in raws]
    for what in ("nodes", "kubernetes_version"):
        if sum(what in part.config for part in found) > 1:
            raise ImportRefused(f"two of the files hold {what.replace('_', ' ')}, expected those of one cluster")
    fields = {name: value for part in found for name, value in part.config.items()}
    order = [name for name in ("kubernetes_version", "nodes") if name in fields]
    return Cluster(
        config={"smp_version": SMP_VERSION} | {name: fields[name] for name in order},
        conditions={name: value for part in found for name, value in part.conditions.items()},
        notes=tuple(note for part in found for note in part.notes),
    )


def _read(raw: RawFile) -> Cluster:
    document = parsed(raw)
    kind = document.get("kind")
    if kind == "Node":
        return _nodes([document], raw)
    if kind in ("List", "NodeList"):
        return _nodes(items(document, "items", raw.path), raw)
    if "clientVersion" in document or "serverVersion" in document:
        return _version(document, raw)
    raise ImportRefused(
        f"{raw.path}: neither nodes nor a version of Kubernetes; expected the output of `kubectl get nodes -o json` or "
        "`kubectl version -o json`"
    )


def _version(document: Mapping[str, object], raw: RawFile) -> Cluster:
    written = inner(document, "serverVersion", raw.path).get("gitVersion")
    if not isinstance(written, str) or not re.fullmatch(r"v?\d{1,3}\.\d{1,3}[\w.+-]{0,50}", written, re.ASCII):
        raise ImportRefused(
            f"{raw.path}: no version of the server in it; run `kubectl version -o json` where the cluster answers, without --client"
        )
    return Cluster(config={"kubernetes_version": written.removeprefix("v")})


def _nodes(nodes: Sequence[object], raw: RawFile) -> Cluster:
    if not 1 <= len(nodes) <= _MOST_NODES:
        raise ImportRefused(f"{raw.path}: {len(nodes)} nodes, expected 1 to {_MOST_NODES}")
    read = [_node(each, f"{raw.path}: node {index}") for index, each in enumerate(nodes, start=1)]
    machines = sorted((each.machine for each in read), key=lambda one: [str(value) for value in one.values()])
    distinct = {
        name: tuple(dict.fromkeys(sorted(each.facts[name] for each in read if name in each.facts)))
        for name in ("cloud", "region", "zone", "kernel", "os", "architecture", "container_runtime")
    }
    conditions = {name: text for name, values in distinct.items() if (text := ", ".join(values))}
    return Cluster(
        config={"nodes": machines},
        conditions={name: text for name, text in conditions.items() if len(text) <= _LONGEST},
        notes=(*_notes(read, conditions, raw.path), f"{raw.path}: {_LEFT_OUT} (SHA-256 {raw.sha256})"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    machine: Mapping[str, object]
    facts: Mapping[str, str]
    is_ready: bool
    cni: str | None
    refused: tuple[str, ...]


def _node(value: object, where: str) -> _Node:
    node = mapping(value, where)
    if node.get("kind", "Node") != "Node":
        raise ImportRefused(f"{where}: of kind {str(node['kind'])[:40]!r}, expected nodes only")
    labels = inner(inner(node, "metadata", where), "labels", where)
    status = inner(node, "status", where)
    capacity = inner(status, "capacity", where)
    facts = {
        "cloud": _cloud(inner(node, "spec", where).get("providerID"), labels),
        "region": _label(labels, _REGION),
        "zone": _label(labels, _ZONE),
        **_system(inner(status, "nodeInfo", where)),
    }
    machine = {
        "type": _shown(_label(labels, _TYPE)) or TODO,
        "cores": _whole(_quantity(capacity.get("cpu"), f"{where}: cpu")),
        "mem_mb": _whole(_megabytes(capacity.get("memory"), f"{where}: memory")),
    }
    conditions = [mapping(each, where) for each in items(status, "conditions", where)]
    return _Node(
        machine={name: amount for name, amount in machine.items() if amount is not None},
        facts={name: text for name, written in facts.items() if (text := _shown(written))},
        is_ready=not any(each.get("type") == "Ready" and each.get("status") != "True" for each in conditions),
        cni=next((_network(each) for each in conditions if each.get("type") == "NetworkUnavailable"), None),
        refused=tuple(name for name, written in facts.items() if written and not _shown(written)),
    )


def _label(labels: Mapping[str, object], names: Iterable[str]) -> str | None:
    return next((text for name in names if isinstance(text := labels.get(name), str) and text), None)


def _shown(text: str | None) -> str | None:
    """The text where it can be published: short, visible, and no address."""
    if text is None or len(text) > _LONGEST or FORBIDDEN.search(text) or not text.strip() or text == TODO:
        return None
    return None if "@" in text or any(_is_address(found[0]) for found in _NUMBERS.finditer(text)) else text.strip()


def _is_address(text: str) -> bool:
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True


def _cloud(provider: object, labels: Mapping[str, object]) -> str | None:
    """The cloud by the scheme of the provider id; its Kubernetes service where a label of that service stands beside it."""
    scheme, found, _ = provider.partition("://") if isinstance(provider, str) else ("", "", "")
    if not found:
        return None
    return next((name for label, cloud, name in _SERVICES if label in labels and cloud == scheme), _CLOUDS.get(scheme))


def _system(information: Mapping[str, object]) -> dict[str, str | None]:
    said = {name: text if isinstance(text, str) and text else None for name, text in information.items()}
    system, kernel = said.get("operatingSystem"), said.get("kernelVersion")
    runtime = _RUNTIME.fullmatch(said.get("containerRuntimeVersion") or "")
    return {
        "kernel": f"{system.capitalize()} {kernel}" if system and kernel else kernel,
        "os": said.get("osImage"),
        "architecture": said.get("architecture"),
        "container_runtime": f"{runtime[1]} {runtime[2]}" if runtime else None,
    }


def _quantity(value: object, where: str) -> Decimal | None:
    """A quantity of Kubernetes in its base unit (cores, bytes); None where it is not there."""
    if value is None:
        return None
    found = _QUANTITY.fullmatch(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else None
    if found is None:
        raise ImportRefused(f"{where}: {str(value)[:40]!r} is no quantity of Kubernetes such as 4, 7910m or 3977916Ki")
    factor = _FACTORS[found[2]] if found[2] else Decimal(10) ** int(found[3] or 0)
    return Decimal(found[1]) * factor


def _megabytes(value: object, where: str) -> Decimal | None:
    amount = _quantity(value, where)
    return amount if amount is None else (amount / _MB).to_integral_value(ROUND_HALF_UP)


def _whole(amount: Decimal | None) -> int | None:
    """The amount as SMP's whole number; None where it is none, or beyond what a field holds."""
    return int(amount) if amount and amount == amount.to_integral_value() and amount < 2**31 else None


def _network(condition: Mapping[str, object]) -> str | None:
    reason = condition.get("reason")
    return reason.removesuffix("IsUp") if isinstance(reason, str) and _CNI.fullmatch(reason) else None


def _notes(nodes: Sequence[_Node], conditions: Mapping[str, str], path: str) -> Iterable[str]:
    if waiting := sum(not each.is_ready for each in nodes):
        yield f"{path}: {waiting} of {len(nodes)} nodes were not ready; remove their entries if they took no part"
    for name in ("cores", "mem_mb"):
        if absent := sum(name not in each.machine for each in nodes):
            yield f"{path}: {name} is missing or no whole number on {absent} of {len(nodes)} nodes, left out"
    for name in dict.fromkeys(name for each in nodes for name in each.refused):
        yield f"{path}: {name} holds what may not be published (an address, or characters that can't be seen), left out"
    if networks := ", ".join(sorted({each.cni for each in nodes if each.cni})):
        yield f"{path}: the nodes' conditions name {networks}: if that is the CNI, say it with its version under cni"
    for name, text in conditions.items():
        if len(text) > _LONGEST:
            yield f"{path}: {name} has too many values to be written, left out"
