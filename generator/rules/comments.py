"""The comments of a YAML text, which no document holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yaml import ScalarToken
from yaml._yaml import CParser

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMMENT = re.compile(r"#(.*)")


def comments(text: str) -> Iterator[str]:
    """Each comment without its mark, of a text that has been read without a fault: what stands after a # between the tokens."""
    if "#" not in text:
        return
    parser, end = CParser(text), 0
    while (token := parser.get_token()) is not None:
        yield from _said(text[end : token.start_mark.index])
        end = token.end_mark.index
        if isinstance(token, ScalarToken) and token.style in {
            "|",
            ">",
        }:  # a comment may stand beside the mark of a block
            yield from _said(text[token.start_mark.index : end].partition("\n")[0])


def _said(text: str) -> Iterator[str]:
    yield from (match[1].lstrip("# ").rstrip() for match in _COMMENT.finditer(text))
