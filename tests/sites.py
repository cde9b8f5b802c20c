"""Sites for tests: a small synthetic repository, the command that builds it, a server, and what stands in a page."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

PROJECT = Path(__file__).parent.parent
BASE = PROJECT / "tests/corpus/base"
EPOCH = "1700000000"
DOCS = {
    "guides/index.md": "# Submit\n\n[Results](../performance/index.md) of nobody.\n",
    "contributing/index.md": "# Contributing\n\nSynthetic.\n",
}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def small_repository(folder: Path) -> Path:
    """A repository of two synthetic runs, with what a site needs; the base of the rules' examples."""
    shutil.copytree(BASE, folder)
    (folder / "results/registry/aliases.yaml").write_text("kind: aliases/v1\naliases: []\n", encoding="utf-8")
    return furnished(folder)


def furnished(folder: Path) -> Path:
    """The repository with what a site needs besides results."""
    shutil.copyfile(PROJECT / "mkdocs.yml", folder / "mkdocs.yml")
    for path, text in DOCS.items():
        (folder / "docs" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "docs" / path).write_text(text, encoding="utf-8")
    return folder


def built(root: Path, destination: Path, environment: Mapping[str, str] | None = None, cwd: Path | None = None) -> Path:
    """The site of the repository at `root`, built by the command in a child process; fails the test with what it said."""
    done = build(root, destination, environment, cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return destination


def build(
    root: Path, destination: Path, environment: Mapping[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "generator", "build", "--repo", str(root), "--destination", str(destination)]
    settings = {
        **os.environ,
        "SOURCE_DATE_EPOCH": EPOCH,
        "PYTHONPATH": str(PROJECT),
        "MESH_RESULTS_TRACEBACK": "1",
        "PYTHONUTF8": "1",
        "MESH_RESULTS_PICTURES": "none",
        **(environment or {}),
    }
    return subprocess.run(
        command, env=settings, cwd=cwd or root, capture_output=True, encoding="utf-8", check=False, timeout=300
    )


@contextmanager
def served(site: Path, prefix: str = "/") -> Iterator[str]:
    """The address at which the folder is served below `prefix`, with its own page for what is missing."""

    class Handler(SimpleHTTPRequestHandler):
        def translate_path(self, path: str) -> str:
            inside = "/" + path.removeprefix(prefix) if path.startswith(prefix) else "/outside-of-the-site"
            return super().translate_path(inside)

        def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
            if code != 404:
                super().send_error(code, message, explain)
                return
            page = (site / "404.html").read_bytes()
            self.send_response(404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(site))) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}{prefix}"
        server.shutdown()


@dataclass(slots=True)
class Element:
    """An element of a page; `content` are its texts and elements in their order."""

    name: str
    attributes: dict[str, str | None]
    line: int
    content: list[Element | str] = field(default_factory=list)

    @property
    def children(self) -> list[Element]:
        return [each for each in self.content if isinstance(each, Element)]

    @property
    def text(self) -> str:
        """What stands directly in it."""
        return "".join(each for each in self.content if isinstance(each, str))

    def walk(self) -> Iterator[Element]:
        yield self
        for child in self.children:
            yield from child.walk()

    def texts(self) -> Iterator[str]:
        for each in self.content:
            yield from (each,) if isinstance(each, str) else each.texts()

    def all_text(self) -> str:
        return " ".join("".join(self.texts()).split())


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("", {}, 0)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, dict(attrs), self.getpos()[0])
        self.open[-1].content.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].content.append(Element(tag, dict(attrs), self.getpos()[0]))

    def handle_endtag(self, tag: str) -> None:
        names = [each.name for each in self.open]
        if tag in names:
            del self.open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        self.open[-1].content.append(data)


def elements(html: str) -> list[Element]:
    """All elements of a page, in order."""
    parser = _Tree()
    parser.feed(html)
    parser.close()
    return list(parser.open[0].walk())[1:]
