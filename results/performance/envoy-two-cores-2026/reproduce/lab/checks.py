"""Before anything is measured: that each variant is what its name says."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from lab import certificates
from lab.network import GENERATOR, SERVER_ADDRESS
from lab.process import call
from lab.servers import INBOUND_PORT, NGINX_PORT, OUTBOUND_PORT, PAYLOAD_BYTES, counters, sidecars

if TYPE_CHECKING:
    from pathlib import Path

_INBOUND = (SERVER_ADDRESS, INBOUND_PORT)
_OUTBOUND = ("127.0.0.1", OUTBOUND_PORT)


def check(folder: Path, envoy: str) -> dict[str, Any]:
    """Ask from a generator's namespace in every way that matters; raises SystemExit where an answer is not the one expected."""
    store = folder / "certificates"
    certificates.make(store)
    authority = str(store / "authority.pem")
    shown = {name: (authority, *_pair(store, name)) for name in ("client", "stranger", "outsider")}
    found = {"baseline: straight to nginx": (_ask(SERVER_ADDRESS, NGINX_PORT, "plain"), "nginx")}
    with sidecars(folder, "plaintext", envoy):
        found["plaintext: through both sidecars"] = (_ask(*_OUTBOUND, "plain"), "envoy")
        found["plaintext: the server's sidecar answers without TLS"] = (_ask(*_INBOUND, "plain"), "envoy")
        found["plaintext: the server's sidecar speaks no TLS"] = (_ask(*_INBOUND, *shown["client"]), None)
        handshakes = {"plaintext": _handshakes(folder)}
    with sidecars(folder, "mtls", envoy):
        found["mtls: through both sidecars"] = (_ask(*_OUTBOUND, "plain"), "envoy")
        handshakes["mtls"] = _handshakes(folder)
        found["mtls: the server's sidecar answers the client's certificate"] = (
            _ask(*_INBOUND, *shown["client"]),
            "envoy",
        )
        found["mtls: no answer without TLS"] = (_ask(*_INBOUND, "plain"), None)
        found["mtls: no answer without a certificate"] = (_ask(*_INBOUND, authority), None)
        found["mtls: no answer to another identity"] = (_ask(*_INBOUND, *shown["stranger"]), None)
        found["mtls: no answer to another authority"] = (_ask(*_INBOUND, *shown["outsider"]), None)
    wrong = [name for name, (answer, server) in found.items() if not _as_expected(answer, server)]
    if wrong or handshakes["plaintext"] != 0 or handshakes["mtls"] < 1:
        sys.stderr.write(json.dumps({"answers": found, "handshakes": handshakes}, indent=2) + "\n")
        raise SystemExit(f"run: the set-up is not what it should be: {'; '.join(wrong) or 'TLS handshakes'}")
    return {"answers": {name: answer for name, (answer, _server) in found.items()}, "tls_handshakes": handshakes}


def _pair(store: Path, name: str) -> tuple[str, str]:
    return str(store / f"{name}.pem"), str(store / f"{name}.key")


def _ask(address: str, port: int, *how: str) -> dict[str, Any]:
    command = (sys.executable, "-m", "lab.probe", address, str(port), *how)
    answer: dict[str, Any] = json.loads(call("ip", "netns", "exec", GENERATOR[0], *command))
    return answer


def _as_expected(answer: dict[str, Any], server: str | None) -> bool:
    """Whether `server` answered with the whole payload; with None, whether nobody did."""
    if server is None:
        return "refused" in answer
    return answer.get("status") == 200 and str(answer["server"]).startswith(server) and answer["bytes"] == PAYLOAD_BYTES


def _handshakes(folder: Path) -> int:
    counted = counters(folder, "envoy-server")
    return sum(value for name, value in counted.items() if name.endswith("ssl.handshake"))
