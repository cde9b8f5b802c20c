"""What a change is made of, as git tells it: the files against the merge base with a revision, and the commits between.

The revision that was asked for is the only text of others in a command line, and is refused where it could be an option.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from generator.characters import visible
from generator.discover import ROOTS
from generator.git import EXECUTABLE, LINK, PLAIN, SUBMODULE, Entry, Repository, RevisionRefused, fields, repository_at

if TYPE_CHECKING:
    from datetime import date


_MOST_COMMITS = 10_000
_LONGEST_REVISION = 200
_SHA1_DIGITS = 40
_LARGEST_BYTES = 256 * 1024 * 1024
"""A larger file of the work tree is taken for changed without a look at it."""
_AUTHOR = re.compile(r"author (.*) <(.*)> [0-9]+ [+-][0-9]+")
_SIGN_OFF = "signed-off-by:"
_LONGEST_LINE = 1000
"""Characters of a line of a commit that names somebody; a longer one names nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A path that differs from the merge base: what was there, and what is there now; None is nothing.

    `committed` says that the last commit holds it so; else only the work tree does. A path whose two states differ from
    each other, and both from the base, has two changes.
    """

    path: str
    before: Entry | None
    after: Entry | None
    committed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A commit that brings something; `signed_off` holds (name, address) of each `Signed-off-by:` in its message."""

    id: str
    author: str
    email: str
    signed_off: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class History:
    """What lies between the merge base with a revision, and the last commit with the work tree.

    `base` and `head` are commits; `asked` is the revision as it was asked for. `files` are the base's.
    """

    repository: Repository
    asked: str
    base: str
    head: str
    files: Mapping[str, Entry]
    changes: tuple[Change, ...]
    commits: tuple[Commit, ...]
    cache: dict[str, bytes] = field(default_factory=dict)

    def published(self, path: str) -> bytes | None:
        """The bytes of a file at the merge base, None where there is none."""
        entry = self.files.get(path)
        return None if entry is None else self._bytes(entry.object)

    def now(self, change: Change) -> bytes | None:
        """The bytes of a file as it is after the change; None where there is none, or no plain file."""
        if change.after is None or change.after.mode not in (PLAIN, EXECUTABLE):
            return None
        if change.after.object:
            return self._bytes(change.after.object)
        file = self.repository.root / change.path
        return file.read_bytes() if file.is_file() else None

    @cached_property
    def passed(self) -> Mapping[str, int]:
        """The bytes of submitted files, by object, that some commit between has and neither the base nor the last one."""
        known = {each.object for each in self.files.values()}
        known |= {each.after.object for each in self.changes if each.after is not None and each.committed}
        listed = os.fsdecode(self.repository.answer("rev-list", "--objects", f"{self.base}..{self.head}", "--"))
        places = tuple(f"{self.repository.prefix}{root}/" for root in ROOTS)
        found = (line.partition(" ") for line in listed.split("\n"))
        return self.repository.sizes(name for name, _, path in found if path.startswith(places) and name not in known)

    def sizes(self, changes: Iterable[Change]) -> Mapping[str, int]:
        """How many bytes files have after the change, by path."""
        there = {each.path: each.after.object for each in changes if each.after is not None}
        known = self.repository.sizes(there.values())
        files = {path: self.repository.root / path for path, name in there.items() if not name}
        loose = {path: file.stat().st_size for path, file in files.items() if file.is_file()}
        return {**{path: known[name] for path, name in there.items() if name in known}, **loose}

    def _bytes(self, name: str) -> bytes | None:
        if name not in self.cache:
            self.cache.update(self.repository.contents([name]))
        return self.cache.get(name)

    @cached_property
    def before(self) -> Mapping[str, bytes]:
        """The bytes of every submitted file at the merge base that is a plain one, by path."""
        return submitted_at(self.repository, self.files)

    @property
    def uncommitted(self) -> tuple[str, ...]:
        """The paths of submitted files that only the work tree holds so."""
        own = {each.path for each in self.changes if not each.committed}
        return tuple(sorted(path for path in own if path.partition("/")[0] in ROOTS))


def submitted_at(repository: Repository, files: Mapping[str, Entry]) -> Mapping[str, bytes]:
    """The bytes of the plain files below results/ and patterns/, by path."""
    wanted = {
        path: entry.object
        for path, entry in files.items()
        if path.partition("/")[0] in ROOTS and entry.mode in (PLAIN, EXECUTABLE)
    }
    found = repository.contents(wanted.values())
    return {path: found[name] for path, name in wanted.items() if name in found}


def history(root: Path, revision: str) -> History:
    """What changed in the repository at `root` since its merge base with `revision`.

    Raises:
        RevisionRefused: the revision is none or unknown, there is no (single) merge base, no git, or no repository.
    """
    asked = _checked(revision)
    repository = repository_at(root)
    head = _commit(repository, "HEAD")
    base = _merge_base(repository, asked, head)
    files = repository.files(base)
    _ensure_whole(repository, (each.object for each in files.values() if each.mode != SUBMODULE))
    return History(
        repository=repository,
        asked=asked,
        base=base,
        head=head,
        files=files,
        changes=tuple(_changes(repository, files, base, head)),
        commits=tuple(_commits(repository, base, head)),
    )


