"""The published tables: one registry of columns, three forms of the same values, an index that tells the truth."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from generator import addresses, dictionary, forms, schema
from generator.columns import BY_NAME, TABLES, Kind, Table
from generator.columns.column import UNITS, number, text
from generator.columns.groups import KEY
from generator.columns.runs import NAMES
from generator.compare import compare
from generator.compare.flags import PERCENTILES
from generator.compare.key import FIELDS
from generator.load import load
from generator.model import (
    CaseStatus,
    Catalogue,
    Decision,
    Dispute,
    Objector,
    Outcome,
    Relationship,
    Result,
    State,
)
from generator.page import Composition
from generator.pages import compose
from generator.pages.dataset import PROMISE
from tests import synthetic
from tests.sites import PROJECT, elements

pytestmark = pytest.mark.xdist_group("published")
SITE = "https://results.example/site/"
GOLDEN = Path(__file__).parent / "golden/data-v1.txt"
COLUMNS = [(table, column) for table in TABLES for column in table.columns]
WITHOUT_UNIT = {"percentile", "difference", "low", "high"}
"""Numbers that are no quantity of one unit: the unit of a test's difference stands in its row."""


def composed(made: Catalogue) -> Composition:
    return compose(made, compare(made), SITE)


def of(*runs: Result) -> Mapping[str, bytes]:
    """The files of a site of one synthetic submission of these runs."""
    return by_path(composed(synthetic.catalogue(synthetic.whole(synthetic.submission(runs)))))


def by_path(composition: Composition) -> Mapping[str, bytes]:
    return {asset.path: asset.content for asset in composition.assets}


@pytest.fixture(scope="module")
def real() -> Catalogue:
    return load(PROJECT).catalogue


@pytest.fixture(scope="module")
def published(real: Catalogue) -> Composition:
    return composed(real)


@pytest.fixture(scope="module")
def files(published: Composition) -> Mapping[str, bytes]:
    return by_path(published)


def in_csv(content: bytes) -> tuple[list[str], list[list[str]]]:
    head, *rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
    return head, rows


def in_parquet(content: bytes) -> pa.Table:
    return parquet.read_table(pa.BufferReader(content))


# ---- the registry and the dictionary --------------------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_column_has_a_meaning_and_comes_from_fields_that_exist(table: Table) -> None:
    for column in table.columns:
        assert len(dictionary.meaning_of(column)) > 3, column.name
        for source in column.sources:
            assert dictionary.field_of(source).path == source.partition(" ")[2]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_quantity_has_its_unit_in_its_name(table: Table) -> None:
    numeric = [column for column in table.columns if column.kind is Kind.NUMBER]
    bare = {column.name for column in numeric if not column.unit}
    assert {name for name in bare - WITHOUT_UNIT if name.rpartition("_")[2] != "p"} == set()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_column_that_holds_a_field_as_it_is_has_its_type(table: Table) -> None:
    allowed = {
        Kind.TEXT: {"string"},
        Kind.DAY: {"string"},
        Kind.WHOLE: {"integer"},
        Kind.NUMBER: {"number", "integer"},
        Kind.TRUTH: {"boolean"},
    }
    for column in (column for column in table.columns if not column.meaning):
        assert set(dictionary.field_of(column.sources[0]).types) <= allowed[column.kind], column.name


def test_a_misspelt_source_is_noticed() -> None:
    with pytest.raises(KeyError):
        dictionary.meaning_of(text("x", "synthetic", "performance-results/v1 results[].rezult"))
    with pytest.raises(KeyError):
        dictionary.meaning_of(number("x_ms", "", "performance-results/v9 results"))


def test_names_are_told_apart() -> None:
    assert len(BY_NAME) == len(TABLES)
    for table in TABLES:
        assert len(set(table.names)) == len(table.columns)
        assert set(table.key) <= set(table.names)


