"""The bodies of some pages of a small synthetic site, as they were when somebody last looked at them.

`pytest tests/test_golden.py --update-golden` writes them anew; the difference is then to be read like code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sites import VOID, Element, elements

GOLDEN = Path(__file__).parent / "golden/site"
PAGES = {
    "home": "",
    "explorer": "performance",
    "group": "performance/groups/first-*",
    "submission": "performance/submissions/example",
    "result": "performance/results/example/istio-1",
    "mesh": "meshes/istio",
    "matrix": "conformance/gateway-api",
    "matrix-smi": "conformance/smi",
    "report": "conformance/reports/example-unmodified",
}
QUIET = {"class", "style", "title", "rel", "scope", "tabindex", "role", "data-colour", "data-marker"}
"""Attributes that say how something looks, which the browser's tests look at."""
INLINE = {
    "a",
    "br",
    "caption",
    "code",
    "dd",
    "dt",
    "em",
    "li",
    "p",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "td",
    "th",
    "time",
    "wbr",
}
"""Elements that need no line of their own within another one."""
PARTS = {"br": " ", "dd": ": ", "td": " | ", "th": " | "}


def outline(html: str) -> str:
    """What stands in a page's article: an element a line, indented, with its text; without what says how it looks."""
    article = next(each for each in elements(html) if each.name == "article")
    return "\n".join(line for child in article.children for line in lines(child, 0)) + "\n"


def lines(element: Element, depth: int) -> list[str]:
    if element.name in {"svg", "path"}:
        return []
    here = "  " * depth + head(element)
    if (
        element.name not in VOID
        and all(each.name in INLINE for each in list(element.walk())[1:])
        and element.name != "ul"
    ):
        return [f"{here} {text_of(element)}".rstrip(), *links(element, depth)]
    inner = [line for child in element.children for line in lines(child, depth + 1)]
    return [f"{here} {' '.join(element.text.split())}".rstrip(), *inner]


def text_of(element: Element) -> str:
    return " ".join("".join(pieces(element)).split())


def pieces(element: Element) -> Iterator[str]:
    for each in element.content:
        if isinstance(each, str):
            yield each
        elif "headerlink" not in str(each.attributes.get("class")):
            yield PARTS.get(each.name, "")
            yield from pieces(each)


def head(element: Element) -> str:
    kept = {name: value for name, value in sorted(element.attributes.items()) if name not in QUIET}
    return " ".join((element.name, *(f'{name}="{value}"' for name, value in kept.items())))


def links(element: Element, depth: int) -> list[str]:
    inside = [
        each
        for each in list(element.walk())[1:]
        if each.name == "a" and "headerlink" not in str(each.attributes.get("class"))
    ]
    return [f"{'  ' * (depth + 1)}-> {each.attributes['href']}" for each in inside if "href" in each.attributes]


def page(site: Path, pattern: str) -> str:
    return min(site.glob(f"{pattern}/index.html" if pattern else "index.html")).read_text(encoding="utf-8")


@pytest.mark.xdist_group("injection")
@pytest.mark.parametrize("kind", PAGES)
def test_a_page_is_as_it_was(small_site: Path, kind: str, *, update_golden: bool) -> None:
    found = outline(page(small_site, PAGES[kind]))
    file = GOLDEN / f"{kind}.txt"
    if update_golden:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(found, encoding="utf-8")
    assert found == file.read_text(encoding="utf-8")


@pytest.mark.xdist_group("injection")
def test_the_tree_of_the_site_is_as_it_was(small_site: Path, *, update_golden: bool) -> None:
    """Every address of the site, but for the theme's own files and one page for each rule."""
    paths = sorted(file.relative_to(small_site).as_posix() for file in small_site.rglob("*") if file.is_file())
    own = [path for path in paths if not re.match(r"assets/(?:images|javascripts|stylesheets)/|rules/MR", path)]
    file = GOLDEN / "tree.txt"
    if update_golden:
        file.write_text("\n".join(own) + "\n", encoding="utf-8")
    assert own == file.read_text(encoding="utf-8").splitlines()


def test_what_is_compared_is_what_a_reader_gets() -> None:
    html = '<article><h1 id="a" class="x">A &amp; B<a class="headerlink" href="#a">¶</a></h1><p>x <a href="y/">z</a></p><hr></article>'
    assert outline(html).splitlines() == ['h1 id="a" A & B', "p x z", "  -> y/", "hr"]
