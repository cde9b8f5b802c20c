"""Importers: raw output of a tool -> a plan of what will be written -> results files, reports, or a draft of a pattern.

    plan = importers.plan("oha", files, into, match="{mesh}/pod/test-…-{connections}-{requests}.txt", options=options)
    plan = importers.plan_reports("smi", files, root, options=options)
    plan = importers.plan_pattern(files, root, "my-pattern", options=options)
    plan = importers.plan_environment(files, into, importers.EnvironmentOptions(env="cluster"))
    plan = importers.plan_resources(files, into, importers.ResourceOptions(skip_first=30))
    importers.write(plan)

`plan` reads and computes everything and touches nothing; `write` is the only step with an effect.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from generator.importers import (
    fortio,
    gateway_api,
    gateway_api_repo,
    ghz,
    h2load,
    hey,
    istio_csv,
    k6,
    meshery,
    nighthawk,
    oha,
    reports,
    smi,
    smp,
    vegeta,
    wrk,
    wrk2,
)
from generator.importers.common import Gathered, ImportedRun, ImportRefused, RawFile, merged, read
from generator.importers.environment import EnvironmentOptions, plan_environment
from generator.importers.existing import lost, published, replaced, today
from generator.importers.merging import merge, merged_runs
from generator.importers.pattern import Pattern, compile_pattern
from generator.importers.pattern_draft import PatternOptions
from generator.importers.pattern_files import plan_pattern
from generator.importers.queries import listed as listed_queries
from generator.importers.recognise import Tool, recognise
from generator.importers.reports import FACTS, FoundReport, ReportOptions
from generator.importers.resources import ResourceOptions, plan_resources
from generator.importers.spread import read_all
from generator.importers.submission import submission, without_echoes
from generator.importers.write import (
    ImportOptions,
    ImportPlan,
    PlacedRun,
    Table,
    config_table,
    documents,
    place,
    refused_plan,
    table,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

__all__ = [
    "AUTO",
    "FACTS",
    "PATTERN_TOOL",
    "REPORT_TOOLS",
    "SUBMISSION_TOOLS",
    "TOOLS",
    "EnvironmentOptions",
    "ImportOptions",
    "ImportPlan",
    "ImportRefused",
    "PatternOptions",
    "ReportOptions",
    "ResourceOptions",
    "Table",
    "listed_queries",
    "plan",
    "plan_environment",
    "plan_pattern",
    "plan_reports",
    "plan_resources",
    "write",
]

_MEASUREMENTS = (
    Tool(name="fortio", gather=fortio.gather, recognises=fortio.recognises),
    Tool(name="ghz", gather=ghz.gather, recognises=ghz.recognises),
    Tool(name="h2load", gather=h2load.gather, recognises=h2load.recognises),
    Tool(name="hey", gather=hey.gather, recognises=hey.recognises),
    Tool(name="istio-csv", gather=istio_csv.gather, recognises=istio_csv.recognises),
    Tool(name="k6", gather=k6.gather, recognises=k6.recognises),
    Tool(name="meshery", gather=meshery.gather, recognises=meshery.recognises),
    Tool(name="nighthawk", gather=nighthawk.gather, recognises=nighthawk.recognises),
    Tool(name="oha", gather=oha.gather, recognises=oha.recognises),
    Tool(name="smp", gather=smp.gather, recognises=smp.recognises),
    Tool(name="vegeta", gather=vegeta.gather, recognises=vegeta.recognises),
    Tool(name="wrk", gather=wrk.gather, recognises=wrk.recognises),
    Tool(name="wrk2", gather=wrk2.gather, recognises=wrk2.recognises),
)
TOOLS: Mapping[str, Tool] = MappingProxyType({tool.name: tool for tool in _MEASUREMENTS})
"""The importers of measurements by the name that the command takes."""
AUTO = "auto"
"""Instead of a tool's name: each file is imported by the one tool that recognises its content."""
REPORT_TOOLS: Mapping[str, str] = MappingProxyType(
    {
        "gateway-api": gateway_api.SUITE,
        "gateway-api-repo": gateway_api.SUITE,
        "smi": smi.SUITE,
    }
)
"""The importers of conformance reports by name, each with the suite in whose folder it writes."""
SUBMISSION_TOOLS = ("environment", "resources")
"""The importers of what was seen beside the load: they complete a submission."""
PATTERN_TOOL = "pattern"
"""The importer of old pattern files and Meshery designs."""
_REPORTS: Mapping[str, tuple[Callable[[RawFile, ReportOptions], tuple[FoundReport, ...]], tuple[str, ...]]] = (
    MappingProxyType({"gateway-api": (gateway_api.gather, gateway_api.HEAD), "smi": (smi.gather, smi.HEAD)})
)


