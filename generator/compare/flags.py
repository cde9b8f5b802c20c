"""What a reader must know about a result before trusting it; the limits are fixed beforehand and blind to the mesh.

An excluding flag takes a result out of charts and rankings; it stays listed with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator import numbers
from generator.alignment import LOOSE
from generator.compare.alignment import alignment_of
from generator.compare.key import is_full_load, stop_of
from generator.compare.values import Flag, FlagKind
from generator.distribution import WIDE
from generator.model import Loop, Omission, Purpose, Result, State, Submission

MOST_ERRORS = 0.01
LEAST_OF_OFFERED = 0.95
SATURATION = 0.98
"""Below this share of the offered rate an open loop is saturated: requests wait in the generator."""
FIRM_SAMPLES = 100
FEWEST_SAMPLES = 10
"""Samples beyond a percentile: firm from a hundred, not compared below ten."""
SHORTEST_SECONDS = 60.0
PERCENTILES = ("50", "90", "99")
"""The percentiles that are compared."""
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """How many requests a run made; `derived` where it is the achieved rate times the duration."""

    count: float
    derived: bool

    @property
    def words(self) -> str:
        """`300,000 requests`, or `about 2,400 requests, derived from the achieved rate and the duration`."""
        if not self.derived:
            return numbers.plural(round(self.count), "request")
        return f"about {numbers.three(self.count)} requests, derived from the achieved rate and the duration"


def duration_of(result: Result) -> float | None:
    """The seconds measured, else the seconds declared as the stop condition."""
    if result.measurement.duration_seconds is not None:
        return result.measurement.duration_seconds
    stop = stop_of(result.test)
    return None if stop is None else stop.seconds


def samples_of(result: Result) -> Samples | None:
    """How many requests the run made, derived where they are not reported; None where that cannot be known."""
    if result.measurement.requests is not None:
        return Samples(count=result.measurement.requests, derived=False)
    seconds = duration_of(result)
    if seconds is None or result.achieved_rps is None:
        return None
    return Samples(count=result.achieved_rps * seconds, derived=True)


def beyond(samples: Samples, percentile: str) -> float:
    """How many samples lie beyond the percentile."""
    return samples.count * (100 - float(percentile)) / 100


def counts_at(result: Result, percentile: str) -> bool:
    """Whether the percentile is compared: enough samples lie beyond it (unknown counts, and is flagged), and it is a point."""
    return not _too_few(result, percentile) and not is_range(result, percentile)


def _too_few(result: Result, percentile: str) -> bool:
    samples = samples_of(result)
    return samples is not None and beyond(samples, percentile) < FEWEST_SAMPLES - _ROUNDING


def is_range(result: Result, percentile: str) -> bool:
    """Whether the bounds of a percentile are so wide that it is known as a range only."""
    bounds = result.measurement.bounds_ms.get(percentile)
    return bounds is not None and (bounds[1] is None or bounds[1] > bounds[0] * float(WIDE) + _ROUNDING)


def flags_of(result: Result, submission: Submission) -> tuple[Flag, ...]:
    """The result's flags, worst first: the excluding ones, then in the order of FlagKind."""
    return tuple(sorted(_found(result, submission), key=lambda flag: (not flag.excludes, _ORDER[flag.kind])))


_ORDER = {kind: place for place, kind in enumerate(FlagKind)}


def _found(result: Result, submission: Submission) -> Iterator[Flag]:
    yield from _state(result)
    yield from _errors(result)
    yield from _rate(result)
    yield from _samples(result)
    yield from _ranges(result)
    yield from _generators(result)
    yield from _length(result)
    yield from _unknown(result)
    if submission.purpose is Purpose.DEMONSTRATION:
        yield _flag(FlagKind.DEMONSTRATION, "demonstration", "this was run as a demonstration and not as a measurement")


def _flag(kind: FlagKind, label: str, sentence: str, *, excludes: bool = False) -> Flag:
    return Flag(kind=kind, label=label, sentence=f"{sentence[0].upper()}{sentence[1:]}.", excludes=excludes)


def _state(result: Result) -> Iterator[Flag]:
    if result.state is State.PUBLISHED:
        return
    event = next((one for one in reversed(result.history) if _names(one.results, result.id)), None)
    why = "" if event is None else f" since {event.date.isoformat()}, by {event.by}: {event.reason.strip().rstrip('.')}"
    yield _flag(FlagKind.STATE, result.state.value, f"{result.state.value}{why}", excludes=not result.state.ranks)


def _names(results: tuple[str, ...] | None, result: str) -> bool:
    return results is None or result in results


def _errors(result: Result) -> Iterator[Flag]:
    errors = result.measurement.errors
    if errors is None:
        yield _flag(FlagKind.ERRORS_NOT_REPORTED, "errors not reported", "whether requests failed is not reported")
        return
    failed = sum(errors.values())
    if failed:
        yield _seen(failed, samples_of(result))


