"""The runner: places, silence, softening, bounds, order; and what a rule has to bring with it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.discover import discover
from generator.finding import Finding, Hit, Rule, Severity
from generator.rules import ALL, BY_CODE, RULES, by_code, engine, structure
from generator.rules.corpus import Corpus, folder_name
from generator.rules.engine import STRUCTURE, AnyRule, CorpusRule, DocumentRule, StructureRule, corpus_rule, rule
from generator.source import Document, Parsed, parse, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

STATUS = "results/performance/example/status.yaml"
SUBMISSION = "results/performance/example/submission.yaml"


def events(count: int = 1, kind: str = "status/v1") -> str:
    event = "- {date: 2026-11-23, state: corrected, by: A, reason: B, results: all}\n"
    return f"kind: {kind}\nevents:\n" + event * count


def parsed(*files: tuple[str, str]) -> list[Parsed]:
    return [parse(path, text.encode()) for path, text in files]


def check(rules: Sequence[AnyRule], *files: tuple[str, str]) -> tuple[Finding, ...]:
    return engine.run(parsed(*files), rules, structure.structure).findings


def each_event(code: str, *, requires: tuple[str, ...] = STRUCTURE, **more: object) -> DocumentRule:
    settings = {"severity": Severity.ERROR, "since": "2026-11-22", "kinds": ("status/v1",), **more}

    @rule(code, f"rule-{code.lower()}", requires=requires, **settings)  # type: ignore[arg-type]
    def check(document: Document) -> Iterator[Hit]:
        """Every event is found."""
        for index, _ in enumerate(document.data["events"]):  # type: ignore[index]
            yield Hit(pointer=("events", index, "by"), message=f"event {index}", hint="mend it")

    return check


def no_document(code: str = "MR901", *, requires: tuple[str, ...] = STRUCTURE) -> CorpusRule:
    @corpus_rule(code, "every-document", severity=Severity.WARNING, since="2026-11-22", requires=requires)
    def check(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
        """Every document is found."""
        for document in corpus.documents.values():
            yield document, Hit(pointer=(), message="found", related=((STATUS, ("events", 0)), ("absent.yaml", ())))

    return check


def test_a_hit_becomes_a_finding_at_its_value() -> None:
    (found,) = check([each_event("MR900")], (STATUS, events()))
    assert (found.location.path, found.location.line, found.location.column) == (STATUS, 3, 44)
    assert found.location.pointer == "/events/0/by"
    assert (found.message, found.hint, found.severity) == ("event 0", "mend it", Severity.ERROR)


def test_a_rule_runs_only_on_documents_of_its_kinds() -> None:
    assert check([each_event("MR900", kinds=("lab/v1",))], (STATUS, events())) == ()


def test_a_document_with_a_finding_of_structure_meets_no_further_rule() -> None:
    broken = events().replace("by: A, ", "")
    found = check([each_event("MR900"), no_document()], (STATUS, broken))
    assert [each.rule.code for each in found] == ["MR101"]


def test_a_document_that_was_not_parsed_gives_its_own_findings_only() -> None:
    found = check([each_event("MR900"), no_document()], (STATUS, "kind: [\n"))
    assert {each.rule.code[:3] for each in found} == {"MR0"}


def test_a_rule_is_silent_where_a_rule_that_it_requires_found_something() -> None:
    second = each_event("MR910", requires=(*STRUCTURE, "MR900"))
    found = check([each_event("MR900"), second, no_document("MR920", requires=("MR900",))], (STATUS, events()))
    assert [each.rule.code for each in found] == ["MR900"]


def test_silence_holds_for_the_document_alone() -> None:
    other = STATUS.replace("example", "other")
    broken = events().replace("by: A, ", "")
    found = check([no_document()], (STATUS, broken), (other, events()))
    assert [(each.location.path, each.rule.code) for each in found] == [(STATUS, "MR101"), (other, "MR901")]


def test_related_places_are_located_even_in_files_that_are_not_there() -> None:
    (found,) = check([no_document()], (STATUS, events()))
    assert [(each.path, each.line) for each in found.related] == [(STATUS, 3), ("absent.yaml", 1)]


@pytest.mark.parametrize(
    ("submitted", "since", "expected"),
    [
        ("2026-11-30", "2026-12-01", Severity.WARNING),
        ("2026-12-01", "2026-12-01", Severity.ERROR),
        ("2026-12-02", "2026-12-01", Severity.ERROR),
        ("2019-01-01", "2026-11-22", Severity.ERROR),
    ],
)
def test_a_rule_warns_about_what_was_submitted_before_it(submitted: str, since: str, expected: Severity) -> None:
    submission = f"kind: performance-submission/v1\nsubmitted: {submitted}\n"
    found = check([each_event("MR900", since=since)], (STATUS, events()), (SUBMISSION, submission))
    assert [each.severity for each in found if each.rule.code == "MR900"] == [expected]


def test_a_warning_stays_a_warning() -> None:
    assert engine.weight(no_document().rule, None) is Severity.WARNING


def test_every_finding_of_a_file_is_counted() -> None:
    assert len(check([each_event("MR900")], (STATUS, events(53)))) == 53


def test_findings_come_in_the_order_of_path_line_and_column_whatever_the_order_of_files() -> None:
    files = [(f"results/performance/{name}/status.yaml", events(2)) for name in ("b", "a", "c")]
    found = check([each_event("MR900")], *files)
    assert list(found) == sorted(found, key=lambda each: each.sort_key)
    assert check([each_event("MR900")], *reversed(files)) == found


def test_a_rule_without_a_docstring_is_refused() -> None:
    with pytest.raises(ValueError, match="MR900 nameless has no docstring"):
        engine.describe(None, "MR900", "nameless", Severity.ERROR, "2026-11-22")


def test_quoted_shows_control_characters_and_cuts() -> None:
    assert engine.quoted("a\nb") == '"a\\nb"'
    assert len(engine.quoted("x" * 1000)) <= 62
    assert engine.quoted(["a"]) == '"["a"]"'


def test_the_corpus_gives_sound_documents_and_names_the_others() -> None:
    files = [
        (SUBMISSION, "kind: performance-submission/v1\n"),
        (STATUS, events()),
        ("results/registry/meshes/istio.yaml", "kind: mesh/v1\n"),
    ]
    corpus = engine.run(parsed(*files), [], structure.structure).corpus
    (folder,) = corpus.folders
    assert (folder.name, folder.path) == ("example", "results/performance/example")
    assert folder.submission is None
    assert folder.files == {"submission.yaml", "status.yaml"}
    assert folder.status is corpus.documents[STATUS]
    assert not folder.complete
    assert corpus.folder(corpus.documents[STATUS]) is folder
    assert corpus.mesh_ids == {"istio"}
    assert corpus.meshes == {}
    assert [each.path for each in corpus.of("status/v1")] == [STATUS]


@pytest.mark.parametrize(
    ("path", "expected"),
    [(STATUS, "example"), ("results/performance/readme.yaml", None), ("results/registry/aliases.yaml", None)],
)
def test_a_path_tells_its_submission(path: str, expected: str | None) -> None:
    assert folder_name(path) == expected


def test_the_corpus_gives_the_folders_of_submissions_and_of_reports_with_their_heads() -> None:
    base = Path(__file__).parent / "corpus" / "base"
    corpus = engine.run([read(base, path) for path in discover(base).paths], [], structure.structure, root=base).corpus
    assert [(each.name, each.head and each.head.kind) for each in corpus.all_folders] == [
        ("example", "performance-submission/v1"),
        ("example-gateway", "gateway-api-conformance/v1"),
        ("example-unmodified", "ConformanceReport"),
        ("example-hamlet", "hamlet-conformance/v1"),
        ("example-smi", "smi-conformance/v1"),
    ]
    assert all(each.complete for each in corpus.all_folders)
    by_day = [each.name for each in corpus.reports_by_day]
    assert by_day == ["example-unmodified", "example-gateway", "example-hamlet", "example-smi"]
    report = corpus.report_folders[0].report
    assert report is not None
    assert corpus.submitted(report) == date(2026, 11, 25)


# The registry of rules


def test_rules_stand_in_the_order_of_their_codes_each_once() -> None:
    codes = [each.rule.code for each in RULES]
    assert codes == sorted(set(codes))
    assert [each.code for each in ALL] == sorted(BY_CODE)
    assert len({each.slug for each in ALL}) == len(ALL)


def test_a_code_is_found_in_either_case_and_an_unknown_one_is_not() -> None:
    assert by_code("mr101") == structure.missing_field.rule
    assert by_code("MR999") is None


def test_structure_names_exactly_the_rules_of_structure() -> None:
    assert {each.rule.code for each in RULES if isinstance(each, StructureRule)} == set(STRUCTURE)


def test_every_rule_of_structure_can_speak() -> None:
    by_kind = {structure.missing_kind, structure.unknown_kind, structure.misplaced_document}
    assert {each for each in RULES if isinstance(each, StructureRule)} == by_kind | set(structure.BY_KEYWORD.values())


def test_a_rule_requires_only_rules_that_run_before_it() -> None:
    place = {each.rule.code: (isinstance(each, CorpusRule), each.rule.code) for each in RULES}
    for each in RULES:
        for required in set(each.rule.requires) - set(STRUCTURE):
            assert place[required] < place[each.rule.code], (each.rule.code, required)


@pytest.mark.parametrize("described", ALL, ids=lambda each: each.code)
def test_a_rule_has_a_page_with_what_why_wrong_and_right(described: Rule) -> None:
    assert re.fullmatch(r"MR\d{3}", described.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", described.slug)
    assert re.fullmatch(r"[A-Z`].*\.", described.summary)
    prose = re.sub(r"^```.*?^```$", "", described.documentation, flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^(.+)\n-{3,}$", prose, re.MULTILINE)
    assert headings == ["What it finds", "Why it matters", "Wrong", "Right"]
    assert described.since >= date(2026, 11, 22)
