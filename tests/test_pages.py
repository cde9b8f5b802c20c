"""Pages: true to their values, escaped at one seam, linked soundly, and honest on home."""

from __future__ import annotations

import csv
import json
import re
import shlex
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from enum import Enum
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from generator import cli, links, numbers, rules, schema
from generator.compare import compare
from generator.figures import Figure
from generator.importers import TOOLS
from generator.model import (
    Catalogue,
    Claim,
    ConformanceReport,
    Evidence,
    Initiative,
    InitiativeFact,
    Link,
    Moment,
    Purpose,
    Relationship,
    Release,
    Resource,
    Result,
    State,
    StatusEvent,
    Submission,
)
from generator.page import TITLE_ID, Composition, Page, file_of
from generator.pages import compose, documentation, messages, result, submit
from generator.pages.charts import chart, data_table
from generator.pages.index import PAGE_ROWS
from generator.pages.rendering import coded, contents, environment, outward, paragraphs
from tests import synthetic

SITE = "https://results.example/site/"
HOSTILE = "</title><script>alert(1)</script>\"'&lt;{{ 7*7 }}<img src=x onerror=alert(2)>"
YOUNG = Moment(text="2026-10-01", at=datetime(2026, 10, 1, tzinfo=UTC), precision="day", zoned=False)
OLD = Moment(text="2024-04", at=datetime(2024, 4, 1, tzinfo=UTC), precision="month", zoned=False)
INITIATIVES = tuple(
    Initiative(
        id=name, name=name.upper(), state="archived", summary="synthetic", links=(Link(title="x", uri="https://x.example"),),
        facts=(InitiativeFact(date="2023-10", fact="A synthetic fact.", source="https://x.example"),),
    )
    for name in ("smi", "smp", "hamlet")
)  # fmt: skip


PROXY = Resource(component="proxy", role="sidecar", cpu_mcores=200.0, mem_mb=60.0, statistic="average")


def runs(start: Moment | None = YOUNG) -> list[Result]:
    made = [
        synthetic.full_load("base", rps=157),
        synthetic.full_load("alpha", synthetic.subject("alpha", mode="sidecar"), rps=120),
        synthetic.full_load("beta", synthetic.subject("beta"), rps=147),
    ]
    return [replace(each, start_time=start) for each in made]


def alike(name: str | None) -> list[Result]:
    """Six runs that no test tells from those of another name."""
    what = None if name is None else synthetic.subject(name)
    return synthetic.repeats(name or "none", what, [10.0, 10.1, 10.2, 10.3, 10.4, 10.5])


def catalogue(*members: Submission | ConformanceReport | Claim) -> Catalogue:
    made = synthetic.catalogue(*(synthetic.whole(each) if isinstance(each, Submission) else each for each in members))
    return replace(made, initiatives=INITIATIVES)


def composed(*members: Submission | ConformanceReport | Claim) -> Composition:
    made = catalogue(*members)
    return compose(made, compare(made), SITE)


def reports() -> list[ConformanceReport | Claim]:
    """One report of each suite and kind, and claims; those of the Gateway API with features, so that there is a matrix of them."""
    declared = synthetic.level(
        1, skipped=1, skipped_tests=["MeshHTTPRouteRedirectPort"], unsupported=["MeshConsumerRoute"],
        supported=["MeshHTTPRouteQueryParamMatching", "MeshHTTPRouteRedirectPort"], result="partial",
    )  # fmt: skip
    gateway = (synthetic.profile(extended=declared), synthetic.profile(synthetic.level(2), name="MESH-GRPC"))
    return [
        synthetic.gateway_report("alpha-new", *gateway, version="1.10.0", note="x", reproduce="x\n\n    x"),
        synthetic.gateway_report("alpha-old", *gateway, api="v1.3.0", channel="experimental", mode="x", commit="4c436290f2"),
        synthetic.gateway_report("beta-gone", *gateway, mesh_id="beta", state=State.WITHDRAWN),
        synthetic.smi_report(odd={"TA": "not-claimed", "TSC-1.2.4": "failed"}, percentage=49.6),
        synthetic.smi_report("beta-smi", mesh_id="beta", suite_version=None, cases=(), historic=True),
        synthetic.hamlet_report(odd={"H-05": "partial", "H-14": "not-run"}),
        synthetic.claim(),
        synthetic.claim("Synthetic API", suite="hamlet", mesh_id=None, note="x", date="2021"),
    ]  # fmt: skip


def page(composition: Composition, path: str) -> Page:
    return next(each for each in composition.pages if each.path == path)


@pytest.fixture(scope="module")
def plain() -> Composition:
    return composed(synthetic.submission(runs()), *reports())


@pytest.fixture(scope="module")
def published() -> Composition:
    """The real results of this repository."""
    from generator.load import load  # noqa: PLC0415 - only the tests of real results read them

    found = load(Path(__file__).parent.parent).catalogue
    return compose(found, compare(found), SITE)


