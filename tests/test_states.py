"""A result's state is the same everywhere: what is disputed, superseded, withdrawn or invalid keeps its page and counts nowhere.

`SAYS` are the outputs that tell a state, `HOLDS` those that hold only what stands. A new output (a feed, a page of a chart, a deck) is one
more entry of either.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

import pytest

from generator.compare import compare
from generator.model import Catalogue, Mesh, Result, State, StatusEvent
from generator.page import Composition, Page
from generator.pages import compose
from tests import synthetic

SITE = "https://results.example/site/"
STATES = tuple(State)
CONNECTIONS = (32, 64)
P99 = {(state, many): 101.25 + 10 * place + many for place, state in enumerate(STATES) for many in CONNECTIONS}
"""A latency for each state and load that stands nowhere else, so that it betrays where a result is."""
EVENT = StatusEvent(
    date=synthetic.event(State.CORRECTED).date, state=State.CORRECTED, by="Synthetic curator", reason="A synthetic reason.",
    results=None, replaced_by=None,
)  # fmt: skip


def mesh_of(state: State) -> str:
    return f"mesh-{state}"


MESHES: tuple[Mesh, ...] = (
    synthetic.MESHES[0],
    *(synthetic.mesh(f"Mesh {state}", colour=f"#0{place}72B2") for place, state in enumerate(STATES)),
)


def run(name: str, state: State, many: int, mesh: str, p99: float) -> Result:
    events = () if state is State.PUBLISHED else (replace(EVENT, state=state, results=(name,), replaced_by=REPLACED.get(state)),)  # fmt: skip
    made = synthetic.run(
        name, synthetic.subject(mesh), p99=p99, connections=many, state=state, submission="states",
        percentiles={"50": p99 / 2, "90": p99 * 0.9, "99": p99, "99.9": p99 * 2},
    )  # fmt: skip
    return replace(made, history=events, start_time=synthetic.at("2026-11-20"))


REPLACED = {State.SUPERSEDED: "states/published-32"}


@cache
def catalogue() -> Catalogue:
    runs = [run(f"{state}-{many}", state, many, mesh_of(state), P99[state, many]) for state in STATES for many in CONNECTIONS]  # fmt: skip
    runs += [run(f"baseline-{many}", State.PUBLISHED, many, "no-mesh", 50.5 + many) for many in CONNECTIONS]
    history = tuple(event for each in runs for event in each.history)
    submission = synthetic.whole(replace(synthetic.submission(runs, name="states"), history=history))
    reports = [
        synthetic.gateway_report(f"report-{state}", mesh_id=mesh_of(state), version="2.0.0", state=state)
        for state in STATES
    ]
    older = [
        synthetic.gateway_report(f"older-{state}", mesh_id=mesh_of(state), version="1.0.0", api="v1.3.0", ran="2026-01-01")
        for state in STATES
    ]  # fmt: skip
    return synthetic.catalogue(submission, *reports, *older, meshes=MESHES)


@cache
def composed() -> Composition:
    return compose(catalogue(), compare(catalogue()), SITE)


@cache
def files() -> Mapping[str, bytes]:
    return {each.path: each.content for each in composed().assets}


@cache
def pages() -> Mapping[str, Page]:
    return {each.path: each for each in composed().pages}


def rows(path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files()[path].decode())))


def shown(body: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", body).split())


def banner(body: str) -> str:
    """The state of the page's status banner; a page without one tells of a published result."""
    found = re.search(r'aria-label="Status"><strong>(?:.* r|R)ecorded as (\w+)</strong>', body)
    return found[1] if found else "published"


def page_of(state: State) -> str:
    return banner(pages()[f"performance/results/states/{state}-32/"].body)


def fact_of(state: State) -> str:
    body = pages()[f"performance/results/states/{state}-32/"].body
    return re.findall(r"<dt>State</dt><dd><span[^>]*>(\w+)</span>", body)[0]


def json_of(state: State) -> str:
    found = json.loads(files()[f"performance/results/states/{state}-32/result.json"])
    told = [each["state"] for each in found["status"]]
    assert told == ([] if state is State.PUBLISHED else [found["state"]])
    return str(found["state"])


def row_of(path: str) -> Callable[[State], str]:
    return lambda state: next(each["state"] for each in rows(path) if each["address"] == f"states/{state}-32")


def runs_csv_of(state: State) -> str:
    found = (each for path in files() if path.endswith("/runs.csv") for each in rows(path))
    return next(each["state"] for each in found if each["address"] == f"states/{state}-32")


def explorer_of(state: State) -> str:
    columns = {each["name"]: each for each in json.loads(files()["data/explorer.json"])["columns"]}
    at = columns["result"]["data"].index(f"{state}-32")
    column = columns["state"]
    return str(column["values"][column["codes"][at]])


def flag_in_a_row(path: str) -> Callable[[State], str]:
    def said(state: State) -> str:
        body = pages()[path].body
        row = next(each for each in body.split("<tr") if f"states/{state}-32/" in each)
        found = re.search(r"mr-flag--state[^>]*>(\w+)<", row)
        return found[1] if found else "published"

    return said


