"""The map of patterns as a figure: every relation but complements once, what it leaves out, and places that say what comes first. All synthetic."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from generator.figures.map import short
from tests import matrix_samples as samples
from tests.matrix_samples import COMPLEMENTS, INSTEAD, REQUIRES, related

if TYPE_CHECKING:
    from generator.figures import Figure

FIGURE = samples.mapped(*samples.catalogued())


def told(figure: Figure) -> set[tuple[object, ...]]:
    return set(zip(*figure.columns.values(), strict=True))


def placed(figure: Figure) -> dict[str, tuple[float, float, str]]:
    """Each dot by its pattern's title: its place, and its shape."""
    dots: Any = figure.plotly["data"][-1]  # type: ignore[index]
    titles = [hover.partition("</b>")[0].removeprefix("<b>") for hover in dots["hovertext"]]
    return dict(zip(titles, zip(dots["x"], dots["y"], dots["marker"]["symbol"], strict=True), strict=True))


def test_every_relation_but_complements_is_drawn_once() -> None:
    assert told(FIGURE) == {
        ("Second floor", "requires", "Ground"),
        ("Third floor", "requires", "Second floor"),
        ("Fourth floor", "requires", "Third floor"),
        ("Annex with a name of very many words for a map", "specializes", "Ground"),
        ("Left hand", "is an alternative to", "Right hand"),
        ("Right hand", "conflicts with", "Ground"),
        ("Hen", "requires", "Egg"),
        ("Egg", "requires", "Hen"),
    }
    assert len(FIGURE.columns["pattern"]) == 8


def test_the_subtitle_counts_what_is_drawn_and_what_is_left_out() -> None:
    assert FIGURE.subtitle == (
        "Drawn: 5 “requires”, 1 “specializes”, 1 “is an alternative to” and 1 “conflicts with”, among 9 patterns. "
        "Left out: 2 times “complements”, and 1 pattern without another relation. Hollow: proposed or a draft."
    )


def test_what_is_needed_stands_left_of_what_needs_it() -> None:
    places = placed(FIGURE)
    assert places["Ground"][0] < places["Second floor"][0] < places["Third floor"][0]
    assert "Alone" not in places
    assert "Gone" not in places


def test_a_chain_that_is_too_long_and_a_circle_stay_in_the_last_column_with_tips_at_what_is_needed() -> None:
    places = placed(FIGURE)
    last = {places[name][0] for name in ("Third floor", "Fourth floor", "Hen", "Egg")}
    assert len(last) == 1
    tips: Any = FIGURE.plotly["data"][-2]  # type: ignore[index]
    assert sorted(tips["y"]) == sorted(places[name][1] for name in ("Third floor", "Hen", "Egg"))


def test_ideas_are_hollow() -> None:
    shapes = {name: shape for name, (_, _, shape) in placed(FIGURE).items()}
    assert {name for name, shape in shapes.items() if shape == "circle-open"} == {"Fourth floor", "Annex with a name of very many words for a map"}  # fmt: skip
    written = samples.mapped(related("a", 1), related("b", 2, (REQUIRES, "a")))
    assert "Hollow" not in written.subtitle


def test_no_two_patterns_of_a_column_are_nearer_than_a_row() -> None:
    many = [related("base", 1), *(related(f"user-{at}", at, (REQUIRES, "base")) for at in range(2, 30))]
    rows: dict[float, list[float]] = {}
    for x, y, _ in placed(samples.mapped(*many)).values():
        rows.setdefault(x, []).append(y)
    for column in rows.values():
        ordered = sorted(column)
        assert all(after - before > 0.99 for before, after in pairwise(ordered))


def test_the_title_names_what_most_patterns_require() -> None:
    base = (
        related("mutual-tls", 1),
        related("other", 2),
        related("a", 3, (REQUIRES, "mutual-tls"), (REQUIRES, "other")),
    )
    one_more = (*base, related("b", 4, (REQUIRES, "mutual-tls")))
    both = (*one_more, related("c", 5, (REQUIRES, "other")))
    assert samples.mapped(*one_more).title == "Mutual tls is required by 2 of 4 patterns, more than any other"
    assert (
        samples.mapped(*both).title == "Mutual tls and Other are required by 2 of 5 patterns each, more than any other"
    )
    assert samples.mapped(*base).title == "1 of 3 patterns requires or specializes another one"


def test_without_such_a_relation_a_sentence_says_so() -> None:
    figure = samples.mapped(related("a", 1, (COMPLEMENTS, "b")), related("b", 2))
    assert figure.missing == "No pattern requires, specializes or replaces another one yet."
    assert samples.mapped().missing


def test_a_relation_to_what_is_not_listed_is_not_drawn() -> None:
    figure = samples.mapped(related("a", 1, (REQUIRES, "nowhere"), (INSTEAD, "b"), (REQUIRES, "a")), related("b", 2))
    assert told(figure) == {("A", "is an alternative to", "B")}


def test_a_short_name_is_the_id_written_as_in_the_title() -> None:
    named = related("connection-level-tls-rules", 1)

    assert short(replace(named, title="Rules of connection-level TLS")) == "Connection-level TLS Rules"
    assert short(named) == "Connection level tls rules"
    assert "&lt;i&gt;" in samples.mapped(replace(named, title="<i>x", related=related("x", 1, (REQUIRES, "b")).related), related("b", 2)).json().decode()  # fmt: skip


def test_the_narrow_form_says_the_same_in_words_and_leaves_the_lines_outside() -> None:
    assert FIGURE.narrow["xaxis"] == {"range": [2, 3]}
    notes: Any = FIGURE.narrow["annotations"]
    said = " ".join(note["text"].replace("<br>", " ") for note in notes)
    for one, _, other in told(FIGURE):
        assert str(one).split()[0] in said
        assert str(other).split()[0] in said
    assert "<b>Ground</b>: required by Second floor; specialized by Annex" in said
