"""MR713: what a redaction says of a file is what lies there."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from generator.finding import Hit, Severity
from generator.rules.access import sequence, text
from generator.rules.engine import corpus_rule, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from generator.rules.corpus import Corpus
    from generator.source import Document


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
    with place.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