def test_the_registry_names_what_the_comparison_has() -> None:
    assert [column.name for column in KEY] == [f"key_{field.name}" for field in FIELDS]
    assert NAMES == PERCENTILES
    statuses = [str(status).replace("-", "_") for status in CaseStatus]
    assert [name for name in BY_NAME["conformance-reports"].names if name in statuses] == statuses


def test_no_published_column_changes_or_goes_away(*, update_golden: bool) -> None:
    """The promise of version 1. `--update-golden` adds new columns, and never takes one off."""
    now = [f"{table.name} {column.name} | {column.kind} | {column.unit}" for table, column in COLUMNS]
    known = GOLDEN.read_text(encoding="utf-8").splitlines() if GOLDEN.is_file() else []
    if update_golden:
        GOLDEN.write_text("\n".join([*known, *(line for line in now if line not in known)]) + "\n", encoding="utf-8")
        known = GOLDEN.read_text(encoding="utf-8").splitlines()
    assert [line for line in known if line not in now] == []
    assert [line for line in now if line not in known] == []
    for table in TABLES:
        of_table = [line for line in known if line.startswith(f"{table.name} ")]
        assert of_table == [line for line in now if line.startswith(f"{table.name} ")], "columns are added at the end"


def test_the_page_and_the_index_describe_just_what_is_published(
    published: Composition, files: Mapping[str, bytes]
) -> None:
    page = next(each for each in published.pages if each.path == "data/")
    tables = [each for each in elements(str(page.body)) if each.name == "table"]
    described = {
        caption: [
            next(each.all_text() for each in row.walk() if each.name == "th")
            for row in table.walk()
            if row.name == "tr"
        ][1:]
        for table in tables
        if (caption := next(each.all_text() for each in table.walk() if each.name == "caption")).startswith("Columns")
    }
    assert described == {f"Columns of {table.name}": list(table.names) for table in TABLES}
    index = json.loads(files["data/v1/index.json"])
    assert {each["name"]: [one["name"] for one in each["columns"]] for each in index["tables"]} == {
        table.name: list(table.names) for table in TABLES
    }
    for table in TABLES:
        assert in_csv(files[f"data/v1/{table.name}.csv"])[0] == list(table.names)
        assert list(json.loads(files[f"data/v1/{table.name}.json"])) == list(table.names)
        assert in_parquet(files[f"data/v1/{table.name}.parquet"]).column_names == list(table.names)


def test_each_described_source_leads_to_its_field(published: Composition) -> None:
    page = next(each for each in published.pages if each.path == "data/")
    linked = {str(each.attributes.get("href")) for each in elements(str(page.body)) if each.name == "a"}
    assert "../schemas/performance-results-v1/#results%5B%5D.result.actual_qps" in linked
    kinds = {source.partition(" ")[0] for _, column in COLUMNS for source in column.sources}
    assert kinds <= set(schema.BY_NAME)


# ---- the values ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_three_forms_hold_the_same_values(files: Mapping[str, bytes], table: Table) -> None:
    of_json = json.loads(files[f"data/v1/{table.name}.json"])
    of_parquet = in_parquet(files[f"data/v1/{table.name}.parquet"]).to_pydict()
    _, rows = in_csv(files[f"data/v1/{table.name}.csv"])
    assert len(rows) == len(of_json[table.names[0]])
    assert rows or table.name == "disputes"
    for at, column in enumerate(table.columns):
        told = of_json[column.name]
        assert [shown(value) for value in of_parquet[column.name]] == told
        cells = [row[at] for row in rows]
        assert cells == [in_cell(value, column.kind) for value in told] or (
            column.kind is Kind.NUMBER
            and [cell and float(cell) for cell in cells] == ["" if v is None else v for v in told]
        )


