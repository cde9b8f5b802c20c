"""A group's conditions in plain words: its title, its subtitle and the head of its headline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator import numbers
from generator.compare.key import is_full_load, stop_of, stop_text
from generator.compare.values import NOT_REPORTED, ComparabilityKey
from generator.model import Loop, Result, TestConfig

_PLACE = re.compile(r"((?:an?|one|the|separate) )*(?P<place>pod|virtual machine|vm|node|laptop)\b", re.IGNORECASE)
_PLACES = {"virtual machine": "VM", "vm": "VM"}
_NAME_LETTERS = 8
_LONGEST_TOPOLOGY = 60
_WHERE = ("cloud", "region")
_WORKLOAD = {
    "application": "application",
    "load_placement": "where the load came from",
    "protocol": "protocol",
    "connections": "connections",
    "stop": "when a run stops",
    "generator": "load generator",
}
_CLUSTER = {"kubernetes": "Kubernetes version", "nodes": "nodes"}
"""The key's fields that a reader misses where they are not reported, by their words."""
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What all runs of a group share, in words."""

    campaign: str
    application: str | None
    load: str
    place: str | None
    """`a pod`, `a VM`: the kind of place the load came from, where the text begins with one."""
    connections: str | None
    replicas: str | None
    stop: str | None
    environment: str
    """Where it ran, as sentences of their own, with what was not reported of it."""
    sentence: str
    """All of it, for a subtitle."""

    def title(self, *, without: str = "") -> str:
        """`bookinfo productpage at full load from a pod, 32 connections, 300,000 requests`, less the axis named."""
        load = f" {self._at(without)}".rstrip()
        start = f"{capital(self.application or 'application not reported')}{load}{self._from()}"
        counts = (("connections", self.connections), ("replicas", self.replicas), ("stop", self.stop))
        return ", ".join([start, *(text for name, text in counts if text and name != without)])

    def head(self, *, without: str = "") -> str:
        """`1,000 rps, pod, 16 connections`, less the axis named: what tells a chart from those beside it. Empty where nothing is known."""
        load = "" if self.load == _UNKNOWN_LOAD else capital(self.load).replace("requests/s", "rps")
        place = (self.place or "").removeprefix("a ")
        parts = (("offered", load), ("place", place), ("connections", self.connections), ("replicas", self.replicas))
        return capital(", ".join(text for name, text in parts if text and name != without))

    def heads(self) -> tuple[str, ...]:
        """The head of a headline, the longest first."""
        load = capital(self.load).replace("requests/s", "rps")
        place = [self.place.removeprefix("a ")] if self.place else []
        counts = [text for text in (self.connections, self.replicas) if text]
        forms = (
            [f"{load}{self._from()}", *counts],
            [load, *place, *counts],
            [load, *place, *counts[:1]],
            [load, *place],
            [load],
        )
        return tuple(dict.fromkeys(", ".join(form) for form in forms))

    def slug(self, *, without: str = "") -> str:
        """The readable part of an id, less the axis named."""
        rate = self.load.replace(",", "").replace("requests/s", "rps") if self.load.endswith("requests/s") else ""
        place = (self.place or "").removeprefix("a ")
        parts = {"offered": rate, "connections": self.connections, "replicas": self.replicas}
        counts = (text for name, text in parts.items() if text and name != without)
        return " ".join((self.campaign, _short(self.application or ""), place, *counts))

    def _at(self, without: str) -> str:
        return "" if without == "offered" else f"at {self.load}" if self.load != _UNKNOWN_LOAD else ""

    def _from(self) -> str:
        return f" from {self.place}" if self.place else ""


_UNKNOWN_LOAD = "load"


def capital(text: str) -> str:
    """The text with a capital first letter, nothing else changed."""
    return f"{text[:1].upper()}{text[1:]}"


def _short(application: str) -> str:
    """The fewest last words of the application's name that have eight letters together."""
    short = ""
    for word in reversed(_WORDS.findall(application)):
        short = f"{word} {short}".strip()
        if len(short) >= _NAME_LETTERS:
            break
    return short


def conditions_of(result: Result, key: ComparabilityKey) -> Conditions:
    """The conditions that the result shares with its whole group."""
    test = result.test
    stop = stop_text(stop_of(test))
    return Conditions(
        campaign=result.campaign,
        application=test.workload.application,
        load=_load(test),
        place=_place(test.workload.load_placement),
        connections=None if test.connections is None else numbers.plural(test.connections, "connection"),
        replicas=None if test.workload.replicas is None else numbers.plural(test.workload.replicas, "replica"),
        stop=None if stop == NOT_REPORTED else stop,
        environment=_sentences(", ".join(_cluster(result, key)), list(_unknown_cluster(result, key))),
        sentence=_sentence(result, key),
    )


