"""What a site is made of, as plain values: pages of HTML and files beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup

TITLE_ID = "page-title"
"""The id of each body's one `<h1>`; the theme's skip link leads there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TocItem:
    """A heading of the page: the element's id, plain text, level 2 or 3."""

    id: str
    title: str
    level: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page. All texts but `body` are plain and are escaped where they are written.

    `path` is relative to the site's root and ends in a slash (`performance/groups/x/`); the home page's is empty.
    `body` begins with `<h1 id="page-title">` or a banner before it. Its links are relative to `path`.
    `shell` names a kind of detail page, whose pages differ only in their texts and are stamped from one rendered page;
    None stands for a page that MkDocs renders by itself.
    `source` is the file of the repository behind "edit this page". `search` is the sentence in the search index, None
    keeps the page out of it. `section` is the title of the navigation's section that holds the page. `image` is the
    path of the picture for link previews, relative to the site's root. `hide` names the lists beside a page of
    large tables that give it their width: `navigation`, `toc`.
    """

    path: str
    title: str
    description: str
    body: Markup
    toc: tuple[TocItem, ...] = ()
    shell: str | None = None
    source: str | None = None
    search: str | None = None
    section: str | None = None
    image: str | None = None
    hide: tuple[str, ...] = ()

    @property
    def depth(self) -> int:
        """How many folders below the site's root the page lies."""
        return self.path.count("/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file of the site that is no page; `path` is relative to the site's root."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """Everything that the results make of a site; the order of pages is the order of the navigation.

    `redirects` are short addresses, each with that of the page to which it leads.
    """

    pages: tuple[Page, ...]
    assets: tuple[Asset, ...]
    redirects: tuple[tuple[str, str], ...] = ()


def file_of(path: str) -> str:
    """The file of the site that holds the page at `path`."""
    return f"{path}index.html"
