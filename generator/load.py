"""The one loader of `check` and `build`: discover -> parse -> check -> construct."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from generator import construct, model
from generator.discover import discover
from generator.finding import Finding, Severity, in_order
from generator.manifests import reading
from generator.manifests.crds import NO_DEFINITIONS, Definitions
from generator.manifests.schemas import Sources
from generator.rules import RULES
from generator.rules.corpus import Corpus, folder_name, pattern_name, report_place
from generator.rules.engine import Checked, run
from generator.rules.reproductions import reproduced_under_other_conditions
from generator.rules.structure import structure
from generator.rules.surveys import surveys
from generator.source import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from generator.source import Document


T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestCheck:
    """An object of a manifest: the schema that it was checked against, or None and why there was none."""

    path: str
    api_version: str
    kind: str
    schema: str | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a repository holds. The catalogue leaves out every document, and every submission, that has an error.

    `files` counts the documents that `findings` speak of; `documents` are all that parsed, by path; `aliases` are
    addresses that have moved, each as (old, new).
    """

    catalogue: model.Catalogue
    findings: tuple[Finding, ...]
    files: int
    manifests: tuple[ManifestCheck, ...]
    documents: Mapping[str, Document]
    aliases: tuple[tuple[str, str], ...]

    @property
    def has_errors(self) -> bool:
        """Whether a finding refuses something."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def load(
    root: Path,
    paths: Sequence[Path] = (),
    *,
    today: date | None = None,
    definitions: Definitions = NO_DEFINITIONS,
) -> Loaded:
    """Load the repository at `root`, the folder that holds results/ and patterns/.

    With `paths` (relative to `root`, or absolute and inside it), findings are reported only for those files and what lies
    in those folders; references resolve against the whole repository. `definitions` are CustomResourceDefinitions against which
    manifests are checked where no package has a schema. Raises ValueError for a path outside `root`.
    """
    found, manifest_paths, oddities = discover(root)
    parsed = [read(root, path) for path in found]
    manifests = [reading.read(root, path) for path in manifest_paths]
    sources = Sources(node_modules=_node_modules(root), definitions=definitions)
    checked = run(parsed, RULES, structure, root=root, today=today, manifests=manifests, sources=sources)
    findings = in_order((*oddities, *checked.findings))
    made = catalogue(checked, findings)
    if judged := tuple(_judged(checked.corpus, made)):
        findings = in_order((*findings, *judged))
        made = catalogue(checked, findings)
    asked = [_relative(root, path) for path in paths]
    return Loaded(
        catalogue=made,
        findings=tuple(each for each in findings if _asked(each.location.path, asked)),
        files=sum(
            _asked(path, asked) for path in (*(each.path for each in parsed), *(each.path for each in manifests))
        ),
        manifests=tuple(each for each in _checks(checked.corpus) if _asked(each.path, asked)),
        documents=checked.corpus.documents,
        aliases=_aliases(checked.corpus, findings),
    )


def _judged(corpus: Corpus, made: model.Catalogue) -> Iterator[Finding]:
    """What only values show: a declared reproduction that shares neither variant nor conditions with what it names."""
    if not any(each.reproduces for each in made.submissions.values()):
        return
    from generator.trust.reproductions import reproductions  # noqa: PLC0415 -- most repositories are checked without a comparison

    rule = reproduced_under_other_conditions.rule
    for each in reproductions(made)[1]:
        document = corpus.documents[made.submissions[each.submission].origin.path]
        place = document.locate(("reproduces", each.index))
        message = f"{each.reason}; expected what {each.name} measured, measured again"
        hint = "remove the entry, or report what is missing; what ran under other conditions is a result of its own"
        yield Finding(rule=rule, location=place, severity=rule.severity, message=message, hint=hint)


def _node_modules(root: Path) -> Path | None:
    """Where the schemas of meshes are installed: beside the submitted files, else beside the tool."""
    folders = (root / "node_modules", Path(__file__).parent.parent / "node_modules")
    return next((folder for folder in folders if folder.is_dir()), None)


def _checks(corpus: Corpus) -> Iterator[ManifestCheck]:
    for folder in corpus.patterns:
        for survey in surveys(folder, corpus.sources).values():
            for verdict in survey.verdicts:
                thing = verdict.thing
                yield ManifestCheck(
                    path=thing.document.path,
                    api_version=thing.api_version,
                    kind=thing.kind,
                    schema=verdict.schema,
                    reason=verdict.reason,
                )


def _relative(root: Path, path: Path) -> PurePosixPath:
    # Links are not followed: one among the submitted files is to be reported at its own place.
    inside = path.relative_to(root.absolute()) if path.is_absolute() else path
    if ".." in inside.parts:
        raise ValueError(f"{path} is not in {root}")
    return PurePosixPath(inside.as_posix())


def asked_for(root: Path, path: str, paths: Sequence[Path]) -> bool:
    """Whether a path of the repository is one of `paths` or lies in one of them; any is where there are none."""
    return _asked(path, [_relative(root, each) for each in paths])


def _asked(path: str, asked: Sequence[PurePosixPath]) -> bool:
    return not asked or any(PurePosixPath(path).is_relative_to(each) for each in asked)


def catalogue(checked: Checked, findings: Sequence[Finding]) -> model.Catalogue:
    """The values of everything without an error, in the order of ids."""
    wrong = frozenset(each.location.path for each in findings if each.severity is Severity.ERROR)
    corpus = checked.corpus
    disputes = {each.id: each for each in _disputes(corpus, wrong)}
    decided = construct.verdicts(disputes.values())
    meshes = _registry(corpus.meshes, wrong, construct.mesh)
    labs = _registry(corpus.labs, wrong, construct.lab)
    redactions = _entries(corpus.redactions, wrong, construct.redactions)
    removed = construct.last_redactions(redactions)
    submissions = _submissions(corpus, wrong, (meshes, labs), decided)
    reports = _reports(corpus, wrong, meshes, decided)
    return model.Catalogue(
        meshes=meshes,
        labs=labs,
        initiatives=_entries(corpus.initiatives, wrong, construct.initiatives),
        submissions={name: construct.without_private_data(each, removed) for name, each in submissions.items()},
        reports={name: construct.report_without_private_data(each, removed) for name, each in reports.items()},
        claims=_entries(corpus.claims, wrong, construct.claims),
        patterns=_patterns(corpus, wrong),
        pins=tuple(construct.pin(each) for each in corpus.of_kind("chart-pin/v1") if each.path not in wrong),
        disputes=disputes,
        redactions=redactions,
    )


def _disputes(corpus: Corpus, wrong: frozenset[str]) -> list[model.Dispute]:
    return [construct.dispute(each) for each in corpus.disputes if each.path not in wrong]


def _entries(
    document: Document | None, wrong: frozenset[str], make: Callable[[Document], tuple[T, ...]]
) -> tuple[T, ...]:
    return make(document) if document is not None and document.path not in wrong else ()


def _registry(
    documents: Mapping[str, Document], wrong: frozenset[str], make: Callable[[Document], T]
) -> Mapping[str, T]:
    return {name: make(each) for name, each in documents.items() if each.path not in wrong}


def _submissions(
    corpus: Corpus,
    wrong: frozenset[str],
    registry: tuple[Mapping[str, model.Mesh], Mapping[str, model.Lab]],
    decided: construct.Verdicts,
) -> Mapping[str, model.Submission]:
    meshes, labs = registry
    refused = {folder_name(path) for path in wrong}
    usable = [each for each in corpus.folders if each.complete and each.submission and each.name not in refused]
    made = [construct.submission(folder, decided.submissions.get(folder.name, ())) for folder in usable]
    return {each.id: each for each in made if each.lab in labs and _meshes_of(each) <= set(meshes)}


def _reports(
    corpus: Corpus, wrong: frozenset[str], meshes: Mapping[str, model.Mesh], decided: construct.Verdicts
) -> Mapping[str, model.ConformanceReport]:
    refused = {report_place(path) for path in wrong}
    usable = [each for each in corpus.report_folders if each.complete and each.report and each.path not in refused]
    made = [construct.report(folder, decided.reports.get(folder.name, ())) for folder in usable]
    return {each.id: each for each in sorted(made, key=lambda each: each.id) if each.mesh in meshes}


def _patterns(corpus: Corpus, wrong: frozenset[str]) -> Mapping[str, model.Pattern]:
    refused = {pattern_name(path) for path in wrong}
    usable = [each for each in corpus.patterns if each.pattern is not None and each.name not in refused]
    made = [construct.pattern(folder, corpus.sources) for folder in usable]
    return {each.id: each for each in sorted(made, key=lambda each: each.id)}


def _meshes_of(submission: model.Submission) -> set[str]:
    return {each.subject.mesh for each in submission.mesh_configs}


def _aliases(corpus: Corpus, findings: Sequence[Finding]) -> tuple[tuple[str, str], ...]:
    wrong = frozenset(each.location.path for each in findings if each.severity is Severity.ERROR)
    return _entries(corpus.aliases, wrong, construct.aliases)
