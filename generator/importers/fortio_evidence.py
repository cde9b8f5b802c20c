"""What of Fortio's JSON may be published: numbers and the words of the tool, by a list of what is known to be harmless."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from generator.characters import visible
from generator.importers.fortio_runs import is_success, kind
from generator.importers.private import is_harmless

_TEXTS = ("StartTime", "RequestedQPS", "RequestedDuration", "Version", "load-generator")
_NUMBERS = (
    *("RequestedQPS", "ActualQPS", "ActualDuration", "NumThreads", "Exactly", "Jitter", "Uniform", "NoCatchUp"),
    *("RunID", "NumConnections", "Compression", "DisableFastClient", "HTTP10", "H2", "DisableKeepAlive"),
    *("AllowHalfClose", "Insecure", "MTLS", "FollowRedirects", "HTTPReqTimeOut", "ReqTimeout", "SequentialWarmup"),
    *("ConnReuseRange", "NoResolveEachConn", "Offset", "Resolution", "AbortOn", "Sockets", "SocketCount"),
    *("Streams", "Ping", "BytesSent", "BytesReceived"),
)
_HISTOGRAMS = ("DurationHistogram", "ErrorsDurationHistogram", "Sizes", "HeaderSizes", "ConnectionStats")
_MOMENTS = ("Count", "Min", "Max", "Sum", "Avg", "StdDev")
_ROWS = {"Data": ("Start", "End", "Percent", "Count"), "Percentiles": ("Percentile", "Value")}
_SHOWN = 12
_NUMERAL = re.compile(r"[0-9.eE+-]{1,40}", re.ASCII)
_QUOTED = re.compile(r"'[^']*'")
_SIGNS = str.maketrans("=", " ", "'")
"""What else stands in the kind of a run."""
_SCHEME = re.compile(r"(https?)://", re.IGNORECASE)


def published(document: Mapping[str, object]) -> tuple[dict[str, object], tuple[str, ...]]:
    """The document with what is known to be harmless, in its order, and the keys of what said something and is not there as it was.

    Of a URL its scheme stays. Reading it again gives the same run.
    """
    kept = {key: found for key, value in document.items() if (found := _kept(key, value)) is not _GONE}
    return kept, tuple(key for key, value in document.items() if value and (key not in kept or kept[key] != value))


def left_out(path: str, keys: Sequence[str]) -> str:
    """The note about the keys that `published` did not keep as they were."""
    more = f" and {len(keys) - _SHOWN} more" if len(keys) > _SHOWN else ""
    return f"{path}: left out of the evidence: {', '.join(map(visible, keys[:_SHOWN]))}{more}"


class _Gone:
    """No value: the key is left out."""


_GONE = _Gone()


def _kept(key: str, value: object) -> object:
    if value is None or (key in _NUMBERS and _is_plain(value)):
        return value if key in _NUMBERS or key in _READERS else _GONE
    reader = _READERS.get(key)
    return reader(value) if reader else _GONE


def _text(value: object) -> object:
    return value if is_harmless(value) else _GONE


def _target(value: object) -> object:
    scheme = _SCHEME.match(value) if isinstance(value, str) else None
    return f"{scheme[1].lower()}://removed" if scheme else _GONE


def _is_plain(value: object) -> bool:
    """A number, a text that is one, true, false, null, or a list of numbers."""
    if isinstance(value, list):
        return all(isinstance(each, int | Decimal) for each in value)
    return (
        value is None
        or isinstance(value, int | Decimal)
        or (isinstance(value, str) and _NUMERAL.fullmatch(value) is not None)
    )


def _run_type(value: object) -> object:
    """The kind of run; the name of a service that a health check asked for is left out."""
    plain = _QUOTED.sub("''", str(value))
    return plain if is_harmless(plain.translate(_SIGNS)) else _GONE


def _histogram(value: object) -> object:
    if not isinstance(value, Mapping):
        return _GONE
    found: dict[str, object] = {}
    for key, item in value.items():
        if key in _MOMENTS and _is_plain(item):
            found[key] = item
        elif key in _ROWS:
            found[key] = _rows(item, _ROWS[key])
    return found


def _rows(value: object, keys: tuple[str, ...]) -> object:
    if not isinstance(value, list):
        return None
    return [
        {key: item for key, item in row.items() if key in keys and _is_plain(item)}
        for row in value
        if isinstance(row, Mapping)
    ]


def _codes(value: object) -> object:
    """Return codes as they are; what Go says of a socket's end is cut to its kind."""
    if not isinstance(value, Mapping):
        return _GONE
    plain = {code: count for code, count in value.items() if is_success(code) or re.fullmatch(r"-1|[0-9]{3}", code)}
    others: Counter[str] = Counter()
    for code, count in value.items():
        if code not in plain and isinstance(count, int):
            others[kind(code)] += count
    return {**plain, **others}


_READERS: Mapping[str, Callable[[object], object]] = {
    "RunType": _run_type,
    **dict.fromkeys(_TEXTS, _text),
    **dict.fromkeys(("URL", "Destination"), _target),
    **dict.fromkeys(_HISTOGRAMS, _histogram),
    "RetCodes": _codes,
}
