"""One function over many values in several processes; the answer is the same as in one.

A process is forked, so that it sees what is there without it being copied; only answers are sent, when all are there.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
from multiprocessing import get_context
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.connection import Connection

V = TypeVar("V")
A = TypeVar("A")
MOST = 8


def processes() -> int:
    """How many processes pay: one for each processor, and one alone where a process cannot safely be forked."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return min(len(os.sched_getaffinity(0)), MOST)


def mapped(function: Callable[[V], A], values: Sequence[V], count: int) -> list[A]:
    """The function's answer to each of the values, in their order, from `count` processes; answers must be picklable."""
    count = min(count, len(values))
    if count < 2:
        return [function(value) for value in values]
    mine, *others = [values[place::count] for place in range(count)]
    children = [_Child(function, share) for share in others]
    answered = [[function(value) for value in mine], *(child.answers() for child in children)]
    return [answered[place % count][place // count] for place in range(len(values))]


class _Child(Generic[V, A]):
    """A process that answers for its share of the values."""

    def __init__(self, function: Callable[[V], A], share: Sequence[V]) -> None:
        self._function, self._share = function, share
        context = get_context("fork")
        self._receiver, sender = context.Pipe(duplex=False)
        self._process = context.Process(target=_answer, args=(function, share, sender), daemon=True)
        self._process.start()
        sender.close()

    def answers(self) -> list[A]:
        """What it answers; where it ended without, its share is done here, which raises what it may have raised there."""
        try:
            return [pickle.loads(self._receiver.recv_bytes()) for _ in self._share]  # noqa: S301 - from our own process
        except EOFError:
            return [self._function(value) for value in self._share]
        finally:
            self._receiver.close()
            self._process.join()


def _answer(function: Callable[[V], A], share: Sequence[V], sender: Connection) -> None:
    # All first: a pipe holds little, and waiting for its reader would leave one process idle.
    answers = [pickle.dumps(function(value), pickle.HIGHEST_PROTOCOL) for value in share]
    for answer in answers:
        sender.send_bytes(answer)
    sender.close()
