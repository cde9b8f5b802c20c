"""A group's findings as sentences: what was seen, what it buys, what a test can tell, and what a reader must bear in mind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator import numbers
from generator.compare import statistics
from generator.compare.flags import PERCENTILES
from generator.compare.headlines import leading_quantity, prefix_of, unit_of, without
from generator.compare.overheads import THROUGHPUT, among, difference_of, peers_of, quantity
from generator.compare.values import (
    NOT_REPORTED,
    ComparisonGroup,
    Contrast,
    Difference,
    FlagKind,
    Sentence,
    Summary,
    Variant,
)
from generator.compare.variants import does_the_same, features_in_words

FINDING, CAVEAT, VERDICT, COST = "finding", "caveat", "verdict", "cost"
_MOST_PAIRS = 1
"""So many tests among variants that do the same are sentences; more are told by the places, and stand in the table."""
_SATURATION = (
    "At full load a closed loop sends the next request when an answer has come, so that latency here follows from the connections "
    "and the throughput: it is a consequence of saturation and says nothing of latency at a given rate."
)


def sentences(group: ComparisonGroup) -> tuple[Sentence, ...]:
    """All sentences of the group: its findings or verdicts, what the variants buy, then the caveats."""
    return (*_compared(group), *_reach(group), *_extremes(group), *_ranked(group), *_bought(group), *_caveats(group))


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
            yield _verdict(group, one, name)
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


def _verdict(group: ComparisonGroup, one: Variant, name: str) -> Sentence:
    """What a test says of the variant against the baseline."""
    gap, baseline = difference_of(one, name), group.baseline
    mine, base = quantity(one, name), None if baseline is None else quantity(baseline, name)
    if gap is None or baseline is None or mine is None or base is None:
        raise ValueError("a verdict is about two sides")
    pair = f"{_pair(name, mine, base, baseline)}, {_runs(mine, base)}"
    if gap.detectable is None:
        return Sentence(kind=FINDING, text=f"{one.label}: {pair}; {no_verdict(gap)}.")
    sides = f"{pair.removeprefix(prefix_of(name))}; {_behind(gap, name, group)}"
    text = "; ".join((f"{one.label}: {told(gap, name)} ({sides})", *_elsewhere(one, name)))
    return Sentence(kind=VERDICT, text=f"{text}.")


def _elsewhere(one: Variant, name: str) -> Iterator[str]:
    """The differences at the other percentiles, where the one that leads shows none."""
    leading = difference_of(one, name)
    if name == THROUGHPUT or leading is None or leading.detectable:
        return
    for other in PERCENTILES:
        gap = difference_of(one, other)
        if other != name and gap is not None and gap.detectable:
            yield told(gap, other)


def told(gap: Difference, name: str) -> str:
    """What a test tells of a difference: `slower by 0.9 to 1.3 ms at p99`, `no detectable difference in throughput`."""
    where = "in throughput" if name == THROUGHPUT else f"at p{name}"
    if not gap.detectable:
        return f"no detectable difference {where}"
    if gap.low is None or gap.high is None:
        return f"{_direction(gap, name)} {where}"
    return f"{_direction(gap, name)} by {numbers.span((abs(gap.low), abs(gap.high)), unit_of(name))} {where}"


def _direction(gap: Difference, name: str) -> str:
    greater, less = ("higher", "lower") if name == THROUGHPUT else ("slower", "faster")
    return greater if _is_greater(gap) else less


def _is_greater(gap: Difference) -> bool:
    return (gap.superiority or 0.0) > 0.5


def _behind(gap: Difference, name: str, group: ComparisonGroup) -> str:
    """What stands behind a verdict: the interval that nothing was found in or the effect size, then the test."""
    if gap.detectable:
        seen = effect(gap)
    else:
        seen = (
            ""
            if gap.low is None
            else f"between {numbers.signed(gap.low)} and {numbers.signed(gap.high, unit_of(name))}"
        )
    return ", ".join(text for text in (seen, p_value(gap, len(group.contrasts))) if text)


def effect(gap: Difference) -> str:
    """How often the difference shows, the effect size in words: `so in 98.4 % of the pairs of runs`."""
    size = gap.superiority or 0.0
    return f"so in {numbers.percent(max(size, 1 - size))} of the pairs of runs"


def p_value(gap: Difference, tests: int) -> str:
    """`corrected p = 0.012`, or `p = 0.012` of a single test."""
    name = "p" if tests == 1 else "corrected p"
    return (
        f"{name} < 0.001"
        if gap.p_value is not None and gap.p_value < 0.001
        else f"{name} = {numbers.three(gap.p_value)}"
    )


def no_verdict(gap: Difference) -> str:
    """Why a test gives no verdict."""
    if gap.smallest_p is None or gap.smallest_p <= statistics.LEVEL:
        return "no verdict: values are tied, so that the test and the interval do not agree"
    return "too few runs for this many comparisons, no verdict"


def _reach(group: ComparisonGroup) -> Iterator[Sentence]:
    """How many tests there are where they are too many for the runs, and how many runs could tell."""
    gaps = [each.difference for each in group.contrasts]
    beyond = [gap.smallest_p for gap in gaps if gap.smallest_p is not None and gap.smallest_p > statistics.LEVEL]
    if beyond:
        tests = f"The {len(gaps)} tests of this comparison are one family" if len(gaps) > 1 else "There is one test"
        text = f"{tests}: the least p within reach of its runs is {numbers.three(min(beyond))}{_enough(group)}."
        yield Sentence(kind=FINDING, text=text)


def _enough(group: ComparisonGroup) -> str:
    """How many runs could tell, unless there are as many and tied values alone stand in the way."""
    by_id = {one.id: one for one in group.variants}
    sides = [(by_id[name], each.quantity) for each in group.contrasts for name in (each.variant, each.reference)]
    fewest = min(len(summary.values) for one, name in sides if (summary := quantity(one, name)) is not None)
    need = statistics.runs_needed(len(group.contrasts))
    return f"; {need} runs of each variant could tell" if need > fewest else ", since values are tied"


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
    """The places among variants that do the same; where few were tested, each test as well; where none is given, why."""
    for peers in peers_of(group.variants, group.baseline, group.leads):
        tests = among(peers, group.contrasts)
        placed = sorted((one for one in peers if one.rank is not None), key=lambda one: (one.rank or 0, one.label))
        if len(tests) <= _MOST_PAIRS:
            yield from _told_apart(group, tests)
        if placed:
            what = "throughput" if group.leads == THROUGHPUT else "p99"
            yield Sentence(kind=VERDICT, text=f"By {what}, {_places(placed)}.")
        else:
            yield Sentence(kind=FINDING, text=_no_places(peers, tests))


def _told_apart(group: ComparisonGroup, tests: Sequence[Contrast]) -> Iterator[Sentence]:
    labels = {one.id: one.label for one in group.variants}
    for each in tests:
        gap, name = each.difference, each.quantity
        if gap.detectable:
            text = f"{labels[each.variant]} against {labels[each.reference]}: {told(gap, name)} ({_behind(gap, name, group)})."
            yield Sentence(kind=VERDICT, text=text)


def _no_places(peers: Sequence[Variant], tests: Sequence[Contrast]) -> str:
    names = numbers.listed([one.label for one in peers])
    gap = next(each.difference for each in tests if each.difference.detectable is None)
    return f"{names} do the same and get no place: {no_verdict(gap)}."


def _places(peers: Sequence[Variant]) -> str:
    if len({one.rank for one in peers}) == 1:
        return f"no test tells apart {numbers.listed([one.label for one in peers])}, which do the same"
    places = numbers.listed([f"{one.rank}. {one.label}" for one in peers])
    return f"among variants that do the same: {places}; what no test tells apart shares a place"


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
    reasons = unranked_because(group)
    return f"Not all variants are ranked against each other: {reasons}." if reasons else ""


def unranked_because(group: ComparisonGroup) -> str:
    """Why not all variants get a place, in a part of a sentence; empty where all do the same, or fewer than two stand there."""
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
    return "; ".join(part for part in reasons if part)


def _brought(group: ComparisonGroup) -> Iterator[str]:
    for one in group.variants:
        for what, value in one.differs:
            yield f"{one.label} brings along its own {what} ({value}): a condition that is not the same for all."


def _excluded(group: ComparisonGroup) -> str:
    number = len(group.excluded)
    if not number:
        return ""
    flags = [
        flag.label for each in group.excluded for flag in group.flags.get(each.result.address, ()) if flag.excludes
    ]
    reasons = numbers.listed(list(dict.fromkeys(flags)))
    verb = "does not count" if number == 1 else "do not count"
    return f"{numbers.plural(number, 'run')} {verb}{f': {reasons}' if reasons else ''}."


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
        if number == len(counted) > 2 and start.endswith("not reported for"):
            yield f"{start} any of the {number} runs."
        elif number:
            yield f"{start} {_share(number, len(counted))}."


def _share(number: int, total: int) -> str:
    if number == total:
        return "the one run" if total == 1 else f"all {total} runs" if total > 2 else "both runs"
    return f"{number} of {total} runs"
