"""Two states of what was submitted -> what differs."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from generator import addresses
from generator.changes.contents import KINDS, differs, entered, leaves, registered
from generator.changes.values import Altered, Changes, Moved, Regrouped, State
from generator.compare import compare
from generator.model import MeshKind
from generator.trust import LEVELS, assess

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from generator.compare.values import Comparison, ComparisonGroup
    from generator.model import Catalogue, Mesh, StatusEvent, Submission, Submitter

T = TypeVar("T")


def changes(before: State, after: State) -> Changes:
    """What differs between two states of one repository."""
    old, new = before.catalogue, after.catalogue
    submissions = tuple(each for name, each in new.submissions.items() if name not in old.submissions)
    reports = tuple(each for name, each in new.reports.items() if name not in old.reports)
    disputes = tuple(_differing(old.disputes, new.disputes))
    moved = (*_moved_submissions(old, new), *_moved_reports(old, new))
    known = {(each.chart, each.hash) for each in old.pins}
    return Changes(
        submissions=submissions,
        moved=moved,
        altered=(*_altered_submissions(old, new), *_altered_reports(old, new)),
        groups=tuple(_groups(before, after)),
        reports=reports,
        patterns=tuple(_differing(old.patterns, new.patterns)),
        disputes=disputes,
        pins=tuple(each for each in new.pins if (each.chart, each.hash) not in known),
        registry=tuple(entered(before, after)),
        redactions=tuple(each for each in new.redactions if each not in old.redactions),
        removed=tuple(_removed(before, after)),
        meshes=_affected(old, new),
        owners=dict(_owners(old, new)),
        levels=_levels(submissions, new),
    )


def _levels(submissions: Sequence[Submission], new: Catalogue) -> Mapping[str, Mapping[str, int]]:
    """For each submission how many results have which evidence level, in words, the least first."""
    trust = assess(new) if submissions else None
    counted: dict[str, Mapping[str, int]] = {}
    if trust is None:
        return counted
    for each in submissions:
        held = Counter(trust.results[result.address].level for result in each.results)
        counted[each.id] = {words: held[level] for level, words in LEVELS.items() if held[level]}
    return counted


def _differing(old: Mapping[str, T], new: Mapping[str, T]) -> Iterator[tuple[T | None, T]]:
    """Each entry that is new or differs, with what it was; where it stands in a file is no difference."""
    for name, each in new.items():
        was = old.get(name)
        if was is None or differs(was, each):
            yield was, each


def _moved_submissions(old: Catalogue, new: Catalogue) -> Iterator[Moved]:
    for name, now in new.submissions.items():
        was = old.submissions.get(name)
        events = _new_events(was.history, now.history) if was is not None else ()
        if events:
            path = addresses.submission_path(name)
            yield Moved(path=path, title=now.title, events=events, results=_meant(now, events))


def _meant(submission: Submission, events: tuple[StatusEvent, ...]) -> int:
    if any(event.results is None for event in events):
        return len(submission.results)
    return len({name for event in events for name in event.results or ()})


def _moved_reports(old: Catalogue, new: Catalogue) -> Iterator[Moved]:
    for name, now in new.reports.items():
        was = old.reports.get(name)
        events = _new_events(was.history, now.history) if was is not None else ()
        if events:
            yield Moved(path=addresses.report_path(name), title=name, events=events, results=0)


def _altered_submissions(old: Catalogue, new: Catalogue) -> Iterator[Altered]:
    for name, now in new.submissions.items():
        values = tuple(leaves(old.submissions[name], now)) if name in old.submissions else ()
        if values:
            yield Altered(path=addresses.submission_path(name), title=now.title, values=values)


def _altered_reports(old: Catalogue, new: Catalogue) -> Iterator[Altered]:
    for name, now in new.reports.items():
        values = tuple(leaves(old.reports[name], now)) if name in old.reports else ()
        if values:
            yield Altered(path=addresses.report_path(name), title=name, values=values)


def _new_events(old: tuple[StatusEvent, ...], new: tuple[StatusEvent, ...]) -> tuple[StatusEvent, ...]:
    """A history only grows, at its end; that of decisions, which stand at their dates, may grow within. Equal events are two."""
    known = Counter(map(_identity, old))
    seen = Counter[object]()
    found = []
    for each in new:
        seen[_identity(each)] += 1
        if seen[_identity(each)] > known[_identity(each)]:
            found.append(each)
    return tuple(found)


def _identity(event: StatusEvent) -> object:
    return (event.date, event.state, event.by, event.reason, event.results, event.replaced_by, event.dispute)


def _groups(before: State, after: State) -> Iterator[Regrouped]:
    """The comparisons that differ. A mesh that only has another name changes none: the registry's part tells it."""
    old, new = _renamed(before, after).groups, after.comparison.groups
    for name in dict.fromkeys((*new, *old)):
        was, now = old.get(name), new.get(name)
        if _shown(was) != _shown(now):
            yield Regrouped(before=was, after=now)


