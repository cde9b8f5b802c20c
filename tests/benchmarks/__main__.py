"""`make bench`: speed against peers in one run, as ratios, since machines differ.

Writes the table of docs/contributing/performance.md. Every number is of this run; a peer that is missing is named as not measured.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from tests.benchmarks.merging import IJSON_ALONE, INSTANCES, write_nighthawk
from tests.benchmarks.synthetic import write_repository

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
REPORT = ROOT / "docs" / "contributing" / "performance.md"
START, END = "<!-- bench:start -->", "<!-- bench:end -->"
ARTICLE = re.compile(r"(?s)(<article\b[^>]*>)(.*?)(</article>)")
DETAIL_FOLDERS = (
    "performance/results",
    "performance/groups",
    "performance/submissions",
    "performance/by-mesh",
    "performance/by-lab",
    "charts",
)
FILES = 1_000
SIZES = (1_000, 10_000)
MISSING = "not measured: {} is not on this machine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One child process: wall-clock seconds, peak memory in MB (10^6 bytes), what it said on standard error."""

    seconds: float
    peak_mb: float
    stderr: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the published table."""

    what: str
    ours: str
    peer: str
    ratio: str
    goal: str


def run(command: Sequence[str | Path], cwd: Path) -> Run:
    """Run the command to its end; RuntimeError with its last words where it fails."""
    words = [str(word) for word in command]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1795348800"}
    with tempfile.TemporaryFile() as errors:
        before = time.perf_counter()
        child = subprocess.Popen(words, cwd=cwd, env=environment, stdout=subprocess.DEVNULL, stderr=errors)
        _pid, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - before
        child.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        text = errors.read().decode(errors="replace")
    if child.returncode != 0:
        raise RuntimeError(f"{' '.join(words[:3])} … failed: {text[-2000:]}")
    return Run(seconds=seconds, peak_mb=usage.ru_maxrss * 1024 / 1e6, stderr=text)


def main() -> None:
    """Measure everything, then write the table."""
    with tempfile.TemporaryDirectory(prefix="mesh-results-bench-") as folder:
        rows = [*_check(Path(folder) / "check"), _merge(Path(folder)), *_builds(Path(folder))]
    table = "\n".join(
        [
            "| what | mesh-results | peer | ratio | goal |",
            "|---|---|---|---|---|",
            *(f"| {row.what} | {row.ours} | {row.peer} | {row.ratio} | {row.goal} |" for row in rows),
        ]
    )
    text = REPORT.read_text(encoding="utf-8")
    head, rest = text.split(START)
    tail = rest.split(END)[1]
    REPORT.write_text(f"{head}{START}\n{table}\n{END}{tail}", encoding="utf-8")
    sys.stdout.write(f"{table}\n")


def _check(repository: Path) -> Iterator[Row]:
    """`check` of a whole repository against check-jsonschema on its results' files alone."""
    files = write_repository(repository, FILES, ROOT / "results" / "registry")
    schema = ROOT / "generator" / "schemas" / "performance-results.v1.schema.json"
    ours = _median([run([BIN / "mesh-results", "check", "--repo", repository], repository) for _ in range(3)])
    peer = run([BIN / "check-jsonschema", "--schemafile", schema, *files], repository)
    yield Row(
        what=f"`check` of {FILES:,} files (positions and semantic rules included) against check-jsonschema (schema alone)",
        ours=f"{FILES / ours.seconds:,.0f} files/s, {ours.peak_mb:,.0f} MB",
        peer=f"{FILES / peer.seconds:,.0f} files/s, {peer.peak_mb:,.0f} MB",
        ratio=f"{peer.seconds / ours.seconds:.1f} times as many files a second",
        goal="10 times",
    )


def _merge(folder: Path) -> Row:
    """`import nighthawk` of many instances in one file against ijson passing over it; the median of three each."""
    raw = folder / "synthetic-nighthawk.json"
    results = write_nighthawk(raw)
    into = folder / "merge" / "results" / "performance" / "synthetic"
    into.mkdir(parents=True)
    words = [BIN / "mesh-results", "import", "nighthawk", raw, "--into", into, "--repo", folder / "merge", "--yes"]
    said = ["--id", "synthetic", "--evidence-uri", "https://example.org/synthetic.json", "--replace"]
    ours = _median([run([*words, *said], folder) for _ in range(3)])
    peer = _median([run([sys.executable, "-c", IJSON_ALONE, raw, str(results)], folder) for _ in range(3)])
    size = raw.stat().st_size / 1e6
    raw.unlink()
    return Row(
        what=f"`import nighthawk`: {INSTANCES:,} instances merged from a file of {size:,.0f} MB, against ijson passing over it",
        ours=f"{ours.seconds:.1f} s, {ours.peak_mb:,.0f} MB",
        peer=f"{peer.seconds:.1f} s, {peer.peak_mb:,.0f} MB",
        ratio=f"{ours.seconds / peer.seconds:.2f}",
        goal="at most 1.3, under 200 MB",
    )


def _builds(folder: Path) -> Iterator[Row]:
    """The builds of both sizes, Hugo and MkDocs on the same detail pages."""
    walls: dict[int, float] = {}
    for size in SIZES:
        repository = folder / f"site-{size}"
        write_repository(repository, size, ROOT / "results" / "registry")
        _borrow(repository)
        build = run([BIN / "mesh-results", "build", "--repo", repository, "--timings", "--no-pictures"], repository)
        walls[size] = build.seconds
        pages = _detail_pages(repository / "site")
        detail = sum(_stage_seconds(build.stderr, stage) for stage in ("draw", "compose", "stamp"))
        yield from _against_hugo(folder / f"hugo-{size}", pages, build, detail, size)
        if size == SIZES[0]:
            yield _against_mkdocs(folder / "mkdocs", pages, detail)
    yield Row(
        what=f"build of {SIZES[1]:,} results over build of {SIZES[0]:,}",
        ours=f"{walls[SIZES[1]]:.1f} s over {walls[SIZES[0]]:.1f} s",
        peer="",
        ratio=f"{walls[SIZES[1]] / walls[SIZES[0]]:.1f}",
        goal="at most 10",
    )


