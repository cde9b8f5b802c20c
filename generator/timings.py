"""How long a build's stages take: a value that the stages gather and that the command line alone shows."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

STAGES = ("read", "compare", "draw", "pictures", "decks", "compose", "render", "stamp", "links", "write", "manifest")
"""In their order. `draw` makes figures, `pictures` their pictures, `decks` PowerPoint files, `compose` pages and files, `render` is MkDocs' part, `stamp` fills and writes detail pages."""


@dataclass(slots=True)
class Timings:
    """Seconds by the clock on the wall, by stage; what a stage takes in several parts is added up."""

    seconds: dict[str, float] = field(default_factory=dict)

    def add(self, stage: str, seconds: float) -> None:
        """Count the seconds to the stage."""
        self.seconds[stage] = self.seconds.get(stage, 0.0) + seconds

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what happens within to the stage of that name."""
        before = perf_counter()
        yield
        self.add(name, perf_counter() - before)

    def lines(self) -> tuple[str, ...]:
        """`stage: 1.234 s` for each stage there was, in their order."""
        return tuple(f"{stage}: {self.seconds[stage]:.3f} s" for stage in STAGES if stage in self.seconds)
