"""Same input, same bytes: on whatever machine, in whatever folder, zone and language."""

from __future__ import annotations

import filecmp
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests import sites

pytestmark = pytest.mark.xdist_group("injection")
HERE = {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
THERE = {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "tr_TR.UTF-8", "COLUMNS": "40"}


def different(one: Path, other: Path) -> Iterator[str]:
    """Paths that only one folder has, or whose bytes differ."""
    files = {
        each.relative_to(folder).as_posix() for folder in (one, other) for each in folder.rglob("*") if each.is_file()
    }
    for path in sorted(files):
        pair = one / path, other / path
        if not all(each.is_file() for each in pair) or not filecmp.cmp(*pair, shallow=False):
            yield path


def site(folder: Path, settings: Mapping[str, str], cwd: Path) -> Path:
    return sites.built(sites.small_repository(folder / "repository"), folder / "site", settings, cwd)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("here")
    return site(folder, HERE, folder)


def test_hash_seed_zone_language_and_folder_change_no_byte(here: Path, tmp_path: Path) -> None:
    there = tmp_path / "a folder with spaces" / "and ä" / "deep"
    there.mkdir(parents=True)
    assert list(different(here, site(there, THERE, Path("/")))) == []
    assert len(list(here.rglob("*.html"))) > 100


def test_the_order_of_the_disk_changes_no_byte(here: Path, tmp_path: Path) -> None:
    """Folders list their files in the order in which these were made, on some disks."""
    repository = sites.small_repository(tmp_path / "made")
    turned = tmp_path / "turned"
    files = sorted((each for each in repository.rglob("*") if each.is_file()), reverse=True)
    for each in files:
        target = turned / each.relative_to(repository)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(each.read_bytes())
    assert list(different(here, sites.built(turned, tmp_path / "site", HERE))) == []


def test_the_time_of_the_last_commit_is_the_time_of_the_site(tmp_path: Path) -> None:
    """Without SOURCE_DATE_EPOCH a clone at another hour gives the same site."""
    repository = sites.small_repository(tmp_path / "repository")
    names = ["-c", "user.name=Synthetic", "-c", "user.email=synthetic@example.org", "-c", "commit.gpgsign=false"]
    day = {
        "GIT_AUTHOR_DATE": "2026-11-22T10:00:00Z",
        "GIT_COMMITTER_DATE": "2026-11-22T10:00:00Z",
        "PATH": "/usr/local/bin:/usr/bin:/bin",
    }
    for command in (["init", "-q"], ["add", "."], [*names, "commit", "-q", "-s", "-m", "synthetic"]):
        subprocess.run(["git", *command], cwd=repository, check=True, env={**day, "HOME": str(tmp_path)})
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "--no-local", str(repository), str(clone)], check=True, capture_output=True)
    none = {"SOURCE_DATE_EPOCH": ""}
    first = sites.built(repository, tmp_path / "first", {**none, **HERE})
    second = sites.built(clone, tmp_path / "second", {**none, **THERE})
    assert list(different(first, second)) == []
    assert "2026-11-22" in (first / "sitemap.xml").read_text(encoding="utf-8")


def test_a_difference_is_noticed(here: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "index.html").write_text("other", encoding="utf-8")
    assert "index.html" in list(different(here, other))
