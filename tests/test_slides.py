"""Slides: native charts with the figure's values, words that fit, notes with sources, and bytes that depend on the content alone."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import PP_PLACEHOLDER

from generator import figures, slides
from generator.charts import Chart, Charts, gather
from generator.charts.pins import chart_of, document
from generator.cli import decks, run
from generator.compare import compare
from generator.construct import pin as construct_pin
from generator.figures import Figure
from generator.load import load
from generator.model import Catalogue, Decision, Dispute, Objector, Outcome, Pin, Relationship
from generator.numbers import three
from generator.prepare import Ground, lay_ground
from generator.slides import content, form, ready, status, table
from generator.slides.bars import MOST_ROWS as MOST_BARS
from generator.slides.labels import label_format, step
from generator.slides.table import MOST_ROWS
from generator.source import parse
from tests import figure_samples as samples
from tests import synthetic

SITE = "https://results.example/site/"
ROOT = Path(__file__).parent.parent
HOSTILE = '=HYPERLINK("https://evil.example","x")<script>&amp; </c:v>\u202e{{ 7*7 }} %{x}'
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def chart(figure: Figure, **fields: Any) -> Chart:
    """A chart of that figure; nothing of it was measured."""
    words: dict[str, Any] = {
        "id": f"synthetic-0a1b2c3d-k1--{figure.id}", "figure": figure, "finding": "A synthetic finding.",
        "caveats": ("A synthetic caveat.",), "home": "performance/groups/synthetic-0a1b2c3d-k1/", "home_title": "Synthetic",
        "section": "Performance", "measured": (date(2026, 4, 1), date(2026, 4, 10)), "results": ("synthetic/run-1", "synthetic/run-2"),
        "meshes": ("istio",), "demonstration": False,
    }  # fmt: skip
    return Chart(**{**words, **fields})


def one(name: str, variants: Any = None) -> Figure:
    """The figure of that name of a synthetic group."""
    group = samples.group(samples.four() if variants is None else variants)
    return next(each for each in figures.for_group(group) if each.id == name)


def opened(*charts: Chart | slides.Entry) -> Any:
    return Presentation(BytesIO(slides.deck(charts, SITE, title="Synthetic deck")))


def charts_on(page: Any) -> list[Any]:
    return [shape.chart for shape in page.shapes if getattr(shape, "has_chart", False)]


def drawn(figure: Figure) -> Any:
    """The one native chart on the slide of a figure."""
    (found,) = charts_on(opened(chart(figure)).slides[0])
    return found


def series_of(native: Any) -> dict[str, list[float | None]]:
    return {each.name: list(each.values) for plot in native.plots for each in plot.series}


def book(native: Any) -> dict[str, list[list[str]]]:
    """The sheets of a chart's workbook as rows of texts, each with its cell's type in front: `n:1.5`, `s:Istio`."""
    with ZipFile(BytesIO(native.part.chart_workbook.xlsx_part.blob)) as archive:
        names = archive.namelist()
        strings = []
        if "xl/sharedStrings.xml" in names:
            tree = etree.fromstring(archive.read("xl/sharedStrings.xml"))
            strings = ["".join(each.itertext()) for each in tree.iterfind(f"{SHEET}si")]
        sheets = {}
        for number, name in ((1, "Chart"), (2, "Values")):
            tree = etree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
            assert not list(tree.iter(f"{SHEET}f")), "a formula"
            sheets[name] = [
                [cell(each, strings) for each in row.iterfind(f"{SHEET}c")] for row in tree.iter(f"{SHEET}row")
            ]
        return sheets


def cell(element: Any, strings: Sequence[str]) -> str:
    kind, value = element.get("t", "n"), element.findtext(f"{SHEET}v")
    return f"s:{strings[int(value)]}" if kind == "s" else f"{kind}:{value}"


def texts(page: Any) -> dict[int, str]:
    """What stands in each placeholder of text, by its number."""
    places = [each for each in page.placeholders if each.has_text_frame]
    return {each.placeholder_format.idx: each.text_frame.text for each in places}


@cache
def published() -> tuple[Catalogue, Charts]:
    catalogue = load(ROOT).catalogue
    return catalogue, gather(catalogue, compare(catalogue), date(2026, 12, 1))


def kinds() -> Mapping[tuple[str, str], Chart]:
    """Of the real repository's charts one of each kind and form, demonstrations taken for measurements."""
    found: dict[tuple[str, str], Chart] = {}
    for each in published()[1].all:
        if each.drawn:
            found.setdefault((each.figure.kind, each.figure.id), replace(each, demonstration=False))
    return found


# ---- words --------------------------------------------------------------------------------------------------------


