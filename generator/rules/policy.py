"""MR701, MR703, MR704 and MR707: what a submission or a report must say about versions, interests, licence and evidence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.finding import Hit, Severity
from generator.rules.access import MESH, PATTERN, REPORTS, RESULTS, SUBMISSION, document_strings, runs, sequence, text
from generator.rules.engine import corpus_rule, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules.corpus import Corpus
    from generator.source import Document

SINCE = "2026-11-22"
_VERSION_FIELDS = frozenset(
    {"application_version", "kubernetes_version", "load_generator_version", "tool_version", "version"}
    | {"helmchart_version", "mesh_build", "proxy_build"}
)
_FREE = frozenset({"annotations", "brings", "cookies", "headers", "labels"})
_FLOATING = re.compile(
    r"(?:.{0,60}[/:_-])?(?:main|master|head|trunk|tip|dev|devel|develop|development|latest|newest|current|nightly|canary"
    r"|rolling|snapshot|unstable|stable|edge|next|default|lts|mainline)",
    re.IGNORECASE,
)
_RANGE = re.compile(r"[~^<>=].*|.*[*|].*|v?[0-9]+(?:\.[0-9]+)*\.x(?:\.x)*", re.IGNORECASE)
_BRANCH = re.compile(r"(?:refs/|heads/|release[-/]v?[0-9]+(?:\.[0-9]+)?$|release-branch).*", re.IGNORECASE)
_COMMIT = re.compile(r"[0-9a-f]{7,64}")
_LICENCE_TOKEN = re.compile(r"[()]|[^\s()]+(?:\s+WITH\s+[^\s()]+)?")
_LICENCE = re.compile(
    r"(?!(?:AND|OR|WITH)(?:\s|$))([A-Za-z0-9.:-]+\+?)(?:\s+WITH\s+(?!AND$|OR$|WITH$)[A-Za-z0-9.:-]+)?"
)
_OPEN_LICENCES = frozenset(
    {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC-BY-3.0", "CC-BY-4.0", "CC-BY-SA-4.0"}
    | {"CC0-1.0", "CDLA-Permissive-1.0", "CDLA-Permissive-2.0", "CDLA-Sharing-1.0", "GPL-2.0-only", "GPL-2.0-or-later"}
    | {"GPL-3.0-only", "GPL-3.0-or-later", "ISC", "LGPL-3.0-or-later", "MIT", "MIT-0", "MPL-2.0", "ODC-By-1.0"}
    | {"ODbL-1.0", "PDDL-1.0", "Unlicense"}
)
_KNOWN = frozenset(each.lower() for each in _OPEN_LICENCES)


def version_fault(version: str) -> str | None:
    """Why `version` names no single, unchanging release or commit; None where it does."""
    if _BRANCH.fullmatch(version) or _FLOATING.fullmatch(version):
        return "is a name that moves on"
    if _RANGE.fullmatch(version):
        return "is a range of versions"
    if not re.search(r"[0-9]", version) and not _COMMIT.fullmatch(version):
        return "names no release"
    return None


@rule("MR701", "floating-version", severity=Severity.ERROR, since=SINCE, kinds=(MESH, RESULTS, SUBMISSION, *REPORTS))
def floating_version(document: Document) -> Iterator[Hit]:
    """A version is a branch or a name that moves on.

    What it finds
    -------------
    A version of a mesh, of Kubernetes, of the application, of a tool or of a build that is a branch (`main`, `release-1.20`), a moving
    tag (`latest`, `1.20-latest`), a range (`1.x`, `>=1.2`), or holds no digit. A leading `v` is no fault. The version of the mesh that
    a conformance report tested is judged by MR511 alone: published reports of branches are kept.

    Why it matters
    --------------
    A result tells what one version did. Next month `latest` is another one, and nobody can repeat the measurement or see
    whether the mesh has become quicker since.

    Wrong
    -----
    ```yaml
    version: latest
    ```

    Right
    -----
    ```yaml
    version: "1.20.3"
    ```
    """
    for pointer, value in document_strings(document):
        if not pointer or pointer[-1] not in _VERSION_FIELDS or _FREE.intersection(pointer[:-1]):
            continue
        fault = version_fault(value.strip())
        if fault is not None and not (document.kind in REPORTS and pointer == ("version",)):
            message = f"{pointer[-1]} is {quoted(value)}, which {fault}, expected a release or a commit"
            hint = 'write what ran, such as "1.20.3" or the commit; leave it out if nobody recorded it'
            yield Hit(pointer=pointer, message=message, hint=hint)


@rule("MR703", "undisclosed-interest", severity=Severity.ERROR, since=SINCE, kinds=(SUBMISSION, *REPORTS))
def undisclosed_interest(document: Document) -> Iterator[Hit]:
    """An interest in the outcome is named without being explained.

    What it finds
    -------------
    A submission or conformance report by a `vendor` without a `note` in its `disclosure`, or one that calls itself `independent`, has
    a `sponsor` and does not explain the sponsor's part in a `note`.

    Why it matters
    --------------
    A vendor may measure, test and publish here. Readers must see beside the results whose product it was and who paid, to weigh
    them.

    Wrong
    -----
    ```yaml
    disclosure: {relationship: vendor}
    ```

    Right
    -----
    ```yaml
    disclosure: {relationship: vendor, note: Acme develops the mesh measured here as acme-mesh.}
    ```
    """
    relationship = text(document.data, "disclosure", "relationship")
    sponsor, note = text(document.data, "disclosure", "sponsor"), text(document.data, "disclosure", "note")
    if note is not None and note.strip():
        return
    pointer = ("disclosure", "relationship")
    if relationship == "vendor":
        verb = "tested" if document.kind in REPORTS else "measured"
        message = f'the relationship is "vendor" without a note, expected a note that names whose product was {verb}'
        yield Hit(pointer=pointer, message=message, hint="add to disclosure: `note: <who> develops <which mesh>`")
    elif relationship == "independent" and sponsor is not None:
        message = f'the relationship is "independent" with the sponsor {quoted(sponsor)}, expected a note on its part'
        hint = "add a note that says what the sponsor paid for and decided, or write `relationship: vendor`"
        yield Hit(pointer=pointer, message=message, hint=hint)


@rule("MR704", "licence-not-open", severity=Severity.ERROR, since=SINCE, kinds=(PATTERN, SUBMISSION, *REPORTS))
def licence_not_open(document: Document) -> Iterator[Hit]:
    """The licence is not known to allow that the data is published again.

    What it finds
    -------------
    A `license` that is not the SPDX identifier of a licence which lets everybody use, change and share the data, or no expression of
    such (`Apache-2.0 OR CC-BY-4.0`). Licences for non-commercial use only (`-NC-`) or without changes (`-ND-`) do not.

    Why it matters
    --------------
    The results are offered as files for any use, are charted together and are embedded in talks. One submission under other terms would
    take that from all of them.

    Wrong
    -----
    ```yaml
    license: CC-BY-NC-4.0
    ```

    Right
    -----
    ```yaml
    license: CC-BY-4.0
    ```
    """
    found = text(document.data, "license") or ""
    if not _is_open(found):
        message = f"the licence is {quoted(found)}, expected the SPDX identifier of an open licence"
        hint = "write CC-BY-4.0 for data of your own; for transcribed data the licence it was published under"
        if document.kind == PATTERN:
            hint = (
                "write Apache-2.0 for text and manifests of your own; for others' the licence they were published under"
            )
        yield Hit(pointer=("license",), message=message, hint=hint)


def _is_open(expression: str) -> bool:
    """Whether an SPDX expression lets everybody use, change and share: one side of each OR is enough, both of each AND.

    An exception (WITH) only allows more. SPDX compares identifiers without regard to case. False where it is no expression.
    Source of the grammar: SPDX specification 2.3, annex D.
    """
    outer: list[tuple[bool, bool]] = []
    chosen, whole, wants_licence = False, True, True  # of the bracket: a side of an OR before, all of the AND so far
    for token in _LICENCE_TOKEN.findall(expression):
        match wants_licence, token:
            case True, "(":
                outer.append((chosen, whole))
                chosen, whole = False, True
            case True, _ if (licence := _LICENCE.fullmatch(token)) is not None:
                whole, wants_licence = whole and licence[1].lower() in _KNOWN, False
            case False, "AND":
                wants_licence = True
            case False, "OR":
                chosen, whole, wants_licence = chosen or whole, True, True
            case False, ")" if outer:
                inner = chosen or whole
                chosen, whole = outer.pop()
                whole = whole and inner
            case _:
                return False
    return not outer and not wants_licence and (chosen or whole)


@corpus_rule("MR707", "no-evidence", severity=Severity.WARNING, since=SINCE)
def no_evidence(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A measured result or a conformance report has no evidence.

    What it finds
    -------------
    A result of a submission whose `purpose` is `measurement` that has neither an entry in `evidence` nor a `details_uri`, and a
    conformance report that has neither an entry in `evidence` nor a `source_uri` in its `provenance`. An unmodified report of the Gateway
    API is its own evidence.

    Why it matters
    --------------
    Without the raw output nobody can check a number, and nobody can compute from it what is asked for later.

    Wrong
    -----
    ```yaml
    measurement: {requests: 300000, evidence: []}
    ```

    Right
    -----
    ```yaml
    measurement: {requests: 300000, evidence: [{path: evidence/run-1.txt, tool: oha}]}
    ```
    """
    for folder in corpus.folders:
        if folder.submission is None or text(folder.submission.data, "purpose") != "measurement":
            continue
        for document in folder.results:
            for run in runs(document):
                if not sequence(run.measurement, "evidence") and text(run.result, "details_uri") is None:
                    message = f"the result {quoted(run.id)} has no evidence, expected the raw output or a link to it"
                    hint = "commit the load generator's output below evidence/ and name it in measurement.evidence"
                    yield document, Hit(pointer=run.at("id"), message=message, hint=hint)
    for document in (each for kind in REPORTS for each in corpus.of(kind)):
        if not sequence(document.data, "evidence") and text(document.data, "provenance", "source_uri") is None:
            message = "the report has no evidence, expected the raw output or where it was published first"
            hint = "commit what the suite wrote below evidence/ and name it in evidence, or write provenance.source_uri"
            yield document, Hit(pointer=("id",), message=message, hint=hint)
