"""Old pattern files of service-mesh-patterns and Meshery (v1alpha1, v1alpha2): `name`, `services`, sometimes `vars`.

A service becomes one object. Source of the form: the samples of service-mesh-patterns/service-mesh-patterns.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from generator.characters import quoted
from generator.importers.pattern_keys import Mended, key, mend
from generator.importers.pattern_objects import (
    ABSTRACT,
    API_VERSION,
    CLUSTER_WIDE,
    CORE_API,
    ISTIO_API,
    KIND,
    WITHOUT_SPEC,
    FoundObject,
    Told,
    Unclear,
    group_of,
    model_of,
)
from generator.importers.pattern_references import References

if TYPE_CHECKING:
    from generator.finding import Pointer

_USED = frozenset({"annotations", "apiVersion", "dependsOn", "labels", "name", "namespace", "settings", "type"})
_EDITOR = frozenset({"id", "isAnnotation", "model", "traits", "version"})
"""What only the editor and Meshery's server read."""
_BESIDE_SPEC = frozenset({"metadata", "status"})


def objects(told: Told, mended: Mended) -> tuple[FoundObject, ...]:
    """The objects of a pattern file's services, in their order; what has no manifest, and what was assumed, is told."""
    root = told.document.data
    services = root.get("services") if isinstance(root, dict) else None
    if not isinstance(root, dict) or not isinstance(services, dict):
        return ()
    references = References(root=root)
    found: list[FoundObject] = []
    for name, service in services.items():
        try:
            found.append(_object(told, references, mended, name, service))
        except Unclear as unclear:
            told.refuse(unclear, f"service {name}")
    _tell(told, references, root, services)
    return tuple(found)


def edges(found: tuple[FoundObject, ...]) -> tuple[tuple[str, str, str], ...]:
    """What depends on what."""
    return tuple((each.id, needed, "needs") for each in found for needed in each.needs)


def _object(told: Told, references: References, mended: Mended, name: str, service: object) -> FoundObject:
    at: Pointer = ("services", name)
    if not isinstance(service, dict):
        raise Unclear(at, "it is no mapping", at_key=True)
    if service.get("isAnnotation") is True:
        raise Unclear((*at, "isAnnotation"), "it is a drawing of the editor")
    api, kind = _api(told, service, at)
    settings = _settings(references, mended, service, at)
    body: dict[str, object] = {
        "apiVersion": api,
        "kind": kind,
        "metadata": _metadata(told, references, service, at, settings, kind),
    }
    body |= _rest(told, settings, at, api, kind)
    return FoundObject(id=name, body=body, place=told.at(at, at_key=True), needs=_needs(told, service, at))


def _api(told: Told, service: Mapping[str, object], at: Pointer) -> tuple[str, str]:
    """API version and kind of a service; what the file leaves open is told where only one answer is possible."""
    written, place = service.get("type"), (*at, "type")
    if not isinstance(written, str) or not written:
        raise Unclear(place, "it has no type")
    if "$(#" in written:
        raise Unclear(place, f"{quoted(written)} stands for a file elsewhere, which is not followed: import that file")
    kind, _, origin = written.partition(".")
    api = service.get("apiVersion")
    if not (isinstance(api, str) and API_VERSION.fullmatch(api)) and ABSTRACT.fullmatch(written):
        raise Unclear(place, f"{written} is an abstract type, which Meshery's server turns into an installation")
    if not KIND.fullmatch(kind):
        raise Unclear(place, f"{quoted(written)} is no kind")
    if isinstance(api, str) and API_VERSION.fullmatch(api):
        return api, kind
    if api:
        raise Unclear((*at, "apiVersion"), f"{quoted(str(api))} is no API version")
    known = _known(kind, origin or str(service.get("model") or ""))
    if known is None:
        raise Unclear(place, f"it has no apiVersion, and {quoted(written)} does not say which")
    told.assumed.setdefault((written, known), []).append(told.at(place))
    return known, kind


def _known(kind: str, origin: str) -> str | None:
    match origin.lower():
        case "k8s" | "kubernetes":
            return CORE_API.get(kind)
        case "istio" | "istio-base":
            return ISTIO_API.get(kind)
        case _:
            return None


def _settings(references: References, mended: Mended, service: Mapping[str, object], at: Pointer) -> dict[str, object]:
    written = service.get("settings")
    if written is None:
        return {}
    if not isinstance(written, dict):
        raise Unclear((*at, "settings"), "its settings are no mapping")
    plain = references.written_out(written, (*at, "settings"))
    made = mend(plain, (*at, "settings"), mended)
    return made if isinstance(made, dict) else {}


def _metadata(
    told: Told,
    references: References,
    service: Mapping[str, object],
    at: Pointer,
    settings: dict[str, object],
    kind: str,
) -> dict[str, object]:
    """The object's metadata; what stands at several places must agree."""
    inner = settings.pop("metadata", None) or {}
    if not isinstance(inner, dict):
        raise Unclear((*at, "settings"), "its metadata is no mapping")
    said = {name: _said(references, service, settings, at, name, inner) for name in ("name", "namespace")}
    if said["name"] is None:
        said["name"] = at[-1]
        told.note(at, f"service {at[-1]} has no name; its id is taken", at_key=True)
    if kind in CLUSTER_WIDE and said["namespace"] is not None:
        told.note(at, f"{kind} {said['name']} lies in no namespace; {said['namespace']} is left out", at_key=True)
        said["namespace"] = None
        inner = {name: value for name, value in inner.items() if name != "namespace"}
    made: dict[str, object] = {name: value for name, value in said.items() if value is not None} | inner
    for name in ("labels", "annotations"):
        if (given := service.get(name)) and made.setdefault(name, given) != given:
            raise Unclear((*at, name), f"its {name} differ from those of its settings", at_key=True)
    return made


