"""CPU and memory of a mesh's components, from Prometheus into the results of a submission that was not published yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from fnmatch import fnmatchcase
from itertools import pairwise
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from generator.importers.common import ComponentUse, ImportRefused, read
from generator.importers.existing import published, replaced, today
from generator.importers.prometheus import cleaned, joined, read_answer
from generator.importers.queries import COMPONENTS, CPU, MEMORY, Component
from generator.importers.reduction import Reduced, reduced
from generator.importers.rewriting import NOTE, Addition, ResultsFile, evidence_of, read_results, rewritten
from generator.importers.write import ImportPlan, Table, refused_plan
from generator.times import read_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from generator.importers.common import RawFile
    from generator.importers.prometheus import Answer, Use

_TOOL = "prometheus"
_STATISTICS = (("average", "average"), ("max", "greatest"))
_SHOWN = 3
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HEAD = ("id", "component", "role", "statistic", "CPU mCPU", "memory MB", "samples CPU / memory")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceOptions:
    """Which runs are meant (patterns of ids, `*` for anything), seconds to leave out of each, and whether resources may be replaced."""

    id: str | None = None
    test_id: str | None = None
    mesh_config: str | None = None
    env: str | None = None
    skip_first: float | None = None
    skip_last: float | None = None
    replace: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """A run with surely known times, in Unix seconds."""

    id: str
    env: str
    begin: Decimal
    end: Decimal
    resources: object


@dataclass(slots=True)
class _Notes:
    """What is said of several runs at once."""

    runs: dict[str, list[str]] = field(default_factory=dict)

    def add(self, text: str, run: str) -> None:
        """Say it of that run too."""
        self.runs.setdefault(text, []).append(run)

    def __iter__(self) -> Iterator[str]:
        """Each note with its runs."""
        for text, ids in self.runs.items():
            more = f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else ""
            yield f"{', '.join(ids[:_SHOWN])}{more}: {text}"


def plan_resources(files: Sequence[Path], into: Path, options: ResourceOptions | None = None) -> ImportPlan:
    """What adding the CPU and memory in these answers to the submission's results would write."""
    chosen = options or ResourceOptions()
    standing = published(into, today())
    try:
        answers = [read_answer(raw) for raw in read(files)]
        return _plan(into, answers, chosen, standing)
    except ImportRefused as refused:
        return refused_plan(into, (*standing, str(refused)))


def _plan(into: Path, answers: Sequence[Answer], options: ResourceOptions, standing: tuple[str, ...]) -> ImportPlan:
    results, notes = read_results(into), _Notes()
    runs = [run for file in results for entry in file.entries if (run := _run(entry, options, notes))]
    if not runs:
        raise ImportRefused(
            f"{into}: none of its results is meant that has start_time and end_time to the second and with a zone"
        )
    measured = _measured(joined(answers), runs, options, notes)
    if not measured:
        said = (*(note for answer in answers for note in answer.notes), *notes, *_reach(answers))
        raise ImportRefused(f"no run of {into} is covered by these files: {'; '.join(said)}")
    _check([run for run in runs if run.id in measured], measured, options)
    copies = cleaned(answers)
    additions = _additions(answers, copies, [run for run in runs if run.id in measured], measured, _trimmed(options))
    written = _files(results, copies, additions)
    notes_of_files = (note for answer in answers for note in answer.notes)
    return ImportPlan(
        into=into,
        table=Table(head=_HEAD, rows=tuple(row for run, found in measured.items() for row in _rows(run, found))),
        files_to_write=written,
        notes=(*notes_of_files, *notes, *_left_out(answers), *_unused(results, additions), *replaced(into, written)),
        refusals=standing,
    )


def _reach(answers: Sequence[Answer]) -> Iterator[str]:
    """From when to when the samples are."""
    times = [at for answer in answers for each in answer.series for at in each.samples]
    if times:
        first, last = (datetime.fromtimestamp(int(at), UTC) for at in (min(times), max(times)))
        yield f"the samples reach from {first:%Y-%m-%dT%H:%M:%SZ} to {last:%Y-%m-%dT%H:%M:%SZ}"


