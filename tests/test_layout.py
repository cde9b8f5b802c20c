"""Diagrams' layout: nothing overlaps or is cut off, arrows lead to the right, circles end, the same input lies the same."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator import layout, ways
from generator.layout import Arrow, Box, Curve, Layout, Sizes, lay_out, wrapped
from generator.ways import Rectangle

LABELS = st.text("abc -", min_size=1, max_size=40).filter(str.strip)
SIZES = st.sampled_from([Sizes(), Sizes(room_px=0), Sizes(node_px=60, head_px=12, room_px=500)])
NOTES = st.none() | st.text("iW ", min_size=1, max_size=40)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Box], list[Arrow]]:
    """Any topology that the schema of patterns lets pass, circles and arrows to oneself included."""
    names = [f"n{number}" for number in range(draw(st.integers(1, 25)))]
    groups = st.none() | st.sampled_from(["pod", "cluster", "other cluster"])
    boxes = [Box(id=name, label=draw(LABELS), group=draw(groups)) for name in names]
    ends = st.sampled_from(names)
    arrows = st.lists(st.builds(Arrow, start=ends, end=ends, label=NOTES), max_size=60)
    return boxes, draw(arrows)


def boxes_of(*names: str, **groups: str) -> list[Box]:
    return [Box(id=name, label=name, group=groups.get(name)) for name in names]


def arrows_of(*pairs: str) -> list[Arrow]:
    """Arrows from pairs such as "ab"."""
    return [Arrow(start=start, end=end) for start, end in pairs]


def points_on(curve: Curve, steps: int = 20) -> list[tuple[float, float]]:
    """Points of a Bézier curve, by de Casteljau's construction."""

    def at(part: float) -> tuple[float, float]:
        points = list(curve.points)
        while len(points) > 1:
            points = [(x + (to_x - x) * part, y + (to_y - y) * part) for (x, y), (to_x, to_y) in pairwise(points)]
        return points[0]

    return [at(step / steps) for step in range(steps + 1)]


def inside(outer: Rectangle, inner: Rectangle) -> bool:
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and inner.x + inner.width <= outer.x + outer.width
        and inner.y + inner.height <= outer.y + outer.height
    )


def on_the_edge(box: Rectangle, x: float, y: float) -> bool:
    """Whether a point lies on the outline, within a hundredth of a px."""
    across, along = abs(x - box.middle[0]) - box.width / 2, abs(y - box.middle[1]) - box.height / 2
    return max(across, along) == pytest.approx(0, abs=0.01)


def label_places(laid: Layout, arrows: list[Arrow]) -> list[Rectangle]:
    """Where the labels' letters are at least: 5 px wide each, in lines of 12 px."""
    return [
        Rectangle(
            x=curve.label[0] - len(arrow.label or "") * 2.5,
            y=curve.label[1] - 6,
            width=len(arrow.label or "") * 5,
            height=12,
        )
        for arrow, curve in zip(arrows, laid.curves, strict=True)
        if curve.label
    ]


@given(graphs(), SIZES)
def test_no_two_boxes_touch(graph: tuple[list[Box], list[Arrow]], sizes: Sizes) -> None:
    laid = lay_out(*graph, sizes)
    assert set(laid.boxes) == {box.id for box in graph[0]}
    touching = [(one, two) for one, two in combinations(laid.boxes, 2) if laid.boxes[one].meets(laid.boxes[two], gap=8)]
    assert touching == []


@given(graphs(), SIZES)
def test_a_group_holds_its_members_and_nobody_else(graph: tuple[list[Box], list[Arrow]], sizes: Sizes) -> None:
    laid, members = lay_out(*graph, sizes), defaultdict(set)
    for box in graph[0]:
        if box.group:
            members[box.group].add(box.id)
    assert set(laid.groups) == set(members)
    for name, place in laid.groups.items():
        assert {each for each, box in laid.boxes.items() if inside(place, box)} == members[name]
        assert {each for each, box in laid.boxes.items() if place.meets(box)} == members[name]
    assert not any(one.meets(two) for one, two in combinations(laid.groups.values(), 2))


@given(graphs(), SIZES)
def test_nothing_is_cut_off_at_the_picture_s_edge(graph: tuple[list[Box], list[Arrow]], sizes: Sizes) -> None:
    laid = lay_out(*graph, sizes)
    picture = Rectangle(x=0, y=0, width=laid.width, height=laid.height)
    assert [each for each in (*laid.boxes.values(), *laid.groups.values()) if not inside(picture, each)] == []
    assert [each for each in label_places(laid, graph[1]) if not inside(picture, each)] == []
    points = [point for curve in laid.curves for point in points_on(curve)]
    assert [(x, y) for x, y in points if not (0 <= x <= laid.width and 0 <= y <= laid.height)] == []


