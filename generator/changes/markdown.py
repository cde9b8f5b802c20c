"""Changes as Markdown: for the summary of a pull request's checks, and for a meeting.

Submitted text is escaped so that it stays text at GitHub, which makes links of addresses and calls people whom a text names: what could do so
stands as code.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import accumulate
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from generator import addresses
from generator.changes.contents import KINDS, leaves
from generator.changes.values import Beside
from generator.characters import visible
from generator.finding import bounded
from generator.model import Purpose, Relationship
from generator.numbers import count, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from generator.changes.values import Altered, Changes, Entered, Moved, Regrouped
    from generator.compare.values import ComparisonGroup
    from generator.model import Catalogue, ConformanceReport, Dispute, Initiative, Pattern, Submission, Submitter

REPLY_DAYS = 14
_NOTHING = Beside()
LONGEST = 300
"""Characters of a submitted text."""
_MOST = 200
"""Entries of a list; more are counted. Those that change something stand before those that only come."""
_AROUND = 60
"""Characters shown before the first that differs, of texts that are too long to be shown whole."""
_FEW = 10
"""Lines below an entry; more are counted."""
_SECTION_BYTES = 60_000
"""GitHub shows no summary above 1 MiB at all: a list ends before it could push out what stands below it."""
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]|~$^]|^[#+=>-]|^\d+(?=[.)]))")
_ACTIVE = re.compile(r"[@#<>&]|://|www\.|\bGH-|\b[0-9a-f]{7,40}\b", re.IGNORECASE)
_RELATIONS = {
    Relationship.INDEPENDENT: "independent of the makers",
    Relationship.VENDOR: "by a maker of what was measured",
    Relationship.USER: "by a user of what was measured",
}


def of_base(found: Changes, site_url: str, base: str, beside: Beside = _NOTHING) -> str:
    """What a pull request changes against a revision, and what a curator looks at."""
    parts = {part for path in beside.broken for part in (*PurePosixPath(path).parts, PurePosixPath(path).stem)}
    found = replace(found, removed=tuple(each for each in found.removed if each[1] not in parts))
    out = [f"{inert(path)} has errors, which `mesh-results check` names" for path in sorted(beside.broken)]
    head = ["# What this changes", f"Against `{base[:12]}`.", _section("Left out", out)]
    files = [_section("Attached files", _attached(beside)), _section("Other files", [*map(inert, beside.others)])]
    sections = _sections(found, site_url, left_out=bool(beside.broken))
    return _joined([*head, *sections, *files, *_notes(found, beside)])


def _attached(beside: Beside) -> list[str]:
    """How much raw output and how many steps come with the change, and which of it nothing names."""
    if not beside.attached:
        return []
    total = sum(beside.attached.values())
    unnamed = [f"  - {inert(path)}, {count(beside.attached[path])} bytes" for path in beside.unnamed]
    said = (
        f", {count(len(unnamed))} of which no result or report names:"
        if unnamed
        else ", each named by a result or report"
    )
    many = f"{plural(len(beside.attached), 'file')}, {count(total)} bytes"
    return ["\n".join([f"{many}{said}", *_cut(unnamed, _FEW, "  - ")])]


def of_day(found: Changes, catalogue: Catalogue, site_url: str, day: date, source: str) -> str:
    """What happened since a day, and where each initiative stands; `source` says what was compared with, in half a sentence."""
    head = [f"# Since {day.isoformat()}", f"Compared with {source}."]
    states = [
        "## Initiatives",
        _listed(_initiative(each, site_url) for each in catalogue.initiatives),
    ]
    return _joined([*head, *_sections(found, site_url), *(states if catalogue.initiatives else [])])


def _joined(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"


def _sections(found: Changes, site_url: str, *, left_out: bool = False) -> Iterator[str]:
    if not found.any:
        yield f"Nothing {'else ' if left_out else ''}of what is published changed."
        return
    link = _linker(site_url)
    yield _section(
        "Results",
        [*(_submission(each, found.levels[each.id], link) for each in found.submissions), *_moved(found.moved, link)],
    )
    yield _section("Altered though published", [_altered(each, link) for each in found.altered])
    removals = [f"{inert(each.path)}, by {inert(each.by)}: {inert(each.reason)}" for each in found.redactions]
    yield _section("Private data removed", removals)
    yield _section("Comparisons", [_group(each, link) for each in found.groups])
    yield _section("Conformance", [_report(each, link) for each in found.reports])
    yield _section("Patterns", [_pattern(was, now, link) for was, now in found.patterns])
    yield _section("Disputes", [_dispute(was, now) for was, now in found.disputes])
    pins = [f"pinned: {link(addresses.pin_path(each.chart, each.hash), each.title)}" for each in found.pins]
    yield _section("Charts", pins)
    yield _section("Registry", [_entered(each) for each in found.registry])
    yield _section("Removed", [f"{kind} {inert(name)}" for kind, name in found.removed])


def _section(title: str, lines: Sequence[str]) -> str:
    return f"## {title}\n\n{_listed(lines)}" if lines else ""


def _listed(lines: Iterable[str]) -> str:
    every = [f"- {line}" for line in lines]
    sizes = accumulate(len(line.encode()) for line in every)
    shown = max(1, sum(size <= _SECTION_BYTES for size in sizes))
    return "\n".join(_cut(every, min(shown, _MOST), "- "))


def _cut(lines: Sequence[str], most: int, bullet: str) -> list[str]:
    """The first lines, and how many more there are."""
    return [*lines[:most], *([f"{bullet}and {len(lines) - most} more"] if len(lines) > most else [])]


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
    lines = [f"  - {inert(place)}: {_before_and_now(was, now)}" for place, was, now in each.values]
    return "\n".join([f"{link(each.path, each.title)}, {plural(len(lines), 'value')}", *_cut(lines, _FEW, "  - ")])


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
    return "".join(f"\n{line}" for line in _cut(lines, _FEW, "  - "))


def _entered(each: Entered) -> str:
    """An entry of the registry; of one that changed, each field before and after."""
    head = f"{each.kind} {inert(each.name)}: {'added' if each.added else 'changed'}"
    lines = [
        f"  - {field}: {inert(now) or 'nothing'}" if each.added else f"  - {field}: {_before_and_now(was, now)}"
        for field, was, now in each.fields
    ]
    return "\n".join([head, *lines])


def _before_and_now(was: str, now: str) -> str:
    if max(len(was), len(now)) > LONGEST:
        pairs = enumerate(zip(was, now, strict=False))
        same = next((at for at, (one, other) in pairs if one != other), min(len(was), len(now)))
        start = max(0, same - _AROUND)
        was, now = (f"…{each[start:]}" if start else each for each in (was, now))
    return f"{inert(was) or 'nothing'}, now {inert(now) or 'nothing'}"


def _told(group: ComparisonGroup) -> str:
    """The headline, and the verdicts where there are any, else that there is none."""
    verdicts = [each.text for each in group.sentences if each.kind == "verdict"]
    said = verdicts or [each.text for each in group.sentences if each.kind == "finding"][:1]
    runs = sum(len(variant.results) for variant in group.variants)
    out = f", {len(group.excluded)} excluded" if group.excluded else ""
    told = " ".join(_cut([inert(each) for each in said], _FEW, ""))
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
    others = [field for field in fields if field not in ("version", "status")]
    told += [f"in {', '.join(others)}"] if others else []
    every = [f"  - {inert(place)}: {_before_and_now(old, new)}" for place, old, new in places]
    return "\n".join([f"changed: {', '.join([name, *told])}", *_cut(every, _FEW, "  - ")])


def _dispute(was: Dispute | None, now: Dispute) -> str:
    about = ", ".join(_cut([inert(each) for each in (*now.results, *now.reports)], _FEW, ""))
    if was is None:
        who = f"{inert(now.author.name)}, {_RELATIONS[now.author.relationship]}"
        head = f"new{', a statement' if now.is_statement else ''}: {inert(now.id)} by {who}, about {about}: {inert(now.claim)}"
    else:
        head = f"{inert(now.id)}, about {about}"
    replies = [each for each in now.replies if was is None or each not in was.replies]
    lines = [f"  - {each.date.isoformat()}, {inert(each.by)} answers: {inert(each.text)}" for each in replies]
    if now.decision is not None and (was is None or was.decision is None):
        said = now.decision
        lines.append(
            f"  - {said.date.isoformat()}, decided by {inert(said.by)}: {said.outcome.value}. {inert(said.reason)}"
        )
    return "\n".join([head, *_cut(lines, _FEW, "  - ")])


def _initiative(each: Initiative, site_url: str) -> str:
    newest = max(each.facts, key=lambda fact: fact.date, default=None)
    fact = "" if newest is None else f": {inert(newest.date)}, {inert(newest.fact)}"
    return f"[{inert(each.name)}]({site_url}{addresses.WORKING_GROUP}), {inert(each.state)}{fact}"


def _notes(found: Changes, beside: Beside) -> Iterator[str]:
    """What no rule can judge, and who is to be told."""
    entered = {each.name for each in found.registry if each.kind == "lab" and each.added}
    lines = [
        *(f"{inert(each.title)} is by a maker of what it measures: read its disclosure" for each in _vendors(found)),
        *(
            f"{inert(each.title)} says that the working group ran it: did it?"
            for each in found.submissions
            if each.provenance.by_working_group
        ),
        *(
            f"{inert(each.title)} names the lab {inert(each.lab)}, which was registered before: was it there?"
            for each in found.submissions
            if each.lab not in entered
        ),
        *(f"{inert(each.title)} changes its state: is that its submitter's, or decided?" for each in found.moved),
        *(
            f"{each.kind} {inert(each.name)} of the registry is {'added' if each.added else 'changed'}: is that a fair description?"
            for each in found.registry
        ),
        *(
            f"{inert(each.title)} says something else than was published: only private data may go"
            for each in found.altered
        ),
        *(f"{inert(each.path)} loses private data: was it that, and was it all?" for each in found.redactions),
        *(
            f"{inert(now.id)} is a statement, on which nobody decides: is it by those whom the result concerns, and no objection?"
            for was, now in found.disputes
            if now.is_statement and was is None
        ),
        *(f"{inert(now.id)} waits for a decision" for _, now in found.disputes if now.is_open),
        *(
            f"{inert(now.id)} is decided {plural((now.decision.date - now.date).days, 'day')} after the objection: by a curator without an "
            f"interest, and did those concerned have their {REPLY_DAYS} days?"
            for was, now in found.disputes
            if now.decision is not None and not now.is_statement and (was is None or was.decision is None)
        ),
        *(
            f"{kind} {inert(name)} is removed: "
            f"{'is it used nowhere?' if kind in KINDS else 'only a recorded removal of private data may do that'}"
            for kind, name in found.removed
        ),
        *(
            f"the pin {inert(f'{each.chart}/{each.hash}')} holds something else than its chart shows now: is it of an older day, or forged?"
            for each in found.pins
            if each.hash in beside.unlike
        ),
    ]
    yield _section("For a curator", lines)
    told = [
        *(f"{inert(mesh.name)}: {_contacts(mesh.contacts)}" for mesh in found.meshes.values()),
        *(f"{inert(name)}, submitted by {_submitter(each)}" for name, each in found.owners.items()),
    ]
    if told:
        yield f"## Whom it is about\n\nTell them. {_days(found)}\n\n{_listed(told)}"


def _vendors(found: Changes) -> list[Submission]:
    return [each for each in found.submissions if each.disclosure.relationship is Relationship.VENDOR]


def _contacts(contacts: Sequence[str]) -> str:
    return (
        ", ".join(inert(each) for each in contacts)
        or "the registry names no contact: ask at the project, and propose one"
    )


def _days(found: Changes) -> str:
    """What those who are told can do, and in which time."""
    if any(now.is_open for _, now in found.disputes):
        return f"They have {REPLY_DAYS} days to reply before a decision."
    if found.submissions or found.reports:
        return f"They have {REPLY_DAYS} days to reply; what they say stays beside the numbers."
    return "They may have a statement recorded beside the results."


def _submitter(each: Submitter) -> str:
    said = (each.name, each.organization, f"@{each.github}" if each.github else None)
    return ", ".join(inert(part) for part in said if part)


def _escaped(found: re.Match[str]) -> str:
    return f"{found[0]}\\" if found[0].isdecimal() else f"\\{found[0]}"


def inert(text: str) -> str:
    """The text as Markdown shows it literally, on one line, cut where it is long.

    What GitHub would make a link, a mention or markup of stands as code; all other punctuation is escaped.
    """
    line = bounded(visible(" ".join(text.split())), LONGEST)
    if not _ACTIVE.search(line):
        return _PUNCTUATION.sub(_escaped, line)
    fence = "`" * (max((len(run) for run in re.findall(r"`+", line)), default=0) + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}"
