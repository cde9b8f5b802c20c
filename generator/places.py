"""Where things lie in a repository of results: found from the paths that a person types."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from generator.discover import ROOTS

if TYPE_CHECKING:
    from collections.abc import Sequence

_SUBMISSIONS = ("results", "performance")
_CONFORMANCE = ("results", "conformance")
_PATTERNS = ("patterns",)


class PlaceRefused(Exception):  # noqa: N818  # it states what happened, not a fault of the tool
    """A path that leads nowhere of use; the message says what was expected."""


def repository(repo: Path | None) -> Path:
    """The folder that was given, or the nearest one from here upward that holds submitted files.

    Raises:
        PlaceRefused: there is none.
    """
    root = repo or _nearest()
    if root is None or not _holds_submitted(root):
        looked_at = f"{repo.absolute()} holds" if repo else f"{Path.cwd()} and the folders above it hold"
        raise PlaceRefused(
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


def inside(root: Path, path: Path) -> Path:
    """The path relative to the root. Links are not resolved: one among the submitted files is to be reported, not followed.

    Raises:
        PlaceRefused: it does not exist, or is not in the repository.
    """
    if not os.path.lexists(path):
        raise PlaceRefused(f"{path} does not exist")
    relative = os.path.relpath(os.path.abspath(path), os.path.abspath(root))  # noqa: PTH100 -- Path.resolve would follow links
    if os.pardir in Path(relative).parts:
        raise PlaceRefused(f"{path} is not in {root.absolute()}")
    return Path(relative)


def submission(into: Path | None, root: Path) -> Path:
    """The folder of a submission.

    Raises:
        PlaceRefused: it is none.
    """
    _id_below(_SUBMISSIONS, "a submission", into, root)
    return root if into is None else into


def pattern(into: Path | None, root: Path) -> str:
    """The id of a pattern, from its folder.

    Raises:
        PlaceRefused: it is none.
    """
    return _id_below(_PATTERNS, "a pattern", into, root)


def _id_below(folder: tuple[str, ...], what: str, into: Path | None, root: Path) -> str:
    place = f"{what} lies at {root.joinpath(*folder)}/ID"
    if into is None:
        raise PlaceRefused(f"--into is missing: {place}")
    parts = Path(os.path.relpath(into, root)).parts
    if len(parts) != len(folder) + 1 or parts[: len(folder)] != folder:
        raise PlaceRefused(f"--into {into}: {place}")
    return parts[-1]


def report_id(tool: str, suite: str, files: Sequence[Path], into: Path | None, root: Path) -> str | None:
    """The id of a conformance report where --into names it; the suite's folder alone leaves it to the importer.

    Raises:
        PlaceRefused: it is neither, or the tool finds the places itself in the one folder that it takes.
    """
    place = root.joinpath(*_CONFORMANCE, suite)
    if tool == "gateway-api-repo":
        if into is not None or len(files) != 1:
            raise PlaceRefused(f"{tool} takes one folder and no --into: new reports go to {place}")
        return None
    parts = () if into is None else Path(os.path.relpath(into, place)).parts
    if into is None or len(parts) > 1 or os.pardir in parts:
        said = "is missing" if into is None else str(into)
        raise PlaceRefused(f"--into {said}: these reports lie at {place}[/ID]")
    return parts[0] if parts else None


def outside(root: Path, into: Path) -> Path:
    """A folder for what is made of submitted files; not among them, where it would be taken for one.

    Raises:
        PlaceRefused: it lies among them.
    """
    parts = Path(os.path.relpath(os.path.abspath(into), os.path.abspath(root))).parts  # noqa: PTH100 -- as in `inside`
    if parts[:1] and parts[0] in ROOTS:
        raise PlaceRefused(f"--into {into}: {parts[0]}/ holds submitted files only; take a folder elsewhere")
    return into