@given(graphs(), SIZES)
def test_an_arrow_begins_and_ends_at_the_edges_of_its_boxes(graph: tuple[list[Box], list[Arrow]], sizes: Sizes) -> None:
    laid = lay_out(*graph, sizes)
    assert len(laid.curves) == len(graph[1])
    for arrow, curve in zip(graph[1], laid.curves, strict=True):
        for name, (x, y) in ((arrow.start, curve.points[0]), (arrow.end, curve.points[-1])):
            assert on_the_edge(laid.boxes[name], x, y), arrow


@given(graphs(), SIZES)
def test_the_same_graph_lies_the_same(graph: tuple[list[Box], list[Arrow]], sizes: Sizes) -> None:
    assert lay_out(*graph, sizes) == lay_out(list(graph[0]), list(graph[1]), sizes)


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=30))
def test_without_circles_every_arrow_leads_to_the_right(pairs: list[tuple[int, int]]) -> None:
    forward = [(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]]
    arrows = [Arrow(start=f"n{start}", end=f"n{end}") for start, end in forward]
    laid = lay_out(boxes_of(*(f"n{number}" for number in range(12))), arrows)
    for arrow, curve in zip(arrows, laid.curves, strict=True):
        start, end = laid.boxes[arrow.start], laid.boxes[arrow.end]
        assert start.x + start.width < end.x
        assert curve.points[0][0] == start.x + start.width
        assert curve.points[-1][0] == end.x


def test_what_is_too_wide_for_its_room_leads_downward_where_that_is_narrower() -> None:
    names, chain = boxes_of(*"abcdef"), arrows_of("ab", "bc", "cd", "de", "ef")
    wide = lay_out(names, chain)
    assert lay_out(names, chain, Sizes(room_px=wide.width)) == wide
    tall = lay_out(names, chain, Sizes(room_px=wide.width - 1))
    assert tall.width < wide.width
    assert [tall.boxes[name].x for name in "abcdef"] == [tall.boxes["a"].x] * 6
    for arrow, curve in zip(chain, tall.curves, strict=True):
        start, end = tall.boxes[arrow.start], tall.boxes[arrow.end]
        assert start.y + start.height == curve.points[0][1] < curve.points[-1][1] == end.y
    star = arrows_of("ab", "ac", "ad", "ae", "af")
    assert lay_out(names, star, Sizes(room_px=0)) == lay_out(names, star)


def test_a_box_stands_after_the_longest_way_to_it() -> None:
    laid = lay_out(boxes_of("a", "b", "c", "d"), arrows_of("ad", "ab", "bc", "cd"))
    assert sorted(laid.boxes, key=lambda name: laid.boxes[name].x) == ["a", "b", "c", "d"]


@pytest.mark.parametrize("pairs", [("aa",), ("ab", "ba"), ("ab", "bc", "ca"), ("ab", "bc", "cb", "bd", "da")])
def test_a_circle_is_cut_where_it_leads_back_to_what_was_named_first(pairs: tuple[str, ...]) -> None:
    names = sorted(set("".join(pairs)))
    laid = lay_out(boxes_of(*names), arrows_of(*pairs))
    assert laid.boxes["a"].x == min(box.x for box in laid.boxes.values())
    for pair, curve in zip(pairs, laid.curves, strict=True):
        (start, end), box = pair, laid.boxes
        leads_back = box[end].x <= box[start].x and start != end
        assert leads_back == (pair in {"ba", "ca", "cb", "da"})
        if leads_back:
            below = max(box[start].y + box[start].height, box[end].y + box[end].height)
            above = min(box[start].y, box[end].y)
            assert max(y for _, y in curve.points) > below or min(y for _, y in curve.points) < above


def test_two_arrows_between_two_boxes_do_not_lie_upon_each_other() -> None:
    laid = lay_out(boxes_of("a", "b"), arrows_of("ab", "ab", "ba"))
    assert len({curve.points[0] for curve in laid.curves}) == 3


def test_a_label_lies_beside_boxes_and_other_labels_where_there_is_room() -> None:
    arrows = [Arrow(start="a", end="b", label="asks politely"), Arrow(start="a", end="c", label="asks again")]
    laid = lay_out(boxes_of("a", "b", "c"), arrows)
    one, two = label_places(laid, arrows)
    assert not one.meets(two)
    assert not any(each.meets(box) for each in (one, two) for box in laid.boxes.values())


