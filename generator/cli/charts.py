"""The commands about charts: `pin` keeps one as it is today, `images` draws them."""

from __future__ import annotations

import sys
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.common import FINDINGS, FOLDER, found, leave, repo_option, repository

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.charts import Chart, Charts
    from generator.prepare import Ground


@click.command()
@click.argument("charts", metavar="CHART...", nargs=-1, required=True)
@repo_option
def pin(charts: tuple[str, ...], repo: Path | None) -> None:
    """Pin each CHART: keep for ever what it shows today, at an address of its own.

    CHART is the last part of the address of a chart's page. Writes results/pins/<chart>-<hash>.json, to be committed. A chart that is
    pinned as it is now stays pinned as it was.
    """
    from generator import addresses, site, times
    from generator.charts import pins
    from generator.prepare import site_url

    root = repository(repo)
    found = chosen(ground(root).charts, charts)
    for chart in found:
        if not chart.drawn:
            raise click.UsageError(f"{chart.id} has nothing to pin: {chart.figure.missing}")
    for chart in found:
        made = pins.document(chart, times.today())
        path, content = pins.file(made)
        if (root / path).is_file():
            click.echo(f"pinned already: {path}")
        else:
            site.write(root, [(path, content)])
            click.echo(f"written {path}")
        click.echo(f"once merged: {site_url(root)}{addresses.pin_path(chart.id, str(made['hash']))}")


@click.command()
@click.argument("charts", metavar="[CHART]...", nargs=-1)
@click.option(
    "--into",
    type=FOLDER,
    metavar="FOLDER",
    help="Where CHART.png and CHART.svg go; without it pictures are kept for the next build alone.",
)
@repo_option
def images(charts: tuple[str, ...], into: Path | None, repo: Path | None) -> None:
    """Draw the picture of each CHART, without one of all, as the site holds it: PNG of 1920x1080 pixels, and SVG."""
    from generator import addresses, places, prepare, site
    from generator.charts.picture import drawable, short_address
    from generator.pictures import PictureError

    root = repository(repo)
    target = None if into is None else found(places.outside, root, into)
    every = ground(root).charts
    drawn = [each for each in (chosen(every, charts) if charts else every.all) if each.drawn]
    address = prepare.site_url(root)
    forms = {each.id: drawable(each, address + short_address(each.id)) for each in drawn}
    try:
        made = prepare.draw(root, forms, _progress if sys.stderr.isatty() else None)
    except (PictureError, prepare.SiteError) as error:
        raise click.ClickException(str(error)) from error
    if target is None:
        click.echo(f"{len(made)} pictures are ready in {prepare.KEPT}")
        return
    files = [(f"{name}.{kind}", getattr(each, kind)) for name, each in made.items() for kind in ("png", "svg")]
    try:
        site.write(target, files)
    except prepare.SiteError as error:
        raise click.UsageError(f"{error}; nothing there is replaced") from error
    click.echo(f"{len(made)} pictures written to {target}, {addresses.CHARTS} of the site holds the same")


def _progress(done: int, every: int) -> None:
    click.echo(f"\rpicture {done} of {every}", err=True, nl=done == every)


def ground(root: Path) -> Ground:
    """What charts are made from; submitted files with errors end the command."""
    from generator.prepare import SiteError, lay_ground

    try:
        return lay_ground(root)
    except SiteError as error:
        click.echo(f"mesh-results: {error}", err=True)
        leave(FINDINGS)


def chosen(charts: Charts, names: Sequence[str]) -> list[Chart]:
    """The charts of these ids, each once, in the order given; an unknown one is wrong usage."""
    return [_one(charts, name) for name in dict.fromkeys(names)]


def _one(charts: Charts, name: str) -> Chart:
    cut = name.rstrip("/").rpartition("/")[2]
    chart = charts.find(cut)
    if chart is None:
        near = get_close_matches(cut, [each.id for each in charts.all], n=1, cutoff=0.6)
        meant = f", perhaps {near[0]}" if near else ""
        raise click.UsageError(f"there is no chart {cut}{meant}; the site's page charts/ lists all")
    return chart
