"""The plugin that hands the repository's pages to MkDocs; the only module that imports it.

MkDocs renders the pages that people navigate, and of each kind of detail page one, with tokens for texts; the others are
stamped from that one when MkDocs is done. Submitted text never meets Markdown: a generated page's Markdown is
empty, its HTML and table of contents come in when Markdown is through.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from time import perf_counter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from markupsafe import Markup
from mkdocs.config import base
from mkdocs.config import config_options as option
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.toc import AnchorLink, TableOfContents

from generator import links, prepare, shell, site
from generator.addresses import BUILD_MANIFEST
from generator.csp import POLICY
from generator.page import TITLE_ID, Page, TocItem, file_of
from generator.pages import guides, rendering

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    import jinja2
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.pages import Page as RenderedPage
    from mkdocs.utils.templates import TemplateContext

PACKAGE = Path(__file__).parent
LISTED = 24
"""A folder with more pages than this is not listed in the navigation, but for its section's first page."""

Kind = tuple[str, int, str | None, bool, tuple[str, ...]]
"""What the pages stamped from one shell share: name, depth, section, whether there is an edit link, which lists beside it are hidden."""

_log = logging.getLogger("mkdocs.plugins.mesh_results")


class Options(base.Config):  # type: ignore[no-untyped-call] # MkDocs' own
    """The plugin's options in mkdocs.yml."""

    repo = option.Optional(option.Dir(exists=True))
    """The repository whose results are published, relative to mkdocs.yml; its own folder if absent."""


@dataclass(slots=True)
class _Mould:
    """A kind's first page, which MkDocs renders, and the others; `shell` once it is rendered."""

    first: Page
    others: list[Page]
    shell: shell.Shell | None = None


