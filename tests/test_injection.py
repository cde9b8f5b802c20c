"""Hostile texts in every field of a submission: each is refused, or shown as the text that it is, wherever it ends up."""

from __future__ import annotations

import base64
import copy
import csv
import hashlib
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from generator.csp import THEME_SCRIPTS
from generator.finding import Severity
from generator.load import load
from generator.schema import child_of, merged, types_of
from generator.schema import load as load_schema
from generator.source import parse
from tests import sites
from tests.sites import Element

Path_ = tuple[str | int, ...]
FILES = (
    "results/performance/example/submission.yaml",
    "results/performance/example/results.yaml",
    "results/performance/example/status.yaml",
    "results/registry/meshes/istio.yaml",
    "results/registry/labs/lab-one.yaml",
    "results/registry/initiatives.yaml",
    "results/registry/aliases.yaml",
    "results/registry/claims.yaml",
    "results/conformance/gateway-api/example-gateway/report.yaml",
    "results/conformance/gateway-api/example-unmodified/standard-1.20-default-report.yaml",
    "results/conformance/hamlet/example-hamlet/report.yaml",
    "results/conformance/smi/example-smi/report.yaml",
)
SHOWN = {"title", "description", "note", "reason", "name", "fact", "component", "application", "reproduce", "tool"}
"""Fields that take any text: the test would show nothing were they all refused."""
ADDRESSES = {"source_uri", "uri", "source", "details_uri"}
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field for text: where it stands, how long the text may be, and whether its values are listed or patterned."""

    file: str
    pointer: Path_
    longest: int
    sealed: bool

    @property
    def name(self) -> str:
        return next(str(each) for each in reversed(self.pointer) if isinstance(each, str))


def evil(number: int, longest: int) -> str:
    """A text that begins as a formula does, leaves an attribute and an element, and runs; distinct by its number."""
    short = f"=1+'\"><img src=x onerror=EVIL={number}>{{{{7*7}}}}"
    long = f"{short}</title></textarea></script><script>EVIL={number}</script>[a](javascript:EVIL={number}) &lt;script&gt; **b** `c`"
    return long if len(long) <= longest else short


def evil_address(number: int) -> tuple[str, ...]:
    return (
        f"https://example.org/?a='\"><img src=x onerror=EVIL={number}>",
        f"https://example.org/{number}?a=%22%3E&b='EVIL={number}'",
    )


def refused_address(number: int) -> tuple[str, ...]:
    return (
        f"javascript:EVIL={number}",
        f"JaVa\tScript:EVIL={number}",
        f"data:text/html,<script>EVIL={number}</script>",
        f"http://example.org/{number}",
        "https://good.example\\@evil.example/",
        "https://user:word@evil.example/",
        "https:evil.example",
        "//evil.example/",
    )


def fields_of(
    schema: object, node: object, data: object, pointer: Path_ = ()
) -> Iterator[tuple[Path_, dict[str, object]]]:
    """Every place for a text, in the document as it is or as the schema would let it grow."""
    node = merged(schema, node)
    kinds = types_of(node)
    if "string" in kinds:
        yield pointer, dict(node)
    if "array" in kinds and "items" in node:
        first = data[0] if isinstance(data, list) and data else None
        yield from fields_of(schema, node["items"], first, (*pointer, 0))
    if "object" in kinds:
        present = data if isinstance(data, dict) else {}
        names = [*node.get("properties", {}), *(present if "additionalProperties" in node else ())]
        if isinstance(node.get("additionalProperties"), dict) and not present:
            names.append("synthetic")
        for name in dict.fromkeys(names):
            child = child_of(merged(schema, node), name)
            if child is not None:
                yield from fields_of(schema, child, present.get(name), (*pointer, name))


def grown(schema: object, node: object) -> object:
    """The smallest value of a schema."""
    node = merged(schema, node)
    if node.get("enum"):
        return node["enum"][0]
    kinds = types_of(node)
    if "object" in kinds:
        return {name: grown(schema, node["properties"][name]) for name in node.get("required", ())}
    if "array" in kinds and "string" not in kinds:
        return [grown(schema, node["items"])]
    return node["examples"][0] if node.get("examples") else {"string": "text", "boolean": True}.get(kinds[0], 1)


def placed(kind: str, data: object, pointer: Path_, value: object) -> object:
    """A copy of the document with the value at its place, and what the schema needs around it."""
    schema = load_schema(kind)
    made = copy.deepcopy(data)
    node, here = schema, made
    for at, step in enumerate(pointer):
        node = merged(schema, node)["items"] if isinstance(step, int) else child_of(merged(schema, node), step)
        last = at == len(pointer) - 1
        empty = (isinstance(here, list) and not here) or (isinstance(here, dict) and here.get(step) in (None, [], {}))
        if isinstance(here, list) and empty:
            here.append(None)
        if last:
            here[step] = value
        elif empty:
            here[step] = grown(schema, node)
        here = here[step]
    return made


@cache
def originals() -> dict[str, dict[str, object]]:
    read = {path: parse(path, (sites.BASE / path).read_bytes()).document for path in FILES}
    texts = {path: copy.deepcopy(document.data) for path, document in read.items() if document}
    texts["results/registry/aliases.yaml"]["aliases"] = []
    texts["results/performance/example/submission.yaml"]["purpose"] = "measurement"
    return texts


@cache
def all_fields() -> tuple[Field, ...]:
    return tuple(
        Field(
            file=file,
            pointer=pointer,
            longest=int(node.get("maxLength", 4096)),
            sealed=any(key in node for key in ("enum", "const", "pattern", "format")),
        )
        for file, content in originals().items()
        for pointer, node in fields_of(load_schema(content["kind"]), load_schema(content["kind"]), content)
        if pointer != ("kind",)
    )


class Bench:
    """A repository on which one document after another is tried."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.documents = dict(originals())
        for file in FILES:
            self.write(file, self.documents[file])
        assert not load(root).has_errors

    def write(self, file: str, content: object) -> None:
        (self.root / file).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

    def with_value(self, field: Field, value: str) -> object:
        content = self.documents[field.file]
        return placed(str(content["kind"]), content, field.pointer, value)

    def accepts(self, field: Field, value: str) -> bool:
        """Whether the check lets the value pass at its place; the document stays as it was."""
        self.write(field.file, self.with_value(field, value))
        errors = [each for each in load(self.root).findings if each.severity is Severity.ERROR]
        self.write(field.file, self.documents[field.file])
        return not errors

    def keep(self, field: Field, value: str) -> None:
        self.documents[field.file] = self.with_value(field, value)
        self.write(field.file, self.documents[field.file])


