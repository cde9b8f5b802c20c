"""The command `mesh-results`: parses arguments, calls one function, prints, and leaves with a code.

Codes: 0 clean, 1 a finding refuses something, 2 wrong usage or a fault of the tool itself. Commands import what they need when they run,
so that `check` starts without pandas, MkDocs and the rest of the site.
"""

from __future__ import annotations

import gc
import inspect
import os
import sys
import traceback
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from generator import __version__, places
from generator.characters import visible
from generator.report import REPORTS, counts, help_address

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from generator.finding import Rule
    from generator.importers import ImportPlan
    from generator.manifests.crds import Definitions

T = TypeVar("T")
CLEAN, FINDINGS, FAULT = 0, 1, 2
_FOR_REPORTS = ("facts", "evidence_uri")
"""Options of `import` for conformance reports of every tool, by parameter; the others are for measurements alone."""
_FOR_SOME_REPORTS = {"declared": "smi", "commit": "gateway-api-repo"}

_FOLDER = click.Path(path_type=Path, file_okay=False)
_repo = click.option(
    "--repo",
    type=_FOLDER,
    metavar="FOLDER",
    help="Folder that holds results/ and patterns/; default: the nearest one from here upward.",
)


def main() -> NoReturn:
    """The console command."""
    for stream in (sys.stdout, sys.stderr):
        # A name that the terminal's encoding lacks is escaped; it must not end the report.
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code; nothing but an interrupted pipe gets past here."""
    try:
        return int(commands.main(list(arguments), prog_name="mesh-results", standalone_mode=False) or CLEAN)
    except click.ClickException as error:
        error.show()
    except click.Abort:
        click.echo("aborted", err=True)
    except Exception as error:  # noqa: BLE001 -- Python would leave with 1, which here means findings: a crash must look like one
        click.echo(_crash(error), err=True)
    return FAULT


def _crash(error: Exception) -> str:
    if os.environ.get("MESH_RESULTS_TRACEBACK"):
        return "".join(traceback.format_exception(error))
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}:{frame.lineno}"
    said = visible(f"{type(error).__name__}: {error}")[:300]
    return f"mesh-results: fault of the tool itself, nothing was checked to the end: {said} ({place}); MESH_RESULTS_TRACEBACK=1 shows more"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mesh-results")
def commands() -> None:
    """From submitted measurements of service meshes to a published, honest comparison."""


@commands.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["auto", *REPORTS]),
    default="auto",
    show_default=True,
    help="Form of the report; auto is github in a workflow of GitHub, else text.",
)
@click.option(
    "--crd-dir",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="FOLDER",
    help="CustomResourceDefinitions to check manifests against, where no package has a schema.",
)
@_repo
def check(paths: tuple[Path, ...], form: str, crd_dir: Path | None, repo: Path | None) -> None:
    """Check submitted files: all, or those at PATHS (files or folders).

    References are resolved against the whole repository either way. Of manifests it says how many objects were checked against
    which schema, and how many could not be.
    """
    from generator import manifest_report
    from generator.load import load
    from generator.manifests.crds import NO_DEFINITIONS
    from generator.times import today

    gc.disable()  # a third of the time for large files; what the process leaves behind goes with it
    root = _repository(repo)
    definitions = NO_DEFINITIONS if crd_dir is None else _definitions(crd_dir)
    asked = [_found(places.inside, root, path) for path in paths]
    loaded = load(root, asked, today=today(), definitions=definitions)
    if not loaded.files and not loaded.findings:
        raise click.UsageError(f"no submitted file in {', '.join(map(str, paths)) or root}: nothing was checked")
    report = REPORTS[_form(form)](loaded.findings, loaded.files)
    _print(manifest_report.added(report, _form(form), loaded.manifests))
    _leave(FINDINGS if counts(loaded.findings)[0] else CLEAN)


def _definitions(folder: Path) -> Definitions:
    """The definitions of a folder; what could not be read is said, and a folder that defines nothing is a mistake."""
    from generator.manifests.crds import read_definitions

    found = read_definitions(folder)
    for each in found.findings:
        place = each.location
        click.echo(
            f"note: {visible(str(folder))}/{place.path}:{place.line}:{place.column}: not read: {visible(each.message)}",
            err=True,
        )
    if not found.found:
        raise click.UsageError(f"--crd-dir {folder}: no file in it defines a CustomResourceDefinition")
    return found


def _form(asked: str) -> str:
    if asked != "auto":
        return asked
    return "github" if os.environ.get("GITHUB_ACTIONS") else "text"


def _print(report: str) -> None:
    try:
        click.echo(report, nl=False)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        # Python would try again to write the rest at its end, and leave with a code of its own.
        sys.stdout = None
        raise click.ClickException(f"the report can't be written: {(error.strerror or str(error)).lower()}") from error


def _repository(repo: Path | None) -> Path:
    return _found(places.repository, repo)


def _found(find: Callable[..., T], *arguments: object) -> T:
    """What a function of `places` finds; what it refuses is wrong usage."""
    try:
        return find(*arguments)
    except places.PlaceRefused as refused:
        raise click.UsageError(str(refused)) from refused


def _leave(code: int) -> NoReturn:
    click.get_current_context().exit(code)


@commands.command()
@_repo
@click.option(
    "--destination", type=_FOLDER, metavar="FOLDER", help="Where the site goes; default: site/ in the repository."
)
@click.option("--timings", is_flag=True, help="Say on standard error how long each stage took.")
def build(repo: Path | None, destination: Path | None, *, timings: bool) -> None:
    """Build the site."""
    from generator import site
    from generator.prepare import SiteError

    root = _with_settings(repo)
    try:
        measured = site.build(root, destination or root / "site", quiet=not sys.stderr.isatty())
    except SiteError as error:
        _refuse_site(root, error)
    if timings:
        click.echo("\n".join(measured.lines()), err=True)


@commands.command()
@_repo
@click.option("--address", default="127.0.0.1:8000", show_default=True, metavar="HOST:PORT", help="Where to listen.")
def serve(repo: Path | None, address: str) -> None:
    """Serve the site on this machine and build it anew on every change."""
    from generator import site

    try:
        code = site.serve(_with_settings(repo), address)
    except KeyboardInterrupt:
        code = CLEAN
    _leave(FAULT if code else CLEAN)


@commands.command()
@click.argument("folder", type=_FOLDER)
@_repo
def stage(folder: Path, repo: Path | None) -> None:
    """Write the site's Markdown and assets as plain files into FOLDER, for another site generator."""
    from generator import site
    from generator.prepare import SiteError

    root = _repository(repo)
    try:
        site.stage(root, folder)
    except SiteError as error:
        _refuse_site(root, error)
    click.echo(f"written to {folder}", err=True)


