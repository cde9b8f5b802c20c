"""The build manifest: what a site was made from and every file that it is made of, with hashes. Pure but for reading files.

A file of the site is not believed because the manifest says so: the manifest is what is attested, and all else follows from it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.addresses import BUILD_MANIFEST

if TYPE_CHECKING:
    from pathlib import Path

KIND = "build-manifest/v1"
LARGEST_BYTES = 256 * 1024 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SHOWN = 200


class ManifestError(Exception):
    """A file is no build manifest; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A file's SHA-256 in hexadecimal digits, and its size."""

    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a site was made from: `commit` is None outside of a repository; files by path, with their digests."""

    tool_version: str
    commit: str | None
    source_date_epoch: int
    locks: Mapping[str, Digest]
    inputs: Mapping[str, Digest]
    files: Mapping[str, Digest]


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """How a folder differs from a manifest, each as sorted paths."""

    changed: tuple[str, ...]
    missing: tuple[str, ...]
    extra: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many files differ, are missing or are not listed."""
        return len(self.changed) + len(self.missing) + len(self.extra)


def digest(file: Path) -> Digest:
    """A file's digest; OSError where it cannot be read."""
    with file.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256")
        return Digest(sha256=found.hexdigest(), size_bytes=stream.tell())


def digests(folder: Path, paths: Iterable[str], prefix: str = "") -> dict[str, Digest]:
    """The digests of files below `folder`, by `prefix` and path."""
    return {f"{prefix}{path}": digest(folder / path) for path in paths}


def to_json(manifest: Manifest) -> bytes:
    """The file's bytes: keys sorted, a file a line, so that two manifests can be set side by side."""
    content = {
        "kind": KIND,
        "tool": {"name": "mesh-results", "version": manifest.tool_version},
        "commit": manifest.commit,
        "source_date_epoch": manifest.source_date_epoch,
        "locks": _plain(manifest.locks),
        "inputs": _plain(manifest.inputs),
        "files": _plain(manifest.files),
    }
    text = json.dumps(content, indent=0, sort_keys=True, ensure_ascii=False)
    return (re.sub(r'\{\n("bytes": \d+),\n("sha256": "[0-9a-f]{64}")\n\}', r"{\1, \2}", text) + "\n").encode()


def _plain(found: Mapping[str, Digest]) -> Mapping[str, object]:
    return {path: {"bytes": each.size_bytes, "sha256": each.sha256} for path, each in found.items()}


def read(file: Path) -> Manifest:
    """The manifest in a file.

    Raises:
        ManifestError: it cannot be read, or is none.
    """
    try:
        if file.stat().st_size > LARGEST_BYTES:
            raise ManifestError(f"it is larger than {LARGEST_BYTES:,} bytes")
        return from_json(file.read_bytes())
    except OSError as error:
        raise ManifestError((error.strerror or str(error)).lower()) from error


def from_json(content: bytes) -> Manifest:
    """The manifest that a file holds.

    Raises:
        ManifestError: it is none.
    """
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ManifestError(f"it is no JSON ({str(error)[:_SHOWN]})") from error
    if not isinstance(found, dict) or found.get("kind") != KIND:
        raise ManifestError(f"its kind is not {KIND}")
    tool, commit, epoch = found.get("tool"), found.get("commit"), found.get("source_date_epoch")
    version = tool.get("version") if isinstance(tool, dict) else None
    if not isinstance(version, str) or not isinstance(epoch, int) or not isinstance(commit, str | None):
        raise ManifestError("it does not say by which tool, from which commit and of what time the site was made")
    files = _listed(found, "files")
    if not files:
        raise ManifestError("it lists no file")
    return Manifest(
        tool_version=version,
        commit=commit,
        source_date_epoch=epoch,
        locks=_listed(found, "locks"),
        inputs=_listed(found, "inputs"),
        files=files,
    )


def _listed(found: Mapping[str, object], name: str) -> Mapping[str, Digest]:
    entries = found.get(name)
    if not isinstance(entries, dict):
        raise ManifestError(f"it has no list of {name}")
    return {path: _digest(name, path, entry) for path, entry in entries.items()}


def _digest(name: str, path: str, entry: object) -> Digest:
    sha256 = entry.get("sha256") if isinstance(entry, dict) else None
    size = entry.get("bytes") if isinstance(entry, dict) else None
    if not isinstance(sha256, str) or not _SHA256.fullmatch(sha256) or not isinstance(size, int):
        raise ManifestError(f"in its {name} {path[:_SHOWN]!r} has no hash and size")
    return Digest(sha256=sha256, size_bytes=size)


def compared(manifest: Manifest, folder: Path, paths: Iterable[str], others: Iterable[str] = ()) -> Differences:
    """How the files at `paths` below `folder` differ from those of the manifest; only these are opened, no path of the manifest is.

    `others` are what is no plain file, and so is never listed.
    """
    found = frozenset(paths) - {BUILD_MANIFEST}
    listed = frozenset(manifest.files)
    changed = (path for path in found & listed if _differs(folder / path, manifest.files[path]))
    return Differences(
        changed=tuple(sorted(changed)),
        missing=tuple(sorted(listed - found)),
        extra=tuple(sorted((found | frozenset(others)) - listed)),
    )


def _differs(file: Path, told: Digest) -> bool:
    return file.stat().st_size != told.size_bytes or digest(file) != told
