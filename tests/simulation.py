"""Simulated groups: how often the comparison is wrong, and what it can find. Invented numbers, seeded, no measurement.

A run's percentiles are the variant's true values times log-normal run-to-run noise, and one run in ten goes wrong: its noise is
wider, as that of a run with a noisy neighbour. Noise of p50, p90 and p99 shares a part, as percentiles of one run do.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from generator.compare import overheads, statistics, variants
from generator.compare.colours import Style
from generator.compare.values import Contrast, Variant
from tests.synthetic import MESHES, run, subject

NOISE = {"50": 0.02, "90": 0.03, "99": 0.05}
"""The standard deviation of a run's percentile over its true value, for a run in which nothing goes wrong."""
TRUE_MS = {"50": 5.0, "90": 8.0, "99": 10.0}
_SHARED, _OWN = 0.6, 0.8
_WRONG, _WIDER = 0.1, 3.0
_RPS = 1_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """So many meshes that do the same beside a baseline, so many runs of each.

    `effect` moves the first mesh, in standard deviations of the run-to-run noise. `setup` is the standard deviation of what all
    runs of a variant share, as those of one installation do: zero where each run has a fresh one. `resolution_ms` rounds latencies,
    so that values are tied.
    """

    meshes: int
    runs: int
    effect: float = 0.0
    setup: float = 0.0
    resolution_ms: float = 0.0
    leads: str = overheads.LATENCY


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A simulated group: its variants, baseline first, every test made, and the true differences by test."""

    variants: tuple[Variant, ...]
    contrasts: tuple[Contrast, ...]
    setting: Setting

    @property
    def first(self) -> Contrast:
        """The test of the first mesh against the baseline, in what ranks."""
        name = overheads.ranking_quantity(self.setting.leads)
        baseline, mesh = self.variants[:2]
        return next(
            each
            for each in self.contrasts
            if (each.variant, each.reference, each.quantity) == (mesh.id, baseline.id, name)
        )

    def holds(self, contrast: Contrast) -> bool:
        """Whether the interval of a difference holds the true one."""
        gap, mesh = contrast.difference, self.variants[1].id
        factor = (contrast.variant == mesh) - (contrast.reference == mesh)
        true = factor * (_moved(contrast.quantity, self.setting.effect) - _moved(contrast.quantity, 0))
        return gap.low is not None and gap.high is not None and gap.low <= true <= gap.high


def simulated(setting: Setting, rng: random.Random) -> Group:
    """One group, compared as any other."""
    members = tuple(_variant(at, setting, rng, setting.effect if at == 1 else 0.0) for at in range(setting.meshes + 1))
    found, contrasts = overheads.compared(members, members[0], setting.leads)
    return Group(variants=found, contrasts=contrasts, setting=setting)


def _moved(name: str, effect: float) -> float:
    true, noise = (_RPS, NOISE["99"]) if name == overheads.THROUGHPUT else (TRUE_MS[name], NOISE[name])
    return true * (1 + effect * noise)


def _variant(at: int, setting: Setting, rng: random.Random, effect: float) -> Variant:
    setup = rng.gauss(0, setting.setup)
    runs = [_run(rng, setup, effect) for _ in range(setting.runs)]
    step = setting.resolution_ms
    rounded = [{name: round(each[name] / step) * step if step else each[name] for name in TRUE_MS} for each in runs]
    latency = {name: statistics.summarise([each[name] for each in rounded]) for name in TRUE_MS}
    return replace(
        _template(at),
        latency={name: each for name, each in latency.items() if each is not None},
        throughput=statistics.summarise([each[overheads.THROUGHPUT] for each in runs]),
    )


def _run(rng: random.Random, setup: float, effect: float) -> dict[str, float]:
    shared, width = rng.gauss(0, 1), _WIDER if rng.random() < _WRONG else 1.0
    noise = {**NOISE, overheads.THROUGHPUT: NOISE["99"]}
    return {
        name: _moved(name, effect) * math.exp(setup + width * spread * (_SHARED * shared + _OWN * rng.gauss(0, 1)))
        for name, spread in noise.items()
    }


@cache
def _template(at: int) -> Variant:
    what = subject() if at == 0 else subject("alpha", configuration=f"c{at}")
    mesh = next(one for one in MESHES if one.id == what.mesh)
    return variants.variant(what, mesh, f"{mesh.id} {at}", Style("#000000", "circle"), (run(f"r{at}", what),))


def share(setting: Setting, rounds: int, seed: int, of: str) -> float:
    """In which share of so many groups something is so, by its name in `COUNTED`."""
    rng = random.Random(seed)  # a sequence, not a secret
    return sum(COUNTED[of](simulated(setting, rng)) for _ in range(rounds)) / rounds


def _uncorrected(group: Group) -> bool:
    by_id = {one.id: one for one in group.variants}
    sides = [
        (
            overheads.quantity(by_id[each.variant], each.quantity),
            overheads.quantity(by_id[each.reference], each.quantity),
        )
        for each in group.contrasts
    ]
    return any(
        one and other and statistics.mann_whitney(one.values, other.values) <= statistics.LEVEL for one, other in sides
    )


COUNTED: dict[str, Callable[[Group], bool]] = {
    "any": lambda group: any(each.difference.detectable for each in group.contrasts),
    "any uncorrected": _uncorrected,
    "found": lambda group: group.first.difference.detectable is True,
    "holds": lambda group: group.holds(group.first),
}
"""Whether any test finds a difference, with and without Holm's correction; the first mesh's effect is found; its interval holds it."""
