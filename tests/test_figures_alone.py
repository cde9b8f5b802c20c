"""A chart that is linked alone: its words say what it is of, who is not ranked or left out, and what its marks are."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise
from math import log10
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import figures
from generator.charts import gather
from generator.charts.brief import brief, kept_end
from generator.charts.picture import drawable
from generator.compare import compare
from generator.compare.distributions import averages_of
from generator.figures.draw import round_ticks
from generator.load import load
from generator.model import State
from tests import synthetic
from tests.test_charts import TODAY

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from generator.charts.chart import Chart
    from generator.compare.values import ComparisonGroup
    from generator.figures import Figure
    from generator.model import Result

ROOT = Path(__file__).parent.parent
CONDITIONS = (
    "One run each, no verdict. Not all variants are ranked: they differ in encryption. Measured: no mesh and Alpha, campaign one. "
    "Some application, version 1, load from a pod; HTTP/1.1, 16 connections; open loop at 10 requests/s, 240 s a run; 3 × synthetic.large. "
    "Not reported: nodes."
)


@cache
def published() -> tuple[Chart, ...]:
    catalogue = load(ROOT).catalogue
    assert catalogue is not None
    return tuple(chart for chart in gather(catalogue, compare(catalogue), TODAY).all if chart.drawn)


def below(chart: Chart) -> str:
    layout = drawable(chart, "https://results.example/c/x/")["layout"]
    text = layout["title"]["subtitle"]["text"]  # type: ignore[index]
    return re.sub(r"<br>|\u00a0", " ", text)


def only(*results: Result) -> ComparisonGroup:
    (group,) = compare(synthetic.catalogue(*results)).groups.values()
    return group


def within(length: int) -> Callable[[str], bool]:
    return lambda text: len(text) <= length


# ---- what a chart is of ----


def test_no_two_published_charts_read_the_same() -> None:
    words = [(chart.figure.title, chart.figure.subtitle) for chart in published()]
    assert len(set(words)) == len(words)


def test_every_chart_of_a_comparison_names_meshes_campaign_and_where_it_ran() -> None:
    shown = [chart for chart in published() if chart.id.endswith(("latency", "throughput", "overhead", "resources", "spectra", "knee"))]  # fmt: skip
    assert len(shown) > 100
    for chart in shown:
        text = chart.figure.subtitle
        assert "Measured: " in text, chart.id
        assert re.search(r"campaign \S|\((?:v\d-)?20\d\d-", text), chart.id
        assert re.search(r"\d × |nodes", text), chart.id


def test_all_titles_of_a_group_begin_with_the_same_conditions() -> None:
    by_group: dict[str, set[str]] = {}
    for chart in published():
        owner, _, name = chart.id.rpartition("--")
        if name in ("latency", "throughput", "overhead", "resources", "spectra"):
            by_group.setdefault(owner, set()).add(chart.figure.title.partition(": ")[0])
    assert [heads for heads in by_group.values() if len(heads) > 1] == []


def test_a_title_that_a_headline_has_no_room_for_names_all_conditions() -> None:
    (group,) = (each for each in published() if "20a0b868" in each.id and each.id.endswith("latency"))
    assert group.figure.title == (
        "1,000 rps, pod, 32 connections: median p99 0.693 ms without a mesh, 2.86 to 7.83 with Istio"
    )


# ---- who is not ranked, and who is left out ----


def test_variants_that_are_not_ranked_are_told_in_every_chart_of_their_group() -> None:
    one, two = synthetic.subject("alpha"), synthetic.subject("beta")
    differ = replace(two, features=replace(two.features, encryption="none"))
    alike = only(synthetic.run("n"), synthetic.run("a", one), synthetic.run("b", two))
    apart = only(synthetic.run("n"), synthetic.run("a", one), synthetic.run("b", differ))
    assert not any("ranked" in figure.subtitle for figure in figures.for_group(alike))
    for figure in figures.for_group(apart):
        assert "Not all variants are ranked: they differ in encryption." in figure.subtitle


def test_what_was_reported_and_is_not_compared_is_not_called_silent() -> None:
    alpha, beta, gamma = (synthetic.subject(name) for name in ("alpha", "beta", "gamma"))
    ranges = dict.fromkeys(("50", "90", "99"), (5.0, 40.0))
    members = (
        synthetic.run("n"),
        synthetic.run("a", alpha, requests=15),
        synthetic.run("b", beta, bounds_ms=ranges),
        synthetic.run("c", gamma, requests=500),
    )
    for name in ("latency", "overhead"):
        text = next(each for each in figures.for_group(only(*members)) if each.id == name).subtitle
        assert "Not reported: Alpha" not in text
        assert re.search(r"Not drawn: Alpha 1\.0\.0 \([^)]*few[^)]*\)\.", text), text
        assert re.search(r"Not drawn: Beta 1\.0\.0 \([^)]*range[^)]*\)\.", text), text
        assert re.search(r"Not drawn at p99: Gamma 1\.0\.0 \([^)]*few[^)]*\)\.", text), text


def test_runs_that_count_nowhere_are_named_with_their_reason() -> None:
    alpha, beta = synthetic.subject("alpha"), synthetic.subject("beta")
    slow = [synthetic.run(name, what, achieved_rps=500.0) for name, what in (("a2", alpha), ("b", beta))]
    figure = figures.for_group(only(synthetic.run("n"), synthetic.run("a", alpha), *slow))[0]
    assert re.search(r"Left out: 1 run of Alpha 1\.0\.0 and Beta 1\.0\.0 \([^)]+\)\.", figure.subtitle)
    assert "Left out" not in figures.for_group(only(synthetic.run("n")))[0].subtitle


def test_what_does_not_stand_is_counted_and_gets_no_name() -> None:
    lost = synthetic.run("b", synthetic.subject("beta"), state=State.DISPUTED)
    figure = figures.for_group(only(synthetic.run("n"), synthetic.run("a", synthetic.subject("alpha")), lost))[0]
    assert "Left out: 1 run (disputed)." in figure.subtitle
    assert "Beta" not in figure.subtitle


def test_a_variant_without_a_percentile_is_named_under_the_latencies() -> None:
    silent = synthetic.run("b", synthetic.subject("beta"), p99=None)
    group = only(synthetic.run("n"), synthetic.run("a", synthetic.subject("alpha")), silent)
    latency = next(figure for figure in figures.for_group(group) if figure.id == "latency")
    assert "Not reported: Beta 1.0.0." in latency.subtitle


# ---- what a picture leaves out ----


def test_no_published_picture_is_cut_within_a_part_or_lacks_what_was_not_reported() -> None:
    for chart in published():
        text = below(chart)
        assert "…" not in text, chart.id
        for sentence in re.findall(r"(?:Not |Left out)[^.]*\.(?= |$)", chart.figure.subtitle):
            assert sentence.partition(".")[0] in text, chart.id


def test_first_goes_what_the_title_names_then_what_weighs_least() -> None:
    title = "10 rps, 16 connections: p99 1 ms"
    assert brief(CONDITIONS, title, within(len(CONDITIONS))) == CONDITIONS
    less = brief(CONDITIONS, title, within(len(CONDITIONS) - 1))
    assert "16 connections" not in less
    assert "version 1, load from a pod; HTTP/1.1; open loop" in less
    least = brief(CONDITIONS, title, within(10))
    assert least.endswith("Some application, load from a pod; 240 s a run; 3 × synthetic.large. Not reported: nodes.")
    assert "Measured: no mesh and Alpha, campaign one." in least


def test_sentences_that_explain_no_mark_go_before_those_that_do() -> None:
    text = "One run each. Runs are not merged. Band: between the bounds. Measured: Alpha, campaign one. Not reported: nodes."
    assert brief(text, "", within(len(text) - 1)) == text.replace("Runs are not merged. ", "")
    assert brief(text, "", within(1)) == "One run each. Measured: Alpha, campaign one. Not reported: nodes."


def test_what_was_not_reported_is_told_apart_from_what_may_be_cut() -> None:
    assert kept_end("A. Not reported: nodes.") == ("A.", "Not reported: nodes.")
    assert kept_end("Not reported: nodes.") == ("Not reported: nodes.", "")
    assert kept_end("A. B.") == ("A. B.", "")


def test_a_picture_of_endless_conditions_keeps_what_was_not_reported() -> None:
    chart = published()[0]
    words = f"{'Endless, ' * 200}words. Not reported: nodes."
    text = below(replace(chart, figure=replace(chart.figure, subtitle=words)))
    assert text.endswith("… Not reported: nodes.")


# ---- marks ----


def averages(*runs: Result) -> Figure:
    return figures.for_averages([(each, averages_of(each)) for each in runs])


def test_the_title_of_averages_tells_the_worst_error_to_either_side() -> None:
    low = synthetic.distributed("low")
    high = synthetic.distributed("high", percentiles={"50": 1.0, "90": 4.0, "99": 9.0})
    figure = averages(low, high)
    errors = list(figure.columns["error_percent"])
    assert min(errors) < 0 < max(errors)  # type: ignore[type-var]
    assert f"{abs(min(errors)):.3g} % below" in figure.title  # type: ignore[type-var, arg-type]
    assert f"{max(errors):.3g} % above" in figure.title  # type: ignore[type-var]
    assert "(2 runs)" in figure.title
    assert "Small marks: one distributed run each; large: their median." in figure.subtitle
    assert "Small marks" not in averages(low).subtitle


def test_averages_say_how_many_values_are_left_out() -> None:
    wide = synthetic.distributed("wide", bounds_ms={"99": (10.0, 20.0)})
    assert "Left out: 1 percentile whose merged value is known as a range only." in averages(wide).subtitle
    assert "Left out" not in averages(synthetic.distributed()).subtitle


@pytest.mark.parametrize(
    ("bounds", "said", "bands"),
    [
        ({}, "lines: the merged values.", 0),
        ({"99": (18.0, 18.001)}, "whose bounds lie closer than a line is thick.", 0),
        ({"99": (17.0, 19.0)}, "bands: between their bounds.", 1),
        (
            {"99": (17.0, 19.0), "50": (3.0, 3.001)},
            "bands: between their bounds, where these are wider than a line.",
            1,
        ),
    ],
)
def test_bounds_are_drawn_where_they_can_be_seen_and_else_told(
    bounds: dict[str, tuple[float, float | None]], said: str, bands: int
) -> None:
    run = synthetic.distributed(percentiles={"50": 3.0, "90": 12.0, "99": 18.0}, bounds_ms=bounds)
    figure = figures.for_generators(run, "#0072B2")
    assert figure is not None
    shapes: Sequence[dict[str, object]] = figure.plotly["layout"]["shapes"]  # type: ignore[index]
    drawn = [each for each in shapes if each["type"] == "rect" and each["xref"] == "x2"]
    assert len(drawn) == bands
    assert all(each["line"]["width"] for each in drawn)  # type: ignore[index]
    assert said in figure.subtitle


def along(*shares: float) -> Figure:
    runs = [
        synthetic.run(f"{mesh}-{at}", synthetic.subject(mesh), offered_rps=1000.0 * (at + 1), achieved_rps=1000.0 * (at + 1) * (share if mesh == "alpha" else 1.0))
        for at, share in enumerate(shares)
        for mesh in ("no-mesh", "alpha")
    ]  # fmt: skip
    series = next(each for each in compare(synthetic.catalogue(*runs)).series if each.axis == "offered_rps")
    return next(figure for figure in figures.for_series(series) if figure.id == "knee")


def test_thresholds_and_hollow_marks_are_explained_where_they_occur_only() -> None:
    plain, thin, slow = along(1.0, 1.0), along(1.0, 0.97), along(1.0, 1.0, 0.8)
    assert "Hollow" not in plain.subtitle
    assert " %" not in plain.subtitle
    assert "achieved less than 98 % of the offered rate" in thin.subtitle
    assert "95 %" not in thin.subtitle
    assert "less than 95 % of it and so count in no comparison" in slow.subtitle
    assert "Hollow" in slow.subtitle


@given(st.floats(1e-2, 1e4), st.floats(1.5, 1e6), st.floats(120, 700), st.floats(20, 60))
def test_ticks_of_a_log_axis_touch_nowhere_and_have_even_steps(
    low: float, ratio: float, length_px: float, text_px: float
) -> None:
    ticks = round_ticks(low, low * ratio, length_px, text_px)
    room = length_px / log10(ratio)
    gaps = [log10(after / before) * room for before, after in pairwise(ticks)]
    assert all(gap >= text_px - 1e-6 for gap in gaps)
    decades = log10(ratio)
    if decades > 2 and len(gaps) > 1:
        assert max(gaps) <= min(gaps) * 1.4
