"""The rules on a change against a revision of git, beside those on documents: what `check --base` adds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from generator.finding import Severity, in_order
from generator.load import Loaded, asked_for
from generator.rules import REVIEW_RULES
from generator.rules.review import Review

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from generator.finding import Finding
    from generator.load import ManifestCheck
    from generator.revision import History

COMMIT = "commit "
"""How the place of a finding begins that is about a commit and no file."""


def reviewed(loaded: Loaded, history: History, root: Path, paths: Sequence[Path] = ()) -> Loaded:
    """What was loaded, with the findings on the change among the others.

    With `paths`, findings on files are those of these files and folders; those on commits are about all of them.
    """
    review = Review(history=history, documents=loaded.documents)
    known = {(each.location.path, each.rule.code) for each in loaded.findings}
    found = (finding for rule in REVIEW_RULES for finding in rule(review))
    new = [each for each in found if (each.location.path, each.rule.code) not in known]
    shown = [
        each for each in new if each.location.path.startswith(COMMIT) or asked_for(root, each.location.path, paths)
    ]
    return replace(loaded, findings=in_order(_once((*loaded.findings, *shown))))


def of_the_change(findings: Sequence[Finding], history: History) -> tuple[tuple[Finding, ...], int]:
    """The findings that a reviewer of the change is shown, and how many warnings on published files that it leaves alone are not."""
    changed = {change.path for change in history.changes}
    old = {
        each
        for each in findings
        if each.severity is not Severity.ERROR
        and each.location.path in history.files
        and each.location.path not in changed
    }
    return tuple(each for each in findings if each not in old), len(old)


def manifests_of_the_change(checks: Sequence[ManifestCheck], history: History) -> tuple[ManifestCheck, ...]:
    """Of the objects of manifests those whose file the change brings or alters."""
    changed = {change.path for change in history.changes}
    return tuple(each for each in checks if each.path in changed)


def _once(findings: Sequence[Finding]) -> list[Finding]:
    """Each finding once: what is wrong in a commit and in the work tree is one thing to mend."""
    return list(dict.fromkeys(findings))
