"""Charts with an address: ids that stay, pages, pins, pictures' words, short addresses."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import addresses, pin_form, slides, tables
from generator.charts import Chart, Charts, gather, pins
from generator.charts.picture import drawable, forms, merged, picture, short_address, source_line
from generator.cli import run
from generator.compare import compare
from generator.construct import pin as construct_pin
from generator.load import load
from generator.model import Catalogue, Pin, Purpose, State
from generator.page import Composition, Page
from generator.pages import Ready, compose
from generator.pages.chart import ABOUT
from generator.pictures import Picture
from generator.rules import corpus
from generator.rules.pins import pin_of_nothing
from generator.source import parse
from tests import synthetic
from tests.sites import elements, small_repository

SITE = "https://results.example/site/"
TODAY = date(2026, 11, 26)
ROOT = Path(__file__).parent.parent
PROJECT = Path(__file__).parent.parent


ALPHA = synthetic.subject("alpha", mode="sidecar")
BETA = synthetic.subject("beta")


def measured(
    *rates: float, runs: int = 1, purpose: Purpose = Purpose.MEASUREMENT, state: State = State.PUBLISHED
) -> Catalogue:
    """Synthetic runs of a mesh and its baseline at each offered rate; those of the mesh in that state."""
    results = [
        replace(
            synthetic.run(
                f"{name}-{rate:g}-{number}", what, offered_rps=rate, achieved_rps=rate, state=shown, p99=10 + number
            ),
            start_time=synthetic.at("2026-11-20"),
        )
        for rate in rates
        for number in range(runs)
        for name, what, shown in (("alpha", ALPHA, state), ("none", None, State.PUBLISHED))
    ]
    return synthetic.catalogue(synthetic.whole(synthetic.submission(results, purpose=purpose)))


def charts_of(catalogue: Catalogue) -> Charts:
    return gather(catalogue, compare(catalogue), TODAY)


def latency_of(catalogue: Catalogue) -> Chart:
    return next(each for each in charts_of(catalogue).all if each.id.endswith("--latency"))


def pinned(chart: Chart, day: date = TODAY) -> Pin:
    """The pin as the loader makes it of the file that the command would write."""
    path, content = pins.file(pins.document(chart, day))
    parsed = parse(path, content)
    assert parsed.findings == ()
    assert parsed.document is not None
    return construct_pin(parsed.document)


def site(catalogue: Catalogue, *, pictures: bool = True) -> Composition:
    compared = compare(catalogue)
    charts = gather(catalogue, compared, TODAY)
    made = (
        dict.fromkeys(forms(charts, catalogue.pins, SITE), Picture(png=b"synthetic png", svg=b"<svg/>"))
        if pictures
        else {}
    )
    ready = Ready(charts=charts, pictures=made, why_no_pictures="" if pictures else "synthetic: no browser")
    return compose(catalogue, compared, SITE, today=TODAY, ready=ready)


def page_of(composition: Composition, path: str) -> Page:
    return next(each for each in composition.pages if each.path == path)


def files_of(composition: Composition) -> Mapping[str, bytes]:
    return {each.path: each.content for each in composition.assets}


def words(page: Page) -> str:
    return " ".join(each.all_text() for each in elements(f"<main>{page.body}</main>")[:1])


def test_ids_stay_when_results_are_added() -> None:
    few, more = charts_of(measured(100, 1000)), charts_of(measured(100, 500, 1000, 2000, runs=5))
    before, after = {each.id for each in few.all}, {each.id for each in more.all}
    assert len(before) > 8
    assert before <= after
    assert any("by-rate" in each for each in before)


def test_ids_are_unique_and_so_are_their_short_addresses() -> None:
    found = charts_of(load(PROJECT, today=TODAY).catalogue).all
    assert len(found) > 200
    assert len({each.id for each in found}) == len(found)
    assert len({short_address(each.id) for each in found}) == len(found)
    assert max(len(SITE + short_address(each.id)) for each in found) < 100


def test_a_chart_says_what_its_group_found_and_warns_of() -> None:
    chart = latency_of(measured(1000))
    assert chart.finding == "One run each: no verdict."
    assert chart.measured == (date(2026, 11, 20), date(2026, 11, 20))
    assert chart.meshes == ("alpha",)
    assert set(chart.results) == {"synthetic/alpha-1000-0", "synthetic/none-1000-0"}
    verdict = latency_of(measured(1000, runs=6)).finding
    assert "no verdict" not in verdict
    judged = {each.figure.id: each.finding for each in charts_of(measured(1000, runs=6)).all if each.drawn}
    assert judged["overhead"] == verdict
    assert judged["throughput"] == "No verdict is given on this quantity. 6 runs each."


def test_every_chart_has_a_page_with_its_words_its_links_and_its_files() -> None:
    made = site(measured(1000))
    files = files_of(made)
    for chart in charts_of(measured(1000)).all:
        page = page_of(made, addresses.chart_path(chart.id))
        text = words(page)
        assert chart.figure.title in text
        assert chart.finding in text
        assert chart.home_title in text
        if not chart.drawn:
            assert chart.figure.missing in text
            assert not any(path.startswith(f"charts/{chart.id}.") for path in files)
            continue
        assert source_line(chart) in text
        assert f"{SITE}charts/{chart.id}/" in text
        assert f"{SITE}{short_address(chart.id)}" in text
        assert page.image == f"charts/{chart.id}.png"
        assert {kind for kind in ("json", "csv", "png", "svg") if f"charts/{chart.id}.{kind}" in files} == {
            *("json", "csv", "png", "svg")
        }


def test_a_chart_keeps_its_page_when_its_results_are_withdrawn() -> None:
    before, after = charts_of(measured(1000)), site(measured(1000, state=State.WITHDRAWN))
    paths = {each.path for each in after.pages}
    latency = next(each for each in before.all if each.id.endswith("--latency"))
    assert addresses.chart_path(latency.id) in paths
    overhead = next(each for each in before.all if each.id.endswith("--overhead"))
    assert "mr-missing" in page_of(after, addresses.chart_path(overhead.id)).body


def test_a_chart_s_json_tells_its_words_its_source_and_its_values() -> None:
    catalogue = measured(1000)
    chart = latency_of(catalogue)
    found = json.loads(files_of(site(catalogue))[f"charts/{chart.id}.json"])
    assert found["about"]["title"] == chart.figure.title
    assert found["about"]["permalink"] == f"{SITE}charts/{chart.id}/"
    assert found["about"]["measured"] == ["2026-11-20", "2026-11-20"]
    assert found["columns"] == {name: list(values) for name, values in chart.figure.columns.items()}
    assert found["data"] == chart.figure.plotly["data"]


def test_a_short_address_leads_to_its_page() -> None:
    made = site(measured(100, 1000))
    paths = {each.path for each in made.pages}
    assert len(made.redirects) > 5
    assert {new for _, new in made.redirects} <= paths
    assert all(re.fullmatch(r"c/([0-9a-f]{8}|conformance-[a-z-]+|patterns)-[a-z-]+/", old) for old, _ in made.redirects)


def test_a_site_without_pictures_says_why_and_links_to_none() -> None:
    catalogue = measured(1000)
    made = site(catalogue, pictures=False)
    page = page_of(made, addresses.chart_path(latency_of(catalogue).id))
    assert "synthetic: no browser" in words(page)
    assert ".png" not in page.body
    assert page.image is None
    assert not any(path.endswith((".png", ".svg")) and path.startswith("charts/") for path in files_of(made))


def test_a_site_with_decks_leads_to_them() -> None:
    catalogue = measured(1000)
    compared = compare(catalogue)
    charts = gather(catalogue, compared, TODAY)
    decks = {path: b"synthetic deck" for path, _, _ in slides.plans(charts, catalogue)}
    made = compose(catalogue, compared, SITE, today=TODAY, ready=Ready(charts=charts, decks=decks))
    assert {path: content for path, content in files_of(made).items() if path.endswith(".pptx")} == decks
    chart = latency_of(catalogue)
    for path in (addresses.chart_path(chart.id), chart.home, addresses.mesh_path("alpha")):
        assert ".pptx" in page_of(made, path).body
    assert not any(".pptx" in each.body for each in site(catalogue).pages)


def test_link_previews_show_no_demonstration() -> None:
    shown, hidden = (site(measured(1000, purpose=each)) for each in (Purpose.MEASUREMENT, Purpose.DEMONSTRATION))
    assert {each.path for each in shown.pages if each.image} >= {"", "meshes/alpha/"}
    assert [each.path for each in hidden.pages if each.image] == []


def test_the_words_of_a_chart_stand_inside_its_picture() -> None:
    chart = latency_of(measured(1000))
    drawn = json.dumps(drawable(chart, "https://results.example/c/x/"), ensure_ascii=False)
    plain = re.sub(r"<br>|\\n|\u00a0", " ", drawn)
    for text in (chart.figure.title, "Source: ", "newest data of 2026-11-20", "https://results.example/c/x/"):
        assert text in plain
    layout = merged(chart.figure.plotly["layout"], picture(chart, "x"))  # type: ignore[arg-type]
    assert layout["width"] / layout["height"] == pytest.approx(16 / 9, abs=0.002)  # type: ignore[operator]


def test_a_demonstration_says_so_inside_its_picture() -> None:
    chart = latency_of(measured(1000, purpose=Purpose.DEMONSTRATION))
    assert source_line(chart).startswith("Demonstration")


def test_a_pin_shows_exactly_what_was_pinned() -> None:
    chart = latency_of(measured(1000))
    pin = pinned(chart)
    again = pins.chart_of(pin)
    assert again.figure.json() == chart.figure.json()
    assert json.dumps(again.figure.columns) == json.dumps(
        {name: list(each) for name, each in chart.figure.columns.items()}
    )
    assert tables.columns_to_csv(again.figure.columns) == tables.columns_to_csv(chart.figure.columns)
    assert replace(again, figure=chart.figure) == chart
    assert pin.hash == pins.hash_of(chart) == pins.hash_of(again)


def test_a_pin_made_on_another_day_has_the_same_address() -> None:
    chart = latency_of(measured(1000))
    assert pins.document(chart, TODAY)["hash"] == pins.document(chart, date(2027, 1, 1))["hash"]


def test_a_pin_of_a_chart_that_has_too_little_to_draw_today_leads_to_why() -> None:
    overhead = next(each for each in charts_of(measured(1000)).all if each.id.endswith("--overhead"))
    pin = pinned(overhead)
    gone = site(replace(measured(1000, state=State.WITHDRAWN), pins=(pin,)))
    assert "Today there is too little to draw: why." in words(page_of(gone, addresses.pin_path(pin.chart, pin.hash)))


def test_a_pinned_page_stays_and_says_that_there_is_newer_data() -> None:
    old = latency_of(measured(1000))
    pin = pinned(old)
    same = site(replace(measured(1000), pins=(pin,)))
    newer = site(replace(measured(1000, runs=3), pins=(pin,)))
    path = addresses.pin_path(pin.chart, pin.hash)
    assert "Nothing has changed since" in words(page_of(same, path))
    assert "There is newer data" in words(page_of(newer, path))
    worded = replace(old, figure=replace(old.figure, title="Other words for the same values"))
    reworded = pinned(worded)
    path_of_words = addresses.pin_path(reworded.chart, reworded.hash)
    text = words(page_of(site(replace(measured(1000), pins=(reworded,))), path_of_words))
    assert "Its values have not changed since, but its words or its form have" in text
    for each in (same, newer):
        shown = json.loads(files_of(each)[f"charts/{pin.chart}/{pin.hash}.json"])
        assert shown["data"] == old.figure.plotly["data"]
        assert shown["about"]["pinned"] == "2026-11-26"
        assert old.figure.title in words(page_of(each, path))


@pytest.mark.parametrize("people", [1, 4, 12])
def test_the_days_of_a_long_source_stay_in_the_picture_and_on_the_slide(people: int) -> None:
    chart = latency_of(measured(1000))
    who = ", ".join(
        f"The synthetic measuring organisation number {number} (independent of the makers)" for number in range(people)
    )
    long = replace(chart, figure=replace(chart.figure, source=f"{who}, November 2026; submitted 2026-11-22"))
    lines = drawable(long, "https://results.example/c/x/")["layout"]["annotations"]  # type: ignore[index]
    told = re.sub(r"<br>|\u00a0", " ", " ".join(str(each["text"]) for each in lines))  # type: ignore[attr-defined]
    foot = slides.content.slide(slides.of_chart(long), SITE).foot[0]
    for text in (told, foot):
        assert "submitted 2026-11-22; newest data of 2026-11-20" in text
        assert "Source: The synthetic" in text


def test_a_pin_of_what_was_withdrawn_says_so() -> None:
    pin = pinned(latency_of(measured(1000)))
    gone = site(replace(measured(1000, state=State.WITHDRAWN), pins=(pin,)))
    text = words(page_of(gone, addresses.pin_path(pin.chart, pin.hash)))
    assert "Holds what stands no longer" in text
    assert "synthetic/alpha-1000-0 (withdrawn)" in text
    preview = page_of(gone, addresses.pin_path(pin.chart, pin.hash))
    assert preview.description.startswith("Holds what stands no longer: synthetic/alpha-1000-0 (withdrawn).")
    assert preview.image is None
    about = json.loads(files_of(gone)[f"charts/{pin.chart}/{pin.hash}.json"])["about"]
    assert about["left"] == {"synthetic/alpha-1000-0": "withdrawn"}
    lost = site(replace(synthetic.catalogue(), pins=(pin,)))
    left = page_of(lost, addresses.pin_path(pin.chart, pin.hash))
    assert "There is no such chart any more" in words(left)
    assert pin.home_title in words(left)
    assert pin.home not in left.body
    assert left.section == "Performance"


MARGIN = {"l": 1, "r": 1, "t": 1, "b": 1}


@given(st.dictionaries(st.text(max_size=5), st.one_of(st.text(max_size=9000), st.integers(), st.none()), max_size=4))
def test_a_form_survives_being_cut_into_pieces(columns: dict[str, object]) -> None:
    table = {name: [value] for name, value in columns.items()}
    form: dict[str, object] = {"data": [], "layout": {"margin": MARGIN}, "narrow": {}, "columns": table, "shown": {}}
    pieces = pin_form.pieces(form)
    assert pin_form.form_of(pieces) == form
    assert all(0 < len(each) <= pin_form.PIECE for each in pieces)


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ({"data": {}}, "has no list of traces"),
        ({"data": [{"type": "image"}]}, "none of bar, scatter"),
        ({"data": [{"type": "bar", "hovertemplate": "%{x}"}]}, "holds hovertemplate"),
        ({"layout": []}, "has no layout"),
        ({"layout": {"updatemenus": []}}, "has updatemenus"),
        ({"narrow": {"xaxis": {"title": {"text": "<img src=x onerror=alert(1)>"}}}}, "markup"),
        ({"columns": {"a": [1], "b": []}}, "equal length"),
        ({"extra": 1}, "does not hold just"),
        ({"layout": {}}, "no margin on four sides"),
        ({"layout": {"margin": {"l": 1}}}, "no margin on four sides"),
        ({"layout": {"margin": []}}, "holds margin in a way"),
        ({"layout": {"margin": MARGIN, "xaxis": 5}}, "holds xaxis in a way"),
        ({"layout": {"margin": MARGIN, "annotations": 5}}, "holds annotations in a way"),
        ({"layout": {"margin": MARGIN, "annotations": [5]}}, "holds annotations in a way"),
        ({"layout": {"margin": MARGIN, "annotations": [{"captureevents": True}]}}, "holds captureevents in a way"),
        ({"layout": {"margin": MARGIN, "yaxis": {"domain": [0]}}}, "holds domain in a way"),
        ({"layout": {"margin": MARGIN, "height": 10**9}}, "holds height in a way"),
        ({"layout": {"margin": MARGIN, "showlegend": "yes"}}, "holds showlegend in a way"),
        ({"data": [{"type": "bar", "x": [[1]]}]}, "holds x in a way"),
        (
            {"data": [{"type": "bar", "name": "Alpha"}], "layout": {"margin": MARGIN, "showlegend": True}},
            "a name in its legend without a line's colour",
        ),
    ],
)
def test_a_form_with_something_foreign_is_refused(form: Mapping[str, object], fault: str) -> None:
    whole = {"data": [], "layout": {"margin": MARGIN}, "narrow": {}, "columns": {}, "shown": {}, **form}
    with pytest.raises(pin_form.FormError, match=re.escape(fault)):
        pin_form.form_of(pin_form.pieces(whole))


ODD = ("x", 5, -5, True, None, [], ["x"], [5], [5, 5], {}, {"text": "x"}, [{}])


def places(value: object, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place of a form; of a list its first member stands for all."""
    if at:
        yield at
    members = value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    for key, each in members:
        yield from places(each, (*at, key))


