"""Private data in what a load generator echoes: out of a text, out of JSON and out of a tree, with everything else left as it is.

    source, notes = without_private(raw, clean_json(raw.text()))

Removed are URLs (all but their scheme), addresses and internal host names, e-mail addresses, credentials, names of machines and of
users, paths of keys and of home folders; in JSON and trees also every text below a key of `PRIVATE_KEYS`, whatever it is. What stands
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
_BEARER = re.compile(r"\bbearer[ \t]{1,4}(?!removed\b)[^\s\"'\\,;<>]+", re.IGNORECASE)
_CREDENTIALS = (*(re.compile(f"(?:{each.pattern}){_REST}", each.flags) for _, each in CREDENTIALS), _BEARER)
_HARMLESS = re.compile(r"[A-Za-z0-9 .:,+µ_-]{0,64}")
_ADDRESS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}", re.ASCII)
"""Also within a word, and one's own: stricter than a text's, since no version of these tools has four numbers."""

_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[{}\[\]:,]', re.DOTALL)
_CELL = re.compile(r"[^,\"\n]+")
_DECIMAL = re.compile(r"[0-9]*\.?[0-9]*", re.ASCII)
_PLAIN = re.compile(r"(?!(?i:bearer) )[\w %-]{0,15}|[0-9]{1,10}(?:\.[0-9]{1,9})?s?", re.ASCII)
"""Texts too short or too simple to hide anything: most of a tool's output."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """A text without private data, and in words what was removed; `removed` is empty where nothing was."""

    text: str
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The only texts that a tool writes as values: those that match `known`, and what stands below the keys `names`, cleaned as any text.

    Keys are written as those of `PRIVATE_KEYS`.
    """

    known: re.Pattern[str]
    names: Collection[str]

    def allow(self, text: str, key: str) -> bool:
        """Whether the text may stand as the member `key`, which is empty for what is an item of a list."""
        return text == REMOVED or _plain(key) in self.names or self.known.fullmatch(text) is not None


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


def clean_cells(text: str) -> Cleaned:
    """A table with commas between its cells, each cleaned as a text; numbers are left alone."""
    cleaner = _Cleaner()
    found = _CELL.sub(lambda cell: cell[0] if _DECIMAL.fullmatch(cell[0]) else cleaner.text(cell[0]), text)
    return Cleaned(text=found, removed=tuple(sorted(cleaner.removed)))


def is_harmless(value: object) -> bool:
    """Whether a value is a word, an id or a time: of letters, digits and few signs, and nothing private by any other rule."""
    if not isinstance(value, str) or not _HARMLESS.fullmatch(value):
        return False
    return not _ADDRESS.search(value) and not clean_text(value).removed


def clean_json(text: str, also: Collection[str] = (), words: Words | None = None) -> Cleaned:
    """The text of a JSON document, or of one document a line, without private data; its numbers and its form stay to the byte.

    `also` are further private keys of a tool, written as those of `PRIVATE_KEYS`; where its `words` are known, every other text goes.
    Whether the text is JSON at all is for its reader to say.
    """
    cleaner, place = _Cleaner(), _Place(keys=PRIVATE_KEYS | set(also), words=words)
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
    words: Words | None = None
    levels: list[tuple[bool, bool]] = field(default_factory=list)
    in_object: bool = False
    private: bool = False
    value_private: bool = False
    member: bool = False
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
        self.member = mark == ":"
        self.value_private = self.member and _plain(self.key) in self.keys

    def hides(self, text: str) -> bool:
        """Whether the text goes whatever it is."""
        if self.private or self.value_private:
            return True
        return self.words is not None and not self.words.allow(text, self.key if self.member else "")


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
    elif value and place.hides(value):
        return f'"{cleaner.private(place.key)}"'
    clean = value if _PLAIN.fullmatch(value) else cleaner.text(value)
    return token if clean == value else json.dumps(clean)


def clean_tree(value: object, also: Collection[str] = (), words: Words | None = None) -> tuple[object, tuple[str, ...]]:
    """A tree of mappings, lists and texts without private data, and what was removed; below a private key numbers go as well.

    `also` and `words` as for `clean_json`, with which it shares what is private: a reader that understands more ways to write a text
    than this module does, such as YAML's, gives what it read.
    """
    tree = _TreeCleaner(keys=PRIVATE_KEYS | set(also), words=words)
    found = tree.value(value, "", private=False)
    return found, tuple(sorted(tree.cleaner.removed))


@dataclass(slots=True, kw_only=True)
class _TreeCleaner:
    keys: Collection[str]
    words: Words | None
    cleaner: _Cleaner = field(default_factory=_Cleaner)

    def value(self, value: object, key: str, *, private: bool, member: bool = False) -> object:
        """What stands below a key; `member` says that it is no item of a list."""
        match value:
            case dict():
                return {self.cleaner.text(name): self._member(name, item, private) for name, item in value.items()}
            case list():
                return [self.value(item, key, private=private) for item in value]
            case str() if value and (private or (self.words and not self.words.allow(value, key if member else ""))):
                return self.cleaner.private(key)
            case str():
                return value if _PLAIN.fullmatch(value) else self.cleaner.text(value)
            case _:
                return value

    def _member(self, name: str, item: object, private: bool) -> object:  # noqa: FBT001  # passed on
        return self.value(item, name, private=private or _plain(name) in self.keys, member=True)


def without_private(raw: RawFile, cleaned: Cleaned) -> tuple[RawFile, tuple[str, ...]]:
    """The file to publish as evidence, and the note that says what is missing in it; the file itself where nothing is."""
    if not cleaned.removed:
        return raw, ()
    return raw.cleaned(cleaned.text.encode()), (f"{raw.path}: removed from the evidence: {', '.join(cleaned.removed)}",)


def _plain(key: str) -> str:
    return "".join(filter(str.isalnum, key)).lower()
