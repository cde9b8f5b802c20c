"""Figures of whole distributions, of distributed runs, of saturation and of trends: what they show, and what they leave out."""

from __future__ import annotations

import json
from dataclasses import replace

import plotly.graph_objects as go
import pytest

from generator import figures
from generator.compare import compare
from generator.compare.distributions import averages_of, bounded, distribution_of, percentile_of
from generator.compare.trends import Trend, trends_of
from generator.compare.values import ComparisonGroup, Series
from generator.figures.figure import Figure
from generator.model import Histogram, Purpose, Result
from tests import figure_samples as samples
from tests import synthetic

FINE = Histogram(upper_ms=tuple(1.01**at for at in range(1, 400)), counts=(30,) * 399)


def drawn(figure: Figure, *, narrow: bool = False) -> tuple[list[dict[str, object]], dict[str, object]]:
    """Traces and layout as the browser puts them together."""
    content = json.loads(figure.json())
    layout = dict(content["layout"])
    for key, value in content["narrow"].items() if narrow else ():
        layout[key] = {**layout.get(key, {}), **value} if isinstance(value, dict) else value
    return content["data"], layout


def generators(result: Result) -> Figure:
    figure = figures.for_generators(result, "#0072B2")
    assert figure is not None
    return figure


# ---- one run ----


@pytest.mark.parametrize(
    ("value", "low", "high", "said"),
    [
        (18.2, 17.9, 18.5, "18.2 ms (17.9 to 18.5)"),
        (18.2, 18.2, 18.2, "18.2 ms"),
        (18.2, 18.196, 18.204, "18.2 ms"),
        (30.0, 20.0, 55.0, "20 to 55 ms"),
        (30.0, 20.0, None, "at least 20 ms"),
    ],
)
def test_a_percentile_is_told_with_its_bounds_and_as_a_range_where_they_are_wide(
    value: float, low: float, high: float | None, said: str
) -> None:
    assert str(bounded(value, low, high)) == said
    run = synthetic.run("x", percentiles={"99": value}, bounds_ms={"99": (low, high)})
    assert str(percentile_of(run, "99")) == said
    assert percentile_of(run, "90") is None


def test_a_whole_distribution_is_drawn_twice_and_reported_percentiles_once() -> None:
    assert [each.id for each in figures.for_result(samples.result(distribution=FINE))] == [
        "percentiles",
        "distribution",
    ]
    assert [each.id for each in figures.for_result(samples.result())] == ["percentiles"]


def test_the_line_turns_dashed_at_the_tenth_sample_from_the_end() -> None:
    traces, _ = drawn(figures.for_result(samples.result(distribution=FINE, percentiles={"50": 1.0}))[0])
    number = sum(FINE.counts)
    solid, dashed = [each for each in traces if each["mode"] == "lines" and "text" in each]
    assert (solid["line"]["dash"], dashed["line"]["dash"]) == ("solid", "dash")  # type: ignore[index]
    assert solid["x"][-1] == dashed["x"][0] == pytest.approx(number / 10)  # type: ignore[index]
    assert dashed["x"][-1] == number  # type: ignore[index]


def test_the_band_lies_between_the_bounds_and_the_line_within() -> None:
    result = synthetic.distributed()
    (low, high, *_), _ = drawn(figures.for_result(result)[0])
    assert (low["line"]["shape"], high["fill"]) == ("vh", "tonexty")  # type: ignore[index]
    assert all(under <= over for under, over in zip(low["y"], high["y"], strict=True))  # type: ignore[call-overload]
    rows = figures.for_result(result)[0].frame
    assert (rows["latency_low_ms"] <= rows["latency_ms"]).all()
    assert (rows["latency_ms"] <= rows["latency_high_ms"]).all()


def test_a_missing_generator_leaves_the_tail_without_an_upper_bound() -> None:
    rows = figures.for_result(synthetic.distributed(expected=4))[0].frame
    assert rows["latency_high_ms"][rows["percentile"] > 75].isna().all()
    assert rows["latency_high_ms"][rows["percentile"] < 74].notna().all()