def test_a_slide_says_its_finding_in_the_title_and_everything_else_in_its_notes() -> None:
    figure = one("latency")
    deck = opened(chart(figure), chart(one("throughput")))
    assert len(deck.slides) == 2
    page = deck.slides[0]
    assert page.shapes.title.placeholder_format.type == PP_PLACEHOLDER.TITLE
    assert page.shapes.title.text_frame.text == figure.title
    shown = "\n".join(texts(page).values())
    assert f"Source: {figure.source}; newest data of 2026-04-10" in shown
    assert "https://results.example/site/c/0a1b2c3d-latency/" in shown
    notes = page.notes_slide.notes_text_frame.text
    for told in (
        "A synthetic finding.", f"Conditions: {figure.subtitle}", "Caveat: A synthetic caveat.", f"Source: {figure.source}",
        "https://results.example/site/charts/synthetic-0a1b2c3d-k1--latency/", "synthetic/run-1, synthetic/run-2",
        "Runs behind each value: No mesh 1; ",
    ):  # fmt: skip
        assert told in notes


def test_slides_are_wide_and_their_charts_stand_in_placeholders() -> None:
    deck = opened(chart(one("resources")))
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, rel=1e-3)
    frames = [shape for shape in deck.slides[0].shapes if shape.has_chart]
    assert [frame.is_placeholder for frame in frames] == [True, True]
    assert all(
        "Its workbook holds the values" in frame._element.nvGraphicFramePr.cNvPr.get("descr") for frame in frames
    )
    assert {shape.placeholder_format.type for shape in deck.slides[0].slide_layout.placeholders} >= {
        PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CHART, PP_PLACEHOLDER.BODY,
    }  # fmt: skip


def test_nothing_on_a_slide_is_smaller_than_a_room_can_read() -> None:
    deck = opened(*kinds().values())
    for page in deck.slides:
        for native in charts_on(page):
            sizes = [int(each.get("sz")) for each in native._chartSpace.iter() if each.get("sz", "").isdigit()]
            assert min(sizes) >= 1800, page.shapes.title.text_frame.text
    styles = {
        place.placeholder_format.idx: int(re.findall(r'defRPr sz="(\d+)"', etree.tostring(place._element).decode())[0])
        for layout in deck.slide_layouts
        for place in layout.placeholders
    }
    assert styles[0] == 2800
    assert styles[13] == 1800
    assert min(styles.values()) == 1400


@pytest.mark.parametrize("words", [3, 40, 400])
def test_titles_and_conditions_never_take_more_than_two_lines(words: int) -> None:
    figure = replace(
        one("latency"), title="Overhead of Istio " * words, subtitle="A condition of some length, " * words
    )
    page = opened(chart(figure)).slides[0]
    title, conditions = page.shapes.title.text_frame.text, texts(page)[13]
    assert len(form.lines(title, form.TITLE[2], form.TITLE_PT, bold=True)) <= 2
    assert len(form.lines(conditions, form.SUBTITLE[2], form.TEXT_PT)) <= form.SUBTITLE_LINES
    assert title.endswith("…") == (words > 10)


@given(st.text(max_size=300), st.floats(0.5, 12), st.integers(1, 3))
def test_a_cut_text_fits_and_begins_as_the_whole(text: str, inches: float, most: int) -> None:
    short = form.cut(text, inches, most, 18)
    whole = " ".join(text.split())
    assert form.fits(short, inches, most, 18)
    assert short == whole or (
        short.endswith("…") and whole.replace(" ", "").startswith(short.removesuffix("…").replace(" ", ""))
    )


# ---- values -------------------------------------------------------------------------------------------------------


def test_rows_become_clustered_bars_of_the_figures_values() -> None:
    figure = one("latency")
    native = drawn(figure)
    assert native.chart_type == XL_CHART_TYPE.BAR_CLUSTERED
    assert list(native.plots[0].categories) == [variant.label for variant in samples.four()]
    rows = list(zip(figure.columns["variant"], figure.columns["percentile"], figure.columns["median_ms"], strict=True))
    expected = {name: [value for _, at, value in rows if at == name] for name in ("p50", "p90", "p99")}
    assert series_of(native) == expected
    assert native.value_axis.minimum_scale == 0
    assert native.value_axis.axis_title.text_frame.text == "latency (ms)"


def test_a_bar_has_its_meshs_colour_which_percentiles_shade() -> None:
    native = drawn(one("latency"))
    series = list(native.plots[0].series)
    whole = [str(series[2].points[at].format.fill.fore_color.rgb) for at in range(4)]
    assert whole == [variant.colour[1:].upper() for variant in samples.four()]
    assert str(series[0].points[1].format.fill.fore_color.rgb) not in whole


