"""What the project is made from: locked by hash, and under licences that let anybody build and publish."""

from __future__ import annotations

import re
from importlib.metadata import metadata
from pathlib import Path

import pytest

LOCKS = sorted((Path(__file__).parent.parent / "requirements").glob("*.txt"))
FREE = re.compile(
    r"\b(MIT(-CMU)?|BSD|[023]BSD|BSD-[23]-Clause|Apache|Apache-2\.0|MPL|MPL-2\.0|PSF-2\.0|Zlib|CC0-1\.0|ISC|Mozilla Public License)\b"
)


def pinned(lock: Path) -> list[str]:
    """The requirements of a lock, each with its hashes as one text."""
    text = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith(("#", " "))]


def licence(name: str) -> str:
    """All that a distribution says of its licence."""
    found = metadata(name)
    classifiers = [each for each in found.get_all("Classifier", []) if each.startswith("License")]
    return " ".join(filter(None, (found.get("License-Expression"), found.get("License"), *classifiers)))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_requirement_has_one_version_and_its_hashes(lock: Path) -> None:
    found = pinned(lock)
    assert found
    assert [each for each in found if not re.match(r"[\w.-]+==\S+( +--hash=sha256:[0-9a-f]{64})+ *$", each)] == []


def test_everything_that_a_site_is_built_with_is_free() -> None:
    names = [each.partition("==")[0] for lock in LOCKS if lock.name == "site.txt" for each in pinned(lock)]
    assert len(names) > 20
    assert [f"{name}: {licence(name)[:80]}" for name in names if not FREE.search(licence(name))] == []


@pytest.mark.parametrize("text", ["Proprietary", "Commercial licence", "SUBMITTED"])
def test_another_licence_is_noticed(text: str) -> None:
    assert not FREE.search(text)
