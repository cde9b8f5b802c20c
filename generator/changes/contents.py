"""What entries say, and what differs in the registry, field by field."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING

from generator.changes.values import Entered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.changes.values import State
    from generator.model import Claim

KINDS = ("mesh", "lab", "initiative", "claim", "moved address")
_UNSAID = ("origin", "implementations", "id")


def registered(state: State, kind: str) -> Mapping[str, object]:
    """The registry's entries of a kind by id. A claim has none, and is known by who claims what of which versions."""
    catalogue = state.catalogue
    match kind:
        case "mesh":
            return catalogue.meshes
        case "lab":
            return catalogue.labs
        case "initiative":
            return {each.id: each for each in catalogue.initiatives}
        case "claim":
            return dict(_numbered((_claim(each), each) for each in catalogue.claims))
        case "moved address":
            return {f"{old} to {new}": None for old, new in state.aliases}
    raise ValueError(f"no kind of the registry: {kind}")


def _claim(each: Claim) -> str:
    return f"{each.suite}, {each.implementation}{f' {each.versions}' if each.versions else ''}, {each.api}"


def _numbered(entries: Iterable[tuple[str, object]]) -> Iterator[tuple[str, object]]:
    """The entries under names of their own: the second of a name is `name (2)`."""
    seen = Counter[str]()
    for name, each in entries:
        seen[name] += 1
        yield (f"{name} ({seen[name]})" if seen[name] > 1 else name), each


def entered(old: State, new: State) -> Iterator[Entered]:
    """The entries that are new or differ, by kind and id."""
    for kind in KINDS:
        was = registered(old, kind)
        for name, now in registered(new, kind).items():
            if name not in was or content(was[name]) != content(now):
                told = tuple(differing(was.get(name), now))
                yield Entered(kind=kind, name=name, added=name not in was, fields=told)


def content(value: object) -> list[object]:
    """What an entry says; where it stands in a file is no part of it. Empty of None."""
    return [getattr(value, name) for name in _said(value)]


def _said(value: object) -> list[str]:
    return [each.name for each in fields(value) if each.name not in _UNSAID] if is_dataclass(value) else []


def differing(was: object, now: object) -> Iterator[tuple[str, str, str]]:
    """The fields in which two entries differ, each with its words before and after; all that `now` says where `was` is None."""
    for name in _said(now):
        before, after = getattr(was, name, None), getattr(now, name)
        if isinstance(after, tuple):
            gone, come = _apart(before or (), after)
            if gone or come:
                yield name, gone, come
        elif before != after:
            yield name, _words(before), _words(after)


def _apart(before: Iterable[object], after: Iterable[object]) -> tuple[str, str]:
    """Of two lists what only one of them holds, in words; both as a whole where only their order differs."""
    was, now = [_words(each) for each in before], [_words(each) for each in after]
    if was == now:
        return "", ""
    gone, come = [each for each in was if each not in now], [each for each in now if each not in was]
    return ("; ".join(gone), "; ".join(come)) if gone or come else ("; ".join(was), "; ".join(now))


def _words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "; ".join(_words(each) for each in value)
    if is_dataclass(value):
        said = (_words(getattr(value, each.name)) for each in fields(value) if each.name != "origin")
        return ", ".join(each for each in said if each)
    return str(value)
