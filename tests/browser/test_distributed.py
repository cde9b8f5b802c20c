"""Pages of distributed runs, on a small synthetic site: the real one may have none."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import distributed_samples, sites
from tests.browser.conftest import Visits, one
from tests.browser.test_pages import AXE_RUN, CHART_PAGE_BYTES

pytestmark = pytest.mark.browser
KINDS = {
    "distributed": "performance/distributed",
    "result": "performance/results/synthetic-distributed/run-istio-sidecar-300-01",
    "missing": "performance/results/synthetic-distributed/missing",
    "many": "performance/results/synthetic-distributed/many",
    "group": "performance/groups/autumn-*-300-rps-*",
    "mesh": "meshes/istio",
}


@pytest.fixture(scope="module")
def distributed_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two campaigns of distributed runs, one run that a generator is missing from, and one of 36 generators."""
    folder = tmp_path_factory.mktemp("distributed")
    root = sites.small_repository(folder / "repository")
    odd = [
        distributed_samples.result("missing", "baseline", 150, expected=4),
        distributed_samples.result("many", "baseline", 300, factors=[1 + at / 20 for at in range(36)], late_seconds=0.01),
    ]  # fmt: skip
    made = [
        *distributed_samples.results(2),
        *distributed_samples.results(2, ("baseline", "istio-next"), "winter"),
        *odd,
    ]
    results = root / "results/performance"
    distributed_samples.write(results, results / "example", made)
    return sites.built(root, folder / "site")


@pytest.fixture(scope="module")
def distributed_address(distributed_site: Path) -> Iterator[str]:
    with sites.served(distributed_site, "/mesh-results/") as served:
        yield served


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_of_distributed_runs_works(
    visits: Visits, distributed_site: Path, distributed_address: str, kind: str, scheme: str, width: int
) -> None:
    with visits(scheme, width, at=distributed_address, axe=True) as visit:
        visit.open(one(distributed_site, KINDS[kind]))
        charts, page = visit.draw_all(), visit.page
        assert charts > 0
        assert page.locator('.mr-chart__plot[data-state="ready"]').count() == charts
        assert visit.complaints == []
        assert visit.violations == []
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        assert page.evaluate(AXE_RUN) == []
        levels = [int(name[1]) for name in page.eval_on_selector_all("article :is(h1,h2,h3,h4)", "all => all.map(e => e.tagName)")]  # fmt: skip
        assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_of_distributed_runs_is_small(
    visits: Visits, distributed_site: Path, distributed_address: str, kind: str
) -> None:
    with visits(at=distributed_address) as visit:
        visit.open(one(distributed_site, KINDS[kind])).draw_all()
        assert visit.transferred <= CHART_PAGE_BYTES


@pytest.mark.parametrize("width", [1280, 390])
def test_no_text_of_the_generators_chart_lies_outside_or_upon_another(
    visits: Visits, distributed_site: Path, distributed_address: str, width: int
) -> None:
    with visits(width=width, at=distributed_address) as visit:
        visit.open(one(distributed_site, KINDS["result"])).draw_all()
        plot = visit.page.locator("#generators-chart .mr-chart__plot")
        expect(plot).to_have_attribute("data-state", "ready")
        frame = plot.bounding_box()
        boxes = [each.bounding_box() for each in plot.locator(".annotation, .xtick text, .ytick text, .x2tick text, .y2tick text").all()]  # fmt: skip
        assert frame
        found = [box for box in boxes if box and box["width"] > 0]
        assert len(found) > 8
        for box in found:
            assert frame["x"] - 1 <= box["x"]
            assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1
        notes = [box for each in plot.locator(".annotation").all() if (box := each.bounding_box())]
        level = sorted(notes, key=lambda box: (round(box["y"]), box["x"]))
        apart = [right["x"] - left["x"] - left["width"] for left, right in pairwise(level) if round(left["y"]) == round(right["y"])]  # fmt: skip
        assert all(gap >= 0 for gap in apart)


def test_the_plotter_s_file_can_be_had(visits: Visits, distributed_site: Path, distributed_address: str) -> None:
    with visits(at=distributed_address) as visit:
        page = visit.open(one(distributed_site, KINDS["result"])).page
        with page.expect_download() as download:
            page.get_by_role("link", name="the percentile distribution as .hgrm").click()
        text = Path(download.value.path()).read_text(encoding="utf-8")
        assert text.split()[:4] == ["Value", "Percentile", "TotalCount", "1/(1-Percentile)"]
