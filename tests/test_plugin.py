"""MkDocs with the plugin, over a synthetic composition."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote

import pytest
from markupsafe import Markup
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, PluginError
from playwright.sync_api import Browser

from generator import csp, prepare
from generator.page import Composition
from generator.site import files_in
from tests import synthetic_site

SITE = "https://service-mesh-wg.github.io/mesh-results/"
RESULTS = "performance/results/synthetic"
Build = Callable[[Composition], Path]


def build_site(folder: Path, composed: Composition, *, serving: bool = False, **settings: object) -> Path:
    """Build with MkDocs in this process, strictly, and with the composition in the place of a repository's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prepare, "prepare", lambda root, site_url, **_: synthetic_site.prepared(composed))
        patch.setenv("SOURCE_DATE_EPOCH", "")
        root = folder if (folder / "mkdocs.yml").is_file() else synthetic_site.repository(folder)
        config = load_config(str(root / "mkdocs.yml"), site_dir=str(folder / "site"), strict=True, **settings)
        config.plugins.on_startup(command="serve" if serving else "build", dirty=False)
        build(config)
    return folder / "site"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_site(tmp_path_factory.mktemp("synthetic"), synthetic_site.composition(results=6))


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[Callable[[Composition], str]]:
    """What MkDocs says when it refuses to build a composition."""

    def refuse(composed: Composition) -> str:
        with pytest.raises((Abort, PluginError)) as refusal:
            build_site(tmp_path, composed)
        return str(refusal.value.__context__ or refusal.value)

    return refuse


def html_of(site: Path, path: str) -> str:
    return (site / path / "index.html").read_text(encoding="utf-8")


def found(pattern: str, html: str) -> list[str]:
    return [text.strip() for text in re.findall(pattern, html, re.DOTALL)]


def squeezed(html: str) -> str:
    return re.sub(r"\s+", " ", html)


def test_every_page_and_asset_is_written(site: Path) -> None:
    composed = synthetic_site.composition(results=6)
    expected = {f"{page.path}index.html" for page in composed.pages} | {asset.path for asset in composed.assets}
    assert expected <= set(files_in(site))


@pytest.mark.parametrize("number", [0, 1, 2, 3, 5])
def test_a_stamped_page_carries_its_own_texts(site: Path, number: int) -> None:
    html = html_of(site, f"{RESULTS}/run-{number}")
    evil = escape(synthetic_site.HOSTILE)
    assert found("<title>(.*?)</title>", html) == [f"Synthetic run {number} {evil} - Service mesh results"]
    assert found('<meta name="description" content="(.*?)">', html) == [f"Run {number} of nothing: {evil}"]
    assert found('<link rel="canonical" href="(.*?)">', html) == [f"{SITE}{RESULTS}/run-{number}/"]
    assert found('<meta property="og:url" content="(.*?)">', html) == [f"{SITE}{RESULTS}/run-{number}/"]
    assert found('<meta property="og:title" content="(.*?)">', html) == [f"Synthetic run {number} {evil}"]
    assert found('<a href="([^"]*)"[^>]*rel="edit"', html) == [
        f"https://github.com/service-mesh-wg/mesh-results/edit/main/results/performance/synthetic/file%20{number}.yaml"
    ]
    assert found('<h1 id="page-title">(.*?)</h1>', html) == [
        f"Synthetic run {number} {evil}".replace("&quot;", "&#34;")
    ]


def test_stamped_pages_differ_from_the_page_that_mkdocs_rendered_only_in_their_texts(site: Path) -> None:
    pages = [html_of(site, f"{RESULTS}/run-{number}") for number in (0, 2, 4)]
    neutral = {re.sub(r"run[ -]\d|Run \d|file%20\d", "N", page) for page in pages}
    assert len(neutral) == 1


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_the_tab_of_its_section_is_active_and_the_breadcrumb_leads_there(site: Path, number: int) -> None:
    html = squeezed(html_of(site, f"{RESULTS}/run-{number}"))
    assert re.findall(r'md-tabs__item--active"> <a href="([^"]*)" class="md-tabs__link"> (\S+)', html) == [
        ("../../../", "Performance")
    ]
    assert re.findall(r'<a href="([^"]*)" class="md-path__link"> <span class="md-ellipsis"> (\S+)', html) == [
        ("../../../..", "Home"),
        ("../../../", "Performance"),
    ]


def test_a_page_that_is_not_listed_stands_under_its_section_too(site: Path) -> None:
    html = squeezed(html_of(site, "rules/MR105"))
    assert re.findall(r'md-tabs__item--active"> <a href="([^"]*)" class="md-tabs__link"> (\S+)', html) == [
        ("../", "Reference")
    ]
    assert "MR106" not in html


