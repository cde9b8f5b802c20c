"""The comparability key: all that must be equal for two results to be compared.

Source of the fields: design section 6. A field is a value, "not reported" or "not applicable"; these three never equal each
other. "Not reported" equals itself only within one campaign, which holds because the campaign is a field.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from generator import numbers
from generator.characters import slug
from generator.compare.values import NOT_APPLICABLE, NOT_REPORTED, ComparabilityKey, KeyField
from generator.model import Environment, Node, Omission, Purpose, Result, Stop, Submission, TestConfig
from generator.times import read_duration

VERSION = 1
_LONGEST_ID = 80
_MAJOR = re.compile(r"v?(\d+)(?:[.+-].*)?", re.ASCII)
_WITHOUT_HTTP = ("TCP", "UDP")
_POPULATIONS = {"all": "all requests", "answered": "answered requests", "successful": "successful requests"}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the key: `read` gives its canonical text from a result and its submission."""

    name: str
    title: str
    read: Callable[[Result, Submission], str]


def _text(value: str | None) -> str:
    return NOT_REPORTED if value is None else " ".join(value.split()) or NOT_REPORTED


def _switch(value: bool | None, test: TestConfig) -> str:  # noqa: FBT001  # a reported yes or no is a value here
    if value is None:
        return NOT_APPLICABLE if test.workload.protocol in _WITHOUT_HTTP else NOT_REPORTED
    return "on" if value else "off"


def _campaign(result: Result, submission: Submission) -> str:
    # Two people may give two campaigns one name: who measured tells them apart, and a demonstration is never a measurement.
    apart = ", demonstration" if submission.purpose is Purpose.DEMONSTRATION else ""
    return f"{_text(result.campaign)}, {_text(submission.provenance.measured_by)}{apart}"


def _node(node: Node) -> str:
    cores = f"{node.cores} cores" if node.cores is not None else f"cores {NOT_REPORTED}"
    memory = f"{numbers.count(node.mem_mb)} MB" if node.mem_mb is not None else f"memory {NOT_REPORTED}"
    return f"{node.count} × {_text(node.type)} ({cores}, {memory})"


def _nodes(environment: Environment) -> str:
    return "; ".join(sorted(_node(node) for node in environment.nodes)) or NOT_REPORTED


def _environment(environment: Environment) -> str:
    known = sorted((name, _text(value)) for name, value in environment.conditions.items() if name != "note")
    parts = (f"{name}: {_bare(value)}" for name, value in known if value != NOT_REPORTED)
    return "; ".join(parts) or NOT_REPORTED


def _bare(value: str) -> str:
    return value.replace("\\", "\\\\").replace(";", "\\;")


def _application(test: TestConfig) -> str:
    name, version = _text(test.workload.application), _text(test.workload.application_version)
    return name if version == NOT_REPORTED else f"{name}, version {version}"


def _offered(test: TestConfig) -> str:
    if is_full_load(test):
        return NOT_APPLICABLE
    return NOT_REPORTED if test.offered_rps is None else f"{numbers.exact(test.offered_rps)} requests/s"


def _loop(test: TestConfig) -> str:
    loop = NOT_REPORTED if test.workload.loop is None else test.workload.loop.value
    match test.workload.offered:
        case "full-load":
            return f"{loop}, full load"
        case "rate":
            return f"{loop}, at a rate"
        case _:
            return loop


def _generator(test: TestConfig) -> str:
    name = _text(test.load_generator).lower()
    version = test.load_generator_version
    if version is None or name == NOT_REPORTED:
        return name
    major = _MAJOR.fullmatch(version.strip())
    return f"{name} {major[1] if major else _text(version)}"


def _population(result: Result) -> str:
    population = result.measurement.population
    return NOT_REPORTED if population is None else _POPULATIONS[population]


def _omission(result: Result) -> str:
    mode = result.measurement.coordinated_omission
    return NOT_REPORTED if mode is Omission.UNKNOWN else mode.value


def _number(value: int | None, unit: str = "") -> str:
    return NOT_REPORTED if value is None else f"{numbers.count(value)} {unit}".rstrip()


