"""The command `verify`: is a copy of a site what its build manifest says?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.addresses import BUILD_MANIFEST
from generator.characters import visible
from generator.cli.common import CLEAN, FINDINGS, FOLDER, leave

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.build_manifest import Differences, Manifest


@click.command()
@click.argument("place", metavar="FOLDER|FILE", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--site",
    "folder",
    type=FOLDER,
    metavar="FOLDER",
    help="The copy of the site, where it is not the manifest's folder.",
)
def verify(place: Path, folder: Path | None) -> None:
    """Compare a copy of the site with its build manifest.

    FOLDER is the copy, FILE a build.json that was got on another way. Every file that differs, is missing or is not listed is named. Exit
    code 0: all files are as listed; 1: some are not; 2: there is no manifest to compare with.
    """
    from generator.build_manifest import compared
    from generator.site import files_in, no_files_in

    file = place / BUILD_MANIFEST if place.is_dir() else place
    copy = folder or (place if place.is_dir() else place.parent)
    if not copy.is_dir():
        raise click.UsageError(f"{copy} is no folder: give --site FOLDER")
    manifest = _manifest(file)
    click.echo(_about(manifest))
    try:
        found = compared(manifest, copy, files_in(copy), no_files_in(copy))
    except OSError as error:
        raise click.UsageError(f"{error.filename} can't be read: {(error.strerror or str(error)).lower()}") from error
    _tell(found, len(manifest.files))
    leave(FINDINGS if found.count else CLEAN)


def _manifest(file: Path) -> Manifest:
    """The manifest at that path; without one the command leaves with 2, so that nobody takes it for a site that differs."""
    from generator.build_manifest import ManifestError, read

    try:
        return read(file)
    except ManifestError as error:
        raise click.ClickException(f"{visible(str(file))} is no build manifest: {visible(str(error))}") from error


def _about(manifest: Manifest) -> str:
    from datetime import UTC, datetime

    try:
        when = f"{datetime.fromtimestamp(manifest.source_date_epoch, UTC):%Y-%m-%dT%H:%M:%SZ}"
    except (OverflowError, ValueError, OSError):
        when = "an impossible time"
    commit = visible(manifest.commit) if manifest.commit else "no commit"
    return f"built from {commit} of {when} by mesh-results {visible(manifest.tool_version)}"


def _tell(found: Differences, listed: int) -> None:
    kinds: tuple[tuple[str, Sequence[str]], ...] = (
        ("differs", found.changed),
        ("missing", found.missing),
        ("not listed", found.extra),
    )
    for word, paths in kinds:
        for path in paths:
            click.echo(f"{word}: {visible(path)}")
    counts = ", ".join(f"{len(paths)} {word}" for word, paths in kinds if paths)
    click.echo(f"{listed} files listed: {counts or 'all are there and as listed'}")
