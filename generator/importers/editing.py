"""Config messages into a submission.yaml that a person is writing: every other byte of the file stays, comments among them.

Only what says TODO is replaced, an entry that is named so too, only whole entries are added, and the new text is read again: where it does not hold exactly the old
data with these changes, nothing is done and the entries are given to paste.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.emit import emit, scalar
from generator.importers.common import TODO, ImportRefused
from generator.source import Document, parse

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from generator.finding import Pointer

_TODO = re.compile(r"TODO(?![^\s,\]}])|\"TODO\"|'TODO'")
_ITEM = re.compile(r"( *)- \S")
_KEY = re.compile(r"( *)[^\s#-][^#]*:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry for a section of a submission: of a list of messages, or of a map by their ids.

    `inserted_after` is the section which a map's section follows where the file does not have it yet.
    """

    section: str
    id: str
    value: Mapping[str, object]
    inserted_after: str | None = None

    @property
    def is_listed(self) -> bool:
        """Whether the section is a list of messages that hold their ids."""
        return self.inserted_after is None

    @property
    def text(self) -> str:
        """The entry as YAML below its section's name."""
        return emit({self.section: [self.value] if self.is_listed else {self.id: self.value}})


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """The new text, what was changed (`place`, before, after), and what differs from the entries and stays as it is."""

    content: bytes
    changes: tuple[tuple[str, str, str], ...] = ()
    notes: tuple[str, ...] = ()


class EditRefused(ImportRefused):
    """A file that is not edited; `to_paste` holds the entries."""

    def __init__(self, message: str, to_paste: str) -> None:
        super().__init__(message)
        self.to_paste = to_paste


class _Unsafe(Exception):  # noqa: N818  # control flow: the text is written in a way that is not edited
    pass


@dataclass(slots=True)
class _Work:
    """A text under edit by its lines, with the data that it must hold in the end; edits are by place in the old text."""

    document: Document
    lines: list[str]
    data: dict[str, object]
    replaced: dict[int, list[tuple[int, int, str]]] = field(default_factory=dict)
    removed: set[int] = field(default_factory=set)
    inserted: dict[int, list[str]] = field(default_factory=dict)
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def there(self) -> Container[str]:
        """The sections of the old text."""
        within = self.document.positions.root.within
        return within if isinstance(within, dict) else ()

    @property
    def text(self) -> str:
        """The new text."""
        ending = "\r\n" if self.lines and self.lines[0].endswith("\r\n") else "\n"
        return "".join(self._lines(ending))

    def _lines(self, ending: str) -> Iterator[str]:
        last = len(self.lines) - 1
        for number, line in enumerate(self.lines):
            if number not in self.removed:
                yield self._line(number, line)
            new = self.inserted.get(number, ())
            if new and number == last and not line.endswith("\n"):
                yield ending
            yield from (f"{each}{ending}" for each in new)

    def _line(self, number: int, line: str) -> str:
        for start, end, text in sorted(self.replaced.get(number, ()), reverse=True):
            line = line[:start] + text + line[end:]
        return line


def edited(path: str, content: bytes, entries: Sequence[Entry]) -> Edited:
    """The file's content with the entries filled in or added.

    Raises:
        EditRefused: the file can't be read, or is not written so that it can be edited safely.
    """
    to_paste = "".join(entry.text for entry in entries)
    document = parse(path, content).document
    if document is None or not isinstance(document.data, dict):
        raise EditRefused(f"{path}: can't be read as it is; `mesh-results check` says why", to_paste)
    work = _Work(document=document, lines=content.decode().splitlines(keepends=True), data=deepcopy(document.data))
    try:
        for entry in entries:
            _enter(work, entry)
        return _checked(path, work)
    except _Unsafe as unsafe:
        raise EditRefused(
            f"{path}: {unsafe}; it is not edited: put what is printed below into it by hand", to_paste
        ) from None


def _checked(path: str, work: _Work) -> Edited:
    new = work.text.encode()
    again = parse(path, new).document
    if again is None or again.data != work.data:
        raise _Unsafe("it is written in a way that can't be edited safely")
    return Edited(content=new, changes=tuple(work.changes), notes=tuple(dict.fromkeys(work.notes)))


