"""Published addresses lead somewhere for ever: each is still a page, a file, or leads to one.

`tests/addresses.txt` lists addresses that were published, one a line. `pytest tests/test_addresses.py --update-addresses` adds what the site has now, and
never takes one out: an address that is to move gets an entry in results/registry/aliases.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from generator import prepare
from generator.addresses import BUILD_MANIFEST
from generator.load import load
from generator.page import Composition, file_of

PROJECT = Path(__file__).parent.parent
LIST = PROJECT / "tests/addresses.txt"
FORM = re.compile(r"/([a-z0-9][a-z0-9._-]*/)+")
OF_COMPARISONS = re.compile(r"/performance/groups/|/charts/.")
SITE = "https://results.example/"
OF_SUBMITTERS = re.compile(
    r"performance/(results|submissions|groups|by-|labs/)|conformance/reports/|meshes/.|patterns/.|charts/.|c/|disputes/"
)
"""What a submission adds. A submitter need not touch the list: published files never change, and the next update adds their addresses."""
RAW = re.compile(r"performance/results/.*\.|\.(png|svg)$")
"""Files beside a result's page are as lasting as the page; pictures are there only where the builder has a browser."""


@pytest.fixture(scope="module")
def composition() -> Composition:
    return prepare.prepare(PROJECT, SITE).composition


def addresses(composition: Composition) -> set[str]:
    pages = {page.path for page in composition.pages}
    files = {asset.path.removesuffix("index.html") for asset in composition.assets}
    docs = (file.relative_to(PROJECT / "docs") for file in (PROJECT / "docs").rglob("*.md"))
    written = {"/".join((*path.parts[:-1], "" if path.stem == "index" else f"{path.stem}/")) for path in docs}
    return {f"/{path}" for path in pages | files | written | {BUILD_MANIFEST}}


def lasting(found: Iterable[str]) -> list[str]:
    return sorted(each for each in found if not RAW.search(each) and not each.startswith("/assets/"))


def published() -> list[str]:
    return LIST.read_text(encoding="utf-8").splitlines()


def test_every_published_address_leads_somewhere(composition: Composition, request: pytest.FixtureRequest) -> None:
    there = addresses(composition)
    if request.config.getoption("--update-addresses"):
        LIST.write_text("\n".join(sorted({*published(), *lasting(there)})) + "\n", encoding="utf-8")
    listed = published()
    assert len(listed) > 1000
    assert listed == sorted(set(listed))
    assert [each for each in listed if each not in there] == []


def test_every_address_that_no_submission_adds_is_listed(composition: Composition) -> None:
    missing = set(lasting(addresses(composition))) - set(published())
    assert sorted(each for each in missing if not OF_SUBMITTERS.match(each.lstrip("/"))) == []


def test_an_address_that_is_gone_is_found_out(composition: Composition) -> None:
    without = Composition(pages=composition.pages[1:], assets=composition.assets)
    assert addresses(composition) - addresses(without) == {f"/{composition.pages[0].path}"}


def test_a_moved_address_leads_to_the_new_one(tmp_path: Path) -> None:
    from tests.sites import small_repository  # noqa: PLC0415 - of this test alone

    root = small_repository(tmp_path / "synthetic")
    moved = "kind: aliases/v1\naliases:\n  - {from: /performance/groups/old-name-12345678/, to: /performance/}\n"
    (root / "results/registry/aliases.yaml").write_text(moved, encoding="utf-8")
    made = prepare.prepare(root, SITE).composition
    [file] = [each for each in made.assets if each.path == file_of("performance/groups/old-name-12345678/")]
    assert b'http-equiv="refresh" content="0; url=../../"' in file.content
    assert b"https://results.example/performance/" in file.content


def test_an_address_that_no_file_can_have_is_no_crash(tmp_path: Path) -> None:
    from tests.sites import small_repository  # noqa: PLC0415 - of the tests beside it

    root = small_repository(tmp_path / "synthetic")
    moved = f"kind: aliases/v1\naliases:\n  - {{from: /{'a' * 280}/, to: /performance/}}\n"
    (root / "results/registry/aliases.yaml").write_text(moved, encoding="utf-8")
    assert [each.rule.code for each in load(root).findings if "aliases" in each.location.path] == []


def test_no_page_that_stands_is_said_to_have_moved(tmp_path: Path) -> None:
    """The addresses of comparisons and charts follow from results; the build finds those."""
    from tests.sites import small_repository  # noqa: PLC0415 - of this test and the one above

    root = small_repository(tmp_path / "synthetic")
    there = {f"/{page.path}" for page in prepare.prepare(root, SITE).composition.pages}
    there |= {f"/{path.relative_to(root / 'docs').with_suffix('')}/" for path in (root / "docs").rglob("[!i]*.md")}
    taken = sorted(each for each in there if FORM.fullmatch(each) and not OF_COMPARISONS.match(each))
    assert len(taken) > 30
    entries = "".join(f"  - {{from: {each}, to: /somewhere/}}\n" for each in taken)
    (root / "results/registry/aliases.yaml").write_text(f"kind: aliases/v1\naliases:\n{entries}", encoding="utf-8")
    found = [each.location.line for each in load(root).findings if each.rule.code == "MR223"]
    assert [each for line, each in enumerate(taken, 3) if line not in found] == []