class Outline(HTMLParser):
    """Tags, ids and attributes as a browser would see them."""

    VOID = frozenset({"br", "img", "input", "hr", "meta", "link", "wbr"})

    def __init__(self, body: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.handlers: list[str] = []
        self.open: list[str] = []
        self.feed(body)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1] == tag, f"</{tag}> after <{self.open[-1]}>"
        self.open.pop()


def hostile(value: Any, *also: str) -> Any:
    """The value with hostile text in place of every text that is neither an id, an enum nor a path of this site, nor of a field in `also`."""
    kept = {
        "id",
        "submission",
        "mesh",
        "mode",
        "lab",
        "colour",
        "marker",
        "access",
        "source_model",
        "state",
        "precision",
    }
    kept |= {"offered", "path", "replaced_by", "date", "population", *also}

    def through(one: Any, name: str = "") -> Any:
        match one:
            case Enum() | date():
                return one
            case str():
                return one if name in kept else HOSTILE
            case tuple() if name != "results" or not all(isinstance(each, str) for each in one):
                return tuple(through(each, name) for each in one)
            case dict():
                return {key: through(each, name) for key, each in one.items()}
            case _ if is_dataclass(one) and not isinstance(one, type):
                return replace(one, **{each.name: through(getattr(one, each.name), each.name) for each in fields(one)})
        return one

    return through(value)


def every_body(*compositions: Composition) -> list[Page]:
    return [each for composition in compositions for each in composition.pages]


def test_each_page_has_one_title_unique_ids_and_closed_elements(plain: Composition, published: Composition) -> None:
    for each in every_body(plain, published):
        outline = Outline(each.body)
        assert outline.tags.count("h1") == 1, each.path
        assert TITLE_ID in outline.ids, each.path
        assert len(outline.ids) == len(set(outline.ids)), each.path
        assert not outline.open, each.path


def test_no_page_shows_an_absent_value_as_python_writes_it(plain: Composition, published: Composition) -> None:
    for each in every_body(plain, published):
        texts = re.split(
            r"<[^>]*>|\n", re.sub(r"<pre\b.*?</pre>|<code\b.*?</code>", "", str(each.body), flags=re.DOTALL)
        )
        assert not {"None", "True", "False", "nan", "NaN"} & {text.strip() for text in texts}, each.path


def test_each_entry_of_a_table_of_contents_is_in_its_page(plain: Composition, published: Composition) -> None:
    for each in every_body(plain, published):
        assert {item.id for item in each.toc} <= set(Outline(each.body).ids), each.path


def test_the_fixed_contents_of_result_pages_are_their_headings(published: Composition) -> None:
    pages = [each for each in published.pages if each.shell == "result"]
    assert len(pages) == 250
    assert [each.path for each in pages if contents(each.body) != each.toc] == []
    assert {each.toc for each in pages} == {result.TOC, result.TOC_DISTRIBUTED}


def test_every_internal_link_leads_somewhere(plain: Composition, published: Composition) -> None:
    for composition in (plain, published):
        pages = {file_of(each.path): str(each.body) for each in composition.pages}
        scripts = {
            f"assets/{name}.js"
            for name in ("compare", "compare-figures", "explorer", "conformance", "filter", "patterns", "picture")
        }
        files = {*pages, *(each.path for each in composition.assets), *scripts}
        assert links.check(pages, files, SITE) == ()


def test_no_two_pages_or_files_share_an_address(published: Composition) -> None:
    paths = [file_of(each.path) for each in published.pages] + [each.path for each in published.assets]
    assert len(paths) == len(set(paths))


def test_composing_twice_gives_the_same_bytes() -> None:
    turned = [*reversed(reports())]
    assert composed(synthetic.submission(runs()), *reports()) == composed(synthetic.submission(runs()), *reports())
    without_claims = [each for each in turned if isinstance(each, ConformanceReport)]
    assert composed(*without_claims) == composed(*reversed(without_claims))


SCRIPTED = {
    "performance/",
    "performance/compare/",
    "conformance/gateway-api/",
    "conformance/smi/",
    "conformance/hamlet/",
    "conformance/compare/",
    "patterns/",
    "pattern-map/",
}
SCRIPTS = {"charts/": 1, "patterns/": 1, "performance/compare/": 2}


def scripted(page: Page) -> bool:
    """Whether a script of its own belongs to the page: those of charts that are drawn make pictures."""
    return page.path in SCRIPTED or (page.shell == "chart" and "mr-chart__plot" in page.body)


"""The pages that bring a script of their own."""


