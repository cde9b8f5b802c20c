"""The look at the addresses that submitted files name: whom it asks, whom it never asks, and what it makes of the answers."""

from __future__ import annotations

import importlib.util
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent
PUBLIC = "93.184.215.14"


def script(name: str) -> ModuleType:
    """A script of .ci, which is no package."""
    spec = importlib.util.spec_from_file_location(name, ROOT / f".ci/{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look there
    spec.loader.exec_module(module)
    return module


addresses = script("addresses")


class Server:
    """A server on this machine that answers with what it is told to, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with connection:
                head = connection.recv(65536).decode()
                self.asked.append(head)
                method, path, _ = head.split(" ", 2)
                connection.sendall(
                    self.answers.get(f"{method} {path}", self.answers.get(path, b"HTTP/1.1 404 Not Found\r\n\r\n"))
                )

    def connect(self, host: str, address: str) -> socket.socket:
        """As `connected`, but without TLS and to this server, whatever the address."""
        assert address == PUBLIC
        return socket.create_connection(self.socket.getsockname(), 5)


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.socket.shutdown(socket.SHUT_RDWR)
    made.socket.close()
    made.thread.join(5)


def public(host: str) -> Sequence[str]:
    return ("10.0.0.1",) if host == "inside.example.org" else (PUBLIC,)


def answer(status: str, **heads: str) -> bytes:
    return "".join(
        [f"HTTP/1.1 {status}\r\n", *(f"{name}: {value}\r\n" for name, value in heads.items()), "\r\n"]
    ).encode()


def ask(server: Server, path: str, resolver: Callable[[str], Sequence[str]] = public) -> tuple[bool, str]:
    return addresses.ask(f"https://example.org{path}", resolver, server.connect)


def test_what_answers_is_there_and_only_its_head_is_asked_for(server: Server) -> None:
    server.answers["/run.txt?a=1"] = answer("200 OK")
    assert ask(server, "/run.txt?a=1") == (True, "200")
    (asked,) = server.asked
    assert asked.startswith("HEAD /run.txt?a=1 HTTP/1.1\r\nHost: example.org\r\n")
    assert not any(word in asked.lower() for word in ("cookie", "authorization", "referer"))


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "500 Oh"])
def test_what_is_gone_is_said(status: str, server: Server) -> None:
    server.answers["/run.txt"] = answer(status)
    assert ask(server, "/run.txt") == (False, status[:3])


@pytest.mark.parametrize("status", ["403 Forbidden", "405 Method Not Allowed", "501 Not Implemented"])
def test_a_host_that_answers_no_head_is_asked_otherwise(status: str, server: Server) -> None:
    server.answers["HEAD /run.txt"] = answer(status)
    server.answers["GET /run.txt"] = answer("200 OK")
    assert ask(server, "/run.txt") == (True, "200")


def test_a_redirect_is_followed(server: Server) -> None:
    server.answers["/old"] = answer("301 Moved", Location="new/place")
    server.answers["/new/place"] = answer("200 OK")
    assert ask(server, "/old") == (True, "200")


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("http://example.org/x", "it is no https address"),
        ("https://inside.example.org/x", "its host is not public"),
        ("https://169.254.169.254/latest/meta-data/", "its host is no name"),
        ("https://example.org:8443/x", "it has a port"),
        ("https://user@example.org/x", "it has a port, a user"),
        ("file:///etc/passwd", "it is no https address"),
        ("gopher://example.org/x", "it is no https address"),
    ],
)
def test_a_redirect_is_an_address_like_any_other(target: str, said: str, server: Server) -> None:
    server.answers["/old"] = answer("302 Found", Location=target)
    ok, words = ask(server, "/old")
    assert not ok
    assert f"not asked: {said}" in words
    assert len(server.asked) == 1


def test_redirects_end(server: Server) -> None:
    server.answers["/round"] = answer("302 Found", Location="/round")
    assert ask(server, "/round") == (False, "more than 5 redirects")
    assert len(server.asked) == 6


@pytest.mark.parametrize(
    "uri",
    [
        "http://example.org/",
        "ftp://example.org/",
        "https:///x",
        "https://example.org:80/",
        "https://example.org:99999/",
        "https://user:secret@example.org/",
        "https://example.org\\@inside.example.org/",
        "https://inside.example.org/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://0x7f000001/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[bad/",
        "https://example.org/ x",
        "https://example.org/\r\nHost: inside",
        "https://exаmple.org/",
        f"https://{'a' * 70}.example.org/",
        "https://./",
    ],
)
def test_nobody_is_asked_at(uri: str, server: Server) -> None:
    def resolver(host: str) -> Sequence[str]:
        host.encode("idna")  # as the system's does
        return public(host)

    ok, said = addresses.ask(uri, resolver, server.connect)
    assert not ok
    assert said.startswith("not asked: ")
    assert server.asked == []


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.1.2.3", "224.0.0.1", "240.0.0.1"),
        *("255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fd00::1", "ff02::1", "::127.0.0.1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1"),
    ],
)  # fmt: skip
def test_an_address_within_is_not_public(address: str) -> None:
    assert not addresses.is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert addresses.is_public(address)


def test_a_name_with_one_address_within_is_not_asked(server: Server) -> None:
    assert ask(server, "/x", lambda _: (PUBLIC, "127.0.0.1")) == (False, "not asked: its host is not public")
    assert server.asked == []


def test_a_name_is_resolved_once_for_a_question(server: Server) -> None:
    """A second answer of the name server could be another one."""
    server.answers["/x"] = answer("200 OK")
    seen = iter([(PUBLIC,), ("127.0.0.1",)])
    assert ask(server, "/x", lambda _: next(seen)) == (True, "200")
    assert next(seen) == ("127.0.0.1",)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"SSH-2.0-OpenSSH\r\n\r\n", "what came is no HTTP"),
        (b"HTTP/1.1 999 x\r\n\r\n", "what came is no HTTP"),
        (b"HTTP/1.1 200 OK\r\n", "it ended before its head did"),
        (b"", "it ended before its head did"),
        (b"HTTP/1.1 200 OK\r\nx: " + b"a" * 200_000, "its head is too long"),
    ],
)
def test_an_answer_that_is_none_is_said(sent: bytes, said: str, server: Server) -> None:
    server.answers["/x"] = sent
    ok, words = ask(server, "/x")
    assert not ok
    assert words.startswith(f"no answer: {said}")


def test_a_host_that_sends_for_ever_is_left(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "SECONDS", 0.5)
    ends, mine = socket.socketpair()
    drips = threading.Event()

    def drip() -> None:
        while not drips.wait(0.05):
            try:
                ends.sendall(b"x")
            except OSError:
                return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    try:
        ok, said = addresses.ask("https://example.org/", public, lambda host, address: mine)
    finally:
        drips.set()
        thread.join(5)
        ends.close()
    assert not ok
    assert said in {"no answer: timed out", "no answer: its head is too long, or comes too slowly"}


def test_a_connection_is_made_to_the_address_and_checked_by_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    ends, mine = socket.socketpair()
    monkeypatch.setattr(socket, "create_connection", lambda place, timeout: made.append(place) or mine)

    class Context(ssl.SSLContext):
        def wrap_socket(self, sock: socket.socket, **options: object) -> socket.socket:  # type: ignore[override]
            made.extend((options["server_hostname"], self.check_hostname, self.verify_mode))
            return sock

    def context() -> ssl.SSLContext:
        strict = Context(ssl.PROTOCOL_TLS_CLIENT)
        assert (strict.check_hostname, strict.verify_mode) == (True, ssl.CERT_REQUIRED)
        return strict

    monkeypatch.setattr(ssl, "create_default_context", context)
    with addresses.connected("example.org", PUBLIC), ends:
        assert made == [(PUBLIC, 443), "example.org", True, ssl.CERT_REQUIRED]


def test_every_address_is_asked_once_and_each_file_is_named() -> None:
    named = addresses.addresses_of(ROOT)
    assert len(named) > 100
    assert all("#" not in uri for uri in named)
    files = {file for of in named.values() for file in of}
    assert {"results/registry/initiatives.yaml", "results/performance/livewyer-2024/v5.yaml"} <= files


def test_the_report_names_what_is_lost_as_text() -> None:
    named = {
        "https://a.example.org/x": ("a.yaml", "b.yaml"),
        "https://a.example.org/y": ("a.yaml",),
        "https://b.example.org/": ("c.yaml",),
    }
    made = addresses.answers(named, lambda uri: (uri.endswith("x"), "404\n::error::x"))
    text = addresses.report(made, 3)
    assert "3 addresses asked, 2 without a good answer, 3 more not asked" in text
    assert "    https://a.example.org/y\n" in text
    assert "https://a.example.org/x" not in text
    assert not any(line.lstrip().startswith("::") for line in text.splitlines())


def test_only_this_script_reaches_for_the_network() -> None:
    scripts = [path for path in sorted((ROOT / ".ci").iterdir()) if path.is_file() and path.name != "addresses.py"]
    words = ("import socket", "urllib.request", "http.client", "curl ", "wget ")
    assert [path.name for path in scripts if any(word in path.read_text(encoding="utf-8") for word in words)] == []
