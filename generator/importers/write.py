"""From imported runs to files: the table a person sees first, then the documents, then (only in `write`) the disk."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from generator.characters import slug, visible
from generator.emit import emit
from generator.importers.common import (
    TODO,
    Configs,
    ImportedRun,
    ImportRefused,
    RawFile,
)
from generator.importers.components import components
from generator.importers.entries import SMP_PERCENTILES, entry, shaped
from generator.importers.pattern import Pattern, fill, rename

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


T = TypeVar("T")
_OMISSION = ("corrected", "uncorrected", "unknown")
_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_HEADER = "# yaml-language-server: $schema={up}generator/schemas/performance-results.v1.schema.json\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What a person says about the files; every template may hold the parts of `--match` as `{part}`, and `{file}`.

    `maps` are `FIELD:BEFORE=AFTER`: FIELD is a part, or one of id, test-id, mesh-config, env; one `*` in BEFORE stands for
    anything and comes back in AFTER. `evidence_uri` names where the raw file is published; without it the file is copied to
    `evidence/`. `output` is the name of the results file; with `replace` one that is there may lose runs. Runs for which `merge` gives
    the same text are the generators of one distributed run, named by `generator`; `generators` is how many there were. `scheduler` is
    the address of a Dask cluster that reads the files. `resources` names the JSON with the components of a run. With `hash_only` raw files are
    neither copied nor said to be published.
    """

    id: str | None = None
    test_id: str | None = None
    mesh_config: str | None = None
    env: str | None = None
    campaign: str | None = None
    repeat: str | None = None
    details_uri: str | None = None
    evidence_uri: str | None = None
    tool_version: str | None = None
    omission: str | None = None
    latency_unit: str | None = None
    output: str | None = None
    note: str | None = None
    merge: str | None = None
    generator: str | None = None
    generators: int | None = None
    scheduler: str | None = None
    resources: str | None = None
    hash_only: bool = False
    maps: tuple[str, ...] = ()
    replace: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What will be written, a row a run or a config message."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def text(self) -> str:
        """The rows in columns; nothing where there are none."""
        if not self.rows:
            return ""
        rows = [[visible(cell) for cell in row] for row in (self.head, *self.rows)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
        return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """Everything that `write` would do. With `refusals` it does nothing; `notes` are said to the person.

    `left_out` are refusals of single files that do not keep the others out; `summary` counts what was looked at. `to_paste` is YAML
    that a person can put into a file which is not edited.
    """

    into: Path
    table: Table
    files_to_write: Mapping[PurePosixPath, bytes]
    configs: Table = Table(head=(), rows=())
    notes: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    summary: str = ""
    to_paste: str = ""


def refused_plan(into: Path, refusals: tuple[str, ...], to_paste: str = "") -> ImportPlan:
    """A plan of nothing, with the reasons."""
    return ImportPlan(into=into, table=table(()), files_to_write={}, refusals=refusals, to_paste=to_paste)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedRun:
    """A run with the ids and conditions that the person's pattern and templates give it."""

    run: ImportedRun
    id: str
    test_id: str
    mesh_config: str
    env: str
    campaign: str | None
    repeat: int | None
    details_uri: str | None
    evidence: tuple[Mapping[str, object], ...]
    omission: str
    note: str | None
    parts: Mapping[str, str] = field(default_factory=dict)


def place(run: ImportedRun, pattern: Pattern | None, options: ImportOptions) -> PlacedRun:
    """The run with its ids; of a distributed run the parts are those in which its generators agree.

    Raises:
        ImportRefused: the pattern does not fit, the tool contradicts a part, or an id can't be formed.
    """
    labels = [each.origin or each.label for each in run.generators] if options.merge else [run.label]
    read = shared_parts([pattern.read(label) for label in labels]) if pattern else {}
    _check_facts(run, read)
    parts = {name: rename(value, _rules(options.maps, name)) for name, value in read.items()}
    filled = parts | ({"file": run.source.name} if len(labels) == 1 else {})
    if options.resources:
        run = replace(run, resources=components(fill(options.resources, filled, "--resources")))
    return PlacedRun(
        run=run,
        id=_result_id(run, filled, options),
        test_id=_reference(run, "test_id", "test-id", options.test_id, filled, options.maps),
        mesh_config=_reference(run, "mesh_config_id", "mesh-config", options.mesh_config, filled, options.maps),
        env=_reference(run, "env_id", "env", options.env, filled, options.maps),
        campaign=fill(options.campaign, filled, "--campaign") if options.campaign else None,
        repeat=_repeat(options.repeat, filled),
        details_uri=fill(options.details_uri, filled, "--details-uri") if options.details_uri else None,
        evidence=_evidence(run, filled, options),
        omission=_omission(run, options),
        note="; ".join(filter(None, (fill(options.note, filled, "--note") if options.note else None, *run.notes)))
        or None,
        parts=parts,
    )


def shared_parts(readings: Sequence[Mapping[str, str]]) -> Mapping[str, str]:
    """The parts that have one value in all readings."""
    first, *others = readings
    return {name: value for name, value in first.items() if all(each.get(name) == value for each in others)}


def table(placed: Sequence[PlacedRun]) -> Table:
    """The rows a person looks at before anything is written; absent values are empty."""
    head: tuple[str, ...] = (
        "id",
        "mesh config",
        "test config",
        "environment",
        "requests/s",
        "p50 ms",
        "p90 ms",
        "p99 ms",
        "errors",
        "from",
    )
    rows = [_row(item) for item in placed]
    if any(item.run.generators for item in placed):
        head = (*head[:-1], "generators", head[-1])
        rows = [(*row[:-1], _generators(item.run), row[-1]) for row, item in zip(rows, placed, strict=True)]
    return Table(head=head, rows=tuple(rows))


def config_table(configs: Configs) -> Table:
    """The config messages, with the fields that each has."""
    kinds = (("environment", configs.environments), ("mesh config", configs.meshes), ("test config", configs.tests))
    rows = ((kind, str(config["id"]), _fields(config)) for kind, found in kinds for config in found)
    return Table(head=("message", "id", "fields"), rows=tuple(rows))


def _fields(config: Mapping[str, object]) -> str:
    return ", ".join(key for key in config if key not in ("id", "smp_version"))


def documents(placed: Sequence[PlacedRun], output: str) -> dict[PurePosixPath, bytes]:
    """The results file and the evidence that is copied, by path within the submission.

    Raises:
        ImportRefused: two runs have the same id, or an evidence file's name serves two contents.
    """
    twice = [name for name, count in Counter(item.id for item in placed).items() if count > 1]
    if twice:
        raise ImportRefused(f"two runs would have the id {twice[0]!r}: put what tells them apart into --id")
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{0,60}\.yaml", output) or output in ("submission.yaml", "status.yaml"):
        raise ImportRefused(
            f"--output {output!r}: a name in lower case that ends in .yaml, and not submission or status"
        )
    document = {"kind": "performance-results/v1", "results": [entry(item) for item in placed]}
    return {PurePosixPath(output): results_file(document), **_copies(placed)}


def results_file(document: Mapping[str, object]) -> bytes:
    """The content of a results file as importers write it."""
    return (_HEADER.format(up="../" * 3) + emit(shaped(document))).encode()


def write(plan: ImportPlan) -> tuple[Path, ...]:
    """Writes the plan's files into its folder, each complete or not at all; the paths written.

    Raises:
        ImportRefused: the plan has refusals.
        OSError: the disk says no.
    """
    if plan.refusals:
        raise ImportRefused("; ".join(plan.refusals))
    plan.into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".import-", dir=plan.into) as folder:
        staged = [(_stage(Path(folder), index, content), path) for index, (path, content) in enumerate(_files(plan))]
        return tuple(_move(source, plan.into / path) for source, path in staged)


