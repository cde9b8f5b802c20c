"""Resources that the submitter measured: read field by field, or refused with their place."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from generator import importers
from generator.importers.common import ComponentUse, ImportRefused
from generator.importers.components import components
from tests.importer_samples import FOLDER, entries

PROXY = {"component": "envoy", "role": "sidecar", "cpu_mcores": 30.5, "mem_mb": 71.2, "statistic": "max"}


def written(folder: Path, value: object) -> str:
    file = folder / "resources.json"
    file.write_text(json.dumps(value))
    return str(file)


@pytest.mark.parametrize("wrapped", [[PROXY], {"resources": [PROXY], "machine": {"busy": 1}}])
def test_a_list_of_components_is_read(wrapped: object, tmp_path: Path) -> None:
    (found,) = components(written(tmp_path, wrapped))
    expected = ComponentUse(
        component="envoy", role="sidecar", statistic="max", cpu_mcores=Decimal("30.5"), mem_mb=Decimal("71.2")
    )
    assert found == expected


def test_what_was_not_measured_stays_unknown(tmp_path: Path) -> None:
    (found,) = components(written(tmp_path, [{"component": "envoy", "role": "sidecar", "mem_mb": None}]))
    assert (found.cpu_mcores, found.mem_mb, found.statistic) == (None, None, "average")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([], "a list of components was expected"),
        ({"machine": 1}, "a list of components was expected"),
        ([7], r"resources\[0\]: an object with `component` and `role`"),
        ([PROXY, {"component": "x"}], r"resources\[1\]: an object with `component` and `role`"),
        ([{**PROXY, "cpu": 1}], 'unknown field "cpu"'),
        ([{**PROXY, "cpu_mcores": "many"}], r"cpu_mcores is no number"),
        ([{**PROXY, "mem_mb": True}], r"mem_mb is no number"),
        ([{**PROXY, "mem_mb": -1}], "not a number from 0"),
        ([PROXY, {**PROXY, "cpu_mcores": 1}], r"resources\[1\]: the max of envoy \(sidecar\) stands there already"),
    ],
)
def test_anything_else_is_refused_with_its_place(value: object, message: str, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match=message):
        components(written(tmp_path, value))


@pytest.mark.parametrize("number", ["1e999999", "1e-999999", str(10**25)])
def test_a_number_beyond_all_bounds_is_refused(number: str, tmp_path: Path) -> None:
    file = tmp_path / "resources.json"
    file.write_text(f'[{{"component": "envoy", "role": "sidecar", "cpu_mcores": {number}}}]')
    with pytest.raises(ImportRefused, match=r"resources\[0\]: cpu_mcores is not a number from 0"):
        components(str(file))


def test_a_component_may_have_an_average_and_a_maximum(tmp_path: Path) -> None:
    found = components(written(tmp_path, [PROXY, {**PROXY, "statistic": "average"}]))
    assert [each.statistic for each in found] == ["max", "average"]


def test_a_run_gets_the_resources_that_its_name_leads_to(tmp_path: Path) -> None:
    written(tmp_path, [PROXY])
    options = importers.ImportOptions(resources=f"{tmp_path}/resources.json", hash_only=True)
    plan = importers.plan("oha", [FOLDER / "synthetic-oha-1.4.txt"], tmp_path / "synthetic", options=options)
    assert plan.refusals == ()
    (entry,) = entries(plan, "oha.yaml")
    assert entry["measurement"]["resources"] == [PROXY]
    (evidence,) = entry["measurement"]["evidence"]  # type: ignore[misc]
    assert set(evidence) == {"sha256", "bytes", "tool"}
    assert [path.as_posix() for path in plan.files_to_write] == ["oha.yaml", "submission.yaml"]


def test_a_name_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    for template, message in ((f"{tmp_path}/{{what}}.json", "what"), (f"{tmp_path}/none.json", "no such file")):
        options = importers.ImportOptions(resources=template, hash_only=True)
        plan = importers.plan("oha", [FOLDER / "synthetic-oha-1.4.txt"], tmp_path / "synthetic", options=options)
        assert message in plan.refusals[0]
