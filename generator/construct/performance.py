"""Submissions of performance results -> values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from generator import model
from generator.construct.disputes import with_verdicts
from generator.construct.fields import (
    day,
    disclosure,
    entries,
    evidence,
    history_of,
    moment,
    provenance,
    required_text,
    submitter,
    texts,
    truth,
    whole,
)
from generator.rules.access import mapping, number, sequence, text, total
from generator.rules.shape import field_names
from generator.schema import load as schema_of
from generator.schema import resolve

if TYPE_CHECKING:
    from generator.finding import Pointer
    from generator.rules.corpus import Folder
    from generator.source import Document

T = TypeVar("T")
_SMP_PERCENTILES = ("p50", "p90", "p99")


def submission(folder: Folder, decided: Sequence[model.StatusEvent] = ()) -> model.Submission:
    """A submission with its results and their history, `decided` upon disputes among it.

    The folder must be complete and without errors.
    """
    if (document := folder.submission) is None:
        raise ValueError(f"{folder.path} has no usable submission.yaml")
    entry = mapping(document.data)
    history = with_verdicts(history_of(folder.status), decided)
    environments = _configs(document, "environment_configs", _environment)
    tests = _configs(document, "test_configs", _test)
    mesh_configs = _configs(document, "mesh_configs", _mesh_config)
    joined = _Joined(
        submission=required_text(entry, "id"),
        campaign=required_text(entry, "campaign"),
        environments={each.id: each for each in environments},
        tests={each.id: each for each in tests},
        mesh_configs={each.id: each for each in mesh_configs},
        history=history,
    )
    return model.Submission(
        id=required_text(entry, "id"),
        title=required_text(entry, "title"),
        submitted=day(entry, "submitted"),
        purpose=model.Purpose(required_text(entry, "purpose")),
        submitter=submitter(mapping(entry, "submitter")),
        disclosure=disclosure(mapping(entry, "disclosure")),
        lab=required_text(entry, "lab"),
        license=required_text(entry, "license"),
        provenance=provenance(mapping(entry, "provenance")),
        campaign=required_text(entry, "campaign"),
        description=required_text(entry, "description"),
        reproduce=required_text(entry, "reproduce"),
        environments=environments,
        tests=tests,
        mesh_configs=mesh_configs,
        results=tuple(result for each in folder.results for result in joined.results(each)),
        history=history,
        origin=document.locate(()),
        reproduces=texts(entry, "reproduces"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Joined:
    """What the results of one submission refer to."""

    submission: str
    campaign: str
    environments: Mapping[str, model.Environment]
    tests: Mapping[str, model.TestConfig]
    mesh_configs: Mapping[str, model.MeshConfig]
    history: tuple[model.StatusEvent, ...]

    def results(self, document: Document) -> Iterator[model.Result]:
        for index, entry in enumerate(sequence(document.data, "results")):
            yield self._result(document, index, mapping(entry))

    def _result(self, document: Document, index: int, entry: Mapping[str, object]) -> model.Result:
        smp, measured = mapping(entry, "result"), mapping(entry, "measurement")
        history = events_of(required_text(entry, "id"), self.history)
        return model.Result(
            id=required_text(entry, "id"),
            submission=self.submission,
            start_time=moment(smp, "start_time"),
            end_time=moment(smp, "end_time"),
            achieved_rps=number(smp, "actual_qps"),
            latencies=_latencies(smp, measured),
            environment=self.environments[required_text(smp, "env_id")],
            test=self.tests[required_text(smp, "test_id")],
            mesh_config=self.mesh_configs[required_text(smp, "mesh_config_id")],
            measurement=_measurement(measured),
            campaign=text(measured, "campaign") or self.campaign,
            state=history[-1].state if history else model.State.PUBLISHED,
            history=history,
            smp=smp,
            origin=document.locate(("results", index)),
        )


def events_of(result: str, history: Sequence[model.StatusEvent]) -> tuple[model.StatusEvent, ...]:
    """The events of a submission's history that name this result; the last one decides its state."""
    return tuple(event for event in history if event.results is None or result in event.results)


