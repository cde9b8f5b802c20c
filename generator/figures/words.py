"""The words around a figure: no more than the data carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.compare.wording import unranked_because
from generator.model import MeshKind, Relationship, State
from generator.numbers import MINUS, amount, between, inside, listed, plural, signed, three

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from generator.compare.values import ComparisonGroup, Difference, Series, Summary, Variant
    from generator.model import Moment, Result, Submission

VERDICT_RUNS = 5
NAMED = 5
"""More meshes or variants than these are counted and not named."""
RELATIONS = {
    Relationship.INDEPENDENT: "independent of the makers",
    Relationship.VENDOR: "measured by the maker",
    Relationship.USER: "a user of what was measured",
}
# calendar.month_name follows the machine's locale.
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def difference(value: Difference, unit: str) -> str:
    """`+98.2 ms (+34.0 %)`, or that none was detected."""
    if value.detectable is False:
        return "no detectable difference"
    relative = percent(value)
    return f"{signed(value.absolute, unit)}{f' ({relative})' if relative else ''}"


def percent(value: Difference) -> str:
    """The difference over the baseline's median: `+34.0 %`; empty where it has none or would read as zero.

    To a tenth below a hundred per cent, trailing zero included: the numbers stand below each other.
    """
    if value.relative is None or abs(value.relative) < 0.0005:
        return ""
    share = abs(value.relative) * 100
    text = f"{share:.1f}" if share < 99.95 else f"{share:,.0f}"
    return f"{'+' if value.relative > 0 else MINUS}{text} %"


def interval(summary: Summary, unit: str) -> str:
    """A median with its interval where there is one."""
    if summary.low is None or summary.high is None:
        return amount(summary.median, unit)
    text = f"{inside(summary.median, summary.low, summary.high)} {unit}"
    coverage = "" if summary.coverage is None else f", {three(summary.coverage * 100)} % interval"
    return f"{text} ({between(summary.low, summary.high)} {unit}{coverage})"


def runs(variants: Sequence[Variant]) -> str:
    """How many runs stand behind each variant, in a sentence."""
    counts = sorted({len(variant.results) for variant in variants})
    if counts == [1]:
        return "One run each, no verdict."
    if not counts:
        return "No run counts here."
    many = plural(counts[0], "run") if len(counts) == 1 else f"{counts[0]} to {plural(counts[-1], 'run')}"
    return f"{many} each, no verdict." if counts[0] < VERDICT_RUNS else f"{many} each."


def headed(head: str, finding: str) -> str:
    """A title: under which conditions, then what was seen."""
    if not head:
        return finding
    return f"{head}: {finding[:1].lower() if finding[1:2].islower() else finding[:1]}{finding[1:]}"


def subtitle(group: ComparisonGroup, *more: str) -> str:
    """Runs, what the form needs said, who is not ranked or left out, whose runs they are, and the group's conditions."""
    parts = (runs(group.variants), *more, unranked(group), left_out(group), drawn(group), group.conditions)
    return " ".join(text for text in parts if text)


def under(series: Series) -> str:
    """Whose runs a series holds, its title, and where it ran."""
    who = measured(variant for group in series.groups for variant in group.variants)
    start = [f"Measured: {who}."] if who else []
    return " ".join([*start, f"{series.title}.", *([series.environment] if series.environment else [])])


def drawn(group: ComparisonGroup) -> str:
    """Whose runs count, and in which campaign: `Measured: no mesh and Istio (5 variants), campaign 2020-08-12`."""
    campaigns = list(dict.fromkeys(result.campaign for result in group.results))
    parts = (measured(group.variants), f"campaign {listed(campaigns)}" if campaigns else "")
    said = ", ".join(part for part in parts if part)
    return f"Measured: {said}." if said else ""


def measured(variants: Iterable[Variant]) -> str:
    """Which meshes there are, with the number of their variants: `no mesh and Istio (5 variants)`."""
    found: dict[str, set[str]] = {}
    bare = False
    for one in variants:
        bare = bare or one.mesh.kind is MeshKind.NONE
        if one.mesh.kind is not MeshKind.NONE:
            found.setdefault(one.mesh.name, set()).add(one.label)
    names = [f"{mesh} ({plural(len(those), 'variant')})" if len(those) > 1 else mesh for mesh, those in found.items()]
    if len(names) > NAMED:
        names = [f"{plural(sum(map(len, found.values())), 'variant')} of {len(names)} meshes"]
    return listed([*(["no mesh"] if bare else []), *names])


def unranked(group: ComparisonGroup) -> str:
    """That not all variants are ranked against each other, and why."""
    reasons = unranked_because(group)
    return f"Not all variants are ranked: {reasons}." if reasons else ""


def left_out(group: ComparisonGroup) -> str:
    """Whose runs count nowhere, and why, in the words of their flags; what does not stand is counted, and gets no name in a chart."""
    by_reason: dict[str, dict[str, int]] = {}
    for each in group.excluded:
        flags = [flag.label for flag in group.flags.get(each.result.address, ()) if flag.excludes]
        names = by_reason.setdefault(", ".join(dict.fromkeys(flags)) or "not ranked", {})
        name = each.label if each.result.state.ranks else ""
        names[name] = names.get(name, 0) + 1
    counted = {one.label for one in group.variants}
    parts = [f"{_few(names, counted)} ({reason})" for reason, names in by_reason.items()]
    return f"Left out: {'; '.join(parts)}." if parts else ""


def _few(names: Mapping[str, int], counted: Collection[str]) -> str:
    """Variants by name; of one that counts by its other runs, how many are meant."""
    told = [
        name if name and name not in counted else f"{plural(number, 'run')}{f' of {name}' if name else ''}"
        for name, number in names.items()
    ]
    more = len(told) - NAMED
    return listed([*told[:NAMED], f"{more} more"] if more > 0 else told)


def source(submissions: Sequence[Submission], results: Sequence[Result]) -> str:
    """Who measured, in which relation to the makers, when, and when it was submitted.

    `LiveWyer (independent of the makers), April 2024; submitted 2026-11-22`.
    """
    people = ", ".join(dict.fromkeys(_person(submission) for submission in submissions))
    when = months([result.start_time for result in results])
    submitted = max((submission.submitted for submission in submissions), default=None)
    tail = "" if submitted is None else f"; submitted {submitted.isoformat()}"
    return f"{people}{', ' if people and when else ''}{when}{tail}"


def marked(subtitle: str, result: Result) -> str:
    """The subtitle of a result's own chart, which leads with the state of a result that does not simply stand."""
    return subtitle if result.state is State.PUBLISHED else f"Recorded as {result.state.value}. {subtitle}".rstrip()


def _person(submission: Submission) -> str:
    return f"{submission.provenance.measured_by} ({RELATIONS[submission.disclosure.relationship]})"


def months(moments: Iterable[Moment | None]) -> str:
    """The months (or years) from first to last, empty where no time is known."""
    known = sorted((moment for moment in moments if moment is not None), key=lambda moment: moment.at)
    if not known:
        return ""
    first, last = _month(known[0]), _month(known[-1])
    return first if first == last else f"{first} to {last}"


def _month(moment: Moment) -> str:
    year = f"{moment.at.year:04d}"
    return year if moment.precision == "year" else f"{MONTHS[moment.at.month - 1]} {year}"
