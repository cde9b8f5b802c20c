"""A deck as bytes that depend on nothing but its content."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The first time that a ZIP archive can hold."""
_REGULAR = 0o644 << 16
_PACKED = (".xlsx", ".jpeg", ".png")


def packed(deck: Deck) -> bytes:
    """The deck's file, in which no clock has left a time: python-pptx writes that of the moment to each member."""
    saved, stream = BytesIO(), BytesIO()
    deck.save(saved)
    with ZipFile(saved) as old, ZipFile(stream, "w") as new:
        for name in old.namelist():
            member = ZipInfo(name, FIRST_DAY)
            member.external_attr = _REGULAR
            member.create_system = 0
            member.compress_type = ZIP_STORED if name.endswith(_PACKED) else ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return stream.getvalue()
