from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import figures
from generator.compare.values import ComparisonGroup, Difference, Exclusion, Flag, FlagKind, Series
from generator.conformance import survey
from generator.figures import words
from generator.figures.draw import label, log_ticks, round_ticks, spread
from generator.figures.panels import Panel
from generator.figures.rows import Row
from generator.model import ConformanceReport, Histogram, Resource, State
from tests import figure_samples as samples
from tests import synthetic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.figures.figure import Figure

FIVE = (1.03, 0.97, 1.05, 0.99)


def undetected() -> ComparisonGroup:
    runs = (204.0, 199.0, 207.0, 201.0, 206.0)
    base = samples.variant("No mesh", 0, runs)
    other = samples.variant("Istio 1.20.3 (sidecar)", 1, runs, base=204.0, detectable=False)
    return samples.group((base, other))


def at_rate() -> ComparisonGroup:
    runs = (samples.result("a", offered_rps=1000.0, achieved_rps=900.0),)
    return samples.group((samples.variant("Istio", 1, (2.0,), rps=900, runs=runs),))


GROUPS = {
    "one run each": samples.group(samples.four(), leads="throughput"),
    "five runs each": samples.group(samples.four(extra=FIVE)),
    "ten variants": samples.group(samples.many(9)),
    "nothing detected": undetected(),
    "at a rate": at_rate(),
}
SERIES = {
    "throughput leads": samples.series(tuple(samples.four(by) for by in (1.0, 1.9, 4.0)), leads="throughput"),
    "many lines": samples.series((samples.many(7), samples.many(7)), axis="offered_rps"),
    "replicas": samples.series((samples.four(), samples.four(0.5)), axis="replicas"),
    "long names": samples.series((samples.many(3), samples.many(3), samples.many(3)), axis="offered_rps"),
}
HISTOGRAM = Histogram(
    upper_ms=tuple(float(at * at) for at in range(1, 60)), counts=tuple(10**6 // at**3 for at in range(1, 60))
)
RESULTS = {
    "percentiles": samples.result(),
    "few requests": samples.result(requests=5_000),
    "histogram": samples.result(distribution=HISTOGRAM),
}


def shares(api: str, core: tuple[int | None, ...], extended: tuple[int | None, ...] | None = None, **fields: object) -> ConformanceReport:  # fmt: skip
    """A synthetic report for that version of the Gateway API, with passed, failed and skipped cases of each level."""
    more = None if extended is None else synthetic.level(*extended)
    profile = synthetic.profile(synthetic.level(*core), more, name=str(fields.pop("profile", "MESH-HTTP")))
    name = f"{api}-{fields.get('channel', 'standard')}-{fields.get('version', 'x')}".replace(".", "-")
    return synthetic.gateway_report(name, profile, api=api, **fields)  # type: ignore[arg-type]


def over_time(*reports: ConformanceReport) -> Figure:
    """The figure of Alpha's synthetic reports."""
    made = synthetic.catalogue(*reports)
    line = survey(made, date(2026, 11, 25)).by_mesh.get("alpha", {}).get("gateway-api", ())
    return figures.for_conformance(made.meshes["alpha"], line, "Gateway API")


CONFORMANCE = {
    "every version": (shares("v1.4.0", (7, 0, 0), (7, 0, 0)), shares("v1.5.0", (6, 0, 1), (6, 0, 1))),
    "with gaps": (shares("v1.0.0", (2, 0, 0), profile="MESH"), shares("v1.4.1", (7, 0, 0), (0, 7, 0))),
    "core alone": (shares("v1.4.0", (7, 0, 0)), shares("v1.5.0", (0, 7, 0))),
}


def drawn() -> Iterator[tuple[str, Figure]]:
    for name, group in GROUPS.items():
        yield from ((f"{name}: {figure.id}", figure) for figure in figures.for_group(group))
    for name, series in SERIES.items():
        yield from ((f"{name}: {figure.id}", figure) for figure in figures.for_series(series))
    for name, result in RESULTS.items():
        yield from ((f"{name}: {figure.id}", figure) for figure in figures.for_result(result))
    yield from ((f"{name}: conformance", over_time(*reports)) for name, reports in CONFORMANCE.items())


DRAWN = [pytest.param(figure, id=name) for name, figure in drawn() if figure.missing is None]


def layouts(figure: Figure) -> tuple[dict[str, object], dict[str, object]]:
    """The layout wide and narrow, merged as the browser does."""
    content = json.loads(figure.json())
    wide = content["layout"]
    merged = dict(wide)
    for key, value in content["narrow"].items():
        merged[key] = {**wide.get(key, {}), **value} if isinstance(value, dict) else value
    return wide, merged


def by_id(group: ComparisonGroup, name: str) -> Figure:
    return next(figure for figure in figures.for_group(group) if figure.id == name)


def notes(figure: Figure, *, narrow: bool = False) -> list[str]:
    layout = layouts(figure)[1 if narrow else 0]
    return [note["text"] for note in layout["annotations"]]  # type: ignore[attr-defined]


def traces(figure: Figure) -> list[dict[str, object]]:
    content: list[dict[str, object]] = json.loads(figure.json())["data"]
    return content


@pytest.mark.parametrize("figure", DRAWN)
@pytest.mark.parametrize("look", figures.TEMPLATES)
def test_plotly_accepts_the_figure_wide_and_narrow_in_both_looks(figure: Figure, look: str) -> None:
    for layout in layouts(figure):
        go.Figure({"data": traces(figure), "layout": {**layout, "template": figures.TEMPLATES[look]}})


@pytest.mark.parametrize("figure", DRAWN)
def test_only_the_basic_bundle_is_needed(figure: Figure) -> None:
    assert {trace["type"] for trace in traces(figure)} <= {"scatter", "bar", "pie"}


@pytest.mark.parametrize("figure", DRAWN)
def test_a_figure_carries_words_and_a_table_of_equal_columns(figure: Figure) -> None:
    assert figure.title
    assert figure.alt
    assert len(figure.frame) == len(next(iter(figure.columns.values()))) > 0
    assert figure.height > 100
    assert figure.narrow_height > 100
    wide, narrow = layouts(figure)
    assert (wide["height"], narrow["height"]) == (figure.height, figure.narrow_height)


@pytest.mark.parametrize("figure", DRAWN)
def test_no_text_is_smaller_than_14_px(figure: Figure) -> None:
    sizes = [int(size) for size in re.findall(r'"font":\{[^{}]*"size":(\d+)', figure.json().decode())]
    sizes += [int(size) for size in re.findall(r'font":\{[^{}]*"size":(\d+)', figures.template_json().decode())]
    assert min(sizes) >= 14


@pytest.mark.parametrize("figure", DRAWN)
def test_every_axis_with_a_title_names_its_unit_or_what_it_counts(figure: Figure) -> None:
    words = r"\((ms|MB|mCPU|requests/s|mCPU per 1,000 requests/s)\)|connections|replicas|percentile|passed in %|version of the Gateway API"
    for layout in layouts(figure):
        titles = [axis["title"]["text"] for key, axis in layout.items() if "axis" in key and "title" in axis]  # type: ignore[index,call-overload]
        assert [title for title in titles if title and not re.search(words, title)] == []


@pytest.mark.parametrize("figure", DRAWN)
def test_a_log_axis_is_named_as_one(figure: Figure) -> None:
    for layout in layouts(figure):
        axes = [axis for key, axis in layout.items() if "axis" in key]
        logs = [
            axis["title"]["text"] for axis in axes if axis.get("type") == "log" and axis.get("title", {}).get("text")
        ]  # type: ignore[attr-defined]
        assert [title for title in logs if "log axis" not in title] == []


def test_figures_of_equal_values_are_equal_bytes() -> None:
    again = {name: [figure.json() for figure in figures.for_group(group)] for name, group in GROUPS.items()}
    assert again == {name: [figure.json() for figure in figures.for_group(group)] for name, group in GROUPS.items()}
    assert "uid" not in str(again)


def test_the_leading_quantity_comes_first_with_its_finding_under_all_conditions() -> None:
    throughput, latency = figures.for_group(GROUPS["one run each"])[:2]
    assert (throughput.id, throughput.title) == (
        "throughput",
        "32 connections: 157 requests/s without a mesh, 119 to 147 with one, one run each",
    )
    assert latency.title == "32 connections: p99 289 ms without a mesh, 310 to 379 with one"
    assert "saturation" in latency.subtitle
    leading = figures.for_group(GROUPS["five runs each"])[0].title
    assert leading == "32 connections: median p99 289 ms without a mesh, 310 to 379 with one, 5 runs each"


def test_one_run_each_claims_no_verdict() -> None:
    assert by_id(GROUPS["one run each"], "latency").subtitle.startswith("One run each, no verdict.")
    assert by_id(GROUPS["five runs each"], "latency").subtitle.startswith("5 runs each. ")


def test_every_run_is_a_pale_mark_and_the_median_a_solid_one() -> None:
    rows = traces(by_id(GROUPS["five runs each"], "latency"))
    istio = [trace for trace in rows if "Istio" in str(trace.get("hovertext"))]
    runs, medians = istio
    assert len(runs["x"]) == 15  # type: ignore[arg-type]
    assert runs["marker"]["color"] == "rgba(213,94,0,0.75)"  # type: ignore[index]
    assert medians["marker"]["symbol"] == ["circle", "diamond", "square"]  # type: ignore[index]
    assert medians["marker"]["size"] > runs["marker"]["size"]  # type: ignore[index]
    assert medians["marker"]["color"] == "#D55E00"  # type: ignore[index]


def test_an_interval_is_drawn_from_five_runs_on_only() -> None:
    assert "error_x" in str(traces(by_id(GROUPS["five runs each"], "latency")))
    assert "error_x" not in str(traces(by_id(GROUPS["one run each"], "latency")))
    assert "thin bar: interval" in " ".join(notes(by_id(GROUPS["five runs each"], "latency")))


def test_the_row_ends_with_its_p99() -> None:
    assert {"289 ms", "379 ms", "378 ms", "310 ms"} <= set(notes(by_id(GROUPS["one run each"], "latency")))


def test_latency_starts_at_zero() -> None:
    for layout in layouts(by_id(GROUPS["one run each"], "latency")):
        assert layout["xaxis"]["range"][0] == 0  # type: ignore[index]


def test_names_stand_above_the_rows_on_a_narrow_screen() -> None:
    figure = by_id(GROUPS["one run each"], "latency")
    wide, narrow = layouts(figure)
    assert "Linkerd 2.14.9" in wide["yaxis"]["ticktext"]  # type: ignore[index]
    assert narrow["yaxis"]["showticklabels"] is False  # type: ignore[index]
    assert "Linkerd 2.14.9: p99 310 ms" in notes(figure, narrow=True)
    assert "Linkerd 2.14.9" not in notes(figure)


def test_the_percentiles_are_named_over_the_first_row_or_in_the_key() -> None:
    assert {"p50", "p90", "p99"} <= set(notes(by_id(GROUPS["one run each"], "latency")))
    crowded = notes(by_id(GROUPS["ten variants"], "latency"))
    assert any("● p50   ◆ p90   ■ p99" in text for text in crowded)
    assert "p50" not in crowded


def test_a_difference_that_was_not_detected_is_hollow_and_said() -> None:
    figure = by_id(GROUPS["nothing detected"], "overhead")
    assert "no detectable difference" in notes(figure)
    assert "square-open" in str(traces(figure))
    assert figure.title == "32 connections: with Istio no detectable difference at p99 from running without a mesh"


def test_the_files_of_the_overhead_carry_effect_size_and_p() -> None:
    members = list(samples.four(extra=(1.01, 1.02, 1.03, 1.04)))
    gaps = {name: replace(gap, superiority=0.96, p_value=0.04) for name, gap in members[1].overhead.items()}
    members[1] = replace(members[1], overhead=gaps)
    columns = by_id(samples.group(tuple(members)), "overhead").columns
    assert list(columns["superiority"][:4]) == [0.96, 0.96, 0.96, None]
    assert list(columns["p"][:4]) == [0.04, 0.04, 0.04, None]
    assert "superiority" not in by_id(GROUPS["one run each"], "overhead").columns


def test_overhead_is_drawn_against_zero_and_leaves_the_baseline_out() -> None:
    figure = by_id(GROUPS["one run each"], "overhead")
    assert layouts(figure)[0]["xaxis"]["zeroline"] is True  # type: ignore[index]
    assert "No mesh" not in set(figure.columns["variant"])
    assert figure.title == "32 connections: p99 over the baseline +21.4 to +90.1 ms with 3 meshes"


def test_the_title_of_an_overhead_counts_those_alone_that_report_its_percentile() -> None:
    none, *others = samples.four()
    short = [replace(one, overhead={"50": one.overhead["50"]}) for one in others[1:]]
    figure = by_id(samples.group((none, others[0], *short)), "overhead")
    assert figure.title.endswith(f"with {others[0].mesh.name}")


def test_without_a_baseline_a_sentence_stands_for_the_overhead() -> None:
    group = samples.group(samples.four()[1:], because="Two baselines differ in version.")
    figure = by_id(replace(group, baseline=None), "overhead")
    assert figure.missing == "Two baselines differ in version."
    assert figure.plotly == {}


def test_no_resources_reported_is_said_in_words() -> None:
    assert by_id(GROUPS["five runs each"], "resources").missing is None
    without = samples.group((samples.variant("No mesh", 0, (1.0,)), samples.variant("Istio", 1, (2.0,), base=1.0)))
    assert by_id(without, "resources").missing == "No run that counts here reports CPU or memory of its proxies."


def test_who_reported_no_resources_is_named() -> None:
    assert "Not reported: Cilium 1.15.1 (eBPF)." in by_id(GROUPS["one run each"], "resources").subtitle


def test_a_control_plane_of_several_statistics_is_not_drawn() -> None:
    average = Resource(component="istiod", role="control-plane", cpu_mcores=40.0, mem_mb=100.0, statistic="average")
    greatest = replace(average, cpu_mcores=90.0, statistic="max")
    for parts, drawn in (((average, average), True), ((average, greatest), False)):
        runs = tuple(samples.result(mesh_name="Istio", resources=(part,)) for part in parts)
        group = samples.group((samples.variant("Istio", 1, (2.0, 3.0), runs=runs),))
        assert any(figure.id == "control-plane" for figure in figures.for_group(group)) is drawn


def test_a_control_plane_with_average_and_maximum_is_drawn_by_its_average() -> None:
    average = Resource(component="istiod", role="control-plane", cpu_mcores=40.0, mem_mb=100.0, statistic="average")
    both = (average, replace(average, cpu_mcores=90.0, statistic="max"))
    runs = (samples.result(mesh_name="Istio", resources=both, achieved_rps=1000.0),)
    figure = by_id(samples.group((samples.variant("Istio", 1, (2.0,), runs=runs),)), "control-plane")
    assert list(figure.columns["median"]) == [40.0, 100.0]


def test_the_control_plane_is_drawn_apart_and_only_from_complete_runs() -> None:
    parts = (
        Resource(component="istiod", role="control-plane", cpu_mcores=40.0, mem_mb=100.0),
        Resource(component="cni", role="control-plane", cpu_mcores=2.0, mem_mb=None),
        Resource(component="proxy", role="sidecar", cpu_mcores=900.0, mem_mb=900.0),
    )
    runs = (samples.result("a", mesh_name="Istio", resources=parts),)
    figure = by_id(samples.group((samples.variant("Istio", 1, (2.0,), runs=runs),)), "control-plane")
    assert list(figure.columns["median"]) == [42.0]
    assert all(figure.id != "control-plane" for figure in figures.for_group(GROUPS["one run each"]))
    beside = samples.group((samples.variant("No mesh", 0, (2.0,), runs=(samples.result("a", resources=parts),)),))
    assert all(figure.id != "control-plane" for figure in figures.for_group(beside))


def test_the_offered_rate_is_a_line_and_a_saturated_run_hollow() -> None:
    group = at_rate()
    address = group.results[0].address
    flag = Flag(kind=FlagKind.SATURATED, label="saturated", sentence="", excludes=False)
    figure = by_id(replace(group, flags={address: (flag,)}), "throughput")
    (line,) = layouts(figure)[0]["shapes"]  # type: ignore[misc]
    assert line["x0"] == line["x1"] == 1000
    assert "dotted: offered 1,000 requests/s" in notes(figure)
    assert "square-open" in str(traces(figure))
    assert "square-open" not in str(traces(by_id(group, "throughput")))


def test_runs_that_all_reach_the_offered_rate_are_said_to() -> None:
    runs = (samples.result("a", offered_rps=1000.0, achieved_rps=999.7),)
    group = samples.group((samples.variant("Istio", 1, (2.0,), rps=999.7, runs=runs),))
    assert (
        by_id(group, "throughput").title
        == "32 connections: all reached at least 99.9 % of the 1,000 requests/s offered"
    )
    full = samples.group(
        (replace(group.variants[0], results=(samples.result("a", offered_rps=1000.0, achieved_rps=1000.0),)),)
    )
    assert by_id(full, "throughput").title == "32 connections: all reached the 1,000 requests/s offered"
    assert by_id(at_rate(), "throughput").title == "32 connections: achieved rate 900 requests/s with Istio"


@pytest.mark.parametrize(
    ("relative", "text"), [(-0.24, "−24.0 %"), (0.3368, "+33.7 %"), (0.0004, ""), (1.5, "+150 %"), (None, "")]
)
def test_per_cents_have_the_same_digits_and_none_reads_as_zero(relative: float | None, text: str) -> None:
    assert words.percent(Difference(absolute=1.0, relative=relative)) == text


def test_full_load_has_no_offered_line() -> None:
    assert layouts(by_id(GROUPS["one run each"], "throughput"))[0]["shapes"] == []


@pytest.mark.parametrize("hostile", ["<b>&x</b>", '<a href="javascript:1">x</a>', "%{x}", "<br>" * 3])
def test_a_label_is_shown_literally(hostile: str) -> None:
    one = samples.variant("No mesh", 0, (1.0,))
    group = samples.group((one, replace(samples.variant("Istio", 1, (2.0,), base=1.0, cpu=5), label=hostile)))
    series = samples.series((group.variants, group.variants))
    for figure in (*figures.for_group(group), *figures.for_series(series)):
        texts = re.sub(
            r"</?b>|<br>|<span style=\\?\"color:#\w+\\?\">|</span>|<extra></extra>", "", figure.json().decode()
        )
        assert "<" not in texts
        assert "hovertemplate" not in texts


@given(st.text(max_size=80))
def test_no_text_passes_the_label_unescaped(text: str) -> None:
    assert "<" not in label(text)
    assert ">" not in label(text)
    assert "<" not in label(text, 20).replace("<br>", "")


def test_a_series_draws_a_line_for_each_variant_through_its_groups() -> None:
    throughput, latency, resources = figures.for_series(SERIES["throughput leads"])
    assert (throughput.id, latency.id, resources.id) == ("throughput", "latency", "resources")
    lines = [trace for trace in traces(latency) if trace["mode"] == "lines+markers"]
    assert len(lines) == 4 * 3
    assert lines[0]["x"] == [2, 4, 8]


def test_up_to_six_lines_carry_their_names_and_more_get_a_legend() -> None:
    few, many = figures.for_series(SERIES["throughput leads"])[1], figures.for_series(SERIES["many lines"])[0]
    assert layouts(few)[0]["showlegend"] is False
    assert any("Linkerd 2.14.9" in text for text in notes(few))
    assert layouts(many)[0]["showlegend"] is True
    assert layouts(few)[1]["showlegend"] is True


def test_a_series_of_one_place_says_what_is_missing() -> None:
    series: Series = samples.series((samples.four(),))
    drawn = figures.for_series(series)
    assert [figure.id for figure in drawn] == ["latency", "resources"]
    assert {figure.missing for figure in drawn} == {"Fewer than two places have a value to draw: connections."}


def test_who_is_missing_at_a_place_of_the_axis_is_named_with_the_reason() -> None:
    first, second = samples.series((samples.four(), samples.four())).groups
    gone, silent = second.variants[2], second.variants[3]
    address = gone.results[0].address
    flag = Flag(kind=FlagKind.STATE, label="disputed", sentence="", excludes=True)
    thin = replace(
        second,
        variants=second.variants[:2],
        excluded=(Exclusion(result=gone.results[0], reason="long", label=gone.label),),
        flags={address: (flag,)},
    )
    whole = samples.series((samples.four(), samples.four()))
    assert "Not drawn" not in figures.for_series(whole)[0].subtitle
    subtitle = figures.for_series(replace(whole, groups=(first, thin)))[0].subtitle
    assert f"Not drawn at 4 connections: {gone.label} (disputed); {silent.label} (no run)." in subtitle


def along(name: str) -> Figure:
    return next(figure for figure in figures.for_series(SERIES[name]) if figure.id == "resources")


def test_proxy_cpu_and_memory_stand_side_by_side_with_a_y_axis_each() -> None:
    figure = along("throughput leads")
    wide, narrow = layouts(figure)
    titles = [(layout["yaxis"]["title"]["text"], layout["yaxis2"]["title"]["text"]) for layout in (wide, narrow)]  # type: ignore[index]
    assert titles == [("total proxy CPU (mCPU)", "proxy memory (MB)")] * 2
    assert (wide["yaxis"]["range"], wide["yaxis2"]["range"]) == (
        [0, pytest.approx(188.8, abs=0.1)],
        [0, pytest.approx(119.68)],
    )  # type: ignore[index]
    assert (
        wide["xaxis"]["range"]
        == wide["xaxis2"]["range"]
        == layouts(figures.for_series(SERIES["throughput leads"])[1])[0]["xaxis"]["range"]
    )  # type: ignore[index]
    assert wide["xaxis"]["domain"][1] < wide["xaxis2"]["domain"][0]  # type: ignore[index]
    assert narrow["yaxis2"]["domain"][1] < narrow["yaxis"]["domain"][0]  # type: ignore[index]
    assert narrow["xaxis"]["domain"] == narrow["xaxis2"]["domain"] == [0, 1]  # type: ignore[index]


def test_resources_along_a_series_are_those_of_the_meshes_that_report_them() -> None:
    figure = along("throughput leads")
    assert figure.title == "From a pod: proxy CPU at 8 connections 91.1 to 172 mCPU with 2 meshes"
    assert "Not reported: Cilium 1.15.1 (eBPF)." in figure.subtitle
    assert set(figure.columns["variant"]) == {"Istio 1.20.3 (sidecar)", "Linkerd 2.14.9"}
    assert list(figure.columns["quantity"]) == (["total proxy CPU (mCPU)"] * 3 + ["proxy memory (MB)"] * 3) * 2
    assert list(figure.columns["median"][3:6]) == [108.8, 108.8, 108.8]


def test_a_series_in_which_no_run_reports_resources_has_no_such_figure() -> None:
    silent = tuple(replace(one, uses={}) for one in samples.four())
    assert [figure.id for figure in figures.for_series(samples.series((silent, silent)))] == ["latency"]


def test_a_resource_that_nobody_reports_has_no_panel() -> None:
    members = tuple(samples.without(one, "cpu_mcores") for one in samples.four())
    figure = figures.for_series(samples.series((members, members)))[-1]
    assert (figure.id, "yaxis2" in layouts(figure)[0]) == ("resources", False)
    assert figure.title == "From a pod: proxy memory at 4 connections 38.2 to 109 MB with 2 meshes"
    assert "median_mb" in figure.columns


def test_a_line_that_does_not_reach_the_last_panel_is_named_in_a_legend() -> None:
    members = samples.four()
    members = (*members[:3], samples.without(members[3], "mem_mb"))
    figure = figures.for_series(samples.series((members, members)))[-1]
    assert layouts(figure)[0]["showlegend"] is True
    named = [trace["name"] for trace in traces(figure) if trace["mode"] == "lines+markers" and trace["showlegend"]]
    assert named == ["Istio 1.20.3 (sidecar)", "Linkerd 2.14.9"]


def test_a_spectrum_is_dashed_where_fewer_than_ten_samples_stand_behind_a_point() -> None:
    (figure,) = figures.for_result(RESULTS["few requests"])
    solid, dashed = traces(figure)
    assert (solid["line"]["dash"], dashed["line"]["dash"]) == ("solid", "dash")  # type: ignore[index]
    assert solid["x"] == pytest.approx([2, 10, 100])
    assert dashed["x"] == pytest.approx([100, 1000, 10_000])


def test_a_spectrum_without_a_count_of_requests_is_dashed_throughout() -> None:
    (figure,) = figures.for_result(samples.result(requests=None))
    assert [trace["line"]["dash"] for trace in traces(figure)] == ["dash"]  # type: ignore[index]
    assert "number of requests not reported" in figure.subtitle


def test_a_spectrum_of_a_histogram_has_a_band_between_its_bounds() -> None:
    figure = figures.for_result(samples.result(distribution=HISTOGRAM, percentiles={"50": 1.0}))[0]
    low, high = traces(figure)[:2]
    assert high["fill"] == "tonexty"
    assert all(below < above for below, above in zip(low["y"], high["y"], strict=True))  # type: ignore[call-overload]


def test_a_coarse_histogram_gives_way_to_the_percentiles_that_were_reported() -> None:
    coarse = Histogram(upper_ms=(10.0, 400.0, 900.0), counts=(1, 299_000, 999))
    (figure,) = figures.for_result(samples.result(distribution=coarse))
    assert figure.columns == figures.for_result(samples.result())[0].columns


def test_a_fine_histogram_says_more_than_three_percentiles() -> None:
    fine = Histogram(upper_ms=tuple(1.05**at for at in range(100)), counts=(3_000,) * 100)
    figure = figures.for_result(samples.result(distribution=fine))[0]
    assert len(list(figure.columns["percentile"])) > 99


def test_one_percentile_is_too_little_for_a_spectrum() -> None:
    (figure,) = figures.for_result(samples.result(percentiles={"50": 1.0}))
    assert figure.missing == "Fewer than two latency percentiles were reported for this run."


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(1, 25)), max_size=12))
def test_labels_are_moved_apart_in_their_order_and_stay_inside(labels: list[tuple[float, float]]) -> None:
    places, sizes = [place for place, _ in labels], [size for _, size in labels]
    moved = spread(places, sizes, 300)
    ordered = sorted(range(len(places)), key=lambda index: places[index])
    for low, high in pairwise(ordered):
        assert moved[high] - moved[low] >= (sizes[low] + sizes[high]) / 2 - 1e-6
    assert all(at - size / 2 >= -1e-6 and at + size / 2 <= 300 + 1e-6 for at, size in zip(moved, sizes, strict=True))


