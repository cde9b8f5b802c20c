"""Distributed runs: the section of a result's page about its generators, and the page that explains how they are merged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator import addresses
from generator.alignment import ALIGNED, LOOSE
from generator.charts.distributed import Example, distributed_runs, example
from generator.charts.gather import DISTRIBUTED
from generator.compare.alignment import alignment_of, span_of
from generator.compare.distributions import percentile_of
from generator.figures import for_generators, words
from generator.numbers import amount, percent, plural, signed
from generator.page import Page
from generator.pages import charts
from generator.pages.rendering import page, render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markupsafe import Markup

    from generator.compare.distributions import Average
    from generator.figures import Figure
    from generator.model import Generator, Result
    from generator.pages.index import Index

APART = 0.02
"""How far two ways to a rate may differ before both are said."""
MERGES: Mapping[str, str] = {
    "single": "There was one generator, so nothing was merged.",
    "histogram_merge": "Its generators counted into one grid of intervals, and their counts were added: nothing is lost but the width of an "
    "interval.",
    "interval_merge": "What each generator knows of its samples are intervals that hold them; these were put together. All samples at the lower "
    "ends of their intervals give the least value that a percentile can have, all at the upper ends the greatest.",
    "percentile_bounds": "Its generators report bare percentiles, so that only ranges are known of those of the whole: anything between the "
    "bounds fits what was reported.",
}
"""The ways to merge, in words for a reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A generator as the table shows it; `start_s` counts from the first start, None where not all say when they worked."""

    generator: Generator
    start_s: float | None


def section(index: Index, result: Result, path: str) -> tuple[Markup, Figure] | None:
    """The section about the generators of a run and the figure in it; None for a run of one."""
    drawn = _generators(index, result)
    return None if drawn is None else (_section(result, drawn, path, f"{path}generators"), drawn)


def _generators(index: Index, result: Result) -> Figure | None:
    drawn = for_generators(result, index.style(result).colour)
    if drawn is None:
        return None
    source = words.source((index.submission(result),), (result,))
    return replace(drawn, source=source, subtitle=words.marked(drawn.subtitle, result))


def _section(result: Result, figure: Figure, path: str, base: str) -> Markup:
    return render(
        "generators.html",
        path,
        result=result,
        chart=charts.chart(figure, path, base, anchor="generators-chart", tabled=False),
        sentences=sentences(result),
        rows=generator_rows(result),
        percentile_of=percentile_of,
    )


def generator_rows(result: Result) -> list[Row]:
    """The generators in their order."""
    spans = [span_of(each) for each in result.measurement.generators]
    starts = [each.start for each in spans if each is not None]
    known = len(starts) == len(spans)
    return [
        Row(generator=generator, start_s=round(span.start - min(starts), 6) if known and span else None)
        for generator, span in zip(result.measurement.generators, spans, strict=True)
    ]


def sentences(result: Result) -> list[str]:
    """How the percentiles were merged, how far the generators overlapped, which are missing, and what rate that makes."""
    found = [_merged(result), _together(result), _missing(result), _rates(result), _clocks(result)]
    return [each for each in found if each]


def _merged(result: Result) -> str:
    method = result.measurement.merge_method
    return "How the percentiles were merged is not reported." if method is None else MERGES[method]


def _together(result: Result) -> str:
    alignment = alignment_of(result)
    if alignment is None:
        return "When each generator worked is not reported, so nobody can tell whether their rates may be added."
    share = f"They worked at the same time for {percent(alignment.overlap)} of the run"
    if alignment.overlap < LOOSE:
        return f"{share}, less than {percent(LOOSE)}: their rates are not added, and the run is compared with none."
    if not alignment.aligned:
        return f"{share}, less than {percent(ALIGNED)}: for the rest, fewer of them made the load."
    return f"{share}."


def _missing(result: Result) -> str:
    expected, received = result.measurement.generators_expected, len(result.measurement.generators)
    if expected is None:
        return "How many generators were started is not reported."
    if expected <= received:
        return f"All {expected} generators that were started did report."
    return (
        f"{expected - received} of {plural(expected, 'generator')} did not report. Their requests may have been faster or slower than all "
        "others, so that every percentile has wider bounds; an equal share of the requests is assumed for each."
    )


def _rates(result: Result) -> str:
    """Both ways to the rate, where they differ so much that it matters, or that neither is known."""
    alignment = alignment_of(result)
    if alignment is None or alignment.overlap < LOOSE:
        return ""
    summed, cautious = alignment.summed_rps, alignment.conservative_rps
    if summed is None or cautious is None:
        generators = result.measurement.generators
        silent = sum(each.requests is None for each in generators)
        return f"{silent} of {len(generators)} did not report how many requests they made, so that rates from requests are not known."
    if abs(summed - cautious) <= APART * summed:
        return ""
    return (
        f"Their rates add up to {amount(summed, 'requests/s')}; all requests over the whole time, from the first start to the "
        f"last end, are {amount(cautious, 'requests/s')}."
    )


def _clocks(result: Result) -> str:
    offsets = [each.clock_offset_ms for each in result.measurement.generators if each.clock_offset_ms is not None]
    if not offsets:
        return ""
    return f"Clocks were up to {amount(max(map(abs, offsets)), 'ms')} apart, which was taken off their starts; latencies do not depend on it."


def distributed_page(index: Index) -> Page:
    """Why measure from many places, how are runs merged, and why are percentiles never averaged?"""
    path, runs = addresses.DISTRIBUTED, distributed_runs(index.results)
    chosen = example(runs)
    body = render(
        "distributed.html",
        path,
        index=index,
        runs=runs,
        submissions=list({each.submission: index.submission(each) for each in runs}.values()),
        example=chosen,
        charts=[
            charts.linked(each, path, anchor=f"{each.figure.id}-chart", order=order)
            for each, order in zip(index.charts.of(DISTRIBUTED), (2, 3), strict=False)
        ],
        sentences=sentences(chosen.result) if chosen else [],
        verdicts=_verdicts(chosen) if chosen else [],
        percentile_of=percentile_of,
        guides=index.guides,
        thresholds=(percent(ALIGNED), percent(LOOSE), percent(APART)),
    )
    return page(
        path,
        body,
        title="Distributed analysis",
        description="Why load is made from many places, how runs of several generators are merged, and why percentiles are never averaged.",
        section="Performance",
        search="Measuring from many places at once: how distributed runs are merged with bounds, and why averages of percentiles mislead.",
    )


def _verdicts(chosen: Example) -> list[str]:
    """What averaging does to this run, in sentences that hold whatever it does."""
    return [_verdict(each) for each in chosen.averages]


def _beside(average: Average) -> str:
    """Where the plain average lies beside a range."""
    if average.plain < average.low:
        return f"the plain average is at least {percent(1 - average.plain / average.low)} too low"
    if average.high is not None and average.plain > average.high:
        return f"the plain average is at least {percent(average.plain / average.high - 1)} too high"
    return "the plain average lies within it"


def _verdict(average: Average) -> str:
    name = f"p{average.percentile}"
    if average.is_range:
        return f"{name}: the merged value is known as a range only and is no value to miss; {_beside(average)}."
    if average.plain_is_possible:
        off = signed(average.plain_error * 100, "%")
        return (
            f"{name}: the plain average happens to lie within the bounds ({off}); nothing in the average itself tells."
        )
    side = "low" if average.plain < average.low else "high"
    return f"{name}: the plain average is {percent(abs(average.plain_error))} too {side}, outside of what fits the measurement."
