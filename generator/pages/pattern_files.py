"""Files of the catalogue of patterns: manifests as one file a target, and all patterns as data."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from generator import addresses
from generator.page import Asset
from generator.pages.patterns import evidence, in_order, tally, target_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.model import ManifestFile, Pattern, PatternImplementation
    from generator.pages.index import Index

Row = dict[str, object]
SEPARATOR = "---\n"


def pattern_files(index: Index) -> Iterator[Asset]:
    """Everything of the catalogue that is neither a page nor a table."""
    patterns = in_order(index)
    for pattern in patterns:
        for one in pattern.implementations:
            if one.manifests and one.joinable:
                path = addresses.manifests_path(pattern.id, one.target)
                yield Asset(path=path, content=joined_manifests(one.manifests).encode())
            elif not one.joinable:
                for file in one.manifests:
                    yield Asset(path=addresses.pattern_path(pattern.id) + file.path, content=file.text.encode())
    content = {"version": 1, "patterns": {each.id: entry(index, each) for each in patterns}}
    yield Asset(path=addresses.PATTERNS_JSON, content=_json(content))


def _json(content: object) -> bytes:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=str)
    return text.encode()


def joined_manifests(files: Sequence[ManifestFile]) -> str:
    """Several files as one of several documents, in their order, each under its name.

    Each is as it was committed, but for a separator at its start and a line break that is missing at its end: spaces and empty lines
    there may belong to a value.
    """
    texts = ((file.path, file.text.removeprefix(SEPARATOR)) for file in files)
    return SEPARATOR.join(f"# {path}\n{text}{'' if text.endswith(chr(10)) else chr(10)}" for path, text in texts)


def entry(index: Index, pattern: Pattern) -> Mapping[str, object]:
    """A pattern as data: its document, the verdict on each object of its manifests, and where to find it; without the files' text."""
    whole = asdict(pattern)
    for one in whole["implementations"]:
        for file in one["manifests"]:
            del file["text"]
    return {
        **whole,
        "page": addresses.pattern_path(pattern.id),
        "evidence": evidence(index, pattern),
        "origin": pattern.origin.path,
    }


def rows(index: Index) -> list[Row]:
    """A row for each target of each pattern, one without a target where it has none."""
    return [
        _row(index, pattern, one)
        for pattern in in_order(index)
        for one in (*pattern.implementations, None)[: len(pattern.implementations) or 1]
    ]


def _row(index: Index, pattern: Pattern, one: PatternImplementation | None) -> Row:
    count = tally(one.manifests if one else ())
    return {
        "pattern": pattern.id,
        "number": pattern.number,
        "title": pattern.title,
        "area": pattern.area,
        "category": pattern.category,
        "status": str(pattern.status),
        "version": pattern.version,
        "target": one.target if one else None,
        "target_name": target_name(index, one.target) if one else None,
        "support": str(one.support) if one else None,
        "min_version": one.min_version if one else None,
        "objects_checked": count.checked,
        "objects_without_schema": count.unchecked,
        "page": addresses.pattern_path(pattern.id),
        "max_tested_version": one.max_tested_version if one else None,
        "changed": pattern.newest,
        "license": pattern.license,
    }
