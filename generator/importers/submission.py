"""The submission.yaml that goes with what is imported.

A new one has every id that runs name and a TODO for the rest; one that is there gets config messages filled in or added.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from generator.importers.common import TODO, Configs, ImportRefused
from generator.importers.editing import Entry, edited
from generator.scaffold import entries, fault_of_id
from generator.scaffold import submission as scaffolded

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
    """The new submission.yaml; where there is one, that with the configs filled in or added, or nothing without configs.

    Raises:
        EditRefused: there is one that can't be edited safely.
        ImportRefused: two configs have one id, or the folder's name is no id.
    """
    if (into / _FILE).exists():
        return _in_place(into / _FILE, configs) if configs else Submitted()
    identifier = into.resolve().name
    if fault := fault_of_id(identifier):
        raise ImportRefused(f"{into}: the folder's name is the submission's id: {fault}")
    text = scaffolded(
        identifier,
        _all(configs.environments, ({"id": item.env} for item in placed), "environment"),
        _all(configs.meshes, ({"id": item.mesh_config} for item in placed), "mesh"),
        _all(configs.tests, (_test(item) for item in placed), "test"),
    )
    return Submitted(files={_FILE: text.encode()})


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
