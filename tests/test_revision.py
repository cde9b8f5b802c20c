"""What git tells of a change, and what is refused before git is asked."""

from __future__ import annotations

import os
import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest

from generator import cli, git, revision
from generator.git import EXECUTABLE, LINK, PLAIN, SUBMODULE, RevisionRefused
from generator.revision import History, history
from tests.histories import AUTHOR, EXAMPLE, SIGNED, Clone, clone, new_submission

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def made(tmp_path: Path) -> Clone:
    return clone(tmp_path)


def told(found: History) -> list[tuple[str, str | None, bool]]:
    return [(each.path, each.after.mode if each.after else None, each.committed) for each in found.changes]


def test_nothing_changed_is_no_change(made: Clone) -> None:
    found = history(made.root, "main")
    assert found.changes == ()
    assert found.commits == ()
    assert found.files["results/performance/example/results.yaml"].mode == PLAIN
    assert found.before[f"{EXAMPLE}/results.yaml"] == (made.root / EXAMPLE / "results.yaml").read_bytes()


def test_a_file_whose_times_alone_differ_is_no_change(made: Clone) -> None:
    os.utime(made.root / EXAMPLE / "results.yaml", (1, 1))
    assert history(made.root, "main").changes == ()


def test_a_change_is_told_whether_it_is_committed_or_not(made: Clone) -> None:
    folder = new_submission(made)
    fresh = [f"{folder}/evidence/baseline.txt", f"{folder}/results.yaml", f"{folder}/submission.yaml"]
    assert told(history(made.root, "main")) == [(path, PLAIN, False) for path in fresh]
    made.commit()
    assert told(history(made.root, "main")) == [(path, PLAIN, True) for path in fresh]


def test_what_is_committed_and_mended_on_the_disk_only_is_still_told(made: Clone) -> None:
    before = (made.root / EXAMPLE / "results.yaml").read_text(encoding="utf-8")
    made.append(f"{EXAMPLE}/results.yaml", "# more\n")
    made.commit()
    made.write(f"{EXAMPLE}/results.yaml", before)
    assert told(history(made.root, "main")) == [(f"{EXAMPLE}/results.yaml", PLAIN, True)]
    made.write(f"{EXAMPLE}/results.yaml", f"{before}# other\n")
    assert told(history(made.root, "main")) == [
        (f"{EXAMPLE}/results.yaml", PLAIN, True),
        (f"{EXAMPLE}/results.yaml", PLAIN, False),
    ]


def test_the_base_is_where_the_branches_parted(made: Clone) -> None:
    parted = made.git("rev-parse", "HEAD")
    made.git("switch", "--quiet", "main")
    new_submission(made, "of-others")
    made.commit()
    made.git("switch", "--quiet", "topic")
    found = history(made.root, "main")
    assert (found.base, found.changes) == (parted, ())


def test_every_mode_that_a_tree_can_hold_is_told(made: Clone) -> None:
    made.index("100755", f"{EXAMPLE}/evidence/run.sh")
    made.index("120000", f"{EXAMPLE}/evidence/link", b"/etc/passwd")
    made.index("160000", f"{EXAMPLE}/evidence/module")
    made.commit_index()
    committed = {path: mode for path, mode, is_committed in told(history(made.root, "main")) if is_committed}
    assert committed == {
        f"{EXAMPLE}/evidence/run.sh": EXECUTABLE,
        f"{EXAMPLE}/evidence/link": LINK,
        f"{EXAMPLE}/evidence/module": SUBMODULE,
    }


def test_what_lies_untracked_on_the_disk_has_a_mode_too(made: Clone) -> None:
    made.write(f"{EXAMPLE}/evidence/run.sh", "true\n").chmod(0o755)
    (made.root / EXAMPLE / "evidence/link").symlink_to("baseline.txt")
    made.write("elsewhere.txt", "nobody's submission\n")
    assert told(history(made.root, "main")) == [
        (f"{EXAMPLE}/evidence/link", LINK, False),
        (f"{EXAMPLE}/evidence/run.sh", EXECUTABLE, False),
    ]


