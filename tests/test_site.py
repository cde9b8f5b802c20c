"""Writing, staging and replacing folders."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from markupsafe import Markup

from generator import prepare, site
from generator.page import Asset, Composition, Page
from generator.prepare import SiteError
from tests import synthetic_site
from tests.synthetic_site import HOSTILE

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def composed(monkeypatch: pytest.MonkeyPatch) -> Composition:
    """A synthetic composition that stands in the place of any repository's."""
    composition = synthetic_site.composition()
    monkeypatch.setattr(site, "prepare", lambda root, site_url: synthetic_site.prepared(composition))
    return composition


def page(**changes: object) -> Page:
    return replace(synthetic_site.plain("meshes/istio/", "Istio", "Meshes"), **changes)


def test_files_are_written_where_their_paths_say(tmp_path: Path) -> None:
    site.write(tmp_path, [("a/b/x.json", b"1"), ("a/y", b""), ("z", b"3" * 1_000_000)])
    assert site.files_in(tmp_path) == ("a/b/x.json", "a/y", "z")
    assert (tmp_path / "z").read_bytes() == b"3" * 1_000_000


def test_a_file_is_never_written_over(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match=r"two things want to be .*a/x"):
        site.write(tmp_path, [("a/x", b"1"), ("a/x", b"2")])
    assert (tmp_path / "a/x").read_bytes() == b"1"


def test_symbolic_links_are_no_files_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("x", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert site.files_in(tmp_path) == ("real",)


def test_link_previews_are_escaped_and_absolute() -> None:
    elements = site.preview("a/", HOSTILE, 'd"', "Site", "https://example.org/", "https://example.org/a.png")
    assert '<meta property="og:url" content="https://example.org/a/">' in elements
    assert '<meta property="og:image" content="https://example.org/a.png">' in elements
    assert '<meta property="og:description" content="d&quot;">' in elements
    assert '<meta property="og:type" content="article">' in elements
    assert "<script>" not in elements


def test_the_home_page_previews_as_the_website() -> None:
    assert 'og:type" content="website"' in site.preview("", "Home", "d", "Site", "https://example.org/")


@pytest.mark.parametrize("body", ["<p>none</p>", '<h1 id="page-title">a</h1><h1>b</h1>', "<h1>a</h1>"])
def test_a_body_needs_just_one_heading_with_its_id(body: str) -> None:
    with pytest.raises(SiteError, match="the page meshes/istio/ needs just one"):
        site.body(page(body=Markup(body)))  # noqa: S704 - a literal of this test


@pytest.mark.parametrize("path", ["", "/a/index.html", "a/../b", "a//b", "a b", "a/é", ".hidden", "a/.hidden", "a\n"])
def test_an_odd_path_is_refused(path: str) -> None:
    with pytest.raises(SiteError, match="can't be the path"):
        prepare._refuse_unsound(Composition(pages=(), assets=(Asset(path=path, content=b""),)))


def test_two_things_at_one_address_are_refused_also_where_case_does_not_count() -> None:
    assets = (Asset(path="Meshes/Istio/index.html", content=b""),)
    with pytest.raises(SiteError, match=r"two pages or files want the address Meshes/Istio/index\.html"):
        prepare._refuse_unsound(Composition(pages=(page(),), assets=assets))


def test_a_missing_chart_library_is_one_line_that_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "package/assets").mkdir(parents=True)
    monkeypatch.setattr(prepare, "PACKAGE", tmp_path / "package")
    with pytest.raises(SiteError) as refusal:
        tuple(prepare._own_assets(tmp_path))
    assert str(refusal.value) == (
        "node_modules/plotly.js-basic-dist-min/plotly-basic.min.js is missing: run `make site`, or `npm ci` in the folder of package.json"
    )


def test_every_site_has_the_scripts_the_style_sheet_and_the_chart_library(tmp_path: Path) -> None:
    paths = {asset.path for asset in prepare._own_assets(tmp_path)}
    assert {
        "assets/mesh-results.js",
        "assets/mesh-results.css",
        "assets/explorer.js",
        "assets/plotly-basic.min.js",
    } <= paths


def test_an_old_address_leads_to_the_new_one_without_a_script() -> None:
    html = prepare._redirect("../new/?a=1&b", "https://example.org/new/?a=1&b")
    assert '<meta http-equiv="refresh" content="0; url=../new/?a=1&amp;b">' in html
    assert '<link rel="canonical" href="https://example.org/new/?a=1&amp;b">' in html
    assert "<script" not in html


def test_staged_pages_are_one_block_of_html_each(composed: Composition, tmp_path: Path) -> None:
    site.stage(tmp_path, tmp_path / "staged")
    stub = (tmp_path / "staged/performance/results/synthetic/run-1/index.md").read_text(encoding="utf-8")
    head, block = stub.split("\n\n", 1)
    assert block.startswith('<div class="mesh-results">\n<h1 id="page-title">')
    assert block.rstrip().endswith("</div>")
    assert "\n\n" not in block
    assert "<" not in head


