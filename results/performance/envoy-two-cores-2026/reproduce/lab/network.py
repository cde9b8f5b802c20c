"""Network namespaces on a bridge that is in a namespace as well. None has a route elsewhere, so that no packet can leave the machine."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lab.plan import GENERATORS
from lab.process import call

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX = "mesh-lab-"
SWITCH = f"{PREFIX}switch"
SERVER = f"{PREFIX}server"
GENERATOR = tuple(f"{PREFIX}generator-{number}" for number in range(1, GENERATORS + 1))
# 198.18.0.0/15 is set apart for benchmarks of networks (RFC 2544).
SERVER_ADDRESS = "198.18.0.10"
_ADDRESSES = {SERVER: SERVER_ADDRESS, **{name: f"198.18.0.{100 + i}" for i, name in enumerate(GENERATOR, start=1)}}


def standing() -> list[str]:
    """The lab's namespaces that exist."""
    names = [line.split()[0] for line in call("ip", "netns", "list").splitlines() if line.strip()]
    return sorted(name for name in names if name.startswith(PREFIX))


@contextmanager
def network() -> Iterator[None]:
    """Make the namespaces, and remove them at the end whatever happened."""
    try:
        _make()
        yield
    finally:
        remove()


def remove() -> None:
    """Remove the lab's namespaces and end what still runs inside them."""
    for name in standing():
        for pid in call("ip", "netns", "pids", name).split():
            os.kill(int(pid), signal.SIGTERM)
        call("ip", "netns", "delete", name)


def _make() -> None:
    call("ip", "netns", "add", SWITCH)
    call("ip", "-n", SWITCH, "link", "add", "bridge", "type", "bridge")
    call("ip", "-n", SWITCH, "link", "set", "bridge", "up")
    for number, (name, address) in enumerate(_ADDRESSES.items()):
        call("ip", "netns", "add", name)
        call("ip", "-n", name, "link", "set", "lo", "up")
        port = f"port{number}"
        call("ip", "-n", SWITCH, "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", name)
        call("ip", "-n", SWITCH, "link", "set", port, "master", "bridge", "up")
        call("ip", "-n", name, "address", "add", f"{address}/24", "dev", "eth0")
        call("ip", "-n", name, "link", "set", "eth0", "up")
