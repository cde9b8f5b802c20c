"""Tidy tables: one row an observation, one column a quantity with its unit in the name; missing is NaN or None.

The only module that imports pandas. Values are as submitted, never rounded; states and flags are words that are stable.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from io import StringIO

import pandas as pd

from generator.columns import Column, Kind, groups, runs
from generator.compare.flags import PERCENTILES, counts_at, duration_of
from generator.compare.headlines import unit_of
from generator.compare.overheads import THROUGHPUT, quantity
from generator.compare.resources import cpu_mcores, mem_mb
from generator.compare.values import Comparison, ComparisonGroup, Contrast, Difference, Flag, Summary, Use, Variant
from generator.compare.variants import mode_title
from generator.model import Catalogue, Moment, Result, Submission
from generator.trust import Trust, assess

Row = dict[str, object]
_FORMULA = re.compile(r"\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]|'")  # the last four are the full-width = + - @


def variants_table(group: ComparisonGroup) -> pd.DataFrame:
    """One row a variant, the baseline first: runs, medians with intervals, differences from the baseline, features."""
    return _frame([variant_row(one) for one in group.variants], groups.VARIANTS)


def variant_row(one: Variant) -> Row:
    """A variant as a row of its group's table."""
    row = _who(one)
    for name in PERCENTILES:
        row |= _summary(f"p{name}", "ms", one.latency.get(name))
        row |= _difference(f"p{name}_overhead", "ms", one.overhead.get(name))
    row |= _summary("throughput", "rps", one.throughput)
    row |= _difference("throughput_difference", "rps", one.throughput_difference)
    row |= _summary("proxy_cpu", "mcores", one.proxies.cpu_mcores)
    row |= _summary("proxy_cpu_per_1000_rps", "mcores", one.proxies.cpu_per_1000_rps)
    row |= _summary("proxy_memory", "mb", one.proxies.mem_mb)
    return row | _features(one)


def _who(one: Variant) -> Row:
    subject = one.subject
    return {
        "variant": one.id,
        "label": one.label,
        "mesh": one.mesh.id,
        "version": subject.version,
        "mode": subject.mode,
        "configuration": subject.configuration,
        "is_baseline": one.is_baseline,
        "runs": len(one.results),
        "rank": one.rank,
    }


def _features(one: Variant) -> Row:
    features = one.subject.features
    layer_7 = {None: None, True: "yes", False: "no"}[features.l7_processing]
    return {
        "encryption": features.encryption,
        "peer_authentication": features.peer_authentication,
        "l7_processing": layer_7,
        "telemetry": features.telemetry,
        "access_log": features.access_log,
        "brings": "; ".join(f"{what}: {value}" for what, value in one.differs) or None,
    }


def _summary(name: str, unit: str, summary: Summary | None) -> Row:
    values = (None,) * 4 if summary is None else (summary.median, summary.low, summary.high, summary.coverage)
    return dict(
        zip((f"{name}_{unit}", f"{name}_low_{unit}", f"{name}_high_{unit}", f"{name}_coverage"), values, strict=True)
    )


def _difference(name: str, unit: str, gap: Difference | None) -> Row:
    amounts = (f"{name}_{unit}", f"{name}_relative", f"{name}_low_{unit}", f"{name}_high_{unit}")
    names = (*amounts, *(f"{name}_{what}" for what in ("coverage", "superiority", "p", "smallest_p", "verdict")))
    if gap is None:
        return dict.fromkeys(names)
    bounds = (gap.absolute, gap.relative, gap.low, gap.high, gap.coverage)
    values = (*bounds, gap.superiority, gap.p_value, gap.smallest_p, verdict(gap))
    return dict(zip(names, values, strict=True))


def verdict(gap: Difference) -> str:
    """What a test says of a difference: "detectable", "no detectable difference" or "no verdict"."""
    return {True: "detectable", False: "no detectable difference", None: "no verdict"}[gap.detectable]


def tests_table(group: ComparisonGroup) -> pd.DataFrame:
    """One row a test, all of them one family: what against what, the difference with its interval, effect size, p, verdict."""
    return _frame(test_rows(group), groups.TESTS)


