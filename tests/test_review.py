"""`check --base` on real histories of git: what a change may touch, and that published files stay."""

from __future__ import annotations

import gc
import hashlib
import json
import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest

from generator import cli
from generator.load import load
from generator.review import reviewed
from generator.revision import history
from tests.histories import EXAMPLE, SIGNED, Clone, clone, new_submission

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DISPUTE = """kind: dispute/v1
id: objection
date: 2026-11-23
author: {name: Synthetic Objector, relationship: independent}
results: [example/istio-1]
claim: A synthetic claim.
"""
REPLY = "replies:\n  - {date: 2026-11-24, by: Synthetic Author, role: owner, text: A synthetic answer.}\n"
DECISION = "decision: {date: 2026-11-25, by: curators, outcome: rejected, reason: A synthetic reason.}\n"
EVENT = "  - {date: 2026-11-25, state: disputed, by: A, reason: synthetic, results: all}\n"
POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 4\n"


@pytest.fixture
def made(tmp_path: Path) -> Clone:
    return clone(tmp_path)


@pytest.fixture(autouse=True)
def _collect_garbage() -> Iterator[None]:
    """`check` turns the collector off, for its own process."""
    yield
    gc.enable()


def found(made: Clone, *, paths: tuple[Path, ...] = ()) -> list[tuple[str, str]]:
    """The codes and paths of all findings."""
    loaded = load(made.root, paths, today=date(2026, 11, 25))
    after = reviewed(loaded, history(made.root, "main"), made.root, paths)
    return [(each.rule.code, each.location.path) for each in after.findings]


def republish(made: Clone) -> None:
    """Let main hold what the branch holds."""
    made.commit()
    made.git("branch", "--force", "main", "HEAD")


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_new_submission_passes(made: Clone) -> None:
    new_submission(made)
    assert found(made) == []
    made.commit()
    assert found(made) == []


def test_a_change_of_code_alone_passes(made: Clone) -> None:
    made.write("generator/code.py", "print('other')\n").chmod(0o755)
    made.write("docs/index.md", "# Synthetic\n")
    made.commit()
    assert found(made) == []


@pytest.mark.parametrize(
    "path",
    ["generator/code.py", "generator/schemas/x.json", ".github/workflows/check.yml", "mkdocs.yml", "package-lock.json",
     "docs/overrides/main.html", "results/LICENSE.md"],
)  # fmt: skip
def test_data_with_anything_else_is_refused(made: Clone, path: str) -> None:
    new_submission(made)
    made.write(path, "synthetic\n")
    made.commit()
    assert found(made) == [("MR715", path)]


def test_two_submissions_are_refused(made: Clone) -> None:
    new_submission(made)
    second = new_submission(made, "later")
    made.commit()
    assert found(made) == [("MR714", f"{second}/evidence/baseline.txt")]


def test_reports_of_one_suite_come_together_and_beside_a_submission_they_do_not(made: Clone) -> None:
    folder = "results/conformance/gateway-api"
    report = (made.root / folder / "example-gateway/report.yaml").read_text(encoding="utf-8")
    for version in ("1.21.0", "1.22.0"):
        name = f"fresh-{version.replace('.', '-')}"
        made.write(f"{folder}/{name}/report.yaml", report.replace("example-gateway", name).replace("1.20.3", version))
    assert [code for code, _ in found(made) if code.startswith("MR7")] == []
    new_submission(made)
    assert [code for code, _ in found(made) if code.startswith("MR7")] == ["MR714"]


def test_an_entry_of_the_registry_beside_a_submission_is_named_for_a_curator(made: Clone) -> None:
    folder = new_submission(made)
    lab = (made.root / "results/registry/labs/lab-one.yaml").read_text(encoding="utf-8")
    made.write(
        "results/registry/labs/lab-two.yaml",
        lab.replace("lab-one", "lab-two").replace("Laboratory one", "Laboratory two"),
    )
    made.replace(f"{folder}/submission.yaml", "lab: lab-one", "lab: lab-two")
    made.append("results/registry/meshes/istio.yaml", "# more\n")
    made.commit()
    assert found(made) == [
        ("MR723", "results/registry/labs/lab-two.yaml"),
        ("MR723", "results/registry/meshes/istio.yaml"),
    ]