def _files(plan: ImportPlan) -> list[tuple[PurePosixPath, bytes]]:
    return sorted(plan.files_to_write.items())


def _stage(folder: Path, index: int, content: bytes) -> Path:
    path = folder / str(index)
    path.write_bytes(content)
    return path


def _move(source: Path, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)
    return target


def _check_facts(run: ImportedRun, parts: Mapping[str, str]) -> None:
    for name, value in run.facts.items():
        if name in parts and parts[name] != value:
            raise ImportRefused(f"{run.label}: {name} is {parts[name]} by the name, {value} by {run.tool}")


def _rules(maps: tuple[str, ...], wanted: str) -> tuple[tuple[str, str], ...]:
    rules = []
    for text in maps:
        name, colon, rest = text.partition(":")
        before, equals, after = rest.partition("=")
        if not (colon and equals and before and after):
            raise ImportRefused(f"--map {text!r}: written FIELD:BEFORE=AFTER")
        if name == wanted:
            rules.append((before, after))
    return tuple(rules)


def _result_id(run: ImportedRun, parts: Mapping[str, str], options: ImportOptions) -> str:
    template = options.id
    own = str(run.smp.get("id") or run.label.rsplit("/", 1)[-1].removesuffix(".txt").removesuffix(".json"))
    text = fill(template, parts, "--id") if template else own
    return _identifier(rename(text, _rules(options.maps, "id")), run.label, "--id")


def _identifier(text: str, label: str, option: str) -> str:
    found = slug(text)
    if not _ID.fullmatch(found):
        raise ImportRefused(f"{label}: {found!r} is no id of 1 to 64 letters, digits and hyphens; set {option}")
    return found