def _enter(work: _Work, entry: Entry) -> None:
    section = work.data.get(entry.section)
    if entry.is_listed:
        _enter_list(work, entry, section)
    else:
        _enter_map(work, entry, section)


def _enter_list(work: _Work, entry: Entry, section: object) -> None:
    if not isinstance(section, list) or not section:
        raise _Unsafe(f"it has no list {entry.section}")
    named = {
        each["id"]: at
        for at, each in reversed([*enumerate(section)])
        if isinstance(each, dict) and isinstance(each.get("id"), str)
    }
    if (found := named.get(entry.id, named.get(TODO))) is not None:
        _fill(work, (entry.section, found), section[found], entry.value)
        return
    first = work.lines[_line(work, (entry.section, 0))]
    indent = _ITEM.match(first)
    if indent is None:
        raise _Unsafe(f"its {entry.section} is not a list with an entry a line")
    section.append(_plain(entry.value))
    _insert(work, _end_of(work, entry.section), _indented(entry.text, len(indent[1])))
    work.changes.append((f"{entry.section}: {entry.id}", "not there", "added"))


def _enter_map(work: _Work, entry: Entry, section: object) -> None:
    if (
        _is_todo(entry.value)
        and (not isinstance(section, dict) or entry.id not in section)
        and _was_listed(work, entry)
    ):
        return  # a person removed what nobody knows
    if entry.section not in work.there:
        if entry.inserted_after not in work.there:
            raise _Unsafe(f"it has neither {entry.section} nor {entry.inserted_after}")
        is_first = section is None
        work.data[entry.section] = {**(section if isinstance(section, dict) else {}), entry.id: _plain(entry.value)}
        _insert(work, _end_of(work, str(entry.inserted_after)), entry.text.splitlines()[0 if is_first else 1 :])
    elif not isinstance(section, dict) or not section:
        raise _Unsafe(f"its {entry.section} is no map")
    elif entry.id in section:
        _fill(work, (entry.section, entry.id), section[entry.id], entry.value)
        return
    elif TODO in section:
        _fill(work, (entry.section, TODO), section[TODO], entry.value)
        _rename(work, (entry.section, TODO), entry.id)
        section[entry.id] = section.pop(TODO)
        return
    else:
        first = _KEY.match(work.lines[_line(work, (entry.section, _first_key(work, entry.section)), at_key=True)])
        if first is None or not first[1]:
            raise _Unsafe(f"its {entry.section} is not a map with a key a line")
        section[entry.id] = _plain(entry.value)
        _insert(work, _end_of(work, entry.section), _indented(entry.text, len(first[1])))
    work.changes.append((f"{entry.section}: {entry.id}", "not there", "added"))


def _rename(work: _Work, at: Pointer, name: str) -> None:
    """Put a name where a key says TODO."""
    number, column = _line(work, at, at_key=True), work.document.locate(at, at_key=True).column - 1
    found = _TODO.match(work.lines[number].replace(f"{TODO}:", f"{TODO} "), column)
    if found is None:
        raise _Unsafe(f"the TODO of its {_named(work, at)} is not written plainly")
    work.replaced.setdefault(number, []).append((column, found.end(), scalar(name)))
    work.changes.append((f"{at[0]}: {at[-1]}", TODO, name))


def _first_key(work: _Work, section: str) -> str:
    """The first key of a map as the old text has it."""
    data = work.document.data
    return next(iter(data[section])) if isinstance(data, dict) else ""


def _was_listed(work: _Work, entry: Entry) -> bool:
    """Whether the old text has the message that a map's entry is about."""
    data = work.document.data
    messages = data.get(entry.inserted_after) if isinstance(data, dict) else None
    return isinstance(messages, list) and any(
        isinstance(each, dict) and each.get("id") == entry.id for each in messages
    )


