"""Meshery's performance results (meshery/meshery, server/models/load-test.go and meshery_results_persister.go), and its YAML export.

A result wraps what its load generator gave in Fortio's form: `runner_results` until 2025, `runnerResults` since; alone, in a list, on a page
with `results`, or as the answer to a test with `result`. In published data the wrapped one also stands in a list. Beside it stand the mesh
by a name without version, panels of Grafana, the cluster's nodes and pods, and who ran it: of these only the mesh is taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator.characters import slug
from generator.importers import fortio_runs, nighthawk_fortio, smp
from generator.importers.common import Gathered, ImportRefused, RawFile
from generator.importers.fortio_evidence import published
from generator.importers.fortio_form import read
from generator.importers.fortio_runs import NIGHTHAWK, maker
from generator.importers.json_values import STRICT, parsed, written
from generator.importers.private import is_harmless
from generator.importers.smp_fields import plain

if TYPE_CHECKING:
    from generator.importers.common import ImportedRun

_WRAPPED = "runnerresults"
_KEPT = ("mesheryid", "mesh", "teststarttime", "createdat", "updatedat")
"""Fields beside the wrapped one that say nothing of a person or a cluster."""
_PAGE = ("page", "pagesize", "totalcount", "results")
_NO_MESH = frozenset({"", "none", "no-mesh"})
_PLACEHOLDERS = ("test_smp_version", "test_meshconfigID", "test_envID")
_MOST_REASONS = 5
_LONGEST_ID = 56
_LONGEST_MESH = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class _Result:
    """One result with its place in the file, and what its load generator gave."""

    fields: Mapping[str, object]
    where: str
    given: Mapping[str, object]

    def text(self, name: str) -> str:
        """A field by its name without case and separators; empty where it is no text."""
        value = next((value for key, value in self.fields.items() if plain(key) == name), None)
        return value if isinstance(value, str) else ""


def gather(raw: RawFile, latency_unit: str | None = None) -> Gathered:
    """The runs of a result, a list or a page, or the one of Meshery's YAML export.

    Raises:
        ImportRefused: the file is none of these, or a result in it contradicts itself; every such result is named.
    """
    text = raw.text()
    if '"runner' not in text:
        return _export(raw, latency_unit)
    document = parsed(text, raw.path, STRICT)
    results = list(_results(document, raw.path))
    source = raw.cleaned(f"{written(_published(document))}\n".encode())
    runs, refusals = [], []
    for found in results:
        try:
            runs.append(_run(found, source, latency_unit))
        except ImportRefused as refused:
            refusals.append(str(refused))
    if refusals:
        more = [f"and {len(refusals) - _MOST_REASONS} more"] if len(refusals) > _MOST_REASONS else []
        raise ImportRefused("\n".join([*refusals[:_MOST_REASONS], *more]))
    left_out = f"{raw.path}: user, cluster, server metrics, addresses and labels are left out of the evidence"
    said = dict.fromkeys(note for found in results for note in _cluster(found))
    return Gathered(runs=_named(runs, results, raw.path), notes=(left_out, *said))


def recognises(head: str) -> str | None:
    """Why the beginning of a file is Meshery's: a wrapped result, or the placeholders of its export."""
    start = head.lstrip("\ufeff \t\r\n")
    if start.startswith(("{", "[")) and ('"runner_results"' in head or '"runnerResults"' in head):
        return "a result of Meshery: runner_results"
    if any(word in head for word in _PLACEHOLDERS) and ("latencies_ms" in head or "latenciesMs" in head):
        return "Meshery's export of a result: its placeholders"
    return None


def _export(raw: RawFile, latency_unit: str | None) -> Gathered:
    found = smp.gather(raw, latency_unit)
    if not found.runs or any(each.tool != "meshery" for each in found.runs):
        raise ImportRefused(
            f"{raw.path}: neither a result of Meshery (no `runner_results`) nor its export; say `mesh-results import smp`"
        )
    return found


def _results(document: object, path: str) -> Iterator[_Result]:
    """The results of whatever shape, each wrapped run as a result of its own.

    Raises:
        ImportRefused: there is none, or one wraps nothing.
    """
    found = [each for place, item in _items(document, path) for each in _unwrapped(item, place)]
    if not found:
        raise ImportRefused(f"{path}: no result in it")
    yield from found