def shown(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def in_cell(value: object, kind: Kind) -> str:
    if value is None:
        return ""
    return f"'{value}" if kind is Kind.TEXT and str(value).lstrip()[:1] in set("=+-@'") else str(value)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_types_are_those_of_the_registry_and_columns_say_what_they_mean(
    files: Mapping[str, bytes], table: Table
) -> None:
    types = {
        Kind.TEXT: pa.string(),
        Kind.WHOLE: pa.int64(),
        Kind.NUMBER: pa.float64(),
        Kind.TRUTH: pa.bool_(),
        Kind.DAY: pa.date32(),
    }
    made = parquet.read_schema(pa.BufferReader(files[f"data/v1/{table.name}.parquet"]))
    for column, field in zip(table.columns, made, strict=True):
        assert field.type == types[column.kind]
        assert field.metadata[b"description"].decode() == dictionary.meaning_of(column)
        assert field.metadata.get(b"unit", b"").decode() == column.unit


@pytest.mark.parametrize("table", [table for table in TABLES if table.key], ids=lambda table: table.name)
def test_the_key_tells_rows_apart(files: Mapping[str, bytes], table: Table) -> None:
    values = json.loads(files[f"data/v1/{table.name}.json"])
    keys = list(zip(*(values[name] for name in table.key), strict=True))
    assert len(keys) == len(set(keys))


def test_there_is_a_row_for_everything_that_was_submitted(real: Catalogue, files: Mapping[str, bytes]) -> None:
    def column(table: str, name: str) -> set[object]:
        return set(json.loads(files[f"data/v1/{table}.json"])[name])

    comparison = compare(real)
    assert column("results", "address") == {result.address for result in real.results}
    assert column("percentiles", "address") == {each.address for each in real.results if each.latencies.percentiles}
    assert column("groups", "group") == column("variants", "group") == set(comparison.groups)
    assert column("submissions", "submission") == set(real.submissions)
    assert column("conformance-reports", "report") == set(real.reports)
    assert column("patterns", "pattern") == set(real.patterns)
    events = [event for each in (*real.submissions.values(), *real.reports.values()) for event in each.history]
    assert len(json.loads(files["data/v1/status-events.json"])["date"]) == len(events)


def test_results_say_what_their_group_says(real: Catalogue, files: Mapping[str, bytes]) -> None:
    table = json.loads(files["data/v1/results.json"])
    rows = {
        address: dict(zip(table, cells, strict=True))
        for address, *cells in zip(table["address"], *table.values(), strict=True)
    }
    for group in compare(real).groups.values():
        for variant in group.variants:
            for run in variant.results:
                row = rows[run.address]
                assert (row["group"], row["variant"], row["counted"], row["reason"]) == (
                    group.id,
                    variant.id,
                    True,
                    None,
                )
        for excluded in group.excluded:
            row = rows[excluded.result.address]
            assert (row["counted"], row["reason"], row["variant"]) == (False, excluded.reason, None)


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.INVALID, State.SUPERSEDED, State.DISPUTED])
def test_what_was_withdrawn_stays_and_says_so(state: State) -> None:
    gone = synthetic.run("gone", synthetic.subject("alpha"), state=state)
    made = of(synthetic.run("base"), gone)
    table = json.loads(made["data/v1/results.json"])
    at = table["address"].index("synthetic/gone")
    assert (table["state"][at], table["counted"][at]) == (str(state), False)
    assert table["reason"][at]
    assert "alpha" not in json.loads(made["data/v1/variants.json"])["mesh"]


def test_a_value_that_was_not_reported_is_missing_in_every_form() -> None:
    bare = synthetic.run("a", p99=None, requests=None, errors_reported=False, connections=None, achieved_rps=None)
    made = of(bare)
    of_json = json.loads(made["data/v1/results.json"])
    of_parquet = in_parquet(made["data/v1/results.parquet"])
    head, (row,) = in_csv(made["data/v1/results.csv"])
    for name in ("p99_ms", "requests", "errors", "connections", "achieved_rps", "generators", "stdev_ms", "started"):
        assert of_json[name] == [None]
        assert of_parquet[name].null_count == 1
        assert row[head.index(name)] == ""


def test_errors_that_nobody_saw_are_zero() -> None:
    made = of(synthetic.run("a", errors={}))
    assert json.loads(made["data/v1/results.json"])["errors"] == [0]


