"""MR705 and MR706: nothing private is published."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from generator.finding import Hit, Severity
from generator.rules.access import DISPUTE, PATTERN, PERFORMANCE, RAW_REPORT, REDACTIONS, REPORTS, document_strings
from generator.rules.addresses import LINK_FIELDS
from generator.rules.engine import quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.finding import Pointer
    from generator.source import Document

SINCE = "2026-11-22"
_KINDS = (DISPUTE, PATTERN, *PERFORMANCE, RAW_REPORT, REDACTIONS, *REPORTS)
_CONTACTS = ("implementation", "contact")
# Every repetition is bounded, so that no text makes these patterns slow. What stands for a value is none: $TOKEN, <token>.
_VALUE = r"(?!removed\b|redacted\b)[A-Za-z0-9+/=._~-]"
_SCHEMES = "basic|bearer|digest|token|negotiate|apikey|aws4-hmac-sha256"
CREDENTIALS = (
    (
        "an Authorization header",
        re.compile(
            rf"authorization['\"]?\s{{0,4}}[:=]\s{{0,4}}['\"]?(?:{_SCHEMES})\s{{1,4}}{_VALUE}{{6}}", re.IGNORECASE
        ),
    ),
    ("a bearer token", re.compile(rf"\bbearer\s{{1,4}}{_VALUE}{{16}}", re.IGNORECASE)),
    ("a cookie", re.compile(rf"\bcookie['\"]?\s{{0,4}}:\s{{0,4}}['\"]?[\w.-]{{1,80}}={_VALUE}{{6}}", re.IGNORECASE)),
    (
        "an API key",
        re.compile(rf"\bx-(?:api-key|auth-token)['\"]?\s{{0,4}}[:=]\s{{0,4}}['\"]?{_VALUE}{{6}}", re.IGNORECASE),
    ),
    (
        "a token of a code host",
        re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{30}|github_pat_[A-Za-z0-9_]{30}|glpat-[A-Za-z0-9_-]{20})"),
    ),
    ("a token of a chat service", re.compile(r"\bxox[abeprs]-[A-Za-z0-9-]{10}")),
    ("a cloud access key", re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b")),
    ("a JSON Web Token", re.compile(r"\beyJ[A-Za-z0-9_-]{10,200}\.eyJ[A-Za-z0-9_-]{10}")),
    ("a private key", re.compile(r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----")),
    (
        "a password in an address",
        re.compile(r"\b[a-z][a-z0-9+.-]{1,15}://[^\s/@:]{1,100}:(?!removed@)[^\s/@$<{]{1,100}@", re.IGNORECASE),
    ),
)
_SHORTEST_CREDENTIAL = 9
_SECRET_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization", "x-api-key", "x-auth-token"})
MAIL = re.compile(r"(?<![\w.+/-])([A-Za-z0-9_.+-]{1,64})@(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24}\b")
_NO_PERSON = frozenset({"git", "no-reply", "noreply"})
_ADDRESS = re.compile(r"(?<![\w.-])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![\w.-]|/[0-9]{1,2}\b)", re.ASCII)
_INTERNAL = tuple(
    ipaddress.IPv4Network(network)
    for network in ("10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16")
)


@rule("MR705", "published-credential", severity=Severity.ERROR, since=SINCE, kinds=_KINDS)
def published_credential(document: Document) -> Iterator[Hit]:
    """A text holds a credential.

    What it finds
    -------------
    An Authorization header, cookie, API key, access token, private key or password in a text of a submission, a report or a pattern, and
    any value under such a header among the `headers` and `cookies` of a test config's clients.

    Why it matters
    --------------
    What is published stays in the repository's history, also after it is removed. A credential in a pull request is lost from the
    moment it was pushed: replace it where it is used.

    Wrong
    -----
    ```yaml
    headers: {Authorization: Bearer 2c1f0a9e5d7b4c83}
    ```

    Right
    -----
    ```yaml
    headers: {Authorization: removed}
    ```
    """
    for pointer, value in document_strings(document):
        found = "a credential" if _is_header(pointer) and value != "removed" else credential(value)
        if found is not None:
            # Not quoted: a report must not spread what it warns of.
            message = f"the text holds {found}, expected none"
            hint = "revoke it now, then write `removed` in its place"
            yield Hit(pointer=pointer, message=message, hint=hint)


def credential(value: str) -> str | None:
    """What credential a text holds, in words; None where it holds none."""
    if len(value) < _SHORTEST_CREDENTIAL:
        return None
    return next((name for name, pattern in CREDENTIALS if pattern.search(value)), None)


def _is_header(pointer: Pointer) -> bool:
    """Whether the place is a secret header of a client, or one of its cookies."""
    if len(pointer) < 2 or pointer[0] != "test_configs":
        return False
    return pointer[-2] == "cookies" or (pointer[-2] == "headers" and str(pointer[-1]).lower() in _SECRET_HEADERS)


@rule("MR706", "private-data", severity=Severity.WARNING, since=SINCE, kinds=_KINDS)
def private_data(document: Document) -> Iterator[Hit]:
    """A text holds an e-mail address or an internal IP address.

    What it finds
    -------------
    An e-mail address, or an IPv4 address of a private range, in a text of a submission, a report or a pattern. Ranges such as
    `10.0.0.0/16` are not meant, nor the addresses that an implementation gives as its `contact`.

    Why it matters
    --------------
    Load generators echo targets, headers and host names into their output. A person's address or the inside of a company's network
    says nothing about a mesh, and cannot be taken back once it is published.

    Wrong
    -----
    ```yaml
    note: run against http://10.1.2.3:8080 by jane@example.org
    ```

    Right
    -----
    ```yaml
    note: run against the productpage service
    ```
    """
    for pointer, value in document_strings(document):
        is_link, is_contact = bool(pointer) and pointer[-1] in LINK_FIELDS, pointer[:2] == _CONTACTS
        for found, title in _private(value, is_link=is_link, is_contact=is_contact):
            message = f"the text holds the {title} {quoted(found)}, expected none"
            hint = "name the service or the role instead; for contact give a GitHub name"
            yield Hit(pointer=pointer, message=message, hint=hint)


def _private(value: str, *, is_link: bool, is_contact: bool) -> Iterator[tuple[str, str]]:
    mails = MAIL.finditer(value) if "@" in value and not is_contact else ()
    mail = next((found for found in mails if found[1].lower() not in _NO_PERSON), None)
    if mail is not None:
        yield mail[0], "e-mail address"
    if is_link:  # a link to a numeric host is refused as it is
        return
    internal = next((found[0] for found in _ADDRESS.finditer(value) if _is_internal(found[0])), None)
    if internal is not None:
        yield internal, "internal IP address"


def _is_internal(written: str) -> bool:
    try:
        address = ipaddress.IPv4Address(written)
    except ValueError:
        return False
    return any(address in network for network in _INTERNAL)