@pytest.mark.parametrize("folder", ["performance/fresh", "fresh", "result"])
def test_a_submission_where_nothing_is_read_is_refused(made: Clone, folder: str) -> None:
    there = new_submission(made)
    (made.root / folder).parent.mkdir(exist_ok=True)
    shutil.move(made.root / there, made.root / folder)
    made.commit()
    wanted = [("MR114", f"{folder}/results.yaml"), ("MR114", f"{folder}/submission.yaml")]
    assert found(made) == wanted


def test_a_document_in_the_root_is_refused_and_another_file_is_not(made: Clone) -> None:
    made.write("submission.yaml", (made.root / EXAMPLE / "submission.yaml").read_bytes())
    made.write("generator/example.yaml", (made.root / EXAMPLE / "submission.yaml").read_bytes())
    made.write("settings.yaml", "kind: other/v1\n")
    made.commit()
    assert found(made) == [("MR114", "submission.yaml")]


def test_nobody_makes_a_lab_the_working_group_s_beside_results_of_their_own(made: Clone) -> None:
    folder = new_submission(made)
    lab = (made.root / "results/registry/labs/lab-one.yaml").read_text(encoding="utf-8")
    path = "results/registry/labs/lab-two.yaml"
    made.write(path, lab.replace("lab-one", "lab-two").replace("Laboratory one", "Laboratory two"))
    made.replace(f"{folder}/submission.yaml", "lab: lab-one", "lab: lab-two")
    made.append(path, "working_group: true\n")
    made.append("results/registry/labs/lab-one.yaml", "working_group: true\n")
    refused = [path for code, path in found(made) if code == "MR726"]
    assert refused == ["results/registry/labs/lab-one.yaml", path]
    shutil.rmtree(made.root / folder)
    assert "MR726" not in {code for code, _ in found(made)}
    republish(made)
    made.write(f"{new_submission(made)}/README.md", "Synthetic.\n")
    assert "MR726" not in {code for code, _ in found(made)}


@pytest.mark.parametrize("committed", [True, False])
@pytest.mark.parametrize(("files", "size", "refused"), [(490, 4, False), (500, 4, True), (3, 2_000_000, True)])
def test_a_change_that_nobody_can_look_through_is_refused(
    made: Clone, files: int, size: int, *, refused: bool, committed: bool
) -> None:
    folder = new_submission(made)
    for number in range(files):
        made.write(f"{folder}/evidence/more-{number}.txt", b"x" * (size + number))
    if committed:
        made.commit()
    places = [path for code, path in found(made) if code == "MR727"]
    assert len(places) == refused
    assert all(each.startswith(folder) for each in places)


@pytest.mark.parametrize(
    "line", ["<ada@example.org>", "Ada Synthetic <ada@example.org> <>", "Ada Synthetic <ada@example.org>>"]
)
def test_a_line_that_names_nobody_signs_nothing_off(made: Clone, line: str) -> None:
    new_submission(made)
    made.commit(f"Add\n\nSigned-off-by: {line}")
    assert [code for code, _ in found(made)] == ["MR722"]


def test_an_executable_counts_too(made: Clone) -> None:
    folder = new_submission(made)
    made.write(f"{folder}/reproduce/tool", b"x" * 6_000_000).chmod(0o755)
    assert sorted(code for code, _ in found(made)) == ["MR720", "MR727"]


def test_a_manifest_that_readers_apply_is_named_for_a_curator(made: Clone) -> None:
    file = next((made.root / "patterns/example").glob("*/*.yaml")).relative_to(made.root).as_posix()
    made.append(file, "# A synthetic comment.\n")
    assert ("MR723", file) in found(made)
    more = file.replace(".yaml", "-more.yaml")
    made.write(more, "# A synthetic manifest.\n")
    assert ("MR723", more) in found(made)
    (made.root / more).unlink()
    made.replace("patterns/example/pattern.yaml", "status: accepted", "status: draft")
    republish(made)
    made.append(file, "# Another one.\n")
    assert ("MR723", file) not in found(made)


def test_what_a_later_commit_takes_out_again_counts(made: Clone) -> None:
    folder = new_submission(made)
    made.write(f"{folder}/evidence/large.bin", b"x" * 6_000_000)
    made.commit()
    (made.root / folder / "evidence/large.bin").unlink()
    made.commit()
    assert [code for code, _ in found(made)] == ["MR727"]
    made.git("reset", "--quiet", "--soft", "main")
    made.commit()
    assert found(made) == []


