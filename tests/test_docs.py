"""What is documented exists, and what exists is documented."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from functools import cache
from html import unescape
from pathlib import Path, PurePosixPath
from posixpath import normpath

import click
import pytest

from generator.cli import commands
from generator.compare.key import FIELDS
from generator.compare.values import FlagKind
from generator.pages.reference import rule_pages, schema_pages
from generator.rules import ALL

ROOT = Path(__file__).parent.parent
SCHEMAS = sorted((ROOT / "generator/schemas").glob("*.schema.json"))
HEADINGS = ("What it finds", "Why it matters", "Wrong", "Right")
GENERATED = {
    "abstractions",
    "charts",
    "conformance",
    "data",
    "patterns",
    "meshes",
    "performance",
    "rules",
    "schemas",
    "submit",
    "working-group",
}


@cache
def tracked() -> tuple[str, ...]:
    """Paths of all files that a commit holds or would hold."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(sorted(path for path in set(listed.split("\0")) if path and (ROOT / path).is_file()))


@cache
def documents() -> Mapping[str, str]:
    """The Markdown that people read, by path."""
    paths = [path for path in tracked() if path.endswith(".md") and not path.startswith(("tests/", "results/perf"))]
    return {path: (ROOT / path).read_text(encoding="utf-8") for path in paths}


def code_of(text: str) -> Iterator[str]:
    """Lines of code of a document: fenced, indented and inline."""
    fenced = re.compile(r"^ *```\w*(?: title=[^\n]*)?\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
    for block in fenced.findall(text):
        yield from re.sub(r"\\\n\s*", " ", block).splitlines()
    rest = fenced.sub("", text)
    yield from re.findall(r"^ {4}(\S.*)$", rest, re.MULTILINE)
    yield from (" ".join(each.split()) for each in re.findall(r"`([^`]+)`", rest))


def uses() -> Iterator[tuple[str, str, str]]:
    """Each use of the command in a document: path, name of the command, what follows."""
    for path, text in documents().items():
        for line in code_of(text):
            for name, rest in re.findall(r"(?<![/\w])(?:\.venv/bin/)?mesh-results ([a-z][a-z-]*)([^|;&]*)", line):
                yield path, name, rest


def options(command: click.Command) -> set[str]:
    return {"--help", "-h"} | {word for one in command.params if isinstance(one, click.Option) for word in one.opts}


@pytest.mark.parametrize("name", sorted(commands.commands))
def test_a_command_is_documented_and_says_what_it_does(name: str) -> None:
    command = commands.commands[name]
    assert command.help
    assert [one.name for one in command.params if isinstance(one, click.Option) and not one.help] == []
    assert name in {used for path, used, _ in uses() if path.startswith("docs/")}


def test_a_documented_command_exists_with_its_options() -> None:
    wrong = [f"{path}: {name}" for path, name, _ in uses() if name not in commands.commands]
    assert wrong == []
    unknown = [
        f"{path}: {name} {word}"
        for path, name, rest in uses()
        for word in re.findall(r"(?<!\S)--[a-z][a-z-]*", rest)
        if word not in options(commands.commands[name])
    ]
    assert unknown == []


def test_a_documented_target_of_make_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {
        (path, name)
        for path, text in documents().items()
        for line in code_of(text)
        for name in re.findall(r"(?:^|&& )make ([a-z-]+)", line)
    }
    assert {(path, name) for path, name in named if name not in targets} == set()
    assert {"site", "serve", "test"} <= {name for path, name in named if path == "README.md"}


def test_the_folders_that_the_read_me_names_exist() -> None:
    block = re.search(r"## What is in here\n+```\n(.*?)```", documents()["README.md"], re.DOTALL)
    assert block is not None
    named = [line.split()[0] for line in block[1].splitlines()]
    assert named
    assert [path for path in named if not (ROOT / path).is_dir()] == []


def test_the_change_log_begins_with_what_is_unreleased() -> None:
    heads = re.findall(r"^## (.+)$", documents()["CHANGELOG.md"], re.MULTILINE)
    assert heads[0].strip("[]") == "Unreleased"


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.code)
def test_a_rule_s_page_says_what_why_and_how(rule) -> None:  # noqa: ANN001
    missing = [title for title in HEADINGS if not re.search(rf"^\s*{title}\n\s*---", rule.documentation, re.MULTILINE)]
    assert missing == []
    assert rule.summary.endswith(".")


def test_every_rule_has_its_page() -> None:
    assert [page.path for page in rule_pages()] == [f"rules/{rule.code}/" for rule in ALL]


def test_a_named_rule_exists() -> None:
    known = {rule.code for rule in ALL}
    named = {(path, code) for path, text in documents().items() for code in re.findall(r"\bMR\d{3}\b", text)}
    assert {(path, code) for path, code in named if code not in known} == set()


