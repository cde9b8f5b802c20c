"""Which tool wrote a file, told by its content."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.importers.common import ImportRefused

if TYPE_CHECKING:
    from generator.importers.common import Importer, RawFile

Recogniser = Callable[[str], str | None]
"""From the first `HEAD_BYTES` of a file as text: why this is the tool's output, in a few words, else None."""
_COMPRESSED = "\x1f\ufffd"
"""How the first two bytes of gzip read as text."""


_COMPLETE = (
    ("environment", ('"kind"', '"nodeInfo"')),
    ("environment", ('"serverVersion"', '"gitVersion"')),
    ("resources", ('"resultType"', '"metric"')),
)
"""Importers that complete a submission, with words of what they read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """An importer of measurements: its name for the command, what reads a file, and what tells whose file it is."""

    name: str
    gather: Importer
    recognises: Recogniser


def recognise(raw: RawFile, tools: Sequence[Tool]) -> tuple[Tool, str]:
    """The one tool that claims a file, and why.

    Raises:
        ImportRefused: none claims it, or several do.
    """
    head = raw.head()
    claims = [(tool, reason) for tool in tools if (reason := tool.recognises(head)) is not None]
    if len(claims) == 1:
        return claims[0]
    if claims:
        raise ImportRefused(_several(raw.path, claims))
    if head.startswith(_COMPRESSED):
        raise ImportRefused(f"{raw.path}: compressed by gzip; unpack it first")
    if "\x00" in head[:8]:
        raise ImportRefused(f"{raw.path}: not UTF-8 but UTF-16, as PowerShell's > writes it; convert it first")
    for other, words in _COMPLETE:
        if all(word in head for word in words):
            raise ImportRefused(f"{raw.path}: no load generator's output; say mesh-results import {other} {raw.path}")
    names = ", ".join(tool.name for tool in tools)
    raise ImportRefused(
        f"{raw.path}: the output of no tool that is known by its content ({names}); name the tool if it is one of them: "
        f"mesh-results import TOOL {raw.path}"
    )


def _several(path: str, claims: Sequence[tuple[Tool, str]]) -> str:
    reasons = ", or ".join(f"{tool.name} ({reason})" for tool, reason in claims)
    commands = ", or ".join(f"mesh-results import {tool.name} {path}" for tool, _ in claims)
    return f"{path}: may be the output of {reasons}; name the tool: {commands}"
