"""The command `deck`: charts as a PowerPoint file."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cli.charts import chosen, ground
from generator.cli.common import found, repo_option, repository

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from generator.prepare import Ground
    from generator.slides import Entry

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("charts", metavar="[CHART]...", nargs=-1)
@click.option("--group", metavar="ID", help="All charts of a comparison group, or of a series.")
@click.option(
    "--mesh", metavar="ID", help="What is known of a mesh: its own charts, then the leading one of each group."
)
@click.option(
    "--status", is_flag=True, help="A slide for the state of each initiative, and one for what happened lately."
)
@click.option(
    "--since", metavar="DATE", help="With --status: the day to look back to; default: 31 days before the newest entry."
)
@click.option("--into", type=FILE, metavar="FILE", help="The file; default: named after its content, here.")
@click.option("--title", help="Title of the document, as its properties say it.")
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@repo_option
def deck(
    charts: tuple[str, ...], into: Path | None, title: str | None, repo: Path | None, *, force: bool, **asked: Any
) -> None:
    """Put each CHART on a slide of a PowerPoint file, as a chart that can be edited and restyled there.

    CHART is the last part of the address of a chart's page; of a pinned chart the last two, chart/hash. Demonstrations are refused.
    """
    from generator import places, prepare, site

    root = repository(repo)
    _refuse_mixed(charts, asked)
    based = ground(root)
    address = prepare.site_url(root)
    name, content, count = (
        _status(based, address, title, asked["since"])
        if asked["status"]
        else _deck(based, address, title, charts, asked)
    )
    target = found(places.outside, root, into or Path(f"{name}.pptx"))
    try:
        site.write_file(target, content, replace=force)
    except FileExistsError:
        raise click.UsageError(f"{target} is already there; --force replaces it") from None
    except prepare.SiteError as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"written {target}, {count}")


def _refuse_mixed(charts: Sequence[str], asked: dict[str, Any]) -> None:
    given = [
        name
        for name, value in (("CHART", charts), *((f"--{name}", asked[name]) for name in ("group", "mesh", "status")))
        if value
    ]
    if len(given) != 1:
        said = f"{' and '.join(given)} exclude each other" if given else "nothing to show"
        raise click.UsageError(f"{said}: give CHART…, --group ID, --mesh ID or --status")
    if asked["since"] and not asked["status"]:
        raise click.UsageError("--since belongs to --status")


def _deck(
    based: Ground, address: str, title: str | None, charts: Sequence[str], asked: dict[str, Any]
) -> tuple[str, bytes, str]:
    from generator import slides
    from generator.numbers import plural

    name, entries, about = _asked(based, charts, asked)
    try:
        content = slides.deck(entries, address, title=title or about)
    except slides.DeckRefused as refused:
        raise click.UsageError(str(refused)) from refused
    return name, content, plural(len(entries), "slide")


def _asked(based: Ground, charts: Sequence[str], asked: dict[str, Any]) -> tuple[str, list[Entry], str]:
    """Name of the file, charts and title of what is asked for."""
    from generator import slides

    known = based.charts
    if asked["group"]:
        owner = _known(
            "group or series",
            asked["group"],
            [*based.comparison.groups, *(each.id for each in based.comparison.series)],
        )
        entries = slides.of_group(known, owner)
        _refuse_empty(owner, entries, any(each.demonstration for each in known.of(owner)))
        return (
            owner,
            [slides.of_chart(each, based.catalogue.disputes.values()) for each in entries],
            entries[0].home_title,
        )
    if asked["mesh"]:
        mesh = _known("mesh", asked["mesh"], based.catalogue.meshes)
        entries = slides.of_mesh(known, mesh)
        _refuse_empty(mesh, entries, demonstrated=False)
        return (
            mesh,
            [slides.of_chart(each, based.catalogue.disputes.values()) for each in entries],
            based.catalogue.meshes[mesh].name,
        )
    picked = [_one(based, name) for name in dict.fromkeys(charts)]
    first = picked[0].chart
    return (first.id, picked, first.figure.title) if len(picked) == 1 else ("charts", picked, "Charts")


def _known(what: str, name: str, ids: Iterable[str]) -> str:
    every = list(ids)
    cut = name.rstrip("/").rpartition("/")[2]
    if cut in every:
        return cut
    near = get_close_matches(cut, every, n=1, cutoff=0.6)
    raise click.UsageError(f"there is no {what} {cut}{f', perhaps {near[0]}' if near else ''}")


def _refuse_empty(name: str, entries: Sequence[object], demonstrated: bool) -> None:  # noqa: FBT001 - what is said depends on it
    if not entries:
        why = (
            "is a demonstration, which ranks no mesh and stands in no deck"
            if demonstrated
            else "has no chart with enough data"
        )
        raise click.UsageError(f"{name} {why}")


def _one(based: Ground, name: str) -> Entry:
    """The chart of that id, or the pin of that chart/hash."""
    from generator import slides

    parts = name.rstrip("/").split("/")[-2:]
    pin = next((each for each in based.catalogue.pins if [each.chart, each.hash] == parts), None)
    if pin is not None:
        return slides.of_pin(pin, based.catalogue)
    if len(parts) > 1 and based.charts.find(parts[0]) is not None:
        pinned = [each.hash for each in based.catalogue.pins if each.chart == parts[0]]
        said = f"pinned: {', '.join(pinned)}" if pinned else "it was never pinned"
        raise click.UsageError(f"{parts[0]} is not pinned as {parts[1]}; {said}")
    return slides.of_chart(chosen(based.charts, [name])[0], based.catalogue.disputes.values())


def _status(based: Ground, address: str, title: str | None, since: str | None) -> tuple[str, bytes, str]:
    from generator import slides

    said = {} if title is None else {"title": title}
    content = slides.status_deck(based.catalogue, address, since=_day(since), **said)
    return "status", content, f"{len(based.catalogue.initiatives) + 1} slides"


def _day(text: str | None) -> date | None:
    from generator.times import read_date

    day = None if text is None else read_date(text)
    if text is not None and day is None:
        raise click.UsageError(f"--since {text}: expected a date like 2026-11-01")
    return day
