"""Hostile texts at every place of every schema: each is refused, or comes out as the text that it is, wherever it ends up."""

from __future__ import annotations

import io
import json
import xml.etree.ElementTree as ET
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from generator import schema, slides
from generator.charts import gather
from generator.compare import compare
from generator.load import load
from tests import audits, schema_walk, sinks, sites
from tests.injection import DOCUMENTS, MADE, PIN, Bench, Evil, all_fields, evil, originals, poison, refused_addresses
from tests.schema_walk import KEY, VALUE, Field
from tests.sinks import SINKS
from tests.sites import Element

SHOWN = {"title", "description", "note", "reason", "name", "fact", "component", "application", "reproduce", "tool"}
"""Fields that take any text: the tests would show nothing were they all refused."""
ADDRESSES = {"source_uri", "uri", "source", "details_uri"}
REFUSED = {
    ("ConformanceReport", "date"): "has to be a date",
    ("ConformanceReport", "project"): "has to be a mesh of the registry",
    ("chart-pin/v1", "form"): "has to be the JSON of a figure",
    ("chart-pin/v1", "meshes"): "have to be meshes of the registry",
    ("chart-pin/v1", "results"): "have to be results, reports or patterns",
    ("pattern/v1", "claim"): "has to be a claim of the registry",
    ("pattern/v1", "max_tested_version"): "has to be a version",
    ("pattern/v1", "min_version"): "has to be a version",
    ("performance-submission/v1", "cookies"): "is taken for a credential, with its key",
    ("performance-submission/v1", "synthetic"): "is taken for a credential, with its key",
    ("performance-submission/v1", "version"): "stands in two places that have to agree",
}
"""Fields for any text that no hostile one reaches, and why."""

SITE = "https://service-mesh-wg.github.io/mesh-results/"

pytestmark = pytest.mark.xdist_group("injection")


@pytest.fixture(scope="session")
def evil_site(tmp_path_factory: pytest.TempPathFactory) -> Evil:
    return poison(tmp_path_factory.mktemp("evil"))


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(sites.small_repository(tmp_path_factory.mktemp("bench") / "repository"))


def is_address(field: Field) -> bool:
    """Whether the place is for an address; a pin's source is a line of words."""
    return field.name in ADDRESSES and field.role == VALUE and not field.sealed and field.kind != "chart-pin/v1"


# Every place is tried


def test_every_kind_of_document_is_poisoned() -> None:
    """Of a new kind an example goes to tests/corpus/base, and its path to DOCUMENTS in tests/injection.py."""
    assert {str(document["kind"]) for document in originals().values()} == set(schema.BY_NAME)
    assert set(originals()) == {*DOCUMENTS, *MADE, PIN}


@pytest.mark.parametrize("kind", sorted(schema.BY_NAME))
def test_the_walker_reaches_every_text_that_a_schema_describes(kind: str) -> None:
    reached = {field.position for field in all_fields() if field.kind == kind}
    assert reached == schema_walk.positions(kind)


def test_the_walker_refuses_a_schema_that_it_does_not_understand() -> None:
    for keyword in ("anyOf", "oneOf", "if", "patternProperties", "prefixItems", "contains"):
        with pytest.raises(AssertionError, match=keyword):
            list(schema_walk._described({}, {"properties": {"a": {keyword: [{"type": "string"}]}}}, ()))


def test_every_place_for_any_text_holds_a_hostile_one_or_has_a_reason(evil_site: Evil) -> None:
    refused = {
        (field.kind, field.name) for field in evil_site.refused if not field.sealed and field.kind != "aliases/v1"
    }
    assert refused == set(REFUSED)
    assert {field.name for field, _ in evil_site.accepted.values()} >= SHOWN


def test_a_map_takes_a_hostile_key_or_none_at_all(evil_site: Evil) -> None:
    keys = [field for field in all_fields() if field.role == KEY]
    taken = [text for field, text in evil_site.accepted.values() if field.role == KEY]
    assert len(keys) > 15
    assert any("EVIL=" in text for text in taken)


