"""`mesh-results new KIND ID`: complete template files, with comments, and `TODO` for what only a person knows.

The check refuses every TODO, so that a template can't be published by mistake.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from generator import scaffold_patterns as patterns
from generator import scaffold_records as records
from generator import scaffold_reports as reports
from generator.discover import RESERVED_BY_THE_SITE, RESERVED_BY_WINDOWS
from generator.emit import emit, scalar
from generator.report import HELP_BASE

TODO = "TODO"
_RESULTS_NAME = "results.yaml"
_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_SCHEMA = "# yaml-language-server: $schema={up}generator/schemas/{kind}.v1.schema.json\n"
_PLACE = re.compile(rb"(?<=\A# yaml-language-server: \$schema=)(?:\.\./)+generator/schemas/")
_PUBLISHED = f"{HELP_BASE}schemas/".encode()
Config = Mapping[str, object]


class ScaffoldRefused(Exception):  # noqa: N818  # it states what happened, not a fault of the tool
    """A template that can't be written; the message says why."""


def new(kind: str, identifier: str, root: Path | None = None) -> Mapping[PurePosixPath, bytes]:
    """The template files of that kind, by path in the repository. A kind may be called as in the documents (`lab/v1`) too.

    A status goes to the conformance report of that id if the repository at `root` holds one, else to the submission; a pattern gets
    the next number that no pattern there has.

    Raises:
        ScaffoldRefused: the kind is unknown, or the id is not made of `[a-z0-9-]`, at most 64, or reserved by Windows.
    """
    plain = kind.removesuffix("/v1")
    make = KINDS.get(_ALIASES.get(plain, plain))
    if make is None:
        raise ScaffoldRefused(f"no kind {kind!r}; kinds are: {', '.join(KINDS)}")
    if fault := fault_of_id(identifier):
        raise ScaffoldRefused(fault)
    made = _in_repository(make, identifier, root) if root else make(identifier)
    return {PurePosixPath(path): text.encode() for path, text in made.items()}


def _in_repository(make: Callable[[str], dict[str, str]], identifier: str, root: Path) -> dict[str, str]:
    """The files of a kind whose place or content depends on what is there already."""
    if make is _status:
        return records.status(_folder(root, identifier))
    return patterns.pattern(identifier, root) if make is patterns.pattern else make(identifier)


def _folder(root: Path, identifier: str) -> str:
    """The folder of the submission or conformance report of that id; of the submission where there is neither.

    Raises:
        ScaffoldRefused: more than one has it.
    """
    places = (*root.glob(f"results/performance/{identifier}"), *root.glob(f"results/conformance/*/{identifier}"))
    found = sorted(place.relative_to(root).as_posix() for place in places if place.is_dir())
    if len(found) > 1:
        raise ScaffoldRefused(f"{identifier!r} is the id of {' and '.join(found)}: write its status by hand")
    return found[0] if found else f"results/performance/{identifier}"


def fault_of_id(identifier: str) -> str | None:
    """Why a file or folder of our documents can't have that id for its name, or None."""
    if not _ID.fullmatch(identifier):
        return f"{identifier!r} is no id: 1 to 64 lower-case letters, digits and hyphens"
    if identifier in RESERVED_BY_WINDOWS:
        return f"{identifier!r} is a name that Windows reserves: take another id"
    if identifier == RESERVED_BY_THE_SITE:
        return f"{identifier!r} is the name of the list on the site: take another id"
    return None


def write(root: Path, files: Mapping[PurePosixPath, bytes]) -> tuple[Path, ...]:
    """Writes those of the files below the root that are missing; the paths written.

    Raises:
        ScaffoldRefused: none is missing.
    """
    missing = {path: content for path, content in files.items() if not _exists(root / path)}
    if not missing:
        raise ScaffoldRefused(f"{next(iter(files))} exists and is left as it is")
    for path, content in missing.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content if _has_schemas(root) else _PLACE.sub(_PUBLISHED, content, count=1))
    return tuple(root / path for path in missing)


def _has_schemas(root: Path) -> bool:
    """Whether the schemas lie where a template's first line says: not in a repository that holds results alone."""
    return (root / "generator/schemas").is_dir()


def _exists(file: Path) -> bool:
    """Whether it is there, or results under another name are."""
    if file.name != _RESULTS_NAME:
        return file.exists()
    others = (each for suffix in ("yaml", "json") for each in file.parent.glob(f"*.{suffix}"))
    return any(each.name not in ("submission.yaml", "status.yaml") for each in others)


def submission(
    identifier: str, environments: Sequence[Config], meshes: Sequence[Config], tests: Sequence[Config]
) -> str:
    """A submission.yaml for these config messages, with a TODO for each fact that they don't hold.

    What a test's workload is known to be may be given in its key `workload`, what an environment's conditions are in its key
    `conditions`; both are no fields of SMP and move to the maps by id.
    """
    head = _schema("performance-submission", 3) + _HEAD.format(id=scalar(identifier))
    sections = entries(environments, meshes, tests).items()
    return "\n".join((head, *(_COMMENTS[name] + emit({name: section}) for name, section in sections)))