@pytest.mark.parametrize("name", ["with space", 'quo"te', "new\nline", "tab\there", "ünicode", "\udcff-no-utf-8"])
def test_odd_names_come_through_unchanged(made: Clone, name: str) -> None:
    made.write(f"{EXAMPLE}/evidence/{name}", "synthetic\n")
    made.commit()
    assert told(history(made.root, "main")) == [(f"{EXAMPLE}/evidence/{name}", PLAIN, True)]


def test_a_repository_below_the_top_of_its_work_tree_tells_paths_from_its_own_root(tmp_path: Path) -> None:
    inner = clone(tmp_path)
    shutil.rmtree(inner.root / ".git")
    outer = Clone(root=tmp_path)
    outer.git("init", "--quiet", "--initial-branch", "main")
    outer.write("outside.txt", "a\n")
    outer.commit("Publish")
    outer.git("switch", "--quiet", "--create", "topic")
    outer.write("outside.txt", "b\n")
    new_submission(inner)
    outer.commit()
    assert [each.path for each in history(inner.root, "main").changes] == [
        "../outside.txt",
        "results/performance/fresh/evidence/baseline.txt",
        "results/performance/fresh/results.yaml",
        "results/performance/fresh/submission.yaml",
    ]


def test_commits_are_told_with_their_authors_and_sign_offs_but_merges_are_not(made: Clone) -> None:
    made.write("a.txt", "a\n")
    made.commit(f"One{SIGNED}\nsigned-off-by: Other <other@example.org>")
    made.git("switch", "--quiet", "main")
    made.commit("Two")
    made.git("switch", "--quiet", "topic")
    made.git("merge", "--quiet", "--no-edit", "main")
    (commit,) = history(made.root, "main").commits
    assert (commit.author, commit.email) == AUTHOR
    assert commit.signed_off == (AUTHOR, ("Other", "other@example.org"))


@pytest.mark.parametrize("asked", ["", "-x", "--output=/tmp/x", "a\nb", "a\0b", "x" * 300])
def test_what_could_be_an_option_is_never_given_to_git(
    made: Clone, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git.shutil, "which", lambda _: pytest.fail("git was asked"))
    with pytest.raises(RevisionRefused, match="is no revision"):
        history(made.root, asked)


