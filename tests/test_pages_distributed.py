"""What a result's page says of its generators, what lies beside it, and the page that explains how runs are merged."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from generator import schema
from generator.compare import compare
from generator.model import Evidence, Moment, Purpose, Result, State
from generator.page import Composition, Page
from generator.pages import compose
from generator.pages.distributed import MERGES, example
from generator.pages.wording import raw_output
from tests import synthetic
from tests.synthetic import whole
from tests.test_pages import SITE, YOUNG, Outline, hostile

DISTRIBUTED = "performance/distributed/"
RESULT = "performance/results/synthetic/distributed/"


def composed(
    *runs: Result, purpose: Purpose = Purpose.MEASUREMENT, guides: frozenset[str] = frozenset()
) -> Composition:
    submitted = replace(whole(synthetic.submission([dated(run) for run in runs])), purpose=purpose)
    made = synthetic.catalogue(submitted)
    return compose(made, compare(made), SITE, guides=guides)


def dated(run: Result, start: Moment = YOUNG) -> Result:
    return run if run.start_time else replace(run, start_time=start)


def page(composition: Composition, path: str) -> Page:
    return next(each for each in composition.pages if each.path == path)


def files(composition: Composition) -> dict[str, bytes]:
    return {each.path: each.content for each in composition.assets}


@pytest.fixture(scope="module")
def site() -> Composition:
    return composed(synthetic.distributed(), synthetic.run("single"))


def test_a_distributed_run_has_a_section_about_its_generators_and_others_have_none(site: Composition) -> None:
    one, other = page(site, RESULT), page(site, "performance/results/synthetic/single/")
    assert one.toc[0].id == "generators"
    assert 'id="generators"' in one.body
    assert 'id="generators' not in other.body
    assert "generators" not in [item.id for item in other.toc]


def test_ids_are_unique_there() -> None:
    site = composed(*(synthetic.distributed(f"distributed-{at}") for at in range(5)))
    for each in site.pages:
        if each.path == DISTRIBUTED or each.shell == "result":
            ids = Outline(each.body).ids
            assert len(ids) == len(set(ids))


def test_bounds_stand_beside_the_headline_numbers(site: Composition) -> None:
    assert '18 <span class="mr-unit">ms (17.9 to 18.5)</span>' in page(site, RESULT).body


def test_the_table_of_generators_ends_with_the_merged_run(site: Composition) -> None:
    foot = page(site, RESULT).body.partition("<tfoot>")[2].partition("</tfoot>")[0]
    assert "30,000" in foot
    assert "17.9 to 18.5" in foot


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, MERGES["interval_merge"]),
        ({"merge_method": None}, "How the percentiles were merged is not reported."),
        ({}, "They worked at the same time for 96.7 % of the run."),
        ({"generators": [synthetic.generator("a"), synthetic.generator("b", after=6.0)]}, "81.8 % of the run, less than 95 %"),
        ({"generators": [synthetic.generator("a"), synthetic.generator("b", after=6.0)]}, "Their rates add up to 333 requests/s; all requests over the whole time"),
        ({"generators": [synthetic.generator("a"), synthetic.generator("b", after=40.0)]}, "their rates are not added"),
        ({"generators": [synthetic.generator("a", after=None), synthetic.generator("b")]}, "When each generator worked is not reported"),
        ({"generators": [synthetic.generator("a", requests=None), synthetic.generator("b", after=6.0)]}, "1 of 2 did not report how many requests they made"),
        ({"expected": 4}, "1 of 4 generators did not report"),
        ({"expected": None}, "How many generators were started is not reported."),
        ({"generators": [replace(synthetic.generator("a"), clock_offset_ms=-40.0), synthetic.generator("b")]}, "Clocks were up to 40 ms apart"),
    ],
)  # fmt: skip
def test_a_distributed_run_says_how_it_was_put_together(fields: dict[str, object], said: str) -> None:
    assert said in page(composed(synthetic.distributed(**fields)), RESULT).body.unescape()


def test_every_way_to_merge_has_words() -> None:
    known = schema.load("performance-results/v1")["$defs"]["measurement"]["properties"]["merge_method"]["enum"]  # type: ignore[index]
    assert set(MERGES) == {each for each in known if each is not None}


def test_rates_that_agree_are_said_once(site: Composition) -> None:
    assert "add up to" not in page(site, RESULT).body


# ---- files ----


def test_every_result_with_a_distribution_has_it_for_the_plotter(site: Composition) -> None:
    found = files(site)
    text = found[f"{RESULT}percentiles.hgrm"].decode()
    rows = [line.split() for line in text.splitlines() if line and not line.startswith(("#", " " * 7))]
    assert all(len(row) == 4 for row in rows)
    assert int(rows[-1][2]) == 30_000
    assert 'href="percentiles.hgrm"' in page(site, RESULT).body
    assert "performance/results/synthetic/single/percentiles.hgrm" not in found
    assert ".hgrm" not in page(site, "performance/results/synthetic/single/").body


def test_a_result_s_json_holds_what_smp_cannot_by_the_schema_s_names(site: Composition) -> None:
    found = json.loads(files(site)[f"{RESULT}result.json"])["measurement"]
    assert found["merge_method"] == "interval_merge"
    assert found["bounds_ms"]["99"] == [17.9, 18.5]
    assert [each["name"] for each in found["generators"]] == ["a", "b", "c"]
    assert found["generators"][0]["latencies_ms"]["p99"] == 4.0
    assert len(found["distribution"]["lower_ms"]) == len(found["distribution"]["counts"]) == 7
    known = schema.load("performance-results/v1")["$defs"]
    assert set(found) <= set(known["measurement"]["properties"])  # type: ignore[index]
    assert set(found["generators"][0]) <= set(known["generator"]["properties"])  # type: ignore[index]


def test_an_empty_measurement_holds_nothing_that_was_not_reported(site: Composition) -> None:
    found = json.loads(files(site)["performance/results/synthetic/single/result.json"])["measurement"]
    assert None not in found.values()
    assert "generators" not in found


def test_the_generators_are_published_as_a_table(site: Composition) -> None:
    lines = files(site)[f"{RESULT}generators.csv"].decode().splitlines()
    assert lines[0] == "generator,requests,errors,achieved_rps,start_s,duration_s,p50_ms,p90_ms,p99_ms"
    assert lines[2].split(",")[0::4] == ["b", "0.5", "5.0"]


def test_the_runs_of_a_group_say_how_they_were_merged_and_within_which_bounds(site: Composition) -> None:
    (text,) = [content for path, content in files(site).items() if path.endswith("/runs.csv")]
    head, *rows = [line.split(",") for line in text.decode().splitlines()]
    row = next(dict(zip(head, each, strict=True)) for each in rows if each[0].endswith("/distributed"))
    assert (row["p99_low_ms"], row["p99_high_ms"], row["generators"], row["merge_method"]) == (
        "17.9",
        "18.5",
        "3",
        "interval_merge",
    )


# ---- the page ----


def test_the_page_explains_with_a_real_run_and_its_numbers(site: Composition) -> None:
    body = page(site, DISTRIBUTED).body
    assert 'href="../results/synthetic/distributed/"' in body
    assert "9.67" in body
    assert "46.3 % too low" in body
    assert "charts/distributed--run.json" in files(site)


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        ((9.0, 20.0), "known as a range only and is no value to miss; the plain average lies within it."),
        ((12.0, 20.0), "no value to miss; the plain average is at least 19.4 % too low."),
        ((12.0, None), "no value to miss; the plain average is at least 19.4 % too low."),
        ((5.0, 8.0), "no value to miss; the plain average is at least 20.8 % too high."),
    ],
)
def test_an_average_has_no_error_against_a_range(bounds: tuple[float, float | None], said: str) -> None:
    body = page(composed(synthetic.distributed(bounds_ms={"99": bounds})), DISTRIBUTED).body.unescape()
    assert (
        f"p99: the merged value is {'' if said.startswith('known') else 'known as a range only and is '}{said}" in body
    )
    row = body.partition('<th scope="row">p99</th>')[2].partition("</tr>")[0]
    assert row.count(">a range<") == 2
    assert "\u221246.3" not in row


def test_a_range_that_an_average_misses_makes_no_example() -> None:
    wide = {"99": (10.0, 40.0)}
    runs = [synthetic.distributed("z-wide", bounds_ms=wide), synthetic.distributed("exact")]
    far = replace(runs[0], latencies=replace(runs[0].latencies, percentiles={"50": 10.0, "99": 39.0}))
    found = example([dated(run) for run in (far, runs[1])])
    assert found is not None
    assert found.result.id == "exact"


def test_without_a_distributed_run_the_page_says_so_and_explains_all_the_same() -> None:
    site = composed(synthetic.run("single"))
    body = page(site, DISTRIBUTED).body
    assert "No run of several generators is published yet" in body
    assert 'id="method"' in body
    assert "data-figure" not in body
    assert "charts/distributed--run.json" not in files(site)


@pytest.mark.parametrize("purpose", Purpose)
def test_a_demonstration_is_shown_and_called_one(purpose: Purpose) -> None:
    body = page(composed(synthetic.distributed(), purpose=purpose), DISTRIBUTED).body
    assert ("Demonstration</span>" in body) == (purpose is Purpose.DEMONSTRATION)


def test_the_newest_day_leads_then_the_most_generators_then_what_averages_miss_by_most() -> None:
    two = [synthetic.generator("a", 4.0), synthetic.generator("b", 50.0)]
    runs = [
        dated(synthetic.distributed("old"), synthetic.at("2026-01-01")),
        dated(synthetic.distributed("few", generators=two), synthetic.at("2026-10-01")),
        dated(synthetic.distributed("even", generators=[synthetic.generator(name) for name in "abc"]), synthetic.at("2026-10-01")),
        dated(synthetic.distributed("chosen"), synthetic.at("2026-10-01")),
    ]  # fmt: skip
    found = example(runs)
    assert found is not None
    assert found.result.id == "chosen"


def test_a_withdrawn_run_explains_nothing() -> None:
    gone = synthetic.distributed(state=State.WITHDRAWN)
    gone = replace(gone, history=(synthetic.event(State.WITHDRAWN),))
    assert "No run of several generators" in page(composed(gone), DISTRIBUTED).body


def test_errors_of_averages_are_drawn_from_five_runs_on() -> None:
    runs = [synthetic.distributed(f"distributed-{at}") for at in range(5)]
    assert "charts/distributed--averages.json" in files(composed(*runs))
    assert "charts/distributed--averages.json" not in files(composed(*runs[:4]))


def test_only_guides_that_are_there_are_linked() -> None:
    run = synthetic.distributed()
    assert "guides/" not in page(composed(run), DISTRIBUTED).body
    linked = page(composed(run, guides=frozenset({"at-scale", "importing"})), DISTRIBUTED).body
    assert 'href="../../guides/at-scale/"' in linked
    assert 'href="../../guides/importing/"' in linked


def test_submitted_text_never_becomes_markup_there() -> None:
    made = synthetic.catalogue(
        hostile(whole(synthetic.submission([dated(synthetic.distributed())])), "merge_method", "text")
    )
    site = compose(made, compare(made), SITE)
    for each in site.pages:
        if each.path == DISTRIBUTED or each.shell == "result":
            assert "<script" not in each.body
            assert "<img" not in each.body


def test_raw_outputs_of_which_only_the_hash_is_published_are_called_that() -> None:
    known = Evidence(
        path=None, uri=None, sha256="0" * 64, size_bytes=7, tool="h2load", tool_version=None, original_sha256=None
    )
    assert raw_output([known]) == "only the hash of the raw output is published"
    assert raw_output([replace(known, sha256=None)]) == "neither the raw output nor its hash is published"
    assert raw_output([replace(known, uri="https://example.org/x")]) == "raw output published elsewhere, with its hash"
