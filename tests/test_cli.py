"""The command: what it prints, where, and with which code it leaves."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path, PurePosixPath
from types import MappingProxyType

import click
import pytest

from generator import __version__, cli, importers, load, rules, scaffold, site
from generator.cli import commands, run
from generator.finding import Rule, Severity
from generator.importers import (
    EnvironmentOptions,
    ImportOptions,
    ImportPlan,
    PatternOptions,
    ReportOptions,
    ResourceOptions,
    Table,
)
from generator.prepare import SiteError
from generator.report import HELP_BASE
from generator.timings import Timings

REPOSITORY = Path(__file__).parents[1]
BASE = REPOSITORY / "tests" / "corpus" / "base"
LAB = "results/registry/labs/lab-one.yaml"
HEAVY = ("pandas", "scipy", "numpy", "plotly", "mkdocs", "jinja2", "markdown")
FRESH = "results/performance/fresh"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the small valid repository, as the current folder; nothing of the caller's environment decides."""
    shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.setattr("gc.disable", lambda: None)
    return tmp_path


def damage(root: Path) -> None:
    (root / LAB).write_text("kind: lab/v1\nid: [\n")


def child(*arguments: str, code: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *(["-c", code] if code else ["-m", "generator"]), *arguments]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=REPOSITORY,
        env={**os.environ, "GITHUB_ACTIONS": "", **environment},
    )


