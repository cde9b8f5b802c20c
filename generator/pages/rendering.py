"""Templates to markup: the one place that knows Jinja, and the one seam that text passes to become HTML.

Everything is escaped unless it is `markupsafe.Markup`, and no template can make Markup of a text: the `safe` filter is
taken out. Markup comes from templates and from escaping alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache, partial
from html import unescape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from generator import addresses, numbers
from generator.links import relative
from generator.page import TITLE_ID, Page, TocItem
from generator.pages import wording

TEMPLATES = Path(__file__).parent.parent / "templates"
Link = Callable[[str], str]
"""Turns a site address into one that is relative to the page it was made for."""
NAVIGATION = "navigation"
LISTS = (NAVIGATION, "toc")
"""The two lists beside a page, which it hides where its tables need the width."""
_SHORT = 60
"""Characters of a command that fits into a line of text."""
_HEADING = re.compile(r'<h([23]) id="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)


@cache
def environment() -> Environment:
    """The one environment: everything escaped, an unknown name is an error, no way round the escaping."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    del made.filters["safe"]
    made.filters["breakable"] = breakable
    made.filters["coded"] = coded
    made.globals.update(wording=wording, addresses=addresses, numbers=numbers, title_id=TITLE_ID)
    return made


@cache
def template(name: str) -> Template:
    """The compiled template of that name."""
    return environment().get_template(name)


def linker(path: str) -> Link:
    """The function that links from the page at `path` to any address of the site."""
    return partial(relative, path)


def render(name: str, path: str, /, **values: object) -> Markup:
    """The template's text over the values, for the page at `path`; what is not Markup among them is escaped."""
    # Autoescaped: see the module's text.
    return Markup(template(name).render(link=linker(path), **values))  # noqa: S704


def page(  # noqa: PLR0913 - a page is all this
    path: str,
    body: Markup,
    *,
    title: str,
    description: str,
    section: str | None,
    kind: str | None = None,
    source: str | None = None,
    search: str | None = None,
    toc: tuple[TocItem, ...] | None = None,
    hide: tuple[str, ...] = (),
    image: str | None = None,
) -> Page:
    """The page of that body; `kind` names its shell. Its table of contents is made of its headings where none is given."""
    return Page(
        path=path,
        title=title,
        description=description,
        body=body,
        toc=contents(body) if toc is None else toc,
        shell=kind,
        source=source,
        search=search,
        section=section,
        hide=hide,
        image=image,
    )


def contents(body: Markup) -> tuple[TocItem, ...]:
    """The headings of second and third order that carry an id, in their order, as plain text."""
    found = _HEADING.finditer(body)
    return tuple(TocItem(id=match[2], title=_plain(match[3]), level=int(match[1])) for match in found)


def _plain(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", markup)).strip()


def joined(parts: Iterable[Markup]) -> Markup:
    """Markup after Markup; a text that is none is escaped."""
    return Markup("").join(parts)


def paragraphs(text: str, words: Callable[[str], Markup] = escape) -> Markup:
    """Plain text as paragraphs: an empty line starts one, lines that begin with four spaces stay as they are.

    `words` makes the markup of a paragraph's text.
    """
    blocks = [block for block in re.split(r"\n\s*\n", text.strip("\n")) if block.strip()]
    return joined(_paragraph(block, words) for block in blocks)


def _paragraph(block: str, words: Callable[[str], Markup]) -> Markup:
    lines = block.splitlines()
    if all(line.startswith("    ") for line in lines):
        kept = "\n".join(line[4:] for line in lines)
        return Markup("<p>{}</p><pre><code>{}</code></pre>").format(_copy(kept), kept)
    return Markup("<p>{}</p>").format(words(" ".join(line.strip() for line in lines)))


def coded(text: str) -> Markup:
    """Plain text in which what stands between two backticks is code; a long command has a line and a button of its own."""
    parts = re.split(r"`([^`]+)`", text)
    for at in range(1, len(parts), 2):
        if len(parts[at]) > _SHORT:
            parts[at + 1] = re.sub(r"^[.,;:]?\s*", "", parts[at + 1])  # it would stand alone at the start of a line
    return joined(_code(part) if at % 2 else escape(part) for at, part in enumerate(parts))


def _code(text: str) -> Markup:
    if len(text) <= _SHORT:
        return Markup("<code>{}</code>").format(text)
    return Markup('<span class="mr-command"><code>{}</code>{}</span>').format(text, _copy(text))


def _copy(text: str) -> Markup:
    """A button that copies a text, named by how it begins."""
    first = text.split("\n", 1)[0]
    name = first if len(first) <= _SHORT else f"{first[:_SHORT]}…"
    attributes = Markup('data-copy="{}" aria-label="Copy {}"').format(text, name)
    return Markup('<button type="button" class="mr-copy" {} hidden>Copy</button>').format(attributes)


def breakable(name: str) -> Markup:
    """A name in camel case with a place for a line break before each of its words."""
    return Markup("<wbr>").join(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "\n", name).split("\n"))


def outward(uri: str | None, title: str | None = None) -> Markup:
    """A link to another site where the address is an https one, else the plain text."""
    if uri is None:
        return Markup('<span class="mr-none">{}</span>').format(numbers.NOT_REPORTED)
    if not uri.startswith("https://"):
        return escape(title or uri)
    return Markup('<a href="{}" rel="nofollow noopener">{}</a>').format(uri, title or uri)
