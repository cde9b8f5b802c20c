"""Every conformance report of this repository is found again everywhere, and so is one that somebody places by hand."""

from __future__ import annotations

import csv
import json
import re
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator import addresses
from generator.compare import compare
from generator.conformance.values import Standing
from generator.finding import Severity
from generator.load import load
from generator.pages import compose
from generator.suite import TITLES
from tests import sites

if TYPE_CHECKING:
    from generator.model import Catalogue
    from generator.page import Composition

SITE = "https://service-mesh-wg.github.io/mesh-results/"
OWN = """\
# Synthetic: run by nobody.
kind: gateway-api-conformance/v1
id: synthetic-own
submitted: 2026-11-25
submitter: {name: Synthetic Author}
disclosure: {relationship: independent}
license: CC-BY-4.0
provenance: {measured_by: Synthetic Author, transcribed: false}
mesh: istio
version: "9.9.9"
date: 2026-11-20T11:00:00Z
implementation: {organization: synthetic, project: istio}
gateway_api_version: v1.6.0
channel: standard
mode: default
profiles:
  - {name: MESH-GRPC, core: {result: success, passed: 2, failed: 0, skipped: 0}}
  - {name: MESH-HTTP, core: {result: partial, passed: 6, failed: 0, skipped: 1, skipped_tests: [MeshTrafficSplit]}}
"""
UNMODIFIED = """\
apiVersion: gateway.networking.k8s.io/v1
date: "2026-11-20T13:00:00+01:00"
gatewayAPIChannel: experimental
gatewayAPIVersion: v1.6.0
implementation:
  contact: ["@synthetic"]
  organization: synthetic
  project: kuma
  url: kuma.io
  version: 9.10
kind: ConformanceReport
mode: ambient
profiles:
- core:
    result: success
    statistics: {Failed: 0, Passed: 7, Skipped: 0}
  extended:
    result: success
    statistics: {Failed: 0, Passed: 1, Skipped: 0}
    supportedFeatures: [MeshHTTPRouteQueryParamMatching]
  name: MESH-HTTP
  summary: Synthetic.
"""
PLACED = {"synthetic-own": "report.yaml", "synthetic-unmodified": "experimental-9.10-ambient-report.yaml"}


@cache
def repository() -> Catalogue:
    return load(sites.PROJECT).catalogue


@cache
def composed() -> Composition:
    return compose(repository(), compare(repository()), SITE)


def folders(root: Path) -> dict[str, str]:
    """The folder of each report with its suite: what is on the disk, whatever the loader made of it."""
    return {each.name: each.parent.name for each in (root / "results/conformance").glob("*/*") if each.is_dir()}


def bodies(composition: Composition) -> dict[str, str]:
    return {each.path: str(each.body) for each in composition.pages}


def files(composition: Composition) -> dict[str, bytes]:
    return {each.path: each.content for each in composition.assets}


def lost(composition: Composition, catalogue: Catalogue, names: dict[str, str]) -> list[str]:
    """Places at which one of the reports is missing."""
    pages, assets = bodies(composition), files(composition)
    told = json.loads(assets[addresses.CONFORMANCE_DATA])["reports"]
    rows = list(csv.DictReader(assets["data/conformance-reports.csv"].decode().splitlines()))
    missing = []
    for name, suite in sorted(names.items()):
        report = catalogue.reports.get(name)
        if report is None:
            missing.append(f"{name}: the catalogue")
            continue
        profiles = {each.name for each in report.mesh_profiles} or {each.id for each in report.specifications}
        profiles = profiles or {"federation"}
        link = f"{addresses.report_path(name)}"
        where = {
            "its page": link in pages,
            "the matrix": pages[addresses.suite_path(suite)].count(f'<tr data-report="{name}"') == 1,
            "the mesh's page": f'href="../../{link}"' in pages[addresses.mesh_path(report.mesh)],
            "the list of all reports": f'<li><a href="../reports/{name}/">' in pages[addresses.COMPARE_REPORTS],
            "the choice of two": pages[addresses.COMPARE_REPORTS].count(f'<option value="{name}">') == 2,
            "the JSON": {each["group"] for each in told.get(name, {}).get("groups", ())} >= profiles,
            "the table": {row["group"] for row in rows if row["report"] == name} >= profiles,
        }
        missing += [f"{name}: {place}" for place, there in where.items() if not there]
    return missing


# ---- the reports of this repository


def test_no_report_of_the_repository_is_lost() -> None:
    found = folders(sites.PROJECT)
    assert set(found.values()) <= set(TITLES)
    assert len(found) > 20
    assert lost(composed(), repository(), found) == []
    assert set(repository().reports) == set(found)


def test_a_lost_report_is_noticed() -> None:
    assert lost(composed(), repository(), {"nothing": "smi"}) == ["nothing: the catalogue"]


def test_every_link_of_a_matrix_row_leads_to_the_row_s_own_report() -> None:
    seen = 0
    for suite in TITLES:
        page = bodies(composed())[addresses.suite_path(suite)]
        for name, row in re.findall(r'<tr data-report="([^"]+)"[^>]*>(.*?)</tr>', page, re.DOTALL):
            assert set(re.findall(r'href="([^"]+)"', row)) == {f"../reports/{name}/"}
            seen += 1
    assert seen == len(repository().reports)


