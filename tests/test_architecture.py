"""The import line, and who alone may do what."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "generator"

LINE = (
    ("finding",),
    ("ways",),
    (
        "times",
        "timings",
        "links",
        "emit",
        "numbers",
        "csp",
        "versions",
        "pin_form",
        "layout",
        "distribution",
        "alignment",
        "citation",
    ),  # pure functions over texts and numbers
    ("characters", "page", "syntax_rules", "yaml_writer"),
    ("wording",),
    ("scalars", "report", "model"),
    ("tree", "addresses"),
    ("build_manifest",),
    ("yaml_reader", "json_reader", "discover", "git"),
    ("source", "places", "revision"),
    ("schema", "suite", "gateway_report", "manifests"),
    ("rules",),
    ("construct",),
    ("compare", "conformance"),
    ("trust",),
    ("changes",),
    ("load",),
    ("scaffold_reports", "scaffold_records", "scaffold_patterns", "manifest_report", "review"),
    ("scaffold",),
    ("importers",),
    ("exporters",),
    ("columns",),
    ("tables", "explorer", "short_ids", "dictionary"),
    ("forms", "published"),
    ("figures",),
    ("charts", "kept"),
    ("pictures",),
    ("drawing",),
    ("slides",),
    ("pages",),
    ("prepare",),
    ("shell", "site"),
    ("mkdocs_plugin",),
    ("cli",),
    ("__main__",),
)
"""Parts of the package, left to right: none imports what stands right of it, nor its neighbour in a pair of brackets."""

OWNERS = {
    "click": {"cli"},
    "distributed": {"importers"},
    "jinja2": {"pages", "mkdocs_plugin"},  # the plugin names a type of the theme's environment
    "kaleido": {"drawing"},
    "mkdocs": {"mkdocs_plugin"},
    "pandas": {"tables", "explorer", "figures", "pages", "published"},
    "plotly": set[str](),
    "pptx": {"slides"},
    "pyarrow": {"forms"},
    "scipy": {"compare"},
    "xlsxwriter": {"slides"},
}
"""Who may import a library at all, be it for types or within a function."""

EAGER_OWNERS = {
    "distributed": set[str](),
    "jinja2": {"pages"},
    "pandas": {"tables"},
    "pyarrow": set[str](),
    "scipy": set[str](),
    "click": {"cli"},
    "mkdocs": {"mkdocs_plugin"},
}
"""Who may load it as soon as the module itself is imported."""

WRITERS = {"kept", "site", "scaffold", "importers.write"}
WRITING = {
    *("write_text", "write_bytes", "mkdir", "makedirs", "touch", "unlink", "rename", "rmtree", "rmdir", "symlink_to"),
    *("hardlink_to", "copyfile", "copytree", "copy2", "move", "TemporaryDirectory", "NamedTemporaryFile", "mkdtemp"),
    *("mkstemp", "chmod", "utime"),
}
NO_NETWORK = {"aiohttp", "ftplib", "http", "httpx", "requests", "smtplib", "socket", "ssl", "urllib.request", "urllib3"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """An import of `target` at `place`: for types only, within a function, or as soon as the module is loaded."""

    module: str
    target: str
    place: str
    eager: bool


@cache
def trees() -> dict[str, ast.Module]:
    """The syntax tree of every module by its name within the package; "" is the package itself."""
    files = sorted(PACKAGE.rglob("*.py"))
    return {name_of(file): ast.parse(file.read_text(encoding="utf-8"), str(file)) for file in files}


def name_of(file: Path) -> str:
    return ".".join(file.relative_to(PACKAGE).with_suffix("").parts).removesuffix("__init__").removesuffix(".")


@cache
def imports() -> tuple[Import, ...]:
    return tuple(each for module, tree in trees().items() for each in found(module, tree))


def found(module: str, tree: ast.Module) -> Iterator[Import]:
    eager = {id(node) for node in loaded_at_once(tree.body)}
    for node in ast.walk(tree):
        for target in targets(node):
            place = f"generator.{module}:{getattr(node, 'lineno', 0)}"
            yield Import(module=module, target=target, place=place, eager=id(node) in eager)


def loaded_at_once(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that run when the module is imported, without those for type checkers."""
    for node in body:
        yield node
        if isinstance(node, ast.If) and "TYPE_CHECKING" not in ast.dump(node.test):
            yield from loaded_at_once([*node.body, *node.orelse])
        if isinstance(node, ast.Try):
            yield from loaded_at_once([*node.body, *(each for one in node.handlers for each in one.body)])


