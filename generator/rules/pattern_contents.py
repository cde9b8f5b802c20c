"""MR605, MR621 to MR623 and MR626: a pattern says what its status asks for, its picture is whole, its history agrees."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from generator import versions
from generator.finding import Hit, Severity
from generator.rules.access import PATTERN, document_strings, inside, near, sequence, strings, text
from generator.rules.comments import comments
from generator.rules.engine import corpus_rule, quoted, rule
from generator.rules.pattern_fields import implementations, keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.finding import Pointer
    from generator.rules.corpus import Corpus, PatternFolder
    from generator.source import Document

SINCE = "2026-11-25"
_LONGEST_SUMMARY = 200
_COMPLETE: tuple[Pointer, ...] = (
    ("problem",),
    ("context",),
    ("forces",),
    ("solution",),
    ("consequences", "benefits"),
    ("consequences", "liabilities"),
    ("when_to_use",),
    ("when_not_to_use",),
    ("topology",),
    ("verification",),
    ("references",),
)
_WITHOUT_MANIFESTS = frozenset({"foundational", "interoperability", "performance"})
"""The categories of patterns that may be about no configuration."""
_PLACEHOLDERS = (
    re.compile(r"\blorem ipsum\b|\bcoming soon\b|\Aauto-?generated\b", re.IGNORECASE),
    re.compile(r"\b(?:TBD|TBA|TODO|FIXME)\b"),
)
_PRETTY_KEY = re.compile(r"[A-Za-z]\w{0,63}(?: [A-Z0-9]\w{0,63}){1,9}", re.ASCII)


@rule("MR605", "incomplete-pattern", severity=Severity.ERROR, since=SINCE, kinds=(PATTERN,))
def incomplete_pattern(document: Document) -> Iterator[Hit]:
    """A pattern does not hold what its status promises.

    What it finds
    -------------
    An accepted pattern without problem, context, forces, solution, benefits, liabilities, when (not) to use it, topology, verification or
    references, or without any manifest. Only a pattern of the category foundational, interoperability or performance may have no
    implementations at all: it may be about no configuration. A summary of more than 200 characters, except of a proposed pattern. A
    proposed pattern with manifests. An implementation with `support: none` and manifests. A deprecated pattern without `superseded_by`, and a pattern with it that is neither deprecated nor
    withdrawn.

    Why it matters
    --------------
    Accepted tells readers that they can apply the pattern, and know when not to. Proposed tells them that nobody has worked it out
    yet.

    Wrong
    -----
    ```yaml
    status: accepted
    when_not_to_use: []
    ```

    Right
    -----
    ```yaml
    status: accepted
    when_not_to_use: [Payments without an idempotency key.]
    ```
    """
    status, summary = text(document.data, "status"), text(document.data, "summary") or ""
    if status == "accepted":
        yield from _missing_parts(document)
        yield from _missing_manifests(document)
    if status == "proposed":
        yield from _early_manifests(document)
    elif len(summary) > _LONGEST_SUMMARY:
        message = f"the summary has {len(summary)} characters, expected at most {_LONGEST_SUMMARY}"
        hint = "say in one sentence what the pattern is for; the rest belongs in problem and solution"
        yield Hit(pointer=("summary",), message=message, hint=hint)
    yield from _unsupported_manifests(document)
    yield from _succession(document, status or "")


def _missing_parts(document: Document) -> Iterator[Hit]:
    for path in _COMPLETE:
        if not inside(document.data, *path):
            name = ".".join(map(str, path))
            message = f"the pattern is accepted without `{name}`, expected it"
            hint = f"write {name}, or `status: draft` while it is being written"
            yield Hit(
                pointer=path if inside(document.data, *path) is not None else ("status",), message=message, hint=hint
            )


def _missing_manifests(document: Document) -> Iterator[Hit]:
    entries = implementations(document)
    category = text(document.data, "category") or ""
    if any(each.manifests for each in entries) or (not entries and category in _WITHOUT_MANIFESTS):
        return
    message = "the pattern is accepted without manifests, expected those of at least one implementation"
    hint = "add an implementation with manifests; only foundational, interoperability and performance patterns may have none"
    yield Hit(pointer=("implementations",) if entries else ("status",), message=message, hint=hint)


def _early_manifests(document: Document) -> Iterator[Hit]:
    for each in implementations(document):
        if each.manifests:
            message = "the pattern is proposed and has manifests, expected none"
            hint = "write `status: draft` and describe the pattern, or leave the manifests out"
            yield Hit(pointer=each.at("manifests"), message=message, hint=hint)


def _unsupported_manifests(document: Document) -> Iterator[Hit]:
    for each in implementations(document):
        if each.manifests and text(each.entry, "support") == "none":
            message = f"the support of {quoted(each.target)} is none and it has manifests, expected one of the two"
            hint = "write what the manifests give, such as `support: partial`, or leave the manifests out"
            yield Hit(pointer=each.at("support"), message=message, hint=hint)


def _succession(document: Document, status: str) -> Iterator[Hit]:
    successor = text(document.data, "superseded_by")
    if status == "deprecated" and successor is None:
        message = "the pattern is deprecated without `superseded_by`, expected the pattern that takes its place"
        yield Hit(pointer=("status",), message=message, hint="add `superseded_by: <id>`, or write `status: withdrawn`")
    elif successor is not None and status not in {"deprecated", "withdrawn"}:
        message = f"superseded_by names {quoted(successor)} while the pattern is {status}, expected it deprecated"
        yield Hit(
            pointer=("superseded_by",), message=message, hint="write `status: deprecated`, or remove superseded_by"
        )


@rule("MR621", "unsound-topology", severity=Severity.ERROR, since=SINCE, kinds=(PATTERN,))
def unsound_topology(document: Document) -> Iterator[Hit]:
    """The picture of a pattern does not hold together.

    What it finds
    -------------
    Two nodes with one id, an edge from or to a node that does not exist, and a node that no edge reaches.

    Why it matters
    --------------
    The picture is drawn from this list. An edge to nothing cannot be drawn, and a box on its own tells nobody what it does
    there.

    Wrong
    -----
    ```yaml
    nodes: [{id: client, label: client, node: client}, {id: server, label: server, node: service}]
    edges: [{from: client, to: sever}]
    ```

    Right
    -----
    ```yaml
    nodes: [{id: client, label: client, node: client}, {id: server, label: server, node: service}]
    edges: [{from: client, to: server}]
    ```
    """
    nodes = [text(each, "id") or "" for each in sequence(document.data, "topology", "nodes")]
    known = Counter(nodes)
    joined: set[str] = set()
    for index, edge in enumerate(sequence(document.data, "topology", "edges")):
        ends = (text(edge, "from") or "", text(edge, "to") or "")
        joined.update(ends if ends[0] != ends[1] else ())
        for field, end in zip(("from", "to"), ends, strict=True):
            if end not in known:
                message = f"no node has the id {quoted(end)}, expected one of the topology's nodes"
                yield Hit(
                    pointer=("topology", "edges", index, field), message=message, hint=near(end, known, "add the node")
                )
    for index, node in enumerate(nodes):
        pointer: Pointer = ("topology", "nodes", index, "id")
        if node in nodes[:index]:
            message = f"a node has the id {quoted(node)} already, expected another"
            yield Hit(pointer=pointer, message=message, hint="give each node an id of its own")
        elif node not in joined:
            message = f"no edge joins the node {quoted(node)} to another, expected at least one"
            yield Hit(pointer=pointer, message=message, hint="add the edge, or remove the node")


@corpus_rule("MR622", "placeholder-text", severity=Severity.ERROR, since=SINCE)
def placeholder_text(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A text still waits to be written, or a manifest was copied from a form.

    What it finds
    -------------
    "Lorem ipsum", "coming soon", TBD, TODO or a text that begins with "autogenerated" in a pattern or its manifests, their comments
    included. In manifests also keys with such a text, and keys with spaces, `match Labels`, as older tools write them for people to
    read; where keys are the author's own, as in labels, the data of a ConfigMap or the configuration of a plugin, a space is no fault.

    Why it matters
    --------------
    Readers take what is published for finished. A key with a space in it is none that Kubernetes knows: the setting would be
    dropped.

    Wrong
    -----
    ```yaml
    selector: {match Labels: {app: reviews}}
    ```

    Right
    -----
    ```yaml
    selector: {matchLabels: {app: reviews}}
    ```
    """
    for folder in corpus.patterns:
        if folder.pattern is not None:
            for pointer, value in document_strings(folder.pattern):
                if (found := placeholder(value)) is not None:
                    yield folder.pattern, _unwritten(pointer, found)
        yield from _in_manifests(folder)


