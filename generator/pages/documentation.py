"""Docstrings of rules to HTML: the small subset of Markdown that they are written in, everything escaped.

Blocks, parted by empty lines: a heading (a line underlined with `---`), fenced code, indented code, a list of `-` or `*`,
a paragraph. Inline: `code`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from textwrap import dedent
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from generator.pages.rendering import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADING = re.compile(r"^(?P<title>\S.*)\n-{3,}[ \t]*$", re.MULTILINE)
_FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<code>.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
_ITEM = re.compile(r"^[-*] ", re.MULTILINE)
_CODE = re.compile(r"``(.+?)``|`([^`]+)`")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What stands under a heading; the first section of a text has no title."""

    title: str
    body: Markup


def sections(text: str) -> tuple[Section, ...]:
    """The text's parts by its headings; headings inside of fenced code are code."""
    fences = [match.span() for match in _FENCE.finditer(text)]
    heads = [head for head in _HEADING.finditer(text) if not any(a <= head.start() < b for a, b in fences)]
    ends = [head.start() for head in heads] + [len(text)]
    found = [Section(title="", body=blocks(text[: ends[0]]))]
    for head, end in zip(heads, ends[1:], strict=True):
        found.append(Section(title=head["title"].strip(), body=blocks(text[head.end() : end])))
    return tuple(found)


def blocks(text: str) -> Markup:
    """Paragraphs, lists and code."""
    return joined(_blocks(text))


def _blocks(text: str) -> Iterator[Markup]:
    place = 0
    for fence in _FENCE.finditer(text):
        yield from map(_block, _parted(text[place : fence.start()]))
        yield _code(fence["code"])
        place = fence.end()
    yield from map(_block, _parted(text[place:]))


def _parted(text: str) -> list[str]:
    return [block for block in re.split(r"\n[ \t]*\n", text.strip("\n")) if block.strip()]


def _block(block: str) -> Markup:
    if all(line.startswith("    ") for line in block.splitlines()):
        return _code(dedent(block))
    if _ITEM.match(block):
        items = (Markup("<li>{}</li>").format(inline(item)) for item in _ITEM.split(block)[1:])
        return Markup("<ul>{}</ul>").format(joined(items))
    return Markup("<p>{}</p>").format(inline(block))


def _code(text: str) -> Markup:
    return Markup("<pre><code>{}</code></pre>").format(text.rstrip("\n"))


def inline(text: str) -> Markup:
    """One line of text, with its code marked."""
    flat = " ".join(text.split())
    parts, place = [], 0
    for code in _CODE.finditer(flat):
        parts += [escape(flat[place : code.start()]), Markup("<code>{}</code>").format(code[1] or code[2])]
        place = code.end()
    return joined([*parts, escape(flat[place:])])