@dataclass(frozen=True, slots=True, kw_only=True)
class Evil:
    """The repository that holds every text that was let through, and its site."""

    root: Path
    site: Path
    accepted: dict[int, Field]
    values: dict[int, str]
    refused: tuple[Field, ...]


@pytest.fixture(scope="session")
def evil_site(tmp_path_factory: pytest.TempPathFactory) -> Evil:
    folder = tmp_path_factory.mktemp("evil")
    root = sites.small_repository(folder / "repository")
    bench = Bench(root)
    accepted, values, refused = {}, {}, []
    for number, field in enumerate(all_fields(), 1000):
        tries = (evil(number, field.longest), *evil_address(number))
        value = next((each for each in tries if not field.sealed and bench.accepts(field, each)), None)
        if value is None:
            refused.append(field)
            continue
        bench.keep(field, value)
        accepted[number], values[number] = field, value
    site = sites.built(root, folder / "site")
    return Evil(root=root, site=site, accepted=accepted, values=values, refused=tuple(refused))


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(sites.small_repository(tmp_path_factory.mktemp("bench") / "repository"))


pytestmark = pytest.mark.xdist_group("injection")


def test_a_free_text_is_let_through_and_an_address_only_as_https(evil_site: Evil) -> None:
    assert {field.name for field in evil_site.accepted.values()} >= SHOWN
    for number, field in evil_site.accepted.items():
        if field.name in ADDRESSES:
            assert evil_site.values[number].startswith("https://example.org/"), field


def test_an_id_a_date_and_a_listed_word_take_no_other_text(bench: Bench) -> None:
    sealed = [field for field in all_fields() if field.sealed]
    assert len(sealed) > 30
    taken = [field for number, field in enumerate(sealed) if bench.accepts(field, evil(number, 60))]
    assert [(field.file, field.pointer) for field in taken] == []


def test_an_address_that_is_not_plain_https_is_refused(bench: Bench) -> None:
    fields = [field for field in all_fields() if field.name in ADDRESSES and not field.sealed]
    assert {field.name for field in fields} == ADDRESSES
    taken = [
        (field.pointer, value)
        for number, field in enumerate(fields)
        for value in refused_address(number)
        if bench.accepts(field, value)
    ]
    assert taken == []


