"""A synthetic composition and a repository around it: texts that try to break out, no measurement of anything."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from generator.links import relative
from generator.page import Asset, Composition, Page, TocItem
from generator.prepare import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).parent.parent
EPOCH = 1_700_000_000
HOSTILE = 'R&D </title><script>EVIL=1</script> "quoted" &lt;script&gt;EVIL=2&lt;/script&gt; mesh-results-slot-body {{ page }} *x*'
"""A submitted text that HTML, Markdown, Jinja and the shell's slots must leave alone."""


def heading(title: str) -> Markup:
    return Markup('<h1 id="page-title">{}</h1>\n').format(title)


def section(identifier: str, title: str, text: str = "synthetic") -> Markup:
    return Markup('<h2 id="{}">{}</h2>\n<p>{}</p>\n').format(identifier, title, text)


def link(from_path: str, to_path: str) -> Markup:
    return Markup('<p><a href="{}">{}</a></p>\n').format(relative(from_path, to_path), to_path or "home")


def result(number: int, text: str = HOSTILE) -> Page:
    path = f"performance/results/synthetic/run-{number}/"
    toc = (TocItem(id="numbers", title="Numbers"), TocItem(id="evidence", title=f"Evidence {text}", level=3))
    toc = (*toc, TocItem(id="history", title="History")) if number % 2 else toc
    links = ("", "meshes/istio/#versions", "performance/groups/synthetic/", "charts/synthetic.json")
    return Page(  # noqa: S604 - a kind of page, no command
        path=path,
        title=f"Synthetic run {number} {text}",
        description=f"Run {number} of nothing: {text}",
        body=heading(f"Synthetic run {number} {text}")
        + Markup("").join(section(item.id, item.title, text) for item in toc)
        + Markup("").join(link(path, target) for target in links),
        toc=toc,
        shell="result",
        source=f"results/performance/synthetic/file {number}.yaml",
        section="Performance",
    )


def group(identifier: str) -> Page:
    path = f"performance/groups/{identifier}/"
    return Page(  # noqa: S604 - a kind of page, no command
        path=path,
        title=f"Group {identifier}",
        description="A synthetic group",
        body=heading(f"Group {identifier}") + section("latency", "Latency") + link(path, "performance/"),
        toc=(TocItem(id="latency", title="Latency"),),
        shell="group",
        search=f"A group for {HOSTILE}",
        section="Performance",
    )


def plain(path: str, title: str, section_title: str | None, *targets: str) -> Page:
    body = heading(title) + section("versions", "Versions") + Markup("").join(link(path, to) for to in targets)
    return Page(
        path=path,
        title=title,
        description=f"About {title}",
        body=body,
        toc=(TocItem(id="versions", title="Versions"),),
        source="results/registry/meshes/istio.yaml",
        search=f"All of {title}.",
        section=section_title,
    )


def composition(results: int = 4) -> Composition:
    rules = tuple(plain(f"rules/MR{code}/", f"MR{code}", "Reference", "rules/") for code in range(101, 131))
    pages = (
        plain("", "Home", None, "performance/", "meshes/istio/"),
        plain("performance/", "Performance", "Performance", *(result(number).path for number in range(results))),
        *(result(number) for number in range(results)),
        group("synthetic"),
        group("second"),
        plain("meshes/", "Meshes", "Meshes", "meshes/istio/", "meshes/linkerd/"),
        plain("meshes/istio/", f"Istio {HOSTILE}", "Meshes", "meshes/"),
        plain("meshes/linkerd/", "Linkerd", "Meshes", "meshes/istio/?a=b#versions"),
        plain("rules/", "Rules", "Reference", *(rule.path for rule in rules)),
        *rules,
        plain("data/", "Data", "Reference"),
    )
    return Composition(pages=pages, assets=tuple(assets()))


def assets() -> Iterator[Asset]:
    yield Asset(path="charts/synthetic.json", content=b"{}")
    yield Asset(path="feed.xml", content=b'<feed xmlns="http://www.w3.org/2005/Atom"/>')
    for file in sorted((PROJECT / "generator/assets").iterdir()):
        yield Asset(path=f"assets/{file.name}", content=file.read_bytes())


def prepared(composed: Composition) -> Prepared:
    return Prepared(composition=composed, epoch=EPOCH)


def repository(folder: Path) -> Path:
    """A repository with the project's mkdocs.yml and two hand-written pages."""
    shutil.copyfile(PROJECT / "mkdocs.yml", folder / "mkdocs.yml")
    for path, text in (
        (
            "guides/importing.md",
            "# Importing\n\nSee [Istio](../meshes/istio.md#versions) and <a href='../../'>home</a>.\n",
        ),
        ("contributing/index.md", '# Developing\n\n## Tests & more\n\n    <a href="nowhere/">an example</a>\n'),
    ):
        (folder / "docs" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "docs" / path).write_text(text, encoding="utf-8")
    return folder
