"""What is run, how often and in which order: values only."""

from __future__ import annotations

import random
from dataclasses import dataclass

VARIANTS = ("baseline", "plaintext", "mtls")
"""baseline: generator to nginx. plaintext, mtls: generator to its Envoy, to the server's Envoy, to nginx."""
GENERATORS = 3
CONNECTIONS = 20
"""Connections of each generator."""
STAGGER_MS = 3
"""Time between two connections of a generator. h2load gives each connection a timer of its own from the moment it opens: without
the stagger all of them send at the same instant, and the latency is that of a burst."""
WARM_UP_SECONDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run; the rate is that of all generators together, in requests/s."""

    variant: str
    rate: int
    repeat: int

    @property
    def name(self) -> str:
        """The name of its folder."""
        return f"run-{self.variant}-{self.rate}-{self.repeat:02}"

    @property
    def rate_per_connection(self) -> float:
        """Requests/s of one connection."""
        return self.rate / (GENERATORS * CONNECTIONS)


def schedule(rates: tuple[int, ...], repeats: int, seed: int) -> tuple[Run, ...]:
    """Blocks of one run of each variant and rate, each block in an order of its own, so that a change of the machine meets all alike."""
    order = random.Random(seed)  # noqa: S311 - the order has to be repeatable, not secret
    runs: list[Run] = []
    for repeat in range(1, repeats + 1):
        block = [Run(variant=variant, rate=rate, repeat=repeat) for variant in VARIANTS for rate in rates]
        order.shuffle(block)
        runs.extend(block)
    return tuple(runs)
