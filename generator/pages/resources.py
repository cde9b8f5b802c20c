"""A group's CPU and memory by role, and the quantities that MeshMark was to be made of, as rows of tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.compare import resources
from generator.compare.values import Use
from generator.model import MeshKind
from generator.numbers import NOT_REPORTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.compare.values import ComparisonGroup, Difference, Variant

_ALWAYS = (resources.PROXIES, resources.CONTROL_PLANE, resources.MESH, resources.NODE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceRow:
    """A role or a sum of a variant: what it is called, what is summed, and its use.

    `above` is the nodes' CPU above the baseline's, for the nodes alone.
    """

    title: str
    summed: str
    statistic: str
    use: Use
    above: Difference | None = None


def resource_rows(group: ComparisonGroup) -> list[tuple[Variant, list[ResourceRow]]]:
    """Every variant with its rows; none where no run of the group reports any. A baseline has nodes and nothing else."""
    if not reports_resources(group):
        return []
    return [(variant, list(_rows(group, variant))) for variant in group.variants]


def reports_resources(group: ComparisonGroup) -> bool:
    """Whether any run that counts reports CPU or memory of the mesh or of the nodes."""
    return any(variant.uses for variant in group.variants)


def is_bare(variant: Variant) -> bool:
    """Whether the variant has no mesh in the path, and so no part that could cost anything."""
    return variant.is_baseline or variant.mesh.kind is MeshKind.NONE


def _rows(group: ComparisonGroup, variant: Variant) -> Iterator[ResourceRow]:
    for name in resources.TITLES:
        if (name in _ALWAYS or _tells(variant, name)) and not (is_bare(variant) and name != resources.NODE):
            yield _row(group, variant, name)


def _tells(variant: Variant, name: str) -> bool:
    """Whether the role's row says more than that of the sum that it is part of."""
    total = variant.uses.get(resources.PROXIES)
    whole = total is not None and total.roles == (name,) and not total.missing
    return name in variant.uses and not whole


def _row(group: ComparisonGroup, variant: Variant, name: str) -> ResourceRow:
    use = variant.uses.get(name) or Use(roles=())
    nodes = name == resources.NODE and not is_bare(variant)
    others = max(1, len(group.variants) - 1)
    return ResourceRow(
        title=resources.TITLES[name],
        summed=resources.in_words(use) if use.missing or (name == resources.PROXIES and use.roles) else "",
        statistic="several, not comparable" if use.mixed else use.statistic or NOT_REPORTED,
        use=use,
        above=resources.nodes_above(variant, group.baseline, others) if nodes else None,
    )
