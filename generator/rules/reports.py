"""Typed ways into conformance reports whose structure is sound: ours and the Gateway API's own alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from generator.gateway_report import normalised
from generator.rules.access import (
    GATEWAY_REPORT,
    HAMLET_REPORT,
    KEPT,
    RAW_REPORT,
    REPORTS,
    SMI_REPORT,
    inside,
    mapping,
    number,
    sequence,
    text,
)
from generator.suite import suite

if TYPE_CHECKING:
    from generator.finding import Pointer
    from generator.source import Document
    from generator.suite import Suite, SuiteVersion

ALL_REPORTS = (RAW_REPORT, *REPORTS)
GATEWAY_REPORTS = (RAW_REPORT, GATEWAY_REPORT)
LISTING_CASES = (HAMLET_REPORT, SMI_REPORT)
"""The kinds whose reports list every case; a Gateway API report counts them."""

_SUITES = {
    RAW_REPORT: ("gateway-api", "gateway_api_version"),
    GATEWAY_REPORT: ("gateway-api", "gateway_api_version"),
    HAMLET_REPORT: ("hamlet", "api_version"),
    SMI_REPORT: ("smi", "specification_version"),
}
"""By kind: its suite, and the field that says the suite's version."""
_UNMODIFIED: Mapping[str | int, Pointer] = {
    "mesh": ("implementation", "project"),
    "version": ("implementation", "version"),
    "gateway_api_version": ("gatewayAPIVersion",),
    "channel": ("gatewayAPIChannel",),
    "passed": ("statistics", "Passed"),
    "failed": ("statistics", "Failed"),
    "skipped": ("statistics", "Skipped"),
    "failed_tests": ("failedTests",),
    "skipped_tests": ("skippedTests",),
    "supported_features": ("supportedFeatures",),
    "unsupported_features": ("unsupportedFeatures",),
}
"""Where an unmodified report has what stands in a field of ours."""


@lru_cache(maxsize=KEPT)
def record(document: Document) -> Mapping[str, object]:
    """The fields of a report under our names, whichever form it has; those of any other document as they are."""
    return normalised(document) if document.kind == RAW_REPORT else mapping(document.data)


def place(document: Document, *keys: str | int) -> Pointer:
    """The pointer into the document to what stands at these keys of its `record`."""
    if document.kind != RAW_REPORT:
        return keys
    found = tuple(own for key in keys for own in _UNMODIFIED.get(key, (key,)))
    if found[-2:-1] == ("statistics",) and inside(document.data, *found) is None:
        return (*found[:-1], str(found[-1]).lower())
    return found


def suite_of(document: Document) -> Suite:
    """The suite whose report the document is."""
    return suite(_SUITES[document.kind or ""][0])


def version_field(document: Document) -> str:
    """The field of our record that says the version of the suite."""
    return _SUITES[document.kind or ""][1]


def suite_version(document: Document) -> SuiteVersion | None:
    """The suite at the version that the report names; None where it names none, or one that is not known."""
    return suite_of(document).at(text(record(document), version_field(document)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCase:
    """A case that a report lists, with its place in the list."""

    index: int
    id: str
    status: str

    @property
    def status_at(self) -> Pointer:
        """Where its status stands."""
        return ("cases", self.index, "status")


@lru_cache(maxsize=KEPT)
def listed_cases(document: Document) -> tuple[ListedCase, ...]:
    """The cases that a report lists."""
    return tuple(
        ListedCase(index=index, id=text(entry, "id") or "", status=text(entry, "status") or "")
        for index, entry in enumerate(sequence(document.data, "cases"))
    )


def cases_by_id(document: Document) -> Mapping[str, ListedCase]:
    """The cases that a report lists by their id; the first of equal ones."""
    return {each.id: each for each in reversed(listed_cases(document))}


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecificationWord:
    """What an SMI report says of a whole specification in one word: its `capability` or its `result`."""

    index: int
    group: str
    field: str
    found: str
    best: str

    @property
    def is_best(self) -> bool:
        """Whether it says that every case passed."""
        return self.found == self.best

    @property
    def at(self) -> Pointer:
        """Where the word stands."""
        return ("specifications", self.index, self.field)


def specification_words(document: Document) -> Iterator[SpecificationWord]:
    """The words of all specifications, in the report's order; those that are not reported are left out."""
    for index, entry in enumerate(sequence(document.data, "specifications")):
        for field, best in (("capability", "full"), ("result", "passed")):
            if (found := text(entry, field)) is not None:
                yield SpecificationWord(index=index, group=text(entry, "id") or "", field=field, found=found, best=best)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileLevel:
    """The core or extended cases of a profile: what was reported of them, with its place."""

    document: Document
    profile: str
    index: int
    name: str
    entry: Mapping[str, object]

    @property
    def title(self) -> str:
        """How messages name it: "MESH-HTTP core"."""
        return f"{self.profile} {self.name}"

    def at(self, *keys: str | int) -> Pointer:
        """The pointer to something of this level."""
        return place(self.document, "profiles", self.index, self.name, *keys)

    def count(self, field: str) -> int | None:
        """A count as it was reported, None where it was not."""
        found = number(self.entry, field)
        return None if found is None else int(found)

    def names(self, field: str) -> Sequence[str] | None:
        """The names of a list, None where it was not reported."""
        found = inside(self.entry, field)
        return [str(each) for each in found] if isinstance(found, list) else None

    @property
    def total(self) -> int | None:
        """The number of cases that were counted, None where a count is not reported."""
        counts = [self.count(field) for field in ("passed", "failed", "skipped")]
        known = [count for count in counts if count is not None]
        return sum(known) if len(known) == len(counts) else None


def levels(document: Document) -> Iterator[ProfileLevel]:
    """The levels of all profiles, in the report's order."""
    for index, profile in enumerate(sequence(record(document), "profiles")):
        for name in ("core", "extended"):
            if entry := mapping(profile, name):
                title = text(profile, "name") or ""
                yield ProfileLevel(document=document, profile=title, index=index, name=name, entry=entry)
