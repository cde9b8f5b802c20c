import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.compare import key as keys
from generator.model import Loop, Node, Omission, Purpose, Result, Stop
from tests.synthetic import ENVIRONMENT, FULL_LOAD, WORKLOAD, run, subject, submission

NAMES = (
    "campaign", "lab", "kubernetes", "nodes", "environment", "application", "replicas", "protocol", "tls", "payload", "keep_alive",
    "compression", "offered", "connections", "stop", "generator", "loop", "omission", "population", "load_placement", "warm_up",
)  # fmt: skip
PLAIN = submission([])


def value(name: str, result: Result) -> str:
    return keys.key_from(keys.values_of(result, PLAIN)).value(name)


def test_the_key_has_its_fields_in_their_order() -> None:
    assert tuple(field.name for field in keys.FIELDS) == NAMES


def test_a_condition_is_a_value_not_reported_or_not_applicable() -> None:
    assert value("replicas", run("a", workload=replace(WORKLOAD, replicas=2))) == "2"
    assert value("replicas", run("a")) == "not reported"
    assert value("offered", run("a", workload=FULL_LOAD)) == "not applicable"
    assert value("offered", run("a", offered_rps=None)) == "not reported"
    assert (
        value("keep_alive", run("a", workload=replace(WORKLOAD, protocol="TCP", keep_alive=None))) == "not applicable"
    )
    assert value("keep_alive", run("a", workload=replace(WORKLOAD, keep_alive=None))) == "not reported"


def test_full_load_ignores_a_rate_that_was_written_beside_it() -> None:
    assert value("offered", run("a", workload=FULL_LOAD, offered_rps=1000)) == "not applicable"


CHANGES: tuple[tuple[str, Callable[[], Result]], ...] = (
    ("campaign", lambda: run("a", campaign="synthetic-2")),
    ("kubernetes", lambda: run("a", environment=replace(ENVIRONMENT, kubernetes_version="1.31.0"))),
    (
        "nodes",
        lambda: run(
            "a", environment=replace(ENVIRONMENT, nodes=(Node(type="other", cores=4, mem_mb=16_000, count=3),))
        ),
    ),
    ("environment", lambda: run("a", environment=replace(ENVIRONMENT, conditions={"cni": "another CNI"}))),
    ("application", lambda: run("a", workload=replace(WORKLOAD, application="another shop"))),
    ("application", lambda: run("a", workload=replace(WORKLOAD, application_version="2"))),
    ("replicas", lambda: run("a", workload=replace(WORKLOAD, replicas=2))),
    ("protocol", lambda: run("a", workload=replace(WORKLOAD, protocol="HTTP/2"))),
    ("tls", lambda: run("a", workload=replace(WORKLOAD, tls="TLS 1.3"))),
    ("payload", lambda: run("a", workload=replace(WORKLOAD, payload_bytes=1024))),
    ("keep_alive", lambda: run("a", workload=replace(WORKLOAD, keep_alive=False))),
    ("compression", lambda: run("a", workload=replace(WORKLOAD, compression=False))),
    ("offered", lambda: run("a", offered_rps=2000.0)),
    ("connections", lambda: run("a", connections=64)),
    ("stop", lambda: run("a", workload=replace(WORKLOAD, stop=Stop(seconds=60)))),
    ("generator", lambda: run("a", generator=("fortio", "1.4.0"))),
    ("generator", lambda: run("a", generator=("oha", "2.0.0"))),
    ("loop", lambda: run("a", workload=replace(WORKLOAD, loop=Loop.CLOSED))),
    ("omission", lambda: run("a", omission=Omission.UNCORRECTED)),
    ("population", lambda: run("a", population="successful")),
    ("load_placement", lambda: run("a", workload=replace(WORKLOAD, load_placement="virtual machine"))),
    ("warm_up", lambda: run("a", workload=replace(WORKLOAD, warm_up="60 s"))),
)


@pytest.mark.parametrize(("name", "changed"), CHANGES)
def test_a_changed_condition_changes_its_field_alone(name: str, changed: Callable[[], Result]) -> None:
    before, after = keys.values_of(run("a"), PLAIN), keys.values_of(changed(), PLAIN)
    differing = [field.name for field, old, new in zip(keys.FIELDS, before, after, strict=True) if old != new]
    assert differing == [name]


