"""Whatever tool the generators are of, their merged run is one that the check takes."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from generator import importers
from generator.finding import Severity
from generator.load import load
from tests.importer_samples import FOLDER, TextLoader, raw
from tests.sites import BASE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORTIO = {"06.123456789+": "06.223456789+"}
FORTIO_MAX = {"0.240768": "0.240769"}
NIGHTHAWK = {"10:00:00.5": "10:00:00.6"}
FORM = {"04:05:06Z": "04:05:06.1Z"}
GHZ = {"4000000": "4100000"}
K6 = {"40.125": "40.25"}
VEGETA = {"41000000": "42000000"}
SAMPLES: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("fortio", "fortio.json", FORTIO),
    ("fortio", "fortio-errors.json", FORTIO),
    ("fortio", "fortio-grpc.json", FORTIO),
    ("fortio", "fortio-tcp.json", FORTIO),
    ("fortio", "fortio-wrk2.json", FORTIO_MAX),
    ("ghz", "ghz.json", GHZ),
    ("ghz", "ghz-bare.json", GHZ),
    ("h2load", "h2load.tsv", {"200\t100\n": "200\t110\n"}),
    ("hey", "hey.csv", {"0.0005": "0.0006"}),
    ("hey", "hey.txt", {"[9]": "[8]", "[5]": "[6]"}),
    ("k6", "k6-export.json", K6),
    ("k6", "k6-machine.json", K6),
    ("k6", "k6-points.json", {'"value":10,': '"value":11,'}),
    ("k6", "k6-summary.json", K6),
    ("meshery", "meshery-list.json", FORTIO),
    ("meshery", "meshery-new.json", FORTIO),
    ("meshery", "meshery-page.json", FORTIO | FORTIO_MAX | FORM),
    ("nighthawk", "nighthawk.json", NIGHTHAWK),
    ("nighthawk", "nighthawk.yaml", NIGHTHAWK),
    ("nighthawk", "nighthawk-form.json", FORM),
    ("nighthawk", "nighthawk-fortio.json", NIGHTHAWK),
    ("nighthawk", "nighthawk-instances.json", NIGHTHAWK),
    ("oha", "oha.json", {"0.1004": "0.1003"}),
    ("oha", "oha-1.4.txt", {"[400]": "[399]", "[90]": "[91]"}),
    ("oha", "oha-ms.txt", {"12.0000 ms": "12.1000 ms"}),
    ("vegeta", "vegeta-buckets.json", {'"0":900,"5000000":80': '"0":899,"5000000":81'}),
    ("vegeta", "vegeta-hdrplot.txt", {"1.500000 ": "1.400000 "}),
    ("vegeta", "vegeta-hist.txt", {"4.5ms": "4.4ms"}),
    ("vegeta", "vegeta-report.json", VEGETA),
    ("vegeta", "vegeta-results.csv", {",1000000,": ",1100000,"}),
    ("vegeta", "vegeta-results.json", {":1000000,": ":1100000,"}),
    ("wrk2", "wrk2.txt", {" 1.300 ": " 1.299 "}),
)
"""A tool, its fixture and what differs in the output of the second generator."""
SUBMISSION = BASE / "results/performance/example/submission.yaml"


def known(value: Any) -> Any:
    """A value of a template without the parts that stand as TODO."""
    match value:
        case dict():
            return {key: found for key, each in value.items() if (found := known(each)) not in (None, [], {})}
        case list():
            return [found for each in value if (found := known(each)) not in (None, [], {})]
        case _:
            return None if value == "TODO" else value


def filled(written: bytes) -> str:
    """The submission with what a person fills in: conditions of the synthetic example, and the load of the import."""
    example = yaml.load(SUBMISSION.read_text(encoding="utf-8"), TextLoader)  # noqa: S506  # a safe loader
    template = known(yaml.load(written, TextLoader))  # noqa: S506
    tests, conditions = template["test_configs"], template.get("workload_conditions", {})
    for test in tests:
        conditions.setdefault(test["id"], {"application": "synthetic"})
        if conditions[test["id"]].get("offered") == "rate":
            test["clients"][0].setdefault("rps", 100)
    own = {"id": template["id"], "test_configs": tests, "workload_conditions": conditions}
    return str(yaml.safe_dump(example | own, sort_keys=False))


def merged_twice(tool: str, name: str, changes: Mapping[str, str], root: Path) -> importers.ImportPlan:
    """The plan of a run of two generators into a copy of the synthetic repository."""
    text = (FOLDER / f"synthetic-{name}").read_bytes().decode()
    changed = text
    for before, after in changes.items():
        assert before in changed
        changed = changed.replace(before, after)
    ending = name.rpartition(".")[2]
    for pod, content in (("east", text), ("west", changed)):
        (root / f"{pod}.{ending}").write_bytes(content.encode())
    options = importers.ImportOptions(
        test_id="{run}", env="three-nodes", mesh_config="istio-sidecar", merge="{run}", generator="{pod}", id="{run}"
    )
    one = f"{{run}}/{{pod}}.{ending}"
    match = "{pod}.json/{run}" if tool == "meshery" else one
    files = [root / f"{pod}.{ending}" for pod in ("east", "west")]
    return importers.plan(tool, files, root / "results/performance/merged", match, options)


@pytest.mark.parametrize(("tool", "name", "changes"), SAMPLES, ids=[name for _, name, _ in SAMPLES])
def test_two_generators_of_any_tool_are_a_run_without_faults(
    tmp_path: Path, tool: str, name: str, changes: Mapping[str, str]
) -> None:
    # The folder's name is the run's, of results without one.
    root = tmp_path / "whole"
    shutil.copytree(BASE, root)
    plan = merged_twice(tool, name, changes, root)
    assert plan.refusals == ()
    importers.write(plan)
    submission = plan.into / "submission.yaml"
    submission.write_text(filled(submission.read_bytes()), encoding="utf-8")
    loaded = load(root)
    found = [f"{each.rule.code}: {each.message}" for each in loaded.findings if each.rule.severity is Severity.ERROR]
    assert found == []
    assert any(result.submission == "merged" for result in loaded.catalogue.results)


def test_every_fixture_that_can_be_merged_is() -> None:
    found = {each.name for each in FOLDER.iterdir() if mergeable(each.name)}
    assert {f"synthetic-{name}" for _, name, _ in SAMPLES} == found


def mergeable(name: str) -> bool:
    """Whether a tool claims the fixture and gives a distribution of each of its runs."""
    try:
        runs = importers.automatic(raw(name)).runs
    except importers.ImportRefused:
        return False
    return bool(runs) and all(run.distribution is not None for run in runs)