class MeshResultsPlugin(BasePlugin[Options]):  # type: ignore[no-untyped-call] # MkDocs' own
    """Adds everything that the repository's results make of the site."""

    def __init__(self) -> None:
        self.serving = False

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:  # noqa: ARG002
        """Remember whether this is a preview, whose reload script no policy would let run."""
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Load, compare and compose; refuse to build what has errors."""
        if not config.site_url or not config.use_directory_urls:
            raise PluginError("mesh-results needs `site_url`, and `use_directory_urls` left as it is")
        if self.serving:
            rendering.environment.cache_clear()  # a template may be what has changed
            rendering.template.cache_clear()
        with _plugin_errors():
            prepared = prepare.prepare(self._root(config), config.site_url, pictures=not self.serving)
        os.environ["SOURCE_DATE_EPOCH"] = str(prepared.epoch)  # where MkDocs takes the sitemap's dates from
        self.epoch, self.commit = prepared.epoch, prepared.commit
        self.composition = prepared.composition
        self.timings = prepared.timings
        self.prepared = prepared
        for note in prepared.notes:
            _log.info("%s", note)
        self.pages: dict[str, Page] = {}
        self.moulds = _moulds(self.composition.pages)
        self.tables: dict[tuple[TocItem, ...], str] = {}
        self.editing = _editing(config)
        config.theme.dirs.insert(0, str(PACKAGE / "overrides"))
        self.prepared_at = perf_counter()
        return config

    def _root(self, config: MkDocsConfig) -> Path:
        return Path(self.config.repo or Path(config.config_file_path).parent).resolve()

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Register the pages that MkDocs renders, and put those of short lists into the navigation."""
        _refuse_links_out(files, Path(config.docs_dir).resolve())
        rendered = [page for page in self.composition.pages if page.shell is None]
        sources = {page.path: _source_of(page, rendered) for page in rendered}
        listed = _listed(rendered)
        for page in (*rendered, *(mould.first for mould in self.moulds.values())):
            uri = sources.get(page.path, f"{page.path}index.md")
            if files.get_file_from_path(uri):
                raise PluginError(f"{uri} is hand-written and generated at once")
            included = InclusionLevel.INCLUDED if page.path in listed else InclusionLevel.NOT_IN_NAV
            files.append(File.generated(config, uri, content="", inclusion=included))
            self.pages[uri] = page
        entries = [(page.section, sources[page.path]) for page in rendered if page.path in listed]
        config.nav = _navigation(config.nav or [], entries, files)
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:  # noqa: ARG002
        """Give pages that are not listed their section: its tab is active and it stands in their breadcrumb."""
        sections = {item.title: item for item in nav.items}
        for uri, page in self.pages.items():
            file = files.get_file_from_path(uri)
            if file and file.page and file.inclusion is InclusionLevel.NOT_IN_NAV and page.section:
                if page.section not in sections:
                    raise PluginError(f"no section of the navigation is called {page.section!r}, as {page.path} wants")
                file.page.parent = sections[page.section]
        return nav

    def on_page_content(self, html: str, *, page: RenderedPage, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002
        """A generated page's HTML, title and table of contents; theme templates write them as they are."""
        ours = self.pages.get(page.file.src_uri)
        if ours is None:
            return self._guide(html, page)
        with _plugin_errors():
            content = site.body(ours)
        page.meta = {"title": escape(ours.title), "description": escape(ours.description), "search": {"exclude": True}}
        if page.parent:
            page.title = page.meta["title"]  # otherwise the navigation calls it by its section
        page.meta["hide"] = [
            # a list of this page alone would only take its width
            *([] if isinstance(page.parent, Section) else ["navigation"]),
            *ours.hide,
        ]
        page.toc = _toc(ours.title, ours.toc)
        page.present_anchor_ids = set(links.ids(content))
        page.edit_url = self._edit_url(ours)
        return content

    def _guide(self, html: str, page: RenderedPage) -> str:
        charts = self.prepared.charts
        try:
            return guides.with_charts(html, page.url, charts.find if charts else lambda _: None)
        except guides.UnknownChartError as error:
            raise PluginError(f"{page.file.src_uri}: {error}") from None

    def _edit_url(self, page: Page) -> str | None:
        return self.editing + quote(page.source) if self.editing and page.source else None

    def on_page_context(
        self,
        context: TemplateContext,
        *,
        page: RenderedPage,
        config: MkDocsConfig,
        nav: Navigation,  # noqa: ARG002
    ) -> TemplateContext:
        """The link preview; for the first page of a kind tokens in place of all texts."""
        ours = self.pages.get(page.file.src_uri)
        page.meta["preview"] = self._preview(ours, config) if ours else _preview(page, config)
        if ours and ours.shell:
            page.meta["preview"] = shell.PREVIEW
            page.meta["title"], page.meta["description"] = shell.TITLE, shell.DESCRIPTION
            page.content, page.canonical_url = shell.BODY, shell.CANONICAL
            page.edit_url = page.edit_url and shell.EDIT
        return context

    def _preview(self, page: Page, config: MkDocsConfig) -> str:
        address = config.site_url or ""
        image = address + page.image if page.image else None
        return site.preview(page.path, page.title, page.description, config.site_name, address, image)

    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:  # noqa: ARG002
        """The policy for all templates; and the theme's own table of contents, kept for the stamped pages."""
        env.globals["content_security_policy"] = "" if self.serving else POLICY
        language = env.get_template("partials/language.html").make_module({"config": config})
        template = env.get_template("partials/toc.html")

        def render(title: str, items: tuple[TocItem, ...]) -> str:
            page = SimpleNamespace(toc=_toc(title, items))
            return template.render(page=page, lang=language, config=config)

        self.render_toc: Callable[[str, tuple[TocItem, ...]], str] = render
        return env

    def on_post_page(self, output: str, *, page: RenderedPage, config: MkDocsConfig) -> str:
        """Split the first page of a kind at its tokens, and fill it as the others will be."""
        ours = self.pages.get(page.file.src_uri)
        if ours is None or ours.shell is None:
            return output
        mould = self.moulds[_kind(ours)]
        toc = self._toc_html(ours)
        if output.count(toc) != 1:
            raise PluginError("the theme's table of contents does not stand once in its page")
        with _plugin_errors():
            mould.shell = shell.split(output.replace(toc, shell.TOC), editable=ours.source is not None)
        return mould.shell.stamp(self._texts(ours, config)).decode()

    def _toc_html(self, page: Page) -> str:
        """The table of contents as the theme draws it; pages of a kind have few different ones."""
        if page.toc not in self.tables:
            self.tables[page.toc] = self.render_toc(page.title, page.toc)
        return self.tables[page.toc]

    def _texts(self, page: Page, config: MkDocsConfig) -> Mapping[str, bytes]:
        address = config.site_url or ""
        texts = {
            shell.TITLE: escape(page.title),
            shell.DESCRIPTION: escape(page.description),
            shell.CANONICAL: escape(address + page.path),
            shell.EDIT: escape(self._edit_url(page) or ""),
            shell.PREVIEW: self._preview(page, config),
            shell.TOC: self._toc_html(page),
            shell.BODY: site.body(page),
        }
        return {slot: text.encode() for slot, text in texts.items()}

    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Add the stamped pages to the sitemap; here, because its compressed twin is made from the same text."""
        if template_name != "sitemap.xml":
            return output_content
        paths = (page.path for mould in self.moulds.values() for page in mould.others)
        day = f"<lastmod>{datetime.fromtimestamp(self.epoch, UTC).date()}</lastmod>"
        entries = "".join(f"<url><loc>{escape(f'{config.site_url}{path}')}</loc>{day}</url>\n" for path in paths)
        return output_content.replace("</urlset>", f"{entries}</urlset>")

    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Stamp the other pages, write the assets, complete the search index, and check every link."""
        self.timings.add("render", perf_counter() - self.prepared_at)
        folder = Path(config.site_dir)
        stamped: dict[str, str] = {}
        with _plugin_errors():
            with self.timings.stage("stamp"):
                site.write(folder, self._stamped(config, stamped))
            with self.timings.stage("write"):
                site.write(folder, ((asset.path, asset.content) for asset in self.composition.assets))
                site.add_to_search(folder, self.composition.pages)
            with self.timings.stage("links"):
                self._check_links(config, stamped)
            if not self.serving:
                with self.timings.stage("manifest"):
                    settings = Path(config.config_file_path).parent
                    root = self._root(config)
                    site.write_manifest(folder, root, settings, commit=self.commit, epoch=self.epoch)
        site.hand_over(self.prepared)

    def _stamped(self, config: MkDocsConfig, own: dict[str, str]) -> Iterator[tuple[str, bytes]]:
        """Every stamped page's file; what is its own HTML is put into `own`."""
        for mould in self.moulds.values():
            if mould.shell is None:
                raise PluginError(f"the page {mould.first.path} was not rendered")
            for page in mould.others:
                # `_texts` holds the table of contents and the headings' own links to the body.
                own[file_of(page.path)] = page.body
                yield file_of(page.path), mould.shell.stamp(self._texts(page, config))

    def _check_links(self, config: MkDocsConfig, stamped: Mapping[str, str]) -> None:
        folder = Path(config.site_dir)
        try:
            site.check_links(
                folder, stamped, frozenset((*site.files_in(folder), BUILD_MANIFEST)), config.site_url or ""
            )
        except prepare.SiteError as error:
            if not self.serving:
                raise
            _log.warning("%s", error)  # a preview shows the page on which someone is mending the link

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: object) -> LiveReloadServer:  # noqa: ARG002
        """Watch what the pages are made from."""
        root = self._root(config)
        folders = [
            root / "results",
            root / "patterns",
            *(PACKAGE / name for name in ("templates", "overrides", "assets")),
        ]
        for folder in folders:
            if folder.is_dir():
                server.watch(str(folder))
        return server


