"""The empty deck: 16:9, with a layout for each kind of slide, whose places are placeholders that another template can restyle."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.util import Inches

from generator.slides.form import (
    BODY,
    FONT,
    FOOT,
    FOOT_PT,
    HEIGHT,
    PARAGRAPH_PT,
    SUBTITLE,
    TEXT_PT,
    TITLE,
    TITLE_PT,
    WIDTH,
    Box,
)
from generator.slides.package import packed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pptx.presentation import Presentation as Deck

SUBTITLE_ID, FIRST_ID, SECOND_ID, THIRD_ID, FOOT_ID, KEY_ID = 13, 14, 15, 16, 20, 21
"""The placeholders' numbers, the same in every layout: who changes the layout keeps what stands in them."""
APART_PT = 8
"""Between two paragraphs of text."""
_KEY_IN = 3.2
_GAP_IN = 0.15
_AXIS_IN = 0.95
"""What the first of three plots is wider than the others: it has the axis that they share."""
_NS = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
_ACCENTS = {"4F81BD": "455A64", "1F497D": "263238"}
"""Colours of the theme of python-pptx, and what stands in their place: the header of tables, and dark text."""


def layouts() -> Mapping[str, Mapping[int, tuple[str, Box]]]:
    """Each layout's places between subtitle and foot by number: what they take, and where they stand."""
    left, top, wide, high = BODY
    plots = wide - _KEY_IN - _GAP_IN
    key = ("body", (left + plots + _GAP_IN, top + 0.45, _KEY_IN, high - 0.45))
    share = wide * 0.6
    half, third = (plots - _GAP_IN) / 2, (plots - _AXIS_IN - 2 * _GAP_IN) / 3
    first = third + _AXIS_IN
    seconds = (left + first + _GAP_IN, left + first + third + 2 * _GAP_IN)
    return {
        "Chart": {FIRST_ID: ("chart", BODY)},
        "Two charts": {
            FIRST_ID: ("chart", (left, top, share, high)),
            SECOND_ID: ("chart", (left + share + _GAP_IN, top, wide - share - _GAP_IN, high)),
        },
        "Two charts and key": {
            FIRST_ID: ("chart", (left, top, half, high)),
            SECOND_ID: ("chart", (left + half + _GAP_IN, top, half, high)),
            KEY_ID: key,
        },
        "Three charts and key": {
            FIRST_ID: ("chart", (left, top, first, high)),
            SECOND_ID: ("chart", (seconds[0], top, third, high)),
            THIRD_ID: ("chart", (seconds[1], top, third, high)),
            KEY_ID: key,
        },
        "Table": {FIRST_ID: ("tbl", BODY)},
        "Text": {FIRST_ID: ("body", BODY)},
    }


@cache
def empty() -> bytes:
    """The deck without slides, made once: opening it is a third of the time of opening python-pptx's own."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    _widen(deck)
    kinds = layouts()
    for layout in list(deck.slide_layouts)[len(kinds) :]:
        deck.slide_layouts.remove(layout)
    for layout, (name, places) in zip(deck.slide_layouts, kinds.items(), strict=True):
        element = layout._element  # noqa: SLF001 - python-pptx cannot make layouts
        element.attrib.pop("type", None)
        element.set("userDrawn", "1")
        element.replace(element.cSld, parse_xml(_layout(name, places)))
    _restyle(deck)
    return packed(deck)


def opened() -> Deck:
    """A new deck without slides."""
    return Presentation(BytesIO(empty()))


def _widen(deck: Deck) -> None:
    """The master's own places, made for 4:3, stretched to the slide's width."""
    for shape in deck.slide_master.placeholders:
        shape.left, shape.width = (Inches(value / 914400 * WIDTH / 10) for value in (shape.left, shape.width))


def _restyle(deck: Deck) -> None:
    """Without the thumbnail and the printer of another deck; with our face and colours in the theme."""
    package, main = deck.part.package, deck.part
    for owner, kind in ((package, RELATIONSHIP_TYPE.THUMBNAIL), (main, RELATIONSHIP_TYPE.PRINTER_SETTINGS)):
        for name in [name for name, rel in owner._rels.items() if rel.reltype == kind]:  # noqa: SLF001 - as above
            owner._rels.pop(name)  # noqa: SLF001 - drop_rel looks for references that these have not
    theme = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    content = theme.blob.replace(b'typeface="Calibri"', f'typeface="{FONT}"'.encode())
    for old, new in _ACCENTS.items():
        content = content.replace(old.encode(), new.encode())
    theme.blob = content
    properties = deck.core_properties
    properties.author = properties.last_modified_by = "mesh-results"


def _layout(name: str, places: Mapping[int, tuple[str, Box]]) -> str:
    shapes = "".join(_shapes(places))
    return (
        f'<p:cSld {_NS} name="{escape(name)}"><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/>'
        f"</p:nvGrpSpPr><p:grpSpPr/>{shapes}</p:spTree></p:cSld>"
    )


def _shapes(places: Mapping[int, tuple[str, Box]]) -> Iterator[str]:
    yield _place(2, 'type="title"', "Finding", TITLE, _style(TITLE_PT, bold=True), anchor="b")
    yield _place(3, f'type="body" sz="quarter" idx="{SUBTITLE_ID}"', "Conditions", SUBTITLE, _style(TEXT_PT))
    for number, (kind, box) in places.items():
        style = _style(TEXT_PT) if number == KEY_ID else _style(PARAGRAPH_PT, apart_pt=APART_PT)
        yield _place(number, f'type="{kind}" sz="half" idx="{number}"', _PROMPTS[kind], box, style)
    yield _place(
        30, f'type="body" sz="quarter" idx="{FOOT_ID}"', "Source", FOOT, _style(FOOT_PT, grey=True), anchor="b"
    )


_PROMPTS = {"body": "Text", "chart": "Chart", "tbl": "Table"}


def _style(size_pt: int, *, bold: bool = False, grey: bool = False, apart_pt: int = 0) -> str:
    colour = (
        '<a:schemeClr val="tx1"><a:lumMod val="65000"/><a:lumOff val="35000"/></a:schemeClr>'
        if grey
        else '<a:schemeClr val="tx1"/>'
    )
    return (
        '<a:lstStyle><a:lvl1pPr marL="0" indent="0" algn="l"><a:spcBef>'
        f'<a:spcPts val="{apart_pt * 100}"/></a:spcBef><a:buNone/><a:defRPr sz="{size_pt * 100}" b="{1 if bold else 0}">'
        f"<a:solidFill>{colour}</a:solidFill></a:defRPr></a:lvl1pPr></a:lstStyle>"
    )


def _place(number: int, kind: str, name: str, box: Box, style: str, anchor: str = "t") -> str:
    left, top, wide, high = (round(each * 914400) for each in box)
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name} {number}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f'<p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr><p:spPr><a:xfrm><a:off x="{left}" y="{top}"/>'
        f'<a:ext cx="{wide}" cy="{high}"/></a:xfrm></p:spPr><p:txBody>'
        f'<a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}"><a:normAutofit/></a:bodyPr>{style}'
        f'<a:p><a:r><a:rPr lang="en-GB"/><a:t>{name}</a:t></a:r></a:p></p:txBody></p:sp>'
    )
