"""Entries of the registry -> values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from generator import model
from generator.construct.fields import entries, required_text, texts
from generator.rules.access import mapping, number, text
from generator.times import read_date

if TYPE_CHECKING:
    from generator.source import Document


def mesh(document: Document) -> model.Mesh:
    """An entry of the mesh registry."""
    entry = mapping(document.data)
    return model.Mesh(
        id=required_text(entry, "id"),
        name=required_text(entry, "name"),
        kind=model.MeshKind(required_text(entry, "mesh_kind")),
        smp_type=text(entry, "smp_type"),
        source_model=text(entry, "source_model"),
        colour=required_text(entry, "colour"),
        description=required_text(entry, "description"),
        modes=entries(entry, "modes", _mode),
        releases=entries(entry, "releases", _release),
        smi_claims=texts(entry, "smi_claims"),
        gateway_api_claims=texts(entry, "gateway_api_claims"),
        contacts=texts(entry, "contacts"),
        links=entries(entry, "links", _link),
        origin=document.locate(()),
    )


def lab(document: Document) -> model.Lab:
    """An entry of the laboratory registry."""
    entry = mapping(document.data)
    return model.Lab(
        id=required_text(entry, "id"),
        name=required_text(entry, "name"),
        owner=required_text(entry, "owner"),
        access=text(entry, "access"),
        location=text(entry, "location"),
        hardware=texts(entry, "hardware"),
        opened=text(entry, "opened"),
        closed=text(entry, "closed"),
        description=required_text(entry, "description"),
        links=entries(entry, "links", _link),
        origin=document.locate(()),
        working_group=entry.get("working_group") is True,
    )


def initiatives(document: Document) -> tuple[model.Initiative, ...]:
    """The working group's initiatives in the file's order."""
    return entries(mapping(document.data), "initiatives", _initiative)


def aliases(document: Document) -> tuple[tuple[str, str], ...]:
    """Addresses that have moved, each as (old, new)."""
    return entries(
        mapping(document.data), "aliases", lambda entry: (required_text(entry, "from"), required_text(entry, "to"))
    )


def claims(document: Document) -> tuple[model.Claim, ...]:
    """Claims of support in the file's order."""
    return entries(mapping(document.data), "claims", _claim)


def _claim(entry: Mapping[str, object]) -> model.Claim:
    return model.Claim(
        suite=required_text(entry, "suite"),
        mesh=text(entry, "mesh"),
        implementation=required_text(entry, "implementation"),
        subject=required_text(entry, "subject"),
        claimed=entry.get("claimed") is not False,
        versions=text(entry, "versions"),
        api=required_text(entry, "api"),
        api_versions=texts(entry, "api_versions"),
        group=text(entry, "group"),
        claim=required_text(entry, "claim"),
        date=text(entry, "date"),
        source=required_text(entry, "source"),
        verified=required_text(entry, "verified"),
        note=text(entry, "note"),
    )


def _mode(entry: Mapping[str, object]) -> model.MeshMode:
    return model.MeshMode(
        id=required_text(entry, "id"),
        title=required_text(entry, "title"),
        shade=number(entry, "shade") or 0.0,
        marker=required_text(entry, "marker"),
    )


def _release(entry: Mapping[str, object]) -> model.Release:
    return model.Release(
        version=required_text(entry, "version"),
        date=read_date(text(entry, "date") or ""),
        end_of_support=read_date(text(entry, "end_of_support") or ""),
        source=text(entry, "source"),
    )


def _link(entry: Mapping[str, object]) -> model.Link:
    return model.Link(title=required_text(entry, "title"), uri=required_text(entry, "uri"))


def _initiative(entry: Mapping[str, object]) -> model.Initiative:
    return model.Initiative(
        id=required_text(entry, "id"),
        name=required_text(entry, "name"),
        state=required_text(entry, "state"),
        summary=required_text(entry, "summary"),
        facts=entries(entry, "facts", _fact),
        links=entries(entry, "links", _link),
    )


def _fact(entry: Mapping[str, object]) -> model.InitiativeFact:
    return model.InitiativeFact(
        date=required_text(entry, "date"), fact=required_text(entry, "fact"), source=required_text(entry, "source")
    )