def _borrow(repository: Path) -> None:
    """Give the synthetic repository the project's own site: mkdocs.yml, docs/ and the front-end files."""
    shutil.copy(ROOT / "mkdocs.yml", repository)
    shutil.copytree(ROOT / "docs", repository / "docs")
    (repository / "patterns").mkdir()
    (repository / "node_modules").symlink_to(ROOT / "node_modules")


def _detail_pages(site: Path) -> tuple[Path, ...]:
    """The stamped pages: results, groups, submissions, lists and charts."""
    found = [page for name in DETAIL_FOLDERS for page in (site / name).rglob("index.html")]
    if not found:
        raise RuntimeError("the build wrote no detail page")
    return tuple(sorted(found))


def _stage_seconds(stderr: str, stage: str) -> float:
    """The seconds of one stage as `--timings` prints it: `stage: 1.234 s`."""
    found = re.search(rf"(?m)^{stage}: ([0-9.]+) s$", stderr)
    if not found:
        raise RuntimeError(f"the build did not say how long {stage!r} took")
    return float(found.group(1))


def _against_hugo(folder: Path, pages: Sequence[Path], build: Run, detail: float, size: int) -> Iterator[Row]:
    """Hugo on pages of the same number and size, their bodies ready-made."""
    hugo = shutil.which("hugo")
    count = f"{len(pages):,} detail pages of {size:,} results"
    ours = f"{detail:.2f} s ({detail / len(pages) * 1000:.2f} ms a page)"
    whole = f"{build.seconds:.1f} s, {build.peak_mb:,.0f} MB"
    if hugo is None:
        missing = MISSING.format("hugo")
        yield Row(what=f"{count} against Hugo", ours=ours, peer=missing, ratio="", goal="at most 1.0")
        return
    _write_hugo(folder, pages)
    peer = run([hugo, "--quiet"], folder)
    theirs = f"{peer.seconds:.2f} s ({peer.seconds / len(pages) * 1000:.2f} ms a page), {peer.peak_mb:,.0f} MB"
    ratio = f"{detail / peer.seconds:.2f}"
    yield Row(
        what=f"{count}, composed and written, against Hugo", ours=ours, peer=theirs, ratio=ratio, goal="at most 1.0"
    )
    yield Row(
        what=f"whole build of {size:,} results (read, checked, compared, drawn, searched, links checked) against Hugo's detail pages",
        ours=whole,
        peer=theirs,
        ratio=f"{build.seconds / peer.seconds:.2f}",
        goal="",
    )


def _write_hugo(folder: Path, pages: Sequence[Path]) -> None:
    """A Hugo site whose one layout is a stamped page around its article, and whose contents are the articles."""
    layouts = folder / "layouts" / "_default"
    layouts.mkdir(parents=True)
    first = pages[0].read_text(encoding="utf-8")
    around = ARTICLE.split(first)
    (layouts / "single.html").write_text(
        f"{around[0]}{around[1]}{{{{ .Content }}}}{around[3]}{around[4]}", encoding="utf-8"
    )
    (folder / "hugo.toml").write_text(
        'baseURL = "https://example.org/"\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap", "home", "section", "404"]\n'
    )
    (folder / "config.toml").write_text((folder / "hugo.toml").read_text())
    content = folder / "content" / "pages"
    content.mkdir(parents=True)
    for number, (title, article) in enumerate(_articles(pages)):
        (content / f"page-{number}.html").write_text(f'+++\ntitle = "{title}"\n+++\n{article}', encoding="utf-8")


def _articles(pages: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """Title and article of each page."""
    for page in pages:
        found = ARTICLE.search(page.read_text(encoding="utf-8"))
        if not found:
            raise RuntimeError(f"{page} has no article")
        yield escape(page.parent.name), found.group(2)


def _against_mkdocs(folder: Path, pages: Sequence[Path], detail: float) -> Row:
    """MkDocs with the same theme, rendering the same articles itself, none of them in the navigation."""
    docs = folder / "docs"
    docs.mkdir(parents=True)
    (docs / "index.md").write_text("# Bench\n")
    for number, (title, article) in enumerate(_articles(pages)):
        (docs / f"page-{number}.md").write_text(f"---\ntitle: {title}\n---\n\n<div>{article}</div>\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(
        "site_name: Bench\ntheme: {name: material, font: false}\nplugins: []\nnav: [index.md]\n"
    )
    peer = run([BIN / "mkdocs", "build", "--quiet"], folder)
    return Row(
        what=f"the same {len(pages):,} detail pages against MkDocs rendering them itself",
        ours=f"{detail:.2f} s",
        peer=f"{peer.seconds:.1f} s, {peer.peak_mb:,.0f} MB",
        ratio=f"{detail / peer.seconds:.3f}",
        goal="",
    )


def _median(runs: Sequence[Run]) -> Run:
    """The run whose time is the median."""
    middle = statistics.median_low([one.seconds for one in runs])
    return next(one for one in runs if one.seconds == middle)


if __name__ == "__main__":
    main()