def test_intervals_are_whiskers_and_reach_inside_the_axis() -> None:
    figure = one("latency", samples.four(extra=(0.9, 1.1, 1.0, 3.0)))
    native = drawn(figure)
    bars = native._chartSpace.findall(f".//{CHART}errBars")
    assert len(bars) == 3
    high, value = figure.columns["high_ms"], figure.columns["median_ms"]
    apart = [float(each.text) for each in bars[2].findall(f"{CHART}plus//{CHART}v")]
    assert apart == pytest.approx([high[at] - value[at] for at in range(2, 12, 3)])
    assert native.value_axis.maximum_scale >= max(high)
    assert "whiskers" in texts(opened(chart(figure)).slides[0])[13]


def test_what_shows_no_difference_is_hatched_and_the_slide_says_so() -> None:
    base, other = samples.four()[0], samples.variant("Istio 1.20.3", 1, (205,), base=202, detectable=False)
    figure = one("overhead", (base, other))
    native = drawn(figure)
    points = native._chartSpace.findall(f".//{CHART}dPt")
    assert points
    assert all(point.find(".//{*}pattFill") is not None for point in points)
    assert "Hatched: no detectable difference." in texts(opened(chart(figure)).slides[0])[13]


def test_two_quantities_are_two_charts_beside_each_other() -> None:
    figure = one("resources")
    natives = charts_on(opened(chart(figure)).slides[0])
    assert [each.value_axis.axis_title.text_frame.text for each in natives] == [
        "proxy CPU (mCPU per 1,000 requests/s)", "proxy memory (MB)",
    ]  # fmt: skip
    assert [list(series_of(each).values()) for each in natives] == [[[1430, 620]], [[108.8, 38.2]]]


def test_lines_are_points_with_a_panel_for_each_percentile_and_one_scale() -> None:
    figure = figures.for_series(samples.series((samples.four(), samples.four(1.5), samples.four(9))))[0]
    natives = charts_on(opened(chart(figure)).slides[0])
    assert [each.chart_title.text_frame.text for each in natives] == ["p50", "p90", "p99"]
    assert {each.chart_type for each in natives} == {XL_CHART_TYPE.XY_SCATTER_LINES}
    assert len({(each.value_axis.minimum_scale, each.value_axis.maximum_scale) for each in natives}) == 1
    bases = [each.get("val") for each in natives[2]._chartSpace.iter(f"{CHART}logBase")]
    assert bases == ["2", "2"]
    rows = zip(figure.columns["variant"], figure.columns["quantity"], figure.columns["median_ms"], strict=True)
    istio = [value for who, panel, value in rows if (who, panel) == ("Istio 1.20.3 (sidecar)", "p99")]
    assert series_of(natives[2])["Istio 1.20.3 (sidecar)"] == istio
    key = opened(chart(figure)).slides[0].placeholders[21].text_frame.text
    assert [line.split(maxsplit=1)[1] for line in key.splitlines()] == [each.label for each in samples.four()]


def test_a_spectrum_stands_over_one_request_in_so_many() -> None:
    each = kinds()["spectrum", "spectra"]
    native = drawn(each.figure)
    columns = each.figure.columns
    first = columns["variant"][0]
    own = [at for at, name in enumerate(columns["variant"]) if name == first]
    solid = native.plots[0].series[0]
    xs = [float(value.text) for value in solid._element.findall(f"{CHART}xVal//{CHART}v")]
    known = [100 / (100 - columns["percentile"][at]) for at in own if columns["percentile"][at] < 100]
    assert xs == pytest.approx(known[: len(xs)])
    assert [value for value in solid.values if value is not None] == [
        columns["latency_ms"][at] for at in own[: len(xs)]
    ]
    assert native._chartSpace.find(f".//{CHART}logBase").get("val") == "10"
    assert "1 in 100 is p99" in native.category_axis.axis_title.text_frame.text


@pytest.mark.parametrize("kind", sorted({"trend", "conformance", "distributed"}))
def test_other_forms_are_native_charts_too(kind: str) -> None:
    each = next(found for (its, _), found in kinds().items() if its == kind)
    native, columns = drawn(each.figure), each.figure.columns
    found = series_of(native)
    if kind == "trend":
        value = next(name for name in columns if name.startswith(("overhead_", "difference_")))
        assert [v for values in found.values() for v in values] == list(columns[value])
        assert native.value_axis.maximum_scale == 0
    elif kind == "conformance":
        shares = [
            passed / counted * 100
            for passed, counted in zip(columns["core passed"], columns["core counted"], strict=True)
        ]
        assert [value for value in found["core"] if value is not None] == pytest.approx(shares)
    else:
        assert list(native.plots[0].categories) == ["merged", *columns["generator"]]
        assert found["p99"][1:] == list(columns["p99_ms"])
        assert found["p99"][0] == pytest.approx(
            float(re.findall(r"merged ([\d.]+) ms", each.figure.title)[0]), rel=0.01
        )


