"""Series: groups whose keys differ in one axis alone, drawn as latency against connections, rate or replicas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from generator import numbers
from generator.compare.conditions import conditions_of
from generator.compare.key import identifier, stop_of
from generator.compare.values import ComparabilityKey, ComparisonGroup, Series

AXES = (
    ("connections", "connections", "Connections"),
    ("offered_rps", "offered", "Offered rate (requests/s)"),
    ("replicas", "replicas", "Replicas of the application"),
)
"""Name of the axis, the key's field behind it, and its title."""
_WORDS = {"connections": "connections", "offered_rps": "rate", "replicas": "replicas"}
"""The axis in the id, which stays the same when the series grows."""
_UNITS = {"connections": "connections", "offered_rps": "requests/s", "replicas": "replicas"}


def series_of(groups: Sequence[ComparisonGroup]) -> tuple[Series, ...]:
    """All series of two groups or more, by id."""
    found = (series for name, field, title in AXES for series in _along(name, field, title, groups))
    return tuple(sorted(found, key=lambda one: one.id))


def axis_value(group: ComparisonGroup, axis: str) -> float | None:
    """The group's place on the axis ("connections", "offered_rps" or "replicas"); None where there is none."""
    test = next((result.test for result in group.results), None)
    if test is None:
        return None
    match axis:
        case "connections":
            return test.connections
        case "offered_rps":
            return None if test.workload.offered == "full-load" else test.offered_rps
        case "replicas":
            return test.workload.replicas
        case _:
            raise ValueError(f"{axis} is no axis of a series")


def _along(axis: str, field: str, title: str, groups: Sequence[ComparisonGroup]) -> Iterator[Series]:
    rest: dict[tuple[str, ...], list[tuple[float, ComparisonGroup]]] = {}
    for group in groups:
        place = axis_value(group, axis)
        if place is not None and group.variants:
            others = tuple(one.value for one in _key(axis, group).fields if one.name != field)
            rest.setdefault(others, []).append((place, group))
    for members in rest.values():
        if len(members) > 1:
            yield _series(axis, field, title, sorted(members, key=lambda one: one[0]))


def _key(axis: str, group: ComparisonGroup) -> ComparabilityKey:
    """The group's key as its series compares it: along the rate, so many requests are the time that they take at it.

    Some tools stop after requests only. At 900 requests/s 10,800 of them are the 12 s that 18,000 are at 1,500.
    """
    lasts = _lasts(axis, group)
    if lasts is None:
        return group.key
    fields = (replace(one, value=lasts) if one.name == "stop" else one for one in group.key.fields)
    return replace(group.key, fields=tuple(fields))


def _lasts(axis: str, group: ComparisonGroup) -> str | None:
    test = group.results[0].test
    stop = stop_of(test)
    if (
        axis != "offered_rps"
        or stop is None
        or stop.requests is None
        or stop.seconds is not None
        or not test.offered_rps
    ):
        return None
    return f"{numbers.exact(stop.requests / test.offered_rps)} s of requests"


def _series(axis: str, field: str, title: str, members: Sequence[tuple[float, ComparisonGroup]]) -> Series:
    first = members[0][1]
    shared = conditions_of(first.results[0], first.key)
    lasts = _lasts(axis, first)
    shared = shared if lasts is None else replace(shared, stop=lasts)
    low, high = numbers.exact(members[0][0]), numbers.exact(members[-1][0])
    return Series(
        id=identifier(f"{shared.slug(without=field)} by {_WORDS[axis]}", _key(axis, first), without=field),
        axis=axis,
        axis_title=title,
        head=shared.head(without=field),
        title=f"{shared.title(without=field)}, {low} to {high} {_UNITS[axis]} ({shared.campaign})",
        environment=shared.environment,
        groups=tuple(group for _, group in members),
    )
