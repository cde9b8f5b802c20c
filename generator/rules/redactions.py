"""MR713: what a redaction says of a file is what lies there; and what it may do to a document."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from generator.finding import Hit, Severity
from generator.rules.access import sequence, text
from generator.rules.engine import corpus_rule, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from generator.finding import Pointer
    from generator.rules.corpus import Corpus
    from generator.source import Document


REDACTED = "[redacted]"
"""What stands in a text in place of what was private."""
_RAW = "evidence"
"""Whose entries may go with their sizes: they name files, which may be private as a whole."""


_FREE = frozenset(
    [
        "affiliation",
        "by",
        "claim",
        "component",
        "contact",
        "description",
        "endpoint_urls",
        "github",
        "log",
        "measured_by",
        "name",
        "note",
        "organization",
        "path",
        "project",
        "reason",
        "reproduce",
        "source",
        "source_uri",
        "sponsor",
        "submitter",
        "text",
        "title",
        "uri",
        "url",
    ]
)
"""The fields whose texts may hold private data. Versions, features and other conditions are read by comparisons, and stay."""


def beyond(before: object, after: object, at: Pointer = ()) -> Pointer | None:
    """Where a document says what it did not say before; None where only texts were taken away, or entries that hold no number."""
    if isinstance(before, dict) and isinstance(after, dict):
        return _beyond_mapping(before, after, at)
    if isinstance(before, list) and isinstance(after, list):
        return _beyond_list(before, after, at)
    if isinstance(before, str) and isinstance(after, str):
        return None if before == after or (_is_free(at) and is_left_of(after, before)) else at
    return None if type(before) is type(after) and before == after else at


def _beyond_mapping(before: Mapping[str, object], after: Mapping[str, object], at: Pointer) -> Pointer | None:
    for key in (*before, *(each for each in after if each not in before)):
        place = (*at, key)
        if key not in before or (key not in after and not _may_go(before[key], place)):
            return place
        if key in after and (found := beyond(before[key], after[key], place)) is not None:
            return found
    return None


def _beyond_list(before: Sequence[object], after: Sequence[object], at: Pointer) -> Pointer | None:
    """Members may go; what is left keeps its order."""
    rest = iter(after)
    now = next(rest, _NOTHING)
    for index, was in enumerate(before):
        if now is not _NOTHING and beyond(was, now, (*at, index)) is None:
            now = next(rest, _NOTHING)
        elif not _may_go(was, at):
            # the pair shows the very place, where both are still there
            found = beyond(was, now, (*at, index)) if len(before) == len(after) else None
            return found or (*at, index)
    return at if now is not _NOTHING else None


_NOTHING = object()


def hashes(corpus: Corpus) -> Mapping[str, tuple[str, str | None]]:
    """By path the SHA-256 that a file was published with, and that of what is left of it; None where nothing is."""
    found: dict[str, tuple[str, str | None]] = {}
    for entry in sequence(corpus.redactions.data, "redactions") if corpus.redactions is not None else ():
        path, removed = text(entry, "path") or "", text(entry, "removed_sha256") or ""
        found[path] = (found[path][0] if path in found else removed.lower(), text(entry, "sha256"))
    return found


def _may_go(value: object, at: Pointer) -> bool:
    if at[:1] == (_RAW,) or at[2:4] == ("measurement", _RAW):
        return True
    if isinstance(value, dict):
        return all(_may_go(each, (*at, key)) for key, each in value.items())
    if isinstance(value, list):
        return all(_may_go(each, at) for each in value)
    return value is None or (isinstance(value, str) and _is_free(at))


def _is_free(at: Pointer) -> bool:
    """Whether a text there says something in somebody's words, and is no condition of what was measured."""
    return next((each for each in reversed(at) if isinstance(each, str)), "") in _FREE


def is_left_of(after: str, before: str) -> bool:
    """Whether a text is what is left of another where parts of it were replaced by `REDACTED`."""
    if after == before:
        return True
    first, *parts = after.split(REDACTED)
    if not parts or not before.startswith(first) or not before.endswith(parts[-1]):
        return False
    at, end = len(first), len(before) - len(parts[-1])
    for part in parts[:-1]:
        at = before.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return at <= end


@corpus_rule("MR713", "redaction-does-not-fit", severity=Severity.ERROR, since="2026-11-26")
def redaction_does_not_fit(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A recorded removal of private data is not what was done to the file.

    What it finds
    -------------
    An entry of `results/redactions.yaml`, the last one of its file, whose `sha256` is not that of the file as it is now; whose file is there
    though the entry says that all of it was removed; or whose file is not there though the entry has its hash.

    Why it matters
    --------------
    Private data is the one reason for which published bytes may change. The entry shows that just that was done: the hash of what was
    published stays, the hash of what is left can be checked by everybody.

    Wrong
    -----
    ```yaml
    - {date: 2026-12-02, path: results/performance/acme-2026/evidence/run-1.txt, removed_sha256: 2c26…, by: curators, reason: host names}
    # and the file is still there
    ```

    Right
    -----
    ```yaml
    - {date: 2026-12-02, path: results/performance/acme-2026/evidence/run-1.txt, removed_sha256: 2c26…, sha256: fcde…, by: curators, reason: host names}
    ```
    """
    if corpus.redactions is None or corpus.root is None:
        return
    last = {text(entry, "path") or "": at for at, entry in enumerate(sequence(corpus.redactions.data, "redactions"))}
    for path, index in last.items():
        told = text(corpus.redactions.data, "redactions", index, "sha256")
        found = _sha256(corpus.root, path)
        if found == told:
            continue
        is_there = "is not there" if found is None else f"has the SHA-256 {found}"
        expected = "no file, since none is left" if told is None else f"the SHA-256 {told} as written here"
        message = f"the file {quoted(path)} {is_there}, expected {expected}"
        hint = "write what `sha256sum` says of the file as it is now; leave sha256 out where the whole file was removed"
        pointer = ("redactions", index, "path" if told is None else "sha256")
        yield corpus.redactions, Hit(pointer=pointer, message=message, hint=hint)


def _sha256(root: Path, path: str) -> str | None:
    """The hash of a plain file, None where there is none; links lead nowhere."""
    place = root
    for part in path.split("/"):
        place /= part
        if place.is_symlink():
            return None
    if ".." in path.split("/") or not place.is_file():
        return None
    return sha256_of(place)


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file's bytes in hexadecimal digits; OSError where it cannot be read."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