def refused(root: Path, asked: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert cli.run(["check", "--repo", str(root), "--base", asked]) == cli.FAULT
    printed = capsys.readouterr()
    assert printed.out == ""
    return printed.err


def test_an_unknown_revision_is_wrong_usage(made: Clone, capsys: pytest.CaptureFixture[str]) -> None:
    assert "there is no revision nowhere here; fetch it first" in refused(made.root, "nowhere", capsys)


def test_a_shallow_clone_without_a_merge_base_is_wrong_usage(
    made: Clone, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new_submission(made)
    made.commit()
    made.git("switch", "--quiet", "main")
    made.commit("Newer")
    shallow = Clone(root=tmp_path / "shallow")
    made.git("clone", "--quiet", "--depth", "1", "--no-single-branch", made.root.as_uri(), str(shallow.root))
    shallow.git("switch", "--quiet", "topic")
    assert "this clone is shallow: run `git fetch --unshallow`" in refused(shallow.root, "origin/main", capsys)


def test_a_clone_without_files_is_wrong_usage(made: Clone, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new_submission(made)
    made.commit()
    made.git("config", "uploadpack.allowFilter", "true")
    partial = Clone(root=tmp_path / "partial")
    made.git(
        "clone",
        "--quiet",
        "--no-checkout",
        "--filter=blob:none",
        "--no-single-branch",
        made.root.as_uri(),
        str(partial.root),
    )
    (partial.root / "results").mkdir()
    assert "this clone lacks files of the base" in refused(partial.root, "origin/main", capsys)


def test_a_commit_is_what_it_says_whatever_grafts_and_replacements_say(made: Clone) -> None:
    base = made.git("rev-parse", "main")
    made.write("a.txt", "a\n")
    first = made.commit()
    made.write("b.txt", "b\n")
    last = made.commit()
    (made.root / ".git/info").mkdir(exist_ok=True)
    (made.root / ".git/info/grafts").write_text(f"{last} {base}\n", encoding="utf-8")
    made.git("replace", first, base)
    found = history(made.root, "main")
    assert [each.id for each in found.commits] == [first, last]
    assert [each.path for each in found.changes] == ["a.txt", "b.txt"]


def test_branches_without_a_common_commit_are_wrong_usage(made: Clone, capsys: pytest.CaptureFixture[str]) -> None:
    made.git("switch", "--quiet", "--orphan", "stranger")
    made.write("results/x.txt", "x\n")
    made.commit()
    assert "no commit in common" in refused(made.root, "main", capsys)


def test_several_merge_bases_are_wrong_usage(made: Clone, capsys: pytest.CaptureFixture[str]) -> None:
    made.write("a.txt", "a\n")
    ours = made.commit()
    made.git("switch", "--quiet", "main")
    made.write("b.txt", "b\n")
    theirs = made.commit()
    made.git("merge", "--quiet", "--no-edit", ours)
    made.git("switch", "--quiet", "topic")
    made.git("merge", "--quiet", "--no-edit", theirs)
    assert "several merge bases" in refused(made.root, "main", capsys)


def test_more_commits_than_are_looked_at_are_wrong_usage(
    made: Clone, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(revision, "_MOST_COMMITS", 2)
    for name in "ab":
        made.write(f"{name}.txt", name)
        made.commit()
    assert len(history(made.root, "main").commits) == 2
    made.write("c.txt", "c")
    made.commit()
    assert "more than 2 commits between the base and the last one" in refused(made.root, "main", capsys)


def test_a_folder_outside_of_git_is_wrong_usage(
    made: Clone, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(made.root / ".git")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(made.root.parent))
    assert "is no git repository" in refused(made.root, "main", capsys)


def test_a_machine_without_git_is_wrong_usage(
    made: Clone, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    assert "there is no git on this machine" in refused(made.root, "main", capsys)


def test_a_repository_without_a_commit_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = Clone(root=tmp_path / "empty")
    empty.write("results/x.txt", "x\n")
    empty.git("init", "--quiet")
    assert "has no commit yet" in refused(empty.root, "main", capsys)


def test_nothing_that_a_repository_configures_is_run(made: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    new_submission(made)
    made.append(f"{EXAMPLE}/results.yaml", "# more\n")
    trap = made.write("trap.sh", f"#!/bin/sh\ntouch {made.root}/sprung\n")
    trap.chmod(0o755)
    for setting in ("core.fsmonitor", "core.pager", "diff.external", "diff.evil.command", "diff.evil.textconv"):
        made.git("config", setting, str(trap))
    for setting in ("filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "gpg.program"):
        made.git("config", setting, str(trap))
    made.git("config", "log.showSignature", "true")
    made.write(".gitattributes", "* diff=evil filter=evil\n")
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(trap))
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    assert history(made.root, "main").changes
    assert not (made.root / "sprung").exists()


def test_the_index_is_not_written(made: Clone) -> None:
    os.utime(made.root / EXAMPLE / "results.yaml", (1, 1))
    index = made.root / ".git/index"
    before = (index.read_bytes(), index.stat().st_mtime_ns)
    history(made.root, "main")
    assert (index.read_bytes(), index.stat().st_mtime_ns) == before


def test_the_commit_before_a_day_is_found(made: Clone) -> None:
    first = made.git("rev-parse", "HEAD")
    made.write("a.txt", "a\n")
    second = made.commit(GIT_COMMITTER_DATE="2026-12-02T10:00:00Z")
    assert revision.commit_before(made.root, date(2026, 12, 3)) == second
    assert revision.commit_before(made.root, date(2026, 12, 2)) == first
    assert revision.commit_before(made.root, date(2026, 11, 24)) is None
