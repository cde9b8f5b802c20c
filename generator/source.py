"""Bytes -> Document: the data of a YAML or JSON file with the place of every key and value, or the findings that refuse it.

No input raises: a fault in a file is a finding. A document comes back only where reading found no fault, so what holds a document
may trust that its keys are texts, its numbers finite and its texts visible.
"""

from __future__ import annotations

import contextlib
import hashlib
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.characters import FORBIDDEN, described, quoted, visible
from generator.finding import Finding, Location, Pointer, json_pointer
from generator.json_reader import read_json
from generator.syntax_rules import (
    EMPTY_DOCUMENT,
    FILE_TOO_LARGE,
    FORBIDDEN_CHARACTER,
    NOT_UTF8,
    OUTSIDE_REPOSITORY,
    SYMBOLIC_LINK,
    UNREADABLE_FILE,
)
from generator.tree import JSON_LIMITS, YAML_LIMITS, Faults, Limits, Mark, Place, Stop, Tree
from generator.yaml_reader import read_yaml

if TYPE_CHECKING:
    from pathlib import Path, PurePosixPath

__all__ = ["Document", "Mark", "Parsed", "Positions", "parse", "read"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Positions:
    """The places of a document's keys and values."""

    root: Place

    def find(self, pointer: Pointer) -> tuple[Place, int]:
        """The place at the pointer, or of its deepest ancestor that exists, and the number of keys that led there."""
        place = self.root
        for depth, key in enumerate(pointer):
            inner = _child(place, key)
            if inner is None:
                return place, depth
            place = inner
        return place, len(pointer)


def _child(place: Place, key: str | int) -> Place | None:
    within = place.within
    if isinstance(within, list):
        return within[key] if isinstance(key, int) and 0 <= key < len(within) else None
    return None if within is None else within.get(str(key))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Document:
    """One file's data: dict, list, str, int, float, bool and None only; `sha256` in hexadecimal digits.

    Two are equal only where they are the same object, so that what is worked out of one can be kept.
    """

    path: str
    kind: str | None
    data: object
    positions: Positions
    size_bytes: int
    sha256: str
    cut: tuple[tuple[Pointer, str], ...] = ()
    """Texts without quotes that a comment ends, as (place, comment)."""

    def locate(self, pointer: Pointer, *, at_key: bool = False) -> Location:
        """The place of the value at the pointer, or of its key; of the deepest ancestor where the pointer does not exist."""
        place, _ = self.positions.find(pointer)
        mark = place.key if at_key and place.key is not None else place.value
        return Location(path=self.path, line=mark.line, column=mark.column, pointer=json_pointer(pointer))

    def raw(self, pointer: Pointer) -> str | None:
        """A number's text as it was written; None where the pointer leads to anything else."""
        place, depth = self.positions.find(pointer)
        return place.raw if depth == len(pointer) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What became of a file: a document, or the findings that refuse it."""

    path: str
    document: Document | None
    findings: tuple[Finding, ...]


def limits_of(path: str) -> Limits:
    """The limits of the file's format, which its name decides."""
    return JSON_LIMITS if path.endswith(".json") else YAML_LIMITS


def parse(path: str, content: bytes) -> Parsed:
    """Read a file's content: JSON where the name ends with `.json`, else YAML."""
    faults = Faults(path)
    tree = Tree(faults, limits_of(path))
    with contextlib.suppress(Stop):
        _fill(path, content, tree)
    if faults.findings or tree.place is None:
        return Parsed(path=path, document=None, findings=tuple(faults.findings))
    return Parsed(path=path, document=document_of(path, content, tree, tree.place), findings=())


def _fill(path: str, content: bytes, tree: Tree) -> None:
    limits = limits_of(path)
    if len(content) > limits.size_bytes:
        raise too_large(tree.faults, len(content), limits)
    text = decoded(content, tree.faults)
    check_characters(text, tree.faults)
    if not text.strip():
        raise empty(tree.faults)
    if path.endswith(".json"):
        read_json(text, tree)
    else:
        read_yaml(text, tree)
    if tree.root is None and not tree.faults.findings:
        raise empty(tree.faults)


def document_of(path: str, content: bytes, tree: Tree, place: Place) -> Document:
    """The document of a tree that was read without a fault."""
    root = tree.root
    kind = root.get("kind") if isinstance(root, dict) else None
    return Document(
        path=path,
        kind=kind if isinstance(kind, str) else None,
        data=root,
        positions=Positions(root=place),
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        cut=tuple(tree.cut),
    )


def too_large(faults: Faults, size_bytes: int, limits: Limits) -> Stop:
    """The refusal of a file above its format's limit."""
    message = f"found {size_bytes:,} bytes, expected at most {limits.size_bytes:,}"
    return faults.stop(FILE_TOO_LARGE, Mark(1, 1), message, "split the file, or keep raw output in evidence/")


def empty(faults: Faults) -> Stop:
    """The refusal of a file without data."""
    message = "found no data, expected a document that begins with `kind:`"
    return faults.stop(EMPTY_DOCUMENT, Mark(1, 1), message, "write the document, or remove the file")


_MARKS = ((b"\xff\xfe", "UTF-16 or UTF-32"), (b"\xfe\xff", "UTF-16"), (b"\xef\xbb\xbf", "UTF-8"))


def decoded(content: bytes, faults: Faults) -> str:
    """The text, strictly UTF-8 without a byte order mark. Raises `Stop` where it is not; the fault has been recorded."""
    hint = "save the file as UTF-8 without a byte order mark"
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            raise faults.stop(
                NOT_UTF8, Mark(1, 1), f"found the byte order mark of {encoding}, expected plain UTF-8", hint
            )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        place = _place_of(content[: error.start].decode("utf-8"))
        message = f"found the byte 0x{content[error.start]:02X}, which is not UTF-8 here, expected plain UTF-8"
        raise faults.stop(NOT_UTF8, place, message, hint) from error


def _place_of(before: str) -> Mark:
    """The place right after a text."""
    return Mark(before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)


def check_characters(text: str, faults: Faults) -> None:
    """Refuse what no document may hold, comments included, before a parser counts lines differently from an editor."""
    text = text.replace("\r\n", " \n")
    for match in FORBIDDEN.finditer(text):
        message = f"found {described(match[0])}, expected visible characters and plain line ends only"
        faults.add(FORBIDDEN_CHARACTER, _place_of(text[: match.start()]), message, "remove the character")
    if faults.findings:
        raise Stop


def read(root: Path, relative: PurePosixPath) -> Parsed:
    """Read the file at a path below `root`, if it is a plain file there; nothing is followed out of the repository."""
    path = visible(str(relative))
    faults = Faults(path)
    try:
        content = content_of(root, relative, faults)
    except Stop:
        return Parsed(path=path, document=None, findings=tuple(faults.findings))
    return parse(path, content)


def content_of(root: Path, relative: PurePosixPath, faults: Faults) -> bytes:
    """The bytes of a plain file below `root`. Raises `Stop` where it is none; the fault has been recorded."""
    start = Mark(1, 1)
    if relative.is_absolute() or ".." in relative.parts:
        message = f"path {quoted(str(relative))} leads out of the repository, expected one below it"
        raise faults.stop(OUTSIDE_REPOSITORY, start, message)
    try:
        if any((root / part).is_symlink() for part in (relative, *relative.parents)[:-1]):
            raise symbolic_link(faults)
        return _plain_bytes(root / relative, faults)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or str(error)
        raise faults.stop(UNREADABLE_FILE, start, f"cannot be read: {reason.lower()}") from error


def symbolic_link(faults: Faults) -> Stop:
    """The refusal of a symbolic link."""
    message = "found a symbolic link, expected a file or folder of the repository itself"
    return faults.stop(SYMBOLIC_LINK, Mark(1, 1), message, "replace the link by a copy of what it leads to")


def _plain_bytes(file: Path, faults: Faults) -> bytes:
    status = file.lstat()
    if not stat.S_ISREG(status.st_mode):
        kind = "a folder" if stat.S_ISDIR(status.st_mode) else "a pipe, socket or device"
        raise faults.stop(UNREADABLE_FILE, Mark(1, 1), f"found {kind}, expected a plain file")
    limits = limits_of(file.name)
    if status.st_size > limits.size_bytes:
        raise too_large(faults, status.st_size, limits)
    return file.read_bytes()