@pytest.fixture(scope="module")
def attacked() -> Composition:
    """A composition in which every text that somebody may submit is hostile."""
    event = StatusEvent(
        date=date(2026, 11, 22), state=State.DISPUTED, by="x", reason="x", results=("alpha",), replaced_by=None
    )
    proof = Evidence(path=None, uri="javascript:alert(1)", sha256="x", size_bytes=1, tool="x", tool_version="x")
    # Without a baseline, titles of charts name the meshes.
    alone = synthetic.full_load("alone", synthetic.subject("gamma"), rps=90, connections=64)
    made = [
        replace(each, measurement=replace(each.measurement, evidence=(proof,), note="x"), history=(event,))
        for each in (*runs(), alone)
    ]
    one = catalogue(
        replace(synthetic.submission(made), description="x\n\n    x", reproduce="x", history=(event,)), *reports()
    )
    release = Release(version="1.0.0", source="x")
    meshes = {name: hostile(replace(each, releases=(release,), smi_claims=("x",))) for name, each in one.meshes.items()}
    evil = replace(
        one,
        reports=hostile(dict(one.reports), "suite", "channel", "name", "specifications"),
        claims=hostile(one.claims, "suite", "verified"),
        meshes=meshes,
        labs=hostile(dict(one.labs)),
        submissions=hostile(dict(one.submissions)),
        initiatives=hostile(one.initiatives),
    )
    return compose(evil, compare(evil), SITE)


def test_submitted_text_never_becomes_markup(attacked: Composition) -> None:
    assert sum("alert(1)" in each.body for each in attacked.pages) > 18
    for each in attacked.pages:
        outline = Outline(each.body)
        assert outline.handlers == [], each.path
        badges = re.findall(
            r'<img src="\.\./\.\./badges/[a-z-]+/[a-z-]+\.svg" alt="[^"<>]*" loading="lazy">', each.body
        )
        assert outline.tags.count("img") == len(badges), each.path
        assert outline.tags.count("script") == SCRIPTS.get(each.path, 1 if scripted(each) else 0), each.path
        assert "javascript:" not in re.findall(r'href="([^:"]*:)', each.body), each.path


def test_submitted_text_is_harmless_in_badges_tables_and_json(attacked: Composition) -> None:
    files = {each.path: each.content for each in attacked.assets}
    badges = {path: content.decode() for path, content in files.items() if path.startswith("badges/")}
    assert {path.rpartition(".")[2] for path in badges} == {"svg", "json"}
    for path, content in badges.items():
        if path.endswith(".json"):
            assert set(json.loads(content)) == {"schemaVersion", "label", "message", "color", "cacheSeconds"}
            continue
        tags = {each.tag.rpartition("}")[2] for each in ET.fromstring(content).iter()}  # noqa: S314 - our own file
        assert tags == {"svg", "title", "rect", "path", "g", "text"}, path
    assert any("alert(1)" in content for content in badges.values())
    told = json.loads(files["data/conformance.json"])
    assert HOSTILE in {each["version"] for each in told["reports"].values()}
    cells = [
        cell
        for path in files
        if path.startswith("data/conformance-") and path.endswith(".csv")
        for row in csv.reader(files[path].decode().splitlines())
        for cell in row
    ]
    assert HOSTILE in cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []


def test_a_template_has_no_way_round_the_escaping() -> None:
    assert "safe" not in environment().filters
    assert environment().from_string("{{ text }}").render(text="<b>") == "&lt;b&gt;"
    assert environment().from_string("{{ text }}").render(text=Markup("<b>")) == "<b>"


@pytest.mark.parametrize("uri", ["javascript:alert(1)", "http://x.example", "//x.example", " https://x.example"])
def test_only_https_addresses_become_links(uri: str) -> None:
    assert "href" not in outward(uri)
    assert 'href="https://x.example/"' in outward("https://x.example/")


def headlined(*submissions: Submission) -> str:
    return str(page(composed(*submissions), "").body)


def test_home_leads_with_a_young_comparison() -> None:
    home = headlined(synthetic.submission(runs()))
    assert home.count('class="mr-chart"') == 1
    assert 'data-date="2026-10-01" data-max-age="730"' in home


OUTDATED: dict[str, Callable[[], Sequence[Submission]]] = {
    "of unknown date": lambda: [synthetic.submission(runs(None))],
    "a demonstration": lambda: [synthetic.submission(runs(), purpose=Purpose.DEMONSTRATION)],
    "disputed": lambda: [
        synthetic.submission([replace(each, state=State.DISPUTED) if each.id != "base" else each for each in runs()])
    ],
}


@pytest.mark.parametrize("case", OUTDATED)
def test_home_never_shows_what_is(case: str) -> None:
    home = headlined(*OUTDATED[case]())
    assert 'class="mr-chart"' not in home
    assert "No headline at present" in home
    assert "120" not in home


def test_a_stale_comparison_is_no_headline_and_stands_in_the_archive_with_its_date() -> None:
    headlines, _, archive = headlined(synthetic.submission(runs(OLD))).partition('<h3 id="archive">From the archive')
    assert "No headline at present" in headlines
    assert 'class="mr-chart"' not in headlines
    assert archive.count('class="mr-chart"') == 1
    assert "data-max-age" not in archive
    assert '<time class="mr-age" datetime="20' in archive


