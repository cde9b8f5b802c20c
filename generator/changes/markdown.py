"""Changes as Markdown: for the summary of a pull request's checks, and for a meeting."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from generator import addresses
from generator.changes.contents import leaves
from generator.changes.notes import notes
from generator.changes.texts import FEW, cut, differences, inert, listed, section
from generator.changes.values import Beside
from generator.model import Purpose, Relationship
from generator.numbers import count, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from generator.changes.values import Altered, Changes, Entered, Moved, Regrouped
    from generator.compare.values import ComparisonGroup
    from generator.model import Catalogue, ConformanceReport, Dispute, Initiative, Pattern, Redaction, Submission

_NOTHING = Beside()
_MOST_NAMED = 40
"""Files, or places of a pattern, that are named one by one."""
_RELATIONS = {
    Relationship.INDEPENDENT: "independent of the makers",
    Relationship.VENDOR: "by a maker of what was measured",
    Relationship.USER: "by a user of what was measured",
}


def of_base(found: Changes, site_url: str, base: str, beside: Beside = _NOTHING) -> str:
    """What a pull request changes against a revision, and what a curator looks at."""
    found = _without_what_is_broken(found, beside) if beside.broken else found
    out = [f"{inert(path)} has errors, which `mesh-results check` names" for path in sorted(beside.broken)]
    head = ["# What this changes", f"Against `{base[:12]}`.", section("Left out", out)]
    files = [section("Attached files", _attached(beside)), section("Other files", _others(beside.others))]
    sections = _sections(found, site_url, beside)
    return _joined([*head, *sections, *files, *notes(found, beside)])


def _without_what_is_broken(found: Changes, beside: Beside) -> Changes:
    """What a broken file takes with it is neither removed nor gone; what has no file any more is."""
    paths = [PurePosixPath(path) for path in beside.gone]
    parts = {part for path in paths for part in (*path.parts, path.stem)}
    return replace(
        found,
        removed=tuple(each for each in found.removed if each[1].replace("/", "-") in parts),
        groups=tuple(each for each in found.groups if each.after is not None),
    )


def _attached(beside: Beside) -> list[str]:
    """How much raw output and how many steps come with the change, and which raw outputs nothing names."""
    if not beside.attached:
        return []
    total = sum(beside.attached.values())
    unnamed = [f"  - {inert(path)}, {count(beside.attached[path])} bytes" for path in beside.unnamed]
    said = f"; no result or report names {plural(len(unnamed), 'raw output')}:" if unnamed else ""
    many = f"{plural(len(beside.attached), 'new file')}, {count(total)} bytes"
    return ["\n".join([f"{many}{said}", *cut(unnamed, FEW, "  - ")])]


def _others(paths: Sequence[str]) -> list[str]:
    """The files that are no submitted data; of many how many there are in each folder, so that none hides another."""
    if len(paths) <= _MOST_NAMED:
        return [inert(path) for path in paths]
    folders = Counter(path.rpartition("/")[0] or "." for path in paths)
    return [f"{inert(f'{folder}/')}: {plural(number, 'file')}" for folder, number in folders.items()]


def of_day(found: Changes, catalogue: Catalogue, site_url: str, day: date, source: str) -> str:
    """What happened since a day, and where each initiative stands; `source` says what was compared with, in half a sentence."""
    head = [f"# Since {day.isoformat()}", f"Compared with {source}."]
    states = [
        "## Initiatives",
        listed(_initiative(each, site_url) for each in catalogue.initiatives),
    ]
    return _joined([*head, *_sections(found, site_url), *(states if catalogue.initiatives else [])])


def _joined(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"


def _sections(found: Changes, site_url: str, beside: Beside = _NOTHING) -> Iterator[str]:
    if not found.any:
        yield f"Nothing {'else ' if beside.broken else ''}of what is published changed."
        return
    link = _linker(site_url)
    yield section(
        "Results",
        [*(_submission(each, found.levels[each.id], link) for each in found.submissions), *_moved(found.moved, link)],
    )
    yield section("Altered though published", [_altered(each, link) for each in found.altered])
    yield section("Private data removed", [_removal(each, beside) for each in found.redactions])
    yield section(
        "Comparisons", [_group(each, link) for each in sorted(found.groups, key=lambda each: each.before is None)]
    )
    yield section("Conformance", [_report(each, link) for each in found.reports])
    yield section(
        "Patterns", [_pattern(was, now, link) for was, now in sorted(found.patterns, key=lambda each: each[0] is None)]
    )
    yield section(
        "Disputes", [_dispute(was, now) for was, now in sorted(found.disputes, key=lambda each: each[0] is None)]
    )
    pins = [f"pinned: {link(addresses.pin_path(each.chart, each.hash), each.title)}" for each in found.pins]
    yield section("Charts", pins)
    yield section("Registry", [_entered(each) for each in found.registry])
    yield section("Removed", [f"{kind} {inert(name)}" for kind, name in found.removed])


def _linker(site_url: str) -> Callable[[str, str], str]:
    return lambda path, text: f"[{inert(text)}]({site_url}{path})"


def _submission(each: Submission, levels: Mapping[str, int], link: Callable[[str, str], str]) -> str:
    shown = ", a demonstration" if each.purpose is Purpose.DEMONSTRATION else ""
    who = f"measured by {inert(each.provenance.measured_by)}, {_RELATIONS[each.disclosure.relationship]}"
    evidence = ", ".join(f"{number} {words}" for words, number in levels.items())
    results = plural(len(each.results), "result")
    return (
        f"added: {link(addresses.submission_path(each.id), each.title)}, {results} {who}{shown}; evidence: {evidence}"
    )


def _moved(moved: Iterable[Moved], link: Callable[[str, str], str]) -> Iterator[str]:
    for each in moved:
        about = f"{plural(each.results, 'result')} of " if each.results else ""
        for event in each.events:
            by = f", replaced by {inert(event.replaced_by)}" if event.replaced_by else ""
            said = f"{event.state.value} on {event.date.isoformat()} by {inert(event.by)}{by}: {inert(event.reason)}"
            yield f"{about}{link(each.path, each.title)}: {said}"


def _altered(each: Altered, link: Callable[[str, str], str]) -> str:
    """What says something else, each difference once, with the places that share it."""
    shared: dict[str, list[str]] = {}
    for place, was, now in each.values:
        for said in differences(was, now):
            shared.setdefault(said, []).append(place)
    lines = [
        f"  - {inert(places[0])}{f' and {len(places) - 1} more' if places[1:] else ''}: {said}"
        for said, places in shared.items()
    ]
    values = plural(len(each.values), "value")
    return "\n".join([f"{link(each.path, each.title)}, {values}", *cut(lines, _MOST_NAMED, "  - ")])


def _removal(each: Redaction, beside: Beside) -> str:
    sizes = beside.redacted.get(each.path)
    told = "" if sizes is None else f" ({count(sizes[0])} bytes before, {count(sizes[1])} now)"
    return f"{inert(each.path)}{told}, by {inert(each.by)}: {inert(each.reason)}"


def _group(each: Regrouped, link: Callable[[str, str], str]) -> str:
    name = link(addresses.group_path(each.group.id), each.group.title)
    if each.before is None:
        return f"new: {name}\n  - now: {_told(each.group)}"
    if each.after is None:
        return f"gone: {name}\n  - before: {_told(each.before)}"
    was, now = _told(each.before), _told(each.after)
    if was == now:
        return f"{name}\n  - {now}{_reworded(each.before, each.after)}"
    return f"{name}\n  - before: {was}\n  - now: {now}"


def _reworded(before: ComparisonGroup, after: ComparisonGroup) -> str:
    """The sentences that only one of the two says, where headline and verdicts are the same."""
    was, now = [each.text for each in before.sentences], [each.text for each in after.sentences]
    lines = [
        *(f"  - no longer: {inert(each)}" for each in was if each not in now),
        *(f"  - now: {inert(each)}" for each in now if each not in was),
    ]
    return "".join(f"\n{line}" for line in cut(lines, FEW, "  - "))


def _entered(each: Entered) -> str:
    """An entry of the registry; of one that changed, each field before and after."""
    head = f"{each.kind} {inert(each.name)}: {'added' if each.added else 'changed'}"
    lines = [
        f"  - {field}: {said}"
        for field, was, now in each.fields
        for said in ([inert(now) or "nothing"] if each.added else differences(was, now))
    ]
    return "\n".join([head, *cut(lines, _MOST_NAMED, "  - ")])


def _told(group: ComparisonGroup) -> str:
    """The headline, and the verdicts where there are any, else that there is none."""
    verdicts = [each.text for each in group.sentences if each.kind == "verdict"]
    said = verdicts or [each.text for each in group.sentences if each.kind == "finding"][:1]
    runs = sum(len(variant.results) for variant in group.variants)
    out = f", {len(group.excluded)} excluded" if group.excluded else ""
    told = " ".join(cut([inert(each) for each in said], FEW, ""))
    return f"{inert(group.headline)} ({plural(runs, 'run')}{out}). {told}".strip()


def _report(each: ConformanceReport, link: Callable[[str, str], str]) -> str:
    about = f"{each.suite} {each.suite_version or ''}".strip()
    return f"added: {link(addresses.report_path(each.id), each.id)}, {inert(each.mesh)} {inert(each.version)}, {inert(about)}"


def _pattern(was: Pattern | None, now: Pattern, link: Callable[[str, str], str]) -> str:
    name = link(addresses.pattern_path(now.id), now.title)
    if was is None:
        return f"added: {name}, {inert(now.status.value)}, version {inert(now.version)}"
    told = [
        f"{what} {inert(old)} to {inert(new)}"
        for what, old, new in (("version", was.version, now.version), ("status", was.status.value, now.status.value))
        if old != new
    ]
    places = [each for each in leaves(was, now) if each[0] not in ("version", "status")]
    fields = dict.fromkeys(place.partition(".")[0] for place, _, _ in places)
    told += [f"in {', '.join(fields)}"] if fields else []
    # what readers apply, and what the change says of itself, before the words around it
    ordered = sorted(places, key=lambda each: not each[0].startswith(("implementations.", "history.")))
    every = [f"  - {inert(place)}: {said}" for place, old, new in ordered for said in differences(old, new)]
    return "\n".join([f"changed: {', '.join([name, *told])}", *cut(every, _MOST_NAMED, "  - ")])


def _dispute(was: Dispute | None, now: Dispute) -> str:
    about = ", ".join(cut([inert(each) for each in (*now.results, *now.reports)], FEW, ""))
    if was is None:
        who = f"{inert(now.author.name)}, {_RELATIONS[now.author.relationship]}"
        what = "new, a statement" if now.is_statement else "new"
        head = f"{what}: {inert(now.id)} of {now.date.isoformat()} by {who}, about {about}: {inert(now.claim)}"
    else:
        head = f"{inert(now.id)}, about {about}"
    replies = [each for each in now.replies if was is None or each not in was.replies]
    lines = [f"  - {each.date.isoformat()}, {inert(each.by)} answers: {inert(each.text)}" for each in replies]
    if now.decision is not None and (was is None or was.decision is None):
        said = now.decision
        lines.append(
            f"  - {said.date.isoformat()}, decided by {inert(said.by)}: {said.outcome.value}. {inert(said.reason)}"
        )
    return "\n".join([head, *cut(lines, FEW, "  - ")])


def _initiative(each: Initiative, site_url: str) -> str:
    newest = max(each.facts, key=lambda fact: fact.date, default=None)
    fact = "" if newest is None else f": {inert(newest.date)}, {inert(newest.fact)}"
    return f"[{inert(each.name)}]({site_url}{addresses.WORKING_GROUP}), {inert(each.state)}{fact}"
