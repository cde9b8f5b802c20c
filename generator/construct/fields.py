"""What the values of all documents are made from: one field at a time, nothing judged and nothing filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from generator import model
from generator.rules.access import inside, mapping, number, sequence, text
from generator.times import read_time

if TYPE_CHECKING:
    from generator.source import Document

T = TypeVar("T")


def entries(entry: Mapping[str, object], key: str, make: Callable[[Mapping[str, object]], T]) -> tuple[T, ...]:
    """What `make` makes of each mapping of a list, () where there is none."""
    return tuple(make(mapping(each)) for each in sequence(entry, key))


def required_text(entry: Mapping[str, object], key: str) -> str:
    """A required text; the schema has seen to it that it is there."""
    found = entry[key]
    if not isinstance(found, str):
        raise TypeError(f"{key} is not text; a document with a finding of structure was constructed")
    return found


def texts(entry: Mapping[str, object], key: str) -> tuple[str, ...]:
    """The texts of a list, () where there is none."""
    return tuple(str(each) for each in sequence(entry, key))


def day(entry: Mapping[str, object], key: str) -> date:
    """A required day."""
    return date.fromisoformat(required_text(entry, key))


def whole(entry: object, *keys: str) -> int | None:
    """A whole number, None where not reported."""
    found = number(entry, *keys)
    return None if found is None else int(found)


def truth(entry: Mapping[str, object], key: str) -> bool | None:
    """True or false, None where not reported."""
    found = inside(entry, key)
    return found if isinstance(found, bool) else None


def moment(entry: Mapping[str, object], key: str) -> model.Moment | None:
    """A time as it was reported, None where it was not."""
    written = text(entry, key)
    span = read_time(written) if written is not None else None
    if written is None or span is None:
        return None
    return model.Moment(text=written, at=span.earliest, precision=span.precision, zoned=span.zoned)


def evidence(entry: Mapping[str, object]) -> model.Evidence:
    """A raw output."""
    return model.Evidence(
        path=text(entry, "path"),
        uri=text(entry, "uri"),
        sha256=text(entry, "sha256"),
        size_bytes=whole(entry, "bytes"),
        tool=text(entry, "tool"),
        tool_version=text(entry, "tool_version"),
        original_sha256=text(entry, "original_sha256"),
    )


def submitter(entry: Mapping[str, object]) -> model.Submitter:
    """Who opened the pull request."""
    return model.Submitter(
        name=required_text(entry, "name"), organization=text(entry, "organization"), github=text(entry, "github")
    )


def disclosure(entry: Mapping[str, object]) -> model.Disclosure:
    """The submitter's interests."""
    return model.Disclosure(
        relationship=model.Relationship(required_text(entry, "relationship")),
        sponsor=text(entry, "sponsor"),
        note=text(entry, "note"),
    )


def provenance(entry: Mapping[str, object]) -> model.Provenance:
    """Who measured, and where it was published first."""
    return model.Provenance(
        measured_by=required_text(entry, "measured_by"),
        source_uri=text(entry, "source_uri"),
        transcribed=entry.get("transcribed") is True,
    )


def history_of(status: Document | None) -> tuple[model.StatusEvent, ...]:
    """The events of a status file, in its order."""
    return () if status is None else entries(mapping(status.data), "events", _event)


def _event(entry: Mapping[str, object]) -> model.StatusEvent:
    return model.StatusEvent(
        date=day(entry, "date"),
        state=model.State(required_text(entry, "state")),
        by=required_text(entry, "by"),
        reason=required_text(entry, "reason"),
        results=None if entry.get("results") == "all" else texts(entry, "results"),
        replaced_by=text(entry, "replaced_by"),
    )
