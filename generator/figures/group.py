"""Figures of a comparison group: latency, throughput, overhead and resources by variant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import floor

from generator.compare.headlines import charted, whom, without
from generator.compare.resources import CONTROL_PLANE, NODE, cpu_scale, in_words
from generator.compare.values import ComparisonGroup, Difference, FlagKind, Summary, Use, Variant
from generator.figures import words
from generator.figures.draw import PERCENTILES, SHAPES, label, marker
from generator.figures.figure import Figure
from generator.figures.panels import one_panel, two_panels
from generator.figures.rows import ONE_RUN, Mark, Panel, Row, spans_decades
from generator.figures.spectra import SATURATED, spectra
from generator.numbers import amount, exact, listed, signed, span, three

Of = Callable[[Variant], Summary | None]
RPS = "requests/s"
_UNCOUNTED = (FlagKind.FEW_SAMPLES, FlagKind.ONLY_A_RANGE)
"""Flags for which a reported percentile is not compared."""
ENOUGH = 0.99
"""From so much of the offered rate on a run is said to have reached it."""


def for_group(group: ComparisonGroup) -> tuple[Figure, ...]:
    """All figures of a group, the one it leads with first; those without enough data say so in `missing`."""
    leading = (throughput, latency) if group.leads == "throughput" else (latency, throughput)
    return (
        *(draw(group) for draw in leading),
        overhead(group),
        *spectra(group),
        resources(group),
        *control_plane(group),
        *nodes(group),
    )


def latency(group: ComparisonGroup) -> Figure:
    """p50, p90 and p99 of every variant."""
    leads = group.leads == "latency"
    known = [one for one in group.variants if _percentiles(one.latency)]
    title = charted(group) if leads else words.headed(group.head, _latency_title(group))
    figure = _worded(group, "latency", title, "" if leads else SATURATED, *_undrawn(group, known))
    rows = tuple(_latency_row(one) for one in known)
    if not rows:
        return replace(figure, missing="No run that counts here reports a latency percentile.")
    summaries = [(one, f"p{name}", one.latency[name]) for one in group.variants for name in _percentiles(one.latency)]
    panel = Panel(
        rows=rows,
        title="latency (ms)",
        head=_head((each for _, _, each in summaries), "p99" if any("99" in one.latency for one in known) else ""),
        log=spans_decades(rows),
    )
    return one_panel(figure, panel, _columns(summaries, "percentile", "ms"))


def _head(summaries: Iterable[Summary], what: str = "") -> str:
    """The heading of the numbers at the rows' ends: medians, where there is one of several runs."""
    several = any(len(each.values) > 1 for each in summaries)
    return " ".join(part for part in ("median" if several else "", what) if part) or ONE_RUN


def _percentiles(by_name: Mapping[str, object]) -> list[str]:
    return [name for name in PERCENTILES if name in by_name]


def _latency_row(variant: Variant) -> Row:
    names = _percentiles(variant.latency)
    end = amount(variant.latency[names[-1]].median, _unit_at(names[-1]))
    marks = tuple(_mark(variant, variant.latency[name], "ms", f"p{name}") for name in names)
    return Row(name=variant.label, colour=variant.colour, marks=marks, end=end)


def _unit_at(name: str) -> str:
    """The unit of a row's end; it names the percentile where that isn't the usual p99."""
    return "ms" if name == "99" else f"ms at p{name}"


def _mark(variant: Variant, summary: Summary, unit: str, name: str = "") -> Mark:
    count = len(summary.values)
    behind = "one run" if count == 1 else f"median of {count} runs"
    what = f"{name} " if name else ""
    return Mark(
        symbol=SHAPES.get(name[1:]) or marker(variant.marker),
        summary=summary,
        name=name,
        hover=f"<b>{label(variant.label)}</b><br>{what}{words.interval(summary, unit)}<br>{behind}",
        run_hover=tuple(f"{label(variant.label)}<br>one run: {what}{amount(x, unit)}" for x in summary.values),
    )


def _latency_title(group: ComparisonGroup) -> str:
    known = {name for one in group.variants for name in _percentiles(one.latency)}
    if not known:
        return "Latency by mesh"
    last = max(known, key=float)
    return _finding(group, f"p{last}", lambda one: one.latency.get(last), "ms")


