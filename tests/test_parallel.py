from __future__ import annotations

import os
import sys
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import parallel
from generator.parallel import mapped, processes


def with_process(value: int) -> tuple[int, int]:
    return value * value, os.getpid()


def test_answers_stand_in_the_order_of_their_values_and_come_from_several_processes() -> None:
    answers = mapped(with_process, range(10), 3)
    assert [square for square, _ in answers] == [value * value for value in range(10)]
    assert len({process for _, process in answers}) == 3


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(), max_size=7), st.integers(1, 4))
def test_the_answer_does_not_depend_on_how_many_processes_give_it(values: list[int], count: int) -> None:
    assert mapped(str, values, count) == [str(value) for value in values]


def test_answers_larger_than_a_pipe_arrive_whole() -> None:
    assert [len(answer) for answer in mapped(b"x".__mul__, [10**6, 3 * 10**6, 10**7], 2)] == [10**6, 3 * 10**6, 10**7]


def test_what_goes_wrong_in_another_process_is_raised_in_this_one(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError):
        mapped((1).__floordiv__, [1, 0, 1], 2)
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_a_process_that_dies_leaves_no_gap() -> None:
    parent = os.getpid()

    def answer(value: int) -> int:
        if os.getpid() != parent:
            os._exit(9)
        return value

    assert mapped(answer, [1, 2, 3, 4], 2) == [1, 2, 3, 4]


def test_a_process_is_forked_only_where_that_is_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(64)), raising=False)
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    assert processes() == parallel.MOST
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert processes() == 1
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert processes() == 1