def _in_manifests(folder: PatternFolder) -> Iterator[tuple[Document, Hit]]:
    for manifest in folder.manifests.values():
        for document in manifest.documents:
            for pointer, value in strings(document.data):
                if (found := placeholder(value)) is not None:
                    yield document, _unwritten(pointer, found)
            for pointer, free in keys(document.data):
                yield from ((document, hit) for hit in _of_key(pointer, free=free))
        commented = (found for each in comments(manifest.text) if (found := placeholder(each)) is not None)
        if manifest.documents and (first := next(commented, None)) is not None:
            yield manifest.documents[0], _unwritten((), first, "a comment of the file")


def placeholder(value: str) -> str | None:
    """What in a text says that it is not written yet; None where nothing does."""
    found = next((match for pattern in _PLACEHOLDERS if (match := pattern.search(value))), None)
    return None if found is None else found[0]


def _unwritten(pointer: Pointer, found: str, place: str = "the text") -> Hit:
    message = f"{place} holds {quoted(found)}, expected what is to be published"
    return Hit(pointer=pointer, message=message, hint="write it, or leave it out")


def _of_key(pointer: Pointer, *, free: bool) -> Iterator[Hit]:
    written = str(pointer[-1])
    if (found := placeholder(written)) is not None:
        yield replace(_unwritten(pointer, found, "the key"), at_key=True)
    if not free and _PRETTY_KEY.fullmatch(written):
        message = f"the key {quoted(written)} holds a space, expected a field's name"
        joined = written[0].lower() + written[1:].replace(" ", "")
        yield Hit(pointer=pointer, message=message, hint=f"write `{joined}`", at_key=True)


