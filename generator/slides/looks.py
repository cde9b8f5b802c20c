"""What of a figure's look is not in its columns: colours, marks and the words of its axes, read from its drawn form."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from generator.figures import Figure

NEUTRAL = "#757575"
INK = "#404040"
_LOG = ", log axis"
_OPEN = "-open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A colour, the name of a marker, and for each point whether it is hollow."""

    colour: str = NEUTRAL
    marker: str = "circle"
    hollow: tuple[bool, ...] = ()


def layout(figure: Figure) -> Mapping[str, Any]:
    """The figure's layout."""
    return cast("Mapping[str, Any]", figure.plotly.get("layout", {}))


def traces(figure: Figure) -> list[Mapping[str, Any]]:
    """The figure's traces."""
    return cast("list[Mapping[str, Any]]", figure.plotly.get("data", []))


def rows(figure: Figure, suffix: str = "") -> dict[int, Look]:
    """The look of each row of the row form, by its place from above; of the panel with that number of the axes."""
    found: dict[int, Look] = {}
    for trace in traces(figure):
        colour = trace.get("marker", {}).get("color")
        if trace.get("xaxis", "x") != f"x{suffix}" or not _opaque(colour) or not trace.get("y"):
            continue
        symbols = trace["marker"].get("symbol", ())
        hollow = tuple(symbol.endswith(_OPEN) for symbol in symbols) if not isinstance(symbols, str) else ()
        found[int(trace["y"][0])] = Look(colour=colour, hollow=hollow)
    return found


def named(figure: Figure) -> dict[str, Look]:
    """The look of each series that carries a name, by that name as plain text."""
    found: dict[str, Look] = {}
    for trace in traces(figure):
        name, colour = trace.get("name"), trace.get("line", {}).get("color")
        if isinstance(name, str) and _opaque(colour):
            found.setdefault(_plain(name), Look(colour=colour, marker=_symbol(trace)))
    return found


def _opaque(colour: object) -> bool:
    return isinstance(colour, str) and colour.startswith("#")


def _symbol(trace: Mapping[str, Any]) -> str:
    symbol = trace.get("marker", {}).get("symbol", "circle")
    first = symbol if isinstance(symbol, str) else next(iter(symbol), "circle")
    return str(first).removesuffix(_OPEN)


def axis_title(figure: Figure, name: str) -> str:
    """The title of an axis as plain text, without the remark that it is logarithmic; empty where it has none."""
    text = layout(figure).get(name, {}).get("title", {}).get("text", "")
    return _plain(str(text)).removesuffix(_LOG)


def is_log(figure: Figure, name: str) -> bool:
    """Whether the page draws that axis logarithmic."""
    return bool(layout(figure).get(name, {}).get("type") == "log")


def offered(figure: Figure) -> float | None:
    """Where the vertical line of the offered rate stands."""
    lines = [shape for shape in layout(figure).get("shapes", ()) if shape.get("type") == "line"]
    return float(lines[0]["x0"]) if len(lines) == 1 else None


def dashed(figure: Figure) -> Iterator[tuple[str, int]]:
    """Of each variant of a spectrum in order its colour, and how many of its last points few samples stand behind."""
    counts: dict[str, tuple[str, int]] = {}
    for trace in traces(figure):
        line, group = trace.get("line", {}), str(trace.get("legendgroup", ""))
        if not (trace.get("name") and _opaque(line.get("color"))):
            continue
        many = len(trace["x"]) if line.get("dash") == "dash" else 0
        counts[group] = (line["color"], counts.get(group, ("", 0))[1] + many)
    yield from counts.values()


def _plain(text: str) -> str:
    return html.unescape(text.replace("<br>", " "))


def mixed(colour: str, white: float) -> str:
    """The colour with that share of white."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * white):02x}" for part in parts)
