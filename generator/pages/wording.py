"""Words for values: states, times, relations, features. Plain text, escaped where it is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator import trust
from generator.compare.values import NOT_APPLICABLE
from generator.compare.variants import SPELLINGS
from generator.conformance import words
from generator.model import Dispute, Evidence, Moment, Node, Relation, Relationship, Result, Stop
from generator.numbers import NOT_REPORTED, amount, exact, percent, plural

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from generator.conformance.values import GroupOutcome, Outcome

_PARAGRAPH = "\n\n"
_COMMIT = re.compile(r"[0-9a-f]{40}")
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
OUTCOMES = {"upheld": "Upheld", "rejected": "Rejected", "withdrawn": "Withdrawn by its author"}
"""What became of a dispute."""
LEVELS = trust.LEVELS
STATES = {
    "published": "Published",
    "corrected": "Corrected",
    "disputed": "Disputed",
    "superseded": "Superseded",
    "withdrawn": "Withdrawn",
    "invalid": "Invalid",
}
SUPPORT = {
    "native": "native",
    "partial": "partial",
    "via-extension": "by an extension",
    "none": "not possible",
}
SUPPORT_MEANS = {
    "native": "by what the mesh itself offers",
    "partial": "in part: the notes say what is missing",
    "via-extension": "by an extension that has to be installed",
    "none": "the mesh cannot do it",
}
RELATIONS = {str(each): each.words for each in Relation}
MET_SIGNS = {"satisfied": "passed", "unsatisfied": "failed", "unknown": "not-run"}
MET_WORDS = {
    "satisfied": "shows that it has what they need",
    "unsatisfied": "shows that it lacks some of what they need",
    "unknown": "does not tell whether it has what they need",
}
CASE_STATES, STANDINGS = words.CASE_STATES, words.STANDINGS
version, count_of, level_of = words.version, words.count_of, words.level_of
VERIFIED = {
    "code": "read in its code",
    "documentation": "its documents say so",
    "reported": "somebody says so",
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


def edition(name: str) -> str:
    """A version of the specification as headings show it."""
    if not name:
        return "version not reported"
    return f"commit {version(name)}" if _COMMIT.fullmatch(name) else version(name)


def group_in_words(group: GroupOutcome) -> str:
    """A profile or specification in one clause: `MESH-HTTP core 7 of 7, extended 6 of 7, 1 skipped`; empty without counts."""
    if not group.id.startswith("MESH"):
        return f"{group.title} {count_of(group.core)}" if group.core else ""
    told = [
        f"{name} {level_of(count)}" for name, count in (("core", group.core), ("extended", group.extended)) if count
    ]
    return f"{group.id} {', '.join(told)}" if told else ""


def harness(outcome: Outcome) -> str:
    """Which tests ran, as short as a table needs it."""
    if outcome.report.harness.commit:
        return f"commit {outcome.report.harness.commit[:10]}"
    fits = {group.fits for group in outcome.groups} - {None}
    if False in fits:
        return "not those of the release"
    return "counts fit the release" if fits else NOT_REPORTED


def harness_sentence(outcome: Outcome) -> str:
    """What the counts tell of the tests that ran."""
    if outcome.report.suite != "gateway-api":
        return ""
    version = outcome.report.suite_version or "that version"
    odd = [group for group in outcome.groups if group.fits is False]
    if odd:
        return " ".join(_misfit(group, version) for group in odd)
    if any(group.fits for group in outcome.groups):
        return f"The counts are those of the suite at {version}."
    counts = [count for group in outcome.groups for count in (group.core, group.extended) if count]
    if any(count.expected is not None for count in counts):
        return "Not all cases were counted, so nobody can tell whether they are those of the suite."
    return f"The cases of the suite at {version} are not known well enough to judge the counts."


def _misfit(group: GroupOutcome, version: str) -> str:
    levels = (("core", group.core), ("extended", group.extended))
    counts = [
        f"{count.total} {name} cases where the suite at {version} has {count.expected}"
        for name, count in levels
        if count is not None and count.total is not None and count.total != count.expected
    ]
    return f"{group.id} counts {' and '.join(counts)}: other tests ran than those of the release."


def feature(value: str | None) -> str:
    """A feature's value as its makers spell it, or that it was not reported."""
    return NOT_REPORTED if value is None else SPELLINGS.get(value, value)


def inline(name: str) -> str:
    """A name as it stands within a sentence: `the Istio project` for "The Istio project"."""
    return f"the {name[4:]}" if name.startswith("The ") else name


def objection(dispute: Dispute) -> tuple[str, str, str]:
    """A dispute in a banner's words: what it is by its decision, who objects to what and what was decided, and what its page holds."""
    author, decision = dispute.author, dispute.decision
    what = "Statement" if dispute.is_statement else "Objection"
    head = what if decision is None else f"{what}, {OUTCOMES[decision.outcome].lower()}"
    who = (
        f"{author.name}{f', {author.affiliation}' if author.affiliation else ''} ({RELATIONSHIPS[author.relationship]})"
    )
    said = f"by {who}, {day(dispute.date)}: {dispute.claim.partition(_PARAGRAPH)[0]}"
    if decision is not None and not dispute.is_statement:
        said += f" Decided on {day(decision.date)} by {inline(decision.by)}: {decision.reason}"
    if dispute.is_statement and not dispute.replies:
        return head, said, "The statement"
    answers = plural(len(dispute.replies), "answer") if dispute.replies else "no answer yet"
    return head, said, f"The {what.lower()}, {answers}{', no decision yet' if dispute.is_open else ''}"


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


def raw_output(evidence: Sequence[Evidence]) -> str:
    """How far a result can be traced to what the tool wrote."""
    if not evidence:
        return "no raw output"
    hashed = all(each.sha256 is not None for each in evidence)
    if all(each.path is None and each.uri is None for each in evidence):
        return (
            "only the hash of the raw output is published"
            if hashed
            else "neither the raw output nor its hash is published"
        )
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