def entries(
    environments: Sequence[Config], meshes: Sequence[Config], tests: Sequence[Config]
) -> Mapping[str, Sequence[Config] | Mapping[str, Config]]:
    """The sections of a submission for these messages by their names: each list is followed by the map of what SMP can't carry."""
    return {
        "environment_configs": [_environment(config) for config in environments],
        "environment_conditions": {_id(config): _condition(config) for config in environments},
        "mesh_configs": [_mesh(config) for config in meshes],
        "subjects": {_id(config): _subject(config) for config in meshes},
        "test_configs": [_test(config) for config in tests],
        "workload_conditions": {_id(config): _workload(config) for config in tests},
    }


def _submission(identifier: str) -> dict[str, str]:
    folder = f"results/performance/{identifier}"
    text = submission(identifier, ({"id": "cluster"},), ({"id": "baseline"}, {"id": "mesh"}), ({"id": "test"},))
    return {
        f"{folder}/submission.yaml": text,
        f"{folder}/{_RESULTS_NAME}": _schema("performance-results", 3) + _RESULTS,
    }


def _status(identifier: str) -> dict[str, str]:
    return records.status(f"results/performance/{identifier}")


def _registry_mesh(identifier: str) -> dict[str, str]:
    return {f"results/registry/meshes/{identifier}.yaml": _schema("mesh", 3) + _MESH.format(id=scalar(identifier))}


def _registry_lab(identifier: str) -> dict[str, str]:
    return {f"results/registry/labs/{identifier}.yaml": _schema("lab", 3) + _LAB.format(id=scalar(identifier))}


KINDS: Mapping[str, Callable[[str], dict[str, str]]] = MappingProxyType(
    {
        "dispute": records.dispute,
        "gateway-api-report": reports.gateway_api,
        "hamlet-report": reports.hamlet,
        "lab": _registry_lab,
        "mesh": _registry_mesh,
        "pattern": patterns.pattern,
        "smi-report": reports.smi,
        "status": _status,
        "submission": _submission,
    }
)
"""What `new` makes. The id of a status is that of its submission or conformance report."""
_ALIASES = {
    "gateway-api-conformance": "gateway-api-report",
    "hamlet-conformance": "hamlet-report",
    "performance-submission": "submission",
    "smi-conformance": "smi-report",
}


def _schema(kind: str, depth: int) -> str:
    return _SCHEMA.format(up="../" * depth, kind=kind)


def _id(config: Config) -> str:
    return str(config["id"])


def _condition(config: Config) -> Config:
    known = config.get("conditions")
    return {**_CONDITION, **(known if isinstance(known, dict) else {})}


def _environment(config: Config) -> Config:
    return {
        "id": _id(config),
        **{key: value for key, value in config.items() if key != "conditions"},
        "kubernetes_version": config.get("kubernetes_version") or TODO,
        "nodes": config.get("nodes") or [{"type": TODO, "cores": TODO, "mem_mb": TODO}],
    }


def _mesh(config: Config) -> Config:
    if config.get("mesh_type") or _id(config) == "baseline":
        return config
    return {**config, "mtls_enabled": config.get("mtls_enabled", TODO), "mesh_type": {"type": TODO, "version": TODO}}


def _subject(config: Config) -> Config:
    if _id(config) == "baseline":
        none = {"encryption": "none", "peer_authentication": "none", "l7_processing": False}
        return {"mesh": "no-mesh", "baseline": True, "features": none}
    return {
        "mesh": TODO,
        "version": TODO,
        "mode": TODO,
        "baseline": False,
        "features": dict.fromkeys(
            ("encryption", "peer_authentication", "l7_processing", "telemetry", "access_log"), TODO
        ),
    }


def _test(config: Config) -> Config:
    client = {"internal": TODO, "load_generator": TODO, "protocol": TODO, "connections": TODO, "endpoint_urls": [TODO]}
    given = config.get("clients")
    clients = [{**client, **item} for item in given] if isinstance(given, list) else [client]
    return {**{key: value for key, value in config.items() if key != "workload"}, "clients": clients}


def _workload(config: Config) -> Config:
    known = config.get("workload")
    return {
        **_WORKLOAD,
        "stop": {"seconds": TODO},
        "load_placement": TODO,
        "warm_up": TODO,
        **(known if isinstance(known, dict) else {}),
    }


_CONDITION = dict.fromkeys(
    ("cni", "cloud", "region", "zone", "kernel", "os", "architecture", "container_runtime", "placement"), TODO
)
_WORKLOAD = dict.fromkeys(
    (
        "application",
        "replicas",
        "protocol",
        "tls",
        "payload_bytes",
        "keep_alive",
        "compression",
        "loop",
        "offered",
        "load_generator_version",
    ),
    TODO,
)

