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

from generator import links, slides, times
from generator import pictures as drawing
from generator.charts import gather
from generator.charts.picture import forms
from generator.compare import compare
from generator.csp import POLICY
from generator.kept import Kept
from generator.load import load
from generator.page import Asset, Composition, file_of
from generator.pages import Ready, compose
from generator.pages.index import NOT_ASKED, day_of
from generator.report import HELP_BASE, as_text
from generator.timings import Timings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from generator.charts import Charts
    from generator.compare.values import Comparison
    from generator.figures.figure import Plain
    from generator.load import Loaded
    from generator.model import Catalogue, Pin
    from generator.pictures import Picture

PACKAGE = Path(__file__).parent
PICTURES = "MESH_RESULTS_PICTURES"
"""Environment variable: `none` builds a site without pictures of charts and without decks."""
KEPT, KEPT_DECKS = ".cache/pictures", ".cache/decks"
"""Where pictures and decks are kept from build to build, below the repository."""
SETTINGS = "mkdocs.yml"
PLOTLY = PurePosixPath("node_modules/plotly.js-basic-dist-min/plotly-basic.min.js")
_PATH = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9._-]*/)*[A-Za-z0-9][A-Za-z0-9._-]*")


class SiteError(Exception):
    """The site can't be built; the message says why, in lines for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What a repository makes of a site, the time it is of in seconds since 1970, its commit, how long that took, and what a person is told of it.

    `charts` are those that hand-written pages may ask for.
    """

    composition: Composition
    epoch: int
    commit: str | None = None
    timings: Timings = field(default_factory=Timings)
    notes: tuple[str, ...] = ()
    charts: Charts | None = None


def prepare(root: Path, site_url: str, *, pictures: bool = False) -> Prepared:
    """Load, compare and compose the repository at `root`, with the files that belong to every site.

    With `pictures` each chart is drawn, unless `MESH_RESULTS_PICTURES` is `none` or the machine has no browser, which is then noted.

    Raises:
        SiteError: a submitted file has an error, with the report of all; or a part of the site is missing.
    """
    with _uncollected():
        return _prepare(root, site_url, pictures=pictures)


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