def test_the_table_of_contents_is_the_page_s_own_and_drawn_by_the_theme(site: Path) -> None:
    three, two = (squeezed(html_of(site, f"{RESULTS}/run-{number}")) for number in (3, 2))
    pattern = r'<a href="(#[a-z]+)" class="md-nav__link"> <span class="md-ellipsis"> (\w+)'
    assert re.findall(pattern, three) == [("#numbers", "Numbers"), ("#evidence", "Evidence"), ("#history", "History")]
    assert re.findall(pattern, two) == [("#numbers", "Numbers"), ("#evidence", "Evidence")]
    assert re.search(r'Numbers </span> </a> <nav class="md-nav" aria-label="Numbers"> <ul class="md-nav__list">', three)
    assert '<a href="#page-title" class="md-skip">' in three


def test_headings_of_generated_pages_have_permanent_links(site: Path) -> None:
    assert '<a class="headerlink" href="#numbers" title="Permanent link">' in html_of(site, f"{RESULTS}/run-3")
    assert 'class="headerlink"' in html_of(site, "contributing")


def test_no_text_of_a_submission_becomes_an_element_anywhere(site: Path) -> None:
    pages = [path for path in files_in(site) if path.endswith((".html", ".xml"))]
    assert len(pages) > 40
    for path in pages:
        assert "<script>EVIL" not in (site / path).read_text(encoding="utf-8"), path
    assert "<script>EVIL" not in (site / "search/search_index.json").read_text(encoding="utf-8")


def test_every_page_carries_the_policy_before_any_script_and_its_charset_in_time(site: Path) -> None:
    for path in files_in(site):
        if path.endswith(".html"):
            html = (site / path).read_text(encoding="utf-8")
            assert html.count(f'<meta http-equiv="Content-Security-Policy" content="{csp.POLICY}">') == 1, path
            assert html.index("Content-Security-Policy") < html.index("<script")
            assert html.encode().index(b'<meta charset="utf-8">') < 1000


def test_the_pinned_hashes_are_those_of_the_theme_s_inline_scripts_at_every_depth(site: Path) -> None:
    for path in files_in(site):
        if path.endswith(".html"):
            html = (site / path).read_text(encoding="utf-8")
            scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
            hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
            assert tuple(f"sha256-{value}" for value in hashes) == csp.THEME_SCRIPTS, path


def test_a_preview_carries_no_policy_since_its_reload_script_must_run(tmp_path: Path) -> None:
    served = build_site(tmp_path, synthetic_site.composition(), serving=True)
    assert "Content-Security-Policy" not in html_of(served, f"{RESULTS}/run-1")
    assert "Content-Security-Policy" not in (served / "404.html").read_text(encoding="utf-8")


def test_the_sitemap_and_its_compressed_twin_hold_every_page(site: Path) -> None:
    sitemap = (site / "sitemap.xml").read_bytes()
    assert gzip.decompress((site / "sitemap.xml.gz").read_bytes()) == sitemap
    locations = found("<loc>(.*?)</loc>", sitemap.decode())
    paths = [page.path for page in synthetic_site.composition(results=6).pages]
    assert sorted(locations) == sorted(SITE + path for path in (*paths, "guides/importing/", "contributing/"))
    assert set(found("<lastmod>(.*?)</lastmod>", sitemap.decode())) == {"2023-11-14"}


def test_search_holds_title_and_sentence_of_the_pages_that_ask_for_it_and_nothing_more(site: Path) -> None:
    entries = {
        entry["location"]: entry for entry in json.loads((site / "search/search_index.json").read_bytes())["docs"]
    }
    assert not [location for location in entries if location.startswith(RESULTS)]
    assert entries["meshes/linkerd/"] == {"location": "meshes/linkerd/", "title": "Linkerd", "text": "All of Linkerd."}
    assert entries["performance/groups/second/"]["text"].startswith("A group for R&amp;D &lt;/title&gt;&lt;script&gt;")
    assert "contributing/#tests-more" in entries
    assert not [location for location in entries if location.startswith("meshes/") and "#" in location]


def test_the_search_index_is_completed_in_whichever_order_the_plugins_stand(tmp_path: Path) -> None:
    built = build_site(tmp_path, synthetic_site.composition(), plugins=["mesh-results", "search"])
    assert b'"location":"meshes/linkerd/"' in (built / "search/search_index.json").read_bytes()


