"""Patterns as Meshery designs: what was exported can be imported again, object for object."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path, PurePosixPath
from typing import cast
from uuid import UUID

import pytest
import yaml

from generator import exporters
from generator.exporters import ExportRefused, meshery
from generator.importers import PatternOptions, plan_pattern
from generator.load import load
from generator.manifests.reading import read, read_manifest
from generator.model import CheckedObject, Pattern, PatternStatus, Support
from generator.model.patterns import ManifestFile, PatternImplementation
from generator.source import parse
from tests.importer_samples import TextLoader
from tests.test_importers_pattern_files import objects

ROOT = Path(__file__).parents[1]
TARGETS = sorted({each.parent.relative_to(ROOT / "patterns").as_posix() for each in ROOT.glob("patterns/*/*/*.yaml")})


@cache
def real(identifier: str) -> Pattern:
    """A pattern of this repository with what an export needs; whether it is sound is for other tests."""
    folder = ROOT / "patterns" / identifier
    document = parse("pattern.yaml", (folder / "pattern.yaml").read_bytes()).document
    assert document is not None
    said = cast("dict[str, object]", document.data)
    listed = cast("list[dict[str, object]]", said["implementations"])
    return pattern(
        id=identifier,
        title=str(said["title"]),
        category=str(said["category"]),
        implementations=tuple(
            implementation(
                str(each["target"]),
                *(
                    manifest(path, (folder / path).read_text(encoding="utf-8"))
                    for path in cast("list[str]", each.get("manifests", []))
                ),
                one_by_one=each.get("one_by_one") is True,
            )
            for each in listed
        ),
    )


def manifest(path: str, text: str) -> ManifestFile:
    found = tuple(
        CheckedObject(
            api_version=str(each["apiVersion"]), kind=str(each["kind"]), name=str(each["metadata"].get("name")),
            namespace=each["metadata"].get("namespace"), schema=None,
        )
        for each in yaml.safe_load_all(text)
        if each is not None
    )  # fmt: skip
    return ManifestFile(path=path, text=text, objects=found)


def implementation(
    target: str, *files: ManifestFile, notes: str | None = None, one_by_one: bool = False
) -> PatternImplementation:
    return PatternImplementation(
        target=target,
        support=Support.NATIVE,
        min_version=None,
        max_tested_version=None,
        api=(),
        manifests=files,
        contexts=(),
        one_by_one=one_by_one,
        notes=notes,
        verified=None,
    )


def pattern(**fields: object) -> Pattern:
    """A synthetic pattern."""
    document = parse("pattern.yaml", b"kind: pattern/v1\n").document
    assert document is not None
    texts = ("problem", "context", "solution", "superseded_by", "topology", "kubernetes")
    lists = ("aliases", "forces", "benefits", "liabilities", "when_to_use", "when_not_to_use", "roles", "related")
    more = ("conformance", "performance", "parameters", "verification", "references", "known_uses", "caveats")
    every: dict[str, object] = {
        **dict.fromkeys(texts),
        **dict.fromkeys((*lists, *more, "maintainers", "history", "tags", "implementations"), ()),
        "id": "synthetic",
        "number": 1,
        "title": "Synthetic",
        "area": "III",
        "category": "security",
        "status": PatternStatus.DRAFT,
        "version": "1.2.3",
        "summary": "A synthetic pattern.",
        "license": "MIT",
        "origin": document.locate(()),
    }
    return Pattern(**{**every, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize("place", TARGETS)
def test_importing_what_was_exported_gives_the_same_objects_in_the_same_order(place: str, tmp_path: Path) -> None:
    identifier, target = place.split("/")
    (chosen,) = [each for each in real(identifier).implementations if each.target == target]
    made = meshery.files(real(identifier), chosen)
    designs = [content for path, content in made.items() if path.name == "design.yml"]
    files = [tmp_path / f"{at}.yml" for at in range(len(designs))]
    for file, content in zip(files, designs, strict=True):
        file.write_bytes(content)
    plan = plan_pattern(files, tmp_path, "again", PatternOptions(facts=(f"target={target}",)))
    assert (plan.refusals, plan.left_out) == ((), ())
    assert objects(plan) == list(meshery.objects(chosen))
    given = [read(ROOT, PurePosixPath("patterns", identifier, each.path)) for each in chosen.manifests]
    assert objects(plan) == [one.data for each in given for one in each.documents]


def test_there_is_something_to_export() -> None:
    assert len(TARGETS) > 50


def test_a_design_has_what_its_schema_asks_for_and_ids_that_stay() -> None:
    text = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\napiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: g, namespace: shop}\nspec: {a: 1}\n"
    chosen = implementation("istio", manifest("istio/a.yaml", text))
    made = meshery.design(pattern(), chosen)
    assert {"id", "name", "schemaVersion", "version", "components", "relationships"} <= set(made)
    assert set(made) <= {
        "id",
        "name",
        "schemaVersion",
        "version",
        "components",
        "relationships",
        "metadata",
        "preferences",
    }
    assert (made["schemaVersion"], made["version"]) == ("designs.meshery.io/v1beta1", "1.2.3")
    components = cast("list[dict[str, object]]", made["components"])
    required = {"id", "displayName", "description", "schemaVersion", "format", "version", "configuration", "metadata"}
    assert all(required | {"model", "modelReference", "component"} <= set(each) for each in components)
    assert [each["component"] for each in components] == [
        {"kind": "Namespace", "version": "v1", "schema": ""},
        {"kind": "Gateway", "version": "networking.istio.io/v1", "schema": ""},
    ]
    assert [each["configuration"] for each in components] == [
        each.data for each in read_manifest("a", text.encode()).documents
    ]
    assert [cast("dict[str, object]", each["metadata"])["isNamespaced"] for each in components] == [False, True]
    assert [cast("dict[str, object]", each["model"])["name"] for each in components] == ["kubernetes", "istio"]
    ids = [str(made["id"]), *(str(each["id"]) for each in components)]
    assert len(set(ids)) == 3
    assert all(UUID(each).version == 5 for each in ids)
    assert meshery.files(pattern(), chosen) == meshery.files(pattern(), chosen)
    assert meshery.design(pattern(id="other"), chosen)["id"] != made["id"]


@pytest.mark.parametrize(
    ("category", "type_"),
    [
        ("deployment", "Deployment"),
        ("foundational", "Deployment"),
        ("interoperability", "Workloads"),
        ("observability", "Observability"),
        ("performance", "Troubleshooting"),
        ("resiliency", "Resiliency"),
        ("scaling", "Scaling"),
        ("security", "Security"),
        ("traffic-management", "Traffic-management"),
        ("troubleshooting", "Troubleshooting"),
        ("workloads", "Workloads"),
    ],
)
def test_every_category_has_one_of_meshery_s_types(category: str, type_: str) -> None:
    assert meshery.catalog_data(pattern(category=category), implementation("istio"))["type"] == type_
    inexact = category in {"foundational", "interoperability", "performance"}
    assert bool(meshery.notes(pattern(category=category), implementation("istio"))) == inexact


def test_every_category_of_the_schema_is_mapped() -> None:
    schema = json.loads((ROOT / "generator/schemas/pattern.v1.schema.json").read_text(encoding="utf-8"))
    for category in schema["properties"]["category"]["enum"]:
        assert meshery.catalog_data(pattern(category=category), implementation("istio"))["type"]


def test_the_catalogue_gets_what_the_pattern_says() -> None:
    whole = pattern(problem="A problem.\n", solution="A solution.", caveats=("One.", "Two."))
    found = meshery.catalog_data(whole, implementation("istio", notes="Needs a gateway."))
    assert found == {
        "compatibility": ["kubernetes"],
        "pattern_info": "A synthetic pattern.\n\nA problem.\n\nA solution.",
        "pattern_caveats": "One.\n\nTwo.\n\nNeeds a gateway.",
        "type": "Security",
        "published_version": "1.2.3",
    }
    assert meshery.catalog_data(pattern(), implementation("istio"))["pattern_caveats"] == "None stated."


def test_files_for_two_clusters_become_two_designs() -> None:
    text = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"
    chosen = implementation("istio", manifest("istio/east.yaml", text), manifest("istio/west.yaml", text))
    assert sorted({path.parts[0] for path in meshery.files(pattern(), chosen)}) == [
        "synthetic-istio-east",
        "synthetic-istio-west",
    ]
    assert len({each.document["id"] for each in meshery.designs(pattern(), chosen)}) == 2
    steps = implementation("istio", manifest("istio/1.yaml", text), one_by_one=True)
    assert [each.folder for each in meshery.designs(pattern(), steps)] == ["synthetic-istio-1"]
    assert meshery.notes(pattern(), chosen) == (
        "istio: its files are not for one cluster at one time, so each becomes a design of its own",
    )


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose patterns are said to be sound."""
    (tmp_path / "patterns/synthetic").mkdir(parents=True)
    (tmp_path / "patterns/broken").mkdir()
    for name in ("synthetic", "broken"):
        (tmp_path / "patterns" / name / "pattern.yaml").write_text("kind: pattern/v1\n")
    text = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"
    there = tuple(implementation(each, manifest(f"{each}/a.yaml", text)) for each in ("istio", "kuma"))
    one = pattern(implementations=(*there, implementation("linkerd")))
    found = load(tmp_path)

    class Faked:
        class catalogue:  # noqa: N801  # stands for an attribute
            patterns = {"synthetic": one, "bare": pattern(id="bare")}  # noqa: RUF012

    assert found.catalogue.patterns == {}
    monkeypatch.setattr(exporters, "load", lambda _: Faked)
    return tmp_path