@pytest.mark.parametrize(
    ("was", "now", "refused"),
    [
        (b"host-7 is up\n", b"host-7 is down\xff\n", True),
        (b"\xff\xfeh\0o\0", b"another\n", True),
        (b"\xffhost-7\xfe", b"\xff[redacted]\xfe", False),
    ],
)
def test_bytes_that_are_no_text_are_no_way_round(made: Clone, was: bytes, now: bytes, *, refused: bool) -> None:
    path = f"{EXAMPLE}/reproduce/hosts.txt"
    made.write(path, was)
    republish(made)
    redact(made, path, after=now)
    assert (("MR717", path) in found(made)) is refused


def test_an_author_without_an_address_is_told_how_to_get_one(made: Clone) -> None:
    made.commit("Change\n\nSigned-off-by: jane <jane>", GIT_AUTHOR_NAME="jane", GIT_AUTHOR_EMAIL="jane")
    after = reviewed(load(made.root, today=date(2026, 11, 25)), history(made.root, "main"), made.root)
    (finding,) = [each for each in after.findings if each.rule.code == "MR722"]
    assert "an author with a name and an address" in finding.message
    assert "--reset-author" in finding.hint


def test_a_file_more_in_a_published_submission_is_refused(made: Clone) -> None:
    made.write(f"{EXAMPLE}/evidence/more.txt", "synthetic\n")
    assert found(made) == [("MR716", f"{EXAMPLE}/evidence/more.txt")]


@pytest.mark.parametrize("path", ["results.yaml", "submission.yaml", "evidence/baseline.txt"])
def test_a_published_file_that_changed_is_refused(made: Clone, path: str) -> None:
    made.append(f"{EXAMPLE}/{path}", "# more\n")
    assert ("MR717", f"{EXAMPLE}/{path}") in found(made)
    made.commit()
    assert ("MR717", f"{EXAMPLE}/{path}") in found(made)


def test_a_published_file_that_is_gone_is_refused(made: Clone) -> None:
    (made.root / EXAMPLE / "evidence/baseline.txt").unlink()
    made.commit()
    assert ("MR717", f"{EXAMPLE}/evidence/baseline.txt") in found(made)


def test_a_published_file_that_was_renamed_is_refused_with_its_new_name(made: Clone) -> None:
    made.git("mv", f"{EXAMPLE}/results.yaml", f"{EXAMPLE}/runs.yaml")
    made.commit()
    after = reviewed(load(made.root), history(made.root, "main"), made.root)
    (lost,) = [each for each in after.findings if each.rule.code == "MR717"]
    assert f'was renamed to "{EXAMPLE}/runs.yaml"' in lost.message
    assert f"{EXAMPLE}/status.yaml" in lost.hint


def test_a_published_file_that_became_executable_is_refused(made: Clone) -> None:
    (made.root / EXAMPLE / "results.yaml").chmod(0o755)
    made.commit()
    assert found(made) == [("MR717", f"{EXAMPLE}/results.yaml"), ("MR720", f"{EXAMPLE}/results.yaml")]


@pytest.mark.parametrize("path", ["results/registry/labs/lab-one.yaml", "patterns/example/pattern.yaml"])
def test_what_has_an_address_is_not_removed(made: Clone, path: str) -> None:
    (made.root / path).unlink()
    assert ("MR717", path) in found(made)


def test_a_status_that_grows_passes_with_a_note(made: Clone) -> None:
    made.append(f"{EXAMPLE}/status.yaml", EVENT)
    made.commit()
    assert found(made) == [("MR723", f"{EXAMPLE}/status.yaml")]


def test_a_submission_that_supersedes_another_passes_with_a_note(made: Clone) -> None:
    folder = new_submission(made)
    event = "  - {date: 2026-11-25, state: superseded, by: A, reason: synthetic, results: all, replaced_by: fresh}\n"
    made.append(f"{EXAMPLE}/status.yaml", event)
    made.commit()
    assert found(made) == [("MR723", f"{EXAMPLE}/status.yaml")]
    assert folder.endswith("fresh")


def test_a_status_that_was_rewritten_is_refused_at_the_line(made: Clone) -> None:
    made.replace(f"{EXAMPLE}/status.yaml", "A synthetic correction", "Another correction")
    after = reviewed(load(made.root), history(made.root, "main"), made.root)
    assert [(each.rule.code, each.location.line) for each in after.findings] == [("MR718", 6)]


