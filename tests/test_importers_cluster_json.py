"""Whatever stands in the JSON of kubectl and Prometheus: it is read, or refused with the file's name, and nothing else happens."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.importers.common import ImportRefused
from generator.importers.environment import gather
from generator.importers.prometheus import cleaned, joined, read_answer
from generator.importers.reduction import Reduced, reduced
from tests.importer_samples import raw, raw_text

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(["NaN", "1e9", "aws://x", "TODO", "10.0.0.1", "istio-proxy", "sidecar-cpu", "1Ki"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["kind", "pod", "cpu", "items", "x"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def places(value: object, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The place of every value within."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(found for key, item in pairs for found in places(item, (*at, key)))]


def changed(name: str, picks: list[int], values: list[object]) -> str:
    """The fixture with other values at some places."""
    document = json.loads(raw(name).content)
    for pick, new in zip(picks, values, strict=False):
        there = places(document)[1:]
        if not there:
            break
        *way, last = there[pick % len(there)]
        inside = document
        for key in way:
            inside = inside[key]
        inside[last] = new
    return json.dumps(document)


CHANGES = {
    "picks": st.lists(st.integers(0, 10_000), min_size=1, max_size=3),
    "values": st.lists(VALUES, min_size=3, max_size=3),
}


@given(name=st.sampled_from(["synthetic-nodes.json", "synthetic-version.json"]), **CHANGES)
def test_a_changed_output_of_kubectl_is_read_or_refused(name: str, picks: list[int], values: list[object]) -> None:
    try:
        cluster = gather([raw_text("x.json", changed(name, picks, values))])
    except ImportRefused as refused:
        assert str(refused).startswith("x.json")  # noqa: PT017  # reading it is right as well
        return
    assert all(len(text) <= 200 and "10.0.0.1" not in text for text in cluster.conditions.values())


@given(name=st.sampled_from(["synthetic-prometheus-cpu.json", "synthetic-prometheus-memory.json"]), **CHANGES)
def test_a_changed_answer_of_prometheus_is_read_or_refused(name: str, picks: list[int], values: list[object]) -> None:
    try:
        answer = read_answer(raw_text("x.json", changed(name, picks, values)))
        uses = joined([answer])
    except ImportRefused:
        return
    for use in uses:
        found = reduced(use, Decimal(1795608000), Decimal(1795608240))
        assert isinstance(found, str) or 0 <= found.average <= found.greatest
    (copy,) = cleaned([answer])
    assert joined([read_answer(copy)])[:0] == ()
    assert "shop" not in copy.text()


@pytest.mark.parametrize("size", [2_000, 40_000])
def test_deep_and_long_inputs_are_refused_quickly(size: int) -> None:
    for text in ("[" * size, '{"a":' * size, '{"kind":"List","items":' + "[" * size):
        with pytest.raises(ImportRefused, match=r"not valid JSON|nested too deeply"):
            gather([raw_text("x.json", text)])
        with pytest.raises(ImportRefused, match=r"not valid JSON|nested too deeply"):
            read_answer(raw_text("x.json", text))


def test_the_average_is_never_above_the_greatest_after_rounding() -> None:
    values = [[1795608000 + 60 * at, "0.0000005"] for at in range(5)]
    series = {
        "metric": {"query": "sidecar-memory", "container": "istio-proxy", "namespace": "a", "pod": "b"},
        "values": values,
    }
    text = json.dumps({"status": "success", "data": {"resultType": "matrix", "result": [series]}})
    found = reduced(joined([read_answer(raw_text("x.json", text))])[0], Decimal(1795608000), Decimal(1795608240))
    assert isinstance(found, Reduced)
    assert found.average == found.greatest
