"""The suites as data: what every version holds, and which version a report is read with."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from generator import suite as suites
from generator import versions
from generator.source import parse
from generator.suite import NAMES, Suite, SuiteVersion, suite

SUITES = [suite(name) for name in NAMES]
VERSIONS = [(each, version) for each in SUITES for version in each.versions]


def named(pair: tuple[Suite, SuiteVersion]) -> str:
    return f"{pair[0].id} {pair[1].version}"


def test_every_file_is_a_suite_and_every_suite_has_a_file() -> None:
    found = sorted(file.name for file in files("generator").joinpath("suites").iterdir())
    assert found == [f"{name}.yaml" for name in NAMES]
    assert [each.id for each in SUITES] == list(NAMES)


def test_a_suite_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KeyError, match="smp"):
        suite("smp")


def test_smi_has_24_cases_in_three_groups_that_run_in_order() -> None:
    version = suite("smi").at("v0.6.0")
    assert version is not None
    assert [(group.id, len(group.cases)) for group in version.groups] == [
        ("traffic-access", 7),
        ("traffic-split", 11),
        ("traffic-spec", 6),
    ]
    assert len(version.cases) == 24
    assert all(group.sequential for group in version.groups)
    steps = [int(case.id.rpartition(".")[2]) for group in version.groups for case in group.cases]
    assert steps == [*range(1, 8), *range(1, 12), *range(1, 7)]


def test_hamlet_has_14_cases_of_which_v1alpha1_knows_twelve() -> None:
    newest, first = suite("hamlet").versions
    assert (newest.version, first.version) == ("v1alpha2", "v1alpha1")
    assert [case.id for case in newest.cases] == [f"H-{number:02}" for number in range(1, 15)]
    assert {case.id for case in newest.cases} - {case.id for case in first.cases} == {"H-12", "H-13"}


@pytest.mark.parametrize("pair", VERSIONS, ids=map(named, VERSIONS))
def test_ids_are_unique_within_their_group_and_where_reports_list_cases_within_their_version(
    pair: tuple[Suite, SuiteVersion],
) -> None:
    of, version = pair
    groups = [group.id for group in version.groups]
    assert sorted(set(groups)) == sorted(groups)
    for group in version.groups:
        for ids in ([case.id for case in group.cases], [feature.id for feature in group.features]):
            assert sorted(set(ids)) == sorted(ids)
    cases = [case.id for case in version.cases]
    # MeshBasic is a case of two profiles of the Gateway API.
    assert of.id == "gateway-api" or sorted(set(cases)) == sorted(cases)


@pytest.mark.parametrize("pair", VERSIONS, ids=map(named, VERSIONS))
def test_every_case_says_what_it_asserts_and_needs_only_known_features(pair: tuple[Suite, SuiteVersion]) -> None:
    _, version = pair
    for group in version.groups:
        known = {feature.id for feature in group.features}
        for case in group.cases:
            assert case.title, case.id
            assert case.asserts.rstrip().endswith("."), case.id
            assert case.level in {"core", "extended"}
            assert case.group == group.id
            assert set(case.features) <= known, case.id
        assert {feature.id for feature in group.features if feature.tested} == {
            feature for case in group.cases for feature in case.features
        }


@pytest.mark.parametrize("each", SUITES, ids=lambda each: each.id)
def test_versions_stand_newest_first_each_once(each: Suite) -> None:
    names = [version.version for version in each.versions]
    assert names == sorted(set(names), key=versions.order, reverse=True)


@pytest.mark.parametrize("each", SUITES, ids=lambda each: each.id)
def test_no_case_and_no_feature_is_described_without_being_used(each: Suite) -> None:
    text = files("generator").joinpath("suites", f"{each.id}.yaml").read_text(encoding="utf-8")
    described = set(re.findall(r"^  ([A-Za-z][\w.-]*):", text.partition("\nversions:")[0], re.MULTILINE))
    used = {case.id for version in each.versions for case in version.cases} | set(each.feature_titles)
    assert described - used == set()
    features = {feature.id for version in each.versions for group in version.groups for feature in group.features}
    assert set(each.feature_titles) == features


@pytest.mark.parametrize("each", SUITES, ids=lambda each: each.id)
def test_every_source_is_a_https_address_and_every_limit_a_sentence(each: Suite) -> None:
    for source in (each.source, *(version.source for version in each.versions)):
        assert source.startswith("https://")
    assert each.limits
    assert all(limit.rstrip().endswith(".") for limit in each.limits)


@pytest.mark.parametrize(
    ("name", "version", "expected"),
    [
        ("gateway-api", "v1.5.1", "v1.5.0"),
        ("gateway-api", "v1.5.0", "v1.5.0"),
        ("gateway-api", "v1.5", "v1.5.0"),
        ("gateway-api", "1.2.1", "v1.2.0"),
        ("gateway-api", "v0.7.1", "v0.7.1"),
        ("gateway-api", "v0.7.0", None),  # older than the only known one of its minor release
        ("gateway-api", "v1.6.0-rc.1", None),
        ("gateway-api", "v99.0.0", None),
        ("gateway-api", "v1.50.0", None),
        ("gateway-api", "6cd1558a9e", None),
        ("gateway-api", "main", None),
        ("gateway-api", "", None),
        ("gateway-api", None, None),
        ("smi", "v0.6.0", "v0.6.0"),
        ("smi", "v0.5.0", None),
        ("hamlet", "v1alpha1", "v1alpha1"),
        ("hamlet", "v1alpha3", None),
    ],
)
def test_a_report_is_read_with_the_suite_of_its_version(name: str, version: str | None, expected: str | None) -> None:
    found = suite(name).at(version)
    assert (None if found is None else found.version) == expected


def test_a_group_is_found_by_its_id_and_gives_the_cases_of_a_level() -> None:
    version = suite("gateway-api").at("v1.4.0")
    assert version is not None
    group = version.group("MESH-HTTP")
    assert group is not None
    assert version.group("GATEWAY-HTTP") is None
    core, extended = group.level("core"), group.level("extended")
    assert (len(core), len(extended)) == (7, 7)
    assert set(core) | set(extended) == set(group.cases)
    assert all(case.features for case in extended)
    assert not any(case.features for case in core)


def test_the_counts_of_published_reports_are_those_of_the_suite() -> None:
    """Core cases that published reports count: design notes, table of mesh reports."""
    counted = {"v0.7.1": 3, "v0.8.0": 2, "v1.0.0": 2, "v1.1.0": 2, "v1.2.0": 2, "v1.3.0": 2, "v1.4.0": 7, "v1.6.0": 7}
    found = suite("gateway-api")
    for name, count in counted.items():
        version = found.at(name)
        assert version is not None
        assert len(version.groups[0].level("core")) == count, name


def test_a_file_that_cannot_be_read_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    for content, message in ((b"- 1\n", "no mapping"), (b"a: [\n", ".+")):
        suites.suite.cache_clear()
        broken = parse("suites/smi.yaml", content)
        monkeypatch.setattr(suites, "parse", lambda *_, broken=broken: broken)
        with pytest.raises(ValueError, match=rf"suites/smi\.yaml cannot be read: {message}"):
            suite("smi")
