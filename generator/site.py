"""Pages and assets -> files. With `new` and the importers the only writer, and the only one that replaces a folder.

A site is built by MkDocs in a process of its own, whose plugin calls back for what only this module knows: which pages
there are, the shells that detail pages are stamped from, where files go and whether every link leads somewhere.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from generator import __version__, links
from generator.addresses import BUILD_MANIFEST
from generator.build_manifest import Manifest, digest, digests, to_json
from generator.page import TITLE_ID, Composition, Page
from generator.prepare import PACKAGE, Prepared, SiteError, prepare
from generator.report import HELP_BASE
from generator.timings import Timings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from generator.build_manifest import Digest

LOCKS = ("package-lock.json", "requirements/dev.txt", "requirements/site.txt")
TOLD = "MESH_RESULTS_TOLD"
"""Environment variable: the file in which the process of MkDocs says how long its stages took, and what a person is told."""
_HEADING = re.compile(r'(<h[23] id="([^"]+)"[^>]*>.*?)(</h[23]>)', re.DOTALL)
_LISTING = re.compile(r"<pre\b.*?</pre>", re.DOTALL)
_BLANK_LINE = re.compile(r"\n(?=[ \t]*\r?\n)")


def body(page: Page) -> str:
    """The page's HTML with a permanent link at each heading, as MkDocs gives Markdown's headings one.

    Raises:
        SiteError: the page has no heading or not just one, or its table of contents leads nowhere.
    """
    if page.body.count("<h1") != 1 or f'<h1 id="{TITLE_ID}"' not in page.body:
        raise SiteError(f'the page {page.path or "/"} needs just one <h1 id="{TITLE_ID}">')
    for item in page.toc:
        if f' id="{escape(item.id)}"' not in page.body:
            raise SiteError(f"the page {page.path or '/'} has no element {item.id}, which its table of contents names")
    return _HEADING.sub(r'\1<a class="headerlink" href="#\2" title="Permanent link">&para;</a>\3', str(page.body))


def preview(path: str, title: str, description: str, site_name: str, site_url: str, image: str | None = None) -> str:
    """The elements of a page's head by which other sites show a link to it (Open Graph); `image` is an address."""
    texts = {
        "og:type": "article" if path else "website",
        "og:site_name": site_name,
        "og:title": title,
        "og:description": description,
        "og:url": site_url + path,
        **({"og:image": image} if image else {}),
    }
    elements = [f'<meta property="{name}" content="{escape(text)}">' for name, text in texts.items()]
    card = "summary_large_image" if image else "summary"
    return "\n".join((*elements, f'<meta name="twitter:card" content="{card}">'))


def search_entry(page: Page) -> Mapping[str, str]:
    """The page in the theme's search index, which takes HTML: a title and one sentence, escaped."""
    return {
        "location": page.path,
        "title": escape(page.title, quote=False),
        "text": escape(page.search or "", quote=False),
    }


def add_to_search(site: Path, pages: Iterable[Page]) -> None:
    """Add the pages that have a sentence for it to the search index that the theme wrote, and leave blocks of code out of it.

    Every page loads the index whole: listings are an eighth of it, and what they are about stands in the text beside them.
    """
    file = site / "search/search_index.json"
    index = json.loads(file.read_text(encoding="utf-8"))
    for entry in index["docs"]:
        entry["text"] = _LISTING.sub("", entry["text"])
    index["docs"] += [search_entry(page) for page in pages if page.search is not None]
    file.write_text(json.dumps(index, separators=(",", ":")), encoding="utf-8")


