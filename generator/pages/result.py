"""The page of one result: what exactly was measured, and may it be trusted?

There may be ten thousand of them: what results share (configs, reproduction) is rendered once, the rest by one template.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from generator import addresses
from generator.compare.distributions import distribution_of, percentile_of
from generator.compare.values import FlagKind
from generator.distribution import hgrm
from generator.figures import Figure, for_result, words
from generator.numbers import amount
from generator.page import Asset, Page, TocItem
from generator.pages import charts, citing, distributed, messages, trust, wording
from generator.pages.measured import measurement_of
from generator.pages.rendering import joined, outward, page, paragraphs, render

if TYPE_CHECKING:
    from markupsafe import Markup

    from generator.distribution import Distribution
    from generator.model import Environment, MeshConfig, Result, StatusEvent, Submission, TestConfig
    from generator.pages.index import Index

SUBMISSION = "performance-submission/v1"
RESULTS = "performance-results/v1"
TOC = (
    TocItem(id="trust", title="Who measured, and how far it can be traced"),
    TocItem(id="infrastructure", title="Infrastructure capacity"),
    TocItem(id="mesh-configuration", title="Mesh configuration"),
    TocItem(id="workload", title="Workload"),
    TocItem(id="test", title="Test"),
    TocItem(id="measurement", title="What SMP cannot hold", level=3),
    TocItem(id="evidence", title="Evidence"),
    TocItem(id="reproduce", title="How to reproduce"),
    TocItem(id="history", title="History"),
    TocItem(id="cite", title="Cite"),
)
"""The headings of every result page, so that no page is searched for them."""
TOC_DISTRIBUTED = (TocItem(id="generators", title="Generators"), *TOC)
"""Those of a run of several generators."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What the results of a submission have in common, rendered once, by the config's id."""

    byline: str
    people: Markup
    history: Markup
    reproduce: Markup
    environments: Mapping[str, Markup]
    mesh_configs: Mapping[str, Markup]
    tests: Mapping[str, Markup]
    json: Mapping[tuple[str, str], str] = field(default_factory=dict)


def shared(index: Index, submission: Submission) -> Shared:
    """The parts that the pages of a submission's results share; links in them are those of a result's page."""
    path = addresses.result_path(f"{submission.id}/any")
    lab = index.lab(submission)
    return Shared(
        byline=f"Measured by {wording.inline(submission.provenance.measured_by)}, "
        f"{wording.RELATIONSHIPS[submission.disclosure.relationship]}",
        people=render("people.html", path, submission=submission, lab=lab, outward=outward),
        history=render("untouched.html", path, submission=submission),
        reproduce=paragraphs(submission.reproduce),
        environments={each.id: environment_table(each) for each in submission.environments},
        mesh_configs={each.id: mesh_config_table(each) for each in submission.mesh_configs},
        tests={each.id: test_table(each) for each in submission.tests},
        json={
            **{("environment_config", each.id): _json(each.smp) for each in submission.environments},
            **{("mesh_config", each.id): _json(each.smp) for each in submission.mesh_configs},
            **{("test_config", each.id): _json(each.smp) for each in submission.tests},
        },
    )


def result_page(index: Index, result: Result, common: Shared) -> tuple[Page, tuple[Asset, ...]]:
    """The page of a result and the files beside it; `common` is what its submission's results share."""
    path = addresses.result_path(result.address)
    label, submission = index.label(result), index.submission(result)
    source = words.source((submission,), (result,))
    drawn = for_result(result, index.flags(result), index.style(result).colour)
    figures = [replace(each, source=source, subtitle=words.marked(each.subtitle, result)) for each in drawn]
    generators = distributed.section(index, result, path)
    found = distribution_of(result)
    parts = _Parts(
        charts=joined(charts.chart(each, path, f"{path}{each.id}", order=2) for each in figures),
        generators=None if generators is None else generators[0],
        has_distribution=found is not None,
    )
    body = _body(index, result, common, parts)
    described = page(
        path,
        body,
        toc=TOC if generators is None else TOC_DISTRIBUTED,
        title=f"{label}, run {result.id}",
        description=f"{label} in {submission.title}: {amount(result.latencies.percentiles.get('99'), 'ms')} at p99, "
        f"{amount(result.achieved_rps, 'requests/s')} achieved.",
        section="Performance",
        kind="result",
        source=result.origin.path,
        image=index.image_of(index.group(result)),
    )
    more = () if generators is None else (generators[1],)
    return described, (*_files(index, result, common, (*figures, *more), path), *_plotter(found, path))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What only some results have on their pages."""

    charts: Markup
    generators: Markup | None
    has_distribution: bool


def _body(index: Index, result: Result, common: Shared, parts: _Parts) -> Markup:
    submission, assessment = index.submission(result), index.trust.results[result.address]
    path = addresses.result_path(result.address)
    return render(
        "result.html",
        path,
        index=index,
        result=result,
        submission=submission,
        label=index.label(result),
        mesh=index.mesh(result),
        group=index.group(result),
        # The state stands in the banner.
        flags=[flag for flag in index.flags(result) if flag.kind is not FlagKind.STATE],
        charts=parts.charts,
        generators=parts.generators,
        has_distribution=parts.has_distribution,
        percentile_of=percentile_of,
        outward=outward,
        common=common,
        test_table=result_table(result),
        measurement=measurement_table(result),
        assessment=assessment,
        levels=trust.levels(index, assessment, path),
        reproduced=index.trust.by_address.get(result.address, ()),
        cite=citing.shown(citing.of_result(index, result)),
    )


def _files(index: Index, result: Result, common: Shared, figures: Sequence[Figure], path: str) -> tuple[Asset, ...]:
    data = Asset(path=f"{path}result.json", content=_messages(index, result, common))
    return (data, *(file for figure in figures for file in charts.chart_files(figure, f"{path}{figure.id}")))


def _plotter(found: Distribution | None, path: str) -> tuple[Asset, ...]:
    """The distribution as HdrHistogram's plotter reads it."""
    return () if found is None else (Asset(path=f"{path}percentiles.hgrm", content=hgrm(found).encode()),)