def _ensure_whole(repository: Repository, objects: Iterable[str]) -> None:
    """Refuse a clone that was made without files, which git would fetch one by one where it may.

    Raises:
        RevisionRefused: it lacks one of those objects.
    """
    told = r"^(extensions\.partialclone|remote\..*\.promisor)$"
    if not repository.answer("config", "--get-regexp", told, codes=(0, 1)):
        return
    given = "".join(f"{each}\n" for each in sorted({*objects} - {""})).encode()
    try:
        said = repository.answer("cat-file", "--batch-check", given=given)
    except RevisionRefused:
        said = b" missing\n"
    if b" missing\n" in said:
        raise RevisionRefused(
            "this clone lacks files of the base: clone without --filter, or run `git fetch --refetch --no-filter`"
        )


def commit_before(root: Path, day: date) -> str | None:
    """The last commit of the current branch's own line before the day (in UTC); None where its history begins later.

    Raises:
        RevisionRefused: there is no git, or no repository.
    """
    repository = repository_at(root)
    moment = f"--before={day.isoformat()}T00:00:00Z"
    said = repository.answer("rev-list", "-1", "--first-parent", moment, "HEAD", "--", codes=(0, 128))
    return said.decode().strip() or None


def _checked(revision: str) -> str:
    if not revision or revision.startswith("-") or len(revision) > _LONGEST_REVISION or visible(revision) != revision:
        raise RevisionRefused(f'"{visible(revision)[:60]}" is no revision: give a branch, a tag or a commit')
    return revision


def _commit(repository: Repository, revision: str) -> str:
    said = repository.answer("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}", codes=(0, 1, 128))
    found = said.decode().strip()
    if not found:
        known = "the repository has no commit yet" if revision == "HEAD" else f"there is no revision {revision} here"
        fetch = "" if revision == "HEAD" else "; fetch it first (`git fetch origin`), or give another one"
        raise RevisionRefused(f"{known}{fetch}")
    return found


def _merge_base(repository: Repository, revision: str, head: str) -> str:
    said = repository.answer("merge-base", "--all", _commit(repository, revision), head, codes=(0, 1))
    match said.decode().split():
        case [base]:
            return base
        case []:
            shallow = repository.answer("rev-parse", "--is-shallow-repository").strip() == b"true"
            mend = (
                "this clone is shallow: run `git fetch --unshallow`, or clone with the whole history"
                if shallow
                else "they have no commit in common"
            )
            raise RevisionRefused(f"there is no merge base of {revision} and the last commit; {mend}")
        case _:
            raise RevisionRefused(
                f"there are several merge bases of {revision} and the last commit: run `git rebase {revision}`"
            )


def _changes(repository: Repository, files: Mapping[str, Entry], base: str, head: str) -> Iterator[Change]:
    """What differs from the base: in the last commit, in what is staged, and on the disk below results/ and patterns/."""
    committed = _differences(repository, "diff-tree", "-r", base, head)
    present = _differences(repository, "diff-index", "--cached", base)
    disk = _on_disk(repository)
    for path in sorted(committed.keys() | present.keys() | disk.keys()):
        before = files.get(path)
        staged = present.get(path, before)
        there = _named(repository, path, disk[path], (before, staged, committed.get(path))) if path in disk else staged
        if path in committed:
            yield Change(path=path, before=before, after=committed[path], committed=True)
        if there not in (before, committed.get(path, before)):
            yield Change(path=path, before=before, after=there, committed=False)


def _differences(repository: Repository, command: str, *arguments: str) -> dict[str, Entry | None]:
    """What differs from the base by path, in git's raw form: `:mode mode object object status`, NUL, path, NUL."""
    options = (
        "--raw",
        "-z",
        "--no-renames",
        "--full-index",
        "--no-ext-diff",
        "--no-textconv",
        "--ignore-submodules=none",
    )
    said = fields(repository.answer(command, *options, *arguments, "--"))
    found: dict[str, Entry | None] = {}
    for head, path in zip(said[0::2], said[1::2], strict=True):
        _, mode, _, name, status = head.split(" ")
        found[repository.own(path)] = None if status == "D" else Entry(mode=mode, object=name)
    return found


def _on_disk(repository: Repository) -> Mapping[str, Entry | None]:
    """The submitted files as they lie on the disk, None for one that is gone; what is ignored is nobody's submission.

    Git is asked for names alone: where it compares contents it runs the filters that a repository configures.
    """
    answer = repository.answer("ls-files", "-z", "-s", "-t", "--full-name", "--", *ROOTS)
    modes = repository.answer("config", "--type=bool", "--default=true", "core.fileMode").strip() == b"true"
    found: dict[str, Entry | None] = {}
    for line in fields(answer):
        head, _, path = line.partition("\t")
        tag, mode, name, _ = head.split(" ")
        own = repository.own(path)
        staged = Entry(mode=mode, object=name)
        # What a sparse checkout leaves out (S) is not there, and is not gone.
        found[own] = staged if tag == "S" or mode == SUBMODULE else _at(repository, own, None if modes else mode)
    for path in fields(
        repository.answer("ls-files", "-z", "--others", "--exclude-standard", "--full-name", "--", *ROOTS)
    ):
        own = repository.own(path)
        found.setdefault(own, _at(repository, own, None if modes else PLAIN))
    return found


