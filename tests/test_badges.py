"""Badges: they name version and day, say what is stale or gone, and are green for nothing less than everything; all synthetic."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from generator.compare import compare
from generator.model import State
from generator.pages import compose
from tests import synthetic

if TYPE_CHECKING:
    from generator.model import ConformanceReport, Profile

COLOURS = {"brightgreen": "#1b6e3c", "yellow": "#8a5200", "red": "#b3261e", "lightgrey": "#5b6168"}
SVG = "{http://www.w3.org/2000/svg}"
NEW = "v1.6.0"


def files(*reports: ConformanceReport, version: str | None = None) -> dict[str, str]:
    """The badges of a site of these reports, by path; `version` is put in the place of the first one's."""
    made = reports if version is None else (replace(reports[0], version=version), *reports[1:])
    catalogue = synthetic.catalogue(*made)
    assets = compose(catalogue, compare(catalogue), "https://results.example/").assets
    return {each.path: each.content.decode() for each in assets if each.path.startswith("badges/")}


def told(*reports: ConformanceReport, suite: str = "gateway-api") -> tuple[str, str]:
    """Message and colour of Alpha's badge, equal in both forms."""
    found = files(*reports)
    endpoint, svg = json.loads(found[f"badges/alpha/{suite}.json"]), found[f"badges/alpha/{suite}.svg"]
    assert f'fill="{COLOURS[endpoint["color"]]}"' in svg
    texts = [each.text for each in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - our own file
    assert texts == [endpoint["label"], endpoint["message"]]
    return endpoint["message"], endpoint["color"]


def gateway(*profiles: Profile, name: str = "alpha", api: str = NEW, **fields: object) -> ConformanceReport:
    return synthetic.gateway_report(name, *profiles, api=api, version="1.28.0", **fields)  # type: ignore[arg-type]


def profile(
    core: tuple[int | None, ...] = (7, 0, 0), extended: tuple[int | None, ...] | None = None, **fields: object
) -> Profile:
    counts = None if extended is None else synthetic.level(*extended, **fields)  # type: ignore[arg-type]
    return synthetic.profile(synthetic.level(*core), counts)


def test_a_badge_names_counts_version_and_day() -> None:
    grpc = synthetic.profile(synthetic.level(2), name="MESH-GRPC")
    message, colour = told(gateway(profile(extended=(7, 0, 0)), grpc))
    assert message == "HTTP core 7/7, extended 7/7; gRPC core 2/2 · 1.28.0 · API v1.6.0 standard · 2026-10-01"
    assert colour == "brightgreen"


def test_a_day_that_was_not_reported_is_not_made_up() -> None:
    assert told(gateway(ran=None))[0].endswith("1.28.0 · API v1.6.0 standard · date not reported")


@pytest.mark.parametrize(
    ("made", "colour"),
    [
        (profile((7, 0, 0)), "brightgreen"),
        (profile((6, 0, 1)), "yellow"),
        (profile((6, 1, 0)), "red"),
        (profile((0, 7, 0)), "red"),
        (profile((0, 0, 7)), "yellow"),
        (profile((None, None, None)), "yellow"),
        (profile((7, None, 0)), "yellow"),
        (profile((5, 1, None)), "red"),
        (profile((7, 0, 0), (7, 0, 0)), "brightgreen"),
        (profile((7, 0, 0), (6, 0, 1)), "yellow"),
        (profile((7, 0, 0), (0, 7, 0)), "red"),
        (profile((7, 0, 0), (None, None, None)), "yellow"),
        (profile((None, None, None), (7, 0, 0)), "yellow"),
        (profile((7, 0, 0), (7, 0, 0), result="partial"), "yellow"),
        (profile((7, 0, 0), (7, 0, 0), result="failure"), "red"),
        (profile((7, 0, 0), (None, None, None), result="failure"), "red"),
        (profile((7, 0, 0), (0, 0, 0)), "brightgreen"),
    ],
)
def test_a_badge_is_green_only_where_every_case_passed_and_is_counted(made: Profile, colour: str) -> None:
    assert told(gateway(made))[1] == colour


def test_counts_that_were_not_reported_are_not_shown_as_zero() -> None:
    message, _ = told(gateway(profile((None, None, None))))
    assert message.startswith("HTTP core success, no counts · 1.28.0")
    silent = synthetic.profile(synthetic.level(None, None, None, result=None))
    assert told(gateway(silent)) == ("HTTP core no counts · 1.28.0 · API v1.6.0 standard · 2026-10-01", "yellow")


def test_a_result_that_the_counts_contradict_stands_beside_them() -> None:
    message, _ = told(gateway(profile((7, 0, 0), (6, 0, 0), result="failure")))
    assert message.startswith("HTTP core 7/7, extended 6/6 (failure reported) · ")


BAD = {"failed": (6, 1, 0), "skipped": (3, 0, 4), "contradicted": (7, 0, 0)}


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize(
    ("field", "values"), [("channel", ("experimental", "standard")), ("mode", ("ambient", "default"))]
)
def test_of_several_channels_or_modes_a_badge_tells_the_worst_and_names_it(
    kind: str, field: str, values: tuple[str, str]
) -> None:
    """The channel in which all passed hid the one in which not all did."""
    for bad, good in (values, values[::-1]):
        core = synthetic.level(*BAD[kind], result={"failed": "failure", "skipped": "partial"}.get(kind, "failure"))
        one = gateway(synthetic.profile(core), name="bad", ran="2026-09-01", **{field: bad})
        message, colour = told(gateway(name="good", **{field: good}), one)
        assert message.startswith(f"HTTP core {BAD[kind][0]}/7")
        assert (f" {bad}" in message) == (bad != "default")
        assert colour == ("yellow" if kind == "skipped" else "red")


def test_a_failed_case_is_worse_than_many_that_were_skipped() -> None:
    skipped, failed = (
        gateway(synthetic.profile(synthetic.level(*counts, result=result)), name=name, channel=name)
        for name, counts, result in (("experimental", (1, 0, 6), "partial"), ("standard", (6, 1, 0), "failure"))
    )
    assert told(skipped, failed) == ("HTTP core 6/7 · 1.28.0 · API v1.6.0 standard · 2026-10-01", "red")


def test_an_older_version_s_channel_takes_no_part_in_the_badge() -> None:
    older = gateway(profile((0, 7, 0)), name="older", api="v1.5.0", channel="experimental")
    assert told(gateway(), older)[1] == "brightgreen"


def test_a_version_of_the_api_that_cannot_be_earns_no_badge_before_one_that_is() -> None:
    message, colour = told(gateway(profile((0, 7, 0)), name="odd", api="v11.4.0"), gateway())
    assert ("v1.6.0" in message, "v11.4.0" in message, colour) == (True, False, "brightgreen")
    message, colour = told(gateway(name="odd", api="v11.4.0"))
    assert (message.partition(":")[0], colour) == ("age not known", "yellow")


def test_what_is_not_served_is_named_and_lowers_no_share() -> None:
    made = synthetic.smi_report(odd={"TS-1.1.1": "version-not-served"})
    message, colour = told(made, suite="smi")
    assert "Traffic split 10/11 (1 of another API version)" in message
    assert colour == "yellow"


def test_the_day_of_the_build_makes_a_badge_grey() -> None:
    catalogue = synthetic.catalogue(gateway(), synthetic.smi_report())
    made = compose(catalogue, compare(catalogue), "https://results.example/", today=date(2029, 11, 25))
    endpoints = [json.loads(each.content) for each in made.assets if re.fullmatch("badges/.*json", each.path)]
    assert [(each["message"].partition(":")[0], each["color"]) for each in endpoints] == [("stale", "lightgrey")] * 2


@pytest.mark.parametrize(
    ("api", "ran", "start", "colour"),
    [
        ("v1.5.0", "2026-10-01", "HTTP core 7/7", "brightgreen"),
        ("v1.4.0", "2026-10-01", "one edition behind: HTTP core 7/7", "yellow"),
        ("v1.3.0", "2026-10-01", "stale: HTTP core 7/7", "lightgrey"),
        ("v1.6.0", "2023-10-01", "stale: HTTP core 7/7", "lightgrey"),
        ("4c436290f2", None, "age not known: HTTP core 7/7", "yellow"),
        ("4c436290f2", "2023-10-01", "stale: HTTP core 7/7", "lightgrey"),
    ],
)
def test_a_badge_says_how_old_its_report_is(api: str, ran: str | None, start: str, colour: str) -> None:
    message, found = told(gateway(api=api, ran=ran))
    assert message.startswith(start)
    assert found == colour


def test_a_failure_that_is_stale_is_grey_like_every_other() -> None:
    assert told(gateway(profile((0, 7, 0)), api="v1.1.0"))[1] == "lightgrey"


def test_history_earns_a_grey_badge_that_calls_it_so() -> None:
    relic = synthetic.smi_report("relic", cases=(), version="v0.7", ran="2020-10-14", historic=True, percentage=100)
    assert told(relic, suite="smi") == ("historic, unverified: v0.7 · API v0.6.0 · 2020-10-14", "lightgrey")


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.DISPUTED, State.SUPERSEDED, State.INVALID])
def test_a_report_that_does_not_stand_earns_nothing(state: State) -> None:
    assert told(gateway(state=state)) == ("no published report", "lightgrey")
    message, _ = told(gateway(state=state), gateway(name="older", api="v1.5.0"))
    assert message.endswith("API v1.5.0 standard · 2026-10-01")