def test_a_status_that_is_gone_is_refused(made: Clone) -> None:
    (made.root / EXAMPLE / "status.yaml").unlink()
    assert found(made) == [("MR718", f"{EXAMPLE}/status.yaml")]


def test_bytes_that_stay_but_mean_something_else_are_refused(made: Clone) -> None:
    made.write("results/disputes/objection.yaml", DISPUTE)
    republish(made)
    made.append("results/disputes/objection.yaml", "  And another claim.\n")
    assert found(made) == [("MR718", "results/disputes/objection.yaml")]


def test_a_dispute_may_get_replies_and_a_decision_and_nothing_else(made: Clone) -> None:
    made.write("results/disputes/objection.yaml", DISPUTE)
    assert found(made) == []
    republish(made)
    made.append("results/disputes/objection.yaml", REPLY)
    assert found(made) == []
    republish(made)
    made.append("results/disputes/objection.yaml", REPLY.partition("\n")[2] + DECISION)
    assert found(made) == [("MR723", "results/disputes/objection.yaml")]
    republish(made)
    assert found(made) == []
    made.append("results/disputes/objection.yaml", "reports: [example-smi]\n")
    assert ("MR718", "results/disputes/objection.yaml") in found(made)


def test_an_objection_is_not_decided_in_the_change_that_brings_it(made: Clone) -> None:
    made.write("results/disputes/objection.yaml", DISPUTE + DECISION)
    assert sorted(code for code, _ in found(made)) == ["MR723", "MR724"]


def test_a_statement_waits_for_nobody_and_an_open_objection_is_not_made_one(made: Clone) -> None:
    made.write("results/disputes/objection.yaml", DISPUTE + "statement: true\n")
    assert found(made) == []
    made.write("results/disputes/objection.yaml", DISPUTE)
    republish(made)
    made.append("results/disputes/objection.yaml", "statement: true\n")
    assert ("MR718", "results/disputes/objection.yaml") in found(made)


def test_a_crafted_message_takes_no_time(made: Clone) -> None:
    """The least of these took minutes with the expression that was there before; a limit of time is no part of the test."""
    new_submission(made)
    made.commit("Add\n\nSigned-off-by:" + " " * 20_000 + "y" + "\t" * 20_000)
    assert [code for code, _ in found(made)] == ["MR722"]


def redact(made: Clone, path: str, *, after: bytes | None, entries: str = "") -> None:
    before = (made.root / path).read_bytes()
    left = "" if after is None else f", sha256: {sha256(after)}"
    entry = f"  - {{date: 2026-11-25, path: {path}, removed_sha256: {sha256(before)}{left}, by: curators, reason: host names}}\n"
    made.write("results/redactions.yaml", f"kind: redactions/v1\nredactions:\n{entries}{entry}")
    if after is None:
        (made.root / path).unlink()
    else:
        made.write(path, after)


def test_a_recorded_redaction_may_change_or_remove_a_file(made: Clone) -> None:
    made.write(f"{EXAMPLE}/reproduce/hosts.txt", "host-7.internal\n")
    republish(made)
    redact(made, f"{EXAMPLE}/reproduce/hosts.txt", after=b"[redacted]\n")
    made.commit()
    assert found(made) == [("MR723", "results/redactions.yaml")]
    republish(made)
    made.append("results/redactions.yaml", "")
    text = (made.root / "results/redactions.yaml").read_text(encoding="utf-8").partition("redactions:\n")[2]
    redact(made, f"{EXAMPLE}/reproduce/hosts.txt", after=None, entries=text)
    assert found(made) == [("MR723", "results/redactions.yaml")]


def test_a_redaction_that_was_recorded_before_allows_nothing_new(made: Clone) -> None:
    made.write(f"{EXAMPLE}/reproduce/hosts.txt", "host-7.internal\n")
    republish(made)
    redact(made, f"{EXAMPLE}/reproduce/hosts.txt", after=b"[redacted]\n")
    republish(made)
    made.write(f"{EXAMPLE}/reproduce/hosts.txt", "something else\n")
    assert ("MR717", f"{EXAMPLE}/reproduce/hosts.txt") in found(made)


