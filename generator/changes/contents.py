"""What entries say, and what differs in the registry, field by field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING

from generator.changes.values import Entered
from generator.model import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.changes.values import State
    from generator.model import Claim

KINDS = ("mesh", "lab", "initiative", "claim", "moved address")
_UNSAID = ("origin", "id")
_NAMES = ("id", "target", "path", "version")


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
    """The entries that are new or differ, by kind and id; those that differ first, which many new ones could hide."""
    yield from sorted(_entered(old, new), key=lambda each: each.added)


def _entered(old: State, new: State) -> Iterator[Entered]:
    for kind in KINDS:
        was = registered(old, kind)
        for name, now in registered(new, kind).items():
            if name not in was or differs(was[name], now):
                told = tuple(differing(was.get(name), now))
                yield Entered(kind=kind, name=name, added=name not in was, fields=told)


def leaves(was: object, now: object, at: str = "") -> Iterator[tuple[str, str, str]]:
    """Each value in which two things differ, however deep: its place, and its words before and after.

    Where it stands in a file is no part of a thing, and neither is what became of it: events are told by themselves.
    """
    if was == now:
        return
    if type(was) is type(now) and is_dataclass(now):
        names = [each.name for each in fields(now)]
        apart = ("origin", "history", "state") if "history" in names and not isinstance(now, Pattern) else ("origin",)
        for name in (each for each in names if each not in apart):
            yield from leaves(getattr(was, name), getattr(now, name), f"{at}.{name}" if at else name)
    elif isinstance(was, Mapping) and isinstance(now, Mapping):
        for key in dict.fromkeys((*was, *now)):
            yield from leaves(was.get(key), now.get(key), f"{at}.{key}")
    elif isinstance(was, tuple) and isinstance(now, tuple):
        old, new = _named(was), _named(now)
        for key in dict.fromkeys((*old, *new)):
            yield from leaves(old.get(key), new.get(key), f"{at}.{key}")
    else:
        yield at, _words(was), _words(now)


def _named(things: tuple[object, ...]) -> Mapping[object, object]:
    """The members of a list by their ids, targets or paths where each has one of its own, else by their places."""
    named = {next((found for name in _NAMES if (found := getattr(each, name, None))), None): each for each in things}
    return named if None not in named and len(named) == len(things) else dict(enumerate(things))


def differs(was: object, now: object) -> bool:
    """Whether two entries say something else, or only one of them is there."""
    return next(leaves(was, now), None) is not None


def differing(was: object, now: object) -> Iterator[tuple[str, str, str]]:
    """The fields in which two entries differ, each with its words before and after; all that `now` says where `was` is None."""
    for name in (each.name for each in fields(now) if each.name not in _UNSAID) if is_dataclass(now) else ():
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