def test_a_clean_repository_leaves_with_0(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check"]) == 0
    said = capsys.readouterr().out
    assert re.fullmatch(r"no errors and no warnings in \d+ files\n\d+ objects of manifests: .*; 0 not checked\n", said)


def test_an_error_leaves_with_1_and_stands_on_standard_output(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    damage(root)
    assert run(["check"]) == 1
    captured = capsys.readouterr()
    assert captured.out.startswith(f"{LAB}:3:1: error MR010 ")
    assert captured.err == ""


def test_warnings_alone_leave_with_0(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = load.load(root)
    damage(root)
    [error, *_] = load.load(root).findings
    warning = type(error)(rule=error.rule, location=error.location, severity=Severity.WARNING, message="synthetic")
    softened = load.Loaded(
        catalogue=real.catalogue,
        findings=(warning,),
        files=1,
        manifests=(),
        documents=real.documents,
        aliases=real.aliases,
    )
    monkeypatch.setattr(load, "load", lambda *_, **__: softened)
    assert run(["check"]) == 0
    assert capsys.readouterr().out.endswith("no errors and 1 warning in 1 file\n")


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_a_machine_gets_nothing_but_its_format(form: str, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    damage(root)
    assert run(["check", "--format", form]) == 1
    assert json.loads(capsys.readouterr().out)["version"]


@pytest.mark.parametrize(("actions", "beginning"), [("true", "::error "), ("", LAB)])
def test_auto_is_githubs_format_in_its_workflows_only(
    actions: str, beginning: str, root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(root)
    monkeypatch.setenv("GITHUB_ACTIONS", actions)
    assert run(["check"]) == 1
    assert capsys.readouterr().out.startswith(beginning)


@pytest.mark.parametrize(
    ("paths", "code", "files"),
    [
        ([LAB], 1, 1),
        (["results/registry/meshes"], 0, 2),
        (["./results/registry/meshes/../labs"], 1, 1),
        (["results/registry/meshes", LAB], 1, 3),
    ],
)
def test_only_what_is_asked_for_is_reported(
    paths: list[str], code: int, files: int, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    damage(root)
    assert run(["check", *paths, "--format", "json"]) == code
    report = json.loads(capsys.readouterr().out)
    assert report["files"] == files
    assert {finding["path"] for finding in report["findings"]} <= {LAB}


def test_paths_are_of_the_current_folder_and_the_repository_may_be_elsewhere(
    root: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(root)
    monkeypatch.chdir(root / "results")
    assert run(["check", "--repo", "..", "registry/labs"]) == 1
    assert run(["check", "--repo", "..", "registry/meshes"]) == 0
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert run(["check", "--repo", str(root), str(root / LAB)]) == 1


def test_a_link_is_reported_and_not_followed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "results/registry/labs/link.yaml").symlink_to("nowhere.yaml")
    assert run(["check", "results/registry/labs/link.yaml"]) == 1
    assert "MR002" in capsys.readouterr().out


def test_nothing_seen_is_never_clean(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "results/performance/example/evidence"]) == 2
    assert "nothing was checked" in capsys.readouterr().err
    for file in root.rglob("*.yaml"):
        file.unlink()
    assert run(["check"]) == 2
    assert "nothing was checked" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "nowhere.yaml"], "nowhere.yaml does not exist"),
        (["check", ".."], "is not in"),
        (["check", "--repo", "results/registry"], "holds neither results/ nor patterns/"),
        (["check", "--repo", "nowhere"], "holds neither results/ nor patterns/"),
        (["check", "--format", "xml"], "'xml' is not one of"),
        (["explain", "MR999"], "there is no rule MR999"),
        (["import", "abacus", "x.txt", "--into", "x"], "there is no importer for abacus"),
        (["import", "oha", "--into", "x"], "Missing argument"),
        (["new", "poem", "x"], "no kind 'poem'"),
        (["export", "poem", "x", "--into", "out"], "there is no format poem, expected one of meshery"),
        (["export", "meshery", "retries", "--into", "out"], "there is no pattern retries"),
        (["export", "meshery", "retries", "--into", "patterns/out"], "patterns/ holds submitted files only"),
        (["export", "meshery", "retries"], "Missing option '--into'"),
        (["check", "--crd-dir", "results"], "no file in it defines a CustomResourceDefinition"),
        (["check", "--crd-dir", "nowhere"], "does not exist"),
        (["import", "pattern", "a.yaml"], "--into is missing: a pattern lies at patterns/ID"),
        (["import", "pattern", "a.yaml", "--into", "patterns"], "a pattern lies at patterns/ID"),
        (["import", "pattern", "a.yaml", "--into", "patterns/a/b"], "a pattern lies at patterns/ID"),
        (["import", "pattern", "a.yaml", "--into", "patterns/a", "--note", "x"], "--note does not apply to pattern"),
        (
            ["import", "pattern", "a.yaml", "--into", "patterns/a", "--evidence-uri", "x"],
            "--evidence-uri does not apply",
        ),
        (["import", "resources", "--into", FRESH], "Missing argument 'FILES...'"),
        (["import", "environment", "a.json"], "--into is missing: a submission lies at results/performance/ID"),
        (["import", "environment", "a.json", "--into", FRESH, "--id", "x"], "--id does not apply to environment"),
        (["import", "environment", "a.json", "--into", FRESH, "--queries"], "--queries does not apply to environment"),
        (["import", "resources", "a.json", "--into", FRESH, "--note", "x"], "--note does not apply to resources"),
        (["import", "resources", "a.json", "--into", FRESH, "--skip-first", "-1"], "not in the range"),
        (["import", "oha", "a.txt", "--into", FRESH, "--skip-last", "5"], "--skip-last does not apply to oha"),
        (["import", "smi", "a.json", "--queries"], "--queries does not apply to smi"),
        (["new", "lab", "Not An Id"], "is no id"),
        (["build"], "holds no mkdocs.yml"),
        (["serve"], "holds no mkdocs.yml"),
        (["dance"], "No such command 'dance'"),
    ],
)
def test_wrong_usage_leaves_with_2_and_says_why(
    arguments: list[str], said: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""


def test_a_crash_leaves_with_2_in_one_line(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("p50\n::error::x")

    monkeypatch.setattr(load, "load", broken)
    assert run(["check"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "fault of the tool itself" in captured.err
    assert "test_cli.py:" in captured.err
    monkeypatch.setenv("MESH_RESULTS_TRACEBACK", "1")
    assert run(["check"]) == 2
    assert "Traceback" in capsys.readouterr().err


def test_a_crash_of_the_process_leaves_with_2() -> None:
    code = "import sys, generator.load; generator.load.load = None; from generator.cli import main; sys.argv = ['x', 'check', '--repo', sys.argv[1]]; main()"
    finished = child(str(BASE), code=code)
    assert finished.returncode == 2
    assert finished.stderr.startswith("mesh-results: fault of the tool itself")


def test_check_starts_without_what_only_the_site_needs() -> None:
    code = f"""
import sys
from generator.cli import run
code = run(["check", "--repo", sys.argv[1]])
print(*sorted(set({HEAVY!r}) & set(sys.modules)))
sys.exit(code)
"""
    finished = child(str(BASE), code=code)
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.splitlines()[-1] == ""


def test_a_terminal_that_lacks_a_character_gets_an_escape(tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)
    (tmp_path / LAB).write_text("kind: lab/v1\nid: {😀: 1, 😀: 2}\n")
    finished = child("check", "--repo", str(tmp_path), PYTHONIOENCODING="latin-1")
    assert finished.returncode == 1
    assert "\\U0001f600" in finished.stdout


def test_the_version_and_the_help_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert __version__ in capsys.readouterr().out
    assert run(["-h"]) == 0
    assert "check" in capsys.readouterr().out


def test_every_command_and_option_says_what_it_does() -> None:
    for name, command in commands.commands.items():
        assert command.help, name
        for parameter in command.params:
            assert not isinstance(parameter, click.Option) or parameter.help, (name, parameter.name)


@pytest.mark.parametrize("rule", rules.ALL, ids=lambda rule: rule.code)
def test_every_rule_is_explained(rule: Rule, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", rule.code.lower()]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"{rule.code} {rule.slug} ({rule.severity}, since {rule.since})\n")
    assert rule.summary in said
    assert f"{HELP_BASE}rules/{rule.code}/" in said
    assert said.count("What it finds") == 1


@pytest.mark.parametrize("name", ["301", "unordered-percentiles", "Mr301"])
def test_a_rule_has_more_names_than_its_code(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", name]) == 0
    assert capsys.readouterr().out.startswith("MR301 unordered-percentiles ")


def test_several_rules_are_explained_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "MR302", "MR301"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("MR302 ")
    assert "\n\nMR301 " in said


@pytest.mark.parametrize(("name", "near"), [("MR301x", "MR301"), ("unorderd-percentiles", "unordered-percentiles")])
def test_a_rule_of_nearly_that_name_is_offered(name: str, near: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", name]) == 2
    assert f"there is no rule {name}, perhaps {near}; `mesh-results explain` lists all" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_report_that_can_t_be_written_says_so() -> None:
    with Path("/dev/full").open("w") as full:
        finished = subprocess.run(
            [sys.executable, "-m", "generator", "check", "--repo", str(BASE)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            cwd=REPOSITORY,
        )
    assert finished.returncode == 2
    assert finished.stderr == "Error: the report can't be written: no space left on device\n"


def test_new_writes_templates_once_and_the_check_refuses_them_unfinished(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["new", "lab", "lab-two"]) == 0
    assert capsys.readouterr().out == "written results/registry/labs/lab-two.yaml\n"
    assert run(["check", "results/registry/labs/lab-two.yaml"]) == 1
    assert "TODO" in capsys.readouterr().out
    assert run(["new", "lab", "lab-two"]) == 2
    assert "exists" in capsys.readouterr().err


@pytest.mark.parametrize("kind", scaffold.KINDS)
def test_new_knows_every_kind(kind: str, root: Path) -> None:
    (root / "new" / "results").mkdir(parents=True)
    assert run(["new", kind, "fresh", "--repo", str(root / "new")]) == 0
    assert list((root / "new").rglob("*.yaml"))


def test_the_repository_is_found_from_a_folder_within(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    damage(root)
    monkeypatch.chdir(root / "results" / "registry" / "labs")
    assert run(["check"]) == 1
    assert capsys.readouterr().out.startswith(f"{LAB}:3:1: error MR010 ")
    assert run(["check", "../meshes"]) == 0
    assert run(["new", "lab", "lab-two"]) == 0
    assert (root / "results/registry/labs/lab-two.yaml").is_file()


@pytest.mark.parametrize(
    "arguments", [["check"], ["new", "lab", "x"], ["import", "oha", "x.txt", "--into", "results/performance/x"]]
)
def test_outside_of_a_repository_nothing_is_written(
    arguments: list[str],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    monkeypatch.chdir(outside)
    assert run(arguments) == 2
    assert "and the folders above it hold neither results/ nor patterns/" in capsys.readouterr().err
    assert run([*arguments, "--repo", str(outside)]) == 2
    assert f"{outside} holds neither" in capsys.readouterr().err
    assert list(outside.iterdir()) == []


PLAN = ImportPlan(
    into=Path("into"),
    table=Table(head=("id", "requests"), rows=(("a", "300000"), ("long-\x1bid", "1"))),
    files_to_write=MappingProxyType({PurePosixPath("smp.yaml"): b"", PurePosixPath("evidence/a.txt"): b""}),
    configs=Table(head=("message", "id"), rows=(("test config", "load"),)),
    notes=("a note",),
)


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """Calls of the importers, which are replaced: planning gives PLAN, writing one path."""
    calls: list[tuple[object, ...]] = []

    def plan(
        tool: str, files: object, into: Path, match: str | None = None, options: ImportOptions | None = None
    ) -> ImportPlan:
        calls.append((tool, files, into, match, options))
        return PLAN

    def write(plan: ImportPlan) -> tuple[Path, ...]:
        calls.append(("write", plan))
        return (Path("into/oha.yaml"),)

    monkeypatch.setattr(importers, "plan", plan)
    monkeypatch.setattr(importers, "write", write)
    return calls


def test_import_shows_a_table_first_then_writes(
    root: Path, planned: list[tuple[object, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [
        "a.txt",
        "b.txt",
        "--into",
        FRESH,
        "--match",
        "{mesh}.txt",
        "--id",
        "{mesh}",
        "--map",
        "mesh:a=b",
        "--map",
        "mesh:c=d",
    ]
    assert run(["import", "oha", *arguments]) == 0
    options = ImportOptions(id="{mesh}", maps=("mesh:a=b", "mesh:c=d"))
    assert planned == [("oha", (Path("a.txt"), Path("b.txt")), Path(FRESH), "{mesh}.txt", options), ("write", PLAN)]
    captured = capsys.readouterr()
    assert (
        captured.out
        == "id           requests\na            300000\nlong-\\x1bid  1\nmessage      id\ntest config  load\nwritten into/oha.yaml\n"
    )
    assert captured.err == "note: a note\n"


def test_import_writes_nothing_in_a_dry_run_and_says_what_it_would_write(
    root: Path, planned: list[tuple[object, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["import", "oha", "a.txt", "--into", FRESH, "--dry-run"]) == 0
    assert [call[0] for call in planned] == ["oha"]
    assert capsys.readouterr().out.endswith(
        "test config  load\nwould write into/evidence/a.txt\nwould write into/smp.yaml\n"
    )


def test_import_on_a_terminal_asks_first(
    root: Path, planned: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: "n")
    assert run(["import", "oha", "a.txt", "--into", FRESH]) == 2
    assert [call[0] for call in planned] == ["oha"]
    assert run(["import", "oha", "a.txt", "--into", FRESH, "--yes"]) == 0
    assert [call[0] for call in planned] == ["oha", "oha", "write"]


@pytest.mark.parametrize(
    "into",
    ["/nowhere", "fresh", "results", "results/performance", "results/performance/a/b", "../results/performance/a"],
)
def test_import_writes_nowhere_but_where_submissions_lie(
    into: str, root: Path, planned: list[tuple[object, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["import", "oha", "a.txt", "--into", into]) == 2
    assert f"--into {into}: a submission lies at results/performance/ID" in capsys.readouterr().err
    assert planned == []


def test_import_goes_into_the_repository_that_is_given(
    root: Path,
    planned: list[tuple[object, ...]],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert run(["import", "oha", "a.txt", "--repo", str(root), "--into", str(root / FRESH)]) == 0
    assert [call[0] for call in planned] == ["oha", "write"]


def test_import_says_why_not_before_the_table(
    root: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importers, "plan", lambda *_, **__: replace(PLAN, refusals=("unclear",)))
    monkeypatch.setattr(sys, "stdout", sys.stderr)
    assert run(["import", "oha", "a.txt", "--into", FRESH]) == 1
    said = capfd.readouterr().err.splitlines()
    assert said[:3] == ["note: a note", "refused: unclear", "id           requests"]
    assert not [line for line in said if line.startswith("would write")]


def test_import_is_explained_with_every_tool() -> None:
    explained = commands.commands["import"].help or ""
    tools = (*importers.TOOLS, *importers.REPORT_TOOLS, *importers.SUBMISSION_TOOLS, importers.PATTERN_TOOL)
    assert [tool for tool in tools if tool not in explained] == []
    assert "submission.yaml" in explained
    assert "milliseconds" in explained


def test_import_refuses_unreadable_input_with_1(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "raw.txt").write_text("synthetic, and no output of oha\n")
    assert run(["import", "oha", "raw.txt", "--into", "results/performance/fresh"]) == 1
    assert "refused: " in capsys.readouterr().err
    assert not (root / "results/performance/fresh").exists()


def test_every_import_option_reaches_the_importer() -> None:
    names = {parameter.name for parameter in commands.commands["import"].params}
    assert set(PatternOptions.__dataclass_fields__) <= names
    assert set(EnvironmentOptions.__dataclass_fields__) | set(ResourceOptions.__dataclass_fields__) <= names
    assert set(ImportOptions.__dataclass_fields__) | set(ReportOptions.__dataclass_fields__) <= names


def test_import_completes_a_submission_with_what_was_seen_beside_the_load(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls: list[tuple[object, ...]] = []

    def planned_by(name: str) -> None:
        monkeypatch.setattr(importers, name, lambda *arguments: calls.append(arguments) or PLAN)

    planned_by("plan_environment")
    planned_by("plan_resources")
    monkeypatch.setattr(importers, "write", lambda _: (Path("into/submission.yaml"),))
    assert run(["import", "environment", "a.json", "b.json", "--into", FRESH, "--env", "eks"]) == 0
    said = ["--skip-first", "30", "--skip-last", "1.5", "--mesh-config", "istio*", "--replace"]
    assert run(["import", "resources", "c.json", "--into", FRESH, *said]) == 0
    options = ResourceOptions(mesh_config="istio*", skip_first=30, skip_last=1.5, replace=True)
    assert calls == [
        ((Path("a.json"), Path("b.json")), Path(FRESH), EnvironmentOptions(env="eks")),
        ((Path("c.json"),), Path(FRESH), options),
    ]
    assert "written into/submission.yaml" in capsys.readouterr().out


def test_queries_for_prometheus_are_printed_wherever_one_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["import", "resources", "--queries"]) == 0
    assert capsys.readouterr().out == importers.listed_queries()


def test_what_is_to_be_pasted_is_printed_line_by_line(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = replace(PLAN, refusals=("not edited",), to_paste="environment_configs:\n  - id: a\x1b\n")
    monkeypatch.setattr(importers, "plan_environment", lambda *_: refused)
    assert run(["import", "environment", "a.json", "--into", FRESH]) == 1
    assert capsys.readouterr().out.endswith("environment_configs:\n  - id: a\\x1b\n")


REPORTS = "results/conformance/gateway-api"


@pytest.fixture
def planned_reports(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """Calls of the importers of reports, which are replaced as in `planned`."""
    calls: list[tuple[object, ...]] = []

    def plan_reports(*arguments: object) -> ImportPlan:
        calls.append(arguments)
        return replace(PLAN, summary="1 file looked at", left_out=("b.yaml: unclear",))

    monkeypatch.setattr(importers, "plan_reports", plan_reports)
    monkeypatch.setattr(importers, "write", lambda _: (Path("into/report.yaml"),))
    return calls


def test_import_of_reports_passes_on_what_was_said(root: Path, planned_reports: list[tuple[object, ...]]) -> None:
    said = ["--set", "license=MIT", "--set", "lab=lab-one", "--evidence-uri", "https://example.org/{file}"]
    assert run(["import", "gateway-api", "a.yaml", "--into", f"{REPORTS}/mine", *said]) == 1
    assert run(["import", "smi", "a.json", "--into", "results/conformance/smi", "--declared", "traffic-split"]) == 1
    assert run(["import", "gateway-api-repo", "checkout", "--commit", "abcdef0"]) == 1
    options = ReportOptions(facts=("license=MIT", "lab=lab-one"), evidence_uri="https://example.org/{file}")
    assert planned_reports == [
        ("gateway-api", (Path("a.yaml"),), Path(), "mine", options),
        ("smi", (Path("a.json"),), Path(), None, ReportOptions(declared="traffic-split")),
        ("gateway-api-repo", (Path("checkout"),), Path(), None, ReportOptions(commit="abcdef0")),
    ]


def test_import_writes_what_is_sound_and_leaves_with_1_for_what_is_left_out(
    root: Path, planned_reports: list[tuple[object, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["import", "gateway-api-repo", "checkout"]) == 1
    captured = capsys.readouterr()
    assert captured.err == "note: a note\nrefused: b.yaml: unclear\n"
    assert captured.out.endswith("1 file looked at\nwritten into/report.yaml\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["oha", "a.txt"], "--into is missing: a submission lies at results/performance/ID"),
        (["oha", "a.txt", "--into", FRESH, "--set", "license=MIT"], "--set does not apply to oha"),
        (["oha", "a.txt", "--into", FRESH, "--declared", "traffic-split"], "--declared does not apply to oha"),
        (["oha", "a.txt", "--into", FRESH, "--commit", "abcdef0"], "--commit does not apply to oha"),
        (["smi", "a.json", "--into", REPORTS], "these reports lie at results/conformance/smi[/ID]"),
        (["smi", "a.json"], "--into is missing: these reports lie at results/conformance/smi[/ID]"),
        (["smi", "a.json", "--into", "results/conformance/smi", "--match", "{mesh}"], "--match does not apply to smi"),
        (["smi", "a.json", "--into", "results/conformance/smi", "--replace"], "--replace does not apply to smi"),
        (["smi", "a.json", "--into", "results/conformance/smi", "--map", "a:b=c"], "--map does not apply to smi"),
        (["gateway-api", "a.yaml", "--into", REPORTS, "--declared", "x"], "--declared does not apply to gateway-api"),
        (["gateway-api", "a.yaml", "--into", f"{REPORTS}/a/b"], "these reports lie at results/conformance/gateway-api"),
        (["gateway-api", "a.yaml", "--into", "results/conformance"], "these reports lie at"),
        (["gateway-api", "a.yaml", "--into", FRESH], "these reports lie at"),
        (["gateway-api-repo", "a", "--into", REPORTS], "takes one folder and no --into"),
        (["gateway-api-repo", "a", "b"], "takes one folder and no --into"),
    ],
)
def test_an_option_or_a_place_that_does_not_fit_the_tool_is_wrong_usage(
    arguments: list[str],
    said: str,
    root: Path,
    planned: list[tuple[object, ...]],
    planned_reports: list[tuple[object, ...]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["import", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert planned == planned_reports == []


def test_a_report_is_imported_once(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "raw.yaml").write_text(
        "{apiVersion: gateway.networking.k8s.io/v1, kind: ConformanceReport, date: '2025-01-01T00:00:00Z',"
        " gatewayAPIVersion: v1.4.0, implementation: {organization: s, project: s, version: 1.20},"
        " profiles: [{name: MESH-HTTP, core: {result: success}}]}\n"
    )
    assert run(["import", "gateway-api", "raw.yaml", "--into", REPORTS, "--dry-run"]) == 0
    assert not (root / REPORTS / "s-1-20-v1-4-0").exists()
    assert run(["import", "gateway-api", "raw.yaml", "--into", REPORTS]) == 0
    assert (root / REPORTS / "s-1-20-v1-4-0" / "evidence" / "raw.yaml").is_file()
    assert run(["new", "status", "s-1-20-v1-4-0"]) == 0
    capsys.readouterr()
    assert run(["import", "gateway-api", "raw.yaml", "--into", REPORTS]) == 0
    assert capsys.readouterr().err.endswith("is there already with the same content\n")


PATTERN = """\
kind: pattern/v1
id: synthetic
number: 9999
title: Synthetic pattern
area: III
category: security
status: draft
version: 0.1.0
summary: A synthetic pattern for the tests.
implementations:
  - target: kubernetes
    support: native
    api:
      - {api_version: example.org/v1, kind: Widget}
    manifests: [kubernetes/a.yaml]
history:
  - {version: 0.1.0, date: 2026-11-25, change: First draft.}
license: MIT
"""
OBJECTS = """\
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: example.org/v1
kind: Widget
metadata: {name: w, namespace: shop}
spec: {size: 1}
"""
DEFINITION = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.org}
spec:
  group: example.org
  names: {kind: Widget, plural: widgets}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      schema:
        openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: string}}}}}
"""


@pytest.fixture
def with_pattern(root: Path) -> Path:
    """The small repository with a pattern of two objects, one of a kind whose schema no package has."""
    folder = root / "patterns/synthetic/kubernetes"
    folder.mkdir(parents=True)
    (folder.parent / "pattern.yaml").write_text(PATTERN)
    (folder / "a.yaml").write_text(OBJECTS)
    return root


def test_check_says_of_manifests_what_was_checked_and_what_not(
    with_pattern: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["check", "patterns/synthetic"])
    last = capsys.readouterr().out.splitlines()[-2:]
    assert re.fullmatch(r"2 objects of manifests: 1 checked \(1 Kubernetes [\d.]+ to [\d.]+\); 1 not checked", last[0])
    assert last[1].startswith("  1 not checked: no package has schemas of example.org (1)")
    run(["check", "patterns/synthetic", "--format", "json"])
    manifests = json.loads(capsys.readouterr().out)["manifests"]
    assert (manifests["objects"], manifests["checked"], manifests["not_checked"]) == (2, 1, 1)
    assert [each["objects"] for each in (*manifests["schemas"], *manifests["reasons"])] == [1, 1]
    run(["check", "results", "--format", "json"])
    assert "manifests" not in json.loads(capsys.readouterr().out)
    run(["check", "patterns", "--format", "github"])
    assert "of manifests" not in capsys.readouterr().out


def test_check_takes_definitions_from_a_folder(
    with_pattern: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path_factory.mktemp("crds")
    (folder / "widgets.yaml").write_text(DEFINITION)
    (folder / "broken.yaml").write_text("a: [\n")
    assert run(["check", "patterns/synthetic", "--crd-dir", str(folder)]) == 1
    captured = capsys.readouterr()
    assert "patterns/synthetic/kubernetes/a.yaml:8:14: error" in captured.out
    assert "2 objects of manifests: 2 checked" in captured.out
    assert "1 CRD files" in captured.out
    assert captured.err.startswith(f"note: {folder}/broken.yaml:2:1: not read: not valid YAML")


def test_a_pattern_is_exported_and_imported_again(
    with_pattern: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path_factory.mktemp("out")
    assert run(["check", "patterns/synthetic"]) == 0, capsys.readouterr().out
    assert run(["export", "meshery", "synthetic", "--into", str(out)]) == 0
    names = ("catalog_data.json", "design.yml")
    assert capsys.readouterr().out.endswith("".join(f"written {out}/synthetic-kubernetes/{name}\n" for name in names))
    assert run(["export", "meshery", "synthetic", "--target", "kuma", "--into", str(out)]) == 2
    assert "has no manifests for kuma, it has them for kubernetes" in capsys.readouterr().err
    design = str(out / "synthetic-kubernetes/design.yml")
    assert run(["import", "pattern", design, "--into", "patterns/again", "--dry-run"]) == 0
    assert not (with_pattern / "patterns/again").exists()
    assert run(["import", "pattern", design, "--into", "patterns/again", "--set", "target=kuma"]) == 0
    assert (with_pattern / "patterns/again/kuma/design.yaml").is_file()


def test_an_import_that_leaves_something_out_writes_the_rest_and_leaves_with_1(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "old.yaml").write_text(
        "name: Synthetic\nservices:\n  a: {type: Application, settings: {}}\n  n: {type: Namespace.K8s, name: n}\n"
    )
    assert run(["import", "pattern", "old.yaml", "--into", "patterns/synthetic"]) == 1
    assert "refused: old.yaml:3:13: service a has no manifest" in capsys.readouterr().err
    assert (root / "patterns/synthetic/kubernetes/old.yaml").is_file()
    assert run(["import", "pattern", "old.yaml", "--into", "patterns/Not-An-Id"]) == 1
    assert "is no id" in capsys.readouterr().err


def refuse(*_: object, **__: object) -> None:
    raise SiteError("the site was not built")


def test_build_and_stage_leave_with_1_for_faulty_files_and_2_otherwise(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "mkdocs.yml").write_text("site_name: synthetic\n")
    monkeypatch.setattr(site, "build", refuse)
    monkeypatch.setattr(site, "stage", refuse)
    assert (run(["build"]), run(["stage", "out"])) == (2, 2)
    damage(root)
    assert (run(["build"]), run(["stage", "out"])) == (1, 1)
    assert capsys.readouterr().err == "mesh-results: the site was not built\n" * 4


def test_build_goes_to_the_repositorys_site_folder_or_where_it_is_told(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[Path, Path]] = []
    (root / "mkdocs.yml").write_text("site_name: synthetic\n")

    def note(root: Path, destination: Path, **_: object) -> site.Built:
        calls.append((root, destination))
        return site.Built(timings=Timings(), notes=())

    monkeypatch.setattr(site, "build", note)
    assert run(["build"]) == 0
    assert run(["build", "--repo", str(root), "--destination", "elsewhere"]) == 0
    assert calls == [(Path(), Path("site")), (root, Path("elsewhere"))]


def test_build_says_how_long_its_stages_took_only_where_asked(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "mkdocs.yml").write_text("site_name: synthetic\n")
    built = site.Built(timings=Timings({"stamp": 0.5, "read": 1.2341}), notes=("synthetic",))
    monkeypatch.setattr(site, "build", lambda *_, **__: built)
    assert run(["build"]) == 0
    assert capsys.readouterr().err == "note: synthetic\n"
    assert run(["build", "--timings"]) == 0
    assert capsys.readouterr().err == "note: synthetic\nread: 1.234 s\nstamp: 0.500 s\n"


@pytest.mark.parametrize(("ends", "code"), [(0, 0), (1, 2)])
def test_serve_leaves_as_mkdocs_does(ends: int, code: int, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "mkdocs.yml").write_text("site_name: synthetic\n")
    monkeypatch.setattr(site, "serve", lambda *_: ends)
    assert run(["serve"]) == code


def test_an_interrupted_serve_is_no_fault(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    (root / "mkdocs.yml").write_text("site_name: synthetic\n")
    monkeypatch.setattr(site, "serve", interrupted)
    assert run(["serve"]) == 0


def test_only_the_command_line_prints_or_exits() -> None:
    for file in sorted((REPOSITORY / "generator").rglob("*.py")):
        if file.parent.name == "cli" or file.name == "__main__.py":
            continue
        calls = (each for each in ast.walk(ast.parse(file.read_text())) if isinstance(each, ast.Call))
        assert not {"print", "sys.exit", "click.echo"} & {ast.unparse(each.func) for each in calls}, file


def test_main_is_the_console_command() -> None:
    assert 'mesh-results = "generator.cli:main"' in (REPOSITORY / "pyproject.toml").read_text()
    assert callable(cli.main)