def test_a_gap_stays_a_gap() -> None:
    figure = Figure(
        id="gateway-api-over-time", kind="conformance", title="Synthetic", subtitle="", source="", alt="",
        plotly={"data": [{"x": ["v1.1", "v1.2", "v1.3"], "line": {"color": "#0072B2"}}], "layout": {}},
        columns={"edition": ["v1.1", "v1.3"], "version": ["1", "2"], "core passed": [3, 4], "core counted": [4, 4]},
    )  # fmt: skip
    assert series_of(drawn(figure)) == {"core": [75.0, None, 100.0]}


def test_the_workbook_behind_edit_data_holds_what_is_drawn_and_all_of_the_figures_values() -> None:
    figure = one("latency")
    native = drawn(figure)
    sheets = book(native)
    labels = [variant.label for variant in samples.four()]
    assert [row[0] for row in sheets["Chart"][1:]] == [f"s:{name}" for name in labels]
    assert [float(row[3][2:]) for row in sheets["Chart"][1:]] == series_of(native)["p99"]
    assert sheets["Values"][0] == [f"s:{name}" for name in figure.columns]
    assert len(sheets["Values"]) == 1 + len(figure.columns["variant"])
    references = [each.text for each in native._chartSpace.iter(f"{CHART}f")]
    assert "Chart!$D$2:$D$5" in references
    assert all(each.startswith("Chart!$") for each in references)


def test_references_of_a_chart_are_of_one_length() -> None:
    """LibreOffice loses a series that is shorter than one behind it."""
    native = drawn(kinds()["spectrum", "spectra"].figure)
    ends = {each.text.rpartition("$")[2] for each in native._chartSpace.iter(f"{CHART}f") if ":" in each.text}
    assert len(ends) == 1


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (3.364, "3.36"),
        (0.9, "0.9"),
        (157.4, "157"),
        (12345.0, "12,300"),
        (999.6, "1,000"),
        (-0.252, "−0.252"),
        (-7648.0, "−7,650"),
    ],
)
def test_labels_have_three_significant_figures(value: float, shown: str) -> None:
    assert three(value) == shown
    formats = label_format(value)
    if abs(float(shown.replace(",", "").replace("−", "-"))) >= 1000:
        assert f'"{shown}"' in formats
        low, high = (float(end) for end in re.findall(r"\[<(-?[\d.]+)\]", formats))
        assert low <= value < high
    else:
        decimals = len(shown.partition(".")[2])
        assert formats.partition(";")[0] == ("#,##0." + "0" * decimals if decimals else "#,##0")


@given(st.floats(1e-6, 1e9), st.integers(2, 8))
def test_steps_of_an_axis_reach_its_top(top: float, most: int) -> None:
    found = step(top, most)
    assert found * most >= top * (1 - 1e-6)
    assert found * most <= top * 2.6


def test_more_rows_than_a_slide_holds_are_counted() -> None:
    figure = one("latency", samples.many(16))
    page = opened(chart(figure)).slides[0]
    (native,) = charts_on(page)
    assert len(list(native.plots[0].categories)) == MOST_BARS
    assert f"{17 - MOST_BARS} more rows on the chart’s page." in texts(page)[13]
    assert len(book(native)["Values"]) == 1 + 3 * 17


def test_many_generators_are_marks_and_their_merged_values_lines() -> None:
    each = kinds()["distributed", "generators"]
    many = {name: (list(cells) * 20)[:40] for name, cells in each.figure.columns.items()}
    found = series_of(drawn(replace(each.figure, columns=many)))
    assert found["p99"] == many["p99_ms"]
    assert len(set(found["p99 merged"])) == 1


# ---- tables, and what has no form ---------------------------------------------------------------------------------


def test_a_figure_of_an_unknown_kind_becomes_a_table_that_says_what_is_left_out() -> None:
    columns = {
        "name": [f"row {at}" for at in range(20)],
        "p99_ms": [1.2345] * 20,
        **{f"more_{at}": ["x" * 30] * 20 for at in range(9)},
    }
    figure = replace(one("latency"), kind="never-seen", columns=columns)
    page = opened(chart(figure)).slides[0]
    native = next(shape for shape in page.shapes if shape.has_table).table
    assert [cell.text for cell in native.rows[0].cells][:2] == ["name", "p99 (ms)"]
    assert native.cell(1, 1).text == "1.23"
    assert len(native.rows) - 1 == MOST_ROWS
    assert f"{20 - MOST_ROWS} more rows and {11 - len(native.columns)} more columns" in texts(page)[13]
    assert (
        sum(column.width for column in native.columns) <= page.part.package.presentation_part.presentation.slide_width
    )