def test_a_demonstration_is_neither_counted_nor_listed_on_home() -> None:
    shown = synthetic.submission(
        [replace(each, id=f"{each.id}-2") for each in runs()], name="shown", purpose=Purpose.DEMONSTRATION
    )
    home = headlined(synthetic.submission(runs()), replace(shown, title="A demonstration"))
    assert "<dd>3</dd>" in home
    assert "Besides 3 runs of demonstrations" in home
    assert "A demonstration" not in home


def test_home_gives_the_true_reason_for_no_headline() -> None:
    nothing = headlined()
    alone = headlined(synthetic.submission([each for each in runs() if not each.subject.baseline]))
    undated = headlined(synthetic.submission(runs(None)))
    assert "at present: nothing was submitted yet." in nothing
    assert "no comparison holds both yet" in alone
    assert "or of unknown date leaves this place." in undated
    for home in (alone, undated):
        assert "nothing was submitted" not in home


def test_the_table_of_a_group_of_one_run_each_speaks_of_no_median() -> None:
    made = composed(synthetic.submission(runs()))
    body = next(
        str(each.body)
        for each in made.pages
        if each.path.startswith("performance/groups/") and each.path.count("/") == 3
    )
    assert "Each value is that of one run." in body
    assert "too few runs" in body


def test_demonstrations_are_counted_apart_among_the_meshes() -> None:
    shown = synthetic.submission(
        [replace(each, id=f"{each.id}-2") for each in runs()], name="shown", purpose=Purpose.DEMONSTRATION
    )
    for members, counted in (((shown,), "0"), ((shown, synthetic.submission(runs(OLD))), "1")):
        body = page(composed(*members), "meshes/").body
        row = body.partition('href="beta/"')[2].partition("</tr>")[0]
        assert (
            f'<td class="mr-num">{counted}<br><span class="mr-unit">and 1 run of<br>demonstrations</span></td>' in row
        )
        assert ("demonstrations alone" in row) is (counted == "0")
        assert ("2024" in row) is (counted == "1")
        assert "2026" not in row


def test_home_says_that_the_newest_run_is_no_demonstration() -> None:
    shown = synthetic.submission(
        [replace(each, id=f"{each.id}-2") for each in runs()], name="shown", purpose=Purpose.DEMONSTRATION
    )
    assert "but for demonstrations the newest run is from April 2024" in headlined(
        synthetic.submission(runs(OLD)), shown
    )
    assert "and the newest run is from April 2024" in headlined(synthetic.submission(runs(OLD)))


def test_a_lab_says_which_of_its_results_are_demonstrations() -> None:
    shown = composed(synthetic.submission(runs(), purpose=Purpose.DEMONSTRATION))
    assert "<strong>3 runs of demonstrations</strong>:" in page(shown, "performance/labs/synthetic-lab/").body
    assert "demonstrations" not in page(composed(synthetic.submission(runs())), "performance/labs/synthetic-lab/").body


def test_a_version_past_its_end_of_support_leaves_home_and_the_mesh_at_a_glance() -> None:
    made = catalogue(synthetic.submission(runs()))
    ended = Release(version="1.0.0", end_of_support=date(2026, 11, 1))
    late = replace(made, meshes={name: replace(each, releases=(ended,)) for name, each in made.meshes.items()})
    now, then = compose(made, compare(made), SITE), compose(late, compare(late), SITE)
    assert "against the baseline" in page(now, "meshes/beta/").body
    assert "against the baseline" not in page(then, "meshes/beta/").body
    assert "No headline at present" in page(then, "").body


def test_a_result_page_words_what_is_missing() -> None:
    bare = replace(
        synthetic.run("bare", p99=None, achieved_rps=None, errors_reported=False, requests=None), start_time=YOUNG
    )
    body = page(composed(synthetic.submission([bare])), "performance/results/synthetic/bare/").body
    assert re.search(r'<dt>achieved rate</dt><dd><span class="mr-none">not reported</span>', body)
    assert re.search(r"<dt>errors</dt><dd>not reported</dd>", body)
    assert "Fewer than two latency percentiles" in body
    assert "No raw output was submitted" in body


def test_an_offered_rate_is_not_applicable_under_full_load(plain: Composition) -> None:
    body = page(plain, "performance/results/synthetic/alpha/").body
    assert '<dt>Clients <code>clients</code></dt><dd><span class="mr-none">not reported</span>' in body
    smp = {"clients": [{"protocol": "HTTP", "connections": 32}]}
    loaded = synthetic.run("full", offered_rps=None, workload=synthetic.FULL_LOAD, smp=smp)
    body = page(composed(synthetic.submission([loaded])), "performance/results/synthetic/full/").body
    assert 'Clients: Offered rate <code>rps</code></dt><dd><span class="mr-none">not applicable</span>' in body
    assert "Clients: Connections <code>connections</code></dt><dd>32</dd>" in body