def test_bounds_of_bare_percentiles_are_bars_and_no_band() -> None:
    result = synthetic.distributed(distribution=None)
    traces, _ = drawn(figures.for_result(result)[0])
    assert [each.get("fill") for each in traces] == [None] * len(traces)
    assert traces[0]["error_y"]["array"] == pytest.approx([0.1, 0.3, 0.5])  # type: ignore[index]


def test_an_axis_is_logarithmic_where_the_tail_would_leave_no_height_for_the_rest() -> None:
    near, far = samples.result(percentiles={"50": 2.0, "99": 40.0}), samples.result(percentiles={"50": 2.0, "99": 90.0})
    axes = [drawn(figures.for_result(each)[0])[1]["yaxis"] for each in (near, far)]
    assert [axis.get("type") for axis in axes] == [None, "log"]  # type: ignore[attr-defined]


def test_a_table_under_a_whole_distribution_is_short_and_its_file_is_not() -> None:
    figure = figures.for_result(samples.result(distribution=FINE))[0]
    assert len(figure.shown["percentile"]) < 12 < len(figure.columns["percentile"])


@pytest.mark.parametrize("histogram", [Histogram(upper_ms=(1.0,), counts=(0,)), Histogram(upper_ms=(2.0, 1.0), counts=(1, 2), lower_ms=(1.5, 1.5))])  # fmt: skip
def test_what_is_no_histogram_breaks_no_page(histogram: Histogram) -> None:
    result = samples.result(distribution=histogram)
    assert distribution_of(result) is None
    assert figures.for_result(result)[0].columns == figures.for_result(samples.result())[0].columns


# ---- a distributed run ----


def test_generators_stand_on_a_time_line_from_the_first_start_on() -> None:
    traces, layout = drawn(generators(synthetic.distributed()))
    assert traces[0]["base"] == pytest.approx([0, 0.5, 1.0])
    assert traces[0]["x"] == pytest.approx([60, 60, 60])
    together = layout["shapes"][0]  # type: ignore[index]
    assert (together["x0"], together["x1"]) == pytest.approx((1.0, 60.0))


def test_the_merged_value_is_a_line_in_a_band() -> None:
    _, layout = drawn(generators(synthetic.distributed()))
    shapes = [each for each in layout["shapes"] if each["xref"] == "x2"]  # type: ignore[attr-defined]
    bands = [(each["x0"], each["x1"]) for each in shapes if each["type"] == "rect"]
    assert bands == [(2.9, 3.1), (11.6, 12.3), (17.9, 18.5)]
    assert [each["x0"] for each in shapes if each["type"] == "line"] == [3.0, 12.0, 18.0]


def test_a_merged_value_that_is_a_range_has_no_line_and_reaches_the_axis_end_where_unbounded() -> None:
    _, layout = drawn(generators(synthetic.distributed(bounds_ms={"99": (6.0, None)}, expected=4)))
    shapes = [each for each in layout["shapes"] if each["xref"] == "x2"]  # type: ignore[attr-defined]
    assert [each["x0"] for each in shapes if each["type"] == "line"] == [3.0, 12.0]
    assert [each["x1"] for each in shapes if each["type"] == "rect"] == [layout["xaxis2"]["range"][1]]  # type: ignore[index]


def test_generators_without_times_or_without_percentiles_have_one_panel() -> None:
    timeless = [synthetic.generator(name, after=None) for name in "ab"]
    bare = [synthetic.generator(name, None) for name in "ab"]
    assert "xaxis" not in drawn(generators(synthetic.distributed(generators=timeless)))[1]
    assert "xaxis2" not in drawn(generators(synthetic.distributed(generators=bare)))[1]
    neither = generators(
        synthetic.distributed(generators=[synthetic.generator(name, None, after=None) for name in "ab"])
    )
    assert neither.missing is not None


def test_a_run_of_one_generator_is_no_distributed_run() -> None:
    assert figures.for_generators(synthetic.distributed(generators=[synthetic.generator("a")])) is None


def test_hundreds_of_generators_lose_their_names_and_keep_their_marks() -> None:
    figure = generators(synthetic.distributed(generators=[synthetic.generator(f"pod-{at:03}", 5 + at / 50) for at in range(300)]))  # fmt: skip
    traces, layout = drawn(figure)
    assert layout["yaxis2"]["ticktext"] == []  # type: ignore[index]
    assert len(traces[-1]["x"]) == 300  # type: ignore[arg-type]
    assert figure.height < 2000


