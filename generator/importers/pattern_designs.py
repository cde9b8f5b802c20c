"""Meshery designs, designs.meshery.io/v1beta1: components, each with the object that it configures, and relationships.

Source of the form: schemas/constructs/v1beta1/design and component in meshery/schemas.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from generator.characters import quoted
from generator.importers.pattern_keys import Mended, mend
from generator.importers.pattern_objects import ABSTRACT, API_VERSION, KIND, FoundObject, Told, Unclear

if TYPE_CHECKING:
    from generator.finding import Pointer

SCHEMA_VERSION = "designs.meshery.io/v1beta1"
_USED = frozenset({"component", "configuration", "displayName", "id"})
_DEAD = frozenset({"deleted", "ignored"})


def objects(told: Told, mended: Mended) -> tuple[FoundObject, ...]:
    """The objects of a design's components, in their order; what has no manifest is told."""
    root = told.document.data
    components = root.get("components") if isinstance(root, dict) else None
    found: list[FoundObject] = []
    for index, component in enumerate(components if isinstance(components, list) else ()):
        try:
            found.append(_object(told, mended, index, component))
        except Unclear as unclear:
            told.refuse(unclear, f"component {_called(component, index)}")
    _tell(told, root if isinstance(root, dict) else {}, components if isinstance(components, list) else [])
    return tuple(found)


def _called(component: object, index: int) -> str:
    name = component.get("displayName") if isinstance(component, dict) else None
    return str(name) if name else f"{index + 1}"


def _object(told: Told, mended: Mended, index: int, component: object) -> FoundObject:
    at: Pointer = ("components", index)
    if not isinstance(component, dict):
        raise Unclear(at, "it is no mapping")
    metadata = component.get("metadata")
    if isinstance(metadata, dict):
        if metadata.get("isAnnotation") is True:
            raise Unclear((*at, "metadata", "isAnnotation"), "it is a drawing of the editor")
        if metadata.get("hasInvalidSchema") is True:
            told.note(
                (*at, "metadata", "hasInvalidSchema"), "Meshery marked it as invalid; look at what the check says"
            )
    api, kind = _api(component, at)
    body = _body(told, mended, component, at, api, kind)
    return FoundObject(id=str(component.get("id") or f"component {index + 1}"), body=body, place=told.at(at))


def _api(component: Mapping[str, object], at: Pointer) -> tuple[str, str]:
    inner = component.get("component")
    named = inner if isinstance(inner, Mapping) else {}
    kind, api = named.get("kind"), named.get("version")
    if not isinstance(kind, str) or not KIND.fullmatch(kind):
        raise Unclear((*at, "component", "kind"), "its component.kind is no kind of an object")
    if isinstance(api, str) and API_VERSION.fullmatch(api):
        return api, kind
    place = (*at, "component", "version")
    if ABSTRACT.fullmatch(kind):
        raise Unclear(place, f"{kind} is an abstract type, which Meshery's server turns into an installation")
    raise Unclear(place, f"its component.version is {quoted(str(api or ''))}, expected an API version such as apps/v1")


def _body(
    told: Told, mended: Mended, component: Mapping[str, object], at: Pointer, api: str, kind: str
) -> Mapping[str, object]:
    place = (*at, "configuration")
    made = mend(component.get("configuration") or {}, place, mended)
    if not isinstance(made, dict):
        raise Unclear(place, "its configuration is no mapping")
    for name, expected in (("apiVersion", api), ("kind", kind)):
        if made.get(name, expected) != expected:
            raise Unclear((*place, name), f"its configuration says {quoted(str(made[name]))}, its component {expected}")
    metadata = made.get("metadata") or {}
    if not isinstance(metadata, dict):
        raise Unclear((*place, "metadata"), "its metadata is no mapping")
    if not isinstance(metadata.get("name"), str) or not metadata["name"]:
        metadata = {"name": _display_name(told, component, at), **{k: v for k, v in metadata.items() if k != "name"}}
    head = {"apiVersion": api, "kind": kind, "metadata": metadata}
    return {**head, **{name: value for name, value in made.items() if name not in head}}


def _display_name(told: Told, component: Mapping[str, object], at: Pointer) -> str:
    name = component.get("displayName")
    if not isinstance(name, str) or not name or name != name.lower() or " " in name:
        raise Unclear((*at, "configuration"), "its configuration has no metadata.name", at_key=True)
    told.note(at, f"component {name} has no metadata.name; its displayName is taken")
    return name


def _tell(told: Told, root: Mapping[str, object], components: list[object]) -> None:
    fields = {name for each in components if isinstance(each, dict) for name in each} - _USED
    gone = sorted(fields)
    if gone:
        told.notes.append(f"{told.document.path}: left out of the components: {', '.join(gone)}")
    beside = sorted(set(root) - {"components", "name", "relationships", "schemaVersion"})
    if beside:
        told.notes.append(f"{told.document.path}: left out of the design: {', '.join(beside)}")


def edges(told: Told, ids: frozenset[str]) -> tuple[tuple[str, str, str], ...]:
    """The relationships of kind edge that lead from one of these ids to another, each with its subType."""
    root = told.document.data
    listed = root.get("relationships") if isinstance(root, dict) else None
    found: list[tuple[str, str, str]] = []
    for index, each in enumerate(listed if isinstance(listed, list) else ()):
        place: Pointer = ("relationships", index)
        if not isinstance(each, dict) or each.get("kind") != "edge" or each.get("status") in _DEAD:
            told.note(place, "this relationship is no edge, or is not in force; left out")
            continue
        ends = [(start, end) for start, end in _ends(each) if start in ids and end in ids]
        if not ends:
            told.note(place, "this relationship leads to no component of the design that has a manifest; left out")
        found += [(start, end, str(each.get("subType") or "")) for start, end in ends]
    return tuple(dict.fromkeys(found))


def _ends(relationship: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    selectors = relationship.get("selectors")
    for each in selectors if isinstance(selectors, list) else ():
        allowed = each.get("allow") if isinstance(each, dict) else None
        sides = [_ids(allowed.get(side)) if isinstance(allowed, dict) else [] for side in ("from", "to")]
        yield from ((start, end) for start in sides[0] for end in sides[1])


def _ids(side: object) -> list[str]:
    return (
        [str(each["id"]) for each in side if isinstance(each, dict) and each.get("id")]
        if isinstance(side, list)
        else []
    )