def _environment(document: Document, pointer: Pointer, entry: Mapping[str, object]) -> model.Environment:
    conditions = mapping(document.data, "environment_conditions", required_text(entry, "id"))
    names = field_names(resolve(schema_of("performance-submission/v1"), ("$defs", "environment_condition")))
    counted = Counter(
        (text(node, "type"), whole(node, "cores"), whole(node, "mem_mb")) for node in sequence(entry, "nodes")
    )
    return model.Environment(
        id=required_text(entry, "id"),
        kubernetes_version=text(entry, "kubernetes_version"),
        nodes=tuple(model.Node(type=node[0], cores=node[1], mem_mb=node[2], count=n) for node, n in counted.items()),
        conditions={name: text(conditions, name) for name in names},
        smp=entry,
        origin=document.locate(pointer),
    )


def _test(document: Document, pointer: Pointer, entry: Mapping[str, object]) -> model.TestConfig:
    conditions = mapping(document.data, "workload_conditions", required_text(entry, "id"))
    connections = total(entry, "connections")
    return model.TestConfig(
        id=required_text(entry, "id"),
        name=text(entry, "name"),
        load_generator=_generators(sequence(entry, "clients")),
        load_generator_version=text(conditions, "load_generator_version"),
        connections=None if connections is None else int(connections),
        offered_rps=total(entry, "rps"),
        workload=_workload(conditions),
        smp=entry,
        origin=document.locate(pointer),
    )


def _generators(clients: Sequence[object]) -> str | None:
    """The clients' load generator, all of them where they differ; None where one does not say."""
    names = [text(client, "load_generator") for client in clients]
    known = sorted({name for name in names if name is not None})
    return " + ".join(known) if known and None not in names else None


def _workload(entry: Mapping[str, object]) -> model.Workload:
    loop = text(entry, "loop")
    return model.Workload(
        application=text(entry, "application"),
        application_version=text(entry, "application_version"),
        replicas=whole(entry, "replicas"),
        protocol=text(entry, "protocol"),
        tls=text(entry, "tls"),
        payload_bytes=whole(entry, "payload_bytes"),
        keep_alive=truth(entry, "keep_alive"),
        compression=truth(entry, "compression"),
        loop=None if loop is None else model.Loop(loop),
        offered=text(entry, "offered"),
        stop=_stop(entry.get("stop")),
        load_placement=text(entry, "load_placement"),
        warm_up=text(entry, "warm_up"),
        note=text(entry, "note"),
    )


def _stop(entry: object) -> model.Stop | None:
    stop = model.Stop(requests=whole(entry, "requests"), seconds=number(entry, "seconds"))
    return None if stop == model.Stop() else stop


def _mesh_config(document: Document, pointer: Pointer, entry: Mapping[str, object]) -> model.MeshConfig:
    subject = mapping(document.data, "subjects", required_text(entry, "id"))
    return model.MeshConfig(
        id=required_text(entry, "id"), subject=_subject(subject), smp=entry, origin=document.locate(pointer)
    )


def _subject(entry: Mapping[str, object]) -> model.Subject:
    return model.Subject(
        mesh=required_text(entry, "mesh"),
        version=text(entry, "version"),
        mode=text(entry, "mode"),
        configuration=text(entry, "configuration"),
        baseline=entry.get("baseline") is True,
        features=_features(mapping(entry, "features")),
        profile=text(entry, "profile"),
        proxy_limits=text(entry, "proxy_limits"),
        brings={key: str(value) for key, value in mapping(entry, "brings").items()},
        note=text(entry, "note"),
    )


def _features(entry: Mapping[str, object]) -> model.Features:
    return model.Features(
        encryption=text(entry, "encryption"),
        peer_authentication=text(entry, "peer_authentication"),
        l7_processing=truth(entry, "l7_processing"),
        telemetry=text(entry, "telemetry"),
        access_log=text(entry, "access_log"),
    )