def test_the_page_for_missing_ones_links_from_the_site_s_root(site: Path) -> None:
    html = (site / "404.html").read_text(encoding="utf-8")
    assert found("<title>(.*?)</title>", html) == ["Page not found - Service mesh results"]
    assert '<li><a href="/mesh-results/performance/">Performance</a></li>' in html


def test_the_site_under_another_address_links_to_itself_only(tmp_path: Path) -> None:
    built = build_site(tmp_path, synthetic_site.composition(), site_url="https://example.org/")
    assert 'href="/performance/"' in (built / "404.html").read_text(encoding="utf-8")
    for path in files_in(built):
        assert b"service-mesh-wg.github.io" not in (built / path).read_bytes(), path


def test_the_navigation_lists_short_folders_and_leaves_empty_sections_out(site: Path) -> None:
    html = squeezed(html_of(site, "meshes/linkerd"))
    tabs = re.findall(r'class="md-tabs__link"> ([\w ]+?) </a>', html)
    assert tabs == ["Home", "Performance", "Meshes", "Guides", "Reference", "Contributing"]
    assert '<a href="../istio/" class="md-nav__link">' in html
    assert "rules/MR1" not in html


@pytest.mark.parametrize("path", ["meshes/linkerd/", f"{RESULTS}/run-2/", "contributing/"])
def test_no_page_loads_anything_from_another_host(site: Path, path: str) -> None:
    html = html_of(site, path)
    loaded = re.findall(r'(?:src|data-figure)="([^"]*)"', html) + re.findall(
        r'<link rel="(?:stylesheet|icon|preconnect)" href="([^"]*)"', html
    )
    assert loaded
    assert not [address for address in loaded if "//" in address]


@pytest.mark.parametrize("hide", [("navigation", "toc"), ("navigation",)])
def test_a_wide_page_hides_the_lists_beside_it_and_only_there(tmp_path: Path, hide: tuple[str, ...]) -> None:
    built = build_site(tmp_path, altered(f"{RESULTS}/run-2/", hide=hide))
    hidden = re.compile(r'data-md-component="sidebar" data-md-type="(\w+)" hidden')
    assert hidden.findall(html_of(built, f"{RESULTS}/run-2")) == list(hide)
    assert hidden.findall(html_of(built, "meshes/istio")) == []


def altered(path: str, **changes: object) -> Composition:
    composed = synthetic_site.composition()
    pages = tuple(replace(page, **changes) if page.path == path else page for page in composed.pages)
    return replace(composed, pages=pages)


@pytest.mark.parametrize("path", ["meshes/istio/", f"{RESULTS}/run-0/", f"{RESULTS}/run-1/"])
@pytest.mark.parametrize("target", ["nowhere/", "#nothing"])
def test_a_broken_link_fails_the_build_with_page_and_target(
    broken: Callable[[Composition], str], path: str, target: str
) -> None:
    page = next(page for page in synthetic_site.composition().pages if page.path == path)
    body = page.body + Markup('<a href="{}">x</a>').format(target)
    said = broken(altered(path, body=body))
    assert f"{path}index.html: {target}: no " in said


def test_a_table_of_contents_that_leads_nowhere_fails_the_build(broken: Callable[[Composition], str]) -> None:
    body = synthetic_site.heading("x")
    assert f"the page {RESULTS}/run-1/ has no element numbers" in broken(altered(f"{RESULTS}/run-1/", body=body))


def test_a_page_without_its_heading_fails_the_build(broken: Callable[[Composition], str]) -> None:
    said = broken(altered("meshes/istio/", body=Markup("<h1>x</h1>"), toc=()))
    assert 'the page meshes/istio/ needs just one <h1 id="page-title">' in said


def test_a_section_that_the_navigation_lacks_fails_the_build(broken: Callable[[Composition], str]) -> None:
    assert "mkdocs.yml's nav has no section Elsewhere" in broken(altered("meshes/istio/", section="Elsewhere"))
    assert "'Elsewhere'" in broken(altered(f"{RESULTS}/run-1/", section="Elsewhere"))


def test_a_hand_written_page_at_a_generated_address_fails_the_build(tmp_path: Path) -> None:
    synthetic_site.repository(tmp_path)
    (tmp_path / "docs/index.md").write_text("# Mine\n", encoding="utf-8")
    with pytest.raises((Abort, PluginError)):
        build_site(tmp_path, synthetic_site.composition())


