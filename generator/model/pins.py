"""A chart as it was on one day, as it was committed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from generator.finding import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A pinned chart: all that its page, its picture and its slide show.

    `form` is {"data", "layout", "narrow", "columns", "shown"}, checked; heights are in CSS pixels. `results` are addresses of
    results (submission/result), or ids of reports or patterns. The texts are plain, not escaped.
    """

    chart: str
    hash: str
    pinned: date
    title: str
    subtitle: str
    finding: str
    caveats: tuple[str, ...]
    source: str
    alt: str
    home: str
    home_title: str
    section: str
    measured: tuple[date, date] | None
    results: tuple[str, ...]
    meshes: tuple[str, ...]
    demonstration: bool
    figure: str
    figure_kind: str
    height: int
    narrow_height: int
    form: Mapping[str, object]
    origin: Location