def test_the_badges_of_smi_and_hamlet_name_their_specifications_and_leave_out_what_is_not_claimed() -> None:
    odd = {"TA": "not-claimed", "TSC-1.2.6": "failed"}
    assert told(synthetic.smi_report(odd=odd), suite="smi") == (
        "Traffic split 11/11; Traffic specs 5/6 · 1.0.0 · API v0.6.0 · 2026-10-01",
        "red",
    )
    claimed = synthetic.smi_report(odd={"TA": "not-claimed", "TSC": "not-claimed"})
    assert told(claimed, suite="smi")[1] == "brightgreen"
    assert told(synthetic.hamlet_report(), suite="hamlet")[0].startswith("Federation 14/14 · 1.0.0 · API v1alpha2")
    assert told(synthetic.hamlet_report(odd={"H-01": "partial"}), suite="hamlet")[1] == "yellow"


def test_each_mesh_has_a_badge_for_each_suite_of_which_it_has_a_report_and_no_other() -> None:
    found = files(gateway(), synthetic.smi_report(), synthetic.hamlet_report(mesh_id="beta"))
    names = {"alpha/gateway-api", "alpha/smi", "beta/hamlet"}
    assert set(found) == {f"badges/{name}.{ending}" for name in names for ending in ("svg", "json")}


