"""`import auto`: exactly one tool claims each file, and it says why."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import cli, importers
from generator.importers.common import HEAD_BYTES, Gathered, ImportRefused, RawFile
from generator.importers.recognise import Tool, recognise
from tests.importer_samples import FOLDER, planned, raw, raw_text

ROOT = Path(__file__).parent.parent
COMPLETE = ("nodes", "prometheus", "run", "version")
"""What completes a submission that is there: no output of a load generator."""
NAMES = sorted(
    path.name for path in FOLDER.glob("synthetic-*") if not path.name.removeprefix("synthetic-").startswith(COMPLETE)
)
SMP = ("camel", "configs", "draft", "meshery-test", "sample", "snake", "v010")


def expected(name: str) -> str:
    """The tool of a fixture, which its name says: synthetic-<tool>…, or one of SMP's spellings."""
    rest = name.removeprefix("synthetic-")
    if rest.partition(".")[0] in SMP:
        return "smp"
    named = {tool.removesuffix("-csv"): tool for tool in importers.TOOLS}
    return named[max((start for start in named if rest.startswith(start)), key=len)]


def test_there_is_a_fixture_for_every_tool() -> None:
    assert {expected(name) for name in NAMES} == set(importers.TOOLS)


@pytest.mark.parametrize("name", NAMES)
def test_exactly_one_tool_claims_a_fixture(name: str) -> None:
    claims = [tool.name for tool in importers.TOOLS.values() if tool.recognises(raw(name).head())]
    assert claims == [expected(name)]


def with_windows_lines(text: str) -> str:
    return text.replace("\n", "\r\n")


def with_mark(text: str) -> str:
    return "\ufeff" + text


def with_space_before(text: str) -> str:
    return "\n\n" + text if text.startswith("{") else text


def only_the_head(text: str) -> str:
    return text[:HEAD_BYTES]


def with_foreign_words(text: str) -> str:
    """Words of the other tools at the end, as a label or an echoed header may hold them."""
    return (
        text.rstrip() + "\n"
        if text.startswith("{")
        else text + "\nhttp_req_duration latencyDistribution 99th Bucket #\n"
    )


@pytest.mark.parametrize(
    "mutate", [with_windows_lines, with_mark, with_space_before, only_the_head, with_foreign_words], ids=lambda each: each.__name__
)  # fmt: skip
@pytest.mark.parametrize("name", NAMES)
def test_a_mutation_that_changes_no_format_changes_no_tool(name: str, mutate: object) -> None:
    assert callable(mutate)
    changed = raw_text("renamed.bin", mutate(raw(name).text()))
    claims = [tool.name for tool in importers.TOOLS.values() if tool.recognises(changed.head())]
    assert claims == [expected(name)]


@pytest.mark.parametrize("name", NAMES)
def test_a_tool_that_does_not_claim_a_fixture_refuses_it(name: str) -> None:
    """What `auto` keeps apart, the importers themselves keep apart too: a wrong name never makes a run of a file.

    Meshery's export is in SMP's form, and `smp` reads it as Meshery's.
    """
    for tool in importers.TOOLS.values():
        if tool.name != expected(name) and (tool.name, name) != ("smp", "synthetic-meshery.json"):
            with pytest.raises(ImportRefused):
                tool.gather(raw(name))


@given(st.text(max_size=400))
def test_no_recogniser_ever_raises(head: str) -> None:
    for tool in importers.TOOLS.values():
        assert tool.recognises(head) is None or isinstance(tool.recognises(head), str)


@pytest.mark.parametrize("piece", ["{", "[", '{"a":', " ", '"', "0,", "Bucket ", "\x1b[0m", '{"metric":' * 3, "\n"])
def test_no_recogniser_is_led_astray_by_a_full_head(piece: str) -> None:
    head = (piece * HEAD_BYTES)[:HEAD_BYTES]
    assert [tool.name for tool in importers.TOOLS.values() if tool.recognises(head)] == []


