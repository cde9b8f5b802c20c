"""The pictures on the pages of patterns: a topology in full and on its card, and the patterns around one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator import addresses
from generator.layout import Arrow, Box
from generator.pages.diagram import sketch, svg
from generator.pages.rendering import linker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from generator.model import Pattern, Related, Topology
    from generator.pages.index import Index


def topology(pattern: Pattern) -> Markup | None:
    """The picture of a pattern's topology; None where it has none."""
    drawn = pattern.topology
    if drawn is None:
        return None
    return svg(
        *_graph(drawn),
        title=f"Topology of {pattern.title}",
        description=drawn.description,
        name="topology",
        kinds={node.id: node.node for node in drawn.nodes},
        dashed=[edge.style == "dashed" for edge in drawn.edges],
    )


def card_picture(pattern: Pattern) -> Markup | None:
    """The topology without words, which would be too small to read on a card; None where there is none."""
    drawn = pattern.topology
    if drawn is None:
        return None
    return sketch(
        *_graph(drawn),
        name=f"card-{pattern.id}",
        kinds={node.id: node.node for node in drawn.nodes},
        dashed=[edge.style == "dashed" for edge in drawn.edges],
    )


def _graph(drawn: Topology) -> tuple[list[Box], list[Arrow]]:
    boxes = [Box(id=node.id, label=node.label, group=node.group) for node in drawn.nodes]
    return boxes, [Arrow(start=each.start, end=each.end, label=each.label or each.protocol) for each in drawn.edges]


def neighbours(
    index: Index, pattern: Pattern, relations: Sequence[tuple[str, Related, bool]], path: str
) -> Markup | None:
    """A small map of a pattern and those related to it; None where it has none."""
    edges = [
        (other, pattern.id, each.relation) if incoming else (pattern.id, other, each.relation)
        for other, each, incoming in relations
        if other in index.catalogue.patterns
    ]
    if not edges:
        return None
    link = linker(path)
    titles = {name: index.catalogue.patterns[name].title for edge in edges for name in edge[:2]}
    return svg(
        [Box(id=name, label=titles[name]) for name in dict.fromkeys((pattern.id, *titles))],
        [Arrow(start=start, end=end, label=str(relation).replace("-", " ")) for start, end, relation in edges],
        title=f"Patterns related to {pattern.title}",
        description="; ".join(
            f"{titles[start]} {str(relation).replace('-', ' ')} {titles[end]}" for start, end, relation in edges
        ),
        name="neighbours",
        kinds={pattern.id: "gateway"},
        dashed=[False] * len(edges),
        links={name: link(addresses.pattern_path(name)) for name in titles if name != pattern.id},
    )