def test_the_series_of_each_panel_is_named_after_its_own_axis() -> None:
    plots = content.drawn(one("resources")).plots
    assert [plot.value.title for plot in plots] == ["proxy CPU (mCPU per 1,000 requests/s)", "proxy memory (MB)"]
    assert [[series.name for series in plot.series] for plot in plots] == [[plot.value.title] for plot in plots]


def test_a_form_without_its_columns_becomes_a_table() -> None:
    for kind in ("rows", "lines", "spectrum", "trend", "conformance", "distributed"):
        figure = replace(one("latency"), kind=kind, columns={"name": ["a"], "what": ["b"]})
        page = opened(chart(figure)).slides[0]
        assert [shape.has_table for shape in page.shapes if getattr(shape, "has_table", False)] == [True], kind


def test_a_matrix_is_a_table_whose_cells_are_filled_by_what_they_say() -> None:
    columns = {
        "mesh": ["Istio", "Linkerd"],
        "core": ["passed", "failed"],
        "extended": ["not reported", "partly passed"],
    }
    figure = replace(one("latency"), kind="matrix", columns=columns)
    page = opened(chart(figure)).slides[0]
    native = next(shape for shape in page.shapes if shape.has_table).table
    colours = [str(native.cell(row, column).fill.fore_color.rgb) for row in (1, 2) for column in (1, 2)]
    assert len(set(colours)) == 4
    assert [native.cell(row, column).text for row in (1, 2) for column in (1, 2)] == [
        "passed",
        "not reported",
        "failed",
        "partly passed",
    ]


@pytest.mark.parametrize(
    ("words", "fill"),
    [
        ("passed", table.PASSED), ("7 of 7", table.PASSED), ("6 of 7, 1 skipped", table.PARTLY), ("partial", table.PARTLY),
        ("6 of 7, 1 failed", table.FAILED), ("failed", table.FAILED), ("no case counted", table.UNKNOWN), ("not run", table.UNKNOWN),
        ("declared, no test", table.UNKNOWN), ("version not served", table.UNKNOWN), ("", table.UNKNOWN), ("v1.20.0", None),
    ],
)  # fmt: skip
def test_a_state_is_filled_by_what_is_known_of_it(words: str, fill: str | None) -> None:
    assert table._state(words) == fill


def test_a_chart_without_data_says_what_is_missing_when_it_was_chosen_by_hand() -> None:
    missing = replace(one("latency"), missing="No run reports it.", plotly={}, columns={})
    page = opened(chart(missing)).slides[0]
    assert texts(page)[14] == "No run reports it."
    assert charts_on(page) == []


# ---- refusals, hostile texts, bytes -------------------------------------------------------------------------------


def test_demonstrations_reach_no_deck() -> None:
    shown = chart(one("latency"), demonstration=True)
    with pytest.raises(slides.DeckRefused, match="synthetic-0a1b2c3d-k1--latency"):
        slides.deck([chart(one("throughput")), shown], SITE, title="Synthetic")
    with pytest.raises(slides.DeckRefused, match="needs a chart"):
        slides.deck([], SITE, title="Synthetic")


def test_hostile_texts_stay_texts() -> None:
    variants = tuple(replace(each, label=f"{HOSTILE} {at}") for at, each in enumerate(samples.four()))
    figure = replace(one("latency", variants), title=HOSTILE, subtitle=HOSTILE, source=HOSTILE)
    made = chart(figure, finding=HOSTILE, caveats=(HOSTILE,), home_title=HOSTILE, results=(HOSTILE,))
    content = slides.deck([made], SITE, title=HOSTILE)
    deck = Presentation(BytesIO(content))
    page = deck.slides[0]
    (native,) = charts_on(page)
    assert list(native.plots[0].categories) == [each.label for each in variants]
    assert HOSTILE in page.notes_slide.notes_text_frame.text
    assert page.shapes.title.text_frame.text.startswith("=HYPERLINK(")
    sheets = book(native)
    assert sheets["Chart"][1][0] == f"s:{HOSTILE} 0"
    with ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith(".rels"):
                assert b"External" not in archive.read(name), name
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))
                assert b"<script" not in archive.read(name), name


def test_a_text_that_looks_like_a_formula_is_kept_as_text_when_it_is_edited() -> None:
    with ZipFile(
        BytesIO(
            drawn(
                one("latency", tuple(replace(each, label=f"={each.label}") for each in samples.four()))
            ).part.chart_workbook.xlsx_part.blob
        )
    ) as archive:
        assert b'quotePrefix="1"' in archive.read("xl/styles.xml")