def test_the_endpoint_is_what_shields_reads() -> None:
    """https://shields.io/badges/endpoint-badge: other keys are refused."""
    for path, content in files(gateway(), synthetic.smi_report(historic=True)).items():
        if path.endswith(".json"):
            endpoint = json.loads(content)
            assert set(endpoint) == {"schemaVersion", "label", "message", "color", "cacheSeconds"}
            assert (endpoint["schemaVersion"], endpoint["color"] in COLOURS) == (1, True)
            assert endpoint["label"]
            assert endpoint["message"]
            assert endpoint["cacheSeconds"] >= 300


def test_a_picture_is_well_formed_escaped_and_loads_nothing() -> None:
    evil = "1.0</text><script>alert(1)</script>\"'&"
    for path, content in files(gateway(), version=evil).items():
        if path.endswith(".json"):
            assert evil in json.loads(content)["message"]
            continue
        root = ET.fromstring(content)  # noqa: S314 - our own file
        assert {each.tag.removeprefix(SVG) for each in root.iter()} == {"svg", "title", "rect", "path", "g", "text"}
        assert evil in (root.findtext(f"{SVG}title") or "")
        assert evil in str(root.attrib["aria-label"])
        assert root.attrib["role"] == "img"
        assert not re.search(r"(?:href|url\(|style|class)", content)


def test_the_mesh_s_page_shows_its_badge_with_the_same_words() -> None:
    catalogue = synthetic.catalogue(gateway())
    made = compose(catalogue, compare(catalogue), "https://results.example/")
    page = next(str(each.body) for each in made.pages if each.path == "meshes/alpha/")
    assert f'src="../../badges/alpha/gateway-api.svg" alt="Badge: {told(gateway())[0]}"' in page
