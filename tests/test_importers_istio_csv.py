from __future__ import annotations

from decimal import Decimal

import pytest

from generator.importers import istio_csv
from generator.importers.common import ComponentUse, ImportedRun, ImportRefused
from tests.importer_samples import raw, raw_text

TEXT = raw("synthetic-istio.csv").text()


def runs() -> tuple[ImportedRun, ...]:
    return istio_csv.gather(raw("synthetic-istio.csv")).runs


def test_microseconds_become_milliseconds() -> None:
    assert runs()[0].percentiles_ms == {
        "50": Decimal("0.517"),
        "90": Decimal("0.634"),
        "99": Decimal("0.698"),
        "99.9": Decimal("1.001"),
    }


def test_memory_in_mib_becomes_mb_of_a_million_bytes() -> None:
    assert runs()[0].resources == (
        ComponentUse(
            component="istio-proxy-fortioclient",
            role="sidecar",
            statistic="average",
            cpu_mcores=Decimal("2.5"),
            mem_mb=Decimal("67.108864"),
        ),
        ComponentUse(
            component="istio-proxy-istio-ingressgateway",
            role="gateway",
            statistic="average",
            cpu_mcores=Decimal("11.25"),
            mem_mb=Decimal("84.410368"),
        ),
    )


def test_a_component_without_values_is_absent() -> None:
    assert [use.component for use in runs()[1].resources] == ["istio-proxy-fortioclient"]


def test_cells_without_a_number_are_said() -> None:
    assert TEXT.count(",2.5,") == 1
    found = istio_csv.gather(raw_text("odd.csv", TEXT.replace(",2.5,", ",NaN,")))
    assert found.runs[0].resources[0].cpu_mcores is None
    before = sum(cell.lower() == "nan" for line in TEXT.splitlines() for cell in line.split(","))
    assert found.notes == (f"odd.csv: NaN stands in {before + 1} cells, left out",)


def test_what_the_table_does_not_hold_is_not_reported() -> None:
    run = runs()[0]
    assert (run.requests, run.errors, run.min_ms, run.average_ms, run.max_ms, run.end_time) == (None,) * 6


def test_the_label_is_kept_and_is_what_a_pattern_reads() -> None:
    run = runs()[1]
    assert run.label == "bb_qps_10_c_4_1024_none_mtls_both"
    assert run.smp == {"labels": {"label": run.label}}


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("mtls_baseline,4,10", "mtls_baseline,5,10", "label says 4 connections, the row 5"),
        ("mtls_baseline,4,10", "mtls_baseline,4,11", "more than the label's 10"),
        ("517,634", "734,634", "ascending order"),
        ("517,634", "0.517,634", "whole microseconds"),
        ("517,634", "x,634", "not a number"),
        ("NumThreads", "Threads", "no column NumThreads"),
        (",240,aa", ",,aa", "has not the columns"),
        ("64,80.5", "64,80.5,1", "has not the columns"),
    ],
)
def test_a_contradiction_is_refused(before: str, after: str, reason: str) -> None:
    assert before in TEXT
    with pytest.raises(ImportRefused, match=reason):
        istio_csv.gather(raw_text("changed.csv", TEXT.replace(before, after, 1)))


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "\n\n"])
def test_another_table_is_refused(content: str) -> None:
    with pytest.raises(ImportRefused, match="not the table"):
        istio_csv.gather(raw_text("odd.csv", content))


def test_another_unit_is_refused() -> None:
    with pytest.raises(ImportRefused, match="microseconds"):
        istio_csv.gather(raw("synthetic-istio.csv"), "ms")


def test_a_label_without_what_is_private_names_the_run() -> None:
    found = istio_csv.gather(raw_text("a.csv", TEXT.replace("bb_qps_10_c_4_1024_none_mtls_both", "jane@example.org")))
    assert "jane" not in found.runs[1].label + found.runs[1].source.content.decode()
    assert found.notes[-1] == "a.csv: removed from the evidence: e-mail addresses"
