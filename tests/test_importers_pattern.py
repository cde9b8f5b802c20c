from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.characters import slug
from generator.importers.common import ImportRefused
from generator.importers.pattern import compile_pattern, fill, rename

LABEL = "{sweep}_qps_{rate}_c_{connections}_{payload}_{telemetry+}_{mode}"


def test_a_pattern_reads_the_last_segments_of_a_path() -> None:
    pattern = compile_pattern("{mesh}/{mode}/test-…-{connections}-{requests}.txt")
    assert pattern.read("a/b/istio/pod/test-productpage.bookinfo-basic.svc-128-300000.txt") == {
        "mesh": "istio",
        "mode": "pod",
        "connections": "128",
        "requests": "300000",
    }


@pytest.mark.parametrize("anything", ["…", "...", "*"])
def test_anything_may_be_nothing_but_crosses_no_segment(anything: str) -> None:
    pattern = compile_pattern(f"run{anything}-{{connections}}.txt")
    assert pattern.read("run-8.txt") == {"connections": "8"}
    assert pattern.read("a/run-x-8.txt") == {"connections": "8"}
    with pytest.raises(ImportRefused, match="does not match"):
        pattern.read("run/x-8.txt")


@pytest.mark.parametrize(("telemetry", "mode"), [("none_mtls", "both"), ("v2-sd-full-nullvm", "baseline")])
def test_a_part_with_a_plus_holds_its_separator(telemetry: str, mode: str) -> None:
    read = compile_pattern(LABEL).read(f"ff93ac4f_qps_10_c_16_1024_{telemetry}_{mode}")
    assert (read["telemetry"], read["mode"], read["rate"]) == (telemetry, mode, "10")


def test_a_part_without_a_plus_does_not() -> None:
    with pytest.raises(ImportRefused, match=r"\{part\+\}"):
        compile_pattern(LABEL.replace("+", "")).read("ff93ac4f_qps_10_c_16_1024_none_mtls_both")


def test_a_name_with_two_readings_is_refused_with_both() -> None:
    with pytest.raises(ImportRefused, match="a=x, b=y-z or a=x-y, b=z"):
        compile_pattern("{a+}-{b+}").read("x-y-z")


@pytest.mark.parametrize("text", ["{a}{b}", "{a}…", "{a}-{a}", "{A}", "{a", "{}", "a}"])
def test_a_pattern_that_means_nothing_certain_is_refused(text: str) -> None:
    with pytest.raises(ImportRefused, match="--match"):
        compile_pattern(text)


def test_a_pattern_of_many_anythings_ends() -> None:
    pattern = compile_pattern("a*" * 30 + "b-{part}")
    before = time.process_time()
    with pytest.raises(ImportRefused):
        pattern.read("a" * 500)
    # Trying every way would take for ever; a busy machine may take its time.
    assert time.process_time() - before < 60


@given(st.lists(st.text("abc123.", min_size=1), min_size=3, max_size=3))
def test_parts_that_were_joined_are_read_back(values: list[str]) -> None:
    read = compile_pattern("{a}-{b}-{c}").read("-".join(values))
    assert list(read.values()) == values


def test_a_template_takes_the_parts_and_names_those_it_lacks() -> None:
    assert fill("{mesh}-{n}", {"mesh": "istio", "n": "8"}, "--id") == "istio-8"
    with pytest.raises(ImportRefused, match=r"--id '\{mash\}': no part named mash; parts are: mesh"):
        fill("{mash}", {"mesh": "istio"}, "--id")


def test_a_value_that_looks_like_a_template_is_not_filled_again() -> None:
    assert fill("{a}", {"a": "{b}", "b": "no"}, "--id") == "{b}"


def test_a_star_comes_back_in_the_new_name() -> None:
    rules = (("*-baseline", "baseline"), ("*-both", "istio-*"), ("x", "y"))
    assert [rename(name, rules) for name in ("a-baseline", "a-both", "x", "z")] == ["baseline", "istio-a", "y", "z"]


@given(st.text())
def test_a_slug_is_an_id_or_empty(text: str) -> None:
    assert set(slug(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
