"""What the validation of manifests is made of: objects, faults and verdicts, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, cast

from generator.finding import Location, Pointer, Severity

if TYPE_CHECKING:
    from generator.source import Document

Node = Mapping[str, object]


class Check(StrEnum):
    """What kind of fault it is; each becomes a rule of its own."""

    IDENTITY = "identity"
    """No apiVersion, kind or name, or a name that Kubernetes refuses."""
    DUPLICATE = "duplicate object"
    SCHEMA = "schema"
    SERVED = "served API version"
    OLDER_API = "older API version"
    REFERENCE = "reference"
    SELECTOR = "selector"
    PORT = "port"
    WEIGHTS = "weights"
    IMAGE = "image"
    SECRET = "secret"  # noqa: S105 -- the name of a check


class State(StrEnum):
    """How an object stands to its schema."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Thing:
    """An object of a manifest: what it is called, and the document that holds it.

    `namespace` is None where the manifest gives none: it is applied to whatever namespace the operator names.
    """

    document: Document
    group: str
    version: str
    kind: str
    namespace: str | None
    name: str

    @property
    def api_version(self) -> str:
        """Group and version as the manifest writes them: "apps/v1", "v1"."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def body(self) -> Node:
        """The whole object."""
        return cast("Node", self.document.data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing to mend in an object: the message says what was found and what was expected, the pointer where."""

    check: Check
    document: Document
    pointer: Pointer
    message: str
    hint: str = ""
    at_key: bool = False
    severity: Severity = Severity.ERROR
    related: tuple[tuple[Document, Pointer], ...] = field(default=())

    @property
    def location(self) -> Location:
        """The place in the file."""
        return self.document.locate(self.pointer, at_key=self.at_key)

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Path, line, column, check, message."""
        place = self.location
        return (place.path, place.line, place.column, self.check, self.message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a schema says of an object.

    `schema` names the schema with its version; None where nobody has one, and then `reason` says why. Not checked is never passed.
    """

    thing: Thing
    schema: str | None
    faults: tuple[Fault, ...] = ()
    reason: str = ""

    @property
    def state(self) -> State:
        """Passed, failed or not checked."""
        if self.schema is None:
            return State.NOT_CHECKED
        return State.FAILED if self.faults else State.PASSED


@dataclass(frozen=True, slots=True, eq=False)
class Schema:
    """A JSON Schema (draft 2020-12), complete in itself. Two are equal only where they are the same, so that validators can be kept."""

    node: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A schema for an object, and the name under which a page shows it."""

    name: str
    schema: Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """No schema, and why."""

    reason: str


def at(body: object, *path: str | int) -> object:
    """What stands at a path of keys and indexes; None where there is nothing."""
    for key in path:
        if isinstance(key, int):
            body = body[key] if isinstance(body, list) and key < len(body) else None
        else:
            body = body.get(key) if isinstance(body, Mapping) else None
    return body


def text_at(body: object, *path: str | int) -> str | None:
    """The text at a path; None where there is none."""
    found = at(body, *path)
    return found if isinstance(found, str) else None


def mapping_at(body: object, *path: str | int) -> Node:
    """The mapping at a path; empty where there is none."""
    found = at(body, *path)
    return found if isinstance(found, Mapping) else {}


def entries(body: object, *path: str | int) -> list[tuple[Pointer, object]]:
    """The entries of the list at a path, each with its pointer; none where there is no list."""
    found = at(body, *path)
    return [((*path, index), each) for index, each in enumerate(found)] if isinstance(found, list) else []