def test_no_errors_and_errors_not_reported_are_told_apart() -> None:
    silent = synthetic.run("silent", errors_reported=False)
    some = synthetic.run("some", errors={"500": 6}, requests=600)
    made = composed(synthetic.submission([synthetic.run("none"), silent, some]))
    said = {
        name: re.search(r"<dt>errors</dt><dd>(.*?)</dd>", page(made, f"performance/results/synthetic/{name}/").body)
        for name in ("none", "silent", "some")
    }
    words = {name: match[1] for name, match in said.items() if match}
    assert words == {"none": "none counted", "silent": "not reported", "some": "6 (1 % of requests)"}


FOUR = {
    "environment_configs": "performance-submission/v1",
    "mesh_configs": "performance-submission/v1",
    "test_configs": "performance-submission/v1",
    "result": "performance-results/v1",
}


@pytest.mark.parametrize("message", FOUR)
def test_every_field_of_the_four_messages_is_shown(plain: Composition, message: str) -> None:
    body = page(plain, "performance/results/synthetic/alpha/").body
    start = "results[].result." if message == "result" else f"{message}[]."
    names = [each.path.removeprefix(start) for each in schema.fields(FOUR[message]) if each.path.startswith(start)]
    outer = {name for name in names if not re.search(r"[.\[{]", name)} - {"id"}
    assert len(outer) > 3
    assert {name for name in outer if f"<code>{name}</code>" not in body} == set()


def test_a_result_s_messages_are_published_as_json(published: Composition) -> None:
    files = {each.path: each.content for each in published.assets}
    found = json.loads(files["performance/results/livewyer-2024/v3-baseline-pod-32/result.json"])
    messages = {"environment_config", "mesh_config", "test_config", "result", "measurement"}
    people = {"measured_by", "relationship", "lab", "license"}
    assert set(found) == {"address", "state", "status", "evidence_level", *people, *messages}
    assert found["result"]["test_id"] == found["test_config"]["id"]
    assert found["result"]["latencies_ms"]["p99"] == 289.1


def test_raw_output_that_nobody_published_is_said_to_be_so() -> None:
    kept = Evidence(
        path=None, uri=None, sha256="0" * 64, size_bytes=1, tool="oha", tool_version=None, original_sha256=None
    )
    made = [replace(each, measurement=replace(each.measurement, evidence=(kept,))) for each in runs()]
    body = page(composed(synthetic.submission(made)), "performance/results/synthetic/base/").body
    assert "only the hash of the raw output is published" in body
    assert '<th scope="row">not published</th>' in body


def test_the_version_of_an_application_stands_by_itself() -> None:
    made = [
        replace(
            each,
            test=replace(
                each.test,
                workload=replace(each.test.workload, application="nginx with one file", application_version="1.22"),
            ),
        )
        for each in runs()
    ]
    assert (
        "Nginx with one file, version 1.22"
        in page(composed(synthetic.submission(made)), "performance/results/synthetic/base/").body
    )


def test_a_disputed_result_carries_its_reason_on_top(published: Composition) -> None:
    disputed = [each.body for each in published.pages if each.shell == "result" and "mr-banner--disputed" in each.body]
    assert len(disputed) == 2
    assert all(
        "Recorded as disputed</strong> on 22 November 2026, by the mesh-results authors" in body for body in disputed
    )
    assert all("memory leak" in body[: body.index("mr-headline-numbers")] for body in disputed)


def test_an_excluded_run_is_listed_with_its_reason(published: Composition) -> None:
    bodies = [each.body for each in published.pages if each.shell == "group" and 'id="excluded-table"' in each.body]
    assert bodies
    assert all("memory leak" in body.partition('id="excluded-table"')[2] for body in bodies)


def test_a_group_page_shows_every_field_of_its_key(plain: Composition) -> None:
    made = catalogue(synthetic.submission(runs()))
    (group,) = compare(made).groups.values()
    body = page(plain, f"performance/groups/{group.id}/").body
    table = body.partition('id="key-table"')[2].partition("</table>")[0]
    assert [field.title for field in group.key.fields] == re.findall(r'<th scope="row">(.*?)</th>', table)


def test_a_group_page_draws_the_leading_quantity_first(plain: Composition) -> None:
    (body,) = (each.body for each in plain.pages if each.shell == "group")
    assert re.findall(r'<figure class="mr-chart" id="([^"]+)"', body)[:2] == ["throughput", "latency"]


def test_lists_hold_every_result_in_pages_of_500() -> None:
    many = [synthetic.run(f"run-{at}") for at in range(PAGE_ROWS + 1)]
    made = composed(synthetic.submission(many))
    for kind, name in (("mesh", "no-mesh"), ("lab", "synthetic-lab"), ("submission", "synthetic")):
        bodies = [page(made, f"performance/by-{kind}/{name}/{number}/").body for number in (1, 2)]
        assert [body.count("<tr>") - 1 for body in bodies] == [500, 1]
    assert page(made, "performance/").body.count("<tr>") == 101


