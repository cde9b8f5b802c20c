"""The charts of suites and of the patterns: their words, what they rest on, and the lines that lead to them. All synthetic."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from generator import addresses
from generator.charts import Charts, gather
from generator.compare import compare
from generator.model import Catalogue
from generator.page import Composition
from generator.pages import compose
from generator.suite import TITLES, suite
from tests import matrix_samples as samples
from tests import synthetic

SITE = "https://results.example/site/"
ALL = samples.catalogue(*samples.every_state(), synthetic.smi_report(historic=True), *samples.catalogued())


def charts_of(catalogue: Catalogue) -> Charts:
    return gather(catalogue, compare(catalogue), samples.TODAY)


def site(catalogue: Catalogue) -> Composition:
    return compose(catalogue, compare(catalogue), SITE, today=samples.TODAY)


def body(composition: Composition, path: str) -> str:
    return str(next(each for each in composition.pages if each.path == path).body)


def test_a_suite_s_chart_rests_on_the_reports_that_it_shows() -> None:
    chart = charts_of(ALL).find("conformance-gateway-api--matrix")
    assert chart is not None
    assert set(chart.results) == {each.id for each in samples.every_state()}
    assert chart.meshes[:2] == ("alpha", "mesh-number-5-of-a-vendor-with-a-long")
    assert chart.measured == (date(2024, 2, 1), date(2026, 10, 1))
    assert chart.home == addresses.suite_path("gateway-api")
    assert chart.finding == "Each mesh stands with its newest report; 3 of 8 reports are current."
    assert set(suite("gateway-api").limits) < set(chart.caveats)
    assert "One edition behind: the reports of Gamma and Mesh number 1 of ." in chart.caveats
    assert any(each.startswith("Stale: the reports of ") for each in chart.caveats)
    assert any(each.startswith("Of a version that is not known: the report of ") for each in chart.caveats)


@pytest.mark.parametrize("name", TITLES)
def test_every_suite_has_a_chart_with_a_page_also_without_a_report(name: str) -> None:
    made = charts_of(samples.catalogue())
    (chart,) = made.of(f"conformance-{name}")
    assert (chart.drawn, chart.measured, chart.results) == (False, None, ())
    assert chart.finding == chart.figure.missing


def test_the_map_s_chart_names_every_listed_pattern() -> None:
    chart = charts_of(ALL).find("patterns--map")
    assert chart is not None
    assert chart.results == tuple(each.id for each in samples.catalogued() if each.id != "gone")
    assert chart.measured == (date(2026, 11, 1), date(2026, 11, 1))
    assert chart.home == addresses.PATTERN_MAP


def test_the_pages_lead_to_their_charts_and_files() -> None:
    made = site(ALL)
    for path, chart in ((addresses.suite_path("gateway-api"), "conformance-gateway-api--matrix"), (addresses.PATTERN_MAP, "patterns--map")):  # fmt: skip
        shown = body(made, path)
        root = "../" * path.count("/")
        for link in (f'href="{root}charts/{chart}/"', f'href="{root}charts/{chart}.csv"', f'href="{root}charts/{chart}.json"'):  # fmt: skip
            assert shown.count(link) == 1
        assert "link, picture, slide" in shown
        assert addresses.chart_path(chart) in {each.path for each in made.pages}
        assert {f"charts/{chart}.csv", f"charts/{chart}.json"} <= {each.path for each in made.assets}


def test_a_suite_without_a_report_that_stands_has_no_line() -> None:
    assert "As a chart" not in body(site(ALL), addresses.suite_path("smi"))


@pytest.mark.parametrize("name", ["patterns", "conformance-gateway-api", "distributed"])
def test_a_mesh_with_the_name_of_a_catalogue_gets_no_chart_of_it(name: str) -> None:
    mesh = replace(synthetic.mesh("Odd"), id=name)
    reports = [samples.gateway(mesh, api=api) for api in ("v1.4.0", "v1.5.0")]
    made = synthetic.catalogue(*reports, *samples.catalogued(), meshes=(*synthetic.MESHES, mesh))
    assert [each.id for each in charts_of(made).of_mesh(name)] == [f"{name}--gateway-api-over-time"]
    composed = site(made)
    page, map_page = body(composed, addresses.mesh_path(name)), body(composed, addresses.PATTERN_MAP)
    assert f"charts/{name}--gateway-api-over-time/" in page
    assert "patterns--map" not in page
    assert "conformance-gateway-api--matrix" not in page
    assert "gateway-api-over-time" not in map_page
