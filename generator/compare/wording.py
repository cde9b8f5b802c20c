"""A group's findings as sentences: what was seen, what it buys, what a test can tell, and what a reader must bear in mind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator import numbers
from generator.compare import statistics
from generator.compare.headlines import leading_quantity, prefix_of, unit_of, without
from generator.compare.overheads import THROUGHPUT, difference_of, quantity
from generator.compare.values import NOT_REPORTED, ComparisonGroup, Difference, FlagKind, Sentence, Summary, Variant
from generator.compare.variants import does_the_same, features_in_words

FINDING, CAVEAT, VERDICT, COST = "finding", "caveat", "verdict", "cost"
_SATURATION = (
    "At full load a closed loop sends the next request when an answer has come, so that latency here follows from the connections "
    "and the throughput: it is a consequence of saturation and says nothing of latency at a given rate."
)


def sentences(group: ComparisonGroup) -> tuple[Sentence, ...]:
    """All sentences of the group: its findings or verdicts, what the variants buy, then the caveats."""
    return (*_compared(group), *_extremes(group), *_ranked(group), *_bought(group), *_caveats(group))


def _compared(group: ComparisonGroup) -> Iterator[Sentence]:
    name = leading_quantity(group)
    if name is None:
        return
    base = None if group.baseline is None else quantity(group.baseline, name)
    known = [(one, mine) for one in group.variants if (mine := quantity(one, name)) and one is not group.baseline]
    once = _no_verdict([mine for _, mine in known] + ([] if base is None else [base])) if known else ""
    if once:
        yield Sentence(kind=FINDING, text=once)
    for one, mine in known:
        if base is None or group.baseline is None:
            yield _seen(one, name, mine, said=bool(once))
        elif statistics.enough(mine, base):
            yield _verdict(one, name, mine, base, group.baseline)
        else:
            yield _few(one, name, mine, base, group.baseline, said=bool(once))


def _no_verdict(summaries: Sequence[Summary]) -> str:
    """That nothing here is a verdict, in one sentence for all variants; empty where one has runs enough for an interval."""
    if any(summary.low is not None for summary in summaries):
        return ""
    counts = sorted({len(summary.values) for summary in summaries})
    if counts == [1]:
        return "One run each: no verdict."
    return f"Medians of {' to '.join(dict.fromkeys((str(counts[0]), str(counts[-1]))))} runs each: no verdict."


def _seen(one: Variant, name: str, mine: Summary, *, said: bool) -> Sentence:
    runs = len(mine.values)
    number = f"{prefix_of(name)}{numbers.amount(mine.median, unit_of(name))}"
    if said:
        return Sentence(kind=FINDING, text=f"{one.label}: {number}.")
    if runs == 1:
        return Sentence(kind=FINDING, text=f"{one.label}: {number}, one run.")
    if mine.low is None or mine.high is None:
        return Sentence(kind=FINDING, text=f"{one.label}: {number}, median of {runs} runs; not a verdict.")
    return Sentence(kind=FINDING, text=f"{one.label}: {number}, median of {runs} runs ({_interval(mine, name)}).")


def _interval(summary: Summary, name: str) -> str:
    bounds = numbers.span((summary.low or 0.0, summary.high or 0.0), unit_of(name))
    return f"{bounds} at {numbers.percent(summary.coverage)} coverage"


def _few(one: Variant, name: str, mine: Summary, base: Summary, baseline: Variant, *, said: bool) -> Sentence:
    """`said`: that it is no verdict, and of how many runs, stands before all variants."""
    tail = "" if said else f", {_runs(mine, base)}; not a verdict"
    return Sentence(kind=FINDING, text=f"{one.label}: {_pair(name, mine, base, baseline)}{tail}.")


def _pair(name: str, mine: Summary, base: Summary, baseline: Variant) -> str:
    against = numbers.amount(base.median, unit_of(name))
    return f"{prefix_of(name)}{numbers.three(mine.median)} against {against} {without(baseline)}"


def _runs(mine: Summary, base: Summary) -> str:
    here, there = len(mine.values), len(base.values)
    if here == there:
        return "one run each" if here == 1 else f"medians of {here} runs each"
    return f"medians of {here} and {there} runs"


def _verdict(one: Variant, name: str, mine: Summary, base: Summary, baseline: Variant) -> Sentence:
    gap = difference_of(one, name)
    pair = f"{_pair(name, mine, base, baseline)}, {_runs(mine, base)}"
    told = None if gap is None else _told(gap, name)
    if told is None:
        return Sentence(kind=FINDING, text=f"{one.label}: {pair}; too few runs for this many comparisons, no verdict.")
    return Sentence(kind=VERDICT, text=f"{one.label}: {told} ({pair}).")


def _told(gap: Difference, name: str) -> str | None:
    where = "in throughput" if name == THROUGHPUT else f"at p{name}"
    if gap.detectable is None:
        return None
    if not gap.detectable:
        return f"no detectable difference {where}"
    bounds = f"{numbers.signed(gap.low)} and {numbers.signed(gap.high, unit_of(name))}"
    p_value = "p < 0.001" if gap.p_value is not None and gap.p_value < 0.001 else f"p = {numbers.three(gap.p_value)}"
    return f"a detectable difference {where}, between {bounds}, {p_value} after Holm's correction"


def _extremes(group: ComparisonGroup) -> Iterator[Sentence]:
    """The least and the greatest of three variants or more that do the same, all that read the same named together."""
    name = leading_quantity(group)
    known = [] if name is None else [one for one in group.variants if one is not group.baseline and quantity(one, name)]
    alike = known and all(does_the_same(known[0].subject.features, one.subject.features) for one in known)
    if name is None or len(known) < 3 or not alike:
        return
    by_text: dict[str, list[str]] = {}
    for one in sorted(known, key=lambda one: _median(one, name)):
        by_text.setdefault(numbers.three(_median(one, name)), []).append(one.label)
    (low, lowest), (high, highest) = next(iter(by_text.items())), list(by_text.items())[-1]
    if low == high:
        return
    unit, what = unit_of(name), "Throughput" if name == THROUGHPUT else f"p{name}"
    ends = (
        f"lowest with {numbers.listed(lowest)}, {low} {unit}, and highest with {numbers.listed(highest)}, {high} {unit}"
    )
    tail = "" if all(len(one.results) == 1 for one in known) else ", by the medians of the runs"
    yield Sentence(kind=FINDING, text=f"{what} was {ends}{tail}: seen, not ranked.")


def _median(one: Variant, name: str) -> float:
    summary = quantity(one, name)
    return 0.0 if summary is None else summary.median


def _ranked(group: ComparisonGroup) -> Iterator[Sentence]:
    placed = sorted((one for one in group.variants if one.rank is not None), key=lambda one: (one.rank or 0, one.label))
    for first in _firsts(placed):
        peers = [one for one in placed if does_the_same(one.subject.features, first.subject.features)]
        what = "throughput" if group.leads == THROUGHPUT else "p99"
        yield Sentence(kind=VERDICT, text=f"By {what}, {_places(peers)}.")


def _places(peers: Sequence[Variant]) -> str:
    if len({one.rank for one in peers}) == 1:
        return f"no test tells apart {numbers.listed([one.label for one in peers])}, which do the same"
    places = numbers.listed([f"{one.rank}. {one.label}" for one in peers])
    return f"among variants that do the same: {places}; what no test tells apart shares a place"


def _firsts(placed: Sequence[Variant]) -> list[Variant]:
    firsts: list[Variant] = []
    for one in placed:
        if not any(does_the_same(one.subject.features, first.subject.features) for first in firsts):
            firsts.append(one)
    return firsts


def _bought(group: ComparisonGroup) -> Iterator[Sentence]:
    if group.baseline is None:
        return
    for one in group.variants:
        if one is not group.baseline:
            yield Sentence(kind=COST, text=f"{one.label} provides: {does(one)}.")


def does(one: Variant) -> str:
    """What the variant does, in words: `encryption mTLS, layer 7 processing yes; not reported: access log`."""
    features = features_in_words(one.subject.features)
    known = ", ".join(f"{name} {value}" for name, value in features if value is not None)
    missing = numbers.listed([name for name, value in features if value is None])
    return "; ".join(part for part in (known, f"{NOT_REPORTED}: {missing}" if missing else "") if part)


def _caveats(group: ComparisonGroup) -> Iterator[Sentence]:
    texts = (
        _saturated(group),
        _no_overhead(group),
        _unranked(group),
        *_brought(group),
        _excluded(group),
        *_flagged(group),
    )
    yield from (Sentence(kind=CAVEAT, text=text) for text in texts if text)


def _saturated(group: ComparisonGroup) -> str:
    return _SATURATION if group.leads == THROUGHPUT else ""


def _no_overhead(group: ComparisonGroup) -> str:
    return f"No overhead is given: {_lower(group.no_overhead_because)}" if group.no_overhead_because else ""


def _lower(text: str) -> str:
    return f"{text[0].lower()}{text[1:]}"


def _unranked(group: ComparisonGroup) -> str:
    others = [one for one in group.variants if one is not group.baseline]
    if len(others) < 2:
        return ""
    first = others[0].subject.features
    if all(does_the_same(first, one.subject.features) for one in others):
        return ""
    names = [name for name, _ in features_in_words(first)]
    columns = [{dict(features_in_words(one.subject.features))[name] for one in others} for name in names]
    differ = numbers.listed([name for name, values in zip(names, columns, strict=True) if len(values - {None}) > 1])
    unknown = numbers.listed(
        [name for name, values in zip(names, columns, strict=True) if None in values and len(values - {None}) < 2]
    )
    reasons = (f"they differ in {differ}" if differ else "", f"{unknown} not reported for all" if unknown else "")
    return f"Not all variants are ranked against each other: {'; '.join(part for part in reasons if part)}."


def _brought(group: ComparisonGroup) -> Iterator[str]:
    for one in group.variants:
        for what, value in one.differs:
            yield f"{one.label} brings along its own {what} ({value}): a condition that is not the same for all."


def _excluded(group: ComparisonGroup) -> str:
    number = len(group.excluded)
    if not number:
        return ""
    verb = "does not count and stands" if number == 1 else "do not count and stand"
    return f"{numbers.plural(number, 'run')} {verb} below with the reason."


_OF_RUNS = (
    (FlagKind.ERRORS_NOT_REPORTED, "Errors are not reported for"),
    (FlagKind.FEW_SAMPLES, "Too few samples stand behind a percentile, which is not compared, of"),
    (FlagKind.THIN_SAMPLES, "Fewer than a hundred samples lie beyond a percentile of"),
    (FlagKind.SAMPLES_NOT_REPORTED, "How many samples stand behind the percentiles is not reported for"),
    (FlagKind.ONLY_A_RANGE, "A percentile is known as a range only, and is not compared, of"),
    (FlagKind.LITTLE_OVERLAP, "The generators did not work at the same time throughout in"),
    (FlagKind.GENERATORS_MISSING, "Some generators did not report in"),
    (FlagKind.VERSION_NOT_REPORTED, "The mesh's version is not reported for"),
    (FlagKind.SATURATED, "The offered rate was nearly not achieved by"),
    (FlagKind.SHORT_RUN, "Less than a minute was measured by"),
)


def _flagged(group: ComparisonGroup) -> Iterator[str]:
    counted = [result for one in group.variants for result in one.results]
    for kind, start in _OF_RUNS:
        number = sum(any(flag.kind is kind for flag in group.flags[result.address]) for result in counted)
        if number:
            yield f"{start} {_share(number, len(counted))}."


def _share(number: int, total: int) -> str:
    if number == total:
        return "the one run" if total == 1 else f"all {total} runs" if total > 2 else "both runs"
    return f"{number} of {total} runs"
