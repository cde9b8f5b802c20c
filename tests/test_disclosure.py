"""Wherever a measured number stands it also stands who measured it, in which relation to the makers, and in what lab."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import pytest

from generator.compare import compare
from generator.model import (
    Catalogue,
    ConformanceReport,
    Disclosure,
    Initiative,
    InitiativeFact,
    Link,
    MeasuredCost,
    Pattern,
    Relationship,
    Result,
    Submission,
)
from generator.page import Composition, Page
from generator.pages import compose
from tests import pattern_samples, synthetic

SITE = "https://results.example/site/"
WHO = "Zephyr Metrology"
LAB = "Zephyr hall"
RELATIONS = {
    Relationship.INDEPENDENT: "independent",
    Relationship.VENDOR: "maker",
    Relationship.USER: "user",
}
NUMBERS = re.compile(r"(?<![\d.,])(?:137|274|137\.25|274\.5|883|883\.5)(?![\d,]|\.\d)")
"""Latencies and rates of the one submission: as files write them, and as pages do."""


def initiatives() -> tuple[Initiative, ...]:
    facts = (InitiativeFact(date="2023-10", fact="A synthetic fact.", source="https://x.example"),)
    links = (Link(title="x", uri="https://x.example"),)
    return tuple(
        Initiative(id=name, name=name.upper(), state="archived", summary="synthetic", facts=facts, links=links)
        for name in ("smi", "smp", "hamlet")
    )


def run(name: str, mesh: str, p99: float, many: int) -> Result:
    made = synthetic.run(
        name, synthetic.subject(mesh), p99=p99, connections=many, achieved_rps=883.5, offered_rps=900.0,
        percentiles={"50": p99 / 2, "90": p99 * 0.8, "99": p99, "99.9": p99 * 3},
    )  # fmt: skip
    return replace(made, start_time=synthetic.at("2026-11-20"))


def submission(relationship: Relationship, name: str = "zephyr") -> Submission:
    runs = [run(f"alpha-{many}", "alpha", 274.5, many) for many in (32, 64)]
    runs += [run(f"baseline-{many}", "no-mesh", 137.25, many) for many in (32, 64)]
    merged = {"percentiles": {"50": 3.0, "90": 12.0, "99": 137.25}, "bounds_ms": {}}
    spread = replace(
        synthetic.distributed("spread", synthetic.subject("beta"), **merged), start_time=synthetic.at("2026-11-21")
    )
    made = synthetic.whole(synthetic.submission([*runs, spread], name=name, measured_by=WHO))
    return replace(made, disclosure=Disclosure(relationship=relationship, sponsor=None, note=None))


def conformance(relationship: Relationship) -> ConformanceReport:
    made = synthetic.gateway_report()
    provenance = replace(synthetic.submission([]).provenance, measured_by=WHO)
    return replace(
        made, provenance=provenance, disclosure=Disclosure(relationship=relationship, sponsor=None, note=None)
    )


def cost() -> Pattern:
    """A pattern that cites a measured result."""
    made = pattern_samples.pattern("costly")
    return replace(made, performance=(MeasuredCost(result="zephyr/alpha-32", claim="It adds 137.25 ms."),))


@cache
def composed(relationship: Relationship) -> Composition:
    plain = synthetic.catalogue(submission(relationship), conformance(relationship), cost())
    labs = {name: replace(lab, name=LAB, access="cncf-lab") for name, lab in plain.labs.items()}
    catalogue: Catalogue = replace(plain, labs=labs, initiatives=initiatives())
    return compose(catalogue, compare(catalogue), SITE)


def pages(relationship: Relationship) -> Mapping[str, Page]:
    return {each.path: each for each in composed(relationship).pages}


def text(body: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", body).split())


def kind(path: str) -> str:
    """The kind of page that a path is of: its identifiers left out."""
    return re.sub(r"(results|groups|submissions|labs|reports|by-lab|by-mesh|meshes|patterns|charts)/.+", r"\1/*", path)


KINDS = {
    "", "performance/", "performance/groups/", "performance/groups/*", "performance/submissions/*", "performance/results/*",
    "performance/labs/*", "performance/distributed/", "performance/by-lab/*", "performance/by-mesh/*", "meshes/*", "patterns/*", "charts/", "charts/*",
}  # fmt: skip
"""The pages on which numbers of a result stand. A new kind is to be added here once its pages say who measured."""


def measured(relationship: Relationship) -> dict[str, str]:
    """The text of every page that shows a number of the synthetic results, by path."""
    found = {path: text(page.body) for path, page in pages(relationship).items()}
    return {path: said for path, said in found.items() if NUMBERS.search(said)}


def test_numbers_stand_on_the_kinds_of_pages_that_are_known() -> None:
    assert {kind(path) for path in measured(Relationship.VENDOR)} == KINDS


@pytest.mark.parametrize("relationship", Relationship)
def test_every_page_with_a_number_says_who_measured_and_in_which_relation(relationship: Relationship) -> None:
    found = measured(relationship)
    assert [path for path, said in found.items() if WHO not in said] == []
    told = re.compile(rf"{WHO}\W+(?:an? |independent|measured by the )?[\w ]*{RELATIONS[relationship]}")
    assert [path for path, said in found.items() if not told.search(said.replace(f"{WHO} (", f"{WHO} "))] == []


@pytest.mark.parametrize("relationship", Relationship)
def test_another_relation_is_said_nowhere(relationship: Relationship) -> None:
    others = set(RELATIONS) - {relationship}
    words = {one: f"{WHO} ({RELATIONS[one]}" for one in others}
    assert [path for path, said in measured(relationship).items() if any(each in said for each in words.values())] == []


@pytest.mark.parametrize("where", ["performance/groups/*", "performance/submissions/*", "performance/results/*", "performance/labs/*"])  # fmt: skip
def test_a_lab_of_the_cncf_is_labelled_as_one(where: str) -> None:
    found = {path: said for path, said in measured(Relationship.USER).items() if kind(path) == where}
    assert found
    assert [path for path, said in found.items() if f"{LAB} CNCF lab" not in said and f"{LAB} Results" in said] == []
    assert [path for path, said in found.items() if "CNCF lab" not in said] == []


def test_labs_are_labelled_where_they_are_listed() -> None:
    for path in ("performance/", "performance/submissions/", "performance/labs/"):
        assert f"{LAB} CNCF lab" in text(pages(Relationship.USER)[path].body), path


@pytest.mark.parametrize("relationship", Relationship)
def test_every_caption_of_a_chart_names_who_measured(relationship: Relationship) -> None:
    captions = {
        path: re.findall(r"<figcaption>(.*?)</figcaption>", page.body, re.DOTALL)
        for path, page in pages(relationship).items()
    }
    assert sum(map(len, captions.values())) > 10
    told = re.compile(rf"{WHO} \([\w ]*{RELATIONS[relationship]}[\w ]*\)")
    assert [(path, each) for path, found in captions.items() for each in found if not told.search(each)] == []


def files() -> Mapping[str, bytes]:
    return {each.path: each.content for each in composed(Relationship.VENDOR).assets}


def test_a_row_of_a_file_says_who_measured_where_and_on_what_evidence() -> None:
    paths = ["data/results.csv", *(path for path in files() if path.endswith("/runs.csv"))]
    assert len(paths) > 2
    for path in paths:
        for row in csv.DictReader(io.StringIO(files()[path].decode())):
            told = (row["measured_by"], row["relationship"], row["lab"], row["evidence_level"])
            assert told == (WHO, "vendor", "synthetic-lab", "self-reported"), path


def test_the_file_of_a_result_says_who_measured_and_on_what_evidence() -> None:
    found = json.loads(files()["performance/results/zephyr/alpha-32/result.json"])
    assert (found["measured_by"], found["relationship"], found["evidence_level"]) == (WHO, "vendor", "self-reported")


def test_the_explorer_can_be_filtered_by_who_measured_where_and_on_what_evidence() -> None:
    columns = {each["name"]: each for each in json.loads(files()["data/explorer.json"])["columns"]}
    facets = {name: (columns[name]["values"], columns[name]["ids"], columns[name]["facet"]) for name in ("relationship", "lab_access", "evidence_level")}  # fmt: skip
    assert facets == {
        "relationship": (["maker"], ["vendor"], True),
        "lab_access": (["CNCF lab"], ["cncf-lab"], True),
        "evidence_level": (["self-reported"], ["self-reported"], True),
    }
    assert columns["measured_by"]["shown"] is True
    assert columns["measured_by"]["values"] == [f"{WHO} (maker)"]


def test_a_report_says_who_ran_it_in_which_relation_and_on_what_evidence() -> None:
    said = text(pages(Relationship.VENDOR)["conformance/reports/alpha-gateway/"].body)
    assert f"Run by {WHO}" in said
    assert "a maker of what was measured" in said
    assert "Evidence level self-reported" in said
    row = next(csv.DictReader(io.StringIO(files()["data/conformance-reports.csv"].decode())))
    assert (row["measured_by"], row["relationship"], row["evidence_level"]) == (WHO, "vendor", "self-reported")