@given(st.floats(1e-3, 1e6), st.floats(1.0, 1e5))
def test_a_log_axis_has_a_tick_within_its_range(low: float, ratio: float) -> None:
    ticks = round_ticks(low, low * ratio)
    assert ticks
    assert len(ticks) < 20
    assert all(low * 0.999 <= tick <= low * ratio * 1.001 for tick in ticks)


def test_ticks_that_would_touch_are_left_out() -> None:
    # 3 decades on 200 px: 40 px are a factor of four.
    assert log_ticks([1, 2, 3, 4, 5, 6, 7, 8, 16, 1000], 200) == [1, 4, 16, 1000]


def test_a_panel_leaves_room_for_the_text_behind_its_longest_row() -> None:
    panel = Panel(rows=(Row(name="a", colour="#000000", marks=(), end="x" * 10),), title="t")
    assert panel.range[0] == 0
    assert panel.range[1] >= 1
    assert 400 * panel.column(400) > 10 * 7.5


@pytest.mark.parametrize("name", ["latency", "throughput"])
def test_a_single_run_is_called_no_median(name: str) -> None:
    figure = by_id(GROUPS["one run each"], name)
    texts = [*notes(figure), *notes(figure, narrow=True)]
    assert any("one run" in text or "p99" in text for text in texts)
    assert [text for text in texts if "median" in text] == []
    assert any("median" in text for text in notes(by_id(GROUPS["five runs each"], name)))


