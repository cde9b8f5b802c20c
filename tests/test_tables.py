import csv
import io
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import tables
from generator.compare import compare
from generator.model import Resource, State
from tests.synthetic import FULL_LOAD, catalogue, full_load, repeats, run, subject

ALPHA = subject("alpha", mode="sidecar", configuration="tuned")
PROXY = Resource(component="proxy", role="sidecar", cpu_mcores=250.0, mem_mb=64.0, statistic="average")
LOADED = catalogue(
    run("n", p99=10.0),
    run("a", ALPHA, p99=14.0, resources=(PROXY,)),
    run("b", ALPHA, p99=16.0, resources=(PROXY,)),
    run("x", ALPHA, p99=99.0, state=State.DISPUTED),
)
COMPARISON = compare(LOADED)
(GROUP,) = COMPARISON.groups.values()


def test_variants_have_a_row_each_with_the_baseline_first() -> None:
    table = tables.variants_table(GROUP)
    assert table["label"].tolist() == ["No mesh", "Alpha 1.0.0 (sidecar, tuned)"]
    assert table["p99_ms"].tolist() == [10.0, 15.0]
    assert table["runs"].tolist() == [1, 2]
    assert table["p99_overhead_ms"].tolist()[1] == 5.0
    assert table["p99_overhead_verdict"].tolist()[1] == "no verdict"
    assert pd.isna(table["p99_low_ms"]).all()
    assert table["l7_processing"].tolist() == ["no", "yes"]


def test_runs_have_a_row_each_and_the_excluded_their_reason() -> None:
    table = tables.runs_table(GROUP).set_index("address")
    assert table["counted"].to_dict() == {
        "synthetic/n": True,
        "synthetic/a": True,
        "synthetic/b": True,
        "synthetic/x": False,
    }
    assert table.loc["synthetic/x", "label"] == "Alpha 1.0.0 (sidecar, tuned)"
    assert table.loc["synthetic/x", "reason"] == "Disputed."
    assert table.loc["synthetic/a", "reason"] is None


def test_errors_not_reported_are_missing_and_none_seen_are_zero() -> None:
    group = next(
        iter(compare(catalogue(run("a"), run("b", errors_reported=False), run("c", errors={"500": 3}))).groups.values())
    )
    errors = tables.runs_table(group).set_index("address")["errors"]
    assert errors["synthetic/a"] == 0
    assert errors["synthetic/b"] is pd.NA
    assert errors["synthetic/c"] == 3


def test_the_explorer_has_a_row_a_result_with_its_own_overhead() -> None:
    table = tables.explorer_table(LOADED, COMPARISON).set_index("address")
    assert table["p99_overhead_ms"].round(9).to_dict() == pytest.approx(
        {"synthetic/n": float("nan"), "synthetic/a": 4.0, "synthetic/b": 6.0, "synthetic/x": float("nan")}, nan_ok=True
    )
    row = table.loc["synthetic/a"]
    assert (row["mesh"], row["mode"], row["configuration"], row["version"]) == ("alpha", "Sidecar", "tuned", "1.0.0")
    assert (row["group"], row["lab"], row["generator"], row["loop"]) == (GROUP.id, "synthetic-lab", "oha", "open")
    assert (row["proxy_cpu_mcores"], row["proxy_memory_mb"], row["encryption"]) == (250.0, 64.0, "mtls")
    assert (table.loc["synthetic/x", "state"], table.loc["synthetic/x", "flags"]) == ("disputed", "state")
    assert row["date"] == "2026-11-22"


def test_an_offered_rate_does_not_apply_under_full_load() -> None:
    loaded = catalogue(replace(full_load("a", rps=150), test=run("a", workload=FULL_LOAD, offered_rps=1000).test))
    table = tables.explorer_table(loaded, compare(loaded))
    assert table["offered"].tolist() == ["full-load"]
    assert table["offered_rps"].isna().all()


