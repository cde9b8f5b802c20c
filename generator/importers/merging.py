"""The runs of several generators as one distributed run: exact sums, one merge of the distributions, every percentile with its bounds."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from generator import distribution
from generator.alignment import LOOSE, Span, align, span_of
from generator.distribution import Form
from generator.importers.common import ImportedRun, ImportRefused
from generator.importers.pattern import Pattern, fill
from generator.importers.quantiles import Described, described
from generator.times import read_instant

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from generator.distribution import Distribution

T = TypeVar("T")

_TOTALS = ("connections", "rate", "requests")
_CONDITIONS = ("loop", "protocol", "offered")
"""Facts in which generators of one run agree, as far as they report them; `_REFERENCES` are such fields of SMP's message."""
_REFERENCES = ("mesh_config_id", "env_id", "test_id")
_DIFFERENCE = 0.02
"""How far two ways to the rate may differ before both are said."""


def merged_runs(
    runs: Sequence[ImportedRun], pattern: Pattern | None, template: str, name: str | None, expected: int | None
) -> tuple[ImportedRun, ...]:
    """The runs by what the template says of each; those with the same text are one, its generators named by `name`.

    Raises:
        ImportRefused: a template names a part that there is not, or runs can't be merged.
    """
    grouped: dict[str, list[ImportedRun]] = {}
    for run in runs:
        parts = {**(pattern.read(run.label) if pattern else {}), "file": run.source.name}
        named = replace(
            run, label=fill(name, parts, "--generator") if name else run.source.name, origin=run.origin or run.label
        )
        grouped.setdefault(fill(template, parts, "--merge"), []).append(named)
    return tuple(merge(label, found, expected) for label, found in grouped.items())


def merge(label: str, runs: Sequence[ImportedRun], expected: int | None = None) -> ImportedRun:
    """The runs of generators that worked together as one run; each keeps its own name as label.

    Raises:
        ImportRefused: a generator stands twice, they are of different tools, populations or conditions, one has no distribution and so
            can't be merged, more reported than there were, or they did not work at the same time.
    """
    _check(label, runs, expected)
    joined = distribution.merge(each.distribution for each in runs if each.distribution is not None)
    missing = Fraction(expected - len(runs), expected) if expected else Fraction(0)
    rate, overlap = _rate(label, runs)
    made = replace(
        runs[0],
        label=label,
        origin=None,
        tool_version=_same(runs, lambda each: each.tool_version),
        start_time=_over([each.start_time for each in runs], _earliest),
        end_time=_over([each.end_time for each in runs], _latest),
        **_described(joined, missing, runs),
        merge_method=joined.method,
        actual_qps=rate,
        requests=_over([each.requests for each in runs], sum),
        errors=_over([each.errors for each in runs], _added),
        duration_seconds=_over([each.duration_seconds for each in runs], max),
        generators=tuple(sorted(runs, key=lambda each: each.label)),
        expected=expected,
        facts=_facts(runs, expected if missing else None),
        smp=_smp(runs),
        notes=(*dict.fromkeys(note for each in runs for note in each.notes), *overlap),
    )
    return _of_a_part(made, joined) if missing else made


def _described(joined: Distribution, missing: Fraction, runs: Sequence[ImportedRun]) -> Described:
    """What is published of the merge; of bare percentiles, no percentile beside all those of the generators.

    Between percentiles the mass is spread evenly over intervals that may reach from the least to the greatest latency, so that its
    percentile can lie far beside what every tool printed; that of all requests lies between theirs, whatever their shares.
    """
    found = described(joined, missing)
    if joined.form is not Form.PERCENTILES:
        return found
    values = {
        key: _between(value, [each.percentiles_ms.get(key) for each in runs], found["bounds_ms"].get(key))
        for key, value in found["percentiles_ms"].items()
    }
    return {**found, "percentiles_ms": values}


def _between(
    value: Decimal, theirs: Sequence[Decimal | None], bounds: tuple[Decimal, Decimal | None] | None
) -> Decimal:
    """The value, within the generators' where all have one, and within its bounds in any case."""
    known = [each for each in theirs if each is not None]
    if not known or len(known) < len(theirs):
        return value
    low, high = bounds or (value, value)
    nearest = max(min(max(value, min(known)), max(known)), low)
    return nearest if high is None else min(nearest, high)


def _check(label: str, runs: Sequence[ImportedRun], expected: int | None) -> None:
    if expected is not None and len(runs) > expected:
        raise ImportRefused(f"{label}: {len(runs)} generators reported, --generators says {expected}")
    twice = [name for name, count in Counter(each.label for each in runs).items() if count > 1]
    if twice:
        raise ImportRefused(f"{label}: the generator {twice[0]!r} stands twice; tell them apart by --generator")
    marks = Counter((each.start_time, each.requests, each.distribution) for each in runs)
    if len(marks) < len(runs):
        raise ImportRefused(f"{label}: two generators have the same requests and latencies: is a file given twice?")
    _check_alike(label, runs)
    bare = [each.label for each in runs if each.distribution is None]
    if bare:
        raise ImportRefused(
            f"{label}: {bare[0]} has neither a histogram nor percentiles with a maximum and a count: it can't be merged"
        )