@rule("MR623", "history-disagrees", severity=Severity.ERROR, since=SINCE, kinds=(PATTERN,))
def history_disagrees(document: Document) -> Iterator[Hit]:
    """The history of a pattern is out of order, or ends with another version.

    What it finds
    -------------
    A last entry of `history` whose `version` is not the pattern's `version`, and an entry whose version is not above, or whose date is
    before, those of the entry ahead of it.

    Why it matters
    --------------
    Who cites a pattern cites a version of it, and finds in the history what has changed since.

    Wrong
    -----
    ```yaml
    version: 1.1.0
    history: [{version: 1.0.0, date: 2026-11-25, change: First version.}]
    ```

    Right
    -----
    ```yaml
    version: 1.0.0
    history: [{version: 1.0.0, date: 2026-11-25, change: First version.}]
    ```
    """
    entries = sequence(document.data, "history")
    for index, (before, after) in enumerate(pairwise(entries), start=1):
        earlier, later = text(before, "version") or "", text(after, "version") or ""
        if versions.order(later) <= versions.order(earlier):
            message = f"the version {quoted(later)} follows {quoted(earlier)}, expected a higher one"
            hint = "order the history from the oldest version to the newest"
            yield Hit(pointer=("history", index, "version"), message=message, hint=hint)
        first, then = text(before, "date") or "", text(after, "date") or ""
        if then < first:
            message = f"the date {quoted(then)} follows {quoted(first)}, expected the same day or a later one"
            yield Hit(
                pointer=("history", index, "date"), message=message, hint="mend the date, or the order of the entries"
            )
    version, last = text(document.data, "version") or "", text(entries[-1], "version") or ""
    if version != last:
        message = f"the version is {quoted(version)}, expected {quoted(last)}, the last of the history"
        hint = f"add an entry of {version} that says what changed, or write `version: {last}`"
        yield Hit(pointer=("version",), message=message, hint=hint)


@rule("MR626", "alias-is-the-title", severity=Severity.WARNING, since="2026-11-26", kinds=(PATTERN,))
def alias_is_the_title(document: Document) -> Iterator[Hit]:
    """An alias of a pattern is its title.

    What it finds
    -------------
    An entry of `aliases` that is the pattern's `title`, in capitals or not.

    Why it matters
    --------------
    Aliases are the other names under which a pattern is known and found. One that is no other name says nothing, and its page does not
    show it.

    Wrong
    -----
    ```yaml
    title: Retries
    aliases: [Retries, Automatic retry]
    ```

    Right
    -----
    ```yaml
    title: Retries
    aliases: [Automatic retry]
    ```
    """
    title = (text(document.data, "title") or "").casefold()
    for index, alias in enumerate(sequence(document.data, "aliases")):
        if isinstance(alias, str) and alias.casefold() == title:
            message = f"the alias {quoted(alias)} is the title, expected another name"
            yield Hit(pointer=("aliases", index), message=message, hint="remove it")