def test_rows_lead_to_their_result_and_group(plain: Composition) -> None:
    body = page(plain, "performance/").body
    assert '<a href="./results/synthetic/alpha/">' in body
    assert re.search(r'<a href="\./groups/[a-z0-9-]+/">', body)


def test_every_rule_has_a_page_with_all_of_its_documentation(plain: Composition) -> None:
    for rule in rules.ALL:
        body = page(plain, f"rules/{rule.code}/").body
        titles = [part.title for part in documentation.sections(rule.documentation) if part.title]
        assert set(titles) <= set(re.findall(r"<h2 [^>]*>(.*?)</h2>", body)), rule.code


def test_every_field_of_every_schema_is_documented_on_its_page(plain: Composition) -> None:
    for kind in schema.KINDS:
        body = page(plain, f"schemas/{kind.name.replace('/', '-')}/").body
        assert [each.path for each in schema.fields(kind.name)] == re.findall(r'<th scope="row" id="([^"]+)"', body)


def test_the_schemas_are_published_as_they_are(plain: Composition) -> None:
    files = {each.path: each.content for each in plain.assets}
    assert all(files[f"schemas/{kind.file}"] == schema.content(kind) for kind in schema.KINDS)


def test_every_importer_has_its_commands_on_the_submit_page() -> None:
    assert {tool.name for tool in submit.TOOLS} == set(TOOLS)


SAMPLES = {
    "oha": ("runs/synthetic-mesh-16-1000.txt", "synthetic-oha-1.4.txt"),
    "istio-csv": ("benchmark.csv", "synthetic-istio.csv"),
    "smp": ("result.yaml", "synthetic-snake.yaml"),
    "ghz": ("report.json", "synthetic-ghz.json"),
    "k6": ("summary.json", "synthetic-k6-summary.json"),
    "vegeta": ("report.json", "synthetic-vegeta-report.json"),
    "fortio": ("result.json", "synthetic-fortio.json"),
    "h2load": ("h2load.txt", "synthetic-h2load.txt"),
    "hey": ("hey.txt", "synthetic-hey.txt"),
    "meshery": ("results.json", "synthetic-meshery-page.json"),
    "nighthawk": ("output.json", "synthetic-nighthawk.json"),
    "wrk": ("wrk.txt", "synthetic-wrk.txt"),
    "wrk2": ("wrk2.txt", "synthetic-wrk2.txt"),
}