def _fill(work: _Work, place: Pointer, there: object, value: Mapping[str, object]) -> None:
    """Put the values where the entry that is there says TODO; what else it says stays."""
    if not isinstance(there, dict):
        raise _Unsafe(f"its {_named(work, place)} is no map")
    for key, new in value.items():
        at = (*place, key)
        if key not in there:
            if key != "smp_version" and not _is_todo(new):
                work.notes.append(f"{_named(work, at)} is not in the file and is not added; imported was {_short(new)}")
        elif isinstance(new, dict) and isinstance(there[key], dict):
            _fill(work, at, there[key], new)
        elif _is_todo(there[key]) and not _is_todo(new):
            _replace(work, at, there[key], new)
            there[key] = _plain(new)
        elif not _is_todo(new) and there[key] != _plain(new):
            work.notes.append(f"{_named(work, at)} stays {_short(there[key])}; imported was {_short(new)}")


def _replace(work: _Work, at: Pointer, there: object, new: object) -> None:
    if isinstance(there, list) and isinstance(new, list):
        _replace_list(work, at, there, new)
    elif isinstance(there, str) and not isinstance(new, list | dict):
        number, column = _line(work, at), work.document.locate(at).column - 1
        found = _TODO.match(work.lines[number], column)
        if found is None:
            raise _Unsafe(f"the TODO of its {_named(work, at)} is not written plainly")
        work.replaced.setdefault(number, []).append((column, found.end(), scalar(new)))
    else:
        raise _Unsafe(f"its {_named(work, at)} has another form")
    work.changes.append((_named(work, at), TODO, _short(new)))


def _replace_list(work: _Work, at: Pointer, there: list[object], new: list[object]) -> None:
    """Put a list in place of one whose every value is TODO; its lines may hold nothing else."""
    first = _line(work, (*at, 0))
    last = max(_line(work, leaf) for leaf in _leaves(there, at))
    indent = _ITEM.match(work.lines[first])
    if (
        indent is None
        or first == _line(work, at, at_key=True)
        or any("#" in line for line in work.lines[first : last + 1])
    ):
        raise _Unsafe(f"its {_named(work, at)} is not a list with an entry a line and without comments")
    work.removed |= set(range(first, last + 1))
    _insert(work, last, _indented(emit({"list": new}), len(indent[1])))


def _leaves(value: object, at: Pointer) -> Iterator[Pointer]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        yield from _leaves(item, (*at, key))
    if not isinstance(value, dict | list):
        yield at


def _insert(work: _Work, after: int, lines: Sequence[str]) -> None:
    work.inserted.setdefault(after, []).extend(lines)


def _line(work: _Work, at: Pointer, *, at_key: bool = False) -> int:
    """The line of a value, or of its key, counted from 0."""
    return work.document.locate(at, at_key=at_key).line - 1


def _end_of(work: _Work, section: str) -> int:
    """The last line of a section, counted from 0: before the next one's, with the comments and empty lines that lead to it."""
    begin = _line(work, (section,), at_key=True)
    root = work.document.positions.root.within
    others = (_line(work, (name,), at_key=True) for name in (root if isinstance(root, dict) else ()))
    end = min((line for line in others if line > begin), default=len(work.lines)) - 1
    while end > begin and (not work.lines[end].strip() or work.lines[end].startswith("#")):
        end -= 1
    return end


def _indented(text: str, indent: int) -> list[str]:
    """The lines below a text's first one, moved from an indent of two to another."""
    return [" " * indent + line[2:] for line in text.splitlines()[1:]]


def _is_todo(value: object) -> bool:
    """Whether nothing but TODO stands there."""
    values = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else None
    return value == TODO if values is None else bool(values) and all(map(_is_todo, values))


def _plain(value: object) -> object:
    """The value as it is read back from its YAML."""
    document = parse("value.yaml", emit({"value": value}).encode()).document
    return document.data["value"] if document and isinstance(document.data, dict) else value


def _named(work: _Work, at: Pointer) -> str:
    """The place in words, an entry of a list by its id."""
    section, entry, *rest = at
    there = work.data[str(section)]
    named = there[entry].get("id") if isinstance(there, list) and isinstance(entry, int) else entry
    return f"{section}: {named}" + "".join(f": {key}" for key in rest)


def _short(value: object) -> str:
    return f"{len(value)} entries" if isinstance(value, list | dict) else str(value)
