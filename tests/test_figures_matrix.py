"""Matrices as figures: the reports that they choose, what they say of them, and that no look of theirs rests on colour alone. All synthetic."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import plotly.graph_objects as go
import pytest

from generator import pin_form
from generator.charts.picture import merged, picture
from generator.charts.pins import document
from generator.conformance import survey
from generator.conformance.words import level_of
from generator.figures import TEMPLATES, for_matrix
from generator.figures.map import LOOKS
from generator.figures.matrix import COLOURS, NEUTRAL, SYMBOLS, standing
from generator.model import CaseStatus, State
from tests import matrix_samples as samples
from tests import synthetic

if TYPE_CHECKING:
    from generator.figures import Figure
    from generator.model import ConformanceReport

level, profile = synthetic.level, synthetic.profile
FIGURES = {
    "every state": samples.matrix("gateway-api", *samples.every_state()),
    "smi": samples.smi(),
    "hamlet": samples.matrix("hamlet", synthetic.hamlet_report()),
    "map": samples.mapped(*samples.catalogued()),
}


def one(*profiles: object, **fields: object) -> ConformanceReport:
    return synthetic.gateway_report(str(fields.pop("name", "one")), *profiles, **fields)  # type: ignore[arg-type]


def rows(figure: Figure) -> list[tuple[str, ...]]:
    return list(zip(*figure.columns.values(), strict=True))  # type: ignore[arg-type]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 defines it."""

    def luminance(colour: str) -> float:
        parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
@pytest.mark.parametrize("look", TEMPLATES)
def test_plotly_accepts_the_figure_in_every_form(figure: Figure, look: str) -> None:
    content = json.loads(figure.json())
    changes = json.loads(json.dumps(picture(samples.chart(figure), "https://results.example/c/x/")))
    for layout in (content["layout"], merged(content["layout"], content["narrow"]), merged(content["layout"], changes)):
        go.Figure({"data": content["data"], "layout": {**layout, "template": TEMPLATES[look]}})
    assert {trace["type"] for trace in content["data"]} == {"scatter"}
    assert (content["layout"]["height"], content["narrow"]["height"]) == (figure.height, figure.narrow_height)


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
def test_the_figure_can_be_pinned(figure: Figure) -> None:
    pinned = document(samples.chart(figure), samples.TODAY)["form"]
    assert pin_form.form_of(pinned)["columns"] == {name: list(cells) for name, cells in figure.columns.items()}  # type: ignore[arg-type]


@pytest.mark.parametrize("colour", [*COLOURS.values(), NEUTRAL, *(look[0] for look in LOOKS.values())])
@pytest.mark.parametrize("ground", ["#ffffff", "#1e2129"])
def test_every_colour_stands_on_both_grounds(colour: str, ground: str) -> None:
    assert contrast(colour, ground) >= 3


def test_no_two_states_have_one_look_without_colour() -> None:
    """A partial one is a ring like one that did not run, half of it filled by a shape of the layout."""
    symbols = [symbol for status, symbol in SYMBOLS.items() if status not in (None, CaseStatus.PARTIAL)]
    assert len(set(symbols)) == len(symbols)
    figure = FIGURES["every state"]
    data, layout = figure.plotly["data"][0], figure.plotly["layout"]  # type: ignore[index]
    partial = {(x, y) for x, y, colour in zip(data["x"], data["y"], data["marker"]["color"], strict=True) if colour == COLOURS[CaseStatus.PARTIAL]}  # fmt: skip
    filled = {(each["xanchor"], each["yanchor"]) for each in layout["shapes"] if each["type"] == "path"}  # type: ignore[index]
    assert partial == filled
    assert len(partial) == 4


def test_the_cells_are_the_survey_s_counts_in_words() -> None:
    reports = samples.every_state()
    made = samples.catalogue(*reports)
    surveyed = survey(made, samples.TODAY)
    figure = for_matrix(surveyed, "gateway-api", made.meshes)
    assert list(figure.columns) == ["mesh", "HTTP core", "HTTP extended", "gRPC core", "gRPC extended"]
    shown = standing(surveyed, "gateway-api")
    assert len(rows(figure)) == len(shown) == len(reports)
    for outcome, (name, *cells) in zip(shown, rows(figure), strict=True):
        assert name.startswith(
            f"{made.meshes[outcome.report.mesh].name} {outcome.report.version} (API {outcome.report.suite_version}"
        )
        for (word, part), cell in zip((("HTTP", "core"), ("HTTP", "extended"), ("gRPC", "core"), ("gRPC", "extended")), cells, strict=True):  # fmt: skip
            group = outcome.profile(word)
            count = getattr(group, part, None)
            assert cell == (level_of(count) if count else "no such cases" if group else "not in the report")
    assert {"7 of 7", "6 of 7, 1 skipped", "5 of 7, 2 failed", "success as reported, counts not reported"} <= {cell for row in rows(figure) for cell in row}  # fmt: skip


def test_the_newest_version_of_the_api_leads_and_one_that_is_not_known_comes_last() -> None:
    apis = [name.partition("API ")[2].split(",")[0] for name, *_ in rows(FIGURES["every state"])]
    assert apis == ["v1.6.0", "v1.6.0", "v1.5.1", "v1.4.0", "v1.4.0", "v1.3.0", "v1.0.0", "4c436290f2"]


