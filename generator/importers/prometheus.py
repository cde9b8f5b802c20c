"""Answers of Prometheus' `/api/v1/query_range` to our queries, as series of samples by component.

An answer does not repeat its question: each series says in its label `query` what was asked; where that label is missing, the file's
name does. Samples are `[seconds, "value"]`; NaN is no measurement, and where a series has no sample at an instant it has no value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from generator.importers.cluster_json import inner, items, mapping, parsed
from generator.importers.common import ImportRefused
from generator.importers.queries import CPU, LABEL, NAMES, Component

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from generator.importers.common import RawFile

_LATEST = 253_402_300_800
"""The end of year 9999 in Unix seconds."""
_MOST = {CPU: Decimal(10**6), "memory": Decimal(10**15)}
"""No container uses more cores or bytes."""
_NUMBER = re.compile(r"\d{1,400}(\.\d{1,400})?([eE][-+]?\d{1,3})?", re.ASCII)
_NAME = re.compile(r"([a-z-]+-(?:cpu|memory))(?:[._-].*)?", re.ASCII)
_HOW = "ask the queries of `mesh-results import resources --queries` as they are printed"
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The samples of one replica: Unix seconds -> cores or bytes, None for NaN; `written` are they as they came."""

    component: Component
    quantity: str
    container: str
    replica: Key
    samples: Mapping[Decimal, Decimal | None]
    written: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The series of one file."""

    raw: RawFile
    series: tuple[Series, ...]
    notes: tuple[str, ...] = ()


def read_answer(raw: RawFile) -> Answer:
    """The series of a file.

    Raises:
        ImportRefused: it is no answer with a matrix, names no query of ours, or holds what can't be a measurement.
    """
    document = parsed(raw)
    if document.get("status") != "success":
        said = str(document.get("error", "no status"))[:200]
        raise ImportRefused(f"{raw.path}: no answer of /api/v1/query_range ({said}), expected status success")
    answer = inner(document, "data", raw.path)
    if answer.get("resultType") != "matrix":
        raise ImportRefused(
            f"{raw.path}: the answer is a {str(answer.get('resultType'))[:40]}, expected a matrix: ask /api/v1/query_range, not /query"
        )
    found = items(answer, "result", raw.path)
    series = tuple(_series(each, raw, f"{raw.path}: series {at}") for at, each in enumerate(found, start=1))
    warnings = [f"{raw.path}: Prometheus warns: {str(each)[:200]}" for each in items(document, "warnings", raw.path)]
    none = (
        [f"{raw.path}: no series: nothing of this kind ran, or the query's names are not yours"] if not series else []
    )
    stale = sum(value is None for each in series for value in each.samples.values())
    absent = [f"{raw.path}: {stale} samples are NaN, left out"] if stale else []
    return Answer(raw=raw, series=series, notes=(*warnings, *none, *absent))


def _series(value: object, raw: RawFile, where: str) -> Series:
    written = mapping(value, where)
    labels = inner(written, "metric", where)
    component, quantity = NAMES[_query(labels, raw, where)]
    container = _text(labels, "container", where) if component.containers else ""
    if component.containers and container not in component.containers:
        raise ImportRefused(
            f"{where}: the container {container[:60]!r} is none of {component.name}: {', '.join(component.containers)}"
        )
    if written.get("histograms"):
        raise ImportRefused(f"{where}: holds histograms, expected numbers")
    texts = tuple(_samples(items(written, "values", where), where))
    return Series(
        component=component,
        quantity=quantity,
        container=container,
        replica=tuple(_text(labels, name, where) for name in component.counted),
        samples={Decimal(at): _value(text, quantity, where) for at, text in texts},
        written=texts,
    )


def _query(labels: Mapping[str, object], raw: RawFile, where: str) -> str:
    named = _NAME.fullmatch(raw.name)
    by_name = named[1] if named and named[1] in NAMES else None
    said = labels.get(LABEL, by_name)
    if not isinstance(said, str) or said not in NAMES:
        raise ImportRefused(
            f"{where}: neither its label {LABEL} nor the file's name says which query it answers; {_HOW}, or call the file "
            f"{next(iter(NAMES))}.json"
        )
    if by_name is not None and by_name != said:
        raise ImportRefused(f"{where}: answers {said}, but the file is called {by_name}")
    return said


def _text(labels: Mapping[str, object], name: str, where: str) -> str:
    value = labels.get(name)
    if not isinstance(value, str) or not value:
        raise ImportRefused(f"{where}: has no label {name}; {_HOW}")
    return value


def _samples(values: Sequence[object], where: str) -> Iterator[tuple[str, str]]:
    last = Decimal(-1)
    for pair in values:
        at, text = pair if isinstance(pair, list) and len(pair) == 2 else (None, None)
        if isinstance(at, bool) or not isinstance(at, int | Decimal) or not isinstance(text, str):
            raise ImportRefused(f'{where}: found {str(pair)[:60]}, expected a sample such as [1764115200, "0.25"]')
        if not 0 <= at < _LATEST or at <= last:
            raise ImportRefused(
                f"{where}: the time {str(at)[:40]} is no later Unix time in seconds than the one before it"
            )
        last = Decimal(at)
        yield str(at), text


def _value(text: str, quantity: str, where: str) -> Decimal | None:
    if text == "NaN":
        return None
    if not _NUMBER.fullmatch(text):
        raise ImportRefused(f"{where}: {text[:60]!r} is no number of zero or more")
    value = Decimal(text)
    if value > _MOST[quantity]:
        raise ImportRefused(
            f"{where}: {text[:60]} is too much for {quantity} in {'cores' if quantity == CPU else 'bytes'}"
        )
    return value


@dataclass(slots=True)
class _Joined:
    component: Component
    quantity: str
    container: str
    samples: dict[Key, dict[Decimal, Decimal | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One quantity of one container over its replicas: for each its samples, with NaN left out, and its first and last instant.

    `instants` are those of all replicas, ascending.
    """

    component: Component
    quantity: str
    container: str
    samples: Mapping[Key, Mapping[Decimal, Decimal]]
    lives: Mapping[Key, tuple[Decimal, Decimal]]
    instants: tuple[Decimal, ...]