def _renamed(before: State, after: State) -> Comparison:
    """The older comparison in the meshes' names of now."""
    old, new = before.catalogue, after.catalogue
    meshes = {
        name: replace(each, name=new.meshes[name].name) for name, each in old.meshes.items() if name in new.meshes
    }
    same = all(each.name == old.meshes[name].name for name, each in meshes.items())
    return before.comparison if same else compare(replace(old, meshes={**old.meshes, **meshes}))


def _shown(group: ComparisonGroup | None) -> tuple[object, ...]:
    if group is None:
        return ()
    counted = tuple(run.address for variant in group.variants for run in variant.results)
    out = tuple((each.result.address, each.reason) for each in group.excluded)
    return (group.headline, counted, out, group.sentences)


def _removed(before: State, after: State) -> Iterator[tuple[str, str]]:
    old, new = before.catalogue, after.catalogue
    pairs = (
        ("submission", old.submissions, new.submissions),
        ("conformance report", old.reports, new.reports),
        ("pattern", old.patterns, new.patterns),
        ("dispute", old.disputes, new.disputes),
        *((kind, registered(before, kind), registered(after, kind)) for kind in KINDS),
    )
    yield from ((kind, name) for kind, was, now in pairs for name in was if name not in now)
    kept = {(each.chart, each.hash) for each in new.pins}
    yield from (
        ("pinned chart", f"{each.chart}/{each.hash}") for each in old.pins if (each.chart, each.hash) not in kept
    )


def _affected(old: Catalogue, new: Catalogue) -> Mapping[str, Mesh]:
    """The meshes whose makers are to be told; an entry that changes its own contacts does not decide who hears of it."""
    told = {*_measured(old, new), *_reported(old, new), *_disputed(old, new)}
    told |= {name for name, each in new.meshes.items() if differs(old.meshes.get(name), each)}
    told |= {name for name in old.meshes if name not in new.meshes}
    told |= set(
        _measured_in(
            {name for name, each in new.labs.items() if name in old.labs and differs(old.labs[name], each)}, new
        )
    )
    found = ((name, old.meshes.get(name), new.meshes.get(name)) for name in (*new.meshes, *old.meshes) if name in told)
    meshes = ((name, was or now, now or was) for name, was, now in found)
    return {
        name: replace(now, name=was.name, contacts=tuple(dict.fromkeys((*was.contacts, *now.contacts))))
        for name, was, now in meshes
        if was is not None and now is not None and now.kind is not MeshKind.NONE
    }


def _owners(old: Catalogue, new: Catalogue) -> Iterator[tuple[str, Submitter]]:
    """Who submitted what a dispute is about that is new, or was answered or decided."""
    for _, now in _differing(old.disputes, new.disputes):
        names = dict.fromkeys(each.partition("/")[0] for each in now.results)
        yield from ((name, new.submissions[name].submitter) for name in names if name in new.submissions)
        reports = ((name, new.reports[name].submitter) for name in now.reports if name in new.reports)
        yield from ((name, submitter) for name, submitter in reports if submitter is not None)


def _measured(old: Catalogue, new: Catalogue) -> Iterator[str]:
    """The meshes of results that are new, or differ in anything, their history included."""
    known = {each.address: each for each in old.results}
    return (each.subject.mesh for each in new.results if known.get(each.address) != each)


def _measured_in(labs: Collection[str], new: Catalogue) -> Iterator[str]:
    """The meshes of the results of those labs, whose conditions read otherwise."""
    return (each.subject.mesh for one in new.submissions.values() if one.lab in labs for each in one.results)


def _reported(old: Catalogue, new: Catalogue) -> Iterator[str]:
    for name, each in new.reports.items():
        if old.reports.get(name) != each:
            yield each.mesh


def _disputed(old: Catalogue, new: Catalogue) -> Iterator[str]:
    """The meshes that a new dispute is about, or one that was answered or decided."""
    for _, now in _differing(old.disputes, new.disputes):
        yield from (each.subject.mesh for each in new.results if now.is_about(each.address))
        yield from (new.reports[name].mesh for name in now.reports if name in new.reports)