def test_the_values_stand_in_a_column_beside_no_mark() -> None:
    wide, narrow = layouts(by_id(GROUPS["five runs each"], "latency"))
    texts = {note["text"]: note for note in wide["annotations"]}  # type: ignore[attr-defined]
    assert {"median p99", "289 ms"} <= texts.keys()
    assert all(texts[text]["xref"] == "paper" and texts[text]["x"] == 1 for text in ("median p99", "289 ms"))
    assert wide["xaxis"]["domain"][1] < 0.9  # type: ignore[index]
    assert narrow["xaxis"]["domain"] == [0, 1]  # type: ignore[index]
    assert any(note["text"].endswith(": median p99 289 ms") for note in narrow["annotations"])  # type: ignore[attr-defined]


def test_an_outlier_that_would_hide_the_percentiles_makes_the_axis_logarithmic() -> None:
    far = samples.group((samples.variant("Istio", 1, (2.0, 2.0, 2.0, 2.0, 60.0)),))
    wide, narrow = layouts(by_id(far, "latency"))
    assert wide["xaxis"]["type"] == narrow["xaxis"]["type"] == "log"  # type: ignore[index]
    assert wide["xaxis"]["title"]["text"] == "latency (ms), log axis"  # type: ignore[index]
    assert 10 ** wide["xaxis"]["range"][1] > 60  # type: ignore[index]
    plain, _ = layouts(by_id(GROUPS["five runs each"], "latency"))
    assert "type" not in plain["xaxis"]  # type: ignore[operator]