def test_a_label_that_needs_two_lines_fills_them_evenly() -> None:
    assert wrapped("waypoint (layer 7)") == ("waypoint", "(layer 7)")
    assert wrapped("database of the monolith", 17) == ("database of", "the monolith")
    assert wrapped("authorization at the edge", 14) == ("authorization", "at the edge")


@given(st.text(max_size=60))
def test_a_wrapped_label_keeps_its_letters_and_its_width(label: str) -> None:
    lines = wrapped(label)
    assert lines
    if label.strip():
        assert max(map(len, lines)) <= layout.WRAP
        assert "".join("".join(lines).split()) == "".join(label.split())


def behind(laid: Layout, arrows: list[Arrow]) -> list[str]:
    """The arrows that pass behind a box which is none of their ends, sampled closely."""
    found = []
    for arrow, curve in zip(arrows, laid.curves, strict=True):
        others = [box for name, box in laid.boxes.items() if name not in (arrow.start, arrow.end)]
        spots = [Rectangle(x=x, y=y, width=0, height=0) for x, y in points_on(curve, 200)]
        if any(spot.meets(box) for spot in spots for box in others):
            found.append(f"{arrow.start} to {arrow.end}")
    return found


def test_an_arrow_over_several_ranks_goes_round_what_stands_between() -> None:
    arrows = arrows_of("ab", "bc", "cd", "ad", "da")
    assert behind(lay_out(boxes_of("a", "b", "c", "d"), arrows), arrows) == []


def test_the_search_for_clear_ways_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []
    crossed = ways._crossed
    monkeypatch.setattr(ways, "_crossed", lambda *at: tried.append(at) or crossed(*at))
    names = [chr(ord("a") + number) for number in range(25)]
    arrows = arrows_of(*(f"{start}{end}" for start, end in combinations(names, 2)))
    lay_out(boxes_of(*names), arrows)
    assert len(tried) <= layout._TRIES + len(arrows)


def outside(laid: Layout, boxes: list[Box], arrows: list[Arrow]) -> list[str]:
    """The arrows between two boxes of a group that leave its frame."""
    group_of = {box.id: box.group for box in boxes}
    return [
        f"{arrow.start} to {arrow.end}"
        for arrow, curve in zip(arrows, laid.curves, strict=True)
        if (name := group_of[arrow.start]) and name == group_of[arrow.end]
        for frame in [laid.groups[name]]
        if any(not Rectangle(x=x, y=y, width=0, height=0).meets(frame, 0.1) for x, y in points_on(curve, 200))
    ]


def test_an_arrow_within_a_group_stays_in_its_frame_unless_the_frame_would_hold_others() -> None:
    boxes = [Box(id=name, label=name, group="g") for name in "abc"]
    arrows = arrows_of("ab", "bc", "ac")
    assert outside(lay_out(boxes, arrows), boxes, arrows) == []
    assert outside(lay_out(boxes, arrows, Sizes(room_px=0)), boxes, arrows) == []


PATTERNS = sorted(Path(__file__).parents[1].glob("patterns/*/pattern.yaml"))


@pytest.mark.parametrize("sizes", [Sizes(), Sizes(room_px=0)])
def test_no_picture_of_the_catalogue_has_an_arrow_behind_a_box_or_a_label_upon_one(sizes: Sizes) -> None:
    wrong, drawn = [], 0
    for file in PATTERNS:
        topology = yaml.safe_load(file.read_text(encoding="utf-8")).get("topology")
        if topology is None:
            continue
        drawn += 1
        boxes = [Box(id=each["id"], label=each["label"], group=each.get("group")) for each in topology["nodes"]]
        arrows = [
            Arrow(start=each["from"], end=each["to"], label=each.get("label") or each.get("protocol"))
            for each in topology["edges"]
        ]
        laid = lay_out(boxes, arrows, sizes)
        places = label_places(laid, arrows)
        wrong += [f"{file.parent.name}: {each}" for each in behind(laid, arrows)]
        wrong += [f"{file.parent.name}: label on box" for each in places if any(map(each.meets, laid.boxes.values()))]
        wrong += [f"{file.parent.name}: labels" for one, two in combinations(places, 2) if one.meets(two, 2)]
        tips = [Rectangle(x=x, y=y, width=0, height=0) for x, y in (curve.points[3] for curve in laid.curves)]
        wrong += [f"{file.parent.name}: label on tip" for one in places for tip in tips if one.meets(tip, 3)]
        wrong += [f"{file.parent.name}: {each} leaves its group" for each in outside(laid, boxes, arrows)]
    assert drawn > 30
    assert wrong == []
