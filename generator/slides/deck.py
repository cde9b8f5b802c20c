"""Slides -> a PowerPoint file whose charts and tables are native."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from generator.slides.chart_xml import chart_xml
from generator.slides.form import TEXT_PT, cut
from generator.slides.grid import grid
from generator.slides.package import packed
from generator.slides.table import MARGIN_IN, row_in
from generator.slides.template import (
    FIRST_ID,
    FOOT_ID,
    KEY_ID,
    SECOND_ID,
    SUBTITLE_ID,
    THIRD_ID,
    layouts,
    opened,
)
from generator.slides.workbook import EPOCH, workbook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from generator.slides.values import Drawing, Plot, Slide, Table

_KEY_LINES = 14
"""So many lines of 18 points stand in the key."""

LONGEST_TITLE = 255
"""Characters that a document's property may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chart:
    """What python-pptx asks of a chart's content: its XML and its workbook, made by us."""

    xml: bytes
    xlsx_blob: bytes

    def xml_bytes(self, _: XL_CHART_TYPE) -> bytes:
        return self.xml


def built(slides: Sequence[Slide], title: str, changed: datetime | None = None) -> bytes:
    """The file: a slide each, in their order.

    Args:
        slides: what stands on them.
        title: of the document, as its properties say it.
        changed: when it was changed last, by its properties; a fixed day where nothing is given.
    """
    deck = opened()
    by_name = {layout.name: layout for layout in deck.slide_layouts}
    for slide in slides:
        _add(deck.slides.add_slide(by_name[layout_of(slide.drawing)]), slide)
    properties = deck.core_properties
    properties.title = title[:LONGEST_TITLE]
    properties.created = properties.modified = (changed or EPOCH).replace(tzinfo=None)
    properties.revision = 1
    return packed(deck)


def layout_of(drawing: Drawing) -> str:
    """The layout that has the places for a drawing."""
    if drawing.table is not None:
        return "Table"
    if not drawing.plots:
        return "Text"
    if len(drawing.plots) == 1:
        return "Chart"
    if not drawing.key:
        return "Two charts"
    return "Two charts and key" if len(drawing.plots) == 2 else "Three charts and key"


def _add(page: Any, slide: Slide) -> None:
    page.shapes.title.text_frame.text = slide.title
    places = {place.placeholder_format.idx: place for place in page.placeholders}
    places[SUBTITLE_ID].text_frame.text = slide.subtitle
    places[FOOT_ID].text_frame.text = "\n".join(slide.foot)
    drawing = slide.drawing
    boxes = layouts()[layout_of(drawing)]
    for number, plot in zip((FIRST_ID, SECOND_ID, THIRD_ID), drawing.plots, strict=False):
        _chart(places[number], plot, slide, boxes[number][1][2:])
    if KEY_ID in places:
        _key(places[KEY_ID], drawing, boxes[KEY_ID][1][2])
    if drawing.table is not None:
        _table(places[FIRST_ID], drawing.table, slide)
    elif not drawing.plots:
        places[FIRST_ID].text_frame.text = "\n".join(drawing.text)
    for place in [places[each] for each in (SUBTITLE_ID, FOOT_ID) if not places[each].text_frame.text.strip()]:
        place._element.getparent().remove(place._element)  # noqa: SLF001 - an empty placeholder shows its prompt
    page.notes_slide.notes_text_frame.text = slide.notes


def _chart(place: Any, plot: Plot, slide: Slide, size: tuple[float, float]) -> None:
    cells = grid(plot)
    content = _Chart(xml=chart_xml(plot, cells, size), xlsx_blob=workbook(cells, slide.columns))
    frame = place.insert_chart(XL_CHART_TYPE.BAR_CLUSTERED, content)
    _describe(
        frame, f"Chart{f' of {plot.heading}' if plot.heading else ''}: {slide.title}. Its workbook holds the values."
    )


def _describe(frame: Any, text: str) -> None:
    """What a screen reader says of a chart or a table."""
    frame._element.nvGraphicFramePr.cNvPr.set("descr", text)  # noqa: SLF001 - python-pptx has no call for it


def _key(place: Any, drawing: Drawing, wide: float) -> None:
    """The variants' names, each behind a square of its colour; as many as fit, and how many more there are."""
    frame = place.text_frame
    shown = drawing.key if len(drawing.key) <= _KEY_LINES else drawing.key[: _KEY_LINES - 1]
    lines = 2 if len(shown) * 2 <= _KEY_LINES else 1
    for at, (colour, mark, name) in enumerate(shown):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        sign, said = paragraph.add_run(), paragraph.add_run()
        sign.text, said.text = f"{mark} ", cut(name, wide - 0.3, lines, TEXT_PT)
        sign.font.color.rgb = _rgb(colour)
    if len(shown) < len(drawing.key):
        frame.add_paragraph().text = f"and {len(drawing.key) - len(shown)} more"


def _rgb(colour: str) -> RGBColor:
    red, green, blue = bytes.fromhex(colour[1:])
    return RGBColor(red, green, blue)  # type: ignore[no-untyped-call]


def _table(place: Any, table: Table, slide: Slide) -> None:
    frame = place.insert_table(rows=len(table.rows) + 1, cols=len(table.head))
    native = frame.table
    for column, inches in zip(native.columns, table.widths, strict=True):
        column.width = Inches(inches)
    for at, texts in enumerate((table.head, *table.rows)):
        native.rows[at].height = Inches(row_in(table.size_pt, table.deep if at else 1))
        for column, text in enumerate(texts):
            _cell(native.cell(at, column), text, table, (at - 1, column))
    frame.width = Emu(sum(column.width for column in native.columns))
    frame.height = Emu(sum(row.height for row in native.rows))
    _describe(frame, f"Table: {slide.title}")


def _cell(cell: Any, text: str, table: Table, at: tuple[int, int]) -> None:
    cell.margin_top = cell.margin_bottom = Inches(MARGIN_IN)
    cell.margin_left = cell.margin_right = Inches(0.08)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame = cell.text_frame
    frame.word_wrap = True
    frame.text = text
    paragraph = frame.paragraphs[0]
    paragraph.font.size = Pt(table.size_pt)
    if at[1] in table.numbers:
        paragraph.alignment = PP_ALIGN.RIGHT
    fills: Mapping[tuple[int, int], str] = table.fills
    if at in fills:
        cell.fill.solid()
        cell.fill.fore_color.rgb = _rgb(fills[at])
