from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import shell

FRAME = (
    f"<title>{shell.TITLE} - Site</title><meta content='{shell.DESCRIPTION}'><link href='{shell.CANONICAL}'>"
    f"{shell.PREVIEW}\n\n  \n<b>{shell.TITLE}</b><nav>{shell.TOC}</nav><a href='{shell.EDIT}'></a>{shell.BODY}<footer>"
)
TEXTS = {slot: f"[{slot[-4:]}]".encode() for slot in shell.COUNTS}


def test_each_text_stands_where_its_token_stood() -> None:
    stamped = shell.split(FRAME, editable=True).stamp(TEXTS).decode()
    assert stamped == (
        "<title>[itle] - Site</title><meta content='[tion]'><link href='[ical]'>"
        "[view]\n<b>[itle]</b><nav>[-toc]</nav><a href='[edit]'></a>[/h1>]<footer>"
    )


@given(st.dictionaries(st.sampled_from(sorted(shell.COUNTS)), st.sampled_from(sorted(shell.COUNTS)) | st.text()))
def test_a_text_that_holds_a_token_stays_a_text(texts: dict[str, str]) -> None:
    filled = {slot: texts.get(slot, "").encode(errors="replace") for slot in shell.COUNTS}
    parts = shell.split(FRAME, editable=True)
    expected = parts.parts[0]
    for slot, part in zip(parts.slots, parts.parts[1:], strict=True):
        expected += filled[slot] + part
    assert parts.stamp(filled) == expected


@pytest.mark.parametrize("token", sorted(shell.COUNTS))
def test_a_frame_without_a_token_is_refused_by_its_name(token: str) -> None:
    with pytest.raises(shell.ShellError, match=f"{token}: 0 instead of {shell.COUNTS[token]}"):
        shell.split(FRAME.replace(token, ""), editable=True)


@pytest.mark.parametrize("token", sorted(shell.COUNTS))
def test_a_frame_with_a_token_too_many_is_refused(token: str) -> None:
    with pytest.raises(shell.ShellError, match=f"{token}: {shell.COUNTS[token] + 1} instead of"):
        shell.split(FRAME + token, editable=True)


def test_a_page_without_edit_link_needs_no_edit_token_and_refuses_one() -> None:
    assert shell.EDIT not in shell.split(FRAME.replace(shell.EDIT, ""), editable=False).slots
    with pytest.raises(shell.ShellError, match=f"{shell.EDIT}: 1 instead of 0"):
        shell.split(FRAME, editable=False)
