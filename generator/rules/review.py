"""What a rule on a change is, and the runner: rules that need the files as they were, and so git."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from generator.characters import visible
from generator.finding import Finding, Location, Rule, Severity
from generator.rules.access import sequence, text
from generator.rules.areas import REDACTIONS
from generator.rules.engine import describe
from generator.source import parse

if TYPE_CHECKING:
    from generator.revision import History
    from generator.source import Document

SINCE = "2026-11-26"


@dataclass(frozen=True, kw_only=True)
class Review:
    """A change to judge: what git tells of it, and the documents as they are now, by path."""

    history: History
    documents: Mapping[str, Document]
    parsed: dict[str, Document | None] = field(default_factory=dict)

    def published(self, path: str) -> Document | None:
        """A document as the merge base holds it, None where there is none that can be read."""
        if path not in self.parsed:
            content = self.history.published(path)
            self.parsed[path] = None if content is None else parse(path, content).document
        return self.parsed[path]

    @cached_property
    def redactions(self) -> frozenset[tuple[str | None, str | None, str | None]]:
        """The removals of private data that this change records: path, SHA-256 of the bytes before, and of those after."""
        before = self.published(REDACTIONS)
        known = len(sequence(before.data, "redactions")) if before else 0
        now = self.documents.get(REDACTIONS)
        entries = sequence(now.data, "redactions")[known:] if now else ()
        return frozenset((text(each, "path"), text(each, "removed_sha256"), text(each, "sha256")) for each in entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What a rule on a change yields: a path, or a commit, with the line in it and other paths that it is about."""

    path: str
    message: str
    hint: str
    line: int = 1
    related: tuple[str, ...] = ()


ReviewCheck = Callable[[Review], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class ReviewRule:
    """A rule that needs the files as they were."""

    rule: Rule
    check: ReviewCheck

    def __call__(self, review: Review) -> Iterator[Finding]:
        """What the rule finds in the change."""
        for each in self.check(review):
            yield Finding(
                rule=self.rule,
                location=Location(path=visible(each.path), line=each.line),
                severity=self.rule.severity,
                message=each.message,
                hint=each.hint,
                related=tuple(Location(path=visible(path)) for path in each.related),
            )


def review_rule(
    code: str, slug: str, *, severity: Severity = Severity.ERROR, since: str = SINCE
) -> Callable[[ReviewCheck], ReviewRule]:
    """Make a rule of a function that judges a change; its docstring is the rule's page."""

    def decorate(check: ReviewCheck) -> ReviewRule:
        return ReviewRule(describe(check.__doc__, code, slug, severity, since), check)

    return decorate


def existing(rule: Rule) -> Callable[[ReviewCheck], ReviewRule]:
    """Let a function find in commits what the rule finds on the disk: a checkout may hold less than its commit."""

    def decorate(check: ReviewCheck) -> ReviewRule:
        return ReviewRule(rule, check)

    return decorate
