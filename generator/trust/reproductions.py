"""Who measured again what another organisation had measured: what a submission declares, held against conditions and variants.

Only the campaign and the place (lab, region, zone) may differ. As everywhere a condition that is not reported equals nothing,
since two campaigns are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from statistics import median
from typing import TYPE_CHECKING

from generator.compare.flags import counts_at, flags_of
from generator.compare.key import FIELDS, values_of
from generator.compare.values import NOT_REPORTED
from generator.compare.variants import identity
from generator.numbers import listed
from generator.trust.values import Amount, Reproduction, Unmatched

if TYPE_CHECKING:
    from generator.compare.variants import Identity
    from generator.model import Catalogue, Result, Submission

FREE = ("campaign", "lab")
"""The fields of the comparability key that may differ: a reproduction is another campaign, most often in another lab."""
PLACES = ("region", "zone")
"""The conditions of an environment that may differ, as parts of the place."""
_QUANTITIES = ("50", "99")
_MOST_NAMED = 4
_MOST_TRIED = 200
"""Of so many kinds on either side the nearest pair is looked for; it only words a message."""

Kind = tuple["Identity", tuple[str, ...]]
"""What two sides must share: the variant, and the key's fields but for those that are free."""


def reproductions(catalogue: Catalogue) -> tuple[tuple[Reproduction, ...], tuple[Unmatched, ...]]:
    """All reproductions that the catalogue's submissions declare and bear out, and the declarations that they do not."""
    found: list[Reproduction] = []
    unmatched: list[Unmatched] = []
    kinds = _Kinds(catalogue=catalogue)
    for submission in catalogue.submissions.values():
        own = kinds.of(submission.id) if submission.reproduces else {}
        for index, name in enumerate(submission.reproduces):
            other = _other(catalogue, submission, name)
            wanted = {} if other is None else kinds.named(other, name)
            if other is None or not wanted:
                continue
            shared = [kind for kind in wanted if kind in own and not _unknown(kind)]
            if not shared:
                reason = _reason(wanted, own)
                unmatched.append(Unmatched(submission=submission.id, index=index, name=name, reason=reason))
            found += _borne_out(other, wanted, submission, own, shared)
    return tuple(dict.fromkeys(found)), tuple(unmatched)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kinds:
    """The results of submissions by kind, worked out once: a submission may name a thousand results of one other."""

    catalogue: Catalogue
    known: dict[str, Mapping[Kind, Sequence[Result]]] = field(default_factory=dict)
    by_address: dict[str, Kind] = field(default_factory=dict)

    def of(self, name: str) -> Mapping[Kind, Sequence[Result]]:
        """All results of a submission by kind."""
        if name not in self.known:
            submission = self.catalogue.submissions[name]
            self.known[name] = _by_kind(submission, submission.results)
            self.by_address.update((run.address, kind) for kind, runs in self.known[name].items() for run in runs)
        return self.known[name]

    def named(self, other: Submission, name: str) -> Mapping[Kind, Sequence[Result]]:
        """The kinds that a declaration names, each with all its runs: they are replicates of the one that was named."""
        whole = self.of(other.id)
        if "/" not in name:
            return whole
        kind = self.by_address.get(name)
        return {} if kind is None else {kind: whole[kind]}


def _other(catalogue: Catalogue, submission: Submission, name: str) -> Submission | None:
    """The submission that a declaration names; None where it is not in the catalogue or may not be reproduced by this one."""
    other = catalogue.submissions.get(name.partition("/")[0])
    if other is None or not another_organisation(submission, other) or submission.purpose is not other.purpose:
        return None
    return other


def another_organisation(one: Submission, other: Submission) -> bool:
    """Whether two submissions were measured by different organisations, as far as they say."""
    return not (organisations(one) & organisations(other))


def organisations(submission: Submission) -> frozenset[str]:
    """Who stands behind a measurement, in lower case: who measured, and the submitter's organisation unless it only transcribed."""
    names = [submission.provenance.measured_by]
    if not submission.provenance.transcribed and submission.submitter.organization is not None:
        names.append(submission.submitter.organization)
    return frozenset(" ".join(name.casefold().split()).removeprefix("the ") for name in names)


