"""Evidence levels: each follows from what was submitted, says why, and says what is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.compare.key import FIELDS
from generator.model import (
    Catalogue,
    Environment,
    Evidence,
    Node,
    Purpose,
    Result,
    State,
    Submission,
    Submitter,
)
from generator.trust import EvidenceLevel, assess, reproductions
from generator.trust.reproductions import FREE
from tests import synthetic

RAW = Evidence(
    path="evidence/run.json", uri=None, sha256="0" * 64, size_bytes=10, tool="oha", tool_version="1.4.0", original_sha256=None
)  # fmt: skip
ALPHA = synthetic.subject("alpha", mode="sidecar")
KNOWN = replace(
    synthetic.WORKLOAD, application_version="1.0", replicas=1, payload_bytes=1024, compression=False, warm_up="none"
)


def run(name: str, *, p99: float = 10.0, evidence: tuple[Evidence, ...] = (RAW,), **fields: object) -> Result:
    """A run of Alpha that lacks nothing."""
    made = synthetic.run(name, ALPHA, p99=p99, **{"workload": KNOWN, **fields})  # type: ignore[arg-type]
    return replace(made, measurement=replace(made.measurement, evidence=evidence))


def submission(name: str, by: str, *results: Result, **fields: object) -> Submission:
    made = synthetic.submission(results, name=name, measured_by=by)
    return replace(made, reproduce="Run it.", **fields)  # type: ignore[arg-type]


def level(catalogue: Catalogue, address: str = "first/a") -> EvidenceLevel:
    return assess(catalogue).results[address].level


def lacks(catalogue: Catalogue, address: str = "first/a", at: int = 0) -> tuple[str, ...]:
    return assess(catalogue).results[address].steps[at].missing


def test_a_result_that_lacks_nothing_is_bundle_complete() -> None:
    found = assess(synthetic.catalogue(submission("first", "One", run("a")))).results["first/a"]
    assert found.level is EvidenceLevel.BUNDLE_COMPLETE
    assert found.upcoming is not None
    assert found.upcoming.level is EvidenceLevel.REPRODUCED


UNSEEN = replace(RAW, path=None)
NOWHERE = Environment(
    id="x", kubernetes_version=None, nodes=(Node(type="x", cores=None, mem_mb=None, count=1),), conditions={}, smp={}, origin=synthetic.PLACE
)  # fmt: skip


@pytest.mark.parametrize(
    ("result", "missing"),
    [
        (run("a", evidence=()), "the raw output"),
        (run("a", evidence=(UNSEEN,)), "the file itself of the raw output, of which only the hash is published"),
        (
            run("a", evidence=(RAW, UNSEEN)),
            "the file itself of 1 of 2 raw outputs, of which only the hash is published",
        ),
        (run("a", evidence=(replace(RAW, sha256=None),)), "the SHA-256 of the raw output"),
        (run("a", generator=("oha", None)), "the version of the load generator"),
        (run("a", generator=(None, None)), "the load generator"),
        (run("a", workload=replace(KNOWN, application_version=None)), "the version of the application"),
        (run("a", workload=replace(KNOWN, application=None)), "the application"),
        (
            replace(run("a"), mesh_config=synthetic.run("a", synthetic.subject("alpha", version=None)).mesh_config),
            "the version of the mesh",
        ),
        (run("a", environment=replace(NOWHERE, kubernetes_version="1.30.1")), "the nodes with their cores and memory"),
        (run("a", environment=replace(NOWHERE, nodes=synthetic.ENVIRONMENT.nodes)), "the version of Kubernetes"),
    ],
)
def test_what_is_missing_is_named(result: Result, missing: str) -> None:
    catalogue = synthetic.catalogue(submission("first", "One", result))
    assert lacks(catalogue) == (missing,)
    assert level(catalogue) is EvidenceLevel.SELF_REPORTED


def test_steps_to_reproduce_belong_to_the_bundle() -> None:
    made = replace(submission("first", "One", run("a")), reproduce="  ")
    assert lacks(synthetic.catalogue(made)) == ("how to reproduce it",)


def test_without_containers_no_version_of_kubernetes_is_missed() -> None:
    bare = replace(NOWHERE, nodes=synthetic.ENVIRONMENT.nodes, conditions={"container_runtime": "none", "cni": "none"})
    assert lacks(synthetic.catalogue(submission("first", "One", run("a", environment=bare)))) == ()


def test_the_baseline_has_no_version_to_miss() -> None:
    made = synthetic.run("a", workload=KNOWN)
    plain = replace(made, measurement=replace(made.measurement, evidence=(RAW,)))
    assert lacks(synthetic.catalogue(submission("first", "One", plain))) == ()


def pair(again: Submission | None = None, **fields: object) -> Catalogue:
    """A submission of One, and one of Two that says to reproduce it."""
    first = submission("first", "One", run("a", p99=10.0), run("b", p99=12.0))
    second = again or submission("second", "Two", run("c", p99=13.0))
    return synthetic.catalogue(first, replace(second, **{"reproduces": ("first/a",), **fields}))  # type: ignore[arg-type]


def test_what_another_organisation_measured_again_is_reproduced_with_both_numbers() -> None:
    catalogue = pair()
    found = assess(catalogue)
    assert [found.results[name].level.value for name in ("first/a", "first/b", "second/c")] == [
        "reproduced",
        "reproduced",  # a replicate of the run that was named
        "bundle-complete",
    ]
    assert found.results["first/a"].steps[1].because == "measured again under the same conditions by Two"
    (each,) = found.reproductions
    told = {one.quantity: (one.original, one.original_runs, one.again, one.again_runs) for one in each.amounts}
    assert told == {"p50": (5.5, 2, 6.5, 1), "p99": (11.0, 2, 13.0, 1), "throughput": (1000.0, 2, 1000.0, 1)}
    assert each.amounts[1].relative == pytest.approx(2 / 11)
    assert found.of_result("first/b") == found.by_submission("second") == (each,)


def test_a_reproduction_may_be_made_in_another_lab_region_and_campaign() -> None:
    elsewhere = replace(synthetic.ENVIRONMENT, conditions={**synthetic.ENVIRONMENT.conditions, "region": "elsewhere"})
    again = submission("second", "Two", run("c", environment=elsewhere, campaign="their-own"))
    catalogue = pair(again)
    other = replace(catalogue.labs["synthetic-lab"], id="other-lab")
    moved = replace(catalogue.submissions["second"], lab="other-lab")
    there = replace(
        catalogue,
        labs={**catalogue.labs, "other-lab": other},
        submissions={**catalogue.submissions, "second": moved},
    )
    assert level(there) is EvidenceLevel.REPRODUCED


def changed(result: Result, name: str) -> Result:  # noqa: PLR0911 - one a field
    """The result with another value of that field of the key."""
    work, environment = result.test.workload, result.environment
    match name:
        case "kubernetes":
            return replace(result, environment=replace(environment, kubernetes_version="1.31.0"))
        case "nodes":
            return replace(result, environment=replace(environment, nodes=(Node(type="y", cores=2, mem_mb=1),)))
        case "environment":
            return replace(result, environment=replace(environment, conditions={"cni": "another CNI"}))
        case "offered":
            return replace(result, test=replace(result.test, offered_rps=500.0))
        case "connections":
            return replace(result, test=replace(result.test, connections=64))
        case "generator":
            return replace(result, test=replace(result.test, load_generator="k6"))
        case "omission":
            measured = replace(result.measurement, coordinated_omission=synthetic.Omission.UNCORRECTED)
            return replace(result, measurement=measured)
        case "population":
            return replace(result, measurement=replace(result.measurement, population="answered"))
    values: dict[str, object] = {
        "application": ("application", "another shop"), "replicas": ("replicas", 3), "protocol": ("protocol", "HTTP/2"),
        "tls": ("tls", "TLS 1.3"), "payload": ("payload_bytes", 1), "keep_alive": ("keep_alive", False),
        "compression": ("compression", True), "stop": ("stop", synthetic.Stop(seconds=60)), "loop": ("loop", synthetic.Loop.CLOSED),
        "load_placement": ("load_placement", "a virtual machine"), "warm_up": ("warm_up", "10 s"),
    }  # fmt: skip
    field, value = values[name]  # type: ignore[misc]
    return replace(result, test=replace(result.test, workload=replace(work, **{field: value})))


@pytest.mark.parametrize("name", [field.name for field in FIELDS if field.name not in FREE])
def test_under_another_condition_nothing_is_reproduced(name: str) -> None:
    catalogue = pair(submission("second", "Two", changed(run("c"), name)))
    found, unmatched = reproductions(catalogue)
    title = next(field.title for field in FIELDS if field.name == name)
    assert found == ()
    assert [each.reason for each in unmatched] == [
        f"no result here shares these conditions, or reports them: {title.lower()}"
    ]
    assert level(catalogue) is EvidenceLevel.BUNDLE_COMPLETE


def test_a_condition_that_neither_reports_is_not_the_same() -> None:
    silent = replace(KNOWN, warm_up=None)
    first = submission("first", "One", run("a", workload=silent))
    second = submission("second", "Two", run("c", workload=silent), reproduces=("first",))
    assert [each.reason for each in reproductions(synthetic.catalogue(first, second))[1]] == [
        "no result here shares these conditions, or reports them: warm-up"
    ]


def test_another_variant_is_no_reproduction() -> None:
    other = replace(run("c"), mesh_config=synthetic.run("c", synthetic.subject("beta")).mesh_config)
    assert "mesh, version, mode" in reproductions(pair(submission("second", "Two", other)))[1][0].reason


@pytest.mark.parametrize(
    "again",
    [
        submission("second", "the  ONE", run("c")),
        submission("second", "Two", run("c"), submitter=Submitter(name="N", organization="One", github=None)),
        submission("second", "Two", run("c"), purpose=Purpose.DEMONSTRATION),
        submission("second", "Two", run("c", state=State.WITHDRAWN)),
        submission("second", "Two", run("c", achieved_rps=100.0)),
    ],
    ids=["same", "same-submitter", "demonstration", "withdrawn", "does-not-count"],
)
def test_no_level_comes_from(again: Submission) -> None:
    assert level(pair(again)) is EvidenceLevel.BUNDLE_COMPLETE


def test_who_only_transcribed_is_not_who_measured() -> None:
    provenance = replace(synthetic.submission([]).provenance, measured_by="Two", transcribed=True)
    people = Submitter(name="N", organization="One", github=None)
    again = submission("second", "Two", run("c"), submitter=people, provenance=provenance)
    assert level(pair(again)) is EvidenceLevel.REPRODUCED


def test_a_withdrawn_result_is_not_called_reproduced() -> None:
    first = submission("first", "One", run("a", state=State.WITHDRAWN))
    second = submission("second", "Two", run("c"), reproduces=("first/a",))
    assert level(synthetic.catalogue(first, second)) is EvidenceLevel.BUNDLE_COMPLETE


def group_lab(catalogue: Catalogue) -> Catalogue:
    return replace(catalogue, labs={name: replace(lab, working_group=True) for name, lab in catalogue.labs.items()})


def named(by: str, *, transcribed: bool = False) -> Catalogue:
    made = submission("first", by, run("a"))
    return synthetic.catalogue(replace(made, provenance=replace(made.provenance, transcribed=transcribed)))


@pytest.mark.parametrize(
    ("catalogue", "expected"),
    [
        (group_lab(named("CNCF Service Mesh Working Group")), EvidenceLevel.WORKING_GROUP),
        (named("CNCF Service Mesh Working Group"), EvidenceLevel.BUNDLE_COMPLETE),  # anybody can write that
        (group_lab(named("Somebody in its lab")), EvidenceLevel.BUNDLE_COMPLETE),
        (group_lab(named("Critics of the Service Mesh Working Group")), EvidenceLevel.BUNDLE_COMPLETE),
        (group_lab(named("The  CNCF service mesh working group")), EvidenceLevel.WORKING_GROUP),
        (group_lab(named("Service Mesh Working Group", transcribed=True)), EvidenceLevel.BUNDLE_COMPLETE),
    ],
    ids=["both", "name-alone", "lab-alone", "another-name", "spelt-otherwise", "transcribed"],
)
def test_run_by_the_working_group_needs_its_name_and_its_lab(catalogue: Catalogue, expected: EvidenceLevel) -> None:
    assert level(catalogue) is expected


def test_levels_do_not_build_on_each_other() -> None:
    bare = submission("first", "One", run("a", evidence=()))
    second = submission("second", "Two", run("c"), reproduces=("first/a",))
    found = assess(synthetic.catalogue(bare, second)).results["first/a"]
    assert found.level is EvidenceLevel.REPRODUCED
    assert found.upcoming is not None
    assert found.upcoming.level is EvidenceLevel.BUNDLE_COMPLETE


def test_a_report_is_assessed_by_what_reports_have() -> None:
    complete = synthetic.smi_report(
        evidence=(RAW,), commit="0" * 40, kubernetes_version="1.30.1", reproduce="Run the suite."
    )
    bare = synthetic.gateway_report(submitter=None, disclosure=None, provenance=None)
    found = assess(synthetic.catalogue(complete, bare)).reports
    assert found["alpha-smi"].level is EvidenceLevel.BUNDLE_COMPLETE
    assert found["alpha-gateway"].steps[0].missing == (
        "the commit of the tests",
        "the version of Kubernetes",
        "how to reproduce it",
    )


def test_many_declarations_of_one_submission_take_no_long() -> None:
    """A hostile submission may name a thousand results of another one of ten thousand."""
    results = [run(f"r{at}", offered_rps=float(at + 1), achieved_rps=float(at + 1)) for at in range(2000)]
    first = submission("first", "One", *results)
    names = tuple(f"first/r{at}" for at in range(1000))
    second = submission("second", "Two", run("c", connections=1), reproduces=names)
    assert len(reproductions(synthetic.catalogue(first, second))[1]) == 1000
