"""Private data in what a load generator echoes: out of a text, out of JSON and out of YAML, with everything else left to the byte.

    source, notes = without_private(raw, clean_json(raw.text()))

Removed are URLs (all but their scheme), addresses and internal host names, e-mail addresses, credentials, names of machines and of
users, paths of keys and of home folders; in JSON and YAML also every text below a key of `PRIVATE_KEYS`, whatever it is. What stands
in its place is `removed`. Numbers are never touched, so that a cleaned file is imported as the original was.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from generator.importers.common import RawFile
from generator.rules.privacy import CREDENTIALS, MAIL

REMOVED = "removed"
PRIVATE_KEYS = frozenset(
    {
        *(
            "address",
            "addr",
            "body",
            "cacert",
            "cert",
            "clientcert",
            "clientkey",
            "connectto",
            "cookies",
            "destination",
        ),
        *("endpoint", "endpoints", "header", "headers", "host", "hostname", "hostoverride", "httpproxy", "importpaths"),
        *("ipcountmap", "metadata", "multitarget", "nighthawkservice", "password", "payload", "payloadfile", "proto"),
        *("protoset", "proxy", "requestheaders", "requestsource", "resolve", "servername", "statssinks", "target"),
        *("targets", "tlscontext", "token", "trace", "transportsocket", "unixdomainsocket", "uri", "url", "user"),
        *("usercredentials", "username"),
    }
)
"""Keys in lower case, without what is neither letter nor digit, below which every text is private."""

_URL = re.compile(r"\b([a-z][a-z0-9+.-]{1,15})://(?!removed\b)[^\s\"'<>`\\]+", re.IGNORECASE)
_HEADER = re.compile(
    r"\b((?:proxy-)?authorization|(?:set-)?cookie|x-(?:api-key|auth-token))(['\"]?\s{0,4}[:=]\s{0,4}['\"]?)"
    r"(?!removed\b)[^\s'\"\\][^\n'\"\\]*",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"^([ \t]{0,8}(?:server |user-?|host-?)?(?:host|user|name)(?:name)?[ \t]{0,8}[:=][ \t]{0,20})(?!removed\b)[^\s\"'\\][^\n\"'\\]*",
    re.IGNORECASE | re.MULTILINE,
)
_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-\"']*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?")
_IPV4 = re.compile(r"(?<![\w.])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![0-9]|\.[0-9])", re.ASCII)
_IPV6 = re.compile(r"(?<![\w:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])", re.IGNORECASE | re.ASCII)
_LABEL = "[a-z0-9](?:[a-z0-9_-]{0,62})"
_HOST = re.compile(
    rf"(?<![\w.-])(?:(?:{_LABEL}\.){{1,8}}(?:local|internal|lan|corp|intranet|svc|localdomain)(?![\w-])"
    rf"|(?:{_LABEL}\.){{1,8}}[a-z][a-z0-9-]{{1,62}}(?=:[0-9]{{2,5}}(?![0-9.]))"
    r"|ip(?:-[0-9]{1,3}){4}(?![\w-])[\w.-]*"
    r"|(?<=\blookup )(?!removed\b)[^\s:\"'\\]+)",
    re.IGNORECASE,
)
_PATH = re.compile(
    r"(?<![\w./~\\-])(?:(?:/home/|/Users/|[A-Za-z]:\\Users\\)[^\s\"'<>:,;]+"
    r"|(?:[A-Za-z]:)?[\w./~\\-]{1,512}?\.(?:pem|crt|cer|key|p12|pfx)(?!\w))"
)
_REST = r"[^\s\"'\\,;<>]*"
_CREDENTIALS = tuple(re.compile(f"(?:{each.pattern}){_REST}", each.flags) for _, each in CREDENTIALS)

_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[{}\[\]:,]', re.DOTALL)
_YAML_HEAD = re.compile(r"([ ]*(?:- +)*)(?:([\"']?[\w .-]{1,200}[\"']?)(:[ ]+|:$))?")
_PLAIN = re.compile(r"[\w %-]{0,15}|[0-9]{1,10}(?:\.[0-9]{1,9})?s?", re.ASCII)
"""Texts too short or too simple to hide anything: most of a tool's output."""
_EMPTY = frozenset({"", "{}", "[]", '""', "''", "null", "~"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """A text without private data, and in words what was removed; `removed` is empty where nothing was."""

    text: str
    removed: tuple[str, ...] = ()


@dataclass(slots=True)
class _Cleaner:
    removed: set[str] = field(default_factory=set)

    def told(self, what: str, put: str = REMOVED) -> Callable[[re.Match[str]], str]:
        """A replacement that remembers what it removed."""

        def replacement(found: re.Match[str]) -> str:
            self.removed.add(what)
            return found.expand(put)

        return replacement

    def text(self, text: str) -> str:
        """The text without what is private wherever it stands."""
        text = _PRIVATE_KEY.sub(self.told("credentials"), text)
        text = _HEADER.sub(self.told("header values", rf"\1\2{REMOVED}"), text)
        for pattern in _CREDENTIALS:
            text = pattern.sub(self.told("credentials"), text)
        text = _URL.sub(self.told("URLs", rf"\1://{REMOVED}"), text)
        text = _NAMED.sub(self.told("names of machines or users", rf"\1{REMOVED}"), text)
        text = MAIL.sub(self.told("e-mail addresses"), text)
        text = _HOST.sub(self.told("host names"), text)
        text = _PATH.sub(self.told("paths"), text)
        text = _IPV4.sub(self._address, text)
        return _IPV6.sub(self._address, text)

    def _address(self, found: re.Match[str]) -> str:
        try:
            address = ipaddress.ip_address(found[0])
        except ValueError:
            return found[0]
        if address.is_loopback or address.is_unspecified:
            return found[0]
        self.removed.add("IP addresses")
        return REMOVED

    def private(self, key: str) -> str:
        """What stands below a private key."""
        self.removed.add(f"values of {_plain(key)}" if key else "values of private keys")
        return REMOVED


def clean_text(text: str) -> Cleaned:
    """A tool's text, or one cell of a table, without private data; a URL ends at white space or a quotation mark.

    `Running 5s test @ http://shop.example:8080/` becomes `Running 5s test @ http://removed`.
    """
    cleaner = _Cleaner()
    found = cleaner.text(text)
    return Cleaned(text=found, removed=tuple(sorted(cleaner.removed)))


def clean_json(text: str, also: Collection[str] = ()) -> Cleaned:
    """The text of a JSON document, or of one document a line, without private data; its numbers and its form stay to the byte.

    `also` are further private keys of a tool, written as those of `PRIVATE_KEYS`. Whether the text is JSON at all is for its reader to say.
    """
    cleaner, place = _Cleaner(), _Place(keys=PRIVATE_KEYS | set(also))
    pieces: list[str] = []
    end = 0
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark in "{}[]:,":
            place.step(mark)
            continue
        pieces += (text[end : token.start()], _json_text(mark, place, cleaner))
        end = token.end()
    return Cleaned(text="".join((*pieces, text[end:])), removed=tuple(sorted(cleaner.removed)))


@dataclass(slots=True)
class _Place:
    """Where in a JSON document the reader is: in an object or not, below a private key or not."""

    keys: Collection[str]
    levels: list[tuple[bool, bool]] = field(default_factory=list)
    in_object: bool = False
    private: bool = False
    value_private: bool = False
    awaits_key: bool = False
    key: str = ""

    def step(self, mark: str) -> None:
        """One of the six structural characters."""
        if mark in "{[":
            self.levels.append((self.in_object, self.private))
            self.private = self.private or self.value_private
            self.in_object = mark == "{"
        elif mark in "}]":
            self.in_object, self.private = self.levels.pop() if self.levels else (False, False)
        self.awaits_key = self.in_object and mark in "{,"
        self.value_private = mark == ":" and _plain(self.key) in self.keys


def _json_text(token: str, place: _Place, cleaner: _Cleaner) -> str:
    """A text in its quotation marks, cleaned; one with escapes is read first, since they hide where words begin."""
    value = token[1:].removesuffix('"')
    if "\\" in token:
        try:
            value = str(json.loads(token, strict=False))
        except ValueError:  # no JSON: the reader will say so
            return cleaner.text(token)
    if place.awaits_key:
        place.key = value
    elif value and (place.private or place.value_private):
        return f'"{cleaner.private(place.key)}"'
    clean = value if _PLAIN.fullmatch(value) else cleaner.text(value)
    return token if clean == value else json.dumps(clean)


def clean_yaml(text: str, also: Collection[str] = ()) -> Cleaned:
    """The text of a YAML document in block style without private data, line by line; below a private key numbers go as well.

    `also` as for `clean_json`.
    """
    keys, cleaner = PRIVATE_KEYS | set(also), _Cleaner()
    above: int | None = None
    lines = []
    for line in text.split("\n"):
        lead, key, head = _YAML_HEAD.match(line).groups("")  # type: ignore[union-attr]  # every part may be empty
        indent = len(lead) if key else len(line) - len(line.lstrip(" "))
        if above is not None and line.strip() and indent <= above:
            above = None
        if above is None and _plain(key) in keys:
            above = indent
        start = len(lead) + len(key) + len(head)
        whole = above is not None and line[start:].strip() not in _EMPTY
        lines.append(line[:start] + cleaner.private(key) if whole else cleaner.text(line))
    return Cleaned(text="\n".join(lines), removed=tuple(sorted(cleaner.removed)))


def without_private(raw: RawFile, cleaned: Cleaned) -> tuple[RawFile, tuple[str, ...]]:
    """The file to publish as evidence, and the note that says what is missing in it; the file itself where nothing is."""
    if not cleaned.removed:
        return raw, ()
    return raw.cleaned(cleaned.text.encode()), (f"{raw.path}: removed from the evidence: {', '.join(cleaned.removed)}",)


def _plain(key: str) -> str:
    return "".join(filter(str.isalnum, key)).lower()
