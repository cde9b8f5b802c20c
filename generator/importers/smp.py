"""SMP files: results and config messages in every form they were ever written in.

Forms, told by their content and never by the file's name: a PerformanceTestResult, a PerformanceTestConfig, a
ServiceMeshConfig, an EnvironmentConfig, a list of those, Meshery's test file (`test:` with `mesh:`), Meshery's export of a result,
the draft `smps.yaml` with everything in one document, and the published sample, which follows the draft.

Latencies under `latencies_ms` are not always milliseconds. Meshery's export writes Fortio's seconds there: it is known by its
placeholders (`test_smp_version` …) and converted. The sample and other files of the draft's form, and values that look
like seconds, need a word from the person (`--latency-unit`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from generator.characters import slug
from generator.finding import Pointer
from generator.importers.common import SMP_VERSION, Configs, Gathered, ImportedRun, ImportRefused, RawFile, merged
from generator.importers.smp_fields import (
    CLIENT,
    ENVIRONMENT,
    MESH,
    MESH_TYPES,
    NODE,
    PROTOCOLS,
    RESULT,
    TEST,
    WORKLOAD,
    Message,
    decimal,
    enum,
    plain,
    text,
    whole,
)
from generator.source import Document, parse

_PLACEHOLDERS = {
    "smp_version": "test_smp_version",
    "details_uri": "test_details",
    "test_id": "test_test_id",
    "mesh_config_id": "test_meshconfigID",
    "env_id": "test_envID",
}
_KEPT = ("id", "labels", "details_uri", "test_id", "mesh_config_id", "env_id")
_MILLISECONDS = {"s": Decimal(1000), "ms": Decimal(1), "us": Decimal("0.001"), "ns": Decimal("0.000001")}
_PERCENTILES = ("p50", "p90", "p99")
_TIME = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(\.\d{1,9})?\d*(?:([Zz])|([+-])(\d{2}):?(\d{2}))?", re.ASCII
)
_MAX_NODES = 1000
_MARKED = re.compile(
    r"""^[\s{["'-]{0,40}(?:smps?_?version|latencies_?ms|exp_?uuid|mesh_?type|kubernetes_?version)["']?\s{0,8}:""",
    re.IGNORECASE | re.MULTILINE,
)
_TESTED = re.compile(r"""^[\s{"]{0,20}test"?\s{0,8}:""", re.MULTILINE)
_OTHERS = ("DurationHistogram", "runner_results", "runnerResults", "kind:", "apiVersion", *_PLACEHOLDERS.values())
"""Words of other formats, Meshery's export among them, whose placeholders `import meshery` claims."""
_MESHERY_NOTE = (
    "Meshery's export: latencies were in seconds and are converted; mesh, version, environment and test are not in it "
    "and stand as TODO where no option gives them"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The draft's one document, taken apart into SMP's four messages."""

    result: dict[str, object]
    configs: Configs = field(default_factory=Configs)


def recognises(head: str) -> str | None:
    """Why it is SMP, if it is: a message in any spelling, or Meshery's test file."""
    if any(word in head for word in _OTHERS):
        return None
    if _MARKED.search(head):
        return "a message of SMP"
    return "Meshery's test file" if _TESTED.match(head) and "clients" in head else None


def gather(raw: RawFile, latency_unit: str | None = None) -> Gathered:
    """The results and configs of a file.

    Raises:
        ImportRefused: it is no SMP, a field is unknown, a value has no clear meaning, or the unit of latencies is unclear.
    """
    if latency_unit is not None and latency_unit not in _MILLISECONDS:
        raise ImportRefused(f"--latency-unit {latency_unit!r}: one of {', '.join(_MILLISECONDS)}")
    document = _parsed(raw)
    items = document if isinstance(document, list) else [document]
    names = [slug(raw.name.rsplit(".", 1)[0]) + (f"-{index}" if len(items) > 1 else "") for index in range(len(items))]
    found = [_message(item, name, raw, latency_unit) for item, name in zip(items, names, strict=True)]
    return Gathered(
        runs=tuple(run for part in found for run in part.runs),
        configs=merged(part.configs for part in found),
        notes=tuple(dict.fromkeys(note for part in found for note in part.notes)),
    )


def _parsed(raw: RawFile) -> object:
    """The data, by content: Meshery gives YAML a name that ends in .json."""
    ending = "json" if raw.text().lstrip()[:1] in ("{", "[") else "yaml"
    parsed = parse(f"{raw.path}.{ending}" if not raw.path.endswith(ending) else raw.path, raw.content)
    if parsed.document is None:
        reasons = "; ".join(f"line {finding.location.line}: {finding.message}" for finding in parsed.findings[:3])
        raise ImportRefused(f"{raw.path}: {reasons or 'not readable'}")
    return _as_written(parsed.document.data, (), parsed.document)


def _as_written(value: object, pointer: Pointer, document: Document) -> object:
    """The data with its numbers as texts where a number would lose its spelling: a version 1.20 is not 1.2."""
    match value:
        case dict():
            return {key: _as_written(item, (*pointer, key), document) for key, item in value.items()}
        case list():
            return [_as_written(item, (*pointer, index), document) for index, item in enumerate(value)]
        case bool():
            return value
        case int() | float():
            raw = document.raw(pointer)
            return value if raw in (None, str(value)) and isinstance(value, int) else raw
        case _:
            return value


def _message(item: object, name: str, raw: RawFile, unit: str | None) -> Gathered:
    if not isinstance(item, Mapping):
        raise ImportRefused(f"{raw.path}: no SMP message (not a mapping)")
    keys = {plain(str(key)) for key in item}
    if keys & {"durationhistogram", "runnerresults"}:
        raise ImportRefused(
            f"{raw.path}: not an SMP message: a result in Fortio's form or of Meshery, for `mesh-results import fortio` or `meshery`"
        )
    if "client" in keys and keys & {"env", "config", "metrics", "starttime"}:
        return _draft(item, name, raw, unit)
    if "test" in keys and keys <= {"test", "mesh"}:
        return Gathered(runs=(), configs=_meshery_test(item, name, raw.path))
    return _single(item, keys, name, raw, unit)


def _single(item: Mapping[str, object], keys: set[str], name: str, raw: RawFile, unit: str | None) -> Gathered:
    if keys & {"latenciesms", "actualqps"}:
        found = _result(RESULT.read(item, raw.path), name, raw, unit)
        return Gathered(runs=found.runs, notes=(*found.notes, *_zeros(item, raw.path)))
    if "clients" in keys:
        return Gathered(
            runs=(), configs=Configs(tests=(_config(TEST, _with_protocols(item, raw.path), name, raw.path),))
        )
    best = max((ENVIRONMENT, MESH), key=lambda message: len(message.knows(item) - {"smp_version", "id", "labels"}))
    if not best.knows(item) - {"smp_version", "id", "labels"}:
        raise ImportRefused(f"{raw.path}: no SMP message (no latencies, clients, nodes or mesh in it)")
    config = _config(best, item, name, raw.path)
    return Gathered(
        runs=(), configs=Configs(environments=(config,)) if best is ENVIRONMENT else Configs(meshes=(config,))
    )


def _result(
    fields: Mapping[str, object], name: str, raw: RawFile, unit: str | None, *, draft: bool = False
) -> Gathered:
    meshery = any(fields.get(key) == value for key, value in _PLACEHOLDERS.items())
    if meshery and unit not in (None, "s"):
        raise ImportRefused(f"{raw.path}: Meshery's export is in seconds; --latency-unit {unit} contradicts it")
    written = fields.get("latencies_ms")
    latencies = {key: Decimal(str(value)) for key, value in written.items()} if isinstance(written, Mapping) else {}
    factor = _MILLISECONDS["s" if meshery else _unit(latencies, unit, raw.path, draft=draft)]
    in_ms = {key: value * factor for key, value in latencies.items()}
    _check_order(in_ms, raw.path)
    rest = {key: value for key, value in fields.items() if value != _PLACEHOLDERS.get(key)}
    run = ImportedRun(
        label=raw.path,
        source=raw,
        tool="meshery" if meshery else "smp",
        start_time=_time(rest.get("start_time"), raw.path),
        end_time=_time(rest.get("end_time"), raw.path),
        min_ms=in_ms.get("min"),
        average_ms=in_ms.get("average"),
        max_ms=in_ms.get("max"),
        percentiles_ms={key.removeprefix("p"): in_ms[key] for key in _PERCENTILES if key in in_ms},
        actual_qps=_number(rest.get("actual_qps")),
        smp={"id": name} | {key: rest[key] for key in _KEPT if key in rest},
    )
    return Gathered(runs=(run,), notes=(_MESHERY_NOTE,) if meshery else ())


def _zeros(item: Mapping[str, object], path: str) -> tuple[str, ...]:
    """A note where a number is 0, which in proto3 says that nothing was set."""
    fields = {plain(str(key)): value for key, value in item.items()}
    latencies = fields.get("latenciesms")
    numbers = dict(latencies) if isinstance(latencies, Mapping) else {}
    rate = {"actual_qps": fields["actualqps"]} if fields.get("actualqps") is not None else {}
    names = [str(key) for key, value in {**numbers, **rate}.items() if value is not None and not decimal(value, path)]
    return (f"{path}: {', '.join(names)}: 0 is SMP's unset, left out as not reported",) if names else ()


def _check_order(in_ms: Mapping[str, Decimal], path: str) -> None:
    """Refuse latencies that can't be of one run."""
    ladder = [(key, in_ms[key]) for key in ("min", *_PERCENTILES, "max") if key in in_ms]
    for (lower, below), (upper, above) in pairwise(ladder):
        if above < below:
            raise ImportRefused(
                f"{path}: {upper} ({above.normalize():f} ms) is below {lower} ({below.normalize():f} ms)"
            )


def _number(value: object) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def _unit(latencies: Mapping[str, Decimal], unit: str | None, path: str, *, draft: bool) -> str:
    """The unit, where it is sure.

    Raises:
        ImportRefused: nobody said it, and the form or the values leave it open.
    """
    if unit is not None or not latencies:
        return unit or "ms"
    nanoseconds = any(value.as_tuple().exponent == -9 for value in latencies.values())
    largest = max(latencies.values())
    if draft or largest < 1 or (nanoseconds and largest < 60) or latencies.get("p50", largest) < Decimal("0.05"):
        raise ImportRefused(
            f"{path}: latencies_ms up to {largest}: may be seconds, as in the published sample and in Meshery's export; "
            "say --latency-unit s or --latency-unit ms"
        )
    return "ms"


def _config(message: Message, item: object, name: str, path: str) -> dict[str, object]:
    """A config message with an id that our documents allow: its own, else the file's name."""
    fields = message.read(item, path)
    identifier = slug(str(fields.get("id") or name))[:64].strip("-")
    if not identifier:
        raise ImportRefused(f"{path}: {message.name} has no id, and the file's name gives none")
    return {"id": identifier, "smp_version": SMP_VERSION} | {
        key: value for key, value in fields.items() if key not in ("id", "smp_version")
    }


def _with_protocols(item: Mapping[str, object], path: str) -> dict[str, object]:
    """The test config with its protocols by name: what a number means depends on the version's spelling."""
    clients = next((value for key, value in item.items() if plain(str(key)) == "clients"), None)
    if not isinstance(clients, list):
        raise ImportRefused(f"{path}: clients is no list")
    keys = {plain(str(key)) for key in item}
    named = [_named_protocol(client, keys, path) for client in clients]
    return {str(key): (named if plain(str(key)) == "clients" else value) for key, value in item.items()}


def _named_protocol(client: object, keys: set[str], path: str) -> object:
    if not isinstance(client, Mapping) or not isinstance(number := client.get("protocol"), int):
        return client
    if "smpsversion" in keys:
        protocol = enum(PROTOCOLS, "PROTOCOL")(number + 1, f"{path}: protocol")
    elif "smpversion" in keys:
        protocol = enum(PROTOCOLS, "PROTOCOL")(number, f"{path}: protocol")
    else:
        raise ImportRefused(
            f"{path}: protocol {number} without a version: HTTP is 0 in v0.1.0 (`smps_version`) and 1 since; write its name"
        )
    return {**client, "protocol": protocol}


def _meshery_test(item: Mapping[str, object], name: str, path: str) -> Configs:
    """Meshery's test file: `test:` is a test config, `mesh:` `{type: 3}` or a name."""
    test = item.get("test")
    if not isinstance(test, Mapping):
        raise ImportRefused(f"{path}: test is no mapping")
    config = _config(TEST, _with_protocols(test, path), name, path)
    mesh = item.get("mesh")
    kind = mesh.get("type") if isinstance(mesh, Mapping) else mesh
    named = enum(MESH_TYPES, "MESH_TYPE")(kind, f"{path}: mesh") if kind is not None else None
    meshes = ({"id": f"{name}-mesh"[:64], "smp_version": SMP_VERSION, "mesh_type": {"type": named}},) if named else ()
    return Configs(tests=(config,), meshes=meshes)


def _draft(item: Mapping[str, object], name: str, raw: RawFile, unit: str | None) -> Gathered:
    parts = {plain(str(key)): value for key, value in item.items()}
    client = _mapping(parts.get("client"), "client", raw.path)
    written = {plain(str(key)): value for key, value in client.items()}
    configs = _draft_configs(parts, written, name, raw.path)
    result = {
        "start_time": parts.get("starttime"),
        "end_time": parts.get("endtime"),
        "latencies_ms": written.get("latenciesms"),
        "details_uri": parts.get("detailsuri"),
        "labels": parts.get("labels"),
        "test_id": configs.tests[0]["id"],
        "mesh_config_id": configs.meshes[0]["id"],
        "env_id": configs.environments[0]["id"],
    }
    fields = RESULT.read({key: value for key, value in result.items() if value is not None}, raw.path)
    found = _result(fields, name, raw, unit, draft=True)
    return Gathered(runs=found.runs, configs=configs, notes=found.notes)


_DRAFT_KEYS = frozenset(
    [
        "smpsversion",
        "smpversion",
        "starttime",
        "endtime",
        "meshbuild",
        "proxybuild",
        "expgroupuuid",
        "expuuid",
        "profile",
        "detailsuri",
        "endpointurl",
        "labels",
        "env",
        "config",
        "client",
        "metrics",
    ]
)


def _draft_configs(parts: Mapping[str, object], client: Mapping[str, object], name: str, path: str) -> Configs:
    unknown = sorted(parts.keys() - _DRAFT_KEYS)
    if unknown:
        raise ImportRefused(f"{path}: {unknown[0]!r} is no field of the draft of SMP")
    metrics = _mapping(parts.get("metrics"), "metrics", path)
    workloads = {key: value for key, value in metrics.items() if plain(str(key)).startswith("individualworkload")}
    head = {"smp_version": SMP_VERSION}
    settings = _mapping(parts.get("config"), "config", path)
    rest = {key: value for key, value in metrics.items() if key not in workloads}
    top = {key: parts.get(plain(key)) for key in ("mesh_build", "proxy_build", "exp_group_uuid", "exp_uuid", "profile")}
    mesh = MESH.read({**head, **settings, **rest, **top}, path)
    sent = {key: value for key, value in client.items() if key != "latenciesms"}
    test = TEST.read({**head, "clients": [_draft_client(sent, parts.get("endpointurl"), path)]}, path)
    environment = head | _draft_environment(parts.get("env"), list(workloads.values()), path)
    return Configs(
        environments=({"id": f"{name}-env"[:64], **environment},),
        meshes=({"id": f"{name}-mesh"[:64], **mesh},),
        tests=({"id": f"{name}-test"[:64], **test},),
    )


def _draft_client(client: Mapping[str, object], endpoint: object, path: str) -> dict[str, object]:
    if isinstance(client.get("protocol"), int):
        raise ImportRefused(f"{path}: protocol {client['protocol']}: the draft writes its name")
    return CLIENT.read({**client, "endpoint_urls": endpoint}, path)


def _draft_environment(value: object, workloads: Sequence[object], path: str) -> dict[str, object]:
    """`node_count` nodes of the kind `node`, one entry each, as the specification has them since."""
    env = {plain(str(key)): item for key, item in _mapping(value, "env", path).items()}
    unknown = sorted(env.keys() - {"kubernetes", "nodecount", "node"})
    if unknown:
        raise ImportRefused(f"{path}: env.{unknown[0]} is no field of the draft of SMP")
    count = whole(env.get("nodecount") or 0, f"{path}: env.node_count") or 0
    if count > _MAX_NODES:
        raise ImportRefused(f"{path}: env.node_count {count}, at most {_MAX_NODES}")
    node = NODE.read(env["node"], f"{path}: env.node") if env.get("node") is not None else {}
    version = text(env["kubernetes"], f"{path}: env.kubernetes") if env.get("kubernetes") is not None else None
    named = [WORKLOAD.read(item, f"{path}: metrics.individual_workload") for item in workloads]
    return {
        "kubernetes_version": version,
        "nodes": [node] * (count or 1) if node else None,
        "individual_workloads": named or None,
    }


def _mapping(value: object, name: str, path: str) -> Mapping[str, object]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise ImportRefused(f"{path}: {name} is no mapping")
    return value


def _time(value: object, path: str) -> str | None:
    """A time as our documents write it: RFC 3339 with Z, or without zone where none was written.

    Accepts an offset, a space instead of the T, and protobuf's `{seconds, nanos}`.
    """
    if value is None:
        return None
    if isinstance(value, Mapping):
        return _timestamp(value, path)
    found = _TIME.fullmatch(str(value))
    if found is None:
        raise ImportRefused(f"{path}: {value!r} is no time (RFC 3339)")
    day, clock, fraction, zulu, sign, hours, minutes = found.groups()
    if not (zulu or sign):
        return f"{day}T{clock}{fraction or ''}"
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    try:
        local = datetime.fromisoformat(f"{day}T{clock}")
        utc = local + offset if sign == "-" else local - offset
    except (ValueError, OverflowError):
        raise ImportRefused(f"{path}: {value!r} is no time") from None
    return f"{utc.isoformat()}{fraction or ''}Z"


def _timestamp(value: Mapping[str, object], path: str) -> str:
    seconds = whole(value.get("seconds", 0), f"{path}: seconds") or 0
    nanos = whole(value.get("nanos", 0), f"{path}: nanos") or 0
    if seconds >= 253_402_300_800 or nanos >= 1_000_000_000:
        raise ImportRefused(f"{path}: {dict(value)!r} is no time")
    fraction = f".{nanos:09d}".rstrip("0") if nanos else ""
    return f"{datetime.fromtimestamp(seconds, UTC).strftime('%Y-%m-%dT%H:%M:%S')}{fraction}Z"