FIELDS = (
    Field("campaign", "Campaign", _campaign),
    Field("lab", "Lab", lambda _, submission: submission.lab),
    Field("kubernetes", "Kubernetes version", lambda result, _: _text(result.environment.kubernetes_version)),
    Field("nodes", "Nodes", lambda result, _: _nodes(result.environment)),
    Field("environment", "Environment", lambda result, _: _environment(result.environment)),
    Field("application", "Application", lambda result, _: _application(result.test)),
    Field("replicas", "Replicas of the application", lambda result, _: _number(result.test.workload.replicas)),
    Field("protocol", "Protocol", lambda result, _: _text(result.test.workload.protocol)),
    Field("tls", "TLS as the client sees it", lambda result, _: _text(result.test.workload.tls)),
    Field("payload", "Payload", lambda result, _: _number(result.test.workload.payload_bytes, "bytes")),
    Field("keep_alive", "Keep-alive", lambda result, _: _switch(result.test.workload.keep_alive, result.test)),
    Field("compression", "Compression", lambda result, _: _switch(result.test.workload.compression, result.test)),
    Field("offered", "Offered rate", lambda result, _: _offered(result.test)),
    Field("connections", "Connections", lambda result, _: _number(result.test.connections)),
    Field("stop", "Declared stop condition", lambda result, _: stop_text(stop_of(result.test))),
    Field("generator", "Load generator and major version", lambda result, _: _generator(result.test)),
    Field("loop", "Loop", lambda result, _: _loop(result.test)),
    Field("omission", "Coordinated omission", lambda result, _: _omission(result)),
    Field("population", "What the percentiles count", lambda result, _: _population(result)),
    Field("load_placement", "Where the load came from", lambda result, _: _text(result.test.workload.load_placement)),
    Field("warm_up", "Warm-up", lambda result, _: _text(result.test.workload.warm_up)),
)
"""The key's fields in their order. A change of them needs a new VERSION and aliases from the old addresses."""

Values = tuple[str, ...]
"""The canonical texts of FIELDS, in their order."""


def is_full_load(test: TestConfig) -> bool:
    """Whether load was offered as fast as answers came back; an offered rate does not apply there."""
    return test.workload.offered == "full-load"


def stop_of(test: TestConfig) -> Stop | None:
    """The declared stop condition: the workload's, else the duration that SMP's test config declares."""
    if test.workload.stop is not None:
        return test.workload.stop
    duration = test.smp.get("duration")
    seconds = read_duration(duration) if isinstance(duration, str) else None
    return None if seconds is None else Stop(seconds=seconds)


def stop_text(stop: Stop | None) -> str:
    """`300,000 requests`, `240 s`, both, or "not reported"."""
    if stop is None:
        return NOT_REPORTED
    requests = [] if stop.requests is None else [numbers.plural(stop.requests, "request")]
    seconds = [] if stop.seconds is None else [f"{numbers.exact(stop.seconds)} s"]
    return " or ".join(requests + seconds) or NOT_REPORTED


def values_of(result: Result, submission: Submission) -> Values:
    """The canonical texts of the result's key, in the order of FIELDS."""
    return tuple(field.read(result, submission) for field in FIELDS)


def key_from(values: Values) -> ComparabilityKey:
    """The key whose fields have these texts, in the order of FIELDS."""
    pairs = zip(FIELDS, values, strict=True)
    return ComparabilityKey(
        version=VERSION, fields=tuple(_field(field.name, field.title, value) for field, value in pairs)
    )


@lru_cache(maxsize=4096)
def _field(name: str, title: str, value: str) -> KeyField:
    return KeyField(name=name, title=title, value=value)


def digest(parts: Iterable[Iterable[str]]) -> str:
    """Eight hex digits of the SHA-256 of the parts' canonical JSON."""
    canonical = json.dumps([list(part) for part in parts], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:8]


def identifier(words: str, key: ComparabilityKey, *, without: str = "") -> str:
    """A readable slug of `words` with eight hex digits of the key and its version, at most 80 characters.

    `without` names a field that does not count: the axis of a series.
    """
    fields = ((field.name, field.value) for field in key.fields if field.name != without)
    tail = f"-{digest([(str(key.version), without), *fields])}-k{key.version}"
    return (_cut(slug(words), _LONGEST_ID - len(tail)) + tail).lstrip("-")


def _cut(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    whole, _, _ = text[: length + 1].rpartition("-")
    return whole or text[:length]