def _left_out(answers: Sequence[Answer]) -> tuple[str, ...]:
    hashes = ", ".join(answer.raw.sha256[:12] for answer in answers)
    return (f"names of pods, namespaces and nodes are left out of the evidence (SHA-256 of the originals {hashes} …)",)


def _run(entry: Mapping[str, object], options: ResourceOptions, notes: _Notes) -> _Run | None:
    result, measurement = entry.get("result"), entry.get("measurement")
    message = result if isinstance(result, dict) else {}
    ids = {
        "id": str(entry.get("id")),
        "test_id": str(message.get("test_id")),
        "mesh_config": str(message.get("mesh_config_id")),
        "env": str(message.get("env_id")),
    }
    if not all(fnmatchcase(value, pattern) for name, value in ids.items() if (pattern := getattr(options, name))):
        return None
    times = [_seconds(message.get(name), at_start=name == "start_time") for name in ("start_time", "end_time")]
    begin, end = times
    if begin is None or end is None:
        notes.add("no start_time and end_time to the second and with a zone, left out", ids["id"])
        return None
    return _Run(
        id=ids["id"],
        env=ids["env"],
        begin=begin,
        end=end,
        resources=measurement.get("resources") if isinstance(measurement, dict) else None,
    )


def _seconds(text: object, *, at_start: bool) -> Decimal | None:
    """The instant at which the run has surely begun, or has surely not ended yet."""
    span = read_time(text) if isinstance(text, str) else None
    if span is None or not span.zoned or span.precision != "second":
        return None
    since = (span.latest if at_start else span.earliest) - _EPOCH
    return Decimal(since.days * 86400 + since.seconds) + Decimal(since.microseconds) / 1_000_000


Found = dict[tuple[str, str], dict[str, Reduced]]
"""By component and container, then by quantity."""


def _measured(uses: Sequence[Use], runs: Sequence[_Run], options: ResourceOptions, notes: _Notes) -> dict[str, Found]:
    order = [each.name for each in COMPONENTS]
    ordered = sorted(uses, key=lambda use: (order.index(use.component.name), use.container, use.quantity))
    measured: dict[str, Found] = {}
    first, last = (Decimal(str(value or 0)) for value in (options.skip_first, options.skip_last))
    for run in runs:
        for use in ordered:
            found = reduced(use, run.begin + first, run.end - last)
            said = f"{use.component.name}-{use.quantity} {use.container}".rstrip()
            if isinstance(found, str):
                notes.add(f"{said} {found}", run.id)
                continue
            for note in found.notes:
                notes.add(f"{said} {note}", run.id)
            by_quantity = measured.setdefault(run.id, {}).setdefault((use.component.name, use.container), {})
            by_quantity[use.quantity] = found
    return measured


def _check(runs: Sequence[_Run], measured: Mapping[str, Found], options: ResourceOptions) -> None:
    """Refuse runs that can't all be of the cluster that was watched, or whose resources would be lost."""
    environments = sorted({run.env for run in runs})
    if len(environments) > 1:
        raise ImportRefused(
            f"the files cover runs of the environments {', '.join(environments)}, but one Prometheus watches one cluster: say --env"
        )
    for earlier, later in pairwise(sorted(runs, key=lambda run: run.begin)):
        if later.begin < earlier.end:
            raise ImportRefused(
                f"the runs {earlier.id} and {later.id} overlap in time: were they on two clusters? choose by --mesh-config, --test-id or --id"
            )
    held = [run.id for run in runs if run.resources and not options.replace and not _same(run, measured[run.id])]
    if held:
        raise ImportRefused(
            f"{', '.join(held[:_SHOWN])} {'has' if len(held) == 1 else 'have'} other resources already: give all files at once and say --replace"
        )


def _same(run: _Run, found: Found) -> bool:
    return run.resources == [_fields(use) for use in _uses(found)]


def _fields(use: ComponentUse) -> dict[str, object]:
    return {name: value for name, value in use.fields.items() if value is not None}