def _finding(group: ComparisonGroup, what: str, of: Of, unit: str) -> str:
    """What was seen: the baseline's median and the span of the others', no more."""
    medians = {one.id: summary.median for one in group.variants if (summary := of(one)) is not None}
    base = medians.pop(group.baseline.id, None) if group.baseline is not None else None
    beside = [one for one in group.variants if one.id in medians]
    alone = "" if group.baseline is None or base is None else f"{amount(base, unit)} {without(group.baseline)}"
    # Behind the baseline's number its unit needs no repeating.
    others = span(list(medians.values()), "" if alone else unit).rstrip() if medians else ""
    with_one = f"{others} with {whom(beside, group.baseline if alone else None)}" if others else ""
    return f"{what} {', '.join(part for part in (alone, with_one) if part)}"


def throughput(group: ComparisonGroup) -> Figure:
    """Achieved requests per second of every variant, with the offered rate as a line."""
    known = [(one, one.throughput) for one in group.variants if one.throughput is not None]
    finding = words.headed(group.head, _throughput_title(group) if known else "Achieved rate by mesh")
    title = charted(group) if group.leads == "throughput" else finding
    figure = _worded(group, "throughput", title, _silent(group, [one for one, _ in known]))
    if not known:
        return replace(figure, missing="No run that counts here reports its achieved rate.")
    rate = group.offered_rps
    line = None if rate is None else (rate, f"offered {exact(rate)} {RPS}")
    rows = tuple(_throughput_row(group, one, summary) for one, summary in known)
    panel = Panel(rows=rows, title="achieved rate (requests/s)", head=_head(each for _, each in known), line=line)
    return one_panel(figure, panel, _columns([(one, "achieved rate", each) for one, each in known], "quantity", "rps"))


def _throughput_title(group: ComparisonGroup) -> str:
    rate = group.offered_rps
    share = None if rate is None else _share_reached(group, rate)
    if rate is None or share is None or share < ENOUGH:
        return _finding(group, "Achieved rate", lambda one: one.throughput, RPS)
    # rounded down, so that no table beside it tells of less
    least = "" if share >= 1 else f"at least {three(floor(share * 1000) / 10)} % of "
    return f"All reached {least}the {exact(rate)} {RPS} offered"


def _share_reached(group: ComparisonGroup, rate: float) -> float | None:
    """The least share of the offered rate that a run which counts achieved; None where one does not report it."""
    achieved = [run.achieved_rps for variant in group.variants for run in variant.results]
    known = [each / rate for each in achieved if each is not None]
    return min(known) if known and len(known) == len(achieved) else None


def _throughput_row(group: ComparisonGroup, variant: Variant, summary: Summary) -> Row:
    saturated = [run.achieved_rps for run in variant.results if _saturated(group, run.address)]
    mark = replace(
        _mark(variant, summary, RPS),
        hollow=bool(saturated) and len(saturated) == len(variant.results),
        hollow_runs=frozenset(rate for rate in saturated if rate is not None),
    )
    return Row(name=variant.label, colour=variant.colour, marks=(mark,), end=_throughput_end(variant, summary))


def _throughput_end(variant: Variant, summary: Summary) -> str:
    change = variant.throughput_difference
    # The axis names the unit; without it the text is short and the axis ends near the largest value.
    rate = three(summary.median)
    relative = "" if change is None or variant.is_baseline else words.percent(change)
    return f"{rate} ({relative})" if relative else rate


def _saturated(group: ComparisonGroup, address: str) -> bool:
    return any(flag.kind in (FlagKind.SATURATED, FlagKind.BELOW_OFFERED) for flag in group.flags.get(address, ()))


def overhead(group: ComparisonGroup) -> Figure:
    """What every variant adds to the baseline's latency at the same percentile."""
    others = [one for one in group.variants if not one.is_baseline and _percentiles(one.overhead)]
    title = words.headed(group.head, _overhead_title(others))
    saturated = SATURATED if group.leads == "throughput" else ""
    figure = _worded(group, "overhead", title, saturated, *(_undrawn(group, others) if others else ()))
    if group.baseline is None or not others:
        because = group.no_overhead_because or "No variant reports a percentile that the baseline reports too."
        return replace(figure, missing=because)
    base = group.baseline
    rows = tuple(_overhead_row(base, one) for one in others)
    panel = Panel(rows=rows, title="added latency (ms)", head=_at_p99(others))
    return one_panel(figure, panel, _overhead_columns(others))


def _at_p99(others: Sequence[Variant]) -> str:
    return "at p99" if any("99" in one.overhead for one in others) else ""


