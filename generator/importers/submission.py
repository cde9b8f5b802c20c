"""The submission.yaml that goes with imported runs where the folder has none: every id they name, a TODO for the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from generator.importers.common import TODO, Configs, ImportRefused
from generator.importers.pattern import slug
from generator.scaffold import submission as scaffolded

if TYPE_CHECKING:
    from generator.importers.write import PlacedRun

_FILE = PurePosixPath("submission.yaml")
_RATES = ("rate", "rps", "qps")
Config = Mapping[str, object]


def submission(into: Path, placed: Sequence[PlacedRun], configs: Configs) -> dict[PurePosixPath, bytes]:
    """The new submission.yaml, or nothing where there is one.

    Raises:
        ImportRefused: there is one already and configs would have to go into it, two configs have one id, or the
            folder's name is no id.
    """
    if (into / _FILE).exists():
        if configs:
            raise ImportRefused(f"{into / _FILE} exists: config messages are imported into a new submission only")
        return {}
    identifier = into.resolve().name
    if slug(identifier) != identifier:
        raise ImportRefused(f"{into}: the folder's name is the submission's id: lower-case letters, digits and hyphens")
    text = scaffolded(
        identifier,
        _all(configs.environments, ({"id": item.env} for item in placed), "environment"),
        _all(configs.meshes, ({"id": item.mesh_config} for item in placed), "mesh"),
        _all(configs.tests, (_test(item) for item in placed), "test"),
    )
    return {_FILE: text.encode()}


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
    rate = next((known[name] for name in _RATES if known.get(name, "").isdigit()), None)
    client = {
        "load_generator": item.run.tool if item.run.tool == "oha" else None,
        "connections": int(known["connections"]) if known.get("connections", "").isdigit() else None,
        "rps": int(rate) if rate else None,
    }
    stop = {"requests": int(known["requests"])} if known.get("requests", "").isdigit() else None
    config = {"id": item.test_id, "clients": [{key: value for key, value in client.items() if value is not None}]}
    return {**config, "stop": stop} if stop else config