def _with_settings(repo: Path | None) -> Path:
    root = _repository(repo)
    if not (root / "mkdocs.yml").is_file():
        raise click.UsageError(
            f"{root.absolute()} holds no mkdocs.yml, which says how the site is built: give --repo FOLDER"
        )
    return root


def _refuse_site(root: Path, error: Exception) -> NoReturn:
    """Leave with 1 where submitted files are why there is no site, else with 2."""
    from generator.load import load

    click.echo(f"mesh-results: {error}", err=True)
    _leave(FINDINGS if load(root).has_errors else FAULT)


@commands.command()
@click.argument("codes", metavar="[CODE]...", nargs=-1)
def explain(codes: tuple[str, ...]) -> None:
    """Explain findings by their CODE: MR301, 301, or the rule's name. Without one, list all rules."""
    from generator.rules import ALL

    if not codes:
        click.echo("".join(f"{each.code}  {each.severity:<7}  {each.slug}\n" for each in ALL), nl=False)
        return
    click.echo("\n".join([_explained(_rule(code)) for code in codes]), nl=False)


def _rule(name: str) -> Rule:
    from generator.rules import ALL, by_code

    code = f"MR{int(name):03}" if name.isdecimal() else name
    rule = by_code(code) or next((each for each in ALL if each.slug == name.lower()), None)
    if rule is None:
        near = get_close_matches(code.lower(), [known.lower() for each in ALL for known in (each.code, each.slug)], n=1)
        meant = f", perhaps {near[0].upper() if near[0].startswith('mr') else near[0]}" if near else ""
        raise click.UsageError(f"there is no rule {name}{meant}; `mesh-results explain` lists all")
    return rule


def _explained(rule: Rule) -> str:
    head = f"{rule.code} {rule.slug} ({rule.severity}, since {rule.since})"
    return f"{head}\n\n{rule.documentation.strip() or rule.summary}\n\n{help_address(rule)}\n"


@commands.command()
@click.argument("kind")
@click.argument("id_", metavar="ID")
@_repo
def new(kind: str, id_: str, repo: Path | None) -> None:
    """Begin a document of KIND with that ID, as a template to fill in.

    KIND is lab, mesh, pattern, status, submission, gateway-api-report, hamlet-report or smi-report. Of a submission only those
    files are written that are missing. A status belongs to the submission or conformance report with that ID.
    """
    from generator import scaffold

    root = _repository(repo)
    try:
        written = scaffold.write(root, scaffold.new(kind, id_, root))
    except scaffold.ScaffoldRefused as refused:
        raise click.UsageError(str(refused)) from refused
    for path in written:
        click.echo(f"written {path}")