def _uses(found: Found) -> Iterator[ComponentUse]:
    for (name, container), quantities in found.items():
        component = next(each for each in COMPONENTS if each.name == name)
        for statistic, field_name in _STATISTICS:
            values = {quantity: getattr(each, field_name) for quantity, each in quantities.items()}
            yield ComponentUse(
                component=_title(component, container, quantities),
                role=component.role,
                statistic=statistic,
                cpu_mcores=values.get(CPU),
                mem_mb=values.get(MEMORY),
            )


def _title(component: Component, container: str, quantities: Mapping[str, Reduced]) -> str:
    """The name with the number of replicas that were seen."""
    count = len(frozenset().union(*(each.replicas for each in quantities.values())))
    return f"{component.title or container} ({count} {component.replica}{'' if count == 1 else 's'})"


def _rows(run: str, found: Found) -> Iterator[tuple[str, ...]]:
    samples = [_samples(quantities) for quantities in found.values() for _ in _STATISTICS]
    for use, count in zip(_uses(found), samples, strict=True):
        amounts = ("" if value is None else f"{value.normalize():f}" for value in (use.cpu_mcores, use.mem_mb))
        yield (run, use.component, use.role, use.statistic, *amounts, count)


def _samples(quantities: Mapping[str, Reduced]) -> str:
    """How many instants count for CPU and for memory."""
    return " / ".join(str(each.samples) if (each := quantities.get(name)) else "none" for name in (CPU, MEMORY))


def _additions(
    answers: Sequence[Answer],
    copies: Sequence[RawFile],
    runs: Sequence[_Run],
    measured: Mapping[str, Found],
    note: str | None,
) -> dict[str, Addition]:
    """For each run its resources, and as evidence the files with samples of its time."""
    return {
        run.id: Addition(
            resources=[_fields(use) for use in _uses(measured[run.id])],
            evidence=[_evidence(copy) for answer, copy in zip(answers, copies, strict=True) if _is_of(answer, run)],
            note=note,
        )
        for run in runs
    }


def _trimmed(options: ResourceOptions) -> str | None:
    first, last = (Decimal(str(value or 0)).normalize() for value in (options.skip_first, options.skip_last))
    return NOTE.format(first=f"{first:f}", last=f"{last:f}") if first or last else None


def _is_of(answer: Answer, run: _Run) -> bool:
    return any(run.begin <= at <= run.end for each in answer.series for at in each.samples)


def _path(copy: RawFile) -> str:
    return f"evidence/{_TOOL}-{copy.sha256[:12]}.json"


def _evidence(copy: RawFile) -> dict[str, object]:
    return {
        "path": _path(copy),
        "sha256": copy.sha256,
        "bytes": copy.size,
        "tool": _TOOL,
        "original_sha256": copy.original_sha256,
    }


def _files(
    results: Sequence[ResultsFile], copies: Sequence[RawFile], additions: Mapping[str, Addition]
) -> dict[PurePosixPath, bytes]:
    touched = [file for file in results if any(str(entry.get("id")) in additions for entry in file.entries)]
    written = {PurePosixPath(file.name): rewritten(file, additions, _TOOL) for file in touched}
    named = {str(each["path"]) for addition in additions.values() for each in addition.evidence}
    return {**written, **{PurePosixPath(_path(copy)): copy.content for copy in copies if _path(copy) in named}}


def _unused(results: Sequence[ResultsFile], additions: Mapping[str, Addition]) -> tuple[str, ...]:
    """A note for each file of evidence that an earlier import left and that no run names any more."""
    before: set[str] = set()
    after = {str(each["path"]) for addition in additions.values() for each in addition.evidence}
    for entry in (one for file in results for one in file.entries):
        ours = {str(each.get("path")) for each in evidence_of(entry) if each.get("tool") == _TOOL}
        if str(entry.get("id")) in additions:
            before |= ours
        else:
            after |= ours
    return tuple(f"{path} is named by no run any more: remove it" for path in sorted(before - after))
