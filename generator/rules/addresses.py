"""MR702: links are plain https addresses of public hosts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.finding import Hit, Severity
from generator.rules.access import DISPUTE, PATTERN, PERFORMANCE, REGISTRY, REPORTS, document_strings
from generator.rules.engine import quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.source import Document

LINK_FIELDS = frozenset({"details_uri", "source", "source_uri", "uri"})
"""The fields that the site shows as links."""
_LONGEST_LINK = 2048
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})+", re.ASCII)
_NUMERIC_TOP = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)", re.ASCII)
_PORT = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)
_NEVER_IN_A_LINK = re.compile(r'[^!-~]|[<>"^`{|}]')


def https_fault(address: str) -> str | None:
    """What keeps `address` from being a plain https address of a public host; None where nothing does.

    Stricter than RFC 3986 where browsers are laxer: no user name, no backslash, no white space, no control characters,
    no numeric host, ASCII only, so that a reader sees what the link leads to.
    """
    if len(address) > _LONGEST_LINK:
        return f"has {len(address)} characters, expected at most {_LONGEST_LINK}"
    if _NEVER_IN_A_LINK.search(address):
        return "holds white space, control, quoting or non-ASCII characters"
    if "\\" in address:
        return "holds a backslash, which browsers read as a slash"
    if not address.startswith("https://"):
        return "does not begin with https://"
    return _authority_fault(re.split(r"[/?#]", address[len("https://") :], maxsplit=1)[0])


def _authority_fault(authority: str) -> str | None:
    if "@" in authority:
        return "names a user before its host"
    host, colon, port = authority.partition(":")
    if colon and (not _PORT.fullmatch(port) or int(port) > 65535):
        return "has a port that is no number from 1 to 65535"
    if _HOST.fullmatch(host.lower()) is None or len(host) > 253:
        return "has no host with a public name"
    if _NUMERIC_TOP.fullmatch(host.lower().rpartition(".")[2]):
        return "has a numeric host"
    return None


@rule(
    "MR702",
    "unsafe-link",
    severity=Severity.ERROR,
    since="2026-11-22",
    kinds=(DISPUTE, PATTERN, *REGISTRY, *PERFORMANCE, *REPORTS),
)
def unsafe_link(document: Document) -> Iterator[Hit]:
    """A link is no plain https address.

    What it finds
    -------------
    A `uri`, `source_uri`, `details_uri` or `source` that does not begin with `https://`, names a user, has no public host name, or
    holds a backslash, white space, control or non-ASCII characters. The `url` of an `implementation` stays as it was reported: the
    site makes a link of it only where it is such an address.

    Why it matters
    --------------
    The site shows these links under its own name. What looks like one address and leads to another, or runs a script, must
    not get there. Names in other scripts are written as the host knows them (`xn--…`), so that readers see what they
    follow.

    Wrong
    -----
    ```yaml
    details_uri: http://example.org/run-1
    ```

    Right
    -----
    ```yaml
    details_uri: https://example.org/run-1
    ```
    """
    for pointer, value in document_strings(document):
        fault = https_fault(value) if pointer and pointer[-1] in LINK_FIELDS else None
        if fault is not None:
            message = f"the link {quoted(value)} {fault}, expected an address such as https://example.org/page"
            hint = "write the full https address as a browser shows it, percent-encoded, or leave it out"
            yield Hit(pointer=pointer, message=message, hint=hint)
