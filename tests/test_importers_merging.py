"""Several generators become one run: exact sums, bounds, overlap, and a reason for each that can't."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
import yaml

from generator import distribution
from generator.importers.common import ImportedRun, ImportRefused, RawFile
from generator.importers.merging import merge, merged_runs
from generator.importers.pattern import compile_pattern
from generator.importers.write import ImportOptions, documents, place, results_file, table
from generator.source import parse

TWO_LOADS = ((1, "a", "rate"), (2, "b", "full-load"))


def generator(name: str = "a", *, at: int = 0, step: int = 1, **fields: object) -> ImportedRun:
    """A synthetic generator: a thousand requests of 1 to 1,000 times `step` µs in ten seconds."""
    known = {
        "label": name,
        "source": RawFile(path=f"{name}.txt", content=name.encode()),
        "tool": "synthetic",
        "tool_version": "1",
        "start_time": f"2026-11-01T10:00:{at:02d}Z",
        "end_time": f"2026-11-01T10:00:{at + 10:02d}Z",
        "actual_qps": Decimal(100),
        "requests": 1000,
        "errors": {"503": 1},
        "duration_seconds": Decimal(10),
        "population": "all",
        "distribution": distribution.from_samples([place * step * 1000 for place in range(1, 1001)]),
        "facts": {"connections": "8", "rate": "100", "loop": "open", "seconds": "10"},
    }
    return ImportedRun(**{**known, **fields})  # type: ignore[arg-type]


def test_counts_rates_errors_and_extremes_are_those_of_all_generators() -> None:
    found = merge("run", [generator("a"), generator("b", step=2, errors={"503": 1, "timeout": 3})])
    assert (found.requests, found.actual_qps, found.errors) == (2000, 200, {"503": 2, "timeout": 3})
    assert (found.min_ms, found.max_ms) == (Decimal("0.001"), Decimal(2))
    assert found.average_ms == Decimal("0.75075")
    assert (found.start_time, found.end_time) == ("2026-11-01T10:00:00Z", "2026-11-01T10:00:10Z")
    assert found.facts == {"connections": "16", "rate": "200", "loop": "open", "seconds": "10"}
    assert [each.label for each in found.generators] == ["a", "b"]
    assert [raw.path for raw in found.sources] == ["a.txt", "b.txt"]


def test_the_stop_condition_of_generators_that_count_their_requests_is_that_of_all() -> None:
    facts = {"requests": "200", "loop": "closed"}
    found = merge("run", [generator("a", facts=facts), generator("b", step=2, facts=facts)])
    assert found.facts == {"requests": "400", "loop": "closed"}


def test_a_merge_has_the_references_in_which_all_generators_agree_and_an_id_of_its_own() -> None:
    one = {"id": "one", "mesh_config_id": "istio", "labels": {"pod": "x"}, "test_id": "fast"}
    two = {"id": "one", "mesh_config_id": "istio", "labels": {"pod": "y"}}
    found = merge("run", [generator("a", smp=one), generator("b", step=2, smp=two)])
    assert found.smp == {"mesh_config_id": "istio"}


@pytest.mark.parametrize("field", ["mesh_config_id", "env_id", "test_id"])
def test_generators_of_two_meshes_environments_or_tests_are_no_run(field: str) -> None:
    parts = [generator("a", smp={field: "one"}), generator("b", step=2, smp={field: "two"})]
    with pytest.raises(ImportRefused, match=rf"run: generators differ in {field} \(one, two\)"):
        merge("run", parts)


def test_percentiles_of_raw_samples_are_exact_and_have_no_bounds() -> None:
    found = merge("run", [generator("a"), generator("b", step=2)])
    assert found.percentiles_ms["50"] == Decimal("0.667")
    assert found.percentiles_ms["99"] == Decimal("1.96")
    assert "99.9" not in found.percentiles_ms
    assert found.bounds_ms == {}


def test_bare_percentiles_are_bounds() -> None:
    known = {Fraction(50, 100): 10**6, Fraction(99, 100): 5 * 10**6}
    parts = [
        generator(name, distribution=distribution.from_percentiles(known, size, min_ns=10**5, max_ns=10**7))
        for name, size in (("a", 1000), ("b", 2000))
    ]
    found = merge("run", parts)
    assert found.merge_method == "percentile_bounds"
    low, high = found.bounds_ms["99"]
    assert high is not None
    assert low <= 5 <= high


def test_what_one_generator_does_not_report_is_not_reported_of_all() -> None:
    found = merge("run", [generator("a"), generator("b", step=2, errors=None, requests=None, tool_version="2")])
    assert (found.errors, found.requests, found.tool_version) == (None, None, None)
    assert found.actual_qps is None
    assert found.notes == ("how many requests each generator made is not reported: their rates are not added up",)
    timeless = merge("run", [generator("a"), generator("b", step=2, start_time=None)])
    assert timeless.actual_qps is None
    assert timeless.notes == ("when each generator worked is not reported: their rates are not added up",)


def test_a_little_less_overlap_is_said_and_much_less_is_refused() -> None:
    found = merge("run", [generator("a"), generator("b", step=2, at=1)])
    assert found.notes[0] == "the generators overlap for 81.8% of the time"
    assert "the rates add up to 200 requests/s; all requests over the whole time are 181.8" in found.notes[1]
    with pytest.raises(ImportRefused, match=r"run: the generators overlap for 0.0% of the time"):
        merge("run", [generator("a"), generator("b", step=2, at=20)])


def test_generators_that_did_not_report_widen_the_bounds() -> None:
    found = merge("run", [generator("a"), generator("b", step=2)], expected=4)
    assert found.expected == 4
    assert found.bounds_ms["99"][1] is None
    low, high = found.bounds_ms["50"]
    assert (low, high) == (0, Decimal(2))
    assert "2 of 4 generators did not report" in found.notes[-1]


def test_extremes_and_mean_of_the_generators_that_reported_are_not_those_of_all() -> None:
    found = merge("run", [generator("a"), generator("b", step=2)], expected=4)
    assert (found.min_ms, found.average_ms, found.max_ms, found.stdev_ms) == (None,) * 4
    assert found.distribution is not None
    assert found.distribution.moments == distribution.Moments()
    assert found.notes[-1].startswith("2 of 4 generators did not report: ")
    assert found.notes[-1].endswith(
        "rate, requests, errors and distribution are those of the generators that reported, which had min 0.001 ms, "
        "average 0.75075 ms, max 2 ms, standard deviation 0.520536 ms"
    )
    assert merge("run", [generator("a"), generator("b", step=2)], expected=2).notes == ()


def test_the_load_of_a_run_is_that_of_the_generators_that_did_not_report_too() -> None:
    found = merge("run", [generator("a"), generator("b", step=2)], expected=5)
    assert found.facts == {"connections": "40", "rate": "500", "loop": "open", "seconds": "10"}
    assert (found.actual_qps, found.requests) == (200, 2000)


def test_a_load_that_generators_do_not_share_is_not_known_of_those_that_did_not_report() -> None:
    parts = [generator("a"), generator("b", step=2, facts={"connections": "8", "rate": "50", "loop": "open"})]
    assert merge("run", parts, expected=3).facts == {"connections": "24", "loop": "open"}
    assert merge("run", parts, expected=2).facts == {"connections": "16", "rate": "150", "loop": "open"}


def test_a_run_without_all_its_generators_is_read_as_it_was_written() -> None:
    run = merge("run", [generator("a"), generator("b", step=2)], expected=3)
    files = documents([place(run, None, ImportOptions(merge="x"))], "merged.yaml")
    (entry,) = yaml.safe_load(files[next(path for path in files if path.name == "merged.yaml")])["results"]
    assert set(entry["result"]["latencies_ms"]) == {"p50", "p90", "p99"}
    spread = entry["measurement"]["distribution"]
    again = distribution.from_published(spread["upper_ms"], spread["counts"], spread["lower_ms"])
    assert run.distribution is not None
    assert again.counts.tolist() == run.distribution.digest().counts.tolist()
    assert again.lower_ns.tolist() == run.distribution.digest().lower_ns.tolist()


@pytest.mark.parametrize(
    ("parts", "expected", "message"),
    [
        ([generator("a"), generator("a", step=2)], None, "the generator 'a' stands twice"),
        ([generator("a"), generator("b")], None, "is a file given twice"),
        ([generator("a"), generator("b", step=2, tool="other")], None, r"differ in tool \(other, synthetic\)"),
        ([generator("a"), generator("b", step=2, population=None)], None, "differ in population"),
        ([generator("a"), generator("b", distribution=None)], None, "b has neither a histogram nor percentiles"),
        ([generator("a"), generator("b", step=2, facts={"loop": "closed"})], None, r"in loop \(closed, open\)"),
        (
            [generator(name, step=at, facts={"protocol": f"HTTP/{at}"}) for at, name in ((1, "a"), (2, "b"))],
            None,
            "protocol",
        ),
        ([generator(name, step=at, facts={"offered": said}) for at, name, said in TWO_LOADS], None, "in offered"),
        ([generator("a"), generator("b", step=2)], 1, "2 generators reported, --generators says 1"),
    ],
)
def test_what_is_no_distributed_run_is_refused(parts: list[ImportedRun], expected: int | None, message: str) -> None:
    with pytest.raises(ImportRefused, match=message):
        merge("run", parts, expected)


def test_runs_are_grouped_by_what_their_names_mean() -> None:
    runs = [
        generator(
            f"run-{rate}/{name}.txt", step=step, source=RawFile(path=f"run-{rate}/{name}.txt", content=name.encode())
        )
        for rate in (100, 200)
        for step, name in enumerate(("east", "west"), start=1)
    ]
    pattern = compile_pattern("run-{rate}/{where}.txt")
    found = merged_runs(runs, pattern, "{rate}", "{where}", None)
    assert [(each.label, [part.label for part in each.generators]) for each in found] == [
        ("100", ["east", "west"]),
        ("200", ["east", "west"]),
    ]
    by_file = merged_runs(runs[:2], pattern, "{rate}", None, None)
    assert [part.label for part in by_file[0].generators] == ["east.txt", "west.txt"]


def test_a_merged_run_is_written_with_its_generators() -> None:
    run = merge("run", [generator("a"), generator("b", step=2)], expected=3)
    placed = place(run, None, ImportOptions(merge="x"))
    files = documents([placed], "merged.yaml")
    (entry,) = yaml.safe_load(files[next(path for path in files if path.name == "merged.yaml")])["results"]
    measured = entry["measurement"]
    assert entry["id"] == "run"
    assert measured["merge_method"] == "histogram_merge"
    assert measured["generators_expected"] == 3
    assert [each["name"] for each in measured["generators"]] == ["a", "b"]
    assert sum(measured["distribution"]["counts"]) == 2000
    assert len(measured["distribution"]["counts"]) <= 200
    assert len(measured["evidence"]) == len(files) - 1 == 2


def test_a_file_that_is_read_and_written_again_keeps_its_bytes() -> None:
    run = merge("run", [generator("a"), generator("b", step=2)])
    placed = place(run, None, ImportOptions(merge="x"))
    files = documents([placed], "merged.yaml")
    written = files[next(path for path in files if path.name == "merged.yaml")]
    lines = written.decode().splitlines()
    assert sum(line.startswith("        - {name: ") for line in lines) == 2
    assert sum(line.startswith("        counts: [") for line in lines) == 1
    again = parse("results/performance/synthetic/merged.yaml", written).document
    assert again is not None
    assert results_file(again.data) == written  # type: ignore[arg-type]


def test_the_table_says_how_many_generators_reported_and_what_is_a_range() -> None:
    run = merge("run", [generator("a"), generator("b", step=2)], expected=3)
    found = table([place(run, None, ImportOptions(merge="x"))])
    row = dict(zip(found.head, found.rows[0], strict=True))
    assert row["generators"] == "2 of 3"
    assert row["p99 ms"].startswith("at least ")
    assert row["requests/s"] == "200"
    alone = table([place(generator("a", percentiles_ms={"50": Decimal("1.23456789")}), None, ImportOptions())])
    assert "generators" not in alone.head
    assert dict(zip(alone.head, alone.rows[0], strict=True))["p50 ms"] == "1.23457"
    wide = generator("a", percentiles_ms={"50": Decimal(3)}, bounds_ms={"50": (Decimal(1), Decimal(5))})
    assert table([place(wide, None, ImportOptions())]).rows[0][5] == "1 to 5"
