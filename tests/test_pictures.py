"""Pictures of charts: drawn once, of the right size, with nothing random in them; a browser that fails is said."""

from __future__ import annotations

import struct
import time
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path

import pytest

from generator import pictures, prepare
from generator.cli import run
from generator.kept import Kept
from tests.sites import built, small_repository

LIBRARY = prepare.library(Path(__file__).parent.parent)
pytestmark = pytest.mark.xdist_group("pictures")  # one browser at a time


def form(label: str = "synthetic") -> Mapping[str, object]:
    trace = {"type": "scatter", "mode": "markers", "x": [1, 2], "y": [2, 1], "text": [label, label]}
    return {
        "data": [trace],
        "layout": {"width": 960, "height": 540, "title": {"text": label}, "paper_bgcolor": "#ffffff"},
    }


def program() -> str:
    found = pictures.browser()
    assert found is not None, "make test prepares a browser"
    return found


def size(png: bytes) -> tuple[int, int]:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_a_picture_has_the_size_of_a_slide_and_is_drawn_once(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    arguments = {"library": LIBRARY, "program": program(), "tell": lambda done, every: told.append((done, every))}
    first = pictures.draw({"a": form(), "b": form()}, kept=Kept(folder=tmp_path / "one"), **arguments)
    assert size(first["a"].png) == (1920, 1080)
    assert first["a"] == first["b"]
    assert told == [(0, 1), (1, 1)]
    assert pictures.draw({"a": form()}, kept=Kept(folder=tmp_path / "one"), **arguments)["a"] == first["a"]
    assert told == [(0, 1), (1, 1)]
    again = pictures.draw({"a": form()}, kept=Kept(folder=tmp_path / "two"), **arguments)["a"]
    assert again.svg == first["a"].svg
    assert again.png == first["a"].png


def test_a_picture_loads_nothing_and_runs_nothing_of_a_label(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    drawn = pictures.draw({"a": form(evil)}, library=LIBRARY, kept=Kept(folder=tmp_path), program=program())["a"]
    parts = list(ET.fromstring(drawn.svg).iter())  # noqa: S314 - drawn here
    assert {each.tag.rpartition("}")[2] for each in parts} & {"script", "img", "image", "foreignObject", "a"} == set()
    assert [name for each in parts for name in each.attrib if name.startswith("on")] == []
    assert evil in "".join(each.text or "" for each in parts)


def test_another_form_and_another_library_are_drawn_anew(tmp_path: Path) -> None:
    one, other = pictures._key(form(), "1"), pictures._key(form("other"), "1")
    assert len({one, other, pictures._key(form(), "2")}) == 3


@pytest.mark.parametrize("words", ["exit 3", "echo not a browser"])
def test_a_program_that_is_no_browser_is_named(tmp_path: Path, words: str) -> None:
    broken = tmp_path / "chromium"
    broken.write_text(f"#!/bin/sh\n{words}\n", encoding="utf-8")
    broken.chmod(0o755)
    with pytest.raises(pictures.PictureError, match="could not draw the pictures"):
        pictures.draw({"a": form()}, library=LIBRARY, kept=Kept(folder=tmp_path / "kept"), program=str(broken))


def test_a_browser_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "SECONDS", 1)
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexec sleep 60\n", encoding="utf-8")
    broken.chmod(0o755)
    before = time.monotonic()
    with pytest.raises(pictures.PictureError):
        pictures.draw({"a": form()}, library=LIBRARY, kept=Kept(folder=tmp_path / "kept"), program=str(broken))
    assert time.monotonic() - before < 40


def test_the_browser_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "missing"))
    assert pictures.browser() is None
    monkeypatch.setenv("BROWSER_PATH", "/bin/sh")
    assert pictures.browser() == "/bin/sh"


def test_a_site_is_built_with_its_pictures_and_without_a_browser_it_says_so(tmp_path: Path) -> None:
    root = small_repository(tmp_path / "synthetic")
    with_them = built(root, tmp_path / "with", {"MESH_RESULTS_PICTURES": ""})
    drawn = sorted(with_them.glob("charts/*.png"))
    assert drawn
    assert all(size(each.read_bytes()) == (1920, 1080) for each in drawn)
    assert f'{drawn[0].name}" download' in (with_them / "charts" / drawn[0].stem / "index.html").read_text(
        encoding="utf-8"
    )
    without = built(root, tmp_path / "without", {"MESH_RESULTS_PICTURES": "", "BROWSER_PATH": "/missing"})
    page = (without / "charts" / drawn[0].stem / "index.html").read_text(encoding="utf-8")
    assert "BROWSER_PATH names none" in page
    assert "download>PNG" not in page
    assert list(without.glob("charts/*.png")) == []


def test_the_command_writes_pictures_and_replaces_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root, into = small_repository(tmp_path / "synthetic"), tmp_path / "pictures"
    assert run(["images", "--repo", str(root), "--into", str(into)]) == 0
    assert sorted({each.suffix for each in into.iterdir()}) == [".png", ".svg"]
    assert run(["images", "--repo", str(root), "--into", str(into)]) == 2
    assert "nothing there is replaced" in capsys.readouterr().err
    assert run(["images", "--repo", str(root), "no-such--chart"]) == 2