def _load(test: TestConfig) -> str:
    if is_full_load(test):
        return "full load"
    return _UNKNOWN_LOAD if test.offered_rps is None else f"{numbers.exact(test.offered_rps)} requests/s"


def _place(text: str | None) -> str | None:
    match = _PLACE.match(text or "")
    return None if match is None else f"a {_PLACES.get(match['place'].lower(), match['place'].lower())}"


def _sentence(result: Result, key: ComparabilityKey) -> str:
    blocks = (
        (_application(result), _from_where(result)),
        tuple(_client(result.test)),
        (_replicas(result.test),),
        (_loop(result.test), _stop(result.test)),
        tuple(_cluster(result, key)),
    )
    known = "; ".join(", ".join(text for text in block if text) for block in blocks if any(block))
    return _sentences(known, list(_missing(result, key)))


def _sentences(known: str, missing: Sequence[str]) -> str:
    parts = (known, f"{NOT_REPORTED}: {', '.join(missing)}" if missing else "")
    return " ".join(f"{capital(part)}." for part in parts if part)


def _application(result: Result) -> str | None:
    work = result.test.workload
    return f"{work.application}, version {work.application_version}" if work.application_version else work.application


def _from_where(result: Result) -> str | None:
    text = result.test.workload.load_placement
    if not text:
        return None
    article = "a " if _place(text) and _PLACE.match(text)[0] == _PLACE.match(text)["place"] else ""  # type: ignore[index]
    return f"load from {article}{text}"


def _client(test: TestConfig) -> Iterator[str]:
    work = test.workload
    if work.protocol:
        yield work.protocol
    if work.tls:
        yield "no TLS at the client" if work.tls == "none" else f"{work.tls} at the client"
    if work.payload_bytes is not None:
        yield f"payload {numbers.plural(work.payload_bytes, 'byte')}"
    if work.keep_alive is False:
        yield "a new connection for each request"
    if test.connections is not None:
        yield numbers.plural(test.connections, "connection")


def _replicas(test: TestConfig) -> str | None:
    number = test.workload.replicas
    return None if number is None else f"{numbers.plural(number, 'replica')} of the application"


def _loop(test: TestConfig) -> str:
    load = _load(test)
    match test.workload.loop:
        case Loop.CLOSED:
            return "closed loop" if load == _UNKNOWN_LOAD else f"closed loop at {load}"
        case Loop.OPEN:
            return "open loop" if load == _UNKNOWN_LOAD else f"open loop at {load}"
        case None:
            return "" if load == _UNKNOWN_LOAD else load


def _stop(test: TestConfig) -> str | None:
    text = stop_text(stop_of(test))
    return None if text == NOT_REPORTED else f"{text} a run"


def _cluster(result: Result, key: ComparabilityKey) -> Iterator[str]:
    environment = result.environment
    if environment.kubernetes_version:
        yield f"Kubernetes {environment.kubernetes_version}"
    if key.value("nodes") != NOT_REPORTED:
        yield " and ".join(f"{node.count} × {node.type or 'node of unreported type'}" for node in environment.nodes)
    yield from (value for name in _WHERE if (value := environment.conditions.get(name)))
    # What stands behind a colon explains; a text that is still long is for the page of the environment.
    topology = (environment.conditions.get("topology") or "").partition(":")[0].strip()
    if topology and len(topology) <= _LONGEST_TOPOLOGY:
        yield topology


def _missing(result: Result, key: ComparabilityKey) -> Iterator[str]:
    yield from _missing_of(_WORKLOAD, key)
    yield from _unknown_cluster(result, key)
    if result.test.workload.loop is None:
        yield "loop"
    if _load(result.test) == _UNKNOWN_LOAD:
        yield "offered rate"


def _unknown_cluster(result: Result, key: ComparabilityKey) -> Iterator[str]:
    yield from _missing_of(_CLUSTER, key)
    if key.value("nodes") == NOT_REPORTED and not any(map(result.environment.conditions.get, _WHERE)):
        yield "where it ran"


def _missing_of(names: Mapping[str, str], key: ComparabilityKey) -> Iterator[str]:
    return (title for name, title in names.items() if key.value(name) == NOT_REPORTED)
