"""Citations: what they say, that no text of a submission breaks out of BibTeX, and the repository's CITATION.cff."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator import __version__
from generator.citation import SITE, Citation, bibtex, plain
from generator.compare import compare
from generator.model import Purpose, State
from generator.page import Composition
from generator.pages import compose
from tests import synthetic
from tests.sites import PROJECT, elements

ADDRESS = "https://results.example/site/"
ONE = Citation(
    key="mesh-results-synthetic-a",
    authors=("Synthetic Lab",),
    title="Alpha 1.0.0, run a. In: Synthetic submission",
    published=date(2026, 11, 22),
    version=date(2026, 11, 25),
    licenses=("CC-BY-4.0",),
    url=f"{ADDRESS}performance/results/synthetic/a/",
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(str.strip)


def fields(entry: str) -> dict[str, str]:
    """The fields of an entry as BibTeX reads them: it counts braces, and a backslash before one changes nothing."""
    head = re.match(r"@misc\{([A-Za-z0-9-]+),\n", entry)
    assert head, entry
    found, at = {}, head.end()
    while match := re.match(r"\s*(\w+) = \{", entry[at:]):
        start = at + match.end()
        depth, end = 1, start
        while depth:
            depth += {"{": 1, "}": -1}.get(entry[end], 0)
            end += 1
        found[match[1]] = entry[start : end - 1]
        at = end + (entry[end] == ",")
    assert entry[at:] == "\n}", entry[at:]
    return found


def test_a_citation_says_who_what_where_of_which_day_and_under_which_licence() -> None:
    assert plain(ONE) == (
        "Synthetic Lab: Alpha 1.0.0, run a. In: Synthetic submission. Service mesh results, version 2026-11-25. "
        "CC-BY-4.0. https://results.example/site/performance/results/synthetic/a/"
    )
    assert fields(bibtex(ONE)) == {
        "author": "{Synthetic Lab}",
        "title": "{Alpha 1.0.0, run a. In: Synthetic submission}",
        "publisher": SITE,
        "year": "2026",
        "version": "2026-11-25",
        "url": ONE.url,
        "note": "License: CC-BY-4.0.",
    }


def test_several_authors_stay_several() -> None:
    both = replace(ONE, authors=("Lab A and B", "Lab C"))
    assert plain(both).startswith("Lab A and B; Lab C: ")
    assert fields(bibtex(both))["author"] == "{Lab A and B} and {Lab C}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"50 % of $x_1$ & #2", r"50 \% of \$x\_1\$ \& \#2"),
        ("}, evil = {x", r"\textbraceright{}, evil = \textbraceleft{}x"),
        (r"\input{/etc/passwd}", r"\textbackslash{}input\textbraceleft{}/etc/passwd\textbraceright{}"),
        ("a~b^c", r"a\textasciitilde{}b\textasciicircum{}c"),
        ("two\nlines\t and\r more", "two lines and more"),
        ('"quoted" @misc', '"quoted" @misc'),
    ],
)
def test_what_tex_reads_is_escaped(text: str, expected: str) -> None:
    assert fields(bibtex(replace(ONE, title=text)))["title"] == f"{{{expected}}}"


@given(TEXTS, TEXTS, TEXTS)
def test_no_text_breaks_out_of_its_field(title: str, author: str, license_: str) -> None:
    one = replace(ONE, title=title, authors=(author,), licenses=(license_,), standing=title)
    found = fields(bibtex(one))
    assert list(found) == ["author", "title", "publisher", "year", "version", "url", "note"]
    for text in (found["title"], found["author"], found["note"]):
        rest = re.sub(r"\\(?:text[a-z]+\{\}|[#$%&_])", "", text)
        assert not set(rest.strip("{}")) & set("\\{}#$%&_~^")
    assert "\n" not in plain(one)


# ---- on the pages --------------------------------------------------------------------------------------------------


def composed(purpose: Purpose = Purpose.MEASUREMENT, *, title: str = "Synthetic submission") -> Composition:
    gone = synthetic.event(State.WITHDRAWN)
    runs = [synthetic.run("base"), replace(synthetic.run("a", synthetic.subject("alpha")), history=(gone,))]
    made = synthetic.whole(synthetic.submission(runs, purpose=purpose))
    catalogue = synthetic.catalogue(replace(made, history=(replace(gone, results=("a",)),), title=title))
    return compose(catalogue, compare(catalogue), ADDRESS)


def cited(composition: Composition, path: str) -> tuple[str, dict[str, str]]:
    body = next(str(page.body) for page in composition.pages if page.path == path)
    found = {str(each.attributes.get("id")): "".join(each.texts()) for each in elements(body) if each.name == "code"}
    return found["cite-text"], fields(found["cite-bibtex"])


def test_each_thing_is_cited_by_its_permanent_link() -> None:
    made = composed()
    group = next(page.path for page in made.pages if page.path.startswith("performance/groups/synthetic"))
    for path in (
        "performance/results/synthetic/a/",
        "performance/results/synthetic/base/",
        "performance/submissions/synthetic/",
        group,
        "data/",
    ):
        text, entry = cited(made, path)
        assert text.endswith(f" {ADDRESS}{path}")
        assert entry["url"] == f"{ADDRESS}{path}"
        assert "CC-BY-4.0" in text


def test_the_version_is_the_day_of_the_last_change_and_a_withdrawal_is_said() -> None:
    made = composed()
    text, entry = cited(made, "performance/results/synthetic/a/")
    assert (entry["version"], entry["year"]) == ("2026-11-25", "2026")
    assert "Recorded as withdrawn on 2026-11-25." in text
    assert entry["note"].endswith("Recorded as withdrawn on 2026-11-25.")
    other, _ = cited(made, "performance/results/synthetic/base/")
    assert "withdrawn" not in other
    whole, _ = cited(made, "performance/submissions/synthetic/")
    assert "Recorded as 1 of 2 results withdrawn on 2026-11-25." in whole
    assert cited(made, "data/")[1]["version"] == "2026-11-25"


def test_a_demonstration_is_cited_as_one() -> None:
    made = composed(Purpose.DEMONSTRATION)
    for path in ("performance/results/synthetic/base/", "performance/submissions/synthetic/"):
        assert "A demonstration, which ranks no mesh." in cited(made, path)[0]


def test_a_hostile_title_stays_text_in_html_and_in_bibtex() -> None:
    made = composed(title='</code><script>alert(1)</script>}, note = {"x')
    text, entry = cited(made, "performance/submissions/synthetic/")
    assert "</code><script>alert(1)</script>}, note = {" in text
    assert r"\textbraceright{}, note = \textbraceleft{}" in entry["title"]
    assert set(entry) == {"author", "title", "publisher", "year", "version", "url", "note"}


# ---- CITATION.cff --------------------------------------------------------------------------------------------------

REQUIRED = {"cff-version", "message", "title", "authors"}
KNOWN = REQUIRED | {
    *("abstract", "commit", "contact", "date-released", "doi", "identifiers", "keywords", "license", "license-url"),
    *("preferred-citation", "references", "repository", "repository-artifact", "repository-code", "type", "url"),
    "version",
}
"""Keys of a document of the Citation File Format 1.2.0."""
PERSON_OR_ENTITY = {"name", "website", "family-names", "given-names", "affiliation", "orcid", "email", "alias"}


def test_the_citation_file_is_valid_and_says_what_the_repository_says() -> None:
    made: dict[str, Any] = yaml.safe_load((PROJECT / "CITATION.cff").read_text(encoding="utf-8"))
    assert set(made) >= REQUIRED
    assert set(made) <= KNOWN
    assert made["cff-version"] == "1.2.0"
    assert made["type"] in {"software", "dataset"}
    assert made["version"] == __version__
    site = re.search(r"^site_url: (\S+)$", (PROJECT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)
    assert site
    assert made["url"] == site[1]
    for each in (made, *made["references"]):
        assert {"authors", "title", "type"} <= set(each)
        assert all(author["name"] and set(author) <= PERSON_OR_ENTITY for author in each["authors"])
        assert re.fullmatch(r"https://\S+", each["url"])
    texts = [made["message"], made["title"], made["abstract"], *made["keywords"]]
    assert all(isinstance(text, str) and text.strip() for text in texts)
    (data,) = made["references"]
    assert (data["type"], data["title"], data["url"]) == ("data", SITE, f"{site[1]}data/")
    assert [data["license"], made["license"]] == ["CC-BY-4.0", "Apache-2.0"]
