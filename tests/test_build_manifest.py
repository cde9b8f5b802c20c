"""The build manifest lists every file of a site but itself, and `verify` tells what does not fit."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from generator import __version__, build_manifest, cli, site
from generator.build_manifest import Digest, Manifest, ManifestError, compared, digests, from_json, to_json
from tests import sites

pytestmark = pytest.mark.xdist_group("injection")
PLAIN = Manifest(
    tool_version="1.2.3", commit="0" * 40, source_date_epoch=1_700_000_000, locks={}, inputs={},
    files={"a.html": Digest(sha256="f" * 64, size_bytes=1)},
)  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("manifest")
    return sites.built(sites.small_repository(folder / "repository"), folder / "site")


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "copy")


def manifest(folder: Path) -> Manifest:
    return from_json((folder / "build.json").read_bytes())


def test_every_file_but_itself_is_listed_with_its_own_hash_and_size(made: Path) -> None:
    found = manifest(made).files
    assert set(found) == set(site.files_in(made)) - {"build.json"}
    for path, told in found.items():
        content = (made / path).read_bytes()
        assert (told.sha256, told.size_bytes) == (hashlib.sha256(content).hexdigest(), len(content)), path
    assert "search/search_index.json" in found  # what is written last
    assert "sitemap.xml.gz" in found


def test_it_says_what_the_site_was_made_from(made: Path) -> None:
    found = manifest(made)
    root = made.parent / "repository"
    assert (found.tool_version, found.source_date_epoch) == (__version__, int(sites.EPOCH))
    assert found.commit is None  # the synthetic repository is none of git's
    assert set(found.locks) == {"package-lock.json", "requirements/dev.txt", "requirements/site.txt"}
    written = {
        each.relative_to(root).as_posix()
        for name in ("results", "patterns", "docs")
        for each in (root / name).rglob("*")
        if each.is_file()
    }
    tool = {path for path in found.inputs if path.startswith("generator/")}
    assert set(found.inputs) - tool == {*written, "mkdocs.yml"}
    assert {"generator/site.py", "generator/templates/result.html", "generator/assets/explorer.js"} <= tool
    assert not any("__pycache__" in path for path in tool)
    for path in written:
        assert found.inputs[path].sha256 == hashlib.sha256((root / path).read_bytes()).hexdigest()


def test_the_commit_is_the_repository_s(tmp_path: Path) -> None:
    root = sites.small_repository(tmp_path / "repository")
    names = ["-c", "user.name=Synthetic", "-c", "user.email=synthetic@example.org", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "."], [*names, "commit", "-q", "-m", "synthetic"]):
        subprocess.run(["git", *command], cwd=root, check=True)
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=root, check=True, capture_output=True, text=True).stdout
    assert manifest(sites.built(root, tmp_path / "site")).commit == head.strip()


def test_a_manifest_is_read_as_it_was_written() -> None:
    assert from_json(to_json(PLAIN)) == PLAIN
    assert b'"a.html": {"bytes": 1, "sha256": "ff' in to_json(PLAIN)


def verify(*arguments: object) -> int:
    return cli.run(["verify", *map(str, arguments)])


def test_a_copy_that_fits_leaves_with_0(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(copy) == cli.CLEAN
    said = capsys.readouterr().out
    assert "all are there and as listed" in said
    assert f"of 2023-11-14T22:13:20Z by mesh-results {__version__}" in said


def flip(folder: Path) -> str:
    """One bit of one file, of the same size."""
    file = folder / "performance/index.html"
    content = bytearray(file.read_bytes())
    content[100] ^= 1
    file.write_bytes(content)
    return "differs: performance/index.html"


def shorten(folder: Path) -> str:
    (folder / "data/results.csv").write_bytes(b"")
    return "differs: data/results.csv"


def remove(folder: Path) -> str:
    (folder / "sitemap.xml").unlink()
    return "missing: sitemap.xml"


def add(folder: Path) -> str:
    (folder / "performance/evil.html").write_text("<script>", encoding="utf-8")
    return "not listed: performance/evil.html"


def replace_by_a_link(folder: Path) -> str:
    (folder / "404.html").unlink()
    (folder / "404.html").symlink_to("/etc/hostname")
    return "missing: 404.html"


def add_a_link(folder: Path) -> str:
    (folder / "performance/evil").symlink_to("/etc")
    return "not listed: performance/evil"


def add_a_pipe(folder: Path) -> str:
    os.mkfifo(folder / "pipe")
    return "not listed: pipe"


@pytest.mark.parametrize("change", [flip, shorten, remove, add, replace_by_a_link, add_a_link, add_a_pipe])
def test_what_does_not_fit_is_named_and_leaves_with_1(
    change: Callable[[Path], str], copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = change(copy)
    assert verify(copy) == cli.FINDINGS
    said = capsys.readouterr().out.splitlines()
    assert [each for each in said if each.startswith(("differs: ", "missing: ", "not listed: "))] == [line]
    assert said[-1].endswith(f"1 {line.partition(':')[0]}")


def test_a_manifest_from_elsewhere_is_compared_with_a_copy(
    made: Path, copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who changes a copy changes its manifest as well, so that one got on another way decides."""
    flip(copy)
    changed = manifest(copy)
    files = {**changed.files, **digests(copy, ["performance/index.html"])}
    (copy / "build.json").write_bytes(to_json(build_manifest.Manifest(
        tool_version=changed.tool_version, commit=changed.commit, source_date_epoch=changed.source_date_epoch,
        locks=changed.locks, inputs=changed.inputs, files=files,
    )))  # fmt: skip
    assert verify(copy) == cli.CLEAN
    attested = shutil.copyfile(made / "build.json", tmp_path / "attested.json")
    capsys.readouterr()
    assert verify(attested, "--site", copy) == cli.FINDINGS
    assert "differs: performance/index.html" in capsys.readouterr().out


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b'{"kind": "build-manifest/v2"}',
        b'{"kind": "build-manifest/v1", "tool": {}, "commit": null, "source_date_epoch": 1}',
        to_json(PLAIN).replace(b"ff", b"gg"),
        to_json(PLAIN).replace(b'"files"', b'"filed"'),
        to_json(replace(PLAIN, files={})),
        b"[" * 100_000,
        b"\xff\xfe",
        b'{"kind": "build-manifest/v1", "tool": {"version": "1\x1b[31m"}}',
    ],
)
def test_what_is_no_manifest_leaves_with_2(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ManifestError):
        from_json(content)
    (tmp_path / "build.json").write_bytes(content)
    assert verify(tmp_path) == cli.FAULT
    said = capsys.readouterr().err
    assert "is no build manifest" in said
    assert "Traceback" not in said
    assert "\x1b" not in said


