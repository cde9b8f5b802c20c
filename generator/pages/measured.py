"""What SMP's result cannot hold, as the files beside a result's page give it: the fields of `measurement` in the published schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.model import Evidence, Generator, Histogram, Latencies, Resource, Result

_SMP = ("50", "90", "99")
"""The percentiles that SMP's own message names."""
Fields = dict[str, object]


def measurement_of(result: Result) -> Fields:
    """The run's measurement by the schema's names, without what was not reported; latencies in ms."""
    measured = result.measurement
    return _known(
        {
            "requests": measured.requests,
            "errors": None if measured.errors is None else dict(measured.errors),
            "repeat": measured.repeat,
            "campaign": measured.campaign,
            "duration_seconds": measured.duration_seconds,
            "coordinated_omission": measured.coordinated_omission.value,
            "quantile_method": measured.quantile_method,
            "population": measured.population,
            "percentiles_ms": _further(result.latencies.percentiles),
            "bounds_ms": {name: list(pair) for name, pair in measured.bounds_ms.items()} or None,
            "stdev_ms": measured.stdev_ms,
            "merge_method": measured.merge_method,
            "distribution": None if measured.distribution is None else _histogram(measured.distribution),
            "resources": [_resource(each) for each in measured.resources] or None,
            "generators": [_generator(each) for each in measured.generators] or None,
            "generators_expected": measured.generators_expected,
            "evidence": [_evidence(each) for each in measured.evidence] or None,
            "note": measured.note,
        }
    )


def _known(fields: Mapping[str, object]) -> Fields:
    return {name: value for name, value in fields.items() if value is not None}


def _further(percentiles: Mapping[str, float]) -> Fields | None:
    return {name: value for name, value in percentiles.items() if name not in _SMP} or None


def _histogram(histogram: Histogram) -> Fields:
    lower = None if histogram.lower_ms is None else list(histogram.lower_ms)
    return _known({"lower_ms": lower, "upper_ms": list(histogram.upper_ms), "counts": list(histogram.counts)})


def _resource(resource: Resource) -> Fields:
    return _known({name: getattr(resource, name) for name in ("component", "role", "cpu_mcores", "mem_mb", "statistic")})  # fmt: skip


def _generator(generator: Generator) -> Fields:
    latencies = generator.latencies
    return _known(
        {
            "name": generator.name,
            "requests": generator.requests,
            "errors": None if generator.errors is None else dict(generator.errors),
            "actual_qps": generator.achieved_rps,
            "start_time": None if generator.start_time is None else generator.start_time.text,
            "end_time": None if generator.end_time is None else generator.end_time.text,
            "duration_seconds": generator.duration_seconds,
            "clock_offset_ms": generator.clock_offset_ms,
            "latencies_ms": None if latencies is None else _latencies(latencies),
            "percentiles_ms": None if latencies is None else _further(latencies.percentiles),
        }
    )


def _latencies(latencies: Latencies) -> Fields | None:
    named = {"min": latencies.min_ms, "average": latencies.average_ms}
    named |= {f"p{name}": latencies.percentiles.get(name) for name in _SMP} | {"max": latencies.max_ms}
    return _known(named) or None


def _evidence(evidence: Evidence) -> Fields:
    names = ("path", "uri", "sha256", "tool", "tool_version", "original_sha256")
    return _known({**{name: getattr(evidence, name) for name in names}, "bytes": evidence.size_bytes})
