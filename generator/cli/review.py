"""What commands need that look at a change: the option --base, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from generator.characters import visible
from generator.discover import ROOTS
from generator.finding import Severity
from generator.report import counts
from generator.rules.areas import place_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from generator.finding import Finding
    from generator.load import Loaded
    from generator.revision import History

_UNFINISHED = "MR111"
_MOST_NAMED = 4

base_option = click.option(
    "--base",
    metavar="REV",
    help="Judge the change since the merge base with this revision (origin/main) too: paths, published files, sign-off.",
)
"""The option --base."""


def history_of(root: Path, revision: str) -> History:
    """The change since the merge base with the revision; what can't be compared is wrong usage."""
    from generator.git import RevisionRefused
    from generator.revision import history

    try:
        return history(root, revision)
    except RevisionRefused as refused:
        raise click.UsageError(f"--base {visible(revision)[:60]}: {refused}") from refused


def next_step(loaded: Loaded, history: History | None, root: Path) -> str:
    """The last line for people: what is missing, and the next command; empty where nothing is left to do."""
    errors = [each for each in loaded.findings if each.severity is Severity.ERROR]
    if errors:
        return f"next: {_mend(errors, history)}\n"
    if history is None:
        if not _has_history(root):
            return ""
        return "next: `mesh-results check --base origin/main` checks the change that a pull request would bring\n"
    step = _hand_in(history)
    return f"next: {step}\n" if step else ""


def unshown(warnings: int) -> str:
    """The line on warnings that are about published files which the change leaves alone; empty without any."""
    if not warnings:
        return ""
    told = "1 warning" if warnings == 1 else f"{warnings} warnings"
    return f"{told} on files that this change leaves alone; `mesh-results check` shows {'it' if warnings == 1 else 'them'}\n"


def _has_history(root: Path) -> bool:
    here = root.absolute()
    return any((folder / ".git").exists() for folder in (here, *here.parents))


def _mend(errors: Sequence[Finding], history: History | None) -> str:
    unfinished = [each for each in errors if each.rule.code == _UNFINISHED]
    again = "then run `mesh-results check` again"
    if history is not None:
        again = f"then commit it and run `mesh-results check --base {history.asked}` again"
    if len(unfinished) < len(errors):
        count = counts(errors)[0] - len(unfinished)
        also = f" and fill in {len(unfinished)} TODO" if unfinished else ""
        codes = " ".join(sorted({each.rule.code for each in errors if each not in unfinished})[:_MOST_NAMED])
        return f"mend {count} {'error' if count == 1 else 'errors'}{also}, {again}; `mesh-results explain {codes}` tells more"
    fields = [
        f"{each.location.pointer.lstrip('/') or 'the document'} (line {each.location.line})" for each in unfinished
    ]
    more = f" and {len(fields) - _MOST_NAMED} more" if len(fields) > _MOST_NAMED else ""
    left = "1 TODO is left" if len(fields) == 1 else f"{len(fields)} TODO are left"
    return f"{left}: {visible(', '.join(fields[:_MOST_NAMED]))}{more}; fill in what you know, delete what was not measured, {again}"


def _hand_in(history: History) -> str:
    if history.uncommitted:
        folders = sorted({place_of(path).folder for path in history.uncommitted})
        more = " …" if len(folders) > _MOST_NAMED else ""
        return (
            f"`git add {visible(' '.join(folders[:_MOST_NAMED]))}{more}` and `git commit -s`, then open a pull request"
        )
    if history.changes and not any(each.path.partition("/")[0] in ROOTS for each in history.changes):
        return "this change submits nothing: no file of results/ or patterns/ is other than in the base"
    if history.changes:
        return f"open a pull request; `mesh-results summary --base {history.asked}` shows what it changes"
    return ""