def write(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files by their paths relative to `folder`, with one call of the system for each step.

    Raises:
        SiteError: a file is already there.
    """
    made: set[str] = set()
    for path, content in files:
        parent = path.rpartition("/")[0]
        if parent not in made:
            (folder / parent).mkdir(parents=True, exist_ok=True)
            made.add(parent)
        _write(f"{folder}/{path}", content)


def _write(path: str, content: bytes) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    except FileExistsError:
        raise SiteError(f"two things want to be {path}") from None
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(descriptor, left) :]
    finally:
        os.close(descriptor)


@contextmanager
def laid_out(files: Mapping[str, bytes]) -> Iterator[Path]:
    """A temporary folder that holds the files by their paths, and both roots of a repository."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "results").mkdir()
        write(folder, files.items())
        yield folder


def write_file(file: Path, content: bytes, *, replace: bool) -> None:
    """Write one file, whole or not at all.

    Raises:
        FileExistsError: it is there, and is not to be replaced.
        SiteError: it cannot be written there.
    """
    if not replace and os.path.lexists(file):
        raise FileExistsError(file)
    try:
        with _beside(file) as temporary:
            (temporary / "new").write_bytes(content)
            (temporary / "new").replace(file)
    except OSError as error:
        raise SiteError(f"{file} can't be written: {(error.strerror or str(error)).lower()}") from error


def files_in(folder: Path) -> tuple[str, ...]:
    """The paths of all files below `folder`, relative to it, sorted; symbolic links are left out."""
    return tuple(sorted(path for path, is_file in _walk(str(folder), "") if is_file))


def no_files_in(folder: Path) -> tuple[str, ...]:
    """The paths of what below `folder` is neither a folder nor a plain file, such as a symbolic link; relative to it, sorted."""
    return tuple(sorted(path for path, is_file in _walk(str(folder), "") if not is_file))


def _walk(folder: str, prefix: str) -> Iterator[tuple[str, bool]]:
    """Every entry but folders, and whether it is a plain file."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path, f"{prefix}{entry.name}/")
            else:
                yield f"{prefix}{entry.name}", entry.is_file(follow_symlinks=False)


def write_manifest(site: Path, root: Path, settings: Path, *, commit: str | None, epoch: int) -> None:
    """Write down what the finished site was made from and every file that it holds; nothing may be written after it.

    Args:
        site: the folder of the site.
        root: the repository whose results are published.
        settings: the folder of mkdocs.yml and docs/.
        commit: the repository's, if there is one.
        epoch: the time that the site is of, in seconds since 1970.
    """
    manifest = Manifest(
        tool_version=__version__,
        commit=commit,
        source_date_epoch=epoch,
        locks=_locks(settings),
        inputs={**_inputs(root, settings), **digests(PACKAGE, _sources(PACKAGE), "generator/")},
        files=digests(site, files_in(site)),
    )
    write(site, [(BUILD_MANIFEST, to_json(manifest))])


def _locks(settings: Path) -> Mapping[str, Digest]:
    """What pins the libraries: beside mkdocs.yml, else beside the tool."""
    folders = (settings, PACKAGE.parent)
    found = {name: next((each for each in folders if (each / name).is_file()), None) for name in LOCKS}
    return {name: digest(folder / name) for name, folder in found.items() if folder is not None}


def _inputs(root: Path, settings: Path) -> Mapping[str, Digest]:
    """Everything that was submitted or written by hand."""
    parts = [(root, "results"), (root, "patterns"), (settings, "docs")]
    found: dict[str, Digest] = {"mkdocs.yml": digest(settings / "mkdocs.yml")}
    for folder, name in parts:
        if (folder / name).is_dir():
            found |= digests(folder / name, files_in(folder / name), f"{name}/")
    return found


def _sources(package: Path) -> Iterator[str]:
    """The tool's own files, without what Python makes of them."""
    return (path for path in files_in(package) if "__pycache__" not in path.split("/"))


def check_links(site: Path, stamped: Mapping[str, str], files: AbstractSet[str], site_url: str) -> None:
    """Check every internal link of the finished site.

    Args:
        site: the folder of the site.
        stamped: what is a stamped page's own, by its file; its shell is checked with the page that it was taken from.
        files: paths of all files of the site.
        site_url: where the site will stand.

    Raises:
        SiteError: with all broken links, a line each.
    """
    whole = {path for path in files if path.endswith(".html") and path not in stamped}
    pages = {path: (site / path).read_text(encoding="utf-8") for path in sorted(whole)} | dict(stamped)
    broken = links.check(pages, files, site_url)
    if broken:
        lines = "\n".join(f"{link.page}: {link.link}: {link.reason}" for link in broken)
        raise SiteError(f"{len(broken)} links lead nowhere\n{lines}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """How long each stage of a build took, and what a person is told of it, a line each."""

    timings: Timings
    notes: tuple[str, ...]


def build(root: Path, destination: Path, *, quiet: bool = False) -> Built:
    """Build the site of the repository at `root` (the folder of mkdocs.yml) into `destination`.

    It is built beside it and then put in its place, so that a build that fails leaves the old site as it was.

    Raises:
        SiteError: the build failed, its reasons are on standard error; or `destination` holds something else.
    """
    _refuse_foreign(destination)
    with _beside(destination) as temporary:
        here = temporary.resolve()  # MkDocs reads relative paths as those of the repository
        arguments = ["build", "--strict", "--site-dir", str(here / "new"), *(["--quiet"] if quiet else [])]
        told = here / "told.json"
        if _mkdocs(root, arguments, {TOLD: str(told)}):
            raise SiteError("the site was not built")
        _replace(temporary, destination)
        said = json.loads(told.read_text(encoding="utf-8")) if told.is_file() else {}
        return Built(timings=Timings(said.get("seconds", {})), notes=tuple(said.get("notes", ())))


def hand_over(prepared: Prepared) -> None:
    """Tell the process that runs MkDocs, where it asks for it, how long the stages took and what a person is told."""
    if os.environ.get(TOLD):
        said = {"seconds": prepared.timings.seconds, "notes": prepared.notes}
        Path(os.environ[TOLD]).write_text(json.dumps(said), encoding="utf-8")


def serve(root: Path, address: str = "127.0.0.1:8000") -> int:
    """Serve the site of the repository at `root` and build it anew on change; the exit code of MkDocs."""
    return _mkdocs(root, ["serve", "--dev-addr", address])


def _mkdocs(root: Path, arguments: list[str], settings: Mapping[str, str] | None = None) -> int:
    """Run MkDocs in a process of its own: it reads the environment when its parts are imported."""
    command = [sys.executable, "-m", "mkdocs", *arguments, "--config-file", str(root.resolve() / "mkdocs.yml")]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", **(settings or {})}
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - no text of others


def stage(root: Path, destination: Path, site_url: str = HELP_BASE) -> None:
    """Write the pages as Markdown stubs around one block of HTML, with assets and hand-written pages, for another tool.

    Raises:
        SiteError: as `prepare`; or `destination` holds something else.
    """
    _refuse_foreign(destination)
    composition = prepare(root, site_url).composition
    with _beside(destination) as temporary:
        write(temporary / "new", staged(composition))
        for file in files_in(root / "docs") if (root / "docs").is_dir() else ():
            target = temporary / "new" / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / "docs" / file, target)
        _replace(temporary, destination)


def staged(composition: Composition) -> Iterator[tuple[str, bytes]]:
    """The composition as plain files: (path, content)."""
    for page in composition.pages:
        yield f"{page.path}index.md", _stub(page).encode()
    for asset in composition.assets:
        yield asset.path, asset.content


def _stub(page: Page) -> str:
    """One block of HTML: a blank line would end it, and Markdown would begin within."""
    title, description = (json.dumps(_inert(text), ensure_ascii=False) for text in (page.title, page.description))
    block = _BLANK_LINE.sub("&#10;", body(page).strip())
    return f'---\ntitle: {title}\ndescription: {description}\n---\n\n<div class="mesh-results">\n{block}\n</div>\n'


def _inert(text: str) -> str:
    """Text without what HTML reads: generators write a front matter's title and description unescaped."""
    characters = str.maketrans({"<": "\u2039", ">": "\u203a", '"': "\u201d"})
    return re.sub(r"&(?=[A-Za-z#])", "\uff06", text).translate(characters)


_WITNESS = "assets/mesh-results.js"
"""A file of ours that every site and every staged site holds."""


def _refuse_foreign(destination: Path) -> None:
    """Raise where `destination` holds files but not the one that says that it was made here."""
    if destination.is_symlink() or (destination.exists() and not destination.is_dir()):
        raise SiteError(f"{destination} is no folder")
    if destination.is_dir() and any(destination.iterdir()) and not (destination / _WITNESS).is_file():
        raise SiteError(f"{destination} holds files that were not made here, so it is not replaced")


@contextmanager
def _beside(destination: Path) -> Iterator[Path]:
    """A temporary folder on the same disk, so that what is in it can be moved to its place at once."""
    destination.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=destination.parent, prefix=f".{destination.name}-") as folder:
        yield type(destination)(folder)


def _replace(temporary: Path, destination: Path) -> None:
    """Put `temporary/new` in the place of `destination`; what was there goes with `temporary`."""
    if destination.exists():
        destination.rename(temporary / "old")
    (temporary / "new").rename(destination)
