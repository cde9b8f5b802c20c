"""Diagrams as SVG: sound XML whatever the texts say, named for those who cannot see it, the same bytes every time."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.layout import Arrow, Box
from generator.model import Topology, TopologyEdge, TopologyNode
from generator.pages.diagram import mermaid, relations, svg
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
    (title,), (description,) = found(root, "title"), found(root, "desc")
    assert said(title) == said(description) == text
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
    edges = [("one", "two", "requires"), ("three", "one", "conflicts-with")]
    links = {name: f"../{name}/" for name in ("one", "two", "three")}
    root = read(relations(columns, edges, heads={area: f"{area} {SHORT}" for area in columns}, links=links))
    assert tags(root) <= TAGS
    assert {each.get("data-pattern"): each.get("href") for each in found(root, "a")} == links
    curves = of_class(root, "mr-diagram__relation")
    assert [(each.get("data-from"), each.get("data-to")) for each in curves] == [edge[:2] for edge in edges]
    assert "mr-diagram__relation--conflicts-with" in str(curves[1].get("class"))
    assert root.get("aria-label")
    assert [said(each) for each in of_class(root, "mr-diagram__group-name")] == [f"{area} {SHORT}" for area in columns]


def test_a_map_without_patterns_is_a_picture_all_the_same() -> None:
    assert tags(read(relations({"I": []}, [], heads={"I": "One"}, links={}))) == {"svg", "text"}


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