def _at(repository: Repository, path: str, mode: str | None) -> Entry | None:
    """What lies at a path; `mode` is what git holds where the disk can't tell."""
    if path.endswith("/"):
        return Entry(mode=SUBMODULE, object="")  # a repository within the repository
    try:
        found = (repository.root / path).lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    if stat.S_ISLNK(found):
        return Entry(mode=LINK, object="")
    return Entry(mode=mode or (EXECUTABLE if found & stat.S_IXUSR else PLAIN), object="")


def _named(repository: Repository, path: str, entry: Entry | None, known: tuple[Entry | None, ...]) -> Entry | None:
    """An entry of the disk, or the known one that has its mode and bytes, also with the line ends of Windows."""
    likely = [each for each in known if each is not None and entry is not None and each.mode == entry.mode]
    if entry is None or entry.object or not likely:
        return entry
    contents = tuple(_contents(repository.root / path, entry.mode))
    same = (each for each in likely for content in contents if object_of(content, each.object) == each.object)
    return next(same, entry)


def _contents(file: Path, mode: str) -> Iterator[bytes]:
    """What git may hold of a file, which is the place that a link leads to; nothing of one that is far too large."""
    if mode == LINK:
        yield os.fsencode(file.readlink())
    elif mode != SUBMODULE and file.is_file() and file.stat().st_size <= _LARGEST_BYTES:
        content = file.read_bytes()
        yield content
        if b"\r\n" in content:
            yield content.replace(b"\r\n", b"\n")


def object_of(content: bytes, like: str) -> str:
    """The name that git gives to a file's bytes; `like` is an object's name, which tells the hash that the repository uses."""
    digest = hashlib.sha1(usedforsecurity=False) if len(like) == _SHA1_DIGITS else hashlib.sha256()
    digest.update(b"blob %d\0" % len(content))
    digest.update(content)
    return digest.hexdigest()


def _bringing(repository: Repository, merges: Sequence[str]) -> frozenset[str]:
    """The merges that hold lines which none of their parents has, as the mending of a conflict does, or a change hidden in it."""
    shown = ("--cc", "-p", "--unified=0", "--no-ext-diff", "--no-textconv", "--no-color")
    given = "".join(f"{each}\n" for each in merges).encode()
    said = repository.answer("diff-tree", "--stdin", *shown, given=given) if merges else b""
    found: set[str] = set()
    merge, known = "", {each.encode(): each for each in merges}
    for line in said.split(b"\n"):  # a line of a file has a sign before it, so that none can look like an id or a head
        merge = known.get(line, merge)
        if line.startswith(b"diff --"):
            found.add(merge)
    return frozenset(found)


def _signers(message: str) -> Iterator[tuple[str, str]]:
    """(name, address) of each line that signs off. By hand, since an expression for it takes cubic time on a crafted line."""
    for line in message.split("\n"):
        head, rest = line[: len(_SIGN_OFF)], line[len(_SIGN_OFF) :].strip()
        if head.lower() != _SIGN_OFF or not rest.endswith(">") or len(line) > _LONGEST_LINE:
            continue
        name, bracket, email = rest[:-1].rpartition("<")
        if bracket and name.strip() and ">" not in email:
            yield name.strip(), email


def _commits(repository: Repository, base: str, head: str) -> Iterator[Commit]:
    """The commits between, oldest first; of merges those that bring what none of their parents has."""
    limit = f"--max-count={_MOST_COMMITS + 1}"
    listed = repository.answer("rev-list", "--parents", "--reverse", limit, f"{base}..{head}", "--").decode()
    lines = [line.split() for line in listed.splitlines()]
    bringing = _bringing(repository, [name for name, *parents in lines if len(parents) > 1])
    names = [name for name, *parents in lines if len(parents) < 2 or name in bringing]
    if len(lines) > _MOST_COMMITS:
        raise RevisionRefused(
            f"there are more than {_MOST_COMMITS:,} commits between the base and the last one: name a later base"
        )
    contents = repository.contents(names)
    for name in names:
        head_lines, _, message = contents[name].decode("utf-8", "surrogateescape").partition("\n\n")
        heads = (line for line in head_lines.split("\n") if len(line) <= _LONGEST_LINE)
        author = next((found for line in heads if (found := _AUTHOR.fullmatch(line))), None)
        yield Commit(
            id=name,
            author=author[1] if author else "",
            email=author[2] if author else "",
            signed_off=tuple(_signers(message)),
        )
