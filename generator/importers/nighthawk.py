"""Nighthawk: its Output as JSON or YAML, alone, in an ExecutionResponse, or of several instances in one, and what it writes in Fortio's form.

envoyproxy/nighthawk, api/client/{output,options,service}.proto. An instance writes a result for each worker and then one named "global",
which holds the same requests once more; with one worker it writes "global" alone. Nighthawk's sink puts the results of all instances
one behind the other into one Output and merges nothing, so that every "global" is a generator of its own here, and the workers only prove
its count. The rate and the connections among the options are those of one worker.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO

from generator.importers import nighthawk_fortio, nighthawk_yaml
from generator.importers.common import Gathered, ImportedRun, ImportRefused, RawFile
from generator.importers.fortio import recognises_nighthawk
from generator.importers.json_stream import Member, NoJson, members
from generator.importers.merging import merge
from generator.importers.nighthawk_options import read_options, version
from generator.importers.nighthawk_results import Result, read
from generator.importers.nighthawk_runs import Instance
from generator.importers.private import Words, clean_json, clean_tree, without_private

_OTHERS = (
    (
        re.compile(r"^(?:global|worker_\d{1,6})\.\S{0,200}(?:samples|mean): ", re.MULTILINE),
        "dotted output",
        "only percentiles nearest to a few shares, in whole µs",
    ),
    (
        re.compile(r"^Nighthawk - A layer 7 protocol benchmarking tool\.", re.MULTILINE),
        "output for people, or CSV,",
        "only percentiles nearest to a few shares, cut to whole µs",
    ),
    (
        re.compile(r"^# TYPE nighthawk_", re.MULTILINE),
        "output for Prometheus",
        "only percentiles nearest to a few shares, in whole µs",
    ),
    (
        re.compile(r"^[ ]{0,8}(?:adjusting_stage_results|testing_stage_result) ?\{", re.MULTILINE),
        "adaptive load output",
        "the protobuf text of a search for a rate, whose stages differ in length and rate; measure the rate it found by nighthawk_client",
    ),
)
"""Forms that are known and refused: by what they are known, their name, and what they hold."""
_JSON = re.compile(r'"(?:pstdev|raw_pstdev|sequencer_idle_strategy)"\s{0,4}:')
_UNUSED = re.compile(
    r'\{\s*"count":\s*"?\d{1,18}"?,\s*"id":\s*'
    r'"(?!benchmark_http_client\.(?:request_to_response|response_body_size)"|sequencer\.blocking")[^"\\]{0,200}",\s*'
    r'"percentiles":\s*\[[^\]]*+\][^\[\]{}\\]*+\}',
    re.ASCII,
)
"""A statistic that is not used, in the order in which Nighthawk writes its fields: most of a file."""
_COMMA = re.compile(r'("(?:[^"\\]++|\\.)*+")|,(\s*+[}\]])', re.DOTALL)
"""A text, which stays, or a comma too many, of which old versions wrote some."""
_WORDS = Words(
    known=re.compile(
        r"[+-]?[0-9]{1,25}(?:\.[0-9]{1,25})?(?:e[+-]?[0-9]{1,3})?s?|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,18}(?:Z|[+-][0-9:]{5})"
        r"|[A-Z][A-Z0-9_]{0,60}|true|false|auto|NaN|-?Infinity"
    ),
    names=("id", "name"),
)
"""Numbers, durations, times and enums; statistics and counters have names. Every other text is a user's: labels, ids, plugins, paths."""
_YAML = re.compile(r"^[ ]{2,16}(?:- )?(?:pstdev|raw_pstdev|sequencer_idle_strategy):", re.MULTILINE)
_YAML_ROOT = re.compile(r"^(?:options|results|output):[ \t]*$", re.MULTILINE)


def gather(raw: RawFile, latency_unit: str | None = None) -> Gathered:
    """The one run of an output; with several instances in it a distributed run, each instance a generator.

    Raises:
        ImportRefused: it is not Nighthawk's, of a form that does not hold enough, reports a failed execution, contradicts itself, or a
            unit is given (the output has its own).
    """
    if latency_unit is not None:
        raise ImportRefused(f"{raw.path}: --latency-unit does not apply, Nighthawk's output names its unit")
    head = raw.head()
    _refuse_others(head, raw.path)
    is_json = head.lstrip("\ufeff \t\r\n").startswith("{")
    if is_json and recognises_nighthawk(head):
        return nighthawk_fortio.gather(raw)
    return _from_json(raw) if is_json else _from_yaml(raw)


