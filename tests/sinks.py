"""Where submitted text ends up, and the audit that each such place is held to.

A new output of text gets one entry in `SINKS`: a function from the poisoned repository to the texts, each with its name, and an audit
of `audits.py`. A new kind of file needs nothing where `BY_SUFFIX` knows its ending; an ending that it does not know fails a test.
"""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path

from generator import changes
from generator.compare import compare
from generator.load import load
from generator.report import REPORTS, shortened
from tests import audits, sites
from tests.injection import EVIL_HOST, Evil

Texts = Callable[[Evil], Iterator[tuple[str, str]]]
Audit = Callable[[str], Iterator[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sink:
    """A place for submitted text; `fewest` texts are expected of it, and a hostile one shows in them where `told`."""

    texts: Texts
    audit: Audit
    fewest: int = 1
    told: bool = True


def files(site: Path, *patterns: str) -> Iterator[tuple[str, str]]:
    """The files of the site that fit a pattern, as text."""
    for pattern in patterns:
        for file in sorted(site.glob(pattern)):
            yield str(file.relative_to(site)), file.read_bytes().decode()


def _files(*patterns: str) -> Texts:
    return lambda evil: files(evil.site, *patterns)


def _previews(evil: Evil) -> Iterator[tuple[str, str]]:
    """What other sites show of a link to a page: the metadata of its head, as HTML."""
    for name, text in files(evil.site, "**/*.html"):
        head = text.partition("</head>")[0]
        found = re.findall(r"<meta (?:property|name)=[^>]*>", head)
        if 'http-equiv="refresh"' not in head and name != "404.html":
            assert any("og:title" in each for each in found), name
            yield name, "\n".join(found)


def _titles(evil: Evil) -> Iterator[tuple[str, str]]:
    """The texts of titles, headings and navigation as a reader's browser has them, one a line."""
    for name, text in files(evil.site, "**/*.html"):
        wanted = [each for each in sites.elements(text) if each.name in {"title", "h1", "h2", "h3", "nav"}]
        yield name, "\n".join(each.all_text() for each in wanted)


def report(form: str, evil: Evil) -> str:
    """The report of all that was refused."""
    return REPORTS[form](evil.findings, 1)


def _report(form: str) -> Texts:
    return lambda evil: iter([(form, report(form, evil))])


def shown(evil: Evil) -> int:
    """How many commands the report for GitHub holds: one for each finding that is shown, and one for each file with more."""
    return sum(1 for _ in shortened(evil.findings))


def _log(evil: Evil) -> Iterator[tuple[str, str]]:
    """Standard output and error of commands in the poisoned repository, as a terminal gets them."""
    for arguments in (("check", "--format", "text"), ("stage", str(evil.site.parent / "staged")), ("explain", "MR105")):
        command = [sys.executable, "-m", "generator", *arguments]
        if arguments[0] != "explain":
            command += ["--repo", str(evil.root)]
        done = subprocess.run(command, cwd=sites.PROJECT, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        yield arguments[0], (done.stdout + done.stderr).decode()


def _staged(evil: Evil) -> Iterator[tuple[str, str]]:
    """The Markdown for other site generators: front matter and HTML, no Markdown of anybody."""
    list(_log(evil)) if not (evil.site.parent / "staged").is_dir() else None
    for name, text in files(evil.site.parent / "staged", "**/*.md"):
        yield name, text.partition("\n---\n")[2]


def _summary(evil: Evil) -> Iterator[tuple[str, str]]:
    """What a pull request with all of it, and a meeting after it, would be told."""
    now = load(evil.root).catalogue
    before = replace(now, submissions={}, reports={}, patterns={}, disputes={}, pins=(), meshes={}, labs={})
    found = changes.changes(*(changes.State(catalogue=each, comparison=compare(each)) for each in (before, now)))
    yield "summary --base", changes.of_base(found, "https://service-mesh-wg.github.io/mesh-results/", "0" * 40)
    yield (
        "summary --since",
        changes.of_day(found, now, "https://service-mesh-wg.github.io/mesh-results/", date(2026, 11, 1), "nothing"),
    )


SINKS: Mapping[str, Sink] = {
    "badges": Sink(texts=_files("badges/**/*.svg"), audit=audits.audit_xml, fewest=3),
    "chart labels": Sink(
        texts=_files("charts/**/*.json", "performance/**/percentiles.json"), audit=audits.audit_figure
    ),
    "chart pictures": Sink(texts=_files("charts/**/*.svg"), audit=audits.audit_xml, told=False),
    "csv": Sink(texts=_files("**/*.csv"), audit=audits.audit_csv, fewest=5),
    "json": Sink(texts=_files("**/*.json"), audit=audits.audit_json, fewest=5),
    "link previews": Sink(texts=_previews, audit=audits.audit_html, fewest=50),
    "links": Sink(texts=_files("**/*.html"), audit=partial(audits.audit_submitted_links, host=EVIL_HOST), fewest=50),
    "pages": Sink(texts=_files("**/*.html"), audit=audits.audit_html, fewest=50),
    "report github": Sink(texts=_report("github"), audit=audits.audit_terminal),
    "report json": Sink(texts=_report("json"), audit=audits.audit_json),
    "report sarif": Sink(texts=_report("sarif"), audit=audits.audit_json),
    "report text": Sink(texts=_report("text"), audit=audits.audit_terminal),
    "search": Sink(texts=_files("search/search_index.json"), audit=audits.audit_search),
    "sitemap": Sink(texts=_files("sitemap.xml"), audit=audits.audit_xml, told=False),
    "staged": Sink(texts=_staged, audit=audits.audit_html, fewest=20),
    "summary": Sink(texts=_summary, audit=audits.audit_markdown, fewest=2),
    "terminal": Sink(texts=_log, audit=audits.audit_terminal, fewest=3, told=False),
    "titles": Sink(texts=_titles, audit=audits.audit_terminal, fewest=50),
}


def _as_text(audit: Audit) -> Callable[[bytes], Iterator[str]]:
    return lambda content: audit(content.decode())


def _lines(content: bytes) -> Iterator[str]:
    for line in content.decode().splitlines():
        yield from audits.audit_json(line)


def _plain(content: bytes) -> Iterator[str]:
    yield from audits.audit_terminal(content.decode().replace("\t", " ").replace("\r\n", "\n"))


def _nothing(_content: bytes) -> Iterator[str]:
    yield from ()


BY_SUFFIX: Mapping[str, Callable[[bytes], Iterator[str]]] = {
    ".csv": _as_text(audits.audit_csv),
    ".gz": lambda content: audits.audit_xml(gzip.decompress(content).decode()),
    ".hgrm": _plain,
    ".html": _as_text(audits.audit_html),
    ".ipynb": _as_text(audits.audit_json),
    ".json": _as_text(audits.audit_json),
    ".md": _as_text(audits.audit_markdown),
    ".ndjson": _lines,
    ".parquet": audits.audit_parquet,
    ".png": audits.audit_png,
    ".pptx": audits.audit_pptx,
    ".svg": _as_text(audits.audit_xml),
    ".txt": _plain,
    ".xml": _as_text(audits.audit_xml),
    ".yaml": _plain,
}
"""The audit of every published file by its ending."""
OWN = re.compile(r"assets/.+\.(?:js|css|map|txt)")
"""Files of the theme and of the site itself, which hold no submitted text."""


def unexpected(site: Path, most: int = 20) -> list[str]:
    """What the audits of all files object to, and files that no audit knows."""
    return list(islice(_unexpected(site), most))


def _unexpected(site: Path) -> Iterator[str]:
    for file in sorted(each for each in site.rglob("*") if each.is_file()):
        name, content = str(file.relative_to(site)), file.read_bytes()
        if OWN.fullmatch(name):
            if b"EVIL=" in content:
                yield f"{name}: holds a submitted text"
            continue
        audit = BY_SUFFIX.get(file.suffix)
        if audit is None:
            yield f"{name}: no audit is known for such a file; add one to tests/sinks.py"
            continue
        yield from (f"{name}: {fault}" for fault in audit(content))
