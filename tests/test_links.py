from __future__ import annotations

from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.links import BrokenLink, check, ids, relative

SITE = "https://example.org/sub/"
PAGES = {
    "index.html": '<h1 id="page-title">Home</h1>',
    "404.html": '<a href="/sub/a/b/">x</a>',
    "a/b/index.html": '<h2 id="one">1</h2><a name="two"></a><p id="a&amp;b"></p>',
    "a/index.html": "",
}
FILES = frozenset({*PAGES, "charts/x.json", "data/results/r/index.html", "assets/é.js"})


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        ("", "", "./"),
        ("", "a/", "a/"),
        ("a/", "", "../"),
        ("a/b/", "", "../../"),
        ("a/", "a/", "./"),
        ("a/", "a/#x", "#x"),
        ("a/", "a/?q=1#x", "?q=1#x"),
        ("a/b/", "a/", "../"),
        ("a/", "a/b/", "b/"),
        ("a/b/c/", "a/d/c/#e", "../../d/c/#e"),
        ("a/b/", "charts/x.json", "../../charts/x.json"),
        ("a/b/", "a/b/percentiles.json", "percentiles.json"),
        ("", "?a=/b/", "?a=/b/"),
        ("a/", "?a=1", "../?a=1"),
    ],
)
def test_relative_links_are_as_short_as_they_can_be(here: str, there: str, expected: str) -> None:
    assert relative(here, there) == expected


_FOLDER = st.lists(st.sampled_from(["a", "b", "c-1"]), max_size=4).map(
    lambda parts: "".join(f"{part}/" for part in parts)
)


@given(_FOLDER, _FOLDER, st.sampled_from(["", "x.json", "#f", "?q=1#f"]))
def test_a_browser_follows_a_relative_link_to_its_target(here: str, folder: str, rest: str) -> None:
    assert urljoin(SITE + here, relative(here, folder + rest)) == SITE + folder + rest


def broken(html: str, page: str = "a/b/index.html") -> tuple[BrokenLink, ...]:
    return check({**PAGES, page: PAGES[page] + html}, FILES, SITE)


@pytest.mark.parametrize(
    "html",
    [
        '<a href="../">up</a>',
        '<a href="..">up</a>',
        '<a href="../..">home</a>',
        '<a href="../../#page-title">home</a>',
        '<a href="#one">here</a>',
        '<a href="#two">a name</a>',
        '<a href="#a&amp;b">an escaped place</a>',
        '<a href="">here</a>',
        '<a href="?q=1#one">a state</a>',
        '<a href="../../charts/x.json?v=1">a file</a>',
        "<a href='../../charts/x.json'>quoted once</a>",
        '<script src="../../assets/%C3%A9.js"></script>',
        '<div data-figure="../../charts/x.json"></div>',
        '<div data-results="../../data/results/"></div>',
        '<link rel="canonical" href="https://example.org/sub/a/b/#one">',
        '<a href="/sub/a/">absolute within the site</a>',
        '<a href="https://example.com/nowhere">elsewhere</a>',
        '<a href="mailto:x@example.com">mail</a>',
        '<img src="data:image/png;base64,AA">',
        '<code>&lt;a href="nowhere/"&gt;</code>',
        '<svg xlink:href="#none"></svg>',
    ],
)
def test_a_good_link_is_left_alone(html: str) -> None:
    assert broken(html) == ()


@pytest.mark.parametrize(
    ("html", "link", "reason"),
    [
        ('<a class="x" href="../c/">', "../c/", "no such page"),
        ("<a href='../c/'>", "../c/", "no such page"),
        ('<a\nhref="../c/">', "../c/", "no such page"),
        ('<a href="https://example.org/sub/c/">', "https://example.org/sub/c/", "no such page"),
        ('<a href="../../charts/y.json">', "../../charts/y.json", "no such file"),
        ('<div data-figure="y.json">', "y.json", "no such file"),
        ('<div data-source="y.json">', "y.json", "no such file"),
        ('<div data-groups="groups/">', "groups/", "no such folder"),
        ('<a href="../../../x/">', "../../../x/", "leaves the site"),
        ('<a href="/other/">', "/other/", "leaves the site"),
        ('<a href="#three">', "#three", "no element with the id three"),
        ('<a href="../../#one">', "../../#one", "no element with the id one"),
        ('<img src="//cdn.example.com/x.png">', "//cdn.example.com/x.png", "loads from another host"),
        ('<script src="https://cdn.example.com/x.js">', "https://cdn.example.com/x.js", "loads from another host"),
    ],
)
def test_a_broken_link_is_named_with_its_page_and_reason(html: str, link: str, reason: str) -> None:
    assert broken(html) == (BrokenLink(page="a/b/index.html", link=link, reason=reason),)


def test_a_broken_link_of_the_page_for_missing_ones_is_found() -> None:
    assert broken('<a href="/sub/c/">', "404.html") == (
        BrokenLink(page="404.html", link="/sub/c/", reason="no such page"),
    )


def test_a_link_that_is_broken_at_one_depth_only_is_found_at_that_depth() -> None:
    pages = {**PAGES, "a/index.html": '<a href="../charts/x.json">', "a/b/index.html": '<a href="../charts/x.json">'}
    assert check(pages, FILES, SITE) == (
        BrokenLink(page="a/b/index.html", link="../charts/x.json", reason="no such file"),
    )


def test_a_link_that_is_broken_in_one_folder_only_is_found_in_that_folder() -> None:
    pages = {"a/index.html": '<a href="b/">', "c/index.html": '<a href="b/">', "a/b/index.html": ""}
    assert check(pages, pages.keys(), SITE) == (BrokenLink(page="c/index.html", link="b/", reason="no such page"),)


def test_ids_are_read_unescaped() -> None:
    assert ids('<a id="x&amp;y"><i name="z">') == {"x&y", "z"}


def test_ten_thousand_pages_with_forty_links_are_checked() -> None:
    row = '<tr><td class="mr-num">1.2</td><td><a href="../../">home</a></td><td><a href="../../charts/x.json">x</a></td></tr>'
    pages = {**PAGES, **{f"r/{number}/index.html": row * 20 for number in range(10_000)}}
    files = FILES | pages.keys()
    assert check(pages, files, SITE) == ()
