"""What a rule is, and the runner that turns what rules yield into findings with places."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from generator import characters
from generator.finding import Finding, Hint, Hit, Location, Rule, Severity, in_order, parted
from generator.rules.corpus import NO_SOURCES, Corpus, gather

if TYPE_CHECKING:
    from pathlib import Path

    from generator.manifests.reading import Manifest
    from generator.manifests.schemas import Sources
    from generator.rules.shape import Departure
    from generator.source import Document, Parsed

STRUCTURE: tuple[str, ...] = tuple(f"MR{number}" for number in range(101, 116))
"""The codes of structure: a document with a finding of one of them is not of the shape that its schema asks for."""

FIRST_DAY = date(2026, 11, 22)
"""The day the first rules came into force. Nothing was published before, so they are never softened."""

DocumentCheck = Callable[["Document"], Iterator[Hit]]
Explain = Callable[["Document", "Departure"], Hit]
CorpusCheck = Callable[[Corpus], Iterator[tuple["Document", Hit]]]


@dataclass(frozen=True, slots=True)
class DocumentRule:
    """A rule that needs one document; it runs on documents of its `kinds`, all kinds where that is empty."""

    rule: Rule
    kinds: tuple[str, ...]
    check: DocumentCheck

    def __call__(self, document: Document) -> Iterator[Hit]:
        """What the rule finds in the document."""
        return self.check(document)


@dataclass(frozen=True, slots=True)
class CorpusRule:
    """A rule that needs several documents."""

    rule: Rule
    check: CorpusCheck

    def __call__(self, corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
        """What the rule finds, each with the document it stands in."""
        return self.check(corpus)


@dataclass(frozen=True, slots=True)
class StructureRule:
    """A rule of the schemas: what it says of a departure from one."""

    rule: Rule
    explain: Explain


AnyRule = StructureRule | DocumentRule | CorpusRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The findings of all documents in order, and the corpus they were made on."""

    findings: tuple[Finding, ...]
    corpus: Corpus


def rule(
    code: str,
    slug: str,
    *,
    severity: Severity,
    since: str,
    kinds: tuple[str, ...],
    requires: tuple[str, ...] = STRUCTURE,
) -> Callable[[DocumentCheck], DocumentRule]:
    """Make a rule of a function that needs one document. `since` is YYYY-MM-DD; the docstring is the rule's page."""

    def decorate(check: DocumentCheck) -> DocumentRule:
        return DocumentRule(describe(check.__doc__, code, slug, severity, since, requires), kinds, check)

    return decorate


def corpus_rule(
    code: str, slug: str, *, severity: Severity, since: str, requires: tuple[str, ...] = STRUCTURE
) -> Callable[[CorpusCheck], CorpusRule]:
    """Make a rule of a function that needs several documents; see `rule`."""

    def decorate(check: CorpusCheck) -> CorpusRule:
        return CorpusRule(describe(check.__doc__, code, slug, severity, since, requires), check)

    return decorate


def structure_rule(code: str, slug: str) -> Callable[[Explain], StructureRule]:
    """Make a rule of a function that explains a departure; its docstring is the rule's page."""

    def decorate(explain: Explain) -> StructureRule:
        return StructureRule(describe(explain.__doc__, code, slug, Severity.ERROR, "2026-11-22"), explain)

    return decorate


def describe(
    page: str | None, code: str, slug: str, severity: Severity, since: str, requires: tuple[str, ...] = ()
) -> Rule:
    """The rule as a value. Raises ValueError where the docstring that is its page is missing."""
    if not page:
        raise ValueError(f"{code} {slug} has no docstring")
    lines = page.expandtabs().splitlines()
    summary, body = lines[0].strip(), "\n".join(lines[1:])
    return Rule(
        code=code,
        slug=slug,
        summary=summary,
        severity=severity,
        since=date.fromisoformat(since),
        requires=requires,
        documentation=f"{summary}\n{_dedented(body)}".strip(),
    )


def _dedented(text: str) -> str:
    lines = text.splitlines()
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[margin:].rstrip() for line in lines)


