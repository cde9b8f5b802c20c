"""What a picture says of a subtitle that is too long for it: whole parts go, the least telling first, and never what is missing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_SENTENCE = re.compile(r"(?<=\.) (?=[A-Z0-9])")
_KEPT = (
    *("Not ", "Left out", "Recorded as", "Hollow", "Without a mesh:"),
    *("Under full load", "Rows of different versions", "Reports of failures", "Other tests ran"),
)
"""Beginnings of sentences that no picture may lack: what was not reported, not ranked, not drawn or left out, and what would mislead without."""
_CAMPAIGN = re.compile(r"\bcampaign \S")
_FIRST_TO_GO = ("Runs are not merged",)
"""Beginnings of sentences that tell what to bear in mind, and explain no mark."""
_LEAST = (
    "each in ",
    "version ",
    "payload ",
    "on the ",
    "on a ",
    "outside ",
    "all at the same time",
    "closed loop",
    "open loop",
    "no TLS ",
    "HTTP/",
    "TLS ",
    "network namespaces ",
    "one cluster ",
    "Kubernetes ",
    "a new connection ",
)
"""Beginnings of conditions, the least telling first; titles name the load."""


def brief(text: str, title: str, fits: Callable[[str], bool]) -> str:
    """The text if it `fits`, else less of it.

    First go the conditions that the title names, then others by their weight, then sentences, those that explain no mark before the
    others. The first sentence, those of `_KEPT` and the campaign stay; what still does not fit is for the caller to cut, and
    `kept_end` says where not.
    """
    return next((less for less in _shorter(text, title) if fits(less)), _bare(text, title))


def sentences(text: str) -> list[str]:
    """A subtitle's sentences."""
    return _SENTENCE.split(text)


def kept_end(text: str) -> tuple[str, str]:
    """The text before its last sentence of what was not reported, and that sentence; empty where it does not end so."""
    *before, last = sentences(text)
    return (" ".join(before), last) if last.startswith("Not reported") and before else (text, "")


def _shorter(text: str, title: str) -> Iterator[str]:
    left = sentences(text)
    yield text
    at = _conditions_at(left)
    if at is not None:
        for condition in _by_weight(left[at], title):
            left[at] = _without(left[at], condition)
            yield " ".join(left)
    free = [each for index, each in enumerate(left) if index not in (0, at) and not _stays(each)]
    early = [each for each in free if each.startswith(_FIRST_TO_GO)]
    late = [each for each in free if each not in early]
    for sentence in (*early, *reversed(late)):
        left.remove(sentence)
        yield " ".join(left)


def _bare(text: str, title: str) -> str:
    """What remains when all that may go has gone."""
    *_, last = _shorter(text, title)
    return last


def _stays(sentence: str) -> bool:
    return sentence.startswith(_KEPT) or _CAMPAIGN.search(sentence) is not None


def _conditions_at(parts: Sequence[str]) -> int | None:
    """Where the sentence of the conditions stands: the last with blocks between semicolons that need not stay."""
    found = [at for at, each in enumerate(parts) if "; " in each and at > 0 and not _stays(each)]
    return found[-1] if found else None


def _by_weight(sentence: str, title: str) -> list[str]:
    """The conditions that may go, but for the first: those of the title, then those of `_LEAST`."""
    conditions = re.split(r"[,;] ", sentence.removesuffix("."))[1:]
    named = [each for each in conditions if each.removesuffix(" of the application") in title]
    light = [each for start in _LEAST for each in conditions if each.startswith(start) and each not in named]
    return [*named, *light]


def _without(sentence: str, condition: str) -> str:
    """The sentence less that condition; the blocks stay apart."""
    blocks = [block.split(", ") for block in sentence.removesuffix(".").split("; ")]
    left = [[each for each in block if each != condition] for block in blocks]
    return "; ".join(", ".join(block) for block in left if block) + "."