_SEVERAL = "{0}: a folder holds one report and the files hold {1}; leave the ID out, and each gets one of its own"


def plan(
    tool: str, files: Sequence[Path], into: Path, match: str | None = None, options: ImportOptions | None = None
) -> ImportPlan:
    """What importing these files into that submission would write; every reason against it stands in `refusals`.

    Raises:
        KeyError: the tool is neither `AUTO` nor one of `TOOLS`.
    """
    importer = automatic if tool == AUTO else TOOLS[tool].gather
    chosen = options or ImportOptions()
    try:
        pattern = compile_pattern(match) if match else None
        raws = read(files, large=True)
        outcomes = read_all(raws, importer, chosen.latency_unit, chosen.scheduler)
    except ImportRefused as refused:
        return refused_plan(into, (str(refused),))
    gathered = [each.gathered for each in outcomes if each.gathered is not None]
    unread = [each.refusal for each in outcomes if each.refusal is not None]
    try:
        runs = _merged([run for part in gathered for run in part.runs], pattern, chosen)
    except ImportRefused as refused:
        return refused_plan(into, (*unread, str(refused)))
    placed, unplaced = _place(runs, pattern, chosen)
    output = chosen.output or ("results.yaml" if tool == AUTO else f"{tool}.yaml")
    standing = published(into, today()) or (() if chosen.replace else _losses(into / output, placed))
    return _plan(into, gathered, placed, (*standing, *unread, *unplaced), output)


def plan_reports(
    tool: str, files: Sequence[Path], root: Path, report_id: str | None = None, options: ReportOptions | None = None
) -> ImportPlan:
    """What importing these conformance reports into the repository at `root` would write; `report_id` names a single one.

    Raises:
        KeyError: the tool is none of `REPORT_TOOLS`.
    """
    chosen = options or ReportOptions()
    if tool == "gateway-api-repo":
        return gateway_api_repo.plan_folder(files[0], root, chosen)
    found, refusals = _gather_reports(tool, files, chosen)
    if report_id is not None and len(found) > 1:
        return reports.plan(
            root, REPORT_TOOLS[tool], (), (), refusals=(*refusals, _SEVERAL.format(report_id, len(found)))
        )
    named, shared = (
        reports.identified(found) if report_id is None else (dict.fromkeys([report_id], found[0]) if found else {}, ())
    )
    made, invalid = _placed_reports(named, chosen)
    _, head = _REPORTS[tool]
    return reports.plan(root, REPORT_TOOLS[tool], made, head, refusals=(*refusals, *shared, *invalid))


def _gather_reports(
    tool: str, files: Sequence[Path], options: ReportOptions
) -> tuple[tuple[FoundReport, ...], tuple[str, ...]]:
    gather, _ = _REPORTS[tool]
    found: list[FoundReport] = []
    refusals: list[str] = []
    for file in files:
        try:
            (raw,) = read([file])
            found += gather(raw, options)
        except ImportRefused as refused:
            refusals.append(str(refused))
    return reports.without_repetition(found), tuple(refusals)


