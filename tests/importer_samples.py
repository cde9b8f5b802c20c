"""What the tests of the importers share: fixtures by name, and a plan for them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from generator import importers
from generator.importers.common import RawFile

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).parent / "fixtures" / "importers"


class TextLoader(yaml.CSafeLoader):
    """YAML in which times stay text, as YAML 1.2's core schema has them."""


TextLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def raw(name: str) -> RawFile:
    return RawFile(path=name, content=(FOLDER / name).read_bytes())


def raw_text(name: str, text: str) -> RawFile:
    return RawFile(path=name, content=text.encode())


def planned(
    tool: str, names: tuple[str, ...], into: Path, match: str | None = None, **options: object
) -> importers.ImportPlan:
    return importers.plan(
        tool,
        [FOLDER / name for name in names],
        into,
        match,
        importers.ImportOptions(**options),  # type: ignore[arg-type]
    )


def written(plan: importers.ImportPlan, name: str) -> Mapping[str, object]:
    content = next(content for path, content in plan.files_to_write.items() if path.as_posix() == name)
    document = yaml.load(content, TextLoader)  # noqa: S506  # a safe loader without timestamps
    assert isinstance(document, dict)
    return document


def entries(plan: importers.ImportPlan, name: str) -> list[dict[str, dict[str, object]]]:
    found = written(plan, name)["results"]
    assert isinstance(found, list)
    return found