@pytest.mark.parametrize("hostile", ["<b>&x</b>", '<a href="javascript:1">x</a>', "%{x}"])
def test_a_generator_s_name_is_shown_literally(hostile: str) -> None:
    text = generators(synthetic.distributed(generators=[synthetic.generator(hostile), synthetic.generator("b")])).json()
    assert b"<a" not in text
    assert b"hovertemplate" not in text


# ---- averages ----


def test_an_average_is_compared_with_the_merged_value() -> None:
    last = averages_of(synthetic.distributed())[-1]
    assert last.plain == pytest.approx(29 / 3)
    assert last.weighted == pytest.approx(29 / 3)
    assert last.plain_error == pytest.approx(29 / 3 / 18 - 1)
    assert not last.plain_is_possible


def test_an_average_by_requests_needs_the_requests_of_all() -> None:
    some = [synthetic.generator("a", requests=None), synthetic.generator("b")]
    assert averages_of(synthetic.distributed(generators=some))[0].weighted is None


def test_nothing_is_averaged_where_a_generator_does_not_report_the_percentile() -> None:
    assert (
        averages_of(synthetic.distributed(generators=[synthetic.generator("a", None), synthetic.generator("b")])) == ()
    )


def test_the_errors_of_averages_leave_out_what_is_a_range() -> None:
    exact, wide = synthetic.distributed("exact"), synthetic.distributed("wide", bounds_ms={"99": (10.0, 20.0)})
    figure = figures.for_averages([(each, averages_of(each)) for each in (exact, wide)])
    rows = figure.frame
    assert set(rows[rows["percentile"] == "p99"]["run"]) == {"synthetic/exact"}
    assert set(rows[rows["percentile"] == "p50"]["run"]) == {"synthetic/exact", "synthetic/wide"}
    assert "46.3 % below" in figure.title


# ---- a group ----


def with_distributions(count: int) -> ComparisonGroup:
    runs = [
        synthetic.distributed(f"{mesh}-{at}", synthetic.subject(mesh), percentiles={"50": 3.0, "90": 12.0, "99": 18.0 + at}, bounds_ms={"99": (17.0, 18.5 + at)})
        for mesh in ("no-mesh", "alpha")
        for at in range(count)
    ]  # fmt: skip
    (group,) = compare(synthetic.catalogue(*runs)).groups.values()
    return group


def spectra(group: ComparisonGroup) -> Figure:
    return next(figure for figure in figures.for_group(group) if figure.id == "spectra")


def test_a_group_s_spectra_are_runs_and_no_merge_of_them() -> None:
    figure = spectra(with_distributions(4))
    traces, _ = drawn(figure)
    pale = [each for each in traces if each["mode"] == "lines" and each["line"]["width"] == 1]  # type: ignore[index]
    assert len(pale) == 2 * 3
    assert set(figure.frame["run"]) == {"synthetic/no-mesh-1", "synthetic/alpha-1"}
    assert "Runs are not merged" in figure.subtitle


def together(*runs: Result) -> Figure:
    (group,) = compare(synthetic.catalogue(*runs)).groups.values()
    return spectra(group)


def test_a_range_is_no_value_in_the_title_of_spectra_and_has_a_band() -> None:
    wide = {"50": (2.9, 3.1), "90": (11.6, 12.3), "99": (10.0, 20.0)}
    runs = [synthetic.distributed(mesh, synthetic.subject(mesh), bounds_ms=wide) for mesh in ("no-mesh", "alpha")]
    figure = together(*runs)
    assert figure.title == "1,000 rps, pod, 32 connections: whole distributions of 2 variants, p90 12 ms"
    assert figure.subtitle.startswith("One run each. Band: between the bounds.")
    fills = [each["legendgroup"] for each in drawn(figure)[0] if "fill" in each]
    assert len(fills) == 2
    rows = figure.frame
    assert (rows["latency_low_ms"] < rows["latency_high_ms"]).any()
    assert (rows["latency_low_ms"] <= rows["latency_ms"]).all()
    assert (rows["latency_ms"] <= rows["latency_high_ms"]).all()
    only = [replace(run, measurement=replace(run.measurement, bounds_ms=dict.fromkeys(wide, (1.0, None)))) for run in runs]  # fmt: skip
    assert together(*only).title == "1,000 rps, pod, 32 connections: whole distributions of 2 variants"


