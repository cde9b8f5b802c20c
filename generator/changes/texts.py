"""Submitted text in Markdown: escaped so that it stays text, cut where it is long, and shown where it differs.

GitHub makes links of addresses and calls people whom a text names: what could do so stands as code.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import accumulate, takewhile, zip_longest
from typing import TYPE_CHECKING

from generator.characters import visible
from generator.finding import bounded
from generator.numbers import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LONGEST = 300
"""Characters of a submitted text."""
FEW = 10
"""Lines below an entry; more are counted."""
_MOST = 200
"""Entries of a list; more are counted. What weighs most stands first."""
_SECTION_BYTES = 60_000
"""GitHub shows no summary above 1 MiB at all: a list ends before it could push out what stands below it."""
_AROUND = 5
"""Words shown before and after words that differ."""
_COMPARED = 60_000
"""Pairs of lines or words that are compared; of longer texts all from the first difference on is one."""
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]|~$^]|^[#+=>-]|^\d+(?=[.)]))")
_ACTIVE = re.compile(r"[@#<>&]|://|www\.|\bGH-|\b[0-9a-f]{7,40}\b", re.IGNORECASE)


def section(title: str, lines: Sequence[str]) -> str:
    """A heading and a list below it; nothing where the list is empty."""
    return f"## {title}\n\n{listed(lines)}" if lines else ""


def listed(lines: Iterable[str]) -> str:
    """The lines as a list that ends before it is too long to be shown."""
    every = [f"- {line}" for line in lines]
    sizes = accumulate(len(line.encode()) for line in every)
    shown = max(1, sum(size <= _SECTION_BYTES for size in sizes))
    return "\n".join(cut(every, min(shown, _MOST), "- "))


def cut(lines: Sequence[str], most: int, bullet: str) -> list[str]:
    """The first lines, and how many more there are."""
    return [*lines[:most], *([f"{bullet}and {len(lines) - most} more"] if len(lines) > most else [])]


def differences(was: str, now: str) -> Iterator[str]:
    """What differs between two texts, before and after; of long ones each line, or each part with a few words around it."""
    if max(len(was), len(now)) <= LONGEST and "\n" not in was.strip() and "\n" not in now.strip():
        yield _before_and_now(was, now)
        return
    if "\n" in was.strip() or "\n" in now.strip():
        old, new = was.split("\n"), now.split("\n")
        for (a, b), (c, d) in _apart(old, new):
            yield from (_before_and_now(*each) for each in zip_longest(old[a:b], new[c:d], fillvalue=""))
        return
    old, new = was.split(), now.split()
    for (a, b), (c, d) in _apart(old, new):
        yield _before_and_now(_part(old, a, b), _part(new, c, d))


def _apart(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Where two sequences differ: (from, to) in each."""
    pairs = list(zip(old, new, strict=False))
    head = next((at for at, (one, other) in enumerate(pairs) if one != other), len(pairs))
    ends = zip(reversed(old[head:]), reversed(new[head:]), strict=False)
    tail = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], ends))
    if (len(old) - head - tail) * (len(new) - head - tail) > _COMPARED:
        yield (head, len(old) - tail), (head, len(new) - tail)
        return
    # What occurs often is no anchor (the matcher's default), else texts of one repeated word would take cubic time.
    for kind, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if kind != "equal":
            yield (a, b), (c, d)


def _part(words: Sequence[str], start: int, end: int) -> str:
    """Some of the words with their neighbours, with an ellipsis where more stand before them."""
    first = max(0, start - _AROUND)
    return f"{'…' if first else ''}{' '.join(words[first : end + _AROUND])}"


def _before_and_now(was: str, now: str) -> str:
    hidden = sum(max(0, len(" ".join(each.split())) - LONGEST) for each in (was, now))
    more = f" (cut: {plural(hidden, 'character')} more)" if hidden else ""
    more += " (other blanks)" if was.split() == now.split() else ""
    return f"{inert(was) or 'nothing'}, now {inert(now) or 'nothing'}{more}"


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
