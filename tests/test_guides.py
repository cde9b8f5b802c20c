"""Charts within hand-written pages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from mkdocs.exceptions import Abort

from generator import prepare
from generator.charts import gather
from generator.compare import compare
from generator.pages.guides import UnknownChartError, with_charts
from tests import synthetic, synthetic_site
from tests.test_charts import TODAY
from tests.test_plugin import build_site

CATALOGUE = synthetic.catalogue(synthetic.run("n"), synthetic.run("a", synthetic.subject("alpha")))
CHARTS = gather(CATALOGUE, compare(CATALOGUE), TODAY)
CHART = next(chart for chart in CHARTS.all if chart.id.endswith("--latency") and chart.drawn)
DOCS = Path(__file__).parent.parent / "docs"


def asking(name: str) -> str:
    return f'<p>Before.</p>\n<p data-chart="{name}">What\nstands here.</p>\n<p>After.</p>'


def test_a_chart_stands_where_a_page_asks_for_it_and_leads_to_its_own_page() -> None:
    html = with_charts(asking(CHART.id), "guides/some/", CHARTS.find)
    assert html.endswith("<p>After.</p>")
    assert f'href="../../charts/{CHART.id}/"' in html
    assert f'data-figure="../../charts/{CHART.id}.json"' in html
    assert "stands here" not in html
    assert "<table" not in html
    assert "demonstration" not in html


def test_a_demonstration_is_called_one() -> None:
    html = with_charts(asking(CHART.id), "", lambda _: replace(CHART, demonstration=True))
    assert "<p>An example, from a demonstration: it holds for its set-up alone and ranks no mesh.</p>" in html
    assert "&lt;" not in html


def test_a_page_that_asks_for_no_chart_stays_as_it_is() -> None:
    assert with_charts("<p>Nothing.</p>", "", CHARTS.find) == "<p>Nothing.</p>"


def test_a_chart_that_there_is_not_is_an_error_with_its_name() -> None:
    with pytest.raises(UnknownChartError, match="no chart is called 'none--latency'"):
        with_charts(asking("none--latency"), "", CHARTS.find)


def test_a_site_is_not_built_with_a_page_that_asks_for_an_unknown_chart(tmp_path: Path) -> None:
    synthetic_site.repository(tmp_path)
    (tmp_path / "docs" / "guides" / "importing.md").write_text(f"# Importing\n\n{asking('none--latency')}\n", "utf-8")
    with pytest.raises(Abort) as refusal:
        build_site(tmp_path, synthetic_site.composition(results=1))
    assert "guides/importing.md: no chart is called 'none--latency'" in str(refusal.value.__context__)


def test_guides_that_explain_charts_show_one() -> None:
    charts = prepare.lay_ground(DOCS.parent).charts
    for name in ("percentile-spectrum", "comparison-groups"):
        text = (DOCS / "guides" / f"{name}.md").read_text(encoding="utf-8")
        assert 'class="mr-chart__plot"' in with_charts(text, f"guides/{name}/", charts.find)