def test_rows(group: ComparisonGroup) -> list[Row]:
    """A row for each test of the group."""
    by_id = {one.id: one for one in group.variants}
    return [_test_row(by_id[each.variant], by_id[each.reference], each) for each in group.contrasts]


def _test_row(one: Variant, other: Variant, contrast: Contrast) -> Row:
    mine, theirs, gap = quantity(one, contrast.quantity), quantity(other, contrast.quantity), contrast.difference
    return {
        "variant": one.id,
        "label": one.label,
        "reference": other.id,
        "reference_label": other.label,
        "quantity": contrast.quantity if contrast.quantity == THROUGHPUT else f"p{contrast.quantity}",
        "unit": unit_of(contrast.quantity),
        "runs": mine and len(mine.values),
        "reference_runs": theirs and len(theirs.values),
        "difference": gap.absolute,
        "low": gap.low,
        "high": gap.high,
        "coverage": gap.coverage,
        "superiority": gap.superiority,
        "p": gap.p_value,
        "smallest_p": gap.smallest_p,
        "verdict": verdict(gap),
    }


def resources_table(group: ComparisonGroup) -> pd.DataFrame:
    """One row a variant and role or sum that a run reports: what is summed, what is missing, CPU, memory, headroom."""
    return _frame(resource_rows(group), groups.RESOURCES)


def resource_rows(group: ComparisonGroup) -> list[Row]:
    """A row for each role and sum that the group's variants report."""
    return [_resource_row(one, name, use) for one in group.variants for name, use in one.uses.items()]


def _resource_row(one: Variant, name: str, use: Use) -> Row:
    row: Row = {
        "variant": one.id,
        "label": one.label,
        "part": name,
        "roles": " ".join(use.roles),
        "missing": " ".join(use.missing) or None,
        "statistic": "several" if use.mixed else use.statistic,
    }
    row |= _summary("cpu", "mcores", use.cpu_mcores)
    row |= _summary("cpu_per_1000_rps", "mcores", use.cpu_per_1000_rps)
    row |= _summary("memory", "mb", use.mem_mb)
    row |= _summary("cpu_headroom", "share", use.cpu_headroom)
    return row | _summary("memory_headroom", "share", use.mem_headroom)


def runs_table(group: ComparisonGroup, trust: Trust | None = None) -> pd.DataFrame:
    """One row a run of the group, the excluded among them with their reason; evidence levels as far as `trust` knows them."""
    return _frame(_run_rows(group, trust), runs.RUNS)


def _run_rows(group: ComparisonGroup, trust: Trust | None) -> list[Row]:
    counted = [_run_row(group, one.label, run, None) for one in group.variants for run in one.results]
    rows = [*counted, *(_run_row(group, one.label, one.result, one.reason) for one in group.excluded)]
    people = {each.id: _people(each) for each in group.submissions}
    return [
        {**row, **people[address.partition("/")[0]], "evidence_level": _level(trust, address)}
        for row in rows
        for address in [str(row["address"])]
    ]


def _people(submission: Submission) -> Row:
    """Who measured, in which relation to the makers, and where."""
    return {
        "measured_by": submission.provenance.measured_by,
        "relationship": submission.disclosure.relationship.value,
        "lab": submission.lab,
    }


def _level(trust: Trust | None, address: str) -> str | None:
    return None if trust is None else trust.results[address].level.value


def _run_row(group: ComparisonGroup, label: str, run: Result, reason: str | None) -> Row:
    return {
        "address": run.address,
        "label": label,
        **{f"p{name}_ms": run.latencies.percentiles.get(name) for name in PERCENTILES},
        **run_cells(run),
        "achieved_rps": run.achieved_rps,
        "proxy_cpu_mcores": cpu_mcores(run),
        "proxy_memory_mb": mem_mb(run),
        "state": run.state.value,
        "flags": _flag_words(group.flags.get(run.address, ())),
        "counted": reason is None,
        "reason": reason,
    }


