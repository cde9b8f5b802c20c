"""What several commands share: exit codes, the repository, and what is said before something is written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

import click

from generator import places
from generator.characters import visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.importers import ImportPlan

T = TypeVar("T")
CLEAN, FINDINGS, FAULT = 0, 1, 2
FOLDER = click.Path(path_type=Path, file_okay=False)
repo_option = click.option(
    "--repo",
    type=FOLDER,
    metavar="FOLDER",
    help="Folder that holds results/ and patterns/; default: the nearest one from here upward.",
)
"""The option --repo."""


def repository(repo: Path | None) -> Path:
    """The folder of the repository; none is wrong usage."""
    return found(places.repository, repo)


def found(find: Callable[..., T], *arguments: object) -> T:
    """What a function of `places` finds; what it refuses is wrong usage."""
    try:
        return find(*arguments)
    except places.PlaceRefused as refused:
        raise click.UsageError(str(refused)) from refused


def leave(code: int) -> NoReturn:
    """End the command with this exit code."""
    click.get_current_context().exit(code)


def say(plan: ImportPlan) -> None:
    """Print the notes and refusals of a plan."""
    for note in plan.notes:
        click.echo(f"note: {visible(note)}", err=True)
    for refusal in (*plan.refusals, *plan.left_out):
        click.echo(f"refused: {visible(refusal)}", err=True)
