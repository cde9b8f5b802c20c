"""MR4xx: what a submission declares lets its results be compared at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.finding import Hit, Severity
from generator.rules.access import SUBMISSION, Joined, inside, joined_runs, mapping, number, sequence, shown, text
from generator.rules.engine import corpus_rule, quoted, rule
from generator.times import read_duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.finding import Pointer
    from generator.rules.corpus import Corpus
    from generator.source import Document

SINCE = "2026-11-22"
_SMP_PROTOCOL = {"HTTP/1.1": "HTTP", "HTTP/2": "HTTP", "HTTP/3": "HTTP", "gRPC": "GRPC", "TCP": "TCP", "UDP": "UDP"}
_Conditions = tuple[str, str | None, str | None, str | None]


@corpus_rule("MR401", "several-baselines", severity=Severity.WARNING, since=SINCE)
def several_baselines(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """Two mesh configs are baselines under the same conditions.

    What it finds
    -------------
    Results of one campaign, environment and test config that belong to two mesh configs, both marked `baseline: true`.

    Why it matters
    --------------
    Overhead is the difference to the one baseline of a comparison. With two of them there is no overhead: which one was meant
    is not for the site to guess.

    Wrong
    -----
    ```yaml
    subjects:
      plain: {mesh: no-mesh, baseline: true}
      plain-2: {mesh: no-mesh, configuration: second cluster, baseline: true}
    ```

    Right
    -----
    ```yaml
    subjects:
      plain: {mesh: no-mesh, baseline: true}
      plain-2: {mesh: no-mesh, configuration: second cluster}
    ```
    """
    first: dict[_Conditions, str] = {}
    told: set[tuple[str, str]] = set()
    for joined in joined_runs(corpus):
        name = text(joined.run.result, "mesh_config_id") or ""
        if inside(joined.subject, "baseline") is not True:
            continue
        other = first.setdefault(_conditions(joined), name)
        if other == name or (joined.submission.path, name) in told:
            continue
        told.add((joined.submission.path, name))
        message = f"{quoted(name)} and {quoted(other)} are both baselines of the same test, expected one"
        hint = "mark the one that the others are measured against; it is enough that the other is not marked"
        related = ((joined.submission.path, ("subjects", other, "baseline")),)
        pointer = ("subjects", name, "baseline")
        yield joined.submission, Hit(pointer=pointer, message=message, hint=hint, related=related)


def _conditions(joined: Joined) -> _Conditions:
    campaign = text(joined.run.measurement, "campaign") or text(joined.submission.data, "campaign")
    result = joined.run.result
    return joined.submission.path, campaign, text(result, "env_id"), text(result, "test_id")


@corpus_rule("MR402", "baseline-with-a-mesh", severity=Severity.ERROR, since=SINCE)
def baseline_with_a_mesh(corpus: Corpus) -> Iterator[tuple[Document, Hit]]:
    """A baseline is a mesh.

    What it finds
    -------------
    A subject with `baseline: true` whose mesh has another `mesh_kind` than `none` in the registry.

    Why it matters
    --------------
    Overhead means: compared with no mesh. Against a mesh as baseline it would show what one mesh costs more than another under the name of
    what it costs.

    Wrong
    -----
    ```yaml
    subjects:
      plain: {mesh: istio, baseline: true}
    ```

    Right
    -----
    ```yaml
    subjects:
      plain: {mesh: no-mesh, baseline: true}
    ```
    """
    without = sorted(mesh for mesh, entry in corpus.meshes.items() if text(entry.data, "mesh_kind") == "none")
    for document in corpus.of(SUBMISSION):
        for name, subject in mapping(document.data, "subjects").items():
            mesh = text(subject, "mesh") or ""
            if inside(subject, "baseline") is True and mesh in corpus.meshes and mesh not in without:
                message = f"the baseline's mesh is {quoted(mesh)}, expected no mesh ({', '.join(without) or 'no-mesh'})"
                hint = "name no-mesh if nothing stood in the path, otherwise remove `baseline: true`"
                yield document, Hit(pointer=("subjects", name, "mesh"), message=message, hint=hint)


@rule("MR403", "contradictory-load", severity=Severity.ERROR, since=SINCE, kinds=(SUBMISSION,))
def contradictory_load(document: Document) -> Iterator[Hit]:
    """What is said about the offered load contradicts itself.

    What it finds
    -------------
    `offered: full-load` with an `rps` in the test config, `offered: rate` without one, and `loop: open` with `offered: full-load`.

    Why it matters
    --------------
    At a fixed rate latencies compare; at full load throughput does, and latency follows from it. Results of the two kinds are
    never put side by side, so it must be clear which one it was.

    Wrong
    -----
    ```yaml
    test_configs: [{id: c32, clients: [{connections: 32, rps: 1000}]}]
    workload_conditions: {c32: {loop: closed, offered: full-load}}
    ```

    Right
    -----
    ```yaml
    test_configs: [{id: c32, clients: [{connections: 32}]}]
    workload_conditions: {c32: {loop: closed, offered: full-load}}
    ```
    """
    for index, name, config, conditions in _tests(document):
        offered, loop = text(conditions, "offered"), text(conditions, "loop")
        for place, client in enumerate(sequence(config, "clients")):
            rate, pointer = number(client, "rps"), ("test_configs", index, "clients", place)
            if offered == "full-load" and rate is not None:
                message = f'rps is {shown(rate)} and the load is offered as "full-load", expected no rps'
                hint = "leave rps out, or write `offered: rate` if the generator kept to it"
                yield _load(document, (*pointer, "rps"), name, message, hint)
            if offered == "rate" and rate is None:
                message = "the load is offered at a rate and the client has no rps, expected the rate in requests/s"
                hint = "add rps with the rate of all workers together, or write `offered: full-load`"
                yield _load(document, pointer, name, message, hint)
        if offered == "full-load" and loop == "open":
            message = 'the loop is "open" and the load is offered as "full-load", expected a rate in an open loop'
            hint = "write `loop: closed` if each connection waited for its answer, otherwise give the rate"
            yield Hit(pointer=("workload_conditions", name, "loop"), message=message, hint=hint)


def _load(document: Document, pointer: Pointer, name: str, message: str, hint: str) -> Hit:
    related = ((document.path, ("workload_conditions", name, "offered")),)
    return Hit(pointer=pointer, message=message, hint=hint, related=related)


def _tests(document: Document) -> Iterator[tuple[int, str, Mapping[str, object], Mapping[str, object]]]:
    """Every test config that has workload conditions: place, id, config, conditions."""
    known = mapping(document.data, "workload_conditions")
    for index, config in enumerate(sequence(document.data, "test_configs")):
        name = text(config, "id") or ""
        if name in known:
            yield index, name, mapping(config), mapping(known, name)


@rule("MR404", "no-stop-condition", severity=Severity.WARNING, since=SINCE, kinds=(SUBMISSION,))
def no_stop_condition(document: Document) -> Iterator[Hit]:
    """A test config does not say when a run ends.

    What it finds
    -------------
    A test config with neither a `duration` nor requests or seconds in the `stop` of its workload conditions.

    Why it matters
    --------------
    The declared stop condition is part of what makes results comparable: in a closed loop a run of 10,000 requests and one of half
    an hour see different caches, queues and neighbours.

    Wrong
    -----
    ```yaml
    workload_conditions: {c32: {loop: closed, offered: full-load}}
    ```

    Right
    -----
    ```yaml
    workload_conditions: {c32: {loop: closed, offered: full-load, stop: {requests: 300000}}}
    ```
    """
    for _, name, config, conditions in _tests(document):
        stop = mapping(conditions, "stop")
        if text(config, "duration") is None and stop.get("requests") is None and stop.get("seconds") is None:
            message = f"the test {quoted(name)} declares no end, expected a duration or a stop condition"
            hint = "add `stop: {requests: …}` to its workload conditions, or SMP's duration to the test config"
            yield Hit(pointer=("workload_conditions", name), message=message, hint=hint, at_key=True)


@rule("MR405", "contradictory-stop", severity=Severity.ERROR, since=SINCE, kinds=(SUBMISSION,))
def contradictory_stop(document: Document) -> Iterator[Hit]:
    """A test config and its workload conditions end a run after different times.

    What it finds
    -------------
    A `duration` of a test config that is not the `seconds` of the `stop` of its workload conditions.

    Why it matters
    --------------
    Both declare when a run ends. Results are grouped by it, so they must say the same.

    Wrong
    -----
    ```yaml
    test_configs: [{id: c32, duration: 240s, clients: [{connections: 32, rps: 1000}]}]
    workload_conditions: {c32: {offered: rate, stop: {seconds: 60}}}
    ```

    Right
    -----
    ```yaml
    test_configs: [{id: c32, duration: 240s, clients: [{connections: 32, rps: 1000}]}]
    workload_conditions: {c32: {offered: rate, stop: {seconds: 240}}}
    ```
    """
    for index, name, config, conditions in _tests(document):
        written, seconds = text(config, "duration"), number(conditions, "stop", "seconds")
        declared = None if written is None else read_duration(written)
        if declared is not None and seconds is not None and abs(declared - seconds) > 1e-6 * declared:
            message = f"stop.seconds is {shown(seconds)}, expected {shown(declared)} as the test config's duration"
            hint = "write the time after which the load was set to end in both places, or in one"
            related = ((document.path, ("test_configs", index, "duration")),)
            pointer = ("workload_conditions", name, "stop", "seconds")
            yield Hit(pointer=pointer, message=message, hint=hint, related=related)


@rule("MR406", "contradictory-protocol", severity=Severity.ERROR, since=SINCE, kinds=(SUBMISSION,))
def contradictory_protocol(document: Document) -> Iterator[Hit]:
    """A client's protocol or address contradicts the workload conditions.

    What it finds
    -------------
    A client whose SMP `protocol` is not that of the workload conditions, and an `https` address among its `endpoint_urls`
    where the conditions say `tls: none`.

    Why it matters
    --------------
    Protocol and TLS as the client sees them decide what a result is compared with. HTTP/2 and gRPC share connections and
    TLS costs a handshake: the numbers are of another kind.

    Wrong
    -----
    ```yaml
    clients: [{protocol: HTTP, endpoint_urls: ["https://shop.example.org/"]}]
    # workload conditions: {protocol: gRPC, tls: none}
    ```

    Right
    -----
    ```yaml
    clients: [{protocol: GRPC, endpoint_urls: ["https://shop.example.org/"]}]
    # workload conditions: {protocol: gRPC, tls: TLS 1.3}
    ```
    """
    for index, name, config, conditions in _tests(document):
        for place, client in enumerate(sequence(config, "clients")):
            pointer: Pointer = ("test_configs", index, "clients", place)
            yield from _protocol(document, (*pointer, "protocol"), name, text(client, "protocol"), conditions)
            for number_of_url, url in enumerate(sequence(client, "endpoint_urls")):
                if text(conditions, "tls") == "none" and str(url).lower().startswith("https:"):
                    message = f'the address {quoted(url)} is https, expected http where tls is "none"'
                    hint = "write the TLS version that the client used as tls, or the address that was called"
                    related = ((document.path, ("workload_conditions", name, "tls")),)
                    place_of_url = (*pointer, "endpoint_urls", number_of_url)
                    yield Hit(pointer=place_of_url, message=message, hint=hint, related=related)


def _protocol(
    document: Document, pointer: Pointer, name: str, found: str | None, conditions: Mapping[str, object]
) -> Iterator[Hit]:
    told = text(conditions, "protocol")
    expected = _SMP_PROTOCOL.get(told or "")
    if found is not None and expected is not None and found != expected:
        message = (
            f"protocol is {quoted(found)}, expected {quoted(expected)} as the workload conditions say {quoted(told)}"
        )
        related = ((document.path, ("workload_conditions", name, "protocol")),)
        yield Hit(pointer=pointer, message=message, hint="write what the client spoke in both places", related=related)
