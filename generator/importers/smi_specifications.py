"""What a result of the SMI suite says of each specification, and which version of SMI it was."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.importers import smi_entries as entries
from generator.importers.common import ImportRefused
from generator.importers.smi_cases import Outcome
from generator.importers.smi_entries import Entry
from generator.importers.smp_fields import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SPECIFICATION_VERSION = re.compile(r"v[0-9]+\.[0-9][0-9a-z.-]*")
_API_VERSION = re.compile(r"(?:[a-z0-9-]+(?:\.[a-z0-9-]+)+/)?(?P<version>v[0-9]+(?:(?:alpha|beta)[0-9]+)?)")
_PROTO_NAME = "smispec"  # what the proto alone calls the specification
_MESSAGE = {"error": "error", "message": "message"}
_ERROR = {
    "code": "code",
    "longdescription": "long",
    "probablecause": "cause",
    "severity": "severity",
    "shortdescription": "short",
    "suggestedremediation": "remedy",
}
_CONTRADICTIONS = frozenset({("passed", "none"), ("failed", "full")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Specification:
    """One specification of a result; `entry` is where it stands in the file, `version` that of SMI where it is said here."""

    id: str
    entry: Entry
    outcome: Outcome
    version: str | None
    api_version: str | None

    def fields(self) -> Mapping[str, object]:
        """The entry of our record; what was not reported is left out."""
        assertions = self.entry.number("assertions", whole=True)
        found = {
            "id": self.id,
            "api_version": self.api_version,
            "capability": self.outcome.capability,
            "result": self.outcome.result,
            "assertions": None if assertions is None else int(assertions),
            "duration_seconds": entries.seconds(self.entry),
            "reason": self.outcome.reason,
        }
        return {key: value for key, value in found.items() if value is not None}


def read(run: Entry) -> tuple[Specification, ...]:
    """The specifications of a result in the order of their names, whatever their order in the file.

    Raises:
        ImportRefused: there is none, one is unknown or stands twice, or what is said of one contradicts itself.
    """
    listed = run.value("details")
    if not isinstance(listed, list) or not listed:
        raise ImportRefused(f"{run.where('details')}: the result lists no specification")
    found: dict[str, Specification] = {}
    for at, detail in enumerate(listed):
        read_ = _specification(
            entries.entry(run.document, (*run.pointer, run.keys["details"], at), detail, entries.DETAIL)
        )
        if read_.id in found:
            raise ImportRefused(f"{read_.entry.where('specification')}: {read_.id} stands twice in one result")
        found[read_.id] = read_
    return tuple(found[name] for name in sorted(found))


def omitted(found: Specification) -> tuple[str, ...]:
    """What the proto's JSON may have left out, for it leaves out the first value of an enum: FULL, PASSED.

    Neither is made up: what was not reported is not the same as full or passed.
    """
    entry, outcome = found.entry, found.outcome
    if plain(entry.keys["specification"]) != _PROTO_NAME or outcome.result == "failed":
        return ()
    first = (("capability", outcome.capability, "FULL"), ("status", outcome.result, "PASSED"))
    return tuple(
        f"{entry.where()}: {found.id}: no {name} was reported; the proto's JSON leaves {value} out, which is not told apart from "
        "that and not added"
        for name, said, value in first
        if said is None
    )


def _specification(detail: Entry) -> Specification:
    name = detail.word("specification", entries.SPECIFICATIONS, "traffic-access, traffic-split or traffic-spec")
    if name is None:
        raise ImportRefused(f"{detail.where()}: it is not said of which specification this is")
    version_, api_version = _versions(detail)
    return Specification(id=name, entry=detail, outcome=_outcome(detail), version=version_, api_version=api_version)


def _outcome(detail: Entry) -> Outcome:
    capability = detail.word("capability", entries.CAPABILITIES, "FULL, HALF or NONE")
    result = detail.word("status", entries.RESULTS, "PASSED or FAILED")
    message = _message(detail)
    # Early results say the outcome in `result`, later ones what went wrong.
    if message is not None and plain(message) in entries.RESULTS:
        said = entries.RESULTS[plain(message)]
        if result not in (None, said):
            raise ImportRefused(f"{detail.where('result')}: the result is {said}, the status {result}")
        result, message = said, None
    if (result, capability) in _CONTRADICTIONS:
        raise ImportRefused(f"{detail.where('capability')}: the capability is {capability}, but the run {result}")
    texts = dict.fromkeys(filter(None, (detail.text("reason"), message)))
    return Outcome(result=result, capability=capability, reason=": ".join(texts) or None)


def _message(detail: Entry) -> str | None:
    """What is said of the outcome: a text, or the proto's oneof, which stands in `result` or flat beside the other fields."""
    outer = _within(detail, "result", _MESSAGE | _ERROR)
    texts = (detail.text("result"),) if outer is None else (*_oneof(outer), *_error(outer))
    return "; ".join(dict.fromkeys(filter(None, (*texts, *_oneof(detail))))) or None


def _within(outer: Entry, name: str, names: Mapping[str, str]) -> Entry | None:
    """The mapping that a field holds, if it holds one."""
    content = outer.value(name)
    if not isinstance(content, dict):
        return None
    return entries.entry(outer.document, (*outer.pointer, outer.keys[name]), content, names)


def _oneof(outer: Entry) -> tuple[str | None, ...]:
    """The texts of a message and of an error."""
    error = _within(outer, "error", _ERROR)
    return (outer.text("message"), *((outer.text("error"),) if error is None else _error(error)))


def _error(error: Entry) -> tuple[str | None, ...]:
    return tuple(error.text(name) for name in ("short", "long", "cause", "code"))


def _versions(detail: Entry) -> tuple[str | None, str | None]:
    """The version of SMI and that of the API, from "v0.6.0/v1alpha3", "v1alpha1" or "v0.6.0"."""
    said = detail.text("api")
    if said is None:
        return None, None
    head, slash, tail = said.partition("/")
    if _SPECIFICATION_VERSION.fullmatch(head) and (not slash or _API_VERSION.fullmatch(tail)):
        return head, tail or None
    if (found := _API_VERSION.fullmatch(said)) is None:
        raise ImportRefused(
            f"{detail.where('api')}: {detail.keys['api']} is {said!r}, expected such as v0.6.0/v1alpha3 or v1alpha1"
        )
    return None, found["version"]


def version(run: Entry, found: Sequence[Specification], said: str | None) -> str | None:
    """The version of SMI that the suite was of, by the result or by the person.

    Raises:
        ImportRefused: two are named.
    """
    named = sorted({each.version for each in found if each.version} | ({said} if said else set()))
    if len(named) > 1:
        raise ImportRefused(f"{run.where('details')}: two versions of the specification are named: {', '.join(named)}")
    return named[0] if named else None
