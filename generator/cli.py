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

from generator import __version__
from generator.characters import visible
from generator.discover import ROOTS
from generator.report import REPORTS, counts, help_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from generator.finding import Rule
    from generator.importers import ImportPlan, Table

T = TypeVar("T")
CLEAN, FINDINGS, FAULT = 0, 1, 2
_SUBMISSIONS = ("results", "performance")
_CONFORMANCE = ("results", "conformance")
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
@_repo
def check(paths: tuple[Path, ...], form: str, repo: Path | None) -> None:
    """Check submitted files: all, or those at PATHS (files or folders).

    References are resolved against the whole repository either way.
    """
    from generator.load import load
    from generator.times import today

    gc.disable()  # a third of the time for large files; what the process leaves behind goes with it
    root = _repository(repo)
    loaded = load(root, [_inside(root, path) for path in paths], today=today())
    if not loaded.files and not loaded.findings:
        raise click.UsageError(f"no submitted file in {', '.join(map(str, paths)) or root}: nothing was checked")
    _print(REPORTS[_form(form)](loaded.findings, loaded.files))
    _leave(FINDINGS if counts(loaded.findings)[0] else CLEAN)


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
    """The folder that was given, or the nearest one from here upward that holds submitted files."""
    root = repo or _nearest()
    if root is None or not _holds_submitted(root):
        looked_at = f"{repo.absolute()} holds" if repo else f"{Path.cwd()} and the folders above it hold"
        raise click.UsageError(
            f"{looked_at} neither results/ nor patterns/: run this in a repository of results, or give --repo FOLDER "
            "(a new repository begins with an empty folder results/)"
        )
    return root


def _holds_submitted(folder: Path) -> bool:
    return any(os.path.lexists(folder / name) for name in ROOTS)


def _nearest() -> Path | None:
    here = Path.cwd()
    found = next((folder for folder in (here, *here.parents) if _holds_submitted(folder)), None)
    return None if found is None else Path(os.path.relpath(found, here))


def _inside(root: Path, path: Path) -> Path:
    """The path relative to the root. Links are not resolved: one among the submitted files is to be reported, not followed."""
    if not os.path.lexists(path):
        raise click.UsageError(f"{path} does not exist")
    relative = os.path.relpath(os.path.abspath(path), os.path.abspath(root))  # noqa: PTH100 -- Path.resolve would follow links
    if os.pardir in Path(relative).parts:
        raise click.UsageError(f"{path} is not in {root.absolute()}")
    return Path(relative)


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

    KIND is lab, mesh, status, submission, gateway-api-report, hamlet-report or smi-report. Of a submission only those files
    are written that are missing. A status belongs to the submission or conformance report with that ID.
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
    help="Where it goes: results/performance/ID, or results/conformance/SUITE with or without the report's ID.",
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
@click.option(
    "--map", "maps", multiple=True, metavar="FIELD:BEFORE=AFTER", help="Rename a part or an id; may be given often."
)
@click.option("--replace", is_flag=True, help="Replace a results file that is there, though runs are lost.")
@click.option(
    "--set",
    "facts",
    multiple=True,
    metavar="FIELD=VALUE",
    help="A fact of a conformance report that only you know: 'submitter.name=Ada'; may be given often.",
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
    """Turn raw output FILES of TOOL into results or conformance reports, and show them as a table first.

    Measurements: oha, istio-csv or smp. Latencies are written in milliseconds, times as RFC 3339, memory in MB of 10^6 bytes.
    Where the folder has no submission.yaml it gets one. TEMPLATES hold parts of the pattern, as {part}.

    Conformance reports: gateway-api (ConformanceReport), smi (Meshery's results), or gateway-api-repo, whose one FILE is the
    folder of a checkout of kubernetes-sigs/gateway-api.

    What only you know becomes TODO.
    """
    from generator import importers

    known = (*importers.TOOLS, *importers.REPORT_TOOLS)
    if tool not in known:
        raise click.UsageError(f"there is no importer for {tool}, expected one of {', '.join(sorted(known))}")
    _refuse_foreign(tool, said, reports=tool in importers.REPORT_TOOLS)
    root = _repository(repo)
    if tool in importers.REPORT_TOOLS:
        report_id = _report_id(tool, files, into, root)
        plan = importers.plan_reports(tool, files, root, report_id, _fields(importers.ReportOptions, said))
    else:
        folder = _submission(into, root)
        plan = importers.plan(tool, files, folder, match=said["match"], options=_fields(importers.ImportOptions, said))
    _write(plan, dry_run=dry_run, ask=sys.stdin.isatty() and not yes)


def _refuse_foreign(tool: str, said: Mapping[str, Any], *, reports: bool) -> None:
    """Refuse options that would be ignored: those of measurements for a report, and the other way round."""
    for parameter in click.get_current_context().command.params:
        name = parameter.name or ""
        if name not in said or said[name] in (None, (), False):
            continue
        whose = _FOR_SOME_REPORTS.get(name, tool)
        fits = (
            (name in _FOR_REPORTS or name in _FOR_SOME_REPORTS)
            if reports
            else name not in ("facts", *_FOR_SOME_REPORTS)
        )
        if not fits or whose != tool:
            raise click.UsageError(f"{parameter.opts[0]} does not apply to {tool}")


def _submission(into: Path | None, root: Path) -> Path:
    if into is None:
        raise click.UsageError(f"--into is missing: a submission lies at {root.joinpath(*_SUBMISSIONS)}/ID")
    parts = Path(os.path.relpath(into, root)).parts
    if len(parts) != len(_SUBMISSIONS) + 1 or parts[: len(_SUBMISSIONS)] != _SUBMISSIONS:
        raise click.UsageError(f"--into {into}: a submission lies at {root.joinpath(*_SUBMISSIONS)}/ID")
    return into


def _report_id(tool: str, files: Sequence[Path], into: Path | None, root: Path) -> str | None:
    """The report's id where --into names it; the suite's folder alone leaves it to the importer."""
    from generator import importers

    place = root.joinpath(*_CONFORMANCE, importers.REPORT_TOOLS[tool])
    if tool == "gateway-api-repo":
        if into is not None or len(files) != 1:
            raise click.UsageError(f"{tool} takes one folder and no --into: new reports go to {place}")
        return None
    parts = () if into is None else Path(os.path.relpath(into, place)).parts
    if into is None or len(parts) > 1 or os.pardir in parts:
        said = "is missing" if into is None else str(into)
        raise click.UsageError(f"--into {said}: these reports lie at {place}[/ID]")
    return parts[0] if parts else None


def _write(plan: ImportPlan, *, dry_run: bool, ask: bool) -> None:
    """Show the plan, then write it where nothing stands against it."""
    from generator import importers

    _say(plan)
    click.echo(
        _table(plan.table) + _table(plan.configs) + (f"{visible(plan.summary)}\n" if plan.summary else ""), nl=False
    )
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


def _table(table: Table) -> str:
    """The rows in columns; nothing where there are none."""
    if not table.rows:
        return ""
    rows = [[visible(cell) for cell in row] for row in (table.head, *table.rows)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "".join(f"{_row(row, widths)}\n" for row in rows)


def _row(cells: Iterable[str], widths: Iterable[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