def _seen(failed: int, samples: Samples | None) -> Flag:
    if samples is None:
        sentence = f"{numbers.plural(failed, 'error')}; of how many requests is not reported"
        return _flag(FlagKind.ERRORS_SEEN, "errors seen", sentence)
    share = failed / max(samples.count, failed)
    sentence = f"{numbers.plural(failed, 'error')} in {samples.words} ({numbers.percent(share)})"
    if share > MOST_ERRORS:
        return _flag(FlagKind.ERRORS_HIGH, "errors above 1 %", f"{sentence}, more than 1 %", excludes=True)
    return _flag(FlagKind.ERRORS_SEEN, "errors seen", sentence)


def _rate(result: Result) -> Iterator[Flag]:
    if is_full_load(result.test):
        sentence = "run at full load: its latencies are a consequence of saturation"
        yield _flag(FlagKind.FULL_LOAD, "full load", sentence)
        return
    offered, achieved = result.test.offered_rps, result.achieved_rps
    if not offered or achieved is None:
        return
    share = achieved / offered
    sentence = (
        f"achieved {numbers.three(achieved)} of {numbers.exact(offered)} requests/s offered ({numbers.percent(share)})"
    )
    if share < LEAST_OF_OFFERED - _ROUNDING:
        yield _flag(FlagKind.BELOW_OFFERED, "below the offered rate", f"{sentence}, less than 95 %", excludes=True)
    elif share < SATURATION - _ROUNDING and result.test.workload.loop is not Loop.CLOSED:
        yield _flag(FlagKind.SATURATED, "close to saturation", sentence)


def _samples(result: Result) -> Iterator[Flag]:
    reported = [name for name in PERCENTILES if name in result.latencies.percentiles]
    samples = samples_of(result)
    if not reported:
        return
    if samples is None:
        sentence = "how many requests stand behind the percentiles is not reported and cannot be derived"
        yield _flag(FlagKind.SAMPLES_NOT_REPORTED, "samples not reported", sentence)
        return
    few = [name for name in reported if _too_few(result, name)]
    thin = [name for name in reported if name not in few and beyond(samples, name) < FIRM_SAMPLES - _ROUNDING]
    if few:
        sentence = f"{_tail(samples, few)}, fewer than {FEWEST_SAMPLES}: not compared"
        yield _flag(FlagKind.FEW_SAMPLES, "few samples", sentence)
    if thin:
        yield _flag(FlagKind.THIN_SAMPLES, "thin samples", f"{_tail(samples, thin)}, fewer than {FIRM_SAMPLES}")


def _tail(samples: Samples, percentiles: list[str]) -> str:
    parts = [f"{numbers.three(beyond(samples, name))} beyond p{name}" for name in percentiles]
    return f"of {samples.words}, {numbers.listed(parts)}"


def _ranges(result: Result) -> Iterator[Flag]:
    ranges = [f"p{name} {_range(result, name)}" for name in PERCENTILES if is_range(result, name)]
    if ranges:
        sentence = f"known as a range only: {numbers.listed(ranges)}; not compared"
        yield _flag(FlagKind.ONLY_A_RANGE, "only a range", sentence)


def _range(result: Result, percentile: str) -> str:
    low, high = result.measurement.bounds_ms[percentile]
    return (
        f"at least {numbers.three(low)} ms"
        if high is None
        else f"between {numbers.three(low)} and {numbers.three(high)} ms"
    )


def _generators(result: Result) -> Iterator[Flag]:
    alignment, measured = alignment_of(result), result.measurement
    if alignment is not None and not alignment.aligned:
        sentence = f"its generators worked at the same time for {numbers.percent(alignment.overlap)} of the run"
        yield _flag(FlagKind.LITTLE_OVERLAP, "little overlap", sentence, excludes=alignment.overlap < LOOSE)
    expected, reported = measured.generators_expected or 0, len(measured.generators)
    if expected > reported:
        sentence = f"{expected - reported} of {expected} generators did not report; percentiles have wider bounds"
        yield _flag(FlagKind.GENERATORS_MISSING, "generators missing", sentence)


def _length(result: Result) -> Iterator[Flag]:
    seconds = duration_of(result)
    if seconds is not None and seconds < SHORTEST_SECONDS:
        yield _flag(FlagKind.SHORT_RUN, "short run", f"the run lasted {numbers.three(seconds)} s, less than a minute")


def _unknown(result: Result) -> Iterator[Flag]:
    if result.subject.version is None and not result.subject.baseline:
        sentence = "the version of the mesh is not reported"
        yield _flag(FlagKind.VERSION_NOT_REPORTED, "version not reported", sentence)
    if result.measurement.coordinated_omission is Omission.UNKNOWN:
        sentence = "whether latencies were corrected for coordinated omission is not reported"
        yield _flag(FlagKind.OMISSION_UNKNOWN, "omission unknown", sentence)
