"""Which files of a repository are documents, and which have names that cannot be published."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from generator.characters import quoted, visible
from generator.finding import Finding, Location, Rule, in_order
from generator.syntax_rules import COLLIDING_NAMES, ODD_FILE_NAME, SYMBOLIC_LINK, UNEXPECTED_FILE, UNREADABLE_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOTS = ("patterns", "results")
"""The folders that hold submitted files."""
EVIDENCE = "evidence"
ATTACHMENTS = frozenset({EVIDENCE, "reproduce"})
"""Folders of a submission whose files are published as they are and never parsed."""
_ATTACHED_AT = {"conformance": 4, "performance": 3}
"""Which part of a path is the folder below the submission: results/performance/<submission>/evidence/."""

_PATTERN_DEPTH = 3
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+=,@-]{0,99}", re.ASCII)
RESERVED_BY_WINDOWS = frozenset(
    {
        "con",
        "prn",
        "aux",
        "nul",
        *(f"com{number}" for number in range(1, 10)),
        *(f"lpt{number}" for number in range(1, 10)),
    }
)
"""Names that no file or folder can have there, whatever their ending."""
RESERVED_BY_THE_SITE = "index"
"""The name of the page that lists a folder's: what is called so would want the list's address."""
_ENTRIES = (
    ("patterns", "*"),
    ("results", "conformance", "*", "*"),
    ("results", "disputes", "*"),
    ("results", "performance", "*"),
    ("results", "registry", "*", "*"),
)
"""Where the name of a file or folder is the last part of a page's address."""


class Discovery(NamedTuple):
    """The documents of a repository and the manifests of its patterns, as paths below its root in order; what is wrong with names."""

    paths: tuple[PurePosixPath, ...]
    manifests: tuple[PurePosixPath, ...]
    findings: tuple[Finding, ...]


def discover(root: Path) -> Discovery:
    """Walk the folders of submitted files below `root`; symbolic links are reported and never followed."""
    paths: list[PurePosixPath] = []
    findings: list[Finding] = []
    folders = [PurePosixPath(name) for name in ROOTS if (root / name).is_symlink() or (root / name).is_dir()]
    findings.extend(
        _finding(SYMBOLIC_LINK, folder, _LINK, _LINK_HINT) for folder in folders if (root / folder).is_symlink()
    )
    pending = [folder for folder in folders if not (root / folder).is_symlink()]
    while pending:
        folder = pending.pop()
        entries = _entries(root, folder, findings)
        findings.extend(_collisions(entries))
        for entry in entries:
            _sort_entry(root, entry, pending, paths, findings)
    manifests = tuple(sorted(path for path in paths if _is_manifest(path)))
    documents = tuple(sorted(path for path in paths if not _is_manifest(path)))
    return Discovery(documents, manifests, in_order(findings))


def _entries(root: Path, folder: PurePosixPath, findings: list[Finding]) -> list[PurePosixPath]:
    try:
        names = sorted(entry.name for entry in (root / folder).iterdir())
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        findings.append(_finding(UNREADABLE_FILE, folder, f"cannot be read: {reason}"))
        return []
    return [folder / name for name in names if not _hidden(name)]


def _hidden(name: str) -> bool:
    """What editors and systems leave behind; Git's own names are looked at, for they change what a clone holds."""
    return name.startswith(".") and (not name.startswith(".git") or name == ".gitkeep")


def _sort_entry(
    root: Path, entry: PurePosixPath, pending: list[PurePosixPath], paths: list[PurePosixPath], findings: list[Finding]
) -> None:
    file = root / entry
    if file.is_symlink():
        findings.append(_finding(SYMBOLIC_LINK, entry, _LINK, _LINK_HINT))
        return
    if fault := fault_of_name(entry.name) or fault_of_address(entry):
        findings.append(_finding(ODD_FILE_NAME, entry, *fault))
    elif file.is_dir():
        pending.append(entry)
    elif _is_document(entry) or _is_manifest(entry):
        paths.append(entry)
    elif _would_be_lost(entry):
        expected = (
            "pattern.yaml or <target>/<name>.yaml of a pattern" if _in_patterns(entry) else ".yaml, .json or .md here"
        )
        message = f"found the file {quoted(entry.name)}, which would never be read, expected {expected}"
        findings.append(_finding(UNEXPECTED_FILE, entry, message, _hint_for_lost(entry)))


