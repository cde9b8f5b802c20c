"""MR502 to MR506: the cases that a report lists are those of its suite, and agree with what else it says."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from math import ceil, floor
from typing import TYPE_CHECKING

from generator.finding import Hit, Severity
from generator.rules.access import SMI_REPORT, inside, near, number, sequence, text
from generator.rules.engine import STRUCTURE, quoted, rule
from generator.rules.reports import (
    LISTING_CASES,
    cases_by_id,
    listed_cases,
    specification_words,
    suite_of,
    suite_version,
    version_field,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules.reports import ListedCase
    from generator.source import Document
    from generator.suite import SuiteGroup

SINCE = "2026-11-22"  # no report was published before these rules, so that none is ever softened
_MOST_DIGITS = 20
"""After the point; `0e-9999999999` is a number too."""
_COUNT, _SHARE = ("reported", "cases_passed"), ("reported", "passing_percentage")
_HINT = "mend the case or the total that was mistyped; a total that was reported so stays as it is"
_ENDS_THE_RUN = frozenset({"failed", "not-run", "version-not-served"})


@rule("MR502", "unknown-case", severity=Severity.ERROR, since=SINCE, kinds=LISTING_CASES)
def unknown_case(document: Document) -> Iterator[Hit]:
    """A report lists a case that its suite does not have.

    What it finds
    -------------
    An id in the `cases` of an SMI or a Hamlet report that is no case of the suite at the report's `specification_version` or
    `api_version`, and cases listed under a version that is not reported or not known.

    Why it matters
    --------------
    A case means what the suite of its version says. One that nobody knows can be neither read nor counted, and mostly
    stands for another that is then missing.

    Wrong
    -----
    ```yaml
    specification_version: v0.6.0
    cases: [{id: TS-1.2.12, status: passed}]
    ```

    Right
    -----
    ```yaml
    specification_version: v0.6.0
    cases: [{id: TS-1.2.11, status: passed}]
    ```
    """
    listed, version = listed_cases(document), suite_version(document)
    if listed and version is None:
        yield _unknown_version(document)
    if version is None:
        return
    known = {case.id for case in version.cases}
    for each in listed:
        if each.id not in known:
            message = f"the case {quoted(each.id)} is not in the suite, expected a case of {version.version}"
            yield Hit(pointer=("cases", each.index, "id"), message=message, hint=near(each.id, known, "remove it"))


def _unknown_version(document: Document) -> Hit:
    field, versions = version_field(document), [each.version for each in suite_of(document).versions]
    expected = f"expected one of the suite's versions, {', '.join(versions)}"
    hint = f"write the {field} that was tested; leave cases out where nobody knows it"
    if (found := text(document.data, field)) is None:
        message = f"cases are listed and {field} is not reported, {expected}"
        return Hit(pointer=("cases",), message=message, hint=hint, at_key=True)
    message = f"cases are listed and {field} is {quoted(found)}, {expected}"
    return Hit(pointer=(field,), message=message, hint=hint)


@rule(
    "MR503",
    "missing-case",
    severity=Severity.ERROR,
    since=SINCE,
    kinds=LISTING_CASES,
    requires=(*STRUCTURE, "MR502"),
)
def missing_case(document: Document) -> Iterator[Hit]:
    """A report lists some cases of a specification, but not all of them.

    What it finds
    -------------
    `cases` of an SMI or a Hamlet report with some, but not all, of the cases that a specification has at the report's version. All
    cases of Hamlet belong to one specification. One of which no case is listed is not found: what became of its cases was not
    reported.

    Why it matters
    --------------
    A case that is left out looks as if it did not exist. Whoever lists only what passed reports a perfect result; the share
    of cases that passed means something only over all of them.

    Wrong
    -----
    ```yaml
    api_version: v1alpha1
    cases: [{id: H-01, status: passed}, {id: H-02, status: passed}]
    ```

    Right
    -----
    ```yaml
    api_version: v1alpha1
    cases: [{id: H-01, status: passed}, {id: H-02, status: passed}, {id: H-03, status: not-run}]   # and so on, to H-14
    ```
    """
    for group, listed in _groups(document):
        there = {each.id for each in listed}
        missing = [case.id for case in group.cases if case.id not in there]
        if there and missing:
            message = f"the list lacks {_first(missing)}, expected all {len(group.cases)} cases of {group.id}"
            hint = "add each with its status; write `status: not-run` for a case that was not run"
            yield Hit(pointer=("cases",), message=message, hint=hint, at_key=True)


def _first(names: list[str]) -> str:
    return ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")


@rule("MR504", "case-after-the-end", severity=Severity.WARNING, since=SINCE, kinds=(SMI_REPORT,))
def case_after_the_end(document: Document) -> Iterator[Hit]:
    """A case passed after one that ended the run.

    What it finds
    -------------
    In a group whose cases run one after the other, each on what the one before it left: a case with the status `passed` after one
    that failed, was not run, or whose API version was not served.

    Why it matters
    --------------
    The suite stops at the first case of a group that does not pass, so no later one can have passed in the same run. Mostly
    one of the two statuses was derived from a total, or belongs to another run.

    Wrong
    -----
    ```yaml
    - {id: TS-1.2.4, status: failed}
    - {id: TS-1.2.5, status: passed}
    ```

    Right
    -----
    ```yaml
    - {id: TS-1.2.4, status: failed}
    - {id: TS-1.2.5, status: not-run}
    ```
    """
    for _, listed in _groups(document, sequential=True):
        end = next((each for each in listed if each.status in _ENDS_THE_RUN), None)
        for each in listed[listed.index(end) + 1 :] if end is not None else ():
            if end is not None and each.status == "passed":
                message = (
                    f'the case {each.id} is "passed" after {end.id}, which is {quoted(end.status)}, expected "not-run"'
                )
                hint = "look up in the raw output which of the two happened; a later case cannot have run"
                related = ((document.path, end.status_at),)
                yield Hit(pointer=each.status_at, message=message, hint=hint, related=related)


def _groups(document: Document, *, sequential: bool = False) -> Iterator[tuple[SuiteGroup, list[ListedCase]]]:
    """The groups of the report's suite, each with its cases that are listed, in the suite's order."""
    version, listed = suite_version(document), cases_by_id(document)
    for group in version.groups if version is not None else ():
        if group.sequential or not sequential:
            yield group, [listed[case.id] for case in group.cases if case.id in listed]


@rule("MR505", "claim-disagrees", severity=Severity.ERROR, since=SINCE, kinds=(SMI_REPORT,))
def claim_disagrees(document: Document) -> Iterator[Hit]:
    """A case's status contradicts what the mesh claims to support.

    What it finds
    -------------
    A case of a specification that `declared` leaves out with another status than `not-claimed`, or a case of a declared
    specification that is `not-claimed`. Cases that are not listed contradict nothing.

    Why it matters
    --------------
    A mesh is not marked down for an interface that it never claimed, and cannot take a claim back where it failed. Both hold
    only where the claim and the cases say the same.

    Wrong
    -----
    ```yaml
    declared: [traffic-split]
    cases: [{id: TA-1.1.1, status: failed}]          # a case of traffic-access
    ```

    Right
    -----
    ```yaml
    declared: [traffic-split]
    cases: [{id: TA-1.1.1, status: not-claimed}]
    ```
    """
    if inside(document.data, "declared") is None:
        return
    for group, listed in _groups(document):
        claimed = _is_claimed(document, group.id)
        for each in listed:
            if (each.status == "not-claimed") == claimed:
                yield _contradiction(document, group.id, each, claimed=claimed)


def _is_claimed(document: Document, group: str) -> bool:
    """Whether the mesh claims the specification, or nobody said what it claims."""
    return inside(document.data, "declared") is None or group in sequence(document.data, "declared")


def _contradiction(document: Document, group: str, case: ListedCase, *, claimed: bool) -> Hit:
    found = f"the case {case.id} is {quoted(case.status)} and {group} is {'' if claimed else 'not '}declared"
    if claimed:
        message, hint = f"{found}, expected what became of it", f"write that, or take {group} out of declared"
    else:
        message, hint = f'{found}, expected "not-claimed"', f"write `status: not-claimed`, or add {group} to declared"
    return Hit(pointer=case.status_at, message=message, hint=hint, related=((document.path, ("declared",)),))


@rule(
    "MR506",
    "percentage-disagrees",
    severity=Severity.WARNING,
    since=SINCE,
    kinds=(SMI_REPORT,),
    requires=(*STRUCTURE, "MR502", "MR503"),
)
def percentage_disagrees(document: Document) -> Iterator[Hit]:
    """A reported total is not what the cases give, or contradicts another.

    What it finds
    -------------
    A `cases_passed` that differs from the number of cases that passed, and a `passing_percentage` that differs from the cases that
    passed, both as a share of all cases of the suite and of those that the mesh claims, compared at the precision that was reported.
    Where cases are not listed: two totals that contradict each other, be it for the number of cases of the suite or, where its version
    is not known, for any number of cases; and a total of all or of no cases beside a `capability` or a `result` of a specification
    that says otherwise.

    Why it matters
    --------------
    Published totals were wrong before: one tool counts a failure whose message holds no number as none. The site shows what the
    cases give, and both numbers where they differ.

    Wrong
    -----
    ```yaml
    reported: {cases_passed: 12, passing_percentage: 49.6}      # 12 of 24 cases
    ```

    Right
    -----
    ```yaml
    reported: {cases_passed: 12, passing_percentage: 50}
    ```
    """
    tally = _tally(document)
    if tally is None:
        yield from _two_totals(document)
    else:
        yield from _count_of_cases(document, tally)
        yield from _share_of_cases(document, tally)
    if tally is None or not tally.exact:
        yield from _beside_specifications(document, None if tally is None else tally.total)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tally:
    """How many cases of the suite passed by what is listed: at least `least`, at most `most` of `total`."""

    least: int
    most: int
    claimed: int
    total: int

    @property
    def exact(self) -> bool:
        """Whether every case is listed."""
        return self.least == self.most


def _tally(document: Document) -> _Tally | None:
    version = suite_version(document)
    if version is None:
        return None
    least = unknown = claimed = 0
    for group, listed in _groups(document):
        least += sum(each.status == "passed" for each in listed)
        unknown += 0 if listed else len(group.cases)
        if _is_claimed(document, group.id):
            claimed += len(group.cases) - sum(each.status == "not-claimed" for each in listed)
    return _Tally(least=least, most=least + unknown, claimed=claimed, total=len(version.cases))


def _count_of_cases(document: Document, tally: _Tally) -> Iterator[Hit]:
    counted = number(document.data, *_COUNT)
    if counted is not None and not tally.least <= counted <= tally.most:
        expected = f"{tally.least}" if tally.exact else f"{tally.least} to {tally.most}"
        message = f"cases_passed is {counted:.0f}, expected {expected} of {tally.total} cases"
        yield Hit(pointer=_COUNT, message=message, hint=_HINT)


def _share_of_cases(document: Document, tally: _Tally) -> Iterator[Hit]:
    counted, written = number(document.data, *_COUNT), _percentage(document)
    passed = tally.least if tally.exact else counted
    if written is None or passed is None or not tally.least <= passed <= tally.most:
        return
    totals = [total for total in dict.fromkeys((tally.total, tally.claimed)) if total]
    shares = [Decimal(100 * int(passed)) / total for total in totals]
    if all(abs(written - share) > _half_a_step(written) for share in shares):
        beside = "" if tally.exact else f" and cases_passed is {passed:.0f}"
        claimed = "".join(f", or {share:.2f} of the {tally.claimed} claimed" for share in shares[1:])
        expected = f"{shares[0]:.2f} from {passed:.0f} of {tally.total} cases{claimed}"
        message = f"passing_percentage is {written}{beside}, expected {expected}"
        related = () if tally.exact else ((document.path, _COUNT),)
        yield Hit(pointer=_SHARE, message=message, hint=_HINT, related=related)


def _two_totals(document: Document) -> Iterator[Hit]:
    counted, written = number(document.data, *_COUNT), _percentage(document)
    if counted is None or written is None or _some_suite_gives(int(counted), written):
        return
    expected = f"a share that {counted:.0f} of some number of cases gives" if counted else "0 as well"
    message = f"passing_percentage is {written} and cases_passed is {counted:.0f}, expected {expected}"
    yield Hit(pointer=_SHARE, message=message, hint=_HINT, related=((document.path, _COUNT),))


def _some_suite_gives(counted: int, written: Decimal) -> bool:
    """Whether there is a whole number of cases of which that many are that share, at the precision that was reported."""
    half = _half_a_step(written)
    if counted == 0 or written <= half:
        return counted == 0 and written <= half
    fewest, most = (Decimal(100 * counted) / share for share in (written + half, written - half))
    return max(ceil(fewest), counted) <= floor(most)


def _beside_specifications(document: Document, total: int | None) -> Iterator[Hit]:
    """The first specification that says otherwise than a total of all or of no cases."""
    figures = ((_COUNT, number(document.data, *_COUNT), total), (_SHARE, _percentage(document), 100))
    for (pointer, figure, whole), said in product(figures, specification_words(document)):
        if figure is None or figure not in (0, whole):
            continue
        if said.is_best if figure == 0 else not said.is_best and _is_claimed(document, said.group):
            expected = f'another than "{said.best}"' if figure == 0 else f'"{said.best}"'
            found = f"the {said.field} of {said.group} is {quoted(said.found)}"
            message = f"{pointer[1]} is {figure:.0f} and {found}, expected {expected}"
            yield Hit(pointer=pointer, message=message, hint=_HINT, related=((document.path, said.at),))
            return


def _percentage(document: Document) -> Decimal | None:
    """The share with the digits that it was written with."""
    found = inside(document.data, *_SHARE)
    if not isinstance(found, int | float) or isinstance(found, bool):
        return None
    written = document.raw(_SHARE)
    return Decimal(str(found) if written is None or written[:2] in ("0x", "0o") else written)


def _half_a_step(written: Decimal) -> Decimal:
    digits = -int(written.as_tuple().exponent)
    return Decimal(5).scaleb(-min(max(digits, 0), _MOST_DIGITS) - 1)