@pytest.mark.parametrize("tool", submit.TOOLS, ids=lambda tool: tool.name)
def test_each_command_of_the_submit_page_runs(
    tool: submit.Tool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name, sample = SAMPLES[tool.name]
    (tmp_path / "results").mkdir()
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes((Path(__file__).parent / "fixtures/importers" / sample).read_bytes())
    monkeypatch.chdir(tmp_path)
    files = tool.files.replace("runs/*.txt", name)
    options = shlex.split(" ".join(tool.options))
    assert cli.run(["import", tool.name, files, *options, "--into", submit.FOLDER, "--dry-run"]) == 0, (
        capsys.readouterr()
    )


@pytest.mark.parametrize("name", ["smi", "smp", "hamlet"])
def test_an_abstraction_shows_its_state_and_dated_facts(plain: Composition, name: str) -> None:
    body = page(plain, f"abstractions/{name}/").body
    assert '<span class="mr-label">archived</span>' in body
    assert "<dt>October 2023</dt><dd>A synthetic fact." in body


def test_the_page_of_a_group_shows_every_test_with_its_effect_size_and_verdict() -> None:
    made = [
        *synthetic.repeats("n", None, [10.0, 10.1, 10.2, 10.3, 10.4, 10.5]),
        *synthetic.repeats("a", synthetic.subject("alpha", mode="sidecar"), [20.0, 20.1, 20.2, 20.3, 20.4, 20.5]),
        *synthetic.repeats("b", synthetic.subject("beta"), [10.05, 10.12, 10.22, 10.32, 10.42, 9.9]),
    ]
    composition = composed(synthetic.submission(made))
    path = next(each.path for each in composition.pages if each.path.startswith("performance/groups/synthetic"))
    body = page(composition, path).body
    rows = re.findall(
        r"<tr>.*?</tr>", body[body.index('<caption id="tests-table"') :].partition("</table>")[0], re.DOTALL
    )
    told = [
        [re.sub(r"<[^>]+>", " ", cell).strip() for cell in re.findall(r"<t[dh].*?</t[dh]>", row, re.DOTALL)]
        for row in rows
    ]
    assert len(told) == 1 + 7
    assert told[3][:4] == ["Alpha 1.0.0 (sidecar)", "No mesh", "p99", "slower by 9.6 to 10.4 ms at p99"]
    assert told[3][4].startswith("+10 ms")
    assert told[3][5:] == ["100", "0.0152", "0.0152", "99.6", "6"]
    assert told[6][:4] == ["Beta 1.0.0", "No mesh", "p99", "no detectable difference at p99"]
    assert told[7][1:4] == ["Beta 1.0.0", "p99", "slower by 9.68 to 10.5 ms at p99"]
    assert '<a href="tests.csv" download>' in body
    assert any(asset.path == f"{path}tests.csv" for asset in composition.assets)


@pytest.mark.parametrize(
    ("made", "first"),
    [
        (lambda: [*alike(None), *alike("beta")], ["variant", "runs", "p99 ms", "p99 overhead ms"]),
        (runs, ["variant", "runs", "achieved requests/s", "difference requests/s", "p99 ms", "p99 overhead ms"]),
    ],
)
def test_what_a_group_leads_with_stands_first_in_its_table(made: Callable[[], list[Result]], first: list[str]) -> None:
    composition = composed(synthetic.submission(made()))
    path = next(each.path for each in composition.pages if each.path.startswith("performance/groups/synthetic"))
    table = page(composition, path).body.partition('<caption id="variants-table"')[2].partition("</thead>")[0]
    heads = [re.sub(r"<[^>]+>", " ", cell).split() for cell in re.findall(r"<th .*?</th>", table)]
    assert [" ".join(words) for words in heads][: len(first)] == first


def test_a_group_without_five_runs_a_side_has_no_tests(plain: Composition) -> None:
    path = next(each.path for each in plain.pages if each.path.startswith("performance/groups/synthetic"))
    assert "None: a test needs five runs on either side" in page(plain, path).body
    assert not any(asset.path.endswith("/tests.csv") for asset in plain.assets if asset.path.startswith("performance/"))


def test_the_meshmark_page_gives_no_number(plain: Composition) -> None:
    assert "does not compute it" in page(plain, "performance/meshmark/").body


def test_a_heading_within_fenced_code_stays_code() -> None:
    lead, *parts = documentation.sections("Lead.\n\nWrong\n-----\n```yaml\na: <b>\n---\nb: 1\n```\n\nRight\n-----\n`x`")
    assert lead.body == "<p>Lead.</p>"
    assert [part.title for part in parts] == ["Wrong", "Right"]
    assert parts[0].body == "<pre><code>a: &lt;b&gt;\n---\nb: 1</code></pre>"
    assert parts[1].body == "<p><code>x</code></p>"


def test_documentation_knows_lists_and_indented_code() -> None:
    assert documentation.blocks("- one\n  more\n- `two`") == "<ul><li>one more</li><li><code>two</code></li></ul>"
    assert documentation.blocks("    a: 1\n      b: <2>") == "<pre><code>a: 1\n  b: &lt;2&gt;</code></pre>"


def test_paragraphs_keep_commands_as_they_are_and_offer_to_copy_them() -> None:
    text = "One\nline.\n\n    run <it>\n\nTwo `<b>`."
    assert paragraphs(text).endswith("<p>Two `&lt;b&gt;`.</p>")
    made = paragraphs(text, coded)
    assert made.startswith('<p>One line.</p><p><button type="button" class="mr-copy" data-copy="run &lt;it&gt;"')
    assert made.endswith("<pre><code>run &lt;it&gt;</code></pre><p>Two <code>&lt;b&gt;</code>.</p>")


@pytest.mark.parametrize("missing", [None, HOSTILE])
def test_every_text_of_a_figure_is_escaped(missing: str | None) -> None:
    figure = Figure(
        id="x", kind="rows", title=HOSTILE, subtitle=HOSTILE, source=HOSTILE, alt=HOSTILE, missing=missing, columns={"a": [HOSTILE]}
    )  # fmt: skip
    outline = Outline(chart(figure, "a/", "charts/x"))
    assert not {"script", "img"} & set(outline.tags)
    assert outline.handlers == []


def test_percentiles_are_exact_and_latencies_rounded() -> None:
    made = data_table("t", "x", {"percentile": [99.99], "latency_low_ms": [382.14], "latency_ms": [382.14]})
    assert re.findall(r"<td[^>]*>(.*?)</td>", made) == ["99.99", "382"]
    assert re.findall(r"<th[^>]*>(.*?)</th>", made)[1] == 'latency <span class="mr-unit">ms</span>'


def test_measured_numbers_without_a_unit_are_rounded_too() -> None:
    made = data_table("t", "x", {"connections": [1024], "median": [406.6792265478975]})
    assert re.findall(r"<td[^>]*>(.*?)</td>", made) == ["1,024", "407"]


@pytest.mark.parametrize(
    ("relationship", "said"),
    [(Relationship.VENDOR, "measured by the maker"), (Relationship.INDEPENDENT, "independent of the makers")],
)
def test_every_chart_says_who_measured_and_in_which_relation(relationship: Relationship, said: str) -> None:
    one = synthetic.submission(runs(OLD))
    made = composed(replace(one, disclosure=replace(one.disclosure, relationship=relationship)))
    feet = [foot for each in made.pages for foot in re.findall(r"<figcaption>(.*?)</figcaption>", each.body)]
    assert len(feet) > 4
    assert all(f"{one.provenance.measured_by} ({said})" in foot for foot in feet)


def test_a_group_is_found_by_the_meshes_it_compares(plain: Composition) -> None:
    (group,) = (each for each in plain.pages if each.shell == "group")
    assert group.search is not None
    assert group.search.startswith("Alpha, Beta. ")


def test_comparisons_stand_by_campaign_the_newest_first_and_in_the_order_of_their_numbers() -> None:
    many = [
        synthetic.full_load(f"{name}-{connections}", rps=100, connections=connections)
        for name in ("old", "young")
        for connections in (128, 16, 2)
    ]
    made = [
        replace(each, campaign=each.id.partition("-")[0], start_time=OLD if each.id.startswith("old") else YOUNG)
        for each in many
    ]
    body = page(composed(synthetic.submission(made)), "performance/groups/").body
    assert [title.partition(",")[0] for title in re.findall(r"<h2 [^>]*>(.*?)</h2>", body)] == ["young", "old"]
    assert re.findall(r">[^<]* (\d+) connections[^<]*</a>", body) == ["2", "16", "128"] * 2


def test_a_mesh_without_a_young_comparison_names_its_newest_with_its_age() -> None:
    body = page(composed(synthetic.submission(runs(OLD))), "meshes/beta/").body
    glance = body.partition('id="overhead"')[2].partition("<h2")[0]
    assert "no overhead is shown at a glance" in glance
    assert '<time class="mr-age" datetime="2024-04-01">April 2024</time>' in glance


def test_a_mesh_with_young_demonstrations_alone_says_that_they_are_the_reason() -> None:
    shown = synthetic.submission(runs(), purpose=Purpose.DEMONSTRATION)
    glance = page(composed(shown), "meshes/beta/").body.partition('id="overhead"')[2].partition("<h2")[0]
    assert "But for demonstrations, no comparison of this mesh" in glance
    assert '<a href="#groups">' in glance


def test_no_overhead_that_no_test_detects_stands_bare() -> None:
    used = [replace(each, measurement=replace(each.measurement, resources=(PROXY,))) for each in alike("beta")]
    composition = composed(synthetic.submission([*alike(None), *used]))
    mesh = page(composition, "meshes/beta/").body.partition('<caption id="groups-table"')[2].partition("</table>")[0]
    assert '<td class="mr-num">no detectable difference</td></tr>' in mesh
    path = next(each.path for each in composition.pages if each.path.startswith("performance/groups/synthetic"))
    table = page(composition, path).body.partition('<caption id="meshmark-table"')[2].partition("</table>")[0]
    assert table.count("no detectable difference") == 2


def test_many_fields_that_were_not_reported_are_folded_and_keep_their_names() -> None:
    silent = [messages.row(f"Field {at}", None, f"field_{at}") for at in range(messages.FEW + 1)]
    few = messages.table(messages.row("Name", "x"), *silent[1:])
    assert "<details" not in few
    told, _, folded = messages.table(messages.row("Name", "x"), *silent).partition("<details")
    assert "<dt>Name</dt><dd>x</dd>" in told
    assert "not reported" not in told
    assert all(f"<code>field_{at}</code>" in folded for at in range(len(silent)))


def test_a_baseline_s_proxies_are_not_in_the_path(published: Composition) -> None:
    bodies = [each.body for each in published.pages if each.shell == "group" and "/2020-08-12-" in each.path]
    assert bodies
    assert any("not in the path</td>" in body for body in bodies)
    assert all("the proxies beside both are not in the path" in body for body in bodies if "The baseline:" in body)


def test_missing_cells_say_so() -> None:
    made = data_table("t", "x", {"name": ["<a>", None], "p50_ms": [None, float("nan")]})
    assert re.findall(r"<td[^>]*>(.*?)</td>", made) == ["&lt;a&gt;", "not reported", "not reported", "not reported"]


def test_an_overhead_stands_with_its_interval_from_five_runs_on() -> None:
    beta = synthetic.subject("beta")
    made = catalogue(
        synthetic.submission(
            [
                *synthetic.repeats("n", None, [10.0, 10.1, 10.2, 10.3, 10.4]),
                *synthetic.repeats("b", beta, [20.0, 20.1, 20.2, 20.3, 20.4]),
            ]
        )
    )
    (group,) = compare(made).groups.values()
    body = page(compose(made, compare(made), SITE), f"performance/groups/{group.id}/").body
    gap = group.variants[1].overhead["99"]
    assert gap.low is not None
    assert f"{numbers.signed(gap.low)} to {numbers.signed(gap.high)}" in body
