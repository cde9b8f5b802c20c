"""What must hold for any bytes. A target takes them and raises where something does not hold; so it serves every fuzzer alike.

* `read`: bytes become a document or findings with places, and reports that no terminal or runner takes for more than text.
* `check`: a repository in which a document is replaced or some of its values are changed gets findings or a catalogue.
* `compose`: where that repository has no errors, comparisons, tables and pages can be made of it.
* `import`: bytes as a tool's output become a plan or a refusal; whose output they are is told or refused.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from generator import importers, model
from generator.compare import compare
from generator.discover import discover
from generator.finding import MESSAGE_LIMIT, Finding, Pointer, Severity
from generator.load import catalogue
from generator.manifests.reading import read_manifest
from generator.pages import compose as pages
from generator.report import REPORTS
from generator.rules import RULES
from generator.rules.engine import Checked, run
from generator.rules.structure import structure
from generator.source import Parsed, parse
from tests.audits import audit_commands, audit_terminal
from tests.sites import BASE, PROJECT

Target = Callable[[bytes], None]
TODAY = date(2026, 11, 25)
FIXTURES = PROJECT / "tests/fixtures/importers"
TOOLS = (
    importers.AUTO,
    *sorted(importers.TOOLS),
    "gateway-api",
    "smi",
    "environment",
    "resources",
    importers.PATTERN_TOOL,
)
LARGEST_SEED = 20_000


class Choices:
    """Bytes as a line of choices; what is missing at the end counts as zeros."""

    def __init__(self, data: bytes) -> None:
        self.left = data

    def take(self, count: int) -> bytes:
        taken, self.left = self.left[:count], self.left[count:]
        return taken

    def number(self, below: int) -> int:
        return int.from_bytes(self.take(1 if below <= 256 else 2), "big") % below

    def one(self, of: Sequence[object]) -> object:
        return of[self.number(len(of))]


def sound(findings: Sequence[Finding]) -> None:
    """Findings have a place and a bounded message, and no report of them holds more than text."""
    for each in findings:
        assert each.location.line >= 1
        assert each.location.column >= 1
        assert 0 < len(each.message) <= MESSAGE_LIMIT
        assert len(each.hint) <= MESSAGE_LIMIT
    for form, report in REPORTS.items():
        text = report(findings, 1)
        assert list(audit_terminal(text)) == [], form
        if form in {"json", "sarif"}:
            json.loads(text)
    by_path = {each.location.path for each in findings}
    if len(findings) <= 50 and len(by_path) <= 1:
        assert list(audit_commands(REPORTS["github"](findings, 1), len(findings))) == []


def read(data: bytes) -> None:
    """The first byte says which format: YAML, JSON, or manifests of several documents."""
    choices = Choices(data)
    form = choices.number(3)
    if form == 2:
        manifest = read_manifest("patterns/a/kubernetes/a.yaml", choices.left)
        assert not (manifest.documents and manifest.findings)
        sound(manifest.findings)
        return
    parsed = parse(("results/a.yaml", "results/a.json")[form], choices.left)
    assert (parsed.document is None) == bool(parsed.findings)
    sound(parsed.findings)
    if parsed.document is not None:
        text = json.dumps(parsed.document.data, allow_nan=False, ensure_ascii=False)
        assert list(audit_terminal(text.replace("\\t", " "))) == []
        for pointer in pointers(parsed.document.data):
            assert parsed.document.locate(pointer).line >= 1


def pointers(value: object, pointer: Pointer = ()) -> Iterator[Pointer]:
    """Every place of a document."""
    yield pointer
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from pointers(inner, (*pointer, key))


VALUES: tuple[object, ...] = (
    *(
        None,
        True,
        False,
        -1,
        0,
        1,
        1.5,
        0.001,
        100,
        10**9,
        2**53,
        "",
        "x",
        "0",
        "TODO",
        "-",
        "2026-02-30",
        "2026-11-22",
        "2026",
    ),
    *(
        "no-mesh",
        "istio",
        "1.24.1",
        "v1.2.3",
        "99.9",
        "all",
        "https://example.org/",
        "<b>x</b>",
        "=1",
        [],
        {},
        [None],
        ["x"],
        [{}],
        {"x": "x"},
        ...,
    ),
)
"""Values to put into a document; Ellipsis removes what stands there."""


@cache
def base() -> Mapping[str, object]:
    """The documents of the small valid repository by path; measurements, so that they are compared."""
    found: dict[str, object] = {}
    for path in discover(BASE).paths:
        document = parse(str(path), (BASE / path).read_bytes()).document
        assert document is not None
        found[str(path)] = document.data
    submission = found["results/performance/example/submission.yaml"]
    assert isinstance(submission, dict)
    return {**found, "results/performance/example/submission.yaml": {**submission, "purpose": "measurement"}}


@cache
def places() -> tuple[tuple[str, Pointer], ...]:
    return tuple((path, pointer) for path, content in base().items() for pointer in pointers(content) if pointer)


def replaced(value: object, pointer: Pointer, new: object) -> object:
    """The value with another one at the pointer, or without what stands there; as it was where the place is gone."""
    if not pointer:
        return new
    step, *inner = pointer
    if isinstance(value, dict) and step in value:
        rest = {name: each for name, each in value.items() if name != step}
        return rest if not inner and new is ... else {**value, step: replaced(value[step], tuple(inner), new)}
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        middle = [] if not inner and new is ... else [replaced(value[step], tuple(inner), new)]
        return [*value[:step], *middle, *value[step + 1 :]]
    return value


def changed(data: bytes) -> list[Parsed]:
    """The base's documents, one replaced by the bytes or up to four values changed."""
    choices = Choices(data)
    documents = dict(base())
    if choices.number(4) == 0:
        path = str(choices.one(sorted(documents)))
        return [parse(name, choices.left if name == path else _text(content)) for name, content in documents.items()]
    while choices.left and len(choices.left) < 40:
        path, pointer = places()[choices.number(len(places()))]
        value = choices.one((*VALUES, "text", "copy"))
        if value == "text":
            value = choices.take(choices.number(16)).decode("utf-8", "replace").replace("\ufffd", "")
        elif value == "copy":
            other, there = places()[choices.number(len(places()))]
            value = at(documents[other], there)
        documents[path] = replaced(documents[path], pointer, value)
    return [parse(path, _text(content)) for path, content in documents.items()]


