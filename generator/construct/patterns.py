"""Patterns -> values, with what was checked of their manifests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from generator import model
from generator.construct.fields import day, entries, required_text, texts
from generator.manifests.values import Verdict
from generator.rules.access import mapping, number, text
from generator.rules.surveys import surveys

if TYPE_CHECKING:
    from generator.manifests.schemas import Sources
    from generator.rules.corpus import PatternFolder


def pattern(folder: PatternFolder, sources: Sources) -> model.Pattern:
    """The pattern of a folder, which must be sound, with the verdict on each object of its manifests."""
    if (document := folder.pattern) is None:
        raise ValueError(f"{folder.path} has no usable pattern.yaml")
    entry = mapping(document.data)
    consequences, needs = mapping(entry, "consequences"), mapping(entry, "prerequisites")
    return model.Pattern(
        id=required_text(entry, "id"),
        number=int(number(entry, "number") or 0),
        title=required_text(entry, "title"),
        aliases=texts(entry, "aliases"),
        area=required_text(entry, "area"),
        category=required_text(entry, "category"),
        status=model.PatternStatus(required_text(entry, "status")),
        superseded_by=text(entry, "superseded_by"),
        version=required_text(entry, "version"),
        summary=required_text(entry, "summary"),
        problem=text(entry, "problem"),
        context=text(entry, "context"),
        forces=texts(entry, "forces"),
        solution=text(entry, "solution"),
        benefits=texts(consequences, "benefits"),
        liabilities=texts(consequences, "liabilities"),
        when_to_use=texts(entry, "when_to_use"),
        when_not_to_use=texts(entry, "when_not_to_use"),
        roles=texts(entry, "roles"),
        related=entries(entry, "related", _related),
        topology=_topology(mapping(entry, "topology")),
        implementations=entries(entry, "implementations", _Files(folder=folder, sources=sources).implementation),
        kubernetes=_kubernetes(mapping(needs, "kubernetes")),
        conformance=entries(needs, "conformance", _needed),
        performance=entries(entry, "performance", _measured),
        parameters=entries(entry, "parameters", _parameter),
        verification=texts(entry, "verification"),
        references=entries(entry, "references", _reference),
        known_uses=texts(entry, "known_uses"),
        caveats=texts(entry, "caveats"),
        maintainers=texts(entry, "maintainers"),
        history=entries(entry, "history", _version),
        license=required_text(entry, "license"),
        tags=texts(entry, "tags"),
        origin=document.locate(()),
    )


class _Files:
    """The manifests of one pattern with their verdicts."""

    def __init__(self, *, folder: PatternFolder, sources: Sources) -> None:
        self.folder = folder
        self.verdicts: dict[str, list[Verdict]] = {}
        for survey in surveys(folder, sources).values():
            for verdict in survey.verdicts:
                self.verdicts.setdefault(verdict.thing.document.path, []).append(verdict)

    def implementation(self, entry: Mapping[str, object]) -> model.PatternImplementation:
        """An implementation with its files."""
        return model.PatternImplementation(
            target=required_text(entry, "target"),
            support=model.Support(required_text(entry, "support")),
            min_version=text(entry, "min_version"),
            max_tested_version=text(entry, "max_tested_version"),
            api=entries(entry, "api", _api),
            manifests=tuple(self._file(path) for path in texts(entry, "manifests")),
            contexts=texts(entry, "contexts"),
            one_by_one=entry.get("one_by_one") is True,
            notes=text(entry, "notes"),
            verified=_verified(mapping(entry, "verified")),
        )

    def _file(self, path: str) -> model.ManifestFile:
        manifest = self.folder.manifests[path]
        checked = (_checked(each) for each in self.verdicts.get(manifest.path, ()))
        return model.ManifestFile(path=path, text=manifest.text, objects=tuple(checked))


def _checked(verdict: Verdict) -> model.CheckedObject:
    thing = verdict.thing
    return model.CheckedObject(
        api_version=thing.api_version,
        kind=thing.kind,
        name=thing.name,
        namespace=thing.namespace,
        schema=verdict.schema,
    )


def _related(entry: Mapping[str, object]) -> model.Related:
    return model.Related(
        pattern=required_text(entry, "pattern"),
        relation=model.Relation(required_text(entry, "relation")),
        note=text(entry, "note"),
    )


def _topology(entry: Mapping[str, object]) -> model.Topology | None:
    if not entry:
        return None
    return model.Topology(
        description=required_text(entry, "description"),
        nodes=entries(entry, "nodes", _node),
        edges=entries(entry, "edges", _edge),
    )


def _node(entry: Mapping[str, object]) -> model.TopologyNode:
    return model.TopologyNode(
        id=required_text(entry, "id"),
        label=required_text(entry, "label"),
        node=required_text(entry, "node"),
        group=text(entry, "group"),
    )


def _edge(entry: Mapping[str, object]) -> model.TopologyEdge:
    return model.TopologyEdge(
        start=required_text(entry, "from"),
        end=required_text(entry, "to"),
        label=text(entry, "label"),
        protocol=text(entry, "protocol"),
        style=text(entry, "style") or "solid",
    )


def _api(entry: Mapping[str, object]) -> model.ApiKind:
    return model.ApiKind(api_version=required_text(entry, "api_version"), kind=required_text(entry, "kind"))


def _verified(entry: Mapping[str, object]) -> model.Verified | None:
    if not entry:
        return None
    return model.Verified(by=required_text(entry, "by"), date=day(entry, "date"), how=required_text(entry, "how"))


def _kubernetes(entry: Mapping[str, object]) -> tuple[str, str] | None:
    return (required_text(entry, "min_version"), required_text(entry, "max_version")) if entry else None


def _needed(entry: Mapping[str, object]) -> model.NeededConformance:
    return model.NeededConformance(
        suite=required_text(entry, "suite"), capability=required_text(entry, "capability"), cases=texts(entry, "cases")
    )


def _measured(entry: Mapping[str, object]) -> model.MeasuredCost:
    return model.MeasuredCost(result=required_text(entry, "result"), claim=text(entry, "claim"))


def _parameter(entry: Mapping[str, object]) -> model.Parameter:
    return model.Parameter(
        name=required_text(entry, "name"),
        type=required_text(entry, "type"),
        default=text(entry, "default"),
        meaning=required_text(entry, "meaning"),
    )


def _reference(entry: Mapping[str, object]) -> model.Reference:
    return model.Reference(
        title=required_text(entry, "title"), uri=required_text(entry, "uri"), type=required_text(entry, "type")
    )


def _version(entry: Mapping[str, object]) -> model.PatternVersion:
    return model.PatternVersion(
        version=required_text(entry, "version"), date=day(entry, "date"), change=required_text(entry, "change")
    )