def recognises(head: str) -> str | None:
    """Why the beginning of a file is Nighthawk's, also of the forms that are refused; None where it is not."""
    if name := next((name for pattern, name, _ in _OTHERS if pattern.search(head)), None):
        return f"Nighthawk's {name.rstrip(',')}"
    if head.lstrip("\ufeff \t\r\n").startswith("{"):
        if recognises_nighthawk(head):
            return "Nighthawk's output in Fortio's form"
        is_output = _JSON.search(head) and ('"results"' in head or '"options"' in head)
        return "Nighthawk's JSON: results with statistics" if is_output else None
    is_yaml = _YAML_ROOT.search(head) and _YAML.search(head)
    return "Nighthawk's YAML: results with statistics" if is_yaml else None


def _refuse_others(head: str, path: str) -> None:
    for pattern, name, reason in _OTHERS:
        if pattern.search(head):
            raise ImportRefused(f"{path}: Nighthawk's {name} holds {reason}: import its JSON (--output-format json)")


def _from_json(raw: RawFile) -> Gathered:
    """The run of JSON; its evidence lacks target, headers and TLS settings, but where it is too large to be copied."""
    output = _output(raw)
    if raw.file:
        note = f"{raw.path}: too large to be copied; its options name the target and its headers: look at them before you publish it"
        return Gathered(runs=(_run(output, raw),), notes=(note,))
    source, notes = without_private(raw, clean_json(raw.text(), words=_WORDS))
    return Gathered(runs=(_run(output, source),), notes=notes)


def _output(raw: RawFile) -> _Output:
    try:
        with raw.stream() as stream:
            return _read_json(stream, raw.path)
    except NoJson as fault:
        if raw.file or (plain := _COMMA.sub(r"\1\2", raw.text())) == raw.text():
            raise
        try:
            return _read_json(BytesIO(plain.encode()), raw.path)
        except ImportRefused:
            raise fault from None


def _read_json(stream: BinaryIO, path: str) -> _Output:
    return _read(members(stream, path, lists={"results"}, within={"output"}, drop=_UNUSED), path)


def _from_yaml(raw: RawFile) -> Gathered:
    """The run of YAML, whose evidence is written anew: there are too many ways to write a key for anything but the reader to know it."""
    root = nighthawk_yaml.read_tree(raw.text(), raw.path)
    output = _read(nighthawk_yaml.members(root), raw.path)
    cleaned, removed = clean_tree(root, words=_WORDS)
    text = nighthawk_yaml.write_block(cleaned)
    if text == raw.text():
        return Gathered(runs=(_run(output, raw),))
    what = f"removed from the evidence: {', '.join(removed)}" if removed else "written anew for the evidence"
    note = f"{raw.path}: {what}"
    return Gathered(runs=(_run(output, raw.cleaned(text.encode())),), notes=(note,))


@dataclass(slots=True)
class _Output:
    """An Output as it is read: the members beside its results by name; the "global" of each instance, and how many workers came before it."""

    path: str
    others: dict[str, object] = field(default_factory=dict)
    instances: list[tuple[Result, int]] = field(default_factory=list)
    workers: list[Result] = field(default_factory=list)
    results: int = 0

    def take(self, keys: tuple[str | int, ...], value: object) -> None:
        """One member, or one result.

        Raises:
            ImportRefused: it contradicts what came before it.
        """
        if "results" not in keys:
            self.others[str(keys[-1])] = value
            return
        where = f"{self.path}: results[{self.results}]"
        self.results += 1
        found = read(value, where)
        if found.name != "global":
            self.workers.append(found)
            return
        reported, counted = sum(each.count for each in self.workers), found.count
        if self.workers and reported != counted:
            raise ImportRefused(
                f"{where}: global counts {counted} requests, its {len(self.workers)} workers {reported} together"
            )
        self.instances.append((found, len(self.workers)))
        self.workers.clear()


def _read(found: Iterable[Member], path: str) -> _Output:
    output = _Output(path=path)
    for keys, value in found:
        output.take(keys, value)
    failure = output.others.get("error_detail")
    if isinstance(failure, dict) and failure:
        raise ImportRefused(
            f"{path}: Nighthawk says that an execution failed: {str(failure.get('message'))[:200]!r}; what the others measured is no whole run"
        )
    if output.workers:
        raise ImportRefused(
            f"{path}: the last {len(output.workers)} results have no global behind them: is the file cut off?"
        )
    if not output.instances:
        raise ImportRefused(f'{path}: not Nighthawk\'s Output, or cut off (no result named "global")')
    return output


def _run(output: _Output, source: RawFile) -> ImportedRun:
    """The single instance as a run, or all as one distributed run."""
    path, number, options = output.path, len(output.instances), read_options(output.others.get("options"), output.path)
    labels = [f"instance-{each:0{len(str(number))}}" for each in range(1, number + 1)] if number > 1 else [path]
    tool_version = version(output.others.get("version"))
    runs = [
        Instance(label=label, path=path, result=result, listed=listed, options=options).run(
            source, tool_version, several=number > 1
        )
        for label, (result, listed) in zip(labels, output.instances, strict=True)
    ]
    return merge(path, runs) if number > 1 else runs[0]