def _messages(index: Index, result: Result, common: Shared) -> bytes:
    names = {
        "environment_config": result.environment.id,
        "mesh_config": result.mesh_config.id,
        "test_config": result.test.id,
    }
    parts = [f'"{name}":{common.json[name, identifier]}' for name, identifier in names.items()]
    head = _json(_standing(index, result))[1:-1]
    return f'{{"address":{_json(result.address)},{head},{",".join(parts)},"result":{_json(result.smp)},"measurement":{_json(measurement_of(result))}}}\n'.encode()


def _standing(index: Index, result: Result) -> Mapping[str, object]:
    """What a reader of the numbers alone must know of them: their state, what became of them, who measured."""
    submission = index.submission(result)
    return {
        "state": result.state.value,
        "status": [_event(each) for each in result.history],
        "evidence_level": index.trust.results[result.address].level.value,
        "measured_by": submission.provenance.measured_by,
        "relationship": submission.disclosure.relationship.value,
        "lab": submission.lab,
        "license": submission.license,
    }


def _event(event: StatusEvent) -> Mapping[str, object]:
    return {
        "date": event.date.isoformat(),
        "state": event.state.value,
        "by": event.by,
        "reason": event.reason,
        "replaced_by": event.replaced_by,
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} in an SMP message")


def environment_table(environment: Environment) -> Markup:
    """Infrastructure capacity: SMP's EnvironmentConfig, and what it cannot carry."""
    fields = messages.shape(SUBMISSION, "environment_configs", "[]")
    more = messages.shape(SUBMISSION, "environment_conditions", "{}")
    return messages.table(
        messages.row("Nodes", wording.nodes(environment.nodes), "nodes"),
        messages.rows(fields, environment.smp),
        messages.rows(more, environment.conditions),
    )


def mesh_config_table(config: MeshConfig) -> Markup:
    """Mesh configuration: SMP's ServiceMeshConfig, and the subject that it cannot carry."""
    fields = messages.shape(SUBMISSION, "mesh_configs", "[]")
    more = messages.shape(SUBMISSION, "subjects", "{}")
    absent = frozenset({"mesh_type", "version", "mode", "mtls_enabled"}) if config.subject.baseline else frozenset()
    return messages.table(messages.rows(fields, config.smp, absent), messages.rows(more, config.subject, absent))


def test_table(test: TestConfig) -> Markup:
    """Workload: SMP's PerformanceTestConfig, and what it cannot carry."""
    fields = messages.shape(SUBMISSION, "test_configs", "[]")
    more = messages.shape(SUBMISSION, "workload_conditions", "{}")
    workload = test.workload
    absent = {"rps"} if workload.offered == "full-load" else set()
    absent |= {"duration", "seconds"} if workload.stop is not None and workload.stop.seconds is None else set()
    absent |= {"requests"} if workload.stop is not None and workload.stop.requests is None else set()
    version = messages.row("Load generator version", test.load_generator_version, "load_generator_version")
    rest = tuple(each for each in more if each.key != "load_generator_version")
    rows = messages.rows(fields, test.smp, frozenset(absent))
    return messages.table(rows, version, messages.rows(rest, workload, frozenset(absent)))


def result_table(result: Result) -> Markup:
    """Test: SMP's PerformanceTestResult as submitted."""
    fields = messages.shape(RESULTS, "results", "[]", "result")
    return messages.table(messages.rows(fields, result.smp))


_MEASURED = frozenset(
    {"repeat", "campaign", "duration_seconds", "coordinated_omission", "quantile_method", "population", "note"}
)


def measurement_table(result: Result) -> Markup:
    """What SMP's result has no field for."""
    fields = messages.shape(RESULTS, "results", "[]", "measurement")
    chosen = tuple(each for each in fields if each.key in _MEASURED and each.key != "campaign")
    seen = result.measurement.errors or {}
    return messages.table(
        messages.row("Requests", result.measurement.requests, "requests"),
        messages.row("Errors", wording.errors(result), "errors"),
        *(messages.row(f"Errors: {kind}", number) for kind, number in seen.items()),
        messages.row("Campaign", result.campaign, "campaign"),
        messages.rows(chosen, result.measurement),
    )