def run_cells(run: Result) -> Row:
    """What is published of a run wherever it stands: when and how long, further latencies, requests and errors, generators."""
    errors = run.measurement.errors
    return {
        "started": started(run.start_time),
        "repeat": run.measurement.repeat,
        "duration_s": duration_of(run),
        **_bounds(run),
        "average_ms": run.latencies.average_ms,
        "min_ms": run.latencies.min_ms,
        "max_ms": run.latencies.max_ms,
        "requests": run.measurement.requests,
        "errors": None if errors is None else sum(errors.values()),
        "generators": len(run.measurement.generators) or None,
        "merge_method": run.measurement.merge_method,
    }


def _bounds(run: Result) -> Row:
    """The least and the greatest value that each percentile can have, where that is known."""
    bounds = {name: run.measurement.bounds_ms.get(name, (None, None)) for name in PERCENTILES}
    return {f"p{name}_{side}_ms": pair[at] for name, pair in bounds.items() for at, side in enumerate(("low", "high"))}


def _flag_words(flags: Sequence[Flag]) -> str:
    return " ".join(flag.kind.value for flag in flags)


def started(moment: Moment | None) -> str | None:
    """When a run started: in UTC where the zone is known, else as written."""
    if moment is None:
        return None
    return moment.at.strftime("%Y-%m-%dT%H:%M:%SZ") if moment.zoned else moment.text


def explorer_table(catalogue: Catalogue, comparison: Comparison, trust: Trust | None = None) -> pd.DataFrame:
    """One row a result of the catalogue, in its order: all that the explorer shows, filters and sorts by."""
    known = trust or assess(catalogue)
    every = comparison.groups.values()
    counted = {run.address: one for group in every for one in group.variants for run in one.results}
    labels = {address: one.label for address, one in counted.items()}
    labels |= {one.result.address: one.label for group in every for one in group.excluded}
    rows = [
        {
            **_explorer_row(catalogue, comparison, run, labels[run.address], counted.get(run.address)),
            "evidence_level": _level(known, run.address),
        }
        for run in catalogue.results
    ]
    return _frame(rows, runs.EXPLORER)


def _explorer_row(
    catalogue: Catalogue, comparison: Comparison, run: Result, label: str, counted: Variant | None
) -> Row:
    group = comparison.groups[comparison.group_of[run.address]]
    submission = catalogue.submissions[run.submission]
    return {
        "address": run.address,
        **_subject_cells(catalogue, run, label),
        "group": group.id,
        "group_title": group.title,
        "submission": submission.id,
        **_people(submission),
        "lab_access": catalogue.labs[submission.lab].access,
        **_test_cells(run),
        "achieved_rps": run.achieved_rps,
        **{f"p{name}_ms": run.latencies.percentiles.get(name) for name in PERCENTILES},
        "p99_overhead_ms": _own_overhead(run, group, counted),
        "no_overhead": _no_overhead(run, group, counted),
        "proxy_cpu_mcores": cpu_mcores(run),
        "no_proxy": "not in the path" if run.subject.baseline and run.measurement.resources else None,
        "proxy_memory_mb": mem_mb(run),
        "flags": _flag_words(comparison.flags[run.address]),
        "counted": counted is not None,
        "demonstration": group.demonstration,
        "state": run.state.value,
        "date": _date(run, submission),
    }


def _subject_cells(catalogue: Catalogue, run: Result, label: str) -> Row:
    mesh = catalogue.meshes[run.subject.mesh]
    return {
        "mesh": mesh.id,
        "mesh_name": mesh.name,
        "version": run.subject.version,
        "mode": mode_title(run.subject, mesh),
        "configuration": run.subject.configuration,
        "label": label,
        "encryption": run.subject.features.encryption,
    }


def _test_cells(run: Result) -> Row:
    work = run.test.workload
    return {
        "generator": run.test.load_generator,
        "protocol": work.protocol,
        "tls": work.tls,
        "loop": work.loop.value if work.loop else None,
        "offered": work.offered,
        "offered_rps": None if work.offered == "full-load" else run.test.offered_rps,
        "connections": run.test.connections,
    }


