"""Detail pages from one rendered page: it is split at its slots once and filled for each page.

MkDocs renders one page of a kind with tokens in place of its texts. Splitting asserts how often each token occurs, so
that a theme whose pages are built otherwise fails loudly. Filling joins parts and never searches, so that a submitted
text that holds a token stays a text.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

TITLE = "mesh-results-slot-title"
DESCRIPTION = "mesh-results-slot-description"
CANONICAL = "mesh-results-slot-canonical"
EDIT = "mesh-results-slot-edit"
PREVIEW = "mesh-results-slot-preview"
TOC = "mesh-results-slot-toc"
BODY = "<h1>mesh-results-slot-body</h1>"
"""An h1, since the theme adds one to a page without."""

_BLANK_LINES = re.compile(r"\n\s*\n")  # the theme's templates leave a third of the frame's lines empty

COUNTS = {TITLE: 2, DESCRIPTION: 1, CANONICAL: 1, EDIT: 1, PREVIEW: 1, TOC: 1, BODY: 1}
"""How often the theme writes each: the title stands in `<title>` and in the header."""


class ShellError(ValueError):
    """The theme's page does not hold the slots that are expected of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """A rendered page without its texts: `parts` surround `slots`, so there is one part more than slots."""

    parts: tuple[bytes, ...]
    slots: tuple[str, ...]

    def stamp(self, texts: Mapping[str, bytes]) -> bytes:
        """The page with `texts` (HTML in UTF-8, by slot) in its slots."""
        filled = [self.parts[0]]
        for slot, part in zip(self.slots, self.parts[1:], strict=True):
            filled += (texts[slot], part)
        return b"".join(filled)


def split(rendered: str, *, editable: bool) -> Shell:
    """The shell of a page that was rendered with the tokens above in place of its texts.

    Args:
        rendered: the whole HTML page.
        editable: whether it has an edit link.

    Raises:
        ShellError: a token occurs more or less often than `COUNTS` says.
    """
    pieces = re.split(f"({'|'.join(map(re.escape, COUNTS))})", rendered)
    slots = tuple(pieces[1::2])
    expected = COUNTS if editable else {**COUNTS, EDIT: 0}
    found = Counter(slots)
    wrong = [
        f"{token}: {found[token]} instead of {count}" for token, count in expected.items() if found[token] != count
    ]
    if wrong:
        raise ShellError(f"the theme's page holds other slots than expected ({'; '.join(wrong)})")
    return Shell(parts=tuple(_BLANK_LINES.sub("\n", piece).encode() for piece in pieces[::2]), slots=slots)