def test_the_key_of_a_narrow_chart_overprints_nothing() -> None:
    narrow = layouts(by_id(at_rate(), "throughput"))[1]
    at_top = [note for note in narrow["annotations"] if note.get("yref") == "paper"]  # type: ignore[attr-defined]
    assert [note["text"] for note in at_top] == ["dotted: offered 1,000 requests/s"]


def test_a_version_without_a_report_is_a_gap_and_no_value() -> None:
    core, extended = traces(over_time(*CONFORMANCE["with gaps"]))
    assert core["x"] == ["v1.0", "v1.1", "v1.2", "v1.3", "v1.4"]
    assert core["y"] == [100.0, None, None, None, 100.0]
    assert extended["y"] == [None, None, None, None, 0.0]
    assert (core["connectgaps"], extended["connectgaps"]) == (False, False)


@pytest.mark.parametrize("reports", [(), CONFORMANCE["every version"][:1], (*CONFORMANCE["every version"][:1],) * 2])
def test_fewer_than_two_versions_are_no_line_but_a_sentence(reports: tuple[ConformanceReport, ...]) -> None:
    figure = over_time(*(replace(each, id=f"r-{at}") for at, each in enumerate(reports)))
    assert figure.missing is not None
    assert figure.missing.endswith("needs reports of two versions; there is one at most.")
    assert (figure.plotly, figure.columns) == ({}, {})


