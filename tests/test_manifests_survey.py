"""The survey of a target: everything in order, nothing unchecked that looks passed, nothing hostile that hangs."""

from __future__ import annotations

import json
import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.manifests.reading import read_manifest
from generator.manifests.references import RELATIONS
from generator.manifests.survey import survey
from generator.manifests.values import State
from tests.fixtures.manifests.samples import NO_MODULES, SHOP, SPAN, surveyed, told

UNKNOWN = "apiVersion: example.org/v1\nkind: Gadget\nmetadata: {name: a}\n"


def test_every_object_has_one_verdict_in_the_order_of_the_files() -> None:
    found = surveyed(SHOP, UNKNOWN)
    assert [each.thing.kind for each in found.verdicts] == ["Service", "Deployment", "ServiceAccount", "Gadget"]
    assert [each.thing for each in found.of(State.NOT_CHECKED)] == [found.things[-1]]
    assert found.kinds == (
        ("apps/v1", "Deployment"),
        ("example.org/v1", "Gadget"),
        ("v1", "Service"),
        ("v1", "ServiceAccount"),
    )


def test_faults_are_sorted_by_place() -> None:
    found = told(SHOP.replace("reviews}", "other}").replace("1.0.0", "latest"), SHOP.replace("http", "web"))
    places = [each.partition(" ")[0].split(":") for each in found]
    assert places == sorted(places, key=lambda each: (each[0], int(each[1]), int(each[2])))
    assert len(found) > 3


def test_references_are_not_judged_beside_a_file_that_cannot_be_read() -> None:
    broken = surveyed(SHOP.partition("---")[0], "kind: [\n")
    assert broken.faults == ()
    assert [each.location.path for each in broken.findings] == ["b.yaml"]
    assert len(surveyed(SHOP.partition("---")[0]).faults) == 1


def test_a_place_is_told_once_the_schema_first() -> None:
    found = told(SHOP.replace("serviceAccountName: reviews", "serviceAccountName: 7"))
    assert [each.partition(" ")[2] for each in found] == ["schema: `serviceAccountName` is the number 7, expected text"]


def test_the_table_of_relations_is_sorted() -> None:
    assert list(RELATIONS) == sorted(RELATIONS)


def test_the_same_manifests_give_the_same_survey() -> None:
    assert told(SHOP, UNKNOWN) == told(SHOP, UNKNOWN)


SHAPES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text("ab/.*-", max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *(
                        "spec",
                        "hosts",
                        "host",
                        "http",
                        "route",
                        "destination",
                        "subset",
                        "weight",
                        "parentRefs",
                        "backendRefs",
                        "rules",
                    ),
                    *(
                        "selector",
                        "matchLabels",
                        "matchExpressions",
                        "template",
                        "metadata",
                        "labels",
                        "containers",
                        "image",
                        "ports",
                    ),
                    *(
                        "name",
                        "namespace",
                        "kind",
                        "group",
                        "port",
                        "number",
                        "targetRef",
                        "targetRefs",
                        "service",
                        "backends",
                    ),
                    *(
                        "sources",
                        "destination",
                        "matches",
                        "workloadSelector",
                        "egress",
                        "data",
                        "items",
                        "gateways",
                        "subsets",
                    ),
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(st.sampled_from(sorted(RELATIONS)), SHAPES, SHAPES)
def test_no_shape_of_an_object_raises(kind: tuple[str, str], spec: object, extra: object) -> None:
    api = f"{kind[0]}/v1" if kind[0] else "v1"
    body = {"apiVersion": api, "kind": kind[1], "metadata": {"name": "a", "labels": extra}, "spec": spec, "data": extra}
    text = yaml.safe_dump_all([body, yaml.safe_load(SHOP.partition("---")[0])])
    manifest = read_manifest("any.yaml", text.encode())
    found = survey([manifest], NO_MODULES, SPAN)
    assert len(found.verdicts) == len(found.things)
    assert all(each.location.line >= 1 for each in found.faults)


def _json(body: object) -> bytes:
    return json.dumps(body).encode()


HEAD = {"apiVersion": "networking.istio.io/v1", "metadata": {"name": "a"}}
DESTINATIONS = [{"destination": {"host": f"h{number}.example.org", "subset": "v"}} for number in range(3_000)]
HOSTILE = {
    "3,000 destinations that nothing defines": _json(
        {**HEAD, "kind": "VirtualService", "spec": {"hosts": ["a"], "http": [{"route": DESTINATIONS}]}}
    ),
    "9,000 hosts": _json({**HEAD, "kind": "ServiceEntry", "spec": {"hosts": [f"{n}.a.b.c.d" for n in range(9_000)]}}),
    "a host of 4,000 labels": _json({**HEAD, "kind": "DestinationRule", "spec": {"host": "a." * 2_000}}),
    "a selector of 5,000 labels": _json(
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": "a"},
            "spec": {"selector": {f"l{n}": "v" for n in range(5_000)}},
        }
    ),
    "9,000 unknown fields": _json(
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a"}, **{f"f{n}": n for n in range(9_000)}}
    ),
    "a name of 4,000 characters": _json({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a-" * 2_000}}),
    "an image of 4,000 characters": _json(
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": "a"},
            "spec": {"containers": [{"name": "a", "image": "a:1/" * 1_000}]},
        }
    ),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_hostile_objects_end_soon_and_tell_at_most_fifty_faults(content: bytes) -> None:
    start = time.process_time()
    found = survey([read_manifest("hostile.yaml", content)], NO_MODULES, SPAN)
    assert time.process_time() - start < 3
    assert len(found.faults) + len(found.findings) + len(found.of(State.NOT_CHECKED)) > 0
    assert len(found.faults) <= 50


def test_a_hundred_small_objects_are_surveyed_in_a_second() -> None:
    text = "---\n".join(f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c{number}}}\n" for number in range(100))
    start = time.process_time()
    assert len(surveyed(text).verdicts) == 100
    assert time.process_time() - start < 2