def tool(name: str, reason: str | None) -> Tool:
    return Tool(name=name, gather=lambda raw, latency_unit=None: Gathered(runs=()), recognises=lambda head: reason)


def test_the_registry_is_sorted_by_name() -> None:
    assert list(importers.TOOLS) == sorted(importers.TOOLS)


def test_a_file_that_two_tools_claim_is_refused_with_both_commands() -> None:
    tools = [tool("one", "a one"), tool("none", None), tool("two", "a two")]
    with pytest.raises(ImportRefused) as refused:
        recognise(raw_text("runs/a.txt", "x"), tools)
    assert str(refused.value) == (
        "runs/a.txt: may be the output of one (a one), or two (a two); "
        "name the tool: mesh-results import one runs/a.txt, or mesh-results import two runs/a.txt"
    )


def test_a_file_that_no_tool_claims_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(ImportRefused, match=r"a\.txt: the output of no tool .*\(one, two\).* import TOOL a\.txt"):
        recognise(raw_text("a.txt", "x"), [tool("one", None), tool("two", None)])


def test_a_compressed_file_is_called_so() -> None:
    compressed = type(raw(NAMES[0]))(path="a.json.gz", content=b"\x1f\x8b\x08\x00")
    with pytest.raises(ImportRefused, match="unpack it first"):
        recognise(compressed, tuple(importers.TOOLS.values()))


def test_files_of_several_tools_go_into_one_results_file(tmp_path: Path) -> None:
    names = ("synthetic-vegeta-report.json", "synthetic-k6-summary.json")
    plan = planned("auto", names, tmp_path / "mine")
    assert plan.refusals == ()
    assert "results.yaml" in {path.as_posix() for path in plan.files_to_write}
    said = [note for note in plan.notes if ": read as " in note]
    assert [note.split(": ")[1] for note in said] == ["read as vegeta", "read as k6"]


def test_runs_of_several_tools_are_not_merged(tmp_path: Path) -> None:
    names = ("synthetic-vegeta-report.json", "synthetic-k6-machine.json")
    plan = planned("auto", names, tmp_path / "mine", merge="all")
    assert any("differ in tool (k6, vegeta)" in refusal for refusal in plan.refusals)


def test_one_file_that_nobody_knows_refuses_the_call(tmp_path: Path) -> None:
    plan = planned("auto", ("synthetic-ghz.json", "README.md"), tmp_path / "mine")
    assert ["README.md: the output of no tool" in refusal for refusal in plan.refusals] == [True]


def test_the_guide_s_example_of_auto_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    guide = (ROOT / "docs/guides/importing.md").read_text(encoding="utf-8")
    example = guide[guide.index("$ mesh-results import auto") :].partition("```")[0]
    command, note = example.replace("\\\n", " ").strip().splitlines()
    (tmp_path / "results").mkdir()
    arguments = [
        str(ROOT / each) if each.startswith("tests/") else each
        for each in shlex.split(command.removeprefix("$ mesh-results "))
    ]
    monkeypatch.chdir(tmp_path)
    assert cli.run(arguments) == 0
    said = capsys.readouterr()
    assert note in said.err.replace(f"{ROOT}/", "")
    assert "would write" in said.out


@pytest.mark.parametrize(
    ("name", "tool"),
    [
        ("synthetic-nodes.json", "environment"),
        ("synthetic-version.json", "environment"),
        ("synthetic-prometheus-cpu.json", "resources"),
        ("synthetic-prometheus-memory.json", "resources"),
    ],
)
def test_what_completes_a_submission_is_sent_to_its_own_importer(name: str, tool: str) -> None:
    with pytest.raises(ImportRefused, match=f"no load generator's.*mesh-results import {tool} {name}"):
        importers.automatic(raw(name))


def test_utf_16_is_called_so() -> None:
    written = RawFile(path="a.txt", content="hey: a summary".encode("utf-16"))
    with pytest.raises(ImportRefused, match="not UTF-8 but UTF-16"):
        importers.automatic(written)