def test_missing_text_is_none_and_missing_numbers_are_nan() -> None:
    loaded = catalogue(run("a", subject("alpha", version=None), p99=None, connections=None))
    table = tables.explorer_table(loaded, compare(loaded))
    assert table["version"].tolist() == [None]
    assert table["p99_ms"].isna().all()
    assert table["p99_ms"].dtype == "float64"
    assert table["connections"].tolist() == [pd.NA]


def test_intervals_and_verdicts_stand_in_the_tables_from_five_runs() -> None:
    runs = [*repeats("n", None, [10.0, 10.1, 10.2, 10.3, 10.4]), *repeats("a", ALPHA, [20.0, 20.1, 20.2, 20.3, 20.4])]
    (group,) = compare(catalogue(*runs)).groups.values()
    row = list(csv.DictReader(io.StringIO(tables.variants_csv(group).decode())))[1]
    assert (row["p99_low_ms"], row["p99_high_ms"], row["p99_coverage"]) == ("20.0", "20.4", "0.9375")
    assert row["p99_overhead_verdict"] == "detectable"
    assert float(row["p99_overhead_low_ms"]) < 10 < float(row["p99_overhead_high_ms"])
    assert 0 < float(row["p99_overhead_p"]) < 0.05
    assert 0.95 <= float(row["p99_overhead_coverage"]) < 1


def test_every_test_has_a_row_with_its_effect_size_and_the_least_p_within_reach() -> None:
    runs = [*repeats("n", None, [10.0, 10.1, 10.2, 10.3, 10.4]), *repeats("a", ALPHA, [20.0, 20.1, 20.2, 20.3, 20.4])]
    (group,) = compare(catalogue(*runs)).groups.values()
    rows = list(csv.DictReader(io.StringIO(tables.tests_csv(group).decode())))
    assert [(row["label"], row["reference_label"], row["quantity"], row["unit"]) for row in rows] == [
        ("Alpha 1.0.0 (sidecar, tuned)", "No mesh", name, "ms") for name in ("p50", "p90", "p99")
    ]
    assert (rows[2]["runs"], rows[2]["reference_runs"], rows[2]["difference"]) == ("5", "5", "10.0")
    assert (rows[2]["superiority"], rows[2]["verdict"]) == ("1.0", "detectable")
    assert float(rows[2]["p"]) == float(rows[2]["smallest_p"]) == pytest.approx(3 * 2 / 252)
    assert tables.tests_table(group)["reference_runs"].tolist() == [5, 5, 5]
    assert tables.tests_table(GROUP).empty


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＋1", "－1", "＠1", "'=1", "'"]
)
def test_text_that_a_spreadsheet_takes_for_a_formula_gets_an_apostrophe(text: str) -> None:
    rows = _read(tables.to_csv(pd.DataFrame({"text": [text], "number": [-1.5]})))
    assert rows == [["text", "number"], [f"'{text}", "-1.5"]]


def test_a_column_name_that_begins_a_formula_gets_an_apostrophe() -> None:
    assert _read(tables.to_csv(pd.DataFrame({"=cmd": [1]})))[0] == ["'=cmd"]


def test_missing_values_are_empty() -> None:
    table = pd.DataFrame({"a": pd.Series([1.5, None]), "b": pd.Series(["x", None], dtype="object")})
    assert tables.to_csv(table) == b"a,b\r\n1.5,x\r\n,\r\n"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1, max_size=5))
def test_taking_one_apostrophe_off_gives_the_text_back(texts: list[str]) -> None:
    rows = _read(tables.to_csv(pd.DataFrame({"text": pd.Series(texts, dtype="object"), "row": range(len(texts))})))[1:]
    assert [cell.removeprefix("'") for cell, _ in rows] == texts
    assert not any(cell.lstrip()[:1] in tuple("=+-@＝＋－＠") for cell, _ in rows if cell.lstrip())


def _read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))