def test_a_symbolic_link_in_docs_fails_the_build(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    synthetic_site.repository(tmp_path)
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "docs/guides/link.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises((Abort, PluginError)) as refusal:
        build_site(tmp_path, synthetic_site.composition())
    assert "docs/guides/link.txt is a symbolic link" in str(refusal.value.__context__ or refusal.value)


def test_findings_refuse_the_build_with_their_text(tmp_path: Path) -> None:
    def refuse(root: Path, site_url: str, **_: object) -> prepare.Prepared:
        raise prepare.SiteError("results/x.yaml:3:4: error MR301 p90 is below p50")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prepare, "prepare", refuse)
        config = load_config(str(synthetic_site.repository(tmp_path) / "mkdocs.yml"), site_dir=str(tmp_path / "site"))
        with pytest.raises((Abort, PluginError)) as refusal:
            build(config)
    assert "results/x.yaml:3:4: error MR301" in str(refusal.value.__context__ or refusal.value)


_CHILD = """
import sys
from pathlib import Path
from threading import Thread
from tests import synthetic_site
from tests.test_plugin import build_site
build_site(Path(sys.argv[1]), synthetic_site.composition(results=6))
"""


def test_a_second_build_elsewhere_is_byte_identical(site: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Kathmandu", "LC_ALL": "C", "LANG": "C"}
    subprocess.run(
        [sys.executable, "-c", _CHILD, str(tmp_path)], env=environment, cwd=synthetic_site.PROJECT, check=True
    )
    assert files_in(tmp_path / "site") == files_in(site)
    for path in files_in(site):
        assert (tmp_path / "site" / path).read_bytes() == (site / path).read_bytes(), path


class _Handler(SimpleHTTPRequestHandler):
    """Serves a folder as a site host does: below the path of its address, with the site's page for missing ones."""

    folder: Path

    def translate_path(self, path: str) -> str:
        return str(self.folder / unquote(path.partition("?")[0]).removeprefix("/mesh-results/")) + "/" * path.endswith(
            "/"
        )

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        self.send_response(code)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write((self.folder / "404.html").read_bytes())

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name is http.server's
        """Nothing: what was asked for is looked at in the browser."""


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    handler = type("Handler", (_Handler,), {"folder": site})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/mesh-results/"
        server.shutdown()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_run_without_violation_error_or_foreign_request(address: str, chromium: Browser, scheme: str) -> None:
    context = chromium.new_context(color_scheme=scheme)
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for path in ("", "meshes/istio/", f"{RESULTS}/run-1/", f"{RESULTS}/run-2/", "rules/MR105/", "contributing/"):
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.body.dataset.mdColorScheme") == {"light": "default", "dark": "slate"}[scheme]
        assert page.evaluate("typeof EVIL") == "undefined"
    assert complaints == []
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
    context.close()


def runs_injected(chromium: Browser, html: str) -> bool:
    page = chromium.new_page()
    page.set_content(html.replace("</body>", "<script>window.EVIL = 1</script></body>"))
    ran: bool = page.evaluate("window.EVIL === 1")
    page.close()
    return ran


@pytest.mark.browser
def test_an_injected_script_runs_without_the_policy_alone(chromium: Browser, site: Path) -> None:
    html = html_of(site, f"{RESULTS}/run-1")
    assert not runs_injected(chromium, html)
    assert runs_injected(chromium, html.replace("Content-Security-Policy", "none"))


@pytest.mark.browser
def test_search_opens_a_stamped_page_whose_mode_can_be_changed(address: str, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto(f"{address}{RESULTS}/run-1/")
    page.locator(".md-search__input").click()
    page.locator(".md-search__input").press_sequentially("second")
    page.locator(".md-search-result__link").first.click()
    page.wait_for_url("**/performance/groups/second/**")
    assert page.locator("h1").inner_text() == "Group second"
    page.locator("label[title='Switch to dark mode']").click()
    page.goto(f"{address}{RESULTS}/run-2/")
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"
    page.close()


@pytest.mark.browser
def test_the_page_for_missing_ones_works_at_any_depth(address: str, chromium: Browser) -> None:
    page = chromium.new_page()
    answer = page.goto(f"{address}no/where/at/all/")
    assert answer is not None
    assert answer.status == 404
    page.get_by_role("listitem").get_by_role("link", name="Performance").last.click()
    page.wait_for_url("**/mesh-results/performance/")
    page.close()


@pytest.mark.browser
def test_print_leaves_out_what_only_a_screen_needs(address: str, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto(f"{address}meshes/linkerd/")
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    for selector in (".md-header", ".md-tabs", ".md-sidebar--primary", ".md-sidebar--secondary", "a[rel=edit]"):
        assert not page.locator(selector).is_visible(), selector
    page.close()