class _plugin_errors:  # noqa: N801 - used as a word of the language
    """Turns this package's reasons not to build into MkDocs', which prints them without a traceback."""

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, prepare.SiteError | shell.ShellError):
            raise PluginError(str(error)) from error


def _refuse_links_out(files: Files, docs: Path) -> None:
    """MkDocs follows symbolic links, so a link in docs/ would publish any file of the machine that builds."""
    for file in files:
        if file.src_dir and file.abs_src_path and Path(file.src_dir).resolve() == docs:
            path = Path(file.abs_src_path)
            if path.is_symlink() or not path.resolve().is_relative_to(docs):
                raise PluginError(f"docs/{file.src_uri} is a symbolic link or lies behind one")


def _editing(config: MkDocsConfig) -> str:
    """Where files of the repository are edited; `edit_uri` is where those of docs/ are."""
    docs = os.path.relpath(config.docs_dir, Path(config.config_file_path).parent)
    return (config.edit_uri or "").removesuffix(f"{Path(docs).as_posix()}/")


def _kind(page: Page) -> Kind:
    return (page.shell or "", page.depth, page.section, page.source is not None, page.hide)


def _moulds(pages: Sequence[Page]) -> dict[Kind, _Mould]:
    moulds: dict[Kind, _Mould] = {}
    for page in pages:
        if page.shell is None:
            continue
        mould = moulds.get(_kind(page))
        if mould:
            mould.others.append(page)
        else:
            moulds[_kind(page)] = _Mould(first=page, others=[])
    return moulds


