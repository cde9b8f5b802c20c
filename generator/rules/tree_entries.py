"""MR720, MR721 and MR727, and MR002, MR004 and MR005 for commits: which files a change may bring, and how many."""

from __future__ import annotations

import shlex
import unicodedata
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from generator.characters import quoted
from generator.discover import ROOTS, fault_of_name
from generator.git import EXECUTABLE, LINK, PLAIN, SUBMODULE
from generator.numbers import plural
from generator.rules.review import Problem, Review, existing, review_rule
from generator.syntax_rules import COLLIDING_NAMES, ODD_FILE_NAME, SYMBOLIC_LINK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.revision import Change

_MOST_FILES = 500
_MOST_BYTES = 5 * 1024 * 1024
_POINTER = b"version https://git-lfs.github.com/spec/v1"


def _brought(review: Review) -> Iterator[Change]:
    """What the change adds to the submitted files, or changes in them."""
    for change in review.history.changes:
        if change.after is not None and change.path.partition("/")[0] in ROOTS:
            yield change


@review_rule("MR720", "unusual-mode")
def unusual_mode(review: Review) -> Iterator[Problem]:
    """A submitted file is executable, or another repository.

    What it finds
    -------------
    With `check --base`: a file below `results/` or `patterns/` that git holds with another mode than 100644: an executable file, or a
    submodule, which is a link to a commit of another repository. Symbolic links have a rule of their own, MR002.

    Why it matters
    --------------
    Submitted files are read and published, never run; the bit only helps whoever hopes that somebody does. A submodule's files are
    not in this repository: they can't be checked, and can be gone tomorrow.

    Wrong
    -----
    ```
    100755 results/performance/acme-2026/reproduce/run.sh
    160000 results/performance/acme-2026/evidence/raw
    ```

    Right
    -----
    ```
    100644 results/performance/acme-2026/reproduce/run.sh
    ```
    """
    for change in _brought(review):
        mode = change.after.mode if change.after else PLAIN
        if mode == EXECUTABLE:
            message = "the file is executable (mode 100755), expected a plain one (100644)"
            yield Problem(
                path=change.path,
                message=message,
                hint=f"run `chmod -x {shlex.quote(change.path)}`, on Windows `git update-index --chmod=-x` with it, and commit",
            )
        elif mode == SUBMODULE:
            message = "found a repository within the repository (mode 160000), expected files"
            hint = "remove it (`git rm --cached`), and commit the files that are needed"
            yield Problem(path=change.path.rstrip("/"), message=message, hint=hint)
        elif mode not in (PLAIN, LINK):
            message = f"the file has the mode {mode}, expected 100644"
            yield Problem(path=change.path, message=message, hint="commit it as a plain file")


@review_rule("MR721", "lfs-pointer")
def lfs_pointer(review: Review) -> Iterator[Problem]:
    """A submitted file is a pointer to a file elsewhere.

    What it finds
    -------------
    With `check --base`: a file below `results/` or `patterns/` whose bytes, as git holds them, are a pointer of Git LFS.

    Why it matters
    --------------
    A pointer's hash proves that a file existed somewhere. The raw output itself would be on a server whose quota and whose life this
    repository does not decide.

    Wrong
    -----
    ```
    version https://git-lfs.github.com/spec/v1
    oid sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
    size 40123456
    ```

    Right
    -----
    ```yaml
    evidence: [{uri: https://example.org/run-1.json, sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08}]
    ```
    """
    brought = [
        (each.path, each.after.object) for each in _brought(review) if each.after and each.after.mode != SUBMODULE
    ]
    contents = review.history.repository.small(name for _, name in brought)
    for path, name in brought:
        if contents.get(name, b"").startswith(_POINTER):
            message = "the file is a pointer of Git LFS, expected the file itself"
            hint = "commit the file (`git lfs untrack`, then add it again), or publish it elsewhere and give its address and hash"
            yield Problem(path=path, message=message, hint=hint)


