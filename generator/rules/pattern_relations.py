"""MR601 to MR604: the number of a pattern is its own, and what it says of other patterns holds."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from generator.finding import Hit, Severity
from generator.model import Relation
from generator.rules.access import inside, near, sequence, text
from generator.rules.engine import corpus_rule, quoted
from generator.rules.pattern_fields import sound

if TYPE_CHECKING:
    from generator.finding import Pointer
    from generator.rules.corpus import Corpus
    from generator.source import Document

SINCE = "2026-11-25"
_MUTUAL = frozenset(str(each) for each in Relation if each.mutual)
_DIRECTED = frozenset({"requires", "specializes"})
_LONGEST_CIRCLE = 8

Arrow = tuple["Document", "Pointer", str]
"""What a pattern says of another: where, and the other's id."""


@corpus_rule("MR601", "number-taken", severity=Severity.ERROR, since=SINCE)
def number_taken(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """Two patterns have one number.

    What it finds
    -------------
    A `number` that another pattern has as well. It belongs to the one whose history begins first. A withdrawn pattern keeps its folder
    and its number.

    Why it matters
    --------------
    Talks and papers cite a pattern by its number. One that means two patterns, or another one than last year, makes them wrong.

    Wrong
    -----
    ```yaml
    # patterns/rate-limiting/pattern.yaml, while patterns/retries/pattern.yaml has the same
    number: 25
    ```

    Right
    -----
    ```yaml
    # patterns/rate-limiting/pattern.yaml
    number: 23
    ```
    """
    patterns = sorted((pattern for _, pattern in sound(corpus)), key=lambda each: (_first_day(each), each.path))
    holders: dict[object, Document] = {}
    for pattern in patterns:
        found = inside(pattern.data, "number")
        holder = holders.setdefault(found, pattern)
        if holder is not pattern:
            kept = "withdrawn " if text(holder.data, "status") == "withdrawn" else ""
            other = quoted(text(holder.data, "id") or "")
            message = f"the number {found} belongs to the {kept}pattern {other}, expected a number of its own"
            free = max(number for number in holders if isinstance(number, int)) + 1
            hint = f"write a number that was never used, such as {free}"
            yield pattern, Hit(pointer=("number",), message=message, hint=hint, related=((holder.path, ("number",)),))


def _first_day(pattern: Document) -> str:
    return min((text(each, "date") or "" for each in sequence(pattern.data, "history")), default="")


@corpus_rule("MR602", "unknown-pattern", severity=Severity.ERROR, since=SINCE)
def unknown_pattern(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A pattern names another that does not exist, or itself.

    What it finds
    -------------
    A `pattern` of `related`, or a `superseded_by`, that is the name of no folder of `patterns/`, or the pattern's own id.

    Why it matters
    --------------
    Readers follow relations from one pattern to the next. A link to nothing ends their way, and one to the same page leads nowhere.

    Wrong
    -----
    ```yaml
    related: [{pattern: timeout, relation: requires}]
    ```

    Right
    -----
    ```yaml
    related: [{pattern: timeouts, relation: requires}]
    ```
    """
    known = frozenset(folder.name for folder in corpus.patterns if folder.has_pattern)
    for folder, pattern in sound(corpus):
        for pointer, other, _ in _named(pattern):
            if other == folder.name:
                message = f"the pattern names itself, {quoted(other)}, expected another pattern"
                yield (
                    pattern,
                    Hit(pointer=pointer, message=message, hint="name the pattern that is meant, or remove it"),
                )
            elif other not in known:
                message = f"no pattern has the id {quoted(other)}, expected a folder of patterns/"
                yield pattern, Hit(pointer=pointer, message=message, hint=near(other, known, "add that pattern first"))


def _named(pattern: Document) -> Iterator[tuple[Pointer, str, str]]:
    """Every other pattern that it names: where, its id, and in which relation."""
    for index, entry in enumerate(sequence(pattern.data, "related")):
        yield ("related", index, "pattern"), text(entry, "pattern") or "", text(entry, "relation") or ""
    if (successor := text(pattern.data, "superseded_by")) is not None:
        yield ("superseded_by",), successor, "superseded_by"


@corpus_rule("MR603", "one-sided-relation", severity=Severity.WARNING, since=SINCE)
def one_sided_relation(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """Of two alternatives, or of two patterns in conflict, only one says so.

    What it finds
    -------------
    A relation `alternative-to` or `conflicts-with` to a pattern that does not say the same in return.

    Why it matters
    --------------
    Both relations hold in both directions. Who reads the other pattern first would choose it without having heard of the
    alternative, or apply it where the two do not go together.

    Wrong
    -----
    ```yaml
    # patterns/sidecar-proxies/pattern.yaml, while patterns/node-agents/pattern.yaml does not name sidecar-proxies
    related: [{pattern: node-agents, relation: alternative-to}]
    ```

    Right
    -----
    ```yaml
    # patterns/node-agents/pattern.yaml as well
    related: [{pattern: sidecar-proxies, relation: alternative-to}]
    ```
    """
    patterns = {folder.name: pattern for folder, pattern in sound(corpus)}
    said = {(name, other, relation) for name, pattern in patterns.items() for _, other, relation in _named(pattern)}
    for name, pattern in patterns.items():
        for pointer, other, relation in _named(pattern):
            if relation not in _MUTUAL or other not in patterns or other == name or (other, name, relation) in said:
                continue
            message = f"{quoted(other)} does not name this pattern as `{relation}` in return, expected it of both"
            hint = f"add to patterns/{other}/pattern.yaml: `- {{pattern: {name}, relation: {relation}}}`"
            yield pattern, Hit(pointer=pointer, message=message, hint=hint)


@corpus_rule("MR604", "circular-relation", severity=Severity.ERROR, since=SINCE)
def circular_relation(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """Patterns require, specialize or supersede each other in a circle.

    What it finds
    -------------
    A chain of `requires` and `specializes`, or of `superseded_by`, that comes back to the pattern where it began. The message shows
    one such circle, beginning with the first of its patterns in alphabetical order.

    Why it matters
    --------------
    Nobody can begin with patterns that need each other first, and who follows superseded patterns in a circle never arrives at the
    one that holds.

    Wrong
    -----
    ```yaml
    # patterns/retries/pattern.yaml, while timeouts requires retries
    related: [{pattern: timeouts, relation: requires}]
    ```

    Right
    -----
    ```yaml
    # patterns/timeouts/pattern.yaml
    related: [{pattern: retries, relation: complements}]
    ```
    """
    for relations, verb in ((_DIRECTED, "requires or specializes"), (frozenset({"superseded_by"}), "is superseded by")):
        for circle in _circles(_arrows(corpus, relations)):
            pattern, pointer, _ = circle[0]
            shown = [*(other for _, _, other in circle[-1:]), *(other for _, _, other in circle)]
            words = " -> ".join(shown[:_LONGEST_CIRCLE]) + (" -> …" if len(shown) > _LONGEST_CIRCLE else "")
            message = f"each {verb} the next in the circle {words}, expected an end"
            hint = "remove one of these relations, or write `complements` where neither comes first"
            if "superseded_by" in relations:
                hint = "keep the pattern that holds without `superseded_by`"
            related = tuple((document.path, place) for document, place, _ in circle[1:])
            yield pattern, Hit(pointer=pointer, message=message, hint=hint, related=related)


def _arrows(corpus: Corpus, relations: frozenset[str]) -> dict[str, list[Arrow]]:
    arrows: dict[str, list[Arrow]] = {}
    for folder, pattern in sound(corpus):
        for pointer, other, relation in _named(pattern):
            if relation in relations and other != folder.name:
                arrows.setdefault(folder.name, []).append((pattern, pointer, other))
    return arrows


def _circles(arrows: Mapping[str, Sequence[Arrow]]) -> Iterator[list[Arrow]]:
    """One shortest circle through each pattern that lies on one, unless a circle told before passes it."""
    left = _without_ends(arrows)
    told: set[str] = set()
    for name in sorted(left):
        if name not in told and (circle := _back(name, left)):
            told.update(other for _, _, other in circle)
            yield circle


def _without_ends(arrows: Mapping[str, Sequence[Arrow]]) -> dict[str, list[Arrow]]:
    """The arrows without those that lead to a pattern from which none leads on, over and over."""
    left = {name: list(each) for name, each in arrows.items()}
    into: dict[str, list[str]] = {}
    for name, each in left.items():
        for _, _, other in each:
            into.setdefault(other, []).append(name)
    ends = [name for name in into if name not in left]
    while ends:
        end = ends.pop()
        for name in into.get(end, ()):
            if name in left:
                left[name] = [arrow for arrow in left[name] if arrow[2] != end]
                if not left[name]:
                    del left[name]
                    ends.append(name)
    return left


def _back(start: str, arrows: Mapping[str, Sequence[Arrow]]) -> list[Arrow]:
    """A shortest way from a pattern back to itself; empty where there is none."""
    came: dict[str, tuple[str, Arrow]] = {}
    waiting = deque([start])
    while waiting and start not in came:
        name = waiting.popleft()
        for arrow in arrows.get(name, ()):
            if arrow[2] not in came:
                came[arrow[2]] = (name, arrow)
                waiting.append(arrow[2])
    circle: list[Arrow] = []
    at = start
    while at in came and (not circle or at != start):
        at, arrow = came[at]
        circle.append(arrow)
    return circle[::-1]