@pytest.mark.parametrize("which", ["before", "after", "mode"])
def test_a_redaction_that_does_not_say_what_was_done_allows_nothing(made: Clone, which: str) -> None:
    path = f"{EXAMPLE}/reproduce/hosts.txt"
    made.write(path, "host-7.internal\n")
    republish(made)
    redact(made, path, after=b"[redacted]\n")
    assert found(made) == [("MR723", "results/redactions.yaml")]
    if which == "mode":
        (made.root / path).chmod(0o755)
    else:
        hashes = {"before": sha256(b"host-7.internal\n"), "after": sha256(b"[redacted]\n")}
        made.replace("results/redactions.yaml", hashes[which], "f" * 64)
    codes = found(made)
    assert ("MR717", path) in codes
    assert not [code for code, _ in codes if code.startswith(("MR0", "MR1"))], "the list itself is sound"


RESULTS = f"{EXAMPLE}/results.yaml"


def redact_text(made: Clone, *changes: tuple[str, str]) -> None:
    text = (made.root / RESULTS).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    redact(made, RESULTS, after=text.encode())


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("p50: 1.4", "p50: 0.8", "latencies_ms.p50"),
        ("mem_mb: 60", "mem_mb: 6", "mem_mb"),
        ('errors: {"503": 2}', "errors: {}", "errors.503"),
        ("mesh_config_id: istio-sidecar", "mesh_config_id: baseline", "mesh_config_id"),
        ("      actual_qps: 999.5\n", "", "actual_qps"),
        ("tool: fortio\n          tool_version", "tool: wrk\n          tool_version", "evidence"),
        ("      quantile_method: fortio histogram\n", "", "quantile_method"),
        ("      duration_seconds: 60\n", "      duration_seconds: 60\n      warmup_seconds: 5\n", "results"),
    ],
)
def test_a_redaction_takes_texts_away_and_nothing_else(made: Clone, old: str, new: str, place: str) -> None:
    redact_text(made, (old, new))
    loaded = load(made.root, today=date(2026, 11, 25))
    after = reviewed(loaded, history(made.root, "main"), made.root)
    (finding,) = [each for each in after.findings if each.rule.code == "MR717"]
    assert finding.location.path == RESULTS
    assert finding.message.startswith("the redaction changes ")
    assert place in finding.message


def test_a_redaction_may_take_a_part_of_a_text_or_an_entry_of_evidence(made: Clone) -> None:
    entry = "        - uri: https://example.org/synthetic/istio-1.json\n          tool: fortio\n"
    redact_text(
        made,
        ("component: istio-proxy of echo", 'component: "istio-proxy of [redacted]"'),
        (f"      evidence:\n{entry}", ""),
    )
    assert [each for each in found(made) if each[0] == "MR717"] == []


def test_no_redaction_takes_a_condition_of_the_comparison(made: Clone) -> None:
    path = f"{EXAMPLE}/submission.yaml"
    made.replace(path, "region: null, note", "region: null, placement: on a node of its own, note")
    republish(made)
    for text, codes in ((b"on a node of its own", ["MR717", "MR723"]), (b"note: Synthetic.", ["MR723"])):
        before = (made.root / path).read_bytes()
        redact(made, path, after=before.replace(text.rpartition(b": ")[2], b'"[redacted]"'))
        assert sorted(code for code, _ in found(made)) == codes
        made.git("checkout", "--quiet", "--", path)


def test_a_redaction_of_a_raw_output_adds_nothing(made: Clone) -> None:
    path = f"{EXAMPLE}/reproduce/hosts.txt"
    made.write(path, "host-7.internal is up\n")
    republish(made)
    redact(made, path, after=b"[redacted] is down\n")
    assert ("MR717", path) in found(made)
    made.git("checkout", "--quiet", "--", path)
    redact(made, path, after=b"[redacted] is up\n")
    assert found(made) == [("MR723", "results/redactions.yaml")]


def test_no_redaction_removes_a_document(made: Clone) -> None:
    redact(made, RESULTS, after=None)
    assert ("MR717", RESULTS) in found(made)