def test_the_bounds_of_percentiles_without_a_distribution_are_bars() -> None:
    many = {name: at + 1.0 for at, name in enumerate(("50", "75", "90", "95", "99"))}
    bounds = {name: (value * 0.8, value * 1.2) for name, value in many.items()}
    runs = [synthetic.run(mesh, synthetic.subject(mesh), percentiles=many, bounds_ms=bounds) for mesh in ("no-mesh", "alpha")]  # fmt: skip
    assert [len(each["error_y"]["array"]) for each in drawn(together(*runs))[0] if "error_y" in each] == [5, 5]  # type: ignore[index]


def test_a_group_s_spectra_know_of_generators_that_did_not_report() -> None:
    runs = [synthetic.distributed(mesh, synthetic.subject(mesh), expected=4) for mesh in ("no-mesh", "alpha")]
    rows = together(*runs).frame
    assert rows["latency_high_ms"][rows["percentile"] > 75].isna().all()
    assert rows["latency_high_ms"][rows["percentile"] < 74].notna().all()


def test_the_middle_run_is_one_that_reports_the_percentile_it_is_the_middle_of() -> None:
    def named(name: str, **percentiles: float) -> Result:
        told = {"50": 3.0, "90": 12.0, **{key[1:]: value for key, value in percentiles.items()}}
        return synthetic.distributed(name, synthetic.subject("alpha"), percentiles=told)

    figure = together(named("a"), named("b"), named("c", p99=18.0), named("d", p99=19.0), named("e", p99=20.0))
    assert set(figure.frame["run"]) == {"synthetic/d"}
    assert "No run reports" not in figure.subtitle
    unled = together(named("a"), named("b"))
    assert set(unled.frame["run"]) == {"synthetic/a"}
    assert "No run reports p99, so the first is solid: Alpha 1.0.0." in unled.subtitle


def test_spectra_say_how_many_runs_are_drawn_and_which_variants_are_not() -> None:
    assert "are drawn" not in spectra(with_distributions(4)).subtitle
    assert "42 of 60 runs are drawn." in spectra(with_distributions(30)).subtitle
    several = [synthetic.distributed(f"a-{at}", synthetic.subject("alpha", version=f"1.{at}.0")) for at in range(12)]
    bare = synthetic.run("b", synthetic.subject("alpha", version="1.10.5"))
    said = together(*several, bare).subtitle
    labels = sorted(f"Alpha 1.{at}.0" for at in range(12))
    assert "8 of 13 runs are drawn." in said
    assert "Not drawn, without a distribution: Alpha 1.10.5. Not drawn, after the first 8: Alpha 1." in said
    assert f"{labels[-1]}." in said
    assert "Alpha 1.0.0" not in said


def test_three_percentiles_are_no_spectrum_of_a_group() -> None:
    assert "spectra" not in [figure.id for figure in figures.for_group(samples.group(samples.four()[:0]))]
    runs = [synthetic.run(f"{mesh}-1", synthetic.subject(mesh)) for mesh in ("no-mesh", "alpha")]
    (group,) = compare(synthetic.catalogue(*runs)).groups.values()
    assert "spectra" not in [figure.id for figure in figures.for_group(group)]


# ---- saturation ----


def along_the_rate(*achieved: float) -> Series:
    rates = (1000.0, 2000.0, 3000.0)
    runs = [
        synthetic.run(f"{mesh}-{rate:.0f}", synthetic.subject(mesh), p99=rate / 100, offered_rps=rate, achieved_rps=rate if mesh == "no-mesh" else share * rate)
        for rate, share in zip(rates, achieved, strict=True)
        for mesh in ("no-mesh", "alpha")
    ]  # fmt: skip
    return next(each for each in compare(synthetic.catalogue(*runs)).series if each.axis == "offered_rps")


