"""The figures of what is published: Istio's runs report CPU and memory of its proxies, LiveWyer's report none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import plotly.graph_objects as go
import pytest

from generator import figures
from generator.model import MeshKind
from tests.test_compare_published import of_submission, published

if TYPE_CHECKING:
    from generator.figures.figure import Figure

CONFIGURATIONS = ("none-mtls", "v2-sd-full-nullvm", "v2-sd-nologging-nullvm", "v2-stats-nullvm", "v2-stats-wasm")


def resources(submission: str) -> list[tuple[str, Figure]]:
    """The axis and the figure of each series of the submission that has the figure."""
    return [
        (series.axis, figure)
        for series in published()[1].series
        if any(one.id == submission for group in series.groups for one in group.submissions)
        for figure in figures.for_series(series)
        if figure.id == "resources"
    ]


def test_istios_proxies_are_drawn_against_rate_and_against_connections() -> None:
    assert sorted(axis for axis, _ in resources("istio-tools-2020")) == ["connections", "offered_rps"]
    assert resources("livewyer-2024") == []


@pytest.mark.parametrize("axis", ["connections", "offered_rps"])
def test_a_line_each_configuration_and_none_for_the_baseline(axis: str) -> None:
    figure = dict(resources("istio-tools-2020"))[axis]
    content = json.loads(figure.json())
    go.Figure({"data": content["data"], "layout": content["layout"]})
    assert figure.missing is None
    medians = [trace for trace in content["data"] if trace["mode"] == "lines+markers"]
    assert len(medians) == 2 * len(CONFIGURATIONS)
    assert set(figure.columns["variant"]) == {f"Istio (sidecar, {name})" for name in CONFIGURATIONS}
    assert "without a mesh" not in figure.title


def test_proxy_cpu_grows_with_the_rate() -> None:
    table = dict(resources("istio-tools-2020"))["offered_rps"].frame
    cpu = table[table["quantity"] == "proxy CPU (mCPU)"]
    for _, line in cpu.groupby("variant"):
        assert line["offered_rps"].is_monotonic_increasing
        assert line["median"].iloc[-1] > 20 * line["median"].iloc[0]


def test_proxies_beside_a_baseline_are_nobodys_cost() -> None:
    groups = of_submission("istio-tools-2020")
    bases = [one for group in groups for one in group.variants if one.mesh.kind is MeshKind.NONE]
    assert bases
    assert all(run.measurement.resources for one in bases for run in one.results)
    assert {(one.proxies.cpu_mcores, one.proxies.cpu_per_1000_rps, one.proxies.mem_mb) for one in bases} == {
        (None, None, None)
    }
    drawn = [figure for group in groups for figure in figures.for_group(group) if figure.id == "resources"]
    assert not any("No mesh" in figure.columns.get("variant", ()) for figure in drawn)