def _items(document: object, path: str) -> Iterator[tuple[str, object]]:
    """What stands where a result belongs, with its place: one level below `result`, or the members of `results` or of a list."""
    found, where = document, path
    for key in ("result", "results"):
        if isinstance(found, Mapping) and isinstance(found.get(key), list | dict):
            found, where = found[key], f"{where}: {key}"
    if isinstance(found, list):
        yield from ((f"{where}[{place}]", item) for place, item in enumerate(found))
    else:
        yield where, found


def _unwrapped(item: object, where: str) -> Iterator[_Result]:
    fields = item if isinstance(item, Mapping) else {}
    wrapped = next((value for key, value in fields.items() if plain(key) == _WRAPPED), None)
    several = wrapped if isinstance(wrapped, list) else [wrapped]
    for place, given in enumerate(several):
        if not isinstance(given, Mapping):
            raise ImportRefused(f"{where}: no result of Meshery (its runner_results is no object)")
        yield _Result(fields=fields, where=where if len(several) == 1 else f"{where}[{place}]", given=given)


def _run(found: _Result, source: RawFile, latency_unit: str | None) -> ImportedRun:
    form = read(found.given, found.where, latency_unit)
    tool = maker(form)
    build = nighthawk_fortio.run if tool == NIGHTHAWK else fortio_runs.run
    made = build(form, source, found.where)
    said = str(found.given.get("load-generator") or "").lower()
    mesh = slug(found.text("mesh"))
    odd = said and said != tool
    note = (f"Meshery names {slug(said)[:20]} as load generator, the form is that of {tool}",) if odd else ()
    return replace(
        made,
        smp={"mesh_config_id": mesh[:_LONGEST_MESH].strip("-")} if mesh not in _NO_MESH else {},
        notes=(*made.notes, *note),
    )


def _named(runs: list[ImportedRun], results: list[_Result], path: str) -> tuple[ImportedRun, ...]:
    """The runs with the name that Meshery shows as the last part of their label and as id; a repeated one gets a number."""
    counted: Counter[str] = Counter()
    named = []
    for made, found in zip(runs, results, strict=True):
        name = slug(found.text("name"))[:_LONGEST_ID].strip("-") or slug(path.rsplit("/", 1)[-1].rsplit(".", 1)[0])
        counted[name] += 1
        identifier = name if counted[name] == 1 else f"{name}-{counted[name]}"
        named.append(replace(made, label=f"{path}/{identifier}", smp={"id": identifier, **made.smp}))
    return tuple(named)


def _cluster(found: _Result) -> Iterator[str]:
    """What a person may want for the submission, said and not written: Kubernetes, and the meshes with their images."""
    cluster = found.given.get("kubernetes")
    version = cluster.get("server_version") if isinstance(cluster, Mapping) else None
    if isinstance(version, str) and version:
        yield f"{found.where}: Kubernetes {version[:40]}, as Meshery saw it"
    meshes = found.given.get("detected-meshes")
    for name, pods in meshes.items() if isinstance(meshes, Mapping) else ():
        images = sorted({image for pod in (pods if isinstance(pods, list) else []) for image in _images(pod)})
        shown = ", ".join(images[:5]) or "no image named"
        yield f"{found.where}: Meshery saw {str(name)[:40]} in the cluster ({shown}); its version belongs to the mesh config"


def _images(pod: object) -> Iterator[str]:
    """The last parts of the names of a pod's images: proxyv2:1.9.8."""
    spec = pod.get("spec") if isinstance(pod, Mapping) else None
    containers = spec.get("containers") if isinstance(spec, Mapping) else None
    for each in containers if isinstance(containers, list) else ():
        image = each.get("image") if isinstance(each, Mapping) else None
        if isinstance(image, str):
            yield image.rsplit("/", 1)[-1][:60]


def _published(document: object) -> object:
    """The document in its shape with what is known to be harmless; its results are known to be objects."""
    match document:
        case list():
            return [_published(each) for each in document]
        case Mapping():
            return {key: found for key, value in document.items() if (found := _kept(plain(key), value)) is not None}
        case _:
            return None


def _kept(name: str, value: object) -> object:
    """A field that may be published; None where it may not."""
    if name == _WRAPPED:
        several = value if isinstance(value, list) else [value]
        wrapped = [published(each)[0] for each in several if isinstance(each, Mapping)]
        return wrapped if isinstance(value, list) else wrapped[0]
    if name in ("results", "result") and isinstance(value, list | dict):
        return _published(value)
    return value if (name in _PAGE and isinstance(value, int)) or (name in _KEPT and is_harmless(value)) else None