def test_a_mesh_s_line_leaves_out_history_what_does_not_stand_and_what_has_no_counts() -> None:
    one, two = CONFORMANCE["every version"]
    for lost in (
        replace(two, state=State.WITHDRAWN),
        replace(two, historic=synthetic.report("x", "smi", None, historic=True).historic),
        shares("v1.5.0", (None, None, None)),
        shares("4c436290f2", (7, 0, 0)),
        shares("v11.4.0", (7, 0, 0)),
        shares("v1.5.0", (2, 0, 0), profile="MESH-GRPC"),
    ):
        assert over_time(one, lost).missing is not None


def test_the_newest_report_of_a_version_stands_for_it() -> None:
    old, new = (shares("v1.5.0", counts, version=name) for counts, name in (((6, 0, 1), "1.9"), ((7, 0, 0), "1.10")))
    figure = over_time(CONFORMANCE["every version"][0], old, new)
    assert list(figure.columns["version"]) == ["1.0.0", "1.10"]
    assert list(figure.columns["core passed"]) == [7, 7]


@pytest.mark.parametrize(
    ("reports", "claimed"),
    [
        (CONFORMANCE["every version"], False),
        (CONFORMANCE["with gaps"], False),
        ((shares("v1.4.0", (7, 0, 0), (7, 0, 0)), shares("v1.5.0", (7, 0, 0), (7, 0, 0))), True),
        ((shares("v1.4.0", (7, 0, 0)), shares("v1.5.0", (7, 0, 0))), True),
        ((shares("v1.4.0", (7, 0, 0)), shares("v1.5.0", (7, 0, 0), (None, None, None))), False),
    ],
)
def test_a_title_claims_that_every_case_passed_only_where_it_did(
    reports: tuple[ConformanceReport, ...], *, claimed: bool
) -> None:
    title = over_time(*reports).title
    assert (title == "Alpha: every case that was counted passed (2 versions reported, v1.4 to v1.5)") == claimed
    assert "%" not in title