def _first_of_section(page: Page, pages: Sequence[Page]) -> bool:
    """Whether the page is its section's index: the first of those that lie least deep."""
    siblings = [other for other in pages if other.section == page.section]
    return min(siblings, key=lambda other: other.depth) is page


def _source_of(page: Page, pages: Sequence[Page]) -> str:
    """The Markdown file that the page pretends to come from; an index is one by its name for the theme."""
    if page.section is None or _first_of_section(page, pages):
        return f"{page.path}index.md"
    return f"{page.path.removesuffix('/')}.md"


def _listed(pages: Sequence[Page]) -> frozenset[str]:
    """Paths of the pages that the navigation lists."""
    folders = [page.path.rstrip("/").rpartition("/")[0] for page in pages]
    return frozenset(
        page.path
        for page, folder in zip(pages, folders, strict=True)
        if folders.count(folder) <= LISTED or _first_of_section(page, pages)
    )


def _navigation(nav: list[object], entries: Sequence[tuple[str | None, str]], files: Files) -> list[object]:
    """mkdocs.yml's navigation with generated pages at the head of their sections, folders unfolded, empty sections left out.

    Raises:
        PluginError: a page wants a section that is not there.
    """
    written = {title: values for item in nav if isinstance(item, dict) for title, values in item.items()}
    missing = sorted({section for section, _ in entries if section and section not in written})
    if missing:
        raise PluginError(f"mkdocs.yml's nav has no section {', '.join(missing)}")
    home: list[object] = [{"Home": uri} for section, uri in entries if section is None]
    sections = (
        (title, [uri for section, uri in entries if section == title] + _unfolded(values, files))
        for title, values in written.items()
    )
    generated = {uri for _, uri in entries}
    return [*home, *({title: _alone(pages, generated)} for title, pages in sections if pages)]


def _alone(pages: list[object], generated: AbstractSet[str]) -> object:
    """A section's pages; a generated one that is alone takes the section's place, so that no list has one entry."""
    return pages[0] if len(pages) == 1 and pages[0] in generated else pages


def _unfolded(values: object, files: Files) -> list[object]:
    """The entries of a section with the pages of a folder in the place of a folder."""
    unfolded: list[object] = []
    for value in values if isinstance(values, list) else [values]:
        if isinstance(value, str) and value.endswith("/"):
            uris = [file.src_uri for file in files.documentation_pages() if file.src_uri.startswith(value)]
            uris.sort(key=_index_first)
            unfolded += uris
        else:
            unfolded.append(value)
    return unfolded


def _index_first(uri: str) -> tuple[bool, str]:
    return (not uri.endswith("index.md"), uri)


def _toc(title: str, items: Sequence[TocItem]) -> TableOfContents:
    """The theme's table of contents: the page's title at its root, as MkDocs makes it from Markdown."""
    root = AnchorLink(escape(title), TITLE_ID, level=1)
    last = root
    for item in items:
        link = AnchorLink(escape(item.title), item.id, level=item.level)
        (last if item.level > 2 else root).children.append(link)
        last = last if item.level > 2 else link
    return TableOfContents([root])


def _preview(page: RenderedPage, config: MkDocsConfig) -> str:
    """The link preview of a hand-written page."""
    title = Markup(str(page.title)).striptags()  # noqa: S704 - hand-written
    description = str(page.meta.get("description") or config.site_description or "")
    return site.preview(page.url, title, description, config.site_name, config.site_url or "")