def _said(
    references: References,
    service: Mapping[str, object],
    settings: dict[str, object],
    at: Pointer,
    name: str,
    inner: Mapping[str, object],
) -> object:
    """The name or namespace, which may stand at the service, in its settings and in their metadata."""
    own = references.written_out(service.get(name), (*at, name))
    values = [value for value in (own, settings.pop(name, None), inner.get(name)) if value not in (None, "")]
    if any(value != values[0] for value in values):
        raise Unclear(at, f"its {name} is {' and '.join(quoted(str(each)) for each in values)}", at_key=True)
    if values and not isinstance(values[0], str):
        raise Unclear((*at, name), f"its {name} is no text")
    return values[0] if values else None


def _rest(told: Told, settings: dict[str, object], at: Pointer, api: str, kind: str) -> dict[str, object]:
    """The object without its head. Older files write the fields of `spec` without it."""
    for name, expected in (("apiVersion", api), ("kind", kind)):
        if settings.pop(name, expected) != expected:
            raise Unclear((*at, "settings", name), f"its settings say another {name} than {expected}")
    model = model_of(group_of(api))
    flat = {name: value for name, value in settings.items() if name not in _BESIDE_SPEC}
    if "spec" in settings or not flat or (model == "kubernetes" and kind in WITHOUT_SPEC):
        return settings
    if model == group_of(api):
        told.note((*at, "settings"), f"{api} {kind} without spec: its settings are kept as they stand", at_key=True)
        return settings
    told.note((*at, "settings"), f"{kind} {at[-1]} has its fields beside spec; they are put into it", at_key=True)
    return {"spec": flat} | {name: value for name, value in settings.items() if name in _BESIDE_SPEC}


def _needs(told: Told, service: Mapping[str, object], at: Pointer) -> tuple[str, ...]:
    """What it depends on, of the services that there are."""
    named = [name for name in service if key(name) == "dependsOn"]
    services = told.document.data.get("services", {}) if isinstance(told.document.data, dict) else {}
    found: list[str] = []
    for name in named:
        if name != "dependsOn":
            told.note((*at, name), f"{quoted(name)} is read as dependsOn", at_key=True)
        listed = service[name]
        if not isinstance(listed, list):
            told.note((*at, name), f"{name} is no list; left out", at_key=True)
            continue
        for index, each in enumerate(listed):
            if isinstance(each, str) and each in services:
                found.append(each)
            else:
                told.note((*at, name, index), f"depends on {quoted(str(each))}, which the file does not have")
    return tuple(dict.fromkeys(found))


def _tell(told: Told, references: References, root: Mapping[str, object], services: Mapping[str, object]) -> None:
    """What of the file goes nowhere: the editor's state with the references in it, and fields that nobody knows."""
    broken: dict[tuple[str, str], list[int]] = {}
    gone: set[str] = set()
    for name, service in services.items():
        if not isinstance(service, dict):
            continue
        gone |= _EDITOR & {each for each, value in service.items() if value is not None}
        for each in service:
            if key(each) not in _USED | _EDITOR:
                told.note(("services", name, each), f"the field {quoted(each)} of a service is left out", at_key=True)
        for pointer, lost in references.broken(service.get("traits"), ("services", name, "traits")):
            line = told.document.locate(pointer).line
            broken.setdefault((lost.text, lost.reason), []).append(line)
        _tell_invalid(told, service, ("services", name))
    for (text, reason), lines in broken.items():
        shown = ", ".join(map(str, dict.fromkeys(lines)))
        told.notes.append(
            f"{told.document.path}: the reference {quoted(text)} {reason} (line {shown}); it stood in the editor's state"
        )
    for (written, known), places in told.assumed.items():
        more = f" (and {len(places) - 1} more)" if len(places) > 1 else ""
        told.notes.append(f"{places[0]}{more}: {written} has no apiVersion; {known} is taken, the newest stable one")
    if gone:
        told.notes.append(
            f"{told.document.path}: left out of the services, as only the editor reads it: {', '.join(sorted(gone))}"
        )
    _tell_variables(told, references, root)


def _tell_variables(told: Told, references: References, root: Mapping[str, object]) -> None:
    if references.followed:
        told.notes.append(
            f"{told.document.path}: {references.followed} references are written out as what they lead to"
        )
    names = root.get("vars")
    for name in names if isinstance(names, dict) else ():
        if name not in references.vars_used:
            told.note(("vars", name), f"the variable {name} is used nowhere; left out", at_key=True)
    for name in root:
        if name not in ("name", "services", "vars"):
            told.note((name,), f"the field {quoted(name)} is left out", at_key=True)


def _tell_invalid(told: Told, service: Mapping[str, object], at: Pointer) -> None:
    """A mark that the editor left where it found an object invalid."""
    mark = ("traits", "meshmap", "meshmodel-metadata", "hasInvalidSchema")
    value: object = service
    for part in mark:
        value = value.get(part) if isinstance(value, Mapping) else None
    if value is True:
        told.note((*at, *mark), f"Meshery marked {at[-1]} as invalid; look at what the check says")
