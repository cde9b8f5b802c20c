"""nginx, and Envoy as the sidecar of a generator or of nginx: their configurations and their start."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from lab import certificates
from lab.network import GENERATOR, SERVER, SERVER_ADDRESS
from lab.process import start, stop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAYLOAD_BYTES = 1024
NGINX_PORT = 8080
OUTBOUND_PORT = 15001
"""Where a generator's Envoy listens, on the loopback of its namespace."""
INBOUND_PORT = 15006
"""Where the server's Envoy listens."""
_READY_SECONDS = 20
_COUNTED = ("_rq_total", "xx", "_cx_total", "handshake", "connection_error")

_NGINX = """\
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  keepalive_timeout 1h;
  keepalive_requests 1000000000;
  server {{
    listen {port};
    root {folder}/www;
    default_type application/octet-stream;
  }}
}}
"""

type_url = "type.googleapis.com/envoy.extensions.{}".format


@contextmanager
def nginx(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Nginx with one worker and one file of `PAYLOAD_BYTES`, in the server's namespace."""
    (folder / "www").mkdir()
    (folder / "www" / "payload").write_bytes(b"x" * PAYLOAD_BYTES)
    for each in (folder, folder / "www"):
        each.chmod(0o755)  # the worker runs as another user
    configuration = folder / "nginx.conf"
    configuration.write_text(_NGINX.format(folder=folder, port=NGINX_PORT), encoding="ascii")
    with (folder / "nginx.log").open("wb") as log:
        process = start(SERVER, ["nginx", "-c", str(configuration)], log)
    try:
        time.sleep(1)
        if process.poll() is not None:
            raise SystemExit(f"run: nginx did not start: {(folder / 'nginx.log').read_text(encoding='utf-8')}")
        yield process
    finally:
        stop([process])


@contextmanager
def sidecars(folder: Path, variant: str, envoy: str) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Fresh Envoys of a variant, by name; none for the baseline."""
    started: dict[str, subprocess.Popen[bytes]] = {}
    places = {} if variant == "baseline" else _places()
    try:
        for name, namespace in places.items():
            started[name] = _start(folder, name, namespace, envoy, tls=variant == "mtls")
        for name, process in started.items():
            _await_ready(folder, name, process)
        yield started
    finally:
        stop(list(started.values()))


def _places() -> dict[str, str]:
    clients = {f"envoy-client-{number}": namespace for number, namespace in enumerate(GENERATOR, start=1)}
    return {"envoy-server": SERVER, **clients}


def _start(folder: Path, name: str, namespace: str, envoy: str, *, tls: bool) -> subprocess.Popen[bytes]:
    configuration = folder / f"{name}.json"
    configuration.write_text(json.dumps(bootstrap(folder, name, tls=tls), indent=2), encoding="utf-8")
    command = [envoy, "-c", str(configuration), "--concurrency", "1", "--disable-hot-restart", "--log-level", "warning"]
    with (folder / f"{name}.log").open("ab") as log:
        return start(namespace, command, log)


def bootstrap(folder: Path, name: str, *, tls: bool) -> dict[str, Any]:
    """Envoy's configuration: one listener, one route, one cluster. Its admin interface is a socket file, which namespaces do not divide."""
    inbound = name == "envoy-server"
    listen, port = (SERVER_ADDRESS, INBOUND_PORT) if inbound else ("127.0.0.1", OUTBOUND_PORT)
    upstream, upstream_port = ("127.0.0.1", NGINX_PORT) if inbound else (SERVER_ADDRESS, INBOUND_PORT)
    chain: dict[str, Any] = {"filters": [_http_filter("inbound" if inbound else "outbound")]}
    cluster: dict[str, Any] = {
        "name": "upstream",
        "type": "STATIC",
        "load_assignment": {
            "cluster_name": "upstream",
            "endpoints": [{"lb_endpoints": [{"endpoint": {"address": _address(upstream, upstream_port)}}]}],
        },
    }
    if tls and inbound:
        chain["transport_socket"] = _tls(folder, "server", peer=certificates.CLIENT)
    elif tls:
        cluster["transport_socket"] = _tls(folder, "client", peer=certificates.SERVER)
    listener = {"stat_prefix": "own", "address": _address(listen, port), "filter_chains": [chain]}
    return {
        "admin": {"address": {"pipe": {"path": str(folder / f"{name}.sock")}}},
        "static_resources": {"listeners": [listener], "clusters": [cluster]},
    }


def _address(host: str, port: int) -> dict[str, Any]:
    return {"socket_address": {"address": host, "port_value": port}}


def _http_filter(direction: str) -> dict[str, Any]:
    router = {"name": "envoy.filters.http.router", "typed_config": {"@type": type_url("filters.http.router.v3.Router")}}
    route = {"match": {"prefix": "/"}, "route": {"cluster": "upstream"}}
    manager = {
        "@type": type_url("filters.network.http_connection_manager.v3.HttpConnectionManager"),
        "stat_prefix": direction,
        "codec_type": "HTTP1",
        "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [route]}]},
        "http_filters": [router],
    }
    return {"name": "envoy.filters.network.http_connection_manager", "typed_config": manager}


def _tls(folder: Path, own: str, *, peer: str) -> dict[str, Any]:
    """TLS 1.3 where each side demands the other's certificate, by the lab's authority and with the identity `peer`."""
    store = folder / "certificates"
    common = {
        "tls_params": {"tls_minimum_protocol_version": "TLSv1_3", "tls_maximum_protocol_version": "TLSv1_3"},
        "tls_certificates": [
            {
                "certificate_chain": {"filename": str(store / f"{own}.pem")},
                "private_key": {"filename": str(store / f"{own}.key")},
            }
        ],
        "validation_context": {
            "trusted_ca": {"filename": str(store / "authority.pem")},
            "match_typed_subject_alt_names": [{"san_type": "URI", "matcher": {"exact": peer}}],
        },
    }
    context: dict[str, Any] = {"common_tls_context": common}
    if own == "server":
        kind = "DownstreamTlsContext"
        context["require_client_certificate"] = True
    else:
        kind = "UpstreamTlsContext"
    typed = {"@type": type_url(f"transport_sockets.tls.v3.{kind}"), **context}
    return {"name": "envoy.transport_sockets.tls", "typed_config": typed}


class _SocketFile(http.client.HTTPConnection):
    """HTTP over a socket file."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=5)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(str(self._path))


def _admin(folder: Path, name: str, target: str) -> bytes | None:
    connection = _SocketFile(folder / f"{name}.sock")
    try:
        connection.request("GET", target)
        response = connection.getresponse()
        body = response.read()
    except OSError:
        return None
    finally:
        connection.close()
    return body if response.status == http.HTTPStatus.OK else None


def _await_ready(folder: Path, name: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while _admin(folder, name, "/ready") is None:
        if process.poll() is not None or time.monotonic() > deadline:
            log = (folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")
            raise SystemExit(f"run: {name} did not start:\n{log}")
        time.sleep(0.05)


def counters(folder: Path, name: str) -> dict[str, int]:
    """What Envoy counted so far: requests, connections and TLS handshakes, as evidence of the path that requests took."""
    wanted = r"^http\.\w+bound\.downstream_rq_|^cluster\.upstream\.upstream_cx_total$|^\w+\.\w+\.ssl\.(handshake|connection_error)$"
    body = _admin(folder, name, f"/stats?format=json&filter={quote(wanted)}")
    if body is None:
        return {}
    found = {each["name"]: each["value"] for each in json.loads(body)["stats"] if "value" in each}
    return {name: found[name] for name in sorted(found) if name.endswith(_COUNTED)}
