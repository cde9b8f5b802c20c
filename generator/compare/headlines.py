"""A group's finding as a title: a true statement, no stronger than its runs, at most 90 characters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from generator import numbers
from generator.compare.conditions import Conditions, capital
from generator.compare.flags import PERCENTILES
from generator.compare.overheads import THROUGHPUT, difference_of, quantity
from generator.compare.values import ComparisonGroup, Difference, Summary, Variant
from generator.model import MeshKind, Subject

LONGEST = 90
WIDEST = 120
"""A chart's title may take two lines of a slide."""
MIDDLE = "50"
UNITS = {THROUGHPUT: "requests/s"}
_PARTS: tuple[Callable[[Subject], str | None], ...] = (
    lambda subject: subject.version,
    lambda subject: subject.mode,
    lambda subject: subject.configuration,
)


def headline(group: ComparisonGroup, conditions: Conditions) -> str:
    """The finding under its conditions; what does not fit is left out, the number of runs first."""
    findings = list(_findings(group))
    heads = [f"{head}: " for head in conditions.heads()]
    candidates = (f"{head}{text}" for finding in findings for head in heads for text in finding)
    alone = (capital(text) for finding in findings for text in finding)
    return next((text for text in (*candidates, *alone) if len(text) <= LONGEST), "No finding that fits a title")


def charted(group: ComparisonGroup) -> str:
    """The finding as a chart's title: the headline, but under all conditions that the titles of the group's other charts name."""
    head = f"{group.head}: " if group.head else ""
    for counted, plain in (finding for finding in _findings(group) if len(finding) > 1):
        if len(head) + len(counted) <= LONGEST:
            return capital(f"{head}{counted}")
        if len(head) + len(plain) <= WIDEST:
            return capital(f"{head}{plain}")
    return group.headline


def leading_quantity(group: ComparisonGroup) -> str | None:
    """What the group's findings are about: "throughput", or the highest compared percentile that most variants report."""
    names = (THROUGHPUT,) if group.leads == THROUGHPUT else (*reversed(PERCENTILES), THROUGHPUT)
    reporting = {name: sum(quantity(one, name) is not None for one in group.variants) for name in names}
    best = max(reporting.values(), default=0)
    return next((name for name in names if best and reporting[name] == best), None)


def unit_of(name: str) -> str:
    """The unit of a quantity: requests/s, or ms."""
    return UNITS.get(name, "ms")


def prefix_of(name: str) -> str:
    """What stands before a number of the quantity: `p99 ` or nothing."""
    return "" if name == THROUGHPUT else f"p{name} "


def without(baseline: Variant) -> str:
    """`without a mesh`, or with what the baseline is where it is something else."""
    return "without a mesh" if baseline.mesh.kind is MeshKind.NONE else f"with {baseline.label}"


Known = tuple[Variant, Summary]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Quantity:
    """A quantity with what stands before and behind its numbers; medians of several runs are called that."""

    name: str
    prefix: str
    unit: str

    @classmethod
    def of(cls, name: str, known: Sequence[Known]) -> _Quantity:
        single = all(len(summary.values) == 1 for _, summary in known)
        return cls(name=name, prefix=f"{'' if single else 'median '}{prefix_of(name)}", unit=unit_of(name))

    def first(self, value: float) -> str:
        return f"{self.prefix}{numbers.amount(value, self.unit)}"


def _findings(group: ComparisonGroup) -> Iterator[tuple[str, ...]]:
    """The best statement first, each with and without the number of its runs."""
    name = leading_quantity(group)
    if name is None:
        yield ("no run that counts" if not group.variants else "no rate or latency reported",)
        return
    known = [(one, summary) for one in group.variants if (summary := quantity(one, name)) is not None]
    runs = _runs([summary for _, summary in known])
    for text in _statements(group, _Quantity.of(name, known), known):
        yield f"{text}, {runs}", text


def _runs(summaries: Sequence[Summary]) -> str:
    counts = sorted({len(summary.values) for summary in summaries})
    each = " each" if len(summaries) > 1 else ""
    if counts == [1]:
        return f"one run{each}"
    return f"{counts[0]} runs{each}" if len(counts) == 1 else f"{counts[0]} to {counts[-1]} runs each"


def _statements(group: ComparisonGroup, said: _Quantity, known: Sequence[Known]) -> Iterator[str]:
    others = [(one, summary) for one, summary in known if one is not group.baseline]
    base = next((summary for one, summary in known if one is group.baseline), None)
    if base is None or group.baseline is None:
        yield from _alone(said, others)
    elif not others:
        yield f"{said.first(base.median)} {without(group.baseline)}, no mesh to compare with"
        yield f"{said.first(base.median)} as baseline, nothing beside it"
    else:
        yield from _tested(group.baseline, said.name, others)
        yield from _against(group.baseline, said, base, others)


