"""Unmodified reports of the Gateway API under our field names: nothing judged, nothing filled in, nothing lost."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.characters import slug
from generator.gateway_report import normalised, utc
from generator.source import Document, parse
from generator.times import read_time

REPORT = """\
apiVersion: gateway.networking.k8s.io/v1alpha1
kind: ConformanceReport
date: "2023-10-31T15:04:05.123456+05:30"
gatewayAPIVersion: v1.0.0
implementation:
  organization: istio
  project: Istio
  url: istio.io
  version: 1.20
  contact: []
profiles:
- name: MESH
  summary: ""
  core:
    result: success
    statistics: {passed: 2, failed: 0, skipped: 0}
  extended:
    result: partial
    skippedTests: [MeshConsumerRoute]
    supportedFeatures: [HTTPRouteMethodMatching]
    statistics: {Passed: 3, Failed: 0, Skipped: 1}
"""


def document(text: str, path: str = "a.yaml") -> Document:
    found = parse(path, text.encode()).document
    assert found is not None
    return found


def test_a_report_has_our_names() -> None:
    assert normalised(document(REPORT)) == {
        "mesh": "istio",
        "version": "1.20",
        "date": "2023-10-31T09:34:05Z",
        "implementation": {"organization": "istio", "project": "Istio", "url": "istio.io"},
        "gateway_api_version": "v1.0.0",
        "profiles": [
            {
                "name": "MESH",
                "core": {"result": "success", "passed": 2, "failed": 0, "skipped": 0},
                "extended": {
                    "result": "partial",
                    "passed": 3,
                    "failed": 0,
                    "skipped": 1,
                    "skipped_tests": ["MeshConsumerRoute"],
                    "supported_features": ["HTTPRouteMethodMatching"],
                },
            }
        ],
    }


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1.20", "1.20"),
        ('"1.20"', "1.20"),
        ("1.2", "1.2"),
        ("1.20.1", "1.20.1"),
        ("2", "2"),
        ("1e1", "1e1"),
        ("v1", "v1"),
    ],
)
def test_a_version_stays_as_it_was_written(written: str, expected: str) -> None:
    for before in ("  version: 1.20", "gatewayAPIVersion: v1.0.0"):
        changed = REPORT.replace(before, f"{before.partition(':')[0]}: {written}")
        found = normalised(document(changed))
        assert found["version" if "  " in before else "gateway_api_version"] == expected


def test_a_version_stays_as_it_was_written_in_json() -> None:
    text = json.dumps({"implementation": {"version": "X"}}).replace('"X"', "1.20")
    assert normalised(document(text, "a.json"))["version"] == "1.20"


@pytest.mark.parametrize(
    "statistics", ["", "    statistics: null\n", "    statistics: {}\n", "    statistics: {Passed: null}\n"]
)
def test_missing_statistics_are_not_zero(statistics: str) -> None:
    text = REPORT.replace("    statistics: {passed: 2, failed: 0, skipped: 0}\n", statistics)
    (profile,) = normalised(document(text))["profiles"]  # type: ignore[misc,attr-defined]
    assert profile["core"] == {"result": "success"}


def test_what_is_empty_or_null_is_left_out() -> None:
    text = REPORT.replace(
        "gatewayAPIVersion", "mode: ''\ngatewayAPIChannel: null\nsucceededProvisionalTests: []\ngatewayAPIVersion"
    )
    assert normalised(document(text)) == normalised(document(REPORT))


def test_a_date_that_cannot_be_read_is_left_out() -> None:
    assert "date" not in normalised(document(REPORT.replace("2023-10-31T", "31 October, ")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-10-14T20:14:48+05:30", "2020-10-14T14:44:48Z"),
        ("2024-05-01T00:30:00+02:00", "2024-04-30T22:30:00Z"),
        ("2024-04-30T22:30:00-07:00", "2024-05-01T05:30:00Z"),
        ("2024-05-01T12:00:00Z", "2024-05-01T12:00:00Z"),
        ("2024-05-01T12:00:00.999999999Z", "2024-05-01T12:00:00Z"),
        ("2024-05-01t12:00:00z", "2024-05-01T12:00:00Z"),
        ("2024-05-01 12:00:00+00:00", "2024-05-01T12:00:00Z"),
        ("0099-05-01T12:00:00Z", "0099-05-01T12:00:00Z"),
    ],
)
def test_a_time_becomes_utc(text: str, expected: str) -> None:
    assert utc(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024-05-01",
        "2024-05-01T12:00:00",
        "2024-02-30T12:00:00Z",
        "2024-05-01T12:00:60Z",
        "2024-05-01T12:00:00+99:99",
        "0001-01-01T00:00:00+14:00",
        "2024-05-01T12:00:00Z\n",
        "٢٠٢٤-05-01T12:00:00Z",
        "2021-03-04 05:06:07.891 +0000 UTC m=+0.01",
    ],
)
def test_what_is_no_time_with_a_zone_is_none(text: str) -> None:
    assert utc(text) is None


@given(
    st.text(max_size=40) | st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,12}[Z+-][0-9:]{0,5}", fullmatch=True)
)
def test_what_is_read_is_a_time_to_the_second(text: str) -> None:
    found = utc(text)
    assert found is None or ((span := read_time(found)) is not None and span.zoned and span.precision == "second")


@given(
    st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1)),  # noqa: DTZ001  # the zone comes below
    st.integers(min_value=-14 * 60, max_value=14 * 60),
)
def test_the_instant_stays_the_same_in_every_zone(local: datetime, minutes: int) -> None:
    moment = local.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    found = utc(moment.isoformat())
    assert found is not None
    assert datetime.fromisoformat(found) == moment.astimezone(UTC)


@pytest.mark.parametrize(
    ("project", "expected"),
    [
        ("istio", "istio"),
        ("Istio", "istio"),
        ("Buoyant Enterprise for Linkerd", "buoyant-enterprise-for-linkerd"),
        ("kong/kuma", "kong-kuma"),
        ("--Open  Service (Mesh)--", "open-service-mesh"),
        ("???", ""),
    ],
)
def test_a_project_is_an_id(project: str, expected: str) -> None:
    assert slug(project) == expected


@given(st.text(max_size=80))
def test_a_slug_is_an_id_and_stays_one(text: str) -> None:
    found = slug(text)
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", found)
    assert slug(found) == found


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["implementation", "profiles", "core", "statistics", "Passed", "version", "date", "name"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_no_shape_of_a_report_makes_it_crash(data: object) -> None:
    found = parse(
        "a.json",
        json.dumps({"kind": "ConformanceReport", "x": data, **(data if isinstance(data, dict) else {})}).encode(),
    ).document
    if found is not None:
        assert "mode" not in normalised(found)
