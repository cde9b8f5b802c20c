"""The order of versions: v1.9 before v1.10, a pre-release before its release, and branches apart from both."""

from __future__ import annotations

import re

_NUMBER = r"[0-9]{1,18}"  # int() refuses thousands of digits
_PRE = r"[A-Za-z][0-9A-Za-z.-]*"
_NUMERIC_PRE = r"-[0-9][0-9A-Za-z.-]*"  # 1.0.0-5 is a pre-release too
_COMMIT = re.compile(r"[0-9a-f]{7,64}", re.ASCII)
# A number alone, with letters behind it or a word before it, is a commit or a pull request: 6cd1558a9e, PR-46148.
_VERSION = re.compile(
    rf"(?:(?:[A-Za-z]+-)?v?(?P<numbers>{_NUMBER}(?:\.{_NUMBER})+)(?:[-.]?(?P<pre>{_PRE})|(?P<numeric>{_NUMERIC_PRE}))?"
    rf"|v?(?P<number>{_NUMBER})(?:-(?P<pre_of_number>{_PRE}))?)(?:\+.*)?",
    re.ASCII,
)
_API = re.compile(rf"v(?P<major>{_NUMBER})(?:(?P<stage>alpha|beta)(?P<minor>{_NUMBER}))?", re.ASCII)
_STAGES = {"alpha": 0, "beta": 1}
_RELEASED = 2

Order = tuple[int, tuple[int, ...], int, tuple[tuple[int, int, str], ...], str]
"""What versions are sorted by; greater is newer."""


def order(version: str | None) -> Order:
    """The place of a version among others. What is no release (a branch, an address, nothing) stands before all of them.

    Numbers are compared as numbers, a pre-release stands before its release (semver.org, section 11), and Kubernetes' API
    versions (v1alpha2) are ordered as Kubernetes does. Trailing zeros, a leading `v` and a leading word ("enterprise-2.18")
    make no difference: sorting needs a second key where two such forms may meet.
    """
    if version is None:
        return (0, (), 0, (), "")
    if (api := _API.fullmatch(version)) and api["stage"]:
        return (1, (int(api["major"]),), _STAGES[api["stage"]], ((0, int(api["minor"]), ""),), "")
    if (found := _VERSION.fullmatch(version)) is None or is_commit(version):
        return (0, (), 0, (), version)
    numbers = tuple(map(int, (found["numbers"] or found["number"]).split(".")))
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers = numbers[:-1]
    pre = found["pre"] or found["numeric"] or found["pre_of_number"]
    return (1, numbers, _RELEASED if pre is None else 0, _pre_release(pre or ""), "")


def _pre_release(text: str) -> tuple[tuple[int, int, str], ...]:
    parts = re.findall(rf"{_NUMBER}|[A-Za-z]+", text)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part.lower()) for part in parts)


def is_commit(version: str) -> bool:
    """Whether it is a commit, whole or shortened: 7 to 64 hexadecimal digits."""
    return _COMMIT.fullmatch(version) is not None


def is_release(version: str) -> bool:
    """Whether it names a version, and no branch, pull request or address."""
    return order(version)[0] == 1


def minor(version: str) -> str | None:
    """The minor release that a version belongs to ("v1.4" of "v1.4.0-rc.1"); None where it is no release of that form."""
    found = re.fullmatch(r"v?([0-9]+)\.([0-9]+)(?:[.+-].*)?", version, re.ASCII)
    return None if found is None else f"v{found[1]}.{found[2]}"