def knee(series: Series) -> Figure:
    return next(figure for figure in figures.for_series(series) if figure.id == "knee")


def test_a_saturated_point_is_hollow_and_drawn_though_it_counts_nowhere() -> None:
    figure = knee(along_the_rate(1.0, 0.97, 0.8))
    rows = figure.frame
    alpha = rows[(rows["variant"] == "Alpha 1.0.0") & (rows["quantity"] == "p99")]
    assert list(alpha["achieved_rps"]) == pytest.approx([1000, 1940, 2400])
    assert list(alpha["saturated"]) == ["no", "yes", "yes"]
    symbols = [each["marker"]["symbol"] for each in drawn(figure)[0] if each.get("name") == "Alpha 1.0.0"]  # type: ignore[index]
    assert [name.endswith("-open") for name in symbols[0]] == [False, True, True]
    assert "saturated: Alpha 1.0.0 at 1,940 requests/s" in figure.title


def test_without_saturation_the_title_says_so() -> None:
    assert knee(along_the_rate(1.0, 1.0, 1.0)).title.endswith("no variant was saturated")


def test_a_run_that_something_else_keeps_out_is_no_point() -> None:
    runs = [
        synthetic.run(f"{mesh}-{rate:.0f}", synthetic.subject(mesh), offered_rps=rate, achieved_rps=rate * (0.8 if mesh == "alpha" else 1), errors={"503": 100_000} if mesh == "alpha" and rate == 2000 else {})
        for rate in (1000.0, 2000.0)
        for mesh in ("no-mesh", "alpha", "beta")
    ]  # fmt: skip
    series = next(each for each in compare(synthetic.catalogue(*runs)).series if each.axis == "offered_rps")
    rows = knee(series).frame
    assert "Beta 1.0.0" in set(rows["variant"])
    assert 1600.0 not in set(rows["achieved_rps"])


@pytest.mark.parametrize(
    ("achieved", "median", "saturated", "told"),
    [
        ((2000, 1990, 1500), 1990, "no", "1,990 requests/s achieved of 2,000 offered, 1 of 3 runs saturated"),
        ((2000, 1600, 1500), 1600, "yes", "1,600 requests/s achieved of 2,000 offered, 2 of 3 runs saturated"),
        ((2000, 1600), 1800, "yes", "1,800 requests/s achieved of 2,000 offered, 1 of 2 runs saturated"),
    ],
)
def test_a_run_that_counts_does_not_hide_the_saturated_runs_at_its_rate(
    achieved: tuple[float, ...], median: float, saturated: str, told: str
) -> None:
    runs = [
        synthetic.run(f"{mesh}-{rate:.0f}-{at}", synthetic.subject(mesh), offered_rps=rate, achieved_rps=value if (mesh, rate) == ("alpha", 2000.0) else rate)
        for rate in (1000.0, 2000.0)
        for mesh in ("no-mesh", "alpha")
        for at, value in enumerate(achieved)
    ]  # fmt: skip
    figure = knee(next(each for each in compare(synthetic.catalogue(*runs)).series if each.axis == "offered_rps"))
    rows = figure.frame
    (row,) = rows[(rows["variant"] == "Alpha 1.0.0") & (rows["quantity"] == "p99") & (rows["achieved_rps"] > 1000)].to_dict("records")  # fmt: skip
    assert (row["achieved_rps"], row["runs"], row["saturated"]) == (median, len(achieved), saturated)
    assert told in figure.json().decode()
    assert "Medians of all runs at each offered rate" in figure.subtitle


def test_a_series_along_connections_has_no_knee() -> None:
    series = samples.series((samples.four(), samples.four()))
    assert "knee" not in [figure.id for figure in figures.for_series(series)]


# ---- over versions ----


def campaigns(*versions: str, **fields: object) -> list[Result]:
    return [
        synthetic.run(f"{mesh}-{version.replace('.', '-')}-{at}", synthetic.subject(mesh, version=version), p99=10.0 + 2 * at + (5 if mesh == "alpha" else 0), campaign=f"c{at}", **fields)  # type: ignore[arg-type]
        for at, version in enumerate(versions)
        for mesh in ("no-mesh", "alpha")
    ]  # fmt: skip