def test_the_same_charts_make_the_same_bytes_at_any_time(monkeypatch: pytest.MonkeyPatch) -> None:
    charts = list(kinds().values())[:4]
    first = slides.deck(charts, SITE, title="Synthetic")
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    monkeypatch.setattr(time, "localtime", lambda *_: time.struct_time((2033, 5, 18, 3, 33, 20, 2, 138, 0)))
    assert slides.deck(charts, SITE, title="Synthetic") == first
    with ZipFile(BytesIO(first)) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = Presentation(BytesIO(first)).core_properties
    assert properties.title == "Synthetic"
    assert properties.modified.date() == max(each.measured[1] for each in charts if each.measured)


def test_a_key_changes_with_the_code_that_makes_a_slide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("slides/content.py", "charts/brief.py", "numbers.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("one", encoding="utf-8")
    monkeypatch.setattr(ready, "PACKAGE", tmp_path)
    before = ready.way.__wrapped__()
    assert before == ready.way.__wrapped__()
    for name in ("slides/content.py", "charts/brief.py", "numbers.py"):
        (tmp_path / name).write_text("other", encoding="utf-8")
        after = ready.way.__wrapped__()
        assert after != before
        before = after
    monkeypatch.undo()
    assert len(list(ready.PACKAGE.glob("slides/*.py"))) > 10


def test_a_key_changes_with_everything_that_a_deck_depends_on() -> None:
    made = chart(one("latency"))
    others = [
        replace(made, finding="Another."), replace(made, caveats=()), replace(made, results=()), replace(made, measured=None),
        replace(made, figure=replace(made.figure, title="Another")), replace(made, figure=replace(made.figure, missing="None.")),
        replace(made, figure=replace(made.figure, columns={**made.figure.columns, "runs": [2] * 12})),
        replace(slides.of_chart(made), remarks=("A remark.",)),
    ]  # fmt: skip
    keys = {slides.key([each], SITE, "Title") for each in (made, *others)}
    keys |= {
        slides.key([made], "https://other.example/", "Title"),
        slides.key([made], SITE, "Other"),
        slides.key([made, made], SITE, "Title"),
    }
    assert len(keys) == len(others) + 4
    assert slides.key([slides.of_chart(made)], SITE, "Title") == slides.key([made], SITE, "Title")


# ---- pins and ready-made decks ------------------------------------------------------------------------------------


def test_a_pinned_chart_says_its_day_and_what_was_taken_back() -> None:
    catalogue, charts = published()
    shown = next(each for each in charts.all if each.drawn and not each.demonstration and each.results)
    pin = pinned(replace(shown, results=(*shown.results, "gone/run")))
    entry = slides.of_pin(pin, catalogue)
    assert entry.chart == chart_of(pin)
    page = opened(entry).slides[0]
    assert texts(page)[13].startswith("Holds what stands no longer: gone/run. As of 2026-11-26.")
    assert texts(page)[20].endswith(f"/{pin.hash}/")
    assert f"charts/{pin.chart}/{pin.hash}/" in page.notes_slide.notes_text_frame.text
    kept = slides.of_pin(pinned(shown), catalogue)
    assert kept.remarks == ("As of 2026-11-26.",)


def pinned(shown: Chart) -> Pin:
    text = json.dumps(document(shown, date(2026, 11, 26))).encode()
    parsed = parse(f"results/pins/{shown.id}.json", text)
    assert parsed.document is not None
    return construct_pin(parsed.document)


def test_ready_decks_hold_what_is_drawn_and_no_demonstration() -> None:
    catalogue, charts = published()
    plans = [(path, [each.chart for each in chosen], title) for path, chosen, title in slides.plans(charts, catalogue)]
    shown = [each for each in charts.all if each.drawn and not each.demonstration]
    singles = [path for path, chosen, _ in plans if path == f"charts/{chosen[0].id}.pptx"]
    assert len(singles) == len(shown)
    assert len({path for path, _, _ in plans}) == len(plans)
    assert not any(each.demonstration or not each.drawn for _, chosen, _ in plans for each in chosen)
    istio = next(chosen for path, chosen, _ in plans if path == "meshes/istio/deck.pptx")
    assert istio[0].home == "meshes/istio/"
    assert all("istio" in each.meshes for each in istio)
    assert any(path.startswith("performance/groups/") and path.endswith("/deck.pptx") for path, _, _ in plans)


def test_an_open_objection_stands_on_the_slides_that_it_is_about() -> None:
    catalogue, charts = published()
    name = next(each for each in charts.all if each.drawn and each.id.endswith("--throughput")).results[0]
    for path, chosen, _ in slides.plans(charts, replace(catalogue, disputes={"one": objection_to(name)})):
        for entry in chosen:
            told = any("Disputed since 2026-11-25 by Synthetic Objector" in each for each in entry.remarks)
            assert told is (name in entry.chart.results), path


def test_an_open_objection_stands_on_the_slide_of_a_pin_that_it_is_about() -> None:
    catalogue, charts = published()
    shown = next(each for each in charts.all if each.drawn and each.id.endswith("--throughput"))
    open_ = replace(catalogue, disputes={"one": objection_to(shown.results[0])})
    assert slides.of_pin(pinned(shown), open_).remarks == (
        "Disputed since 2026-11-25 by Synthetic Objector, not decided yet.",
        "As of 2026-11-26.",
    )
    elsewhere = replace(catalogue, disputes={"one": objection_to("another/result")})
    assert slides.of_pin(pinned(shown), elsewhere).remarks == ("As of 2026-11-26.",)


def objection_to(name: str) -> Dispute:
    author = Objector(name="Synthetic Objector", github=None, affiliation=None, relationship=Relationship.VENDOR)
    return Dispute(
        id="one", date=date(2026, 11, 25), author=author, results=(name,), reports=(), claim="Synthetic claim.",
        is_statement=False, evidence=(), replies=(), decision=None, origin=synthetic.PLACE,
    )  # fmt: skip


def test_every_chart_that_is_published_becomes_a_slide() -> None:
    """Every value that a figure draws as bars stands in its chart: none is lost on the way."""
    shown = [each for each in published()[1].all if each.drawn and not each.demonstration]
    deck = opened(*shown)
    assert len(deck.slides) == len(shown)
    for page, each in zip(deck.slides, shown, strict=True):
        natives = charts_on(page)
        tables = [shape for shape in page.shapes if getattr(shape, "has_table", False)]
        assert bool(natives) != bool(tables), each.id
        assert bool(tables) == (each.figure.kind in ("map", "matrix")), each.id
        if each.figure.kind == "rows":
            drawn_values = sorted(
                v for native in natives for values in series_of(native).values() for v in values if v is not None
            )
            value = next(name for name in each.figure.columns if name.startswith(("median", "overhead_ms")))
            assert drawn_values == sorted(each.figure.columns[value]), each.id


# ---- the command --------------------------------------------------------------------------------------------------

GROUP = "v3-2024-04-productpage-pod-128-connections-b162aec5-k1"


def deck(*arguments: str) -> int:
    return run(["deck", "--repo", str(ROOT), *arguments])


def test_the_command_writes_the_charts_in_the_order_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "new" / "mine.pptx"
    names = [f"{GROUP}--throughput", f"https://results.example/charts/{GROUP}--latency/"]
    assert deck(*names, "--into", str(target), "--title", "My deck") == 0
    assert f"written {target}, 2 slides" in capsys.readouterr().out
    made = Presentation(target)
    wanted = [published()[1].find(f"{GROUP}--{each}") for each in ("throughput", "latency")]
    assert [page.shapes.title.text_frame.text for page in made.slides] == [each.figure.title for each in wanted if each]
    assert made.core_properties.title == "My deck"
    before = target.read_bytes()
    assert deck(names[0], "--into", str(target)) == 2
    assert f"{target} is already there; --force replaces it" in capsys.readouterr().err
    assert target.read_bytes() == before
    assert deck(names[0], "--into", str(target), "--force") == 0
    assert len(Presentation(target).slides) == 1
    assert list(target.parent.iterdir()) == [target]


@pytest.fixture
def laid(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real repository, loaded once for all commands of these tests."""
    monkeypatch.setattr(decks, "ground", ground)


@cache
def ground(_: Path) -> Ground:
    return lay_ground(ROOT)


@pytest.mark.usefixtures("laid")
def test_the_command_names_its_file_after_its_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert [deck("--group", GROUP), deck("--mesh", "cilium"), deck("--status")] == [0, 0, 0]
    assert {each.name for each in tmp_path.iterdir()} == {f"{GROUP}.pptx", "cilium.pptx", "status.pptx"}
    assert len(Presentation(tmp_path / f"{GROUP}.pptx").slides) == len(slides.of_group(published()[1], GROUP))
    capsys.readouterr()


@pytest.mark.usefixtures("laid")
def test_a_pinned_chart_is_named_with_its_hash(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pin = published()[0].pins[0]
    target = tmp_path / "pin.pptx"
    assert deck(f"{pin.chart}/{pin.hash}", "--into", str(target)) == 0
    assert f"As of {pin.pinned.isoformat()}" in texts(Presentation(target).slides[0])[13]
    assert deck(f"{pin.chart}/000000000000", "--into", str(tmp_path / "no.pptx")) == 2
    assert f"pinned: {pin.hash}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "nothing to show: give CHART"),
        (("a--b", "--mesh", "istio"), "CHART and --mesh exclude each other"),
        ((f"{GROUP}--latencies",), f"perhaps {GROUP}--latency"),
        (("--mesh", "isto"), "there is no mesh isto, perhaps istio"),
        (("--mesh", "octarine"), "octarine has no chart with enough data"),
        (("--group", "nothing"), "there is no group or series nothing"),
        (("distributed--run",), "demonstrations rank no mesh"),
        (("--status", "--since", "yesterday"), "expected a date like 2026-11-01"),
        (("--mesh", "istio", "--since", "2026-11-01"), "--since belongs to --status"),
        (("--status", "--into", str(ROOT / "results/x.pptx")), "submitted files only"),
    ],
)
@pytest.mark.usefixtures("laid")
def test_what_makes_no_deck_is_said_and_writes_nothing(
    arguments: tuple[str, ...],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert deck(*arguments) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


# ---- the state of the initiatives ---------------------------------------------------------------------------------


def test_the_status_deck_has_a_slide_for_each_initiative_with_dated_facts_and_their_sources() -> None:
    catalogue, _ = published()
    deck = Presentation(BytesIO(slides.status_deck(catalogue, SITE, since=date(2020, 1, 1))))
    assert len(deck.slides) == len(catalogue.initiatives) + 1
    for page, each in zip(deck.slides, catalogue.initiatives, strict=False):
        assert page.shapes.title.text_frame.text.startswith(f"{each.name}: ")
        assert f"{each.facts[0].date}: {each.facts[0].fact}"[:60] in texts(page)[14]
        assert all(fact.source in page.notes_slide.notes_text_frame.text for fact in each.facts)
    last = deck.slides[-1]
    assert last.shapes.title.text_frame.text.startswith("Since 2020-01-01: ")
    assert "LiveWyer" in last.notes_slide.notes_text_frame.text
    demonstrations = [each for each in catalogue.submissions.values() if each.purpose == "demonstration"]
    assert demonstrations
    assert all(each.title not in last.notes_slide.notes_text_frame.text for each in demonstrations)


def test_the_status_deck_tells_objections_and_the_patterns_of_a_day_together() -> None:
    catalogue, _ = published()
    author = Objector(name="Synthetic Objector", github=None, affiliation=None, relationship=Relationship.VENDOR)
    objection = Dispute(
        id="synthetic", date=date(2026, 11, 25), author=author, results=("livewyer-2024",), reports=(), claim="Synthetic claim.",
        is_statement=False, evidence=(), replies=(), decision=None, origin=synthetic.PLACE,
    )  # fmt: skip
    with_it = replace(catalogue, disputes={"synthetic": objection})
    last = Presentation(BytesIO(slides.status_deck(with_it, SITE, since=date(2020, 1, 1)))).slides[-1]
    notes = last.notes_slide.notes_text_frame.text
    assert "2026-11-25: objection: Synthetic Objector about livewyer-2024: Synthetic claim." in notes
    assert f"{SITE}disputes/synthetic/" in notes
    written = [each for each in catalogue.patterns.values() if each.history]
    assert all(each.title in notes for each in written)
    assert "1 objection" in last.shapes.title.text_frame.text


def test_the_status_deck_tells_a_rejected_objection_and_none_to_a_demonstration() -> None:
    catalogue, _ = published()
    author = Objector(name="Synthetic Objector", github=None, affiliation=None, relationship=Relationship.VENDOR)
    rejected = Decision(
        date=date(2026, 11, 26), by="curators", outcome=Outcome.REJECTED, state=None, reason="Synthetic reason.", results=None, reports=None,
    )  # fmt: skip
    objection = Dispute(
        id="one", date=date(2026, 11, 25), author=author, results=("livewyer-2024",), reports=(), claim="Synthetic claim.",
        is_statement=False, evidence=(), replies=(), decision=rejected, origin=synthetic.PLACE,
    )  # fmt: skip
    shown = replace(objection, id="two", results=("envoy-two-cores-2026/baseline-1500-01",))
    told = [each for each in status.changes(replace(catalogue, disputes={"one": objection, "two": shown}), date(2026, 11, 24)) if "objection" in each.kind]  # fmt: skip
    assert [(each.day.day, each.kind, each.reason) for each in told] == [
        (26, "objection rejected", "Synthetic reason."),
        (25, "objection", "Synthetic claim."),
    ]
    noted = replace(objection, decision=None, is_statement=True)
    told = [each for each in status.changes(replace(catalogue, disputes={"one": noted}), date(2026, 11, 24)) if each.path == "disputes/one/"]  # fmt: skip
    assert [(each.day.day, each.kind, each.reason) for each in told] == [(25, "statement", "Synthetic claim.")]


def test_a_deck_since_tomorrow_says_that_nothing_happened() -> None:
    catalogue, _ = published()
    last = Presentation(BytesIO(slides.status_deck(catalogue, SITE, since=date(2999, 1, 1)))).slides[-1]
    assert last.shapes.title.text_frame.text == "Since 2999-01-01: nothing new"
