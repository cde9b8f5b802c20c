"""A repository -> everything that its site is made of; the last step before something is written."""

from __future__ import annotations

import gc
import os
import re
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from html import escape
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from generator import links, times
from generator.compare import compare
from generator.csp import POLICY
from generator.load import load
from generator.page import Asset, Composition, file_of
from generator.pages import compose
from generator.report import as_text
from generator.timings import Timings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.load import Loaded

PACKAGE = Path(__file__).parent
PLOTLY = PurePosixPath("node_modules/plotly.js-basic-dist-min/plotly-basic.min.js")
_PATH = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9._-]*/)*[A-Za-z0-9][A-Za-z0-9._-]*")


class SiteError(Exception):
    """The site can't be built; the message says why, in lines for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What a repository makes of a site, the time it is of in seconds since 1970, and how long that took."""

    composition: Composition
    epoch: int
    timings: Timings = field(default_factory=Timings)


def prepare(root: Path, site_url: str) -> Prepared:
    """Load, compare and compose the repository at `root`, with the files that belong to every site.

    Raises:
        SiteError: a submitted file has an error, with the report of all; or a part of the site is missing.
    """
    with _uncollected():
        return _prepare(root, site_url)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for garbage, now in what is made within and afterwards: there is much of it, and all of it stays."""
    gc.unfreeze()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _prepare(root: Path, site_url: str) -> Prepared:
    timings = Timings()
    with timings.stage("read"):
        # Where things stand in the files is a third of the memory; all that is left to do needs values alone.
        loaded = replace(load(root, today=times.today()), documents={})
    if loaded.has_errors:
        raise SiteError(
            f"submitted files have errors, so the site is not built\n{as_text(loaded.findings, loaded.files)}"
        )
    with timings.stage("compare"):
        comparison = compare(loaded.catalogue)
    with timings.stage("compose"):
        epoch = _epoch(root, loaded)
        today = datetime.fromtimestamp(epoch, UTC).date()
        composed = compose(loaded.catalogue, comparison, site_url, today=today, guides=_guides(root))
        assets = (*composed.assets, *_own_assets(root), *_redirects(loaded, site_url))
        composition = Composition(pages=composed.pages, assets=assets)
        _refuse_unsound(composition)
    return Prepared(composition=composition, epoch=epoch, timings=timings)


def _guides(root: Path) -> frozenset[str]:
    """The names of the hand-written guides, to which pages may link."""
    return frozenset(file.stem for file in (root / "docs/guides").glob("*.md"))


def _own_assets(root: Path) -> Iterator[Asset]:
    """The site's style sheet and scripts, and the chart library."""
    for file in sorted((PACKAGE / "assets").iterdir()):
        if file.suffix in {".css", ".js", ".svg"}:
            yield Asset(path=f"assets/{file.name}", content=file.read_bytes())
    bundles = [folder / PLOTLY for folder in (root, PACKAGE.parent)]
    bundle = next((path for path in bundles if path.is_file()), None)
    if bundle is None:
        raise SiteError(f"{PLOTLY} is missing: run `make site`, or `npm ci` in the folder of package.json")
    yield Asset(path=f"assets/{PLOTLY.name}", content=bundle.read_bytes())


def _redirects(loaded: Loaded, site_url: str) -> Iterator[Asset]:
    """A page at each old address that leads to the new one."""
    for old, new in loaded.aliases:
        path, target = old.strip("/") + "/", new.lstrip("/")
        redirect = _redirect(links.relative(path, target), site_url + target)
        yield Asset(path=file_of(path), content=redirect.encode())


def _redirect(link: str, address: str) -> str:
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">'
        f'<meta http-equiv="refresh" content="0; url={escape(link)}">'
        f'<link rel="canonical" href="{escape(address)}"><meta name="robots" content="noindex"><title>Moved</title></head>'
        f'<body><h1>Moved</h1><p>This page moved to <a href="{escape(link)}">{escape(address)}</a>.</p></body></html>\n'
    )


def _epoch(root: Path, loaded: Loaded) -> int:
    """SOURCE_DATE_EPOCH, else the time of the last commit, else the newest submission's day."""
    if os.environ.get("SOURCE_DATE_EPOCH"):
        return int(os.environ["SOURCE_DATE_EPOCH"])
    git = shutil.which("git")
    if git:
        command = [git, "-C", str(root), "log", "-1", "--format=%ct"]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - no text of others
        if answer.returncode == 0 and answer.stdout.strip():
            return int(answer.stdout)
    days = [submission.submitted.toordinal() for submission in loaded.catalogue.submissions.values()]
    return (max(days, default=719163) - 719163) * 86400  # 719163 is 1 January 1970


def _refuse_unsound(composition: Composition) -> None:
    """Raise where two things stand at one address, also on a disk that ignores case, or a path is odd."""
    taken: set[str] = set()
    paths = (file_of(page.path) for page in composition.pages)
    for path in (*paths, *(asset.path for asset in composition.assets)):
        if not _PATH.fullmatch(path):
            raise SiteError(f"{path!r} can't be the path of a file of the site")
        if path.casefold() in taken:
            raise SiteError(f"two pages or files want the address {path}")
        taken.add(path.casefold())
