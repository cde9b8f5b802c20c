"""Trends: what a mesh costs against each campaign's own baseline, over its versions, where only the campaign differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from generator import versions
from generator.characters import slug
from generator.compare.conditions import conditions_of
from generator.compare.key import digest
from generator.compare.overheads import THROUGHPUT
from generator.compare.values import ComparisonGroup, Difference, Variant
from generator.compare.variants import identity

CAMPAIGN = "campaign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A version of the mesh in one campaign, with its overhead against that campaign's baseline."""

    version: str
    group: ComparisonGroup
    variant: Variant

    @property
    def campaign(self) -> str:
        """The campaign in which it was measured."""
        return self.variant.results[0].campaign

    @property
    def differences(self) -> Mapping[str, Difference]:
        """The overhead by percentile; of a group that throughput leads that in throughput, since latency follows from saturation there."""
        return _differences(self.group, self.variant)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """A mesh in one mode and configuration over its versions, in their order, those of one version by campaign.

    `conditions` are those that all steps share; `id` is a slug with eight hex digits; `leads` is "latency" or "throughput".
    """

    id: str
    mesh: str
    label: str
    conditions: str
    leads: str
    steps: tuple[Step, ...]


def trends_of(groups: Sequence[ComparisonGroup]) -> tuple[Trend, ...]:
    """All trends over two versions or more in two campaigns or more, by id. Demonstrations form none: they are no measurement."""
    alike: dict[tuple[str, ...], list[ComparisonGroup]] = {}
    for group in groups:
        if group.baseline is not None and not group.demonstration:
            others = tuple(field.value for field in group.key.fields if field.name != CAMPAIGN)
            alike.setdefault(others, []).append(group)
    found = (trend for members in alike.values() if len(members) > 1 for trend in _trends(members))
    return tuple(sorted(found, key=lambda one: one.id))


def _trends(groups: Sequence[ComparisonGroup]) -> Iterator[Trend]:
    by_subject: dict[object, list[Step]] = {}
    for group in groups:
        for variant in group.variants:
            version = variant.subject.version
            if version is None or not _differences(group, variant) or not versions.is_release(version):
                continue
            versionless = identity(replace(variant.subject, version=None))
            by_subject.setdefault(versionless, []).append(Step(version=version, group=group, variant=variant))
    for steps in by_subject.values():
        if len({step.version for step in steps}) > 1 and len({step.group.id for step in steps}) > 1:
            yield _trend(sorted(steps, key=lambda step: (versions.order(step.version), step.version, step.group.id)))


def _differences(group: ComparisonGroup, variant: Variant) -> Mapping[str, Difference]:
    if group.leads != THROUGHPUT:
        return variant.overhead
    found = variant.throughput_difference
    return {} if found is None else {THROUGHPUT: found}


def _trend(steps: Sequence[Step]) -> Trend:
    first = steps[0]
    shared = conditions_of(first.group.results[0], first.group.key)
    label = _without_version(first)
    fields = [(field.name, field.value) for field in first.group.key.fields if field.name != CAMPAIGN]
    return Trend(
        id=f"{slug(label)[:50]}-{digest([(label,), *fields])}-k{first.group.key.version}",
        mesh=first.variant.mesh.id,
        label=label,
        conditions=shared.sentence,
        leads=first.group.leads,
        steps=tuple(steps),
    )


def _without_version(step: Step) -> str:
    return step.variant.label.replace(f" {step.version}", "", 1)
