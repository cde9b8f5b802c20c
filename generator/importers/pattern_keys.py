"""Keys that Meshery's editor had taken apart for its forms, such as `match Labels`, made whole again."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.characters import quoted
from generator.importers.pattern_objects import Unclear
from generator.rules.pattern_fields import FREE_FORM

if TYPE_CHECKING:
    from generator.finding import Pointer

_MANGLED = re.compile(r"[a-z]\w*(?: [A-Z]\w*)+", re.ASCII)


@dataclass(slots=True)
class Mended:
    """The keys that were made whole, and those with a space that were kept, each by its place in the file."""

    whole: list[tuple[Pointer, str]] = field(default_factory=list)
    kept: list[tuple[Pointer, str]] = field(default_factory=list)


def key(text: str) -> str:
    """The key as Kubernetes knows it: `match Labels` is matchLabels, `open APIV3Schema` openAPIV3Schema."""
    return text.replace(" ", "") if _MANGLED.fullmatch(text) else text


def mend(value: object, pointer: Pointer, mended: Mended, *, free: bool = False) -> object:
    """The value with whole keys at every depth, but for those that are the author's own.

    Raises:
        Unclear: a key is there both whole and taken apart.
    """
    if isinstance(value, list):
        return [mend(each, (*pointer, at), mended, free=free) for at, each in enumerate(value)]
    if not isinstance(value, dict):
        return value
    made: dict[str, object] = {}
    for name, each in value.items():
        at = (*pointer, name)
        whole = name if free else key(name)
        if whole != name:
            mended.whole.append((at, name))
        elif " " in name:
            mended.kept.append((at, name))
        if whole in made or (whole != name and whole in value):
            raise Unclear(at, f"the key {whole} stands there as {quoted(name)} and otherwise", at_key=True)
        made[whole] = mend(each, at, mended, free=free or whole in FREE_FORM)
    return made
