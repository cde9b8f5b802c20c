"""Documents without errors -> values of the model. Nothing is judged here, and nothing is filled in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from generator import model
from generator.rules.access import inside, mapping, number, sequence, text, total
from generator.rules.shape import field_names
from generator.schema import load as schema_of
from generator.schema import resolve
from generator.times import read_date, read_time

if TYPE_CHECKING:
    from generator.finding import Pointer
    from generator.rules.corpus import Folder
    from generator.source import Document

T = TypeVar("T")
_SMP_PERCENTILES = ("p50", "p90", "p99")


def mesh(document: Document) -> model.Mesh:
    """An entry of the mesh registry."""
    entry = mapping(document.data)
    return model.Mesh(
        id=_text(entry, "id"),
        name=_text(entry, "name"),
        kind=model.MeshKind(_text(entry, "mesh_kind")),
        smp_type=text(entry, "smp_type"),
        source_model=text(entry, "source_model"),
        colour=_text(entry, "colour"),
        description=_text(entry, "description"),
        modes=_each(entry, "modes", _mode),
        releases=_each(entry, "releases", _release),
        smi_claims=_texts(entry, "smi_claims"),
        gateway_api_claims=_texts(entry, "gateway_api_claims"),
        contacts=_texts(entry, "contacts"),
        links=_each(entry, "links", _link),
        origin=document.locate(()),
    )


def lab(document: Document) -> model.Lab:
    """An entry of the laboratory registry."""
    entry = mapping(document.data)
    return model.Lab(
        id=_text(entry, "id"),
        name=_text(entry, "name"),
        owner=_text(entry, "owner"),
        access=text(entry, "access"),
        location=text(entry, "location"),
        hardware=_texts(entry, "hardware"),
        opened=text(entry, "opened"),
        closed=text(entry, "closed"),
        description=_text(entry, "description"),
        links=_each(entry, "links", _link),
        origin=document.locate(()),
    )


def initiatives(document: Document) -> tuple[model.Initiative, ...]:
    """The working group's initiatives in the file's order."""
    return _each(mapping(document.data), "initiatives", _initiative)


def aliases(document: Document) -> tuple[tuple[str, str], ...]:
    """Addresses that have moved, each as (old, new)."""
    return _each(mapping(document.data), "aliases", lambda entry: (_text(entry, "from"), _text(entry, "to")))


def submission(folder: Folder) -> model.Submission:
    """A submission with its results and their history. The folder must be complete and without errors."""
    if (document := folder.submission) is None:
        raise ValueError(f"{folder.path} has no usable submission.yaml")
    entry = mapping(document.data)
    history = _history(folder.status)
    environments = _configs(document, "environment_configs", _environment)
    tests = _configs(document, "test_configs", _test)
    mesh_configs = _configs(document, "mesh_configs", _mesh_config)
    joined = _Joined(
        submission=_text(entry, "id"),
        campaign=_text(entry, "campaign"),
        environments={each.id: each for each in environments},
        tests={each.id: each for each in tests},
        mesh_configs={each.id: each for each in mesh_configs},
        history=history,
    )
    return model.Submission(
        id=_text(entry, "id"),
        title=_text(entry, "title"),
        submitted=_day(entry, "submitted"),
        purpose=model.Purpose(_text(entry, "purpose")),
        submitter=_submitter(mapping(entry, "submitter")),
        disclosure=_disclosure(mapping(entry, "disclosure")),
        lab=_text(entry, "lab"),
        license=_text(entry, "license"),
        provenance=_provenance(mapping(entry, "provenance")),
        campaign=_text(entry, "campaign"),
        description=_text(entry, "description"),
        reproduce=_text(entry, "reproduce"),
        environments=environments,
        tests=tests,
        mesh_configs=mesh_configs,
        results=tuple(result for each in folder.results for result in joined.results(each)),
        history=history,
        origin=document.locate(()),
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
        history = events_of(_text(entry, "id"), self.history)
        return model.Result(
            id=_text(entry, "id"),
            submission=self.submission,
            start_time=_moment(smp, "start_time"),
            end_time=_moment(smp, "end_time"),
            achieved_rps=number(smp, "actual_qps"),
            latencies=_latencies(smp, measured),
            environment=self.environments[_text(smp, "env_id")],
            test=self.tests[_text(smp, "test_id")],
            mesh_config=self.mesh_configs[_text(smp, "mesh_config_id")],
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


def _history(status: Document | None) -> tuple[model.StatusEvent, ...]:
    return () if status is None else _each(mapping(status.data), "events", _event)


def _event(entry: Mapping[str, object]) -> model.StatusEvent:
    return model.StatusEvent(
        date=_day(entry, "date"),
        state=model.State(_text(entry, "state")),
        by=_text(entry, "by"),
        reason=_text(entry, "reason"),
        results=None if entry.get("results") == "all" else _texts(entry, "results"),
        replaced_by=text(entry, "replaced_by"),
    )


def _submitter(entry: Mapping[str, object]) -> model.Submitter:
    return model.Submitter(
        name=_text(entry, "name"), organization=text(entry, "organization"), github=text(entry, "github")
    )


def _disclosure(entry: Mapping[str, object]) -> model.Disclosure:
    return model.Disclosure(
        relationship=model.Relationship(_text(entry, "relationship")),
        sponsor=text(entry, "sponsor"),
        note=text(entry, "note"),
    )


def _provenance(entry: Mapping[str, object]) -> model.Provenance:
    return model.Provenance(
        measured_by=_text(entry, "measured_by"),
        source_uri=text(entry, "source_uri"),
        transcribed=entry.get("transcribed") is True,
    )


def _environment(document: Document, pointer: Pointer, entry: Mapping[str, object]) -> model.Environment:
    conditions = mapping(document.data, "environment_conditions", _text(entry, "id"))
    names = field_names(resolve(schema_of("performance-submission/v1"), ("$defs", "environment_condition")))
    counted = Counter(
        (text(node, "type"), _whole(node, "cores"), _whole(node, "mem_mb")) for node in sequence(entry, "nodes")
    )
    return model.Environment(
        id=_text(entry, "id"),
        kubernetes_version=text(entry, "kubernetes_version"),
        nodes=tuple(model.Node(type=node[0], cores=node[1], mem_mb=node[2], count=n) for node, n in counted.items()),
        conditions={name: text(conditions, name) for name in names},
        smp=entry,
        origin=document.locate(pointer),
    )


def _test(document: Document, pointer: Pointer, entry: Mapping[str, object]) -> model.TestConfig:
    conditions = mapping(document.data, "workload_conditions", _text(entry, "id"))
    connections = total(entry, "connections")
    return model.TestConfig(
        id=_text(entry, "id"),
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
        replicas=_whole(entry, "replicas"),
        protocol=text(entry, "protocol"),
        tls=text(entry, "tls"),
        payload_bytes=_whole(entry, "payload_bytes"),
        keep_alive=_truth(entry, "keep_alive"),
        compression=_truth(entry, "compression"),
        loop=None if loop is None else model.Loop(loop),
        offered=text(entry, "offered"),
        stop=_stop(entry.get("stop")),
        load_placement=text(entry, "load_placement"),
        warm_up=text(entry, "warm_up"),
        note=text(entry, "note"),
    )


def _stop(entry: object) -> model.Stop | None:
    stop = model.Stop(requests=_whole(entry, "requests"), seconds=number(entry, "seconds"))
    return None if stop == model.Stop() else stop


def _mesh_config(document: Document, pointer: Pointer, entry: Mapping[str, object]) -> model.MeshConfig:
    subject = mapping(document.data, "subjects", _text(entry, "id"))
    return model.MeshConfig(
        id=_text(entry, "id"), subject=_subject(subject), smp=entry, origin=document.locate(pointer)
    )


def _subject(entry: Mapping[str, object]) -> model.Subject:
    return model.Subject(
        mesh=_text(entry, "mesh"),
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
        l7_processing=_truth(entry, "l7_processing"),
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
    errors = entry.get("errors")
    return model.Measurement(
        requests=_whole(entry, "requests"),
        errors=None if errors is None else {key: _whole(errors, key) or 0 for key in sorted(mapping(errors))},
        repeat=_whole(entry, "repeat"),
        campaign=text(entry, "campaign"),
        duration_seconds=number(entry, "duration_seconds"),
        coordinated_omission=model.Omission(text(entry, "coordinated_omission") or "unknown"),
        quantile_method=text(entry, "quantile_method"),
        population=text(entry, "population"),
        distribution=_distribution(entry.get("distribution")),
        resources=_each(entry, "resources", _resource),
        generators=_each(entry, "generators", _generator),
        evidence=_each(entry, "evidence", _evidence),
        note=text(entry, "note"),
    )


def _distribution(entry: object) -> model.Histogram | None:
    if not isinstance(entry, Mapping):
        return None
    bounds, counts = sequence(entry, "upper_ms"), sequence(entry, "counts")
    return model.Histogram(
        upper_ms=tuple(each for each in map(number, bounds) if each is not None),
        counts=tuple(each for each in map(_whole, counts) if each is not None),
    )


def _resource(entry: Mapping[str, object]) -> model.Resource:
    return model.Resource(
        component=_text(entry, "component"),
        role=_text(entry, "role"),
        cpu_mcores=number(entry, "cpu_mcores"),
        mem_mb=number(entry, "mem_mb"),
        statistic=text(entry, "statistic"),
    )


def _generator(entry: Mapping[str, object]) -> model.Generator:
    return model.Generator(
        name=_text(entry, "name"),
        requests=_whole(entry, "requests"),
        start_time=_moment(entry, "start_time"),
        end_time=_moment(entry, "end_time"),
        latencies=_latencies(entry, entry) if entry.get("latencies_ms") or entry.get("percentiles_ms") else None,
    )


def _evidence(entry: Mapping[str, object]) -> model.Evidence:
    return model.Evidence(
        path=text(entry, "path"),
        uri=text(entry, "uri"),
        sha256=text(entry, "sha256"),
        size_bytes=_whole(entry, "bytes"),
        tool=text(entry, "tool"),
        tool_version=text(entry, "tool_version"),
        original_sha256=text(entry, "original_sha256"),
    )


def _mode(entry: Mapping[str, object]) -> model.MeshMode:
    return model.MeshMode(
        id=_text(entry, "id"),
        title=_text(entry, "title"),
        shade=number(entry, "shade") or 0.0,
        marker=_text(entry, "marker"),
    )


def _release(entry: Mapping[str, object]) -> model.Release:
    return model.Release(
        version=_text(entry, "version"),
        date=read_date(text(entry, "date") or ""),
        end_of_support=read_date(text(entry, "end_of_support") or ""),
        source=text(entry, "source"),
    )


def _link(entry: Mapping[str, object]) -> model.Link:
    return model.Link(title=_text(entry, "title"), uri=_text(entry, "uri"))


def _initiative(entry: Mapping[str, object]) -> model.Initiative:
    return model.Initiative(
        id=_text(entry, "id"),
        name=_text(entry, "name"),
        state=_text(entry, "state"),
        summary=_text(entry, "summary"),
        facts=_each(entry, "facts", _fact),
        links=_each(entry, "links", _link),
    )


def _fact(entry: Mapping[str, object]) -> model.InitiativeFact:
    return model.InitiativeFact(date=_text(entry, "date"), fact=_text(entry, "fact"), source=_text(entry, "source"))


def _each(entry: Mapping[str, object], key: str, make: Callable[[Mapping[str, object]], T]) -> tuple[T, ...]:
    return tuple(make(mapping(each)) for each in sequence(entry, key))


def _configs(
    document: Document, key: str, make: Callable[[Document, Pointer, Mapping[str, object]], T]
) -> tuple[T, ...]:
    found = sequence(document.data, key)
    return tuple(make(document, (key, index), mapping(each)) for index, each in enumerate(found))


def _text(entry: Mapping[str, object], key: str) -> str:
    """A required text; the schema has seen to it that it is there."""
    found = entry[key]
    if not isinstance(found, str):
        raise TypeError(f"{key} is not text; a document with a finding of structure was constructed")
    return found


def _texts(entry: Mapping[str, object], key: str) -> tuple[str, ...]:
    return tuple(str(each) for each in sequence(entry, key))


def _day(entry: Mapping[str, object], key: str) -> date:
    return date.fromisoformat(_text(entry, key))


def _whole(entry: object, *keys: str) -> int | None:
    found = number(entry, *keys)
    return None if found is None else int(found)


def _truth(entry: Mapping[str, object], key: str) -> bool | None:
    found = inside(entry, key)
    return found if isinstance(found, bool) else None


def _moment(entry: Mapping[str, object], key: str) -> model.Moment | None:
    written = text(entry, key)
    span = read_time(written) if written is not None else None
    if written is None or span is None:
        return None
    return model.Moment(text=written, at=span.earliest, precision=span.precision, zoned=span.zoned)