def trends(*runs: Result, purpose: Purpose = Purpose.MEASUREMENT) -> tuple[Trend, ...]:
    submitted = replace(synthetic.submission(list(runs)), purpose=purpose)
    return trends_of(tuple(compare(synthetic.catalogue(submitted)).groups.values()))


def test_a_trend_stands_in_the_order_of_releases_against_each_campaign_s_own_baseline() -> None:
    (trend,) = trends(*campaigns("1.10.0", "1.9.0"))
    assert [step.version for step in trend.steps] == ["1.9.0", "1.10.0"]
    rows = figures.for_trend(trend).frame
    assert list(rows[rows["percentile"] == "p99"]["overhead_ms"]) == pytest.approx([5.0, 5.0])
    assert list(rows["campaign"].unique()) == ["c1", "c0"]


def test_under_full_load_a_trend_is_one_of_throughput() -> None:
    runs = [
        synthetic.full_load(f"{mesh}-{at}", synthetic.subject(mesh, version=version), rps=(100.0 if mesh == "no-mesh" else 80.0) + at, campaign=f"c{at}")
        for at, version in enumerate(("1.9.0", "1.10.0"))
        for mesh in ("no-mesh", "alpha")
    ]  # fmt: skip
    (trend,) = trends(*runs)
    figure = figures.for_trend(trend)
    assert (
        figure.title
        == "Alpha, full load, pod, 32 connections: throughput against the baseline −20 requests/s (1.9.0), −20 (1.10.0)"
    )
    assert list(figure.frame["difference_rps"]) == pytest.approx([-20.0, -20.0])
    assert figure.subtitle.startswith("One run each, no verdict. Each version")
    assert "Without a mesh: 100 (c0) and 101 (c1) requests/s." in figure.subtitle
    traces, layout = drawn(figure)
    assert len(traces) == 1
    assert layout["yaxis"]["title"]["text"] == "change from no mesh (requests/s)"  # type: ignore[index]
    assert "added latency" not in figure.json().decode()
    assert figures.for_trend(trends(*campaigns("1.9.0", "1.10.0"))[0]).title.startswith(
        "Alpha, 1,000 rps, pod, 32 connections: overhead at p99 "
    )


def test_a_trend_crosses_nothing_but_the_campaign() -> None:
    assert trends(*campaigns("1.9.0"), *campaigns("1.10.0", "1.11.0", connections=64)[2:]) == ()


def test_one_version_or_a_demonstration_makes_no_trend() -> None:
    assert trends(*campaigns("1.9.0", "1.9.0")) == ()
    assert trends(*campaigns("1.9.0", "1.10.0"), purpose=Purpose.DEMONSTRATION) == ()
    assert trends(*campaigns("1.9.0", "main")) == ()


def every() -> list[Figure]:
    distributed = synthetic.distributed()
    (trend,) = trends(*campaigns("1.10.0", "1.9.0"))
    many = synthetic.distributed(generators=[synthetic.generator(f"p{at}") for at in range(40)])
    return [
        *figures.for_result(distributed), *figures.for_result(synthetic.distributed(expected=4)), generators(distributed), generators(many),
        figures.for_averages([(distributed, averages_of(distributed))]), spectra(with_distributions(3)), knee(along_the_rate(1.0, 0.97, 0.8)),
        figures.for_trend(trend),
    ]  # fmt: skip


@pytest.mark.parametrize("figure", every(), ids=lambda figure: figure.id)
@pytest.mark.parametrize("narrow", [False, True])
def test_plotly_accepts_the_figure_and_its_basic_bundle_draws_it(figure: Figure, narrow: bool) -> None:  # noqa: FBT001
    traces, layout = drawn(figure, narrow=narrow)
    for look in figures.TEMPLATES.values():
        go.Figure({"data": traces, "layout": {**layout, "template": look}})
    assert {each["type"] for each in traces} <= {"scatter", "bar"}
    assert layout["height"] == (figure.narrow_height if narrow else figure.height)
    assert len({len(column) for column in figure.columns.values()}) == 1