def fields(schema: object, trail: str = "") -> Iterator[tuple[str, Mapping[str, object]]]:
    """Each named property of a schema, with where it stands."""
    if isinstance(schema, list):
        for at, each in enumerate(schema):
            yield from fields(each, f"{trail}/{at}")
    if not isinstance(schema, dict):
        return
    for key, value in schema.items():
        if key == "properties":
            for name, field in value.items():
                yield f"{trail}/{name}", field
                yield from fields(field, f"{trail}/{name}")
        elif key not in {"const", "enum", "examples"}:
            yield from fields(value, f"{trail}/{key}")


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name.removesuffix(".schema.json"))
def test_every_field_of_a_schema_is_described(path: Path) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    named = list(fields(schema))
    assert named
    assert [where for where, field in named if not str(field.get("description", "")).strip()] == []


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name.removesuffix(".schema.json"))
def test_every_field_of_a_schema_stands_on_its_page(path: Path) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    page = next(each for each in schema_pages() if path.name in each.body)
    text = " ".join(unescape(re.sub(r"<[^>]*>", "", page.body)).split())
    described = {where.rpartition("/")[2]: str(field["description"]) for where, field in fields(schema)}
    assert [name for name in described if name not in text] == []
    first = {name: " ".join(said.split())[:40].replace("`", "") for name, said in described.items()}
    assert [name for name, said in first.items() if said not in text.replace("`", "")] == []


def links(text: str) -> Iterator[str]:
    """Targets of a document's links, outside of its code."""
    prose = re.sub(r"^ *```.*?^ *```|`[^`\n]*`|^ {4}\S.*$", "", text, flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)", prose):
        if not re.match(r"[a-z][a-z0-9+.-]*:|#", target):
            yield target


def leads_somewhere(path: str, target: str) -> bool:
    target = target.partition("#")[0]
    if target.endswith("/"):  # as it stands on the site, where each page has a folder of its own
        path = path.removesuffix(".md") + "/index.md"
    place = normpath(str(PurePosixPath(path).parent / target))
    if target.endswith("/") and path.startswith("docs/"):
        return normpath(place.removeprefix("docs/")).split("/")[0] in GENERATED
    if (ROOT / place).exists():
        return True
    page = PurePosixPath(place).relative_to("docs").parts if place.startswith("docs/") else ()
    return bool(page) and page[0] in GENERATED  # the build checks these: they are pages of the site


def test_relative_links_lead_somewhere() -> None:
    wrong = [
        f"{path}: {target}"
        for path, text in documents().items()
        for target in links(text)
        if not leads_somewhere(path, target)
    ]
    assert wrong == []


def text_of(path: str) -> str:
    content = (ROOT / path).read_bytes()
    return "" if b"\0" in content else content.decode("utf-8", errors="replace")


FOREIGN = {
    "a path of one machine": r"(?<![\w.~-])/(?:work|root|home/[a-z]+|Users/[A-Za-z]+)/[\w.]",
    "a host of a package registry": r"https?://[\w.-]*(?:py"
    r"pi\.org|python"
    r"hosted\.org|npm"
    r"js\.(?:org|com))",
    "a mark of a merge": "^(?:<<<<<<<|>>>>>>>) ",
}


@pytest.mark.parametrize("what", FOREIGN)
def test_no_file_holds(what: str) -> None:
    pattern = re.compile(FOREIGN[what], re.MULTILINE)
    own = {"tests/test_docs.py"}
    found = {path: match[0] for path in tracked() if path not in own and (match := pattern.search(text_of(path)))}
    assert found == {}


def test_locked_requirements_name_no_address() -> None:
    locks = [path for path in tracked() if path.startswith("requirements/") and path.endswith(".txt")]
    assert locks
    wrong = {path for path in locks if re.search(r"://|^-|--(?:index|extra|find)", text_of(path), re.MULTILINE)}
    assert wrong == set()
    assert all("--hash=sha256:" in text_of(path) for path in locks)
    assert "resolved" not in text_of("package-lock.json")


def test_the_guide_to_comparison_names_every_flag_and_every_field_of_the_key() -> None:
    guide = (ROOT / "docs/guides/comparison.md").read_text(encoding="utf-8").lower()
    labels = {kind.value.replace("-", " ") for kind in FlagKind} - {"state"}
    said = {
        "errors high": "errors above 1 %",
        "below offered": "below the offered rate",
        "saturated": "close to saturation",
    }
    assert [label for label in sorted(labels) if f"| {said.get(label, label)} |" not in guide] == []
    words = {"population": "percentiles count", "generator": "load generator", "omission": "coordinated omission"}
    names = {field.name: words.get(field.name, field.name.replace("_", "-")) for field in FIELDS}
    names |= {
        "kubernetes": "cluster",
        "environment": "environment's",
        "load_placement": "where the load",
        "offered": "offered rate",
    }
    assert [name for name, word in names.items() if word not in guide] == []