def _alone(said: _Quantity, others: Sequence[Known]) -> Iterator[str]:
    medians = [summary.median for _, summary in others]
    if len(others) == 1:
        yield from (f"{said.first(medians[0])} with {name}" for name in (others[0][0].label, others[0][0].mesh.name))
        return
    if len(others) == 2:
        first, second = _short_names(others[0][0], others[1][0])
        yield f"{said.first(medians[0])} with {first}, {numbers.three(medians[1])} {second}"
    yield f"{said.prefix}{numbers.span(medians, said.unit)} with {whom([one for one, _ in others])}"


def _against(baseline: Variant, said: _Quantity, base: Summary, others: Sequence[Known]) -> Iterator[str]:
    start = f"{said.first(base.median)} {without(baseline)}"
    medians = [summary.median for _, summary in others]
    if len(others) == 1:
        one = others[0][0]
        yield from (f"{start}, {numbers.three(medians[0])} with {name}" for name in (one.label, one.mesh.name))
    low, high = numbers.three(min(medians)), numbers.three(max(medians))
    spread = low if low == high else f"{low} to {high}"
    yield f"{start}, {spread} with {whom([one for one, _ in others], baseline)}"
    yield f"{said.first(base.median)} as baseline, {spread} beside it"


def _tested(baseline: Variant, name: str, others: Sequence[Known]) -> Iterator[str]:
    """What a test carries: the interval of a single variant's difference, or that none was detected anywhere."""
    gaps = [difference_of(one, name) for one, _ in others]
    at = "in throughput" if name == THROUGHPUT else f"at p{name}"
    if all(gap is not None and gap.detectable is False for gap in gaps):
        yield from _in_the_middle([one for one, _ in others], name)
        yield f"no detectable difference {at} from running {without(baseline)}"
    if len(others) == 1 and gaps[0] is not None and gaps[0].detectable:
        yield from _moved(others[0][0].label, gaps[0], baseline, name)
        yield from _moved(others[0][0].mesh.name, gaps[0], baseline, name)


def _in_the_middle(others: Sequence[Variant], name: str) -> Iterator[str]:
    """What every variant adds at the median, where nothing was detected in the tail."""
    gaps = [difference_of(one, MIDDLE) for one in others] if name not in (THROUGHPUT, MIDDLE) else []
    bounds = [bound for gap in gaps if gap is not None and gap.detectable for bound in (gap.low, gap.high)]
    known = [bound for bound in bounds if bound is not None and bound > 0]
    if gaps and len(known) == 2 * len(gaps):
        size = numbers.span((min(known), max(known)), unit_of(MIDDLE))
        yield f"{_each_adds(others)} {size} at p{MIDDLE}, no detectable difference at p{name}"


def _each_adds(others: Sequence[Variant]) -> str:
    """`Alpha 1.0.0 adds`, `Alpha adds`, `each of 2 meshes adds`, `others add`."""
    if len(others) == 1:
        return f"{others[0].label} adds"
    if len({one.mesh.id for one in others}) == 1:
        return f"{others[0].mesh.name} adds"
    names = whom(others)
    return "others add" if names == "others" else f"each of {names} adds"


def _moved(label: str, gap: Difference, baseline: Variant, name: str) -> Iterator[str]:
    if gap.low is None or gap.high is None or gap.low <= 0 <= gap.high:
        return
    size = numbers.span((abs(gap.low), abs(gap.high)), unit_of(name))
    if name != THROUGHPUT:
        yield f"{label} adds {size} at p{name}" if gap.low > 0 else f"{label} takes {size} off p{name}"
    else:
        yield f"{label} carries {size} {'more' if gap.low > 0 else 'less'} than {without(baseline)}"


def whom(others: Sequence[Variant], baseline: Variant | None = None) -> str:
    """Whom a number is of, in a word: `Istio`, `3 meshes`, beside a baseline without a mesh `one`, else `others`."""
    meshes = {one.mesh.id: one.mesh for one in others}
    if len(meshes) == 1:
        return others[0].mesh.name
    plain = all(mesh.kind is MeshKind.MESH for mesh in meshes.values())
    if plain and baseline is not None and baseline.mesh.kind is MeshKind.NONE:
        return "one"
    return f"{len(meshes)} meshes" if plain else "others"


def _short_names(one: Variant, other: Variant) -> tuple[str, str]:
    """Names of two variants by what tells them apart: `Istio ambient` and `sidecar`."""
    if one.mesh.id == other.mesh.id:
        for read in _PARTS:
            first, second = read(one.subject), read(other.subject)
            if first and second and first != second:
                return f"{one.mesh.name} {first}", second
    elif one.mesh.name != other.mesh.name:
        return one.mesh.name, f"with {other.mesh.name}"
    return one.label, f"with {other.label}"
