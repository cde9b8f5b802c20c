"""Pages of the catalogue: everything that a pattern says stands there, once and escaped, and no more is claimed than was shown."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from generator.compare import compare
from generator.load import load
from generator.model import (
    ApiKind,
    CheckedObject,
    ManifestFile,
    Parameter,
    PatternStatus,
    Related,
    Relation,
    Support,
    Verified,
)
from generator.pages import compose
from tests import pattern_samples, sites, synthetic
from tests.pattern_samples import DRAFT, EVIL, FULL, HOSTILE, IDEA, NEWER, OLDER, SHORT, WRONG, implementation, needed
from tests.sites import Element, elements

if TYPE_CHECKING:
    from generator.model import Catalogue, ConformanceReport, Pattern
    from generator.page import Composition, Page

RANKS = ("h1", "h2", "h3", "h4", "h5", "h6")
INLINE = {"a", "code", "span", "strong", "tspan", "wbr"}
SITE = "https://results.example/site/"
SHOWN = {FULL: "accepted", NEWER: "accepted", OLDER: "deprecated", IDEA: "proposed", DRAFT: "draft", EVIL: "accepted"}
"""The patterns of the catalogue with their status: one was withdrawn."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = sites.small_repository(tmp_path_factory.mktemp("patterns") / "repository")
    pattern_samples.write(folder)
    return folder


@pytest.fixture(scope="module")
def loaded(root: Path) -> Catalogue:
    found = load(root, today=date(2026, 11, 25))
    assert [each for each in found.findings if each.location.path.startswith("patterns/")] == []
    return found.catalogue


@pytest.fixture(scope="module")
def whole(loaded: Catalogue) -> Composition:
    return compose(loaded, compare(loaded), SITE)


def composed(*members: Pattern | ConformanceReport) -> Composition:
    made = synthetic.catalogue(*members)
    return compose(made, compare(made), SITE)


def page(composition: Composition, path: str) -> Page:
    return next(each for each in composition.pages if each.path == path)


def read(composition: Composition, path: str) -> list[Element]:
    return elements(str(page(composition, path).body))


def on_page(composition: Composition, name: str = "one") -> list[Element]:
    return read(composition, f"patterns/{name}/")


def stream(content: Iterable[Element | str]) -> Iterator[Element | str]:
    """Headings and texts in their order, with a space after whatever starts a line of its own."""
    for each in content:
        if isinstance(each, str):
            yield each
            continue
        if each.name in RANKS:
            yield each
        yield from stream(each.content)
        if each.name not in INLINE:
            yield " "


def outermost(found: list[Element]) -> list[Element]:
    inner = {id(child) for each in found for child in each.children}
    return [each for each in found if id(each) not in inner]


def text_of(found: list[Element]) -> str:
    """All words of a page, of an element after it has been wrapped in a list."""
    return " ".join("".join(each for each in stream(outermost(found)) if isinstance(each, str)).split())


def asset(composition: Composition, path: str) -> bytes:
    (content,) = (each.content for each in composition.assets if each.path == path)
    return content


def identified(found: list[Element], name: str) -> Element:
    (one,) = (each for each in found if each.attributes.get("id") == name)
    return one


def section(found: list[Element], name: str) -> str:
    """What stands between the heading of that id and the next of its rank or a higher one."""
    parts, rank = [], None
    for each in stream(outermost(found)):
        if isinstance(each, Element):
            if rank is not None and RANKS.index(each.name) <= RANKS.index(rank):
                break
            rank = each.name if each.attributes.get("id") == name else rank
        elif rank is not None:
            parts.append(each)
    assert rank is not None, name
    return " ".join("".join(parts).split())