def test_every_cell_of_a_feature_table_leads_to_the_report_of_its_column() -> None:
    page = bodies(composed())[addresses.suite_path("gateway-api")]
    cells = re.findall(r'<(?:td|th scope="col") data-report="([^"]+)"[^>]*><a[^>]*href="([^"#]+)', page)
    assert len(cells) > 100
    assert [cell for cell in cells if cell[1] != f"../reports/{cell[0]}/"] == []


def test_both_channels_of_cilium_1_20_are_there() -> None:
    made = [each for each in repository().reports.values() if (each.mesh, each.version) == ("cilium", "v1.20.0")]
    assert sorted(str(each.channel) for each in made) == ["experimental", "standard"]


def test_istio_1_20_is_not_1_2() -> None:
    versions = {each.version for each in repository().reports.values() if each.mesh == "istio"}
    assert "1.20" in versions
    assert "1.2" not in versions


def test_every_report_names_where_it_was_published_first_and_what_proves_it() -> None:
    for each in repository().reports.values():
        assert each.provenance is not None
        assert str(each.provenance.source_uri).startswith("https://github.com/"), each.id
        assert re.search(r"/blob/[0-9a-f]{40}/", str(each.provenance.source_uri)), each.id
        assert each.evidence, each.id


def test_smi_s_published_results_are_history_and_earn_no_badge_of_colour() -> None:
    made = {each.id: each for each in repository().reports.values() if each.suite == "smi"}
    assert made
    for each in made.values():
        assert each.historic is not None
        assert len(each.historic.inconsistencies) > 1
        endpoint = json.loads(files(composed())[addresses.badge_path(each.mesh, "smi", "json")])
        assert endpoint["color"] == "lightgrey"
        assert endpoint["message"].startswith("historic, unverified")


def test_only_meshes_whose_newest_report_is_current_and_passed_have_a_green_badge() -> None:
    colours = {path: json.loads(content) for path, content in files(composed()).items() if path.startswith("badges/") and path.endswith(".json")}  # fmt: skip
    from generator.conformance import survey  # noqa: PLC0415
    from generator.pages.index import newest_date  # noqa: PLC0415 - beside its one use

    made = survey(repository(), newest_date(repository()))
    green = [path for path, endpoint in colours.items() if endpoint["color"] == "brightgreen"]
    assert green
    for path in green:
        newest = made.newest(*path.removeprefix("badges/").removesuffix(".json").split("/"))
        assert newest
        for each in newest:
            assert (each.standing, each.total.passed) == (Standing.CURRENT, each.total.total)


def test_linkerd_s_tests_of_another_commit_are_not_read_as_those_of_the_release() -> None:
    """24 features declared, and 7 core tests where the release has 2: #3581."""
    page = bodies(composed())[addresses.report_path("linkerd-version-2-18-v1-3-0-standard")]
    assert "MESH-HTTP counts 7 core cases where the suite at v1.3.0 has 2" in page
    features = page.partition('id="features"')[2].partition('id="changes"')[0]
    assert features.count("mr-case--declared-unknown") == 24
    assert "mr-case--passed" not in features


# ---- reports that somebody places by hand


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository without its performance results, and with two reports more."""
    root = tmp_path_factory.mktemp("placed") / "repository"
    for part in ("registry", "conformance"):
        shutil.copytree(sites.PROJECT / "results" / part, root / "results" / part)
    sites.furnished(root)
    for name, text in (("synthetic-own", OWN), ("synthetic-unmodified", UNMODIFIED)):
        folder = root / "results/conformance/gateway-api" / name
        folder.mkdir()
        (folder / PLACED[name]).write_text(text, encoding="utf-8")
    return root


def test_a_report_placed_by_hand_is_accepted_and_shown_everywhere(copy: Path) -> None:
    loaded = load(copy)
    assert [each.message for each in loaded.findings if each.severity is Severity.ERROR] == []
    made = compose(loaded.catalogue, compare(loaded.catalogue), SITE)
    names = folders(copy)
    assert set(PLACED) <= set(names)
    assert lost(made, loaded.catalogue, names) == []
    own, unmodified = (loaded.catalogue.reports[name] for name in PLACED)
    assert (own.version, unmodified.version, unmodified.mode) == ("9.9.9", "9.10", "ambient")
    assert unmodified.date is not None
    assert unmodified.date.text == "2026-11-20T12:00:00Z"


def test_a_report_placed_by_hand_is_the_newest_of_its_mesh(copy: Path) -> None:
    catalogue = load(copy).catalogue
    made = files(compose(catalogue, compare(catalogue), SITE))
    badges = {mesh: json.loads(made[f"badges/{mesh}/gateway-api.json"])["message"] for mesh in ("istio", "kuma")}
    assert badges["istio"] == "HTTP core 6/7; gRPC core 2/2 · 9.9.9 · API v1.6.0 standard · 2026-11-20"
    assert badges["kuma"] == "HTTP core 7/7, extended 1/1 · 9.10 · API v1.6.0 experimental ambient · 2026-11-20"


def test_every_report_has_its_page_in_the_built_site_its_sitemap_and_its_search(copy: Path, tmp_path: Path) -> None:
    site = sites.built(copy, tmp_path / "site")
    sitemap = (site / "sitemap.xml").read_text(encoding="utf-8")
    entries = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))["docs"]
    searched = {each["location"]: each["text"] for each in entries}
    for name in folders(copy):
        path = addresses.report_path(name)
        assert (site / path / "index.html").is_file()
        assert f"<loc>{SITE}{path}</loc>" in sitemap
        assert searched[path]
    assert "MESH-HTTP core 6 of 7, 1 skipped" in searched[addresses.report_path("synthetic-own")]
