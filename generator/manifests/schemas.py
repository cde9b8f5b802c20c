"""Which schema an object is checked against, in a fixed order, and the verdict; schemas are read lazily, only for the kinds seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator import wording
from generator.manifests import core, models, smi, validation
from generator.manifests.core import Minor, Span, shown
from generator.manifests.crds import NO_DEFINITIONS, Definitions
from generator.manifests.served import REMOVED
from generator.manifests.values import Check, Fault, Found, Missing, Schema, Thing, Verdict

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where schemas come from besides the Python packages: the folder node_modules, and definitions that the user named."""

    node_modules: Path | None = None
    definitions: Definitions = NO_DEFINITIONS


def check(thing: Thing, sources: Sources, span: Span) -> Verdict:
    """What the schema of the object's kind says of it: Kubernetes' own for every release in the span, else the first source that has one."""
    if thing.group in core.GROUPS:
        return _core(thing, span)
    found = find(thing, sources)
    if isinstance(found, Missing):
        return Verdict(thing=thing, schema=None, reason=found.reason)
    try:
        told = validation.faults(thing, found.schema)
    except ValueError as error:  # a CustomResourceDefinition may hold anything
        return Verdict(thing=thing, schema=None, reason=f"{found.name} is no valid schema: {_first_line(error)}")
    return Verdict(thing=thing, schema=found.name, faults=told)


def _first_line(error: ValueError) -> str:
    return wording.name(str(error).partition("\n")[0])[1:-1]


def find(thing: Thing, sources: Sources) -> Found | Missing:
    """The schema of a kind that is not Kubernetes' own, or why there is none."""
    own = smi.find(thing.group, thing.version, thing.kind)
    if isinstance(own, Found):
        return own
    packaged = models.find(sources.node_modules, thing.group, thing.version, thing.kind)
    if isinstance(packaged, Found):
        return packaged
    named = sources.definitions.find(thing.group, thing.version, thing.kind)
    if named is not None:
        return named
    return (
        own
        or packaged
        or Missing(reason=f"no package has schemas of {thing.group}; name a folder of its CRDs by --crd-dir")
    )


def _core(thing: Thing, span: Span) -> Verdict:
    if (missing := core.unavailable(span)) is not None:
        return Verdict(thing=thing, schema=None, reason=missing.reason)
    serving = [each for each in core.bundled() if core.serves(each, thing.group, thing.version, thing.kind)]
    within = core.releases(span)
    name = f"Kubernetes {_range(within)} ({core.PACKAGE} {core.package_version()})"
    gone = _unserved(thing, within, serving)
    schemas = {each: core.schema(each, thing.group, thing.version, thing.kind) for each in within if each in serving}
    return Verdict(thing=thing, schema=name, faults=(*gone, *_by_release(thing, schemas)))


def _unserved(thing: Thing, within: Sequence[Minor], serving: Sequence[Minor]) -> tuple[Fault, ...]:
    """A version of the API that some of the pattern's releases do not serve, or no release at all."""
    absent = [each for each in within if each not in serving]
    if not absent:
        return ()
    message = f"{wording.name(thing.api_version)} {thing.kind} is not served by Kubernetes {_range(absent)}"
    return (_served(thing, message, _instead(thing, serving)),)


def _instead(thing: Thing, serving: Sequence[Minor]) -> str:
    if (gone := REMOVED.get((thing.group, thing.version, thing.kind))) is not None:
        return f"Kubernetes {gone.since} removed it; use {gone.instead}"
    if not serving:
        known = _range(core.bundled())
        return f"no release of {known} serves it; check the spelling of apiVersion and kind"
    return f"it is served by {_range(serving)}; use a version that all of the pattern's releases serve"


def _served(thing: Thing, message: str, hint: str) -> Fault:
    return Fault(check=Check.SERVED, document=thing.document, pointer=("apiVersion",), message=message, hint=hint)


def _by_release(thing: Thing, schemas: Mapping[Minor, Schema | None]) -> tuple[Fault, ...]:
    """The faults of all releases, each once; where some releases do not have it, the message says which do."""
    told: dict[tuple[object, str], tuple[Fault, list[Minor]]] = {}
    last: tuple[Schema, tuple[Fault, ...]] | None = None
    for minor, schema in schemas.items():
        if schema is None:
            continue
        if last is None or last[0].node != schema.node:
            last = (schema, validation.faults(thing, schema))
        for each in last[1]:
            told.setdefault((each.pointer, each.message), (each, []))[1].append(minor)
    return tuple(
        fault
        if len(minors) == len(schemas)
        else replace(fault, message=f"{fault.message} (Kubernetes {_range(minors)})")
        for fault, minors in told.values()
    )


def _range(minors: Sequence[Minor]) -> str:
    """Releases in words: "1.29 to 1.34"."""
    first, last = shown(minors[0]), shown(minors[-1])
    return first if len(minors) == 1 else f"{first} to {last}"
