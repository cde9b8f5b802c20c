"""A pattern's document becomes values: nothing is lost, nothing is made up, and each object keeps its verdict."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date

import pytest

from generator import construct
from generator.manifests.reading import read_manifest
from generator.model import Pattern, PatternStatus, Relation, Support
from generator.rules.corpus import NO_SOURCES, PatternFolder
from generator.source import parse
from tests import pattern_samples
from tests.pattern_samples import FULL, IDEA, NEWER, OLDER


def folder(document: dict[str, object], manifests: dict[str, str] | None = None) -> PatternFolder:
    """A pattern's folder in memory."""
    place = f"patterns/{document['id']}"
    read = {path: read_manifest(f"{place}/{path}", text.encode()) for path, text in (manifests or {}).items()}
    parsed = parse(f"{place}/pattern.yaml", json.dumps(document).encode()).document
    return PatternFolder(name=str(document["id"]), path=place, pattern=parsed, manifests=read, has_pattern=True)


def made(document: dict[str, object], manifests: dict[str, str] | None = None) -> Pattern:
    return construct.pattern(folder(document, manifests), NO_SOURCES)


@pytest.fixture(scope="module")
def full() -> Pattern:
    return made(pattern_samples.full(), dict(pattern_samples.MANIFESTS))


def test_every_field_of_the_document_reaches_the_values(full: Pattern) -> None:
    empty = {each.name for each in fields(Pattern) if not getattr(full, each.name)}
    assert empty == {"superseded_by"}
    assert made(pattern_samples.documents()[OLDER]).superseded_by == NEWER
    assert (full.id, full.number, full.status, full.version) == (FULL, 101, PatternStatus.ACCEPTED, "1.1.0")
    assert [(each.pattern, each.relation, each.note) for each in full.related] == [
        (NEWER, Relation.REQUIRES, "Reason of the relation."),
        (IDEA, Relation.COMPLEMENTS, None),
    ]
    assert full.topology is not None
    assert [(each.start, each.end, each.label, each.protocol, each.style) for each in full.topology.edges] == [
        ("a", "b", "edge delta", "gRPC", "solid"),
        ("b", "a", "edge epsilon", None, "dashed"),
    ]
    assert (full.benefits, full.liabilities) == (("Benefit of full.",), ("Liability of full.",))
    assert full.kubernetes == ("1.29", "1.34")
    assert [(each.suite, each.cases) for each in full.conformance] == [
        ("gateway-api", ("MeshHTTPRouteWeight",)),
        ("smi", ("TS-1.1.1",)),
    ]
    assert (full.newest, full.origin.path) == (date(2026, 11, 20), f"patterns/{FULL}/pattern.yaml")


def test_what_was_not_said_is_missing_and_not_made_up() -> None:
    idea = made(pattern_samples.document("idea", 1))
    said = {"id", "number", "title", "area", "category", "status", "version", "summary", "history", "license", "origin"}
    assert {each.name for each in fields(Pattern) if getattr(idea, each.name) not in (None, ())} == said
    bare = made(pattern_samples.document("bare", 1, implementations=[{"target": "istio", "support": "partial"}]))
    (one,) = bare.implementations
    assert (one.support, one.manifests, one.notes, one.verified, one.min_version) == (
        Support.PARTIAL,
        (),
        None,
        None,
        None,
    )
    null = made(
        pattern_samples.document("null", 1, implementations=[{"target": "istio", "support": "none", "verified": None}])
    )
    assert null.implementations[0].verified is None


def test_files_stand_in_their_order_with_the_text_as_it_was_committed(full: Pattern) -> None:
    istio, kubernetes, other = full.implementations
    texts = {file.path: file.text for one in full.implementations for file in one.manifests}
    assert texts == pattern_samples.MANIFESTS
    assert [file.path for file in istio.manifests] == ["istio/first.yaml", "istio/second.yaml"]
    assert (len(kubernetes.manifests), other.manifests) == (1, ())
    assert istio.verified is not None
    assert (istio.verified.by, istio.verified.date) == ("Synthetic Tester", date(2026, 11, 15))


def test_each_object_keeps_the_verdict_of_its_own_file(full: Pattern) -> None:
    objects = {
        (file.path, each.kind, each.name): each
        for one in full.implementations
        for file in one.manifests
        for each in file.objects
    }
    assert set(objects) == {
        ("istio/first.yaml", "Namespace", "shop"),
        ("istio/first.yaml", "Unheard", "unheard"),
        ("istio/second.yaml", "ConfigMap", "second"),
        ("kubernetes/map.yaml", "ConfigMap", "portable"),
    }
    unheard = objects["istio/first.yaml", "Unheard", "unheard"]
    assert (unheard.api_version, unheard.namespace, unheard.schema) == ("synthetic.example.org/v1", "shop", None)
    checked = [each for each in objects.values() if each is not unheard]
    assert all(each.schema for each in checked)


def test_a_folder_without_a_usable_document_makes_no_pattern() -> None:
    broken = PatternFolder(name="broken", path="patterns/broken", pattern=None, manifests={}, has_pattern=True)
    with pytest.raises(ValueError, match="patterns/broken"):
        construct.pattern(broken, NO_SOURCES)
