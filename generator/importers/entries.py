"""A run as an entry of a results file: SMP's message, and beside it what that cannot hold."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from generator.emit import OneLine
from generator.importers.common import SMP_VERSION, ImportedRun, milliseconds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.distribution import Distribution
    from generator.importers.write import PlacedRun

T = TypeVar("T")
_FEW = 20
"""Up to so many intervals stand below each other, where they do not fit on a line."""
SMP_PERCENTILES = ("50", "90", "99")
"""The percentiles that SMP's message has; the others stand beside it."""


def shaped(document: Mapping[str, object]) -> dict[str, object]:
    """A document of results with its long columns of numbers and its generators on a line each."""
    entries = document.get("results")
    found = [_shaped_entry(each) for each in entries] if isinstance(entries, list) else entries
    return {**document, "results": found}


def _shaped_entry(found: object) -> object:
    if not isinstance(found, dict) or not isinstance(measured := found.get("measurement"), dict):
        return found
    changed = dict(measured)
    spread, generators = changed.get("distribution"), changed.get("generators")
    if isinstance(spread, dict):
        changed["distribution"] = {name: _column(values) for name, values in spread.items()}
    if isinstance(generators, list):
        changed["generators"] = [OneLine(each) if isinstance(each, dict) else each for each in generators]
    return {**found, "measurement": changed}


def _column(values: object) -> object:
    return OneLine(values) if isinstance(values, list) and len(values) > _FEW else values


def entry(item: PlacedRun) -> dict[str, object]:
    """The entry of a run."""
    return {"id": item.id, "result": _message(item), "measurement": _measurement(item)}


def _message(item: PlacedRun) -> dict[str, object]:
    """SMP's PerformanceTestResult, fields in the order of the specification."""
    run = item.run
    return {
        "smp_version": SMP_VERSION,
        "labels": run.smp.get("labels"),
        "start_time": run.start_time,
        "end_time": run.end_time,
        "latencies_ms": _latencies(run),
        "actual_qps": run.actual_qps,
        "details_uri": item.details_uri or run.smp.get("details_uri"),
        "test_id": item.test_id,
        "mesh_config_id": item.mesh_config,
        "env_id": item.env,
    }


def _latencies(run: ImportedRun) -> dict[str, Decimal] | None:
    latencies = {
        "min": run.min_ms,
        "average": run.average_ms,
        **{f"p{key}": run.percentiles_ms.get(key) for key in SMP_PERCENTILES},
        "max": run.max_ms,
    }
    return {key: value for key, value in latencies.items() if value is not None} or None


def _measurement(item: PlacedRun) -> dict[str, object]:
    run = item.run
    further = {key: value for key, value in run.percentiles_ms.items() if key not in SMP_PERCENTILES}
    return {
        "requests": run.requests,
        "errors": run.errors,
        "repeat": item.repeat,
        "campaign": item.campaign,
        "duration_seconds": run.duration_seconds,
        "coordinated_omission": item.omission,
        "quantile_method": run.quantile_method,
        "population": run.population,
        "percentiles_ms": _by_percentile(further),
        "bounds_ms": _by_percentile({key: list(pair) for key, pair in run.bounds_ms.items()}),
        "stdev_ms": run.stdev_ms,
        "merge_method": run.merge_method,
        "distribution": _spread(run.distribution.digest()) if run.distribution else None,
        "resources": [use.fields for use in run.resources] or None,
        "generators": [_generator(each) for each in run.generators] or None,
        "generators_expected": run.expected,
        "evidence": [{key: value for key, value in each.items() if value is not None} for each in item.evidence],
        "note": item.note,
    }


def _by_percentile(values: Mapping[str, T]) -> dict[str, T] | None:
    return dict(sorted(values.items(), key=lambda pair: Decimal(pair[0]))) or None


def _spread(distribution: Distribution) -> dict[str, object]:
    """The intervals in ms; lower bounds only where they say more than the upper ones before them."""
    lower, upper = distribution.lower_ns.tolist(), distribution.upper_ns.tolist()
    plain = lower[1:] == upper[:-1] and lower[0] == distribution.moments.min_ns
    return {
        "lower_ms": None if plain else [milliseconds(each) for each in lower],
        "upper_ms": [milliseconds(each) for each in upper],
        "counts": distribution.counts.tolist(),
    }


def _generator(run: ImportedRun) -> dict[str, object]:
    """One generator of a distributed run; its percentiles beside SMP's own stand under percentiles_ms, as a run's do.

    Its end follows from start and duration where both are known: a thousand generators have to fit into a file.
    """
    further = {key: value for key, value in run.percentiles_ms.items() if key not in SMP_PERCENTILES}
    return {
        "name": run.label,
        "requests": run.requests,
        "errors": run.errors,
        "actual_qps": run.actual_qps,
        "start_time": run.start_time,
        "end_time": None if run.start_time and run.duration_seconds else run.end_time,
        "duration_seconds": run.duration_seconds,
        "latencies_ms": _latencies(run),
        "percentiles_ms": _by_percentile(further),
    }