def test_what_is_accepted_of_an_altered_pin_can_be_drawn() -> None:
    """An odd value at every place of real pins: it is refused, or the picture can be made."""
    real = [pinned(each) for each in charts_of(load(PROJECT, today=TODAY).catalogue).all if each.drawn]
    smallest = {each.figure_kind: each for each in sorted(real, key=lambda each: -len(str(each.form)))}
    assert len(smallest) > 5
    seen = refused = 0
    for pin in smallest.values():
        for at in (each for each in places(pin.form) if each[0] in ("data", "layout", "narrow")):
            for odd in ODD:
                form = copy.deepcopy(pin.form)
                inner: Any = form
                for key in at[:-1]:
                    inner = inner[key]
                inner[at[-1]] = odd
                seen += 1
                try:
                    form = pin_form.form_of(pin_form.pieces(form))
                except pin_form.FormError:
                    refused += 1
                    continue
                drawable(pins.chart_of(replace(pin, form=form)), "https://results.example/")
    assert 0 < refused < seen


def test_every_real_figure_can_be_pinned() -> None:
    loaded = load(PROJECT, today=TODAY)
    drawn = [each for each in charts_of(loaded.catalogue).all if each.drawn]
    files = [pins.file(pins.document(each, TODAY)) for each in drawn]
    documents = [parse(path, content).document for path, content in files]
    whole = corpus.gather(
        [*loaded.documents, *(path for path, _ in files)],
        [*loaded.documents.values(), *(each for each in documents if each is not None)],
        frozenset(),
        root=PROJECT,
    )
    assert [hit.message for _, hit in pin_of_nothing(whole)] == []
    for chart in drawn:
        assert pinned(chart).chart == chart.id


