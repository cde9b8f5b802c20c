"""The examples of the guide to the data run, against the tables of the real repository, and print what the guide says."""

from __future__ import annotations

import contextlib
import io
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator import prepare
from generator.pages.snippets import examples
from tests.sites import PROJECT

pytestmark = pytest.mark.xdist_group("published")
GUIDE = PROJECT / "docs/guides/data.md"
SITE = re.search(r"^site_url: (\S+)$", (PROJECT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)
BASE = f"{SITE[1] if SITE else ''}data/v1/"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """A block of the guide, and the output that stands below it; None where the guide shows none."""

    code: str
    output: str | None


def guide() -> list[Example]:
    blocks = _BLOCK.findall(GUIDE.read_text(encoding="utf-8"))
    following = [*blocks[1:], ("", "")]
    return [
        Example(code, after[1] if after[0] == "text" else None)
        for (language, code), after in zip(blocks, following, strict=True)
        if language == "python"
    ]


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the real repository's tables on this machine."""
    folder = tmp_path_factory.mktemp("published")
    for asset in prepare.prepare(PROJECT, BASE.removesuffix("data/v1/")).composition.assets:
        if asset.path.startswith("data/v1/"):
            (folder / Path(asset.path).name).write_bytes(asset.content)
    return f"{folder.as_uri()}/"


def printed(examples: list[str], base: str) -> list[str]:
    """What each example prints, run one after another as the cells of a notebook."""
    names: dict[str, object] = {}
    outputs = []
    for code in examples:
        assert BASE in code or "DATA" in names
        with contextlib.redirect_stdout(io.StringIO()) as output:
            exec(compile(code.replace(BASE, base), str(GUIDE), "exec"), names)  # noqa: S102 - our own guide
        outputs.append(output.getvalue())
    return outputs


def test_every_example_of_the_guide_runs_and_prints_what_the_guide_shows(local: str) -> None:
    cells = guide()
    outputs = printed([each.code for each in cells], local)
    shown = [(each.output, output) for each, output in zip(cells, outputs, strict=True) if each.output is not None]
    assert [said for said, _ in shown] == [output for _, output in shown]
    assert len(cells) >= 7
    assert len(shown) >= 5


def test_an_output_that_the_guide_does_not_show_is_noticed(local: str) -> None:
    (output,) = printed([f"DATA = {BASE!r}\nprint(DATA)"], local)
    assert output == f"{local}\n"


def test_the_examples_of_the_page_are_those_of_the_guide() -> None:
    codes = [each.code for each in guide()]
    assert [text for _, _, text in examples(BASE) if text not in codes] == []


def test_no_example_reads_from_elsewhere() -> None:
    addresses = {address for each in guide() for address in re.findall(r"https?://[^\"'\s]+", each.code)}
    assert addresses == {BASE}