def test_of_several_channels_the_worst_has_the_row_and_the_subtitle_says_so() -> None:
    good = one(profile(level(7)), name="good", channel="experimental")
    bad = one(profile(level(6, 1, 0, result="failure")), name="bad")
    figure = samples.matrix("gateway-api", good, bad)
    assert rows(figure) == [
        ("Alpha 1.0.0 (API v1.4.0, standard, October 2026, one edition behind)", "6 of 7, 1 failed")
    ]
    assert "of several channels or modes the worst" in figure.subtitle
    assert "of several" not in samples.matrix("gateway-api", good).subtitle


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (level(7), "1 of 1 mesh passed every core case that its report counts"),
        (level(6, 0, 1, result="partial"), "0 of 1 mesh passed"),
        (level(7, result="partial"), "0 of 1 mesh passed"),
        (level(None, None, None), "0 of 1 mesh passed"),
        (level(0, 0, 0), "0 of 1 mesh passed"),
    ],
)
def test_the_title_counts_only_what_was_counted_passed_and_agrees(made: object, said: str) -> None:
    assert said in samples.matrix("gateway-api", one(profile(made))).title  # type: ignore[arg-type]


def test_rows_say_how_old_they_are() -> None:
    told = [name for name, *_ in rows(FIGURES["every state"])]
    assert [name for name in told if "stale" in name] == [told[5], told[6]]
    assert "current" not in " ".join(told)
    assert told[6].endswith("(API v1.0.0, February 2024, stale)")
    assert told[7].endswith("date not reported, age not known)")


def test_rows_of_different_versions_are_no_ranking_and_other_tests_are_named() -> None:
    old, new = one(profile(level(7)), mesh_id="beta", name="b", api="v1.3.0"), one(profile(level(7)))
    assert "Rows of different versions of the API are no ranking" in samples.matrix("gateway-api", old, new).subtitle
    assert "Reports of failures are not published upstream." in samples.matrix("gateway-api", old, new).subtitle
    alone = samples.matrix("gateway-api", old)
    assert "ranking" not in alone.subtitle
    assert "Other tests ran than those of the release: Beta." in alone.subtitle
    assert "Other tests" not in samples.matrix("gateway-api", new).subtitle


def test_a_report_that_does_not_stand_has_no_row_and_its_mesh_is_named() -> None:
    gone = one(name="gone", mesh_id="beta", state=State.WITHDRAWN)
    figure = samples.matrix("gateway-api", one(), gone)
    assert [name.split()[0] for name, *_ in rows(figure)] == ["Alpha"]
    assert "Left out, since no report stands: Beta." in figure.subtitle


@pytest.mark.parametrize(
    ("reports", "said"),
    [
        ((), "No report of SMI conformance is published yet."),
        (
            (synthetic.smi_report(historic=True),),
            "No report of SMI conformance stands: the one that is known is historic and unverified.",
        ),
        (
            (synthetic.smi_report(historic=True), synthetic.smi_report("two", state=State.DISPUTED)),
            "No report of SMI conformance stands: all 2 that are known are historic, disputed or withdrawn.",
        ),
    ],
)
def test_without_a_report_that_stands_a_sentence_says_so(reports: tuple[ConformanceReport, ...], said: str) -> None:
    figure = samples.matrix("smi", *reports)
    assert figure.missing == said
    assert figure.plotly == {}


def test_specifications_without_named_cases_show_what_was_reported() -> None:
    names = {name.split()[0]: cells for name, *cells in rows(samples.smi())}
    assert names == {
        "Alpha": ["7 of 7", "11 of 11", "6 of 6"],
        "Beta": ["0 of 7, 7 failed", "0 of 11, 11 version not served", "6 not claimed"],
        "Gamma": ["full as reported", "half as reported", "none as reported"],
    }


def test_more_columns_than_fit_are_named_and_not_drawn() -> None:
    profiles = [profile(level(1), level(1), name=name) for name in ("MESH-HTTP", "MESH-GRPC", "MESH-QUIC")]
    figure = samples.matrix("gateway-api", one(*profiles))
    assert list(figure.columns) == ["mesh", "HTTP core", "HTTP extended", "MESH-QUIC core", "MESH-QUIC extended"]
    assert figure.subtitle.endswith("Not drawn: gRPC core and gRPC extended.")


def test_what_was_submitted_is_no_markup() -> None:
    evil = replace(one(profile(level(7), name="MESH-<b>x</b>")), version='1<a href="https://evil.example">x</a>')
    text = samples.matrix("gateway-api", evil).json().decode()
    assert "<a" not in text
    assert "<b>x" not in text
    assert "&lt;a href=" in text


def test_a_report_that_names_no_group_of_cases_makes_no_chart() -> None:
    report = replace(synthetic.hamlet_report(), suite_version="synthetic", cases=())
    figure = samples.matrix("hamlet", report)
    assert not figure.plotly
    assert figure.missing == "No report that stands names a group of Hamlet cases that is known."
