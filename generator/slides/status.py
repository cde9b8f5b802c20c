"""The deck for a meeting: where each initiative stands, and what was submitted, corrected or taken back since a day."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from generator import addresses
from generator.model import Purpose, State
from generator.numbers import listed, plural
from generator.slides.deck import built
from generator.slides.form import (
    BODY,
    FOOT,
    FOOT_PT,
    LINE,
    PARAGRAPH_PT,
    POINTS,
    SUBTITLE,
    SUBTITLE_LINES,
    TEXT_PT,
    TITLE,
    TITLE_PT,
    cut,
    lines,
)
from generator.slides.template import APART_PT
from generator.slides.values import Drawing, Slide
from generator.suite import TITLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.model import Catalogue, ConformanceReport, Initiative, StatusEvent

DAYS = 31
"""How far before the newest submission the deck looks back where nobody says since when."""
STATES = {"unconfirmed": "not confirmed"}
"""States of initiatives whose word is not their name."""
_PATTERNS = "pattern update"
_KINDS = ("new submission", "new conformance report")
_EVENTS = {
    State.CORRECTED: "correction",
    State.DISPUTED: "dispute decided",
    State.SUPERSEDED: "replacement",
    State.WITHDRAWN: "withdrawal",
    State.INVALID: "invalidation",
    State.PUBLISHED: "republication",
}
"""What an event of a status file is called."""
_PLURALS = {
    "dispute decided": "disputes decided",
    "objection rejected": "objections rejected",
    "objection withdrawn": "objections withdrawn",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that happened on a day: what it is called, what it happened to, why if anybody says so, and the page that shows it."""

    day: date
    kind: str
    title: str
    reason: str
    path: str


def changes(catalogue: Catalogue, since: date) -> tuple[Change, ...]:
    """All that happened from that day on, newest first; demonstrations are left out, as of every deck."""
    found = [change for change in _all(catalogue) if change.day >= since]
    return tuple(sorted(found, key=lambda each: (-each.day.toordinal(), each.kind != _KINDS[0], each.kind, each.title)))


def _all(catalogue: Catalogue) -> Iterator[Change]:
    for submission in catalogue.submissions.values():
        if submission.purpose is Purpose.DEMONSTRATION:
            continue
        path = addresses.submission_path(submission.id)
        runs = plural(len(submission.results), "run")
        yield Change(
            day=submission.submitted, kind=_KINDS[0], title=f"{submission.title} ({runs})", reason="", path=path
        )
        yield from _events(submission.history, submission.title, path)
    for report in catalogue.reports.values():
        mesh = catalogue.meshes[report.mesh].name if report.mesh in catalogue.meshes else report.mesh
        title, path = _report(report, mesh), addresses.report_path(report.id)
        if report.submitted is not None:
            yield Change(day=report.submitted, kind=_KINDS[1], title=title, reason="", path=path)
        yield from _events(report.history, title, path)
    yield from _objections(catalogue)
    yield from _patterns(catalogue)


def _objections(catalogue: Catalogue) -> Iterator[Change]:
    """Every objection on its day, and what was decided where no event of a result tells it; those about demonstrations are left out."""
    for dispute in catalogue.disputes.values():
        if not dispute.reports and all(_is_demonstration(catalogue, name) for name in dispute.results):
            continue
        about = listed([*dispute.results, *dispute.reports])
        title = f"{dispute.author.name} about {about}"
        path = addresses.dispute_path(dispute.id)
        kind = "statement" if dispute.is_statement else "objection"
        yield Change(day=dispute.date, kind=kind, title=title, reason=dispute.claim, path=path)
        if dispute.decision is not None and dispute.decision.state is None:
            kind = f"{kind} {dispute.decision.outcome}"
            yield Change(day=dispute.decision.date, kind=kind, title=title, reason=dispute.decision.reason, path=path)


def _is_demonstration(catalogue: Catalogue, name: str) -> bool:
    submission = catalogue.submissions.get(name.partition("/")[0])
    return submission is not None and submission.purpose is Purpose.DEMONSTRATION


def _patterns(catalogue: Catalogue) -> Iterator[Change]:
    """The patterns of a day together: many are written up at once."""
    days: dict[date, list[str]] = defaultdict(list)
    for pattern in catalogue.patterns.values():
        for version in pattern.history:
            days[version.date].append(f"{pattern.title} {version.version}")
    for day, titles in days.items():
        title = titles[0] if len(titles) == 1 else f"{len(titles)} patterns, new or changed"
        reason = "" if len(titles) == 1 else "; ".join(titles)
        yield Change(day=day, kind=_PATTERNS, title=title, reason=reason, path=addresses.PATTERNS)


