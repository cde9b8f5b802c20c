"""MR722: who wrote a commit says that it may be published."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from generator.characters import quoted
from generator.rules.review import Problem, Review, review_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.revision import Commit

_BOT = "[bot]"


@review_rule("MR722", "missing-sign-off")
def missing_sign_off(review: Review) -> Iterator[Problem]:
    """A commit is not signed off by its author.

    What it finds
    -------------
    With `check --base`: a commit between the merge base and the last one without a line `Signed-off-by:` that has the name and the address of its
    author. A bot of GitHub signs off by its name alone, and a merge needs none where all that it holds comes from its parents.

    Why it matters
    --------------
    By that line the author states the Developer Certificate of Origin: that the work is theirs, or may be passed on under its licence.
    Nobody else can state it for them.

    Wrong
    -----
    ```
    Author: Ada Example <ada@example.org>

        Add results of Acme's lab
    ```

    Right
    -----
    ```
    Author: Ada Example <ada@example.org>

        Add results of Acme's lab

        Signed-off-by: Ada Example <ada@example.org>
    ```
    """
    for commit in review.history.commits:
        if _is_signed_off(commit):
            continue
        found = ", ".join(f"{name} <{email}>" for name, email in commit.signed_off[:3])
        has = f"is signed off by {quoted(found)}" if found else "is not signed off"
        author = quoted(f"{commit.author} <{commit.email}>", 120)
        message = f"the commit {has}, expected a line Signed-off-by: of its author {author}"
        hint = f"run `git rebase --signoff {shlex.quote(review.history.asked)}`; from then on `git commit -s` adds the line"
        if "@" not in commit.email or not commit.author.strip():
            message = f"the commit is by {author}, expected an author with a name and an address, who can sign it off"
            asked = shlex.quote(review.history.asked)
            hint = f"set `git config user.name` and `git config user.email`, then run `git rebase {asked} --exec 'git commit --amend --no-edit --reset-author --signoff'`"
        yield Problem(path=f"commit {commit.id[:12]}", message=message, hint=hint)


def _is_signed_off(commit: Commit) -> bool:
    if not commit.author.strip() or "@" not in commit.email:
        return False  # nobody has signed it, whatever the line says
    if commit.author.endswith(_BOT):
        return any(name == commit.author for name, _ in commit.signed_off)
    return any(
        (name.strip(), email.strip().lower()) == (commit.author.strip(), commit.email.strip().lower())
        for name, email in commit.signed_off
    )