def _by_kind(submission: Submission, results: Iterable[Result]) -> dict[Kind, list[Result]]:
    found: dict[Kind, list[Result]] = {}
    for result in results:
        kind = (identity(result.subject), _conditions(result, submission))
        found.setdefault(kind, []).append(result)
    return found


def _conditions(result: Result, submission: Submission) -> tuple[str, ...]:
    """The canonical texts of the key's fields that are not free, without the place in the environment."""
    conditions = {name: value for name, value in result.environment.conditions.items() if name not in PLACES}
    somewhere = replace(result, environment=replace(result.environment, conditions=conditions))
    values = values_of(somewhere, submission)
    return tuple(value for each, value in zip(FIELDS, values, strict=True) if each.name not in FREE)


_TITLES = tuple(each.title for each in FIELDS if each.name not in FREE)


def _unknown(kind: Kind) -> list[str]:
    return [title for title, value in zip(_TITLES, kind[1], strict=True) if NOT_REPORTED in value]


def _reason(wanted: Mapping[Kind, object], own: Mapping[Kind, object]) -> str:
    """Why no run of ours is a reproduction: no such variant, else the conditions in which the nearest one differs."""
    pairs = [
        (kind, mine) for kind in islice(wanted, _MOST_TRIED) for mine in islice(own, _MOST_TRIED) if kind[0] == mine[0]
    ]
    if not pairs:
        return "no result here is of the same mesh, version, mode, configuration and features"
    return min((_apart(kind, mine) for kind, mine in pairs), key=lambda found: (len(found), found)).sentence()


class _Apart(tuple[str, ...]):
    """Titles of conditions that keep two kinds apart."""

    __slots__ = ()

    def sentence(self) -> str:
        more = len(self) - _MOST_NAMED
        names = [name.lower() for name in self[:_MOST_NAMED]] + ([f"{more} more"] if more > 0 else [])
        return f"no result here shares these conditions, or reports them: {listed(names)}"


def _apart(one: Kind, other: Kind) -> _Apart:
    pairs = zip(_TITLES, one[1], other[1], strict=True)
    return _Apart(title for title, mine, theirs in pairs if mine != theirs or NOT_REPORTED in mine)


def _borne_out(
    other: Submission,
    wanted: Mapping[Kind, Sequence[Result]],
    submission: Submission,
    own: Mapping[Kind, Sequence[Result]],
    shared: Iterable[Kind],
) -> Iterator[Reproduction]:
    for kind in shared:
        theirs, mine = _counting(other, wanted[kind]), _counting(submission, own[kind])
        if theirs and mine:
            yield Reproduction(
                reproduced=other.id,
                submission=submission.id,
                original=tuple(each.address for each in theirs),
                again=tuple(each.address for each in mine),
                amounts=tuple(_amounts(theirs, mine)),
            )


def _counting(submission: Submission, results: Iterable[Result]) -> list[Result]:
    """The runs that stand: neither withdrawn or in doubt nor kept out of charts by another flag."""
    return [each for each in results if not any(flag.excludes for flag in flags_of(each, submission))]


def _amounts(original: Sequence[Result], again: Sequence[Result]) -> Iterator[Amount]:
    sides = [(f"p{name}", "ms", _latencies(original, name), _latencies(again, name)) for name in _QUANTITIES]
    sides.append(("throughput", "requests/s", _rates(original), _rates(again)))
    for quantity, unit, first, second in sides:
        if first and second:
            yield Amount(
                quantity=quantity,
                unit=unit,
                original=median(first),
                original_runs=len(first),
                again=median(second),
                again_runs=len(second),
            )


def _latencies(results: Iterable[Result], name: str) -> list[float]:
    found = (each.latencies.percentiles.get(name) for each in results if counts_at(each, name))
    return [value for value in found if value is not None]


def _rates(results: Iterable[Result]) -> list[float]:
    return [each.achieved_rps for each in results if each.achieved_rps is not None]
