"""What Nighthawk's options say about the conditions of a run (api/client/options.proto), and its version.

Every option may be absent: what was not set is not written. Single values stand bare or, in older outputs, as `{"value": …}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.importers.common import ImportRefused
from generator.importers.nighthawk_results import nanoseconds, whole

_NS = 10**9
_PROTOCOLS = {"HTTP1": "HTTP/1.1", "HTTP2": "HTTP/2", "HTTP3": "HTTP/3"}
_FLAGS = {"true": True, "false": False}
_MOST_WORKERS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of one instance; `rate` in requests/s and `connections` are those of one worker, `concurrency` the number of workers.

    None is what was not written, or what says nothing: `auto` workers, the rate beside a plugin that sets another one.
    """

    rate: int | None = None
    connections: int | None = None
    concurrency: int | None = None
    loop: str | None = None
    duration_ns: int | None = None
    protocol: str | None = None
    keep_alive: str | None = None

    def facts(self, workers: int, body_bytes: int | None) -> dict[str, str]:
        """The facts of one instance with so many workers, by the names that `ImportedRun` documents."""
        known = {
            "connections": None if self.connections is None else self.connections * workers,
            "rate": None if self.rate is None else self.rate * workers,
            "offered": None if self.rate is None else "rate",
            "seconds": None if self.duration_ns is None else seconds(self.duration_ns),
            "loop": self.loop,
            "protocol": self.protocol,
            "keep_alive": self.keep_alive,
            "payload_bytes": body_bytes,
        }
        return {name: str(value) for name, value in known.items() if value is not None}


def read_options(value: object, path: str) -> Options:
    """The options of an Output; where it has none, none is known.

    Raises:
        ImportRefused: one is of another type than Nighthawk's.
    """
    if value is None:
        return Options()
    if not isinstance(value, dict):
        raise ImportRefused(f"{path}: options are no object")
    options = {key: _bare(item) for key, item in value.items()}
    duration = options.get("duration")
    endless = _flag(options, "no_duration", path)
    open_loop = _flag(options, "open_loop", path)
    return Options(
        rate=None if options.get("rate_limiter_plugin_config") else _whole(options, "requests_per_second", path),
        connections=_whole(options, "connections", path) or None,
        concurrency=_concurrency(options, path),
        loop=None if open_loop is None else ("open" if open_loop else "closed"),
        duration_ns=None if duration is None or endless else nanoseconds(duration, f"{path}: options.duration"),
        protocol=_protocol(options, path),
        keep_alive=_keep_alive(options, path),
    )


def version(value: object) -> str | None:
    """The version of Nighthawk out of Envoy's BuildVersion; parts that are 0 may be absent."""
    inner = value.get("version") if isinstance(value, dict) else None
    if not isinstance(inner, dict) or not inner:
        return None
    parts = [str(inner.get(name, 0)) for name in ("major_number", "minor_number", "patch")]
    return ".".join(parts) if all(part.isdecimal() and len(part) < 10 for part in parts) else None


def seconds(duration_ns: int) -> str:
    """A duration as seconds, with as many decimals as it has."""
    return f"{duration_ns // _NS}.{duration_ns % _NS:09}".rstrip("0").rstrip(".")


def _bare(value: object) -> object:
    return value["value"] if isinstance(value, dict) and value.keys() == {"value"} else value


def _whole(options: Mapping[str, object], name: str, path: str) -> int | None:
    value = options.get(name)
    return None if value is None else whole(value, f"{path}: options.{name}")


def _flag(options: Mapping[str, object], name: str, path: str) -> bool | None:
    value = options.get(name)
    if value is None or isinstance(value, bool):
        return value
    if str(value) not in _FLAGS:
        raise ImportRefused(f"{path}: options.{name} is {str(value)[:80]!r}, expected true or false")
    return _FLAGS[str(value)]


def _concurrency(options: Mapping[str, object], path: str) -> int | None:
    if options.get("concurrency") == "auto":
        return None
    workers = _whole(options, "concurrency", path)
    if workers is not None and not 0 < workers <= _MOST_WORKERS:
        raise ImportRefused(f"{path}: options.concurrency is {workers}, expected 1 to {_MOST_WORKERS} or auto")
    return workers


def _protocol(options: Mapping[str, object], path: str) -> str | None:
    """The protocol; up to 2021 a flag told HTTP/2 from HTTP/1.1."""
    if (written := options.get("protocol")) is not None:
        return _PROTOCOLS.get(str(written))
    is_http2 = _flag(options, "h2", path)
    return None if is_http2 is None else ("HTTP/2" if is_http2 else "HTTP/1.1")


def _keep_alive(options: Mapping[str, object], path: str) -> str | None:
    limit = _whole(options, "max_requests_per_connection", path)
    return None if limit is None else str(limit != 1).lower()
