"""What is too much ends soon, in little memory and with a clear word; and what was not checked to its end is never called clean."""

from __future__ import annotations

import copy
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from generator import cli, schema
from generator.load import load
from generator.schema import merged, types_of
from tests import injection, schema_walk, sites
from tests.hostile_runner import REPOSITORY, Outcome, check, measured
from tests.sites import BASE

LAB = Path("results/registry/labs")
RUNS = Path("results/performance/example")
HUNDRED_MB = 100_000_000
FIXTURES = REPOSITORY / "tests/fixtures/importers"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BASE, tmp_path / "repository"))


# Never clean without having looked

KILLED = """
import os, signal, sys
from generator import load
from generator.cli import main
def killed(*_arguments, **_options):
    os.kill(os.getpid(), {signal})
load.{stage} = killed
sys.argv = ["mesh-results", "check", "--repo", sys.argv[1], "--format", sys.argv[2]]
main()
"""
"""The command, which is killed at a stage: before it reads, before it checks, before it reports."""


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
@pytest.mark.parametrize(
    ("stage", "end"),
    [("discover", signal.SIGSEGV), ("read", signal.SIGKILL), ("run", signal.SIGSEGV), ("catalogue", signal.SIGKILL)],
)
def test_a_check_that_is_killed_says_nothing_and_is_not_green(stage: str, end: signal.Signals, form: str) -> None:
    program = KILLED.format(signal=int(end), stage=stage)
    done = subprocess.run(
        [sys.executable, "-c", program, str(BASE), form], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (-end, "")


@pytest.mark.parametrize(
    "error", [MemoryError(), RecursionError(), AssertionError("x"), SystemError(), ZeroDivisionError()]
)
@pytest.mark.parametrize("stage", ["discover", "read", "run", "catalogue"])
def test_a_check_that_crashes_at_any_stage_is_a_fault_of_the_tool(
    stage: str, error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr(f"generator.load.{stage}", broken)
    assert cli.run(["check", "--repo", str(BASE)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "nothing was checked to the end" in said.err


def test_an_empty_list_of_files_is_not_clean(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder in ("results", "patterns"):
        shutil.rmtree(root / folder)
        (root / folder).mkdir()
    for form in ("text", "json", "github", "sarif"):
        assert cli.run(["check", "--repo", str(root), "--format", form]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert "nothing was checked" in said.err


def test_a_folder_that_holds_no_document_is_not_clean(root: Path) -> None:
    (root / "results/empty").mkdir()
    for path in ("results/empty", str(RUNS / "evidence")):
        assert cli.run(["check", "--repo", str(root), str(root / path)]) == 2


UNREADABLE = (errno.EACCES, errno.EIO, errno.ENOENT, errno.ELOOP)


@pytest.mark.parametrize("number", UNREADABLE)
@pytest.mark.parametrize(
    "path", [RUNS / "results.yaml", Path("patterns/example/smi/split.yaml"), RUNS / "evidence/baseline.txt"]
)
def test_a_file_that_can_not_be_read_is_a_finding(
    path: Path, number: int, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Root reads everything, so the operating system's answer is made up."""
    real_bytes, real_open = Path.read_bytes, Path.open

    def refuse(file: Path) -> None:
        if file.as_posix().endswith(path.as_posix()):
            raise OSError(number, os.strerror(number), str(file))

    def read_bytes(file: Path) -> bytes:
        refuse(file)
        return real_bytes(file)

    def opened(file: Path, *arguments: Any, **options: Any) -> Any:
        refuse(file)
        return real_open(file, *arguments, **options)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    monkeypatch.setattr(Path, "open", opened)
    assert cli.run(["check", "--repo", str(root)]) == 1
    assert os.strerror(number).lower() in capsys.readouterr().out.lower()


def test_a_folder_that_can_not_be_read_is_a_finding(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = Path.iterdir

    def listed(folder: Path) -> Iterator[Path]:
        if folder.name == "labs":
            raise PermissionError(errno.EACCES, "Permission denied", str(folder))
        return real(folder)

    monkeypatch.setattr(Path, "iterdir", listed)
    assert cli.run(["check", "--repo", str(root)]) == 1
    assert "MR001" in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["pipe", "folder", "link to nothing", "device"])
def test_what_is_no_plain_file_is_a_finding_and_does_not_hang(kind: str, root: Path) -> None:
    trap = root / RUNS / "more.yaml"
    match kind:
        case "pipe":
            os.mkfifo(trap)
        case "folder":
            trap.mkdir()
            (trap / "inner.yaml").write_text("kind: lab/v1\n")
        case "link to nothing":
            trap.symlink_to("nothing.yaml")
        case _:
            trap.symlink_to("/dev/zero")
    outcome = check(root)
    assert outcome.code == 1
    assert outcome.cpu_seconds < 5
    assert json.loads(outcome.stdout)["errors"] > 0


# Too large


def bounded(outcome: Outcome, *, seconds: float, mb: float) -> list[str]:
    """Assert what holds for everything that is too large, and return the findings as codes."""
    assert outcome.code == 1, outcome.stderr[-500:]
    assert "Traceback" not in outcome.stderr
    assert outcome.cpu_seconds < seconds
    assert outcome.peak_mb < mb
    found = json.loads(outcome.stdout)
    assert found["errors"] > 0
    return sorted({each["code"] for each in found["findings"]})


def of_size(file: Path, block: bytes, size: int = HUNDRED_MB) -> None:
    """A file of so many bytes, or a little more."""
    part = block * (1_000_000 // len(block) + 1)
    with file.open("wb") as stream:
        while stream.tell() < size:
            stream.write(part)


@pytest.mark.parametrize(
    ("path", "block", "code"),
    [
        (LAB / "big.yaml", b"a: [1, 2, 3]\n", "MR007"),
        (RUNS / "big.json", b'{"a": [1, 2, 3]},\n', "MR007"),
        (Path("patterns/example/kubernetes/big.yaml"), b"---\na: 1\n", "MR007"),
    ],
)
def test_a_document_of_100_mb_is_refused_unread(path: Path, block: bytes, code: str, root: Path) -> None:
    of_size(root / path, block)
    assert code in bounded(check(root), seconds=2, mb=120)


@pytest.mark.parametrize("name", ["big.log", "big.csv"])
def test_evidence_of_100_mb_is_refused_by_its_size(name: str, root: Path) -> None:
    of_size(root / RUNS / "evidence" / name, b"0.001,0.002,200\n")
    results = root / RUNS / "results.yaml"
    text = results.read_text(encoding="utf-8").replace("evidence/baseline.txt", f"evidence/{name}")
    results.write_text(text.replace("bytes: 89", f"bytes: {HUNDRED_MB}"), encoding="utf-8")
    assert bounded(check(root), seconds=2, mb=120) == ["MR216"]


def labs(folder: Path, number: int) -> None:
    (folder / LAB / f"lab-{number}.yaml").write_text(f"kind: lab/v1\nid: lab-{number}\nname: <b>\nunknown: 1\n")


def submissions(folder: Path, number: int) -> None:
    place = folder / f"results/performance/synthetic-{number}"
    place.mkdir()
    (place / "submission.yaml").write_text(f"kind: performance-submission/v1\nid: synthetic-{number}\nlab: x\n")


def manifests(folder: Path, number: int) -> None:
    place = folder / "patterns/example/istio"
    place.mkdir(exist_ok=True)
    (place / f"part-{number}.yaml").write_text("apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {porst: 1}\n")


def odd_names(folder: Path, number: int) -> None:
    (folder / LAB / f"lab {number}.yaml").write_bytes(b"")


def folders(folder: Path, number: int) -> None:
    (folder / LAB / f"folder {number}").mkdir()


@pytest.mark.parametrize("make", [labs, submissions, manifests, odd_names, folders])
def test_10_000_files_are_checked_within_bounds(make: Callable[[Path, int], None], root: Path) -> None:
    for number in range(10_000):
        make(root, number)
    assert bounded(check(root), seconds=30, mb=500)


def test_10_000_files_of_evidence_cost_next_to_nothing(root: Path) -> None:
    for number in range(10_000):
        (root / RUNS / f"evidence/part-{number}.txt").write_bytes(b"x")
    outcome = check(root)
    assert (outcome.code, json.loads(outcome.stdout)["errors"]) == (0, 0)
    assert outcome.cpu_seconds < 3
    assert outcome.peak_mb < 120


def test_a_build_of_what_is_too_large_ends_with_the_findings(tmp_path: Path) -> None:
    root = sites.small_repository(tmp_path / "repository")
    of_size(root / RUNS / "big.json", b'{"a": [1, 2, 3]},\n')
    for number in range(1_000):
        labs(root, number)
    command = [sys.executable, "-m", "generator", "build", "--repo", str(root), "--destination", str(tmp_path / "site")]
    outcome = measured(command)
    assert outcome.code == 1
    assert "MR007" in outcome.stderr
    assert "the site was not built" in outcome.stderr
    assert outcome.cpu_seconds < 20
    assert outcome.peak_mb < 500
    assert not (tmp_path / "site").exists()


READ = ("synthetic-hey.csv", "synthetic-h2load.tsv", "synthetic-k6-points.json")
"""Logs of every request, in which the last line may stand more than once."""
WHOLE = {
    "synthetic-fortio.json": "fortio",
    "synthetic-oha.json": "oha",
    "synthetic-istio.csv": "istio-csv",
    "synthetic-wrk2.txt": "wrk2",
    "synthetic-nighthawk.yaml": "nighthawk",
    "synthetic-draft.yaml": "smp",
    "synthetic-ghz.json": "ghz",
    "synthetic-vegeta-results.csv": "vegeta",
}
"""Outputs that are no such logs, or whose lines count themselves: refused with a reason."""


def imported(name: str, tool: str, tmp_path: Path) -> Outcome:
    """The outcome of importing 100 MB that begin as the fixture does and go on with its last line."""
    (tmp_path / "results").mkdir()
    content = (FIXTURES / name).read_bytes().rstrip(b"\n") + b"\n"
    last = content.splitlines(keepends=True)[-1]
    file = tmp_path / name
    of_size(file, last, HUNDRED_MB - len(content))
    with file.open("rb+") as stream:
        rest = stream.read()
        stream.seek(0)
        stream.write(content + rest)
    into = tmp_path / "results/performance/new"
    command = [
        sys.executable,
        "-m",
        "generator",
        "import",
        tool,
        str(file),
        "--into",
        str(into),
        "--repo",
        str(tmp_path),
    ]
    return measured([*command, "--hash-only", "--dry-run"])


@pytest.mark.parametrize("name", READ)
def test_a_raw_log_of_100_mb_is_imported_as_a_stream(name: str, tmp_path: Path) -> None:
    outcome = imported(name, "auto", tmp_path)
    assert outcome.code == 0, outcome.stderr[-500:]
    assert "would write" in outcome.stdout
    assert outcome.cpu_seconds < 30
    assert outcome.peak_mb < 200


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_another_output_of_100_mb_is_refused_with_its_reason(name: str, tmp_path: Path) -> None:
    outcome = imported(name, WHOLE[name], tmp_path)
    assert outcome.code == 1, outcome.stdout[-500:]
    assert outcome.stderr.startswith("refused: ")
    assert name in outcome.stderr
    assert len(outcome.stderr) < 1_000
    assert outcome.cpu_seconds < 30
    assert outcome.peak_mb < 200


# Too many of a kind: no rule may take a second for each of what a file can hold ten thousand of


def collections(
    whole: Any, node: Any, present: Any, pointer: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every list and map of a kind's documents, with its schema."""
    here = merged(whole, node)
    if "array" in types_of(here) and "items" in here:
        yield pointer, here
        first = present[0] if isinstance(present, list) and present else None
        yield from collections(whole, here["items"], first, (*pointer, 0))
    if "object" in types_of(here):
        inner = present if isinstance(present, dict) else {}
        if isinstance(here.get("additionalProperties"), dict):
            yield pointer, here
            name = next(
                (each for each in inner if each not in here.get("properties", {})), schema_walk._a_key(whole, here)
            )
            yield from collections(whole, here["additionalProperties"], inner.get(name), (*pointer, name))
        for name, child in here.get("properties", {}).items():
            yield from collections(whole, child, inner.get(name), (*pointer, name))


def filled(whole: Any, document: Mapping[str, Any], pointer: tuple[str | int, ...], node: Any, longest: int) -> Any:
    """The document with as many entries there as its file may hold, each a little different."""
    there: Any = document
    for step in pointer:
        there = (
            (there.get(step) if isinstance(there, dict) else there[0] if isinstance(there, list) and there else None)
            if there
            else None
        )
    is_list = "array" in types_of(node)
    child = node["items"] if is_list else node["additionalProperties"]
    first = (there[0] if is_list else next(iter(there.values()))) if there else schema_walk.grown(whole, child)
    count = max(2, min(9_900, longest // (len(json.dumps(first)) + 20)))
    entries = [varied(first, number) for number in range(count)]
    made = entries if is_list else {f"synthetic-{number}": each for number, each in enumerate(entries)}
    return schema_walk._put(whole, copy.deepcopy(dict(document)), pointer, made)


def varied(first: Any, number: int) -> Any:
    entry = copy.deepcopy(first)
    if isinstance(entry, dict):
        for name in ("id", "version", "name", "from", "pattern", "sha256", "path", "uri"):
            if isinstance(entry.get(name), str):
                entry[name] = f"{entry[name][:40]}-{number}"
                break
        return entry
    return (
        f"{entry}-{number}" if isinstance(entry, str) else entry + number if isinstance(entry, int | float) else entry
    )


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> injection.Bench:
    return injection.Bench(sites.small_repository(tmp_path_factory.mktemp("many") / "repository"))


@pytest.mark.parametrize("path", sorted(injection.originals()))
def test_no_list_or_map_that_is_full_takes_long(path: str, bench: injection.Bench) -> None:
    document = bench.documents[path]
    whole = schema.load(str(document["kind"]))
    longest = 1_800_000 if path.endswith(".json") else 200_000
    slow = []
    for pointer, node in collections(whole, whole, document):
        bench.write(path, filled(whole, document, pointer, node, longest))
        began = time.process_time()
        load(bench.root)
        if (taken := time.process_time() - began) > 3:
            slow.append((pointer, round(taken, 1)))
    bench.write(path, document)
    assert slow == []


def unknown_ids(folder: Path) -> None:
    runs = [run(f"run-{number}", f"rate-10{number}", f"istio-sidecar-{number}") for number in range(6_500)]
    (folder / "many.json").write_text(json.dumps({"kind": "performance-results/v1", "results": runs}))


def unknown_results(folder: Path) -> None:
    runs = [run(f"result-number-{number}", "rate-1000", "baseline") for number in range(6_500)]
    (folder / "many.json").write_text(json.dumps({"kind": "performance-results/v1", "results": runs}))
    named = ", ".join(f"result-numbr-{number}" for number in range(9_000))
    event = f"{{date: 2026-11-23, state: corrected, by: A, reason: B, results: [{named}]}}"
    (folder / "status.yaml").write_text(f"kind: status/v1\nevents:\n  - {event}\n")


def malformed_keys(folder: Path) -> None:
    one = run("run-1", "rate-1000", "baseline") | {
        "measurement": {"percentiles_ms": {f"p{number}": 1 for number in range(9_900)}}
    }
    (folder / "many.json").write_text(json.dumps({"kind": "performance-results/v1", "results": [one]}))


def one_file_named_often(folder: Path) -> None:
    (folder / "evidence/large.log").write_bytes(bytes(60_000_000))
    evidence = [{"path": "evidence/large.log", "sha256": f"{number:064x}"} for number in range(3_000)]
    one = run("run-1", "rate-1000", "baseline") | {"measurement": {"evidence": evidence}}
    (folder / "many.json").write_text(json.dumps({"kind": "performance-results/v1", "results": [one]}))


def run(name: str, test: str, mesh: str) -> dict[str, object]:
    result = {
        "smp_version": "v0.6.1",
        "start_time": "2026-11-01T10:00:00Z",
        "end_time": "2026-11-01T10:01:00Z",
        "latencies_ms": {"p50": 0.5},
        "actual_qps": 10,
        "test_id": test,
        "mesh_config_id": mesh,
        "env_id": "three-nodes",
    }
    return {"id": name, "result": result, "measurement": {}}


@pytest.mark.parametrize(
    ("make", "code", "most_mb"),
    [
        (unknown_ids, "MR202", 250),
        (unknown_results, "MR213", 250),
        (malformed_keys, "MR109", 120),
        (one_file_named_often, "MR216", 200),
    ],
)
def test_thousands_of_names_that_nobody_knows_are_answered_at_once(
    make: Callable[[Path], None], code: str, most_mb: float, root: Path
) -> None:
    """Near names are looked for only where a report shows them; errors hold no copy of what they stand in."""
    make(root / RUNS)
    assert code in bounded(check(root), seconds=10, mb=most_mb)


def test_the_findings_that_a_report_shows_have_their_hints(root: Path) -> None:
    unknown_ids(root / RUNS)
    found = json.loads(check(root, "--", str(root / RUNS / "many.json")).stdout)
    assert found["errors"] == 13_000
    assert len(found["findings"]) == 50
    assert all(each["hint"] for each in found["findings"])