def test_every_percentile_has_a_row_with_its_bounds() -> None:
    run = synthetic.run("a", percentiles={"99.9": 30.0, "50": 1.0}, bounds_ms={"99.9": (29.0, None), "99": (5.0, 9.0)})
    table = json.loads(of(run)["data/v1/percentiles.json"])
    assert list(zip(*table.values(), strict=True)) == [
        ("synthetic/a", 50.0, 1.0, None, None),
        ("synthetic/a", 99.0, None, 5.0, 9.0),
        ("synthetic/a", 99.9, 30.0, 29.0, None),
    ]


def test_a_dispute_has_a_row_and_its_decision_names_it() -> None:
    author = Objector(name="Nobody", affiliation=None, github=None, relationship=Relationship.USER)
    decision = Decision(
        date=date(2026, 11, 24), by="Synthetic curator", outcome=Outcome.UPHELD, state=State.INVALID, reason="True.",
        results=None, reports=None,
    )  # fmt: skip
    objection = Dispute(
        id="wrong-clock", date=date(2026, 11, 23), author=author, results=("synthetic/a",), reports=(), claim="-1 s",
        is_statement=False, evidence=(), replies=(), decision=decision, origin=synthetic.PLACE,
    )  # fmt: skip
    event = replace(synthetic.event(State.INVALID), dispute="wrong-clock", results=("a",))
    submission = replace(synthetic.whole(synthetic.submission([synthetic.run("a")])), history=(event,))
    catalogue = replace(
        synthetic.catalogue(submission), disputes={each.id: each for each in (objection, replace(objection, id="open", decision=None))}
    )  # fmt: skip
    made = by_path(composed(catalogue))
    table = json.loads(made["data/v1/disputes.json"])
    assert table["dispute"] == ["wrong-clock", "open"]
    assert (table["outcome"], table["state"], table["decided"]) == (
        ["upheld", None],
        ["invalid", None],
        ["2026-11-24", None],
    )
    assert in_csv(made["data/v1/disputes.csv"])[1][0][7] == "'-1 s"
    assert json.loads(made["data/v1/status-events.json"])["dispute"] == ["wrong-clock"]


def test_a_formula_is_harmless_in_csv_and_untouched_elsewhere() -> None:
    evil = "=HYPERLINK(1)"
    submission = replace(synthetic.whole(synthetic.submission([synthetic.run("a")])), title=evil, license="@SUM(1)")
    made = by_path(composed(synthetic.catalogue(submission)))
    assert f"'{evil}" in in_csv(made["data/v1/submissions.csv"])[1][0]
    assert json.loads(made["data/v1/submissions.json"])["title"] == [evil]
    assert in_parquet(made["data/v1/submissions.parquet"])["title"].to_pylist() == [evil]
    for path, content in made.items():
        if path.startswith("data/") and path.endswith(".csv"):
            cells = [cell for row in in_csv(content)[1] for cell in row]
            assert [cell for cell in cells if cell.lstrip()[:1] in {"=", "@"}] == []


def test_a_row_with_an_unknown_column_is_no_row() -> None:
    with pytest.raises(ValueError, match="percentiles has no column p42"):
        forms.values_of(BY_NAME["percentiles"], [{"address": "x", "p42": 1}])


def test_nothing_but_plain_values_is_written_as_json() -> None:
    with pytest.raises(TypeError, match="object in a published table"):
        forms.as_json({"x": [object()]})
    with pytest.raises(ValueError, match="not JSON compliant"):
        forms.as_json({"x": [float("nan")]})


def test_a_site_without_anything_has_every_table_with_its_columns() -> None:
    made = by_path(composed(synthetic.catalogue()))
    for table in TABLES:
        assert in_csv(made[f"data/v1/{table.name}.csv"]) == (list(table.names), [])
        assert json.loads(made[f"data/v1/{table.name}.json"]) == {name: [] for name in table.names}
        assert in_parquet(made[f"data/v1/{table.name}.parquet"]).num_rows == 0