def _report(report: ConformanceReport, mesh: str) -> str:
    """Mesh and version, suite and version, and what tells it from the mesh's other reports."""
    more = [each for each in (None if report.mode == "default" else report.mode, report.channel) if each]
    suite = f"{TITLES[report.suite].removesuffix(' mesh')} {report.suite_version or ''}".rstrip()
    told = f" ({', '.join(more)})" if more else ""
    return f"{mesh} {report.version}, {suite}{told}"


def _events(history: Sequence[StatusEvent], title: str, path: str) -> Iterator[Change]:
    for event in history:
        of = "" if event.results is None else f", {plural(len(event.results), 'result')}"
        yield Change(day=event.date, kind=_EVENTS[event.state], title=f"{title}{of}", reason=event.reason, path=path)


def looked_back(catalogue: Catalogue) -> date:
    """The day from which on the deck tells what happened where nobody says one."""
    newest = max((change.day for change in _all(catalogue)), default=date(1970, 2, 1))
    return newest - timedelta(days=DAYS)


def status_deck(
    catalogue: Catalogue, site_url: str, *, since: date | None = None, title: str = "State of the initiatives"
) -> bytes:
    """A PowerPoint file: a slide for each initiative, then what happened since that day; without one since `looked_back`."""
    start = since or looked_back(catalogue)
    slides = [
        *(_initiative(each, site_url) for each in catalogue.initiatives),
        _changed(changes(catalogue, start), start, site_url),
    ]
    return built(slides, title)


def _initiative(initiative: Initiative, site_url: str) -> Slide:
    facts = [f"{each.date}: {each.fact}" for each in initiative.facts]
    state = STATES.get(initiative.state, initiative.state)
    return Slide(
        title=_titled(f"{initiative.name}: {state}"),
        subtitle=cut(initiative.summary, SUBTITLE[2], SUBTITLE_LINES, TEXT_PT),
        drawing=Drawing(text=fitting(facts or ["No dated fact is recorded."])),
        foot=("Each fact has its source in the notes.", site_url + addresses.WORKING_GROUP),
        notes="\n".join(
            [
                f"{initiative.name}: {state}",
                initiative.summary,
                *(f"{each.date}: {each.fact} Source: {each.source}" for each in initiative.facts),
            ]
        ),
    )


def _titled(text: str) -> str:
    return cut(text, TITLE[2], 2, TITLE_PT, bold=True)


def _changed(found: Sequence[Change], since: date, site_url: str) -> Slide:
    counts = Counter(each.kind for each in found)
    ordered = sorted(counts, key=lambda kind: (kind not in _KINDS, kind == _PATTERNS, kind))
    said = listed([plural(counts[kind], kind, _PLURALS.get(kind)) for kind in ordered]) or "nothing new"
    told = [
        f"{each.day.isoformat()}: {each.kind}: {each.title}{f': {each.reason}' if each.reason else ''}"
        for each in found
    ]
    notes = [f"{text} {site_url}{each.path}" for text, each in zip(told, found, strict=True)]
    return Slide(
        title=_titled(f"Since {since.isoformat()}: {said}"),
        subtitle="By the dates of submissions, reports, their status files, disputes and patterns; demonstrations are left out.",
        drawing=Drawing(text=fitting(told or ["Nothing was submitted, corrected or taken back."])),
        foot=(cut("Every entry has its address in the notes.", FOOT[2], 1, FOOT_PT), site_url),
        notes="\n".join([f"Since {since.isoformat()}: {said}", *notes]),
    )


def fitting(texts: Sequence[str]) -> tuple[str, ...]:
    """As many of the paragraphs as the slide has room for, each of two lines at most, and how many more there are."""
    kept: list[str] = []
    left = BODY[3] * POINTS
    for at, text in enumerate(texts):
        short = cut(text, BODY[2], 2, PARAGRAPH_PT)
        left -= len(lines(short, BODY[2], PARAGRAPH_PT)) * PARAGRAPH_PT * LINE + APART_PT
        last = 0 if at == len(texts) - 1 else PARAGRAPH_PT * LINE + APART_PT
        if left < last:
            return (*kept, f"and {len(texts) - at} more, in the notes")
        kept.append(short)
    return tuple(kept)