def chart_of_its_own(state: State) -> str:
    body = pages()[f"performance/results/states/{state}-32/"].body
    found = re.search(r'mr-chart__subtitle">Recorded as (\w+)\.', body)
    return found[1] if found else "published"


def submission_banner(state: State) -> str:
    body = pages()["performance/submissions/states/"].body
    found = re.findall(r"1 of 14 results recorded as (\w+)", body)
    return str(state) if str(state) in found else "published"


def submission_history(state: State) -> str:
    body = pages()["performance/submissions/states/"].body
    return str(state) if f"mr-state--{state}" in body else "absent"


def report_page(state: State) -> str:
    return banner(pages()[f"conformance/reports/report-{state}/"].body)


def report_row(path: str) -> Callable[[State], str]:
    return lambda state: next(each["state"] for each in rows(path) if each["report"] == f"report-{state}")


def report_json(state: State) -> str:
    return str(json.loads(files()["data/conformance.json"])["reports"][f"report-{state}"]["state"])


def matrix(state: State) -> str:
    row = next(each for each in pages()["conformance/gateway-api/"].body.split("<tr") if f"report-{state}/" in each)
    found = re.search(r"mr-state--(\w+)", row)
    return found[1] if found else "published"


def published_json(table: str, key: str, value: str) -> Callable[[State], str]:
    """The state in a published table's JSON, in the row whose `key` is `value` with the state's word put in."""

    def said(state: State) -> str:
        columns = json.loads(files()[f"data/v1/{table}.json"])
        return str(columns["state"][columns[key].index(value.format(state))])

    return said


def feed(state: State) -> str:
    """What the entry of a report says; an entry without a remark in brackets is of what is published."""
    entries = files()["feed.xml"].decode().split("<entry>")
    own = next(each for each in entries if f"/conformance/report-{state}</id>" in each)
    found = re.search(r"\((\w+) on [\d-]+\)</title>", own)
    assert f'<category term="{found[1] if found else "published"}"/>' in own
    return found[1] if found else "published"


def feed_of_results(state: State) -> str:
    """What the entry of the submission says of its results."""
    entries = files()["feed.xml"].decode().split("<entry>")
    own = next(each for each in entries if "/performance/states</id>" in each)
    return str(state) if f"1 of 14 results {state} on " in own else "published"


def citation(state: State) -> str:
    body = pages()[f"performance/results/states/{state}-32/"].body
    found = re.search(r'id="cite-text">[^<]*Recorded as (\w+) on ', body)
    return found[1] if found else "published"


SAYS: Mapping[str, Callable[[State], str]] = {
    "banner of the result's page": page_of,
    "facts of the result's page": fact_of,
    "chart on the result's page": chart_of_its_own,
    "result.json": json_of,
    "results.csv": row_of("data/results.csv"),
    "runs.csv of the group": runs_csv_of,
    "explorer.json": explorer_of,
    "row of the explorer": flag_in_a_row("performance/"),
    "row of the lab": flag_in_a_row("performance/labs/synthetic-lab/"),
    "row of the submission": flag_in_a_row("performance/submissions/states/"),
    "banner of the submission": submission_banner,
    "history of the submission": submission_history,
    "banner of the report's page": report_page,
    "conformance-reports.csv": report_row("data/conformance-reports.csv"),
    "conformance.json": report_json,
    "matrix of the suite": matrix,
    "results as JSON": published_json("results", "address", "states/{}-32"),
    "conformance reports as JSON": published_json("conformance-reports", "report", "report-{}"),
    "feed, of reports": feed,
    "feed, of results": feed_of_results,
    "citation of the result": citation,
}


def holds(state: State, *texts: str) -> bool:
    """Whether one of the texts holds a latency of the result, as files or as pages write it."""
    values = {P99[state, many] for many in CONNECTIONS}
    forms = {f"{value:g}" for value in values} | {f"{value / 2:g}" for value in values}
    return any(re.search(rf"(?<![\d.]){re.escape(form)}(?![\d])", text) for form in forms for text in texts)


def asset_texts(*patterns: str) -> list[str]:
    found = [content.decode() for path, content in files().items() if any(re.search(one, path) for one in patterns)]
    assert found
    return found


def charts_of_comparisons(state: State) -> bool:
    return holds(state, *asset_texts(r"^charts/.*\.csv$", r"^charts/.*\.json$"))


def pages_of_charts(state: State) -> bool:
    """Their tables; the words above may name what is not drawn, and why. A matrix has the older report of version 1.0.0, which stands."""
    found = [each.body for path, each in pages().items() if path.startswith("charts/") and each.shell]
    return any(re.search(rf"<t[hd][^>]*>Mesh {state}(?! 1\.0\.0 \(API)", text) for text in found)


def variants(state: State) -> bool:
    return holds(state, *asset_texts(r"/variants\.csv$"))


def ranking(state: State) -> bool:
    found = [each for path in files() if path.endswith("/variants.csv") for each in rows(path)]
    return any(each["mesh"] == mesh_of(state) and each["rank"] for each in found)


