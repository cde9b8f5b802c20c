"""Diagrams as SVG: sound XML whatever the texts say, named for those who cannot see it, the same bytes every time."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.layout import Arrow, Box
from generator.model import Relation, Topology, TopologyEdge, TopologyNode
from generator.pages.diagram import mermaid, sketch, svg
from generator.pages.pattern_map import relations
from tests.pattern_samples import HOSTILE, SHORT

TAGS = {"svg", "title", "desc", "defs", "marker", "path", "rect", "text", "tspan", "g", "a"}
XML = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=40)


def read(picture: str) -> ET.Element:
    return ET.fromstring(picture)  # noqa: S314 - our own text


def tags(root: ET.Element) -> set[str]:
    return {each.tag.rpartition("}")[2] for each in root.iter()}


def found(root: ET.Element, tag: str) -> list[ET.Element]:
    return [each for each in root.iter() if each.tag.rpartition("}")[2] == tag]


def of_class(root: ET.Element, name: str) -> list[ET.Element]:
    return [each for each in root.iter() if name in (each.get("class") or "").split()]


def said(element: ET.Element) -> str:
    return "".join(element.itertext())


def drawn(text: str = "plain", *, name: str = "test", href: str = "../other/") -> str:
    boxes = [Box(id="a", label=text, group=text), Box(id="b", label="second")]
    arrows = [Arrow(start="a", end="b", label=text), Arrow(start="b", end="a")]
    return svg(
        boxes, arrows, title=text, description=text, name=name, kinds={"a": "client", "b": "external"}, dashed=[False, True],
        links={"b": href},
    )  # fmt: skip


def test_a_picture_is_named_and_described_and_its_links_can_be_reached() -> None:
    root = read(drawn("What it shows"))
    assert root.get("role") == "group"
    named = {each.get("id"): said(each) for each in (*found(root, "title"), *found(root, "desc"))}
    assert [named[each] for each in (root.get("aria-labelledby") or "").split()] == ["What it shows"] * 2


def test_a_picture_without_links_is_one_image() -> None:
    picture = svg([Box(id="a", label="alone")], [], title="x", description="y", name="z", kinds={}, dashed=[])
    assert read(picture).get("role") == "img"


@given(XML)
def test_every_text_is_escaped_and_stays_what_it_is(text: str) -> None:
    root = read(drawn(text))
    assert tags(root) == TAGS
    titles, (description,) = found(root, "title"), found(root, "desc")
    assert [said(each) for each in (*titles, description)] == [text, "second", text]
    assert [
        said(each) for each in (*of_class(root, "mr-diagram__label"), *of_class(root, "mr-diagram__group-name"))
    ] == [text] * 2


@pytest.mark.parametrize("text", [HOSTILE, SHORT])
def test_a_text_brings_no_element_and_no_handler(text: str) -> None:
    root = read(drawn(text, href=f"../x/?{text}"))
    assert tags(root) == TAGS
    assert [name for each in root.iter() for name in each.attrib if name.startswith("on")] == []
    (link,) = found(root, "a")
    assert link.get("href") == f"../x/?{text}"


def test_arrows_point_from_start_to_end_and_dashes_are_theirs() -> None:
    root = read(drawn())
    arrows = of_class(root, "mr-diagram__arrow")
    assert ["mr-diagram__arrow--dashed" in (each.get("class") or "") for each in arrows] == [False, True]
    (marker,) = found(root, "marker")
    assert {each.get("marker-end") for each in arrows} == {f"url(#{marker.get('id')})"}
    assert not any(each.get("marker-start") for each in arrows)
    shapes = of_class(root, "mr-diagram__shape")
    first, second = (float(each.get("x") or 0) for each in shapes)
    starts = [float(str(re.match(r"M(\S+)", each.get("d") or "")[1])) for each in arrows]  # type: ignore[index]
    assert first < starts[0] <= second < starts[1]


def test_two_pictures_in_a_page_share_no_id() -> None:
    ids = [{str(each.get("id")) for each in read(drawn(name=name)).iter() if each.get("id")} for name in ("one", "two")]
    assert len(ids[0]) == 3
    assert ids[0] & ids[1] == set()


def test_the_same_picture_has_the_same_bytes_and_no_colour_of_its_own() -> None:
    picture = drawn("a <b> & c")
    assert picture == drawn("a <b> & c")
    assert re.findall(r"style=|fill=|stroke=|#[0-9a-f]{3,6}\b", picture) == []


def test_all_relations_are_links_and_curves_that_name_their_ends() -> None:
    columns = {"I": [("one", HOSTILE), ("two", "Two")], "II": [("three", "Three")], "III": []}
    edges = [("one", "two", Relation.REQUIRES), ("three", "one", Relation.CONFLICTS_WITH)]
    links = {name: f"../{name}/" for name in ("one", "two", "three")}
    root = read(
        relations(columns, edges, heads={area: f"{area} {SHORT}" for area in columns}, links=links, ideas={"two"})
    )
    assert tags(root) <= TAGS
    assert {each.get("data-pattern"): each.get("href") for each in found(root, "a")} == links
    curves = of_class(root, "mr-diagram__relation")
    assert [(each.get("data-from"), each.get("data-to")) for each in curves] == [edge[:2] for edge in edges]
    assert "mr-diagram__relation--conflicts-with" in str(curves[1].get("class"))
    assert root.get("aria-label")
    assert [said(each) for each in of_class(root, "mr-diagram__group-name")] == [f"{area} {SHORT}" for area in columns]


def test_a_map_without_patterns_is_a_picture_all_the_same() -> None:
    assert tags(read(relations({"I": []}, [], heads={"I": "One"}, links={}, ideas=()))) == {
        "svg",
        "defs",
        "marker",
        "path",
        "text",
    }


def test_a_link_is_read_out_with_its_words_apart() -> None:
    root = read(relations({"I": [("one", "Several words that take two lines")]}, [], heads={"I": "One"}, links={"one": "x"}, ideas={"one"}))  # fmt: skip
    (link,) = found(root, "a")
    (title,) = found(link, "title")
    assert said(title) == "Several words that take two lines (not written up)"
    assert "mr-diagram__chip--idea" in str(link.get("class"))


@given(st.lists(XML, min_size=1, max_size=12))
def test_the_map_shows_all_of_every_title_and_nothing_leaves_it(titles: list[str]) -> None:
    names = {str(at): title for at, title in enumerate(titles)}
    edges = [(one, other, Relation.COMPLEMENTS) for one, other in pairwise(names)] + [("0", str(len(titles) - 1), Relation.REQUIRES)]  # fmt: skip
    root = read(relations({"I": list(names.items())}, edges, heads={"I": "One"}, links=names, ideas=()))
    lines = {str(each.get("data-pattern")): found(each, "tspan") for each in found(root, "a")}
    assert {name: "".join("".join(map(said, spans)).split()) for name, spans in lines.items()} == {name: "".join(title.split()) for name, title in names.items()}  # fmt: skip
    width, height = map(float, str(root.get("viewBox")).split()[2:])
    for shape, spans in zip(of_class(root, "mr-diagram__shape"), lines.values(), strict=True):
        top, tall = float(str(shape.get("y"))), float(str(shape.get("height")))
        assert top + tall <= height
        assert all(top + 8 < float(str(each.get("y"))) < top + tall for each in spans)
    numbers = [re.findall(r"-?[\d.]+", str(each.get("d"))) for each in of_class(root, "mr-diagram__relation")]
    assert all(0 <= float(x) <= width for each in numbers for x in each[::2])
    assert all(0 <= float(y) <= height for each in numbers for y in each[1::2])


def test_what_two_patterns_say_of_each_other_is_one_line_unless_it_has_a_direction() -> None:
    columns = {"I": [("one", "One"), ("two", "Two")]}
    edges = [(*ends, relation) for relation in Relation for ends in (("one", "two"), ("two", "one"))]
    root = read(relations(columns, edges, heads={"I": "One"}, links={"one": "x", "two": "y"}, ideas=()))
    curves = of_class(root, "mr-diagram__relation")
    kinds = [str(each.get("class")).rpartition("--")[2] for each in curves]
    assert sorted(kinds) == sorted([*Relation, Relation.REQUIRES, Relation.SPECIALIZES])
    assert {kind for kind, each in zip(kinds, curves, strict=True) if each.get("marker-end")} == {"requires", "specializes"}  # fmt: skip


def test_a_sketch_has_shapes_and_arrows_and_no_words() -> None:
    boxes = [Box(id="a", label=HOSTILE, group=HOSTILE), Box(id="b", label=SHORT)]
    arrows = [Arrow(start="a", end="b", label=HOSTILE), Arrow(start="b", end="a")]
    root = read(sketch(boxes, arrows, name="card", kinds={"a": "client", "b": "store"}, dashed=[False, True]))
    assert root.get("aria-hidden") == "true"
    assert "".join(root.itertext()).split() == []
    assert [len(of_class(root, f"mr-diagram__{each}")) for each in ("shape", "inner", "group", "arrow")] == [2, 1, 1, 2]
    width, drawn = float(str(root.get("viewBox")).split()[2]), float(str(root.get("width")))
    assert drawn < width / 2


def test_mermaid_tells_nodes_groups_and_arrows_and_keeps_quotes_out() -> None:
    topology = Topology(
        description="synthetic",
        nodes=(
            TopologyNode(id="end", label='say "end"', node="service", group=None),
            TopologyNode(id="a-b", label="inner", node="proxy", group='a "pod"'),
        ),
        edges=(
            TopologyEdge(start="end", end="a-b", label='with "quotes"', protocol="HTTP", style="solid"),
            TopologyEdge(start="a-b", end="end", label=None, protocol=None, style="dashed"),
        ),
    )
    assert mermaid(topology).splitlines() == [
        "flowchart LR",
        "  n_end[\"say 'end'\"]",
        "  subgraph \"a 'pod'\"",
        '    n_a_b["inner"]',
        "  end",
        "  n_end -->|\"with 'quotes'\"| n_a_b",
        "  n_a_b -.-> n_end",
    ]
    broken = replace(topology.nodes[0], label="two\nlines\r\nof text")
    assert len(mermaid(replace(topology, nodes=(broken, topology.nodes[1]))).splitlines()) == 7
