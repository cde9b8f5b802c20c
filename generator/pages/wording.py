"""Words for values: states, times, relations, features. Plain text, escaped where it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.compare.values import NOT_APPLICABLE
from generator.compare.variants import SPELLINGS
from generator.model import Evidence, Moment, Node, Relationship, Result, Stop
from generator.numbers import NOT_REPORTED, amount, exact, percent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
ACCESS = {"cncf-lab": "CNCF lab", "cloud": "public cloud", "own": "own lab", None: "kind of lab not reported"}
RELATIONSHIPS = {
    Relationship.INDEPENDENT: "independent of the makers of what was measured",
    Relationship.VENDOR: "a maker of what was measured",
    Relationship.USER: "a user of what was measured",
}
STATES = {
    "published": "Published",
    "corrected": "Corrected",
    "disputed": "Disputed",
    "superseded": "Superseded",
    "withdrawn": "Withdrawn",
    "invalid": "Invalid",
}
INITIATIVE_STATES = {"active": "active", "archived": "archived", "dormant": "dormant", "unconfirmed": "not confirmed"}
SOURCE_MODELS = {"open": "open source", "closed": "closed source"}
MESH_KINDS = {"mesh": "service mesh", "data-plane": "data plane", "none": "no mesh: the baseline"}


def day(value: date) -> str:
    """`10 April 2024`."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def month(value: date) -> str:
    """`April 2024`."""
    return f"{MONTHS[value.month - 1]} {value.year}"


def moment(value: Moment | None) -> str:
    """A time as precise as it was reported, in UTC where the zone is known."""
    if value is None:
        return NOT_REPORTED
    zone = " UTC" if value.zoned else " (time zone not reported)"
    match value.precision:
        case "year":
            return str(value.at.year)
        case "month":
            return month(value.at)
        case "day":
            return day(value.at)
        case "minute":
            return f"{day(value.at)}, {value.at:%H:%M}{zone}"
        case _:
            return f"{day(value.at)}, {value.at:%H:%M:%S}{zone}"


def machine_date(value: Moment) -> str:
    """The time's date as precise as it was reported, for a `datetime` attribute."""
    shape = {"year": "%Y", "month": "%Y-%m"}.get(value.precision, "%Y-%m-%d")
    return value.at.strftime(shape)


def coarse(text: str) -> str:
    """A coarse date as submitted ("2023-10", "2023-10-20") in words."""
    parts = text.split("-")
    if len(parts) == 1 or not all(part.isdigit() for part in parts):
        return text
    named = f"{MONTHS[int(parts[1]) - 1]} {parts[0]}"
    return named if len(parts) == 2 else f"{int(parts[2])} {named}"


def nodes(values: Sequence[Node]) -> str:
    """Each kind of node with how many there were: `c5.large (2 cores, 4,295 MB)`, four times."""
    if not values:
        return NOT_REPORTED
    return "; ".join(_node(value) for value in values)


def _node(node: Node) -> str:
    size = [f"{node.cores} cores" if node.cores != 1 else "1 core"] if node.cores is not None else []
    size += [f"{node.mem_mb:,} MB"] if node.mem_mb is not None else []
    inside = f" ({', '.join(size)})" if size else ""
    return f"{node.count} \u00d7 {node.type or 'node of a type not reported'}{inside}"


def stop(value: Stop | None) -> str:
    """What was declared to end a run."""
    if value is None or (value.requests is None and value.seconds is None):
        return NOT_REPORTED
    parts = [] if value.requests is None else [f"after {value.requests:,} requests"]
    parts += [] if value.seconds is None else [f"after {exact(value.seconds)} s"]
    return " or ".join(parts)


def feature(value: str | None) -> str:
    """A feature's value as its makers spell it, or that it was not reported."""
    return NOT_REPORTED if value is None else SPELLINGS.get(value, value)


def inline(name: str) -> str:
    """A name as it stands within a sentence: `the Istio project` for "The Istio project"."""
    return f"the {name[4:]}" if name.startswith("The ") else name


def offered(result: Result) -> str:
    """The offered rate of a result, or in words why there is none."""
    if result.test.workload.offered == "full-load":
        return NOT_APPLICABLE
    return amount(result.test.offered_rps, "requests/s")


def errors(result: Result) -> str:
    """Errors in words: none counted, how many of how many, or not reported."""
    seen, requests = result.measurement.errors, result.measurement.requests
    if seen is None:
        return NOT_REPORTED
    total = sum(seen.values())
    if total == 0:
        return "none counted"
    share = f" ({percent(total / requests)} of requests)" if requests else ""
    return f"{total:,}{share}"


def evidence_level(evidence: Sequence[Evidence]) -> str:
    """How far a result can be traced to what the tool wrote."""
    if not evidence:
        return "no raw output"
    hashed = all(each.sha256 is not None for each in evidence)
    where = "in the repository" if all(each.path is not None for each in evidence) else "published elsewhere"
    return f"raw output {where}, {'with its hash' if hashed else 'without a hash'}"


def megabytes(size: int | None) -> str:
    """A file's size: bytes below ten thousand, else kB or MB of 10^3 and 10^6 bytes."""
    if size is None:
        return NOT_REPORTED
    if size < 10_000:
        return f"{size:,} bytes"
    return amount(size / 1e3, "kB") if size < 1_000_000 else amount(size / 1e6, "MB")


def pairs(values: Mapping[str, object]) -> str:
    """A map of short names in one line."""
    return ", ".join(f"{key}: {value}" for key, value in values.items())