def _latencies(entry: Mapping[str, object], further: Mapping[str, object]) -> model.Latencies:
    """SMP's latencies of a result or a generator, joined by the further percentiles beside them."""
    smp = mapping(entry, "latencies_ms")
    found = {
        key: value
        for key in mapping(further, "percentiles_ms")
        if (value := number(further, "percentiles_ms", key)) is not None
    }
    found |= {key[1:]: value for key in _SMP_PERCENTILES if (value := number(smp, key)) is not None}
    return model.Latencies(
        min_ms=number(smp, "min"),
        average_ms=number(smp, "average"),
        max_ms=number(smp, "max"),
        percentiles={key: found[key] for key in sorted(found, key=float)},
    )


def _measurement(entry: Mapping[str, object]) -> model.Measurement:
    return model.Measurement(
        requests=whole(entry, "requests"),
        errors=_errors(entry),
        repeat=whole(entry, "repeat"),
        campaign=text(entry, "campaign"),
        duration_seconds=number(entry, "duration_seconds"),
        coordinated_omission=model.Omission(text(entry, "coordinated_omission") or "unknown"),
        quantile_method=text(entry, "quantile_method"),
        population=text(entry, "population"),
        distribution=_distribution(entry.get("distribution")),
        resources=entries(entry, "resources", _resource),
        generators=entries(entry, "generators", _generator),
        generators_expected=whole(entry, "generators_expected"),
        bounds_ms=_bounds(entry),
        merge_method=text(entry, "merge_method"),
        stdev_ms=number(entry, "stdev_ms"),
        evidence=entries(entry, "evidence", evidence),
        note=text(entry, "note"),
    )


def _errors(entry: Mapping[str, object]) -> Mapping[str, int] | None:
    errors = entry.get("errors")
    return None if errors is None else {key: whole(errors, key) or 0 for key in sorted(mapping(errors))}


def _bounds(entry: Mapping[str, object]) -> Mapping[str, tuple[float, float | None]]:
    """The bounds by percentile; without a lower one a pair says nothing."""
    pairs = {key: [number(each) for each in sequence(entry, "bounds_ms", key)] for key in mapping(entry, "bounds_ms")}
    return {key: (pairs[key][0] or 0.0, pairs[key][1]) for key in sorted(pairs, key=float)}


def _distribution(entry: object) -> model.Histogram | None:
    if not isinstance(entry, Mapping):
        return None
    bounds, counts, lower = sequence(entry, "upper_ms"), sequence(entry, "counts"), sequence(entry, "lower_ms")
    return model.Histogram(
        lower_ms=tuple(each for each in map(number, lower) if each is not None) or None,
        upper_ms=tuple(each for each in map(number, bounds) if each is not None),
        counts=tuple(each for each in map(whole, counts) if each is not None),
    )


def _resource(entry: Mapping[str, object]) -> model.Resource:
    return model.Resource(
        component=required_text(entry, "component"),
        role=required_text(entry, "role"),
        cpu_mcores=number(entry, "cpu_mcores"),
        mem_mb=number(entry, "mem_mb"),
        statistic=text(entry, "statistic"),
    )


def _generator(entry: Mapping[str, object]) -> model.Generator:
    return model.Generator(
        name=required_text(entry, "name"),
        requests=whole(entry, "requests"),
        start_time=moment(entry, "start_time"),
        end_time=moment(entry, "end_time"),
        latencies=_latencies(entry, entry) if entry.get("latencies_ms") or entry.get("percentiles_ms") else None,
        errors=_errors(entry),
        achieved_rps=number(entry, "actual_qps"),
        duration_seconds=number(entry, "duration_seconds"),
        clock_offset_ms=number(entry, "clock_offset_ms"),
    )


def _configs(
    document: Document, key: str, make: Callable[[Document, Pointer, Mapping[str, object]], T]
) -> tuple[T, ...]:
    found = sequence(document.data, key)
    return tuple(make(document, (key, index), mapping(each)) for index, each in enumerate(found))
