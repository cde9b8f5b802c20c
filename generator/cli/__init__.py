"""The command `mesh-results`: parses arguments, calls one function, prints, and leaves with a code.

Codes: 0 clean, 1 a finding refuses something, 2 wrong usage or a fault of the tool itself. Commands import what they need when they run,
so that `check` starts without pandas, MkDocs and the rest of the site.
"""

from __future__ import annotations

import gc
import os
import sys
import traceback
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from generator import __version__, places
from generator.characters import visible
from generator.cli.charts import images, pin
from generator.cli.common import CLEAN, FAULT, FINDINGS, FOLDER, found, leave, repo_option, repository, say
from generator.cli.decks import deck
from generator.cli.importing import import_
from generator.cli.review import base_option, history_of, next_step, unshown
from generator.cli.summary import summary
from generator.cli.verifying import verify
from generator.report import REPORTS, counts, help_address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.finding import Rule
    from generator.manifests.crds import Definitions


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
@base_option
@repo_option
def check(paths: tuple[Path, ...], form: str, crd_dir: Path | None, base: str | None, repo: Path | None) -> None:
    """Check submitted files: all, or those at PATHS (files or folders).

    References are resolved against the whole repository either way. Of manifests it says how many objects were checked against
    which schema, and how many could not be. With --base it also judges the change since the merge base with that revision: the last
    commit with what the work tree holds besides.
    """
    from generator import manifest_report, review
    from generator.load import load
    from generator.manifests.crds import NO_DEFINITIONS
    from generator.times import today

    gc.disable()  # a third of the time for large files; what the process leaves behind goes with it
    root = repository(repo)
    definitions = NO_DEFINITIONS if crd_dir is None else _definitions(crd_dir)
    asked = [found(places.inside, root, path) for path in paths]
    history = None if base is None else history_of(root, base)
    loaded = load(root, asked, today=today(), definitions=definitions)
    if history is not None:
        loaded = review.reviewed(loaded, history, root, asked)
    if not loaded.files and not loaded.findings:
        raise click.UsageError(f"no submitted file in {', '.join(map(str, paths)) or root}: nothing was checked")
    form = _form(form)
    shown, left, manifests = loaded.findings, 0, loaded.manifests
    if history is not None and form in ("github", "text"):
        shown, left = review.of_the_change(loaded.findings, history)
        manifests = review.manifests_of_the_change(loaded.manifests, history)
    report = manifest_report.added(REPORTS[form](shown, loaded.files), form, manifests)
    advice = next_step(loaded, history, root) if form == "text" else ""
    _print(report + unshown(left) + advice)
    leave(FINDINGS if counts(loaded.findings)[0] else CLEAN)


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


@commands.command()
@repo_option
@click.option(
    "--destination", type=FOLDER, metavar="FOLDER", help="Where the site goes; default: site/ in the repository."
)
@click.option(
    "--no-pictures", is_flag=True, help="Make no pictures of charts and no decks, which takes most of a first build."
)
@click.option("--timings", is_flag=True, help="Say on standard error how long each stage took.")
def build(repo: Path | None, destination: Path | None, *, no_pictures: bool, timings: bool) -> None:
    """Build the site."""
    from generator import site
    from generator.prepare import PICTURES, SiteError

    if no_pictures:
        os.environ[PICTURES] = "none"
    root = _with_settings(repo)
    try:
        built = site.build(root, destination or root / "site", quiet=not sys.stderr.isatty())
    except SiteError as error:
        _refuse_site(root, error)
    for note in built.notes:
        click.echo(f"note: {note}", err=True)
    if timings:
        click.echo("\n".join(built.timings.lines()), err=True)


@commands.command()
@repo_option
@click.option("--address", default="127.0.0.1:8000", show_default=True, metavar="HOST:PORT", help="Where to listen.")
def serve(repo: Path | None, address: str) -> None:
    """Serve the site on this machine and build it anew on every change."""
    from generator import site

    try:
        code = site.serve(_with_settings(repo), address)
    except KeyboardInterrupt:
        code = CLEAN
    leave(FAULT if code else CLEAN)


@commands.command()
@click.argument("folder", type=FOLDER)
@repo_option
def stage(folder: Path, repo: Path | None) -> None:
    """Write the site's Markdown and assets as plain files into FOLDER, for another site generator."""
    from generator import site
    from generator.prepare import SiteError

    root = repository(repo)
    try:
        site.stage(root, folder)
    except SiteError as error:
        _refuse_site(root, error)
    click.echo(f"written to {folder}", err=True)


def _with_settings(repo: Path | None) -> Path:
    root = repository(repo)
    if not (root / "mkdocs.yml").is_file():
        raise click.UsageError(
            f"{root.absolute()} holds no mkdocs.yml, which says how the site is built: give --repo FOLDER"
        )
    return root


def _refuse_site(root: Path, error: Exception) -> NoReturn:
    """Leave with 1 where submitted files are why there is no site, else with 2."""
    from generator.load import load

    click.echo(f"mesh-results: {error}", err=True)
    leave(FINDINGS if load(root).has_errors else FAULT)


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
@repo_option
def new(kind: str, id_: str, repo: Path | None) -> None:
    """Begin a document of KIND with that ID, as a template to fill in.

    KIND is dispute, lab, mesh, pattern, status, submission, gateway-api-report, hamlet-report or smi-report. Of a submission only those
    files are written that are missing. A status belongs to the submission or conformance report with that ID.
    """
    from generator import scaffold

    root = repository(repo)
    try:
        written = scaffold.write(root, scaffold.new(kind, id_, root))
    except scaffold.ScaffoldRefused as refused:
        raise click.UsageError(str(refused)) from refused
    for path in written:
        click.echo(f"written {path}")


@commands.command()
@click.argument("form", metavar="FORMAT")
@click.argument("pattern")
@click.option("--target", help="Mesh or API whose manifests are exported; default: each that has some.")
@click.option("--into", type=FOLDER, required=True, metavar="FOLDER", help="Where the files go.")
@repo_option
def export(form: str, pattern: str, target: str | None, into: Path, repo: Path | None) -> None:
    """Export the manifests of PATTERN in the FORMAT of another program, with what its catalogue wants to know.

    FORMAT is meshery: a design (designs.meshery.io/v1beta1) and its catalog_data.json for each target.
    """
    from generator import exporters

    if form not in exporters.FORMATS:
        raise click.UsageError(f"there is no format {form}, expected one of {', '.join(sorted(exporters.FORMATS))}")
    root = repository(repo)
    try:
        plan = exporters.plan(form, root, pattern, target, found(places.outside, root, into))
    except exporters.ExportRefused as refused:
        raise click.UsageError(str(refused)) from refused
    say(plan)
    for path in exporters.write(plan):
        click.echo(f"written {visible(str(path))}")


commands.add_command(deck)
commands.add_command(images)
commands.add_command(import_)
commands.add_command(pin)
commands.add_command(summary)
commands.add_command(verify)