def _prepare(root: Path, site_url: str, *, pictures: bool) -> Prepared:
    timings = Timings()
    ground = lay_ground(root, timings)
    catalogue, charts = ground.catalogue, ground.charts
    with timings.stage("pictures"):
        shown, why_none = _pictures(root, charts, catalogue.pins, site_url, wanted=pictures)
    with timings.stage("decks"):
        decks = _decks(root, ground, site_url) if _wanted(pictures=pictures) else {}
    with timings.stage("compose"):
        ready = Ready(charts=charts, pictures=shown, why_no_pictures=why_none, decks=decks)
        composed = compose(
            catalogue, ground.comparison, site_url, today=ground.today, guides=_guides(root), ready=ready
        )
        moved = (*ground.aliases, *composed.redirects)
        assets = (*composed.assets, *_own_assets(root), *_redirects(moved, site_url))
        composition = Composition(pages=composed.pages, assets=assets)
        _refuse_unsound(composition)
    notes = (f"no pictures of charts: {why_none}",) if pictures and why_none else ()
    commit = _git(root, "rev-parse", "HEAD")
    return Prepared(
        composition=composition, epoch=ground.epoch, commit=commit, timings=timings, notes=notes, charts=charts
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What everything that is made of a repository stands on; `epoch` is its time in seconds since 1970, `today` the day of that."""

    catalogue: Catalogue
    comparison: Comparison
    charts: Charts
    aliases: tuple[tuple[str, str], ...]
    epoch: int
    today: date


def lay_ground(root: Path, timings: Timings | None = None) -> Ground:
    """Load the repository at `root`, compare, and gather its charts.

    Raises:
        SiteError: a submitted file has an error, with the report of all.
    """
    timings = timings or Timings()
    with timings.stage("read"):
        # Where things stand in the files is a third of the memory; all that is left to do needs values alone.
        loaded = replace(load(root, today=times.today()), documents={})
    if loaded.has_errors:
        raise SiteError(
            f"submitted files have errors, so the site is not built\n{as_text(loaded.findings, loaded.files)}"
        )
    with timings.stage("compare"):
        comparison = compare(loaded.catalogue)
    epoch = _epoch(root, loaded)
    today = datetime.fromtimestamp(epoch, UTC).date()
    with timings.stage("draw"):
        charts = gather(loaded.catalogue, comparison, day_of(loaded.catalogue, today))
    return Ground(
        catalogue=loaded.catalogue,
        comparison=comparison,
        charts=charts,
        aliases=loaded.aliases,
        epoch=epoch,
        today=today,
    )


def site_url(root: Path) -> str:
    """Where the site will stand: as mkdocs.yml says, the working group's own without it; ends in a slash."""
    settings = root / SETTINGS
    return site_url_in(settings.read_text(encoding="utf-8") if settings.is_file() else "")


def site_url_in(text: str) -> str:
    """Where the site will stand by the text of a mkdocs.yml."""
    found = re.search(r"^site_url:\s*[\"']?(https?://[^\s\"'#]+)", text, re.MULTILINE)
    return f"{found[1].rstrip('/')}/" if found else HELP_BASE


def _pictures(
    root: Path, charts: Charts, pins: Iterable[Pin], site_url: str, *, wanted: bool
) -> tuple[Mapping[str, Picture], str]:
    """The pictures by the path of their files without ending; or none, and why there are none."""
    if not _wanted(pictures=wanted):
        return {}, NOT_ASKED
    try:
        return draw(root, forms(charts, pins, site_url)), ""
    except drawing.PictureError as error:
        return {}, str(error)


def _wanted(*, pictures: bool) -> bool:
    return pictures and os.environ.get(PICTURES) != "none"


def _decks(root: Path, ground: Ground, site_url: str) -> Mapping[str, bytes]:
    """The decks that the site has ready, by their paths; those that the repository's cache has are not made again."""
    kept, made = Kept(folder=root / KEPT_DECKS), {}
    for path, chosen, title in slides.plans(ground.charts, ground.catalogue):
        name = f"{slides.key(chosen, site_url, title)}.pptx"
        content = kept.get(name)
        if content is None:
            content = slides.deck(chosen, site_url, title=title)
            kept.put(name, content)
        made[path] = content
    return made


def draw(
    root: Path, wanted: Mapping[str, Plain], tell: Callable[[int, int], None] | None = None
) -> Mapping[str, Picture]:
    """The pictures of these forms by their names; those that the repository's cache has are not drawn again.

    Raises:
        PictureError: this machine has no browser, or it fails.
        SiteError: the chart library is not installed.
    """
    program = drawing.browser()
    if program is None:
        names = ", ".join(drawing.BROWSERS)
        raise drawing.PictureError(f"this machine has none of {names}, and BROWSER_PATH names none")
    kept = Kept(folder=root / KEPT)
    return drawing.draw(wanted, library=library(root), kept=kept, program=program, tell=tell)


def _guides(root: Path) -> frozenset[str]:
    """The names of the hand-written guides, to which pages may link; "governance" is a page of its own."""
    governance = {"governance"} if (root / "docs/governance/index.md").is_file() else set()
    return frozenset(file.stem for file in (root / "docs/guides").glob("*.md")) | governance


def _own_assets(root: Path) -> Iterator[Asset]:
    """The site's style sheet and scripts, and the chart library."""
    for file in sorted((PACKAGE / "assets").iterdir()):
        if file.suffix in {".css", ".js", ".svg"}:
            yield Asset(path=f"assets/{file.name}", content=file.read_bytes())
    yield Asset(path=f"assets/{PLOTLY.name}", content=library(root).read_bytes())


def library(root: Path) -> Path:
    """The file of the chart library.

    Raises:
        SiteError: it is not installed.
    """
    bundles = [folder / PLOTLY for folder in (root, PACKAGE.parent)]
    bundle = next((path for path in bundles if path.is_file()), None)
    if bundle is None:
        raise SiteError(f"{PLOTLY} is missing: run `make site`, or `npm ci` in the folder of package.json")
    return bundle


def _redirects(moved: Iterable[tuple[str, str]], site_url: str) -> Iterator[Asset]:
    """A page at each old or short address that leads to the one that stands."""
    for old, new in moved:
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
    if said := _git(root, "log", "-1", "--format=%ct"):
        return int(said)
    days = [submission.submitted.toordinal() for submission in loaded.catalogue.submissions.values()]
    return (max(days, default=719163) - 719163) * 86400  # 719163 is 1 January 1970


def _git(root: Path, *arguments: str) -> str | None:
    """What git says of the repository at `root`, None where there is no git or no commit."""
    git = shutil.which("git")
    if git is None:
        return None
    command = [git, "-C", str(root), *arguments]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - no text of others
    return answer.stdout.strip() or None if answer.returncode == 0 else None


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
