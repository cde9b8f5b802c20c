"""`mesh-results import`: raw outputs of tools, conformance reports and patterns."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from generator import places
from generator.characters import visible
from generator.cli.common import FINDINGS, FOLDER, found, leave, repo_option, repository, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from generator.importers import ImportPlan

T = TypeVar("T")
_FOR_REPORTS = ("facts", "evidence_uri")
"""Options of `import` for conformance reports of every tool, by parameter; what no kind names is for measurements alone."""
_FOR_SOME_REPORTS = {"declared": "smi", "commit": "gateway-api-repo"}
_FOR_SUBMISSIONS = {
    "environment": ("env",),
    "resources": ("id", "test_id", "mesh_config", "env", "replace", "skip_first", "skip_last", "queries"),
}
"""Options of `import` for the tools that complete a submission."""
_FOR_RESOURCES = ("skip_first", "skip_last", "queries")
"""Those of them that no other tool has."""


@click.command(name="import")
@click.argument("tool")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--into",
    type=FOLDER,
    help="Where it goes: results/performance/ID, results/conformance/SUITE with or without the report's ID, or patterns/ID.",
)
@repo_option
@click.option("--match", metavar="PATTERN", help="What names mean: '{mesh}/{mode}/run-{connections}-{requests}.txt'.")
@click.option("--id", metavar="TEMPLATE", help="Id of a result, from parts of the pattern: '{mesh}-{connections}'.")
@click.option("--test-id", metavar="TEMPLATE", help="Id of the test config.")
@click.option("--mesh-config", metavar="TEMPLATE", help="Id of the mesh config.")
@click.option("--env", metavar="TEMPLATE", help="Id of the environment.")
@click.option("--campaign", metavar="TEMPLATE", help="Campaign of the runs, where it is not the submission's.")
@click.option("--repeat", metavar="TEMPLATE", help="Number of the repetition, counted from 1.")
@click.option("--details-uri", metavar="TEMPLATE", help="Where more is said about a run.")
@click.option(
    "--evidence-uri", metavar="TEMPLATE", help="Where the raw file is published; default: it is copied to evidence/."
)
@click.option("--tool-version", help="Version of the load generator, where its output does not say it.")
@click.option("--omission", help="Coordinated omission of the latencies: corrected, uncorrected or unknown.")
@click.option("--latency-unit", help="Unit of latencies, where the output does not say it: s, ms, us or ns.")
@click.option("--output", metavar="NAME", help="Name of the results file; default: TOOL.yaml, of auto results.yaml.")
@click.option("--note", help="A note on every run.")
@click.option("--merge", metavar="TEMPLATE", help="Runs with the same text are the generators of one distributed run.")
@click.option("--generator", metavar="TEMPLATE", help="Name of a generator of a distributed run; default: its file's.")
@click.option(
    "--generators",
    type=click.IntRange(1, 1_000_000),
    help="How many generators there were; missing ones widen the bounds.",
)
@click.option(
    "--resources", metavar="TEMPLATE", help="JSON with CPU and memory of a run's components, as you measured them."
)
@click.option("--hash-only", is_flag=True, help="Publish hashes and sizes of the raw files, and do not copy them.")
@click.option(
    "--scheduler", metavar="ADDRESS", help="A Dask cluster whose workers read the files, such as tcp://host:8786."
)
@click.option(
    "--map", "maps", multiple=True, metavar="FIELD:BEFORE=AFTER", help="Rename a part or an id; may be given often."
)
@click.option("--replace", is_flag=True, help="Replace a results file that is there, though runs are lost.")
@click.option(
    "--set",
    "facts",
    multiple=True,
    metavar="FIELD=VALUE",
    help="A fact of a report or pattern that only you know: 'submitter.name=Ada', 'target=istio'; may be given often.",
)
@click.option("--declared", metavar="LIST", help="smi: the specifications that the mesh claims, with commas between.")
@click.option("--commit", help="gateway-api-repo: the commit of FOLDER, where git does not know it.")
@click.option("--queries", is_flag=True, help="resources: print the queries for Prometheus, and stop.")
@click.option(
    "--skip-first",
    type=click.FloatRange(0, 1e6),
    metavar="SECONDS",
    help="resources: leave out so much of a run's start.",
)
@click.option(
    "--skip-last", type=click.FloatRange(0, 1e6), metavar="SECONDS", help="resources: leave out so much of a run's end."
)
@click.option("--dry-run", is_flag=True, help="Show what would be written, and stop.")
@click.option("--yes", is_flag=True, help="Do not ask before writing.")
def import_(
    tool: str,
    files: tuple[Path, ...],
    into: Path | None,
    repo: Path | None,
    *,
    dry_run: bool,
    yes: bool,
    **said: Any,
) -> None:
    """Turn raw output FILES of TOOL into results, conformance reports or a pattern, and show them as a table first.

    Measurements: fortio, ghz, h2load, hey, istio-csv, k6, meshery, nighthawk, oha, smp, vegeta, wrk or wrk2; or auto, which tells the tool
    of each file by its content. Latencies are written in milliseconds, times as RFC 3339, memory in MB of 10^6 bytes. Where the folder has no submission.yaml it gets one. TEMPLATES hold parts of the pattern, as {part}.

    Conformance reports: gateway-api (ConformanceReport), smi (Meshery's results), or gateway-api-repo, whose one FILE is the
    folder of a checkout of kubernetes-sigs/gateway-api.

    What was seen beside the load, into a submission: environment (kubectl's nodes and version as JSON) or resources (CPU and
    memory of proxies from Prometheus, for the runs that are there; --queries prints what to ask it).

    Patterns: pattern (old pattern files of service-mesh-patterns, Meshery designs), as a draft with its manifests.

    What only you know becomes TODO.
    """
    from generator import importers

    known = (
        importers.AUTO,
        *importers.TOOLS,
        *importers.REPORT_TOOLS,
        *importers.SUBMISSION_TOOLS,
        importers.PATTERN_TOOL,
    )
    if tool not in known:
        raise click.UsageError(f"there is no importer for {tool}, expected one of {', '.join(sorted(known))}")
    _refuse_foreign(tool, said)
    if said["queries"]:
        click.echo(importers.listed_queries(), nl=False)
        return
    if not files:
        raise click.UsageError("Missing argument 'FILES...'.")
    root = repository(repo)
    if tool in importers.REPORT_TOOLS:
        report_id = found(places.report_id, tool, importers.REPORT_TOOLS[tool], files, into, root)
        plan = importers.plan_reports(tool, files, root, report_id, _fields(importers.ReportOptions, said))
    elif tool == importers.PATTERN_TOOL:
        pattern_id = found(places.pattern, into, root)
        plan = importers.plan_pattern(files, root, pattern_id, _fields(importers.PatternOptions, said))
    else:
        plan = _into_submission(tool, files, found(places.submission, into, root), said)
    _write(plan, dry_run=dry_run, ask=sys.stdin.isatty() and not yes)


def _into_submission(tool: str, files: tuple[Path, ...], folder: Path, said: Mapping[str, Any]) -> ImportPlan:
    from generator import importers

    if tool == "environment":
        return importers.plan_environment(files, folder, _fields(importers.EnvironmentOptions, said))
    if tool == "resources":
        return importers.plan_resources(files, folder, _fields(importers.ResourceOptions, said))
    return importers.plan(tool, files, folder, match=said["match"], options=_fields(importers.ImportOptions, said))


def _refuse_foreign(tool: str, said: Mapping[str, Any]) -> None:
    """Refuse options that would be ignored: each kind of tool has its own."""
    for parameter in click.get_current_context().command.params:
        name = parameter.name or ""
        if name in said and said[name] not in (None, (), False) and not _applies(tool, name):
            raise click.UsageError(f"{parameter.opts[0]} does not apply to {tool}")


def _applies(tool: str, name: str) -> bool:
    from generator import importers

    if tool == importers.PATTERN_TOOL:
        return name == "facts"
    if tool in importers.REPORT_TOOLS:
        return name in _FOR_REPORTS or _FOR_SOME_REPORTS.get(name) == tool
    if tool in importers.SUBMISSION_TOOLS:
        return name in _FOR_SUBMISSIONS[tool]
    return name not in ("facts", *_FOR_SOME_REPORTS, *_FOR_RESOURCES)


def _write(plan: ImportPlan, *, dry_run: bool, ask: bool) -> None:
    """Show the plan, then write it where nothing stands against it."""
    from generator import importers

    say(plan)
    click.echo(plan.table.text + plan.configs.text + (f"{visible(plan.summary)}\n" if plan.summary else ""), nl=False)
    if plan.refusals:
        click.echo("".join(f"{visible(line)}\n" for line in plan.to_paste.splitlines()), nl=False)
        leave(FINDINGS)
    if dry_run:
        paths = (visible(str(plan.into / path)) for path in sorted(plan.files_to_write))
        click.echo("".join(f"would write {path}\n" for path in paths), nl=False)
    elif plan.files_to_write:
        if ask:
            click.confirm(f"Write {len(plan.files_to_write)} files into {plan.into}?", default=True, abort=True)
        for path in importers.write(plan):
            click.echo(f"written {visible(str(path))}")
    if plan.left_out:
        leave(FINDINGS)


def _fields(options: Callable[..., T], said: Mapping[str, Any]) -> T:
    """The options of that type, from the parameters of the same names."""
    return options(**{name: said[name] for name in inspect.signature(options).parameters})