@pytest.mark.parametrize("after", [b"[redacted]\n", None])
def test_private_data_may_be_taken_out_of_the_raw_output_itself(made: Clone, after: bytes | None) -> None:
    """The results keep the hash of what was published; the list says what is left."""
    redact(made, f"{EXAMPLE}/evidence/baseline.txt", after=after)
    made.commit()
    assert found(made) == [("MR723", "results/redactions.yaml")]
    republish(made)
    assert found(made) == []
    [run] = [each for each in load(made.root).catalogue.results if each.id == "baseline-1"]
    [evidence] = run.measurement.evidence
    published = "475c1b3281ed851754b7682cc89b35b7c4d6244c7a3233b8b230fa086bddc8e6"
    assert evidence.original_sha256 == published
    assert (evidence.path, evidence.sha256) == (("evidence/baseline.txt", sha256(after)) if after else (None, None))


def test_a_raw_output_whose_result_names_another_hash_is_not_excused_by_a_redaction(made: Clone) -> None:
    published = "475c1b3281ed851754b7682cc89b35b7c4d6244c7a3233b8b230fa086bddc8e6"
    redact(made, f"{EXAMPLE}/evidence/baseline.txt", after=b"[redacted]\n")
    made.replace("results/redactions.yaml", published, "1" * 64)
    assert ("MR216", RESULTS) in found(made)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("results/conformance/smi/example-smi/report.yaml", "MR717"),
        ("results/conformance/smi/example-smi/evidence/run.txt", "MR717"),
        ("results/conformance/gateway-api/example-unmodified/standard-1.20-default-report.yaml", "MR717"),
        ("results/pins/synthetic.json", "MR717"),
        ("results/conformance/smi/example-smi/status.yaml", "MR718"),
        ("results/redactions.yaml", "MR718"),
    ],
)
def test_reports_pins_and_their_records_stay_as_well(made: Clone, path: str, code: str) -> None:
    if not (made.root / path).exists():
        made.write(path, "kind: synthetic\n")
        republish(made)
    made.write(path, b"# Before what was there.\n" + (made.root / path).read_bytes())
    assert (code, path) in found(made)


ALIASES = "results/registry/aliases.yaml"


def test_an_old_address_leads_on_for_ever(made: Clone) -> None:
    entry = "kind: aliases/v1\naliases:\n  - {from: meshes/old/, to: meshes/istio/}\n"
    made.write(ALIASES, entry)
    republish(made)
    made.replace(ALIASES, "to: meshes/istio/", "to: meshes/no-mesh/")
    assert ("MR717", ALIASES) not in found(made)
    made.write(ALIASES, "kind: aliases/v1\naliases: []\n")
    assert ("MR717", ALIASES) in found(made)
    (made.root / ALIASES).unlink()
    assert ("MR717", ALIASES) in found(made)


def test_what_checkouts_make_of_published_files_is_named_for_a_curator(made: Clone) -> None:
    made.write(".gitattributes", "results/** ident\n")
    made.commit()
    assert found(made) == [("MR723", ".gitattributes")]


def test_a_merge_that_hides_a_change_needs_a_sign_off(made: Clone) -> None:
    new_submission(made)
    made.commit()
    made.git("switch", "--quiet", "main")
    made.write("docs/index.md", "# Synthetic\n")
    made.commit("Newer")
    made.git("switch", "--quiet", "topic")
    made.git("merge", "--quiet", "--no-commit", "main")
    made.replace("results/performance/fresh/submission.yaml", "id: fresh", "id: fresh # hidden")
    made.commit("Merge main")
    assert [code for code, path in found(made) if path.startswith("commit ")] == ["MR722"]
    made.git("commit", "--quiet", "--amend", "-m", f"Merge main{SIGNED}")
    assert [code for code, path in found(made) if path.startswith("commit ")] == []


def test_a_pattern_changes_with_a_new_version_only(made: Clone) -> None:
    path = "patterns/example/kubernetes/workload.yaml"
    made.append(path, "# more\n")
    assert found(made) == [("MR719", path), ("MR723", path)]
    text = (made.root / "patterns/example/pattern.yaml").read_text(encoding="utf-8")
    version = next(line for line in text.splitlines() if line.startswith("version:")).split()[1].strip('"')
    raised = text.replace(f"version: {version}\n", "version: 9.0.0\n", 1)
    made.write("patterns/example/pattern.yaml", raised)
    codes = [code for code, _ in found(made)]
    assert "MR719" not in codes
    assert "MR623" in codes  # the history has to say so too


