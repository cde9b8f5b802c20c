"""The values that the comparison yields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from generator import numbers
from generator.model import Mesh, Result, Subject, Submission

NOT_REPORTED = numbers.NOT_REPORTED
NOT_APPLICABLE = "not applicable"


class FlagKind(StrEnum):
    """What a reader must know about a result; the values are stable and stand in addresses."""

    STATE = "state"
    ERRORS_HIGH = "errors-high"
    BELOW_OFFERED = "below-offered"
    ERRORS_SEEN = "errors-seen"
    ERRORS_NOT_REPORTED = "errors-not-reported"
    FEW_SAMPLES = "few-samples"
    THIN_SAMPLES = "thin-samples"
    SAMPLES_NOT_REPORTED = "samples-not-reported"
    ONLY_A_RANGE = "only-a-range"
    LITTLE_OVERLAP = "little-overlap"
    GENERATORS_MISSING = "generators-missing"
    SHORT_RUN = "short-run"
    VERSION_NOT_REPORTED = "version-not-reported"
    OMISSION_UNKNOWN = "omission-unknown"
    SATURATED = "saturated"
    FULL_LOAD = "full-load"
    DEMONSTRATION = "demonstration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A flag of a result: `sentence` gives the numbers; `excludes` takes the result out of charts and rankings."""

    kind: FlagKind
    label: str
    sentence: str
    excludes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyField:
    """One field of the comparability key.

    `value` is canonical text; NOT_REPORTED or NOT_APPLICABLE where there is none; `title` is what a reader calls the field.
    """

    name: str
    title: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparabilityKey:
    """All that must be equal for two results to be compared, in one fixed order of fields."""

    version: int
    fields: tuple[KeyField, ...]

    def value(self, name: str) -> str:
        """The value of the field of that name; KeyError where there is none."""
        for field in self.fields:
            if field.name == name:
                return field.value
        raise KeyError(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Several runs' values of one quantity: the median with its order-statistic interval.

    `low`, `high` and `coverage` (0..1, the interval's actual coverage) are None below five runs.
    """

    values: tuple[float, ...]
    median: float
    low: float | None = None
    high: float | None = None
    coverage: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A variant's median less that of a reference (the baseline, or a peer), at the same quantity.

    `relative` is the difference over the reference's median. `low` and `high` bound it only where both sides have
    five runs or more, with the actual `coverage` (0..1); `detectable` is True or False where a test could tell, else None
    ("no verdict"). `p_value` is the Mann-Whitney test's after Holm's correction, `smallest_p` the least that it could have been.
    `superiority` is the effect size: the share (0..1) of pairs of runs in which the variant's value is the greater, ties half.
    """

    absolute: float
    relative: float | None
    low: float | None = None
    high: float | None = None
    detectable: bool | None = None
    p_value: float | None = None
    coverage: float | None = None
    superiority: float | None = None
    smallest_p: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """One test of a group: a variant against a reference, both by id, in a percentile ("50", "90", "99") or in "throughput".

    All contrasts of a group are one family under Holm's correction; `difference` is what was found.
    """

    variant: str
    reference: str
    quantity: str
    difference: Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """CPU and memory of one role, or of a sum over roles: each run's total over its components.

    `roles` are what was reported of it, `missing` what the sum needs and no run reports; with it there are no values.
    `statistic` is how the samples were reduced ("average", "max"); where runs or components differ in it (`mixed`) there are no
    values either. The headrooms are shares (0..1) of the nodes' capacity and exist for nodes alone.
    """

    roles: tuple[str, ...]
    missing: tuple[str, ...] = ()
    statistic: str | None = None
    mixed: bool = False
    cpu_mcores: Summary | None = None
    cpu_per_1000_rps: Summary | None = None
    mem_mb: Summary | None = None
    cpu_headroom: Summary | None = None
    mem_headroom: Summary | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What is compared: mesh, version, mode and configuration, with the runs that count.

    `latency` has a Summary for "50", "90", "99" where at least one run reports it; `uses` what is reported of CPU and memory, by
    role ("sidecar" …, "control-plane", "node") and sum ("data-plane", "mesh"). `rank` is the place among variants that do the
    same, None where none may be given. `overhead` is keyed like `latency`; empty without a single baseline.
    """

    id: str
    mesh: Mesh
    subject: Subject
    label: str
    colour: str
    marker: str
    results: tuple[Result, ...]
    latency: Mapping[str, Summary]
    throughput: Summary | None
    uses: Mapping[str, Use]
    overhead: Mapping[str, Difference]
    throughput_difference: Difference | None
    rank: int | None
    differs: tuple[tuple[str, str], ...]
    """Conditions that differ by the mesh's nature: (what, value), as (“CNI”, “Cilium”)."""

    @property
    def is_baseline(self) -> bool:
        """Whether this is what runs without a mesh."""
        return self.subject.baseline

    @property
    def proxies(self) -> Use:
        """CPU and memory of the data plane, empty where nothing is reported of it."""
        return self.uses.get("data-plane") or Use(roles=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A result that belongs to the group but neither counts nor ranks, and why; `label` names its variant."""

    result: Result
    reason: str
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A finding in words, no stronger than its runs; `kind` is "finding", "caveat", "verdict" or "cost" (what a mesh does)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonGroup:
    """Results under one comparability key.

    `headline` is the chart title's finding, `head` what the titles of its other charts begin with, `conditions` the chart's subtitle in
    plain words. `leads` is "latency" or
    "throughput". Variants stand baseline first, then by label. `contrasts` are all tests that were made, those against the
    baseline first. `flags` holds each result's flags by address.
    """

    id: str
    key: ComparabilityKey
    title: str
    conditions: str
    leads: str
    submissions: tuple[Submission, ...]
    variants: tuple[Variant, ...]
    excluded: tuple[Exclusion, ...]
    baseline: Variant | None
    no_overhead_because: str | None
    head: str
    headline: str
    sentences: tuple[Sentence, ...]
    flags: Mapping[str, tuple[Flag, ...]]
    demonstration: bool
    contrasts: tuple[Contrast, ...] = ()

    @property
    def results(self) -> tuple[Result, ...]:
        """Every result of the group, the excluded among them."""
        counted = tuple(result for variant in self.variants for result in variant.results)
        return counted + tuple(exclusion.result for exclusion in self.excluded)

    @property
    def offered_rps(self) -> float | None:
        """The rate at which every run that counts was offered its load, in requests/s; None where there is not one, as under full load."""
        tests = [run.test for variant in self.variants for run in variant.results]
        rates = {test.offered_rps for test in tests if test.workload.offered == "rate"}
        return rates.pop() if len(rates) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Groups whose keys differ in `axis` alone ("connections" or "offered_rps" or "replicas"), in its order.

    Drawn as latency against connections or offered rate; `id` is a slug with eight hex digits, `head` what the titles of its
    charts begin with.
    """

    id: str
    axis: str
    axis_title: str
    head: str
    title: str
    groups: tuple[ComparisonGroup, ...]
    environment: str = ""
    """Where all of it ran, in sentences, with what was not reported of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All groups by id, all series, and each result's group."""

    groups: Mapping[str, ComparisonGroup]
    series: tuple[Series, ...]
    group_of: Mapping[str, str]
    """Result address -> group id."""
    flags: Mapping[str, tuple[Flag, ...]]
    """Result address -> its flags, worst first."""