# ---- files ---------------------------------------------------------------------------------------------------------


def test_the_index_says_the_truth_of_every_file(files: Mapping[str, bytes]) -> None:
    index = json.loads(files["data/v1/index.json"])
    told = {f"data/v1/{file['path']}": file for each in (*index["tables"],) for file in each["files"]}
    told |= {f"data/v1/{each['path']}": each for each in index["messages"]}
    assert set(told) == {path for path in files if path.startswith("data/v1/")} - {"data/v1/index.json"}
    for path, file in told.items():
        assert file["bytes"] == len(files[path])
        assert file["sha256"] == hashlib.sha256(files[path]).hexdigest()
    for each in index["tables"]:
        assert each["rows"] == in_parquet(files[f"data/v1/{each['name']}.parquet"]).num_rows
        assert [file["media_type"] for file in each["files"]] == list(forms.MEDIA_TYPES.values())
    for each in index["messages"]:
        assert each["rows"] == files[f"data/v1/{each['path']}"].count(b"\n")
    assert (index["version"], index["promise"]) == (1, PROMISE)


def test_addresses_from_before_versions_stay(files: Mapping[str, bytes]) -> None:
    old = {table.old: f"data/v1/{table.name}.csv" for table in TABLES if table.old}
    assert set(old) == {
        "data/results.csv",
        "data/patterns.csv",
        *(f"data/{name}.csv" for name in addresses.CONFORMANCE_FILES),
    }
    for path, new in old.items():
        assert files[path] == files[new]
    assert {"data/explorer.json", "data/conformance.json", "data/patterns.json"} <= set(files)


def test_a_second_composition_writes_the_same_bytes(real: Catalogue, files: Mapping[str, bytes]) -> None:
    again = by_path(composed(real))
    assert [path for path in files if path.startswith("data/") and files[path] != again[path]] == []


def test_parquet_holds_no_time_and_no_machine(files: Mapping[str, bytes]) -> None:
    metadata = parquet.read_metadata(pa.BufferReader(files["data/v1/results.parquet"]))
    assert set(metadata.metadata) == {b"table", b"version", b"as_of", b"license", b"documentation", b"ARROW:schema"}
    assert metadata.created_by == f"parquet-cpp-arrow version {pa.__version__}"
    assert metadata.format_version == "2.6"


# ---- SMP's messages ------------------------------------------------------------------------------------------------


def lines(content: bytes) -> Iterator[dict[str, object]]:
    return (json.loads(line) for line in content.decode("utf-8").splitlines())


def test_every_result_is_there_as_smp_defines_it(real: Catalogue, files: Mapping[str, bytes]) -> None:
    message = {field.path for field in schema.fields("performance-results/v1")}
    known = {path.removeprefix("results[].result.") for path in message if path.startswith("results[].result.")}
    found = list(lines(files["data/v1/smp.ndjson"]))
    assert [each["address"] for each in found] == [result.address for result in real.results]
    for each, result in zip(found, real.results, strict=True):
        assert set(each) == {"address", "result"}
        assert each["result"] == json.loads(json.dumps(result.smp, default=dict))
        assert set(each["result"]) <= {path for path in known if "." not in path}  # type: ignore[arg-type]


def test_every_config_that_a_result_names_is_there(files: Mapping[str, bytes]) -> None:
    configs = {
        (each["submission"], each["message"], each["config"]["id"])  # type: ignore[index]
        for each in lines(files["data/v1/smp-configs.ndjson"])
    }
    named = {"env_id": "EnvironmentConfig", "mesh_config_id": "ServiceMeshConfig", "test_id": "PerformanceTestConfig"}
    for each in lines(files["data/v1/smp.ndjson"]):
        submission = str(each["address"]).partition("/")[0]
        for key, message in named.items():
            assert (submission, message, each["result"][key]) in configs  # type: ignore[index]


def test_units_are_spelt_once() -> None:
    assert {column.name.rpartition("_")[2] for _, column in COLUMNS if column.unit} == set(UNITS)
