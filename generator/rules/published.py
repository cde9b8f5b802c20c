"""MR717 to MR719: what is published stays as it is."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from generator import schema
from generator.characters import quoted
from generator.rules.access import inside, mapping, sequence, text
from generator.rules.areas import ALIASES, Area, grows, is_fixed, place_of
from generator.rules.redactions import REDACTED, beyond, is_left_of
from generator.rules.review import Problem, Review, review_rule
from generator.source import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.revision import Change

_GROWING: Mapping[str, str] = MappingProxyType(
    {"dispute/v1": "replies", "redactions/v1": "redactions", "status/v1": "events"}
)
"""The one list of each kind of record that may get longer."""
_LATER = frozenset({"decision", "replies"})
"""Fields that a record may get later."""
_UNFINISHED = ("draft", "proposed")


@review_rule("MR717", "changed-publication")
def changed_publication(review: Review) -> Iterator[Problem]:
    """A published file was changed, removed or renamed.

    What it finds
    -------------
    With `check --base`: a file of a submission, a conformance report or a pinned chart that is published and has other bytes now, or
    is gone; a pattern or an entry of the registry that is gone. Published is what the merge base with the given revision holds. The one
    exception is private data: a new entry in `results/redactions.yaml` with the hashes of the file before and after lets that file
    change. It may only take away, parts of a text as `[redacted]`; of a document only what somebody wrote in words, so that numbers and conditions
    stay. An address in
    `results/registry/aliases.yaml` stays there too.

    Why it matters
    --------------
    Readers cite results by their address and trust that the number stays. A mistake is no reason: it stays visible, with
    what is right beside it.

    Wrong
    -----
    ```diff
    # results/performance/acme-2026/results.yaml
    -      latencies_ms: {p99: 14.2}
    +      latencies_ms: {p99: 12.4}
    ```

    Right
    -----
    ```diff
    # results/performance/acme-2026/status.yaml, and a new submission acme-2026-b
    +  - {date: 2026-12-02, state: superseded, by: Acme, reason: the clock was wrong, results: all, replaced_by: acme-2026-b}
    ```
    """
    for change in review.history.changes:
        where = "" if change.committed else " in the work tree"
        if change.path == ALIASES and (gone := _no_longer_moved(review, change)):
            message = f"the moved address {quoted(gone)} is gone{where}, expected it to lead on for ever"
            yield Problem(
                path=change.path, message=message, hint=f"restore its entry; its `to` may change{_git(review, change)}"
            )
        if change.before is None or not _is_lost(change):
            continue
        if not _is_recorded(review, change):
            message = f"the published file {_became(review, change)}{where}, expected it as it was"
            yield Problem(path=change.path, message=message, hint=_right_way(review, change))
        elif (place := _altered(review, change)) is not None:
            message = f"the redaction changes {place}{where}, expected it to take texts away and nothing else"
            hint = f"write {REDACTED} for what is private, and leave numbers and all else as they were{_git(review, change)}"
            yield Problem(path=change.path, message=message, hint=hint)


def _git(review: Review, change: Change) -> str:
    return f" (`git diff {review.history.base[:12]} -- {shlex.quote(change.path)}`)"


def _no_longer_moved(review: Review, change: Change) -> str | None:
    """A published address that the list of moved ones no longer holds."""
    old, new = review.published(ALIASES), parse(ALIASES, review.history.now(change) or b"").document
    kept = {text(each, "from") for each in sequence(new.data if new else None, "aliases")}
    known = (text(each, "from") for each in sequence(old.data if old else None, "aliases"))
    return next((each for each in known if each is not None and each not in kept), None)


def _altered(review: Review, change: Change) -> str | None:
    """Where a file says after a redaction what it did not say before; None of one that is gone."""
    if not any(kind.stands_at(change.path) for kind in schema.KINDS):
        return _altered_file(review.history.published(change.path), review.history.now(change))
    before = review.published(change.path)
    after = parse(change.path, review.history.now(change) or b"").document
    if before is None:
        return None
    if after is None:
        return "all of the document"
    place = beyond(before.data, after.data)
    return None if place is None else quoted(".".join(map(str, place)) or "the document")


def _is_lost(change: Change) -> bool:
    gone = change.after is None and (
        place_of(change.path).area is Area.ENTRY or change.path == f"{place_of(change.path).folder}/pattern.yaml"
    )
    return gone or is_fixed(change.path)


def _altered_file(before: bytes | None, after: bytes | None) -> str | None:
    """By bytes, each as a character: so nobody can pass off another file as what is left of one that is no text."""
    if after is None or is_left_of(after.decode("latin-1"), (before or b"").decode("latin-1")):
        return None
    return "more than it may"


def _became(review: Review, change: Change) -> str:
    if change.after is not None:
        only_mode = change.before is not None and change.before.object == change.after.object
        return f"has the mode {change.after.mode}" if only_mode else "has other bytes"
    new = (each for each in review.history.changes if each.before is None and each.after and change.before)
    renamed = next(
        (each.path for each in new if change.before and each.after and each.after.object == change.before.object), None
    )
    return "was removed" if renamed is None else f"was renamed to {quoted(renamed)}"


def _right_way(review: Review, change: Change) -> str:
    restore = f"restore it (`git checkout {review.history.base[:12]} -- {shlex.quote(change.path)}`)"
    match place_of(change.path).area:
        case Area.SUBMISSION | Area.REPORT:
            status = f"{place_of(change.path).folder}/status.yaml"
            return (
                f"{restore}; say what is wrong by an event in {status}, and bring corrected results as a new submission"
            )
        case Area.PATTERN:
            return f"{restore}; write `status: withdrawn` or `deprecated` with a new version"
        case Area.PIN:
            return f"{restore}; pin the chart anew, which makes another address"
        case _:
            return f"{restore}; its pages have addresses that others cite"


def _is_recorded(review: Review, change: Change) -> bool:
    """Whether a redaction that is new in this change says just what was done to the file."""
    if change.before is None:
        return False
    published, after = review.history.published(change.path), review.history.now(change)
    if change.after is not None and change.after.mode != change.before.mode:
        return False
    wanted = (change.path, _sha256(published), None if change.after is None else _sha256(after))
    return wanted in review.redactions


def _sha256(content: bytes | None) -> str:
    return hashlib.sha256(content or b"").hexdigest()


@review_rule("MR718", "rewritten-record")
def rewritten_record(review: Review) -> Iterator[Problem]:
    """A record that only grows was changed.

    What it finds
    -------------
    With `check --base`: a published `status.yaml`, dispute or list of redactions whose old bytes are not the beginning of the new ones, or
    that says something else of what it had said, or is gone. A status gets more events, the list of redactions more entries, a dispute replies and,
    last, a decision.

    Why it matters
    --------------
    What was said of a result, and when, is part of the result. An objection that could be reworded after it was answered, or an event
    that could vanish, would protect nobody.

    Wrong
    -----
    ```diff
    -  - {date: 2026-12-02, state: disputed, by: Acme, reason: pods restarted, results: all}
    +  - {date: 2026-12-02, state: corrected, by: Acme, reason: pods restarted, results: all}
    ```

    Right
    -----
    ```diff
       - {date: 2026-12-02, state: disputed, by: Acme, reason: pods restarted, results: all}
    +  - {date: 2026-12-20, state: corrected, by: Acme, reason: limits raised, results: all}
    ```
    """
    for change in review.history.changes:
        if change.before is None or not grows(change.path):
            continue
        old, new = review.history.published(change.path) or b"", review.history.now(change)
        where = "" if change.committed else " in the work tree"
        hint = f"restore it (`git checkout {review.history.base[:12]} -- {shlex.quote(change.path)}`), and add what is new at its end"
        if new is None or not new.startswith(old):
            said = "was removed" if change.after is None else "no longer begins with its published bytes"
            line = 1 if new is None else _line_of_difference(old, new)
            message = f"the record {said}{where}, expected it to grow at its end only"
            yield Problem(path=change.path, message=message, hint=hint, line=line)
        elif (reworded := _reworded(change.path, old, new)) is not None:
            message = (
                f"what follows changes {quoted(reworded)} of the record{where}, expected all that was published to stay"
            )
            yield Problem(path=change.path, message=message, hint=hint, line=old.count(b"\n") + 1)


def _line_of_difference(old: bytes, new: bytes) -> int:
    same = next(
        (at for at, (left, right) in enumerate(zip(old, new, strict=False)) if left != right), min(len(old), len(new))
    )
    return old.count(b"\n", 0, same) + 1


def _reworded(path: str, old: bytes, new: bytes) -> str | None:
    """The field that says something else though its bytes stand: a text or list that goes on in what was added."""
    before, after = parse(path, old).document, parse(path, new).document
    if before is None or after is None:
        return None
    growing = _GROWING.get(before.kind or "")
    for name, value in mapping(before.data).items():
        now = inside(after.data, name)
        known = sequence(value) if name == growing else ()
        if now != value and not (known and list(sequence(now))[: len(known)] == list(known)):
            return name
    added = mapping(after.data).keys() - mapping(before.data).keys()
    return next(iter(sorted(added - _LATER)), None)


@review_rule("MR719", "pattern-without-new-version")
def pattern_without_new_version(review: Review) -> Iterator[Problem]:
    """A pattern was changed without a new version.

    What it finds
    -------------
    With `check --base`: a file of a published pattern that was changed, added or removed while `version` in `pattern.yaml` stayed the same, or
    while its `history` no longer begins with what it held. Patterns that are proposed or drafts may change freely.

    Why it matters
    --------------
    Who applied a pattern's manifests finds by its version whether they are still those of the page, and in its history what has changed
    since.

    Wrong
    -----
    ```diff
    # patterns/retries/istio/retries.yaml
    -      attempts: 3
    +      attempts: 2
    ```

    Right
    -----
    ```diff
    # patterns/retries/pattern.yaml, beside it
    -version: 1.0.0
    +version: 1.1.0
     history:
       - {version: 1.0.0, date: 2026-11-22, change: First version.}
    +  - {version: 1.1.0, date: 2026-12-02, change: Two attempts instead of three.}
    ```
    """
    changed = {place_of(each.path).folder: each.path for each in reversed(review.history.changes) if _of_pattern(each)}
    for folder, path in sorted(changed.items()):
        file = f"{folder}/pattern.yaml"
        before, now = review.published(file), review.documents.get(file)
        if before is None or now is None or text(before.data, "status") in _UNFINISHED:
            continue
        versions = list(sequence(before.data, "history"))
        version = text(before.data, "version")
        if list(sequence(now.data, "history"))[: len(versions)] != versions:
            message = "the history of the pattern no longer begins with what was published, expected it to grow"
            yield Problem(path=file, message=message, hint="restore its entries, and add the new version at the end")
        elif text(now.data, "version") == version:
            message = f"the pattern was changed and is version {quoted(version or '')} as before, expected a new one"
            hint = f"raise `version` in {file}, and add an entry to its history that says what is other"
            yield Problem(path=path, message=message, hint=hint)


def _of_pattern(change: Change) -> bool:
    return place_of(change.path).area is Area.PATTERN and not change.path.endswith(".md")
