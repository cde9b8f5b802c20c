"""YAML into a tree, event by event: nothing is composed, so depth, aliases and tags are refused before they cost anything.

The events are libyaml's. Building nodes with it crashes the process on deep nesting, and listing all events first takes a minute;
stopping at the first level too many does neither.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from generator.characters import quoted
from generator.scalars import Refused, Scalar, plain
from generator.syntax_rules import (
    ANCHOR_OR_ALIAS,
    KEY_NOT_TEXT,
    SEVERAL_DOCUMENTS,
    SYNTAX_ERROR,
    TAG_OR_DIRECTIVE,
    TOO_MANY_VALUES,
)
from generator.tree import Faults, Limits, Mark, Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_START = Mark(1, 1)
_BEFORE_COMMENT = re.compile(r"[^\s#][ \t]+#")
_COMMENT = re.compile(r"[ \t]+(#.*)")
_HINTS: Mapping[str, str] = {
    "mapping values are not allowed in this context": "put a text that holds a colon and a space in quotes, and check the indentation",
    "found character that cannot start any token": "indent with spaces, not tabs; put a text that begins with @, ` or % in quotes",
    "did not find expected key": "check the indentation of this line and the one above it",
    "could not find expected ':'": "add the colon after the key, or check the indentation",
    "did not find expected '-' indicator": "check the indentation of this line and the one above it",
    "did not find expected ',' or ']'": "close the list with ]",
    "did not find expected ',' or '}'": "close the mapping with }",
    "did not find expected alphabetic or numeric character": "put a text that begins with * or & in quotes",
    "found unknown escape character": "write a backslash within double quotes as \\\\, or use single quotes",
    "found invalid Unicode character escape code": "remove the escape, it stands for no character",
    "block sequence entries are not allowed in this context": "begin the list on a line of its own",
}
_CLOSE = 'close the quotation mark where the text ends; within the text write it as \\" or, in single quotes, twice'
_HINT = "check the indentation, quotes and brackets of this line and the one above it"


MOST_DOCUMENTS = 100
"""Documents in a file that may hold several."""


def read_yaml(text: str, tree: Tree) -> None:
    """Grow the tree from a text of one document; faults go to the tree's. Raises `Stop` where nothing more can be read."""

    def begin(event: DocumentStartEvent, count: int) -> Tree:
        if count > 1:
            message = "found a second document, expected one in a file"
            raise tree.faults.stop(SEVERAL_DOCUMENTS, _mark(event), message, "move it to a file of its own")
        return tree

    _read(text, tree, begin)


def read_trees(text: str, faults: Faults, limits: Limits) -> list[Tree]:
    """A tree for each document of a text. Raises `Stop` where nothing more can be read; the fault has been recorded."""
    trees: list[Tree] = []

    def begin(event: DocumentStartEvent, count: int) -> Tree:
        if count > MOST_DOCUMENTS:
            message = f"found more than {MOST_DOCUMENTS} documents in one file"
            raise faults.stop(TOO_MANY_VALUES, _mark(event), message, "split the file")
        trees.append(Tree(faults, limits))
        return trees[-1]

    _read(text, Tree(faults, limits), begin)
    return trees


def _read(text: str, tree: Tree, begin: Callable[[DocumentStartEvent, int], Tree]) -> None:
    """Grow the trees that `begin` names for each document; `tree` holds what a fault before the first one belongs to."""
    parser, commented, documents = CParser(text), _commented(text), 0
    last: Event | None = None
    try:
        while (event := parser.get_event()) is not None:
            last = event
            if isinstance(event, DocumentStartEvent):
                documents += 1
                tree = begin(event, documents)
                tree.commented = commented
                _refuse_directive(event, tree)
            else:
                _grow(event, tree)
    except yaml.YAMLError as error:
        raise _open_quote(error, last, tree) or _syntax_error(error, tree) from error


def _commented(text: str) -> Mapping[int, str]:
    """The lines with something before a comment, counted from 0."""
    if " #" not in text and "\t#" not in text:
        return {}
    return {number: line for number, line in enumerate(text.split("\n")) if _BEFORE_COMMENT.search(line)}


def _grow(event: Event, tree: Tree) -> None:
    match event:
        case ScalarEvent():
            _scalar(event, tree)
        case MappingStartEvent():
            tree.open_mapping(_begin(event, tree))
        case SequenceStartEvent():
            tree.open_list(_begin(event, tree))
        case MappingEndEvent() | SequenceEndEvent():
            tree.close()
        case AliasEvent():
            _refuse_alias(event, tree)


def _mark(event: Event) -> Mark:
    mark = event.start_mark
    return _START if mark is None else Mark(mark.line + 1, mark.column + 1)


