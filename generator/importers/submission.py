"""The submission.yaml that goes with what is imported.

A new one has every id that runs name and a TODO for the rest; one that is there gets config messages filled in or added.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from generator.importers.common import TODO, Configs, ImportRefused, merged
from generator.importers.editing import EditRefused, Entry, edited
from generator.scaffold import entries, fault_of_id
from generator.scaffold import submission as scaffolded
from generator.source import parse

if TYPE_CHECKING:
    from generator.importers.write import PlacedRun

_FILE = PurePosixPath("submission.yaml")
_RATES = ("rate", "rps", "qps")
_GENERATORS = ("fortio", "ghz", "h2load", "hey", "k6", "nighthawk", "oha", "vegeta", "wrk", "wrk2")
_PROTOCOLS = {"HTTP/1.1": "HTTP", "HTTP/2": "HTTP", "HTTP/3": "HTTP", "gRPC": "GRPC"}
"""SMP's words for what the client speaks."""
Config = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """The submission.yaml to write, if any; of one that is edited its changes (place, before, after) and what stays as it was."""

    files: Mapping[PurePosixPath, bytes] = field(default_factory=dict)
    changes: tuple[tuple[str, str, str], ...] = ()
    notes: tuple[str, ...] = ()


def submission(into: Path, placed: Sequence[PlacedRun], configs: Configs) -> Submitted:
    """The new submission.yaml; where there is one, that with the configs filled in or added, and with what the runs name and it lacks.

    Raises:
        EditRefused: there is one that can't be edited safely.
        ImportRefused: two configs have one id, or the folder's name is no id.
    """
    if (into / _FILE).exists():
        return _completed(into / _FILE, placed, configs)
    identifier = into.resolve().name
    if fault := fault_of_id(identifier):
        raise ImportRefused(f"{into}: the folder's name is the submission's id: {fault}")
    text = scaffolded(
        identifier,
        _all(configs.environments, ({"id": item.env} for item in placed), "environment"),
        _all(configs.meshes, ({"id": item.mesh_config} for item in placed), "mesh"),
        _all(configs.tests, _tests(placed), "test"),
    )
    return Submitted(files={_FILE: text.encode()})


def _completed(file: Path, placed: Sequence[PlacedRun], configs: Configs) -> Submitted:
    """The file with the configs, and with an entry for each id that only the runs name.

    Raises:
        EditRefused: there are configs, and the file can't be edited safely; ids that it lacks are then a note.
    """
    lacking = _lacking(file, placed)
    if not configs and not lacking:
        return Submitted()
    try:
        return _in_place(file, merged((configs, lacking)))
    except EditRefused:
        if configs:
            raise
    names = ", ".join(str(each["id"]) for each in (*lacking.environments, *lacking.meshes, *lacking.tests))
    return Submitted(notes=(f"{file}: the runs name {names}, which it lacks: add them",))


def _lacking(file: Path, placed: Sequence[PlacedRun]) -> Configs:
    """What the runs name and the file has no entry for."""
    document = parse(file.as_posix(), file.read_bytes()).document if file.is_file() else None
    data = document.data if document and isinstance(document.data, dict) else {}

    def new(section: str, found: Iterable[Config]) -> tuple[Config, ...]:
        there = {TODO, *(str(each.get("id")) for each in data.get(section) or () if isinstance(each, dict))}
        return tuple({str(each["id"]): each for each in found if str(each["id"]) not in there}.values())

    return Configs(
        environments=new("environment_configs", ({"id": item.env} for item in placed)),
        meshes=new("mesh_configs", ({"id": item.mesh_config} for item in placed)),
        tests=new("test_configs", _tests(placed)),
    )


def _in_place(file: Path, configs: Configs) -> Submitted:
    """The file with the configs in it. A file that no bytes change of is not written."""
    kinds = ((configs.environments, "environment"), (configs.meshes, "mesh"), (configs.tests, "test"))
    given = [_all(found, (), what) if found else () for found, what in kinds]
    if file.is_symlink() or not file.is_file():
        raise ImportRefused(f"{file}: not a plain file")
    content = file.read_bytes()
    done = edited(file.as_posix(), content, _entries(entries(*given)))
    notes = tuple(f"{file}: {note}" for note in done.notes)
    return Submitted(files={_FILE: done.content} if done.content != content else {}, changes=done.changes, notes=notes)


def _entries(sections: Mapping[str, Sequence[Config] | Mapping[str, Config]]) -> tuple[Entry, ...]:
    found: list[Entry] = []
    listed = ""
    for name, section in sections.items():
        if isinstance(section, Mapping):
            found += (Entry(section=name, id=key, value=value, inserted_after=listed) for key, value in section.items())
        else:
            listed = name
            found += (Entry(section=name, id=str(value["id"]), value=value) for value in section)
    return tuple(found)


