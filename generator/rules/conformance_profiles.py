"""MR507 to MR510, MR512, MR514 and MR517: what a report says of its profiles and specifications agrees with itself and the suite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.finding import Hit, Severity
from generator.model import is_mesh_profile
from generator.numbers import plural
from generator.rules.access import SMI_REPORT, near, sequence, text
from generator.rules.engine import STRUCTURE, quoted, rule
from generator.rules.reports import (
    GATEWAY_REPORTS,
    cases_by_id,
    levels,
    place,
    record,
    specification_words,
    suite_of,
    suite_version,
    version_field,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from generator.finding import Pointer
    from generator.rules.reports import ProfileLevel
    from generator.source import Document
    from generator.suite import SuiteVersion

SINCE = "2026-11-22"  # no report was published before these rules, so that none is ever softened
_FEATURES = ("supported_features", "unsupported_features")
_NAMED_TESTS = (("failed_tests", "failed"), ("skipped_tests", "skipped"))
_NAMES = {**dict.fromkeys(_FEATURES, "feature"), **{field: "test" for field, _ in _NAMED_TESTS}}
_ELSE = "ask a curator to add it to the site's copy of the suite"
_MOST_PROFILES, _MOST_NAMES = 10, 300


@rule(
    "MR507",
    "result-disagrees",
    severity=Severity.WARNING,
    since=SINCE,
    kinds=(*GATEWAY_REPORTS, SMI_REPORT),
    requires=(*STRUCTURE, "MR502", "MR503"),
)
def result_disagrees(document: Document) -> Iterator[Hit]:
    """A result contradicts the cases that it sums up.

    What it finds
    -------------
    Gateway API: a `success` with a case that failed or was skipped, a `partial` with a case that failed or without one that was skipped,
    a `failure` without a case that failed. SMI: a `capability` of `full`, or a `result` of `passed`, where not every case of the
    specification passed, and another one where every case did.

    Why it matters
    --------------
    The result is what people quote, the counts are what was measured. Where they differ one of the two was edited by hand,
    or comes from another run.

    Wrong
    -----
    ```yaml
    core: {result: success, passed: 6, failed: 0, skipped: 1}
    ```

    Right
    -----
    ```yaml
    core: {result: partial, passed: 6, failed: 0, skipped: 1}
    ```
    """
    if document.kind == SMI_REPORT:
        yield from _specifications(document)
        return
    for level in levels(document):
        result = text(level.entry, "result") or ""
        if (fault := _fault_of_result(result, _count(level, "failed"), _count(level, "skipped"))) is not None:
            message = f"the result of {level.title} is {quoted(result)} with {fault}"
            hint = "look up both in the raw output and mend the wrong one; an unmodified report stays as it is"
            yield Hit(pointer=level.at("result"), message=message, hint=hint)


def _count(level: ProfileLevel, field: str) -> int | None:
    """The count as it was reported, else the number of cases that are named."""
    found, names = level.count(field), level.names(f"{field}_tests")
    return len(names) if found is None and names is not None else found


def _fault_of_result(result: str, failed: int | None, skipped: int | None) -> str | None:
    match result:
        case "success" if failed or skipped:
            return f"{failed or 0} failed and {skipped or 0} skipped, expected none of either"
        case "partial" if failed:
            return f"{failed} failed, expected none but skipped ones"
        case "partial" if skipped == 0:
            return "none skipped, expected at least one"
        case "failure" if failed == 0:
            return "none failed, expected at least one"
        case _:
            return None


def _specifications(document: Document) -> Iterator[Hit]:
    version, listed = suite_version(document), cases_by_id(document)
    for said in specification_words(document):
        group = None if version is None else version.group(said.group)
        if group is None or not any(case.id in listed for case in group.cases):
            continue
        passed = sum(case.id in listed and listed[case.id].status == "passed" for case in group.cases)
        whole = passed == len(group.cases)
        if said.is_best != whole:
            expected = f'"{said.best}"' if whole else f'another than "{said.best}"'
            found = f"{said.field} is {quoted(said.found)}, expected {expected}"
            message = f"{found} with {passed} of {plural(len(group.cases), 'case')} passed"
            hint = "mend the case or the word that is wrong; what was reported so stays as it is"
            yield Hit(pointer=said.at, message=message, hint=hint)


@rule("MR508", "named-tests-disagree", severity=Severity.WARNING, since=SINCE, kinds=GATEWAY_REPORTS)
def named_tests_disagree(document: Document) -> Iterator[Hit]:
    """The tests that are named are not as many as were counted.

    What it finds
    -------------
    A list of failed or skipped tests with more or fewer names than the count beside it, and a test that stands in both lists.

    Why it matters
    --------------
    A report does not name the tests that passed: they are all others. With a name too few or too many, the table of cases
    shows a failed case as passed, or the other way round.

    Wrong
    -----
    ```yaml
    core: {result: partial, passed: 5, failed: 0, skipped: 2, skipped_tests: [MeshBasic]}
    ```

    Right
    -----
    ```yaml
    core: {result: partial, passed: 5, failed: 0, skipped: 2, skipped_tests: [MeshBasic, MeshTrafficSplit]}
    ```
    """
    for level in levels(document):
        for field, counted in _NAMED_TESTS:
            names, count = level.names(field), level.count(counted)
            if names is not None and count is not None and len(names) != count:
                message = f"{field} names {plural(len(names), 'test')} of {level.title}, expected {count} as counted"
                hint = "look up the names in the raw output; leave the list out where nobody knows them"
                yield Hit(pointer=level.at(field), message=message, hint=hint)
        yield from _in_both(level)


def _in_both(level: ProfileLevel) -> Iterator[Hit]:
    failed, skipped = (level.names(field) or () for field, _ in _NAMED_TESTS)
    for index, name in enumerate(skipped):
        if name in failed:
            message = f"the test {quoted(name)} is failed and skipped, expected one of the two"
            related = ((level.document.path, level.at("failed_tests", list(failed).index(name))),)
            hint = "look up in the raw output what became of it, and take it out of the other list"
            yield Hit(pointer=level.at("skipped_tests", index), message=message, hint=hint, related=related)


@rule("MR509", "contradictory-feature", severity=Severity.ERROR, since=SINCE, kinds=GATEWAY_REPORTS)
def contradictory_feature(document: Document) -> Iterator[Hit]:
    """A feature is declared twice.

    What it finds
    -------------
    A feature among the supported and the unsupported features of one profile, or twice in one of the two lists.

    Why it matters
    --------------
    Readers choose a mesh by its features. One that is both supported and unsupported is shown as whatever was read last.

    Wrong
    -----
    ```yaml
    supported_features: [MeshConsumerRoute]
    unsupported_features: [MeshConsumerRoute]
    ```

    Right
    -----
    ```yaml
    supported_features: [MeshConsumerRoute]
    unsupported_features: [MeshClusterIPMatching]
    ```
    """
    first: dict[tuple[int, str], tuple[str, Pointer]] = {}
    for level, field, index, name in _features(document):
        pointer, word = level.at(field, index), field.removesuffix("_features")
        before, there = first.setdefault((level.index, name), (word, pointer))
        if there != pointer:
            said = f"listed twice as {word}" if before == word else f"{before} and {word}"
            message = f"the feature {quoted(name)} of {level.profile} is {said}, expected it once"
            hint = "take it out of one of the two places; it is supported or it is not"
            yield Hit(pointer=pointer, message=message, hint=hint, related=((document.path, there),))


def _features(document: Document) -> Iterator[tuple[ProfileLevel, str, int, str]]:
    for level in levels(document):
        for field in _FEATURES:
            for index, name in enumerate(level.names(field) or ()):
                yield level, field, index, name


@rule("MR510", "unknown-feature", severity=Severity.WARNING, since=SINCE, kinds=GATEWAY_REPORTS)
def unknown_feature(document: Document) -> Iterator[Hit]:
    """A mesh profile names a feature or a test that no version of the suite has.

    What it finds
    -------------
    A supported or unsupported feature, or a failed or skipped test, of a mesh profile whose name occurs in no version of the
    suite that this site knows. A name is found once in a report, and none in one that MR517 finds.

    Why it matters
    --------------
    A name with a typing error gets a column of its own, and the feature that it stands for looks undeclared. A name that is
    right and new shows that the site's copy of the suite is behind.

    Wrong
    -----
    ```yaml
    supported_features: [MeshConsumerRoutes]
    ```

    Right
    -----
    ```yaml
    supported_features: [MeshConsumerRoute]
    ```
    """
    if len(_mesh_names(document)) > _MOST_NAMES:
        return
    suite = suite_of(document)
    tests = {case.id for version in suite.versions for case in version.cases}
    said: set[str] = set()
    for level in levels(document):
        for field, title in _NAMES.items() if is_mesh_profile(level.profile) else ():
            known: Collection[str] = suite.feature_titles if title == "feature" else tests
            for index, name in enumerate(level.names(field) or ()):
                if name not in known and name not in said:
                    said.add(name)
                    message = f"the {title} {quoted(name)} of {level.profile} is not known, expected one of the suite"
                    yield Hit(pointer=level.at(field, index), message=message, hint=near(name, known, _ELSE))


@rule("MR517", "too-many-names", severity=Severity.ERROR, since=SINCE, kinds=GATEWAY_REPORTS)
def too_many_names(document: Document) -> Iterator[Hit]:
    """A report names more features, tests or mesh profiles than a suite can have.

    What it finds
    -------------
    More than 10 mesh profiles, or more than 300 different features and tests in the mesh profiles of one report.

    Why it matters
    --------------
    The matrix has a row for each feature and a column for each report. A report with thousands of names would make it too large
    for every reader; the largest suite so far has under 30.

    Wrong
    -----
    ```yaml
    supported_features: [Feature1, Feature2, Feature3]       # and so on, 4,000 of them
    ```

    Right
    -----
    ```yaml
    supported_features: [MeshConsumerRoute, MeshHTTPRouteRewritePath]
    ```
    """
    profiles = sum(is_mesh_profile(text(each, "name") or "") for each in sequence(record(document), "profiles"))
    names = len(_mesh_names(document))
    for found, most, title in ((profiles, _MOST_PROFILES, "mesh profiles"), (names, _MOST_NAMES, "names")):
        if found > most:
            message = f"the report holds {found:,} {title}, expected at most {most}"
            hint = "submit what the suite wrote; what is no feature or test of it belongs into evidence/"
            yield Hit(pointer=place(document, "profiles"), message=message, hint=hint, at_key=True)


def _mesh_names(document: Document) -> set[str]:
    mesh = (level for level in levels(document) if is_mesh_profile(level.profile))
    return {name for level in mesh for field in _NAMES for name in level.names(field) or ()}


@rule("MR512", "counts-do-not-fit", severity=Severity.WARNING, since=SINCE, kinds=GATEWAY_REPORTS)
def counts_do_not_fit(document: Document) -> Iterator[Hit]:
    """A report counts other core cases than its suite has, and does not say which tests ran.

    What it finds
    -------------
    A mesh profile whose passed, failed and skipped core cases together are more or fewer than the core cases of the suite at the
    report's `gateway_api_version`, in a report without `harness.commit`.

    Why it matters
    --------------
    The tests are versioned apart from the API: one published report for v1.3.0 ran tests of the main branch and counts seven core cases
    where others count two. Without the commit nobody can tell which cases ran, and the counts cannot be compared.

    Wrong
    -----
    ```yaml
    gateway_api_version: v1.3.0        # has two core cases
    profiles: [{name: MESH-HTTP, core: {result: success, passed: 7, failed: 0, skipped: 0}}]
    ```

    Right
    -----
    ```yaml
    gateway_api_version: v1.3.0
    profiles: [{name: MESH-HTTP, core: {result: success, passed: 7, failed: 0, skipped: 0}}]
    harness: {commit: 6cd1558a9e}
    ```
    """
    version = suite_version(document)
    if version is None or not version.complete or text(record(document), "harness", "commit") is not None:
        return
    for level in levels(document):
        group = version.group(level.profile) if level.name == "core" else None
        expected = level.total if group is None else len(group.level("core"))
        if level.total is not None and level.total != expected:
            counts = f"{level.title} counts {plural(level.total, 'case')}"
            message = f"{counts}, expected the {expected} of {_named(version, document)}"
            hint = "write the commit of the tests as harness.commit; an unmodified report has no place for it, a report.yaml has"
            yield Hit(pointer=level.at(), message=message, hint=hint)


def _named(version: SuiteVersion, document: Document) -> str:
    reported = text(record(document), version_field(document)) or ""
    return reported if reported == version.version else f"{reported}, whose cases are listed under {version.version}"


@rule("MR514", "no-mesh-profile", severity=Severity.ERROR, since=SINCE, kinds=GATEWAY_REPORTS)
def no_mesh_profile(document: Document) -> Iterator[Hit]:
    """A Gateway API report says nothing about a mesh.

    What it finds
    -------------
    A Gateway API report without a profile named `MESH` or `MESH-…`.

    Why it matters
    --------------
    Profiles named `GATEWAY-…` test what comes into a cluster. This site publishes what happens between services; such a report
    would be a page without a result.

    Wrong
    -----
    ```yaml
    profiles: [{name: GATEWAY-HTTP, core: {result: success}}]
    ```

    Right
    -----
    ```yaml
    profiles: [{name: MESH-HTTP, core: {result: success}}]
    ```
    """
    names = [text(profile, "name") or "" for profile in sequence(record(document), "profiles")]
    if not any(map(is_mesh_profile, names)):
        found = ", ".join(map(quoted, names[:4])) + (" …" if len(names) > 4 else "")
        message = f"the profiles are {found or 'none'}, expected one that tests a mesh, such as MESH-HTTP"
        hint = "run the suite's mesh profiles, or publish the report where gateways are compared"
        yield Hit(pointer=place(document, "profiles"), message=message, hint=hint, at_key=True)