def _scalar(event: ScalarEvent, tree: Tree) -> None:
    mark = _mark(event)
    if event.anchor is not None or event.tag is not None:
        _refuse_properties(event, mark, tree)
    text = event.value
    value = text if event.style else plain(text)
    if tree.wants_key:
        _key(text, value, mark, tree)
    elif isinstance(value, str):
        if tree.commented and not event.style:
            _note_comment(event, tree)
        tree.text(value, mark)
    elif isinstance(value, Refused):
        tree.refused(value, mark)
    else:
        tree.scalar(value, mark, None if value is None or isinstance(value, bool) else text)


def _note_comment(event: ScalarEvent, tree: Tree) -> None:
    end = event.end_mark
    line = None if end is None else tree.commented.get(end.line)
    if line is not None and end is not None and (match := _COMMENT.match(line, end.column)):
        tree.cut.append((tree.pointer, match[1].rstrip()))


def _key(text: str, value: Scalar | Refused, mark: Mark, tree: Tree) -> None:
    if not isinstance(value, str):
        message = f"key {quoted(text)[1:-1] or 'without a text'} is read as {_sort(value)}, expected a text"
        tree.faults.add(KEY_NOT_TEXT, mark, message, f"put it in quotes: {quoted(text)}", (*tree.pointer, text))
    tree.key(text, mark)


def _sort(value: Scalar | Refused) -> str:
    if value is None:
        return "null"
    return "true or false" if isinstance(value, bool) else "a number"


def _begin(event: MappingStartEvent | SequenceStartEvent, tree: Tree) -> Mark:
    mark = _mark(event)
    if event.anchor is not None or event.tag is not None:
        _refuse_properties(event, mark, tree)
    if tree.wants_key:
        kind = "mapping" if isinstance(event, MappingStartEvent) else "list"
        hint = "write a text before the colon; a text that begins with { or [ needs quotes"
        raise tree.faults.stop(KEY_NOT_TEXT, mark, f"found a {kind} as a key, expected a text", hint, tree.pointer)
    return mark


def _refuse_properties(event: NodeEvent, mark: Mark, tree: Tree) -> None:
    if event.anchor is not None:
        message = f"found the anchor {quoted('&' + event.anchor)}, expected no anchors or aliases"
        hint = "write the values out wherever they are used; a text that begins with & needs quotes"
        raise tree.faults.stop(ANCHOR_OR_ALIAS, mark, message, hint, tree.pointer)
    tag = str(getattr(event, "tag", None) or "!").replace("tag:yaml.org,2002:", "!!")
    message = f"found the tag {quoted(tag)}, expected no tags"
    hint = "remove the tag; a text that begins with ! needs quotes"
    tree.faults.add(TAG_OR_DIRECTIVE, mark, message, hint, tree.pointer)


def _refuse_alias(event: AliasEvent, tree: Tree) -> None:
    message = f"found the alias {quoted('*' + (event.anchor or ''))}, expected no anchors or aliases"
    hint = "write the value out; a text that begins with * needs quotes"
    raise tree.faults.stop(ANCHOR_OR_ALIAS, _mark(event), message, hint, tree.pointer)


def _refuse_directive(event: DocumentStartEvent, tree: Tree) -> None:
    if event.version is not None or event.tags:
        message = "found a %YAML or %TAG directive, expected none"
        tree.faults.add(TAG_OR_DIRECTIVE, _mark(event), message, "remove the line that begins with %")


def _open_quote(error: yaml.YAMLError, last: Event | None, tree: Tree) -> Exception | None:
    """The fault of a text in quotes that is not closed where it should be, at its beginning; None where that is not the cause.

    The parser reads on to the next quotation mark, many lines later perhaps, and reports what follows that one.
    """
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return None
    if error.problem == "found unexpected end of stream" and error.context_mark is not None:
        place, where = Mark(error.context_mark.line + 1, error.context_mark.column + 1), "nowhere"
    elif isinstance(last, ScalarEvent) and last.style in {"'", '"'}:
        place, where = _mark(last), f"only on line {error.problem_mark.line + 1}"
        if last.end_mark is None or not place.line <= last.end_mark.line == error.problem_mark.line:
            return None
    else:
        return None
    message = f"not valid YAML: the text in quotes that begins here is closed {where}"
    return tree.faults.stop(SYNTAX_ERROR, place, message, _CLOSE, tree.pointer)


def _syntax_error(error: yaml.YAMLError, tree: Tree) -> Exception:
    problem, mark = str(error), None
    if isinstance(error, yaml.MarkedYAMLError):
        problem, mark = error.problem or problem, error.problem_mark or error.context_mark
    place = _START if mark is None else Mark(mark.line + 1, mark.column + 1)
    message = f"not valid YAML: {quoted(problem, 200)[1:-1]}"
    return tree.faults.stop(SYNTAX_ERROR, place, message, _HINTS.get(problem, _HINT), tree.pointer)