def test_the_command_pins_once_and_says_where_it_will_stand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = small_repository(tmp_path / "synthetic")
    chart = next(each for each in charts_of(load(root, today=TODAY).catalogue).all if each.drawn)
    arguments = ["pin", "--repo", str(root), chart.id]
    assert run(arguments) == 0
    first = capsys.readouterr().out
    assert run(arguments) == 0
    assert "pinned already" in capsys.readouterr().out
    [file] = (root / "results/pins").iterdir()
    assert file.name == f"{chart.id}-{pins.hash_of(chart)}.json"
    assert f"charts/{chart.id}/{pins.hash_of(chart)}/" in first
    assert load(root, today=TODAY).catalogue.pins[0].chart == chart.id
    assert run(["pin", "--repo", str(root), chart.id[:-1]]) == 2
    assert f"perhaps {chart.id}" in capsys.readouterr().err


def test_the_list_is_in_the_order_of_numbers_newest_first_and_demonstrations_last() -> None:
    older = [replace(each, campaign="older", id=f"o-{each.id}", start_time=synthetic.at("2024-11-20")) for each in measured(10).submissions["synthetic"].results]  # fmt: skip
    shown = [
        replace(each, submission="shown", id=f"s-{each.id}") for each in measured(5).submissions["synthetic"].results
    ]
    made = synthetic.catalogue(
        synthetic.whole(synthetic.submission([*measured(100, 1000, 20).submissions["synthetic"].results, *older])),
        synthetic.whole(synthetic.submission(shown, name="shown", purpose=Purpose.DEMONSTRATION)),
    )
    body = str(page_of(site(made), addresses.CHARTS).body)
    rates = re.findall(r'<section data-part="([^"]*)-rps-', body)
    assert [int(re.findall(r"[0-9]+", each)[-1]) for each in rates] == [20, 100, 1000, 10, 5]


def test_what_every_chart_is_about_is_known() -> None:
    """The list of charts is filtered by it; a result's own figures have no page of their own."""
    written = "".join(file.read_text(encoding="utf-8") for file in sorted((ROOT / "generator/figures").glob("*.py")))
    ids = set(re.findall(r'(?:\bid=|_(?:worded|paired)\((?:group|series), )"([a-z-]+)"', written))
    assert ids - {"percentiles", "distribution"} == set(ABOUT)
