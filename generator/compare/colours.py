"""A variant's colour and marker: the mesh gives the colour, mode and configuration a shade of it and a marker.

Relative luminance and contrast follow WCAG 2.2; shades stay between the luminances that stand with 3:1 on the site's white and on
its dark background, unless the mesh's own colour lies outside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.model import Mesh, Subject

MARKERS = ("circle", "diamond", "square", "triangle-up", "cross", "x", "star", "hexagon", "pentagon", "triangle-down")
"""Names of Plotly's marker symbols, in the order they are given out."""
_DARKEST, _LIGHTEST = 0.1435, 0.30
_SPREAD = 0.8
_GREY = "#757575"

Look = tuple[str, str | None, str | None]
"""Mesh, mode and configuration: what a reader recognises; versions of one share it."""


@dataclass(frozen=True, slots=True)
class Style:
    """A colour as #rrggbb and the name of a marker."""

    colour: str
    marker: str


def look(subject: Subject) -> Look:
    """The look that the subject has in every chart."""
    return subject.mesh, subject.mode, subject.configuration


def styles(subjects: Iterable[Subject], meshes: Mapping[str, Mesh]) -> dict[Look, Style]:
    """The style of every look in the catalogue, so that a variant looks the same in all groups."""
    settings: dict[tuple[str, str | None], set[str]] = {}
    for mesh, mode, configuration in {look(subject) for subject in subjects}:
        known = settings.setdefault((mesh, mode), set())
        known |= {configuration} if configuration else set()
    return {
        (mesh, mode, configuration): style
        for (mesh, mode), known in settings.items()
        for configuration, style in _of_mode(meshes.get(mesh), mode, sorted(known))
    }


def _of_mode(mesh: Mesh | None, mode: str | None, configurations: list[str]) -> Iterable[tuple[str | None, Style]]:
    """The plain mode keeps its own colour and marker; its configurations spread around them."""
    yield None, _style(mesh, mode, 0.0, 0)
    last = len(configurations) - 1
    for place, configuration in enumerate(configurations):
        spread = _SPREAD * (2 * place / last - 1) if last else _SPREAD
        yield configuration, _style(mesh, mode, spread, place + 1)


def _style(mesh: Mesh | None, mode: str | None, spread: float, place: int) -> Style:
    declared = mesh.mode(mode) if mesh else None
    shade = max(-1.0, min(1.0, (declared.shade if declared else 0.0) + spread))
    first = MARKERS.index(declared.marker) if declared and declared.marker in MARKERS else 0
    return Style(shaded(mesh.colour if mesh else _GREY, shade), MARKERS[(first + place) % len(MARKERS)])


def shaded(colour: str, shade: float) -> str:
    """The colour moved towards the darkest (`shade` -1) or the lightest (1) tone that stands on both backgrounds."""
    linear = [_to_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5)]
    now = luminance(colour)
    if shade < 0 and now > _DARKEST:
        factor = (now + shade * (now - _DARKEST)) / now
        linear = [value * factor for value in linear]
    elif shade > 0 and now < _LIGHTEST:
        share = shade * (_LIGHTEST - now) / (1 - now)
        linear = [value + (1 - value) * share for value in linear]
    return "#" + "".join(f"{round(255 * _from_linear(value)):02x}" for value in linear)


def luminance(colour: str) -> float:
    """The relative luminance of #rrggbb, 0 to 1."""
    red, green, blue = (_to_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _to_linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _from_linear(value: float) -> float:
    return value * 12.92 if value <= 0.0031308 else float(1.055 * value ** (1 / 2.4) - 0.055)