def html_files(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


@cache
def parsed(file: Path) -> list[Element]:
    return sites.elements(file.read_text(encoding="utf-8"))


def shape(site: Path) -> set[tuple[str, str]]:
    """Which attributes stand on which elements of a site."""
    return {(each.name, name) for file in html_files(site) for each in parsed(file) for name in ("", *each.attributes)}


def test_hostile_texts_bring_no_element_or_attribute(evil_site: Evil, small_site: Path) -> None:
    grown_pages = {("a", "rel"), ("br", ""), ("time", ""), ("aside", "")}
    foreign = {each for each in shape(evil_site.site) - shape(small_site) if each not in grown_pages}
    events = {(name, each) for name, each in foreign if each.startswith("on")}
    dangerous = {
        (name, each)
        for name, each in foreign
        if name in {"script", "iframe", "img", "svg", "link", "base", "form", "style"}
    }
    assert events == set()
    assert dangerous == set()
    assert {name for name, _ in shape(evil_site.site)} & {"iframe", "object", "embed", "base", "textarea"} == set()


def allowed_script(each: Element) -> bool:
    if each.attributes.get("type") == "application/json":
        return True
    if source := each.attributes.get("src"):
        return (
            re.fullmatch(r"(?:\.\.?/|/mesh-results/)*assets/[\w./-]+\.js", source) is not None and not each.text.strip()
        )
    digest = base64.b64encode(hashlib.sha256(each.text.encode()).digest()).decode()
    return f"sha256-{digest}" in THEME_SCRIPTS


def test_only_the_site_s_own_scripts_stand_in_its_pages(evil_site: Evil) -> None:
    scripts = [(file, each) for file in html_files(evil_site.site) for each in parsed(file) if each.name == "script"]
    assert len(scripts) > 100
    assert [f"{file}:{each.line}" for file, each in scripts if not allowed_script(each)] == []


def targets(each: Element) -> Iterator[str]:
    for name in ("href", "src", "action", "formaction", "data", "poster", "xlink:href", "srcset"):
        if each.attributes.get(name) is not None:
            yield str(each.attributes[name])


def test_links_lead_to_the_site_or_by_https(evil_site: Evil) -> None:
    wrong = {
        target
        for file in html_files(evil_site.site)
        for each in parsed(file)
        for target in targets(each)
        if urlsplit(target.strip()).scheme not in {"", "https"} or target.startswith("//")
    }
    assert wrong == set()


def test_links_of_submitted_addresses_give_nothing_away(evil_site: Evil) -> None:
    submitted = [
        each
        for file in html_files(evil_site.site)
        for each in parsed(file)
        if each.name == "a" and str(each.attributes.get("href", "")).startswith("https://example.org/")
    ]
    assert submitted
    for each in submitted:
        assert {"noopener", "nofollow"} <= set(str(each.attributes.get("rel", "")).split()), each


def test_metadata_redirects_nobody(evil_site: Evil) -> None:
    kinds = {
        str(each.attributes["http-equiv"]).lower()
        for file in html_files(evil_site.site)
        for each in parsed(file)
        if each.name == "meta" and "http-equiv" in each.attributes
    }
    assert kinds == {"content-security-policy"}


def test_hostile_texts_are_shown_as_they_are(evil_site: Evil) -> None:
    texts = [" ".join(each.text.split()) for file in html_files(evil_site.site) for each in parsed(file)]
    whole = "\n".join(texts)
    shown = {number for number, value in evil_site.values.items() if value in whole}
    assert len(shown) > len(evil_site.values) * 0.6
    named = {evil_site.accepted[number].name for number in shown}
    assert named >= SHOWN


def cells(site: Path) -> Iterator[tuple[Path, str]]:
    for file in sorted(site.rglob("*.csv")):
        with file.open(encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream):
                yield from ((file, cell) for cell in row)


def is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?", text) is not None


def test_no_cell_of_a_table_is_a_formula(evil_site: Evil) -> None:
    found = list(cells(evil_site.site))
    assert [cell for _, cell in found if cell.strip(" \u00a0").startswith(FORMULA) and not is_number(cell)] == []
    assert [cell for _, cell in found if cell.startswith("'=1+")]


def test_a_badge_shows_a_hostile_version_as_text(evil_site: Evil) -> None:
    """An SVG that somebody opens by itself is a document in which scripts would run."""
    pictures = sorted((evil_site.site / "badges").rglob("*.svg"))
    assert len(pictures) > 2
    for file in pictures:
        root = ET.fromstring(file.read_text(encoding="utf-8"))  # noqa: S314 - our own file
        assert {each.tag.rpartition("}")[2] for each in root.iter()} == {"svg", "title", "rect", "path", "g", "text"}
        names = {name for each in root.iter() for name in each.attrib}
        assert not [each for each in names if each.startswith("on") or "href" in each or each == "style"]
    assert any("EVIL=" in file.read_text(encoding="utf-8") for file in pictures)


def test_every_suite_s_reports_stand_in_the_site_with_their_hostile_texts(evil_site: Evil) -> None:
    """Where a report were left out, the tests above would show nothing."""
    for name in ("example-gateway", "example-unmodified", "example-hamlet", "example-smi"):
        assert "EVIL=" in (evil_site.site / f"conformance/reports/{name}/index.html").read_text(encoding="utf-8")
    for path in (
        "conformance/gateway-api",
        "conformance/smi",
        "conformance/hamlet",
        "conformance/compare",
        "meshes/istio",
    ):
        assert "EVIL=" in (evil_site.site / path / "index.html").read_text(encoding="utf-8"), path
    for name in ("conformance.json", "conformance-reports.csv", "conformance-cases.csv", "conformance-claims.csv"):
        assert "EVIL=" in (evil_site.site / "data" / name).read_text(encoding="utf-8"), name


def test_every_json_and_xml_file_can_be_read(evil_site: Evil) -> None:
    files = sorted(evil_site.site.rglob("*.json"))
    assert len(files) > 5
    for file in files:
        json.loads(file.read_text(encoding="utf-8"), parse_constant=pytest.fail)
    for file in evil_site.site.rglob("*.xml"):
        ET.fromstring(file.read_text(encoding="utf-8"))  # noqa: S314 - our own file


def test_no_label_of_a_chart_and_no_entry_of_the_search_is_markup(evil_site: Evil) -> None:
    """Plotly and the theme's search both read these texts as markup."""
    charts = [*(evil_site.site / "charts").glob("*.json"), *(evil_site.site / "performance").rglob("percentiles.json")]
    assert charts
    for file in (*charts, evil_site.site / "search/search_index.json"):
        text = json.dumps(json.loads(file.read_text(encoding="utf-8")), ensure_ascii=False)
        assert re.findall(r"<(?:img|script|svg|a)\b[^>]{0,60}", text) == [], file
    assert "EVIL=" in (evil_site.site / "search/search_index.json").read_text(encoding="utf-8")


@pytest.mark.browser
def test_nothing_runs_even_without_the_policy(chromium: Browser, evil_site: Evil) -> None:
    pages = {
        str(file.parent.relative_to(evil_site.site))
        for file in html_files(evil_site.site)
        if file.name == "index.html" and b"EVIL=" in file.read_bytes()
    }
    assert len(pages) > 10
    context = chromium.new_context(bypass_csp=True, viewport={"width": 1280, "height": 4000})
    context.set_default_timeout(15_000)
    dialogs: list[str] = []
    with sites.served(evil_site.site) as address:
        page = context.new_page()
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        for path in sorted(pages):
            page.goto(f"{address}{path}/".replace("/./", "/"))
            for plot in page.locator(".mr-chart__plot[data-figure]").all():
                plot.scroll_into_view_if_needed()
                expect(plot).to_have_attribute("data-state", "ready")
            assert page.evaluate("[typeof EVIL, document.querySelectorAll('img[src=x]').length]") == ["undefined", 0], (
                path
            )
            assert page.locator(".mr-chart__plot svg :is(a, image, script)").count() == 0, path
        page.goto(f"{address}performance/?columns=label.group_title.lab.submission.result.generator.version.flags")
        page.wait_for_selector(".mr-explorer[data-ready]")
        page.locator(".md-search__input").click()
        page.keyboard.type("onerror")
        page.wait_for_selector(".md-search-result__item")
        assert page.evaluate("[typeof EVIL, document.querySelectorAll('img[src=x]').length]") == ["undefined", 0]
    context.close()
    assert dialogs == []