def targets(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (each.name for each in names)
        case ast.ImportFrom(module="generator", names=names):
            yield from (f"generator.{each.name}" for each in names)
        case ast.ImportFrom(module=str(module), level=0):
            yield module
        case ast.ImportFrom():
            raise AssertionError(f"a relative import hides where it leads: {ast.unparse(node)}")


def part(module: str) -> str:
    return module.removeprefix("generator").removeprefix(".").split(".")[0]


def rank(name: str) -> int:
    return next(at for at, group in enumerate(LINE) if name in group)


def test_every_part_has_its_place_in_the_line() -> None:
    parts = {part(module) for module in trees()} - {""}
    listed = [name for group in LINE for name in group]
    assert len(listed) == len(set(listed))
    assert parts - set(listed) == set()
    assert set(listed) - parts <= {"distribution"}  # comes with distributed runs


def test_no_part_imports_what_stands_right_of_it() -> None:
    inside = [each for each in imports() if each.target.startswith("generator.") and part(each.module)]
    wrong = [
        f"{each.place} imports {each.target}"
        for each in inside
        if part(each.target) != part(each.module)
        and part(each.target) != "__version__"
        and rank(part(each.target)) >= rank(part(each.module))
    ]
    assert wrong == []
    assert len(inside) > 100


def test_the_package_itself_imports_nothing() -> None:
    assert [each.place for each in imports() if each.module == "" and each.target != "__future__"] == []


@pytest.mark.parametrize("library", sorted(OWNERS))
def test_a_library_has_its_owner(library: str) -> None:
    users = {part(each.module) for each in imports() if each.target.split(".")[0] == library}
    assert users == OWNERS[library]


@pytest.mark.parametrize("library", sorted(EAGER_OWNERS))
def test_a_slow_library_is_loaded_where_it_is_needed(library: str) -> None:
    users = {part(each.module) for each in imports() if each.eager and each.target.split(".")[0] == library}
    assert users == EAGER_OWNERS[library]


def test_nothing_reaches_for_the_network() -> None:
    wrong = [each.place for each in imports() if {each.target, each.target.split(".")[0]} & NO_NETWORK]
    assert wrong == []


def broad(handler: ast.ExceptHandler) -> bool:
    caught = ast.unparse(handler.type) if handler.type else "BaseException"
    return bool({"Exception", "BaseException"} & set(caught.strip("()").split(", ")))


def test_only_the_command_catches_what_nobody_foresaw() -> None:
    wrong = [
        module
        for module, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and broad(node)
    ]
    assert wrong == ["cli"]


def called(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def test_only_the_command_prints_and_exits() -> None:
    words = {"print", "sys.exit", "exit", "quit", "os._exit", "click.echo", "input"}
    users = {module for module, tree in trees().items() for name, _ in called(tree) if name in words}
    assert {module.partition(".")[0] for module in users} == {"cli"}


def writes(name: str, call: ast.Call) -> bool:
    if name.rsplit(".", maxsplit=1)[-1] in WRITING or name == "os.open":
        return all(each.arg != "columns" for each in call.keywords)  # a frame's rename
    texts = [
        each.value for each in (*call.args, *(one.value for one in call.keywords)) if isinstance(each, ast.Constant)
    ]
    is_open = name == "open" or name.endswith(".open")
    return is_open and any(isinstance(text, str) and set("wax+") & set(text) and len(text) <= 3 for text in texts)


def test_only_the_writers_write() -> None:
    users = {module for module, tree in trees().items() for name, call in called(tree) if writes(name, call)}
    assert users == WRITERS


def test_values_are_frozen_and_take_keywords() -> None:
    wrong = [
        f"{module}.{node.name}"
        for module in ("finding", "model", "compare.values", "page")
        for node in ast.walk(trees()[module])
        if isinstance(node, ast.ClassDef) and any("dataclass" in ast.unparse(each) for each in node.decorator_list)
        if not all(
            word in ast.unparse(node.decorator_list[0]) for word in ("frozen=True", "slots=True", "kw_only=True")
        )
    ]
    assert wrong == []


def test_no_module_is_far_above_400_lines() -> None:
    long = {
        file.name: lines
        for file in PACKAGE.rglob("*.py")
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > 450
    }
    assert set(long) <= {"model.py", "syntax_rules.py"}  # values with their units; rules that are mostly their pages


def test_check_loads_nothing_of_the_site() -> None:
    program = """
import sys
from generator.cli import run
code = run(["check", "--repo", "tests/corpus/base", "--format", "json"])
slow = {"jinja2", "kaleido", "markdown", "mkdocs", "numpy", "pandas", "plotly", "scipy"}
print(code, sorted(slow & {name.split(".")[0] for name in sys.modules}), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "0 []"
