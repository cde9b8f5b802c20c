"""The conformance suites as data: every case, what it asserts and what it cannot show, by version of the specification.

They are read from the package, like the schemas: a report means what the suite of its version says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeVar

from generator import versions
from generator.source import parse

T = TypeVar("T")
NAMES = ("gateway-api", "hamlet", "smi")
"""The suites that there are."""
TITLES: Mapping[str, str] = {"gateway-api": "Gateway API mesh", "smi": "SMI", "hamlet": "Hamlet"}
"""The suites in the order in which they are shown, with their short names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteCase:
    """A case in one version of its suite. `level` is core or extended; `features` are what a report must declare for it to run."""

    id: str
    group: str
    title: str
    type: str | None
    asserts: str
    weakness: str | None
    level: str
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteFeature:
    """A feature that a report may declare in one version of the suite; `tested` says whether a case needs it."""

    id: str
    title: str
    summary: str
    level: str
    tested: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteGroup:
    """A profile of the Gateway API or a specification of SMI, its cases in the order in which they run.

    In a `sequential` group the first case that does not pass ends the run.
    """

    id: str
    title: str
    api: str | None
    api_version: str | None
    sequential: bool
    cases: tuple[SuiteCase, ...]
    features: tuple[SuiteFeature, ...]

    def level(self, name: str) -> tuple[SuiteCase, ...]:
        """The cases of that level."""
        return tuple(case for case in self.cases if case.level == name)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteVersion:
    """The suite at one version of its specification; `complete` is False where its list of cases could not be verified."""

    version: str
    released: str | None
    source: str
    complete: bool
    groups: tuple[SuiteGroup, ...]

    @property
    def cases(self) -> tuple[SuiteCase, ...]:
        """The cases of all groups."""
        return tuple(case for group in self.groups for case in group.cases)

    def group(self, name: str) -> SuiteGroup | None:
        """The group of that id, or None."""
        return next((group for group in self.groups if group.id == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """A conformance suite, its versions newest first; `limits` are what it cannot show, a sentence each."""

    id: str
    title: str
    source: str
    summary: str
    limits: tuple[str, ...]
    versions: tuple[SuiteVersion, ...]
    feature_titles: Mapping[str, str]

    def at(self, version: str | None) -> SuiteVersion | None:
        """The suite that a report of that version was made with: the version itself, else the one of its minor release."""
        exact = next((each for each in self.versions if each.version == version), None)
        if exact is not None or version is None or (wanted := versions.minor(version)) is None:
            return exact
        of_minor = (each for each in self.versions if versions.minor(each.version) == wanted)
        older = (each for each in of_minor if versions.order(each.version) <= versions.order(version))
        return next(older, None)


@cache
def suite(name: str) -> Suite:
    """The suite of that name; KeyError where there is none."""
    if name not in NAMES:
        raise KeyError(name)
    path = f"suites/{name}.yaml"
    parsed = parse(path, files("generator").joinpath("suites", f"{name}.yaml").read_bytes())
    if parsed.document is None or not isinstance(parsed.document.data, dict):
        raise ValueError(f"{path} cannot be read: {parsed.findings[0].message if parsed.findings else 'no mapping'}")
    return _suite(parsed.document.data)


def _suite(entry: Mapping[str, object]) -> Suite:
    cases, features = _map(entry.get("cases")), _map(entry.get("features"))
    made = _each(entry["versions"], lambda version: _version(version, cases, features))
    return Suite(
        id=str(entry["id"]),
        title=str(entry["title"]),
        source=str(entry["source"]),
        summary=str(entry["summary"]),
        limits=tuple(map(str, _list(entry.get("limits")))),
        versions=tuple(sorted(made, key=lambda each: versions.order(each.version), reverse=True)),
        feature_titles={name: str(_map(known)["title"]) for name, known in features.items()},
    )


def _version(entry: Mapping[str, object], cases: Mapping[str, object], features: Mapping[str, object]) -> SuiteVersion:
    return SuiteVersion(
        version=str(entry["version"]),
        released=_optional(entry, "released"),
        source=str(entry["source"]),
        complete=entry.get("complete") is True,
        groups=_each(entry["groups"], lambda group: _group(group, cases, features)),
    )


def _group(entry: Mapping[str, object], cases: Mapping[str, object], features: Mapping[str, object]) -> SuiteGroup:
    name = str(entry["id"])
    made = _each(entry["cases"], lambda case: _case(case, name, _map(cases[str(case["id"])])))
    tested = {feature for case in made for feature in case.features}
    return SuiteGroup(
        id=name,
        title=str(entry["title"]),
        api=_optional(entry, "api"),
        api_version=_optional(entry, "api_version"),
        sequential=entry.get("sequential") is True,
        cases=made,
        features=_each(entry.get("features"), lambda each: _feature(each, _map(features[str(each["id"])]), tested)),
    )


def _case(entry: Mapping[str, object], group: str, known: Mapping[str, object]) -> SuiteCase:
    return SuiteCase(
        id=str(entry["id"]),
        group=group,
        title=str(known["title"]),
        type=_optional(known, "type"),
        asserts=str(known["asserts"]),
        weakness=_optional(known, "weakness"),
        level=str(entry.get("level", "core")),
        features=tuple(map(str, _list(entry.get("features")))),
    )


def _feature(entry: Mapping[str, object], known: Mapping[str, object], tested: set[str]) -> SuiteFeature:
    return SuiteFeature(
        id=str(entry["id"]),
        title=str(known["title"]),
        summary=str(known["summary"]),
        level=str(entry.get("level", "extended")),
        tested=str(entry["id"]) in tested,
    )


def _each(found: object, make: Callable[[Mapping[str, object]], T]) -> tuple[T, ...]:
    return tuple(make(_map(each)) for each in _list(found))


def _list(found: object) -> Sequence[object]:
    return found if isinstance(found, list) else ()


def _map(found: object) -> Mapping[str, object]:
    return found if isinstance(found, dict) else {}


def _optional(entry: Mapping[str, object], key: str) -> str | None:
    return None if entry.get(key) is None else str(entry[key])