def test_a_folder_without_a_manifest_leaves_with_2(tmp_path: Path) -> None:
    assert verify(tmp_path) == cli.FAULT
    assert verify(tmp_path / "absent") == cli.FAULT


def test_no_path_of_a_manifest_is_opened(tmp_path: Path) -> None:
    """A manifest may come from anybody: what it names is looked up among the files that are there, and no further."""
    secret = tmp_path / "secret"
    secret.write_bytes(b"x")
    folder = tmp_path / "site"
    folder.mkdir()
    names = ("../secret", str(secret), "a\0b", "x" * 10_000)
    told = {name: build_manifest.digest(secret) for name in names}
    hostile = Manifest(tool_version="1", commit=None, source_date_epoch=1, locks={}, inputs={}, files=told)
    assert compared(hostile, folder, site.files_in(folder)).missing == tuple(sorted(names))


def test_an_impossible_time_is_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = json.loads(to_json(PLAIN))
    (tmp_path / "build.json").write_text(json.dumps({**content, "source_date_epoch": 10**30}), encoding="utf-8")
    assert verify(tmp_path) == cli.FINDINGS
    assert "an impossible time" in capsys.readouterr().out


def test_ten_thousand_files_are_hashed_in_a_second_of_processor_time(tmp_path: Path) -> None:
    for number in range(10_000):
        (tmp_path / f"{number}.html").write_bytes(b"%d" % number * 6000)
    paths = site.files_in(tmp_path)
    started = time.process_time()
    found = digests(tmp_path, paths)
    assert time.process_time() - started < 1.5  # 0.5 s on a free core
    assert len(found) == 10_000