def test_an_address_is_let_through_as_https_only(evil_site: Evil) -> None:
    taken = {text for field, text in evil_site.accepted.values() if is_address(field)}
    assert taken
    assert {text for text in taken if not text.startswith("https://example.org/")} == set()


def test_an_id_a_date_and_a_listed_word_take_no_other_text(bench: Bench) -> None:
    sealed = [field for field in all_fields() if field.sealed]
    assert len(sealed) > 100
    taken = [field for number, field in enumerate(sealed) if bench.accepts(field, evil(number, 60))]
    assert [(field.file, field.pointer) for field in taken] == []


def test_a_pattern_ends_where_the_text_does(bench: Bench) -> None:
    """`$` stands before a last line break, too, in more than one language."""
    sealed = [field for field in all_fields() if "pattern" in field.node and field.node.get("examples")]
    taken = [field for field in sealed if bench.accepts(field, f"{field.node['examples'][0]}\n")]
    assert [(field.file, field.pointer) for field in taken] == []


def test_the_nastiest_text_of_a_pattern_is_tried(evil_site: Evil) -> None:
    sealed = [text for field, text in evil_site.accepted.values() if field.sealed]
    assert len(sealed) > 20
    assert any(text.startswith("-") for text in sealed)
    assert schema_walk.nastiest({"pattern": "^[A-Za-z0-9.+() -]+$"}, "Apache").startswith("+-")
    assert schema_walk.nastiest({"pattern": "^[a-z]+$"}, "a") == "a"


@pytest.mark.parametrize("number", range(len(refused_addresses(0))))
def test_an_address_that_is_not_plain_https_is_refused(number: int, bench: Bench) -> None:
    fields = [field for field in all_fields() if is_address(field)]
    assert {field.name for field in fields} == ADDRESSES
    taken = [field.pointer for field in fields if bench.accepts(field, refused_addresses(number)[number])]
    assert taken == []


# Every output is audited


@pytest.mark.parametrize("name", sorted(SINKS))
def test_an_output_holds_hostile_texts_as_texts(name: str, evil_site: Evil) -> None:
    sink = SINKS[name]
    texts = list(sink.texts(evil_site))
    assert len(texts) >= sink.fewest
    assert [f"{where}: {fault}" for where, text in texts for fault in sink.audit(text)][:20] == []
    assert any("EVIL=" in text for _, text in texts) or not sink.told


@pytest.mark.parametrize("name", ["charts", "status"])
def test_a_deck_holds_hostile_texts_as_texts(name: str, evil_site: Evil) -> None:
    catalogue = load(evil_site.root).catalogue
    charts = gather(catalogue, compare(catalogue), date(2026, 11, 26))
    made = {
        "charts": lambda: slides.deck([each for each in charts.all if not each.demonstration], SITE, title="Synthetic"),
        "status": lambda: slides.status_deck(catalogue, SITE, since=date(2026, 1, 1)),
    }
    content = made[name]()
    assert list(audits.audit_pptx(content)) == []
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        parts = [whole.read(each) for each in whole.namelist() if each.startswith("ppt/slides/slide")]
        texts = ["".join(ET.fromstring(part).itertext()) for part in parts]  # noqa: S314 - our own file
    assert len(texts) >= 2
    assert any("EVIL=" in text for text in texts)


def test_every_file_of_the_site_is_audited_by_its_kind(evil_site: Evil) -> None:
    assert sinks.unexpected(evil_site.site) == []


def test_a_file_of_an_unknown_kind_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "a.xyz").write_bytes(b"")
    (tmp_path / "a.html").write_text("<script>EVIL=1</script>", encoding="utf-8")
    assert len(sinks.unexpected(tmp_path)) == 2


