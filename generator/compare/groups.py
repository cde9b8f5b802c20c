"""Catalogue -> Comparison: the one place where results meet, under one key each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from generator import numbers
from generator.compare import key as keys
from generator.compare import overheads, variants
from generator.compare.colours import Look, Style, look, styles
from generator.compare.conditions import conditions_of
from generator.compare.flags import flags_of
from generator.compare.headlines import headline
from generator.compare.series import series_of
from generator.compare.values import (
    Comparison,
    ComparisonGroup,
    Exclusion,
    Flag,
    Variant,
)
from generator.compare.wording import sentences
from generator.model import Catalogue, Loop, MeshKind, Purpose, Result, Submission, TestConfig

NO_BASELINE = "No baseline was measured under these conditions."
Flags = Mapping[str, tuple[Flag, ...]]


def compare(catalogue: Catalogue) -> Comparison:
    """Every result of the catalogue in the one group of its key, with all that follows from the group."""
    flags = {result.address: flags_of(result, catalogue.submissions[result.submission]) for result in catalogue.results}
    looks = styles((result.subject for result in catalogue.results), catalogue.meshes)
    maker = _Maker(catalogue, flags, looks)
    groups = _titled([maker.group(values, results) for values, results in _by_key(catalogue)])
    return Comparison(
        groups={group.id: group for group in sorted(groups, key=lambda one: one.id)},
        series=series_of(groups),
        group_of={result.address: group.id for group in groups for result in group.results},
        flags=flags,
    )


def _by_key(catalogue: Catalogue) -> Iterable[tuple[keys.Values, list[Result]]]:
    found: dict[keys.Values, list[Result]] = {}
    for result in catalogue.results:
        found.setdefault(keys.values_of(result, catalogue.submissions[result.submission]), []).append(result)
    return found.items()


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the groups of one catalogue."""

    catalogue: Catalogue
    flags: Flags
    looks: Mapping[Look, Style]

    def group(self, values: keys.Values, results: Sequence[Result]) -> ComparisonGroup:
        key = keys.key_from(values)
        plain, excluded = self._members(results)
        baseline, because = choose_baseline(plain)
        leads = leading(results[0].test)
        compared, contrasts = overheads.compared(plain, baseline, leads)
        ranked = _in_order(compared, baseline)
        submissions = self._submissions(results)
        shared = conditions_of(results[0], key)
        group = ComparisonGroup(
            id=keys.identifier(shared.slug(), key),
            key=key,
            title=f"{shared.title()} ({shared.campaign})",
            conditions=shared.sentence,
            leads=leads,
            submissions=submissions,
            variants=ranked,
            excluded=excluded,
            baseline=next((one for one in ranked if baseline is not None and one.id == baseline.id), None),
            no_overhead_because=because and self._lost_baseline(excluded, because),
            head=shared.head(),
            headline="",
            sentences=(),
            flags={result.address: self.flags[result.address] for result in results},
            demonstration=any(one.purpose is Purpose.DEMONSTRATION for one in submissions),
            contrasts=contrasts,
        )
        return replace(group, headline=headline(group, shared), sentences=sentences(group))

    def _members(self, results: Sequence[Result]) -> tuple[tuple[Variant, ...], tuple[Exclusion, ...]]:
        """The variants of the runs that count, and the runs that do not, in the order they come."""
        found = variants.by_variant(results)
        labels = variants.labels([subject for subject, _ in found], self.catalogue.meshes)
        made: list[Variant] = []
        excluded: dict[str, Exclusion] = {}
        for label, (subject, runs) in zip(labels, found, strict=True):
            counting = tuple(run for run in runs if not self._excluding(run))
            excluded |= {run.address: self._exclusion(run, label) for run in runs if self._excluding(run)}
            if counting:
                mesh = self.catalogue.meshes[subject.mesh]
                made.append(variants.variant(subject, mesh, label, self.looks[look(subject)], counting))
        in_order = tuple(excluded[one.address] for one in results if one.address in excluded)
        return variants.with_distinct_ids(made), in_order

    def _exclusion(self, run: Result, label: str) -> Exclusion:
        reason = " ".join(flag.sentence for flag in self._excluding(run))
        return Exclusion(result=run, reason=reason, label=label)

    def _excluding(self, result: Result) -> tuple[Flag, ...]:
        return tuple(flag for flag in self.flags[result.address] if flag.excludes)

    def _lost_baseline(self, excluded: Sequence[Exclusion], because: str) -> str:
        results = (one.result for one in excluded)
        lost = next((one for one in results if self._is_like_a_baseline(one)), None)
        if lost is None or because != NO_BASELINE:
            return because
        labels = numbers.listed([flag.label for flag in self._excluding(lost)])
        return f"The baseline's run does not count here ({labels})."

    def _is_like_a_baseline(self, result: Result) -> bool:
        return result.subject.baseline or self.catalogue.meshes[result.subject.mesh].kind is MeshKind.NONE

    def _submissions(self, results: Iterable[Result]) -> tuple[Submission, ...]:
        return tuple(self.catalogue.submissions[name] for name in sorted({result.submission for result in results}))


def leading(test: TestConfig) -> str:
    """What leads: "throughput" under full load, also where a closed loop declares no rate; else "latency"."""
    unpaced = test.workload.loop is Loop.CLOSED and test.workload.offered is None and test.offered_rps is None
    return overheads.THROUGHPUT if keys.is_full_load(test) or unpaced else overheads.LATENCY


def choose_baseline(found: Sequence[Variant]) -> tuple[Variant | None, str | None]:
    """The one baseline, marked or the only one without a mesh; else None and why there is none."""
    marked = [one for one in found if one.is_baseline] or [one for one in found if one.mesh.kind is MeshKind.NONE]
    match marked:
        case [one]:
            return one, None
        case []:
            return None, NO_BASELINE
        case _:
            names = numbers.listed([one.label for one in marked])
            return None, f"There is more than one baseline under these conditions: {names}."


def _in_order(found: Sequence[Variant], baseline: Variant | None) -> tuple[Variant, ...]:
    chosen = baseline and baseline.id
    marked = (replace(one, subject=replace(one.subject, baseline=True)) if one.id == chosen else one for one in found)
    return tuple(sorted(marked, key=lambda one: (one.id != chosen, not one.is_baseline, one.label)))


def _titled(groups: Sequence[ComparisonGroup]) -> list[ComparisonGroup]:
    """The groups, titles that meet told apart by the fields in which their keys differ."""
    by_title: dict[str, list[ComparisonGroup]] = {}
    for group in groups:
        by_title.setdefault(group.title, []).append(group)
    return [_apart(group, by_title[group.title]) for group in groups]


def _apart(group: ComparisonGroup, namesakes: Sequence[ComparisonGroup]) -> ComparisonGroup:
    if len(namesakes) == 1:
        return group
    columns = zip(*(one.key.fields for one in namesakes), strict=True)
    differing = {fields[0].name for fields in columns if len({field.value for field in fields}) > 1}
    parts = (f"{field.title.lower()}: {field.value}" for field in group.key.fields if field.name in differing)
    return replace(group, title=f"{group.title}; {', '.join(parts)}")