def _overhead_title(others: Sequence[Variant]) -> str:
    known = {name for one in others for name in _percentiles(one.overhead)}
    if not known:
        return "Overhead by mesh"
    last = max(known, key=float)
    told = [one for one in others if last in one.overhead]
    values = [one.overhead[last] for one in told]
    if all(value.detectable is False for value in values):
        return f"With {whom(told)} no detectable difference at p{last} from running without a mesh"
    ends = sorted(value.absolute for value in values)
    low, high = signed(ends[0], "ms"), signed(ends[-1], "ms")
    return f"p{last} over the baseline {low if low == high else f'{signed(ends[0])} to {high}'} with {whom(told)}"


def _overhead_row(baseline: Variant, variant: Variant) -> Row:
    names = _percentiles(variant.overhead)
    end = words.difference(variant.overhead[names[-1]], _unit_at(names[-1]))
    marks = tuple(_overhead_mark(baseline, variant, name) for name in names)
    return Row(name=variant.label, colour=variant.colour, marks=marks, end=end)


def _overhead_mark(baseline: Variant, variant: Variant, name: str) -> Mark:
    value = variant.overhead[name]
    ground = baseline.latency[name].median
    runs = tuple(run - ground for run in variant.latency[name].values)
    bounded = value.low is not None and value.high is not None
    bounds = f"<br>{signed(value.low)} to {signed(value.high, 'ms')}" if bounded else ""
    return Mark(
        symbol=SHAPES[name],
        summary=Summary(values=runs, median=value.absolute, low=value.low, high=value.high),
        name=f"p{name}",
        hover=f"<b>{label(variant.label)}</b><br>p{name} {words.difference(value, 'ms')}{bounds}",
        run_hover=tuple(f"{label(variant.label)}<br>one run: p{name} {signed(run, 'ms')}" for run in runs),
        hollow=value.detectable is False,
    )


def _overhead_columns(others: Sequence[Variant]) -> dict[str, list[object]]:
    cells = [(one, name, one.overhead[name]) for one in others for name in _percentiles(one.overhead)]
    return {
        "variant": [one.label for one, _, _ in cells],
        "percentile": [f"p{name}" for _, name, _ in cells],
        "overhead_ms": [value.absolute for _, _, value in cells],
        "overhead_percent": [None if value.relative is None else value.relative * 100 for _, _, value in cells],
        "low_ms": [value.low for _, _, value in cells],
        "high_ms": [value.high for _, _, value in cells],
        **(
            {}
            if all(value.p_value is None for _, _, value in cells)
            else _tested_columns([value for *_, value in cells])
        ),
        "detectable": [value.detectable for _, _, value in cells],
    }


def _tested_columns(values: Sequence[Difference]) -> dict[str, list[object]]:
    return {"superiority": [value.superiority for value in values], "p": [value.p_value for value in values]}


def resources(group: ComparisonGroup) -> Figure:
    """Proxy CPU for each 1,000 requests/s, or as measured at fewer, and proxy memory, as paired rows."""
    cpu, unit = cpu_scale(group)
    left: Side = ("mCPU", f"proxy CPU ({unit})", lambda one: cpu(one.proxies))
    right: Side = ("MB", "proxy memory (MB)", lambda one: one.proxies.mem_mb)
    figure = _paired(group, "resources", left, right, _summed(group))
    return figure or replace(
        _worded(group, "resources", words.headed(group.head, "Proxy CPU and memory")),
        missing="No run that counts here reports CPU or memory of its proxies.",
    )


def control_plane(group: ComparisonGroup) -> tuple[Figure, ...]:
    """CPU and memory of the control plane, apart from the proxies'; nothing where no run reports them."""
    left: Side = ("mCPU", "control plane CPU (mCPU)", lambda one: _of(one, CONTROL_PLANE, _cpu))
    right: Side = ("MB", "control plane memory (MB)", lambda one: _of(one, CONTROL_PLANE, _memory))
    figure = _paired(group, "control-plane", left, right)
    return () if figure is None else (figure,)


def nodes(group: ComparisonGroup) -> tuple[Figure, ...]:
    """CPU and memory of the whole nodes, the kernel's work included; nothing where no run reports them."""
    cpu, unit = cpu_scale(group)
    left: Side = ("mCPU", f"CPU of all nodes ({unit})", lambda one: _of(one, NODE, cpu))
    right: Side = ("MB", "memory of all nodes (MB)", lambda one: _of(one, NODE, _memory))
    figure = _paired(group, "nodes", left, right)
    return () if figure is None else (figure,)


def _of(variant: Variant, role: str, read: Callable[[Use], Summary | None]) -> Summary | None:
    use = variant.uses.get(role)
    return None if use is None else read(use)


def _cpu(use: Use) -> Summary | None:
    return use.cpu_mcores


def _memory(use: Use) -> Summary | None:
    return use.mem_mb


