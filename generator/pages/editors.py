"""The catalogue of the published schemas in the form that editors read: which files each is for, and where it stands.

Source of the form: SchemaStore's schema-catalog.json.
"""

from __future__ import annotations

import json
import re
from itertools import product
from typing import TYPE_CHECKING

from generator import addresses, schema
from generator.page import Asset

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CATALOG = f"{addresses.SCHEMAS}catalog.json"
"""The address of the catalogue."""
_FORM = "https://json.schemastore.org/schema-catalog.json"
_EXCEPT = re.compile(r"\(\?!\(([a-z|]+)\)\\\.\)")
_CHOICE = re.compile(r"\(([^()]*)\)")


def schema_catalog(site_url: str) -> Asset:
    """The catalogue, for a site that stands at `site_url`."""
    listed = [_entry(kind, site_url) for kind in schema.KINDS]
    text = json.dumps({"$schema": _FORM, "version": 1.0, "schemas": listed}, ensure_ascii=False, indent=2)
    return Asset(path=CATALOG, content=f"{text}\n".encode())


def _entry(kind: schema.Kind, site_url: str) -> Mapping[str, object]:
    root = schema.load(kind.name)
    return {
        "name": f"{root['title']} ({kind.name})",
        "description": root["description"],
        "fileMatch": list(globs(kind.place)),
        "url": f"{site_url}{addresses.SCHEMAS}{kind.file}",
    }


def globs(place: str) -> Iterator[str]:
    """The places of a kind of document as patterns of paths; one that begins with `!` takes files away again."""
    excepted = _EXCEPT.search(place)
    plain = _EXCEPT.sub("", place)
    for folder_and_file in _chosen(plain):
        yield folder_and_file
    for name in excepted[1].split("|") if excepted else ():
        for folder_and_file in _chosen(plain):
            folder, _, file = folder_and_file.rpartition("/")
            yield f"!{folder}/{name}.{file.rpartition('.')[2]}"


def _chosen(place: str) -> Iterator[str]:
    """The regular expression of a place as patterns, one for each choice that it offers."""
    parts = _CHOICE.split(place.replace(r"[^/]+", "*").replace(r"\.", "."))
    options = [part.split("|") if at % 2 else [part] for at, part in enumerate(parts)]
    yield from ("".join(chosen) for chosen in product(*options))