def at(value: object, pointer: Pointer) -> object:
    """What stands at the pointer, None where it leads nowhere."""
    for step in pointer:
        if isinstance(value, dict):
            value = value.get(str(step))
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def _text(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()


def _checked(data: bytes) -> tuple[Checked, model.Catalogue]:
    manifests = [read_manifest(str(path), (BASE / path).read_bytes()) for path in discover(BASE).manifests]
    checked = run(changed(data), RULES, structure, root=BASE, today=TODAY, manifests=manifests)
    return checked, catalogue(checked, checked.findings)


def check(data: bytes) -> None:
    """Every rule and every constructor on a repository that was changed."""
    checked, _ = _checked(data)
    sound(checked.findings)


def compose(data: bytes) -> None:
    """Everything up to the pages, where the check lets the repository pass."""
    checked, made = _checked(data)
    if any(each.severity is Severity.ERROR for each in checked.findings):
        return
    composed = pages(made, compare(made), "https://example.org/", today=TODAY)
    paths = [each.path for each in (*composed.pages, *composed.assets)]
    assert len(paths) == len(set(paths))


@cache
def workplace() -> Path:
    """A folder for files of tools, with a submission to complete."""
    folder = Path(tempfile.mkdtemp(prefix="mesh-results-fuzz-"))
    place = folder / "results/performance/example"
    place.mkdir(parents=True)
    for path in ("submission.yaml", "results.yaml"):
        text = (BASE / "results/performance/example" / path).read_text(encoding="utf-8")
        (place / path).write_text(text.replace("submitted: 2026-11-22", "submitted: 2999-11-22"), encoding="utf-8")
    return folder


def import_(data: bytes) -> None:
    """The first byte says which importer; the rest is the file."""
    choices = Choices(data)
    tool = TOOLS[choices.number(len(TOOLS))]
    file = workplace() / "output"
    file.write_bytes(choices.left)
    into = workplace() / "results/performance/example"
    match tool:
        case "gateway-api" | "smi":
            plan = importers.plan_reports(tool, [file], workplace())
        case "environment":
            plan = importers.plan_environment([file], into, importers.EnvironmentOptions(env="cluster"))
        case "resources":
            plan = importers.plan_resources([file], into)
        case importers.PATTERN_TOOL:
            plan = importers.plan_pattern([file], workplace(), "synthetic")
        case _:
            plan = importers.plan(tool, [file], workplace() / "results/performance/new")
    for content in plan.files_to_write.values():
        assert isinstance(content, bytes)
    assert plan.refusals or plan.left_out or plan.files_to_write or plan.table.text


TARGETS: Mapping[str, Target] = MappingProxyType({"check": check, "compose": compose, "import": import_, "read": read})


@cache
def seeds(name: str) -> tuple[bytes, ...]:
    """Inputs to begin with: documents, traps, fixtures of every tool, and every kind of change."""
    return tuple(dict.fromkeys(each for each in _SEEDS[name]() if len(each) <= LARGEST_SEED))


def _of_read() -> Iterator[bytes]:
    for file in sorted((PROJECT / "tests/corpus").glob("*/*.*")):
        if file.suffix in {".yaml", ".json"}:
            yield bytes([".yaml.json".index(file.suffix) // 5]) + file.read_bytes()
    for path in discover(BASE).manifests:
        yield bytes([2]) + (BASE / path).read_bytes()


def _of_check() -> Iterator[bytes]:
    for number, path in enumerate(sorted(base())):
        yield bytes([0, number]) + _text(base()[path])
    for number in range(0, len(places()), 7):
        yield bytes([1]) + number.to_bytes(2, "big") + bytes([number % len(VALUES)])


def _of_import() -> Iterator[bytes]:
    for file in sorted(FIXTURES.iterdir()):
        if file.is_file():
            for number in _tools_of(file):
                yield bytes([number]) + file.read_bytes()[: LARGEST_SEED - 1]


def _tools_of(file: Path) -> Iterator[int]:
    head = importers.RawFile(path=file.name, content=file.read_bytes()).head()
    known = [name for name, tool in importers.TOOLS.items() if tool.recognises(head)]
    yield from (
        TOOLS.index(each)
        for each in known or ("gateway-api", "smi", "environment", "resources", importers.PATTERN_TOOL)
    )


_SEEDS: Mapping[str, Callable[[], Iterator[bytes]]] = {
    "check": _of_check,
    "compose": _of_check,
    "import": _of_import,
    "read": _of_read,
}
