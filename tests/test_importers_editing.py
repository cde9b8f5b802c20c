from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.importers.editing import EditRefused, Entry, edited
from generator.scaffold import new
from generator.source import parse

TEXT = next(content.decode() for path, content in new("submission", "mine").items() if path.name == "submission.yaml")
CONFIG = Entry(
    section="environment_configs",
    id="cluster",
    value={
        "id": "cluster",
        "kubernetes_version": "1.28",
        "nodes": [{"type": "a", "cores": 2}, {"type": "b", "cores": 4}],
    },
)
CONDITION = Entry(
    section="environment_conditions",
    id="cluster",
    value={"os": "yes", "cni": "TODO", "kernel": 'Linux "5": #1', "zone": "1.20"},
    inserted_after="environment_configs",
)


def data(content: bytes) -> dict[str, object]:
    document = parse("submission.yaml", content).document
    assert document is not None
    assert isinstance(document.data, dict)
    return document.data


def test_values_keep_their_type_whatever_they_look_like() -> None:
    found = data(edited("submission.yaml", TEXT.encode(), [CONFIG, CONDITION]).content)
    (config,) = found["environment_configs"]  # type: ignore[misc]
    assert config == {
        "id": "cluster",
        "kubernetes_version": "1.28",
        "nodes": [{"type": "a", "cores": 2}, {"type": "b", "cores": 4}],
    }
    condition = found["environment_conditions"]["cluster"]  # type: ignore[index]
    assert {key: condition[key] for key in ("os", "kernel", "zone", "cni")} == {
        "os": "yes", "kernel": 'Linux "5": #1', "zone": "1.20", "cni": "TODO",
    }  # fmt: skip


@pytest.mark.parametrize("comment", ["", "  # why"])
@pytest.mark.parametrize("written", ["TODO", '"TODO"', "'TODO'"])
def test_a_todo_is_found_in_every_way_to_write_it(written: str, comment: str) -> None:
    flow = f"environment_configs:\n  - {{id: cluster, kubernetes_version: {written}}}{comment}\n"
    block = f"environment_configs:\n  - id: cluster\n    kubernetes_version: {written}{comment}\n"
    for text in (flow, block):
        assert edited("s.yaml", text.encode(), [CONFIG]).content.decode() == text.replace(written, '"1.28"')


def test_a_value_that_begins_with_todo_is_a_person_s() -> None:
    text = "environment_configs:\n  - id: cluster\n    kubernetes_version: TODO, ask Ada\n"
    found = edited("s.yaml", text.encode(), [CONFIG])
    assert found.content.decode() == text
    assert "stays TODO, ask Ada" in found.notes[0]


def test_a_todo_over_several_lines_is_not_edited() -> None:
    text = "environment_configs:\n  - id: cluster\n    kubernetes_version: |-\n      TODO\n"
    with pytest.raises(EditRefused, match="is not written plainly") as refused:
        edited("s.yaml", text.encode(), [CONFIG])
    assert refused.value.to_paste == CONFIG.text


@pytest.mark.parametrize("key", ["TODO", '"TODO"'])
def test_an_entry_that_nobody_named_yet_becomes_the_first_new_one(key: str) -> None:
    text = (
        "environment_configs:\n  - id: TODO\n    kubernetes_version: TODO\n    nodes: mine\nenvironment_conditions:\n"
        f"  {key}: {{os: TODO, zone: mine}}  # why\n"
    )
    other = Entry(section="environment_configs", id="other", value={"id": "other", "kubernetes_version": "1.29"})
    found = data(edited("s.yaml", text.encode(), [CONFIG, CONDITION, other]).content)
    assert found == {
        "environment_configs": [
            {"id": "cluster", "kubernetes_version": "1.28", "nodes": "mine"},
            {"id": "other", "kubernetes_version": "1.29"},
        ],
        "environment_conditions": {"cluster": {"os": "yes", "zone": "mine"}},
    }


def test_an_id_that_is_no_text_is_left_alone() -> None:
    text = "environment_configs:\n  - id: [a]\n    kubernetes_version: mine\n"
    found = data(edited("s.yaml", text.encode(), [replace(CONFIG, value={"id": "cluster"})]).content)
    assert found["environment_configs"] == [{"id": ["a"], "kubernetes_version": "mine"}, {"id": "cluster"}]


def test_a_second_name_for_an_unnamed_key_is_added_beside_it() -> None:
    text = "environment_configs: []\nenvironment_conditions:\n  TODO:\n    os: TODO\n"
    other = replace(CONDITION, id="other")
    found = data(edited("s.yaml", text.encode(), [CONDITION, other]).content)
    assert list(found["environment_conditions"]) == ["cluster", "other"]  # type: ignore[call-overload]


def test_an_entry_is_added_at_the_list_s_own_indent() -> None:
    text = "environment_configs:\n- id: a\n  note: |\n    text\n\n    # no comment\n\n# lab\nlab: x\n"
    entry = Entry(section="environment_configs", id="b", value={"id": "b", "nodes": [{"type": "a", "cores": 2}]})
    assert edited("s.yaml", text.encode(), [entry]).content.decode() == (
        "environment_configs:\n- id: a\n  note: |\n    text\n\n    # no comment\n- id: b\n  nodes:\n    - {type: a, cores: 2}\n\n# lab\nlab: x\n"
    )


def test_a_file_without_a_last_line_end_gets_one_before_what_is_added() -> None:
    entry = Entry(section="environment_configs", id="b", value={"id": "b"})
    content = edited("s.yaml", b"environment_configs:\n  - id: a", [entry]).content
    assert content == b"environment_configs:\n  - id: a\n  - {id: b}\n"


def test_a_section_that_is_new_takes_several_entries() -> None:
    text = "environment_configs:\n  - id: a\n  - id: b\nlab: x\n"
    entries = [
        Entry(section="more", id=name, value={"os": name}, inserted_after="environment_configs") for name in "ab"
    ]
    assert edited("s.yaml", text.encode(), entries).content.decode() == (
        "environment_configs:\n  - id: a\n  - id: b\nmore:\n  a: {os: a}\n  b: {os: b}\nlab: x\n"
    )


LINES = TEXT.splitlines(keepends=True)


@given(
    st.sets(st.integers(0, len(LINES) - 1), max_size=6),
    st.lists(
        st.tuples(
            st.integers(0, len(LINES)),
            st.sampled_from(
                ["# word: TODO\n", "    # more\n", "\n", "          # deep\n", "extra: {a: TODO}\n", "  - x\n"]
            ),
        ),
        max_size=4,
    ),
    st.sampled_from(["cluster", "second"]),
)
def test_whatever_the_file_looks_like_no_line_is_lost(gone: set[int], added: list[tuple[int, str]], name: str) -> None:
    lines = [line for at, line in enumerate(LINES) if at not in gone]
    for at, line in added:
        lines.insert(at, line)
    text = "".join(lines)
    entries = [
        Entry(section=each.section, id=name, value={**each.value, **({"id": name} if each is CONFIG else {})}, inserted_after=each.inserted_after)
        for each in (CONFIG, CONDITION)
    ]  # fmt: skip
    try:
        found = edited("submission.yaml", text.encode(), entries)
    except EditRefused as refused:
        assert refused.to_paste.startswith("environment_configs:\n")  # noqa: PT017  # any of the two is right here
        return
    rest = iter(found.content.decode().splitlines())
    kept = [line for line in text.splitlines() if "TODO" not in line]
    assert all(line in rest for line in kept)
    assert data(found.content).keys() >= data(text.encode()).keys()
