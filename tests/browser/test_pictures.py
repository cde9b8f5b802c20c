"""Figures as a browser draws them, on the page and as pictures: no text outside, none over another, none too small."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from generator import figures
from generator.charts.picture import merged, picture
from generator.figures import TEMPLATES, Figure
from tests import figure_samples, sites
from tests import matrix_samples as samples

pytestmark = pytest.mark.browser
BUNDLE = sites.PROJECT / "node_modules/plotly.js-basic-dist-min/plotly-basic.min.js"
ADDRESS = "https://results.example/a/rather/long/address/of/a/site/c/0123abcd-latency/"
FIGURES: Mapping[str, Figure] = {
    "matrix": samples.matrix("gateway-api", *samples.every_state()),
    "one mesh": samples.matrix("gateway-api", samples.every_state()[0]),
    "smi": samples.smi(),
    "map": samples.mapped(*samples.catalogued()),
    **{figure.id: figure for figure in figures.for_group(figure_samples.group(figure_samples.four())) if figure.plotly},
    **{
        f"many {figure.id}": figure
        for figure in figures.for_group(figure_samples.group(figure_samples.many(9)))
        if figure.plotly
    },
    **{
        f"series {figure.id}": figure
        for figure in figures.for_series(figure_samples.series(tuple(figure_samples.many(9) for _ in range(3))))
        if figure.plotly
    },
    **{
        f"short series {figure.id}": figure
        for figure in figures.for_series(figure_samples.series(tuple(map(figure_samples.four, (1.0, 1.9, 4.0)))))
        if figure.plotly
    },
}
SIZES = {"slide": (1920, 1080), "preview": (1200, 630), "square": (1080, 1080), "small": (1280, 720)}
PAGE_PX, PHONE_PX = 740, 350
DRAW = """async ([data, layout]) => {
  const plot = document.getElementById("plot");
  await Plotly.newPlot(plot, data, layout);
  const box = plot.querySelector("svg.main-svg").getBoundingClientRect();
  return [...plot.querySelectorAll("text")].filter((each) => each.textContent.trim()).map((each) => {
    const { left, top, right, bottom } = each.getBoundingClientRect();
    const size = parseFloat(getComputedStyle(each).fontSize);
    return { text: each.textContent.replaceAll("\u00a0", " ").trim(), size, box: [left - box.left, top - box.top, right - box.left, bottom - box.top] };
  });
}"""


@pytest.fixture(scope="module")
def blank(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page(viewport={"width": 2000, "height": 2000})
    page.set_content('<body style="margin:0"><div id="plot"></div>')
    page.add_script_tag(path=BUNDLE)
    yield page
    page.close()


def drawn(page: Page, figure: Figure, layout: Mapping[str, object], look: str = "light") -> list[dict[str, Any]]:
    """The texts of the drawn figure with their sizes and boxes, in CSS pixels from the figure's corner."""
    content = json.loads(json.dumps([figure.plotly["data"], {**layout, "template": TEMPLATES[look]}]))
    found: list[dict[str, Any]] = page.evaluate(DRAW, content)
    return found


def outside(texts: list[dict[str, Any]], width: float, height: float) -> list[str]:
    def out(left: float, top: float, right: float, bottom: float) -> bool:
        return left < -1 or top < -1 or right > width + 1 or bottom > height + 1

    return [each["text"] for each in texts if out(*each["box"])]


def touching(texts: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Pairs of texts that lie more than a hair over each other."""

    def over(one: list[float], other: list[float]) -> bool:
        across = min(one[2], other[2]) - max(one[0], other[0])
        return across > 1 and min(one[3], other[3]) - max(one[1], other[1]) > 3

    return [
        (one["text"], other["text"])
        for at, one in enumerate(texts)
        for other in texts[at + 1 :]
        if over(one["box"], other["box"])
    ]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", FIGURES)
def test_a_picture_s_texts_are_inside_apart_and_large_enough(blank: Page, name: str, size: str) -> None:
    figure, (width, height) = FIGURES[name], SIZES[size]
    layout = merged(figure.plotly["layout"], picture(samples.chart(figure), ADDRESS))  # type: ignore[arg-type]
    scale = min(width / layout["width"], height / layout["height"])  # type: ignore[operator]
    texts = drawn(blank, figure, {**layout, "width": width / scale, "height": height / scale}, "dark")
    assert outside(texts, width / scale, height / scale) == []
    assert touching(texts) == []
    assert {figure.title[:20], ADDRESS[-20:]} <= {
        text for each in texts for text in (each["text"][:20], each["text"][-20:])
    }
    (top,) = (each["box"][1] for each in texts if each["text"].startswith(figure.title[:20]))
    assert top > 15
    if size == "slide":
        assert min(each["size"] for each in texts) * scale >= (
            24 if figure.height < 480 else 17 if figure.kind == "matrix" else 20
        )


@pytest.mark.parametrize("name", FIGURES)
def test_on_a_page_and_a_phone_the_texts_are_inside_and_apart(blank: Page, name: str) -> None:
    figure = FIGURES[name]
    layout = figure.plotly["layout"]
    for width, height, shown in (
        (PAGE_PX, figure.height, layout),
        (PHONE_PX, figure.narrow_height, merged(layout, figure.narrow)),  # type: ignore[arg-type]
    ):
        texts = drawn(blank, figure, {**shown, "width": width})  # type: ignore[dict-item]
        assert len(texts) > 5
        assert outside(texts, width, height) == []
        assert touching(texts) == []
        assert min(each["size"] for each in texts) >= 14
