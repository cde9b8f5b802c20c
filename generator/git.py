"""Running git, and nothing that a repository configures.

Git runs as a child process with fixed arguments. No hook, pager, monitor, external diff or filter is run, nothing is fetched, nothing is
written. The environment's own git settings are dropped but those that say whom git trusts, since a hook's would lead to another folder.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.characters import visible

PLAIN = "100644"
EXECUTABLE = "100755"
LINK = "120000"
SUBMODULE = "160000"
_SECONDS = 120
_SMALL_BYTES = 1024
_SETTINGS = (
    *("core.fsmonitor=false", "core.hooksPath=/dev/null", "core.pager=cat", "core.quotePath=false"),
    *("core.untrackedCache=false", "diff.external=", "log.showSignature=false", "protocol.allow=never"),
)
_KEPT = re.compile(r"GIT_(?:CONFIG(?:_.*)?|CEILING_DIRECTORIES|DISCOVERY_ACROSS_FILESYSTEM)")
"""What of the environment's git settings stays: whom git trusts (safe.directory) and where it stops looking."""
_RULES = {
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "LC_ALL": "C",
}


class RevisionRefused(Exception):  # noqa: N818  # it states what happened, not a fault of the tool
    """A revision that nothing can be compared with; the message says why, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file as git holds it: its mode (six octal digits) and its object; the object is "" where only the disk has it."""

    mode: str
    object: str


@dataclass(frozen=True, kw_only=True)
class Repository:
    """A repository's git, at the folder that holds results/ and patterns/."""

    root: Path
    prefix: str = ""
    """Where that folder lies in the work tree, with a slash at its end; empty at the top."""

    def answer(self, *arguments: str, given: bytes = b"", codes: tuple[int, ...] = (0,)) -> bytes:
        """What git prints.

        Raises:
            RevisionRefused: there is no git, it took too long, or it left with a code that is not expected.
        """
        done = self._run(arguments, given)
        if done.returncode not in codes:
            said = visible(done.stderr.decode("utf-8", "replace").strip().partition("\n")[0])[:200]
            raise RevisionRefused(f"git {arguments[0]} failed: {said or f'exit code {done.returncode}'}")
        return done.stdout

    def _run(self, arguments: tuple[str, ...], given: bytes) -> subprocess.CompletedProcess[bytes]:
        git = shutil.which("git")
        if git is None:
            raise RevisionRefused("there is no git on this machine, which a comparison with a revision needs")
        settings = [word for each in _SETTINGS for word in ("-c", each)]
        command = [git, "--no-pager", *settings, "-C", str(self.root), *arguments]
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith("GIT_") or _KEPT.fullmatch(name)
        }
        try:
            return subprocess.run(  # noqa: S603 - fixed arguments; a revision was checked by `_checked`
                command, input=given, capture_output=True, check=False, timeout=_SECONDS, env={**kept, **_RULES}
            )
        except subprocess.TimeoutExpired as error:
            raise RevisionRefused(f"git {arguments[0]} took more than {_SECONDS} s") from error

    def contents(self, objects: Iterable[str]) -> Mapping[str, bytes]:
        """The bytes of files or commits by their objects.

        Raises:
            RevisionRefused: one is missing, as in a clone without files.
        """
        wanted = sorted(set(objects) - {""})
        answer = memoryview(self.answer("cat-file", "--batch", given="".join(f"{each}\n" for each in wanted).encode()))
        found: dict[str, bytes] = {}
        at = 0
        for name in wanted:
            end = at + bytes(answer[at : at + 200]).index(b"\n")
            words = bytes(answer[at:end]).split()
            at = end + 1
            if words[1:2] == [b"missing"]:
                raise RevisionRefused("this clone lacks files of the base: clone without --filter, or fetch them first")
            size = int(words[2])
            found[name] = bytes(answer[at : at + size])
            at += size + 1
        return found

    def sizes(self, objects: Iterable[str]) -> Mapping[str, int]:
        """The bytes that files have, by their objects; what is missing, or no file, is left out."""
        wanted = sorted(set(objects) - {""})
        said = self.answer("cat-file", "--batch-check", given="".join(f"{each}\n" for each in wanted).encode())
        lines = (line.split() for line in said.decode().splitlines())
        return {name: int(rest[1]) for name, *rest in lines if rest[0] == "blob"}

    def small(self, objects: Iterable[str]) -> Mapping[str, bytes]:
        """The bytes of those files that have at most a kilobyte."""
        return self.contents(name for name, size in self.sizes(objects).items() if size <= _SMALL_BYTES)

    def files(self, commit: str) -> Mapping[str, Entry]:
        """Every file of a commit by its path from the root; what lies outside of it begins with `../`."""
        listed = fields(self.answer("ls-tree", "-r", "-z", "--full-tree", commit))
        found = {}
        for line in listed:
            head, _, path = line.partition("\t")
            mode, _, name = head.split(" ")
            found[self.own(path)] = Entry(mode=mode, object=name)
        return found

    def own(self, path: str) -> str:
        """A path from the top of the work tree as one from the root."""
        if path.startswith(self.prefix):
            return path[len(self.prefix) :]
        return Path(os.path.relpath(path, self.prefix)).as_posix()


def repository_at(root: Path) -> Repository:
    """The git of the folder.

    Raises:
        RevisionRefused: it is in no work tree of git, or there is no git.
    """
    bare = Repository(root=root)
    try:
        said = bare.answer("rev-parse", "--is-inside-work-tree", "--show-prefix")
    except RevisionRefused as refused:
        if "not a git repository" not in str(refused):
            raise
        message = f"{root.absolute()} is no git repository, so there is no revision to compare with"
        raise RevisionRefused(message) from refused
    inside, _, prefix = os.fsdecode(said).partition("\n")
    if inside != "true":
        raise RevisionRefused(f"{root.absolute()} is in no work tree of git, so there are no files to compare")
    return Repository(root=root, prefix=prefix.removesuffix("\n"))


def fields(answer: bytes) -> list[str]:
    """The fields of an answer with NUL after each. Names that are no UTF-8 keep their bytes as lone surrogates."""
    return [os.fsdecode(each) for each in answer.split(b"\0")[:-1]]