def test_a_report_for_github_holds_one_command_a_finding(evil_site: Evil) -> None:
    report = sinks.report("github", evil_site)
    assert sinks.shown(evil_site) > 100
    assert list(audits.audit_commands(report, sinks.shown(evil_site))) == []


@pytest.mark.parametrize("form", sorted(sinks.REPORTS))
def test_controls_and_commands_in_every_field_stay_within_the_report(form: str, bench: Bench) -> None:
    text = "a\n::error::EVIL=1 %0A::error file=a,line=1::b\r\n##[error]c\x1b[2J\u202e\u2066,:"
    fields = [field for field in all_fields() if field.role == VALUE][::9]
    for field in fields:
        found = bench.findings(field, text)
        assert found, field
        report = sinks.REPORTS[form](found, 1)
        if form == "github":
            assert list(audits.audit_commands(report, len(found))) == [], field
        else:
            assert list(audits.audit_terminal(report)) == [], field


def html_files(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def shape(site: Path) -> set[tuple[str, str]]:
    """Which attributes stand on which elements of a site."""
    pages = (sites.elements(file.read_text(encoding="utf-8")) for file in html_files(site))
    return {(each.name, name) for page in pages for each in page for name in ("", *each.attributes)}


def test_hostile_texts_bring_no_element_or_attribute(evil_site: Evil, small_site: Path) -> None:
    """Besides the lists of what is allowed: nothing that runs, loads or sends which a harmless site has not."""
    foreign = shape(evil_site.site) - shape(small_site)
    acting = {"script", "iframe", "img", "svg", "link", "base", "form", "style", "object", "embed", "button", "input"}
    assert {(name, each) for name, each in foreign if name in acting or each.startswith("on")} == set()


def test_hostile_texts_are_shown_as_they_are(evil_site: Evil) -> None:
    pages = (sites.elements(file.read_text(encoding="utf-8")) for file in html_files(evil_site.site))
    whole = "\n".join(" ".join(each.text.split()) for page in pages for each in page)
    shown = {number for number, text in evil_site.values().items() if "EVIL=" in text and text in whole}
    hostile = {number for number, text in evil_site.values().items() if "EVIL=" in text}
    assert len(shown) > len(hostile) * 0.6
    assert {evil_site.accepted[number][0].name for number in shown} >= SHOWN
    by_kind = defaultdict(int)
    for number in shown:
        by_kind[evil_site.accepted[number][0].kind] += 1
    assert set(by_kind) == set(schema.BY_NAME) - {"aliases/v1"}


def test_a_badge_is_made_of_few_elements(evil_site: Evil) -> None:
    """An SVG that somebody opens by itself is a document in which scripts would run."""
    pictures = sorted((evil_site.site / "badges").rglob("*.svg"))
    for file in pictures:
        root = ET.fromstring(file.read_text(encoding="utf-8"))  # noqa: S314 - our own file
        assert {each.tag.rpartition("}")[2] for each in root.iter()} == {"svg", "title", "rect", "path", "g", "text"}


def test_every_suite_s_reports_stand_in_the_site_with_their_hostile_texts(evil_site: Evil) -> None:
    """Where a report were left out, the tests above would show nothing."""
    pages = [f"conformance/reports/example-{name}" for name in ("gateway", "unmodified", "hamlet", "smi")]
    pages += ["conformance/gateway-api", "conformance/smi", "conformance/hamlet", "conformance/compare", "meshes/istio"]
    pages += ["patterns/example", "working-group", "performance", "performance/submissions/example", "charts"]
    for path in pages:
        assert "EVIL=" in (evil_site.site / path / "index.html").read_text(encoding="utf-8"), path


# A browser runs nothing


ALIKE = ("rules", "schemas")
"""Folders with one kind of page, of which there are many."""


def page_kinds(site: Path) -> dict[str, str]:
    """Of every kind of page the one with the most hostile texts, by the page's place without ids."""
    best: dict[str, tuple[int, str]] = {}
    for file in html_files(site):
        path = file.parent.relative_to(site).as_posix()
        first, *rest = path.split("/")
        kind = f"{'/'.join([first, *([] if first in ALIKE else rest[:1])])} {len(rest)}"
        best[kind] = max(best.get(kind, (0, "")), (file.read_bytes().count(b"EVIL="), path))
    return {kind: "" if path == "." else f"{path}/" for kind, (count, path) in best.items() if count}


def draw(page: Page) -> None:
    for plot in page.locator(".mr-chart__plot[data-figure]").all():
        plot.scroll_into_view_if_needed()
        expect(plot).to_have_attribute("data-state", "ready")


RAN = "[typeof EVIL, document.querySelectorAll('img[src=x]').length]"


def visits(chromium: Browser, evil_site: Evil, *, without_policy: bool) -> Iterator[tuple[Page, str]]:
    """Every kind of page, its charts drawn; then the explorer and the search, with hostile texts in them."""
    context = chromium.new_context(bypass_csp=without_policy, viewport={"width": 1280, "height": 4000})
    context.set_default_timeout(15_000)
    context.add_init_script(
        "window.violations = []; document.addEventListener('securitypolicyviolation', (event) =>"
        " window.violations.push(event.violatedDirective + ' ' + event.blockedURI));"
    )
    asked: list[str] = []
    with sites.served(evil_site.site) as address:
        page = context.new_page()
        page.on("dialog", lambda dialog: (asked.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on(
            "request",
            lambda request: None if request.url.startswith((address, "data:", "blob:")) else asked.append(request.url),
        )
        for path in sorted(page_kinds(evil_site.site).values()):
            page.goto(address + path)
            draw(page)
            yield page, path
        page.goto(f"{address}performance/?columns=label.group_title.lab.submission.result.generator.version.flags")
        page.wait_for_selector(".mr-explorer[data-ready]")
        page.locator(".md-search__input").click()
        page.keyboard.type("onerror")
        page.wait_for_selector(".md-search-result__item")
        yield page, "the explorer and the search"
    context.close()
    assert asked == []


@pytest.mark.browser
def test_nothing_runs_even_without_the_policy(chromium: Browser, evil_site: Evil) -> None:
    assert len(page_kinds(evil_site.site)) > 20
    for page, path in visits(chromium, evil_site, without_policy=True):
        assert page.evaluate(RAN) == ["undefined", 0], path
        assert page.locator(".mr-chart__plot svg :is(a, image, script)").count() == 0, path


@pytest.mark.browser
def test_the_policy_has_nothing_to_forbid(chromium: Browser, evil_site: Evil) -> None:
    for page, path in visits(chromium, evil_site, without_policy=False):
        assert page.evaluate("window.violations") == [], path


@pytest.mark.browser
def test_a_badge_and_a_picture_run_nothing_when_they_are_opened(chromium: Browser, evil_site: Evil) -> None:
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()
    pictures = [file for file in sorted(evil_site.site.rglob("*.svg")) if "assets" not in file.parts]
    with sites.served(evil_site.site) as address:
        for file in pictures[:12]:
            page.goto(address + file.relative_to(evil_site.site).as_posix())
            assert page.evaluate("[typeof EVIL, document.querySelectorAll('script, foreignObject, a').length]") == [
                "undefined",
                0,
            ], file
    context.close()


def test_json_within_a_page_can_not_end_its_element(evil_site: Evil) -> None:
    found: list[Element] = []
    for file in html_files(evil_site.site):
        elements = sites.elements(file.read_text(encoding="utf-8"))
        found += [
            each for each in elements if each.name == "script" and each.attributes.get("type") == "application/json"
        ]
    for each in found:
        json.loads(each.text)


def test_the_fields_of_a_document_can_be_named() -> None:
    assert all(isinstance(field, Field) and field.name for field in all_fields() if field.pointer)