def test_a_pattern_that_is_proposed_changes_freely(made: Clone) -> None:
    made.append("patterns/example-idea/pattern.yaml", "# more\n")
    assert found(made) == []


@pytest.mark.parametrize(
    ("mode", "content", "code"),
    [
        ("100755", b"synthetic\n", "MR720"),
        ("160000", b"", "MR720"),
        ("120000", b"/etc/passwd", "MR002"),
        ("100644", POINTER, "MR721"),
        ("100644", b"synthetic\n", None),
    ],
)
def test_each_mode_that_a_tree_can_hold(made: Clone, mode: str, content: bytes, code: str | None) -> None:
    folder = new_submission(made)
    made.git("add", "--all")
    made.index(mode, f"{folder}/evidence/entry", content)
    made.commit_index()
    committed = [each for each in found(made) if each[1].endswith("/evidence/entry")]
    assert committed == ([(code, f"{folder}/evidence/entry")] if code else [])


@pytest.mark.parametrize(
    "name", ["con.txt", "trailing.", "new\nline.txt", "u\u0308.txt", ".hidden", ".gitattributes", "sp ace"]
)
def test_a_committed_name_that_does_not_travel_is_refused(made: Clone, name: str) -> None:
    folder = new_submission(made)
    made.git("add", "--all")
    made.index("100644", f"{folder}/evidence/{name}")
    made.commit_index()
    assert [code for code, _ in found(made)] == ["MR004"]


@pytest.mark.parametrize(
    "path",
    [
        "results/performance/Example/notes.txt",
        "Results/x.txt",
        f"{EXAMPLE}/evidence/Baseline.txt",
        f"{EXAMPLE}/evidence/\uff42aseline.txt",
    ],
)
def test_a_name_that_collides_with_a_published_one_is_refused(made: Clone, path: str) -> None:
    made.index("100644", path)
    made.commit_index()
    assert "MR005" in [code for code, where in found(made) if where == path]


def test_a_commit_that_nobody_signed_off_is_refused_with_the_command_that_mends_it(made: Clone) -> None:
    new_submission(made)
    commit = made.commit("Add results")
    after = reviewed(load(made.root), history(made.root, "main"), made.root)
    (missing,) = after.findings
    assert missing.location.path == f"commit {commit[:12]}"
    assert "`git rebase --signoff main`" in missing.hint


@pytest.mark.parametrize(
    ("author", "email", "passes"),
    [
        ("Ada Synthetic", "ada@example.org", True),
        ("Ada Synthetic", "ADA@example.org", True),
        ("Ada Synthetic", "other@example.org", False),
        ("Other", "ada@example.org", False),
    ],
)
def test_the_author_signs_off_and_nobody_else(made: Clone, author: str, email: str, *, passes: bool) -> None:
    new_submission(made)
    made.commit(f"Add{SIGNED}", GIT_AUTHOR_NAME=author, GIT_AUTHOR_EMAIL=email)
    assert [code for code, _ in found(made)] == ([] if passes else ["MR722"])


@pytest.mark.parametrize("who", [" <>", "Ada <>", "Ada <ada>", " <ada@example.org>", f"{'A' * 1000} <ada@example.org>"])
def test_nobody_signs_nothing_off(made: Clone, who: str) -> None:
    new_submission(made)
    made.commit()
    tree, parent = made.git("rev-parse", "HEAD^{tree}"), made.git("rev-parse", "main")
    head = f"tree {tree}\nparent {parent}\nauthor {who} 1790000000 +0000\ncommitter  <> 1790000000 +0000"
    nobody = f"{head}\n\nAdd\n\nSigned-off-by: {who}\n"
    name = made.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", given=nobody.encode())
    made.git("update-ref", "refs/heads/topic", name)
    assert [code for code, _ in found(made)] == ["MR722"]


@pytest.mark.parametrize(("by", "passes"), [("synthetic[bot]", True), ("other[bot]", False)])
def test_a_bot_signs_off_by_its_name(made: Clone, by: str, *, passes: bool) -> None:
    new_submission(made)
    made.commit(
        f"Add\n\nSigned-off-by: {by} <1@example.org>",
        GIT_AUTHOR_NAME="synthetic[bot]",
        GIT_AUTHOR_EMAIL="2@example.org",
    )
    assert [code for code, _ in found(made)] == ([] if passes else ["MR722"])


