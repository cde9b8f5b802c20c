"""A run as an entry of a results file: SMP's message, and beside it what that cannot hold."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from generator.importers.common import SMP_VERSION, ImportedRun, milliseconds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.distribution import Distribution
    from generator.importers.write import PlacedRun

T = TypeVar("T")
SMP_PERCENTILES = ("50", "90", "99")
"""The percentiles that SMP's message has; the others stand beside it."""


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
    """One generator of a distributed run; its percentiles beside SMP's own stand under percentiles_ms, as a run's do."""
    further = {key: value for key, value in run.percentiles_ms.items() if key not in SMP_PERCENTILES}
    return {
        "name": run.label,
        "requests": run.requests,
        "errors": run.errors,
        "actual_qps": run.actual_qps,
        "start_time": run.start_time,
        "end_time": run.end_time,
        "duration_seconds": run.duration_seconds,
        "latencies_ms": _latencies(run),
        "percentiles_ms": _by_percentile(further),
    }