def joined(answers: Iterable[Answer]) -> tuple[Use, ...]:
    """The series of all files by component and container; a replica's series in several files are one.

    Raises:
        ImportRefused: a series belongs to two components, or two files differ in a sample.
    """
    found: dict[tuple[str, str, str], _Joined] = {}
    owners: dict[tuple[str, str, Key], str] = {}
    for each in (one for answer in answers for one in answer.series):
        owner = owners.setdefault((each.quantity, each.container, each.replica), each.component.name)
        if owner != each.component.name:
            raise ImportRefused(
                f"the same {each.component.replica} answers {owner} and {each.component.name}: it would count twice; tell them apart in the queries"
            )
        use = found.setdefault(
            (each.component.name, each.container, each.quantity),
            _Joined(component=each.component, quantity=each.quantity, container=each.container),
        )
        _join(use.samples.setdefault(each.replica, {}), each)
    return tuple(_use(each) for each in found.values())


def _join(there: dict[Decimal, Decimal | None], series: Series) -> None:
    for at, value in series.samples.items():
        if there.setdefault(at, value) != value:
            raise ImportRefused(
                f"two series of one {series.component.replica} differ at {at}: {series.component.name}-{series.quantity}"
            )


def _use(found: _Joined) -> Use:
    measured = {
        replica: {at: value for at, value in values.items() if value is not None}
        for replica, values in found.samples.items()
    }
    samples = {replica: values for replica, values in measured.items() if values}
    return Use(
        component=found.component,
        quantity=found.quantity,
        container=found.container,
        samples=samples,
        lives={replica: (min(values), max(values)) for replica, values in samples.items()},
        instants=tuple(sorted({at for values in samples.values() for at in values})),
    )


def cleaned(answers: Sequence[Answer]) -> tuple[RawFile, ...]:
    """The files as they can be published: samples as they came, replicas numbered in place of their names, all other labels gone."""
    replicas = sorted({(each.component.counted, each.replica) for answer in answers for each in answer.series})
    numbers = {key: str(at) for at, key in enumerate(replicas, start=1)}
    return tuple(answer.raw.cleaned(_published(answer, numbers).encode()) for answer in answers)


def _published(answer: Answer, numbers: Mapping[tuple[tuple[str, ...], Key], str]) -> str:
    lines = ",\n".join(_line(each, numbers[each.component.counted, each.replica]) for each in answer.series)
    return f'{{"status":"success","data":{{"resultType":"matrix","result":[\n{lines}\n]}}}}\n'


def _line(series: Series, replica: str) -> str:
    named = {LABEL: f"{series.component.name}-{series.quantity}", "container": series.container}
    labels = {
        **{name: value for name, value in named.items() if value},
        **dict.fromkeys(series.component.counted, replica),
    }
    metric = ",".join(f'"{name}":"{value}"' for name, value in labels.items())
    values = ",".join(f'[{at},"{text}"]' for at, text in series.written)
    return f'{{"metric":{{{metric}}},"values":[{values}]}}'
