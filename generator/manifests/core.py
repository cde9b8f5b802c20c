"""Kubernetes' own objects: the schemas that the PyPI package `kubernetes-validate` bundles, read from its files, not imported.

The package's own lookup takes `policy.linkerd.io/v1` for `policy/v1`; here group, version and kind must all be the schema's own.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, cast

from generator.manifests.values import Missing, Node, Schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PACKAGE = "kubernetes-validate"
_FOLDER = re.compile(r"v(\d+)\.(\d+)\.\d+-local-strict")
_MINOR = re.compile(r"v?(\d+)\.(\d+)(?:\.\d+)?", re.ASCII)
_DEFINITIONS = "/api/_definitions.json#/$defs/"
_PROSE = frozenset({"description", "$id", "$schema", "format", "default"})
GROUPS = frozenset(
    {
        *("", "apps", "autoscaling", "batch", "extensions", "policy"),
        *(
            f"{name}.k8s.io"
            for name in (
                *("admissionregistration", "apiextensions", "apiregistration", "authentication", "authorization"),
                *("certificates", "coordination", "discovery", "events", "flowcontrol.apiserver", "internal.apiserver"),
                *("networking", "node", "rbac.authorization", "resource", "scheduling", "storage", "storagemigration"),
            )
        ),
    }
)
"""The groups that Kubernetes itself serves; others that end in `.k8s.io` are installed."""

Minor = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The releases of Kubernetes that a pattern is for, both ends included; None is open."""

    minimum: str | None = None
    maximum: str | None = None

    def holds(self, minor: Minor) -> bool:
        """Whether a minor release lies within."""
        low, high = minor_of(self.minimum), minor_of(self.maximum)
        return (low is None or low <= minor) and (high is None or minor <= high)


def minor_of(text: str | None) -> Minor | None:
    """The minor release of a version: (1, 29) of "1.29" and "v1.29.3"; None where the text is no version."""
    match = _MINOR.fullmatch(text) if text else None
    return None if match is None else (int(match[1][:4]), int(match[2][:4]))


def shown(minor: Minor) -> str:
    """A minor release as pages show it."""
    return f"{minor[0]}.{minor[1]}"


@cache
def folder() -> Path | None:
    """Where the installed package keeps its schemas; None where it is not installed."""
    found = find_spec(PACKAGE.replace("-", "_"))
    places = found.submodule_search_locations if found is not None else None
    return Path(next(iter(places))) / "kubernetes-json-schema" if places else None


@cache
def package_version() -> str | None:
    """The installed package's version; None where it is not installed."""
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return None


@cache
def bundled() -> tuple[Minor, ...]:
    """The minor releases whose schemas the package holds, oldest first; none where it is not installed."""
    return tuple(sorted(_folders()))


@cache
def _folders() -> Mapping[Minor, Path]:
    place = folder()
    found = ((_FOLDER.fullmatch(each.name), each) for each in place.iterdir()) if place and place.is_dir() else ()
    return {(int(match[1]), int(match[2])): each for match, each in found if match}


@lru_cache(maxsize=64)
def releases(span: Span) -> tuple[Minor, ...]:
    """The bundled minor releases within the span."""
    return tuple(each for each in bundled() if span.holds(each))


def unavailable(span: Span) -> Missing | None:
    """Why none of the span's releases can be checked; None where at least one can."""
    if not bundled():
        return Missing(reason=f"install the Python package {PACKAGE}")
    if releases(span):
        return None
    first, last = shown(bundled()[0]), shown(bundled()[-1])
    return Missing(
        reason=f"{PACKAGE} {package_version()} knows Kubernetes {first} to {last}, none of the pattern's releases"
    )


@lru_cache(maxsize=2048)
def serves(minor: Minor, group: str, api: str, kind: str) -> bool:
    """Whether a release serves a kind in that version of its group."""
    return _top(minor, group, api, kind) is not None


@lru_cache(maxsize=512)
def schema(minor: Minor, group: str, api: str, kind: str) -> Schema | None:
    """The schema of a kind in a release, complete in itself; None where that release does not serve it."""
    top = _top(minor, group, api, kind)
    return None if top is None else Schema(_complete(minor, top))


def _top(minor: Minor, group: str, api: str, kind: str) -> dict[str, object] | None:
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9]{0,99}", kind) is None or re.fullmatch(r"v[0-9a-z]{1,20}", api) is None:
        return None
    parts = [kind.lower(), *([group.partition(".")[0]] if group else []), api]
    file = _folders()[minor] / f"{'-'.join(parts)}.json"
    if group not in GROUPS or not file.is_file():
        return None
    top = cast("dict[str, object]", json.loads(file.read_bytes()))
    own = {"group": group, "version": api, "kind": kind}
    named = top.get("x-kubernetes-group-version-kind")
    return top if isinstance(named, list) and own in named else None


def _complete(minor: Minor, top: dict[str, object]) -> Node:
    root = _lean(top)
    needed: dict[str, object] = {}
    waiting = list(_references(root))
    while waiting:
        if (name := waiting.pop()) not in needed:
            needed[name], further = _definition(minor, name)
            waiting += further
    return {**cast("dict[str, object]", root), "$defs": needed}


@lru_cache(maxsize=16_384)
def _definition(minor: Minor, name: str) -> tuple[object, tuple[str, ...]]:
    """A definition, and those that it refers to; kinds share most of them."""
    node = _lean(_definitions(minor)[name])
    return node, tuple(_references(node))


@lru_cache(maxsize=16)
def _definitions(minor: Minor) -> Mapping[str, object]:
    content = json.loads((_folders()[minor] / "_definitions.json").read_bytes())
    return cast("Mapping[str, object]", content["$defs"])


def _lean(node: object, *, within: str = "") -> object:
    """The schema without prose, its references within itself; `within` "properties" holds names, no keywords."""
    if isinstance(node, list):
        return [_lean(each) for each in node]
    if not isinstance(node, dict):
        return node.replace(_DEFINITIONS, "#/$defs/") if isinstance(node, str) else node
    names = within == "properties"
    kept = {key: value for key, value in node.items() if names or not (key in _PROSE or key.startswith("x-"))}
    return {key: _lean(value, within="" if names else key) for key, value in kept.items()}


def _references(node: object) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _references(each)
    elif isinstance(node, dict):
        if isinstance(reference := node.get("$ref"), str):
            yield reference.removeprefix("#/$defs/")
        for each in node.values():
            yield from _references(each)
