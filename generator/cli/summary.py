"""The command `summary`: what a change, or the time since a day, made of what is published."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import click

from generator.characters import visible
from generator.cli.common import repo_option, repository
from generator.cli.review import history_of
from generator.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from generator.changes import Beside, Changes, State
    from generator.load import Loaded
    from generator.model import Catalogue
    from generator.revision import History


@click.command()
@click.option("--base", metavar="REV", help="What this change makes of the merge base with REV (origin/main).")
@click.option(
    "--since", metavar="DATE", help="What happened since that day, YYYY-MM-DD, and the state of each initiative."
)
@repo_option
def summary(base: str | None, since: str | None, repo: Path | None) -> None:
    """Say in Markdown what changed: results, comparisons before and after, reports, patterns, disputes, and who is to be told.

    --since compares with the last commit before the day; where the history begins later, by the dates in the documents.
    """
    from generator import changes
    from generator.load import load
    from generator.prepare import SETTINGS, site_url, site_url_in
    from generator.times import today

    if (base is None) == (since is None):
        raise click.UsageError("give either --base REV or --since DATE")
    root = repository(repo)
    now, broken = _of(load(root, today=today()))
    if broken:
        click.echo("note: documents with errors are left out; `mesh-results check` names them", err=True)
    if base is not None:
        history = history_of(root, base)
        found = changes.changes(_laid_out(history.before), now)
        # where the base says the site is: a change could lead a reviewer elsewhere
        address = site_url_in((history.published(SETTINGS) or b"").decode("utf-8", "replace"))
        click.echo(changes.of_base(found, address, history.base, _beside(history, found, now, broken)), nl=False)
        return
    day = _day(since or "")
    before, source = _before(root, day, now)
    found = changes.changes(before, now)
    click.echo(changes.of_day(found, now.catalogue, site_url(root), day, source), nl=False)


def _beside(history: History, found: Changes, now: State, broken: set[str]) -> Beside:
    from generator.changes import Beside
    from generator.discover import EVIDENCE, attached_in
    from generator.rules.areas import Area, place_of

    brought = [each for each in history.changes if each.before is None and each.after is not None]
    attached = {path: size for path, size in history.sizes(brought).items() if attached_in(PurePosixPath(path))}
    named = frozenset(_named(now.catalogue))
    paths = sorted({each.path for each in history.changes})
    redacted = {each.path for each in found.redactions}
    unknown = {place_of(each).folder for each in broken}  # what their documents name is not known
    return Beside(
        broken=broken,
        redacted={
            each.path: (len(history.published(each.path) or b""), len(history.now(each) or b""))
            for each in history.changes
            if each.path in redacted
        },
        gone={each.path for each in history.changes if each.after is None},
        unlike=_unlike(found, now),
        attached=attached,
        unnamed=[
            each
            for each in sorted(attached)
            if each not in named
            and attached_in(PurePosixPath(each)) == EVIDENCE
            and place_of(each).folder not in unknown
        ],
        others=[each for each in paths if place_of(each).area is Area.OTHER],
    )


def _named(catalogue: Catalogue) -> Iterator[str]:
    """The paths of the raw outputs that results and reports name."""
    sources = [
        *((each.origin, each.measurement.evidence) for each in catalogue.results),
        *((each.origin, each.evidence) for each in catalogue.reports.values()),
    ]
    for origin, evidence in sources:
        folder = PurePosixPath(origin.path).parent
        yield from ((folder / each.path).as_posix() for each in evidence if each.path is not None)


def _unlike(found: Changes, now: State) -> frozenset[str]:
    """The hashes of new pins that hold something else than their chart shows now, as one that was written by hand would."""
    if not found.pins:
        return frozenset()
    from generator import charts, times
    from generator.charts.pins import hash_of

    shown = charts.gather(now.catalogue, now.comparison, times.today())
    same = ((each, shown.find(each.chart)) for each in found.pins)
    return frozenset(
        each.hash for each, chart in same if chart is None or not chart.drawn or hash_of(chart) != each.hash
    )


def _day(text: str) -> date:
    from generator.times import read_date

    day = read_date(text)
    if day is None:
        raise click.UsageError(f"--since {visible(text)[:40]}: expected a date like 2026-11-01")
    return day


def _before(root: Path, day: date, now: State) -> tuple[State, str]:
    """What there was before the day, and where that is known from."""
    from generator import changes
    from generator.git import RevisionRefused, repository_at
    from generator.revision import commit_before, submitted_at

    try:
        commit = commit_before(root, day)
    except RevisionRefused:
        commit = None
    if commit is None:
        then = changes.as_of(now.catalogue, day)
        return _state(then, now.aliases), "the dates in the documents, since the history of git begins later"
    files = repository_at(root).files(commit)
    before = _laid_out(submitted_at(repository_at(root), files))
    return before, f"the commit `{commit[:12]}`, the last one before that day"


def _laid_out(files: Mapping[str, bytes]) -> State:
    """The files of an older state."""
    from generator.load import load
    from generator.site import laid_out
    from generator.times import today

    with laid_out(files) as folder:
        return _of(load(folder, today=today()))[0]


def _of(loaded: Loaded) -> tuple[State, set[str]]:
    """What was loaded as a state, and the files with errors: what they belong to is not in it."""
    broken = {each.location.path for each in loaded.findings if each.severity is Severity.ERROR}
    return _state(loaded.catalogue, loaded.aliases), broken


def _state(catalogue: Catalogue, aliases: tuple[tuple[str, str], ...]) -> State:
    from generator.changes import State
    from generator.compare import compare

    return State(catalogue=catalogue, comparison=compare(catalogue), aliases=aliases)
