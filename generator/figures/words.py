"""The words around a figure: no more than the data carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.model import Relationship, State
from generator.numbers import MINUS, amount, between, inside, plural, signed, three

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from generator.compare.values import ComparisonGroup, Difference, Summary, Variant
    from generator.model import Moment, Result, Submission

VERDICT_RUNS = 5
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
    """Runs, what the form needs said, and the group's conditions."""
    return " ".join([runs(group.variants), *(text for text in more if text), group.conditions])


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