def test_each_target_with_manifests_is_exported_or_the_one_that_is_asked_for(repository: Path) -> None:
    into = repository / "out"
    plan = exporters.plan("meshery", repository, "synthetic", None, into)
    names = [
        f"synthetic-{target}/{file}" for target in ("istio", "kuma") for file in ("catalog_data.json", "design.yml")
    ]
    assert sorted(map(str, plan.files_to_write)) == names
    assert sorted(path.relative_to(into).as_posix() for path in exporters.write(plan)) == names
    assert exporters.plan("meshery", repository, "synthetic", "kuma", into).notes == ()
    (into / "synthetic-kuma/design.yml").write_text("changed")
    again = exporters.plan("meshery", repository, "synthetic", "kuma", into)
    assert again.notes == (f"{into}/synthetic-kuma/design.yml is replaced",)
    exporters.write(again)
    document = yaml.load((into / "synthetic-kuma/design.yml").read_bytes(), TextLoader)  # noqa: S506  # a safe loader
    assert document["name"] == "Synthetic (kuma)"
    assert json.loads((into / "synthetic-kuma/catalog_data.json").read_bytes())["compatibility"] == ["kubernetes"]


@pytest.mark.parametrize(
    ("identifier", "target", "reason"),
    [
        ("synthetix", None, "there is no pattern synthetix, perhaps synthetic"),
        ("nothing", None, "there is no pattern nothing$"),
        ("broken", None, "the pattern broken has errors: `mesh-results check patterns/broken` says which"),
        ("synthetic", "linkerd", "the pattern synthetic has no manifests for linkerd, it has them for istio, kuma"),
    ],
)
def test_what_can_t_be_exported_is_refused(identifier: str, target: str | None, reason: str, repository: Path) -> None:
    with pytest.raises(ExportRefused, match=reason):
        exporters.plan("meshery", repository, identifier, target, repository / "out")


def test_a_pattern_without_manifests_is_refused(repository: Path) -> None:
    (repository / "patterns/bare").mkdir()
    (repository / "patterns/bare/pattern.yaml").write_text("kind: pattern/v1\n")
    with pytest.raises(ExportRefused, match="the pattern bare has no manifests"):
        exporters.plan("meshery", repository, "bare", None, repository / "out")