def test_a_line_of_shares_warns_that_it_is_no_measure_of_progress() -> None:
    for reports in CONFORMANCE.values():
        assert "no measure of progress" in over_time(*reports).subtitle


@pytest.mark.parametrize(
    ("reports", "said"),
    [
        (CONFORMANCE["every version"], "no case failed, some were skipped in v1.5 (2 versions reported, v1.4 to v1.5)"),
        (CONFORMANCE["with gaps"], "cases failed in v1.4 (2 versions reported, v1.0 to v1.4)"),
        (
            (shares("v1.4.0", (6, 1, 0)), shares("v1.5.0", (7, 0, 0), (5, 1, 1)), shares("v1.6.0", (6, 0, 1))),
            "cases failed in v1.4 and v1.5 (3 versions reported, v1.4 to v1.6)",
        ),
    ],
)
def test_a_title_names_the_versions_in_which_cases_failed_or_were_skipped(
    reports: tuple[ConformanceReport, ...], said: str
) -> None:
    assert over_time(*reports).title == f"Alpha: {said}"


def test_of_several_channels_of_a_version_the_worst_stands_for_it() -> None:
    """The channel in which all passed hid the other."""
    for worse, better in (("experimental", "standard"), ("standard", "experimental")):
        bad, good = shares("v1.5.0", (5, 0, 2), channel=worse), shares("v1.5.0", (7, 0, 0), channel=better)
        figure = over_time(CONFORMANCE["every version"][0], bad, good)
        assert list(figure.columns["core passed"]) == [7, 5]
        assert list(figure.columns["report"])[1] == bad.id