def leaves(value: object, *, key: str = "") -> Iterator[tuple[str, str]]:
    """All texts of a document with the key that they stand under."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from leaves(each, key=name)
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each, key=key)
    else:
        yield key, str(value)


# ---- the catalogue


def test_the_catalogue_lists_every_pattern_once_with_its_status(whole: Composition) -> None:
    items = [each for each in read(whole, "patterns/") if "data-pattern" in each.attributes]
    assert [(each.attributes["data-pattern"], each.attributes["data-status"]) for each in items] == list(
        dict(
            sorted(
                SHOWN.items(), key=lambda pair: pattern_samples.documents()[pair[0]]["status"] in {"proposed", "draft"}
            )
        ).items()
    )
    for each in items:
        name, status = str(each.attributes["data-pattern"]), str(each.attributes["data-status"])
        document = pattern_samples.documents()[name]
        said = text_of([each])
        assert document["title"] in said
        assert document["summary"] in said
        assert status in said or status == "accepted"
        assert [
            one.attributes["href"]
            for one in each.walk()
            if one.name == "a" and not str(one.attributes["href"]).startswith("#")
        ] == [f"{name}/"]


def test_a_pattern_that_is_not_reviewed_does_not_stand_among_the_reviewed(whole: Composition) -> None:
    found = read(whole, "patterns/")
    assert {name for name in SHOWN if f"Title of {name}" in section(found, "complete")} == {FULL, NEWER, OLDER}
    assert {name for name in SHOWN if f"Title of {name}" in section(found, "ideas")} == {IDEA, DRAFT}


def test_every_filter_offers_exactly_the_words_that_cards_have(whole: Composition) -> None:
    found = read(whole, "patterns/")
    items = [each for each in found if "data-pattern" in each.attributes]
    selects = {str(each.attributes["data-filter"]): each for each in found if "data-filter" in each.attributes}
    assert set(selects) >= {"category", "area", "target", "status", "evidence"}
    for name, select in selects.items():
        offered = {str(each.attributes["value"]) for each in select.walk() if each.name == "option"} - {"*"}
        words = {word for each in items for word in str(each.attributes[f"data-{name}"]).split()}
        assert words <= offered if name == "evidence" else words == offered, name


def test_evidence_is_claimed_where_it_is_there(whole: Composition) -> None:
    items = {each.attributes.get("data-pattern"): each for each in read(whole, "patterns/")}
    assert {name: items[name].attributes["data-evidence"] for name in (FULL, NEWER, IDEA)} == {
        FULL: "conformance performance", NEWER: "", IDEA: "",
    }  # fmt: skip


def test_a_filter_by_measured_results_does_not_call_them_a_cost(whole: Composition) -> None:
    """A pattern about measuring has results as its example, which are no cost of it."""
    (said,) = (each.all_text() for each in read(whole, "patterns/") if each.attributes.get("value") == "performance")
    assert said == "with measured results"
    assert section(on_page(whole, FULL), "cost").endswith("Claim of the cost.")
    assert identified(on_page(whole, FULL), "cost").all_text() == "Measured performance"


def test_a_catalogue_without_patterns_says_so() -> None:
    assert "No pattern is complete yet." in text_of(read(composed(), "patterns/"))


# ---- the page of a pattern


UNSEEN = {
    "kind",
    "id",
    "area",
    "category",
    "status",
    "from",
    "to",
    "node",
    "style",
    "target",
    "support",
    "suite",
    "result",
    "pattern",
}
"""Keys whose words are told otherwise, or name what is linked."""
UNSEEN_TEXTS = {"manifests", "date", "relation", "uri", "api_version"}


def test_a_page_says_everything_that_the_document_says(whole: Composition) -> None:
    said = text_of(on_page(whole, FULL))
    missing = [
        (key, text)
        for key, text in leaves(pattern_samples.full())
        if key not in UNSEEN | UNSEEN_TEXTS | {"roles", "problem"} and " ".join(text.split()) not in said
    ]
    assert missing == []
    for words in (
        "Second paragraph of the problem of full.",
        "service owner",
        "20 November 2026",
        "15 November 2026",
        "III. Configuration",
    ):
        assert words in said, words


def test_each_part_stands_under_its_own_heading(whole: Composition) -> None:
    found = on_page(whole, FULL)
    parts = {
        "problem": "Problem of full.", "solution": "Solution of full.", "context": "Context of full.", "forces": "First force of full.",
        "topology": "Description of the topology of full.", "when-to-use": "Fitting use of full.", "when-not-to-use": "Harmful use of full.",
        "benefits": "Benefit of full.", "liabilities": "Liability of full.", "verification": "Check of full.", "caveats": "Caveat of full.",
        "references": "Source of full", "known-uses": "Known use of full.", "cost": "Claim of the cost.", "prerequisites": "1.29 to 1.34",
        "manifests": "Note on Istio.", "parameters": "Meaning of attempts.", "related": "Reason of the relation.",
        "history": "Second synthetic version.",
    }  # fmt: skip
    assert {name: words in section(found, name) for name, words in parts.items()} == dict.fromkeys(parts, True)
    assert "Harmful" not in section(found, "when-to-use")
    assert "Liability" not in section(found, "benefits")


def test_headings_descend_by_one_and_ids_are_unique(whole: Composition) -> None:
    for each in whole.pages:
        if each.path.startswith(("patterns/", "pattern-map/")):
            found = elements(str(each.body))
            ids = [one.attributes["id"] for one in found if "id" in one.attributes]
            assert len(ids) == len(set(ids)), each.path
            ranks = [int(one.name[1]) for one in found if re.fullmatch("h[1-6]", one.name)]
            assert ranks[0] == 1, each.path
            assert all(after <= before + 1 for before, after in pairwise(ranks)), each.path


def test_what_a_pattern_cannot_do_on_a_mesh_stands_under_manifests_even_where_there_are_none() -> None:
    other = implementation("beta", support=Support.NONE, notes="Why it cannot.")
    found = on_page(composed(pattern_samples.pattern(implementations=(other,), verification=("Try it.",))))
    assert "Beta: not possible Why it cannot." in section(found, "manifests")


def test_a_picture_is_told_in_words_and_as_a_table(whole: Composition) -> None:
    found = on_page(whole, FULL)
    (picture,) = (each for each in found if each.attributes.get("aria-labelledby") == "topology-title topology-desc")
    assert picture.attributes["role"] == "img"
    assert identified(found, "topology-desc").all_text() == "Description of the topology of full."
    said = section(found, "topology")
    assert "box alpha box beta (pod gamma) edge delta gRPC" in said
    assert "box beta (pod gamma) box alpha edge epsilon (now and then, or configuration)" in said


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (PatternStatus.PROPOSED, "only the idea stands here"),
        (PatternStatus.DRAFT, "nobody has reviewed it"),
        (PatternStatus.DEPRECATED, "Title of two takes its place"),
        (PatternStatus.WITHDRAWN, "it is wrong"),
    ],
)
def test_a_page_says_on_top_what_is_not_to_be_followed(status: PatternStatus, says: str) -> None:
    one = pattern_samples.pattern(status=status, superseded_by="two" if status is PatternStatus.DEPRECATED else None)
    found = on_page(composed(one, pattern_samples.pattern("two", number=2)))
    (banner,) = (each for each in found if each.name == "aside")
    assert str(status).capitalize() in banner.all_text()
    assert says in banner.all_text()
    assert not [each for each in on_page(composed(pattern_samples.pattern())) if each.name == "aside"]


def test_a_withdrawn_pattern_is_in_no_list_and_offers_no_manifests(whole: Composition) -> None:
    lists = ("patterns/", "pattern-map/", "meshes/istio/")
    assert not any(WRONG in str(page(whole, path).body) for path in lists)
    assert [each.path for each in whole.assets if each.path.startswith(f"patterns/{WRONG}/")] == []
    links = [str(each.attributes.get("href")) for each in on_page(whole, WRONG) if each.name == "a"]
    assert not any(each.endswith(".yaml") and "://" not in each for each in links)
    assert "kubectl apply" not in text_of(on_page(whole, WRONG))


# ---- manifests


def file(path: str, *, checked: bool, name: str = "synthetic") -> ManifestFile:
    made = CheckedObject(
        api_version="v1", kind="ConfigMap", name=name, namespace=None, schema="synthetic schema 1.0" if checked else None,
    )  # fmt: skip
    return ManifestFile(path=path, text="kind: ConfigMap\n", objects=(made,))


def test_each_mesh_with_manifests_has_a_tab_with_its_files_word_for_word(whole: Composition) -> None:
    found = on_page(whole, FULL)
    labels = [each.all_text() for each in found if each.name == "label"]
    blocks = [each for each in found if each.attributes.get("class") == "tabbed-block"]
    assert labels == ["Istio", "Kubernetes"]
    assert len([each for each in found if each.name == "input" and "checked" in each.attributes]) == 1
    for block, target in zip(blocks, ("istio", "kubernetes"), strict=True):
        shown = [
            "".join(each.texts())
            for each in block.walk()
            if each.name == "code" and str(each.attributes.get("id", "")).startswith("file-")
        ]
        assert shown == [text for path, text in pattern_samples.MANIFESTS.items() if path.startswith(f"{target}/")]
        assert f"kubectl apply -f {SITE}patterns/{FULL}/{target}.yaml" in block.all_text()
        (link,) = (each for each in block.walk() if each.name == "a" and "download" in each.attributes)
        assert link.attributes["href"] == f"{target}.yaml"


def test_meshes_and_apis_stand_apart_and_lead_to_their_own_tab(whole: Composition) -> None:
    found = on_page(whole, FULL)
    facts = {}
    for each in (one for one in found if one.name == "div" and [child.name for child in one.children] == ["dt", "dd"]):
        term, told = each.children
        facts[term.all_text()] = {one.all_text(): str(one.attributes["href"]) for one in told.walk() if one.name == "a"}
    assert facts["On which mesh"] == {"Istio": "#on-istio"}
    assert facts["Not possible on"] == {"Other mesh": "#on-other"}
    assert facts["By which API, on any mesh"] == {"Kubernetes": "#on-kubernetes"}
    labels = {each.attributes["for"]: each.all_text() for each in found if each.name == "label"}
    assert labels == {"on-istio": "Istio", "on-kubernetes": "Kubernetes"}
    assert [identified(found, name).name for name in (*labels, "on-other")] == ["input", "input", "h3"]


def test_a_first_version_that_nobody_established_is_told_as_that() -> None:
    files = (file("alpha/a.yaml", checked=True),)
    targets = (
        implementation("alpha", manifests=files, min_version="1.2"),
        implementation("beta", manifests=files),
        implementation("gamma"),
        implementation("kubernetes", manifests=files),
    )
    found = on_page(composed(pattern_samples.pattern(implementations=targets, kubernetes=("1.29", "1.34"))))
    first, second, third = (each.all_text() for each in found if each.attributes.get("class") == "tabbed-block")
    assert "Native, from version 1.2." in first
    assert "Native, from which version on is not established." in second
    assert "Native. " in third, "its versions stand under what a mesh needs"
    assert "Gamma: native, from which version on is not established, without" in section(found, "manifests")


def test_settings_are_told_without_a_table_that_a_narrow_screen_cuts(whole: Composition) -> None:
    found = on_page(whole, FULL)
    assert section(found, "parameters") == "What to set attempts Meaning of attempts. number, in the manifests 2"
    (part,) = (each for each in found if each.name == "dl" and "Meaning of attempts." in each.all_text())
    assert part.attributes["class"] == "mr-facts"
    unset = Parameter(name="a", type="text", default=None, meaning="Meaning.")
    said = section(on_page(composed(pattern_samples.pattern(parameters=(unset,)))), "parameters")
    assert said == "What to set a Meaning. text, in the manifests not set"


def test_an_alias_that_is_the_title_is_not_shown() -> None:
    said = text_of(on_page(composed(pattern_samples.pattern(aliases=("Other words", "title of ONE")))))
    assert "also called Other words Category" in said


@pytest.mark.parametrize("target", ["istio", "kubernetes"])
def test_a_download_holds_the_committed_files_byte_for_byte_between_separators(
    whole: Composition, root: Path, target: str
) -> None:
    content = asset(whole, f"patterns/{FULL}/{target}.yaml")
    files = sorted((root / "patterns" / FULL / target).iterdir())
    committed = [each.read_bytes() for each in files]
    for each in committed:
        assert each.removeprefix(b"---\n") in content
    marked = [f"# {target}/{each.name}\n".encode() for each in files]
    whole_of = [head + text.removeprefix(b"---\n") for head, text in zip(marked, committed, strict=True)]
    assert content == b"---\n".join(text if text.endswith(b"\n") else text + b"\n" for text in whole_of)
    objects = [one for text in committed for one in yaml.safe_load_all(text) if one is not None]
    assert [one for one in yaml.safe_load_all(content) if one is not None] == objects


def test_what_could_not_be_checked_is_named_and_counted(whole: Composition) -> None:
    said = section(on_page(whole, FULL), "manifests")
    assert "2 objects against a schema, 1 not: no schema" in said
    assert re.search(r"Unheard unheard synthetic\.example\.org/v1 istio/first\.yaml not checked: no schema", said)
    assert re.search(r"Namespace shop v1 istio/first\.yaml (?!not checked)\S", said)


def test_no_page_or_file_tells_a_reader_to_use_the_command_line(whole: Composition) -> None:
    """Why a schema is missing is for those who run the check."""
    told = [str(each.body) for each in whole.pages if each.path.startswith("patterns/")]
    told += [each.content.decode() for each in whole.assets if each.path.startswith("data/patterns")]
    assert any("not checked: no schema" in each for each in told)
    assert [each for each in told if "--crd-dir" in each or "no package has" in each] == []


def test_who_tried_it_is_told_and_otherwise_that_nobody_did() -> None:
    tried = Verified(by="Synthetic Tester", date=date(2026, 11, 15), how="On a synthetic cluster.")
    said = section(on_page(composed(pattern_samples.pattern(implementations=(
        implementation("alpha", manifests=(file("alpha/a.yaml", checked=True),), verified=tried),
        implementation("beta", manifests=(file("beta/b.yaml", checked=True),)),
        implementation("gamma", manifests=(file("gamma/c.yaml", checked=False),)),
    )))), "manifests")  # fmt: skip
    parts = said.split("Download all as one file")
    assert "Tried by Synthetic Tester on 15 November 2026: On a synthetic cluster." in parts[0]
    assert "Checked by a machine, not yet tried on a cluster by anybody who said so." in parts[1]
    assert "Not checked against any schema, not yet tried on a cluster by anybody who said so." in parts[2]
    assert said.count("Tried by") == 1


def test_checked_in_part_says_how_much() -> None:
    both = (file("alpha/a.yaml", checked=True), file("alpha/b.yaml", checked=False, name="second"))
    made = composed(pattern_samples.pattern(implementations=(implementation("alpha", manifests=both),)))
    assert "1 of 2 objects checked by a machine, not yet tried" in section(on_page(made), "manifests")
    (card,) = (each for each in read(made, "patterns/") if each.attributes.get("data-pattern") == "one")
    assert "manifests" not in str(card.attributes["data-evidence"]).split()


@pytest.mark.parametrize(("names", "one_by_one"), [(("synthetic", "synthetic"), False), (("first", "second"), True)])
def test_files_that_are_not_for_one_moment_are_offered_one_by_one(names: tuple[str, str], *, one_by_one: bool) -> None:
    files = tuple(file(f"alpha/{at}.yaml", checked=True, name=name) for at, name in enumerate(names))
    one = implementation("alpha", manifests=files, one_by_one=one_by_one)
    made = composed(pattern_samples.pattern(implementations=(one,)))
    said = section(on_page(made), "manifests")
    assert "Apply the files one by one" in said
    assert f"kubectl apply -f {SITE}patterns/one/alpha/0.yaml" in said
    paths = {each.path for each in made.assets}
    assert "patterns/one/alpha.yaml" not in paths
    assert {"patterns/one/alpha/0.yaml", "patterns/one/alpha/1.yaml"} <= paths


def test_files_for_several_clusters_are_applied_to_each_by_its_context() -> None:
    one = implementation("alpha", manifests=(file("alpha/a.yaml", checked=True),), contexts=("west", "east"))
    address = f"{SITE}patterns/one/alpha.yaml"
    assert "".join(
        identified(on_page(composed(pattern_samples.pattern(implementations=(one,)))), "apply-alpha").texts()
    ) == (f"kubectl --context west apply -f {address}\nkubectl --context east apply -f {address}")


def test_a_mesh_that_cannot_do_a_pattern_is_not_among_those_that_can() -> None:
    no = implementation("alpha", support=Support.NONE)
    made = composed(pattern_samples.pattern(implementations=(no, implementation("beta"))))
    (card,) = (each for each in read(made, "patterns/") if each.attributes.get("data-pattern") == "one")
    assert card.attributes["data-target"] == "beta"
    assert "Alpha" not in card.all_text()
    assert "Title of one" not in section(read(made, "meshes/alpha/"), "patterns")
    assert "Title of one" in section(read(made, "meshes/beta/"), "patterns")


def test_what_a_mesh_cannot_do_itself_it_may_do_by_a_portable_api() -> None:
    no, smi = implementation("alpha", support=Support.NONE), implementation("smi")
    made = pattern_samples.pattern(implementations=(no, smi), conformance=(needed("TA-1.1.1"),))
    said = section(read(composed(made, synthetic.smi_report()), "meshes/alpha/"), "patterns")
    assert "Title of one No. 1, resiliency by the SMI" in said


def test_a_version_that_nobody_vouches_for_is_no_test() -> None:
    beta = implementation("beta", max_tested_version="2.0", manifests=(file("beta/b.yaml", checked=True),))
    said = section(on_page(composed(pattern_samples.pattern(implementations=(beta,)))), "manifests")
    assert "who tried it, and how, is not said" in said
    assert "not yet tried" not in said


def test_tabs_stand_in_the_order_of_the_facts_and_open_the_kind_of_the_mesh() -> None:
    named = (ApiKind(api_version="synthetic.example.org/v1", kind="Own"),)
    own = CheckedObject(api_version="synthetic.example.org/v1", kind="Own", name="b", namespace=None, schema=None)
    files = (file("alpha/a.yaml", checked=True), ManifestFile(path="alpha/b.yaml", text="kind: Own\n", objects=(own,)))
    targets = (
        implementation("kubernetes", manifests=(file("kubernetes/a.yaml", checked=True),)),
        implementation("gateway-api", manifests=(file("gateway-api/a.yaml", checked=True),)),
        implementation("alpha", manifests=files, api=named),
        implementation("beta", manifests=files, api=named, one_by_one=True),
    )
    found = on_page(composed(pattern_samples.pattern(implementations=targets)))
    assert [each.all_text() for each in found if each.name == "label"] == ["Alpha", "Beta", "Gateway API", "Kubernetes"]
    opened = [
        [one.all_text() for one in each.walk() if one.name == "summary"]
        for each in found
        if each.name == "details" and "open" in each.attributes
    ]
    assert opened == [["alpha/b.yaml"], ["alpha/a.yaml"], ["gateway-api/a.yaml"], ["kubernetes/a.yaml"]]
    (tabs,) = (each for each in found if "data-targets" in each.attributes)
    assert (tabs.attributes["role"], tabs.attributes["aria-label"]) == ("radiogroup", "Manifests by mesh or API")
    assert [each.attributes["download"] for each in found if each.attributes.get("href") == "alpha/b.yaml"] == [
        "one-alpha-b.yaml"
    ]
    named_buttons = [str(each.attributes["aria-label"]) for each in found if each.name == "button"]
    assert {"Copy: alpha/b.yaml", "Copy: the command for alpha/b.yaml", "Copy: the command for Alpha"} < set(
        named_buttons
    )


def test_a_mesh_without_manifests_is_told_what_it_can_use_instead() -> None:
    targets = (
        implementation("smi", manifests=(file("smi/a.yaml", checked=True),)),
        implementation("gamma", support=Support.NONE),
    )
    made = pattern_samples.pattern(implementations=targets, conformance=(needed("TA-1.1.1"),))
    whole = composed(made, synthetic.smi_report())
    found = on_page(whole)
    said = {str(each.attributes["data-instead"]): each for each in found if "data-instead" in each.attributes}
    assert set(said) == {"on-alpha", "on-beta", "on-gamma", "on-gateway-api", "on-kubernetes"}
    alpha = said["on-alpha"]
    assert alpha.all_text() == (
        "No manifests for Alpha here. Those of the SMI are for any mesh; the newest report of Alpha "
        "shows that it has what they need."
    )
    assert [each.attributes["href"] for each in alpha.walk() if each.name == "a"] == ["#on-smi", "#prerequisites"]
    assert {name: each.attributes.get("data-opens") for name, each in said.items()} == {
        **dict.fromkeys(said), "on-alpha": "on-smi",
    }  # fmt: skip
    links = [str(each.attributes["href"]) for each in read(whole, "meshes/alpha/") if each.name == "a"]
    assert "../../patterns/one/#on-alpha" in links
    assert said["on-beta"].all_text() == "No manifests for Beta here. These are for SMI."
    assert said["on-gamma"].all_text() == "No manifests for Gamma here. What is said of it."
    assert [name for name, each in said.items() if each.attributes.get("id") != name] == ["on-gamma"]
    assert all("hidden" in each.attributes for each in said.values())


def test_category_and_tags_lead_to_the_catalogue_that_is_filtered_by_them(whole: Composition) -> None:
    links = {each.all_text(): each.attributes["href"] for each in on_page(whole, FULL) if each.name == "a"}
    assert links["resiliency"] == "../?category=resiliency"
    assert links["synthetic-tag"] == "../?words=synthetic-tag"


# ---- what a mesh needs


def test_where_no_report_stands_the_need_is_not_tested() -> None:
    said = section(on_page(composed(pattern_samples.pattern(conformance=(needed("TS-1.1.1"),)))), "prerequisites")
    assert "Not tested: SMI cases that the pattern needs (synthetic: TS-1.1.1)." in said
    found = on_page(composed(pattern_samples.pattern(conformance=(needed("TS-1.1.1"),))))
    assert "no mesh, as far as reports tell that are not stale" in text_of(found)


def test_a_mesh_with_manifests_and_without_a_report_is_not_tested() -> None:
    made = pattern_samples.pattern(
        conformance=(needed("TS-1.1.1"),), implementations=tuple(map(implementation, ("alpha", "beta", "gamma")))
    )
    said = section(
        on_page(composed(made, synthetic.smi_report(), synthetic.smi_report("b", {"TS": "failed"}, mesh_id="beta"))),
        "prerequisites",
    )
    assert re.search(r"Alpha: satisfied v?1\.0\.0", said)
    assert re.search(r"Beta: unsatisfied v?1\.0\.0.*TS-1\.1\.1: failed", said)
    assert "Not tested: Gamma; no report of this suite for it is published here." in said
    assert "Gamma:" not in said


def test_a_need_that_a_report_does_not_tell_of_is_unknown() -> None:
    made = pattern_samples.pattern(conformance=(needed("TS-9.9.9"),))
    said = section(on_page(composed(made, synthetic.smi_report())), "prerequisites")
    assert "unknown" in said
    assert "the report does not tell" in said
    assert "failed" not in said.replace("Unknown is not failed.", "")


def test_needs_are_met_by_a_mesh_that_meets_all_of_them() -> None:
    both = pattern_samples.pattern(conformance=(needed("TS-1.1.1"), needed("TA-1.1.1")))
    half = composed(both, synthetic.smi_report(), synthetic.smi_report("b", {"TA": "failed"}, mesh_id="beta"))
    (facts,) = (each for each in on_page(half) if each.attributes.get("class") == "mr-facts")
    assert "Needs met by Alpha, by their newest reports" in text_of([facts])
    assert "Beta" not in facts.all_text()


def test_a_stale_report_is_shown_and_stands_in_no_summary() -> None:
    made = composed(
        pattern_samples.pattern(conformance=(needed("TS-1.1.1"),)),
        synthetic.smi_report(ran="2020-01-01"),
        synthetic.smi_report("fresh", mesh_id="beta"),
    )
    found = on_page(made)
    assert re.search(r"Alpha: satisfied v?1\.0\.0, stale", section(found, "prerequisites"))
    (facts,) = (each for each in found if each.attributes.get("class") == "mr-facts")
    assert "Needs met by Beta, by" in text_of([facts])


def test_an_older_version_is_not_also_where_the_newest_fails() -> None:
    made = composed(
        pattern_samples.pattern(conformance=(needed("TS-1.1.1"),)),
        synthetic.smi_report("old", version="1.0.0"),
        synthetic.smi_report("new", {"TS": "failed"}, version="1.1.0"),
    )
    said = section(on_page(made), "prerequisites")
    assert "satisfied by older 1.0.0" in said
    assert "also satisfied" not in said


# ---- code within prose


def test_what_stands_between_backticks_is_code_and_a_long_command_can_be_copied() -> None:
    long = "kubectl -n shop exec deploy/checkout -- curl -s 'http://reviews/?a=<b>&n=[1-200]' | wc -l"
    made = pattern_samples.pattern(
        verification=(f"`kubectl get pods` lists it; `{long}`. Then it prints 1.",), caveats=("An odd ` sign.",)
    )
    found = on_page(composed(made))
    codes = [each for each in found if each.name == "code"]
    assert [each.all_text() for each in codes] == ["kubectl get pods", long]
    (block,) = (each for each in found if each.attributes.get("class") == "mr-command")
    assert block.children[0] is codes[1]
    assert section(found, "verification").endswith("Copy Then it prints 1.")
    (button,) = (each for each in found if each.attributes.get("data-copy"))
    assert button.attributes["data-copy"] == long
    assert str(button.attributes["aria-label"]).startswith("Copy kubectl -n shop exec")
    assert section(found, "caveats") == "Caveats An odd ` sign."


def test_indented_lines_of_a_note_stay_as_they_are_and_can_be_copied() -> None:
    note = "Set at installation:\n\n    meshConfig:\n      enableTracing: true\n\nThen apply `it`.\n"
    found = on_page(composed(pattern_samples.pattern(implementations=(implementation("alpha", notes=note),))))
    (block,) = (each for each in found if each.name == "pre")
    assert "".join(block.texts()) == "meshConfig:\n  enableTracing: true"
    (button,) = (each for each in found if each.attributes.get("data-copy"))
    assert button.attributes["data-copy"] == "meshConfig:\n  enableTracing: true"
    assert "Set at installation: " in section(found, "manifests")


# ---- relations


def related(name: str, relation: Relation, note: str | None = None) -> tuple[Related, ...]:
    return (Related(pattern=name, relation=relation, note=note),)


def test_a_relation_is_told_on_both_pages_and_in_the_map() -> None:
    one = pattern_samples.pattern(related=related("two", Relation.REQUIRES, "The reason."))
    made = composed(one, pattern_samples.pattern("two", number=2))
    assert "Requires Title of two: The reason." in section(on_page(made), "related")
    assert "Title of one requires this one: The reason." in section(on_page(made, "two"), "related")
    for name, other in (("one", "two"), ("two", "one")):
        (picture,) = (
            each
            for each in on_page(made, name)
            if each.attributes.get("aria-labelledby") == "neighbours-title neighbours-desc"
        )
        assert [each.attributes["href"] for each in picture.walk() if each.name == "a"] == [f"../{other}/"]
    found = read(made, "pattern-map/")
    assert "Title of one requires Title of two The reason." in text_of(found)
    (curve,) = (each for each in found if "data-from" in each.attributes)
    assert (curve.attributes["data-from"], curve.attributes["data-to"]) == ("one", "two")


def test_what_two_patterns_complement_in_each_other_is_one_arrow_in_their_pictures() -> None:
    one = pattern_samples.pattern(related=related("two", Relation.COMPLEMENTS))
    made = composed(one, pattern_samples.pattern("two", number=2, related=related("one", Relation.COMPLEMENTS)))
    for name in ("one", "two"):
        (said,) = (each for each in on_page(made, name) if each.attributes.get("id") == "neighbours-desc")
        assert said.all_text().count("complements") == 1


def test_a_neighbour_is_listed_once_with_the_strongest_relation_that_either_says() -> None:
    one = pattern_samples.pattern(
        related=(*related("two", Relation.COMPLEMENTS), *related("three", Relation.COMPLEMENTS))
    )
    two = pattern_samples.pattern("two", number=2, related=related("one", Relation.COMPLEMENTS, "Not twice."))
    three = pattern_samples.pattern("three", number=3, related=related("one", Relation.REQUIRES))
    found = on_page(composed(one, two, three))
    assert "Complements Title of two Title of three requires this one Map" in section(found, "related")
    (said,) = (each for each in found if each.attributes.get("id") == "neighbours-desc")
    assert said.all_text() == "Title of one complements Title of two; Title of three requires Title of one"


def test_patterns_that_require_each_other_are_drawn_and_not_followed_forever() -> None:
    circle = [pattern_samples.pattern(name, number=at, related=related(other, Relation.REQUIRES))
              for at, (name, other) in enumerate((("one", "two"), ("two", "three"), ("three", "one")), 1)]  # fmt: skip
    made = composed(*circle)
    assert len([each for each in read(made, "pattern-map/") if "data-from" in each.attributes]) == 3
    assert "Requires Title of two" in section(on_page(made), "related")


def test_a_relation_to_what_does_not_exist_is_text(loaded: Catalogue) -> None:
    made = composed(pattern_samples.pattern(related=related("nowhere", Relation.COMPLEMENTS)))
    found = on_page(made)
    assert "Complements nowhere" in section(found, "related")
    assert not [each for each in found if "nowhere" in str(each.attributes.get("href"))]


# ---- the mesh's page


def test_a_mesh_lists_its_patterns_with_how_and_on_what_evidence() -> None:
    own = implementation("alpha", manifests=(file("alpha/a.yaml", checked=True),))
    made = composed(
        pattern_samples.pattern("own", implementations=(own,), conformance=(needed("TS-1.1.1"),)),
        pattern_samples.pattern("portable", number=2, implementations=(implementation("smi"),), conformance=(needed("TA-1.1.1"),)),
        pattern_samples.pattern("foreign", number=3, implementations=(implementation("gamma"),)),
        pattern_samples.pattern("gone", number=4, implementations=(own,), status=PatternStatus.WITHDRAWN),
        synthetic.smi_report(mesh_id="beta"),
    )  # fmt: skip
    alpha, beta, gamma = (section(read(made, f"meshes/{name}/"), "patterns") for name in ("alpha", "beta", "gamma"))
    assert "Title of own No. 1, resiliency manifests of its own, native unknown no report of its suite here" in alpha
    assert [name for name in ("portable", "foreign", "gone") if f"Title of {name}" in alpha] == []
    assert re.search(
        r"Title of portable No\. 2, resiliency by the SMI Title of portable: satisfied SMI, v?1\.0\.0", beta
    )
    assert "Title of own" not in beta
    assert "Title of foreign No. 3, resiliency native no case tests it" in gamma


def test_the_filter_by_a_mesh_finds_what_the_page_of_the_mesh_lists() -> None:
    made = composed(
        pattern_samples.pattern("own", implementations=(implementation("alpha"),)),
        pattern_samples.pattern("portable", number=2, implementations=(implementation("smi"),), conformance=(needed("TA-1.1.1"),)),
        synthetic.smi_report(),
    )  # fmt: skip
    listed = {
        name: [
            str(each.attributes["href"])
            for each in read(made, f"meshes/{name}/")
            if "patterns/" in str(each.attributes.get("href"))
        ]
        for name in ("alpha", "beta")
    }
    assert listed == {"alpha": ["../../patterns/own/#on-alpha", "../../patterns/portable/#on-smi"], "beta": []}
    cards = [each for each in read(made, "patterns/") if "data-pattern" in each.attributes]
    fitting = {
        name: [each.attributes["data-pattern"] for each in cards if name in str(each.attributes["data-target"]).split()]
        for name in listed
    }
    assert fitting == {"alpha": ["own", "portable"], "beta": []}
    assert "No. 2, resiliency" in section(read(made, "meshes/alpha/"), "patterns")


def test_a_need_leads_to_the_row_of_the_case_that_decides() -> None:
    one = pattern_samples.pattern(
        implementations=(implementation("alpha"),), conformance=(needed("TS-1.1.1", "TA-1.1.1"),)
    )
    made = composed(one, synthetic.smi_report(odd={"TA": "failed"}))
    for path in ("patterns/one/", "meshes/alpha/"):
        (link,) = (
            str(each.attributes["href"]) for each in read(made, path) if "#case" in str(each.attributes.get("href"))
        )
        place, _, anchor = link.partition("#")
        assert anchor == "case-TA-1.1.1"
        row = identified(read(made, place.replace("../", "")), anchor)
        assert row.all_text().startswith("TA-1.1.1")


def test_the_search_of_the_catalogue_reaches_problem_and_solution(whole: Composition) -> None:
    (card,) = (each for each in read(whole, "patterns/") if each.attributes.get("data-pattern") == FULL)
    assert "second paragraph of the problem of full." in str(card.attributes["data-text"])
    assert "solution of full." in str(card.attributes["data-text"])


def test_one_failed_need_is_not_hidden_behind_an_unknown_one() -> None:
    made = pattern_samples.pattern(
        implementations=(implementation("alpha"),), conformance=(needed("TS-9.9.9"), needed("TA-1.1.1"))
    )
    for both in (made, replace(made, conformance=made.conformance[::-1])):
        said = section(read(composed(both, synthetic.smi_report(odd={"TA": "failed"})), "meshes/alpha/"), "patterns")
        assert "Title of one: unsatisfied" in said


@pytest.mark.parametrize(
    ("case", "status", "says"),
    [
        ("TS-9.9.9", "passed", "unknown SMI, 1.0.0 the report does not tell"),
        ("TA-1.1.1", "failed", "unsatisfied SMI, 1.0.0 TA-1.1.1: failed"),
        ("TA-1.1.1", "not-run", "unknown SMI, 1.0.0 TA-1.1.1: not run"),
    ],
)
def test_a_mesh_says_why_a_need_is_not_met(case: str, status: str, says: str) -> None:
    one = pattern_samples.pattern(implementations=(implementation("alpha"),), conformance=(needed(case),))
    said = section(read(composed(one, synthetic.smi_report(odd={"TA": status})), "meshes/alpha/"), "patterns")
    assert f"Title of one: {says}" in said.replace("v1.0.0", "1.0.0")


def test_a_mesh_without_patterns_says_so_and_no_mesh_has_no_such_part() -> None:
    made = composed(pattern_samples.pattern())
    assert "No pattern has manifests for this mesh" in section(read(made, "meshes/alpha/"), "patterns")
    assert not [each for each in read(made, "meshes/no-mesh/") if each.attributes.get("id") == "patterns"]


# ---- data


def test_data_has_an_entry_for_each_pattern_of_the_catalogue(whole: Composition) -> None:
    found = json.loads(asset(whole, "data/patterns.json"))["patterns"]
    assert {name: each["status"] for name, each in found.items()} == SHOWN
    for name, each in found.items():
        document = pattern_samples.documents()[name]
        assert (each["title"], each["summary"], each["number"]) == (
            document["title"],
            document["summary"],
            document["number"],
        )
        assert each["page"] == f"patterns/{name}/"
        assert page(whole, each["page"]).title == document["title"]
    verdicts = {
        one["name"]: one["schema"]
        for each in found[FULL]["implementations"]
        for files in each["manifests"]
        for one in files["objects"]
    }
    assert {name for name, schema in verdicts.items() if schema is None} == {"unheard"}
    assert set(verdicts) == {"shop", "unheard", "second", "portable"}


def test_the_table_has_a_row_for_each_pattern_and_target_and_no_formula(whole: Composition) -> None:
    rows = list(csv.DictReader(asset(whole, "data/patterns.csv").decode().splitlines()))
    assert {row["pattern"] for row in rows} == set(SHOWN)
    assert [(row["target"], row["support"], row["objects_checked"], row["objects_without_schema"]) for row in rows if row["pattern"] == FULL] == [
        ("istio", "native", "2", "1"), ("kubernetes", "partial", "1", "0"), ("other", "none", "0", "0"),
    ]  # fmt: skip
    made = composed(pattern_samples.pattern(title="=1+1"))
    (row,) = csv.DictReader(asset(made, "data/patterns.csv").decode().splitlines())
    assert row["title"] == "'=1+1"


def test_the_same_patterns_make_the_same_bytes(loaded: Catalogue, whole: Composition) -> None:
    again = compose(replace(loaded, patterns=dict(reversed(list(loaded.patterns.items())))), compare(loaded), SITE)
    kept = ("patterns/", "pattern-map/", "data/patterns", "meshes/")
    for one, two in ((whole, again), (again, whole)):
        files: dict[str, Any] = {each.path: each for each in (*two.pages, *two.assets)}
        assert [
            each.path
            for each in (*one.pages, *one.assets)
            if each.path.startswith(kept) and files.get(each.path) != each
        ] == []


# ---- texts that try to break out


def test_a_hostile_pattern_brings_no_element_and_no_handler(whole: Composition) -> None:
    plain = {
        (each.name, name) for path in (FULL, NEWER) for each in on_page(whole, path) for name in ("", *each.attributes)
    }
    for path in (f"patterns/{EVIL}/", "patterns/", "pattern-map/", f"patterns/{FULL}/"):
        found = read(whole, path)
        assert not [
            each for each in found if each.name == "img" or any(name.startswith("on") for name in each.attributes)
        ]
        scripts = [each for each in found if each.name == "script"]
        assert all(
            str(each.attributes.get("src")).endswith(("assets/filter.js", "assets/patterns.js"))
            and not each.text.strip()
            for each in scripts
        ), path
    own = {(each.name, name) for each in on_page(whole, EVIL) for name in ("", *each.attributes)}
    assert own - plain <= {("rect", "rx")}


def test_a_hostile_text_is_shown_as_it_is_wherever_it_stands(whole: Composition) -> None:
    found = on_page(whole, EVIL)
    said = text_of(found)
    assert said.count(HOSTILE) >= 15
    assert SHORT in section(found, "topology")
    assert HOSTILE in section(found, "manifests")
    assert HOSTILE in section(on_page(whole, FULL), "related")
    assert page(whole, f"patterns/{EVIL}/").title.startswith("Evil \"'></title>")
    assert asset(whole, f"patterns/{EVIL}/kubernetes.yaml").endswith(pattern_samples.evil_manifest().encode())


def test_a_reference_links_by_https_alone_and_gives_nothing_away(whole: Composition) -> None:
    (link,) = (each for each in on_page(whole, FULL) if each.attributes.get("href") == "https://example.org/source")
    assert {"noopener", "nofollow"} <= set(str(link.attributes["rel"]).split())
    assert f"/blob/main/patterns/{FULL}/pattern.yaml" in str(page(whole, f"patterns/{FULL}/").body)
