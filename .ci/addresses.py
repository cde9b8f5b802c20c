"""Asks whether the addresses that submitted files name still answer: `addresses.py [FOLDER]`. Leaves with 1 where one does not.

The addresses were written by strangers, so that nothing but a public host may be asked: https on port 443, a name and no address,
every address that the name resolves to public, the connection made to the very address that was looked at, and each redirect
treated as a new address. Nothing is sent that says more than that somebody asks, and of an answer only its head is read.
"""

from __future__ import annotations

import ipaddress
import os
import re
import socket
import ssl
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from generator.characters import visible
from generator.load import load

MOST = 2000
"""So many addresses are asked; the rest is counted."""
SECONDS = 10
REDIRECTS = 5
LONGEST_HEAD = 65_536
AGENT = "mesh-results (looks whether evidence is still there)"
_KEYS = frozenset({"details_uri", "source", "source_uri", "uri"})
_NOT_ALLOWED = frozenset({403, 405, 406, 501})
"""Answers to HEAD that say little of GET."""
_MOVED = frozenset({301, 302, 303, 307, 308})
_STATUS = re.compile(r"HTTP/1\.[01] ([1-5][0-9]{2})(?![0-9])")
_LOCATION = re.compile(r"\r\nlocation:[ \t]*([^\r\n]*?)[ \t]*\r\n", re.IGNORECASE)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressRefused(Exception):  # noqa: N818 -- it states what happened, not a fault of the tool
    """An address that is not asked; the message says why."""


class AnswerRefused(Exception):  # noqa: N818 -- as above
    """An answer that is none; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of an address: `ok`, and the words for it; `files` name it."""

    uri: str
    files: tuple[str, ...]
    ok: bool
    said: str


def connected(host: str, address: str) -> socket.socket:
    """A connection to the address that was looked at, with the certificate of the host's name; nobody resolves it a second time."""
    plain = socket.create_connection((address, 443), SECONDS)
    return ssl.create_default_context().wrap_socket(plain, server_hostname=host)


Resolve = Callable[[str], Sequence[str]]
Connect = Callable[[str, str], socket.socket]


def resolve(host: str) -> tuple[str, ...]:
    """Every address of a name."""
    return tuple(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)))


def is_public(address: str) -> bool:
    """Whether it is an address of the internet: not of this machine, a private network, a link, a cloud's metadata, or multicast."""
    found = ipaddress.ip_address(address.partition("%")[0])
    return all(each.is_global and not each.is_multicast and not each.is_reserved for each in _meant(found))


def _meant(found: Address) -> Iterator[Address]:
    """The address, and the older one that it stands for."""
    if not isinstance(found, ipaddress.IPv6Address):
        yield found
        return
    if found.ipv4_mapped:
        yield found.ipv4_mapped
        return
    if found in _NAT64:
        yield ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        return
    if found.sixtofour:
        yield found.sixtofour
    yield from found.teredo or ()
    yield found


def place(uri: str, resolver: Resolve = resolve) -> tuple[str, str, str]:
    """The host, one of its addresses, and the path with the query.

    Raises:
        AddressRefused: it may not be asked.
    """
    try:
        parts = urlsplit(uri)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise AddressRefused("it is malformed") from error
    if parts.scheme != "https" or not host:
        raise AddressRefused("it is no https address")
    if (
        port not in {None, 443}
        or "@" in parts.netloc
        or not uri.isascii()
        or not uri.isprintable()
        or set(uri) & set('\\ "<>')
    ):
        raise AddressRefused("it has a port, a user, or characters that no address has")
    if _is_number(host):
        raise AddressRefused("its host is no name")
    try:
        addresses = resolver(host)
    except (OSError, UnicodeError) as error:  # the latter: a label that no name has
        raise AddressRefused(f"its host is not known ({getattr(error, 'strerror', None) or error})") from error
    if not addresses or not all(map(is_public, addresses)):
        raise AddressRefused("its host is not public")
    return host, addresses[0], f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"


def _is_number(host: str) -> bool:
    last = host.rstrip(".").rpartition(".")[2]
    return ":" in host or not last or last.isdecimal() or last.startswith("0x")