@commands.command(name="import")
@click.argument("tool")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--into",
    type=_FOLDER,
    help="Where it goes: results/performance/ID, results/conformance/SUITE with or without the report's ID, or patterns/ID.",
)
@_repo
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
@click.option("--output", metavar="NAME", help="Name of the results file; default: TOOL.yaml.")
@click.option("--note", help="A note on every run.")
@click.option("--merge", metavar="TEMPLATE", help="Runs with the same text are the generators of one distributed run.")
@click.option("--generator", metavar="TEMPLATE", help="Name of a generator of a distributed run; default: its file's.")
@click.option(
    "--generators",
    type=click.IntRange(1, 1_000_000),
    help="How many generators there were; missing ones widen the bounds.",
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

    Measurements: oha, istio-csv or smp. Latencies are written in milliseconds, times as RFC 3339, memory in MB of 10^6 bytes.
    Where the folder has no submission.yaml it gets one. TEMPLATES hold parts of the pattern, as {part}.

    Conformance reports: gateway-api (ConformanceReport), smi (Meshery's results), or gateway-api-repo, whose one FILE is the
    folder of a checkout of kubernetes-sigs/gateway-api.

    Patterns: pattern (old pattern files of service-mesh-patterns, Meshery designs), as a draft with its manifests.

    What only you know becomes TODO.
    """
    from generator import importers

    known = (*importers.TOOLS, *importers.REPORT_TOOLS, importers.PATTERN_TOOL)
    if tool not in known:
        raise click.UsageError(f"there is no importer for {tool}, expected one of {', '.join(sorted(known))}")
    _refuse_foreign(tool, said)
    root = _repository(repo)
    if tool in importers.REPORT_TOOLS:
        report_id = _found(places.report_id, tool, importers.REPORT_TOOLS[tool], files, into, root)
        plan = importers.plan_reports(tool, files, root, report_id, _fields(importers.ReportOptions, said))
    elif tool == importers.PATTERN_TOOL:
        pattern_id = _found(places.pattern, into, root)
        plan = importers.plan_pattern(files, root, pattern_id, _fields(importers.PatternOptions, said))
    else:
        folder = _found(places.submission, into, root)
        plan = importers.plan(tool, files, folder, match=said["match"], options=_fields(importers.ImportOptions, said))
    _write(plan, dry_run=dry_run, ask=sys.stdin.isatty() and not yes)


def _refuse_foreign(tool: str, said: Mapping[str, Any]) -> None:
    """Refuse options that would be ignored: those of measurements for a report, and the other way round."""
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
    return name not in ("facts", *_FOR_SOME_REPORTS)


def _write(plan: ImportPlan, *, dry_run: bool, ask: bool) -> None:
    """Show the plan, then write it where nothing stands against it."""
    from generator import importers

    _say(plan)
    click.echo(plan.table.text + plan.configs.text + (f"{visible(plan.summary)}\n" if plan.summary else ""), nl=False)
    if plan.refusals:
        _leave(FINDINGS)
    if dry_run:
        paths = (visible(str(plan.into / path)) for path in sorted(plan.files_to_write))
        click.echo("".join(f"would write {path}\n" for path in paths), nl=False)
    elif plan.files_to_write:
        if ask:
            click.confirm(f"Write {len(plan.files_to_write)} files into {plan.into}?", default=True, abort=True)
        for path in importers.write(plan):
            click.echo(f"written {visible(str(path))}")
    if plan.left_out:
        _leave(FINDINGS)


def _fields(options: Callable[..., T], said: Mapping[str, Any]) -> T:
    """The options of that type, from the parameters of the same names."""
    return options(**{name: said[name] for name in inspect.signature(options).parameters})


def _say(plan: ImportPlan) -> None:
    for note in plan.notes:
        click.echo(f"note: {visible(note)}", err=True)
    for refusal in (*plan.refusals, *plan.left_out):
        click.echo(f"refused: {visible(refusal)}", err=True)


@commands.command()
@click.argument("form", metavar="FORMAT")
@click.argument("pattern")
@click.option("--target", help="Mesh or API whose manifests are exported; default: each that has some.")
@click.option("--into", type=_FOLDER, required=True, metavar="FOLDER", help="Where the files go.")
@_repo
def export(form: str, pattern: str, target: str | None, into: Path, repo: Path | None) -> None:
    """Export the manifests of PATTERN in the FORMAT of another program, with what its catalogue wants to know.

    FORMAT is meshery: a design (designs.meshery.io/v1beta1) and its catalog_data.json for each target.
    """
    from generator import exporters

    if form not in exporters.FORMATS:
        raise click.UsageError(f"there is no format {form}, expected one of {', '.join(sorted(exporters.FORMATS))}")
    root = _repository(repo)
    try:
        plan = exporters.plan(form, root, pattern, target, _found(places.outside, root, into))
    except exporters.ExportRefused as refused:
        raise click.UsageError(str(refused)) from refused
    _say(plan)
    for path in exporters.write(plan):
        click.echo(f"written {visible(str(path))}")