def test_every_field_is_shown_to_change() -> None:
    assert {name for name, _ in CHANGES} | {"lab"} == set(NAMES)
    assert keys.values_of(run("a"), submission([], lab="another-lab")) != keys.values_of(run("a"), PLAIN)


@pytest.mark.parametrize("other", [
    run("a", subject("alpha", brings={"cni": "its own"})), run("a", achieved_rps=990.0, p99=3.0), run("a", duration_seconds=601.0),
    run("a", generator=("oha", "1.9.2")), run("a", requests=1), run("a", environment=replace(ENVIRONMENT, id="other")),
    run("a", environment=replace(ENVIRONMENT, conditions={"note": "a note", "cni": " synthetic  CNI"})),
])  # fmt: skip
def test_mesh_measured_values_minor_versions_and_notes_leave_the_key(other: Result) -> None:
    assert keys.values_of(other, PLAIN) == keys.values_of(run("a"), PLAIN)


def test_one_name_of_a_campaign_by_two_measurers_is_two_campaigns() -> None:
    assert keys.values_of(run("a"), submission([], measured_by="Another")) != keys.values_of(run("a"), PLAIN)


def test_a_demonstration_never_shares_a_key_with_a_measurement() -> None:
    shown = submission([], purpose=Purpose.DEMONSTRATION)
    assert keys.values_of(run("a"), shown) != keys.values_of(run("a"), PLAIN)


def test_conditions_that_read_alike_joined_stay_apart() -> None:
    one = run("a", environment=replace(ENVIRONMENT, conditions={"cni": "x; os: y"}))
    other = run("a", environment=replace(ENVIRONMENT, conditions={"cni": "x", "os": "y"}))
    assert value("environment", one) != value("environment", other)


def test_the_order_of_nodes_does_not_count() -> None:
    nodes = (Node(type="a", cores=1, mem_mb=None), Node(type="b", cores=2, mem_mb=1000, count=2))
    one, other = (replace(ENVIRONMENT, nodes=order) for order in (nodes, nodes[::-1]))
    assert value("nodes", run("a", environment=one)) == value("nodes", run("a", environment=other))


def test_the_stop_condition_is_the_declared_one() -> None:
    undeclared = replace(WORKLOAD, stop=None)
    assert value("stop", run("a", workload=undeclared, smp={"duration": "4m"})) == "240 s"
    assert value("stop", run("a", workload=undeclared)) == "not reported"
    assert value("stop", run("a", workload=replace(WORKLOAD, stop=Stop(requests=10_000)))) == "10,000 requests"


@pytest.mark.parametrize(("version", "text"), [
    ("1.4.0", "oha 1"), ("v2", "oha 2"), ("0.6.4", "oha 0"), ("master-abc", "oha master-abc"), (None, "oha"),
])  # fmt: skip
def test_the_generator_counts_with_its_major_version(version: str | None, text: str) -> None:
    assert value("generator", run("a", generator=("oha", version))) == text


@given(st.text(max_size=200))
def test_an_id_is_a_slug_of_at_most_80_characters(words: str) -> None:
    made = keys.identifier(words, keys.key_from(keys.values_of(run("a"), PLAIN)))
    assert re.fullmatch(r"([a-z0-9-]*[a-z0-9]-)?[0-9a-f]{8}-k1", made)
    assert len(made) <= 80


def test_the_id_follows_the_key_and_not_the_words_alone() -> None:
    one = keys.key_from(keys.values_of(run("a"), PLAIN))
    other = keys.key_from(keys.values_of(run("a", connections=64), PLAIN))
    assert keys.identifier("same", one) != keys.identifier("same", other)
    assert keys.identifier("same", one, without="connections") == keys.identifier("same", other, without="connections")


def test_the_id_of_a_known_key_never_changes() -> None:
    # an address people have linked: a change here needs a new VERSION of the key and an alias
    assert keys.identifier("synthetic", keys.key_from(keys.values_of(run("a"), PLAIN))) == "synthetic-bfb5a955-k1"