@review_rule("MR727", "too-much-at-once", since="2026-11-27")
def too_much_at_once(review: Review) -> Iterator[Problem]:
    """A change brings more than anybody can look at.

    What it finds
    -------------
    With `check --base`: more than 500 files, or more than 5 MiB, that the change adds or alters below `results/` and `patterns/`: raw outputs, and what
    one of its commits brings and a later one takes out again.

    Why it matters
    --------------
    Whatever is merged stays in the history for ever, below this project's address, and everybody who clones it gets it. What nobody can look through is
    published unseen.

    Wrong
    -----
    ```
    results/performance/acme-2026/evidence/nighthawk-0001.json      # … to nighthawk-3000.json, 300 MB
    ```

    Right
    -----
    ```yaml
    evidence: [{uri: https://example.org/acme-2026.tar.zst, sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08}]
    ```
    """
    sizes = review.history.sizes([each for each in _brought(review) if each.after and each.after.mode != SUBMODULE])
    gone = review.history.passed
    many, total = len(sizes) + len(gone), sum(sizes.values()) + sum(gone.values())
    if many <= _MOST_FILES and total <= _MOST_BYTES:
        return
    largest = max(sizes, key=lambda path: sizes[path], default=f"commit {review.history.head[:12]}")
    message = f"the change brings {plural(many, 'file')} of {_mebibytes(total)} in all, expected at most {_MOST_FILES} files and {_mebibytes(_MOST_BYTES)}"
    hint = "publish raw outputs elsewhere, and give their address and SHA-256; `import --hash-only` writes the hashes"
    if sum(sizes.values()) <= _MOST_BYTES and len(sizes) <= _MOST_FILES:
        hint = f"{plural(len(gone), 'file')} of {_mebibytes(sum(gone.values()))} are in earlier commits only: make one commit of all (`git rebase -i`)"
    yield Problem(path=largest, message=message, hint=hint)


def _mebibytes(size: int) -> str:
    return f"{size / 1024**2:,.1f} MiB"


@existing(SYMBOLIC_LINK)
def committed_link(review: Review) -> Iterator[Problem]:
    """Symbolic links that are committed, also where the disk has none."""
    for change in _brought(review):
        if change.after and change.after.mode == LINK:
            message = "found a symbolic link, expected a file or folder of the repository itself"
            yield Problem(path=change.path, message=message, hint="replace the link by a copy of what it leads to")


@existing(ODD_FILE_NAME)
def committed_name(review: Review) -> Iterator[Problem]:
    """Names that do not travel, those of hidden files among them, which the disk's search passes over."""
    for change in _brought(review):
        for name in PurePosixPath(change.path).parts:
            if name != ".gitkeep" and (fault := fault_of_name(name)) is not None:
                yield Problem(path=change.path, message=fault[0], hint=fault[1])
                break


@existing(COLLIDING_NAMES)
def committed_collision(review: Review) -> Iterator[Problem]:
    """Names that are those of published files on other systems; a disk that ignores case could not hold both."""
    gone = {change.path for change in review.history.changes if change.after is None}
    known: dict[str, str] = {}
    for path in review.history.files:
        if path not in gone:
            for place in _above(path):
                known.setdefault(_folded(place), place)
    for change in review.history.changes:
        if change.before is None and change.after is not None:
            for place in _above(change.path):
                other = known.setdefault(_folded(place), place)
                if other != place:
                    message = f"the name {quoted(place)} is the same as {quoted(other)} on macOS and Windows, expected different names"
                    yield Problem(path=change.path, message=message, hint="rename one of the two", related=(other,))
                    break


def _above(path: str) -> Iterator[str]:
    """The folders above a path, outermost first, and the path."""
    parts = path.rstrip("/").split("/")
    return ("/".join(parts[: at + 1]) for at in range(len(parts)))


def _folded(path: str) -> str:
    return unicodedata.normalize("NFKC", path).casefold()
