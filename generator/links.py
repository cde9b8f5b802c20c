"""Links within the site: written relative, and checked over the finished site.

A check costs one search of each page's HTML. MkDocs sees neither stamped pages nor links in generated bodies.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

_REFERENCE = re.compile(
    r"\s(href|src|data-figure|data-source|data-results|data-groups|data-meshes|data-compare-at|data-explorer)=(?:\"([^\"]*)\"|'([^']*)')"
)
_ID = re.compile(r'\s(?:id|name)="([^"]*)"')
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_LOADED = frozenset({"src", "data-figure", "data-source"})
_FOLDERS = frozenset({"data-results", "data-groups", "data-meshes", "data-compare-at"})
"""Attributes that hold the beginning of addresses: the folder must exist, it needs no page."""


def relative(from_path: str, to_path: str) -> str:
    """The link that leads from one page of the site to a page or file, both relative to the site's root.

    A page's path ends in a slash, the home page's is empty. A query and a fragment of `to_path` are kept.
    """
    mark = next((place for place, character in enumerate(to_path) if character in "?#"), len(to_path))
    path, rest = to_path[:mark], to_path[mark:]
    if path == from_path:
        return rest or "./"
    here, there = from_path.split("/")[:-1], path.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return ("../" * (len(here) - shared) + "/".join(there[shared:]) or "./") + rest


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class BrokenLink:
    """A link of `page` (path of its file in the site), as it stands there, and what is wrong with it."""

    page: str
    link: str
    reason: str


def ids(html: str) -> frozenset[str]:
    """The places in the page that a fragment can lead to."""
    return frozenset(unescape(found[1]) for found in _ID.finditer(html))


def check(pages: Mapping[str, str], files: AbstractSet[str], site_url: str) -> tuple[BrokenLink, ...]:
    """Every link that leads nowhere, by page; of links to one address from many pages the first page alone.

    Args:
        pages: HTML by the path of its file in the site (`a/b/index.html`); a part of the page will do where only
            that part may differ from pages that are given whole.
        files: paths of all files of the site, the pages among them.
        site_url: where the site will stand; links that begin with it are internal.
    """
    search = _Search(files=files, site_url=site_url, base=urlsplit(site_url).path or "/")
    for page, html in pages.items():
        search.read(page, html)
    return tuple(sorted({*search.broken, *search.fragments(pages)}))


@dataclass(slots=True)
class _Search:
    files: AbstractSet[str]
    site_url: str
    base: str
    broken: list[BrokenLink] = field(default_factory=list)
    anchors: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """(target file, fragment) -> the first (page, link) that leads there."""
    known: set[tuple[int, str, str]] = field(default_factory=set)
    """(depth, attribute, link) that climb to the root first: the same target from every page of that depth."""
    folders: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.folders = frozenset(_folders(self.files))

    def read(self, page: str, html: str) -> None:
        depth = page.count("/")
        climb = "../" * depth
        for found in _REFERENCE.finditer(html):
            attribute, link, quoted_once = found.groups()
            link = quoted_once if link is None else link
            key = (depth, attribute, link)
            if key in self.known or html.rfind("<", 0, found.start()) < html.rfind(">", 0, found.start()):
                continue  # the latter: the text of an example, not an attribute
            if depth and link.startswith(climb):
                self.known.add(key)
            reason = self.follow(page, attribute, unescape(link))
            if reason:
                self.broken.append(BrokenLink(page=page, link=link, reason=reason))

    def follow(self, page: str, attribute: str, link: str) -> str | None:
        """What is wrong with the link, None where nothing is."""
        if link.startswith(self.site_url):
            link = self.base + link[len(self.site_url) :]
        elif _ELSEWHERE.match(link):
            return "loads from another host" if attribute in _LOADED and not link.startswith("data:") else None
        path, _, fragment = link.partition("#")
        target = self.target(page, unquote(path.partition("?")[0]))
        if target is None:
            return "leaves the site"
        if attribute in _FOLDERS:
            return None if target.removesuffix("index.html").rstrip("/") in self.folders else "no such folder"
        if target not in self.files:
            return "no such page" if target.endswith(".html") else "no such file"
        if fragment:
            self.anchors.setdefault((target, unquote(fragment)), (page, link))
        return None

    def target(self, page: str, path: str) -> str | None:
        """The file that a path leads to, None outside of the site."""
        if not path:
            return page
        if path.startswith("/"):
            if not path.startswith(self.base):
                return None
            path, page = path[len(self.base) :], ""
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(page), path or "."))
        if joined.startswith(".."):
            return None
        if path.endswith(("/", "/.", "/..")) or path in {"", ".", ".."}:
            return "index.html" if joined == "." else f"{joined}/index.html"
        return joined

    def fragments(self, pages: Mapping[str, str]) -> Iterable[BrokenLink]:
        """Links to a place that is not in its page."""
        places: dict[str, frozenset[str]] = {}
        for (target, fragment), (page, link) in self.anchors.items():
            if target not in pages:
                continue  # a file that has no places, as an SVG's fragment
            if target not in places:
                places[target] = ids(pages[target])
            if fragment not in places[target]:
                yield BrokenLink(page=page, link=link, reason=f"no element with the id {fragment}")


def _folders(files: Iterable[str]) -> Iterable[str]:
    yield ""
    for file in files:
        folder = posixpath.dirname(file)
        while folder:
            yield folder
            folder = posixpath.dirname(folder)