Side = tuple[str, str, Of]
"""Unit, axis title and what is drawn of each variant."""


def _summed(group: ComparisonGroup) -> str:
    """Which proxies are summed, by variant where that differs."""
    labels: dict[str, list[str]] = {}
    for one in group.variants:
        if one.proxies.cpu_per_1000_rps is not None or one.proxies.mem_mb is not None:
            labels.setdefault(in_words(one.proxies), []).append(one.label)
    if len(labels) < 2:
        return f"Summed: {next(iter(labels))}." if labels else ""
    return f"Summed: {'; '.join(f'{roles} with {listed(names)}' for roles, names in labels.items())}."


def _paired(group: ComparisonGroup, name: str, left: Side, right: Side, *more: str) -> Figure | None:
    both = [(one, left[2](one), right[2](one)) for one in group.variants]
    known = [(one, first, second) for one, first, second in both if first is not None or second is not None]
    if not known:
        return None
    _, quantity, of = left if any(first is not None for _, first, _ in known) else right
    what, _, unit = quantity.rstrip(")").partition(" (")
    title = words.headed(group.head, _finding(group, f"{what[:1].upper()}{what[1:]}", of, unit))
    figure = _worded(group, name, title, *more, _silent(group, [one for one, _, _ in known]))
    panels = [
        Panel(
            rows=tuple(_single(one, side[2](one), side[0]) for one, _, _ in known),
            title=side[1],
            suffix=suffix,
            head=_head(each for one, *_ in known if (each := side[2](one)) is not None),
        )
        for side, suffix in zip((left, right), ("", "2"), strict=True)
    ]
    cells = [(one, side[1], each) for one, *_ in known for side in (left, right) if (each := side[2](one)) is not None]
    return two_panels(figure, panels[0], panels[1], _columns(cells, "quantity", "value"))


def _single(variant: Variant, summary: Summary | None, unit: str) -> Row:
    if summary is None:
        return Row(name=variant.label, colour=variant.colour, marks=(), end="not reported")
    end = amount(summary.median, unit)
    return Row(name=variant.label, colour=variant.colour, marks=(_mark(variant, summary, unit),), end=end)


def _undrawn(group: ComparisonGroup, known: Sequence[Variant]) -> Iterator[str]:
    """Who reports no percentile, and which reported ones are not compared, by the labels of the flags that say why."""
    yield _silent(group, [one for one in group.variants if one in known or _reported(one)])
    by_reason: dict[tuple[str, str], list[str]] = {}
    for one in group.variants:
        missing = [name for name in _reported(one) if name not in one.latency]
        if missing:
            whole = one not in known and not one.is_baseline
            where = "" if whole else f" at {listed([f'p{name}' for name in missing])}"
            by_reason.setdefault((where, _why(group, one)), []).append(one.label)
    for (where, why), names in by_reason.items():
        yield f"Not drawn{where}: {listed(names)}{f' ({why})' if why else ''}."


def _reported(variant: Variant) -> list[str]:
    return [name for name in PERCENTILES if any(name in run.latencies.percentiles for run in variant.results)]


def _why(group: ComparisonGroup, variant: Variant) -> str:
    flags = [flag for run in variant.results for flag in group.flags.get(run.address, ()) if flag.kind in _UNCOUNTED]
    return listed(list(dict.fromkeys(flag.label for flag in flags)))


def _silent(group: ComparisonGroup, known: Sequence[Variant]) -> str:
    silent = [one.label for one in group.variants if one not in known and not one.is_baseline]
    return f"Not reported: {', '.join(silent)}." if silent else ""


def _worded(group: ComparisonGroup, name: str, title: str, *more: str) -> Figure:
    counted = [run for variant in group.variants for run in variant.results]
    return Figure(
        id=name,
        kind="rows",
        title=title,
        subtitle=words.subtitle(group, *more),
        source=words.source(group.submissions, counted),
        alt=f"Chart by mesh. {title}. {words.runs(group.variants)} The values stand in the table below.",
    )


def _columns(cells: Sequence[tuple[Variant, str, Summary]], what: str, unit: str) -> dict[str, list[object]]:
    tail = "" if unit == "value" else f"_{unit}"
    return {
        "variant": [one.label for one, _, _ in cells],
        what: [name for _, name, _ in cells],
        "runs": [len(summary.values) for _, _, summary in cells],
        f"median{tail}": [summary.median for _, _, summary in cells],
        f"low{tail}": [summary.low for _, _, summary in cells],
        f"high{tail}": [summary.high for _, _, summary in cells],
    }
