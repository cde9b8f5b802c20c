"""Why no MeshMark is computed: what it was to be made of, with formulas, and in how many comparisons that is reported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator import addresses
from generator.compare.resources import CONTROL_PLANE, NODE
from generator.compare.values import Variant
from generator.pages.rendering import page, render

if TYPE_CHECKING:
    from generator.page import Page
    from generator.pages.index import Index


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingredient:
    """A quantity of its own: its formula, what to mind, and whether a variant reports what it needs."""

    name: str
    unit: str
    formula: str
    remark: str
    reported: Callable[[Variant], bool]


def _reports(role: str, *fields: str) -> Callable[[Variant], bool]:
    return lambda variant: any(getattr(variant.uses.get(role), field, None) is not None for field in fields)


INGREDIENTS = (
    Ingredient(
        name="latency overhead",
        unit="ms and %",
        formula="median of the variant’s runs − median of the baseline’s, at p50 and at p99; in % of the baseline’s",
        remark="its interval holds the noise of both sides",
        reported=lambda variant: bool(variant.overhead),
    ),
    Ingredient(
        name="throughput difference",
        unit="requests/s and %",
        formula="median achieved rate of the variant − that of the baseline; in % of the baseline’s",
        remark="tells something under full load alone, where nobody sets the rate",
        reported=lambda variant: variant.throughput_difference is not None,
    ),
    Ingredient(
        name="data plane CPU",
        unit="mCPU per 1,000 requests/s",
        formula="Σ mCPU of all proxies in the path ÷ (achieved requests/s ÷ 1,000)",
        remark="sidecars, or node proxies and waypoints, or node proxies: what is summed stands with the number",
        reported=lambda variant: variant.proxies.cpu_per_1000_rps is not None,
    ),
    Ingredient(
        name="data plane memory",
        unit="MB",
        formula="Σ MB of the same proxies",
        remark="not divided by the rate: it follows from what a proxy has to know rather than from requests",
        reported=lambda variant: variant.proxies.mem_mb is not None,
    ),
    Ingredient(
        name="control plane",
        unit="mCPU and MB",
        formula="Σ over its components",
        remark="apart from the data plane: it follows from changes in the cluster rather than from requests",
        reported=_reports(CONTROL_PLANE, "cpu_mcores", "mem_mb"),
    ),
    Ingredient(
        name="CPU of the nodes",
        unit="mCPU per 1,000 requests/s",
        formula="Σ mCPU of all nodes ÷ (achieved requests/s ÷ 1,000), and what that is above the baseline’s",
        remark="holds the kernel’s work too, so that it alone compares sidecars, ambient and eBPF in full",
        reported=_reports(NODE, "cpu_per_1000_rps"),
    ),
    Ingredient(
        name="CPU headroom",
        unit="%",
        formula="1 − Σ mCPU of all nodes ÷ (1,000 × Σ cores)",
        remark="the one term that MeshMark defines; needs the use and the capacity of every node",
        reported=_reports(NODE, "cpu_headroom"),
    ),
    Ingredient(
        name="memory headroom",
        unit="%",
        formula="1 − Σ MB used on all nodes ÷ Σ MB of all nodes",
        remark="by analogy: MeshMark names memory and gives no formula",
        reported=_reports(NODE, "mem_headroom"),
    ),
    Ingredient(
        name="bandwidth headroom",
        unit="%",
        formula="1 − used ÷ capacity of the links",
        remark="by analogy; neither SMP nor this site has a field for what links can carry",
        reported=lambda _: False,
    ),
)


def meshmark_page(index: Index) -> Page:
    """Why no index of efficiency is computed, and what is published instead."""
    groups = [group for group in index.comparison.groups.values() if not group.demonstration]
    counts = {
        each.name: sum(any(each.reported(variant) for variant in group.variants) for group in groups)
        for each in INGREDIENTS
    }
    return page(
        addresses.MESHMARK,
        render("meshmark.html", addresses.MESHMARK, ingredients=INGREDIENTS, counts=counts, groups=len(groups)),
        title="MeshMark",
        description="Why this site computes no index from 0 to 100, and which defined quantities it publishes instead.",
        section="Performance",
        search="Why no MeshMark index is computed, and which defined quantities are published instead.",
    )
