"""JSON (RFC 8259) into a tree, token by token: without recursion, and with a place for every key and value."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from generator.characters import quoted
from generator.scalars import Refused, number, out_of_range
from generator.syntax_rules import SYNTAX_ERROR
from generator.tree import Mark, Tree

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOKEN = re.compile(
    r"(?P<space>[ \t\n\r]+)"
    r"|(?P<comma>,)"
    r'|(?P<string>"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"(?:[ \t\n\r]*+:)?)'
    r"|(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?(?![0-9A-Za-z_.+-]))"
    r"|(?P<open>[\[{])|(?P<close>[\]}])"
    r"|(?P<word>(?:true|false|null|-?Infinity|NaN)(?![0-9A-Za-z_]))"
    r"|(?P<end>\Z)"
    r"|(?P<stray>[-+.\w]+|.)",
    re.ASCII | re.DOTALL,
)
_VALUE = frozenset({"string", "number", "open", "word"})
_AFTER: Mapping[str, tuple[frozenset[str], str]] = {
    "start": (_VALUE, "a value"),
    "mapping": (frozenset({"key", "close"}), "a key in double quotes and its colon, or }"),
    "list": (_VALUE | {"close"}, "a value or ]"),
    "key": (_VALUE, "a value after the colon"),
    "comma in mapping": (frozenset({"key"}), "a key in double quotes and its colon after the comma"),
    "comma in list": (_VALUE, "a value after the comma"),
    "value in mapping": (frozenset({"comma", "close"}), "a comma or }"),
    "value in list": (frozenset({"comma", "close"}), "a comma or ]"),
    "root": (frozenset({"end"}), "the end of the file"),
}
"""What may follow each state, for the grammar and for its message."""
_WORDS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None}
_HINTS: Mapping[str, str] = {
    "'": "JSON's texts stand in double quotes",
    "/": "JSON has no comments",
    "#": "JSON has no comments",
    '"': 'close the text with a double quote on the same line; write \\" for a quote inside it',
    "end": "close the list or mapping that is still open",
}
_HINT = "check the commas, quotes and brackets here and just before"


def read_json(text: str, tree: Tree) -> None:
    """Grow the tree from a text; faults go to the tree's. Raises `Stop` where nothing more can be read."""
    state, line, line_start = "start", 1, 0
    for match in _TOKEN.finditer(text):
        kind, lexeme = match.lastgroup or "stray", match[0]
        if kind == "space":
            if "\n" in lexeme:
                line += lexeme.count("\n")
                line_start = match.start() + lexeme.rindex("\n") + 1
            continue
        mark = Mark(line, match.start() - line_start + 1)
        if kind == "string" and lexeme[-1] == ":":
            kind = "key"
        allowed, expected = _AFTER[state]
        if kind not in allowed or (kind == "close" and (lexeme == "}") is not tree.in_mapping):
            raise _syntax_error(kind, lexeme, expected, mark, tree)
        state = _take(kind, lexeme, mark, tree)
        if kind == "key" and "\n" in lexeme:
            line, line_start = line + lexeme.count("\n"), match.start() + lexeme.rindex("\n") + 1


def _take(kind: str, lexeme: str, mark: Mark, tree: Tree) -> str:
    """Put one lexeme into the tree and return the state after it."""
    if kind == "comma":
        return "comma in mapping" if tree.in_mapping else "comma in list"
    if kind == "key":
        tree.key(_string(lexeme[:-1].rstrip(), mark, tree), mark)
        return "key"
    if kind == "open":
        return _open(lexeme, mark, tree)
    if kind == "end":
        return "root"
    if kind == "close":
        tree.close()
    else:
        _scalar(kind, lexeme, mark, tree)
    if tree.complete:
        return "root"
    return "value in mapping" if tree.in_mapping else "value in list"


def _open(lexeme: str, mark: Mark, tree: Tree) -> str:
    if lexeme == "{":
        tree.open_mapping(mark)
        return "mapping"
    tree.open_list(mark)
    return "list"


def _scalar(kind: str, lexeme: str, mark: Mark, tree: Tree) -> None:
    if kind == "string":
        tree.text(_string(lexeme, mark, tree), mark)
    elif kind == "number":
        value = number(lexeme)
        if isinstance(value, Refused):
            tree.refused(value, mark)
        elif not isinstance(value, str):
            tree.scalar(value, mark, lexeme)
    elif lexeme in _WORDS:
        tree.scalar(_WORDS[lexeme], mark)
    else:
        tree.refused(out_of_range(lexeme), mark)


def _string(lexeme: str, mark: Mark, tree: Tree) -> str:
    if "\\" not in lexeme and "\t" not in lexeme:
        return lexeme[1:-1]
    try:
        return str(json.loads(lexeme))
    except json.JSONDecodeError as error:
        place = Mark(mark.line, mark.column + error.pos)
        hint = "write a tab as \\t and a backslash as \\\\"
        raise tree.faults.stop(SYNTAX_ERROR, place, f"not valid JSON: {error.msg}", hint, tree.pointer) from error


def _syntax_error(kind: str, lexeme: str, expected: str, mark: Mark, tree: Tree) -> Exception:
    found = "the end of the file" if kind == "end" else quoted(lexeme)
    message = f"not valid JSON: found {found}, expected {expected}"
    return tree.faults.stop(SYNTAX_ERROR, mark, message, _hint(kind, lexeme, expected), tree.pointer)


def _hint(kind: str, lexeme: str, expected: str) -> str:
    if kind == "close" and expected.endswith("after the comma"):
        return "remove the comma before it"
    if kind in {"end", "stray"}:
        return _HINTS.get("end" if kind == "end" else lexeme[0], _HINT)
    return _HINT