def _check_alike(label: str, runs: Sequence[ImportedRun]) -> None:
    values = {
        **{name: [getattr(each, name) for each in runs] for name in ("tool", "population", "coordinated_omission")},
        **{name: [each.facts[name] for each in runs if name in each.facts] for name in _CONDITIONS},
        **{name: [each.smp[name] for each in runs if name in each.smp] for name in _REFERENCES},
    }
    for name, said in values.items():
        found = sorted(set(map(str, said)))
        if len(found) > 1:
            raise ImportRefused(f"{label}: generators differ in {name} ({', '.join(found)}) and are not merged")


def _rate(label: str, runs: Sequence[ImportedRun]) -> tuple[Decimal | None, tuple[str, ...]]:
    """The rates of all generators added up, and what is to be said of their overlap.

    Raises:
        ImportRefused: they hardly worked at the same time.
    """
    spans = [span for each in runs if (span := _span(each)) is not None]
    rates = [each.actual_qps for each in runs]
    if len(spans) < len(runs):
        return None, ("when each generator worked is not reported: their rates are not added up",)
    found = align(spans)
    share = f"{found.overlap:.1%}"
    if found.overlap < LOOSE:
        raise ImportRefused(
            f"{label}: the generators overlap for {share} of the time: import them as runs of their own"
        )
    notes = () if found.aligned else (f"the generators overlap for {share} of the time",)
    cautious = found.conservative_rps
    if cautious is None:
        silent = "how many requests each generator made is not reported: their rates are not added up"
        return None, (*notes, silent)
    total = _over(rates, _total)
    if total is None or abs(float(total) - cautious) <= _DIFFERENCE * float(total):
        return total, notes
    return total, (
        *notes,
        f"the rates add up to {total:.6g} requests/s; all requests over the whole time are {cautious:.6g}",
    )


def _total(rates: Sequence[Decimal]) -> Decimal:
    return sum(rates, Decimal(0))


def _span(run: ImportedRun) -> Span | None:
    start = read_instant(run.start_time) if run.start_time else None
    seconds = None if run.duration_seconds is None else float(run.duration_seconds)
    return None if seconds is None else span_of(start, None, seconds, requests=run.requests)


def _earliest(times: Sequence[str]) -> str:
    return min(times, key=_instant)


def _latest(times: Sequence[str]) -> str:
    return max(times, key=_instant)


def _instant(text: str) -> tuple[float, str]:
    """As text 10:00:00.5Z would come after 10:00:00.52Z."""
    found = read_instant(text)
    return (found.timestamp() if found else 0.0, text)


def _over(values: Sequence[T | None], reduce: Callable[[list[T]], T]) -> T | None:
    """The values reduced to one; None where one of them is not reported."""
    known = [value for value in values if value is not None]
    return reduce(known) if len(known) == len(values) else None


def _added(errors: Sequence[Mapping[str, int]]) -> Mapping[str, int]:
    total: Counter[str] = Counter()
    for each in errors:
        total.update(each)
    return dict(sorted(total.items()))


def _same(runs: Sequence[ImportedRun], value: Callable[[ImportedRun], T]) -> T | None:
    found = {value(each) for each in runs}
    return found.pop() if len(found) == 1 else None


def _facts(runs: Sequence[ImportedRun], expected: int | None) -> Mapping[str, str]:
    """What all generators say alike; connections, rate and requests are those of all together.

    Where fewer than `expected` reported, the others had what all of these had alike, and nothing is said where they differ.
    """
    shared = {
        name: value
        for name, value in runs[0].facts.items()
        if name not in _TOTALS and all(each.facts.get(name) == value for each in runs)
    }
    for name in _TOTALS:
        values = [Decimal(each.facts[name]) for each in runs if name in each.facts]
        if len(values) == len(runs) and (expected is None or len(set(values)) == 1):
            shared[name] = f"{sum(values) if expected is None else values[0] * expected:f}"
    return shared


def _smp(runs: Sequence[ImportedRun]) -> Mapping[str, object]:
    """The fields of SMP's message that are the same in all; an id is that of one generator."""
    first, *others = (each.smp for each in runs)
    return {
        name: value
        for name, value in first.items()
        if name != "id" and all(name in each and each[name] == value for each in others)
    }


def _of_a_part(run: ImportedRun, joined: distribution.Distribution) -> ImportedRun:
    """The run without the extremes and the mean, which are not those of all; the note has them and says who did not report."""
    known = {"min": run.min_ms, "average": run.average_ms, "max": run.max_ms, "standard deviation": run.stdev_ms}
    said = [f"{name} {value.normalize():f} ms" for name, value in known.items() if value is not None]
    theirs = f", which had {', '.join(said)}" if said else ""
    lacking = f"{(run.expected or 0) - len(run.generators)} of {run.expected} generators did not report"
    bounded = "percentiles are bounded as if each had had an equal share"
    rest = f"rate, requests, errors and distribution are those of the generators that reported{theirs}"
    return replace(
        run,
        min_ms=None,
        average_ms=None,
        max_ms=None,
        stdev_ms=None,
        distribution=replace(joined, moments=distribution.Moments()),
        notes=(*run.notes, f"{lacking}: {bounded}; {rest}"),
    )