_HEAD = """\
# Replace every TODO. What was not measured or is not known: delete the line ("not reported"), never write 0 or a guess.
kind: performance-submission/v1
# The name of this folder.
id: {id}
# What was measured, in one line.
title: TODO
# The day of the pull request, YYYY-MM-DD. From that day the submission is published and is changed no more.
submitted: TODO
# measurement: made to be compared. demonstration: made to show the mechanics, never ranked.
purpose: measurement
submitter:
  name: TODO
  organization: TODO
  # Account on GitHub, without the @.
  github: TODO
disclosure:
  # Your relation to the makers of what was measured: independent, vendor or user.
  relationship: TODO
  # Who paid for it; delete the line where nobody did.
  sponsor: TODO
# An id of results/registry/labs; `mesh-results new lab ID` makes a new one.
lab: TODO
# Licence of the data, an SPDX id.
license: CC-BY-4.0
provenance:
  measured_by: TODO
  # Where the numbers were published first, if they were.
  source_uri: TODO
  # true where somebody else measured and you only bring the numbers here.
  transcribed: false
# A name for the runs that were made together; only runs of one campaign are compared.
campaign: TODO
# What was done and why; an empty line starts a paragraph.
description: TODO
# How somebody else repeats it: commands, manifests, versions.
reproduce: TODO
"""
_ENVIRONMENTS = """\
# The clusters, as SMP describes them: one entry of `nodes` for each node; mem_mb in units of 10^6 bytes.
"""
_CONDITIONS = """\
# What SMP can't carry about each cluster, by its id.
"""
_MESHES = """\
# The meshes as SMP describes them; type is one of SMP's names (ISTIO, LINKERD, CONSUL, KUMA, CILIUM_SERVICE_MESH …), the version in quotes.
"""
_SUBJECTS = """\
# What each of them is: a mesh of results/registry/meshes in one version and mode (the baseline is no-mesh), and what it does.
# encryption: none, mtls, tls, wireguard or ipsec. l7_processing: whether requests pass an HTTP proxy. telemetry, access_log: a word, or none.
"""
_TESTS = """\
# The load, as SMP describes it. connections and rps are totals; leave rps out under full load. internal: load from inside the mesh.
"""
_WORKLOADS = """\
# What SMP can't carry about each test, by its id.
# protocol: HTTP/1.1, HTTP/2, HTTP/3, gRPC, TCP or UDP; tls as the client sees it: none, TLS 1.2, TLS 1.3, TLS or mTLS.
# loop: open (a rate of its own) or closed (the next request after the answer). offered: rate or full-load.
# stop: the declared end of a run, {requests: N} or {seconds: N}.
"""
_COMMENTS = {
    "environment_configs": _ENVIRONMENTS,
    "environment_conditions": _CONDITIONS,
    "mesh_configs": _MESHES,
    "subjects": _SUBJECTS,
    "test_configs": _TESTS,
    "workload_conditions": _WORKLOADS,
}
_RESULTS = """\
# One entry a run. `mesh-results import TOOL FILE… --into FOLDER` writes this file from the raw output of a tool.
kind: performance-results/v1
results:
  - id: TODO
    # SMP's PerformanceTestResult. Latencies in ms, times RFC 3339 with Z.
    result:
      smp_version: v0.6.1
      start_time: TODO
      end_time: TODO
      latencies_ms: {min: TODO, average: TODO, p50: TODO, p90: TODO, p99: TODO, max: TODO}
      # Requests per second that were achieved.
      actual_qps: TODO
      test_id: test
      mesh_config_id: mesh
      env_id: cluster
    # What SMP can't carry.
    measurement:
      requests: TODO
      # Code or kind -> count; {} where errors were counted and none was seen.
      errors: TODO
      duration_seconds: TODO
      # corrected, uncorrected or unknown.
      coordinated_omission: TODO
      quantile_method: TODO
      # Which requests the percentiles are of: all, answered or successful.
      population: TODO
      # The raw output, in the folder evidence/ or at an https address.
      evidence:
        - {path: evidence/TODO, sha256: TODO, bytes: TODO, tool: TODO, tool_version: TODO}
"""
_MESH = """\
# True facts only; what you are not sure of stays away.
kind: mesh/v1
id: {id}
name: TODO
# mesh, data-plane, or none for the baseline.
mesh_kind: mesh
# SMP's name of the type, where it has one.
smp_type: TODO
# open or closed.
source_model: TODO
# A colour that can be told from those of the other meshes, also by colour-blind readers.
colour: TODO
description: TODO
modes:
  - {{id: sidecar, title: Sidecar, shade: 0, marker: circle}}
releases:
  - {{version: TODO, date: TODO, end_of_support: TODO, source: TODO}}
# Who is told when a result about this mesh is submitted: accounts or teams on GitHub.
contacts: [TODO]
links:
  - {{title: Website, uri: TODO}}
"""
_LAB = """\
kind: lab/v1
id: {id}
name: TODO
owner: TODO
# cncf-lab, cloud or own.
access: TODO
location: TODO
hardware:
  - TODO
opened: TODO
description: TODO
links:
  - {{title: TODO, uri: TODO}}
"""
