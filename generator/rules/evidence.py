"""MR215, MR216 and MR219: the evidence of a result or a report is there, and is what was submitted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from generator.finding import Hit, Severity
from generator.rules.access import REPORTS, RESULTS, inside, runs, sequence, text
from generator.rules.engine import corpus_rule, quoted
from generator.rules.redactions import hashes, sha256_of

if TYPE_CHECKING:
    from generator.finding import Pointer
    from generator.rules.corpus import Corpus
    from generator.source import Document

SINCE = "2026-11-22"
_LARGEST_BYTES = 64 * 1024 * 1024
_LONGEST_PATH = 1024
_LONGEST_NAME = 255


@corpus_rule("MR215", "missing-evidence", severity=Severity.ERROR, since=SINCE)
def missing_evidence(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A file of evidence is not there, or is not a plain file of the submission.

    What it finds
    -------------
    An `evidence` entry of a result or a conformance report whose `path` leads to no file below the submission's folder: it does
    not exist, is absolute, leaves the folder, passes through a symbolic link, or is a folder. A file that was removed for its private data,
    as `results/redactions.yaml` records, is not missed.

    Why it matters
    --------------
    Every published number leads to the raw output it came from. A path that leaves the folder could publish a file that
    nobody meant to publish.

    Wrong
    -----
    ```yaml
    evidence: [{path: evidence/run-11.txt}]     # the file is called run-1.txt
    ```

    Right
    -----
    ```yaml
    evidence: [{path: evidence/run-1.txt}]      # beside submission.yaml
    ```
    """
    redacted = hashes(corpus)
    for document, pointer, entry in _entries(corpus):
        path = text(entry, "path")
        if path is not None and redacted.get(_place(document, path), ("", ""))[1] is None:
            continue
        fault = None if path is None or corpus.root is None else path_fault(_base(corpus.root, document), path)
        if path is not None and fault is not None:
            message = f"the evidence {quoted(path)} {fault}, expected a file below the submission's folder"
            hint = "commit the raw output below evidence/ and write its path from the submission's folder"
            yield document, Hit(pointer=(*pointer, "path"), message=message, hint=hint)


def path_fault(base: Path, path: str) -> str | None:
    """Why `path` is no plain file below the folder `base`, or None where it is one."""
    relative = PurePosixPath(path)
    if relative.is_absolute() or ".." in relative.parts or "\\" in path or "\0" in path:
        return "leaves the submission's folder"
    if len(path) > _LONGEST_PATH or any(len(part.encode()) > _LONGEST_NAME for part in relative.parts):
        return "has a name that file systems refuse"
    place = base
    for part in relative.parts:
        place /= part
        if place.is_symlink():
            return "passes through a symbolic link"
    if not place.exists():
        return "does not exist"
    return None if place.is_file() else "is not a file"


@corpus_rule("MR216", "changed-evidence", severity=Severity.ERROR, since=SINCE)
def changed_evidence(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A file of evidence is not the one whose hash and size were written down.

    What it finds
    -------------
    An `evidence` entry whose file has another SHA-256 or another number of bytes than `sha256` and `bytes` say, a file that can't be
    read, and one above 64 MiB, which is too large to publish. Of a file from which private data was removed `sha256` stays what was published, as
    the first entry of the file in `results/redactions.yaml` has it.

    Why it matters
    --------------
    The hash shows that the published numbers and the published raw output belong together, and that nobody changed either
    afterwards. A checkout that rewrites line ends changes it as well.

    Wrong
    -----
    ```yaml
    evidence: [{path: evidence/run-1.txt, sha256: 0000000000000000000000000000000000000000000000000000000000000000}]
    ```

    Right
    -----
    ```yaml
    evidence: [{path: evidence/run-1.txt, sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08, bytes: 4}]
    ```
    """
    computed: dict[Path, str] = {}
    redacted = hashes(corpus)
    for document, pointer, entry in _entries(corpus):
        path = text(entry, "path")
        if path is None or corpus.root is None or path_fault(_base(corpus.root, document), path) is not None:
            continue
        published = redacted.get(_place(document, path))
        if published is not None and published[0] == (text(entry, "sha256") or "").lower():
            continue
        for field, message in _differences(_base(corpus.root, document) / path, entry, computed):
            hint = "restore the file, or import it again so that the numbers and the hash come from the same bytes"
            yield document, Hit(pointer=(*pointer, field), message=message, hint=hint)


@corpus_rule("MR219", "evidence-without-hash", severity=Severity.ERROR, since="2026-11-26")
def evidence_without_hash(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A file of evidence has no hash.

    What it finds
    -------------
    An `evidence` entry with a `path` and without `sha256`. For what was submitted before this rule came it is a warning.

    Why it matters
    --------------
    A hash ties the published numbers to the bytes that they were read from. Without one, a file that was exchanged later looks just as
    the first one did, to readers of the site and to whoever downloaded the data.

    Wrong
    -----
    ```yaml
    evidence: [{path: evidence/run-1.txt, tool: oha}]
    ```

    Right
    -----
    ```yaml
    evidence: [{path: evidence/run-1.txt, sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08, bytes: 4, tool: oha}]
    ```
    """
    for document, pointer, entry in _entries(corpus):
        path = text(entry, "path")
        if path is None or text(entry, "sha256") is not None:
            continue
        message = f"the evidence {quoted(path)} has no sha256, expected the SHA-256 of its bytes"
        sound = corpus.root is not None and path_fault(_base(corpus.root, document), path) is None
        found = f"write `sha256: {sha256_of(_base(corpus.root, document) / path)}`" if sound and corpus.root else ""
        hint = found or "write what `sha256sum` says of the file"
        yield document, Hit(pointer=(*pointer, "path"), message=message, hint=hint)


def _differences(file: Path, entry: Mapping[str, object], computed: dict[Path, str]) -> Iterator[tuple[str, str]]:
    """Field and message; `computed` keeps what was computed, since thousands of entries may name one large file."""
    told_size, told_hash = inside(entry, "bytes"), text(entry, "sha256")
    try:
        size = file.stat().st_size
        if size <= _LARGEST_BYTES and told_hash is not None and file not in computed:
            computed[file] = sha256_of(file)
    except OSError as error:
        yield "path", f"the file can't be read: {(error.strerror or str(error)).lower()}"
        return
    if size > _LARGEST_BYTES:
        yield "path", f"the file has {size} bytes, expected at most {_LARGEST_BYTES}"
        return
    if isinstance(told_size, int) and told_size != size:
        yield "bytes", f"the file has {size} bytes, expected {told_size} as written here"
        return
    if told_hash is not None and computed[file] != told_hash.lower():
        yield "sha256", f"the file's SHA-256 is {computed[file]}, expected {told_hash} as written here"


def _place(document: Document, path: str) -> str:
    """The path in the repository of a file that a document names."""
    return (PurePosixPath(document.path).parent / path).as_posix()


def _base(root: Path, document: Document) -> Path:
    return root / PurePosixPath(document.path).parent


def _entries(corpus: Corpus) -> Iterator[tuple[Document, Pointer, Mapping[str, object]]]:
    for document, pointer in _lists(corpus):
        for index, entry in enumerate(sequence(document.data, *pointer)):
            if isinstance(entry, Mapping):
                yield document, (*pointer, index), entry


def _lists(corpus: Corpus) -> Iterator[tuple[Document, Pointer]]:
    """Every place where evidence may stand."""
    for document in corpus.of(RESULTS):
        for run in runs(document):
            yield document, run.at("measurement", "evidence")
    for document in (each for kind in REPORTS for each in corpus.of(kind)):
        yield document, ("evidence",)
