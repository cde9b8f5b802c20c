"""Reading in other processes and on a real Dask cluster gives the same result, to the bit."""

from __future__ import annotations

from pathlib import Path

import pytest
from distributed import LocalCluster

from generator import importers
from generator.importers import oha, spread
from generator.importers.common import ImportRefused, RawFile, read

pytestmark = pytest.mark.xdist_group("cluster")
FOLDER = Path(__file__).parent / "fixtures" / "importers"
FILES = ("synthetic-oha-1.4.txt", "synthetic-oha-ms.txt", "synthetic-oha.json", "synthetic-istio.csv")


@pytest.fixture(scope="module")
def cluster() -> LocalCluster:
    """A scheduler and three workers, each a process of its own, on this machine's loopback address."""
    with LocalCluster(
        n_workers=3, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", host="127.0.0.1"
    ) as running:  # type: ignore[no-untyped-call]
        yield running


def raws() -> tuple[RawFile, ...]:
    return read([FOLDER / name for name in FILES])


def test_workers_of_a_cluster_read_what_this_process_reads(cluster: LocalCluster) -> None:
    here = spread.read_all(raws(), oha.gather, None)
    there = spread.read_all(raws(), oha.gather, None, cluster.scheduler_address)
    assert [each.gathered is not None for each in here] == [True, True, True, False]
    assert there == here


def test_a_plan_made_on_a_cluster_writes_the_same_bytes(cluster: LocalCluster, tmp_path: Path) -> None:
    files = [FOLDER / name for name in FILES[:3]]
    plans = [
        importers.plan("oha", files, tmp_path / "synthetic", options=importers.ImportOptions(scheduler=address))
        for address in (None, cluster.scheduler_address)
    ]
    assert plans[0].refusals == ()
    assert plans[1] == plans[0]


def test_large_files_are_read_by_several_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    here = spread.read_all(raws(), oha.gather, None)
    monkeypatch.setattr(spread, "_WORTH_PROCESSES", 0)
    assert spread.read_all(raws(), oha.gather, None) == here


def test_an_address_where_nothing_answers_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread, "_PATIENCE", "1s")
    with pytest.raises(ImportRefused, match=r"--scheduler tcp://127.0.0.1:9: no Dask scheduler answers"):
        spread.read_all(raws(), oha.gather, None, "tcp://127.0.0.1:9")
    with pytest.raises(ImportRefused, match="no Dask scheduler answers"):
        spread.read_all(raws(), oha.gather, None, "carrier-pigeon://127.0.0.1:9")


@pytest.mark.parametrize(
    ("versions", "message"),
    [({}, "has no workers"), ({"tcp://127.0.0.1:1": "0.0.0-synthetic"}, "workers have mesh-results 0.0.0-synthetic")],
)
def test_workers_of_another_version_are_refused(versions: dict[str, object], message: str) -> None:
    with pytest.raises(ImportRefused, match=message):
        spread._check_workers("tcp://synthetic:1", versions)


def test_the_plan_says_why_a_cluster_cannot_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread, "_PATIENCE", "1s")
    options = importers.ImportOptions(scheduler="tcp://127.0.0.1:9")
    plan = importers.plan("oha", [FOLDER / FILES[0]], tmp_path / "synthetic", options=options)
    assert plan.files_to_write == {}
    assert "no Dask scheduler answers" in plan.refusals[0]