def _own_overhead(run: Result, group: ComparisonGroup, counted: Variant | None) -> float | None:
    """The run's p99 less the median p99 of the group's baseline; None for the baseline itself and for what does not count."""
    if counted is None or group.baseline is None or counted.id == group.baseline.id or not counts_at(run, "99"):
        return None
    mine, base = run.latencies.percentiles.get("99"), group.baseline.latency.get("99")
    return None if mine is None or base is None else mine - base.median


def _no_overhead(run: Result, group: ComparisonGroup, counted: Variant | None) -> str | None:
    """Why the run can have no overhead, None where it could have one."""
    if run.subject.baseline:
        return "baseline"
    if counted is None:
        return "does not count"
    return "no baseline" if group.baseline is None else None


def _date(run: Result, submission: Submission) -> str:
    """The day or coarser date the run started, else the day it was submitted."""
    return run.start_time.text[:10] if run.start_time else submission.submitted.isoformat()


def values_of(table: pd.DataFrame) -> dict[str, list[object]]:
    """The table's columns as lists of plain values, with None for every way in which pandas says missing."""
    return {str(name): list(table[name].astype("object").where(table[name].notna(), None)) for name in table.columns}


def to_csv(table: pd.DataFrame) -> bytes:
    """The table as UTF-8 CSV that no spreadsheet takes for formulas; missing values are empty, numbers stay numbers.

    Text and column names that begin, after white space, with = + - @ TAB CR LF (full-width forms too) or with an apostrophe get an
    apostrophe in front: to read the original, take one leading apostrophe off. Source: OWASP, CSV Injection.
    """
    return columns_to_csv({str(name): table[name].tolist() for name in table.columns})


def columns_to_csv(columns: Mapping[str, Sequence[object]]) -> bytes:
    """`to_csv` of columns of one length that are no frame yet: a frame costs more than the file."""
    text = StringIO()
    # RFC 4180's line end, also since Python's writer then quotes a carriage return inside a text
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_harmless(name) for name in columns])
    writer.writerows([_harmless(value) for value in row] for row in zip(*columns.values(), strict=True))
    return text.getvalue().encode()


def variants_csv(group: ComparisonGroup) -> bytes:
    """`variants_table` as CSV, without the cost of the frame: there is one for each group."""
    return _rows_to_csv([variant_row(one) for one in group.variants], groups.VARIANTS)


def tests_csv(group: ComparisonGroup) -> bytes:
    """`tests_table` as CSV, without the cost of the frame."""
    return _rows_to_csv(test_rows(group), groups.TESTS)


def resources_csv(group: ComparisonGroup) -> bytes:
    """`resources_table` as CSV, without the cost of the frame."""
    return _rows_to_csv(resource_rows(group), groups.RESOURCES)


def runs_csv(group: ComparisonGroup, trust: Trust | None = None) -> bytes:
    """`runs_table` as CSV, without the cost of the frame."""
    return _rows_to_csv(_run_rows(group, trust), runs.RUNS)


def _rows_to_csv(rows: Sequence[Mapping[str, object]], columns: Sequence[Column]) -> bytes:
    return columns_to_csv({each.name: [row.get(each.name) for row in rows] for each in columns})


def _harmless(value: object) -> object:
    if value.__class__ is float:  # the most of them
        return None if value != value else value  # noqa: PLR0124  # NaN differs from itself
    if isinstance(value, str):
        return f"'{value}" if _FORMULA.match(value) else value
    return None if value is None or value is pd.NA or value != value else value  # noqa: PLR0124  # NaN differs from itself


def _frame(rows: Sequence[Mapping[str, object]], columns: Sequence[Column]) -> pd.DataFrame:
    """The rows in columns of one type each: text (None), float (NaN), whole numbers (NA), truth values."""
    made = {each.name: pd.Series([row.get(each.name) for row in rows], dtype=_DTYPES[each.kind]) for each in columns}
    return pd.DataFrame(made)


_DTYPES = {Kind.TEXT: "object", Kind.WHOLE: "Int64", Kind.NUMBER: "float64", Kind.TRUTH: "bool"}