def ask(uri: str, resolver: Resolve = resolve, connect: Connect = connected) -> tuple[bool, str]:
    """Whether somebody answers there, and the words for it."""
    asked, method = uri, "HEAD"
    for _ in range(REDIRECTS + 1):
        try:
            status, target = _once(method, *place(asked, resolver), connect)
        except AddressRefused as refused:
            return False, f"not asked: {refused}" if asked == uri else f"leads to {asked}: not asked: {refused}"
        except (OSError, AnswerRefused) as error:
            return False, f"no answer: {getattr(error, 'strerror', None) or str(error) or type(error).__name__}"
        if target is not None:
            asked = urljoin(asked, target)
        elif method == "HEAD" and status in _NOT_ALLOWED:
            method = "GET"
        else:
            return status < 400, str(status)
    return False, f"more than {REDIRECTS} redirects"


def _once(method: str, host: str, address: str, path: str, connect: Connect) -> tuple[int, str | None]:
    """The status, and where the answer leads; what follows its head is not read."""
    with connect(host, address) as connection:
        words = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {AGENT}\r\nAccept: */*\r\nConnection: close\r\n\r\n"
        connection.sendall(words.encode("ascii"))
        head = _head(connection)
    status = _STATUS.match(head)
    if status is None:
        raise AnswerRefused("what came is no HTTP")
    leads = _LOCATION.search(head) if int(status[1]) in _MOVED else None
    return int(status[1]), leads and leads[1]


def _head(connection: socket.socket) -> str:
    """An answer up to its first empty line, within a size and a time for all of it: a host may send a byte now and then for ever."""
    end, read = time.monotonic() + SECONDS, b""
    while b"\r\n\r\n" not in read:
        left = end - time.monotonic()
        if left <= 0 or len(read) > LONGEST_HEAD:
            raise AnswerRefused("its head is too long, or comes too slowly")
        connection.settimeout(left)
        piece = connection.recv(4096)
        if not piece:
            raise AnswerRefused("it ended before its head did")
        read += piece
    return read.partition(b"\r\n\r\n")[0].decode("latin-1") + "\r\n"


def addresses_of(root: Path) -> Mapping[str, tuple[str, ...]]:
    """Each address that submitted files name as evidence or source, with the files that name it."""
    named: dict[str, list[str]] = {}
    for path, document in sorted(load(root).documents.items()):
        for uri in dict.fromkeys(_named(document.data)):
            named.setdefault(uri.partition("#")[0], []).append(path)
    return {uri: tuple(dict.fromkeys(files)) for uri, files in named.items()}


def _named(data: Any) -> Iterator[str]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            if key in _KEYS and isinstance(value, str) and "://" in value:
                yield value
            else:
                yield from _named(value)
    elif isinstance(data, (list, tuple)):
        for value in data:
            yield from _named(value)


def answers(
    named: Mapping[str, tuple[str, ...]], asking: Callable[[str], tuple[bool, str]] = ask
) -> tuple[Answer, ...]:
    """What became of each address; one host is asked one question at a time."""
    by_host: dict[str, list[str]] = {}
    for uri in list(named)[:MOST]:
        by_host.setdefault(uri.split("/", 3)[2], []).append(uri)
    with ThreadPoolExecutor(max_workers=8) as threads:
        found = dict(
            pair
            for pairs in threads.map(lambda uris: [(uri, asking(uri)) for uri in uris], by_host.values())
            for pair in pairs
        )
    return tuple(Answer(uri=uri, files=named[uri], ok=ok, said=said) for uri, (ok, said) in sorted(found.items()))


def report(made: Sequence[Answer], left: int) -> str:
    """What does not answer, one line each, indented: a summary shows that as it is."""
    lost = [each for each in made if not each.ok]
    lines = [
        f"    {visible(each.uri)}\n      {visible(each.said)}; in {visible(', '.join(each.files[:3]))}" for each in lost
    ]
    head = f"{len(made)} addresses asked, {len(lost)} without a good answer" + (
        f", {left} more not asked" if left else ""
    )
    return "\n".join(["# Addresses of the evidence", "", head, "", *lines, ""])


def main(folder: str = ".") -> int:
    """Ask all addresses and say which do not answer."""
    named = addresses_of(Path(folder))
    made = answers(named)
    text = report(made, len(named) - len(made))
    print(text)
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(text)
    return 0 if made and all(each.ok for each in made) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