def overhead_in_the_explorer(state: State) -> bool:
    return bool(next(each for each in rows("data/results.csv") if each["address"] == f"states/{state}-32")["p99_overhead_ms"])  # fmt: skip


def counted(state: State) -> bool:
    return next(each for each in rows("data/results.csv") if each["address"] == f"states/{state}-32")["counted"] == "True"  # fmt: skip


def words_of_groups(state: State) -> bool:
    """Findings and verdicts: what a group says above its tables."""
    found = [each for path, each in pages().items() if path.startswith("performance/groups/") and each.shell]
    said = [each.body.partition('<h2 id="variants">')[0] for each in found]
    return any(f"Mesh {state}" in text for text in said) or any(f"Mesh {state}" in each.description for each in found)


def home(state: State) -> bool:
    body = pages()[""].body
    return f"Mesh {state}" in shown(body.partition('<h2 id="findings">')[2].partition('<h2 id="newest">')[0])


def glance(state: State) -> bool:
    body = pages()[f"meshes/{mesh_of(state)}/"].body
    return "against the baseline" in body.partition('<h2 id="overhead">')[2].partition('<h2 id="facts">')[0]


def newest_measured(state: State) -> bool:
    """The version that a mesh's page and the list of meshes call the newest that was measured."""
    body = pages()[f"meshes/{mesh_of(state)}/"].body
    return "1.0.0" in re.findall(r"<dt>Newest version measured</dt><dd>(.*?)</dd>", body)[0]


def badge(state: State) -> bool:
    return "2.0.0" in json.loads(files()[f"badges/{mesh_of(state)}/gateway-api.json"])["message"]


def picture_of_the_badge(state: State) -> bool:
    return b"2.0.0" in files()[f"badges/{mesh_of(state)}/gateway-api.svg"]


def conformance_over_time(state: State) -> bool:
    found = files().get(f"charts/{mesh_of(state)}--gateway-api-over-time.csv", b"")
    return f"report-{state}".encode() in found


def stands_in_json(state: State) -> bool:
    return bool(json.loads(files()["data/conformance.json"])["reports"][f"report-{state}"]["stands"])


def published_variants(state: State) -> bool:
    return mesh_of(state) in json.loads(files()["data/v1/variants.json"])["mesh"]


def counted_as_json(state: State) -> bool:
    columns = json.loads(files()["data/v1/results.json"])
    return bool(columns["counted"][columns["address"].index(f"states/{state}-32")])


HOLDS: Mapping[str, Callable[[State], bool]] = {
    "charts of comparisons": charts_of_comparisons,
    "pages of charts": pages_of_charts,
    "variants.csv": variants,
    "overhead in the explorer": overhead_in_the_explorer,
    "counted in results.csv": counted,
    "variants as JSON": published_variants,
    "counted in the results' JSON": counted_as_json,
    "headlines on home": home,
    "overhead at a glance": glance,
    "newest version measured": newest_measured,
    "badge as JSON": badge,
    "badge as picture": picture_of_the_badge,
    "conformance over time": conformance_over_time,
    "stands in conformance.json": stands_in_json,
}
ONLY_OF_WHAT_STANDS: Mapping[str, Callable[[State], bool]] = {"ranking": ranking, "words of groups": words_of_groups}
"""Outputs that hold some of what stands and nothing else."""


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("output", SAYS)
def test_every_output_says_the_state(output: str, state: State) -> None:
    assert SAYS[output](state) == state.value


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("output", HOLDS)
def test_an_output_holds_just_what_stands(output: str, state: State) -> None:
    assert HOLDS[output](state) is state.ranks


@pytest.mark.parametrize("output", ONLY_OF_WHAT_STANDS)
def test_an_output_holds_nothing_but_what_stands(output: str) -> None:
    held = {state for state in STATES if ONLY_OF_WHAT_STANDS[output](state)}
    assert all(state.ranks for state in held)
    assert held or output == "ranking"


def test_the_latency_that_betrays_a_result_stands_on_its_own_page() -> None:
    """So that a test that finds it nowhere else says something."""
    for state in STATES:
        assert holds(state, *asset_texts(rf"^performance/results/states/{state}-32/"))


def test_a_result_that_does_not_stand_is_excluded_from_its_group_with_its_reason() -> None:
    found = [each.body.partition('<h2 id="excluded">')[2] for path, each in pages().items() if path.startswith("performance/groups/") and each.shell]  # fmt: skip
    for state in STATES:
        if not state.ranks:
            assert any(f"states/{state}-32/" in text and f"{state.capitalize()} since" in text for text in found)


def test_what_takes_the_place_of_a_superseded_result_is_linked() -> None:
    body = pages()[f"performance/results/states/{State.SUPERSEDED}-32/"].body
    assert re.search(r'href="[^"]*published-32/">What takes its place', body)


def test_every_result_and_report_keeps_its_page() -> None:
    for state in STATES:
        assert f"performance/results/states/{state}-32/" in pages()
        assert f"conformance/reports/report-{state}/" in pages()
