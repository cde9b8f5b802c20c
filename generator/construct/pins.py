"""Pinned charts -> values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator import model, pin_form
from generator.construct.fields import day, required_text, texts, truth, whole
from generator.rules.access import mapping
from generator.times import read_date

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from generator.source import Document


def pin(document: Document) -> model.Pin:
    """A pinned chart."""
    entry = mapping(document.data)
    return model.Pin(
        chart=required_text(entry, "chart"),
        hash=required_text(entry, "hash"),
        pinned=day(entry, "pinned"),
        title=required_text(entry, "title"),
        subtitle=required_text(entry, "subtitle"),
        finding=required_text(entry, "finding"),
        caveats=texts(entry, "caveats"),
        source=required_text(entry, "source"),
        alt=required_text(entry, "alt"),
        home=required_text(entry, "home"),
        home_title=required_text(entry, "home_title"),
        section=required_text(entry, "section"),
        measured=_measured(entry),
        results=texts(entry, "results"),
        meshes=texts(entry, "meshes"),
        demonstration=truth(entry, "demonstration") is True,
        figure=required_text(entry, "figure"),
        figure_kind=required_text(entry, "figure_kind"),
        height=whole(entry, "height") or 0,
        narrow_height=whole(entry, "narrow_height") or 0,
        form=pin_form.form_of(texts(entry, "form")),
        origin=document.locate(()),
    )


def _measured(entry: Mapping[str, object]) -> tuple[date, date] | None:
    first, last = (read_date(str(entry.get(name) or "")) for name in ("measured_from", "measured_to"))
    return None if first is None or last is None else (first, last)