def _placed_reports(
    named: Mapping[str, FoundReport], options: ReportOptions
) -> tuple[tuple[reports.Placed, ...], tuple[str, ...]]:
    made: list[reports.Placed] = []
    refusals: list[str] = []
    for name, report in named.items():
        try:
            made.append(reports.placed(name, report, options))
        except ImportRefused as refused:
            refusals.append(str(refused))
    return tuple(made), tuple(refusals)


def automatic(raw: RawFile, latency_unit: str | None = None) -> Gathered:
    """What the one importer that recognises a file makes of it; the first note says which, and why.

    Raises:
        ImportRefused: none recognises it, or several do, or that one refuses it.
    """
    tool, reason = recognise(raw, _MEASUREMENTS)
    found = tool.gather(raw, latency_unit)
    return replace(found, notes=(f"{raw.path}: read as {tool.name}: {reason}", *found.notes))


def _merged(runs: Sequence[ImportedRun], pattern: Pattern | None, options: ImportOptions) -> Sequence[ImportedRun]:
    """The runs as they are, or those of several generators as one where the person says which belong together.

    Raises:
        ImportRefused: they can't be merged, or an option of a merge stands without it.
    """
    if options.merge is not None:
        return merged_runs(runs, pattern, options.merge, options.generator, options.generators)
    if options.generator is not None:
        raise ImportRefused("--generator names the parts of a distributed run: say by --merge which runs are one")
    return [_counted(run, options.generators) for run in runs]


def _counted(run: ImportedRun, expected: int | None) -> ImportedRun:
    """The run, made anew of its generators where the person says how many there were."""
    if expected is None:
        return run
    if not run.generators:
        raise ImportRefused(
            f"{run.label}: not a distributed run, --generators does not apply; --merge makes one of several"
        )
    return merge(run.label, run.generators, expected)


def _place(
    runs: Sequence[ImportedRun], pattern: Pattern | None, options: ImportOptions
) -> tuple[tuple[PlacedRun, ...], tuple[str, ...]]:
    """The runs with their ids, and why others have none."""
    placed: list[PlacedRun] = []
    refusals: list[str] = []
    for run in runs:
        try:
            placed.append(place(run, pattern, options))
        except ImportRefused as refused:
            refusals.append(str(refused))
    return tuple(placed), tuple(refusals)


def _plan(
    into: Path, gathered: Sequence[Gathered], placed: Sequence[PlacedRun], refusals: Sequence[str], output: str
) -> ImportPlan:
    configs, echoes = without_echoes(merged(part.configs for part in gathered), placed)
    try:
        files = documents(placed, output) if placed else {}
        changed = () if refusals else replaced(into, files)
        submitted = submission(into, placed, configs)
    except ImportRefused as refused:
        return refused_plan(into, (*refusals, str(refused)), refused.to_paste)
    files |= submitted.files
    nothing = () if files or configs or refusals else ("the files hold neither runs nor configs",)
    edits = (f"submission.yaml: {place}: {before} becomes {after}" for place, before, after in submitted.changes)
    return ImportPlan(
        into=into,
        table=table(placed),
        files_to_write=files,
        configs=config_table(configs),
        notes=(
            *(note for part in gathered for note in part.notes),
            *(f"{item.id}: {note}" for item in placed if item.run.generators for note in item.run.notes),
            *echoes,
            *changed,
            *(() if refusals else (*edits, *submitted.notes)),
        ),
        refusals=tuple(dict.fromkeys((*refusals, *nothing))),
    )


def _losses(results: Path, placed: Sequence[PlacedRun]) -> tuple[str, ...]:
    """The refusal of a results file that would lose runs, if it would."""
    names = lost(results, [run.id for run in placed]) if placed else ()
    if not names:
        return ()
    shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    return (f"{results} is there and would lose {shown}; say --output NAME for a file beside it, or --replace",)