def test_a_command_in_a_hint_takes_a_name_for_a_name(made: Clone) -> None:
    path = f"{EXAMPLE}/evidence/$(touch x)"
    made.index("100755", path)
    made.commit_index()
    loaded = load(made.root, today=date(2026, 11, 25))
    hints = [
        each.hint
        for each in reviewed(loaded, history(made.root, "main"), made.root).findings
        if each.rule.code == "MR720"
    ]
    assert [f"'{path}'" in each for each in hints] == [True]


def test_paths_limit_findings_on_files_and_not_those_on_commits(made: Clone) -> None:
    new_submission(made)
    made.append(f"{EXAMPLE}/results.yaml", "# more\n")
    made.commit("Add")
    here = made.root.absolute()
    assert {code for code, _ in found(made, paths=(here / EXAMPLE,))} == {"MR717", "MR722"}
    assert {code for code, _ in found(made, paths=(here / "patterns",))} == {"MR722"}


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
def test_the_command_reports_the_change_in_every_form(
    made: Clone, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    made.append(f"{EXAMPLE}/results.yaml", "# more\n")
    assert cli.run(["check", "--repo", str(made.root), "--base", "main", "--format", form]) == cli.FINDINGS
    printed = capsys.readouterr().out
    assert "MR717" in printed
    assert ("next: " in printed) is (form == "text")
    if form == "json":
        assert [each["code"] for each in json.loads(printed)["findings"]] == ["MR717"]


REPORT = "results/conformance/hamlet/example-hamlet/report.yaml"


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
def test_warnings_on_files_that_a_change_leaves_alone_are_counted_and_not_shown(
    made: Clone, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    made.replace(REPORT, "\nversion: ", "\nversion: main # ")
    republish(made)

    def said() -> str:
        assert cli.run(["check", "--repo", str(made.root), "--base", "main", "--format", form]) == cli.CLEAN
        return capsys.readouterr().out

    alone = said()
    assert ("MR511" in alone) is (form in ("json", "sarif"))
    told = "1 warning on files that this change leaves alone; `mesh-results check` shows it\n"
    assert (told in alone) is (form in ("github", "text"))
    made.write("results/conformance/hamlet/another/report.yaml", (made.root / REPORT).read_bytes())
    made.replace("results/conformance/hamlet/another/report.yaml", "id: example-hamlet", "id: another")
    changed = said()
    assert "hamlet/another/report.yaml" in changed
    assert changed.count("MR511") >= 1


def advice(made: Clone, *arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    cli.run(["check", "--repo", str(made.root), "--format", "text", *arguments])
    return capsys.readouterr().out.splitlines()[-1]


def test_the_report_ends_with_the_next_command(made: Clone, capsys: pytest.CaptureFixture[str]) -> None:
    assert "check --base origin/main" in advice(made, capsys=capsys)
    assert advice(made, "--base", "main", capsys=capsys) == "no errors and no warnings in 17 files"
    folder = new_submission(made)
    assert f"`git add {folder}` and `git commit -s`" in advice(made, "--base", "main", capsys=capsys)
    made.commit()
    assert "open a pull request" in advice(made, "--base", "main", capsys=capsys)
    made.replace(f"{folder}/submission.yaml", "campaign: ", "campaign: TODO # ")
    assert advice(made, capsys=capsys).startswith("next: 1 TODO is left: campaign (line ")
    made.replace(f"{folder}/submission.yaml", "submitted: ", "submitted: yesterday # ")
    assert advice(made, capsys=capsys).startswith("next: mend 1 error and fill in 1 TODO, then run")
    again = "then commit it and run `mesh-results check --base main` again"
    assert again in advice(made, "--base", "main", capsys=capsys)


def test_of_manifests_only_those_that_the_change_brings_are_counted(
    made: Clone, capsys: pytest.CaptureFixture[str]
) -> None:
    def told() -> list[str]:
        cli.run(["check", "--repo", str(made.root), "--format", "text", "--base", "main"])
        return [line for line in capsys.readouterr().out.splitlines() if "of manifests" in line]

    assert told() == []
    file = min(each for each in (made.root / "patterns").rglob("*.yaml") if each.name != "pattern.yaml")
    objects = file.read_text(encoding="utf-8").count("apiVersion:")
    made.append(file.relative_to(made.root).as_posix(), "# another line\n")
    (line,) = told()
    assert line.startswith(f"{objects} object")
