"""Private words at every place of every tool's output: none reaches the evidence, unless the importer refuses the file."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml

from generator import importers
from generator.importers.common import ImportRefused
from generator.importers.recognise import Tool
from tests.importer_samples import FOLDER, TextLoader, raw, raw_text

SECRETS = ("secretcorp", "jane@corp.example", "10.1.2.3", "Bearer abc.def.ghi")
_TOOLS_OWN = "only the tool fills it: the kind of a run, its version, an id or a time"
_KINDS = "the kind of an error is the tool's words; what it failed at is removed from them"
KEPT = {
    ("fortio", "RetCodes"): _KINDS,
    ("fortio", "RunType"): _TOOLS_OWN,
    ("fortio", "Version"): _TOOLS_OWN,
    ("fortio", "load-generator"): "Meshery's name of the tool",
    ("istio-csv", "Labels"): "the name of a run: `--match` reads it, and the results hold it",
    ("istio-csv", "StartTime"): _TOOLS_OWN,
    ("meshery", "RetCodes"): _KINDS,
    ("meshery", "RunType"): _TOOLS_OWN,
    ("meshery", "Version"): _TOOLS_OWN,
    ("meshery", "created_at"): _TOOLS_OWN,
    ("meshery", "createdAt"): _TOOLS_OWN,
    ("meshery", "load-generator"): "Meshery's name of the tool",
    ("meshery", "mesh"): "the mesh that was measured is a condition of the run",
    ("meshery", "meshery_id"): _TOOLS_OWN,
    ("meshery", "mesheryId"): _TOOLS_OWN,
    ("meshery", "test_start_time"): _TOOLS_OWN,
    ("meshery", "testStartTime"): _TOOLS_OWN,
    ("meshery", "updated_at"): _TOOLS_OWN,
    ("meshery", "updatedAt"): _TOOLS_OWN,
    ("oha", "errorDistribution"): _KINDS,
    ("nighthawk", "RunType"): _TOOLS_OWN,
    ("nighthawk", "Version"): _TOOLS_OWN,
    ("nighthawk", "id"): "a statistic's name is Nighthawk's",
    ("nighthawk", "name"): "a worker's or a counter's name is Nighthawk's",
}
"""Where a bare word stays, by tool and key, and why; addresses, mail and credentials stay nowhere."""
MESSAGE = "synthetic-meshery.json"
"""SMP messages, Meshery's export as one among them, are no echo of a tool: ids, links and labels are written to be published, and stand in
the results."""
NAMES = sorted(
    path.name
    for path in FOLDER.glob("synthetic-*")
    if path.name != MESSAGE
    and any(tool.recognises(raw(path.name).head()) for name, tool in importers.TOOLS.items() if name != "smp")
)


def tool_of(name: str) -> Tool:
    return next(tool for tool in importers.TOOLS.values() if tool.recognises(raw(name).head()))


def texts(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of all texts; of a list those of the first item of each form."""
    match value:
        case str():
            yield path
        case dict():
            for key, item in value.items():
                yield from texts(item, (*path, key))
        case list():
            forms = {
                str(sorted(item) if isinstance(item, dict) else type(item)): place
                for place, item in reversed(list(enumerate(value)))
            }
            for place in sorted(forms.values()):
                yield from texts(value[place], (*path, place))


def put(document: Any, path: tuple[str | int, ...], text: str) -> Any:
    made = json.loads(json.dumps(document))
    parent = made
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = text
    return made


Planted = Iterator[tuple[str, str]]
"""The key or the line of the place, and the file with the word there."""


def in_json(text: str, word: str) -> Planted:
    document = json.loads(text)
    for path in texts(document):
        yield key_of(path), json.dumps(put(document, path, word))
    for kinds in re.findall(
        r'"(?:errorDistribution|RetCodes|status_codes|statusCodeDistribution)"\s*:\s*\{\s*"[^"]*"', text
    ):
        yield kinds.split('"')[1], text.replace(kinds, kinds[: kinds.rindex('"', 0, -1)] + json.dumps(f"to {word}"))


def in_json_lines(text: str, word: str) -> Planted:
    lines = text.splitlines()
    for number, line in enumerate(lines):
        for key, made in in_json(line, word):
            yield key, "\n".join((*lines[:number], made, *lines[number + 1 :], ""))


def in_yaml(text: str, word: str) -> Planted:
    document = yaml.load(text, TextLoader)  # noqa: S506  # a safe loader without timestamps
    for path in texts(document):
        made = put(document, path, word)
        yield key_of(path), yaml.safe_dump(made, sort_keys=False)
        yield (
            key_of(path),
            "".join(
                f"{key}: {yaml.safe_dump(item, default_flow_style=True, width=10**6)}" for key, item in made.items()
            ),
        )


def in_csv(text: str, word: str) -> Planted:
    rows = list(csv.reader(io.StringIO(text)))
    for place in range(len(rows[0])):
        made = io.StringIO()
        csv.writer(made, lineterminator="\n").writerows([*rows[:-1], [*rows[-1][:place], word, *rows[-1][place + 1 :]]])
        yield rows[0][place], made.getvalue()


def in_columns(text: str, word: str) -> Planted:
    yield "more", text.replace("\n", f"\t{word}\n")


PLACES: tuple[tuple[str, str], ...] = (
    (r"https?://\S+?(?=[\s\"]|$)", "http://{}/"),
    (r"(?<=\[2\] )\w.*|(?<=\[2\]\t)\w.*", 'Get "http://{}:80/": refused'),
    (r"\Z", "http://{}/\n"),
    (r"\Z", "Host: {}\n"),
    (r"\Z", "User: {}\n"),
    (r"\Z", "Authorization: {}\n"),
    (r"\Z", "Cookie: a={}\n"),
)
"""Where a printed text names URLs, hosts, users and headers, and in what form."""


def in_print(text: str, word: str) -> Planted:
    for place, form in PLACES:
        if re.search(place, text, re.MULTILINE):
            yield form, re.sub(place, form.format(word).replace("\\", r"\\"), text, count=1, flags=re.MULTILINE)


def key_of(path: tuple[str | int, ...]) -> str:
    return str(next((each for each in reversed(path) if isinstance(each, str)), ""))


def planter(name: str) -> Callable[[str, str], Planted]:
    text = raw(name).text()
    if name.endswith(".json"):
        try:
            json.loads(text)
        except ValueError:
            return in_json_lines
        return in_json
    return {"yaml": in_yaml, "csv": in_csv, "tsv": in_columns}.get(name.rsplit(".", 1)[1], in_print)


@pytest.mark.parametrize("word", SECRETS)
@pytest.mark.parametrize("name", NAMES)
def test_no_private_word_reaches_the_evidence(name: str, word: str) -> None:
    tool = tool_of(name)
    leaks = set()
    for place, text in planter(name)(raw(name).text(), word):
        try:
            found = tool.gather(raw_text(name, text))
        except ImportRefused:
            continue
        if any(word.encode() in run.source.content for run in found.runs):
            leaks.add(place)
    kept = {key for tool_name, key in KEPT if tool_name == tool.name} if word == SECRETS[0] else set()
    assert sorted(leaks - kept) == []