def without_echoes(configs: Configs, placed: Sequence[PlacedRun]) -> tuple[Configs, tuple[str, ...]]:
    """The configs without meshes that say only a type which another one says too, and a note for each left out.

    Meshery's test file names the mesh beside the test; the mesh's own message may come with it.
    """
    named = {item.mesh_config for item in placed}
    full = {_type(mesh): mesh["id"] for mesh in configs.meshes if not _says_only_its_type(mesh)}
    echoes = [
        mesh for mesh in configs.meshes if _says_only_its_type(mesh) and _type(mesh) in full and mesh["id"] not in named
    ]
    kept = tuple(mesh for mesh in configs.meshes if mesh not in echoes)
    notes = (
        f"mesh config {mesh['id']} says only {_type(mesh)}, as {full[_type(mesh)]} does: left out" for mesh in echoes
    )
    return replace(configs, meshes=kept), tuple(notes)


def _says_only_its_type(mesh: Config) -> bool:
    return mesh.keys() <= {"id", "smp_version", "mesh_type"} and mesh.get("mesh_type") == {"type": _type(mesh)}


def _type(mesh: Config) -> str | None:
    kind = mesh.get("mesh_type")
    return str(kind["type"]) if isinstance(kind, Mapping) and "type" in kind else None


def _all(given: Sequence[Config], named: Iterable[Config], what: str) -> tuple[Config, ...]:
    """The given configs, and after them one for each other id that a run names."""
    found: dict[str, Config] = {}
    for config in given:
        if str(config["id"]) in found:
            raise ImportRefused(f"two {what} configs have the id {config['id']!r}")
        found[str(config["id"])] = config
    for config in named:
        found.setdefault(str(config["id"]), config)
    others = {key: config for key, config in found.items() if key != TODO}
    return tuple((others or found or {TODO: {"id": TODO}}).values())


def _tests(placed: Sequence[PlacedRun]) -> Iterator[Config]:
    """A config for each test that the runs name, with what all of its runs say alike."""
    found: dict[str, Config] = {}
    for item in placed:
        config = _test(item)
        found[item.test_id] = _alike(found.get(item.test_id, config), config)
    yield from found.values()


def _alike(one: Config, other: Config) -> dict[str, object]:
    """What two configs have in common, within their maps and lists of maps too."""
    found: dict[str, object] = {}
    for key in one.keys() & other.keys():
        mine, theirs = one[key], other[key]
        if isinstance(mine, Mapping) and isinstance(theirs, Mapping):
            found[key] = _alike(mine, theirs)
        elif isinstance(mine, list) and isinstance(theirs, list):
            found[key] = [_alike(left, right) for left, right in zip(mine, theirs, strict=False)]
        elif mine == theirs:
            found[key] = mine
    return {key: found[key] for key in one if key in found}


def _test(item: PlacedRun) -> Config:
    """What the pattern's parts and the tool say about the test of a run."""
    known = {**item.run.facts, **item.parts}
    rate = next((known[name] for name in _RATES if _positive(known.get(name))), None)
    client = {
        "load_generator": item.run.tool if item.run.tool in _GENERATORS else None,
        "protocol": _PROTOCOLS.get(known.get("protocol", "")),
        "connections": int(known["connections"]) if known.get("connections", "").isdigit() else None,
        "rps": int(Decimal(rate)) if rate and Decimal(rate) == int(Decimal(rate)) else None,
    }
    workload = {
        "protocol": known.get("protocol"),
        "payload_bytes": int(known["payload_bytes"]) if known.get("payload_bytes", "").isdigit() else None,
        "keep_alive": {"true": True, "false": False}.get(known.get("keep_alive", "")),
        "loop": known.get("loop"),
        "offered": known.get("offered"),
        "load_generator_version": item.run.tool_version,
        "stop": _stop(known),
    }
    config = {"id": item.test_id, "clients": [{key: value for key, value in client.items() if value is not None}]}
    found = {key: value for key, value in workload.items() if value is not None}
    return {**config, "workload": found} if found else config


def _positive(text: str | None) -> bool:
    """Whether a part of a name is a rate: a number above zero."""
    return text is not None and re.fullmatch(r"\d+(\.\d+)?", text) is not None and Decimal(text) > 0


def _stop(known: Mapping[str, str]) -> Mapping[str, object] | None:
    """The declared stop condition; a tool that says both is stopped by its requests."""
    if known.get("requests", "").isdigit():
        return {"requests": int(known["requests"])}
    return {"seconds": Decimal(known["seconds"])} if _positive(known.get("seconds")) else None