def test_staged_blank_lines_of_preformatted_text_stay(composed: Composition) -> None:
    body = synthetic_site.heading("x") + Markup("<pre>a\n\n \nb</pre>")
    stub = dict(site.staged(Composition(pages=(page(body=body, toc=()),), assets=())))["meshes/istio/index.md"].decode()
    assert "<pre>a&#10;&#10; \nb</pre>" in stub


class _Elements(HTMLParser):
    """Which elements a page has, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.text = ""
        self.within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.within = tag

    def handle_data(self, data: str) -> None:
        if self.within == "script":
            self.scripts.append(data)
        self.text += data


def test_plain_mkdocs_builds_what_was_staged_and_runs_no_text_of_it(composed: Composition, tmp_path: Path) -> None:
    site.stage(tmp_path, tmp_path / "docs")
    (tmp_path / "mkdocs.yml").write_text("site_name: Another\ntheme: mkdocs\nplugins: []\n", encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--quiet",
        "--strict",
        "--config-file",
        str(tmp_path / "mkdocs.yml"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for written in composed.pages:
        html = (tmp_path / "site" / written.path / "index.html").read_text(encoding="utf-8")
        elements = _Elements()
        elements.feed(html)
        assert not [script for script in elements.scripts if "EVIL" in script], written.path
        assert html.count('<h1 id="page-title">') == 1
    result = (tmp_path / "site/performance/results/synthetic/run-1/index.html").read_text(encoding="utf-8")
    assert f"<p>{Markup.escape(HOSTILE)}</p>" in result
    assert (tmp_path / "site/charts/synthetic.json").read_bytes() == b"{}"
    assert (tmp_path / "site/meshes/istio/index.html").is_file()


def test_staging_again_replaces_what_was_staged(composed: Composition, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/mine.md").write_text("# Mine\n", encoding="utf-8")
    site.stage(tmp_path, tmp_path / "out")
    (tmp_path / "out/old.txt").write_text("old", encoding="utf-8")
    site.stage(tmp_path, tmp_path / "out")
    assert "old.txt" not in site.files_in(tmp_path / "out")
    assert "mine.md" in site.files_in(tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["docs", "out"]


def test_a_relative_destination_is_one_of_the_current_folder_wherever_the_repository_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(_: Path, arguments: list[str], __: object = None) -> int:
        place = Path(arguments[arguments.index("--site-dir") + 1])
        assert place.is_absolute()
        place.mkdir()
        return 0

    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr(site, "_mkdocs", write)
    site.build(tmp_path / "elsewhere", Path("preview/site"))
    assert (tmp_path / "here/preview/site").is_dir()


@pytest.mark.parametrize("action", [site.stage, site.build])
def test_a_folder_that_holds_something_else_is_not_replaced(
    action: Callable[[Path, Path], None], composed: Composition, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.tex").write_text("years of work", encoding="utf-8")
    with pytest.raises(SiteError, match="holds files that were not made here"):
        action(tmp_path, tmp_path / "mine")
    assert (tmp_path / "mine/thesis.tex").read_text(encoding="utf-8") == "years of work"


def test_a_destination_that_is_a_link_is_refused(composed: Composition, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(SiteError, match="is no folder"):
        site.build(tmp_path, tmp_path / "link")


def test_a_build_that_fails_leaves_the_old_site_as_it_was(tmp_path: Path) -> None:
    synthetic_site.repository(tmp_path)
    (tmp_path / "mkdocs.yml").write_text("site_name: [", encoding="utf-8")
    (tmp_path / "site/assets").mkdir(parents=True)
    (tmp_path / "site/assets/mesh-results.js").write_text("old", encoding="utf-8")
    with pytest.raises(SiteError, match="the site was not built"):
        site.build(tmp_path, tmp_path / "site", quiet=True)
    assert site.files_in(tmp_path / "site") == ("assets/mesh-results.js",)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["docs", "mkdocs.yml", "site"]


def test_the_site_s_time_is_the_environment_s_then_the_last_commit_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "12345")
    loaded = prepare.load(tmp_path)
    assert prepare._epoch(tmp_path, loaded) == 12345
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert prepare._epoch(tmp_path, loaded) == 0
    date = {**os.environ, "GIT_COMMITTER_DATE": "2024-01-02T00:00:00Z", "GIT_CONFIG_GLOBAL": os.devnull}
    person = ["-c", "user.name=Synthetic", "-c", "user.email=synthetic@example.org"]
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    subprocess.run(
        ["git", "-C", str(tmp_path), *person, "commit", "-q", "--allow-empty", "-m", "x"], env=date, check=True
    )
    assert prepare._epoch(tmp_path, loaded) == 1704153600
