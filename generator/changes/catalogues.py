"""Two states of what was submitted -> what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from generator import addresses
from generator.changes.values import Changes, Moved, Regrouped, State
from generator.model import MeshKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.compare.values import ComparisonGroup
    from generator.model import Catalogue, ConformanceReport, Mesh, StatusEvent, Submission

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
        groups=tuple(_groups(before, after)),
        reports=reports,
        patterns=tuple(_differing(old.patterns, new.patterns)),
        disputes=disputes,
        pins=tuple(each for each in new.pins if (each.chart, each.hash) not in known),
        registry=tuple(_registry(old, new)),
        removed=tuple(_removed(old, new)),
        meshes=_affected(old, new, submissions, reports),
    )


def _differing(old: Mapping[str, T], new: Mapping[str, T]) -> Iterator[tuple[T | None, T]]:
    """Each entry that is new or differs, with what it was; where it stands in a file is no difference."""
    for name, each in new.items():
        was = old.get(name)
        if was is None or _content(was) != _content(each):
            yield was, each


def _content(value: object) -> list[object]:
    names = getattr(type(value), "__slots__", ())
    return [getattr(value, name) for name in names if name not in ("origin", "implementations")]


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


def _new_events(old: tuple[StatusEvent, ...], new: tuple[StatusEvent, ...]) -> tuple[StatusEvent, ...]:
    return tuple(each for each in new if each not in old)


def _groups(before: State, after: State) -> Iterator[Regrouped]:
    old, new = before.comparison.groups, after.comparison.groups
    for name in dict.fromkeys((*new, *old)):
        was, now = old.get(name), new.get(name)
        if _shown(was) != _shown(now):
            yield Regrouped(before=was, after=now)


def _shown(group: ComparisonGroup | None) -> tuple[object, ...]:
    if group is None:
        return ()
    counted = tuple(run.address for variant in group.variants for run in variant.results)
    out = tuple((each.result.address, each.reason) for each in group.excluded)
    return (group.headline, counted, out, group.sentences)


def _registry(old: Catalogue, new: Catalogue) -> Iterator[tuple[str, str, str]]:
    """Entries of meshes and labs: (mesh or lab, id, added or changed)."""
    for kind, was, now in (("mesh", old.meshes, new.meshes), ("lab", old.labs, new.labs)):
        for name, each in now.items():
            if name not in was:
                yield kind, name, "added"
            elif _content(was[name]) != _content(each):
                yield kind, name, "changed"


def _removed(old: Catalogue, new: Catalogue) -> Iterator[tuple[str, str]]:
    pairs = (
        ("submission", old.submissions, new.submissions),
        ("conformance report", old.reports, new.reports),
        ("pattern", old.patterns, new.patterns),
        ("dispute", old.disputes, new.disputes),
        ("mesh", old.meshes, new.meshes),
        ("lab", old.labs, new.labs),
    )
    yield from ((kind, name) for kind, was, now in pairs for name in was if name not in now)
    kept = {(each.chart, each.hash) for each in new.pins}
    yield from (
        ("pinned chart", f"{each.chart}/{each.hash}") for each in old.pins if (each.chart, each.hash) not in kept
    )


def _affected(
    old: Catalogue, new: Catalogue, submissions: tuple[Submission, ...], reports: tuple[ConformanceReport, ...]
) -> Mapping[str, Mesh]:
    results = [result for each in submissions for result in each.results]
    for was, now in _differing(old.disputes, new.disputes):
        if was is None or was.decision != now.decision:
            results += [each for each in new.results if now.is_about(each.address)]
            reports = (*reports, *(new.reports[name] for name in now.reports if name in new.reports))
    names = {*(each.subject.mesh for each in results), *(each.mesh for each in reports)}
    return {name: mesh for name, mesh in new.meshes.items() if name in names and mesh.kind is not MeshKind.NONE}