def _reference(
    run: ImportedRun, smp_name: str, name: str, template: str | None, parts: Mapping[str, str], maps: tuple[str, ...]
) -> str:
    """The id of a config: by the person's template, else by the file, else TODO."""
    given = run.smp.get(smp_name)
    if template is None and not isinstance(given, str):
        return TODO
    text = fill(template, parts, f"--{name}") if template else str(given)
    renamed = rename(text, _rules(maps, name))
    return renamed if renamed == TODO else _identifier(renamed, run.label, f"--{name}")


def _omission(run: ImportedRun, options: ImportOptions) -> str:
    """Whether latencies are corrected for coordinated omission: by the person, else by the tool."""
    if options.omission not in (None, *_OMISSION):
        raise ImportRefused(f"--omission {options.omission!r}: one of {', '.join(_OMISSION)}")
    if run.coordinated_omission != "unknown" and options.omission not in (None, run.coordinated_omission):
        raise ImportRefused(f"{run.label}: {run.tool} says {run.coordinated_omission}, --omission {options.omission}")
    return options.omission or run.coordinated_omission


def _repeat(template: str | None, parts: Mapping[str, str]) -> int | None:
    text = fill(template, parts, "--repeat") if template else parts.get("repeat")
    if text is None:
        return None
    if not re.fullmatch(r"0{0,5}[1-9]\d{0,5}", text):
        raise ImportRefused(f"repeat {text!r}: a whole number from 1")
    return int(text)


def _evidence(run: ImportedRun, parts: Mapping[str, str], options: ImportOptions) -> tuple[Mapping[str, object], ...]:
    return tuple(_one_evidence(raw, run, {**parts, "file": raw.name}, options) for raw in run.sources)


def _one_evidence(
    raw: RawFile, run: ImportedRun, parts: Mapping[str, str], options: ImportOptions
) -> Mapping[str, object]:
    place = _evidence_place(raw, parts, options)
    return {
        **place,
        **(_of_copy(raw) if "path" in place else _of_original(raw)),
        "tool": run.tool,
        "tool_version": options.tool_version or run.tool_version,
        "original_sha256": raw.original_sha256 if "path" in place else None,
    }


def _of_copy(raw: RawFile) -> Mapping[str, object]:
    return {"sha256": raw.sha256, "bytes": raw.size}


def _of_original(raw: RawFile) -> Mapping[str, object]:
    """Hash and size of the file that the person has: the one without private data is written nowhere then."""
    size = raw.size if raw.original_bytes is None else raw.original_bytes
    return {"sha256": raw.original_sha256 or raw.sha256, "bytes": size}


def _evidence_place(raw: RawFile, parts: Mapping[str, str], options: ImportOptions) -> Mapping[str, str]:
    """Where the raw file is published, if it is."""
    if options.evidence_uri:
        return {"uri": fill(options.evidence_uri, parts, "--evidence-uri")}
    if options.hash_only:
        return {}
    if raw.file:
        raise ImportRefused(
            f"{raw.path}: {raw.size} bytes are too many for evidence/; publish the file and say where by --evidence-uri, "
            "or say --hash-only"
        )
    return {"path": f"evidence/{_evidence_name(raw)}"}


def _evidence_name(raw: RawFile) -> str:
    """The file's name with the start of its hash, since runs of a matrix often share their names."""
    stem, dot, ending = raw.name.rpartition(".")
    return f"{slug(stem if dot else raw.name)[:80]}-{raw.sha256[:8]}.{slug(ending) if dot else 'txt'}"


def _copies(placed: Sequence[PlacedRun]) -> dict[PurePosixPath, bytes]:
    return {
        PurePosixPath(str(evidence["path"])): raw.content
        for item in placed
        for evidence, raw in zip(item.evidence, item.run.sources, strict=True)
        if "path" in evidence
    }


def _row(item: PlacedRun) -> tuple[str, ...]:
    run = item.run
    percentiles = tuple(_percentile(run, key) for key in SMP_PERCENTILES)
    errors = "" if run.errors is None else str(sum(run.errors.values()))
    return (item.id, item.mesh_config, item.test_id, item.env, _shown(run.actual_qps), *percentiles, errors, run.label)


def _percentile(run: ImportedRun, key: str) -> str:
    """The percentile, or its bounds where they are too far apart for a point."""
    low, high = run.bounds_ms.get(key, (None, None))
    if low is None or key not in run.percentiles_ms:
        return _shown(run.percentiles_ms.get(key))
    if high is None:
        return f"at least {_shown(low)}"
    return f"{_shown(low)} to {_shown(high)}" if high * 10 > low * 11 else _shown(run.percentiles_ms[key])


def _shown(value: Decimal | None) -> str:
    """A number with at most six significant figures; empty where it is not reported."""
    return "" if value is None else format(Decimal(f"{value:.6g}").normalize(), "f")


def _generators(run: ImportedRun) -> str:
    """How many generators reported, of how many where some did not."""
    reported = len(run.generators) or 1
    return f"{reported} of {run.expected}" if run.expected and run.expected != reported else str(reported)
