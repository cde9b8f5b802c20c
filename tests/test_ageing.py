"""The weekly report of what grows old."""

from __future__ import annotations

import importlib.util
from datetime import date
from pathlib import Path

import pytest

from generator.load import load

ROOT = Path(__file__).parent.parent
spec = importlib.util.spec_from_file_location("ageing", ROOT / ".ci/ageing.py")
assert spec
assert spec.loader
ageing = importlib.util.module_from_spec(spec)
spec.loader.exec_module(ageing)


def section(text: str, title: str) -> str:
    return text.split(f"## {title}\n\n")[1].split("\n## ", maxsplit=1)[0]


@pytest.fixture(scope="module")
def published() -> object:
    return load(ROOT).catalogue


def test_a_result_is_named_before_it_is_two_years_old_and_with_its_version_s_end(published: object) -> None:
    results = "Results that left headlines, or will soon"
    fresh = section(ageing.report(published, date(2024, 6, 1)), results)
    assert "livewyer-2024 | istio 1.20.3 | 6 | 2024-04-10 | support of the version ends on 2024-06-25 |" in fresh
    assert "livewyer-2024 | cilium" not in fresh
    soon = section(ageing.report(published, date(2026, 2, 1)), results)
    assert "| livewyer-2024 | cilium 1.15.1 | 6 | 2024-04-10 | two years old on 2026-04-10 |" in soon
    old = section(ageing.report(published, date(2026, 5, 1)), results)
    assert "| livewyer-2024 | cilium 1.15.1 | 6 | 2024-04-10 | older than two years |" in old
    assert "older than two years; support of the version ended on 2024-06-25" in old


def test_releases_and_reports_are_named(published: object) -> None:
    text = ageing.report(published, date(2026, 11, 26))
    assert "| istio | 1.22.0 | 2025-01-22 | ended |" in section(text, "Releases at their end of support")
    reports = section(text, "Conformance reports that are not current")
    assert (
        "| istio-1-24-v1-2-0-experimental | istio | 2024-11-05 | 4 minor releases of the API came after the one it tests |"
        in reports
    )
    assert "smi-" not in reports  # kept as history: it does not grow older


def test_text_of_submitted_files_is_no_markup() -> None:
    assert ageing._cell("a|b <img src=x> [x](y)\n`@team`") == r"a\|b \<img src=x\> \[x\]\(y\) \`\@team\`"


def test_nothing_old_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "results").mkdir()
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    assert ageing.main(str(tmp_path)) == 0
    assert summary.read_text(encoding="utf-8").count("None.\n") == 4
