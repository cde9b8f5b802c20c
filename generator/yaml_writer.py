"""Objects of Kubernetes as YAML of several documents, each value as YAML 1.1 and 1.2 readers alike take it.

Unlike `emit`, which writes our own documents, this keeps what an object may hold: nulls, empty texts, lists in lists, any line break.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from generator.emit import scalar

if TYPE_CHECKING:
    from collections.abc import Iterable

_WIDTH = 1_000_000
"""Long texts stay on their line: a folded one is hard to compare with where it came from."""


class _Dumper(yaml.SafeDumper):
    """Block style, lists indented below their key, no anchors."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  # the base class' signature
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    if "\n" in text:
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|")
    plain = scalar(text) == text
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


def _number(dumper: yaml.SafeDumper, number: float) -> yaml.ScalarNode:
    text = scalar(number)
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in text else 'int'}", text)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(float, _number)


def write_objects(objects: Iterable[object]) -> str:
    """The objects as the documents of one text, keys in their order."""
    return "---\n".join(write_object(each) for each in objects)


def write_object(value: object) -> str:
    """One value as a YAML document that ends in a line break."""
    dumped = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)
    return str(dumped)
