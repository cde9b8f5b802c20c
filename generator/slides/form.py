"""The form of a slide: its size, its boxes, its type, and texts cut to what fits into them.

Widths are estimated from Arial's, so that what fits does not depend on the machine. Lengths are in inches, type in points.
"""

from __future__ import annotations

import re
from functools import lru_cache

WIDTH, HEIGHT = 13.333, 7.5
POINTS = 72
"""Points in an inch."""
TITLE_PT, PARAGRAPH_PT, TEXT_PT, FOOT_PT = 28, 22, 18, 14
LINE = 1.2
"""A line's height over its type's."""
FONT = "Arial"
"""Stands on every machine that shows slides, there or as a face of the same widths."""
ELLIPSIS = "…"
BOLD = 1.08

Box = tuple[float, float, float, float]
"""Left, top, width and height."""
TITLE: Box = (0.5, 0.28, 12.333, 1.0)
SUBTITLE: Box = (0.5, 1.3, 12.333, 0.96)
SUBTITLE_LINES = 3
BODY: Box = (0.5, 2.32, 12.333, 4.36)
FOOT: Box = (0.5, 6.76, 12.333, 0.54)

_WIDTHS = (
    ("ijl|'’", 0.222),
    (" !,./:;I[]ft\\·", 0.278),
    ("()-r`{}•", 0.333),
    ('"“”*', 0.365),
    ("ckJsvxyz", 0.5),
    ("+−<=>~±×", 0.584),
    ("FTZ", 0.611),
    ("&ABEKPSVXY", 0.667),
    ("CDHNRUw", 0.722),
    ("GOQ", 0.778),
    ("Mm", 0.833),
    ("W%—", 0.92),
    ("@…●", 1.0),
)
_WIDTH_OF = {character: width for characters, width in _WIDTHS for character in characters}
_DIGIT = 0.556
_WIDE = 1.0
"""An em: characters that this table does not know and that are no letters of Europe are taken to be as wide."""


@lru_cache(4096)
def width(text: str, size_pt: float, *, bold: bool = False) -> float:
    """The width of a line of text in inches."""
    ems = sum(_WIDTH_OF.get(each, _DIGIT if ord(each) < 0x250 else _WIDE) for each in text)
    return ems * size_pt * (BOLD if bold else 1) / POINTS


def lines(text: str, inches: float, size_pt: float, *, bold: bool = False) -> list[str]:
    """The text broken at its spaces into lines of that width; a word that is wider than a line is broken within."""
    found = [""]
    for word in text.split():
        for part in _parts(word, inches, size_pt, bold=bold):
            longer = f"{found[-1]} {part}" if found[-1] else part
            if not found[-1] or width(longer, size_pt, bold=bold) <= inches:
                found[-1] = longer
            else:
                found.append(part)
    return found


def _parts(word: str, inches: float, size_pt: float, *, bold: bool) -> list[str]:
    found = [""]
    for character in word:
        if found[-1] and width(found[-1] + character, size_pt, bold=bold) > inches:
            found.append("")
        found[-1] += character
    return found


def fits(text: str, inches: float, most: int, size_pt: float, *, bold: bool = False) -> bool:
    """Whether the text takes no more than so many lines."""
    return len(lines(text, inches, size_pt, bold=bold)) <= most


def cut(text: str, inches: float, most: int, size_pt: float, *, bold: bool = False) -> str:
    """The text, if it takes more lines than `most` cut between two words, or within one, and ended by an ellipsis."""
    whole = " ".join(text.split())
    if fits(whole, inches, most, size_pt, bold=bold):
        return whole
    kept = lines(whole, inches, size_pt, bold=bold)[:most]
    while kept:
        short = f"{' '.join(kept).rstrip(' ,;:.')} {ELLIPSIS}"
        if fits(short, inches, most, size_pt, bold=bold):
            return short
        kept[-1] = kept[-1].rpartition(" ")[0] or kept[-1][:-1]
        kept = [line for line in kept if line]
    return ELLIPSIS


def clauses(text: str, inches: float, most: int, size_pt: float, end: str = "") -> str:
    """As many of the text's clauses as fit before its `end`, which stays, at least the beginning of the first.

    An ellipsis says that some are left out. Where the end alone leaves no room, it goes like the others.
    """
    whole = " ".join(f"{text} {end}".split())
    if fits(whole, inches, most, size_pt):
        return whole
    last = f"{ELLIPSIS} {end}".rstrip()
    if end and not fits(last, inches, most - 1, size_pt):
        return clauses(whole, inches, most, size_pt)
    kept = ""
    for clause in re.split(r"(?<=[.;,]) ", " ".join(text.split())):
        longer = f"{kept} {clause}".strip()
        if not fits(f"{longer} {last}", inches, most, size_pt):
            break
        kept = longer
    return f"{kept.rstrip(' ,;')} {last}" if kept else cut(whole, inches, most, size_pt)