_LINK = "found a symbolic link, expected a file or folder of the repository itself"
_LINK_HINT = "replace the link by a copy of what it leads to"


def fault_of_name(name: str) -> tuple[str, str] | None:
    """Message and hint where a name does not travel."""
    if name.partition(".")[0].casefold() in RESERVED_BY_WINDOWS:
        return f"the name {quoted(name)} is reserved by Windows, expected another", "rename it"
    if _NAME.fullmatch(name) is None or name.endswith("."):
        message = (
            f"found the name {quoted(name)}, expected at most 100 of the letters a-z and A-Z, digits and . _ + = , @ -"
        )
        return message, f'rename it, for example to "{_tame(name)}"'
    return None


def fault_of_address(entry: PurePosixPath) -> tuple[str, str] | None:
    """Message and hint where the page of a file or folder would have the address of a list."""
    if entry.name.partition(".")[0].casefold() != RESERVED_BY_THE_SITE or entry.suffix == ".md":
        return None
    if any(len(entry.parts) == len(each) and entry.match("/".join(each)) for each in _ENTRIES):
        return (
            f"the name {quoted(entry.name)} is that of the list of its folder on the site, expected another",
            "rename it",
        )
    return None


def _tame(name: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._+=,@-]+", "-", ascii_only)[:100].strip(".-") or "file"


def _is_document(entry: PurePosixPath) -> bool:
    if _in_patterns(entry):
        return len(entry.parts) <= _PATTERN_DEPTH and entry.suffix == ".yaml"
    return entry.suffix in {".yaml", ".json"} and attached_in(entry) is None


def _in_patterns(entry: PurePosixPath) -> bool:
    return entry.parts[0] == "patterns"


def _is_manifest(entry: PurePosixPath) -> bool:
    """Whether it is a manifest of a pattern: patterns/<pattern>/<target>/<name>.yaml."""
    return _in_patterns(entry) and len(entry.parts) == _PATTERN_DEPTH + 1 and entry.suffix == ".yaml"


def attached_in(entry: PurePosixPath) -> str | None:
    """The folder for attachments just below a submission that it lies in, or None: a submission may bear such a name itself."""
    at = _ATTACHED_AT.get(entry.parts[1], len(entry.parts)) if len(entry.parts) > 1 else len(entry.parts)
    return entry.parts[at] if len(entry.parts) > at + 1 and entry.parts[at] in ATTACHMENTS else None


def _would_be_lost(entry: PurePosixPath) -> bool:
    return attached_in(entry) is None and entry.suffix != ".md"


def _hint_for_lost(entry: PurePosixPath) -> str:
    renamed = entry.with_suffix(".json" if entry.suffix.lower() == ".json" else ".yaml")
    if entry.suffix.lower() in {".yml", ".yaml", ".json"} and (_is_document(renamed) or _is_manifest(renamed)):
        return f'rename it to "{renamed.name}"'
    if _in_patterns(entry):
        return "keep manifests as <target>/<name>.yaml in the pattern's folder, or remove it"
    return "move it to the submission's evidence/ or reproduce/ folder, or remove it"


def _collisions(entries: Sequence[PurePosixPath]) -> Iterator[Finding]:
    first: dict[str, PurePosixPath] = {}
    for entry in entries:
        other = first.setdefault(unicodedata.normalize("NFKC", entry.name).casefold(), entry)
        if other is not entry:
            message = f"the name {quoted(entry.name)} is the same as {quoted(other.name)} on macOS and Windows, expected different names"
            yield _finding(COLLIDING_NAMES, entry, message, "rename one of the two", related=(other,))


def _finding(
    rule: Rule, path: PurePosixPath, message: str, hint: str = "", related: Sequence[PurePosixPath] = ()
) -> Finding:
    return Finding(
        rule=rule,
        location=_location(path),
        severity=rule.severity,
        message=message,
        hint=hint,
        related=tuple(_location(other) for other in related),
    )


def _location(path: PurePosixPath) -> Location:
    return Location(path=visible(str(path)))
