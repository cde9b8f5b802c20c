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
    """A variant's median less the baseline's, at the same quantity.

    `relative` is the difference over the baseline's median. `low` and `high` bound it only where both sides have
    five runs or more, with the actual `coverage` (0..1); `detectable` is True or False where a test could tell, else None
    ("no verdict"). `p_value` is the Mann-Whitney test's after Holm's correction.
    """

    absolute: float
    relative: float | None
    low: float | None = None
    high: float | None = None
    detectable: bool | None = None
    p_value: float | None = None
    coverage: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What is compared: mesh, version, mode and configuration, with the runs that count.

    `latency` has a Summary for "50", "90", "99" where at least one run reports it; `cpu_per_1000_rps` is in mCPU of the
    data plane per 1,000 requests/s and `mem_mb` in MB of the data plane, both None without a mesh. `rank` is the place
    among variants that do the same, None where none may be given. `overhead` is keyed like `latency`; empty without a
    single baseline.
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
    cpu_mcores: Summary | None
    cpu_per_1000_rps: Summary | None
    mem_mb: Summary | None
    overhead: Mapping[str, Difference]
    throughput_difference: Difference | None
    rank: int | None
    differs: tuple[tuple[str, str], ...]
    """Conditions that differ by the mesh's nature: (what, value), as (“CNI”, “Cilium”)."""

    @property
    def is_baseline(self) -> bool:
        """Whether this is what runs without a mesh."""
        return self.subject.baseline


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

    `headline` is the chart title's finding, `conditions` the chart's subtitle in plain words. `leads` is "latency" or
    "throughput". Variants stand baseline first, then by label. `flags` holds each result's flags by address.
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
    headline: str
    sentences: tuple[Sentence, ...]
    flags: Mapping[str, tuple[Flag, ...]]
    demonstration: bool

    @property
    def results(self) -> tuple[Result, ...]:
        """Every result of the group, the excluded among them."""
        counted = tuple(result for variant in self.variants for result in variant.results)
        return counted + tuple(exclusion.result for exclusion in self.excluded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Groups whose keys differ in `axis` alone ("connections" or "offered_rps" or "replicas"), in its order.

    Drawn as latency against connections or offered rate; `id` is a slug with eight hex digits.
    """

    id: str
    axis: str
    axis_title: str
    title: str
    groups: tuple[ComparisonGroup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All groups by id, all series, and each result's group."""

    groups: Mapping[str, ComparisonGroup]
    series: tuple[Series, ...]
    group_of: Mapping[str, str]
    """Result address -> group id."""
    flags: Mapping[str, tuple[Flag, ...]]
    """Result address -> its flags, worst first."""
