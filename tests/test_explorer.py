from __future__ import annotations

import json

import pandas as pd
import pytest

from generator import explorer
from generator.compare.values import Flag, FlagKind


def columns(frame: pd.DataFrame) -> dict[str, dict[str, object]]:
    content = json.loads(explorer.explorer_json(frame))
    assert content["format"] == explorer.FORMAT
    assert content["rows"] == len(frame)
    return {column["name"]: column for column in content["columns"]}


def synthetic(**more: object) -> pd.DataFrame:
    return pd.DataFrame({"address": ["s/a", "s/b", "t/c"], **more})


def test_texts_that_repeat_become_codes_and_missing_ones_minus_one() -> None:
    version = columns(synthetic(version=["1.20", None, "1.20"]))["version"]
    assert version["values"] == ["1.20"]
    assert version["codes"] == [0, -1, 0]


def test_ids_stand_beside_values_and_keep_equal_titles_apart() -> None:
    group = columns(synthetic(group_title=["HTTP", "HTTP", "TCP"], group=["g-1", "g-2", "g-3"]))["group_title"]
    assert group["values"] == ["HTTP", "HTTP", "TCP"]
    assert group["ids"] == ["g-1", "g-2", "g-3"]
    assert group["codes"] == [0, 1, 2]


def test_a_number_not_measured_is_null_and_never_zero() -> None:
    p99 = columns(synthetic(p99_ms=[289.1, float("nan"), 0.0]))["p99_ms"]
    assert p99["data"] == [289.1, None, 0]
    assert p99["unit"] == "ms"


def test_a_whole_number_not_reported_is_null() -> None:
    frame = synthetic(connections=pd.array([32, None, 64], dtype="Int64"))
    assert columns(frame)["connections"]["data"] == [32, None, 64]


def test_full_load_stands_where_no_rate_can_be_offered() -> None:
    offered = columns(synthetic(offered_rps=[None, 1000.0, None], offered=["full-load", "rate", None]))["offered_rps"]
    assert offered["data"] == ["full load", 1000, None]


def test_features_are_spelt_as_people_do_and_keep_their_address() -> None:
    encryption = columns(synthetic(encryption=["mtls", None, "wireguard"]))["encryption"]
    assert encryption["values"] == ["mTLS", "WireGuard"]
    assert encryption["ids"] == ["mtls", "wireguard"]
    assert encryption["codes"] == [0, -1, 1]


def test_demonstrations_can_be_left_out() -> None:
    made = columns(synthetic(demonstration=[False, True, False]))["purpose"]
    assert made["facet"] is True
    assert [made["values"][code] for code in made["codes"]] == ["measurement", "demonstration", "measurement"]


def test_what_was_measured_stands_before_where_it_belongs() -> None:
    shown = [column.name for column in explorer.COLUMNS if column.shown]
    assert shown[:3] == ["label", "date", "achieved_rps"]
    assert shown[-1] == "group_title"
    assert [column.name for column in explorer.COLUMNS if column.signed] == ["p99_overhead_ms"]


def test_kinds_of_flags_become_sets() -> None:
    column = columns(synthetic(flags=["few-samples short-run", "", "few-samples"]))["flags"]
    assert column["values"] == ["few-samples", "short-run"]
    assert column["sets"] == [[0, 1], [], [0]]
    assert column["codes"] == [0, 1, 2]


def flag(kind: FlagKind, label: str, *, excludes: bool) -> Flag:
    return Flag(kind=kind, label=label, sentence="", excludes=excludes)


def test_flags_bring_their_labels_and_whether_they_exclude() -> None:
    few = flag(FlagKind.FEW_SAMPLES, "few samples", excludes=True)
    disputed = flag(FlagKind.STATE, "disputed", excludes=True)
    seen = flag(FlagKind.ERRORS_SEEN, "errors seen", excludes=False)
    flags = {"s/a": (few, seen), "s/b": (), "t/c": (disputed,)}
    content = json.loads(explorer.explorer_json(synthetic(flags=["", "", ""]), flags=flags))
    column = next(each for each in content["columns"] if each["name"] == "flags")
    assert column["ids"] == ["few-samples", "errors-seen", "disputed"]
    assert column["values"] == ["few samples", "errors seen", "disputed"]
    assert column["excludes"] == [True, False, True]
    assert [column["sets"][code] for code in column["codes"]] == [[0, 1], [], [2]]


def test_variants_bring_their_look_and_labs_their_name() -> None:
    frame = synthetic(label=["Istio", "No mesh", "Istio"], lab=["lab-one", "lab-one", "lab-two"])
    content = json.loads(
        explorer.explorer_json(frame, looks={"Istio": ("#d55e00", "diamond")}, labs={"lab-one": "Lab One"})
    )
    found = {column["name"]: column for column in content["columns"]}
    assert found["label"]["colours"] == ["#d55e00", ""]
    assert found["label"]["markers"] == ["diamond", ""]
    assert found["lab"]["values"] == ["Lab One", "lab-two"]
    assert found["lab"]["ids"] == ["lab-one", "lab-two"]


def test_an_address_is_told_as_submission_and_result() -> None:
    found = columns(synthetic())
    assert found["submission"]["values"] == ["s", "t"]
    assert found["result"]["data"] == ["a", "b", "c"]


def test_the_year_is_taken_from_dates_of_any_precision() -> None:
    year = columns(synthetic(date=["2024-04-10T13:26", "2020", None]))["year"]
    assert year["values"] == ["2024", "2020"]
    assert year["codes"] == [0, 1, -1]


def test_a_frame_without_addresses_is_refused() -> None:
    with pytest.raises(KeyError, match="address"):
        explorer.explorer_json(pd.DataFrame({"submission": ["s"]}))


def test_every_facet_is_a_column_the_script_can_filter() -> None:
    assert {column.kind for column in explorer.COLUMNS if column.facet} <= {"text", "list"}
    names = [column.name for column in explorer.COLUMNS]
    assert len(names) == len(set(names))
    # These words are the address's own.
    assert not set(names) & {"q", "sort", "columns", "page", "pick", "only"}


def test_ten_thousand_results_stay_small() -> None:
    many = 10_000
    frame = pd.DataFrame(
        {
            "address": [f"submission-{row // 100}/run-{row}" for row in range(many)],
            "protocol": [("HTTP/1.1", "gRPC")[row % 2] for row in range(many)],
            "p99_ms": [row * 0.37 for row in range(many)],
        }
    )
    assert len(explorer.explorer_json(frame)) < 350_000
