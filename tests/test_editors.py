"""The catalogue of schemas that editors read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator import schema
from generator.discover import discover
from generator.pages.editors import globs, schema_catalog
from generator.prepare import prepare

ROOT = Path(__file__).parent.parent
SITE = "https://example.org/results/"


def entries() -> list[dict[str, object]]:
    loaded = json.loads(schema_catalog(SITE).content)
    assert loaded["version"] == 1
    return list(loaded["schemas"])


def fits(pattern: str, path: str) -> bool:
    return re.fullmatch(re.escape(pattern).replace(r"\*", "[^/]*"), path) is not None


def chosen(path: str) -> list[str]:
    """The schemas that an editor takes for a path: a pattern of theirs fits, and none that takes away."""
    return [
        str(each["url"]).rpartition("/")[2]
        for each in entries()
        if any(fits(one, path) for one in each["fileMatch"] if not one.startswith("!"))  # type: ignore[union-attr]
        and not any(fits(one[1:], path) for one in each["fileMatch"] if one.startswith("!"))  # type: ignore[union-attr]
    ]


def published() -> Iterator[str]:
    yield from (str(path) for path in discover(ROOT).paths)
    yield from (re.sub(r"<[^>]*>", "x", kind.example) for kind in schema.KINDS)


def test_each_document_gets_the_schema_of_its_kind_and_no_other() -> None:
    paths = list(published())
    assert len(paths) > 50
    wrong = [
        (path, chosen(path))
        for path in paths
        if chosen(path) != [kind.file for kind in schema.KINDS if kind.stands_at(path)]
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "path",
    ["results/performance/a/evidence/run.json", "results/performance/a.yaml", "patterns/a/istio/a.yaml", "README.md"],
)
def test_what_is_no_document_gets_none(path: str) -> None:
    assert chosen(path) == []


def test_results_are_told_from_what_lies_beside_them() -> None:
    (results,) = [each for each in entries() if "performance-results" in str(each["url"])]
    assert results == {
        "name": "Performance results (performance-results/v1)",
        "description": schema.load("performance-results/v1")["description"],
        "fileMatch": [
            "results/performance/*/*.yaml",
            "results/performance/*/*.json",
            "!results/performance/*/submission.yaml",
            "!results/performance/*/submission.json",
            "!results/performance/*/status.yaml",
            "!results/performance/*/status.json",
        ],
        "url": "https://example.org/results/schemas/performance-results.v1.schema.json",
    }


def test_every_pattern_is_plain() -> None:
    assert [one for kind in schema.KINDS for one in globs(kind.place) if not re.fullmatch(r"!?[a-z*./-]+", one)] == []


def test_the_site_holds_the_catalogue_and_what_it_names(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    files = {asset.path: asset.content for asset in prepare(tmp_path, SITE).composition.assets}
    named = [str(each["url"]).removeprefix(SITE) for each in json.loads(files["schemas/catalog.json"])["schemas"]]
    assert named
    assert [each for each in named if each not in files] == []