def quoted(value: object) -> str:
    """A value from a file as messages show it: in quotes, visible, at most 60 characters."""
    return characters.quoted(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


_NOTHING: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Run:
    """The findings so far by path, and what turns a hit into one of them."""

    documents: Mapping[str, Document]
    found: dict[str, list[Finding]] = field(default_factory=dict)
    codes: dict[str, set[str]] = field(default_factory=dict)
    """The codes of the findings so far, by path."""
    hints: dict[int, Hint] = field(default_factory=dict)
    """The hints that are still to be found out, by the identity of their finding."""

    def add(self, finding: Finding) -> None:
        self.found.setdefault(finding.location.path, []).append(finding)
        self.codes.setdefault(finding.location.path, set()).add(finding.rule.code)

    def silenced(self, rule: Rule, path: str) -> bool:
        return not self.codes.get(path, _NOTHING).isdisjoint(rule.requires)

    def hit(self, rule: Rule, document: Document, hit: Hit, submitted: date | None = None) -> None:
        finding = Finding(
            rule=rule,
            location=document.locate(hit.pointer, at_key=hit.at_key),
            severity=weight(rule, submitted),
            message=hit.message,
            hint=hit.hint if isinstance(hit.hint, str) else "",
            related=tuple(self._related(hit)),
        )
        if not isinstance(hit.hint, str):
            self.hints[id(finding)] = hit.hint
        self.add(finding)

    def findings(self) -> tuple[Finding, ...]:
        """All findings in order; those that a report shows have their hints."""
        return in_order([each for found in self.found.values() for part in self._parts(found) for each in part])

    def _parts(self, found: Sequence[Finding]) -> Iterator[Sequence[Finding]]:
        shown, left = parted(found)
        yield [self._hinted(each) for each in shown]
        yield left

    def _hinted(self, finding: Finding) -> Finding:
        hint = self.hints.get(id(finding), "")
        return finding if isinstance(hint, str) else replace(finding, hint=hint())

    def _related(self, hit: Hit) -> Iterator[Location]:
        for path, pointer in hit.related:
            there = self.documents.get(path)
            yield there.locate(pointer) if there else Location(path=path)


def weight(rule: Rule, submitted: date | None) -> Severity:
    """The severity for a document of that day: rules that came after it warn."""
    late = rule.since > FIRST_DAY and submitted is not None and submitted < rule.since
    return Severity.WARNING if late else rule.severity


def run(
    parsed: Sequence[Parsed],
    rules: Sequence[AnyRule],
    structure: Callable[[Document], Iterator[tuple[Rule, Hit]]],
    *,
    root: Path | None = None,
    today: date | None = None,
    manifests: Sequence[Manifest] = (),
    sources: Sources = NO_SOURCES,
) -> Checked:
    """Check everything: structure first, then the rules by code, those of one document before those of several."""
    state = _Run({each.document.path: each.document for each in parsed if each.document is not None})
    for each in parsed:
        for finding in each.findings:
            state.add(finding)
    for manifest in manifests:
        for finding in manifest.findings:
            state.add(finding)
    for document in state.documents.values():
        for broken, hit in structure(document):
            state.hit(broken, document, hit)
    corpus = gather(
        [each.path for each in parsed],
        tuple(state.documents.values()),
        frozenset(path for path in state.documents if not state.codes.get(path, _NOTHING).isdisjoint(STRUCTURE)),
        manifests=manifests,
        sources=sources,
        root=root,
        today=today,
    )
    _run_rules(state, rules, corpus)
    return Checked(findings=state.findings(), corpus=corpus)


def _run_rules(state: _Run, rules: Sequence[AnyRule], corpus: Corpus) -> None:
    by_kind: dict[str, list[DocumentRule]] = {}
    for each in rules:
        if isinstance(each, DocumentRule):
            for kind in each.kinds:
                by_kind.setdefault(kind, []).append(each)
    for document in corpus.documents.values():
        _run_on(state, by_kind.get(document.kind or "", ()), document, corpus)
    for each in rules:
        if isinstance(each, CorpusRule):
            for document, hit in each(corpus):
                if not state.silenced(each.rule, document.path):
                    state.hit(each.rule, document, hit, corpus.submitted(document))


def _run_on(state: _Run, rules: Sequence[DocumentRule], document: Document, corpus: Corpus) -> None:
    submitted = corpus.submitted(document)
    for each in rules:
        if not state.silenced(each.rule, document.path):
            for hit in list(each(document)):
                state.hit(each.rule, document, hit, submitted)
